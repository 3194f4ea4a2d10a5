/* Retention of gross profit and the marginal task: figures by hand, what a year's window holds, and
 * sums that are those of the accounts. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "data/book.h"
#include "sim/block.h"
#include "tests/helpers/lab.h"

static double metric_of(const lab *l, const char *name, int replicate, int month) {
  ndrsim_results results;
  ndrsim_metric metric;
  ndrsim_results_init(&results);
  results.model = &l->model;
  results.layout = l->layout;
  results.records = l->records;
  results.n = l->n;
  assert_int_equal(ndrsim_metric_get(&l->model, ndrsim_metric_find(&l->model, name), &metric),
                   NDRSIM_OK);
  return ndrsim_metric_value(&results, &metric, replicate, month);
}

static void near(double found, double expected) {
  if (isnan(found) && isnan(expected)) return; /* a book's newcomers are not that old yet */
  if (!(fabs(found - expected) < 1e-6 * (1 + fabs(expected))))
    fail_msg("%.12g is not %.12g", found, expected);
}

/* 100 seats at 10.00, support 4.00: 6.00 are left. From month 6 on the price is 12.00 and 8.00 are
 * left: revenue keeps 120%, gross profit 133.3%. From month 18 on support costs 7.00: 5.00 are left
 * of 12.00; revenue keeps 100%, gross profit 62.5%. */
static void by_hand(void **state) {
  (void)state;
  lab l;
  lab_init(&l);
  lab_set(&l, "horizon=24");
  lab_set(&l, "acquisition.initial=100");
  lab_set(&l, "tiers.only.price={\"schedule\":{\"0\":10,\"6\":12}}");
  lab_set(&l, "cost.support={\"schedule\":{\"0\":4,\"18\":7}}");
  lab_set(&l, "margin.marginal_task=as_billed");
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 1);
  near(metric_of(&l, "ndr_point", 0, 12), 120);
  near(metric_of(&l, "ndr_profit_point", 0, 12), 100 * 8.0 / 6);
  near(metric_of(&l, "ndr_profit_point", 0, 24), 100 * 5.0 / 8);
  near(metric_of(&l, "ndr_profit_age_12", 0, 24), 100 * 8.0 / 6);
  near(metric_of(&l, "ndr_profit_age_24", 0, 24), 100 * 5.0 / 6);
  /* not before, and not in between */
  assert_true(isnan(metric_of(&l, "ndr_profit_point", 0, 11)));
  assert_true(isnan(metric_of(&l, "ndr_profit_point", 0, 13)));
  assert_true(isnan(metric_of(&l, "ndr_profit_age_12", 0, 11)));
  assert_true(isnan(metric_of(&l, "ndr_profit_age_36", 0, 24)));
  lab_free(&l);
}

/* Without costs gross profit is revenue, and so is its retention: with churn, returns, growth and a
 * book. */
static void without_costs(void **state) {
  (void)state;
  for (int book = 0; book < 2; book++) {
    ndrsim_error err;
    lab l;
    lab_init(&l);
    lab_set(&l, "acquisition.initial=300");
    lab_set(&l, "acquisition.per_month=12");
    lab_set(&l, "reactivation.hazard=0.2");
    lab_set(&l, "cost.task=0");
    lab_set(&l, "cost.support=0");
    lab_set(&l, "margin.marginal_task=upgrade");
    lab_build(&l, "agent-product.json");
    if (book && ndrsim_book_read(&l.model, NDRSIM_SOURCE_DIR "/scenarios/sample-book.csv", &err))
      fail_msg("%s", err.message);
    ndrsim_engine_layout(&l.model, &l.layout);
    lab_run(&l, NULL, 0, 3);
    for (int r = 0; r < 3; r++)
      for (int year = 12; year <= 36; year += 12) {
        char name[40];
        snprintf(name, sizeof name, "ndr_profit_age_%d", year);
        near(metric_of(&l, "ndr_profit_point", r, year), metric_of(&l, "ndr_point", r, year));
        near(metric_of(&l, name, r, 36), metric_of(&l, "ndr_age", r, year));
        near(metric_of(&l, "marginal_task_margin", r, year), 100);
      }
    lab_free(&l);
  }
}

/* The base and what is left of it, account by account. */
typedef struct ledger {
  int64_t then[4096], base, now;
  bool member[4096];
  uint64_t id[4096];
  int n;
} ledger;

static void watch(void *user, const ndrsim_block *block, int month) {
  ledger *g = user;
  if (month != 12 && month != 24) return;
  int cost = ndrsim_plan_column(block->plan, "account_cost");
  for (int i = 0; i < block->n; i++) {
    uint64_t id = ndrsim_block_id(block, i);
    bool customer = ndrsim_block_i32(block, NDRSIM_COL_STATUS)[i] == NDRSIM_ALIVE;
    int64_t mrr = ndrsim_block_i64(block, NDRSIM_COL_MRR)[i];
    int64_t profit = customer ? mrr * 1000 - ndrsim_block_i64(block, cost)[i] : 0;
    if (month == 12 && mrr > 0) {
      g->id[g->n++] = id;
      g->base += profit;
    }
    for (int k = 0; month == 24 && k < g->n; k++)
      if (g->id[k] == id) g->now += profit;
  }
}

static void the_window(void **state) {
  (void)state;
  static ledger g;
  ndrsim_observer observer = {watch, &g};
  ndrsim_engine_options options = {.threads = 1, .observer = &observer};
  lab l;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=200");
  lab_set(&l, "acquisition.per_month=9");
  lab_set(&l, "reactivation.hazard=0.3");
  lab_set(&l, "margin.marginal_task=as_billed");
  lab_build(&l, "agent-product.json");
  lab_run(&l, &options, 0, 1);
  assert_true(g.n > 100);
  assert_int_equal(lab_counter(&l, 0, "profit_point_base", 24), g.base);
  assert_int_equal(lab_counter(&l, 0, "profit_point_now", 24), g.now);
  lab_free(&l);
}

/* Lite 20.00 for 200 tasks, Pro 45.00 for 1,000: 25.00 more for 800 more, 3.125 cents a task. At 1
 * cent a task 68% are left; billed at 5 cents, 80%. A year on a task costs 0.8 cents. */
static void marginal(void **state) {
  (void)state;
  static const char *const scenario =
      "{\"schema_version\":1,\"name\":\"m\",\"horizon\":12,\"replicates\":1,"
      "\"tiers\":{\"lite\":{\"price\":20,\"cap\":200,\"overage\":0.05},"
      "\"pro\":{\"price\":45,\"cap\":1000}},\"acquisition\":{\"initial\":50},"
      "\"demand\":{\"level\":10},\"cost\":{\"task\":0.01,\"task_decline\":0.2},"
      "\"seat\":{\"initial\":4,\"headcount\":9},\"churn\":{\"base\":0.02},";
  static const struct {
    const char *more;
    double first, last;
  } is[] = {
      {"\"margin\":{\"marginal_task\":\"as_billed\"},\"capacity\":{\"over_cap\":\"overage\"}}", 80,
       84},
      {"\"margin\":{\"marginal_task\":\"upgrade\"},\"capacity\":{\"over_cap\":\"overage\"}}", 68,
       74.4},
      {"\"margin\":{\"marginal_task\":\"as_billed\"},\"capacity\":{\"over_cap\":\"hard_stop\"}}",
       68, 74.4},
  };
  for (size_t k = 0; k < sizeof is / sizeof *is; k++) {
    char text[1024];
    lab l;
    lab_init(&l);
    snprintf(text, sizeof text, "%s%s", scenario, is[k].more);
    lab_build(&l, text);
    lab_run(&l, NULL, 0, 1);
    near(metric_of(&l, "marginal_task_margin", 0, 0), is[k].first);
    assert_true(fabs(metric_of(&l, "marginal_task_margin_lite", 0, 12) - is[k].last) < 1e-3);
    assert_true(isnan(metric_of(&l, "marginal_task_margin_pro", 0, 12))); /* nothing above */
    lab_free(&l);
  }
}

/* Not asked for: no counter, no column, no byte. */
static void off(void **state) {
  (void)state;
  lab l;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=5");
  lab_build(&l, "agent-product.json");
  assert_int_equal(ndrsim_metric_find(&l.model, "ndr_profit_point"), -1);
  assert_int_equal(ndrsim_counter_find(&l.model, "marginal_revenue"), -1);
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(by_hand),  cmocka_unit_test(without_costs), cmocka_unit_test(the_window),
      cmocka_unit_test(marginal), cmocka_unit_test(off),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
