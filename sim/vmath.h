/* Elementary functions on vectors: our own, since libm's last bits depend on the machine.
 *
 * Same bytes for every instruction set and both compilers. Errors are against the exact function
 * of the float argument (tests/sim/test_vmath.c measures them). No function returns NaN or an
 * infinity: arguments outside a domain are clamped to it, NaN to one of its ends. Coefficients:
 * tools/fit_vmath.c.
 */
#ifndef NDRSIM_SIM_VMATH_H
#define NDRSIM_SIM_VMATH_H

#include "sim/vec.h"

/* Parts of exp: x = n ln 2 + r, |r| <= ln(2)/2; the result is e^r - 1 and *scale = 2^n as the
 * amount to add to the exponent bits. Needs |x| < 89. */
NDRSIM_VECTOR vf vf_exp_parts(vf x, vu *scale) {
  const vf magic = vf_set(12582912.0f); /* 1.5 * 2^23: adding it rounds to a whole number */
  vf t = x * vf_set(1.44269504f) + magic;
  vf n = t - magic;
  vf r = (x - n * vf_set(0.693359375f)) - n * vf_set(-2.12194440e-4f);
  vf p = vf_set(0.00138142193f);
  p = p * r + vf_set(0.00836889911f);
  p = p * r + vf_set(0.0416684076f);
  p = p * r + vf_set(0.166665196f);
  p = p * r + vf_set(0.49999994f);
  *scale = (vu)t << 23; /* the bits of t end in n, those of magic in zeros */
  return r + (r * r) * p;
}

/* e^x, within 1.5 ulp; x is clamped to [-87, 88.3] (1.6e-38 .. 2.2e38). */
NDRSIM_VECTOR vf vf_exp(vf x) {
  vu scale;
  vf q = vf_exp_parts(vf_max(vf_min(x, vf_set(88.3f)), vf_set(-87.0f)), &scale);
  return (vf)((vu)(q + vf_set(1.0f)) + scale);
}

/* 1 - e^-x for x >= 0 (a hazard as a probability), relative error < 3e-7 even for tiny x; negative
 * x count as 0. */
NDRSIM_VECTOR vf vf_expm1neg(vf x) {
  const vf one = vf_set(1.0f);
  vu scale;
  vf q = vf_exp_parts(-vf_max(vf_min(x, vf_set(87.0f)), vf_set(0.0f)), &scale);
  vf s = (vf)((vu)one + scale); /* 1 - s is exact, and 0 when x is small */
  return (one - s) - s * q;
}

/* ln x, within 2 ulp; x below the smallest normal number counts as that number. */
NDRSIM_VECTOR vf vf_log(vf x) {
  vi bits = (vi)vf_max(x, vf_set(1.17549435e-38f));
  vi e = (bits - vi_set(0x3f3504f3)) >> 23; /* so that the mantissa is in [sqrt(1/2), sqrt(2)) */
  vf f = (vf)(vi)((vu)bits - ((vu)e << 23)) - vf_set(1.0f);
  vf n = vf_of_vi(e), f2 = f * f;
  vf p = vf_set(0.0691696405f);
  p = p * f + vf_set(-0.117919132f);
  p = p * f + vf_set(0.118734017f);
  p = p * f + vf_set(-0.123840444f);
  p = p * f + vf_set(0.142185658f);
  p = p * f + vf_set(-0.166692644f);
  p = p * f + vf_set(0.20002231f);
  p = p * f + vf_set(-0.249999866f);
  p = p * f + vf_set(0.333333105f);
  vf small = (f2 * f) * p + n * vf_set(-2.12194440e-4f);
  return ((small - vf_set(0.5f) * f2) + f) + n * vf_set(0.693359375f);
}

/* ln(1 + e^x), relative error < 5e-7: near e^x for x << 0, near x for x >> 0. */
NDRSIM_VECTOR vf vf_softplus(vf x) {
  const vf zero = vf_set(0.0f), one = vf_set(1.0f);
  vf y = vf_exp(-vf_max(x, -x)); /* in (0, 1] */
  vf u = one + y;
  /* ln(1 + y) = ln(u) + (what rounding u lost) / u: exact for y too small to change 1 */
  return vf_max(x, zero) + (vf_log(u) + (y - (u - one)) / u);
}

/* (0,1) in 2^23 equal cells, their middles; never 0 or 1. */
NDRSIM_VECTOR vf vf_uniform(vu word) {
  return (vf_of_vi((vi)(word >> 9)) + vf_set(0.5f)) * vf_set(1.1920928955078125e-7f);
}

/* -z for the tail probability u = (rank + 1/2) 2^-32 < 1/2, rank in [0, 2^31). Both u and 1 - 2u
 * come from the integer, so neither the tail nor the centre loses digits. Functional form: M.
 * Giles, "Approximating the erfinv function" (2011), with coefficients of our own for the normal.
 */
NDRSIM_VECTOR vf vf_normal_distance(vi rank) {
  const vf half = vf_set(0.5f);
  vf twice_u = (vf_of_vi(rank) + half) * vf_set(4.6566128730773926e-10f); /* 2^-31 */
  vf x =
      (vf_of_vi(vi_set(0x7fffffff) - rank) + half) * vf_set(4.6566128730773926e-10f); /* 1 - 2u */
  vf w = -vf_log(twice_u * (vf_set(1.0f) + x));
  vf t = w - vf_set(2.5f);
  vf p = vf_set(2.54190233e-08f);
  p = p * t + vf_set(4.95084919e-07f);
  p = p * t + vf_set(-4.81677262e-06f);
  p = p * t + vf_set(-6.30070554e-06f);
  p = p * t + vf_set(0.000308522896f);
  p = p * t + vf_set(-0.00177280104f);
  p = p * t + vf_set(-0.00590745313f);
  p = p * t + vf_set(0.348802537f);
  p = p * t + vf_set(2.12331343f);
  vi tail = w >= vf_set(5.0f);
  if (vi_any(tail)) { /* 1 lane in 300; both branches give the same where they apply */
    t = vf_sqrt(vf_max(w, vf_set(5.0f))) - vf_set(3.0f);
    vf q = vf_set(-2.71691042e-05f);
    q = q * t + vf_set(-0.000164389523f);
    q = q * t + vf_set(0.00162313774f);
    q = q * t + vf_set(-0.00483927038f);
    q = q * t + vf_set(0.00822662562f);
    q = q * t + vf_set(-0.0109000634f);
    q = q * t + vf_set(0.0133307986f);
    q = q * t + vf_set(1.41659117f);
    q = q * t + vf_set(4.00643492f);
    p = vf_select(tail, q, p);
  }
  return p * x;
}

/* Standard normal from one word, |z| <= 6.34: the top bit is the side (0: below 0), the rest u =
 * ((word & 0x7fffffff) + 1/2) 2^-32, as in ndrsim_qtable_read. Absolute error < 2.5e-6, below 2e-5
 * of the tail probability. */
NDRSIM_VECTOR vf vf_normal_quantile(vu word) {
  vf z = vf_normal_distance((vi)(word & 0x7fffffffu));
  return (vf)((vu)z ^ (~word & 0x80000000u));
}

#endif
