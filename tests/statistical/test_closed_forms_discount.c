/* Closed forms of promotions, to the cent, of what their end does to churn, and of commitments. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include "tests/helpers/lab.h"

/* Revenue of the customers of a month whose bills are 10.00, less 25% for some of them. */
static int64_t less_promotions(const lab *l, int k, int t) {
  return 1000 * lab_counter(l, k, "customers", t) - 250 * lab_counter(l, k, "promotions", t);
}

/* 40% land with 25% off for six months. Nobody leaves: in month 6 after the landing the bills step
 * up to 10.00 exactly, all of it the discount driver; contracts of a year may wait for month 12. */
static void promotions(double planted, int64_t accounts, lab_score *score) {
  static const struct {
    int annual, ends;
    const char *expires;
  } at[] = {{0, 6, "at_age"}, {1, 6, "at_age"}, {0, 6, "at_renewal"}, {1, 12, "at_renewal"}};
  for (size_t c = 0; c < sizeof at / sizeof *at; c++) {
    lab l;
    lab_init(&l);
    lab_set(&l, "contract.annual_share=%d", at[c].annual);
    lab_set(&l, "discount.share=%.17g", 0.4 * planted);
    lab_set(&l, "discount.size=0.25");
    lab_set(&l, "discount.months=6");
    lab_set(&l, "discount.expires=%s", at[c].expires);
    lab_go(&l, accounts);
    lab_mean(score, &l, "promotions", 0, (double)accounts, 0.4);
    for (int k = 0; k < l.n; k++) {
      int64_t n = lab_counter(&l, k, "promotions", 0);
      const int64_t *r = lab_record(&l, k);
      for (int t = 0; t <= 24; t++) {
        assert_int_equal(lab_counter(&l, k, "promotions", t), t < at[c].ends ? n : 0);
        assert_int_equal(lab_counter(&l, k, "mrr", t),
                         1000 * accounts - (t < at[c].ends ? 250 * n : 0));
        for (int d = 0; t > 0 && d < NDRSIM_FLOWS; d++)
          assert_int_equal(r[ndrsim_at_moved(&l.layout, t, d)],
                           d == NDRSIM_DRIVER_DISCOUNT && t == at[c].ends ? 60 * 250 * n : 0);
      }
    }
    lab_free(&l);
  }
}

/* Months count from the landing, also after a long onboarding; a promotion offered from month 4 to
 * 7 is one that accounts of those months may have. */
static void ages_and_windows(void **state) {
  (void)state;
  lab l;
  int64_t seen = 0;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=100");
  lab_set(&l, "acquisition.per_month=100");
  lab_set(&l, "activation.hazard=0.3");
  lab_set(&l, "churn.base=0.05");
  lab_set(&l, "discount.share={\"schedule\":{\"0\":0,\"4\":1,\"8\":0}}");
  lab_set(&l, "discount.size=0.25");
  lab_set(&l, "discount.months=5");
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 3);
  for (int k = 0; k < l.n; k++)
    for (int t = 0; t <= 24; t++) {
      int64_t promotions = lab_counter(&l, k, "promotions", t);
      assert_int_equal(lab_counter(&l, k, "mrr", t), less_promotions(&l, k, t));
      if (t < 4) assert_int_equal(promotions, 0);
      for (int landing = 0; landing <= t; landing++) {
        const int64_t *r = lab_record(&l, k);
        int64_t mrr = r[ndrsim_at_cohort(&l.layout, landing, t, NDRSIM_COHORT_MRR)];
        int64_t logos = r[ndrsim_at_cohort(&l.layout, landing, t, NDRSIM_COHORT_LOGOS)];
        int64_t off = 1000 * logos - mrr;
        assert_true(off >= 0 && off % 250 == 0 && off <= 250 * logos);
        if (t - landing >= 5 || landing < 4) assert_int_equal(off, 0);
        seen += off / 250;
      }
    }
  assert_true(seen > 1000);
  lab_free(&l);
}

/* The end of 25% off is a rise by 1 / 0.75: the hazard of that month is (4/3)^e times as large. */
static void end_of_promotion(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.01, e = 4;
  lab l;
  lab_init(&l);
  lab_set(&l, "horizon=8");
  lab_set(&l, "churn.base=%.17g", p);
  lab_set(&l, "discount.share=1");
  lab_set(&l, "discount.size=0.25");
  lab_set(&l, "discount.months=6");
  lab_set(&l, "discount.elasticity=%.17g", e * planted);
  lab_go(&l, accounts);
  lab_hazard(score, &l, "cancelled", "customers", 1, 1, 5, p);
  lab_hazard(score, &l, "cancelled", "customers", 1, 6, 6, -expm1(log1p(-p) * pow(4.0 / 3, e)));
  lab_hazard(score, &l, "cancelled", "customers", 1, 7, 8, p);
  for (int k = 0; k < l.n; k++)
    assert_int_equal(lab_counter(&l, k, "promotions_ended", 6), lab_counter(&l, k, "customers", 5));
  lab_free(&l);
}

/* Everybody has a seat: commitments are signed at the hazard. A committed account leaves only 12,
 * 24, ... months after it signed, and pays (1 - 20%) (1 - 10%) of the list. */
static void commitments(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.08;
  lab l;
  lab_init(&l);
  lab_set(&l, "seat.initial=4");
  lab_set(&l, "seat.headcount=4");
  lab_set(&l, "billing.annual_discount=0.1");
  lab_set(&l, "discount.commit=%.17g", p * planted);
  lab_set(&l, "discount.commit_size=0.2");
  lab_go(&l, accounts);
  for (int k = 0; k < l.n; k++) {
    double events = 0;
    for (int t = 1; t <= 24; t++) {
      int64_t committed = lab_counter(&l, k, "commitments", t);
      assert_int_equal(lab_counter(&l, k, "mrr", t),
                       4000 * (accounts - committed) + 2880 * committed);
      events += (double)lab_counter(&l, k, "commitments_signed", t);
    }
    assert_int_equal((int64_t)events, lab_counter(&l, k, "commitments", 24));
  }
  lab_mean(score, &l, "commitments", 24, (double)accounts, 1 - pow(1 - p, 24));
  lab_mean(score, &l, "commitments", 3, (double)accounts, 1 - pow(1 - p, 3));
  lab_free(&l);

  /* all sign in month 1, and can leave in months 1, 13 and 25 */
  lab_init(&l);
  lab_set(&l, "horizon=26");
  lab_set(&l, "seat.initial=4");
  lab_set(&l, "seat.headcount=4");
  lab_set(&l, "churn.base=0.02");
  lab_set(&l, "discount.commit=1");
  lab_set(&l, "discount.commit_size=0.2");
  lab_go(&l, accounts / 10);
  for (int k = 0; k < l.n; k++)
    for (int t = 1; t <= 26; t++)
      if (t % 12 != 1) assert_int_equal(lab_counter(&l, k, "cancelled", t), 0);
  lab_hazard(score, &l, "cancelled", "customers", 1, 13, 13, 1 - pow(0.98, 12));
  lab_hazard(score, &l, "cancelled", "customers", 1, 25, 25, 1 - pow(0.98, 12));
  lab_free(&l);
}

/* Below the penetration nobody signs. A promotion and a commitment do not add up: 30% off until
 * month 4, then 20%; from the signing on it is a contract of a year. */
static void penetration_and_the_larger(void **state) {
  (void)state;
  lab l;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=100");
  lab_set(&l, "seat.initial=3");
  lab_set(&l, "seat.headcount=5");
  lab_set(&l, "discount.commit=1");
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 1);
  assert_int_equal(lab_counter(&l, 0, "commitments", 24), 0);
  lab_free(&l);

  lab_init(&l);
  lab_set(&l, "acquisition.initial=100");
  lab_set(&l, "seat.initial=4");
  lab_set(&l, "seat.headcount=5");
  lab_set(&l, "billing.annual_discount=0.1");
  lab_set(&l, "discount.share=1");
  lab_set(&l, "discount.size=0.3");
  lab_set(&l, "discount.months=4");
  lab_set(&l, "discount.commit=1");
  lab_set(&l, "discount.commit_size=0.2");
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 1);
  for (int t = 0; t <= 24; t++)
    assert_int_equal(lab_counter(&l, 0, "mrr", t), 100 * (t < 1 ? 2800 : t < 4 ? 2520 : 2880));
  lab_free(&l);
}

static const lab_check checks[] = {
    {"discount.share", promotions, 10000, 1500},
    {"discount.elasticity", end_of_promotion, 10000, 30000},
    {"discount.commit", commitments, 10000, 2500},
};
LAB_CHECK_TESTS(checks)

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(closed_forms), cmocka_unit_test(planted_bias),
                                     cmocka_unit_test(ages_and_windows),
                                     cmocka_unit_test(penetration_and_the_larger)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
