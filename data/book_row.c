/* One row of a book, checked cell by cell. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "data/book_reader.h"
#include "data/calendar.h"
#include "data/cell.h"

/* A billion currency units a month: larger is a slip, and bills times sixty times growth must stay
 * far inside 64 bits. */
#define MOST_CENTS INT64_C(100000000000)
#define MOST_PEOPLE 1000000   /* the bound of seat.headcount */
#define MOST_WORKFLOWS 100    /* the bound of workflow.ceiling */
#define MOST_UNITS 2000000000 /* what usage may meter in a month */
#define MOST_TASKS 1e7 /* the bound of caps: the engine counts sixteenths of a task in 32 bits */

/* The text of a column in this row; "" when the cell is empty or the column absent. */
static const char *text_of(const ndrsim_book_reader *self, const ndrsim_csv_row *row,
                           ndrsim_book_column column) {
  return self->cell[column] < 0 ? "" : row->cell[self->cell[column]];
}

/* An empty cell reads as itself in a message. */
static ndrsim_status bad_cell(const ndrsim_book_reader *self, const ndrsim_csv_row *row,
                              ndrsim_book_column column, const char *expected) {
  const char *text = text_of(self, row, column);
  return ndrsim_book_fail(self, row->line, ndrsim_book_column_name[column],
                          *text ? text : "an empty cell", "%s", expected);
}

static ndrsim_status read_start(ndrsim_book_reader *self, const ndrsim_csv_row *row,
                                ndrsim_row *out) {
  const char *text = text_of(self, row, NDRSIM_COLUMN_START_MONTH);
  int month;
  int64_t start;
  if (ndrsim_calendar_parse(text, &month)) {
    if (!self->calendar)
      return bad_cell(self, row, NDRSIM_COLUMN_START_MONTH,
                      "months before month 0, such as -14: the scenario has no start_month");
    start = (int64_t)month - self->month0;
    if (start > 0)
      return ndrsim_book_fail(self, row->line, "start_month", text, "a month up to month 0, %s",
                              self->model->start_month);
  } else if (!ndrsim_cell_whole(text, INT32_MIN, 0, &start)) {
    return bad_cell(self, row, NDRSIM_COLUMN_START_MONTH,
                    "a month such as 2022-03, or months before month 0 such as -14");
  }
  if (start < -NDRSIM_BOOK_MONTHS)
    return bad_cell(self, row, NDRSIM_COLUMN_START_MONTH, "a start within the last 1200 months");
  out->start = (int32_t)start;
  return NDRSIM_OK;
}

static ndrsim_status read_mrr(ndrsim_book_reader *self, const ndrsim_csv_row *row,
                              ndrsim_row *out) {
  switch (ndrsim_cell_money(text_of(self, row, NDRSIM_COLUMN_MRR), MOST_CENTS, &out->mrr)) {
  case NDRSIM_CELL_FINE:
    break;
  case NDRSIM_CELL_TOO_FINE:
    return bad_cell(self, row, NDRSIM_COLUMN_MRR, "at most two decimals");
  case NDRSIM_CELL_TOO_LARGE:
    return bad_cell(self, row, NDRSIM_COLUMN_MRR, "at most 1000000000.00");
  case NDRSIM_CELL_NOT_A_NUMBER:
  default:
    return bad_cell(self, row, NDRSIM_COLUMN_MRR, "an amount such as 1234.50");
  }
  if (out->mrr >= 0) return NDRSIM_OK;
  out->mrr = 0; /* the row still counts when errors are listed */
  return bad_cell(self, row, NDRSIM_COLUMN_MRR, "an amount of 0 or more");
}

/* The index of the row's segment or tier among `n` names. */
static ndrsim_status read_name(ndrsim_book_reader *self, const ndrsim_csv_row *row,
                               ndrsim_book_column column, char (*name)[NDRSIM_NAME], int n,
                               int16_t *out) {
  const char *text = text_of(self, row, column), *candidate[NDRSIM_MAX_TIERS];
  char expected[256];
  _Static_assert(NDRSIM_MAX_SEGMENTS <= NDRSIM_MAX_TIERS, "candidate[] holds either");
  *out = 0;
  if (n == 1 && *text == '\0') return NDRSIM_OK;
  for (int i = 0; i < n; i++) {
    candidate[i] = name[i];
    *out = (int16_t)i;
    if (strcmp(name[i], text) == 0) return NDRSIM_OK;
  }
  size_t used = (size_t)snprintf(expected, sizeof expected, "a %s of the scenario",
                                 ndrsim_book_column_name[column]);
  for (int i = 0; i < n && used < sizeof expected; i++)
    used += (size_t)snprintf(expected + used, sizeof expected - used, "%s%s%s", i > 0 ? ", " : " (",
                             name[i], i + 1 < n ? "" : ")");
  bad_cell(self, row, column, expected);
  ndrsim_book_suggest(self, text, candidate, n);
  return NDRSIM_INPUT;
}

/* Optional whole number in low..high; -1 when the cell is empty. */
static ndrsim_status read_whole(ndrsim_book_reader *self, const ndrsim_csv_row *row,
                                ndrsim_book_column column, int64_t low, int64_t high, unsigned flag,
                                int32_t *out) {
  const char *text = text_of(self, row, column);
  int64_t value;
  *out = -1;
  if (*text == '\0') return NDRSIM_OK;
  if (!ndrsim_cell_whole(text, low, high, &value))
    return ndrsim_book_fail(self, row->line, ndrsim_book_column_name[column], text,
                            "a whole number from %lld to %lld, or an empty cell", (long long)low,
                            (long long)high);
  *out = (int32_t)value;
  self->has |= flag;
  return NDRSIM_OK;
}

/* Optional real number in 0..high; NAN when the cell is empty. */
static ndrsim_status read_real(ndrsim_book_reader *self, const ndrsim_csv_row *row,
                               ndrsim_book_column column, double high, unsigned flag, float *out) {
  const char *text = text_of(self, row, column);
  double value;
  *out = NAN;
  if (*text == '\0') return NDRSIM_OK;
  if (!ndrsim_cell_real(text, 0, high, &value))
    return ndrsim_book_fail(self, row->line, ndrsim_book_column_name[column], text,
                            "a number from 0 to %g, or an empty cell", high);
  *out = (float)value;
  self->has |= flag;
  return NDRSIM_OK;
}

/* A bad cell does not hide the next one. */
#define CELL(call) (st = ndrsim_book_carry_on(self, call))

static ndrsim_status read_optional(ndrsim_book_reader *self, const ndrsim_csv_row *row,
                                   ndrsim_row *out) {
  ndrsim_status st;
  if (CELL(read_whole(self, row, NDRSIM_COLUMN_SEATS, 1, MOST_PEOPLE, NDRSIM_BOOK_SEATS,
                      &out->seats)) ||
      CELL(read_whole(self, row, NDRSIM_COLUMN_WORKFLOWS, 0, MOST_WORKFLOWS, NDRSIM_BOOK_WORKFLOWS,
                      &out->workflows)) ||
      CELL(read_whole(self, row, NDRSIM_COLUMN_HEADCOUNT, 1, MOST_PEOPLE, NDRSIM_BOOK_HEADCOUNT,
                      &out->headcount)) ||
      CELL(read_whole(self, row, NDRSIM_COLUMN_RENEWAL, 0, 12, NDRSIM_BOOK_RENEWAL,
                      &out->renewal)) ||
      CELL(read_whole(self, row, NDRSIM_COLUMN_UNITS, 0, MOST_UNITS, NDRSIM_BOOK_UNITS,
                      &out->units)) ||
      CELL(read_real(self, row, NDRSIM_COLUMN_TASKS, MOST_TASKS, NDRSIM_BOOK_TASKS, &out->tasks)) ||
      CELL(read_real(self, row, NDRSIM_COLUMN_COMPLETION, 1, NDRSIM_BOOK_COMPLETION,
                     &out->completion)) ||
      CELL(read_real(self, row, NDRSIM_COLUMN_RETURN, 1, NDRSIM_BOOK_RETURN, &out->returning)))
    return st;
  if (out->headcount >= 0 && out->seats > out->headcount)
    return ndrsim_book_fail(self, row->line, "headcount",
                            text_of(self, row, NDRSIM_COLUMN_HEADCOUNT),
                            "at least the seats of the account, %d, or an empty cell", out->seats);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_book_row(ndrsim_book_reader *self, const ndrsim_csv_row *row,
                              ndrsim_row *out) {
  ndrsim_status st;
  memset(out, 0, sizeof *out);
  out->line = row->line > INT32_MAX ? 0 : (int32_t)row->line;
  if (row->n != self->n_cells)
    return ndrsim_book_fail(self, row->line, "", "", "%d cells as in the header, not %d",
                            self->n_cells, row->n);
  if (*text_of(self, row, NDRSIM_COLUMN_ACCOUNT_ID) == '\0') {
    bad_cell(self, row, NDRSIM_COLUMN_ACCOUNT_ID, "an id of the account");
    if ((st = ndrsim_book_carry_on(self, NDRSIM_INPUT))) return st;
  }
  if (CELL(read_start(self, row, out)) || CELL(read_mrr(self, row, out)) ||
      CELL(read_name(self, row, NDRSIM_COLUMN_SEGMENT, self->model->segment,
                     self->model->n_segments, &out->segment)) ||
      CELL(read_name(self, row, NDRSIM_COLUMN_TIER, self->model->tier, self->model->n_tiers,
                     &out->tier)))
    return st;
#undef CELL
  return read_optional(self, row, out);
}
