/* The library neither relies on GSL's process-wide error handler nor changes it: a host program may
 * have left the default one in place, which aborts. So no call of GSL may raise an error at all, on
 * whatever distributions; the handler of this test only counts and says who called. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
#include "sim/dist.h"
#include "sim/philox.h"
#include "sim/qtable.h"
#include "tests/api/host.h"
#include "tests/helpers/dist_mean.h"

static int raised;
static char first[256];

static void count(const char *reason, const char *file, int line, int number) {
  if (raised++ == 0)
    snprintf(first, sizeof first, "%s:%d: %s (%s)", file, line, reason, gsl_strerror(number));
}

static int setup(void **state) {
  (void)state;
  raised = 0;
  gsl_set_error_handler(count);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  /* still ours: nobody has put another in its place */
  return gsl_set_error_handler(NULL) == count ? 0 : -1;
}

static void assert_silent(const char *what) {
  if (raised > 0) fail_msg("%s: GSL raised %d error(s), the first: %s", what, raised, first);
}

static uint64_t state_of_draws = 1;

static double uniform(double low, double high) {
  ndrsim_words w = ndrsim_philox(20261122, state_of_draws++, 0, 0, 0, 0);
  return low + (high - low) * ((double)w.w[0] + 0.5) * 0x1p-32;
}

static double spread(double low, double high) { /* log-uniform */
  return exp(uniform(log(low), log(high)));
}

/* Any arguments, sensible or not; about half of them with a truncation. */
static void any_distribution(ndrsim_dist *dist) {
  ndrsim_dist_init(dist, (ndrsim_dist_kind)uniform(0, NDRSIM_DIST_KINDS));
  double *a = dist->arg;
  for (int k = 0; k < NDRSIM_DIST_ARGS; k++)
    a[k] = spread(1e-6, 1e7) * (uniform(0, 1) < 0.1 ? -1 : 1);
  switch (dist->kind) {
  case NDRSIM_DIST_BETA:
    a[0] = spread(1e-3, 1e5), a[1] = spread(1e-3, 1e5);
    break;
  case NDRSIM_DIST_GAMMA:
    a[0] = spread(1e-3, 1e4);
    break;
  case NDRSIM_DIST_LOGNORMAL:
    a[0] = uniform(-300, 300), a[1] = spread(1e-6, 20);
    break;
  case NDRSIM_DIST_UNIFORM:
    a[1] = a[0] + fabs(a[1]);
    break;
  case NDRSIM_DIST_TRIANGULAR:
  case NDRSIM_DIST_PERT:
    a[1] = a[0] + fabs(a[1]), a[2] = a[1] + fabs(a[2]);
    break;
  case NDRSIM_DIST_DISCRETE:
    dist->n_values = 3;
    for (int k = 0; k < 3; k++)
      dist->value[k] = k, dist->weight[k] = spread(1e-300, 1e300);
    break;
  default:
    break;
  }
  if (uniform(0, 1) < 0.5) return;
  double mean = dist_mean(dist);
  if (!isfinite(mean)) mean = 0;
  double width = fabs(mean) + spread(1e-300, 1e6);
  dist->low = mean - uniform(0, 1) * spread(1e-12, 1) * width;
  dist->high = mean + uniform(0, 1) * spread(1e-12, 1e3) * width;
}

static void hostile_distributions(void **state) {
  (void)state;
  static const double tail[] = {1e-300, 1e-30, 0x1p-33, 1e-9, 1e-3, 0.25, 0.5, 0.999999};
  static ndrsim_qtable table;
  int accepted[NDRSIM_DIST_KINDS] = {0};
  for (int k = 0; k < 6000; k++) {
    ndrsim_dist dist;
    ndrsim_error err;
    any_distribution(&dist);
    if (ndrsim_dist_check(&dist, &err) != NDRSIM_OK) continue;
    accepted[dist.kind]++;
    for (int side = 0; side < 2; side++)
      for (size_t t = 0; t < sizeof tail / sizeof tail[0]; t++) {
        double x;
        ndrsim_status status = ndrsim_dist_quantile_tail(&dist, side, tail[t], &x);
        assert_true(status == NDRSIM_OK || status == NDRSIM_NUMERIC);
        if (status == NDRSIM_OK) ndrsim_dist_cdf(&dist, x);
      }
    if (k % 8 == 0) ndrsim_qtable_build(&dist, &table);
    if (raised > 0)
      print_message("%s(%.17g, %.17g, %.17g) in [%.17g, %.17g]\n", ndrsim_dist_name(dist.kind),
                    dist.arg[0], dist.arg[1], dist.arg[2], dist.low, dist.high);
    assert_silent("distributions");
  }
  for (int kind = 0; kind < NDRSIM_DIST_KINDS; kind++)
    if (accepted[kind] < 100)
      fail_msg("only %d of %s", accepted[kind], ndrsim_dist_name((ndrsim_dist_kind)kind));
}

static void arguments_nobody_checked(void **state) {
  (void)state;
  static const double odd[] = {0, -1, 1e-320, 1e-3, 1, 1e5, 1e308, INFINITY, -INFINITY, NAN};
  enum { N = sizeof odd / sizeof odd[0] };
  for (int kind = 0; kind < NDRSIM_DIST_KINDS; kind++)
    for (int k = 0; k < N * N * N; k++) {
      ndrsim_dist dist;
      ndrsim_error err;
      ndrsim_dist_init(&dist, (ndrsim_dist_kind)kind);
      dist.arg[0] = odd[k % N], dist.arg[1] = odd[k / N % N], dist.arg[2] = odd[k / N / N];
      dist.n_values = 2;
      dist.value[0] = odd[k % N], dist.value[1] = odd[k / N % N];
      dist.weight[0] = dist.weight[1] = odd[k / N / N];
      if (ndrsim_dist_check(&dist, &err) != NDRSIM_OK) continue;
      double x;
      ndrsim_dist_quantile(&dist, 1e-9, &x);
      ndrsim_dist_quantile(&dist, 1 - 1e-9, &x);
      assert_silent(ndrsim_dist_name((ndrsim_dist_kind)kind));
    }
  for (int kind = 0; kind < NDRSIM_DIST_KINDS; kind++)
    for (int k = 0; k < N * N; k++) {
      ndrsim_dist dist;
      ndrsim_error err;
      ndrsim_dist_init(&dist, (ndrsim_dist_kind)kind);
      if (ndrsim_dist_from_mean_sd((ndrsim_dist_kind)kind, odd[k % N], odd[k / N], &dist, &err) ==
          NDRSIM_OK)
        ndrsim_dist_check(&dist, &err);
    }
  assert_silent("mean and sd");
}

/* Scenarios through the whole of it: most are refused, some run. */
static void hostile_scenarios(void **state) {
  (void)state;
  static const char *const change[] = {
      "churn.base={\"dist\":\"beta\",\"a\":0.001,\"b\":0.001}",
      "churn.base={\"dist\":\"beta\",\"a\":0.001,\"b\":100000,\"per\":\"account\"}",
      "churn.base={\"dist\":\"beta\",\"a\":100000,\"b\":0.001,\"per\":\"account\"}",
      "churn.base={\"dist\":\"gamma\",\"shape\":0.001,\"scale\":1e-300}",
      "churn.base={\"dist\":\"gamma\",\"shape\":10000,\"scale\":1e300}",
      "demand.base={\"dist\":\"gamma\",\"shape\":0.001,\"scale\":1e6,\"per\":\"account\"}",
      "churn.base={\"dist\":\"lognormal\",\"mu\":-300,\"sigma\":20,\"per\":\"account\"}",
      "churn.base={\"dist\":\"normal\",\"mean\":0.02,\"sd\":1e300}",
      "churn.base={\"dist\":\"beta\",\"mean\":0.5,\"sd\":0.4999999999}",
      "churn.base={\"dist\":\"beta\",\"mean\":1e-300,\"sd\":1e-301}",
      "churn.base={\"dist\":\"exponential\",\"mean\":1e-320}",
      "churn.base={\"dist\":\"gamma\",\"shape\":0.05,\"scale\":1,\"min\":0.9,\"max\":0.91}",
      "correlations=[{\"between\":[\"workflow.explore\",\"workflow.recommendation\"],"
      "\"rho\":0.9999999999999999}]",
      "correlations=[{\"between\":[\"workflow.explore\",\"workflow.recommendation\"],"
      "\"rho\":-0.999999999999}]",
  };
  int ran = 0, refused = 0;
  for (size_t k = 0; k < sizeof change / sizeof change[0]; k++) {
    ndrsim_case *input = host_case(3, 13);
    assert_int_equal(ndrsim_case_set(input, "acquisition.initial=20", NULL), NDRSIM_OK);
    assert_int_equal(ndrsim_case_set(input, change[k], NULL), NDRSIM_OK);
    for (int book = 0; book < 2; book++) {
      if (book) assert_int_equal(ndrsim_case_book_file(input, HOST_BOOK, NULL), NDRSIM_OK);
      ndrsim_simulation *self = NULL;
      ndrsim_error err = {0};
      ndrsim_status status = ndrsim_simulation_run(input, NULL, &self, &err);
      ran += status == NDRSIM_OK;
      refused += status != NDRSIM_OK;
      assert_true(status == NDRSIM_OK || err.message[0] != '\0' || err.expected[0] != '\0');
      assert_silent(change[k]);
      ndrsim_simulation_free(self);
    }
    ndrsim_case_free(input);
  }
  print_message("%d ran, %d were refused\n", ran, refused);
  assert_true(ran > 0 && refused > 0);
}

/* The test can fail: GSL does call the handler. */
static void the_handler_is_heard(void **state) {
  (void)state;
  gsl_sf_result result;
  gsl_sf_lngamma_e(0.0, &result);
  assert_int_equal(raised, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(hostile_distributions, setup, teardown),
      cmocka_unit_test_setup_teardown(arguments_nobody_checked, setup, teardown),
      cmocka_unit_test_setup_teardown(hostile_scenarios, setup, teardown),
      cmocka_unit_test_setup_teardown(the_handler_is_heard, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
