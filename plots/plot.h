/* Charts: gnuplot templates filled from the results of a run. */
#ifndef NDRSIM_PLOTS_PLOT_H
#define NDRSIM_PLOTS_PLOT_H

#include <stdbool.h>
#include "analysis/results.h"
#include "plots/gnuplot.h"
#include "report/output.h"

#define NDRSIM_CHARTS 12 /* of `ndrsim run`; no study has more */
#define NDRSIM_CHARTS_ALL ((1U << NDRSIM_CHARTS) - 1)
#define NDRSIM_PLOT_FORMATS_DEFAULT (1U << NDRSIM_PLOT_PNG | 1U << NDRSIM_PLOT_SVG)

/* Charts that belong together; see plots/chart.h. */
typedef struct ndrsim_chart ndrsim_chart;
typedef struct ndrsim_chart_table {
  const ndrsim_chart *chart;
  int n;
} ndrsim_chart_table;

extern const ndrsim_chart_table ndrsim_chart_run; /* those of `ndrsim run` */

const char *
ndrsim_chart_name(int chart); /* of `ndrsim run`, 0 <= chart < NDRSIM_CHARTS: "ndr-fan" */

/* "all", "none" or names between commas into a bit set of charts; "png,svg" into one of formats.
 * Errors: USAGE with the nearest name. */
ndrsim_status ndrsim_chart_table_parse(const ndrsim_chart_table *table, const char *text,
                                       unsigned *charts, ndrsim_error *err);
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

/* The same with the charts of a study. */
ndrsim_status ndrsim_plot_table(const ndrsim_chart_table *table, const ndrsim_results *results,
                                const void *study, const ndrsim_plot_options *options,
                                ndrsim_output *output, ndrsim_plot_report *report,
                                ndrsim_error *err);

/* MRR and NDR as text of `width` columns (kept within 40 .. 160). *text is to be freed; NULL when
 * there is no gnuplot. Scratch files go to the open output. Errors: as above. */
ndrsim_status ndrsim_plot_preview(const ndrsim_results *results, const ndrsim_plot_options *options,
                                  int width, ndrsim_output *output, char **text, ndrsim_error *err);

#endif
