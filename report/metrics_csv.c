/* metrics.csv: every metric with its definition and its values at 0, 12, 24 and 36 months; and
 * incidence.csv: how long accounts wait for each milestone, by age, segment and origin. */
#include <stdlib.h>
#include <string.h>
#include "analysis/incidence.h"
#include "analysis/quantity.h"
#include "report/csv.h"
#include "report/number.h"
#include "report/report.h"
#include "sim/milestone.h"

static ndrsim_status failed(ndrsim_status status, ndrsim_error *err) {
  if (status == NDRSIM_MEMORY) return ndrsim_error_set(err, status, "no memory for an estimate");
  return status == NDRSIM_OK
             ? status
             : ndrsim_error_set(err, status, "a metric's table does not match its counters");
}

/* --- metrics.csv ----------------------------------------------------------------------------- */

/* Values that do not exist are empty cells: a ratio with nothing below the line, a month at which
 * the metric is not taken, a time that is not reached within the horizon. */
static ndrsim_status metric_row(ndrsim_csv *csv, const ndrsim_results *results,
                                const ndrsim_metric *metric, int month) {
  static const char *const axis[] = {
      [NDRSIM_AXIS_MONTH] = "month", [NDRSIM_AXIS_AGE] = "age", [NDRSIM_AXIS_NONE] = "run"};
  ndrsim_estimate estimate;
  ndrsim_quantity quantity = {.kind = NDRSIM_QUANTITY_METRIC, .metric = metric, .month = month};
  ndrsim_status status = ndrsim_quantity_estimate(results, &quantity, &estimate);
  if (status != NDRSIM_OK) return status;
  ndrsim_csv_text(csv, metric->name);
  ndrsim_csv_text(csv, metric->unit);
  ndrsim_csv_text(csv, axis[metric->axis]);
  if (metric->axis == NDRSIM_AXIS_NONE)
    ndrsim_csv_text(csv, "");
  else
    ndrsim_csv_integer(csv, month);
  ndrsim_csv_estimate(csv, &estimate);
  ndrsim_csv_text(csv, metric->doc);
  ndrsim_csv_text(csv, metric->formula);
  ndrsim_csv_text(csv, metric->source);
  ndrsim_csv_text(csv, metric->convention);
  ndrsim_csv_end(csv);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_report_metrics(const ndrsim_report *self, FILE *out, ndrsim_error *err) {
  static const char *const first[] = {"metric", "unit", "axis", "month"};
  static const char *const last[] = {"definition", "formula", "source", "basis"};
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_csv csv = {.stream = out};
  const ndrsim_results *results = self->results;
  for (size_t k = 0; k < sizeof first / sizeof first[0]; k++)
    ndrsim_csv_text(&csv, first[k]);
  ndrsim_csv_estimate_header(&csv);
  for (size_t k = 0; k < sizeof last / sizeof last[0]; k++)
    ndrsim_csv_text(&csv, last[k]);
  ndrsim_csv_end(&csv);
  int count = ndrsim_metric_count(results->model);
  for (int index = 0; index < count && status == NDRSIM_OK; index++) {
    ndrsim_metric metric;
    status = ndrsim_metric_get(results->model, index, &metric);
    int end = metric.axis == NDRSIM_AXIS_NONE ? 0 : 36;
    for (int month = 0; month <= end && month < results->layout.months && status == NDRSIM_OK;
         month += 12)
      status = metric_row(&csv, results, &metric, month);
  }
  ndrsim_plain_locale_leave(&locale);
  return failed(status, err);
}

/* --- incidence.csv --------------------------------------------------------------------------- */

typedef struct wait_rows {
  ndrsim_csv csv;
  const ndrsim_results *results;
  const ndrsim_milestone_def *milestone;
  ndrsim_estimate *share; /* [months] */
} wait_rows;

static void wait_row(wait_rows *self, int group, const char *measure, const char *unit, int age,
                     const ndrsim_estimate *estimate) {
  const char *origin, *name = ndrsim_group_name(self->results, group, &origin);
  const char *clock = self->milestone->clock == NDRSIM_CLOCK_START ? "start" : "landing";
  if (!estimate->valid) return;
  ndrsim_csv_text(&self->csv, self->milestone->name);
  ndrsim_csv_text(&self->csv, origin);
  ndrsim_csv_text(&self->csv, name);
  ndrsim_csv_text(&self->csv, strcmp(origin, "book") == 0 ? "month 0" : clock);
  ndrsim_csv_text(&self->csv, measure);
  ndrsim_csv_text(&self->csv, unit);
  if (age < 0)
    ndrsim_csv_text(&self->csv, "");
  else
    ndrsim_csv_integer(&self->csv, age);
  ndrsim_csv_estimate(&self->csv, estimate);
  ndrsim_csv_end(&self->csv);
}

static ndrsim_status wait_group(wait_rows *self, int milestone, int group) {
  ndrsim_estimate median;
  ndrsim_status status =
      ndrsim_incidence_estimate(self->results, milestone, group, self->share, &median);
  if (status != NDRSIM_OK) return status;
  wait_row(self, group, "median", "months", -1, &median);
  for (int age = 0; age < self->results->layout.months; age++)
    wait_row(self, group, "reached", "%", age, &self->share[age]);
  return NDRSIM_OK;
}

/* All accounts of an origin, then its segments where there are several. */
static ndrsim_status wait_origin(wait_rows *self, int milestone, int all, int first) {
  int segments = self->results->model->n_segments;
  ndrsim_status status = wait_group(self, milestone, all);
  for (int k = 0; segments > 1 && k < segments && status == NDRSIM_OK; k++)
    status = wait_group(self, milestone, first + k);
  return status;
}

ndrsim_status ndrsim_report_incidence(const ndrsim_report *self, FILE *out, ndrsim_error *err) {
  static const char *const column[] = {"milestone", "origin", "segment", "clock",
                                       "measure",   "unit",   "age"};
  const ndrsim_model *model = self->results->model;
  ndrsim_milestones milestones;
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  wait_rows work = {.csv = {.stream = out}, .results = self->results};
  work.share = malloc((size_t)self->results->layout.months * sizeof *work.share);
  for (size_t k = 0; k < sizeof column / sizeof column[0]; k++)
    ndrsim_csv_text(&work.csv, column[k]);
  ndrsim_csv_estimate_header(&work.csv);
  ndrsim_csv_end(&work.csv);
  if (work.share == NULL) status = NDRSIM_MEMORY;
  ndrsim_milestones_list(&milestones, model->catalogue);
  for (int m = 0; m < milestones.n && status == NDRSIM_OK; m++) {
    work.milestone = milestones.def[m];
    status = wait_origin(&work, m, NDRSIM_ACCOUNTS_DESCRIBED, 0);
    if (status == NDRSIM_OK && model->n_rows > 0)
      status = wait_origin(&work, m, NDRSIM_ACCOUNTS_BOOK, model->n_segments);
  }
  free(work.share);
  ndrsim_plain_locale_leave(&locale);
  return failed(status, err);
}
