#include "sim/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "sim/catalogue.h"
#include "sim/draws.h"
#include "sim/trace.h"

ndrsim_status ndrsim_values_init(ndrsim_values *self, const ndrsim_plan *plan, ndrsim_error *err) {
  const ndrsim_model *model = plan->model;
  size_t months = (size_t)model->horizon + 1;
  memset(self, 0, sizeof *self);
  self->plan = plan;
  self->model = model;
  self->draw = calloc((size_t)model->n_draws + 1, sizeof *self->draw);
  self->table = calloc((size_t)model->n_traits + 1, sizeof *self->table);
  self->dist = calloc((size_t)model->n_traits + 1, sizeof *self->dist);
  self->factor = calloc(months, sizeof *self->factor);
  self->regime = calloc(months, sizeof *self->regime);
  self->uniform = calloc((size_t)model->n_draws + 1, sizeof *self->uniform);
  self->level = calloc((size_t)model->n_draws + 1, sizeof *self->level);
  if (self->draw && self->uniform && self->level && self->table && self->dist && self->factor &&
      self->regime)
    return NDRSIM_OK;
  ndrsim_values_free(self);
  return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for the values of a replicate");
}

void ndrsim_values_free(ndrsim_values *self) {
  free(self->draw);
  free(self->uniform);
  free(self->level);
  free(self->table);
  free(self->dist);
  free(self->factor);
  free(self->regime);
  memset(self, 0, sizeof *self);
}

static double leaf_of(const double *draw, const ndrsim_leaf *leaf) {
  if (leaf->draw < 0) return leaf->value;
  return draw != NULL ? draw[leaf->draw] : NAN;
}

static double leaf_value(const ndrsim_values *self, const ndrsim_leaf *leaf) {
  return leaf_of(self->draw, leaf);
}

/* Layer 1: each draw has its own address (the hash of its path), so adding one moves no other. A
 * Gaussian copula couples those that a `correlations` block names. */
static ndrsim_status draw_parameters(ndrsim_values *self, ndrsim_error *err) {
  const ndrsim_model *model = self->model;
  int n = model->n_draws;
  uint32_t word[2];
  for (int i = 0; i < n; i++)
    self->uniform[i] = ndrsim_draws_uniform(model, i, self->replicate.parameter, NULL);
  ndrsim_status st = ndrsim_draws_make(model, self->uniform, self->level, self->draw, err);
  for (int i = 0; i < n && !st && self->trace; i++) {
    ndrsim_draws_uniform(model, i, self->replicate.parameter, word);
    self->trace->parameter[i] =
        (ndrsim_trace_parameter){{word[0], word[1]}, self->level[i], self->draw[i]};
  }
  return st;
}

static ndrsim_status build_tables(ndrsim_values *self, ndrsim_error *err) {
  const ndrsim_model *model = self->model;
  for (int t = 0; t < model->n_traits; t++) {
    const ndrsim_trait *trait = &model->trait[t];
    if (self->tables_built && !trait->random_args) continue;
    ndrsim_dist dist = trait->dist;
    ndrsim_status st = NDRSIM_OK;
    if (trait->random_args) {
      if (trait->by_moments)
        st = ndrsim_dist_from_mean_sd(dist.kind, leaf_value(self, &trait->arg[0]),
                                      leaf_value(self, &trait->arg[1]), &dist, err);
      else
        for (int a = 0; a < NDRSIM_DIST_ARGS; a++)
          dist.arg[a] = leaf_value(self, &trait->arg[a]);
      dist.low = trait->dist.low;
      dist.high = trait->dist.high;
      if (!st) st = ndrsim_dist_check(&dist, err);
    }
    if (!st) st = ndrsim_qtable_build(&dist, &self->table[t]);
    if (st) {
      if (err && err->status == NDRSIM_OK)
        ndrsim_error_set(err, st, "the distribution of `%s` cannot be tabulated", trait->path);
      return st;
    }
    self->dist[t] = dist;
  }
  self->tables_built = true;
  return NDRSIM_OK;
}

/* Layer 2, then windows in which the scenario forces a regime. */
static ndrsim_status draw_macro(ndrsim_values *self, ndrsim_error *err) {
  const ndrsim_plan *plan = self->plan;
  const ndrsim_model *model = self->model;
  for (int t = 0; t <= model->horizon; t++)
    self->factor[t] = 0, self->regime[t] = 0;
  for (int m = 0; m < plan->n_mechanisms; m++) {
    const ndrsim_mechanism *mech = plan->mechanism[m];
    if (!mech->path) continue;
    const ndrsim_lists lists = ndrsim_model_lists(model);
    int n = ndrsim_mechanism_slots(mech, &lists);
    double *s = calloc((size_t)n + 1, sizeof *s);
    if (!s) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
    for (int i = 0; i < n; i++)
      s[i] = ndrsim_values_get(self, plan->first_slot[m] + i, 0, 0);
    ndrsim_path_context ctx = {model,          s,          model->seed, self->replicate.macro,
                               model->horizon, self->trace};
    mech->path(&ctx, self->factor, self->regime);
    free(s);
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_values_set(ndrsim_values *self, ndrsim_replicate replicate,
                                const double *draws, ndrsim_error *err) {
  ndrsim_status st = NDRSIM_OK;
  self->replicate = replicate;
  if (draws != NULL)
    memcpy(self->draw, draws, (size_t)self->model->n_draws * sizeof *draws);
  else
    st = draw_parameters(self, err);
  if (!st) st = build_tables(self, err);
  if (!st) st = draw_macro(self, err);
  return st;
}

/* Without initiatives. */
static double planned(const double *draw, const ndrsim_spec *spec, int month) {
  int i = spec->n_knots - 1;
  while (i > 0 && spec->knot[i].month > month)
    i--;
  double x = leaf_of(draw, &spec->knot[i].leaf);
  if (!spec->linear || i + 1 == spec->n_knots || month <= spec->knot[i].month) return x;
  double y = leaf_of(draw, &spec->knot[i + 1].leaf);
  double share = (double)(month - spec->knot[i].month) /
                 (double)(spec->knot[i + 1].month - spec->knot[i].month);
  return x + (y - x) * share;
}

static const ndrsim_param_def *def_of(const ndrsim_model *model, int slot) {
  return ndrsim_catalogue_param(model->catalogue, model->slot[slot].def, NULL);
}

/* How a change acts in this month: x becomes scale x + shift. */
static void change_of(const ndrsim_model *model, const double *draw, const ndrsim_change *change,
                      bool at_once, int month, double *scale, double *shift) {
  double w = ndrsim_initiative_weight(&model->initiative[change->initiative], at_once, month);
  double to = leaf_of(draw, &change->leaf);
  *scale = change->plus ? 1 : change->times ? 1 + w * (to - 1) : 1 - w;
  *shift = change->times || w == 0 ? 0 : w * to;
}

/* Into the parameter's bounds and kind. */
static double settled(const ndrsim_param_def *def, double x) {
  double unit = def->kind == NDRSIM_MONEY ? 100 : 1;
  if (x < def->low * unit) x = def->low * unit;
  if (x > def->high * unit) x = def->high * unit;
  return def->kind == NDRSIM_REAL ? x : floor(x + 0.5);
}

double ndrsim_slot_value(const ndrsim_model *model, const double *draw, int slot, int segment,
                         int month) {
  const ndrsim_spec *spec = &model->slot[slot].spec[segment];
  if (spec->trait >= 0) return NAN;
  double x = planned(draw, spec, month);
  if (spec->n_changes == 0) return x;
  const ndrsim_param_def *def = def_of(model, slot);
  bool at_once = ndrsim_initiative_at_once(def);
  for (int k = 0; k < spec->n_changes; k++) {
    double scale, shift;
    change_of(model, draw, &spec->change[k], at_once, month, &scale, &shift);
    x = scale * x + shift;
  }
  return settled(def, x);
}

double ndrsim_values_get(const ndrsim_values *self, int slot, int segment, int month) {
  return ndrsim_slot_value(self->model, self->draw, slot, segment, month);
}

void ndrsim_values_trait(const ndrsim_values *self, int slot, int segment, int month, double *scale,
                         double *shift) {
  const ndrsim_spec *spec = &self->model->slot[slot].spec[segment];
  bool at_once = spec->n_changes > 0 && ndrsim_initiative_at_once(def_of(self->model, slot));
  *scale = 1;
  *shift = 0;
  for (int k = 0; k < spec->n_changes; k++) {
    double by, more;
    change_of(self->model, self->draw, &spec->change[k], at_once, month, &by, &more);
    *scale *= by;
    *shift = *shift * by + more;
  }
}

bool ndrsim_values_moves(const ndrsim_values *self, int slot, int segment) {
  const ndrsim_spec *spec = &self->model->slot[slot].spec[segment];
  return spec->trait < 0 && (spec->n_knots > 1 || spec->n_changes > 0);
}

double ndrsim_step_value(const ndrsim_step_context *ctx, int slot, int month) {
  return ndrsim_values_get(ctx->values, ctx->first_slot + slot, ndrsim_block_segment(ctx->block),
                           month);
}
