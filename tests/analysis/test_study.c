/* Paired runs: each model's outcomes are those of a run of its own, equal models differ by exactly
 * nothing, and the choice between models counts what it says. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "analysis/choice.h"
#include "analysis/compare.h"
#include "tests/helpers/lab.h"

enum { REPLICATES = 20 };

static void must(ndrsim_status status, const ndrsim_error *err) {
  if (status == NDRSIM_OK) return;
  char text[1024];
  ndrsim_error_format(err, text, sizeof text);
  fail_msg("%s", text);
}

static void near(double found, double expected) {
  if (!(fabs(found - expected) < 1e-12)) fail_msg("%.17g, not %.17g", found, expected);
}

static void load(lab *l, const char *change) {
  lab_init(l);
  lab_set(l, "acquisition.initial=120");
  lab_set(l, "acquisition.per_month=3");
  lab_set(l, "horizon=25");
  lab_set(l, "replicates=%d", REPLICATES);
  if (change != NULL) lab_set(l, "%s", change);
  lab_build(l, "agent-product.json");
}

static void outcomes_are_those_of_a_run(void **state) {
  static const char *const text[] = {"ndr@12",    "grr@24",    "mrr@20",       "profit@24",
                                     "margin@24", "revenue",   "logo_churn",   "share.seat@12",
                                     "ndr.churn", "customers", "gross_profit", "ndr@25"};
  enum { N = sizeof text / sizeof text[0] };
  (void)state;
  lab l[2];
  ndrsim_error err;
  ndrsim_outcome outcome[N];
  load(&l[0], NULL);
  load(&l[1], "tiers.pro.cap=700");
  for (int k = 0; k < N; k++) {
    must(ndrsim_outcome_parse(text[k], &l[0].model, 24, &outcome[k], &err), &err);
  }
  const ndrsim_model *model[] = {&l[0].model, &l[1].model};
  ndrsim_study study;
  ndrsim_run_options options = {0};
  ndrsim_study_plan plan = {
      .model = model, .n_models = 2, .outcome = outcome, .n_outcomes = N, .replicates = REPLICATES};
  ndrsim_study_init(&study);
  must(ndrsim_study_run(&study, &plan, &options, &err), &err);
  assert_int_equal(study.n, REPLICATES);
  for (int m = 0; m < 2; m++) {
    ndrsim_results results;
    ndrsim_results_init(&results);
    must(ndrsim_results_run(&results, model[m], &options, &err), &err);
    for (int k = 0; k < N; k++) {
      ndrsim_outcome bound;
      ndrsim_outcome_bind(&outcome[k], model[m], &bound);
      for (int r = 0; r < REPLICATES; r++) {
        double alone = ndrsim_outcome_value(&bound, &results, r);
        if (ndrsim_study_values(&study, m, k)[r] != alone) fail_msg("%s", text[k]);
        assert_true(isfinite(alone));
      }
    }
    /* what a metric knows, under its own name */
    ndrsim_metric metric;
    must(ndrsim_metric_get(model[m], ndrsim_metric_find(model[m], "ndr_age"), &metric), &err);
    assert_true(ndrsim_metric_value(&results, &metric, 3, 12) ==
                ndrsim_study_values(&study, m, 0)[3]);
    ndrsim_results_free(&results);
  }
  /* fresh replicates are others, and those of the same index */
  ndrsim_study late;
  ndrsim_study_init(&late);
  plan.first = 5;
  plan.replicates = 10;
  must(ndrsim_study_run(&late, &plan, &options, &err), &err);
  for (int r = 0; r < 10; r++) {
    assert_true(ndrsim_study_values(&late, 1, 0)[r] == ndrsim_study_values(&study, 1, 0)[r + 5]);
  }
  ndrsim_study_free(&late);
  ndrsim_study_free(&study);
  lab_free(&l[0]);
  lab_free(&l[1]);
}

static void equal_scenarios_differ_by_exactly_nothing(void **state) {
  (void)state;
  lab l[2];
  ndrsim_error err;
  load(&l[0], NULL);
  load(&l[1], NULL);
  const ndrsim_model *model[] = {&l[0].model, &l[1].model};
  ndrsim_compare compare;
  ndrsim_run_options options = {0};
  ndrsim_compare_init(&compare);
  must(ndrsim_compare_prepare(&compare, model, 2, &err), &err);
  must(ndrsim_compare_run(&compare, &options, &err), &err);
  int known = 0;
  for (int k = 0; k < compare.n_outcomes; k++) {
    ndrsim_estimate difference;
    ndrsim_pairing pairing;
    must(ndrsim_study_difference(&compare.study, 1, 0, k, &difference), &err);
    if (!difference.valid) continue;
    known++;
    assert_true(difference.mean == 0 && difference.se == 0);
    assert_true(difference.quantile[NDRSIM_P5] == 0 && difference.quantile[NDRSIM_P95] == 0);
    ndrsim_study_pairing(&compare.study, 1, 0, k, &pairing);
    assert_true(pairing.equal == 1 && pairing.higher == 0.5);
  }
  assert_true(known > 40);
  ndrsim_choice choice;
  ndrsim_choice_init(&choice);
  must(ndrsim_choice_make(&choice, &compare.study, ndrsim_compare_main(&compare, 0, 0), 0, &err),
       &err);
  assert_true(choice.lead == 0 && !ndrsim_choice_certain(choice.lead, choice.lead_se));
  assert_true(choice.option[0].best == 0.5 && choice.option[1].regret == 0);
  ndrsim_choice_free(&choice);
  ndrsim_compare_free(&compare);
  lab_free(&l[0]);
  lab_free(&l[1]);
}

/* Three models, four replicates, by hand. */
static void a_choice_counts_what_it_says(void **state) {
  static double value[] = {1, 2, 3, 4, /* */ 2, 2, 2, 6, /* */ 0, 5, 0, 1};
  (void)state;
  ndrsim_error err;
  ndrsim_outcome outcome = {.better = NDRSIM_BETTER_HIGHER};
  ndrsim_study study = {
      .n_models = 3, .n_outcomes = 1, .n = 4, .requested = 4, .outcome = &outcome, .value = value};
  ndrsim_choice choice;
  ndrsim_choice_init(&choice);
  must(ndrsim_choice_make(&choice, &study, 0, 0, &err), &err);
  assert_int_equal(choice.best, 1);
  assert_int_equal(choice.second, 0);
  near(choice.lead, 0.5); /* differences 1, 0, -1, 2 */
  near(choice.lead_se, sqrt((0.25 + 0.25 + 2.25 + 2.25) / 3 / 4));
  near(choice.option[0].best, 0.25);
  near(choice.option[1].best, 0.5);
  near(choice.option[2].best, 0.25);
  near(choice.option[0].regret, (1 + 3 + 0 + 2) / 4.0);
  near(choice.option[2].regret, (2 + 0 + 3 + 5) / 4.0);
  must(ndrsim_choice_make(&choice, &study, 0, -1, &err), &err);
  assert_int_equal(choice.best, 2); /* the lowest mean */
  /* unpaired variance over paired */
  ndrsim_pairing pairing;
  ndrsim_study_pairing(&study, 1, 0, 0, &pairing);
  near(pairing.higher, 0.625);
  near(pairing.saved, (5.0 + 12.0) / 5.0);
  ndrsim_choice_free(&choice);
}

static void names_are_read_strictly(void **state) {
  static const char *const bad[] = {"",       "@12",    "nd",        "ndr@",        "ndr@x",
                                    "ndr@26", "ndr@-1", "ndr.seats", "share.churn", "ndr@12x",
                                    "mrr@1e1"};
  (void)state;
  lab l;
  ndrsim_error err;
  ndrsim_outcome outcome;
  load(&l, NULL);
  for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
    if (ndrsim_outcome_parse(bad[k], &l.model, 12, &outcome, &err) != NDRSIM_USAGE)
      fail_msg("`%s` was taken", bad[k]);
  }
  assert_int_equal(ndrsim_outcome_parse("logo_chrun@12", &l.model, 12, &outcome, &err),
                   NDRSIM_USAGE);
  assert_string_equal(err.suggestion, "logo_churn");
  must(ndrsim_outcome_parse("logo_churn", &l.model, 12, &outcome, &err), &err);
  assert_string_equal(outcome.name, "logo_churn@12");
  assert_int_equal(outcome.better, NDRSIM_BETTER_LOWER);
  char name[NDRSIM_OUTCOME_NAME];
  for (int k = 0; ndrsim_outcome_known(k, name, NULL); k++) {
    must(ndrsim_outcome_parse(name, &l.model, 12, &outcome, &err), &err);
  }
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(outcomes_are_those_of_a_run),
      cmocka_unit_test(equal_scenarios_differ_by_exactly_nothing),
      cmocka_unit_test(a_choice_counts_what_it_says),
      cmocka_unit_test(names_are_read_strictly),
  };
  return cmocka_run_group_tests_name("analysis/study", tests, NULL, NULL);
}
