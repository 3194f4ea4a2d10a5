/* Numbers: shortest text that reads back, grouping, and independence of the locale. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "report/number.h"
#include "report/report.h"
#include "sim/philox.h"
#include "tests/helpers/fake_results.h"

static void assert_shortest(double value, const char *expected) {
  char text[NDRSIM_NUMBER_SIZE];
  ndrsim_number_shortest(value, text);
  assert_string_equal(text, expected);
}

static void shortest_is_short(void **state) {
  (void)state;
  assert_shortest(0, "0");
  assert_shortest(-0.0, "0");
  assert_shortest(0.1, "0.1");
  assert_shortest(100, "100");
  assert_shortest(1e22, "1e+22");
  assert_shortest(-2.5, "-2.5");
  assert_shortest(0.1 + 0.2, "0.30000000000000004");
  assert_shortest(NAN, "");
  assert_shortest(-INFINITY, "");
}

static void shortest_reads_back(void **state) {
  (void)state;
  for (uint64_t k = 0; k < 100000; k++) {
    ndrsim_words words = ndrsim_philox(5, k, 0, 0, 0, 0);
    uint64_t bits = (uint64_t)words.w[0] << 32 | words.w[1];
    double value;
    memcpy(&value, &bits, sizeof value);
    if (!isfinite(value)) continue;
    char text[NDRSIM_NUMBER_SIZE];
    ndrsim_number_shortest(value, text);
    double back = strtod(text, NULL);
    if (back != value) fail_msg("%a became %s", value, text);
  }
}

static void assert_grouped(double value, int decimals, const char *expected) {
  char text[64];
  ndrsim_number_grouped(value, decimals, text, sizeof text);
  assert_string_equal(text, expected);
}

static void thousands_are_grouped(void **state) {
  (void)state;
  assert_grouped(0, 0, "0");
  assert_grouped(999, 0, "999");
  assert_grouped(1000, 0, "1,000");
  assert_grouped(1234567.891, 1, "1,234,567.9");
  assert_grouped(-1234.5, 2, "-1,234.50");
  assert_grouped(999.96, 1, "1,000.0");
  assert_grouped(-0.04, 1, "0.0");
  assert_grouped(0.05, 2, "0.05");
  assert_grouped(NAN, 1, "-");
  assert_grouped(1e19, 0, "-");
}

/* A locale with a decimal comma: one that is installed, or one made for the test. Returns 0 when
 * this machine can offer none. */
static int enter_comma_locale(char *made, size_t size) {
  static const char *const name[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8",
                                     "sv_SE.utf8"};
  made[0] = '\0';
  for (size_t k = 0; k < sizeof name / sizeof name[0]; k++) {
    if (setlocale(LC_ALL, name[k]) != NULL) return 1;
  }
  snprintf(made, size, "/tmp/ndrsim-locale-XXXXXX");
  if (mkdtemp(made) == NULL) {
    made[0] = '\0';
    return 0;
  }
  char command[256];
  snprintf(command, sizeof command,
           "localedef -i de_DE -f UTF-8 --no-archive %s/de_DE.utf8 >/dev/null 2>&1", made);
  int ran = system(command); /* it warns with exit code 1 although the locale is whole */
  (void)ran;
  setenv("LOCPATH", made, 1);
  return setlocale(LC_ALL, "de_DE.utf8") != NULL;
}

static void leave_comma_locale(const char *made) {
  setlocale(LC_ALL, "C");
  unsetenv("LOCPATH");
  if (made[0] == '\0') return;
  char command[256];
  snprintf(command, sizeof command, "rm -rf %s", made);
  assert_int_equal(system(command), 0);
}

typedef ndrsim_status writer(const ndrsim_report *self, FILE *out, ndrsim_error *err);

static ndrsim_status write_text(const ndrsim_report *self, FILE *out, ndrsim_error *err) {
  return ndrsim_report_text(self, false, out, err);
}

static ndrsim_status write_manifest(const ndrsim_report *self, FILE *out, ndrsim_error *err) {
  return ndrsim_report_manifest(self, NULL, 0, out, err);
}

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

static void a_comma_locale_changes_nothing(void **state) {
  (void)state;
  static writer *const all[] = {write_text,           ndrsim_report_summary, write_manifest,
                                ndrsim_report_series, ndrsim_report_bridge,  ndrsim_report_cohorts,
                                ndrsim_report_metrics};
  enum { N = sizeof all / sizeof all[0] };
  fake_run run;
  char *plain[N], made[64];
  assert_int_equal(fake_run_init(&run, 14, 8, 0), 0);
  ndrsim_report report = {.results = &run.results, .version = "1.2.3"};
  for (int k = 0; k < N; k++) {
    plain[k] = written(all[k], &report);
  }
  int found = enter_comma_locale(made, sizeof made);
  if (found) {
    char sample[16];
    snprintf(sample, sizeof sample, "%.1f", 0.5);
    assert_string_equal(sample, "0,5"); /* or the test would test nothing */
  }
  for (int k = 0; k < N; k++) {
    char *again = written(all[k], &report);
    assert_string_equal(again, plain[k]);
    free(again);
    free(plain[k]);
  }
  leave_comma_locale(made);
  fake_run_free(&run);
  if (!found) print_message("no locale with a decimal comma here: compared under C only\n");
}

static void the_guard_restores_what_was_there(void **state) {
  (void)state;
  ndrsim_plain_locale guard;
  ndrsim_error err;
  locale_t before = uselocale((locale_t)0);
  assert_int_equal(ndrsim_plain_locale_enter(&guard, &err), NDRSIM_OK);
  assert_true(uselocale((locale_t)0) != before);
  ndrsim_plain_locale_leave(&guard);
  assert_true(uselocale((locale_t)0) == before);
  ndrsim_plain_locale_leave(&guard); /* twice is harmless */
  assert_true(uselocale((locale_t)0) == before);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shortest_is_short),
      cmocka_unit_test(shortest_reads_back),
      cmocka_unit_test(thousands_are_grouped),
      cmocka_unit_test(a_comma_locale_changes_nothing),
      cmocka_unit_test(the_guard_restores_what_was_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
