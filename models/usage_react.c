/* What customers do about their bill, and what is counted: see usage.c. */
#include "models/usage.h"

enum { QUARTER = 3, YEAR = 12 };

/* This month's bill of a lane. */
static int64_t bill_now(const ndrsim_step_context *ctx, int lane) {
  return usage_cents(ctx, column_i32(ctx, U_UNITS)[lane], column_i32(ctx, U_COMMITTED)[lane],
                     column_i32(ctx, U_VERSION)[lane]);
}

/* Usage is made to cost less once the bill has outgrown the first one, or a unit a price. */
static void optimise(ndrsim_step_context *ctx, int lane, int64_t bill) {
  int64_t first = column_i64(ctx, U_BILL_FIRST)[lane];
  int32_t units = column_i32(ctx, U_UNITS)[lane];
  double dear = ctx->s[P_OPTIMISE_PRICE] * 100 * (double)units;
  bool outgrown = first > 0 && (double)bill > ctx->s[P_OPTIMISE_AT] * (double)first;
  if (!outgrown && !(dear > 0 && (double)bill > dear)) return;
  float p = ndrsim_step_lane(ctx, P_OPTIMISE, lane) *
            ndrsim_exp1((float)(ctx->s[P_OPTIMISE_MACRO] * ctx->macro));
  uint32_t word = lane_word(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), lane,
                            NDRSIM_GROUP_USAGE_OPTIMISE, NDRSIM_WORD_USAGE_OPTIMISE);
  int cuts = ndrsim_bernoulli1(word, p);
  if (traced(ctx, lane)) {
    ndrsim_trace_event(ctx, "usage_optimise", NDRSIM_SITE_USAGE_OPTIMISE, word, 0, p, cuts != 0);
    trace_factor(ctx, "bill_cents", (double)bill);
    trace_factor(ctx, "first_bill_cents", (double)first);
  }
  if (!cuts) return;
  column_f32(ctx, U_TREND)[lane] += ndrsim_log1(1 - (float)ctx->s[P_OPTIMISE_CUT]);
  ctx->counter[C_OPTIMISED]++;
}

/* Thousandths of the log hazard of a customer who cannot see what is used, and of a bill that
 * surprises. */
static int32_t unrest(ndrsim_step_context *ctx, int lane, int64_t bill, int32_t blind) {
  int64_t last = column_i64(ctx, U_BILL)[lane];
  int32_t post = column_i32(ctx, U_UNITS)[lane] > 0 && column_i32(ctx, U_DUE)[lane] ? blind : 0;
  if (last == 0 || !((double)bill > (1 + ctx->s[P_SHOCK_AT]) * (double)last)) return post;
  double shock = ctx->s[P_SHOCK] * (ctx->s[P_ALERTS] != 0 ? 1 - ctx->s[P_RELIEF] : 1);
  int32_t posted = (int32_t)(shock * 1000 + 0.5);
  ctx->counter[C_SHOCKS]++;
  if (traced(ctx, lane)) ndrsim_trace_fact(ctx, "usage_shock", posted);
  return post + posted;
}

void ndrsim_usage_react(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST);
  int32_t *post = column_i32(ctx, U_CHURN_POST), blind = 0;
  if (ctx->s[P_DASHBOARD] == 0)
    blind = (int32_t)((double)ndrsim_log1((float)ctx->s[P_BLIND]) * 1000 + 0.5);
  bool optimises = ctx->s[P_OPTIMISE] != 0;
  for (int i = 0; i < ctx->n; i++) {
    if (status[i] != NDRSIM_ALIVE || fst[i] >= ctx->month || !column_i32(ctx, U_METERED)[i])
      continue;
    int64_t bill = bill_now(ctx, i);
    post[i] += unrest(ctx, i, bill, blind);
    if (optimises) optimise(ctx, i, bill);
  }
}

/* --- counters --------------------------------------------------------------------------------- */

/* Growth over the first four months of usage marks those that go on growing (S1); what became of
 * both groups is counted twelve months after landing. */
static void judge(ndrsim_step_context *ctx, int lane) {
  const int32_t *landing = column_i32(ctx, U_LANDING);
  int32_t *mark = column_i32(ctx, U_MARK) + lane, units = column_i32(ctx, U_UNITS)[lane];
  int32_t *first = column_i32(ctx, U_UNITS_FIRST) + lane;
  int age = ctx->month - column_i32(ctx, U_FST)[lane];
  if (age == 0) *first = units;
  if (age != QUARTER || *first <= 0) return;
  double times = 1 + ctx->s[P_FAST];
  bool fast = (double)units > times * times * times * (double)*first;
  *mark = fast ? FAST : SLOW;
  ctx->counter[C_JUDGED]++;
  ctx->counter[C_FAST] += fast;
  /* not yet a customer, or one for longer than a year: no window that could be closed */
  if (landing[lane] == NDRSIM_NEVER || landing[lane] + YEAR < ctx->month) return;
  int64_t *then = ndrsim_step_counters(ctx, landing[lane] + YEAR);
  if (then) then[fast ? C_FAST_BASE : C_SLOW_BASE] += column_i64(ctx, U_BASE)[lane];
}

static void count_lane(ndrsim_step_context *ctx, int lane) {
  int32_t units = column_i32(ctx, U_UNITS)[lane], committed = column_i32(ctx, U_COMMITTED)[lane];
  int32_t version = column_i32(ctx, U_VERSION)[lane], mark, window[WINDOW];
  int64_t bill = bill_now(ctx, lane), mrr = column_i64(ctx, U_MRR)[lane], counted = 0;
  int64_t *first = column_i64(ctx, U_BILL_FIRST) + lane;
  for (int k = 0; k < WINDOW; k++)
    window[k] = column_i32(ctx, U_WINDOW + k)[lane];
  if (ctx->s[P_MRR] != EXCLUDED) counted = window_cents(ctx, window, committed, version);
  if (window[0] < 0) bill = 0; /* not metered yet */
  column_i32(ctx, U_PURE)[lane] = mrr > 0 && mrr == counted;
  column_i64(ctx, U_BILL)[lane] = bill;
  if (*first == 0) *first = bill;
  ctx->counter[C_UNITS] += units;
  ctx->counter[C_REVENUE] = sum_or_most(ctx->counter[C_REVENUE], bill);
  ctx->counter[C_USAGE_MRR] = sum_or_most(ctx->counter[C_USAGE_MRR], counted);
  ctx->counter[C_USING] += units > 0;
  ctx->counter[C_QUIET] += units == 0 && window[0] >= 0;
  ctx->counter[C_COMMITTED] += committed > 0;
  if (committed > 0)
    ctx->counter[C_COMMITMENT] = sum_or_most(
        ctx->counter[C_COMMITMENT], commitment_cents(ctx, ladder_cents(ctx, committed, version)));
  if (column_i32(ctx, U_METERED)[lane]) judge(ctx, lane);
  mark = column_i32(ctx, U_MARK)[lane];
  if (mark != UNKNOWN && ctx->month == column_i32(ctx, U_LANDING)[lane] + YEAR)
    ctx->counter[mark == FAST ? C_FAST_NOW : C_SLOW_NOW] += mrr;
}

void ndrsim_usage_count(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS);
  for (int i = 0; i < ctx->n; i++) {
    if (status[i] == NDRSIM_ALIVE) {
      count_lane(ctx, i);
      continue;
    }
    column_i64(ctx, U_BILL)[i] = 0;
    column_i32(ctx, U_PURE)[i] = 0;
  }
}
