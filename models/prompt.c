/* Prompts in the product: how often they are shown, and what that costs (S4). Optional: without it
 * `capacity.prompt` is all that is said of them.
 *
 *   showings = min(visits, 30 / memory_days)    to a customer above the prompt's share of its cap
 *   P(upgrades by itself) = 1 - (1 - capacity.prompt)^(showings / (30 / 7))
 *   trust    falls by trust showings, times pushy_factor if pushy, where it does not upgrade
 *
 * A dismissed prompt stays away for `memory_days`: capacity.prompt is what a month brings with the
 * seven days of S4. With none it is shown at every visit, which sells more, and annoys more. */
#include "models/step.h"
#include "models/trace.h"

enum { P_MEMORY, P_VISITS, P_TRUST, P_PUSHY, P_FACTOR };
enum { U_STATUS, U_TRUST_POST, U_POST, U_WEIGHT };
enum { C_SHOWN, C_DISMISSED };
enum { MONTH_DAYS = 30, REMEMBERED_DAYS = 7 };

static const ndrsim_param_def params[] = {
    [P_MEMORY] = {"prompt.memory_days", "days", NDRSIM_REAL, NDRSIM_MAY_ANY, 7, 0, 30, NULL,
                  "Days for which a dismissed prompt stays away; 0 = anti-pattern: it is shown at "
                  "every visit",
                  "S4"},
    [P_VISITS] = {"prompt.visits", "visits/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 20, 1, 1000, NULL,
                  "Visits a month at which it could be shown", "assumption"},
    [P_TRUST] = {"prompt.trust", "1/showing", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.002, 0, 0.1, NULL,
                 "Trust lost by a prompt that is dismissed", "assumption"},
    [P_PUSHY] = {"prompt.pushy", "1", NDRSIM_SWITCH, 0, 0, 0, 1, NULL,
                 "Anti-pattern: prompts interrupt, play on guilt or hide how to dismiss them",
                 "S4"},
    [P_FACTOR] = {"prompt.pushy_factor", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 5, 1, 100, NULL,
                  "Factor of that on the trust that a prompt costs", "assumption"},
};

static const ndrsim_use uses[] = {
    [U_STATUS] = READ_I32("status"),
    [U_TRUST_POST] = POST_I32("trust_post"),
    [U_POST] = OWN_I32("prompt_post", 0, "posting: the month's prompts were dismissed"),
    [U_WEIGHT] = OWN_F32("prompt_weight", 1, "showings, of those with a memory of seven days"),
};

static double showings(const ndrsim_step_context *ctx) {
  double most = ctx->s[P_VISITS], days = ctx->s[P_MEMORY];
  return days * most > MONTH_DAYS ? MONTH_DAYS / days : most;
}

static void weigh(ndrsim_step_context *ctx) {
  vf weight = vf_set((float)(showings(ctx) * REMEMBERED_DAYS / MONTH_DAYS));
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH)
    vf_store(column_f32(ctx, U_WEIGHT) + i, weight);
}

/* After capacity has asked everybody. */
static void annoy(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS);
  int32_t *post = column_i32(ctx, U_POST), *trust = column_i32(ctx, U_TRUST_POST);
  double each = ctx->s[P_TRUST] * (ctx->s[P_PUSHY] != 0 ? ctx->s[P_FACTOR] : 1);
  int32_t thousandths = (int32_t)(showings(ctx) * each * 1000 + 0.5);
  int64_t dismissed = 0;
  for (int lane = 0; lane < ctx->n; lane++) {
    if (post[lane] == 0) continue;
    post[lane] = 0;
    dismissed += alive(status[lane]) & 1;
    trust[lane] -= thousandths;
    if (traced(ctx, lane) && thousandths > 0) ndrsim_trace_fact(ctx, "trust_lost", thousandths);
  }
  ctx->counter[C_DISMISSED] += dismissed;
  ctx->counter[C_SHOWN] += dismissed * (int64_t)(showings(ctx) * 1000 + 0.5);
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_SIGNALS, weigh}, {NDRSIM_PHASE_CAPACITY, annoy}};

static const ndrsim_counter_def counters[] = {
    [C_SHOWN] = {"prompts_shown", "1e-3/month", "prompts shown to them, in thousandths"},
    [C_DISMISSED] = {"prompts_dismissed", "accounts/month",
                     "customers that dismissed the prompts of this month"},
};
static const ndrsim_metric_def metrics[] = {
    {"prompts_dismissed", "accounts/month", NDRSIM_FORMAT_COUNT, "prompts_dismissed", NULL, 1,
     "Customers that were prompted to upgrade this month and did not", .source = "S4"},
    {"prompts_per_customer", "1/month", NDRSIM_FORMAT_RATIO, "prompts_shown", "prompts_dismissed",
     1e-3, "Prompts that such a customer dismissed this month", .source = "S4"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(prompt) = {.name = "prompt",
                                                   .doc = "upgrade prompts and their dismissal",
                                                   .optional = true,
                                                   NDRSIM_PARAMS,
                                                   NDRSIM_USES,
                                                   NDRSIM_STEPS,
                                                   NDRSIM_COUNTERS,
                                                   NDRSIM_METRICS};
