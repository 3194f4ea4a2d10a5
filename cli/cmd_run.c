/* ndrsim run: scenario (and book) in, results out. Nothing is created before the input is known to
 * be good, and files are placed before anything is printed. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "analysis/layers.h"
#include "analysis/results.h"
#include "cli/cli.h"
#include "cli/handout.h"
#include "cli/input.h"
#include "cli/print_charts.h"
#include "cli/progress.h"
#include "cli/templates.h"
#include "cli/verbs.h"
#include "plots/plot.h"
#include "report/report.h"
#include "report/run_document.h"

#define LAYERS_MAX 1000000
#define LONG_RUN 60 /* seconds of which a user is told beforehand */

enum {
  OPTION_OUTPUT = NDRSIM_OPTION_OWN,
  OPTION_LAYERS,
  OPTION_CONVENTION,
  OPTION_CHARTS,
  OPTION_CHART_FORMAT,
  OPTION_PREVIEW,
  OPTION_JSON,
  OPTION_QUIET
};

static const ndrsim_option run_option[] = {
    NDRSIM_ROW_BOOK,
    {OPTION_OUTPUT, 'o', "output", "DIR", NDRSIM_OFFER_DIRECTORY, NULL,
     "where the files go (default: ndrsim-out)",
     "The directory is made if need be; files of an earlier run in it are replaced."},
    NDRSIM_ROW_REPLICATES,
    NDRSIM_ROW_SEED,
    NDRSIM_ROW_HORIZON,
    NDRSIM_ROW_SET,
    NDRSIM_ROW_WITHOUT_INITIATIVES,
    {OPTION_LAYERS, 0, "layers", "K", NDRSIM_OFFER_NOTHING, NULL,
     "samples for the split of variance into parameters, economy and luck, 4 runs each "
     "(at least 3; default: a quarter of N if that is >= 25; 0: none)",
     NULL},
    {OPTION_CONVENTION, 0, "convention", "NAME", NDRSIM_OFFER_WORDS,
     "point cohort_age cohort_age_no_return quarter quarter_year trailing_year trailing_average "
     "survivors monthly",
     "convention of the headline NDR: point, cohort_age, cohort_age_no_return, quarter, "
     "quarter_year, trailing_year, trailing_average, survivors or monthly (default: point for a "
     "book, else cohort_age)",
     "'ndrsim explain' lists what each means under ndr_. All are in the summary side by side, "
     "whichever is the headline."},
    NDRSIM_ROW_THREADS,
    NDRSIM_ROW_MEMORY,
    {OPTION_CHARTS, 0, "charts", "LIST", NDRSIM_OFFER_WORDS,
     "all none mrr-fan mrr-engines ndr-fan ndr-conventions ndr-bridge ndr-lenses ndr-distribution "
     "ndr-joint ndr-variance cohort-heatmap tier-mix logo-survival",
     "charts to draw: all, none, or names between commas (default: all)",
     "The names are mrr-fan, mrr-engines, ndr-fan, ndr-conventions, ndr-bridge, ndr-lenses, "
     "ndr-distribution, ndr-joint, ndr-variance, cohort-heatmap, tier-mix and logo-survival. "
     "Charts of an earlier "
     "run in the directory that are not drawn again are removed."},
    {OPTION_CHART_FORMAT, 0, "chart-format", "LIST", NDRSIM_OFFER_WORDS, "png svg pdf",
     "formats of the charts: png, svg, pdf, between commas (default: png,svg)", NULL},
    NDRSIM_ROWS_HANDOUT,
    {OPTION_PREVIEW, 0, "preview", NULL, NDRSIM_OFFER_NOTHING, NULL,
     "draw MRR and NDR in the terminal too, after the summary",
     "As wide as COLUMNS says, or as the terminal is, or 80 columns."},
    {OPTION_JSON, 0, "json", NULL, NDRSIM_OFFER_NOTHING, NULL,
     "print summary.json instead of the text", NULL},
    {OPTION_QUIET, 'q', "quiet", NULL, NDRSIM_OFFER_NOTHING, NULL, "print nothing but errors",
     NULL},
};

typedef struct run_choice {
  ndrsim_cli_input input;
  ndrsim_handout handout;
  ndrsim_reads reads;
  const char *directory;
  int layer_samples;                  /* -1 = chosen from the replicates */
  const char *convention;             /* NULL = the default */
  const char *charts, *chart_formats; /* as given */
  unsigned chart_bits, format_bits;
  bool preview, json, quiet;
} run_choice;

typedef struct run_job {
  run_choice options;
  ndrsim_model model;
  ndrsim_results results;
  ndrsim_output output;
  ndrsim_plot_report charts;
  ndrsim_status chart_status; /* a failing gnuplot costs the charts, not the data */
  ndrsim_error chart_error;
  char *preview; /* text; NULL = none */
  ndrsim_report report;
  ndrsim_progress progress;
  int interrupts; /* seen when the simulation ended: a later one ends the charts */
} run_job;

static ndrsim_status take(void *user, const ndrsim_option *option, const char *value,
                          ndrsim_error *err) {
  run_choice *self = user;
  switch (option->id) {
  case OPTION_OUTPUT:
    self->directory = value;
    return NDRSIM_OK;
  case OPTION_LAYERS:
    return ndrsim_input_int("--layers", value, 0, LAYERS_MAX, &self->layer_samples, err);
  case OPTION_CONVENTION:
    self->convention = value;
    return NDRSIM_OK;
  case OPTION_CHARTS:
    self->charts = value;
    return ndrsim_charts_parse(value, &self->chart_bits, err);
  case OPTION_CHART_FORMAT:
    self->chart_formats = value;
    return ndrsim_plot_formats_parse(value, &self->format_bits, err);
  case OPTION_PREVIEW:
    self->preview = true;
    return NDRSIM_OK;
  case OPTION_JSON:
    self->json = true;
    return NDRSIM_OK;
  case OPTION_QUIET:
    self->quiet = true;
    return NDRSIM_OK;
  default:
    if (ndrsim_handout_take(&self->handout, option, value)) return NDRSIM_OK;
    return ndrsim_input_take(&self->input, option, value, err);
  }
}

static ndrsim_status load(run_job *job, ndrsim_error *err) {
  ndrsim_status status = ndrsim_input_load(&job->options.input, &job->model, err);
  if (status == NDRSIM_OK) status = ndrsim_output_check(job->options.directory, err);
  if (status == NDRSIM_OK) status = ndrsim_report_check_verb(job->options.directory, "run", err);
  if (status == NDRSIM_OK)
    status =
        ndrsim_report_check(job->options.directory, (const ndrsim_model *[]){&job->model}, 1, err);
  ndrsim_reads_add(&job->options.reads, job->options.input.scenario);
  ndrsim_reads_add(&job->options.reads, job->options.input.book);
  if (status == NDRSIM_OK)
    status = ndrsim_report_spare(&job->options.reads, job->options.directory, err);
  if (status == NDRSIM_OK)
    status = ndrsim_handout_ready(&job->options.handout, &job->options.reads,
                                  job->options.chart_bits, job->options.format_bits, err);
  return status;
}

/* Says beforehand that a run takes long. */
static void note_long_run(const ndrsim_model *model, const ndrsim_run_options *options) {
  ndrsim_cost cost;
  ndrsim_error ignored; /* the run itself will say it */
  char text[96];
  if (ndrsim_results_cost(model, options, &cost, &ignored) != NDRSIM_OK) return;
  if (ndrsim_cost_check(&cost, options->engine.memory, &ignored) != NDRSIM_OK) return;
  if (cost.seconds <= LONG_RUN) return;
  ndrsim_cost_text(&cost, text, sizeof text);
  ndrsim_cli_note("this run is expected to take %s", text);
}

/* Ctrl-C keeps the contiguous prefix of replicates: any other subset would be biased towards short
 * runs. */
static ndrsim_status simulate(run_job *job, ndrsim_error *err) {
  int layers = job->options.layer_samples;
  if (layers < 0) layers = ndrsim_layers_default(&job->model);
  ndrsim_run_options options = {.convention = job->options.convention,
                                .watch = &job->progress.watch};
  if (job->model.horizon < ndrsim_run_basis(&job->model, &options)) layers = 0;
  options.layer_samples = layers;
  options.engine.threads = job->options.input.threads;
  options.engine.block_size = job->options.input.block_size;
  options.engine.memory = job->options.input.memory;
  options.engine.progress = ndrsim_progress_step;
  options.engine.give_up = ndrsim_progress_give_up;
  options.engine.give_up_user = &job->progress;
  options.engine.progress_user = &job->progress;
  if (!job->options.quiet) note_long_run(&job->model, &options);
  ndrsim_cli_catch_interrupts();
  ndrsim_progress_init(&job->progress, job->options.quiet, job->model.replicates, layers);
  ndrsim_status status = ndrsim_results_run(&job->results, &job->model, &options, err);
  job->interrupts = ndrsim_cli_interrupts();
  job->report = (ndrsim_report){
      .results = &job->results,
      .override = job->options.input.override,
      .n_overrides = job->options.input.n_overrides,
      .version = NDRSIM_VERSION,
      .book_path = job->options.input.book,
      .convention = job->options.convention,
      .charts = job->options.chart_bits != 0 ? job->options.charts : NULL,
      .chart_formats = job->options.chart_bits != 0 ? job->options.chart_formats : NULL};
  if (status == NDRSIM_INTERRUPTED && job->results.n > 0) return NDRSIM_OK;
  if (status == NDRSIM_INTERRUPTED) {
    return ndrsim_error_set(err, status,
                            "interrupted before the first replicate was complete; "
                            "nothing was written");
  }
  return status;
}

static bool charts_cancelled(void *user) {
  return ndrsim_cli_interrupts() > ((const run_job *)user)->interrupts;
}

static void draw_charts(run_job *job) {
  char templates[4608];
  ndrsim_cli_templates(templates, sizeof templates);
  ndrsim_plot_options plots = {.templates = templates,
                               .version = NDRSIM_VERSION,
                               .charts = job->options.chart_bits,
                               .formats = job->options.format_bits,
                               .cancel = charts_cancelled,
                               .cancel_user = job};
  ndrsim_progress_phase(&job->progress, "drawing charts");
  job->chart_status =
      ndrsim_plot_charts(&job->results, &plots, &job->output, &job->charts, &job->chart_error);
  if (job->chart_status != NDRSIM_OK || !job->options.preview) return;
  job->chart_status = ndrsim_plot_preview(&job->results, &plots, ndrsim_cli_columns(STDOUT_FILENO),
                                          &job->output, &job->preview, &job->chart_error);
}

/* What is handed on: the results once more, as a document. */
static ndrsim_status prepare_handout(run_job *job, ndrsim_error *err) {
  const ndrsim_model *model = &job->model;
  ndrsim_document document;
  if (!ndrsim_handout_wanted(&job->options.handout)) return NDRSIM_OK;
  ndrsim_document_init(&document, "run", model->title[0] != '\0' ? model->title : model->name);
  ndrsim_status status = ndrsim_document_run(&document, &job->report, err);
  if (status == NDRSIM_OK) status = ndrsim_handout_pictures(&document, &job->output, err);
  if (status == NDRSIM_OK)
    status = ndrsim_handout_prepare(&job->options.handout, &document, &job->report, err);
  ndrsim_document_free(&document);
  return status;
}

/* Data files and charts, placed together. */
static ndrsim_status write_files(run_job *job, ndrsim_error *err) {
  ndrsim_progress_phase(&job->progress, "writing files");
  ndrsim_status status = ndrsim_output_open(&job->output, job->options.directory, err);
  if (status == NDRSIM_OK) status = ndrsim_report_files(&job->report, &job->output, err);
  if (status != NDRSIM_OK) return status;
  draw_charts(job);
  status = prepare_handout(job, err);
  if (status == NDRSIM_OK) status = ndrsim_report_seal(&job->report, &job->output, err);
  if (status == NDRSIM_OK)
    status = ndrsim_reads_spare_all(&job->options.reads, &job->output, err); /* charts too */
  if (status == NDRSIM_OK) status = ndrsim_output_commit(&job->output, err);
  if (status == NDRSIM_OK) status = ndrsim_handout_place(&job->options.handout, err);
  return status;
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
      {"incidence.csv", "how long accounts take to activate, expand, upgrade"},
      {"quarters.csv", "revenue, ARR and movements by fiscal quarter"},
      {"scenario.json", "the scenario as it was read"},
      {"manifest.json", "what reproduces this run: ndrsim verify DIR"},
  };
  printf("\nFiles in %s/\n", job->options.directory);
  for (size_t k = 0; k < sizeof file / sizeof file[0]; k++) {
    printf("  %-17s %s\n", file[k].name, file[k].what);
  }
}

static ndrsim_status print_results(const run_job *job, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  if (job->options.json) {
    status = ndrsim_report_summary(&job->report, stdout, err);
  } else if (!job->options.quiet) {
    status = ndrsim_report_text(&job->report, ndrsim_cli_color(), stdout, err);
    if (status == NDRSIM_OK) {
      print_files(job);
      ndrsim_cli_print_charts(&ndrsim_chart_run, &job->charts, job->options.format_bits);
      ndrsim_handout_print(&job->options.handout);
      if (job->preview != NULL) fputs(job->preview, stdout);
    }
  }
  ndrsim_status flushed = ndrsim_cli_flush(status == NDRSIM_OK ? err : NULL);
  return status == NDRSIM_OK ? flushed : status;
}

static bool interrupted(const ndrsim_results *self) {
  return self->n < self->requested || self->layer_samples < self->layer_samples_requested;
}

static void print_notes(const run_job *job) {
  const ndrsim_results *results = &job->results;
  if (results->n < results->requested) {
    ndrsim_cli_note("interrupted: results are those of the first %d of %d replicates", results->n,
                    results->requested);
  } else if (results->layers.samples > 0) {
    if (interrupted(results)) {
      ndrsim_cli_note("interrupted: all %d replicates are whole, the split of variance rests on "
                      "the first %d of %d samples",
                      results->n, results->layer_samples, results->layer_samples_requested);
    }
  } else if (interrupted(results)) {
    ndrsim_cli_note("interrupted: all %d replicates are whole, the variance is not split",
                    results->n);
  }
  if (job->options.quiet) return;
  if (job->charts.no_program > 0 ||
      (job->options.preview && job->preview == NULL && job->chart_status == NDRSIM_OK)) {
    ndrsim_cli_note("charts skipped: install gnuplot-nox (apt-get install gnuplot-nox) and rerun");
  }
}

static ndrsim_status work(run_job *job, ndrsim_error *err) {
  ndrsim_status status = load(job, err);
  if (status == NDRSIM_OK) status = simulate(job, err);
  if (status != NDRSIM_OK) {
    ndrsim_progress_end(&job->progress);
    return status;
  }
  status = write_files(job, err);
  ndrsim_progress_end(&job->progress);
  if (status == NDRSIM_OK) status = print_results(job, err);
  if (status != NDRSIM_OK) return status;
  print_notes(job);
  if (job->chart_status != NDRSIM_OK) *err = job->chart_error;
  return job->chart_status;
}

static ndrsim_status parse(run_job *job, const ndrsim_verb *verb, int argc, char **argv,
                           ndrsim_cli_line *line, ndrsim_error *err) {
  job->options.directory = "ndrsim-out";
  job->options.layer_samples = -1;
  job->options.charts = "all";
  job->options.chart_formats = "png,svg";
  job->options.chart_bits = NDRSIM_CHARTS_ALL;
  job->options.format_bits = NDRSIM_PLOT_FORMATS_DEFAULT;
  ndrsim_status status = ndrsim_input_init(&job->options.input, err);
  if (status == NDRSIM_OK) {
    status = ndrsim_verb_parse(verb, argc, argv, take, &job->options, line, err);
  }
  if (status != NDRSIM_OK || line->help) return status;
  if (job->options.preview && (job->options.json || job->options.quiet)) {
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "--preview follows the summary, which --%s leaves out",
                            job->options.json ? "json" : "quiet");
  }
  return ndrsim_input_scenario(&job->options.input, line->operand[0], err);
}

static int run(const ndrsim_verb *verb, int argc, char **argv) {
  run_job job;
  ndrsim_cli_line line;
  ndrsim_error err;
  memset(&job, 0, sizeof job);
  ndrsim_model_init(&job.model);
  ndrsim_results_init(&job.results);
  ndrsim_output_init(&job.output);
  ndrsim_handout_init(&job.options.handout);
  int code = 0;
  ndrsim_status status = parse(&job, verb, argc, argv, &line, &err);
  if (status == NDRSIM_OK && !line.help) status = work(&job, &err);
  if (status != NDRSIM_OK) {
    code = ndrsim_cli_fail(&err);
  } else if (interrupted(&job.results)) {
    code = ndrsim_status_exit_code(NDRSIM_INTERRUPTED);
  }
  free(job.preview);
  ndrsim_handout_free(&job.options.handout);
  ndrsim_output_free(&job.output);
  ndrsim_results_free(&job.results);
  ndrsim_model_free(&job.model);
  ndrsim_input_free(&job.options.input);
  return code;
}

const ndrsim_verb ndrsim_verb_run = {
    .name = "run",
    .operands = "SCENARIO.json",
    .offer = NDRSIM_OFFER_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .summary = "simulate a scenario, or a book of real accounts under it",
    .description =
        "Simulates the accounts that a scenario describes, or a book of existing ones under that "
        "scenario, and writes MRR, net dollar retention and what drives it into a directory. "
        "SCENARIO.json may be - for standard input. The files appear together or not at all.",
    .option = run_option,
    .n_options = (int)(sizeof run_option / sizeof run_option[0]),
    .examples = "ndrsim run scenarios/agent-product.json\n"
                "ndrsim run scenarios/agent-product.json --set workflow.growth=false -o frozen\n"
                "ndrsim run scenarios/agent-product.json --book accounts.csv --horizon 24",
    .run = run,
};
