/* A sweep: one scenario at many settings of a few parameters, all on the same random numbers. The
 * settings are all combinations of the values (a grid), or a Latin hypercube of ranges. The setting
 * that the scenario has is always among the models: as a point of the grid, or behind the points.
 */
#ifndef NDRSIM_ANALYSIS_SWEEP_H
#define NDRSIM_ANALYSIS_SWEEP_H

#include "analysis/choice.h"
#include "analysis/vary.h"

#define NDRSIM_SWEEP_MOST 10000 /* points */
enum { NDRSIM_SWEEP_OUTCOMES = 9 };

typedef struct ndrsim_sweep {
  /* what is asked for; vary and hypercube are filled by the caller */
  ndrsim_vary vary[NDRSIM_VARY_MOST];
  int n_vary;
  int hypercube;                       /* points of a Latin hypercube; 0 = a grid */
  char objective[NDRSIM_OUTCOME_NAME]; /* "" = the default */

  bool per_signup;                               /* the default is, because acquisition responds */
  ndrsim_outcome outcome[NDRSIM_SWEEP_OUTCOMES]; /* the first is the objective */
  int n_outcomes;
  int ndr, margin, churn; /* their places among the outcomes */
  int n_points, n_models; /* n_models = n_points, or one more: the current setting */
  int now;                /* model of the current setting */
  char **text;            /* [n_points][n_vary] values as --set would have them */
  double *value;          /* the same as numbers; NAN for words */
  ndrsim_model *own;      /* [n_points] */
  const ndrsim_model **model;
  ndrsim_study study;
  ndrsim_choice choice; /* by the objective */
  bool *front;          /* [n_models] on the Pareto front of NDR, gross margin and logo churn */
} ndrsim_sweep;

void ndrsim_sweep_init(ndrsim_sweep *self);
void ndrsim_sweep_free(ndrsim_sweep *self);

/* Reads and adds one --vary. Errors: USAGE, MEMORY. */
ndrsim_status ndrsim_sweep_vary(ndrsim_sweep *self, const char *text, ndrsim_error *err);

/* Makes the points and their models, and tells what all runs cost. Refuses more than
 * NDRSIM_SWEEP_MOST points, with the time they would take. Errors: USAGE, INPUT with the point that
 * the scenario's rules forbid, LIMIT, MEMORY. */
ndrsim_status ndrsim_sweep_prepare(ndrsim_sweep *self, const ndrsim_source *source,
                                   const ndrsim_model *base, const ndrsim_run_options *options,
                                   ndrsim_cost *cost, ndrsim_error *err);
/* Errors: those of ndrsim_study_run. After INTERRUPTED with study.n > 0 all is there. */
ndrsim_status ndrsim_sweep_run(ndrsim_sweep *self, const ndrsim_run_options *options,
                               ndrsim_error *err);

/* The settings of a point: [n_vary] texts. Of the current setting: what the scenario says. */
const char *ndrsim_sweep_text(const ndrsim_sweep *self, int model, int k);
double ndrsim_sweep_value(const ndrsim_sweep *self, int model, int k);
/* The lowest and highest number that a parameter takes in the sweep; false when it has words. */
bool ndrsim_sweep_span(const ndrsim_sweep *self, int k, double *low, double *high);
/* -1, 1: at this setting the parameter is the lowest, the highest of at least three that were
 * tried; 0: inside. */
int ndrsim_sweep_edge(const ndrsim_sweep *self, int model, int k);

#endif
