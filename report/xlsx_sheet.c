/* One section as a sheet: sentences, charts, then tables below each other. A sheet that has nothing
 * but one long table begins with its heads, as pivot tables want it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/xlsx_part.h"
#include "sim/text.h"

#define ACROSS 9        /* columns that a sentence goes over */
#define LINE 120        /* characters that fit in them */
#define WIDEST 42       /* characters of a column */
#define WIDE 60         /* of a column of sentences */
#define CHART_ROWS 21   /* that a chart covers */
#define MOST_WIDTHS 256 /* columns whose width is chosen */
#define MOST_LINES 27   /* of a row: Excel has rows of at most 409 points */
#define ROW_HEIGHT 15   /* [points] */

typedef struct sheet {
  ndrsim_xlsx *book;
  lxw_worksheet *sheet;
  int row;                   /* the next free one */
  double width[MOST_WIDTHS]; /* of the columns, characters */
  int columns;
} sheet;

static void at_error(sheet *self, lxw_error error) {
  ndrsim_xlsx_note_error(self->book, error);
}

static void put_text(sheet *self, int row, int column, const char *text, lxw_format *format) {
  char clean[NDRSIM_XLSX_TEXT];
  ndrsim_xlsx_clean(text, clean);
  at_error(self,
           worksheet_write_string(self->sheet, (lxw_row_t)row, (lxw_col_t)column, clean, format));
}

/* Lines that a text takes in so many characters: broken at blanks, or inside of what has none. */
static int lines_of(const char *text, size_t width) {
  size_t lines = 1, used = 0;
  while (*text != '\0') {
    size_t word = strcspn(text, " ");
    if (used > 0 && used + 1 + word > width) {
      lines++;
      used = 0;
    }
    used += (used > 0) + word;
    if (used > width) {
      lines += (used - 1) / width;
      used = (used - 1) % width + 1;
    }
    text += word;
    text += strspn(text, " ");
  }
  return (int)lines;
}

/* Characters of a column, a little less than there are. */
static size_t room_of(const sheet *self, int column) {
  double width = column < MOST_WIDTHS ? self->width[column] : 0;
  return width > 9 ? (size_t)width - 1 : 8;
}

/* A sentence over several columns, as high as it needs. */
static void put_sentence(sheet *self, const char *text, lxw_format *format) {
  char clean[NDRSIM_XLSX_TEXT];
  ndrsim_xlsx_clean(text, clean);
  int lines = lines_of(clean, LINE);
  lxw_row_t row = (lxw_row_t)self->row++;
  at_error(self, worksheet_merge_range(self->sheet, row, 0, row, ACROSS - 1, clean, format));
  at_error(self, worksheet_set_row(self->sheet, row, lines * ROW_HEIGHT, NULL));
}

/* --- tables ----------------------------------------------------------------------------------- */

/* "[0,1]" -> "B7": what a formula means in this sheet. The result has room for `size` bytes. */
static void translate(const char *formula, int first_row, char *out, size_t size) {
  size_t used = 0;
  snprintf(out, size, "=");
  used = strlen(out);
  for (const char *p = formula; *p != '\0' && used + 16 < size;) {
    char *end;
    if (*p != '[') {
      out[used++] = *p++;
      out[used] = '\0';
      continue;
    }
    long row = strtol(p + 1, &end, 10);
    long column = *end == ',' ? strtol(end + 1, &end, 10) : 0;
    lxw_rowcol_to_cell(out + used, (lxw_row_t)(first_row + row), (lxw_col_t)column);
    used = strlen(out);
    p = *end == ']' ? end + 1 : end;
  }
}

/* Texts stand a little away from the number before them. Long ones wrap, but not in rows of data.
 */
static lxw_format *format_of(const sheet *self, const ndrsim_table *table, const ndrsim_cell *cell,
                             int c) {
  bool data = (table->flags & NDRSIM_TABLE_DATA) != 0,
       wide = (table->column[c].flags & NDRSIM_COLUMN_WIDE) != 0;
  if (cell->text == NULL) return self->book->number[cell->form];
  if (!data && (wide || strlen(cell->text) > WIDEST)) return self->book->wrapped;
  return c > 0 ? self->book->indented : self->book->text;
}

static void put_cell(sheet *self, const ndrsim_table *table, int first_row, int r, int c) {
  const ndrsim_cell *cell = ndrsim_table_cell(table, r, c);
  lxw_row_t row = (lxw_row_t)(first_row + r);
  lxw_col_t column = (lxw_col_t)c;
  lxw_format *format = format_of(self, table, cell, c);
  if (cell->text != NULL) {
    put_text(self, (int)row, c, cell->text, format);
  } else if (cell->formula != NULL) {
    char formula[512];
    translate(cell->formula, first_row, formula, sizeof formula);
    at_error(self,
             worksheet_write_formula_num(self->sheet, row, column, formula, format, cell->number));
  } else if (isfinite(cell->number)) {
    at_error(self, worksheet_write_number(self->sheet, row, column, cell->number, format));
  }
}

static void widen(sheet *self, int column, double width) {
  if (column >= MOST_WIDTHS) return;
  if (column >= self->columns) self->columns = column + 1;
  if (width > self->width[column]) self->width[column] = width;
}

/* How wide a column must be for its cells; heads wrap at blanks. */
static void measure(sheet *self, const ndrsim_table *table, int c) {
  const ndrsim_column *column = &table->column[c];
  double width = strlen(column->head) > 12 ? 12 : (double)strlen(column->head) + 1;
  if (column->flags & NDRSIM_COLUMN_WIDE) {
    widen(self, c, WIDE);
    return;
  }
  int rows = ndrsim_table_rows(table);
  for (int r = 0; r < rows; r++) {
    const ndrsim_cell *cell = ndrsim_table_cell(table, r, c);
    char shown[96];
    size_t length = 0;
    if (cell->text != NULL)
      length = strlen(cell->text);
    else if (isfinite(cell->number)) {
      ndrsim_form_text(cell->number, cell->form, shown, sizeof shown);
      length = strlen(shown);
    }
    if (length > WIDEST) length = WIDEST;
    if ((double)length + 2 > width) width = (double)length + 2;
  }
  widen(self, c, width);
}

static lxw_format *head_format(const sheet *self, const ndrsim_column *column, int c) {
  if (column->flags & NDRSIM_COLUMN_HELPER) return self->book->helper;
  if (column->form != NDRSIM_FORM_TEXT) return self->book->head_number;
  return c > 0 ? self->book->head_indented : self->book->head;
}

static void put_heads(sheet *self, const ndrsim_table *table) {
  int lines = 1;
  for (int c = 0; c < table->n_columns; c++) {
    const ndrsim_column *column = &table->column[c];
    char head[192];
    bool unit = column->unit[0] != '\0';
    snprintf(head, sizeof head, "%.90s%s%.60s%s", column->head, unit ? " (" : "", column->unit,
             unit ? ")" : "");
    put_text(self, self->row, c, head, head_format(self, column, c));
    measure(self, table, c);
    int needed = lines_of(head, room_of(self, c));
    if (needed > lines) lines = needed;
  }
  at_error(self, worksheet_set_row(self->sheet, (lxw_row_t)self->row, lines * ROW_HEIGHT, NULL));
}

/* Below 100 towards orange, above towards blue: the colours of the charts, light enough for black
 * figures. The scale is fixed, so that two workbooks compare. */
static void put_colours(sheet *self, const ndrsim_table *table, int first_row) {
  int first = 0, rows = ndrsim_table_rows(table);
  while (first < table->n_columns && table->column[first].form != NDRSIM_FORM_PERCENT)
    first++;
  if (first == table->n_columns || rows == 0) return;
  lxw_conditional_format scale = {.type = LXW_CONDITIONAL_3_COLOR_SCALE,
                                  .min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
                                  .mid_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
                                  .max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
                                  .min_value = 60,
                                  .mid_value = 100,
                                  .max_value = 200,
                                  .min_color = 0xF2A274,
                                  .mid_color = 0xF7F7F7,
                                  .max_color = 0x7FB8DC};
  at_error(self, worksheet_conditional_format_range(
                     self->sheet, (lxw_row_t)first_row, (lxw_col_t)first,
                     (lxw_row_t)(first_row + rows - 1), (lxw_col_t)(table->n_columns - 1), &scale));
}

/* As high as its longest text: not every program finds that out by itself. */
static void fit_row(sheet *self, const ndrsim_table *table, int first_row, int r) {
  int most = 1;
  for (int c = 0; c < table->n_columns; c++) {
    const ndrsim_cell *cell = ndrsim_table_cell(table, r, c);
    if (cell->text == NULL || format_of(self, table, cell, c) != self->book->wrapped) continue;
    int lines = lines_of(cell->text, room_of(self, c));
    if (lines > most) most = lines;
  }
  if (most > MOST_LINES) most = MOST_LINES;
  if (most > 1)
    at_error(self,
             worksheet_set_row(self->sheet, (lxw_row_t)(first_row + r), most * ROW_HEIGHT, NULL));
}

static void put_table(sheet *self, const ndrsim_table *table, bool alone) {
  if (!alone) put_text(self, self->row++, 0, table->title, self->book->caption);
  ndrsim_xlsx *book = self->book;
  book->place[book->n_places++] = (ndrsim_xlsx_place){table, self->sheet->name, self->row};
  put_heads(self, table);
  int first_row = ++self->row, rows = ndrsim_table_rows(table);
  for (int r = 0; r < rows; r++) {
    for (int c = 0; c < table->n_columns; c++)
      put_cell(self, table, first_row, r, c);
    fit_row(self, table, first_row, r);
  }
  if (table->flags & NDRSIM_TABLE_COLOURS) put_colours(self, table, first_row);
  self->row += rows;
  if (!alone && table->note[0] != '\0') put_sentence(self, table->note, book->note);
  self->row++;
}

/* --- the sheet -------------------------------------------------------------------------------- */

static bool is_data(const ndrsim_section *section) {
  return section->n_tables == 1 && section->n_figures == 0 && section->n_say == 0 &&
         (section->table[0]->flags & NDRSIM_TABLE_DATA) != 0;
}

static void put_frame(sheet *self, const ndrsim_section *section, bool first) {
  const ndrsim_document *document = section->document;
  put_text(self, self->row, 0, first ? document->title : section->title, self->book->title);
  at_error(self, worksheet_set_row(self->sheet, (lxw_row_t)self->row++, 24, NULL));
  if (first && document->subtitle[0] != '\0')
    put_sentence(self, document->subtitle, self->book->note);
  for (int k = 0; k < section->n_say; k++)
    put_sentence(self, section->say[k], self->book->say);
  self->row++;
}

static int count_charts(const ndrsim_section *section) {
  int n = 0;
  for (int k = 0; k < section->n_figures; k++)
    n += section->figure[k]->kind != NDRSIM_FIGURE_NONE;
  return n;
}

static void finish(sheet *self, const ndrsim_section *section, bool data) {
  for (int c = 0; c < self->columns; c++)
    at_error(self, worksheet_set_column(self->sheet, (lxw_col_t)c, (lxw_col_t)c,
                                        self->width[c] < 9 ? 9 : self->width[c], NULL));
  if (data) {
    const ndrsim_table *table = section->table[0];
    int names = 0;
    while (names < table->n_columns && (table->column[names].flags & NDRSIM_COLUMN_NAME))
      names++;
    worksheet_freeze_panes(self->sheet, 1, (lxw_col_t)names);
    at_error(self, worksheet_autofilter(self->sheet, 0, 0, (lxw_row_t)ndrsim_table_rows(table),
                                        (lxw_col_t)(table->n_columns - 1)));
    worksheet_repeat_rows(self->sheet, 0, 0);
  }
  worksheet_set_landscape(self->sheet);
  worksheet_set_paper(self->sheet, 9); /* A4 */
  worksheet_fit_to_pages(self->sheet, 1, 0);
  worksheet_gridlines(self->sheet, data ? LXW_SHOW_SCREEN_GRIDLINES : LXW_HIDE_ALL_GRIDLINES);
  worksheet_set_footer(self->sheet, "&L&A&R&P / &N");
}

static bool taken(const ndrsim_xlsx *book, const char *name) {
  return workbook_get_worksheet_by_name(book->book, name) != NULL;
}

/* A title as the name of a sheet: at most 31 bytes, whole characters, none of []:*?/\\ and no ' at
 * its ends, and not yet there. */
static void sheet_name(const ndrsim_xlsx *book, const ndrsim_section *section,
                       char out[LXW_SHEETNAME_MAX + 1]) {
  char stem[LXW_SHEETNAME_MAX + 1];
  size_t n = 0;
  for (const char *p = section->title; *p != '\0';) {
    size_t width = ndrsim_text_utf8(p, strlen(p));
    if (n + (width > 0 ? width : 1) > LXW_SHEETNAME_MAX - 4) break;
    bool plain = width > 0 && (unsigned char)*p >= 0x20 && strchr("[]:*?/\\'", *p) == NULL;
    for (size_t k = 0; k < (width > 0 ? width : 1); k++)
      stem[n++] = plain ? p[k] : ' ';
    p += width > 0 ? width : 1;
  }
  stem[n] = '\0';
  if (n == 0) snprintf(stem, sizeof stem, "Sheet");
  snprintf(out, LXW_SHEETNAME_MAX + 1, "%s", stem);
  for (int k = 2; taken(book, out) && k < 1000; k++)
    snprintf(out, LXW_SHEETNAME_MAX + 1, "%.27s %d", stem, k);
}

void ndrsim_xlsx_sheet(ndrsim_xlsx *book, const ndrsim_section *section) {
  sheet self = {.book = book};
  if (section->n_tables == 0 && section->n_say == 0) return; /* pictures only */
  char name[LXW_SHEETNAME_MAX + 1];
  sheet_name(book, section, name);
  self.sheet = workbook_add_worksheet(book->book, name);
  if (self.sheet == NULL) {
    ndrsim_xlsx_note_error(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    return;
  }
  bool data = is_data(section), first = section == book->document->section[0];
  if (!data) put_frame(&self, section, first);
  int charts = self.row;
  self.row += CHART_ROWS * count_charts(section);
  for (int k = 0; k < section->n_tables; k++)
    put_table(&self, section->table[k], data);
  book->charts[book->n_sheets++] = (ndrsim_xlsx_chart_place){section, self.sheet, charts};
  finish(&self, section, data);
}

void ndrsim_xlsx_charts(ndrsim_xlsx *self) {
  for (int s = 0; s < self->n_sheets && !self->failed; s++) {
    const ndrsim_section *section = self->charts[s].section;
    int row = self->charts[s].row;
    for (int k = 0; k < section->n_figures; k++)
      if (ndrsim_xlsx_chart(self, self->charts[s].sheet, row, section->figure[k]))
        row += CHART_ROWS;
  }
}
