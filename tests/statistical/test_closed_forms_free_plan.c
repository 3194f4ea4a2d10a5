/* Closed forms of a free plan: who turns into a customer, and when. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include "tests/helpers/lab.h"

static const char free_and_pro[] =
    "{\"schema_version\":1,\"name\":\"lab\",\"seed\":\"20260421\",\"horizon\":24,"
    "\"tiers\":{\"free\":{\"price\":0,\"cap\":100},\"pro\":{\"price\":20,\"cap\":1000}}}";

static void go(lab *l, int64_t accounts) {
  lab_set(l, "acquisition.initial=%lld", (long long)accounts);
  lab_build(l, free_and_pro);
  lab_run(l, NULL, 0, LAB_REPLICATES);
}

/* Free until t: the product of 1 - convert fade^(k-1). The first bill is 20.00, and new MRR. */
static void conversion(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.1, fade = 0.9;
  static const int at[] = {1, 2, 6, 12, 24};
  lab l;
  lab_init(&l);
  lab_set(&l, "free_plan.convert=%.17g", p * planted);
  lab_set(&l, "free_plan.fade=%.17g", fade);
  go(&l, accounts);
  for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
    double left = 1;
    for (int k = 1; k <= at[i]; k++)
      left *= 1 - p * pow(fade, k - 1);
    lab_mean(score, &l, "free_accounts", at[i], (double)accounts, left);
  }
  lab_hazard(score, &l, "conversions", "free_accounts", 1, 1, 1, p);
  for (int k = 0; k < l.n; k++)
    for (int t = 1; t <= 24; t++) {
      const int64_t *moved = lab_record(&l, k) + ndrsim_at_moved(&l.layout, t, 0);
      int64_t n = lab_counter(&l, k, "conversions", t);
      assert_int_equal(lab_counter(&l, k, "free_before", t),
                       lab_counter(&l, k, "free_accounts", t) + n);
      assert_int_equal(moved[NDRSIM_MOVED_NEW], 2000 * n);
      assert_int_equal(moved[NDRSIM_MOVED_NEW_LOGOS], n);
      assert_int_equal(lab_counter(&l, k, "mrr", t), 2000 * lab_counter(&l, k, "accounts_pro", t));
    }
  lab_free(&l);
}

/* Beside the cap: a free account at its cap converts by either, which are independent; sales and
 * controls aside, whoever has left the free plan is asked no more. */
static void beside_the_cap(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.06, at_cap = 0.1;
  lab l;
  lab_init(&l);
  lab_set(&l, "demand.level=150");
  lab_set(&l, "capacity.at_cap=%.17g", at_cap);
  lab_set(&l, "free_plan.convert=%.17g", p * planted);
  go(&l, accounts);
  lab_hazard(score, &l, "conversions", "free_accounts", 1, 1, 24, 1 - (1 - p) * (1 - at_cap));
  lab_free(&l);
}

static const lab_check checks[] = {
    {"free_plan.convert", conversion, 10000, 10000},
    {"free_plan.convert, at the cap", beside_the_cap, 10000, 15000},
};
LAB_CHECK_TESTS(checks)

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(closed_forms),
                                     cmocka_unit_test(planted_bias)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
