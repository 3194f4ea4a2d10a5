/* ndrsim attribute: what the growth of each engine causes of NDR, from runs in which it is off.
 * Like `ndrsim run`: nothing is created before the input is known to be good, and files are placed
 * before anything is printed. */
#include <stdlib.h>
#include <string.h>
#include "analysis/causal.h"
#include "cli/cli.h"
#include "cli/input.h"
#include "cli/progress.h"
#include "cli/templates.h"
#include "cli/verbs.h"
#include "plots/plot.h"
#include "report/report.h"

#define LONG_RUN 60 /* seconds of which a user is told beforehand */

enum {
  OPTION_OUTPUT = NDRSIM_OPTION_OWN,
  OPTION_WINDOW,
  OPTION_CHARTS,
  OPTION_CHART_FORMAT,
  OPTION_JSON,
  OPTION_QUIET
};

static const ndrsim_option attribute_option[] = {
    NDRSIM_ROW_BOOK,
    {OPTION_OUTPUT, 'o', "output", "DIR", NDRSIM_OFFER_DIRECTORY, NULL,
     "where the files go (default: ndrsim-attribute)",
     "The directory is made if need be; files of an earlier attribution in it are replaced."},
    {OPTION_WINDOW, 0, "window", "M", NDRSIM_OFFER_WORDS, "12 24 36",
     "months at which NDR is taken apart: 12, 24 or 36 (default: 12)",
     "For described customers, months from landing; engines that are off are frozen from the start "
     "of each account. For a book, the month at which the window of twelve months ends; engines "
     "that are off are frozen from the first of these months on, and all that came before is the "
     "same in all runs."},
    NDRSIM_ROW_REPLICATES,
    NDRSIM_ROW_SEED,
    NDRSIM_ROW_HORIZON,
    NDRSIM_ROW_SET,
    NDRSIM_ROW_THREADS,
    NDRSIM_ROW_MEMORY,
    {OPTION_CHARTS, 0, "charts", "LIST", NDRSIM_OFFER_WORDS, "all none " NDRSIM_CHART_CAUSAL,
     "charts to draw: all (" NDRSIM_CHART_CAUSAL "), or none (default: all)", NULL},
    {OPTION_CHART_FORMAT, 0, "chart-format", "LIST", NDRSIM_OFFER_WORDS, "png svg pdf",
     "formats of the chart: png, svg, pdf, between commas (default: png,svg)", NULL},
    {OPTION_JSON, 0, "json", NULL, NDRSIM_OFFER_NOTHING, NULL,
     "print attribute.json instead of the text", NULL},
    {OPTION_QUIET, 'q', "quiet", NULL, NDRSIM_OFFER_NOTHING, NULL, "print nothing but errors",
     NULL},
};

typedef struct attribute_job {
  ndrsim_cli_input input;
  const char *directory, *charts, *chart_formats; /* as given */
  unsigned format_bits;
  int window;
  bool draws, json, quiet;
  ndrsim_model model;
  ndrsim_causal causal;
  ndrsim_output output;
  ndrsim_plot_outcome chart;
  ndrsim_status chart_status; /* a failing gnuplot costs the chart, not the data */
  ndrsim_error chart_error;
  ndrsim_report report;
  ndrsim_progress progress;
  int interrupts; /* seen when the simulation ended: a later one ends the chart */
} attribute_job;

static ndrsim_status take_charts(attribute_job *self, const char *value, ndrsim_error *err) {
  self->charts = value;
  self->draws = strcmp(value, "none") != 0;
  if (!self->draws || strcmp(value, "all") == 0 || strcmp(value, NDRSIM_CHART_CAUSAL) == 0)
    return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_USAGE, "--charts: expected all, none or %s",
                          NDRSIM_CHART_CAUSAL);
}

static ndrsim_status take_window(attribute_job *self, const char *value, ndrsim_error *err) {
  static const char *const known[] = {"12", "24", "36"};
  for (int k = 0; k < (int)(sizeof known / sizeof known[0]); k++) {
    if (strcmp(value, known[k]) != 0) continue;
    self->window = 12 * (k + 1);
    return NDRSIM_OK;
  }
  return ndrsim_error_set(err, NDRSIM_USAGE, "--window: expected 12, 24 or 36 [months]");
}

static ndrsim_status take(void *user, const ndrsim_option *option, const char *value,
                          ndrsim_error *err) {
  attribute_job *self = user;
  switch (option->id) {
  case OPTION_OUTPUT:
    self->directory = value;
    return NDRSIM_OK;
  case OPTION_WINDOW:
    return take_window(self, value, err);
  case OPTION_CHARTS:
    return take_charts(self, value, err);
  case OPTION_CHART_FORMAT:
    self->chart_formats = value;
    return ndrsim_plot_formats_parse(value, &self->format_bits, err);
  case OPTION_JSON:
    self->json = true;
    return NDRSIM_OK;
  case OPTION_QUIET:
    self->quiet = true;
    return NDRSIM_OK;
  default:
    return ndrsim_input_take(&self->input, option, value, err);
  }
}

static ndrsim_status load(attribute_job *job, ndrsim_error *err) {
  ndrsim_status status = ndrsim_input_load(&job->input, &job->model, err);
  if (status == NDRSIM_OK) status = ndrsim_output_check(job->directory, err);
  if (status == NDRSIM_OK) status = ndrsim_report_check_verb(job->directory, "attribute", err);
  if (status == NDRSIM_OK) status = ndrsim_report_check(job->directory, &job->model, err);
  return status;
}

/* Says beforehand that the runs take long. */
static void note_long_run(const ndrsim_model *model, const ndrsim_run_options *options) {
  ndrsim_cost cost;
  ndrsim_error ignored; /* the runs themselves will say it */
  char text[96];
  if (ndrsim_causal_cost(model, options, &cost, &ignored) != NDRSIM_OK) return;
  if (ndrsim_cost_check(&cost, options->engine.memory, &ignored) != NDRSIM_OK) return;
  if (cost.seconds <= LONG_RUN) return;
  ndrsim_cost_text(&cost, text, sizeof text);
  ndrsim_cli_note("the eight runs are expected to take %s", text);
}

/* Ctrl-C keeps the first replicates that are whole in all eight runs. */
static ndrsim_status simulate(attribute_job *job, ndrsim_error *err) {
  ndrsim_run_options options = {.watch = &job->progress.watch};
  options.engine.threads = job->input.threads;
  options.engine.block_size = job->input.block_size;
  options.engine.memory = job->input.memory;
  options.engine.progress = ndrsim_progress_step;
  options.engine.progress_user = &job->progress;
  if (!job->quiet) note_long_run(&job->model, &options);
  ndrsim_cli_catch_interrupts();
  ndrsim_progress_init(&job->progress, job->quiet, job->model.replicates, 0);
  ndrsim_status status = ndrsim_causal_run(&job->causal, &job->model, job->window, &options, err);
  job->interrupts = ndrsim_cli_interrupts();
  job->report = (ndrsim_report){.results = &job->causal.on,
                                .causal = &job->causal,
                                .override = job->input.override,
                                .n_overrides = job->input.n_overrides,
                                .version = NDRSIM_VERSION,
                                .book_path = job->input.book,
                                .charts = job->draws ? job->charts : NULL,
                                .chart_formats = job->draws ? job->chart_formats : NULL};
  if (status == NDRSIM_INTERRUPTED && job->causal.n > 0) return NDRSIM_OK;
  if (status == NDRSIM_INTERRUPTED) {
    return ndrsim_error_set(err, status,
                            "interrupted before the first replicate was complete in all eight "
                            "runs; nothing was written");
  }
  return status;
}

static bool chart_cancelled(void *user) {
  return ndrsim_cli_interrupts() > ((const attribute_job *)user)->interrupts;
}

static void draw_chart(attribute_job *job) {
  char templates[4608];
  ndrsim_cli_templates(templates, sizeof templates);
  ndrsim_plot_options plots = {.templates = templates,
                               .version = NDRSIM_VERSION,
                               .charts = job->draws,
                               .formats = job->format_bits,
                               .cancel = chart_cancelled,
                               .cancel_user = job};
  if (job->draws) ndrsim_progress_phase(&job->progress, "drawing the chart");
  job->chart_status =
      ndrsim_plot_causal(&job->causal, &plots, &job->output, &job->chart, &job->chart_error);
}

static ndrsim_status write_files(attribute_job *job, ndrsim_error *err) {
  ndrsim_progress_phase(&job->progress, "writing files");
  ndrsim_status status = ndrsim_output_open(&job->output, job->directory, err);
  if (status == NDRSIM_OK) status = ndrsim_report_files(&job->report, &job->output, err);
  if (status != NDRSIM_OK) return status;
  draw_chart(job);
  status = ndrsim_report_seal(&job->report, &job->output, err);
  if (status == NDRSIM_OK) status = ndrsim_output_commit(&job->output, err);
  return status;
}

static void print_files(const attribute_job *job) {
  printf("\nFiles in %s/\n"
         "  attribute.json    everything above and more, for programs\n"
         "  attribute.csv     the same figures with P5 to P95, one in a row\n"
         "  scenario.json     the scenario as it was read\n"
         "  manifest.json     what reproduces this: ndrsim verify DIR\n",
         job->directory);
  if (job->chart != NDRSIM_PLOT_DRAWN) return;
  printf("Chart, as");
  for (int f = 0; f < NDRSIM_PLOT_FORMATS; f++) {
    if (job->format_bits >> f & 1) printf(" .%s", ndrsim_plot_format_name(f));
  }
  printf("\n  %-17s the split by causes beside both of the accounts\n", NDRSIM_CHART_CAUSAL);
}

static ndrsim_status print_results(const attribute_job *job, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  if (job->json) {
    status = ndrsim_report_attribute_json(&job->report, stdout, err);
  } else if (!job->quiet) {
    status = ndrsim_report_attribute_text(&job->report, ndrsim_cli_color(), stdout, err);
    if (status == NDRSIM_OK) print_files(job);
  }
  ndrsim_status flushed = ndrsim_cli_flush(status == NDRSIM_OK ? err : NULL);
  return status == NDRSIM_OK ? flushed : status;
}

static ndrsim_status work(attribute_job *job, ndrsim_error *err) {
  ndrsim_status status = load(job, err);
  if (status == NDRSIM_OK) status = simulate(job, err);
  if (status == NDRSIM_OK) status = write_files(job, err);
  ndrsim_progress_end(&job->progress);
  if (status == NDRSIM_OK) status = print_results(job, err);
  if (status != NDRSIM_OK) return status;
  if (job->causal.n < job->causal.on.requested) {
    ndrsim_cli_note("interrupted: results are those of the first %d of %d replicates",
                    job->causal.n, job->causal.on.requested);
  }
  if (job->chart == NDRSIM_PLOT_NO_PROGRAM && !job->quiet) {
    ndrsim_cli_note("chart skipped: install gnuplot-nox (apt-get install gnuplot-nox) and rerun");
  }
  if (job->chart_status != NDRSIM_OK) *err = job->chart_error;
  return job->chart_status;
}

static ndrsim_status parse(attribute_job *job, const ndrsim_verb *verb, int argc, char **argv,
                           ndrsim_cli_line *line, ndrsim_error *err) {
  job->directory = "ndrsim-attribute";
  job->charts = "all";
  job->chart_formats = "png,svg";
  job->format_bits = NDRSIM_PLOT_FORMATS_DEFAULT;
  job->draws = true;
  job->window = 12;
  ndrsim_status status = ndrsim_input_init(&job->input, err);
  if (status == NDRSIM_OK) status = ndrsim_verb_parse(verb, argc, argv, take, job, line, err);
  if (status != NDRSIM_OK || line->help) return status;
  return ndrsim_input_scenario(&job->input, line->operand[0], err);
}

static int run(const ndrsim_verb *verb, int argc, char **argv) {
  attribute_job job;
  ndrsim_cli_line line;
  ndrsim_error err;
  memset(&job, 0, sizeof job);
  ndrsim_model_init(&job.model);
  ndrsim_causal_init(&job.causal);
  ndrsim_output_init(&job.output);
  int code = 0;
  ndrsim_status status = parse(&job, verb, argc, argv, &line, &err);
  if (status == NDRSIM_OK && !line.help) status = work(&job, &err);
  if (status != NDRSIM_OK) {
    code = ndrsim_cli_fail(&err);
  } else if (job.causal.n < job.causal.on.requested) {
    code = ndrsim_status_exit_code(NDRSIM_INTERRUPTED);
  }
  ndrsim_output_free(&job.output);
  ndrsim_causal_free(&job.causal);
  ndrsim_model_free(&job.model);
  ndrsim_input_free(&job.input);
  return code;
}

const ndrsim_verb ndrsim_verb_attribute = {
    .name = "attribute",
    .operands = "SCENARIO.json",
    .offer = NDRSIM_OFFER_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .summary = "say what growth of seats, of workflows and of capacity causes of NDR",
    .description =
        "Runs each simulated future eight times on the same random numbers, with every set of the "
        "three engines growing and the others frozen, and says what NDR would be without one, and "
        "what each causes (the Shapley value over the eight runs, with standard errors). Beside it "
        "stand the two accounting splits of the run in which all grow, which only divide the "
        "revenue that came.\n\n"
        "Frozen means no growth by any path, and no plays for it; losses go on, and so does what "
        "happens above a cap. Sales, CSM and everything else stay as the scenario has them.",
    .option = attribute_option,
    .n_options = (int)(sizeof attribute_option / sizeof attribute_option[0]),
    .examples = "ndrsim attribute scenarios/agent-product.json --replicates 100\n"
                "ndrsim attribute scenarios/agent-product.json --window 24 -o two-years\n"
                "ndrsim attribute scenarios/agent-product.json --book accounts.csv --json",
    .run = run,
};
