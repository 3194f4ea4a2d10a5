/* Contracts: monthly or annual. Annual ones churn and shrink only at renewal (12, 24, ... months
 * from landing, or from a commitment that was signed last month: discount.c); they may grow at any
 * time (co-termed). */
#include "models/discount.h"
#include "models/step.h"
#include "models/trace.h"
#include "sim/trait.h"

enum { P_ANNUAL };
enum { U_ID_LOW, U_ID_HIGH, U_LANDING, U_ANNUAL, U_RENEWAL, U_DUE, U_COMMITTED };

static const ndrsim_param_def params[] = {
    [P_ANNUAL] = {"contract.annual_share", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                  "Share of new accounts that sign annual contracts", "S4"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_LANDING] = READ_I32("landing"),
    [U_ANNUAL] = OWN_I32("annual", 0, "1 = annual contract, 2 = by a commitment, 0 = monthly"),
    [U_RENEWAL] =
        OWN_I32("renewal", NDRSIM_NEVER, "month of the next renewal of an annual contract"),
    [U_DUE] = OWN_I32("due", 1, "1 = the contract may shrink or end this month"),
    [U_COMMITTED] = MAYBE_READ_I32("committed"),
};

/* A commitment is a new contract of a year. */
static void commit(ndrsim_step_context *ctx) {
  const int32_t *committed = column_i32(ctx, U_COMMITTED);
  int32_t *annual = column_i32(ctx, U_ANNUAL);
  for (int i = 0; committed != NULL && i < ctx->n; i++) {
    if (committed[i] != ctx->month - 1) continue;
    if (!annual[i]) annual[i] = NDRSIM_ANNUAL_BY_COMMITMENT;
    column_i32(ctx, U_RENEWAL)[i] = committed[i] + 12;
  }
}

static void renew(ndrsim_step_context *ctx) {
  const int32_t *landing = column_i32(ctx, U_LANDING), *annual = column_i32(ctx, U_ANNUAL);
  int32_t *renewal = column_i32(ctx, U_RENEWAL), *due = column_i32(ctx, U_DUE);
  commit(ctx);
  vi month = vi_set(ctx->month), never = vi_set(NDRSIM_NEVER), year = vi_set(12);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi is_annual = vi_load(annual + i) != vi_set(0), land = vi_load(landing + i);
    vi next = vi_load(renewal + i);
    next = vi_select(is_annual & (next == never) & (land < month), land + year, next);
    vi now = next == month;
    vi_store(renewal + i, vi_select(now, next + year, next));
    vi_store(due + i, vi_select(is_annual, now, vi_set(-1)) & vi_set(1));
  }
}

static void start(ndrsim_step_context *ctx, int lane) {
  uint32_t word = lane_word(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), lane,
                            NDRSIM_GROUP_CONTRACT_TERM, NDRSIM_WORD_CONTRACT_TERM);
  float p = ndrsim_step_lane(ctx, P_ANNUAL, lane);
  int annual = ndrsim_bernoulli1(word, p);
  column_i32(ctx, U_ANNUAL)[lane] = annual;
  if (traced(ctx, lane))
    ndrsim_trace_event(ctx, "annual_contract", NDRSIM_SITE_CONTRACT_TERM, word, 0, p, annual != 0);
}

/* A row without a term gets one as a new account would; its renewals fall on its anniversaries. */
static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  if (row->renewal < 0)
    start(ctx, lane);
  else
    column_i32(ctx, U_ANNUAL)[lane] = row->renewal > 0;
  if (!column_i32(ctx, U_ANNUAL)[lane]) return;
  column_i32(ctx, U_RENEWAL)[lane] = row->renewal > 0 ? row->renewal : 12 - (-row->start) % 12;
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_CONTRACT, renew}};

const ndrsim_mechanism NDRSIM_MECHANISM(contract) = {.name = "contract",
                                                     .doc = "monthly and annual contracts",
                                                     NDRSIM_PARAMS,
                                                     NDRSIM_USES,
                                                     NDRSIM_STEPS,
                                                     .start = start,
                                                     .condition = condition};
