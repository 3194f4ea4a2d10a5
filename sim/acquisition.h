/* How many described accounts start: what the scenario plans, times how the entry price and the
 * entry cap compare with those it was planned for. */
#ifndef NDRSIM_SIM_ACQUISITION_H
#define NDRSIM_SIM_ACQUISITION_H

#include "sim/mechanism.h"

/* Paths of the parameters; NULL in a catalogue: numbers of accounts are as planned. */
typedef struct ndrsim_acquisition_paths {
  const char *price_elasticity, *cap_elasticity, *reference_price, *reference_cap;
  const char *price, *cap; /* rows of the tiers: the entry tier is the first */
} ndrsim_acquisition_paths;

/* Factor of an intake: (price / reference)^-e (cap / reference)^e', of the entry tier in this
 * segment and month, initiatives included. 1 when the model has no elasticity. */
double ndrsim_acquisition_factor(const ndrsim_model *model, int segment, int month);

/* Sets the number of every intake from its plan: floor(planned factor + r), where r in [0, 1)
 * depends on segment and month alone. So a higher factor never gives fewer accounts, a factor of 1
 * gives the plan, and rounding does not add up. Again after initiatives are left out. Errors:
 * LIMIT. */
ndrsim_status ndrsim_acquisition_apply(ndrsim_model *model, ndrsim_error *err);

/* The first path whose value the factor needs and which is drawn, so that no number of accounts
 * follows from it before the run; NULL when there is none. */
const char *ndrsim_acquisition_drawn(const ndrsim_model *model);

#endif
