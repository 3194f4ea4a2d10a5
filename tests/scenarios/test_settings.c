/* What a model remembers of what was said: values, where they come from, and who changed them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "tests/scenarios/sample_catalogue.h"

static const ndrsim_setting *find(const ndrsim_model *model, const char *path) {
  for (int k = 0; k < model->n_settings; k++)
    if (strcmp(model->setting[k].path, path) == 0) return &model->setting[k];
  fail_msg("no setting `%s`", path);
  return NULL;
}

static void expect(const ndrsim_model *model, const char *path, bool given, bool changed,
                   double number, const char *text, const char *source) {
  const ndrsim_setting *s = find(model, path);
  if (s->given != given || s->changed != changed) fail_msg("%s: given, changed", path);
  if (text == NULL && (s->text != NULL || s->number != number)) fail_msg("%s: number", path);
  if (text != NULL && s->text == NULL) fail_msg("%s: no text", path);
  if (text != NULL) assert_string_equal(s->text, text);
  assert_string_equal(s->source, source);
}

static void test_settings(void **state) {
  (void)state;
  static const char *const set[] = {"demand.noise=0.25", "demand.level.mean=120", "macro.forced=[]",
                                    "horizon=24"};
  ndrsim_model m;
  ndrsim_error err;
  char *text = sample_scenario(
      ", \"churn\": {\"source\": \"S0\", \"base\": {\"by_segment\": {\"smb\": {\"value\": 0.03, "
      "\"source\": \"a\"}, \"default\": 0.01}, \"note\": \"=1+1\"}, \"link\": \"cloglog\", "
      "\"annual\": {\"value\": false, \"source\": \"the contract\"}}, "
      "\"demand\": {\"level\": {\"dist\": \"exponential\", \"mean\": 150}}");
  assert_int_equal(sample_parse(&m, text, set, 4, &err), NDRSIM_OK);
  free(text);
  expect(&m, "horizon", true, true, 24, NULL, "command line");
  expect(&m, "replicates", false, false, 400, NULL, "setting");
  expect(&m, "segments.mid.share", true, false, 0.3, NULL, "");
  expect(&m, "tiers.pro.price", true, false, 49.5, NULL, ""); /* in currency units */
  expect(&m, "tiers.pro.cap", false, false, 1000, NULL, "scenario");
  expect(&m, "churn.base", true, false, 0,
         "{\"by_segment\":{\"smb\":{\"value\":0.03},"
         "\"default\":0.01}}",
         "S0");
  expect(&m, "churn.link", true, false, 0, "cloglog", "S0");
  expect(&m, "churn.annual", true, false, 0, "false", "the contract");
  expect(&m, "churn.fee", false, false, 5.5, NULL, "assumption");
  expect(&m, "demand.noise", true, true, 0.25, NULL, "command line");
  /* a part of it was changed */
  expect(&m, "demand.level", true, true, 0, "{\"dist\":\"exponential\",\"mean\":120}",
         "command line");
  expect(&m, "macro.forced", true, true, 0, "[]", "command line");
  assert_int_equal(m.n_settings, 7 + m.n_slots + 1);
  ndrsim_model_free(&m);
}

/* Defaults of a choice and a switch are words; the share of an only segment is nobody's. */
static void test_defaults(void **state) {
  (void)state;
  ndrsim_model m;
  ndrsim_error err;
  assert_int_equal(sample_parse(&m,
                                "{\"schema_version\": 1, \"name\": \"s\", \"segments\": {\"all\": "
                                "{}}, \"tiers\": {\"one\": {\"price\": 20}}}",
                                NULL, 0, &err),
                   NDRSIM_OK);
  expect(&m, "churn.link", false, false, 0, "logit", "assumption");
  expect(&m, "churn.annual", false, false, 0, "true", "assumption");
  for (int k = 0; k < m.n_settings; k++)
    assert_string_not_equal(m.setting[k].path, "segments.all.share");
  ndrsim_model_free(&m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_settings),
      cmocka_unit_test(test_defaults),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
