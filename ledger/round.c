/* From exact sixtieths to whole cents, once, in the writer. */
#include "ledger/movement.h"

/* Quotient towards minus infinity: the remainder is then in [0, 60) for either sign. */
static int64_t floor_cents(int64_t part, int64_t *remainder) {
  int64_t q = part / NDRSIM_SIXTIETHS, r = part % NDRSIM_SIXTIETHS;
  if (r < 0) {
    r += NDRSIM_SIXTIETHS;
    q -= 1;
  }
  *remainder = r;
  return q;
}

void ndrsim_parts_round(const int64_t *part, int n, int64_t *cents) {
  int64_t left = 0, r;
  for (int i = 0; i < n; i++) {
    cents[i] = floor_cents(part[i], &r);
    left += r;
  }
  left /= NDRSIM_SIXTIETHS;
  /* A part is rounded up when fewer than `left` parts come before it in the order of remainders.
   * Quadratic, without memory: n is the number of components of a bridge. */
  for (int i = 0; i < n; i++) {
    int64_t mine, before = 0;
    floor_cents(part[i], &mine);
    for (int j = 0; j < n; j++) {
      floor_cents(part[j], &r);
      before += r > mine || (r == mine && j < i);
    }
    cents[i] += before < left;
  }
}
