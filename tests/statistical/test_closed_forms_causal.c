/* The causal decomposition against closed forms: scenarios in which what each engine adds can be
 * worked out, and parameters that are 2% off must show. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include "analysis/causal.h"
#include "tests/helpers/lab.h"

enum { REPLICATES = 60, MONTHS = 12 };

/* Two tiers at 10 and 30; everybody is at the cap of the first; nothing grows yet. */
static const char scenario[] =
    "{\"schema_version\":1,\"name\":\"causes\",\"seed\":\"20260419\",\"horizon\":12,"
    "\"tiers\":{\"low\":{\"price\":10,\"cap\":100},\"high\":{\"price\":30,\"cap\":100000}},"
    "\"demand\":{\"level\":100},\"capacity\":{\"over_cap\":\"overage\"}}";

static void run(lab *l, int64_t accounts, ndrsim_causal *out) {
  ndrsim_error err;
  char text[1024];
  ndrsim_run_options options = {0};
  lab_set(l, "acquisition.initial=%lld", (long long)accounts);
  lab_set(l, "replicates=%d", REPLICATES);
  lab_build(l, scenario);
  ndrsim_causal_init(out);
  if (ndrsim_causal_run(out, &l->model, MONTHS, &options, &err) != NDRSIM_OK) {
    ndrsim_error_format(&err, text, sizeof text);
    fail_msg("%s", text);
  }
  assert_true(out->same_base);
}

static void expect(lab_score *score, const ndrsim_causal *causal, int split, int component,
                   double expected) {
  double value[REPLICATES];
  char name[64], what[80];
  for (int k = 0; k < REPLICATES; k++)
    value[k] = ndrsim_causal_value(causal, split, component, k);
  ndrsim_causal_component_name(split, component, name, sizeof name);
  snprintf(what, sizeof what, "%s of %s", ndrsim_causal_split_name(split), name);
  lab_expect(score, what, value, REPLICATES, expected, 1e-9);
}

/* Only engine `e` can grow: it causes the whole difference, in every replicate, the others nothing,
 * and nothing is left without growth. */
static void expect_only(lab_score *score, const ndrsim_causal *causal, int e, double expected) {
  for (int other = 0; other <= NDRSIM_ENGINES; other++) {
    expect(score, causal, NDRSIM_CAUSAL_SHAPLEY, other, other == e ? expected : 0);
    for (int k = 0; k < REPLICATES && other != e; k++)
      assert_true(ndrsim_causal_value(causal, NDRSIM_CAUSAL_SHAPLEY, other, k) == 0);
  }
  for (int pair = 0; pair < 4; pair++)
    for (int k = 0; k < REPLICATES; k++)
      assert_true(ndrsim_causal_value(causal, NDRSIM_CAUSAL_TOGETHER, pair, k) == 0);
  expect(score, causal, NDRSIM_CAUSAL_ALONE, e, expected);
  expect(score, causal, NDRSIM_CAUSAL_STOPPED, e, -expected);
}

/* E S = 1 + 40 (1 - exp(-12 innovation)) seats at one price. */
static void seats_alone(double planted, int64_t accounts, lab_score *score) {
  lab l;
  ndrsim_causal causal;
  lab_init(&l);
  lab_set(&l, "seat.headcount=41");
  lab_set(&l, "seat.saturation=1");
  lab_set(&l, "seat.innovation=%.9g", 0.02 * planted);
  run(&l, accounts, &causal);
  expect_only(score, &causal, NDRSIM_ENGINE_SEAT, 100 * 40 * -expm1(-MONTHS * 0.02));
  ndrsim_causal_free(&causal);
  lab_free(&l);
}

/* Each workflow beyond the first is 100 tasks above the cap, at 0.01: 10% of the price. */
static void workflows_alone(double planted, int64_t accounts, lab_score *score) {
  lab l;
  ndrsim_causal causal;
  lab_init(&l);
  lab_set(&l, "tiers.low.overage=0.01");
  lab_set(&l, "workflow.ceiling=11");
  lab_set(&l, "workflow.explore=%.9g", 0.3 * planted);
  run(&l, accounts, &causal);
  expect_only(score, &causal, NDRSIM_ENGINE_WORKFLOW, 10 * 10 * -expm1(-MONTHS * 0.3 / 11));
  ndrsim_causal_free(&causal);
  lab_free(&l);
}

/* An upgrade within 12 months at the cap: from 10 to 30. */
static void capacity_alone(double planted, int64_t accounts, lab_score *score) {
  lab l;
  ndrsim_causal causal;
  lab_init(&l);
  lab_set(&l, "capacity.at_cap=%.9g", 0.03 * planted);
  run(&l, accounts, &causal);
  expect_only(score, &causal, NDRSIM_ENGINE_CAPACITY, 200 * (1 - pow(1 - 0.03, MONTHS)));
  ndrsim_causal_free(&causal);
  lab_free(&l);
}

/* MRR = seats times the price of the tier, independent of each other: with s and c what each adds
 * alone, as a multiple of the start, together they add s c more, of which each causes half. */
static void seats_times_capacity(double planted, int64_t accounts, lab_score *score) {
  lab l;
  ndrsim_causal causal;
  double s = 40 * -expm1(-MONTHS * 0.02), c = 2 * (1 - pow(1 - 0.03, MONTHS));
  lab_init(&l);
  lab_set(&l, "seat.headcount=41");
  lab_set(&l, "seat.saturation=1");
  lab_set(&l, "seat.innovation=0.02");
  lab_set(&l, "capacity.at_cap=%.9g", 0.03 * planted);
  run(&l, accounts, &causal);
  expect(score, &causal, NDRSIM_CAUSAL_SHAPLEY, NDRSIM_ENGINE_SEAT, 100 * s * (1 + c / 2));
  expect(score, &causal, NDRSIM_CAUSAL_SHAPLEY, NDRSIM_ENGINE_CAPACITY, 100 * c * (1 + s / 2));
  expect(score, &causal, NDRSIM_CAUSAL_SHAPLEY, NDRSIM_ENGINE_WORKFLOW, 0);
  expect(score, &causal, NDRSIM_CAUSAL_TOGETHER, 1, 100 * s * c);
  expect(score, &causal, NDRSIM_CAUSAL_TOGETHER, 3, 0);
  ndrsim_causal_free(&causal);
  lab_free(&l);
}

static const lab_check checks[] = {
    {"seats alone", seats_alone, 300, 300},
    {"workflows alone", workflows_alone, 1000, 2000},
    {"capacity alone", capacity_alone, 2000, 4000},
    {"seats times capacity", seats_times_capacity, 2000, 4000},
};
LAB_CHECK_TESTS(checks)

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(closed_forms),
                                     cmocka_unit_test(planted_bias)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
