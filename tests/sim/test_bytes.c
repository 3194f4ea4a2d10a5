/* The byte contract of the vector code (decision 0001): the same bits for every instruction set
 * this processor can run, for the one-value functions, and - by a recorded digest - for every
 * compiler and processor. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "sim/philox.h"
#include "sim/sampler.h"
#include "sim/scalar.h"
#include "tests/sim/kernel/kernel.h"

enum { N = 1 << 16 };

static uint32_t word[N];
static float real[N];

/* Words: addressed, with the ends of the range; reals: -100..100, small ones, and 0. */
static int setup(void **state) {
  (void)state;
  for (int i = 0; i < N; i++) {
    ndrsim_words w = ndrsim_philox(2026, (uint64_t)i, 0, 0, 0, 0);
    word[i] = w.w[0];
    real[i] = ((float)(int32_t)w.w[1]) * (100.0f / 2147483648.0f);
    if (w.w[2] % 4 == 0) real[i] *= 1.0f / 1024.0f;
    if (w.w[2] % 64 == 1) real[i] = 0.0f;
  }
  static const uint32_t ends[] = {0,          1,          0x7fffffff, 0x80000000,
                                  0xffffffff, 0x7f800000, 0xff800000, 0x7fc00000};
  memcpy(word, ends, sizeof ends);
  return 0;
}

static uint32_t *run(kernel_fn *kernel) {
  uint32_t *out = calloc((size_t)KERNEL_COLUMNS * N, sizeof *out);
  assert_non_null(out);
  kernel(N, word, real, out);
  return out;
}

/* Unused where there is but one instruction set. */
__attribute__((unused)) static void assert_same(const uint32_t *a, const uint32_t *b) {
  for (int c = 0; c < KERNEL_COLUMNS; c++)
    for (int i = 0; i < N; i++)
      if (a[c * N + i] != b[c * N + i])
        fail_msg("column %d, row %d: %08x and %08x", c, i, a[c * N + i], b[c * N + i]);
}

static void instruction_sets_agree(void **state) {
  (void)state;
  uint32_t *portable = run(ndrsim_test_kernel_portable);
  int compared = 0;
#ifdef NDRSIM_HAVE_AVX2
  if (__builtin_cpu_supports("avx2")) {
    uint32_t *avx2 = run(ndrsim_test_kernel_avx2);
    assert_same(portable, avx2);
    free(avx2);
    compared++;
  }
#endif
#ifdef NDRSIM_HAVE_AVX512
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    uint32_t *avx512 = run(ndrsim_test_kernel_avx512);
    assert_same(portable, avx512);
    free(avx512);
    compared++;
  }
#endif
  print_message("compared with portable: %d wider instruction set(s)\n", compared);
  free(portable);
}

/* Recorded with gcc 12 on x86-64. Whoever changes a function on purpose records the new digest and
 * says in the changelog that results of a seed change. */
static void digest_is_recorded(void **state) {
  (void)state;
  uint32_t *out = run(ndrsim_test_kernel_portable);
  uint64_t digest = ndrsim_hash(out, sizeof *out * KERNEL_COLUMNS * N);
  free(out);
  if (digest != UINT64_C(0x6de59d58c181ec46))
    fail_msg("digest %016llx", (unsigned long long)digest);
}

static uint32_t bits_of(float x) {
  uint32_t b;
  memcpy(&b, &x, sizeof b);
  return b;
}

/* The one-value functions equal the lanes, for every row. Columns as in kernel.c. */
static void scalar_functions_agree(void **state) {
  (void)state;
  uint32_t *out = run(ndrsim_test_kernel_portable);
  for (int i = 0; i < N; i++) {
    float x = real[i], magnitude = x < 0 ? -x : x;
    ndrsim_words w = ndrsim_philox(UINT64_C(0x0123456789abcdef), (uint64_t)~word[i] << 32 | word[i],
                                   77, 0x024, 0x11, 0x005);
    int32_t trials = (int32_t)(w.w[1] & 0xffu) * ((w.w[2] & 0x3fu) == 0 ? 999 : 1);
    uint32_t expected[] = {
        w.w[0],
        w.w[1],
        w.w[2],
        w.w[3],
        bits_of(ndrsim_exp1(x)),
        bits_of(ndrsim_expm1neg1(magnitude * 0.1f)),
        bits_of(ndrsim_log1(magnitude)),
        bits_of(ndrsim_softplus1(x)),
        bits_of(ndrsim_normal1(word[i])),
        out[9 * N + i],
        bits_of(ndrsim_uniform1(word[i])),
        (uint32_t)-ndrsim_bernoulli1(w.w[0], ndrsim_uniform1(word[i])),
        (uint32_t)ndrsim_binomial1(w.w[3], trials, magnitude * 0.002f),
        (uint32_t)ndrsim_binomial1(w.w[0], trials, magnitude * 0.1f),
    };
    for (size_t c = 0; c < sizeof expected / sizeof *expected; c++)
      if (out[c * N + (size_t)i] != expected[c])
        fail_msg("column %zu, row %d: %08x and %08x", c, i, out[c * N + (size_t)i], expected[c]);
  }
  free(out);
}

static void primitives(void **state) {
  (void)state;
  int32_t values[NDRSIM_WIDTH];
  vi lanes = vi_lanes(), mask = lanes < vi_set(2);
  for (int i = 0; i < NDRSIM_WIDTH; i++)
    values[i] = INT32_MAX - i;
  int64_t sum = vi_sum64(vi_load(values)), expected = 0;
  for (int i = 0; i < NDRSIM_WIDTH; i++)
    expected += INT32_MAX - (int64_t)i;
  assert_true(sum == expected);
  assert_true(vi_sum64(vi_set(INT32_MIN)) == (int64_t)INT32_MIN * NDRSIM_WIDTH);
  assert_int_equal(vi_bits(mask), 3);
  assert_true(vi_any(mask) && !vi_all(mask) && vi_all(lanes >= vi_set(0)));
  assert_false(vi_any(lanes < vi_set(0)));
  static const float in[] = {-1.5f, -0.5f, -0.25f, 0.5f, 1.5f, 2.49f, -2.5f, 8388609.0f};
  static const int32_t rounded[] = {-1, 0, 0, 1, 2, 2, -2, 8388609};
  static const int32_t floored[] = {-2, -1, -1, 0, 1, 2, -3, 8388609};
  for (int i = 0; i < 8; i++) {
    assert_int_equal(vi_round(vf_set(in[i]))[0], rounded[i]);
    assert_int_equal((int)vf_floor(vf_set(in[i]))[0], floored[i]);
    assert_int_equal(vi_of_vf(vf_set(in[i]))[0], (int)in[i]);
  }
  assert_true(bits_of(vf_floor(vf_set(-0.0f))[0]) == 0x80000000u);
  assert_int_equal(vi_of_vf(vf_set(3e9f))[0], 2147483520);
  assert_int_equal(vi_of_vf(vf_set(-3e9f))[0], -2147483520);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(primitives),
      cmocka_unit_test(instruction_sets_agree),
      cmocka_unit_test(scalar_functions_agree),
      cmocka_unit_test(digest_is_recorded),
  };
  return cmocka_run_group_tests(tests, setup, NULL);
}
