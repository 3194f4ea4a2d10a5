/* Quantile tables: node positions and the reader. The builder is ndrsim_qtable_build (sim/dist.c).
 *
 * A quantile function Q is stored on both sides of u = 1/2. Node k of a side lies at distance
 *   d(k) = 2^-(o+1) * (1 - j/32),   o = k / 16, j = k % 16   (d(0) = 1/2, d(384) = 2^-25)
 * from the end of that side: u = d on side 0 and u = 1 - d on side 1. So every octave of a tail has
 * 16 cells of equal width, and a tail keeps its shape down to 2^-25 (beyond it the last node).
 *
 * Between nodes Q is a monotone cubic (Steffen, Astron. Astrophys. 239 (1990) 443): a straight line
 * would bend skewed traits by up to 1e-3 of probability in the middle cells, a cubic by less than
 * 1e-4, and a limited cubic never leaves the interval of its two nodes.
 *
 * Only +, -, *, / and comparisons of double are used, so every build gives the same bits.
 */
#ifndef NDRSIM_SIM_QTABLE_H
#define NDRSIM_SIM_QTABLE_H

#include <stdint.h>
#include <string.h>
#include "sim/dist.h"

#define NDRSIM_QTABLE_LAST (NDRSIM_QTABLE_SIDE - 1)

/* Distance of node k from the end of its side, in (0, 1/2]; 0 <= k <= NDRSIM_QTABLE_LAST. Exact. */
static inline double ndrsim_qtable_distance(int k) {
  int octave = k / NDRSIM_QTABLE_PER_OCTAVE, j = k % NDRSIM_QTABLE_PER_OCTAVE;
  double scale = 1.0 / (double)(UINT64_C(2) << octave);
  return scale * (1.0 - (double)j / (2.0 * NDRSIM_QTABLE_PER_OCTAVE));
}

/* Position u in (0,1) of node k of a side (0: lower half, 1: upper half). Exact in double. The
 * builder stores Q there; on side 1 it may prefer the upper tail 1 - u = ndrsim_qtable_distance. */
static inline double ndrsim_qtable_u(int side, int k) {
  double d = ndrsim_qtable_distance(k);
  return side ? 1.0 - d : d;
}

/* Index of a node in table->node. */
static inline int ndrsim_qtable_index(int side, int k) {
  return side * NDRSIM_QTABLE_SIDE + k;
}

/* Slope of Q at a node from the values and widths of the two cells that meet there, per unit of
 * width: exact for parabolas, limited so that the cubic is monotone. */
static inline double ndrsim_qtable_steffen(double rise0, double width0, double rise1,
                                           double width1) {
  double s0 = rise0 / width0, s1 = rise1 / width1;
  double p = 0.5 * (s0 * width1 + s1 * width0) / (width0 + width1);
  double a0 = s0 < 0 ? -s0 : s0, a1 = s1 < 0 ? -s1 : s1, ap = p < 0 ? -p : p;
  double m = a0 < a1 ? a0 : a1;
  if (ap < m) m = ap;
  if ((s0 < 0) != (s1 < 0)) return 0.0;
  return s0 < 0 ? -2.0 * m : 2.0 * m;
}

/* Fills table->slope from table->node: the builder calls it last. slope[k] is the change of Q over
 * the width of the cell that starts at node k (from k to k + 1, outwards). */
static inline void ndrsim_qtable_finish(ndrsim_qtable *t) {
  for (int side = 0; side < 2; side++) {
    const float *q = t->node + ndrsim_qtable_index(side, 0);
    float *slope = t->slope + ndrsim_qtable_index(side, 0);
    const float *other = t->node + ndrsim_qtable_index(1 - side, 0);
    for (int k = 0; k <= NDRSIM_QTABLE_LAST; k++) {
      /* widths relative to the cell from k to k + 1 (at the last node: as if there were one) */
      double rise0 = (double)q[k] - (double)(k ? q[k - 1] : other[1]);
      double width0 = k && k % NDRSIM_QTABLE_PER_OCTAVE == 0 ? 2.0 : 1.0;
      if (k == NDRSIM_QTABLE_LAST)
        slope[k] = (float)(rise0 / width0);
      else
        slope[k] =
            (float)ndrsim_qtable_steffen(rise0, width0, (double)q[k + 1] - (double)q[k], 1.0);
    }
  }
}

/* Q at fraction x in [0,1] of the cell that starts at node k of a side. */
static inline double ndrsim_qtable_cell(const ndrsim_qtable *t, int side, int k, double x) {
  int i = ndrsim_qtable_index(side, k);
  double y0 = (double)t->node[i], rise = (double)t->node[i + 1] - y0;
  double m0 = (double)t->slope[i], m1 = (double)t->slope[i + 1];
  if ((k + 1) % NDRSIM_QTABLE_PER_OCTAVE == 0) m1 *= 2.0; /* the next cell is half as wide */
  double c = 3.0 * rise - 2.0 * m0 - m1, d = m0 + m1 - 2.0 * rise;
  return y0 + x * (m0 + x * (c + x * d));
}

/* Value of a discrete distribution at u. */
static inline double ndrsim_qtable_step(const ndrsim_qtable *t, double u) {
  int i = 0;
  while (i < t->n_steps - 1 && u > t->step_end[i])
    i++;
  return (double)t->step_value[i];
}

/* Q(u) for any u; u outside (2^-25, 1 - 2^-25) gives the outermost node. Before rounding to float,
 * so that it is monotone and ndrsim_qtable_invert can undo it. */
static inline double ndrsim_qtable_at(const ndrsim_qtable *t, double u) {
  if (t->n_steps) return ndrsim_qtable_step(t, u);
  int side = u > 0.5;
  double d = side ? 1.0 - u : u; /* exact for u > 1/2 */
  if (!(d > ndrsim_qtable_distance(NDRSIM_QTABLE_LAST)))
    return (double)t->node[ndrsim_qtable_index(side, NDRSIM_QTABLE_LAST)];
  uint64_t bits; /* d = m * 2^e with m in [1,2): octave -e - 2, or node 16 (o + 1) when m = 1 */
  memcpy(&bits, &d, sizeof bits);
  int octave = 1021 - (int)(bits >> 52);
  bits = (bits & UINT64_C(0xfffffffffffff)) | UINT64_C(0x3ff0000000000000);
  double m;
  memcpy(&m, &bits, sizeof m);
  double x = 2.0 * NDRSIM_QTABLE_PER_OCTAVE - NDRSIM_QTABLE_PER_OCTAVE * m; /* in (0,16] */
  int j = (int)x;
  return ndrsim_qtable_cell(t, side, octave * NDRSIM_QTABLE_PER_OCTAVE + j, x - (double)j);
}

/* One draw from one 32-bit word: the top bit is the side, the rest the distance from its end,
 * ((word & 0x7fffffff) + 1/2) * 2^-32. */
static inline float ndrsim_qtable_read(const ndrsim_qtable *t, uint32_t word) {
  int side = (int)(word >> 31);
  uint32_t v = 2u * (word & UINT32_C(0x7fffffff)) + 1u; /* distance in units of 2^-33 */
  if (t->n_steps) {
    double d = (double)v * (1.0 / 8589934592.0);
    return (float)ndrsim_qtable_step(t, side ? 1.0 - d : d);
  }
  int octave = __builtin_clz(v);
  if (octave >= NDRSIM_QTABLE_OCTAVES)
    return t->node[ndrsim_qtable_index(side, NDRSIM_QTABLE_LAST)];
  /* v << octave lies in (2^31, 2^32): v is odd, so never on an octave's end */
  double x = 2.0 * NDRSIM_QTABLE_PER_OCTAVE -
             (double)(v << octave) * (2.0 * NDRSIM_QTABLE_PER_OCTAVE / 4294967296.0);
  int j = (int)x;
  return (float)ndrsim_qtable_cell(t, side, octave * NDRSIM_QTABLE_PER_OCTAVE + j, x - (double)j);
}

/* Node at rank r = -LAST..LAST in ascending u: r = 0 is u = 1/2. */
static inline double ndrsim_qtable_rank(const ndrsim_qtable *t, int r) {
  return (double)t->node[r <= 0 ? ndrsim_qtable_index(0, -r) : ndrsim_qtable_index(1, r)];
}

/* Largest u with Q(u) <= x: P(X <= x) as the table has it. 0 when x is below the whole table, 1
 * when it is at or above its upper end. For draws conditional on X > x: Q(F + (1 - F) u). */
static inline double ndrsim_qtable_invert(const ndrsim_qtable *t, double x) {
  if (t->n_steps) {
    double u = 0.0;
    for (int i = 0; i < t->n_steps && (double)t->step_value[i] <= x; i++)
      u = t->step_end[i];
    return u;
  }
  int low = -NDRSIM_QTABLE_LAST, high = NDRSIM_QTABLE_LAST;
  if (x < ndrsim_qtable_rank(t, low)) return 0.0;
  if (x >= ndrsim_qtable_rank(t, high)) return 1.0;
  while (high - low > 1) { /* node(low) <= x < node(high) */
    int middle = low + (high - low) / 2;
    if (ndrsim_qtable_rank(t, middle) <= x)
      low = middle;
    else
      high = middle;
  }
  double a = low <= 0 ? ndrsim_qtable_u(0, -low) : ndrsim_qtable_u(1, low);
  double b = high <= 0 ? ndrsim_qtable_u(0, -high) : ndrsim_qtable_u(1, high);
  for (int i = 0; i < 60; i++) {
    double middle = 0.5 * (a + b);
    if (middle <= a || middle >= b) break;
    if (ndrsim_qtable_at(t, middle) <= x)
      a = middle;
    else
      b = middle;
  }
  return a;
}

#endif
