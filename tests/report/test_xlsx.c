/* The workbook as bytes: the same for the same document, whole, and refused where a sheet is too
 * small. What is in it is compared with summary.json by tests/e2e/test_handout.sh. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "report/xlsx.h"
#include "report/xlsx_part.h"

static const ndrsim_column columns[] = {
    {"name", "Name", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
    {"value", "Value", "%", NDRSIM_FORM_PERCENT, 0},
    {"twice", "Twice", "%", NDRSIM_FORM_PERCENT, 0},
};

static void fill(ndrsim_document *document, const char *name, int rows) {
  ndrsim_document_init(document, "test", "A title");
  ndrsim_section *section = ndrsim_document_section(document, "one", "One");
  ndrsim_section_say(section, "A sentence.");
  ndrsim_figure *figure = ndrsim_section_figure(section, "f", "A chart", "its words");
  ndrsim_table *table = ndrsim_section_table(section, "t", "A table", columns, 3);
  for (int k = 0; k < rows; k++) {
    ndrsim_table_text(table, name);
    ndrsim_table_number(table, 100.5 + k);
    ndrsim_table_formula(table, 201 + 2 * k, "2*[%d,1]", k);
  }
  ndrsim_figure_draw(figure, NDRSIM_FIGURE_STACK, table, "name", "x", "y");
  ndrsim_figure_series(figure, "value", NDRSIM_FIGURE_CLEAR);
  ndrsim_figure_series(figure, "twice", 0);
  const long colour[] = {0, 0xFFFFFF};
  ndrsim_figure_rows(figure, colour, 2);
}

static char *written(const char *name, int rows, size_t *size) {
  ndrsim_document document;
  ndrsim_error err;
  char *bytes = NULL;
  fill(&document, name, rows);
  FILE *out = open_memstream(&bytes, size);
  assert_non_null(out);
  if (ndrsim_xlsx_write(&document, out, &err) != NDRSIM_OK) fail_msg("%s", err.message);
  fclose(out);
  ndrsim_document_free(&document);
  return bytes;
}

static void the_same_document_gives_the_same_bytes(void **state) {
  (void)state;
  size_t size, again;
  char *bytes = written("a", 2, &size);
  setlocale(LC_ALL, "de_DE.UTF-8"); /* where it is installed: a decimal comma would spoil it */
  char *second = written("a", 2, &again);
  setlocale(LC_ALL, "C");
  assert_true(size > 4000 && size == again && memcmp(bytes, second, size) == 0);
  assert_memory_equal(bytes, "PK\x03\x04", 4);
  assert_memory_equal(bytes + size - 22, "PK\x05\x06", 4); /* the end of the archive */
  free(second);
  second = written("b", 2, &again);
  assert_false(size == again && memcmp(bytes, second, size) == 0);
  free(bytes);
  free(second);
}

static void texts_are_made_fit_for_a_cell(void **state) {
  (void)state;
  static char clean[NDRSIM_XLSX_TEXT], longest[40000];
  ndrsim_xlsx_clean("=1+1", clean);
  assert_string_equal(clean, "'=1+1");
  ndrsim_xlsx_clean("plain\x01\x7f\n", clean);
  assert_string_equal(clean, "plain  \n");
  for (size_t k = 0; k + 3 < sizeof longest; k += 3)
    memcpy(longest + k, "\xE2\x82\xAC", 4); /* a character of three bytes */
  ndrsim_xlsx_clean(longest, clean);
  size_t length = strlen(clean);
  assert_true(length < sizeof clean && (length - 3) % 3 == 0); /* none of them was cut */
  assert_string_equal(clean + length - 3, "...");
  size_t size;
  free(written(longest, 2, &size)); /* the library takes it */
}

static void a_table_that_fits_no_sheet_is_refused(void **state) {
  (void)state;
  ndrsim_document document;
  ndrsim_error err;
  ndrsim_document_init(&document, "test", "t");
  ndrsim_section *section = ndrsim_document_section(&document, "one", "One");
  ndrsim_table *table = ndrsim_section_table(section, "big", "Big", columns, 1);
  for (int k = 0; k < 1048576; k++)
    ndrsim_table_empty(table);
  FILE *out = tmpfile();
  assert_non_null(out);
  assert_int_equal(ndrsim_xlsx_write(&document, out, &err), NDRSIM_LIMIT);
  assert_non_null(strstr(err.message, "`big` has 1048576 rows"));
  assert_int_equal(ftell(out), 0);
  fclose(out);
  ndrsim_document_free(&document);
}

static void a_full_disk_is_an_error(void **state) {
  (void)state;
  ndrsim_document document;
  ndrsim_error err;
  FILE *out = fopen("/dev/full", "w");
  if (out == NULL) skip();
  fill(&document, "a", 2);
  setvbuf(out, NULL, _IONBF, 0);
  assert_int_equal(ndrsim_xlsx_write(&document, out, &err), NDRSIM_IO);
  assert_non_null(strstr(err.message, "No space left"));
  fclose(out);
  ndrsim_document_free(&document);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_document_gives_the_same_bytes),
      cmocka_unit_test(texts_are_made_fit_for_a_cell),
      cmocka_unit_test(a_table_that_fits_no_sheet_is_refused),
      cmocka_unit_test(a_full_disk_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
