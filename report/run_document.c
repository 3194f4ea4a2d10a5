/* A run as a document: the summary, MRR, metrics and uncertainty. */
#include "report/run_document.h"

#include <math.h>
#include <string.h>
#include "analysis/layers.h"
#include "analysis/reading.h"
#include "report/number.h"
#include "report/reading_text.h"
#include "report/run_part.h"

#define BLUE 0x0072B2L
#define BLUE_LIGHT 0x9CC7E3L
#define BLUE_PALE 0xCFE3F1L

/* --- shared ----------------------------------------------------------------------------------- */

ndrsim_estimate ndrsim_run_estimate(ndrsim_run_work *self, ndrsim_quantity quantity) {
  ndrsim_estimate estimate = {.valid = 0};
  ndrsim_status status = ndrsim_quantity_estimate(self->results, &quantity, &estimate);
  if (self->status == NDRSIM_OK) self->status = status;
  return estimate;
}

ndrsim_estimate ndrsim_run_metric(ndrsim_run_work *self, const ndrsim_metric *metric, int month) {
  return ndrsim_run_estimate(
      self, (ndrsim_quantity){.kind = NDRSIM_QUANTITY_METRIC, .metric = metric, .month = month});
}

bool ndrsim_run_find(ndrsim_run_work *self, const char *name, ndrsim_metric *out) {
  int index = ndrsim_metric_find(self->results->model, name);
  ndrsim_status status = ndrsim_metric_get(self->results->model, index, out);
  if (self->status == NDRSIM_OK) self->status = status;
  return status == NDRSIM_OK;
}

void ndrsim_run_band(ndrsim_table *table, int p5, const ndrsim_estimate *estimate) {
  if (table == NULL) return;
  int row = ndrsim_table_rows(table); /* the cells so far are not a whole row */
  double below = NAN;
  for (int q = 0; q < NDRSIM_QUANTILES; q++) {
    double value = estimate->valid ? estimate->quantile[q] : NAN;
    if (q == 0)
      ndrsim_table_formula(table, value, "[%d,%d]", row, p5);
    else
      ndrsim_table_formula(table, value - below, "[%d,%d]-[%d,%d]", row, p5 + q, row, p5 + q - 1);
    below = value;
  }
}

void ndrsim_run_fan(ndrsim_figure *figure, const ndrsim_table *table, const char *x_title,
                    const char *y_title) {
  ndrsim_figure_draw(figure, NDRSIM_FIGURE_BAND, table, "label", x_title, y_title);
  ndrsim_figure_series(figure, "from_p5", NDRSIM_FIGURE_CLEAR);
  ndrsim_figure_series(figure, "p5_p10", BLUE_PALE);
  ndrsim_figure_series(figure, "p10_p50", BLUE_LIGHT);
  ndrsim_figure_series(figure, "p50_p90", BLUE_LIGHT);
  ndrsim_figure_series(figure, "p90_p95", BLUE_PALE);
}

/* --- summary ---------------------------------------------------------------------------------- */

static void say(void *section, const char *sentence) {
  ndrsim_section_say(section, "%s", sentence);
}

static void headline_row(ndrsim_table *table, const char *name, const char *figure, int month,
                         const char *when, const char *unit, const ndrsim_estimate *estimate,
                         ndrsim_form form, const char *band) {
  ndrsim_table_text(table, name);
  ndrsim_table_text(table, when);
  ndrsim_table_text(table, unit);
  ndrsim_table_estimate(table, estimate, form);
  ndrsim_table_text(table, band);
  ndrsim_table_text(table, figure);
  ndrsim_table_number(table, month);
}

static void headline_mrr(ndrsim_run_work *self, ndrsim_table *table) {
  ndrsim_metric metric;
  if (!ndrsim_run_find(self, "mrr", &metric)) return;
  for (int month = 0; month <= 36 && month < self->results->layout.months; month += 12) {
    ndrsim_estimate estimate = ndrsim_run_metric(self, &metric, month);
    char when[48], label[24];
    ndrsim_month_label(self->results->model, month, label, sizeof label);
    snprintf(when, sizeof when, "month %d", month);
    if (self->results->model->start_month[0] != '\0')
      snprintf(when, sizeof when, "month %d, %s", month, label);
    headline_row(table, "MRR", "mrr", month, when, metric.unit, &estimate, NDRSIM_FORM_MONEY, "");
  }
}

static void headline_retention(ndrsim_run_work *self, ndrsim_table *table) {
  static const struct {
    const char *name, *key;
    ndrsim_quantity_kind kind;
  } figure[] = {{"NDR", "ndr", NDRSIM_QUANTITY_NDR},
                {"GRR, endpoint form", "grr_endpoint", NDRSIM_QUANTITY_GRR_ENDPOINT},
                {"GRR, flow form", "grr_flow", NDRSIM_QUANTITY_GRR_FLOW}};
  const ndrsim_results *results = self->results;
  bool by_age = ndrsim_convention_at(results->convention)->by_age;
  for (size_t k = 0; k < sizeof figure / sizeof figure[0]; k++)
    for (int month = 12; month <= 36; month += 12) {
      ndrsim_quantity quantity = {
          .kind = figure[k].kind, .convention = results->convention, .month = month};
      if (ndrsim_quantity_missing(results, &quantity) != NULL) continue;
      ndrsim_estimate estimate = ndrsim_run_estimate(self, quantity);
      if (!estimate.valid) continue;
      char when[48];
      snprintf(when, sizeof when, by_age ? "age %d months" : "month %d", month);
      /* S4's bands are of a year's NDR */
      bool judged = k == 0 && month <= results->basis_month;
      headline_row(table, figure[k].name, figure[k].key, month, when, "%", &estimate,
                   NDRSIM_FORM_PERCENT,
                   judged ? ndrsim_band_name(ndrsim_band_of(estimate.quantile[NDRSIM_P50])) : "");
    }
}

static void put_summary(ndrsim_run_work *self) {
  static const ndrsim_column column[] = {
      {"name", "Figure", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"at", "When", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"unit", "Unit", "", NDRSIM_FORM_TEXT, 0},
      NDRSIM_COLUMNS_ESTIMATE("", NDRSIM_FORM_REAL),
      {"band", "Band", "", NDRSIM_FORM_TEXT, 0},
      {"figure", "key", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_HELPER},
      {"month", "months", "", NDRSIM_FORM_PLAIN, NDRSIM_COLUMN_HELPER},
  };
  const ndrsim_results *results = self->results;
  ndrsim_section *section = ndrsim_document_section(self->document, "summary", "Summary");
  ndrsim_reading reading;
  ndrsim_status status = ndrsim_reading_make(results, &reading);
  if (self->status == NDRSIM_OK) self->status = status;
  if (status == NDRSIM_OK) ndrsim_reading_say(&reading, say, section);
  if (results->n < results->requested)
    ndrsim_section_say(section,
                       "Interrupted: the results are those of the first %d of %d replicates.",
                       results->n, results->requested);
  ndrsim_table *table = ndrsim_section_table(section, "headline", "Headline figures", column,
                                             (int)(sizeof column / sizeof column[0]));
  headline_mrr(self, table);
  headline_retention(self, table);
  ndrsim_table_note(
      table,
      "NDR and GRR in the convention %s: %s. P10 to P90 is the range of outcomes over "
      "%d replicate%s; SE is how far the mean may be off because their number is "
      "finite.",
      ndrsim_convention_name(results->convention), ndrsim_convention_at(results->convention)->words,
      results->n, results->n == 1 ? "" : "s");
}

/* --- MRR -------------------------------------------------------------------------------------- */

enum { MRR_P5 = 4 }; /* column of P5 in the table below */

static void mrr_row(ndrsim_run_work *self, ndrsim_table *table, const ndrsim_metric *metric,
                    int month) {
  ndrsim_estimate estimate = ndrsim_run_metric(self, metric, month);
  ndrsim_estimate start = month == 0 ? estimate : ndrsim_run_metric(self, metric, 0);
  char label[24];
  ndrsim_month_label(self->results->model, month, label, sizeof label);
  ndrsim_table_number(table, month);
  ndrsim_table_text(table, label);
  ndrsim_table_estimate(table, &estimate, NDRSIM_FORM_MONEY);
  double now = estimate.quantile[NDRSIM_P50], then = start.quantile[NDRSIM_P50];
  int p50 = MRR_P5 + NDRSIM_P50;
  ndrsim_table_formula(table, 12 * now, "12*[%d,%d]", month, p50);
  ndrsim_table_formula(table, then > 0 ? now / then - 1 : NAN, "[%d,%d]/[0,%d]-1", month, p50, p50);
  ndrsim_run_band(table, MRR_P5, &estimate);
}

static void put_mrr(ndrsim_run_work *self) {
  ndrsim_metric metric;
  if (!ndrsim_run_find(self, "mrr", &metric)) return;
  const ndrsim_column column[] = {{"month", "Month", "", NDRSIM_FORM_PLAIN, NDRSIM_COLUMN_NAME},
                                  {"label", "Calendar", "", NDRSIM_FORM_TEXT, 0},
                                  NDRSIM_COLUMNS_ESTIMATE("", NDRSIM_FORM_MONEY),
                                  {"arr_p50", "ARR, P50", "", NDRSIM_FORM_MONEY, 0},
                                  {"growth_p50", "P50 since month 0", "", NDRSIM_FORM_SHARE, 0},
                                  NDRSIM_RUN_BAND_HELPERS(NDRSIM_FORM_MONEY)};
  char title[128];
  ndrsim_section *section = ndrsim_document_section(self->document, "mrr", "MRR");
  ndrsim_figure *fan = ndrsim_section_figure(section, "mrr-fan", "MRR and its bands", "");
  ndrsim_section_figure(section, "mrr-engines", "What MRR is made of",
                        "Stacked areas by month: MRR that was there at the start, new customers, "
                        "and what seats, workflows and capacity added, with losses below.");
  ndrsim_section_figure(section, "tier-mix", "Customers and MRR by tier",
                        "Shares of the tiers in customers and in MRR, month by month.");
  snprintf(title, sizeof title, "MRR by month (%s)", metric.unit);
  ndrsim_table *table =
      ndrsim_section_table(section, "mrr", title, column, (int)(sizeof column / sizeof column[0]));
  if (table != NULL) table->flags |= NDRSIM_TABLE_VIEW;
  int last = self->results->layout.months - 1;
  for (int month = 0; month <= last; month++)
    mrr_row(self, table, &metric, month);
  ndrsim_table_note(table, "ARR is twelve times MRR.");
  ndrsim_run_fan(fan, table, "Month", metric.unit);
  ndrsim_estimate start = ndrsim_run_metric(self, &metric, 0),
                  end = ndrsim_run_metric(self, &metric, last);
  char number[4][32];
  const double value[4] = {start.quantile[NDRSIM_P50], end.quantile[NDRSIM_P50],
                           end.quantile[NDRSIM_P5], end.quantile[NDRSIM_P95]};
  for (int k = 0; k < 4; k++)
    ndrsim_number_grouped(value[k], 0, number[k], sizeof number[k]);
  if (start.valid && end.valid)
    ndrsim_figure_alt(self->document, fan,
                      "MRR by month: the median goes from %s in month 0 to %s %s in month %d, "
                      "where P5 is %s and P95 is %s.",
                      number[0], number[1], metric.unit, last, number[2], number[3]);
}

/* --- metrics ---------------------------------------------------------------------------------- */

static void put_metrics(ndrsim_run_work *self) {
  static const ndrsim_column column[] = {
      {"metric", "Metric", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"unit", "Unit", "", NDRSIM_FORM_TEXT, 0},
      {"m0", "P50 at 0", "", NDRSIM_FORM_REAL, 0},
      {"m12", "P50 at 12", "", NDRSIM_FORM_REAL, 0},
      {"m24", "P50 at 24", "", NDRSIM_FORM_REAL, 0},
      {"m36", "P50 at 36", "", NDRSIM_FORM_REAL, 0},
      {"definition", "Definition", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_WIDE},
  };
  const ndrsim_model *model = self->results->model;
  ndrsim_section *section = ndrsim_document_section(self->document, "metrics", "Metrics");
  ndrsim_table *table =
      ndrsim_section_table(section, "metric_view", "Medians at 0, 12, 24 and 36 months", column,
                           (int)(sizeof column / sizeof column[0]));
  if (table != NULL) table->flags |= NDRSIM_TABLE_VIEW;
  int count = ndrsim_metric_count(model);
  for (int index = 0; index < count && self->status == NDRSIM_OK; index++) {
    ndrsim_metric metric;
    self->status = ndrsim_metric_get(model, index, &metric);
    if (self->status != NDRSIM_OK || metric.kind == NDRSIM_METRIC_ABSENT) continue;
    ndrsim_table_text(table, metric.name);
    ndrsim_table_text(table, metric.unit);
    for (int month = 0; month <= 36; month += 12) {
      bool has =
          month < self->results->layout.months && (metric.axis != NDRSIM_AXIS_NONE || month == 0);
      ndrsim_estimate estimate = {.valid = 0};
      if (has) estimate = ndrsim_run_metric(self, &metric, month);
      ndrsim_table_number_as(table, estimate.valid ? estimate.quantile[NDRSIM_P50] : NAN,
                             ndrsim_form_of_metric(&metric));
    }
    ndrsim_table_text(table, metric.doc);
  }
  ndrsim_table_note(table, "A metric with one value for the whole run stands under 0. Empty: no "
                           "value there, such as a ratio with nothing below the line.");
}

/* --- uncertainty ------------------------------------------------------------------------------ */

static void put_uncertainty(ndrsim_run_work *self) {
  static const ndrsim_column column[] = {
      {"layer", "Layer", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"variance", "Variance", "NDR points squared", NDRSIM_FORM_CENTS, 0},
      {"se", "SE", "", NDRSIM_FORM_CENTS, 0},
      {"share", "Share of the sum", "", NDRSIM_FORM_SHARE, 0},
  };
  static const char *const name[] = {"what we do not know (parameters)", "the economy (macro path)",
                                     "luck of single accounts"};
  const ndrsim_layers *layers = &self->results->layers;
  ndrsim_section *section = ndrsim_document_section(self->document, "uncertainty", "Uncertainty");
  ndrsim_section_figure(section, "ndr-variance", "Where the uncertainty of NDR comes from",
                        "Bars: the variance of NDR that comes from parameters, from the economy "
                        "and from the luck of single accounts.");
  ndrsim_section_figure(section, "ndr-distribution", "The distribution of NDR",
                        "Histograms of NDR over replicates at 12, 24 and 36 months.");
  ndrsim_section_figure(section, "ndr-joint", "Engines against each other",
                        "Clouds of points, one for each replicate: what seats, workflows and "
                        "capacity add, in pairs.");
  if (layers->samples == 0) {
    ndrsim_section_say(section, "The variance was not split: %s.",
                       ndrsim_layers_missing(self->results));
    return;
  }
  ndrsim_table *table =
      ndrsim_section_table(section, "variance", "Variance of NDR by layer", column, 4);
  for (int k = 0; k < 3; k++) {
    ndrsim_table_text(table, name[k]);
    ndrsim_table_number(table, layers->variance[k]);
    ndrsim_table_number(table, layers->se[k]);
    ndrsim_table_formula(table, layers->sum > 0 ? layers->variance[k] / layers->sum : NAN,
                         "[%d,1]/[3,1]", k);
  }
  ndrsim_table_text(table, "sum of the three");
  ndrsim_table_formula(table, layers->sum, "SUM([0,1]:[2,1])");
  ndrsim_table_number(table, layers->sum_se);
  ndrsim_table_empty(table);
  ndrsim_table_text(table, "total, estimated apart");
  ndrsim_table_number(table, layers->total);
  ndrsim_table_number(table, layers->total_se);
  ndrsim_table_empty(table);
  ndrsim_table_note(table,
                    "%d pick-freeze samples; the sum %s with the total within 4 standard "
                    "errors.",
                    layers->samples, ndrsim_layers_agree(layers) ? "agrees" : "DOES NOT AGREE");
}

/* --- whole ------------------------------------------------------------------------------------ */

ndrsim_status ndrsim_document_run(ndrsim_document *self, const ndrsim_report *report,
                                  ndrsim_error *err) {
  const ndrsim_model *model = report->results->model;
  ndrsim_run_work work = {self, report, report->results, NDRSIM_OK};
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_document_subtitle(self, "%d month%s%s%s, %d replicate%s, seed %llu", model->horizon,
                           model->horizon == 1 ? "" : "s",
                           model->start_month[0] != '\0' ? " from " : "", model->start_month,
                           report->results->n, report->results->n == 1 ? "" : "s",
                           (unsigned long long)model->seed);
  put_summary(&work);
  put_mrr(&work);
  ndrsim_run_ndr(&work);
  ndrsim_run_bridge(&work);
  ndrsim_run_cohorts(&work);
  ndrsim_run_conventions(&work);
  put_uncertainty(&work);
  put_metrics(&work);
  ndrsim_document_inputs(self, model);
  ndrsim_document_definitions(self, model->catalogue);
  ndrsim_document_provenance(self, report);
  ndrsim_run_data(&work);
  ndrsim_plain_locale_leave(&locale);
  if (work.status == NDRSIM_MEMORY)
    return ndrsim_error_set(err, work.status, "no memory for an estimate");
  if (work.status != NDRSIM_OK)
    return ndrsim_error_set(err, work.status, "a metric's table does not match its counters");
  return ndrsim_document_check(self, err);
}
