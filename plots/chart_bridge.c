/* The bridge from 100% to NDR, and the engines' shares of expansion, both in both lenses. */
#include <math.h>
#include <string.h>
#include "analysis/quantity.h"
#include "plots/chart.h"
#include "report/points.h"

static ndrsim_status no_memory(ndrsim_status status, ndrsim_error *err) {
  return status == NDRSIM_OK ? status
                             : ndrsim_error_set(err, status, "no memory for the bridge chart");
}

/* Means of the flow bridge of a window [points]. */
static ndrsim_status read_parts(const ndrsim_results *results, int month, int lens, double *mean) {
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    ndrsim_estimate estimate;
    ndrsim_quantity quantity = {.kind = NDRSIM_QUANTITY_FLOW,
                                .convention = results->bridge,
                                .month = month,
                                .lens = (ndrsim_lens)lens,
                                .component = c};
    ndrsim_status status = ndrsim_quantity_estimate(results, &quantity, &estimate);
    if (status != NDRSIM_OK) return status;
    mean[c] = estimate.mean;
  }
  return NDRSIM_OK;
}

/* --- bridge ---------------------------------------------------------------------------------- */

typedef struct waterfall {
  int n; /* bars between the two totals */
  int component[NDRSIM_FLOWS];
  double part[NDRSIM_LENSES][NDRSIM_FLOWS];  /* means [points] */
  double shown[NDRSIM_LENSES][NDRSIM_FLOWS]; /* the same as printed */
  ndrsim_estimate ndr;
  double low, high; /* extremes of the levels */
} waterfall;

static void keep_parts(waterfall *out, double mean[NDRSIM_LENSES][NDRSIM_FLOWS]) {
  double shown[NDRSIM_LENSES][NDRSIM_FLOWS];
  for (int lens = 0; lens < NDRSIM_LENSES; lens++) {
    ndrsim_points_round(mean[lens], shown[lens]);
  }
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    if (!ndrsim_points_core(c) && mean[0][c] == 0 && mean[1][c] == 0) continue;
    for (int lens = 0; lens < NDRSIM_LENSES; lens++) {
      out->part[lens][out->n] = mean[lens][c];
      out->shown[lens][out->n] = shown[lens][c];
    }
    out->component[out->n++] = c;
  }
  for (int lens = 0; lens < NDRSIM_LENSES; lens++) {
    double level = 100;
    for (int k = 0; k < out->n; k++) {
      level += out->part[lens][k];
      out->low = fmin(out->low, level);
      out->high = fmax(out->high, level);
    }
  }
}

static ndrsim_status read_waterfall(const ndrsim_results *results, waterfall *out) {
  double mean[NDRSIM_LENSES][NDRSIM_FLOWS];
  memset(out, 0, sizeof *out);
  ndrsim_quantity whole = {
      .kind = NDRSIM_QUANTITY_NDR, .convention = results->bridge, .month = results->basis_month};
  ndrsim_status status = ndrsim_quantity_estimate(results, &whole, &out->ndr);
  out->low = 100;
  out->high = fmax(100, out->ndr.quantile[NDRSIM_P90]);
  for (int lens = 0; lens < NDRSIM_LENSES && status == NDRSIM_OK; lens++) {
    status = read_parts(results, results->basis_month, lens, mean[lens]);
  }
  if (status == NDRSIM_OK) keep_parts(out, mean);
  return status;
}

/* position  bottom  top  label  label_at */
static void put_lens(ndrsim_gnuplot *plot, const waterfall *fall, int lens, const char *block,
                     double label_gap) {
  double level = 100;
  ndrsim_gnuplot_begin(plot, block);
  for (int k = 0; k < fall->n; k++) {
    double next = level + fall->part[lens][k];
    double shown = fall->shown[lens][k] == 0 ? 0 : fall->shown[lens][k]; /* no "-0.0" */
    fprintf(plot->script, "%d %.6f %.6f \"%+.1f\" %.6f\n", k + 1, fmin(level, next),
            fmax(level, next), shown, fmax(level, next) + label_gap);
    level = next;
  }
  ndrsim_gnuplot_end(plot);
}

static void put_bars(ndrsim_gnuplot *plot, const waterfall *fall, double label_gap) {
  put_lens(plot, fall, NDRSIM_LENS_CAUSE, "cause", label_gap);
  put_lens(plot, fall, NDRSIM_LENS_INVOICE, "invoice", label_gap);
  ndrsim_gnuplot_begin(plot, "total");
  fprintf(plot->script, "0 100 \"100%%\" %.6f\n%d %.6f \"%.1f%%\" %.6f\n", 100 + label_gap,
          fall->n + 1, fall->ndr.mean, fall->ndr.mean,
          fmax(fall->ndr.mean, fall->ndr.quantile[NDRSIM_P90]) + label_gap);
  ndrsim_gnuplot_end(plot);
  ndrsim_gnuplot_begin(plot, "band");
  fprintf(plot->script, "%d %.6f %.6f\n", fall->n + 1, fall->ndr.quantile[NDRSIM_P10],
          fall->ndr.quantile[NDRSIM_P90]);
  ndrsim_gnuplot_end(plot);
  ndrsim_gnuplot_begin(plot, "links");
  double level = 100;
  for (int k = 0; k <= fall->n; k++) {
    fprintf(plot->script, "%.2f %.6f 0.2 0\n", k + 0.4, level);
    if (k < fall->n) level += fall->part[NDRSIM_LENS_CAUSE][k];
  }
  ndrsim_gnuplot_end(plot);
  ndrsim_gnuplot_begin(plot, "names");
  fputs("0 \"Start\"\n", plot->script);
  for (int k = 0; k < fall->n; k++) {
    fprintf(plot->script, "%d \"%s\"\n", k + 1, ndrsim_driver_label(fall->component[k]));
  }
  fprintf(plot->script, "%d \"NDR\"\n", fall->n + 1);
  ndrsim_gnuplot_end(plot);
  ndrsim_gnuplot_array(plot, "part_color", fall->n);
  for (int k = 0; k < fall->n; k++) {
    char color[48];
    snprintf(color, sizeof color, "color_%s", ndrsim_driver_name(fall->component[k]));
    ndrsim_gnuplot_item(plot, "part_color", k + 1, color);
  }
}

/* Says why the headline window has no value; false when it has one. */
static bool headline_missing(ndrsim_chart_work *work) {
  const ndrsim_results *results = work->results;
  const char *reason = ndrsim_results_missing(results, results->bridge, results->basis_month);
  if (reason == NULL) return false;
  snprintf(work->missing, sizeof work->missing, "%s", reason);
  return true;
}

ndrsim_status ndrsim_chart_ndr_bridge(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_results *results = work->results;
  if (headline_missing(work)) return NDRSIM_OK;
  waterfall fall;
  char title[NDRSIM_CHART_LINE], convention[64];
  ndrsim_status status = read_waterfall(results, &fall);
  if (status != NDRSIM_OK) return no_memory(status, err);
  snprintf(title, sizeof title, "From 100%% to %.1f%%: what moves NDR in %d months", fall.ndr.mean,
           results->basis_month);
  ndrsim_chart_convention(results->bridge, convention, sizeof convention);
  ndrsim_chart_frame(work, title, convention,
                     "By cause, revenue of a tier change goes to what filled the cap.");
  ndrsim_gnuplot_text(work->plot, "y_label", "Share of starting MRR [%], mean");
  ndrsim_gnuplot_number(work->plot, "bars", fall.n + 2);
  double span = fall.high - fmin(0, fall.low), top = fall.high + 0.09 * span;
  ndrsim_chart_axis(work, "y", fmin(0, fall.low), top);
  put_bars(work->plot, &fall, 0.028 * span);
  return NDRSIM_OK;
}

/* --- shares in both lenses ------------------------------------------------------------------- */

/* Share of each driver in all expansion [%]; parts below zero count as none, as in the reading. */
static double shares_of(const double *mean, double *share) {
  double sum = 0;
  for (int d = 0; d < NDRSIM_DRIVERS; d++) {
    sum += fmax(mean[d], 0);
  }
  for (int d = 0; d < NDRSIM_DRIVERS; d++) {
    share[d] = sum > 0 ? 100 * fmax(mean[d], 0) / sum : 0;
  }
  return sum;
}

typedef struct bar {
  int month, lens;
  double share[NDRSIM_DRIVERS]; /* [%] */
  double points;                /* of expansion, all drivers */
} bar;

/* Positions: a pair of bars for each window, the two lenses side by side. */
static double place(int k) {
  int window = k / 2;
  return 1 + 1.25 * window + (k % 2 == 0 ? -0.24 : 0.24);
}

/* One index per driver in `used`: position  bottom  top  "label". */
static void put_shares(ndrsim_gnuplot *plot, const bar *list, int n, const int *used, int n_used) {
  ndrsim_gnuplot_begin(plot, "shares");
  for (int k = 0; k < n_used; k++) {
    for (int b = 0; b < n; b++) {
      double below = 0, share = list[b].share[used[k]];
      for (int before = 0; before < k; before++) {
        below += list[b].share[used[before]];
      }
      char label[16] = "";
      if (share >= 4.5) snprintf(label, sizeof label, "%.0f%%", share);
      fprintf(plot->script, "%.4f %.6f %.6f \"%s\"\n", place(b), below, below + share, label);
    }
    fputs("\n\n", plot->script);
  }
  ndrsim_gnuplot_end(plot);
  ndrsim_gnuplot_begin(plot, "bars");
  for (int b = 0; b < n; b++) {
    fprintf(plot->script, "%.4f \"%s\" \"%+.1f points\"\n", place(b),
            list[b].lens == NDRSIM_LENS_CAUSE ? "by cause" : "as invoiced", list[b].points);
  }
  ndrsim_gnuplot_end(plot);
  ndrsim_gnuplot_begin(plot, "windows");
  for (int b = 0; b < n; b += 2) {
    fprintf(plot->script, "%.4f \"%d months\"\n", (place(b) + place(b + 1)) / 2, list[b].month);
  }
  ndrsim_gnuplot_end(plot);
  ndrsim_gnuplot_number(plot, "x_low", place(0) - 0.4);
  ndrsim_gnuplot_number(plot, "x_high", place(n - 1) + 0.4);
  ndrsim_gnuplot_number(plot, "parts", n_used);
  ndrsim_gnuplot_array(plot, "part_color", n_used);
  ndrsim_gnuplot_array(plot, "part_label", n_used);
  for (int k = 0; k < n_used; k++) {
    char color[48];
    snprintf(color, sizeof color, "color_%s", ndrsim_driver_name(used[k]));
    ndrsim_gnuplot_item(plot, "part_color", k + 1, color);
    ndrsim_gnuplot_item(plot, "part_label", k + 1, ndrsim_driver_label(used[k]));
  }
}

ndrsim_status ndrsim_chart_ndr_lenses(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_results *results = work->results;
  bar list[NDRSIM_LENSES * NDRSIM_ANCHORS];
  int n = 0, used[NDRSIM_DRIVERS], n_used = 0;
  if (headline_missing(work)) return NDRSIM_OK;
  for (int anchor = 0; anchor < NDRSIM_ANCHORS; anchor++) {
    int month = 12 * (anchor + 1);
    if (ndrsim_results_missing(results, results->bridge, month) != NULL) continue;
    for (int side = 0; side < NDRSIM_LENSES; side++) {
      double mean[NDRSIM_FLOWS];
      list[n].month = month;
      list[n].lens = side == 0 ? NDRSIM_LENS_CAUSE : NDRSIM_LENS_INVOICE;
      ndrsim_status status = read_parts(results, month, list[n].lens, mean);
      if (status != NDRSIM_OK) return no_memory(status, err);
      list[n].points = shares_of(mean, list[n].share);
      n++;
    }
  }
  for (int d = 0; d < NDRSIM_DRIVERS; d++) {
    bool any = false;
    for (int b = 0; b < n; b++) {
      any = any || list[b].share[d] > 0;
    }
    if (any) used[n_used++] = d;
  }
  if (n_used == 0) {
    snprintf(work->missing, sizeof work->missing, "no account expands");
    return NDRSIM_OK;
  }
  char convention[64];
  ndrsim_chart_convention(results->bridge, convention, sizeof convention);
  ndrsim_chart_frame(work, "Which engine drives expansion: by cause and as invoiced", convention,
                     "Above the bars: expansion in points of starting MRR. By cause, revenue of a "
                     "tier change goes to what filled the cap.");
  ndrsim_gnuplot_text(work->plot, "y_label", "Share of expansion MRR [%], mean");
  put_shares(work->plot, list, n, used, n_used);
  return NDRSIM_OK;
}
