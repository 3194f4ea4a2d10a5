/* Quarters of the fiscal calendar: views of the months of a run, nothing is simulated for them.
 *
 * A fiscal year begins in calendar month `fiscal_year_start` and is named after the calendar year
 * in which it ends. Without a start_month there is no calendar: month 0 then begins fiscal year 1.
 */
#ifndef NDRSIM_ANALYSIS_QUARTERS_H
#define NDRSIM_ANALYSIS_QUARTERS_H

#include "analysis/results.h"

typedef struct ndrsim_quarter {
  int year, number; /* FY2026, 1..4 */
  int first, last;  /* months of the run that belong to it */
  /* All three months are in the run, and their movements are known: those of a book's month 0, the
   * state it opens with, are not. */
  bool complete;
} ndrsim_quarter;

typedef enum ndrsim_quarter_value {
  NDRSIM_QUARTER_MRR,     /* at the end of its last month [currency/month] */
  NDRSIM_QUARTER_ARR,     /* 12 x that [currency/year] */
  NDRSIM_QUARTER_REVENUE, /* recognised: the sum of its months' MRR [currency] */
  NDRSIM_QUARTER_NEW,     /* movements of its months [currency/month] */
  NDRSIM_QUARTER_EXPANSION,
  NDRSIM_QUARTER_CONTRACTION, /* <= 0 */
  NDRSIM_QUARTER_CHURN,       /* <= 0 */
  NDRSIM_QUARTER_REACTIVATION,
  NDRSIM_QUARTER_NDR, /* `point` at its last month [%] */
  NDRSIM_QUARTER_VALUES
} ndrsim_quarter_value;

/* Quarters that a run touches. */
int ndrsim_quarter_count(const ndrsim_model *model);
/* index in [0, count). */
void ndrsim_quarter_get(const ndrsim_model *model, int index, ndrsim_quarter *out);
/* "FY2026-Q1"; without a calendar "Y1-Q1". */
void ndrsim_quarter_label(const ndrsim_model *model, const ndrsim_quarter *quarter, char *out,
                          size_t size);
/* "mrr", "arr", "recognised_revenue", ... */
const char *ndrsim_quarter_value_name(ndrsim_quarter_value value);
/* "USD/month", "%" */
void ndrsim_quarter_value_unit(const ndrsim_model *model, ndrsim_quarter_value value, char *out,
                               size_t size);

/* The exact sum in one record, in whole cents; of all values but NDR. What the months of a quarter
 * have in an incomplete one is summed as it is. */
int64_t ndrsim_quarter_cents(const ndrsim_results *results, const ndrsim_quarter *quarter,
                             ndrsim_quarter_value value, int replicate);
/* Estimate over replicates [currency, %]. Errors: MEMORY. */
ndrsim_status ndrsim_quarter_estimate(const ndrsim_results *results, const ndrsim_quarter *quarter,
                                      ndrsim_quarter_value value, ndrsim_estimate *out);

#endif
