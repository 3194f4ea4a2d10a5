/* Capacity, metered and billed: tasks served below the cap, and what goes above it. */
#include "models/capacity.h"
#include "models/trace.h"

/* Customers that pay for tasks above the cap whatever others do. */
NDRSIM_VECTOR vi agreed_lanes(const ndrsim_step_context *ctx, int i) {
  const int32_t *terms = column_i32(ctx, U_TERMS);
  return terms != NULL ? vi_load(terms + i) != vi_set(0) : vi_set(0);
}

void ndrsim_capacity_meter(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST);
  int32_t *over = column_i32(ctx, U_OVER), *plan = column_i32(ctx, U_PLAN),
          *dirty = column_i32(ctx, U_DIRTY);
  vi stops = vi_set(ctx->s[P_OVER] == HARD_STOP ? -1 : 0), zero = vi_set(0);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi tier = vi_load(column_i32(ctx, U_TIER) + i), seats = vi_load(cap_seats(ctx) + i);
    vi tasks = vi_load(column_i32(ctx, U_TASKS) + i), cap, next;
    vi begins = vi_load(fst + i) == vi_set(ctx->month);
    vi works = (vi_load(status + i) == vi_set(NDRSIM_ALIVE)) | begins;
    lane_caps(ctx, i, 0, seats, &cap, &next);
    vi trial = vi_load(column_i32(ctx, U_TRIAL) + i) == vi_set(ctx->month);
    vi above = (cap > zero) & (tasks > cap) & ~trial & works;
    vi excess = above & (tasks - cap);
    vi agreed = agreed_lanes(ctx, i), hard_mode = stops & ~agreed;
    vi now_over = excess & ~hard_mode, was_over = vi_load(over + i);
    vi billed = (trial & vi_set(TRIAL_BIT)) + (agreed & vi_set(TERMS_BIT)) + tier;
    /* the last bill may hold overage that last month's meter did not see: tier and seats (which
     * share a pooled cap) change after it */
    vi other_cap = (vi_load(column_i32(ctx, U_CAP) + i) != cap) & ~hard_mode;
    vi changed = ((now_over | was_over) != zero) | (billed != vi_load(plan + i)) | other_cap;
    vi_store(column_i32(ctx, U_CAP) + i, cap);
    vi_store(column_i32(ctx, U_NEXT) + i, next);
    vi_store(column_i32(ctx, U_SERVED) + i, tasks - (excess & hard_mode));
    vi_store(over + i, now_over);
    vi_store(column_i32(ctx, U_HARD) + i, above & hard_mode & vi_set(1));
    vi_store(plan + i, billed);
    vi_store(dirty + i, vi_load(dirty + i) | (changed & vi_set(1)));
    if (!vi_any(begins)) continue;
    int32_t *w = column_i32(ctx, U_AT_W) + i, *s = column_i32(ctx, U_AT_SEATS) + i,
            *u = column_i32(ctx, U_AT_USAGE) + i;
    vi_store(w, vi_select(begins, vi_load(column_i32(ctx, U_WORKFLOWS) + i), vi_load(w)));
    vi_store(s, vi_select(begins, seats, vi_load(s)));
    vi_store(u, vi_select(begins, vi_load(column_i32(ctx, U_USAGE) + i), vi_load(u)));
  }
}

/* Overage: tasks above the cap, for all users, at the tier's price. Caps and prices are those of
 * the list that the state's price version names. */
int64_t ndrsim_capacity_overage(const void *context, const ndrsim_bill_state *state) {
  const ndrsim_step_context *ctx = context;
  int plan = state->value[NDRSIM_DRIVER_CAPACITY], version = state->value[NDRSIM_DRIVER_PRICE];
  if (plan & TRIAL_BIT || (ctx->s[P_OVER] == HARD_STOP && !(plan & TERMS_BIT))) return 0;
  plan &= TIER_BITS;
  double price = ndrsim_step_value(ctx, tier_slot(ctx, T_OVERAGE, plan), version);
  int64_t cap = cap_of(ndrsim_step_value(ctx, tier_slot(ctx, T_CAP, plan), version));
  int64_t seats = state->value[NDRSIM_DRIVER_SEAT];
  if (price <= 0 || cap == 0 || seats <= 0) return 0;
  if (ctx->s[P_POOLED] != 0) cap = share_of_cap(cap, seats);
  int64_t tasks = (int64_t)state->value[NDRSIM_DRIVER_WORKFLOW] * state->value[NDRSIM_DRIVER_USAGE];
  if (tasks <= cap) return 0;
  int64_t micro = (int64_t)(price * 1e8 + 0.5); /* millionths of a cent per task */
  __int128 sum = (__int128)(tasks - cap) * seats * micro;
  if (questioned(ctx)) {
    ndrsim_trace_fact(ctx, "overage", 0);
    trace_factor(ctx, "seats", (double)seats);
    trace_factor(ctx, "tasks_over_16", (double)(tasks - cap));
    trace_factor(ctx, "price_microcents", (double)micro);
  }
  __int128 cents = (sum + 8000000) / 16000000;
  return cents < NDRSIM_CENTS_MOST ? (int64_t)cents : NDRSIM_CENTS_MOST;
}

/* Overage has a price somewhere, sometime. */
bool ndrsim_capacity_bills(const ndrsim_step_context *ctx) {
  if (ctx->s[P_OVER] == HARD_STOP && column_i32(ctx, U_TERMS) == NULL) return false;
  for (int k = 0; k < ctx->n_tiers; k++)
    for (int t = 0; t <= ctx->horizon; t++)
      if (ndrsim_step_value(ctx, tier_slot(ctx, T_OVERAGE, k), t) > 0) return true;
  return false;
}
