/* Vector samplers: one word, one draw, by inversion.
 *
 * Every sampler is monotone in its word (a low word gives a large value), so that two scenarios
 * which share random numbers differ only where their parameters do. The word stands for the
 * survival probability v = (word + 1/2) 2^-32: X > k exactly when v < P(X > k). Working from the
 * upper tail keeps the relative precision of rare events.
 */
#ifndef NDRSIM_SIM_SAMPLER_H
#define NDRSIM_SIM_SAMPLER_H

#include "sim/qtable.h"
#include "sim/scalar.h"
#include "sim/vmath.h"

/* Means above this go to the scalar path; exp(-60) is still a normal float, exp(-88) is not. */
#define NDRSIM_SAMPLER_MEAN 20.0f
#define NDRSIM_SAMPLER_EXPONENT 60.0f

/* Mask of the lanes where an event of probability p happens: p <= 0 never, p >= 1 always. p is
 * resolved to 2^-31. */
NDRSIM_VECTOR vi v_bernoulli(vu word, vf p) {
  vi level = vi_of_vf(p * vf_set(2147483648.0f) + vf_set(0.5f));
  return ((vi)(word >> 1) < level) | (p >= vf_set(1.0f));
}

/* v = (word + 1/2) 2^-32 to float precision, in (0, 1]. */
NDRSIM_VECTOR vf vf_survival(vu word) {
  vf high = vf_of_vi((vi)(word >> 16)), low = vf_of_vi((vi)(word & 0xffffu));
  return (high * vf_set(65536.0f) + (low + vf_set(0.5f))) * vf_set(2.3283064365386963e-10f);
}

/* z with P(Z > z) = v for a standard normal Z. */
NDRSIM_VECTOR vf vf_normal_upper(vu word) {
  vf z = vf_normal_distance((vi)word ^ ((vi)word < vi_set(0)));
  return (vf)((vu)z ^ (word & 0x80000000u));
}

/* Counts from the recurrence p(k+1) = p(k) * odds * (n - k) / (k + 1), all lanes together until the
 * last is done. s = P(X > 0), p = P(X = 0). */
NDRSIM_VECTOR vi v_count(vf v, vf s, vf p, vf odds, vf n, vf mean) {
  const vf one = vf_set(1.0f);
  vi count = vi_set(0), active = v < s;
  vf left = n, twice = mean + mean;
  for (float k = 1.0f; vi_any(active); k += 1.0f) {
    vf ratio = odds * vf_set(1.0f / k) * left;
    count -= active;
    left -= one;
    active &= left > vf_set(0.0f); /* rounding may leave P(X > n) a little above 0 */
    p *= ratio;
    s -= p;
    /* From twice the mean on P(X > k) <= p(k): stop there even if rounding keeps s above v. */
    active &= (v < s) & ((p > v) | (vf_set(k) < twice));
  }
  return count;
}

/* Lanes of `large` drawn one by one; the others keep `count`. */
static __attribute__((noinline, unused)) vi v_count_large(vi large, vi count, vu word, vi n,
                                                          vf rate) {
  int32_t counts[NDRSIM_WIDTH], trials[NDRSIM_WIDTH];
  uint32_t words[NDRSIM_WIDTH];
  float rates[NDRSIM_WIDTH], z[NDRSIM_WIDTH];
  vi_store(counts, count);
  vu_store(words, word);
  vf_store(rates, rate);
  vf_store(z, vf_normal_upper(word));
  vi_store(trials, n);
  for (unsigned bits = vi_bits(large); bits; bits &= bits - 1) {
    int i = __builtin_ctz(bits);
    counts[i] = ndrsim_binomial_large(words[i], trials[i], rates[i], z[i]);
  }
  return vi_load(counts);
}

/* Successes in n trials, each with probability 1 - exp(-rate); n < 0 counts as 0, rate < 0 as 0. */
NDRSIM_VECTOR vi v_binomial(vu word, vi n, vf rate) {
  const vf zero = vf_set(0.0f), one = vf_set(1.0f);
  n = vi_max(n, vi_set(0));
  rate = vf_max(rate, zero);
  vf trials = vf_of_vi(n), exponent = trials * rate;
  vu scale;
  vf e = vf_exp_parts(-vf_min(rate, vf_set(87.0f)), &scale), s2 = (vf)((vu)one + scale);
  vf q = (one - s2) - s2 * e, odds = q / (s2 + s2 * e), mean = trials * q;
  vi large = (mean > vf_set(NDRSIM_SAMPLER_MEAN)) | (exponent > vf_set(NDRSIM_SAMPLER_EXPONENT));
  e = vf_exp_parts(-vf_min(exponent, vf_set(87.0f)), &scale);
  s2 = (vf)((vu)one + scale);
  vf s = vf_select(large, zero, (one - s2) - s2 * e);
  vi count = v_count(vf_survival(word), s, s2 + s2 * e, odds, trials, mean);
  if (vi_any(large)) count = v_count_large(large, count, word, n, rate);
  return count;
}

#endif
