/* Philox4x32-10, scalar, by Random123; the vector form is in sim/vrand.h and must agree with it. */
#ifndef NDRSIM_SIM_PHILOX_H
#define NDRSIM_SIM_PHILOX_H

#include <stdint.h>
#include <gsl/gsl_rng.h>

typedef struct ndrsim_words {
  uint32_t w[4];
} ndrsim_words;

/* Four words for one address. month < 4096, group < 256, index < 4096. */
ndrsim_words ndrsim_philox(uint64_t seed, uint64_t id, uint32_t replicate, unsigned month,
                           unsigned group, unsigned index);

/* 64-bit hash of bytes: FNV-1a followed by a splitmix64 finaliser. Stable for ever. */
uint64_t ndrsim_hash(const void *bytes, unsigned long size);
uint64_t ndrsim_hash_string(const char *text);
uint64_t ndrsim_hash_combine(uint64_t a, uint64_t b);

/* 53-bit uniform in (0,1) from two words. */
double ndrsim_uniform53(uint32_t high, uint32_t low);

/* A gsl_rng of our own over the same generator (53-bit uniforms): each call of the generator takes
 * the next index at one address. Used where a GSL sampler with rejection serves (book rows). */
extern const gsl_rng_type *const ndrsim_rng_philox;
/* One such generator; NULL = no memory. GSL's own gsl_rng_alloc would call the process-wide error
 * handler then, which aborts unless the host program has changed it. */
gsl_rng *ndrsim_rng_new(void);
void ndrsim_rng_free(gsl_rng *rng); /* NULL is fine */
/* Points `rng` (of type ndrsim_rng_philox) at an address; index restarts at 0. */
void ndrsim_rng_seek(gsl_rng *rng, uint64_t seed, uint64_t id, uint32_t replicate, unsigned month,
                     unsigned group);

#endif
