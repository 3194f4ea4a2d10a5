/* What to measure before a choice, from scenarios through the engine. The options differ by
 *   linear of B less linear of A = x1 coefficients and noise
 * with published functions (tests/helpers/published.h), so the worth is a closed form. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include "analysis/evpi.h"
#include "tests/helpers/published.h"

/* x1 ~ N(0, 1), x2 ~ N(0, 1) drawn by both; B has x3 = 0.2 more, and x1, x2 spread twice as much */
static const char base[] =
    ", \"published\": {\"x1\": {\"dist\": \"normal\", \"mean\": 0, \"sd\": 1}, \"x2\": {\"dist\": "
    "\"normal\", \"mean\": 0, \"sd\": 1}, \"x3\": 1, \"x4\": {\"dist\": \"normal\", \"mean\": 0, "
    "\"sd\": 1}, \"noise\": 3}";

typedef struct bench {
  ndrsim_source source;
  ndrsim_model model[2];
  ndrsim_evpi evpi;
  ndrsim_error err;
} bench;

static void open_bench(bench *self, int replicates) {
  static const ndrsim_override change[] = {
      {"published.x1={\"dist\": \"normal\", \"mean\": 0, \"sd\": 3}"},
      {"published.x2={\"dist\": \"normal\", \"mean\": 0, \"sd\": 1.5}"},
      {"published.x3=1.2"}};
  memset(self, 0, sizeof *self);
  published_source(&self->source, &self->model[0], replicates, base);
  ndrsim_model_init(&self->model[1]);
  assert_int_equal(ndrsim_source_model(&self->source, change, 3, &self->model[1], &self->err),
                   NDRSIM_OK);
  ndrsim_evpi_init(&self->evpi);
  self->evpi.n_options = 2;
  for (int o = 0; o < 2; o++)
    self->evpi.model[o] = &self->model[o];
}

static void close_bench(bench *self) {
  ndrsim_evpi_free(&self->evpi);
  ndrsim_evpi_free(&self->evpi);
  for (int o = 0; o < 2; o++)
    ndrsim_model_free(&self->model[o]);
  ndrsim_source_free(&self->source);
}

static double closed(double a, double s) {
  double t = fabs(a) / s;
  return s * (gsl_ran_ugaussian_pdf(t) - t * gsl_cdf_ugaussian_Q(t));
}

static void near(const char *what, const ndrsim_worth *w, double truth, double most) {
  if (!(fabs(w->value - truth) <= 4 * w->se + 1e-9))
    fail_msg("%s: %g (%g), not %g", what, w->value, w->se, truth);
  if (!(w->se < most)) fail_msg("%s: standard error %g", what, w->se);
}

static const ndrsim_worth *worth_of(const bench *self, const char *path) {
  for (int p = 0; p < self->evpi.n_parameters; p++)
    if (strcmp(self->evpi.parameter[p].path, path) == 0) return &self->evpi.parameter[p].worth;
  fail_msg("no %s", path);
  return NULL;
}

/* The difference is 2 z1 + z2 + 0.6, luck being the same in both; x4 is in both alike. */
static void worth_through_the_engine(void **state) {
  (void)state;
  static const char *const sets[] = {"published.x1,published.x2", "published"};
  ndrsim_run_options options = {.engine = {.threads = 1}};
  bench b;
  open_bench(&b, 2000);
  assert_int_equal(ndrsim_evpi_prepare(&b.evpi, "linear@1", sets, 2, &b.err), NDRSIM_OK);
  assert_int_equal(ndrsim_evpi_run(&b.evpi, &options, &b.err), NDRSIM_OK);
  assert_int_equal(b.evpi.n_parameters, 3);
  assert_int_equal(b.evpi.choice.best, 1);
  double both = closed(0.6, sqrt(5));
  near("x1", worth_of(&b, "published.x1"), closed(0.6, 2), 0.08);
  near("x2", worth_of(&b, "published.x2"), closed(0.6, 1), 0.08);
  near("x4", worth_of(&b, "published.x4"), 0, 0.08);
  near("both", &b.evpi.set[0].worth, both, 0.08);
  near("all", &b.evpi.all, both, 0.08);
  assert_true(b.evpi.set[1].worth.value == b.evpi.all.value);
  /* without luck of its own whoever foresees luck knows no more */
  assert_true(fabs(b.evpi.foresight - b.evpi.all.value) < 0.02);
  /* what the growing sets add is what they are worth */
  double sum = 0;
  assert_true(b.evpi.n_together >= 2);
  for (int k = 0; k < b.evpi.n_together; k++)
    sum += b.evpi.together[k].added;
  assert_true(fabs(sum - b.evpi.together[b.evpi.n_together - 1].worth.value) < 1e-9);
  assert_true(strcmp(b.evpi.together[0].text, "published.x1") == 0);
  close_bench(&b);
}

static void refused(bench *self, const char *objective, const char *set, const char *words) {
  char text[1024];
  ndrsim_evpi_free(&self->evpi);
  self->evpi.n_options = 2;
  for (int o = 0; o < 2; o++)
    self->evpi.model[o] = &self->model[o];
  assert_int_equal(ndrsim_evpi_prepare(&self->evpi, objective, &set, set != NULL, &self->err),
                   NDRSIM_USAGE);
  ndrsim_error_format(&self->err, text, sizeof text);
  if (strstr(text, words) == NULL) fail_msg("%s", text);
}

static void what_makes_no_sense_is_refused(void **state) {
  (void)state;
  bench b;
  open_bench(&b, 60);
  refused(&b, "nonsense", NULL, "nonsense");
  refused(&b, "linear@1", "published.x9", "published.x");
  refused(&b, "linear@1", "published.x1,", "not drawn");
  close_bench(&b);
  open_bench(&b, 49);
  refused(&b, "linear@1", NULL, "at least 50");
  close_bench(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(worth_through_the_engine),
      cmocka_unit_test(what_makes_no_sense_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
