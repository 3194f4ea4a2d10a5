#include "report/html.h"

#include <math.h>
#include <string.h>
#include "report/guard.h"
#include "report/html_part.h"
#include "report/number.h"
#include "sim/text.h"

#define LONG_TABLE 40 /* rows from which on a table scrolls inside its box */
#define WIDE_TABLE 20 /* columns from which on a table is printed small */

/* Nothing is fetched, nothing runs, nothing is sent: only the style of the page itself counts. */
#define POLICY "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/* --- texts ------------------------------------------------------------------------------------ */

void ndrsim_html_text(const char *text, FILE *out) {
  size_t n = strlen(text);
  for (size_t k = 0; k < n;) {
    size_t width = ndrsim_text_utf8(text + k, n - k);
    unsigned char c = (unsigned char)text[k];
    if (width == 0 || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) {
      fputs("\xEF\xBF\xBD", out); /* what cannot be shown */
      k++;
      continue;
    }
    if (c == '&')
      fputs("&amp;", out);
    else if (c == '<')
      fputs("&lt;", out);
    else if (c == '>')
      fputs("&gt;", out);
    else if (c == '"')
      fputs("&quot;", out);
    else if (c == '\'')
      fputs("&#39;", out);
    else
      fwrite(text + k, 1, width, out);
    k += width;
  }
}

/* A cell that is copied from the page into a spreadsheet is no formula there. JSON, which has no
 * blanks, may be broken behind its commas. */
static void cell_text(const char *text, FILE *out) {
  char piece[256];
  if (ndrsim_guard_needed(text)) fputs("&#39;", out);
  bool json = text[0] == '{' || text[0] == '[';
  while (json) {
    size_t n = strcspn(text, ",") + 1;
    if (n > strlen(text) || n >= sizeof piece) break;
    snprintf(piece, sizeof piece, "%.*s", (int)n, text);
    ndrsim_html_text(piece, out);
    fputs("<wbr>", out);
    text += n;
  }
  ndrsim_html_text(text, out);
}

static void element(FILE *out, const char *tag, const char *attributes, const char *text) {
  fprintf(out, "<%s%s>", tag, attributes);
  ndrsim_html_text(text, out);
  fprintf(out, "</%s>\n", tag);
}

/* --- tables ----------------------------------------------------------------------------------- */

/* Light steps below and above 100 per cent, as in the workbook (60 .. 100 .. 200). */
static const char *colour_class(double value) {
  static const char *const below[] = {"", " l1", " l2", " l3", " l4"};
  static const char *const above[] = {"", " u1", " u2", " u3", " u4"};
  double steps = value < 100 ? (100 - value) / 10 : (value - 100) / 25;
  int k = steps >= 4 ? 4 : (int)(steps + 0.5);
  return value < 100 ? below[k] : above[k];
}

static void put_cell(const ndrsim_table *table, int r, int c, FILE *out) {
  const ndrsim_column *column = &table->column[c];
  const ndrsim_cell *cell = ndrsim_table_cell(table, r, c);
  bool name = (column->flags & NDRSIM_COLUMN_NAME) != 0, number = isfinite(cell->number);
  bool colours = (table->flags & NDRSIM_TABLE_COLOURS) != 0 && !name;
  char shown[96] = "";
  if (number && colours)
    ndrsim_number_grouped(cell->number, 0, shown, sizeof shown); /* the caption says per cent */
  else if (number)
    ndrsim_form_text(cell->number, cell->form, shown, sizeof shown);
  const char *kind = cell->text == NULL                   ? "n"
                     : column->flags & NDRSIM_COLUMN_WIDE ? "w"
                     : strlen(cell->text) > 32            ? "c"
                                                          : "t";
  fputs(name ? "<th scope=\"row\"" : "<td", out);
  if (colours)
    fprintf(out, " class=\"n d%s\"", number ? colour_class(cell->number) : "");
  else if (kind[0] != 't')
    fprintf(out, " class=\"%s\"", kind);
  fputc('>', out);
  if (cell->text != NULL)
    cell_text(cell->text, out);
  else
    fputs(shown, out);
  fputs(name ? "</th>" : "</td>", out);
}

static bool shown(const ndrsim_column *column) {
  return (column->flags & NDRSIM_COLUMN_HELPER) == 0;
}

static void put_heads(const ndrsim_table *table, FILE *out) {
  fputs("<thead><tr>", out);
  for (int c = 0; c < table->n_columns; c++) {
    const ndrsim_column *column = &table->column[c];
    if (!shown(column)) continue;
    bool number = column->form != NDRSIM_FORM_TEXT;
    fprintf(out, "<th scope=\"col\"%s>", number ? " class=\"n\"" : "");
    ndrsim_html_text(column->head, out);
    if (column->head[0] == '\0') { /* a head that only a screen reader needs */
      fputs("<span class=\"vh\">", out);
      ndrsim_html_text(column->key, out);
      fputs("</span>", out);
    }
    if (column->unit[0] != '\0') {
      fputs("<br><span class=\"unit\">", out);
      ndrsim_html_text(column->unit, out);
      fputs("</span>", out);
    }
    fputs("</th>", out);
  }
  fputs("</tr></thead>\n<tbody>\n", out);
}

static void put_table(const ndrsim_table *table, FILE *out) {
  int rows = ndrsim_table_rows(table);
  fprintf(out, "<div class=\"box%s\" role=\"region\" tabindex=\"0\" aria-label=\"Table: ",
          rows > LONG_TABLE ? " tall" : "");
  ndrsim_html_text(table->title, out);
  fprintf(out, "\">\n<table%s>\n", table->n_columns > WIDE_TABLE ? " class=\"wide\"" : "");
  element(out, "caption", "", table->title);
  put_heads(table, out);
  for (int r = 0; r < rows; r++) {
    fputs("<tr>", out);
    for (int c = 0; c < table->n_columns; c++)
      if (shown(&table->column[c])) put_cell(table, r, c, out);
    fputs("</tr>\n", out);
  }
  fputs("</tbody></table>\n</div>\n", out);
  if (table->note[0] != '\0') element(out, "p", " class=\"note\"", table->note);
}

/* --- sections --------------------------------------------------------------------------------- */

static bool has_page(const ndrsim_section *section) {
  if (section->n_say > 0) return true;
  for (int f = 0; f < section->n_figures; f++)
    if (section->figure[f]->svg != NULL) return true;
  for (int t = 0; t < section->n_tables; t++)
    if ((section->table[t]->flags & NDRSIM_TABLE_DATA) == 0) return true;
  return false;
}

static void put_figure(const ndrsim_figure *figure, FILE *out) {
  if (figure->svg == NULL) return;
  fputs("<figure>\n<div class=\"box pic\" role=\"region\" tabindex=\"0\" aria-label=\"Chart: ",
        out);
  ndrsim_html_text(figure->title, out);
  fputs("\">\n", out);
  ndrsim_html_svg(figure->svg, figure->svg_size, figure->key, figure->title, out);
  fputs("\n</div>\n<figcaption><strong>", out);
  ndrsim_html_text(figure->title, out);
  fputs(figure->alt[0] != '\0' ? ".</strong> " : "</strong>", out);
  ndrsim_html_text(figure->alt, out);
  fputs("</figcaption>\n</figure>\n", out);
}

static void put_section(const ndrsim_section *section, FILE *out) {
  if (!has_page(section)) return;
  fprintf(out, "<section id=\"%s\" aria-labelledby=\"%s-heading\">\n<h2 id=\"%s-heading\">",
          section->key, section->key, section->key);
  ndrsim_html_text(section->title, out);
  fputs("</h2>\n", out);
  for (int k = 0; k < section->n_say; k++)
    element(out, "p", "", section->say[k]);
  for (int k = 0; k < section->n_figures; k++)
    put_figure(section->figure[k], out);
  for (int k = 0; k < section->n_tables; k++)
    if ((section->table[k]->flags & NDRSIM_TABLE_DATA) == 0) put_table(section->table[k], out);
  fputs("</section>\n", out);
}

static void put_contents(const ndrsim_document *document, FILE *out) {
  fputs("<nav aria-label=\"Contents\">\n<ul>\n", out);
  for (int s = 0; s < document->n_sections; s++) {
    const ndrsim_section *section = document->section[s];
    if (!has_page(section)) continue;
    fprintf(out, "<li><a href=\"#%s\">", section->key);
    ndrsim_html_text(section->title, out);
    fputs("</a></li>\n", out);
  }
  fputs("</ul>\n</nav>\n", out);
}

ndrsim_status ndrsim_html_write(const ndrsim_document *document, FILE *out, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_document_check(document, err);
  if (status == NDRSIM_OK) status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"generator\" content=\"ndrsim\">\n<title>",
        out);
  ndrsim_html_text(document->title, out);
  fputs("</title>\n<style>\n", out);
  fputs(ndrsim_html_style, out);
  fputs(
      "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the contents</a>\n<header>\n",
      out);
  element(out, "h1", "", document->title);
  if (document->subtitle[0] != '\0') element(out, "p", " class=\"sub\"", document->subtitle);
  put_contents(document, out);
  fputs("</header>\n<main id=\"main\">\n", out);
  for (int s = 0; s < document->n_sections; s++)
    put_section(document->section[s], out);
  fputs("</main>\n<footer>\n<p>Made by ndrsim. This page needs no network and runs no script.</p>\n"
        "</footer>\n</body>\n</html>\n",
        out);
  ndrsim_plain_locale_leave(&locale);
  return NDRSIM_OK;
}
