/* The pieces in which a file comes must not show: neither in the rows, nor in the error. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "data/csv.h"
#include "sim/digest.h"

typedef struct outcome {
  char rows[NDRSIM_DIGEST_SIZE];
  int n; /* rows */
  ndrsim_error err;
} outcome;

typedef struct collector {
  ndrsim_digest digest;
  int n;
} collector;

static ndrsim_status take(void *user, const ndrsim_csv_row *row, ndrsim_error *err) {
  (void)err;
  collector *self = user;
  ndrsim_digest_update(&self->digest, &row->line, sizeof row->line);
  for (int k = 0; k < row->n; k++)
    ndrsim_digest_update(&self->digest, row->cell[k], strlen(row->cell[k]) + 1);
  self->n++;
  return NDRSIM_OK;
}

static void read_in(const char *text, size_t size, size_t piece, outcome *out) {
  ndrsim_csv csv;
  collector rows = {.n = 0};
  memset(out, 0, sizeof *out);
  ndrsim_digest_init(&rows.digest);
  ndrsim_status status = ndrsim_csv_init(&csv, "pieces.csv", take, &rows, &out->err);
  for (size_t at = 0; at < size && status == NDRSIM_OK; at += piece)
    status = ndrsim_csv_feed(&csv, text + at, size - at < piece ? size - at : piece);
  if (status == NDRSIM_OK) status = ndrsim_csv_finish(&csv);
  assert_int_equal(out->err.status, status);
  ndrsim_csv_free(&csv);
  ndrsim_digest_final(&rows.digest, out->rows);
  out->n = rows.n;
}

static void same_in_pieces(const char *text, size_t size, size_t step, const outcome *whole) {
  outcome part;
  for (size_t piece = 1; piece < size; piece += step) {
    read_in(text, size, piece, &part);
    if (strcmp(part.rows, whole->rows) != 0 || part.err.status != whole->err.status ||
        part.err.line != whole->err.line || strcmp(part.err.found, whole->err.found) != 0)
      fail_msg("pieces of %zu bytes: %d rows, line %ld, found %s; whole: %d rows, line %ld, found "
               "%s",
               piece, part.n, part.err.line, part.err.found, whole->n, whole->err.line,
               whole->err.found);
  }
}

/* Size includes NUL bytes; `found` is a part of the error, NULL = none. */
static void check(const char *text, size_t size, int rows, const char *found) {
  outcome whole;
  read_in(text, size, size, &whole);
  assert_int_equal(whole.err.status, found == NULL ? NDRSIM_OK : NDRSIM_INPUT);
  assert_int_equal(whole.n, rows);
  if (found != NULL) assert_non_null(strstr(whole.err.found, found));
  same_in_pieces(text, size, 1, &whole);
}
#define CHECK(text, rows, found) check(text, sizeof(text) - 1, rows, found)

static void test_small(void **state) {
  (void)state;
  CHECK("a,b\r\n1,2\r3,4\n\n\r\n \t\n5,6", 4, NULL);
  CHECK("\xef\xbb\xbf"
        "a,b\n1,2\n",
        2, NULL);
  CHECK("\xef\xbb"
        "a,b\n1,2\n",
        2, NULL);
  CHECK("  a , \"b\"\"\r\nc\" \n\n  1,2\n", 2, NULL);
  CHECK("a,b\n\"1,2\n", 1, "end of the file");
  CHECK("a,b\n1\0,2\n", 1, "NUL byte");
}

/* Of two faults in one line the first is told. */
static void test_two_faults(void **state) {
  (void)state;
  CHECK("a,b\n1\"\"x,2\0\n", 1, "a quote out of place");
  CHECK("a,b\n1\0,2\"\"x\n", 1, "NUL byte");
}

/* Lines of `n` bytes: `fill`, then `end`. */
static void long_line(char fill, size_t n, const char *end, int rows, const char *found) {
  size_t size = n + strlen(end);
  char *text = malloc(size + 1);
  assert_non_null(text);
  memset(text, fill, n);
  memcpy(text + n, end, strlen(end) + 1);
  outcome whole;
  read_in(text, size, size, &whole);
  assert_int_equal(whole.n, rows);
  assert_int_equal(whole.err.status, found == NULL ? NDRSIM_OK : NDRSIM_INPUT);
  if (found != NULL) assert_non_null(strstr(whole.err.found, found));
  same_in_pieces(text, size, 4099, &whole);
  free(text);
}

static void test_long(void **state) {
  (void)state;
  long_line('x', NDRSIM_CSV_BYTES - 1, "\n1\n", 2, NULL);
  long_line('x', NDRSIM_CSV_BYTES, "\n", 0, "a longer one");
  long_line('x', NDRSIM_CSV_BYTES, "\"\n", 0, "a longer one");
  long_line('x', 10, "\"\n", 0, "a quote out of place");
  long_line(' ', 2 * NDRSIM_CSV_BYTES, "a,b\n1,2\n", 2, NULL); /* nothing of it is a row's */
  long_line('\n', 2 * NDRSIM_CSV_BYTES, "a,b\n1,2\n", 2, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_small),
      cmocka_unit_test(test_two_faults),
      cmocka_unit_test(test_long),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
