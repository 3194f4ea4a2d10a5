/* Values of one replicate: layer-1 draws, the macro path, and what every parameter is worth. */
#ifndef NDRSIM_SIM_VALUES_H
#define NDRSIM_SIM_VALUES_H

#include "sim/engine.h"
#include "sim/plan.h"

struct ndrsim_values {
  const ndrsim_plan *plan;
  const ndrsim_model *model;
  ndrsim_replicate replicate;
  double *draw;         /* [n_draws] engine units */
  double *uniform;      /* [n_draws] of their addresses */
  double *level;        /* [n_draws] the same after the copula */
  ndrsim_qtable *table; /* [n_traits] quantile tables of the traits */
  ndrsim_dist *dist;    /* [n_traits] the distributions behind them, for conditioning on rows */
  double *factor;       /* [horizon + 1] macro factor */
  int *regime;          /* [horizon + 1] */
  bool tables_built;
  ndrsim_trace *trace; /* of a replay, else NULL: gets the draws of layers 1 and 2 */
};

ndrsim_status ndrsim_values_init(ndrsim_values *self, const ndrsim_plan *plan, ndrsim_error *err);
void ndrsim_values_free(ndrsim_values *self);
/* Draws layers 1 and 2 for a replicate; of layer 1 takes draws[n_draws] (engine units) if given.
 * Tables that do not depend on layer 1 are kept. */
ndrsim_status ndrsim_values_set(ndrsim_values *self, ndrsim_replicate replicate,
                                const double *draws, ndrsim_error *err);
/* Value of a slot in a segment in a month, engine units; NAN when it is drawn per account. */
double ndrsim_values_get(const ndrsim_values *self, int slot, int segment, int month);
/* The same without a replicate: what is drawn is NAN when `draw` is NULL. */
double ndrsim_slot_value(const ndrsim_model *model, const double *draw, int slot, int segment,
                         int month);
/* How initiatives change a trait of the slot in this month: x becomes scale x + shift. */
void ndrsim_values_trait(const ndrsim_values *self, int slot, int segment, int month, double *scale,
                         double *shift);
/* True when the slot's value changes over the months in this segment. */
bool ndrsim_values_moves(const ndrsim_values *self, int slot, int segment);

#endif
