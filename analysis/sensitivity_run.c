/* The runs of a study of sensitivity. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/sensitivity.h"
#include "analysis/stage.h"
#include "sim/draws.h"

#define NEAR 0.05                      /* of a value, for elasticities */
#define OTHER_LUCK (UINT32_C(1) << 31) /* indices of the second luck of a point */

enum { CELLS = NDRSIM_TWO_WAY_LEVELS * NDRSIM_TWO_WAY_LEVELS };

/* Values of layer 1 at a parameter index, as a run would draw them. */
static ndrsim_status as_drawn(ndrsim_sensitivity *self, const ndrsim_model *model,
                              uint32_t parameter, double *draws, ndrsim_error *err) {
  for (int i = 0; i < model->n_draws; i++) {
    self->uniform[i] = ndrsim_draws_uniform(model, i, parameter, NULL);
  }
  return ndrsim_draws_make(model, self->uniform, NULL, draws, err);
}

static ndrsim_status given_single(void *user, int variant, int replicate, ndrsim_replicate *at,
                                  double *draws, ndrsim_error *err) {
  ndrsim_sensitivity *self = user;
  const ndrsim_variant *of = &self->variant[variant];
  ndrsim_status status = as_drawn(self, self->single_model[variant], at->parameter, draws, err);
  if (status != NDRSIM_OK || of->factor < 0) return status;
  ndrsim_factor *factor = &self->factor[of->factor];
  if (factor->draw < 0) return NDRSIM_OK; /* its model is another */
  const ndrsim_draw *draw = &self->model->draw[factor->draw];
  double *value = &draws[factor->draw], less = ndrsim_draws_settle(draw, *value * (1 - NEAR)),
         more = ndrsim_draws_settle(draw, *value * (1 + NEAR));
  switch (of->move) {
  case NDRSIM_MOVE_LOW:
    *value = factor->engine[0];
    break;
  case NDRSIM_MOVE_HIGH:
    *value = factor->engine[NDRSIM_TWO_WAY_LEVELS - 1];
    break;
  default:
    factor->step[replicate] = *value != 0 ? (more - less) / *value : NAN;
    *value = of->move == NDRSIM_MOVE_LESS ? less : more;
  }
  return NDRSIM_OK;
}

static ndrsim_status given_pair(void *user, int cell, int replicate, ndrsim_replicate *at,
                                double *draws, ndrsim_error *err) {
  ndrsim_sensitivity *self = user;
  int level[2] = {cell / NDRSIM_TWO_WAY_LEVELS, cell % NDRSIM_TWO_WAY_LEVELS};
  (void)replicate;
  ndrsim_status status = as_drawn(self, self->model, at->parameter, draws, err);
  for (int side = 0; side < 2 && status == NDRSIM_OK; side++) {
    const ndrsim_factor *factor = &self->factor[self->pair[side]];
    if (factor->draw >= 0) draws[factor->draw] = factor->engine[level[side]];
  }
  return status;
}

/* Of the design come the uniforms behind the copula; what is not looked at is luck. */
static ndrsim_status given_point(void *user, int run, int point, ndrsim_replicate *at,
                                 double *draws, ndrsim_error *err) {
  ndrsim_sensitivity *self = user;
  const ndrsim_model *model = self->model;
  double *input = draws; /* room for the inputs: there are no more of them than draws */
  uint32_t index = (uint32_t)point;
  if (ndrsim_sobol_luck(&self->design, run) > 0) index += OTHER_LUCK;
  *at = (ndrsim_replicate){index, index, index};
  for (int i = 0; i < model->n_draws; i++) {
    self->uniform[i] = ndrsim_draws_uniform(model, i, index, NULL);
  }
  ndrsim_sobol_uniforms(&self->design, run, point, input);
  for (int f = 0; f < self->n_drawn; f++) {
    self->uniform[self->factor[f].draw] = input[f];
  }
  return ndrsim_draws_make(model, self->uniform, NULL, draws, err);
}

/* --- plans ------------------------------------------------------------------------------------ */

static ndrsim_study_plan single_plan(ndrsim_sensitivity *self) {
  return (ndrsim_study_plan){.model = self->single_model,
                             .n_models = self->n_variants,
                             .outcome = self->outcome,
                             .n_outcomes = self->n_outcomes + self->n_elastic,
                             .replicates = self->model->replicates,
                             .given = given_single,
                             .user = self};
}

/* `model` gets room for the list. */
static ndrsim_study_plan pair_plan(ndrsim_sensitivity *self, const ndrsim_model *model[CELLS]) {
  for (int k = 0; k < CELLS; k++) {
    model[k] = self->cell != NULL ? &self->cell[k] : self->model;
  }
  return (ndrsim_study_plan){.model = model,
                             .n_models = CELLS,
                             .outcome = self->outcome,
                             .n_outcomes = self->n_outcomes,
                             .replicates = self->model->replicates,
                             .given = given_pair,
                             .user = self};
}

static ndrsim_study_plan sobol_plan(ndrsim_sensitivity *self, const ndrsim_model **model) {
  int runs = ndrsim_sobol_runs(&self->design);
  for (int k = 0; k < runs; k++) {
    model[k] = self->model;
  }
  return (ndrsim_study_plan){.model = model,
                             .n_models = runs,
                             .outcome = self->outcome,
                             .n_outcomes = self->n_outcomes,
                             .replicates = self->points,
                             .given = given_point,
                             .user = self};
}

static bool has(const ndrsim_sensitivity *self, unsigned method) {
  return (self->methods & method) != 0;
}

static bool has_single(const ndrsim_sensitivity *self) {
  return has(self, NDRSIM_METHOD_TORNADO | NDRSIM_METHOD_ELASTICITY | NDRSIM_METHOD_SHAPLEY);
}

static const ndrsim_model **room_for_models(const ndrsim_sensitivity *self, ndrsim_error *err) {
  size_t runs = (size_t)ndrsim_sobol_runs(&self->design), most = runs > CELLS ? runs : CELLS;
  const ndrsim_model **model = calloc(most, sizeof *model);
  if (model == NULL) ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %zu runs", most);
  return model;
}

static ndrsim_status add_cost(const ndrsim_study_plan *plan, const ndrsim_run_options *options,
                              ndrsim_cost *out, ndrsim_error *err) {
  ndrsim_cost one;
  ndrsim_status status = ndrsim_study_cost(plan, options, &one, err);
  if (status != NDRSIM_OK) return status;
  double seconds = out->seconds + one.seconds, runs = out->runs + one.runs;
  double months = out->account_months + one.account_months;
  if (one.bytes > out->bytes) *out = one;
  out->seconds = seconds;
  out->runs = runs;
  out->account_months = months;
  return NDRSIM_OK;
}

ndrsim_status ndrsim_sensitivity_cost(ndrsim_sensitivity *self, const ndrsim_run_options *options,
                                      ndrsim_cost *out, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  ndrsim_study_plan plan;
  const ndrsim_model **model = room_for_models(self, err);
  memset(out, 0, sizeof *out);
  if (model == NULL) return NDRSIM_MEMORY;
  if (has_single(self)) {
    plan = single_plan(self);
    status = add_cost(&plan, options, out, err);
  }
  if (status == NDRSIM_OK && has(self, NDRSIM_METHOD_TWO_WAY)) {
    plan = pair_plan(self, model);
    status = add_cost(&plan, options, out, err);
  }
  if (status == NDRSIM_OK && has(self, NDRSIM_METHOD_SOBOL)) {
    plan = sobol_plan(self, model);
    status = add_cost(&plan, options, out, err);
  }
  free(model);
  return status;
}

/* --- running ---------------------------------------------------------------------------------- */

/* One study after the other on one scale of progress. */
typedef struct sequence {
  const ndrsim_run_options *options;
  int64_t done, total; /* runs */
} sequence;

static ndrsim_status run_next(sequence *self, ndrsim_study *study, const ndrsim_study_plan *plan,
                              bool watched, ndrsim_error *err) {
  ndrsim_run_options options = *self->options;
  int64_t runs = (int64_t)plan->n_models * plan->replicates;
  ndrsim_stage stage = {&self->options->engine, self->done, runs, self->total};
  options.engine = ndrsim_stage_options(&stage);
  options.stop_early = false; /* a part of a study of sensitivity tells nothing */
  if (!watched) options.watch = NULL;
  self->done += runs;
  return ndrsim_study_run(study, plan, &options, err);
}

static ndrsim_status choose_pair(ndrsim_sensitivity *self, ndrsim_error *err) {
  if (self->pair[0] >= 0) return NDRSIM_OK;
  ndrsim_tornado_bar *bar = calloc((size_t)self->n_factors, sizeof *bar);
  ndrsim_status status = bar == NULL ? NDRSIM_MEMORY : ndrsim_sensitivity_tornado(self, 0, bar);
  if (status == NDRSIM_OK) {
    self->pair[0] = bar[0].factor;
    self->pair[1] = bar[1].factor;
  }
  free(bar);
  return status == NDRSIM_OK ? status : ndrsim_error_set(err, status, "no memory for a tornado");
}

static ndrsim_status run_pair(ndrsim_sensitivity *self, sequence *runs, const ndrsim_model **model,
                              ndrsim_error *err) {
  ndrsim_status status = choose_pair(self, err);
  if (status == NDRSIM_OK) status = ndrsim_sensitivity_cells(self, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_study_plan plan = pair_plan(self, model);
  return run_next(runs, &self->pair_study, &plan, false, err);
}

static ndrsim_status run_sobol(ndrsim_sensitivity *self, sequence *runs, const ndrsim_model **model,
                               ndrsim_error *err) {
  ndrsim_study_plan plan = sobol_plan(self, model);
  ndrsim_status status = run_next(runs, &self->sobol_study, &plan, false, err);
  const double **value = calloc((size_t)plan.n_models, sizeof *value);
  if (value == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the indices");
  for (int k = 0; k < self->n_outcomes && status == NDRSIM_OK; k++) {
    for (int run = 0; run < plan.n_models; run++) {
      value[run] = ndrsim_study_values(&self->sobol_study, run, k);
    }
    status = ndrsim_sobol_estimate(&self->sobol[k], &self->design, value, err);
  }
  free(value);
  return status;
}

/* What the drawn factors are worth in each replicate, into x[n_drawn][n]. */
static ndrsim_status draw_factors(ndrsim_sensitivity *self, double *x, ndrsim_error *err) {
  size_t n = (size_t)self->single.n;
  double *draws = calloc((size_t)self->model->n_draws + 1, sizeof *draws);
  ndrsim_status status = NDRSIM_OK;
  if (draws == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the parameters");
  for (size_t r = 0; r < n && status == NDRSIM_OK; r++) {
    status = as_drawn(self, self->model, (uint32_t)r, draws, err);
    for (int f = 0; f < self->n_drawn; f++) {
      x[(size_t)f * n + r] = draws[self->factor[f].draw];
    }
  }
  free(draws);
  return status;
}

/* Of the runs as they are drawn, no more of them. */
static ndrsim_status share_out(ndrsim_sensitivity *self, ndrsim_error *err) {
  size_t n = (size_t)self->single.n;
  double *x = malloc(((size_t)self->n_drawn * n + 1) * sizeof *x);
  if (x == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the parameters");
  ndrsim_status status = draw_factors(self, x, err);
  for (int k = 0; k < self->n_outcomes && status == NDRSIM_OK; k++) {
    status = ndrsim_shapley_make(&self->shapley[k], self->single.n, self->n_drawn, x,
                                 ndrsim_study_values(&self->single, 0, k), self->model->seed, err);
  }
  free(x);
  return status;
}

ndrsim_status ndrsim_sensitivity_run(ndrsim_sensitivity *self, const ndrsim_run_options *options,
                                     ndrsim_error *err) {
  sequence runs = {options, 0, 0};
  const ndrsim_model **model = room_for_models(self, err);
  ndrsim_status status = NDRSIM_OK;
  if (model == NULL) return NDRSIM_MEMORY;
  if (has_single(self)) runs.total += (int64_t)self->n_variants * self->model->replicates;
  if (has(self, NDRSIM_METHOD_TWO_WAY)) runs.total += (int64_t)CELLS * self->model->replicates;
  if (has(self, NDRSIM_METHOD_SOBOL))
    runs.total += (int64_t)ndrsim_sobol_runs(&self->design) * self->points;
  if (has_single(self)) {
    ndrsim_study_plan plan = single_plan(self);
    status = run_next(&runs, &self->single, &plan, true, err);
  }
  if (status == NDRSIM_OK && has(self, NDRSIM_METHOD_SHAPLEY)) status = share_out(self, err);
  if (status == NDRSIM_OK && has(self, NDRSIM_METHOD_TWO_WAY))
    status = run_pair(self, &runs, model, err);
  if (status == NDRSIM_OK && has(self, NDRSIM_METHOD_SOBOL))
    status = run_sobol(self, &runs, model, err);
  free(model);
  return status;
}
