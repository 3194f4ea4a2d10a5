/* NDR by number of customers, and without the largest: the accounts add up to the record's NDR, to
 * the cent; portfolios of equal customers spread as binomial shares do; what all customers share
 * does not average out; the largest tenth by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "analysis/concentration.h"
#include "tests/helpers/lab.h"

static const ndrsim_run_options options = {.engine = {.threads = 2}};

static void run(ndrsim_concentration *self, lab *l, int month, const int64_t *sizes, int n) {
  ndrsim_error err;
  ndrsim_concentration_init(self);
  if (ndrsim_concentration_run(self, &l->model, month, sizes, n, &options, &err) != NDRSIM_OK)
    fail_msg("%s", err.message);
}

static double figure(const ndrsim_concentration *self, ndrsim_top_figure which, int replicate) {
  return self->figure[(size_t)which * (size_t)self->requested + (size_t)replicate];
}

/* Every replicate's NDR is that of a run, which knows of no accounts any more. */
static void same_as_the_record(lab *l, int month) {
  ndrsim_concentration found;
  ndrsim_study study;
  ndrsim_outcome outcome;
  ndrsim_error err;
  const ndrsim_model *model = &l->model;
  run(&found, l, month, NULL, 0);
  ndrsim_study_init(&study);
  assert_int_equal(ndrsim_outcome_parse("ndr", model, month, &outcome, &err), NDRSIM_OK);
  ndrsim_study_plan plan = {.model = &model,
                            .n_models = 1,
                            .outcome = &outcome,
                            .n_outcomes = 1,
                            .replicates = model->replicates};
  assert_int_equal(ndrsim_study_run(&study, &plan, &options, &err), NDRSIM_OK);
  assert_int_equal(found.n, model->replicates);
  for (int r = 0; r < found.n; r++) {
    double ndr = ndrsim_study_values(&study, 0, 0)[r];
    if (!(fabs(figure(&found, NDRSIM_TOP_NDR, r) - ndr) < 1e-9))
      fail_msg("replicate %d at %d: %.12g, not %.12g", r, month, figure(&found, NDRSIM_TOP_NDR, r),
               ndr);
    assert_true(fabs(found.size[found.n_sizes - 1].value[r] - ndr) < 1e-9);
  }
  ndrsim_study_free(&study);
  ndrsim_concentration_free(&found);
  ndrsim_concentration_free(&found); /* twice is safe */
}

static void a_row(int64_t k, ndrsim_row *out) {
  out->mrr = 1000 * (1 + k % 7);
  out->seats = (int32_t)(1 + k % 7);
  out->start = -(int32_t)(k % 30);
}

static void accounts_add_up(void **state) {
  (void)state;
  for (int book = 0; book < 2; book++) {
    lab l;
    lab_init(&l);
    lab_set(&l, "replicates=18"); /* more than one chunk */
    lab_set(&l, "horizon=26");
    lab_set(&l, "acquisition.initial=%d", book ? 0 : 150);
    lab_set(&l, "acquisition.per_month=%d", book ? 3 : 9);
    lab_build(&l, "agent-product.json");
    if (book) lab_book(&l, 120, 1, a_row);
    same_as_the_record(&l, 12);
    same_as_the_record(&l, 24);
    lab_free(&l);
  }
}

/* Customers who are all alike and leave with probability p: the share that is kept of n of them has
 * the variance q (1 - q) / n. One portfolio of each size in a replicate would do; there are
 * several, disjoint and therefore independent. */
static void luck_averages_out(void **state) {
  (void)state;
  static const int64_t sizes[] = {10, 40, 160};
  lab l;
  ndrsim_concentration found;
  lab_init(&l);
  lab_set(&l, "replicates=%d", (int)lab_accounts(240));
  lab_set(&l, "acquisition.initial=1600");
  lab_set(&l, "horizon=12");
  lab_set(&l, "churn.base=0.03");
  lab_build(&l, NULL);
  run(&found, &l, 12, sizes, 3);
  double q = pow(0.97, 12);
  assert_int_equal(found.n_sizes, 4);
  for (int s = 0; s < 3; s++) {
    const ndrsim_portfolio_size *size = &found.size[s];
    double n = (double)size->accounts, k = (double)size->drawn, sum = 0, squares = 0;
    for (int64_t i = 0; i < size->drawn; i++) {
      double gap = size->value[i] / 100 - q;
      sum += gap;
      squares += gap * gap;
    }
    double variance = q * (1 - q) / n; /* its own sample variance, with the binomial's kurtosis */
    double kurtosis = 3 + (1 - 6 * q * (1 - q)) / (n * q * (1 - q));
    double z = sum / k / sqrt(variance / k);
    double zz = (squares / k - variance) / (variance * sqrt((kurtosis - 1) / k));
    print_message("%lld customers: mean z %.2f, variance z %.2f\n", (long long)size->accounts, z,
                  zz);
    assert_true(fabs(z) < 4 && fabs(zz) < 4);
    /* churn that is 2% higher would not do */
    double biased = (sum / k + q - pow(1 - 0.03 * 1.02, 12)) / sqrt(variance / k);
    assert_true(size->accounts < 160 || fabs(biased) > 4 || !lab_full_size());
  }
  ndrsim_concentration_free(&found);
  lab_free(&l);
}

/* Churn that nobody knows: uniform between 0 and 6%. No number of customers narrows that. */
static void what_is_shared_stays(void **state) {
  (void)state;
  static const int64_t sizes[] = {20, 2000};
  lab l;
  ndrsim_concentration found;
  lab_init(&l);
  lab_set(&l, "replicates=100");
  lab_set(&l, "acquisition.initial=4000");
  lab_set(&l, "horizon=12");
  lab_set(&l, "churn.base={\"dist\": \"uniform\", \"low\": 0, \"high\": 0.06}");
  lab_build(&l, NULL);
  run(&found, &l, 12, sizes, 2);
  double low = 100 * pow(1 - 0.9 * 0.06, 12), high = 100 * pow(1 - 0.1 * 0.06, 12);
  double width[3];
  for (int s = 0; s < 3; s++)
    width[s] = found.size[s].ndr.quantile[NDRSIM_P90] - found.size[s].ndr.quantile[NDRSIM_P10];
  assert_true(width[0] > width[1]);
  assert_true(fabs(width[1] - (high - low)) < 8 && fabs(width[2] - (high - low)) < 8);
  ndrsim_concentration_free(&found);
  lab_free(&l);
}

/* 20 large customers of 20 seats who stay, 180 small ones of 2 who leave: the largest tenth is the
 * large ones, and pays 400 of 760 seats. */
static void the_largest_tenth(void **state) {
  (void)state;
  lab l;
  ndrsim_concentration found;
  lab_init(&l);
  lab_set(&l, "segments={\"large\": {\"share\": 0.1}, \"small\": {\"share\": 0.9}}");
  lab_set(&l, "replicates=40");
  lab_set(&l, "acquisition.initial=200");
  lab_set(&l, "horizon=12");
  lab_set(&l, "seat.headcount=20");
  lab_set(&l, "seat.initial={\"by_segment\": {\"large\": 20, \"small\": 2}}");
  lab_set(&l, "churn.base={\"by_segment\": {\"large\": 0, \"small\": 0.05}}");
  lab_build(&l, NULL);
  run(&found, &l, 12, NULL, 0);
  double small = 0, squares = 0;
  for (int r = 0; r < found.n; r++) {
    double rest = figure(&found, NDRSIM_TOP_REST, r);
    small += rest / found.n;
    squares += rest * rest / found.n;
    assert_true(figure(&found, NDRSIM_TOP_ACCOUNTS, r) == 200);
    assert_true(figure(&found, NDRSIM_TOP_ALONE, r) == 100);
    assert_true(fabs(figure(&found, NDRSIM_TOP_SHARE_THEN, r) - 100.0 * 400 / 760) < 1e-9);
    double all = (400 + 3.6 * rest) / 7.6, gone = 3.6 * rest / 7.6;
    assert_true(fabs(figure(&found, NDRSIM_TOP_NDR, r) - all) < 1e-9);
    assert_true(fabs(figure(&found, NDRSIM_TOP_GONE, r) - gone) < 1e-9);
    assert_true(fabs(figure(&found, NDRSIM_TOP_SHARE_NOW, r) - 40000 / (400 + 3.6 * rest)) < 1e-9);
  }
  double error = sqrt((squares - small * small) / found.n);
  assert_true(fabs(small - 100 * pow(0.95, 12)) < 4 * error);
  ndrsim_estimate change = found.change[NDRSIM_TOP_REST];
  assert_true(change.valid && change.mean < 0 && change.quantile[NDRSIM_P95] < 0);
  ndrsim_concentration_free(&found);
  lab_free(&l);
}

static void nobody(void **state) {
  (void)state;
  lab l;
  ndrsim_concentration found;
  ndrsim_error err;
  lab_init(&l);
  lab_set(&l, "replicates=2");
  lab_set(&l, "acquisition.initial=0");
  lab_set(&l, "horizon=12");
  lab_build(&l, NULL);
  ndrsim_concentration_init(&found);
  assert_int_equal(ndrsim_concentration_run(&found, &l.model, 12, NULL, 0, &options, &err),
                   NDRSIM_USAGE);
  assert_non_null(strstr(err.message, "nobody is in its base"));
  assert_int_equal(ndrsim_concentration_run(&found, &l.model, 24, NULL, 0, &options, &err),
                   NDRSIM_USAGE);
  ndrsim_concentration_free(&found);
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(accounts_add_up),
      cmocka_unit_test(luck_averages_out),
      cmocka_unit_test(what_is_shared_stays),
      cmocka_unit_test(the_largest_tenth),
      cmocka_unit_test(nobody),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
