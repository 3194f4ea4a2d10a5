/* The value of information for a choice: what knowing some parameters before choosing is worth,
 * from one sample of parameters and of what each option brought with them (no inner loop).
 *
 *   value of a set S = E[ max over options of E[y | S] ] - max over options of E[y]
 *
 * E[y | S] is a regression on the parameters of S (analysis/chaos.h), so luck, which is what is
 * left of y, cannot be counted as if it could be known (Strong, Oakley and Brennan, "Estimating
 * multiparameter partial expected value of perfect information", Med. Decis. Making 34, 2014).
 *
 * What is told is earned, not fitted: in ten folds the rule "take what the regression says" is made
 * from nine and applied to the tenth, against always taking what is best on average. So a value can
 * be negative, nothing is clamped, and its standard error is that of a mean over replicates. It
 * errs downwards, by what a rule loses that was made from noise; the same as fitted to all
 * (`fitted`) errs upwards. */
#ifndef NDRSIM_ANALYSIS_VOI_H
#define NDRSIM_ANALYSIS_VOI_H

#include "analysis/chaos.h"

enum { NDRSIM_VOI_LEAST = NDRSIM_CHAOS_LEAST };

typedef struct ndrsim_worth {
  double value, se; /* [unit of y] */
  double fitted;    /* of the regression on all replicates, as if it were true */
  int terms;        /* of that regression, all options together; 0: it says the same for all */
} ndrsim_worth;

typedef struct ndrsim_voi {
  int options;
  ndrsim_chaos chaos; /* of each option less option 0 */
  const double *y;    /* [options][n] borrowed */
} ndrsim_voi;

void ndrsim_voi_init(ndrsim_voi *self);
void ndrsim_voi_free(ndrsim_voi *self); /* safe after a failure and twice */
/* x[parameters][n]: values of the parameters, of which each varies; y[options][n]: what each option
 * brings, the more the better, finite, which must stay. n >= NDRSIM_VOI_LEAST. Errors: MEMORY. */
ndrsim_status ndrsim_voi_make(ndrsim_voi *self, int n, int parameters, const double *x, int options,
                              const double *y, ndrsim_error *err);
/* Value of knowing the parameters for which `known` is true; gain[n] (may be NULL) gets what each
 * replicate contributes. Errors: MEMORY. */
ndrsim_status ndrsim_voi_of(const ndrsim_voi *self, const bool *known, double *gain,
                            ndrsim_worth *out, ndrsim_error *err);
/* What each replicate would contribute to whoever knew luck too, against the same habit, into
 * gain[n]: never less than any set's. */
void ndrsim_voi_foresight(const ndrsim_voi *self, double *gain);
/* Mean of value[n], and its standard error with that correction: of gains, and of their
 * differences.
 */
void ndrsim_voi_mean(const double *value, int n, double *mean, double *se);

#endif
