/* MRR of a month as a sum of what brought it: opening and new customers, and every movement since,
 * by component. The running total of the movements of MODEL section 6 (docs/definitions.md). */
#ifndef NDRSIM_ANALYSIS_STACK_H
#define NDRSIM_ANALYSIS_STACK_H

#include "analysis/results.h"

/* The parts of a stack, in this order; then the NDRSIM_FLOWS components of a flow bridge. */
enum {
  NDRSIM_STACK_OPENING, /* MRR that stood in month 0 */
  NDRSIM_STACK_NEW,     /* MRR that landed in months 1..t, as it was on landing */
  NDRSIM_STACK_FLOWS,   /* + c: movements of component c in months 0..t */
  NDRSIM_STACK_PARTS = NDRSIM_STACK_FLOWS + NDRSIM_FLOWS
};

/* Means over the whole replicates [currency/month], out[months][NDRSIM_STACK_PARTS], of parts that
 * are sixtieths of a cent and sum to MRR, exactly. Without replicates all are NAN. */
void ndrsim_stack_mean(const ndrsim_results *results, ndrsim_lens lens, double *out);

#endif
