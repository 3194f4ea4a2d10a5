/* The causal decomposition of NDR: what would be without the growth of an engine. Each replicate
 * runs eight times on the same random numbers, with each subset of {seats, workflows, capacity}
 * growing.
 *
 * An engine that is off grows by no path from the start of the window on, and its plays are off;
 * what shrinks it, and all that is no engine (demand, usage, prices, churn), goes on. The base of
 * all eight is that of the run in which all grow. With v(S) the MRR of the base customers at the
 * end:
 *
 *   causal_i   = sum over S without i of |S|! (2 - |S|)! / 3! (v(S and i) - v(S))     Shapley value
 *   together_S = sum over T within S of (-1)^(|S| - |T|) v(T)                         dividend
 *
 * in whole cents of each replicate, so that both add up to v(all) - v(none) exactly. MODEL section
 * 6; docs/definitions.md. */
#ifndef NDRSIM_ANALYSIS_CAUSAL_H
#define NDRSIM_ANALYSIS_CAUSAL_H

#include "analysis/reading.h"

/* A run is a set of engines that may grow: bit e for engine e. */
#define NDRSIM_CAUSAL_RUNS (1 << NDRSIM_ENGINES)
#define NDRSIM_CAUSAL_ALL (NDRSIM_CAUSAL_RUNS - 1)

typedef struct ndrsim_causal {
  ndrsim_results on;   /* the run in which all engines grow; basis_month is the end of the window */
  int frozen_from;     /* engines that are off are frozen from this month on */
  int n;               /* replicates that are whole in all runs, from the first on; = on.n */
  int64_t *then, *now; /* [n][NDRSIM_CAUSAL_RUNS] MRR of the base customers [cents] */
  bool same_base;      /* `then` is the same in all runs of each replicate */
} ndrsim_causal;

/* The figures. Components of the first two and last two splits: the engines, then the rest. */
typedef enum ndrsim_causal_split {
  NDRSIM_CAUSAL_SHAPLEY,  /* [points] the rest: NDR of the run without growth, less 100 */
  NDRSIM_CAUSAL_CAUSE,    /* [points] the accounting split of the run with all, by cause */
  NDRSIM_CAUSAL_INVOICE,  /* [points] the same as invoiced */
  NDRSIM_CAUSAL_ALONE,    /* [points] an engine's effect when it is the only one to grow */
  NDRSIM_CAUSAL_STOPPED,  /* [points] change of NDR when it stops and the others go on */
  NDRSIM_CAUSAL_TOGETHER, /* [points] by set of two or three engines: what only the set adds */
  NDRSIM_CAUSAL_NDR,      /* [%] of each run */
  NDRSIM_CAUSAL_SPLITS
} ndrsim_causal_split;

#define NDRSIM_CAUSAL_REST NDRSIM_ENGINES /* component of the first three splits */
#define NDRSIM_CAUSAL_COMPONENTS_MOST NDRSIM_CAUSAL_RUNS

const char *ndrsim_causal_split_name(int split); /* "shapley" */
const char *ndrsim_causal_split_unit(int split); /* "points", "%" */
int ndrsim_causal_components(int split);
/* The set of engines of a component: one engine, or those of TOGETHER and NDR; 0 for the rest. */
int ndrsim_causal_set(int split, int component);
/* "seat+workflow"; "none" for the run without growth and "rest" for the rest. */
void ndrsim_causal_component_name(int split, int component, char *out, size_t size);

/* Of one replicate's eight values: six times the Shapley values, whose sum is 6 (v[7] - v[0]); and
 * the dividends of all sets, whose sum is v[7]. */
void ndrsim_causal_shapley(const int64_t v[NDRSIM_CAUSAL_RUNS], int64_t sixfold[NDRSIM_ENGINES]);
void ndrsim_causal_dividends(const int64_t v[NDRSIM_CAUSAL_RUNS], int64_t out[NDRSIM_CAUSAL_RUNS]);

void ndrsim_causal_init(ndrsim_causal *self);
void ndrsim_causal_free(ndrsim_causal *self);

/* First month in which an engine that is off is frozen: 0 for windows that begin at landing; for
 * the twelve months that end in `month`, the first of them. */
int ndrsim_causal_frozen_from(int convention, int month);
/* The model of a run: it shares everything but the switches with the one it is made from, which
 * must outlive it. */
typedef struct ndrsim_causal_variant {
  ndrsim_model model; /* not to be freed */
  ndrsim_slot *slot;
  ndrsim_knot *knot;
} ndrsim_causal_variant;

/* Engines outside `set` are frozen from a month on. Errors: MEMORY, INTERNAL. */
ndrsim_status ndrsim_causal_variant_init(ndrsim_causal_variant *self, const ndrsim_model *model,
                                         int set, int from, ndrsim_error *err);
void ndrsim_causal_variant_free(ndrsim_causal_variant *self); /* safe after a failure and twice */

/* What a run needs. Errors: INTERNAL, MEMORY. */
ndrsim_status ndrsim_causal_cost(const ndrsim_model *model, const ndrsim_run_options *options,
                                 ndrsim_cost *out, ndrsim_error *err);
/* Runs all; `month` (12, 24 or 36) is the age, or for a book the month, at which the window ends.
 * Of the options layers do not count; the watch sees the run in which all grow. After INTERRUPTED n
 * replicates are whole in all runs. Errors: USAGE when the horizon is shorter than the window,
 * INPUT when NDR has no value there, LIMIT, MEMORY, ... */
ndrsim_status ndrsim_causal_run(ndrsim_causal *self, const ndrsim_model *model, int month,
                                const ndrsim_run_options *options, ndrsim_error *err);

/* "at 12 months", "in the 12 months to month 24" */
void ndrsim_causal_window_text(const ndrsim_causal *self, char *out, size_t size);
/* Whether tasks stop at a cap in this model; else they go on and are billed as overage. */
bool ndrsim_causal_stops(const ndrsim_model *model);

/* Value in one replicate; NAN when there is no base. */
double ndrsim_causal_value(const ndrsim_causal *self, int split, int component, int replicate);
/* Errors: MEMORY. */
ndrsim_status ndrsim_causal_estimate(const ndrsim_causal *self, int split, int component,
                                     ndrsim_estimate *out);
/* By how much the Shapley value of engine `a` is above that of `b`, paired [points]. */
ndrsim_status ndrsim_causal_lead(const ndrsim_causal *self, int a, int b, ndrsim_estimate *out);

#endif
