/* Closed forms of leaving and coming back: at least a million accounts each, within 4 standard
 * errors; and the same checks must reject a hazard that is 2% off. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <gsl/gsl_sf_gamma.h>
#include "tests/helpers/lab.h"

/* Share of the accounts that are customers in some months against a closed form. */
static void expect_survival(lab_score *score, const lab *l, int64_t accounts, const int *month,
                            int n, const double *expected) {
  for (int k = 0; k < n; k++)
    lab_mean(score, l, "logos", month[k], (double)accounts, expected[k]);
}

static const int months[] = {1, 2, 3, 6, 12, 18, 24, 36};
enum { MONTHS = sizeof months / sizeof *months };

/* S(t) = (1 - p)^t, with either link. */
static void constant_churn(double planted, int64_t accounts, lab_score *score, const char *link) {
  const double p = 0.03;
  double expected[MONTHS];
  lab l;
  lab_init(&l);
  lab_set(&l, "horizon=36");
  lab_set(&l, "churn.link=%s", link);
  lab_set(&l, "churn.base=%.17g", p * planted);
  lab_go(&l, accounts);
  for (int k = 0; k < MONTHS; k++)
    expected[k] = pow(1 - p, months[k]);
  expect_survival(score, &l, accounts, months, MONTHS, expected);
  lab_hazard(score, &l, "cancelled", "customers", 1, 1, 36, p);
  lab_free(&l);
}

static void churn_cloglog(double planted, int64_t accounts, lab_score *score) {
  constant_churn(planted, accounts, score, "cloglog");
}

static void churn_logit(double planted, int64_t accounts, lab_score *score) {
  constant_churn(planted, accounts, score, "logit");
}

/* Beta-distributed churn is the shifted beta-geometric: S(t) = B(a, b + t) / B(a, b). */
static double log_sbg(double a, double b, double t) {
  return gsl_sf_lnbeta(a, b + t) - gsl_sf_lnbeta(a, b);
}

static void beta_churn(double planted, int64_t accounts, lab_score *score) {
  const double mean = 0.05, sd = 0.04, size = mean * (1 - mean) / (sd * sd) - 1;
  double expected[MONTHS];
  (void)planted;
  lab l;
  lab_init(&l);
  lab_set(&l, "horizon=36");
  lab_set(&l, "churn.base={\"dist\":\"beta\",\"mean\":%.17g,\"sd\":%.17g,\"per\":\"account\"}",
          mean, sd);
  lab_go(&l, accounts);
  for (int k = 0; k < MONTHS; k++)
    expected[k] = exp(log_sbg(mean * size, (1 - mean) * size, months[k]));
  expect_survival(score, &l, accounts, months, MONTHS, expected);
  lab_free(&l);
}

/* A book: whoever has stayed s months is less prone to leave. */
static const int stayed[] = {0, 6, 24, 180};
enum { COHORTS = sizeof stayed / sizeof *stayed };

static void survivor_row(int64_t k, ndrsim_row *row) {
  row->cohort = (int16_t)(k % COHORTS);
  row->start = -stayed[k % COHORTS];
}

static void expect_book(lab_score *score, lab *l, int64_t accounts,
                        double (*log_survival)(double stayed, double t)) {
  lab_build(l, NULL);
  lab_book(l, accounts, COHORTS, survivor_row);
  lab_run(l, NULL, 0, LAB_REPLICATES);
  for (int c = 0; c < COHORTS; c++)
    for (int t = 0; t <= 24; t += 6) {
      double value[LAB_REPLICATES];
      char what[64];
      int64_t members = (accounts - c + COHORTS - 1) / COHORTS;
      for (int k = 0; k < l->n; k++)
        value[k] =
            (double)lab_record(l, k)[ndrsim_at_cohort(&l->layout, c, t, NDRSIM_COHORT_LOGOS)];
      snprintf(what, sizeof what, "stayed %d, month %d", stayed[c], t);
      lab_expect(score, what, value, l->n, (double)members * exp(log_survival(stayed[c], t)), 1e-6);
    }
}

/* a = 1.4, b = 22: mean 6%. Beta(a, b) becomes Beta(a, b + s). */
static double log_beta_book(double s, double t) {
  return log_sbg(1.4, 22 + s, t);
}

static void beta_book(double planted, int64_t accounts, lab_score *score) {
  (void)planted;
  lab l;
  lab_init(&l);
  lab_set(&l, "churn.base={\"dist\":\"beta\",\"a\":1.4,\"b\":22,\"per\":\"account\"}");
  expect_book(score, &l, accounts, log_beta_book);
  lab_free(&l);
}

/* p uniform on [0.05, 0.15]: E (1-p)^n = [q^(n+1)] / (n+1) / 0.1 over q from 0.85 to 0.95, and the
 * book's S(t) = E (1-p)^(s+t) / E (1-p)^s. This is the path that thins by rejection. Of those who
 * have stayed for 180 months one in 190,000 would have. */
static double log_uniform_moment(double n) {
  return log((pow(0.95, n + 1) - pow(0.85, n + 1)) / (n + 1) / 0.1);
}

static double log_uniform_book(double s, double t) {
  return log_uniform_moment(s + t) - log_uniform_moment(s);
}

static void uniform_book(double planted, int64_t accounts, lab_score *score) {
  (void)planted;
  lab l;
  lab_init(&l);
  lab_set(&l, "churn.base={\"dist\":\"uniform\",\"low\":0.05,\"high\":0.15,\"per\":\"account\"}");
  expect_book(score, &l, accounts, log_uniform_book);
  lab_free(&l);
}

/* Annual contracts leave at 12, 24 and 36 only, with a year's worth of hazard. */
static void annual_contracts(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.02, annual = 0.4;
  static const int at[] = {1, 11, 12, 13, 23, 24, 35, 36};
  enum { AT = sizeof at / sizeof *at };
  double expected[AT];
  lab l;
  lab_init(&l);
  lab_set(&l, "horizon=36");
  lab_set(&l, "churn.base=%.17g", p * planted);
  lab_set(&l, "contract.annual_share=%.17g", annual);
  lab_go(&l, accounts);
  for (int k = 0; k < AT; k++)
    expected[k] = (1 - annual) * pow(1 - p, at[k]) + annual * pow(1 - p, 12 * (at[k] / 12));
  expect_survival(score, &l, accounts, at, AT, expected);
  lab_free(&l);

  /* with annual contracts alone nothing happens in between, to the account */
  lab_init(&l);
  lab_set(&l, "horizon=36");
  lab_set(&l, "churn.base=%.17g", p * planted);
  lab_set(&l, "contract.annual_share=1");
  lab_go(&l, accounts / 10);
  for (int k = 0; k < l.n; k++)
    for (int t = 1; t <= 36; t++)
      if (t % 12 != 0) assert_int_equal(lab_counter(&l, k, "cancelled", t), 0);
  lab_hazard(score, &l, "cancelled", "customers", 1, 12, 12, 1 - pow(1 - p, 12));
  lab_hazard(score, &l, "cancelled", "customers", 1, 36, 36, 1 - pow(1 - p, 12));
  lab_free(&l);
}

/* Covariates: cloglog scales the cumulative hazard, logit the odds. Low use adds 0.7; half of the
 * headcount on board takes off 0.5 (1 - exp(-0.5)). */
static void covariates(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.03, shift = 0.7 - 0.5 * -expm1(-0.5);
  for (int logit = 0; logit < 2; logit++) {
    lab l;
    lab_init(&l);
    lab_set(&l, "churn.link=%s", logit ? "logit" : "cloglog");
    lab_set(&l, "churn.base=%.17g", p * planted);
    lab_set(&l, "churn.low_usage=0.7");
    lab_set(&l, "churn.dependency=0.5");
    lab_set(&l, "seat.headcount=10");
    lab_set(&l, "seat.initial=5");
    lab_go(&l, accounts);
    double odds = p / (1 - p) * exp(shift);
    double expected = logit ? odds / (1 + odds) : -expm1(log1p(-p) * exp(shift));
    lab_hazard(score, &l, "cancelled", "customers", 1, 1, 24, expected);
    lab_free(&l);
  }
}

/* Everybody (but one in a thousand) leaves in month 1; returned by n months later:
 * F(n) = 1 - exp(-h (1 + d + ... + d^(n-1))). */
static void reactivation(double planted, int64_t accounts, lab_score *score) {
  const double h = 0.3, d = 0.8;
  double back[LAB_REPLICATES] = {0}, hazard = h, total = 0;
  lab l;
  lab_init(&l);
  lab_set(&l, "churn.base={\"schedule\":{\"0\":0.999,\"2\":0}}");
  lab_set(&l, "reactivation.hazard=%.17g", h * planted);
  lab_set(&l, "reactivation.decay=%.17g", d);
  lab_go(&l, accounts);
  for (int n = 1; n <= 23; n++) {
    char what[64];
    total += hazard;
    hazard *= d;
    for (int k = 0; k < l.n; k++) {
      double left = (double)lab_counter(&l, k, "cancelled", 1);
      double stay = (double)accounts - left;
      back[k] = (double)lab_counter(&l, k, "logos", 1 + n) - stay - left * -expm1(-total);
    }
    snprintf(what, sizeof what, "back after %d months", n);
    if (n <= 3 || n == 12 || n == 23) lab_expect(score, what, back, l.n, 0, 1e-6);
  }
  lab_free(&l);
}

static const lab_check checks[] = {
    {"churn.base, cloglog", churn_cloglog, 10000, 2500},
    {"churn.base, logit", churn_logit, 10000, 2500},
    {"churn.base, annual", annual_contracts, 10000, 5000},
    {"churn.base, covariates", covariates, 10000, 3000},
    {"churn, beta (sBG)", beta_churn, 10000, 0},
    {"churn, beta, book", beta_book, 10000, 0},
    {"churn, uniform, book", uniform_book, 10000, 0},
    {"reactivation.hazard", reactivation, 10000, 4000},
};
LAB_CHECK_TESTS(checks)

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(closed_forms),
                                     cmocka_unit_test(planted_bias)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
