/* Book CSV: read in one piece and byte by byte, taken into two scenarios, and what is a book of
 * either is run and reported. */
#include <stdlib.h>
#include <string.h>
#include "data/book.h"
#include "data/csv.h"
#include "sim/digest.h"
#include "tests/fuzz/fuzz.h"

/* With a calendar and names; and without either, where segment and tier may be left out. */
static const char *const scenario[] = {
    "{\"schema_version\":1,\"name\":\"calendar\",\"start_month\":\"2026-01\",\"horizon\":14,"
    "\"segments\":{\"smb\":{\"share\":0.7},\"mid_market\":{\"share\":0.2},"
    "\"enterprise\":{\"share\":0.1}},"
    "\"tiers\":{\"lite\":{\"price\":20,\"cap\":200},\"pro\":{\"price\":45,\"cap\":1000},"
    "\"ultra\":{\"price\":100,\"cap\":5000}},"
    "\"workflow\":{\"explore\":0.4,\"recommendation\":2,\"loss\":0.02,\"ceiling\":{\"dist\":"
    "\"uniform\",\"low\":3,\"high\":20,\"per\":\"account\"}},"
    "\"demand\":{\"level\":{\"dist\":\"lognormal\",\"median\":175,\"sigma\":0.5,\"per\":"
    "\"account\"},\"noise_sd\":0.2},"
    "\"capacity\":{\"over_cap\":\"hard_stop\",\"prompt\":0.1,\"at_cap\":0.3,\"downgrade\":0.2},"
    "\"seat\":{\"initial\":4,\"headcount\":200,\"imitation\":0.1,\"innovation\":0.01},"
    "\"signals\":{\"inquiry\":0.2,\"habit_gain\":0.1,\"completion_rate\":{\"dist\":\"uniform\","
    "\"low\":0.6,\"high\":1,\"per\":\"account\"}},"
    "\"playbook\":{\"on\":true,\"arpa\":100},\"contract\":{\"annual_share\":0.5},"
    "\"contraction\":{\"cut\":0.05,\"champion\":0.05},"
    "\"churn\":{\"base\":{\"dist\":\"beta\",\"mean\":0.03,\"sd\":0.02,\"per\":\"account\"},"
    "\"hard_stop\":1,\"distrust\":1,\"dependency\":1},\"reactivation\":{\"hazard\":0.1},"
    "\"billing\":{\"annual_discount\":0.1,\"volume1_seats\":50,\"volume1_discount\":0.05},"
    "\"cost\":{\"task\":0.02,\"support\":1.5},\"macro\":{\"sd\":1,\"down\":0.1}}",
    "{\"schema_version\":1,\"name\":\"plain\",\"horizon\":13,"
    "\"tiers\":{\"only\":{\"price\":10,\"cap\":100,\"overage\":0.05}},"
    "\"demand\":{\"level\":50},\"workflow\":{\"explore\":1},\"seat\":{\"headcount\":1000,"
    "\"imitation\":0.2,\"innovation\":0.02},\"churn\":{\"base\":0.02}}",
};

/* --- the CSV reader ----------------------------------------------------------------------------
 */

static ndrsim_status take_row(void *user, const ndrsim_csv_row *row, ndrsim_error *err) {
  (void)err;
  ndrsim_digest_update(user, &row->line, sizeof row->line);
  for (int k = 0; k < row->n; k++)
    ndrsim_digest_update(user, row->cell[k], strlen(row->cell[k]) + 1);
  return NDRSIM_OK;
}

static void digest_of(const char *text, size_t size, size_t piece, char out[65],
                      ndrsim_error *err) {
  ndrsim_csv csv;
  ndrsim_digest digest;
  ndrsim_digest_init(&digest);
  ndrsim_status status = ndrsim_csv_init(&csv, "fuzz.csv", take_row, &digest, err);
  for (size_t at = 0; at < size && status == NDRSIM_OK; at += piece)
    status = ndrsim_csv_feed(&csv, text + at, size - at < piece ? size - at : piece);
  if (status == NDRSIM_OK) status = ndrsim_csv_finish(&csv);
  fuzz_check_error(status, err, fuzz_bad_input);
  ndrsim_csv_free(&csv);
  ndrsim_digest_final(&digest, out);
}

/* The pieces in which a file comes must not show, neither in the rows nor in the error. */
static void check_pieces(const char *text, size_t size) {
  char whole[65], pieces[65];
  ndrsim_error first = {0}, second = {0};
  digest_of(text, size, size + 1, whole, &first);
  digest_of(text, size, 1, pieces, &second);
  fuzz_promise(strcmp(whole, pieces) == 0, "other rows when fed byte by byte");
  fuzz_promise(first.status == second.status && first.line == second.line &&
                   strcmp(first.found, second.found) == 0,
               "line %ld: `%s`, but byte by byte line %ld: `%s`", first.line, first.found,
               second.line, second.found);
}

/* --- the book ----------------------------------------------------------------------------------
 */

/* What the engine relies on, row by row (sim/model.h). */
static void check_rows(const ndrsim_model *model) {
  for (int64_t k = 0; k < model->n_rows; k++) {
    const ndrsim_row *r = &model->row[k];
    fuzz_promise(r->mrr >= 0 && r->start <= 0 && r->seats >= -1 && r->workflows >= -1 &&
                     r->headcount >= -1 && r->renewal >= -1 && r->renewal <= 12 &&
                     !(r->tasks < 0) && !(r->completion < 0 || r->completion > 1) &&
                     !(r->returning < 0 || r->returning > 1) && r->segment >= 0 &&
                     r->segment < model->n_segments && r->tier >= 0 && r->tier < model->n_tiers &&
                     r->cohort >= 0 && r->cohort < model->n_book_cohorts,
                 "a value of row %lld is out of its range", (long long)k);
    fuzz_promise(k == 0 || r[-1].segment < r->segment || r[-1].id < r->id,
                 "row %lld is out of order", (long long)k);
  }
}

/* The check goes on after a fault, but finds one exactly when reading does. */
static void check_all(const ndrsim_model *model, const char *text, size_t size,
                      ndrsim_status read) {
  enum { LISTED = 16 };
  static ndrsim_listed_error item[LISTED];
  ndrsim_model names = *model;
  ndrsim_error_list errors;
  ndrsim_error err = {0};
  names.row = NULL;
  ndrsim_error_list_init(&errors, item, LISTED);
  ndrsim_status status = ndrsim_book_check_text(&names, text, size, "fuzz.csv", &errors, &err);
  fuzz_check_error(status, &err, fuzz_bad_input);
  fuzz_check_errors(status, &errors);
  fuzz_promise((status == NDRSIM_OK) == (read == NDRSIM_OK), "reading says %s, the check %s",
               ndrsim_status_name(read), ndrsim_status_name(status));
  free(names.row);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  check_pieces((const char *)data, size);
  for (size_t k = 0; k < sizeof scenario / sizeof *scenario; k++) {
    ndrsim_model model;
    ndrsim_error err = {0};
    ndrsim_model_init(&model);
    ndrsim_status status = ndrsim_scenario_parse(&model, fuzz_catalogue(), scenario[k],
                                                 strlen(scenario[k]), "fuzz.json", NULL, 0, &err);
    fuzz_promise(status == NDRSIM_OK, "the scenario is refused: %s %s", err.path, err.message);
    status = ndrsim_book_parse(&model, (const char *)data, size, "fuzz.csv", &err);
    fuzz_check_error(status, &err, fuzz_bad_input);
    check_all(&model, (const char *)data, size, status);
    if (status == NDRSIM_OK) {
      check_rows(&model);
      fuzz_run(&model, NULL, 0);
    }
    ndrsim_model_free(&model);
  }
  return 0;
}
