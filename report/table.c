#include "report/table.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "report/number.h"

#define CHUNK 65536 /* [bytes] */

/* --- memory that goes all at once ------------------------------------------------------------- */

typedef struct chunk {
  struct chunk *before;
  size_t used, size;
  max_align_t room[];
} chunk;

struct ndrsim_arena {
  chunk *last;
  bool failed;
};

ndrsim_arena *ndrsim_arena_new(void) {
  return calloc(1, sizeof(ndrsim_arena));
}

void ndrsim_arena_free(ndrsim_arena *self) {
  if (self == NULL) return;
  for (chunk *at = self->last; at != NULL;) {
    chunk *before = at->before;
    free(at);
    at = before;
  }
  free(self);
}

void *ndrsim_arena_take(ndrsim_arena *self, size_t size) {
  size_t unit = sizeof(max_align_t), need = (size + unit - 1) / unit * unit;
  if (self == NULL || self->failed) return NULL;
  chunk *at = self->last;
  if (at == NULL || at->size - at->used < need) {
    size_t room = need > CHUNK ? need : CHUNK;
    at = malloc(sizeof *at + room);
    if (at == NULL) {
      self->failed = true;
      return NULL;
    }
    *at = (chunk){.before = self->last, .size = room};
    self->last = at;
  }
  void *out = (char *)at->room + at->used;
  at->used += need;
  return memset(out, 0, size);
}

const char *ndrsim_arena_text(ndrsim_arena *self, const char *text) {
  size_t size = strlen(text) + 1;
  char *out = size > 1 ? ndrsim_arena_take(self, size) : NULL;
  return out != NULL ? memcpy(out, text, size) : "";
}

bool ndrsim_arena_failed(const ndrsim_arena *self) {
  return self == NULL || self->failed;
}

void ndrsim_arena_fail(ndrsim_arena *self) {
  if (self != NULL) self->failed = true;
}

/* --- cells ------------------------------------------------------------------------------------ */

int ndrsim_table_rows(const ndrsim_table *self) {
  return self->n_cells / self->n_columns;
}

const ndrsim_cell *ndrsim_table_cell(const ndrsim_table *self, int row, int column) {
  return &self->cell[(size_t)row * (size_t)self->n_columns + (size_t)column];
}

int ndrsim_table_column(const ndrsim_table *self, const char *key) {
  for (int c = 0; c < self->n_columns; c++)
    if (strcmp(self->column[c].key, key) == 0) return c;
  return -1;
}

/* The next cell, empty, in its column's form; NULL without memory. */
static ndrsim_cell *next(ndrsim_table *self) {
  if (self == NULL) return NULL;
  if (self->n_cells == self->capacity) {
    int capacity = self->capacity > 0 ? 2 * self->capacity : 16 * self->n_columns;
    ndrsim_cell *grown = realloc(self->cell, (size_t)capacity * sizeof *grown);
    if (grown == NULL) {
      ndrsim_arena_fail(self->arena);
      return NULL;
    }
    self->cell = grown;
    self->capacity = capacity;
  }
  ndrsim_form form = self->column[self->n_cells % self->n_columns].form;
  ndrsim_cell *cell = &self->cell[self->n_cells++];
  *cell = (ndrsim_cell){.number = NAN, .form = form};
  return cell;
}

void ndrsim_table_text(ndrsim_table *self, const char *text) {
  ndrsim_cell *cell = next(self);
  if (cell != NULL && text != NULL && text[0] != '\0')
    cell->text = ndrsim_arena_text(self->arena, text);
}

void ndrsim_table_number_as(ndrsim_table *self, double value, ndrsim_form form) {
  ndrsim_cell *cell = next(self);
  if (cell == NULL) return;
  cell->form = form;
  if (isfinite(value)) cell->number = value;
}

void ndrsim_table_number(ndrsim_table *self, double value) {
  ndrsim_cell *cell = next(self);
  if (cell != NULL && isfinite(value)) cell->number = value;
}

void ndrsim_table_empty(ndrsim_table *self) {
  next(self);
}

/* A text that is made by a format, in the arena; "" without memory. */
static const char *made(ndrsim_arena *arena, const char *format, va_list args) {
  va_list again;
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, again);
  va_end(again);
  char *out = length > 0 ? ndrsim_arena_take(arena, (size_t)length + 1) : NULL;
  if (out == NULL) return "";
  vsnprintf(out, (size_t)length + 1, format, args);
  return out;
}

void ndrsim_table_formula(ndrsim_table *self, double value, const char *format, ...) {
  ndrsim_cell *cell = next(self);
  if (cell == NULL || !isfinite(value)) return;
  va_list args;
  va_start(args, format);
  cell->number = value;
  cell->formula = made(self->arena, format, args);
  va_end(args);
}

void ndrsim_table_form(ndrsim_table *self, ndrsim_form form) {
  if (self != NULL && self->n_cells > 0) self->cell[self->n_cells - 1].form = form;
}

void ndrsim_table_note(ndrsim_table *self, const char *format, ...) {
  if (self == NULL) return;
  va_list args;
  va_start(args, format);
  self->note = made(self->arena, format, args);
  va_end(args);
}

void ndrsim_table_estimate(ndrsim_table *self, const ndrsim_estimate *estimate, ndrsim_form form) {
  ndrsim_form error = form == NDRSIM_FORM_POINTS ? NDRSIM_FORM_RATIO : form;
  ndrsim_table_number_as(self, estimate->valid ? estimate->mean : NAN, form);
  ndrsim_table_number_as(self, estimate->valid ? estimate->se : NAN, error);
  for (int q = 0; q < NDRSIM_QUANTILES; q++)
    ndrsim_table_number_as(self, estimate->valid ? estimate->quantile[q] : NAN, form);
}

/* --- how numbers look ------------------------------------------------------------------------- */

static const struct {
  const char *format;
  int decimals;
} form_table[NDRSIM_FORMS] = {
#define FORM(name, format, decimals) {format, decimals},
    NDRSIM_FORM_LIST(FORM)
#undef FORM
};

const char *ndrsim_form_format(ndrsim_form form) {
  return form_table[form].format;
}

ndrsim_form ndrsim_form_of_metric(const ndrsim_metric *metric) {
  switch (metric->format) {
  case NDRSIM_FORMAT_COUNT:
    return NDRSIM_FORM_COUNT;
  case NDRSIM_FORMAT_MONEY:
    return metric->denominator < 0 ? NDRSIM_FORM_MONEY : NDRSIM_FORM_CENTS;
  case NDRSIM_FORMAT_PERCENT:
    return NDRSIM_FORM_PERCENT;
  case NDRSIM_FORMAT_RATIO:
    return NDRSIM_FORM_RATIO;
  }
  return NDRSIM_FORM_REAL;
}

void ndrsim_form_text(double value, ndrsim_form form, char *out, size_t size) {
  char number[64];
  bool sign = form == NDRSIM_FORM_POINTS || form == NDRSIM_FORM_CHANGE || form == NDRSIM_FORM_FINE;
  if (!isfinite(value)) {
    snprintf(out, size, "%s", "");
    return;
  }
  if (form == NDRSIM_FORM_REAL || form == NDRSIM_FORM_TEXT) {
    ndrsim_number_shortest(value, number);
    snprintf(out, size, "%s", number);
    return;
  }
  if (form == NDRSIM_FORM_PLAIN) {
    snprintf(out, size, "%.0f", value);
    return;
  }
  double shown = form == NDRSIM_FORM_SHARE ? 100 * value : value;
  ndrsim_number_grouped(shown, form_table[form].decimals, number, sizeof number);
  const char *digits = number[0] == '-' ? number + 1 : number;
  if (strspn(digits, "0.,") == strlen(digits) && digits[0] != '\0') {
    snprintf(number, sizeof number, "%.*f", form_table[form].decimals, 0.0); /* no "-0.0" */
    sign = false;
  }
  bool percent =
      form == NDRSIM_FORM_PERCENT || form == NDRSIM_FORM_FINE_PERCENT || form == NDRSIM_FORM_SHARE;
  snprintf(out, size, "%s%s%s", sign && number[0] != '-' ? "+" : "", number, percent ? "%" : "");
}
