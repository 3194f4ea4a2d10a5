/* Plain values, and the messages about what stands in their place. */
#include "scenarios/loader.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "scenarios/suggest.h"
#include "scenarios/words.h"

ndrsim_status ndrsim_loader_expected(ndrsim_loader *self, const cJSON *item, const char *path,
                                     const char *message, const char *format, ...) {
  char expected[sizeof self->err->expected], found[sizeof self->err->found];
  bool missing = strcmp(message, "missing") == 0;
  va_list args;
  va_start(args, format);
  if (vsnprintf(expected, sizeof expected, format, args) < 0) expected[0] = '\0';
  va_end(args);
  NDRSIM_LOADER_FAIL(self, item, false, path, "%s", message);
  if (self->err->status == NDRSIM_OK) return NDRSIM_INPUT;
  ndrsim_json_describe(item, found, sizeof found);
  memcpy(self->err->expected, expected, sizeof expected);
  if (!missing) memcpy(self->err->found, found, sizeof found);
  return NDRSIM_INPUT;
}

ndrsim_status ndrsim_loader_carry_on(ndrsim_loader *self, ndrsim_status status) {
  return ndrsim_json_carry_on(&self->json, status, self->err);
}

ndrsim_status ndrsim_loader_since(ndrsim_loader *self, int64_t before) {
  return ndrsim_json_since(&self->json, before, self->err);
}

const char *ndrsim_loader_near_annotation(const char *key) {
  int n;
  const char *const *word = ndrsim_annotations(&n);
  return ndrsim_suggest(key, word, n);
}

/* One member of an object that has `allowed` ones only. */
static ndrsim_status check_member(ndrsim_loader *self, const cJSON *item, const char *path,
                                  const char *const *allowed, int n) {
  char full[NDRSIM_JSON_PATH];
  for (int i = 0; i < n; i++)
    if (strcmp(item->string, allowed[i]) == 0) return NDRSIM_OK;
  ndrsim_status status = ndrsim_json_join(&self->json, item, path, item->string, full, self->err);
  if (status != NDRSIM_OK) return status;
  if (ndrsim_json_is_annotation(item->string)) {
    if (cJSON_IsString(item)) return NDRSIM_OK;
    return ndrsim_loader_expected(self, item, full, "", "a string (text for readers)");
  }
  NDRSIM_LOADER_FAIL(self, item, true, full, "unknown key");
  const char *near = ndrsim_suggest(item->string, allowed, n);
  if (near == NULL) near = ndrsim_loader_near_annotation(item->string);
  if (near != NULL) snprintf(self->err->suggestion, sizeof self->err->suggestion, "%s", near);
  return NDRSIM_INPUT;
}

ndrsim_status ndrsim_loader_members(ndrsim_loader *self, const cJSON *object, const char *path,
                                    const char *const *allowed, int n) {
  int64_t before = self->json.faults;
  const cJSON *item;
  cJSON_ArrayForEach(item, object) {
    ndrsim_status status = ndrsim_loader_carry_on(self, check_member(self, item, path, allowed, n));
    if (status != NDRSIM_OK) return status;
  }
  return ndrsim_loader_since(self, before);
}

ndrsim_status ndrsim_loader_first_unknown(ndrsim_loader *self, const cJSON *object,
                                          const char *path, const char *const *allowed, int n) {
  const cJSON *item;
  cJSON_ArrayForEach(item, object) {
    ndrsim_status status = check_member(self, item, path, allowed, n);
    if (status != NDRSIM_OK) return status;
  }
  return NDRSIM_OK;
}

/* --- plain values ---------------------------------------------------------------------------- */

void ndrsim_loader_expectation(const ndrsim_param_def *def, char *out, size_t size) {
  const char *what = def->kind == NDRSIM_COUNT   ? "a whole number"
                     : def->kind == NDRSIM_MONEY ? "an amount of money"
                                                 : "a number";
  char bounds[80] = "";
  if (def->kind == NDRSIM_SWITCH) {
    snprintf(out, size, "true or false");
    return;
  }
  if (def->kind == NDRSIM_CHOICE) {
    snprintf(out, size, "one of %.180s", def->choices);
    return;
  }
  if (isfinite(def->low) && isfinite(def->high))
    snprintf(bounds, sizeof bounds, " between %.10g and %.10g", def->low, def->high);
  else if (isfinite(def->low))
    snprintf(bounds, sizeof bounds, " of at least %.10g", def->low);
  else if (isfinite(def->high))
    snprintf(bounds, sizeof bounds, " of at most %.10g", def->high);
  snprintf(out, size, "%s%s [%s]", what, bounds, def->unit);
}

double ndrsim_loader_engine_unit(const ndrsim_param_def *def, double value) {
  return def->kind == NDRSIM_MONEY && isfinite(value) ? floor(value * 100 + 0.5) : value;
}

/* Index of a word in "overage|hard_stop"; -1 with a suggestion when it is not there. */
static int choice_index(const char *choices, const char *word, char *suggestion, size_t size) {
  char copy[256], *rest = copy, *part;
  const char *candidate[32];
  int n = 0;
  snprintf(copy, sizeof copy, "%s", choices);
  while ((part = strsep(&rest, "|")) != NULL && n < 32)
    candidate[n++] = part;
  for (int i = 0; i < n; i++)
    if (strcmp(candidate[i], word) == 0) return i;
  const char *near = ndrsim_suggest(word, candidate, n);
  if (near != NULL) snprintf(suggestion, size, "%s", near);
  return -1;
}

static ndrsim_status choice(ndrsim_loader *self, const ndrsim_param_def *def, const cJSON *item,
                            const char *path, double *value) {
  char suggestion[sizeof self->err->suggestion] = "", expected[220];
  int index = cJSON_IsString(item)
                  ? choice_index(def->choices, item->valuestring, suggestion, sizeof suggestion)
                  : -1;
  *value = index;
  if (index >= 0) return NDRSIM_OK;
  ndrsim_loader_expectation(def, expected, sizeof expected);
  ndrsim_loader_expected(self, item, path, "", "%s", expected);
  memcpy(self->err->suggestion, suggestion, sizeof suggestion);
  return NDRSIM_INPUT;
}

ndrsim_status ndrsim_loader_scalar(ndrsim_loader *self, const ndrsim_param_def *def,
                                   const cJSON *item, const char *path, double *value) {
  char expected[220];
  if (def->kind == NDRSIM_CHOICE) return choice(self, def, item, path, value);
  ndrsim_loader_expectation(def, expected, sizeof expected);
  if (def->kind == NDRSIM_SWITCH) {
    *value = cJSON_IsTrue(item);
    if (cJSON_IsBool(item)) return NDRSIM_OK;
    return ndrsim_loader_expected(self, item, path, "", "%s", expected);
  }
  if (!cJSON_IsNumber(item)) return ndrsim_loader_expected(self, item, path, "", "%s", expected);
  *value = item->valuedouble;
  if (*value > def->high && ndrsim_structure_has(def)) {
    char asked[96], message[160];
    ndrsim_loader_asked(self, asked, sizeof asked);
    snprintf(message, sizeof message, "out of bounds, the run would need %s", asked);
    ndrsim_loader_expected(self, item, path, message, "%s", expected);
    if (self->err->status == NDRSIM_OK) return NDRSIM_INPUT;
    return self->err->status = NDRSIM_LIMIT;
  }
  if (!(*value >= def->low && *value <= def->high))
    return ndrsim_loader_expected(self, item, path, "out of bounds", "%s", expected);
  if (def->kind == NDRSIM_COUNT && (*value != floor(*value) || fabs(*value) > 0x1p53))
    return ndrsim_loader_expected(self, item, path, "", "%s", expected);
  if (def->kind == NDRSIM_MONEY &&
      (fabs(*value) > 1e12 || fabs(*value * 100 - floor(*value * 100 + 0.5)) > 1e-4))
    return ndrsim_loader_expected(self, item, path, "",
                                  "an amount of money with at most two decimals, up to 1e12");
  return NDRSIM_OK;
}
