/* The command line of a study. Like `ndrsim run`: nothing is created before the input is known to
 * be good, and files are placed before anything is printed. */
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"
#include "cli/print_charts.h"
#include "cli/shipped.h"
#include "cli/study.h"
#include "cli/templates.h"
#include "cli/verbs.h"

#define LONG_RUN 60 /* seconds of which a user is told beforehand */

typedef struct study_verb {
  ndrsim_study_job job;
  ndrsim_cli_input input;
  ndrsim_handout handout;
  ndrsim_reads reads;
  const char *directory, *charts, *chart_formats; /* as given */
  unsigned chart_bits, format_bits;
  bool json, quiet;
  ndrsim_output output;
  ndrsim_status chart_status; /* a failing gnuplot costs the charts, not the data */
  ndrsim_error chart_error;
  ndrsim_progress progress;
  int interrupts; /* seen when the runs ended: a later one ends the charts */
} study_verb;

static ndrsim_status take(void *user, const ndrsim_option *option, const char *value,
                          ndrsim_error *err) {
  study_verb *self = user;
  switch (option->id) {
  case NDRSIM_STUDY_OUTPUT:
    self->directory = value;
    return NDRSIM_OK;
  case NDRSIM_STUDY_CHARTS:
    self->charts = value;
    return ndrsim_chart_table_parse(&self->job.kind->charts, value, &self->chart_bits, err);
  case NDRSIM_STUDY_CHART_FORMAT:
    self->chart_formats = value;
    return ndrsim_plot_formats_parse(value, &self->format_bits, err);
  case NDRSIM_STUDY_JSON:
    self->json = true;
    return NDRSIM_OK;
  case NDRSIM_STUDY_QUIET:
    self->quiet = true;
    return NDRSIM_OK;
  default:
    if (ndrsim_handout_take(&self->handout, option, value)) return NDRSIM_OK;
    if (option->id >= NDRSIM_STUDY_OWN) ndrsim_reads_add(&self->reads, value); /* if it is a file */
    if (option->id >= NDRSIM_STUDY_OWN)
      return ndrsim_study_job_take(&self->job, option->name, value, err);
    return ndrsim_input_take(&self->input, option, value, err);
  }
}

static ndrsim_status add_scenario(study_verb *self, const char *operand, ndrsim_error *err) {
  ndrsim_cli_input *input = &self->input;
  ndrsim_status status = ndrsim_input_scenario(input, operand, err);
  if (status != NDRSIM_OK) return status;
  const char *scenario = input->scenario;
  ndrsim_reads_add(&self->reads, scenario);
  status = ndrsim_study_job_add(&self->job, scenario, input->book, input->override,
                                input->n_overrides, err);
  if (status == NDRSIM_IO) ndrsim_cli_shipped_hint(scenario, err);
  return status;
}

/* What is read may stand in the directory, but not where the study writes. Names that only its
 * tables tell are looked at before they are placed. */
static ndrsim_status spare_input(study_verb *self, ndrsim_error *err) {
  char name[64];
  const char *what;
  ndrsim_status status = NDRSIM_OK;
  ndrsim_reads_add(&self->reads, self->input.book);
  for (int k = 0; status == NDRSIM_OK && ndrsim_study_job_file(&self->job, k, name, &what); k++) {
    status = ndrsim_reads_spare(&self->reads, self->directory, name, err);
  }
  return status;
}

static ndrsim_status load(study_verb *self, const ndrsim_cli_line *line, ndrsim_error *err) {
  ndrsim_study_job *job = &self->job;
  ndrsim_status status = NDRSIM_OK;
  int standard_input = 0;
  for (int k = 0; k < line->n_operands; k++) {
    standard_input += strcmp(line->operand[k], "-") == 0;
  }
  if (standard_input > 1 ||
      (line->n_operands > 1 && self->input.book != NULL && strcmp(self->input.book, "-") == 0))
    return ndrsim_error_set(err, NDRSIM_USAGE, "standard input can be read only once");
  for (int k = 0; k < line->n_operands && status == NDRSIM_OK; k++) {
    status = add_scenario(self, line->operand[k], err);
  }
  if (status == NDRSIM_OK) status = ndrsim_output_check(self->directory, err);
  if (status == NDRSIM_OK) status = ndrsim_report_check_verb(self->directory, job->kind->verb, err);
  if (status == NDRSIM_OK)
    status = ndrsim_report_check(self->directory, job->scenario, job->input.n, err);
  if (status == NDRSIM_OK) status = spare_input(self, err);
  if (status == NDRSIM_OK)
    status = ndrsim_handout_ready(&self->handout, &self->reads, self->chart_bits, self->format_bits,
                                  err);
  return status;
}

/* Says beforehand that the runs take long. */
static void note_long_run(const study_verb *self, const ndrsim_cost *cost, int64_t memory) {
  ndrsim_error ignored; /* the runs themselves will say it */
  char text[96];
  if (self->quiet || cost->seconds <= LONG_RUN) return;
  if (ndrsim_cost_check(cost, memory, &ignored) != NDRSIM_OK) return;
  ndrsim_cost_text(cost, text, sizeof text);
  ndrsim_cli_note("the %s are expected to take %s", self->job.kind->runs, text);
}

static bool some_are_whole(const study_verb *self) {
  const ndrsim_study_kind *kind = self->job.kind;
  return kind->whole != NULL && kind->whole(self->job.state) >= (kind->least > 1 ? kind->least : 1);
}

static ndrsim_status simulate(study_verb *self, ndrsim_error *err) {
  ndrsim_study_job *job = &self->job;
  ndrsim_run_options options = {.watch = &self->progress.watch};
  ndrsim_cost cost = {.seconds = 0};
  options.engine.threads = self->input.threads;
  options.engine.block_size = self->input.block_size;
  options.engine.memory = self->input.memory;
  options.engine.progress = ndrsim_progress_step;
  options.engine.give_up = ndrsim_progress_give_up;
  options.engine.give_up_user = &self->progress;
  options.engine.progress_user = &self->progress;
  ndrsim_study_work work = {&job->input, &options};
  ndrsim_status status = NDRSIM_OK;
  if (job->input.model[0].replicates < job->kind->least)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "`ndrsim %s` needs at least %d replicates: a single future does not "
                            "say how sure a difference is",
                            job->kind->verb, job->kind->least);
  if (job->kind->prepare != NULL) status = job->kind->prepare(job->state, &work, &cost, err);
  if (status != NDRSIM_OK) return status;
  note_long_run(self, &cost, self->input.memory);
  ndrsim_cli_catch_interrupts();
  ndrsim_progress_init(&self->progress, self->quiet, job->input.model[0].replicates, 0);
  if (cost.runs > 0) self->progress.runs = (int64_t)cost.runs;
  status = ndrsim_study_job_run(job, &options, err);
  self->interrupts = ndrsim_cli_interrupts();
  job->report.override = self->input.override;
  job->report.n_overrides = self->input.n_overrides;
  job->report.book_path = self->input.book;
  job->report.charts = self->chart_bits != 0 ? self->charts : NULL;
  job->report.chart_formats = self->chart_bits != 0 ? self->chart_formats : NULL;
  if (status != NDRSIM_INTERRUPTED || some_are_whole(self))
    return status == NDRSIM_INTERRUPTED ? NDRSIM_OK : status;
  if (job->kind->whole == NULL)
    return ndrsim_error_set(err, status,
                            "interrupted: a part of the %s tells nothing; nothing was written",
                            job->kind->runs);
  return ndrsim_error_set(
      err, status, "interrupted before the first %s complete in all %s; nothing was written",
      job->kind->least > 1 ? "two replicates were" : "replicate was", job->kind->runs);
}

static bool charts_cancelled(void *user) {
  return ndrsim_cli_interrupts() > ((const study_verb *)user)->interrupts;
}

static void draw_charts(study_verb *self) {
  char templates[4608];
  ndrsim_cli_templates(templates, sizeof templates);
  ndrsim_plot_options plots = {.templates = templates,
                               .version = NDRSIM_VERSION,
                               .charts = self->chart_bits,
                               .formats = self->format_bits,
                               .cancel = charts_cancelled,
                               .cancel_user = self};
  if (self->chart_bits != 0) ndrsim_progress_phase(&self->progress, "drawing charts");
  self->chart_status =
      ndrsim_study_job_charts(&self->job, &plots, &self->output, &self->chart_error);
}

static ndrsim_status write_files(study_verb *self, ndrsim_error *err) {
  ndrsim_progress_phase(&self->progress, "writing files");
  ndrsim_status status = ndrsim_output_open(&self->output, self->directory, err);
  if (status == NDRSIM_OK) status = ndrsim_study_job_files(&self->job, &self->output, err);
  if (status != NDRSIM_OK) return status;
  draw_charts(self);
  status = ndrsim_study_job_hand(&self->job, &self->output, &self->handout, err);
  if (status == NDRSIM_OK) status = ndrsim_report_seal(&self->job.report, &self->output, err);
  if (status == NDRSIM_OK) status = ndrsim_reads_spare_all(&self->reads, &self->output, err);
  if (status == NDRSIM_OK) status = ndrsim_output_commit(&self->output, err);
  if (status == NDRSIM_OK) status = ndrsim_handout_place(&self->handout, err);
  return status;
}

static void print_files(const study_verb *self) {
  const ndrsim_study_job *job = &self->job;
  printf("\nFiles in %s/\n", self->directory);
  char name[64];
  const char *what;
  for (int k = 0; ndrsim_study_job_file(job, k, name, &what); k++) {
    printf("  %-17s %s\n", name, what);
  }
  if (job->input.n == 1) {
    printf("  %-17s the scenario as it was read\n", NDRSIM_SCENARIO_NAME);
  } else {
    printf("  %-17s the scenarios as they were read: scenario.json, scenario-2.json, ...\n",
           "scenario*.json");
  }
  printf("  %-17s what reproduces this: ndrsim verify DIR\n", NDRSIM_MANIFEST_NAME);
}

static ndrsim_status print_results(const study_verb *self, ndrsim_error *err) {
  const ndrsim_study_job *job = &self->job;
  ndrsim_status status = NDRSIM_OK;
  if (self->json) {
    status = ndrsim_study_job_json(job, stdout, err);
  } else if (!self->quiet) {
    status = ndrsim_study_job_text(job, ndrsim_cli_color(), stdout, err);
    if (status == NDRSIM_OK) {
      print_files(self);
      ndrsim_cli_print_charts(&job->kind->charts, &job->charts, self->format_bits);
      ndrsim_handout_print(&self->handout);
    }
  }
  ndrsim_status flushed = ndrsim_cli_flush(status == NDRSIM_OK ? err : NULL);
  return status == NDRSIM_OK ? flushed : status;
}

static ndrsim_status work(study_verb *self, const ndrsim_cli_line *line, ndrsim_error *err) {
  const ndrsim_results *results;
  ndrsim_status status = load(self, line, err);
  if (status == NDRSIM_OK) status = simulate(self, err);
  if (status == NDRSIM_OK) status = write_files(self, err);
  ndrsim_progress_end(&self->progress);
  if (status == NDRSIM_OK) status = print_results(self, err);
  if (status != NDRSIM_OK) return status;
  results = self->job.report.results;
  if (results->n < results->requested) {
    ndrsim_cli_note("interrupted: results are those of the first %d of %d replicates", results->n,
                    results->requested);
  }
  if (self->job.charts.no_program > 0 && !self->quiet) {
    ndrsim_cli_note("charts skipped: install gnuplot-nox (apt-get install gnuplot-nox) and rerun");
  }
  if (self->chart_status != NDRSIM_OK) *err = self->chart_error;
  return self->chart_status;
}

static ndrsim_status parse(study_verb *self, const ndrsim_verb *verb, int argc, char **argv,
                           ndrsim_cli_line *line, ndrsim_error *err) {
  const ndrsim_study_kind *kind = ndrsim_study_find(verb->name);
  if (kind == NULL) return ndrsim_error_set(err, NDRSIM_INTERNAL, "%s is no study", verb->name);
  ndrsim_status status = ndrsim_study_job_init(&self->job, kind, err);
  if (status != NDRSIM_OK) return status;
  self->directory = kind->directory;
  self->charts = "all";
  self->chart_formats = "png,svg";
  self->format_bits = NDRSIM_PLOT_FORMATS_DEFAULT;
  self->chart_bits = (1U << kind->charts.n) - 1;
  status = ndrsim_input_init(&self->input, err);
  return status == NDRSIM_OK ? ndrsim_verb_parse(verb, argc, argv, take, self, line, err) : status;
}

int ndrsim_study_verb_run(const ndrsim_verb *verb, int argc, char **argv) {
  ndrsim_cli_line line;
  ndrsim_error err;
  int code = 0;
  study_verb *self = calloc(1, sizeof *self); /* models are large for a stack */
  if (self == NULL) {
    ndrsim_error_set(&err, NDRSIM_MEMORY, "out of memory");
    return ndrsim_cli_fail(&err);
  }
  ndrsim_output_init(&self->output);
  ndrsim_handout_init(&self->handout);
  ndrsim_status status = parse(self, verb, argc, argv, &line, &err);
  bool run = status == NDRSIM_OK && !line.help;
  if (run) status = work(self, &line, &err);
  if (status != NDRSIM_OK) {
    code = ndrsim_cli_fail(&err);
  } else if (run && self->job.report.results->n < self->job.report.results->requested) {
    code = ndrsim_status_exit_code(NDRSIM_INTERRUPTED);
  }
  ndrsim_handout_free(&self->handout);
  ndrsim_output_free(&self->output);
  if (self->job.kind != NULL) ndrsim_study_job_free(&self->job);
  ndrsim_input_free(&self->input);
  free(self);
  return code;
}
