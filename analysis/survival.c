#include "analysis/survival.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_min.h>
#include "analysis/quantity.h"

/* --- the observed curve ---------------------------------------------------------------------- */

static int has_landings(const ndrsim_results *results) {
  const ndrsim_layout *l = &results->layout;
  for (int r = 0; r < results->n; r++) {
    const int64_t *record = results->records + (size_t)r * l->size;
    for (int c = l->book_cohorts; c < l->cohorts; c++) {
      if (record[ndrsim_at_cohort(l, c, ndrsim_cohort_first(l, c), NDRSIM_COHORT_LOGOS)] > 0) {
        return 1;
      }
    }
  }
  return 0;
}

/* Customers at age - 1 of the cohorts that are observed at `age`, and how many fewer there are. */
static void step_of(const ndrsim_results *results, int book, const int64_t *record, int age,
                    double *at_risk, double *lost) {
  const ndrsim_layout *l = &results->layout;
  int64_t before = 0, now = 0;
  int begin = book ? 0 : l->book_cohorts, end = book ? l->book_cohorts : l->cohorts;
  for (int c = begin; c < end; c++) {
    int month = ndrsim_cohort_first(l, c) + age;
    if (month >= l->months) continue;
    before += record[ndrsim_at_cohort(l, c, month - 1, NDRSIM_COHORT_LOGOS)];
    now += record[ndrsim_at_cohort(l, c, month, NDRSIM_COHORT_LOGOS)];
  }
  *at_risk = (double)before;
  *lost = (double)(before - now);
}

/* Fills row[] of one replicate and adds its counts. */
static void add_replicate(ndrsim_survival *self, const ndrsim_results *results,
                          const int64_t *record, double *row) {
  row[0] = 1;
  for (int age = 1; age < self->ages; age++) {
    double at_risk, lost;
    step_of(results, self->book, record, age, &at_risk, &lost);
    self->at_risk[age] += at_risk;
    self->lost[age] += lost;
    row[age] = at_risk > 0 ? row[age - 1] * (1 - lost / at_risk) : row[age - 1];
  }
}

static ndrsim_status quantiles(ndrsim_survival *self, const double *rows, double *column, int n) {
  for (int age = 0; age < self->ages; age++) {
    ndrsim_estimate estimate;
    for (int r = 0; r < n; r++) {
      column[r] = rows[(size_t)r * (size_t)self->ages + (size_t)age];
    }
    ndrsim_status status = ndrsim_estimate_values(column, n, &estimate);
    if (status != NDRSIM_OK) return status;
    self->low[age] = estimate.quantile[NDRSIM_P10];
    self->middle[age] = estimate.quantile[NDRSIM_P50];
    self->top[age] = estimate.quantile[NDRSIM_P90];
  }
  return NDRSIM_OK;
}

/* The oldest age that some customer reaches: later rows of a cohort that is gone tell nothing. */
static void trim(ndrsim_survival *self) {
  int age = 1;
  while (age < self->ages && self->at_risk[age] > 0) {
    age++;
  }
  self->ages = age > 1 ? age : 0;
}

ndrsim_status ndrsim_survival_init(ndrsim_survival *self, const ndrsim_results *results,
                                   ndrsim_error *err) {
  memset(self, 0, sizeof *self);
  int ages = results->layout.months, n = results->n;
  self->book = !has_landings(results);
  if (n == 0 || (self->book && results->layout.book_cohorts == 0)) return NDRSIM_OK;
  size_t size = (size_t)ages;
  double *rows = malloc((size_t)n * size * sizeof *rows);
  double *column = malloc((size_t)n * sizeof *column);
  self->at_risk = calloc(6 * size, sizeof *self->at_risk);
  ndrsim_status status = NDRSIM_MEMORY;
  if (rows == NULL || column == NULL || self->at_risk == NULL) goto out;
  self->lost = self->at_risk + size;
  self->mean = self->lost + size;
  self->low = self->mean + size;
  self->middle = self->low + size;
  self->top = self->middle + size;
  self->ages = ages;
  for (int r = 0; r < n; r++) {
    add_replicate(self, results, results->records + (size_t)r * results->layout.size,
                  rows + (size_t)r * size);
  }
  self->mean[0] = 1;
  for (int age = 1; age < ages; age++) {
    double kept = self->at_risk[age] > 0 ? 1 - self->lost[age] / self->at_risk[age] : 1;
    self->mean[age] = self->mean[age - 1] * kept;
  }
  status = quantiles(self, rows, column, n);
  trim(self);
out:
  free(rows);
  free(column);
  if (status == NDRSIM_OK) return status;
  ndrsim_survival_free(self);
  return ndrsim_error_set(err, status, "no memory for the survival curve");
}

void ndrsim_survival_free(ndrsim_survival *self) {
  free(self->at_risk);
  memset(self, 0, sizeof *self);
}

/* --- sBG ------------------------------------------------------------------------------------- */

#define TOTAL_MIN 1e-3  /* of a + b: nearly everyone either leaves at once or stays */
#define TOTAL_MAX 1e5   /* nobody differs: the likelihood is flat from here on */
#define TOTAL_ALIKE 1e4 /* a + b above this differs from no spread by less than can be seen */
#define GRID 48         /* points at which the profile is looked at first */
#define HALVINGS 60
#define ITERATIONS 100
#define PRECISION 1e-9 /* of log(a + b) */

double ndrsim_sbg_survival(double a, double b, int t) {
  double survival = 1;
  for (int k = 1; k <= t; k++) { /* the ratio of Beta functions, term by term */
    survival *= (b + k - 1) / (a + b + k - 1);
  }
  return survival;
}

typedef struct losses {
  const double *at_risk, *lost;
  int n;
} losses;

/* The mean hazard a / (a + b) that is likeliest for a + b = total. The likelihood's slope falls
 * all the way from 0 to 1, so halving finds its zero. */
static double best_mean(const losses *data, double total) {
  double low = 0, high = 1;
  for (int k = 0; k < HALVINGS; k++) {
    double mean = 0.5 * (low + high), slope = 0;
    for (int t = 1; t < data->n; t++) {
      slope += data->lost[t] / mean -
               (data->at_risk[t] - data->lost[t]) * total / ((1 - mean) * total + t - 1);
    }
    if (slope > 0) {
      low = mean;
    } else {
      high = mean;
    }
  }
  return 0.5 * (low + high);
}

/* Minus the log-likelihood at log(a + b) = x and the best mean for it: the profile. */
static double profile(double x, void *user) {
  const losses *data = user;
  double s = exp(x), mean = best_mean(data, s), sum = 0, most = 0;
  for (int t = 1; t < data->n; t++) {
    double total = s + t - 1;
    sum -= data->lost[t] * log(mean * s / total) +
           (data->at_risk[t] - data->lost[t]) * log(((1 - mean) * s + t - 1) / total);
    most += data->at_risk[t];
  }
  return sum / most; /* of the order of one, however many customers there are */
}

/* Brent's method between the neighbours of the best point of the grid. GSL's own allocator would
 * call the error handler of the host program when memory is out, so the state stands here. */
static int refine(gsl_function *function, double step, double *x, const double f[3]) {
  union {
    double align;
    unsigned char bytes[512];
  } state;
  if (gsl_min_fminimizer_brent->size > sizeof state) return GSL_ESANITY;
  gsl_min_fminimizer solver = {.type = gsl_min_fminimizer_brent, .state = &state};
  int code = gsl_min_fminimizer_set_with_values(&solver, function, *x, f[1], *x - step, f[0],
                                                *x + step, f[2]);
  for (int k = 0; k < ITERATIONS && code == GSL_SUCCESS; k++) {
    code = gsl_min_fminimizer_iterate(&solver);
    double low = gsl_min_fminimizer_x_lower(&solver), high = gsl_min_fminimizer_x_upper(&solver);
    if (code == GSL_SUCCESS && high - low < PRECISION) break;
  }
  *x = gsl_min_fminimizer_x_minimum(&solver);
  return code;
}

/* The likeliest log(a + b). */
static int search(losses *data, double *x) {
  gsl_function curve = {.function = profile, .params = data};
  double f[GRID], low = log(TOTAL_MIN), step = (log(TOTAL_MAX) - low) / (GRID - 1);
  int best = 0;
  for (int k = 0; k < GRID; k++) {
    f[k] = profile(low + k * step, data);
    if (f[k] < f[best]) best = k;
  }
  *x = low + best * step;
  /* at an end, or on a plateau, there is nothing between the neighbours */
  if (best == 0 || best == GRID - 1) return GSL_SUCCESS;
  if (f[best - 1] <= f[best] || f[best + 1] <= f[best]) return GSL_SUCCESS;
  return refine(&curve, step, x, f + best - 1);
}

static void measure_gap(const losses *data, ndrsim_sbg *out) {
  double seen = 1;
  for (int t = 1; t < data->n; t++) {
    seen *= 1 - data->lost[t] / data->at_risk[t];
    double gap = fabs(seen - ndrsim_sbg_survival(out->a, out->b, t));
    if (gap <= out->gap) continue;
    out->gap = gap;
    out->gap_age = t;
  }
}

ndrsim_status ndrsim_sbg_fit(const double *at_risk, const double *lost, int n, ndrsim_sbg *out,
                             ndrsim_error *err) {
  *out = (ndrsim_sbg){0};
  double risk = 0, gone = 0, x = 0;
  double *net = malloc((size_t)(n > 0 ? n : 1) * sizeof *net);
  if (net == NULL) {
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the fit of the survival curve");
  }
  for (int t = 1; t < n; t++) {
    net[t] = fmax(lost[t], 0); /* a month in which more return than leave counts as no loss */
    risk += at_risk[t];
    gone += net[t];
  }
  int code = GSL_SUCCESS;
  /* two parameters need two ages; without a loss, or without a survivor, there is no curve */
  if (n >= 3 && gone > 0 && gone < risk) {
    losses data = {.at_risk = at_risk, .lost = net, .n = n};
    code = search(&data, &x);
    double total = exp(x);
    out->hazard = best_mean(&data, total);
    out->a = total * out->hazard;
    out->b = total - out->a;
    out->valid = code == GSL_SUCCESS;
    out->alike = total > TOTAL_ALIKE;
    data.lost = lost;
    measure_gap(&data, out);
  }
  free(net);
  if (code == GSL_SUCCESS) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_NUMERIC, "the fit of the survival curve failed: %s",
                          gsl_strerror(code));
}
