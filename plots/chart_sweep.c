/* A sweep: the objective over one parameter, or over two. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/sweep.h"
#include "plots/chart.h"
#include "report/number.h"
#include "sim/text.h"

#define NUMBERED 150 /* cells with numbers in them */

/* Values of the objective on an axis. */
typedef struct scale {
  double divisor;
  int decimals;
  char unit[96];
} scale;

static void scale_init(scale *self, const ndrsim_outcome *outcome, const ndrsim_chart_work *work,
                       double highest) {
  *self = (scale){.decimals = outcome->decimals};
  self->divisor = ndrsim_chart_scale(work, outcome->unit, highest, self->unit);
  if (self->divisor == 1) return;
  double shown = highest / self->divisor;
  self->decimals = shown < 10 ? 2 : shown < 100 ? 1 : 0;
}

/* Points of per cents are not per cents. */
static const char *gap_unit(const scale *self) {
  return self->unit[0] == '%' ? "points" : self->unit;
}

static ndrsim_status no_memory(ndrsim_status status, ndrsim_error *err) {
  return status == NDRSIM_OK
             ? status
             : ndrsim_error_set(err, status, "no memory for the chart of the sweep");
}

static void put_title(ndrsim_chart_work *work, const ndrsim_sweep *sweep, const char *remark) {
  char title[NDRSIM_CHART_LINE], what[160], detail[NDRSIM_CHART_LINE];
  int best = sweep->choice.best;
  size_t used = 0;
  what[0] = '\0';
  for (int k = 0; k < sweep->n_vary && best >= 0; k++) {
    int more = snprintf(what + used, sizeof what - used, "%s%.40s %.24s", k > 0 ? ", " : "",
                        sweep->vary[k].path, ndrsim_sweep_text(sweep, best, k));
    if (more > 0) used += (size_t)more;
    if (used >= sizeof what) break;
  }
  snprintf(title, sizeof title, "%.80s: best at %s%s", sweep->outcome[0].label, what,
           best == sweep->now ? ", as it is now" : "");
  snprintf(detail, sizeof detail, "%d points on the same random numbers", sweep->n_models);
  ndrsim_chart_frame(work, title, detail, remark);
}

/* --- one parameter ---------------------------------------------------------------------------- */

typedef struct point {
  double x;
  int model;
  ndrsim_estimate own, gap; /* objective; paired difference from the current setting */
} point;

static int by_x(const void *a, const void *b) {
  const point *p = a, *q = b;
  if (p->x != q->x) return p->x < q->x ? -1 : 1;
  return p->model - q->model;
}

/* The models that have a place on the axis; with words all of them, side by side. */
static ndrsim_status read_points(const ndrsim_sweep *sweep, bool words, point *out, int *n) {
  ndrsim_status status = NDRSIM_OK;
  *n = 0;
  for (int m = 0; m < sweep->n_models && status == NDRSIM_OK; m++) {
    double x = words ? m + 1 : ndrsim_sweep_value(sweep, m, 0);
    if (!isfinite(x) || isnan(sweep->choice.option[m].mean)) continue;
    point *one = &out[(*n)++];
    one->x = x;
    one->model = m;
    status = ndrsim_study_estimate(&sweep->study, m, 0, &one->own);
    if (status == NDRSIM_OK)
      status = ndrsim_study_difference(&sweep->study, m, sweep->now, 0, &one->gap);
  }
  qsort(out, (size_t)*n, sizeof *out, by_x);
  return status;
}

/* x  mean  P10  P90  difference  2 SE, all divided. */
static void put_points(ndrsim_chart_work *work, const char *name, const point *from, int n,
                       int only, double divisor) {
  ndrsim_gnuplot_begin(work->plot, name);
  for (int k = 0; k < n; k++) {
    const point *p = &from[k];
    if (only >= 0 && p->model != only) continue;
    double gap = p->gap.valid ? p->gap.mean : 0, se = isfinite(p->gap.se) ? p->gap.se : 0;
    double row[] = {p->x,
                    p->own.mean / divisor,
                    p->own.quantile[NDRSIM_P10] / divisor,
                    p->own.quantile[NDRSIM_P90] / divisor,
                    gap / divisor,
                    2 * se / divisor};
    ndrsim_gnuplot_row(work->plot, 6, row);
  }
  ndrsim_gnuplot_end(work->plot);
}

static void put_line_axes(ndrsim_chart_work *work, const ndrsim_sweep *sweep, const point *p, int n,
                          const scale *by, bool words) {
  double low = INFINITY, high = -INFINITY, gap_low = 0, gap_high = 0;
  char label[NDRSIM_CHART_LINE];
  for (int k = 0; k < n; k++) {
    double se = isfinite(p[k].gap.se) ? 2 * p[k].gap.se : 0;
    double gap = p[k].gap.valid ? p[k].gap.mean : 0;
    low = fmin(low, p[k].own.quantile[NDRSIM_P10]);
    high = fmax(high, p[k].own.quantile[NDRSIM_P90]);
    gap_low = fmin(gap_low, gap - se);
    gap_high = fmax(gap_high, gap + se);
  }
  double room = fmax(0.06 * (high - low), 1e-9 * fabs(high));
  double gap_room = fmax(0.06 * (gap_high - gap_low), 1e-9 * fabs(high));
  double first = p[0].x, last = p[n - 1].x, side = words ? 0.6 : 0.03 * (last - first);
  if (!(side > 0)) side = 0.5;
  ndrsim_chart_axis(work, "y", (low - room) / by->divisor, (high + room) / by->divisor);
  ndrsim_chart_axis(work, "gap", (gap_low - gap_room) / by->divisor,
                    (gap_high + gap_room) / by->divisor);
  ndrsim_chart_axis(work, "x", first - side, last + side);
  snprintf(label, sizeof label, "%.120s%s%s%s", sweep->vary[0].path,
           sweep->vary[0].unit[0] != '\0' ? " [" : "", sweep->vary[0].unit,
           sweep->vary[0].unit[0] != '\0' ? "]" : "");
  ndrsim_gnuplot_text(work->plot, "x_label", label);
  snprintf(label, sizeof label, "%.150s [%s]", sweep->outcome[0].label, by->unit);
  ndrsim_gnuplot_text(work->plot, "y_label", label);
  snprintf(label, sizeof label, "Difference from now [%s]", gap_unit(by));
  ndrsim_gnuplot_text(work->plot, "gap_label", label);
}

/* A label of a tick: gnuplot takes it for a format. */
static void put_tick(ndrsim_chart_work *work, const char *array, int k, const char *text) {
  char shown[32], label[2 * sizeof shown];
  size_t n = 0;
  ndrsim_text_escape(shown, sizeof shown, text, strlen(text));
  for (const char *at = shown; *at != '\0'; at++) {
    if (*at == '%') label[n++] = '%';
    label[n++] = *at;
  }
  label[n] = '\0';
  ndrsim_gnuplot_item(work->plot, array, k, label);
}

/* Words are the user's: in an array, never in a datablock. */
static void put_words(ndrsim_chart_work *work, const ndrsim_sweep *sweep, bool words) {
  ndrsim_gnuplot_number(work->plot, "words", words ? sweep->n_models : 0);
  ndrsim_gnuplot_array(work->plot, "word", words ? sweep->n_models : 1);
  for (int m = 0; words && m < sweep->n_models; m++) {
    put_tick(work, "word", m + 1, ndrsim_sweep_text(sweep, m, 0));
  }
}

ndrsim_status ndrsim_chart_sweep_line(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_sweep *sweep = work->study;
  double low, high;
  int n;
  if (sweep->n_vary != 1) {
    snprintf(work->missing, sizeof work->missing, "%d parameters are varied, a line shows one",
             sweep->n_vary);
    return NDRSIM_OK;
  }
  bool words = !ndrsim_sweep_span(sweep, 0, &low, &high);
  point *p = calloc((size_t)sweep->n_models, sizeof *p);
  ndrsim_status status = p == NULL ? NDRSIM_MEMORY : read_points(sweep, words, p, &n);
  if (status == NDRSIM_OK && n == 0) {
    snprintf(work->missing, sizeof work->missing, "the objective has no value");
  } else if (status == NDRSIM_OK) {
    scale by;
    double highest = 0;
    for (int k = 0; k < n; k++) {
      highest = fmax(highest, fabs(p[k].own.quantile[NDRSIM_P90]));
    }
    scale_init(&by, &sweep->outcome[0], work, highest);
    put_title(work, sweep,
              "Left: mean, and P10 to P90 of the replicates. Right: the same futures point by "
              "point less the current setting, with two standard errors to each side.");
    put_line_axes(work, sweep, p, n, &by, words);
    put_words(work, sweep, words);
    put_points(work, "points", p, n, -1, by.divisor);
    put_points(work, "now", p, n, sweep->now, by.divisor);
    put_points(work, "best", p, n, sweep->choice.best, by.divisor);
  }
  free(p);
  return no_memory(status, err);
}

/* --- two parameters --------------------------------------------------------------------------- */

typedef struct map {
  const ndrsim_sweep *sweep;
  bool grid; /* cells beside each other; else points at their values */
  scale by;
  double most; /* largest difference to either side */
} map;

/* Where a value of parameter `k` stands: its place in the list, or between two of them. */
static double place_of(const map *self, int model, int k) {
  const ndrsim_sweep *sweep = self->sweep;
  const ndrsim_vary *vary = &sweep->vary[k];
  double value = ndrsim_sweep_value(sweep, model, k);
  if (!self->grid) return value;
  const char *text = ndrsim_sweep_text(sweep, model, k);
  for (int v = 0; v < vary->n; v++) {
    if (strcmp(vary->text[v], text) == 0 || vary->value[v] == value) return v + 1;
  }
  for (int v = 0; v + 1 < vary->n; v++) {
    double a = vary->value[v], b = vary->value[v + 1];
    if ((a < value && value < b) || (b < value && value < a)) return v + 1 + (value - a) / (b - a);
  }
  return NAN;
}

/* x  y  difference  "mean" */
static ndrsim_status put_cells(ndrsim_chart_work *work, map *self) {
  const ndrsim_sweep *sweep = self->sweep;
  ndrsim_status status = NDRSIM_OK;
  ndrsim_gnuplot_begin(work->plot, "cells");
  for (int m = 0; m < sweep->n_points && status == NDRSIM_OK; m++) {
    ndrsim_estimate gap;
    char text[NDRSIM_NUMBER_SIZE];
    double mean = sweep->choice.option[m].mean;
    status = ndrsim_study_difference(&sweep->study, m, sweep->now, 0, &gap);
    if (!isfinite(mean) || !gap.valid) continue;
    self->most = fmax(self->most, fabs(gap.mean) / self->by.divisor);
    ndrsim_number_grouped(mean / self->by.divisor, self->by.decimals, text, sizeof text);
    fprintf(work->plot->script, "%.9g %.9g %.9g \"%s\"\n", place_of(self, m, 0),
            place_of(self, m, 1), gap.mean / self->by.divisor, text);
  }
  ndrsim_gnuplot_end(work->plot);
  return status;
}

static void put_mark(ndrsim_chart_work *work, const map *self, const char *name, int model) {
  ndrsim_gnuplot_begin(work->plot, name);
  double row[] = {place_of(self, model, 0), place_of(self, model, 1)};
  ndrsim_gnuplot_row(work->plot, 2, row);
  ndrsim_gnuplot_end(work->plot);
}

/* The border of its cell, a little inside. */
static void put_frame(ndrsim_chart_work *work, const map *self, const char *name, int model,
                      double half) {
  static const double corner[][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}, {-1, -1}};
  ndrsim_gnuplot_begin(work->plot, name);
  for (int k = 0; k < 5; k++) {
    double row[] = {place_of(self, model, 0) + half * corner[k][0],
                    place_of(self, model, 1) + half * corner[k][1]};
    ndrsim_gnuplot_row(work->plot, 2, row);
  }
  ndrsim_gnuplot_end(work->plot);
}

static void put_map_axis(ndrsim_chart_work *work, const map *self, int k) {
  const ndrsim_vary *vary = &self->sweep->vary[k];
  const char *axis = k == 0 ? "x" : "y";
  char name[16], label[NDRSIM_CHART_LINE];
  double low = 0, high = 0;
  snprintf(label, sizeof label, "%.120s%s%s%s", vary->path, vary->unit[0] != '\0' ? " [" : "",
           vary->unit, vary->unit[0] != '\0' ? "]" : "");
  snprintf(name, sizeof name, "%s_label", axis);
  ndrsim_gnuplot_text(work->plot, name, label);
  ndrsim_sweep_span(self->sweep, k, &low, &high);
  if (self->grid)
    ndrsim_chart_axis(work, axis, 0.5, vary->n + 0.5);
  else
    ndrsim_chart_axis(work, axis, low - 0.05 * (high - low), high + 0.05 * (high - low));
  snprintf(name, sizeof name, "%s_words", axis);
  int n = self->grid ? vary->n : 0, stride = (n + 19) / 20;
  ndrsim_gnuplot_number(work->plot, name, n);
  snprintf(name, sizeof name, "%s_stride", axis);
  ndrsim_gnuplot_number(work->plot, name, stride > 0 ? stride : 1);
  snprintf(name, sizeof name, "%s_word", axis);
  ndrsim_gnuplot_array(work->plot, name, n > 0 ? n : 1);
  for (int v = 0; v < n; v++) {
    put_tick(work, name, v + 1, vary->text[v]);
  }
}

ndrsim_status ndrsim_chart_sweep_heatmap(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_sweep *sweep = work->study;
  map self = {.sweep = sweep, .grid = sweep->hypercube == 0};
  if (sweep->n_vary != 2) {
    snprintf(work->missing, sizeof work->missing, "%d parameter%s varied, a map shows two",
             sweep->n_vary, sweep->n_vary == 1 ? " is" : "s are");
    return NDRSIM_OK;
  }
  if (sweep->choice.best < 0) {
    snprintf(work->missing, sizeof work->missing, "the objective has no value");
    return NDRSIM_OK;
  }
  double highest = 0;
  for (int m = 0; m < sweep->n_models; m++) {
    if (isfinite(sweep->choice.option[m].mean))
      highest = fmax(highest, fabs(sweep->choice.option[m].mean));
  }
  scale_init(&self.by, &sweep->outcome[0], work, highest);
  bool placed =
      isfinite(place_of(&self, sweep->now, 0)) && isfinite(place_of(&self, sweep->now, 1));
  bool on = self.grid && sweep->now < sweep->n_points;
  char remark[NDRSIM_CHART_LINE], label[NDRSIM_CHART_LINE];
  snprintf(remark, sizeof remark,
           "Colour: paired difference from the current setting (%s). %s%s%sBest: the %s.",
           on       ? "the dashed frame"
           : placed ? "the cross"
                    : "outside of this map",
           self.grid ? "Numbers: means in " : "", self.grid ? self.by.unit : "",
           self.grid ? ". " : "", self.grid ? "thick frame" : "ring");
  put_title(work, sweep, remark);
  put_map_axis(work, &self, 0);
  put_map_axis(work, &self, 1);
  ndrsim_status status = put_cells(work, &self);
  snprintf(label, sizeof label, "Difference from now [%s]", gap_unit(&self.by));
  ndrsim_gnuplot_text(work->plot, "cb_label", label);
  ndrsim_gnuplot_number(work->plot, "most", self.most > 0 ? self.most : 1);
  ndrsim_gnuplot_number(work->plot, "grid", self.grid);
  ndrsim_gnuplot_number(work->plot, "cells", sweep->n_points);
  ndrsim_gnuplot_number(work->plot, "numbered", sweep->n_points <= NUMBERED);
  ndrsim_gnuplot_number(work->plot, "now_on", on);
  put_mark(work, &self, "now", sweep->now);
  put_mark(work, &self, "best", sweep->choice.best);
  put_frame(work, &self, "now_frame", sweep->now, 0.40);
  put_frame(work, &self, "best_frame", sweep->choice.best, 0.45);
  return no_memory(status, err);
}
