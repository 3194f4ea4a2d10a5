/* Every allocation fails in turn, once and for ever after, from the loading of a scenario to the
 * files of its run: a clean error, no crash, no leak, nothing half-written. Where a failure can be
 * lived with (qsort does without its buffer), the results must be the same bytes.
 *
 * Each stage is taken apart from the others, so that the n-th allocation of the reports does not
 * need the run repeated (those are in test_allocations_text.c); the public API then goes through
 * all of them at once. */
#include "ndrsim/ndrsim.h"
#include "tests/faults/every_allocation.h"

static ndrsim_status load(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_model made;
  ndrsim_model_init(&made);
  ndrsim_status status = ndrsim_scenario_parse(&made, catalogue, scenario, sizeof scenario - 1,
                                               "faults.json", change, CHANGES, err);
  if (status == NDRSIM_OK)
    ndrsim_digest_update(digest, made.scenario_digest, sizeof made.scenario_digest);
  ndrsim_model_free(&made);
  return status;
}

static ndrsim_status read_book(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_model reader = model; /* borrows all but the rows */
  reader.row = NULL;
  ndrsim_status status = ndrsim_book_parse(&reader, book, sizeof book - 1, "faults.csv", err);
  for (int64_t k = 0; k < reader.n_rows; k++)
    ndrsim_digest_update(digest, &reader.row[k].id, sizeof reader.row[k].id);
  free(reader.row);
  return status;
}

static ndrsim_status simulate(int threads, ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_results made;
  ndrsim_run_options options = {.engine = {.threads = threads, .block_size = 2},
                                .layer_samples = 4};
  ndrsim_results_init(&made);
  ndrsim_status status = ndrsim_results_run(&made, &model, &options, err);
  if (status == NDRSIM_OK) {
    size_t words = (size_t)made.n * made.layout.size;
    ndrsim_digest_update(digest, made.records, words * sizeof *made.records);
    ndrsim_digest_update(digest, &made.layers, sizeof made.layers);
  }
  ndrsim_results_free(&made);
  return status;
}

static ndrsim_status simulate_one(ndrsim_digest *digest, ndrsim_error *err) {
  return simulate(1, digest, err);
}

static ndrsim_status simulate_two(ndrsim_digest *digest, ndrsim_error *err) {
  return simulate(2, digest, err);
}

static ndrsim_status write_files(ndrsim_digest *digest, ndrsim_error *err) {
  char directory[128];
  snprintf(directory, sizeof directory, "%s/a/b", root);
  ndrsim_report self = report();
  ndrsim_output output;
  ndrsim_output_init(&output);
  ndrsim_status status = ndrsim_output_open(&output, directory, err);
  if (status == NDRSIM_OK) status = ndrsim_report_files(&self, &output, err);
  if (status == NDRSIM_OK) status = ndrsim_report_seal(&self, &output, err);
  if (status == NDRSIM_OK) status = ndrsim_output_commit(&output, err);
  ndrsim_output_free(&output);
  status = settle(status, directory, digest, err);
  snprintf(directory, sizeof directory, "%s/a", root);
  rmdir(directory);
  return status;
}

/* What a program that links with the library does. */
/* The data of a run whose charts failed are all there, and go. */
static void data_in_place(const char *directory) {
  char path[192];
  ndrsim_digest ignored;
  long from = faults.from, to = faults.to;
  faults.from = faults.to = LONG_MAX;
  snprintf(path, sizeof path, "%s/manifest.json", directory);
  assert_int_equal(access(path, F_OK), 0);
  ndrsim_digest_init(&ignored);
  take_up(directory, &ignored);
  faults.from = from;
  faults.to = to;
}

static ndrsim_status use_simulation(const ndrsim_simulation *simulation, const char *directory,
                                    ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_query query = NDRSIM_QUERY_INIT;
  ndrsim_stats stats = NDRSIM_STATS_INIT;
  char *text = NULL;
  size_t size = 7;
  ndrsim_status status = ndrsim_simulation_stats(simulation, &query, &stats, err);
  if (status == NDRSIM_OK) status = ndrsim_simulation_summary(simulation, &text, &size, err);
  if (status == NDRSIM_OK && text == NULL)
    status = ndrsim_error_set(err, NDRSIM_INTERNAL, "a summary of %zu bytes is NULL", size);
  if (status != NDRSIM_OK && (text != NULL || size != 7)) /* outputs are untouched */
    status = ndrsim_error_set(err, NDRSIM_INTERNAL, "a failure left a size, %zu", size);
  if (status == NDRSIM_OK) {
    ndrsim_digest_update(digest, &stats, sizeof stats);
    ndrsim_digest_update(digest, text, size);
    ndrsim_charts charts = NDRSIM_CHARTS_DRAWN;
    status = ndrsim_simulation_write(simulation, directory, NULL, &charts, err);
    if (status != NDRSIM_OK && charts == NDRSIM_CHARTS_FAILED) {
      data_in_place(directory); /* as documented: only what concerns charts failed */
    } else if (status != NDRSIM_OK && charts != NDRSIM_CHARTS_DRAWN) {
      status = ndrsim_error_set(err, NDRSIM_INTERNAL, "a failure set what became of the charts");
    }
  }
  ndrsim_text_free(text);
  return status;
}

static ndrsim_status use_library(ndrsim_digest *digest, ndrsim_error *err) {
  char directory[128];
  snprintf(directory, sizeof directory, "%s/api", root);
  ndrsim_simulation_options options = NDRSIM_SIMULATION_OPTIONS_INIT;
  options.threads = 1;
  options.layer_samples = 0;
  ndrsim_simulation *simulation = NULL;
  ndrsim_case *made = ndrsim_case_new();
  if (made == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a case");
  ndrsim_status status =
      ndrsim_case_scenario_text(made, scenario, sizeof scenario - 1, "api.json", err);
  if (status == NDRSIM_OK)
    status = ndrsim_case_book_text(made, book, sizeof book - 1, "api.csv", err);
  if (status == NDRSIM_OK) status = ndrsim_case_set(made, "title=words", err);
  if (status == NDRSIM_OK) status = ndrsim_case_set_number(made, "tiers.lite.cap", 300, err);
  if (status == NDRSIM_OK) status = ndrsim_case_check(made, err);
  if (status == NDRSIM_OK) status = ndrsim_simulation_run(made, &options, &simulation, err);
  if (status == NDRSIM_OK) status = use_simulation(simulation, directory, digest, err);
  ndrsim_simulation_free(simulation);
  ndrsim_case_free(made);
  return settle(status, directory, digest, err);
}

TEST(load, load, sampled(3))
TEST(book, read_book, 1)
TEST(run, simulate_one, 1)
TEST(run_threads, simulate_two, 1)
TEST(files, write_files, sampled(41))
TEST(api, use_library, sampled(131))

/* A message needs no memory of its own to be right: a suggestion may be lost, the error not. */
static ndrsim_status misspell(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_model made;
  static const ndrsim_override bad[] = {{"churn.bse=0.1"}};
  (void)digest;
  ndrsim_model_init(&made);
  ndrsim_status status = ndrsim_scenario_parse(&made, catalogue, scenario, sizeof scenario - 1,
                                               "faults.json", bad, 1, err);
  ndrsim_model_free(&made);
  return status;
}

static void test_errors_without_memory(void **state) {
  (void)state;
  outcome whole, o;
  go(misspell, LONG_MAX, LONG_MAX, &whole);
  assert_int_equal(whole.status, NDRSIM_INPUT);
  for (long k = 0; k < whole.count; k++) {
    go(misspell, k, LONG_MAX, &o);
    assert_int_equal(o.leaked, 0);
    assert_true(o.status == NDRSIM_MEMORY || o.status == NDRSIM_INPUT);
    assert_int_equal(o.err.status, o.status);
  }
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_load),
      cmocka_unit_test(test_book),
      cmocka_unit_test(test_run),
      cmocka_unit_test(test_run_threads),
      cmocka_unit_test(test_files),
      cmocka_unit_test(test_api),
      cmocka_unit_test(test_errors_without_memory),
  };
  if (argc > 1) cmocka_set_test_filter(argv[1]); /* test_files */
  return cmocka_run_group_tests(tests, prepare, clear_up);
}
