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

/* --- faults ---------------------------------------------------------------------------------- */

/* Bits of cJSON's `type` above those it uses (it looks at the low byte for the kind). */
enum { AT_FAULT = 1 << 16, LOST = 1 << 17 };

#define ORDER_OVERRIDES (UINT64_C(1) << 40) /* behind every offset of a file */

ndrsim_status ndrsim_json_said(ndrsim_error *err) {
  memset(err, 0, sizeof *err);
  return NDRSIM_INPUT;
}

ndrsim_status ndrsim_json_carry_on(ndrsim_json *self, ndrsim_status status, ndrsim_error *err) {
  if (status == NDRSIM_OK) return NDRSIM_OK;
  if ((status != NDRSIM_INPUT && status != NDRSIM_LIMIT) || self->errors == NULL) return status;
  if (ndrsim_error_list_full(self->errors)) return status;
  self->faults++;
  if (err->status != NDRSIM_OK) ndrsim_error_list_add(self->errors, self->order, err);
  ndrsim_json_said(err);
  return ndrsim_error_list_full(self->errors) ? status : NDRSIM_OK;
}

ndrsim_status ndrsim_json_since(const ndrsim_json *self, int64_t before, ndrsim_error *err) {
  return self->faults == before ? NDRSIM_OK : ndrsim_json_said(err);
}

void ndrsim_json_lose(cJSON *item) {
  item->type |= LOST | AT_FAULT;
}

static bool fault_inside(const cJSON *item) {
  if (item->type & AT_FAULT) return true;
  const cJSON *child;
  cJSON_ArrayForEach(child, item) {
    if (fault_inside(child)) return true;
  }
  return false;
}

bool ndrsim_json_at_fault(const ndrsim_json *self, const char *path) {
  const cJSON *at = self->root;
  char key[NDRSIM_JSON_PATH];
  while (*path != '\0') {
    size_t n = strcspn(path, ".");
    if (n >= sizeof key) return false;
    memcpy(key, path, n);
    key[n] = '\0';
    at = cJSON_GetObjectItemCaseSensitive(at, key);
    if (at == NULL) return false;
    if (at->type & AT_FAULT) return true;
    path += n + (path[n] == '.');
  }
  return fault_inside(at);
}

/* --- duplicate keys -------------------------------------------------------------------------- */

typedef struct member {
  cJSON *item;
  size_t index; /* in the text */
} member;

static int by_key(const void *a, const void *b) {
  const member *x = a, *y = b;
  int order = strcmp(x->item->string, y->item->string);
  return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* Names a member whose key stood in the object before, and takes it away. */
static ndrsim_status refuse_twin(ndrsim_json *self, cJSON *object, cJSON *twin, const char *path,
                                 ndrsim_error *err) {
  char full[NDRSIM_JSON_PATH];
  ndrsim_status status = ndrsim_json_join(self, twin, path, twin->string, full, err);
  if (status == NDRSIM_OK)
    status = ndrsim_json_fail(self, twin, true, full, NDRSIM_INPUT, err,
                              "the key is given twice in one object");
  status = ndrsim_json_carry_on(self, status, err);
  if (status == NDRSIM_OK) cJSON_Delete(cJSON_DetachItemViaPointer(object, twin));
  return status;
}

static ndrsim_status refuse_duplicates(ndrsim_json *self, cJSON *object, const char *path,
                                       ndrsim_error *err) {
  size_t n = (size_t)cJSON_GetArraySize(object), i = 0;
  if (n < 2) return NDRSIM_OK;
  member *list = malloc(n * sizeof *list);
  cJSON *item;
  if (list == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
  cJSON_ArrayForEach(item, object) {
    list[i] = (member){item, i};
    i++;
  }
  qsort(list, n, sizeof *list, by_key);
  ndrsim_status status = NDRSIM_OK;
  size_t first = 0; /* of those with one key */
  for (i = 1; i < n && status == NDRSIM_OK; i++) {
    if (strcmp(list[first].item->string, list[i].item->string) == 0)
      status = refuse_twin(self, object, list[i].item, path, err);
    else
      first = i;
  }
  free(list);
  return status;
}

static ndrsim_status check_keys(ndrsim_json *self, cJSON *item, const char *path,
                                ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  if (cJSON_IsObject(item)) status = refuse_duplicates(self, item, path, err);
  cJSON *child;
  long index = 0;
  cJSON_ArrayForEach(child, item) {
    if (status != NDRSIM_OK) break;
    char full[NDRSIM_JSON_PATH], element[32];
    snprintf(element, sizeof element, "[%ld]", index++);
    if (child->child == NULL) continue;
    status = ndrsim_json_join(self, child, path, child->string != NULL ? child->string : element,
                              full, err);
    if (status == NDRSIM_OK) status = check_keys(self, child, full, err);
    status = ndrsim_json_carry_on(self, status, err);
  }
  return status;
}

ndrsim_status ndrsim_json_parse_more(ndrsim_json *self, const char *text, size_t size, int origin,
                                     const char *path, cJSON **item, ndrsim_error *err) {
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
  if (status == NDRSIM_OK) status = check_keys(self, *item, path, err);
out:
  free(spots.spot);
  if (status != NDRSIM_OK) {
    cJSON_Delete(*item);
    *item = NULL;
  }
  return status;
}

/* By its mark, or by the zero byte that each ASCII character has there. */
static bool is_utf16(const char *text, size_t size) {
  if (size < 2) return false;
  return memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0 ||
         (text[0] == '\0') != (text[1] == '\0');
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
  if (is_utf16(text, size)) {
    ndrsim_error_set(err, NDRSIM_INPUT, "this looks like UTF-16: save it as UTF-8");
    snprintf(err->file, sizeof err->file, "%s", name);
    return NDRSIM_INPUT;
  }
  return ndrsim_json_parse_more(self, text, size, -1, "", &self->root, err);
}

/* Line and column of an offset. Faults are mostly found in the order of the text, so the search
 * goes on from the last one: a text of megabytes may have a thousand of them. */
static void find_position(ndrsim_json *self, size_t offset, ndrsim_error *err) {
  if (self->line == 0 || offset < self->seen) {
    self->line = 1;
    self->seen = self->line_start = 0;
  }
  for (; self->seen < offset; self->seen++)
    if (self->text[self->seen] == '\n') {
      self->line++;
      self->line_start = self->seen + 1;
    }
  err->line = self->line;
  err->column = (long)(offset - self->line_start) + 1;
}

static const ndrsim_json_place *find_place(const ndrsim_json *self, const cJSON *item) {
  for (size_t i = self->n; item != NULL && i > 0; i--)
    if (self->place[i - 1].item == item) return &self->place[i - 1];
  return NULL;
}

bool ndrsim_json_is_override(const ndrsim_json *self, const cJSON *item) {
  const ndrsim_json_place *place = find_place(self, item);
  return place != NULL && place->origin >= 0;
}

/* What is missing in an object comes behind what is wrong inside it. */
static uint64_t end_of(const ndrsim_json *self, const cJSON *item, uint64_t start) {
  while (item != NULL && item->child != NULL)
    item = item->child->prev; /* of the first child: the last one */
  const ndrsim_json_place *place = find_place(self, item);
  return place != NULL && place->origin < 0 ? place->spot.value + (uint64_t)1 : start;
}

ndrsim_status ndrsim_json_fail(ndrsim_json *self, const cJSON *item, bool at_key, const char *path,
                               ndrsim_status status, ndrsim_error *err, const char *format, ...) {
  char message[sizeof err->message], full[NDRSIM_JSON_PATH];
  const ndrsim_json_place *place = find_place(self, item);
  va_list args;
  va_start(args, format);
  if (vsnprintf(message, sizeof message, format, args) < 0) message[0] = '\0';
  va_end(args);
  snprintf(full, sizeof full, "%s", path); /* path may be err->path */
  if (item != NULL && (item->type & LOST)) return ndrsim_json_said(err);
  /* what is missing is no fault of the object where it is missed */
  bool missing = strcmp(message, "missing") == 0;
  if (item != NULL && !missing) ((cJSON *)item)->type |= AT_FAULT;
  self->order = place == NULL ? 2 * ORDER_OVERRIDES : 0;
  if (place != NULL && place->origin >= 0) {
    ndrsim_error_set(err, status, "`%.120s`%s%s", self->override[place->origin].text,
                     message[0] != '\0' ? ": " : "", message);
    snprintf(err->file, sizeof err->file, "--set");
    self->order = ndrsim_json_override_order(place->origin);
  } else {
    ndrsim_error_set(err, status, "%s", message);
    snprintf(err->file, sizeof err->file, "%s", self->name);
    if (place != NULL) {
      self->order = at_key ? place->spot.key : place->spot.value;
      find_position(self, (size_t)self->order, err);
      if (missing) self->order = end_of(self, item, self->order);
    }
  }
  ndrsim_text_escape(err->path, sizeof err->path, full, strlen(full));
  return status;
}

uint64_t ndrsim_json_override_order(int origin) {
  return ORDER_OVERRIDES + (uint64_t)origin;
}

void ndrsim_json_describe(const cJSON *item, char *out, size_t size) {
  char safe[100];
  if (cJSON_IsArray(item)) {
    int n = cJSON_GetArraySize(item);
    if (n == 0)
      snprintf(out, size, "an empty array");
    else
      snprintf(out, size, "an array of %d value%s", n, n == 1 ? "" : "s");
  } else if (cJSON_IsString(item)) {
    ndrsim_text_escape(safe, sizeof safe, item->valuestring, strlen(item->valuestring));
    snprintf(out, size, "the string \"%s\"", safe);
  } else if (cJSON_IsNumber(item)) {
    snprintf(out, size, "%.15g", item->valuedouble);
    if (strtod(out, NULL) != item->valuedouble) snprintf(out, size, "%.17g", item->valuedouble);
  } else {
    snprintf(out, size, "%s",
             cJSON_IsBool(item)     ? (cJSON_IsTrue(item) ? "true" : "false")
             : cJSON_IsNull(item)   ? "null"
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

ndrsim_status ndrsim_json_join(ndrsim_json *self, const cJSON *item, const char *base,
                               const char *key, char out[NDRSIM_JSON_PATH], ndrsim_error *err) {
  int n = snprintf(out, NDRSIM_JSON_PATH, "%s%s%s", base,
                   base[0] != '\0' && key[0] != '[' ? "." : "", key);
  if (n >= 0 && n < NDRSIM_JSON_PATH) return NDRSIM_OK;
  return ndrsim_json_fail(self, item, true, base, NDRSIM_INPUT, err,
                          "the path of a value inside is longer than 191 bytes");
}
