#include "analysis/sobol.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_qrng.h>
#include "sim/philox.h"
#include "sim/site.h"

#define DIMENSIONS 40 /* of GSL's Sobol sequence; above it, it returns zeros without an error */
#define WORD 0x1p32
#define CONFIDENCE 0.975
#define BEYOND_DOUBT 2.0 /* standard errors of V */

/* --- points ----------------------------------------------------------------------------------- */

int ndrsim_sobol_points(int most) {
  int each = 1;
  while (each <= most / NDRSIM_SOBOL_SHIFTS / 2)
    each *= 2;
  return each >= NDRSIM_SOBOL_LEAST ? each * NDRSIM_SOBOL_SHIFTS : 0;
}

static uint32_t random_word(uint64_t seed, const char *what, int replicate, int index) {
  return ndrsim_philox(seed, ndrsim_hash_string(what), (uint32_t)replicate, 0,
                       NDRSIM_GROUP_PARAMETER, (unsigned)index)
      .w[0];
}

static double middle(uint32_t word) {
  return ((double)word + 0.5) / WORD;
}

/* Inputs beyond what the sequence has dimensions for take plain random numbers. */
static int covered(int inputs) {
  return inputs < DIMENSIONS / 2 ? inputs : DIMENSIONS / 2;
}

static void fill_plain(ndrsim_sobol_design *self, uint64_t seed) {
  for (int p = 0; p < self->points; p++) {
    double *row = self->u + (size_t)p * 2 * (size_t)self->inputs;
    for (int i = covered(self->inputs); i < self->inputs; i++) {
      row[i] = middle(random_word(seed, "sobol.a", p, i));
      row[self->inputs + i] = middle(random_word(seed, "sobol.b", p, i));
    }
  }
}

/* One point of the sequence into all its shifted copies. */
static void fill_point(ndrsim_sobol_design *self, uint64_t seed, int point, const double *x) {
  int each = self->points / NDRSIM_SOBOL_SHIFTS, inputs = self->inputs, quasi = covered(inputs);
  for (int s = 0; s < NDRSIM_SOBOL_SHIFTS; s++) {
    double *row = self->u + (size_t)(s * each + point) * 2 * (size_t)inputs;
    for (int d = 0; d < 2 * quasi; d++) {
      uint32_t word = (uint32_t)(x[d] * WORD) ^ random_word(seed, "sobol.shift", s, d);
      row[d < quasi ? d : inputs + d - quasi] = middle(word);
    }
  }
}

ndrsim_status ndrsim_sobol_design_init(ndrsim_sobol_design *self, int inputs, int points,
                                       uint64_t seed, ndrsim_error *err) {
  double x[DIMENSIONS] = {0}; /* the first point, which GSL leaves out: all zeros */
  memset(self, 0, sizeof *self);
  self->inputs = inputs;
  self->points = points;
  self->u = malloc((size_t)points * 2 * (size_t)inputs * sizeof *self->u);
  /* as gsl_qrng_alloc, which would call the process-wide error handler without memory */
  unsigned dimensions = 2 * (unsigned)covered(inputs);
  gsl_qrng sequence = {gsl_qrng_sobol, dimensions, gsl_qrng_sobol->state_size(dimensions), NULL};
  sequence.state = calloc(1, sequence.state_size);
  if (self->u == NULL || sequence.state == NULL ||
      gsl_qrng_sobol->init_state(sequence.state, dimensions) != GSL_SUCCESS) {
    free(sequence.state);
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %d points", points);
  }
  for (int p = 0; p < points / NDRSIM_SOBOL_SHIFTS; p++) {
    if (p > 0) gsl_qrng_get(&sequence, x);
    fill_point(self, seed, p, x);
  }
  fill_plain(self, seed);
  free(sequence.state);
  return NDRSIM_OK;
}

void ndrsim_sobol_design_free(ndrsim_sobol_design *self) {
  free(self->u);
  memset(self, 0, sizeof *self);
}

enum { ROW_A, ROW_B, ROW_AB };

int ndrsim_sobol_runs(const ndrsim_sobol_design *self) {
  return 3 * self->inputs + 2 * ROW_AB;
}

int ndrsim_sobol_luck(const ndrsim_sobol_design *self, int run) {
  return run >= self->inputs + ROW_AB;
}

void ndrsim_sobol_uniforms(const ndrsim_sobol_design *self, int run, int point, double *u) {
  int inputs = self->inputs, half = inputs + ROW_AB, row = run < half ? run : run - half;
  const double *a = self->u + (size_t)point * 2 * (size_t)inputs, *b = a + inputs;
  bool from_b = row == ROW_B || row >= half; /* BA_i stand behind AB_i */
  int column = row >= half ? row - half : row - ROW_AB;
  memcpy(u, from_b ? b : a, (size_t)inputs * sizeof *u);
  if (column >= 0) u[column] = from_b ? a[column] : b[column];
}

/* --- estimates -------------------------------------------------------------------------------- */

/* Sums of one copy, or of all. */
typedef struct sums {
  double *first, *total; /* [inputs] */
  double variance, luck, mean;
} sums;

static void add_point(const ndrsim_sobol_design *design, const double *const *value, int point,
                      double centre, sums *out) {
  int inputs = design->inputs, half = inputs + ROW_AB;
  const double *const *a = value, *const *b = value + half;
  double fa[2] = {a[ROW_A][point] - centre, b[ROW_A][point] - centre};
  double fb[2] = {a[ROW_B][point] - centre, b[ROW_B][point] - centre};
  out->variance += 0.5 * (fa[0] * fa[1] + fb[0] * fb[1]);
  out->luck += 0.25 * ((fa[0] - fa[1]) * (fa[0] - fa[1]) + (fb[0] - fb[1]) * (fb[0] - fb[1]));
  out->mean += 0.25 * (fa[0] + fa[1] + fb[0] + fb[1]);
  for (int i = 0; i < inputs; i++) {
    double step = fa[0] - (a[ROW_AB + i][point] - centre);
    double again = fa[1] - (b[ROW_AB + i][point] - centre);
    double other = b[half + i][point] - centre - fb[1];
    out->first[i] += 0.5 * step * other;
    out->total[i] += 0.5 * step * again;
  }
}

static bool all_finite(const ndrsim_sobol_design *design, const double *const *value) {
  for (int run = 0; run < ndrsim_sobol_runs(design); run++) {
    for (int p = 0; p < design->points; p++) {
      if (!isfinite(value[run][p])) return false;
    }
  }
  return true;
}

static double centre_of(const ndrsim_sobol_design *design, const double *const *value) {
  int half = design->inputs + 2;
  double sum = 0;
  for (int p = 0; p < design->points; p++) {
    sum += value[ROW_A][p] + value[ROW_B][p] + value[half + ROW_A][p] + value[half + ROW_B][p];
  }
  return sum / (4.0 * design->points);
}

/* What is estimated: V, luck, known, additive, mean, then first and total of each input. */
enum { OF_VARIANCE, OF_LUCK, OF_KNOWN, OF_ADDITIVE, OF_MEAN, OF_INDICES };

static void ratios(const sums *of, int inputs, double points, double *out) {
  out[OF_VARIANCE] = of->variance / points;
  out[OF_LUCK] = of->luck / points;
  out[OF_KNOWN] = of->variance / (of->variance + of->luck);
  out[OF_MEAN] = of->mean / points;
  out[OF_ADDITIVE] = 0;
  for (int i = 0; i < inputs; i++) {
    out[OF_INDICES + i] = of->first[i] / of->variance;
    out[OF_INDICES + inputs + i] = of->total[i] / of->variance;
    out[OF_ADDITIVE] += of->first[i] / of->variance;
  }
}

/* All sums less those of one copy. */
static void without(const sums *all, const sums *one, int inputs, sums *out) {
  out->variance = all->variance - one->variance;
  out->luck = all->luck - one->luck;
  out->mean = all->mean - one->mean;
  for (int i = 0; i < inputs; i++) {
    out->first[i] = all->first[i] - one->first[i];
    out->total[i] = all->total[i] - one->total[i];
  }
}

static void gather(const ndrsim_sobol_design *design, const double *const *value, sums *copy,
                   sums *all) {
  int each = design->points / NDRSIM_SOBOL_SHIFTS;
  double centre = centre_of(design, value);
  for (int s = 0; s < NDRSIM_SOBOL_SHIFTS; s++) {
    for (int p = 0; p < each; p++) {
      add_point(design, value, s * each + p, centre, &copy[s]);
    }
    all->variance += copy[s].variance;
    all->luck += copy[s].luck;
    all->mean += copy[s].mean;
    for (int i = 0; i < design->inputs; i++) {
      all->first[i] += copy[s].first[i];
      all->total[i] += copy[s].total[i];
    }
  }
}

static ndrsim_sobol_index interval(double value, double spread) {
  double n = NDRSIM_SOBOL_SHIFTS, se = sqrt(spread * (n - 1) / n);
  double reach = gsl_cdf_tdist_Pinv(CONFIDENCE, n - 1) * se;
  return (ndrsim_sobol_index){value, se, value - reach, value + reach};
}

/* Jackknife over copies. room: 3 arrays of what is estimated. */
static void jackknife(ndrsim_sobol *self, const sums *copy, const sums *all, sums *rest,
                      double *room) {
  int inputs = self->inputs, n = OF_INDICES + 2 * inputs;
  double *value = room, *left = room + n, *mean = room + 2 * n, *spread = room + 3 * n;
  double points = self->points, kept = points - points / NDRSIM_SOBOL_SHIFTS;
  ratios(all, inputs, points, value);
  for (int pass = 0; pass < 2; pass++) { /* 0: means of what is left; 1: spread about them */
    for (int s = 0; s < NDRSIM_SOBOL_SHIFTS; s++) {
      without(all, &copy[s], inputs, rest);
      ratios(rest, inputs, kept, left);
      for (int k = 0; k < n; k++) {
        if (pass == 0)
          mean[k] += left[k] / NDRSIM_SOBOL_SHIFTS;
        else
          spread[k] += (left[k] - mean[k]) * (left[k] - mean[k]);
      }
    }
  }
  self->variance = interval(value[OF_VARIANCE], spread[OF_VARIANCE]);
  self->luck = interval(value[OF_LUCK], spread[OF_LUCK]);
  self->known = interval(value[OF_KNOWN], spread[OF_KNOWN]);
  self->additive = interval(value[OF_ADDITIVE], spread[OF_ADDITIVE]);
  self->mean_se = interval(value[OF_MEAN], spread[OF_MEAN]).se;
  for (int i = 0; i < inputs; i++) {
    self->first[i] = interval(value[OF_INDICES + i], spread[OF_INDICES + i]);
    self->total[i] = interval(value[OF_INDICES + inputs + i], spread[OF_INDICES + inputs + i]);
  }
}

void ndrsim_sobol_init(ndrsim_sobol *self) {
  memset(self, 0, sizeof *self);
}

void ndrsim_sobol_free(ndrsim_sobol *self) {
  free(self->first);
  free(self->total);
  ndrsim_sobol_init(self);
}

static void estimate(ndrsim_sobol *self, const ndrsim_sobol_design *design,
                     const double *const *value, double *room) {
  size_t inputs = (size_t)design->inputs;
  sums copy[NDRSIM_SOBOL_SHIFTS + 2];
  memset(copy, 0, sizeof copy);
  for (size_t s = 0; s < NDRSIM_SOBOL_SHIFTS + 2; s++) {
    copy[s].first = room + 2 * s * inputs;
    copy[s].total = copy[s].first + inputs;
  }
  sums *all = &copy[NDRSIM_SOBOL_SHIFTS], *rest = all + 1;
  gather(design, value, copy, all);
  self->complete = true;
  self->mean = centre_of(design, value);
  jackknife(self, copy, all, rest, room + 2 * (NDRSIM_SOBOL_SHIFTS + 2) * inputs);
  self->valid = self->variance.value > BEYOND_DOUBT * self->variance.se && self->variance.value > 0;
}

ndrsim_status ndrsim_sobol_estimate(ndrsim_sobol *self, const ndrsim_sobol_design *design,
                                    const double *const *value, ndrsim_error *err) {
  size_t inputs = (size_t)design->inputs;
  ndrsim_sobol_free(self);
  self->inputs = design->inputs;
  self->points = design->points;
  self->first = calloc(inputs + 1, sizeof *self->first);
  self->total = calloc(inputs + 1, sizeof *self->total);
  double *room =
      calloc(2 * (NDRSIM_SOBOL_SHIFTS + 2) * inputs + 4 * (OF_INDICES + 2 * inputs), sizeof *room);
  ndrsim_status status = NDRSIM_OK;
  if (self->first == NULL || self->total == NULL || room == NULL)
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %d indices", design->inputs);
  else if (all_finite(design, value))
    estimate(self, design, value, room);
  free(room);
  return status;
}

ndrsim_status ndrsim_sobol_of(ndrsim_sobol *self, const ndrsim_sobol_design *design,
                              ndrsim_sobol_function *function, void *user, ndrsim_error *err) {
  size_t runs = (size_t)ndrsim_sobol_runs(design), points = (size_t)design->points;
  double *value = malloc(runs * points * sizeof *value);
  double *u = malloc((size_t)design->inputs * sizeof *u);
  const double **row = malloc(runs * sizeof *row);
  ndrsim_status status = NDRSIM_OK;
  if (value == NULL || u == NULL || row == NULL)
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %d points", design->points);
  for (size_t run = 0; run < runs && status == NDRSIM_OK; run++) {
    row[run] = value + run * points;
    for (int p = 0; p < design->points; p++) {
      ndrsim_sobol_uniforms(design, (int)run, p, u);
      value[run * points + (size_t)p] = function(user, u, ndrsim_sobol_luck(design, (int)run), p);
    }
  }
  if (status == NDRSIM_OK) status = ndrsim_sobol_estimate(self, design, row, err);
  free(row);
  free(u);
  free(value);
  return status;
}
