#include "analysis/stage.h"

#include <stddef.h>

#define STEPS 1000 /* per run, so that a single replicate still moves the bar */

static int forward(void *user, int64_t done, int64_t total) {
  const ndrsim_stage *self = user;
  double part = total > 0 ? (double)done / (double)total : 0.0;
  int64_t inside = (int64_t)(part * (double)(self->span * STEPS));
  return self->outer->progress(self->outer->progress_user, self->before * STEPS + inside,
                               self->total * STEPS);
}

ndrsim_engine_options ndrsim_stage_options(ndrsim_stage *self) {
  ndrsim_engine_options inner = *self->outer;
  if (inner.progress != NULL) {
    inner.progress = forward;
    inner.progress_user = self;
  }
  return inner;
}
