/* Quantiles invert GSL's distribution functions, for every kind and the shapes on which GSL's own
 * inverses fail. GSL's default error handler stays on: a GSL error would abort the test. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include "sim/dist.h"
#include "sim/qtable.h"
#include "tests/helpers/dist_mean.h"

static ndrsim_dist make(ndrsim_dist_kind kind, double a, double b, double c) {
  ndrsim_dist dist;
  ndrsim_dist_init(&dist, kind);
  dist.arg[0] = a;
  dist.arg[1] = b;
  dist.arg[2] = c;
  return dist;
}

static ndrsim_dist by_moments(ndrsim_dist_kind kind, double mean, double sd) {
  ndrsim_dist dist;
  ndrsim_dist_init(&dist, kind);
  assert_int_equal(ndrsim_dist_from_mean_sd(kind, mean, sd, &dist, NULL), NDRSIM_OK);
  return dist;
}

/* Straight from GSL, not through the code under test. */
static double gsl_p(const ndrsim_dist *d, double x) {
  const double *a = d->arg;
  double width = a[2] - a[0];
  switch (d->kind) {
  case NDRSIM_DIST_NORMAL:
    return gsl_cdf_gaussian_P(x - a[0], a[1]);
  case NDRSIM_DIST_LOGNORMAL:
    return gsl_cdf_lognormal_P(x, a[0], a[1]);
  case NDRSIM_DIST_BETA:
    return gsl_cdf_beta_P(x, a[0], a[1]);
  case NDRSIM_DIST_GAMMA:
    return gsl_cdf_gamma_P(x, a[0], a[1]);
  case NDRSIM_DIST_UNIFORM:
    return gsl_cdf_flat_P(x, a[0], a[1]);
  case NDRSIM_DIST_TRIANGULAR: /* by integrating the two straight lines of the density */
    if (x <= a[0] || x >= a[2]) return x >= a[2];
    if (x < a[1]) return (x - a[0]) * (x - a[0]) / (width * (a[1] - a[0]));
    return 1 - (a[2] - x) * (a[2] - x) / (width * (a[2] - a[1]));
  case NDRSIM_DIST_PERT:
    return gsl_cdf_beta_P((x - a[0]) / width, 1 + 4 * (a[1] - a[0]) / width,
                          1 + 4 * (a[2] - a[1]) / width);
  default:
    return gsl_cdf_exponential_P(x, a[0]);
  }
}

/* P at x + step, or a little further on: GSL compiled with fused multiply-add has NaN here and
 * there. */
static double gsl_p_beyond(const ndrsim_dist *d, double x, double step) {
  double p = gsl_p(d, x + step);
  for (int k = 2; k < 4096 && isnan(p); k++)
    p = gsl_p(d, x + k * step);
  return p;
}

/* P just below and just above x, at the resolution of 32 significant bits, must enclose u. */
static void assert_inverts(const ndrsim_dist *d, double u) {
  double x = NAN, step;
  assert_int_equal(ndrsim_dist_quantile(d, u, &x), NDRSIM_OK);
  assert_true(isfinite(x));
  step = fabs(x) * ldexp(1, -31) + 3e-300;
  double below = gsl_p_beyond(d, x, -step), above = gsl_p_beyond(d, x, step),
         slack = 1e-13 * (u < 0.5 ? u : 1);
  if (!(below <= u + slack && above >= u - slack))
    fail_msg("%s(%g, %g) at u = %.17g: x = %.17g has P in [%.17g, %.17g]",
             ndrsim_dist_name(d->kind), d->arg[0], d->arg[1], u, x, below, above);
}

static void assert_inverts_everywhere(ndrsim_dist d) {
  assert_int_equal(ndrsim_dist_check(&d, NULL), NDRSIM_OK);
  for (int i = 1; i < 1000; i++)
    assert_inverts(&d, i / 1000.0);
  for (int k = 10; k <= 50; k++) {
    assert_inverts(&d, ldexp(1, -k));
    assert_inverts(&d, 1 - ldexp(1, -k));
  }
}

static void test_quantile_inverts_gsl(void **state) {
  (void)state;
  assert_inverts_everywhere(make(NDRSIM_DIST_NORMAL, -3, 0.5, 0));
  assert_inverts_everywhere(make(NDRSIM_DIST_NORMAL, 1e6, 1e-3, 0));
  assert_inverts_everywhere(make(NDRSIM_DIST_LOGNORMAL, 2, 0.3, 0));
  assert_inverts_everywhere(make(NDRSIM_DIST_LOGNORMAL, -5, 4, 0));
  assert_inverts_everywhere(make(NDRSIM_DIST_UNIFORM, -1, 3, 0));
  assert_inverts_everywhere(make(NDRSIM_DIST_TRIANGULAR, 0, 1, 4));
  assert_inverts_everywhere(make(NDRSIM_DIST_TRIANGULAR, 2, 2, 3));
  assert_inverts_everywhere(make(NDRSIM_DIST_TRIANGULAR, 2, 3, 3));
  assert_inverts_everywhere(make(NDRSIM_DIST_PERT, 0.1, 0.2, 0.9));
  assert_inverts_everywhere(make(NDRSIM_DIST_PERT, 10, 10, 20));
  assert_inverts_everywhere(make(NDRSIM_DIST_EXPONENTIAL, 7, 0, 0));
}

static void test_quantile_inverts_hard_shapes(void **state) {
  (void)state;
  /* gsl_cdf_beta_Pinv and gsl_cdf_gamma_Pinv fail on these for 0.7%, 2.5% and 36% of uniforms */
  assert_inverts_everywhere(by_moments(NDRSIM_DIST_BETA, 0.03, 0.006));
  assert_inverts_everywhere(by_moments(NDRSIM_DIST_BETA, 0.03, 0.003));
  assert_inverts_everywhere(make(NDRSIM_DIST_GAMMA, 0.05, 1, 0));
  static const double shape[] = {0.001, 0.02, 0.3, 0.999, 1, 1.5, 7, 40, 900, 2e4, 1e5};
  for (size_t i = 0; i < sizeof shape / sizeof *shape; i++) {
    assert_inverts_everywhere(make(NDRSIM_DIST_GAMMA, fmin(shape[i], 1e4), 1e-3, 0));
    for (size_t j = 0; j < sizeof shape / sizeof *shape; j++)
      assert_inverts_everywhere(make(NDRSIM_DIST_BETA, shape[i], shape[j], 0));
  }
}

static void test_quantile_of_truncated(void **state) {
  (void)state;
  static const double tail[][2] = {{-INFINITY, 0}, {0, INFINITY}, {-1, 2}, {5, INFINITY}, {4, 4.1}};
  for (size_t i = 0; i < sizeof tail / sizeof *tail; i++) {
    ndrsim_dist d = make(NDRSIM_DIST_NORMAL, 0, 1, 0);
    d.low = tail[i][0];
    d.high = tail[i][1];
    assert_int_equal(ndrsim_dist_check(&d, NULL), NDRSIM_OK);
    double before = -INFINITY;
    for (int k = 1; k < 400; k++) {
      double u = k / 400.0, x = NAN;
      assert_int_equal(ndrsim_dist_quantile(&d, u, &x), NDRSIM_OK);
      assert_true(x >= d.low && x <= d.high && x >= before);
      assert_true(fabs(ndrsim_dist_cdf(&d, x) - u) < 1e-7); /* 32 bits of x, a narrow window */
      before = x;
    }
    assert_true(ndrsim_dist_cdf(&d, d.low - 1) == 0 && ndrsim_dist_cdf(&d, d.high) == 1);
  }
  /* five deviations out: the tail's own mean excess, phi(5)/Q(5) - 5 = 0.18650 */
  ndrsim_dist d = make(NDRSIM_DIST_NORMAL, 0, 1, 0);
  d.low = 5;
  double sum = 0, x;
  for (int k = 0; k < 4000; k++) {
    assert_int_equal(ndrsim_dist_quantile(&d, (k + 0.5) / 4000, &x), NDRSIM_OK);
    sum += x - 5;
  }
  assert_true(fabs(sum / 4000 - 0.18650) < 2e-4);
}

static void test_discrete(void **state) {
  (void)state;
  ndrsim_dist d = make(NDRSIM_DIST_DISCRETE, 0, 0, 0);
  d.n_values = 4;
  memcpy(d.value, (double[]){1, 2, 3.3, 8}, 4 * sizeof(double));
  memcpy(d.weight, (double[]){1, 0, 2, 1}, 4 * sizeof(double));
  assert_int_equal(ndrsim_dist_check(&d, NULL), NDRSIM_OK);
  double x;
  static const double expect[][2] = {{1e-9, 1},   {0.25, 1},   {0.2501, 3.3},
                                     {0.75, 3.3}, {0.7501, 8}, {1 - 1e-16, 8}};
  for (size_t i = 0; i < sizeof expect / sizeof *expect; i++) {
    assert_int_equal(ndrsim_dist_quantile(&d, expect[i][0], &x), NDRSIM_OK);
    assert_true(x == expect[i][1]);
  }
  assert_true(ndrsim_dist_cdf(&d, 3) == 0.25 && ndrsim_dist_cdf(&d, 3.3) == 0.75);
  assert_true(fabs(dist_mean(&d) - 15.6 / 4) < 1e-15);
  d.low = 2.5; /* truncated: 3.3 and 8 are left, 2 to 1 */
  assert_int_equal(ndrsim_dist_quantile(&d, 0.66, &x), NDRSIM_OK);
  assert_true(x == 3.3);
  assert_int_equal(ndrsim_dist_quantile(&d, 0.67, &x), NDRSIM_OK);
  assert_true(x == 8);
  ndrsim_qtable table;
  assert_int_equal(ndrsim_qtable_build(&d, &table), NDRSIM_OK);
  assert_int_equal(table.n_steps, 2);
  assert_true(table.step_value[0] == 3.3f && table.step_end[1] == 1);
}

static void test_mean_sd_conversion(void **state) {
  (void)state;
  static const struct {
    ndrsim_dist_kind kind;
    double mean, sd;
  } row[] = {{NDRSIM_DIST_NORMAL, -2, 3},      {NDRSIM_DIST_LOGNORMAL, 40, 25},
             {NDRSIM_DIST_LOGNORMAL, 1e-3, 5}, {NDRSIM_DIST_BETA, 0.03, 0.006},
             {NDRSIM_DIST_BETA, 0.9, 0.2},     {NDRSIM_DIST_GAMMA, 12, 30},
             {NDRSIM_DIST_GAMMA, 5, 0.1},      {NDRSIM_DIST_UNIFORM, 10, 2}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    ndrsim_dist d = by_moments(row[i].kind, row[i].mean, row[i].sd);
    const double *a = d.arg;
    double variance = row[i].sd * row[i].sd, have = 0;
    assert_true(fabs(dist_mean(&d) - row[i].mean) < 1e-8 * (1 + fabs(row[i].mean)));
    if (d.kind == NDRSIM_DIST_NORMAL) have = a[1] * a[1];
    if (d.kind == NDRSIM_DIST_LOGNORMAL) have = expm1(a[1] * a[1]) * exp(2 * a[0] + a[1] * a[1]);
    if (d.kind == NDRSIM_DIST_BETA) {
      double s = a[0] + a[1];
      have = a[0] * a[1] / (s * s * (s + 1));
    }
    if (d.kind == NDRSIM_DIST_GAMMA) have = a[0] * a[1] * a[1];
    if (d.kind == NDRSIM_DIST_UNIFORM) have = (a[1] - a[0]) * (a[1] - a[0]) / 12;
    assert_true(fabs(have / variance - 1) < 1e-7);
  }
  ndrsim_dist d;
  ndrsim_error err;
  ndrsim_dist_init(&d, NDRSIM_DIST_BETA);
  assert_int_equal(ndrsim_dist_from_mean_sd(NDRSIM_DIST_BETA, 0.5, 0.6, &d, &err), NDRSIM_INPUT);
  assert_non_null(strstr(err.message, "sqrt(mean * (1 - mean))"));
  assert_int_equal(ndrsim_dist_from_mean_sd(NDRSIM_DIST_GAMMA, -1, 1, &d, &err), NDRSIM_INPUT);
  assert_int_equal(ndrsim_dist_from_mean_sd(NDRSIM_DIST_PERT, 1, 1, &d, &err), NDRSIM_INPUT);
  assert_non_null(strstr(err.message, "low, mode, high"));
  assert_int_equal(ndrsim_dist_from_mean_sd(NDRSIM_DIST_NORMAL, 1, 0, &d, &err), NDRSIM_INPUT);
  assert_int_equal(ndrsim_dist_from_mean_sd(NDRSIM_DIST_NORMAL, NAN, 1, &d, &err), NDRSIM_INPUT);
  d.low = 0.01; /* a truncation survives the conversion */
  assert_int_equal(ndrsim_dist_from_mean_sd(NDRSIM_DIST_BETA, 0.5, 0.1, &d, &err), NDRSIM_OK);
  assert_true(d.low == 0.01);
}

static void test_rounding(void **state) {
  (void)state;
  assert_true(ndrsim_dist_round(1.5) == 1.5 && ndrsim_dist_round(0) == 0);
  double ulp32 = ldexp(1, -31);
  assert_true(ndrsim_dist_round(1 + ulp32) == 1 + ulp32);
  assert_true(ndrsim_dist_round(1 + 0.49 * ulp32) == 1);
  assert_true(ndrsim_dist_round(1 + 0.5 * ulp32) == 1 + ulp32);
  assert_true(ndrsim_dist_round(-1 - 0.51 * ulp32) == -1 - ulp32);
  assert_true(ndrsim_dist_round(2 - 0.1 * ulp32) == 2); /* the carry reaches the exponent */
  assert_true(ndrsim_dist_round(INFINITY) == INFINITY &&
              ndrsim_dist_round(1.7976931348623157e308) < INFINITY);
  ndrsim_dist d = by_moments(NDRSIM_DIST_BETA, 0.03, 0.006);
  for (int i = 1; i < 100; i++) {
    double x;
    assert_int_equal(ndrsim_dist_quantile(&d, i / 100.0, &x), NDRSIM_OK);
    assert_true(x == ndrsim_dist_round(x));
  }
}

static void test_check_refuses(void **state) {
  (void)state;
  static const struct {
    ndrsim_dist_kind kind;
    double a, b, c;
    const char *says;
  } row[] = {{NDRSIM_DIST_NORMAL, 0, 0, 0, "sd"},
             {NDRSIM_DIST_NORMAL, 0, -1, 0, "sd"},
             {NDRSIM_DIST_NORMAL, NAN, 1, 0, "finite"},
             {NDRSIM_DIST_NORMAL, 0, INFINITY, 0, "finite"},
             {NDRSIM_DIST_LOGNORMAL, 0, -1, 0, "sigma"},
             {NDRSIM_DIST_LOGNORMAL, 1000, 1, 0, "logarithm"},
             {NDRSIM_DIST_BETA, 0, 1, 0, "a is 0"},
             {NDRSIM_DIST_BETA, 1, 1e9, 0, "b is 1e+09"},
             {NDRSIM_DIST_GAMMA, -1, 1, 0, "shape"},
             {NDRSIM_DIST_GAMMA, 1, 0, 0, "scale"},
             {NDRSIM_DIST_UNIFORM, 2, 2, 0, "low"},
             {NDRSIM_DIST_TRIANGULAR, 1, 0, 2, "mode"},
             {NDRSIM_DIST_PERT, 1, 1, 1, "low < high"},
             {NDRSIM_DIST_EXPONENTIAL, 0, 0, 0, "mean"},
             {NDRSIM_DIST_DISCRETE, 0, 0, 0, "between 1 and 32"}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    ndrsim_dist d = make(row[i].kind, row[i].a, row[i].b, row[i].c);
    ndrsim_error err;
    assert_int_equal(ndrsim_dist_check(&d, &err), NDRSIM_INPUT);
    if (strstr(err.message, row[i].says) == NULL) fail_msg("%s", err.message);
  }
  ndrsim_dist d = make(NDRSIM_DIST_NORMAL, 0, 1, 0);
  ndrsim_error err;
  d.low = 9;
  assert_int_equal(ndrsim_dist_check(&d, &err), NDRSIM_INPUT);
  assert_non_null(strstr(err.message, "1e-9"));
  d.high = 8;
  assert_int_equal(ndrsim_dist_check(&d, &err), NDRSIM_INPUT);
  double x;
  d.low = -INFINITY;
  static const double outside[] = {0, 1, -1, NAN};
  for (int i = 0; i < 4; i++)
    assert_int_equal(ndrsim_dist_quantile(&d, outside[i], &x), NDRSIM_NUMERIC);
}

static void assert_table(const ndrsim_dist *d) {
  ndrsim_qtable table;
  assert_int_equal(ndrsim_qtable_build(d, &table), NDRSIM_OK);
  assert_int_equal(table.n_steps, 0);
  for (int side = 0; side < 2; side++)
    for (int k = 0; k < NDRSIM_QTABLE_SIDE; k++) {
      double x, have = (double)table.node[ndrsim_qtable_index(side, k)];
      assert_int_equal(ndrsim_dist_quantile_tail(d, side, ndrsim_qtable_distance(k), &x),
                       NDRSIM_OK);
      /* half a bit of float is 6e-8; the short cut for beta and gamma may add about one */
      if (!(fabs(have - x) <= 2.5e-7 * fabs(x) + 1e-38))
        fail_msg("%s(%g, %g) side %d node %d: %.9g, not %.17g", ndrsim_dist_name(d->kind),
                 d->arg[0], d->arg[1], side, k, have, x);
    }
  for (int r = 1 - NDRSIM_QTABLE_LAST; r <= NDRSIM_QTABLE_LAST; r++)
    assert_true(ndrsim_qtable_rank(&table, r - 1) <= ndrsim_qtable_rank(&table, r));
}

static void test_table_holds_quantiles(void **state) {
  (void)state;
  ndrsim_dist truncated = make(NDRSIM_DIST_NORMAL, 0, 1, 0);
  truncated.low = 1; /* its median lies in the upper half of the whole */
  assert_table(&truncated);
  ndrsim_dist list[] = {by_moments(NDRSIM_DIST_BETA, 0.03, 0.006),
                        make(NDRSIM_DIST_LOGNORMAL, 3, 0.8, 0), make(NDRSIM_DIST_PERT, 0, 1, 9),
                        make(NDRSIM_DIST_UNIFORM, -1, 1, 0)};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++)
    assert_table(&list[i]);
  truncated = list[0];
  truncated.high = 0.05;
  assert_table(&truncated);
  static const double shape[] = {0.05, 0.4, 0.5, 0.9, 1, 1.7, 6, 80, 3000, 1e5};
  for (size_t i = 0; i < sizeof shape / sizeof *shape; i++) {
    ndrsim_dist gamma = make(NDRSIM_DIST_GAMMA, fmin(shape[i], 1e4), 3, 0);
    assert_table(&gamma);
    for (size_t j = 0; j < sizeof shape / sizeof *shape; j++) {
      ndrsim_dist beta = make(NDRSIM_DIST_BETA, shape[i], shape[j], 0);
      assert_table(&beta);
    }
  }
}

static void test_upper_tail(void **state) {
  (void)state;
  ndrsim_dist d = make(NDRSIM_DIST_EXPONENTIAL, 1, 0, 0);
  double x;
  assert_int_equal(ndrsim_dist_quantile_tail(&d, 1, 1e-30, &x), NDRSIM_OK);
  assert_true(fabs(x - 30 * log(10)) < 1e-7);
  assert_int_equal(ndrsim_dist_quantile_tail(&d, 0, 1e-30, &x), NDRSIM_OK);
  assert_true(fabs(x / 1e-30 - 1) < 1e-9);
}

static void test_names(void **state) {
  (void)state;
  for (int k = 0; k < NDRSIM_DIST_KINDS; k++)
    assert_int_equal(ndrsim_dist_find(ndrsim_dist_name((ndrsim_dist_kind)k)), k);
  assert_int_equal(ndrsim_dist_find("weibull"), -1);
  assert_string_equal(ndrsim_dist_arguments(NDRSIM_DIST_BETA), "a, b");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_quantile_inverts_gsl),
      cmocka_unit_test(test_quantile_inverts_hard_shapes),
      cmocka_unit_test(test_quantile_of_truncated),
      cmocka_unit_test(test_discrete),
      cmocka_unit_test(test_mean_sd_conversion),
      cmocka_unit_test(test_rounding),
      cmocka_unit_test(test_check_refuses),
      cmocka_unit_test(test_table_holds_quantiles),
      cmocka_unit_test(test_upper_tail),
      cmocka_unit_test(test_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
