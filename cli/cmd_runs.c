/* ndrsim runs: what is in a database of runs, and in what two of them differ. */
#include <string.h>
#include "cli/cli.h"
#include "cli/verbs.h"
#include "report/database.h"

enum { OPTION_DB = NDRSIM_OPTION_OWN, OPTION_JSON };

static const ndrsim_option runs_option[] = {
    {OPTION_DB, 0, "db", "FILE.sqlite", NDRSIM_OFFER_FILE, "sqlite",
     "the database, as `ndrsim run --db` made it",
     "It is only read. docs/database.md describes its tables for those who ask it in SQL."},
    {OPTION_JSON, 0, "json", NULL, NDRSIM_OFFER_NOTHING, NULL, "print JSON instead of the text",
     NULL},
};

typedef struct runs_choice {
  const char *database;
  bool json;
} runs_choice;

static ndrsim_status take(void *user, const ndrsim_option *option, const char *value,
                          ndrsim_error *err) {
  runs_choice *self = user;
  (void)err;
  if (option->id == OPTION_DB)
    self->database = value;
  else
    self->json = true;
  return NDRSIM_OK;
}

static ndrsim_status read_number(const char *text, int64_t *out, ndrsim_error *err) {
  uint64_t number;
  ndrsim_status status = ndrsim_cli_count("run", text, 1, INT64_MAX, &number, err);
  if (status == NDRSIM_OK) *out = (int64_t)number;
  return status;
}

static ndrsim_status work(const runs_choice *choice, const ndrsim_cli_line *line,
                          ndrsim_error *err) {
  int64_t a, b;
  if (choice->database == NULL)
    return ndrsim_error_set(err, NDRSIM_USAGE, "which database? ndrsim runs --db FILE.sqlite");
  if (line->n_operands == 0)
    return ndrsim_database_list(choice->database, choice->json, stdout, err);
  if (strcmp(line->operand[0], "diff") != 0 || line->n_operands != 3)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "expected nothing, or diff and the numbers of two runs");
  ndrsim_status status = read_number(line->operand[1], &a, err);
  if (status == NDRSIM_OK) status = read_number(line->operand[2], &b, err);
  if (status != NDRSIM_OK) return status;
  return ndrsim_database_diff(choice->database, a, b, choice->json, stdout, err);
}

static int run(const ndrsim_verb *verb, int argc, char **argv) {
  runs_choice choice = {.database = NULL};
  ndrsim_cli_line line;
  ndrsim_error err;
  ndrsim_status status = ndrsim_verb_parse(verb, argc, argv, take, &choice, &line, &err);
  if (status == NDRSIM_OK && !line.help) status = work(&choice, &line, &err);
  if (status == NDRSIM_OK) status = ndrsim_cli_flush(&err);
  return status == NDRSIM_OK ? 0 : ndrsim_cli_fail(&err);
}

const ndrsim_verb ndrsim_verb_runs = {
    .name = "runs",
    .operands = "[diff A B]",
    .offer = NDRSIM_OFFER_WORDS,
    .words = "diff",
    .operands_min = 0,
    .operands_max = 3,
    .summary = "list the runs of a database, and say in what two of them differ",
    .description =
        "Lists what --db of `ndrsim run` and other verbs has added to a database. With diff and "
        "the "
        "numbers of two runs: which parameters differ, and what that made of the headline figures. "
        "Runs with one seed share their random numbers, so a difference between them is far more "
        "precise than the standard errors of the two.",
    .option = runs_option,
    .n_options = (int)(sizeof runs_option / sizeof runs_option[0]),
    .examples = "ndrsim run agent-product --db runs.sqlite\n"
                "ndrsim run agent-product --set tiers.pro.cap=1500 --db runs.sqlite\n"
                "ndrsim runs --db runs.sqlite diff 1 2",
    .run = run,
};
