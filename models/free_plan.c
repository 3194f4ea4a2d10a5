/* A free plan: the lowest tier costs nothing, and those who use it may turn into customers.
 *
 *   P(converts in month a after the first success | not yet) = convert fade^(a - 1),  a = 1, 2, ...
 *
 * for an active account that was never billed: whatever its tasks, it moves up a tier and lands in
 * that month. The cap, sales and controls convert as well; this is what converts besides them (S4
 * prompts whoever has used the free plan for 30 days). */
#include "models/play.h"
#include "models/step.h"
#include "models/trace.h"

enum { P_CONVERT, P_FADE };
enum { U_ID_LOW, U_ID_HIGH, U_STATUS, U_FST, U_LANDING, U_UPGRADE_POST };
enum { C_FREE, C_CONVERTED, C_RISK };

static const ndrsim_param_def params[] = {
    [P_CONVERT] =
        {"free_plan.convert", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 1, NULL,
         "Probability that an account on the free plan turns into a customer in the month "
         "after its first success, whatever its tasks",
         "S4"},
    [P_FADE] = {"free_plan.fade", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 1, 0.01, 1, NULL,
                "Factor on that probability for each further month", "assumption"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),   [U_ID_HIGH] = READ_I32("id_high"),
    [U_STATUS] = READ_I32("status"),   [U_FST] = READ_I32("fst"),
    [U_LANDING] = READ_I32("landing"), [U_UPGRADE_POST] = POST_I32("upgrade_post"),
};

static void trace_convert(ndrsim_step_context *ctx, int i, vi asked, vu word, vf p, vi converts) {
  int k = traced_lane(ctx, i, asked);
  if (k < 0) return;
  ndrsim_trace_event(ctx, "convert", NDRSIM_SITE_CONVERSION, word[k], 0, p[k], converts[k] != 0);
  trace_factor(ctx, "convert", (double)vf_param(ctx->p[P_CONVERT], i)[k]);
  trace_factor(ctx, "fade", ctx->s[P_FADE]);
  trace_factor(ctx, "months", ctx->month - column_i32(ctx, U_FST)[i + k]);
}

static void convert(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST),
                *landing = column_i32(ctx, U_LANDING);
  int32_t *post = column_i32(ctx, U_UPGRADE_POST);
  vf log_fade = vf_set(ndrsim_log1((float)ctx->s[P_FADE]));
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi asked = active_lanes(status, fst, i, ctx->month) & lanes_in_use(ctx, i) &
               (vi_load(landing + i) == vi_set(NDRSIM_NEVER));
    if (!vi_any(asked)) continue;
    vu word = lane_words(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), i,
                         NDRSIM_GROUP_CONVERSION)
                  .w[NDRSIM_WORD_CONVERSION];
    vf months = vf_of_vi(vi_set(ctx->month - 1) - vi_load(fst + i));
    vf p = vf_param(ctx->p[P_CONVERT], i) * vf_exp(months * log_fade);
    vi converts = asked & v_bernoulli(word, p);
    trace_convert(ctx, i, asked, word, p, converts);
    vi_store(post + i, vi_load(post + i) | (converts & vi_set(NDRSIM_UPGRADE_CONVERTS)));
    ctx->counter[C_RISK] -= vi_sum64(asked);
  }
}

/* Converted: lands after the month of its first success, by whatever path. */
static void count(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST),
                *landing = column_i32(ctx, U_LANDING);
  int64_t unbilled = 0, converted = 0;
  for (int i = 0; i < ctx->n; i++) {
    unbilled += alive(status[i]) & (fst[i] <= ctx->month) & (landing[i] == NDRSIM_NEVER);
    converted += alive(status[i]) & (fst[i] < ctx->month) & (landing[i] == ctx->month);
  }
  ctx->counter[C_FREE] += unbilled;
  ctx->counter[C_CONVERTED] += converted;
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_PLAYBOOK, convert}, {NDRSIM_PHASE_COSTS, count}};

static const ndrsim_counter_def counters[] = {
    [C_FREE] = {"free_accounts", "accounts", "accounts with a first success and no bill so far"},
    [C_CONVERTED] = {"conversions", "accounts/month", "of those, billed for the first time"},
    [C_RISK] = {"free_before", "accounts", "those at the head of the month"},
};
static const ndrsim_metric_def metrics[] = {
    {"free_accounts", "accounts", NDRSIM_FORMAT_COUNT, "free_accounts", NULL, 1,
     "Accounts that use the product and were never billed", .source = "definition"},
    {"conversions", "accounts/month", NDRSIM_FORMAT_COUNT, "conversions", NULL, 1,
     "Accounts that turned from free into paid this month, by whatever path", .source = "S4"},
    {"conversion_rate", "%/month", NDRSIM_FORMAT_PERCENT, "conversions", "free_before", 1,
     "Share of free accounts that turned into customers this month", .source = "S4"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(free_plan) = {.name = "free_plan",
                                                      .doc = "from the free plan to a paid one",
                                                      .optional = true,
                                                      NDRSIM_PARAMS,
                                                      NDRSIM_USES,
                                                      NDRSIM_STEPS,
                                                      NDRSIM_COUNTERS,
                                                      NDRSIM_METRICS};
