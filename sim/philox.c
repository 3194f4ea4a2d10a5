/* Philox4x32-10 for one address, hashes, and the bridge to GSL's samplers. */
#include "sim/philox.h"

#include <stdlib.h>
#include <Random123/philox.h>
#include "sim/site.h"

ndrsim_words ndrsim_philox(uint64_t seed, uint64_t id, uint32_t replicate, unsigned month,
                           unsigned group, unsigned index) {
  philox4x32_ctr_t counter = {
      {(uint32_t)id, (uint32_t)(id >> 32), replicate, NDRSIM_COUNTER3(month, group, index)}};
  philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
  philox4x32_ctr_t out = philox4x32(counter, key);
  return (ndrsim_words){{out.v[0], out.v[1], out.v[2], out.v[3]}};
}

/* The finaliser of splitmix64 (Steele, Lea, Flood, OOPSLA 2014): a bijection that spreads every
 * input bit over all output bits. */
static uint64_t mix(uint64_t x) {
  x ^= x >> 30;
  x *= UINT64_C(0xbf58476d1ce4e5b9);
  x ^= x >> 27;
  x *= UINT64_C(0x94d049bb133111eb);
  return x ^ (x >> 31);
}

uint64_t ndrsim_hash(const void *bytes, unsigned long size) {
  const unsigned char *p = bytes;
  uint64_t h = UINT64_C(0xcbf29ce484222325);
  for (unsigned long i = 0; i < size; i++)
    h = (h ^ p[i]) * UINT64_C(0x100000001b3);
  return mix(h);
}

uint64_t ndrsim_hash_string(const char *text) {
  uint64_t h = UINT64_C(0xcbf29ce484222325);
  for (const char *p = text; *p; p++)
    h = (h ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
  return mix(h);
}

uint64_t ndrsim_hash_combine(uint64_t a, uint64_t b) {
  /* a is mixed before b enters, so that (a, b) and (b, a) differ */
  return mix(mix(a + UINT64_C(0x9e3779b97f4a7c15)) ^ b);
}

double ndrsim_uniform53(uint32_t high, uint32_t low) {
  uint64_t bits = ((uint64_t)high << 20) | (low >> 12); /* 52 bits, then the middle of the cell */
  return ((double)bits + 0.5) * (1.0 / 4503599627370496.0);
}

/* State of the GSL generator: an address, and how much of it has been used. One Philox call gives
 * two 53-bit uniforms or four integers. After 2^12 calls the index would run over, so the carry
 * goes into the key: sequences stay disjoint from every addressed draw. */
typedef struct stream {
  uint64_t seed, id, calls;
  uint32_t replicate;
  unsigned month, group;
  ndrsim_words words;
  int left; /* words not yet used */
} stream;

static void stream_set(void *state, unsigned long seed) {
  stream *s = state;
  *s = (stream){.seed = (uint64_t)seed};
}

static uint32_t stream_next(stream *s) {
  if (s->left == 0) {
    uint64_t carry = s->calls >> 12;
    uint64_t seed = carry ? ndrsim_hash_combine(s->seed, carry) : s->seed;
    s->words =
        ndrsim_philox(seed, s->id, s->replicate, s->month, s->group, (unsigned)(s->calls & 0xfffu));
    s->calls++;
    s->left = 4;
  }
  return s->words.w[4 - s->left--];
}

static unsigned long stream_get(void *state) {
  return stream_next(state);
}

static double stream_get_double(void *state) {
  stream *s = state;
  uint32_t high = stream_next(s);
  return ndrsim_uniform53(high, stream_next(s));
}

static const gsl_rng_type philox_type = {
    "ndrsim_philox4x32", 0xffffffffUL, 0, sizeof(stream), stream_set, stream_get, stream_get_double,
};
const gsl_rng_type *const ndrsim_rng_philox = &philox_type;

gsl_rng *ndrsim_rng_new(void) {
  gsl_rng *rng = malloc(sizeof *rng);
  stream *state = calloc(1, sizeof *state);
  if (rng == NULL || state == NULL) {
    free(rng);
    free(state);
    return NULL;
  }
  *rng = (gsl_rng){.type = ndrsim_rng_philox, .state = state};
  return rng;
}

void ndrsim_rng_free(gsl_rng *rng) {
  if (rng == NULL) return;
  free(rng->state);
  free(rng);
}

void ndrsim_rng_seek(gsl_rng *rng, uint64_t seed, uint64_t id, uint32_t replicate, unsigned month,
                     unsigned group) {
  stream *s = gsl_rng_state(rng);
  *s = (stream){.seed = seed, .id = id, .replicate = replicate, .month = month, .group = group};
}
