/* What to measure before a choice: the options are models, run on the same random numbers; a
 * parameter is what any of them draws once for each replicate. What knowing parameters is worth is
 * told by analysis/voi.h, in the unit of the outcome that is chosen by. */
#ifndef NDRSIM_ANALYSIS_EVPI_H
#define NDRSIM_ANALYSIS_EVPI_H

#include "analysis/choice.h"
#include "analysis/voi.h"

enum { NDRSIM_EVPI_OPTIONS = 8, NDRSIM_EVPI_SETS = 8, NDRSIM_EVPI_TOGETHER = 8 };

typedef struct ndrsim_evpi_parameter {
  char path[192];
  bool varies; /* in the replicates at hand; else it has no worth */
  ndrsim_worth worth;
} ndrsim_evpi_parameter;

/* Several parameters known at once. */
typedef struct ndrsim_evpi_set {
  char text[256]; /* as asked for, or the path of the one that was added */
  ndrsim_worth worth;
  double added, added_se; /* more than the set before it */
} ndrsim_evpi_set;

typedef struct ndrsim_evpi {
  int n_options;
  const ndrsim_model *model[NDRSIM_EVPI_OPTIONS]; /* one seed, one horizon; outlive self */
  char label[NDRSIM_EVPI_OPTIONS][160];
  ndrsim_outcome outcome;
  double sign; /* 1: the more the better, -1 */
  ndrsim_study study;
  ndrsim_choice choice;
  int n_parameters;
  ndrsim_evpi_parameter *parameter;
  int *order;       /* [n_parameters] by worth, the largest first; those that do not vary last */
  ndrsim_worth all; /* EVPI */
  double foresight, foresight_se; /* who knew luck and the economy too */
  int n_together;
  ndrsim_evpi_set together[NDRSIM_EVPI_TOGETHER]; /* the first, the first two, ... in order */
  int n_sets;
  ndrsim_evpi_set set[NDRSIM_EVPI_SETS]; /* that were asked for */
} ndrsim_evpi;

void ndrsim_evpi_init(ndrsim_evpi *self);
void ndrsim_evpi_free(ndrsim_evpi *self); /* safe after a failure and twice */

/* The options and labels are set by the caller. `objective` NULL: profit of 24 months, or of the
 * horizon if that is less. set[n_sets]: "PATH,PATH". Errors: USAGE, MEMORY. */
ndrsim_status ndrsim_evpi_prepare(ndrsim_evpi *self, const char *objective, const char *const *set,
                                  int n_sets, ndrsim_error *err);
ndrsim_status ndrsim_evpi_cost(const ndrsim_evpi *self, const ndrsim_run_options *options,
                               ndrsim_cost *out, ndrsim_error *err);
/* Errors: those of ndrsim_study_run; USAGE when a replicate has no value of the outcome. After
 * INTERRUPTED it stands for the replicates that are whole, if there are enough: study.n is 0 then.
 */
ndrsim_status ndrsim_evpi_run(ndrsim_evpi *self, const ndrsim_run_options *options,
                              ndrsim_error *err);

#endif
