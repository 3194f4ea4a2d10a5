/* The optional columns of a book, in the order of data/book.h: for saying which ones were drawn. */
#ifndef NDRSIM_REPORT_BOOK_COLUMNS_H
#define NDRSIM_REPORT_BOOK_COLUMNS_H

#include "sim/model.h"

typedef struct ndrsim_book_column_def {
  unsigned bit;
  const char *name; /* as in the CSV */
} ndrsim_book_column_def;

#define NDRSIM_BOOK_COLUMNS 7
static const ndrsim_book_column_def ndrsim_book_column[NDRSIM_BOOK_COLUMNS] = {
    {NDRSIM_BOOK_SEATS, "seats"},        {NDRSIM_BOOK_WORKFLOWS, "workflows"},
    {NDRSIM_BOOK_TASKS, "tasks"},        {NDRSIM_BOOK_HEADCOUNT, "headcount"},
    {NDRSIM_BOOK_RENEWAL, "renewal_in"}, {NDRSIM_BOOK_COMPLETION, "completion_rate"},
    {NDRSIM_BOOK_RETURN, "return_rate"},
};

#endif
