/* A host program with a decimal comma gets the same bytes, in, out and on charts. The locales are
 * made here, with localedef, because a system need not have them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "tests/api/host.h"

static char *locales; /* directory of the compiled ones */

static bool has_comma(void) {
  return strcmp(localeconv()->decimal_point, ",") == 0;
}

/* Compiles and enters a locale; false when this system cannot. */
static bool enter(const char *name) {
  char command[4600];
  int length =
      snprintf(command, sizeof command, "localedef -c -i %s -f UTF-8 '%s/%s.UTF-8' >/dev/null 2>&1",
               name, locales, name);
  assert_in_range(length, 1, sizeof command - 1);
  if (system(command) < 0) return false; /* warnings of localedef are no failure */
  assert_int_equal(setenv("LOCPATH", locales, 1), 0);
  char full[32];
  snprintf(full, sizeof full, "%s.UTF-8", name);
  return setlocale(LC_ALL, full) != NULL && has_comma();
}

/* A run whose every way in and out is used. */
static void everything(const char *directory) {
  ndrsim_case *input = host_case(8, 14);
  ndrsim_error err = {0};
  assert_int_equal(ndrsim_case_set(input, "churn.base=0.0125", &err), NDRSIM_OK);
  assert_int_equal(ndrsim_case_set_number(input, "workflow.loss", 0.0375, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_case_book_file(input, HOST_BOOK, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_case_check(input, &err), NDRSIM_OK);
  ndrsim_simulation *self = host_run(input, 2);
  ndrsim_write_options options = NDRSIM_WRITE_OPTIONS_INIT;
  ndrsim_charts charts;
  options.charts = 1;
  if (ndrsim_simulation_write(self, directory, &options, &charts, &err) != NDRSIM_OK) {
    char line[1600];
    ndrsim_error_format(&err, line, sizeof line);
    fail_msg("%s", line);
  }
  if (charts == NDRSIM_CHARTS_NO_GNUPLOT) print_message("no gnuplot: charts are not compared\n");
  ndrsim_simulation_free(self);
  ndrsim_case_free(input);
}

static void the_same_in(const char *name, int without_charts) {
  char *plain = host_directory(), *comma = host_directory();
  locales = host_directory();
  everything(plain);
  bool entered = enter(name);
  if (entered) {
    everything(comma);
    /* the library left the program's locale alone */
    char text[16];
    snprintf(text, sizeof text, "%.1f", 0.5);
    assert_string_equal(text, "0,5");
  }
  setlocale(LC_ALL, "C");
  unsetenv("LOCPATH");
  if (entered) assert_true(host_same_files(plain, comma) >= without_charts);
  host_remove(plain);
  host_remove(comma);
  char command[4200];
  snprintf(command, sizeof command, "rm -rf '%s'", locales);
  assert_int_equal(system(command), 0);
  free(locales);
  if (!entered) {
    print_message("the locale %s cannot be made here (localedef, locales): skipped\n", name);
    skip();
  }
}

static void german(void **state) {
  (void)state;
  the_same_in("de_DE", 6);
}

static void french(void **state) {
  (void)state;
  the_same_in("fr_FR", 6);
}

/* Messages have decimal points as well. */
static void messages(void **state) {
  (void)state;
  char plain[1600] = "", comma[1600] = "";
  locales = host_directory();
  for (int pass = 0; pass < 2; pass++) {
    ndrsim_error err = {0};
    ndrsim_case *input = host_case(2, 3);
    if (pass == 1 && !enter("de_DE")) comma[0] = 'x';
    assert_int_equal(ndrsim_case_set(input, "churn.base=1.25", NULL), NDRSIM_OK);
    assert_int_equal(ndrsim_case_check(input, &err), NDRSIM_INPUT);
    if (comma[0] != 'x') ndrsim_error_format(&err, pass ? comma : plain, sizeof plain);
    setlocale(LC_ALL, "C");
    ndrsim_case_free(input);
  }
  unsetenv("LOCPATH");
  char command[4200];
  snprintf(command, sizeof command, "rm -rf '%s'", locales);
  assert_int_equal(system(command), 0);
  free(locales);
  if (comma[0] == 'x') skip();
  assert_string_equal(plain, comma);
  assert_non_null(strstr(plain, "1.25"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(german),
      cmocka_unit_test(french),
      cmocka_unit_test(messages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
