/* The two charts of a run: the NDR fan and the NDR bridge. */
#include "plots/plot.h"

#include <math.h>
#include <string.h>
#include "analysis/quantity.h"
#include "plots/gnuplot.h"
#include "report/number.h"
#include "report/points.h"

#define LINE 256

/* A round step so that `span` takes about five of them. */
static double round_step(double span) {
  static const double mantissa[] = {1, 2, 2.5, 5, 10};
  double scale = 1;
  while (scale * 10 < span / 5) {
    scale *= 10;
  }
  while (scale > span / 5 && scale > 1e-6) {
    scale /= 10;
  }
  for (size_t k = 0; k < sizeof mantissa / sizeof mantissa[0]; k++) {
    if (mantissa[k] * scale >= span / 6) return mantissa[k] * scale;
  }
  return 10 * scale;
}

/* y_low, y_high, y_step around [low, high]. */
static void put_y_range(ndrsim_gnuplot *chart, double low, double high, double *step) {
  *step = round_step(fmax(high - low, 1.0));
  ndrsim_gnuplot_number(chart, "y_low", low);
  ndrsim_gnuplot_number(chart, "y_high", high);
  ndrsim_gnuplot_number(chart, "y_step", *step);
}

static void put_frame(ndrsim_gnuplot *chart, const ndrsim_results *results, const char *title,
                      const char *version) {
  const ndrsim_model *model = results->model;
  char note[LINE], count[NDRSIM_NUMBER_SIZE];
  ndrsim_number_grouped((double)results->n, 0, count, sizeof count);
  snprintf(note, sizeof note, "%s replicates, seed %llu, scenario %s, ndrsim %s", count,
           (unsigned long long)model->seed, model->name, version);
  ndrsim_gnuplot_text(chart, "chart_title", title);
  ndrsim_gnuplot_text(chart, "chart_subtitle",
                      model->title[0] != '\0' ? model->title : model->name);
  ndrsim_gnuplot_text(chart, "chart_note", note);
}

/* --- fan ------------------------------------------------------------------------------------- */

static void fan_row(FILE *script, double x, const ndrsim_estimate *estimate) {
  char text[NDRSIM_NUMBER_SIZE];
  fprintf(script, "%g", x);
  for (int q = 0; q < NDRSIM_QUANTILES; q++) {
    ndrsim_number_shortest(estimate->quantile[q], text);
    fprintf(script, " %s", text);
  }
  fputc('\n', script);
}

static ndrsim_status fan_estimate(const ndrsim_results *results, int month,
                                  ndrsim_estimate *estimate) {
  ndrsim_quantity quantity = {
      .kind = NDRSIM_QUANTITY_NDR, .convention = results->convention, .month = month};
  return ndrsim_quantity_estimate(results, &quantity, estimate);
}

/* First and last month that have a value (they are contiguous), and the extremes. */
static ndrsim_status fan_extent(const ndrsim_results *results, int *first, int *last, double *low,
                                double *high) {
  *first = -1;
  *last = -1;
  *low = *high = 100;
  for (int month = 0; month < results->layout.months; month++) {
    ndrsim_estimate estimate;
    ndrsim_status status = fan_estimate(results, month, &estimate);
    if (status != NDRSIM_OK) return status;
    if (!estimate.valid) continue;
    if (*first < 0) *first = month;
    *last = month;
    *low = fmin(*low, estimate.quantile[NDRSIM_P5]);
    *high = fmax(*high, estimate.quantile[NDRSIM_P95]);
  }
  return NDRSIM_OK;
}

static ndrsim_status fan_data(ndrsim_gnuplot *chart, const ndrsim_results *results, int first,
                              int last) {
  ndrsim_estimate estimate;
  ndrsim_status status = NDRSIM_OK;
  fputs("$fan << END_OF_DATA\n", chart->script);
  for (int month = first; month <= last && status == NDRSIM_OK; month++) {
    status = fan_estimate(results, month, &estimate);
    if (status != NDRSIM_OK || !estimate.valid) continue;
    /* a single month would have no width: half a month to both sides makes it a bar */
    if (first == last) fan_row(chart->script, month - 0.5, &estimate);
    fan_row(chart->script, first == last ? month + 0.5 : month, &estimate);
  }
  fputs("END_OF_DATA\n$marks << END_OF_DATA\n", chart->script);
  for (int month = 12; month <= last && status == NDRSIM_OK; month += 12) {
    char text[NDRSIM_NUMBER_SIZE];
    status = fan_estimate(results, month, &estimate);
    if (status != NDRSIM_OK || !estimate.valid) continue;
    ndrsim_number_shortest(estimate.quantile[NDRSIM_P50], text);
    fprintf(chart->script, "%d %s \"%.1f%%\"\n", month, text, estimate.quantile[NDRSIM_P50]);
  }
  fputs("END_OF_DATA\n", chart->script);
  return status;
}

static ndrsim_status draw_fan(const ndrsim_results *results, const ndrsim_plot_options *options,
                              ndrsim_output *output, bool *found, bool *data, ndrsim_error *err) {
  int first, last;
  double low, high, step;
  ndrsim_status status = fan_extent(results, &first, &last, &low, &high);
  if (status != NDRSIM_OK) return ndrsim_error_set(err, status, "no memory for the fan chart");
  *data = first >= 0;
  if (!*data) return NDRSIM_OK;
  ndrsim_gnuplot chart;
  status = ndrsim_gnuplot_init(&chart, output, "ndr-fan", err);
  if (status != NDRSIM_OK) return status;
  chart.cancel = options->cancel;
  chart.cancel_user = options->cancel_user;
  bool point = results->convention == NDRSIM_ANCHOR_POINT;
  put_frame(&chart, results,
            point ? "Net dollar retention over the last 12 months"
                  : "Net dollar retention by age of the customers",
            options->version);
  ndrsim_gnuplot_text(&chart, "x_label",
                      point ? "Month of the forecast (0 = today)" : "Months since landing");
  ndrsim_gnuplot_text(&chart, "y_label",
                      point ? "MRR / MRR 12 months before [%]" : "MRR / MRR at landing [%]");
  ndrsim_gnuplot_text(&chart, "band_outer", "P5 to P95");
  ndrsim_gnuplot_text(&chart, "band_inner", "P10 to P90");
  ndrsim_gnuplot_text(&chart, "line_middle", "P50");
  ndrsim_gnuplot_text(&chart, "line_hundred", "100%");
  double room = fmax(0.08 * (high - low), 1.0);
  put_y_range(&chart, fmax(low - room, 0.0), high + room, &step);
  /* room on the right for the label of the last mark */
  double x_low = first == last ? first - 1 : first;
  if (first == 12) x_low -= 0.05 * (last - first); /* and on the left for one at month 12 */
  double x_high = first == last ? last + 1 : last + 0.05 * (last - first);
  ndrsim_gnuplot_number(&chart, "x_low", x_low);
  ndrsim_gnuplot_number(&chart, "x_high", x_high);
  ndrsim_gnuplot_number(&chart, "x_step", last - first > 72 ? 12 : last - first > 24 ? 6 : 3);
  status = fan_data(&chart, results, first, last);
  if (status != NDRSIM_OK) return ndrsim_error_set(err, status, "no memory for the fan chart");
  return ndrsim_gnuplot_run(&chart, options->program, options->templates, "fan.gp", found, err);
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

static ndrsim_status read_waterfall(const ndrsim_results *results, waterfall *out) {
  double mean[NDRSIM_LENSES][NDRSIM_FLOWS], shown[NDRSIM_LENSES][NDRSIM_FLOWS];
  memset(out, 0, sizeof *out);
  ndrsim_quantity whole = {.kind = NDRSIM_QUANTITY_NDR,
                           .convention = results->convention,
                           .month = results->basis_month};
  ndrsim_status read = ndrsim_quantity_estimate(results, &whole, &out->ndr);
  if (read != NDRSIM_OK) return read;
  out->low = 100;
  out->high = fmax(100, out->ndr.quantile[NDRSIM_P90]);
  for (int lens = 0; lens < NDRSIM_LENSES; lens++) {
    for (int c = 0; c < NDRSIM_FLOWS; c++) {
      ndrsim_estimate estimate;
      ndrsim_quantity quantity = {.kind = NDRSIM_QUANTITY_FLOW,
                                  .convention = results->convention,
                                  .month = results->basis_month,
                                  .lens = (ndrsim_lens)lens,
                                  .component = c};
      ndrsim_status status = ndrsim_quantity_estimate(results, &quantity, &estimate);
      if (status != NDRSIM_OK) return status;
      mean[lens][c] = estimate.mean;
    }
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
  return NDRSIM_OK;
}

static void lens_data(FILE *script, const waterfall *fall, int lens, const char *block,
                      double label_gap) {
  double level = 100;
  fprintf(script, "$%s << END_OF_DATA\n", block);
  for (int k = 0; k < fall->n; k++) {
    double next = level + fall->part[lens][k];
    double shown = fall->shown[lens][k] == 0 ? 0 : fall->shown[lens][k]; /* no "-0.0" */
    fprintf(script, "%d %.6f %.6f \"%+.1f\" %.6f\n", k + 1, fmin(level, next), fmax(level, next),
            shown, fmax(level, next) + label_gap);
    level = next;
  }
  fputs("END_OF_DATA\n", script);
}

static void bridge_data(FILE *script, const waterfall *fall, double label_gap) {
  lens_data(script, fall, NDRSIM_LENS_CAUSE, "cause", label_gap);
  lens_data(script, fall, NDRSIM_LENS_INVOICE, "invoice", label_gap);
  fprintf(script, "$total << END_OF_DATA\n0 100 \"100%%\" %.6f\n%d %.6f \"%.1f%%\" %.6f\n",
          100 + label_gap, fall->n + 1, fall->ndr.mean, fall->ndr.mean,
          fmax(fall->ndr.mean, fall->ndr.quantile[NDRSIM_P90]) + label_gap);
  fprintf(script, "END_OF_DATA\n$band << END_OF_DATA\n%d %.6f %.6f\n", fall->n + 1,
          fall->ndr.quantile[NDRSIM_P10], fall->ndr.quantile[NDRSIM_P90]);
  fputs("END_OF_DATA\n$links << END_OF_DATA\n", script);
  double level = 100;
  for (int k = 0; k <= fall->n; k++) {
    fprintf(script, "%.2f %.6f 0.2 0\n", k + 0.4, level);
    if (k < fall->n) level += fall->part[NDRSIM_LENS_CAUSE][k];
  }
  fputs("END_OF_DATA\n$names << END_OF_DATA\n0 \"Start\"\n", script);
  for (int k = 0; k < fall->n; k++) {
    fprintf(script, "%d \"%s\"\n", k + 1, ndrsim_driver_label(fall->component[k]));
  }
  fprintf(script, "%d \"NDR\"\nEND_OF_DATA\ncomponents = '", fall->n + 1);
  for (int k = 0; k < fall->n; k++) {
    fprintf(script, "%s%s", k > 0 ? " " : "", ndrsim_driver_name(fall->component[k]));
  }
  fputs("'\n", script);
}

static ndrsim_status draw_bridge(const ndrsim_results *results, const ndrsim_plot_options *options,
                                 ndrsim_output *output, bool *found, bool *data,
                                 ndrsim_error *err) {
  *data = true;
  waterfall fall;
  ndrsim_gnuplot chart;
  ndrsim_status status = read_waterfall(results, &fall);
  if (status != NDRSIM_OK) return ndrsim_error_set(err, status, "no memory for the bridge chart");
  status = ndrsim_gnuplot_init(&chart, output, "ndr-bridge", err);
  if (status != NDRSIM_OK) return status;
  chart.cancel = options->cancel;
  chart.cancel_user = options->cancel_user;
  char title[LINE];
  double step;
  snprintf(title, sizeof title, "From 100%% to %.1f%%: what moves NDR in %d months", fall.ndr.mean,
           results->basis_month);
  put_frame(&chart, results, title, options->version);
  ndrsim_gnuplot_text(&chart, "y_label", "Share of starting MRR [%], mean of replicates");
  ndrsim_gnuplot_text(&chart, "legend_cause", "by cause");
  ndrsim_gnuplot_text(&chart, "legend_invoice", "as invoiced");
  ndrsim_gnuplot_text(&chart, "legend_band", "NDR, P10 to P90");
  ndrsim_gnuplot_number(&chart, "bars", fall.n + 2);
  double top = fall.high * 1.08;
  put_y_range(&chart, fmin(0, fall.low), top, &step);
  bridge_data(chart.script, &fall, 0.025 * top);
  return ndrsim_gnuplot_run(&chart, options->program, options->templates, "bridge.gp", found, err);
}

/* --- both ------------------------------------------------------------------------------------ */

ndrsim_status ndrsim_plot_charts(const ndrsim_results *results, const ndrsim_plot_options *options,
                                 ndrsim_output *output, ndrsim_plot_outcome *outcome,
                                 ndrsim_error *err) {
  static ndrsim_status (*const chart[])(const ndrsim_results *, const ndrsim_plot_options *,
                                        ndrsim_output *, bool *, bool *,
                                        ndrsim_error *) = {draw_fan, draw_bridge};
  static const char *const file[][2] = {{"ndr-fan.png", "ndr-fan.svg"},
                                        {"ndr-bridge.png", "ndr-bridge.svg"}};
  ndrsim_plain_locale locale;
  *outcome = NDRSIM_PLOT_FAILED;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_plot_outcome result = NDRSIM_PLOT_DRAWN;
  /* a fan of some months beside a bridge that cannot be: both or none */
  bool headline =
      ndrsim_results_missing(results, results->convention, results->basis_month) == NULL;
  for (size_t k = 0; k < sizeof chart / sizeof chart[0]; k++) {
    bool found = false, data = false;
    /* after a failure the other charts are not tried: one message is enough */
    ndrsim_status one = status;
    if (one == NDRSIM_OK && headline) {
      one = status = chart[k](results, options, output, &found, &data, err);
    }
    if (one == NDRSIM_OK && data && found) continue;
    if (one != NDRSIM_OK) {
      result = NDRSIM_PLOT_FAILED;
    } else {
      result = data ? NDRSIM_PLOT_NO_PROGRAM : NDRSIM_PLOT_NO_DATA;
    }
    for (int f = 0; f < 2; f++) {
      ndrsim_error ignored;
      ndrsim_status removed =
          ndrsim_output_remove(output, file[k][f], status == NDRSIM_OK ? err : &ignored);
      if (status == NDRSIM_OK) status = removed;
    }
  }
  ndrsim_plain_locale_leave(&locale);
  *outcome = status == NDRSIM_OK ? result : NDRSIM_PLOT_FAILED;
  return status;
}
