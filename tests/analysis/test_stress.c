/* Stresses on constant churn, where theory knows what is left: (1 - p)^12; what has no effect, what
 * the scenario does not have, all together, and the order of the ranking. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "analysis/stress.h"
#include "tests/helpers/lab.h"

static const char scenario[] =
    "{\"schema_version\":1,\"name\":\"plain\",\"seed\":\"7\",\"horizon\":12,\"replicates\":40,"
    "\"segments\":{\"all\":{\"share\":1}},\"acquisition\":{\"initial\":%d},"
    "\"tiers\":{\"one\":{\"price\":10}},\"churn\":{\"base\":0.02}}";

static const char stresses[] =
    "{\"schema_version\":1,\"stresses\":["
    "{\"name\":\"nothing\",\"title\":\"N\",\"set\":{\"seat.imitation\":{\"times\":2}}},"
    "{\"name\":\"double\",\"title\":\"D\",\"set\":{\"churn.base\":{\"times\":2}}},"
    "{\"name\":\"usage\",\"title\":\"U\",\"set\":{\"usage.growth\":{\"times\":0}}},"
    "{\"name\":\"price\",\"title\":\"P\",\"from\":6,\"set\":{\"tiers.*.price\":{\"times\":0.9}}},"
    "{\"name\":\"better\",\"title\":\"B\",\"set\":{\"churn.base\":{\"times\":0}}}]}";

typedef struct fixture {
  ndrsim_source source;
  ndrsim_model base;
  ndrsim_stress_list list;
  ndrsim_stress_study study;
  int chosen[5];
} fixture;

static void set_up(fixture *self, double severity, bool together) {
  ndrsim_error err;
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, &err);
  assert_non_null(catalogue);
  ndrsim_source_init(&self->source);
  ndrsim_model_init(&self->base);
  ndrsim_stress_list_init(&self->list);
  ndrsim_stress_study_init(&self->study);
  int n = asprintf(&self->source.scenario, scenario, (int)lab_accounts(20000));
  assert_true(n > 0);
  self->source.scenario_size = (size_t)n;
  self->source.catalogue = catalogue;
  snprintf(self->source.scenario_name, sizeof self->source.scenario_name, "plain.json");
  if (ndrsim_source_model(&self->source, NULL, 0, &self->base, &err) != NDRSIM_OK)
    fail_msg("%s: %s", err.path, err.message);
  assert_int_equal(
      ndrsim_stress_list_parse(&self->list, catalogue, stresses, strlen(stresses), "s.json", &err),
      NDRSIM_OK);
  for (int k = 0; k < 5; k++)
    self->chosen[k] = k;
  ndrsim_stress_request request = {.list = &self->list,
                                   .chosen = self->chosen,
                                   .n_chosen = 5,
                                   .together = together,
                                   .outcome = "ndr@12",
                                   .severity = severity};
  if (ndrsim_stress_study_prepare(&self->study, &self->source, &self->base, &request, &err) !=
      NDRSIM_OK)
    fail_msg("%s: %s", err.path, err.message);
  ndrsim_run_options options = {.engine = {.threads = 1}};
  if (ndrsim_stress_study_run(&self->study, &options, &err) != NDRSIM_OK)
    fail_msg("%s", err.message);
}

static void tear_down(fixture *self) {
  ndrsim_stress_study_free(&self->study);
  ndrsim_stress_study_free(&self->study); /* twice is safe */
  ndrsim_stress_list_free(&self->list);
  ndrsim_model_free(&self->base);
  ndrsim_source_free(&self->source);
}

static const ndrsim_stress_case *entry(const fixture *self, const char *name) {
  for (int k = 0; k < self->study.n; k++) {
    const ndrsim_stress *stress = self->study.entry[k].stress;
    if (stress == NULL ? name == NULL : name != NULL && strcmp(stress->name, name) == 0)
      return &self->study.entry[k];
  }
  fail_msg("no %s", name);
  return NULL;
}

static void expect_loss(const fixture *self, const char *name, double expected) {
  const ndrsim_estimate *loss = &entry(self, name)->loss;
  if (!(fabs(loss->mean - expected) <= 4 * loss->se + 1e-9))
    fail_msg("%s: %.4f (%.4f), not %.4f", name, loss->mean, loss->se, expected);
}

/* NDR of accounts that leave with probability p a month and pay a share of what they paid. */
static double ndr(double p, double paid) {
  return 100 * paid * pow(1 - p, 12);
}

static void losses_are_those_of_theory(void **state) {
  (void)state;
  fixture f;
  set_up(&f, 1, true);
  expect_loss(&f, "double", ndr(0.02, 1) - ndr(0.04, 1));
  expect_loss(&f, "price", ndr(0.02, 1) - ndr(0.02, 0.9));
  expect_loss(&f, "better", ndr(0.02, 1) - 100);
  expect_loss(&f, NULL, ndr(0.02, 1) - 90); /* together: churn x 2 x 0, and the price */
  assert_true(entry(&f, "nothing")->inert && entry(&f, "nothing")->loss.mean == 0);
  assert_false(entry(&f, "double")->inert);
  assert_int_equal(entry(&f, "usage")->run, -1);
  /* pairing: of the same customers more leave, none other */
  assert_true(entry(&f, "double")->loss.quantile[NDRSIM_P5] > 0);
  tear_down(&f);
}

static void the_worst_comes_first(void **state) {
  (void)state;
  static const char *const order[] = {NULL, "double", "price", "nothing", "better", "usage"};
  fixture f;
  set_up(&f, 1, true);
  assert_int_equal(f.study.n, 6);
  for (int k = 0; k < 6; k++)
    assert_ptr_equal(&f.study.entry[k], entry(&f, order[k]));
  double points;
  assert_int_equal(ndrsim_stress_worst_part(&f.study, entry(&f, "double")->run, &points),
                   NDRSIM_FLOW_CHURN);
  assert_true(points > 10);
  assert_int_equal(ndrsim_stress_worst_part(&f.study, entry(&f, "nothing")->run, &points), -1);
  tear_down(&f);
}

static void half_as_severe(void **state) {
  (void)state;
  fixture f;
  set_up(&f, 0.5, false);
  assert_int_equal(f.study.n, 5);
  expect_loss(&f, "double", ndr(0.02, 1) - ndr(0.03, 1));
  expect_loss(&f, "price", ndr(0.02, 1) - ndr(0.02, 0.95));
  expect_loss(&f, "better", ndr(0.02, 1) - ndr(0.01, 1));
  tear_down(&f);
}

/* The parts of a loss add up to it. */
static void parts_add_up(void **state) {
  (void)state;
  fixture f;
  set_up(&f, 1, true);
  for (int k = 0; k < f.study.n; k++) {
    double sum = 0;
    if (f.study.entry[k].run < 0) continue;
    for (int c = 0; c < NDRSIM_FLOWS; c++)
      sum += ndrsim_stress_part(&f.study, 0, c) -
             ndrsim_stress_part(&f.study, f.study.entry[k].run, c);
    assert_true(fabs(sum - f.study.entry[k].loss.mean) < 1e-9);
  }
  tear_down(&f);
}

/* 20 customers of 20 seats and 180 of 2: the largest tenth is the large ones, and they leave in
 * month
 * 12. What is left is that of the small ones, in every future. */
static void the_largest_tenth_leaves(void **state) {
  (void)state;
  static const char text[] =
      "{\"schema_version\":1,\"name\":\"top\",\"title\":\"T\",\"from\":12,\"months\":1,"
      "\"set\":{\"key_account.loss\":1},\"whole_run\":{\"key_account.above\":{\"top\":0.1}}}";
  static const ndrsim_override sizes[] = {
      {"segments={\"large\": {\"share\": 0.1}, \"small\": {\"share\": 0.9}}"},
      {"acquisition.initial=200"},
      {"seat.headcount=20"},
      {"seat.initial={\"by_segment\": {\"large\": 20, \"small\": 2}}"},
      {"churn.base={\"by_segment\": {\"large\": 0, \"small\": 0.05}}"}};
  fixture f;
  ndrsim_error err;
  ndrsim_run_options options = {.engine = {.threads = 1}};
  set_up(&f, 1, false);
  f.source.override = sizes;
  f.source.n_overrides = 5;
  ndrsim_model_free(&f.base);
  ndrsim_model_init(&f.base);
  assert_int_equal(ndrsim_source_model(&f.source, NULL, 0, &f.base, &err), NDRSIM_OK);
  assert_int_equal(
      ndrsim_stress_list_parse(&f.list, f.base.catalogue, text, strlen(text), "t", &err),
      NDRSIM_INPUT); /* the scenario's catalogue has no key accounts ... */
  assert_int_equal(
      ndrsim_stress_list_parse(&f.list, f.source.catalogue, text, strlen(text), "t", &err),
      NDRSIM_OK); /* ... which the program does have */
  ndrsim_stress *stress = &f.list.stress[f.list.n - 1];
  assert_int_equal(ndrsim_stress_settle_run(stress, &f.base, 0, &options, &err), NDRSIM_OK);
  assert_true(stress->change[1].number == 200); /* 20 seats of 10.00 */
  int chosen = f.list.n - 1;
  ndrsim_stress_request request = {
      .list = &f.list, .chosen = &chosen, .n_chosen = 1, .outcome = "ndr@12", .severity = 1};
  assert_int_equal(ndrsim_stress_study_prepare(&f.study, &f.source, &f.base, &request, &err),
                   NDRSIM_OK);
  assert_int_equal(ndrsim_stress_study_run(&f.study, &options, &err), NDRSIM_OK);
  const double *without = ndrsim_study_values(&f.study.study, 0, NDRSIM_STRESS_NDR);
  const double *with = ndrsim_study_values(&f.study.study, 1, NDRSIM_STRESS_NDR);
  for (int r = 0; r < f.study.study.n; r++)
    assert_true(fabs(without[r] - with[r] - 100.0 * 400 / 760) < 1e-9);
  tear_down(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(losses_are_those_of_theory),
      cmocka_unit_test(the_worst_comes_first),
      cmocka_unit_test(half_as_severe),
      cmocka_unit_test(parts_add_up),
      cmocka_unit_test(the_largest_tenth_leaves),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
