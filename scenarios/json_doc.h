/* A JSON document: cJSON's tree, and where each of its values stands in the text. */
#ifndef NDRSIM_SCENARIOS_JSON_DOC_H
#define NDRSIM_SCENARIOS_JSON_DOC_H

#include <stdbool.h>
#include <cjson/cJSON.h>
#include "scenarios/json_scan.h"
#include "scenarios/scenario.h"
#include "sim/error_list.h"

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
  ndrsim_json_place *place;  /* the newest entry of an item counts: memory is used again */
  ndrsim_error_list *errors; /* borrowed; NULL: the first fault ends the reading */
  int64_t faults;            /* rises whenever something was given up */
  uint64_t order;            /* where the fault stands that was described last */
  size_t seen, line_start;   /* the last position that was looked up, and the start of its line */
  long line;
} ndrsim_json;

void ndrsim_json_init(ndrsim_json *self);
void ndrsim_json_free(ndrsim_json *self);

/* --- more than one fault ----------------------------------------------------------------------
 *
 * A reader of several values hands the status of each to ndrsim_json_carry_on and goes on when that
 * returns OK. A reader that gave up some of its parts returns INPUT with an empty error, which
 * means "all is said": ndrsim_json_since and ndrsim_json_said. */

/* Lists a fault of the input (INPUT, LIMIT) unless it was listed before, and returns OK. Returns
 * `status` when the reading has to end: for other faults, without a list, with a full one. */
ndrsim_status ndrsim_json_carry_on(ndrsim_json *self, ndrsim_status status, ndrsim_error *err);
/* OK when nothing was given up since self->faults was `before`, else as ndrsim_json_said. */
ndrsim_status ndrsim_json_since(const ndrsim_json *self, int64_t before, ndrsim_error *err);
/* Empties err and returns INPUT. */
ndrsim_status ndrsim_json_said(ndrsim_error *err);
/* Marks what stands for a value that could not be read: whatever is said of it is left unsaid. */
void ndrsim_json_lose(cJSON *item);
/* Where the faults of an override stand: behind the file, in the order of the command line. */
uint64_t ndrsim_json_override_order(int origin);
/* Whether the value at `path` (keys joined by dots), one it stands in or one inside it was found at
 * fault. */
bool ndrsim_json_at_fault(const ndrsim_json *self, const char *path);

/* Scans and parses text[size]; refuses duplicate keys. `text` and `name` must outlive `self`.
 * `err` must not be NULL, here and below. */
ndrsim_status ndrsim_json_parse(ndrsim_json *self, const char *text, size_t size, const char *name,
                                ndrsim_error *err);
/* Parses one more text into *item (the caller's to free or attach) as part of override `origin`,
 * which puts it at `path`. */
ndrsim_status ndrsim_json_parse_more(ndrsim_json *self, const char *text, size_t size, int origin,
                                     const char *path, cJSON **item, ndrsim_error *err);
/* Notes that override `origin` made this item. */
ndrsim_status ndrsim_json_note(ndrsim_json *self, const cJSON *item, int origin, ndrsim_error *err);

/* Fills err: status, message (printf style), path, and the place of `item` (of its key if
 * `at_key`). Clears expected, found and suggestion, which the caller may then set. Returns status.
 */
ndrsim_status ndrsim_json_fail(ndrsim_json *self, const cJSON *item, bool at_key, const char *path,
                               ndrsim_status status, ndrsim_error *err, const char *format, ...)
    __attribute__((format(printf, 7, 8)));

/* Whether an override brought this item. */
bool ndrsim_json_is_override(const ndrsim_json *self, const cJSON *item);

/* "a number", "the string \"abc\"", "an object", ... */
void ndrsim_json_describe(const cJSON *item, char *out, size_t size);

/* Members that any object may have beside its own: "source", "note", "$comment". */
bool ndrsim_json_is_annotation(const char *key);

/* base "a.b", key "c" -> "a.b.c"; base "" -> "c". INPUT when it does not fit. */
ndrsim_status ndrsim_json_join(ndrsim_json *self, const cJSON *item, const char *base,
                               const char *key, char out[NDRSIM_JSON_PATH], ndrsim_error *err);

#endif
