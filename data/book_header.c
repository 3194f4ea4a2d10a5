/* The header of a book: which cell holds which column. */
#include <stdio.h>
#include <string.h>
#include "data/book_reader.h"
#include "scenarios/suggest.h"

const char *const ndrsim_book_column_name[NDRSIM_BOOK_COLUMNS] = {
#define NDRSIM_COLUMN_NAME(name, text, required, flag) text,
    NDRSIM_BOOK_COLUMN_LIST(NDRSIM_COLUMN_NAME)
#undef NDRSIM_COLUMN_NAME
};

static const bool always_required[NDRSIM_BOOK_COLUMNS] = {
#define NDRSIM_COLUMN_REQUIRED(name, text, required, flag) required,
    NDRSIM_BOOK_COLUMN_LIST(NDRSIM_COLUMN_REQUIRED)
#undef NDRSIM_COLUMN_REQUIRED
};

static int find_column(const char *name) {
  for (int c = 0; c < NDRSIM_BOOK_COLUMNS; c++)
    if (strcmp(ndrsim_book_column_name[c], name) == 0) return c;
  return -1;
}

static ndrsim_status unknown_column(const ndrsim_book_reader *self, const ndrsim_csv_row *row,
                                    int cell) {
  const char *name = row->cell[cell];
  if (row->n == 1 && strpbrk(name, ";\t|") != NULL)
    return ndrsim_book_fail(self, row->line, "", name, "cells separated by commas");
  if (name[0] == '\0') {
    char where[32];
    snprintf(where, sizeof where, "cell %d of the header", cell + 1);
    return ndrsim_book_fail(self, row->line, where, "an empty name", "the name of a column");
  }
  ndrsim_book_fail(
      self, row->line, name, name,
      "a column of a book (account_id, start_month, mrr, segment, tier, seats, ...), or a "
      "name that starts with x_ (ignored)");
  ndrsim_book_suggest(self, name, ndrsim_book_column_name, NDRSIM_BOOK_COLUMNS);
  return NDRSIM_INPUT;
}

static bool is_required(const ndrsim_book_reader *self, int column) {
  if (column == NDRSIM_COLUMN_SEGMENT) return self->model->n_segments > 1;
  if (column == NDRSIM_COLUMN_TIER) return self->model->n_tiers > 1;
  return always_required[column];
}

static ndrsim_status take_column(ndrsim_book_reader *self, const ndrsim_csv_row *row, int cell) {
  const char *name = row->cell[cell];
  if (strncmp(name, "x_", 2) == 0) return NDRSIM_OK;
  int c = find_column(name);
  if (c < 0) return unknown_column(self, row, cell);
  if (self->cell[c] >= 0) return ndrsim_book_fail(self, row->line, name, name, "each column once");
  self->cell[c] = cell;
  return NDRSIM_OK;
}

/* Whether a name of the header that is no column was most likely meant to be this one. */
static bool misspelt(const ndrsim_csv_row *row, int column) {
  for (int i = 0; i < row->n; i++) {
    const char *name = row->cell[i];
    if (strncmp(name, "x_", 2) == 0 || find_column(name) >= 0) continue;
    const char *near = ndrsim_suggest(name, ndrsim_book_column_name, NDRSIM_BOOK_COLUMNS);
    if (near == ndrsim_book_column_name[column]) return true;
  }
  return false;
}

ndrsim_status ndrsim_book_header(ndrsim_book_reader *self, const ndrsim_csv_row *row) {
  ndrsim_status st = NDRSIM_OK;
  bool lacking = false;
  for (int c = 0; c < NDRSIM_BOOK_COLUMNS; c++)
    self->cell[c] = -1;
  for (int i = 0; i < row->n && st == NDRSIM_OK; i++)
    st = ndrsim_book_carry_on(self, take_column(self, row, i));
  bool no_commas = row->n == 1 && self->cell[NDRSIM_COLUMN_ACCOUNT_ID] < 0;
  for (int c = 0; c < NDRSIM_BOOK_COLUMNS && st == NDRSIM_OK; c++) {
    if (self->cell[c] >= 0 || !is_required(self, c)) continue;
    bool said = self->errors != NULL && self->errors->found > 0 && (no_commas || misspelt(row, c));
    lacking = true;
    if (!said)
      st = ndrsim_book_carry_on(self, ndrsim_book_fail(self, row->line, ndrsim_book_column_name[c],
                                                       "a header without it", "the column %s",
                                                       ndrsim_book_column_name[c]));
  }
  if (st != NDRSIM_OK) return st;
  self->n_cells = row->n;
  return lacking ? NDRSIM_INPUT : NDRSIM_OK;
}
