/* The search itself: NLopt's algorithms on a box of side 1, at whose points models are run. */
#include <math.h>
#include <nlopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/optimise.h"

#define GLOBAL 0.5 /* share of the evaluations for the first stage */
#define FINE 0.004 /* of a range: differences that are not looked for */
#define NEAR 0.1   /* of a range: first step of the second stage */
#define PENALTY 10 /* of a violation that is as large as its bound, in objectives */
#define REPEATS 20 /* points asked for again cost nothing, but not for ever */

typedef struct stage {
  ndrsim_search *search;
  nlopt_opt opt;
  bool penalty; /* constraints count in the objective */
} stage;

/* NLopt minimises; in units of the objective at the current setting. */
static double cost_of(const ndrsim_search *search, int evaluation) {
  const ndrsim_optimise *self = search->self;
  return -self->sign * self->evaluation[evaluation].objective / search->scale;
}

static double objective(unsigned n, const double *u, double *gradient, void *user) {
  stage *self = user;
  (void)n;
  (void)gradient;
  int k = ndrsim_search_at(self->search, u);
  if (k < 0) {
    nlopt_force_stop(self->opt);
    return HUGE_VAL;
  }
  double violation = self->penalty ? self->search->self->evaluation[k].violation : 0;
  return cost_of(self->search, k) + PENALTY * violation;
}

/* NLopt wants them <= 0. */
static void constraints(unsigned m, double *result, unsigned n, const double *u, double *gradient,
                        void *user) {
  stage *self = user;
  (void)n;
  (void)gradient;
  int k = ndrsim_search_at(self->search, u);
  if (k < 0) nlopt_force_stop(self->opt);
  for (unsigned c = 0; c < m; c++) {
    const ndrsim_optimise *of = self->search->self;
    double size = ndrsim_constraint_size(&of->constraint[c]);
    result[c] = k < 0 ? HUGE_VAL : -of->evaluation[k].slack[c] / size;
  }
}

static ndrsim_status run_stage(ndrsim_search *search, nlopt_algorithm algorithm, bool penalty,
                               double *u, double step, bool *converged) {
  ndrsim_optimise *self = search->self;
  unsigned n = (unsigned)self->n_vary;
  stage of = {search, nlopt_create(algorithm, n), penalty};
  double tolerance[NDRSIM_OPTIMISE_CONSTRAINTS] = {0}, value;
  if (of.opt == NULL)
    return ndrsim_error_set(search->err, NDRSIM_MEMORY, "no memory for the search");
  bool set = nlopt_set_lower_bounds1(of.opt, 0) > 0 && nlopt_set_upper_bounds1(of.opt, 1) > 0 &&
             nlopt_set_min_objective(of.opt, objective, &of) > 0 &&
             nlopt_set_maxeval(of.opt, REPEATS * search->most) > 0 &&
             nlopt_set_xtol_abs1(of.opt, FINE) > 0;
  if (set && step > 0) set = nlopt_set_initial_step1(of.opt, step) > 0;
  if (set && !penalty && self->n_constraints > 0)
    set = nlopt_add_inequality_mconstraint(of.opt, (unsigned)self->n_constraints, constraints, &of,
                                           tolerance) > 0;
  if (!set) {
    nlopt_destroy(of.opt);
    return ndrsim_error_set(search->err, NDRSIM_MEMORY, "no memory for the search");
  }
  nlopt_result result = nlopt_optimize(of.opt, u, &value);
  nlopt_destroy(of.opt);
  if (search->status != NDRSIM_OK) return search->status;
  if (result == NLOPT_OUT_OF_MEMORY)
    return ndrsim_error_set(search->err, NDRSIM_MEMORY, "no memory for the search");
  if (result == NLOPT_INVALID_ARGS || result == NLOPT_FAILURE)
    return ndrsim_error_set(search->err, NDRSIM_INTERNAL, "NLopt refused the search");
  *converged = result != NLOPT_FORCED_STOP && result != NLOPT_MAXEVAL_REACHED;
  return NDRSIM_OK;
}

static int best_of(const ndrsim_optimise *self) {
  int best = 0;
  for (int k = 1; k < self->n_evaluations; k++) {
    if (ndrsim_search_better(self, &self->evaluation[k], &self->evaluation[best])) best = k;
  }
  return best;
}

static void unit_of(const ndrsim_optimise *self, const double *x, double *u) {
  for (int k = 0; k < self->n_vary; k++) {
    const ndrsim_vary *vary = &self->vary[k];
    u[k] = fmin(fmax((x[k] - vary->low) / (vary->high - vary->low), 0), 1);
  }
}

ndrsim_status ndrsim_search_run(ndrsim_search *search) {
  ndrsim_optimise *self = search->self;
  double u[NDRSIM_VARY_MOST];
  int all = self->evaluations;
  bool constrained = self->n_constraints > 0, ignored;
  unit_of(self, self->now.x, u); /* where the scenario is, or the middle */
  search->most = all;
  if (ndrsim_search_at(search, u) < 0) return search->status;
  search->most = (int)(GLOBAL * all) > 1 ? (int)(GLOBAL * all) : 1;
  ndrsim_status status = run_stage(search, NLOPT_GN_DIRECT_L, constrained, u, 0, &ignored);
  if (status != NDRSIM_OK) return status;
  self->global = self->n_evaluations;
  search->most = all;
  unit_of(self, self->evaluation[best_of(self)].x, u);
  if (self->n_evaluations < all)
    status = run_stage(search, constrained ? NLOPT_LN_COBYLA : NLOPT_LN_BOBYQA, false, u, NEAR,
                       &self->converged);
  self->best = best_of(self);
  self->feasible = self->evaluation[self->best].violation <= 0;
  return status;
}
