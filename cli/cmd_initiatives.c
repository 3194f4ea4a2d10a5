/* ndrsim initiatives: what the initiatives of a scenario bring, and what they cost. */
#include <string.h>
#include "analysis/initiatives.h"
#include "cli/cli.h"
#include "cli/input.h"
#include "cli/progress.h"
#include "cli/verbs.h"
#include "report/report.h"

enum { OPTION_OUTPUT = NDRSIM_OPTION_OWN, OPTION_JSON, OPTION_QUIET };

static const ndrsim_option initiatives_option[] = {
    NDRSIM_ROW_BOOK,
    {OPTION_OUTPUT, 'o', "output", "DIR", NDRSIM_OFFER_DIRECTORY, NULL,
     "where the files go (default: ndrsim-initiatives)",
     "The directory is made if need be; files of an earlier run in it are replaced."},
    NDRSIM_ROW_REPLICATES,
    NDRSIM_ROW_SEED,
    NDRSIM_ROW_HORIZON,
    NDRSIM_ROW_SET,
    NDRSIM_ROW_THREADS,
    NDRSIM_ROW_MEMORY,
    {OPTION_JSON, 0, "json", NULL, NDRSIM_OFFER_NOTHING, NULL,
     "print initiatives.json instead of the text", NULL},
    {OPTION_QUIET, 'q', "quiet", NULL, NDRSIM_OFFER_NOTHING, NULL, "print nothing but errors",
     NULL},
};

typedef struct initiatives_job {
  ndrsim_cli_input input;
  const char *directory;
  bool json, quiet;
  ndrsim_model model;
  ndrsim_initiative_study study;
  ndrsim_output output;
  ndrsim_progress progress;
} initiatives_job;

static ndrsim_status take(void *user, const ndrsim_option *option, const char *value,
                          ndrsim_error *err) {
  initiatives_job *self = user;
  switch (option->id) {
  case OPTION_OUTPUT:
    self->directory = value;
    return NDRSIM_OK;
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

static ndrsim_status simulate(initiatives_job *job, ndrsim_error *err) {
  ndrsim_run_options options = {.layer_samples = 0};
  options.engine.threads = job->input.threads;
  options.engine.block_size = job->input.block_size;
  options.engine.memory = job->input.memory;
  options.engine.progress = ndrsim_progress_step;
  options.engine.progress_user = &job->progress;
  ndrsim_cli_catch_interrupts();
  ndrsim_progress_init(&job->progress, job->quiet,
                       job->model.replicates * (2 + job->model.n_initiatives), 0);
  ndrsim_status status = ndrsim_initiative_study_run(&job->study, &job->model, &options, err);
  ndrsim_progress_end(&job->progress);
  if (status != NDRSIM_INTERRUPTED) return status;
  return ndrsim_error_set(err, status,
                          "interrupted: a run without its pair tells nothing; "
                          "nothing was written");
}

static ndrsim_status write_files(initiatives_job *job, const ndrsim_report *report,
                                 ndrsim_error *err) {
  ndrsim_status status = ndrsim_output_open(&job->output, job->directory, err);
  if (status == NDRSIM_OK) status = ndrsim_report_files(report, &job->output, err);
  if (status == NDRSIM_OK) status = ndrsim_report_seal(report, &job->output, err);
  if (status == NDRSIM_OK) status = ndrsim_output_commit(&job->output, err);
  return status;
}

static void print_files(const initiatives_job *job) {
  printf("\nFiles in %s/\n", job->directory);
  printf("  %-17s %s\n", "initiatives.json", "everything above and more, for programs");
  printf("  %-17s %s\n", "initiatives.csv", "every month, with P5 to P95");
  printf("  %-17s %s\n", "scenario.json", "the scenario as it was read");
  printf("  %-17s %s\n", "manifest.json", "what reproduces this: ndrsim verify DIR");
}

static ndrsim_status print_results(const initiatives_job *job, const ndrsim_report *report,
                                   ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  if (job->json) {
    status = ndrsim_report_initiatives_json(report, stdout, err);
  } else if (!job->quiet) {
    status = ndrsim_report_initiatives_text(report, ndrsim_cli_color(), stdout, err);
    if (status == NDRSIM_OK) print_files(job);
  }
  ndrsim_status flushed = ndrsim_cli_flush(status == NDRSIM_OK ? err : NULL);
  return status == NDRSIM_OK ? flushed : status;
}

static ndrsim_status work(initiatives_job *job, ndrsim_error *err) {
  ndrsim_status status = ndrsim_input_load(&job->input, &job->model, err);
  if (status == NDRSIM_OK) status = ndrsim_output_check(job->directory, err);
  if (status == NDRSIM_OK) status = ndrsim_report_check_verb(job->directory, "initiatives", err);
  if (status == NDRSIM_OK) status = ndrsim_report_check(job->directory, &job->model, err);
  if (status == NDRSIM_OK) status = simulate(job, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_report report = {.results = &job->study.with,
                          .study = &job->study,
                          .override = job->input.override,
                          .n_overrides = job->input.n_overrides,
                          .version = NDRSIM_VERSION,
                          .book_path = job->input.book};
  status = write_files(job, &report, err);
  return status == NDRSIM_OK ? print_results(job, &report, err) : status;
}

static int run(const ndrsim_verb *verb, int argc, char **argv) {
  initiatives_job job;
  ndrsim_cli_line line;
  ndrsim_error err;
  memset(&job, 0, sizeof job);
  job.directory = "ndrsim-initiatives";
  ndrsim_model_init(&job.model);
  ndrsim_initiative_study_init(&job.study);
  ndrsim_output_init(&job.output);
  int code = 0;
  ndrsim_status status = ndrsim_input_init(&job.input, &err);
  if (status == NDRSIM_OK) status = ndrsim_verb_parse(verb, argc, argv, take, &job, &line, &err);
  if (status == NDRSIM_OK && !line.help) {
    status = ndrsim_input_scenario(&job.input, line.operand[0], &err);
    if (status == NDRSIM_OK) status = work(&job, &err);
  }
  if (status != NDRSIM_OK) code = ndrsim_cli_fail(&err);
  ndrsim_output_free(&job.output);
  ndrsim_initiative_study_free(&job.study);
  ndrsim_model_free(&job.model);
  ndrsim_input_free(&job.input);
  return code;
}

const ndrsim_verb ndrsim_verb_initiatives = {
    .name = "initiatives",
    .operands = "SCENARIO.json",
    .offer = NDRSIM_OFFER_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .summary = "what the initiatives of a scenario bring and cost",
    .description =
        "Runs the scenario with all its initiatives, without any, and without each, on the same "
        "random numbers, and prints the paired differences of MRR, gross profit and net dollar "
        "retention with their standard errors, the gross profit that was gained against what was "
        "spent, return on investment and payback. docs/scenario-format.md describes the list "
        "\"initiatives\".",
    .option = initiatives_option,
    .n_options = (int)(sizeof initiatives_option / sizeof initiatives_option[0]),
    .examples =
        "ndrsim initiatives scenarios/agent-product.json --replicates 20 "
        "--set 'initiatives=[{\"name\": \"dashboard\", \"from\": 6, \"ramp\": 3, \"cost\": 20000, "
        "\"set\": {\"churn.base\": {\"times\": 0.8}}}]'",
    .run = run,
};
