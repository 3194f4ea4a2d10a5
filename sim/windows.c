#include "sim/windows.h"

#include <string.h>

/* The k-th column of parts that can be other than zero: followed drivers, then the cause lens's. */
static int part_column(const ndrsim_block *block, int k) {
  return k < block->n_drivers ? block->driver[k] : NDRSIM_ENDPOINT_CAUSE + k - block->n_drivers;
}

/* Adds the survivors of one anchor window. parts = part - mark (mark NULL: since landing). */
static void add_survivor(ndrsim_block *block, ndrsim_tally *tally, int convention, int anchor,
                         int lane, int64_t base, bool marked) {
  int64_t now = ndrsim_block_i64(block, NDRSIM_COL_MRR)[lane];
  if (now <= 0 || base <= 0) return;
  int64_t *s = tally->survivor +
               ((size_t)convention * NDRSIM_ANCHORS + (size_t)anchor) * NDRSIM_SURVIVOR_COLUMNS;
  s[NDRSIM_SURVIVOR_NOW] += now;
  s[NDRSIM_SURVIVOR_KEPT] += now < base ? now : base;
  s[NDRSIM_SURVIVOR_BASE] += base;
  s[NDRSIM_SURVIVOR_LOGOS] += 1;
  for (int k = 0; k < block->n_drivers + 3; k++) {
    int c = part_column(block, k);
    s[NDRSIM_SURVIVOR_PARTS + c] +=
        ndrsim_block_i64(block, NDRSIM_COL_SINCE + c)[lane] -
        (marked ? ndrsim_block_i64(block, NDRSIM_COL_MARK + c)[lane] : 0);
  }
}

void ndrsim_windows_age(ndrsim_block *block, ndrsim_tally *tally) {
  const int32_t *landing = ndrsim_block_i32(block, NDRSIM_COL_LANDING);
  const int32_t *cohort = ndrsim_block_i32(block, NDRSIM_COL_COHORT);
  for (int i = 0; i < block->n; i++) {
    int age = block->month - landing[i];
    if ((age != 12 && age != 24 && age != 36) || cohort[i] < tally->layout.book_cohorts) continue;
    add_survivor(block, tally, NDRSIM_ANCHOR_AGE, age / 12 - 1, i,
                 ndrsim_block_i64(block, NDRSIM_COL_BASE)[i], false);
  }
}

/* How MRR, and its growth since the window began, are spread over accounts. Growth of zero need not
 * be counted: the base says how many accounts there were. */
static void add_spreads(ndrsim_block *block, ndrsim_tally *tally, int k) {
  const int64_t *anchor = ndrsim_block_i64(block, NDRSIM_COL_ANCHOR);
  const int64_t *mrr = ndrsim_block_i64(block, NDRSIM_COL_MRR);
  int64_t *amount = ndrsim_tally_spread(tally, NDRSIM_SPREAD_MRR, k);
  int64_t *growth = ndrsim_tally_spread(tally, NDRSIM_SPREAD_GROWTH, k);
  for (int i = 0; i < block->n; i++) {
    if (mrr[i] <= 0) continue;
    ndrsim_spread_add(amount, mrr[i]);
    if (k > 0 && anchor[i] > 0 && mrr[i] > anchor[i]) ndrsim_spread_add(growth, mrr[i] - anchor[i]);
  }
}

/* Point windows (0,12], (12,24], (24,36]: close the one that ends now, open the next. */
void ndrsim_windows_point(ndrsim_block *block, ndrsim_tally *tally) {
  int64_t *anchor = ndrsim_block_i64(block, NDRSIM_COL_ANCHOR);
  const int64_t *mrr = ndrsim_block_i64(block, NDRSIM_COL_MRR);
  int k = block->month / 12;
  if (k < NDRSIM_SPREAD_MONTHS) add_spreads(block, tally, k);
  if (k > 0 && k <= NDRSIM_ANCHORS)
    for (int i = 0; i < block->n; i++)
      add_survivor(block, tally, NDRSIM_ANCHOR_POINT, k - 1, i, anchor[i], true);
  if (k >= NDRSIM_ANCHORS) return;
  for (int i = 0; i < block->n; i++) {
    anchor[i] = mrr[i];
    tally->base[2 * k] += mrr[i];
    tally->base[2 * k + 1] += mrr[i] > 0;
  }
  for (int part = 0; part < block->n_drivers + 3; part++) {
    int c = part_column(block, part);
    memcpy(ndrsim_block_i64(block, NDRSIM_COL_MARK + c),
           ndrsim_block_i64(block, NDRSIM_COL_SINCE + c), sizeof(int64_t) * (size_t)block->n);
  }
}
