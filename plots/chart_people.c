/* Customers: tiers over time, and survival by age. */
#include <math.h>
#include <string.h>
#include "analysis/quantity.h"
#include "analysis/survival.h"
#include "plots/chart.h"

/* --- tier mix -------------------------------------------------------------------------------- */

/* Sum of a tier's counter over replicates. */
static double counter_sum(const ndrsim_results *results, int counter, int month) {
  double sum = 0;
  for (int k = 0; k < results->n; k++) {
    const int64_t *record = results->records + (size_t)k * results->layout.size;
    sum += (double)record[ndrsim_at_series(&results->layout, month, counter)];
  }
  return sum;
}

/* First counter of the tiers ("accounts_lite"; they stand next to each other), or -1. */
static int tier_counter(const ndrsim_results *results, const char *prefix) {
  char name[NDRSIM_NAME + 32];
  snprintf(name, sizeof name, "%s_%s", prefix, results->model->tier[0]);
  return ndrsim_counter_find(results->model, name);
}

/* month, then the upper edge of each tier's share [%]: one index of $mix. Months without any are
 * left out. Returns how many rows there are. */
static int put_mix(ndrsim_chart_work *work, int counter) {
  const ndrsim_results *results = work->results;
  int tiers = results->model->n_tiers, rows = 0;
  for (int month = 0; month < results->layout.months; month++) {
    double share[NDRSIM_MAX_TIERS], row[2 + NDRSIM_MAX_TIERS] = {month, 0}, sum = 0;
    for (int tier = 0; tier < tiers; tier++) {
      share[tier] = counter_sum(results, counter + tier, month);
      sum += share[tier];
    }
    if (sum <= 0) continue;
    for (int tier = 0; tier < tiers; tier++) {
      row[2 + tier] = row[1 + tier] + 100 * share[tier] / sum;
    }
    ndrsim_gnuplot_row(work->plot, 2 + tiers, row);
    rows++;
  }
  fputs("\n\n", work->plot->script);
  return rows;
}

ndrsim_status ndrsim_chart_tier_mix(ndrsim_chart_work *work, ndrsim_error *err) {
  static const char *const counter[2] = {"accounts", "mrr"};
  static const char *const label[2] = {"Share of customers [%]", "Share of MRR [%]"};
  const ndrsim_results *results = work->results;
  int tiers = results->model->n_tiers, panels = 0, most = 0;
  const char *shown[2];
  (void)err;
  ndrsim_gnuplot_begin(work->plot, "mix");
  for (int p = 0; p < 2 && tiers > 0 && results->n > 0; p++) {
    int first = tier_counter(results, counter[p]);
    int rows = first < 0 ? 0 : put_mix(work, first);
    if (rows == 0) continue;
    shown[panels++] = label[p];
    most = rows > most ? rows : most;
  }
  ndrsim_gnuplot_end(work->plot);
  if (panels == 0 || most < 2) {
    snprintf(work->missing, sizeof work->missing, "no customer is on any tier");
    return NDRSIM_OK;
  }
  ndrsim_chart_frame(work, "Tier mix over time", "all replicates together", "");
  ndrsim_chart_months(work, 0, results->layout.months - 1, 0);
  ndrsim_gnuplot_number(work->plot, "panels", panels);
  ndrsim_gnuplot_array(work->plot, "panel_label", panels);
  for (int p = 0; p < panels; p++) {
    ndrsim_gnuplot_item(work->plot, "panel_label", p + 1, shown[p]);
  }
  ndrsim_gnuplot_number(work->plot, "tiers", tiers);
  ndrsim_gnuplot_array(work->plot, "tier_label", tiers);
  for (int tier = 0; tier < tiers; tier++) {
    ndrsim_gnuplot_item(work->plot, "tier_label", tier + 1, results->model->tier[tier]);
  }
  return NDRSIM_OK;
}

/* --- survival -------------------------------------------------------------------------------- */

static void put_survival(ndrsim_chart_work *work, const ndrsim_survival *curve,
                         const ndrsim_sbg *fit) {
  ndrsim_gnuplot_begin(work->plot, "survival");
  for (int age = 0; age < curve->ages; age++) {
    double fitted = fit->valid ? 100 * ndrsim_sbg_survival(fit->a, fit->b, age) : NAN;
    double row[3] = {age, 100 * curve->mean[age], fitted};
    ndrsim_gnuplot_row(work->plot, 3, row);
  }
  ndrsim_gnuplot_end(work->plot);
  /* gnuplot has no filled steps: a month of the band is given by both of its ends, so that it is as
     flat as the mean within it */
  ndrsim_gnuplot_begin(work->plot, "band");
  for (int age = 0; age < curve->ages; age++) {
    for (int end = age; end <= age + 1 && end < curve->ages; end++) {
      double row[3] = {end, 100 * curve->low[age], 100 * curve->top[age]};
      ndrsim_gnuplot_row(work->plot, 3, row);
    }
  }
  ndrsim_gnuplot_end(work->plot);
}

static void fit_texts(const ndrsim_sbg *fit, char *legend, size_t size, char *remark,
                      size_t remark_size) {
  if (!fit->valid) {
    snprintf(legend, size, "no sBG fit");
    snprintf(remark, remark_size,
             "No sBG curve: it needs two months of history, some losses and some who stay.");
    return;
  }
  if (fit->alike) {
    snprintf(legend, size, "sBG: all alike, %.2f%% a month", 100 * fit->hazard);
  } else {
    snprintf(legend, size, "sBG: a = %.3g, b = %.3g", fit->a, fit->b);
  }
  snprintf(remark, remark_size,
           "Largest distance of the fit %.1f points, at %d months. Annual contracts end only at "
           "12, 24, 36: they make steps, the fit is smooth.",
           100 * fit->gap, fit->gap_age);
}

ndrsim_status ndrsim_chart_logo_survival(ndrsim_chart_work *work, ndrsim_error *err) {
  ndrsim_survival curve;
  ndrsim_sbg fit = {0};
  ndrsim_status status = ndrsim_survival_init(&curve, work->results, err);
  if (status != NDRSIM_OK) return status;
  if (curve.ages < 2) {
    snprintf(work->missing, sizeof work->missing, "no customer is observed for a month");
    ndrsim_survival_free(&curve);
    return NDRSIM_OK;
  }
  status = ndrsim_sbg_fit(curve.at_risk, curve.lost, curve.ages, &fit, err);
  if (status == NDRSIM_NUMERIC) {
    fit.valid = 0; /* the curve itself is as good without a fit */
  } else if (status != NDRSIM_OK) {
    ndrsim_survival_free(&curve);
    return status;
  }
  double low = 100, high = 100;
  for (int age = 0; age < curve.ages; age++) {
    low = fmin(low, 100 * fmin(curve.mean[age], isfinite(curve.low[age]) ? curve.low[age] : 1));
    high = fmax(high, 100 * fmax(curve.mean[age], isfinite(curve.top[age]) ? curve.top[age] : 1));
  }
  char legend[96], remark[NDRSIM_CHART_LINE];
  fit_texts(&fit, legend, sizeof legend, remark, sizeof remark);
  ndrsim_chart_frame(work,
                     curve.book ? "How many customers of the book stay" : "How many customers stay",
                     "net of returns", remark);
  ndrsim_gnuplot_text(work->plot, "x_label",
                      curve.book ? "Months since month 0 [months]"
                                 : "Age of the customers [months since landing]");
  ndrsim_gnuplot_text(work->plot, "y_label", "Customers kept [%]");
  ndrsim_gnuplot_text(work->plot, "fit_label", legend);
  ndrsim_gnuplot_number(work->plot, "x_high", curve.ages - 1);
  int span = curve.ages - 1;
  ndrsim_gnuplot_number(work->plot, "x_step",
                        span > 288  ? 60
                        : span > 72 ? 12
                        : span > 24 ? 6
                        : span > 6  ? 3
                                    : 1);
  double step = ndrsim_chart_axis(work, "y", 0, 100);
  ndrsim_chart_axis(work, "y", low < 50 ? 0 : fmax(0, step * floor((low - 4) / step)),
                    fmax(102, high + 2));
  put_survival(work, &curve, &fit);
  ndrsim_survival_free(&curve);
  return NDRSIM_OK;
}
