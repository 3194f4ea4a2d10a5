/* The six signals of likely expansion (S0, S2) and the signs of churn that forbid a pitch.
 *
 *   workflows   more than 3 per user, sustained for a whole month
 *   cap         tasks >= 80% of the cap and more than last month
 *   completion  completion rate > 90% (a stable trait of the account)
 *   return      7-day return rate > 60%; it rises with every workflow beyond the first
 *   runs        more than 50 runs a month of one workflow, per user
 *   inquiry     the customer asks "can we extend to team X" (less likely as penetration rises) */
#include "models/step.h"
#include "models/play.h"
#include "models/trace.h"
#include "sim/trait.h"

enum {
  P_WORKFLOWS,
  P_CAP_SHARE,
  P_COMPLETION,
  P_RETURN,
  P_RUNS,
  P_RATE,
  P_HABIT,
  P_HABIT_GAIN,
  P_TOP,
  P_INQUIRY,
  P_DECLINE,
  P_TRUST
};
enum {
  U_STATUS,
  U_FST,
  U_WORD,
  U_WORKFLOWS,
  U_TASKS,
  U_BEFORE,
  U_CAP,
  U_HARD,
  U_HARD_BEFORE,
  U_TRUST,
  U_PENETRATION,
  U_SIGNALS,
  U_COUNT,
  U_SUSTAINED,
  U_SIGNS
};
enum { C_FOUR, C_AT_RISK };

static const ndrsim_param_def params[] = {
    [P_WORKFLOWS] = {"signals.workflows", "workflows/user", NDRSIM_REAL, NDRSIM_MAY_ANY, 3, 0, 100,
                     NULL, "Signal 1: workflows per user above this, sustained a month", "S0"},
    [P_CAP_SHARE] = {"signals.cap_share", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.8, 0, 1, NULL,
                     "Signal 2: tasks at this share of the cap and rising", "S0"},
    [P_COMPLETION] = {"signals.completion", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.9, 0, 1, NULL,
                      "Signal 3: completion rate above this", "S0"},
    [P_RETURN] = {"signals.return", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.6, 0, 1, NULL,
                  "Signal 4: 7-day return rate above this", "S0"},
    [P_RUNS] = {"signals.runs", "runs/(user*month)", NDRSIM_REAL, NDRSIM_MAY_ANY, 50, 0, 1e6, NULL,
                "Signal 5: runs of one workflow above this", "S2"},
    [P_RATE] = {"signals.completion_rate", "1", NDRSIM_REAL, NDRSIM_TRAIT, 0.9, 0, 1, NULL,
                "Task completion rate of an account", "assumption"},
    [P_HABIT] = {"signals.return_rate", "1", NDRSIM_REAL, NDRSIM_TRAIT, 0.5, 0, 1, NULL,
                 "7-day return rate of an account with one workflow", "assumption"},
    [P_HABIT_GAIN] = {"signals.habit_gain", "1/workflow", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1,
                      NULL, "Share of the missing returns that each further workflow brings",
                      "assumption"},
    [P_TOP] = {"signals.top_share", "1", NDRSIM_REAL, NDRSIM_TRAIT, 0.4, 0, 1, NULL,
               "Share of tasks in the most used workflow (at least 1/W)", "assumption"},
    [P_INQUIRY] = {"signals.inquiry", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 1, NULL,
                   "Probability of an inquiry from another team at zero penetration", "assumption"},
    [P_DECLINE] = {"signals.decline", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.3, 0, 1, NULL,
                   "Sign of churn: tasks fell by more than this share", "assumption"},
    [P_TRUST] = {"signals.trust", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.5, 0, 1, NULL,
                 "Sign of churn: trust below this", "assumption"},
};

static const ndrsim_use uses[] = {
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_WORD] = READ_I32("word_inquiry"),
    [U_WORKFLOWS] = READ_I32("workflows"),
    [U_TASKS] = READ_I32("tasks"),
    [U_BEFORE] = READ_I32("tasks_before"),
    [U_CAP] = READ_I32("cap"),
    [U_HARD] = READ_I32("hard_stopped"),
    [U_HARD_BEFORE] = READ_I32("hard_before"),
    [U_TRUST] = READ_F32("trust"),
    [U_PENETRATION] = READ_F32("penetration"),
    [U_SIGNALS] = SCRATCH_I32("signals", "bit set of the six signals"),
    [U_COUNT] = SCRATCH_I32("signal_count", "how many of them show"),
    [U_SUSTAINED] = OWN_I32("sustained", 0, "months in a row with workflows above the threshold"),
    [U_SIGNS] = SCRATCH_I32("churn_signals", "bit set: declining use, hard stop, low trust"),
};

NDRSIM_VECTOR vi bit(vi mask, int value) {
  return mask & vi_set(value);
}

/* 1 - (1 - habit) (1 - gain)^(W-1) */
NDRSIM_VECTOR vf return_rate(const ndrsim_step_context *ctx, int i, vi workflows, vf log_keep) {
  vf miss = vf_set(1) - vf_param(ctx->p[P_HABIT], i);
  vf further = vf_of_vi(vi_max(workflows - vi_set(1), vi_set(0)));
  return vf_set(1) - miss * vf_exp(further * log_keep);
}

static void observe(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST);
  vi zero = vi_set(0), one = vi_set(1);
  vf keep = vf_set(1) - vf_param(ctx->p[P_HABIT_GAIN], 0); /* never a trait */
  vf log_keep = vf_log(vf_max(keep, vf_set(1e-6f)));
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi active = active_lanes(status, fst, i, ctx->month);
    vi w = vi_load(column_i32(ctx, U_WORKFLOWS) + i), tasks = vi_load(column_i32(ctx, U_TASKS) + i);
    vi before = vi_load(column_i32(ctx, U_BEFORE) + i), cap = vi_load(column_i32(ctx, U_CAP) + i);
    vf used = vf_of_vi(tasks);
    vi many = vf_of_vi(w) > vf_param(ctx->p[P_WORKFLOWS], i);
    vi sustained = (vi_load(column_i32(ctx, U_SUSTAINED) + i) + one) & many & active;
    vi near = (cap > zero) & (tasks > before) &
              (used >= vf_param(ctx->p[P_CAP_SHARE], i) * vf_of_vi(cap));
    vf top = vf_max(vf_param(ctx->p[P_TOP], i), vf_set(1) / vf_of_vi(vi_max(w, one)));
    vf runs = used * vf_set(1.0f / NDRSIM_TASK) * top;
    vf p =
        vf_param(ctx->p[P_INQUIRY], i) * (vf_set(1) - vf_load(column_f32(ctx, U_PENETRATION) + i));
    vf returns = return_rate(ctx, i, w, log_keep);
    vi asks = v_bernoulli((vu)vi_load(column_i32(ctx, U_WORD) + i), p);
    vi s = bit(sustained >= vi_set(2), NDRSIM_SIGNAL_WORKFLOWS) | bit(near, NDRSIM_SIGNAL_CAP) |
           bit(vf_param(ctx->p[P_RATE], i) > vf_param(ctx->p[P_COMPLETION], i),
               NDRSIM_SIGNAL_COMPLETION) |
           bit(returns > vf_param(ctx->p[P_RETURN], i), NDRSIM_SIGNAL_RETURN) |
           bit(runs > vf_param(ctx->p[P_RUNS], i), NDRSIM_SIGNAL_RUNS) |
           bit(asks, NDRSIM_SIGNAL_INQUIRY);
    s &= active;
    vi n = zero;
    for (int k = 0; k < 6; k++)
      n += (s >> k) & one;
    vi falls = used < (vf_set(1) - vf_param(ctx->p[P_DECLINE], i)) * vf_of_vi(before);
    /* the 30 days of risk after a customer first hits the cap (S2), not every month spent at it */
    vi fresh_stop = (vi_load(column_i32(ctx, U_HARD) + i) != zero) &
                    (vi_load(column_i32(ctx, U_HARD_BEFORE) + i) == zero);
    vi signs = bit(falls, NDRSIM_SIGN_DECLINE) | bit(fresh_stop, NDRSIM_SIGN_HARD_STOP) |
               bit(vf_load(column_f32(ctx, U_TRUST) + i) < vf_param(ctx->p[P_TRUST], i),
                   NDRSIM_SIGN_TRUST);
    int k = traced_lane(ctx, i, active);
    if (k >= 0) {
      ndrsim_trace_event(ctx, "inquiry", NDRSIM_SITE_INQUIRY,
                         (uint32_t)column_i32(ctx, U_WORD)[i + k], 0, p[k], asks[k] != 0);
      ndrsim_trace_fact(ctx, "signals", n[k]);
      trace_factor(ctx, "workflows", w[k]);
      trace_factor(ctx, "months_sustained", sustained[k]);
      trace_factor(ctx, "share_of_cap", cap[k] > 0 ? (double)tasks[k] / cap[k] : 0);
      trace_factor(ctx, "completion", (double)vf_param(ctx->p[P_RATE], i)[k]);
      trace_factor(ctx, "return_rate", (double)returns[k]);
      trace_factor(ctx, "runs", (double)runs[k]);
    }
    vi_store(column_i32(ctx, U_SUSTAINED) + i, sustained);
    vi_store(column_i32(ctx, U_SIGNALS) + i, s);
    vi_store(column_i32(ctx, U_COUNT) + i, n);
    vi_store(column_i32(ctx, U_SIGNS) + i, signs & active);
    vi in_use = active & lanes_in_use(ctx, i);
    ctx->counter[C_FOUR] -= vi_sum64((n >= vi_set(4)) & in_use);
    ctx->counter[C_AT_RISK] -= vi_sum64((signs != zero) & in_use);
  }
}

static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  if (row->completion >= 0) ndrsim_trait_set(ctx, P_RATE, lane, (double)row->completion);
  if (row->returning >= 0) ndrsim_trait_set(ctx, P_HABIT, lane, (double)row->returning);
  if ((double)column_i32(ctx, U_WORKFLOWS)[lane] > (double)ndrsim_step_lane(ctx, P_WORKFLOWS, lane))
    column_i32(ctx, U_SUSTAINED)[lane] = 1;
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_SIGNALS, observe}};

static const ndrsim_counter_def counters[] = {
    [C_FOUR] = {"four_signals", "accounts", "accounts with four or more signals"},
    [C_AT_RISK] = {"churn_signals", "accounts", "accounts with an open sign of churn"},
};
static const ndrsim_metric_def metrics[] = {
    {"expansion_ready", "%", NDRSIM_FORMAT_PERCENT, "four_signals", "customers", 1,
     "Share of customers that show four or more of the six signals", .source = "S2"},
    {"at_risk", "%", NDRSIM_FORMAT_PERCENT, "churn_signals", "customers", 1,
     "Share of customers with an open sign of churn: falling use, a first hard stop or low trust",
     .source = "S2"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(signals) = {.name = "signals",
                                                    .doc = "the six signals of expansion",
                                                    NDRSIM_PARAMS,
                                                    NDRSIM_USES,
                                                    NDRSIM_STEPS,
                                                    NDRSIM_COUNTERS,
                                                    NDRSIM_METRICS,
                                                    .condition = condition};
