#include "report/json_out.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/number.h"
#include "sim/text.h"

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

static bool is_utf8(const char *text, size_t length) {
  size_t n = 0;
  for (size_t at = 0; at < length; at += n)
    if ((n = ndrsim_text_utf8(text + at, length - at)) == 0) return false;
  return true;
}

/* As a terminal would show it: no reader of JSON takes its bytes. NULL: no memory. */
static cJSON *shown(const char *text, size_t length) {
  size_t size = 4 * length + 1;
  char *safe = malloc(size);
  if (safe == NULL) return NULL;
  ndrsim_text_escape(safe, size, text, length);
  cJSON *item = cJSON_CreateString(safe);
  free(safe);
  return item;
}

void ndrsim_json_out_text(ndrsim_json_out *self, cJSON *parent, const char *key, const char *text) {
  size_t length = strlen(text);
  attach(self, parent, key, is_utf8(text, length) ? cJSON_CreateString(text) : shown(text, length));
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

/* Control characters that JSON allows in a string and some terminals obey: DEL, U+0080 to U+009F.
 * Their code, 0 = another character. */
static unsigned hidden_control(const unsigned char *at) {
  if (at[0] == 0x7f) return 0x7f;
  return at[0] == 0xc2 && at[1] < 0xa0 ? at[1] : 0;
}

static void write_safe(const char *text, FILE *out) {
  const char *from = text;
  for (const char *at = text; *at != '\0'; at++) {
    unsigned code = hidden_control((const unsigned char *)at);
    if (code == 0) continue;
    fwrite(from, 1, (size_t)(at - from), out);
    fprintf(out, "\\u%04x", code);
    if (code >= 0x80) at++;
    from = at + 1;
  }
  fputs(from, out);
}

ndrsim_status ndrsim_json_out_write(ndrsim_json_out *self, FILE *out, ndrsim_error *err) {
  char *text = self->failed ? NULL : cJSON_Print(self->root);
  if (text == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a JSON file");
  write_safe(text, out);
  fputc('\n', out);
  cJSON_free(text);
  return NDRSIM_OK;
}
