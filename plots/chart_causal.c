/* From NDR without growth to NDR, three times: by the runs, by cause, as invoiced. */
#include <math.h>
#include "analysis/causal.h"
#include "plots/chart.h"
#include "report/points.h"

enum { SPLITS = 3, PARTS = NDRSIM_ENGINES + 1 }; /* bars: without growth, then the engines */

typedef struct causal_bars {
  double part[SPLITS][PARTS];  /* means [points]; the first is a level [%] */
  double shown[SPLITS][PARTS]; /* the same as printed */
  double se[PARTS];            /* of the runs */
  ndrsim_estimate ndr;
  double low, high; /* extremes of the levels */
} causal_bars;

static int component_of(int bar) {
  return bar == 0 ? NDRSIM_CAUSAL_REST : bar - 1;
}

/* Place of a bar in a flow bridge, for rounding. */
static int place_of(int bar) {
  return bar == 0 ? (int)NDRSIM_FLOW_CONTRACTION : (int)ndrsim_engine_driver(bar - 1);
}

static ndrsim_status read_split(const ndrsim_causal *causal, int split, causal_bars *out) {
  double part[NDRSIM_FLOWS] = {0}, shown[NDRSIM_FLOWS], level = 100;
  for (int bar = 0; bar < PARTS; bar++) {
    ndrsim_estimate estimate;
    ndrsim_status status = ndrsim_causal_estimate(causal, split, component_of(bar), &estimate);
    if (status != NDRSIM_OK) return status;
    part[place_of(bar)] = estimate.mean;
    level += estimate.mean;
    out->part[split][bar] = estimate.mean;
    if (split == NDRSIM_CAUSAL_SHAPLEY) out->se[bar] = estimate.se;
    out->low = fmin(out->low, level);
    out->high = fmax(out->high, level);
  }
  ndrsim_points_round(part, shown);
  for (int bar = 0; bar < PARTS; bar++) {
    out->shown[split][bar] = shown[place_of(bar)];
  }
  out->part[split][0] += 100;
  out->shown[split][0] += 100;
  return NDRSIM_OK;
}

static ndrsim_status read_bars(const ndrsim_causal *causal, causal_bars *out) {
  *out = (causal_bars){.low = 0, .high = 100};
  ndrsim_status status =
      ndrsim_causal_estimate(causal, NDRSIM_CAUSAL_NDR, NDRSIM_CAUSAL_ALL, &out->ndr);
  out->high = fmax(out->high, out->ndr.quantile[NDRSIM_P90]);
  for (int split = 0; split < SPLITS && status == NDRSIM_OK; split++) {
    status = read_split(causal, split, out);
  }
  return status;
}

/* position  bottom  top  "label"  label_at */
static void put_split(ndrsim_gnuplot *plot, const causal_bars *bars, int split, double gap) {
  double level = 0;
  ndrsim_gnuplot_begin(plot, ndrsim_causal_split_name(split));
  for (int bar = 0; bar < PARTS; bar++) {
    double next = level + bars->part[split][bar];
    double shown = bars->shown[split][bar] == 0 ? 0 : bars->shown[split][bar]; /* no "-0.0" */
    fprintf(plot->script,
            bar == 0 ? "%d %.6f %.6f \"%.1f%%\" %.6f\n" : "%d %.6f %.6f \"%+.1f\" %.6f\n", bar,
            fmin(level, next), fmax(level, next), shown, fmax(level, next) + gap);
    level = next;
  }
  ndrsim_gnuplot_end(plot);
}

static void put_bars(ndrsim_gnuplot *plot, const causal_bars *bars, double gap) {
  for (int split = 0; split < SPLITS; split++) {
    put_split(plot, bars, split, gap);
  }
  double level = 0;
  ndrsim_gnuplot_begin(plot, "errors"); /* position  level  standard error */
  for (int bar = 0; bar < PARTS; bar++) {
    level += bars->part[NDRSIM_CAUSAL_SHAPLEY][bar];
    if (isfinite(bars->se[bar]))
      fprintf(plot->script, "%d %.6f %.6f\n", bar, level, bars->se[bar]);
    else
      fprintf(plot->script, "%d %.6f NaN\n", bar, level);
  }
  ndrsim_gnuplot_end(plot);
  ndrsim_gnuplot_begin(plot, "total"); /* position  value  P10  P90  "label"  label_at */
  fprintf(plot->script, "%d %.6f %.6f %.6f \"%.1f%%\" %.6f\n", PARTS, bars->ndr.mean,
          bars->ndr.quantile[NDRSIM_P10], bars->ndr.quantile[NDRSIM_P90], bars->ndr.mean,
          fmax(bars->ndr.mean, bars->ndr.quantile[NDRSIM_P90]) + gap);
  ndrsim_gnuplot_end(plot);
  ndrsim_gnuplot_begin(plot, "names");
  fputs("0 \"No engine grows\"\n", plot->script);
  for (int e = 0; e < NDRSIM_ENGINES; e++) {
    fprintf(plot->script, "%d \"%s\"\n", e + 1, ndrsim_driver_label((int)ndrsim_engine_driver(e)));
  }
  fprintf(plot->script, "%d \"NDR\"\n", PARTS);
  ndrsim_gnuplot_end(plot);
  ndrsim_gnuplot_array(plot, "part_color", PARTS);
  ndrsim_gnuplot_item(plot, "part_color", 1, "color_opening");
  for (int e = 0; e < NDRSIM_ENGINES; e++) {
    char color[48];
    snprintf(color, sizeof color, "color_%s", ndrsim_driver_name((int)ndrsim_engine_driver(e)));
    ndrsim_gnuplot_item(plot, "part_color", e + 2, color);
  }
}

ndrsim_status ndrsim_chart_ndr_causal(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_causal *causal = work->study;
  causal_bars bars;
  char title[NDRSIM_CHART_LINE], detail[NDRSIM_CHART_LINE], convention[64], window[64];
  ndrsim_status status = read_bars(causal, &bars);
  if (status != NDRSIM_OK)
    return ndrsim_error_set(err, status, "no memory for the chart of causes");
  ndrsim_causal_window_text(causal, window, sizeof window);
  snprintf(title, sizeof title, "NDR %s is %.1f%%; without growth of any engine it would be %.1f%%",
           window, bars.ndr.mean, bars.part[NDRSIM_CAUSAL_SHAPLEY][0]);
  ndrsim_chart_convention(causal->on.convention, convention, sizeof convention);
  snprintf(detail, sizeof detail, "%s  |  above a cap tasks %s", convention,
           ndrsim_causal_stops(causal->on.model) ? "stop" : "are billed as overage");
  ndrsim_chart_frame(
      work, title, detail,
      "Causal: Shapley value over eight runs, each set of engines growing, same random "
      "numbers. Accounts: one run; first bar: 100% and all parts that are no "
      "engine's.");
  ndrsim_gnuplot_text(work->plot, "y_label", "Share of starting MRR [%], mean");
  double span = bars.high - bars.low;
  ndrsim_chart_axis(work, "y", bars.low, bars.high + 0.09 * span);
  put_bars(work->plot, &bars, 0.028 * span);
  return NDRSIM_OK;
}
