/* Documents on a terminal, as JSON and as CSV: what is shown, what is left out, and that texts of
 * users stay texts. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "report/document_out.h"
#include "report/number.h"
#include "tests/helpers/fake_results.h"

static const ndrsim_column wide[] = {
    {"name", "A name that takes much of the width of a terminal", "", NDRSIM_FORM_TEXT, 0},
    NDRSIM_COLUMNS_ESTIMATE("USD/month", NDRSIM_FORM_MONEY),
    {"hidden", "Hidden", "", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
};
static const ndrsim_column narrow[] = {
    {"what", "What", "", NDRSIM_FORM_TEXT, 0},
    {"mixed", "Mixed", "", NDRSIM_FORM_TEXT, 0},
    {"text", "Text", "", NDRSIM_FORM_TEXT, 0},
};

static char *text_of(const ndrsim_document *document) {
  char *text = NULL;
  size_t size = 0;
  ndrsim_error err;
  ndrsim_plain_locale locale;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  assert_int_equal(ndrsim_plain_locale_enter(&locale, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_document_text(document, false, out, &err), NDRSIM_OK);
  ndrsim_plain_locale_leave(&locale);
  fclose(out);
  return text;
}

static void a_wide_table_loses_what_says_least(void **state) {
  (void)state;
  ndrsim_document document;
  ndrsim_estimate estimate = {.valid = 1, .mean = 1e9, .se = 2e9};
  for (int q = 0; q < NDRSIM_QUANTILES; q++) {
    estimate.quantile[q] = 1e9 * (q + 3);
  }
  ndrsim_document_init(&document, "test", "t");
  ndrsim_section *section = ndrsim_document_section(&document, "one", "One");
  ndrsim_table *table =
      ndrsim_section_table(section, "wide", "Wide", wide, (int)(sizeof wide / sizeof wide[0]));
  ndrsim_table_text(table, "row");
  ndrsim_table_estimate(table, &estimate, NDRSIM_FORM_MONEY);
  ndrsim_table_number(table, 7);
  char *text = text_of(&document);
  assert_null(strstr(text, "1,000,000,000")); /* the mean, where there is a median */
  assert_null(strstr(text, "3,000,000,000")); /* P5 */
  assert_non_null(strstr(text, "4,000,000,000"));
  assert_non_null(strstr(text, "5,000,000,000"));
  assert_null(strstr(text, "Hidden"));
  for (const char *line = text; *line != '\0';) {
    size_t length = strcspn(line, "\n");
    assert_true(length <= 96);
    assert_true(length == 0 || line[length - 1] != ' ');
    line += length + (line[length] == '\n');
  }
  free(text);
  ndrsim_document_free(&document);
}

static void numbers_stand_right_and_texts_left(void **state) {
  (void)state;
  ndrsim_document document;
  ndrsim_document_init(&document, "test", "t");
  ndrsim_section *section = ndrsim_document_section(&document, "one", "One");
  ndrsim_section_say(section, "A sentence.");
  ndrsim_table *table = ndrsim_section_table(section, "narrow", "Narrow", narrow, 3);
  ndrsim_table_text(table, "a");
  ndrsim_table_number_as(table, 1234567, NDRSIM_FORM_MONEY);
  ndrsim_table_text(table, "x");
  ndrsim_table_text(table, "longer");
  ndrsim_table_number_as(table, 12.5, NDRSIM_FORM_PERCENT);
  ndrsim_table_empty(table);
  ndrsim_table_note(table, "A note.");
  ndrsim_table *data = ndrsim_section_table(section, "data", "Data", narrow, 3);
  data->flags |= NDRSIM_TABLE_DATA;
  char *text = text_of(&document);
  assert_string_equal(text, "\nOne\n  A sentence.\n\nNarrow\n"
                            "  What        Mixed  Text\n"
                            "  a       1,234,567  x\n"
                            "  longer      12.5%\n"
                            "  A note.\n");
  free(text);
  ndrsim_document_free(&document);
}

static void a_long_table_says_how_long_it_is(void **state) {
  (void)state;
  ndrsim_document document;
  ndrsim_document_init(&document, "test", "t");
  ndrsim_section *section = ndrsim_document_section(&document, "one", "One");
  ndrsim_table *table = ndrsim_section_table(section, "narrow", "Narrow", narrow, 1);
  for (int k = 0; k < 55; k++) {
    char name[16];
    snprintf(name, sizeof name, "row %d", k);
    ndrsim_table_text(table, name);
  }
  char *text = text_of(&document);
  assert_non_null(strstr(text, "row 39\n"));
  assert_null(strstr(text, "row 40\n"));
  assert_non_null(strstr(text, "15 rows more"));
  free(text);
  ndrsim_document_free(&document);
}

static void files_hold_everything(void **state) {
  (void)state;
  fake_run run;
  ndrsim_error err;
  ndrsim_document document;
  assert_int_equal(fake_run_init(&run, 12, 3, 0), 0);
  ndrsim_report report = {.results = &run.results, .version = "1.2.3"};
  ndrsim_document_init(&document, "test", "t");
  ndrsim_section *section = ndrsim_document_section(&document, "one", "One");
  ndrsim_section_say(section, "A \"sentence\".");
  ndrsim_table *table = ndrsim_section_table(section, "narrow", "Narrow", narrow, 3);
  ndrsim_table_text(table, "=HYPERLINK(\"x\")");
  ndrsim_table_number(table, 0.1);
  ndrsim_table_empty(table);
  ndrsim_table *view = ndrsim_section_table(section, "view", "View", narrow, 3);
  view->flags |= NDRSIM_TABLE_VIEW;
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_int_equal(ndrsim_document_json(&document, &report, out, &err), NDRSIM_OK);
  fclose(out);
  cJSON *root = cJSON_Parse(text);
  assert_non_null(root);
  assert_int_equal(cJSON_GetObjectItem(root, "test_version")->valueint, 1);
  assert_string_equal(cJSON_GetArrayItem(cJSON_GetObjectItem(root, "reading"), 0)->valuestring,
                      "A \"sentence\".");
  cJSON *tables = cJSON_GetObjectItem(root, "tables");
  assert_null(cJSON_GetObjectItem(tables, "view"));
  cJSON *row =
      cJSON_GetArrayItem(cJSON_GetObjectItem(cJSON_GetObjectItem(tables, "narrow"), "rows"), 0);
  assert_string_equal(cJSON_GetObjectItem(row, "what")->valuestring, "=HYPERLINK(\"x\")");
  assert_true(cJSON_GetObjectItem(row, "mixed")->valuedouble == 0.1);
  assert_true(cJSON_IsNull(cJSON_GetObjectItem(row, "text")));
  cJSON_Delete(root);
  free(text);
  out = open_memstream(&text, &size);
  assert_int_equal(ndrsim_table_csv(table, out, &err), NDRSIM_OK);
  fclose(out);
  assert_string_equal(text, "what,mixed,text\n\"'=HYPERLINK(\"\"x\"\")\",0.1,\n");
  free(text);
  ndrsim_document_free(&document);
  fake_run_free(&run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_wide_table_loses_what_says_least),
      cmocka_unit_test(numbers_stand_right_and_texts_left),
      cmocka_unit_test(a_long_table_says_how_long_it_is),
      cmocka_unit_test(files_hold_everything),
  };
  return cmocka_run_group_tests_name("report/document_out", tests, NULL, NULL);
}
