/* The summary for the terminal: what was run, what MRR and NDR will be and how sure that is, the
 * bridge in both lenses, and the reading of the composition, in the words of a finance team. Plain
 * ASCII, 96 columns. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/layers.h"
#include "analysis/quantity.h"
#include "analysis/quarters.h"
#include "analysis/reading.h"
#include "report/book_columns.h"
#include "report/number.h"
#include "report/panel.h"
#include "report/paragraph.h"
#include "report/points.h"
#include "report/reading_text.h"
#include "report/report.h"
#include "sim/text.h"

#define CELL 40

typedef struct text {
  FILE *out;
  bool color;
  const ndrsim_report *report;
  const ndrsim_results *results;
  ndrsim_status status; /* first failure */
} text;

static void heading(const text *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void heading(const text *self, const char *format, ...) {
  va_list args;
  fputs(self->color ? "\n\033[1m" : "\n", self->out);
  va_start(args, format);
  vfprintf(self->out, format, args);
  va_end(args);
  fputs(self->color ? "\033[0m\n" : "\n", self->out);
}

static ndrsim_estimate estimate_of(text *self, ndrsim_quantity quantity) {
  ndrsim_estimate estimate;
  ndrsim_status status = ndrsim_quantity_estimate(self->results, &quantity, &estimate);
  if (self->status == NDRSIM_OK) self->status = status;
  return estimate;
}

/* "1,234 (12)": a value and its standard error. */
static void value_with_se(double value, double se, int decimals, const char *suffix,
                          char out[CELL]) {
  char number[CELL / 2], error[CELL / 2];
  ndrsim_number_grouped(value, decimals, number, sizeof number);
  if (!isfinite(se)) {
    snprintf(out, CELL, "%.18s%.2s", number, suffix);
    return;
  }
  ndrsim_number_grouped(se, decimals, error, sizeof error);
  snprintf(out, CELL, "%.18s%.2s (%.16s)", number, suffix, error);
}

static void band_row(text *self, const char *label, const ndrsim_estimate *estimate, int decimals,
                     const char *suffix, const char *note) {
  static const int shown[] = {NDRSIM_P10, NDRSIM_P50, NDRSIM_P90};
  fprintf(self->out, "  %-16s", label);
  for (size_t k = 0; k < sizeof shown / sizeof shown[0]; k++) {
    char cell[CELL];
    value_with_se(estimate->quantile[shown[k]], estimate->quantile_se[shown[k]], decimals, suffix,
                  cell);
    fprintf(self->out, " %22s", cell);
  }
  if (note[0] != '\0') fprintf(self->out, "  %s", note);
  fputc('\n', self->out);
}

static void band_header(const text *self) {
  fprintf(self->out, "  %-16s %22s %22s %22s\n", "", "P10 (se)", "P50 (se)", "P90 (se)");
}

/* --- what was run ---------------------------------------------------------------------------- */

static void put_customers(const text *self) {
  const ndrsim_model *model = self->results->model;
  int64_t initial = 0, later = 0;
  int last = 0;
  for (int k = 0; k < model->n_intakes; k++) {
    if (model->intake[k].month == 0) {
      initial += model->intake[k].number;
    } else {
      later += model->intake[k].number;
      if (model->intake[k].number > 0 && model->intake[k].month > last) {
        last = model->intake[k].month;
      }
    }
  }
  char count[CELL], more[CELL];
  if (model->n_rows > 0) {
    ndrsim_number_grouped((double)model->n_rows, 0, count, sizeof count);
    fprintf(self->out, "  Book         %s account%s in month 0\n", count,
            model->n_rows == 1 ? " as it stands" : "s as they stand");
    int drawn = 0;
    for (int k = 0; k < NDRSIM_BOOK_COLUMNS; k++) {
      if (model->book_has & ndrsim_book_column[k].bit || ndrsim_book_column[k].plain) continue;
      fputs(drawn++ > 0 ? ", "
                        : "               not in it, so drawn given the rest of each row:\n"
                          "               ",
            self->out);
      fputs(ndrsim_book_column[k].name, self->out);
    }
    fputs(drawn > 0 ? "\n" : "               drawn given the rest of the row: empty cells only\n",
          self->out);
  }
  if (initial + later > 0) {
    ndrsim_number_grouped((double)initial, 0, count, sizeof count);
    ndrsim_number_grouped((double)later, 0, more, sizeof more);
    fprintf(self->out, "  Customers    %s described account%s in month 0", count,
            initial == 1 ? " starts" : "s start");
    if (later > 0) fprintf(self->out, ", %s more until month %d", more, last);
    fputc('\n', self->out);
  }
}

static void put_run(const text *self) {
  const ndrsim_results *results = self->results;
  const ndrsim_model *model = results->model;
  char count[CELL], requested[CELL];
  /* titles are free text: escape sequences of a terminal must not get through */
  const char *name = model->title[0] != '\0' ? model->title : model->name;
  char title[4 * sizeof model->title];
  ndrsim_text_escape(title, sizeof title, name, strlen(name));
  heading(self, "%s", title);
  put_customers(self);
  fprintf(self->out, "  Period       %d month%s", model->horizon, model->horizon == 1 ? "" : "s");
  if (model->start_month[0] != '\0') fprintf(self->out, " from %s (month 0)", model->start_month);
  ndrsim_number_grouped((double)results->n, 0, count, sizeof count);
  fprintf(self->out, "\n  Simulation   scenario %s, %s replicate%s, seed %llu\n", model->name,
          count, results->n == 1 ? "" : "s", (unsigned long long)model->seed);
  if (results->n < results->requested) {
    ndrsim_number_grouped((double)results->requested, 0, requested, sizeof requested);
    fprintf(self->out, "               interrupted: the first %s of %s replicates\n", count,
            requested);
  }
  if (results->layer_samples < results->layer_samples_requested && results->layers.samples > 0) {
    ndrsim_number_grouped((double)results->layer_samples_requested, 0, requested, sizeof requested);
    ndrsim_number_grouped((double)results->layer_samples, 0, count, sizeof count);
    fprintf(self->out, "               interrupted: variance split by the first %s of %s samples\n",
            count, requested);
  } else if (results->layer_samples < results->layer_samples_requested) {
    fputs("               interrupted: the variance is not split\n", self->out);
  }
}

/* --- MRR and retention ----------------------------------------------------------------------- */

static void put_mrr(text *self) {
  const ndrsim_results *results = self->results;
  ndrsim_metric metric;
  int index = ndrsim_metric_find(results->model, "mrr");
  ndrsim_status status = ndrsim_metric_get(results->model, index, &metric);
  if (self->status == NDRSIM_OK) self->status = status;
  heading(self, "Monthly recurring revenue (%s)", metric.unit);
  band_header(self);
  for (int month = 0; month <= 36 && month < results->layout.months; month += 12) {
    ndrsim_estimate estimate = estimate_of(
        self, (ndrsim_quantity){.kind = NDRSIM_QUANTITY_METRIC, .metric = &metric, .month = month});
    char label[CELL], calendar[16];
    ndrsim_month_label(results->model, month, calendar, sizeof calendar);
    snprintf(label, sizeof label, "month %d", month);
    if (results->model->start_month[0] != '\0') {
      snprintf(label, sizeof label, "%d (%s)", month, calendar);
    }
    band_row(self, label, &estimate, 0, "", "");
  }
}

static void put_retention(text *self) {
  const ndrsim_results *results = self->results;
  const ndrsim_convention_def *def = ndrsim_convention_at(results->convention);
  bool endpoint = def->no_endpoint == NULL;
  heading(self, "Net dollar retention, NDR (%s)", def->words);
  band_header(self);
  for (int grr = 0; grr < 2; grr++) {
    if (grr && ndrsim_results_missing(results, results->convention, results->basis_month) != NULL)
      break;
    if (grr)
      heading(self, "Gross retention, GRR (%s)",
              endpoint ? "the same, each account at most at its MRR then"
                       : "the same, less all contraction and churn on the way, growth left out");
    for (int month = 12; month <= 36; month += 12) {
      char label[CELL];
      snprintf(label, sizeof label, def->by_age ? "age %d months" : "month %d", month);
      const char *missing = ndrsim_results_missing(results, results->convention, month);
      if (missing != NULL) {
        if (!grr) fprintf(self->out, "  %-16s not known: %s\n", label, missing);
        continue;
      }
      ndrsim_estimate estimate =
          estimate_of(self, (ndrsim_quantity){.kind = !grr       ? NDRSIM_QUANTITY_NDR
                                                      : endpoint ? NDRSIM_QUANTITY_GRR_ENDPOINT
                                                                 : NDRSIM_QUANTITY_GRR_FLOW,
                                              .convention = results->convention,
                                              .month = month});
      ndrsim_band band = ndrsim_band_of(estimate.quantile[NDRSIM_P50]);
      band_row(self, label, &estimate, 1, "%",
               grr || month > results->basis_month ? "" : ndrsim_band_name(band));
    }
  }
}

/* --- the bridge ------------------------------------------------------------------------------ */

typedef struct bridge_column {
  ndrsim_estimate part[NDRSIM_FLOWS];
  double shown[NDRSIM_FLOWS];
} bridge_column;

static void read_bridge(text *self, ndrsim_lens lens, bridge_column *out) {
  double mean[NDRSIM_FLOWS];
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    out->part[c] = estimate_of(self, (ndrsim_quantity){.kind = NDRSIM_QUANTITY_FLOW,
                                                       .convention = self->results->bridge,
                                                       .month = self->results->basis_month,
                                                       .lens = lens,
                                                       .component = c});
    mean[c] = out->part[c].mean;
  }
  ndrsim_points_round(mean, out->shown);
}

/* One row: both lenses, each as a value and its standard error. */
static void bridge_row(const text *self, const char *label, const double value[2],
                       const double se[2], bool sign) {
  fprintf(self->out, "  %-16s", label);
  for (int k = 0; k < 2; k++) {
    char number[CELL], error[CELL] = "";
    snprintf(number, sizeof number, sign ? "%+.1f" : "%.1f", value[k] == 0 ? 0.0 : value[k]);
    if (isfinite(se[k])) snprintf(error, sizeof error, "(%.1f)", se[k]);
    if (k == 0) {
      fprintf(self->out, " %12s %-7s", number, error); /* the next column starts at one place */
    } else {
      fprintf(self->out, " %12s%s%s", number, error[0] != '\0' ? " " : "", error);
    }
  }
  fputc('\n', self->out);
}

static void put_bridge(text *self) {
  const ndrsim_results *results = self->results;
  int month = results->basis_month;
  heading(self, "From 100%% to NDR at %d months (points of starting MRR, mean (se) of replicates)",
          month);
  if (results->bridge != results->convention)
    fprintf(self->out, "  in the convention %s: %s has no bridge of its own\n",
            ndrsim_convention_name(results->bridge), ndrsim_convention_name(results->convention));
  const char *missing = ndrsim_results_missing(results, results->bridge, month);
  if (missing != NULL) {
    fprintf(self->out, "  not known: %s\n", missing);
    return;
  }
  bridge_column cause, invoice;
  read_bridge(self, NDRSIM_LENS_CAUSE, &cause);
  read_bridge(self, NDRSIM_LENS_INVOICE, &invoice);
  ndrsim_estimate ndr = estimate_of(self, (ndrsim_quantity){.kind = NDRSIM_QUANTITY_NDR,
                                                            .convention = results->bridge,
                                                            .month = month});
  fprintf(self->out, "  %-16s %12s %-7s %12s\n", "", "by cause", "", "as invoiced");
  bridge_row(self, "Starting MRR", (double[2]){100, 100}, (double[2]){NAN, NAN}, false);
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    if (!ndrsim_points_core(c) && cause.part[c].mean == 0 && invoice.part[c].mean == 0) continue;
    bridge_row(self, ndrsim_driver_label(c), (double[2]){cause.shown[c], invoice.shown[c]},
               (double[2]){cause.part[c].se, invoice.part[c].se}, true);
  }
  bridge_row(self, "NDR", (double[2]){ndr.mean, ndr.mean}, (double[2]){ndr.se, ndr.se}, false);
  fputs("  By cause, revenue of a tier change goes to what filled the cap: more workflows, more\n"
        "  seats, or the same work in larger amounts (capacity).\n",
        self->out);
}

/* --- quarters -------------------------------------------------------------------------------- */

static void quarter_value(text *self, const ndrsim_quarter *quarter, ndrsim_quarter_value value,
                          ndrsim_estimate *out) {
  ndrsim_status status = ndrsim_quarter_estimate(self->results, quarter, value, out);
  if (self->status == NDRSIM_OK) self->status = status;
}

/* Only for a scenario that names its fiscal calendar. */
static void put_quarters(text *self) {
  const ndrsim_model *model = self->results->model;
  bool marked = false;
  if (model->fiscal_year_start == 0) return;
  heading(self, "Quarters (%s; recognised revenue is the sum of the months' MRR)", model->currency);
  fprintf(self->out, "  %-12s %16s %16s %16s %16s %9s\n", "", "revenue P10", "P50", "P90",
          "ARR at end, P50", "NDR, P50");
  for (int k = 0; k < ndrsim_quarter_count(model); k++) {
    ndrsim_quarter quarter;
    ndrsim_estimate revenue, arr, ndr;
    char label[CELL], cell[5][CELL];
    ndrsim_quarter_get(model, k, &quarter);
    ndrsim_quarter_label(model, &quarter, label, sizeof label);
    quarter_value(self, &quarter, NDRSIM_QUARTER_REVENUE, &revenue);
    quarter_value(self, &quarter, NDRSIM_QUARTER_ARR, &arr);
    quarter_value(self, &quarter, NDRSIM_QUARTER_NDR, &ndr);
    for (int q = 0; q < 3; q++)
      ndrsim_number_grouped(revenue.quantile[NDRSIM_P10 + q], 0, cell[q], sizeof cell[q]);
    ndrsim_number_grouped(arr.quantile[NDRSIM_P50], 0, cell[3], sizeof cell[3]);
    value_with_se(ndr.quantile[NDRSIM_P50], NAN, 1, ndr.valid ? "%" : "", cell[4]);
    fprintf(self->out, "  %-12s %16s %16s %16s %16s %9s%s\n", label, cell[0], cell[1], cell[2],
            cell[3], cell[4], quarter.complete ? "" : " *");
    marked = marked || !quarter.complete;
    if (marked && k + 1 == ndrsim_quarter_count(model))
      fputs("  * not all of its months are in the run, or those of a book before it opens are not "
            "known\n",
            self->out);
  }
}

/* --- the reading ----------------------------------------------------------------------------- */

static void say(void *out, const char *sentence) {
  ndrsim_paragraph(sentence, out);
}

static void put_reading(text *self) {
  ndrsim_reading reading;
  ndrsim_status status = ndrsim_reading_make(self->results, &reading);
  if (self->status == NDRSIM_OK) self->status = status;
  if (!reading.valid) return;
  heading(self, "Reading");
  ndrsim_reading_say(&reading, say, self->out);
}

static void put_layers(const text *self) {
  static const char *const name[3] = {"what we do not know (parameters)",
                                      "the economy (macro path)", "luck of single accounts"};
  const ndrsim_layers *layers = &self->results->layers;
  if (layers->samples == 0) {
    if (self->results->layer_samples_requested == 0) return; /* nobody asked for it */
    heading(self, "Where the uncertainty of NDR comes from");
    fprintf(self->out, "  not known: %s\n", ndrsim_layers_missing(self->results));
    return;
  }
  heading(self, "Where the uncertainty of NDR comes from (%d pick-freeze samples)",
          layers->samples);
  for (int k = 0; k < 3; k++) {
    fprintf(self->out, "  %-34s variance %9.2f (%.2f)   %5.1f%% of the sum\n", name[k],
            layers->variance[k], layers->se[k],
            layers->sum > 0 ? 100 * layers->variance[k] / layers->sum : 0.0);
  }
  fprintf(self->out, "  %-34s variance %9.2f (%.2f)\n", "sum of the three", layers->sum,
          layers->sum_se);
  fprintf(self->out, "  %-34s variance %9.2f (%.2f)   the sum %s within 4 standard errors\n",
          "total, estimated apart", layers->total, layers->total_se,
          ndrsim_layers_agree(layers) ? "agrees" : "DOES NOT AGREE");
}

void ndrsim_report_head(const ndrsim_report *self, bool color, FILE *out) {
  text work = {out, color, self, self->results, NDRSIM_OK};
  put_run(&work);
}

ndrsim_status ndrsim_report_text(const ndrsim_report *self, bool color, FILE *out,
                                 ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  text work = {out, color, self, self->results, NDRSIM_OK};
  put_run(&work);
  put_mrr(&work);
  put_retention(&work);
  ndrsim_status panel = ndrsim_report_panel(self->results, color, out);
  if (work.status == NDRSIM_OK) work.status = panel;
  put_quarters(&work);
  put_bridge(&work);
  put_reading(&work);
  put_layers(&work);
  ndrsim_plain_locale_leave(&locale);
  if (work.status != NDRSIM_OK) {
    return ndrsim_error_set(err, work.status, "the summary could not be computed");
  }
  return NDRSIM_OK;
}
