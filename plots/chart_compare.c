/* Scenarios beside each other: MRR with bands, and what NDR is made of. */
#include <math.h>
#include "analysis/compare.h"
#include "plots/chart.h"

#define BANDED 4 /* scenarios whose bands can be told apart */

static ndrsim_status no_memory(ndrsim_status status, ndrsim_error *err) {
  return status == NDRSIM_OK
             ? status
             : ndrsim_error_set(err, status, "no memory for a chart of the comparison");
}

/* Names are the user's: in an array, never in a datablock. */
static void put_names(ndrsim_chart_work *work, const ndrsim_compare *compare) {
  ndrsim_gnuplot_number(work->plot, "n", compare->n);
  ndrsim_gnuplot_array(work->plot, "name", compare->n);
  for (int s = 0; s < compare->n; s++) {
    ndrsim_gnuplot_item(work->plot, "name", s + 1, compare->label[s]);
  }
}

/* --- MRR -------------------------------------------------------------------------------------- */

static ndrsim_status put_fan(ndrsim_chart_work *work, const ndrsim_compare *compare,
                             double divisor) {
  ndrsim_status status = NDRSIM_OK;
  ndrsim_gnuplot_begin(work->plot, "fan");
  for (int month = 0; month <= compare->horizon && status == NDRSIM_OK; month++) {
    double row[1 + 3 * NDRSIM_COMPARE_MOST] = {month};
    for (int s = 0; s < compare->n && status == NDRSIM_OK; s++) {
      ndrsim_estimate estimate;
      status =
          ndrsim_study_estimate(&compare->study, s, ndrsim_compare_mrr(compare, month), &estimate);
      row[1 + 3 * s] = estimate.quantile[NDRSIM_P10] / divisor;
      row[2 + 3 * s] = estimate.quantile[NDRSIM_P50] / divisor;
      row[3 + 3 * s] = estimate.quantile[NDRSIM_P90] / divisor;
    }
    ndrsim_gnuplot_row(work->plot, 1 + 3 * compare->n, row);
  }
  ndrsim_gnuplot_end(work->plot);
  return status;
}

/* The last month's medians; those that would stand on each other are moved apart. */
static void put_marks(ndrsim_chart_work *work, const ndrsim_compare *compare,
                      const ndrsim_chart_money *money, const double *last, double high) {
  double gap = 0.042 * high, at[NDRSIM_COMPARE_MOST];
  int order[NDRSIM_COMPARE_MOST] = {0};
  for (int s = 0; s < compare->n; s++) {
    int place = s;
    for (; place > 0 && last[order[place - 1]] > last[s]; place--) {
      order[place] = order[place - 1];
    }
    order[place] = s;
  }
  for (int k = 0; k < compare->n; k++) {
    at[k] = last[order[k]];
    if (k > 0) at[k] = fmax(at[k], at[k - 1] + gap);
  }
  fputs("$marks << END_OF_DATA\n", work->plot->script);
  for (int k = 0; k < compare->n; k++) {
    char text[64];
    ndrsim_chart_money_text(money, last[order[k]], text, sizeof text);
    fprintf(work->plot->script, "%d %.9g \"%s\" %d\n", compare->horizon, at[k] / money->divisor,
            text, order[k] + 1);
  }
  ndrsim_gnuplot_end(work->plot);
}

ndrsim_status ndrsim_chart_compare_fan(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_compare *compare = work->study;
  double high = 0, last[NDRSIM_COMPARE_MOST] = {0};
  char label[NDRSIM_CHART_LINE], title[NDRSIM_CHART_LINE];
  for (int s = 0; s < compare->n; s++) {
    for (int month = 0; month <= compare->horizon; month++) {
      ndrsim_estimate estimate;
      ndrsim_status status =
          ndrsim_study_estimate(&compare->study, s, ndrsim_compare_mrr(compare, month), &estimate);
      if (status != NDRSIM_OK) return no_memory(status, err);
      high = fmax(high, estimate.quantile[s < BANDED ? NDRSIM_P90 : NDRSIM_P50]);
      last[s] = estimate.quantile[NDRSIM_P50];
    }
  }
  if (!(high > 0)) {
    snprintf(work->missing, sizeof work->missing, "no account pays in any month");
    return NDRSIM_OK;
  }
  ndrsim_chart_money money;
  ndrsim_chart_money_init(&money, work->results, high);
  snprintf(label, sizeof label, "MRR [%s]", money.unit);
  snprintf(title, sizeof title, "MRR of %d scenarios on the same random numbers", compare->n);
  ndrsim_chart_frame(work, title, "",
                     "Lines: medians. Bands: P10 to P90. Differences are more "
                     "certain than the bands suggest, because luck is shared.");
  ndrsim_gnuplot_text(work->plot, "y_label", label);
  ndrsim_chart_months(work, 0, compare->horizon, 0.09 * compare->horizon);
  ndrsim_chart_axis(work, "y", 0, 1.04 * high / money.divisor);
  ndrsim_gnuplot_number(work->plot, "banded", compare->n < BANDED ? compare->n : BANDED);
  put_names(work, compare);
  put_marks(work, compare, &money, last, high);
  return no_memory(put_fan(work, compare, money.divisor), err);
}

/* --- bridges ---------------------------------------------------------------------------------- */

typedef struct bridges {
  double part[NDRSIM_COMPARE_MOST][NDRSIM_FLOWS]; /* means [points] */
  ndrsim_estimate ndr[NDRSIM_COMPARE_MOST];
  int component[NDRSIM_FLOWS], n_components; /* those that some scenario has */
  double low, high;                          /* extremes of the levels [%] */
} bridges;

static ndrsim_status read_bridges(const ndrsim_compare *compare, int m, bridges *out) {
  *out = (bridges){.low = 100, .high = 100};
  ndrsim_status status = NDRSIM_OK;
  for (int s = 0; s < compare->n && status == NDRSIM_OK; s++) {
    double level = 100;
    for (int k = 0; k < NDRSIM_FLOWS && status == NDRSIM_OK; k++) {
      ndrsim_estimate estimate;
      status =
          ndrsim_study_estimate(&compare->study, s, ndrsim_compare_part(compare, k, m), &estimate);
      out->part[s][k] = estimate.mean;
      level += estimate.mean;
      out->low = fmin(out->low, level);
      out->high = fmax(out->high, level);
    }
    if (status == NDRSIM_OK)
      status = ndrsim_study_estimate(&compare->study, s, ndrsim_compare_main(compare, 0, m),
                                     &out->ndr[s]);
    out->high = fmax(out->high, out->ndr[s].quantile[NDRSIM_P90]);
    out->low = fmin(out->low, out->ndr[s].quantile[NDRSIM_P10]);
  }
  for (int k = 0; k < NDRSIM_FLOWS; k++) {
    bool any = false;
    for (int s = 0; s < compare->n; s++) {
      any = any || out->part[s][k] != 0;
    }
    if (any) out->component[out->n_components++] = k;
  }
  return status;
}

static double place_of(int bar, int scenario, int n, double width) {
  return bar + (scenario - 0.5 * (n - 1)) * width;
}

static void put_bar(ndrsim_chart_work *work, double at, double from, double to, bool sign,
                    double gap, int scenario, int decimals) {
  double value = sign ? to - from : to;
  char text[32] = "";
  if (fabs(value) < 0.05) value = 0; /* no "-0.0" */
  if (decimals >= 0) snprintf(text, sizeof text, sign ? "%+.*f" : "%.*f%%", decimals, value);
  fprintf(work->plot->script, "%.6f %.6f %.6f \"%s\" %.6f %d\n", at, fmin(from, to), fmax(from, to),
          text, fmax(from, to) + gap, scenario + 1);
}

static void put_bridges(ndrsim_chart_work *work, const ndrsim_compare *compare,
                        const bridges *bridge) {
  int bars = bridge->n_components + 1, n = compare->n;
  double width = 0.84 / n, gap = 0.022 * (bridge->high - bridge->low);
  int decimals = n <= 2 ? 1 : n <= BANDED ? 0 : -1; /* as many as have room */
  ndrsim_gnuplot_begin(work->plot, "bars");
  for (int s = 0; s < n; s++) {
    double level = 100;
    for (int k = 0; k < bridge->n_components; k++) {
      double next = level + bridge->part[s][bridge->component[k]];
      put_bar(work, place_of(k, s, n, width), level, next, true, gap, s, decimals);
      level = next;
    }
    double top = fmax(bridge->ndr[s].mean, bridge->ndr[s].quantile[NDRSIM_P90]);
    put_bar(work, place_of(bars - 1, s, n, width), 0, bridge->ndr[s].mean, false,
            top - bridge->ndr[s].mean + gap, s, decimals);
  }
  ndrsim_gnuplot_end(work->plot);
  ndrsim_gnuplot_begin(work->plot, "band");
  for (int s = 0; s < n; s++) {
    const double row[] = {place_of(bars - 1, s, n, width), bridge->ndr[s].quantile[NDRSIM_P10],
                          bridge->ndr[s].quantile[NDRSIM_P90]};
    ndrsim_gnuplot_row(work->plot, 3, row);
  }
  ndrsim_gnuplot_end(work->plot);
  ndrsim_gnuplot_begin(work->plot, "names");
  for (int k = 0; k < bridge->n_components; k++) {
    fprintf(work->plot->script, "%d \"%s\"\n", k, ndrsim_driver_label(bridge->component[k]));
  }
  fprintf(work->plot->script, "%d \"NDR\"\n", bars - 1);
  ndrsim_gnuplot_end(work->plot);
  ndrsim_gnuplot_number(work->plot, "bars", bars);
  ndrsim_gnuplot_number(work->plot, "width", 0.94 * width);
}

ndrsim_status ndrsim_chart_compare_bridge(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_compare *compare = work->study;
  int m = compare->n_months - 1;
  bridges bridge;
  char title[NDRSIM_CHART_LINE], detail[NDRSIM_CHART_LINE];
  ndrsim_status status = read_bridges(compare, m, &bridge);
  if (status != NDRSIM_OK) return no_memory(status, err);
  if (!bridge.ndr[0].valid) {
    snprintf(work->missing, sizeof work->missing, "NDR is not known in every replicate");
    return NDRSIM_OK;
  }
  snprintf(title, sizeof title, "What NDR at %d months is made of", compare->months[m]);
  ndrsim_chart_convention(work->results->convention, detail, sizeof detail);
  ndrsim_chart_frame(work, title, detail, "From 100% by cause, means over the replicates.");
  ndrsim_gnuplot_text(work->plot, "y_label", "Share of starting MRR [%], mean");
  double span = bridge.high - bridge.low;
  ndrsim_chart_axis(work, "y", fmin(0, bridge.low), bridge.high + 0.12 * span);
  put_names(work, compare);
  put_bridges(work, compare, &bridge);
  return NDRSIM_OK;
}
