/* What initiatives bring, for the terminal. Plain ASCII, 96 columns. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "report/number.h"
#include "report/report.h"
#include "sim/text.h"

#define CELL 40

typedef struct text {
  FILE *out;
  bool color;
  const ndrsim_initiative_study *study;
  int convention;
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

static ndrsim_estimate estimate_of(text *self, int initiative, ndrsim_gain_kind kind,
                                   ndrsim_gain_side side, int month) {
  ndrsim_estimate estimate;
  ndrsim_status status =
      ndrsim_gain_estimate(self->study, initiative, kind, side, month, &estimate);
  if (self->status == NDRSIM_OK) self->status = status;
  return estimate;
}

/* "+1,234 (12)" */
static void mean_with_se(const ndrsim_estimate *estimate, int decimals, bool sign, char out[CELL]) {
  char mean[CELL / 2], se[CELL / 2];
  if (!estimate->valid) {
    snprintf(out, CELL, "-");
    return;
  }
  ndrsim_number_grouped(estimate->mean, decimals, mean, sizeof mean);
  snprintf(out, CELL, "%s%.18s", sign && estimate->mean > 0 ? "+" : "", mean);
  if (!isfinite(estimate->se)) return;
  ndrsim_number_grouped(estimate->se, decimals, se, sizeof se);
  size_t used = strlen(out);
  snprintf(out + used, CELL - used, " (%.16s)", se);
}

static void put_list(const text *self) {
  const ndrsim_model *model = self->study->model;
  char title[4 * sizeof model->title], count[CELL];
  const char *name = model->title[0] != '\0' ? model->title : model->name;
  ndrsim_text_escape(title, sizeof title, name, strlen(name));
  heading(self, "%s", title);
  ndrsim_number_grouped(model->replicates, 0, count, sizeof count);
  fprintf(self->out,
          "  %d initiative%s; %s replicate%s of %d month%s, seed %llu; %d runs on the same random "
          "numbers\n",
          model->n_initiatives, model->n_initiatives == 1 ? "" : "s", count,
          model->replicates == 1 ? "" : "s", model->horizon, model->horizon == 1 ? "" : "s",
          (unsigned long long)model->seed, self->study->n_variants);
  fprintf(self->out, "\n  %-28s %6s %6s %9s %16s %16s\n", "", "from", "ramp", "adoption", "cost",
          "cost/month");
  for (int k = 0; k < model->n_initiatives; k++) {
    const ndrsim_initiative *i = &model->initiative[k];
    char cost[CELL], monthly[CELL];
    ndrsim_number_grouped((double)i->cost / 100, 0, cost, sizeof cost);
    ndrsim_number_grouped((double)i->per_month / 100, 0, monthly, sizeof monthly);
    fprintf(self->out, "  %-28.28s %6d %6d %8.0f%% %16s %16s\n", i->name, i->from, i->ramp,
            100 * i->adoption, cost, monthly);
  }
}

/* Without, with, difference. */
static void put_row(text *self, const char *label, ndrsim_gain_kind kind, int month, int decimals) {
  fprintf(self->out, "  %-26s", label);
  for (int side = NDRSIM_SIDE_WITHOUT; side <= NDRSIM_SIDE_DIFFERENCE; side++) {
    char cell[CELL];
    ndrsim_estimate estimate =
        estimate_of(self, NDRSIM_INITIATIVES_ALL, kind, (ndrsim_gain_side)side, month);
    mean_with_se(&estimate, decimals, side == NDRSIM_SIDE_DIFFERENCE, cell);
    fprintf(self->out, " %21s", cell);
  }
  fputc('\n', self->out);
}

static void payback_text(const ndrsim_initiative_study *study, int initiative,
                         const ndrsim_estimate *payback, char out[CELL]) {
  double share = ndrsim_gain_paid_share(study, initiative);
  if (!payback->valid)
    snprintf(out, CELL, "no cost");
  else if (!isfinite(payback->quantile[NDRSIM_P50]))
    snprintf(out, CELL, "beyond (%.0f%%)", 100 * share);
  else
    snprintf(out, CELL, "%.0f (%.0f%%)", payback->quantile[NDRSIM_P50], 100 * share);
}

static void put_all(text *self) {
  const ndrsim_model *model = self->study->model;
  static const struct {
    const char *what;
    ndrsim_gain_kind kind;
    int decimals;
  } row[] = {{"MRR", NDRSIM_GAIN_MRR, 0},
             {"gross profit", NDRSIM_GAIN_PROFIT, 0},
             {"NDR", NDRSIM_GAIN_NDR_POINT, 1}};
  char label[CELL], cell[CELL];
  heading(self, "All of them (%s, mean (se); the difference is paired, so its error is its own)",
          model->currency);
  fprintf(self->out, "  %-26s %21s %21s %21s\n", "", "without", "with", "difference");
  for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
    bool ndr = row[k].kind == NDRSIM_GAIN_NDR_POINT;
    bool age = ndr && self->convention == NDRSIM_ANCHOR_AGE;
    for (int month = 12; month <= 36 && month <= model->horizon; month += 12) {
      snprintf(label, sizeof label, "%s, %s %d%s", row[k].what, age ? "age" : "month", month,
               ndr ? " (%)" : "");
      put_row(self, label, age ? NDRSIM_GAIN_NDR_AGE : row[k].kind, month, row[k].decimals);
    }
  }
  snprintf(label, sizeof label, "gross profit to month %d", model->horizon);
  put_row(self, label, NDRSIM_GAIN_PROFIT_SUM, model->horizon, 0);
  ndrsim_number_grouped(ndrsim_gain_cost(self->study, NDRSIM_INITIATIVES_ALL, model->horizon), 0,
                        cell, sizeof cell);
  snprintf(label, sizeof label, "cost to month %d", model->horizon);
  fprintf(self->out, "  %-26s %21s %21s %21s\n", label, "0", cell, cell);
}

/* One of the months at which a return is told: 12, 24, 36 and the horizon. */
static void put_return(text *self, int month) {
  char roi[CELL], net[CELL];
  ndrsim_estimate estimate =
      estimate_of(self, NDRSIM_INITIATIVES_ALL, NDRSIM_GAIN_NET, NDRSIM_SIDE_DIFFERENCE, month);
  mean_with_se(&estimate, 0, true, net);
  estimate =
      estimate_of(self, NDRSIM_INITIATIVES_ALL, NDRSIM_GAIN_ROI, NDRSIM_SIDE_DIFFERENCE, month);
  mean_with_se(&estimate, 0, true, roi);
  fprintf(self->out, "  to month %-4d gross profit gained less cost %22s   ROI (%%) %17s\n", month,
          net, roi);
}

static void put_returns(text *self) {
  const ndrsim_model *model = self->study->model;
  char cell[CELL];
  heading(self, "Return (not discounted)");
  for (int month = 12; month <= 36 && month < model->horizon; month += 12)
    put_return(self, month);
  put_return(self, model->horizon);
  ndrsim_estimate payback =
      estimate_of(self, NDRSIM_INITIATIVES_ALL, NDRSIM_GAIN_PAYBACK, NDRSIM_SIDE_DIFFERENCE, 0);
  payback_text(self->study, NDRSIM_INITIATIVES_ALL, &payback, cell);
  fprintf(self->out, "  payback in month, P50 (share of replicates that get there): %s\n", cell);
  for (int month = 12; month <= 36 && month <= model->horizon; month += 12) {
    ndrsim_estimate with =
        estimate_of(self, NDRSIM_INITIATIVES_ALL, NDRSIM_GAIN_S4, NDRSIM_SIDE_WITH, month);
    ndrsim_estimate less =
        estimate_of(self, NDRSIM_INITIATIVES_ALL, NDRSIM_GAIN_S4, NDRSIM_SIDE_WITHOUT, month);
    if (!with.valid || !less.valid) continue;
    if (month == 12)
      fputs("  S4's arithmetic, 12 x (MRR of existing customers now - 12 months before) / cost; by "
            "it\n  also nothing done would have a return:\n",
            self->out);
    char done[CELL], idle[CELL];
    mean_with_se(&with, 0, true, done);
    mean_with_se(&less, 0, true, idle);
    fprintf(self->out, "  at month %-4d %27s%% with them, %22s%% without\n", month, done, idle);
  }
}

static void put_each(text *self) {
  const ndrsim_model *model = self->study->model;
  int horizon = model->horizon, last = horizon < 12 ? 0 : horizon > 36 ? 36 : horizon / 12 * 12;
  bool age = self->convention == NDRSIM_ANCHOR_AGE;
  if (self->study->n_variants == 2) return;
  heading(self, "What each adds to the others (with all, less all but this one)");
  fprintf(self->out, "  %-18s %19s %13s %20s %7s %12s\n", "", "MRR, last month", "NDR points",
          "net of cost", "ROI (%)", "payback");
  for (int k = 0; k < model->n_initiatives; k++) {
    char mrr[CELL], ndr[CELL], net[CELL], roi[CELL], payback[CELL];
    ndrsim_estimate estimate =
        estimate_of(self, k, NDRSIM_GAIN_MRR, NDRSIM_SIDE_DIFFERENCE, horizon);
    mean_with_se(&estimate, 0, true, mrr);
    estimate = estimate_of(self, k, age ? NDRSIM_GAIN_NDR_AGE : NDRSIM_GAIN_NDR_POINT,
                           NDRSIM_SIDE_DIFFERENCE, last);
    mean_with_se(&estimate, 1, true, ndr);
    estimate = estimate_of(self, k, NDRSIM_GAIN_NET, NDRSIM_SIDE_DIFFERENCE, horizon);
    mean_with_se(&estimate, 0, true, net);
    estimate = estimate_of(self, k, NDRSIM_GAIN_ROI, NDRSIM_SIDE_DIFFERENCE, horizon);
    if (estimate.valid)
      ndrsim_number_grouped(estimate.mean, 0, roi, sizeof roi);
    else
      snprintf(roi, sizeof roi, "-");
    estimate = estimate_of(self, k, NDRSIM_GAIN_PAYBACK, NDRSIM_SIDE_DIFFERENCE, 0);
    payback_text(self->study, k, &estimate, payback);
    fprintf(self->out, "  %-18.18s %19s %13s %20s %7s %12s\n", model->initiative[k].name, mrr, ndr,
            net, roi, payback);
  }
  fprintf(self->out,
          "  NDR at %d months. The parts need not add up to the whole: initiatives help, and "
          "stand in for,\n  each other.\n",
          last);
}

ndrsim_status ndrsim_report_initiatives_text(const ndrsim_report *self, bool color, FILE *out,
                                             ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  text work = {.out = out,
               .color = color,
               .study = self->study,
               .convention = self->results->convention,
               .status = NDRSIM_OK};
  put_list(&work);
  put_all(&work);
  put_returns(&work);
  put_each(&work);
  ndrsim_plain_locale_leave(&locale);
  if (work.status == NDRSIM_OK) return NDRSIM_OK;
  return ndrsim_error_set(err, work.status, "no memory for an estimate");
}
