/* Shapley effects: the variance of an outcome's mean given parameters, shared out among them so
 * that what correlated parameters have in common, and what they do together, is divided evenly.
 *
 *   effect_i = mean over orders of (V(those before i and i) - V(those before i)),  V(S) = Var E[y |
 * S]
 *
 * The effects add up to V(all), whatever the dependence (Owen, "Sobol' indices and Shapley value",
 * SIAM/ASA J. Uncertain. Quantif. 2, 2014; Song, Nelson and Staum, ibid. 4, 2016). V(S) is what a
 * regression on S explains in the replicates at hand (analysis/chaos.h): no runs besides. Orders
 * are drawn at random, each with its reverse. Errors: jackknife over ten groups of replicates, and
 * the spread over orders. */
#ifndef NDRSIM_ANALYSIS_SHAPLEY_H
#define NDRSIM_ANALYSIS_SHAPLEY_H

#include <stdint.h>
#include "analysis/chaos.h"

enum { NDRSIM_SHAPLEY_ORDERS = 64 };

typedef struct ndrsim_shapley_effect {
  double variance, variance_se; /* [unit of y, squared] */
  double share, share_se;       /* of all effects; NAN when nothing is explained */
} ndrsim_shapley_effect;

typedef struct ndrsim_shapley {
  bool valid; /* there was a value in every replicate */
  int parameters;
  double total;                  /* variance of y, luck and all */
  ndrsim_shapley_effect *effect; /* [parameters] */
  ndrsim_shapley_effect known;   /* V(all); share: of the total */
} ndrsim_shapley;

void ndrsim_shapley_init(ndrsim_shapley *self);
void ndrsim_shapley_free(ndrsim_shapley *self); /* safe after a failure and twice */
/* x[parameters][n], y[n]; see ndrsim_chaos_make. The seed is that of the orders. Errors: MEMORY. */
ndrsim_status ndrsim_shapley_make(ndrsim_shapley *self, int n, int parameters, const double *x,
                                  const double *y, uint64_t seed, ndrsim_error *err);

#endif
