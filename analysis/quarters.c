#include "analysis/quarters.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define CENTS 100.0
#define PERCENT 100.0

/* --- the calendar ----------------------------------------------------------------------------- */

/* Months from the beginning of fiscal year 0 to month 0 of the run. */
static int origin(const ndrsim_model *model) {
  int year, month;
  if (sscanf(model->start_month, "%4d-%2d", &year, &month) != 2) return 12;
  /* a year that begins in January ends in the calendar year in which it began */
  int start = model->fiscal_year_start > 0 ? model->fiscal_year_start : 1;
  return 12 * year + (month - 1) - (start - 1) + (start > 1 ? 12 : 0);
}

int ndrsim_quarter_count(const ndrsim_model *model) {
  int first = origin(model);
  return (first + model->horizon) / 3 - first / 3 + 1;
}

void ndrsim_quarter_get(const ndrsim_model *model, int index, ndrsim_quarter *out) {
  int month = origin(model), quarter = month / 3 + index;
  int first = 3 * quarter - month, last = first + 2;
  out->year = quarter / 4;
  out->number = quarter % 4 + 1;
  out->complete = first >= (model->n_rows > 0 ? 1 : 0) && last <= model->horizon;
  out->first = first > 0 ? first : 0;
  out->last = last < model->horizon ? last : model->horizon;
}

void ndrsim_quarter_label(const ndrsim_model *model, const ndrsim_quarter *quarter, char *out,
                          size_t size) {
  snprintf(out, size, "%s%d-Q%d", model->start_month[0] != '\0' ? "FY" : "Y", quarter->year,
           quarter->number);
}

const char *ndrsim_quarter_value_name(ndrsim_quarter_value value) {
  static const char *const name[] = {
      [NDRSIM_QUARTER_MRR] = "mrr",
      [NDRSIM_QUARTER_ARR] = "arr",
      [NDRSIM_QUARTER_REVENUE] = "recognised_revenue",
      [NDRSIM_QUARTER_NEW] = "moved_new",
      [NDRSIM_QUARTER_EXPANSION] = "moved_expansion",
      [NDRSIM_QUARTER_CONTRACTION] = "moved_contraction",
      [NDRSIM_QUARTER_CHURN] = "moved_churn",
      [NDRSIM_QUARTER_REACTIVATION] = "moved_reactivation",
      [NDRSIM_QUARTER_NDR] = "ndr_point",
  };
  return name[value];
}

/* --- values ----------------------------------------------------------------------------------- */

/* Movements of a month [c/60]. */
static int64_t moved(const ndrsim_layout *l, const int64_t *record, ndrsim_quarter_value value,
                     int month) {
  const int64_t *row = record + ndrsim_at_moved(l, month, 0);
  int64_t sum = 0;
  switch (value) {
  case NDRSIM_QUARTER_NEW:
    return NDRSIM_SIXTIETHS * row[NDRSIM_MOVED_NEW];
  case NDRSIM_QUARTER_CONTRACTION:
    return row[NDRSIM_FLOW_CONTRACTION];
  case NDRSIM_QUARTER_CHURN:
    return row[NDRSIM_FLOW_CHURN];
  case NDRSIM_QUARTER_REACTIVATION:
    return row[NDRSIM_FLOW_REACTIVATION];
  default:
    for (int driver = 0; driver < NDRSIM_DRIVERS; driver++)
      sum += row[driver];
    return sum;
  }
}

void ndrsim_quarter_value_unit(const ndrsim_model *model, ndrsim_quarter_value value, char *out,
                               size_t size) {
  const char *per = value == NDRSIM_QUARTER_REVENUE ? ""
                    : value == NDRSIM_QUARTER_ARR   ? "/year"
                                                    : "/month";
  if (value == NDRSIM_QUARTER_NDR)
    snprintf(out, size, "%%");
  else
    snprintf(out, size, "%s%s", model->currency, per);
}

int64_t ndrsim_quarter_cents(const ndrsim_results *results, const ndrsim_quarter *quarter,
                             ndrsim_quarter_value value, int replicate) {
  const ndrsim_layout *l = &results->layout;
  const int64_t *record = results->records + (size_t)replicate * l->size;
  int mrr = ndrsim_counter_find(results->model, "mrr");
  int first = quarter->first;
  int64_t sum = 0;
  if (value == NDRSIM_QUARTER_MRR || value == NDRSIM_QUARTER_ARR)
    return (value == NDRSIM_QUARTER_ARR ? 12 : 1) * record[ndrsim_at_series(l, quarter->last, mrr)];
  if (value == NDRSIM_QUARTER_REVENUE) {
    for (int t = first; t <= quarter->last; t++)
      sum += record[ndrsim_at_series(l, t, mrr)];
    return sum;
  }
  if (first == 0 && results->model->n_rows > 0) first = 1; /* what a book opens with moved before */
  for (int t = first; t <= quarter->last; t++)
    sum += moved(l, record, value, t);
  return sum / NDRSIM_SIXTIETHS; /* exact: movements are whole cents */
}

ndrsim_status ndrsim_quarter_estimate(const ndrsim_results *results, const ndrsim_quarter *quarter,
                                      ndrsim_quarter_value value, ndrsim_estimate *out) {
  const ndrsim_layout *l = &results->layout;
  ndrsim_status empty = ndrsim_estimate_values(NULL, 0, out); /* also what a failure leaves */
  if (results->n == 0) return empty;
  double *number = malloc((size_t)results->n * sizeof *number);
  if (number == NULL) return NDRSIM_MEMORY;
  for (int k = 0; k < results->n; k++)
    number[k] = value == NDRSIM_QUARTER_NDR
                    ? PERCENT * ndrsim_record_ndr(l, results->records + (size_t)k * l->size,
                                                  NDRSIM_ANCHOR_POINT, quarter->last)
                    : (double)ndrsim_quarter_cents(results, quarter, value, k) / CENTS;
  ndrsim_status status = ndrsim_estimate_values(number, results->n, out);
  free(number);
  return status;
}
