/* Survival by age and the sBG fit against closed forms; MRR as the sum of its parts. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include <gsl/gsl_sf_gamma.h>
#include "analysis/quantity.h"
#include "analysis/stack.h"
#include "analysis/survival.h"
#include "tests/helpers/fake_results.h"

#define AGES 37

static void assert_near(double found, double wanted, double tolerance) {
  if (!(fabs(found - wanted) <= tolerance)) fail_msg("%.12g, wanted %.12g", found, wanted);
}

static void sbg_survival_is_the_ratio_of_betas(void **state) {
  (void)state;
  static const double ab[][2] = {{1, 1}, {0.7, 39.6}, {0.01, 3}, {30, 900}, {1e-3, 1e-3}};
  for (size_t k = 0; k < sizeof ab / sizeof ab[0]; k++) {
    for (int t = 0; t <= 120; t++) {
      double a = ab[k][0], b = ab[k][1];
      double closed = exp(gsl_sf_lnbeta(a, b + t) - gsl_sf_lnbeta(a, b));
      assert_near(ndrsim_sbg_survival(a, b, t), closed, 1e-9 * closed);
    }
  }
}

/* Expected counts of n customers who leave as an sBG with (a, b) says. */
static void expect_counts(double a, double b, double n, double *at_risk, double *lost) {
  for (int t = 1; t < AGES; t++) {
    at_risk[t] = n * ndrsim_sbg_survival(a, b, t - 1);
    lost[t] = at_risk[t] * a / (a + b + t - 1);
  }
}

static void the_fit_finds_what_made_the_counts(void **state) {
  (void)state;
  static const double ab[][2] = {{0.7, 40}, {1, 1}, {2, 20}, {0.2, 1}, {5, 300}};
  double at_risk[AGES], lost[AGES];
  ndrsim_sbg fit;
  ndrsim_error err;
  for (size_t k = 0; k < sizeof ab / sizeof ab[0]; k++) {
    double a = ab[k][0], b = ab[k][1];
    expect_counts(a, b, 1e5, at_risk, lost);
    assert_int_equal(ndrsim_sbg_fit(at_risk, lost, AGES, &fit, &err), NDRSIM_OK);
    assert_true(fit.valid && !fit.alike);
    assert_near(fit.a, a, 2e-3 * a);
    assert_near(fit.b, b, 2e-3 * b);
    assert_near(fit.hazard, a / (a + b), 1e-3 * a / (a + b));
    assert_true(fit.gap < 1e-5);
  }
}

static void customers_who_are_alike_are_said_to_be(void **state) {
  (void)state;
  double at_risk[AGES], lost[AGES];
  ndrsim_sbg fit;
  ndrsim_error err;
  for (int t = 1; t < AGES; t++) {
    at_risk[t] = 1e4 * pow(0.97, t - 1);
    lost[t] = 0.03 * at_risk[t];
  }
  assert_int_equal(ndrsim_sbg_fit(at_risk, lost, AGES, &fit, &err), NDRSIM_OK);
  assert_true(fit.valid && fit.alike);
  assert_near(fit.hazard, 0.03, 1e-5);
  assert_near(ndrsim_sbg_survival(fit.a, fit.b, 36), pow(0.97, 36), 1e-4);
}

static void odd_histories_have_a_fit_or_none(void **state) {
  (void)state;
  double at_risk[AGES], lost[AGES] = {0};
  ndrsim_sbg fit;
  ndrsim_error err;
  for (int t = 0; t < AGES; t++) {
    at_risk[t] = 100;
  }
  assert_int_equal(ndrsim_sbg_fit(at_risk, lost, AGES, &fit, &err), NDRSIM_OK);
  assert_false(fit.valid); /* nobody leaves */
  assert_int_equal(ndrsim_sbg_fit(at_risk, at_risk, 3, &fit, &err), NDRSIM_OK);
  assert_false(fit.valid); /* nobody stays */
  lost[1] = 5;
  assert_int_equal(ndrsim_sbg_fit(at_risk, lost, 2, &fit, &err), NDRSIM_OK);
  assert_false(fit.valid);         /* one age for two parameters */
  for (int n = 3; n < AGES; n++) { /* all at once, early, late, or at renewals only */
    for (int at = 1; at < n; at++) {
      double one[AGES] = {0};
      one[at] = at % 3 == 0 ? 99 : 1;
      if (at + 6 < n) one[at + 6] = -3; /* more return than leave */
      assert_int_equal(ndrsim_sbg_fit(at_risk, one, n, &fit, &err), NDRSIM_OK);
      assert_true(fit.valid);
      assert_true(fit.a > 0 && fit.b > 0 && isfinite(fit.a) && isfinite(fit.b));
    }
  }
}

/* --- the observed curve ---------------------------------------------------------------------- */

/* Customers of a cohort in a month. */
static void put_logos(fake_run *run, int replicate, int cohort, int month, int64_t logos) {
  const ndrsim_layout *l = &run->results.layout;
  int64_t *record = run->results.records + (size_t)replicate * l->size;
  record[ndrsim_at_cohort(l, cohort, month, NDRSIM_COHORT_LOGOS)] = logos;
}

static void young_cohorts_count_while_they_are_seen(void **state) {
  (void)state;
  fake_run run;
  ndrsim_survival curve;
  ndrsim_error err;
  assert_int_equal(fake_run_init(&run, 2, 2, 0), 0);
  memset(run.results.records, 0, 2 * run.results.layout.size * sizeof(int64_t));
  /* cohort 0: 100, 90, 81; cohort 1 (ages 0, 1): 50, 30; cohort 2 (age 0): 7. Twice. */
  static const int64_t logos[3][3] = {{100, 90, 81}, {0, 50, 30}, {0, 0, 7}};
  for (int r = 0; r < 2; r++) {
    for (int c = 0; c < 3; c++) {
      for (int t = c; t < 3; t++) {
        put_logos(&run, r, c, t, logos[c][t]);
      }
    }
  }
  assert_int_equal(ndrsim_survival_init(&curve, &run.results, &err), NDRSIM_OK);
  assert_int_equal(curve.ages, 3);
  assert_false(curve.book);
  assert_near(curve.at_risk[1], 2 * 150, 0);
  assert_near(curve.lost[1], 2 * 30, 0);
  assert_near(curve.mean[1], 0.8, 1e-12);
  assert_near(curve.mean[2], 0.8 * 0.9, 1e-12);
  assert_near(curve.low[2], 0.72, 1e-12);
  assert_near(curve.top[2], 0.72, 1e-12);
  ndrsim_survival_free(&curve);
  ndrsim_survival_free(&curve);
  fake_run_free(&run);
}

static void a_run_without_customers_has_no_curve(void **state) {
  (void)state;
  fake_run run;
  ndrsim_survival curve;
  ndrsim_error err;
  for (int book = 0; book < 2; book++) {
    assert_int_equal(fake_run_init(&run, 12, 2, book), 0);
    memset(run.results.records, 0, 2 * run.results.layout.size * sizeof(int64_t));
    assert_int_equal(ndrsim_survival_init(&curve, &run.results, &err), NDRSIM_OK);
    assert_int_equal(curve.ages, 0);
    ndrsim_survival_free(&curve);
    fake_run_free(&run);
  }
}

/* --- MRR by parts ---------------------------------------------------------------------------- */

/* The parts of one replicate in all months [c/60]: a mean of one is the part itself. */
static void parts_of(const fake_run *run, int replicate, int lens, int64_t *part) {
  static double mean[61 * NDRSIM_STACK_PARTS];
  ndrsim_results one = run->results;
  one.records += (size_t)replicate * one.layout.size;
  one.n = 1;
  ndrsim_stack_mean(&one, (ndrsim_lens)lens, mean);
  for (int k = 0; k < one.layout.months * NDRSIM_STACK_PARTS; k++) {
    part[k] = llround(mean[k] * 100 * NDRSIM_SIXTIETHS);
  }
}

static void the_parts_of_mrr_add_up_to_the_cent(void **state) {
  (void)state;
  fake_run run;
  static double mean[61 * NDRSIM_STACK_PARTS];
  static int64_t part[61 * NDRSIM_STACK_PARTS];
  for (int book = 0; book < 2; book++) {
    assert_int_equal(fake_run_init(&run, 60, 5, book), 0);
    const ndrsim_layout *l = &run.results.layout;
    int mrr = ndrsim_counter_find(&run.model, "mrr");
    for (int lens = 0; lens < NDRSIM_LENSES; lens++) {
      double sum_of_last = 0, total = 0;
      for (int r = 0; r < 5; r++) {
        const int64_t *record = run.results.records + (size_t)r * l->size;
        parts_of(&run, r, lens, part);
        for (int t = 0; t < l->months; t++) {
          int64_t sum = 0;
          for (int k = 0; k < NDRSIM_STACK_PARTS; k++) {
            sum += part[t * NDRSIM_STACK_PARTS + k];
          }
          assert_true(sum == NDRSIM_SIXTIETHS * record[ndrsim_at_series(l, t, mrr)]);
        }
        total += (double)record[ndrsim_at_series(l, 60, mrr)] / 100 / 5;
      }
      ndrsim_stack_mean(&run.results, (ndrsim_lens)lens, mean);
      for (int k = 0; k < NDRSIM_STACK_PARTS; k++) {
        sum_of_last += mean[60 * NDRSIM_STACK_PARTS + k];
      }
      assert_near(sum_of_last, total, 1e-9 * total);
    }
    fake_run_free(&run);
  }
}

static void the_lenses_differ_in_the_engines_only(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 24, 1, 0), 0);
  int64_t all[2][25 * NDRSIM_STACK_PARTS];
  const int64_t *cause = all[0] + (ptrdiff_t)(24 * NDRSIM_STACK_PARTS);
  const int64_t *invoice = all[1] + (ptrdiff_t)(24 * NDRSIM_STACK_PARTS);
  parts_of(&run, 0, NDRSIM_LENS_CAUSE, all[0]);
  parts_of(&run, 0, NDRSIM_LENS_INVOICE, all[1]);
  assert_true(cause[NDRSIM_STACK_FLOWS + NDRSIM_DRIVER_WORKFLOW] >
              invoice[NDRSIM_STACK_FLOWS + NDRSIM_DRIVER_WORKFLOW]);
  assert_true(cause[NDRSIM_STACK_FLOWS + NDRSIM_DRIVER_CAPACITY] <
              invoice[NDRSIM_STACK_FLOWS + NDRSIM_DRIVER_CAPACITY]);
  for (int k = 0; k < NDRSIM_STACK_PARTS; k++) {
    int engine = k - NDRSIM_STACK_FLOWS;
    if (engine >= 0 && engine <= NDRSIM_DRIVER_CAPACITY) continue;
    assert_true(cause[k] == invoice[k]);
  }
  fake_run_free(&run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sbg_survival_is_the_ratio_of_betas),
      cmocka_unit_test(the_fit_finds_what_made_the_counts),
      cmocka_unit_test(customers_who_are_alike_are_said_to_be),
      cmocka_unit_test(odd_histories_have_a_fit_or_none),
      cmocka_unit_test(young_cohorts_count_while_they_are_seen),
      cmocka_unit_test(a_run_without_customers_has_no_curve),
      cmocka_unit_test(the_parts_of_mrr_add_up_to_the_cent),
      cmocka_unit_test(the_lenses_differ_in_the_engines_only),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
