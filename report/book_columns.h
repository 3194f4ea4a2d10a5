/* The optional columns of a book, in the order of data/book.h: for saying which ones were drawn. */
#ifndef NDRSIM_REPORT_BOOK_COLUMNS_H
#define NDRSIM_REPORT_BOOK_COLUMNS_H

#include <stdbool.h>
#include "sim/model.h"

typedef struct ndrsim_book_column_def {
  unsigned bit;
  const char *name; /* as in the CSV */
  bool plain;       /* a cell that is missing is not drawn: it says nothing */
} ndrsim_book_column_def;

#define NDRSIM_BOOK_COLUMNS 8
static const ndrsim_book_column_def ndrsim_book_column[NDRSIM_BOOK_COLUMNS] = {
    {NDRSIM_BOOK_SEATS, "seats", false},        {NDRSIM_BOOK_WORKFLOWS, "workflows", false},
    {NDRSIM_BOOK_TASKS, "tasks", false},        {NDRSIM_BOOK_HEADCOUNT, "headcount", false},
    {NDRSIM_BOOK_RENEWAL, "renewal_in", false}, {NDRSIM_BOOK_COMPLETION, "completion_rate", false},
    {NDRSIM_BOOK_RETURN, "return_rate", false}, {NDRSIM_BOOK_UNITS, "units", true},
};

#endif
