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
  int64_t *incidence; /* as in the record */
  int64_t *spread;    /* [NDRSIM_SPREADS][NDRSIM_SPREAD_MONTHS][NDRSIM_SPREAD_SUMS] */
} ndrsim_tally;

/* Integers of a tally of this layout. */
size_t ndrsim_tally_size(const ndrsim_layout *layout);
ndrsim_status ndrsim_tally_init(ndrsim_tally *self, const ndrsim_layout *layout, ndrsim_error *err);
void ndrsim_tally_free(ndrsim_tally *self);
void ndrsim_tally_clear(ndrsim_tally *self);
/* self += other */
void ndrsim_tally_add(ndrsim_tally *self, const ndrsim_tally *other);
/* Writes the record: layout.size integers. */
void ndrsim_tally_finish(const ndrsim_tally *self, int64_t *record);

static inline int64_t *ndrsim_tally_moved(const ndrsim_tally *t, int cohort, int month) {
  return t->moved +
         ((size_t)cohort * (size_t)t->layout.months + (size_t)month) * NDRSIM_MOVED_COLUMNS;
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
