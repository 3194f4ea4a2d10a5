/* CSV: escaping, the shape of the files, and agreement with the bridges' identity after a round
 * trip through text. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/csv.h"
#include "report/report.h"
#include "tests/helpers/fake_results.h"

static void assert_cell(const char *text, const char *expected) {
  char *out = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&out, &size);
  assert_non_null(stream);
  ndrsim_csv csv = {.stream = stream};
  ndrsim_csv_text(&csv, text);
  ndrsim_csv_text(&csv, "x");
  ndrsim_csv_end(&csv);
  fclose(stream);
  char line[256];
  snprintf(line, sizeof line, "%s,x\n", expected);
  assert_string_equal(out, line);
  free(out);
}

static void cells_are_escaped(void **state) {
  (void)state;
  assert_cell("plain", "plain");
  assert_cell("", "");
  assert_cell("a,b", "\"a,b\"");
  assert_cell("say \"hi\"", "\"say \"\"hi\"\"\"");
  assert_cell("two\nlines", "\"two\nlines\"");
  assert_cell("back\r", "\"back\r\"");
  assert_cell("=1+1", "'=1+1");
  assert_cell("+49", "'+49");
  assert_cell("-x", "'-x");
  assert_cell("@SUM(A1)", "'@SUM(A1)");
  assert_cell("\tx", "'\tx");
  assert_cell("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
  assert_cell("a=b", "a=b");
}

static void numbers_are_not_text(void **state) {
  (void)state;
  char *out = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&out, &size);
  ndrsim_csv csv = {.stream = stream};
  ndrsim_csv_number(&csv, -2.5);
  ndrsim_csv_number(&csv, NAN);
  ndrsim_csv_integer(&csv, -7);
  ndrsim_csv_end(&csv);
  fclose(stream);
  assert_string_equal(out, "-2.5,,-7\n");
  free(out);
}

typedef ndrsim_status writer(const ndrsim_report *self, FILE *out, ndrsim_error *err);

static char *written(writer *write, const fake_run *run) {
  char *text = NULL;
  size_t size = 0;
  ndrsim_error err;
  ndrsim_report report = {.results = &run->results, .version = "1.2.3"};
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  assert_int_equal(write(&report, out, &err), NDRSIM_OK);
  fclose(out);
  return text;
}

/* Cells of one line, quotes honoured; returns how many. */
static int cells_of(const char *line) {
  int cells = 1, quoted = 0;
  for (; *line != '\0' && (quoted || *line != '\n'); line++) {
    if (*line == '"') quoted = !quoted;
    if (*line == ',' && !quoted) cells++;
  }
  return cells;
}

static void every_row_has_every_cell(void **state) {
  (void)state;
  static writer *const all[] = {ndrsim_report_series, ndrsim_report_bridge, ndrsim_report_cohorts,
                                ndrsim_report_metrics};
  static const int least[] = {200, 200, 100, 18};
  fake_run run;
  assert_int_equal(fake_run_init(&run, 15, 6, 1), 0);
  for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
    char *text = written(all[k], &run);
    int columns = cells_of(text), rows = 0;
    for (char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
      if (cells_of(line) != columns) fail_msg("file %zu: %.80s", k, line);
      rows++;
    }
    assert_true(rows >= least[k]);
    free(text);
  }
  fake_run_free(&run);
}

/* Reads the mean of a series row back. */
static double series_mean(const char *text, const char *start) {
  for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
    if (*line == '\n') line++;
    if (strncmp(line, start, strlen(start)) == 0) return strtod(line + strlen(start), NULL);
  }
  return NAN;
}

static void written_bridges_add_up_to_written_ndr(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 25, 6, 0), 0);
  char *bridge = written(ndrsim_report_bridge, &run), *series = written(ndrsim_report_series, &run);
  static const char *const lens[] = {"invoice", "cause"};
  static const char *const split[] = {"flow", "endpoint"};
  for (int l = 0; l < 2; l++) {
    for (int d = 0; d < 2; d++) {
      for (int month = 12; month <= 24; month += 12) {
        char start[96];
        double sum = 100;
        int parts = 0;
        snprintf(start, sizeof start, "cohort_age,%d,%s,%s,", month, split[d], lens[l]);
        for (const char *line = bridge; *line != '\0'; line = strchr(line, '\n') + 1) {
          if (strncmp(line, start, strlen(start)) != 0) continue;
          sum += strtod(strchr(line + strlen(start), ',') + 1, NULL);
          parts++;
        }
        assert_int_equal(parts, d == 0 ? (int)NDRSIM_FLOWS : (int)NDRSIM_ENDPOINTS);
        snprintf(start, sizeof start, "%d,age,,ndr,%%,", month);
        double ndr = series_mean(series, start);
        if (!(fabs(sum - ndr) < 1e-9))
          fail_msg("%s %s: %.12g, NDR %.12g", split[d], lens[l], sum, ndr);
      }
    }
  }
  free(bridge);
  free(series);
  fake_run_free(&run);
}

static void undefined_rows_are_left_out(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 14, 6, 1), 0);
  char *series = written(ndrsim_report_series, &run);
  assert_true(isnan(series_mean(series, "11,month,2026-10,ndr_point,%,")));
  assert_true(!isnan(series_mean(series, "12,month,2026-11,ndr_point,%,")));
  assert_true(!isnan(series_mean(series, "12,month,2026-11,ndr,%,"))); /* a book's headline */
  assert_null(strstr(series, ",nan"));
  free(series);
  char *cohorts = written(ndrsim_report_cohorts, &run);
  assert_non_null(strstr(cohorts, "\nbefore 2019,book,0,0,logos,accounts,1,"));
  assert_non_null(strstr(cohorts, "\n2026-04,landing,0,5,ndr,%,100,"));
  assert_null(strstr(cohorts, "2026-05,landing")); /* nobody landed in month 6 */
  free(cohorts);
  fake_run_free(&run);
}

static void months_have_names(void **state) {
  (void)state;
  char label[24];
  ndrsim_model model;
  ndrsim_model_init(&model);
  ndrsim_month_label(&model, 7, label, sizeof label);
  assert_string_equal(label, "7");
  snprintf(model.start_month, sizeof model.start_month, "2025-11");
  ndrsim_month_label(&model, 0, label, sizeof label);
  assert_string_equal(label, "2025-11");
  ndrsim_month_label(&model, 1, label, sizeof label);
  assert_string_equal(label, "2025-12");
  ndrsim_month_label(&model, 14, label, sizeof label);
  assert_string_equal(label, "2027-01");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cells_are_escaped),
      cmocka_unit_test(numbers_are_not_text),
      cmocka_unit_test(every_row_has_every_cell),
      cmocka_unit_test(written_bridges_add_up_to_written_ndr),
      cmocka_unit_test(undefined_rows_are_left_out),
      cmocka_unit_test(months_have_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
