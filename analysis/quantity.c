/* Values and estimates by address. */
#include <math.h>
#include <stdlib.h>
#include "analysis/quantity.h"
#include "analysis/record_window.h"

#define CENTS 100.0
#define PERCENT 100.0

int ndrsim_cohort_first(const ndrsim_layout *layout, int cohort) {
  return cohort < layout->book_cohorts ? 0 : cohort - layout->book_cohorts;
}

static int64_t cohort_grown(const ndrsim_layout *l, const int64_t *record, int cohort, int from,
                            int to) {
  int64_t sum = 0;
  for (int t = from; t <= to; t++)
    sum += record[ndrsim_at_cohort(l, cohort, t, NDRSIM_COHORT_GROWN)];
  return sum;
}

static double cohort_value(const ndrsim_layout *l, const int64_t *record,
                           const ndrsim_quantity *quantity) {
  int cohort = quantity->component, month = quantity->month;
  int first = ndrsim_cohort_first(l, cohort);
  if (month < first || month >= l->months) return NAN;
  int64_t base = record[ndrsim_at_cohort(l, cohort, first, NDRSIM_COHORT_BASE)];
  int64_t mrr = record[ndrsim_at_cohort(l, cohort, month, NDRSIM_COHORT_MRR)];
  switch (quantity->kind) {
  case NDRSIM_QUANTITY_COHORT_LOGOS:
    return (double)record[ndrsim_at_cohort(l, cohort, month, NDRSIM_COHORT_LOGOS)];
  case NDRSIM_QUANTITY_COHORT_MRR:
    return (double)mrr / CENTS;
  case NDRSIM_QUANTITY_COHORT_GROWN:
    return (double)cohort_grown(l, record, cohort, month, month) / CENTS;
  case NDRSIM_QUANTITY_COHORT_GROWN_SINCE:
    return (double)cohort_grown(l, record, cohort, first, month) / CENTS;
  case NDRSIM_QUANTITY_COHORT_NDR:
    return base > 0 ? PERCENT * ((double)mrr / (double)base) : NAN;
  default:
    break;
  }
  int64_t kept = base; /* losses of the landing month itself happened before the base was set */
  for (int t = first + 1; t <= month; t++) {
    kept += record[ndrsim_at_cohort(l, cohort, t, NDRSIM_COHORT_LOST)];
  }
  return base > 0 ? PERCENT * ((double)kept / (double)base) : NAN;
}

/* 1 when `component` is strictly the largest of the three engines in a flow bridge. */
static double lead_value(const ndrsim_layout *l, const int64_t *record,
                         const ndrsim_quantity *quantity) {
  double part[NDRSIM_FLOWS];
  if (!ndrsim_record_flow(l, record, quantity->convention, quantity->month, quantity->lens, part)) {
    return NAN;
  }
  static const int engine[] = {NDRSIM_DRIVER_SEAT, NDRSIM_DRIVER_WORKFLOW, NDRSIM_DRIVER_CAPACITY};
  for (size_t k = 0; k < sizeof engine / sizeof engine[0]; k++) {
    if (engine[k] != quantity->component && part[engine[k]] >= part[quantity->component]) return 0;
  }
  return 1;
}

static double flow_value(const ndrsim_layout *l, const int64_t *record,
                         const ndrsim_quantity *quantity) {
  double part[NDRSIM_FLOWS];
  ndrsim_record_flow(l, record, quantity->convention, quantity->month, quantity->lens, part);
  return PERCENT * part[quantity->component];
}

static double endpoint_value(const ndrsim_layout *l, const int64_t *record,
                             const ndrsim_quantity *quantity) {
  double part[NDRSIM_ENDPOINTS];
  ndrsim_record_endpoint(l, record, quantity->convention, quantity->month, quantity->lens, part);
  return PERCENT * part[quantity->component];
}

double ndrsim_quantity_value(const ndrsim_results *results, const ndrsim_quantity *quantity,
                             int replicate) {
  const ndrsim_layout *l = &results->layout;
  if (replicate < 0 || replicate >= results->n) return NAN;
  const int64_t *record = results->records + (size_t)replicate * l->size;
  int convention = quantity->convention, month = quantity->month;
  switch (quantity->kind) {
  case NDRSIM_QUANTITY_METRIC:
    return ndrsim_metric_value(results, quantity->metric, replicate, month);
  case NDRSIM_QUANTITY_NDR:
    return PERCENT * ndrsim_record_ndr(l, record, convention, month);
  case NDRSIM_QUANTITY_GRR_FLOW:
    return PERCENT * ndrsim_record_grr_flow(l, record, convention, month);
  case NDRSIM_QUANTITY_GRR_ENDPOINT:
    return PERCENT * ndrsim_record_grr_endpoint(l, record, convention, month);
  case NDRSIM_QUANTITY_FLOW:
    return flow_value(l, record, quantity);
  case NDRSIM_QUANTITY_ENDPOINT:
    return endpoint_value(l, record, quantity);
  case NDRSIM_QUANTITY_LEAD:
    return lead_value(l, record, quantity);
  case NDRSIM_QUANTITY_COHORT_LOGOS:
  case NDRSIM_QUANTITY_COHORT_MRR:
  case NDRSIM_QUANTITY_COHORT_NDR:
  case NDRSIM_QUANTITY_COHORT_GROWN:
  case NDRSIM_QUANTITY_COHORT_GROWN_SINCE:
  case NDRSIM_QUANTITY_COHORT_GRR:
    return cohort_value(l, record, quantity);
  case NDRSIM_QUANTITY_MOVED:
    if (month < 0 || month >= l->months) return NAN;
    return ndrsim_record_moved(l, record, month, quantity->component, CENTS);
  case NDRSIM_QUANTITY_MOVED_GROWTH:
    if (month < 0 || month >= l->months) return NAN;
    return ndrsim_record_grown(l, record, month, CENTS);
  }
  return NAN;
}

ndrsim_status ndrsim_quantity_estimate(const ndrsim_results *results,
                                       const ndrsim_quantity *quantity, ndrsim_estimate *out) {
  ndrsim_status empty = ndrsim_estimate_values(NULL, 0, out); /* also what a failure leaves */
  if (results->n == 0) return empty;
  double *value = malloc((size_t)results->n * sizeof *value);
  if (value == NULL) return NDRSIM_MEMORY;
  for (int k = 0; k < results->n; k++) {
    value[k] = ndrsim_quantity_value(results, quantity, k);
  }
  int time =
      quantity->kind == NDRSIM_QUANTITY_METRIC && quantity->metric->kind == NDRSIM_METRIC_TIME;
  ndrsim_status status = time ? ndrsim_estimate_times(value, results->n, out)
                              : ndrsim_estimate_values(value, results->n, out);
  free(value);
  return status;
}

/* Whether there is MRR in any month of any replicate. */
static bool anybody_paid(const ndrsim_results *results) {
  const ndrsim_layout *l = &results->layout;
  for (int k = 0; k < results->n; k++)
    for (int month = 0; month < l->months; month++)
      if (ndrsim_record_mrr(l, results->records + (size_t)k * l->size, month) != 0) return true;
  return false;
}

const char *ndrsim_results_missing(const ndrsim_results *results, int convention, int month) {
  const ndrsim_layout *l = &results->layout;
  const ndrsim_convention_def *def = ndrsim_convention_at(convention);
  if (month >= l->months) return "the horizon is shorter than this window";
  if (month < def->first) return def->early;
  if (!ndrsim_convention_has(convention, month)) return def->between;
  for (int k = 0; k < results->n; k++) {
    const int64_t *record = results->records + (size_t)k * l->size;
    if (isnan(ndrsim_record_ndr(l, record, convention, month)))
      return anybody_paid(results) ? def->nobody : "nobody paid anything in any month of the run";
  }
  return results->n == 0 ? "no replicate was completed" : NULL;
}

static const char *grr_missing(const ndrsim_results *results, int convention, int month,
                               bool endpoint) {
  const ndrsim_convention_def *def = ndrsim_convention_at(convention);
  const char *never = endpoint ? def->no_endpoint : def->no_flow;
  if (never != NULL) return never;
  const char *missing = ndrsim_results_missing(results, convention, month);
  bool anchors = convention == NDRSIM_CONVENTION_POINT || convention == NDRSIM_CONVENTION_AGE ||
                 convention == NDRSIM_CONVENTION_AGE_NO_RETURN;
  if (missing != NULL || !endpoint || !anchors || ndrsim_is_anchor(month)) return missing;
  return "min(now, then) is kept for windows of 12, 24 and 36 months";
}

static const char *bridge_missing(const ndrsim_results *results, int convention, int month) {
  if (ndrsim_convention_at(convention)->bridge == convention)
    return ndrsim_results_missing(results, convention, month);
  return ndrsim_convention_at(convention)->bridge == NDRSIM_CONVENTION_POINT
             ? "this convention has no bridge of its own: that of point goes with it"
             : "this convention has no bridge of its own: that of cohort_age goes with it";
}

static const char *metric_missing(const ndrsim_results *results, const ndrsim_metric *metric,
                                  int month) {
  switch (metric->kind) {
  case NDRSIM_METRIC_NDR:
    return ndrsim_results_missing(results, metric->argument, month);
  case NDRSIM_METRIC_GRR_FLOW:
  case NDRSIM_METRIC_GRR_ENDPOINT:
    return grr_missing(results, metric->argument, month,
                       metric->kind == NDRSIM_METRIC_GRR_ENDPOINT);
  default:
    return NULL;
  }
}

const char *ndrsim_quantity_missing(const ndrsim_results *results,
                                    const ndrsim_quantity *quantity) {
  int convention = quantity->convention, month = quantity->month;
  switch (quantity->kind) {
  case NDRSIM_QUANTITY_METRIC:
    return metric_missing(results, quantity->metric, month);
  case NDRSIM_QUANTITY_NDR:
    return ndrsim_results_missing(results, convention, month);
  case NDRSIM_QUANTITY_GRR_FLOW:
  case NDRSIM_QUANTITY_GRR_ENDPOINT:
    return grr_missing(results, convention, month, quantity->kind == NDRSIM_QUANTITY_GRR_ENDPOINT);
  case NDRSIM_QUANTITY_FLOW:
    return bridge_missing(results, convention, month);
  case NDRSIM_QUANTITY_ENDPOINT:
    return bridge_missing(results, convention, 12 * (month + 1));
  default:
    return NULL;
  }
}
