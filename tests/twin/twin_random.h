/* The twin's randomness: one small interface, two backends.
 *
 *   addressed  the words of the engine: (seed, replicate, account, month, site) -> Philox
 *   mt19937    one running generator and the samplers of GSL, as a plain program would have it
 * The mathematics goes with the backend: the engine's own functions, or libm. `mt` decides; the
 * branch is always taken the same way, so it costs the race nothing that matters.
 */
#ifndef NDRSIM_TWIN_RANDOM_H
#define NDRSIM_TWIN_RANDOM_H

#include <math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include "sim/mechanism.h"
#include "sim/scalar.h"

typedef struct twin_random {
  gsl_rng *mt;      /* NULL: addressed */
  gsl_rng *address; /* for samplers of GSL at an address */
  uint64_t seed;
  uint32_t replicate;
  unsigned month;
} twin_random;

/* mt_seed 0: addressed. Returns NDRSIM_MEMORY when a generator cannot be allocated. */
ndrsim_status twin_random_init(twin_random *self, uint64_t seed, unsigned long mt_seed,
                               ndrsim_error *err);
void twin_random_free(twin_random *self);

/* Addressed only: the word of a site for an account this month. */
uint32_t twin_word(const twin_random *r, uint64_t id, ndrsim_site site);
/* ... of one member of a list. */
uint32_t twin_word_at(const twin_random *r, uint64_t id, ndrsim_site site, unsigned index);

/* Both: a word, for draws that go through a quantile table; a trait's has no month. */
uint32_t twin_trait_word(const twin_random *r, uint64_t id, const char *path);
/* Both: a generator for samplers of GSL, at the address (account, index) of book rows. */
gsl_rng *twin_book_rng(const twin_random *r, uint64_t id, unsigned index);

static inline bool twin_bernoulli(const twin_random *r, uint64_t id, ndrsim_site site, float p) {
  if (r->mt) return gsl_ran_bernoulli(r->mt, (double)p) != 0;
  return ndrsim_bernoulli1(twin_word(r, id, site), p) != 0;
}

static inline bool twin_bernoulli_at(const twin_random *r, uint64_t id, ndrsim_site site,
                                     unsigned index, float p) {
  if (r->mt) return gsl_ran_bernoulli(r->mt, (double)p) != 0;
  return ndrsim_bernoulli1(twin_word_at(r, id, site, index), p) != 0;
}

/* Two events that exclude each other: 1 with probability first, 2 with second, else 0. */
static inline int twin_compete(const twin_random *r, uint64_t id, ndrsim_site site, float first,
                               float second) {
  if (r->mt) {
    double u = gsl_rng_uniform(r->mt);
    return u < (double)first ? 1 : u < (double)first + (double)second ? 2 : 0;
  }
  uint32_t word = twin_word(r, id, site);
  if (ndrsim_bernoulli1(word, first)) return 1;
  return ndrsim_bernoulli1(word, first + second) ? 2 : 0;
}

/* Successes in n trials, each with probability 1 - exp(-rate). */
static inline int32_t twin_binomial(const twin_random *r, uint64_t id, ndrsim_site site, int32_t n,
                                    float rate) {
  if (n <= 0 || !(rate > 0)) return 0;
  if (r->mt) return (int32_t)gsl_ran_binomial(r->mt, -expm1(-(double)rate), (unsigned)n);
  return ndrsim_binomial1(twin_word(r, id, site), n, rate);
}

static inline float twin_normal(const twin_random *r, uint64_t id, ndrsim_site site) {
  if (r->mt) return (float)gsl_ran_gaussian_ziggurat(r->mt, 1);
  return ndrsim_normal1(twin_word(r, id, site));
}

static inline float twin_uniform(const twin_random *r, uint64_t id, ndrsim_site site) {
  if (r->mt) return (float)gsl_rng_uniform_pos(r->mt);
  return ndrsim_uniform1(twin_word(r, id, site));
}

/* Both backends, through the same sampler: beta distributed. */
static inline double twin_beta(const twin_random *r, uint64_t id, unsigned index, double a,
                               double b) {
  return gsl_ran_beta(twin_book_rng(r, id, index), a, b);
}

static inline float twin_exp(const twin_random *r, float x) {
  return r->mt ? expf(x) : ndrsim_exp1(x);
}
static inline float twin_log(const twin_random *r, float x) {
  return r->mt ? logf(x) : ndrsim_log1(x);
}
/* 1 - e^-x, x >= 0 */
static inline float twin_expm1neg(const twin_random *r, float x) {
  return r->mt ? -expm1f(-x) : ndrsim_expm1neg1(x);
}
static inline float twin_softplus(const twin_random *r, float x) {
  return r->mt ? log1pf(expf(x)) : ndrsim_softplus1(x);
}

#endif
