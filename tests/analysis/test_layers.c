/* The split of variance by layer, on a nested model whose layers are known:
 *   Y = 100 + a P + b M (1 + c P) + d I      P, M, I independent standard normals
 *   V_P = a^2   V_M|P = b^2 (1 + c^2)   V_I|PM = d^2
 * The factor (1 + c P) makes the macro layer depend on the parameters, as it does in the engine. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <gsl/gsl_cdf.h>
#include "analysis/layers.h"
#include "sim/philox.h"

typedef struct nested {
  double a, b, c, d;
} nested;

static double normal(uint64_t layer, uint32_t index) {
  ndrsim_words words = ndrsim_philox(77, layer, index, 0, 0, 0);
  return gsl_cdf_ugaussian_Pinv(ndrsim_uniform53(words.w[0], words.w[1]));
}

static double value_at(const nested *model, ndrsim_replicate r) {
  double p = normal(1, r.parameter), m = normal(2, r.macro), i = normal(3, r.idiosyncratic);
  return 100 + model->a * p + model->b * m * (1 + model->c * p) + model->d * i;
}

/* Fills y[samples][4] from sample `first` on. */
static void run_samples(const nested *model, int first, int samples, double *y) {
  for (int s = 0; s < samples; s++) {
    ndrsim_replicate address[NDRSIM_LAYER_RUNS];
    ndrsim_layers_address(first + s, address);
    for (int run = 0; run < NDRSIM_LAYER_RUNS; run++) {
      y[s * NDRSIM_LAYER_RUNS + run] = value_at(model, address[run]);
    }
  }
}

static void run_main(const nested *model, int n, double *y) {
  for (int k = 0; k < n; k++) {
    uint32_t index = (uint32_t)k;
    y[k] = value_at(model, (ndrsim_replicate){index, index, index});
  }
}

enum { SAMPLES = 20000, MAIN = 20000 };

static ndrsim_layers estimate(const nested *model) {
  static double y[SAMPLES * NDRSIM_LAYER_RUNS], main_y[MAIN];
  ndrsim_layers layers = {0};
  run_samples(model, 0, SAMPLES, y);
  run_main(model, MAIN, main_y);
  ndrsim_layers_estimate(y, SAMPLES, &layers);
  ndrsim_layers_total(main_y, MAIN, &layers);
  return layers;
}

static void assert_within_4_se(double value, double se, double truth) {
  if (!(fabs(value - truth) <= 4 * se)) {
    fail_msg("%g is %.1f standard errors from %g", value, fabs(value - truth) / se, truth);
  }
}

static void check(const nested *model) {
  ndrsim_layers layers = estimate(model);
  double truth[3] = {model->a * model->a, model->b * model->b * (1 + model->c * model->c),
                     model->d * model->d};
  assert_int_equal(layers.samples, SAMPLES);
  for (int k = 0; k < 3; k++) {
    assert_within_4_se(layers.variance[k], layers.se[k], truth[k]);
    /* an error that is huge would let anything pass */
    assert_true(layers.se[k] < 0.03 * (truth[0] + truth[1] + truth[2]));
  }
  assert_within_4_se(layers.sum, layers.sum_se, truth[0] + truth[1] + truth[2]);
  assert_within_4_se(layers.total, layers.total_se, truth[0] + truth[1] + truth[2]);
  assert_true(ndrsim_layers_agree(&layers));
}

static void known_variances_are_found(void **state) {
  (void)state;
  check(&(nested){3, 2, 0.8, 1});
  check(&(nested){0.5, 2, 0, 4});
}

static void a_layer_that_is_off_is_zero(void **state) {
  (void)state;
  check(&(nested){0, 2, 0, 1}); /* no parameter layer: V_P within 4 SE of 0 */
  ndrsim_layers layers = estimate(&(nested){3, 0, 0, 0});
  assert_true(fabs(layers.variance[1]) < 1e-20); /* the same run four times */
  assert_true(fabs(layers.variance[2]) < 1e-20);
  assert_within_4_se(layers.variance[0], layers.se[0], 9);
}

static void nothing_random_agrees_with_itself(void **state) {
  (void)state;
  ndrsim_layers layers = estimate(&(nested){0, 0, 0, 0});
  assert_true(layers.sum == 0 && layers.total == 0);
  assert_true(ndrsim_layers_agree(&layers));
}

/* Many small runs: the spread of the estimates is what the standard errors said. */
static void standard_errors_are_calibrated(void **state) {
  (void)state;
  enum { BATCHES = 600, SIZE = 100 };
  const nested model = {3, 2, 0.5, 1};
  double sum[4] = {0}, square[4] = {0}, stated[4] = {0};
  for (int b = 0; b < BATCHES; b++) {
    double y[SIZE * NDRSIM_LAYER_RUNS];
    ndrsim_layers layers = {0};
    run_samples(&model, b * SIZE, SIZE, y);
    ndrsim_layers_estimate(y, SIZE, &layers);
    for (int k = 0; k < 4; k++) {
      double value = k < 3 ? layers.variance[k] : layers.sum;
      double se = k < 3 ? layers.se[k] : layers.sum_se;
      sum[k] += value;
      square[k] += value * value;
      stated[k] += se * se;
    }
  }
  for (int k = 0; k < 4; k++) {
    double n = BATCHES, spread = square[k] / n - sum[k] * sum[k] / (n * n);
    double ratio = sqrt(stated[k] / n / spread);
    /* the spread is known to 1/sqrt(2 * 600) = 3%, heavier tails allowed for */
    if (!(ratio > 0.85 && ratio < 1.15)) fail_msg("stated / true error of part %d: %g", k, ratio);
  }
}

/* A planted fault: runs C and D that keep A's macro path hide that layer, and the sum must tell. */
static void a_broken_design_is_noticed(void **state) {
  (void)state;
  static double y[SAMPLES * NDRSIM_LAYER_RUNS], main_y[MAIN];
  const nested model = {1, 3, 0, 1};
  for (int s = 0; s < SAMPLES; s++) {
    ndrsim_replicate address[NDRSIM_LAYER_RUNS];
    ndrsim_layers_address(s, address);
    address[2].parameter = address[3].parameter = address[0].parameter + SAMPLES;
    for (int run = 0; run < NDRSIM_LAYER_RUNS; run++) {
      y[s * NDRSIM_LAYER_RUNS + run] = value_at(&model, address[run]);
    }
  }
  ndrsim_layers layers = {0};
  run_main(&model, MAIN, main_y);
  ndrsim_layers_estimate(y, SAMPLES, &layers);
  ndrsim_layers_total(main_y, MAIN, &layers);
  /* without shared parameters their layer is missed and counted as macro: V_P reads 0, not 1 */
  assert_true(fabs(layers.variance[0] - 1) > 4 * layers.se[0]);
  /* and a layer left out of the sum is seen against the total */
  layers.sum -= layers.variance[2];
  assert_false(ndrsim_layers_agree(&layers));
}

static void too_little_or_missing_gives_nothing(void **state) {
  (void)state;
  double y[4 * NDRSIM_LAYER_RUNS] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, NAN, 13, 14, 15, 16};
  ndrsim_layers layers = {0};
  ndrsim_layers_estimate(y, 4, &layers);
  assert_int_equal(layers.samples, 0);
  assert_true(isnan(layers.variance[0]) && isnan(layers.sum));
  ndrsim_layers_estimate(y, 2, &layers);
  assert_int_equal(layers.samples, 0);
  ndrsim_layers_total(y, 2, &layers);
  assert_true(isnan(layers.total));
}

/* Main replicates use index k < 2^30 in all three layers; samples share only what they should. */
static void addresses_do_not_collide(void **state) {
  (void)state;
  const int sample[] = {0, 1, 2, 1000, NDRSIM_LAYER_SAMPLES_MAX - 1};
  enum { N = sizeof sample / sizeof sample[0] };
  ndrsim_replicate all[N][NDRSIM_LAYER_RUNS];
  for (int s = 0; s < N; s++) {
    ndrsim_layers_address(sample[s], all[s]);
    for (int run = 0; run < NDRSIM_LAYER_RUNS; run++) {
      assert_true(all[s][run].parameter >= NDRSIM_LAYER_FIRST);
      assert_true(all[s][run].macro >= NDRSIM_LAYER_FIRST);
      assert_true(all[s][run].idiosyncratic >= NDRSIM_LAYER_FIRST);
      assert_int_equal(all[s][run].parameter, all[s][0].parameter);
      assert_int_equal(all[s][run].macro, all[s][run / 2 * 2].macro);
    }
    assert_true(all[s][0].macro != all[s][2].macro);
  }
  for (int a = 0; a < N * NDRSIM_LAYER_RUNS; a++) {
    for (int b = 0; b < a; b++) {
      ndrsim_replicate x = all[a / 4][a % 4], y = all[b / 4][b % 4];
      assert_true(x.idiosyncratic != y.idiosyncratic);
      if (a / 4 != b / 4) assert_true(x.parameter != y.parameter && x.macro != y.macro);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_variances_are_found),
      cmocka_unit_test(a_layer_that_is_off_is_zero),
      cmocka_unit_test(nothing_random_agrees_with_itself),
      cmocka_unit_test(standard_errors_are_calibrated),
      cmocka_unit_test(a_broken_design_is_noticed),
      cmocka_unit_test(too_little_or_missing_gives_nothing),
      cmocka_unit_test(addresses_do_not_collide),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
