/* Metered usage: the tables that usage.c, usage_meter.c and usage_react.c share, and what units
 * cost. */
#ifndef NDRSIM_MODELS_USAGE_H
#define NDRSIM_MODELS_USAGE_H

#include "models/step.h"
#include "models/trace.h"
#include "models/unit_price.h"
#include "sim/block.h"

enum {
  P_LEVEL,
  P_GROWTH,
  P_FLOOR,
  P_HALF_LIFE,
  P_GROWTH_MACRO,
  P_SD,
  P_RHO,
  P_MACRO,
  P_SEASON,
  P_QUIET,
  P_SPIKE,
  P_SPIKE_FACTOR,
  P_GRACE,
  P_LADDER,
  P_BEYOND,
  P_MRR,
  P_IDLE_MONTHS,
  P_COMMIT_SHARE,
  P_COMMIT_LATER,
  P_COMMIT_RATIO,
  P_COMMIT_MONTHS,
  P_COMMIT_DISCOUNT,
  P_DASHBOARD,
  P_BLIND,
  P_SHOCK,
  P_SHOCK_AT,
  P_ALERTS,
  P_RELIEF,
  P_HOLD,
  P_ALERT_AT,
  P_EARLY,
  P_OPTIMISE,
  P_OPTIMISE_AT,
  P_OPTIMISE_PRICE,
  P_OPTIMISE_CUT,
  P_OPTIMISE_MACRO,
  P_FAST,
  P_SCALARS
};
enum { T_UNITS, T_BILL, T_PRICE }; /* rows of the ladder */
enum {
  U_ID_LOW,
  U_ID_HIGH,
  U_STATUS,
  U_FST,
  U_DUE,
  U_LANDING,
  U_MRR,
  U_BASE,
  U_VERSION,
  U_WISH,
  U_DIRTY,
  U_CHURN_POST,
  U_METERED,
  U_TREND,
  U_NOISE,
  U_UNITS,
  U_WINDOW, /* three columns: the months that MRR counts, the newest first; -1 = none */
  U_COMMITTED = U_WINDOW + 3,
  U_IDLE,
  U_PURE,
  U_BILL,
  U_BILL_FIRST,
  U_UNITS_FIRST,
  U_MARK
};
enum {
  C_UNITS,
  C_FORGIVEN,
  C_REVENUE,
  C_USAGE_MRR,
  C_USING,
  C_QUIET,
  C_LOST,
  C_SPIKES,
  C_COMMITTED,
  C_COMMITMENT,
  C_SHOCKS,
  C_WARNED,
  C_ALERTED,
  C_OPTIMISED,
  C_JUDGED,
  C_FAST,
  C_FAST_BASE,
  C_FAST_NOW,
  C_SLOW_BASE,
  C_SLOW_NOW
};
enum { NODES, GRADUATED, VOLUME };        /* usage.ladder */
enum { TRAILING_3, BILLED, EXCLUDED };    /* usage.mrr */
enum { UNKNOWN, SLOW, FAST };             /* column usage_mark */
enum { USAGE_WHOLE = 10000, WINDOW = 3 }; /* discounts are in basis points */
#define USAGE_MOST_UNITS 2e9f             /* of an account and month: 31 bits hold it */

#define ndrsim_usage_meter NDRSIM_MECHANISM(usage_meter)
#define ndrsim_usage_react NDRSIM_MECHANISM(usage_react)
#define ndrsim_usage_count NDRSIM_MECHANISM(usage_count)

/* usage_meter.c: units of the month, the window of MRR, commitments. */
ndrsim_step_fn ndrsim_usage_meter;
/* usage_react.c: what customers do about their bill; and counters. */
ndrsim_step_fn ndrsim_usage_react, ndrsim_usage_count;

/* Log of what all units of a month have in common. */
static inline float usage_shared_log(const ndrsim_step_context *ctx) {
  return ndrsim_log1((float)ctx->s[P_SEASON]) + (float)(ctx->s[P_MACRO] * ctx->macro);
}

/* --- what units cost -------------------------------------------------------------------------- */

/* A row of the ladder in the list that a bill names. */
static inline double ladder_value(const ndrsim_step_context *ctx, int row, int node, int version) {
  int slot = P_SCALARS + row * ctx->lists.n[NDRSIM_LIST_LADDER] + node;
  if (version == ctx->month || ctx->block->n_moving == 0) return ctx->s[slot];
  return ndrsim_step_value(ctx, slot, version);
}

/* amount * num / den, to nearest, halves up; nothing is negative. */
static inline int64_t usage_scaled(int64_t amount, int64_t num, int64_t den) {
  int64_t product;
  if (!__builtin_mul_overflow(amount, num, &product) && product < INT64_MAX - den)
    return (product + den / 2) / den;
  return at_most(((__int128)amount * num + den / 2) / den);
}

/* Straight lines between cumulative (units, bill) nodes, from (0, 0); beyond the last node the last
 * slope, or a price. A bill below that of the node before it counts as that. */
static inline int64_t nodes_cents(const ndrsim_step_context *ctx, int64_t units, int version) {
  int64_t from = 0, paid = 0, run = 1, rise = 0;
  for (int k = 0; k < ctx->lists.n[NDRSIM_LIST_LADDER]; k++) {
    int64_t to = (int64_t)ladder_value(ctx, T_UNITS, k, version);
    int64_t bill = (int64_t)ladder_value(ctx, T_BILL, k, version);
    run = to > from ? to - from : 1;
    rise = bill > paid ? bill - paid : 0;
    if (units < to) return paid + usage_scaled(units - from, rise, run);
    paid += rise;
    from = to;
    if (units == to) return paid;
    if (to == 0) rise = 0; /* a fee, not a slope */
  }
  if (ctx->s[P_BEYOND] > 0)
    return at_most(paid + to_cents(at_price(units - from, ctx->s[P_BEYOND])));
  return at_most((__int128)paid + usage_scaled(units - from, rise, run));
}

/* Bands: up to its units each has its price, and the last goes on. Graduated: the units inside a
 * band at its price; volume: all units at the price of the band that is reached. */
static inline int64_t bands_cents(const ndrsim_step_context *ctx, int64_t units, int version,
                                  bool volume) {
  int64_t from = 0;
  int n = ctx->lists.n[NDRSIM_LIST_LADDER];
  __int128 sum = 0;
  for (int k = 0; k < n; k++) {
    int64_t to = (int64_t)ladder_value(ctx, T_UNITS, k, version);
    double price = ladder_value(ctx, T_PRICE, k, version);
    bool last = units <= to || k + 1 == n;
    if (volume && last) return to_cents(at_price(units, price));
    sum += at_price((last ? units : to) - from, price);
    if (last) break;
    from = to;
  }
  return to_cents(sum);
}

static inline int64_t ladder_cents(const ndrsim_step_context *ctx, int64_t units, int version) {
  if (ctx->s[P_LADDER] == NODES) return nodes_cents(ctx, units, version);
  return bands_cents(ctx, units, version, ctx->s[P_LADDER] == VOLUME);
}

/* What a commitment costs, used or not. */
static inline int64_t commitment_cents(const ndrsim_step_context *ctx, int64_t list) {
  int64_t pays = USAGE_WHOLE - (int64_t)(ctx->s[P_COMMIT_DISCOUNT] * USAGE_WHOLE + 0.5);
  return usage_scaled(list, pays, USAGE_WHOLE);
}

/* The bill of a month: the commitment at its discount, and what goes beyond it at the ladder. */
static inline int64_t usage_cents(const ndrsim_step_context *ctx, int64_t units, int64_t committed,
                                  int version) {
  int64_t list = ladder_cents(ctx, units, version);
  if (committed == 0) return list;
  int64_t agreed = ladder_cents(ctx, committed, version);
  return at_most((__int128)commitment_cents(ctx, agreed) + (list > agreed ? list - agreed : 0));
}

/* What MRR counts: the mean over the months of the window. */
static inline int64_t window_cents(const ndrsim_step_context *ctx, const int32_t *window,
                                   int64_t committed, int version) {
  int64_t sum = 0, months = 0;
  for (int k = 0; k < WINDOW; k++) {
    if (window[k] < 0) continue;
    sum += usage_cents(ctx, window[k], committed, version);
    months++;
  }
  return months == 0 ? 0 : (sum + months / 2) / months;
}

/* Units of an average month of the window; 0 without one. */
static inline float window_mean(const int32_t *window) {
  float sum = 0, months = 0;
  for (int k = 0; k < WINDOW; k++) {
    if (window[k] < 0) continue;
    sum = sum + (float)window[k];
    months = months + 1;
  }
  return months > 0 ? sum / months : 0;
}

#endif
