/* Copulas between draws and between traits; forced windows of the macro regime. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "tests/scenarios/sample_catalogue.h"

#define REFUSE(more, ...) sample_refuse_with(more, (const char *const[]){__VA_ARGS__, NULL})

static const char drawn[] =
    ",\"churn\":{\"base\":{\"dist\":\"beta\",\"a\":2,\"b\":60}},"
    "\"demand\":{\"noise\":{\"dist\":\"uniform\",\"low\":0,\"high\":1},"
    "\"months\":{\"dist\":\"uniform\",\"low\":0,\"high\":9},"
    "\"level\":{\"dist\":\"lognormal\",\"mu\":3,\"sigma\":1,\"per\":\"account\"}},";

static void refuse_correlations(const char *list, const char *const *says) {
  char more[1024];
  snprintf(more, sizeof more, "%s\"correlations\":%s", drawn, list);
  sample_refuse_with(more, says);
}
#define REFUSE_RHO(list, ...) refuse_correlations(list, (const char *const[]){__VA_ARGS__, NULL})

static void test_correlations(void **state) {
  (void)state;
  ndrsim_model m;
  char more[1024];
  snprintf(more, sizeof more,
           "%s\"correlations\":[{\"between\":[\"demand.noise\",\"churn.base\"],\"rho\":0.6,"
           "\"source\":\"assumption\"},{\"between\":[\"churn.base\",\"demand.months\"],"
           "\"rho\":-0.5}]",
           drawn);
  sample_load(&m, more);
  assert_true(m.n_correlated == 3 && m.n_trait_correlated == 0 && m.trait_correlation == NULL);
  static const double want[3][3] = {{1, 0.6, 0}, {0.6, 1, -0.5}, {0, -0.5, 1}};
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      double sum = 0;
      for (int k = 0; k < 3; k++)
        sum += m.correlation[i * 3 + k] * m.correlation[j * 3 + k];
      assert_true(fabs(sum - want[i][j]) < 1e-14);
      if (j > i) assert_true(m.correlation[i * 3 + j] == 0);
    }
  for (int i = 0; i < m.n_draws; i++) /* order of appearance */
    assert_int_equal(m.draw[i].correlated, strcmp(m.draw[i].path, "demand.noise") == 0 ? 0
                                           : strcmp(m.draw[i].path, "churn.base") == 0 ? 1
                                                                                       : 2);
  ndrsim_model_free(&m);
  REFUSE_RHO("5", "correlations", "an array");
  REFUSE_RHO("[5]", "correlations[0]", "\"between\" and \"rho\"");
  REFUSE_RHO("[{\"between\":[\"churn.base\"],\"rho\":0}]", "array of two paths");
  REFUSE_RHO("[{\"between\":[\"churn.base\",\"demand.nose\"],\"rho\":0.1}]",
             "correlations[0].between[1]", "did you mean `demand.noise`");
  REFUSE_RHO("[{\"between\":[\"churn.base\",\"churn.fee\"],\"rho\":0.1}]",
             "nothing is drawn there");
  REFUSE_RHO("[{\"between\":[\"churn.base\",\"demand.level\"],\"rho\":0.1}]", "per account");
  REFUSE_RHO("[{\"between\":[\"churn.base\",\"churn.base\"],\"rho\":0.1}]", "both ends");
  REFUSE_RHO("[{\"between\":[\"churn.base\",\"demand.noise\"],\"rho\":1}]", "correlations[0].rho",
             "found 1");
  REFUSE_RHO("[{\"between\":[\"churn.base\",\"demand.noise\"],\"rho\":0.1},"
             "{\"between\":[\"demand.noise\",\"churn.base\"],\"rho\":0.2}]",
             "correlations[1]", "given twice");
  REFUSE_RHO("[{\"between\":[\"churn.base\",\"demand.noise\"],\"rho\":0.9},"
             "{\"between\":[\"demand.noise\",\"demand.months\"],\"rho\":0.9},"
             "{\"between\":[\"churn.base\",\"demand.months\"],\"rho\":-0.9}]",
             "not positive definite");
}

static void test_trait_correlations(void **state) {
  (void)state;
  ndrsim_model m;
  sample_load(&m,
              ",\"churn\":{\"base\":{\"by_segment\":{\"smb\":{\"dist\":\"beta\",\"a\":1,\"b\":20,"
              "\"per\":\"account\"},\"mid\":{\"dist\":\"beta\",\"a\":1,\"b\":50,\"per\":"
              "\"account\"}}}},\"demand\":{\"level\":{\"dist\":\"lognormal\",\"mu\":3,\"sigma\":1,"
              "\"per\":\"account\"}},\"correlations\":[{\"between\":[\"churn.base\","
              "\"demand.level\"],\"rho\":-0.4}]");
  assert_true(m.n_traits == 4 && m.n_trait_correlated == 2 && m.n_correlated == 0);
  for (int i = 0; i < 4; i++)
    assert_int_equal(m.trait[i].correlated, strcmp(m.trait[i].path, "churn.base") != 0);
  assert_true(m.trait_correlation[2] == -0.4);
  ndrsim_model_free(&m);
}

static void test_forced_regime(void **state) {
  (void)state;
  ndrsim_model m;
  sample_load(&m,
              ",\"macro\":{\"rho\":0.5,\"forced\":[{\"from\":6,\"to\":17,\"regime\":\"downturn\"},"
              "{\"from\":18,\"to\":20,\"regime\":\"normal\"}]}");
  assert_true(m.n_forced == 2 && m.forced[0].from == 6 && m.forced[0].to == 17);
  assert_true(m.forced[0].regime == 1 && m.forced[1].regime == 0);
  ndrsim_model_free(&m);
  REFUSE(",\"macro\":{\"forced\":{}}", "macro.forced", "an array");
  REFUSE(",\"macro\":{\"forced\":[{\"from\":6,\"to\":5,\"regime\":\"normal\"}]}", "lies after");
  REFUSE(",\"macro\":{\"forced\":[{\"from\":6,\"regime\":\"normal\"}]}", "macro.forced[0].to",
         "missing");
  REFUSE(",\"macro\":{\"forced\":[{\"from\":6,\"to\":8,\"regime\":\"downtun\"}]}",
         "did you mean `downturn`");
  REFUSE(",\"macro\":{\"forced\":[{\"from\":0,\"to\":8,\"regime\":\"normal\"},{\"from\":8,\"to\":9,"
         "\"regime\":\"downturn\"}]}",
         "macro.forced[1]", "overlap");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_correlations),
      cmocka_unit_test(test_trait_correlations),
      cmocka_unit_test(test_forced_regime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
