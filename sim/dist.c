#include "sim/dist.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <gsl/gsl_math.h>

/* GSL 2.7.1's incomplete gamma function jumps by 2e-7 at shape 1e5 and fails near 1e6. Beyond these
 * limits a distribution is so narrow that a normal or a constant says the same. */
#define LARGEST_BETA 1e5
#define LARGEST_GAMMA 1e4
#define SMALLEST_SHAPE 1e-3
#define LARGEST_SIGMA 20.0 /* of a logarithm: quantiles stay inside double */

void ndrsim_dist_init(ndrsim_dist *self, ndrsim_dist_kind kind) {
  memset(self, 0, sizeof *self);
  self->kind = kind;
  self->low = -INFINITY;
  self->high = INFINITY;
}

const char *ndrsim_dist_name(ndrsim_dist_kind kind) {
  switch (kind) {
#define NDRSIM_DIST_CASE(name, json, args)                                                         \
  case NDRSIM_DIST_##name:                                                                         \
    return json;
    NDRSIM_DIST_LIST(NDRSIM_DIST_CASE)
#undef NDRSIM_DIST_CASE
  case NDRSIM_DIST_KINDS:
    break;
  }
  return "unknown";
}

const char *ndrsim_dist_arguments(ndrsim_dist_kind kind) {
  switch (kind) {
#define NDRSIM_DIST_CASE(name, json, args)                                                         \
  case NDRSIM_DIST_##name:                                                                         \
    return args;
    NDRSIM_DIST_LIST(NDRSIM_DIST_CASE)
#undef NDRSIM_DIST_CASE
  case NDRSIM_DIST_KINDS:
    break;
  }
  return "";
}

int ndrsim_dist_find(const char *name) {
  for (int kind = 0; kind < NDRSIM_DIST_KINDS; kind++)
    if (strcmp(ndrsim_dist_name((ndrsim_dist_kind)kind), name) == 0) return kind;
  return -1;
}

double ndrsim_dist_round(double x) {
  if (!isfinite(x)) return x;
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  /* 52 stored bits of the significand become 31; a carry runs into the exponent, as it should */
  bits = (bits + (UINT64_C(1) << 20)) & ~((UINT64_C(1) << 21) - 1);
  double rounded;
  memcpy(&rounded, &bits, sizeof rounded);
  return isfinite(rounded) ? rounded : x;
}

static ndrsim_status check_shape(const char *kind, const char *name, double x, double largest,
                                 ndrsim_error *err) {
  if (x >= SMALLEST_SHAPE && x <= largest) return NDRSIM_OK;
  return ndrsim_error_set(
      err, NDRSIM_INPUT,
      "%s distribution: %s is %.6g and must lie between %g and %.0f (a narrower "
      "distribution is as good as a constant)",
      kind, name, x, SMALLEST_SHAPE, largest);
}

static ndrsim_status check_discrete(const ndrsim_dist *dist, ndrsim_error *err) {
  double sum = 0;
  if (dist->n_values < 1 || dist->n_values > NDRSIM_DIST_VALUES)
    return ndrsim_error_set(err, NDRSIM_INPUT, "discrete distribution: between 1 and %d values",
                            NDRSIM_DIST_VALUES);
  for (int i = 0; i < dist->n_values; i++) {
    double v = dist->value[i], w = dist->weight[i];
    if (!isfinite(v) || !isfinite(w) || w < 0)
      return ndrsim_error_set(err, NDRSIM_INPUT,
                              "discrete distribution: weights must be finite and not negative");
    if (i > 0 && !(dist->value[i - 1] < v))
      return ndrsim_error_set(err, NDRSIM_INPUT,
                              "discrete distribution: the value %.6g is given twice", v);
    if (v >= dist->low && v <= dist->high) sum += w;
  }
  if (!(sum > 0) || !isfinite(sum))
    return ndrsim_error_set(err, NDRSIM_INPUT,
                            "discrete distribution: no value between min and max has a weight > 0");
  return NDRSIM_OK;
}

static ndrsim_status check_arguments(const ndrsim_dist *dist, ndrsim_error *err) {
  const double *a = dist->arg;
  const char *name = ndrsim_dist_name(dist->kind);
  ndrsim_status status = NDRSIM_OK;
  switch (dist->kind) {
  case NDRSIM_DIST_NORMAL:
    if (!(a[1] > 0)) goto spread;
    break;
  case NDRSIM_DIST_LOGNORMAL:
    if (!(a[1] > 0)) goto spread;
    if (!(a[1] <= LARGEST_SIGMA && fabs(a[0]) <= 300))
      return ndrsim_error_set(err, NDRSIM_INPUT,
                              "lognormal distribution: sigma must be at most 20 and mu within 300 "
                              "of 0 (they belong to the logarithm)");
    break;
  case NDRSIM_DIST_BETA:
    status = check_shape(name, "a", a[0], LARGEST_BETA, err);
    if (status == NDRSIM_OK) status = check_shape(name, "b", a[1], LARGEST_BETA, err);
    return status;
  case NDRSIM_DIST_GAMMA:
    if (!(a[1] > 0)) goto spread;
    return check_shape(name, "shape", a[0], LARGEST_GAMMA, err);
  case NDRSIM_DIST_UNIFORM:
    if (!(a[0] < a[1]))
      return ndrsim_error_set(err, NDRSIM_INPUT, "uniform distribution: low must be below high");
    break;
  case NDRSIM_DIST_TRIANGULAR:
  case NDRSIM_DIST_PERT:
    if (!(a[0] <= a[1] && a[1] <= a[2] && a[0] < a[2]))
      return ndrsim_error_set(err, NDRSIM_INPUT,
                              "%s distribution: low <= mode <= high is needed, and low < high",
                              name);
    break;
  case NDRSIM_DIST_EXPONENTIAL:
    if (!(a[0] > 0))
      return ndrsim_error_set(err, NDRSIM_INPUT, "exponential distribution: mean must be above 0");
    break;
  case NDRSIM_DIST_DISCRETE:
    return check_discrete(dist, err);
  case NDRSIM_DIST_KINDS:
    return ndrsim_error_set(err, NDRSIM_INTERNAL, "unknown kind of distribution");
  }
  return NDRSIM_OK;
spread:
  return ndrsim_error_set(err, NDRSIM_INPUT, "%s distribution: %s must be above 0", name,
                          dist->kind == NDRSIM_DIST_NORMAL  ? "sd"
                          : dist->kind == NDRSIM_DIST_GAMMA ? "scale"
                                                            : "sigma");
}

ndrsim_status ndrsim_dist_check(const ndrsim_dist *dist, ndrsim_error *err) {
  for (int i = 0; i < NDRSIM_DIST_ARGS; i++)
    if (!isfinite(dist->arg[i]))
      return ndrsim_error_set(err, NDRSIM_INPUT, "%s distribution: an argument is not finite",
                              ndrsim_dist_name(dist->kind));
  if (!(dist->low < dist->high) && !(dist->kind == NDRSIM_DIST_DISCRETE && dist->low == dist->high))
    return ndrsim_error_set(err, NDRSIM_INPUT, "%s distribution: min must be below max",
                            ndrsim_dist_name(dist->kind));
  ndrsim_status status = check_arguments(dist, err);
  if (status != NDRSIM_OK || dist->kind == NDRSIM_DIST_DISCRETE) return status;
  /* The cdf knows the truncation; its mass is what the untruncated one gives both ends. */
  ndrsim_dist whole = *dist;
  whole.low = -INFINITY;
  whole.high = INFINITY;
  double mass = (isinf(dist->high) ? 1 : ndrsim_dist_cdf(&whole, dist->high)) -
                (isinf(dist->low) ? 0 : ndrsim_dist_cdf(&whole, dist->low));
  if (!(mass >= 1e-9))
    return ndrsim_error_set(err, NDRSIM_INPUT,
                            "%s distribution: less than 1e-9 of it lies between min and max",
                            ndrsim_dist_name(dist->kind));
  return NDRSIM_OK;
}

ndrsim_status ndrsim_dist_from_mean_sd(ndrsim_dist_kind kind, double mean, double sd,
                                       ndrsim_dist *dist, ndrsim_error *err) {
  const char *name = ndrsim_dist_name(kind);
  double a = 0, b = 0, k;
  if (!isfinite(mean) || !isfinite(sd) || !(sd > 0))
    return ndrsim_error_set(err, NDRSIM_INPUT,
                            "%s distribution: mean must be finite and sd above 0", name);
  bool positive = kind == NDRSIM_DIST_LOGNORMAL || kind == NDRSIM_DIST_GAMMA;
  if (positive && !(mean > 0))
    return ndrsim_error_set(err, NDRSIM_INPUT, "%s distribution: mean must be above 0", name);
  switch (kind) {
  case NDRSIM_DIST_NORMAL:
    a = mean, b = sd;
    break;
  case NDRSIM_DIST_LOGNORMAL:
    k = log1p(sd / mean * (sd / mean));
    /* log() differs in the last bit between libraries: rounding hides it */
    a = ndrsim_dist_round(log(mean) - 0.5 * k), b = ndrsim_dist_round(sqrt(k));
    break;
  case NDRSIM_DIST_BETA:
    k = mean * (1 - mean) / (sd * sd) - 1;
    if (!(mean > 0 && mean < 1 && k > 0))
      return ndrsim_error_set(err, NDRSIM_INPUT,
                              "beta distribution: mean must lie between 0 and 1 and sd below "
                              "sqrt(mean * (1 - mean))");
    a = mean * k, b = (1 - mean) * k;
    break;
  case NDRSIM_DIST_GAMMA:
    a = mean / sd * (mean / sd), b = sd / mean * sd;
    break;
  case NDRSIM_DIST_UNIFORM:
    a = mean - M_SQRT3 * sd, b = mean + M_SQRT3 * sd;
    break;
  default:
    return ndrsim_error_set(err, NDRSIM_INPUT, "a %s distribution takes %s, not mean and sd", name,
                            ndrsim_dist_arguments(kind));
  }
  dist->kind = kind;
  memset(dist->arg, 0, sizeof dist->arg);
  dist->arg[0] = a;
  dist->arg[1] = b;
  return NDRSIM_OK;
}
