/* One value at a time, bit-equal to lane 0 of the vector functions (sim/vmath.h, sim/sampler.h);
 * and the samplers' path for large means. Compiled once, for any processor. */
#ifndef NDRSIM_SIM_SCALAR_H
#define NDRSIM_SIM_SCALAR_H

#include <stdint.h>

float ndrsim_exp1(float x);
float ndrsim_log1(float x);
float ndrsim_expm1neg1(float x); /* 1 - e^-x, x >= 0 */
float ndrsim_softplus1(float x);
float ndrsim_normal1(uint32_t word);
float ndrsim_uniform1(uint32_t word);
int ndrsim_bernoulli1(uint32_t word, float p); /* 1 or 0 */
int32_t ndrsim_binomial1(uint32_t word, int32_t n, float rate);

/* Many at a time: word 0 of n addresses that differ in their ids, and normals of n words. The same
 * bits as ndrsim_philox and ndrsim_normal1. */
void ndrsim_first_words(uint64_t seed, const uint64_t *id, int n, uint32_t replicate,
                        uint32_t counter3, uint32_t *word);
void ndrsim_normals(const uint32_t *word, int n, float *z);

/* e^x in double, |x| <= 700, relative error < 1e-15; the same bits everywhere. */
double ndrsim_exp_double(double x);

/* X with P(X > k) = P(v < S(k)) for v = (word + 1/2) 2^-32, exactly as the vector sampler, for any
 * mean; n >= 0, rate >= 0. `z` is vf_normal_upper(word), which the caller has at hand.
 */
int32_t ndrsim_binomial_large(uint32_t word, int32_t n, float rate, float z);

#endif
