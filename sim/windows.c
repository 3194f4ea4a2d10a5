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
  if (ndrsim_block_i32(block, NDRSIM_COL_PAID_MONTH)[lane] == NDRSIM_NEVER)
    s[NDRSIM_SURVIVOR_LASTING] += now < base ? now : base;
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

/* --- revenue of quarters and years ------------------------------------------------------------
 * Revenue is the sum of MRR over months. Only a change of MRR touches the column "revenue": adding
 * up every month would cost as much as all other windows together. Revenue up to month t is
 * revenue + t x mrr, so a change by d from month m on takes (m - 1) d off. */

enum { QUARTER = 3, YEAR = 12 };

/* The row of a period that ends in this month, and what is added to it and, as the base, to the row
 * of the period a year later. columns: NDRSIM_REVENUE_BASE or _YEAR. */
static void add_period(ndrsim_tally *tally, int month, int columns, const int64_t sum[3]) {
  int months = tally->layout.months;
  if (month < months) {
    int64_t *row = ndrsim_tally_revenue(tally, month, columns);
    row[NDRSIM_REVENUE_NOW] += sum[NDRSIM_REVENUE_NOW];
    row[NDRSIM_REVENUE_KEPT] += sum[NDRSIM_REVENUE_KEPT];
  }
  if (month + YEAR < months)
    *ndrsim_tally_revenue(tally, month + YEAR, columns) += sum[NDRSIM_REVENUE_BASE];
}

/* One account's revenue of a period, and of the same period a year before (0: not in its base). */
static void add_account(int64_t sum[3], int64_t now, int64_t then) {
  sum[NDRSIM_REVENUE_NOW] += then > 0 ? now : 0;
  sum[NDRSIM_REVENUE_KEPT] += now < then ? now : then;
}

static void close_quarter(ndrsim_block *block, ndrsim_tally *tally, int q) {
  const int64_t *mrr = ndrsim_block_i64(block, NDRSIM_COL_MRR);
  const int64_t *revenue = ndrsim_block_i64(block, NDRSIM_COL_REVENUE);
  int64_t *mark = ndrsim_block_i64(block, NDRSIM_COL_REVENUE_MARK);
  int64_t *quarter = ndrsim_block_i64(block, NDRSIM_COL_QUARTER + q % 4);
  int64_t sum[3] = {0};
  for (int i = 0; i < block->n; i++) {
    int64_t total = revenue[i] + mrr[i] * block->month, now = total - mark[i];
    add_account(sum, now, quarter[i]);
    sum[NDRSIM_REVENUE_BASE] += now;
    mark[i] = total;
    quarter[i] = q > 0 ? now : 0; /* month 0 is before the first quarter */
  }
  if (q > 0) add_period(tally, QUARTER * q, NDRSIM_REVENUE_BASE, sum);
}

static void close_year(ndrsim_block *block, ndrsim_tally *tally, int y) {
  int64_t *quarter[4], sum[3] = {0};
  int64_t *year = ndrsim_block_i64(block, NDRSIM_COL_YEAR);
  const int32_t *open = ndrsim_block_i32(block, NDRSIM_COL_YEAR_OPEN);
  for (int k = 0; k < 4; k++)
    quarter[k] = ndrsim_block_i64(block, NDRSIM_COL_QUARTER + k);
  for (int i = 0; i < block->n; i++) {
    int64_t now = quarter[0][i] + quarter[1][i] + quarter[2][i] + quarter[3][i];
    add_account(sum, now, year[i]);
    year[i] = open[i] ? now : 0;
    sum[NDRSIM_REVENUE_BASE] += year[i];
  }
  add_period(tally, YEAR * y, NDRSIM_REVENUE_YEAR, sum);
}

/* A run that is too short for a quarter and the one a year before has no use for any. */
static bool revenue_is_compared(const ndrsim_tally *tally) {
  return tally->layout.months > YEAR + QUARTER;
}

void ndrsim_windows_revenue(ndrsim_block *block, ndrsim_tally *tally) {
  int month = block->month;
  if (!revenue_is_compared(tally)) return;
  if (month % QUARTER == 0) close_quarter(block, tally, month / QUARTER);
  if (month % YEAR == 0 && month > 0) close_year(block, tally, month / YEAR);
  if (month % YEAR != 1) return;
  const int64_t *mrr = ndrsim_block_i64(block, NDRSIM_COL_MRR);
  int32_t *open = ndrsim_block_i32(block, NDRSIM_COL_YEAR_OPEN);
  for (int i = 0; i < block->n; i++)
    open[i] = mrr[i] > 0;
}

void ndrsim_windows_drop(ndrsim_block *block, ndrsim_tally *tally, int lane) {
  int q = (block->month + QUARTER - 1) / QUARTER, y = (block->month + YEAR - 1) / YEAR;
  if (!revenue_is_compared(tally)) return;
  int64_t *mark = ndrsim_block_i64(block, NDRSIM_COL_REVENUE_MARK) + lane;
  int64_t *year = ndrsim_block_i64(block, NDRSIM_COL_YEAR) + lane;
  int32_t *open = ndrsim_block_i32(block, NDRSIM_COL_YEAR_OPEN) + lane;
  int64_t total = ndrsim_block_i64(block, NDRSIM_COL_REVENUE)[lane], now = total - *mark;
  int64_t sum[3] = {now};
  add_account(sum, now, ndrsim_block_i64(block, NDRSIM_COL_QUARTER + q % 4)[lane]);
  add_period(tally, QUARTER * q, NDRSIM_REVENUE_BASE, sum);
  for (int k = 4 * y - 3; k < q; k++)
    now += ndrsim_block_i64(block, NDRSIM_COL_QUARTER + k % 4)[lane];
  int64_t of_year[3] = {*open ? now : 0};
  add_account(of_year, now, *year);
  add_period(tally, YEAR * y, NDRSIM_REVENUE_YEAR, of_year);
  /* the lane may stay for a while: nothing of it is to be counted again */
  *mark = total;
  *year = *open = 0;
}
