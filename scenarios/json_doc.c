#include "scenarios/json_doc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/words.h"
#include "sim/text.h"

void ndrsim_json_init(ndrsim_json *self) {
  memset(self, 0, sizeof *self);
}

void ndrsim_json_free(ndrsim_json *self) {
  if (self == NULL) return;
  cJSON_Delete(self->root);
  free(self->place);
  ndrsim_json_init(self);
}

static ndrsim_status add_place(ndrsim_json *self, const cJSON *item, ndrsim_json_spot spot,
                               int origin, ndrsim_error *err) {
  if (self->n == self->capacity) {
    size_t capacity = self->capacity > 0 ? 2 * self->capacity : 256;
    ndrsim_json_place *grown = realloc(self->place, capacity * sizeof *grown);
    if (grown == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
    self->place = grown;
    self->capacity = capacity;
  }
  self->place[self->n++] = (ndrsim_json_place){item, spot, origin};
  return NDRSIM_OK;
}

ndrsim_status ndrsim_json_note(ndrsim_json *self, const cJSON *item, int origin,
                               ndrsim_error *err) {
  return add_place(self, item, (ndrsim_json_spot){0, 0}, origin, err);
}

/* Pairs the tree with the scan's list: both are in document order. */
static ndrsim_status pair(ndrsim_json *self, const cJSON *item, const ndrsim_json_spots *spots,
                          size_t *next, int origin, ndrsim_error *err) {
  if (*next >= spots->n)
    return ndrsim_error_set(err, NDRSIM_INTERNAL, "cJSON found more values than the scan");
  ndrsim_status status = add_place(self, item, spots->spot[(*next)++], origin, err);
  const cJSON *child;
  cJSON_ArrayForEach(child, item) {
    if (status != NDRSIM_OK) break;
    status = pair(self, child, spots, next, origin, err);
  }
  return status;
}

static int by_key(const void *a, const void *b) {
  return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

static ndrsim_status refuse_duplicates(const ndrsim_json *self, const cJSON *object,
                                       const char *path, ndrsim_error *err) {
  size_t n = (size_t)cJSON_GetArraySize(object), i = 0;
  if (n < 2) return NDRSIM_OK;
  const cJSON **child = malloc(n * sizeof *child), *item, *twin = NULL;
  if (child == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
  cJSON_ArrayForEach(item, object) {
    child[i++] = item;
  }
  qsort(child, n, sizeof *child, by_key);
  for (i = 1; i < n && twin == NULL; i++)
    if (strcmp(child[i - 1]->string, child[i]->string) == 0) twin = child[i];
  free(child);
  if (twin == NULL) return NDRSIM_OK;
  /* complain about the last one in the text, whatever order the sort left */
  cJSON_ArrayForEach(item, object) {
    if (strcmp(item->string, twin->string) == 0) twin = item;
  }
  char full[NDRSIM_JSON_PATH];
  ndrsim_status status = ndrsim_json_join(self, twin, path, twin->string, full, err);
  if (status != NDRSIM_OK) return status;
  return ndrsim_json_fail(self, twin, true, full, NDRSIM_INPUT, err,
                          "the key is given twice in one object");
}

static ndrsim_status check_keys(const ndrsim_json *self, const cJSON *item, const char *path,
                                ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  if (cJSON_IsObject(item)) status = refuse_duplicates(self, item, path, err);
  const cJSON *child;
  long index = 0;
  cJSON_ArrayForEach(child, item) {
    if (status != NDRSIM_OK) break;
    char full[NDRSIM_JSON_PATH], element[32];
    snprintf(element, sizeof element, "[%ld]", index++);
    if (child->child == NULL) continue;
    status = ndrsim_json_join(self, child, path, child->string != NULL ? child->string : element,
                              full, err);
    if (status == NDRSIM_OK) status = check_keys(self, child, full, err);
  }
  return status;
}

ndrsim_status ndrsim_json_parse_more(ndrsim_json *self, const char *text, size_t size, int origin,
                                     cJSON **item, ndrsim_error *err) {
  ndrsim_json_spots spots = {0};
  size_t next = 0;
  const char *name = origin >= 0 ? "--set" : self->name;
  *item = NULL;
  ndrsim_status status = ndrsim_json_scan(text, size, name, &spots, err);
  if (status != NDRSIM_OK) goto out;
  *item = cJSON_ParseWithLength(text, size);
  if (*item == NULL) {
    /* the scan accepts nothing that cJSON refuses, so this is its malloc */
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory while parsing %s", name);
    goto out;
  }
  status = pair(self, *item, &spots, &next, origin, err);
  if (status == NDRSIM_OK) status = check_keys(self, *item, "", err);
out:
  free(spots.spot);
  if (status != NDRSIM_OK) {
    cJSON_Delete(*item);
    *item = NULL;
  }
  return status;
}

ndrsim_status ndrsim_json_parse(ndrsim_json *self, const char *text, size_t size, const char *name,
                                ndrsim_error *err) {
  if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
    text += 3;
    size -= 3;
  }
  self->text = text;
  self->size = size;
  self->name = name;
  return ndrsim_json_parse_more(self, text, size, -1, &self->root, err);
}

ndrsim_status ndrsim_json_fail(const ndrsim_json *self, const cJSON *item, bool at_key,
                               const char *path, ndrsim_status status, ndrsim_error *err,
                               const char *format, ...) {
  char message[sizeof err->message], full[NDRSIM_JSON_PATH];
  const ndrsim_json_place *place = NULL;
  va_list args;
  va_start(args, format);
  if (vsnprintf(message, sizeof message, format, args) < 0) message[0] = '\0';
  va_end(args);
  snprintf(full, sizeof full, "%s", path); /* path may be err->path */
  for (size_t i = self->n; item != NULL && i > 0 && place == NULL; i--)
    if (self->place[i - 1].item == item) place = &self->place[i - 1];
  if (place != NULL && place->origin >= 0) {
    ndrsim_error_set(err, status, "`%.120s`%s%s", self->override[place->origin].text,
                     message[0] != '\0' ? ": " : "", message);
    snprintf(err->file, sizeof err->file, "--set");
  } else {
    ndrsim_error_set(err, status, "%s", message);
    snprintf(err->file, sizeof err->file, "%s", self->name);
    if (place != NULL)
      ndrsim_json_position(self->text, at_key ? place->spot.key : place->spot.value, &err->line,
                           &err->column);
  }
  ndrsim_text_escape(err->path, sizeof err->path, full, strlen(full));
  return status;
}

void ndrsim_json_describe(const cJSON *item, char *out, size_t size) {
  char safe[100];
  if (cJSON_IsString(item)) {
    ndrsim_text_escape(safe, sizeof safe, item->valuestring, strlen(item->valuestring));
    snprintf(out, size, "the string \"%s\"", safe);
  } else if (cJSON_IsNumber(item)) {
    snprintf(out, size, "%.15g", item->valuedouble);
    if (strtod(out, NULL) != item->valuedouble) snprintf(out, size, "%.17g", item->valuedouble);
  } else {
    snprintf(out, size, "%s",
             cJSON_IsBool(item)     ? (cJSON_IsTrue(item) ? "true" : "false")
             : cJSON_IsNull(item)   ? "null"
             : cJSON_IsArray(item)  ? "an array"
             : cJSON_IsObject(item) ? "an object"
                                    : "nothing");
  }
}

bool ndrsim_json_is_annotation(const char *key) {
  int n;
  const char *const *word = ndrsim_annotations(&n);
  for (int i = 0; i < n; i++)
    if (strcmp(word[i], key) == 0) return true;
  return false;
}

ndrsim_status ndrsim_json_join(const ndrsim_json *self, const cJSON *item, const char *base,
                               const char *key, char out[NDRSIM_JSON_PATH], ndrsim_error *err) {
  int n = snprintf(out, NDRSIM_JSON_PATH, "%s%s%s", base,
                   base[0] != '\0' && key[0] != '[' ? "." : "", key);
  if (n >= 0 && n < NDRSIM_JSON_PATH) return NDRSIM_OK;
  return ndrsim_json_fail(self, item, true, base, NDRSIM_INPUT, err,
                          "the path of a value inside is longer than 191 bytes");
}
