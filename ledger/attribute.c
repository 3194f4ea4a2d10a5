/* The invoice lens: the exact Shapley value of a change of bill, term by term.
 *
 * For k drivers that moved, the weight of a coalition of s others is s!(k-s-1)!/k!. Sixty times it
 * is a whole number for every k <= 6, so parts in sixtieths of a cent are exact. Drivers that are
 * equal in both states are dummy players: they get nothing and cost nothing. Runs in the engine's
 * innermost loop: no allocation, no floating point.
 */
#include <stddef.h>
#include "ledger/movement.h"

enum { MOST = 6 }; /* players of one term */

/* weight[k][s] = 60 s!(k-s-1)!/k! */
static const int64_t weight[MOST + 1][MOST] = {
    {0}, {60}, {30, 30}, {20, 10, 20}, {15, 5, 5, 15}, {12, 3, 2, 3, 12}, {10, 2, 1, 1, 2, 10},
};

int64_t ndrsim_bill_total(const ndrsim_bill_term *term, int n_terms, const void *context,
                          const ndrsim_bill_state *state) {
  int64_t total = 0;
  for (int t = 0; t < n_terms; t++)
    total += term[t].cents(context, state);
  return total;
}

/* Drivers whose value differs, as a bit set. */
static unsigned moved_drivers(const ndrsim_bill_state *before, const ndrsim_bill_state *after) {
  unsigned moved = 0;
  for (unsigned d = 0; d < NDRSIM_DRIVERS; d++)
    moved |= (unsigned)ndrsim_bill_moved(before, after, (int)d) << d;
  return moved;
}

/* Sets the drivers of `set` in `to` to their values in `from`. */
static void copy_drivers(ndrsim_bill_state *to, const ndrsim_bill_state *from, unsigned set) {
  for (; set != 0; set &= set - 1)
    ndrsim_bill_take(to, from, __builtin_ctz(set));
}

static void attribute_one(const ndrsim_bill_term *term, const void *context,
                          const ndrsim_bill_state *before, const ndrsim_bill_state *after,
                          unsigned moved, int64_t *part) {
  /* drivers outside the term do not matter to it, so the whole states serve */
  part[__builtin_ctz(moved)] +=
      NDRSIM_SIXTIETHS * (term->cents(context, after) - term->cents(context, before));
}

static void attribute_two(const ndrsim_bill_term *term, const void *context,
                          const ndrsim_bill_state *before, const ndrsim_bill_state *after,
                          unsigned moved, int64_t *part) {
  int a = __builtin_ctz(moved), b = __builtin_ctz(moved & (moved - 1));
  ndrsim_bill_state s = *before;
  int64_t none = term->cents(context, before), both = term->cents(context, after);
  ndrsim_bill_take(&s, after, a);
  int64_t only_a = term->cents(context, &s);
  ndrsim_bill_take(&s, before, a);
  ndrsim_bill_take(&s, after, b);
  int64_t only_b = term->cents(context, &s);
  part[a] += 30 * ((only_a - none) + (both - only_b));
  part[b] += 30 * ((only_b - none) + (both - only_a));
}

static void attribute_three(const ndrsim_bill_term *term, const void *context,
                            const ndrsim_bill_state *before, const ndrsim_bill_state *after,
                            unsigned moved, int64_t *part) {
  int d[3];
  for (int i = 0; i < 3; i++, moved &= moved - 1)
    d[i] = __builtin_ctz(moved);
  ndrsim_bill_state s = *before;
  int64_t none = term->cents(context, before), all = term->cents(context, after), one[3], two[3];
  /* two[i]: all but player i */
  for (int i = 0; i < 3; i++) {
    int j = (i + 1) % 3;
    ndrsim_bill_take(&s, after, d[i]);
    one[i] = term->cents(context, &s);
    ndrsim_bill_take(&s, after, d[j]);
    two[3 - i - j] = term->cents(context, &s);
    ndrsim_bill_take(&s, before, d[i]);
    ndrsim_bill_take(&s, before, d[j]);
  }
  for (int i = 0; i < 3; i++) {
    int j = (i + 1) % 3, k = (i + 2) % 3;
    part[d[i]] +=
        20 * ((one[i] - none) + (all - two[i])) + 10 * ((two[k] - one[j]) + (two[j] - one[k]));
  }
}

/* Any number of moved drivers. Above six (a term declares at most six, ndrsim_bill_check) the last
 * ones move together as the sixth player, which keeps the sum exact. */
static void attribute_many(const ndrsim_bill_term *term, const void *context,
                           const ndrsim_bill_state *before, const ndrsim_bill_state *after,
                           unsigned moved, int64_t *part) {
  unsigned player[MOST];
  int k = 0;
  for (; moved != 0 && k < MOST; moved &= moved - 1)
    player[k++] = moved & (0U - moved);
  player[k - 1] |= moved;

  int64_t value[1 << MOST];
  unsigned char size[1 << MOST]; /* the baseline x86 has no instruction that counts bits */
  ndrsim_bill_state s = *before;
  value[0] = term->cents(context, before);
  size[0] = 0;
  int players = 0;
  for (unsigned i = 1; i < 1U << k; i++) {
    /* Gray code: from one coalition to the next one player enters or leaves */
    unsigned set = i ^ (i >> 1);
    int p = __builtin_ctz(i);
    copy_drivers(&s, set >> p & 1 ? after : before, player[p]);
    value[set] = term->cents(context, &s);
    players += set >> p & 1 ? 1 : -1;
    size[set] = (unsigned char)players;
  }
  for (int p = 0; p < k; p++) {
    int64_t sum = 0;
    for (unsigned set = 0; set < 1U << k; set++)
      if ((set >> p & 1) == 0) sum += weight[k][size[set]] * (value[set | 1U << p] - value[set]);
    part[__builtin_ctz(player[p])] += sum;
  }
}

void ndrsim_bill_attribute(const ndrsim_bill_term *term, int n_terms, const void *context,
                           const ndrsim_bill_state *before, const ndrsim_bill_state *after,
                           int64_t part[NDRSIM_DRIVERS]) {
  unsigned moved = moved_drivers(before, after);
  for (int t = 0; t < n_terms; t++) {
    unsigned mine = moved & term[t].drivers;
    /* without its lowest driver, its two lowest, its three lowest */
    unsigned one = mine & (mine - 1), two = one & (one - 1), three = two & (two - 1);
    if (mine == 0) continue;
    if (one == 0)
      attribute_one(&term[t], context, before, after, mine, part);
    else if (two == 0)
      attribute_two(&term[t], context, before, after, mine, part);
    else if (three == 0)
      attribute_three(&term[t], context, before, after, mine, part);
    else
      attribute_many(&term[t], context, before, after, mine, part);
  }
}

int ndrsim_bill_check(const ndrsim_bill_term *term, int n_terms) {
  for (int t = 0; t < n_terms; t++)
    if (term[t].cents == NULL || term[t].drivers >> NDRSIM_DRIVERS != 0 ||
        __builtin_popcount(term[t].drivers) > MOST)
      return t;
  return -1;
}
