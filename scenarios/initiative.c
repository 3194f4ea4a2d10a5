/* "initiatives": [{"name": "dashboard", "from": 6, "ramp": 3, "adoption": 0.8, "cost": 20000,
 * "cost_per_month": 1000, "set": {"churn.base": {"times": 0.8}, "tiers.pro.price": 59}}]: what is
 * changed, from when on and for how long, how far, and what it costs (sim/initiative.h). */
#include "scenarios/loader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/initiative.h"
#include "scenarios/suggest.h"

static const ndrsim_param_def number[NDRSIM_INITIATIVE_NUMBERS] = {
    [NDRSIM_INITIATIVE_FROM] = {"from", "months", NDRSIM_COUNT, 0, NAN, 1, NDRSIM_MAX_HORIZON, NULL,
                                "First month in which it acts", "setting"},
    [NDRSIM_INITIATIVE_RAMP] = {"ramp", "months", NDRSIM_COUNT, 0, 0, 0, NDRSIM_MAX_HORIZON, NULL,
                                "Months over which it grows to its full size; 0 = at once",
                                "setting"},
    [NDRSIM_INITIATIVE_ADOPTION] = {"adoption", "1", NDRSIM_REAL, 0, 1, 0, 1, NULL,
                                    "Share of the way to the target that is reached in the end",
                                    "setting"},
    [NDRSIM_INITIATIVE_COST] = {"cost", "currency", NDRSIM_MONEY, 0, 0, 0, 1e12, NULL,
                                "Spent once, in month `from`", "setting"},
    [NDRSIM_INITIATIVE_PER_MONTH] = {"cost_per_month", "currency/month", NDRSIM_MONEY, 0, 0, 0,
                                     1e10, NULL, "Spent in every month in which it acts",
                                     "setting"},
    [NDRSIM_INITIATIVE_MONTHS] = {"months", "months", NDRSIM_COUNT, 0, 0, 0, NDRSIM_MAX_HORIZON,
                                  NULL, "Months for which it acts; 0 = for good", "setting"},
};

static const ndrsim_param_def factor = {"times",
                                        "1",
                                        NDRSIM_REAL,
                                        NDRSIM_MAY_DRAW,
                                        NAN,
                                        0,
                                        1000,
                                        NULL,
                                        "Factor of the value, instead of a value",
                                        "setting"};

static const ndrsim_param_def amount = {"plus",
                                        "of the value",
                                        NDRSIM_REAL,
                                        NDRSIM_MAY_DRAW,
                                        NAN,
                                        -1e12,
                                        1e12,
                                        NULL,
                                        "Added to the value, instead of a value",
                                        "setting"};

const ndrsim_param_def *ndrsim_initiative_numbers(void) {
  return number;
}

const ndrsim_param_def *ndrsim_initiative_factor(void) {
  return &factor;
}

const ndrsim_param_def *ndrsim_initiative_amount(void) {
  return &amount;
}

static bool is_name(const char *text) {
  size_t n = strlen(text);
  return n > 0 && n < NDRSIM_NAME && strchr("._- ", text[0]) == NULL &&
         strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == n;
}

static ndrsim_status read_name(ndrsim_loader *self, const cJSON *item, const char *base,
                               ndrsim_initiative *out) {
  const cJSON *value = cJSON_GetObjectItemCaseSensitive(item, "name");
  const ndrsim_model *model = self->model;
  char path[NDRSIM_JSON_PATH];
  snprintf(path, sizeof path, "%s.name", base);
  if (!cJSON_IsString(value) || !is_name(value->valuestring))
    return ndrsim_loader_expected(self, value != NULL ? value : item, path,
                                  value != NULL ? "" : "missing",
                                  "letters, digits, '.', '_' and '-', at most %d", NDRSIM_NAME - 1);
  for (int k = 0; k < model->n_initiatives; k++)
    if (strcmp(model->initiative[k].name, value->valuestring) == 0)
      return NDRSIM_LOADER_FAIL(self, value, false, path, "two initiatives have this name");
  snprintf(out->name, sizeof out->name, "%s", value->valuestring);
  return NDRSIM_OK;
}

static ndrsim_status read_number(ndrsim_loader *self, const cJSON *item, const char *base, int row,
                                 double *out) {
  const ndrsim_param_def *def = &number[row];
  const cJSON *value = cJSON_GetObjectItemCaseSensitive(item, def->path);
  char path[NDRSIM_JSON_PATH], expected[220];
  snprintf(path, sizeof path, "%s.%s", base, def->path);
  *out = def->value;
  if (value == NULL && !isnan(def->value)) return NDRSIM_OK;
  if (value == NULL) {
    ndrsim_loader_expectation(def, expected, sizeof expected);
    return ndrsim_loader_expected(self, item, path, "missing", "%s: %s", expected, def->doc);
  }
  return ndrsim_loader_scalar(self, def, value, path, out);
}

/* --- "set" ------------------------------------------------------------------------------------ */

/* One initiative while its "set" is read. */
typedef struct reader {
  ndrsim_loader *loader;
  int index; /* of the initiative */
  const char *name;
  const ndrsim_target *target;
} reader;

/* A draw belongs to the name of its initiative, not to its place in the list: leaving one out moves
 * no other. `below` is what stands behind "set.PARAMETER" in the path. */
static ndrsim_status address(const reader *self, ndrsim_leaf *leaf, const char *below) {
  if (leaf->draw < 0) return NDRSIM_OK;
  ndrsim_draw *draw = &self->loader->model->draw[leaf->draw];
  int n = snprintf(draw->path, sizeof draw->path, "initiatives.%s.set.%s%s", self->name,
                   self->target->slot->path, below);
  if (n < 0 || (size_t)n >= sizeof draw->path)
    return ndrsim_error_set(self->loader->err, NDRSIM_INPUT,
                            "the path of a distribution in `%s` is too long", self->name);
  draw->id = ndrsim_hash_string(draw->path);
  return NDRSIM_OK;
}

/* A value, a distribution, or {"times": one of these}, or {"plus": one of these}. */
static ndrsim_status read_change(const reader *self, const cJSON *item, const char *path,
                                 const char *below, ndrsim_change *out) {
  ndrsim_loader *loader = self->loader;
  const ndrsim_param_def *def = self->target->def;
  const cJSON *times = cJSON_GetObjectItemCaseSensitive(item, "times");
  const cJSON *plus = times == NULL ? cJSON_GetObjectItemCaseSensitive(item, "plus") : NULL;
  const cJSON *by = times != NULL ? times : plus;
  const char *const key[] = {times != NULL ? "times" : "plus"};
  char inner[NDRSIM_JSON_PATH], where[NDRSIM_JSON_PATH];
  *out = (ndrsim_change){.initiative = self->index, .times = times != NULL, .plus = plus != NULL};
  if (by == NULL) {
    ndrsim_status status = ndrsim_loader_leaf(loader, def, item, path, &out->leaf);
    return status == NDRSIM_OK ? address(self, &out->leaf, below) : status;
  }
  if (def->kind == NDRSIM_SWITCH || def->kind == NDRSIM_CHOICE)
    return NDRSIM_LOADER_FAIL(loader, by, true, path, "a choice cannot be %s",
                              times != NULL ? "multiplied" : "added to");
  ndrsim_param_def row = times != NULL ? factor : amount;
  if (plus != NULL) row.unit = def->unit;
  if (plus != NULL && def->kind == NDRSIM_MONEY) row.kind = NDRSIM_MONEY;
  int64_t before = loader->json.faults;
  ndrsim_status status =
      ndrsim_loader_carry_on(loader, ndrsim_loader_members(loader, item, path, key, 1));
  if (status == NDRSIM_OK)
    status = ndrsim_json_join(&loader->json, by, path, key[0], inner, loader->err);
  if (status == NDRSIM_OK) status = ndrsim_loader_leaf(loader, &row, by, inner, &out->leaf);
  snprintf(where, sizeof where, "%s.%s", below, key[0]);
  if (status == NDRSIM_OK) status = address(self, &out->leaf, where);
  return status == NDRSIM_OK ? ndrsim_loader_since(loader, before) : status;
}

/* Appends to the value of one segment. A change from the command line replaces the file's. */
static ndrsim_status add_change(const reader *self, const cJSON *item, const char *path,
                                int segment, const ndrsim_change *change) {
  ndrsim_spec *spec = &self->target->slot->spec[segment];
  for (int k = 0; k < spec->n_changes; k++) {
    if (spec->change[k].initiative != self->index) continue;
    if (!ndrsim_json_is_override(&self->loader->json, item))
      return NDRSIM_LOADER_FAIL(self->loader, item, true, path, "set twice by one initiative");
    spec->change[k] = *change;
    return NDRSIM_OK;
  }
  ndrsim_change *grown =
      realloc(spec->change, (size_t)(spec->n_changes + 1) * sizeof *spec->change);
  if (grown == NULL) return ndrsim_error_set(self->loader->err, NDRSIM_MEMORY, "out of memory");
  spec->change = grown;
  spec->change[spec->n_changes++] = *change;
  return NDRSIM_OK;
}

/* {"by_segment": {...}}: segments that are not named stay as they are. */
static ndrsim_status by_segment(const reader *self, const cJSON *item, const char *path) {
  ndrsim_loader *loader = self->loader;
  static const char *const key[] = {"by_segment"};
  const cJSON *object = cJSON_GetObjectItemCaseSensitive(item, key[0]), *child;
  char base[NDRSIM_JSON_PATH];
  bool named[NDRSIM_MAX_SEGMENTS] = {false};
  if ((self->target->def->may & NDRSIM_MAY_SEGMENT) == 0)
    return NDRSIM_LOADER_FAIL(loader, item, false, path, "must be the same for all segments");
  int64_t before = loader->json.faults;
  ndrsim_status status =
      ndrsim_loader_carry_on(loader, ndrsim_loader_members(loader, item, path, key, 1));
  if (status == NDRSIM_OK)
    status = ndrsim_json_join(&loader->json, item, path, key[0], base, loader->err);
  if (status == NDRSIM_OK && !cJSON_IsObject(object))
    status = ndrsim_loader_expected(loader, object, base, "", "an object with a value per segment");
  for (int pass = 0; pass < 2 && status == NDRSIM_OK; pass++) /* the named ones, then the others */
    cJSON_ArrayForEach(child, object) {
      char full[NDRSIM_JSON_PATH], below[NDRSIM_JSON_PATH];
      int segment = -1;
      ndrsim_change change;
      if (ndrsim_json_is_annotation(child->string) && cJSON_IsString(child)) continue;
      if ((strcmp(child->string, "default") == 0) != (pass == 1)) continue;
      status = ndrsim_json_join(&loader->json, child, base, child->string, full, loader->err);
      if (status == NDRSIM_OK) status = ndrsim_loader_segment(loader, child, full, &segment);
      snprintf(below, sizeof below, ".by_segment.%s", child->string);
      if (status == NDRSIM_OK) status = read_change(self, child, full, below, &change);
      for (int s = 0; s < loader->model->n_segments && status == NDRSIM_OK; s++) {
        if (segment >= 0 ? s != segment : named[s]) continue;
        named[s] = true;
        status = add_change(self, child, full, s, &change);
      }
      status = ndrsim_loader_carry_on(loader, status);
      if (status != NDRSIM_OK) break;
    }
  return status == NDRSIM_OK ? ndrsim_loader_since(loader, before) : status;
}

/* "--set initiatives[0].set.churn.base=0.01" makes objects where the file has dots. */
static bool made_by_override(const ndrsim_loader *self, const cJSON *item) {
  return cJSON_IsObject(item) && ndrsim_json_is_override(&self->json, item);
}

static ndrsim_status unknown(ndrsim_loader *self, const cJSON *item, const char *path,
                             const char *parameter) {
  const char **candidate = calloc((size_t)self->n_targets, sizeof *candidate);
  int n = 0;
  NDRSIM_LOADER_FAIL(self, item, true, path, "no parameter of this name");
  if (candidate == NULL) return NDRSIM_INPUT; /* the message serves without a suggestion */
  for (int i = self->n_structure; i < self->n_targets; i++)
    if (self->target[i].def->may & NDRSIM_MAY_MONTH) candidate[n++] = self->target[i].slot->path;
  const char *near = ndrsim_suggest(parameter, candidate, n);
  if (near != NULL) snprintf(self->err->suggestion, sizeof self->err->suggestion, "%s", near);
  free(candidate);
  return NDRSIM_INPUT;
}

static ndrsim_status read_set(reader *self, const cJSON *object, const char *base,
                              const char *prefix, int *n);

static ndrsim_status read_member(reader *self, const cJSON *item, const char *base,
                                 const char *prefix, int *n) {
  ndrsim_loader *loader = self->loader;
  char path[NDRSIM_JSON_PATH], parameter[NDRSIM_JSON_PATH];
  ndrsim_status status =
      ndrsim_json_join(&loader->json, item, base, item->string, path, loader->err);
  if (status == NDRSIM_OK)
    status = ndrsim_json_join(&loader->json, item, prefix, item->string, parameter, loader->err);
  if (status != NDRSIM_OK) return status;
  if (ndrsim_json_is_annotation(item->string) && cJSON_IsString(item)) return NDRSIM_OK;
  (*n)++;
  const ndrsim_target *target = ndrsim_loader_target(loader, parameter);
  if (target == NULL && loader->doubtful_tiers && strncmp(parameter, "tiers.", 6) == 0)
    return ndrsim_json_said(loader->err);
  if (target == NULL && made_by_override(loader, item))
    return read_set(self, item, path, parameter, n);
  if (target == NULL) return unknown(loader, item, path, parameter);
  if (target < loader->target + loader->n_structure || (target->def->may & NDRSIM_MAY_MONTH) == 0)
    return NDRSIM_LOADER_FAIL(
        loader, item, true, path,
        "must be one constant for the whole run: no initiative can change it");
  self->target = target;
  if (cJSON_GetObjectItemCaseSensitive(item, "by_segment") != NULL)
    return by_segment(self, item, path);
  ndrsim_change change;
  status = read_change(self, item, path, "", &change);
  for (int s = 0; s < loader->model->n_segments && status == NDRSIM_OK; s++)
    status = add_change(self, item, path, s, &change);
  return status;
}

static ndrsim_status read_set(reader *self, const cJSON *object, const char *base,
                              const char *prefix, int *n) {
  const cJSON *item;
  cJSON_ArrayForEach(item, object) {
    ndrsim_status status =
        ndrsim_loader_carry_on(self->loader, read_member(self, item, base, prefix, n));
    if (status != NDRSIM_OK) return status;
  }
  return NDRSIM_OK;
}

/* --- the list --------------------------------------------------------------------------------- */

static ndrsim_status read_initiative(ndrsim_loader *self, const cJSON *item, const char *path,
                                     ndrsim_initiative *out) {
  static const char *const key[] = {"name",     "from", "ramp",           "months",
                                    "adoption", "cost", "cost_per_month", "set"};
  double value[NDRSIM_INITIATIVE_NUMBERS] = {0};
  char base[NDRSIM_JSON_PATH];
  int n = 0;
  if (!cJSON_IsObject(item))
    return ndrsim_loader_expected(self, item, path, "",
                                  "an object with \"name\", \"from\" and \"set\"");
  int64_t before = self->json.faults;
  ndrsim_status status = ndrsim_loader_carry_on(
      self, ndrsim_loader_members(self, item, path, key, (int)(sizeof key / sizeof *key)));
  if (status == NDRSIM_OK) status = ndrsim_loader_carry_on(self, read_name(self, item, path, out));
  for (int k = 0; k < NDRSIM_INITIATIVE_NUMBERS && status == NDRSIM_OK; k++)
    status = ndrsim_loader_carry_on(self, read_number(self, item, path, k, &value[k]));
  if (status != NDRSIM_OK) return status;
  const cJSON *set = cJSON_GetObjectItemCaseSensitive(item, "set");
  snprintf(base, sizeof base, "%s.set", path);
  if (!cJSON_IsObject(set))
    return ndrsim_loader_expected(self, set != NULL ? set : item, base,
                                  set != NULL ? "" : "missing",
                                  "an object such as {\"churn.base\": {\"times\": 0.8}}");
  reader reading = {.loader = self, .index = self->model->n_initiatives, .name = out->name};
  status = read_set(&reading, set, base, "", &n);
  if (status == NDRSIM_OK) status = ndrsim_loader_since(self, before);
  if (status != NDRSIM_OK) return status;
  if (n == 0) return NDRSIM_LOADER_FAIL(self, set, false, base, "changes nothing");
  out->from = (int)value[NDRSIM_INITIATIVE_FROM];
  out->ramp = (int)value[NDRSIM_INITIATIVE_RAMP];
  out->months = (int)value[NDRSIM_INITIATIVE_MONTHS];
  out->adoption = value[NDRSIM_INITIATIVE_ADOPTION];
  out->cost = (int64_t)floor(value[NDRSIM_INITIATIVE_COST] * 100 + 0.5);
  out->per_month = (int64_t)floor(value[NDRSIM_INITIATIVE_PER_MONTH] * 100 + 0.5);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_loader_initiatives(ndrsim_loader *self) {
  ndrsim_model *model = self->model;
  const cJSON *list = cJSON_GetObjectItemCaseSensitive(self->json.root, "initiatives"), *item;
  if (list == NULL) return NDRSIM_OK;
  if (!cJSON_IsArray(list))
    return ndrsim_loader_expected(self, list, "initiatives", "", "an array of initiatives");
  int index = 0;
  cJSON_ArrayForEach(item, list) {
    char path[64];
    snprintf(path, sizeof path, "initiatives[%d]", index++);
    if (model->n_initiatives == NDRSIM_MAX_INITIATIVES)
      return NDRSIM_LOADER_FAIL(self, item, false, path, "more than %d initiatives",
                                NDRSIM_MAX_INITIATIVES);
    ndrsim_status status = ndrsim_loader_carry_on(
        self, read_initiative(self, item, path, &model->initiative[model->n_initiatives]));
    if (status != NDRSIM_OK) return status;
    model->n_initiatives++; /* a faulty one too: its name counts, and the model is not run */
  }
  return NDRSIM_OK;
}
