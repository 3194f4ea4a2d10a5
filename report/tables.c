/* The CSV files of a run: long tables, one number of one month in a row, ready for a pivot table.
 * Rows without a value (a window whose history is missing, a ratio with nothing below the line) are
 * left out, never written as zero. */
#include <string.h>
#include "analysis/quantity.h"
#include "report/csv.h"
#include "report/number.h"
#include "report/report.h"

#define LABEL 24

static ndrsim_status failed(ndrsim_status status, ndrsim_error *err) {
  if (status == NDRSIM_MEMORY) return ndrsim_error_set(err, status, "no memory for an estimate");
  return status == NDRSIM_OK
             ? status
             : ndrsim_error_set(err, status, "a metric's table does not match its counters");
}

static void header(ndrsim_csv *csv, const char *const *name, int n) {
  for (int k = 0; k < n; k++) {
    ndrsim_csv_text(csv, name[k]);
  }
  ndrsim_csv_estimate_header(csv);
  ndrsim_csv_end(csv);
}
#define HEADER(csv, ...)                                                                           \
  header(csv, (const char *const[]){__VA_ARGS__},                                                  \
         (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)))

/* --- series.csv ------------------------------------------------------------------------------ */

/* One row: axis ("month" counts calendar months of the run, "age" months since landing). */
static ndrsim_status series_row(ndrsim_csv *csv, const ndrsim_results *results, const char *axis,
                                const char *name, const char *unit,
                                const ndrsim_quantity *quantity) {
  ndrsim_estimate estimate;
  ndrsim_status status = ndrsim_quantity_estimate(results, quantity, &estimate);
  if (status != NDRSIM_OK || !estimate.valid) return status;
  char label[LABEL] = "";
  if (strcmp(axis, "month") == 0) {
    ndrsim_month_label(results->model, quantity->month, label, sizeof label);
  }
  ndrsim_csv_integer(csv, quantity->month);
  ndrsim_csv_text(csv, axis);
  ndrsim_csv_text(csv, label);
  ndrsim_csv_text(csv, name);
  ndrsim_csv_text(csv, unit);
  ndrsim_csv_estimate(csv, &estimate);
  ndrsim_csv_end(csv);
  return NDRSIM_OK;
}

static ndrsim_status series_quantity(ndrsim_csv *csv, const ndrsim_results *results,
                                     const char *axis, const char *name, const char *unit,
                                     ndrsim_quantity quantity) {
  ndrsim_status status = NDRSIM_OK;
  for (int month = 0; month < results->layout.months && status == NDRSIM_OK; month++) {
    quantity.month = month;
    status = series_row(csv, results, axis, name, unit, &quantity);
  }
  return status;
}

/* All metrics that have a value for each month or age. Those of milestones are in incidence.csv. */
static ndrsim_status series_metrics(ndrsim_csv *csv, const ndrsim_results *results) {
  ndrsim_status status = NDRSIM_OK;
  int count = ndrsim_metric_count(results->model);
  for (int index = 0; index < count && status == NDRSIM_OK; index++) {
    ndrsim_metric metric;
    status = ndrsim_metric_get(results->model, index, &metric);
    if (status != NDRSIM_OK) break;
    if (metric.axis == NDRSIM_AXIS_NONE || metric.kind == NDRSIM_METRIC_INCIDENCE) continue;
    ndrsim_quantity quantity = {.kind = NDRSIM_QUANTITY_METRIC, .metric = &metric};
    status = series_quantity(csv, results, metric.axis == NDRSIM_AXIS_AGE ? "age" : "month",
                             metric.name, metric.unit, quantity);
  }
  return status;
}

/* NDR and GRR of the headline, under names that do not depend on its convention. */
static ndrsim_status series_headline(ndrsim_csv *csv, const ndrsim_results *results) {
  const char *axis = ndrsim_convention_at(results->convention)->by_age ? "age" : "month";
  ndrsim_quantity quantity = {.kind = NDRSIM_QUANTITY_NDR, .convention = results->convention};
  ndrsim_status status = series_quantity(csv, results, axis, "ndr", "%", quantity);
  quantity.kind = NDRSIM_QUANTITY_GRR_FLOW;
  if (status == NDRSIM_OK) status = series_quantity(csv, results, axis, "grr_flow", "%", quantity);
  return status;
}

ndrsim_status ndrsim_report_series(const ndrsim_report *self, FILE *out, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_csv csv = {.stream = out};
  HEADER(&csv, "month", "axis", "label", "metric", "unit");
  status = series_headline(&csv, self->results);
  if (status == NDRSIM_OK) status = series_metrics(&csv, self->results);
  ndrsim_plain_locale_leave(&locale);
  return failed(status, err);
}

/* --- bridge.csv ------------------------------------------------------------------------------ */

static ndrsim_status bridge_window(ndrsim_csv *csv, const ndrsim_results *results,
                                   const char *decomposition, int months, int components,
                                   ndrsim_quantity quantity) {
  for (quantity.component = 0; quantity.component < components; quantity.component++) {
    ndrsim_estimate estimate;
    ndrsim_status status = ndrsim_quantity_estimate(results, &quantity, &estimate);
    if (status != NDRSIM_OK || !estimate.valid) return status;
    ndrsim_csv_text(csv, ndrsim_convention_name(quantity.convention));
    ndrsim_csv_integer(csv, months);
    ndrsim_csv_text(csv, decomposition);
    ndrsim_csv_text(csv, ndrsim_lens_name((int)quantity.lens));
    ndrsim_csv_text(csv, quantity.kind == NDRSIM_QUANTITY_FLOW
                             ? ndrsim_driver_name(quantity.component)
                             : ndrsim_endpoint_name(quantity.component));
    ndrsim_csv_estimate(csv, &estimate);
    ndrsim_csv_end(csv);
  }
  return NDRSIM_OK;
}

static ndrsim_status bridge_convention(ndrsim_csv *csv, const ndrsim_results *results,
                                       int convention) {
  ndrsim_status status = NDRSIM_OK;
  ndrsim_quantity quantity = {.convention = convention};
  for (int lens = NDRSIM_LENSES - 1; lens >= 0; lens--) { /* the cause lens first: it is read */
    quantity.lens = (ndrsim_lens)lens;
    quantity.kind = NDRSIM_QUANTITY_FLOW;
    for (int month = 0; month < results->layout.months && status == NDRSIM_OK; month++) {
      quantity.month = month;
      status = bridge_window(csv, results, "flow", month, NDRSIM_FLOWS, quantity);
    }
    quantity.kind = NDRSIM_QUANTITY_ENDPOINT;
    for (int anchor = 0; anchor < NDRSIM_ANCHORS && status == NDRSIM_OK; anchor++) {
      quantity.month = anchor;
      status =
          bridge_window(csv, results, "endpoint", 12 * (anchor + 1), NDRSIM_ENDPOINTS, quantity);
    }
  }
  return status;
}

ndrsim_status ndrsim_report_bridge(const ndrsim_report *self, FILE *out, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_csv csv = {.stream = out};
  HEADER(&csv, "convention", "month", "decomposition", "lens", "component");
  int headline = self->results->bridge;
  int other = headline == NDRSIM_ANCHOR_POINT ? NDRSIM_ANCHOR_AGE : NDRSIM_ANCHOR_POINT;
  status = bridge_convention(&csv, self->results, headline);
  if (status == NDRSIM_OK) status = bridge_convention(&csv, self->results, other);
  ndrsim_plain_locale_leave(&locale);
  return failed(status, err);
}

/* --- cohorts.csv ----------------------------------------------------------------------------- */

static ndrsim_status cohort_rows(ndrsim_csv *csv, const ndrsim_results *results, int cohort) {
  char money[32], label[LABEL];
  snprintf(money, sizeof money, "%s/month", results->model->currency);
  const struct {
    const char *name, *unit;
    ndrsim_quantity_kind kind;
  } row[] = {
      {"logos", "accounts", NDRSIM_QUANTITY_COHORT_LOGOS},
      {"mrr", money, NDRSIM_QUANTITY_COHORT_MRR},
      {"expansion", money, NDRSIM_QUANTITY_COHORT_GROWN},
      {"expansion_since_start", money, NDRSIM_QUANTITY_COHORT_GROWN_SINCE},
      {"ndr", "%", NDRSIM_QUANTITY_COHORT_NDR},
      {"grr_flow", "%", NDRSIM_QUANTITY_COHORT_GRR},
  };
  const ndrsim_layout *l = &results->layout;
  int first = ndrsim_cohort_first(l, cohort);
  ndrsim_cohort_label(results, cohort, label, sizeof label);
  for (int month = first; month < l->months; month++) {
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
      ndrsim_estimate estimate;
      ndrsim_quantity quantity = {.kind = row[k].kind, .component = cohort, .month = month};
      ndrsim_status status = ndrsim_quantity_estimate(results, &quantity, &estimate);
      if (status != NDRSIM_OK) return status;
      if (!estimate.valid) continue;
      ndrsim_csv_text(csv, label);
      ndrsim_csv_text(csv, cohort < l->book_cohorts ? "book" : "landing");
      ndrsim_csv_integer(csv, month - first);
      ndrsim_csv_integer(csv, month);
      ndrsim_csv_text(csv, row[k].name);
      ndrsim_csv_text(csv, row[k].unit);
      ndrsim_csv_estimate(csv, &estimate);
      ndrsim_csv_end(csv);
    }
  }
  return NDRSIM_OK;
}

/* `age` counts months since landing; for a book's cohorts, whose past is not simulated, months
 * since month 0, and NDR and GRR refer to month 0. */
ndrsim_status ndrsim_report_cohorts(const ndrsim_report *self, FILE *out, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_csv csv = {.stream = out};
  HEADER(&csv, "cohort", "kind", "age", "month", "metric", "unit");
  for (int c = 0; c < self->results->layout.cohorts && status == NDRSIM_OK; c++) {
    if (ndrsim_cohort_exists(self->results, c)) status = cohort_rows(&csv, self->results, c);
  }
  ndrsim_plain_locale_leave(&locale);
  return failed(status, err);
}
