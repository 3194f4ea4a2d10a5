/* Overage terms (S2): a customer whose use goes on above the cap, and that declines the upgrade,
 * may agree to pay as it goes. Optional: without it sales has nothing to offer after a declined
 * upgrade.
 *
 *   P(agrees) = accept, in the month of the negotiation, if tasks > cap
 *
 * From the next month on its tasks are not stopped (capacity.over_cap = hard_stop) and those above
 * the cap are billed at the overage price of its tier. The capacity play is then won. */
#include "models/step.h"
#include "models/trace.h"

enum { P_ACCEPT };
enum { U_ID_LOW, U_ID_HIGH, U_STATUS, U_TASKS, U_CAP, U_POST, U_TERMS };
enum { C_OFFERED, C_AGREED };

static const ndrsim_param_def params[] = {
    [P_ACCEPT] =
        {"terms.accept", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.5, 0, 1, NULL,
         "Probability that a customer above its cap that declined the upgrade agrees to pay "
         "for overage",
         "assumption"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_STATUS] = READ_I32("status"),
    [U_TASKS] = READ_I32("tasks"),
    [U_CAP] = READ_I32("cap"),
    [U_POST] = OWN_I32("terms_post", 0, "posting: the customer declined an upgrade"),
    [U_TERMS] = OWN_I32("overage_terms", 0, "1 = it pays for tasks above the cap"),
};

#define COL(u) (column_i32(ctx, u)[lane])

static void offer_lane(ndrsim_step_context *ctx, int lane) {
  if (COL(U_STATUS) != NDRSIM_ALIVE || COL(U_CAP) == 0 || COL(U_TASKS) <= COL(U_CAP)) return;
  float p = (float)ctx->s[P_ACCEPT];
  uint32_t word = lane_word(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), lane,
                            NDRSIM_GROUP_TERMS, NDRSIM_WORD_TERMS);
  bool agrees = ndrsim_bernoulli1(word, p);
  if (traced(ctx, lane))
    ndrsim_trace_event(ctx, "agrees_to_overage", NDRSIM_SITE_TERMS, word, 0, p, agrees);
  COL(U_TERMS) = agrees;
  ctx->counter[C_OFFERED]++;
  ctx->counter[C_AGREED] += agrees;
}

static void offer(ndrsim_step_context *ctx) {
  int32_t *post = column_i32(ctx, U_POST);
  for (int lane = 0; lane < ctx->n; lane++) {
    if (post[lane] == 0) continue;
    post[lane] = 0;
    offer_lane(ctx, lane);
  }
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_CAPACITY, offer}};

static const ndrsim_counter_def counters[] = {
    [C_OFFERED] = {"terms_offered", "accounts/month", "customers offered overage terms"},
    [C_AGREED] = {"terms_agreed", "accounts/month", "those that agreed"},
};
static const ndrsim_metric_def metrics[] = {
    {"terms_agreed", "accounts/month", NDRSIM_FORMAT_COUNT, "terms_agreed", NULL, 1,
     "Customers that agreed to overage terms this month", .source = "S2"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(terms) = {.name = "terms",
                                                  .doc = "overage terms after a declined upgrade",
                                                  .optional = true,
                                                  NDRSIM_PARAMS,
                                                  NDRSIM_USES,
                                                  NDRSIM_STEPS,
                                                  NDRSIM_COUNTERS,
                                                  NDRSIM_METRICS};
