#include "analysis/voi.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void ndrsim_voi_init(ndrsim_voi *self) {
  memset(self, 0, sizeof *self);
}

void ndrsim_voi_free(ndrsim_voi *self) {
  ndrsim_chaos_free(&self->chaos);
  ndrsim_voi_init(self);
}

void ndrsim_voi_mean(const double *value, int n, double *mean, double *se) {
  double sum = 0, squares = 0;
  for (int r = 0; r < n; r++) {
    sum += value[r];
  }
  *mean = sum / n;
  for (int r = 0; r < n; r++) {
    squares += (value[r] - *mean) * (value[r] - *mean);
  }
  *se = n > 1 ? sqrt(squares / (n - 1) / n) : (double)NAN;
}

ndrsim_status ndrsim_voi_make(ndrsim_voi *self, int n, int parameters, const double *x, int options,
                              const double *y, ndrsim_error *err) {
  size_t rows = (size_t)n, more = (size_t)options - 1;
  ndrsim_voi_free(self);
  self->options = options;
  self->y = y;
  double *difference = malloc((more * rows + 1) * sizeof *difference);
  if (difference == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for differences");
  for (size_t o = 0; o < more; o++) {
    for (size_t r = 0; r < rows; r++) {
      difference[o * rows + r] = y[(o + 1) * rows + r] - y[r];
    }
  }
  ndrsim_status status =
      ndrsim_chaos_make(&self->chaos, n, parameters, x, options - 1, difference, err);
  free(difference);
  return status;
}

/* What a rule is made of: for each option but the first what the regression says, and the mean. */
typedef struct rule {
  ndrsim_chaos_fit fit;
  double *said; /* [options][n]; of option 0 all 0 */
} rule;

/* Terms that were chosen. A whole sample says something of all replicates, a part of those left
 * out. */
static int make_rule(rule *self, const ndrsim_voi *voi, int fold) {
  const ndrsim_chaos *chaos = &voi->chaos;
  int terms = 0, from = fold < NDRSIM_CHAOS_FOLDS ? fold : 0;
  for (int o = 1; o < voi->options; o++) {
    ndrsim_chaos_fit_run(&self->fit, chaos, fold, o - 1);
    terms += self->fit.chosen;
    for (int r = from; r < chaos->n; r += fold < NDRSIM_CHAOS_FOLDS ? NDRSIM_CHAOS_FOLDS : 1) {
      self->said[(size_t)o * (size_t)chaos->n + (size_t)r] =
          ndrsim_chaos_fit_at(&self->fit, chaos, r);
    }
  }
  return terms;
}

/* The first of the largest, with a stride between the options. */
static int best_of(const double *value, int options, int stride) {
  int best = 0;
  for (int o = 1; o < options; o++) {
    if (value[(size_t)o * (size_t)stride] > value[(size_t)best * (size_t)stride]) best = o;
  }
  return best;
}

/* The option that is best on average in all replicates, and by how much it beats option 0. */
static int habit_of(const ndrsim_voi *self, double *lead) {
  int best = 0;
  *lead = 0;
  for (int o = 1; o < self->options; o++) {
    double mean = ndrsim_chaos_mean(&self->chaos, NDRSIM_CHAOS_FOLDS, o - 1);
    if (mean <= *lead) continue;
    *lead = mean;
    best = o;
  }
  return best;
}

static double fitted_value(const rule *self, const ndrsim_voi *voi) {
  double sum = 0, lead;
  habit_of(voi, &lead);
  for (int r = 0; r < voi->chaos.n; r++) {
    const double *said = self->said + r;
    sum += said[(size_t)best_of(said, voi->options, voi->chaos.n) * (size_t)voi->chaos.n];
  }
  return sum / voi->chaos.n - lead;
}

/* A regression without terms says nothing about any replicate: the habit stays. */
static void earn(rule *self, const ndrsim_voi *voi, double *gain) {
  double lead;
  size_t n = (size_t)voi->chaos.n, habit = (size_t)habit_of(voi, &lead);
  for (int fold = 0; fold < NDRSIM_CHAOS_FOLDS; fold++) {
    int terms = make_rule(self, voi, fold);
    for (size_t r = (size_t)fold; r < n; r += NDRSIM_CHAOS_FOLDS) {
      size_t now = terms > 0 ? (size_t)best_of(self->said + r, voi->options, voi->chaos.n) : habit;
      gain[r] = voi->y[now * n + r] - voi->y[habit * n + r];
    }
  }
}

ndrsim_status ndrsim_voi_of(const ndrsim_voi *self, const bool *known, double *gain,
                            ndrsim_worth *out, ndrsim_error *err) {
  size_t n = (size_t)self->chaos.n;
  rule work;
  *out = (ndrsim_worth){NAN, NAN, NAN, 0};
  ndrsim_status status = ndrsim_chaos_fit_init(&work.fit, &self->chaos, known, err);
  if (status != NDRSIM_OK) return status;
  work.said = calloc(((size_t)self->options + 1) * n, sizeof *work.said);
  if (work.said == NULL) {
    ndrsim_chaos_fit_free(&work.fit);
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a rule");
  }
  double *own = gain != NULL ? gain : work.said + (size_t)self->options * n;
  out->terms = make_rule(&work, self, NDRSIM_CHAOS_FOLDS);
  out->fitted = fitted_value(&work, self);
  earn(&work, self, own);
  ndrsim_voi_mean(own, self->chaos.n, &out->value, &out->se);
  ndrsim_chaos_fit_free(&work.fit);
  free(work.said);
  return NDRSIM_OK;
}

void ndrsim_voi_foresight(const ndrsim_voi *self, double *gain) {
  double lead;
  size_t n = (size_t)self->chaos.n, habit = (size_t)habit_of(self, &lead);
  for (size_t r = 0; r < n; r++) {
    size_t best = (size_t)best_of(self->y + r, self->options, self->chaos.n);
    gain[r] = self->y[best * n + r] - self->y[habit * n + r];
  }
}
