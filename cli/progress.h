/* A progress line on standard error: only on a terminal in whose foreground we are, and only for
 * work longer than a second. Plain characters, no colour. */
#ifndef NDRSIM_CLI_PROGRESS_H
#define NDRSIM_CLI_PROGRESS_H

#include <stdatomic.h>
#include "analysis/results.h"

typedef struct ndrsim_progress {
  bool enabled;
  bool quiet;
  bool shown;             /* a line stands on the terminal */
  double started, drawn;  /* [seconds] of the monotonic clock */
  int replicates;         /* of the main run */
  int64_t runs;           /* of the whole job, the samples of the layers included: for the rate */
  ndrsim_run_watch watch; /* for the options of the run */
  atomic_llong asked;     /* [milliseconds] when an interrupt was first seen; 0 = not yet */
  atomic_bool told;       /* what a second one would do */
} ndrsim_progress;

/* `quiet` switches the line off. */
void ndrsim_progress_init(ndrsim_progress *self, bool quiet, int replicates, int layer_samples);
/* An engine callback (user = self): draws at most ten times a second; non-zero after Ctrl-C. */
int ndrsim_progress_step(void *user, int64_t done, int64_t total);
/* The engine's give_up (user = self), from any thread: non-zero after a second Ctrl-C. Says that
 * there is one when the first is not through within a second. */
int ndrsim_progress_give_up(void *user);
/* Names what comes after the simulation ("drawing charts"). */
void ndrsim_progress_phase(ndrsim_progress *self, const char *name);
void ndrsim_progress_end(ndrsim_progress *self); /* wipes the line */

#endif
