/* The outputs of an attribution: the text against golden files, sums that a reader would check, and
 * the same figures in the CSV and JSON. To renew a golden file after a wanted change, run this
 * program with NDRSIM_GOLDEN_WRITE=1 and read the difference. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cjson/cJSON.h>
#include "report/report.h"
#include "tests/helpers/fake_causal.h"

typedef ndrsim_status writer(const ndrsim_report *self, FILE *out, ndrsim_error *err);

static ndrsim_status text_plain(const ndrsim_report *self, FILE *out, ndrsim_error *err) {
  return ndrsim_report_attribute_text(self, false, out, err);
}

/* noinline: gcc 12 else takes the buffer of the stream for the local pointer to it */
__attribute__((noinline)) static char *written(writer *write, const ndrsim_causal *causal) {
  char *text = NULL;
  size_t size = 0;
  ndrsim_error err;
  ndrsim_report report = {.results = &causal->on, .causal = causal, .version = "1.2.3"};
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  assert_int_equal(write(&report, out, &err), NDRSIM_OK);
  fclose(out);
  return text;
}

static void compare(const char *name, const char *text) {
  char path[1024];
  static char golden[1 << 16];
  snprintf(path, sizeof path, "%s/tests/golden/%s", NDRSIM_SOURCE_DIR, name);
  if (getenv("NDRSIM_GOLDEN_WRITE") != NULL) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
  }
  FILE *file = fopen(path, "r");
  if (file == NULL) fail_msg("no golden file %s", path);
  size_t length = fread(golden, 1, sizeof golden - 1, file);
  golden[length] = '\0';
  fclose(file);
  assert_string_equal(text, golden);
}

static void the_text_says_what_it_means(void **state) {
  (void)state;
  for (int book = 0; book < 2; book++) {
    fake_run run;
    ndrsim_causal causal;
    assert_int_equal(fake_run_init(&run, 36, 40, book), 0);
    assert_int_equal(fake_causal_init(&causal, &run, book ? 24 : 12), 0);
    if (book) causal.on.requested = 1000;
    if (book) causal.same_base = false;
    char *text = written(text_plain, &causal);
    compare(book ? "attribute-book.txt" : "attribute-described.txt", text);
    free(text);
    ndrsim_causal_free(&causal);
    fake_run_free(&run);
  }
}

/* The printed parts of each of the three columns add up to the printed NDR. */
static void printed_columns_add_up(void **state) {
  (void)state;
  for (int n = 2; n < 30; n++) {
    fake_run run;
    ndrsim_causal causal;
    assert_int_equal(fake_run_init(&run, 12, n, n % 2), 0);
    assert_int_equal(fake_causal_init(&causal, &run, 12), 0);
    char *text = written(text_plain, &causal);
    double sum[3] = {0, 0, 0}, ndr[3] = {0, 0, 0};
    const char *start = strstr(text, "  Without growth ");
    assert_non_null(start);
    size_t at = (size_t)(start - text);
    for (int row = 0; row < 5; row++, at += strcspn(text + at, "\n") + 1) {
      for (int column = 0; column < 3; column++) {
        double value = strtod(text + at + 20 + 18 * column, NULL);
        if (row < 4)
          sum[column] += value;
        else
          ndr[column] = value;
      }
    }
    for (int column = 0; column < 3; column++)
      if (fabs(sum[column] - ndr[column]) > 1e-6)
        fail_msg("column %d of %d replicates: %.1f for %.1f\n%s", column, n, sum[column],
                 ndr[column], text);
    free(text);
    ndrsim_causal_free(&causal);
    fake_run_free(&run);
  }
}

static void csv_and_json_hold_the_same(void **state) {
  (void)state;
  fake_run run;
  ndrsim_causal causal;
  assert_int_equal(fake_run_init(&run, 36, 20, 0), 0);
  assert_int_equal(fake_causal_init(&causal, &run, 36), 0);
  char *csv = written(ndrsim_report_attribute_csv, &causal);
  char *json = written(ndrsim_report_attribute_json, &causal);
  cJSON *root = cJSON_Parse(json);
  assert_non_null(root);
  const cJSON *splits = cJSON_GetObjectItemCaseSensitive(root, "splits"), *split, *part;
  char *line = strchr(csv, '\n') + 1;
  int rows = 0;
  assert_int_equal(strncmp(csv, "convention,month,split,component,unit,mean,se,p5,", 49), 0);
  cJSON_ArrayForEach(split, splits) {
    cJSON_ArrayForEach(part, cJSON_GetObjectItemCaseSensitive(split, "parts")) {
      char start[160];
      int length = snprintf(start, sizeof start, "cohort_age,36,%s,%s,%s,", split->string,
                            cJSON_GetObjectItemCaseSensitive(part, "component")->valuestring,
                            cJSON_GetObjectItemCaseSensitive(split, "unit")->valuestring);
      assert_int_equal(strncmp(line, start, (size_t)length), 0);
      char *end;
      double mean = strtod(line + length, &end), se = strtod(end + 1, NULL);
      assert_true(mean == cJSON_GetObjectItemCaseSensitive(part, "mean")->valuedouble);
      assert_true(se == cJSON_GetObjectItemCaseSensitive(part, "se")->valuedouble);
      line = strchr(line, '\n') + 1;
      rows++;
    }
  }
  assert_int_equal(rows, 4 + 4 + 4 + 3 + 3 + 4 + 8);
  assert_true(*line == '\0');
  cJSON_Delete(root);
  free(csv);
  free(json);
  ndrsim_causal_free(&causal);
  fake_run_free(&run);
}

/* The manifest says that it is an attribution, and is read back as one. */
static void the_manifest_says_which_verb(void **state) {
  (void)state;
  for (int attribution = 0; attribution < 2; attribution++) {
    fake_run run;
    ndrsim_causal causal;
    ndrsim_error err;
    static ndrsim_manifest manifest;
    ndrsim_manifest_file file = {.name = "scenario.json", .size = 3};
    char *text = NULL;
    size_t size = 0;
    assert_int_equal(fake_run_init(&run, 36, 20, 0), 0);
    assert_int_equal(fake_causal_init(&causal, &run, 24), 0);
    static const char *const argument[] = {"window=24"};
    const ndrsim_report_verb verb = {.name = "attribute", .argument = argument, .n_arguments = 1};
    ndrsim_report report = {.results = &causal.on,
                            .verb = attribution ? &verb : NULL,
                            .causal = attribution ? &causal : NULL,
                            .version = "1.2.3"};
    ndrsim_digest_hex(run.model.scenario_text, run.model.scenario_size, file.sha256);
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(ndrsim_report_manifest(&report, &file, 1, out, &err), NDRSIM_OK);
    fclose(out);
    if (ndrsim_manifest_parse(text, size, "m", &manifest, &err) != NDRSIM_OK)
      fail_msg("%s %s", err.path, err.message);
    assert_string_equal(manifest.verb, attribution ? "attribute" : "");
    assert_int_equal(manifest.n_arguments, attribution);
    if (attribution) assert_string_equal(manifest.argument[0], "window=24");
    ndrsim_manifest_free(&manifest);
    free(text);
    ndrsim_causal_free(&causal);
    fake_run_free(&run);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_text_says_what_it_means),
      cmocka_unit_test(printed_columns_add_up),
      cmocka_unit_test(csv_and_json_hold_the_same),
      cmocka_unit_test(the_manifest_says_which_verb),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
