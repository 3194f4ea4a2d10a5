#include "sim/trait.h"

#include <math.h>
#include <string.h>
#include <gsl/gsl_cdf.h>

#include "sim/block.h"
#include "sim/qtable.h"
#include "sim/scalar.h"

/* Word of a trait: its address is the account's id combined with the hash of the parameter's path,
 * so that a trait added to a scenario leaves all others where they were. */
static uint32_t trait_word(const ndrsim_block *block, int lane, int column) {
  const ndrsim_model *model = block->plan->model;
  uint64_t id = ndrsim_hash_combine(ndrsim_block_id(block, lane), block->trait_hash[column]);
  return ndrsim_philox(model->seed, id, block->values->replicate.idiosyncratic, 0,
                       NDRSIM_GROUP_TRAIT, 0)
      .w[0];
}

static void store(ndrsim_block *block, int column, const ndrsim_trait *trait, int lane, double x) {
  if (x < trait->low) x = trait->low;
  if (x > trait->high) x = trait->high;
  block->trait[column][lane] = (float)x;
}

static double uniform_of(uint32_t word) {
  return ((double)word + 0.5) * 0x1p-32;
}

static void correlated_uniforms(const ndrsim_block *block, int lane, double *u) {
  const ndrsim_model *model = block->plan->model;
  int k = model->n_trait_correlated;
  double z[64];
  for (int i = 0; i < k; i++)
    z[i] = 0;
  for (int t = 0; t < block->plan->traits[block->segment]; t++) {
    const ndrsim_trait *trait = &model->trait[block->trait_index[t]];
    if (trait->correlated >= 0)
      z[trait->correlated] = (double)ndrsim_normal1(trait_word(block, lane, t));
  }
  for (int i = 0; i < k; i++) {
    double sum = 0;
    for (int j = 0; j <= i; j++)
      sum += model->trait_correlation[i * k + j] * z[j];
    u[i] = gsl_cdf_ugaussian_P(sum);
    if (u[i] < 0x1p-33) u[i] = 0x1p-33;
    if (u[i] > 1 - 0x1p-33) u[i] = 1 - 0x1p-33;
  }
}

ndrsim_status ndrsim_traits_draw(ndrsim_block *block, int lane, ndrsim_error *err) {
  const ndrsim_model *model = block->plan->model;
  double u[64];
  if (model->n_trait_correlated > 0) {
    if (model->n_trait_correlated > 64)
      return ndrsim_error_set(err, NDRSIM_LIMIT, "at most 64 correlated traits");
    correlated_uniforms(block, lane, u);
  }
  for (int t = 0; t < block->plan->traits[block->segment]; t++) {
    int index = block->trait_index[t];
    const ndrsim_trait *trait = &model->trait[index];
    const ndrsim_qtable *table = &block->values->table[index];
    double x = trait->correlated >= 0 ? ndrsim_qtable_at(table, u[trait->correlated])
                                      : ndrsim_qtable_read(table, trait_word(block, lane, t));
    store(block, t, trait, lane, x);
  }
  return NDRSIM_OK;
}

static int column_of(const ndrsim_step_context *ctx, int slot) {
  return ctx->block->trait_of_slot[ctx->first_slot + slot];
}

void ndrsim_trait_set(ndrsim_step_context *ctx, int slot, int lane, double value) {
  int t = column_of(ctx, slot);
  if (t < 0) return;
  store(ctx->block, t, &ctx->block->plan->model->trait[ctx->block->trait_index[t]], lane, value);
}

void ndrsim_trait_at_least(ndrsim_step_context *ctx, int slot, int lane, double low) {
  int t = column_of(ctx, slot);
  if (t < 0) return;
  int index = ctx->block->trait_index[t];
  const ndrsim_qtable *table = &ctx->block->values->table[index];
  double u = uniform_of(trait_word(ctx->block, lane, t));
  double below = ndrsim_qtable_invert(table, low);
  double v = below + (1 - below) * u;
  double x = v < 1 ? ndrsim_qtable_at(table, v) : low;
  ndrsim_trait_set(ctx, slot, lane, x < low ? low : x);
}

const ndrsim_dist *ndrsim_trait_dist(const ndrsim_step_context *ctx, int slot) {
  int t = column_of(ctx, slot);
  return t < 0 ? NULL : &ctx->values->dist[ctx->block->trait_index[t]];
}

gsl_rng *ndrsim_trait_rng(ndrsim_step_context *ctx, int lane, unsigned index) {
  uint64_t id = ndrsim_hash_combine(ndrsim_block_id(ctx->block, lane), index);
  ndrsim_rng_seek(ctx->block->rng, ctx->seed, id, ctx->replicate, 0, NDRSIM_GROUP_BOOK);
  return ctx->block->rng;
}
