/* Sensitivity: what an outcome hangs on.
 *
 *   tornado     one parameter at a time at its P10 and P90, all others as drawn
 *   elasticity  % of NDR, and of each engine's share in growth, per 1% of a parameter
 *   Sobol       shares of the variance of the outcome's mean (analysis/sobol.h)
 *   Shapley     the same where parameters are correlated (analysis/shapley.h)
 *   two-way     two parameters together, over a grid of levels
 *
 * All runs of a replicate have the same random numbers but for what is looked at, so differences
 * are paired. Parameters are those that the scenario draws once for each replicate; a value that is
 * fixed can be named besides, and is moved by 10% to both sides. */
#ifndef NDRSIM_ANALYSIS_SENSITIVITY_H
#define NDRSIM_ANALYSIS_SENSITIVITY_H

#include "analysis/shapley.h"
#include "analysis/sobol.h"
#include "analysis/study.h"
#include "data/source.h"

enum {
  NDRSIM_METHOD_TORNADO = 1,
  NDRSIM_METHOD_ELASTICITY = 2,
  NDRSIM_METHOD_SOBOL = 4,
  NDRSIM_METHOD_TWO_WAY = 8,
  NDRSIM_METHOD_SHAPLEY = 16,
  NDRSIM_METHOD_ALL = 31
};
enum { NDRSIM_SENSITIVITY_OUTCOMES = 8, NDRSIM_ELASTIC_OUTCOMES = 4, NDRSIM_TWO_WAY_LEVELS = 5 };

extern const double ndrsim_two_way_level[NDRSIM_TWO_WAY_LEVELS]; /* 0.1 0.25 0.5 0.75 0.9 */

/* How a parameter is moved: to its P10, its P90, by -5% and +5% of its value. A fixed value has two
 * moves, -10% and +10%, which stand for both. */
enum { NDRSIM_MOVE_LOW, NDRSIM_MOVE_HIGH, NDRSIM_MOVE_LESS, NDRSIM_MOVE_MORE, NDRSIM_MOVE_KINDS };

/* A parameter that is moved. */
typedef struct ndrsim_factor {
  char path[192];
  char unit[64];                        /* "1/month" */
  int draw;                             /* index into model->draw; -1 = a fixed value */
  double level[NDRSIM_TWO_WAY_LEVELS];  /* values [unit]: quantiles; fixed: -10% .. +10% */
  double engine[NDRSIM_TWO_WAY_LEVELS]; /* the same in engine units, of draws */
  ndrsim_model *moved;                  /* [2] of fixed values: at the first and the last level */
  int variant[NDRSIM_MOVE_KINDS];       /* of `single`; -1 = there is none */
  double *step;                         /* [replicates] (+5% less -5%) over the value; drawn ones */
} ndrsim_factor;

/* A run of a replicate besides the one as it is drawn. */
typedef struct ndrsim_variant {
  int factor, move;
} ndrsim_variant;

/* One bar of a tornado. */
typedef struct ndrsim_tornado_bar {
  int factor;
  ndrsim_estimate low, high; /* of the outcome at P10 and P90 of the parameter */
  ndrsim_estimate swing;     /* the second less the first, replicate by replicate */
} ndrsim_tornado_bar;

/* % per 1%. */
typedef struct ndrsim_elasticity {
  double value, se; /* NAN where the outcome or the parameter is 0 */
} ndrsim_elasticity;

typedef struct ndrsim_sensitivity {
  const ndrsim_source *source; /* borrowed, as model */
  const ndrsim_model *model;
  unsigned methods;
  int n_factors, n_drawn; /* factors; those of them that are drawn, which are first */
  ndrsim_factor *factor;
  int n_outcomes; /* asked for; those of elasticities follow them */
  ndrsim_outcome outcome[NDRSIM_SENSITIVITY_OUTCOMES + NDRSIM_ELASTIC_OUTCOMES];
  int n_elastic;           /* outcomes of elasticities: 0 or all */
  ndrsim_variant *variant; /* [n_variants] the first is the scenario as it is */
  int n_variants;
  const ndrsim_model **single_model; /* [n_variants] */
  ndrsim_study single, pair_study, sobol_study;
  ndrsim_sobol sobol[NDRSIM_SENSITIVITY_OUTCOMES];
  ndrsim_shapley shapley[NDRSIM_SENSITIVITY_OUTCOMES]; /* of the drawn factors */
  ndrsim_sobol_design design;
  int points;         /* of the design; 0 = too few replicates */
  int pair[2];        /* factors of the two-way table; -1 = those with the largest swings */
  ndrsim_model *cell; /* [levels * levels] of the two-way table, when a fixed value is in it */
  double *uniform;    /* [n_draws] */
} ndrsim_sensitivity;

void ndrsim_sensitivity_init(ndrsim_sensitivity *self);
void ndrsim_sensitivity_free(ndrsim_sensitivity *self); /* safe after a failure and twice */

/* What is asked. `of` and `outcome` are as typed; none: all that is drawn; NDR at 12 months. */
typedef struct ndrsim_sensitivity_ask {
  unsigned methods;
  const char *const *of;
  int n_of;
  const char *const *outcome;
  int n_outcomes;
  const char *pair; /* "PATH,PATH"; NULL */
} ndrsim_sensitivity_ask;

/* (for analysis/sensitivity_run.c) The models of the two-way table, if a fixed value is in it. */
ndrsim_status ndrsim_sensitivity_cells(ndrsim_sensitivity *self, ndrsim_error *err);

/* Finds factors and outcomes and makes the models of fixed values. Source and model outlive self.
 * Errors: USAGE with the path that is meant; MEMORY; those of the loader. */
ndrsim_status ndrsim_sensitivity_prepare(ndrsim_sensitivity *self, const ndrsim_source *source,
                                         const ndrsim_model *model,
                                         const ndrsim_sensitivity_ask *ask, ndrsim_error *err);
ndrsim_status ndrsim_sensitivity_cost(ndrsim_sensitivity *self, const ndrsim_run_options *options,
                                      ndrsim_cost *out, ndrsim_error *err);
/* Errors: those of ndrsim_study_run; INTERRUPTED: there is nothing then. */
ndrsim_status ndrsim_sensitivity_run(ndrsim_sensitivity *self, const ndrsim_run_options *options,
                                     ndrsim_error *err);

/* Indices 0..n-1 by their keys, the largest first; NAN last; ties as they stand. */
void ndrsim_sensitivity_rank(const double *key, int n, int *order);
/* The bars of an outcome into bar[n_factors], the largest swing first. Errors: MEMORY. */
ndrsim_status ndrsim_sensitivity_tornado(const ndrsim_sensitivity *self, int outcome,
                                         ndrsim_tornado_bar *bar);
/* Of any outcome of `single`; of NDR and of the shares of the engines from n_outcomes on. */
ndrsim_elasticity ndrsim_sensitivity_elasticity(const ndrsim_sensitivity *self, int factor,
                                                int outcome);
/* NDR (k = 0), and the shares of the engines (1 + engine). */
const ndrsim_outcome *ndrsim_sensitivity_elastic(const ndrsim_sensitivity *self, int k);
/* The outcome in a cell of the two-way table. Errors: MEMORY. */
ndrsim_status ndrsim_sensitivity_cell(const ndrsim_sensitivity *self, int outcome, int first,
                                      int second, ndrsim_estimate *out);
/* How much more both together do from P10 to P90 than each alone, added up, paired. */
ndrsim_status ndrsim_sensitivity_interplay(const ndrsim_sensitivity *self, int outcome,
                                           ndrsim_estimate *out);

#endif
