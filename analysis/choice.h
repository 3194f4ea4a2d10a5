/* A choice between models by one outcome: how likely each is the best, and what it costs to choose
 * it if it is not. */
#ifndef NDRSIM_ANALYSIS_CHOICE_H
#define NDRSIM_ANALYSIS_CHOICE_H

#include "analysis/study.h"

typedef struct ndrsim_choice_option {
  double mean;    /* of the outcome */
  double best;    /* share of replicates in which it is the best; ties are shared [0..1] */
  double best_se; /* of that share */
  double regret;  /* mean of what the best of each replicate has more [unit], >= 0 */
  double regret_se;
  double lead; /* mean of what it has more than the one that is best on average [unit], <= 0 ... */
  double lead_se; /* ... and the SE of this paired difference */
} ndrsim_choice_option;

typedef struct ndrsim_choice {
  int n;                        /* models */
  int best, second;             /* by the mean; -1 = none has values, or there is one model */
  double lead, lead_se;         /* of the best over the second, paired */
  double sign;                  /* 1: the higher the better, -1: the lower */
  ndrsim_choice_option *option; /* [n]; all NAN for a model without values */
} ndrsim_choice;

void ndrsim_choice_init(ndrsim_choice *self);
void ndrsim_choice_free(ndrsim_choice *self); /* safe after a failure and twice */
/* `sign` 0: that of the outcome, and 1 for outcomes of which nobody knows which way is up. Models
 * with a replicate without value are left out. Errors: MEMORY. */
ndrsim_status ndrsim_choice_make(ndrsim_choice *self, const ndrsim_study *study, int outcome,
                                 double sign, ndrsim_error *err);
/* Whether `a` is better than `b` beyond chance: a paired difference of more than two SE. Exactly
 * equal is not better. */
bool ndrsim_choice_certain(double difference, double se);

#endif
