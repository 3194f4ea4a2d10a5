/* Distribution functions and quantiles.
 *
 * GSL's own inverse cdfs of beta and gamma return NaN or errors on shapes that are common here, so
 * those two (and pert, a beta) are inverted by a Newton iteration on log P against log x, kept
 * inside a bracket: P is close to a power of x in the tail, so the iteration takes a handful of
 * steps even at shape 0.05, and the bracket makes it safe. Both tails are solved from their own
 * end, because 1 - P has no digits left there.
 */
#include "sim/dist.h"

#include <math.h>
#include <stdbool.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include "sim/qtable.h"

typedef struct tails {
  double p, q; /* P(X <= x), P(X > x) */
} tails;

/* --- the distribution function --------------------------------------------------------------- */

/* A pert distribution is a beta on [low, high]. */
static void pert_shapes(const double *arg, double *a, double *b) {
  double width = arg[2] - arg[0];
  *a = 1 + 4 * (arg[1] - arg[0]) / width;
  *b = 1 + 4 * (arg[2] - arg[1]) / width;
}

static tails beta_tails(double a, double b, double x) {
  if (x <= 0) return (tails){0, 1};
  if (x >= 1) return (tails){1, 0};
  return (tails){gsl_cdf_beta_P(x, a, b), gsl_cdf_beta_Q(x, a, b)};
}

static tails gamma_tails(double shape, double x) {
  if (x <= 0) return (tails){0, 1};
  return (tails){gsl_cdf_gamma_P(x, shape, 1), gsl_cdf_gamma_Q(x, shape, 1)};
}

static tails triangular_tails(const double *arg, double x) {
  double low = arg[0], mode = arg[1], high = arg[2], width = high - low;
  if (x <= low) return (tails){0, 1};
  if (x >= high) return (tails){1, 0};
  if (x < mode) {
    double p = (x - low) / width * ((x - low) / (mode - low));
    return (tails){p, 1 - p};
  }
  double q = (high - x) / width * ((high - x) / (high - mode));
  return (tails){1 - q, q};
}

/* Of the untruncated distribution; not for discrete ones. */
static tails tails_at(const ndrsim_dist *dist, double x) {
  const double *arg = dist->arg;
  double a, b;
  switch (dist->kind) {
  case NDRSIM_DIST_NORMAL:
    return (tails){gsl_cdf_gaussian_P(x - arg[0], arg[1]), gsl_cdf_gaussian_Q(x - arg[0], arg[1])};
  case NDRSIM_DIST_LOGNORMAL:
    if (x <= 0) return (tails){0, 1};
    return (tails){gsl_cdf_lognormal_P(x, arg[0], arg[1]), gsl_cdf_lognormal_Q(x, arg[0], arg[1])};
  case NDRSIM_DIST_BETA:
    return beta_tails(arg[0], arg[1], x);
  case NDRSIM_DIST_GAMMA:
    return gamma_tails(arg[0], x / arg[1]);
  case NDRSIM_DIST_UNIFORM:
    return (tails){gsl_cdf_flat_P(x, arg[0], arg[1]), gsl_cdf_flat_Q(x, arg[0], arg[1])};
  case NDRSIM_DIST_TRIANGULAR:
    return triangular_tails(arg, x);
  case NDRSIM_DIST_PERT:
    pert_shapes(arg, &a, &b);
    return beta_tails(a, b, (x - arg[0]) / (arg[2] - arg[0]));
  case NDRSIM_DIST_EXPONENTIAL:
    if (x <= 0) return (tails){0, 1};
    return (tails){gsl_cdf_exponential_P(x, arg[0]), gsl_cdf_exponential_Q(x, arg[0])};
  case NDRSIM_DIST_DISCRETE:
  case NDRSIM_DIST_KINDS:
    break;
  }
  return (tails){NAN, NAN};
}

/* --- inverting beta and gamma ---------------------------------------------------------------- */

typedef struct tail {
  bool beta;  /* Beta(a, b), else Gamma(a, 1) */
  bool upper; /* Q, else P */
  double a, b;
} tail;

/* Log of a tail at exp(y) and its slope in y. */
static double log_tail(const tail *t, double y, double *slope) {
  double x = exp(y), area, density;
  if (t->beta) {
    area = t->upper ? gsl_cdf_beta_Q(x, t->a, t->b) : gsl_cdf_beta_P(x, t->a, t->b);
    density = gsl_ran_beta_pdf(x, t->a, t->b);
  } else {
    area = t->upper ? gsl_cdf_gamma_Q(x, t->a, 1) : gsl_cdf_gamma_P(x, t->a, 1);
    density = gsl_ran_gamma_pdf(x, t->a, 1);
  }
  *slope = (t->upper ? -x : x) * density / area;
  return log(area);
}

/* y with log_tail(y) = goal, between low and high, near *y if that is any good. The tail must be
 * monotone and pass the goal in between. */
static ndrsim_status solve_tail(const tail *t, double goal, double low, double high, double *y) {
  double guess = *y, slope;
  if (!(guess > low && guess < high)) guess = 0.5 * (low + high);
  for (int i = 0; i < 200; i++) {
    double gap = log_tail(t, guess, &slope) - goal;
    if (isnan(gap)) return NDRSIM_NUMERIC;
    if ((gap < 0) != t->upper)
      low = guess;
    else
      high = guess;
    double next = guess - gap / slope;
    /* the step squares the error: 1e-7 now is below one bit after it */
    bool small = fabs(next - guess) <= 1e-7;
    if (!(next >= low && next <= high)) {
      next = 0.5 * (low + high);
      small = high - low <= 1e-15 * (1 + fabs(high));
    }
    guess = next;
    if (small) {
      *y = guess;
      return NDRSIM_OK;
    }
  }
  return NDRSIM_NUMERIC;
}

#define SMALLEST_LOG (-690.0) /* exp of it is 2e-300: quantiles below it are 0 */

static double beta_guess(double a, double b, tails u) {
  double mean = a / (a + b), sd = sqrt(mean * (1 - mean) / (a + b + 1));
  double z = u.p <= 0.5 ? gsl_cdf_ugaussian_Pinv(u.p) : gsl_cdf_ugaussian_Qinv(u.q);
  double x = mean + z * sd;
  if (a > 1 && x > 0.1 * mean && x < 0.5) return log(x);
  return (log(u.p * a) + gsl_sf_lnbeta(a, b)) / a; /* the power law of the lower end */
}

/* Where to start: the solution of a neighbouring quantile, if it was solved from the same end. */
typedef struct hint {
  double y; /* NAN = none */
  bool mirrored;
} hint;

static hint no_hint(void) {
  return (hint){NAN, false};
}

static ndrsim_status beta_quantile(double a, double b, tails u, hint *h, double *x) {
  /* Solved from the end of [0, 1] that is nearer, or x (or 1 - x) would have no digits left. */
  bool mirrored = gsl_cdf_beta_P(0.5, a, b) < u.p;
  if (mirrored) {
    double swap = a;
    a = b, b = swap;
    u = (tails){u.q, u.p};
  }
  tail t = {true, u.p > 0.5, a, b};
  double goal = log(t.upper ? u.q : u.p), slope, at_end = log_tail(&t, SMALLEST_LOG, &slope);
  *x = 0;
  ndrsim_status status = NDRSIM_OK;
  if (t.upper ? at_end > goal : at_end < goal) {
    if (isnan(h->y) || h->mirrored != mirrored) h->y = beta_guess(a, b, u);
    status = solve_tail(&t, goal, SMALLEST_LOG, -M_LN2, &h->y);
    h->mirrored = mirrored;
    *x = exp(h->y);
  }
  if (mirrored) *x = 1 - *x;
  return status;
}

static ndrsim_status gamma_quantile(double shape, tails u, hint *h, double *x) {
  tail t = {false, u.p > 0.5, shape, 0};
  double goal = log(t.upper ? u.q : u.p), slope, at_end = log_tail(&t, SMALLEST_LOG, &slope);
  *x = 0;
  if (t.upper ? at_end <= goal : at_end >= goal) return NDRSIM_OK;
  if (isnan(h->y)) {
    /* Wilson and Hilferty's cube root of a normal, or the power law of the lower tail */
    double z = t.upper ? gsl_cdf_ugaussian_Qinv(u.q) : gsl_cdf_ugaussian_Pinv(u.p);
    double root = 1 - 1 / (9 * shape) + z / (3 * sqrt(shape));
    h->y = root > 0.2 ? log(shape) + 3 * log(root) : (log(u.p) + gsl_sf_lngamma(shape + 1)) / shape;
  }
  /* Both tails of a gamma are far below 1e-30 beyond the upper end of the bracket. */
  ndrsim_status status =
      solve_tail(&t, goal, SMALLEST_LOG, log(shape + 40 * sqrt(shape) + 200), &h->y);
  *x = exp(h->y);
  return status;
}

/* --- quantiles of all kinds ------------------------------------------------------------------ */

static double triangular_quantile(const double *arg, tails u) {
  double low = arg[0], mode = arg[1], high = arg[2], width = high - low;
  if (u.p * width < mode - low) return low + sqrt(u.p * width * (mode - low));
  return high - sqrt(u.q * width * (high - mode));
}

/* Quantile of the untruncated distribution; p + q = 1. */
static ndrsim_status whole_quantile(const ndrsim_dist *dist, tails u, hint *h, double *x) {
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
    status = beta_quantile(arg[0], arg[1], u, h, x);
    break;
  case NDRSIM_DIST_GAMMA:
    status = gamma_quantile(arg[0], u, h, x);
    *x *= arg[1];
    break;
  case NDRSIM_DIST_UNIFORM:
    *x = u.p <= 0.5 ? arg[0] + u.p * (arg[1] - arg[0]) : arg[1] - u.q * (arg[1] - arg[0]);
    break;
  case NDRSIM_DIST_TRIANGULAR:
    *x = triangular_quantile(arg, u);
    break;
  case NDRSIM_DIST_PERT:
    pert_shapes(arg, &a, &b);
    status = beta_quantile(a, b, u, h, x);
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
  tails low, high;
} cut;

static cut cut_of(const ndrsim_dist *dist) {
  cut ends = {{0, 1}, {1, 0}};
  if (!isinf(dist->low)) ends.low = tails_at(dist, dist->low);
  if (!isinf(dist->high)) ends.high = tails_at(dist, dist->high);
  return ends;
}

/* Quantile of the truncated distribution; q = 1 - p is passed for the digits it has in the tail. */
static ndrsim_status cut_quantile(const ndrsim_dist *dist, const cut *ends, double p, double q,
                                  hint *h, double *x) {
  tails u = {ends->low.p + p * (ends->high.p - ends->low.p),
             ends->high.q + q * (ends->low.q - ends->high.q)};
  ndrsim_status status = whole_quantile(dist, u, h, x);
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
  tails at = tails_at(dist, x);
  if (at.p <= 0.5) return (at.p - ends.low.p) / (ends.high.p - ends.low.p);
  return 1 - (at.q - ends.high.q) / (ends.low.q - ends.high.q);
}

ndrsim_status ndrsim_dist_quantile(const ndrsim_dist *dist, double u, double *x) {
  if (!(u > 0 && u < 1)) return NDRSIM_NUMERIC;
  if (dist->kind == NDRSIM_DIST_DISCRETE) {
    *x = discrete_quantile(dist, u);
    return isnan(*x) ? NDRSIM_NUMERIC : NDRSIM_OK;
  }
  cut ends = cut_of(dist);
  hint h = no_hint();
  return cut_quantile(dist, &ends, u, 1 - u, &h, x);
}

/* --- tables ---------------------------------------------------------------------------------- */

static float as_float(double x) {
  if (x > 3.4e38) return 3.4e38f;
  if (x < -3.4e38) return -3.4e38f;
  return (float)x;
}

static void discrete_table(const ndrsim_dist *dist, ndrsim_qtable *table) {
  double total = discrete_weight(dist, INFINITY), sum = 0;
  for (int i = 0; i < dist->n_values; i++) {
    if (dist->value[i] < dist->low || dist->value[i] > dist->high || dist->weight[i] == 0) continue;
    sum += dist->weight[i];
    table->step_end[table->n_steps] = sum / total;
    table->step_value[table->n_steps] = as_float(dist->value[i]);
    table->n_steps++;
  }
  if (table->n_steps > 0) table->step_end[table->n_steps - 1] = 1;
}

ndrsim_status ndrsim_qtable_build(const ndrsim_dist *dist, ndrsim_qtable *table) {
  *table = (ndrsim_qtable){0};
  if (dist->kind == NDRSIM_DIST_DISCRETE) {
    discrete_table(dist, table);
    return table->n_steps > 0 ? NDRSIM_OK : NDRSIM_NUMERIC;
  }
  cut ends = cut_of(dist);
  for (int side = 0; side < 2; side++) {
    hint h = no_hint(); /* each node starts from its neighbour */
    for (int k = 0; k < NDRSIM_QTABLE_SIDE; k++) {
      double d = ndrsim_qtable_distance(k), x;
      ndrsim_status status = cut_quantile(dist, &ends, side ? 1 - d : d, side ? d : 1 - d, &h, &x);
      if (status != NDRSIM_OK) return status;
      table->node[ndrsim_qtable_index(side, k)] = as_float(x);
    }
  }
  ndrsim_qtable_finish(table);
  return NDRSIM_OK;
}
