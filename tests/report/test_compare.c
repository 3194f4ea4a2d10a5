/* Where two files part is told by line, column and field, for any byte that is changed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "report/compare.h"

static ndrsim_difference compare(const char *name, const char *a, const char *b) {
  ndrsim_difference out;
  ndrsim_texts_compare(name, a, strlen(a), b, strlen(b), &out);
  return out;
}

static void equal_texts_are_the_same(void **state) {
  (void)state;
  static const char *const name[] = {"a.csv", "a.json", "a.svg", "a.png"};
  for (size_t k = 0; k < 4; k++) {
    assert_true(compare(name[k], "", "").same);
    assert_true(compare(name[k], "{\"a\": 1}\n", "{\"a\": 1}\n").same);
    assert_false(compare(name[k], "", "x").same);
  }
}

static void fields_are_named(void **state) {
  (void)state;
  static const struct {
    const char *name, *a, *b;
    long line, column;
    const char *field, *there, *again;
  } row[] = {
      {"s.csv", "month,p50\n1,2\n2,3.5\n", "month,p50\n1,2\n2,3.4\n", 3, 5, "column p50", "3.5",
       "3.4"},
      {"s.csv", "month,p50\n1,2\n", "month,p50\n1,\n", 2, 3, "column p50", "2", "nothing"},
      {"s.csv", "month,p50\n1,2\n", "month,p50\n", 2, 1, "column month", "1",
       "the end of the file"},
      {"s.csv", "month,p50\n", "month,p90\n", 1, 8, "the header", "p50", "p90"},
      {"s.csv", "a,b\n\"x,\ny\",5\n", "a,b\n\"x,\ny\",6\n", 3, 4, "column b", "5", "6"},
      {"s.csv", "a,b\n\"x,\ny\",5\n", "a,b\n\"x,\nz\",5\n", 3, 1, "column a", "\"x,\\ny\"",
       "\"x,\\nz\""},
      {"s.csv", "a\n1,2\n", "a\n1,3\n", 2, 3, "cell 2", "2", "3"},
      {"s.json", "{\n \"a\": [\n  {\"b\": 12}\n ]\n}", "{\n \"a\": [\n  {\"b\": 13}\n ]\n}", 3, 10,
       "a[0].b", "12}", "13}"},
      {"s.json", "{\n \"a\": 1.5,\n \"b\": true\n}", "{\n \"a\": 1.25,\n \"b\": true\n}", 2, 9, "a",
       "1.5", "1.25"},
      {"s.json", "[1, 2", "[1, 3", 1, 5, "", "[1, 2", "[1, 3"},
      {"s.svg", "<a>\n<b>\n", "<a>\n<c>\n", 2, 2, "", "<b>", "<c>"},
      {"s.png", "\x89PNG\n12", "\x89PNG\n13", 0, 0, "", "", ""},
  };
  for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
    ndrsim_difference d = compare(row[k].name, row[k].a, row[k].b);
    assert_false(d.same);
    if (d.line != row[k].line || d.column != row[k].column || strcmp(d.field, row[k].field) != 0 ||
        strcmp(d.value[0], row[k].there) != 0 || strcmp(d.value[1], row[k].again) != 0) {
      fail_msg("row %zu: %ld:%ld `%s` `%s` `%s`", k, d.line, d.column, d.field, d.value[0],
               d.value[1]);
    }
  }
}

/* Every single byte of a text is changed in turn, and cut off: the offset is right, the line is
 * that of the byte, and nothing is read beyond the ends (under a sanitizer). */
static void any_byte(void **state) {
  (void)state;
  static const char csv[] = "a,b\n\"x\"\"\n,y\",5\n,\n1,2\n";
  static const char json[] = "{\"a\": [1, {\"b\": null, \"c\": \"x\\\"y\"}],\n\"d\": {}}\n";
  static const struct {
    const char *name, *text;
  } row[] = {{"a.csv", csv}, {"a.json", json}, {"a.svg", csv}};
  for (size_t k = 0; k < 3; k++) {
    size_t size = strlen(row[k].text);
    long line = 1;
    for (size_t at = 0; at < size; at++) {
      char *copy = malloc(size), *cut = malloc(at + 1);
      assert_non_null(copy);
      assert_non_null(cut);
      memcpy(copy, row[k].text, size);
      memcpy(cut, row[k].text, at);
      copy[at] = '~';
      ndrsim_difference d;
      for (int order = 0; order < 4; order++) {
        const char *other = order < 2 ? copy : cut;
        size_t length = order < 2 ? size : at;
        if (order % 2) {
          ndrsim_texts_compare(row[k].name, other, length, row[k].text, size, &d);
        } else {
          ndrsim_texts_compare(row[k].name, row[k].text, size, other, length, &d);
        }
        assert_false(d.same);
        assert_int_equal(d.offset, at);
        assert_int_equal(d.line, line);
        assert_true(d.value[0][0] != '\0' && d.value[1][0] != '\0');
      }
      if (row[k].text[at] == '\n') line++;
      free(copy);
      free(cut);
    }
  }
}

/* What is shown cannot move the cursor of a terminal. */
static void control_characters_are_escaped(void **state) {
  (void)state;
  static const char *const name[] = {"a.csv", "a.json", "a.svg"};
  for (size_t k = 0; k < 3; k++) {
    ndrsim_difference d = compare(name[k], "h\x1b[2J\n1\x1b[2J\n", "h\x1b[2J\n2\x1b[2J\n");
    assert_null(strchr(d.value[0], '\x1b'));
    assert_null(strchr(d.value[1], '\x1b'));
    assert_null(strchr(d.field, '\x1b'));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(equal_texts_are_the_same),
      cmocka_unit_test(fields_are_named),
      cmocka_unit_test(any_byte),
      cmocka_unit_test(control_characters_are_escaped),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
