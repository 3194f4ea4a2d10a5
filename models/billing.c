/* Billing: a flat fee and seats x tier price, less volume, annual and other discounts (discount.c),
 * in whole cents.
 *
 * A price list (prices, flat fees, caps, overage prices) has a version: a month in which it was in
 * force. The version that an account is billed by is the value of the `price` driver. Who gets a
 * new list, and when, is the roll-out:
 *
 *   all         everybody in the month of the change
 *   at_renewal  annual contracts at their renewal; monthly ones, which renew every month, a month
 *               after the change
 *   new         accounts that are not customers yet; customers keep their list for ever, or for
 *               `grandfather_months` after the change and then up to their renewal
 *
 * A customer whose seat gets dearer by it is more likely to cancel, in the month in which the new
 * price is billed or as soon after it as the contract may end:
 *   log hazard of churn + elasticity log(new price / old price)
 * where a list has a flat fee, that is what its seats cost together with the fee. */
#include "models/discount.h"
#include "models/step.h"
#include "models/trace.h"
#include "sim/block.h"
#include "sim/catalogue.h"

enum {
  P_ANNUAL,
  P_SEATS1,
  P_DISCOUNT1,
  P_SEATS2,
  P_DISCOUNT2,
  P_SEATS3,
  P_DISCOUNT3,
  P_ROLLOUT,
  P_GRANDFATHER,
  P_ELASTICITY,
  P_LARGE,
  P_LARGE_TRUST,
  P_SCALARS
};
enum { T_PRICE, T_FLAT };
enum {
  U_TIER,
  U_ANNUAL,
  U_NUM,
  U_DEN,
  U_STATUS,
  U_MRR,
  U_DIRTY,
  U_LANDING,
  U_DUE,
  U_CHURN_POST,
  U_SEATS,
  U_BILLED,
  U_TRUST_POST,
  U_VERSION,
  U_SINCE
};
enum { ALL, AT_RENEWAL, NEW };
enum { C_OLDER, C_RISES, C_MRR };
enum { WHOLE = 10000 }; /* discounts are in basis points */

static const ndrsim_param_def params[] = {
    [P_ANNUAL] = {"billing.annual_discount", "1", NDRSIM_REAL, NDRSIM_MAY_SEGMENT | NDRSIM_MAY_DRAW,
                  0, 0, 1, NULL, "Discount of annual contracts", "S4"},
    [P_SEATS1] = {"billing.volume1_seats", "seats", NDRSIM_COUNT, 0, 0, 0, 1e6, NULL,
                  "First volume step: seats from which it holds; 0 = none", "S4"},
    [P_DISCOUNT1] = {"billing.volume1_discount", "1", NDRSIM_REAL, 0, 0, 0, 1, NULL,
                     "Discount on all seats from the first step on", "S4"},
    [P_SEATS2] = {"billing.volume2_seats", "seats", NDRSIM_COUNT, 0, 0, 0, 1e6, NULL,
                  "Second volume step", "S4"},
    [P_DISCOUNT2] = {"billing.volume2_discount", "1", NDRSIM_REAL, 0, 0, 0, 1, NULL,
                     "Discount on all seats from the second step on", "S4"},
    [P_SEATS3] = {"billing.volume3_seats", "seats", NDRSIM_COUNT, 0, 0, 0, 1e6, NULL,
                  "Third volume step", "S4"},
    [P_DISCOUNT3] = {"billing.volume3_discount", "1", NDRSIM_REAL, 0, 0, 0, 1, NULL,
                     "Discount on all seats from the third step on", "S4"},
    [P_ROLLOUT] = {"billing.rollout", "1", NDRSIM_CHOICE, 0, 0, 0, 2, "all|at_renewal|new",
                   "Who gets a changed price list: everybody at once, customers at their renewal "
                   "(monthly contracts: the month after), or new customers alone",
                   "S0"},
    [P_GRANDFATHER] = {"billing.grandfather_months", "months", NDRSIM_COUNT,
                       NDRSIM_MAY_SEGMENT | NDRSIM_MAY_DRAW, 0, 0, 600, NULL,
                       "With `new`: months for which customers keep an older list; 0 = for ever",
                       "assumption"},
    [P_ELASTICITY] = {"billing.elasticity", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 20, NULL,
                      "Log hazard of churn added per log of a price increase that a customer gets; "
                      "a cut takes nothing off",
                      "assumption"},
    [P_LARGE] = {"billing.large_seats", "seats", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 0, 0, 1e6, NULL,
                 "Seats from which a team expects a volume discount, and loses trust without one; "
                 "0 = never",
                 "S4"},
    [P_LARGE_TRUST] = {"billing.large_trust", "1/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.05, 0, 1,
                       NULL, "Trust that such a team loses in a month", "assumption"},
    [P_SCALARS + T_PRICE] = {"tiers.*.price", "currency/(seat*month)", NDRSIM_MONEY,
                             NDRSIM_PER_TIER | NDRSIM_MAY_ANY, 0, 0, 1e6, NULL,
                             "List price of a seat on the tier", "S0"},
    [P_SCALARS + T_FLAT] = {"tiers.*.flat", "currency/month", NDRSIM_MONEY,
                            NDRSIM_PER_TIER | NDRSIM_MAY_ANY, 0, 0, 1e6, NULL,
                            "Flat fee of an account on the tier, whatever its seats", "S4"},
};

static const ndrsim_use uses[] = {
    [U_TIER] = READ_I32("tier"),
    [U_ANNUAL] = READ_I32("annual"),
    [U_NUM] = READ_I64("scale_num"),
    [U_DEN] = READ_I64("scale_den"),
    [U_STATUS] = READ_I32("status"),
    [U_MRR] = READ_I64("mrr"),
    [U_DIRTY] = POST_I32("dirty"),
    [U_LANDING] = READ_I32("landing"),
    [U_DUE] = READ_I32("due"),
    [U_CHURN_POST] = POST_I32("churn_post"),
    [U_SEATS] = READ_I32("seats"),
    [U_BILLED] = MAYBE_READ_I32("billed_seats"),
    [U_TRUST_POST] = POST_I32("trust_post"),
    [U_VERSION] = OWN_I32("price_version", 0, "month whose price list is billed"),
    [U_SINCE] = OWN_I32("list_since", NDRSIM_NEVER,
                        "month of the change since when an older list is kept; never = none is"),
};

/* A row of a tier, in cents, in the version that a bill names. */
static int64_t listed(const ndrsim_step_context *ctx, int row, int tier, int version) {
  int slot = P_SCALARS + row * ctx->n_tiers + tier;
  if (version == ctx->month || ctx->block->n_moving == 0) return (int64_t)ctx->s[slot];
  return (int64_t)ndrsim_step_value(ctx, slot, version);
}

static int64_t basis_points(double share) {
  return (int64_t)(share * WHOLE + 0.5);
}

/* Volume discount on all seats: the highest step that is reached. */
static int64_t volume_discount(const ndrsim_step_context *ctx, int64_t seats) {
  int64_t discount = 0;
  for (int k = 0; k < 3; k++) {
    double from = ctx->s[P_SEATS1 + 2 * k];
    if (from > 0 && (double)seats >= from) discount = basis_points(ctx->s[P_DISCOUNT1 + 2 * k]);
  }
  return discount;
}

/* Rounded half up, at most what a bill may be; amounts are never negative. 128 bits only where 64
 * might overflow: the division by a 128-bit number is ten times as slow. */
static int64_t scaled(int64_t amount, int64_t num, int64_t den) {
  int64_t product;
  if (!__builtin_mul_overflow(amount, num, &product) && product < INT64_MAX - den)
    return (product + den / 2) / den;
  __int128 cents = ((__int128)amount * num + den / 2) / den;
  return cents < NDRSIM_CENTS_MOST ? (int64_t)cents : NDRSIM_CENTS_MOST;
}

/* Of a contract that began as an annual one, or became one by a commitment: the latter is state. */
static int64_t annual_discount(const ndrsim_step_context *ctx, int32_t discount) {
  bool annual = column_i32(ctx, U_ANNUAL)[ctx->lane] == NDRSIM_ANNUAL_FROM_START ||
                discount & NDRSIM_DISCOUNT_COMMITTED;
  return annual ? basis_points(ctx->s[P_ANNUAL]) : 0;
}

static int64_t base_cents(const void *context, const ndrsim_bill_state *state) {
  const ndrsim_step_context *ctx = context;
  int tier = state->value[NDRSIM_DRIVER_CAPACITY] & 255;
  int version = state->value[NDRSIM_DRIVER_PRICE];
  int64_t seats = state->value[NDRSIM_DRIVER_SEAT];
  int64_t price = listed(ctx, T_PRICE, tier, version), flat = listed(ctx, T_FLAT, tier, version);
  int64_t off = volume_discount(ctx, seats);
  int32_t discount = state->value[NDRSIM_DRIVER_DISCOUNT];
  int64_t off_annual = annual_discount(ctx, discount), off_own = discount & NDRSIM_DISCOUNT_BP;
  int64_t list = seats * price, share = (WHOLE - off) * (WHOLE - off_annual);
  int64_t whole = (int64_t)WHOLE * WHOLE;
  if (flat > 0) { /* the volume discount is one on seats */
    list = list * (WHOLE - off) + flat * WHOLE;
    share = (int64_t)WHOLE - off_annual;
  }
  if (off_own > 0) {
    share *= WHOLE - off_own;
    whole *= WHOLE;
  }
  if (share != whole) list = scaled(list, share, whole);
  int64_t num = column_i64(ctx, U_NUM)[ctx->lane], den = column_i64(ctx, U_DEN)[ctx->lane];
  if (questioned(ctx)) {
    ndrsim_trace_fact(ctx, "base", 0);
    trace_factor(ctx, "seats", (double)seats);
    trace_factor(ctx, "price_cents", (double)price);
    if (flat > 0) trace_factor(ctx, "flat_cents", (double)flat);
    trace_factor(ctx, "volume_discount_bp", (double)off);
    trace_factor(ctx, "annual_discount_bp", (double)off_annual);
    if (off_own > 0) trace_factor(ctx, "discount_bp", (double)off_own);
    trace_factor(ctx, "paid_num", (double)num);
    trace_factor(ctx, "paid_den", (double)den);
  }
  return num == den ? list : scaled(list, num, den);
}

/* Whether any list price differs from last month's: then every account gets a new bill. Caps and
 * overage prices belong to the list too. */
static bool list_changed(const ndrsim_step_context *ctx) {
  const ndrsim_block *block = ctx->block;
  const ndrsim_model *model = block->plan->model;
  for (int k = 0; k < block->n_moving; k++) {
    int slot = block->moving[k];
    if (model->slot[slot].tier < 0) continue;
    int segment = ndrsim_block_segment(block);
    const ndrsim_param_def *def =
        ndrsim_catalogue_param(model->catalogue, model->slot[slot].def, NULL);
    if ((def->may & NDRSIM_NO_PRICE) == 0 &&
        ndrsim_values_get(ctx->values, slot, segment, ctx->month) !=
            ndrsim_values_get(ctx->values, slot, segment, ctx->month - 1))
      return true;
  }
  return false;
}

static bool is_customer(const ndrsim_step_context *ctx, int lane) {
  return column_i32(ctx, U_STATUS)[lane] == NDRSIM_ALIVE &&
         column_i32(ctx, U_LANDING)[lane] != NDRSIM_NEVER;
}

static int64_t billed_seats(const ndrsim_step_context *ctx, int lane) {
  const int32_t *billed = column_i32(ctx, U_BILLED);
  return billed != NULL ? billed[lane] : column_i32(ctx, U_SEATS)[lane];
}

/* What is compared of two lists: the price of a seat, or with a flat fee in either the whole. */
static int64_t asked(const ndrsim_step_context *ctx, int lane, int version, bool whole) {
  int tier = column_i32(ctx, U_TIER)[lane];
  int64_t price = listed(ctx, T_PRICE, tier, version);
  return whole ? listed(ctx, T_FLAT, tier, version) + price * billed_seats(ctx, lane) : price;
}

/* A dearer seat is counted, and posted to churn in thousandths of the log hazard. */
static void compare_prices(ndrsim_step_context *ctx, int lane, int version) {
  int tier = column_i32(ctx, U_TIER)[lane], kept = column_i32(ctx, U_VERSION)[lane];
  bool whole = listed(ctx, T_FLAT, tier, kept) > 0 || listed(ctx, T_FLAT, tier, version) > 0;
  int64_t old = asked(ctx, lane, kept, whole), now = asked(ctx, lane, version, whole);
  int32_t post = 0;
  if (now > old && old > 0) {
    float log_rise = ndrsim_log1((float)now / (float)old);
    post = (int32_t)((float)ctx->s[P_ELASTICITY] * log_rise * 1000 + 0.5f);
    column_i32(ctx, U_CHURN_POST)[lane] += post;
    ctx->counter[C_RISES]++;
  }
  if (traced(ctx, lane) && now != old) {
    ndrsim_trace_fact(ctx, "new_price", now > old ? 1 : -1);
    trace_factor(ctx, "old_cents", (double)old);
    trace_factor(ctx, "new_cents", (double)now);
    trace_factor(ctx, "churn_post", post);
  }
}

/* From now on the lane is billed by the list of month `version`. */
static void give_list(ndrsim_step_context *ctx, int lane, int version) {
  if (is_customer(ctx, lane)) compare_prices(ctx, lane, version);
  column_i32(ctx, U_VERSION)[lane] = version;
  column_i32(ctx, U_SINCE)[lane] = NDRSIM_NEVER;
  column_i32(ctx, U_DIRTY)[lane] |= 1;
}

static void price(ndrsim_step_context *ctx) {
  if (ctx->s[P_ROLLOUT] != ALL || ctx->month == 0 || ctx->block->n_moving == 0) return;
  if (!list_changed(ctx)) return;
  for (int i = 0; i < ctx->n; i++)
    give_list(ctx, i, ctx->month);
}

/* A monthly contract gets a month's notice: last month's list. */
static bool has_notice(const ndrsim_step_context *ctx, int lane) {
  return ctx->s[P_ROLLOUT] == AT_RENEWAL && !column_i32(ctx, U_ANNUAL)[lane];
}

/* Whether a customer that keeps an older list gives it up this month. */
static bool renews(const ndrsim_step_context *ctx, int lane) {
  int kept = ctx->month - column_i32(ctx, U_SINCE)[lane], most = (int)ctx->s[P_GRANDFATHER];
  if (!column_i32(ctx, U_DUE)[lane]) return false;
  if (ctx->s[P_ROLLOUT] == AT_RENEWAL) return kept > 0 || !has_notice(ctx, lane);
  return most > 0 && kept >= most;
}

/* At the head of the month, so that caps are metered by the list that will be billed. */
static void roll_out(ndrsim_step_context *ctx) {
  int32_t *since = column_i32(ctx, U_SINCE);
  if (ctx->s[P_ROLLOUT] == ALL || ctx->month == 0 || ctx->block->n_moving == 0) return;
  bool changed = list_changed(ctx);
  for (int i = 0; i < ctx->n; i++) {
    if (changed && since[i] == NDRSIM_NEVER) since[i] = ctx->month;
    if (since[i] == NDRSIM_NEVER) continue;
    bool customer = is_customer(ctx, i), notice = customer && has_notice(ctx, i);
    if (customer && !renews(ctx, i)) continue;
    give_list(ctx, i, ctx->month - notice);
    if (notice && changed) since[i] = ctx->month;
  }
}

static void start(ndrsim_step_context *ctx, int lane) {
  column_i32(ctx, U_VERSION)[lane] = ctx->month;
}

static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  (void)row;
  start(ctx, lane);
}

static void count(ndrsim_step_context *ctx) {
  const int32_t *tier = column_i32(ctx, U_TIER), *since = column_i32(ctx, U_SINCE);
  const int64_t *mrr = column_i64(ctx, U_MRR);
  for (int k = 0; k < ctx->n_tiers; k++) {
    int64_t sum = 0;
    for (int i = 0; i < ctx->n; i++)
      sum += tier[i] == k ? mrr[i] : 0;
    ctx->counter[C_MRR + k] += sum;
  }
  for (int i = 0; i < ctx->n && ctx->s[P_ROLLOUT] != ALL; i++)
    ctx->counter[C_OLDER] += mrr[i] > 0 && since[i] != NDRSIM_NEVER;
}

/* Large teams that pay as much for a seat as small ones feel punished (S4). */
static void punish(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS);
  int32_t thousandths = (int32_t)(ctx->s[P_LARGE_TRUST] * 1000 + 0.5);
  if (ctx->s[P_LARGE] == 0 || thousandths == 0) return;
  for (int i = 0; i < ctx->n; i++) {
    int64_t seats = billed_seats(ctx, i);
    if (status[i] != NDRSIM_ALIVE || seats < (int64_t)ctx->s[P_LARGE]) continue;
    if (volume_discount(ctx, seats) > 0) continue;
    column_i32(ctx, U_TRUST_POST)[i] -= thousandths;
    if (traced(ctx, i)) ndrsim_trace_fact(ctx, "trust_lost", thousandths);
  }
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_CONTRACT, roll_out},
                                    {NDRSIM_PHASE_PRICE, price},
                                    {NDRSIM_PHASE_CONTRACTION, punish},
                                    {NDRSIM_PHASE_COSTS, count}};

static const ndrsim_driver_source sources[] = {{NDRSIM_DRIVER_PRICE, "price_version"}};

static const ndrsim_bill_term terms[] = {
    {"base",
     1U << NDRSIM_DRIVER_SEAT | 1U << NDRSIM_DRIVER_CAPACITY | 1U << NDRSIM_DRIVER_PRICE |
         1U << NDRSIM_DRIVER_DISCOUNT,
     base_cents},
};

static const ndrsim_counter_def counters[] = {
    [C_OLDER] = {"older_list", "accounts", "customers billed by an older price list"},
    [C_RISES] = {"price_rises", "accounts/month", "customers whose seat became dearer this month"},
    [C_MRR] = {"mrr_*", "cents/month", "MRR of customers on the tier"},
};
static const ndrsim_metric_def metrics[] = {
    {"mrr_*", "currency/month", NDRSIM_FORMAT_MONEY, "mrr_*", NULL, 1, "MRR of the tier",
     .source = "definition"},
    {"older_list_share", "%", NDRSIM_FORMAT_PERCENT, "older_list", "customers", 1,
     "Share of customers billed by an older price list", .source = "S0"},
    {"price_rises", "accounts/month", NDRSIM_FORMAT_COUNT, "price_rises", NULL, 1,
     "Customers that a list increase reached this month", .source = "S0"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(billing) = {.name = "billing",
                                                    .doc = "seats x price, discounts",
                                                    NDRSIM_PARAMS,
                                                    NDRSIM_USES,
                                                    NDRSIM_STEPS,
                                                    NDRSIM_COUNTERS,
                                                    NDRSIM_METRICS,
                                                    .source = sources,
                                                    .n_sources = 1,
                                                    .term = terms,
                                                    .n_terms = 1,
                                                    .start = start,
                                                    .condition = condition};
