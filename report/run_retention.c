/* A run as a document: NDR month by month, its bridge, cohorts, and the other conventions. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/reading.h"
#include "report/points.h"
#include "report/run_part.h"

#define MOST_AGES 61 /* columns of the cohort triangle */

/* --- NDR by month ----------------------------------------------------------------------------- */

enum { NDR_P5 = 3 }; /* column of P5 in the table below */

void ndrsim_run_ndr(ndrsim_run_work *self) {
  static const ndrsim_column column[] = {
      {"month", "Month or age", "", NDRSIM_FORM_PLAIN, NDRSIM_COLUMN_NAME},
      NDRSIM_COLUMNS_ESTIMATE("", NDRSIM_FORM_PERCENT),
      {"grr_flow_p50", "GRR (flow), P50", "", NDRSIM_FORM_PERCENT, 0},
      {"band_p10_p90", "P90 less P10", "", NDRSIM_FORM_POINTS, 0},
      {"label", "label", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_HELPER},
      NDRSIM_RUN_BAND_HELPERS(NDRSIM_FORM_PERCENT)};
  const ndrsim_results *results = self->results;
  const ndrsim_convention_def *def = ndrsim_convention_at(results->convention);
  ndrsim_section *section = ndrsim_document_section(self->document, "ndr", "NDR");
  ndrsim_section_say(section,
                     "NDR in the convention %s: %s. It is divided within each replicate, "
                     "so its mean is not the ratio of two means.",
                     def->name, def->words);
  ndrsim_figure *fan = ndrsim_section_figure(section, "ndr-fan", "NDR and its bands", "");
  ndrsim_table *table =
      ndrsim_section_table(section, "ndr", def->by_age ? "NDR by age (%)" : "NDR by month (%)",
                           column, (int)(sizeof column / sizeof column[0]));
  if (table != NULL) table->flags |= NDRSIM_TABLE_VIEW;
  ndrsim_estimate last = {.valid = 0};
  int last_month = 0;
  for (int month = 0; month < results->layout.months; month++) {
    ndrsim_quantity quantity = {
        .kind = NDRSIM_QUANTITY_NDR, .convention = results->convention, .month = month};
    ndrsim_estimate estimate = ndrsim_run_estimate(self, quantity);
    if (!estimate.valid) continue;
    quantity.kind = NDRSIM_QUANTITY_GRR_FLOW;
    ndrsim_estimate grr = ndrsim_run_estimate(self, quantity);
    char label[24];
    if (def->by_age)
      snprintf(label, sizeof label, "%d", month);
    else
      ndrsim_month_label(results->model, month, label, sizeof label);
    int row = table != NULL ? ndrsim_table_rows(table) : 0;
    ndrsim_table_number(table, month);
    ndrsim_table_estimate(table, &estimate, NDRSIM_FORM_PERCENT);
    ndrsim_table_number(table, grr.valid ? grr.quantile[NDRSIM_P50] : NAN);
    ndrsim_table_formula(table, estimate.quantile[NDRSIM_P90] - estimate.quantile[NDRSIM_P10],
                         "[%d,%d]-[%d,%d]", row, NDR_P5 + NDRSIM_P90, row, NDR_P5 + NDRSIM_P10);
    ndrsim_table_text(table, label);
    ndrsim_run_band(table, NDR_P5, &estimate);
    last = estimate;
    last_month = month;
  }
  ndrsim_run_fan(fan, table, def->by_age ? "Months since landing" : "Month", "NDR, %");
  if (last.valid)
    ndrsim_figure_alt(self->document, fan,
                      "NDR by %s: at %d months the median is %.1f%%, P5 is %.1f%% and P95 %.1f%%.",
                      def->by_age ? "age" : "month", last_month, last.quantile[NDRSIM_P50],
                      last.quantile[NDRSIM_P5], last.quantile[NDRSIM_P95]);
}

/* --- the bridge ------------------------------------------------------------------------------- */

enum { BRIDGE_CAUSE = 1, BRIDGE_INVOICE = 3, BRIDGE_LEVEL = 5, BRIDGE_UP, BRIDGE_DOWN };

/* The colour of a driver in every chart (plots/palette.gp). */
static long driver_colour(int component) {
  switch (component) {
  case NDRSIM_DRIVER_SEAT:
    return 0x0072B2;
  case NDRSIM_DRIVER_WORKFLOW:
    return 0x009E73;
  case NDRSIM_DRIVER_CAPACITY:
    return 0xE69F00;
  case NDRSIM_DRIVER_USAGE:
    return 0x56B4E9;
  case NDRSIM_DRIVER_ADD_ON:
    return 0xCC79A7;
  case NDRSIM_DRIVER_OUTCOME:
    return 0xF0E442;
  case NDRSIM_DRIVER_PRICE:
    return 0x6F6F6F;
  case NDRSIM_DRIVER_DISCOUNT:
    return 0x9A9A9A;
  case NDRSIM_FLOW_CONTRACTION:
    return 0xE8946A;
  case NDRSIM_FLOW_CHURN:
    return 0xD55E00;
  default:
    return 0x9CCFC3;
  }
}

typedef struct bridge {
  ndrsim_table *table;
  double level; /* by cause, before the row [points] */
  int rows;
  long colour[NDRSIM_FLOWS + 2];
} bridge;

/* One bar of the waterfall: what it stands on, and what is seen of it. Levels that fall below zero
 * are not drawn right, and NDR is never below zero. */
static void bridge_helpers(bridge *self, double part, bool total) {
  int row = self->rows;
  if (total) {
    ndrsim_table_number(self->table, 0);
    ndrsim_table_formula(self->table, part, "[%d,%d]", row, BRIDGE_CAUSE);
    return;
  }
  double next = self->level + part;
  ndrsim_table_formula(self->table, fmin(self->level, next),
                       "100+SUM([0,%d]:[%d,%d])-[0,%d]+MIN(0,[%d,%d])", BRIDGE_CAUSE, row - 1,
                       BRIDGE_CAUSE, BRIDGE_CAUSE, row, BRIDGE_CAUSE);
  ndrsim_table_formula(self->table, fabs(part), "ABS([%d,%d])", row, BRIDGE_CAUSE);
  self->level = next;
}

static ndrsim_estimate bridge_part(ndrsim_run_work *self, ndrsim_lens lens, int component) {
  return ndrsim_run_estimate(self, (ndrsim_quantity){.kind = NDRSIM_QUANTITY_FLOW,
                                                     .convention = self->results->bridge,
                                                     .month = self->results->basis_month,
                                                     .lens = lens,
                                                     .component = component});
}

static void bridge_rows(ndrsim_run_work *self, bridge *out) {
  ndrsim_table *table = out->table;
  ndrsim_table_text(table, "Starting MRR");
  for (int k = 0; k < NDRSIM_LENSES; k++) {
    ndrsim_table_number_as(table, 100, NDRSIM_FORM_PERCENT);
    ndrsim_table_empty(table);
  }
  bridge_helpers(out, 100, true);
  out->colour[out->rows++] = 0xC3C8CE;
  out->level = 100;
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    ndrsim_estimate cause = bridge_part(self, NDRSIM_LENS_CAUSE, c),
                    invoice = bridge_part(self, NDRSIM_LENS_INVOICE, c);
    if (!ndrsim_points_core(c) && cause.mean == 0 && invoice.mean == 0) continue;
    ndrsim_table_text(table, ndrsim_driver_label(c));
    ndrsim_table_number(table, cause.mean);
    ndrsim_table_number(table, cause.se);
    ndrsim_table_number(table, invoice.mean);
    ndrsim_table_number(table, invoice.se);
    bridge_helpers(out, cause.mean, false);
    out->colour[out->rows++] = driver_colour(c);
  }
}

/* The last row: a sum, which equals the mean of NDR. */
static void bridge_total(ndrsim_run_work *self, bridge *out, const ndrsim_estimate *ndr) {
  ndrsim_table *table = out->table;
  (void)self;
  ndrsim_table_text(table, "NDR");
  for (int k = BRIDGE_CAUSE; k <= BRIDGE_INVOICE; k += 2) {
    ndrsim_table_formula(table, ndr->mean, "SUM([0,%d]:[%d,%d])", k, out->rows - 1, k);
    ndrsim_table_form(table, NDRSIM_FORM_PERCENT);
    ndrsim_table_number(table, ndr->se);
  }
  bridge_helpers(out, ndr->mean, true);
  out->colour[out->rows++] = 0x7A7A7A;
}

/* MRR of the base customers then and now, and their ratio as a finance team would take it. */
static void put_window(ndrsim_run_work *self, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"window", "Mean over replicates", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"value", "Value", "", NDRSIM_FORM_MONEY, 0},
  };
  const ndrsim_results *results = self->results;
  double then = 0, now = 0;
  for (int k = 0; k < results->n; k++) {
    int64_t before, after;
    const int64_t *record = results->records + (size_t)k * results->layout.size;
    if (!ndrsim_record_window(&results->layout, record, results->bridge, results->basis_month,
                              &before, &after))
      return;
    then += (double)before / 100 / results->n;
    now += (double)after / 100 / results->n;
  }
  char row[96];
  ndrsim_table *table = ndrsim_section_table(section, "window", "The window in money", column, 2);
  if (table != NULL) table->flags |= NDRSIM_TABLE_VIEW;
  snprintf(row, sizeof row, "MRR of the base customers at the start (%.7s)",
           results->model->currency);
  ndrsim_table_text(table, row);
  ndrsim_table_number(table, then);
  snprintf(row, sizeof row, "MRR of the same customers at the end (%.7s)",
           results->model->currency);
  ndrsim_table_text(table, row);
  ndrsim_table_number(table, now);
  ndrsim_table_text(table, "now / then, of all replicates together");
  ndrsim_table_formula(table, then > 0 ? 100 * now / then : NAN, "100*[1,1]/[0,1]");
  ndrsim_table_form(table, NDRSIM_FORM_PERCENT);
  ndrsim_table_note(table, "The mean of NDR above weighs every replicate alike; this ratio weighs "
                           "those with more MRR more.");
}

static void put_engines(ndrsim_run_work *self, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"engine", "Engine", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"points", "Adds", "points", NDRSIM_FORM_POINTS, 0},
      {"share", "Share of the three", "", NDRSIM_FORM_SHARE, 0},
      {"leads", "Leads in, of replicates", "", NDRSIM_FORM_SHARE, 0},
  };
  ndrsim_reading reading;
  ndrsim_status status = ndrsim_reading_make(self->results, &reading);
  if (self->status == NDRSIM_OK) self->status = status;
  if (status != NDRSIM_OK || !reading.valid) return;
  ndrsim_table *table =
      ndrsim_section_table(section, "engines", "The three engines, by cause", column, 4);
  for (int k = 0; k < NDRSIM_ENGINES; k++) {
    ndrsim_table_text(table, ndrsim_driver_label((int)ndrsim_engine_driver(k)));
    ndrsim_table_number(table, reading.points[k]);
    ndrsim_table_formula(
        table, reading.share[k],
        "IF(SUMIF([0,1]:[2,1],\">0\")>0,MAX(0,[%d,1])/SUMIF([0,1]:[2,1],\">0\"),0)", k);
    ndrsim_table_number(table, reading.leads[k]);
  }
}

void ndrsim_run_bridge(ndrsim_run_work *self) {
  static const ndrsim_column column[] = {
      {"component", "Component", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"cause", "By cause", "points", NDRSIM_FORM_POINTS, 0},
      {"cause_se", "SE", "", NDRSIM_FORM_RATIO, 0},
      {"invoice", "As invoiced", "points", NDRSIM_FORM_POINTS, 0},
      {"invoice_se", "SE", "", NDRSIM_FORM_RATIO, 0},
      {"level", "Level below", "", NDRSIM_FORM_RATIO, NDRSIM_COLUMN_HELPER},
      {"height", "By cause", "", NDRSIM_FORM_RATIO, NDRSIM_COLUMN_HELPER},
  };
  const ndrsim_results *results = self->results;
  int month = results->basis_month;
  ndrsim_section *section = ndrsim_document_section(self->document, "bridge", "Bridge");
  const char *missing = ndrsim_results_missing(results, results->bridge, month);
  if (missing != NULL) {
    ndrsim_section_say(section, "The bridge at %d months is not known: %s.", month, missing);
    return;
  }
  ndrsim_section_say(section,
                     "From 100%% to NDR at %d months, convention %s: points of starting MRR, means "
                     "over replicates. By cause, revenue of a tier change goes to what filled the "
                     "cap: more workflows, more seats, or the same work in larger amounts.",
                     month, ndrsim_convention_name(results->bridge));
  ndrsim_figure *fall =
      ndrsim_section_figure(section, "ndr-bridge", "From 100% to NDR, by cause", "");
  ndrsim_section_figure(section, "ndr-lenses", "Engines' shares of expansion, in both lenses",
                        "Stacked bars at 12, 24 and 36 months: the share of each engine in "
                        "expansion, by cause and as invoiced.");
  bridge out = {.table = ndrsim_section_table(section, "bridge", "The bridge", column,
                                              (int)(sizeof column / sizeof column[0]))};
  if (out.table != NULL) out.table->flags |= NDRSIM_TABLE_VIEW;
  ndrsim_estimate ndr = ndrsim_run_estimate(self, (ndrsim_quantity){.kind = NDRSIM_QUANTITY_NDR,
                                                                    .convention = results->bridge,
                                                                    .month = month});
  bridge_rows(self, &out);
  bridge_total(self, &out, &ndr);
  ndrsim_table_note(out.table, "The total is a mean; the median of NDR stands in the summary.");
  ndrsim_figure_draw(fall, NDRSIM_FIGURE_STACK, out.table, "component", "", "% of starting MRR");
  ndrsim_figure_series(fall, "level", NDRSIM_FIGURE_CLEAR);
  ndrsim_figure_series(fall, "height", 0x0072B2);
  ndrsim_figure_rows(fall, out.colour, out.rows);
  if (fall != NULL) fall->from_zero = true;
  ndrsim_figure_alt(self->document, fall,
                    "Waterfall by cause: 100%%, seats %+.1f, workflows %+.1f, capacity %+.1f, "
                    "contraction %+.1f, churn %+.1f, and other parts, to NDR %.1f%%.",
                    bridge_part(self, NDRSIM_LENS_CAUSE, NDRSIM_DRIVER_SEAT).mean,
                    bridge_part(self, NDRSIM_LENS_CAUSE, NDRSIM_DRIVER_WORKFLOW).mean,
                    bridge_part(self, NDRSIM_LENS_CAUSE, NDRSIM_DRIVER_CAPACITY).mean,
                    bridge_part(self, NDRSIM_LENS_CAUSE, NDRSIM_FLOW_CONTRACTION).mean,
                    bridge_part(self, NDRSIM_LENS_CAUSE, NDRSIM_FLOW_CHURN).mean, ndr.mean);
  put_engines(self, section);
  put_window(self, section);
}

/* --- cohorts ---------------------------------------------------------------------------------- */

static ndrsim_table *triangle(ndrsim_run_work *self, ndrsim_section *section, int step) {
  ndrsim_column column[MOST_AGES + 2];
  char head[MOST_AGES][24], key[MOST_AGES][24];
  const ndrsim_layout *l = &self->results->layout;
  int n = 0;
  column[n++] = (ndrsim_column){"cohort", "Cohort", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME};
  for (int age = 0; age < l->months && n <= MOST_AGES; age += step) {
    snprintf(head[n - 1], sizeof head[0], "%d", age);
    snprintf(key[n - 1], sizeof key[0], "age_%d", age);
    column[n] = (ndrsim_column){key[n - 1], head[n - 1], "", NDRSIM_FORM_PERCENT, 0};
    n++;
  }
  return ndrsim_section_table(section, "triangle",
                              "NDR by cohort and age (medians, % of the cohort's first MRR)",
                              column, n);
}

/* Medians of NDR by age, NAN past the end; false when there is none. */
static bool cohort_medians(ndrsim_run_work *self, int cohort, int step, double *out) {
  const ndrsim_layout *l = &self->results->layout;
  int first = ndrsim_cohort_first(l, cohort);
  bool any = false;
  for (int k = 0; k < MOST_AGES; k++) {
    ndrsim_quantity quantity = {
        .kind = NDRSIM_QUANTITY_COHORT_NDR, .component = cohort, .month = first + k * step};
    ndrsim_estimate estimate = {.valid = 0};
    if (quantity.month < l->months) estimate = ndrsim_run_estimate(self, quantity);
    out[k] = estimate.valid ? estimate.quantile[NDRSIM_P50] : NAN;
    any = any || estimate.valid;
  }
  return any;
}

void ndrsim_run_cohorts(ndrsim_run_work *self) {
  const ndrsim_results *results = self->results;
  const ndrsim_layout *l = &results->layout;
  int step = (l->months + MOST_AGES - 1) / MOST_AGES;
  ndrsim_section *section = ndrsim_document_section(self->document, "cohorts", "Cohort triangle");
  ndrsim_section_figure(section, "cohort-heatmap", "NDR by cohort and age",
                        "A triangle of coloured cells: rows are cohorts, columns are months since "
                        "they landed; the table below has the numbers.");
  ndrsim_section_figure(section, "logo-survival", "Customers kept by age",
                        "Curves of the share of customers that are still there by age, with the "
                        "fitted sBG curve.");
  ndrsim_table *table = triangle(self, section, step);
  if (table == NULL) return;
  table->flags |= NDRSIM_TABLE_COLOURS | NDRSIM_TABLE_VIEW;
  for (int c = 0; c < l->cohorts; c++) {
    double median[MOST_AGES];
    if (!ndrsim_cohort_exists(results, c) || !cohort_medians(self, c, step, median)) continue;
    char label[24];
    ndrsim_cohort_label(results, c, label, sizeof label);
    ndrsim_table_text(table, label);
    for (int k = 1; k < table->n_columns; k++)
      ndrsim_table_number(table, median[k - 1]);
  }
  ndrsim_table_note(table,
                    "Columns are months since a cohort landed; of a book's cohorts, months "
                    "since month 0. Cohorts that are empty in some replicates are left out.");
}

/* --- conventions ------------------------------------------------------------------------------ */

void ndrsim_run_conventions(ndrsim_run_work *self) {
  static const ndrsim_column column[] = {
      {"convention", "Convention", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"month", "Months", "", NDRSIM_FORM_PLAIN, NDRSIM_COLUMN_NAME},
      {"ndr_p10", "NDR, P10", "", NDRSIM_FORM_PERCENT, 0},
      {"ndr_p50", "NDR, P50", "", NDRSIM_FORM_PERCENT, 0},
      {"ndr_p90", "NDR, P90", "", NDRSIM_FORM_PERCENT, 0},
      {"grr_endpoint_p50", "GRR endpoint, P50", "", NDRSIM_FORM_PERCENT, 0},
      {"grr_flow_p50", "GRR flow, P50", "", NDRSIM_FORM_PERCENT, 0},
      {"missing", "Why there is no value", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_WIDE},
  };
  const ndrsim_results *results = self->results;
  ndrsim_section *section = ndrsim_document_section(self->document, "conventions", "Conventions");
  ndrsim_section_say(section,
                     "NDR as companies state it, on the same simulated paths. The headline "
                     "is %s.",
                     ndrsim_convention_name(results->convention));
  ndrsim_section_figure(section, "ndr-conventions", "NDR in every convention",
                        "The median and bands of NDR in every convention, side by side.");
  ndrsim_table *table =
      ndrsim_section_table(section, "convention_view", "NDR and GRR by convention (%)", column,
                           (int)(sizeof column / sizeof column[0]));
  if (table != NULL) table->flags |= NDRSIM_TABLE_VIEW;
  for (int k = 0; k < NDRSIM_CONVENTIONS; k++)
    for (int month = 12; month <= 36 && month < results->layout.months; month += 12) {
      ndrsim_quantity quantity = {.kind = NDRSIM_QUANTITY_NDR, .convention = k, .month = month};
      const char *missing = ndrsim_results_missing(results, k, month);
      ndrsim_estimate ndr = ndrsim_run_estimate(self, quantity);
      quantity.kind = NDRSIM_QUANTITY_GRR_ENDPOINT;
      ndrsim_estimate endpoint = ndrsim_run_estimate(self, quantity);
      quantity.kind = NDRSIM_QUANTITY_GRR_FLOW;
      ndrsim_estimate flow = ndrsim_run_estimate(self, quantity);
      ndrsim_table_text(table, ndrsim_convention_name(k));
      ndrsim_table_number(table, month);
      for (int q = NDRSIM_P10; q <= NDRSIM_P90; q++)
        ndrsim_table_number(table, ndr.valid ? ndr.quantile[q] : NAN);
      ndrsim_table_number(table, endpoint.valid ? endpoint.quantile[NDRSIM_P50] : NAN);
      ndrsim_table_number(table, flow.valid ? flow.quantile[NDRSIM_P50] : NAN);
      ndrsim_table_text(table, missing);
    }
}
