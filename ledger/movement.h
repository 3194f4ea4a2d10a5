/* Movements of one account from one month to the next, and their split over drivers.
 *
 * Used on simulated and on real histories alike. Source: MODEL section 6 (docs/definitions.md).
 */
#ifndef NDRSIM_LEDGER_MOVEMENT_H
#define NDRSIM_LEDGER_MOVEMENT_H

#include <stdbool.h>
#include "ledger/driver.h"

typedef enum ndrsim_movement_kind {
  NDRSIM_MOVE_NONE,
  NDRSIM_MOVE_NEW, /* first month with MRR */
  NDRSIM_MOVE_EXPANSION,
  NDRSIM_MOVE_CONTRACTION,
  NDRSIM_MOVE_CHURN,        /* zero after positive */
  NDRSIM_MOVE_REACTIVATION, /* positive after zero, not the first time */
  NDRSIM_MOVES
} ndrsim_movement_kind;

/* `billed_before`: the account had MRR > 0 in some earlier month. Cents. An MRR below zero (credits
 * in real data) counts as none for new, churn and reactivation; else the sign of the change
 * decides. */
ndrsim_movement_kind ndrsim_movement_classify(int64_t before, int64_t now, bool billed_before);
const char *ndrsim_movement_name(ndrsim_movement_kind kind);

/* Numbers that belong to the driver usage beside its value[]: metered units of this month and of
 * the two before it, and what is committed. They move with it: a driver is one player. */
enum { NDRSIM_METERED = 4 };

/* What a bill depends on: one 32-bit value for each driver (a seat count, a tier's index, a
 * workflow count, usage in 1/16 task, a price version, ...); the meaning belongs to the bill
 * terms. */
typedef struct ndrsim_bill_state {
  int32_t value[NDRSIM_DRIVERS];
  int32_t metered[NDRSIM_METERED];
} ndrsim_bill_state;

/* Whether the driver differs: value[], and for usage what is metered. */
static inline bool ndrsim_bill_moved(const ndrsim_bill_state *a, const ndrsim_bill_state *b,
                                     int driver) {
  int32_t differs = a->value[driver] ^ b->value[driver];
  if (driver == NDRSIM_DRIVER_USAGE)
    for (int k = 0; k < NDRSIM_METERED; k++)
      differs |= a->metered[k] ^ b->metered[k];
  return differs != 0;
}

static inline void ndrsim_bill_take(ndrsim_bill_state *to, const ndrsim_bill_state *from,
                                    int driver) {
  to->value[driver] = from->value[driver];
  if (driver == NDRSIM_DRIVER_USAGE)
    for (int k = 0; k < NDRSIM_METERED; k++)
      to->metered[k] = from->metered[k];
}

/* Most that a term may give [cents]: one that would be more gives this. Far from where sixtieths of
 * it, times the number of coalitions, leave 64 bits; a run whose bills come so far is ended. */
#define NDRSIM_CENTS_MOST INT64_C(100000000000000)

/* One term of a bill. The bill is the sum of its terms; each is a pure function of the state and of
 * `context` (price book, constants of the account). */
typedef struct ndrsim_bill_term {
  const char *name;
  unsigned drivers; /* bit set of the drivers the term depends on, at most 6 */
  int64_t (*cents)(const void *context, const ndrsim_bill_state *state);
} ndrsim_bill_term;

int64_t ndrsim_bill_total(const ndrsim_bill_term *term, int n_terms, const void *context,
                          const ndrsim_bill_state *state);

/* Shapley value of `after - before` over the drivers, term by term, in sixtieths of a cent, added
 * to part[]. Exact: the parts sum to 60 * (bill(after) - bill(before)). `context` is the one of the
 * bill after; everything that differs between the two bills must be in the states. */
void ndrsim_bill_attribute(const ndrsim_bill_term *term, int n_terms, const void *context,
                           const ndrsim_bill_state *before, const ndrsim_bill_state *after,
                           int64_t part[NDRSIM_DRIVERS]);

/* Index of the first term that is not well formed (no function, an unknown driver, more than six
 * drivers), or -1: for whoever assembles the terms of a model. */
int ndrsim_bill_check(const ndrsim_bill_term *term, int n_terms);

/* Rounds parts in sixtieths to whole cents by the largest remainder, ties in driver order; the
 * cents sum to the (exact) total. The sum of part[] must be a multiple of 60; cents[] must not be
 * part[]. */
void ndrsim_parts_round(const int64_t *part, int n, int64_t *cents);

/* Cause lens: reallocates the capacity part of a tier change over the log-growth of tasks per cap
 * since the last tier change. growth[]: of workflows, seats (0 unless the cap is pooled) and of
 * everything else (demand per workflow). Only growth in the direction of the change counts; when
 * there is none all stays capacity. The direction is the sign of capacity_part. Writes the
 * sixtieths that leave capacity: both have its sign and together never exceed it. */
void ndrsim_cause_split(int64_t capacity_part, double workflow_growth, double seat_growth,
                        double other_growth, int64_t *to_workflow, int64_t *to_seat);

#endif
