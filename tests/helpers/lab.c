#include "tests/helpers/lab.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/scenario.h"

/* Within 4 standard errors: the bound of every statistical test here. */
#define LAB_BOUND 4.0
#define LAB_PLANTED 1.02

static const char minimal[] =
    "{\"schema_version\":1,\"name\":\"lab\",\"seed\":\"20260419\",\"horizon\":24,"
    "\"tiers\":{\"only\":{\"price\":10}}}";

static double scale(void) {
  const char *text = getenv("NDRSIM_TEST_SCALE");
  double x = text != NULL ? strtod(text, NULL) : 1;
  return x > 0 && x <= 1 ? x : 1;
}

int64_t lab_accounts(int64_t at_scale_one) {
  int64_t n = (int64_t)((double)at_scale_one * scale() + 0.5);
  return n > 50 ? n : (at_scale_one < 50 ? at_scale_one : 50);
}

bool lab_full_size(void) {
  return scale() >= 1;
}

static void must(ndrsim_status status, const ndrsim_error *err) {
  if (status == NDRSIM_OK) return;
  char text[1024];
  ndrsim_error_format(err, text, sizeof text);
  fail_msg("%s", text);
}

void lab_init(lab *self) {
  memset(self, 0, sizeof *self);
  ndrsim_model_init(&self->model);
}

void lab_free(lab *self) {
  ndrsim_model_free(&self->model);
  free(self->records);
  self->records = NULL;
}

void lab_set(lab *self, const char *format, ...) {
  assert_true(self->n_settings < LAB_SETTINGS);
  char *out = self->setting[self->n_settings++];
  va_list args;
  va_start(args, format);
  int n = vsnprintf(out, sizeof self->setting[0], format, args);
  va_end(args);
  assert_true(n > 0 && (size_t)n < sizeof self->setting[0]);
}

void lab_build(lab *self, const char *scenario) {
  ndrsim_override override[LAB_SETTINGS];
  ndrsim_error err = {0};
  for (int i = 0; i < self->n_settings; i++)
    override[i].text = self->setting[i];
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, &err);
  must(catalogue != NULL ? NDRSIM_OK : NDRSIM_USAGE, &err);
  ndrsim_status status;
  if (scenario == NULL) scenario = minimal;
  if (strchr(scenario, '{') != NULL) {
    status = ndrsim_scenario_parse(&self->model, catalogue, scenario, strlen(scenario), "lab",
                                   override, self->n_settings, &err);
  } else {
    char file[512];
    snprintf(file, sizeof file, "%s/scenarios/%s", NDRSIM_SOURCE_DIR, scenario);
    status = ndrsim_scenario_load(&self->model, catalogue, file, override, self->n_settings, &err);
  }
  must(status, &err);
  ndrsim_engine_layout(&self->model, &self->layout);
}

void lab_book(lab *self, int64_t n, int cohorts, void (*row)(int64_t k, ndrsim_row *out)) {
  ndrsim_model *model = &self->model;
  model->row = calloc((size_t)n, sizeof *model->row);
  assert_non_null(model->row);
  model->n_rows = n;
  model->n_book_cohorts = cohorts;
  for (int c = 0; c < cohorts; c++)
    snprintf(model->book_cohort[c], sizeof model->book_cohort[c], "%d", c);
  for (int64_t k = 0; k < n; k++) {
    ndrsim_row *r = &model->row[k];
    *r = (ndrsim_row){.id = ndrsim_hash_combine(77, (uint64_t)k),
                      .mrr = 1000,
                      .seats = 1,
                      .workflows = 1,
                      .headcount = 1,
                      .renewal = 0,
                      .units = -1,
                      .tasks = NAN,
                      .completion = NAN,
                      .returning = NAN};
    if (row != NULL) row(k, r);
  }
  ndrsim_engine_layout(model, &self->layout);
}

void lab_run_at(lab *self, const ndrsim_engine_options *options, const ndrsim_replicate *at,
                int n) {
  static const ndrsim_engine_options defaults = {0};
  ndrsim_error err = {0};
  int complete = 0;
  free(self->records);
  self->records = calloc((size_t)n * self->layout.size, sizeof *self->records);
  assert_non_null(self->records);
  self->n = n;
  must(ndrsim_engine_run(&self->model, options != NULL ? options : &defaults, at, n, self->records,
                         &complete, &err),
       &err);
  assert_int_equal(complete, n);
}

void lab_run(lab *self, const ndrsim_engine_options *options, uint32_t first, int n) {
  ndrsim_replicate *at = calloc((size_t)n, sizeof *at);
  assert_non_null(at);
  for (int k = 0; k < n; k++) {
    uint32_t index = first + (uint32_t)k;
    at[k] = (ndrsim_replicate){index, index, index};
  }
  lab_run_at(self, options, at, n);
  free(at);
}

void lab_go(lab *self, int64_t accounts) {
  lab_set(self, "acquisition.initial=%lld", (long long)accounts);
  lab_build(self, NULL);
  lab_run(self, NULL, 0, LAB_REPLICATES);
}

const int64_t *lab_record(const lab *self, int replicate) {
  return self->records + (size_t)replicate * self->layout.size;
}

int64_t lab_counter(const lab *self, int replicate, const char *name, int month) {
  int counter = ndrsim_counter_find(&self->model, name);
  if (counter < 0) fail_msg("no counter `%s`", name);
  return lab_record(self, replicate)[ndrsim_at_series(&self->layout, month, counter)];
}

/* --- scores ---------------------------------------------------------------------------------- */

void lab_expect(lab_score *score, const char *what, const double *value, int n, double expected,
                double rounding) {
  double mean = 0, squares = 0, z;
  for (int k = 0; k < n; k++)
    mean += value[k] / n;
  for (int k = 0; k < n; k++)
    squares += (value[k] - mean) * (value[k] - mean);
  double se = sqrt(squares / (n - 1.0) / n), off = mean - expected;
  if (fabs(off) <= rounding)
    z = 0;
  else
    z = se > 0 ? off / se : copysign(INFINITY, off);
  score->n++;
  if (score->n == 1 || fabs(z) > fabs(score->z)) {
    score->z = z;
    snprintf(score->what, sizeof score->what, "%s: %.8g for %.8g", what, mean, expected);
  }
}

void lab_hazard(lab_score *score, const lab *self, const char *events, const char *at_risk, int lag,
                int from, int to, double p) {
  double first[LAB_REPLICATES], last[LAB_REPLICATES], all[LAB_REPLICATES];
  char what[64];
  assert_true(self->n <= LAB_REPLICATES && from - lag >= 0 && to <= self->model.horizon);
  for (int k = 0; k < self->n; k++) {
    all[k] = 0;
    for (int t = from; t <= to; t++) {
      double d = (double)lab_counter(self, k, events, t) -
                 p * (double)lab_counter(self, k, at_risk, t - lag);
      all[k] += d;
      if (t == from) first[k] = d;
      if (t == to) last[k] = d;
    }
  }
  snprintf(what, sizeof what, "%s, months %d-%d", events, from, to);
  lab_expect(score, what, all, self->n, 0, 1e-6);
  snprintf(what, sizeof what, "%s, month %d", events, from);
  lab_expect(score, what, first, self->n, 0, 1e-6);
  snprintf(what, sizeof what, "%s, month %d", events, to);
  lab_expect(score, what, last, self->n, 0, 1e-6);
}

void lab_mean(lab_score *score, const lab *self, const char *counter, int month, double scale_by,
              double expected) {
  double value[LAB_REPLICATES];
  char what[64];
  assert_true(self->n <= LAB_REPLICATES);
  /* With fewer events than this in all (a small NDRSIM_TEST_SCALE) a mean is not normal. */
  if (fabs(expected) * scale_by * self->n < 20) return;
  for (int k = 0; k < self->n; k++)
    value[k] = (double)lab_counter(self, k, counter, month) / scale_by;
  snprintf(what, sizeof what, "%s, month %d", counter, month);
  lab_expect(score, what, value, self->n, expected, 1e-9 * fabs(expected));
}

void lab_checks_agree(const lab_check *check, int n) {
  int failed = 0;
  for (int k = 0; k < n; k++) {
    lab_score score = {0};
    check[k].run(1, lab_accounts(check[k].accounts), &score);
    assert_true(score.n > 0);
    bool off = !(fabs(score.z) <= LAB_BOUND);
    failed += off;
    printf("%s %-28s worst of %2d: z = %+6.2f  (%s)\n", off ? "FAIL" : "  ok", check[k].name,
           score.n, score.z, score.what);
  }
  if (failed) fail_msg("%d closed forms are missed by more than 4 standard errors", failed);
}

void lab_checks_reject(const lab_check *check, int n) {
  int missed = 0;
  if (!lab_full_size()) {
    print_message("NDRSIM_TEST_SCALE < 1: a bias of 2%% would not show\n");
    skip();
  }
  for (int k = 0; k < n; k++) {
    if (check[k].accounts_planted == 0) continue;
    lab_score score = {0};
    check[k].run(LAB_PLANTED, check[k].accounts_planted, &score);
    bool found = fabs(score.z) > LAB_BOUND;
    missed += !found;
    printf("%s %-28s +2%%: z = %+6.2f  (%s)\n", found ? "  ok" : "FAIL", check[k].name, score.z,
           score.what);
  }
  if (missed) fail_msg("a planted bias of 2%% went unnoticed in %d hazards", missed);
}
