/* A trait that is added to a scenario leaves every other trait of every account where it was: the
 * address of a draw is the path of its parameter, not its place in a list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/scenario.h"
#include "sim/block.h"

enum { MOST = 512 };

/* Seats and churn of accounts as they start: both come from traits. */
typedef struct start_of {
  uint64_t id;
  int32_t seats;
  float churn;
} start_of;

typedef struct starts {
  start_of account[MOST];
  int n, seats, churn;
} starts;

/* %s: a section that may hold one more trait, before all others. */
static const char *const text =
    "{\"schema_version\":1,\"name\":\"t\",\"horizon\":1,\"replicates\":1,\"seed\":\"9\","
    "\"acquisition\":{\"initial\":300},"
    "%s\"tiers\":{\"a\":{\"price\":10,\"cap\":100}},"
    "\"seat\":{\"headcount\":{\"dist\":\"lognormal\",\"median\":90,\"sigma\":1,\"per\":\"account\"}"
    ","
    "\"initial\":{\"dist\":\"lognormal\",\"median\":20,\"sigma\":1,\"per\":\"account\"}},"
    "\"churn\":{\"base\":{\"dist\":\"beta\",\"mean\":0.05,\"sd\":0.03,\"per\":\"account\"}},"
    "\"correlations\":[{\"between\":[\"seat.initial\",\"seat.headcount\"],\"rho\":0.5}]}";

static void watch(void *user, const ndrsim_block *block, int month) {
  starts *s = user;
  if (month > 0) return;
  for (int i = 0; i < block->n && s->n < MOST; i++)
    s->account[s->n++] = (start_of){ndrsim_block_id(block, i), ndrsim_block_i32(block, s->seats)[i],
                                    ndrsim_block_f32(block, s->churn)[i]};
}

static void run(const char *section, starts *s) {
  char scenario[1024];
  ndrsim_error err = {0};
  ndrsim_model model;
  ndrsim_layout layout;
  ndrsim_plan plan;
  ndrsim_replicate replicate = {0, 0, 0};
  ndrsim_observer observer = {watch, s};
  ndrsim_engine_options options = {.threads = 1, .debug = true, .observer = &observer};
  int complete;
  ndrsim_model_init(&model);
  int size = snprintf(scenario, sizeof scenario, text, section);
  assert_true(size > 0 && (size_t)size < sizeof scenario);
  assert_int_equal(ndrsim_scenario_parse(&model, ndrsim_catalogue_choose(NULL, &err), scenario,
                                         (size_t)size, "traits", NULL, 0, &err),
                   NDRSIM_OK);
  assert_int_equal(ndrsim_plan_init(&plan, &model, &err), NDRSIM_OK);
  s->seats = ndrsim_plan_column(&plan, "seats");
  s->churn = ndrsim_plan_column(&plan, "churn_eta");
  ndrsim_plan_free(&plan);
  ndrsim_engine_layout(&model, &layout);
  int64_t *record = calloc(layout.size, sizeof *record);
  assert_non_null(record);
  assert_int_equal(ndrsim_engine_run(&model, &options, &replicate, 1, record, &complete, &err),
                   NDRSIM_OK);
  free(record);
  ndrsim_model_free(&model);
}

static void test_added_traits_move_no_other(void **state) {
  (void)state;
  static const char *const added[] = {
      "\"activation\":{\"hazard\":{\"dist\":\"uniform\",\"low\":0.2,\"high\":0.9,"
      "\"per\":\"account\"}},",
      "\"reactivation\":{\"hazard\":{\"dist\":\"uniform\",\"low\":0.2,\"high\":0.9,"
      "\"per\":\"account\"}},"};
  static starts before, after;
  memset(&before, 0, sizeof before);
  run("", &before);
  assert_int_equal(before.n, 300);
  for (int k = 0; k < 2; k++) {
    memset(&after, 0, sizeof after);
    run(added[k], &after);
    assert_int_equal(after.n, before.n);
    for (int i = 0; i < before.n; i++) {
      assert_true(after.account[i].id == before.account[i].id);
      assert_int_equal(after.account[i].seats, before.account[i].seats);
      assert_memory_equal(&after.account[i].churn, &before.account[i].churn, sizeof(float));
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_added_traits_move_no_other)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
