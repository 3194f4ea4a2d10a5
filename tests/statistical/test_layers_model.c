/* The three layers of uncertainty in whole runs: idiosyncratic luck averages out like
 * 1/sqrt(accounts), parameters and the macro path do not; and the independent estimates of the
 * three add up to the total variance. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include "analysis/layers.h"
#include "tests/helpers/lab.h"

static const char product[] =
    "{\"schema_version\":1,\"name\":\"lab\",\"seed\":\"20260421\",\"horizon\":12,"
    "\"tiers\":{\"lite\":{\"price\":20,\"cap\":200},\"pro\":{\"price\":50,\"cap\":1000}},"
    "\"demand\":{\"level\":{\"dist\":\"lognormal\",\"median\":110,\"sigma\":0.3,\"per\":"
    "\"account\"},"
    "\"noise_sd\":0.2},"
    "\"workflow\":{\"ceiling\":8,\"explore\":0.25},"
    "\"capacity\":{\"prompt\":0.05,\"at_cap\":0.15},"
    "\"seat\":{\"initial\":5,\"headcount\":50,\"imitation\":0.03,\"depth\":0.1},"
    "\"churn\":{\"base\":0.02},\"contraction\":{\"cut\":0.01},"
    "\"reactivation\":{\"hazard\":0.02},\"macro\":{\"sd\":0}}";

/* What a calibration would leave open, and an economy that matters. */
static void open_layers(lab *l, double strength) {
  lab_set(l, "workflow.explore={\"dist\":\"lognormal\",\"median\":0.25,\"sigma\":%g}",
          0.3 * strength);
  lab_set(l, "churn.base={\"dist\":\"beta\",\"mean\":0.02,\"sd\":%g}", 0.006 * strength);
  lab_set(l, "seat.imitation={\"dist\":\"lognormal\",\"median\":0.03,\"sigma\":%g}",
          0.3 * strength);
  lab_set(l, "macro.sd=1");
  lab_set(l, "churn.macro=%g", -0.3 * strength);
  lab_set(l, "seat.macro=%g", 0.25 * strength);
  lab_set(l, "demand.macro=%g", 0.05 * strength);
}

enum { RUNS = 400, SIZES = 3 };
static const int size[SIZES] = {150, 600, 2400};

/* Log of the standard deviation of 12-month NDR over replicates, and its standard error, which is
 * sqrt((kurtosis - 1) / 4n) whatever the distribution. */
static void log_sd(int accounts, bool open, double *value, double *se) {
  double ndr[RUNS], mean = 0, m2 = 0, m4 = 0;
  lab l;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=%d", accounts);
  if (open) open_layers(&l, 1);
  lab_build(&l, product);
  lab_run(&l, NULL, 0, RUNS);
  for (int k = 0; k < RUNS; k++) {
    ndr[k] = 100 * ndrsim_record_ndr(&l.layout, lab_record(&l, k), NDRSIM_ANCHOR_AGE, 12);
    assert_true(isfinite(ndr[k]));
    mean += ndr[k] / RUNS;
  }
  for (int k = 0; k < RUNS; k++) {
    double d = ndr[k] - mean;
    m2 += d * d / RUNS;
    m4 += d * d * d * d / RUNS;
  }
  *value = 0.5 * log(m2);
  *se = sqrt((m4 / (m2 * m2) - 1) / (4.0 * RUNS));
  printf("  %-7s %5d accounts: NDR %.2f, sd %.3f points\n", open ? "all on" : "off", accounts, mean,
         exp(*value));
  lab_free(&l);
}

/* Slope of log sd over log accounts through equidistant sizes: only the ends count. */
static void slope_of(bool open, double *slope, double *se, double *last) {
  double y[SIZES], e[SIZES], width = log((double)size[SIZES - 1] / size[0]);
  for (int k = 0; k < SIZES; k++)
    log_sd(size[k], open, &y[k], &e[k]);
  *slope = (y[SIZES - 1] - y[0]) / width;
  *se = hypot(e[0], e[SIZES - 1]) / width;
  *last = y[SIZES - 1];
}

static void only_luck_averages_out(void **state) {
  (void)state;
  double off, off_se, off_last, on, on_se, on_last;
  slope_of(false, &off, &off_se, &off_last);
  slope_of(true, &on, &on_se, &on_last);
  printf("  slope of log sd: layers 1 and 2 off %.3f +- %.3f, all on %.3f +- %.3f\n", off, off_se,
         on, on_se);
  assert_true(fabs(off + 0.5) <= 4 * off_se);
  assert_true(on + 0.5 > 4 * hypot(on_se, off_se));
  assert_true(on > -0.25 && on_last > off_last + log(2)); /* the band keeps most of its width */
}

static void layers_add_up(void **state) {
  (void)state;
  static const char *const name[] = {"parameter", "macro", "idiosyncratic"};
  ndrsim_results results;
  ndrsim_run_options options = {.layer_samples = 500};
  ndrsim_error err = {0};
  lab l;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=120");
  lab_set(&l, "replicates=2000");
  open_layers(&l, 1.3);
  lab_build(&l, product);
  ndrsim_results_init(&results);
  if (ndrsim_results_run(&results, &l.model, &options, &err)) fail_msg("%s", err.message);
  const ndrsim_layers *s = &results.layers;
  assert_int_equal(s->samples, 500);
  for (int k = 0; k < 3; k++) {
    printf("  %-13s %7.2f +- %.2f points^2, %4.1f%%\n", name[k], s->variance[k], s->se[k],
           100 * s->variance[k] / s->sum);
    assert_true(s->variance[k] > 4 * s->se[k]); /* all three matter here */
  }
  printf("  sum %.2f +- %.2f, total %.2f +- %.2f\n", s->sum, s->sum_se, s->total, s->total_se);
  assert_true(fabs(s->sum - s->total) <= 4 * hypot(s->sum_se, s->total_se));
  assert_true(ndrsim_layers_agree(s));
  ndrsim_results_free(&results);
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(only_luck_averages_out),
                                     cmocka_unit_test(layers_add_up)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
