/* Charts: gnuplot templates filled from the results of a run. */
#ifndef NDRSIM_PLOTS_PLOT_H
#define NDRSIM_PLOTS_PLOT_H

#include <stdbool.h>
#include "analysis/results.h"
#include "report/output.h"

typedef struct ndrsim_plot_options {
  const char *templates;      /* directory that holds palette.gp, fan.gp, bridge.gp */
  const char *program;        /* NULL = "gnuplot", found through PATH */
  const char *version;        /* of ndrsim, for the note under a chart */
  bool (*cancel)(void *user); /* true ends gnuplot and gives up the charts; NULL = never */
  void *cancel_user;
} ndrsim_plot_options;

typedef enum ndrsim_plot_outcome {
  NDRSIM_PLOT_DRAWN,
  NDRSIM_PLOT_NO_PROGRAM, /* gnuplot is not installed: an offer, not a failure */
  NDRSIM_PLOT_NO_DATA,    /* the headline window has no value: nothing to draw */
  NDRSIM_PLOT_FAILED      /* see err */
} ndrsim_plot_outcome;

/* Draws ndr-fan and ndr-bridge as PNG and SVG into an open output; the caller commits. Charts of an
 * earlier run that are not drawn again are removed by the commit: they would show other results.
 * Errors (outcome FAILED): IO when gnuplot or a template fails, MEMORY, INTERRUPTED after cancel().
 */
ndrsim_status ndrsim_plot_charts(const ndrsim_results *results, const ndrsim_plot_options *options,
                                 ndrsim_output *output, ndrsim_plot_outcome *outcome,
                                 ndrsim_error *err);

#endif
