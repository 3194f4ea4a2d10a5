/* Conditional means given some of the parameters, from one sample of parameters and outcomes:
 * sparse polynomial chaos. The terms are Hermite polynomials up to the third degree in the normal
 * scores of each parameter, and products of pairs of scores (of the sixteen with the largest
 * effects). Of those that belong to the known parameters the ones that pay for themselves are
 * taken, one after the other, by the Bayesian information criterion (after Blatman and Sudret,
 * "Adaptive sparse polynomial chaos expansion based on least angle regression", J. Comput. Phys.
 * 230, 2011). A parameter that does nothing gets no term. What the known parameters do not explain
 * is luck, and other parameters.
 *
 * Sums of products are kept by fold (replicate modulo ten), so that a regression without one costs
 * no pass over the sample. */
#ifndef NDRSIM_ANALYSIS_CHAOS_H
#define NDRSIM_ANALYSIS_CHAOS_H

#include <stdbool.h>
#include "ndrsim/error.h"

enum { NDRSIM_CHAOS_FOLDS = 10, NDRSIM_CHAOS_LEAST = 50 /* replicates */ };

typedef struct ndrsim_chaos {
  int n, parameters, targets;
  int terms;
  int *first, *second; /* [terms] parameters of a term; second -1 = a power of the first */
  double *column;      /* [1 + terms + targets][n]: 1, terms, what is to be explained */
  double *gram;        /* [folds + 1][columns * columns]: of each fold, and of all */
} ndrsim_chaos;

void ndrsim_chaos_init(ndrsim_chaos *self);
void ndrsim_chaos_free(ndrsim_chaos *self); /* safe after a failure and twice */
/* x[parameters][n]: values of the parameters, of which each varies; y[targets][n] finite. Both may
 * go afterwards. n >= NDRSIM_CHAOS_LEAST. Errors: MEMORY. */
ndrsim_status ndrsim_chaos_make(ndrsim_chaos *self, int n, int parameters, const double *x,
                                int targets, const double *y, ndrsim_error *err);
/* Mean of a target in all replicates but those of a fold; fold NDRSIM_CHAOS_FOLDS: in all. */
double ndrsim_chaos_mean(const ndrsim_chaos *self, int fold, int target);

/* A regression on known parameters: room for one at a time. */
typedef struct ndrsim_chaos_fit {
  int n;               /* replicates that it was made from */
  int size;            /* candidates + 2 */
  int *column;         /* [candidates] of the sample */
  double *matrix;      /* [size][size] */
  double *own;         /* [size] squares of each candidate; of the target about its mean */
  double *coefficient; /* [candidates + 1]: of 1, then of the candidates; 0 = not chosen */
  int chosen;          /* terms; 0: the mean alone */
} ndrsim_chaos_fit;

/* For the parameters for which `known` is true. Errors: MEMORY. */
ndrsim_status ndrsim_chaos_fit_init(ndrsim_chaos_fit *self, const ndrsim_chaos *chaos,
                                    const bool *known, ndrsim_error *err);
void ndrsim_chaos_fit_free(ndrsim_chaos_fit *self); /* safe after a failure and twice */
/* Of a target, without the replicates of a fold (NDRSIM_CHAOS_FOLDS: with all). */
void ndrsim_chaos_fit_run(ndrsim_chaos_fit *self, const ndrsim_chaos *chaos, int fold, int target);
/* What it says of replicate r. */
double ndrsim_chaos_fit_at(const ndrsim_chaos_fit *self, const ndrsim_chaos *chaos, int r);
/* Variance of the target that it explains, adjusted for the terms that were chosen. */
double ndrsim_chaos_fit_explained(const ndrsim_chaos_fit *self);

#endif
