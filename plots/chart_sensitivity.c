/* What an outcome hangs on: a bar from P10 to P90 of each parameter, and shares of variance. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/sensitivity.h"
#include "plots/chart.h"
#include "report/studies.h"

enum { BARS = 12, LAST = NDRSIM_TWO_WAY_LEVELS - 1, NAME = 44 };

/* Names are the user's: in an array, never in a datablock. Long ones lose their middle. */
static void put_name(ndrsim_chart_work *work, const char *array, int k, const char *path) {
  char text[NAME + 8];
  size_t length = strlen(path);
  if (length <= NAME)
    snprintf(text, sizeof text, "%s", path);
  else
    snprintf(text, sizeof text, "%.14s...%s", path, path + length - (NAME - 17));
  ndrsim_gnuplot_item(work->plot, array, k, text);
}

static ndrsim_status no_memory(ndrsim_status status, ndrsim_error *err) {
  return ndrsim_error_set(err, status, "no memory for a chart of sensitivity");
}

/* --- tornado ---------------------------------------------------------------------------------- */

static void put_values(ndrsim_chart_work *work, const ndrsim_factor *factor, int k) {
  char text[160], value[32];
  ndrsim_gnuplot_item(work->plot, "low_label", k, ndrsim_factor_text(factor->level[0], value));
  ndrsim_factor_text(factor->level[LAST], value);
  if (strcmp(factor->unit, "1") == 0)
    snprintf(text, sizeof text, "%s", value);
  else
    snprintf(text, sizeof text, "%s [%s]", value, factor->unit);
  ndrsim_gnuplot_item(work->plot, "high_label", k, text);
}

/* Bars whose outcome has a value, the first `BARS`. */
static int bars_of(const ndrsim_sensitivity *self, const ndrsim_tornado_bar *bar) {
  int n = 0;
  while (n < BARS && n < self->n_factors && bar[n].swing.valid)
    n++;
  return n;
}

static void put_bars(ndrsim_chart_work *work, const ndrsim_sensitivity *self,
                     const ndrsim_tornado_bar *bar, int n, double base, double divisor) {
  ndrsim_gnuplot *plot = work->plot;
  ndrsim_gnuplot_number(plot, "bars", n);
  ndrsim_gnuplot_number(plot, "base", base / divisor);
  ndrsim_gnuplot_array(plot, "bar_label", n);
  ndrsim_gnuplot_array(plot, "low_label", n);
  ndrsim_gnuplot_array(plot, "high_label", n);
  for (int k = 0; k < n; k++) {
    const ndrsim_factor *factor = &self->factor[bar[k].factor];
    put_name(work, "bar_label", k + 1, factor->path);
    put_values(work, factor, k + 1);
  }
  ndrsim_gnuplot_begin(plot, "tornado"); /* row  at P10  at P90  standard error of the swing */
  for (int k = 0; k < n; k++) {
    double row[] = {k + 1, bar[k].low.mean / divisor, bar[k].high.mean / divisor,
                    bar[k].swing.se / divisor};
    ndrsim_gnuplot_row(plot, 4, row);
  }
  ndrsim_gnuplot_end(plot);
}

static bool is_money(const ndrsim_outcome *outcome, const ndrsim_model *model) {
  return model->currency[0] != '\0' &&
         strncmp(outcome->unit, model->currency, strlen(model->currency)) == 0;
}

/* Name and unit of the axis, and what its numbers are divided by. */
static double put_axis(ndrsim_chart_work *work, const ndrsim_outcome *of, double low, double high) {
  char label[NDRSIM_CHART_LINE];
  ndrsim_chart_money money = {.divisor = 1};
  double room = 0.14 * (high - low);
  snprintf(label, sizeof label, "%.150s [%s], mean", of->label, of->unit);
  if (is_money(of, work->results->model)) {
    ndrsim_chart_money_init(&money, work->results, fmax(fabs(high), fabs(low)));
    bool monthly = strstr(of->unit, "/month") != NULL;
    char *rate = strstr(money.unit, "/month");
    if (!monthly && rate != NULL) *rate = '\0';
    snprintf(label, sizeof label, "%.150s [%s], mean", of->label, money.unit);
  }
  ndrsim_gnuplot_text(work->plot, "x_label", label);
  ndrsim_chart_axis(work, "x", (low - room) / money.divisor, (high + 2 * room) / money.divisor);
  return money.divisor;
}

static void frame_tornado(ndrsim_chart_work *work, const ndrsim_sensitivity *self,
                          const ndrsim_tornado_bar *bar, int n) {
  char title[NDRSIM_CHART_LINE], detail[NDRSIM_CHART_LINE], remark[NDRSIM_CHART_LINE];
  snprintf(title, sizeof title, "%.90s hangs most on %.120s", self->outcome[0].label,
           self->factor[bar[0].factor].path);
  snprintf(detail, sizeof detail, "one parameter at a time, %d of %d shown", n, self->n_factors);
  snprintf(
      remark, sizeof remark,
      "At the bars: the parameter's %s, unit behind the second. The others as drawn, same random "
      "numbers. Whisker: standard error of the swing.",
      self->n_drawn == self->n_factors ? "P10 and P90" : "P10 and P90 (fixed: -10%, +10%)");
  ndrsim_chart_frame(work, title, detail, remark);
}

ndrsim_status ndrsim_chart_sensitivity_tornado(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_sensitivity *self = work->study;
  if ((self->methods & NDRSIM_METHOD_TORNADO) == 0) {
    snprintf(work->missing, sizeof work->missing, "not among --method");
    return NDRSIM_OK;
  }
  ndrsim_tornado_bar *bar = calloc((size_t)self->n_factors, sizeof *bar);
  ndrsim_estimate base;
  ndrsim_status status = bar == NULL ? NDRSIM_MEMORY : ndrsim_sensitivity_tornado(self, 0, bar);
  if (status == NDRSIM_OK) status = ndrsim_study_estimate(&self->single, 0, 0, &base);
  if (status != NDRSIM_OK) {
    free(bar);
    return no_memory(status, err);
  }
  int n = bars_of(self, bar);
  if (n == 0 || !base.valid) {
    snprintf(work->missing, sizeof work->missing, "%.100s has no value", self->outcome[0].label);
  } else {
    double low = base.mean, high = low;
    for (int k = 0; k < n; k++) {
      low = fmin(low, fmin(bar[k].low.mean, bar[k].high.mean));
      high = fmax(high, fmax(bar[k].low.mean, bar[k].high.mean));
    }
    frame_tornado(work, self, bar, n);
    double divisor = put_axis(work, &self->outcome[0], low, high);
    put_bars(work, self, bar, n, base.mean, divisor);
  }
  free(bar);
  return NDRSIM_OK;
}

/* --- shares of variance ----------------------------------------------------------------------- */

static void put_shares(ndrsim_chart_work *work, const ndrsim_sensitivity *self, const int *order,
                       int n) {
  const ndrsim_sobol *sobol = &self->sobol[0];
  double low = 0, high = 0.05;
  ndrsim_gnuplot_number(work->plot, "bars", n);
  ndrsim_gnuplot_array(work->plot, "bar_label", n);
  ndrsim_gnuplot_begin(work->plot, "sobol"); /* row, then first and total: value low high [%] */
  for (int k = 0; k < n; k++) {
    const ndrsim_sobol_index *first = &sobol->first[order[k]], *total = &sobol->total[order[k]];
    double row[] = {k + 1,
                    100 * first->value,
                    100 * first->low,
                    100 * first->high,
                    100 * total->value,
                    100 * total->low,
                    100 * total->high};
    low = fmax(-0.3, fmin(low, fmin(first->low, total->low)));
    high = fmin(1.3, fmax(high, fmax(first->high, total->high)));
    ndrsim_gnuplot_row(work->plot, 7, row);
  }
  ndrsim_gnuplot_end(work->plot);
  for (int k = 0; k < n; k++) {
    put_name(work, "bar_label", k + 1, self->factor[order[k]].path);
  }
  ndrsim_gnuplot_text(work->plot, "x_label", "Share of the variance that parameters make [%]");
  ndrsim_chart_axis(work, "x", 100 * low, 100 * high);
}

ndrsim_status ndrsim_chart_sensitivity_sobol(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_sensitivity *self = work->study;
  const ndrsim_sobol *sobol = &self->sobol[0];
  char title[NDRSIM_CHART_LINE], detail[NDRSIM_CHART_LINE];
  if ((self->methods & NDRSIM_METHOD_SOBOL) == 0 || !sobol->valid) {
    snprintf(work->missing, sizeof work->missing, "%s",
             (self->methods & NDRSIM_METHOD_SOBOL) == 0
                 ? "not among --method"
                 : "parameters make no variance that these points can tell");
    return NDRSIM_OK;
  }
  int *order = calloc((size_t)self->n_drawn, sizeof *order);
  double *key = calloc((size_t)self->n_drawn, sizeof *key);
  if (order == NULL || key == NULL) {
    free(order);
    free(key);
    return no_memory(NDRSIM_MEMORY, err);
  }
  for (int f = 0; f < self->n_drawn; f++) {
    key[f] = sobol->total[f].value;
  }
  ndrsim_sensitivity_rank(key, self->n_drawn, order);
  int n = self->n_drawn < BARS ? self->n_drawn : BARS;
  snprintf(title, sizeof title, "Not knowing parameters makes %.0f%% of the variance of %.90s",
           100 * sobol->known.value, self->outcome[0].label);
  snprintf(detail, sizeof detail, "most of that: %.60s, %.0f%%  |  %d points, %d of %d parameters",
           self->factor[order[0]].path, 100 * sobol->total[order[0]].value, sobol->points, n,
           self->n_drawn);
  ndrsim_chart_frame(
      work, title, detail,
      "Sobol indices of the mean over luck and the economy, with 95% intervals. Alone: "
      "first order. In all: total, with what it does through others.");
  put_shares(work, self, order, n);
  free(order);
  free(key);
  return NDRSIM_OK;
}

/* --- two parameters --------------------------------------------------------------------------- */

/* "P10: 0.0653"; fixed values: "-10%: 900". Labels of tics are formats, hence two per cent signs.
 */
static void put_levels(ndrsim_chart_work *work, const char *array, const ndrsim_factor *factor) {
  static const char *const fixed[] = {"-10%%", "-5%%", "as it is", "+5%%", "+10%%"};
  ndrsim_gnuplot_array(work->plot, array, NDRSIM_TWO_WAY_LEVELS);
  for (int k = 0; k < NDRSIM_TWO_WAY_LEVELS; k++) {
    char text[64], name[16], value[32];
    snprintf(name, sizeof name, "P%.0f", 100 * ndrsim_two_way_level[k]);
    snprintf(text, sizeof text, "%s: %s", factor->draw >= 0 ? name : fixed[k],
             ndrsim_factor_text(factor->level[k], value));
    ndrsim_gnuplot_item(work->plot, array, k + 1, text);
  }
}

static void put_path(ndrsim_chart_work *work, const char *variable, const ndrsim_factor *factor) {
  char text[NDRSIM_CHART_LINE];
  if (strcmp(factor->unit, "1") == 0)
    snprintf(text, sizeof text, "%.120s", factor->path);
  else
    snprintf(text, sizeof text, "%.120s [%.60s]", factor->path, factor->unit);
  ndrsim_gnuplot_text(work->plot, variable, text);
}

typedef struct grid {
  double mean[NDRSIM_TWO_WAY_LEVELS][NDRSIM_TWO_WAY_LEVELS];
  double middle, most; /* and the largest difference from it */
  bool known;
} grid;

static ndrsim_status read_grid(const ndrsim_sensitivity *self, grid *out) {
  enum { MIDDLE = NDRSIM_TWO_WAY_LEVELS / 2 };
  *out = (grid){.known = true};
  for (int a = 0; a < NDRSIM_TWO_WAY_LEVELS; a++) {
    for (int b = 0; b < NDRSIM_TWO_WAY_LEVELS; b++) {
      ndrsim_estimate estimate;
      ndrsim_status status = ndrsim_sensitivity_cell(self, 0, a, b, &estimate);
      if (status != NDRSIM_OK) return status;
      out->mean[a][b] = estimate.mean;
      out->known = out->known && estimate.valid;
    }
  }
  out->middle = out->mean[MIDDLE][MIDDLE];
  for (int k = 0; k < NDRSIM_TWO_WAY_LEVELS * NDRSIM_TWO_WAY_LEVELS; k++) {
    double apart = out->mean[k / NDRSIM_TWO_WAY_LEVELS][k % NDRSIM_TWO_WAY_LEVELS] - out->middle;
    out->most = fmax(out->most, fabs(apart));
  }
  return NDRSIM_OK;
}

static void put_grid(ndrsim_chart_work *work, const ndrsim_sensitivity *self, const grid *from) {
  const ndrsim_outcome *of = &self->outcome[0];
  ndrsim_chart_money money = {.divisor = 1, .decimals = of->decimals, .letter = ""};
  bool paid = is_money(of, work->results->model);
  if (paid) ndrsim_chart_money_init(&money, work->results, fabs(from->middle) + from->most);
  ndrsim_gnuplot_begin(work->plot, "grid"); /* x  y  difference from the middle  "mean" */
  for (int a = 0; a < NDRSIM_TWO_WAY_LEVELS; a++) {
    for (int b = 0; b < NDRSIM_TWO_WAY_LEVELS; b++) {
      char text[64];
      if (paid)
        ndrsim_chart_money_text(&money, from->mean[a][b], text, sizeof text);
      else
        snprintf(text, sizeof text, "%.*f%s", of->decimals, from->mean[a][b],
                 of->unit[0] == '%' ? "%" : "");
      fprintf(work->plot->script, "%d %d %.6f \"%s\"\n", a + 1, b + 1,
              (from->mean[a][b] - from->middle) / money.divisor, text);
    }
  }
  ndrsim_gnuplot_end(work->plot);
  ndrsim_gnuplot_number(work->plot, "most", from->most > 0 ? from->most / money.divisor : 1);
}

ndrsim_status ndrsim_chart_sensitivity_two_way(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_sensitivity *self = work->study;
  char title[NDRSIM_CHART_LINE];
  grid cells;
  if ((self->methods & NDRSIM_METHOD_TWO_WAY) == 0) {
    snprintf(work->missing, sizeof work->missing, "not among --method");
    return NDRSIM_OK;
  }
  ndrsim_status status = read_grid(self, &cells);
  if (status != NDRSIM_OK) return no_memory(status, err);
  if (!cells.known) {
    snprintf(work->missing, sizeof work->missing, "%.100s has no value", self->outcome[0].label);
    return NDRSIM_OK;
  }
  const ndrsim_factor *across = &self->factor[self->pair[0]], *up = &self->factor[self->pair[1]];
  snprintf(title, sizeof title, "%.60s by %.80s and %.80s", self->outcome[0].label, across->path,
           up->path);
  ndrsim_chart_frame(work, title, "means over the replicates, same random numbers in all cells",
                     "Colour: difference from the cell in the middle. All other parameters as they "
                     "are drawn.");
  put_path(work, "x_label", across);
  put_path(work, "y_label", up);
  put_levels(work, "x_level", across);
  put_levels(work, "y_level", up);
  put_grid(work, self, &cells);
  return NDRSIM_OK;
}
