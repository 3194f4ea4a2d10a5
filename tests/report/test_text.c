/* The terminal summary: two golden files (a described company and a book), and what a reader would
 * check by hand. To renew a golden file after a wanted change, run this program with
 * NDRSIM_GOLDEN_WRITE=1 and read the difference. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/report.h"
#include "tests/helpers/fake_results.h"

static char *summary(const fake_run *run, bool color) {
  char *text = NULL;
  size_t size = 0;
  ndrsim_error err;
  ndrsim_report report = {.results = &run->results, .version = "1.2.3"};
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  assert_int_equal(ndrsim_report_text(&report, color, out, &err), NDRSIM_OK);
  fclose(out);
  return text;
}

static void compare(const char *name, const char *text) {
  char path[1024];
  snprintf(path, sizeof path, "%s/tests/golden/%s", NDRSIM_SOURCE_DIR, name);
  if (getenv("NDRSIM_GOLDEN_WRITE") != NULL) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
  }
  static char golden[1 << 16];
  FILE *file = fopen(path, "r");
  if (file == NULL) fail_msg("no golden file %s", path);
  size_t length = fread(golden, 1, sizeof golden - 1, file);
  golden[length] = '\0';
  fclose(file);
  assert_string_equal(text, golden);
}

static void a_described_company(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 36, 50, 0), 0);
  run.results.layers = (ndrsim_layers){100, {12, 3, 1}, {1.2, 0.4, 0.1}, 17, 2, 16, 1.4};
  char *text = summary(&run, false);
  compare("summary-described.txt", text);
  free(text);
  fake_run_free(&run);
}

static void an_interrupted_book(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 24, 20, 1), 0);
  run.results.requested = 1000;
  char *text = summary(&run, false);
  compare("summary-book.txt", text);
  free(text);
  fake_run_free(&run);
}

/* The printed parts of the bridge add up to the printed NDR, in both columns. */
static void printed_bridges_add_up(void **state) {
  (void)state;
  for (int n = 3; n < 40; n++) {
    fake_run run;
    assert_int_equal(fake_run_init(&run, 12, n, 0), 0);
    char *text = summary(&run, false);
    double sum[2] = {0, 0}, ndr[2] = {0, 0};
    char *line = strstr(text, "  Starting MRR");
    assert_non_null(line);
    for (; *line == ' '; line = strchr(line, '\n') + 1) {
      double part[2];
      const char *at = line + 18; /* after the label */
      char *end;
      if (strncmp(line, "  By cause", 10) == 0) break;
      for (int k = 0; k < 2; k++) {
        part[k] = strtod(at, &end);
        assert_true(end != at);
        at = end + strspn(end, " ");
        if (*at == '(') at = strchr(at, ')') + 1;
      }
      for (int k = 0; k < 2; k++) {
        if (strncmp(line, "  NDR", 5) == 0) {
          ndr[k] = part[k];
        } else {
          sum[k] += part[k];
        }
      }
    }
    for (int k = 0; k < 2; k++) {
      assert_true(ndr[k] > 100);
      if (fabs(sum[k] - ndr[k]) > 1e-6) fail_msg("%d: %.2f is not %.2f", n, sum[k], ndr[k]);
    }
    free(text);
    fake_run_free(&run);
  }
}

static void color_only_on_request(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 12, 5, 0), 0);
  char *plain = summary(&run, false), *bold = summary(&run, true);
  assert_null(strchr(plain, '\033'));
  assert_non_null(strchr(bold, '\033'));
  free(plain);
  free(bold);
  fake_run_free(&run);
}

static void a_title_cannot_drive_the_terminal(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 12, 5, 0), 0);
  snprintf(run.model.title, sizeof run.model.title, "evil \033[2J title\nline");
  char *text = summary(&run, false);
  assert_null(strchr(text, '\033'));
  assert_null(strstr(text, "title\nline"));
  free(text);
  fake_run_free(&run);
}

static void a_short_horizon_says_why(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 5, 5, 0), 0);
  char *text = summary(&run, false);
  assert_non_null(strstr(text, "not known: the horizon is shorter than this window"));
  assert_null(strstr(text, "nan"));
  free(text);
  fake_run_free(&run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_described_company),
      cmocka_unit_test(an_interrupted_book),
      cmocka_unit_test(printed_bridges_add_up),
      cmocka_unit_test(color_only_on_request),
      cmocka_unit_test(a_title_cannot_drive_the_terminal),
      cmocka_unit_test(a_short_horizon_says_why),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
