/* What a run costs, before it runs: memory, which is refused beyond a limit, and time, which is
 * only told. */
#ifndef NDRSIM_SIM_COST_H
#define NDRSIM_SIM_COST_H

#include "sim/engine.h"

/* Accounts of one run: sums of the low parts of squares (sim/concentration.h), 36 bits of each
 * account, then stay inside 64 bits. */
#define NDRSIM_MOST_ACCOUNTS (1 << 27)

/* The size of a run. Doubles, because what is asked for may be absurd. */
typedef struct ndrsim_cost_size {
  double accounts;       /* described ones and rows of the book */
  double rows;           /* of the book */
  double account_months; /* of one run, nobody having left */
  double horizon;        /* [months] */
  double kept;           /* runs whose records are kept at once */
  double runs;           /* all of them */
  double counters;       /* of the record */
  double book_cohorts;
  double milestones, groups; /* of the record */
  double block;              /* accounts of the largest block */
  double lane_bytes;         /* of one account in a block */
  int threads;
} ndrsim_cost_size;

typedef struct ndrsim_cost {
  double accounts, account_months; /* account_months: of all runs */
  double runs;
  double record_bytes;  /* replicate records */
  double account_bytes; /* accounts and rows */
  double work_bytes;    /* blocks and sums of the threads */
  double bytes;         /* the sum: the most that is held at once */
  double seconds;       /* estimate, from costs measured on one machine */
  int threads;
} ndrsim_cost;

void ndrsim_cost_of(const ndrsim_cost_size *size, ndrsim_cost *out);

/* The cost of `runs` runs of a model, the records of `kept` of them kept at once. Of the options
 * threads and block_size count. Errors: INTERNAL, MEMORY. */
ndrsim_status ndrsim_engine_cost(const ndrsim_model *model, const ndrsim_engine_options *options,
                                 double kept, double runs, ndrsim_cost *out, ndrsim_error *err);

/* LIMIT when it needs more than `limit` bytes (0: what the machine has available now), with the
 * memory and the time it would take. Time alone is never refused. */
ndrsim_status ndrsim_cost_check(const ndrsim_cost *self, int64_t limit, ndrsim_error *err);

/* "about 4.2 TB of memory and 3 years on 2 cores" */
void ndrsim_cost_text(const ndrsim_cost *self, char *out, size_t size);
void ndrsim_cost_text_bytes(double bytes, char *out, size_t size);     /* "4.2 TB" */
void ndrsim_cost_text_seconds(double seconds, char *out, size_t size); /* "3 years" */

#endif
