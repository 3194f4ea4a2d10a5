/* Reactivation: churned accounts return with a hazard that decays from the month of leaving.
 *
 *   P(return in month k | not before) = 1 - exp(-hazard * decay^(k-1)),  k = 1, 2, ...
 * The time is drawn once, in the month after the churn, so that an account that never returns can
 * be dropped from the panel. */
#include "models/step.h"
#include "models/trace.h"

enum { P_HAZARD, P_DECAY };
enum { U_ID_LOW, U_ID_HIGH, U_STATUS, U_WISH, U_RETURN };
enum { C_RETURNED };

static const ndrsim_param_def params[] = {
    [P_HAZARD] = {"reactivation.hazard", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 10, NULL,
                  "Hazard of returning in the first month after a churn", "assumption"},
    [P_DECAY] = {"reactivation.decay", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.8, 0, 1, NULL,
                 "Factor on that hazard for each further month", "assumption"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_STATUS] = READ_I32("status"),
    [U_WISH] = POST_I32("status_post"),
    [U_RETURN] = OWN_I32("return_month", -1, "month of the return; -1 = not drawn"),
};

/* Months until the return, or NEVER when it lies beyond `months` (the horizon). The cumulative
 * hazard is compared with an exponential. */
static int32_t return_after(const ndrsim_step_context *ctx, int lane, int months) {
  uint32_t word = lane_word(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), lane,
                            NDRSIM_GROUP_RETURN_TIME, NDRSIM_WORD_RETURN_TIME);
  float target = -ndrsim_log1(ndrsim_uniform1(word)), sum = 0;
  float first = ndrsim_step_lane(ctx, P_HAZARD, lane), decay = (float)ctx->s[P_DECAY];
  float hazard = first;
  int32_t after = NDRSIM_NEVER;
  for (int k = 1; k <= months && after == NDRSIM_NEVER; k++, hazard *= decay) {
    sum += hazard;
    if (sum > target) after = k;
  }
  if (traced(ctx, lane))
    ndrsim_trace_wait(ctx, "return", NDRSIM_SITE_RETURN_TIME, word, first, decay, after);
  return after;
}

static void come_back(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS);
  int32_t *back = column_i32(ctx, U_RETURN), *wish = column_i32(ctx, U_WISH);
  for (int i = 0; i < ctx->n; i++) {
    if (status[i] != NDRSIM_GONE) continue;
    if (back[i] < 0) {
      int32_t k = return_after(ctx, i, ctx->horizon - ctx->month + 1);
      back[i] = k == NDRSIM_NEVER ? k : ctx->month + k - 1;
      if (k == NDRSIM_NEVER) wish[i] |= NDRSIM_WISH_DROP;
    }
    if (back[i] != ctx->month) continue;
    wish[i] |= NDRSIM_WISH_RETURN;
    back[i] = -1;
    ctx->counter[C_RETURNED]++;
  }
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_REACTIVATION, come_back}};

static const ndrsim_counter_def counters[] = {
    [C_RETURNED] = {"returned", "accounts/month", "churned accounts that came back this month"},
};
static const ndrsim_metric_def metrics[] = {
    {"returned", "accounts/month", NDRSIM_FORMAT_COUNT, "returned", NULL, 1,
     "Churned accounts that came back this month", .source = "definition"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(reactivation) = {.name = "reactivation",
                                                         .doc = "churned accounts return",
                                                         NDRSIM_PARAMS,
                                                         NDRSIM_USES,
                                                         NDRSIM_STEPS,
                                                         NDRSIM_COUNTERS,
                                                         NDRSIM_METRICS};
