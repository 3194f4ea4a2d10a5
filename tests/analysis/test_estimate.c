/* Estimates: exact quantiles, standard errors that mean what they say, and missing values. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include "analysis/results.h"
#include "sim/philox.h"

static void assert_near(double value, double expected, double tolerance) {
  if (!(fabs(value - expected) <= tolerance)) {
    fail_msg("%.17g is not within %g of %.17g", value, tolerance, expected);
  }
}

/* The i-th uniform number of stream `stream`. */
static double uniform(uint32_t stream, uint64_t i) {
  ndrsim_words words = ndrsim_philox(2024, i, stream, 0, 0, 0);
  return ndrsim_uniform53(words.w[0], words.w[1]);
}

static void quantiles_are_type_7(void **state) {
  (void)state;
  /* 1..11 shuffled: type 7 puts level q at 1 + 10 q exactly */
  const double value[] = {7, 3, 11, 1, 9, 5, 2, 10, 4, 8, 6};
  ndrsim_estimate e;
  assert_int_equal(ndrsim_estimate_values(value, 11, &e), NDRSIM_OK);
  assert_true(e.valid);
  assert_int_equal(e.n, 11);
  assert_near(e.mean, 6, 1e-14);
  assert_near(e.se, sqrt(11.0 / 11), 1e-14); /* the variance of 1..11 is 11 */
  for (int q = 0; q < NDRSIM_QUANTILES; q++) {
    assert_near(e.quantile[q], 1 + 10 * ndrsim_quantile_level[q], 1e-12);
  }
}

static void quantiles_ignore_the_order(void **state) {
  (void)state;
  double up[100], down[100];
  for (int k = 0; k < 100; k++) {
    up[k] = uniform(1, (uint64_t)k);
    down[99 - k] = up[k];
  }
  ndrsim_estimate a, b;
  assert_int_equal(ndrsim_estimate_values(up, 100, &a), NDRSIM_OK);
  assert_int_equal(ndrsim_estimate_values(down, 100, &b), NDRSIM_OK);
  assert_memory_equal(a.quantile, b.quantile, sizeof a.quantile);
  assert_memory_equal(a.quantile_se, b.quantile_se, sizeof a.quantile_se);
}

static void missing_values_make_it_invalid(void **state) {
  (void)state;
  double value[] = {1, 2, NAN, 4};
  ndrsim_estimate e;
  assert_int_equal(ndrsim_estimate_values(value, 4, &e), NDRSIM_OK);
  assert_false(e.valid);
  assert_true(isnan(e.mean) && isnan(e.se) && isnan(e.quantile[NDRSIM_P50]));
  value[2] = INFINITY;
  assert_int_equal(ndrsim_estimate_values(value, 4, &e), NDRSIM_OK);
  assert_false(e.valid);
  assert_int_equal(ndrsim_estimate_values(value, 0, &e), NDRSIM_OK);
  assert_false(e.valid);
}

static void one_replicate_has_no_error(void **state) {
  (void)state;
  const double value = 42;
  ndrsim_estimate e;
  assert_int_equal(ndrsim_estimate_values(&value, 1, &e), NDRSIM_OK);
  assert_true(e.valid);
  assert_near(e.mean, 42, 0);
  assert_true(isnan(e.se) && isnan(e.quantile_se[NDRSIM_P50]));
  for (int q = 0; q < NDRSIM_QUANTILES; q++) {
    assert_near(e.quantile[q], 42, 0);
  }
}

static void a_constant_has_error_zero(void **state) {
  (void)state;
  double value[37];
  for (int k = 0; k < 37; k++) {
    value[k] = 0.1;
  }
  ndrsim_estimate e;
  assert_int_equal(ndrsim_estimate_values(value, 37, &e), NDRSIM_OK);
  assert_near(e.mean, 0.1, 0);
  assert_near(e.se, 0, 0);
  assert_near(e.quantile_se[NDRSIM_P95], 0, 0);
  /* whatever the weights of the two neighbours are */
  for (int n = 2; n <= 37; n++) {
    assert_int_equal(ndrsim_estimate_values(value, n, &e), NDRSIM_OK);
    for (int q = 0; q < NDRSIM_QUANTILES; q++) {
      assert_near(e.quantile[q], 0.1, 0);
      assert_near(e.quantile_se[q], 0, 0);
    }
  }
}

/* Over many samples, the stated standard errors must equal the spread that they speak of. */
static void standard_errors_are_calibrated(void **state) {
  (void)state;
  enum { SAMPLES = 2000, N = 400 };
  double mean_sum = 0, mean_square = 0, mean_stated = 0;
  double sum[NDRSIM_QUANTILES] = {0}, square[NDRSIM_QUANTILES] = {0},
         stated[NDRSIM_QUANTILES] = {0};
  for (uint32_t s = 0; s < SAMPLES; s++) {
    double value[N];
    for (int k = 0; k < N; k++) {
      value[k] = -log(uniform(s + 10, (uint64_t)k)); /* skewed, so that the tails differ */
    }
    ndrsim_estimate e;
    assert_int_equal(ndrsim_estimate_values(value, N, &e), NDRSIM_OK);
    mean_sum += e.mean;
    mean_square += e.mean * e.mean;
    mean_stated += e.se;
    for (int q = 0; q < NDRSIM_QUANTILES; q++) {
      sum[q] += e.quantile[q];
      square[q] += e.quantile[q] * e.quantile[q];
      stated[q] += e.quantile_se[q];
    }
  }
  double n = SAMPLES;
  double spread = sqrt(mean_square / n - mean_sum * mean_sum / (n * n));
  /* the spread itself is known to 1/sqrt(2 * 2000) = 1.6%: 4 of these */
  assert_near(mean_stated / n / spread, 1, 0.064);
  for (int q = 0; q < NDRSIM_QUANTILES; q++) {
    spread = sqrt(square[q] / n - sum[q] * sum[q] / (n * n));
    /* order statistics in the tails are themselves rough: the bracket of P5 and P95 is 9 values */
    assert_near(stated[q] / n / spread, 1, 0.12);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(quantiles_are_type_7),
      cmocka_unit_test(quantiles_ignore_the_order),
      cmocka_unit_test(missing_values_make_it_invalid),
      cmocka_unit_test(one_replicate_has_no_error),
      cmocka_unit_test(a_constant_has_error_zero),
      cmocka_unit_test(standard_errors_are_calibrated),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
