/* A search: the objective around the optimum, and the way there. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/optimise.h"
#include "plots/chart.h"

#define PANELS 3 /* parameters that have room beside each other */

static ndrsim_status no_memory(ndrsim_status status, ndrsim_error *err) {
  return status == NDRSIM_OK
             ? status
             : ndrsim_error_set(err, status, "no memory for the chart of the search");
}

static const ndrsim_outcome *objective(const ndrsim_optimise *of) {
  return &of->outcome[of->goal.outcome];
}

static void label_of(const ndrsim_optimise *of, const char *unit, char out[NDRSIM_CHART_LINE]) {
  bool mean = of->goal.statistic == NDRSIM_STATISTIC_MEAN;
  snprintf(out, NDRSIM_CHART_LINE, "%.120s, %s%s [%.80s]", objective(of)->label,
           mean ? "mean" : "P", mean ? "" : ndrsim_statistic_name(of->goal.statistic) + 1, unit);
}

static void put_title(ndrsim_chart_work *work, const ndrsim_optimise *of, const char *remark) {
  char title[NDRSIM_CHART_LINE], what[160] = "", detail[NDRSIM_CHART_LINE];
  size_t used = 0;
  for (int k = 0; k < of->n_vary && of->n_vary <= 2 && used < sizeof what; k++) {
    int more = snprintf(what + used, sizeof what - used, "%s%.32s %.6g", k > 0 ? ", " : "",
                        of->vary[k].path, ndrsim_optimise_best(of, k));
    if (more > 0) used += (size_t)more;
  }
  if (of->n_vary <= 2)
    snprintf(title, sizeof title, "%.80s: best at %s", objective(of)->label, what);
  else
    snprintf(title, sizeof title, "%.80s: best setting of %d parameters", objective(of)->label,
             of->n_vary);
  snprintf(detail, sizeof detail, "%d settings tried%s", of->n_evaluations,
           of->feasible ? "" : ", none meets all constraints");
  ndrsim_chart_frame(work, title, detail, remark);
}

/* --- profiles --------------------------------------------------------------------------------- */

typedef struct place {
  double x, value, se;
} place;

static int by_x(const void *a, const void *b) {
  double p = ((const place *)a)->x, q = ((const place *)b)->x;
  return p < q ? -1 : p > q;
}

/* The profile of parameter k, the optimum within. */
static ndrsim_status read_profile(const ndrsim_optimise *of, int k, place *out, int *n) {
  ndrsim_status status = NDRSIM_OK;
  *n = 0;
  for (int p = 0; p < of->n_points && status == NDRSIM_OK; p++) {
    if (p != NDRSIM_FRESH_BEST && of->point[p].vary != k) continue;
    place *one = &out[(*n)++];
    one->x = p == NDRSIM_FRESH_BEST ? ndrsim_optimise_best(of, k) : of->point[p].x;
    status = ndrsim_optimise_fresh(of, p, of->goal, &one->value, &one->se);
    if (!isfinite(one->se)) one->se = 0;
  }
  qsort(out, (size_t)*n, sizeof *out, by_x);
  return status;
}

static void put_profiles(ndrsim_chart_work *work,
                         const place profile[][2 * NDRSIM_OPTIMISE_SIDE + 1], const int *n,
                         int panels, double divisor) {
  ndrsim_gnuplot_begin(work->plot, "profile");
  for (int k = 0; k < panels; k++) {
    if (k > 0) fputs("\n\n", work->plot->script);
    for (int p = 0; p < n[k]; p++) {
      double row[] = {profile[k][p].x, profile[k][p].value / divisor, profile[k][p].se / divisor};
      ndrsim_gnuplot_row(work->plot, 3, row);
    }
  }
  ndrsim_gnuplot_end(work->plot);
}

static void put_number(ndrsim_chart_work *work, const char *what, int k, double value) {
  char name[24];
  snprintf(name, sizeof name, "%s_%d", what, k + 1);
  ndrsim_gnuplot_number(work->plot, name, value);
}

/* Labels are the user's: in an array. */
static void put_panels(ndrsim_chart_work *work, const ndrsim_optimise *of, int panels) {
  ndrsim_gnuplot_number(work->plot, "panels", panels);
  ndrsim_gnuplot_array(work->plot, "panel_label", panels);
  for (int k = 0; k < panels; k++) {
    const ndrsim_vary *vary = &of->vary[k];
    char label[NDRSIM_CHART_LINE];
    double side = 0.04 * (vary->high - vary->low);
    bool inside = vary->now >= vary->low && vary->now <= vary->high;
    snprintf(label, sizeof label, "%.120s%s%s%s", vary->path, vary->unit[0] != '\0' ? " [" : "",
             vary->unit, vary->unit[0] != '\0' ? "]" : "");
    ndrsim_gnuplot_item(work->plot, "panel_label", k + 1, label);
    put_number(work, "x_low", k, vary->low - side);
    put_number(work, "x_high", k, vary->high + side);
    put_number(work, "best", k, ndrsim_optimise_best(of, k));
    put_number(work, "now", k, inside ? vary->now : 0);
    put_number(work, "now_inside", k, inside);
  }
}

ndrsim_status ndrsim_chart_optimise_profile(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_optimise *of = work->study;
  enum { MOST = 2 * NDRSIM_OPTIMISE_SIDE + 1 };
  place profile[PANELS][MOST];
  int n[PANELS] = {0}, panels = of->n_vary < PANELS ? of->n_vary : PANELS;
  double low = INFINITY, high = -INFINITY, now = NAN, best = NAN;
  ndrsim_status status = ndrsim_optimise_fresh(of, NDRSIM_FRESH_NOW, of->goal, &now, NULL);
  if (status == NDRSIM_OK)
    status = ndrsim_optimise_fresh(of, NDRSIM_FRESH_BEST, of->goal, &best, NULL);
  for (int k = 0; k < panels && status == NDRSIM_OK; k++) {
    status = read_profile(of, k, profile[k], &n[k]);
    for (int p = 0; p < n[k] && status == NDRSIM_OK; p++) {
      low = fmin(low, profile[k][p].value - profile[k][p].se);
      high = fmax(high, profile[k][p].value + profile[k][p].se);
    }
  }
  if (status != NDRSIM_OK) return no_memory(status, err);
  if (!(high >= low)) {
    snprintf(work->missing, sizeof work->missing, "the objective has no value");
    return NDRSIM_OK;
  }
  low = fmin(low, now);
  high = fmax(high, now);
  double room = fmax(0.06 * (high - low), 1e-9 * fabs(high));
  char label[NDRSIM_CHART_LINE], unit[96];
  double divisor = ndrsim_chart_scale(work, objective(of)->unit, fmax(fabs(low), fabs(high)), unit);
  put_title(work, of,
            "On fresh replicates, the other parameters at the optimum; bars: one standard error of "
            "the value. Dotted: within 1% of the optimum. Dashed: now, with all its values.");
  label_of(of, unit, label);
  ndrsim_gnuplot_text(work->plot, "y_label", label);
  ndrsim_chart_axis(work, "y", (low - room) / divisor, (high + room) / divisor);
  ndrsim_gnuplot_number(work->plot, "now_value", now / divisor);
  ndrsim_gnuplot_number(work->plot, "best_value", best / divisor);
  ndrsim_gnuplot_number(work->plot, "near_value", (best - of->sign * 0.01 * fabs(best)) / divisor);
  put_panels(work, of, panels);
  put_profiles(work, profile, n, panels, divisor);
  return NDRSIM_OK;
}

/* --- the way ---------------------------------------------------------------------------------- */

ndrsim_status ndrsim_chart_optimise_path(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_optimise *of = work->study;
  char label[NDRSIM_CHART_LINE], unit[96];
  double low = of->now.objective, high = low;
  (void)err;
  for (int e = 0; e < of->n_evaluations; e++) {
    low = fmin(low, of->evaluation[e].objective);
    high = fmax(high, of->evaluation[e].objective);
  }
  double room = fmax(0.06 * (high - low), 1e-9 * fabs(high));
  double divisor = ndrsim_chart_scale(work, objective(of)->unit, fmax(fabs(low), fabs(high)), unit);
  put_title(work, of, "On the replicates of the search. Crosses: a constraint does not hold.");
  label_of(of, unit, label);
  ndrsim_gnuplot_text(work->plot, "y_label", label);
  ndrsim_gnuplot_text(work->plot, "x_label", "Evaluation [settings tried]");
  ndrsim_gnuplot_text(work->plot, "local_name", of->n_constraints > 0 ? "COBYLA" : "BOBYQA");
  ndrsim_gnuplot_number(work->plot, "global", of->global);
  ndrsim_gnuplot_number(work->plot, "evaluations", of->n_evaluations);
  ndrsim_gnuplot_number(work->plot, "now_value", of->now.objective / divisor);
  ndrsim_chart_axis(work, "x", 0.2, of->n_evaluations + 0.8);
  ndrsim_chart_axis(work, "y", (low - room) / divisor, (high + room) / divisor);
  ndrsim_gnuplot_begin(work->plot, "path"); /* evaluation  feasible  infeasible  best so far */
  int best = 0;
  for (int e = 0; e < of->n_evaluations; e++) {
    const ndrsim_evaluation *one = &of->evaluation[e];
    bool holds = one->violation <= 0;
    if (e > 0 && ndrsim_search_better(of, one, &of->evaluation[best])) best = e;
    double value = one->objective / divisor;
    double row[] = {e + 1, holds ? value : NAN, holds ? NAN : value,
                    of->evaluation[best].violation <= 0 ? of->evaluation[best].objective / divisor
                                                        : NAN};
    ndrsim_gnuplot_row(work->plot, 4, row);
  }
  ndrsim_gnuplot_end(work->plot);
  return NDRSIM_OK;
}
