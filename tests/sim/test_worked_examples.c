/* The worked examples of docs/definitions.md: two accounts whose months are written down in a table
 * go through the real engine, and every number must be the one that a reader gets by hand. Those of
 * the conventions of NDR are in test_worked_conventions.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <cmocka.h>
#include "analysis/incidence.h"
#include "sim/milestone.h"
#include "tests/helpers/story.h"

/* A: 10 seats; two more in month 3; up a tier in month 6, with workflows 1 -> 4 since landing;
 *    a seat less in month 9; from month 13 on as before.
 * B: 20 seats; gone in month 4; back in month 7 with 15; the same 15 after that; one more in 20. */
static const story told = {
    25,
    2,
    {{{0, 10, 0, 1}, {3, 12, 0, 2}, {6, 12, 1, 4}, {9, 11, 1, 4}},
     {{0, 20, 0, 1}, {4, 0, 0, 1}, {7, 15, 0, 1}, {20, 16, 0, 1}}},
};

static story_run run;
#define layout (run.layout)
#define record (run.record)

static int run_story(void **state) {
  (void)state;
  return story_play(&run, &told);
}

static int end_story(void **state) {
  (void)state;
  story_end(&run);
  return 0;
}

static void is_near(double value, double expected) {
  if (!(fabs(value - expected) < 1e-9)) fail_msg("%.12g, by hand %.12g", value, expected);
}

static int64_t mrr_at(int month) {
  return record[ndrsim_at_series(&layout, month, 0)];
}

/* The table of months in docs/definitions.md, in cents. */
static void mrr_of_both(void **state) {
  (void)state;
  static const struct {
    int month;
    int64_t cents;
  } by_hand[] = {{0, 30000}, {2, 30000},  {3, 32000},  {4, 12000},  {6, 30000}, {7, 45000},
                 {9, 42500}, {12, 42500}, {19, 42500}, {20, 43500}, {24, 43500}};
  for (size_t k = 0; k < sizeof by_hand / sizeof *by_hand; k++)
    assert_int_equal(mrr_at(by_hand[k].month), by_hand[k].cents);
}

static void movements(void **state) {
  (void)state;
  const int64_t c = NDRSIM_SIXTIETHS;
  assert_int_equal(record[ndrsim_at_moved(&layout, 0, NDRSIM_MOVED_NEW)], 30000);
  assert_int_equal(record[ndrsim_at_moved(&layout, 0, NDRSIM_MOVED_NEW_LOGOS)], 2);
  assert_int_equal(record[ndrsim_at_moved(&layout, 3, NDRSIM_DRIVER_SEAT)], 2000 * c);
  assert_int_equal(record[ndrsim_at_moved(&layout, 4, NDRSIM_FLOW_CHURN)], -20000 * c);
  assert_int_equal(record[ndrsim_at_moved(&layout, 6, NDRSIM_DRIVER_CAPACITY)], 18000 * c);
  assert_int_equal(record[ndrsim_at_moved(&layout, 7, NDRSIM_FLOW_REACTIVATION)], 15000 * c);
  assert_int_equal(record[ndrsim_at_moved(&layout, 9, NDRSIM_FLOW_CONTRACTION)], -2500 * c);
  assert_int_equal(record[ndrsim_at_moved(&layout, 20, NDRSIM_DRIVER_SEAT)], 1000 * c);
}

/* Workflows grew from 1 to 4, demand per workflow from 1 to 2: ln 4 against ln 2, two thirds. */
static void the_tier_change_by_cause(void **state) {
  (void)state;
  const int64_t *row = record + ndrsim_at_moved(&layout, 6, 0);
  int64_t workflow = row[NDRSIM_FLOW_CAUSE_WORKFLOW], capacity = row[NDRSIM_FLOW_CAUSE_CAPACITY];
  assert_int_equal(workflow + capacity, 18000 * NDRSIM_SIXTIETHS);
  assert_true(llabs(workflow - 12000 * NDRSIM_SIXTIETHS) < NDRSIM_SIXTIETHS); /* 120.00 */
  assert_int_equal(row[NDRSIM_FLOW_CAUSE_SEAT], 0);
  assert_int_equal(row[NDRSIM_DRIVER_WORKFLOW], 0); /* the invoice knows no workflows */
}

static void retention_at_12_months(void **state) {
  (void)state;
  is_near(ndrsim_record_ndr(&layout, record, NDRSIM_ANCHOR_AGE, 12), 425.0 / 300);
  is_near(ndrsim_record_ndr(&layout, record, NDRSIM_ANCHOR_POINT, 12), 425.0 / 300);
  is_near(ndrsim_record_grr_flow(&layout, record, NDRSIM_ANCHOR_AGE, 12), 75.0 / 300);
  is_near(ndrsim_record_grr_endpoint(&layout, record, NDRSIM_ANCHOR_AGE, 12), 250.0 / 300);
}

/* The point window that begins when B is away has only A in its base. */
static void a_window_whose_base_is_one_account(void **state) {
  (void)state;
  is_near(ndrsim_record_ndr(&layout, record, NDRSIM_ANCHOR_POINT, 16), 275.0 / 120);
  is_near(ndrsim_record_grr_flow(&layout, record, NDRSIM_ANCHOR_POINT, 16), 95.0 / 120);
  is_near(ndrsim_record_ndr(&layout, record, NDRSIM_ANCHOR_AGE, 16), 425.0 / 300);
}

static void the_two_conventions_part(void **state) {
  (void)state;
  is_near(ndrsim_record_ndr(&layout, record, NDRSIM_ANCHOR_POINT, 24), 435.0 / 425);
  is_near(ndrsim_record_ndr(&layout, record, NDRSIM_ANCHOR_AGE, 24), 435.0 / 300);
  is_near(ndrsim_record_grr_endpoint(&layout, record, NDRSIM_ANCHOR_POINT, 24), 1.0);
  is_near(ndrsim_record_grr_endpoint(&layout, record, NDRSIM_ANCHOR_AGE, 24), 260.0 / 300);
  assert_true(isnan(ndrsim_record_ndr(&layout, record, NDRSIM_ANCHOR_POINT, 11)));
}

static void both_bridges(void **state) {
  (void)state;
  double flow[NDRSIM_FLOWS], end[NDRSIM_ENDPOINTS];
  assert_true(
      ndrsim_record_flow(&layout, record, NDRSIM_ANCHOR_AGE, 12, NDRSIM_LENS_INVOICE, flow));
  is_near(flow[NDRSIM_DRIVER_SEAT], 20.0 / 300);
  is_near(flow[NDRSIM_DRIVER_CAPACITY], 180.0 / 300);
  is_near(flow[NDRSIM_FLOW_CONTRACTION], -25.0 / 300);
  is_near(flow[NDRSIM_FLOW_CHURN], -200.0 / 300);
  is_near(flow[NDRSIM_FLOW_REACTIVATION], 150.0 / 300);
  /* A: +20 seats, +180 capacity, -25 seats. B: 15 seats instead of 20. Nobody is lost. */
  assert_true(
      ndrsim_record_endpoint(&layout, record, NDRSIM_ANCHOR_AGE, 0, NDRSIM_LENS_INVOICE, end));
  is_near(end[NDRSIM_DRIVER_SEAT], (20.0 - 25 - 50) / 300);
  is_near(end[NDRSIM_DRIVER_CAPACITY], 180.0 / 300);
  is_near(end[NDRSIM_ENDPOINT_CHURNED], 0);
  double sum = 1;
  for (int c = 0; c < NDRSIM_ENDPOINTS; c++)
    sum += end[c];
  is_near(sum, 425.0 / 300);
}

static double reached_by(int milestone, int age) {
  return ndrsim_incidence_share(&layout, record, milestone, 0, age);
}

static void times(void **state) {
  (void)state;
  ndrsim_milestones m;
  ndrsim_milestones_list(&m, run.model.catalogue);
  assert_int_equal(m.n, 3);
  assert_string_equal(m.def[0]->name, "first_expansion");
  assert_string_equal(m.def[1]->name, "first_seat");
  assert_string_equal(m.def[2]->name, "first_capacity");
  assert_true(reached_by(0, 2) == 0 && reached_by(0, 3) == 0.5 && reached_by(0, 24) == 0.5);
  assert_true(reached_by(1, 2) == 0 && reached_by(1, 3) == 0.5);
  assert_true(reached_by(2, 5) == 0 && reached_by(2, 6) == 0.5 && reached_by(2, 24) == 0.5);
  assert_true(ndrsim_incidence_median(&layout, record, 0, 0) == 3);
  assert_true(ndrsim_incidence_median(&layout, record, 2, 0) == 6);
}

static void within(double value, double bound, double exact) {
  if (!(fabs(value - exact) <= bound + 1e-12))
    fail_msg("%.6f +- %.6f, by hand %.6f", value, bound, exact);
}

static void concentration(void **state) {
  (void)state;
  double bound, share = ndrsim_record_top_share(&layout, record, NDRSIM_SPREAD_MRR, 12, &bound);
  assert_true(bound < 0.007);
  within(share, bound, 0.2 * 275 / 425);
  share = ndrsim_record_top_share(&layout, record, NDRSIM_SPREAD_GROWTH, 12, &bound);
  within(share, bound, 0.2);
  within(ndrsim_record_effective(&layout, record, 12), 0,
         425.0 * 425 / (275.0 * 275 + 150.0 * 150));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(mrr_of_both),
      cmocka_unit_test(movements),
      cmocka_unit_test(the_tier_change_by_cause),
      cmocka_unit_test(retention_at_12_months),
      cmocka_unit_test(a_window_whose_base_is_one_account),
      cmocka_unit_test(the_two_conventions_part),
      cmocka_unit_test(both_bridges),
      cmocka_unit_test(times),
      cmocka_unit_test(concentration),
  };
  return cmocka_run_group_tests(tests, run_story, end_story);
}
