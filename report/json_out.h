/* A thin layer over cJSON for output: numbers as shortest round-trip text, one sticky failure flag
 * instead of a check on every line, and the plain locale while printing. */
#ifndef NDRSIM_REPORT_JSON_OUT_H
#define NDRSIM_REPORT_JSON_OUT_H

#include <stdbool.h>
#include <stdio.h>
#include <cjson/cJSON.h>
#include "analysis/results.h"

typedef struct ndrsim_json_out {
  cJSON *root;
  bool failed; /* an allocation failed: what was built is incomplete */
} ndrsim_json_out;

void ndrsim_json_out_init(ndrsim_json_out *self); /* root is an empty object */
void ndrsim_json_out_free(ndrsim_json_out *self);
/* All adders take key = NULL to append to an array. A failed parent (NULL) is passed through. */
cJSON *ndrsim_json_out_object(ndrsim_json_out *self, cJSON *parent, const char *key);
cJSON *ndrsim_json_out_array(ndrsim_json_out *self, cJSON *parent, const char *key);
/* The text itself, escaped as JSON has it; what is not UTF-8 (the name of a file or an account may
 * be anything) has its odd bytes as \xFF and control characters as \n. */
void ndrsim_json_out_text(ndrsim_json_out *self, cJSON *parent, const char *key, const char *text);
void ndrsim_json_out_number(ndrsim_json_out *self, cJSON *parent, const char *key, double value);
void ndrsim_json_out_integer(ndrsim_json_out *self, cJSON *parent, const char *key,
                             long long value);
void ndrsim_json_out_bool(ndrsim_json_out *self, cJSON *parent, const char *key, bool value);
void ndrsim_json_out_null(ndrsim_json_out *self, cJSON *parent, const char *key);
/* mean, se, p5..p95 and p10_se, p50_se, p90_se into `object`; not valid: null numbers and
 * `reason`. */
void ndrsim_json_out_estimate(ndrsim_json_out *self, cJSON *object, const ndrsim_estimate *estimate,
                              const char *reason);
/* Writes the tree, indented, with a final newline and without bytes that a terminal would obey.
 * Errors: MEMORY. */
ndrsim_status ndrsim_json_out_write(ndrsim_json_out *self, FILE *out, ndrsim_error *err);

#endif
