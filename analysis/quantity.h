/* A quantity: the address of one number in every replicate record. All writers ask for numbers by
 * address, so that the terminal, JSON, CSV and charts cannot disagree. */
#ifndef NDRSIM_ANALYSIS_QUANTITY_H
#define NDRSIM_ANALYSIS_QUANTITY_H

#include "analysis/results.h"
#include "ledger/convention.h"

typedef enum ndrsim_quantity_kind {
  NDRSIM_QUANTITY_METRIC,             /* metric at a month, in the metric's unit */
  NDRSIM_QUANTITY_NDR,                /* [%] convention, month */
  NDRSIM_QUANTITY_GRR_FLOW,           /* [%] convention, month */
  NDRSIM_QUANTITY_GRR_ENDPOINT,       /* [%] convention, month */
  NDRSIM_QUANTITY_FLOW,               /* [points] convention, month, lens, component */
  NDRSIM_QUANTITY_ENDPOINT,           /* [points] convention, month = anchor, lens, component */
  NDRSIM_QUANTITY_MOVED,              /* column of the month's movements: currency, or accounts */
  NDRSIM_QUANTITY_MOVED_GROWTH,       /* sum of the drivers of the month's expansion [currency] */
  NDRSIM_QUANTITY_COHORT_LOGOS,       /* component = cohort, month = calendar month [accounts] */
  NDRSIM_QUANTITY_COHORT_MRR,         /* [currency/month] */
  NDRSIM_QUANTITY_COHORT_NDR,         /* [%] of the cohort's base */
  NDRSIM_QUANTITY_COHORT_GROWN,       /* expansion of the month [currency/month] */
  NDRSIM_QUANTITY_COHORT_GROWN_SINCE, /* expansion of all months since its first [currency/month] */
  NDRSIM_QUANTITY_COHORT_GRR,         /* [%] flow convention: base less all contraction and churn */
  NDRSIM_QUANTITY_LEAD /* 1 when `component` is the largest of seat, workflow, capacity */
} ndrsim_quantity_kind;

typedef struct ndrsim_quantity {
  ndrsim_quantity_kind kind;
  int convention; /* of ledger/convention.h; bridges: point or cohort_age */
  int month;
  ndrsim_lens lens;
  int component;
  const ndrsim_metric *metric;
} ndrsim_quantity;

/* Value in one replicate; NAN when history is missing. */
double ndrsim_quantity_value(const ndrsim_results *results, const ndrsim_quantity *quantity,
                             int replicate);
/* Estimate over the whole replicates. Errors: MEMORY. */
ndrsim_status ndrsim_quantity_estimate(const ndrsim_results *results,
                                       const ndrsim_quantity *quantity, ndrsim_estimate *out);

/* First month of a cohort: 0 for a book's, the landing month for the others. */
int ndrsim_cohort_first(const ndrsim_layout *layout, int cohort);

/* Why a convention has no value at `month`; NULL when it has one. One line of text. */
const char *ndrsim_results_missing(const ndrsim_results *results, int convention, int month);
/* The same of NDR, GRR, bridges and metrics that are one of these; NULL also for other quantities.
 */
const char *ndrsim_quantity_missing(const ndrsim_results *results, const ndrsim_quantity *quantity);

#endif
