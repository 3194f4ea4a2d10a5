/* A search for the best setting of a few parameters: maximise or minimise a statistic of an
 * outcome, under constraints on statistics of outcomes, on common random numbers.
 *
 * The search (NLopt: DIRECT-L over the whole box, then BOBYQA, or COBYLA where there are
 * constraints) sees the replicates 0..n-1. Whatever it chose looks a little better on these than it
 * is, so the optimum, the current setting and the profiles are run again on the replicates n..2n-1,
 * which it has not seen. Decision 0014. */
#ifndef NDRSIM_ANALYSIS_OPTIMISE_H
#define NDRSIM_ANALYSIS_OPTIMISE_H

#include "analysis/choice.h"
#include "analysis/vary.h"

enum {
  NDRSIM_OPTIMISE_CONSTRAINTS = 8,
  NDRSIM_OPTIMISE_OUTCOMES = 16,
  NDRSIM_OPTIMISE_SIDE = 4, /* points of a profile to each side of the optimum */
  NDRSIM_OPTIMISE_EVALUATIONS = 2000
};

/* What counts of an outcome's replicates: their mean, or a quantile (index of
 * ndrsim_quantile_level). */
#define NDRSIM_STATISTIC_MEAN (-1)

typedef struct ndrsim_goal {
  int outcome;   /* place in the outcomes */
  int statistic; /* NDRSIM_STATISTIC_MEAN, or NDRSIM_P5 ... */
} ndrsim_goal;

typedef struct ndrsim_constraint {
  char text[NDRSIM_OUTCOME_NAME + 48]; /* as asked for: "ndr@24:p10>=105" */
  ndrsim_goal goal;
  bool at_least; /* else at most */
  double bound;
} ndrsim_constraint;

/* In what its violation is measured: the bound, or 1 when that is 0. */
double ndrsim_constraint_size(const ndrsim_constraint *self);

/* One setting that the search tried. */
typedef struct ndrsim_evaluation {
  double x[NDRSIM_VARY_MOST];
  double objective;                          /* the statistic */
  double slack[NDRSIM_OPTIMISE_CONSTRAINTS]; /* >= 0: the constraint holds, in its own unit */
  double violation; /* sum of what is missing, each relative to its bound */
  double *value;    /* [replicates] of the objective's outcome */
} ndrsim_evaluation;

/* A setting of a profile: the optimum but for one parameter. */
typedef struct ndrsim_profile_point {
  int vary; /* -1: the optimum itself (first), the current setting (second) */
  double x;
} ndrsim_profile_point;

/* Where a profile leaves the neighbourhood of the optimum. */
typedef struct ndrsim_flatness {
  double low, high;           /* values of the parameter */
  bool low_bound, high_bound; /* it does not, up to the bound */
} ndrsim_flatness;

typedef struct ndrsim_optimise {
  /* what is asked for */
  ndrsim_vary vary[NDRSIM_VARY_MOST];
  int n_vary, n_constraints;
  int evaluations;                          /* at most; 0 = the default */
  char objective[NDRSIM_OUTCOME_NAME + 16]; /* "" = the default */
  double sign;                              /* 1 maximise, -1 minimise */
  ndrsim_constraint constraint[NDRSIM_OPTIMISE_CONSTRAINTS];

  const ndrsim_source *source;
  const ndrsim_model *base;
  ndrsim_outcome outcome[NDRSIM_OPTIMISE_OUTCOMES];
  int n_outcomes, replicates;
  ndrsim_goal goal;

  ndrsim_evaluation now;         /* the current setting, on the replicates of the search */
  ndrsim_evaluation *evaluation; /* [n_evaluations] in the order of the search */
  int n_evaluations;
  int global; /* evaluations of the first stage */
  int best;   /* evaluation; feasible when any is */
  int n_points;
  ndrsim_profile_point *point; /* [n_points] models of `fresh` */
  ndrsim_study fresh;
  bool per_signup; /* the default objective is, because acquisition responds */
  bool converged;  /* the second stage ended by itself */
  bool feasible;
} ndrsim_optimise;

void ndrsim_optimise_init(ndrsim_optimise *self);
void ndrsim_optimise_free(ndrsim_optimise *self);

/* Reads and adds one --vary (a range), one --subject-to. Errors: USAGE, MEMORY. */
ndrsim_status ndrsim_optimise_vary(ndrsim_optimise *self, const char *text, ndrsim_error *err);
ndrsim_status ndrsim_optimise_subject(ndrsim_optimise *self, const char *text, ndrsim_error *err);
/* Chooses outcomes and looks up what is varied; the cost of the whole search. `source` and `base`
 * outlive `self`. Errors: USAGE, INPUT, LIMIT, MEMORY. */
ndrsim_status ndrsim_optimise_prepare(ndrsim_optimise *self, const ndrsim_source *source,
                                      const ndrsim_model *base, const ndrsim_run_options *options,
                                      ndrsim_cost *cost, ndrsim_error *err);
/* Errors: INPUT for a setting that the scenario's rules forbid, or at which the objective has no
 * value; those of ndrsim_study_run. After INTERRUPTED there is nothing. */
ndrsim_status ndrsim_optimise_run(ndrsim_optimise *self, const ndrsim_run_options *options,
                                  ndrsim_error *err);

int ndrsim_optimise_default(int n_vary);          /* evaluations */
const char *ndrsim_statistic_name(int statistic); /* "mean", "p10" */

/* The statistic over values[n], and its standard error. Errors: MEMORY. */
ndrsim_status ndrsim_statistic_of(const double *value, int n, int statistic, double *out,
                                  double *se);

enum { NDRSIM_FRESH_BEST, NDRSIM_FRESH_NOW }; /* models of `fresh`; then the profiles */

/* Of a goal in a model of `fresh`: the statistic and its standard error. */
ndrsim_status ndrsim_optimise_fresh(const ndrsim_optimise *self, int model, ndrsim_goal goal,
                                    double *out, double *se);
/* The optimum less the current setting, replicate by replicate, for a mean; for a quantile the
 * difference of the quantiles, whose standard error takes them for independent (too large). */
ndrsim_status ndrsim_optimise_gain(const ndrsim_optimise *self, bool fresh, double *out,
                                   double *se);
/* The values of parameter `k` at which the objective, by its profile, is within `loss` of the
 * optimum. Errors: MEMORY. */
ndrsim_status ndrsim_optimise_flat(const ndrsim_optimise *self, int k, double loss,
                                   ndrsim_flatness *out);
/* -1, 1: the optimum is at the lower, upper bound; 0: inside. */
int ndrsim_optimise_edge(const ndrsim_optimise *self, int k);
/* Values of the optimum and of the current setting as numbers; NAN where it has none. */
double ndrsim_optimise_best(const ndrsim_optimise *self, int k);

/* --- between optimise.c, search.c and optimise_fresh.c ---------------------------------------- */

/* One setting on the replicates of the search. Errors: as of run. */
typedef struct ndrsim_search {
  ndrsim_optimise *self;
  const ndrsim_run_options *options;
  int most;      /* evaluations that may be made by now */
  int64_t done;  /* runs so far */
  int64_t total; /* of the whole job */
  double scale;  /* of the objective */
  ndrsim_status status;
  ndrsim_error *err;
} ndrsim_search;

/* The evaluation at u[n_vary] in [0, 1], made now or before; -1 when no more may be made, or after
 * an error (search->status). */
int ndrsim_search_at(ndrsim_search *search, const double *u);
/* Both stages. Errors: as of run; INTERNAL. */
ndrsim_status ndrsim_search_run(ndrsim_search *search);
/* The options of one study among those of the job: progress counts on. */
ndrsim_run_options ndrsim_search_options(ndrsim_search *search);
/* The second look, after the search. Errors: as of run. */
ndrsim_status ndrsim_search_fresh(ndrsim_search *search);
/* The model at x[n_vary], to be freed; `text` and `pointer` get the changes. Errors: as of
 * ndrsim_source_model. */
ndrsim_status ndrsim_optimise_model(const ndrsim_optimise *self, const double *x, ndrsim_model *out,
                                    char text[][NDRSIM_VARY_TEXT], const char **pointer,
                                    ndrsim_error *err);
/* Whether `a` is the better one: feasible before infeasible, then the objective. */
bool ndrsim_search_better(const ndrsim_optimise *self, const ndrsim_evaluation *a,
                          const ndrsim_evaluation *b);

#endif
