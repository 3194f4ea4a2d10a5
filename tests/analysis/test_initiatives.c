/* What initiatives bring: the study's figures against runs made apart, and money by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "analysis/initiatives.h"
#include "analysis/quantity.h"
#include "tests/helpers/lab.h"

enum { REPLICATES = 6, HORIZON = 26 };
#define DEAR "{\"name\":\"dear\",\"from\":5,\"cost\":20000,\"cost_per_month\":100,\"set\":{"
#define FREE "{\"name\":\"free\",\"from\":8,\"set\":{\"tiers.pro.price\":50}}"

static void build(lab *l, const char *list) {
  lab_init(l);
  lab_set(l, "acquisition.initial=150");
  lab_set(l, "acquisition.per_month=5");
  lab_set(l, "horizon=%d", HORIZON);
  lab_set(l, "replicates=%d", REPLICATES);
  lab_set(l, "initiatives=%s", list);
  lab_build(l, "agent-product.json");
}

static void study_of(lab *l, ndrsim_initiative_study *study) {
  ndrsim_run_options options = {.engine = {.threads = 2}};
  ndrsim_error err;
  ndrsim_initiative_study_init(study);
  if (ndrsim_initiative_study_run(study, &l->model, &options, &err)) fail_msg("%s", err.message);
}

static double mean_of(const ndrsim_initiative_study *study, int initiative, ndrsim_gain_kind kind,
                      ndrsim_gain_side side, int month) {
  ndrsim_estimate estimate;
  assert_int_equal(ndrsim_gain_estimate(study, initiative, kind, side, month, &estimate),
                   NDRSIM_OK);
  return estimate.mean;
}

/* Cents, exactly, of the same replicates of a model with this list. */
static int64_t sum_of(const char *list, const char *counter, int from, int to) {
  int64_t sum = 0;
  lab l;
  build(&l, list);
  lab_run(&l, NULL, 0, REPLICATES);
  for (int k = 0; k < REPLICATES; k++)
    for (int t = from; t <= to; t++)
      sum += lab_counter(&l, k, counter, t);
  lab_free(&l);
  return sum;
}

static void same(double x, double y) {
  if (!(fabs(x - y) < 1e-6 * (1 + fabs(y)))) fail_msg("%.12g is not %.12g", x, y);
}

/* With all, without any and without each are the runs of scenarios that say so. */
static void pairs(void **state) {
  (void)state;
  const char *both = "[" DEAR "\"churn.base\":{\"times\":0.5}}}," FREE "]";
  const char *dear = "[" DEAR "\"churn.base\":{\"times\":0.5}}}]", *only = "[" FREE "]";
  ndrsim_initiative_study study;
  lab l;
  build(&l, both);
  study_of(&l, &study);
  assert_int_equal(study.n_variants, 4);
  const double scale = 1e5 * REPLICATES; /* gross profit is counted in thousandths of a cent */
  double with = (double)sum_of(both, "gross_profit", 1, HORIZON) / scale;
  double none = (double)sum_of("[]", "gross_profit", 1, HORIZON) / scale;
  double without_dear = (double)sum_of(only, "gross_profit", 1, HORIZON) / scale;
  double without_free = (double)sum_of(dear, "gross_profit", 1, HORIZON) / scale;
  const ndrsim_gain_kind profit = NDRSIM_GAIN_PROFIT_SUM;
  assert_true(with > without_dear && with > without_free && without_dear != without_free);
  same(mean_of(&study, -1, profit, NDRSIM_SIDE_WITH, HORIZON), with);
  same(mean_of(&study, -1, profit, NDRSIM_SIDE_WITHOUT, HORIZON), none);
  same(mean_of(&study, 0, profit, NDRSIM_SIDE_WITHOUT, HORIZON), without_dear);
  same(mean_of(&study, 1, profit, NDRSIM_SIDE_WITHOUT, HORIZON), without_free);
  same(mean_of(&study, 1, profit, NDRSIM_SIDE_DIFFERENCE, HORIZON), with - without_free);
  /* what they cost: once 20,000, and 100 in each of the months 5 to 26 */
  same(ndrsim_gain_cost(&study, -1, 4), 0);
  same(ndrsim_gain_cost(&study, -1, 5), 20100);
  same(ndrsim_gain_cost(&study, 0, HORIZON), 20000 + 22 * 100);
  same(ndrsim_gain_cost(&study, 1, HORIZON), 0);
  same(mean_of(&study, -1, NDRSIM_GAIN_NET, NDRSIM_SIDE_DIFFERENCE, HORIZON), with - none - 22200);
  same(mean_of(&study, -1, NDRSIM_GAIN_ROI, NDRSIM_SIDE_DIFFERENCE, HORIZON),
       100 * (with - none - 22200) / 22200);
  same(mean_of(&study, -1, NDRSIM_GAIN_MRR, NDRSIM_SIDE_WITH, 9),
       (double)sum_of(both, "mrr", 9, 9) / (100 * REPLICATES));
  /* nothing before the first of them begins */
  assert_true(mean_of(&study, -1, NDRSIM_GAIN_MRR, NDRSIM_SIDE_DIFFERENCE, 4) == 0);
  /* no cost: neither a return on it nor a month in which it is paid back */
  assert_true(isnan(mean_of(&study, 1, NDRSIM_GAIN_ROI, NDRSIM_SIDE_DIFFERENCE, HORIZON)));
  assert_true(isnan(ndrsim_gain_paid_share(&study, 1)));
  assert_true(isnan(mean_of(&study, -1, NDRSIM_GAIN_NDR_AGE, NDRSIM_SIDE_WITH, 13)));
  assert_true(isfinite(mean_of(&study, -1, NDRSIM_GAIN_NDR_AGE, NDRSIM_SIDE_WITH, 24)));
  assert_true(isnan(mean_of(&study, -1, NDRSIM_GAIN_NDR_AGE, NDRSIM_SIDE_WITH, 36)));
  ndrsim_initiative_study_free(&study);
  lab_free(&l);
}

/* A single one: without it is without any, and the run is not made twice. */
static void a_single_one(void **state) {
  (void)state;
  ndrsim_initiative_study study;
  lab l;
  build(&l, "[" FREE "]");
  study_of(&l, &study);
  assert_int_equal(study.n_variants, 2);
  same(mean_of(&study, 0, NDRSIM_GAIN_MRR, NDRSIM_SIDE_DIFFERENCE, HORIZON),
       mean_of(&study, -1, NDRSIM_GAIN_MRR, NDRSIM_SIDE_DIFFERENCE, HORIZON));
  ndrsim_initiative_study_free(&study);
  lab_free(&l);
}

/* By hand: 1,000 accounts, each one seat at 10.00, nobody leaves. From month 3 on the seat costs
 * 12.50: 2,500.00 a month more. It cost 6,000.00 once and 500.00 a month. Gained until the end of
 * month t: 2,500 (t - 2); spent: 6,000 + 500 (t - 2); paid back when 2,000 (t - 2) >= 6,000, in
 * month 5. S4's arithmetic in month 12: 12 (12,500 - 10,000) / (6,000 + 5,000) = 272.7%. */
static void by_hand(void **state) {
  (void)state;
  ndrsim_initiative_study study;
  ndrsim_estimate payback;
  lab l;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=1000");
  lab_set(&l, "replicates=2");
  lab_set(&l, "initiatives=[{\"name\":\"dearer\",\"from\":3,\"cost\":6000,\"cost_per_month\":500,"
              "\"set\":{\"tiers.only.price\":12.5}}]");
  lab_build(&l, NULL);
  study_of(&l, &study);
  same(mean_of(&study, 0, NDRSIM_GAIN_MRR, NDRSIM_SIDE_WITHOUT, 12), 10000);
  same(mean_of(&study, 0, NDRSIM_GAIN_MRR, NDRSIM_SIDE_DIFFERENCE, 2), 0);
  same(mean_of(&study, 0, NDRSIM_GAIN_MRR, NDRSIM_SIDE_DIFFERENCE, 3), 2500);
  same(mean_of(&study, 0, NDRSIM_GAIN_NDR_POINT, NDRSIM_SIDE_DIFFERENCE, 12), 25);
  same(mean_of(&study, 0, NDRSIM_GAIN_NET, NDRSIM_SIDE_DIFFERENCE, 12), 25000 - 11000);
  same(mean_of(&study, -1, NDRSIM_GAIN_S4, NDRSIM_SIDE_WITH, 12), 100.0 * 12 * 2500 / 11000);
  same(mean_of(&study, -1, NDRSIM_GAIN_S4, NDRSIM_SIDE_WITHOUT, 12), 0);
  assert_int_equal(
      ndrsim_gain_estimate(&study, 0, NDRSIM_GAIN_PAYBACK, NDRSIM_SIDE_DIFFERENCE, 0, &payback),
      NDRSIM_OK);
  assert_true(payback.valid && payback.quantile[NDRSIM_P50] == 5);
  assert_true(ndrsim_gain_paid_share(&study, 0) == 1);
  ndrsim_initiative_study_free(&study);
  lab_free(&l);
}

/* What never pays back has no month, and says in how few replicates it does. */
static void never(void **state) {
  (void)state;
  ndrsim_initiative_study study;
  ndrsim_estimate payback;
  lab l;
  build(&l, "[{\"name\":\"gift\",\"from\":3,\"cost\":1,\"set\":{\"tiers.pro.price\":0}}]");
  study_of(&l, &study);
  assert_true(ndrsim_gain_paid_share(&study, 0) == 0);
  assert_int_equal(
      ndrsim_gain_estimate(&study, 0, NDRSIM_GAIN_PAYBACK, NDRSIM_SIDE_DIFFERENCE, 0, &payback),
      NDRSIM_OK);
  assert_true(payback.valid && isinf(payback.quantile[NDRSIM_P5]));
  ndrsim_initiative_study_free(&study);
  lab_free(&l);
}

/* S4's example, as it stands there: 198,000 + 4,000 - 3,000 - 11,000 = 188,000 before, 198,000 +
 * 24,000 - 2,000 - 5,000 = 215,000 after. It calls these 95% and 108.5%, its title says 115, its
 * six effects add up to 95 + 15 = 110, and 4x is 12 x 17,000 / 50,000. */
static void s4_example(void **state) {
  (void)state;
  double start = 198, before = start + 4 - 3 - 11, after = start + 24 - 2 - 5;
  assert_true(fabs(100 * before / start - 94.95) < 0.005);
  assert_true(fabs(100 * after / start - 108.59) < 0.005);
  assert_int_equal(95 + 5 + 3 + 1 + 2 + 2 + 2, 110);
  assert_true(fabs(12 * (after - start) / 50 - 4.08) < 1e-9);
  assert_true(fabs(12 * (after - before) / 50 - 6.48) < 1e-9);
}

static void none(void **state) {
  (void)state;
  ndrsim_initiative_study study;
  ndrsim_run_options options = {.layer_samples = 0};
  ndrsim_error err;
  lab l;
  build(&l, "[]");
  ndrsim_initiative_study_init(&study);
  assert_int_equal(ndrsim_initiative_study_run(&study, &l.model, &options, &err), NDRSIM_INPUT);
  assert_string_equal(err.message, "the scenario `agent-product` has no initiatives");
  ndrsim_initiative_study_free(&study);
  lab_free(&l);
  build(&l, "[" FREE "]");
  options.engine.memory = 1000;
  assert_int_equal(ndrsim_initiative_study_run(&study, &l.model, &options, &err), NDRSIM_LIMIT);
  ndrsim_initiative_study_free(&study);
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pairs), cmocka_unit_test(a_single_one), cmocka_unit_test(by_hand),
      cmocka_unit_test(never), cmocka_unit_test(s4_example),   cmocka_unit_test(none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
