/* What a scenario said, value by value, kept with the model: reports list the inputs of a run. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/loader.h"
#include "scenarios/param_list.h"

static ndrsim_status no_memory(ndrsim_loader *self) {
  return ndrsim_error_set(self->err, NDRSIM_MEMORY, "out of memory");
}

/* The child of an object under the first key of `path`; *path moves behind it. NULL: none. */
static const cJSON *step_into(const cJSON *at, const char **path) {
  char key[NDRSIM_JSON_PATH];
  size_t n = strcspn(*path, ".");
  snprintf(key, sizeof key, "%.*s", (int)n, *path);
  *path += n + ((*path)[n] == '.');
  return cJSON_GetObjectItemCaseSensitive(at, key);
}

/* What a value says of its origin, or the nearest object around it does; "" = nobody does. */
static const char *source_of(const ndrsim_loader *self, const char *path) {
  const char *found = "";
  for (const cJSON *at = self->json.root; at != NULL;) {
    const cJSON *source = cJSON_GetObjectItemCaseSensitive(at, "source");
    if (cJSON_IsString(source)) found = source->valuestring;
    at = *path != '\0' ? step_into(at, &path) : NULL;
  }
  return found;
}

/* Whether the command line brought a value or a part of it. */
static bool is_changed(const ndrsim_loader *self, const cJSON *item) {
  const cJSON *child;
  if (ndrsim_json_is_override(&self->json, item)) return true;
  cJSON_ArrayForEach(child, item) {
    if (is_changed(self, child)) return true;
  }
  return false;
}

/* Takes what is for readers out of a copy. */
static void strip(cJSON *item) {
  for (cJSON *child = item->child; child != NULL;) {
    cJSON *next = child->next;
    if (cJSON_IsObject(item) && ndrsim_json_is_annotation(child->string))
      cJSON_Delete(cJSON_DetachItemViaPointer(item, child));
    else
      strip(child);
    child = next;
  }
}

/* A value as it was given: a number, a word, or JSON without its notes. */
static ndrsim_status put_value(ndrsim_loader *self, ndrsim_setting *out, const cJSON *item) {
  cJSON *copy = cJSON_Duplicate(item, true);
  if (copy == NULL) return no_memory(self);
  strip(copy);
  const cJSON *value = copy;
  if (cJSON_IsObject(copy) && cJSON_GetArraySize(copy) == 1) {
    const cJSON *inner = cJSON_GetObjectItemCaseSensitive(copy, "value");
    if (inner != NULL) value = inner;
  }
  bool kept = true;
  if (cJSON_IsNumber(value)) {
    out->number = value->valuedouble;
  } else {
    char *printed = cJSON_IsString(value) ? NULL : cJSON_PrintUnformatted(value);
    const char *text = cJSON_IsString(value) ? value->valuestring : printed;
    out->text = text != NULL ? strdup(text) : NULL;
    kept = out->text != NULL;
    cJSON_free(printed);
  }
  cJSON_Delete(copy);
  return kept ? NDRSIM_OK : no_memory(self);
}

static ndrsim_status put_default(ndrsim_loader *self, ndrsim_setting *out) {
  const ndrsim_param_def *def = out->def;
  if (def->kind == NDRSIM_SWITCH) {
    out->text = strdup(def->value != 0 ? "true" : "false");
  } else if (def->kind == NDRSIM_CHOICE) {
    int length = 0;
    const char *word = ndrsim_param_choice(def->choices, (int)def->value, &length);
    out->text = word != NULL ? strndup(word, (size_t)length) : strdup("");
  } else {
    out->number = def->value;
    return NDRSIM_OK;
  }
  return out->text != NULL ? NDRSIM_OK : no_memory(self);
}

/* A new entry. `item` NULL: left at its default. */
static ndrsim_status put(ndrsim_loader *self, const ndrsim_param_def *def, const char *path,
                         const cJSON *item) {
  ndrsim_setting *out = &self->model->setting[self->model->n_settings++];
  *out = (ndrsim_setting){.def = def, .given = item != NULL, .number = NAN};
  snprintf(out->path, sizeof out->path, "%s", path);
  out->changed = item != NULL && is_changed(self, item);
  const char *source = item != NULL ? source_of(self, path) : def->source;
  out->source = strdup(out->changed ? "command line" : source);
  if (out->source == NULL) return no_memory(self);
  return item != NULL ? put_value(self, out, item) : put_default(self, out);
}

ndrsim_status ndrsim_loader_settings(ndrsim_loader *self) {
  static const char *const list[] = {"correlations", "initiatives", "macro.forced"};
  enum { LISTS = sizeof list / sizeof list[0] };
  ndrsim_model *model = self->model;
  ndrsim_status status = NDRSIM_OK;
  model->setting = calloc((size_t)self->n_targets + LISTS, sizeof *model->setting);
  if (model->setting == NULL) return no_memory(self);
  for (int k = 0; k < self->n_targets && status == NDRSIM_OK; k++) {
    const ndrsim_target *target = &self->target[k];
    if (!target->given && isnan(target->def->value)) continue; /* the share of an only segment */
    status = put(self, target->def, target->slot->path, target->given ? target->item : NULL);
  }
  for (int k = 0; k < LISTS && status == NDRSIM_OK; k++) {
    const cJSON *at = self->json.root;
    for (const char *path = list[k]; *path != '\0' && at != NULL;)
      at = step_into(at, &path);
    if (at != NULL) status = put(self, NULL, list[k], at);
  }
  return status;
}
