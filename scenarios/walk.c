/* Visits every key of a scenario in document order: values, nested objects, unknown keys. */
#include "scenarios/loader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/suggest.h"

/* Read by functions of their own. */
static const char *const special[] = {"correlations", "initiatives", "macro.forced"};
#define N_SPECIAL (int)(sizeof special / sizeof *special)

static bool is_special(const char *path) {
  for (int i = 0; i < N_SPECIAL; i++)
    if (strcmp(special[i], path) == 0) return true;
  return false;
}

ndrsim_target *ndrsim_loader_target(const ndrsim_loader *self, const char *path) {
  for (int i = 0; i < self->n_targets; i++)
    if (strcmp(self->target[i].slot->path, path) == 0) return &self->target[i];
  return NULL;
}

static bool starts(const char *path, size_t n, const char *longer) {
  return strncmp(path, longer, n) == 0 && longer[n] == '.';
}

/* Whether a path names a list, or a member of it. */
static bool is_member(const char *path, const char *key, const char (*name)[NDRSIM_NAME], int n) {
  size_t length = strlen(key);
  if (strncmp(path, key, length) != 0) return false;
  if (path[length] == '\0') return true;
  for (int i = 0; i < n; i++)
    if (path[length] == '.' && strcmp(path + length + 1, name[i]) == 0) return true;
  return false;
}

/* Whether something lies below this path. A member of a list may be named without a value in it. */
static bool is_prefix(const ndrsim_loader *self, const char *path) {
  const ndrsim_model *model = self->model;
  size_t n = strlen(path);
  const ndrsim_lists lists = ndrsim_model_lists(model);
  if (strcmp(path, "segments") == 0) return true;
  for (int list = 0; list < NDRSIM_LISTS; list++)
    if (is_member(path, ndrsim_list_describe(list)->key, ndrsim_model_members(model, list),
                  lists.n[list]))
      return true;
  for (int i = 0; i < self->n_targets; i++)
    if (starts(path, n, self->target[i].slot->path)) return true;
  for (int i = 0; i < N_SPECIAL; i++)
    if (starts(path, n, special[i])) return true;
  return false;
}

/* The nearest known path, or one that ends in the key ("base" -> "churn.base"). */
static const char *nearest(const char *path, const char *key, const char *const *candidate, int n) {
  const char *found = ndrsim_suggest(path, candidate, n);
  for (int i = 0; i < n && found == NULL; i++) {
    const char *dot = strrchr(candidate[i], '.');
    if (dot != NULL && strcmp(dot + 1, key) == 0) found = candidate[i];
  }
  return found;
}

static ndrsim_status unknown(ndrsim_loader *self, const cJSON *item, const char *path) {
  int n_header, n = 0;
  const char *const *header = ndrsim_loader_header_keys(&n_header);
  if (strchr(item->string, '.') != NULL)
    return ndrsim_loader_expected(self, item, path, "a key with a dot",
                                  "objects inside each other");
  int rows = ndrsim_catalogue_param_count(self->whole);
  size_t most = (size_t)(self->n_targets + rows + n_header + N_SPECIAL) * 2;
  const char **candidate = calloc(most, sizeof *candidate);
  char(*group)[NDRSIM_NAME] = calloc((size_t)self->n_targets + (size_t)rows, sizeof *group);
  NDRSIM_LOADER_FAIL(self, item, true, path, "unknown key");
  if (candidate == NULL || group == NULL) goto out; /* the message serves without a suggestion */
  for (int i = 0; i < self->n_targets; i++)
    candidate[n++] = self->target[i].slot->path;
  for (int i = 0; i < n_header; i++)
    candidate[n++] = header[i];
  for (int i = 0; i < N_SPECIAL; i++)
    candidate[n++] = special[i];
  for (int i = 0; i < self->n_targets + rows; i++) { /* "chrun" -> "churn", "add_on" -> "add_ons" */
    const char *full = i < self->n_targets
                           ? self->target[i].slot->path
                           : ndrsim_catalogue_param(self->whole, i - self->n_targets, NULL)->path;
    size_t length = strcspn(full, ".");
    if (length >= NDRSIM_NAME || full[length] == '\0') continue;
    memcpy(group[i], full, length);
    candidate[n++] = group[i];
  }
  const char *found = nearest(path, item->string, candidate, n);
  const char *note = ndrsim_loader_near_annotation(item->string);
  if (note != NULL && (found == NULL || ndrsim_suggest_distance(item->string, note) <
                                            ndrsim_suggest_distance(path, found)))
    found = note;
  if (found != NULL) snprintf(self->err->suggestion, sizeof self->err->suggestion, "%s", found);
out:
  free(candidate);
  free(group);
  return NDRSIM_INPUT;
}

/* Whether the names of segments and tiers (header.c) dealt with this key: it is no name, or what
 * holds the names is no object. */
static bool refused_before(const ndrsim_loader *self, const cJSON *item, const char *base,
                           const char *path) {
  const ndrsim_model *model = self->model;
  const ndrsim_lists lists = ndrsim_model_lists(model);
  for (int list = -1; list < NDRSIM_LISTS; list++) { /* -1: the segments */
    const char *key = list < 0 ? "segments" : ndrsim_list_describe(list)->key;
    if (strcmp(path, key) == 0) return !cJSON_IsObject(item);
    if (strcmp(base, key) != 0) continue;
    return !is_member(path, key, list < 0 ? model->segment : ndrsim_model_members(model, list),
                      list < 0 ? model->n_segments : lists.n[list]);
  }
  return false;
}

static ndrsim_status walk(ndrsim_loader *self, const cJSON *object, const char *base);

static ndrsim_status visit(ndrsim_loader *self, const cJSON *item, const char *base) {
  char path[NDRSIM_JSON_PATH];
  ndrsim_status status = ndrsim_json_join(&self->json, item, base, item->string, path, self->err);
  if (status != NDRSIM_OK) return status;
  if (ndrsim_json_is_annotation(item->string)) {
    if (!cJSON_IsString(item))
      return ndrsim_loader_expected(self, item, path, "", "a string (text for readers)");
    return NDRSIM_OK;
  }
  if ((base[0] == '\0' && ndrsim_loader_is_header(item->string)) || is_special(path) ||
      refused_before(self, item, base, path))
    return NDRSIM_OK;
  /* a dot inside a key must not pass for nesting */
  bool dot = strchr(item->string, '.') != NULL;
  ndrsim_target *target = dot ? NULL : ndrsim_loader_target(self, path);
  if (target != NULL) {
    int64_t before = self->json.faults;
    target->given = true;
    target->item = item;
    status = ndrsim_loader_carry_on(self, ndrsim_loader_spec(self, target, item));
    target->faulty = self->json.faults != before;
    return status;
  }
  if (dot || !is_prefix(self, path)) return unknown(self, item, path);
  if (!cJSON_IsObject(item))
    return ndrsim_loader_expected(self, item, path, "", "an object with parameters");
  return walk(self, item, path);
}

static ndrsim_status walk(ndrsim_loader *self, const cJSON *object, const char *base) {
  const cJSON *item;
  cJSON_ArrayForEach(item, object) {
    ndrsim_status status = ndrsim_loader_carry_on(self, visit(self, item, base));
    if (status != NDRSIM_OK) return status;
  }
  return NDRSIM_OK;
}

/* The object of the document that is nearest to a path that is not there. */
static const cJSON *nearest_object(const ndrsim_loader *self, const char *path) {
  const cJSON *at = self->json.root;
  char key[NDRSIM_JSON_PATH];
  while (*path != '\0') {
    size_t n = strcspn(path, ".");
    memcpy(key, path, n);
    key[n] = '\0';
    const cJSON *next = cJSON_GetObjectItemCaseSensitive(at, key);
    if (next == NULL) break;
    at = next;
    path += n + (path[n] == '.');
  }
  return at;
}

static ndrsim_status take_default(ndrsim_loader *self, ndrsim_target *target) {
  const ndrsim_param_def *def = target->def;
  if (isnan(def->value)) {
    const char *path = target->slot->path;
    char expected[200];
    NDRSIM_LOADER_FAIL(self, nearest_object(self, path), false, path, "missing");
    if (self->err->status == NDRSIM_OK) return NDRSIM_INPUT;
    ndrsim_loader_expectation(def, expected, sizeof expected);
    snprintf(self->err->expected, sizeof self->err->expected, "%s: %.50s", expected, def->doc);
    return NDRSIM_INPUT;
  }
  for (int s = 0; s < self->model->n_segments; s++) {
    ndrsim_spec *spec = &target->slot->spec[s];
    spec->knot = calloc(1, sizeof *spec->knot);
    if (spec->knot == NULL) return ndrsim_error_set(self->err, NDRSIM_MEMORY, "out of memory");
    spec->n_knots = 1;
    spec->knot[0].leaf = (ndrsim_leaf){ndrsim_loader_engine_unit(def, def->value), -1};
    spec->trait = -1;
  }
  return NDRSIM_OK;
}

/* The run's own numbers are read by later parts of the loader, faulty or not. */
static void forget(ndrsim_target *target) {
  for (int s = 0; s < NDRSIM_MAX_SEGMENTS; s++) {
    free(target->slot->spec[s].knot);
    target->slot->spec[s] = (ndrsim_spec){.trait = -1};
  }
}

ndrsim_status ndrsim_loader_walk(ndrsim_loader *self) {
  ndrsim_status status = walk(self, self->json.root, "");
  for (int i = 0; i < self->n_targets && status == NDRSIM_OK; i++) {
    ndrsim_target *target = &self->target[i];
    bool structure = i < self->n_structure;
    if (target->faulty && structure) forget(target);
    /* shares are optional as long as nothing has to be shared out: see structure.c */
    if (structure && i >= NDRSIM_STRUCTURE_SHARE) continue;
    if (!target->given || (target->faulty && structure))
      status = ndrsim_loader_carry_on(self, take_default(self, target));
  }
  return status;
}
