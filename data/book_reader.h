/* The inside of the book reader: header, rows, identities. Private to data/. */
#ifndef NDRSIM_DATA_BOOK_READER_H
#define NDRSIM_DATA_BOOK_READER_H

#include "data/csv.h"
#include "sim/error_list.h"
#include "sim/model.h"

/* X(NAME, name, required, flag of ndrsim_model.book_has) */
#define NDRSIM_BOOK_COLUMN_LIST(X)                                                                 \
  X(ACCOUNT_ID, "account_id", true, 0)                                                             \
  X(START_MONTH, "start_month", true, 0)                                                           \
  X(MRR, "mrr", true, 0)                                                                           \
  X(SEGMENT, "segment", false, 0) /* required by scenarios with several */                         \
  X(TIER, "tier", false, 0)                                                                        \
  X(SEATS, "seats", false, NDRSIM_BOOK_SEATS)                                                      \
  X(WORKFLOWS, "workflows", false, NDRSIM_BOOK_WORKFLOWS)                                          \
  X(TASKS, "tasks", false, NDRSIM_BOOK_TASKS)                                                      \
  X(HEADCOUNT, "headcount", false, NDRSIM_BOOK_HEADCOUNT)                                          \
  X(RENEWAL, "renewal_in", false, NDRSIM_BOOK_RENEWAL)                                             \
  X(COMPLETION, "completion_rate", false, NDRSIM_BOOK_COMPLETION)                                  \
  X(RETURN, "return_rate", false, NDRSIM_BOOK_RETURN)                                              \
  X(UNITS, "units", false, NDRSIM_BOOK_UNITS)

typedef enum ndrsim_book_column {
#define NDRSIM_COLUMN_ENUM(name, text, required, flag) NDRSIM_COLUMN_##name,
  NDRSIM_BOOK_COLUMN_LIST(NDRSIM_COLUMN_ENUM)
#undef NDRSIM_COLUMN_ENUM
      NDRSIM_BOOK_COLUMNS
} ndrsim_book_column;

extern const char *const ndrsim_book_column_name[NDRSIM_BOOK_COLUMNS];

/* What is remembered of each id while reading: a second hash tells a duplicate from a collision of
 * the first, and the line goes into the message. */
typedef struct ndrsim_book_id {
  uint64_t check;
  int64_t line;
} ndrsim_book_id;

typedef struct ndrsim_book_reader {
  ndrsim_model *model; /* names only; rows are handed over at the end */
  const char *name;
  ndrsim_error *err;
  ndrsim_error_list *errors;     /* NULL: the first error ends the reading */
  bool calendar;                 /* the scenario has a start month */
  int month0;                    /* it, in months since year 0 */
  int n_cells;                   /* of the header; 0 before it */
  int cell[NDRSIM_BOOK_COLUMNS]; /* which cell of a row holds a column, -1 = absent */
  ndrsim_row *row;
  ndrsim_book_id *id;
  int64_t n, capacity;
  uint32_t *slot; /* [n_slots] open addressing by row.id: index + 1, 0 = free */
  uint64_t n_slots;
  int64_t mrr; /* of all rows [cents/month] */
  unsigned has;
} ndrsim_book_reader;

/* Fills the error (file, line, column, expected; found as it stood in the file, made safe to print)
 * and returns NDRSIM_INPUT. */
ndrsim_status ndrsim_book_fail(const ndrsim_book_reader *self, long line, const char *column,
                               const char *found, const char *expected, ...)
    __attribute__((format(printf, 5, 6)));
/* Lists an error of the file and returns OK, so that the reading goes on; returns the status of any
 * other, without a list, and when the list is full. An error that was listed is emptied. */
ndrsim_status ndrsim_book_carry_on(ndrsim_book_reader *self, ndrsim_status status);
/* Adds "did you mean" to an error. */
void ndrsim_book_suggest(const ndrsim_book_reader *self, const char *word,
                         const char *const *candidate, int n);

/* Without a column that rows need the reading ends with the header. */
ndrsim_status ndrsim_book_header(ndrsim_book_reader *self, const ndrsim_csv_row *row);
ndrsim_status ndrsim_book_row(ndrsim_book_reader *self, const ndrsim_csv_row *row, ndrsim_row *out);
/* Appends a row; refuses ids seen before. */
ndrsim_status ndrsim_book_add(ndrsim_book_reader *self, long line, const char *account_id,
                              const ndrsim_row *row);

#endif
