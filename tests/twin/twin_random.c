#include "tests/twin/twin_random.h"

#include <string.h>

/* One row for each site: the words of a call that belong to it. */
static const struct {
  unsigned group, word;
} place[NDRSIM_SITES] = {
#define PLACE(name, group, word, layer, doc) [NDRSIM_SITE_##name] = {group, word},
    NDRSIM_SITE_LIST(PLACE)
#undef PLACE
};

ndrsim_status twin_random_init(twin_random *self, uint64_t seed, unsigned long mt_seed,
                               ndrsim_error *err) {
  memset(self, 0, sizeof *self);
  self->seed = seed;
  self->address = gsl_rng_alloc(ndrsim_rng_philox);
  if (mt_seed) self->mt = gsl_rng_alloc(gsl_rng_mt19937);
  if (!self->address || (mt_seed && !self->mt)) {
    twin_random_free(self);
    return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for a generator");
  }
  if (mt_seed) gsl_rng_set(self->mt, mt_seed);
  return NDRSIM_OK;
}

void twin_random_free(twin_random *self) {
  if (self->address) gsl_rng_free(self->address);
  if (self->mt) gsl_rng_free(self->mt);
  memset(self, 0, sizeof *self);
}

uint32_t twin_word_at(const twin_random *r, uint64_t id, ndrsim_site site, unsigned index) {
  return ndrsim_philox(r->seed, id, r->replicate, r->month, place[site].group, index)
      .w[place[site].word];
}

uint32_t twin_word(const twin_random *r, uint64_t id, ndrsim_site site) {
  return twin_word_at(r, id, site, 0);
}

uint32_t twin_trait_word(const twin_random *r, uint64_t id, const char *path) {
  if (r->mt) return (uint32_t)gsl_rng_get(r->mt); /* mt19937 gives all 32 bits */
  id = ndrsim_hash_combine(id, ndrsim_hash_string(path));
  return ndrsim_philox(r->seed, id, r->replicate, 0, place[NDRSIM_SITE_TRAIT].group, 0)
      .w[place[NDRSIM_SITE_TRAIT].word];
}

gsl_rng *twin_book_rng(const twin_random *r, uint64_t id, unsigned index) {
  if (r->mt) return r->mt;
  ndrsim_rng_seek(r->address, r->seed, ndrsim_hash_combine(id, index), r->replicate, 0,
                  place[NDRSIM_SITE_BOOK].group);
  return r->address;
}
