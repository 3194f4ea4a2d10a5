/* manifest.json: it holds nothing that two equal runs could differ in, what is written is read back
 * as it was, and whatever else stands there is refused with its place. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cjson/cJSON.h>
#include "report/manifest.h"
#include "report/report.h"
#include "tests/helpers/fake_results.h"

static ndrsim_manifest_file sample_file[3] = {
    {.name = "ndr-fan.png", .size = 12345},
    {.name = "scenario.json", .size = 19},
    {.name = "series.csv", .size = UINT64_C(1) << 40},
};

static void fill_digests(const ndrsim_model *model) {
  for (int k = 0; k < 3; k++) {
    memset(sample_file[k].sha256, 'a' + k, NDRSIM_DIGEST_SIZE - 1);
  }
  ndrsim_digest_hex(model->scenario_text, model->scenario_size, sample_file[1].sha256);
}

/* The manifest of a made-up run with a book; freed by the caller. */
static char *sample(const char *book_path, const char *charts) {
  static const ndrsim_override override[] = {{"tiers.pro.cap=1200"},
                                             {"note=\"a \\\"quote\\\"\n\""}};
  fake_run run;
  assert_int_equal(fake_run_init(&run, 13, 4, 1), 0);
  memset(run.model.book_digest, 'd', NDRSIM_DIGEST_SIZE - 1);
  run.results.requested = 9;
  run.results.layer_samples = 0;
  run.results.layer_samples_requested = 30;
  fill_digests(&run.model);
  ndrsim_report report = {.results = &run.results,
                          .override = override,
                          .n_overrides = 2,
                          .version = "1.2.3",
                          .book_path = book_path,
                          .charts = charts,
                          .chart_formats = "png,svg"};
  char *text = NULL;
  size_t size = 0;
  ndrsim_error err;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  assert_int_equal(ndrsim_report_manifest(&report, sample_file, 3, out, &err), NDRSIM_OK);
  fclose(out);
  fake_run_free(&run);
  return text;
}

static ndrsim_status parse(const char *text, ndrsim_manifest *manifest, ndrsim_error *err) {
  return ndrsim_manifest_parse(text, strlen(text), "out/manifest.json", manifest, err);
}

static void what_is_written_is_read_back(void **state) {
  (void)state;
  ndrsim_manifest m;
  ndrsim_error err;
  char *text = sample("books/book.csv", "all");
  if (parse(text, &m, &err) != NDRSIM_OK) {
    char line[1600];
    ndrsim_error_format(&err, line, sizeof line);
    fail_msg("%s", line);
  }
  assert_string_equal(m.version, "1.2.3");
  assert_int_equal(m.schema_version, 1);
  assert_string_equal(m.scenario_name, "made-up");
  assert_string_equal(m.scenario_file, "made-up.json");
  assert_string_equal(m.scenario_sha256, sample_file[1].sha256);
  assert_true(m.book);
  assert_string_equal(m.book_file, "book.csv");
  assert_string_equal(m.book_path, "books/book.csv");
  assert_int_equal(m.n_overrides, 2);
  assert_string_equal(m.override[1], "note=\"a \\\"quote\\\"\n\"");
  assert_true(m.seed == UINT64_MAX);
  assert_int_equal(m.horizon, 13);
  assert_int_equal(m.replicates, 4);
  assert_int_equal(m.replicates_requested, 9);
  assert_int_equal(m.layer_samples, 0);
  assert_int_equal(m.layer_samples_requested, 30);
  assert_string_equal(m.charts, "all");
  assert_string_equal(m.chart_formats, "png,svg");
  assert_int_equal(m.n_files, 3);
  assert_memory_equal(m.file, sample_file, sizeof sample_file);
  assert_ptr_equal(ndrsim_manifest_find(&m, "series.csv"), &m.file[2]);
  assert_null(ndrsim_manifest_find(&m, "series.cs"));
  ndrsim_manifest_free(&m);
  ndrsim_manifest_free(&m); /* twice is harmless */
  free(text);
}

static void only_relative_paths_are_kept(void **state) {
  (void)state;
  static const char *const hidden[] = {"/home/me/book.csv", "-", "", NULL};
  ndrsim_error err;
  for (size_t k = 0; k < 4; k++) {
    ndrsim_manifest m;
    char *text = sample(hidden[k], NULL);
    assert_int_equal(parse(text, &m, &err), NDRSIM_OK);
    assert_null(m.book_path);
    assert_null(m.charts);
    assert_null(strstr(text, "/home"));
    ndrsim_manifest_free(&m);
    free(text);
  }
}

static void a_new_key_must_be_asked_whether_it_could_differ(void **state) {
  (void)state;
  char *text = sample("book.csv", "all");
  cJSON *root = cJSON_Parse(text);
  assert_int_equal(cJSON_GetArraySize(root), 15);
  cJSON_Delete(root);
  free(text);
}

static char *changed(const char *text, const char *from, const char *to);

/* The only key that need not be there: a run without it is as it was before there were others. */
static void a_convention_is_kept_where_one_was_asked_for(void **state) {
  (void)state;
  ndrsim_manifest m;
  ndrsim_error err;
  char *text = sample("book.csv", "all");
  assert_null(strstr(text, "\"convention\""));
  char *asked = changed(text, "\"charts\":", "\"convention\": \"survivors\", \"charts\":");
  char *unknown = changed(asked, "survivors", "survivers");
  assert_int_equal(parse(text, &m, &err), NDRSIM_OK);
  assert_null(m.convention);
  ndrsim_manifest_free(&m);
  assert_int_equal(parse(asked, &m, &err), NDRSIM_OK);
  assert_string_equal(m.convention, "survivors");
  ndrsim_manifest_free(&m);
  assert_int_equal(parse(unknown, &m, &err), NDRSIM_INPUT);
  assert_string_equal(err.path, "convention");
  ndrsim_manifest_free(&m);
  free(text);
  free(asked);
  free(unknown);
}

/* text with the first `from` replaced by `to`; freed by the caller. */
static char *changed(const char *text, const char *from, const char *to) {
  const char *at = strstr(text, from);
  if (at == NULL) fail_msg("the manifest does not hold %s", from);
  size_t size = strlen(text) + strlen(to) + 1;
  char *out = malloc(size);
  assert_non_null(out);
  snprintf(out, size, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
  return out;
}

static void what_is_wrong_is_refused_with_its_place(void **state) {
  (void)state;
  static const struct {
    const char *from, *to; /* in the manifest */
    const char *path;      /* of the message; NULL = none */
    const char *says;      /* in the message */
  } row[] = {
      {"\"manifest_version\":\t1,", "", NULL, "manifest_version"},
      {"\"manifest_version\":\t1", "\"manifest_version\":\t2", "manifest_version", "too new"},
      {"\"manifest_version\":\t1", "\"manifest_version\":\t0", "manifest_version", "1 .. "},
      {"\"manifest_version\":\t1", "\"manifest_version\":\t\"1\"", "manifest_version", "number"},
      {"\"program\":\t\"ndrsim\"", "\"program\":\t\"other\"", "program", "ndrsim"},
      {"\"schema_version\":\t1", "\"schema_version\":\t1.5", "schema_version", "whole"},
      {"\"horizon\":\t13", "\"horizon\":\t0", "horizon", "1 .. 600"},
      {"\"horizon\":\t13", "\"horizon\":\t1e3", "horizon", "1 .. 600"},
      {"\"horizon\":\t13", "\"horizons\":\t13", "horizons", "no such key"},
      {"\"horizon\":\t13,", "", NULL, "`horizon` is missing"},
      {"\"horizon\":\t13,", "\"horizon\":\t13,\"horizon\":\t13,", "horizon", "twice"},
      {"\"replicates\":\t4", "\"replicates\":\t10", "replicates", "1 .. 9"},
      {"\"replicates\":\t4", "\"replicates\":\t0", "replicates", "1 .. 9"},
      {"\"layer_samples\":\t0", "\"layer_samples\":\t31", "layer_samples", "0 .. 30"},
      {"\"18446744073709551615\"", "\"18446744073709551616\"", "seed", "2^64"},
      {"\"18446744073709551615\"", "\"007\"", "seed", "2^64"},
      {"\"18446744073709551615\"", "5", "seed", "a text"},
      {"\"18446744073709551615\"", "\"-1\"", "seed", "2^64"},
      {"\"tiers.pro.cap=1200\"", "7", "overrides[0]", "path=value"},
      {"\"books/book.csv\"", "\"/etc/passwd\"", "book.path", "relative"},
      {"\"books/book.csv\"", "\"\"", "book.path", "relative"},
      {"\"series.csv\"", "\"../series.csv\"", "files[2].name", "plain name"},
      {"\"series.csv\"", "\"/series.csv\"", "files[2].name", "plain name"},
      {"\"series.csv\"", "\".series.csv\"", "files[2].name", "plain name"},
      {"\"series.csv\"", "\"series csv\"", "files[2].name", "plain name"},
      {"\"series.csv\"", "\"\"", "files[2].name", "plain name"},
      {"\"series.csv\"", "\"manifest.json\"", "files[2].name", "plain name"},
      {"\"series.csv\"", "\"scenario.json\"", "files[2].name", "each once"},
      {"\"series.csv\"", "\"aaa.csv\"", "files[2].name", "alphabetical"},
      {"\"scenario.json\"", "\"scenariO.json\"", "files", "not among the files"},
      {"\"size\":\t19", "\"size\":\t-1", "files[1].size", "whole number"},
      {"\"size\":\t19", "\"size\":\t1e300", "files[1].size", "whole number"},
      {"\"size\":\t19", "\"size\":\t19, \"mode\": 7", "files[1].mode", "no such key"},
      {"aaaaaaaa", "aaaaaaa", "files[0].sha256", "64 hex"},
      {"aaaaaaaa", "AAAAAAAA", "files[0].sha256", "64 hex"},
      {"\"list\":\t\"all\"", "\"list\":\t[]", "charts.list", "a text"},
  };
  char *text = sample("books/book.csv", "all");
  for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
    ndrsim_manifest m;
    ndrsim_error err;
    char line[1600], *wrong = changed(text, row[k].from, row[k].to);
    ndrsim_status status = parse(wrong, &m, &err);
    if (status != NDRSIM_INPUT) fail_msg("%s: status %s", row[k].to, ndrsim_status_name(status));
    ndrsim_error_format(&err, line, sizeof line);
    if (strstr(line, row[k].says) == NULL) fail_msg("%s: `%s`", row[k].to, line);
    if (row[k].path != NULL && strcmp(err.path, row[k].path) != 0) {
      fail_msg("%s: path `%s`", row[k].to, err.path);
    }
    assert_string_equal(err.file, "out/manifest.json");
    assert_true(err.line > 0);
    ndrsim_manifest_free(&m);
    free(wrong);
  }
  free(text);
}

/* Cut anywhere, it is refused, and nothing leaks or is read beyond the end. */
static void a_cut_manifest_is_refused(void **state) {
  (void)state;
  char *text = sample("books/book.csv", "all");
  size_t whole = strlen(text) - 1; /* the last newline may go */
  for (size_t size = 0; size < whole; size++) {
    ndrsim_manifest m;
    ndrsim_error err;
    char *cut = malloc(size + 1); /* of its own, so that a sanitizer sees its end */
    assert_non_null(cut);
    memcpy(cut, text, size);
    ndrsim_status status = ndrsim_manifest_parse(cut, size, "m", &m, &err);
    if (status != NDRSIM_INPUT) fail_msg("%zu bytes: %s", size, ndrsim_status_name(status));
    ndrsim_manifest_free(&m);
    free(cut);
  }
  free(text);
}

static void more_files_than_a_run_has(void **state) {
  (void)state;
  char *text = sample("book.csv", NULL), *list = strstr(text, "\"files\"");
  assert_non_null(list);
  size_t size = strlen(text) + 100 * (NDRSIM_OUTPUT_FILES + 2);
  char *many = malloc(size);
  assert_non_null(many);
  int at = snprintf(many, size, "%.*s\"files\": [", (int)(list - text), text);
  for (int k = 0; k <= NDRSIM_OUTPUT_FILES; k++) {
    at += snprintf(many + at, size - (size_t)at, "%s{\"name\": \"f%03d\"}", k > 0 ? "," : "", k);
  }
  snprintf(many + at, size - (size_t)at, "]}");
  ndrsim_manifest m;
  ndrsim_error err;
  assert_int_equal(parse(many, &m, &err), NDRSIM_INPUT);
  assert_string_equal(err.path, "files");
  ndrsim_manifest_free(&m);
  free(many);
  free(text);
}

static void files_that_cannot_be_read(void **state) {
  (void)state;
  ndrsim_manifest m;
  ndrsim_error err;
  assert_int_equal(ndrsim_manifest_read("/nonexistent/manifest.json", &m, &err), NDRSIM_IO);
  assert_string_equal(err.file, "/nonexistent/manifest.json");
  ndrsim_manifest_free(&m);
  assert_int_equal(ndrsim_manifest_read("/", &m, &err), NDRSIM_IO);
  ndrsim_manifest_free(&m);
  assert_int_equal(ndrsim_manifest_read("/dev/zero", &m, &err), NDRSIM_LIMIT);
  ndrsim_manifest_free(&m);
}

static void versions_are_compared_as_numbers(void **state) {
  (void)state;
  assert_int_equal(ndrsim_version_compare("0.1.0", "0.1.0"), 0);
  assert_true(ndrsim_version_compare("0.9.0", "0.10.0") < 0);
  assert_true(ndrsim_version_compare("1.0.0", "0.10.0") > 0);
  assert_true(ndrsim_version_compare("1.0", "1.0.1") < 0);
  assert_true(ndrsim_version_compare("1.0.1", "1.0") > 0);
  assert_int_equal(ndrsim_version_compare("", ""), 0);
}

static void put(const char *directory, const char *name, const char *text) {
  char path[160];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
}

/* The copy of the scenario must not replace a file that a user wrote. */
static void a_scenario_of_the_user_is_not_replaced(void **state) {
  (void)state;
  char root[] = "/tmp/ndrsim-manifest-XXXXXX", command[64];
  fake_run run;
  ndrsim_error err;
  assert_non_null(mkdtemp(root));
  assert_int_equal(fake_run_init(&run, 13, 4, 0), 0);
  assert_int_equal(ndrsim_report_check(root, (const ndrsim_model *[]){&run.model}, 1, &err),
                   NDRSIM_OK);
  put(root, "scenario.json", "{\"name\": \"mine\"}");
  assert_int_equal(ndrsim_report_check(root, (const ndrsim_model *[]){&run.model}, 1, &err),
                   NDRSIM_USAGE);
  assert_non_null(strstr(err.message, "scenario.json"));
  put(root, "scenario.json", "{\"name\": \"made-up\"}"); /* the same bytes: nothing to lose */
  assert_int_equal(ndrsim_report_check(root, (const ndrsim_model *[]){&run.model}, 1, &err),
                   NDRSIM_OK);
  char *text = sample("book.csv", "all"); /* its scenario.json is made-up's */
  put(root, "manifest.json", text);
  run.model.scenario_text = (char[]){"{\"name\": \"next\"}"};
  run.model.scenario_size = strlen(run.model.scenario_text);
  assert_int_equal(ndrsim_report_check(root, (const ndrsim_model *[]){&run.model}, 1, &err),
                   NDRSIM_OK); /* a run left it */
  put(root, "scenario.json", "{\"name\": \"edited\"}");
  assert_int_equal(ndrsim_report_check(root, (const ndrsim_model *[]){&run.model}, 1, &err),
                   NDRSIM_USAGE);
  free(text);
  fake_run_free(&run);
  snprintf(command, sizeof command, "rm -rf %s", root);
  assert_int_equal(system(command), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_written_is_read_back),
      cmocka_unit_test(only_relative_paths_are_kept),
      cmocka_unit_test(a_new_key_must_be_asked_whether_it_could_differ),
      cmocka_unit_test(a_convention_is_kept_where_one_was_asked_for),
      cmocka_unit_test(what_is_wrong_is_refused_with_its_place),
      cmocka_unit_test(a_cut_manifest_is_refused),
      cmocka_unit_test(more_files_than_a_run_has),
      cmocka_unit_test(files_that_cannot_be_read),
      cmocka_unit_test(versions_are_compared_as_numbers),
      cmocka_unit_test(a_scenario_of_the_user_is_not_replaced),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
