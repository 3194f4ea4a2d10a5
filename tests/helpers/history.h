/* What every account did in one replicate, written down month by month from outside the engine. */
#ifndef NDRSIM_TESTS_HISTORY_H
#define NDRSIM_TESTS_HISTORY_H

#include "sim/block.h"

/* An account in a month. Accounts that are not in the panel have MRR 0 and keep their last parts.
 */
typedef struct history_month {
  int64_t mrr; /* [cents] */
  int64_t
      since[NDRSIM_ENDPOINT_COLUMNS]; /* parts since landing, the cause lens's three last [c/60] */
  int32_t seats;                      /* of customers; 0 for everybody else */
  int32_t status, start, fst, tier;   /* as in the panel; -1 before the account entered it */
} history_month;

typedef struct history {
  int months; /* horizon + 1 */
  size_t capacity, n;
  uint64_t *id;         /* open addressing; 0 = free */
  history_month *month; /* [capacity][months] */
  int64_t seen;         /* lanes observed */
  int seats_column, fst_column, tier_column;
} history;

/* Room for up to `accounts` accounts of the model. Fails the running test when memory is out. */
void history_init(history *self, const ndrsim_model *model, int64_t accounts);
void history_free(history *self);
void history_clear(history *self);

/* An observer of the engine (user = history): one thread, one replicate at a time. */
void history_see(void *user, const ndrsim_block *block, int month);

/* The account with this id, or NULL; history_at goes over 0..capacity-1, NULL = free. */
const history_month *history_find(const history *self, uint64_t id);
const history_month *history_at(const history *self, size_t index);

#endif
