/* Windows of twelve months: who survives them, what grew in them, how revenue is spread over
 * accounts at their ends. */
#ifndef NDRSIM_SIM_WINDOWS_H
#define NDRSIM_SIM_WINDOWS_H

#include "sim/block.h"
#include "sim/tally.h"

/* Accounts that are 12, 24 or 36 months from their landing this month. */
void ndrsim_windows_age(ndrsim_block *block, ndrsim_tally *tally);
/* Revenue of the quarters and years that end this month, and who has MRR in a year's first. */
void ndrsim_windows_revenue(ndrsim_block *block, ndrsim_tally *tally);
/* The same of an account whose lane is given up this month: its revenue so far is all there is. */
void ndrsim_windows_drop(ndrsim_block *block, ndrsim_tally *tally, int lane);
/* In months 0, 12, 24, 36: closes the window that ends now, opens the next. */
void ndrsim_windows_point(ndrsim_block *block, ndrsim_tally *tally);

#endif
