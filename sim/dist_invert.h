/* Quantiles of the standard beta and gamma distributions. Internal to sim/dist*.c and qtable.c. */
#ifndef NDRSIM_SIM_DIST_INVERT_H
#define NDRSIM_SIM_DIST_INVERT_H

#include <math.h>
#include <stdbool.h>
#include "ndrsim/error.h"

typedef struct ndrsim_tails {
  double p, q; /* P(X <= x), P(X > x): p + q = 1, each with the digits of its own tail */
} ndrsim_tails;

/* The logarithm in which a quantile was solved. A guess for its neighbour, too. */
typedef struct ndrsim_hint {
  double y;      /* log x, or log(1 - x) when mirrored; NAN = no guess, -INFINITY = x is 0 (or 1) */
  bool mirrored; /* beta only: x > 1/2 */
} ndrsim_hint;

#define NDRSIM_NO_HINT ((ndrsim_hint){NAN, false})

/* x with P(X <= x) = u.p for Beta(a, b). NUMERIC when the iteration fails. */
ndrsim_status ndrsim_beta_quantile(double a, double b, ndrsim_tails u, ndrsim_hint *hint,
                                   double *x);
/* The same for Gamma(shape, 1). */
ndrsim_status ndrsim_gamma_quantile(double shape, ndrsim_tails u, ndrsim_hint *hint, double *x);

/* P(X > x) of Beta(a, b) if `upper`, else P(X <= x); 0 < x < 1. GSL's continued fraction can miss
 * its tolerance of two last bits by rounding alone and then gives NaN (for 1.4% of x at a = 1, b =
 * 1e5 where GSL was compiled with fused multiply-add, as on arm64): then a neighbour of x serves.
 */
double ndrsim_beta_area(double x, double a, double b, bool upper);

/* The beta distribution behind pert arguments (low, mode, high), on [0, 1]. */
void ndrsim_pert_shapes(const double *arg, double *a, double *b);

#endif
