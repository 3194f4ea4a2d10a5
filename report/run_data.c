/* A run as a document: the long tables, row by row what the CSV files of the same names hold. */
#include <string.h>
#include "analysis/quantity.h"
#include "report/run_part.h"

#define KINDS 6          /* rows of a cohort in a month */
#define MOST_ROWS 900000 /* of a sheet, with room */

static ndrsim_table *data(ndrsim_run_work *self, const char *key, const char *sheet,
                          const ndrsim_column *column, size_t n) {
  ndrsim_section *section = ndrsim_document_section(self->document, key, sheet);
  ndrsim_table *table = ndrsim_section_table(section, key, sheet, column, (int)n);
  if (table != NULL) table->flags |= NDRSIM_TABLE_DATA;
  return table;
}

/* --- series ----------------------------------------------------------------------------------- */

static void series(ndrsim_run_work *self, ndrsim_table *table, const char *axis, const char *name,
                   const char *unit, ndrsim_form form, ndrsim_quantity quantity) {
  const ndrsim_results *results = self->results;
  bool by_month = strcmp(axis, "month") == 0;
  for (int month = 0; month < results->layout.months && self->status == NDRSIM_OK; month++) {
    quantity.month = month;
    ndrsim_estimate estimate = ndrsim_run_estimate(self, quantity);
    if (!estimate.valid) continue;
    char label[24] = "";
    if (by_month) ndrsim_month_label(results->model, month, label, sizeof label);
    ndrsim_table_text(table, name);
    ndrsim_table_text(table, unit);
    ndrsim_table_text(table, axis);
    ndrsim_table_number(table, month);
    ndrsim_table_text(table, label);
    ndrsim_table_estimate(table, &estimate, form);
  }
}

static void put_series(ndrsim_run_work *self) {
  static const ndrsim_column column[] = {
      {"metric", "Metric", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"unit", "Unit", "", NDRSIM_FORM_TEXT, 0},
      {"axis", "Axis", "", NDRSIM_FORM_TEXT, 0},
      {"month", "Month", "", NDRSIM_FORM_PLAIN, 0},
      {"label", "Label", "", NDRSIM_FORM_TEXT, 0},
      NDRSIM_COLUMNS_ESTIMATE("", NDRSIM_FORM_REAL),
  };
  const ndrsim_results *results = self->results;
  const char *axis = ndrsim_convention_at(results->convention)->by_age ? "age" : "month";
  ndrsim_table *table =
      data(self, "series", "Data series", column, sizeof column / sizeof column[0]);
  ndrsim_quantity quantity = {.kind = NDRSIM_QUANTITY_NDR, .convention = results->convention};
  series(self, table, axis, "ndr", "%", NDRSIM_FORM_PERCENT, quantity);
  quantity.kind = NDRSIM_QUANTITY_GRR_FLOW;
  series(self, table, axis, "grr_flow", "%", NDRSIM_FORM_PERCENT, quantity);
  int count = ndrsim_metric_count(results->model);
  for (int index = 0; index < count && self->status == NDRSIM_OK; index++) {
    ndrsim_metric metric;
    self->status = ndrsim_metric_get(results->model, index, &metric);
    if (self->status != NDRSIM_OK) return;
    if (metric.axis == NDRSIM_AXIS_NONE || metric.kind == NDRSIM_METRIC_INCIDENCE) continue;
    series(self, table, metric.axis == NDRSIM_AXIS_AGE ? "age" : "month", metric.name, metric.unit,
           ndrsim_form_of_metric(&metric),
           (ndrsim_quantity){.kind = NDRSIM_QUANTITY_METRIC, .metric = &metric});
  }
}

/* --- metrics ---------------------------------------------------------------------------------- */

static void put_metrics(ndrsim_run_work *self) {
  static const char *const axis[] = {
      [NDRSIM_AXIS_MONTH] = "month", [NDRSIM_AXIS_AGE] = "age", [NDRSIM_AXIS_NONE] = "run"};
  static const ndrsim_column column[] = {
      {"metric", "Metric", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"unit", "Unit", "", NDRSIM_FORM_TEXT, 0},
      {"axis", "Axis", "", NDRSIM_FORM_TEXT, 0},
      {"month", "Month", "", NDRSIM_FORM_PLAIN, 0},
      NDRSIM_COLUMNS_ESTIMATE("", NDRSIM_FORM_REAL),
      {"definition", "Definition", "", NDRSIM_FORM_TEXT, 0},
      {"formula", "Formula", "", NDRSIM_FORM_TEXT, 0},
      {"source", "Source", "", NDRSIM_FORM_TEXT, 0},
      {"basis", "Basis", "", NDRSIM_FORM_TEXT, 0},
  };
  const ndrsim_results *results = self->results;
  ndrsim_table *table =
      data(self, "metrics", "Data metrics", column, sizeof column / sizeof column[0]);
  int count = ndrsim_metric_count(results->model);
  for (int index = 0; index < count && self->status == NDRSIM_OK; index++) {
    ndrsim_metric metric;
    self->status = ndrsim_metric_get(results->model, index, &metric);
    int end = metric.axis == NDRSIM_AXIS_NONE ? 0 : 36;
    for (int month = 0; month <= end && month < results->layout.months; month += 12) {
      if (self->status != NDRSIM_OK) return;
      ndrsim_estimate estimate = ndrsim_run_metric(self, &metric, month);
      ndrsim_table_text(table, metric.name);
      ndrsim_table_text(table, metric.unit);
      ndrsim_table_text(table, axis[metric.axis]);
      if (metric.axis == NDRSIM_AXIS_NONE)
        ndrsim_table_empty(table);
      else
        ndrsim_table_number(table, month);
      ndrsim_table_estimate(table, &estimate, ndrsim_form_of_metric(&metric));
      ndrsim_table_text(table, metric.doc);
      ndrsim_table_text(table, metric.formula);
      ndrsim_table_text(table, metric.source);
      ndrsim_table_text(table, metric.convention);
    }
  }
}

/* --- bridges ---------------------------------------------------------------------------------- */

static void bridge(ndrsim_run_work *self, ndrsim_table *table, const char *decomposition,
                   int months, int components, ndrsim_quantity quantity) {
  for (quantity.component = 0; quantity.component < components; quantity.component++) {
    ndrsim_estimate estimate = ndrsim_run_estimate(self, quantity);
    if (self->status != NDRSIM_OK || !estimate.valid) return;
    ndrsim_table_text(table, ndrsim_convention_name(quantity.convention));
    ndrsim_table_number(table, months);
    ndrsim_table_text(table, decomposition);
    ndrsim_table_text(table, ndrsim_lens_name((int)quantity.lens));
    ndrsim_table_text(table, quantity.kind == NDRSIM_QUANTITY_FLOW
                                 ? ndrsim_driver_name(quantity.component)
                                 : ndrsim_endpoint_name(quantity.component));
    ndrsim_table_estimate(table, &estimate, NDRSIM_FORM_POINTS);
  }
}

static void put_bridges(ndrsim_run_work *self) {
  static const ndrsim_column column[] = {
      {"convention", "Convention", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"month", "Month", "", NDRSIM_FORM_PLAIN, 0},
      {"decomposition", "Decomposition", "", NDRSIM_FORM_TEXT, 0},
      {"lens", "Lens", "", NDRSIM_FORM_TEXT, 0},
      {"component", "Component", "", NDRSIM_FORM_TEXT, 0},
      NDRSIM_COLUMNS_ESTIMATE("points", NDRSIM_FORM_POINTS),
  };
  const ndrsim_results *results = self->results;
  const int convention[2] = {results->bridge, results->bridge == NDRSIM_ANCHOR_POINT
                                                  ? NDRSIM_ANCHOR_AGE
                                                  : NDRSIM_ANCHOR_POINT};
  ndrsim_table *table =
      data(self, "bridges", "Data bridges", column, sizeof column / sizeof column[0]);
  for (int k = 0; k < 2; k++)
    for (int lens = NDRSIM_LENSES - 1; lens >= 0; lens--) {
      ndrsim_quantity quantity = {
          .kind = NDRSIM_QUANTITY_FLOW, .convention = convention[k], .lens = (ndrsim_lens)lens};
      for (quantity.month = 0; quantity.month < results->layout.months; quantity.month++)
        bridge(self, table, "flow", quantity.month, NDRSIM_FLOWS, quantity);
      quantity.kind = NDRSIM_QUANTITY_ENDPOINT;
      for (quantity.month = 0; quantity.month < NDRSIM_ANCHORS; quantity.month++)
        bridge(self, table, "endpoint", 12 * (quantity.month + 1), NDRSIM_ENDPOINTS, quantity);
    }
}

/* --- cohorts ---------------------------------------------------------------------------------- */

/* Of a run with more cohorts and months than a sheet has rows, whole years alone. */
static int cohort_step(const ndrsim_layout *l) {
  double rows = 0;
  for (int c = 0; c < l->cohorts; c++)
    rows += KINDS * (l->months - ndrsim_cohort_first(l, c));
  return rows > MOST_ROWS ? 12 : 1;
}

static void cohort(ndrsim_run_work *self, ndrsim_table *table, int c, int step) {
  char money[32], label[24];
  snprintf(money, sizeof money, "%s/month", self->results->model->currency);
  const struct {
    const char *name, *unit;
    ndrsim_quantity_kind kind;
    ndrsim_form form;
  } row[KINDS] = {
      {"logos", "accounts", NDRSIM_QUANTITY_COHORT_LOGOS, NDRSIM_FORM_COUNT},
      {"mrr", money, NDRSIM_QUANTITY_COHORT_MRR, NDRSIM_FORM_MONEY},
      {"expansion", money, NDRSIM_QUANTITY_COHORT_GROWN, NDRSIM_FORM_MONEY},
      {"expansion_since_start", money, NDRSIM_QUANTITY_COHORT_GROWN_SINCE, NDRSIM_FORM_MONEY},
      {"ndr", "%", NDRSIM_QUANTITY_COHORT_NDR, NDRSIM_FORM_PERCENT},
      {"grr_flow", "%", NDRSIM_QUANTITY_COHORT_GRR, NDRSIM_FORM_PERCENT},
  };
  const ndrsim_layout *l = &self->results->layout;
  int first = ndrsim_cohort_first(l, c);
  ndrsim_cohort_label(self->results, c, label, sizeof label);
  for (int month = first; month < l->months; month += step)
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
      ndrsim_estimate estimate = ndrsim_run_estimate(
          self, (ndrsim_quantity){.kind = row[k].kind, .component = c, .month = month});
      if (self->status != NDRSIM_OK || !estimate.valid) continue;
      ndrsim_table_text(table, label);
      ndrsim_table_text(table, c < l->book_cohorts ? "book" : "landing");
      ndrsim_table_number(table, month - first);
      ndrsim_table_number(table, month);
      ndrsim_table_text(table, row[k].name);
      ndrsim_table_text(table, row[k].unit);
      ndrsim_table_estimate(table, &estimate, row[k].form);
    }
}

static void put_cohorts(ndrsim_run_work *self) {
  static const ndrsim_column column[] = {
      {"cohort", "Cohort", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"kind", "Kind", "", NDRSIM_FORM_TEXT, 0},
      {"age", "Age", "", NDRSIM_FORM_PLAIN, 0},
      {"month", "Month", "", NDRSIM_FORM_PLAIN, 0},
      {"metric", "Metric", "", NDRSIM_FORM_TEXT, 0},
      {"unit", "Unit", "", NDRSIM_FORM_TEXT, 0},
      NDRSIM_COLUMNS_ESTIMATE("", NDRSIM_FORM_REAL),
  };
  ndrsim_table *table =
      data(self, "cohorts", "Data cohorts", column, sizeof column / sizeof column[0]);
  int step = cohort_step(&self->results->layout);
  for (int c = 0; c < self->results->layout.cohorts && self->status == NDRSIM_OK; c++)
    if (ndrsim_cohort_exists(self->results, c)) cohort(self, table, c, step);
}

void ndrsim_run_data(ndrsim_run_work *self) {
  put_series(self);
  put_metrics(self);
  put_bridges(self);
  put_cohorts(self);
}
