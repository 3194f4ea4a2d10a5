/* A parameter's value: by_segment, then schedule, then a plain value or a distribution. */
#include "scenarios/loader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/suggest.h"

/* --- values in time -------------------------------------------------------------------------- */

/* A value of one segment before it gets its slot: knots, or a trait. */
typedef struct timed {
  int n_knots;
  ndrsim_knot *knot;
  bool linear, is_trait;
  ndrsim_trait trait;
} timed;

static const char *const form_key[] = {"by_segment", "schedule", "dist", "value"};
enum { BY_SEGMENT, SCHEDULE, DIST, VALUE, FORMS };

/* Which form an object has; FORMS for a plain value. */
static ndrsim_status form_of(ndrsim_loader *self, const ndrsim_param_def *def, const cJSON *item,
                             const char *path, int *form) {
  *form = FORMS;
  if (!cJSON_IsObject(item)) return NDRSIM_OK;
  for (int f = 0; f < FORMS; f++) {
    if (cJSON_GetObjectItemCaseSensitive(item, form_key[f]) == NULL) continue;
    if (*form != FORMS)
      return NDRSIM_LOADER_FAIL(self, item, false, path,
                                "\"%s\" and \"%s\" do not go into one object: the nesting is "
                                "by_segment, then schedule, then dist",
                                form_key[*form], form_key[f]);
    *form = f;
  }
  if (*form != FORMS) return NDRSIM_OK;
  char expected[220];
  ndrsim_loader_expectation(def, expected, sizeof expected);
  if (item->child != NULL && !ndrsim_json_is_annotation(item->child->string)) {
    ndrsim_status status = ndrsim_loader_first_unknown(self, item, path, form_key, FORMS);
    if (status != NDRSIM_OK && self->err->suggestion[0] != '\0') return status;
  }
  return ndrsim_loader_expected(self, item, path, "",
                                "%s, or an object with \"value\", \"dist\", \"schedule\" or "
                                "\"by_segment\"",
                                expected);
}

/* Refuses a form that the parameter's row does not allow. */
static ndrsim_status allow(ndrsim_loader *self, const ndrsim_param_def *def, const cJSON *item,
                           const char *path, int form, bool per_account) {
  static const char *const found[] = {"a value by segment", "a schedule", "a distribution"};
  unsigned need = form == BY_SEGMENT ? NDRSIM_MAY_SEGMENT
                  : form == SCHEDULE ? NDRSIM_MAY_MONTH
                  : per_account      ? NDRSIM_MAY_ACCOUNT
                                     : NDRSIM_MAY_DRAW;
  if (form >= VALUE || (def->may & need)) return NDRSIM_OK;
  const char *message = form == BY_SEGMENT ? "must be the same for all segments"
                        : form == SCHEDULE ? "cannot change from month to month"
                        : per_account      ? "cannot differ from account to account"
                                           : "cannot be a distribution";
  if ((def->may & (NDRSIM_MAY_ANY | NDRSIM_MAY_ACCOUNT)) == 0)
    message = "must be one constant for the whole run";
  NDRSIM_LOADER_FAIL(self, item, false, path, "%s", message);
  snprintf(self->err->found, sizeof self->err->found, "%s%s", found[form],
           per_account ? " per account" : "");
  return NDRSIM_INPUT;
}

/* A plain value or a distribution. */
static ndrsim_status leaf(ndrsim_loader *self, const ndrsim_param_def *def, const cJSON *item,
                          const char *path, ndrsim_leaf *out, ndrsim_trait *trait, bool *is_trait) {
  int form;
  double value;
  int64_t before = self->json.faults;
  *is_trait = false;
  *out = (ndrsim_leaf){NAN, -1};
  ndrsim_status status = form_of(self, def, item, path, &form);
  if (status != NDRSIM_OK) return status;
  if (form == BY_SEGMENT || form == SCHEDULE)
    return NDRSIM_LOADER_FAIL(self, item, false, path,
                              "\"%s\" cannot stand here: the nesting is by_segment, then schedule, "
                              "then dist",
                              form_key[form]);
  if (form == DIST) {
    const cJSON *per = cJSON_GetObjectItemCaseSensitive(item, "per");
    status = allow(self, def, item, path, form, per != NULL);
    if (status != NDRSIM_OK) return status;
    return ndrsim_loader_distribution(self, def, item, path, &out->draw, trait, is_trait);
  }
  if (form == VALUE) {
    status =
        ndrsim_loader_carry_on(self, ndrsim_loader_members(self, item, path, &form_key[VALUE], 1));
    if (status != NDRSIM_OK) return status;
    item = cJSON_GetObjectItemCaseSensitive(item, "value");
  }
  status = ndrsim_loader_scalar(self, def, item, path, &value);
  if (status == NDRSIM_OK) out->value = ndrsim_loader_engine_unit(def, value);
  return status == NDRSIM_OK ? ndrsim_loader_since(self, before) : status;
}

static ndrsim_status month_key(ndrsim_loader *self, const cJSON *item, const char *path,
                               int *month) {
  const char *key = item->string;
  size_t n = strlen(key);
  bool number = n > 0 && n <= 3 && strspn(key, "0123456789") == n && (key[0] != '0' || n == 1);
  *month = number ? atoi(key) : -1;
  if (number && *month <= NDRSIM_MAX_HORIZON) return NDRSIM_OK;
  return NDRSIM_LOADER_FAIL(self, item, true, path, "the key of a knot is a month from 0 to %d",
                            NDRSIM_MAX_HORIZON);
}

static int by_month(const void *a, const void *b) {
  return ((const ndrsim_knot *)a)->month - ((const ndrsim_knot *)b)->month;
}

static ndrsim_status read_knot(ndrsim_loader *self, const ndrsim_param_def *def, const cJSON *item,
                               const char *base, timed *out) {
  ndrsim_knot *knot = &out->knot[out->n_knots];
  char path[NDRSIM_JSON_PATH];
  bool is_trait = false;
  ndrsim_status status = ndrsim_json_join(&self->json, item, base, item->string, path, self->err);
  if (status != NDRSIM_OK) return status;
  if (ndrsim_json_is_annotation(item->string) && cJSON_IsString(item)) return NDRSIM_OK;
  status = month_key(self, item, path, &knot->month);
  if (status == NDRSIM_OK)
    status = leaf(self, def, item, path, &knot->leaf, &out->trait, &is_trait);
  if (status != NDRSIM_OK) return status;
  if (is_trait)
    return NDRSIM_LOADER_FAIL(self, item, false, path,
                              "a value per account is drawn once, when the account starts: it "
                              "cannot stand in a schedule");
  out->n_knots++;
  return NDRSIM_OK;
}

static ndrsim_status knots(ndrsim_loader *self, const ndrsim_param_def *def, const cJSON *object,
                           const char *base, timed *out) {
  int64_t before = self->json.faults;
  const cJSON *item;
  if (!cJSON_IsObject(object))
    return ndrsim_loader_expected(self, object, base, "",
                                  "an object such as {\"0\": 1, \"12\": 2}");
  out->knot = calloc((size_t)cJSON_GetArraySize(object) + 1, sizeof *out->knot);
  if (out->knot == NULL) return ndrsim_error_set(self->err, NDRSIM_MEMORY, "out of memory");
  cJSON_ArrayForEach(item, object) {
    ndrsim_status status = ndrsim_loader_carry_on(self, read_knot(self, def, item, base, out));
    if (status != NDRSIM_OK) return status;
  }
  if (self->json.faults != before) return ndrsim_loader_since(self, before);
  if (out->n_knots > 1) qsort(out->knot, (size_t)out->n_knots, sizeof *out->knot, by_month);
  if (out->n_knots > 0 && out->knot[0].month == 0) return NDRSIM_OK;
  ndrsim_loader_expected(self, object, base, "a schedule starts at month 0", "a member \"0\"");
  if (self->err->status == NDRSIM_OK) return NDRSIM_INPUT;
  if (out->n_knots == 0)
    snprintf(self->err->found, sizeof self->err->found, "no month");
  else
    snprintf(self->err->found, sizeof self->err->found, "%d as the first month",
             out->knot[0].month);
  return NDRSIM_INPUT;
}

/* How a schedule moves from one knot to the next. */
static ndrsim_status interpolation(ndrsim_loader *self, const ndrsim_param_def *def,
                                   const cJSON *item, const char *path, bool *linear) {
  const cJSON *how = cJSON_GetObjectItemCaseSensitive(item, "interpolate");
  char inner[NDRSIM_JSON_PATH];
  ndrsim_status status = ndrsim_json_join(&self->json, item, path, "interpolate", inner, self->err);
  if (status != NDRSIM_OK || how == NULL) return status;
  bool step = cJSON_IsString(how) && strcmp(how->valuestring, "step") == 0;
  *linear = cJSON_IsString(how) && strcmp(how->valuestring, "linear") == 0;
  if (!step && !*linear)
    return ndrsim_loader_expected(self, how, inner, "", "\"step\" or \"linear\"");
  if (*linear && (def->kind == NDRSIM_SWITCH || def->kind == NDRSIM_CHOICE))
    return ndrsim_loader_expected(self, how, inner, "nothing lies between two choices", "\"step\"");
  return NDRSIM_OK;
}

/* The value of one segment. */
static ndrsim_status in_time(ndrsim_loader *self, const ndrsim_param_def *def, const cJSON *item,
                             const char *path, timed *out) {
  static const char *const member[] = {"schedule", "interpolate"};
  int form;
  ndrsim_status status = form_of(self, def, item, path, &form);
  if (status != NDRSIM_OK) return status;
  if (form != SCHEDULE) {
    out->knot = calloc(1, sizeof *out->knot);
    if (out->knot == NULL) return ndrsim_error_set(self->err, NDRSIM_MEMORY, "out of memory");
    out->n_knots = 1;
    return leaf(self, def, item, path, &out->knot->leaf, &out->trait, &out->is_trait);
  }
  status = allow(self, def, item, path, SCHEDULE, false);
  if (status != NDRSIM_OK) return status;
  int64_t before = self->json.faults;
  char inner[NDRSIM_JSON_PATH];
  status = ndrsim_loader_carry_on(self, ndrsim_loader_members(self, item, path, member, 2));
  if (status == NDRSIM_OK)
    status = ndrsim_loader_carry_on(self, interpolation(self, def, item, path, &out->linear));
  if (status == NDRSIM_OK)
    status = ndrsim_json_join(&self->json, item, path, "schedule", inner, self->err);
  if (status == NDRSIM_OK)
    status = knots(self, def, cJSON_GetObjectItemCaseSensitive(item, "schedule"), inner, out);
  return status == NDRSIM_OK ? ndrsim_loader_since(self, before) : status;
}

/* --- values by segment ----------------------------------------------------------------------- */

static ndrsim_status assign(ndrsim_loader *self, ndrsim_target *target, int segment,
                            const timed *value) {
  ndrsim_model *model = self->model;
  ndrsim_spec *spec = &target->slot->spec[segment];
  size_t n = (size_t)value->n_knots;
  spec->knot = calloc(n + 1, sizeof *spec->knot);
  if (spec->knot == NULL || value->knot == NULL) goto memory;
  memcpy(spec->knot, value->knot, n * sizeof *spec->knot);
  spec->n_knots = value->n_knots;
  spec->linear = value->linear;
  spec->trait = -1;
  if (!value->is_trait) return NDRSIM_OK;
  if (model->n_traits == self->trait_capacity) {
    int capacity = self->trait_capacity > 0 ? 2 * self->trait_capacity : 16;
    ndrsim_trait *grown = realloc(model->trait, (size_t)capacity * sizeof *grown);
    if (grown == NULL) goto memory;
    model->trait = grown;
    self->trait_capacity = capacity;
  }
  ndrsim_trait *trait = &model->trait[model->n_traits];
  *trait = value->trait;
  trait->slot = (int)(target->slot - model->slot);
  trait->segment = segment;
  /* an account has one segment, so the parameter's own path addresses the trait in all of them */
  snprintf(trait->path, sizeof trait->path, "%s", target->slot->path);
  spec->trait = model->n_traits++;
  return NDRSIM_OK;
memory:
  return ndrsim_error_set(self->err, NDRSIM_MEMORY, "out of memory");
}

/* One value for the segments that `pick` selects. */
static ndrsim_status assign_all(ndrsim_loader *self, ndrsim_target *target, const cJSON *item,
                                const char *path, const bool pick[NDRSIM_MAX_SEGMENTS]) {
  timed value = {0};
  ndrsim_status status = in_time(self, target->def, item, path, &value);
  for (int s = 0; s < self->model->n_segments && status == NDRSIM_OK; s++)
    if (pick[s]) status = assign(self, target, s, &value);
  free(value.knot);
  return status;
}

static int segment_index(const ndrsim_model *model, const char *name) {
  for (int s = 0; s < model->n_segments; s++)
    if (strcmp(model->segment[s], name) == 0) return s;
  return -1;
}

static ndrsim_status unknown_segment(ndrsim_loader *self, const cJSON *item, const char *path) {
  const ndrsim_model *model = self->model;
  if (self->doubtful_segments) return ndrsim_json_said(self->err);
  const char *candidate[NDRSIM_MAX_SEGMENTS + 1] = {"default"};
  for (int s = 0; s < model->n_segments; s++)
    candidate[s + 1] = model->segment[s];
  NDRSIM_LOADER_FAIL(self, item, true, path, "unknown segment `%s`", item->string);
  const char *near = ndrsim_suggest(item->string, candidate, model->n_segments + 1);
  if (near != NULL) snprintf(self->err->suggestion, sizeof self->err->suggestion, "%s", near);
  return NDRSIM_INPUT;
}

/* Segments that an object leaves out take its "default", or else the parameter's own. After a fault
 * (`before`) a segment may only seem to be left out. */
static ndrsim_status others(ndrsim_loader *self, ndrsim_target *target, const cJSON *object,
                            const char *base, const bool given[NDRSIM_MAX_SEGMENTS],
                            int64_t before) {
  bool left[NDRSIM_MAX_SEGMENTS] = {false}, any = false;
  char path[NDRSIM_JSON_PATH];
  const cJSON *fallback = cJSON_GetObjectItemCaseSensitive(object, "default");
  for (int s = 0; s < self->model->n_segments; s++)
    any = (left[s] = !given[s]) || any;
  ndrsim_status status = ndrsim_json_join(&self->json, object, base, "default", path, self->err);
  if (status != NDRSIM_OK) return status;
  /* read even when every segment is named, so that a fault in it does not lie hidden */
  int n_draws = self->model->n_draws;
  if (fallback != NULL) status = assign_all(self, target, fallback, path, left);
  if (!any) self->model->n_draws = n_draws; /* nobody uses what it would draw */
  if (!any || fallback != NULL || status != NDRSIM_OK) return status;
  if (self->json.faults != before) return NDRSIM_OK;
  if (isnan(target->def->value))
    return ndrsim_loader_expected(self, object, base, "missing",
                                  "a value for every segment, or a \"default\"");
  for (int s = 0; s < self->model->n_segments && status == NDRSIM_OK; s++) {
    ndrsim_knot knot = {0, {ndrsim_loader_engine_unit(target->def, target->def->value), -1}};
    timed value = {.n_knots = 1, .knot = &knot};
    if (left[s]) status = assign(self, target, s, &value);
  }
  return status;
}

/* One member of "by_segment". */
static ndrsim_status one_segment(ndrsim_loader *self, ndrsim_target *target, const cJSON *child,
                                 const char *base, bool given[NDRSIM_MAX_SEGMENTS]) {
  bool pick[NDRSIM_MAX_SEGMENTS] = {false};
  char full[NDRSIM_JSON_PATH];
  if (strcmp(child->string, "default") == 0) return NDRSIM_OK;
  ndrsim_status status = ndrsim_json_join(&self->json, child, base, child->string, full, self->err);
  if (status != NDRSIM_OK) return status;
  if (ndrsim_json_is_annotation(child->string) && cJSON_IsString(child)) return NDRSIM_OK;
  int s = segment_index(self->model, child->string);
  if (s < 0) return unknown_segment(self, child, full);
  pick[s] = given[s] = true;
  return assign_all(self, target, child, full, pick);
}

ndrsim_status ndrsim_loader_leaf(ndrsim_loader *self, const ndrsim_param_def *def,
                                 const cJSON *item, const char *path, ndrsim_leaf *out) {
  ndrsim_param_def shared = *def;
  ndrsim_trait trait;
  bool is_trait;
  shared.may &= ~(unsigned)NDRSIM_MAY_ACCOUNT;
  return leaf(self, &shared, item, path, out, &trait, &is_trait);
}

ndrsim_status ndrsim_loader_segment(ndrsim_loader *self, const cJSON *item, const char *path,
                                    int *segment) {
  *segment = segment_index(self->model, item->string);
  if (*segment >= 0 || strcmp(item->string, "default") == 0) return NDRSIM_OK;
  return unknown_segment(self, item, path);
}

ndrsim_status ndrsim_loader_spec(ndrsim_loader *self, ndrsim_target *target, const cJSON *item) {
  const char *path = target->slot->path;
  bool pick[NDRSIM_MAX_SEGMENTS], given[NDRSIM_MAX_SEGMENTS] = {false};
  char base[NDRSIM_JSON_PATH];
  int form;
  int64_t before = self->json.faults;
  memset(pick, true, sizeof pick);
  ndrsim_status status = form_of(self, target->def, item, path, &form);
  if (status != NDRSIM_OK) return status;
  if (form != BY_SEGMENT) return assign_all(self, target, item, path, pick);
  status = allow(self, target->def, item, path, BY_SEGMENT, false);
  if (status != NDRSIM_OK) return status;
  status = ndrsim_loader_carry_on(
      self, ndrsim_loader_members(self, item, path, &form_key[BY_SEGMENT], 1));
  if (status == NDRSIM_OK)
    status = ndrsim_json_join(&self->json, item, path, "by_segment", base, self->err);
  const cJSON *object = cJSON_GetObjectItemCaseSensitive(item, "by_segment"), *child;
  if (status == NDRSIM_OK && !cJSON_IsObject(object))
    status = ndrsim_loader_expected(self, object, base, "", "an object with a value per segment");
  cJSON_ArrayForEach(child, object) {
    if (status != NDRSIM_OK) return status;
    status = ndrsim_loader_carry_on(self, one_segment(self, target, child, base, given));
  }
  if (status == NDRSIM_OK) status = others(self, target, object, base, given, before);
  return status == NDRSIM_OK ? ndrsim_loader_since(self, before) : status;
}
