/* A thin layer over cJSON for output: numbers as shortest round-trip text, one sticky failure flag
 * instead of a check on every line, and the plain locale while printing. */
#ifndef NDRSIM_REPORT_JSON_OUT_H
#define NDRSIM_REPORT_JSON_OUT_H

#include <stdbool.h>
#include <stdio.h>
#include <cjson/cJSON.h>
#include "analysis/results.h"

typedef struct ndrsim_json {
  cJSON *root;
  bool failed; /* an allocation failed: what was built is incomplete */
} ndrsim_json;

void ndrsim_json_init(ndrsim_json *self); /* root is an empty object */
void ndrsim_json_free(ndrsim_json *self);
/* All adders take key = NULL to append to an array. A failed parent (NULL) is passed through. */
cJSON *ndrsim_json_object(ndrsim_json *self, cJSON *parent, const char *key);
cJSON *ndrsim_json_array(ndrsim_json *self, cJSON *parent, const char *key);
void ndrsim_json_text(ndrsim_json *self, cJSON *parent, const char *key, const char *text);
void ndrsim_json_number(ndrsim_json *self, cJSON *parent, const char *key, double value);
void ndrsim_json_integer(ndrsim_json *self, cJSON *parent, const char *key, long long value);
void ndrsim_json_bool(ndrsim_json *self, cJSON *parent, const char *key, bool value);
void ndrsim_json_null(ndrsim_json *self, cJSON *parent, const char *key);
/* mean, se, p5..p95 and p10_se, p50_se, p90_se into `object`; not valid: null numbers and
 * `reason`. */
void ndrsim_json_estimate(ndrsim_json *self, cJSON *object, const ndrsim_estimate *estimate,
                          const char *reason);
/* Writes the tree, indented, with a final newline. Errors: MEMORY. */
ndrsim_status ndrsim_json_write(ndrsim_json *self, FILE *out, ndrsim_error *err);

#endif
