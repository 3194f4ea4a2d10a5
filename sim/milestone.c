#include "sim/milestone.h"

#include <string.h>

#include "sim/account.h"
#include "sim/block.h"
#include "sim/tally.h"

static bool has_source(const ndrsim_catalogue *catalogue, int driver) {
  for (int m = 0; m < catalogue->n_mechanisms; m++)
    for (int k = 0; k < catalogue->mechanism[m]->n_sources; k++)
      if ((int)catalogue->mechanism[m]->source[k].driver == driver) return true;
  return false;
}

void ndrsim_milestones_list(ndrsim_milestones *self, const ndrsim_catalogue *catalogue) {
  memset(self, 0, sizeof *self);
  for (int d = 0; d < NDRSIM_DRIVERS; d++)
    self->driver[d] = -1;
  for (int m = 0; m <= catalogue->n_mechanisms && m < NDRSIM_MAX_MECHANISMS; m++) {
    const ndrsim_mechanism *mech = m == 0 ? &ndrsim_account_mechanism : catalogue->mechanism[m - 1];
    self->first[m] = self->n;
    for (int k = 0; k < mech->n_milestones && self->n < NDRSIM_MAX_MILESTONES; k++) {
      int driver = mech->milestone[k].driver;
      if (driver >= 0 && !has_source(catalogue, driver)) continue;
      if (driver >= 0) self->driver[driver] = self->n;
      self->def[self->n++] = &mech->milestone[k];
    }
  }
}

/* Where the wait of a lane for a milestone is counted, when it ends now; NULL when it has not
 * begun.
 */
static int64_t *place(const ndrsim_block *block, ndrsim_tally *tally, int lane, int milestone) {
  const ndrsim_plan *plan = block->plan;
  int since = ndrsim_block_i32(block, NDRSIM_COL_LANDING)[lane];
  bool book = since != NDRSIM_NEVER &&
              ndrsim_block_i32(block, NDRSIM_COL_COHORT)[lane] < tally->layout.book_cohorts;
  if (plan->milestones.def[milestone]->clock == NDRSIM_CLOCK_START) {
    since = ndrsim_block_i32(block, NDRSIM_COL_START)[lane];
    book = plan->model->n_rows > 0 && since <= 0;
    if (book) since = 0;
  }
  if (since == NDRSIM_NEVER) return NULL;
  int group = block->segment + (book ? plan->model->n_segments : 0);
  return ndrsim_tally_incidence(tally, group, milestone, block->month - since);
}

/* Counts every wait of the lane that ends now, one column for all. */
static void end_waits(const ndrsim_block *block, ndrsim_tally *tally, int lane, uint32_t waits,
                      int column) {
  for (; waits; waits &= waits - 1) {
    int64_t *at = place(block, tally, lane, __builtin_ctz(waits));
    if (at) at[column]++;
  }
}

static uint32_t all(const ndrsim_block *block) {
  return (UINT32_C(1) << block->plan->milestones.n) - 1;
}

void ndrsim_milestone_reach(ndrsim_block *block, ndrsim_tally *tally, int lane, uint32_t bits) {
  int32_t *reached = ndrsim_block_i32(block, NDRSIM_COL_REACHED) + lane;
  uint32_t before = (uint32_t)*reached;
  if (before & NDRSIM_REACHED_LEFT) return;
  *reached = (int32_t)(before | bits);
  end_waits(block, tally, lane, bits & ~before, NDRSIM_INCIDENCE_REACHED);
}

void ndrsim_milestone_leave(ndrsim_block *block, ndrsim_tally *tally, int lane) {
  int32_t *reached = ndrsim_block_i32(block, NDRSIM_COL_REACHED) + lane;
  uint32_t before = (uint32_t)*reached;
  if (before & NDRSIM_REACHED_LEFT) return;
  *reached = (int32_t)(before | NDRSIM_REACHED_LEFT);
  end_waits(block, tally, lane, all(block) & ~before, NDRSIM_INCIDENCE_LEFT);
}

void ndrsim_milestone_close(ndrsim_block *block, ndrsim_tally *tally) {
  const int32_t *reached = ndrsim_block_i32(block, NDRSIM_COL_REACHED);
  for (int i = 0; i < block->n; i++)
    if (!((uint32_t)reached[i] & NDRSIM_REACHED_LEFT))
      end_waits(block, tally, i, all(block) & ~(uint32_t)reached[i], NDRSIM_INCIDENCE_CENSORED);
}
