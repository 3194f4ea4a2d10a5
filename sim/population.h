/* Who is simulated: accounts sorted by segment and portfolio, and the blocks they form. */
#ifndef NDRSIM_SIM_POPULATION_H
#define NDRSIM_SIM_POPULATION_H

#include "sim/plan.h"

/* An account before it starts. 24 bytes; the only per-account memory besides the book's rows. */
typedef struct ndrsim_account {
  uint64_t id;
  int32_t portfolio; /* within the segment */
  int32_t row;       /* book row, or -1 */
  int16_t start;     /* month it enters the simulation: 0 for book rows */
  int16_t segment;
} ndrsim_account;

typedef struct ndrsim_extent {
  int64_t from, to; /* accounts [from, to) */
} ndrsim_extent;

typedef struct ndrsim_population {
  int64_t n;
  ndrsim_account *account; /* by segment, block, start month */
  int n_blocks;
  ndrsim_extent *block; /* one segment, whole portfolios */
  int64_t largest;      /* accounts of the largest block */
} ndrsim_population;

/* block_size: target accounts of a block; a portfolio is never split. */
ndrsim_status ndrsim_population_init(ndrsim_population *self, const ndrsim_plan *plan,
                                     int block_size, ndrsim_error *err);
/* Only the portfolio of one account, as one block: its accounts live the same lives there as among
 * all the others. The account must exist. Errors: MEMORY, LIMIT. */
ndrsim_status ndrsim_population_portfolio(ndrsim_population *self, const ndrsim_plan *plan,
                                          int segment, uint64_t id, ndrsim_error *err);
void ndrsim_population_free(ndrsim_population *self);

/* Stable id of the k-th described account of an intake. */
uint64_t ndrsim_population_id(const ndrsim_model *model, int segment, int month, int64_t k);

#endif
