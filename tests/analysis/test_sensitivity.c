/* Sensitivity, from a scenario's distributions through the engine to what is told: published Sobol
 * indices, closed forms of swings, elasticities and interplay, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/sensitivity.h"
#include "sim/draws.h"
#include "tests/helpers/published.h"

typedef struct bench {
  ndrsim_source source;
  ndrsim_model model;
  ndrsim_sensitivity sensitivity;
  ndrsim_error err;
} bench;

static void open_bench(bench *self, int replicates, const char *more) {
  memset(self, 0, sizeof *self);
  published_source(&self->source, &self->model, replicates, more);
  ndrsim_sensitivity_init(&self->sensitivity);
}

static void close_bench(bench *self) {
  ndrsim_sensitivity_free(&self->sensitivity);
  ndrsim_sensitivity_free(&self->sensitivity);
  ndrsim_model_free(&self->model);
  ndrsim_source_free(&self->source);
}

static ndrsim_status prepare(bench *self, unsigned methods, const char *outcome, const char *of,
                             const char *pair) {
  ndrsim_sensitivity_ask ask = {.methods = methods,
                                .of = &of,
                                .n_of = of != NULL,
                                .outcome = &outcome,
                                .n_outcomes = outcome != NULL,
                                .pair = pair};
  return ndrsim_sensitivity_prepare(&self->sensitivity, &self->source, &self->model, &ask,
                                    &self->err);
}

static void run(bench *self, unsigned methods, const char *outcome, const char *of,
                const char *pair) {
  ndrsim_run_options options = {.engine = {.threads = 1}};
  char text[1024];
  ndrsim_status status = prepare(self, methods, outcome, of, pair);
  if (status == NDRSIM_OK)
    status = ndrsim_sensitivity_run(&self->sensitivity, &options, &self->err);
  if (status == NDRSIM_OK) return;
  ndrsim_error_format(&self->err, text, sizeof text);
  fail_msg("%s", text);
}

static void within(const char *what, int input, const ndrsim_sobol_index *index, double truth,
                   double most) {
  if (!(fabs(index->value - truth) <= 4 * index->se + 1e-9))
    fail_msg("%s of x%d: %g is %.1f standard errors from %g", what, input + 1, index->value,
             fabs(index->value - truth) / index->se, truth);
  if (!(index->se < most)) fail_msg("%s of x%d: standard error %g", what, input + 1, index->se);
}

#define PI "3.141592653589793"
#define ON_CIRCLE "{\"dist\": \"uniform\", \"low\": -" PI ", \"high\": " PI "}"
#define ON_UNIT "{\"dist\": \"uniform\", \"low\": 0, \"high\": 1}"

/* The published digits; more of them, and coverage, are in test_sobol.c. */
static void published_indices_through_the_engine(void **state) {
  (void)state;
  static const double ishigami[2][3] = {{0.3139, 0.4424, 0}, {0.5576, 0.4424, 0.2437}};
  static const double g[2][4] = {{0.7165, 0.1791, 0.0237, 0.0072},
                                 {0.7873, 0.2422, 0.0343, 0.0105}};
  static const char *const noise[] = {"0", "2"};
  for (int k = 0; k < 2; k++) {
    bench b;
    char more[512];
    snprintf(more, sizeof more,
             ", \"published\": {\"x1\": " ON_CIRCLE ", \"x2\": " ON_CIRCLE ", \"x3\": " ON_CIRCLE
             ", \"noise\": %s}",
             noise[k]);
    open_bench(&b, 4096, more);
    run(&b, NDRSIM_METHOD_SOBOL, "ishigami@1", NULL, NULL);
    assert_int_equal(b.sensitivity.n_drawn, 3);
    const ndrsim_sobol *sobol = &b.sensitivity.sobol[0];
    assert_true(sobol->valid);
    for (int i = 0; i < 3; i++) {
      within("first", i, &sobol->first[i], ishigami[0][i], 0.05);
      within("total", i, &sobol->total[i], ishigami[1][i], 0.05);
    }
    within("variance", 0, &sobol->variance, 13.8446, 1);
    within("luck", 0, &sobol->luck, k == 0 ? 0 : 4, 0.3);
    close_bench(&b);
  }
  bench b;
  open_bench(&b, 2048,
             ", \"published\": {\"x1\": " ON_UNIT ", \"x2\": " ON_UNIT ", \"x3\": " ON_UNIT
             ", \"x4\": " ON_UNIT ", \"x5\": " ON_UNIT ", \"x6\": " ON_UNIT ", \"x7\": " ON_UNIT
             ", \"x8\": " ON_UNIT "}");
  run(&b, NDRSIM_METHOD_SOBOL, "g@1", NULL, NULL);
  for (int i = 0; i < 4; i++) {
    within("first", i, &b.sensitivity.sobol[0].first[i], g[0][i], 0.03);
    within("total", i, &b.sensitivity.sobol[0].total[i], g[1][i], 0.03);
  }
  close_bench(&b);
}

/* x2 = 0.6 z1 + 0.8 z2, so x1 + 2 x2 = 2.2 z1 + 1.6 z2: of the uniforms behind. */
static void correlated_parameters_are_split_by_their_uniforms(void **state) {
  (void)state;
  bench b;
  open_bench(&b, 1024,
             ", \"published\": {\"x1\": {\"dist\": \"normal\", \"mean\": 0, \"sd\": 1}, \"x2\": "
             "{\"dist\": \"normal\", \"mean\": 0, \"sd\": 1}}, \"correlations\": [{\"between\": "
             "[\"published.x1\", \"published.x2\"], \"rho\": 0.6}]");
  run(&b, NDRSIM_METHOD_SOBOL, "linear@1", NULL, NULL);
  double v = 2.2 * 2.2 + 1.6 * 1.6;
  for (int kind = 0; kind < 2; kind++) {
    const ndrsim_sobol *s = &b.sensitivity.sobol[0];
    within("first", 0, kind ? &s->total[0] : &s->first[0], 2.2 * 2.2 / v, 0.02);
    within("first", 1, kind ? &s->total[1] : &s->first[1], 1.6 * 1.6 / v, 0.02);
  }
  close_bench(&b);
  /* x2 alone: x1 is luck, and of x2 only what z2 brings can be known */
  open_bench(&b, 4096,
             ", \"published\": {\"x1\": {\"dist\": \"normal\", \"mean\": 0, \"sd\": 1}, \"x2\": "
             "{\"dist\": \"normal\", \"mean\": 0, \"sd\": 1}, \"noise\": 1}, \"correlations\": "
             "[{\"between\": [\"published.x1\", \"published.x2\"], \"rho\": 0.6}]");
  run(&b, NDRSIM_METHOD_SOBOL, "linear@1", "published.x2", NULL);
  assert_int_equal(b.sensitivity.n_factors, 1);
  within("variance", 1, &b.sensitivity.sobol[0].variance, 1.6 * 1.6, 0.3);
  within("luck", 0, &b.sensitivity.sobol[0].luck, 2.2 * 2.2 + 1, 0.3);
  close_bench(&b);
}

static const char few[] = ", \"published\": {\"x1\": {\"dist\": \"uniform\", \"low\": 1, \"high\": "
                          "3}, \"x2\": {\"dist\": "
                          "\"uniform\", \"low\": 2, \"high\": 3}, \"x3\": 5, \"noise\": 1}";

static int factor_of(const bench *self, const char *path) {
  for (int f = 0; f < self->sensitivity.n_factors; f++)
    if (strcmp(self->sensitivity.factor[f].path, path) == 0) return f;
  fail_msg("no factor %s", path);
  return -1;
}

/* Luck is the same at both ends, so a linear function swings by exactly coefficient times range. */
static void swings_of_a_linear_function_are_exact(void **state) {
  (void)state;
  bench b;
  open_bench(&b, 40, few);
  run(&b, NDRSIM_METHOD_TORNADO, "linear@1", NULL, NULL);
  ndrsim_tornado_bar bar[2];
  assert_int_equal(b.sensitivity.n_factors, 2);
  assert_int_equal(ndrsim_sensitivity_tornado(&b.sensitivity, 0, bar), NDRSIM_OK);
  int wide = factor_of(&b, "published.x1");
  double swing[2] = {1.6, 1.6};
  for (int k = 0; k < 2; k++) {
    assert_true(fabs(bar[k].swing.mean - swing[k]) < 1e-6);
    assert_true(bar[k].swing.se < 1e-6);
    assert_true(bar[k].low.se > 0.05); /* what pairing takes away */
  }
  const ndrsim_factor *factor = &b.sensitivity.factor[wide];
  assert_true(fabs(factor->level[0] - 1.2) < 1e-6 && fabs(factor->level[4] - 2.8) < 1e-6);
  /* the others are as drawn: the mean over both ends is that of the scenario for symmetric ranges
   */
  ndrsim_estimate base;
  assert_int_equal(ndrsim_study_estimate(&b.sensitivity.single, 0, 0, &base), NDRSIM_OK);
  for (int r = 0; r < 40; r++) {
    double x[2];
    const ndrsim_model *m = &b.model;
    double u[2] = {ndrsim_draws_uniform(m, 0, (uint32_t)r, NULL),
                   ndrsim_draws_uniform(m, 1, (uint32_t)r, NULL)};
    assert_int_equal(ndrsim_draws_make(m, u, NULL, x, NULL), NDRSIM_OK);
    int first = b.sensitivity.factor[wide].draw;
    double low = ndrsim_study_values(&b.sensitivity.single,
                                     b.sensitivity.factor[wide].variant[NDRSIM_MOVE_LOW], 0)[r];
    double as_is = ndrsim_study_values(&b.sensitivity.single, 0, 0)[r];
    assert_true(fabs(as_is - low - (x[first] - 1.2)) < 1e-6);
  }
  close_bench(&b);
}

/* x1^2 / x2 from 5% less to 5% more: (1.05^2 - 0.95^2) / 0.1 = 2, (1/1.05 - 1/0.95) / 0.1. */
static void elasticities_of_a_power(void **state) {
  (void)state;
  bench b;
  open_bench(&b, 40, few);
  ndrsim_override year[] = {{"horizon=12"}, {"published.noise=0"}}; /* NDR needs a year */
  b.source.override = year;
  b.source.n_overrides = 2;
  ndrsim_model_free(&b.model);
  assert_int_equal(ndrsim_source_model(&b.source, NULL, 0, &b.model, &b.err), NDRSIM_OK);
  run(&b, NDRSIM_METHOD_ELASTICITY, "power@1", NULL, NULL);
  ndrsim_elasticity up =
      ndrsim_sensitivity_elasticity(&b.sensitivity, factor_of(&b, "published.x1"), 0);
  ndrsim_elasticity down =
      ndrsim_sensitivity_elasticity(&b.sensitivity, factor_of(&b, "published.x2"), 0);
  assert_true(fabs(up.value - 2) < 1e-6 && up.se < 1e-6);
  assert_true(fabs(down.value - (1 / 1.05 - 1 / 0.95) / 0.1) < 1e-6 && down.se < 1e-6);
  /* nothing of it moves NDR */
  assert_true(ndrsim_sensitivity_elasticity(&b.sensitivity, 0, 1).value == 0);
  /* a fixed value, by 10%: (5.5 - 4.5) 3 over 0.2 of the mean */
  run(&b, NDRSIM_METHOD_ELASTICITY, "linear@1", "published.x3", NULL);
  ndrsim_estimate base;
  assert_int_equal(ndrsim_study_estimate(&b.sensitivity.single, 0, 0, &base), NDRSIM_OK);
  ndrsim_elasticity fixed = ndrsim_sensitivity_elasticity(&b.sensitivity, 0, 0);
  assert_true(fabs(fixed.value - 3 / (0.2 * base.mean)) < 1e-6);
  /* its error is that of the mean below the line */
  assert_true(fabs(fixed.se - fixed.value * base.se / base.mean) < 1e-9);
  close_bench(&b);
}

static void fixed_values_move_by_ten_per_cent(void **state) {
  (void)state;
  bench b;
  open_bench(&b, 10, few);
  run(&b, NDRSIM_METHOD_TORNADO, "linear@1", "published.x3", NULL);
  ndrsim_tornado_bar bar;
  assert_int_equal(b.sensitivity.n_drawn, 0);
  assert_int_equal(ndrsim_sensitivity_tornado(&b.sensitivity, 0, &bar), NDRSIM_OK);
  assert_true(fabs(bar.swing.mean - 3) < 1e-6);
  run(&b, NDRSIM_METHOD_TORNADO, "linear@1", "tiers.only.price", NULL);
  assert_true(b.sensitivity.factor[0].level[0] == 9 && b.sensitivity.factor[0].level[4] == 11);
  close_bench(&b);
}

/* x1^2 / x2 at levels of both: every cell, and the interplay of the corners. */
static void cells_and_interplay(void **state) {
  (void)state;
  bench b;
  open_bench(&b, 10, few);
  run(&b, NDRSIM_METHOD_TWO_WAY, "power@1", NULL, "published.x1,published.x2");
  double a[5], c[5];
  for (int k = 0; k < 5; k++) {
    a[k] = 1 + 2 * ndrsim_two_way_level[k];
    c[k] = 2 + ndrsim_two_way_level[k];
  }
  double first = NAN;
  for (int i = 0; i < 5; i++)
    for (int j = 0; j < 5; j++) {
      ndrsim_estimate cell;
      assert_int_equal(ndrsim_sensitivity_cell(&b.sensitivity, 0, i, j, &cell), NDRSIM_OK);
      if (i == 0 && j == 0) first = cell.mean - a[0] * a[0] / c[0]; /* luck, the same in all */
      assert_true(fabs(cell.mean - a[i] * a[i] / c[j] - first) < 1e-6);
    }
  ndrsim_estimate more;
  assert_int_equal(ndrsim_sensitivity_interplay(&b.sensitivity, 0, &more), NDRSIM_OK);
  double truth = (a[4] * a[4] - a[0] * a[0]) * (1 / c[4] - 1 / c[0]);
  assert_true(fabs(more.mean - truth) < 1e-6 && more.se < 1e-6);
  /* without a pair: the two with the largest swings; a fixed value may be one */
  run(&b, NDRSIM_METHOD_TWO_WAY, "linear@1", "published", NULL);
  assert_true(b.sensitivity.pair[0] >= 0 && b.sensitivity.pair[1] >= 0);
  const char *of[] = {"published.x1", "published.x3"};
  ndrsim_sensitivity_ask ask = {.methods = NDRSIM_METHOD_TWO_WAY,
                                .of = of,
                                .n_of = 2,
                                .outcome = (const char *const[]){"linear@1"},
                                .n_outcomes = 1};
  ndrsim_run_options options = {0};
  assert_int_equal(ndrsim_sensitivity_prepare(&b.sensitivity, &b.source, &b.model, &ask, &b.err),
                   NDRSIM_OK);
  assert_int_equal(ndrsim_sensitivity_run(&b.sensitivity, &options, &b.err), NDRSIM_OK);
  ndrsim_estimate low, high;
  assert_int_equal(ndrsim_sensitivity_cell(&b.sensitivity, 0, 0, 0, &low), NDRSIM_OK);
  assert_int_equal(ndrsim_sensitivity_cell(&b.sensitivity, 0, 4, 4, &high), NDRSIM_OK);
  assert_true(fabs(high.mean - low.mean - 1.6 - 3) < 1e-6);
  close_bench(&b);
}

static void refused(bench *self, unsigned methods, const char *outcome, const char *of,
                    const char *pair, const char *words) {
  char text[1024];
  assert_int_equal(prepare(self, methods, outcome, of, pair), NDRSIM_USAGE);
  ndrsim_error_format(&self->err, text, sizeof text);
  if (strstr(text, words) == NULL) fail_msg("%s", text);
}

static void what_makes_no_sense_is_refused(void **state) {
  (void)state;
  bench b;
  open_bench(&b, 31, few);
  refused(&b, NDRSIM_METHOD_TORNADO, "linear@1", "published.x9", NULL, "published.x1");
  refused(&b, NDRSIM_METHOD_TORNADO, "linear@1", "published.x4.low", NULL, "no parameter");
  refused(&b, NDRSIM_METHOD_TORNADO, "linear@1", "churn.link", NULL, "a choice");
  refused(&b, NDRSIM_METHOD_TORNADO, "linear@1", "published.noise.by_segment.none", NULL,
          "no parameter");
  refused(&b, NDRSIM_METHOD_TORNADO, "nonsense@1", NULL, NULL, "nonsense");
  refused(&b, NDRSIM_METHOD_SOBOL, "linear@1", NULL, NULL, "at least 32 replicates");
  refused(&b, NDRSIM_METHOD_SOBOL, "linear@1", "published.x3", NULL, "none is");
  refused(&b, NDRSIM_METHOD_TWO_WAY, "linear@1", "published.x1", NULL, "needs two");
  refused(&b, NDRSIM_METHOD_TWO_WAY, "linear@1", NULL, "published.x1", "two paths");
  refused(&b, NDRSIM_METHOD_TWO_WAY, "linear@1", NULL, "published.x1,published.x1", "two paths");
  refused(&b, NDRSIM_METHOD_TWO_WAY, "linear@1", NULL, "published.x1,published.x3", "--of");
  refused(&b, NDRSIM_METHOD_TORNADO, "linear@1", "macro.sd", NULL, "moves nothing");
  close_bench(&b);
  open_bench(&b, 31, "");
  refused(&b, NDRSIM_METHOD_TORNADO, "linear@1", NULL, NULL, "draws no parameter");
  close_bench(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(published_indices_through_the_engine),
      cmocka_unit_test(correlated_parameters_are_split_by_their_uniforms),
      cmocka_unit_test(swings_of_a_linear_function_are_exact),
      cmocka_unit_test(elasticities_of_a_power),
      cmocka_unit_test(fixed_values_move_by_ten_per_cent),
      cmocka_unit_test(cells_and_interplay),
      cmocka_unit_test(what_makes_no_sense_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
