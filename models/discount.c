/* Discounts that an account has and loses, and those that it signs for.
 *
 *   P(lands with a promotion) = share, in the start month
 *   price (1 - size) until `months` after landing, or until the first renewal from then on
 *   P(signs a commitment this month) = commit, once penetration >= commit_penetration
 *
 * A commitment is a contract of a year from the month in which it is signed, with the discount
 * `commit_size` beside that of annual contracts. It, a promotion and what sales granted with
 * expansions do not add up: the largest holds. When a promotion ends, once, as after a price
 * increase (billing): log hazard of churn + elasticity log((1 - discount after) / (1 - discount
 * before)) */
#include "models/discount.h"
#include "models/step.h"
#include "models/trace.h"

enum {
  P_SHARE,
  P_SIZE,
  P_MONTHS,
  P_EXPIRES,
  P_ELASTICITY,
  P_COMMIT,
  P_COMMIT_PENETRATION,
  P_COMMIT_SIZE,
  P_EXPANSION,
  P_LIFT
};
enum {
  U_ID_LOW,
  U_ID_HIGH,
  U_STATUS,
  U_FST,
  U_LANDING,
  U_DUE,
  U_PENETRATION,
  U_DIRTY,
  U_CHURN_POST,
  U_DISCOUNT,
  U_PROMOTION,
  U_COMMITTED,
  U_POST,
  U_GRANTED,
  U_CLOSE_LIFT
};
enum { C_PROMOTIONS, C_ENDED, C_COMMITMENTS, C_SIGNED };
enum { AT_AGE, AT_RENEWAL };
enum { WHOLE = 10000 }; /* discounts are in basis points */

static const ndrsim_param_def params[] = {
    [P_SHARE] = {"discount.share", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                 "Share of new accounts that land with a promotion", "assumption"},
    [P_SIZE] = {"discount.size", "1", NDRSIM_REAL, NDRSIM_TRAIT, 0.3, 0, 0.95, NULL,
                "Part of the price that a promotion takes off", "assumption"},
    [P_MONTHS] = {"discount.months", "months", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT | NDRSIM_MAY_DRAW,
                  12, 1, 600, NULL, "Months after landing at which a promotion ends", "assumption"},
    [P_EXPIRES] = {"discount.expires", "1", NDRSIM_CHOICE, 0, 0, 0, 1, "at_age|at_renewal",
                   "When a promotion ends: at that age, or at the first renewal from then on",
                   "S0"},
    [P_ELASTICITY] = {"discount.elasticity", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 20, NULL,
                      "Log hazard of churn added per log of the price's rise when a promotion ends",
                      "assumption"},
    [P_COMMIT] = {"discount.commit", "1/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                  "Probability that an account used company-wide signs a commitment", "S0"},
    [P_COMMIT_PENETRATION] = {"discount.commit_penetration", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.65,
                              0, 1, NULL,
                              "Share of the headcount with seats from which use is company-wide",
                              "S1"},
    [P_COMMIT_SIZE] = {"discount.commit_size", "1", NDRSIM_REAL,
                       NDRSIM_MAY_SEGMENT | NDRSIM_MAY_DRAW, 0.15, 0, 0.95, NULL,
                       "Discount of a commitment", "assumption"},
    [P_EXPANSION] = {"discount.expansion", "1", NDRSIM_REAL, NDRSIM_MAY_SEGMENT | NDRSIM_MAY_DRAW,
                     0, 0, 0.95, NULL,
                     "Anti-pattern: what sales takes off the whole contract, for good, with each "
                     "expansion that it closes",
                     "S2"},
    [P_LIFT] = {"discount.expansion_lift", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 1.3, 1, 10, NULL,
                "Factor of that on the probability that sales closes", "assumption"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_LANDING] = READ_I32("landing"),
    [U_DUE] = READ_I32("due"),
    [U_PENETRATION] = READ_F32("penetration"),
    [U_DIRTY] = POST_I32("dirty"),
    [U_CHURN_POST] = POST_I32("churn_post"),
    [U_DISCOUNT] = OWN_I32("discount", 0, "discount in basis points; + 65536: by a commitment"),
    [U_PROMOTION] = OWN_I32("promotion", 0, "discount of the running promotion in basis points"),
    [U_COMMITTED] = OWN_I32("committed", NDRSIM_NEVER, "month in which a commitment was signed"),
    [U_POST] = OWN_I32("discount_post", 0, "posting: sales closed an expansion"),
    [U_GRANTED] = OWN_I32("granted", 0, "discount granted with expansions, in basis points"),
    [U_CLOSE_LIFT] = OWN_F32("close_lift", 1, "factor on the probability that sales closes"),
};

static int32_t basis_points(double share) {
  return (int32_t)(share * WHOLE + 0.5);
}

/* What holds now: the larger of both. */
static int32_t in_force(const ndrsim_step_context *ctx, int lane) {
  int32_t off = column_i32(ctx, U_PROMOTION)[lane], granted = column_i32(ctx, U_GRANTED)[lane];
  if (granted > off) off = granted;
  if (column_i32(ctx, U_COMMITTED)[lane] == NDRSIM_NEVER) return off;
  int32_t committed = basis_points(ctx->s[P_COMMIT_SIZE]);
  return (committed > off ? committed : off) | NDRSIM_DISCOUNT_COMMITTED;
}

static void change(ndrsim_step_context *ctx, int lane, int32_t to) {
  int32_t *discount = column_i32(ctx, U_DISCOUNT) + lane;
  column_i32(ctx, U_DIRTY)[lane] |= *discount != to;
  *discount = to;
}

static void end_promotion(ndrsim_step_context *ctx, int lane) {
  int32_t before = column_i32(ctx, U_DISCOUNT)[lane] & NDRSIM_DISCOUNT_BP;
  column_i32(ctx, U_PROMOTION)[lane] = 0;
  change(ctx, lane, in_force(ctx, lane));
  if (column_i32(ctx, U_STATUS)[lane] != NDRSIM_ALIVE) return;
  int32_t after = column_i32(ctx, U_DISCOUNT)[lane] & NDRSIM_DISCOUNT_BP;
  float log_rise = ndrsim_log1((float)(WHOLE - after) / (float)(WHOLE - before));
  int32_t post = (int32_t)((float)ctx->s[P_ELASTICITY] * log_rise * 1000 + 0.5f);
  column_i32(ctx, U_CHURN_POST)[lane] += post;
  ctx->counter[C_ENDED]++;
  if (traced(ctx, lane)) {
    ndrsim_trace_fact(ctx, "promotion_ends", 1);
    trace_factor(ctx, "before_bp", before);
    trace_factor(ctx, "after_bp", after);
    trace_factor(ctx, "churn_post", post);
  }
}

static void expire(ndrsim_step_context *ctx) {
  const int32_t *promotion = column_i32(ctx, U_PROMOTION), *landing = column_i32(ctx, U_LANDING),
                *due = column_i32(ctx, U_DUE);
  int months = (int)ctx->s[P_MONTHS];
  bool waits = ctx->s[P_EXPIRES] == AT_RENEWAL;
  for (int i = 0; i < ctx->n; i++) {
    if (promotion[i] == 0 || landing[i] == NDRSIM_NEVER) continue;
    if (ctx->month - landing[i] >= months && (!waits || due[i])) end_promotion(ctx, i);
  }
}

/* Discounts for expansions (S2: do not): one contract, one discount, so a second expansion gets the
 * same. */
static void grant(ndrsim_step_context *ctx) {
  int32_t *post = column_i32(ctx, U_POST), *granted = column_i32(ctx, U_GRANTED);
  int32_t size = basis_points(ctx->s[P_EXPANSION]);
  for (int i = 0; i < ctx->n; i++) {
    if (post[i] == 0) continue;
    post[i] = 0;
    if (size <= granted[i]) continue;
    granted[i] = size;
    change(ctx, i, in_force(ctx, i));
    if (traced(ctx, i)) ndrsim_trace_fact(ctx, "discount_granted", size);
  }
}

static void lift(ndrsim_step_context *ctx) {
  vf factor = vf_set(ctx->s[P_EXPANSION] > 0 ? (float)ctx->s[P_LIFT] : 1);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH)
    vf_store(column_f32(ctx, U_CLOSE_LIFT) + i, factor);
}

static void trace_commit(ndrsim_step_context *ctx, int i, vi asked, vu word, vf p, vi signs) {
  int k = traced_lane(ctx, i, asked);
  if (k < 0) return;
  ndrsim_trace_event(ctx, "commit", NDRSIM_SITE_COMMIT, word[k], 0, p[k], signs[k] != 0);
  trace_factor(ctx, "penetration", (double)column_f32(ctx, U_PENETRATION)[i + k]);
}

static void commit(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST);
  int32_t *committed = column_i32(ctx, U_COMMITTED);
  if (ctx->s[P_COMMIT] == 0) return;
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi asked =
        active_lanes(status, fst, i, ctx->month) & lanes_in_use(ctx, i) &
        (vi_load(committed + i) == vi_set(NDRSIM_NEVER)) &
        (vf_load(column_f32(ctx, U_PENETRATION) + i) >= vf_param(ctx->p[P_COMMIT_PENETRATION], i));
    if (!vi_any(asked)) continue;
    vu word = lane_words(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), i,
                         NDRSIM_GROUP_COMMIT)
                  .w[NDRSIM_WORD_COMMIT];
    vf p = vf_param(ctx->p[P_COMMIT], i);
    vi signs = asked & v_bernoulli(word, p);
    trace_commit(ctx, i, asked, word, p, signs);
    for (unsigned set = vi_bits(signs); set; set &= set - 1) {
      int lane = i + __builtin_ctz(set);
      committed[lane] = ctx->month;
      change(ctx, lane, in_force(ctx, lane));
      ctx->counter[C_SIGNED]++;
    }
  }
}

static void count(ndrsim_step_context *ctx) {
  const int64_t n = ctx->n;
  const int32_t *status = column_i32(ctx, U_STATUS), *promotion = column_i32(ctx, U_PROMOTION),
                *committed = column_i32(ctx, U_COMMITTED);
  int64_t promotions = 0, commitments = 0;
  for (int64_t i = 0; i < n; i++) {
    promotions += alive(status[i]) & (promotion[i] > 0);
    commitments += alive(status[i]) & (committed[i] != NDRSIM_NEVER);
  }
  ctx->counter[C_PROMOTIONS] += promotions;
  ctx->counter[C_COMMITMENTS] += commitments;
}

/* What a book's account pays is in its row: no promotion of it is known. */
static void start(ndrsim_step_context *ctx, int lane) {
  float p = ndrsim_step_lane(ctx, P_SHARE, lane);
  uint32_t word = lane_word(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), lane,
                            NDRSIM_GROUP_PROMOTION, NDRSIM_WORD_PROMOTION);
  int has = ndrsim_bernoulli1(word, p);
  int32_t size = basis_points((double)ndrsim_step_lane(ctx, P_SIZE, lane));
  column_i32(ctx, U_PROMOTION)[lane] = column_i32(ctx, U_DISCOUNT)[lane] = has ? size : 0;
  if (!traced(ctx, lane) || p == 0) return;
  ndrsim_trace_event(ctx, "promotion", NDRSIM_SITE_PROMOTION, word, 0, p, has != 0);
  trace_factor(ctx, "size_bp", size);
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_SIGNALS, lift},
                                    {NDRSIM_PHASE_PRICE, expire},
                                    {NDRSIM_PHASE_PRICE, grant},
                                    {NDRSIM_PHASE_PRICE, commit},
                                    {NDRSIM_PHASE_COSTS, count}};

static const ndrsim_driver_source sources[] = {{NDRSIM_DRIVER_DISCOUNT, "discount"}};

static const ndrsim_counter_def counters[] = {
    [C_PROMOTIONS] = {"promotions", "accounts", "customers on a promotion"},
    [C_ENDED] = {"promotions_ended", "accounts/month", "customers whose promotion ended"},
    [C_COMMITMENTS] = {"commitments", "accounts", "customers that signed a commitment"},
    [C_SIGNED] = {"commitments_signed", "accounts/month", "commitments signed this month"},
};
static const ndrsim_metric_def metrics[] = {
    {"promotion_share", "%", NDRSIM_FORMAT_PERCENT, "promotions", "customers", 1,
     "Share of customers on a promotion", .source = "definition"},
    {"promotions_ended", "accounts/month", NDRSIM_FORMAT_COUNT, "promotions_ended", NULL, 1,
     "Customers whose promotion ended this month", .source = "definition"},
    {"commitments", "accounts", NDRSIM_FORMAT_COUNT, "commitments", NULL, 1,
     "Customers with an enterprise commitment", .source = "S0"},
    {"commitments_signed", "accounts/month", NDRSIM_FORMAT_COUNT, "commitments_signed", NULL, 1,
     "Enterprise commitments signed this month", .source = "S0"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(discount) = {.name = "discount",
                                                     .doc = "promotions and commitments",
                                                     .optional = true,
                                                     NDRSIM_PARAMS,
                                                     NDRSIM_USES,
                                                     NDRSIM_STEPS,
                                                     NDRSIM_COUNTERS,
                                                     NDRSIM_METRICS,
                                                     .source = sources,
                                                     .n_sources = 1,
                                                     .start = start};
