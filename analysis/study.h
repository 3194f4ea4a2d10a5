/* A study: several models run on common random numbers, and the outcomes of each replicate. The
 * difference of two models in a replicate is then the models' own, not luck.
 *
 * Replicates go in batches through all models, so that whatever interrupts a study, the replicates
 * before it are whole in all of them. Of the records only the outcomes are kept. */
#ifndef NDRSIM_ANALYSIS_STUDY_H
#define NDRSIM_ANALYSIS_STUDY_H

#include "analysis/outcome.h"

typedef struct ndrsim_study {
  int n_models, n_outcomes;
  int n, requested; /* replicates that are whole in all models, from the first on; and asked for */
  const ndrsim_outcome *outcome; /* [n_outcomes] borrowed */
  double *value;                 /* [n_models][n_outcomes][requested] */
} ndrsim_study;

/* What is to be run. All models must have the same seed, or there is no pairing. */
typedef struct ndrsim_study_plan {
  const ndrsim_model *const *model; /* [n_models] */
  int n_models;
  const ndrsim_outcome *outcome; /* [n_outcomes], as parsed with any of the models */
  int n_outcomes;
  int replicates;
  int first; /* index of the first replicate: fresh ones for a second look; else 0 */
  /* NULL; else called with every record, from the calling thread: model, replicate, its results */
  void (*seen)(void *user, int model, int replicate, const ndrsim_results *results, int k);
  /* NULL; else asked before every run for what layer 1 is worth in it, draws[n_draws] in engine
   * units (sim/draws.h); it may also move the run from its address, which is the replicate's index
   * in all layers. The same model may then stand in the list more than once. */
  ndrsim_status (*given)(void *user, int model, int replicate, ndrsim_replicate *at, double *draws,
                         ndrsim_error *err);
  void *user;
} ndrsim_study_plan;

void ndrsim_study_init(ndrsim_study *self);
void ndrsim_study_free(ndrsim_study *self); /* safe after a failed run and twice */

/* The cost of all runs, records of one batch kept. Errors: INTERNAL, MEMORY. */
ndrsim_status ndrsim_study_cost(const ndrsim_study_plan *plan, const ndrsim_run_options *options,
                                ndrsim_cost *out, ndrsim_error *err);
/* Of the options `engine` counts, stop_early with stop_replicates, and the watch, which sees NDR of
 * the first model. After INTERRUPTED n replicates are whole; n = 0 is nothing to report. Errors:
 * LIMIT, MEMORY, INTERNAL when the seeds differ. */
ndrsim_status ndrsim_study_run(ndrsim_study *self, const ndrsim_study_plan *plan,
                               const ndrsim_run_options *options, ndrsim_error *err);

/* Values of one outcome in one model, [n]; NAN where there is none. */
const double *ndrsim_study_values(const ndrsim_study *self, int model, int outcome);
/* Estimates over replicates; of a difference: of `model` less `base`, replicate by replicate.
 * Errors: MEMORY. */
ndrsim_status ndrsim_study_estimate(const ndrsim_study *self, int model, int outcome,
                                    ndrsim_estimate *out);
ndrsim_status ndrsim_study_difference(const ndrsim_study *self, int model, int base, int outcome,
                                      ndrsim_estimate *out);

/* What the pairing of two models brings for one outcome. */
typedef struct ndrsim_pairing {
  double higher; /* share of replicates in which `model` is above `base`; ties count half */
  double higher_se;
  double equal;       /* share of replicates in which both are exactly the same */
  double correlation; /* of the two over replicates; NAN when one does not vary */
  /* variance of the difference of unpaired runs over that of paired ones: how many times as many
   * replicates would be needed without common random numbers; INFINITY when paired runs do not
   * vary, NAN when neither varies */
  double saved;
} ndrsim_pairing;
/* All NAN below two replicates or without values. */
void ndrsim_study_pairing(const ndrsim_study *self, int model, int base, int outcome,
                          ndrsim_pairing *out);

#endif
