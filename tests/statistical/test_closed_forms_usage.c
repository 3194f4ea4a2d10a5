/* Closed forms of metered usage: the bill of log-normal units, what customers do about their bill,
 * what units cost; and the 2% bias that each hazard must reject. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <gsl/gsl_cdf.h>
#include "tests/helpers/usage_lab.h"

/* --- in the mean ------------------------------------------------------------------------------ */

/* E min(X, K) of a log-normal X with mean m and log-sd s. */
static double limited(double m, double s, double cap) {
  double d = (log(m / cap) - s * s / 2) / s;
  return m - (m * gsl_cdf_ugaussian_P(d + s) - cap * gsl_cdf_ugaussian_P(d));
}

/* Two nodes are three slopes: s1 E min(X, K1) + s2 (E min(X, K2) - E min(X, K1)) + s3 (m - ...),
 * the last as the second. */
static void lognormal_bill(double planted, int64_t accounts, lab_score *score) {
  const double m = 30000, s = 0.7, k1 = 10000, k2 = 50000, b1 = 10000, b2 = 35000;
  double one = limited(m, s, k1), both = limited(m, s, k2);
  double slope = (b2 - b1) / (k2 - k1), beyond = 0.2;
  double expected = b1 / k1 * one + slope * (both - one) + beyond * (m - both);
  lab l;
  lab_init(&l);
  lab_set(&l, "ladder={\"a\":{\"units\":10000,\"bill\":100},\"b\":{\"units\":50000,\"bill\":350}}");
  lab_set(&l, "usage.level=%.17g", m * planted);
  lab_set(&l, "usage.noise_sd=%.17g", s);
  lab_set(&l, "usage.beyond=0.002");
  usage_lab_run(&l, accounts, LAB_REPLICATES);
  for (int t = 0; t <= 24; t += 4)
    lab_mean(score, &l, "mrr", t, (double)accounts, expected);
  lab_free(&l);
}

/* Without units for one month such an account is lost. */
static void idle(double planted, int64_t accounts, lab_score *score) {
  const double q = 0.04;
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=500");
  lab_set(&l, "usage.quiet={\"schedule\":{\"0\":0,\"1\":%.17g}}", q * planted);
  lab_set(&l, "usage.idle_months=1");
  usage_lab_run(&l, accounts, LAB_REPLICATES);
  lab_hazard(score, &l, "usage_lost", "customers", 1, 1, 24, q);
  lab_free(&l);
}

static void spikes(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.06;
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=500");
  lab_set(&l, "usage.spike=%.17g", p * planted);
  lab_set(&l, "usage.spike_factor=4");
  usage_lab_run(&l, accounts, LAB_REPLICATES);
  lab_hazard(score, &l, "usage_spikes", "customers", 0, 1, 24, p);
  for (int k = 0; k < l.n; k++) /* billed, without grace */
    assert_int_equal(lab_counter(&l, k, "mrr", 5),
                     3000 * (accounts + 3 * lab_counter(&l, k, "usage_spikes", 5)));
  lab_free(&l);
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=500");
  lab_set(&l, "usage.spike=%.17g", p);
  lab_set(&l, "usage.grace=true");
  lab_set(&l, "usage.spike_factor=4");
  usage_lab_run(&l, 50, 2);
  for (int t = 0; t <= 24; t++) {
    assert_int_equal(lab_counter(&l, 0, "mrr", t), 50 * 3000);
    assert_int_equal(lab_counter(&l, 0, "usage_forgiven", t),
                     1500 * lab_counter(&l, 0, "usage_spikes", t));
  }
  lab_free(&l);
}

/* Every unit is too dear: each month cuts at the hazard, times exp(loading * factor) in a forced
 * downturn. Each cut takes its share of the units that are left. */
static void optimising(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.05, cut = 0.2, level = 1e6;
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=%.17g", level);
  lab_set(&l, "usage.optimise=%.17g", p * planted);
  lab_set(&l, "usage.optimise_price=0.01");
  lab_set(&l, "usage.optimise_cut=%.17g", cut);
  lab_set(&l, "usage.optimise_macro=-0.5");
  lab_set(&l, "macro.forced=[{\"from\":9,\"to\":24,\"regime\":\"downturn\"}]");
  lab_set(&l, "macro.depth=2");
  usage_lab_run(&l, accounts, LAB_REPLICATES);
  lab_hazard(score, &l, "usage_optimised", "customers", 1, 1, 8, p);
  lab_hazard(score, &l, "usage_optimised", "customers", 1, 9, 24, p * exp(1));
  for (int t = 2; t <= 8; t += 3)
    lab_mean(score, &l, "usage_units", t, (double)accounts * level, pow(1 - p * cut, t - 1));
  lab_free(&l);
}

/* Without a dashboard the hazard is 2.5 times as large (posted in thousandths of its log); a bill
 * that doubles adds the shock in its month, and an alert takes half of that away. */
static void unrest(double planted, int64_t accounts, lab_score *score, bool alerts) {
  const double p = 0.02, blind = exp(0.916), shock = exp(alerts ? 0.35 : 0.7);
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=500");
  lab_set(&l, "usage.season={\"schedule\":{\"0\":1,\"6\":2}}");
  lab_set(&l, "usage.dashboard=false");
  lab_set(&l, "usage.shock=0.7");
  lab_set(&l, "usage.alerts=%s", alerts ? "true" : "false");
  lab_set(&l, "churn.base=%.17g", p * planted);
  usage_lab_run(&l, accounts, LAB_REPLICATES);
  lab_hazard(score, &l, "cancelled", "customers", 1, 1, 5, 1 - pow(1 - p, blind));
  lab_hazard(score, &l, "cancelled", "customers", 1, 6, 6, 1 - pow(1 - p, blind * shock));
  lab_hazard(score, &l, "cancelled", "customers", 1, 7, 24, 1 - pow(1 - p, blind));
  for (int k = 0; k < l.n; k++)
    assert_int_equal(lab_counter(&l, k, "usage_shocks", 6), lab_counter(&l, k, "customers", 5));
  lab_free(&l);
}

static void surprises(double planted, int64_t accounts, lab_score *score) {
  unrest(planted, accounts, score, false);
}

static void alerts(double planted, int64_t accounts, lab_score *score) {
  unrest(planted, accounts, score, true);
}

/* The usual is last month's 1,000, what surprises 1,500 and the first alert comes at 1,200: of
 * 1,300 half of the hundred above that is done without. Two months later 1,300 are usual, and of
 * 3,000 half of the 390 between 1,560 and 1,950, then 40% of the 855 that are still above. */
static void two_alerts(void **state) {
  (void)state;
  enum { ACCOUNTS = 7 };
  static const struct {
    int month, units, early, full;
  } at[] = {{5, 1000, 0, 0}, {6, 1250, 1, 0}, {7, 1300, 0, 0}, {8, 2463, 1, 1}};
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=1000");
  lab_set(&l, "usage.season={\"schedule\":{\"0\":1,\"6\":1.3,\"8\":3}}");
  lab_set(&l, "usage.alerts=true");
  lab_set(&l, "usage.alert_early=0.5");
  lab_set(&l, "usage.alert_hold=0.4");
  usage_lab_run(&l, ACCOUNTS, 1);
  for (size_t k = 0; k < sizeof at / sizeof *at; k++) {
    assert_int_equal(lab_counter(&l, 0, "usage_units", at[k].month), ACCOUNTS * at[k].units);
    assert_int_equal(lab_counter(&l, 0, "usage_alerts_early", at[k].month), ACCOUNTS * at[k].early);
    assert_int_equal(lab_counter(&l, 0, "usage_alerts_full", at[k].month), ACCOUNTS * at[k].full);
  }
  lab_free(&l);
}

/* A thousand units at five cents, and 19% less after a year, beside two a seat. */
static void units_cost(void **state) {
  (void)state;
  const double thousandth = 1e5; /* of a cent, to one of the currency */
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=1000");
  lab_set(&l, "cost.unit=0.05");
  lab_set(&l, "cost.unit_decline=0.19");
  lab_set(&l, "cost.support=2");
  usage_lab_run(&l, 1, 1);
  for (int t = 0; t <= 24; t++) {
    double expected = (50 * pow(0.81, t / 12.0) + 2) * thousandth;
    double cost = (double)lab_counter(&l, 0, "cost_to_serve", t);
    assert_true(fabs(cost - expected) < 2e-6 * expected);
    assert_true(lab_counter(&l, 0, "gross_profit", t) ==
                1000 * lab_counter(&l, 0, "mrr", t) - lab_counter(&l, 0, "cost_to_serve", t));
  }
  lab_free(&l);
}

static void metered_row(int64_t k, ndrsim_row *row) {
  row->start = -30;
  row->mrr = 35000;
  row->units = k % 2 == 0 ? 50000 : -1;
  if (row->units < 0) row->mrr = 0; /* a prospect, whatever its units */
}

/* A row's units are those of month 0, and grow from there at the rate of its age: 2% a month long
 * after the 10% of the first has faded to nothing. */
static void units_of_a_book(void **state) {
  (void)state;
  enum { ROWS = 10 };
  lab l;
  lab_init(&l);
  lab_set(&l, S4, 0.0, 0.0, 0.0, 0.0);
  lab_set(&l, "usage.level=700");
  lab_set(&l, "usage.growth=0.1");
  lab_set(&l, "usage.growth_floor=0.02");
  lab_set(&l, "usage.growth_half_life=1");
  lab_set(&l, "usage.noise_sd=0.4");
  lab_set(&l, "usage.noise_rho=0.999");
  lab_set(&l, "usage.season={\"schedule\":{\"0\":2,\"1\":1}}");
  lab_set(&l, "activation.hazard=0");
  lab_set(&l, "acquisition.initial=0");
  lab_build(&l, usage_lab_scenario);
  lab_book(&l, 2 * ROWS, 1, metered_row);
  lab_run(&l, NULL, 0, 400);
  double sum = 0, square = 0;
  for (int k = 0; k < l.n; k++) {
    assert_int_equal(lab_counter(&l, k, "mrr", 0), 35000 * ROWS);
    double mean = (double)lab_counter(&l, k, "usage_units", 12) / ROWS;
    sum += mean;
    square += mean * mean;
  }
  double mean = sum / l.n, sd = sqrt(square / l.n - mean * mean);
  /* half of 50,000, the season being over; noise starts at its mean and moves by little */
  double expected = 25000 * pow(1.02, 12);
  double x = 0.08 * (pow(0.999, 12)), v = 0.16 * (1 - pow(0.999, 24));
  expected *= exp(x + v / 2 - 0.08);
  assert_true(fabs(mean - expected) < 4 * sd / sqrt(l.n));
  assert_true(sd / sqrt(l.n) < 0.01 * expected);
  lab_free(&l);
}

/* Signed in the first month by a share, and every half year by a share of the others. */
static void committing(double planted, int64_t accounts, lab_score *score) {
  const double share = 0.3, later = 0.2;
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=500");
  lab_set(&l, "usage.commit_share=%.17g", share * planted);
  lab_set(&l, "usage.commit_later=%.17g", later * planted);
  lab_set(&l, "usage.commit_months=6");
  usage_lab_run(&l, accounts, LAB_REPLICATES);
  for (int t = 0; t <= 24; t += 5)
    lab_mean(score, &l, "usage_committed", t, (double)accounts,
             1 - (1 - share) * pow(1 - later, t / 6));
  lab_free(&l);
}

static const lab_check checks[] = {
    {"bill of log-normal units", lognormal_bill, 10000, 10000},
    {"lost after a quiet month", idle, 4000, 6000},
    {"bursts", spikes, 3000, 5000},
    {"usage is optimised", optimising, 4000, 5000},
    {"surprises and no dashboard", surprises, 4000, 8000},
    {"alerts", alerts, 4000, 8000},
    {"commitments", committing, 4000, 6000},
};
enum { CHECKS = sizeof checks / sizeof *checks };

static void closed_forms(void **state) {
  (void)state;
  lab_checks_agree(checks, CHECKS);
}

static void planted_bias(void **state) {
  (void)state;
  lab_checks_reject(checks, CHECKS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(two_alerts),      cmocka_unit_test(units_cost),
      cmocka_unit_test(units_of_a_book), cmocka_unit_test(closed_forms),
      cmocka_unit_test(planted_bias),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
