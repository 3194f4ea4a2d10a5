/* What the files of capacity share: the order of parameters, columns and counters, and caps. The
 * mechanism is in capacity.c. */
#ifndef NDRSIM_MODELS_CAPACITY_H
#define NDRSIM_MODELS_CAPACITY_H

#include "models/play.h"
#include "models/step.h"
#include "sim/block.h"

enum {
  P_OVER,
  P_POOLED,
  P_PROMPT_SHARE,
  P_PROMPT,
  P_AT_CAP,
  P_MACRO,
  P_DOWN,
  P_DOWN_BELOW,
  P_DOWN_MONTHS,
  P_GROWTH,
  P_SCALARS
};
/* tiered rows stand after the scalar ones: offset of a row's first tier in p[] and s[] */
enum { T_CAP, T_OVERAGE };
enum {
  U_ID_LOW,
  U_ID_HIGH,
  U_STATUS,
  U_FST,
  U_DUE,
  U_WORKFLOWS,
  U_USAGE,
  U_TASKS,
  U_SEATS,
  U_WORD,
  U_DIRTY,
  U_VERSION,
  U_SINCE,
  U_TIER,
  U_PLAN,
  U_CAP,
  U_NEXT,
  U_SERVED,
  U_OVER,
  U_HARD,
  U_TRIAL,
  U_LOW,
  U_UPGRADE,
  U_TRIAL_POST,
  U_AT_W,
  U_AT_SEATS,
  U_AT_USAGE,
  U_GROWTH_W,
  U_GROWTH_S,
  U_GROWTH_O,
  U_BILLED,
  U_WEIGHT,
  U_PROMPT_POST,
  U_TERMS
};
enum { C_OVER, C_HARD, C_TRIALS, C_UP, C_DOWN, C_ACCOUNTS };
enum { OVERAGE, HARD_STOP };
enum { TRIAL_BIT = 256, TERMS_BIT = 512, TIER_BITS = 255 }; /* column plan */

/* Seats that share a pooled cap: those that are billed. */
static inline const int32_t *cap_seats(const ndrsim_step_context *ctx) {
  const int32_t *billed = column_i32(ctx, U_BILLED);
  return billed != NULL ? billed : column_i32(ctx, U_SEATS);
}

static inline int tier_slot(const ndrsim_step_context *ctx, int row, int tier) {
  return P_SCALARS + row * ctx->n_tiers + tier;
}

/* Whole sixteenths of a task; 0 (no cap) stays 0. */
static inline int32_t cap_of(double cap) {
  return (int32_t)(cap * NDRSIM_TASK + 0.5);
}

/* A user's share of a pooled cap: never 0, which would be none. */
static inline int64_t share_of_cap(int64_t cap, int64_t seats) {
  int64_t share = cap / (seats > 1 ? seats : 1);
  return share > 1 ? share : 1;
}

static inline int32_t older_cap(const ndrsim_step_context *ctx, int tier, int version) {
  if (tier < 0 || tier >= ctx->n_tiers) return 0;
  return cap_of(ndrsim_step_value(ctx, tier_slot(ctx, T_CAP, tier), version));
}

/* Accounts that keep an older price list keep its caps. */
static inline void older_caps(const ndrsim_step_context *ctx, int first, int below, int32_t *cap,
                              int32_t *next) {
  const int32_t *version = column_i32(ctx, U_VERSION) + first,
                *tier = column_i32(ctx, U_TIER) + first;
  for (int k = 0; k < NDRSIM_WIDTH; k++) {
    if (first + k >= ctx->n || column_i32(ctx, U_SINCE)[first + k] == NDRSIM_NEVER) continue;
    cap[k] = older_cap(ctx, tier[k] - below, version[k]);
    next[k] = older_cap(ctx, tier[k] - below + 1, version[k]);
  }
}

/* Of the vector at lane i: cap per user of every lane's tier, or of the one `below` it, and of the
 * one above that. */
NDRSIM_VECTOR void lane_caps(const ndrsim_step_context *ctx, int i, int below, vi seats, vi *cap,
                             vi *next) {
  vi tier = vi_load(column_i32(ctx, U_TIER) + i) - vi_set(below);
  *cap = *next = vi_set(0);
  for (int k = 0; k < ctx->n_tiers; k++) {
    vi c = vi_set(cap_of(ctx->s[tier_slot(ctx, T_CAP, k)]));
    *cap = vi_select(tier == vi_set(k), c, *cap);
    *next = vi_select(tier == vi_set(k - 1), c, *next);
  }
  if (ctx->block->n_moving > 0 &&
      vi_any(vi_load(column_i32(ctx, U_SINCE) + i) != vi_set(NDRSIM_NEVER))) {
    int32_t old[2][NDRSIM_WIDTH];
    vi_store(old[0], *cap);
    vi_store(old[1], *next);
    older_caps(ctx, i, below, old[0], old[1]);
    *cap = vi_load(old[0]);
    *next = vi_load(old[1]);
  }
  if (ctx->s[P_POOLED] == 0) return;
  vi users = vi_max(seats, vi_set(1));
  *cap = vi_select(*cap > vi_set(0), vi_max(*cap / users, vi_set(1)), *cap);
  *next = vi_select(*next > vi_set(0), vi_max(*next / users, vi_set(1)), *next);
}

/* --- capacity_meter.c ----------------------------------------------------------------------- */

/* The files are compiled once for each instruction set, and so are the functions between them. */
#define ndrsim_capacity_meter NDRSIM_MECHANISM(capacity_meter)
#define ndrsim_capacity_overage NDRSIM_MECHANISM(capacity_overage)
#define ndrsim_capacity_bills NDRSIM_MECHANISM(capacity_bills)

/* The step. */
void ndrsim_capacity_meter(ndrsim_step_context *ctx);
/* The term of the bill, and whether it is ever anything but zero. */
int64_t ndrsim_capacity_overage(const void *context, const ndrsim_bill_state *state);
bool ndrsim_capacity_bills(const ndrsim_step_context *ctx);

#endif
