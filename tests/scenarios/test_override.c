/* --set: what it changes, what it makes, how it speaks when refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "sim/digest.h"
#include "tests/scenarios/sample_catalogue.h"

static ndrsim_model model;
static ndrsim_error err;

static int fresh(void **state) {
  (void)state;
  ndrsim_model_init(&model);
  return 0;
}

static int discard(void **state) {
  (void)state;
  ndrsim_model_free(&model);
  return 0;
}

static ndrsim_status set(const char *more, const char *const *text, int n) {
  char *scenario = sample_scenario(more);
  ndrsim_model_free(&model);
  ndrsim_status status = sample_parse(&model, scenario, text, n, &err);
  free(scenario);
  return status;
}

static void must_set(const char *more, const char *const *text, int n) {
  char line[1024];
  if (set(more, text, n) == NDRSIM_OK) return;
  ndrsim_error_format(&err, line, sizeof line);
  fail_msg("%s", line);
}
#define SET(more, ...)                                                                             \
  must_set(more, (const char *const[]){__VA_ARGS__},                                               \
           (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)))

static void refuse(const char *text, const char *const *says) {
  char line[1024];
  if (set("", &text, 1) != NDRSIM_INPUT) fail_msg("accepted %s", text);
  ndrsim_error_format(&err, line, sizeof line);
  assert_string_equal(err.file, "--set");
  assert_true(err.line == 0 && err.column == 0);
  if (strncmp(line, "--set: ", 7) != 0 || strchr(line, '\n') != NULL) fail_msg("%s", line);
  for (; *says != NULL; says++)
    if (strstr(line, *says) == NULL) fail_msg("no '%s' in: %s", *says, line);
}
#define REFUSE(text, ...) refuse(text, (const char *const[]){__VA_ARGS__, NULL})

static double constant(const char *path, int segment) {
  int slot = ndrsim_model_slot(&model, path);
  assert_true(slot >= 0 && model.slot[slot].spec[segment].n_knots == 1);
  return model.slot[slot].spec[segment].knot[0].leaf.value;
}

static void test_changes_and_makes(void **state) {
  (void)state;
  SET("", "tiers.pro.cap=1200");
  assert_true(constant("tiers.pro.cap", 0) == 1200);
  SET("", "tiers.lite.price=21.5");
  assert_true(constant("tiers.lite.price", 1) == 2150);
  SET("", "churn.base=0.5", "churn.link=cloglog",
      "churn.annual=false"); /* no "churn" in the file */
  assert_true(constant("churn.base", 0) == 0.5 && constant("churn.link", 0) == 1);
  assert_true(constant("churn.annual", 1) == 0);
  SET("", "churn.base=0.5", "churn.base=0.25"); /* the last one counts */
  assert_true(constant("churn.base", 0) == 0.25);
  SET("", "churn={\"base\":0.125,\"link\":\"logit\"}", "churn.base=0.25");
  assert_true(constant("churn.base", 0) == 0.25);
}

static void test_shorthands(void **state) {
  (void)state;
  SET(",\"horizon\":3,\"seed\":5", "horizon=24", "replicates=10", "seed=18446744073709551615");
  assert_true(model.horizon == 24 && model.replicates == 10 && model.seed == UINT64_MAX);
  SET("", "start_month=2026-01", "title=a few words", "name=\"quoted\"");
  assert_string_equal(model.start_month, "2026-01");
  assert_string_equal(model.title, "a few words");
  assert_string_equal(model.name, "quoted");
}

static void test_reaches_inside(void **state) {
  (void)state;
  static const char more[] =
      ",\"churn\":{\"base\":{\"dist\":\"beta\",\"mean\":0.03,\"sd\":0.006}},"
      "\"demand\":{\"noise\":{\"dist\":\"uniform\",\"low\":0,\"high\":1}},"
      "\"correlations\":[{\"between\":[\"churn.base\",\"demand.noise\"],\"rho\":0.5}]";
  SET(more, "churn.base.mean=0.06", "correlations[0].rho=-0.25");
  assert_true(model.correlation[2] == -0.25);
  double a = model.draw[0].dist.arg[0], b = model.draw[0].dist.arg[1];
  assert_true(a / (a + b) > 0.0599 && a / (a + b) < 0.0601);
  SET("", "macro.forced=[]", "macro.forced[0]={\"from\":1,\"to\":2,\"regime\":\"downturn\"}",
      "macro.forced[0].to=9");
  assert_true(model.n_forced == 1 && model.forced[0].to == 9);
  SET(more, "demand.noise=0.5", "correlations=[]"); /* a distribution replaced by a number */
  assert_true(model.n_draws == 1 && model.n_correlated == 0);
  SET("", "churn.base.by_segment.smb=0.3");
  assert_true(constant("churn.base", 0) == 0.3 && constant("churn.base", 1) == 0.02);
}

static void test_refusals(void **state) {
  (void)state;
  REFUSE("churn.bse=0.1", "churn.bse", "`churn.bse=0.1`", "did you mean `churn.base`");
  REFUSE("churn.base=2", "churn.base", "between 0 and 1", "found 2");
  REFUSE("churn.base=abc", "churn.base", "a number", "the string \"abc\"");
  REFUSE("churn.base=NaN", "churn.base", "the string \"NaN\"");
  REFUSE("churn.base=1e999", "churn.base", "the string \"1e999\"");
  REFUSE("churn.base=0x1", "churn.base", "the string \"0x1\"");
  REFUSE("churn.base={\"dist\":\"beta\"", "cut off");
  REFUSE("churn.base={\"dist\":\"beta\",\"dist\":\"beta\"}", "given twice");
  REFUSE("churn.base=", "no value");
  REFUSE("churn.base", "path=value");
  REFUSE("=5", "path=value");
  REFUSE("churn..base=5", "not a path");
  REFUSE(".churn=5", "not a path");
  REFUSE("churn.=5", "not a path");
  REFUSE("[0]=5", "not a path");
  REFUSE("correlations[x]=5", "not a path");
  REFUSE("correlations[0=5", "not a path");
  REFUSE("correlations[99999999999999999999]=5", "not a path");
  REFUSE("macro[0]=5", "macro[0]");
  REFUSE("tiers.pro.price.low=5", "tiers.pro.price.low", "found 49.5");
  REFUSE("tiers.pro[0]=5", "tiers.pro[0]", "an object");
  REFUSE("title=a\x01"
         "b",
         "control character");
  REFUSE("title=\xff", "UTF-8");
  REFUSE("tiers.max={\"cap\":100}", "tiers.max.price", "missing");
  REFUSE("tiers.max.cap=100", "tiers.max", "a new one is added as a whole", "expected lite, pro");
  REFUSE("tiers.por.cap=100", "tiers.por", "did you mean `tiers.pro`?");
  REFUSE("tiers.Pro.price.value=3", "tiers.Pro", "did you mean `tiers.pro`?");
  char deep[1200] = "a";
  for (int i = 0; i < 200; i++)
    strcat(deep, ".a");
  strcat(deep, "=1");
  REFUSE(deep, "not a path");
  char wide[6000];
  memset(wide, 'a', sizeof wide - 1);
  wide[10] = '=';
  wide[sizeof wide - 1] = '\0';
  REFUSE(wide, "not a setting");
}

/* A tier that --set adds comes last and must be complete. */
static void test_new_tier(void **state) {
  (void)state;
  SET("", "tiers.max={\"price\":300}", "tiers.max.cap=5000");
  assert_true(model.n_tiers == 3 && constant("tiers.max.price", 0) == 30000);
}

static void test_digest(void **state) {
  (void)state;
  char expect[NDRSIM_DIGEST_SIZE], *scenario = sample_scenario("");
  ndrsim_digest digest;
  ndrsim_digest_init(&digest);
  ndrsim_digest_update(&digest, scenario, strlen(scenario));
  ndrsim_digest_update(&digest, "\n--set horizon=24\n--set seed=7", 30);
  ndrsim_digest_final(&digest, expect);
  free(scenario);
  SET("", "horizon=24", "seed=7");
  assert_string_equal(model.scenario_digest, expect);
  SET("", "seed=7", "horizon=24");
  assert_string_not_equal(model.scenario_digest, expect);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, fresh, discard)
  const struct CMUnitTest tests[] = {
      TEST(test_changes_and_makes), TEST(test_shorthands), TEST(test_reaches_inside),
      TEST(test_refusals),          TEST(test_new_tier),   TEST(test_digest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
