/* ndrsim replay: the story of one account on one path, or the accounts worth one. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "cli/cli.h"
#include "cli/input.h"
#include "cli/verbs.h"
#include "data/book_names.h"
#include "report/replay.h"
#include "sim/text.h"

#define TOP_MAX 1000
#define TOP_DEFAULT 10
#define WIDTH_LEAST 40
#define WIDTH_DEFAULT 96

enum {
  OPTION_REPLICATE = NDRSIM_OPTION_OWN,
  OPTION_ACCOUNT,
  OPTION_MONTH,
  OPTION_TOP,
  OPTION_BY,
  OPTION_JSON
};

static const ndrsim_option replay_option[] = {
    {OPTION_REPLICATE, 0, "replicate", "R", NDRSIM_OFFER_NOTHING, NULL,
     "which of the simulated futures, 0 to the number of replicates less one (default: 0)", NULL},
    {OPTION_ACCOUNT, 0, "account", "ID", NDRSIM_OFFER_NOTHING, NULL,
     "the account: its account_id in the book, or segment/month/number such as smb/3/17",
     "smb/3/17 is the 17th account that the scenario lets start in month 3 in the segment smb; the "
     "month may be a calendar month (smb/2026-04/17). Without this option the accounts worth a "
     "replay are listed."},
    {OPTION_MONTH, 0, "month", "M", NDRSIM_OFFER_NOTHING, NULL,
     "tell this month alone, with every draw and number (of a list: its month)", NULL},
    {OPTION_TOP, 0, "top", "N", NDRSIM_OFFER_NOTHING, NULL,
     "accounts in the list when --account is not given (default: 10)", NULL},
    {OPTION_BY, 0, "by", "ORDER", NDRSIM_OFFER_WORDS, "mrr growth loss",
     "order of the list: mrr, growth or loss of MRR in the month (default: mrr)", NULL},
    NDRSIM_ROW_BOOK,
    NDRSIM_ROW_REPLICATES,
    NDRSIM_ROW_SEED,
    NDRSIM_ROW_HORIZON,
    NDRSIM_ROW_SET,
    {OPTION_JSON, 0, "json", NULL, NDRSIM_OFFER_NOTHING, NULL, "print JSON instead of the text",
     "All numbers as the engine has them: amounts in whole cents, parts in sixtieths of a cent, "
     "draws as 32-bit words."},
};

typedef struct replay_choice {
  ndrsim_cli_input input;
  const char *account;
  int replicate, month, top; /* month -1 = not given */
  ndrsim_top_by by;
  bool json, listed; /* listed: an option of the list was given */
} replay_choice;

static ndrsim_status take_order(replay_choice *self, const char *value, ndrsim_error *err) {
  for (int by = NDRSIM_TOP_MRR; by <= NDRSIM_TOP_LOSS; by++) {
    if (strcmp(value, ndrsim_top_name((ndrsim_top_by)by)) != 0) continue;
    self->by = (ndrsim_top_by)by;
    return NDRSIM_OK;
  }
  return ndrsim_error_set(err, NDRSIM_USAGE, "--by: expected mrr, growth or loss");
}

static ndrsim_status take(void *user, const ndrsim_option *option, const char *value,
                          ndrsim_error *err) {
  replay_choice *self = user;
  switch (option->id) {
  case OPTION_REPLICATE:
    return ndrsim_input_int("--replicate", value, 0, INT32_MAX, &self->replicate, err);
  case OPTION_ACCOUNT:
    if (value[0] == '\0')
      return ndrsim_error_set(err, NDRSIM_USAGE,
                              "--account: expected an account, found an empty name");
    self->account = value;
    return NDRSIM_OK;
  case OPTION_MONTH:
    return ndrsim_input_int("--month", value, 0, NDRSIM_MAX_HORIZON, &self->month, err);
  case OPTION_TOP:
    self->listed = true;
    return ndrsim_input_int("--top", value, 1, TOP_MAX, &self->top, err);
  case OPTION_BY:
    self->listed = true;
    return take_order(self, value, err);
  case OPTION_JSON:
    self->json = true;
    return NDRSIM_OK;
  default:
    return ndrsim_input_take(&self->input, option, value, err);
  }
}

/* What only the loaded model can tell. */
static ndrsim_status check(const replay_choice *self, const ndrsim_model *model,
                           ndrsim_error *err) {
  if (self->replicate >= model->replicates)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "--replicate: expected a whole number in 0 .. %d (there %s %d "
                            "replicate%s), found %d",
                            model->replicates - 1, model->replicates == 1 ? "is" : "are",
                            model->replicates, model->replicates == 1 ? "" : "s", self->replicate);
  if (self->month > model->horizon)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "--month: expected a whole number in 0 .. %d (the horizon), found %d",
                            model->horizon, self->month);
  if (self->account != NULL && self->listed)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "--top and --by are for the list of accounts: leave out --account");
  return NDRSIM_OK;
}

static bool is_standard_input(const char *file) {
  return file == NULL || strcmp(file, "-") == 0;
}

/* An unknown id in a book: the nearest one that it has, if the file can be read again. */
static void suggest(const replay_choice *self, ndrsim_error *err) {
  char near[NDRSIM_BOOK_NAME];
  if (is_standard_input(self->input.book) || err->suggestion[0] != '\0') return;
  if (ndrsim_book_nearest(self->input.book, self->account, near, NULL) != NDRSIM_OK) return;
  ndrsim_text_escape(err->suggestion, sizeof err->suggestion, near, strlen(near));
}

static int columns_of_terminal(void) {
  struct winsize size;
  const char *columns = getenv("COLUMNS");
  long width = columns != NULL ? strtol(columns, NULL, 10) : 0;
  if (width <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  if (width <= 0) return WIDTH_DEFAULT;
  if (width > 160) return 160;
  return width < WIDTH_LEAST ? WIDTH_LEAST : (int)width;
}

static ndrsim_status tell(const replay_choice *self, const ndrsim_model *model, ndrsim_error *err) {
  ndrsim_account_key key;
  ndrsim_replay replay = {0};
  ndrsim_status status = ndrsim_account_find(model, self->account, &key, err);
  if (status != NDRSIM_OK) {
    suggest(self, err);
    return status;
  }
  status = ndrsim_replay_run(&replay, model, &key, (uint32_t)self->replicate, err);
  ndrsim_replay_report report = {.replay = &replay,
                                 .name = self->account,
                                 .month = self->month,
                                 .width = columns_of_terminal(),
                                 .color = ndrsim_cli_color(),
                                 .version = NDRSIM_VERSION};
  if (status == NDRSIM_OK && self->json)
    status = ndrsim_report_replay_json(&report, stdout, err);
  else if (status == NDRSIM_OK)
    status = ndrsim_report_replay_text(&report, stdout, err);
  ndrsim_replay_free(&replay);
  return status;
}

/* --- the list --------------------------------------------------------------------------------- */

typedef struct list {
  ndrsim_top_row row[TOP_MAX];
  uint64_t id[TOP_MAX];
  char text[TOP_MAX][NDRSIM_ACCOUNT_NAME];
  const char *name[TOP_MAX];
  int n;
} list;

static ndrsim_status name_rows(const replay_choice *self, const ndrsim_model *model, list *l,
                               ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  bool rows = false;
  for (int i = 0; i < l->n; i++) {
    l->id[i] = l->row[i].key.id;
    rows = rows || l->row[i].key.row >= 0;
  }
  if (rows && is_standard_input(self->input.book))
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "the names in a book on standard input cannot be listed: give a file");
  if (rows) status = ndrsim_book_names(self->input.book, l->id, l->n, l->text, err);
  for (int i = 0; i < l->n && status == NDRSIM_OK; i++) {
    if (l->row[i].key.row < 0) ndrsim_account_name(&l->row[i].key, model, l->text[i]);
    l->name[i] = l->text[i];
  }
  return status;
}

static ndrsim_status show_list(const replay_choice *self, const ndrsim_model *model,
                               ndrsim_error *err) {
  int month = self->month >= 0 ? self->month : model->horizon;
  list *l = calloc(1, sizeof *l);
  if (l == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a list of accounts");
  ndrsim_status status = ndrsim_replay_top(model, (uint32_t)self->replicate, month, self->by,
                                           self->top, l->row, &l->n, err);
  if (status == NDRSIM_OK) status = name_rows(self, model, l, err);
  ndrsim_top_report report = {.model = model,
                              .row = l->row,
                              .name = l->name,
                              .n = l->n,
                              .month = month,
                              .replicate = (uint32_t)self->replicate,
                              .by = self->by,
                              .color = ndrsim_cli_color()};
  if (status == NDRSIM_OK && self->json)
    status = ndrsim_report_top_json(&report, stdout, err);
  else if (status == NDRSIM_OK)
    status = ndrsim_report_top_text(&report, stdout, err);
  free(l);
  return status;
}

static ndrsim_status work(const replay_choice *self, ndrsim_model *model, ndrsim_error *err) {
  ndrsim_status status = ndrsim_input_load(&self->input, model, err);
  if (status == NDRSIM_OK) status = check(self, model, err);
  if (status == NDRSIM_OK)
    status = self->account != NULL ? tell(self, model, err) : show_list(self, model, err);
  return status == NDRSIM_OK ? ndrsim_cli_flush(err) : status;
}

static int run(const ndrsim_verb *verb, int argc, char **argv) {
  replay_choice self = {.month = -1, .top = TOP_DEFAULT};
  ndrsim_cli_line line = {0};
  ndrsim_model model;
  ndrsim_error err;
  ndrsim_model_init(&model);
  ndrsim_status status = ndrsim_input_init(&self.input, &err);
  if (status == NDRSIM_OK) status = ndrsim_verb_parse(verb, argc, argv, take, &self, &line, &err);
  if (status == NDRSIM_OK && !line.help) {
    status = ndrsim_input_scenario(&self.input, line.operand[0], &err);
    if (status == NDRSIM_OK) status = work(&self, &model, &err);
  }
  int code = status == NDRSIM_OK ? 0 : ndrsim_cli_fail(&err);
  ndrsim_model_free(&model);
  ndrsim_input_free(&self.input);
  return code;
}

const ndrsim_verb ndrsim_verb_replay = {
    .name = "replay",
    .operands = "SCENARIO.json",
    .offer = NDRSIM_OFFER_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .summary = "tell the story of one account in one simulated future, month by month",
    .description =
        "Simulates one account once more, exactly as `ndrsim run` did, and tells what happened to "
        "it: what was drawn for this future and for this account, its state, signals and plays, "
        "each random draw with what it was compared with, and each movement of MRR with its "
        "drivers, as invoiced and by cause. Months in which nothing happened are folded; --month "
        "tells one month in full.\n\n"
        "Without --account it lists the accounts with the largest MRR, growth or loss, so that one "
        "can be chosen. The same scenario, book, --set and --seed give the same story as the run.",
    .option = replay_option,
    .n_options = (int)(sizeof replay_option / sizeof *replay_option),
    .examples =
        "ndrsim replay scenarios/agent-product.json --replicate 3 --top 5 --by growth --month 17\n"
        "ndrsim replay scenarios/agent-product.json --replicate 3 --account smb/0/17\n"
        "ndrsim replay scenarios/agent-product.json --replicate 3 --account smb/0/17 --month 5 "
        "--json",
    .run = run,
};
