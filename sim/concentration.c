#include "sim/concentration.h"

#include "sim/record.h"

int64_t ndrsim_spread_bin_low(int bin) {
  int shift = (bin >> NDRSIM_SPREAD_DIGITS) - 1;
  if (shift <= 0) return bin;
  int64_t leading = (bin & ((1 << NDRSIM_SPREAD_DIGITS) - 1)) | 1 << NDRSIM_SPREAD_DIGITS;
  return leading << shift;
}

/* The `part` tenths of an account that are largest, of the n accounts of a bin with this sum: at
 * least their share of it, at most what the ends of the bin allow. [cents/10] */
static void cut_bin(int bin, int64_t n, int64_t sum, int64_t part, int64_t *low, int64_t *high) {
  __int128 even = (__int128)sum * part / n, all = (__int128)10 * sum;
  __int128 least = (__int128)(10 * n - part) * ndrsim_spread_bin_low(bin);
  __int128 most = all - least;
  if (bin + 1 < NDRSIM_SPREAD_BINS) {
    __int128 full = (__int128)part * (ndrsim_spread_bin_low(bin + 1) - 1);
    if (full < most) most = full;
  }
  if (most < even) most = even; /* equal amounts: even is exact, up to its own rounding */
  *low += (int64_t)even;
  *high += (int64_t)most;
}

void ndrsim_spread_finish(const int64_t *sums, int64_t accounts, int64_t *row) {
  int64_t total = 0, low = 0, high = 0;
  for (int b = 0; b < NDRSIM_SPREAD_BINS; b++)
    total += sums[2 * b + 1];
  int64_t left = accounts; /* tenths of an account still to take: a tenth of all accounts */
  for (int b = NDRSIM_SPREAD_BINS - 1; b >= 0 && left > 0; b--) {
    int64_t count = sums[2 * b], sum = sums[2 * b + 1];
    if (count == 0) continue;
    if (10 * count <= left) {
      low += 10 * sum;
      high += 10 * sum;
      left -= 10 * count;
      continue;
    }
    cut_bin(b, count, sum, left, &low, &high);
    left = 0;
  }
  row[NDRSIM_SPREAD_ACCOUNTS] = accounts;
  row[NDRSIM_SPREAD_TOTAL] = total;
  row[NDRSIM_SPREAD_TOP_LOW] = low;
  row[NDRSIM_SPREAD_TOP_HIGH] = high;
  row[NDRSIM_SPREAD_SQUARES_HIGH] = sums[2 * NDRSIM_SPREAD_BINS];
  row[NDRSIM_SPREAD_SQUARES_LOW] = sums[2 * NDRSIM_SPREAD_BINS + 1];
}
