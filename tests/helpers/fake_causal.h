/* A made-up attribution for tests of analysis, report and plots: the run in which all engines grow
 * is a made-up run, the other seven keep a part of its growth. */
#ifndef NDRSIM_TESTS_FAKE_CAUSAL_H
#define NDRSIM_TESTS_FAKE_CAUSAL_H

#include "analysis/causal.h"
#include "tests/helpers/fake_results.h"

/* Takes the records over from `run`, whose model must outlive it. Returns 0, or -1 when memory is
 * out. */
int fake_causal_init(ndrsim_causal *self, fake_run *run, int month);

#endif
