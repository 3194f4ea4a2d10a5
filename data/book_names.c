#include "data/book_names.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "data/csv.h"
#include "scenarios/suggest.h"
#include "sim/philox.h"

typedef struct reader {
  int cell; /* of the account_id, -1 before the header */
  const uint64_t *wanted;
  int n;
  char (*name)[NDRSIM_BOOK_NAME];
  const char *word; /* NULL: exact ids are wanted */
  int best;         /* distance of name[0] */
} reader;

static ndrsim_status take_row(void *user, const ndrsim_csv_row *row, ndrsim_error *err) {
  reader *self = user;
  (void)err;
  if (self->cell < 0) {
    for (int c = 0; c < row->n; c++)
      if (strcmp(row->cell[c], "account_id") == 0) self->cell = c;
    return self->cell >= 0 ? NDRSIM_OK
                           : ndrsim_error_set(err, NDRSIM_INPUT, "the book has no account_id");
  }
  if (row->n <= self->cell) return NDRSIM_OK;
  const char *id = row->cell[self->cell];
  if (self->word) {
    int distance = ndrsim_suggest_distance(self->word, id);
    if (distance >= self->best) return NDRSIM_OK;
    self->best = distance;
    snprintf(self->name[0], NDRSIM_BOOK_NAME, "%s", id);
    return NDRSIM_OK;
  }
  uint64_t hash = ndrsim_hash_string(id);
  for (int i = 0; i < self->n; i++)
    if (self->wanted[i] == hash) snprintf(self->name[i], NDRSIM_BOOK_NAME, "%s", id);
  return NDRSIM_OK;
}

static ndrsim_status read_file(reader *self, const char *file, ndrsim_error *err) {
  FILE *from = fopen(file, "rb");
  if (!from) {
    ndrsim_error_set(err, NDRSIM_IO, "cannot be opened: %s", strerror(errno));
    if (err) snprintf(err->file, sizeof err->file, "%s", file);
    return NDRSIM_IO;
  }
  ndrsim_csv csv;
  char piece[16384];
  size_t n;
  ndrsim_status st = ndrsim_csv_init(&csv, file, take_row, self, err);
  while (!st && (n = fread(piece, 1, sizeof piece, from)) > 0)
    st = ndrsim_csv_feed(&csv, piece, n);
  if (!st && ferror(from)) st = ndrsim_error_set(err, NDRSIM_IO, "%s cannot be read", file);
  if (!st) st = ndrsim_csv_finish(&csv);
  ndrsim_csv_free(&csv);
  fclose(from);
  return st;
}

ndrsim_status ndrsim_book_names(const char *file, const uint64_t *wanted, int n,
                                char (*name)[NDRSIM_BOOK_NAME], ndrsim_error *err) {
  reader self = {.cell = -1, .wanted = wanted, .n = n, .name = name};
  for (int i = 0; i < n; i++)
    name[i][0] = '\0';
  return read_file(&self, file, err);
}

ndrsim_status ndrsim_book_nearest(const char *file, const char *word, char name[NDRSIM_BOOK_NAME],
                                  ndrsim_error *err) {
  int length = (int)strlen(word);
  reader self = {.cell = -1, .word = word, .best = length / 3 + 1};
  self.name = (char(*)[NDRSIM_BOOK_NAME])name;
  name[0] = '\0';
  return read_file(&self, file, err);
}
