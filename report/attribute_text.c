/* The causal decomposition for the terminal: what it means first, then the tables. Plain ASCII, 96
 * columns. */
#include <math.h>
#include <stdarg.h>
#include "analysis/quantity.h"
#include "report/number.h"
#include "report/paragraph.h"
#include "report/points.h"
#include "report/report.h"

#define CELL 40
#define LINE 640
#define ROW 128

static const char *const engine_word[NDRSIM_ENGINES] = {"seats", "workflows", "capacity"};

typedef struct split_column {
  ndrsim_estimate part[NDRSIM_ENGINES + 1]; /* the engines, then the rest [points] */
  double shown[NDRSIM_ENGINES + 1];         /* the same as printed */
} split_column;

typedef struct attribute_text {
  FILE *out;
  bool color;
  const ndrsim_causal *causal;
  ndrsim_status status; /* first failure */
  split_column column[NDRSIM_CAUSAL_INVOICE + 1];
  char row[ROW]; /* of a table, in the making */
  size_t length;
} attribute_text;

static ndrsim_estimate estimate_of(attribute_text *self, int split, int component) {
  ndrsim_estimate estimate;
  ndrsim_status status = ndrsim_causal_estimate(self->causal, split, component, &estimate);
  if (self->status == NDRSIM_OK) self->status = status;
  return estimate;
}

static void heading(const attribute_text *self, const char *text) {
  fprintf(self->out, self->color ? "\n\033[1m%s\033[0m\n" : "\n%s\n", text);
}

/* " (1.2)", or nothing when there is no error to tell. */
static void put_se(double se, char out[CELL]) {
  out[0] = '\0';
  if (isfinite(se)) snprintf(out, CELL, " (%.1f)", se);
}

static void percent(const ndrsim_estimate *estimate, char out[CELL]) {
  char se[CELL];
  put_se(estimate->se, se);
  snprintf(out, CELL, "%.1f%%%.16s", estimate->mean, se);
}

/* --- figures as they are printed -------------------------------------------------------------- */

/* Tenths that add up to NDR. */
static void read_column(attribute_text *self, int split, split_column *out) {
  double part[NDRSIM_FLOWS] = {0}, shown[NDRSIM_FLOWS];
  for (int k = 0; k <= NDRSIM_ENGINES; k++) {
    out->part[k] = estimate_of(self, split, k);
    int place =
        k == NDRSIM_CAUSAL_REST ? (int)NDRSIM_FLOW_CONTRACTION : (int)ndrsim_engine_driver(k);
    part[place] = out->part[k].mean;
  }
  ndrsim_points_round(part, shown);
  for (int k = 0; k < NDRSIM_ENGINES; k++) {
    out->shown[k] = shown[ndrsim_engine_driver(k)];
  }
  out->shown[NDRSIM_CAUSAL_REST] = shown[NDRSIM_FLOW_CONTRACTION];
}

/* --- what it means ---------------------------------------------------------------------------- */

static void sort_engines(const double *points, int order[NDRSIM_ENGINES]) {
  for (int k = 0; k < NDRSIM_ENGINES; k++) {
    int at = k;
    for (; at > 0 && points[order[at - 1]] < points[k]; at--) {
      order[at] = order[at - 1];
    }
    order[at] = k;
  }
}

/* Whether the scenario has the mechanism of a metric. */
static const char *where(const attribute_text *self, const char *metric, const char *words) {
  return ndrsim_metric_find(self->causal->on.model, metric) >= 0 ? words : "";
}

static void say_levels(attribute_text *self) {
  ndrsim_estimate all = estimate_of(self, NDRSIM_CAUSAL_NDR, NDRSIM_CAUSAL_ALL);
  ndrsim_estimate none = estimate_of(self, NDRSIM_CAUSAL_NDR, 0);
  char line[LINE], with[CELL], without[CELL], window[64];
  percent(&all, with);
  percent(&none, without);
  ndrsim_causal_window_text(self->causal, window, sizeof window);
  snprintf(line, sizeof line,
           "NDR %s is %s. If neither seats, nor workflows, nor capacity had grown it would be %s: "
           "demand, %s%s%s%sprices, losses and churn alone.",
           window, with, without, where(self, "usage_mrr", "usage, "),
           where(self, "add_on_mrr", "add-ons, "), where(self, "outcome_contracts", "outcomes, "),
           where(self, "promotion_share", "discounts, "));
  ndrsim_paragraph(line, self->out);
}

static void say_leader(attribute_text *self) {
  const double *points = self->column[NDRSIM_CAUSAL_SHAPLEY].shown;
  int order[NDRSIM_ENGINES];
  char line[LINE];
  double sum = 0, largest = 0;
  for (int e = 0; e < NDRSIM_ENGINES; e++) {
    sum += points[e];
    largest = fmax(largest, fabs(points[e]));
  }
  if (largest < 0.05) {
    ndrsim_paragraph("None of the three engines makes a difference to it.", self->out);
    return;
  }
  sort_engines(points, order);
  const char *first = engine_word[order[0]];
  int length = snprintf(
      line, sizeof line,
      "%c%s cause%s most of the difference: %+.1f of %+.1f points; then %s %+.1f and %s %+.1f.",
      first[0] - 'a' + 'A', first + 1, order[0] == NDRSIM_ENGINE_CAPACITY ? "s" : "",
      points[order[0]], sum, engine_word[order[1]], points[order[1]], engine_word[order[2]],
      points[order[2]]);
  ndrsim_estimate lead;
  ndrsim_status status = ndrsim_causal_lead(self->causal, order[0], order[1], &lead);
  if (self->status == NDRSIM_OK) self->status = status;
  if (!(lead.mean > 2 * lead.se)) {
    snprintf(line + length, sizeof line - (size_t)length,
             " Which of the first two is larger, %d replicates cannot tell.", self->causal->n);
  }
  ndrsim_paragraph(line, self->out);
}

static void say_stop(attribute_text *self) {
  ndrsim_estimate worst = {.mean = 0};
  int engine = -1;
  char line[LINE], ndr[CELL], se[CELL];
  for (int e = 0; e < NDRSIM_ENGINES; e++) {
    ndrsim_estimate stopped = estimate_of(self, NDRSIM_CAUSAL_STOPPED, e);
    if (stopped.mean >= worst.mean) continue;
    worst = stopped;
    engine = e;
  }
  if (engine < 0) return;
  for (int run = 0; run < NDRSIM_CAUSAL_RUNS; run++) {
    if (ndrsim_causal_set(NDRSIM_CAUSAL_NDR, run) != (NDRSIM_CAUSAL_ALL ^ 1 << engine)) continue;
    ndrsim_estimate without = estimate_of(self, NDRSIM_CAUSAL_NDR, run);
    percent(&without, ndr);
  }
  put_se(worst.se, se);
  snprintf(line, sizeof line,
           "NDR can spare %s least: if %s stopped growing and the other two went on, it would be "
           "%s, %.1f points%s lower.",
           engine_word[engine], engine == NDRSIM_ENGINE_CAPACITY ? "it" : "they", ndr, -worst.mean,
           se);
  ndrsim_paragraph(line, self->out);
}

/* Where the books are furthest from the runs. */
static void say_books(const attribute_text *self) {
  const double *runs = self->column[NDRSIM_CAUSAL_SHAPLEY].shown;
  const double *cause = self->column[NDRSIM_CAUSAL_CAUSE].shown;
  const double *invoice = self->column[NDRSIM_CAUSAL_INVOICE].shown;
  int engine = 0;
  for (int e = 1; e < NDRSIM_ENGINES; e++) {
    if (fabs(runs[e] - cause[e]) > fabs(runs[engine] - cause[engine])) engine = e;
  }
  char line[LINE];
  snprintf(line, sizeof line,
           "The accounts put %+.1f points on %s as invoiced and %+.1f by cause, the runs %+.1f. "
           "Accounting splits the revenue that came. The runs also count customers who stay or "
           "leave because an engine grew, and growth of one engine that another set off.",
           invoice[engine], engine_word[engine], cause[engine], runs[engine]);
  ndrsim_paragraph(line, self->out);
}

static void say_frozen(const attribute_text *self) {
  const ndrsim_causal *causal = self->causal;
  char line[LINE], from[CELL] = "";
  if (causal->frozen_from > 0)
    snprintf(from, sizeof from, " from month %d on", causal->frozen_from);
  snprintf(line, sizeof line,
           "Off means frozen%s: no growth by any path and no plays for it; losses go on. Above a "
           "cap %s, in all eight runs. %s",
           from,
           ndrsim_causal_stops(causal->on.model)
               ? "tasks stop (capacity.over_cap = hard_stop)"
               : "tasks go on and are billed as overage (capacity.over_cap)",
           causal->same_base
               ? "All start from the same base."
               : "The base is not the same in all, since landing depends on an engine: that of "
                 "the run in which all grow is the denominator.");
  ndrsim_paragraph(line, self->out);
}

/* --- tables ----------------------------------------------------------------------------------- */

static void put_text(attribute_text *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void put_text(attribute_text *self, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int written = vsnprintf(self->row + self->length, ROW - self->length, format, args);
  va_end(args);
  if (written > 0) self->length += (size_t)written;
  if (self->length >= ROW) self->length = ROW - 1;
}

static void put_cell(attribute_text *self, double value, double se, bool sign) {
  char number[CELL], error[CELL] = "";
  snprintf(number, sizeof number, sign ? "%+.1f" : "%.1f", value == 0 ? 0.0 : value);
  if (isfinite(se)) snprintf(error, sizeof error, "(%.1f)", se);
  put_text(self, " %9.20s %-7.20s", number, error);
}

/* Without the blanks that the last column leaves. */
static void end_row(attribute_text *self) {
  while (self->length > 0 && self->row[self->length - 1] == ' ') {
    self->length--;
  }
  fprintf(self->out, "%.*s\n", (int)self->length, self->row);
  self->length = 0;
}

static void put_splits(attribute_text *self) {
  heading(self, "From nothing growing to NDR (points of starting MRR, mean (se) of replicates)");
  put_text(self, "  %-18s %9s %-7s %9s %-7s %9s %-7s %s", "", "causal", "", "by cause", "",
           "invoiced", "", "if it stops");
  end_row(self);
  for (int row = 0; row <= NDRSIM_ENGINES; row++) {
    int k = row == 0 ? NDRSIM_CAUSAL_REST : row - 1;
    put_text(self, "  %-18s",
             k == NDRSIM_CAUSAL_REST ? "Without growth"
                                     : ndrsim_driver_label((int)ndrsim_engine_driver(k)));
    for (int split = 0; split <= NDRSIM_CAUSAL_INVOICE; split++) {
      const split_column *column = &self->column[split];
      double level = k == NDRSIM_CAUSAL_REST ? 100 : 0;
      put_cell(self, level + column->shown[k], column->part[k].se, level == 0);
    }
    if (k != NDRSIM_CAUSAL_REST) {
      ndrsim_estimate stopped = estimate_of(self, NDRSIM_CAUSAL_STOPPED, k);
      put_cell(self, stopped.mean, stopped.se, true);
    }
    end_row(self);
  }
  ndrsim_estimate ndr = estimate_of(self, NDRSIM_CAUSAL_NDR, NDRSIM_CAUSAL_ALL);
  put_text(self, "  %-18s", "NDR");
  for (int split = 0; split <= NDRSIM_CAUSAL_INVOICE; split++) {
    put_cell(self, ndr.mean, ndr.se, false);
  }
  end_row(self);
  fputs("  Causal: Shapley value over the eight runs; the first row is a run of its own. In the "
        "accounts\n  the first row is 100 and every part that is no engine's.\n",
        self->out);
}

static void set_words(int set, char out[CELL]) {
  int length = snprintf(out, CELL, "%s", set == 0 ? "nothing" : "");
  for (int e = 0; e < NDRSIM_ENGINES; e++) {
    if (!(set >> e & 1)) continue;
    length += snprintf(out + length, CELL - (size_t)length, "%s%s", length > 0 ? " + " : "",
                       engine_word[e]);
  }
}

static void put_runs(attribute_text *self) {
  heading(self, "The eight runs (NDR in %, and what each set adds beyond its parts, in points)");
  put_text(self, "  %-31s %9s %-7s %9s", "grows", "NDR", "", "adds");
  end_row(self);
  for (int run = 0; run < NDRSIM_CAUSAL_RUNS; run++) {
    ndrsim_estimate ndr = estimate_of(self, NDRSIM_CAUSAL_NDR, run);
    char words[CELL];
    set_words(ndrsim_causal_set(NDRSIM_CAUSAL_NDR, run), words);
    put_text(self, "  %-31s", words);
    put_cell(self, ndr.mean, ndr.se, false);
    if (run > 0) {
      int pair = run - 1 - NDRSIM_ENGINES;
      ndrsim_estimate adds = pair < 0 ? estimate_of(self, NDRSIM_CAUSAL_ALONE, run - 1)
                                      : estimate_of(self, NDRSIM_CAUSAL_TOGETHER, pair);
      put_cell(self, adds.mean, adds.se, true);
    }
    end_row(self);
  }
}

ndrsim_status ndrsim_report_attribute_text(const ndrsim_report *self, bool color, FILE *out,
                                           ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  attribute_text work = {.out = out, .color = color, .causal = self->causal};
  ndrsim_report_head(self, color, out);
  fputs("               each replicate runs eight times: every set of engines growing, same random "
        "numbers\n",
        out);
  for (int split = 0; split <= NDRSIM_CAUSAL_INVOICE; split++) {
    read_column(&work, split, &work.column[split]);
  }
  heading(&work, "What causes NDR");
  say_levels(&work);
  say_leader(&work);
  say_stop(&work);
  say_books(&work);
  say_frozen(&work);
  put_splits(&work);
  put_runs(&work);
  ndrsim_plain_locale_leave(&locale);
  if (work.status != NDRSIM_OK) {
    return ndrsim_error_set(err, work.status, "the summary could not be computed");
  }
  return NDRSIM_OK;
}
