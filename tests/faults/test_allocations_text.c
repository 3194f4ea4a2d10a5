/* Every allocation fails in turn in what is drawn and printed: charts, the text of a run, schema,
 * parameters, replays (see test_allocations.c). */
#include "analysis/replay.h"
#include "plots/plot.h"
#include "report/parameters.h"
#include "report/replay.h"
#include "report/schema.h"
#include "report/text_stream.h"
#include "tests/faults/every_allocation.h"

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

TEST(charts, draw_charts, 1)
TEST(text, print_text, 1)
TEST(schema, print_schema, sampled(211))
TEST(parameters, print_parameters, 1)
TEST(replay, print_replay, sampled(41))
TEST(top, find_top, 1)

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_charts), cmocka_unit_test(test_text),
      cmocka_unit_test(test_schema), cmocka_unit_test(test_parameters),
      cmocka_unit_test(test_replay), cmocka_unit_test(test_top),
  };
  if (argc > 1) cmocka_set_test_filter(argv[1]); /* test_text */
  return cmocka_run_group_tests(tests, prepare, clear_up);
}
