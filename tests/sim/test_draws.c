/* Layer 1 given to the engine instead of drawn: the same bytes for the same values, others for
 * others; uniforms through the copula; levels of a draw's own distribution. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_cdf.h>
#include "sim/draws.h"
#include "tests/helpers/lab.h"

enum { REPLICATES = 3 };

static double *drawn(const ndrsim_model *model, int n) {
  size_t draws = (size_t)model->n_draws;
  double *value = calloc((size_t)n * draws, sizeof *value), *u = calloc(draws, sizeof *u);
  assert_non_null(value);
  assert_non_null(u);
  for (int k = 0; k < n; k++) {
    for (int i = 0; i < model->n_draws; i++)
      u[i] = ndrsim_draws_uniform(model, i, (uint32_t)k, NULL);
    assert_int_equal(ndrsim_draws_make(model, u, NULL, value + (size_t)k * draws, NULL), NDRSIM_OK);
  }
  free(u);
  return value;
}

static void the_same_values_give_the_same_bytes(void **state) {
  (void)state;
  lab own, given;
  lab_init(&own);
  lab_init(&given);
  lab_set(&own, "acquisition.initial=300");
  lab_set(&given, "acquisition.initial=300");
  lab_build(&own, "agent-product.json");
  lab_build(&given, "agent-product.json");
  assert_true(own.model.n_draws > 10);
  assert_true(own.model.n_correlated >= 2); /* the copula is on the way */
  double *value = drawn(&own.model, REPLICATES);
  ndrsim_engine_options options = {.threads = 2, .draws = value};
  lab_run(&own, NULL, 0, REPLICATES);
  /* the indices of layer 1 are others: nothing may be left of what they would give */
  ndrsim_replicate at[REPLICATES];
  for (uint32_t k = 0; k < REPLICATES; k++)
    at[k] = (ndrsim_replicate){1000 + k, k, k};
  lab_run_at(&given, &options, at, REPLICATES);
  size_t size = own.layout.size * sizeof(int64_t);
  for (int k = 0; k < REPLICATES; k++)
    assert_memory_equal(lab_record(&own, k), lab_record(&given, k), size);
  for (int i = 0; i < own.model.n_draws; i++) { /* each draw gets there */
    double before = value[i];
    assert_int_equal(ndrsim_draws_at(&own.model, i, 0.9, &value[i], NULL), NDRSIM_OK);
    lab_run_at(&given, &options, at, 1);
    assert_memory_not_equal(lab_record(&own, 0), lab_record(&given, 0), size);
    value[i] = before;
  }
  free(value);
  lab_free(&own);
  lab_free(&given);
}

static const char correlated[] =
    "{\"schema_version\":1,\"name\":\"lab\",\"tiers\":{\"only\":{\"price\":"
    "{\"dist\":\"uniform\",\"low\":10,\"high\":20}}},"
    "\"churn\":{\"base\":{\"dist\":\"uniform\",\"low\":0.02,\"high\":0.04}},"
    "\"correlations\":[{\"between\":[\"churn.base\",\"tiers.only.price\"],\"rho\":0.6}]}";

static void uniforms_go_through_the_copula(void **state) {
  (void)state;
  lab l;
  lab_init(&l);
  lab_build(&l, correlated);
  const ndrsim_model *m = &l.model;
  assert_int_equal(m->n_draws, 2);
  int first = m->draw[0].correlated == 0 ? 0 : 1, second = 1 - first;
  double u[2], level[2], value[2];
  u[first] = 0.9;
  u[second] = 0.3;
  assert_int_equal(ndrsim_draws_make(m, u, level, value, NULL), NDRSIM_OK);
  double z = 0.6 * gsl_cdf_ugaussian_Pinv(0.9) + 0.8 * gsl_cdf_ugaussian_Pinv(0.3);
  assert_true(fabs(level[first] - 0.9) < 1e-9);
  assert_true(fabs(level[second] - gsl_cdf_ugaussian_P(z)) < 1e-9);
  for (int i = 0; i < 2; i++) {
    double at;
    assert_int_equal(ndrsim_draws_at(m, i, level[i], &at, NULL), NDRSIM_OK);
    assert_true(at == value[i]);
    bool price = m->draw[i].kind == NDRSIM_MONEY; /* cents, whole */
    double exact = price ? floor(100 * (10 + 10 * level[i]) + 0.5) : 0.02 + 0.02 * level[i];
    assert_true(fabs(at - exact) < 1e-9);
    assert_true(ndrsim_draws_settle(&m->draw[i], at) == at);
    assert_true(ndrsim_draws_settle(&m->draw[i], -1e300) == m->draw[i].low);
    if (price) assert_true(ndrsim_draws_settle(&m->draw[i], 1234.4) == 1234);
  }
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_values_give_the_same_bytes),
      cmocka_unit_test(uniforms_go_through_the_copula),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
