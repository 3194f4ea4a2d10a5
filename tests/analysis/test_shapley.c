/* Shapley effects against closed forms: y = x1 + 2 x2 + x3 + luck with corr(x1, x2) = r, normals of
 * variance 1 (Owen and Prieur, "On Shapley value for measuring importance of dependent inputs",
 * 2017): effect_1 = b1^2 (1 - r^2 / 2) + b1 b2 r + b2^2 r^2 / 2, effect_2 the other way round,
 * effect_3 = 1 and a product, which is shared evenly. Luck must not enter. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <gsl/gsl_cdf.h>
#include "analysis/shapley.h"
#include "sim/philox.h"

enum { N = 3000, P = 6 };

static double x[P * N], y[N];

static double normal(uint64_t seed, int what, int r) {
  ndrsim_words w = ndrsim_philox(seed, (uint64_t)what, (uint32_t)r, 0, 0, 0);
  return gsl_cdf_ugaussian_Pinv(ndrsim_uniform53(w.w[0], w.w[1]));
}

static void draw(uint64_t seed, double r) {
  for (int p = 0; p < P; p++)
    for (int k = 0; k < N; k++)
      x[p * N + k] = normal(seed, p, k);
  for (int k = 0; k < N; k++)
    x[N + k] = r * x[k] + sqrt(1 - r * r) * x[N + k];
}

static void near(const char *what, double value, double se, double truth, double most) {
  printf("  %-8s %7.3f (%.3f), truth %7.3f\n", what, value, se, truth);
  if (!(fabs(value - truth) <= 4 * se + 1e-9))
    fail_msg("%s: %g (%g), not %g", what, value, se, truth);
  if (!(se < most)) fail_msg("%s: standard error %g", what, se);
}

static void make(ndrsim_shapley *self, uint64_t seed) {
  ndrsim_error err;
  ndrsim_shapley_init(self);
  assert_int_equal(ndrsim_shapley_make(self, N, P, x, y, seed, &err), NDRSIM_OK);
  assert_true(self->valid);
  double sum = 0, share = 0;
  for (int p = 0; p < P; p++) {
    sum += self->effect[p].variance;
    share += self->effect[p].share;
  }
  assert_true(fabs(sum - self->known.variance) < 1e-9 * sum);
  assert_true(fabs(share - 1) < 1e-9);
}

static void correlated_normals(void **state) {
  (void)state;
  static const double r[] = {0, 0.6, -0.5}, luck[] = {0.5, 3};
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 2; k++) {
      uint64_t seed = 10 + (uint64_t)(2 * i + k);
      ndrsim_shapley s;
      draw(seed, r[i]);
      for (int j = 0; j < N; j++)
        y[j] = x[j] + 2 * x[N + j] + x[2 * N + j] + luck[k] * normal(seed, 50, j);
      make(&s, seed);
      double q = r[i] * r[i] / 2, both = 5 + 4 * r[i] + 1;
      double one = 1 - q + 2 * r[i] + 4 * q, two = 4 * (1 - q) + 2 * r[i] + q;
      double most = luck[k] > 1 ? 0.35 : 0.2;
      near("x1", s.effect[0].variance, s.effect[0].variance_se, one, most);
      near("x2", s.effect[1].variance, s.effect[1].variance_se, two, most);
      near("x3", s.effect[2].variance, s.effect[2].variance_se, 1, most);
      near("x4", s.effect[3].variance, s.effect[3].variance_se + 1e-3, 0, most);
      near("all", s.known.variance, s.known.variance_se, both, 0.5);
      near("share 2", s.effect[1].share, s.effect[1].share_se, two / both, 0.05);
      near("known", s.known.share, s.known.share_se, both / (both + luck[k] * luck[k]), 0.08);
      ndrsim_shapley_free(&s);
    }
}

static void a_planted_bias_is_seen(void **state) {
  (void)state;
  ndrsim_shapley s;
  draw(7, 0.6);
  for (int j = 0; j < N; j++)
    y[j] = x[j] + 2 * x[N + j] + x[2 * N + j];
  make(&s, 7);
  double truth = 4 * 0.82 + 1.2 + 0.18, share = truth / 8.4;
  assert_true(fabs(s.effect[1].share - share) <= 4 * s.effect[1].share_se);
  assert_true(fabs(s.effect[1].share * 1.1 - share) > 4 * s.effect[1].share_se);
  ndrsim_shapley_free(&s);
}

static void products_are_shared_evenly(void **state) {
  (void)state;
  ndrsim_shapley s;
  draw(8, 0);
  for (int j = 0; j < N; j++)
    y[j] = 2 * x[j] * x[N + j] + x[2 * N + j] + normal(8, 50, j);
  make(&s, 8);
  near("x1", s.effect[0].variance, s.effect[0].variance_se, 2, 0.35);
  near("x2", s.effect[1].variance, s.effect[1].variance_se, 2, 0.35);
  near("x3", s.effect[2].variance, s.effect[2].variance_se, 1, 0.2);
  ndrsim_shapley_free(&s);
}

static void nothing_to_share_is_said(void **state) {
  (void)state;
  ndrsim_shapley s;
  ndrsim_error err;
  ndrsim_shapley_init(&s);
  draw(9, 0);
  for (int j = 0; j < N; j++)
    y[j] = normal(9, 50, j);
  assert_int_equal(ndrsim_shapley_make(&s, N, P, x, y, 9, &err), NDRSIM_OK);
  assert_true(s.valid && s.known.variance < 0.02 * s.total);
  y[17] = NAN;
  assert_int_equal(ndrsim_shapley_make(&s, N, P, x, y, 9, &err), NDRSIM_OK);
  assert_false(s.valid);
  ndrsim_shapley_free(&s);
  ndrsim_shapley_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(correlated_normals),
      cmocka_unit_test(a_planted_bias_is_seen),
      cmocka_unit_test(products_are_shared_evenly),
      cmocka_unit_test(nothing_to_share_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
