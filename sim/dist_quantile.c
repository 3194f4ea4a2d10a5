/* Distribution functions and quantiles, truncated ones too. Both tails are carried along, because
 * 1 - P has no digits left in the upper one. */
#include "sim/dist.h"

#include <math.h>
#include <gsl/gsl_cdf.h>
#include "sim/dist_invert.h"

/* --- the distribution function --------------------------------------------------------------- */

static ndrsim_tails beta_tails(double a, double b, double x) {
  if (x <= 0) return (ndrsim_tails){0, 1};
  if (x >= 1) return (ndrsim_tails){1, 0};
  return (ndrsim_tails){ndrsim_beta_area(x, a, b, false), ndrsim_beta_area(x, a, b, true)};
}

static ndrsim_tails gamma_tails(double shape, double x) {
  if (x <= 0) return (ndrsim_tails){0, 1};
  return (ndrsim_tails){gsl_cdf_gamma_P(x, shape, 1), gsl_cdf_gamma_Q(x, shape, 1)};
}

static ndrsim_tails triangular_tails(const double *arg, double x) {
  double low = arg[0], mode = arg[1], high = arg[2], width = high - low;
  if (x <= low) return (ndrsim_tails){0, 1};
  if (x >= high) return (ndrsim_tails){1, 0};
  if (x < mode) {
    double p = (x - low) / width * ((x - low) / (mode - low));
    return (ndrsim_tails){p, 1 - p};
  }
  double q = (high - x) / width * ((high - x) / (high - mode));
  return (ndrsim_tails){1 - q, q};
}

/* Of the untruncated distribution; not for discrete ones. */
static ndrsim_tails tails_at(const ndrsim_dist *dist, double x) {
  const double *arg = dist->arg;
  double a, b;
  switch (dist->kind) {
  case NDRSIM_DIST_NORMAL:
    return (ndrsim_tails){gsl_cdf_gaussian_P(x - arg[0], arg[1]),
                          gsl_cdf_gaussian_Q(x - arg[0], arg[1])};
  case NDRSIM_DIST_LOGNORMAL:
    if (x <= 0) return (ndrsim_tails){0, 1};
    return (ndrsim_tails){gsl_cdf_lognormal_P(x, arg[0], arg[1]),
                          gsl_cdf_lognormal_Q(x, arg[0], arg[1])};
  case NDRSIM_DIST_BETA:
    return beta_tails(arg[0], arg[1], x);
  case NDRSIM_DIST_GAMMA:
    return gamma_tails(arg[0], x / arg[1]);
  case NDRSIM_DIST_UNIFORM:
    return (ndrsim_tails){gsl_cdf_flat_P(x, arg[0], arg[1]), gsl_cdf_flat_Q(x, arg[0], arg[1])};
  case NDRSIM_DIST_TRIANGULAR:
    return triangular_tails(arg, x);
  case NDRSIM_DIST_PERT:
    ndrsim_pert_shapes(arg, &a, &b);
    return beta_tails(a, b, (x - arg[0]) / (arg[2] - arg[0]));
  case NDRSIM_DIST_EXPONENTIAL:
    if (x <= 0) return (ndrsim_tails){0, 1};
    return (ndrsim_tails){gsl_cdf_exponential_P(x, arg[0]), gsl_cdf_exponential_Q(x, arg[0])};
  case NDRSIM_DIST_DISCRETE:
  case NDRSIM_DIST_KINDS:
    break;
  }
  return (ndrsim_tails){NAN, NAN};
}

/* --- quantiles of all kinds ------------------------------------------------------------------ */

static double triangular_quantile(const double *arg, ndrsim_tails u) {
  double low = arg[0], mode = arg[1], high = arg[2], width = high - low;
  if (u.p * width < mode - low) return low + sqrt(u.p * width * (mode - low));
  return high - sqrt(u.q * width * (high - mode));
}

/* Quantile of the untruncated distribution; p + q = 1. */
static ndrsim_status whole_quantile(const ndrsim_dist *dist, ndrsim_tails u, ndrsim_hint *hint,
                                    double *x) {
  const double *arg = dist->arg;
  double a, b;
  ndrsim_status status = NDRSIM_OK;
  switch (dist->kind) {
  case NDRSIM_DIST_NORMAL:
  case NDRSIM_DIST_LOGNORMAL:
    *x = u.p <= 0.5 ? gsl_cdf_ugaussian_Pinv(u.p) : gsl_cdf_ugaussian_Qinv(u.q);
    *x = arg[0] + arg[1] * *x;
    if (dist->kind == NDRSIM_DIST_LOGNORMAL) *x = exp(*x);
    break;
  case NDRSIM_DIST_BETA:
    status = ndrsim_beta_quantile(arg[0], arg[1], u, hint, x);
    break;
  case NDRSIM_DIST_GAMMA:
    status = ndrsim_gamma_quantile(arg[0], u, hint, x);
    *x *= arg[1];
    break;
  case NDRSIM_DIST_UNIFORM:
    *x = u.p <= 0.5 ? arg[0] + u.p * (arg[1] - arg[0]) : arg[1] - u.q * (arg[1] - arg[0]);
    break;
  case NDRSIM_DIST_TRIANGULAR:
    *x = triangular_quantile(arg, u);
    break;
  case NDRSIM_DIST_PERT:
    ndrsim_pert_shapes(arg, &a, &b);
    status = ndrsim_beta_quantile(a, b, u, hint, x);
    *x = arg[0] + *x * (arg[2] - arg[0]);
    break;
  case NDRSIM_DIST_EXPONENTIAL:
    *x = u.p <= 0.5 ? -arg[0] * log1p(-u.p) : -arg[0] * log(u.q);
    break;
  case NDRSIM_DIST_DISCRETE:
  case NDRSIM_DIST_KINDS:
    return NDRSIM_INTERNAL;
  }
  return status == NDRSIM_OK && !isfinite(*x) ? NDRSIM_NUMERIC : status;
}

/* Both ends of a truncation as tails of the whole distribution. */
typedef struct cut {
  ndrsim_tails low, high;
} cut;

static cut cut_of(const ndrsim_dist *dist) {
  cut ends = {{0, 1}, {1, 0}};
  if (!isinf(dist->low)) ends.low = tails_at(dist, dist->low);
  if (!isinf(dist->high)) ends.high = tails_at(dist, dist->high);
  return ends;
}

/* Quantile of the truncated distribution; q = 1 - p is passed for the digits it has in the tail. */
static ndrsim_status cut_quantile(const ndrsim_dist *dist, const cut *ends, double p, double q,
                                  ndrsim_hint *hint, double *x) {
  ndrsim_tails u = {ends->low.p + p * (ends->high.p - ends->low.p),
                    ends->high.q + q * (ends->low.q - ends->high.q)};
  ndrsim_status status = whole_quantile(dist, u, hint, x);
  if (status != NDRSIM_OK) return status;
  *x = ndrsim_dist_round(*x);
  if (*x < dist->low) *x = dist->low;
  if (*x > dist->high) *x = dist->high;
  return NDRSIM_OK;
}

/* Discrete: sum of the weights between the truncation's ends, of the values up to x. */
static double discrete_weight(const ndrsim_dist *dist, double x) {
  double sum = 0;
  for (int i = 0; i < dist->n_values; i++)
    if (dist->value[i] >= dist->low && dist->value[i] <= dist->high && dist->value[i] <= x)
      sum += dist->weight[i];
  return sum;
}

static double discrete_quantile(const ndrsim_dist *dist, double u) {
  double goal = u * discrete_weight(dist, INFINITY), sum = 0, x = NAN;
  for (int i = 0; i < dist->n_values && !(sum >= goal); i++) {
    if (dist->value[i] < dist->low || dist->value[i] > dist->high || dist->weight[i] == 0) continue;
    sum += dist->weight[i];
    x = dist->value[i];
  }
  return x;
}

double ndrsim_dist_cdf(const ndrsim_dist *dist, double x) {
  if (dist->kind == NDRSIM_DIST_DISCRETE)
    return discrete_weight(dist, x) / discrete_weight(dist, INFINITY);
  if (x < dist->low) return 0;
  if (x >= dist->high) return 1;
  cut ends = cut_of(dist);
  ndrsim_tails at = tails_at(dist, x);
  if (at.p <= 0.5) return (at.p - ends.low.p) / (ends.high.p - ends.low.p);
  return 1 - (at.q - ends.high.q) / (ends.low.q - ends.high.q);
}

ndrsim_status ndrsim_dist_quantile_tail(const ndrsim_dist *dist, int upper, double u, double *x) {
  if (!(u > 0 && u < 1)) return NDRSIM_NUMERIC;
  if (dist->kind == NDRSIM_DIST_DISCRETE) {
    *x = discrete_quantile(dist, upper ? 1 - u : u);
    return isnan(*x) ? NDRSIM_NUMERIC : NDRSIM_OK;
  }
  cut ends = cut_of(dist);
  ndrsim_hint hint = NDRSIM_NO_HINT;
  return cut_quantile(dist, &ends, upper ? 1 - u : u, upper ? u : 1 - u, &hint, x);
}

ndrsim_status ndrsim_dist_quantile(const ndrsim_dist *dist, double u, double *x) {
  return ndrsim_dist_quantile_tail(dist, 0, u, x);
}
