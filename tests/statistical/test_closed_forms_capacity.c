/* Closed forms of capacity, overage, prices, contraction and trust, and the 2% bias each must
 * reject. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <gsl/gsl_cdf.h>
#include "tests/helpers/lab.h"

static const char two_tiers[] =
    "{\"schema_version\":1,\"name\":\"lab\",\"seed\":\"20260420\",\"horizon\":24,"
    "\"tiers\":{\"lite\":{\"price\":20,\"cap\":200},\"pro\":{\"price\":50,\"cap\":1000}}}";

static void go(lab *l, int64_t accounts) {
  lab_set(l, "acquisition.initial=%lld", (long long)accounts);
  lab_build(l, two_tiers);
  lab_run(l, NULL, 0, LAB_REPLICATES);
}

/* Above Lite's cap every month: upgrades at the hazard, times exp(loading * factor) in a forced
 * downturn; nobody upgrades twice. */
static void at_cap(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.1;
  lab l;
  lab_init(&l);
  lab_set(&l, "demand.level=300");
  lab_set(&l, "capacity.at_cap=%.17g", p * planted);
  lab_set(&l, "capacity.macro=0.5");
  lab_set(&l, "macro.forced=[{\"from\":9,\"to\":24,\"regime\":\"downturn\"}]");
  lab_set(&l, "macro.depth=2");
  go(&l, accounts);
  lab_hazard(score, &l, "upgrades", "accounts_lite", 1, 1, 8, p);
  lab_hazard(score, &l, "upgrades", "accounts_lite", 1, 9, 24, p * exp(-1));
  lab_free(&l);
}

/* At 85% of the cap the product prompts. */
static void prompt(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.07;
  lab l;
  lab_init(&l);
  lab_set(&l, "demand.level=170");
  lab_set(&l, "capacity.prompt=%.17g", p * planted);
  lab_set(&l, "capacity.at_cap=0.5");
  go(&l, accounts);
  lab_hazard(score, &l, "upgrades", "accounts_lite", 1, 1, 24, p);
  lab_free(&l);
}

/* Everybody upgrades in month 1, then use falls to 30 tasks: low in months 2, 3, 4; from month 4 on
 * downgrades at the hazard. */
static void downgrade(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.08;
  lab l;
  lab_init(&l);
  lab_set(&l, "demand.level=300");
  lab_set(&l, "demand.season={\"schedule\":{\"0\":1,\"2\":0.1}}");
  lab_set(&l, "capacity.at_cap=1");
  lab_set(&l, "capacity.downgrade=%.17g", p * planted);
  go(&l, accounts);
  for (int k = 0; k < l.n; k++) {
    assert_int_equal(lab_counter(&l, k, "upgrades", 1), accounts);
    for (int t = 0; t < 4; t++)
      assert_int_equal(lab_counter(&l, k, "downgrades", t), 0);
  }
  lab_hazard(score, &l, "downgrades", "accounts_pro", 1, 4, 24, p);
  lab_free(&l);
}

/* E (X - K)+ of a log-normal X with mean m and log-sd s: m Phi(d + s) - K Phi(d),
 * d = (log(m / K) - s^2 / 2) / s. One sixteenth of a task costs one cent, so bills are exact. */
static void overage(double planted, int64_t accounts, lab_score *score) {
  const double m = 180, cap = 200, s = 0.5, d = (log(m / cap) - s * s / 2) / s;
  const double excess = m * gsl_cdf_ugaussian_P(d + s) - cap * gsl_cdf_ugaussian_P(d);
  double part[LAB_REPLICATES];
  lab l;
  lab_init(&l);
  lab_set(&l, "demand.level=%.17g", m * planted);
  lab_set(&l, "demand.noise_sd=%.17g", s);
  lab_set(&l, "tiers.lite.overage=0.16");
  go(&l, accounts);
  for (int t = 0; t <= 24; t += 4) {
    lab_mean(score, &l, "mrr", t, (double)accounts, 2000 + 16 * excess);
    lab_mean(score, &l, "over_cap", t, (double)accounts, gsl_cdf_ugaussian_P(d)); /* P(X > K) */
  }
  /* whatever changes is usage: the parts of the drivers sum to the change of MRR */
  for (int k = 0; k < l.n; k++) {
    const int64_t *r = lab_record(&l, k);
    int64_t other = 0, usage = 0, lost = 0;
    for (int t = 1; t <= 24; t++) {
      for (int c = 0; c < NDRSIM_DRIVERS; c++)
        if (c != NDRSIM_DRIVER_USAGE) other += llabs(r[ndrsim_at_moved(&l.layout, t, c)]);
      usage += r[ndrsim_at_moved(&l.layout, t, NDRSIM_DRIVER_USAGE)];
      lost += r[ndrsim_at_moved(&l.layout, t, NDRSIM_FLOW_CONTRACTION)];
    }
    assert_int_equal(other, 0);
    assert_int_equal(usage + lost,
                     60 * (lab_counter(&l, k, "mrr", 24) - lab_counter(&l, k, "mrr", 0)));
    part[k] = (double)(usage + lost) / 60;
  }
  lab_expect(score, "drift of usage", part, l.n, 0, 1e-6);
  lab_free(&l);
}

/* Hard stop: served tasks are E min(X, K) = m - E (X - K)+, and no overage is billed. */
static void hard_stop(double planted, int64_t accounts, lab_score *score) {
  const double m = 180, cap = 200, s = 0.5, d = (log(m / cap) - s * s / 2) / s;
  const double excess = m * gsl_cdf_ugaussian_P(d + s) - cap * gsl_cdf_ugaussian_P(d);
  (void)planted;
  lab l;
  lab_init(&l);
  lab_set(&l, "demand.level=%.17g", m);
  lab_set(&l, "demand.noise_sd=%.17g", s);
  lab_set(&l, "tiers.lite.overage=0.16");
  lab_set(&l, "capacity.over_cap=hard_stop");
  go(&l, accounts);
  for (int t = 0; t <= 24; t += 4) {
    lab_mean(score, &l, "tasks_served", t, 16 * (double)accounts, m - excess);
    lab_mean(score, &l, "hard_stopped", t, (double)accounts, gsl_cdf_ugaussian_P(d));
    lab_mean(score, &l, "mrr", t, (double)accounts, 2000);
  }
  lab_free(&l);
}

/* Seat cuts each month, or for the whole year at the renewal; champions compete for the same word.
 */
static void cuts_monthly(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.015, champion = 0.02;
  lab l;
  lab_init(&l);
  lab_set(&l, "seat.initial=10");
  lab_set(&l, "seat.headcount=10");
  lab_set(&l, "contraction.cut=%.17g", p * planted);
  lab_set(&l, "contraction.champion=%.17g", champion);
  go(&l, accounts);
  lab_hazard(score, &l, "seat_cuts", "customers", 1, 1, 24, p);
  lab_hazard(score, &l, "champions_lost", "customers", 1, 1, 24, champion);
  for (int k = 0; k < l.n; k++) /* 20% of ten seats, in the same month */
    assert_int_equal(lab_counter(&l, k, "seats_cut", 1), 2 * lab_counter(&l, k, "seat_cuts", 1));
  lab_free(&l);
}

static void cuts_annual(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.015, year = 1 - pow(1 - p, 12);
  lab l;
  lab_init(&l);
  lab_set(&l, "seat.initial=10");
  lab_set(&l, "seat.headcount=10");
  lab_set(&l, "contract.annual_share=1");
  lab_set(&l, "contraction.cut=%.17g", p * planted);
  go(&l, accounts);
  for (int k = 0; k < l.n; k++)
    for (int t = 0; t <= 24; t++)
      if (t % 12 != 0 || t == 0) assert_int_equal(lab_counter(&l, k, "seat_cuts", t), 0);
  lab_hazard(score, &l, "seat_cuts", "customers", 1, 12, 12, year);
  lab_hazard(score, &l, "seat_cuts", "customers", 1, 24, 24, year);
  lab_free(&l);
}

static const lab_check checks[] = {
    {"capacity.at_cap", at_cap, 10000, 3500},
    {"capacity.prompt", prompt, 10000, 2500},
    {"capacity.downgrade", downgrade, 10000, 2500},
    {"overage (demand.level)", overage, 10000, 1000},
    {"hard stop", hard_stop, 10000, 0},
    {"contraction.cut, monthly", cuts_monthly, 10000, 5000},
    {"contraction.cut, annual", cuts_annual, 10000, 10000},
};
LAB_CHECK_TESTS(checks)

/* A list price from 20.00 to 23.00 in month 6: revenue steps by exactly 23/20, all of it price, in
 * both lenses and both conventions; the windows that begin later see nothing. */
static void price_step(void **state) {
  (void)state;
  enum { ACCOUNTS = 500, STEP = 6 };
  lab l;
  lab_init(&l);
  lab_set(&l, "tiers.lite.price={\"schedule\":{\"0\":20,\"6\":23}}");
  lab_set(&l,
          "seat.initial={\"dist\":\"lognormal\",\"median\":8,\"sigma\":0.7,\"per\":\"account\"}");
  lab_set(&l, "seat.headcount=1000");
  lab_set(&l, "acquisition.initial=%d", ACCOUNTS);
  lab_build(&l, two_tiers);
  lab_run(&l, NULL, 0, 3);
  for (int k = 0; k < 3; k++) {
    const int64_t *r = lab_record(&l, k);
    int64_t before = lab_counter(&l, k, "mrr", 0), after = before / 20 * 23;
    assert_true(before > 0 && before % 2000 == 0);
    for (int t = 0; t <= 24; t++) {
      assert_int_equal(lab_counter(&l, k, "mrr", t), t < STEP ? before : after);
      for (int c = 0; t > 0 && c < NDRSIM_FLOW_COLUMNS; c++) {
        int64_t step = c == NDRSIM_DRIVER_PRICE ? 60 * (after - before) : 0;
        assert_int_equal(r[ndrsim_at_moved(&l.layout, t, c)], t == STEP ? step : 0);
        assert_int_equal(r[ndrsim_at_age(&l.layout, t, c)], t >= STEP ? step : 0);
        if (t >= 12)
          assert_int_equal(r[ndrsim_at_point(&l.layout, t, c)], t < STEP + 12 ? step : 0);
      }
      if (t < 12) continue;
      double ndr = ndrsim_record_ndr(&l.layout, r, NDRSIM_ANCHOR_POINT, t);
      double out[NDRSIM_FLOWS];
      assert_true(ndr == (t < STEP + 12 ? 23.0 / 20 : 1.0));
      assert_true(ndrsim_record_ndr(&l.layout, r, NDRSIM_ANCHOR_AGE, t) == 23.0 / 20);
      assert_true(ndrsim_record_flow(&l.layout, r, NDRSIM_ANCHOR_AGE, t, NDRSIM_LENS_CAUSE, out));
      assert_true(out[NDRSIM_DRIVER_PRICE] == 3.0 / 20);
    }
    double out[NDRSIM_ENDPOINTS];
    assert_true(
        ndrsim_record_endpoint(&l.layout, r, NDRSIM_ANCHOR_POINT, 0, NDRSIM_LENS_INVOICE, out));
    assert_true(out[NDRSIM_DRIVER_PRICE] == 3.0 / 20 && out[NDRSIM_ENDPOINT_CHURNED] == 0);
  }
  lab_free(&l);
}

/* A champion who leaves in month 1 costs 0.3 of trust; then trust = 1 - 0.3 (1 - recovery)^(t-1),
 * the same for everybody concerned. The counter has millionths, cut down for each account. */
static void trust_heals(void **state) {
  (void)state;
  const double recovery = 0.15;
  int64_t accounts = lab_accounts(20000);
  lab l;
  lab_init(&l);
  lab_set(&l, "contraction.champion={\"schedule\":{\"0\":0.6,\"2\":0}}");
  lab_set(&l, "contraction.champion_trust=0.3");
  lab_set(&l, "trust.recovery=%.17g", recovery);
  go(&l, accounts);
  for (int k = 0; k < l.n; k++)
    for (int t = 1; t <= 24; t++) {
      double lost = (double)lab_counter(&l, k, "champions_lost", 1);
      double expected = (double)accounts - lost * 0.3 * pow(1 - recovery, t - 1);
      double trust = (double)lab_counter(&l, k, "trust", t) * 1e-6;
      assert_true(lost > 0 && fabs(trust - expected) <= 2e-6 * (double)accounts);
    }
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(closed_forms), cmocka_unit_test(planted_bias),
                                     cmocka_unit_test(price_step), cmocka_unit_test(trust_heals)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
