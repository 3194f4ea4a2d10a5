/* Estimates over replicates: mean, exact sample quantiles and their Monte Carlo standard errors. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include "analysis/results.h"

const double ndrsim_quantile_level[NDRSIM_QUANTILES] = {0.05, 0.10, 0.50, 0.90, 0.95};

/* Quantile (type 7) of sorted values of which the last may be infinite: 0 * INFINITY is no number.
 * Never beyond its two neighbours, which a weighted mean of two equal values can be in the last
 * bit: a sure result would have a negative standard error. */
static double quantile_of(const double *sorted, int n, double level) {
  double at = level * (double)(n - 1);
  int below = (int)floor(at), above = at > (double)below ? below + 1 : below;
  if (isinf(sorted[above])) return INFINITY;
  double value = sorted[below] + (at - (double)below) * (sorted[above] - sorted[below]);
  return value < sorted[above] ? value : sorted[above];
}

static void estimate_invalidate(ndrsim_estimate *out, int n) {
  out->valid = 0;
  out->n = n;
  out->mean = out->se = NAN;
  for (int q = 0; q < NDRSIM_QUANTILES; q++) {
    out->quantile[q] = out->quantile_se[q] = NAN;
  }
}

/* Standard error of a sample quantile: the number of values below the true quantile is binomial, so
 * the quantiles at level +-1 sd of its share bracket it. Near the ends the bracket is cut at the
 * extreme values and its width scaled up again, else the error of P5 would look smaller in small
 * samples than it is. */
static double quantile_se(const double *sorted, int n, double level) {
  double sd = sqrt(level * (1.0 - level) / (double)n);
  double low = fmax(level - sd, 0.0), high = fmin(level + sd, 1.0);
  double below = quantile_of(sorted, n, low), above = quantile_of(sorted, n, high);
  if (isinf(above)) return NAN;
  return (above - below) * (sd / (high - low));
}

/* `value` holds no NAN. */
static ndrsim_status estimate(const double *value, int n, ndrsim_estimate *out) {
  double *sorted = malloc((size_t)n * sizeof *sorted);
  if (sorted == NULL) return NDRSIM_MEMORY;
  memcpy(sorted, value, (size_t)n * sizeof *sorted);
  gsl_sort(sorted, 1, (size_t)n);

  /* moments of the values in replicate order, so that they do not depend on how ties were sorted */
  out->valid = 1;
  if (isfinite(sorted[n - 1])) {
    out->mean = gsl_stats_mean(value, 1, (size_t)n);
    if (n > 1) out->se = sqrt(gsl_stats_variance_m(value, 1, (size_t)n, out->mean) / (double)n);
  }
  for (int q = 0; q < NDRSIM_QUANTILES; q++) {
    double level = ndrsim_quantile_level[q];
    out->quantile[q] = quantile_of(sorted, n, level);
    if (n > 1) out->quantile_se[q] = quantile_se(sorted, n, level);
  }
  free(sorted);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_estimate_values(const double *value, int n, ndrsim_estimate *out) {
  estimate_invalidate(out, n);
  for (int i = 0; i < n; i++) {
    if (!isfinite(value[i])) return NDRSIM_OK;
  }
  return n > 0 ? estimate(value, n, out) : NDRSIM_OK;
}

ndrsim_status ndrsim_estimate_times(const double *value, int n, ndrsim_estimate *out) {
  estimate_invalidate(out, n);
  for (int i = 0; i < n; i++) {
    if (isnan(value[i]) || value[i] < 0) return NDRSIM_OK;
  }
  return n > 0 ? estimate(value, n, out) : NDRSIM_OK;
}
