/* "macro": {"forced": [{"from": 6, "to": 17, "regime": "downturn"}]}: windows in which the macro
 * regime is not drawn. */
#include "scenarios/loader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "scenarios/suggest.h"

static ndrsim_status read_month(ndrsim_loader *self, const cJSON *item, const char *base,
                                const char *key, int *month) {
  const cJSON *value = cJSON_GetObjectItemCaseSensitive(item, key);
  char path[96];
  snprintf(path, sizeof path, "%s.%s", base, key);
  if (!cJSON_IsNumber(value) || value->valuedouble != floor(value->valuedouble) ||
      value->valuedouble < 0 || value->valuedouble > NDRSIM_MAX_HORIZON)
    return ndrsim_loader_expected(self, value != NULL ? value : item, path,
                                  value != NULL ? "" : "missing", "a month from 0 to %d",
                                  NDRSIM_MAX_HORIZON);
  *month = (int)value->valuedouble;
  return NDRSIM_OK;
}

static ndrsim_status read_regime(ndrsim_loader *self, const cJSON *item, const char *base,
                                 int *regime) {
  static const char *const name[] = {"normal", "downturn"};
  const cJSON *value = cJSON_GetObjectItemCaseSensitive(item, "regime");
  const char *word = value != NULL ? cJSON_GetStringValue(value) : NULL;
  char path[96];
  snprintf(path, sizeof path, "%s.regime", base);
  for (*regime = 0; *regime < 2; (*regime)++)
    if (word != NULL && strcmp(word, name[*regime]) == 0) return NDRSIM_OK;
  ndrsim_loader_expected(self, value != NULL ? value : item, path, value != NULL ? "" : "missing",
                         "\"normal\" or \"downturn\"");
  if (self->err->status == NDRSIM_OK) return NDRSIM_INPUT;
  const char *near = word != NULL ? ndrsim_suggest(word, name, 2) : NULL;
  if (near != NULL) snprintf(self->err->suggestion, sizeof self->err->suggestion, "%s", near);
  return NDRSIM_INPUT;
}

static ndrsim_status read_window(ndrsim_loader *self, const cJSON *item, const char *path,
                                 ndrsim_forced_regime *out) {
  static const char *const key[] = {"from", "to", "regime"};
  const ndrsim_model *model = self->model;
  if (!cJSON_IsObject(item))
    return ndrsim_loader_expected(self, item, path, "",
                                  "an object with \"from\", \"to\" and \"regime\"");
  int64_t before = self->json.faults;
  ndrsim_status status =
      ndrsim_loader_carry_on(self, ndrsim_loader_members(self, item, path, key, 3));
  if (status == NDRSIM_OK)
    status = ndrsim_loader_carry_on(self, read_month(self, item, path, "from", &out->from));
  if (status == NDRSIM_OK)
    status = ndrsim_loader_carry_on(self, read_month(self, item, path, "to", &out->to));
  if (status == NDRSIM_OK) status = read_regime(self, item, path, &out->regime);
  if (status == NDRSIM_OK) status = ndrsim_loader_since(self, before);
  if (status != NDRSIM_OK) return status;
  if (out->from > out->to)
    return NDRSIM_LOADER_FAIL(self, item, false, path, "\"from\" lies after \"to\"");
  for (int i = 0; i < model->n_forced; i++)
    if (out->from <= model->forced[i].to && model->forced[i].from <= out->to)
      return NDRSIM_LOADER_FAIL(self, item, false, path, "two windows overlap");
  return NDRSIM_OK;
}

ndrsim_status ndrsim_loader_forced(ndrsim_loader *self) {
  ndrsim_model *model = self->model;
  const cJSON *macro = cJSON_GetObjectItemCaseSensitive(self->json.root, "macro");
  const cJSON *list = cJSON_GetObjectItemCaseSensitive(macro, "forced"), *item;
  if (list == NULL) return NDRSIM_OK;
  if (!cJSON_IsArray(list))
    return ndrsim_loader_expected(self, list, "macro.forced", "", "an array of windows");
  int index = 0;
  cJSON_ArrayForEach(item, list) {
    char path[64];
    snprintf(path, sizeof path, "macro.forced[%d]", index++);
    if (model->n_forced == NDRSIM_MAX_FORCED)
      return NDRSIM_LOADER_FAIL(self, item, false, path, "more than %d windows", NDRSIM_MAX_FORCED);
    ndrsim_forced_regime window = {0};
    int64_t before = self->json.faults;
    ndrsim_status status = ndrsim_loader_carry_on(self, read_window(self, item, path, &window));
    if (status != NDRSIM_OK) return status;
    if (self->json.faults == before) model->forced[model->n_forced++] = window;
  }
  return NDRSIM_OK;
}
