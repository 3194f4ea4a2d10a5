/* {"schema_version": 1, "stresses": [{"name": "workflow-stall", "title": "Workflow discovery
 * stalls", "what": "...", "from": 1, "ramp": 0, "months": 0, "group": "shock",
 * "set": {"workflow.explore": {"times": 0}}, "whole_run": {"workflow.discovery_only": true}},
 * {"name": "downturn", ..., "regime": "downturn", "months": 12}]}, or one of these alone. */
#include "scenarios/stress.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/initiative.h"
#include "scenarios/loader.h"
#include "scenarios/suggest.h"
#include "sim/text.h"

void ndrsim_stress_list_init(ndrsim_stress_list *self) {
  memset(self, 0, sizeof *self);
}

void ndrsim_stress_list_free(ndrsim_stress_list *self) {
  free(self->stress);
  ndrsim_stress_list_init(self);
}

int ndrsim_stress_list_find(const ndrsim_stress_list *self, const char *name) {
  for (int k = 0; k < self->n; k++) {
    if (strcmp(self->stress[k].name, name) == 0) return k;
  }
  return -1;
}

/* '*' stands for one part of the path, on either side. */
bool ndrsim_stress_matches(const char *pattern, const char *path) {
  while (*pattern != '\0' && *path != '\0') {
    size_t a = strcspn(pattern, "."), b = strcspn(path, ".");
    bool any = (a == 1 && *pattern == '*') || (b == 1 && *path == '*');
    if (!any && (a != b || strncmp(pattern, path, a) != 0)) return false;
    pattern += a + (pattern[a] == '.');
    path += b + (path[b] == '.');
  }
  return *pattern == '\0' && *path == '\0';
}

/* --- reading ---------------------------------------------------------------------------------- */

typedef struct reader {
  ndrsim_loader loader; /* its document, its error, its catalogue */
  const cJSON *item;    /* the stress that is read */
  char base[64];        /* its path: "stresses[3]", or "" */
} reader;

static const char *join(const reader *self, const char *key, char out[NDRSIM_JSON_PATH]) {
  snprintf(out, NDRSIM_JSON_PATH, "%s%s%s", self->base, self->base[0] != '\0' ? "." : "", key);
  return out;
}

static ndrsim_status read_text(reader *self, const char *key, bool required, char *out,
                               size_t size) {
  const cJSON *value = cJSON_GetObjectItemCaseSensitive(self->item, key);
  char path[NDRSIM_JSON_PATH];
  out[0] = '\0';
  if (value == NULL && !required) return NDRSIM_OK;
  if (value == NULL || !cJSON_IsString(value) || value->valuestring[0] == '\0' ||
      strlen(value->valuestring) >= size)
    return ndrsim_loader_expected(&self->loader, value != NULL ? value : self->item,
                                  join(self, key, path), value != NULL ? "" : "missing",
                                  "a text of at most %d bytes", (int)size - 1);
  if (!ndrsim_text_is_plain(value->valuestring))
    return ndrsim_loader_expected(&self->loader, value, join(self, key, path),
                                  "a control character", "one line of printable text");
  snprintf(out, size, "%s", value->valuestring);
  return NDRSIM_OK;
}

static ndrsim_status read_name(reader *self, const ndrsim_stress_list *list, char out[]) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
  char path[NDRSIM_JSON_PATH];
  const cJSON *value = cJSON_GetObjectItemCaseSensitive(self->item, "name");
  ndrsim_status status = read_text(self, "name", true, out, NDRSIM_NAME);
  if (status != NDRSIM_OK) return status;
  if (strspn(out, letters) != strlen(out) || out[0] == '-')
    return ndrsim_loader_expected(&self->loader, value, join(self, "name", path), "",
                                  "lower-case letters, digits, '-' and '_'");
  if (ndrsim_stress_list_find(list, out) >= 0)
    return NDRSIM_LOADER_FAIL(&self->loader, value, false, join(self, "name", path),
                              "there is a stress of this name already");
  return NDRSIM_OK;
}

static ndrsim_status read_months(reader *self, const char *key, int low, int none, int *out) {
  const cJSON *value = cJSON_GetObjectItemCaseSensitive(self->item, key);
  char path[NDRSIM_JSON_PATH];
  *out = none;
  if (value == NULL) return NDRSIM_OK;
  double x = cJSON_IsNumber(value) ? value->valuedouble : NAN;
  if (!(x >= low && x <= NDRSIM_MAX_HORIZON) || x != floor(x))
    return ndrsim_loader_expected(&self->loader, value, join(self, key, path), "",
                                  "a whole number of months between %d and %d", low,
                                  NDRSIM_MAX_HORIZON);
  *out = (int)x;
  return NDRSIM_OK;
}

/* One of the words, or the first when the key is absent. */
static ndrsim_status read_word(reader *self, const char *key, const char *const word[2],
                               bool *second) {
  const cJSON *value = cJSON_GetObjectItemCaseSensitive(self->item, key);
  const char *text = value != NULL ? cJSON_GetStringValue(value) : NULL;
  char path[NDRSIM_JSON_PATH];
  *second = text != NULL && strcmp(text, word[1]) == 0;
  if (value == NULL || *second || (text != NULL && strcmp(text, word[0]) == 0)) return NDRSIM_OK;
  ndrsim_status status = ndrsim_loader_expected(&self->loader, value, join(self, key, path), "",
                                                "\"%s\" or \"%s\"", word[0], word[1]);
  const char *near = text != NULL ? ndrsim_suggest(text, word, 2) : NULL;
  ndrsim_error *err = self->loader.err;
  if (near != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
  return status;
}

static const ndrsim_param_def *row_of(const ndrsim_catalogue *catalogue, const char *path) {
  for (int k = 0; k < ndrsim_catalogue_param_count(catalogue); k++) {
    const ndrsim_param_def *def = ndrsim_catalogue_param(catalogue, k, NULL);
    if (ndrsim_stress_matches(path, def->path)) return def;
  }
  return NULL;
}

static ndrsim_status unknown(reader *self, const cJSON *item, const char *path) {
  const ndrsim_catalogue *catalogue = self->loader.whole;
  ndrsim_error *err = self->loader.err;
  int n = ndrsim_catalogue_param_count(catalogue);
  const char **candidate = calloc((size_t)n + 1, sizeof *candidate);
  NDRSIM_LOADER_FAIL(&self->loader, item, true, path, "no parameter of this name");
  if (candidate == NULL) return NDRSIM_INPUT; /* the message serves without a suggestion */
  for (int k = 0; k < n; k++) {
    candidate[k] = ndrsim_catalogue_param(catalogue, k, NULL)->path;
  }
  const char *near = ndrsim_suggest(item->string, candidate, n);
  if (near != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
  free(candidate);
  return NDRSIM_INPUT;
}

static void keep_value(const cJSON *item, double value, ndrsim_stress_change *out) {
  bool number = out->def->kind != NDRSIM_SWITCH && out->def->kind != NDRSIM_CHOICE;
  out->number = number ? value : NAN;
  if (number)
    snprintf(out->text, sizeof out->text, "%.17g", value);
  else if (out->def->kind == NDRSIM_SWITCH)
    snprintf(out->text, sizeof out->text, "%s", cJSON_IsTrue(item) ? "true" : "false");
  else
    snprintf(out->text, sizeof out->text, "\"%.70s\"", item->valuestring);
}

/* {"top": 0.1}: an amount that is not known before the scenario has run. */
static ndrsim_status read_top(reader *self, const cJSON *item, const char *path,
                              ndrsim_stress_change *out) {
  static const char *const key[] = {"top"};
  static const ndrsim_param_def row = {
      "top", "1", NDRSIM_REAL, 0, NAN, 0.001, 1, NULL, "Share of the customers", "setting"};
  ndrsim_loader *loader = &self->loader;
  const cJSON *top = cJSON_GetObjectItemCaseSensitive(item, "top");
  char inner[NDRSIM_JSON_PATH];
  if (top == NULL || out->def->kind != NDRSIM_MONEY)
    return ndrsim_loader_expected(loader, item, path, "",
                                  out->def->kind == NDRSIM_MONEY
                                      ? "a value, or {\"top\": share of the customers}"
                                      : "a value");
  ndrsim_status status = ndrsim_loader_members(loader, item, path, key, 1);
  snprintf(inner, sizeof inner, "%.150s.top", path);
  if (status == NDRSIM_OK) status = ndrsim_loader_scalar(loader, &row, top, inner, &out->number);
  out->how = NDRSIM_STRESS_TOP;
  return status;
}

/* A value; or {"times": factor}, {"plus": amount} where it is timed. */
static ndrsim_status read_change(reader *self, const cJSON *item, const char *path,
                                 ndrsim_stress_change *out) {
  ndrsim_loader *loader = &self->loader;
  char inner[NDRSIM_JSON_PATH];
  double value = NAN;
  if (out->whole_run && cJSON_IsObject(item)) return read_top(self, item, path, out);
  if (!cJSON_IsObject(item)) {
    ndrsim_status status = ndrsim_loader_scalar(loader, out->def, item, path, &value);
    if (status == NDRSIM_OK) keep_value(item, value, out);
    return status;
  }
  const cJSON *times = cJSON_GetObjectItemCaseSensitive(item, "times");
  const cJSON *plus = cJSON_GetObjectItemCaseSensitive(item, "plus"), *by = times;
  if (by == NULL) by = plus;
  if (by == NULL || (times != NULL && plus != NULL))
    return ndrsim_loader_expected(loader, item, path, "",
                                  "a value, or {\"times\": factor}, or {\"plus\": amount}");
  out->how = times != NULL ? NDRSIM_STRESS_TIMES : NDRSIM_STRESS_PLUS;
  static const char *const key[] = {"times", "plus"};
  ndrsim_status status = ndrsim_loader_members(loader, item, path, key, 2);
  if (status != NDRSIM_OK) return status;
  if (out->def->kind == NDRSIM_SWITCH || out->def->kind == NDRSIM_CHOICE)
    return NDRSIM_LOADER_FAIL(loader, by, true, path, "a choice cannot be %s",
                              times != NULL ? "multiplied" : "added to");
  ndrsim_param_def row = times != NULL ? *ndrsim_initiative_factor() : *ndrsim_initiative_amount();
  if (times == NULL) row.unit = out->def->unit;
  snprintf(inner, sizeof inner, "%.150s.%s", path, row.path);
  status = ndrsim_loader_scalar(loader, &row, by, inner, &value);
  out->number = value;
  return status;
}

static ndrsim_status read_changes(reader *self, const char *key, ndrsim_stress *out) {
  ndrsim_loader *loader = &self->loader;
  const cJSON *object = cJSON_GetObjectItemCaseSensitive(self->item, key), *item;
  char base[NDRSIM_JSON_PATH], path[NDRSIM_JSON_PATH];
  bool whole_run = strcmp(key, "whole_run") == 0;
  join(self, key, base);
  if (object == NULL) return NDRSIM_OK;
  if (!cJSON_IsObject(object))
    return ndrsim_loader_expected(loader, object, base, "",
                                  "an object such as {\"churn.base\": %s}",
                                  whole_run ? "0.03" : "{\"times\": 1.5}");
  cJSON_ArrayForEach(item, object) {
    ndrsim_status status =
        ndrsim_json_join(&loader->json, item, base, item->string, path, loader->err);
    if (status != NDRSIM_OK) return status;
    if (ndrsim_json_is_annotation(item->string) && cJSON_IsString(item)) continue;
    if (out->n_changes == NDRSIM_STRESS_CHANGES)
      return NDRSIM_LOADER_FAIL(loader, item, true, path, "more than %d changes",
                                NDRSIM_STRESS_CHANGES);
    ndrsim_stress_change *change = &out->change[out->n_changes];
    *change = (ndrsim_stress_change){.whole_run = whole_run, .number = NAN};
    change->def = row_of(loader->whole, item->string);
    if (change->def == NULL || strlen(item->string) >= sizeof change->path)
      return unknown(self, item, path);
    snprintf(change->path, sizeof change->path, "%s", item->string);
    if (!whole_run && (change->def->may & NDRSIM_MAY_MONTH) == 0)
      return NDRSIM_LOADER_FAIL(
          loader, item, true, path,
          "must be one constant for the whole run: set it under \"whole_run\"");
    status = read_change(self, item, path, change);
    if (status != NDRSIM_OK) return status;
    out->n_changes++;
    out->adds = out->adds || change->how == NDRSIM_STRESS_TOP;
  }
  return NDRSIM_OK;
}

static ndrsim_status read_stress(reader *self, const ndrsim_stress_list *list, ndrsim_stress *out) {
  static const char *const key[] = {"$schema", "schema_version", "name", "title",
                                    "what",    "group",          "from", "months",
                                    "ramp",    "regime",         "set",  "whole_run"};
  static const char *const group[] = {"shock", "anti_pattern"};
  static const char *const regime[] = {"", "downturn"};
  ndrsim_loader *loader = &self->loader;
  memset(out, 0, sizeof *out);
  if (!cJSON_IsObject(self->item))
    return ndrsim_loader_expected(loader, self->item, self->base, "",
                                  "an object with \"name\", \"title\" and \"set\"");
  ndrsim_status status =
      ndrsim_loader_members(loader, self->item, self->base, key, (int)(sizeof key / sizeof *key));
  if (status == NDRSIM_OK) status = read_name(self, list, out->name);
  if (status == NDRSIM_OK) status = read_text(self, "title", true, out->title, sizeof out->title);
  if (status == NDRSIM_OK) status = read_text(self, "what", false, out->what, sizeof out->what);
  if (status == NDRSIM_OK)
    status = read_text(self, "source", false, out->source, sizeof out->source);
  if (status == NDRSIM_OK) status = read_word(self, "group", group, &out->anti_pattern);
  if (status == NDRSIM_OK) status = read_word(self, "regime", regime, &out->downturn);
  if (status == NDRSIM_OK) status = read_months(self, "from", 1, 1, &out->from);
  if (status == NDRSIM_OK)
    status = read_months(self, "months", 0, out->downturn ? 12 : 0, &out->months);
  if (status == NDRSIM_OK) status = read_months(self, "ramp", 0, 0, &out->ramp);
  if (status == NDRSIM_OK) status = read_changes(self, "set", out);
  if (status == NDRSIM_OK) status = read_changes(self, "whole_run", out);
  if (status == NDRSIM_OK && out->n_changes == 0 && !out->downturn)
    status = NDRSIM_LOADER_FAIL(loader, self->item, false, self->base, "changes nothing");
  return status;
}

static ndrsim_status append(reader *self, ndrsim_stress_list *list) {
  if (list->n == NDRSIM_STRESS_MOST)
    return NDRSIM_LOADER_FAIL(&self->loader, self->item, false, self->base, "more than %d stresses",
                              NDRSIM_STRESS_MOST);
  ndrsim_stress *grown = realloc(list->stress, ((size_t)list->n + 1) * sizeof *grown);
  if (grown == NULL)
    return ndrsim_error_set(self->loader.err, NDRSIM_MEMORY, "no memory for the stresses");
  list->stress = grown;
  ndrsim_status status = read_stress(self, list, &grown[list->n]);
  if (status == NDRSIM_OK) list->n++;
  return status;
}

static ndrsim_status check_version(reader *self, const cJSON *root) {
  const cJSON *version = cJSON_GetObjectItemCaseSensitive(root, "schema_version");
  if (cJSON_IsNumber(version) && version->valuedouble == NDRSIM_SCHEMA_VERSION) return NDRSIM_OK;
  return ndrsim_loader_expected(&self->loader, version != NULL ? version : root, "schema_version",
                                version != NULL ? "" : "missing", "%d", NDRSIM_SCHEMA_VERSION);
}

static ndrsim_status read_all(reader *self, ndrsim_stress_list *list) {
  static const char *const key[] = {"$schema", "schema_version", "stresses"};
  const cJSON *root = self->loader.json.root, *item;
  if (!cJSON_IsObject(root))
    return ndrsim_loader_expected(&self->loader, root, "", "",
                                  "an object with \"stresses\", or one stress");
  ndrsim_status status = check_version(self, root);
  const cJSON *array = cJSON_GetObjectItemCaseSensitive(root, "stresses");
  if (status != NDRSIM_OK) return status;
  if (array == NULL) {
    self->item = root;
    return append(self, list);
  }
  status = ndrsim_loader_members(&self->loader, root, "", key, 3);
  if (status == NDRSIM_OK && !cJSON_IsArray(array))
    return ndrsim_loader_expected(&self->loader, array, "stresses", "", "an array of stresses");
  int index = 0;
  cJSON_ArrayForEach(item, array) {
    if (status != NDRSIM_OK) break;
    snprintf(self->base, sizeof self->base, "stresses[%d]", index++);
    self->item = item;
    status = append(self, list);
  }
  return status;
}

ndrsim_status ndrsim_stress_list_parse(ndrsim_stress_list *self, const ndrsim_catalogue *catalogue,
                                       const char *text, size_t size, const char *name,
                                       ndrsim_error *err) {
  reader reading = {.loader = {.whole = catalogue, .err = err}};
  *err = (ndrsim_error){.status = NDRSIM_OK};
  ndrsim_json_init(&reading.loader.json);
  ndrsim_status status = ndrsim_json_parse(&reading.loader.json, text, size, name, err);
  if (status == NDRSIM_OK) status = read_all(&reading, self);
  ndrsim_json_free(&reading.loader.json);
  return status;
}
