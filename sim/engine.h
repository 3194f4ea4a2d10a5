/* The engine: runs replicates of a model and fills replicate records. */
#ifndef NDRSIM_SIM_ENGINE_H
#define NDRSIM_SIM_ENGINE_H

#include "sim/mechanism.h"
#include "sim/record.h"

/* A replicate is addressed by one index for each layer of uncertainty (decision 0001). */
typedef struct ndrsim_replicate {
  uint32_t parameter, macro, idiosyncratic;
} ndrsim_replicate;

/* What a test or a replay sees: called after the billing of each month of a block. */
typedef struct ndrsim_observer {
  void (*month)(void *user, const ndrsim_block *block, int month);
  void *user;
} ndrsim_observer;

#define NDRSIM_BLOCK_DEFAULT 512 /* target lanes of a block */

typedef struct ndrsim_engine_options {
  int threads;    /* 0 = all cores */
  int block_size; /* target lanes of a block, 0 = NDRSIM_BLOCK_DEFAULT; never changes results */
  int64_t memory; /* [bytes] that the run may take; 0 = what the machine has available */
  bool debug;     /* check ownership and billing invariants (slow) */
  /* Called with the number of finished tasks and their total, from one thread at a time; returns
   * non-zero to stop. May be NULL. */
  int (*progress)(void *user, int64_t done, int64_t total);
  void *progress_user;
  /* Called before each block by the thread that has it, so by several at once; non-zero gives up
   * what is in progress, where progress lets it come to its end. May be NULL. */
  int (*give_up)(void *user);
  void *give_up_user;
  /* Called when record k is whole, in no order of k, under the same lock as progress. May be NULL.
   */
  void (*finished)(void *user, int k, const int64_t *record);
  void *finished_user;
  const ndrsim_observer *observer; /* NULL, or called from the worker threads */
  /* NULL; else draws[n][model->n_draws]: what layer 1 is worth in each replicate, in engine units
   * (sim/draws.h), instead of what would be drawn at the replicate's parameter index. Not with a
   * trace. */
  const double *draws;
  /* NULL; else only the portfolio of the trace's account is simulated, in one replicate (n = 1),
   * and what decided its path is written down (sim/trace.h). The record then holds that portfolio.
   */
  ndrsim_trace *trace;
} ndrsim_engine_options;

/* Layout of the records of a model. */
void ndrsim_engine_layout(const ndrsim_model *model, ndrsim_layout *layout);

/* Runs n replicates after a look at what they need (sim/cost.h): LIMIT when that is more than there
 * is. Record k goes to records + k * layout.size. On interruption returns
 * NDRSIM_INTERRUPTED and *complete is the length of the contiguous prefix that is whole. */
ndrsim_status ndrsim_engine_run(const ndrsim_model *model, const ndrsim_engine_options *options,
                                const ndrsim_replicate *replicate, int n, int64_t *records,
                                int *complete, ndrsim_error *err);

/* Chooses the widest instruction set this processor has, or the one named by `isa` ("avx512",
 * "avx2", "portable"; NULL = the environment's NDRSIM_ISA, else the widest). Returns NULL and fills
 * err when the name is unknown or the processor lacks it. Defined in models/catalogue.c. */
const ndrsim_catalogue *ndrsim_catalogue_choose(const char *isa, ndrsim_error *err);
/* The same tables with kernels that write traces, for engine options with one. Slower; the same
 * results. (models/catalogue.c) */
const ndrsim_catalogue *ndrsim_catalogue_traced(void);

#endif
