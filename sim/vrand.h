/* Vector form of ndrsim_philox: many accounts, one (replicate, month, group, index). */
#ifndef NDRSIM_SIM_VRAND_H
#define NDRSIM_SIM_VRAND_H

#include "sim/vec.h"

typedef struct vwords {
  vu w[4];
} vwords;

/* One round on one half of the lanes. Only the low 32 bits of each 64-bit lane count; whatever the
 * products leave above them is ignored by the next multiplication, so no masks are needed. */
#define NDRSIM_PHILOX_ROUND(c0, c1, c2, c3, k0, k1)                                                \
  do {                                                                                             \
    vw p0 = vw_mul32(c0, m0), p1 = vw_mul32(c2, m1);                                               \
    c0 = (p1 >> 32) ^ c1 ^ (k0);                                                                   \
    c2 = (p0 >> 32) ^ c3 ^ (k1);                                                                   \
    c1 = p1;                                                                                       \
    c3 = p0;                                                                                       \
  } while (0)

/* Philox4x32-10 (Salmon et al., SC11) of the counter {id_low, id_high, replicate, counter3} under
 * the key `seed`; counter3 = NDRSIM_COUNTER3(month, group, index). Lane by lane equal to
 * ndrsim_philox. */
NDRSIM_VECTOR vwords v_philox(uint64_t seed, vu id_low, vu id_high, uint32_t replicate,
                              uint32_t counter3) {
  const vw m0 = vw_set(0xd2511f53u), m1 = vw_set(0xcd9e8d57u);
  uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
  vw a0 = vw_even(id_low), a1 = vw_even(id_high), a2 = vw_set(replicate), a3 = vw_set(counter3);
  vw b0 = vw_odd(id_low), b1 = vw_odd(id_high), b2 = a2, b3 = a3;
#pragma GCC unroll 10
  for (int round = 0; round < 10; round++) {
    vw w0 = vw_set(k0), w1 = vw_set(k1);
    NDRSIM_PHILOX_ROUND(a0, a1, a2, a3, w0, w1);
    NDRSIM_PHILOX_ROUND(b0, b1, b2, b3, w0, w1);
    k0 += 0x9e3779b9u;
    k1 += 0xbb67ae85u;
  }
  return (vwords){{vu_zip(a0, b0), vu_zip(a1, b1), vu_zip(a2, b2), vu_zip(a3, b3)}};
}

#endif
