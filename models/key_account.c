/* Key accounts: large customers leave, whatever their contracts say. Optional: for stresses in
 * which the largest go.
 *
 *   P(leaves) = loss, if MRR of last month >= above > 0
 *
 * It comes on top of churn: a merger, a rival's exclusive deal, a large customer that builds its
 * own. */
#include "models/step.h"
#include "models/trace.h"

enum { P_ABOVE, P_LOSS };
enum { U_ID_LOW, U_ID_HIGH, U_STATUS, U_MRR, U_WISH };
enum { C_LARGE, C_LOST };

static const ndrsim_param_def params[] = {
    [P_ABOVE] = {"key_account.above", "currency/(account*month)", NDRSIM_MONEY, NDRSIM_MAY_ANY, 0,
                 0, 1e9, NULL, "MRR from which a customer is a key account; 0 = none is",
                 "assumption"},
    [P_LOSS] = {"key_account.loss", "1/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                "Probability that a key account leaves in a month, whatever its contract says",
                "assumption"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),    [U_ID_HIGH] = READ_I32("id_high"),
    [U_STATUS] = READ_I32("status"),    [U_MRR] = READ_I64("mrr"),
    [U_WISH] = POST_I32("status_post"),
};

static void lose_lane(ndrsim_step_context *ctx, int lane) {
  float p = (float)ctx->s[P_LOSS];
  uint32_t word = lane_word(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), lane,
                            NDRSIM_GROUP_KEY_ACCOUNT, NDRSIM_WORD_KEY_ACCOUNT);
  bool leaves = ndrsim_bernoulli1(word, p);
  if (traced(ctx, lane))
    ndrsim_trace_event(ctx, "key_account_leaves", NDRSIM_SITE_KEY_ACCOUNT, word, 0, p, leaves);
  if (leaves) column_i32(ctx, U_WISH)[lane] |= NDRSIM_WISH_QUIT;
  ctx->counter[C_LOST] += leaves;
}

static void lose(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS);
  const int64_t *mrr = column_i64(ctx, U_MRR);
  if (!(ctx->s[P_ABOVE] > 0)) return;
  for (int lane = 0; lane < ctx->n; lane++) {
    if (status[lane] != NDRSIM_ALIVE || (double)mrr[lane] < ctx->s[P_ABOVE]) continue;
    ctx->counter[C_LARGE]++;
    if (ctx->s[P_LOSS] > 0) lose_lane(ctx, lane);
  }
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_CHURN, lose}};

static const ndrsim_counter_def counters[] = {
    [C_LARGE] = {"key_accounts", "accounts", "customers that are key accounts"},
    [C_LOST] = {"key_accounts_lost", "accounts/month", "key accounts that left"},
};
static const ndrsim_metric_def metrics[] = {
    {"key_accounts", "accounts", NDRSIM_FORMAT_COUNT, "key_accounts", NULL, 1,
     "Customers whose MRR of last month makes them key accounts", .source = "assumption"},
    {"key_accounts_lost", "accounts/month", NDRSIM_FORMAT_COUNT, "key_accounts_lost", NULL, 1,
     "Key accounts that left this month, on top of churn", .source = "assumption"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(key_account) = {.name = "key_account",
                                                        .doc = "large customers leave",
                                                        .optional = true,
                                                        NDRSIM_PARAMS,
                                                        NDRSIM_USES,
                                                        NDRSIM_STEPS,
                                                        NDRSIM_COUNTERS,
                                                        NDRSIM_METRICS};
