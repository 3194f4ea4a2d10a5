/* A stage: one call of the engine among several of a job, with one progress scale over all. */
#ifndef NDRSIM_ANALYSIS_STAGE_H
#define NDRSIM_ANALYSIS_STAGE_H

#include "sim/engine.h"

typedef struct ndrsim_stage {
  const ndrsim_engine_options *outer; /* of the job */
  int64_t before, span, total;        /* runs: done earlier, in this call, in the whole job */
} ndrsim_stage;

/* The job's options for this call: progress is told on the job's scale. `self` must outlive it. */
ndrsim_engine_options ndrsim_stage_options(ndrsim_stage *self);

#endif
