/* NDR with its bands, and its distribution at 12, 24 and 36 months. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include "analysis/quantity.h"
#include "plots/chart.h"

static ndrsim_status no_memory(ndrsim_status status, ndrsim_error *err) {
  return status == NDRSIM_OK ? status
                             : ndrsim_error_set(err, status, "no memory for a chart of NDR");
}

/* --- fan ------------------------------------------------------------------------------------- */

static ndrsim_status read_ndr(const ndrsim_results *results, int month, ndrsim_estimate *estimate) {
  ndrsim_quantity quantity = {
      .kind = NDRSIM_QUANTITY_NDR, .convention = results->convention, .month = month};
  return ndrsim_quantity_estimate(results, &quantity, estimate);
}

typedef struct extent {
  int first, last; /* months that have a value (they are contiguous); -1 = none */
  double low, high;
} extent;

static ndrsim_status measure(const ndrsim_results *results, extent *out) {
  *out = (extent){-1, -1, 100, 100};
  for (int month = 0; month < results->layout.months; month++) {
    ndrsim_estimate estimate;
    ndrsim_status status = read_ndr(results, month, &estimate);
    if (status != NDRSIM_OK) return status;
    if (!estimate.valid) continue;
    if (out->first < 0) out->first = month;
    out->last = month;
    out->low = fmin(out->low, estimate.quantile[NDRSIM_P5]);
    out->high = fmax(out->high, estimate.quantile[NDRSIM_P95]);
  }
  return NDRSIM_OK;
}

static ndrsim_status put_fan(ndrsim_chart_work *work, const extent *range) {
  ndrsim_estimate estimate;
  int first = range->first, last = range->last, step = 12 * ((last + 119) / 120);
  ndrsim_gnuplot_begin(work->plot, "fan");
  for (int month = first; month <= last; month++) {
    ndrsim_status status = read_ndr(work->results, month, &estimate);
    if (status != NDRSIM_OK) return status;
    if (!estimate.valid) continue;
    /* a single month would have no width: half a month to both sides makes it a bar */
    if (first == last) ndrsim_chart_fan_row(work, month - 0.5, &estimate, 1);
    ndrsim_chart_fan_row(work, first == last ? month + 0.5 : month, &estimate, 1);
  }
  ndrsim_gnuplot_end(work->plot);
  ndrsim_gnuplot_begin(work->plot, "marks");
  for (int month = step; month <= last && month > 0; month += step) {
    ndrsim_status status = read_ndr(work->results, month, &estimate);
    if (status != NDRSIM_OK) return status;
    if (!estimate.valid) continue;
    fprintf(work->plot->script, "%d %.9g \"%.1f%%\"\n", month, estimate.quantile[NDRSIM_P50],
            estimate.quantile[NDRSIM_P50]);
  }
  ndrsim_gnuplot_end(work->plot);
  return NDRSIM_OK;
}

/* Point: calendar months. Age: months since landing, by the year. */
static void put_x(ndrsim_chart_work *work, const extent *range, bool point) {
  int first = range->first, last = range->last;
  double room = 0.06 * (last - first);
  if (point) {
    ndrsim_chart_months(work, first, last, room);
  } else {
    ndrsim_gnuplot_text(work->plot, "x_label", "Age of the customers [months since landing]");
    ndrsim_gnuplot_number(work->plot, "x_low", first == last ? first - 1 : first);
    ndrsim_gnuplot_number(work->plot, "x_high", first == last ? last + 1 : last + room);
    int span = last - first, step = span > 288 ? 60 : span > 72 ? 12 : span > 24 ? 6 : 3;
    ndrsim_gnuplot_begin(work->plot, "ticks");
    for (int age = 0; age <= last; age += step) {
      if (age >= first) fprintf(work->plot->script, "%d \"%d\"\n", age, age);
    }
    ndrsim_gnuplot_end(work->plot);
  }
  /* room on the left for the label of a mark at the first month */
  if (first == 12) ndrsim_gnuplot_number(work->plot, "x_low", first == last ? 11 : first - room);
}

ndrsim_status ndrsim_chart_ndr_fan(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_results *results = work->results;
  extent range;
  ndrsim_status status = measure(results, &range);
  if (status != NDRSIM_OK) return no_memory(status, err);
  const ndrsim_convention_def *def = ndrsim_convention_at(results->convention);
  bool point = !def->by_age;
  if (range.first < 0 || (!point && range.last == 0)) {
    const char *reason =
        ndrsim_results_missing(results, results->convention, def->first > 0 ? def->first : 1);
    snprintf(work->missing, sizeof work->missing, "%s", reason != NULL ? reason : "no NDR");
    return NDRSIM_OK;
  }
  char convention[64], label[NDRSIM_CHART_LINE];
  ndrsim_chart_convention(results->convention, convention, sizeof convention);
  ndrsim_chart_frame(work,
                     !point ? "Net dollar retention (NDR) by age of the customers"
                     : results->convention == NDRSIM_CONVENTION_POINT
                         ? "Net dollar retention (NDR) over the last 12 months"
                         : "Net dollar retention (NDR) by month",
                     convention, "");
  snprintf(label, sizeof label, "%s [%%]", def->ratio);
  ndrsim_gnuplot_text(work->plot, "y_label", label);
  put_x(work, &range, point);
  double room = fmax(0.10 * (range.high - range.low), 1.0);
  ndrsim_chart_axis(work, "y", fmax(range.low - room, 0.0), range.high + room);
  ndrsim_gnuplot_text(work->plot, "y_format", "%.0f%%");
  ndrsim_gnuplot_number(work->plot, "hundred", 100);
  return no_memory(put_fan(work, &range), err);
}

/* --- distribution ---------------------------------------------------------------------------- */

#define LEAST_VALUES 20 /* fewer have no shape */
#define MOST_BINS 60
#define DECENT_BINS 6
#define ONE_IN 200         /* replicates: as many may lie beyond the end of the axis ... */
#define WORTH_CUTTING 0.15 /* ... if that saves this share of the width */

typedef struct histogram {
  int month;
  ndrsim_estimate estimate;
  double first, width; /* of the bins [%] */
  int bins, count[MOST_BINS + 2];
} histogram;

/* Freedman and Diaconis's width (1981), made round, so that bins begin at round numbers. */
static double bin_width(const double *sorted, size_t n) {
  double spread = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.75) -
                  gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.25);
  double range = sorted[n - 1] - sorted[0];
  double wanted = fmax(2 * spread / cbrt((double)n), range / MOST_BINS);
  wanted = fmin(wanted, range / DECENT_BINS);
  if (wanted <= 0) return 1;
  static const double mantissa[] = {1, 2, 2.5, 5, 10};
  double scale = pow(10, floor(log10(wanted)));
  for (size_t k = 0; k < sizeof mantissa / sizeof mantissa[0]; k++) {
    if (mantissa[k] * scale >= wanted * 0.999) return mantissa[k] * scale;
  }
  return wanted;
}

static ndrsim_status fill_histogram(const ndrsim_results *results, histogram *out) {
  size_t n = (size_t)results->n;
  double *value = malloc(n * sizeof *value);
  if (value == NULL) return NDRSIM_MEMORY;
  ndrsim_quantity quantity = {
      .kind = NDRSIM_QUANTITY_NDR, .convention = results->convention, .month = out->month};
  for (int k = 0; k < results->n; k++) {
    value[k] = ndrsim_quantity_value(results, &quantity, k);
  }
  ndrsim_status status = ndrsim_estimate_values(value, results->n, &out->estimate);
  if (status == NDRSIM_OK && out->estimate.valid) {
    gsl_sort(value, 1, n);
    out->width = bin_width(value, n);
    out->first = floor(value[0] / out->width) * out->width;
    for (size_t k = 0; k < n; k++) {
      int bin = (int)floor((value[k] - out->first) / out->width);
      bin = bin < 0 ? 0 : bin > MOST_BINS + 1 ? MOST_BINS + 1 : bin;
      out->count[bin]++;
      if (bin >= out->bins) out->bins = bin + 1;
    }
  }
  free(value);
  return status;
}

static double bin_start(const histogram *h, int bin) {
  return h->first + bin * h->width;
}

/* Where the axis ends. A few replicates may be so far out that showing them would leave the rest
 * little of the width, and they would be specks: one in 200 may lie beyond, and *beyond says how
 * many do. */
static double axis_end(const histogram *list, int n, int replicates, int *beyond) {
  double low = INFINITY, all = -INFINITY, most = -INFINITY;
  *beyond = 0;
  for (int p = 0; p < n; p++) {
    int last = list[p].bins - 1, spare = replicates / ONE_IN;
    low = fmin(low, list[p].first);
    all = fmax(all, bin_start(&list[p], last + 1));
    while (last > 0 && spare >= list[p].count[last]) {
      spare -= list[p].count[last--];
    }
    most = fmax(most, bin_start(&list[p], last + 1));
  }
  if (all - most < WORTH_CUTTING * (all - low)) return all + 0.02 * (all - low);
  for (int p = 0; p < n; p++) {
    for (int bin = 0; bin < list[p].bins; bin++) {
      if (bin_start(&list[p], bin) >= most) *beyond += list[p].count[bin];
    }
  }
  return most;
}

static void put_histograms(ndrsim_chart_work *work, const histogram *list, int n, double end) {
  double low = INFINITY;
  ndrsim_gnuplot_number(work->plot, "panels", n);
  ndrsim_gnuplot_array(work->plot, "panel_label", n);
  ndrsim_gnuplot_array(work->plot, "panel_high", n);
  ndrsim_gnuplot_begin(work->plot, "bins");
  for (int p = 0; p < n; p++) {
    const histogram *h = &list[p];
    for (int bin = 0; bin < h->bins; bin++) {
      double row[3] = {h->first + (bin + 0.5) * h->width, h->width,
                       100.0 * h->count[bin] / work->results->n};
      ndrsim_gnuplot_row(work->plot, 3, row);
    }
    fputs("\n\n", work->plot->script);
    low = fmin(low, h->first);
  }
  ndrsim_gnuplot_end(work->plot);
  static const int level[3] = {NDRSIM_P10, NDRSIM_P50, NDRSIM_P90};
  ndrsim_gnuplot_begin(work->plot, "quantiles");
  for (int p = 0; p < n; p++) {
    double row[3];
    for (int q = 0; q < 3; q++) {
      row[q] = list[p].estimate.quantile[level[q]];
    }
    ndrsim_gnuplot_row(work->plot, 3, row);
    fputs("\n\n", work->plot->script);
  }
  ndrsim_gnuplot_end(work->plot);
  for (int p = 0; p < n; p++) {
    char text[128];
    int most = 0;
    for (int bin = 0; bin < list[p].bins; bin++) {
      most = list[p].count[bin] > most ? list[p].count[bin] : most;
    }
    snprintf(text, sizeof text, "%d months:  P10 %.1f%%,  P50 %.1f%%,  P90 %.1f%%", list[p].month,
             list[p].estimate.quantile[NDRSIM_P10], list[p].estimate.quantile[NDRSIM_P50],
             list[p].estimate.quantile[NDRSIM_P90]);
    ndrsim_gnuplot_item(work->plot, "panel_label", p + 1, text);
    fprintf(work->plot->script, "panel_high[%d] = %.9g\n", p + 1, 100.0 * most / work->results->n);
  }
  ndrsim_chart_axis(work, "x", low - 0.02 * (end - low), end);
}

ndrsim_status ndrsim_chart_ndr_distribution(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_results *results = work->results;
  histogram list[NDRSIM_ANCHORS];
  char convention[64];
  int n = 0;
  const char *missing = ndrsim_results_missing(results, results->convention, results->basis_month);
  if (missing == NULL && results->n < LEAST_VALUES) {
    missing = "fewer than 20 replicates have no shape to show";
  }
  if (missing != NULL) {
    snprintf(work->missing, sizeof work->missing, "%s", missing);
    return NDRSIM_OK;
  }
  for (int anchor = 0; anchor < NDRSIM_ANCHORS; anchor++) {
    int month = 12 * (anchor + 1);
    if (ndrsim_results_missing(results, results->convention, month) != NULL) continue;
    list[n] = (histogram){.month = month};
    ndrsim_status status = fill_histogram(results, &list[n]);
    if (status != NDRSIM_OK) return no_memory(status, err);
    if (list[n].estimate.valid) n++;
  }
  int beyond;
  double end = axis_end(list, n, results->n, &beyond);
  char label[NDRSIM_CHART_LINE], remark[NDRSIM_CHART_LINE] = "Lines: P50, and dotted P10 and P90.";
  if (beyond > 0) {
    size_t used = strlen(remark);
    snprintf(remark + used, sizeof remark - used, " Not drawn: %d of %d values, above %.0f%%.",
             beyond, n * results->n, end);
  }
  ndrsim_chart_convention(results->convention, convention, sizeof convention);
  ndrsim_chart_frame(work, "How sure NDR is: its distribution over replicates", convention, remark);
  snprintf(label, sizeof label, "NDR: %s [%%]", ndrsim_convention_at(results->convention)->ratio);
  ndrsim_gnuplot_text(work->plot, "x_label", label);
  ndrsim_gnuplot_text(work->plot, "y_label", "Replicates in a bin [%]");
  put_histograms(work, list, n, end);
  return NDRSIM_OK;
}
