/* A block: the state of a few hundred accounts, column by column, over the whole horizon. */
#ifndef NDRSIM_SIM_BLOCK_H
#define NDRSIM_SIM_BLOCK_H

#include "sim/account.h"
#include "sim/population.h"
#include "sim/values.h"

#define NDRSIM_LANES 16 /* columns are padded to the widest vector */

typedef struct ndrsim_acting_trait {
  float *column;       /* NULL: steps read what was drawn */
  double scale, shift; /* in the column: scale x drawn + shift, within the bounds */
  bool moved;          /* these differ from last month's */
} ndrsim_acting_trait;

struct ndrsim_block {
  const ndrsim_plan *plan;
  const ndrsim_values *values;
  int segment, capacity; /* capacity: a multiple of NDRSIM_LANES */
  int n;                 /* lanes in use: accounts that started and are not dropped */
  int month;
  const ndrsim_account *waiting, *last; /* accounts that have not started yet, sorted by start */

  void *memory;
  void *column[NDRSIM_MAX_COLUMNS];
  float **trait; /* [max_traits] columns */
  /* of traits that initiatives change, else NULL: the column that steps read, and how it comes from
   * the drawn one in this month */
  ndrsim_acting_trait *acting;  /* [max_traits] */
  float **acting_memory;        /* [max_traits] columns for it, NULL when none is needed */
  int *trait_of_slot;           /* [n_slots] column of a slot's trait in this segment, -1 = none */
  uint64_t *trait_hash;         /* [max_traits] hash of the parameter's path: part of its address */
  int *trait_index;             /* [max_traits] index into model->trait */
  ndrsim_load *load;            /* [n_slots] */
  float (*splat)[NDRSIM_LANES]; /* [n_slots] */
  double *scalar;               /* [n_slots] */
  int *moving;                  /* slots whose value changes over the months */
  int n_moving;
  /* the bill of this block: terms that can be anything but zero, and the drivers they depend on */
  int term[NDRSIM_MAX_TERMS], n_terms;
  int driver[NDRSIM_DRIVERS], n_drivers;
  bool metered;                  /* a term depends on usage, and somebody meters units */
  bool idle[NDRSIM_MAX_COLUMNS]; /* columns that a compaction need not move */
  int32_t *hole; /* [2][capacity] scratch of a compaction: dropped lanes, those that fill them */
  void **bound;  /* columns in the order of each mechanism's uses */
  ndrsim_step_context context[NDRSIM_MAX_MECHANISMS];
  gsl_rng *rng;        /* for conditional draws */
  ndrsim_trace *trace; /* of a replay, else NULL */
};

ndrsim_status ndrsim_block_init(ndrsim_block *self, const ndrsim_plan *plan, int64_t capacity,
                                ndrsim_error *err);
void ndrsim_block_free(ndrsim_block *self);

/* Empties the block and points it at other accounts of one segment under one replicate's values. */
void ndrsim_block_assign(ndrsim_block *self, const ndrsim_values *values,
                         const ndrsim_account *from, const ndrsim_account *to);
/* From now on the block's steps write down what decides the path of the trace's account. */
void ndrsim_block_trace(ndrsim_block *self, ndrsim_trace *trace);
/* Sets the month, refreshes parameters that move, starts the accounts whose month it is. */
ndrsim_status ndrsim_block_open_month(ndrsim_block *self, int month, int64_t *counters,
                                      ndrsim_error *err);
/* Drops lanes that can never bill again when they are a sixteenth of the block or more. The last
 * lanes take their places: nothing may depend on the order of lanes. */
void ndrsim_block_compact(ndrsim_block *self);

static inline int32_t *ndrsim_block_i32(const ndrsim_block *b, int column) {
  return b->column[column];
}
static inline int64_t *ndrsim_block_i64(const ndrsim_block *b, int column) {
  return b->column[column];
}
static inline float *ndrsim_block_f32(const ndrsim_block *b, int column) {
  return b->column[column];
}
static inline uint64_t ndrsim_block_id(const ndrsim_block *b, int lane) {
  return (uint64_t)(uint32_t)ndrsim_block_i32(b, NDRSIM_COL_ID_LOW)[lane] |
         (uint64_t)(uint32_t)ndrsim_block_i32(b, NDRSIM_COL_ID_HIGH)[lane] << 32;
}

#endif
