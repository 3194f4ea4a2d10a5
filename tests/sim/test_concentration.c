/* Concentration: bins cover every amount once; the top tenth lies within the bounds that the record
 * gives, compared with sorted amounts; sums of squares are exact; a run agrees with its accounts.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/block.h"
#include "sim/concentration.h"
#include "tests/helpers/lab.h"

static void bins_follow_each_other(void **state) {
  (void)state;
  for (int b = 0; b + 1 < NDRSIM_SPREAD_BINS; b++) {
    int64_t low = ndrsim_spread_bin_low(b), next = ndrsim_spread_bin_low(b + 1);
    assert_true(next > low);
    assert_int_equal(ndrsim_spread_bin(low), b);
    assert_int_equal(ndrsim_spread_bin(next - 1), b);
    if (low >= 16) assert_true((next - low) * 16 <= low);
  }
  assert_int_equal(ndrsim_spread_bin(INT64_MAX), NDRSIM_SPREAD_BINS - 1);
}

static int largest_first(const void *x, const void *y) {
  int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
  return a > b ? -1 : a < b;
}

/* The top tenth of sorted amounts in tenths of a cent, exactly. */
static int64_t top_tenth(int64_t *amount, int64_t n) {
  int64_t sum = 0, left = n;
  qsort(amount, (size_t)n, sizeof *amount, largest_first);
  for (int64_t k = 0; k < n && left > 0; k++, left -= 10)
    sum += amount[k] * (left < 10 ? left : 10);
  return sum;
}

static void compare(int64_t *amount, int64_t n, const int64_t *row, double most) {
  int64_t total = 0;
  unsigned __int128 squares = 0;
  for (int64_t k = 0; k < n; k++) {
    total += amount[k];
    squares += (unsigned __int128)amount[k] * (unsigned __int128)amount[k];
  }
  int64_t exact = top_tenth(amount, n);
  assert_int_equal(row[NDRSIM_SPREAD_ACCOUNTS], n);
  assert_int_equal(row[NDRSIM_SPREAD_TOTAL], total);
  assert_true(row[NDRSIM_SPREAD_TOP_LOW] <= exact && exact <= row[NDRSIM_SPREAD_TOP_HIGH]);
  double width = (double)(row[NDRSIM_SPREAD_TOP_HIGH] - row[NDRSIM_SPREAD_TOP_LOW]);
  assert_true(width <= most * 10 * (double)total + 10);
  unsigned __int128 kept = ((unsigned __int128)row[NDRSIM_SPREAD_SQUARES_HIGH] << 36) +
                           (unsigned __int128)row[NDRSIM_SPREAD_SQUARES_LOW];
  assert_true(kept == squares);
}

static uint64_t next(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return *state >> 33;
}

static void top_tenths_of_made_up_amounts(void **state) {
  (void)state;
  static const int64_t sizes[] = {1, 3, 9, 10, 11, 99, 1000, 4321};
  uint64_t seed = 11;
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (int kind = 0; kind < 4; kind++) {
      int64_t n = sizes[s], row[NDRSIM_SPREAD_COLUMNS];
      int64_t *amount = calloc((size_t)n, sizeof *amount);
      int64_t *sums = calloc(NDRSIM_SPREAD_SUMS, sizeof *sums);
      assert_true(amount && sums);
      for (int64_t k = 0; k < n; k++) {
        double u = ((double)next(&seed) + 1) * 0x1p-31;
        amount[k] = kind == 0   ? 2000 /* all equal: exact */
                    : kind == 1 ? (int64_t)(1000 * pow(u, -0.8))
                    : kind == 2 ? (int64_t)(40 * u)
                                : (int64_t)(u < 0.3 ? 0 : 1e9 * u);
        if (amount[k] > 0) ndrsim_spread_add(sums, amount[k]); /* nothing need not be added */
      }
      ndrsim_spread_finish(sums, n, row);
      compare(amount, n, row, kind == 0 ? 0.007 : 0.02);
      free(amount);
      free(sums);
    }
}

/* MRR of all accounts at the end of months 0, 12, 24, 36, and of twelve months before. */
enum { MOST = 20000 };
typedef struct amounts {
  int64_t n[4], base[4], grown[4];
  int64_t mrr[4][MOST], growth[4][MOST];
  uint64_t id[MOST];
  int64_t then[MOST], accounts;
} amounts;

static int64_t *then_of(amounts *a, uint64_t id) {
  for (int64_t k = 0; k < a->accounts; k++)
    if (a->id[k] == id) return &a->then[k];
  assert_true(a->accounts < MOST);
  a->id[a->accounts] = id;
  a->then[a->accounts] = 0;
  return &a->then[a->accounts++];
}

static void see(void *user, const ndrsim_block *block, int month) {
  amounts *a = user;
  int k = month / 12;
  if (month % 12 != 0 || k > 3) return;
  for (int i = 0; i < block->n; i++) {
    int64_t mrr = ndrsim_block_i64(block, NDRSIM_COL_MRR)[i];
    int64_t *then = then_of(a, ndrsim_block_id(block, i));
    if (mrr > 0) a->mrr[k][a->n[k]++] = mrr;
    if (k > 0 && *then > 0 && mrr > *then) a->growth[k][a->grown[k]++] = mrr - *then;
    *then = mrr;
    if (mrr > 0 && k < 3) a->base[k + 1]++;
  }
}

static void a_run_agrees_with_its_accounts(void **state) {
  (void)state;
  static amounts a; /* large */
  lab l;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=900");
  lab_set(&l, "acquisition.per_month=40");
  lab_set(&l, "churn.base=0.04");
  lab_build(&l, "agent-product.json");
  ndrsim_observer observer = {see, &a};
  ndrsim_engine_options options = {.threads = 1, .observer = &observer};
  memset(&a, 0, sizeof a);
  lab_run(&l, &options, 0, 1);
  for (int k = 0; k < NDRSIM_SPREAD_MONTHS; k++) {
    const int64_t *row = lab_record(&l, 0) + ndrsim_at_spread(&l.layout, NDRSIM_SPREAD_MRR, k);
    assert_true(a.n[k] > 300);
    compare(a.mrr[k], a.n[k], row, 0.01);
    if (k == 0) continue;
    row = lab_record(&l, 0) + ndrsim_at_spread(&l.layout, NDRSIM_SPREAD_GROWTH, k);
    /* base accounts that did not grow stand at the end, with nothing */
    compare(a.growth[k], a.base[k], row, 0.01);
    double bound, share = ndrsim_record_top_share(&l.layout, lab_record(&l, 0),
                                                  NDRSIM_SPREAD_GROWTH, 12 * k, &bound);
    assert_true(share > 0.1 && share <= 1 && bound < 0.005);
    assert_true(ndrsim_record_effective(&l.layout, lab_record(&l, 0), 12 * k) < (double)a.n[k]);
  }
  assert_true(
      isnan(ndrsim_record_top_share(&l.layout, lab_record(&l, 0), NDRSIM_SPREAD_MRR, 13, NULL)));
  assert_true(
      isnan(ndrsim_record_top_share(&l.layout, lab_record(&l, 0), NDRSIM_SPREAD_GROWTH, 0, NULL)));
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bins_follow_each_other),
      cmocka_unit_test(top_tenths_of_made_up_amounts),
      cmocka_unit_test(a_run_agrees_with_its_accounts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
