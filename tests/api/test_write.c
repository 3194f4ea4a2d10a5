/* The files of a simulation: the bytes that the program writes, also for some of the charts in some
 * formats; what cannot be written is refused before anything is. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "tests/api/host.h"

enum { REPLICATES = 24, HORIZON = 26 };

static ndrsim_simulation *described; /* made once: writing does not change it */

static int setup(void **state) {
  (void)state;
  ndrsim_case *input = host_case(REPLICATES, HORIZON);
  described = host_run(input, 2);
  ndrsim_case_free(input);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  ndrsim_simulation_free(described);
  return 0;
}

static bool has_gnuplot(void) {
  return system("command -v gnuplot >/dev/null 2>&1") == 0; /* NOLINT(cert-env33-c): our own text */
}

/* The program's run of the same case, with `more` options. */
static void run_program(const char *more, const char *directory) {
  char command[8192];
  const char *emulator = getenv("NDRSIM_EMULATOR"); /* of a foreign build */
  int length = snprintf(command, sizeof command,
                        "%s '%s' run '%s' --set acquisition.initial=150 --set "
                        "acquisition.per_month=5 --set replicates=%d --set horizon=%d --quiet %s "
                        "-o '%s' 2>/dev/null",
                        emulator != NULL ? emulator : "", NDRSIM_BINARY, HOST_SCENARIO, REPLICATES,
                        HORIZON, more, directory);
  assert_in_range(length, 1, sizeof command - 1);
  assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): paths of our own */
}

/* Files in the directory whose names end in `ending`. */
static int files(const char *directory, const char *ending) {
  int n = 0;
  DIR *all = opendir(directory);
  assert_non_null(all);
  for (const struct dirent *entry; (entry = readdir(all)) != NULL;) {
    size_t length = strlen(entry->d_name), tail = strlen(ending);
    n += length > tail && strcmp(entry->d_name + length - tail, ending) == 0;
  }
  closedir(all);
  return n;
}

static void write_to(const char *directory, const ndrsim_write_options *options,
                     ndrsim_charts expected) {
  ndrsim_charts charts = NDRSIM_CHARTS_FAILED;
  ndrsim_error err = {0};
  if (ndrsim_simulation_write(described, directory, options, &charts, &err) != NDRSIM_OK) {
    char line[1600];
    ndrsim_error_format(&err, line, sizeof line);
    fail_msg("%s", line);
  }
  assert_int_equal(charts, expected);
}

/* What the library writes with `options` is what the program writes with `more`. */
static void same_files(const ndrsim_write_options *options, const char *more,
                       ndrsim_charts expected, int n_charts) {
  char *ours = host_directory(), *theirs = host_directory();
  write_to(ours, options, expected);
  run_program(more, theirs);
  int n = host_same_files(ours, theirs);
  assert_int_equal(n, files(ours, ".json") + files(ours, ".csv") + n_charts);
  assert_int_equal(n - n_charts, 9);
  host_remove(ours);
  host_remove(theirs);
}

static void files_equal_those_of_the_program(void **state) {
  (void)state;
  if (access(NDRSIM_BINARY, X_OK) != 0) skip();
  ndrsim_write_options options = NDRSIM_WRITE_OPTIONS_INIT;
  same_files(&options, "--charts none", NDRSIM_CHARTS_NONE, 0);
  same_files(NULL, "--charts none", NDRSIM_CHARTS_NONE, 0);
  options.charts = 1; /* drawn or, without gnuplot, not: in both alike */
  if (has_gnuplot()) {
    /* no split of variance with so few replicates: eleven charts of twelve, in two formats */
    same_files(&options, "", NDRSIM_CHARTS_DRAWN, 22);
  } else {
    same_files(&options, "", NDRSIM_CHARTS_NO_GNUPLOT, 0);
  }
}

static void some_charts_in_some_formats(void **state) {
  (void)state;
  if (access(NDRSIM_BINARY, X_OK) != 0 || !has_gnuplot()) skip();
  ndrsim_write_options options = NDRSIM_WRITE_OPTIONS_INIT;
  options.charts = 1;
  options.chart_list = "tier-mix,ndr-fan";
  same_files(&options, "--charts tier-mix,ndr-fan", NDRSIM_CHARTS_DRAWN, 4);
  options.chart_formats = "svg";
  same_files(&options, "--charts tier-mix,ndr-fan --chart-format svg", NDRSIM_CHARTS_DRAWN, 2);
  options.chart_list = "none";
  same_files(&options, "--charts none --chart-format svg", NDRSIM_CHARTS_NONE, 0);
}

static void charts_of_an_earlier_run_go(void **state) {
  (void)state;
  if (!has_gnuplot()) skip();
  char *directory = host_directory();
  ndrsim_write_options options = NDRSIM_WRITE_OPTIONS_INIT;
  options.charts = 1;
  options.chart_list = "mrr-fan,ndr-fan";
  options.chart_formats = "svg,pdf";
  write_to(directory, &options, NDRSIM_CHARTS_DRAWN);
  assert_int_equal(files(directory, ".svg"), 2);
  assert_int_equal(files(directory, ".pdf"), 2);
  options.chart_list = "ndr-fan";
  options.chart_formats = NULL;
  write_to(directory, &options, NDRSIM_CHARTS_DRAWN);
  assert_int_equal(files(directory, ".svg"), 1);
  assert_int_equal(files(directory, ".png"), 1);
  assert_int_equal(files(directory, ".pdf"), 0);
  options.charts = 0; /* the switch decides, whatever the lists say */
  write_to(directory, &options, NDRSIM_CHARTS_NONE);
  assert_int_equal(files(directory, ".svg") + files(directory, ".png"), 0);
  host_remove(directory);
}

static void expect_refused(const ndrsim_write_options *options, const char *words,
                           const char *suggestion) {
  char *directory = host_directory();
  ndrsim_error err = {0};
  ndrsim_charts charts = NDRSIM_CHARTS_FAILED;
  assert_int_equal(ndrsim_simulation_write(described, directory, options, &charts, &err),
                   NDRSIM_INPUT);
  assert_int_equal(err.status, NDRSIM_INPUT);
  if (strstr(err.message, words) == NULL) fail_msg("`%s` in `%s`", words, err.message);
  assert_string_equal(err.suggestion, suggestion);
  assert_int_equal(charts, NDRSIM_CHARTS_FAILED); /* as it was */
  assert_int_equal(files(directory, ".json"), 0);
  assert_int_equal(ndrsim_simulation_write(described, directory, options, NULL, NULL),
                   NDRSIM_INPUT);
  host_remove(directory);
}

static void charts_that_do_not_exist(void **state) {
  (void)state;
  ndrsim_write_options options = NDRSIM_WRITE_OPTIONS_INIT;
  options.charts = 1;
  options.chart_list = "ndr-fan,ndr-brigde";
  expect_refused(&options, "unknown chart `ndr-brigde`", "ndr-bridge");
  options.chart_list = "";
  expect_refused(&options, "unknown chart", "");
  options.chart_list = "ndr-fan";
  options.chart_formats = "png,pgn";
  expect_refused(&options, "unknown chart format `pgn`", "png");
  options.charts = 0; /* said even when nothing would be drawn */
  expect_refused(&options, "unknown chart format `pgn`", "png");
}

/* A program compiled before there were lists: what stands behind its struct is not read. */
static void options_of_an_older_program(void **state) {
  (void)state;
  if (!has_gnuplot()) skip();
  char *directory = host_directory();
  ndrsim_write_options older = NDRSIM_WRITE_OPTIONS_INIT;
  older.struct_size = offsetof(ndrsim_write_options, chart_list);
  older.charts = 1;
  older.chart_list = "no such chart";
  older.chart_formats = "no such format";
  write_to(directory, &older, NDRSIM_CHARTS_DRAWN);
  assert_int_equal(files(directory, ".png"), 11);
  assert_int_equal(files(directory, ".svg"), 11);
  host_remove(directory);
}

/* The data are whole all the same, and the caller learns which of the two failed. */
static void charts_that_cannot_be_drawn(void **state) {
  (void)state;
  if (!has_gnuplot()) skip();
  char *directory = host_directory();
  ndrsim_write_options options = NDRSIM_WRITE_OPTIONS_INIT;
  ndrsim_charts charts = NDRSIM_CHARTS_NONE;
  options.charts = 1;
  options.templates = "/no/such/templates";
  assert_int_equal(ndrsim_simulation_write(described, directory, &options, &charts, NULL),
                   NDRSIM_IO);
  assert_int_equal(charts, NDRSIM_CHARTS_FAILED);
  assert_int_equal(files(directory, ".png"), 0);
  assert_int_equal(files(directory, ".json"), 3);
  host_remove(directory);
}

static void a_directory_that_cannot_be(void **state) {
  (void)state;
  ndrsim_error err = {0};
  ndrsim_charts charts = NDRSIM_CHARTS_NO_DATA;
  assert_int_equal(ndrsim_simulation_write(described, "/proc/no/such", NULL, &charts, &err),
                   NDRSIM_IO);
  assert_int_equal(charts, NDRSIM_CHARTS_NO_DATA); /* as it was */
}

/* Files of another verb would be taken for this run's. */
static void a_directory_of_an_attribution(void **state) {
  (void)state;
  if (access(NDRSIM_BINARY, X_OK) != 0) skip();
  char command[8192], *directory = host_directory();
  const char *emulator = getenv("NDRSIM_EMULATOR"); /* of a foreign build */
  ndrsim_error err = {0};
  int length = snprintf(command, sizeof command,
                        "%s '%s' attribute '%s' --set acquisition.initial=40 --set "
                        "acquisition.per_month=0 --replicates 2 --horizon 13 --charts none --quiet "
                        "-o '%s' 2>/dev/null",
                        emulator != NULL ? emulator : "", NDRSIM_BINARY, HOST_SCENARIO, directory);
  assert_in_range(length, 1, sizeof command - 1);
  assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): paths of our own */
  int before = files(directory, ".json") + files(directory, ".csv");
  assert_int_equal(ndrsim_simulation_write(described, directory, NULL, NULL, &err), NDRSIM_USAGE);
  assert_non_null(strstr(err.message, "holds the files of `ndrsim attribute`"));
  assert_int_equal(files(directory, ".json") + files(directory, ".csv"), before);
  host_remove(directory);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(files_equal_those_of_the_program),
      cmocka_unit_test(some_charts_in_some_formats),
      cmocka_unit_test(charts_of_an_earlier_run_go),
      cmocka_unit_test(charts_that_do_not_exist),
      cmocka_unit_test(options_of_an_older_program),
      cmocka_unit_test(charts_that_cannot_be_drawn),
      cmocka_unit_test(a_directory_that_cannot_be),
      cmocka_unit_test(a_directory_of_an_attribution),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
