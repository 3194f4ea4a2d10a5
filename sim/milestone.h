/* Milestones: what happens to an account at most once, and how long that takes.
 *
 * An account waits for each milestone from the month of its clock until it is reached, the account
 * leaves (its first churn, or giving up before it ever paid), or the horizon comes. The record
 * counts the three by the account's age then, so that the share that has reached it by an age can
 * be computed with churn as a competing risk (analysis/incidence.h). In the month of a departure
 * the departure counts. Accounts of a book wait from month 0: their past is not known.
 *
 * Mechanisms post what happened to `reached_post`; movements are seen by the billing itself. */
#ifndef NDRSIM_SIM_MILESTONE_H
#define NDRSIM_SIM_MILESTONE_H

#include "sim/mechanism.h"

#define NDRSIM_MAX_MILESTONES 31
#define NDRSIM_REACHED_LEFT (UINT32_C(1) << 31)

typedef struct ndrsim_milestones {
  int n;
  const ndrsim_milestone_def *def[NDRSIM_MAX_MILESTONES];
  int first[NDRSIM_MAX_MECHANISMS]; /* [mechanism of the plan] bit of its first milestone */
  int driver[NDRSIM_DRIVERS];       /* bit of the first expansion by a driver, -1 = not followed */
} ndrsim_milestones;

/* The milestones of a catalogue: the account's own (those of drivers that a mechanism is the source
 * of), then the mechanisms' in order. */
void ndrsim_milestones_list(ndrsim_milestones *self, const ndrsim_catalogue *catalogue);

struct ndrsim_tally;
/* Bits reached this month by an account that has not left; those reached before do not count. */
void ndrsim_milestone_reach(ndrsim_block *block, struct ndrsim_tally *tally, int lane,
                            uint32_t bits);
/* The account leaves, for the first time or again. */
void ndrsim_milestone_leave(ndrsim_block *block, struct ndrsim_tally *tally, int lane);
/* After the last month: whoever still waits is censored. */
void ndrsim_milestone_close(ndrsim_block *block, struct ndrsim_tally *tally);

#endif
