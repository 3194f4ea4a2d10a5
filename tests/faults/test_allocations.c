/* Every allocation fails in turn, once and for ever after, from the loading of a scenario to the
 * files of its run: a clean error, no crash, no leak, nothing half-written. Where a failure can be
 * lived with (qsort does without its buffer), the results must be the same bytes.
 *
 * Each stage is taken apart from the others, so that the n-th allocation of the reports does not
 * need the run repeated; the public API then goes through all of them at once. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>
#include "analysis/replay.h"
#include "data/book.h"
#include "ndrsim/ndrsim.h"
#include "plots/plot.h"
#include "report/parameters.h"
#include "report/replay.h"
#include "report/report.h"
#include "report/schema.h"
#include "report/text_stream.h"
#include "scenarios/scenario.h"
#include "sim/digest.h"
#include "tests/faults/faulty_malloc.h"

static const char scenario[] =
    "{\"schema_version\":1,\"name\":\"faults\",\"title\":\"a \\u00e9\",\"start_month\":\"2026-01\","
    "\"horizon\":13,\"replicates\":3,\"segments\":{\"smb\":{\"share\":0.5},\"large\":{\"share\":"
    "0.5}},\"tiers\":{\"lite\":{\"price\":20,\"cap\":200,\"overage\":0.1},\"pro\":{\"price\":45}},"
    "\"acquisition\":{\"initial\":6,\"per_month\":{\"schedule\":{\"0\":0.5,\"6\":1}}},"
    "\"workflow\":{\"explore\":{\"dist\":\"uniform\",\"low\":0.2,\"high\":0.6}},"
    "\"demand\":{\"level\":{\"dist\":\"exponential\",\"mean\":150,\"per\":\"account\"}},"
    "\"capacity\":{\"at_cap\":{\"dist\":\"triangular\",\"low\":0.1,\"mode\":0.2,\"high\":0.4}},"
    "\"seat\":{\"headcount\":{\"dist\":\"uniform\",\"low\":5,\"high\":50,\"per\":\"account\"},"
    "\"innovation\":0.02,\"imitation\":0.1},\"playbook\":{\"on\":true},"
    "\"churn\":{\"base\":{\"by_segment\":{\"smb\":{\"dist\":\"uniform\",\"low\":0,\"high\":"
    "{\"dist\":\"uniform\",\"low\":0.1,\"high\":0.2},\"per\":\"account\"},\"default\":0.02}}},"
    "\"macro\":{\"sd\":1,\"forced\":[{\"from\":2,\"to\":4,\"regime\":\"downturn\"}]},"
    "\"correlations\":[{\"between\":[\"workflow.explore\",\"capacity.at_cap\"],\"rho\":0.4},"
    "{\"between\":[\"demand.level\",\"seat.headcount\"],\"rho\":0.4}]}";
static const ndrsim_override change[] = {
    {"tiers.lite.cap=300"}, {"title=words"}, {"cost.task={\"schedule\":{\"0\":0.01,\"6\":0.02}}"}};
enum { CHANGES = 3 };
static const char book[] = "account_id,start_month,mrr,segment,tier,seats,tasks\n"
                           "b-1,2025-02,100.00,smb,lite,5,120\nb-2,2024-11,900,large,pro,20,\n"
                           "\"b, 3\",-3,45,smb,pro,1,10\n";

static const ndrsim_catalogue *catalogue;
static ndrsim_model model;     /* scenario and book */
static ndrsim_results results; /* of the model */
static char root[64];

/* --- the harness -------------------------------------------------------------------------------
 */

/* Does something and undoes it; `digest` gets what came out, when all went well. */
typedef ndrsim_status stage(ndrsim_digest *digest, ndrsim_error *err);

typedef struct outcome {
  ndrsim_status status;
  ndrsim_error err;
  char digest[NDRSIM_DIGEST_SIZE];
  long count, injected, leaked;
} outcome;

static void go(stage *run, long from, long to, outcome *out) {
  ndrsim_digest digest;
  memset(out, 0, sizeof *out);
  ndrsim_digest_init(&digest);
  long live = faults.live;
  faults.count = faults.injected = 0;
  faults.from = from;
  faults.to = to;
  out->status = run(&digest, &out->err);
  faults.from = faults.to = LONG_MAX;
  out->count = faults.count;
  out->injected = faults.injected;
#ifndef FAULTS_UNCOUNTED
  out->leaked = faults.live - live;
#else
  (void)live;
#endif
  ndrsim_digest_final(&digest, out->digest);
}

/* A short message that says what is the matter: memory, or for what the C library opens and writes
 * the system's words for it. */
static bool says_memory(const outcome *o) {
  char line[1024];
  ndrsim_error_format(&o->err, line, sizeof line);
  if (o->err.status != o->status || line[0] == '\0' || strchr(line, '\n') != NULL) return false;
  return o->status == NDRSIM_MEMORY ||
         (o->status == NDRSIM_IO && strstr(line, strerror(ENOMEM)) != NULL);
}

static void judge(const outcome *o, const outcome *whole, const char *name, long n, bool for_ever) {
  char line[1024];
  ndrsim_error_format(&o->err, line, sizeof line);
  if (o->leaked != 0)
    fail_msg("%s, allocation %ld%s: %ld blocks leak", name, n, for_ever ? " and all later" : "",
             o->leaked);
  if (o->status == NDRSIM_OK ? strcmp(o->digest, whole->digest) != 0 : !says_memory(o))
    fail_msg("%s, allocation %ld%s: %s, %s", name, n, for_ever ? " and all later" : "",
             ndrsim_status_name(o->status), o->status == NDRSIM_OK ? "other results" : line);
}

/* Fails the 0th, 1st, ... allocation of a stage, as far as it has some; every `stride`-th. */
static void every_allocation(const char *name, stage *run, long stride) {
  outcome whole, o;
  long clean = 0, errors = 0, n = 0;
  go(run, LONG_MAX, LONG_MAX, &whole);
  go(run, LONG_MAX, LONG_MAX, &whole); /* libraries may keep what they made the first time */
  if (whole.status != NDRSIM_OK) judge(&whole, &whole, name, -1, false);
  assert_int_equal(whole.leaked, 0);
#ifndef FAULTS_IMPOSSIBLE
  assert_true(whole.count > 0);
#endif
  const char *only = getenv("NDRSIM_TEST_ALLOCATION"); /* for a debugger */
  long first = only != NULL ? strtol(only, NULL, 10) : 0;
  for (long k = first; k < (only != NULL ? first + 1 : whole.count); k += stride, n++) {
    for (int for_ever = 0; for_ever < 2; for_ever++) {
      go(run, k, for_ever ? LONG_MAX : k + 1, &o);
      if (o.injected == 0) continue; /* threads: fewer this time */
      judge(&o, &whole, name, k, for_ever);
      clean += o.status == NDRSIM_OK;
      errors += o.status != NDRSIM_OK;
    }
  }
  print_message("%-12s %5ld of %5ld allocations failed, twice each: %ld errors, %ld lived with\n",
                name, n, whole.count, errors, clean);
#ifndef FAULTS_IMPOSSIBLE
  assert_true(errors > 0);
#endif
}

/* A few hundred of many, unless all are asked for; never a multiple of a loop's own step. */
static long sampled(long many) {
  const char *all = getenv("NDRSIM_TEST_ALL");
  return all != NULL && strcmp(all, "1") == 0 ? 1 : many;
}

/* --- stages ------------------------------------------------------------------------------------
 */

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

static ndrsim_report report(void) {
  return (ndrsim_report){
      .results = &results, .override = change, .n_overrides = CHANGES, .version = "1"};
}

/* Takes up the files of a directory, in no order, and removes it. With a directory left behind by a
 * stage that failed, it is found by the caller. */
static void take_up(const char *directory, ndrsim_digest *digest) {
  struct dirent **entry;
  char path[512], piece[4096];
  int n = scandir(directory, &entry, NULL, alphasort);
  for (int k = 0; k < n; k++) {
    snprintf(path, sizeof path, "%s/%s", directory, entry[k]->d_name);
    FILE *file = entry[k]->d_name[0] == '.' ? NULL : fopen(path, "rb");
    if (file != NULL) {
      ndrsim_digest_update(digest, entry[k]->d_name, strlen(entry[k]->d_name));
      for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        ndrsim_digest_update(digest, piece, got);
      fclose(file);
      unlink(path);
    }
    free(entry[k]);
  }
  if (n >= 0) free(entry);
  rmdir(directory);
}

/* After an error nothing may be left; after a success everything is there. */
static ndrsim_status settle(ndrsim_status status, const char *directory, ndrsim_digest *digest,
                            ndrsim_error *err) {
  long from = faults.from, to = faults.to;
  faults.from = faults.to = LONG_MAX; /* the looking around is no stage's */
  if (status == NDRSIM_OK) take_up(directory, digest);
  if (access(directory, F_OK) == 0)
    status = ndrsim_error_set(err, NDRSIM_INTERNAL, "%s is left behind", directory);
  faults.from = from;
  faults.to = to;
  return status;
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

static ndrsim_status draw_charts(ndrsim_digest *digest, ndrsim_error *err) {
  char directory[128];
  snprintf(directory, sizeof directory, "%s/charts", root);
  /* everything but the drawing: what gnuplot allocates is its own */
  ndrsim_plot_options options = {.templates = NDRSIM_SOURCE_DIR "/plots",
                                 .program = "/no/such/gnuplot",
                                 .version = "1",
                                 .charts = NDRSIM_CHARTS_ALL,
                                 .formats = NDRSIM_PLOT_FORMATS_DEFAULT};
  ndrsim_output output;
  ndrsim_plot_report drawn = {0};
  ndrsim_output_init(&output);
  ndrsim_status status = ndrsim_output_open(&output, directory, err);
  if (status == NDRSIM_OK) status = ndrsim_plot_charts(&results, &options, &output, &drawn, err);
  if (status == NDRSIM_OK && (drawn.no_program == 0 || drawn.drawn > 0))
    status = ndrsim_error_set(err, NDRSIM_INTERNAL, "charts: %d without gnuplot", drawn.drawn);
  ndrsim_output_free(&output);
  return settle(status, directory, digest, err);
}

/* Writes to a stream in memory. */
static ndrsim_status to_memory(ndrsim_status (*write)(FILE *out, ndrsim_error *err),
                               ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_text_stream out;
  char *text = NULL;
  size_t size = 0;
  ndrsim_status status = ndrsim_text_stream_init(&out, err);
  if (status == NDRSIM_OK) status = write(out.stream, err);
  if (status == NDRSIM_OK) status = ndrsim_text_stream_finish(&out, &text, &size, err);
  if (status == NDRSIM_OK) ndrsim_digest_update(digest, text, size);
  ndrsim_text_stream_free(&out);
  free(text);
  return status;
}

static ndrsim_status terminal_text(FILE *out, ndrsim_error *err) {
  ndrsim_report self = report();
  return ndrsim_report_text(&self, true, out, err);
}
static ndrsim_status print_text(ndrsim_digest *digest, ndrsim_error *err) {
  return to_memory(terminal_text, digest, err);
}

static ndrsim_status schema_text(FILE *out, ndrsim_error *err) {
  return ndrsim_report_schema(catalogue, out, err);
}
static ndrsim_status print_schema(ndrsim_digest *digest, ndrsim_error *err) {
  return to_memory(schema_text, digest, err);
}

static ndrsim_status parameters_text(FILE *out, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  for (int format = NDRSIM_PARAMETERS_TEXT; format <= NDRSIM_PARAMETERS_NAMES; format++) {
    ndrsim_parameters_options options = {
        .format = (ndrsim_parameters_format)format, .pattern = "churn", .model = &model};
    if (status == NDRSIM_OK) status = ndrsim_report_parameters(catalogue, &options, out, err);
  }
  return status;
}
static ndrsim_status print_parameters(ndrsim_digest *digest, ndrsim_error *err) {
  return to_memory(parameters_text, digest, err);
}

static ndrsim_status replay_text(FILE *out, ndrsim_error *err) {
  ndrsim_account_key key;
  ndrsim_replay replay = {0};
  ndrsim_status status = ndrsim_account_find(&model, "b-2", &key, err);
  if (status == NDRSIM_OK) status = ndrsim_replay_run(&replay, &model, &key, 1, err);
  ndrsim_replay_report self = {
      .replay = &replay, .name = "b-2", .month = -1, .width = 80, .version = "1"};
  if (status == NDRSIM_OK) status = ndrsim_report_replay_text(&self, out, err);
  if (status == NDRSIM_OK) status = ndrsim_report_replay_json(&self, out, err);
  ndrsim_replay_free(&replay);
  return status;
}
static ndrsim_status print_replay(ndrsim_digest *digest, ndrsim_error *err) {
  return to_memory(replay_text, digest, err);
}

static ndrsim_status find_top(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_top_row row[5];
  int n = 0;
  memset(row, 0, sizeof row);
  ndrsim_status status = ndrsim_replay_top(&model, 1, 12, NDRSIM_TOP_MRR, 5, row, &n, err);
  for (int k = 0; k < n && status == NDRSIM_OK; k++) {
    ndrsim_digest_update(digest, &row[k].key.id, sizeof row[k].key.id);
    ndrsim_digest_update(digest, &row[k].mrr, sizeof row[k].mrr);
  }
  return status;
}

/* What a program that links with the library does. */
static ndrsim_status use_simulation(const ndrsim_simulation *simulation, const char *directory,
                                    ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_query query = NDRSIM_QUERY_INIT;
  ndrsim_stats stats = NDRSIM_STATS_INIT;
  char *text = NULL;
  size_t size = 0;
  ndrsim_status status = ndrsim_simulation_stats(simulation, &query, &stats, err);
  if (status == NDRSIM_OK) status = ndrsim_simulation_summary(simulation, &text, &size, err);
  if (status == NDRSIM_OK && text == NULL)
    status = ndrsim_error_set(err, NDRSIM_INTERNAL, "a summary of %zu bytes is NULL", size);
  if (status == NDRSIM_OK) {
    ndrsim_digest_update(digest, &stats, sizeof stats);
    ndrsim_digest_update(digest, text, size);
    status = ndrsim_simulation_write(simulation, directory, NULL, NULL, err);
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

/* --- tests -------------------------------------------------------------------------------------
 */

#define TEST(name, stage, stride)                                                                  \
  static void test_##name(void **state) {                                                          \
    (void)state;                                                                                   \
    every_allocation(#name, stage, stride);                                                        \
  }
TEST(load, load, sampled(3))
TEST(book, read_book, 1)
TEST(run, simulate_one, 1)
TEST(run_threads, simulate_two, 1)
TEST(files, write_files, sampled(41))
TEST(charts, draw_charts, 1)
TEST(text, print_text, 1)
TEST(schema, print_schema, sampled(211))
TEST(parameters, print_parameters, 1)
TEST(replay, print_replay, sampled(41))
TEST(top, find_top, 1)
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

static int prepare(void **state) {
  (void)state;
  ndrsim_error err = {0};
  ndrsim_run_options options = {.engine = {.threads = 1}};
  snprintf(root, sizeof root, "/tmp/ndrsim-faults-XXXXXX");
  if (mkdtemp(root) == NULL) return -1;
  catalogue = ndrsim_catalogue_choose(NULL, &err);
  ndrsim_model_init(&model);
  ndrsim_results_init(&results);
  return catalogue == NULL ||
                 ndrsim_scenario_parse(&model, catalogue, scenario, sizeof scenario - 1,
                                       "faults.json", change, CHANGES, &err) != NDRSIM_OK ||
                 ndrsim_book_parse(&model, book, sizeof book - 1, "faults.csv", &err) !=
                     NDRSIM_OK ||
                 ndrsim_results_run(&results, &model, &options, &err) != NDRSIM_OK
             ? -1
             : 0;
}

static int clear_up(void **state) {
  (void)state;
  ndrsim_results_free(&results);
  ndrsim_model_free(&model);
  return rmdir(root); /* fails when something was left behind */
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_load),
      cmocka_unit_test(test_book),
      cmocka_unit_test(test_run),
      cmocka_unit_test(test_run_threads),
      cmocka_unit_test(test_files),
      cmocka_unit_test(test_charts),
      cmocka_unit_test(test_text),
      cmocka_unit_test(test_schema),
      cmocka_unit_test(test_parameters),
      cmocka_unit_test(test_replay),
      cmocka_unit_test(test_top),
      cmocka_unit_test(test_api),
      cmocka_unit_test(test_errors_without_memory),
  };
  if (argc > 1) cmocka_set_test_filter(argv[1]); /* test_files */
  return cmocka_run_group_tests(tests, prepare, clear_up);
}
