/* Input that is meant to hurt: one message, the right status, no crash, no leak, no long wait. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include "scenarios/json_doc.h"
#include "tests/scenarios/sample_catalogue.h"

#define MEGABYTES_10 (10u * 1024 * 1024)

#define WITH(more, ...) sample_refuse_with(more, (const char *const[]){__VA_ARGS__, NULL})

static void test_duplicate_keys(void **state) {
  (void)state;
  WITH(",\"horizon\":1,\"horizon\":2", "sample.json:3:83: horizon", "given twice");
  WITH(",\"churn\":{\"base\":0.1,\"fee\":1,\"base\":0.1}", "churn.base", "given twice");
  WITH(",\"churn\":{\"base\":0.1,\"b\\u0061se\":0.2}", "churn.base", "given twice");
  WITH(",\"macro\":{\"forced\":[{\"from\":1,\"from\":2,\"to\":3,\"regime\":\"normal\"}]}",
       "macro.forced[0].from", "given twice");
  /* keys are told apart by case: the second one is unknown, not a twin */
  WITH(",\"churn\":{\"base\":0.1,\"Base\":0.2}", "churn.Base", "unknown key",
       "did you mean `churn.base`");
}

static void test_numbers(void **state) {
  (void)state;
  WITH(",\"churn\":{\"base\":012}", "churn.base", "leading zero");
  WITH(",\"churn\":{\"base\":1e999}", "churn.base", "too large");
  WITH(",\"churn\":{\"base\":NaN}", "churn.base", "NaN");
  WITH(",\"churn\":{\"base\":-Infinity}", "churn.base", "not a number");
  WITH(",\"seed\":9007199254740993", "seed", "2^53", "string of digits");
  WITH(",\"demand\":{\"level\":1e308}}x", "after the end");
}

static void test_text(void **state) {
  (void)state;
  WITH(",\"title\":\"a\\u0000b\"", "title", "u0000");
  WITH(",\"title\":\"a\tb\"", "title", "control character");
  WITH(",\"title\":\"\xc3\"", "title", "UTF-8");
  WITH(",\"title\":\"a\x1b[31mb\"", "title", "control character", "\\x1B");
  WITH(",\"\\u001b[31m\":1", "unknown key", "\\x1B[31m"); /* never raw on a terminal */
  char more[600] = ",\"";
  memset(more + 2, 'k', 200);
  strcpy(more + 202, "\":1");
  WITH(more, "more than 128 bytes");
}

static void test_bom(void **state) {
  (void)state;
  char *plain = sample_scenario(""), *text = NULL;
  assert_true(asprintf(&text, "\xef\xbb\xbf%s", plain) > 0);
  ndrsim_model model;
  assert_int_equal(sample_parse(&model, text, NULL, 0, NULL), NDRSIM_OK);
  ndrsim_model_free(&model);
  free(text);
  assert_true(asprintf(&text, "\xef\xbb\xbf\xef\xbb\xbf%s", plain) > 0); /* one is enough */
  SAMPLE_REFUSE(text, "sample.json:1:1", "not JSON");
  free(text);
  free(plain);
  SAMPLE_REFUSE("\xff\xfe{\0}", "sample.json: this looks like UTF-16", "UTF-8");
}

static void test_truncated_everywhere(void **state) {
  (void)state;
  char *text = sample_scenario(
      ",\"churn\":{\"base\":{\"dist\":\"beta\",\"mean\":0.03,\"sd\":0.006}},\"correlations\":[]");
  size_t size = strlen(text);
  for (size_t n = 0; n < size; n++)
    sample_refuse(text, n, NDRSIM_INPUT, (const char *const[]){"sample.json:", NULL});
  free(text);
}

/* Every byte of a scenario replaced by each of a few bytes: refused or loaded, never more. */
static void test_every_byte_changed(void **state) {
  (void)state;
  static const char bytes[] = "\"{}[]:,\\0-e.x \n\xff";
  char *text = sample_scenario(
      ",\"churn\":{\"base\":{\"by_segment\":{\"smb\":{\"schedule\":{\"0\":{\"dist\":\"beta\","
      "\"mean\":0.03,\"sd\":0.006},\"12\":0.1}},\"default\":{\"dist\":\"uniform\",\"low\":0,"
      "\"high\":0.1,\"per\":\"account\"}}}},\"macro\":{\"forced\":[{\"from\":1,\"to\":2,"
      "\"regime\":\"normal\"}]},\"acquisition\":{\"initial\":10,\"per_month\":1.5}");
  size_t size = strlen(text);
  for (size_t i = 0; i < size; i++)
    for (size_t b = 0; b < sizeof bytes - 1; b++) {
      char kept = text[i];
      ndrsim_model model;
      ndrsim_error err;
      ndrsim_model_init(&model);
      text[i] = bytes[b];
      ndrsim_status status =
          ndrsim_scenario_parse(&model, &sample_catalogue, text, size, "t.json", NULL, 0, &err);
      assert_true(status == NDRSIM_OK || status == NDRSIM_INPUT || status == NDRSIM_LIMIT);
      if (status != NDRSIM_OK) assert_int_equal(err.status, status);
      ndrsim_model_free(&model);
      text[i] = kept;
    }
  free(text);
}

/* At most `seconds`; emulated processors get more. */
static void assert_in_time(const struct timespec *from, const struct timespec *to, long seconds) {
  const char *emulator = getenv("NDRSIM_EMULATOR");
  if (emulator != NULL && emulator[0] != '\0') seconds *= 20;
  assert_true(to->tv_sec - from->tv_sec <= seconds);
}

/* A text of `size` bytes: `head`, then `fill` over and over, must be refused within two seconds. */
static void big(const char *head, const char *fill, size_t size, ndrsim_status status,
                const char *says) {
  char *text = malloc(size);
  assert_non_null(text);
  size_t n = strlen(head), width = strlen(fill);
  memcpy(text, head, n);
  for (size_t i = n; i < size; i++)
    text[i] = fill[(i - n) % width];
  struct timespec from, to;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
  sample_refuse(text, size, status, (const char *const[]){says, NULL});
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
  free(text);
  if (getenv("VALGRIND") == NULL) assert_in_time(&from, &to, 2);
}

static void test_ten_megabytes(void **state) {
  (void)state;
  big("", "junk ", MEGABYTES_10, NDRSIM_INPUT, "not JSON");
  big("", " ", MEGABYTES_10, NDRSIM_INPUT, "empty");
  big("", "[", MEGABYTES_10, NDRSIM_INPUT, "deeper than 64");
  big("", "{\"a\":", MEGABYTES_10, NDRSIM_INPUT, "deeper than 64");
  big("[", "1,", MEGABYTES_10, NDRSIM_LIMIT, "200000 values");
  big("{\"a\":\"", "x", MEGABYTES_10, NDRSIM_INPUT, "not closed");
  big("[", "9", MEGABYTES_10, NDRSIM_INPUT, "60 characters");
  big("", "\xff\xfe", MEGABYTES_10, NDRSIM_INPUT, "UTF-16");
  big("", "x", MEGABYTES_10 + 1, NDRSIM_LIMIT, "10 MB");
}

/* Many keys in one object: the search for duplicates must not be quadratic. */
static void test_many_keys(void **state) {
  (void)state;
  enum { KEYS = 190000 };
  char *text = malloc((size_t)KEYS * 16 + 64);
  assert_non_null(text);
  size_t n = (size_t)sprintf(text, "{");
  for (int i = 0; i < KEYS; i++)
    n += (size_t)sprintf(text + n, "\"k%d\":1,", i);
  n += (size_t)sprintf(text + n, "\"k77\":1}");
  struct timespec from, to;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from); /* others may be busy on this machine */
  ndrsim_json doc;
  ndrsim_error err;
  ndrsim_json_init(&doc); /* the document alone: the loader would begin with the unknown keys */
  assert_int_equal(ndrsim_json_parse(&doc, text, n, "sample.json", &err), NDRSIM_INPUT);
  ndrsim_json_free(&doc);
  assert_string_equal(err.path, "k77");
  assert_string_equal(err.message, "the key is given twice in one object");
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
  if (getenv("VALGRIND") == NULL) assert_in_time(&from, &to, 3);
  free(text);
}

static void test_files(void **state) {
  (void)state;
  ndrsim_model model;
  ndrsim_error err;
  char name[] = "/tmp/ndrsim-test-XXXXXX", line[1024];
  ndrsim_model_init(&model);
  assert_int_equal(
      ndrsim_scenario_load(&model, &sample_catalogue, "no/such/file.json", NULL, 0, &err),
      NDRSIM_IO);
  ndrsim_error_format(&err, line, sizeof line);
  assert_string_equal(line, "no/such/file.json: cannot be opened: No such file or directory");
  ndrsim_model_free(&model);
  assert_int_equal(ndrsim_scenario_load(&model, &sample_catalogue, "/", NULL, 0, &err), NDRSIM_IO);
  assert_non_null(strstr(err.message, "cannot be read"));
  ndrsim_model_free(&model);
  int file = mkstemp(name);
  assert_true(file >= 0);
  char *text = sample_scenario(",\"horizon\":7");
  assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
  close(file);
  free(text);
  ndrsim_status status = ndrsim_scenario_load(&model, &sample_catalogue, name, NULL, 0, &err);
  unlink(name);
  assert_int_equal(status, NDRSIM_OK);
  assert_true(model.horizon == 7);
  assert_string_equal(model.scenario_file, name + 5); /* no directory in the manifest */
  ndrsim_model_free(&model);
}

static void test_long_names(void **state) {
  (void)state;
  char more[400];
  WITH(
      ",\"churn\":{\"base\":{\"by_segment\":{\"a_segment_whose_name_goes_on_and_on_for_ever\":1}}}",
      "unknown segment");
  snprintf(more, sizeof more, "{\"schema_version\":1,\"name\":\"%0100d\"}", 1);
  SAMPLE_REFUSE(more, "name", "at most 63 bytes");
  snprintf(more, sizeof more, "{\"schema_version\":1,\"name\":\"a\",\"tiers\":{\"t%040d\":{}}}", 1);
  SAMPLE_REFUSE(more, "at most 31");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_duplicate_keys),
      cmocka_unit_test(test_numbers),
      cmocka_unit_test(test_text),
      cmocka_unit_test(test_bom),
      cmocka_unit_test(test_truncated_everywhere),
      cmocka_unit_test(test_every_byte_changed),
      cmocka_unit_test(test_ten_megabytes),
      cmocka_unit_test(test_many_keys),
      cmocka_unit_test(test_files),
      cmocka_unit_test(test_long_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
