/* Rounding: the cents sum to the total, and each is the floor or the ceiling of its part. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "ledger/movement.h"

static void by_hand(void **unused) {
  (void)unused;
  int64_t cents[3];
  /* 20 + 20 + 20 sixtieths = 1 cent: the tie goes to the first */
  ndrsim_parts_round((const int64_t[]){20, 20, 20}, 3, cents);
  assert_int_equal(cents[0], 1);
  assert_int_equal(cents[1] | cents[2], 0);
  /* 10 + 20 + 30: the largest remainder wins */
  ndrsim_parts_round((const int64_t[]){10, 20, 30}, 3, cents);
  assert_int_equal(cents[2], 1);
  assert_int_equal(cents[0] | cents[1], 0);
  /* opposite signs: +50/60 -> 1, -50/60 -> -1 */
  ndrsim_parts_round((const int64_t[]){50, -50}, 2, cents);
  assert_int_equal(cents[0], 1);
  assert_int_equal(cents[1], -1);
  /* whole cents stay */
  ndrsim_parts_round((const int64_t[]){-120, 0, 600}, 3, cents);
  assert_int_equal(cents[0], -2);
  assert_int_equal(cents[1], 0);
  assert_int_equal(cents[2], 10);
  ndrsim_parts_round(NULL, 0, cents);
}

static void sums_are_exact_and_errors_below_a_cent(void **unused) {
  (void)unused;
  uint32_t s = 1;
  for (int round = 0; round < 200000; round++) {
    enum { MOST = NDRSIM_FLOWS };
    int n = 1 + round % MOST;
    int64_t part[MOST], cents[MOST], total = 0, sum = 0;
    for (int i = 0; i < n; i++) {
      s = s * 1664525U + 1013904223U;
      part[i] = (int64_t)(s >> 8) % 100003 - 50000;
      total += part[i];
    }
    part[n - 1] -= total % 60;
    total -= total % 60;
    ndrsim_parts_round(part, n, cents);
    for (int i = 0; i < n; i++) {
      int64_t error = 60 * cents[i] - part[i];
      assert_true(error > -60 && error < 60);
      sum += cents[i];
      /* largest remainder: nobody who was rounded down had more left over than one rounded up */
      for (int j = 0; j < n; j++)
        if (error > 0 && 60 * cents[j] < part[j])
          assert_true(60 - error > part[j] - 60 * cents[j] ||
                      (60 - error == part[j] - 60 * cents[j] && i < j));
    }
    assert_int_equal(60 * sum, total);
  }
}

static void large_parts(void **unused) {
  (void)unused;
  int64_t big = INT64_MAX - INT64_MAX % 60, cents[2];
  ndrsim_parts_round((const int64_t[]){big - 30, -big + 30}, 2, cents);
  assert_true(cents[0] == big / 60);
  assert_true(cents[1] == -(big / 60));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(by_hand),
      cmocka_unit_test(sums_are_exact_and_errors_below_a_cent),
      cmocka_unit_test(large_parts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
