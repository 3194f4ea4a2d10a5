#include "sim/trait.h"

#include <math.h>
#include <string.h>
#include <gsl/gsl_cdf.h>

#include "sim/block.h"
#include "sim/qtable.h"
#include "sim/scalar.h"
#include "sim/trace.h"

/* Word of a trait: its address is the account's id combined with the hash of the parameter's path,
 * so that a trait added to a scenario leaves all others where they were. */
static uint32_t trait_word(const ndrsim_block *block, int lane, int column) {
  const ndrsim_model *model = block->plan->model;
  uint64_t id = ndrsim_hash_combine(ndrsim_block_id(block, lane), block->trait_hash[column]);
  return ndrsim_philox(model->seed, id, block->values->replicate.idiosyncratic, 0,
                       NDRSIM_GROUP_TRAIT, 0)
      .w[0];
}

static double bounded(const ndrsim_trait *trait, double x) {
  return x < trait->low ? trait->low : x > trait->high ? trait->high : x;
}

/* What steps read of a trait that initiatives change. */
static void act(ndrsim_block *block, int column, const ndrsim_trait *trait, int lane) {
  const ndrsim_acting_trait *acting = &block->acting[column];
  double x = acting->scale * (double)block->trait[column][lane] + acting->shift;
  acting->column[lane] = (float)bounded(trait, x);
}

static void store(ndrsim_block *block, int column, const ndrsim_trait *trait, int lane, double x) {
  block->trait[column][lane] = (float)bounded(trait, x);
  if (block->acting[column].column) act(block, column, trait, lane);
}

void ndrsim_traits_act(ndrsim_block *block) {
  const ndrsim_model *model = block->plan->model;
  for (int t = 0; t < block->plan->traits[block->segment]; t++) {
    ndrsim_acting_trait *acting = &block->acting[t];
    if (!acting->column) continue;
    const ndrsim_trait *trait = &model->trait[block->trait_index[t]];
    double scale, shift;
    ndrsim_values_trait(block->values, trait->slot, block->segment, block->month, &scale, &shift);
    acting->moved = scale != acting->scale || shift != acting->shift;
    acting->scale = scale;
    acting->shift = shift;
    for (int i = 0; i < block->n && acting->moved; i++)
      act(block, t, trait, i);
  }
}

bool ndrsim_step_trait_moved(const ndrsim_step_context *ctx, int slot) {
  int t = ctx->block->trait_of_slot[ctx->first_slot + slot];
  return t >= 0 && ctx->block->acting[t].moved;
}

static double uniform_of(uint32_t word) {
  return ((double)word + 0.5) * 0x1p-32;
}

enum { BATCH = 64, MOST_CORRELATED = 64 };

/* First words of a trait for n <= BATCH lanes. */
static void trait_words(const ndrsim_block *block, int lane, int n, int column, uint32_t *word) {
  uint64_t id[BATCH];
  for (int i = 0; i < n; i++)
    id[i] = ndrsim_hash_combine(ndrsim_block_id(block, lane + i), block->trait_hash[column]);
  ndrsim_first_words(block->plan->model->seed, id, n, block->values->replicate.idiosyncratic,
                     NDRSIM_COUNTER3(0, NDRSIM_GROUP_TRAIT, 0), word);
}

/* Gaussian copula: independent normals z become correlated uniforms, lane by lane. */
static double correlated_uniform(const ndrsim_model *model, float (*z)[BATCH], int row, int i) {
  const double *factor = model->trait_correlation + row * model->n_trait_correlated;
  double sum = 0;
  for (int j = 0; j <= row; j++)
    sum += factor[j] * (double)z[j][i];
  double u = gsl_cdf_ugaussian_P(sum);
  if (u < 0x1p-33) return 0x1p-33;
  return u > 1 - 0x1p-33 ? 1 - 0x1p-33 : u;
}

static void draw_batch(ndrsim_block *block, int lane, int n) {
  const ndrsim_model *model = block->plan->model;
  int traits = block->plan->traits[block->segment];
  uint32_t word[BATCH];
  float z[MOST_CORRELATED][BATCH];
  memset(z, 0, sizeof z[0] * (size_t)model->n_trait_correlated);
  for (int t = 0; t < traits; t++) {
    int index = block->trait_index[t];
    const ndrsim_trait *trait = &model->trait[index];
    trait_words(block, lane, n, t, word);
    if (trait->correlated >= 0)
      ndrsim_normals(word, n, z[trait->correlated]);
    else
      for (int i = 0; i < n; i++)
        store(block, t, trait, lane + i, ndrsim_qtable_read(&block->values->table[index], word[i]));
  }
  for (int t = 0; t < traits; t++) {
    int index = block->trait_index[t];
    const ndrsim_trait *trait = &model->trait[index];
    for (int i = 0; i < n && trait->correlated >= 0; i++)
      store(block, t, trait, lane + i,
            ndrsim_qtable_at(&block->values->table[index],
                             correlated_uniform(model, z, trait->correlated, i)));
  }
}

/* Quantile at which a word reads a table (sim/qtable.h): the top bit is the side. */
static double quantile_of(uint32_t word) {
  double d = ((double)(word & 0x7fffffffU) + 0.5) * 0x1p-32;
  return word >> 31 ? 1 - d : d;
}

/* Writes down the traits just drawn of the traced account. */
static void trace_traits(const ndrsim_block *block, ndrsim_trace *trace) {
  const ndrsim_model *model = block->plan->model;
  int lane = trace->lane;
  float z[MOST_CORRELATED][BATCH];
  memset(z, 0, sizeof z[0] * (size_t)model->n_trait_correlated);
  trace->n_traits = block->plan->traits[block->segment];
  for (int t = 0; t < trace->n_traits; t++) {
    int index = block->trait_index[t];
    float value = block->trait[t][lane];
    uint32_t word = trait_word(block, lane, t);
    if (model->trait[index].correlated >= 0)
      z[model->trait[index].correlated][0] = ndrsim_normal1(word);
    trace->trait[t] = (ndrsim_trace_trait){.trait = index,
                                           .word = word,
                                           .u = quantile_of(word),
                                           .prior = value,
                                           .value = value,
                                           .at_least = NAN,
                                           .dist = block->values->dist[index]};
  }
  for (int t = 0; t < trace->n_traits; t++) {
    int row = model->trait[trace->trait[t].trait].correlated;
    if (row >= 0) trace->trait[t].u = correlated_uniform(model, z, row, 0);
  }
}

ndrsim_status ndrsim_traits_draw(ndrsim_block *block, int from, int to, ndrsim_error *err) {
  if (block->plan->model->n_trait_correlated > MOST_CORRELATED)
    return ndrsim_error_set(err, NDRSIM_LIMIT, "at most %d correlated traits", MOST_CORRELATED);
  int first = from;
  for (; from < to; from += BATCH)
    draw_batch(block, from, to - from < BATCH ? to - from : BATCH);
  if (block->trace && block->trace->lane >= first && block->trace->lane < to)
    trace_traits(block, block->trace);
  return NDRSIM_OK;
}

static int column_of(const ndrsim_step_context *ctx, int slot) {
  return ctx->block->trait_of_slot[ctx->first_slot + slot];
}

void ndrsim_trait_set(ndrsim_step_context *ctx, int slot, int lane, double value) {
  int t = column_of(ctx, slot);
  if (t < 0) return;
  store(ctx->block, t, &ctx->block->plan->model->trait[ctx->block->trait_index[t]], lane, value);
  if (ctx->block->trace) ndrsim_trace_given(ctx->block, t, lane, NAN);
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
  if (ctx->block->trace) ndrsim_trace_given(ctx->block, t, lane, low);
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
