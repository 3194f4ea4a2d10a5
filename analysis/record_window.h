/* What the readers of a record share. Internal to analysis/. */
#ifndef NDRSIM_ANALYSIS_RECORD_WINDOW_H
#define NDRSIM_ANALYSIS_RECORD_WINDOW_H

#include "analysis/results.h"
#include "ledger/convention.h"

enum { NDRSIM_WINDOW = 12 }; /* months of a window */

typedef enum ndrsim_measure {
  NDRSIM_MEASURE_NDR,
  NDRSIM_MEASURE_GRR_FLOW,
  NDRSIM_MEASURE_GRR_ENDPOINT
} ndrsim_measure;

/* MRR of all accounts at the end of a month [cents]. */
int64_t ndrsim_record_mrr(const ndrsim_layout *l, const int64_t *record, int month);

/* NDR or GRR, as a ratio, in the conventions other than point and cohort_age. */
double ndrsim_record_other(const ndrsim_layout *l, const int64_t *record, int convention, int month,
                           ndrsim_measure measure);

#endif
