/* What knowing parameters before a choice is worth. */
#include <math.h>
#include <string.h>
#include "analysis/evpi.h"
#include "plots/chart.h"

enum { BARS = 11, NAME = 44 };

/* Names are the user's: in an array, never in a datablock. */
static void put_name(ndrsim_chart_work *work, int k, const char *path) {
  char text[NAME + 8];
  size_t length = strlen(path);
  if (length <= NAME)
    snprintf(text, sizeof text, "%s", path);
  else
    snprintf(text, sizeof text, "%.14s...%s", path, path + length - (NAME - 17));
  ndrsim_gnuplot_item(work->plot, "bar_label", k, text);
}

static int bars_of(const ndrsim_evpi *self) {
  int n = 0;
  while (n < self->n_parameters && n < BARS && self->parameter[self->order[n]].varies)
    n++;
  return n;
}

static const ndrsim_worth *bar(const ndrsim_evpi *self, int k, int n) {
  return k < n ? &self->parameter[self->order[k]].worth : &self->all;
}

static double put_axis(ndrsim_chart_work *work, const ndrsim_evpi *self, double low, double high) {
  const ndrsim_model *model = work->results->model;
  const char *unit = self->outcome.unit;
  ndrsim_chart_money money = {.divisor = 1};
  char label[NDRSIM_CHART_LINE];
  bool is_money =
      model->currency[0] != '\0' && strncmp(unit, model->currency, strlen(model->currency)) == 0;
  snprintf(money.unit, sizeof money.unit, "%.60s", unit[0] == '%' ? "points" : unit);
  if (is_money) {
    ndrsim_chart_money_init(&money, work->results, fmax(high, -low));
    char *rate = strstr(money.unit, "/month");
    if (strstr(unit, "/month") == NULL && rate != NULL) *rate = '\0';
  }
  snprintf(label, sizeof label, "Worth of knowing it, by %.120s [%.60s]", self->outcome.label,
           money.unit);
  ndrsim_gnuplot_text(work->plot, "x_label", label);
  ndrsim_chart_axis(work, "x", low / money.divisor, high / money.divisor);
  return money.divisor;
}

static void put_bars(ndrsim_chart_work *work, const ndrsim_evpi *self, int n) {
  double low = 0, high = 0;
  for (int k = 0; k <= n; k++) {
    const ndrsim_worth *worth = bar(self, k, n);
    low = fmin(low, worth->value - 2 * worth->se);
    high = fmax(high, worth->value + 2 * worth->se);
  }
  double divisor = put_axis(work, self, 1.05 * low, 1.05 * high);
  ndrsim_gnuplot_number(work->plot, "bars", n + 1);
  ndrsim_gnuplot_array(work->plot, "bar_label", n + 1);
  for (int k = 0; k < n; k++) {
    put_name(work, k + 1, self->parameter[self->order[k]].path);
  }
  put_name(work, n + 1, "all parameters");
  ndrsim_gnuplot_begin(work->plot, "worth"); /* row  worth  two standard errors */
  for (int k = 0; k <= n; k++) {
    const ndrsim_worth *worth = bar(self, k, n);
    double row[] = {k + 1, worth->value / divisor, 2 * worth->se / divisor};
    ndrsim_gnuplot_row(work->plot, 3, row);
  }
  ndrsim_gnuplot_end(work->plot);
}

ndrsim_status ndrsim_chart_evpi(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_evpi *self = work->study;
  char title[NDRSIM_CHART_LINE], detail[NDRSIM_CHART_LINE];
  (void)err;
  int n = bars_of(self);
  if (n == 0 || self->choice.best < 0 || !(self->foresight > 0)) {
    snprintf(work->missing, sizeof work->missing,
             "one option is the best in every simulated future");
    return NDRSIM_OK;
  }
  const ndrsim_evpi_parameter *first = &self->parameter[self->order[0]];
  bool certain =
      first->worth.value > 0 && ndrsim_choice_certain(first->worth.value, first->worth.se);
  if (certain)
    snprintf(title, sizeof title, "Most worth measuring before the choice: %.120s", first->path);
  else
    snprintf(title, sizeof title, "No single parameter is worth measuring before the choice");
  snprintf(detail, sizeof detail, "%d options, now best: %.100s  |  %d of %d parameters",
           self->n_options, self->label[self->choice.best], n, self->n_parameters);
  ndrsim_chart_frame(
      work, title, detail,
      "Expected value of perfect information on parameters (EVPPI; all: EVPI), the most "
      "that measuring can bring. Whiskers: two standard errors.");
  put_bars(work, self, n);
  return NDRSIM_OK;
}
