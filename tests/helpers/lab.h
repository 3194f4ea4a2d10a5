/* A laboratory for the engine: a small model from settings, run for many replicates, and scores
 * that compare what came out with what must come out, in standard errors.
 *
 * Every function fails the running cmocka test on an error of the library. */
#ifndef NDRSIM_TESTS_LAB_H
#define NDRSIM_TESTS_LAB_H

#include <stdbool.h>
#include "analysis/results.h"

enum { LAB_SETTINGS = 96, LAB_REPLICATES = 100 };

typedef struct lab {
  ndrsim_model model;
  ndrsim_layout layout;
  int64_t *records; /* [n][layout.size] */
  int n;
  char setting[LAB_SETTINGS][320]; /* "path=value", as of --set */
  int n_settings;
} lab;

/* Sizes follow the environment's NDRSIM_TEST_SCALE (default 1): sanitizer builds set 0.01. Standard
 * errors grow with it by themselves; a planted bias of 2% is then too small to be seen. */
int64_t lab_accounts(int64_t at_scale_one);
bool lab_full_size(void);

void lab_init(lab *self);
void lab_free(lab *self);
/* One setting, printf style: "churn.base=0.03". Later ones win. */
void lab_set(lab *self, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Builds the model from the settings on top of a scenario: NULL = one tier at 10.00, nothing moves
 * (24 months, everybody active from month 0); a name without '{' = a file in scenarios/; else JSON.
 */
void lab_build(lab *self, const char *scenario);
/* A book of n rows made in memory; row(k) fills the k-th, which is preset to a plain account that
 * started in month 0 on tier 0 with MRR 10.00, in cohort 0 of `cohorts`. Call after lab_build. */
void lab_book(lab *self, int64_t n, int cohorts, void (*row)(int64_t k, ndrsim_row *out));
/* Runs n replicates with indices first..first+n-1 in all layers; options NULL = defaults. */
void lab_run(lab *self, const ndrsim_engine_options *options, uint32_t first, int n);
void lab_run_at(lab *self, const ndrsim_engine_options *options, const ndrsim_replicate *at, int n);
/* lab_build on `accounts` described accounts, then LAB_REPLICATES replicates. */
void lab_go(lab *self, int64_t accounts);

const int64_t *lab_record(const lab *self, int replicate);
int64_t lab_counter(const lab *self, int replicate, const char *name, int month);

/* --- scores: the largest distance from the expected value, in standard errors ------------------
 */
typedef struct lab_score {
  double z;      /* signed, of the comparison that is furthest off */
  char what[80]; /* which one */
  int n;         /* comparisons made */
} lab_score;

/* Compares the mean of value[n] (one per replicate) with `expected`; the standard error is that of
 * the mean. Values without any spread must agree within `rounding`. */
void lab_expect(lab_score *score, const char *what, const double *value, int n, double expected,
                double rounding);
/* Events minus p times those at risk is 0 on average, whatever the paths: compared for the first,
 * the last and all months of from..to. `at_risk` is counted `lag` months earlier. */
void lab_hazard(lab_score *score, const lab *self, const char *events, const char *at_risk, int lag,
                int from, int to, double p);
/* Mean of counter / scale per account in a month against a closed form. */
void lab_mean(lab_score *score, const lab *self, const char *counter, int month, double scale,
              double expected);

/* A check: runs a model whose parameter `planted` times off, on `accounts` accounts per replicate,
 * and compares with the closed form of the parameter itself. */
typedef struct lab_check {
  const char *name;
  void (*run)(double planted, int64_t accounts, lab_score *score);
  int64_t accounts;         /* per replicate, for agreement */
  int64_t accounts_planted; /* per replicate, for the planted bias; 0 = no hazard of its own */
} lab_check;

/* Prints the z of each check; fails unless all are within 4 standard errors. */
void lab_checks_agree(const lab_check *check, int n);
/* The same functions with the parameter 2% too large: fails unless each is beyond 4. */
void lab_checks_reject(const lab_check *check, int n);

/* Both as tests of a table: closed_forms and planted_bias. */
#define LAB_CHECK_TESTS(table)                                                                     \
  static void closed_forms(void **state) {                                                         \
    (void)state;                                                                                   \
    lab_checks_agree(table, (int)(sizeof(table) / sizeof *(table)));                               \
  }                                                                                                \
  static void planted_bias(void **state) {                                                         \
    (void)state;                                                                                   \
    lab_checks_reject(table, (int)(sizeof(table) / sizeof *(table)));                              \
  }

#endif
