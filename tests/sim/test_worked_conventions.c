/* The conventions of NDR on accounts worked by hand: the pages of docs/definitions.md. All numbers
 * are in currency units, as a reader has them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <cmocka.h>
#include "analysis/results.h"
#include "ledger/convention.h"
#include "tests/helpers/story.h"

/* The two accounts of docs/definitions.md.
 * A: 100 in months 0-2, 120 in 3-5, 300 in 6-8, 275 from 9.
 * B: 200 in months 0-3, nothing in 4-6, 150 in 7-19, 160 from 20. */
static const story two = {
    25,
    2,
    {{{0, 10, 0, 1}, {3, 12, 0, 2}, {6, 12, 1, 4}, {9, 11, 1, 4}},
     {{0, 20, 0, 1}, {4, 0, 0, 1}, {7, 15, 0, 1}, {20, 16, 0, 1}}},
};

static story_run run;

static void expect(int convention, int month, double ndr, double flow, double endpoint) {
  const ndrsim_layout *l = &run.layout;
  const double by_hand[3] = {ndr, flow, endpoint};
  const double value[3] = {ndrsim_record_ndr(l, run.record, convention, month),
                           ndrsim_record_grr_flow(l, run.record, convention, month),
                           ndrsim_record_grr_endpoint(l, run.record, convention, month)};
  for (int k = 0; k < 3; k++)
    if (isnan(by_hand[k]) != isnan(value[k]) || fabs(value[k] - by_hand[k]) > 1e-12)
      fail_msg("%s at %d, number %d: %.15g, by hand %.15g", ndrsim_convention_name(convention),
               month, k, value[k], by_hand[k]);
}

static int play_two(void **state) {
  (void)state;
  return story_play(&run, &two);
}

static int end(void **state) {
  (void)state;
  story_end(&run);
  return 0;
}

/* Quarter 1-3: A 100 + 100 + 120, B 600. 4-6: A 120 + 120 + 300, B nothing. 7-9: A 300 + 300 + 275,
 * B 450. 10-12: A 825, B 450. A year later A 825 each; B 450, 450, 150 + 160 + 160, 480. */
static void quarters(void **state) {
  (void)state;
  const double none = (double)NAN;
  expect(NDRSIM_CONVENTION_QUARTER, 15, 1275.0 / 920, none, (320.0 + 450) / 920);
  expect(NDRSIM_CONVENTION_QUARTER, 18, 825.0 / 540, none, 540.0 / 540); /* B: not in the base */
  expect(NDRSIM_CONVENTION_QUARTER, 21, 1295.0 / 1325, none, (825.0 + 450) / 1325);
  expect(NDRSIM_CONVENTION_QUARTER, 24, 1305.0 / 1275, none, 1275.0 / 1275);
  expect(NDRSIM_CONVENTION_QUARTER_YEAR, 24,
         (1275.0 / 920 + 825.0 / 540 + 1295.0 / 1325 + 1305.0 / 1275) / 4, none,
         (770.0 / 920 + 1 + 1275.0 / 1325 + 1) / 4);
}

/* Months 1-12: A 320 + 540 + 875 + 825 = 2,560, B 600 + 0 + 450 + 450 = 1,500. Months 13-24: A
 * 3,300, B 450 + 450 + 470 + 480 = 1,850. Both had MRR in month 1. */
static void two_years(void **state) {
  (void)state;
  expect(NDRSIM_CONVENTION_TRAILING_YEAR, 24, 5150.0 / 4060, (double)NAN, (2560.0 + 1500) / 4060);
}

/* Windows that end in months 13 to 24. Then: 300 300 320 120 120 300 450 450 425 425 425 425; B is
 * away in months 4 to 6. Now, of who is in the base: 425 425 425 275 275 275 425 435 435 435 435
 * 435. Lost: 225 in the first three (B leaves, A cuts 25), 25 while A's cut is inside, then none.
 */
static void twelve_points(void **state) {
  (void)state;
  double then = 2 * 300.0 + 320 + 2 * 120 + 300 + 2 * 450 + 4 * 425;
  double now = 3 * 425.0 + 3 * 275 + 425 + 5 * 435, lost = 3 * 225.0 + 5 * 25;
  assert_true(then == 4060 && now == 4700 && lost == 800);
  expect(NDRSIM_CONVENTION_TRAILING_AVERAGE, 24, now / then, (then - lost) / then, (double)NAN);
}

static void one_month(void **state) {
  (void)state;
  double x = pow(435.0 / 425, 12), y = pow(425.0 / 450, 12);
  expect(NDRSIM_CONVENTION_MONTHLY, 20, x, 1, 1); /* B adds a seat */
  expect(NDRSIM_CONVENTION_MONTHLY, 9, y, y, y);  /* A cuts one */
  expect(NDRSIM_CONVENTION_MONTHLY, 4, pow(120.0 / 320, 12), pow(120.0 / 320, 12),
         pow(120.0 / 320, 12));                  /* B leaves */
  expect(NDRSIM_CONVENTION_MONTHLY, 7, 1, 1, 1); /* B returns: it was not in the base */
  expect(NDRSIM_CONVENTION_MONTHLY, 12, 1, 1, 1);
}

/* At 12 months B is back, so nobody is missing, and survivors say what point says. */
static void the_others_at_12_and_24(void **state) {
  (void)state;
  expect(NDRSIM_CONVENTION_POINT, 12, 425.0 / 300, 75.0 / 300, 250.0 / 300);
  expect(NDRSIM_CONVENTION_SURVIVORS, 12, 425.0 / 300, (double)NAN, 250.0 / 300);
  expect(NDRSIM_CONVENTION_SURVIVORS, 24, 435.0 / 425, (double)NAN, 1);
  expect(NDRSIM_CONVENTION_AGE, 12, 425.0 / 300, 75.0 / 300, 250.0 / 300);
  expect(NDRSIM_CONVENTION_AGE_NO_RETURN, 12, 275.0 / 300, 75.0 / 300, 100.0 / 300);
  expect(NDRSIM_CONVENTION_AGE_NO_RETURN, 6, 300.0 / 300, 100.0 / 300, (double)NAN);
  expect(NDRSIM_CONVENTION_AGE_NO_RETURN, 24, 275.0 / 300, 75.0 / 300, 100.0 / 300);
}

static void without_history_there_is_no_value(void **state) {
  (void)state;
  static const struct {
    int convention, month;
  } unknown[] = {{NDRSIM_CONVENTION_QUARTER, 3},           {NDRSIM_CONVENTION_QUARTER, 12},
                 {NDRSIM_CONVENTION_QUARTER, 16},          {NDRSIM_CONVENTION_QUARTER, 27},
                 {NDRSIM_CONVENTION_QUARTER_YEAR, 12},     {NDRSIM_CONVENTION_QUARTER_YEAR, 21},
                 {NDRSIM_CONVENTION_TRAILING_YEAR, 12},    {NDRSIM_CONVENTION_TRAILING_YEAR, 23},
                 {NDRSIM_CONVENTION_TRAILING_AVERAGE, 22}, {NDRSIM_CONVENTION_SURVIVORS, 11},
                 {NDRSIM_CONVENTION_SURVIVORS, 13},        {NDRSIM_CONVENTION_MONTHLY, 0},
                 {NDRSIM_CONVENTION_MONTHLY, -1},          {NDRSIM_CONVENTION_MONTHLY, 25}};
  for (size_t k = 0; k < sizeof unknown / sizeof *unknown; k++)
    expect(unknown[k].convention, unknown[k].month, (double)NAN, (double)NAN, (double)NAN);
}

/* E: 100, gone in month 3, back in 5 with 120, 90 from month 8. F: 100 all the time. With returns
 * E counts with 90, and its cut of 30 as a loss; without, nothing of E counts after month 3. */
static void who_returned_and_shrank(void **state) {
  (void)state;
  static const story back = {
      14,
      2,
      {{{0, 10, 0, 1}, {3, 0, 0, 1}, {5, 12, 0, 1}, {8, 9, 0, 1}}, {{0, 10, 0, 1}}},
  };
  assert_int_equal(story_play(&run, &back), 0);
  expect(NDRSIM_CONVENTION_AGE, 12, 190.0 / 200, 70.0 / 200, 190.0 / 200);
  expect(NDRSIM_CONVENTION_AGE_NO_RETURN, 12, 100.0 / 200, 100.0 / 200, 100.0 / 200);
  story_end(&run);
}

/* S4's three sums as 12-month rates: one account that expands, one that contracts, one that leaves
 * and one that stays as it is, with 10.00 a seat. */
typedef struct sums {
  int steady, grows, to, shrinks, down_to, leaves; /* [seats] */
} sums;

static void play_sums(const sums *s, const int month[3], int months) {
  static story told;
  told = (story){months,
                 4,
                 {{{0, s->steady, 0, 1}},
                  {{0, s->grows, 0, 1}, {month[0], s->to, 0, 1}},
                  {{0, s->shrinks, 0, 1}, {month[1], s->down_to, 0, 1}},
                  {{0, s->leaves, 0, 1}, {month[2], 0, 0, 1}}}};
  assert_int_equal(story_play(&run, &told), 0);
}

static void the_arithmetic_of_s4(void **state) {
  (void)state;
  static const struct {
    sums sums;
    double then, now, churned, lost; /* S4's thousands */
  } of[] = {
      {{8000, 1000, 2500, 500, 200, 500}, 100, 107, 5, 8},     /* + 15 - 3 - 5: 107% */
      {{17200, 1000, 1400, 500, 200, 1100}, 198, 188, 11, 14}, /* + 4 - 3 - 11: 95% */
      {{17800, 1000, 3400, 500, 300, 500}, 198, 215, 5, 7},    /* + 24 - 2 - 5: 108.59% */
  };
  for (size_t k = 0; k < sizeof of / sizeof *of; k++) {
    double then = of[k].then, ndr = of[k].now / then, grr = (then - of[k].lost) / then;
    double stayed = then - of[k].churned;
    play_sums(&of[k].sums, (const int[3]){3, 6, 9}, 13);
    expect(NDRSIM_CONVENTION_POINT, 12, ndr, grr, grr);
    expect(NDRSIM_CONVENTION_AGE, 12, ndr, grr, grr);
    /* without who left; their losses on the way are not kept apart */
    expect(NDRSIM_CONVENTION_SURVIVORS, 12, of[k].now / stayed, (double)NAN,
           (then - of[k].lost) / stayed);
    story_end(&run);
    /* the same within one month, as S4 has it, would be this a year */
    play_sums(&of[k].sums, (const int[3]){1, 1, 1}, 3);
    expect(NDRSIM_CONVENTION_MONTHLY, 1, pow(ndr, 12), pow(grr, 12), pow(grr, 12));
    story_end(&run);
  }
  /* the figures of the page */
  assert_true(fabs(100 * 188.0 / 198 - 94.9) < 0.06 && fabs(100 * 215.0 / 198 - 108.59) < 0.005);
  assert_true(fabs(100 * pow(0.95, 12) - 54.0) < 0.05);
  assert_true(fabs(100 * pow(188.0 / 198, 12) - 53.7) < 0.05);
  assert_true(fabs(100 * 188.0 / 187 - 100.5) < 0.05 && fabs(100 * 215.0 / 193 - 111.4) < 0.05);
}

static void names(void **state) {
  (void)state;
  for (int k = 0; k < NDRSIM_CONVENTIONS; k++) {
    const ndrsim_convention_def *def = ndrsim_convention_at(k);
    assert_int_equal(ndrsim_convention_find(def->name), k);
    assert_true(ndrsim_convention_has(k, def->first) && !ndrsim_convention_has(k, def->first - 1));
    assert_true(ndrsim_convention_has(k, ndrsim_convention_basis(k)));
    assert_true(def->bridge == NDRSIM_CONVENTION_POINT || def->bridge == NDRSIM_CONVENTION_AGE);
    assert_int_equal(ndrsim_convention_at(def->bridge)->by_age, def->by_age);
    assert_true(def->first == 0 || def->early != NULL);
    assert_true(def->every == 1 || def->between != NULL);
  }
  assert_int_equal(ndrsim_convention_find("annual"), -1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(quarters, play_two, end),
      cmocka_unit_test_setup_teardown(two_years, play_two, end),
      cmocka_unit_test_setup_teardown(twelve_points, play_two, end),
      cmocka_unit_test_setup_teardown(one_month, play_two, end),
      cmocka_unit_test_setup_teardown(the_others_at_12_and_24, play_two, end),
      cmocka_unit_test_setup_teardown(without_history_there_is_no_value, play_two, end),
      cmocka_unit_test(who_returned_and_shrank),
      cmocka_unit_test(the_arithmetic_of_s4),
      cmocka_unit_test(names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
