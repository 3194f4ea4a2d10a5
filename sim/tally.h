/* The tally of one replicate: exact sums while its blocks run; becomes a record at the end. */
#ifndef NDRSIM_SIM_TALLY_H
#define NDRSIM_SIM_TALLY_H

#include "sim/plan.h"
#include "sim/concentration.h"
#include "sim/record.h"

/* Survivors of an anchor window. */
enum {
  NDRSIM_SURVIVOR_NOW,
  NDRSIM_SURVIVOR_KEPT,
  NDRSIM_SURVIVOR_BASE,
  NDRSIM_SURVIVOR_LOGOS,
  NDRSIM_SURVIVOR_LASTING, /* KEPT of accounts that were never at zero since they landed */
  NDRSIM_SURVIVOR_PARTS,
  NDRSIM_SURVIVOR_COLUMNS = NDRSIM_SURVIVOR_PARTS + NDRSIM_ENDPOINT_COLUMNS
};

typedef struct ndrsim_tally {
  ndrsim_layout layout;
  size_t size;
  int64_t *sum;      /* all sums below, one allocation */
  int64_t *series;   /* [M][K] */
  int64_t *moved;    /* [C][M][NDRSIM_MOVED_COLUMNS] */
  int64_t *gap;      /* [M][NDRSIM_FLOW_COLUMNS] flows inside the window that ends at t, of accounts
                        that had landed but were at zero when it began (so not in its base) */
  int64_t *survivor; /* [2][NDRSIM_ANCHORS][NDRSIM_SURVIVOR_COLUMNS] */
  int64_t *base;     /* [NDRSIM_ANCHORS][2] point windows: base MRR, base logos */
  int64_t *returned; /* [C][M][2]: CHANGE and LOST of NDRSIM_RETURN_COLUMNS, by month */
  int64_t *revenue;  /* as in the record */
  int64_t *incidence; /* as in the record */
  int64_t *spread;    /* [NDRSIM_SPREADS][NDRSIM_SPREAD_MONTHS][NDRSIM_SPREAD_SUMS] */
  int64_t volume;     /* see below [cents] */
} ndrsim_tally;

/* The volume: movements in absolute value, by driver where they are split, over all accounts and
 * months. Every sum of money in a tally and in its record is made of such amounts, each taken once
 * or twice; so while their volume is at most this no sum leaves 64 bits: sixtieths of a cent of
 * movements, thousandths of a cent of gross profit. 4e13 currency units. */
#define NDRSIM_VOLUME_MOST INT64_C(4000000000000000)
/* Counters that are not money (and costs) stop at the ends of 64 bits and must stay below this. */
#define NDRSIM_COUNTER_MOST (INT64_MAX / 2)

/* Integers of a tally of this layout. */
size_t ndrsim_tally_size(const ndrsim_layout *layout);
ndrsim_status ndrsim_tally_init(ndrsim_tally *self, const ndrsim_layout *layout, ndrsim_error *err);
void ndrsim_tally_free(ndrsim_tally *self);
void ndrsim_tally_clear(ndrsim_tally *self);
/* Errors: LIMIT when something is past what 64 bits add up exactly, or near it; then the sums mean
 * nothing. */
ndrsim_status ndrsim_tally_check(const ndrsim_tally *self, ndrsim_error *err);
/* self += other; check afterwards. */
void ndrsim_tally_add(ndrsim_tally *self, const ndrsim_tally *other);
/* Writes the record: layout.size integers. */
void ndrsim_tally_finish(const ndrsim_tally *self, int64_t *record);

static inline int64_t *ndrsim_tally_moved(const ndrsim_tally *t, int cohort, int month) {
  return t->moved +
         ((size_t)cohort * (size_t)t->layout.months + (size_t)month) * NDRSIM_MOVED_COLUMNS;
}
static inline int64_t *ndrsim_tally_returned(const ndrsim_tally *t, int cohort, int month) {
  return t->returned + 2 * ((size_t)cohort * (size_t)t->layout.months + (size_t)month);
}
static inline int64_t *ndrsim_tally_revenue(const ndrsim_tally *t, int month, int column) {
  return t->revenue + (size_t)month * NDRSIM_REVENUE_COLUMNS + (size_t)column;
}
static inline int64_t *ndrsim_tally_incidence(const ndrsim_tally *t, int group, int milestone,
                                              int age) {
  return t->incidence + ndrsim_at_incidence(&t->layout, group, milestone, age) -
         t->layout.incidence;
}
static inline int64_t *ndrsim_tally_spread(const ndrsim_tally *t, int spread, int k) {
  return t->spread + ((size_t)spread * NDRSIM_SPREAD_MONTHS + (size_t)k) * NDRSIM_SPREAD_SUMS;
}

#endif
