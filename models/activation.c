/* Activation: the hazard of the first successful task (FST) by age, and giving up before it.
 *
 *   P(FST in month a of onboarding | none yet) = hazard * fade^a * what gated features leave of it
 *   P(gives up in a month without FST) = give_up
 * Landing (the first bill) is at activation, or at the start when the scenario says so. */
#include "models/step.h"
#include "models/trace.h"

enum { P_HAZARD, P_FADE, P_GIVE_UP, P_LANDS };
enum { U_ID_LOW, U_ID_HIGH, U_START, U_STATUS, U_FACTOR, U_FST, U_WISH };
enum { LANDS_AT_ACTIVATION, LANDS_AT_START };
enum { C_ACTIVATED, C_ONBOARDING };

static const ndrsim_param_def params[] = {
    [P_HAZARD] = {"activation.hazard", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 1, 0, 1, NULL,
                  "Probability of the first successful task in the first month", "S2"},
    [P_FADE] = {"activation.fade", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 1, 0.01, 1, NULL,
                "Factor on that probability for each further month", "assumption"},
    [P_GIVE_UP] = {"activation.give_up", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 1, NULL,
                   "Probability that an account without a successful task gives up", "assumption"},
    [P_LANDS] = {"activation.lands", "1", NDRSIM_CHOICE, 0, 0, 0, 1, "at_activation|at_start",
                 "When the first bill is sent: at the first successful task or at the start",
                 "assumption"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_START] = READ_I32("start"),
    [U_STATUS] = READ_I32("status"),
    [U_FACTOR] = MAYBE_READ_F32("activation_factor"),
    [U_FST] = OWN_I32("fst", NDRSIM_NEVER, "month of the first successful task"),
    [U_WISH] = POST_I32("status_post"),
};

static void trace_onboarding(ndrsim_step_context *ctx, int i, vi waiting, const vwords *w, vf p,
                             vi success, vi quits) {
  int k = traced_lane(ctx, i, waiting);
  if (k < 0) return;
  ndrsim_trace_event(ctx, "activate", NDRSIM_SITE_ACTIVATION, w->w[NDRSIM_WORD_ACTIVATION][k], 0,
                     p[k], success[k] != 0);
  trace_factor(ctx, "hazard", (double)vf_param(ctx->p[P_HAZARD], i)[k]);
  trace_factor(ctx, "fade", ctx->s[P_FADE]);
  trace_factor(ctx, "age", ctx->month - column_i32(ctx, U_START)[i + k]);
  if (column_f32(ctx, U_FACTOR))
    trace_factor(ctx, "gates", (double)column_f32(ctx, U_FACTOR)[i + k]);
  if (success[k]) return;
  ndrsim_trace_event(ctx, "give_up", NDRSIM_SITE_ONBOARDING_CHURN,
                     w->w[NDRSIM_WORD_ONBOARDING_CHURN][k], 0, vf_param(ctx->p[P_GIVE_UP], i)[k],
                     quits[k] != 0);
}

static void activate(ndrsim_step_context *ctx) {
  const int32_t *low = column_i32(ctx, U_ID_LOW), *high = column_i32(ctx, U_ID_HIGH),
                *begin = column_i32(ctx, U_START), *status = column_i32(ctx, U_STATUS);
  const float *factor = column_f32(ctx, U_FACTOR);
  int32_t *fst = column_i32(ctx, U_FST), *wish = column_i32(ctx, U_WISH);
  float log_fade = ndrsim_log1((float)ctx->s[P_FADE]);
  vi month = vi_set(ctx->month);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi state = vi_load(status + i), since = vi_load(fst + i);
    vi here = (state == vi_set(NDRSIM_PROSPECT)) | (state == vi_set(NDRSIM_ALIVE));
    vi waiting = here & (since == vi_set(NDRSIM_NEVER));
    if (!vi_any(waiting)) continue;
    vwords w = lane_words(ctx, low, high, i, NDRSIM_GROUP_ACTIVATION);
    vf age = vf_of_vi(month - vi_load(begin + i));
    vf p = vf_param(ctx->p[P_HAZARD], i) * vf_exp(age * vf_set(log_fade));
    if (factor) p = p * vf_load(factor + i);
    vi success = waiting & v_bernoulli(w.w[NDRSIM_WORD_ACTIVATION], p);
    vi quits = waiting & ~success &
               v_bernoulli(w.w[NDRSIM_WORD_ONBOARDING_CHURN], vf_param(ctx->p[P_GIVE_UP], i));
    trace_onboarding(ctx, i, waiting, &w, p, success, quits);
    vi joins = success & (state == vi_set(NDRSIM_PROSPECT));
    vi_store(fst + i, vi_select(success, month, since));
    vi_store(wish + i, vi_load(wish + i) | (joins & vi_set(NDRSIM_WISH_JOIN)) |
                           (quits & vi_set(NDRSIM_WISH_QUIT)));
    ctx->counter[C_ACTIVATED] -= vi_sum64(success & lanes_in_use(ctx, i));
  }
}

static void count(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi waiting = (vi_load(status + i) <= vi_set(NDRSIM_ALIVE)) &
                 (vi_load(fst + i) == vi_set(NDRSIM_NEVER)) & lanes_in_use(ctx, i);
    ctx->counter[C_ONBOARDING] -= vi_sum64(waiting);
  }
}

static void start(ndrsim_step_context *ctx, int lane) {
  if ((int)ctx->s[P_LANDS] == LANDS_AT_START) column_i32(ctx, U_WISH)[lane] |= NDRSIM_WISH_JOIN;
}

/* Whoever pays is taken to have activated when the account started. */
static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  column_i32(ctx, U_FST)[lane] = row->mrr > 0 ? row->start : NDRSIM_NEVER;
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_ACTIVATION, activate},
                                    {NDRSIM_PHASE_COSTS, count}};

static const ndrsim_counter_def counters[] = {
    [C_ACTIVATED] = {"activated", "accounts/month",
                     "accounts whose first successful task was this month"},
    [C_ONBOARDING] = {"onboarding", "accounts", "accounts without a successful task so far"},
};
static const ndrsim_metric_def metrics[] = {
    {"activated", "accounts/month", NDRSIM_FORMAT_COUNT, "activated", NULL, 1,
     "Accounts with their first successful task this month", .source = "S2"},
    {"onboarding", "accounts", NDRSIM_FORMAT_COUNT, "onboarding", NULL, 1,
     "Accounts that have started and have no successful task yet", .source = "S2"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(activation) = {.name = "activation",
                                                       .doc = "the first successful task",
                                                       NDRSIM_PARAMS,
                                                       NDRSIM_USES,
                                                       NDRSIM_STEPS,
                                                       NDRSIM_COUNTERS,
                                                       NDRSIM_METRICS,
                                                       .start = start,
                                                       .condition = condition};
