/* Drawing the charts that were asked for, and forgetting those of earlier runs. */
#include "plots/plot.h"

#include <stdlib.h>
#include <string.h>
#include "plots/chart.h"
#include "report/number.h"
#include "report/text_stream.h"
#include "scenarios/suggest.h"
#include "sim/text.h"

/* Bits of the words that may stand in a list of charts; the charts themselves follow. */
enum { ALL = 1, NONE = 2, WORDS = 2 };

/* --- lists of names -------------------------------------------------------------------------- */

/* Bits of the names between commas. `what`: "chart". */
static ndrsim_status parse_names(const char *text, const char *what, const char *const *name, int n,
                                 unsigned *bits, ndrsim_error *err) {
  *bits = 0;
  for (const char *at = text;; at++) {
    size_t length = strcspn(at, ",");
    int found = -1;
    for (int k = 0; k < n; k++) {
      if (strlen(name[k]) == length && strncmp(name[k], at, length) == 0) found = k;
    }
    if (found < 0) {
      char shown[96], word[64];
      ndrsim_text_escape(shown, sizeof shown, at, length);
      snprintf(word, sizeof word, "%.*s", (int)(length < 63 ? length : 63), at);
      ndrsim_error_set(err, NDRSIM_USAGE, "unknown %s `%s`", what, shown);
      const char *near = ndrsim_suggest(word, name, n);
      if (err == NULL) return NDRSIM_USAGE;
      if (near != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
      ndrsim_suggest_list(name, n, err->expected, sizeof err->expected);
      return NDRSIM_USAGE;
    }
    *bits |= 1U << found;
    at += length;
    if (*at == '\0') return NDRSIM_OK;
  }
}

ndrsim_status ndrsim_chart_table_parse(const ndrsim_chart_table *table, const char *text,
                                       unsigned *charts, ndrsim_error *err) {
  const char *name[NDRSIM_CHARTS + WORDS] = {"all", "none"};
  int n = table->n;
  *charts = 0;
  if (strcmp(text, "none") == 0) return NDRSIM_OK;
  for (int k = 0; k < n; k++) {
    name[WORDS + k] = table->chart[k].name;
  }
  ndrsim_status status = parse_names(text, "chart", name, n + WORDS, charts, err);
  if (status != NDRSIM_OK) return status;
  if (*charts & NONE)
    return ndrsim_error_set(err, NDRSIM_USAGE, "`none` cannot stand beside names of charts");
  *charts = *charts & ALL ? (1U << n) - 1 : *charts >> WORDS;
  return NDRSIM_OK;
}

ndrsim_status ndrsim_charts_parse(const char *text, unsigned *charts, ndrsim_error *err) {
  return ndrsim_chart_table_parse(&ndrsim_chart_run, text, charts, err);
}

ndrsim_status ndrsim_plot_formats_parse(const char *text, unsigned *formats, ndrsim_error *err) {
  const char *name[NDRSIM_PLOT_FORMATS];
  for (int k = 0; k < NDRSIM_PLOT_FORMATS; k++) {
    name[k] = ndrsim_plot_format_name(k);
  }
  return parse_names(text, "chart format", name, NDRSIM_PLOT_FORMATS, formats, err);
}

/* --- charts ---------------------------------------------------------------------------------- */

/* What one call of ndrsim_plot_table works on: the prepared scripts and whose they are. */
typedef struct drawing {
  const ndrsim_chart_table *table;
  const ndrsim_results *results;
  const void *study;
  const ndrsim_plot_options *options;
  ndrsim_output *output;
  ndrsim_plot_report *report;
  ndrsim_gnuplot script[NDRSIM_CHARTS];
  int chart[NDRSIM_CHARTS], n;         /* of script[k], k < n */
  ndrsim_status status[NDRSIM_CHARTS]; /* of each chart */
  ndrsim_error err[NDRSIM_CHARTS];
} drawing;

static ndrsim_status fill_chart(const ndrsim_results *results, const void *study,
                                const char *version, const ndrsim_chart *chart,
                                ndrsim_gnuplot *script, char *missing, size_t size,
                                ndrsim_error *err) {
  ndrsim_chart_work work = {.results = results, .study = study, .version = version, .plot = script};
  ndrsim_status status = chart->fill(&work, err);
  snprintf(missing, size, "%s", work.missing);
  return status;
}

/* Fills and prepares one chart; a chart without data is no error. */
static ndrsim_status prepare(drawing *self, int chart) {
  ndrsim_error *err = &self->err[chart];
  ndrsim_gnuplot *script = &self->script[self->n];
  char *reason = self->report->reason[chart];
  const ndrsim_chart *row = &self->table->chart[chart];
  ndrsim_status status = ndrsim_gnuplot_init(script, self->output, row->name, err);
  if (status == NDRSIM_OK) {
    status = fill_chart(self->results, self->study, self->options->version, row, script, reason,
                        sizeof self->report->reason[chart], err);
  }
  if (status == NDRSIM_OK && reason[0] != '\0') {
    self->report->outcome[chart] = NDRSIM_PLOT_NO_DATA;
    return NDRSIM_OK;
  }
  if (status == NDRSIM_OK) {
    status = ndrsim_gnuplot_prepare(script, self->options->templates, self->options->formats, err);
  }
  self->report->outcome[chart] = NDRSIM_PLOT_FAILED;
  if (status == NDRSIM_OK) self->chart[self->n++] = chart;
  return status;
}

static void count(ndrsim_plot_report *report) {
  for (int k = 0; k < NDRSIM_CHARTS; k++) {
    report->drawn += report->outcome[k] == NDRSIM_PLOT_DRAWN;
    report->no_program += report->outcome[k] == NDRSIM_PLOT_NO_PROGRAM;
    report->no_data += report->outcome[k] == NDRSIM_PLOT_NO_DATA;
    report->failed += report->outcome[k] == NDRSIM_PLOT_FAILED;
  }
}

/* Every file that a chart could have and that is not drawn now. */
static ndrsim_status remove_stale(const drawing *self, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  for (int k = 0; k < self->table->n; k++) {
    bool drawn = self->report->outcome[k] == NDRSIM_PLOT_DRAWN;
    for (int f = 0; f < NDRSIM_PLOT_FORMATS && status == NDRSIM_OK; f++) {
      char name[NDRSIM_PLOT_FILE_SIZE];
      if (drawn && (self->options->formats >> f & 1)) continue;
      snprintf(name, sizeof name, "%.48s.%s", self->table->chart[k].name,
               ndrsim_plot_format_name(f));
      if (!drawn) ndrsim_output_drop(self->output, name);
      status = ndrsim_output_remove(self->output, name, err);
    }
  }
  return status;
}

static void draw(drawing *self) {
  ndrsim_gnuplot_options options = {.program = self->options->program,
                                    .seconds = self->options->seconds,
                                    .cancel = self->options->cancel,
                                    .cancel_user = self->options->cancel_user};
  ndrsim_status status[NDRSIM_CHARTS];
  ndrsim_error err[NDRSIM_CHARTS];
  ndrsim_gnuplot_run(self->script, self->n, &options, status, err);
  for (int k = 0; k < self->n; k++) {
    int chart = self->chart[k];
    self->status[chart] = status[k];
    if (status[k] == NDRSIM_OK) {
      self->report->outcome[chart] =
          self->script[k].found ? NDRSIM_PLOT_DRAWN : NDRSIM_PLOT_NO_PROGRAM;
    } else {
      self->err[chart] = err[k];
    }
  }
}

ndrsim_status ndrsim_plot_charts(const ndrsim_results *results, const ndrsim_plot_options *options,
                                 ndrsim_output *output, ndrsim_plot_report *report,
                                 ndrsim_error *err) {
  return ndrsim_plot_table(&ndrsim_chart_run, results, NULL, options, output, report, err);
}

ndrsim_status ndrsim_plot_table(const ndrsim_chart_table *table, const ndrsim_results *results,
                                const void *study, const ndrsim_plot_options *options,
                                ndrsim_output *output, ndrsim_plot_report *report,
                                ndrsim_error *err) {
  ndrsim_plain_locale locale;
  memset(report, 0, sizeof *report);
  drawing *self = calloc(1, sizeof *self);
  if (self == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the charts");
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) {
    free(self);
    return status;
  }
  *self = (drawing){.table = table,
                    .results = results,
                    .study = study,
                    .options = options,
                    .output = output,
                    .report = report};
  for (int k = 0; k < table->n; k++) {
    if (options->charts >> k & 1 && options->formats != 0) self->status[k] = prepare(self, k);
  }
  draw(self);
  for (int k = 0; k < table->n && status == NDRSIM_OK; k++) {
    status = self->status[k];
    if (status != NDRSIM_OK && err != NULL) *err = self->err[k];
  }
  ndrsim_error ignored;
  ndrsim_status removed = remove_stale(self, status == NDRSIM_OK ? err : &ignored);
  if (status == NDRSIM_OK) status = removed;
  count(report);
  ndrsim_plain_locale_leave(&locale);
  free(self);
  return status;
}

/* --- preview --------------------------------------------------------------------------------- */

#define PREVIEW_HEIGHT 22
#define PREVIEW_NARROWEST 40 /* columns: below it the labels leave no room */
#define PREVIEW_WIDEST 160
#define PREVIEW_CHARTS 2

/* Appends what gnuplot drew, without the form feeds it begins a page with. */
static ndrsim_status append(const char *path, FILE *out, ndrsim_error *err) {
  FILE *file = fopen(path, "r");
  if (file == NULL) return ndrsim_error_set(err, NDRSIM_IO, "cannot read the preview");
  bool blank = true; /* at the start: empty lines are left out */
  char line[4096];
  while (fgets(line, sizeof line, file) != NULL) {
    char *text = line + strspn(line, "\f");
    if (blank && text[strspn(text, " \r\n")] == '\0') continue;
    blank = false;
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\n')) {
      length--;
    }
    fprintf(out, "%.*s\n", (int)length, text);
  }
  fclose(file);
  return NDRSIM_OK;
}

static ndrsim_status preview(const ndrsim_results *results, const ndrsim_plot_options *options,
                             int width, ndrsim_output *output, FILE *out, bool *found,
                             ndrsim_error *err) {
  static const ndrsim_chart chart[PREVIEW_CHARTS] = {{"preview of MRR", "", ndrsim_chart_mrr_fan},
                                                     {"preview of NDR", "", ndrsim_chart_ndr_fan}};
  ndrsim_gnuplot script[PREVIEW_CHARTS];
  ndrsim_status status = NDRSIM_OK, each[PREVIEW_CHARTS];
  ndrsim_error error[PREVIEW_CHARTS];
  int n = 0;
  width = width < PREVIEW_NARROWEST ? PREVIEW_NARROWEST : width;
  width = width > PREVIEW_WIDEST ? PREVIEW_WIDEST : width;
  for (int k = 0; k < PREVIEW_CHARTS && status == NDRSIM_OK; k++) {
    char missing[160] = "";
    status = ndrsim_gnuplot_init(&script[n], output, chart[k].name, err);
    if (status == NDRSIM_OK) {
      status = fill_chart(results, NULL, options->version, &chart[k], &script[n], missing,
                          sizeof missing, err);
    }
    if (status != NDRSIM_OK || missing[0] != '\0') continue;
    status =
        ndrsim_gnuplot_prepare_text(&script[n++], options->templates, width, PREVIEW_HEIGHT, err);
  }
  if (status != NDRSIM_OK) return status;
  ndrsim_gnuplot_options run = {.program = options->program,
                                .seconds = options->seconds,
                                .cancel = options->cancel,
                                .cancel_user = options->cancel_user};
  ndrsim_gnuplot_run(script, n, &run, each, error);
  for (int k = 0; k < n && status == NDRSIM_OK; k++) {
    status = each[k];
    *found = *found && script[k].found;
    if (status != NDRSIM_OK && err != NULL) *err = error[k];
    if (status != NDRSIM_OK || !script[k].found) continue;
    fputc('\n', out);
    status = append(script[k].image[0], out, err);
  }
  return status;
}

ndrsim_status ndrsim_plot_preview(const ndrsim_results *results, const ndrsim_plot_options *options,
                                  int width, ndrsim_output *output, char **text,
                                  ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_text_stream out;
  size_t size = 0;
  bool found = true;
  *text = NULL;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  status = ndrsim_text_stream_init(&out, err);
  if (status == NDRSIM_OK) {
    status = preview(results, options, width, output, out.stream, &found, err);
  }
  if (status == NDRSIM_OK && found) status = ndrsim_text_stream_finish(&out, text, &size, err);
  ndrsim_text_stream_free(&out);
  ndrsim_plain_locale_leave(&locale);
  return status;
}
