/* The model of tables: what is added is there, in the form it was added in, and memory that runs
 * out is seen at the end. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "report/document.h"
#include "report/number.h"

static const ndrsim_column columns[] = {
    {"name", "Name", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
    {"before", "Before", "USD/month", NDRSIM_FORM_MONEY, 0},
    {"after", "After", "USD/month", NDRSIM_FORM_MONEY, 0},
};

static void tables_hold_what_was_added(void **state) {
  (void)state;
  ndrsim_document document;
  ndrsim_error err;
  ndrsim_document_init(&document, "test", "=title");
  ndrsim_section *section = ndrsim_document_section(&document, "one", "One");
  ndrsim_table *table = ndrsim_section_table(section, "money", "Money", columns, 3);
  char name[16] = "first";
  ndrsim_table_text(table, name);
  memset(name, 'x', sizeof name - 1); /* it was copied */
  ndrsim_table_number(table, 100);
  ndrsim_table_formula(table, 150, "[%d,1]*1.5", 0);
  ndrsim_table_text(table, "second");
  ndrsim_table_number(table, NAN);
  ndrsim_table_number_as(table, 12.5, NDRSIM_FORM_PERCENT);
  ndrsim_table_note(table, "%d rows", 2);
  assert_int_equal(ndrsim_document_check(&document, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_table_rows(table), 2);
  assert_string_equal(ndrsim_table_cell(table, 0, 0)->text, "first");
  assert_string_equal(ndrsim_table_cell(table, 0, 2)->formula, "[0,1]*1.5");
  assert_true(ndrsim_table_cell(table, 0, 2)->number == 150);
  assert_true(isnan(ndrsim_table_cell(table, 1, 1)->number));
  assert_int_equal(ndrsim_table_cell(table, 1, 1)->form, NDRSIM_FORM_MONEY);
  assert_int_equal(ndrsim_table_cell(table, 1, 2)->form, NDRSIM_FORM_PERCENT);
  assert_string_equal(table->note, "2 rows");
  assert_int_equal(ndrsim_table_column(table, "after"), 2);
  assert_int_equal(ndrsim_table_column(table, "later"), -1);
  assert_ptr_equal(ndrsim_document_find(&document, "money"), table);
  assert_null(ndrsim_document_find(&document, "more"));
  ndrsim_document_free(&document);
  ndrsim_document_free(&document);
}

static void a_broken_row_is_found(void **state) {
  (void)state;
  ndrsim_document document;
  ndrsim_error err;
  ndrsim_document_init(&document, "test", "t");
  ndrsim_section *section = ndrsim_document_section(&document, "one", "One");
  ndrsim_table *table = ndrsim_section_table(section, "money", "Money", columns, 3);
  ndrsim_table_text(table, "only");
  assert_int_equal(ndrsim_document_check(&document, &err), NDRSIM_INTERNAL);
  assert_non_null(strstr(err.message, "money"));
  ndrsim_document_free(&document);
}

static void many_of_everything(void **state) {
  (void)state;
  ndrsim_document document;
  ndrsim_error err;
  ndrsim_document_init(&document, "test", "t");
  for (int s = 0; s < 9; s++) {
    char key[16];
    snprintf(key, sizeof key, "s%d", s);
    ndrsim_section *section = ndrsim_document_section(&document, key, key);
    for (int k = 0; k < 5; k++) {
      snprintf(key, sizeof key, "t%d_%d", s, k);
      ndrsim_table *table = ndrsim_section_table(section, key, key, columns, 3);
      ndrsim_section_say(section, "sentence %d", k);
      ndrsim_figure *figure = ndrsim_section_figure(section, key, key, "alt");
      for (int row = 0; row < 200; row++) {
        ndrsim_table_text(table, key);
        ndrsim_table_number(table, row);
        ndrsim_table_number(table, -row);
      }
      ndrsim_figure_draw(figure, NDRSIM_FIGURE_LINE, table, "name", "", "");
      ndrsim_figure_series(figure, "after", 0x123456);
      ndrsim_figure_series(figure, "no such column", 0);
    }
  }
  assert_int_equal(ndrsim_document_check(&document, &err), NDRSIM_OK);
  assert_int_equal(document.n_sections, 9);
  const ndrsim_table *last = ndrsim_document_find(&document, "t8_4");
  assert_int_equal(ndrsim_table_rows(last), 200);
  assert_true(ndrsim_table_cell(last, 199, 2)->number == -199);
  assert_string_equal(document.section[8]->say[4], "sentence 4");
  assert_int_equal(ndrsim_document_figure(&document, "t3_3")->n_series, 1);
  ndrsim_document_free(&document);
}

static void nothing_is_added_to_what_is_not_there(void **state) {
  (void)state;
  ndrsim_table_text(NULL, "x");
  ndrsim_table_number(NULL, 1);
  ndrsim_table_note(NULL, "x");
  ndrsim_section_say(NULL, "x");
  assert_null(ndrsim_section_table(NULL, "x", "x", columns, 3));
  ndrsim_figure_draw(ndrsim_section_figure(NULL, "x", "x", "x"), NDRSIM_FIGURE_LINE, NULL, "x", "",
                     "");
  ndrsim_document document = {.arena = NULL, .subtitle = ""}; /* as after an init without memory */
  ndrsim_error err;
  assert_null(ndrsim_document_section(&document, "x", "x"));
  assert_int_equal(ndrsim_document_check(&document, &err), NDRSIM_MEMORY);
  ndrsim_document_free(&document);
}

static void numbers_look_as_their_form_says(void **state) {
  (void)state;
  static const struct {
    double value;
    ndrsim_form form;
    const char *text;
  } row[] = {
      {1234567.8, NDRSIM_FORM_MONEY, "1,234,568"}, {20.5, NDRSIM_FORM_CENTS, "20.50"},
      {173.49, NDRSIM_FORM_PERCENT, "173.5%"},     {0.415, NDRSIM_FORM_SHARE, "41.5%"},
      {25.31, NDRSIM_FORM_POINTS, "+25.3"},        {-22.61, NDRSIM_FORM_POINTS, "-22.6"},
      {0.01, NDRSIM_FORM_POINTS, "0.0"},           {-0.01, NDRSIM_FORM_POINTS, "0.0"},
      {2026, NDRSIM_FORM_PLAIN, "2026"},           {0.1, NDRSIM_FORM_REAL, "0.1"},
      {12000, NDRSIM_FORM_CHANGE, "+12,000"},      {NAN, NDRSIM_FORM_MONEY, ""},
      {0.1234, NDRSIM_FORM_RATIO, "0.123"},
  };
  ndrsim_plain_locale locale;
  assert_int_equal(ndrsim_plain_locale_enter(&locale, NULL), NDRSIM_OK);
  for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
    char text[64];
    ndrsim_form_text(row[k].value, row[k].form, text, sizeof text);
    assert_string_equal(text, row[k].text);
  }
  ndrsim_plain_locale_leave(&locale);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables_hold_what_was_added),
      cmocka_unit_test(a_broken_row_is_found),
      cmocka_unit_test(many_of_everything),
      cmocka_unit_test(nothing_is_added_to_what_is_not_there),
      cmocka_unit_test(numbers_look_as_their_form_says),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
