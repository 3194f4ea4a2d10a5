/* ndrsim run: scenario (and book) in, results out. Nothing is created before the input is known to
 * be good, and files are placed before anything is printed. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "analysis/results.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/run_options.h"
#include "cli/templates.h"
#include "data/book.h"
#include "plots/plot.h"
#include "report/report.h"

#define LAYERS_LEAST 25 /* below this many samples the standard errors swamp the shares */

typedef struct run_job {
  ndrsim_cli_run options;
  ndrsim_model model;
  ndrsim_results results;
  ndrsim_output output;
  ndrsim_plot_outcome charts;
  ndrsim_status chart_status; /* a failing gnuplot costs the charts, not the data */
  ndrsim_error chart_error;
  ndrsim_report report;
  bool interrupted;
} run_job;

static ndrsim_status load(run_job *job, ndrsim_error *err) {
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, err);
  if (catalogue == NULL) return err->status;
  ndrsim_status status = ndrsim_scenario_load(&job->model, catalogue, job->options.scenario,
                                              job->options.override, job->options.n_overrides, err);
  if (status == NDRSIM_OK && job->options.book != NULL) {
    status = ndrsim_book_read(&job->model, job->options.book, err);
  }
  if (status == NDRSIM_OK) status = ndrsim_output_check(job->options.directory, err);
  return status;
}

/* Ctrl-C keeps the contiguous prefix of replicates: any other subset would be biased towards short
 * runs. */
static ndrsim_status simulate(run_job *job, ndrsim_error *err) {
  int layers = job->options.layer_samples;
  if (layers < 0)
    layers = job->model.replicates / 4 >= LAYERS_LEAST ? job->model.replicates / 4 : 0;
  if (job->model.horizon < 12) layers = 0;
  ndrsim_progress progress;
  ndrsim_run_options options = {.layer_samples = layers};
  options.engine.threads = job->options.threads;
  options.engine.block_size = job->options.block_size;
  options.engine.progress = ndrsim_progress_step;
  options.engine.progress_user = &progress;
  ndrsim_cli_catch_interrupts();
  ndrsim_progress_init(&progress, job->options.quiet, job->model.replicates + 4 * (int64_t)layers);
  ndrsim_status status = ndrsim_results_run(&job->results, &job->model, &options, err);
  ndrsim_progress_end(&progress);
  job->report = (ndrsim_report){.results = &job->results,
                                .override = job->options.override,
                                .n_overrides = job->options.n_overrides,
                                .layer_samples = layers,
                                .version = NDRSIM_VERSION};
  if (status == NDRSIM_INTERRUPTED && job->results.n > 0) {
    job->interrupted = true;
    return NDRSIM_OK;
  }
  if (status == NDRSIM_INTERRUPTED) {
    return ndrsim_error_set(err, status,
                            "interrupted before the first replicate was complete; "
                            "nothing was written");
  }
  return status;
}

/* Data files and charts, placed together. */
static ndrsim_status write_files(run_job *job, ndrsim_error *err) {
  char templates[4608];
  ndrsim_cli_templates(templates, sizeof templates);
  ndrsim_plot_options plots = {.templates = templates, .version = NDRSIM_VERSION};
  ndrsim_status status = ndrsim_output_open(&job->output, job->options.directory, err);
  if (status == NDRSIM_OK) status = ndrsim_report_files(&job->report, &job->output, err);
  if (status != NDRSIM_OK) return status;
  job->chart_status =
      ndrsim_plot_charts(&job->results, &plots, &job->output, &job->charts, &job->chart_error);
  return ndrsim_output_commit(&job->output, err);
}

static void print_files(const run_job *job) {
  static const struct {
    const char *name, *what;
  } file[] = {
      {"summary.json", "everything above and more, for programs"},
      {"series.csv", "every metric by month, with P5 to P95"},
      {"bridge.csv", "what moves NDR: every month, both lenses, both decompositions"},
      {"cohorts.csv", "each cohort by age"},
      {"metrics.csv", "definitions, and values at 12, 24 and 36 months"},
      {"manifest.json", "what reproduces this run"},
      {"ndr-fan.png, .svg", "chart: NDR with its bands"},
      {"ndr-bridge.png, .svg", "chart: from 100% to NDR"},
  };
  size_t n = sizeof file / sizeof file[0];
  if (job->charts != NDRSIM_PLOT_DRAWN) n -= 2;
  printf("\nFiles in %s/\n", job->options.directory);
  for (size_t k = 0; k < n; k++) {
    printf("  %-22s %s\n", file[k].name, file[k].what);
  }
}

static ndrsim_status print_results(const run_job *job, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  if (job->options.json) {
    status = ndrsim_report_summary(&job->report, stdout, err);
  } else if (!job->options.quiet) {
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    bool color = isatty(STDOUT_FILENO) && (no_color == NULL || no_color[0] == '\0') &&
                 (terminal == NULL || strcmp(terminal, "dumb") != 0);
    status = ndrsim_report_text(&job->report, color, stdout, err);
    if (status == NDRSIM_OK) print_files(job);
  }
  ndrsim_status flushed = ndrsim_cli_flush(status == NDRSIM_OK ? err : NULL);
  return status == NDRSIM_OK ? flushed : status;
}

static void print_notes(const run_job *job) {
  if (job->interrupted) {
    ndrsim_cli_note("interrupted: results are those of the first %d of %d replicates",
                    job->results.n, job->results.requested);
  }
  if (job->options.quiet) return;
  if (job->charts == NDRSIM_PLOT_NO_PROGRAM) {
    ndrsim_cli_note("charts skipped: install gnuplot-nox (apt-get install gnuplot-nox) and rerun");
  } else if (job->charts == NDRSIM_PLOT_NO_DATA) {
    ndrsim_cli_note("charts skipped: NDR needs a horizon of 12 months or more and paying accounts");
  }
}

static ndrsim_status work(run_job *job, ndrsim_error *err) {
  ndrsim_status status = load(job, err);
  if (status == NDRSIM_OK) status = simulate(job, err);
  if (status != NDRSIM_OK) return status;
  status = write_files(job, err);
  if (status == NDRSIM_OK) status = print_results(job, err);
  if (status != NDRSIM_OK) return status;
  print_notes(job);
  if (job->chart_status != NDRSIM_OK) *err = job->chart_error;
  return job->chart_status;
}

int ndrsim_cmd_run(int argc, char **argv) {
  run_job job;
  ndrsim_error err;
  memset(&job, 0, sizeof job);
  ndrsim_model_init(&job.model);
  ndrsim_results_init(&job.results);
  ndrsim_output_init(&job.output);
  int code = 0;
  ndrsim_status status = ndrsim_cli_run_parse(&job.options, argc, argv, &err);
  if (status == NDRSIM_OK && job.options.help) {
    ndrsim_cli_run_usage(stdout);
    status = ndrsim_cli_flush(&err);
  } else if (status == NDRSIM_OK) {
    status = work(&job, &err);
  }
  if (status != NDRSIM_OK) {
    code = ndrsim_cli_fail(&err);
  } else if (job.interrupted) {
    code = ndrsim_status_exit_code(NDRSIM_INTERRUPTED);
  }
  ndrsim_output_free(&job.output);
  ndrsim_results_free(&job.results);
  ndrsim_model_free(&job.model);
  ndrsim_cli_run_free(&job.options);
  return code;
}
