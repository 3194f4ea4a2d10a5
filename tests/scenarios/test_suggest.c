/* The nearest name, and none when nothing is near. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "scenarios/suggest.h"

static void test_distance(void **state) {
  (void)state;
  static const struct {
    const char *a, *b;
    int d;
  } row[] = {{"", "", 0},         {"abc", "abc", 0}, {"abc", "ABC", 0},
             {"abc", "abd", 1},   {"abc", "ab", 1},  {"abc", "xabc", 1},
             {"abcd", "abdc", 1}, {"ab", "ba", 1},   {"kitten", "sitting", 3},
             {"", "abc", 3},      {"ca", "abc", 3}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    assert_int_equal(ndrsim_suggest_distance(row[i].a, row[i].b), row[i].d);
    assert_int_equal(ndrsim_suggest_distance(row[i].b, row[i].a), row[i].d);
  }
  char longest[200];
  memset(longest, 'a', sizeof longest);
  longest[128] = '\0';
  assert_int_equal(ndrsim_suggest_distance(longest, longest), 0);
  longest[128] = 'a';
  longest[129] = '\0';
  assert_int_equal(ndrsim_suggest_distance(longest, "a"), 129);
}

static void test_suggest(void **state) {
  (void)state;
  static const char *const name[] = {"churn.base", "churn.link", "tiers", "cap", "x"};
  assert_string_equal(ndrsim_suggest("churn.bse", name, 5), "churn.base");
  assert_string_equal(ndrsim_suggest("CHURN.LINK", name, 5), "churn.link");
  assert_string_equal(ndrsim_suggest("teirs", name, 5), "tiers");
  assert_string_equal(ndrsim_suggest("cpa", name, 5), "cap");
  assert_null(ndrsim_suggest("price", name, 5));
  assert_null(ndrsim_suggest("y", name, 5)); /* one letter of one is the whole word */
  assert_null(ndrsim_suggest("", name, 5));
  assert_null(ndrsim_suggest("cap", name, 0));
  static const char *const twins[] = {"seat", "seal"};
  assert_string_equal(ndrsim_suggest("seas", twins, 2), "seat"); /* the first of equals */
}

static void test_list(void **state) {
  (void)state;
  static const char *const name[] = {"png", "svg", "pdf"};
  char out[16];
  ndrsim_suggest_list(name, 3, out, sizeof out);
  assert_string_equal(out, "png, svg or pdf"); /* fits to the byte */
  ndrsim_suggest_list(name, 3, out, 15);
  assert_string_equal(out, "png, svg, ...");
  ndrsim_suggest_list(name, 3, out, 4);
  assert_string_equal(out, "");
  ndrsim_suggest_list(name, 1, out, sizeof out);
  assert_string_equal(out, "png");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_distance),
      cmocka_unit_test(test_suggest),
      cmocka_unit_test(test_list),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
