/* Traits: what is drawn once per account, at its start. */
#ifndef NDRSIM_SIM_TRAIT_H
#define NDRSIM_SIM_TRAIT_H

#include "sim/mechanism.h"

/* Draws all traits of lanes [from, to), each at the address of its path (group TRAIT). */
ndrsim_status ndrsim_traits_draw(ndrsim_block *block, int from, int to, ndrsim_error *err);

/* A new month: what initiatives make of the traits of the lanes in use. */
void ndrsim_traits_act(ndrsim_block *block);

/* --- conditioning on a book row; `slot` is the offset in the mechanism's parameters. All do
 * nothing when the parameter is not a trait in this scenario.
 * ------------------------------------------ */
/* Replaces the trait by a known value. */
void ndrsim_trait_set(ndrsim_step_context *ctx, int slot, int lane, double value);
/* Redraws it conditional on being at least `low` (in the place of its own uniform). */
void ndrsim_trait_at_least(ndrsim_step_context *ctx, int slot, int lane, double low);
/* The distribution behind it, or NULL when the parameter is not a trait. */
const ndrsim_dist *ndrsim_trait_dist(const ndrsim_step_context *ctx, int slot);
/* A generator at the address (account, BOOK, index): for samplers of GSL. */
gsl_rng *ndrsim_trait_rng(ndrsim_step_context *ctx, int lane, unsigned index);

#endif
