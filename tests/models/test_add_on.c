/* Add-ons by hand: bills to the cent, whose part a movement is, and a mechanism that is there only
 * where the scenario asks for it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "sim/account.h"
#include "sim/milestone.h"
#include "sim/plan.h"
#include "tests/helpers/lab.h"

enum { FEE = 2900, PER_SEAT = 137, ONCE = 25000 };

/* One customer with 7 seats at 12.35, 12.5% off from 5 seats on; three add-ons that are bought in
 * month 1 with certainty: a fee, a price per seat, 17.5% of the plan. */
static void certain(lab *l) {
  lab_init(l);
  lab_set(l, "acquisition.initial=1");
  lab_set(l, "tiers.only.price=12.35");
  lab_set(l, "seat.initial=7");
  lab_set(l, "seat.headcount=7");
  lab_set(l, "billing.volume1_seats=5");
  lab_set(l, "billing.volume1_discount=0.125");
  lab_set(l, "cross_sell.light=1");
  lab_set(l, "add_ons.analytics.fee=29");
  lab_set(l, "add_ons.analytics.one_time=250");
  lab_set(l, "add_ons.analytics.product=true");
  lab_set(l, "add_ons.sso.per_seat=1.37");
  lab_set(l, "add_ons.support.share_of_plan=0.175");
  lab_set(l, "add_ons.analytics.hazard=1");
  lab_set(l, "add_ons.sso.hazard=1");
  lab_set(l, "add_ons.support.hazard=1");
}

static int64_t mrr(const lab *l, int month) {
  return lab_record(l, 0)[ndrsim_at_series(&l->layout, month, NDRSIM_COUNT_MRR)];
}

static int64_t moved(const lab *l, int month, int driver) {
  return lab_record(l, 0)[ndrsim_at_moved(&l->layout, month, driver)];
}

/* 7 x 12.35 = 86.45, less 12.5% = 75.64; 17.5% of that = 13.24 */
static void bills_to_the_cent(void **state) {
  (void)state;
  lab l;
  certain(&l);
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 1);
  assert_int_equal(mrr(&l, 0), 7564);
  assert_int_equal(mrr(&l, 1), 7564 + FEE + 7 * PER_SEAT + 1324);
  assert_int_equal(mrr(&l, 2), mrr(&l, 1));
  assert_int_equal(moved(&l, 1, NDRSIM_DRIVER_ADD_ON), 60 * (FEE + 7 * PER_SEAT + 1324));
  assert_int_equal(lab_counter(&l, 0, "add_on_mrr_analytics", 1), FEE);
  assert_int_equal(lab_counter(&l, 0, "add_on_mrr_sso", 1), 7 * PER_SEAT);
  assert_int_equal(lab_counter(&l, 0, "add_on_mrr_support", 1), 1324);
  assert_int_equal(lab_counter(&l, 0, "add_on_mrr", 1), FEE + 7 * PER_SEAT + 1324);
  assert_int_equal(lab_counter(&l, 0, "one_time_analytics", 1), ONCE);
  assert_int_equal(lab_counter(&l, 0, "one_time_analytics", 2), 0);
  assert_int_equal(lab_counter(&l, 0, "multi_product", 0), 0);
  assert_int_equal(lab_counter(&l, 0, "multi_product", 1), 1);
  lab_free(&l);
}

/* In month 1 three people join as well: 10 seats cost 108.06, 17.5% of that is 18.91. The price per
 * seat is half the new seats' and half the add-on's where both are needed, and so is the share. */
static void parts_of_one_movement(void **state) {
  (void)state;
  lab l;
  certain(&l);
  lab_set(&l, "seat.headcount=10");
  lab_set(&l, "seat.saturation=1");
  lab_set(&l, "seat.innovation=10");
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 1);
  assert_int_equal(lab_counter(&l, 0, "seats", 1), 10);
  assert_int_equal(mrr(&l, 1), 10806 + FEE + 10 * PER_SEAT + 1891);
  int64_t seat = 60 * (10806 - 7564) + 30 * (3 * PER_SEAT + 1891 - 1324);
  int64_t add_on = 60 * FEE + 30 * (7 * PER_SEAT + 10 * PER_SEAT + 1324 + 1891);
  assert_int_equal(moved(&l, 1, NDRSIM_DRIVER_SEAT), seat);
  assert_int_equal(moved(&l, 1, NDRSIM_DRIVER_ADD_ON), add_on);
  assert_int_equal(seat + add_on, 60 * (mrr(&l, 1) - 7564));
  lab_free(&l);
}

/* A new fee on the list is the price's; what a drop takes is a contraction. */
static void the_list_moves(void **state) {
  (void)state;
  lab l;
  certain(&l);
  lab_set(&l, "add_ons.analytics.fee={\"schedule\":{\"0\":29,\"4\":31.5}}");
  lab_set(&l, "add_ons.sso.drop={\"schedule\":{\"0\":0,\"6\":1}}");
  lab_set(&l, "add_ons.sso.hazard={\"schedule\":{\"0\":1,\"6\":0}}");
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 1);
  assert_int_equal(mrr(&l, 4) - mrr(&l, 3), 250);
  assert_int_equal(moved(&l, 4, NDRSIM_DRIVER_PRICE), 60 * 250);
  assert_int_equal(mrr(&l, 6) - mrr(&l, 5), -7 * PER_SEAT);
  assert_int_equal(moved(&l, 6, NDRSIM_FLOW_CONTRACTION), -60 * 7 * PER_SEAT);
  assert_int_equal(mrr(&l, 7), mrr(&l, 6));
  lab_free(&l);
}

/* Under a roll-out to new customers a customer keeps its fee, and a hazard that moves is no new
 * list: nobody counts as billed by an older one before the fee moves. */
static void grandfathered_fees(void **state) {
  (void)state;
  lab l;
  certain(&l);
  lab_set(&l, "billing.rollout=new");
  lab_set(&l, "add_ons.analytics.drop={\"schedule\":{\"0\":0,\"3\":1,\"4\":0}}");
  lab_set(&l, "add_ons.analytics.fee={\"schedule\":{\"0\":29,\"6\":31.5}}");
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 1);
  assert_int_equal(mrr(&l, 3) - mrr(&l, 2), -FEE); /* dropped, and bought again a month later */
  assert_int_equal(mrr(&l, 4), mrr(&l, 2));
  assert_int_equal(lab_counter(&l, 0, "older_list", 5), 0);
  assert_int_equal(lab_counter(&l, 0, "older_list", 6), 1);
  assert_int_equal(mrr(&l, 24), mrr(&l, 2));
  lab_free(&l);
}

/* 12,000 units: 1,000 are included, 9,000 cost a cent and 2,000 half a cent: 100.00. When units
 * double, 160.00: a third of the difference in each of three months, as for usage itself, and the
 * usage driver's; buying the add-on is its own. A commitment or a ladder is none of its business.
 */
static void prices_of_units(void **state) {
  (void)state;
  for (int excluded = 0; excluded < 2; excluded++) {
    lab l;
    certain(&l);
    lab_set(&l, "usage.level=12000");
    lab_set(&l, "ladder={\"only\":{\"units\":1000000,\"bill\":0}}"); /* free beside the add-on */
    lab_set(&l, "usage.season={\"schedule\":{\"0\":1,\"6\":2,\"12\":0.05}}");
    lab_set(&l, "add_ons.sso.per_seat=0");
    lab_set(&l, "add_ons.sso.included=1000");
    lab_set(&l, "add_ons.sso.per_unit=0.01");
    lab_set(&l, "add_ons.sso.tier_units=10000");
    lab_set(&l, "add_ons.sso.tier_price=0.005");
    if (excluded) lab_set(&l, "usage.mrr=excluded");
    lab_build(&l, NULL);
    lab_run(&l, NULL, 0, 1);
    int64_t plan = 7564 + FEE + 1324, units = excluded ? 0 : 10000, step = excluded ? 0 : 2000;
    assert_int_equal(mrr(&l, 0), 7564);
    assert_int_equal(mrr(&l, 1), plan + units);
    assert_int_equal(moved(&l, 1, NDRSIM_DRIVER_ADD_ON), 60 * (FEE + 1324 + units));
    assert_int_equal(lab_counter(&l, 0, "add_on_mrr_sso", 1), units);
    assert_int_equal(mrr(&l, 5), plan + units);
    for (int t = 6; t <= 8; t++) {
      assert_int_equal(mrr(&l, t), plan + units + step * (t - 5));
      assert_int_equal(moved(&l, t, NDRSIM_DRIVER_USAGE), 60 * step);
    }
    assert_int_equal(mrr(&l, 9), mrr(&l, 8));
    assert_int_equal(mrr(&l, 14), plan); /* 600 units are included */
    assert_int_equal(lab_counter(&l, 0, "add_on_mrr", 14), FEE + 1324);
    lab_free(&l);
  }
}

static bool has_milestone(const lab *l, const char *name) {
  ndrsim_milestones m;
  ndrsim_milestones_list(&m, l->model.catalogue);
  for (int k = 0; k < m.n; k++)
    if (strcmp(m.def[k]->name, name) == 0) return true;
  return false;
}

static int columns(const lab *l, const char *name) {
  ndrsim_plan plan;
  assert_int_equal(ndrsim_plan_init(&plan, &l->model, NULL), NDRSIM_OK);
  int found = ndrsim_plan_column(&plan, name) >= 0;
  ndrsim_plan_free(&plan);
  return found;
}

/* Each is there exactly when the scenario has a key of it, with --set too. */
static void mechanisms_come_and_go(void **state) {
  (void)state;
  static const char *const set[] = {NULL, "add_ons.analytics.fee=5", "features.explore=1",
                                    "cross_sell.light=0.5"};
  for (int k = 0; k < 4; k++) {
    lab l;
    ndrsim_metric metric;
    lab_init(&l);
    if (set[k]) lab_set(&l, "%s", set[k]);
    lab_build(&l, NULL);
    bool add_ons = k == 1 || k == 3, features = k == 2;
    assert_int_equal(columns(&l, "add_ons_held"), add_ons);
    assert_int_equal(columns(&l, "explored"), features);
    assert_int_equal(has_milestone(&l, "first_add_on"), add_ons);
    assert_int_equal(ndrsim_counter_find(&l.model, "add_ons_held") >= 0, add_ons);
    assert_int_equal(ndrsim_counter_find(&l.model, "add_on_mrr_analytics") >= 0, k == 1);
    assert_int_equal(ndrsim_metric_find(&l.model, "features_explored") >= 0, features);
    /* the row that says "one product" gives way to the real one, and there is never a second */
    int adoption = ndrsim_metric_find(&l.model, "multi_product_adoption");
    assert_int_equal(ndrsim_metric_get(&l.model, adoption, &metric), NDRSIM_OK);
    assert_int_equal(metric.kind, add_ons ? NDRSIM_METRIC_COUNTER : NDRSIM_METRIC_ABSENT);
    int named = 0;
    for (int i = 0; i < ndrsim_metric_count(&l.model); i++) {
      assert_int_equal(ndrsim_metric_get(&l.model, i, &metric), NDRSIM_OK);
      named += strcmp(metric.name, "multi_product_adoption") == 0;
    }
    assert_int_equal(named, 1);
    lab_free(&l);
  }
}

/* Add-ons are sold beside a plan that is paid: nobody on a free one buys, or is looked at. */
static void not_on_a_free_plan(void **state) {
  (void)state;
  lab l;
  certain(&l);
  lab_set(&l, "tiers.only.price={\"schedule\":{\"0\":0,\"9\":12.35}}");
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 1);
  assert_int_equal(mrr(&l, 8), 0);
  assert_int_equal(lab_counter(&l, 0, "add_ons_held", 9), 0);
  assert_int_equal(mrr(&l, 9), 7564);
  assert_int_equal(lab_counter(&l, 0, "add_ons_held", 10), 3);
  assert_int_equal(mrr(&l, 10), 7564 + FEE + 7 * PER_SEAT + 1324);
  assert_int_equal(lab_counter(&l, 0, "landmark_others", 12), 0);
  lab_free(&l);
}

/* Whatever an add-on is called, no two metrics and no two counters get one name. */
static void names_do_not_meet(void **state) {
  (void)state;
  static const char *const name[] = {"share",  "mrr",   "share_of_mrr", "bought",
                                     "others", "ratio", "held",         "explored"};
  lab l;
  lab_init(&l);
  for (int k = 0; k < 8; k++)
    lab_set(&l, "add_ons.%s.fee=1", name[k]);
  lab_set(&l, "features.explore=1");
  lab_build(&l, NULL);
  int n = ndrsim_metric_count(&l.model);
  for (int i = 0; i < n; i++) {
    ndrsim_metric metric;
    assert_int_equal(ndrsim_metric_get(&l.model, i, &metric), NDRSIM_OK);
    int found = ndrsim_metric_find(&l.model, metric.name);
    if (found != i) fail_msg("metrics %d and %d are both `%s`", found, i, metric.name);
  }
  for (int k = 0; k < 8; k++) {
    char counter[96];
    int first = ndrsim_counter_find(&l.model, "add_on_mrr_share");
    snprintf(counter, sizeof counter, "add_on_mrr_%s", name[k]);
    assert_int_equal(ndrsim_counter_find(&l.model, counter), first + k);
  }
  lab_free(&l);
}

/* What the metric says is what the counters say. */
static void the_risk_ratio(void **state) {
  (void)state;
  lab l;
  ndrsim_metric metric;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=4000");
  lab_set(&l, "features.count=5");
  lab_set(&l, "features.explore=0.6");
  lab_set(&l, "cross_sell.explored=3");
  lab_set(&l, "add_ons.analytics.hazard=0.03");
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 1);
  ndrsim_results results = {.layout = l.layout, .records = l.records, .n = 1};
  assert_int_equal(
      ndrsim_metric_get(&l.model, ndrsim_metric_find(&l.model, "add_on_risk_ratio"), &metric),
      NDRSIM_OK);
  assert_true(isnan(ndrsim_metric_value(&results, &metric, 0, 11)));
  double e = (double)lab_counter(&l, 0, "landmark_explored", 12);
  double o = (double)lab_counter(&l, 0, "landmark_others", 12);
  double e_bought = (double)lab_counter(&l, 0, "landmark_explored_bought", 12);
  double o_bought = (double)lab_counter(&l, 0, "landmark_others_bought", 12);
  assert_true(e > 50 && o > 50 && e + o < 3999.5);
  assert_true(e_bought > 0 && o_bought > 0 && e_bought < e && o_bought < o);
  double ratio = ndrsim_metric_value(&results, &metric, 0, 12);
  assert_true(fabs(ratio - (e_bought / e) / (o_bought / o)) < 1e-12);
  assert_true(fabs(ndrsim_metric_value(&results, &metric, 0, 24) - ratio) < 1e-12);
  printf("  risk ratio %.2f with a factor of 3 on the hazard\n", ratio);
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bills_to_the_cent),  cmocka_unit_test(parts_of_one_movement),
      cmocka_unit_test(the_list_moves),     cmocka_unit_test(mechanisms_come_and_go),
      cmocka_unit_test(the_risk_ratio),     cmocka_unit_test(prices_of_units),
      cmocka_unit_test(grandfathered_fees), cmocka_unit_test(names_do_not_meet),
      cmocka_unit_test(not_on_a_free_plan),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
