/* Outcome-based fees: what an account pays on top depends on a result that is measured once a year.
 *
 *   P(has an outcome contract) = share
 *   measured at the renewal of an annual contract, else 12, 24, ... months after landing:
 *     P(delivered) = 1 - (1 - delivered)^(1 + depth (W - 1))
 *     u    = uniform from uplift_low to uplift_high if delivered, else -credit
 *     kept = carry max(fee, 0)
 *     fee' = kept + (1 + kept) u
 *   the bill until the next measurement: fee x what the account pays for its seats ("base")
 *
 * The fee in basis points of the contract is the value of the `outcome` driver. A share, not an
 * amount: a bill stays a pure function of its state, seats and prices added in between are billed
 * at the measured rate and their parts go to seats and price, and a credit never exceeds the bill.
 */
#include "models/step.h"
#include "models/trace.h"
#include "sim/block.h"

enum { P_SHARE, P_DELIVERED, P_DEPTH, P_LOW, P_HIGH, P_CREDIT, P_CARRY };
enum {
  U_ID_LOW,
  U_ID_HIGH,
  U_START,
  U_STATUS,
  U_FST,
  U_LANDING,
  U_ANNUAL,
  U_DUE,
  U_WORKFLOWS,
  U_DIRTY,
  U_CONTRACT,
  U_FEE
};
enum { C_CONTRACTS, C_MEASURED, C_DELIVERED, C_FEES };
enum { WHOLE = 10000, MOST = 100000000 /* 10,000 times the contract */, YEAR = 12 };

static const ndrsim_param_def params[] = {
    [P_SHARE] = {"outcome.share", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                 "Share of accounts on an outcome contract (S1: enterprise only)", "S1"},
    [P_DELIVERED] = {"outcome.delivered", "1", NDRSIM_REAL, NDRSIM_TRAIT, 0.7, 0, 1, NULL,
                     "Probability that a measurement finds the result of an account with one "
                     "workflow delivered",
                     "assumption"},
    [P_DEPTH] = {"outcome.depth", "1/workflow", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 100, NULL,
                 "Chances added by each workflow beyond the first, as a share of the first one's",
                 "assumption"},
    [P_LOW] = {"outcome.uplift_low", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.25, 0, 10, NULL,
               "Least that a delivered result adds, as a share of the contract", "S1"},
    [P_HIGH] = {"outcome.uplift_high", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.4, 0, 10, NULL,
                "Most that a delivered result adds", "S1"},
    [P_CREDIT] = {"outcome.credit", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.1, 0, 0.95, NULL,
                  "Share of the contract credited after a result that was not delivered",
                  "assumption"},
    [P_CARRY] = {"outcome.carry", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                 "Part of the fee in force that stays in the contract at the next measurement; "
                 "0 = earned anew each year",
                 "assumption"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_START] = READ_I32("start"),
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_LANDING] = READ_I32("landing"),
    [U_ANNUAL] = READ_I32("annual"),
    [U_DUE] = READ_I32("due"),
    [U_WORKFLOWS] = READ_I32("workflows"),
    [U_DIRTY] = POST_I32("dirty"),
    [U_CONTRACT] = OWN_I32("outcome_contract", 0, "1 = pays by outcome"),
    [U_FEE] = OWN_I32("outcome_fee", 0, "fee in basis points of the contract; negative: a credit"),
};

/* Whether a year of the contract is over. A book's monthly accounts count from their start. */
static bool is_measured(const ndrsim_step_context *ctx, int lane) {
  int from = column_i32(ctx, U_LANDING)[lane], start = column_i32(ctx, U_START)[lane];
  if (from == NDRSIM_NEVER || column_i32(ctx, U_FST)[lane] >= ctx->month) return false;
  if (column_i32(ctx, U_ANNUAL)[lane]) return column_i32(ctx, U_DUE)[lane] != 0;
  if (start < 0) from = start;
  return ctx->month > from && (ctx->month - from) % YEAR == 0;
}

static float probability(const ndrsim_step_context *ctx, int lane) {
  float p = ndrsim_step_lane(ctx, P_DELIVERED, lane), depth = (float)ctx->s[P_DEPTH];
  float more = depth * (float)(column_i32(ctx, U_WORKFLOWS)[lane] - 1);
  if (!(more > 0) || p >= 1) return p;
  return ndrsim_expm1neg1((0 - ndrsim_log1(1 - p)) * (1 + more));
}

/* One word decides whether, and how much: below p the uniform over p is uniform again. */
static float result(const ndrsim_step_context *ctx, uint32_t word, float p, int delivered) {
  if (!delivered) return 0 - (float)ctx->s[P_CREDIT];
  float low = (float)ctx->s[P_LOW], high = (float)ctx->s[P_HIGH], u = ndrsim_uniform1(word) / p;
  return low + (high - low) * (u < 1 ? u : 1);
}

static int32_t next_fee(const ndrsim_step_context *ctx, int32_t fee, float u) {
  float kept = fee > 0 ? (float)ctx->s[P_CARRY] * (float)fee : 0;
  float next = kept + (WHOLE + kept) * u;
  if (next > MOST) return MOST;
  return next >= 0 ? (int32_t)(next + 0.5f) : -(int32_t)(0.5f - next);
}

static void measure(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *contract = column_i32(ctx, U_CONTRACT);
  int32_t *fee = column_i32(ctx, U_FEE);
  for (int i = 0; i < ctx->n; i++) {
    if (!contract[i] || status[i] != NDRSIM_ALIVE || !is_measured(ctx, i)) continue;
    uint32_t word = lane_word(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), i,
                              NDRSIM_GROUP_OUTCOME, NDRSIM_WORD_OUTCOME);
    float p = probability(ctx, i);
    int delivered = ndrsim_bernoulli1(word, p);
    int32_t before = fee[i];
    fee[i] = next_fee(ctx, before, result(ctx, word, p, delivered));
    column_i32(ctx, U_DIRTY)[i] |= fee[i] != before;
    ctx->counter[C_MEASURED]++;
    ctx->counter[C_DELIVERED] += delivered;
    if (!traced(ctx, i)) continue;
    ndrsim_trace_event(ctx, "outcome", NDRSIM_SITE_OUTCOME, word, 0, p, delivered != 0);
    trace_factor(ctx, "workflows", column_i32(ctx, U_WORKFLOWS)[i]);
    trace_factor(ctx, "before_bp", before);
    trace_factor(ctx, "fee_bp", fee[i]);
  }
}

/* The contract: what the bill's base term gives in this state. The copy keeps a replay from writing
 * the base down twice. */
static int64_t contract_cents(const ndrsim_step_context *ctx, const ndrsim_bill_state *state) {
  const ndrsim_plan *plan = ctx->block->plan;
  ndrsim_step_context base = ctx->block->context[plan->term_mechanism[plan->base_term]];
  base.lane = ctx->lane;
  base.trace = NULL;
  return plan->term[plan->base_term].cents(&base, state);
}

static int64_t fee_cents(const void *context, const ndrsim_bill_state *state) {
  const ndrsim_step_context *ctx = context;
  int32_t fee = state->value[NDRSIM_DRIVER_OUTCOME];
  if (fee == 0) return 0;
  int64_t contract = contract_cents(ctx, state), size = fee < 0 ? -(int64_t)fee : fee;
  __int128 cents = ((__int128)contract * size + WHOLE / 2) / WHOLE;
  if (cents > NDRSIM_CENTS_MOST) cents = NDRSIM_CENTS_MOST;
  if (questioned(ctx)) {
    ndrsim_trace_fact(ctx, "outcome_fee", 0);
    trace_factor(ctx, "contract_cents", (double)contract);
    trace_factor(ctx, "fee_bp", fee);
  }
  return fee < 0 ? -(int64_t)cents : (int64_t)cents;
}

/* Somebody of the segment may have such a contract. */
static bool bills(const ndrsim_step_context *ctx) {
  for (int t = 0; t <= ctx->horizon; t++)
    if (ndrsim_step_value(ctx, P_SHARE, t) > 0) return true;
  return false;
}

static void count(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *contract = column_i32(ctx, U_CONTRACT),
                *fee = column_i32(ctx, U_FEE);
  int64_t contracts = 0, fees = 0;
  for (int i = 0; i < ctx->n; i++) {
    contracts += alive(status[i]) & contract[i];
    fees += alive(status[i]) & (fee[i] > 0);
  }
  ctx->counter[C_CONTRACTS] += contracts;
  ctx->counter[C_FEES] += fees;
}

static void start(ndrsim_step_context *ctx, int lane) {
  float p = ndrsim_step_lane(ctx, P_SHARE, lane);
  uint32_t word = lane_word(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), lane,
                            NDRSIM_GROUP_OUTCOME_CONTRACT, NDRSIM_WORD_OUTCOME_CONTRACT);
  int has = ndrsim_bernoulli1(word, p);
  column_i32(ctx, U_CONTRACT)[lane] = has;
  if (traced(ctx, lane) && p > 0)
    ndrsim_trace_event(ctx, "outcome_contract", NDRSIM_SITE_OUTCOME_CONTRACT, word, 0, p, has != 0);
}

/* What a row pays is its contract; the first measurement in the run begins with no fee. */
static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  (void)row;
  start(ctx, lane);
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_OUTCOME, measure}, {NDRSIM_PHASE_COSTS, count}};

static const ndrsim_driver_source sources[] = {{NDRSIM_DRIVER_OUTCOME, "outcome_fee"}};

/* The drivers of the base term, and its own. */
static const ndrsim_bill_term terms[] = {
    {"outcome_fee",
     1U << NDRSIM_DRIVER_SEAT | 1U << NDRSIM_DRIVER_CAPACITY | 1U << NDRSIM_DRIVER_PRICE |
         1U << NDRSIM_DRIVER_DISCOUNT | 1U << NDRSIM_DRIVER_OUTCOME,
     fee_cents},
};

static const ndrsim_counter_def counters[] = {
    [C_CONTRACTS] = {"outcome_contracts", "accounts", "customers on an outcome contract"},
    [C_MEASURED] = {"outcomes_measured", "accounts/month", "outcomes measured this month"},
    [C_DELIVERED] = {"outcomes_delivered", "accounts/month", "of these, delivered"},
    [C_FEES] = {"outcome_fees", "accounts", "customers that pay an outcome fee"},
};
static const ndrsim_metric_def metrics[] = {
    {"outcome_contracts", "accounts", NDRSIM_FORMAT_COUNT, "outcome_contracts", NULL, 1,
     "Customers on an outcome contract", .source = "S1"},
    {"outcome_delivered", "%", NDRSIM_FORMAT_PERCENT, "outcomes_delivered", "outcomes_measured", 1,
     "Share of this month's measurements that found the outcome delivered", .source = "S1"},
    {"outcome_fee_share", "%", NDRSIM_FORMAT_PERCENT, "outcome_fees", "outcome_contracts", 1,
     "Share of outcome contracts with a fee on top", .source = "S1"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(outcome) = {.name = "outcome",
                                                    .doc = "fees by measured outcome",
                                                    .optional = true,
                                                    NDRSIM_PARAMS,
                                                    NDRSIM_USES,
                                                    NDRSIM_STEPS,
                                                    NDRSIM_COUNTERS,
                                                    NDRSIM_METRICS,
                                                    .source = sources,
                                                    .n_sources = 1,
                                                    .term = terms,
                                                    .n_terms = 1,
                                                    .bills = bills,
                                                    .start = start,
                                                    .condition = condition};
