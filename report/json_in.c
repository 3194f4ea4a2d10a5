#include "report/json_in.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "scenarios/suggest.h"

/* "what was expected" at a value. */
ndrsim_status ndrsim_json_in_expected(ndrsim_json_in *self, const cJSON *item, const char *path,
                                      const char *text) {
  ndrsim_json_fail(&self->json, item, false, path, NDRSIM_INPUT, self->err, "%s", "");
  snprintf(self->err->expected, sizeof self->err->expected, "%s", text);
  ndrsim_json_describe(item, self->err->found, sizeof self->err->found);
  return NDRSIM_INPUT;
}

/* The member `key` of an object whose path is `base`; NULL and a message when it is absent. */
const cJSON *ndrsim_json_in_member(ndrsim_json_in *self, const cJSON *object, const char *base,
                                   const char *key) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
  if (item == NULL) {
    ndrsim_json_fail(&self->json, object, false, base, NDRSIM_INPUT, self->err,
                     "the key `%s` is missing", key);
  }
  return item;
}

void ndrsim_json_in_join(char out[NDRSIM_JSON_PATH], const char *base, const char *key) {
  snprintf(out, NDRSIM_JSON_PATH, "%s%s%s", base, base[0] != '\0' ? "." : "", key);
}

/* The text at `key`, at most `size` - 1 bytes. */
ndrsim_status ndrsim_json_in_text(ndrsim_json_in *self, const cJSON *object, const char *base,
                                  const char *key, size_t size, const char **out) {
  char path[NDRSIM_JSON_PATH], what[64];
  const cJSON *item = ndrsim_json_in_member(self, object, base, key);
  if (item == NULL) return NDRSIM_INPUT;
  ndrsim_json_in_join(path, base, key);
  snprintf(what, sizeof what, "a text of at most %zu bytes", size - 1);
  if (!cJSON_IsString(item) || strlen(item->valuestring) >= size) {
    return ndrsim_json_in_expected(self, item, path, what);
  }
  *out = item->valuestring;
  return NDRSIM_OK;
}

/* The same, copied to out[size]. */
ndrsim_status ndrsim_json_in_copy(ndrsim_json_in *self, const cJSON *object, const char *base,
                                  const char *key, char *out, size_t size) {
  const char *text;
  ndrsim_status status = ndrsim_json_in_text(self, object, base, key, size, &text);
  if (status == NDRSIM_OK) snprintf(out, size, "%s", text);
  return status;
}

/* A whole number in [low, high]; both fit a double exactly. */
ndrsim_status ndrsim_json_in_whole(ndrsim_json_in *self, const cJSON *object, const char *base,
                                   const char *key, double low, double high, double *out) {
  char path[NDRSIM_JSON_PATH], what[96];
  const cJSON *item = ndrsim_json_in_member(self, object, base, key);
  if (item == NULL) return NDRSIM_INPUT;
  ndrsim_json_in_join(path, base, key);
  snprintf(what, sizeof what, "a whole number in %.0f .. %.0f", low, high);
  if (!cJSON_IsNumber(item) || item->valuedouble != floor(item->valuedouble) ||
      !(item->valuedouble >= low && item->valuedouble <= high)) {
    return ndrsim_json_in_expected(self, item, path, what);
  }
  *out = item->valuedouble;
  return NDRSIM_OK;
}

/* Refuses keys other than `allowed`. */
ndrsim_status ndrsim_json_in_only(ndrsim_json_in *self, const cJSON *object, const char *base,
                                  const char *const *allowed, int n) {
  const cJSON *item;
  cJSON_ArrayForEach(item, object) {
    int k = 0;
    while (k < n && strcmp(item->string, allowed[k]) != 0) {
      k++;
    }
    if (k < n) continue;
    char path[NDRSIM_JSON_PATH];
    ndrsim_json_in_join(path, base, item->string);
    ndrsim_json_fail(&self->json, item, true, path, NDRSIM_INPUT, self->err,
                     "a manifest has no such key");
    const char *near = ndrsim_suggest(item->string, allowed, n);
    if (near != NULL) {
      snprintf(self->err->suggestion, sizeof self->err->suggestion, "%s", near);
    }
    return NDRSIM_INPUT;
  }
  return NDRSIM_OK;
}
ndrsim_status ndrsim_json_in_object(ndrsim_json_in *self, const char *key, bool nullable,
                                    const cJSON **out) {
  const cJSON *item = ndrsim_json_in_member(self, self->json.root, "", key);
  *out = NULL;
  if (item == NULL) return NDRSIM_INPUT;
  if (nullable && cJSON_IsNull(item)) return NDRSIM_OK;
  if (!cJSON_IsObject(item)) {
    return ndrsim_json_in_expected(self, item, key, nullable ? "an object or null" : "an object");
  }
  *out = item;
  return NDRSIM_OK;
}
