/* What every mechanism file includes. */
#ifndef NDRSIM_MODELS_STEP_H
#define NDRSIM_MODELS_STEP_H

#include <math.h>
#include "sim/scalar.h"
#include "sim/vector.h"

/* Name of a mechanism's table in this instruction set: ndrsim_churn_avx2. */
#define NDRSIM_PASTE_(name, isa) ndrsim_##name##_##isa
#define NDRSIM_PASTE(name, isa) NDRSIM_PASTE_(name, isa)
#define NDRSIM_MECHANISM(name) NDRSIM_PASTE(name, NDRSIM_ISA)

#define NDRSIM_COUNT_OF(table) ((int)(sizeof(table) / sizeof *(table)))
/* The tables of a mechanism by the names that every file gives them. */
#define NDRSIM_PARAMS .param = params, .n_params = NDRSIM_COUNT_OF(params)
#define NDRSIM_USES .use = uses, .n_uses = NDRSIM_COUNT_OF(uses)
#define NDRSIM_STEPS .step = steps, .n_steps = NDRSIM_COUNT_OF(steps)
#define NDRSIM_COUNTERS .counter = counters, .n_counters = NDRSIM_COUNT_OF(counters)
#define NDRSIM_METRICS .metric = metrics, .n_metrics = NDRSIM_COUNT_OF(metrics)

#define OWN_I32(name, start, doc)                                                                  \
  { name, NDRSIM_I32, NDRSIM_OWN, start, doc, false }
#define OWN_F32(name, start, doc)                                                                  \
  { name, NDRSIM_F32, NDRSIM_OWN, start, doc, false }
#define OWN_I64(name, start, doc)                                                                  \
  { name, NDRSIM_I64, NDRSIM_OWN, start, doc, false }
#define SCRATCH_I32(name, doc)                                                                     \
  { name, NDRSIM_I32, NDRSIM_SCRATCH, 0, doc, false }
#define SCRATCH_F32(name, doc)                                                                     \
  { name, NDRSIM_F32, NDRSIM_SCRATCH, 0, doc, false }
#define SCRATCH_I64(name, doc)                                                                     \
  { name, NDRSIM_I64, NDRSIM_SCRATCH, 0, doc, false }
#define READ_I32(name)                                                                             \
  { name, NDRSIM_I32, NDRSIM_READ, 0, NULL, false }
#define READ_F32(name)                                                                             \
  { name, NDRSIM_F32, NDRSIM_READ, 0, NULL, false }
#define READ_I64(name)                                                                             \
  { name, NDRSIM_I64, NDRSIM_READ, 0, NULL, false }
#define POST_I32(name)                                                                             \
  { name, NDRSIM_I32, NDRSIM_POST, 0, NULL, false }
/* Of a column whose owner may be absent: NULL then. */
#define MAYBE_READ_I32(name)                                                                       \
  { name, NDRSIM_I32, NDRSIM_READ, 0, NULL, true }
#define MAYBE_READ_F32(name)                                                                       \
  { name, NDRSIM_F32, NDRSIM_READ, 0, NULL, true }
#define MAYBE_READ_I64(name)                                                                       \
  { name, NDRSIM_I64, NDRSIM_READ, 0, NULL, true }
#define MAYBE_POST_I32(name)                                                                       \
  { name, NDRSIM_I32, NDRSIM_POST, 0, NULL, true }

static inline int32_t *column_i32(const ndrsim_step_context *ctx, int use) {
  return ctx->column[use];
}
static inline float *column_f32(const ndrsim_step_context *ctx, int use) {
  return ctx->column[use];
}
static inline int64_t *column_i64(const ndrsim_step_context *ctx, int use) {
  return ctx->column[use];
}

/* Accounts that pay and reached their first successful task before this month. */
NDRSIM_VECTOR vi active_lanes(const int32_t *status, const int32_t *fst, int i, int month) {
  return (vi_load(status + i) == vi_set(NDRSIM_ALIVE)) & (vi_load(fst + i) < vi_set(month));
}

/* The words of a site's group; `index` where a site has one draw for each member of a list. */
static inline vwords lane_words_at(const ndrsim_step_context *ctx, const int32_t *id_low,
                                   const int32_t *id_high, int i, unsigned group, unsigned index) {
  return v_philox(ctx->seed, (vu)vi_load(id_low + i), (vu)vi_load(id_high + i), ctx->replicate,
                  NDRSIM_COUNTER3(ctx->month, group, index));
}

static inline vwords lane_words(const ndrsim_step_context *ctx, const int32_t *id_low,
                                const int32_t *id_high, int i, unsigned group) {
  return lane_words_at(ctx, id_low, id_high, i, group, 0);
}

static inline uint32_t lane_word_at(const ndrsim_step_context *ctx, const int32_t *id_low,
                                    const int32_t *id_high, int lane, unsigned group,
                                    unsigned index, int word) {
  uint64_t id = (uint64_t)(uint32_t)id_low[lane] | (uint64_t)(uint32_t)id_high[lane] << 32;
  return ndrsim_philox(ctx->seed, id, ctx->replicate, (unsigned)ctx->month, group, index).w[word];
}

static inline uint32_t lane_word(const ndrsim_step_context *ctx, const int32_t *id_low,
                                 const int32_t *id_high, int lane, unsigned group, int word) {
  return lane_word_at(ctx, id_low, id_high, lane, group, 0, word);
}

/* a + b, or the end of the range where 64 bits do not hold it: tasks and costs of all accounts may
 * be products of three bounds. A run whose counters come near it is ended (sim/tally.h). */
static inline int64_t sum_or_most(int64_t a, int64_t b) {
  int64_t sum;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b < 0 ? -INT64_MAX : INT64_MAX;
}

/* All bits of a customer's lane, none of another's: sums without branches. */
static inline int32_t alive(int32_t status) {
  return -(status == NDRSIM_ALIVE);
}

/* Lanes beyond n hold leftovers: reductions and sparse loops must not see them. */
NDRSIM_VECTOR vi lanes_in_use(const ndrsim_step_context *ctx, int i) {
  return vi_lanes() + vi_set(i) < vi_set(ctx->n);
}

#endif
