/* How an amount is spread over accounts: counts and sums in bins of amount, mergeable in any order,
 * from which the share of the top tenth follows within known bounds.
 *
 * A bin holds amounts that agree in their five leading binary digits (whole numbers below 16 have
 * bins of their own), so its ends are at most 1/16 apart. */
#ifndef NDRSIM_SIM_CONCENTRATION_H
#define NDRSIM_SIM_CONCENTRATION_H

#include <stddef.h>
#include <stdint.h>

enum {
  NDRSIM_SPREAD_DIGITS = 4,   /* after the leading one */
  NDRSIM_SPREAD_OCTAVES = 42, /* the last bin begins near 2^45 cents and has no end */
  NDRSIM_SPREAD_BINS = (NDRSIM_SPREAD_OCTAVES + 1) << NDRSIM_SPREAD_DIGITS,
  NDRSIM_SPREAD_SPLIT = 36,                       /* bits of a square in the low of two sums */
  NDRSIM_SPREAD_SUMS = 2 * NDRSIM_SPREAD_BINS + 2 /* (count, sum) of each bin, then squares */
};

/* Bin of an amount >= 0 [cents]. */
static inline int ndrsim_spread_bin(int64_t cents) {
  uint64_t x = (uint64_t)cents;
  if (x < 1U << NDRSIM_SPREAD_DIGITS) return (int)x;
  int shift = 63 - __builtin_clzll(x) - NDRSIM_SPREAD_DIGITS;
  int bin = (int)(((uint64_t)shift << NDRSIM_SPREAD_DIGITS) + (x >> shift));
  return bin < NDRSIM_SPREAD_BINS ? bin : NDRSIM_SPREAD_BINS - 1;
}

/* Smallest amount of a bin, 0 <= bin <= NDRSIM_SPREAD_BINS. */
int64_t ndrsim_spread_bin_low(int bin);

/* Adds an account with this amount >= 0 [cents] to sums[NDRSIM_SPREAD_SUMS]. */
static inline void ndrsim_spread_add(int64_t *sums, int64_t cents) {
  int64_t *bin = sums + 2 * (ptrdiff_t)ndrsim_spread_bin(cents);
  unsigned __int128 square = (unsigned __int128)cents * (unsigned __int128)cents;
  bin[0]++;
  bin[1] += cents;
  sums[2 * NDRSIM_SPREAD_BINS] += (int64_t)(square >> NDRSIM_SPREAD_SPLIT);
  sums[2 * NDRSIM_SPREAD_BINS + 1] +=
      (int64_t)(square & ((UINT64_C(1) << NDRSIM_SPREAD_SPLIT) - 1));
}

/* Writes a row of the record: NDRSIM_SPREAD_COLUMNS integers (sim/record.h). `accounts`: how many
 * there were; those that were not added had nothing. Where 10 does not divide them, the account at
 * the boundary counts in part. */
void ndrsim_spread_finish(const int64_t *sums, int64_t accounts, int64_t *row);

#endif
