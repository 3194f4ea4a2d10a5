/* Accuracy of sim/vmath.h against libm and GSL in double, over dense grids; and the exactness of
 * the samplers' inversion against GSL's distribution functions at their steps. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <float.h>
#include <math.h>
#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include "sim/scalar.h"

/* Largest error seen, and where. */
typedef struct worst {
  double error, at;
} worst;

static void note(worst *w, double error, double at) {
  if (!(error <= w->error)) *w = (worst){error, at}; /* NaN is noted too */
}

static void check(const char *what, worst w, double bound) {
  print_message("%-28s %.3g at %.6g (bound %.3g)\n", what, w.error, w.at, bound);
  assert_true(w.error <= bound);
}

static double ulps(float got, double exact) {
  float size = (float)fabs(exact);
  return fabs((double)got - exact) / ((double)nextafterf(size, INFINITY) - (double)size);
}

static double relative(float got, double exact) {
  return fabs((double)got - exact) / fabs(exact);
}

static void test_exp(void **state) {
  (void)state;
  worst w = {0, 0};
  for (int i = 0; i <= 1000000; i++) {
    float x = -87.0f + (float)i * (175.3f / 1000000.0f);
    if (x > 88.3f) break;
    note(&w, ulps(ndrsim_exp1(x), exp((double)x)), (double)x);
  }
  check("exp [ulp]", w, 1.5);
  assert_true(ndrsim_exp1(0.0f) == 1.0f);
  assert_true(ndrsim_exp1(-1000.0f) == ndrsim_exp1(-87.0f) && ndrsim_exp1(-1000.0f) < 2e-38f);
  assert_true(ndrsim_exp1(1000.0f) == ndrsim_exp1(88.3f) && ndrsim_exp1(1000.0f) > 2e38f);
  assert_true(isfinite(ndrsim_exp1(NAN)) && isfinite(ndrsim_exp1(INFINITY)));
}

static void test_log(void **state) {
  (void)state;
  worst w = {0, 0};
  for (float x = FLT_MIN; x < 3e38f; x *= 1.00007f)
    note(&w, ulps(ndrsim_log1(x), log((double)x)), (double)x);
  for (float x = 0.5f; x < 2.0f; x = nextafterf(nextafterf(x, 3), 3)) /* through the zero at 1 */
    note(&w, x == 1.0f ? 0 : ulps(ndrsim_log1(x), log((double)x)), (double)x);
  check("log [ulp]", w, 2.0);
  assert_true(ndrsim_log1(1.0f) == 0.0f);
  assert_true(ndrsim_log1(0.0f) == ndrsim_log1(FLT_MIN) &&
              ndrsim_log1(-1.0f) == ndrsim_log1(FLT_MIN));
  assert_true(isfinite(ndrsim_log1(INFINITY)) && isfinite(ndrsim_log1(NAN)));
}

static void test_hazard(void **state) {
  (void)state;
  worst w = {0, 0};
  for (float x = 1e-36f; x < 100.0f; x *= 1.0001f)
    note(&w, relative(ndrsim_expm1neg1(x), -expm1(-(double)x)), (double)x);
  check("1 - exp(-x) [relative]", w, 3e-7);
  assert_true(ndrsim_expm1neg1(0.0f) == 0.0f && ndrsim_expm1neg1(-3.0f) == 0.0f);
  assert_true(ndrsim_expm1neg1(1e30f) == 1.0f);
}

static void test_links(void **state) {
  (void)state;
  worst softplus = {0, 0};
  for (int i = -87000; i <= 87000; i++) {
    float x = (float)i / 1000.0f;
    note(&softplus, relative(ndrsim_softplus1(x), log1p(exp((double)x))), (double)x);
  }
  check("softplus [relative]", softplus, 5e-7);
  assert_true(ndrsim_softplus1(1e30f) == 1e30f && ndrsim_softplus1(-1e30f) < 2e-38f);
}

static void test_normal(void **state) {
  (void)state;
  worst body = {0, 0}, tail = {0, 0};
  for (uint32_t k = 0; k < 1000000; k++) {
    /* even words of both sides, then the outermost ones */
    uint32_t word =
        k < 900000 ? k * 4772u + 123u : (k % 2 ? 0x80000000u : 0u) + (k - 900000) / 2 * 3;
    double u = ((double)(word & 0x7fffffffu) + 0.5) / 4294967296.0;
    double exact = word >> 31 ? gsl_cdf_ugaussian_Qinv(u) : gsl_cdf_ugaussian_Pinv(u);
    double z = (double)ndrsim_normal1(word);
    note(&body, fabs(z - exact), exact);
    if (fabs(exact) > 3.0) note(&tail, fabs(gsl_cdf_ugaussian_Q(fabs(z)) / u - 1.0), exact);
  }
  check("normal quantile [absolute]", body, 3e-6);
  check("its tail probability [rel.]", tail, 2e-5);
  for (uint32_t word = 0; word < 1000; word++) /* symmetric */
    assert_true(ndrsim_normal1(word * 2147483u) == -ndrsim_normal1(word * 2147483u | 0x80000000u));
  for (uint32_t word = 0x7ffff000u; word < 0x7fffffffu;
       word++) /* monotone where it changes least */
    assert_true(ndrsim_normal1(word) <= ndrsim_normal1(word + 1));
}

static void test_uniform(void **state) {
  (void)state;
  assert_true(ndrsim_uniform1(0) == 0x1p-24f);
  assert_true(ndrsim_uniform1(0xffffffffu) == 1.0f - 0x1p-24f);
  assert_true(ndrsim_uniform1(0x80000000u) == 0.5f + 0x1p-24f);
}

static void test_bernoulli(void **state) {
  (void)state;
  static const float never[] = {0.0f, -1.0f, -0.0f, -INFINITY};
  static const float always[] = {1.0f, 1.5f, INFINITY};
  static const uint32_t words[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff};
  for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
    for (size_t i = 0; i < 4; i++)
      assert_int_equal(ndrsim_bernoulli1(words[w], never[i]), 0);
    for (size_t i = 0; i < 3; i++)
      assert_int_equal(ndrsim_bernoulli1(words[w], always[i]), 1);
  }
  /* the number of words that say yes is p 2^32, to 2^-31 */
  for (float p = 1e-8f; p < 1.0f; p *= 1.37f) {
    uint64_t low = 0, high = UINT64_C(1) << 32; /* first word that says no */
    while (low < high) {
      uint64_t middle = (low + high) / 2;
      if (ndrsim_bernoulli1((uint32_t)middle, p))
        low = middle + 1;
      else
        high = middle;
    }
    assert_true(fabs((double)low / 4294967296.0 - (double)p) <= 0x1p-31 + 0x1p-24 * (double)p);
  }
}

/* X > k exactly for v < P(X > k): just below and just above each step. `slack` is the resolution in
 * probability: float sums for small means, 2^-32 else. */
static void check_steps(int n, float rate, worst *w) {
  double q = -expm1(-(double)rate), mean = n * q;
  double sd = sqrt(mean * (1 - q));
  int first = (int)fmax(0, mean - 7 * sd), last = (int)(mean + 9 * sd) + 15;
  int step = (last - first) / 100 + 1;
  for (int k = first; k <= last && k < n; k += step) {
    double above = gsl_cdf_binomial_Q((unsigned)k, q, (unsigned)n);
    for (int side = -1; side <= 1; side += 2) {
      for (double gap = 2.0; gap < 1e8; gap *= 1.5) { /* in words; the smallest that works */
        double word = above * 4294967296.0 + side * gap;
        if (word < 0 || word > 4294967295.0) break;
        int32_t x = ndrsim_binomial1((uint32_t)word, n, rate);
        if ((x > k) == (side < 0)) break;
        note(w, gap / 4294967296.0, mean);
      }
    }
  }
}

static void test_count_steps(void **state) {
  (void)state;
  static const int trials[] = {1, 2, 3, 5, 8, 12, 20, 50, 100, 1000, 10000, 100000, 1000000};
  static const float rates[] = {1e-6f, 1e-4f, 1e-3f, 0.01f, 0.03f, 0.1f, 0.3f,
                                0.7f,  1,     2,     3,     5,     8,    15};
  worst small = {0, 0}, large = {0, 0};
  for (size_t i = 0; i < sizeof trials / sizeof *trials; i++)
    for (size_t j = 0; j < sizeof rates / sizeof *rates; j++) {
      double mean = trials[i] * -expm1(-(double)rates[j]);
      check_steps(trials[i], rates[j], mean > 20 ? &large : &small);
    }
  check("steps, mean <= 20 [prob.]", small, 2e-6);
  check("steps, mean > 20 [prob.]", large, 2e-8); /* GSL itself has some 1e-8 at 1e5 */
  assert_int_equal(ndrsim_binomial1(0, 0, 5.0f), 0);
  assert_int_equal(ndrsim_binomial1(0, -7, 5.0f), 0);
  assert_int_equal(ndrsim_binomial1(0, 1000000, 0.0f), 0);
  assert_int_equal(ndrsim_binomial1(0, 1000000, -1.0f), 0);
  assert_int_equal(ndrsim_binomial1(0xffffffffu, 1000000, 100.0f), 1000000);
}

static void test_exp_double(void **state) {
  (void)state;
  worst w = {0, 0};
  for (int i = -70000; i <= 70000; i++) {
    double x = i / 100.0 + 1e-3;
    if (fabs(x) <= 700) note(&w, fabs(ndrsim_exp_double(x) / exp(x) - 1.0), x);
  }
  check("exp, double [relative]", w, 1e-15);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_exp),        cmocka_unit_test(test_log),
      cmocka_unit_test(test_hazard),     cmocka_unit_test(test_links),
      cmocka_unit_test(test_normal),     cmocka_unit_test(test_uniform),
      cmocka_unit_test(test_bernoulli),  cmocka_unit_test(test_count_steps),
      cmocka_unit_test(test_exp_double),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
