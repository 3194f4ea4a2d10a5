/* Runs of the real engine through ndrsim_results_run: threads, interruption, progress, limits, and
 * the layers of variance on the shipped scenario. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/layers.h"
#include "scenarios/scenario.h"

/* agent-product with a few settings in addition. */
static void load(ndrsim_model *model, const ndrsim_override *override, int n) {
  ndrsim_error err;
  char path[1024], line[1600];
  snprintf(path, sizeof path, "%s/scenarios/agent-product.json", NDRSIM_SOURCE_DIR);
  ndrsim_model_init(model);
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, &err);
  if (catalogue == NULL ||
      ndrsim_scenario_load(model, catalogue, path, override, n, &err) != NDRSIM_OK) {
    ndrsim_error_format(&err, line, sizeof line);
    fail_msg("%s", line);
  }
}
#define LOAD(model, ...)                                                                           \
  load(model, (const ndrsim_override[]){__VA_ARGS__},                                              \
       (int)(sizeof((const ndrsim_override[]){__VA_ARGS__}) / sizeof(ndrsim_override)))
#define SMALL                                                                                      \
  {"horizon=12"}, {"acquisition.initial=60"}, {                                                    \
    "acquisition.per_month=0"                                                                      \
  }

static void threads_do_not_show(void **state) {
  (void)state;
  ndrsim_model model;
  ndrsim_results one, three;
  ndrsim_error err;
  LOAD(&model, SMALL, {"replicates=9"});
  ndrsim_results_init(&one);
  ndrsim_results_init(&three);
  ndrsim_run_options options = {.layer_samples = 5};
  options.engine.threads = 1;
  assert_int_equal(ndrsim_results_run(&one, &model, &options, &err), NDRSIM_OK);
  options.engine.threads = 3;
  options.engine.block_size = 17;
  assert_int_equal(ndrsim_results_run(&three, &model, &options, &err), NDRSIM_OK);
  assert_int_equal(one.n, 9);
  assert_memory_equal(one.records, three.records, 9 * one.layout.size * sizeof(int64_t));
  assert_memory_equal(&one.layers, &three.layers, sizeof one.layers);
  assert_int_equal(one.layers.samples, 5);
  ndrsim_results_free(&one);
  ndrsim_results_free(&three);
  ndrsim_model_free(&model);
}

typedef struct watch {
  int64_t last, total, stop_at; /* stop_at: done / total in thousandths, -1 = never */
  int calls, went_back;
} watch;

static int look(void *user, int64_t done, int64_t total) {
  watch *self = user;
  if (self->calls++ > 0 && (done < self->last || total != self->total)) self->went_back = 1;
  self->last = done;
  self->total = total;
  return self->stop_at >= 0 && done * 1000 >= total * self->stop_at;
}

/* Main replicates and layer samples together are one bar that only grows and ends full. */
static void progress_covers_the_whole_run(void **state) {
  (void)state;
  ndrsim_model model;
  ndrsim_results results;
  ndrsim_error err;
  watch seen = {.stop_at = -1};
  LOAD(&model, SMALL, {"replicates=7"});
  ndrsim_results_init(&results);
  ndrsim_run_options options = {.layer_samples = 20}; /* more than one batch */
  options.engine.progress = look;
  options.engine.progress_user = &seen;
  assert_int_equal(ndrsim_results_run(&results, &model, &options, &err), NDRSIM_OK);
  assert_true(seen.calls > 7);
  assert_int_equal(seen.went_back, 0);
  assert_int_equal(seen.last, seen.total);
  ndrsim_results_free(&results);
  ndrsim_model_free(&model);
}

static void an_interruption_keeps_the_prefix(void **state) {
  (void)state;
  ndrsim_model model;
  ndrsim_results whole, part;
  ndrsim_error err;
  watch seen = {.stop_at = 400};
  LOAD(&model, SMALL, {"replicates=60"});
  ndrsim_results_init(&whole);
  ndrsim_results_init(&part);
  ndrsim_run_options options = {.layer_samples = 0};
  assert_int_equal(ndrsim_results_run(&whole, &model, &options, &err), NDRSIM_OK);
  options.engine.progress = look;
  options.engine.progress_user = &seen;
  assert_int_equal(ndrsim_results_run(&part, &model, &options, &err), NDRSIM_INTERRUPTED);
  assert_true(part.n > 0 && part.n < 60);
  assert_int_equal(part.requested, 60);
  assert_memory_equal(part.records, whole.records,
                      (size_t)part.n * whole.layout.size * sizeof(int64_t));
  /* stopped while the layers run, all replicates are there and the whole samples are used */
  seen = (watch){.stop_at = 800};
  options.layer_samples = 60;
  assert_int_equal(ndrsim_results_run(&part, &model, &options, &err), NDRSIM_INTERRUPTED);
  assert_int_equal(part.n, 60);
  assert_true(part.layers.samples < 60);
  assert_memory_equal(part.records, whole.records, 60 * whole.layout.size * sizeof(int64_t));
  ndrsim_results_free(&whole);
  ndrsim_results_free(&part);
  ndrsim_model_free(&model);
}

static void too_much_is_refused_before_it_starts(void **state) {
  (void)state;
  ndrsim_model model;
  ndrsim_results results;
  ndrsim_error err;
  LOAD(&model, SMALL);
  ndrsim_results_init(&results);
  ndrsim_run_options options = {.layer_samples = 0};
  model.replicates = 1 << 30;
  assert_int_equal(ndrsim_results_run(&results, &model, &options, &err), NDRSIM_LIMIT);
  assert_non_null(strstr(err.message, "replicates"));
  model.replicates = 0;
  assert_int_equal(ndrsim_results_run(&results, &model, &options, &err), NDRSIM_LIMIT);
  model.replicates = 1;
  options.layer_samples = -1;
  assert_int_equal(ndrsim_results_run(&results, &model, &options, &err), NDRSIM_LIMIT);
  ndrsim_results_free(&results);
  ndrsim_model_free(&model);
}

static void a_short_horizon_has_no_layers(void **state) {
  (void)state;
  ndrsim_model model;
  ndrsim_results results;
  ndrsim_error err;
  LOAD(&model, {"horizon=11"}, {"acquisition.initial=20"}, {"acquisition.per_month=0"},
       {"replicates=3"});
  ndrsim_results_init(&results);
  ndrsim_run_options options = {.layer_samples = 10};
  assert_int_equal(ndrsim_results_run(&results, &model, &options, &err), NDRSIM_OK);
  assert_int_equal(results.layers.samples, 0);
  assert_true(isnan(results.layers.sum));
  ndrsim_results_free(&results);
  ndrsim_model_free(&model);
}

/* With all three layers on, each is there and together they make the total. */
static void the_layers_of_the_agent_product_add_up(void **state) {
  (void)state;
  static const char *const name[3] = {"parameter", "macro", "idiosyncratic"};
  ndrsim_model model;
  ndrsim_results results;
  ndrsim_error err;
  LOAD(&model, {"horizon=12"}, {"acquisition.initial=300"}, {"acquisition.per_month=0"},
       {"replicates=600"});
  ndrsim_results_init(&results);
  ndrsim_run_options options = {.layer_samples = 300};
  assert_int_equal(ndrsim_results_run(&results, &model, &options, &err), NDRSIM_OK);
  const ndrsim_layers *layers = &results.layers;
  assert_int_equal(layers->samples, 300);
  for (int k = 0; k < 3; k++) {
    print_message("%-14s %8.2f (%.2f)\n", name[k], layers->variance[k], layers->se[k]);
    if (!(layers->variance[k] > 4 * layers->se[k])) fail_msg("no %s layer is seen", name[k]);
  }
  print_message("sum %.2f (%.2f), total %.2f (%.2f)\n", layers->sum, layers->sum_se, layers->total,
                layers->total_se);
  assert_true(ndrsim_layers_agree(layers));
  ndrsim_results_free(&results);
  ndrsim_model_free(&model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(threads_do_not_show),
      cmocka_unit_test(progress_covers_the_whole_run),
      cmocka_unit_test(an_interruption_keeps_the_prefix),
      cmocka_unit_test(too_much_is_refused_before_it_starts),
      cmocka_unit_test(a_short_horizon_has_no_layers),
      cmocka_unit_test(the_layers_of_the_agent_product_add_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
