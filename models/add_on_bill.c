/* What add-ons cost, and what is counted of them. */
#include "models/add_on.h"
#include "models/unit_price.h"
#include "sim/billing.h"
#include "sim/block.h"

enum { RISK_MONTHS = 6, WHOLE = 10000, WINDOW = 3, EXCLUDED = 2 /* of usage.mrr */ };

/* --- bills ------------------------------------------------------------------------------------ */

/* A row of an add-on on the list that a bill names. */
static double listed(const ndrsim_step_context *ctx, int row, int k,
                     const ndrsim_bill_state *state) {
  int slot = add_on_slot(ctx, row, k), version = state->value[NDRSIM_DRIVER_PRICE];
  if (version == ctx->month || ctx->block->n_moving == 0) return ctx->s[slot];
  return ndrsim_step_value(ctx, slot, version);
}

/* The plan's bill: the term "base", whoever owns it, without writing down its factors again. */
static int64_t plan_cents(const ndrsim_step_context *ctx, const ndrsim_bill_state *state) {
  bool asked = questioned(ctx);
  if (asked) ctx->trace->in_question = false;
  int64_t cents = ndrsim_billing_base(ctx, state);
  if (asked) ctx->trace->in_question = true;
  return cents;
}

static int64_t fee_cents(const ndrsim_step_context *ctx, const ndrsim_bill_state *state, int k) {
  return (int64_t)listed(ctx, A_FEE, k, state);
}

static int64_t seat_cents(const ndrsim_step_context *ctx, const ndrsim_bill_state *state, int k) {
  return (int64_t)listed(ctx, A_SEAT, k, state) * state->value[NDRSIM_DRIVER_SEAT];
}

static int64_t basis_points(double share) {
  return (int64_t)(share * WHOLE + 0.5);
}

/* Rounded half up: each add-on is a line of the bill. `plan` < 0: not yet asked for. */
static int64_t share_cents(const ndrsim_step_context *ctx, const ndrsim_bill_state *state, int k,
                           int64_t *plan) {
  int64_t points = basis_points(listed(ctx, A_SHARE, k, state));
  if (points == 0) return 0;
  if (*plan < 0) *plan = plan_cents(ctx, state);
  return (int64_t)(((__int128)points * *plan + WHOLE / 2) / WHOLE);
}

/* Units of a month in tiers: free, at per_unit, at tier_price. */
static int64_t tiered_cents(int64_t units, const double *row) {
  int64_t free = (int64_t)row[A_INCLUDED - A_UNIT], tier = (int64_t)row[A_TIER_UNITS - A_UNIT];
  int64_t low = tier > 0 && units > tier ? tier : units, high = units - (tier > free ? tier : free);
  __int128 sum = at_price(low > free ? low - free : 0, row[0]);
  if (tier > 0 && high > 0) sum += at_price(high, row[A_TIER_PRICE - A_UNIT]);
  return to_cents(sum);
}

/* The mean over the months that MRR counts of usage, as metered usage itself. */
static int64_t unit_cents(const ndrsim_step_context *ctx, const ndrsim_bill_state *state, int k) {
  double row[A_TIER_PRICE - A_UNIT + 1];
  int64_t sum = 0, months = 0;
  for (int i = A_UNIT; i <= A_TIER_PRICE; i++)
    row[i - A_UNIT] = listed(ctx, i, k, state);
  if (!(row[0] > 0) && !(row[A_TIER_PRICE - A_UNIT] > 0)) return 0;
  for (int m = 0; m < WINDOW; m++) {
    if (state->metered[m] < 0) continue;
    sum += tiered_cents(state->metered[m], row);
    months++;
  }
  return months == 0 ? 0 : (sum + months / 2) / months;
}

static bool holds(const ndrsim_bill_state *state, int k) {
  return ((unsigned)state->value[NDRSIM_DRIVER_ADD_ON] >> k & 1) != 0;
}

int64_t ndrsim_add_on_fees(const void *context, const ndrsim_bill_state *state) {
  const ndrsim_step_context *ctx = context;
  int64_t sum = 0;
  for (int k = 0; k < add_ons(ctx); k++)
    if (holds(state, k)) sum += fee_cents(ctx, state, k);
  return at_most(sum);
}

int64_t ndrsim_add_on_seats(const void *context, const ndrsim_bill_state *state) {
  const ndrsim_step_context *ctx = context;
  int64_t sum = 0;
  for (int k = 0; k < add_ons(ctx); k++)
    if (holds(state, k)) sum += seat_cents(ctx, state, k);
  return at_most(sum);
}

int64_t ndrsim_add_on_shares(const void *context, const ndrsim_bill_state *state) {
  const ndrsim_step_context *ctx = context;
  int64_t sum = 0, plan = -1;
  for (int k = 0; k < add_ons(ctx); k++)
    if (holds(state, k)) sum += share_cents(ctx, state, k, &plan);
  return at_most(sum);
}

int64_t ndrsim_add_on_units(const void *context, const ndrsim_bill_state *state) {
  const ndrsim_step_context *ctx = context;
  int64_t sum = 0;
  for (int k = 0; k < add_ons(ctx); k++)
    if (holds(state, k)) sum += unit_cents(ctx, state, k);
  return at_most(sum);
}

static bool ever_above_zero(const ndrsim_step_context *ctx, int from, int to) {
  for (int k = 0; k < add_ons(ctx); k++)
    for (int row = from; row <= to; row++)
      for (int t = 0; t <= ctx->horizon; t++)
        if (ndrsim_step_value(ctx, add_on_slot(ctx, row, k), t) > 0) return true;
  return false;
}

bool ndrsim_add_on_metered(const ndrsim_step_context *ctx) {
  int slot = ndrsim_model_slot(ctx->block->plan->model, "usage.mrr");
  if (slot < 0) return false; /* nothing is metered */
  int segment = ndrsim_block_segment(ctx->block);
  if (ndrsim_values_get(ctx->values, slot, segment, 0) == EXCLUDED) return false;
  return ever_above_zero(ctx, A_UNIT, A_UNIT) || ever_above_zero(ctx, A_TIER_PRICE, A_TIER_PRICE);
}

bool ndrsim_add_on_bills(const ndrsim_step_context *ctx) {
  return ever_above_zero(ctx, A_FEE, A_SHARE) || ndrsim_add_on_metered(ctx);
}

/* --- what is counted -------------------------------------------------------------------------- */

/* Each add-on's lines of the account's bill. */
static void count_money(ndrsim_step_context *ctx, int lane, bool metered) {
  ctx->lane = lane;
  const ndrsim_bill_state state = ndrsim_billing_state(ctx->block, lane);
  int64_t plan = -1, all = 0;
  for (int k = 0; k < add_ons(ctx); k++) {
    if (!holds(&state, k)) continue;
    int64_t cents = fee_cents(ctx, &state, k) + at_most(seat_cents(ctx, &state, k)) +
                    at_most(share_cents(ctx, &state, k, &plan)) +
                    (metered ? unit_cents(ctx, &state, k) : 0);
    int64_t *sum = add_on_counter(ctx, M_MRR, k);
    *sum = sum_or_most(*sum, cents);
    all += cents;
  }
  ctx->counter[C_MRR] = sum_or_most(ctx->counter[C_MRR], all);
}

/* Groups of those who could still buy are formed at the landmark and judged six months later;
 * purchases count there. */
static void follow(ndrsim_step_context *ctx, int lane, int landmark, bool explored) {
  unsigned all = (1U << add_ons(ctx)) - 1;
  int32_t *group = column_i32(ctx, U_LANDMARK) + lane;
  int since = column_i32(ctx, U_START)[lane] + landmark;
  int64_t *later = ndrsim_step_counters(ctx, since + RISK_MONTHS);
  if (since == ctx->month) {
    if ((unsigned)column_i32(ctx, U_HELD)[lane] == all) return;
    if (column_i32(ctx, U_LANDING)[lane] == NDRSIM_NEVER) return; /* on a free plan */
    *group = explored ? EXPLORERS : OTHERS;
    if (later) later[explored ? C_JUDGED_EXPLORED : C_JUDGED_OTHERS]++;
    return;
  }
  if (*group == NOWHERE || ctx->month > since + RISK_MONTHS) return;
  if (column_i32(ctx, U_BOUGHT)[lane] == 0) return;
  if (later) later[*group == EXPLORERS ? C_BOUGHT_EXPLORED : C_BOUGHT_OTHERS]++;
  *group = NOWHERE;
}

void ndrsim_add_on_count(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *held = column_i32(ctx, U_HELD);
  const float *share = column_f32(ctx, U_EXPLORED);
  const float enough = (float)ctx->s[P_EXPLORED_SHARE];
  bool metered = ndrsim_add_on_metered(ctx);
  unsigned products = 0;
  for (int k = 0; k < add_ons(ctx); k++)
    products |= (unsigned)(ctx->s[add_on_slot(ctx, A_PRODUCT, k)] != 0) << k;
  for (int i = 0; i < ctx->n; i++) {
    if (status[i] != NDRSIM_ALIVE) continue;
    bool explored = share != NULL && share[i] >= enough;
    unsigned set = (unsigned)held[i];
    ctx->counter[C_EXPLORED] += explored;
    ctx->counter[C_HELD] += __builtin_popcount(set);
    ctx->counter[C_PRODUCTS] += (set & products) != 0;
    for (int k = 0; k < add_ons(ctx); k++)
      *add_on_counter(ctx, M_HOLDERS, k) += set >> k & 1;
    if (set != 0) count_money(ctx, i, metered);
    follow(ctx, i, (int)ctx->s[P_LANDMARK], explored);
  }
}
