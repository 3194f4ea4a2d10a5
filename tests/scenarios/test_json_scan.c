/* The strict scan: what JSON is, what it is not, and where the fault stands. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <cjson/cJSON.h>
#include "scenarios/json_doc.h"
#include "scenarios/json_scan.h"

static ndrsim_status scan(const char *text, size_t size, ndrsim_json_spots *spots,
                          ndrsim_error *err) {
  *spots = (ndrsim_json_spots){0};
  /* a copy of the exact size: a read past the end is then an error of the sanitizer or valgrind */
  char *copy = malloc(size > 0 ? size : 1);
  assert_non_null(copy);
  memcpy(copy, text, size);
  ndrsim_status status = ndrsim_json_scan(copy, size, "t.json", spots, err);
  free(copy);
  return status;
}

static void accept_text(const char *text, size_t values) {
  ndrsim_json_spots spots;
  ndrsim_error err;
  char line[1024];
  if (scan(text, strlen(text), &spots, &err) != NDRSIM_OK) {
    ndrsim_error_format(&err, line, sizeof line);
    fail_msg("%s: %s", text, line);
  }
  assert_int_equal(spots.n, values);
  free(spots.spot);
  cJSON *tree = cJSON_ParseWithLength(text, strlen(text)); /* the scan must not let more pass */
  assert_non_null(tree);
  cJSON_Delete(tree);
}

static void refuse_text(const char *text, size_t size, const char *says, long line, long column,
                        const char *path) {
  ndrsim_json_spots spots;
  ndrsim_error err;
  char message[1024];
  ndrsim_status status = scan(text, size, &spots, &err);
  free(spots.spot);
  if (status != NDRSIM_INPUT) fail_msg("accepted: %s", text);
  ndrsim_error_format(&err, message, sizeof message);
  if (strstr(message, says) == NULL) fail_msg("no '%s' in: %s", says, message);
  if (err.line != line || err.column != column || strncmp(err.path, path, sizeof err.path - 1) != 0)
    fail_msg("at %ld:%ld %s: %s", line, column, path, message);
}
#define REFUSE(text, says, line, column, path)                                                     \
  refuse_text(text, sizeof(text) - 1, says, line, column, path)

static void test_accepts_json(void **state) {
  (void)state;
  accept_text("{}", 1);
  accept_text("  [ ] \r\n\t", 1);
  accept_text("{\"a\":[1,-0,0.5,-1.5e-3,1E+5,0e0],\"b\":{\"c\":null,\"d\":true,\"e\":false}}", 12);
  accept_text("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00 \xc3\xa9\xf0\x9f\x98\x80\"", 1);
  accept_text("9007199254740992", 1);
  accept_text("1.7976931348623157e308", 1);
  accept_text("1e-999", 1); /* underflow to 0 is no loss that matters */
}

static void test_refuses_what_is_not_json(void **state) {
  (void)state;
  REFUSE("", "empty", 1, 1, "");
  REFUSE(" \n ", "empty", 2, 2, "");
  REFUSE("{\"a\": 1} x", "after the end", 1, 10, "");
  REFUSE("{\"a\": 1}{}", "after the end", 1, 9, "");
  REFUSE("{\"a\": 012}", "leading zero", 1, 7, "a");
  REFUSE("{\"a\": -01}", "leading zero", 1, 7, "a");
  REFUSE("{\"a\": +1}", "not a number", 1, 7, "a");
  REFUSE("{\"a\": .5}", "not a number", 1, 7, "a");
  REFUSE("{\"a\": 5.}", "decimal point", 1, 7, "a");
  REFUSE("{\"a\": 1e}", "exponent", 1, 7, "a");
  REFUSE("{\"a\": -}", "minus", 1, 7, "a");
  REFUSE("{\"a\": 0x10}", "comma", 1, 8, "a");
  REFUSE("{\"a\": 1e999}", "too large", 1, 7, "a");
  REFUSE("{\"a\": -1e999}", "too large", 1, 7, "a");
  REFUSE("{\"a\": NaN}", "NaN", 1, 7, "a");
  REFUSE("{\"a\": -Infinity}", "minus", 1, 7, "a");
  REFUSE("{\"a\": Infinity}", "Infinity", 1, 7, "a");
  REFUSE("{\"a\": True}", "not JSON", 1, 7, "a");
  REFUSE("{\"a\": nul}", "nul", 1, 7, "a");
  REFUSE("{\"a\": 'x'}", "double quotes", 1, 7, "a");
  REFUSE("{a: 1}", "key in double quotes", 1, 2, "");
  REFUSE("{\"a\" 1}", "colon", 1, 6, "a");
  REFUSE("{\"a\": 1,}", "comma before the end", 1, 9, "a");
  REFUSE("[1,]", "comma before the end", 1, 4, "[0]");
  REFUSE("[1 2]", "comma or ]", 1, 4, "[0]");
  REFUSE("{\"a\": 1 // why\n}", "comma or }", 1, 9, "a");
  REFUSE("// why\n{}", "no comments", 1, 1, "");
  REFUSE("{\"a\": 9007199254740993}", "2^53", 1, 7, "a");
  REFUSE("{\"a\": 1111111111111111111111111111111111111111111111111111111111111.5}", "60", 1, 7,
         "a");
}

static void test_refuses_bad_strings(void **state) {
  (void)state;
  REFUSE("{\"a\": \"x\ny\"}", "control character", 1, 9, "a");
  REFUSE("{\"a\": \"\x01\"}", "control character", 1, 8, "a");
  REFUSE("{\"a\": \"\0\"}", "control character", 1, 8, "a");
  REFUSE("{\"a\": \"\\u0000\"}", "u0000", 1, 9, "a");
  REFUSE("{\"a\": \"\\u12g4\"}", "hexadecimal", 1, 9, "a");
  REFUSE("{\"a\": \"\\x41\"}", "escape", 1, 9, "a");
  REFUSE("{\"a\": \"\\uD83D\"}", "surrogate", 1, 14, "a");
  REFUSE("{\"a\": \"\\uDE00\"}", "surrogate", 1, 9, "a");
  REFUSE("{\"a\": \"\xff\"}", "UTF-8", 1, 8, "a");
  REFUSE("{\"a\": \"\xc0\xaf\"}", "UTF-8", 1, 8, "a");
  REFUSE("{\"a\": \"\xed\xa0\x80\"}", "UTF-8", 1, 8, "a");
  REFUSE("{\"a\": \"open", "not closed", 1, 7, "a");
  REFUSE("{\"\xff\": 1}", "UTF-8", 1, 3, "");
}

static void test_path_of_a_fault(void **state) {
  (void)state;
  REFUSE("{\"a\": {\"b\": [1, {\"c\": [\n true, 01]}]}}", "zero", 2, 8, "a.b[1].c[1]");
  REFUSE("{\"a\": {\"b\": 1}, \"d\": x}", "not JSON", 1, 22, "d");
  REFUSE("{\"a\nb\": 1}", "control character", 1, 4, "");
}

/* Every prefix of a valid text is refused, whole and in line. */
static void test_every_truncation(void **state) {
  (void)state;
  static const char text[] =
      "{\"a\":[1.5e3,\"x\\u00e9\\n\",{\"b\":null}],\n \"c\":{\"d\":true,\"e\":-2}}";
  for (size_t n = 0; n + 1 < sizeof text; n++) {
    ndrsim_json_spots spots;
    ndrsim_error err;
    ndrsim_status status = scan(text, n, &spots, &err);
    free(spots.spot);
    if (status != NDRSIM_INPUT) fail_msg("accepted %.*s", (int)n, text);
    assert_true(err.line == 1 || err.line == 2);
  }
}

/* Any byte in any place: refused or accepted, but never a crash, and cJSON agrees when accepted. */
static void test_every_byte_changed(void **state) {
  (void)state;
  static const char text[] = "{\"a\":[1.5e3,\"x\\u00e9\"],\"c\":{\"d\":true}}";
  for (size_t i = 0; i + 1 < sizeof text; i++)
    for (int byte = 0; byte < 256; byte++) {
      char copy[sizeof text];
      memcpy(copy, text, sizeof text);
      copy[i] = (char)byte;
      ndrsim_json_spots spots;
      ndrsim_error err;
      ndrsim_status status = scan(copy, sizeof text - 1, &spots, &err);
      free(spots.spot);
      if (status != NDRSIM_OK) continue;
      cJSON *tree = cJSON_ParseWithLength(copy, sizeof text - 1);
      if (tree == NULL) fail_msg("the scan accepts what cJSON refuses: %s", copy);
      cJSON_Delete(tree);
    }
}

static void test_depth(void **state) {
  (void)state;
  char text[4096];
  for (int depth = 60; depth < 70; depth++) {
    memset(text, '[', (size_t)depth);
    memset(text + depth, ']', (size_t)depth);
    text[2 * depth] = '\0';
    if (depth <= NDRSIM_JSON_DEPTH)
      accept_text(text, (size_t)depth);
    else
      refuse_text(
          text, 2 * (size_t)depth, "deeper than 64", 1, 65,
          "[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]"
          "[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]"
          "[0][0][0][0][0][0][0][0][0]");
  }
}

static void test_positions_reach_the_tree(void **state) {
  (void)state;
  static const char text[] = "\xef\xbb\xbf{\"a\": [10,\n  {\"b\": 20}]}";
  ndrsim_json doc;
  ndrsim_error err;
  ndrsim_json_init(&doc);
  assert_int_equal(ndrsim_json_parse(&doc, text, sizeof text - 1, "t.json", &err), NDRSIM_OK);
  const cJSON *a = cJSON_GetObjectItemCaseSensitive(doc.root, "a");
  const cJSON *b = cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(a, 1), "b");
  ndrsim_json_fail(&doc, b, false, "a[1].b", NDRSIM_INPUT, &err, "x");
  assert_true(err.line == 2 && err.column == 9);
  ndrsim_json_fail(&doc, b, true, "a[1].b", NDRSIM_INPUT, &err, "x");
  assert_true(err.line == 2 && err.column == 4);
  ndrsim_json_fail(&doc, cJSON_GetArrayItem(a, 0), true, "a[0]", NDRSIM_INPUT, &err, "x");
  assert_true(err.line == 1 && err.column == 8);
  ndrsim_json_free(&doc);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_accepts_json),
      cmocka_unit_test(test_refuses_what_is_not_json),
      cmocka_unit_test(test_refuses_bad_strings),
      cmocka_unit_test(test_path_of_a_fault),
      cmocka_unit_test(test_every_truncation),
      cmocka_unit_test(test_every_byte_changed),
      cmocka_unit_test(test_depth),
      cmocka_unit_test(test_positions_reach_the_tree),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
