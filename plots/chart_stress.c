/* Stresses: what each costs and in which engine, and what NDR is made of without and with the
 * worst. */
#include <math.h>
#include <string.h>
#include "analysis/stress.h"
#include "plots/chart.h"

enum { BARS = 14, COLUMNS = 6, TOTAL = NDRSIM_FLOWS, COLOURS = NDRSIM_FLOWS + 1 };

/* The cases to be shown, worst first. */
static int shown(const ndrsim_stress_study *study, const ndrsim_stress_case **out, int most) {
  int n = 0;
  for (int k = 0; k < study->n && n < most; k++) {
    const ndrsim_stress_case *entry = &study->entry[k];
    if (entry->run < 0 || (entry->loss.mean == 0 && !(entry->loss.se > 0))) continue;
    out[n++] = entry; /* what costs profit alone is no bar here */
  }
  return n;
}

static const char *title_of(const ndrsim_stress_case *entry) {
  return entry->stress != NULL ? entry->stress->title : "All together";
}

static bool by_cause(const ndrsim_stress_study *study) {
  return study->outcome[NDRSIM_STRESS_OUTCOME].kind == NDRSIM_OUTCOME_NDR &&
         isfinite(ndrsim_stress_part(study, 0, 0));
}

/* colour of each part, and which of them are somewhere */
static void put_colours(ndrsim_chart_work *work, const bool *used) {
  ndrsim_gnuplot_array(work->plot, "part_color", COLOURS);
  ndrsim_gnuplot_array(work->plot, "part_name", COLOURS);
  ndrsim_gnuplot_array(work->plot, "part_used", COLOURS);
  for (int c = 0; c < COLOURS; c++) {
    char color[48];
    snprintf(color, sizeof color, "color_%s", c == TOTAL ? "total" : ndrsim_driver_name(c));
    ndrsim_gnuplot_item(work->plot, "part_color", c + 1, color);
    ndrsim_gnuplot_item(work->plot, "part_name", c + 1,
                        c == TOTAL ? "all of it" : ndrsim_driver_label(c));
    ndrsim_gnuplot_item(work->plot, "part_used", c + 1, used[c] ? "1" : "0");
  }
}

typedef struct extent {
  double low, high;
} extent;

/* Parts on both sides of a level: low high part, in rows that begin with `head`. */
static void put_parts(ndrsim_chart_work *work, double at, double level, const double *part, int n,
                      extent *reach, bool *used) {
  double up = level, down = level;
  for (int c = 0; c < n; c++) {
    if (!isfinite(part[c]) || part[c] == 0) continue;
    double *side = part[c] > 0 ? &up : &down, next = *side + part[c];
    if (fabs(part[c]) >= 0.05) used[c] = true;
    fprintf(work->plot->script, "%.6f %.6f %.6f %d\n", at, fmin(*side, next), fmax(*side, next), c);
    *side = next;
  }
  reach->low = fmin(reach->low, down);
  reach->high = fmax(reach->high, up);
}

static void put_rank_parts(ndrsim_chart_work *work, const ndrsim_stress_study *study,
                           const ndrsim_stress_case *const *entry, int n, extent *reach,
                           bool *used) {
  bool split = by_cause(study);
  ndrsim_gnuplot_begin(work->plot, "parts"); /* row  low  high  part */
  for (int k = 0; k < n; k++) {
    double lost[COLOURS] = {0};
    if (!split) lost[TOTAL] = entry[k]->loss.mean;
    for (int c = 0; c < NDRSIM_FLOWS && split; c++) {
      lost[c] = ndrsim_stress_part(study, 0, c) - ndrsim_stress_part(study, entry[k]->run, c);
    }
    put_parts(work, n - k, 0, lost, COLOURS, reach, used);
  }
  ndrsim_gnuplot_end(work->plot);
}

ndrsim_status ndrsim_chart_stress_rank(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_stress_study *study = work->study;
  const ndrsim_outcome *outcome = &study->outcome[NDRSIM_STRESS_OUTCOME];
  const ndrsim_stress_case *entry[BARS];
  extent reach = {0, 0};
  bool used[COLOURS] = {false}, percent = outcome->unit[0] == '%';
  bool lower = outcome->better == NDRSIM_BETTER_LOWER;
  char title[NDRSIM_CHART_LINE], detail[NDRSIM_CHART_LINE];
  (void)err;
  int n = shown(study, entry, BARS);
  if (n == 0) {
    snprintf(work->missing, sizeof work->missing, "no stress has an effect");
    return NDRSIM_OK;
  }
  put_rank_parts(work, study, entry, n, &reach, used);
  put_colours(work, used);
  double span = reach.high - reach.low;
  ndrsim_gnuplot_begin(work->plot, "total"); /* row  loss  two standard errors  "label"  label_at */
  for (int k = 0; k < n; k++) {
    double loss = entry[k]->loss.mean, most = 0;
    double error = isfinite(entry[k]->loss.se) ? 2 * entry[k]->loss.se : 0;
    for (int c = 0; c < NDRSIM_FLOWS && by_cause(study); c++) {
      most +=
          fmax(0, ndrsim_stress_part(study, 0, c) - ndrsim_stress_part(study, entry[k]->run, c));
    }
    ndrsim_estimate after = *ndrsim_stress_value(study, entry[k]->run, NDRSIM_STRESS_OUTCOME);
    fprintf(work->plot->script,
            percent ? "%d %.6f %.6f \"%+.1f to %.1f%%\" %.6f\n"
                    : "%d %.6f %.6f \"%+.0f to %.0f\" %.6f\n",
            n - k, loss, error,
            loss == 0 ? 0
            : lower   ? loss
                      : -loss,
            after.quantile[NDRSIM_P50], fmax(most, loss + error) + 0.012 * span);
  }
  ndrsim_gnuplot_end(work->plot);
  ndrsim_gnuplot_number(work->plot, "rows", n);
  ndrsim_gnuplot_array(work->plot, "row_name", n);
  for (int k = 0; k < n; k++) {
    ndrsim_gnuplot_item(work->plot, "row_name", n - k, title_of(entry[k]));
  }
  ndrsim_chart_axis(work, "x", reach.low - 0.02 * span, reach.high + 0.20 * span);
  snprintf(detail, sizeof detail, "%s %s [%s], mean", outcome->label, lower ? "added" : "lost",
           percent ? "points" : outcome->unit);
  ndrsim_gnuplot_text(work->plot, "x_label", detail);
  ndrsim_estimate before = *ndrsim_stress_value(study, 0, NDRSIM_STRESS_OUTCOME);
  snprintf(title, sizeof title, "What hurts most: %s",
           title_of(entry[entry[0]->stress == NULL && n > 1]));
  snprintf(detail, sizeof detail,
           percent ? "%s is %.1f%% (P50) without stress" : "%s is %.0f (P50) without stress",
           outcome->label, before.quantile[NDRSIM_P50]);
  ndrsim_chart_frame(work, title, detail,
                     "Mean change over the same futures without and with the stress, by cause; "
                     "whisker: two standard errors. On the right: the change, and the P50 that is "
                     "left.");
  return NDRSIM_OK;
}

/* --- composition ------------------------------------------------------------------------------ */

static void put_column(ndrsim_chart_work *work, const ndrsim_stress_study *study, int run, int at,
                       extent *reach, bool *used) {
  double part[NDRSIM_FLOWS];
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    part[c] = ndrsim_stress_part(study, run, c);
  }
  put_parts(work, at, 100, part, NDRSIM_FLOWS, reach, used);
}

ndrsim_status ndrsim_chart_stress_composition(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_stress_study *study = work->study;
  const ndrsim_stress_case *entry[COLUMNS];
  extent reach = {100, 100};
  bool used[COLOURS] = {false};
  int run[COLUMNS + 1] = {0}, n = shown(study, entry, COLUMNS - 1);
  double top[COLUMNS + 1] = {0};
  char title[NDRSIM_CHART_LINE], detail[NDRSIM_CHART_LINE];
  (void)err;
  if (n == 0 || !isfinite(ndrsim_stress_part(study, 0, 0))) {
    snprintf(work->missing, sizeof work->missing, "%s",
             n == 0 ? "no stress has an effect" : "NDR has no bridge at this month");
    return NDRSIM_OK;
  }
  ndrsim_gnuplot_begin(work->plot, "parts"); /* column  low  high  part */
  for (int k = 0; k <= n; k++) {
    run[k] = k == 0 ? 0 : entry[k - 1]->run;
    extent own = {100, 100};
    put_column(work, study, run[k], k, &own, used);
    reach.low = fmin(reach.low, own.low);
    reach.high = fmax(reach.high, own.high);
    top[k] = own.high;
  }
  ndrsim_gnuplot_end(work->plot);
  put_colours(work, used);
  double span = reach.high - reach.low;
  ndrsim_estimate ndr[COLUMNS + 1] = {{0}};
  ndrsim_gnuplot_begin(work->plot, "total"); /* column  mean  P10  P90  "label"  label_at */
  for (int k = 0; k <= n; k++) {
    ndr[k] = *ndrsim_stress_value(study, run[k], NDRSIM_STRESS_NDR);
    fprintf(work->plot->script, "%d %.6f %.6f %.6f \"%.1f%%\" %.6f\n", k, ndr[k].mean,
            ndr[k].quantile[NDRSIM_P10], ndr[k].quantile[NDRSIM_P90], ndr[k].mean,
            fmax(ndr[k].quantile[NDRSIM_P90], top[k]) + 0.035 * span);
    reach.low = fmin(reach.low, ndr[k].quantile[NDRSIM_P10]);
    reach.high = fmax(reach.high, ndr[k].quantile[NDRSIM_P90]);
  }
  ndrsim_gnuplot_end(work->plot);
  ndrsim_gnuplot_number(work->plot, "columns", n + 1);
  ndrsim_gnuplot_array(work->plot, "column_name", n + 1);
  for (int k = 0; k <= n; k++) {
    ndrsim_gnuplot_item(work->plot, "column_name", k + 1,
                        k == 0                         ? "as it is"
                        : entry[k - 1]->stress == NULL ? "all together"
                                                       : entry[k - 1]->stress->name);
  }
  ndrsim_chart_axis(work, "y", reach.low - 0.04 * span, reach.high + 0.10 * span);
  int month = study->outcome[NDRSIM_STRESS_OUTCOME].month;
  snprintf(title, sizeof title, "What NDR at %d months is made of, without and with the worst",
           month);
  snprintf(detail, sizeof detail, "NDR %.1f%% without stress, %.1f%% after \"%s\" (means)",
           ndr[0].mean, ndr[1].mean, title_of(entry[0]));
  ndrsim_chart_frame(work, title, detail,
                     "Above 100%: what customers add, by cause. Below: what they take away. Point "
                     "and whisker: NDR, mean and P10 to P90.");
  ndrsim_gnuplot_text(work->plot, "y_label", "Share of starting MRR [%], mean");
  return NDRSIM_OK;
}
