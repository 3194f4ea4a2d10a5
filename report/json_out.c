#include "report/json_out.h"

#include <math.h>
#include "report/number.h"

void ndrsim_json_out_init(ndrsim_json_out *self) {
  self->root = cJSON_CreateObject();
  self->failed = self->root == NULL;
}

void ndrsim_json_out_free(ndrsim_json_out *self) {
  cJSON_Delete(self->root);
  self->root = NULL;
}

/* Hands `item` to its parent; whatever goes wrong, nothing leaks and the flag is set. */
static cJSON *attach(ndrsim_json_out *self, cJSON *parent, const char *key, cJSON *item) {
  int added = 0;
  if (parent != NULL && item != NULL) {
    added =
        key == NULL ? cJSON_AddItemToArray(parent, item) : cJSON_AddItemToObject(parent, key, item);
  }
  if (added) return item;
  cJSON_Delete(item);
  self->failed = true;
  return NULL;
}

cJSON *ndrsim_json_out_object(ndrsim_json_out *self, cJSON *parent, const char *key) {
  return attach(self, parent, key, cJSON_CreateObject());
}

cJSON *ndrsim_json_out_array(ndrsim_json_out *self, cJSON *parent, const char *key) {
  return attach(self, parent, key, cJSON_CreateArray());
}

void ndrsim_json_out_text(ndrsim_json_out *self, cJSON *parent, const char *key, const char *text) {
  attach(self, parent, key, cJSON_CreateString(text));
}

void ndrsim_json_out_number(ndrsim_json_out *self, cJSON *parent, const char *key, double value) {
  char text[NDRSIM_NUMBER_SIZE];
  ndrsim_number_shortest(value, text);
  attach(self, parent, key, isfinite(value) ? cJSON_CreateRaw(text) : cJSON_CreateNull());
}

void ndrsim_json_out_integer(ndrsim_json_out *self, cJSON *parent, const char *key,
                             long long value) {
  char text[NDRSIM_NUMBER_SIZE];
  snprintf(text, sizeof text, "%lld", value);
  attach(self, parent, key, cJSON_CreateRaw(text));
}

void ndrsim_json_out_bool(ndrsim_json_out *self, cJSON *parent, const char *key, bool value) {
  attach(self, parent, key, cJSON_CreateBool(value));
}

void ndrsim_json_out_null(ndrsim_json_out *self, cJSON *parent, const char *key) {
  attach(self, parent, key, cJSON_CreateNull());
}

void ndrsim_json_out_estimate(ndrsim_json_out *self, cJSON *object, const ndrsim_estimate *estimate,
                              const char *reason) {
  static const char *const name[NDRSIM_QUANTILES] = {"p5", "p10", "p50", "p90", "p95"};
  static const char *const error[NDRSIM_QUANTILES] = {"p5_se", "p10_se", "p50_se", "p90_se",
                                                      "p95_se"};
  ndrsim_json_out_number(self, object, "mean", estimate->mean);
  ndrsim_json_out_number(self, object, "se", estimate->se);
  for (int q = 0; q < NDRSIM_QUANTILES; q++) {
    ndrsim_json_out_number(self, object, name[q], estimate->quantile[q]);
  }
  for (int q = 0; q < NDRSIM_QUANTILES; q++) {
    ndrsim_json_out_number(self, object, error[q], estimate->quantile_se[q]);
  }
  if (!estimate->valid && reason != NULL) ndrsim_json_out_text(self, object, "reason", reason);
}

ndrsim_status ndrsim_json_out_write(ndrsim_json_out *self, FILE *out, ndrsim_error *err) {
  char *text = self->failed ? NULL : cJSON_Print(self->root);
  if (text == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a JSON file");
  fputs(text, out);
  fputc('\n', out);
  cJSON_free(text);
  return NDRSIM_OK;
}
