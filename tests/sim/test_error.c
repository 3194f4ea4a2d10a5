/* Every status has a name, a text and an exit code; every error is one safe line. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "ndrsim/error.h"
#include "sim/digest.h"
#include "sim/text.h"

static void test_every_code(void **state) {
  (void)state;
  for (int s = 0; s < NDRSIM_STATUS_COUNT; s++) {
    ndrsim_status status = (ndrsim_status)s;
    const char *name = ndrsim_status_name(status), *text = ndrsim_status_text(status);
    assert_true(strlen(name) > 1 && strlen(text) > 5);
    assert_string_not_equal(name, "UNKNOWN");
    int code = ndrsim_status_exit_code(status);
    assert_true(s == 0 ? code == 0 : code > 0 && code < 256);
    for (int other = 0; other < s; other++) {
      assert_string_not_equal(name, ndrsim_status_name((ndrsim_status)other));
      assert_string_not_equal(text, ndrsim_status_text((ndrsim_status)other));
    }
    ndrsim_error err;
    char line[256];
    assert_int_equal(ndrsim_error_set(&err, status, "%s", ""), status);
    ndrsim_error_format(&err, line, sizeof line);
    assert_string_equal(line, text); /* nothing more telling is there */
  }
  assert_string_equal(ndrsim_status_name((ndrsim_status)99), "UNKNOWN");
  assert_int_equal(ndrsim_status_exit_code((ndrsim_status)99), 70);
  assert_int_equal(ndrsim_status_exit_code(NDRSIM_INPUT), 2);
  assert_int_equal(ndrsim_status_exit_code(NDRSIM_INTERRUPTED), 130);
}

static void test_set_clears_the_rest(void **state) {
  (void)state;
  ndrsim_error err;
  memset(&err, 'x', sizeof err);
  assert_int_equal(ndrsim_error_set(&err, NDRSIM_IO, "%d of %s", 3, "four"), NDRSIM_IO);
  assert_string_equal(err.message, "3 of four");
  assert_true(err.file[0] == 0 && err.path[0] == 0 && err.expected[0] == 0 && err.found[0] == 0);
  assert_true(err.line == 0 && err.column == 0 && err.suggestion[0] == 0);
  ndrsim_error_set(&err, NDRSIM_INPUT, "was: %s", err.message); /* its own text as an argument */
  assert_string_equal(err.message, "was: 3 of four");
  assert_int_equal(ndrsim_error_set(NULL, NDRSIM_MEMORY, "nobody listens"), NDRSIM_MEMORY);
}

static void test_format(void **state) {
  (void)state;
  ndrsim_error err;
  char line[1200];
  ndrsim_error_set(&err, NDRSIM_INPUT, "out of bounds");
  strcpy(err.file, "a.json");
  err.line = 3;
  err.column = 14;
  strcpy(err.path, "churn.bse");
  strcpy(err.expected, "a number");
  strcpy(err.found, "true");
  strcpy(err.suggestion, "churn.base");
  ndrsim_error_format(&err, line, sizeof line);
  assert_string_equal(line, "a.json:3:14: churn.bse: out of bounds: expected a number, found true; "
                            "did you mean `churn.base`?");
  strcpy(err.file, "-");
  err.column = 0;
  err.message[0] = err.expected[0] = '\0';
  ndrsim_error_format(&err, line, sizeof line);
  assert_string_equal(line, "standard input:3: churn.bse: found true; did you mean `churn.base`?");
  ndrsim_error_format(NULL, line, sizeof line);
  assert_string_equal(line, "");
}

static void test_format_is_one_line_at_any_size(void **state) {
  (void)state;
  ndrsim_error err;
  ndrsim_error_set(&err, NDRSIM_INPUT, "line\nbreak \x1b[31m and \xc3\xa9\xe2\x82\xac \xff end");
  snprintf(err.file, sizeof err.file, "%s", "caf\xc3\xa9\n.json");
  memset(err.found, 'y', sizeof err.found - 1);
  for (unsigned long size = 1; size < 400; size++) {
    char line[512];
    memset(line, 'z', sizeof line);
    ndrsim_error_format(&err, line, size);
    size_t n = strnlen(line, sizeof line);
    assert_true(n < size && line[size] == 'z');
    for (size_t i = 0; i < n;) {
      size_t width = ndrsim_text_utf8(line + i, n - i);
      assert_true(width > 0); /* never half a character */
      assert_true((unsigned char)line[i] >= 0x20);
      i += width;
    }
  }
}

static void test_utf8(void **state) {
  (void)state;
  static const char *const good[] = {"a",
                                     "\x7f",
                                     "\xc2\x80",
                                     "\xdf\xbf",
                                     "\xe0\xa0\x80",
                                     "\xed\x9f\xbf",
                                     "\xee\x80\x80",
                                     "\xf0\x90\x80\x80",
                                     "\xf4\x8f\xbf\xbf"};
  static const char *const bad[] = {"\x80",
                                    "\xc0\x80",
                                    "\xc1\xbf",
                                    "\xe0\x9f\xbf",
                                    "\xed\xa0\x80",
                                    "\xf0\x8f\xbf\xbf",
                                    "\xf4\x90\x80\x80",
                                    "\xf5\x80\x80\x80",
                                    "\xc2",
                                    "\xe2\x82",
                                    "\xff",
                                    "\xc2\x41"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    assert_int_equal(ndrsim_text_utf8(good[i], strlen(good[i])), strlen(good[i]));
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_int_equal(ndrsim_text_utf8(bad[i], strlen(bad[i])), 0);
  assert_int_equal(ndrsim_text_utf8("", 0), 0);
}

static void test_escape(void **state) {
  (void)state;
  char out[64];
  ndrsim_text_escape(out, sizeof out, "a\tb\nc\x01\xff\x7f\0d", 9);
  assert_string_equal(out, "a\\tb\\nc\\x01\\xFF\\x7F\\x00");
  ndrsim_text_escape(out, 8, "abcdefghij", 10);
  assert_string_equal(out, "abcd...");
  ndrsim_text_escape(out, 8, "abcdefg", 7);
  assert_string_equal(out, "abcdefg");
  ndrsim_text_escape(out, 1, "abc", 3);
  assert_string_equal(out, "");
}

/* FIPS 180-4 examples. */
static void test_digest(void **state) {
  (void)state;
  char hex[NDRSIM_DIGEST_SIZE];
  ndrsim_digest_hex("abc", 3, hex);
  assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  ndrsim_digest_hex("", 0, hex);
  assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  ndrsim_digest digest;
  ndrsim_digest_init(&digest);
  ndrsim_digest_update(&digest, "abcdbcdecdefdefgefghfghighij", 28);
  ndrsim_digest_update(&digest, "hijkijkljklmklmnlmnomnopnopq", 28);
  ndrsim_digest_final(&digest, hex);
  assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_code), cmocka_unit_test(test_set_clears_the_rest),
      cmocka_unit_test(test_format),     cmocka_unit_test(test_format_is_one_line_at_any_size),
      cmocka_unit_test(test_utf8),       cmocka_unit_test(test_escape),
      cmocka_unit_test(test_digest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
