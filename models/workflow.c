/* Workflows: task types that a user hands over; the engine unique to agent products (S0).
 *
 *   arrivals ~ Binomial(Wmax - W, 1 - exp(-rate / Wmax)),  rate = explore * recommendation
 *              [* education while sales educates in a workflow play]
 *   losses   ~ Binomial(W - 1, 1 - exp(-loss))
 * Users start with one workflow at activation. Without losses the mean is
 * Wmax - (Wmax - 1) exp(-rate t / Wmax). */
#include "models/step.h"
#include "models/play.h"
#include "models/trace.h"
#include "sim/trait.h"

enum { P_CEILING, P_EXPLORE, P_RECOMMENDATION, P_EDUCATION, P_LOSS, P_GROWTH, P_ALONE };
enum { U_STATUS, U_FST, U_GAIN, U_LOSS, U_PLAY, U_SEATS, U_WORKFLOWS, U_POST };
enum { C_WORKFLOWS, C_USERS_WORKFLOWS };

static const ndrsim_param_def params[] = {
    [P_CEILING] = {"workflow.ceiling", "workflows/user", NDRSIM_COUNT, NDRSIM_TRAIT, 10, 1, 100,
                   NULL, "Workflows a user of the account could ever hand over", "assumption"},
    [P_EXPLORE] = {"workflow.explore", "workflows/(user*month)", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0,
                   100, NULL, "Rate at which users discover workflows alone", "assumption"},
    [P_RECOMMENDATION] = {"workflow.recommendation", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 1, 0, 100,
                          NULL, "Factor of in-product recommendation on that rate", "S0"},
    [P_EDUCATION] = {"workflow.education", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 1, 0, 100, NULL,
                     "Factor on the rate while a workflow play runs", "S0"},
    [P_LOSS] = {"workflow.loss", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 10, NULL,
                "Rate at which each workflow beyond the first is dropped", "assumption"},
    [P_GROWTH] = {"workflow.growth", "1", NDRSIM_SWITCH, NDRSIM_MAY_SEGMENT | NDRSIM_MAY_MONTH, 1,
                  0, 1, NULL, "Off: no workflow is added, by whatever path; losses go on", "S0"},
    [P_ALONE] = {"workflow.discovery_only", "1", NDRSIM_SWITCH, NDRSIM_MAY_SEGMENT, 0, 0, 1, NULL,
                 "Anti-pattern: neither recommendation nor education nor pushes, users are left to "
                 "find workflows alone",
                 "S0"},
};

static const ndrsim_use uses[] = {
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_GAIN] = READ_I32("word_workflow_gain"),
    [U_LOSS] = READ_I32("word_workflow_loss"),
    [U_PLAY] = READ_I32("play"),
    [U_SEATS] = READ_I32("seats"),
    [U_WORKFLOWS] = OWN_I32("workflows", 0, "workflows in use per user"),
    [U_POST] = OWN_I32("workflow_post", 0, "posting: workflows confirmed by a push"),
};

static void trace_growth(ndrsim_step_context *ctx, int lane, int32_t room, float each, int32_t gain,
                         int32_t held, int32_t loss, int32_t pushed) {
  ndrsim_trace_count(ctx, "discover", NDRSIM_SITE_WORKFLOW_GAIN,
                     (uint32_t)column_i32(ctx, U_GAIN)[lane], room, each, gain);
  trace_factor(ctx, "explore", (double)ndrsim_step_lane(ctx, P_EXPLORE, lane));
  if (ctx->s[P_ALONE] == 0)
    trace_factor(ctx, "recommendation", (double)ndrsim_step_lane(ctx, P_RECOMMENDATION, lane));
  if (ctx->s[P_ALONE] == 0 && column_i32(ctx, U_PLAY)[lane] == NDRSIM_PLAY_WORKFLOW)
    trace_factor(ctx, "education", (double)ndrsim_step_lane(ctx, P_EDUCATION, lane));
  ndrsim_trace_count(ctx, "drop", NDRSIM_SITE_WORKFLOW_LOSS,
                     (uint32_t)column_i32(ctx, U_LOSS)[lane], held,
                     ndrsim_step_lane(ctx, P_LOSS, lane), loss);
  if (pushed > 0) ndrsim_trace_fact(ctx, "pushed", pushed);
}

static void grow(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST),
                *play = column_i32(ctx, U_PLAY);
  int32_t *workflows = column_i32(ctx, U_WORKFLOWS), *post = column_i32(ctx, U_POST);
  vi zero = vi_set(0), one = vi_set(1);
  vi on = vi_set(ctx->s[P_GROWTH] != 0 ? -1 : 0);
  bool alone = ctx->s[P_ALONE] != 0;
  vi heard = vi_set(alone ? 0 : -1);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi w = vi_load(workflows + i);
    vi begins = vi_load(fst + i) == vi_set(ctx->month);
    vi in_use = active_lanes(status, fst, i, ctx->month);
    vi ceiling = vi_max(vi_round(vf_param(ctx->p[P_CEILING], i)), one);
    vf taught = vf_select(vi_load(play + i) == vi_set(NDRSIM_PLAY_WORKFLOW),
                          vf_param(ctx->p[P_EDUCATION], i), vf_set(1));
    vf rate = vf_param(ctx->p[P_EXPLORE], i);
    if (!alone) rate = rate * vf_param(ctx->p[P_RECOMMENDATION], i) * taught;
    vi room = vi_max(ceiling - w, zero) & in_use & on;
    vf each = rate / vf_of_vi(ceiling);
    vi gain = v_binomial((vu)vi_load(column_i32(ctx, U_GAIN) + i), room, each);
    vi held = vi_max(w - one, zero) & in_use;
    vi loss =
        v_binomial((vu)vi_load(column_i32(ctx, U_LOSS) + i), held, vf_param(ctx->p[P_LOSS], i));
    vi pushed = vi_min(vi_load(post + i) & in_use & heard, room - gain);
    int k = traced_lane(ctx, i, in_use);
    if (k >= 0) trace_growth(ctx, i + k, room[k], each[k], gain[k], held[k], loss[k], pushed[k]);
    w = vi_select(begins, vi_max(w, one), w + gain - loss + pushed);
    vi_store(workflows + i, w);
    vi_store(post + i, zero);
  }
}

static void count(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *w = column_i32(ctx, U_WORKFLOWS),
                *seats = column_i32(ctx, U_SEATS);
  int64_t workflows = 0, user_workflows = 0;
  for (int i = 0; i < ctx->n; i++) {
    int64_t held = alive(status[i]) & w[i];
    workflows += held;
    user_workflows += held * seats[i];
  }
  ctx->counter[C_WORKFLOWS] += workflows;
  ctx->counter[C_USERS_WORKFLOWS] += user_workflows;
}

/* Without the column, workflows are what discovery since the start would have found. */
static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  int32_t w = row->workflows;
  if (w >= 0) {
    if (w < 1 && row->mrr > 0) w = 1;
    ndrsim_trait_at_least(ctx, P_CEILING, lane, w);
  } else if (row->mrr > 0) {
    float ceiling = ndrsim_step_lane(ctx, P_CEILING, lane) + 0.5f;
    int32_t most = ceiling > 1 ? (int32_t)ceiling : 1;
    float rate = ndrsim_step_lane(ctx, P_EXPLORE, lane);
    if (ctx->s[P_ALONE] == 0) rate *= ndrsim_step_lane(ctx, P_RECOMMENDATION, lane);
    gsl_rng *rng = ndrsim_trait_rng(ctx, lane, 1);
    w = 1 + ndrsim_binomial1((uint32_t)(gsl_rng_uniform_pos(rng) * 0x1p32), most - 1,
                             rate * (float)(-row->start) / (float)most);
  } else
    w = 0;
  column_i32(ctx, U_WORKFLOWS)[lane] = w;
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_WORKFLOWS, grow}, {NDRSIM_PHASE_COSTS, count}};

static const ndrsim_driver_source sources[] = {{NDRSIM_DRIVER_WORKFLOW, "workflows"}};

static const ndrsim_counter_def counters[] = {
    [C_WORKFLOWS] = {"workflows", "workflows", "workflows per user, summed over accounts"},
    [C_USERS_WORKFLOWS] = {"user_workflows", "workflows", "workflows in use, summed over users"},
};
static const ndrsim_metric_def metrics[] = {
    {"workflows_per_user", "workflows/user", NDRSIM_FORMAT_RATIO, "user_workflows", "seats", 1,
     "Workflows in use per user, averaged over users", .source = "S0"},
    {"workflows_per_account", "workflows/user", NDRSIM_FORMAT_RATIO, "workflows", "customers", 1,
     "Workflows in use per user, averaged over accounts", .source = "S0"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(workflow) = {.name = "workflow",
                                                     .doc = "discovery and loss of workflows",
                                                     NDRSIM_PARAMS,
                                                     NDRSIM_USES,
                                                     NDRSIM_STEPS,
                                                     NDRSIM_COUNTERS,
                                                     NDRSIM_METRICS,
                                                     .source = sources,
                                                     .n_sources = 1,
                                                     .condition = condition};
