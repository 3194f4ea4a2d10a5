/* Layer 1: what is drawn once for each replicate, in two steps. A replicate's own uniforms come
 * from the address of each draw (decision 0001); whoever wants others (a study of sensitivity)
 * makes the values of a replicate from its own uniforms, or its own values, and gives them to the
 * engine. */
#ifndef NDRSIM_SIM_DRAWS_H
#define NDRSIM_SIM_DRAWS_H

#include "sim/model.h"

/* The uniform of one draw at the address of a parameter index; `word` (may be NULL) gets its words.
 */
double ndrsim_draws_uniform(const ndrsim_model *model, int draw, uint32_t parameter,
                            uint32_t word[2]);
/* From independent uniforms u[n_draws] in (0, 1) to values[n_draws] in engine units, through the
 * copula; `level` (may be NULL) gets where each value lies in its own distribution. Errors:
 * NUMERIC, MEMORY. */
ndrsim_status ndrsim_draws_make(const ndrsim_model *model, const double *u, double *level,
                                double *value, ndrsim_error *err);
/* Value of one draw at a level of its own distribution, whatever the others are. Errors: NUMERIC.
 */
ndrsim_status ndrsim_draws_at(const ndrsim_model *model, int draw, double level, double *value,
                              ndrsim_error *err);
/* A value in engine units as one that the draw could have: within bounds, whole where it counts. */
double ndrsim_draws_settle(const ndrsim_draw *draw, double value);

#endif
