/* The story of one account on one path: its portfolio simulated once more, and every month of it
 * written down (decision 0006, docs/replay.md). */
#ifndef NDRSIM_ANALYSIS_REPLAY_H
#define NDRSIM_ANALYSIS_REPLAY_H

#include "analysis/account.h"
#include "sim/engine.h"
#include "sim/plan.h"
#include "sim/trace.h"

/* The value of a column: whole for integer columns, real for floats. */
typedef union ndrsim_replay_value {
  int64_t whole;
  float real;
} ndrsim_replay_value;

typedef struct ndrsim_replay_month {
  bool present;               /* has started, and has not left for good */
  int status;                 /* NDRSIM_PROSPECT .. NDRSIM_DROPPED */
  int64_t mrr, before;        /* after and before this month's events [cents] */
  ndrsim_movement_kind moved; /* from before to mrr */
  /* What moved the bill, drivers first, then the cause lens's three [c/60]. Sums to 60 (mrr -
   * before) when both are positive. Of a reactivation: what differs from the last bill before the
   * account left. */
  int64_t part[NDRSIM_ENDPOINT_COLUMNS];
  int64_t term[NDRSIM_MAX_TERMS]; /* of the bill, in the plan's order; sums to mrr [cents] */
  double factor;                  /* macro factor, regime effect included */
  int regime;
  int first_entry, n_entries; /* of trace.entry: what was drawn and decided */
  int macro, n_macro;         /* of trace.entry: the economy's draws */
} ndrsim_replay_month;

typedef struct ndrsim_replay {
  ndrsim_model model;        /* a shallow copy under the traced catalogue: borrows everything */
  ndrsim_catalogue *reduced; /* that catalogue, where the scenario lacks some of it; else NULL */
  ndrsim_plan plan;
  ndrsim_account_key key;
  ndrsim_replicate replicate;
  ndrsim_trace trace;
  int months;                 /* horizon + 1 */
  ndrsim_replay_month *month; /* [months] */
  ndrsim_replay_value *state; /* [months][plan.n_columns], after the month; 0 when not present */
  int64_t *record;            /* of the portfolio: layout of the model */
  int64_t since[NDRSIM_ENDPOINT_COLUMNS]; /* while it runs: parts up to last month */
  int64_t mrr;                            /* while it runs: last month's */
  bool landed;                            /* while it runs */
  ndrsim_error *err;                      /* while it runs: where a failed check goes */
  ndrsim_status status;                   /* of the checks of the book-keeping */
} ndrsim_replay;

/* Runs it. `model` must outlive the replay. Errors: MEMORY, those of the engine; INTERNAL when the
 * parts of a movement or the terms of a bill do not add up, so that nothing wrong can be printed.
 * Free it also after a failure. */
ndrsim_status ndrsim_replay_run(ndrsim_replay *self, const ndrsim_model *model,
                                const ndrsim_account_key *key, uint32_t replicate,
                                ndrsim_error *err);
void ndrsim_replay_free(ndrsim_replay *self);

/* A column's value after a month; 0 when the column does not exist. */
int64_t ndrsim_replay_whole(const ndrsim_replay *self, const char *column, int month);
float ndrsim_replay_real(const ndrsim_replay *self, const char *column, int month);
/* The entry of that name in a month, or NULL. */
const ndrsim_trace_entry *ndrsim_replay_entry(const ndrsim_replay *self, const char *name,
                                              int month);
/* A factor of an entry; NAN when it has none of that name. */
double ndrsim_replay_factor(const ndrsim_replay *self, const ndrsim_trace_entry *entry,
                            const char *name);
/* Columns that tell an account's state: those of mechanisms and of the account itself that are
 * neither postings, nor scratch, nor the book-keeping of parts. */
bool ndrsim_replay_is_state(const ndrsim_replay *self, int column, const char **doc);

/* --- accounts worth a look ------------------------------------------------------------------ */

typedef enum ndrsim_top_by { NDRSIM_TOP_MRR, NDRSIM_TOP_GROWTH, NDRSIM_TOP_LOSS } ndrsim_top_by;

typedef struct ndrsim_top_row {
  ndrsim_account_key key;
  int64_t mrr, before; /* [cents] */
} ndrsim_top_row;

/* The accounts with the largest MRR, growth or loss of MRR in a month of a replicate, largest
 * first, equals by id: out[most], *n of them. Simulates everybody once. Errors: MEMORY, the
 * engine's. */
ndrsim_status ndrsim_replay_top(const ndrsim_model *model, uint32_t replicate, int month,
                                ndrsim_top_by by, int most, ndrsim_top_row *out, int *n,
                                ndrsim_error *err);

#endif
