/* A JSON document: cJSON's tree, and where each of its values stands in the text. */
#ifndef NDRSIM_SCENARIOS_JSON_DOC_H
#define NDRSIM_SCENARIOS_JSON_DOC_H

#include <stdbool.h>
#include <cjson/cJSON.h>
#include "scenarios/json_scan.h"
#include "scenarios/scenario.h"

#define NDRSIM_JSON_PATH 192 /* as in ndrsim_error.path and ndrsim_draw.path */

typedef struct ndrsim_json_place {
  const cJSON *item;
  ndrsim_json_spot spot;
  int origin; /* -1: the file; else the override that brought it */
} ndrsim_json_place;

typedef struct ndrsim_json {
  cJSON *root;
  const char *text, *name; /* borrowed; text without its BOM */
  size_t size;
  const ndrsim_override *override; /* borrowed */
  size_t n, capacity;
  ndrsim_json_place *place; /* the newest entry of an item counts: memory is used again */
} ndrsim_json;

void ndrsim_json_init(ndrsim_json *self);
void ndrsim_json_free(ndrsim_json *self);

/* Scans and parses text[size]; refuses duplicate keys. `text` and `name` must outlive `self`.
 * `err` must not be NULL, here and below. */
ndrsim_status ndrsim_json_parse(ndrsim_json *self, const char *text, size_t size, const char *name,
                                ndrsim_error *err);
/* Parses one more text into *item (the caller's to free or attach) as part of override `origin`. */
ndrsim_status ndrsim_json_parse_more(ndrsim_json *self, const char *text, size_t size, int origin,
                                     cJSON **item, ndrsim_error *err);
/* Notes that override `origin` made this item. */
ndrsim_status ndrsim_json_note(ndrsim_json *self, const cJSON *item, int origin, ndrsim_error *err);

/* Fills err: status, message (printf style), path, and the place of `item` (of its key if
 * `at_key`). Clears expected, found and suggestion, which the caller may then set. Returns status.
 */
ndrsim_status ndrsim_json_fail(const ndrsim_json *self, const cJSON *item, bool at_key,
                               const char *path, ndrsim_status status, ndrsim_error *err,
                               const char *format, ...) __attribute__((format(printf, 7, 8)));

/* "a number", "the string \"abc\"", "an object", ... */
void ndrsim_json_describe(const cJSON *item, char *out, size_t size);

/* Members that any object may have beside its own: "source", "note", "$comment". */
bool ndrsim_json_is_annotation(const char *key);

/* base "a.b", key "c" -> "a.b.c"; base "" -> "c". INPUT when it does not fit. */
ndrsim_status ndrsim_json_join(const ndrsim_json *self, const cJSON *item, const char *base,
                               const char *key, char out[NDRSIM_JSON_PATH], ndrsim_error *err);

#endif
