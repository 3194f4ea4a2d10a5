#include "scenarios/override.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/suggest.h"
#include "sim/text.h"

#define LONGEST_OVERRIDE 4096

static ndrsim_status fail(const ndrsim_override *o, ndrsim_error *err, const char *message,
                          const char *expected) {
  ndrsim_error_set(err, NDRSIM_INPUT, "`%.120s`: %s", o->text, message);
  snprintf(err->file, sizeof err->file, "--set");
  snprintf(err->expected, sizeof err->expected, "%s", expected);
  return NDRSIM_INPUT;
}

/* One step of a path: a key, or an index when key is empty. */
typedef struct step {
  char key[NDRSIM_JSON_PATH];
  int index;
} step;

/* Reads the next step at *at (which ends at `end`) and moves behind it. */
static bool next_step(const char **at, const char *end, bool first, step *out) {
  const char *p = *at;
  out->key[0] = '\0';
  out->index = -1;
  if (*p == '[') {
    char *stop;
    if (!isdigit((unsigned char)p[1])) return false;
    long index = strtol(p + 1, &stop, 10);
    if (*stop != ']' || index > 1000000) return false;
    out->index = (int)index;
    *at = stop + 1;
    return !first;
  }
  if (!first && *p++ != '.') return false;
  size_t n = 0;
  while (p + n < end && p[n] != '.' && p[n] != '[')
    n++;
  if (n == 0 || n >= sizeof out->key) return false;
  memcpy(out->key, p, n);
  out->key[n] = '\0';
  *at = p + n;
  return true;
}

/* The value: JSON, or a bare word that stands for a string. */
static ndrsim_status parse_value(ndrsim_json *doc, const ndrsim_override *o, int origin,
                                 const char *value, cJSON **item, ndrsim_error *err) {
  size_t n = strlen(value);
  if (n == 0) return fail(o, err, "no value after the equals sign", "path=value");
  char path[NDRSIM_JSON_PATH];
  snprintf(path, sizeof path, "%.*s", (int)strcspn(o->text, "="), o->text);
  ndrsim_status status = ndrsim_json_parse_more(doc, value, n, origin, path, item, err);
  if (status == NDRSIM_OK || status == NDRSIM_MEMORY) return status;
  if (err->status == NDRSIM_OK) return status; /* listed already: a key that is given twice */
  if (strchr("{[\"", value[0]) != NULL || status != NDRSIM_INPUT) {
    /* meant as JSON: keep what the scan said, and say where it was */
    char said[sizeof err->message];
    memcpy(said, err->message, sizeof said);
    snprintf(err->message, sizeof err->message, "`%.150s`: %.200s", o->text, said);
    /* the scan knows the path inside the value only */
    char inside[sizeof err->path];
    memcpy(inside, err->path, sizeof inside);
    snprintf(err->path, sizeof err->path, "%.*s%s%.80s", (int)strcspn(o->text, "="), o->text,
             inside[0] != '\0' && inside[0] != '[' ? "." : "", inside);
    err->line = err->column = 0;
    return status;
  }
  for (size_t i = 0; i < n;) {
    size_t width = ndrsim_text_utf8(value + i, n - i);
    if (width == 0 || (unsigned char)value[i] < 0x20)
      return fail(o, err, "a control character or invalid UTF-8 in the value", "");
    i += width;
  }
  *item = cJSON_CreateString(value);
  if (*item == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
  status = ndrsim_json_note(doc, *item, origin, err);
  if (status != NDRSIM_OK) {
    cJSON_Delete(*item);
    *item = NULL;
  }
  return status;
}

/* The child that a step names; NULL when there is none. *fits: the parent has such children. */
static cJSON *child_of(cJSON *parent, const step *s, bool *fits) {
  if (s->key[0] != '\0') {
    *fits = cJSON_IsObject(parent);
    return *fits ? cJSON_GetObjectItemCaseSensitive(parent, s->key) : NULL;
  }
  *fits = cJSON_IsArray(parent) && s->index <= cJSON_GetArraySize(parent);
  return *fits ? cJSON_GetArrayItem(parent, s->index) : NULL;
}

/* cJSON_ReplaceItemInObject does not check that it could copy the key (1.7.15), so this does. */
static bool replace_member(cJSON *parent, const char *key, cJSON *old, cJSON *value) {
  size_t size = strlen(key) + 1;
  char *copy = cJSON_malloc(size);
  if (copy == NULL) return false;
  memcpy(copy, key, size);
  cJSON_free(value->string);
  value->string = copy;
  return cJSON_ReplaceItemViaPointer(parent, old, value);
}

/* Puts `value` where the step says. Takes the ownership of `value` on success only. */
static bool put(cJSON *parent, const step *s, cJSON *old, cJSON *value) {
  if (old != NULL && s->key[0] != '\0') return replace_member(parent, s->key, old, value);
  if (old != NULL) return cJSON_ReplaceItemViaPointer(parent, old, value);
  if (s->key[0] != '\0') return cJSON_AddItemToObject(parent, s->key, value);
  return cJSON_AddItemToArray(parent, value);
}

/* A value that cannot be read still holds its place, or what needs it would be called missing. */
static ndrsim_status hold_place(ndrsim_json *doc, cJSON *parent, const step *s, cJSON *old,
                                ndrsim_status status, ndrsim_error *err) {
  if (status == NDRSIM_MEMORY || doc->errors == NULL) return status;
  cJSON *lost = cJSON_CreateNull();
  if (lost != NULL && put(parent, s, old, lost)) {
    ndrsim_json_lose(lost);
    return status;
  }
  cJSON_Delete(lost);
  return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
}

/* A tier or a segment that is not there: with only one of its values given it is a slip, and would
 * quietly be one more tier on the price page. */
static ndrsim_status fail_member(const ndrsim_override *o, const cJSON *list, const step *s,
                                 size_t length, ndrsim_error *err) {
  const char *name[64];
  int n = 0;
  for (const cJSON *item = list->child; item != NULL && n < 64; item = item->next) {
    if (item->string[0] != '$') name[n++] = item->string;
  }
  fail(o, err, "there is no such entry, and a new one is added as a whole, PATH={...}", "");
  snprintf(err->path, sizeof err->path, "%.*s", (int)length, o->text);
  size_t at = 0;
  for (int k = 0; k < n && at < sizeof err->expected; k++) {
    at += (size_t)snprintf(err->expected + at, sizeof err->expected - at, "%s%s", k > 0 ? ", " : "",
                           name[k]);
  }
  const char *near = ndrsim_suggest(s->key, name, n);
  if (near != NULL)
    snprintf(err->suggestion, sizeof err->suggestion, "%.*s%s", (int)(length - strlen(s->key)),
             o->text, near);
  return NDRSIM_INPUT;
}

static bool is_price_page(const cJSON *root, const cJSON *item) {
  return cJSON_IsObject(item) && item->child != NULL &&
         (item == cJSON_GetObjectItemCaseSensitive(root, "tiers") ||
          item == cJSON_GetObjectItemCaseSensitive(root, "segments"));
}

/* A step that leads nowhere: past the end of a list, into a list that is not there, or into a value
 * that has no parts. `absent`: `parent` was made for this path and is not in the scenario. */
static ndrsim_status no_such_part(const ndrsim_override *o, const cJSON *parent, bool absent,
                                  const char *begin, const char *after, ndrsim_error *err) {
  char message[160], found[160] = "";
  int n = cJSON_GetArraySize(parent);
  if (absent) {
    snprintf(message, sizeof message, "the scenario has no list `%.*s`",
             (int)(begin - o->text < 100 ? begin - o->text : 100), o->text);
  } else if (*begin == '[' && cJSON_IsArray(parent)) {
    snprintf(message, sizeof message, "the list has %d element%s, counted from 0: [%d] adds one", n,
             n == 1 ? "" : "s", n);
  } else {
    snprintf(message, sizeof message, "the path leads into something that has no such parts");
    ndrsim_json_describe(parent, found, sizeof found);
  }
  fail(o, err, message, "");
  snprintf(err->path, sizeof err->path, "%.*s", (int)(after - o->text), o->text);
  snprintf(err->found, sizeof err->found, "%s", found);
  return NDRSIM_INPUT;
}

/* *made is the first object that had to be made on the way. */
static ndrsim_status apply_one(ndrsim_json *doc, const ndrsim_override *o, int origin, cJSON **made,
                               ndrsim_error *err) {
  const char *equals = strchr(o->text, '='), *at = o->text;
  if (equals == NULL || equals == o->text || strlen(o->text) > LONGEST_OVERRIDE)
    return fail(o, err, "not a setting", "path=value");
  cJSON *parent = doc->root, *value = NULL;
  step s;
  int depth = 0;
  for (bool first = true;; first = false) {
    bool fits;
    const char *begin = at;
    if (!next_step(&at, equals, first, &s) || at > equals || ++depth > NDRSIM_JSON_DEPTH)
      return fail(o, err, "not a path", "keys joined by dots, [i] for an element of an array");
    cJSON *child = child_of(parent, &s, &fits);
    if (!fits) return no_such_part(o, parent, *made != NULL, begin, at, err);
    if (at == equals) {
      ndrsim_status status = parse_value(doc, o, origin, equals + 1, &value, err);
      if (status != NDRSIM_OK) return hold_place(doc, parent, &s, child, status, err);
      if (put(parent, &s, child, value)) return NDRSIM_OK;
      cJSON_Delete(value);
      return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
    }
    if (child == NULL && is_price_page(doc->root, parent))
      return fail_member(o, parent, &s, (size_t)(at - o->text), err);
    if (child == NULL) {
      child = cJSON_CreateObject();
      if (child == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
      if (!put(parent, &s, NULL, child)) {
        cJSON_Delete(child);
        return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
      }
      ndrsim_status status = ndrsim_json_note(doc, child, origin, err);
      if (status != NDRSIM_OK) return status;
      if (*made == NULL) *made = child;
    }
    parent = child;
  }
}

ndrsim_status ndrsim_override_apply(ndrsim_json *doc, const ndrsim_override *override, int n,
                                    ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  doc->override = override;
  /* A document that is no object is the file's fault, which the loader then names. */
  if (!cJSON_IsObject(doc->root)) return NDRSIM_OK;
  for (int i = 0; i < n && status == NDRSIM_OK; i++) {
    cJSON *made = NULL;
    status = apply_one(doc, &override[i], i, &made, err);
    if (status != NDRSIM_OK && made != NULL) ndrsim_json_lose(made);
    doc->order = ndrsim_json_override_order(i);
    status = ndrsim_json_carry_on(doc, status, err);
  }
  return status;
}
