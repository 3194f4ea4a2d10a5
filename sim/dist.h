/* Probability distributions of the parameter layer and of account traits.
 *
 * GSL defines each of them; quantiles are found by a bracketed root finder on gsl_cdf_*_P because
 * GSL's own inverse cdfs fail on the shapes that matter here (docs/decisions/0001). Quantiles are
 * rounded to 32 significant bits so that the last-ulp differences of two libms do not show.
 */
#ifndef NDRSIM_SIM_DIST_H
#define NDRSIM_SIM_DIST_H

#include <stdint.h>
#include "ndrsim/error.h"

#define NDRSIM_DIST_ARGS 4
#define NDRSIM_DIST_VALUES 32 /* most values of a discrete distribution */

/* X(NAME, json name, canonical arguments) */
#define NDRSIM_DIST_LIST(X)                                                                        \
  X(NORMAL, "normal", "mean, sd")                                                                  \
  X(LOGNORMAL, "lognormal", "mu, sigma of the logarithm")                                          \
  X(BETA, "beta", "a, b")                                                                          \
  X(GAMMA, "gamma", "shape, scale")                                                                \
  X(UNIFORM, "uniform", "low, high")                                                               \
  X(TRIANGULAR, "triangular", "low, mode, high")                                                   \
  X(PERT, "pert", "low, mode, high")                                                               \
  X(EXPONENTIAL, "exponential", "mean")                                                            \
  X(DISCRETE, "discrete", "values and weights")

typedef enum ndrsim_dist_kind {
#define NDRSIM_DIST_ENUM(name, json, args) NDRSIM_DIST_##name,
  NDRSIM_DIST_LIST(NDRSIM_DIST_ENUM)
#undef NDRSIM_DIST_ENUM
      NDRSIM_DIST_KINDS
} ndrsim_dist_kind;

typedef struct ndrsim_dist {
  ndrsim_dist_kind kind;
  double arg[NDRSIM_DIST_ARGS]; /* canonical arguments, as listed above */
  double low, high; /* truncation; -inf, +inf when absent (quantiles of the truncated) */
  int n_values;     /* discrete only */
  double value[NDRSIM_DIST_VALUES], weight[NDRSIM_DIST_VALUES]; /* weights need not sum to 1 */
} ndrsim_dist;

/* An untruncated distribution of this kind; the arguments are still to be set. */
void ndrsim_dist_init(ndrsim_dist *self, ndrsim_dist_kind kind);
const char *ndrsim_dist_name(ndrsim_dist_kind kind);      /* "beta" */
const char *ndrsim_dist_arguments(ndrsim_dist_kind kind); /* "a, b" */
int ndrsim_dist_find(const char *name);                   /* kind, or -1 */
/* x to 32 significant bits, halves away from zero. */
double ndrsim_dist_round(double x);

/* Checks the arguments (sd > 0, low <= mode <= high, values ascending, a truncation that leaves at
 * least 1e-9 of the distribution, ...); fills err->message on failure. */
ndrsim_status ndrsim_dist_check(const ndrsim_dist *dist, ndrsim_error *err);
/* P(X <= x) of the truncated distribution. */
double ndrsim_dist_cdf(const ndrsim_dist *dist, double x);
/* x with P(X <= x) = u, 0 < u < 1, rounded to 32 significant bits. */
ndrsim_status ndrsim_dist_quantile(const ndrsim_dist *dist, double u, double *x);
/* The same from the upper end if `upper`: P(X > x) = u, with all digits of a small u. */
ndrsim_status ndrsim_dist_quantile_tail(const ndrsim_dist *dist, int upper, double u, double *x);

/* Turns mean and standard deviation into canonical arguments (normal, lognormal, beta, gamma,
 * uniform); changes only the kind and the arguments, so a truncation is kept. */
ndrsim_status ndrsim_dist_from_mean_sd(ndrsim_dist_kind kind, double mean, double sd,
                                       ndrsim_dist *dist, ndrsim_error *err);

/* A quantile table for drawing one value per account: node positions are 16 per octave of u on
 * both sides of 1/2, so tails keep their shape; values between nodes by a monotone cubic. side 0
 * holds u in (0, 1/2], side 1 holds 1 - u in (0, 1/2]. Positions and reader: sim/qtable.h. */
#define NDRSIM_QTABLE_OCTAVES 24
#define NDRSIM_QTABLE_PER_OCTAVE 16
#define NDRSIM_QTABLE_SIDE (NDRSIM_QTABLE_OCTAVES * NDRSIM_QTABLE_PER_OCTAVE + 1)
typedef struct ndrsim_qtable {
  float node[2 * NDRSIM_QTABLE_SIDE];
  float slope[2 * NDRSIM_QTABLE_SIDE]; /* filled by ndrsim_qtable_finish */
  int n_steps; /* > 0: discrete, the steps below hold it (a cubic would invent values); else 0 */
  double step_end[NDRSIM_DIST_VALUES];  /* P(X <= value), ascending, the last one 1 */
  float step_value[NDRSIM_DIST_VALUES]; /* ascending */
} ndrsim_qtable;

ndrsim_status ndrsim_qtable_build(const ndrsim_dist *dist, ndrsim_qtable *table);

#endif
