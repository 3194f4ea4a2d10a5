/* What xlsx.c, xlsx_sheet.c and xlsx_chart.c share. Internal to report/. */
#ifndef NDRSIM_REPORT_XLSX_PART_H
#define NDRSIM_REPORT_XLSX_PART_H

#include <xlsxwriter.h>
#include "report/document.h"

#define NDRSIM_XLSX_ROWS 1048576 /* of a sheet */
#define NDRSIM_XLSX_TEXT 32000   /* bytes of a cell; Excel takes 32,767 characters */

/* Where a table stands in its sheet: the row of its heads, from 0. */
typedef struct ndrsim_xlsx_place {
  const ndrsim_table *table;
  const char *sheet;
  int head;
} ndrsim_xlsx_place;

/* Where the charts of a section go. */
typedef struct ndrsim_xlsx_chart_place {
  const ndrsim_section *section;
  lxw_worksheet *sheet;
  int row;
} ndrsim_xlsx_chart_place;

typedef struct ndrsim_xlsx {
  lxw_workbook *book;
  lxw_format *number[NDRSIM_FORMS], *text, *indented, *wrapped, *head, *head_indented, *head_number,
      *helper, *title, *caption, *say, *note;
  const ndrsim_document *document;
  ndrsim_xlsx_place *place; /* of every table, for the charts */
  int n_places;
  ndrsim_xlsx_chart_place *charts; /* of every sheet */
  int n_sheets;
  lxw_error error; /* the first one */
  bool failed;     /* no memory */
} ndrsim_xlsx;

/* A text as a cell may hold it: control characters are replaced, what a spreadsheet would take for
 * a formula gets a ' in front, and what is too long ends in "...". */
void ndrsim_xlsx_clean(const char *text, char out[NDRSIM_XLSX_TEXT]);
void ndrsim_xlsx_note_error(ndrsim_xlsx *self, lxw_error error);

/* Writes a section into a sheet of its own; its tables and charts get their places. */
void ndrsim_xlsx_sheet(ndrsim_xlsx *self, const ndrsim_section *section);
/* Draws the charts of all sheets, when all tables have their places: a chart may be drawn from a
 * table of another sheet. */
void ndrsim_xlsx_charts(ndrsim_xlsx *self);
/* Draws a figure at a row of a sheet; false when a workbook has none of it. */
bool ndrsim_xlsx_chart(ndrsim_xlsx *self, lxw_worksheet *sheet, int row,
                       const ndrsim_figure *figure);
/* Where a table stands; NULL when it is not there. */
const ndrsim_xlsx_place *ndrsim_xlsx_find(const ndrsim_xlsx *self, const ndrsim_table *table);

#endif
