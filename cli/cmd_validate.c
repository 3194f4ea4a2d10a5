/* ndrsim validate: all that is wrong with a scenario and a book, and what was understood. */
#include <stdlib.h>
#include <string.h>
#include "analysis/layers.h"
#include "cli/cli.h"
#include "cli/input.h"
#include "cli/shipped.h"
#include "cli/verbs.h"
#include "data/book.h"
#include "report/findings.h"
#include "sim/engine.h"

enum { OPTION_JSON = NDRSIM_OPTION_OWN, OPTION_STRICT, OPTION_QUIET };

static const ndrsim_option validate_option[] = {
    NDRSIM_ROW_BOOK,
    NDRSIM_ROW_SET,
    NDRSIM_ROW_REPLICATES,
    NDRSIM_ROW_HORIZON,
    NDRSIM_ROW_THREADS,
    NDRSIM_ROW_MEMORY,
    {OPTION_STRICT, 0, "strict", NULL, NDRSIM_OFFER_NOTHING, NULL, "warnings count as errors",
     NULL},
    {OPTION_JSON, 0, "json", NULL, NDRSIM_OFFER_NOTHING, NULL,
     "print what was found as JSON on standard output", NULL},
    {OPTION_QUIET, 'q', "quiet", NULL, NDRSIM_OFFER_NOTHING, NULL,
     "print nothing about a good scenario", NULL},
};

typedef struct check_job {
  ndrsim_cli_input input;
  bool json, strict, quiet;
  ndrsim_model model;
  ndrsim_findings findings;
  ndrsim_error_list book;
  ndrsim_listed_error *storage; /* of the three lists */
  ndrsim_cost cost;
  ndrsim_check_report report;
} check_job;

static ndrsim_status take(void *user, const ndrsim_option *option, const char *value,
                          ndrsim_error *err) {
  check_job *self = user;
  switch (option->id) {
  case OPTION_JSON:
    self->json = true;
    return NDRSIM_OK;
  case OPTION_STRICT:
    self->strict = true;
    return NDRSIM_OK;
  case OPTION_QUIET:
    self->quiet = true;
    return NDRSIM_OK;
  default:
    return ndrsim_input_take(&self->input, option, value, err);
  }
}

static void name_options(const ndrsim_cli_input *input, ndrsim_error_list *list) {
  for (int k = 0; k < list->n; k++)
    ndrsim_input_name_option(input, &list->item[k].error);
}

/* Fills the lists. Errors of the input are no failure here; a file that cannot be read is. */
static ndrsim_status check(check_job *job, ndrsim_error *err) {
  const ndrsim_cli_input *input = &job->input;
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, err);
  if (catalogue == NULL) return err->status;
  job->storage = calloc(3 * (size_t)NDRSIM_ERRORS_KEPT, sizeof *job->storage);
  if (job->storage == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the lists");
  ndrsim_error_list_init(&job->findings.errors, job->storage, NDRSIM_ERRORS_KEPT);
  ndrsim_error_list_init(&job->findings.warnings, job->storage + NDRSIM_ERRORS_KEPT,
                         NDRSIM_ERRORS_KEPT);
  ndrsim_error_list_init(&job->book, job->storage + 2 * (size_t)NDRSIM_ERRORS_KEPT,
                         NDRSIM_ERRORS_KEPT);
  ndrsim_status status =
      ndrsim_scenario_check(&job->model, catalogue, input->scenario, input->override,
                            input->n_overrides, &job->findings, err);
  if (status == NDRSIM_IO) ndrsim_cli_shipped_hint(input->scenario, err);
  name_options(input, &job->findings.errors);
  name_options(input, &job->findings.warnings);
  if (status != NDRSIM_OK && job->findings.errors.found == 0) return status;
  if (input->book == NULL || !job->findings.names_known) return NDRSIM_OK;
  status = ndrsim_book_check(&job->model, input->book, &job->book, err);
  return job->book.found > 0 ? NDRSIM_OK : status;
}

/* What `ndrsim run` with the same options would need; refused here as it would be there. */
static ndrsim_status estimate(check_job *job, ndrsim_error *err) {
  ndrsim_run_options options = {.layer_samples = ndrsim_layers_default(&job->model)};
  options.engine.threads = job->input.threads;
  options.engine.block_size = job->input.block_size;
  options.engine.memory = job->input.memory;
  ndrsim_status status = ndrsim_results_cost(&job->model, &options, &job->cost, err);
  if (status == NDRSIM_OK) status = ndrsim_cost_check(&job->cost, job->input.memory, err);
  if (status != NDRSIM_LIMIT) return status;
  snprintf(err->file, sizeof err->file, "%s", job->input.scenario);
  ndrsim_error_list_add(&job->findings.errors, UINT64_MAX, err);
  return NDRSIM_OK;
}

static bool is_good(const check_job *job) {
  return job->findings.errors.found == 0 && job->book.found == 0;
}

static void print_list(const ndrsim_error_list *list, const char *label) {
  char line[1600];
  for (int k = 0; k < list->n; k++) {
    ndrsim_error_format_as(&list->item[k].error, label, line, sizeof line);
    fprintf(stderr, "%s\n", line);
  }
  if (list->found > list->n)
    fprintf(stderr, "ndrsim: %s%lld more, not shown\n",
            ndrsim_error_list_full(list) ? "at least " : "", (long long)(list->found - list->n));
}

static void print_count(const check_job *job) {
  int64_t errors = job->findings.errors.found + job->book.found,
          warnings = job->findings.warnings.found;
  if (errors == 0 && warnings == 0) return;
  const char *unread =
      job->input.book != NULL && !job->findings.names_known ? "; the book was not looked at" : "";
  ndrsim_cli_note("%lld error%s, %lld warning%s%s", (long long)errors, errors == 1 ? "" : "s",
                  (long long)warnings, warnings == 1 ? "" : "s", unread);
}

static void print_names(const char *what, int n, char (*name)[NDRSIM_NAME]) {
  printf("  %-12s %d:", what, n);
  for (int k = 0; k < n; k++)
    printf(" %s", name[k]);
  printf("\n");
}

static void print_model(check_job *job) {
  ndrsim_model *m = &job->model;
  const ndrsim_findings *f = &job->findings;
  int64_t described = 0;
  for (int i = 0; i < m->n_intakes; i++)
    described += m->intake[i].number;
  printf("%s is good\n", strcmp(job->input.scenario, "-") == 0 ? "The scenario" : m->scenario_file);
  printf("  %-12s %s (%s)\n", "name", m->name, m->title);
  print_names("tiers", m->n_tiers, m->tier);
  print_names("segments", m->n_segments, m->segment);
  printf("  %-12s %lld described, %lld in the book\n", "accounts", (long long)described,
         (long long)m->n_rows);
  printf("  %-12s %d replicate%s of %d month%s\n", "run", m->replicates,
         m->replicates == 1 ? "" : "s", m->horizon, m->horizon == 1 ? "" : "s");
  printf("  %-12s %d given, %d left at their defaults; %d drawn once per replicate, %d per "
         "account\n",
         "parameters", f->n_given, f->n_default, f->n_draws, f->n_traits);
  char cost[96];
  ndrsim_cost_text(&job->cost, cost, sizeof cost);
  printf("  %-12s %s for `ndrsim run`, an estimate\n", "cost", cost);
}

/* `checked` is false when a file could not be read: then nothing is called good. */
static ndrsim_status print(check_job *job, bool checked, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  bool good = checked && is_good(job);
  job->report = (ndrsim_check_report){.model = good ? &job->model : NULL,
                                      .cost = good ? &job->cost : NULL,
                                      .findings = &job->findings,
                                      .book = job->input.book != NULL ? &job->book : NULL,
                                      .scenario_file = job->input.scenario,
                                      .book_file = job->input.book,
                                      .strict = job->strict};
  if (job->json && checked) {
    status = ndrsim_report_findings(&job->report, stdout, err);
  } else if (!job->json) {
    print_list(&job->findings.errors, "");
    print_list(&job->book, "");
    print_list(&job->findings.warnings, "warning");
    print_count(job);
    if (ndrsim_check_passed(&job->report) && good && !job->quiet) print_model(job);
  }
  ndrsim_status flushed = ndrsim_cli_flush(status == NDRSIM_OK ? err : NULL);
  return status == NDRSIM_OK ? flushed : status;
}

static ndrsim_status parse(check_job *job, const ndrsim_verb *verb, int argc, char **argv,
                           ndrsim_cli_line *line, ndrsim_error *err) {
  ndrsim_status status = ndrsim_input_init(&job->input, err);
  if (status == NDRSIM_OK) status = ndrsim_verb_parse(verb, argc, argv, take, job, line, err);
  if (status != NDRSIM_OK || line->help) return status;
  return ndrsim_input_scenario(&job->input, line->operand[0], err);
}

static int run(const ndrsim_verb *verb, int argc, char **argv) {
  check_job job;
  ndrsim_cli_line line;
  ndrsim_error err;
  memset(&job, 0, sizeof job);
  ndrsim_model_init(&job.model);
  int code = 0;
  ndrsim_status status = parse(&job, verb, argc, argv, &line, &err);
  if (status == NDRSIM_OK && !line.help) {
    ndrsim_status checked = check(&job, &err);
    if (checked == NDRSIM_OK && is_good(&job)) checked = estimate(&job, &err);
    if (checked == NDRSIM_OK && is_good(&job))
      checked = ndrsim_book_warn(&job.model, job.input.scenario, job.input.book,
                                 &job.findings.warnings, &err);
    ndrsim_error unread = err; /* printed last: what was found before it still counts */
    status = print(&job, checked == NDRSIM_OK, &err);
    if (status == NDRSIM_OK && !ndrsim_check_passed(&job.report))
      code = ndrsim_status_exit_code(NDRSIM_INPUT);
    if (checked != NDRSIM_OK) {
      status = checked;
      err = unread;
    }
  }
  if (status != NDRSIM_OK) code = ndrsim_cli_fail(&err);
  free(job.storage);
  ndrsim_model_free(&job.model);
  ndrsim_input_free(&job.input);
  return code;
}

const ndrsim_verb ndrsim_verb_validate = {
    .name = "validate",
    .operands = "SCENARIO.json",
    .offer = NDRSIM_OFFER_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .summary = "check a scenario, and a book under it, and list all that is wrong",
    .description =
        "Checks without simulating. Everything that is wrong is listed on standard error, one in a "
        "line, as editors expect it: file:line:column: path: what was expected and found. A value "
        "that is wrong is taken as given, so that nothing else is called wrong because of it; a "
        "file that is no JSON has that one error. At most 100 are shown of each file.\n\n"
        "Warnings name what is allowed and probably not meant. The exit code is 0 when the input "
        "can be run, and 2 when it cannot or, with --strict, when there is a warning.",
    .option = validate_option,
    .n_options = (int)(sizeof validate_option / sizeof validate_option[0]),
    .examples = "ndrsim validate scenarios/agent-product.json\n"
                "ndrsim validate scenarios/agent-product.json --book accounts.csv",
    .run = run,
};
