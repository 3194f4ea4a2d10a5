/* Drawing the one chart of an attribution. */
#include "plots/chart.h"
#include "plots/plot.h"
#include "report/number.h"

static ndrsim_status fill(const ndrsim_causal *causal, const ndrsim_plot_options *options,
                          ndrsim_gnuplot *script, ndrsim_error *err) {
  ndrsim_chart_work work = {
      .results = &causal->on, .causal = causal, .version = options->version, .plot = script};
  return ndrsim_chart_ndr_causal(&work, err);
}

static ndrsim_status draw(const ndrsim_causal *causal, const ndrsim_plot_options *options,
                          ndrsim_output *output, ndrsim_plot_outcome *outcome, ndrsim_error *err) {
  ndrsim_gnuplot script;
  ndrsim_status status = ndrsim_gnuplot_init(&script, output, NDRSIM_CHART_CAUSAL, err);
  *outcome = NDRSIM_PLOT_FAILED;
  if (status == NDRSIM_OK) status = fill(causal, options, &script, err);
  if (status == NDRSIM_OK) {
    status = ndrsim_gnuplot_prepare(&script, options->templates, options->formats, err);
  }
  if (status != NDRSIM_OK) return status;
  ndrsim_gnuplot_options run = {.program = options->program,
                                .seconds = options->seconds,
                                .cancel = options->cancel,
                                .cancel_user = options->cancel_user};
  ndrsim_error drawn;
  ndrsim_gnuplot_run(&script, 1, &run, &status, &drawn);
  if (status == NDRSIM_OK) *outcome = script.found ? NDRSIM_PLOT_DRAWN : NDRSIM_PLOT_NO_PROGRAM;
  if (status != NDRSIM_OK && err != NULL) *err = drawn;
  return status;
}

/* Every format that is not drawn now. */
static ndrsim_status remove_stale(const ndrsim_plot_options *options, bool drawn,
                                  ndrsim_output *output, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  for (int f = 0; f < NDRSIM_PLOT_FORMATS && status == NDRSIM_OK; f++) {
    char name[NDRSIM_PLOT_FILE_SIZE];
    if (drawn && (options->formats >> f & 1)) continue;
    snprintf(name, sizeof name, "%s.%s", NDRSIM_CHART_CAUSAL, ndrsim_plot_format_name(f));
    if (!drawn) ndrsim_output_drop(output, name);
    status = ndrsim_output_remove(output, name, err);
  }
  return status;
}

ndrsim_status ndrsim_plot_causal(const ndrsim_causal *causal, const ndrsim_plot_options *options,
                                 ndrsim_output *output, ndrsim_plot_outcome *outcome,
                                 ndrsim_error *err) {
  ndrsim_plain_locale locale;
  *outcome = NDRSIM_PLOT_NOT_ASKED;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  if (options->charts != 0 && options->formats != 0) {
    status = draw(causal, options, output, outcome, err);
  }
  ndrsim_error ignored;
  ndrsim_status removed = remove_stale(options, *outcome == NDRSIM_PLOT_DRAWN, output,
                                       status == NDRSIM_OK ? err : &ignored);
  ndrsim_plain_locale_leave(&locale);
  return status == NDRSIM_OK ? removed : status;
}
