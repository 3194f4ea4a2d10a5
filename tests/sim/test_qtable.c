/* The reader of quantile tables: node positions, agreement of its three entries, inversion. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <cmocka.h>
#include "sim/philox.h"
#include "sim/qtable.h"

static ndrsim_qtable table;

static void build(ndrsim_dist_kind kind, double a, double b) {
  ndrsim_dist dist;
  ndrsim_dist_init(&dist, kind);
  dist.arg[0] = a;
  dist.arg[1] = b;
  assert_int_equal(ndrsim_qtable_build(&dist, &table), NDRSIM_OK);
}

static void positions(void **state) {
  (void)state;
  assert_true(ndrsim_qtable_u(0, 0) == 0.5 && ndrsim_qtable_u(1, 0) == 0.5);
  assert_true(ndrsim_qtable_u(0, 16) == 0.25 && ndrsim_qtable_u(1, 16) == 0.75);
  assert_true(ndrsim_qtable_u(0, 1) == 0.5 - 1.0 / 64 && ndrsim_qtable_u(1, 1) == 0.5 + 1.0 / 64);
  assert_true(ndrsim_qtable_distance(NDRSIM_QTABLE_LAST) == 0x1p-25);
  for (int k = 1; k <= NDRSIM_QTABLE_LAST; k++)
    assert_true(ndrsim_qtable_distance(k) < ndrsim_qtable_distance(k - 1));
}

static void nodes_are_met(void **state) {
  (void)state;
  build(NDRSIM_DIST_GAMMA, 2.0, 3.0);
  for (int side = 0; side < 2; side++)
    for (int k = 0; k <= NDRSIM_QTABLE_LAST; k++)
      assert_true((float)ndrsim_qtable_at(&table, ndrsim_qtable_u(side, k)) ==
                  table.node[ndrsim_qtable_index(side, k)]);
  assert_true(ndrsim_qtable_at(&table, 0.0) == ndrsim_qtable_at(&table, 0x1p-25));
  assert_true(ndrsim_qtable_at(&table, 1.0) == ndrsim_qtable_at(&table, 1 - 0x1p-25));
}

/* A word and its position give the same value; values ascend with the position. */
static void word_and_position_agree(void **state) {
  (void)state;
  build(NDRSIM_DIST_LOGNORMAL, 0.0, 1.5);
  for (uint64_t i = 0; i < 50000; i++) {
    ndrsim_words w = ndrsim_philox(3, i, 0, 0, 0, 0);
    uint32_t word = w.w[0] & (w.w[1] % 4 ? 0xffffffffu : 0x8000ffffu); /* tails more often */
    double d = ((double)(word & 0x7fffffffu) + 0.5) / 4294967296.0;
    double u = word >> 31 ? 1.0 - d : d;
    assert_true(ndrsim_qtable_read(&table, word) == (float)ndrsim_qtable_at(&table, u));
  }
  double last = -INFINITY;
  for (int i = 0; i <= 400000; i++) {
    double q = ndrsim_qtable_at(&table, i / 400000.0);
    assert_true(q >= last);
    last = q;
  }
}

static void inversion(void **state) {
  (void)state;
  build(NDRSIM_DIST_BETA, 2.0, 5.0);
  double low = ndrsim_qtable_at(&table, 0.0), high = ndrsim_qtable_at(&table, 1.0);
  assert_true(ndrsim_qtable_invert(&table, low - 1e-9) == 0.0);
  assert_true(ndrsim_qtable_invert(&table, high) == 1.0);
  for (int i = 1; i < 20000; i++) {
    double u = i / 20000.0, x = ndrsim_qtable_at(&table, u);
    double back = ndrsim_qtable_invert(&table, x);
    assert_true(fabs(back - u) < 1e-12);
    assert_true(ndrsim_qtable_at(&table, back) <= x);
  }
}

/* Discrete: exact steps, nothing in between, for words as for positions. */
static void steps(void **state) {
  (void)state;
  ndrsim_dist dist;
  ndrsim_dist_init(&dist, NDRSIM_DIST_DISCRETE);
  dist.n_values = 3;
  static const double value[] = {-1, 2, 7}, weight[] = {1, 2, 1};
  for (int i = 0; i < 3; i++) {
    dist.value[i] = value[i];
    dist.weight[i] = weight[i];
  }
  assert_int_equal(ndrsim_qtable_build(&dist, &table), NDRSIM_OK);
  assert_true(ndrsim_qtable_at(&table, 0.25) == -1.0 && ndrsim_qtable_at(&table, 0.2500001) == 2.0);
  assert_true(ndrsim_qtable_at(&table, 0.75) == 2.0 && ndrsim_qtable_at(&table, 0.7500001) == 7.0);
  assert_true(ndrsim_qtable_read(&table, 0x00000000u) == -1.0f); /* u near 0 */
  assert_true(ndrsim_qtable_read(&table, 0x80000000u) == 7.0f);  /* u near 1 */
  assert_true(ndrsim_qtable_read(&table, 0x7fffffffu) == 2.0f);
  assert_true(ndrsim_qtable_read(&table, 0xffffffffu) == 2.0f);
  assert_true(ndrsim_qtable_invert(&table, -2.0) == 0.0);
  assert_true(ndrsim_qtable_invert(&table, -1.0) == 0.25);
  assert_true(ndrsim_qtable_invert(&table, 6.9) == 0.75);
  assert_true(ndrsim_qtable_invert(&table, 7.0) == 1.0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(positions),
      cmocka_unit_test(nodes_are_met),
      cmocka_unit_test(word_and_position_agree),
      cmocka_unit_test(inversion),
      cmocka_unit_test(steps),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
