/* Results as tables, whoever reads them: one model from which a workbook (report/xlsx.h), a page
 * (report/html.h) and a database (report/database.h) are written, so that the three cannot disagree
 * and a new verb has all of them once it has said its results as tables.
 *
 * A table is a caption, columns and rows of cells. Cells are added one after the other, left to
 * right and row after row; every row has all of them. A cell is a text, a number or nothing.
 * Numbers are kept as they are and in the unit of summary.json (NDR of 171 per cent is 171, a share
 * is a ratio); the form says only how they are shown. Names that begin with = + - @ are the
 * writers' business: give them as they are.
 *
 * All texts are copied. Memory that runs out is remembered, not reported: the adders return
 * nothing, take NULL for a table that could not be made, and ndrsim_document_check
 * (report/document.h) says at the end whether all is there.
 *
 *   static const ndrsim_column column[] = {
 *       {"scenario", "Scenario", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
 *       {"ndr", "NDR, P50", "%", NDRSIM_FORM_PERCENT, 0},
 *   };
 *   ndrsim_table *table = ndrsim_section_table(section, "options", "The options", column, 2);
 *   ndrsim_table_text(table, "cap 1500");
 *   ndrsim_table_number(table, 171.2);
 */
#ifndef NDRSIM_REPORT_TABLE_H
#define NDRSIM_REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include "analysis/results.h"

/* How a number is shown. X(NAME, number format of a workbook, decimals on a page) */
#define NDRSIM_FORM_LIST(X)                                                                        \
  X(TEXT, "General", 0)           /* a column of texts; numbers in it as they are */               \
  X(PLAIN, "0", 0)                /* a month, a year: no thousands */                              \
  X(COUNT, "#,##0", 0)            /* accounts */                                                   \
  X(MONEY, "#,##0", 0)            /* currency units, where cents say nothing */                    \
  X(CENTS, "#,##0.00", 2)         /* currency units, a price */                                    \
  X(PERCENT, "0.0\"%\"", 1)       /* in per cent */                                                \
  X(POINTS, "+0.0;-0.0;0.0", 1)   /* a part of a bridge, a difference of per cents */              \
  X(TENTHS, "0.0", 1)             /* the size of such a difference */                              \
  X(HUNDREDTHS, "0.00", 2)        /* of a difference of small per cents */                         \
  X(CHANGE, "+#,##0;-#,##0;0", 0) /* a difference of counts or of money */                         \
  X(FINE_PERCENT, "0.00\"%\"", 2) /* small per cents: churn of a month */                          \
  X(FINE, "+0.00;-0.00;0.00", 2)  /* a difference of these */                                      \
  X(SHARE, "0.0%", 1)             /* a ratio that is shown in per cent */                          \
  X(RATIO, "0.000", 3)            /* a small number */                                             \
  X(REAL, "General", 6)           /* a parameter: the digits it has */

typedef enum ndrsim_form {
#define NDRSIM_FORM_ENUM(name, format, decimals) NDRSIM_FORM_##name,
  NDRSIM_FORM_LIST(NDRSIM_FORM_ENUM)
#undef NDRSIM_FORM_ENUM
      NDRSIM_FORMS
} ndrsim_form;

enum {
  NDRSIM_COLUMN_NAME = 1,   /* names its row: a heading for a screen reader, frozen in a sheet */
  NDRSIM_COLUMN_HELPER = 2, /* for a chart of the workbook, or for programs: not on a page */
  NDRSIM_COLUMN_WIDE = 4    /* sentences: wrapped */
};

typedef struct ndrsim_column {
  const char *key;  /* for programs: "p50", [a-z0-9_] */
  const char *head; /* for readers: "P50" */
  const char *unit; /* "%"; "" = none, or a cell says it */
  ndrsim_form form;
  unsigned flags;
} ndrsim_column;

typedef struct ndrsim_cell {
  const char *text; /* NULL = a number */
  double number;    /* NAN = an empty cell */
  /* NULL, or what a workbook computes: the number is its value. [r,c] stands for the cell in row r
   * and column c of this table, both from 0: "100+SUM([0,1]:[5,1])" */
  const char *formula;
  ndrsim_form form;
} ndrsim_cell;

enum {
  NDRSIM_TABLE_DATA = 1,    /* long rows for a pivot table: a sheet and a database, not a page */
  NDRSIM_TABLE_COLOURS = 2, /* per cents below and above 100 are coloured (a cohort triangle) */
  NDRSIM_TABLE_VIEW = 4     /* shows what another table holds too: not for a database */
};

typedef struct ndrsim_arena ndrsim_arena;

typedef struct ndrsim_table {
  const char *key;   /* "bridge": for programs, [a-z0-9_], unique in its document */
  const char *title; /* its caption */
  const char *note;  /* a sentence under it; "" = none */
  unsigned flags;
  int n_columns, n_cells, capacity;
  ndrsim_column *column;
  ndrsim_cell *cell;
  ndrsim_arena *arena; /* of the document */
} ndrsim_table;

int ndrsim_table_rows(const ndrsim_table *self);
const ndrsim_cell *ndrsim_table_cell(const ndrsim_table *self, int row, int column);
int ndrsim_table_column(const ndrsim_table *self, const char *key); /* -1 = there is none */

void ndrsim_table_text(ndrsim_table *self, const char *text); /* NULL or "": an empty cell */
/* In the column's form. Not finite: an empty cell. */
void ndrsim_table_number(ndrsim_table *self, double value);
void ndrsim_table_number_as(ndrsim_table *self, double value, ndrsim_form form);
void ndrsim_table_empty(ndrsim_table *self);
/* A number that a workbook computes anew; `format` makes the formula (see ndrsim_cell). */
void ndrsim_table_formula(ndrsim_table *self, double value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Another form for the cell that was added last. */
void ndrsim_table_form(ndrsim_table *self, ndrsim_form form);
/* mean, se, p5, p10, p50, p90, p95: seven cells, empty where the estimate is not valid. */
void ndrsim_table_estimate(ndrsim_table *self, const ndrsim_estimate *estimate, ndrsim_form form);
/* ... and their columns, for the table of columns. */
#define NDRSIM_COLUMNS_ESTIMATE(unit, form)                                                        \
  {"mean", "Mean", unit, form, 0}, {"se", "SE of mean", unit, form, 0},                            \
      {"p5", "P5", unit, form, 0}, {"p10", "P10", unit, form, 0}, {"p50", "P50", unit, form, 0},   \
      {"p90", "P90", unit, form, 0}, {                                                             \
    "p95", "P95", unit, form, 0                                                                    \
  }
void ndrsim_table_note(ndrsim_table *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A number as a page shows it: "1,234", "173.5%", "+25.3". The plain locale must be entered. */
void ndrsim_form_text(double value, ndrsim_form form, char *out, size_t size);
const char *ndrsim_form_format(ndrsim_form form); /* of a workbook */
/* The form for a metric's values. */
ndrsim_form ndrsim_form_of_metric(const ndrsim_metric *metric);

/* --- for report/document.c ------------------------------------------------------------------- */

ndrsim_arena *ndrsim_arena_new(void); /* NULL: no memory */
void ndrsim_arena_free(ndrsim_arena *self);
void *ndrsim_arena_take(ndrsim_arena *self, size_t size); /* NULL, and failed, without memory */
const char *ndrsim_arena_text(ndrsim_arena *self, const char *text); /* a copy; "" without memory */
bool ndrsim_arena_failed(const ndrsim_arena *self);
void ndrsim_arena_fail(ndrsim_arena *self);

#endif
