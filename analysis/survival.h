/* Survival of customers by age, and the shifted-beta-geometric curve (sBG) through it.
 *
 * Survival to age t is the product of the monthly survival of all cohorts that are observed at each
 * age (Kaplan and Meier 1958), so cohorts that are still young take part as long as they are seen.
 * A customer is an account with MRR; one that returns counts again, so losses are net of returns.
 *
 * sBG: each customer leaves with its own constant monthly probability, which is Beta(a, b) among
 * customers. The hazard at age t is a / (a + b + t - 1), survival B(a, b + t) / B(a, b). Source:
 * Fader and Hardie, "How to project customer retention" (2007); MODEL section 8. */
#ifndef NDRSIM_ANALYSIS_SURVIVAL_H
#define NDRSIM_ANALYSIS_SURVIVAL_H

#include "analysis/results.h"

typedef struct ndrsim_survival {
  int book;                   /* 1: cohorts of a book since month 0; 0: landings since landing */
  int ages;                   /* ages 0 .. ages - 1 are observed; 0 = nobody to observe */
  double *at_risk, *lost;     /* [ages] customers at t - 1 and net losses by t, all replicates */
  double *mean;               /* [ages] survival over all replicates together, 0..1 */
  double *low, *middle, *top; /* [ages] P10, P50, P90 of replicates; NAN when some have no curve */
} ndrsim_survival;

/* Of landings when any landed in the run, else of the book. Errors: MEMORY. */
ndrsim_status ndrsim_survival_init(ndrsim_survival *self, const ndrsim_results *results,
                                   ndrsim_error *err);
void ndrsim_survival_free(ndrsim_survival *self); /* safe after a failed init and twice */

typedef struct ndrsim_sbg {
  int valid;     /* 0: too little history or nobody leaves */
  int alike;     /* 1: no spread was found; a and b are only known by their ratio */
  double a, b;   /* of the Beta */
  double hazard; /* mean monthly probability of leaving, a / (a + b) */
  double gap;    /* largest distance to the observed curve, 0..1 */
  int gap_age;   /* where */
} ndrsim_sbg;

/* Fits by maximum likelihood of the monthly losses: at age t = 1..n-1 lost[t] of at_risk[t]
 * customers left. Errors: MEMORY, NUMERIC when the search does not end. */
ndrsim_status ndrsim_sbg_fit(const double *at_risk, const double *lost, int n, ndrsim_sbg *out,
                             ndrsim_error *err);
/* B(a, b + t) / B(a, b), t >= 0. */
double ndrsim_sbg_survival(double a, double b, int t);

#endif
