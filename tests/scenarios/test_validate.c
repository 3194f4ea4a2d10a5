/* All that is wrong with a scenario at once: every fault, in the order of the text, and nothing
 * called wrong because of another fault. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "tests/scenarios/sample_catalogue.h"

static ndrsim_model model;
static ndrsim_findings found;
static ndrsim_listed_error errors[NDRSIM_ERRORS_KEPT], warnings[NDRSIM_ERRORS_KEPT];

static int discard(void **state) {
  (void)state;
  ndrsim_model_free(&model);
  return 0;
}

static ndrsim_status check_set(const char *text, const char *const *set, int n_sets) {
  ndrsim_override override[8];
  ndrsim_error err;
  assert_true(n_sets <= 8);
  for (int i = 0; i < n_sets; i++)
    override[i].text = set[i];
  memset(&err, 0x5a, sizeof err);
  memset(&found, 0, sizeof found);
  ndrsim_error_list_init(&found.errors, errors, NDRSIM_ERRORS_KEPT);
  ndrsim_error_list_init(&found.warnings, warnings, NDRSIM_ERRORS_KEPT);
  ndrsim_model_free(&model);
  ndrsim_status status =
      ndrsim_scenario_check_text(&model, &sample_catalogue, text, strlen(text), "dir/sample.json",
                                 override, n_sets, &found, &err);
  if (status == NDRSIM_INPUT || status == NDRSIM_LIMIT) {
    assert_true(found.errors.n > 0);
    assert_int_equal(err.status, status);
    assert_memory_equal(&err, &errors[0].error, sizeof err); /* the first of the list */
  } else {
    assert_int_equal(found.errors.found, 0);
  }
  return status;
}

/* Exactly these faults, in this order: each string must be part of its line. */
static void expect_set(const char *text, const char *const *set, int n_sets,
                       const char *const *says) {
  char line[1600];
  check_set(text, set, n_sets);
  int n = 0;
  for (; says[n] != NULL && n < found.errors.n; n++) {
    ndrsim_error_format(&errors[n].error, line, sizeof line);
    if (strstr(line, says[n]) == NULL)
      fail_msg("error %d does not say '%s': %s", n + 1, says[n], line);
  }
  if (says[n] != NULL) fail_msg("only %d errors: '%s' is missing", n, says[n]);
  if (n < found.errors.n) {
    ndrsim_error_format(&errors[n].error, line, sizeof line);
    fail_msg("one more error: %s", line);
  }
  assert_int_equal(found.errors.found, n);
}

static void expect(const char *more, const char *const *says) {
  char *text = sample_scenario(more);
  expect_set(text, NULL, 0, says);
  free(text);
}
#define EXPECT(more, ...) expect(more, (const char *const[]){__VA_ARGS__, NULL})
#define EXPECT_TEXT(text, ...) expect_set(text, NULL, 0, (const char *const[]){__VA_ARGS__, NULL})
#define SETS(...)                                                                                  \
  (const char *const[]) {                                                                          \
    __VA_ARGS__                                                                                    \
  }

static void test_clean(void **state) {
  (void)state;
  char *text =
      sample_scenario(",\"churn\":{\"base\":{\"dist\":\"beta\",\"mean\":0.03,\"sd\":0.006}},"
                      "\"demand\":{\"level\":{\"dist\":\"uniform\",\"low\":1,\"high\":2,"
                      "\"per\":\"account\"}}");
  assert_int_equal(check_set(text, NULL, 0), NDRSIM_OK);
  free(text);
  assert_true(found.names_known);
  /* shares of two segments, two prices, a cap, churn.base, demand.level */
  assert_int_equal(found.n_given, 7);
  assert_int_equal(found.n_draws, 1);
  assert_int_equal(found.n_traits, 2); /* one in each segment */
  /* horizon, replicates, three of acquisition, two shares; the 12 slots of the catalogue */
  assert_int_equal(found.n_given + found.n_default, 7 + 12);
}

static void test_every_part(void **state) {
  (void)state;
  EXPECT_TEXT(
      "{\"schema_version\": 1, \"name\": \"a b\", \"title\": 5, \"currency\": \"usd\",\n"
      " \"start_month\": \"2026-13\", \"seed\": -1, \"horizon\": 0, \"replicates\": 2.5,\n"
      " \"description\": 1, \"note\": 2,\n"
      " \"acquisition\": {\"initial\": -1, \"per_month\": \"x\", \"mnths\": 2},\n"
      " \"tiers\": {\"lite\": {\"price\": 1.234, \"cap\": true}, \"pro\": {\"fee\": 1}},\n"
      " \"churn\": {\"base\": 2, \"link\": \"logti\", \"annual\": 1},\n"
      " \"macro\": {\"rho\": {\"dist\": \"normal\"}, \"forced\": [{\"from\": 3, \"to\": 1,\n"
      "   \"regime\": \"normal\"}, {\"from\": \"x\", \"to\": 700, \"regime\": \"bad\"}]},\n"
      " \"correlations\": [{\"between\": [\"demand.noise\", 5], \"rho\": 2}, 7]}",
      "1:31: name: ", "1:47: title: ", "1:62: currency: ", "2:17: start_month: ", "2:36: seed: ",
      "2:51: horizon: ", "2:68: replicates: ", "3:17: description: ", "3:28: note: ",
      "4:29: acquisition.initial: ", "4:46: acquisition.per_month: ", "4:51: acquisition.mnths: ",
      "5:30: tiers.lite.price: ", "5:44: tiers.lite.cap: ", "5:59: tiers.pro.fee: ",
      "5:58: tiers.pro.price: missing", "6:20: churn.base: ", "6:31: churn.link: ",
      "6:50: churn.annual: ", "7:19: macro.rho: the arguments",
      "7:50: macro.forced[0]: ", "8:34: macro.forced[1].from: ", "8:45: macro.forced[1].to: ",
      "8:60: macro.forced[1].regime: ", "9:32: correlations[0].between[0]: nothing is drawn",
      "9:48: correlations[0].between[1]: ", "9:59: correlations[0].rho: ",
      "9:63: correlations[1]: ");
}

static void test_inside_values(void **state) {
  (void)state;
  EXPECT(",\"churn\":{\"base\":{\"by_segment\":{\"smb\":5,\"mid\":\"x\",\"other\":1},\"extra\":1}}",
         "by_segment.smb", "by_segment.mid", "by_segment.other: unknown segment", "base.extra");
  EXPECT(",\"churn\":{\"fee\":{\"schedule\":{\"0\":-1,\"x\":1,\"12\":1.001},\"interpolate\":\"no\","
         "\"more\":1}}",
         "schedule.0", "schedule.x", "schedule.12", "fee.interpolate", "fee.more");
  EXPECT(",\"churn\":{\"base\":{\"dist\":\"beta\",\"mean\":\"x\",\"sd\":\"y\",\"min\":\"z\","
         "\"per\":1}}",
         "base.mean", "base.sd", "base.min", "base.per");
  EXPECT(",\"demand\":{\"months\":{\"dist\":\"discrete\",\"values\":[1,\"a\",2.5],"
         "\"weights\":[1,-1,1]}}",
         "months.values[1]", "months.values[2]", "months.weights[1]");
  EXPECT(",\"demand\":{\"level\":{\"dist\":\"gamma\",\"per\":\"account\",\"mean\":{\"dist\":"
         "\"normal\","
         "\"mean\":\"a\",\"sd\":\"b\"},\"sd\":\"c\"}}",
         "level.mean.mean", "level.mean.sd", "level.sd");
}

/* A distribution whose argument is misspelt lacks an argument: one mistake, not two. */
static void test_one_mistake_one_error(void **state) {
  (void)state;
  EXPECT(",\"churn\":{\"base\":{\"dist\":\"beta\",\"mean\":0.03,\"sdd\":0.01}}",
         "base.sdd: unknown key");
  EXPECT(",\"churn\":{\"base\":{\"dist\":\"btea\",\"mean\":0.03}}", "base.dist");
  EXPECT(",\"churn\":{\"base\":{\"schedule\":{\"O\":0.1,\"6\":0.2}}}", "schedule.O");
  /* the shares of what is wrong sum to nothing */
  EXPECT_TEXT("{\"schedule\":1}", "schema_version: missing", "schedule: unknown", "name: missing",
              "tiers: missing");
}

static void test_no_cascades(void **state) {
  (void)state;
  /* correlations with what could not be read */
  EXPECT(",\"correlations\":[{\"between\":[\"churn.base\",\"demand.noise\"],\"rho\":0.5},"
         "{\"between\":[\"churn.bse\",\"demand.noise\"],\"rho\":0.5}],"
         "\"churn\":{\"base\":{\"dist\":\"beta\",\"mean\":5,\"sd\":1},"
         "\"bse\":{\"dist\":\"beta\",\"mean\":0.1,\"sd\":0.01}},"
         "\"demand\":{\"noise\":{\"dist\":\"uniform\",\"low\":0,\"high\":1}}",
         "churn.base: ", "churn.bse: unknown key");
  /* names that are refused are still names: what they hold is checked, what refers to them is not
   * called unknown */
  EXPECT_TEXT("{\"schema_version\":1,\"name\":\"a\",\"segments\":{\"SMB\":{\"share\":0.7},"
              "\"default\":{\"share\":0.3}},\"tiers\":{\"Lite\":{\"price\":20,\"cap\":-1},"
              "\"a.b\":{\"price\":1}},\"acquisition\":{\"initial\":10},"
              "\"churn\":{\"base\":{\"by_segment\":{\"SMB\":0.1,\"other\":0.2}}},"
              "\"correlations\":[{\"between\":[\"tiers.a.b.price\",\"tiers.Lite.cap\"],"
              "\"rho\":0.1}]}",
              "segments.SMB: a name is", "segments.default: the name", "tiers.Lite: a name is",
              "tiers.Lite.cap: ", "tiers.a.b: a name is");
  EXPECT_TEXT("{\"schema_version\":1,\"name\":\"a\",\"segments\":[1],\"tiers\":3,"
              "\"churn\":{\"base\":{\"by_segment\":{\"smb\":0.1}}}}",
              "segments: expected an object", "tiers: expected an object");
  /* shares: neither a sum of what is wrong nor a second word about it */
  EXPECT_TEXT("{\"schema_version\":1,\"name\":\"a\",\"segments\":{\"a\":{\"share\":7},\"b\":{},"
              "\"c\":{\"share\":0.1}},\"tiers\":{\"lite\":{\"price\":1}},"
              "\"acquisition\":{\"initial\":10}}",
              "segments.a.share: out of bounds");
  EXPECT_TEXT("{\"schema_version\":1,\"name\":\"a\",\"segments\":{\"a\":{},\"b\":{},"
              "\"c\":{\"share\":0.1}},\"tiers\":{\"lite\":{\"price\":1}},"
              "\"acquisition\":{\"initial\":10}}",
              "segments.a.share: missing", "segments.b.share: missing");
  /* a window that could not be read overlaps nothing */
  EXPECT(
      ",\"macro\":{\"forced\":[{\"from\":1,\"to\":900,\"regime\":\"normal\"},"
      "{\"from\":2,\"to\":3,\"regime\":\"normal\"},{\"from\":3,\"to\":4,\"regime\":\"normal\"}]}",
      "forced[0].to", "forced[2]: two windows overlap");
  /* a matrix with a hole is not judged */
  EXPECT(",\"demand\":{\"noise\":{\"dist\":\"uniform\",\"low\":0,\"high\":1},"
         "\"months\":{\"dist\":\"uniform\",\"low\":0,\"high\":9}},\"macro\":{\"rho\":{\"dist\":"
         "\"uniform\",\"low\":0,\"high\":0.9}},\"correlations\":["
         "{\"between\":[\"demand.noise\",\"demand.months\"],\"rho\":0.9},"
         "{\"between\":[\"demand.months\",\"macro.rho\"],\"rho\":0.9},"
         "{\"between\":[\"demand.noise\",\"macro.rho\"],\"rho\":-9}]",
         "correlations[2].rho");
}

static void test_duplicates(void **state) {
  (void)state;
  EXPECT(",\"horizon\":1,\"horizon\":2,\"horizon\":900,\"churn\":{\"base\":0.1,\"base\":7}",
         "3:83: horizon: the key is given twice", "horizon: the key is given twice",
         "churn.base: the key is given twice");
}

static void test_text_that_is_no_json(void **state) {
  (void)state;
  EXPECT_TEXT("{\"schema_version\": 9, \"name\": 5,}", "sample.json:1:33");
  EXPECT_TEXT("[]", "one JSON object");
  /* another format is not judged by the rules of this one */
  EXPECT_TEXT("{\"schema_version\": 9, \"name\": 5}", "too new");
  EXPECT_TEXT("{\"schema_version\": \"x\", \"name\": 5}", "schema_version", "name",
              "tiers: missing");
  assert_false(found.names_known);
}

static void test_command_line(void **state) {
  (void)state;
  char *text = sample_scenario(",\"churn\":{\"base\":7}");
  const char *const *set =
      SETS("churn.fee=x", "churn.base", "demand.noise={\"dist\":", "tiers.pro.cap=-5", "nope=1",
           "title[0]=1");
  expect_set(text, set, 6,
             SETS("sample.json:3:87: churn.base: out of bounds", "--set: churn.fee: `churn.fee=x`",
                  "--set: `churn.base`: not a setting",
                  "--set: demand.noise.dist: `demand.noise={\"dist\":`",
                  "--set: tiers.pro.cap: `tiers.pro.cap=-5`", "--set: nope: `nope=1`: unknown key",
                  "--set: title[0]: `title[0]=1`", NULL));
  /* a change repairs the file */
  assert_int_equal(check_set(text, SETS("churn.base=0.5"), 1), NDRSIM_OK);
  free(text);
  /* a change that cannot be read still gives what the file lacks */
  expect_set("{\"schema_version\":1,\"tiers\":{\"lite\":{}}}",
             SETS("name=\"a", "tiers.lite.price={", "macro.forced=[{", "macro.rho.mean={"), 4,
             SETS("--set: name: `name=\"a`", "--set: tiers.lite.price: `tiers.lite.price={`",
                  "--set: macro.forced[0]: `macro.forced=[{`", "--set: macro.rho.mean: `macro.rho",
                  NULL));
}

/* What a book needs to be checked is known even when other values are wrong. */
static void test_names_known(void **state) {
  (void)state;
  EXPECT(",\"churn\":{\"base\":7},\"horizon\":0", "churn.base", "horizon");
  assert_true(found.names_known);
  assert_string_equal(model.tier[1], "pro");
  EXPECT(",\"start_month\":\"x\"", "start_month");
  assert_false(found.names_known);
  EXPECT_TEXT("{\"schema_version\":1,\"name\":\"a\",\"tiers\":{\"A\":{\"price\":1}}}", "tiers.A");
  assert_false(found.names_known);
}

/* Thousands of faults: the first hundred of the text are kept, the reading ends in time. */
static void test_bounded(void **state) {
  (void)state;
  enum { KEYS = 50000 };
  char *text = malloc((size_t)KEYS * 16 + 400), line[200];
  assert_non_null(text);
  size_t n = (size_t)sprintf(text, "{\"schema_version\":1,\"name\":\"a\",\"tiers\":{\"lite\":"
                                   "{\"price\":1}},\n\"churn\":{");
  for (int i = 0; i < KEYS; i++)
    n += (size_t)sprintf(text + n, "\n\"k%d\":1,", i);
  sprintf(text + n, "\"base\":9}}");
  check_set(text, NULL, 0);
  free(text);
  assert_int_equal(found.errors.n, NDRSIM_ERRORS_KEPT);
  assert_int_equal(found.errors.found, NDRSIM_ERRORS_MOST);
  assert_true(ndrsim_error_list_full(&found.errors));
  for (int k = 0; k < found.errors.n; k++) {
    snprintf(line, sizeof line, "churn.k%d", k);
    assert_string_equal(errors[k].error.path, line);
    assert_int_equal(errors[k].error.line, k + 3);
    assert_int_equal(errors[k].error.column, 1);
  }
}

/* A list of one keeps the first in the order of the text, not the first that was found. */
static void test_first(void **state) {
  (void)state;
  SAMPLE_REFUSE("{\"correlations\":[{\"rho\":0.5}],\"schema_version\":1,\"name\":\"a\","
                "\"tiers\":{\"lite\":{\"price\":1}},\"churn\":{\"base\":9},\"title\":5}",
                "correlations[0].between: missing");
}

static void test_list(void **state) {
  (void)state;
  ndrsim_listed_error item[2];
  ndrsim_error_list list;
  ndrsim_error err = {.status = NDRSIM_INPUT};
  ndrsim_error_list_init(&list, item, 2);
  for (int order = 3; order > 0; order--) {
    snprintf(err.message, sizeof err.message, "%d", order);
    ndrsim_error_list_add(&list, (uint64_t)order, &err);
  }
  ndrsim_error_set(&err, NDRSIM_INPUT, "1 again");
  ndrsim_error_list_add(&list, 1, &err);
  assert_true(list.n == 2 && list.found == 4);
  assert_string_equal(item[0].error.message, "1");
  assert_string_equal(item[1].error.message, "1 again");
  char line[64];
  snprintf(err.file, sizeof err.file, "f.json");
  err.line = 3;
  err.column = 4;
  ndrsim_error_format_as(&err, "warning", line, sizeof line);
  assert_string_equal(line, "f.json:3:4: warning: 1 again");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(test_clean, discard),
      cmocka_unit_test_teardown(test_every_part, discard),
      cmocka_unit_test_teardown(test_inside_values, discard),
      cmocka_unit_test_teardown(test_one_mistake_one_error, discard),
      cmocka_unit_test_teardown(test_no_cascades, discard),
      cmocka_unit_test_teardown(test_duplicates, discard),
      cmocka_unit_test_teardown(test_text_that_is_no_json, discard),
      cmocka_unit_test_teardown(test_command_line, discard),
      cmocka_unit_test_teardown(test_names_known, discard),
      cmocka_unit_test_teardown(test_bounded, discard),
      cmocka_unit_test(test_first),
      cmocka_unit_test(test_list),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
