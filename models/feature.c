/* Features: how much of the product an account has explored, and what packaging does with features:
 * controls that move plans without tasks, gates before the core value, locks put on afterwards.
 *
 *   discoveries ~ Binomial(count - f, 1 - exp(-explore / count)) in each month after activation:
 *                 the mean share explored is 1 - exp(-explore t / count)
 *   activation's hazard is multiplied by 1 - gated * gate_cost
 *   p(control) = controls * exp(macro * factor), of active customers with control_seats or more
 * that are not on the highest tier: SSO, audit or analytics is needed, and the next plan has it.
 * Capacity moves the plan in the same month, as it does what sales closes in month lock_month
 * customers lose lock_trust * share explored of trust (S4: never lock what was available before)
 */
#include "models/play.h"
#include "models/step.h"
#include "models/trace.h"
#include "sim/trait.h"

enum {
  P_COUNT,
  P_EXPLORE,
  P_CONTROLS,
  P_CONTROL_SEATS,
  P_MACRO,
  P_GATED,
  P_GATE_COST,
  P_LOCK_MONTH,
  P_LOCK_TRUST
};
enum {
  U_ID_LOW,
  U_ID_HIGH,
  U_STATUS,
  U_FST,
  U_LANDING,
  U_TIER,
  U_SEATS,
  U_UPGRADE_POST,
  U_TRUST_POST,
  U_EXPLORED,
  U_SHARE,
  U_FACTOR
};
enum { C_EXPLORED, C_AVAILABLE, C_CONTROLS };

static const ndrsim_param_def params[] = {
    [P_COUNT] = {"features.count", "features", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 10, 1, 1000, NULL,
                 "Core features that there are to explore", "assumption"},
    [P_EXPLORE] = {"features.explore", "features/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 1000,
                   NULL, "Rate at which an account discovers features while it knows none", "S1"},
    [P_CONTROLS] = {"features.controls", "1/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                    "Probability that an account needs a control (SSO, audit log, analytics) that "
                    "only the next plan has; by segment: large customers ask first",
                    "S3"},
    [P_CONTROL_SEATS] = {"features.control_seats", "seats", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 1, 1,
                         1e6, NULL, "Seats from which an account asks for controls", "assumption"},
    [P_MACRO] = {"features.macro", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, -5, 5, NULL,
                 "Loading of the log of that probability on the macro factor", "assumption"},
    [P_GATED] = {"features.gated", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                 "Share of the core value that the entry plan does not have", "S3"},
    [P_GATE_COST] = {"features.gate_cost", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 1, 0, 1, NULL,
                     "Share of activations that is lost when all of it is gated", "assumption"},
    [P_LOCK_MONTH] = {"features.lock_month", "months", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 0, 0,
                      NDRSIM_MAX_HORIZON, NULL,
                      "Month in which features that customers had are locked; 0 = never", "S4"},
    [P_LOCK_TRUST] = {"features.lock_trust", "1", NDRSIM_REAL, NDRSIM_MAY_SEGMENT, 0.4, 0, 1, NULL,
                      "Trust that it costs a customer who had explored all features; others lose "
                      "in proportion",
                      "assumption"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_LANDING] = READ_I32("landing"),
    [U_TIER] = READ_I32("tier"),
    [U_SEATS] = READ_I32("seats"),
    [U_UPGRADE_POST] = POST_I32("upgrade_post"),
    [U_TRUST_POST] = POST_I32("trust_post"),
    [U_EXPLORED] = OWN_I32("explored", 0, "features explored"),
    [U_SHARE] = OWN_F32("explored_share", 0, "features explored / features"),
    [U_FACTOR] = SCRATCH_F32("activation_factor", "factor on the hazard of activation"),
};

/* Before accounts may activate. */
static void gate(ndrsim_step_context *ctx) {
  float *factor = column_f32(ctx, U_FACTOR);
  vf f = vf_set((float)(1 - ctx->s[P_GATED] * ctx->s[P_GATE_COST]));
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH)
    vf_store(factor + i, f);
}

/* Before capacity, which moves the plan. */
static void control(ndrsim_step_context *ctx) {
  const int32_t *low = column_i32(ctx, U_ID_LOW), *high = column_i32(ctx, U_ID_HIGH);
  int32_t *post = column_i32(ctx, U_UPGRADE_POST);
  if (ctx->s[P_CONTROLS] == 0) return;
  vi top = vi_set(ctx->n_tiers - 1), least = vi_set((int32_t)ctx->s[P_CONTROL_SEATS]);
  vf macro = vf_set(ndrsim_exp1((float)(ctx->s[P_MACRO] * ctx->macro)));
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi may = active_lanes(column_i32(ctx, U_STATUS), column_i32(ctx, U_FST), i, ctx->month) &
             (vi_load(column_i32(ctx, U_TIER) + i) < top) &
             (vi_load(column_i32(ctx, U_SEATS) + i) >= least) & lanes_in_use(ctx, i);
    if (!vi_any(may)) continue;
    vu word =
        lane_words(ctx, low, high, i, NDRSIM_GROUP_FEATURE_CONTROL).w[NDRSIM_WORD_FEATURE_CONTROL];
    vf p = vf_param(ctx->p[P_CONTROLS], i) * macro;
    vi asks = may & v_bernoulli(word, p);
    int k = traced_lane(ctx, i, may);
    if (k >= 0) {
      ndrsim_trace_event(ctx, "control", NDRSIM_SITE_FEATURE_CONTROL, word[k], 0, p[k],
                         asks[k] != 0);
      trace_factor(ctx, "controls", ctx->s[P_CONTROLS]);
      trace_factor(ctx, "macro", (double)macro[k]);
    }
    vi_store(post + i, vi_load(post + i) | (asks & vi_set(NDRSIM_UPGRADE_CONTROLS)));
    ctx->counter[C_CONTROLS] -= vi_sum64(asks);
  }
}

static void explore(ndrsim_step_context *ctx) {
  const int32_t *low = column_i32(ctx, U_ID_LOW), *high = column_i32(ctx, U_ID_HIGH);
  int32_t *explored = column_i32(ctx, U_EXPLORED);
  vi all = vi_set((int32_t)ctx->s[P_COUNT]), zero = vi_set(0);
  vf count = vf_of_vi(all);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi known = vi_load(explored + i);
    vi active = active_lanes(column_i32(ctx, U_STATUS), column_i32(ctx, U_FST), i, ctx->month) &
                lanes_in_use(ctx, i);
    if (!vi_any(active)) continue;
    vu word = lane_words(ctx, low, high, i, NDRSIM_GROUP_FEATURE_GAIN).w[NDRSIM_WORD_FEATURE_GAIN];
    vi room = vi_max(all - known, zero) & active;
    vf each = vf_param(ctx->p[P_EXPLORE], i) / count;
    vi gain = v_binomial(word, room, each);
    int k = traced_lane(ctx, i, active);
    if (k >= 0)
      ndrsim_trace_count(ctx, "explore", NDRSIM_SITE_FEATURE_GAIN, word[k], room[k], each[k],
                         gain[k]);
    vi_store(explored + i, known + gain);
    vf_store(column_f32(ctx, U_SHARE) + i, vf_of_vi(known + gain) / count);
  }
}

/* Whoever was a customer before loses what he had come to know. */
static void lock(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *landing = column_i32(ctx, U_LANDING);
  const float *share = column_f32(ctx, U_SHARE);
  int32_t *post = column_i32(ctx, U_TRUST_POST);
  if (ctx->month == 0 || ctx->month != (int)ctx->s[P_LOCK_MONTH]) return;
  for (int i = 0; i < ctx->n; i++) {
    if (status[i] != NDRSIM_ALIVE || landing[i] >= ctx->month) continue;
    int32_t lost = (int32_t)((float)ctx->s[P_LOCK_TRUST] * share[i] * 1000 + 0.5f);
    post[i] -= lost;
    if (traced(ctx, i)) ndrsim_trace_fact(ctx, "features_locked", lost);
  }
}

static void count(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *explored = column_i32(ctx, U_EXPLORED);
  int64_t sum = 0, customers = 0;
  for (int i = 0; i < ctx->n; i++) {
    sum += alive(status[i]) & explored[i];
    customers += alive(status[i]) & 1;
  }
  ctx->counter[C_EXPLORED] += sum;
  ctx->counter[C_AVAILABLE] += customers * (int64_t)ctx->s[P_COUNT];
}

/* What discovery since the start would have found. */
static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  int32_t all = (int32_t)ctx->s[P_COUNT], known = 0;
  if (row->mrr > 0) {
    gsl_rng *rng = ndrsim_trait_rng(ctx, lane, 28);
    float rate = ndrsim_step_lane(ctx, P_EXPLORE, lane) * (float)(-row->start) / (float)all;
    known = ndrsim_binomial1((uint32_t)(gsl_rng_uniform_pos(rng) * 0x1p32), all, rate);
  }
  column_i32(ctx, U_EXPLORED)[lane] = known;
  column_f32(ctx, U_SHARE)[lane] = (float)known / (float)all;
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_CONTRACT, gate},
                                    {NDRSIM_PHASE_PLAYBOOK, control},
                                    {NDRSIM_PHASE_FEATURES, explore},
                                    {NDRSIM_PHASE_FEATURES, lock},
                                    {NDRSIM_PHASE_COSTS, count}};

static const ndrsim_counter_def counters[] = {
    [C_EXPLORED] = {"features_explored", "features", "features explored, summed over customers"},
    [C_AVAILABLE] = {"features_available", "features", "features that there are, likewise"},
    [C_CONTROLS] = {"controls_needed", "accounts/month",
                    "customers that need a control of the next plan"},
};
static const ndrsim_metric_def metrics[] = {
    {"features_explored", "%", NDRSIM_FORMAT_PERCENT, "features_explored", "features_available", 1,
     "Features explored as a share of those that there are, averaged over customers",
     .source = "S1"},
    {"controls_needed", "accounts/month", NDRSIM_FORMAT_COUNT, "controls_needed", NULL, 1,
     "Customers that need a control of the next plan this month", .source = "S3"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(feature) = {.name = "feature",
                                                    .doc = "features explored, controls, gates",
                                                    .optional = true,
                                                    NDRSIM_PARAMS,
                                                    NDRSIM_USES,
                                                    NDRSIM_STEPS,
                                                    NDRSIM_COUNTERS,
                                                    NDRSIM_METRICS,
                                                    .condition = condition};
