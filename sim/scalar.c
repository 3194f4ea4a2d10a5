/* Lane 0 of the vector functions, and counts with a large mean. */
#include "sim/scalar.h"

#include <string.h>
#include "sim/sampler.h"
#include "sim/vrand.h"

float ndrsim_exp1(float x) {
  return vf_exp(vf_set(x))[0];
}
float ndrsim_log1(float x) {
  return vf_log(vf_set(x))[0];
}
float ndrsim_expm1neg1(float x) {
  return vf_expm1neg(vf_set(x))[0];
}
float ndrsim_softplus1(float x) {
  return vf_softplus(vf_set(x))[0];
}
float ndrsim_normal1(uint32_t word) {
  return vf_normal_quantile(vu_set(word))[0];
}
float ndrsim_uniform1(uint32_t word) {
  return vf_uniform(vu_set(word))[0];
}
int ndrsim_bernoulli1(uint32_t word, float p) {
  return -v_bernoulli(vu_set(word), vf_set(p))[0];
}
int32_t ndrsim_binomial1(uint32_t word, int32_t n, float rate) {
  return v_binomial(vu_set(word), vi_set(n), vf_set(rate))[0];
}

void ndrsim_first_words(uint64_t seed, const uint64_t *id, int n, uint32_t replicate,
                        uint32_t counter3, uint32_t *word) {
  for (int i = 0; i < n; i += NDRSIM_WIDTH) {
    int lanes = n - i < NDRSIM_WIDTH ? n - i : NDRSIM_WIDTH;
    uint32_t low[NDRSIM_WIDTH] = {0}, high[NDRSIM_WIDTH] = {0}, out[NDRSIM_WIDTH];
    for (int k = 0; k < lanes; k++) {
      low[k] = (uint32_t)id[i + k];
      high[k] = (uint32_t)(id[i + k] >> 32);
    }
    vu_store(out, v_philox(seed, vu_load(low), vu_load(high), replicate, counter3).w[0]);
    memcpy(word + i, out, sizeof *word * (size_t)lanes);
  }
}

void ndrsim_normals(const uint32_t *word, int n, float *z) {
  for (int i = 0; i < n; i += NDRSIM_WIDTH) {
    int lanes = n - i < NDRSIM_WIDTH ? n - i : NDRSIM_WIDTH;
    uint32_t in[NDRSIM_WIDTH] = {0};
    float out[NDRSIM_WIDTH];
    memcpy(in, word + i, sizeof *word * (size_t)lanes);
    vf_store(out, vf_normal_quantile(vu_load(in)));
    memcpy(z + i, out, sizeof *z * (size_t)lanes);
  }
}

/* e^r - 1 by Taylor's series, |r| <= 0.35: the 14 terms leave less than 1e-18. Odd and even powers
 * apart, since one chain of 14 dependent steps would be most of the cost of a large count. */
static double taylor_expm1(double r) {
  double x = r * r;
  double odd = 1.0 / 6227020800.0, even = 1.0 / 87178291200.0;
  odd = odd * x + 1.0 / 39916800.0;
  even = even * x + 1.0 / 479001600.0;
  odd = odd * x + 1.0 / 362880.0;
  even = even * x + 1.0 / 3628800.0;
  odd = odd * x + 1.0 / 5040.0;
  even = even * x + 1.0 / 40320.0;
  odd = odd * x + 1.0 / 120.0;
  even = even * x + 1.0 / 720.0;
  odd = odd * x + 1.0 / 6.0;
  even = even * x + 1.0 / 24.0;
  even = even * x + 0.5;
  return r + (odd * x * r + even * x);
}

/* 2^n in *scale and e^r - 1 for x = n ln 2 + r, |x| <= 700. */
static double exp_parts(double x, double *scale) {
  double t = x * 1.4426950408889634 + 0.5;
  int64_t n = (int64_t)t;
  if ((double)n > t) n--;
  double r = (x - (double)n * 0.693147180369123816490) - (double)n * 1.90821492927058770002e-10;
  uint64_t bits = (uint64_t)(n + 1023) << 52;
  memcpy(scale, &bits, sizeof bits);
  return taylor_expm1(r);
}

static double clamp(double x, double low, double high) {
  return x > low ? (x < high ? x : high) : low;
}

double ndrsim_exp_double(double x) {
  double scale, e = exp_parts(clamp(x, -700.0, 700.0), &scale);
  return scale + scale * e;
}

/* A count distribution given by p(k+1)/p(k) = (a - b k)/(k + 1): a binomial. */
typedef struct count_law {
  double a, b, mean, variance;
  double k3, k4, k5; /* cumulants */
  int64_t last;      /* largest value */
} count_law;

/* Inversion by the sum of all weights, starting at the mode: exact to rounding, about 18 standard
 * deviations of steps. */
static int64_t count_by_sum(const count_law *law, double v) {
  int64_t mode = (int64_t)law->mean, k;
  double below = 0.0, above = 0.0, w = 1.0;
  for (k = mode; k > 0 && w > 1e-18; k--) {
    w *= (double)k / (law->a - law->b * (double)(k - 1));
    below += w;
  }
  w = 1.0;
  for (k = mode; k < law->last && w > 1e-18; k++) {
    w *= (law->a - law->b * (double)k) / (double)(k + 1);
    above += w;
  }
  double total = below + 1.0 + above, s = above;
  k = mode;
  w = 1.0;
  if (v * total < above) { /* upwards while P(X > k) > v */
    while (k < law->last && v * total < s && w > 1e-18) {
      w *= (law->a - law->b * (double)k) / (double)(k + 1);
      s -= w;
      k++;
    }
  } else { /* downwards while P(X <= k - 1) >= 1 - v */
    s = below;
    while (k > 0 && s >= (1.0 - v) * total && w > 1e-18) {
      w *= (double)k / (law->a - law->b * (double)(k - 1));
      s -= w;
      k--;
    }
  }
  return k;
}

/* The distance, in standard deviations s, from the mean to the quantile of the smooth distribution
 * that passes through P(X <= k) at k + 1/2: Cornish-Fisher to the fifth cumulant with Sheppard's
 * corrections for the lattice (Abramowitz and Stegun 26.2.49; Kolassa and McCullagh, Ann. Statist.
 * 18 (1990) 981). inverse = 1 / s^2. */
static double cornish_fisher(const count_law *law, double z, double s, double inverse) {
  double over = inverse * s, z2 = z * z;
  double g1 = law->k3 * inverse * over, g2 = (law->k4 + 1.0 / 120) * inverse * inverse;
  double g3 = law->k5 * inverse * inverse * over;
  double first = g1 * (z2 - 1) * (1.0 / 6);
  double second = g2 * z * (z2 - 3) * (1.0 / 24) - g1 * g1 * z * (2 * z2 - 5) * (1.0 / 36);
  double third = g3 * ((z2 - 6) * z2 + 3) * (1.0 / 120) -
                 g1 * g2 * ((z2 - 5) * z2 + 2) * (1.0 / 24) +
                 g1 * g1 * g1 * ((12 * z2 - 53) * z2 + 17) * (1.0 / 324);
  return z + first + second + third;
}

/* The expansion decides unless it is closer to a step than its error: measured below 0.0055
 * (1 + |z|^5) / variance^1.5 over variance 7 to 1e6 and |z| <= 6.34, taken twice; 2.5e-6 is the
 * error of z. So the draw stays exact, and 1 in 200 or fewer needs the sum. */
static int64_t count_draw(const count_law *law, uint32_t word, double z) {
  double v = ((double)word + 0.5) * (1.0 / 4294967296.0);
  if (law->variance < 8.0) return count_by_sum(law, v);
  double variance = law->variance - 1.0 / 12, s = __builtin_sqrt(variance);
  double inverse = 1.0 / variance, size = z < 0 ? -z : z, z2 = z * z;
  double error = 0.011 * (1.0 + z2 * z2 * size) * (inverse * inverse * s) + 2.5e-6 * s +
                 1e-15 * law->mean + 1e-6;
  double y = law->mean + s * cornish_fisher(law, z, s, inverse) - 0.5;
  if (y < -error) return 0;
  if (y > (double)law->last + error) return law->last;
  int64_t k = (int64_t)(y + error); /* y + error >= 0 */
  double rest = y - (double)k;      /* in [-error, 1 - error) unless error is large */
  if (rest <= error || error > 0.5) return count_by_sum(law, v);
  return k + 1 < law->last ? k + 1 : law->last;
}

int32_t ndrsim_binomial_large(uint32_t word, int32_t n, float rate, float z) {
  if (n <= 0 || !(rate > 0.0f)) return 0;
  if (rate > 36.0f) return n; /* a failure has probability 2e-16 */
  double scale, e = exp_parts((double)rate, &scale);
  double odds = scale * e + (scale - 1.0), p = 1.0 / (1.0 + odds), q = odds * p;
  double pq = p * q, skew = p - q;
  count_law law = {.a = (double)n * odds,
                   .b = odds,
                   .mean = (double)n * q,
                   .variance = (double)n * pq,
                   .last = n};
  law.k3 = law.variance * skew;
  law.k4 = law.variance * (1.0 - 6.0 * pq);
  law.k5 = law.variance * skew * (1.0 - 12.0 * pq);
  return (int32_t)count_draw(&law, word, (double)z);
}
