#include "api/case.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "api/share.h"
#include "data/book.h"
#include "report/number.h"
#include "sim/engine.h"

#define PATH_MOST 4096
#define LARGEST ((size_t)1 << 32) /* [bytes] of a file: the readers' own limits are far below */

ndrsim_case *ndrsim_case_new(void) {
  return calloc(1, sizeof(ndrsim_case));
}

static void text_free(ndrsim_case_text *self) {
  free(self->text);
  free(self->name);
  *self = (ndrsim_case_text){NULL, NULL, 0};
}

void ndrsim_case_reset(ndrsim_case *self) {
  for (int k = 0; k < self->n_changes; k++)
    free(self->change[k]);
  self->n_changes = 0;
}

void ndrsim_case_free(ndrsim_case *self) {
  if (self == NULL) return;
  ndrsim_case_reset(self);
  free(self->change);
  text_free(&self->scenario);
  text_free(&self->book);
  free(self);
}

/* --- files and texts ------------------------------------------------------------------------- */

/* Takes over text[size], which must be from malloc and is freed on failure. */
static ndrsim_status text_put(ndrsim_case_text *self, char *text, size_t size, const char *name,
                              ndrsim_error *err) {
  char *kept = strdup(name);
  if (kept == NULL || text == NULL) {
    free(kept);
    free(text);
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %s", name);
  }
  text_free(self);
  self->text = text;
  self->name = kept;
  self->size = size;
  return NDRSIM_OK;
}

static ndrsim_status text_copy(ndrsim_case_text *self, const char *text, size_t size,
                               const char *name, ndrsim_error *err) {
  char *copy = malloc(size + 1);
  if (copy != NULL) {
    memcpy(copy, text, size);
    copy[size] = '\0';
  }
  return text_put(self, copy, size, name != NULL ? name : "memory", err);
}

static ndrsim_status file_error(const char *file, const char *what, int number, ndrsim_error *err) {
  ndrsim_error_set(err, NDRSIM_IO, "%s: %s", what, strerror(number));
  if (err != NULL) snprintf(err->file, sizeof err->file, "%s", file);
  return NDRSIM_IO;
}

static ndrsim_status read_all(FILE *stream, const char *file, char **text, size_t *size,
                              ndrsim_error *err) {
  size_t capacity = 0;
  *text = NULL;
  *size = 0;
  for (;;) {
    if (*size == capacity) {
      if (capacity > LARGEST) return file_error(file, "cannot be read", EFBIG, err);
      capacity = capacity > 0 ? 2 * capacity : 65536;
      char *grown = realloc(*text, capacity);
      if (grown == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %s", file);
      *text = grown;
    }
    errno = 0;
    size_t n = fread(*text + *size, 1, capacity - *size, stream);
    *size += n;
    if (ferror(stream)) return file_error(file, "cannot be read", errno, err);
    if (n == 0) return NDRSIM_OK;
  }
}

static ndrsim_status text_read(ndrsim_case_text *self, const char *path, const char *name,
                               ndrsim_error *err) {
  char *text = NULL;
  size_t size = 0;
  FILE *stream = fopen(path, "rbe");
  if (stream == NULL) return file_error(name, "cannot be opened", errno, err);
  ndrsim_status status = read_all(stream, name, &text, &size, err);
  fclose(stream);
  if (status == NDRSIM_OK) return text_put(self, text, size, path, err);
  free(text);
  return status;
}

ndrsim_status ndrsim_case_scenario_file(ndrsim_case *self, const char *file, ndrsim_error *err) {
  char shipped[PATH_MOST];
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  FILE *there = fopen(file, "rbe");
  if (there != NULL) fclose(there);
  const char *path = file;
  if (there == NULL && ndrsim_share_scenario(file, shipped, sizeof shipped)) path = shipped;
  status = text_read(&self->scenario, path, file, err);
  ndrsim_plain_locale_leave(&locale);
  return status;
}

ndrsim_status ndrsim_case_scenario_text(ndrsim_case *self, const char *text, size_t size,
                                        const char *name, ndrsim_error *err) {
  return text_copy(&self->scenario, text, size, name, err);
}

ndrsim_status ndrsim_case_book_file(ndrsim_case *self, const char *file, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  status = text_read(&self->book, file, file, err);
  ndrsim_plain_locale_leave(&locale);
  return status;
}

ndrsim_status ndrsim_case_book_text(ndrsim_case *self, const char *text, size_t size,
                                    const char *name, ndrsim_error *err) {
  if (text != NULL) return text_copy(&self->book, text, size, name, err);
  text_free(&self->book);
  return NDRSIM_OK;
}

/* --- changes --------------------------------------------------------------------------------- */

ndrsim_status ndrsim_case_set(ndrsim_case *self, const char *change, ndrsim_error *err) {
  char *copy = strdup(change);
  if (copy != NULL && self->n_changes == self->capacity) {
    int capacity = self->capacity > 0 ? 2 * self->capacity : 8;
    char **grown = realloc(self->change, (size_t)capacity * sizeof *grown);
    if (grown != NULL) {
      self->change = grown;
      self->capacity = capacity;
    }
  }
  if (copy == NULL || self->n_changes == self->capacity) {
    free(copy);
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a change");
  }
  self->change[self->n_changes++] = copy;
  return NDRSIM_OK;
}

ndrsim_status ndrsim_case_set_number(ndrsim_case *self, const char *path, double value,
                                     ndrsim_error *err) {
  if (!isfinite(value)) {
    ndrsim_error_set(err, NDRSIM_INPUT, "the value is not finite");
    if (err != NULL) snprintf(err->path, sizeof err->path, "%s", path);
    return NDRSIM_INPUT;
  }
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  char number[NDRSIM_NUMBER_SIZE];
  ndrsim_number_shortest(value, number);
  ndrsim_plain_locale_leave(&locale);
  size_t size = strlen(path) + sizeof number + 2;
  char *change = malloc(size);
  if (change == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a change");
  snprintf(change, size, "%s=%s", path, number);
  status = ndrsim_case_set(self, change, err);
  free(change);
  return status;
}

/* --- reading it ------------------------------------------------------------------------------ */

ndrsim_status ndrsim_case_load(const ndrsim_case *self, const ndrsim_override *override,
                               ndrsim_model *model, ndrsim_error *err) {
  if (self->scenario.text == NULL)
    return ndrsim_error_set(err, NDRSIM_INPUT, "the case has no scenario");
  ndrsim_error own;
  if (err == NULL) err = &own;
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, err);
  if (catalogue == NULL) return err->status;
  ndrsim_status status =
      ndrsim_scenario_parse(model, catalogue, self->scenario.text, self->scenario.size,
                            self->scenario.name, override, self->n_changes, err);
  if (status == NDRSIM_OK && self->book.text != NULL)
    status = ndrsim_book_parse(model, self->book.text, self->book.size, self->book.name, err);
  return status;
}

ndrsim_status ndrsim_case_check(const ndrsim_case *self, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_model model;
  ndrsim_model_init(&model);
  ndrsim_override *override = calloc((size_t)self->n_changes + 1, sizeof *override);
  if (override == NULL) {
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the changes");
  } else {
    for (int k = 0; k < self->n_changes; k++)
      override[k].text = self->change[k];
    status = ndrsim_case_load(self, override, &model, err);
  }
  free(override);
  ndrsim_model_free(&model);
  ndrsim_plain_locale_leave(&locale);
  return status;
}
