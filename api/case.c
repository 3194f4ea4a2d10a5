#include "api/case.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "api/share.h"
#include "data/book.h"
#include "report/number.h"
#include "scenarios/json_scan.h"
#include "sim/engine.h"
#include "sim/whole_file.h"

#define PATH_MOST 4096

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

/* From a stream that fopen returned for `path`, which the caller knows as `file`. */
static ndrsim_status text_take(ndrsim_case_text *self, FILE *stream, const char *path,
                               const char *file, size_t most, ndrsim_error *err) {
  char *text;
  size_t size;
  ndrsim_status status = ndrsim_whole_file_take(stream, file, most, &text, &size, err);
  return status == NDRSIM_OK ? text_put(self, text, size, path, err) : status;
}

ndrsim_status ndrsim_case_scenario_file(ndrsim_case *self, const char *file, ndrsim_error *err) {
  char shipped[PATH_MOST];
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  const char *path = file;
  FILE *stream = fopen(file, "rbe"); /* once: what a pipe holds can be read once */
  if (stream == NULL && errno == ENOENT) {
    if (ndrsim_share_scenario(file, shipped, sizeof shipped)) path = shipped;
    stream = fopen(path, "rbe"); /* also where none ships: for its errno */
  }
  status = text_take(&self->scenario, stream, path, file, NDRSIM_JSON_FILE_BYTES, err);
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
  status = text_take(&self->book, fopen(file, "rbe"), file, file, NDRSIM_BOOK_BYTES, err);
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
