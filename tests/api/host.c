#include "tests/api/host.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

ndrsim_case *host_case(int replicates, int horizon) {
  ndrsim_case *self = ndrsim_case_new();
  assert_non_null(self);
  assert_int_equal(ndrsim_case_scenario_file(self, HOST_SCENARIO, NULL), NDRSIM_OK);
  assert_int_equal(ndrsim_case_set(self, "acquisition.initial=150", NULL), NDRSIM_OK);
  assert_int_equal(ndrsim_case_set(self, "acquisition.per_month=5", NULL), NDRSIM_OK);
  assert_int_equal(ndrsim_case_set_number(self, "replicates", replicates, NULL), NDRSIM_OK);
  assert_int_equal(ndrsim_case_set_number(self, "horizon", horizon, NULL), NDRSIM_OK);
  return self;
}

ndrsim_simulation *host_run(const ndrsim_case *input, int threads) {
  ndrsim_simulation_options options = NDRSIM_SIMULATION_OPTIONS_INIT;
  ndrsim_simulation *self = NULL;
  ndrsim_error err = {0};
  options.threads = threads;
  if (ndrsim_simulation_run(input, &options, &self, &err) != NDRSIM_OK) {
    char line[1600];
    ndrsim_error_format(&err, line, sizeof line);
    fail_msg("%s", line);
  }
  assert_non_null(self);
  return self;
}

char *host_directory(void) {
  const char *base = getenv("TMPDIR");
  char *name = NULL;
  assert_true(asprintf(&name, "%s/ndrsim-api-XXXXXX", base != NULL ? base : "/tmp") > 0);
  assert_non_null(mkdtemp(name));
  return name;
}

/* Names of a directory's files, sorted; *n of them. */
static char **list(const char *directory, int *n) {
  struct dirent **entry = NULL;
  int found = scandir(directory, &entry, NULL, alphasort);
  assert_true(found >= 0);
  char **name = calloc((size_t)found + 1, sizeof *name);
  assert_non_null(name);
  *n = 0;
  for (int k = 0; k < found; k++) {
    if (entry[k]->d_name[0] != '.') {
      name[*n] = strdup(entry[k]->d_name);
      assert_non_null(name[(*n)++]);
    }
    free(entry[k]);
  }
  free(entry);
  return name;
}

static void path_of(char *out, size_t size, const char *directory, const char *name) {
  int length = snprintf(out, size, "%s/%s", directory, name);
  assert_true(length > 0 && (size_t)length < size);
}

void host_remove(char *directory) {
  int n;
  char **name = list(directory, &n), path[4096];
  for (int k = 0; k < n; k++) {
    path_of(path, sizeof path, directory, name[k]);
    assert_int_equal(unlink(path), 0);
    free(name[k]);
  }
  free(name);
  assert_int_equal(rmdir(directory), 0);
  free(directory);
}

static void same_file(const char *a, const char *b) {
  FILE *one = fopen(a, "rb"), *two = fopen(b, "rb");
  assert_non_null(one);
  assert_non_null(two);
  int c, d;
  long at = 0;
  do {
    c = fgetc(one);
    d = fgetc(two);
    if (c != d) fail_msg("%s and %s differ at byte %ld", a, b, at);
    at++;
  } while (c != EOF);
  assert_false(ferror(one) || ferror(two));
  fclose(one);
  fclose(two);
}

int host_same_files(const char *a, const char *b) {
  int n, m;
  char **one = list(a, &n), **two = list(b, &m);
  assert_int_equal(n, m);
  for (int k = 0; k < n; k++) {
    char first[4096], second[4096];
    assert_string_equal(one[k], two[k]);
    path_of(first, sizeof first, a, one[k]);
    path_of(second, sizeof second, b, two[k]);
    same_file(first, second);
    free(one[k]);
    free(two[k]);
  }
  free(one);
  free(two);
  return n;
}
