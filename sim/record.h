/* The replicate record: a fixed-layout block of 64-bit integers, one for each replicate.
 *
 * Everything printed is computed from records: quantiles, bridges, cohorts. Sums are exact in any
 * order, so a record does not depend on threads or blocks. Decision 0005.
 *
 * M = horizon + 1 months (0..horizon), K counters, C cohorts (book cohorts first, then landing
 * months 0..horizon). MRR is in cents, bridge parts are in sixtieths of a cent (c/60).
 */
#ifndef NDRSIM_SIM_RECORD_H
#define NDRSIM_SIM_RECORD_H

#include <stddef.h>
#include "ledger/convention.h"
#include "ledger/driver.h"
#include "ndrsim/error.h"

#define NDRSIM_ANCHORS 3 /* windows that end at 12, 24 and 36 months */

/* Columns of a row of flows: the NDRSIM_FLOWS components in the invoice lens, then the three that
 * differ in the cause lens. All in c/60. */
enum {
  NDRSIM_FLOW_CAUSE_SEAT = NDRSIM_FLOWS,
  NDRSIM_FLOW_CAUSE_WORKFLOW,
  NDRSIM_FLOW_CAUSE_CAPACITY,
  NDRSIM_FLOW_COLUMNS
};
/* The same for the endpoint bridge of survivors (drivers, then the cause lens's three). */
enum { NDRSIM_ENDPOINT_CAUSE = NDRSIM_DRIVERS, NDRSIM_ENDPOINT_COLUMNS = NDRSIM_DRIVERS + 3 };

/* Columns of a month's movements of all accounts: a row of flows, then: */
enum {
  NDRSIM_MOVED_NEW = NDRSIM_FLOW_COLUMNS, /* MRR of accounts that landed [cents] */
  NDRSIM_MOVED_NEW_LOGOS,
  NDRSIM_MOVED_CHURNED_LOGOS,
  NDRSIM_MOVED_RETURNED_LOGOS,
  NDRSIM_MOVED_COLUMNS
};
/* A book's opening MRR and logos stand in the NEW columns of month 0. */

/* Columns of a cohort in a month. */
enum {
  NDRSIM_COHORT_MRR,   /* [cents] */
  NDRSIM_COHORT_LOGOS, /* accounts with MRR > 0 */
  NDRSIM_COHORT_LOST,  /* contraction + churn of this month, <= 0 [cents] */
  NDRSIM_COHORT_BASE,  /* MRR that landed in this month [cents]: only in the cohort's first month */
  NDRSIM_COHORT_GROWN, /* expansion of this month, >= 0 [cents] */
  NDRSIM_COHORT_COLUMNS
};

/* Columns of an anchor window. */
enum {
  NDRSIM_ANCHOR_BASE,    /* base MRR [cents] */
  NDRSIM_ANCHOR_NOW,     /* MRR now of the base accounts [cents] */
  NDRSIM_ANCHOR_KEPT,    /* sum of min(now, then) [cents]: endpoint GRR */
  NDRSIM_ANCHOR_CHURNED, /* base MRR of accounts that are at zero now [cents] */
  NDRSIM_ANCHOR_LOGOS,   /* base accounts */
  NDRSIM_ANCHOR_LEFT,    /* base accounts that are at zero now */
  NDRSIM_ANCHOR_PARTS,   /* then NDRSIM_ENDPOINT_COLUMNS parts of survivors [c/60] */
  NDRSIM_ANCHOR_COLUMNS = NDRSIM_ANCHOR_PARTS + NDRSIM_ENDPOINT_COLUMNS
};

/* Columns of what landed accounts did once they had been at zero, and of those never at zero; by
 * age, pooled like the flows since landing. cohort_age without returns is what is left. */
enum {
  NDRSIM_RETURN_CHANGE, /* change of MRR after the first churn [cents] */
  NDRSIM_RETURN_LOST,   /* contraction and churn in it, <= 0 [cents] */
  NDRSIM_RETURN_KEPT,   /* ages 12, 24, 36: sum of min(now, then) of those never at zero [cents] */
  NDRSIM_RETURN_COLUMNS
};

/* Columns of revenue (sums of MRR over months) of periods that end with a month, against the same
 * period twelve months before. Quarters are months 1-3, 4-6, ..., years 1-12, 13-24, ... A base is
 * of the accounts with revenue then; of a year, of those with MRR in its first month. Rows in which
 * no period ends, or the one before is not known, are 0. */
enum {
  NDRSIM_REVENUE_BASE, /* then [cents] */
  NDRSIM_REVENUE_NOW,  /* of the same accounts [cents] */
  NDRSIM_REVENUE_KEPT, /* sum of min(now, then) [cents] */
  NDRSIM_REVENUE_YEAR, /* the same three of years */
  NDRSIM_REVENUE_COLUMNS = NDRSIM_REVENUE_YEAR + 3
};

/* Columns of a milestone at an age: how many of a group's accounts ended their wait for it there.
 */
enum {
  NDRSIM_INCIDENCE_REACHED,  /* it happened */
  NDRSIM_INCIDENCE_LEFT,     /* they left before it (churn, giving up) */
  NDRSIM_INCIDENCE_CENSORED, /* neither by the horizon, where they had this age */
  NDRSIM_INCIDENCE_COLUMNS
};

/* Concentration: what is spread over accounts, and its columns. */
enum {
  NDRSIM_SPREAD_MRR,    /* MRR of the accounts that have any, at months 0, 12, 24, 36 */
  NDRSIM_SPREAD_GROWTH, /* growth of the base accounts of the point windows that end there */
  NDRSIM_SPREADS
};
enum {
  NDRSIM_SPREAD_ACCOUNTS,
  NDRSIM_SPREAD_TOTAL,    /* [cents] */
  NDRSIM_SPREAD_TOP_LOW,  /* the top tenth of the accounts hold at least this [cents/10] ... */
  NDRSIM_SPREAD_TOP_HIGH, /* ... and at most this [cents/10] */
  /* sum of squares [cents squared] = HIGH * 2^36 + LOW; LOW may exceed 2^36 */
  NDRSIM_SPREAD_SQUARES_HIGH,
  NDRSIM_SPREAD_SQUARES_LOW,
  NDRSIM_SPREAD_COLUMNS
};
enum { NDRSIM_SPREAD_MONTHS = NDRSIM_ANCHORS + 1 }; /* 0, 12, 24, 36 */

typedef struct ndrsim_layout {
  int months, counters, cohorts, book_cohorts; /* M, K, C */
  int milestones;                              /* sim/milestone.h */
  int groups; /* of accounts whose waits are counted apart: the segments of described accounts,
                 then, with a book, the segments of its rows */
  /* offsets in int64: */
  size_t series;    /* [M][K] counters at the end of each month; month 0 is the opening state */
  size_t moved;     /* [M][NDRSIM_MOVED_COLUMNS] movements of month t, all accounts */
  size_t point;     /* [M][NDRSIM_FLOW_COLUMNS] flows over (t-12, t] of accounts with MRR > 0 at
                       t-12; rows t < 12 are 0 and mean "history missing" */
  size_t age;       /* [M][NDRSIM_FLOW_COLUMNS] flows from landing to age a, pooled over the cohorts
                       that are observed at age a (landing + a <= horizon); landings only, no book */
  size_t age_base;  /* [M] landing MRR of those cohorts [cents] */
  size_t age_now;   /* [M] their MRR at age a [cents] */
  size_t cohort;    /* [C][M][NDRSIM_COHORT_COLUMNS], by calendar month */
  size_t anchor;    /* [2 conventions: point, age][NDRSIM_ANCHORS][NDRSIM_ANCHOR_COLUMNS] */
  size_t returned;  /* [M ages][NDRSIM_RETURN_COLUMNS] */
  size_t revenue;   /* [M][NDRSIM_REVENUE_COLUMNS] */
  size_t incidence; /* [groups][milestones][M ages][NDRSIM_INCIDENCE_COLUMNS] */
  size_t spread;    /* [NDRSIM_SPREADS][NDRSIM_SPREAD_MONTHS][NDRSIM_SPREAD_COLUMNS] */
  size_t size;      /* total */
} ndrsim_layout;

/* The conventions whose flows and anchors a record has (ledger/convention.h lists all). */
enum { NDRSIM_ANCHOR_POINT, NDRSIM_ANCHOR_AGE };
_Static_assert((int)NDRSIM_ANCHOR_POINT == (int)NDRSIM_CONVENTION_POINT &&
                   (int)NDRSIM_ANCHOR_AGE == (int)NDRSIM_CONVENTION_AGE,
               "their rows are found by the convention");

/* Whether windows that end at this month (or age) are anchor windows. */
static inline bool ndrsim_is_anchor(int month) {
  return month > 0 && month % 12 == 0 && month / 12 <= NDRSIM_ANCHORS;
}

void ndrsim_layout_init(ndrsim_layout *self, int months, int counters, int cohorts,
                        int book_cohorts, int milestones, int groups);

static inline size_t ndrsim_at_series(const ndrsim_layout *l, int month, int counter) {
  return l->series + (size_t)month * (size_t)l->counters + (size_t)counter;
}
static inline size_t ndrsim_at_moved(const ndrsim_layout *l, int month, int column) {
  return l->moved + (size_t)month * NDRSIM_MOVED_COLUMNS + (size_t)column;
}
static inline size_t ndrsim_at_point(const ndrsim_layout *l, int month, int column) {
  return l->point + (size_t)month * NDRSIM_FLOW_COLUMNS + (size_t)column;
}
static inline size_t ndrsim_at_age(const ndrsim_layout *l, int age, int column) {
  return l->age + (size_t)age * NDRSIM_FLOW_COLUMNS + (size_t)column;
}
static inline size_t ndrsim_at_cohort(const ndrsim_layout *l, int cohort, int month, int column) {
  return l->cohort + ((size_t)cohort * (size_t)l->months + (size_t)month) * NDRSIM_COHORT_COLUMNS +
         (size_t)column;
}
static inline size_t ndrsim_at_anchor(const ndrsim_layout *l, int convention, int anchor,
                                      int column) {
  return l->anchor +
         ((size_t)convention * NDRSIM_ANCHORS + (size_t)anchor) * NDRSIM_ANCHOR_COLUMNS +
         (size_t)column;
}
static inline size_t ndrsim_at_returned(const ndrsim_layout *l, int age, int column) {
  return l->returned + (size_t)age * NDRSIM_RETURN_COLUMNS + (size_t)column;
}
static inline size_t ndrsim_at_revenue(const ndrsim_layout *l, int month, int column) {
  return l->revenue + (size_t)month * NDRSIM_REVENUE_COLUMNS + (size_t)column;
}
static inline size_t ndrsim_at_incidence(const ndrsim_layout *l, int group, int milestone,
                                         int age) {
  size_t row = (size_t)group * (size_t)l->milestones + (size_t)milestone;
  return l->incidence + (row * (size_t)l->months + (size_t)age) * NDRSIM_INCIDENCE_COLUMNS;
}
static inline size_t ndrsim_at_spread(const ndrsim_layout *l, int spread, int k) {
  return l->spread + ((size_t)spread * NDRSIM_SPREAD_MONTHS + (size_t)k) * NDRSIM_SPREAD_COLUMNS;
}

#endif
