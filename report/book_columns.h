/* The optional columns of a book, in the order of data/book.h: for saying which ones were drawn. */
#ifndef NDRSIM_REPORT_BOOK_COLUMNS_H
#define NDRSIM_REPORT_BOOK_COLUMNS_H

#include <stdbool.h>
#include "sim/model.h"

typedef struct ndrsim_book_column_def {
  const char *name; /* as in the CSV */
  unsigned bit;
  bool plain; /* a cell that is missing is not drawn: it says nothing */
} ndrsim_book_column_def;

#define NDRSIM_BOOK_COLUMNS 8
static const ndrsim_book_column_def ndrsim_book_column[NDRSIM_BOOK_COLUMNS] = {
    {"seats", NDRSIM_BOOK_SEATS, false},        {"workflows", NDRSIM_BOOK_WORKFLOWS, false},
    {"tasks", NDRSIM_BOOK_TASKS, false},        {"headcount", NDRSIM_BOOK_HEADCOUNT, false},
    {"renewal_in", NDRSIM_BOOK_RENEWAL, false}, {"completion_rate", NDRSIM_BOOK_COMPLETION, false},
    {"return_rate", NDRSIM_BOOK_RETURN, false}, {"units", NDRSIM_BOOK_UNITS, true},
};

#endif
