/* Documents for the terminal. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/document_out.h"
#include "report/paragraph.h"

#define WIDTH 96
#define INDENT 2
#define GAP 2
#define ROWS_MOST 40
#define CELL 128

/* What goes first from a table that is too wide. */
static const char *const least[] = {"mean", "p5", "p95", "se"};
enum { LEAST = sizeof least / sizeof least[0] };

typedef struct shape {
  int width[64]; /* of each column; 0 = not shown */
  int rows;      /* shown */
} shape;

static void cell_text(const ndrsim_table *table, int row, int column, char out[CELL]) {
  const ndrsim_cell *cell = ndrsim_table_cell(table, row, column);
  if (cell->text != NULL)
    snprintf(out, CELL, "%s", cell->text);
  else if (isnan(cell->number))
    out[0] = '\0';
  else
    ndrsim_form_text(cell->number, cell->form, out, CELL);
}

/* A column of the form TEXT may hold numbers of several forms; it is then one of numbers. */
static bool is_text(const ndrsim_table *table, int column) {
  int rows = ndrsim_table_rows(table);
  if (table->column[column].form != NDRSIM_FORM_TEXT) return false;
  for (int r = 0; r < rows; r++) {
    const ndrsim_cell *cell = ndrsim_table_cell(table, r, column);
    if (cell->text != NULL) return true;
    if (!isnan(cell->number)) return false;
  }
  return true;
}

static int widest(const ndrsim_table *table, int column, int rows) {
  const ndrsim_column *head = &table->column[column];
  int width = (int)strlen(head->head);
  int unit = head->unit[0] != '\0' ? (int)strlen(head->unit) : 0;
  if (unit > width) width = unit;
  for (int r = 0; r < rows; r++) {
    char text[CELL];
    cell_text(table, r, column, text);
    int length = (int)strlen(text);
    if (length > width) width = length;
  }
  return width;
}

static int total(const shape *self, int columns) {
  int sum = INDENT - GAP;
  for (int c = 0; c < columns; c++) {
    if (self->width[c] > 0) sum += self->width[c] + GAP;
  }
  return sum;
}

static int columns_of(const ndrsim_table *table) {
  int most = (int)(sizeof((shape){0}).width / sizeof(int));
  return table->n_columns < most ? table->n_columns : most;
}

static shape plan(const ndrsim_table *table) {
  shape out = {.rows = ndrsim_table_rows(table)};
  int columns = columns_of(table);
  bool median = ndrsim_table_column(table, "p50") >= 0;
  if (out.rows > ROWS_MOST) out.rows = ROWS_MOST;
  for (int c = 0; c < columns; c++) {
    bool helper = (table->column[c].flags & NDRSIM_COLUMN_HELPER) != 0;
    out.width[c] = helper ? 0 : widest(table, c, out.rows);
  }
  for (int k = 0; k < LEAST && total(&out, columns) > WIDTH; k++) {
    int c = ndrsim_table_column(table, least[k]);
    if (c >= 0 && c < columns && (k > 0 || median)) out.width[c] = 0;
  }
  return out;
}

static void put_row(const ndrsim_table *table, const shape *of, int row, FILE *out) {
  int blanks = INDENT, columns = columns_of(table);
  for (int c = 0; c < columns; c++) {
    char text[CELL];
    if (of->width[c] == 0) continue;
    if (row < -1)
      snprintf(text, sizeof text, "%s", table->column[c].head);
    else if (row < 0)
      snprintf(text, sizeof text, "%s", table->column[c].unit);
    else
      cell_text(table, row, c, text);
    int length = (int)strlen(text), room = of->width[c] - length;
    bool left = is_text(table, c);
    if (!left) blanks += room;
    if (length > 0) fprintf(out, "%*s%s", blanks, "", text);
    blanks = (length > 0 ? 0 : blanks + length) + (left ? room : 0) + GAP;
  }
  fputc('\n', out);
}

static bool has_units(const ndrsim_table *table, const shape *of) {
  for (int c = 0; c < columns_of(table); c++) {
    if (of->width[c] > 0 && table->column[c].unit[0] != '\0') return true;
  }
  return false;
}

static void put_table(const ndrsim_table *table, bool color, FILE *out) {
  shape of = plan(table);
  int rows = ndrsim_table_rows(table);
  fprintf(out, color ? "\n\033[1m%s\033[0m\n" : "\n%s\n", table->title);
  if (rows > 0) {
    put_row(table, &of, -2, out);
    if (has_units(table, &of)) put_row(table, &of, -1, out);
  }
  for (int r = 0; r < of.rows; r++) {
    put_row(table, &of, r, out);
  }
  if (of.rows < rows) fprintf(out, "  ... and %d rows more in the files\n", rows - of.rows);
  if (table->note[0] != '\0') ndrsim_paragraph(table->note, out);
}

ndrsim_status ndrsim_document_text(const ndrsim_document *self, bool color, FILE *out,
                                   ndrsim_error *err) {
  ndrsim_status status = ndrsim_document_check(self, err);
  for (int s = 0; s < self->n_sections && status == NDRSIM_OK; s++) {
    const ndrsim_section *section = self->section[s];
    if (section->n_say > 0) fprintf(out, color ? "\n\033[1m%s\033[0m\n" : "\n%s\n", section->title);
    for (int k = 0; k < section->n_say; k++) {
      ndrsim_paragraph(section->say[k], out);
    }
    for (int t = 0; t < section->n_tables; t++) {
      bool data = (section->table[t]->flags & NDRSIM_TABLE_DATA) != 0;
      if (!data) put_table(section->table[t], color, out);
    }
  }
  return status;
}
