/* Closed forms of price roll-outs, to the cent, and of what a price increase does to churn. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include "tests/helpers/lab.h"

/* --- roll-outs: who pays which list ------------------------------------------------------------
 */

enum { HORIZON = 40, KEEP = 5 };

/* The list of a month: 20.00, 23.00 from month 6 on, 22.00 from 19 on, 26.50 from 20 on. */
#define LIST "{\"schedule\":{\"0\":20,\"6\":23,\"19\":22,\"20\":26.5}}"

static int64_t list(int month) {
  return month < 6 ? 2000 : month < 19 ? 2300 : month < 20 ? 2200 : 2650;
}

/* The month of the last renewal up to t of a contract of a year that began in month `landing`. */
static int renewal(int landing, int t) {
  return landing + (t - landing) / 12 * 12;
}

static int64_t pays_all(int landing, int t) {
  (void)landing;
  return list(t);
}

static int64_t pays_at_renewal(int landing, int t) {
  return list(renewal(landing, t));
}

/* A monthly contract: a month after the list. */
static int64_t pays_after_notice(int landing, int t) {
  return list(t > landing ? t - 1 : landing);
}

static int64_t pays_as_new(int landing, int t) {
  (void)t;
  return list(landing);
}

/* The list changes at 6, 19 and 20. Five months after the first of those that a customer has not
 * got, its list ends; contracts of a year wait for the renewal. */
static int64_t keeps(int landing, int t, int term) {
  static const int change[] = {6, 19, 20};
  int version = landing;
  for (int r = landing + term; r <= t; r += term) {
    bool ends = false;
    for (int k = 0; k < 3; k++)
      ends = ends || (change[k] > version && change[k] + KEEP <= r);
    if (ends) version = r;
  }
  return list(version);
}

static int64_t pays_grandfathered(int landing, int t) {
  return keeps(landing, t, 1);
}

static int64_t pays_grandfathered_year(int landing, int t) {
  return keeps(landing, t, 12);
}

static const struct {
  const char *rollout;
  int annual, keep;
  int64_t (*pays)(int landing, int t);
} cases[] = {
    {"all", 0, 0, pays_all},
    {"all", 1, 0, pays_all},
    {"at_renewal", 0, 0, pays_after_notice},
    {"at_renewal", 1, 0, pays_at_renewal},
    {"new", 0, 0, pays_as_new},
    {"new", 1, 0, pays_as_new},
    {"new", 0, KEEP, pays_grandfathered},
    {"new", 1, KEEP, pays_grandfathered_year},
};

/* Every cohort pays exactly what the roll-out says in every month; whoever lands gets the list of
 * that month, however long the onboarding took; nothing but the price moves a bill. */
static void roll_outs(void **state) {
  (void)state;
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    int64_t compared = 0;
    lab l;
    lab_init(&l);
    lab_set(&l, "horizon=%d", HORIZON);
    lab_set(&l, "acquisition.initial=200");
    lab_set(&l, "acquisition.per_month=30");
    lab_set(&l, "activation.hazard=0.4");
    lab_set(&l, "churn.base=0.02");
    lab_set(&l, "contract.annual_share=%d", cases[c].annual);
    lab_set(&l, "billing.rollout=%s", cases[c].rollout);
    lab_set(&l, "billing.grandfather_months=%d", cases[c].keep);
    lab_set(&l, "tiers.only.price=" LIST);
    lab_build(&l, NULL);
    lab_run(&l, NULL, 0, 2);
    for (int k = 0; k < 2; k++)
      for (int landing = 0; landing <= HORIZON; landing++)
        for (int t = landing; t <= HORIZON; t++) {
          const int64_t *r = lab_record(&l, k);
          int64_t mrr = r[ndrsim_at_cohort(&l.layout, landing, t, NDRSIM_COHORT_MRR)];
          int64_t logos = r[ndrsim_at_cohort(&l.layout, landing, t, NDRSIM_COHORT_LOGOS)];
          if (mrr != logos * cases[c].pays(landing, t))
            fail_msg("%s, annual %d, kept %d: cohort %d in month %d pays %lld for %lld accounts",
                     cases[c].rollout, cases[c].annual, cases[c].keep, landing, t, (long long)mrr,
                     (long long)logos);
          compared += logos;
          for (int d = 0; t > 0 && d < NDRSIM_DRIVERS; d++)
            if (d != NDRSIM_DRIVER_PRICE) assert_int_equal(r[ndrsim_at_moved(&l.layout, t, d)], 0);
        }
    assert_true(compared > 10000);
    lab_free(&l);
  }
}

/* Who keeps an older list keeps its cap: 300 tasks stay below the old one, and are above the new.
 */
static void older_caps(void **state) {
  (void)state;
  lab l;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=100");
  lab_set(&l, "acquisition.per_month=10");
  lab_set(&l, "demand.level=300");
  lab_set(&l, "billing.rollout=new");
  lab_set(&l, "tiers.only.cap={\"schedule\":{\"0\":400,\"6\":200}}");
  lab_set(&l, "tiers.only.overage=0.5");
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 1);
  for (int t = 0; t <= 24; t++) {
    int64_t capped = t < 6 ? 0 : 10 * (t - 5);
    assert_int_equal(lab_counter(&l, 0, "over_cap", t), capped);
    assert_int_equal(lab_counter(&l, 0, "older_list", t), t < 6 ? 0 : 150);
    assert_int_equal(lab_counter(&l, 0, "mrr", t), 1000 * (100 + 10 * t) + capped * 5000);
  }
  lab_free(&l);
}

/* --- churn -------------------------------------------------------------------------------------
 */

/* 20.00 becomes 26.00 in month 6: the cumulative hazard of that month is 1.3^e times as large. */
static void rise(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.01, e = 4;
  lab l;
  lab_init(&l);
  lab_set(&l, "horizon=8");
  lab_set(&l, "churn.base=%.17g", p);
  lab_set(&l, "billing.elasticity=%.17g", e * planted);
  lab_set(&l, "tiers.only.price={\"schedule\":{\"0\":20,\"6\":26}}");
  lab_go(&l, accounts);
  lab_hazard(score, &l, "cancelled", "customers", 1, 1, 5, p);
  lab_hazard(score, &l, "cancelled", "customers", 1, 6, 6, -expm1(log1p(-p) * pow(1.3, e)));
  lab_hazard(score, &l, "cancelled", "customers", 1, 7, 8, p);
  for (int k = 0; k < l.n; k++)
    assert_int_equal(lab_counter(&l, k, "price_rises", 6), lab_counter(&l, k, "customers", 5));
  lab_free(&l);
}

/* With the other link the odds are; a cut of the price takes nothing off. */
static void rise_of_odds(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.01, e = 4, odds = p / (1 - p) * pow(1.3, e);
  lab l;
  lab_init(&l);
  lab_set(&l, "horizon=8");
  lab_set(&l, "churn.link=logit");
  lab_set(&l, "churn.base=%.17g", p);
  lab_set(&l, "billing.elasticity=%.17g", e * planted);
  lab_set(&l, "tiers.only.price={\"schedule\":{\"0\":20,\"4\":26,\"5\":18}}");
  lab_go(&l, accounts);
  lab_hazard(score, &l, "cancelled", "customers", 1, 4, 4, odds / (1 + odds));
  lab_hazard(score, &l, "cancelled", "customers", 1, 5, 8, p);
  lab_free(&l);
}

/* A contract of a year can end in month 12 only: an increase in month 6 is remembered, one at the
 * renewal is not in time before it. Both multiply the hazard of the whole year. */
static void rise_within_a_year(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.002, e = 4;
  static const char *const rollout[] = {"all", "at_renewal"};
  for (int k = 0; k < 2; k++) {
    lab l;
    lab_init(&l);
    lab_set(&l, "horizon=24");
    lab_set(&l, "contract.annual_share=1");
    lab_set(&l, "churn.base=%.17g", p);
    lab_set(&l, "billing.rollout=%s", rollout[k]);
    lab_set(&l, "billing.elasticity=%.17g", e * planted);
    lab_set(&l, "tiers.only.price={\"schedule\":{\"0\":20,\"6\":26}}");
    lab_go(&l, accounts);
    lab_hazard(score, &l, "cancelled", "customers", 1, 12, 12,
               -expm1(12 * log1p(-p) * pow(1.3, e)));
    lab_hazard(score, &l, "cancelled", "customers", 1, 24, 24, -expm1(12 * log1p(-p)));
    lab_free(&l);
  }
}

static const lab_check checks[] = {
    {"billing.elasticity, cloglog", rise, 10000, 30000},
    {"billing.elasticity, logit", rise_of_odds, 10000, 30000},
    {"billing.elasticity, annual", rise_within_a_year, 10000, 15000},
};
LAB_CHECK_TESTS(checks)

static int64_t moved(const lab *l, int month, int driver) {
  return lab_record(l, 0)[ndrsim_at_moved(&l->layout, month, driver)];
}

/* 99.00 for the account whatever its seats, then 16.50 a seat: the list moves the bill by what six,
 * or ten, seats cost; seats move it afterwards. The volume discount is one on seats, the annual one
 * on all. */
static void from_flat_to_seats(void **state) {
  (void)state;
  for (int seats = 6; seats <= 10; seats += 4) {
    lab l;
    lab_init(&l);
    lab_set(&l, "acquisition.initial=1");
    lab_set(&l, "tiers.only.price={\"schedule\":{\"0\":0,\"6\":16.5}}");
    lab_set(&l, "tiers.only.flat={\"schedule\":{\"0\":99,\"6\":0,\"12\":5}}");
    lab_set(&l, "seat.initial=%d", seats);
    lab_set(&l, "seat.headcount=%d", seats + 2);
    lab_set(&l, "seat.saturation=1");
    lab_set(&l, "seat.innovation={\"schedule\":{\"0\":0,\"3\":10,\"4\":0}}");
    lab_set(&l, "billing.volume1_seats=10");
    lab_set(&l, "billing.volume1_discount=0.1");
    lab_set(&l, "contract.annual_share=1");
    lab_set(&l, "billing.annual_discount=0.2");
    lab_build(&l, NULL);
    lab_run(&l, NULL, 0, 1);
    int64_t held = seats + 2, off = held >= 10 ? 9 : 10;
    int64_t listed = held * 1650 * off / 10, then = (listed * 8 + 5) / 10;
    assert_int_equal(lab_counter(&l, 0, "seats", 5), held);
    assert_int_equal(lab_counter(&l, 0, "mrr", 0), 7920); /* 99.00 less 20% */
    assert_int_equal(lab_counter(&l, 0, "mrr", 5), 7920); /* two more seats: the same */
    assert_int_equal(lab_counter(&l, 0, "mrr", 6), then);
    assert_int_equal(moved(&l, 6, NDRSIM_DRIVER_PRICE), 60 * (then - 7920));
    assert_int_equal(lab_counter(&l, 0, "mrr", 12), ((listed + 500) * 8 + 5) / 10);
    assert_int_equal(lab_counter(&l, 0, "price_rises", 6), listed > 9900);
    assert_int_equal(lab_counter(&l, 0, "price_rises", 12), 1);
    lab_free(&l);
  }
}

/* The same as an initiative, to the byte. */
static void an_initiative_on_the_price_book(void **state) {
  (void)state;
  lab l[2];
  for (int k = 0; k < 2; k++) {
    lab_init(&l[k]);
    lab_set(&l[k], "seat.initial=6");
    lab_set(&l[k], "seat.headcount=20");
    lab_set(&l[k], "seat.imitation=0.2");
    lab_set(&l[k], "billing.elasticity=3");
    lab_set(&l[k], "churn.base=0.02");
    if (k == 0) {
      lab_set(&l[k], "tiers.only.price={\"schedule\":{\"0\":0,\"6\":16.5}}");
      lab_set(&l[k], "tiers.only.flat={\"schedule\":{\"0\":99,\"6\":0}}");
    } else {
      lab_set(&l[k], "tiers.only.price=0");
      lab_set(&l[k], "tiers.only.flat=99");
      lab_set(&l[k], "initiatives=[{\"name\":\"seats\",\"from\":6,\"set\":{\"tiers.only.flat\":0,"
                     "\"tiers.only.price\":16.5}}]");
    }
    lab_set(&l[k], "acquisition.initial=500");
    lab_build(&l[k], NULL);
    lab_run(&l[k], NULL, 0, 1);
  }
  assert_int_equal(l[0].layout.size, l[1].layout.size);
  assert_memory_equal(lab_record(&l[0], 0), lab_record(&l[1], 0),
                      l[0].layout.size * sizeof(int64_t));
  for (int k = 0; k < 2; k++)
    lab_free(&l[k]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(roll_outs),          cmocka_unit_test(older_caps),
      cmocka_unit_test(from_flat_to_seats), cmocka_unit_test(an_initiative_on_the_price_book),
      cmocka_unit_test(closed_forms),       cmocka_unit_test(planted_bias)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
