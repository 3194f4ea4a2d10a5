/* Files appear together or not at all, and nothing is left behind. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "report/output.h"

static char root[64];

static int make_root(void **state) {
  (void)state;
  snprintf(root, sizeof root, "/tmp/ndrsim-output-XXXXXX");
  return mkdtemp(root) == NULL ? -1 : 0;
}

static int remove_root(void **state) {
  (void)state;
  char command[96];
  snprintf(command, sizeof command, "rm -rf %s", root);
  return system(command);
}

static const char *in_root(const char *name) {
  static char path[4][160];
  static int next;
  next = (next + 1) % 4;
  snprintf(path[next], sizeof path[next], "%s/%s", root, name);
  return path[next];
}

/* Entries of a directory, hidden ones included; -1 when there is none. */
static int entries(const char *path) {
  DIR *directory = opendir(path);
  if (directory == NULL) return -1;
  int n = 0;
  for (struct dirent *e; (e = readdir(directory)) != NULL;) {
    if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) n++;
  }
  closedir(directory);
  return n;
}

static void put(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
}

static void assert_holds(const char *path, const char *expected) {
  char text[64] = "";
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  size_t length = fread(text, 1, sizeof text - 1, file);
  text[length] = '\0';
  fclose(file);
  assert_string_equal(text, expected);
}

static void commit_places_all_files(void **state) {
  (void)state;
  ndrsim_output output;
  ndrsim_error err;
  FILE *a, *b;
  const char *reserved, *script;
  ndrsim_output_init(&output);
  assert_int_equal(ndrsim_output_open(&output, in_root("new/deep/dir/"), &err), NDRSIM_OK);
  put(in_root("new/deep/dir/a.txt"), "old");
  put(in_root("new/deep/dir/stale.png"), "old");
  assert_int_equal(ndrsim_output_create(&output, "a.txt", &a, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_output_create(&output, "b.txt", &b, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_output_reserve(&output, "c.txt", &reserved, &err), NDRSIM_OK);
  fputs("A", a);
  fputs("B", b);
  put(reserved, "C");
  assert_int_equal(ndrsim_output_scratch(&output, &script, &a, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_output_remove(&output, "stale.png", &err), NDRSIM_OK);
  assert_int_equal(ndrsim_output_remove(&output, "never-there.png", &err), NDRSIM_OK);
  assert_holds(in_root("new/deep/dir/a.txt"), "old"); /* until the commit */
  assert_int_equal(ndrsim_output_commit(&output, &err), NDRSIM_OK);
  ndrsim_output_free(&output);
  assert_int_equal(entries(in_root("new/deep/dir")), 3);
  assert_holds(in_root("new/deep/dir/a.txt"), "A");
  assert_holds(in_root("new/deep/dir/b.txt"), "B");
  assert_holds(in_root("new/deep/dir/c.txt"), "C");
}

static void without_commit_nothing_remains(void **state) {
  (void)state;
  ndrsim_output output;
  ndrsim_error err;
  FILE *stream;
  const char *path;
  ndrsim_output_init(&output);
  assert_int_equal(ndrsim_output_open(&output, in_root("x/y/z"), &err), NDRSIM_OK);
  assert_int_equal(ndrsim_output_create(&output, "a.txt", &stream, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_output_reserve(&output, "b.txt", &path, &err), NDRSIM_OK);
  assert_int_equal(entries(in_root("x/y/z")), 2);
  ndrsim_output_free(&output);
  assert_int_equal(entries(root), 0); /* x was made for the run, so it goes */
  ndrsim_output_free(&output);        /* twice is harmless */
}

static void directories_of_others_stay(void **state) {
  (void)state;
  ndrsim_output output;
  ndrsim_error err;
  assert_int_equal(mkdir(in_root("x"), 0777), 0);
  ndrsim_output_init(&output);
  assert_int_equal(ndrsim_output_open(&output, in_root("x/y"), &err), NDRSIM_OK);
  ndrsim_output_free(&output);
  assert_int_equal(entries(root), 1);
  assert_int_equal(entries(in_root("x")), 0);
  assert_int_equal(ndrsim_output_open(&output, in_root("x/y"), &err), NDRSIM_OK);
  put(in_root("x/y/precious"), "mine");
  ndrsim_output_free(&output);
  assert_holds(in_root("x/y/precious"), "mine");
}

static void a_failed_write_places_nothing(void **state) {
  (void)state;
  if (access("/dev/full", W_OK) != 0) skip();
  ndrsim_output output;
  ndrsim_error err;
  FILE *good, *bad;
  ndrsim_output_init(&output);
  assert_int_equal(ndrsim_output_open(&output, in_root("full"), &err), NDRSIM_OK);
  assert_int_equal(ndrsim_output_create(&output, "good.txt", &good, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_output_create(&output, "bad.txt", &bad, &err), NDRSIM_OK);
  fputs("good", good);
  assert_true(freopen("/dev/full", "w", bad) == bad); /* a disk that fills up */
  fputs("bad", bad);
  assert_int_equal(ndrsim_output_commit(&output, &err), NDRSIM_IO);
  assert_non_null(strstr(err.message, "bad.txt"));
  assert_non_null(strstr(err.message, "No space"));
  ndrsim_output_free(&output);
  assert_int_equal(entries(root), 0);
}

static void an_empty_chart_is_a_failure(void **state) {
  (void)state;
  ndrsim_output output;
  ndrsim_error err;
  const char *path;
  ndrsim_output_init(&output);
  assert_int_equal(ndrsim_output_open(&output, in_root("d"), &err), NDRSIM_OK);
  assert_int_equal(ndrsim_output_reserve(&output, "c.png", &path, &err), NDRSIM_OK);
  assert_int_equal(ndrsim_output_commit(&output, &err), NDRSIM_IO);
  ndrsim_output_drop(&output, "c.png");
  assert_int_equal(ndrsim_output_commit(&output, &err), NDRSIM_OK);
  ndrsim_output_free(&output);
  assert_int_equal(entries(in_root("d")), 0);
}

static void places_that_cannot_be_used(void **state) {
  (void)state;
  ndrsim_error err;
  ndrsim_output output;
  put(in_root("file"), "precious");
  assert_int_equal(ndrsim_output_check(in_root("file"), &err), NDRSIM_IO);
  assert_int_equal(ndrsim_output_check(in_root("file/below"), &err), NDRSIM_IO);
  assert_int_equal(ndrsim_output_check("", &err), NDRSIM_USAGE);
  assert_int_equal(ndrsim_output_check(in_root("not/yet/there"), &err), NDRSIM_OK);
  assert_int_equal(ndrsim_output_check(".", &err), NDRSIM_OK);
  ndrsim_output_init(&output);
  assert_int_equal(ndrsim_output_open(&output, in_root("file"), &err), NDRSIM_IO);
  ndrsim_output_free(&output);
  assert_holds(in_root("file"), "precious");
  assert_int_equal(entries(root), 1);
}

int main(void) {
#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)
  const struct CMUnitTest tests[] = {
      IN_ROOT(commit_places_all_files),     IN_ROOT(without_commit_nothing_remains),
      IN_ROOT(directories_of_others_stay),  IN_ROOT(a_failed_write_places_nothing),
      IN_ROOT(an_empty_chart_is_a_failure), IN_ROOT(places_that_cannot_be_used),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
