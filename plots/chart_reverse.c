/* Reverse stress: the outcome against the severity, and where it crosses the threshold. */
#include <math.h>
#include "analysis/reverse.h"
#include "plots/chart.h"
#include "plots/chart_stress.h"

static const char *quantile_name(int quantile) {
  static const char *const name[] = {"P5", "P10", "P50", "P90", "P95"};
  return name[quantile];
}

static void put_curve(ndrsim_chart_work *work, const ndrsim_reverse *reverse, double *low,
                      double *high) {
  ndrsim_gnuplot_begin(work->plot, "curve"); /* severity  P10  P50  P90 */
  for (int k = 0; k < reverse->n_steps; k++) {
    const ndrsim_reverse_step *step = &reverse->step[k];
    double p10 = step->value.quantile[NDRSIM_P10], p90 = step->value.quantile[NDRSIM_P90];
    const double row[] = {step->severity, p10, step->value.quantile[NDRSIM_P50], p90};
    ndrsim_gnuplot_row(work->plot, 4, row);
    *low = fmin(*low, p10);
    *high = fmax(*high, p90);
  }
  ndrsim_gnuplot_end(work->plot);
}

ndrsim_status ndrsim_chart_stress_reverse(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_stress_charts *all = work->study;
  const ndrsim_reverse *reverse = all->reverse;
  (void)err;
  if (all->n_reverse == 0 || reverse->n_steps < 2) {
    snprintf(work->missing, sizeof work->missing, "%s",
             all->n_reverse == 0 ? "no --reverse was asked for" : "it is there without stress");
    return NDRSIM_OK;
  }
  const ndrsim_outcome *outcome = &reverse->outcome[NDRSIM_STRESS_OUTCOME];
  const ndrsim_stress *stress = reverse->request.stress;
  char title[NDRSIM_CHART_LINE], detail[NDRSIM_CHART_LINE];
  int q = reverse->request.quantile;
  double threshold = reverse->request.threshold, low = threshold, high = threshold;
  bool percent = outcome->unit[0] == '%';
  put_curve(work, reverse, &low, &high);
  double span = high - low, last = reverse->step[reverse->n_steps - 1].severity;
  ndrsim_gnuplot_begin(work->plot, "found"); /* severity  value  "label" */
  if (reverse->state == NDRSIM_REVERSE_FOUND)
    fprintf(work->plot->script, "%.6f %.6f \"severity %.3f\"\n", reverse->severity, threshold,
            reverse->severity);
  else
    fputs("NaN NaN \"\"\n", work->plot->script);
  ndrsim_gnuplot_end(work->plot);
  /* gnuplot 5.4 dies of labels of which none is on the chart */
  ndrsim_gnuplot_number(work->plot, "labelled", reverse->state == NDRSIM_REVERSE_FOUND);
  ndrsim_gnuplot_number(work->plot, "threshold", threshold);
  ndrsim_gnuplot_number(work->plot, "looks_at", q == NDRSIM_P10 ? 2 : q == NDRSIM_P90 ? 4 : 3);
  ndrsim_gnuplot_text(work->plot, "looks_at_name", quantile_name(q));
  ndrsim_chart_axis(work, "x", 0, last * 1.02);
  ndrsim_chart_axis(work, "y", low - 0.05 * span, high + 0.05 * span);
  snprintf(detail, sizeof detail, "%s [%s]", outcome->label, percent ? "%" : outcome->unit);
  ndrsim_gnuplot_text(work->plot, "y_label", detail);
  snprintf(detail, sizeof detail, "Severity of \"%s\" [1 = as described]", stress->title);
  ndrsim_gnuplot_text(work->plot, "x_label", detail);
  if (reverse->state == NDRSIM_REVERSE_FOUND)
    snprintf(title, sizeof title, "%s: the %s comes %s %.6g%s at severity %.3f", stress->title,
             quantile_name(q), outcome->better == NDRSIM_BETTER_LOWER ? "above" : "below",
             threshold, percent ? "%" : "", reverse->severity);
  else
    snprintf(title, sizeof title, "%s: %.6g%s is not reached", stress->title, threshold,
             percent ? "%" : "");
  ndrsim_stress_words(stress, work->results->model, reverse->severity, detail, sizeof detail);
  ndrsim_chart_frame(work, title, detail,
                     "Points: severities that were run, all on the same random numbers. Band: P10 "
                     "to P90 over replicates.");
  return NDRSIM_OK;
}
