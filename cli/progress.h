/* A progress line on standard error: only on a terminal, only for runs longer than a second. */
#ifndef NDRSIM_CLI_PROGRESS_H
#define NDRSIM_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct ndrsim_progress {
  bool shown; /* a line stands on the terminal */
  bool enabled;
  double started, drawn; /* [seconds] of the monotonic clock */
  int64_t runs;          /* replicates of the whole job, for the rate */
} ndrsim_progress;

/* `quiet` switches the line off; runs: replicates the job consists of. */
void ndrsim_progress_init(ndrsim_progress *self, bool quiet, int64_t runs);
/* An engine callback (user = self): draws at most ten times a second; non-zero after Ctrl-C. */
int ndrsim_progress_step(void *user, int64_t done, int64_t total);
void ndrsim_progress_end(ndrsim_progress *self); /* wipes the line */

#endif
