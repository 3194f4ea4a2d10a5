/* The debug engine: checks that nobody writes a column he does not own, and that every bill that
 * changed was marked as dirty. On in tests, off (and free) otherwise. */
#ifndef NDRSIM_SIM_DEBUG_H
#define NDRSIM_SIM_DEBUG_H

#include "sim/block.h"

typedef struct ndrsim_guard {
  bool on;
  const ndrsim_plan *plan;
  uint64_t hash[NDRSIM_MAX_COLUMNS];
} ndrsim_guard;

void ndrsim_guard_init(ndrsim_guard *self, const ndrsim_plan *plan, bool on);
void ndrsim_guard_before(ndrsim_guard *self, const ndrsim_block *block, int mechanism);
/* NDRSIM_INTERNAL names the mechanism and the column it should not have touched. */
ndrsim_status ndrsim_guard_after(ndrsim_guard *self, const ndrsim_block *block, int mechanism,
                                 ndrsim_error *err);
/* Before billing: a lane that is not dirty bills what it billed last month. */
ndrsim_status ndrsim_guard_bills(ndrsim_block *block, ndrsim_error *err);

#endif
