/* Charts: gnuplot templates filled from the results of a run. */
#ifndef NDRSIM_PLOTS_PLOT_H
#define NDRSIM_PLOTS_PLOT_H

#include <stdbool.h>
#include "analysis/causal.h"
#include "plots/gnuplot.h"
#include "report/output.h"

#define NDRSIM_CHARTS 12
#define NDRSIM_CHARTS_ALL ((1U << NDRSIM_CHARTS) - 1)
#define NDRSIM_PLOT_FORMATS_DEFAULT (1U << NDRSIM_PLOT_PNG | 1U << NDRSIM_PLOT_SVG)

const char *ndrsim_chart_name(int chart); /* 0 <= chart < NDRSIM_CHARTS: "ndr-fan" */
const char *ndrsim_chart_what(int chart); /* one line */

/* "all", "none" or names between commas into a bit set of charts; "png,svg" into one of formats.
 * Errors: USAGE with the nearest name. */
ndrsim_status ndrsim_charts_parse(const char *text, unsigned *charts, ndrsim_error *err);
ndrsim_status ndrsim_plot_formats_parse(const char *text, unsigned *formats, ndrsim_error *err);

typedef struct ndrsim_plot_options {
  const char *templates;      /* directory that holds palette.gp, frame.gp and a NAME.gp for each */
  const char *program;        /* NULL = "gnuplot", found through PATH */
  const char *version;        /* of ndrsim, for the note under a chart */
  unsigned charts, formats;   /* bit sets */
  double seconds;             /* that one chart may take; 0 = 60 */
  bool (*cancel)(void *user); /* true ends gnuplot and gives up the charts; NULL = never */
  void *cancel_user;
} ndrsim_plot_options;

typedef enum ndrsim_plot_outcome {
  NDRSIM_PLOT_NOT_ASKED,
  NDRSIM_PLOT_DRAWN,
  NDRSIM_PLOT_NO_PROGRAM, /* gnuplot is not installed: an offer, not a failure */
  NDRSIM_PLOT_NO_DATA,    /* nothing to draw, see reason */
  NDRSIM_PLOT_FAILED      /* see err */
} ndrsim_plot_outcome;

typedef struct ndrsim_plot_report {
  ndrsim_plot_outcome outcome[NDRSIM_CHARTS];
  char reason[NDRSIM_CHARTS][160];        /* of NO_DATA; else "" */
  int drawn, no_program, no_data, failed; /* how many of each */
} ndrsim_plot_report;

/* Draws charts into an open output, as NAME.png and so on; the caller commits. Files of an earlier
 * run that are not drawn again are removed by the commit: they would show other results. A chart
 * that fails leaves the others alone; the error is that of the first in the table.
 * Errors: IO when gnuplot or a template fails or takes too long, MEMORY, NUMERIC, INTERRUPTED after
 * cancel(). */
ndrsim_status ndrsim_plot_charts(const ndrsim_results *results, const ndrsim_plot_options *options,
                                 ndrsim_output *output, ndrsim_plot_report *report,
                                 ndrsim_error *err);

/* The chart of an attribution, as NDRSIM_CHART_CAUSAL.png and so on, when options->charts is not 0.
 * What an earlier attribution left and is not drawn again is removed. Errors: as above. */
#define NDRSIM_CHART_CAUSAL "ndr-causal"
ndrsim_status ndrsim_plot_causal(const ndrsim_causal *causal, const ndrsim_plot_options *options,
                                 ndrsim_output *output, ndrsim_plot_outcome *outcome,
                                 ndrsim_error *err);

/* MRR and NDR as text of `width` columns (kept within 40 .. 160). *text is to be freed; NULL when
 * there is no gnuplot. Scratch files go to the open output. Errors: as above. */
ndrsim_status ndrsim_plot_preview(const ndrsim_results *results, const ndrsim_plot_options *options,
                                  int width, ndrsim_output *output, char **text, ndrsim_error *err);

#endif
