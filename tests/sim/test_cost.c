/* What a run costs: the arithmetic against what is really laid out, the refusal, the words. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "scenarios/scenario.h"
#include "sim/cost.h"
#include "sim/machine.h"
#include "sim/population.h"
#include "sim/tally.h"

static void load(ndrsim_model *model, const char *const *set, int n) {
  ndrsim_error err;
  ndrsim_override override[8];
  char line[1024];
  for (int i = 0; i < n; i++)
    override[i].text = set[i];
  ndrsim_model_init(model);
  if (ndrsim_scenario_load(model, ndrsim_catalogue_choose(NULL, &err),
                           NDRSIM_SOURCE_DIR "/scenarios/agent-product.json", override, n, &err)) {
    ndrsim_error_format(&err, line, sizeof line);
    fail_msg("%s", line);
  }
}
#define LOAD(model, ...)                                                                           \
  load(model, (const char *const[]){__VA_ARGS__},                                                  \
       (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)))

static ndrsim_cost cost_of(const ndrsim_model *model, int threads, double runs) {
  ndrsim_engine_options options = {.threads = threads};
  ndrsim_cost cost;
  ndrsim_error err;
  assert_int_equal(ndrsim_engine_cost(model, &options, runs, runs, &cost, &err), NDRSIM_OK);
  return cost;
}

static void close_to(double a, double b) {
  if (!(fabs(a - b) <= 1e-9 * fabs(b) + 1e-9)) fail_msg("%.17g is not %.17g", a, b);
}

/* The polynomial through three small layouts is the layout, at any number of months. */
static void records_are_counted(void **state) {
  (void)state;
  static const char *const horizon[] = {"horizon=1", "horizon=13", "horizon=600"};
  for (size_t k = 0; k < 3; k++) {
    ndrsim_model model;
    ndrsim_layout layout;
    LOAD(&model, horizon[k], "acquisition.initial=500", "acquisition.months=0");
    ndrsim_engine_layout(&model, &layout);
    ndrsim_cost cost = cost_of(&model, 1, 7);
    close_to(cost.record_bytes, 7.0 * 8 * (double)layout.size);
    close_to(cost.accounts, 500);
    close_to(cost.account_bytes, 2.0 * 500 * sizeof(ndrsim_account));
    close_to(cost.account_months, 7.0 * 500 * (model.horizon + 1));
    close_to(cost.bytes, cost.record_bytes + cost.account_bytes + cost.work_bytes);
    /* one thread's own sums, and those of up to four runs that are split */
    double sums = 5.0 * 8 * (double)ndrsim_tally_size(&layout);
    assert_true(cost.work_bytes > sums && cost.work_bytes < sums + 1024.0 * 1024);
    ndrsim_model_free(&model);
  }
}

static void more_costs_more(void **state) {
  (void)state;
  ndrsim_model small, large;
  LOAD(&small, "horizon=12");
  LOAD(&large, "horizon=24");
  ndrsim_cost a = cost_of(&small, 1, 10), b = cost_of(&large, 1, 10), c = cost_of(&small, 1, 20),
              d = cost_of(&small, 4, 10);
  assert_true(b.bytes > a.bytes && b.seconds > a.seconds);
  close_to(c.record_bytes, 2 * a.record_bytes);
  close_to(c.seconds, 2 * a.seconds);
  close_to(d.seconds, a.seconds / 4); /* cores share the time and take memory each */
  assert_true(d.work_bytes > a.work_bytes);
  ndrsim_model_free(&small);
  ndrsim_model_free(&large);
}

/* Whole portfolios stay together, so large ones make large blocks. */
static void portfolios_take_memory(void **state) {
  (void)state;
  ndrsim_model small, large;
  LOAD(&small, "acquisition.initial=2000000", "playbook.portfolio_accounts=10");
  LOAD(&large, "acquisition.initial=2000000", "playbook.portfolio_accounts=1000000");
  double more = cost_of(&large, 1, 1).work_bytes - cost_of(&small, 1, 1).work_bytes;
  assert_true(more > 1e6 * 300); /* an account in a block has some hundred bytes */
  ndrsim_model_free(&small);
  ndrsim_model_free(&large);
}

/* Refused before anything is allocated, by the engine itself. */
static void the_engine_refuses(void **state) {
  (void)state;
  ndrsim_model model;
  ndrsim_error err;
  LOAD(&model, "acquisition.initial=90000000", "replicates=1");
  ndrsim_layout layout;
  ndrsim_engine_layout(&model, &layout);
  ndrsim_engine_options options = {.threads = 1, .memory = 1000000000};
  ndrsim_replicate one = {0, 0, 0};
  int64_t *record = calloc(layout.size, sizeof *record);
  int complete = -1;
  assert_non_null(record);
  assert_int_equal(ndrsim_engine_run(&model, &options, &one, 1, record, &complete, &err),
                   NDRSIM_LIMIT);
  assert_int_equal(complete, 0);
  assert_non_null(strstr(err.message, " GB of memory and "));
  assert_non_null(strstr(err.message, "1.0 GB is the limit"));
  model.intake[0].number = INT64_C(3000000000);
  options.memory = INT64_MAX;
  assert_int_equal(ndrsim_engine_run(&model, &options, &one, 1, record, &complete, &err),
                   NDRSIM_LIMIT);
  assert_non_null(strstr(err.message, "at most 134217728"));
  free(record);
  ndrsim_model_free(&model);
}

static void a_limit_is_a_limit(void **state) {
  (void)state;
  ndrsim_error err;
  ndrsim_cost cost = {.accounts = 10, .bytes = 5e9, .seconds = 1e12, .threads = 2};
  assert_int_equal(ndrsim_cost_check(&cost, INT64_C(5000000000), &err), NDRSIM_OK);
  assert_int_equal(ndrsim_cost_check(&cost, INT64_C(4999999999), &err), NDRSIM_LIMIT);
  cost.bytes = 1e30;
  assert_int_equal(ndrsim_cost_check(&cost, 0, &err), NDRSIM_LIMIT);
  assert_non_null(strstr(err.message, "available"));
  assert_true(ndrsim_machine_memory() > 1000000 && ndrsim_machine_cores() >= 1);
}

static void words(void **state) {
  (void)state;
  static const struct {
    double value;
    const char *text;
  } bytes[] = {{0, "0 bytes"},     {999, "999 bytes"},  {1000, "1.0 kB"},
               {999600, "1.0 MB"}, {4.24e12, "4.2 TB"}, {34.4e9, "34 GB"},
               {9.96e9, "10 GB"},  {2e18, "2.0 EB"},    {5e24, "5000000 EB"}},
    seconds[] = {{0.2, "less than a second"},
                 {1.2, "1 second"},
                 {119, "119 seconds"},
                 {121, "2 minutes"},
                 {7000, "117 minutes"},
                 {7300, "2 hours"},
                 {200000, "2 days"},
                 {4e7, "463 days"},
                 {1e8, "3 years"},
                 {1e20, "over a million years"}};
  char text[32];
  for (size_t k = 0; k < sizeof bytes / sizeof *bytes; k++) {
    ndrsim_cost_text_bytes(bytes[k].value, text, sizeof text);
    assert_string_equal(text, bytes[k].text);
  }
  for (size_t k = 0; k < sizeof seconds / sizeof *seconds; k++) {
    ndrsim_cost_text_seconds(seconds[k].value, text, sizeof text);
    assert_string_equal(text, seconds[k].text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(records_are_counted),    cmocka_unit_test(more_costs_more),
      cmocka_unit_test(portfolios_take_memory), cmocka_unit_test(the_engine_refuses),
      cmocka_unit_test(a_limit_is_a_limit),     cmocka_unit_test(words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
