/* An object with "dist": a layer-1 draw, or with "per": "account" a trait. */
#include "scenarios/loader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/dist_form.h"
#include "scenarios/suggest.h"
#include "sim/philox.h"

#define MOST_OUTSIDE 0.01 /* of a distribution beyond its parameter's bounds: more is a mistake */
#define EXTREME_TAIL 1e-9 /* where the arguments of a trait are tried out */

/* A distribution object while it is read. */
typedef struct reader {
  ndrsim_loader *loader;
  const ndrsim_param_def *def;
  const cJSON *item;
  const char *path;
  bool per_account;
  ndrsim_trait trait; /* holds the distribution and its arguments in both cases */
} reader;

static const cJSON *member(const reader *r, const char *key) {
  return cJSON_GetObjectItemCaseSensitive(r->item, key);
}

static ndrsim_status inner_path(const reader *r, const char *key, char out[NDRSIM_JSON_PATH]) {
  return ndrsim_json_join(&r->loader->json, r->item, r->path, key, out, r->loader->err);
}

static ndrsim_status read_kind(reader *r) {
  const cJSON *dist = member(r, "dist");
  char path[NDRSIM_JSON_PATH];
  ndrsim_status status = inner_path(r, "dist", path);
  if (status != NDRSIM_OK) return status;
  int kind = cJSON_IsString(dist) ? ndrsim_dist_find(dist->valuestring) : -1;
  if (kind >= 0) {
    ndrsim_dist_init(&r->trait.dist, (ndrsim_dist_kind)kind);
    return NDRSIM_OK;
  }
  const char *name[NDRSIM_DIST_KINDS];
  char list[200] = "one of";
  for (int k = 0; k < NDRSIM_DIST_KINDS; k++) {
    name[k] = ndrsim_dist_name((ndrsim_dist_kind)k);
    size_t used = strlen(list);
    snprintf(list + used, sizeof list - used, " %s", name[k]);
  }
  ndrsim_loader_expected(r->loader, dist, path, "", "%s", list);
  const char *near =
      cJSON_IsString(dist) ? ndrsim_suggest(dist->valuestring, name, NDRSIM_DIST_KINDS) : NULL;
  if (near != NULL)
    snprintf(r->loader->err->suggestion, sizeof r->loader->err->suggestion, "%s", near);
  return NDRSIM_INPUT;
}

static ndrsim_status read_per(reader *r) {
  const cJSON *per = member(r, "per");
  char path[NDRSIM_JSON_PATH];
  ndrsim_status status = inner_path(r, "per", path);
  if (status != NDRSIM_OK || per == NULL) return status;
  r->per_account = true; /* a slip too is most likely meant so */
  if (cJSON_IsString(per) && strcmp(per->valuestring, "account") == 0) return NDRSIM_OK;
  return ndrsim_loader_expected(r->loader, per, path, "", "\"account\"");
}

/* Whether the object has all arguments of a form. */
static bool has_all(const reader *r, const ndrsim_dist_form *f) {
  for (int i = 0; i < 3 && f->arg[i] != NULL; i++)
    if (member(r, f->arg[i]) == NULL && strcmp(f->arg[i], "weights") != 0) return false;
  return true;
}

/* Whether an object has members beside annotations and `allowed` ones. */
static bool has_others(const cJSON *object, const char *const *allowed, int n) {
  const cJSON *item;
  cJSON_ArrayForEach(item, object) {
    bool known = ndrsim_json_is_annotation(item->string);
    for (int i = 0; i < n && !known; i++)
      known = strcmp(item->string, allowed[i]) == 0;
    if (!known) return true;
  }
  return false;
}

/* The form whose arguments are there. Members that belong to no form of this kind, or only to one
 * that was not chosen, are refused. */
static ndrsim_status choose_form(reader *r, const ndrsim_dist_form **chosen) {
  const char *allowed[16] = {"dist", "per", "min", "max"};
  int n = 4;
  char list[200] = "";
  int64_t before = r->loader->json.faults;
  int n_forms;
  const ndrsim_dist_form *forms = ndrsim_dist_forms(&n_forms);
  *chosen = NULL;
  for (int f = 0; f < n_forms; f++) {
    if (forms[f].kind != r->trait.dist.kind) continue;
    for (int i = 0; i < 3 && forms[f].arg[i] != NULL; i++) {
      allowed[n++] = forms[f].arg[i];
      size_t used = strlen(list);
      snprintf(list + used, sizeof list - used, "%s\"%s\"",
               i > 0 ? " and " : (used > 0 ? ", or " : ""), forms[f].arg[i]);
    }
    if (*chosen == NULL && has_all(r, &forms[f])) *chosen = &forms[f];
  }
  ndrsim_status status = ndrsim_loader_carry_on(
      r->loader, ndrsim_loader_members(r->loader, r->item, r->path, allowed, n));
  if (status != NDRSIM_OK) return status;
  bool others = r->loader->json.faults != before;
  const char *kind = ndrsim_dist_name(r->trait.dist.kind);
  if (*chosen == NULL && others) return ndrsim_json_said(r->loader->err); /* a name misspelt */
  if (*chosen == NULL) {
    NDRSIM_LOADER_FAIL(r->loader, r->item, false, r->path, "the arguments of %s are missing", kind);
    snprintf(r->loader->err->expected, sizeof r->loader->err->expected, "%s", list);
    return NDRSIM_INPUT;
  }
  memcpy(&allowed[4], (*chosen)->arg, sizeof(*chosen)->arg);
  for (n = 4; n < 7 && allowed[n] != NULL;)
    n++;
  if (others || !has_others(r->item, allowed, n)) return NDRSIM_OK;
  NDRSIM_LOADER_FAIL(r->loader, r->item, false, r->path, "too many arguments for %s", kind);
  snprintf(r->loader->err->expected, sizeof r->loader->err->expected, "%s", list);
  return NDRSIM_INPUT;
}

/* An argument: a number, or for a trait also a layer-1 draw. */
static ndrsim_status read_argument(reader *r, const char *key, bool may_draw, ndrsim_leaf *out) {
  static const ndrsim_param_def any = {.path = "",
                                       .unit = "1",
                                       .kind = NDRSIM_REAL,
                                       .value = NAN,
                                       .low = -INFINITY,
                                       .high = INFINITY};
  static const char *const value_key[] = {"value"};
  const cJSON *item = member(r, key);
  char path[NDRSIM_JSON_PATH];
  *out = (ndrsim_leaf){NAN, -1};
  ndrsim_status status = inner_path(r, key, path);
  if (status != NDRSIM_OK) return status;
  if (cJSON_IsObject(item) && cJSON_GetObjectItemCaseSensitive(item, "dist") != NULL) {
    bool is_trait;
    ndrsim_trait inner;
    if (!may_draw)
      return ndrsim_loader_expected(r->loader, item, path,
                                    r->per_account ? "this argument cannot itself be drawn: use "
                                                     "\"mean\" and \"sd\", or the canonical ones"
                                                   : "only arguments of a value per account can "
                                                     "themselves be drawn",
                                    "a number");
    if (cJSON_GetObjectItemCaseSensitive(item, "per") != NULL)
      return NDRSIM_LOADER_FAIL(r->loader, item, false, path,
                                "an argument is the same for all accounts: it has no \"per\"");
    return ndrsim_loader_distribution(r->loader, &any, item, path, &out->draw, &inner, &is_trait);
  }
  if (cJSON_IsObject(item) && cJSON_GetObjectItemCaseSensitive(item, "value") != NULL) {
    status = ndrsim_loader_members(r->loader, item, path, value_key, 1);
    if (status != NDRSIM_OK) return status;
    item = cJSON_GetObjectItemCaseSensitive(item, "value");
  }
  if (!cJSON_IsNumber(item)) return ndrsim_loader_expected(r->loader, item, path, "", "a number");
  out->value = item->valuedouble;
  return NDRSIM_OK;
}

static ndrsim_status read_limits(reader *r) {
  ndrsim_leaf limit;
  ndrsim_status status = NDRSIM_OK;
  if (member(r, "min") != NULL) {
    status = ndrsim_loader_carry_on(r->loader, read_argument(r, "min", false, &limit));
    r->trait.dist.low = limit.value;
  }
  if (status == NDRSIM_OK && member(r, "max") != NULL) {
    status = ndrsim_loader_carry_on(r->loader, read_argument(r, "max", false, &limit));
    r->trait.dist.high = limit.value;
  }
  return status;
}

/* Puts the path of element `index` of an argument together. */
static ndrsim_status element_path(const reader *r, const char *key, int index,
                                  char out[NDRSIM_JSON_PATH]) {
  char path[NDRSIM_JSON_PATH], element[32];
  snprintf(element, sizeof element, "[%d]", index);
  ndrsim_status status = inner_path(r, key, path);
  if (status != NDRSIM_OK) return status;
  return ndrsim_json_join(&r->loader->json, r->item, path, element, out, r->loader->err);
}

static ndrsim_status read_values(reader *r, const cJSON *values) {
  ndrsim_dist *dist = &r->trait.dist;
  const cJSON *item;
  char path[NDRSIM_JSON_PATH];
  int index = 0, n = cJSON_IsArray(values) ? cJSON_GetArraySize(values) : 0;
  ndrsim_status status = inner_path(r, "values", path);
  if (status != NDRSIM_OK) return status;
  if (n < 1 || n > NDRSIM_DIST_VALUES)
    return ndrsim_loader_expected(r->loader, values, path, "", "an array of 1 to %d values",
                                  NDRSIM_DIST_VALUES);
  cJSON_ArrayForEach(item, values) {
    status = element_path(r, "values", index, path);
    if (status == NDRSIM_OK)
      status = ndrsim_loader_scalar(r->loader, r->def, item, path, &dist->value[index]);
    status = ndrsim_loader_carry_on(r->loader, status);
    if (status != NDRSIM_OK) return status;
    dist->weight[index++] = 1;
  }
  dist->n_values = n;
  return NDRSIM_OK;
}

static ndrsim_status read_weights(reader *r, const cJSON *weights) {
  ndrsim_dist *dist = &r->trait.dist;
  const cJSON *item;
  char path[NDRSIM_JSON_PATH];
  int index = 0;
  ndrsim_status status = inner_path(r, "weights", path);
  if (status != NDRSIM_OK) return status;
  if (!cJSON_IsArray(weights) || cJSON_GetArraySize(weights) != dist->n_values)
    return ndrsim_loader_expected(r->loader, weights, path, "", "an array of %d weights",
                                  dist->n_values);
  cJSON_ArrayForEach(item, weights) {
    status = element_path(r, "weights", index, path);
    if (status == NDRSIM_OK && (!cJSON_IsNumber(item) || item->valuedouble < 0))
      status = ndrsim_loader_expected(r->loader, item, path, "", "a weight of at least 0");
    status = ndrsim_loader_carry_on(r->loader, status);
    if (status != NDRSIM_OK) return status;
    dist->weight[index++] = item->valuedouble;
  }
  return NDRSIM_OK;
}

/* Values with their weights, sorted by value. */
static ndrsim_status read_discrete(reader *r) {
  ndrsim_dist *dist = &r->trait.dist;
  const cJSON *weights = member(r, "weights");
  ndrsim_status status = read_values(r, member(r, "values"));
  if (status == NDRSIM_OK && weights != NULL) status = read_weights(r, weights);
  if (status != NDRSIM_OK) return status;
  for (int i = 1; i < dist->n_values; i++) /* at most 32: insertion sort of the pairs */
    for (int j = i; j > 0 && dist->value[j - 1] > dist->value[j]; j--) {
      double v = dist->value[j], w = dist->weight[j];
      dist->value[j] = dist->value[j - 1], dist->weight[j] = dist->weight[j - 1];
      dist->value[j - 1] = v, dist->weight[j - 1] = w;
    }
  return NDRSIM_OK;
}

/* The distribution with its drawn arguments at the given ones (engine and loader agree on this). */
static ndrsim_status resolve(const ndrsim_trait *trait, ndrsim_dist_form_how how,
                             const double arg[NDRSIM_DIST_ARGS], ndrsim_dist *out,
                             ndrsim_error *err) {
  *out = trait->dist;
  if (how == NDRSIM_FORM_MOMENTS)
    return ndrsim_dist_from_mean_sd(out->kind, arg[0], arg[1], out, err);
  memcpy(out->arg, arg, sizeof out->arg);
  if (how != NDRSIM_FORM_MEDIAN) return NDRSIM_OK;
  if (!(arg[0] > 0))
    return ndrsim_error_set(err, NDRSIM_INPUT, "lognormal distribution: median must be above 0");
  out->arg[0] = ndrsim_dist_round(log(arg[0]));
  return NDRSIM_OK;
}

/* Passes on what sim/dist.h says about the arguments, with the place. */
static ndrsim_status at_item(const reader *r, ndrsim_status status, const char *where) {
  ndrsim_error *err = r->loader->err;
  if (status != NDRSIM_INPUT) return status;
  char said[sizeof err->message];
  memcpy(said, err->message, sizeof said);
  return NDRSIM_LOADER_FAIL(r->loader, r->item, false, r->path, "%s%s", said, where);
}

/* Tries the distribution with every drawn argument at its median, then at its extremes. */
static ndrsim_status try_out(reader *r, const ndrsim_dist_form *f) {
  static const double at[] = {0.5, EXTREME_TAIL, 1 - EXTREME_TAIL};
  const ndrsim_model *model = r->loader->model;
  ndrsim_trait *trait = &r->trait;
  ndrsim_dist dist;
  int corners = trait->random_args ? 1 << NDRSIM_DIST_ARGS : 0;
  for (int corner = -1; corner < corners; corner++) {
    double arg[NDRSIM_DIST_ARGS];
    ndrsim_status status = NDRSIM_OK;
    for (int i = 0; i < NDRSIM_DIST_ARGS && status == NDRSIM_OK; i++) {
      int side = corner < 0 ? 0 : 1 + (corner >> i & 1);
      arg[i] = trait->arg[i].value;
      if (trait->arg[i].draw >= 0)
        status = ndrsim_dist_quantile(&model->draw[trait->arg[i].draw].dist, at[side], &arg[i]);
    }
    if (status == NDRSIM_OK) status = resolve(trait, f->how, arg, &dist, r->loader->err);
    if (status == NDRSIM_OK) status = ndrsim_dist_check(&dist, r->loader->err);
    if (status == NDRSIM_NUMERIC)
      return ndrsim_error_set(r->loader->err, status, "the quantiles of `%s` cannot be computed",
                              r->path);
    if (status != NDRSIM_OK)
      return at_item(r, status,
                     corner < 0 ? ""
                                : " (where its drawn arguments are at their extremes: give them "
                                  "\"min\" and \"max\")");
    if (corner < 0) trait->dist = dist;
  }
  return NDRSIM_OK;
}

/* A parameter is clamped to its bounds; a distribution that would often be is a mistake of units.
 */
static ndrsim_status check_bounds(const reader *r) {
  const ndrsim_dist *dist = &r->trait.dist;
  if (dist->kind == NDRSIM_DIST_DISCRETE) return NDRSIM_OK; /* each value was checked */
  double below = isfinite(r->def->low) ? ndrsim_dist_cdf(dist, r->def->low) : 0;
  double above = isfinite(r->def->high) ? 1 - ndrsim_dist_cdf(dist, r->def->high) : 0;
  if (!(below + above > MOST_OUTSIDE)) return NDRSIM_OK;
  char expected[220];
  ndrsim_loader_expectation(r->def, expected, sizeof expected);
  NDRSIM_LOADER_FAIL(r->loader, r->item, false, r->path,
                     "%.3g%% of the distribution is out of bounds (\"min\" and \"max\" cut it)",
                     100 * (below + above));
  memcpy(r->loader->err->expected, expected, sizeof expected);
  return NDRSIM_INPUT;
}

ndrsim_status ndrsim_loader_add_draw(ndrsim_loader *self, const ndrsim_draw *draw, int *index) {
  ndrsim_model *model = self->model;
  if (model->n_draws == self->draw_capacity) {
    int capacity = self->draw_capacity > 0 ? 2 * self->draw_capacity : 16;
    ndrsim_draw *grown = realloc(model->draw, (size_t)capacity * sizeof *grown);
    if (grown == NULL) return ndrsim_error_set(self->err, NDRSIM_MEMORY, "out of memory");
    model->draw = grown;
    self->draw_capacity = capacity;
  }
  model->draw[model->n_draws] = *draw;
  *index = model->n_draws++;
  return NDRSIM_OK;
}

static ndrsim_status read_arguments(reader *r, const ndrsim_dist_form *f) {
  ndrsim_trait *trait = &r->trait;
  for (int i = 0; i < NDRSIM_DIST_ARGS; i++)
    trait->arg[i] = (ndrsim_leaf){0, -1};
  if (f->kind == NDRSIM_DIST_DISCRETE) return read_discrete(r);
  for (int i = 0; i < 3 && f->arg[i] != NULL; i++) {
    bool may_draw = r->per_account && f->how != NDRSIM_FORM_MEDIAN;
    ndrsim_status status =
        ndrsim_loader_carry_on(r->loader, read_argument(r, f->arg[i], may_draw, &trait->arg[i]));
    if (status != NDRSIM_OK) return status;
    trait->random_args = trait->random_args || trait->arg[i].draw >= 0;
  }
  trait->by_moments = trait->random_args && f->how == NDRSIM_FORM_MOMENTS;
  return NDRSIM_OK;
}

ndrsim_status ndrsim_loader_distribution(ndrsim_loader *self, const ndrsim_param_def *def,
                                         const cJSON *item, const char *path, int *draw,
                                         ndrsim_trait *trait, bool *is_trait) {
  reader r = {.loader = self, .def = def, .item = item, .path = path};
  const ndrsim_dist_form *f = NULL;
  int64_t before = self->json.faults;
  *draw = -1;
  ndrsim_status status = read_kind(&r);
  if (status == NDRSIM_OK) status = ndrsim_loader_carry_on(self, read_per(&r));
  if (status == NDRSIM_OK) status = choose_form(&r, &f);
  if (f == NULL) return status; /* a failure, told already */
  if (status == NDRSIM_OK && f->kind != NDRSIM_DIST_DISCRETE &&
      (def->kind == NDRSIM_SWITCH || def->kind == NDRSIM_CHOICE))
    status = ndrsim_loader_expected(self, item, path, "nothing lies between two choices",
                                    "the distribution \"discrete\"");
  if (status == NDRSIM_OK) status = read_arguments(&r, f);
  if (status == NDRSIM_OK) status = read_limits(&r);
  if (status == NDRSIM_OK) status = ndrsim_loader_since(self, before);
  if (status == NDRSIM_OK) status = try_out(&r, f);
  if (status == NDRSIM_OK) status = check_bounds(&r);
  if (status != NDRSIM_OK) return status;
  r.trait.low = def->low;
  r.trait.high = def->high;
  r.trait.correlated = -1;
  *is_trait = r.per_account;
  if (r.per_account) {
    /* without drawn arguments the distribution itself holds them, in canonical form */
    for (int i = 0; i < NDRSIM_DIST_ARGS && !r.trait.random_args; i++)
      r.trait.arg[i].value = r.trait.dist.arg[i];
    *trait = r.trait;
    return NDRSIM_OK;
  }
  ndrsim_draw made = {.id = ndrsim_hash_string(path),
                      .dist = r.trait.dist,
                      .kind = def->kind,
                      .low = def->low,
                      .high = def->high,
                      .correlated = -1};
  memcpy(made.path, path, strlen(path) + 1);
  return ndrsim_loader_add_draw(self, &made, draw);
}
