/* Reading a JSON object strictly: every value is there, of its kind and within its bounds, or there
 * is one message with its place. `base` is the path of `object`, "" for the whole text. */
#ifndef NDRSIM_REPORT_JSON_IN_H
#define NDRSIM_REPORT_JSON_IN_H

#include "scenarios/json_doc.h"

typedef struct ndrsim_json_in {
  ndrsim_json json;
  ndrsim_error *err; /* not NULL */
} ndrsim_json_in;

/* INPUT: `text` was expected at `item`. */
ndrsim_status ndrsim_json_in_expected(ndrsim_json_in *self, const cJSON *item, const char *path,
                                      const char *text);
/* The member `key`; NULL and a message when it is absent. */
const cJSON *ndrsim_json_in_member(ndrsim_json_in *self, const cJSON *object, const char *base,
                                   const char *key);
/* base "a", key "b" -> "a.b"; cut when it does not fit. */
void ndrsim_json_in_join(char out[NDRSIM_JSON_PATH], const char *base, const char *key);
/* The text at `key`, at most size - 1 bytes; it lives as long as the document. */
ndrsim_status ndrsim_json_in_text(ndrsim_json_in *self, const cJSON *object, const char *base,
                                  const char *key, size_t size, const char **out);
/* The same, copied to out[size]. */
ndrsim_status ndrsim_json_in_copy(ndrsim_json_in *self, const cJSON *object, const char *base,
                                  const char *key, char *out, size_t size);
/* A whole number in [low, high], which a double holds exactly. */
ndrsim_status ndrsim_json_in_whole(ndrsim_json_in *self, const cJSON *object, const char *base,
                                   const char *key, double low, double high, double *out);
/* Refuses keys other than allowed[n]. */
ndrsim_status ndrsim_json_in_only(ndrsim_json_in *self, const cJSON *object, const char *base,
                                  const char *const *allowed, int n);
/* The object at a key of the whole text; *out = NULL for null, where that may be. */
ndrsim_status ndrsim_json_in_object(ndrsim_json_in *self, const char *key, bool nullable,
                                    const cJSON **out);

#endif
