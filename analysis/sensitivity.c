/* What a study of sensitivity looks at: factors, outcomes, and the models of fixed values. */
#include "analysis/sensitivity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/reading.h"
#include "scenarios/suggest.h"
#include "sim/catalogue.h"
#include "sim/draws.h"
#include "sim/text.h"

#define CENTS 100.0

const double ndrsim_two_way_level[NDRSIM_TWO_WAY_LEVELS] = {0.1, 0.25, 0.5, 0.75, 0.9};
/* of fixed values */
static const double fixed_level[NDRSIM_TWO_WAY_LEVELS] = {0.9, 0.95, 1, 1.05, 1.1};

void ndrsim_sensitivity_init(ndrsim_sensitivity *self) {
  memset(self, 0, sizeof *self);
  self->pair[0] = self->pair[1] = -1;
}

static void free_models(ndrsim_model *model, int n) {
  for (int k = 0; model != NULL && k < n; k++) {
    ndrsim_model_free(&model[k]);
  }
  free(model);
}

void ndrsim_sensitivity_free(ndrsim_sensitivity *self) {
  for (int f = 0; self->factor != NULL && f < self->n_factors; f++) {
    free_models(self->factor[f].moved, 2);
    free(self->factor[f].step);
  }
  free_models(self->cell, NDRSIM_TWO_WAY_LEVELS * NDRSIM_TWO_WAY_LEVELS);
  free(self->factor);
  free(self->variant);
  free(self->single_model);
  free(self->uniform);
  ndrsim_study_free(&self->single);
  ndrsim_study_free(&self->pair_study);
  ndrsim_study_free(&self->sobol_study);
  ndrsim_sobol_design_free(&self->design);
  for (int k = 0; k < NDRSIM_SENSITIVITY_OUTCOMES; k++) {
    ndrsim_sobol_free(&self->sobol[k]);
    ndrsim_shapley_free(&self->shapley[k]);
  }
  ndrsim_sensitivity_init(self);
}

/* --- drawn parameters ------------------------------------------------------------------------- */

/* The unit of what a draw's path leads to: that of the parameter it is in. */
static void unit_of(const ndrsim_model *model, const char *path, char out[64]) {
  const char *set = strncmp(path, "initiatives.", 12) == 0 ? strstr(path, ".set.") : NULL;
  const char *inside = set != NULL ? set + 5 : path;
  size_t length = strlen(inside), best = 0;
  snprintf(out, 64, "1");
  if (length > 6 && strcmp(inside + length - 6, ".times") == 0) return;
  for (int k = 0; k < model->n_slots; k++) {
    size_t own = strlen(model->slot[k].path);
    if (own <= best || strncmp(model->slot[k].path, inside, own) != 0) continue;
    if (inside[own] != '.' && inside[own] != '\0') continue;
    const char *unit = ndrsim_catalogue_param(model->catalogue, model->slot[k].def, NULL)->unit;
    bool money = strncmp(unit, "currency", 8) == 0 && model->currency[0] != '\0';
    snprintf(out, 64, "%s%s", money ? model->currency : "", money ? unit + 8 : unit);
    best = own;
  }
}

static ndrsim_status add_drawn(ndrsim_sensitivity *self, int draw, ndrsim_error *err) {
  const ndrsim_draw *of = &self->model->draw[draw];
  ndrsim_factor *out = &self->factor[self->n_factors];
  for (int f = 0; f < self->n_factors; f++) {
    if (self->factor[f].draw == draw) return NDRSIM_OK;
  }
  snprintf(out->path, sizeof out->path, "%s", of->path);
  unit_of(self->model, of->path, out->unit);
  out->draw = draw;
  for (int k = 0; k < NDRSIM_TWO_WAY_LEVELS; k++) {
    ndrsim_status status =
        ndrsim_draws_at(self->model, draw, ndrsim_two_way_level[k], &out->engine[k], err);
    if (status != NDRSIM_OK) return status;
    out->level[k] = out->engine[k] / (of->kind == NDRSIM_MONEY ? CENTS : 1);
  }
  self->n_drawn++;
  self->n_factors++;
  return NDRSIM_OK;
}

static bool is_inside(const char *path, const char *outer) {
  size_t length = strlen(outer);
  return strncmp(path, outer, length) == 0 && (path[length] == '.' || path[length] == '\0');
}

/* --- fixed values ----------------------------------------------------------------------------- */

static ndrsim_status unknown(const ndrsim_model *model, const char *path, ndrsim_error *err) {
  char shown[128];
  size_t most = (size_t)model->n_slots + (size_t)model->n_draws;
  const char **known = calloc(most + 1, sizeof *known);
  int n = 0;
  if (known == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the paths");
  for (int k = 0; k < model->n_draws; k++) {
    known[n++] = model->draw[k].path;
  }
  for (int k = 0; k < model->n_slots; k++) {
    known[n++] = model->slot[k].path;
  }
  ndrsim_text_escape(shown, sizeof shown, path, strlen(path));
  ndrsim_error_set(err, NDRSIM_USAGE, "`%s` is no parameter of this scenario", shown);
  const char *near = ndrsim_suggest(path, known, n);
  if (near != NULL && err != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
  free(known);
  return NDRSIM_USAGE;
}

/* Slot of "PATH" (segment -1: all) or "PATH.by_segment.NAME"; -1. */
static int slot_of(const ndrsim_model *model, const char *path, int *segment) {
  char base[192];
  const char *by = strstr(path, ".by_segment.");
  *segment = -1;
  if (by == NULL) return ndrsim_model_slot(model, path);
  snprintf(base, sizeof base, "%.*s", (int)(by - path), path);
  for (int s = 0; s < model->n_segments; s++) {
    if (strcmp(model->segment[s], by + 12) == 0) *segment = s;
  }
  return *segment >= 0 ? ndrsim_model_slot(model, base) : -1;
}

/* The one number that a slot is in all segments, or in one; NAN when it is none. */
static double plain_value(const ndrsim_slot *slot, int segment, int n_segments) {
  double value = NAN;
  for (int s = 0; s < n_segments; s++) {
    const ndrsim_spec *spec = &slot->spec[s];
    if (segment >= 0 && s != segment) continue;
    if (spec->trait >= 0 || spec->n_knots != 1 || spec->knot[0].leaf.draw >= 0) return NAN;
    if (!isnan(value) && value != spec->knot[0].leaf.value) return NAN;
    value = spec->knot[0].leaf.value;
  }
  return value;
}

static double near_by(const ndrsim_param_def *def, double value, int level) {
  double x = value * fixed_level[level];
  if (def->kind == NDRSIM_COUNT && level != NDRSIM_TWO_WAY_LEVELS / 2)
    x = fabs(fixed_level[level]) < 1 ? floor(x) : ceil(x);
  if (def->kind == NDRSIM_MONEY) x = floor(x * CENTS + 0.5) / CENTS;
  if (x < def->low) x = def->low;
  if (x > def->high) x = def->high;
  return x;
}

static ndrsim_status add_fixed(ndrsim_sensitivity *self, const char *path, ndrsim_error *err) {
  const ndrsim_model *model = self->model;
  int segment, slot = slot_of(model, path, &segment);
  ndrsim_factor *out = &self->factor[self->n_factors];
  if (slot < 0 || strlen(path) >= sizeof out->path) return unknown(model, path, err);
  const ndrsim_param_def *def =
      ndrsim_catalogue_param(model->catalogue, model->slot[slot].def, NULL);
  for (int f = 0; f < self->n_factors; f++) {
    if (strcmp(self->factor[f].path, path) == 0) return NDRSIM_OK;
  }
  if (def->kind == NDRSIM_SWITCH || def->kind == NDRSIM_CHOICE)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "`%s` is a choice, not a size: `ndrsim compare` takes it", path);
  double value = plain_value(&model->slot[slot], segment, model->n_segments);
  if (isnan(value))
    return ndrsim_error_set(
        err, NDRSIM_USAGE,
        "`%s` is more than one number here (by segment, by month or by account): "
        "name `%s.by_segment.NAME`, or what is drawn in it",
        path, path);
  value /= def->kind == NDRSIM_MONEY ? CENTS : 1;
  snprintf(out->path, sizeof out->path, "%s", path);
  unit_of(model, path, out->unit);
  out->draw = -1;
  for (int k = 0; k < NDRSIM_TWO_WAY_LEVELS; k++) {
    out->level[k] = near_by(def, value, k);
  }
  if (out->level[0] == out->level[NDRSIM_TWO_WAY_LEVELS - 1])
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "`%s` is %g: ten per cent of it moves nothing; give it a distribution",
                            path, value);
  self->n_factors++;
  return NDRSIM_OK;
}

/* The model with factors of fixed values at these levels; drawn ones stay. */
static ndrsim_status make_model(const ndrsim_sensitivity *self, const int *factor, const int *level,
                                int n, ndrsim_model *out, ndrsim_error *err) {
  char text[2][256];
  ndrsim_override override[2];
  int used = 0;
  for (int k = 0; k < n; k++) {
    const ndrsim_factor *of = &self->factor[factor[k]];
    if (of->draw >= 0) continue;
    snprintf(text[used], sizeof text[used], "%s=%.17g", of->path, of->level[level[k]]);
    override[used].text = text[used];
    used++;
  }
  ndrsim_model_init(out);
  return ndrsim_source_model(self->source, override, used, out, err);
}

static ndrsim_status make_moved(ndrsim_sensitivity *self, int factor, ndrsim_error *err) {
  ndrsim_factor *of = &self->factor[factor];
  int last = NDRSIM_TWO_WAY_LEVELS - 1, first = 0;
  of->moved = calloc(2, sizeof *of->moved);
  if (of->moved == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a model");
  ndrsim_status status = make_model(self, &factor, &first, 1, &of->moved[0], err);
  if (status == NDRSIM_OK) status = make_model(self, &factor, &last, 1, &of->moved[1], err);
  return status;
}

ndrsim_status ndrsim_sensitivity_cells(ndrsim_sensitivity *self, ndrsim_error *err) {
  enum { N = NDRSIM_TWO_WAY_LEVELS };
  if (self->factor[self->pair[0]].draw >= 0 && self->factor[self->pair[1]].draw >= 0)
    return NDRSIM_OK;
  self->cell = calloc(N * N, sizeof *self->cell);
  if (self->cell == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for models");
  for (int k = 0; k < N * N; k++) {
    int level[2] = {k / N, k % N};
    ndrsim_status status = make_model(self, self->pair, level, 2, &self->cell[k], err);
    if (status != NDRSIM_OK) return status;
  }
  return NDRSIM_OK;
}

/* --- what is asked ---------------------------------------------------------------------------- */

static ndrsim_status find_factors(ndrsim_sensitivity *self, const ndrsim_sensitivity_ask *ask,
                                  ndrsim_error *err) {
  const ndrsim_model *model = self->model;
  ndrsim_status status = NDRSIM_OK;
  self->factor = calloc((size_t)model->n_draws + (size_t)ask->n_of + 1, sizeof *self->factor);
  if (self->factor == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for factors");
  for (int d = 0; d < model->n_draws && status == NDRSIM_OK; d++) {
    bool wanted = ask->n_of == 0;
    for (int k = 0; k < ask->n_of; k++) {
      wanted = wanted || is_inside(model->draw[d].path, ask->of[k]);
    }
    if (wanted) status = add_drawn(self, d, err);
  }
  for (int k = 0; k < ask->n_of && status == NDRSIM_OK; k++) {
    bool drawn = false;
    for (int d = 0; d < model->n_draws; d++) {
      drawn = drawn || is_inside(model->draw[d].path, ask->of[k]);
    }
    if (!drawn) status = add_fixed(self, ask->of[k], err);
  }
  if (status == NDRSIM_OK && self->n_factors == 0)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "this scenario draws no parameter: name what is to be moved with --of, "
                            "or give it distributions (docs/scenario-format.md)");
  return status;
}

static ndrsim_status find_outcomes(ndrsim_sensitivity *self, const ndrsim_sensitivity_ask *ask,
                                   ndrsim_error *err) {
  static const char *const usual[] = {"ndr"};
  const char *const *name = ask->outcome;
  int year = 12, n = ask->n_outcomes;
  ndrsim_status status = NDRSIM_OK;
  if (n == 0) {
    name = usual;
    n = 1;
  }
  if (n > NDRSIM_SENSITIVITY_OUTCOMES)
    return ndrsim_error_set(err, NDRSIM_USAGE, "at most %d outcomes", NDRSIM_SENSITIVITY_OUTCOMES);
  self->n_outcomes = n;
  for (int k = 0; k < n && status == NDRSIM_OK; k++) {
    status = ndrsim_outcome_parse(name[k], self->model, year, &self->outcome[k], err);
  }
  if (status != NDRSIM_OK || (self->methods & NDRSIM_METHOD_ELASTICITY) == 0) return status;
  int month = self->outcome[0].month >= year ? self->outcome[0].month : year;
  self->n_elastic = NDRSIM_ELASTIC_OUTCOMES;
  for (int k = 0; k < self->n_elastic && status == NDRSIM_OK; k++) {
    char text[64] = "ndr";
    if (k > 0)
      snprintf(text, sizeof text, "share.%s", ndrsim_driver_name((int)ndrsim_engine_driver(k - 1)));
    status =
        ndrsim_outcome_parse(text, self->model, month, &self->outcome[self->n_outcomes + k], err);
  }
  return status;
}

static ndrsim_status find_pair(ndrsim_sensitivity *self, const char *pair, ndrsim_error *err) {
  const char *comma = pair != NULL ? strchr(pair, ',') : NULL;
  if (pair == NULL) {
    self->methods |= NDRSIM_METHOD_TORNADO; /* which tells the two that matter most */
    if (self->n_factors >= 2) return NDRSIM_OK;
    return ndrsim_error_set(err, NDRSIM_USAGE, "a two-way table needs two parameters");
  }
  for (int side = 0; side < 2 && comma != NULL; side++) {
    const char *start = side == 0 ? pair : comma + 1;
    size_t length = side == 0 ? (size_t)(comma - pair) : strlen(start);
    for (int f = 0; f < self->n_factors; f++) {
      const char *path = self->factor[f].path;
      if (strlen(path) == length && strncmp(path, start, length) == 0) self->pair[side] = f;
    }
  }
  if (self->pair[0] >= 0 && self->pair[1] >= 0 && self->pair[0] != self->pair[1]) return NDRSIM_OK;
  return ndrsim_error_set(
      err, NDRSIM_USAGE,
      "--pair: expected two paths with a comma between them, each drawn once per "
      "replicate or named with --of");
}

static void add_variant(ndrsim_sensitivity *self, int factor, int move, const ndrsim_model *model) {
  self->factor[factor].variant[move] = self->n_variants;
  self->variant[self->n_variants] = (ndrsim_variant){factor, move};
  self->single_model[self->n_variants++] = model;
}

static ndrsim_status list_variants(ndrsim_sensitivity *self, ndrsim_error *err) {
  size_t most = 1 + (size_t)self->n_factors * NDRSIM_MOVE_KINDS;
  bool bars = (self->methods & NDRSIM_METHOD_TORNADO) != 0;
  bool elastic = (self->methods & NDRSIM_METHOD_ELASTICITY) != 0;
  self->variant = calloc(most, sizeof *self->variant);
  self->single_model = calloc(most, sizeof *self->single_model);
  self->uniform = calloc((size_t)self->model->n_draws + 1, sizeof *self->uniform);
  if (self->variant == NULL || self->single_model == NULL || self->uniform == NULL)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %d parameters", self->n_factors);
  self->variant[0] = (ndrsim_variant){-1, 0};
  self->single_model[0] = self->model;
  self->n_variants = 1;
  for (int f = 0; f < self->n_factors; f++) {
    ndrsim_factor *of = &self->factor[f];
    for (int move = 0; move < NDRSIM_MOVE_KINDS; move++) {
      of->variant[move] = -1;
    }
    for (int side = 0; side < 2; side++) {
      const ndrsim_model *model = of->moved != NULL ? &of->moved[side] : self->model;
      if (bars || (elastic && of->draw < 0)) add_variant(self, f, NDRSIM_MOVE_LOW + side, model);
      if (elastic && of->draw >= 0) add_variant(self, f, NDRSIM_MOVE_LESS + side, model);
      if (elastic && of->draw < 0)
        of->variant[NDRSIM_MOVE_LESS + side] = of->variant[NDRSIM_MOVE_LOW + side];
    }
    of->step = calloc((size_t)self->model->replicates, sizeof *of->step);
    if (of->step == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a parameter");
  }
  return NDRSIM_OK;
}

static ndrsim_status prepare_sobol(ndrsim_sensitivity *self, ndrsim_error *err) {
  if ((self->methods & NDRSIM_METHOD_SOBOL) == 0) return NDRSIM_OK;
  if (self->n_drawn == 0)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "Sobol indices split what parameters that are drawn do, and none is");
  self->points = ndrsim_sobol_points(self->model->replicates);
  if (self->points == 0)
    return ndrsim_error_set(err, NDRSIM_USAGE, "Sobol indices need at least %d replicates",
                            NDRSIM_SOBOL_LEAST * NDRSIM_SOBOL_SHIFTS);
  return ndrsim_sobol_design_init(&self->design, self->n_drawn, self->points, self->model->seed,
                                  err);
}

static ndrsim_status check_shapley(const ndrsim_sensitivity *self, ndrsim_error *err) {
  if ((self->methods & NDRSIM_METHOD_SHAPLEY) == 0) return NDRSIM_OK;
  if (self->n_drawn == 0)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "Shapley effects split what parameters that are drawn do, and none is");
  if (self->model->replicates >= NDRSIM_CHAOS_LEAST) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_USAGE, "Shapley effects need at least %d replicates",
                          NDRSIM_CHAOS_LEAST);
}

ndrsim_status ndrsim_sensitivity_prepare(ndrsim_sensitivity *self, const ndrsim_source *source,
                                         const ndrsim_model *model,
                                         const ndrsim_sensitivity_ask *ask, ndrsim_error *err) {
  ndrsim_sensitivity_free(self);
  self->source = source;
  self->model = model;
  self->methods = ask->methods;
  ndrsim_status status = find_factors(self, ask, err);
  if (status == NDRSIM_OK && (self->methods & NDRSIM_METHOD_TWO_WAY) != 0)
    status = find_pair(self, ask->pair, err);
  if (status == NDRSIM_OK) status = find_outcomes(self, ask, err);
  if (status == NDRSIM_OK) status = prepare_sobol(self, err);
  if (status == NDRSIM_OK) status = check_shapley(self, err);
  for (int f = self->n_drawn; f < self->n_factors && status == NDRSIM_OK; f++) {
    status = make_moved(self, f, err);
  }
  return status == NDRSIM_OK ? list_variants(self, err) : status;
}
