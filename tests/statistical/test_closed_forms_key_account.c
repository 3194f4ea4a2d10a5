/* Key accounts that leave, whatever their contracts say: a hazard, exactly of those above the
 * amount; and the 2% bias that it must reject. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include "tests/helpers/lab.h"

/* Seats 1, 2, 3, ... of 10.00: large are those of 50.00 and more. */
static void sizes(lab *l, double loss) {
  lab_init(l);
  lab_set(l, "seat.headcount=10");
  lab_set(l, "seat.initial={\"dist\":\"discrete\",\"values\":[1,4,5,9],\"weights\":[1,1,1,1],"
             "\"per\":\"account\"}");
  lab_set(l, "contract.annual_share=0.5");
  lab_set(l, "key_account.above=50");
  lab_set(l, "key_account.loss=%.17g", loss);
}

static void hazard(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.04;
  lab l;
  sizes(&l, p * planted);
  lab_go(&l, accounts);
  lab_hazard(score, &l, "key_accounts_lost", "key_accounts", 0, 1, 24, p);
  lab_free(&l);
}

/* (1 - p)^t of the large are left, and all of the others: half of the customers are large. */
static void survivors(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.04;
  lab l;
  sizes(&l, p * planted);
  lab_set(&l, "seat.initial={\"by_segment\": {\"large\": 5, \"small\": 4}}");
  lab_set(&l, "segments={\"large\": {\"share\": 0.5}, \"small\": {\"share\": 0.5}}");
  lab_go(&l, accounts);
  for (int t = 6; t <= 24; t += 6)
    lab_mean(score, &l, "logos", t, (double)accounts, 0.5 + 0.5 * pow(1 - p, t));
  lab_free(&l);
}

static const lab_check checks[] = {
    {"hazard of key accounts", hazard, 10000, 10000},
    {"survivors of both kinds", survivors, 10000, 20000},
};
LAB_CHECK_TESTS(checks)

/* In one month, at 1: all of the large leave at once, annual contracts too; nobody else does. */
static void all_at_once(void **state) {
  (void)state;
  lab l;
  sizes(&l, 0);
  lab_set(&l, "key_account.loss={\"schedule\":{\"0\":0,\"7\":1,\"8\":0}}");
  lab_set(&l, "acquisition.initial=%d", (int)lab_accounts(4000));
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 3);
  for (int k = 0; k < l.n; k++) {
    int64_t large = lab_counter(&l, k, "key_accounts", 7);
    int64_t all = lab_counter(&l, k, "logos", 6);
    assert_true(large > 0 && large < all);
    assert_int_equal(lab_counter(&l, k, "key_accounts_lost", 7), large);
    assert_int_equal(lab_counter(&l, k, "logos", 7), all - large);
    assert_int_equal(lab_counter(&l, k, "logos", 24), all - large);
    assert_int_equal(lab_counter(&l, k, "key_accounts", 8), 0);
  }
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(closed_forms), cmocka_unit_test(planted_bias),
                                     cmocka_unit_test(all_at_once)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
