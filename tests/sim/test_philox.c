/* The generator: known answers, the vector form's scalar twin, hashes, and the GSL interface. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>
#include <gsl/gsl_randist.h>
#include "sim/philox.h"

/* The known-answer tests that ship with Random123 (tests/kat_vectors, philox4x32 10). */
static void known_answers(void **state) {
  (void)state;
  static const struct {
    uint64_t seed, id;
    uint32_t c2, c3, out[4];
  } kat[] = {
      {0, 0, 0, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {UINT64_MAX,
       UINT64_MAX,
       0xffffffff,
       0xffffffff,
       {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {0x299f31d0a4093822,
       0x85a308d3243f6a88,
       0x13198a2e,
       0x03707344,
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };
  for (size_t i = 0; i < sizeof kat / sizeof *kat; i++) {
    ndrsim_words w = ndrsim_philox(kat[i].seed, kat[i].id, kat[i].c2, kat[i].c3 >> 20,
                                   (kat[i].c3 >> 12) & 0xff, kat[i].c3 & 0xfff);
    assert_memory_equal(w.w, kat[i].out, sizeof w.w);
  }
}

/* Each part of an address changes the words. */
static void parts_matter(void **state) {
  (void)state;
  ndrsim_words base = ndrsim_philox(1, 2, 3, 4, 5, 6), other[8];
  other[0] = ndrsim_philox(2, 2, 3, 4, 5, 6);
  other[1] = ndrsim_philox(1 + (UINT64_C(1) << 32), 2, 3, 4, 5, 6);
  other[2] = ndrsim_philox(1, 3, 3, 4, 5, 6);
  other[3] = ndrsim_philox(1, 2 + (UINT64_C(1) << 32), 3, 4, 5, 6);
  other[4] = ndrsim_philox(1, 2, 4, 4, 5, 6);
  other[5] = ndrsim_philox(1, 2, 3, 5, 5, 6);
  other[6] = ndrsim_philox(1, 2, 3, 4, 6, 6);
  other[7] = ndrsim_philox(1, 2, 3, 4, 5, 7);
  for (int i = 0; i < 8; i++) {
    assert_memory_not_equal(base.w, other[i].w, sizeof base.w);
    for (int j = 0; j < i; j++)
      assert_memory_not_equal(other[i].w, other[j].w, sizeof base.w);
  }
}

/* Books and scenario paths are addressed by these hashes: they may never change. */
static void hashes_are_frozen(void **state) {
  (void)state;
  assert_true(ndrsim_hash_string("") == UINT64_C(0xf52a15e9a9b5e89b));
  assert_true(ndrsim_hash_string("churn.base") == UINT64_C(0xac941f3da0c457bb));
  assert_true(ndrsim_hash("a\0b", 3) == UINT64_C(0xeb38c838c62d597e));
  assert_true(ndrsim_hash_combine(1, 2) == UINT64_C(0x081a5c1377856b73));
  assert_true(ndrsim_hash_combine(1, 2) != ndrsim_hash_combine(2, 1));
  assert_true(ndrsim_hash("churn.base", 10) == ndrsim_hash_string("churn.base"));
}

static void uniform_is_open(void **state) {
  (void)state;
  assert_true(ndrsim_uniform53(0, 0) > 0.0);
  assert_true(ndrsim_uniform53(0xffffffff, 0xffffffff) < 1.0);
  assert_true(ndrsim_uniform53(0x80000000, 0) > 0.5);
  assert_true(ndrsim_uniform53(0x7fffffff, 0xffffffff) < 0.5);
  assert_true(ndrsim_uniform53(0, 0x1000) > ndrsim_uniform53(0, 0)); /* 52 bits count */
}

static void gsl_interface(void **state) {
  (void)state;
  gsl_rng *rng = gsl_rng_alloc(ndrsim_rng_philox);
  assert_non_null(rng);
  assert_string_equal(gsl_rng_name(rng), "ndrsim_philox4x32");
  assert_true(gsl_rng_min(rng) == 0 && gsl_rng_max(rng) == 0xffffffffUL);

  /* integers are the words of successive indices; a seek starts again */
  ndrsim_rng_seek(rng, 7, 8, 9, 10, 3);
  for (unsigned i = 0; i < 40; i++) {
    ndrsim_words w = ndrsim_philox(7, 8, 9, 10, 3, i / 4);
    assert_true(gsl_rng_get(rng) == w.w[i % 4]);
  }
  ndrsim_rng_seek(rng, 7, 8, 9, 10, 3);
  ndrsim_words first = ndrsim_philox(7, 8, 9, 10, 3, 0);
  assert_true(gsl_rng_uniform(rng) == ndrsim_uniform53(first.w[0], first.w[1]));
  assert_true(gsl_rng_uniform(rng) == ndrsim_uniform53(first.w[2], first.w[3]));

  /* a clone goes on where the original stands */
  gsl_rng *clone = gsl_rng_clone(rng);
  assert_non_null(clone);
  for (int i = 0; i < 100; i++)
    assert_true(gsl_rng_get(rng) == gsl_rng_get(clone));
  gsl_rng_free(clone);

  gsl_rng_set(rng, 5);
  assert_true(gsl_rng_get(rng) == ndrsim_philox(5, 0, 0, 0, 0, 0).w[0]);
  gsl_rng_free(rng);
}

/* Beyond 4096 calls at one address the sequence goes on without repeating or meeting the next
 * group. The mean and variance of GSL's exponential over it: within 5 standard errors. */
static void long_sequences(void **state) {
  (void)state;
  enum { N = 200000 };
  gsl_rng *rng = gsl_rng_alloc(ndrsim_rng_philox);
  assert_non_null(rng);
  ndrsim_rng_seek(rng, 1, 2, 3, 4, 5);
  unsigned long first[8], later[8];
  for (int i = 0; i < 8; i++)
    first[i] = gsl_rng_get(rng);
  for (int i = 8; i < 4 * 4096; i++)
    (void)gsl_rng_get(rng);
  for (int i = 0; i < 8; i++)
    later[i] = gsl_rng_get(rng);
  assert_memory_not_equal(first, later, sizeof first);
  ndrsim_words next_group = ndrsim_philox(1, 2, 3, 4, 6, 0);
  assert_true(later[0] != next_group.w[0] || later[1] != next_group.w[1]);

  double sum = 0, squares = 0;
  for (int i = 0; i < N; i++) {
    double x = gsl_ran_exponential(rng, 1.0);
    sum += x;
    squares += x * x;
  }
  assert_true(fabs(sum / N - 1.0) < 5.0 * 1.0 / sqrt(N));
  assert_true(fabs(squares / N - 2.0) < 5.0 * sqrt(20.0) / sqrt(N)); /* var(X^2) = 24 - 4 */
  gsl_rng_free(rng);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_answers),     cmocka_unit_test(parts_matter),
      cmocka_unit_test(hashes_are_frozen), cmocka_unit_test(uniform_is_open),
      cmocka_unit_test(gsl_interface),     cmocka_unit_test(long_sequences),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
