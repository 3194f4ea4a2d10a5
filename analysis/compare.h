/* Comparing scenarios: the same outcomes at 12, 24 and 36 months, MRR month by month and the bridge
 * of NDR, of each scenario and of each against the first, on common random numbers. */
#ifndef NDRSIM_ANALYSIS_COMPARE_H
#define NDRSIM_ANALYSIS_COMPARE_H

#include "analysis/study.h"

#define NDRSIM_COMPARE_MOST 16 /* scenarios */

typedef struct ndrsim_compare {
  ndrsim_study study; /* its outcomes are those below */
  int n;              /* scenarios; the first is what the others are compared with */
  const ndrsim_model *model[NDRSIM_COMPARE_MOST];
  char label[NDRSIM_COMPARE_MOST][160];
  int months[3], n_months; /* 12, 24, 36 as far as the horizon reaches */
  int horizon;
  ndrsim_outcome *outcome; /* [n_outcomes]: first the main ones by month, then parts, then MRR */
  int n_outcomes;
  int main, parts; /* how many of the main ones, and of the parts, there are for a month */
} ndrsim_compare;

void ndrsim_compare_init(ndrsim_compare *self);
void ndrsim_compare_free(ndrsim_compare *self);

/* Chooses the outcomes. The models have one seed and one horizon and outlive `self`. Errors:
 * MEMORY, USAGE when the horizon is below 12 months. */
ndrsim_status ndrsim_compare_prepare(ndrsim_compare *self, const ndrsim_model *const *model, int n,
                                     ndrsim_error *err);
/* Adds one more outcome, or finds it among those there are; *index is its place. Errors: MEMORY. */
ndrsim_status ndrsim_compare_add(ndrsim_compare *self, const ndrsim_outcome *outcome, int *index,
                                 ndrsim_error *err);
ndrsim_status ndrsim_compare_cost(const ndrsim_compare *self, const ndrsim_run_options *options,
                                  ndrsim_cost *out, ndrsim_error *err);
/* Errors: those of ndrsim_study_run. */
ndrsim_status ndrsim_compare_run(ndrsim_compare *self, const ndrsim_run_options *options,
                                 ndrsim_error *err);

/* Index of an outcome: main one `k` at months[m]; part `component` at months[m]; MRR in a month. */
int ndrsim_compare_main(const ndrsim_compare *self, int k, int m);
int ndrsim_compare_part(const ndrsim_compare *self, int component, int m);
int ndrsim_compare_mrr(const ndrsim_compare *self, int month);

#endif
