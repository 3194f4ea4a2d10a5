/* Characters that no font has: replaced, and only these; whoever cannot be asked knows nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "plots/glyphs.h"

#define ZHE "\xd0\x96"     /* U+0416, Cyrillic */
#define HAN "\xe8\xa3\xbd" /* U+88FD */
#define BOX "\xe2\x96\xa1"

static char directory[] = "/tmp/ndrsim-glyphs-XXXXXX";

/* An fc-list of which this is the body, alone on the PATH; NULL = none. */
static void stand_in(const char *body) {
  char path[64];
  snprintf(path, sizeof path, "%s/fc-list", directory);
  unlink(path);
  assert_int_equal(setenv("PATH", directory, 1), 0);
  if (body == NULL) return;
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fprintf(file, "#!/bin/sh\n%s\n", body);
  assert_int_equal(fclose(file), 0);
  assert_int_equal(chmod(path, 0700), 0);
}

static void expect(const char *text, const char *drawn) {
  char out[256] = "untouched";
  assert_int_equal(ndrsim_glyphs_replace(text, out, sizeof out), drawn != NULL);
  assert_string_equal(out, drawn != NULL ? drawn : "untouched");
}

static void plain_text_asks_nobody(void **state) {
  (void)state;
  stand_in("echo asked >&2; exit 1");
  expect("", NULL);
  expect("Agent product: Lite, Pro", NULL);
  expect("Caf\xc3\xa9 \xe2\x80\x93 9 \xe2\x82\xac", NULL);
}

static void what_a_font_has_stays(void **state) {
  (void)state;
  stand_in("echo /usr/share/fonts/x.ttf:");
  expect(ZHE HAN " A", NULL);
  stand_in("case $1 in *416*88fd*) ;; *) echo /fonts/$1.ttf: ;; esac"); /* two fonts between them */
  expect(ZHE HAN " A", NULL);
}

static void what_none_has_is_a_box(void **state) {
  (void)state;
  stand_in("case $1 in *88fd*) ;; *) echo /fonts/a.ttf: ;; esac");
  expect(ZHE HAN " A " HAN, ZHE BOX " A " BOX);
}

static void without_an_answer_what_is_foreign_is_a_box(void **state) {
  (void)state;
  stand_in(NULL);
  expect(HAN " \xc3\xa9", BOX " \xc3\xa9");
  stand_in("echo fc-list: no fonts >&2; exit 1");
  expect(HAN "A", BOX "A");
}

static void long_texts_are_cut_at_a_character(void **state) {
  (void)state;
  char out[12];
  stand_in(NULL);
  assert_true(ndrsim_glyphs_replace(HAN HAN HAN HAN HAN HAN, out, sizeof out));
  assert_string_equal(out, BOX BOX BOX);
}

static int setup(void **state) {
  (void)state;
  return mkdtemp(directory) != NULL ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  stand_in(NULL);
  return rmdir(directory);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(plain_text_asks_nobody),
      cmocka_unit_test(what_a_font_has_stays),
      cmocka_unit_test(what_none_has_is_a_box),
      cmocka_unit_test(without_an_answer_what_is_foreign_is_a_box),
      cmocka_unit_test(long_texts_are_cut_at_a_character),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
