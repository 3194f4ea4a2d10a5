/* summary.json: every number survives, missing ones are null with a reason. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <cjson/cJSON.h>
#include "analysis/quantity.h"
#include "analysis/quarters.h"
#include "report/json_out.h"
#include "report/report.h"
#include "tests/helpers/fake_results.h"

typedef ndrsim_status writer(const ndrsim_report *self, FILE *out, ndrsim_error *err);

static char *written(writer *write, const ndrsim_report *report) {
  char *text = NULL;
  size_t size = 0;
  ndrsim_error err;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  assert_int_equal(write(report, out, &err), NDRSIM_OK);
  fclose(out);
  return text;
}

static cJSON *at(cJSON *node, const char *key) {
  cJSON *child = cJSON_GetObjectItemCaseSensitive(node, key);
  if (child == NULL) fail_msg("no key %s", key);
  return child;
}

static double number_at(cJSON *node, const char *key) {
  cJSON *child = at(node, key);
  assert_true(cJSON_IsNumber(child));
  return child->valuedouble;
}

static void numbers_survive(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 26, 9, 0), 0);
  ndrsim_report report = {.results = &run.results, .version = "1.2.3"};
  char *text = written(ndrsim_report_summary, &report);
  cJSON *root = cJSON_Parse(text);
  assert_non_null(root);
  assert_string_equal(at(at(root, "run"), "seed")->valuestring, "18446744073709551615");
  for (int anchor = 0; anchor < 2; anchor++) {
    ndrsim_quantity quantity = {
        .kind = NDRSIM_QUANTITY_NDR, .convention = NDRSIM_ANCHOR_AGE, .month = 12 * (anchor + 1)};
    ndrsim_estimate e;
    assert_int_equal(ndrsim_quantity_estimate(&run.results, &quantity, &e), NDRSIM_OK);
    cJSON *window = cJSON_GetArrayItem(at(at(root, "retention"), "cohort_age"), anchor);
    cJSON *ndr = at(window, "ndr");
    assert_true(number_at(ndr, "mean") == e.mean && number_at(ndr, "se") == e.se);
    assert_true(number_at(ndr, "p5") == e.quantile[NDRSIM_P5]);
    assert_true(number_at(ndr, "p95_se") == e.quantile_se[NDRSIM_P95]);
    assert_null(cJSON_GetObjectItem(ndr, "reason"));
  }
  cJSON *reading = at(root, "reading");
  assert_string_equal(at(reading, "leader")->valuestring, "capacity");
  assert_true(cJSON_IsNull(at(root, "variance"))); /* no layer samples were asked for */
  assert_true(number_at(at(root, "population"), "described_accounts") == 6);
  cJSON_Delete(root);
  free(text);
  fake_run_free(&run);
}

/* Each quarter once, with the numbers of quarters.csv. */
static void quarters_are_there(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 26, 9, 0), 0);
  ndrsim_report report = {.results = &run.results, .version = "1.2.3"};
  char *text = written(ndrsim_report_summary, &report);
  cJSON *root = cJSON_Parse(text), *list = at(root, "quarters");
  int n = ndrsim_quarter_count(run.results.model);
  assert_int_equal(cJSON_GetArraySize(list), n);
  assert_true(n >= 9);
  for (int k = 0; k < n; k++) {
    ndrsim_quarter quarter;
    char label[32], unit[32];
    cJSON *one = cJSON_GetArrayItem(list, k);
    ndrsim_quarter_get(run.results.model, k, &quarter);
    ndrsim_quarter_label(run.results.model, &quarter, label, sizeof label);
    assert_string_equal(at(one, "quarter")->valuestring, label);
    assert_true(number_at(one, "first_month") == quarter.first);
    assert_true(cJSON_IsTrue(at(one, "complete")) == quarter.complete);
    for (int v = 0; v < NDRSIM_QUARTER_VALUES; v++) {
      ndrsim_quarter_value value = (ndrsim_quarter_value)v;
      cJSON *object = at(one, ndrsim_quarter_value_name(value));
      ndrsim_estimate e;
      assert_int_equal(ndrsim_quarter_estimate(&run.results, &quarter, value, &e), NDRSIM_OK);
      ndrsim_quarter_value_unit(run.results.model, value, unit, sizeof unit);
      assert_string_equal(at(object, "unit")->valuestring, unit);
      if (e.valid)
        assert_true(number_at(object, "mean") == e.mean);
      else
        assert_non_null(at(object, "reason"));
    }
  }
  cJSON_Delete(root);
  free(text);
  fake_run_free(&run);
}

static void what_is_missing_is_null_with_a_reason(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 26, 9, 0), 0);
  ndrsim_report report = {.results = &run.results, .version = "1.2.3"};
  char *text = written(ndrsim_report_summary, &report);
  cJSON *root = cJSON_Parse(text);
  cJSON *window = cJSON_GetArrayItem(at(at(root, "retention"), "cohort_age"), 2);
  assert_true(cJSON_IsNull(at(at(window, "ndr"), "mean")));
  assert_non_null(strstr(at(at(window, "ndr"), "reason")->valuestring, "horizon"));
  assert_true(cJSON_IsNull(at(at(window, "grr_endpoint"), "p50")));
  /* conventions: too short a history, a form that is not defined, and what is known */
  cJSON *year = at(at(root, "retention"), "trailing_year");
  window = cJSON_GetArrayItem(year, 0);
  assert_true(cJSON_IsNull(at(at(window, "ndr"), "p50")));
  assert_non_null(strstr(at(at(window, "ndr"), "reason")->valuestring, "24 months of the run"));
  window = cJSON_GetArrayItem(year, 1);
  assert_true(number_at(window, "month") == 24 && number_at(at(window, "ndr"), "p50") > 0);
  assert_true(cJSON_IsNull(at(at(window, "grr_flow"), "p50")));
  assert_non_null(strstr(at(at(window, "grr_flow"), "reason")->valuestring, "sums of revenue"));
  assert_true(number_at(at(window, "grr_endpoint"), "p50") <= 100);
  for (int k = 0; k < NDRSIM_CONVENTIONS; k++)
    assert_int_equal(cJSON_GetArraySize(at(at(root, "retention"), ndrsim_convention_name(k))), 3);
  cJSON_Delete(root);
  free(text);
  fake_run_free(&run);
}

static void a_book_says_what_was_drawn(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 13, 4, 1), 0);
  run.results.layers = (ndrsim_layers){50, {4, 2, 1}, {1, 1, 1}, 40, 1, 7, 1};
  ndrsim_report report = {.results = &run.results, .version = "1.2.3"};
  char *text = written(ndrsim_report_summary, &report);
  cJSON *root = cJSON_Parse(text);
  cJSON *book = at(at(root, "population"), "book");
  assert_int_equal(cJSON_GetArraySize(at(book, "given")), 2);
  assert_int_equal(cJSON_GetArraySize(at(book, "drawn")), 5);
  assert_string_equal(cJSON_GetArrayItem(at(book, "drawn"), 0)->valuestring, "workflows");
  assert_string_equal(at(at(root, "retention"), "headline")->valuestring, "point");
  cJSON *variance = at(root, "variance");
  assert_true(number_at(at(variance, "macro"), "variance") == 2);
  assert_true(cJSON_IsFalse(at(variance, "agrees_within_4_se"))); /* 7 against 40 */
  cJSON_Delete(root);
  free(text);
  fake_run_free(&run);
}

static void *no_memory(size_t size) {
  (void)size;
  return NULL;
}

static void no_memory_is_reported(void **state) {
  (void)state;
  cJSON_Hooks hooks = {no_memory, free};
  ndrsim_json_out json;
  ndrsim_error err;
  cJSON_InitHooks(&hooks);
  ndrsim_json_out_init(&json);
  ndrsim_json_out_number(&json, json.root, "a", 1);
  ndrsim_status status = ndrsim_json_out_write(&json, stderr, &err);
  ndrsim_json_out_free(&json);
  cJSON_InitHooks(NULL);
  assert_int_equal(status, NDRSIM_MEMORY);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_survive),
      cmocka_unit_test(quarters_are_there),
      cmocka_unit_test(what_is_missing_is_null_with_a_reason),
      cmocka_unit_test(a_book_says_what_was_drawn),
      cmocka_unit_test(no_memory_is_reported),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
