/* A document: what a verb found, ready to be handed on. Sections in the order in which they are
 * read, the decision first; each has sentences, figures and tables (report/table.h). A section is a
 * sheet of a workbook and a chapter of a page; every table of it goes into a database.
 *
 *   ndrsim_document document;
 *   ndrsim_document_init(&document, "compare", title);
 *   ndrsim_section *section = ndrsim_document_section(&document, "summary", "Summary");
 *   ndrsim_section_say(section, "B is better than A in %.0f%% of the replicates.", 97.0);
 *   ndrsim_table *table = ndrsim_section_table(section, "difference", "B less A", column, n);
 *   ... cells ...
 *   ndrsim_figure *figure = ndrsim_section_figure(section, "compare-fan", title, alt);
 *   ndrsim_figure_draw(figure, NDRSIM_FIGURE_LINE, table, "month", "Month", "NDR, %");
 *   ndrsim_figure_series(figure, "a", 0x0072B2);
 *   status = ndrsim_document_check(&document, err);
 *   ... writers ...
 *   ndrsim_document_free(&document);
 *
 * Only check reports a failure; see report/table.h. */
#ifndef NDRSIM_REPORT_DOCUMENT_H
#define NDRSIM_REPORT_DOCUMENT_H

#include "report/table.h"

enum { NDRSIM_FIGURE_SERIES = 12 };

/* How a workbook draws a figure from a table. */
typedef enum ndrsim_figure_kind {
  NDRSIM_FIGURE_NONE,   /* it does not: only the picture */
  NDRSIM_FIGURE_LINE,   /* a line for each series */
  NDRSIM_FIGURE_COLUMN, /* columns beside each other */
  NDRSIM_FIGURE_BAR,    /* bars from the left, the first row on top: a tornado */
  NDRSIM_FIGURE_STACK,  /* stacked columns; a series of colour NDRSIM_FIGURE_CLEAR is not seen, so
                           that the others stand on it: a waterfall */
  NDRSIM_FIGURE_BAND    /* stacked areas, likewise: a fan */
} ndrsim_figure_kind;

#define NDRSIM_FIGURE_CLEAR (-1L)

typedef struct ndrsim_figure {
  const char *key;   /* "mrr-fan": the chart's name in plots/, which is the picture on a page */
  const char *title; /* under it */
  const char *alt;   /* what it shows, in words, for those who do not see it */
  const char *svg;   /* the picture, NULL = none */
  size_t svg_size;
  ndrsim_figure_kind kind;
  const ndrsim_table *table;
  int x; /* column of the categories */
  int n_series;
  int series[NDRSIM_FIGURE_SERIES];  /* columns */
  long colour[NDRSIM_FIGURE_SERIES]; /* 0xRRGGBB, or NDRSIM_FIGURE_CLEAR */
  const long *row_colour;            /* NULL, or a colour for each row of the last series */
  const char *x_title, *y_title;
  bool from_zero; /* the axis of values begins at 0 */
} ndrsim_figure;

typedef struct ndrsim_document ndrsim_document;

typedef struct ndrsim_section {
  ndrsim_document *document;
  const char *key;   /* "summary": for programs, [a-z0-9_] */
  const char *title; /* "Summary": at most 31 characters, the name of a sheet */
  const char **say;  /* sentences */
  int n_say;
  ndrsim_figure **figure;
  int n_figures;
  ndrsim_table **table;
  int n_tables;
} ndrsim_section;

struct ndrsim_document {
  ndrsim_arena *arena;
  const char *verb;     /* "run" */
  const char *title;    /* of the page */
  const char *subtitle; /* "" = none */
  ndrsim_section **section;
  int n_sections;
};

void ndrsim_document_init(ndrsim_document *self, const char *verb, const char *title);
void ndrsim_document_free(ndrsim_document *self); /* safe twice */
/* Whether all that was added is there, and every table has whole rows. Errors: MEMORY, INTERNAL. */
ndrsim_status ndrsim_document_check(const ndrsim_document *self, ndrsim_error *err);

void ndrsim_document_subtitle(ndrsim_document *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
ndrsim_section *ndrsim_document_section(ndrsim_document *self, const char *key, const char *title);
/* Memory ran out for what was to be said: the check will tell. NULL: it knows already. */
void ndrsim_section_fail(ndrsim_section *self);
void ndrsim_section_say(ndrsim_section *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
ndrsim_table *ndrsim_section_table(ndrsim_section *self, const char *key, const char *title,
                                   const ndrsim_column *column, int n_columns);
ndrsim_figure *ndrsim_section_figure(ndrsim_section *self, const char *key, const char *title,
                                     const char *alt);

/* Says how a workbook draws it: `x` is the key of the column of categories. */
void ndrsim_figure_draw(ndrsim_figure *self, ndrsim_figure_kind kind, const ndrsim_table *table,
                        const char *x, const char *x_title, const char *y_title);
void ndrsim_figure_series(ndrsim_figure *self, const char *column, long colour);
/* The k-th of colours that readers with the common forms of colour blindness can tell apart. */
long ndrsim_figure_colour(int k);
/* colour[n]: one for each row, of the series added last. */
void ndrsim_figure_rows(ndrsim_figure *self, const long *colour, int n);
/* What it shows, in words, in place of what was given before. */
void ndrsim_figure_alt(ndrsim_document *document, ndrsim_figure *self, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The picture on a page: an SVG document, copied. */
void ndrsim_figure_picture(ndrsim_document *document, ndrsim_figure *self, const char *svg,
                           size_t size);

/* By key; NULL = there is none. */
ndrsim_table *ndrsim_document_find(const ndrsim_document *self, const char *key);
ndrsim_figure *ndrsim_document_figure(const ndrsim_document *self, const char *key);

#endif
