/* CSV, row by row, with the line numbers that libcsv does not keep.
 *
 * Accepts a byte order mark, CRLF, CR or LF, quoted cells with line breaks; skips blank lines.
 * Refuses NUL bytes, unterminated or misplaced quotes, and rows that are unreasonably long, so that
 * any file is read in bounded memory.
 */
#ifndef NDRSIM_DATA_CSV_H
#define NDRSIM_DATA_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <csv.h>
#include "ndrsim/error.h"

#define NDRSIM_CSV_CELLS 256   /* most cells of a row */
#define NDRSIM_CSV_BYTES 65536 /* most bytes of a row */

typedef struct ndrsim_csv_row {
  long line;               /* 1-based line on which the row starts */
  int n;                   /* cells */
  const char *const *cell; /* [n] terminated texts, unquoted, spaces around bare cells removed */
} ndrsim_csv_row;

/* Takes one row; anything but NDRSIM_OK stops the reading and is handed to the caller. */
typedef ndrsim_status ndrsim_csv_row_fn(void *user, const ndrsim_csv_row *row, ndrsim_error *err);

typedef struct ndrsim_csv {
  struct csv_parser parser;
  bool parser_ready;
  const char *name; /* of the file, for messages; not copied */
  ndrsim_csv_row_fn *take;
  void *user;
  ndrsim_error *err;
  ndrsim_status status; /* of the first failure */
  long line;            /* line of the next byte */
  long row_line;        /* line on which the row under way starts */
  size_t row_bytes;     /* bytes of the row under way */
  size_t seen;          /* bytes looked at for the byte order mark: 0..3 */
  bool after_cr;        /* the last byte was a CR: an LF now belongs to it */
  int n;
  size_t used; /* bytes of text */
  size_t offset[NDRSIM_CSV_CELLS];
  const char *cell[NDRSIM_CSV_CELLS];
  char *text; /* [NDRSIM_CSV_BYTES + NDRSIM_CSV_CELLS] */
} ndrsim_csv;

/* Prepares a reader. Free it also after a failure. `err` may be NULL. */
ndrsim_status ndrsim_csv_init(ndrsim_csv *self, const char *name, ndrsim_csv_row_fn *take,
                              void *user, ndrsim_error *err);
void ndrsim_csv_free(ndrsim_csv *self);
/* Reads the next bytes of the file: pieces of any size. */
ndrsim_status ndrsim_csv_feed(ndrsim_csv *self, const char *bytes, size_t size);
/* The end of the file: the last row need not end with a line break. */
ndrsim_status ndrsim_csv_finish(ndrsim_csv *self);

#endif
