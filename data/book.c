#include "data/book.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "data/book_reader.h"
#include "data/calendar.h"
#include "scenarios/suggest.h"
#include "sim/digest.h"
#include "sim/text.h"

ndrsim_status ndrsim_book_fail(const ndrsim_book_reader *self, long line, const char *column,
                               const char *found, const char *expected, ...) {
  ndrsim_error *err = self->err;
  if (err == NULL) return NDRSIM_INPUT;
  ndrsim_error_set(err, NDRSIM_INPUT, "%s", "");
  va_list args;
  va_start(args, expected);
  if (vsnprintf(err->expected, sizeof err->expected, expected, args) < 0) err->expected[0] = '\0';
  va_end(args);
  snprintf(err->file, sizeof err->file, "%s", self->name);
  err->line = line;
  ndrsim_text_escape(err->path, sizeof err->path, column, strlen(column));
  ndrsim_text_escape(err->found, sizeof err->found, found, strlen(found));
  return NDRSIM_INPUT;
}

ndrsim_status ndrsim_book_carry_on(ndrsim_book_reader *self, ndrsim_status status) {
  ndrsim_error_list *errors = self->errors;
  if (status != NDRSIM_INPUT || errors == NULL || ndrsim_error_list_full(errors)) return status;
  if (self->err->status != NDRSIM_OK)
    ndrsim_error_list_add(errors, (uint64_t)errors->found, self->err);
  memset(self->err, 0, sizeof *self->err);
  return ndrsim_error_list_full(errors) ? status : NDRSIM_OK;
}

void ndrsim_book_suggest(const ndrsim_book_reader *self, const char *word,
                         const char *const *candidate, int n) {
  const char *best = ndrsim_suggest(word, candidate, n);
  if (self->err != NULL && best != NULL)
    snprintf(self->err->suggestion, sizeof self->err->suggestion, "%s", best);
}

static ndrsim_status take_row(void *user, const ndrsim_csv_row *csv, ndrsim_error *err) {
  (void)err; /* the reader holds it */
  ndrsim_book_reader *self = user;
  if (self->n_cells == 0) return ndrsim_book_header(self, csv);
  ndrsim_row row;
  ndrsim_status st = ndrsim_book_row(self, csv, &row);
  if (st != NDRSIM_OK) return ndrsim_book_carry_on(self, st);
  /* a row with a bad cell counts too: its id may come again */
  const char *id = csv->cell[self->cell[NDRSIM_COLUMN_ACCOUNT_ID]];
  if (*id == '\0') return NDRSIM_OK;
  return ndrsim_book_carry_on(self, ndrsim_book_add(self, csv->line, id, &row));
}

/* Results must not depend on the order of the file; blocks hold one segment. */
static int by_segment_and_id(const void *a, const void *b) {
  const ndrsim_row *x = a, *y = b;
  if (x->segment != y->segment) return x->segment < y->segment ? -1 : 1;
  return x->id < y->id ? -1 : x->id > y->id;
}

static void forget_book(ndrsim_model *model) {
  free(model->row);
  model->row = NULL;
  model->n_rows = 0;
  model->book_has = 0;
  model->n_book_cohorts = 0;
  model->book_digest[0] = model->book_file[0] = '\0';
}

static const char *base_name(const char *file) {
  const char *slash = strrchr(file, '/');
  return slash == NULL ? file : slash + 1;
}

static void hand_over(ndrsim_book_reader *self, ndrsim_digest *digest) {
  ndrsim_model *model = self->model;
  qsort(self->row, (size_t)self->n, sizeof *self->row, by_segment_and_id);
  /* A failure to give memory back is no failure. */
  ndrsim_row *fitted = realloc(self->row, (size_t)self->n * sizeof *fitted);
  model->row = fitted != NULL ? fitted : self->row;
  self->row = NULL;
  model->n_rows = self->n;
  model->book_has = self->has;
  ndrsim_calendar_cohorts(model);
  ndrsim_digest_final(digest, model->book_digest);
  const char *base = base_name(self->name);
  snprintf(model->book_file, sizeof model->book_file, "%s", base);
}

/* The next piece of a book: a file, or one text. */
typedef struct source {
  FILE *file; /* NULL = text */
  const char *text;
  size_t size;
} source;

static ndrsim_status read_all(ndrsim_csv *csv, ndrsim_digest *digest, source *from,
                              ndrsim_error *err) {
  if (from->file == NULL) {
    ndrsim_digest_update(digest, from->text, from->size);
    return ndrsim_csv_feed(csv, from->text, from->size);
  }
  char piece[16384];
  size_t n;
  while ((n = fread(piece, 1, sizeof piece, from->file)) > 0) {
    ndrsim_digest_update(digest, piece, n);
    ndrsim_status st = ndrsim_csv_feed(csv, piece, n);
    if (st != NDRSIM_OK) return st;
  }
  if (ferror(from->file)) {
    ndrsim_error_set(err, NDRSIM_IO, "cannot be read: %s", strerror(errno));
    if (err != NULL) snprintf(err->file, sizeof err->file, "%s", csv->name);
    return NDRSIM_IO;
  }
  return NDRSIM_OK;
}

static ndrsim_status read_book(ndrsim_model *model, source *from, const char *name,
                               ndrsim_error_list *errors, ndrsim_error *err) {
  ndrsim_book_reader self = {.model = model, .name = name, .err = err, .errors = errors};
  ndrsim_csv csv;
  ndrsim_digest digest;
  ndrsim_status st;
  forget_book(model);
  self.calendar = ndrsim_calendar_parse(model->start_month, &self.month0);
  ndrsim_digest_init(&digest);
  if ((st = ndrsim_csv_init(&csv, name, take_row, &self, err))) goto out;
  if ((st = read_all(&csv, &digest, from, err))) goto out;
  if ((st = ndrsim_csv_finish(&csv))) goto out;
  if (errors != NULL && errors->found > 0)
    st = NDRSIM_INPUT;
  else if (self.n_cells == 0)
    st = ndrsim_book_fail(&self, 1, "", "an empty file", "a header and a row for each account");
  else if (self.n == 0)
    st = ndrsim_book_fail(&self, csv.line, "", "only a header", "a row for each account");
  else
    hand_over(&self, &digest);
out:
  if (errors != NULL && (st == NDRSIM_INPUT || st == NDRSIM_LIMIT)) {
    if (err->status != NDRSIM_OK) ndrsim_error_list_add(errors, (uint64_t)errors->found, err);
    *err = errors->item[0].error;
    st = err->status;
  }
  ndrsim_csv_free(&csv);
  free(self.row);
  free(self.id);
  free(self.slot);
  return st;
}

ndrsim_status ndrsim_book_parse(ndrsim_model *model, const char *text, size_t size,
                                const char *name, ndrsim_error *err) {
  return ndrsim_book_check_text(model, text, size, name, NULL, err);
}

ndrsim_status ndrsim_book_check_text(ndrsim_model *model, const char *text, size_t size,
                                     const char *name, ndrsim_error_list *errors,
                                     ndrsim_error *err) {
  source from = {NULL, text, size};
  return read_book(model, &from, name, errors, err);
}

ndrsim_status ndrsim_book_read(ndrsim_model *model, const char *file, ndrsim_error *err) {
  return ndrsim_book_check(model, file, NULL, err);
}

ndrsim_status ndrsim_book_check(ndrsim_model *model, const char *file, ndrsim_error_list *errors,
                                ndrsim_error *err) {
  bool standard_input = strcmp(file, "-") == 0;
  source from = {standard_input ? stdin : fopen(file, "rb"), NULL, 0};
  if (from.file == NULL) {
    ndrsim_error_set(err, NDRSIM_IO, "cannot be opened: %s", strerror(errno));
    if (err != NULL) snprintf(err->file, sizeof err->file, "%s", file);
    return NDRSIM_IO;
  }
  ndrsim_status st = read_book(model, &from, file, errors, err);
  if (!standard_input) fclose(from.file);
  return st;
}
