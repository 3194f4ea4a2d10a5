/* The cause lens: shares of growth, signs, and what stays with capacity. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <cmocka.h>
#include "ledger/movement.h"

static void check(int64_t part, double w, double s, double o, int64_t to_w, int64_t to_s) {
  int64_t a = 77, b = 77;
  ndrsim_cause_split(part, w, s, o, &a, &b);
  assert_true(a == to_w);
  assert_true(b == to_s);
}

static void by_hand(void **unused) {
  (void)unused;
  check(6000, 0.6, 0.0, 0.4, 3600, 0);
  check(6000, 0.5, 0.25, 0.25, 3000, 1500);
  check(-6000, -0.5, -0.25, -0.25, -3000, -1500);
  check(6000, 0.7, 0.0, 0.0, 6000, 0);
  check(6000, 0.0, 0.0, 0.7, 0, 0);
  check(0, 0.5, 0.5, 0.5, 0, 0);
  check(7, 1.0, 1.0, 0.0, 4, 3); /* halves: rounded once, the whole is used */
}

static void only_growth_in_the_direction_counts(void **unused) {
  (void)unused;
  check(6000, 0.5, -0.5, -0.9, 6000, 0);
  check(6000, -0.5, -0.5, -0.9, 0, 0);
  check(-6000, 0.5, 0.5, 0.5, 0, 0);
  check(-6000, -0.5, 0.5, -0.5, -3000, 0);
  check(6000, 0, 0, 0, 0, 0);
}

/* log(0) may reach the split: such growth is no evidence for a cause. */
static void odd_growth_is_no_growth(void **unused) {
  (void)unused;
  check(6000, NAN, 0.5, 0.5, 0, 3000);
  check(6000, INFINITY, 0.5, 0.5, 0, 3000);
  check(6000, 0.5, -INFINITY, NAN, 6000, 0);
  check(6000, 1e308, 1e308, 1e308, 0, 0);
}

static void parts_never_exceed_the_whole(void **unused) {
  (void)unused;
  uint64_t s = 11;
  for (int round = 0; round < 500000; round++) {
    double g[3];
    for (int i = 0; i < 3; i++) {
      s = s * 6364136223846793005U + 1442695040888963407U;
      g[i] = (double)(s >> 40) / 16777216.0 - 0.3;
    }
    int64_t part = (int64_t)(s >> (round % 60 + 1)), w, t;
    if (round & 1) part = -part;
    ndrsim_cause_split(part, g[0], g[1], g[2], &w, &t);
    if (part >= 0)
      assert_true(w >= 0 && t >= 0 && w <= part && t <= part - w);
    else
      assert_true(w <= 0 && t <= 0 && w >= part && t >= part - w);
    /* one more comparison that a wrong share cannot pass: the remainder is capacity's share */
    double sign = part >= 0 ? 1 : -1, total = 0, other = fmax(0, sign * g[2]);
    for (int i = 0; i < 3; i++)
      total += fmax(0, sign * g[i]);
    double stays = total > 0 ? other / total : 1;
    double error = (double)(part - w - t) - stays * (double)part;
    assert_true(fabs(error) <= 1.0 + 1e-15 * fabs((double)part));
  }
  check(INT64_MAX, 1, 0, 0, INT64_MAX, 0);
  check(INT64_MIN, -1, 0, 0, INT64_MIN, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(by_hand),
      cmocka_unit_test(only_growth_in_the_direction_counts),
      cmocka_unit_test(odd_growth_is_no_growth),
      cmocka_unit_test(parts_never_exceed_the_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
