#include "report/document.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ndrsim_document_init(ndrsim_document *self, const char *verb, const char *title) {
  *self = (ndrsim_document){.arena = ndrsim_arena_new(), .subtitle = ""};
  self->verb = ndrsim_arena_text(self->arena, verb);
  self->title = ndrsim_arena_text(self->arena, title);
}

void ndrsim_document_free(ndrsim_document *self) {
  for (int s = 0; s < self->n_sections; s++) {
    ndrsim_section *section = self->section[s];
    for (int t = 0; t < section->n_tables; t++)
      free(section->table[t]->cell);
    free(section->table);
    free(section->figure);
    free(section->say);
  }
  free(self->section);
  ndrsim_arena_free(self->arena);
  *self = (ndrsim_document){.subtitle = ""};
}

ndrsim_status ndrsim_document_check(const ndrsim_document *self, ndrsim_error *err) {
  if (ndrsim_arena_failed(self->arena))
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the tables of the results");
  for (int s = 0; s < self->n_sections; s++) {
    const ndrsim_section *section = self->section[s];
    for (int t = 0; t < section->n_tables; t++)
      if (section->table[t]->n_cells % section->table[t]->n_columns != 0)
        return ndrsim_error_set(err, NDRSIM_INTERNAL, "a row of the table `%s` is not whole",
                                section->table[t]->key);
  }
  return NDRSIM_OK;
}

/* Adds a pointer to a list that doubles at powers of two; false without memory. */
static bool add(ndrsim_arena *arena, void *list, int *n, const void *item) {
  void **old;
  memcpy(&old, list, sizeof old);
  if (item == NULL) return false;
  if ((*n & (*n - 1)) == 0) {
    void **grown = realloc(old, (*n > 0 ? 2 * (size_t)*n : 1) * sizeof *grown);
    if (grown == NULL) {
      ndrsim_arena_fail(arena);
      return false;
    }
    memcpy(list, &grown, sizeof grown);
    old = grown;
  }
  memcpy(&old[(*n)++], &item, sizeof item);
  return true;
}

static const char *made(ndrsim_arena *arena, const char *format, va_list args) {
  va_list again;
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, again);
  va_end(again);
  char *out = length >= 0 ? ndrsim_arena_take(arena, (size_t)length + 1) : NULL;
  if (out != NULL) vsnprintf(out, (size_t)length + 1, format, args);
  return out;
}

void ndrsim_document_subtitle(ndrsim_document *self, const char *format, ...) {
  va_list args;
  va_start(args, format);
  const char *text = made(self->arena, format, args);
  va_end(args);
  if (text != NULL) self->subtitle = text;
}

ndrsim_section *ndrsim_document_section(ndrsim_document *self, const char *key, const char *title) {
  ndrsim_section *section = ndrsim_arena_take(self->arena, sizeof *section);
  if (section == NULL) return NULL;
  *section = (ndrsim_section){.document = self,
                              .key = ndrsim_arena_text(self->arena, key),
                              .title = ndrsim_arena_text(self->arena, title)};
  return add(self->arena, &self->section, &self->n_sections, section) ? section : NULL;
}

void ndrsim_section_fail(ndrsim_section *self) {
  if (self != NULL) ndrsim_arena_fail(self->document->arena);
}

void ndrsim_section_say(ndrsim_section *self, const char *format, ...) {
  if (self == NULL) return;
  va_list args;
  va_start(args, format);
  add(self->document->arena, &self->say, &self->n_say, made(self->document->arena, format, args));
  va_end(args);
}

ndrsim_table *ndrsim_section_table(ndrsim_section *self, const char *key, const char *title,
                                   const ndrsim_column *column, int n_columns) {
  if (self == NULL) return NULL;
  ndrsim_arena *arena = self->document->arena;
  ndrsim_table *table = ndrsim_arena_take(arena, sizeof *table);
  ndrsim_column *copy = ndrsim_arena_take(arena, (size_t)n_columns * sizeof *copy);
  if (table == NULL || copy == NULL) return NULL;
  for (int c = 0; c < n_columns; c++) {
    copy[c] = column[c];
    copy[c].key = ndrsim_arena_text(arena, column[c].key);
    copy[c].head = ndrsim_arena_text(arena, column[c].head);
    copy[c].unit = ndrsim_arena_text(arena, column[c].unit);
  }
  *table = (ndrsim_table){.key = ndrsim_arena_text(arena, key),
                          .title = ndrsim_arena_text(arena, title),
                          .note = "",
                          .n_columns = n_columns,
                          .column = copy,
                          .arena = arena};
  return add(arena, &self->table, &self->n_tables, table) ? table : NULL;
}

ndrsim_figure *ndrsim_section_figure(ndrsim_section *self, const char *key, const char *title,
                                     const char *alt) {
  if (self == NULL) return NULL;
  ndrsim_arena *arena = self->document->arena;
  ndrsim_figure *figure = ndrsim_arena_take(arena, sizeof *figure);
  if (figure == NULL) return NULL;
  *figure = (ndrsim_figure){.key = ndrsim_arena_text(arena, key),
                            .title = ndrsim_arena_text(arena, title),
                            .alt = ndrsim_arena_text(arena, alt),
                            .x_title = "",
                            .y_title = ""};
  return add(arena, &self->figure, &self->n_figures, figure) ? figure : NULL;
}

void ndrsim_figure_draw(ndrsim_figure *self, ndrsim_figure_kind kind, const ndrsim_table *table,
                        const char *x, const char *x_title, const char *y_title) {
  if (self == NULL || table == NULL) return;
  self->x = ndrsim_table_column(table, x);
  if (self->x < 0) return;
  self->kind = kind;
  self->table = table;
  self->x_title = ndrsim_arena_text(table->arena, x_title);
  self->y_title = ndrsim_arena_text(table->arena, y_title);
}

void ndrsim_figure_series(ndrsim_figure *self, const char *column, long colour) {
  if (self == NULL || self->table == NULL || self->n_series == NDRSIM_FIGURE_SERIES) return;
  int c = ndrsim_table_column(self->table, column);
  if (c < 0) return;
  self->series[self->n_series] = c;
  self->colour[self->n_series++] = colour;
}

long ndrsim_figure_colour(int k) {
  static const long colour[] = {0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7,
                                0x56B4E9, 0xD55E00, 0x6F6F6F, 0xF0E442};
  return colour[k % (int)(sizeof colour / sizeof colour[0])];
}

void ndrsim_figure_rows(ndrsim_figure *self, const long *colour, int n) {
  if (self == NULL || self->table == NULL || n != ndrsim_table_rows(self->table)) return;
  long *copy = ndrsim_arena_take(self->table->arena, (size_t)n * sizeof *copy);
  if (copy != NULL) memcpy(copy, colour, (size_t)n * sizeof *copy);
  self->row_colour = copy;
}

void ndrsim_figure_alt(ndrsim_document *document, ndrsim_figure *self, const char *format, ...) {
  if (self == NULL) return;
  va_list args;
  va_start(args, format);
  const char *text = made(document->arena, format, args);
  va_end(args);
  if (text != NULL) self->alt = text;
}

void ndrsim_figure_picture(ndrsim_document *document, ndrsim_figure *self, const char *svg,
                           size_t size) {
  if (self == NULL) return;
  char *copy = ndrsim_arena_take(document->arena, size + 1);
  if (copy == NULL) return;
  memcpy(copy, svg, size);
  self->svg = copy;
  self->svg_size = size;
}

ndrsim_table *ndrsim_document_find(const ndrsim_document *self, const char *key) {
  for (int s = 0; s < self->n_sections; s++)
    for (int t = 0; t < self->section[s]->n_tables; t++)
      if (strcmp(self->section[s]->table[t]->key, key) == 0) return self->section[s]->table[t];
  return NULL;
}

ndrsim_figure *ndrsim_document_figure(const ndrsim_document *self, const char *key) {
  for (int s = 0; s < self->n_sections; s++)
    for (int f = 0; f < self->section[s]->n_figures; f++)
      if (strcmp(self->section[s]->figure[f]->key, key) == 0) return self->section[s]->figure[f];
  return NULL;
}
