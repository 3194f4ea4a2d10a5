/* All that is wrong with a book at once: every bad cell of every row, in order, and nothing called
 * wrong because of another cell. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "data/book.h"

static ndrsim_model model;
static ndrsim_error_list list;
static ndrsim_listed_error errors[NDRSIM_ERRORS_KEPT];

static void same(const ndrsim_error *a, const ndrsim_error *b) {
  char x[1600], y[1600];
  ndrsim_error_format(a, x, sizeof x);
  ndrsim_error_format(b, y, sizeof y);
  assert_string_equal(x, y);
  assert_int_equal(a->status, b->status);
}

static ndrsim_status check(const char *text, size_t size) {
  ndrsim_error err;
  memset(&err, 0x5a, sizeof err);
  ndrsim_model_free(&model);
  model.n_segments = 2;
  model.n_tiers = 2;
  strcpy(model.segment[0], "smb");
  strcpy(model.segment[1], "enterprise");
  strcpy(model.tier[0], "lite");
  strcpy(model.tier[1], "pro");
  strcpy(model.start_month, "2026-01");
  ndrsim_error_list_init(&list, errors, NDRSIM_ERRORS_KEPT);
  ndrsim_status status = ndrsim_book_check_text(&model, text, size, "b.csv", &list, &err);
  assert_int_equal(status == NDRSIM_OK, list.found == 0);
  if (status == NDRSIM_OK) return status;
  assert_null(model.row);
  assert_int_equal(model.n_rows, 0);
  same(&err, &errors[0].error);
  /* the first of the list is what a run stops at */
  ndrsim_error alone;
  assert_int_equal(ndrsim_book_parse(&model, text, size, "b.csv", &alone), status);
  same(&alone, &errors[0].error);
  return status;
}

static void expect(const char *text, const char *const *says) {
  char line[1024];
  int n = 0;
  check(text, strlen(text));
  for (; n < list.n && says[n] != NULL; n++) {
    ndrsim_error_format(&errors[n].error, line, sizeof line);
    if (strstr(line, says[n]) == NULL) fail_msg("no '%s' in: %s", says[n], line);
  }
  if (n < list.n) {
    ndrsim_error_format(&errors[n].error, line, sizeof line);
    fail_msg("one more: %s", line);
  }
  if (says[n] != NULL) fail_msg("no error '%s'", says[n]);
}
#define EXPECT(text, ...) expect(text, (const char *const[]){__VA_ARGS__, NULL})

#define HEAD "account_id,start_month,mrr,segment,tier"
#define WIDE HEAD ",seats,workflows,headcount,renewal_in,tasks,completion_rate,return_rate\n"

static void every_cell(void **unused) {
  (void)unused;
  EXPECT(WIDE "a,0,100,smb,lite,5,2,9,0,300,0.9,0.5\n"
              "b,2027-01,-1,smbb,por,x,-1,0,13,-5,2,nan\n"
              "c,0,1,smb,lite,9,2,8,0,1,1,1\n"
              ",0,1.001,smb,lite,,,,,,,\n",
         "b.csv:3: start_month: ", "b.csv:3: mrr: ", "b.csv:3: segment: ", "b.csv:3: tier: ",
         "b.csv:3: seats: ", "b.csv:3: workflows: ", "b.csv:3: headcount: ",
         "b.csv:3: renewal_in: ", "b.csv:3: tasks: ", "b.csv:3: completion_rate: ",
         "b.csv:3: return_rate: ", "b.csv:4: headcount: expected at least",
         "b.csv:5: account_id: ", "b.csv:5: mrr: ");
  assert_string_equal(errors[2].error.suggestion, "smb");
}

static void units(void **unused) {
  (void)unused;
  EXPECT(HEAD ",units\na,0,1,smb,lite,-1\nb,0,1,smb,lite,2000000001\nc,0,1,smb,lite,1.5\n",
         "b.csv:2: units: expected a whole number from 0 to 2000000000",
         "b.csv:3: units: ", "b.csv:4: units: ");
}

static void rows(void **unused) {
  (void)unused;
  EXPECT(HEAD "\na,0,1,smb\nb,0,1,smb,lite,x\nc,0,1,smb,lite\n",
         "b.csv:2: expected 5 cells as in the header, not 4", "b.csv:3: expected 5 cells");
  /* a row with a bad cell counts when its id comes again */
  EXPECT(HEAD "\na,0,x,smb,lite\na,0,1,smb,lite\na,0,-5,smb,lite\n", "b.csv:2: mrr",
         "b.csv:3: account_id", "b.csv:4: mrr", "b.csv:4: account_id");
  assert_non_null(strstr(errors[1].error.expected, "line 2"));
  /* what is no CSV ends the reading */
  EXPECT(HEAD "\na,0,x,smb,lite\nb,0,\"1,smb,lite\nc,0,x,smb,lite\n", "b.csv:2: mrr",
         "closing quote");
  check(HEAD "\na,0,x,smb,lite\nb\0,0", sizeof HEAD "\na,0,x,smb,lite\nb\0,0" - 1);
  assert_int_equal(list.n, 2);
  assert_non_null(strstr(errors[1].error.found, "NUL"));
}

static void headers(void **unused) {
  (void)unused;
  /* a misspelt column is one error, though a required one is missing then; rows need it */
  EXPECT("acount_id,start_month,mrr,segment,tier,mrr\na,0,x,smb,lite,1\n",
         "b.csv:1: acount_id: ", "b.csv:1: mrr: expected each column once");
  assert_string_equal(errors[0].error.suggestion, "account_id");
  EXPECT("account_id,mrr,colour\na,x,1\n",
         "b.csv:1: colour: ", "b.csv:1: start_month: ", "b.csv:1: segment: ", "b.csv:1: tier: ");
  EXPECT("account_id;start_month;mrr\na;0;1\n", "cells separated by commas");
  /* a column that nobody knows does not keep the rows from being read */
  EXPECT(HEAD ",seets\na,0,x,smb,lite,5\n", "b.csv:1: seets: ", "b.csv:2: mrr: ");
  EXPECT("", "an empty file");
  EXPECT(HEAD "\n", "only a header");
}

static void bounded(void **unused) {
  (void)unused;
  enum { ROWS = 5000 };
  char *text = malloc((size_t)ROWS * 40 + 100);
  assert_non_null(text);
  size_t n = (size_t)sprintf(text, HEAD "\n");
  for (int i = 0; i < ROWS; i++)
    n += (size_t)sprintf(text + n, "a%d,0,x,smb,lite\n", i);
  check(text, n);
  free(text);
  assert_int_equal(list.n, NDRSIM_ERRORS_KEPT);
  assert_int_equal(list.found, NDRSIM_ERRORS_MOST);
  for (int k = 0; k < list.n; k++)
    assert_int_equal(errors[k].error.line, k + 2);
}

static void clean(void **unused) {
  (void)unused;
  static const char text[] = HEAD "\na,0,1,smb,lite\nb,0,2,smb,pro\n";
  assert_int_equal(check(text, sizeof text - 1), NDRSIM_OK);
  assert_int_equal(model.n_rows, 2);
  ndrsim_model_free(&model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_cell), cmocka_unit_test(units),   cmocka_unit_test(rows),
      cmocka_unit_test(headers),    cmocka_unit_test(bounded), cmocka_unit_test(clean),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
