/* What is to be simulated: where it comes from, changes, and what is refused with which words. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "tests/api/host.h"

#define SCENARIO NDRSIM_SOURCE_DIR "/scenarios/agent-product.json"
#define BOOK NDRSIM_SOURCE_DIR "/scenarios/sample-book.csv"

static ndrsim_case *made(void) {
  ndrsim_case *self = ndrsim_case_new();
  assert_non_null(self);
  assert_int_equal(ndrsim_case_scenario_file(self, SCENARIO, NULL), NDRSIM_OK);
  return self;
}

static void a_file_and_a_book(void **state) {
  (void)state;
  ndrsim_error err = {0};
  ndrsim_case *self = made();
  assert_int_equal(ndrsim_case_check(self, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_case_book_file(self, BOOK, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_case_check(self, &err), NDRSIM_OK);
  ndrsim_case_free(self);
  ndrsim_case_free(NULL);
}

static void a_name_that_ships(void **state) {
  (void)state;
  ndrsim_case *self = ndrsim_case_new();
  assert_non_null(self);
  assert_int_equal(ndrsim_case_scenario_file(self, "agent-product", NULL), NDRSIM_OK);
  assert_int_equal(ndrsim_case_check(self, NULL), NDRSIM_OK);
  ndrsim_error err = {0};
  assert_int_equal(ndrsim_case_scenario_file(self, "no-such-product", &err), NDRSIM_IO);
  assert_string_equal(err.file, "no-such-product");
  /* the scenario that was there stays */
  assert_int_equal(ndrsim_case_check(self, NULL), NDRSIM_OK);
  ndrsim_case_free(self);
}

static void nothing_to_simulate(void **state) {
  (void)state;
  ndrsim_error err = {0};
  ndrsim_case *self = ndrsim_case_new();
  assert_non_null(self);
  assert_int_equal(ndrsim_case_check(self, &err), NDRSIM_INPUT);
  assert_non_null(strstr(err.message, "no scenario"));
  ndrsim_case_free(self);
}

static void changes_are_checked_together(void **state) {
  (void)state;
  ndrsim_error err = {0};
  char line[1600];
  ndrsim_case *self = made();
  assert_int_equal(ndrsim_case_set(self, "churn.bse=0.02", &err), NDRSIM_OK);
  assert_int_equal(ndrsim_case_check(self, &err), NDRSIM_INPUT);
  assert_string_equal(err.suggestion, "churn.base");
  ndrsim_error_format(&err, line, sizeof line);
  assert_non_null(strstr(line, "did you mean `churn.base`?"));
  ndrsim_case_reset(self);
  assert_int_equal(ndrsim_case_check(self, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_case_set_number(self, "churn.base", 0.0125, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_case_check(self, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_case_set_number(self, "churn.base", 1.5, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_case_check(self, &err), NDRSIM_INPUT);
  assert_string_equal(err.path, "churn.base");
  assert_int_equal(ndrsim_case_set_number(self, "churn.base", NAN, &err), NDRSIM_INPUT);
  /* more changes than the first allocation holds */
  for (int k = 0; k < 40; k++)
    assert_int_equal(ndrsim_case_set(self, "churn.base=0.02", &err), NDRSIM_OK);
  assert_int_equal(ndrsim_case_check(self, &err), NDRSIM_OK);
  ndrsim_case_free(self);
}

static void texts_from_memory(void **state) {
  (void)state;
  ndrsim_error err = {0};
  char broken[] = "{\"schema_version\": 1,\n \"name\" 3}";
  ndrsim_case *self = ndrsim_case_new();
  assert_non_null(self);
  assert_int_equal(ndrsim_case_scenario_text(self, broken, sizeof broken - 1, "mine.json", &err),
                   NDRSIM_OK);
  memset(broken, 'x', sizeof broken); /* the case has its own copy */
  assert_int_equal(ndrsim_case_check(self, &err), NDRSIM_INPUT);
  assert_string_equal(err.file, "mine.json");
  assert_int_equal(err.line, 2);
  ndrsim_case_free(self);

  static const char book[] = "account_id,start_month,mrr,segment,tier\na,-3,100,smb,nope\n";
  self = made();
  assert_int_equal(ndrsim_case_book_text(self, book, sizeof book - 1, NULL, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_case_check(self, &err), NDRSIM_INPUT);
  assert_string_equal(err.file, "memory");
  assert_int_equal(err.line, 2);
  assert_int_equal(ndrsim_case_book_text(self, NULL, 0, NULL, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_case_check(self, &err), NDRSIM_OK);
  ndrsim_case_free(self);
}

static void files_that_cannot_be_read(void **state) {
  (void)state;
  ndrsim_error err = {0};
  ndrsim_case *self = made();
  assert_int_equal(ndrsim_case_book_file(self, "/nowhere/book.csv", &err), NDRSIM_IO);
  assert_string_equal(err.file, "/nowhere/book.csv");
  assert_int_equal(ndrsim_case_book_file(self, NDRSIM_SOURCE_DIR, &err), NDRSIM_IO);
  ndrsim_case_free(self);
}

/* A file of `size` bytes that takes no room. */
static void sparse(const char *directory, off_t size, char *path, size_t room) {
  snprintf(path, room, "%s/large", directory);
  int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  assert_true(file >= 0);
  int failed = ftruncate(file, size);
  close(file);
  if (failed) skip(); /* no such files here */
}

static void files_that_are_too_large(void **state) {
  (void)state;
  ndrsim_error err = {0};
  char path[256], *directory = host_directory();
  ndrsim_case *self = made();
  assert_int_equal(ndrsim_case_scenario_file(self, "/dev/zero", &err), NDRSIM_LIMIT);
  assert_string_equal(err.file, "/dev/zero");
  assert_string_equal(err.message, "the text is longer than 10 MB");
  sparse(directory, (off_t)10 << 30, path, sizeof path);
  assert_int_equal(ndrsim_case_scenario_file(self, path, &err), NDRSIM_LIMIT);
  assert_int_equal(ndrsim_case_book_file(self, path, &err), NDRSIM_LIMIT);
  assert_string_equal(err.file, path);
  /* what was there stays */
  assert_int_equal(ndrsim_case_check(self, &err), NDRSIM_OK);
  ndrsim_case_free(self);
  host_remove(directory);
}

/* What comes through a pipe is there once. */
static void a_pipe_is_read_once(void **state) {
  (void)state;
  char path[256], command[600], *directory = host_directory();
  ndrsim_error err = {0};
  snprintf(path, sizeof path, "%s/pipe", directory);
  assert_int_equal(mkfifo(path, 0600), 0);
  snprintf(command, sizeof command, "cat '%s' >'%s' &", SCENARIO, path);
  assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): paths of our own */
  ndrsim_case *self = ndrsim_case_new();
  assert_non_null(self);
  alarm(120); /* instead of waiting for ever for another writer */
  assert_int_equal(ndrsim_case_scenario_file(self, path, &err), NDRSIM_OK);
  alarm(0);
  assert_int_equal(ndrsim_case_check(self, &err), NDRSIM_OK);
  ndrsim_case_free(self);
  host_remove(directory);
}

/* Only where there is no file is one taken that ships; and "-" is a name like any other. */
static void a_file_that_cannot_be_opened_is_none_that_ships(void **state) {
  (void)state;
  ndrsim_error err = {0};
  char before[4096], *directory = host_directory();
  assert_non_null(getcwd(before, sizeof before));
  assert_int_equal(chdir(directory), 0);
  ndrsim_case *self = made();
  assert_int_equal(symlink("agent-product", "agent-product"), 0);
  assert_int_equal(ndrsim_case_scenario_file(self, "agent-product", &err), NDRSIM_IO);
  assert_string_equal(err.file, "agent-product");
  assert_int_equal(ndrsim_case_scenario_file(self, "-", &err), NDRSIM_IO);
  assert_int_equal(ndrsim_case_book_file(self, "-", &err), NDRSIM_IO);
  assert_int_equal(chdir(before), 0);
  ndrsim_case_free(self);
  host_remove(directory);
}

static void parameters_can_be_listed(void **state) {
  (void)state;
  int n = ndrsim_parameter_count(), found = 0;
  assert_true(n > 50);
  for (int k = 0; k < n; k++) {
    ndrsim_parameter_info info = NDRSIM_PARAMETER_INFO_INIT;
    assert_int_equal(ndrsim_parameter(k, &info, NULL), NDRSIM_OK);
    assert_non_null(info.path);
    assert_non_null(info.unit);
    assert_non_null(info.doc);
    assert_true(info.low <= info.high);
    if (strcmp(info.path, "churn.base") == 0 || strcmp(info.path, "horizon") == 0) found++;
  }
  assert_int_equal(found, 2);
  ndrsim_error err = {0};
  ndrsim_parameter_info info = NDRSIM_PARAMETER_INFO_INIT;
  assert_int_equal(ndrsim_parameter(n, &info, &err), NDRSIM_INPUT);
  assert_int_equal(ndrsim_parameter(-1, &info, &err), NDRSIM_INPUT);
}

static void versions_agree(void **state) {
  (void)state;
  assert_string_equal(ndrsim_version(), NDRSIM_VERSION_STRING);
  assert_string_equal(ndrsim_version(), NDRSIM_VERSION);
  assert_int_equal(ndrsim_version_number(), NDRSIM_VERSION_NUMBER);
  char text[32];
  snprintf(text, sizeof text, "%d.%d.%d", NDRSIM_VERSION_MAJOR, NDRSIM_VERSION_MINOR,
           NDRSIM_VERSION_PATCH);
  assert_string_equal(text, NDRSIM_VERSION_STRING);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_file_and_a_book),
      cmocka_unit_test(a_name_that_ships),
      cmocka_unit_test(nothing_to_simulate),
      cmocka_unit_test(changes_are_checked_together),
      cmocka_unit_test(texts_from_memory),
      cmocka_unit_test(files_that_cannot_be_read),
      cmocka_unit_test(files_that_are_too_large),
      cmocka_unit_test(a_pipe_is_read_once),
      cmocka_unit_test(a_file_that_cannot_be_opened_is_none_that_ships),
      cmocka_unit_test(parameters_can_be_listed),
      cmocka_unit_test(versions_agree),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
