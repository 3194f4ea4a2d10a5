/* Sobol indices against functions whose indices are published:
 *   Ishigami and Homma (1990), sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1, x uniform on (-pi, pi)
 *   Sobol's g-function with a = 0, 1, 4.5, 9, 99, 99, 99, 99 (Saltelli et al. 2010, table 3)
 * alone and with luck of their own on top, which must not enter; and whether intervals cover. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <gsl/gsl_cdf.h>
#include "analysis/sobol.h"
#include "sim/philox.h"

#define PI 3.14159265358979323846

typedef struct known {
  ndrsim_sobol_function *function;
  int inputs;
  double noise; /* of luck: standard deviation, and as much again times the first input */
  uint64_t seed;
} known;

static double luck_of(const known *self, const double *u, int luck, int point) {
  if (self->noise == 0) return 0;
  ndrsim_words w = ndrsim_philox(self->seed, 7, (uint32_t)point, (unsigned)luck, 0, 0);
  return self->noise * (1 + 4 * (u[0] - 0.5)) *
         gsl_cdf_ugaussian_Pinv(ndrsim_uniform53(w.w[0], w.w[1]));
}

static double ishigami(void *user, const double *u, int luck, int point) {
  double x[3];
  for (int i = 0; i < 3; i++)
    x[i] = PI * (2 * u[i] - 1);
  return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]) +
         luck_of(user, u, luck, point);
}

static const double g_a[] = {0, 1, 4.5, 9, 99, 99, 99, 99};

static double g_function(void *user, const double *u, int luck, int point) {
  double product = 1;
  for (int i = 0; i < 8; i++)
    product *= (fabs(4 * u[i] - 2) + g_a[i]) / (1 + g_a[i]);
  return product + luck_of(user, u, luck, point);
}

/* Analytic indices of both; the tests compare them with the published digits first. */
static void truth_ishigami(double *first, double *total, double *variance) {
  double a = 7, b = 0.1, p4 = pow(PI, 4), p8 = p4 * p4;
  double v1 = 0.5 * (1 + b * p4 / 5) * (1 + b * p4 / 5), v2 = a * a / 8;
  double v13 = b * b * p8 * (1.0 / 18 - 1.0 / 50);
  double v = v1 + v2 + v13;
  double own[] = {v1 / v, v2 / v, 0}, all[] = {(v1 + v13) / v, v2 / v, v13 / v};
  for (int i = 0; i < 3; i++)
    first[i] = own[i], total[i] = all[i];
  *variance = v;
}

static void truth_g(double *first, double *total, double *variance) {
  double part[8], product = 1;
  for (int i = 0; i < 8; i++) {
    part[i] = 1 / (3 * (1 + g_a[i]) * (1 + g_a[i]));
    product *= 1 + part[i];
  }
  *variance = product - 1;
  for (int i = 0; i < 8; i++) {
    first[i] = part[i] / *variance;
    total[i] = part[i] * product / (1 + part[i]) / *variance;
  }
}

typedef struct problem {
  const char *name;
  ndrsim_sobol_function *function;
  void (*truth)(double *first, double *total, double *variance);
  int inputs;
  double first[8], total[8], digits; /* as published, and to which */
  double noise;
} problem;

static const problem problems[] = {
    {"Ishigami",
     ishigami,
     truth_ishigami,
     3,
     {0.3139, 0.4424, 0},
     {0.5576, 0.4424, 0.2437},
     1e-4,
     4},
    {"g-function",
     g_function,
     truth_g,
     8,
     {0.716, 0.179, 0.0237, 0.0072, 0.0001, 0.0001, 0.0001, 0.0001},
     {0.787, 0.242, 0.0343, 0.0105, 0.0001, 0.0001, 0.0001, 0.0001},
     6e-4,
     0.6},
};
enum { PROBLEMS = sizeof problems / sizeof problems[0] };

static void solve(const problem *of, int points, uint64_t seed, double noise, ndrsim_sobol *out) {
  known user = {of->function, of->inputs, noise, seed};
  ndrsim_sobol_design design;
  ndrsim_error err;
  assert_int_equal(ndrsim_sobol_design_init(&design, of->inputs, points, seed, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_sobol_of(out, &design, of->function, &user, &err), NDRSIM_OK);
  ndrsim_sobol_design_free(&design);
}

static void what_is_expected_is_what_is_published(void **state) {
  (void)state;
  for (int k = 0; k < PROBLEMS; k++) {
    double first[8], total[8], variance;
    problems[k].truth(first, total, &variance);
    for (int i = 0; i < problems[k].inputs; i++) {
      assert_true(fabs(first[i] - problems[k].first[i]) <= problems[k].digits);
      assert_true(fabs(total[i] - problems[k].total[i]) <= problems[k].digits);
    }
  }
}

static void within(const char *name, const char *what, int input, const ndrsim_sobol_index *index,
                   double truth, double se_most) {
  if (!(fabs(index->value - truth) <= 4 * index->se + 1e-12))
    fail_msg("%s, %s of x%d: %g is %.1f standard errors from %g", name, what, input + 1,
             index->value, fabs(index->value - truth) / index->se, truth);
  /* an error that is huge would let anything pass */
  if (!(index->se < se_most))
    fail_msg("%s, %s of x%d: standard error %g", name, what, input + 1, index->se);
}

static void published_values(void **state) {
  (void)state;
  for (int k = 0; k < PROBLEMS; k++) {
    for (int noisy = 0; noisy < 2; noisy++) {
      const problem *of = &problems[k];
      double first[8], total[8], variance;
      ndrsim_sobol sobol;
      ndrsim_sobol_init(&sobol);
      of->truth(first, total, &variance);
      solve(of, noisy ? 65536 : 16384, 11, noisy ? of->noise : 0, &sobol);
      assert_true(sobol.valid);
      double most = noisy ? 0.05 : 0.015;
      for (int i = 0; i < of->inputs; i++) {
        within(of->name, "first", i, &sobol.first[i], first[i], most);
        within(of->name, "total", i, &sobol.total[i], total[i], most);
      }
      within(of->name, "variance", 0, &sobol.variance, variance, 0.05 * variance);
      /* noise (1 + 4 (u - 1/2)) e: variance noise^2 (1 + 16 / 12) */
      double luck = noisy ? of->noise * of->noise * (1 + 16.0 / 12) : 0;
      within(of->name, "luck", 0, &sobol.luck, luck, 0.03 * luck + 1e-12);
      within(of->name, "known", 0, &sobol.known, variance / (variance + luck), 0.03);
      ndrsim_sobol_free(&sobol);
    }
  }
}

/* A bias of 2% of the first index of Ishigami (0.0063) must not pass. */
static void a_planted_bias_is_seen(void **state) {
  (void)state;
  ndrsim_sobol sobol;
  ndrsim_sobol_init(&sobol);
  solve(&problems[0], 65536, 11, 0, &sobol);
  double first[8], total[8], variance;
  truth_ishigami(first, total, &variance);
  assert_true(fabs(1.02 * sobol.first[0].value - first[0]) > 4 * sobol.first[0].se);
  assert_true(fabs(1.02 * sobol.total[0].value - total[0]) > 4 * sobol.total[0].se);
  ndrsim_sobol_free(&sobol);
}

enum { EXPERIMENTS = 100 };

/* How many of the experiments' intervals, shrunk by `shrink`, hold the truth. */
static int covered(const problem *of, const ndrsim_sobol *experiment, bool total, int input,
                   double truth, double shrink) {
  int n = 0;
  for (int e = 0; e < EXPERIMENTS; e++) {
    const ndrsim_sobol_index *index =
        total ? &experiment[e].total[input] : &experiment[e].first[input];
    double reach = shrink * (index->high - index->value);
    n += fabs(index->value - truth) <= reach;
  }
  (void)of;
  return n;
}

/* 95 of 100, within 3.5 standard errors of a binomial (2.18): 87.4; intervals half as wide cover 70
 * at most. */
static void intervals_cover(void **state) {
  (void)state;
  enum { LOW = 88, HALF = 80 };
  for (int k = 0; k < PROBLEMS; k++) {
    for (int noisy = 0; noisy < 2; noisy++) {
      const problem *of = &problems[k];
      static ndrsim_sobol experiment[EXPERIMENTS];
      double first[8], total[8], variance;
      of->truth(first, total, &variance);
      for (int e = 0; e < EXPERIMENTS; e++) {
        ndrsim_sobol_init(&experiment[e]);
        solve(of, 1024, 1000 + (uint64_t)e, noisy ? of->noise / 4 : 0, &experiment[e]);
      }
      for (int i = 0; i < of->inputs && i < 4; i++) {
        int own = covered(of, experiment, false, i, first[i], 1);
        int all = covered(of, experiment, true, i, total[i], 1);
        int half = covered(of, experiment, false, i, first[i], 0.5);
        printf("  %-10s x%d%s: first %d, total %d of 100; half as wide %d\n", of->name, i + 1,
               noisy ? " with luck" : "", own, all, half);
        assert_true(own >= LOW && all >= LOW && half <= HALF);
      }
      for (int e = 0; e < EXPERIMENTS; e++)
        ndrsim_sobol_free(&experiment[e]);
    }
  }
}

/* In each copy, every input of A and of B has one point in each of `each` equal parts. */
static void points_are_spread_evenly(void **state) {
  (void)state;
  enum { INPUTS = 20, EACH = 64 };
  ndrsim_sobol_design design;
  ndrsim_error err;
  assert_int_equal(ndrsim_sobol_design_init(&design, INPUTS, EACH * NDRSIM_SOBOL_SHIFTS, 3, &err),
                   NDRSIM_OK);
  for (int s = 0; s < NDRSIM_SOBOL_SHIFTS; s++) {
    for (int d = 0; d < 2 * INPUTS; d++) {
      bool seen[EACH] = {false};
      for (int p = 0; p < EACH; p++) {
        double x = design.u[(size_t)(s * EACH + p) * 2 * INPUTS + (size_t)d];
        assert_true(x > 0 && x < 1);
        assert_false(seen[(int)(x * EACH)]);
        seen[(int)(x * EACH)] = true;
      }
    }
  }
  double a[INPUTS], b[INPUTS], mixed[INPUTS];
  ndrsim_sobol_uniforms(&design, 0, 5, a);
  ndrsim_sobol_uniforms(&design, 1, 5, b);
  ndrsim_sobol_uniforms(&design, 2 + 7, 5, mixed);
  for (int i = 0; i < INPUTS; i++)
    assert_true(mixed[i] == (i == 7 ? b[i] : a[i]));
  ndrsim_sobol_uniforms(&design, INPUTS + 2 + INPUTS + 2 + 7, 5, mixed);
  for (int i = 0; i < INPUTS; i++)
    assert_true(mixed[i] == (i == 7 ? a[i] : b[i]));
  assert_int_equal(ndrsim_sobol_runs(&design), 3 * INPUTS + 4);
  assert_int_equal(ndrsim_sobol_luck(&design, 2 + 7), 0);
  assert_int_equal(ndrsim_sobol_luck(&design, INPUTS + 2 + 9), 1);
  ndrsim_sobol_design_free(&design);
  assert_int_equal(ndrsim_sobol_points(31), 0);
  assert_int_equal(ndrsim_sobol_points(32), 32);
  assert_int_equal(ndrsim_sobol_points(400), 256);
  assert_int_equal(ndrsim_sobol_points(1024), 1024);
}

static double weighted(void *user, const double *u, int luck, int point) {
  (void)luck, (void)point;
  int n = ((known *)user)->inputs;
  double sum = 0;
  for (int i = 0; i < n; i++)
    sum += (i == n - 1 ? 5 : 1) * u[i];
  return sum;
}

static void more_inputs_than_the_sequence_has(void **state) {
  (void)state;
  enum { MANY = 25 };
  problem of = {"sum", weighted, NULL, MANY, {0}, {0}, 0, 0};
  ndrsim_sobol sobol;
  ndrsim_sobol_init(&sobol);
  solve(&of, 8192, 4, 0, &sobol);
  assert_true(sobol.valid);
  for (int i = 0; i < MANY; i++) {
    double truth = (i == MANY - 1 ? 25.0 : 1.0) / (25 + MANY - 1);
    within("sum", "first", i, &sobol.first[i], truth, 0.02);
    within("sum", "total", i, &sobol.total[i], truth, 0.02);
  }
  assert_true(fabs(sobol.additive.value - 1) <= 4 * sobol.additive.se);
  ndrsim_sobol_free(&sobol);
}

static double constant(void *user, const double *u, int luck, int point) {
  (void)u;
  return 3 + luck_of(user, (double[]){0.5}, luck, point);
}

static double sometimes(void *user, const double *u, int luck, int point) {
  (void)user, (void)luck;
  return point == 17 ? NAN : u[0];
}

static void nothing_to_split_is_said(void **state) {
  (void)state;
  problem of = {"constant", constant, NULL, 2, {0}, {0}, 0, 0}, gap = of;
  ndrsim_sobol sobol;
  ndrsim_sobol_init(&sobol);
  solve(&of, 256, 4, 0, &sobol);
  assert_false(sobol.valid);
  solve(&of, 256, 4, 2, &sobol);
  assert_false(sobol.valid);
  gap.function = sometimes;
  solve(&gap, 256, 4, 0, &sobol);
  assert_false(sobol.valid);
  ndrsim_sobol_free(&sobol);
  ndrsim_sobol_free(&sobol);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_expected_is_what_is_published),
      cmocka_unit_test(published_values),
      cmocka_unit_test(a_planted_bias_is_seen),
      cmocka_unit_test(intervals_cover),
      cmocka_unit_test(points_are_spread_evenly),
      cmocka_unit_test(more_inputs_than_the_sequence_has),
      cmocka_unit_test(nothing_to_split_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
