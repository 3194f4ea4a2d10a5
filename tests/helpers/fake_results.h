/* A made-up run for tests of analysis, report and plots: no engine, but records that obey every
 * identity of a real one (movements, flows, cohorts and anchors add up to the cent). */
#ifndef NDRSIM_TESTS_FAKE_RESULTS_H
#define NDRSIM_TESTS_FAKE_RESULTS_H

#include "analysis/results.h"

typedef struct fake_run {
  ndrsim_model model;
  ndrsim_results results;
  ndrsim_intake intake[64];
  ndrsim_row row[1]; /* only its presence counts */
} fake_run;

/* `book` != 0: two book cohorts (and the point headline); else landings only. Each cohort moves as
 * one account. Deterministic. Returns 0, or -1 when memory is out. */
int fake_run_init(fake_run *self, int horizon, int replicates, int book);
void fake_run_free(fake_run *self);

#endif
