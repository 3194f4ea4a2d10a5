/* Bad books: one error each, with the line, the column, what was expected and what was found. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "data/book.h"
#include "sim/philox.h"

static ndrsim_model model;

static void use_model(void) {
  ndrsim_model_free(&model);
  model.n_segments = 2;
  model.n_tiers = 2;
  strcpy(model.segment[0], "smb");
  strcpy(model.segment[1], "enterprise");
  strcpy(model.tier[0], "lite");
  strcpy(model.tier[1], "pro");
  strcpy(model.start_month, "2026-01");
}

/* Parses what must fail and checks that nothing is left in the model. */
static ndrsim_error refused(const char *text, size_t size) {
  ndrsim_error err;
  memset(&err, 0x5a, sizeof err);
  ndrsim_status st = ndrsim_book_parse(&model, text, size, "b.csv", &err);
  assert_int_equal(ndrsim_status_exit_code(st), 2);
  assert_int_equal(err.status, st);
  assert_null(model.row);
  assert_int_equal(model.n_rows, 0);
  assert_int_equal(model.n_book_cohorts, 0);
  assert_string_equal(model.book_digest, "");
  char line[1024];
  ndrsim_error_format(&err, line, sizeof line);
  assert_true(strlen(line) > 10);
  assert_null(strchr(line, '\n'));
  assert_int_equal(ndrsim_book_parse(&model, text, size, "b.csv", NULL), st);
  return err;
}

#define HEAD "account_id,start_month,mrr,segment,tier\n"
#define WIDE                                                                                       \
  "account_id,start_month,mrr,segment,tier,seats,headcount,tasks,renewal_in,return_rate\n"

typedef struct bad {
  const char *text;
  long line;
  const char *path, *expected, *found, *suggestion; /* parts; "" = must be empty; NULL = any */
} bad;

static void check_part(const char *text, const char *part) {
  if (part == NULL) return;
  if (*part == '\0')
    assert_string_equal(text, "");
  else if (strstr(text, part) == NULL)
    fail_msg("`%s` is not in `%s`", part, text);
}

static void check(const bad *c, size_t n) {
  for (size_t i = 0; i < n; i++) {
    use_model();
    ndrsim_error err = refused(c[i].text, strlen(c[i].text));
    assert_string_equal(err.file, "b.csv");
    if (err.line != c[i].line) fail_msg("line %ld of: %s", err.line, c[i].text);
    assert_string_equal(err.path, c[i].path);
    check_part(err.expected, c[i].expected);
    check_part(err.found, c[i].found);
    check_part(err.suggestion, c[i].suggestion);
  }
}
#define CHECK(list) check(list, sizeof list / sizeof *list)

static void headers(void **unused) {
  (void)unused;
  static const bad c[] = {
      {"", 1, "", "a header", "an empty file", ""},
      {"\n\r\n   \n", 1, "", "a header", "an empty file", ""},
      {"\xef\xbb\xbf", 1, "", "a header", "an empty file", ""},
      {HEAD, 2, "", "a row", "only a header", ""},
      {"account_id,start_month,mrr,segment,tier", 1, "", "a row", "only a header", ""},
      {"account_id,start_month,segment,tier\na,-1,smb,pro\n", 1, "mrr", "the column mrr", NULL, ""},
      {"account_id,start_month,mrr,tier\na,-1,1,pro\n", 1, "segment", "segment", NULL, ""},
      {"account_id,start_month,mrr,segment\na,-1,1,smb\n", 1, "tier", "the column tier", NULL, ""},
      {"account_id,start_mouth,mrr,segment,tier\n", 1, "start_mouth", "x_", "start_mouth",
       "start_month"},
      {"Account_ID,start_month,mrr,segment,tier\n", 1, "Account_ID", NULL, NULL, "account_id"},
      {"\n\naccount_id,start_month,mrr,segment,tier,quux\n", 3, "quux", "x_", "quux", ""},
      {"account_id,start_month,mrr,mrr,segment,tier\n", 1, "mrr", "once", "mrr", ""},
      {"account_id;start_month;mrr;segment;tier\na;-1;1;smb;pro\n", 1, "", "commas", NULL, ""},
      {"account_id\tstart_month\tmrr\n", 1, "", "commas", "\\t", ""},
      {"account_id|start_month|mrr\n", 1, "", "commas", "|", ""},
      {"account_id,start_month,mrr,segment,tier,\n", 1, "cell 6 of the header",
       "the name of a column", "an empty name", ""},
  };
  CHECK(c);
}

static void cells(void **unused) {
  (void)unused;
  static const bad c[] = {
      {HEAD ",-1,1,smb,pro\n", 2, "account_id", "an id", "an empty cell", ""},
      {HEAD "a,,1,smb,pro\n", 2, "start_month", "2022-03", "an empty cell", ""},
      {HEAD "a,3,1,smb,pro\n", 2, "start_month", "2022-03", "3", ""},
      {HEAD "a,2026-02,1,smb,pro\n", 2, "start_month", "up to month 0, 2026-01", "2026-02", ""},
      {HEAD "a,2026-13,1,smb,pro\n", 2, "start_month", "2022-03", "2026-13", ""},
      {HEAD "a,2025-1,1,smb,pro\n", 2, "start_month", "2022-03", "2025-1", ""},
      {HEAD "a,2025-01-01,1,smb,pro\n", 2, "start_month", "2022-03", "2025-01-01", ""},
      {HEAD "a,1825-01,1,smb,pro\n", 2, "start_month", "1200 months", "1825-01", ""},
      {HEAD "a,-99999999999999999999,1,smb,pro\n", 2, "start_month", NULL, "-999", ""},
      {HEAD "a,-1.5,1,smb,pro\n", 2, "start_month", NULL, "-1.5", ""},
      {HEAD "a,-1,,smb,pro\n", 2, "mrr", "1234.50", "an empty cell", ""},
      {HEAD "a,-1,-5,smb,pro\n", 2, "mrr", "0 or more", "-5", ""},
      {HEAD "a,-1,1.005,smb,pro\n", 2, "mrr", "two decimals", "1.005", ""},
      {HEAD "a,-1,1e3,smb,pro\n", 2, "mrr", "1234.50", "1e3", ""},
      {HEAD "a,-1,\"1,000\",smb,pro\n", 2, "mrr", "1234.50", "1,000", ""},
      {HEAD "a,-1,$5,smb,pro\n", 2, "mrr", "1234.50", "$5", ""},
      {HEAD "a,-1,nan,smb,pro\n", 2, "mrr", "1234.50", "nan", ""},
      {HEAD "a,-1,inf,smb,pro\n", 2, "mrr", "1234.50", "inf", ""},
      {HEAD "a,-1,.,smb,pro\n", 2, "mrr", "1234.50", ".", ""},
      {HEAD "a,-1,1.2.3,smb,pro\n", 2, "mrr", "1234.50", "1.2.3", ""},
      {HEAD "a,-1,1000000000.01,smb,pro\n", 2, "mrr", "at most 1000000000.00", NULL, ""},
      {HEAD "a,-1,99999999999999999999,smb,pro\n", 2, "mrr", "at most", "999999", ""},
      {HEAD "a,-1,92233720368547758.08,smb,pro\n", 2, "mrr", "at most", "92233", ""},
      {HEAD "a,-1,1,smd,pro\n", 2, "segment", "a segment", "smd", "smb"},
      {HEAD "a,-1,1,SMB,pro\n", 2, "segment", "a segment", "SMB", "smb"},
      {HEAD "a,-1,1,,pro\n", 2, "segment", "a segment", "an empty cell", ""},
      {HEAD "a,-1,1,smb,platinum\n", 2, "tier", "a tier", "platinum", ""},
      {HEAD "a,-1,1,smb,por\n", 2, "tier", "a tier", "por", "pro"},
      {WIDE "a,-1,1,smb,pro,-3,,,,\n", 2, "seats", "1 to 1000000", "-3", ""},
      {WIDE "a,-1,1,smb,pro,0,,,,\n", 2, "seats", "1 to 1000000", "0", ""},
      {WIDE "a,-1,1,smb,pro,2.5,,,,\n", 2, "seats", "whole number", "2.5", ""},
      {WIDE "a,-1,1,smb,pro,4294967297,,,,\n", 2, "seats", "1 to 1000000", "4294967297", ""},
      {WIDE "a,-1,1,smb,pro,10,9,,,\n", 2, "headcount", "at least the seats", "9", ""},
      {WIDE "a,-1,1,smb,pro,,,-1,,\n", 2, "tasks", "0 to 1e+07", "-1", ""},
      {WIDE "a,-1,1,smb,pro,,,NaN,,\n", 2, "tasks", "0 to 1e+07", "NaN", ""},
      {WIDE "a,-1,1,smb,pro,,,1e999,,\n", 2, "tasks", "0 to 1e+07", "1e999", ""},
      {WIDE "a,-1,1,smb,pro,,,0x10,,\n", 2, "tasks", "0 to 1e+07", "0x10", ""},
      {WIDE "a,-1,1,smb,pro,,,1e,,\n", 2, "tasks", "0 to 1e+07", "1e", ""},
      {WIDE "a,-1,1,smb,pro,,,,13,\n", 2, "renewal_in", "0 to 12", "13", ""},
      {WIDE "a,-1,1,smb,pro,,,,,95%\n", 2, "return_rate", "0 to 1", "95%", ""},
      {WIDE "a,-1,1,smb,pro,,,,,1.01\n", 2, "return_rate", "0 to 1", "1.01", ""},
  };
  CHECK(c);
}

static void rows(void **unused) {
  (void)unused;
  static const bad c[] = {
      {HEAD "a,-1,1,smb\n", 2, "", "5 cells as in the header, not 4", "", ""},
      {HEAD "a,-1,1,smb,pro\nb,-1,1,smb,pro,7\n", 3, "", "not 6", "", ""},
      {HEAD "a,-1,1,smb,pro\nb\n", 3, "", "not 1", "", ""},
      {HEAD "a,-1,1,smb,pro\nb,-1,1,smb,pro\na,-2,2,smb,lite\n", 4, "account_id", "line 2", "a",
       ""},
      {HEAD "\"a\",-1,1,smb,pro\n a ,-1,1,smb,pro\n", 3, "account_id", "line 2", "a", ""},
      /* two ids with one 64-bit FNV-1a hash */
      {HEAD "8yn0iYCKYHlIj4-BwPqk,-1,1,smb,pro\nGReLUrM4wMqfg9yzV3KQ,-1,1,smb,pro\n", 3,
       "account_id", "different 64-bit hashes (the id on line 2", "GReLUrM4wMqfg9yzV3KQ", ""},
      {HEAD "\"a,-1,1,smb,pro\nb,-1,1,smb,pro\n", 2, "", "a closing quote", "end of the file", ""},
      {HEAD "a,-1,1,smb,pro\nb\"c,-1,1,smb,pro\n", 3, "", "quotes", "in column 1", ""},
      {HEAD "a,-1,1,smb,pro\n\"b\"c,-1,1,smb,pro\n", 3, "", "quotes", "out of place", ""},
      {HEAD "a,-1,1,s\"mb\"x,pro\n", 2, "", "quotes", "in column 4", ""},
      /* lines are counted as an editor counts them, whatever ends them */
      {"account_id,start_month,mrr,segment,tier,x_\r\na,-1,1,smb,pro,\"1\r\n2\r\n\r\n3\"\r\n\r\n"
       "b,-1,x,smb,pro,\r\n",
       7, "mrr", NULL, "x", ""},
      {"account_id,start_month,mrr,segment,tier\r\ra,-1,1,smb,pro\rb,-1,x,smb,pro\r", 4, "mrr",
       NULL, "x", ""},
      {HEAD "\"two\nlines\",-1,x,smb,pro\n", 2, "mrr", NULL, "x", ""},
  };
  CHECK(c);
  assert_true(ndrsim_hash_string("8yn0iYCKYHlIj4-BwPqk") ==
              ndrsim_hash_string("GReLUrM4wMqfg9yzV3KQ"));
}

static void bytes_that_are_no_text(void **unused) {
  (void)unused;
  static const char nul[] = HEAD "a,-1,1,smb,pro\nb\0c,-1,1,smb,pro\n";
  use_model();
  ndrsim_error err = refused(nul, sizeof nul - 1);
  assert_int_equal(err.line, 3);
  check_part(err.found, "NUL");
  /* a terminal must not obey a file */
  static const char escape[] = HEAD "a,-1,\x1b[31m1\xff,smb,pro\n";
  err = refused(escape, sizeof escape - 1);
  assert_string_equal(err.found, "\\x1B[31m1\\xFF");
  static const char utf16[] = "\xff\xfe"
                              "a\0c\0c\0o\0";
  err = refused(utf16, sizeof utf16 - 1);
  assert_int_equal(err.line, 1);
}

/* A mark that is cut short is not one; the rest is still read. */
static void half_a_byte_order_mark(void **unused) {
  (void)unused;
  use_model();
  ndrsim_error err = refused("\xef\xbb" HEAD, strlen("\xef\xbb" HEAD));
  assert_string_equal(err.path, "\\xEF\\xBBaccount_id");
  refused("\xef", 1);
}

static void ten_megabytes_of_junk(void **unused) {
  (void)unused;
  enum { SIZE = 10 * 1024 * 1024 };
  char *junk = malloc(SIZE);
  assert_non_null(junk);
  static const char *const fill[] = {"a", "\"", ",", "\n", "a,", "\"\n", "\r\n", "\xff", "\"\""};
  for (size_t f = 0; f < sizeof fill / sizeof *fill; f++) {
    size_t n = strlen(fill[f]), head = strlen(HEAD);
    for (size_t i = 0; i < SIZE; i++)
      junk[i] = fill[f][i % n];
    use_model();
    refused(junk, SIZE);
    memcpy(junk, HEAD, head); /* the same junk after a good header */
    refused(junk, SIZE);
  }
  uint64_t s = 1;
  for (size_t i = 0; i < SIZE; i++) {
    s = s * 6364136223846793005U + 1442695040888963407U;
    junk[i] = (char)(s >> 56);
  }
  refused(junk, SIZE);
  free(junk);
}

/* Every prefix of a good book, and every book with one byte changed, is read or refused: never a
 * crash, never half a book (the sanitizers watch). */
static void truncations_and_changed_bytes(void **unused) {
  (void)unused;
  static const char good[] = WIDE "a,2024-05,12.50,smb,pro,3,9,10.5,4,0.5\r\n"
                                  "\"b \"\"c\"\"\",-3,1,enterprise,lite,,,,,\r\n";
  size_t size = sizeof good - 1;
  int accepted = 0;
  for (size_t i = 0; i <= size; i++) {
    use_model();
    ndrsim_status st = ndrsim_book_parse(&model, good, i, "b.csv", NULL);
    assert_true(st == NDRSIM_OK || st == NDRSIM_INPUT);
    assert_int_equal(st == NDRSIM_OK, model.n_rows > 0);
    accepted += st == NDRSIM_OK;
  }
  /* row 1 from its tenth cell on (empty, 0, 0., 0.5, CR, LF), row 2 from its last comma on */
  assert_int_equal(accepted, 9);
  char *text = malloc(size);
  assert_non_null(text);
  for (size_t i = 0; i < size; i++)
    for (int byte = 0; byte < 256; byte += 3) {
      memcpy(text, good, size);
      text[i] = (char)byte;
      use_model();
      ndrsim_status st = ndrsim_book_parse(&model, text, size, "b.csv", NULL);
      assert_true(st == NDRSIM_OK || st == NDRSIM_INPUT);
    }
  free(text);
}

static void too_much(void **unused) {
  (void)unused;
  /* 257 columns */
  char wide[2048] = HEAD;
  wide[strlen(wide) - 1] = '\0';
  for (int i = 0; i < 252; i++)
    strcat(wide, ",x_");
  strcat(wide, "\n");
  use_model();
  ndrsim_error err = refused(wide, strlen(wide));
  check_part(err.expected, "256");
  /* a book worth more than 64 bits of sixtieths can carry through a simulation */
  size_t size = 0, room = 64 * 11000;
  char *text = malloc(room);
  assert_non_null(text);
  size += (size_t)sprintf(text, HEAD);
  for (int i = 0; i < 10001; i++)
    size += (size_t)sprintf(text + size, "a%d,-1,1000000000,smb,pro\n", i);
  err = refused(text, size);
  assert_int_equal(err.status, NDRSIM_LIMIT);
  check_part(err.message, "line 10002");
  free(text);
}

static int finish(void **unused) {
  (void)unused;
  ndrsim_model_free(&model);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(headers),
      cmocka_unit_test(cells),
      cmocka_unit_test(rows),
      cmocka_unit_test(bytes_that_are_no_text),
      cmocka_unit_test(half_a_byte_order_mark),
      cmocka_unit_test(ten_megabytes_of_junk),
      cmocka_unit_test(truncations_and_changed_bytes),
      cmocka_unit_test(too_much),
  };
  return cmocka_run_group_tests(tests, NULL, finish);
}
