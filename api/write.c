/* Results out of a simulation: the summary as a text, and the files of a run. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include "api/options.h"
#include "api/share.h"
#include "api/simulation.h"
#include "plots/plot.h"
#include "report/number.h"
#include "report/report.h"
#include "report/text_stream.h"

static ndrsim_report report_of(const ndrsim_simulation *self) {
  return (ndrsim_report){.results = &self->results,
                         .override = self->override,
                         .n_overrides = self->n_changes,
                         .version = NDRSIM_VERSION,
                         .book_path = self->book,
                         .convention = self->asked};
}

ndrsim_status ndrsim_simulation_summary(const ndrsim_simulation *self, char **text, size_t *size,
                                        ndrsim_error *err) {
  ndrsim_report report = report_of(self);
  ndrsim_text_stream out;
  size_t length = 0;
  *text = NULL;
  ndrsim_status status = ndrsim_text_stream_init(&out, err);
  if (status != NDRSIM_OK) return status;
  status = ndrsim_report_summary(&report, out.stream, err);
  if (status == NDRSIM_OK) status = ndrsim_text_stream_finish(&out, text, &length, err);
  ndrsim_text_stream_free(&out);
  if (status == NDRSIM_OK && size != NULL) *size = length;
  return status;
}

void ndrsim_text_free(char *text) {
  free(text);
}

/* Which charts, as asked for and as bits; no bits = none. */
typedef struct chart_choice {
  const char *list, *formats, *templates;
  unsigned chart_bits, format_bits;
} chart_choice;

static ndrsim_status choose(chart_choice *self, const ndrsim_write_options *options,
                            ndrsim_error *err) {
  *self =
      (chart_choice){.list = options->chart_list != NULL ? options->chart_list : "all",
                     .formats = options->chart_formats != NULL ? options->chart_formats : "png,svg",
                     .templates = options->templates};
  ndrsim_status status = ndrsim_charts_parse(self->list, &self->chart_bits, err);
  if (status == NDRSIM_OK)
    status = ndrsim_plot_formats_parse(self->formats, &self->format_bits, err);
  if (!options->charts) self->chart_bits = 0;
  if (status == NDRSIM_OK) return status;
  if (err != NULL) err->status = NDRSIM_INPUT; /* there is no command line here */
  return NDRSIM_INPUT;
}

static ndrsim_status draw(const ndrsim_simulation *self, const chart_choice *choice,
                          ndrsim_output *output, ndrsim_charts *charts, ndrsim_error *err) {
  char found[PATH_MAX];
  const char *templates = choice->templates;
  if (templates == NULL) {
    ndrsim_share_directory("plots", found, sizeof found); /* where not found, reading it says so */
    templates = found;
  }
  ndrsim_plot_options plots = {.templates = templates,
                               .version = NDRSIM_VERSION,
                               .charts = choice->chart_bits,
                               .formats = choice->format_bits};
  ndrsim_plot_report report;
  ndrsim_status status = ndrsim_plot_charts(&self->results, &plots, output, &report, err);
  if (status != NDRSIM_OK || report.failed > 0) {
    *charts = NDRSIM_CHARTS_FAILED;
  } else if (choice->chart_bits == 0) {
    *charts = NDRSIM_CHARTS_NONE;
  } else if (report.no_program > 0) {
    *charts = NDRSIM_CHARTS_NO_GNUPLOT;
  } else {
    *charts = report.drawn > 0 ? NDRSIM_CHARTS_DRAWN : NDRSIM_CHARTS_NO_DATA;
  }
  return status;
}

/* *charts is set when the data are in place, whatever becomes of the charts. */
static ndrsim_status write_files(const ndrsim_simulation *self, const char *directory,
                                 const chart_choice *choice, ndrsim_charts *charts,
                                 ndrsim_error *err) {
  ndrsim_report report = report_of(self);
  report.charts = choice->chart_bits != 0 ? choice->list : NULL;
  report.chart_formats = choice->chart_bits != 0 ? choice->formats : NULL;
  ndrsim_output output;
  ndrsim_charts drawn = NDRSIM_CHARTS_NONE;
  ndrsim_error chart_error = {.status = NDRSIM_OK};
  ndrsim_status chart_status = NDRSIM_OK;
  ndrsim_output_init(&output);
  ndrsim_status status = ndrsim_report_check_verb(directory, "run", err);
  if (status == NDRSIM_OK)
    status = ndrsim_report_check(directory, (const ndrsim_model *[]){&self->model}, 1, err);
  if (status == NDRSIM_OK) status = ndrsim_output_open(&output, directory, err);
  if (status == NDRSIM_OK) status = ndrsim_report_files(&report, &output, err);
  if (status == NDRSIM_OK) {
    /* also without charts: those of an earlier run would show other results */
    chart_status = draw(self, choice, &output, &drawn, &chart_error);
    status = ndrsim_report_seal(&report, &output, err);
    if (status == NDRSIM_OK) status = ndrsim_output_commit(&output, err);
  }
  ndrsim_output_free(&output);
  if (status != NDRSIM_OK) return status;
  if (charts != NULL) *charts = drawn;
  if (chart_status != NDRSIM_OK && err != NULL) *err = chart_error;
  return chart_status;
}

ndrsim_status ndrsim_simulation_write(const ndrsim_simulation *self, const char *directory,
                                      const ndrsim_write_options *options, ndrsim_charts *charts,
                                      ndrsim_error *err) {
  ndrsim_write_options own = NDRSIM_WRITE_OPTIONS_INIT;
  chart_choice choice;
  ndrsim_status status =
      ndrsim_options_take(&own, sizeof own, options, "ndrsim_write_options", err);
  if (status == NDRSIM_OK) status = choose(&choice, &own, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_plain_locale locale;
  status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  status = write_files(self, directory, &choice, charts, err);
  ndrsim_plain_locale_leave(&locale);
  return status;
}
