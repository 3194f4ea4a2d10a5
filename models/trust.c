/* Trust: 1 is full; damage is posted in thousandths by whoever causes it, and heals.
 *   trust' = clamp(trust + recovery (1 - trust) + posted / 1000, 0, 1) */
#include "models/step.h"

enum { P_RECOVERY };
enum { U_TRUST, U_POST, U_STATUS };
enum { C_TRUST };

static const ndrsim_param_def params[] = {
    [P_RECOVERY] = {"trust.recovery", "1/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.15, 0, 1, NULL,
                    "Share of lost trust that heals in a month", "assumption"},
};

static const ndrsim_use uses[] = {
    [U_TRUST] = OWN_F32("trust", 1, "trust of the customer, 0..1"),
    [U_POST] = OWN_I32("trust_post", 0, "posting: change of trust in thousandths"),
    [U_STATUS] = READ_I32("status"),
};

static void heal(ndrsim_step_context *ctx) {
  float *trust = column_f32(ctx, U_TRUST);
  int32_t *post = column_i32(ctx, U_POST);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vf t = vf_load(trust + i);
    t = t + vf_param(ctx->p[P_RECOVERY], i) * (vf_set(1) - t) +
        vf_of_vi(vi_load(post + i)) * vf_set(0.001f);
    vf_store(trust + i, vf_min(vf_max(t, vf_set(0)), vf_set(1)));
    vi_store(post + i, vi_set(0));
  }
}

static void count(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS);
  const float *trust = column_f32(ctx, U_TRUST);
  int64_t sum = 0;
  for (int i = 0; i < ctx->n; i++)
    sum += alive(status[i]) & (int32_t)(trust[i] * 1e6f);
  ctx->counter[C_TRUST] += sum;
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_CHURN, heal}, {NDRSIM_PHASE_COSTS, count}};

static const ndrsim_counter_def counters[] = {
    [C_TRUST] = {"trust", "1e-6", "trust summed over customers, in millionths"},
};
static const ndrsim_metric_def metrics[] = {
    {"trust", "1", NDRSIM_FORMAT_RATIO, "trust", "customers", 1e-6, "Average trust of customers",
     .source = "assumption"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(trust) = {.name = "trust",
                                                  .doc = "trust of the customer",
                                                  NDRSIM_PARAMS,
                                                  NDRSIM_USES,
                                                  NDRSIM_STEPS,
                                                  NDRSIM_COUNTERS,
                                                  NDRSIM_METRICS};
