/* Closed forms of outcome-based fees: who has them, what is measured, what it adds or takes off. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include "tests/helpers/lab.h"

/* Half of the accounts; 70% delivered, which adds 25-40%; else a tenth is credited. The fee holds
 * for a year, and is measured anew in month 24. */
static const double share = 0.5, delivered = 0.7, low = 0.25, high = 0.4, credit = 0.1;

static void set_outcome(lab *l) {
  lab_set(l, "outcome.share=%.17g", share);
  lab_set(l, "outcome.delivered=%.17g", delivered);
  lab_set(l, "outcome.uplift_low=%.17g", low);
  lab_set(l, "outcome.uplift_high=%.17g", high);
  lab_set(l, "outcome.credit=%.17g", credit);
}

static void contracts(double planted, int64_t accounts, lab_score *score) {
  lab l;
  lab_init(&l);
  set_outcome(&l);
  lab_set(&l, "outcome.share=%.17g", share * planted);
  lab_go(&l, accounts);
  lab_mean(score, &l, "outcome_contracts", 0, (double)accounts, share);
  for (int k = 0; k < l.n; k++)
    for (int t = 0; t <= 24; t++)
      assert_int_equal(lab_counter(&l, k, "outcomes_measured", t),
                       t == 12 || t == 24 ? lab_counter(&l, k, "outcome_contracts", 0) : 0);
  lab_free(&l);
}

static void delivery(double planted, int64_t accounts, lab_score *score) {
  for (int annual = 0; annual < 2; annual++) {
    lab l;
    lab_init(&l);
    set_outcome(&l);
    lab_set(&l, "contract.annual_share=%d", annual);
    lab_set(&l, "outcome.delivered=%.17g", delivered * planted);
    lab_go(&l, accounts);
    lab_hazard(score, &l, "outcomes_delivered", "outcomes_measured", 0, 12, 12, delivered);
    lab_hazard(score, &l, "outcomes_delivered", "outcomes_measured", 0, 24, 24, delivered);
    lab_free(&l);
  }
}

/* Three workflows by month 12, each beyond the first half a chance more. */
static void depth(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.2;
  lab l;
  lab_init(&l);
  set_outcome(&l);
  lab_set(&l, "workflow.ceiling=3");
  lab_set(&l, "workflow.explore=60");
  lab_set(&l, "outcome.delivered=%.17g", p);
  lab_set(&l, "outcome.depth=%.17g", 0.5 * planted);
  lab_go(&l, accounts);
  lab_hazard(score, &l, "outcomes_delivered", "outcomes_measured", 0, 12, 12, 1 - pow(1 - p, 2));
  lab_free(&l);
}

/* The mean bill, and the parts of its movements. */
static void uplift(double planted, int64_t accounts, lab_score *score) {
  const double mean = delivered * (low + high) / 2 - (1 - delivered) * credit;
  double rise[LAB_REPLICATES], fall[LAB_REPLICATES];
  lab l;
  lab_init(&l);
  set_outcome(&l);
  lab_set(&l, "outcome.uplift_low=%.17g", low * planted);
  lab_set(&l, "outcome.uplift_high=%.17g", high * planted);
  lab_go(&l, accounts);
  for (int t = 0; t <= 24; t += 4)
    lab_mean(score, &l, "mrr", t, 1000 * (double)accounts, t < 12 ? 1 : 1 + share * mean);
  for (int k = 0; k < l.n; k++) {
    const int64_t *r = lab_record(&l, k) + ndrsim_at_moved(&l.layout, 12, 0);
    for (int d = 0; d < NDRSIM_DRIVERS; d++)
      if (d != NDRSIM_DRIVER_OUTCOME) assert_int_equal(r[d], 0);
    rise[k] = (double)r[NDRSIM_DRIVER_OUTCOME] / (60 * 1000 * (double)accounts);
    fall[k] = (double)r[NDRSIM_FLOW_CONTRACTION] / (60 * 1000 * (double)accounts);
    for (int t = 1; t < 24; t++)
      if (t != 12) assert_int_equal(lab_counter(&l, k, "mrr", t), lab_counter(&l, k, "mrr", t - 1));
  }
  lab_expect(score, "rises", rise, l.n, share * delivered * (low + high) / 2, 1e-9);
  lab_expect(score, "credits", fall, l.n, -share * (1 - delivered) * credit, 1e-9);
  lab_free(&l);
}

/* What is carried over multiplies: always delivered, E (1 + u)(1 + u') = 1.325^2 after two years;
 * half carried, E (1 + u/2)(1 + u'), less the half that is given back. */
static void carried(double planted, int64_t accounts, lab_score *score) {
  const double u = (low + high) / 2;
  for (int half = 0; half < 2; half++) {
    const double carry = half ? 0.5 : 1;
    lab l;
    lab_init(&l);
    set_outcome(&l);
    lab_set(&l, "outcome.share=1");
    lab_set(&l, "outcome.delivered=1");
    lab_set(&l, "outcome.uplift_low=%.17g", low * planted);
    lab_set(&l, "outcome.uplift_high=%.17g", high * planted);
    lab_set(&l, "outcome.carry=%.17g", carry);
    lab_go(&l, accounts);
    lab_mean(score, &l, "mrr", 12, 1000 * (double)accounts, 1 + u);
    lab_mean(score, &l, "mrr", 24, 1000 * (double)accounts, (1 + carry * u) * (1 + u));
    lab_free(&l);
  }
}

static const lab_check checks[] = {
    {"outcome.share", contracts, 10000, 1500}, {"outcome.delivered", delivery, 10000, 2500},
    {"outcome.depth", depth, 10000, 20000},    {"outcome.uplift", uplift, 10000, 4000},
    {"outcome.carry", carried, 10000, 1000},
};
LAB_CHECK_TESTS(checks)

/* Seats and prices added after the measurement are billed at the measured rate, and theirs; a
 * credit of a share never exceeds the bill. 4 seats at 10.00 with a fee of 30%: 52.00; the list
 * goes to 12.00 in month 15: 62.40, all of the 10.40 price. */
static void rates_hold(void **state) {
  (void)state;
  lab l;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=10");
  lab_set(&l, "seat.initial=4");
  lab_set(&l, "seat.headcount=4");
  lab_set(&l, "tiers.only.price={\"schedule\":{\"0\":10,\"15\":12}}");
  lab_set(&l, "outcome.share=1");
  lab_set(&l, "outcome.delivered={\"schedule\":{\"0\":1,\"13\":0}}");
  lab_set(&l, "outcome.uplift_low=0.3");
  lab_set(&l, "outcome.uplift_high=0.3");
  lab_set(&l, "outcome.credit=0.95");
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 1);
  for (int t = 0; t <= 24; t++)
    assert_int_equal(lab_counter(&l, 0, "mrr", t), 10 * (t < 12   ? 4000
                                                         : t < 15 ? 5200
                                                         : t < 24 ? 6240
                                                                  : 240));
  const int64_t *r = lab_record(&l, 0);
  assert_int_equal(r[ndrsim_at_moved(&l.layout, 12, NDRSIM_DRIVER_OUTCOME)], 60 * 12000);
  assert_int_equal(r[ndrsim_at_moved(&l.layout, 15, NDRSIM_DRIVER_PRICE)], 60 * 10400);
  assert_int_equal(r[ndrsim_at_moved(&l.layout, 15, NDRSIM_DRIVER_OUTCOME)], 0);
  assert_int_equal(r[ndrsim_at_moved(&l.layout, 24, NDRSIM_FLOW_CONTRACTION)], -60 * 60000);
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(closed_forms), cmocka_unit_test(planted_bias),
                                     cmocka_unit_test(rates_hold)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
