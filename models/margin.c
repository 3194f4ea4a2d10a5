/* Margins beyond the total: net retention of gross profit, and what one more task earns.
 *
 *   gross profit of an account = its MRR - what it cost to serve (models/cost.c)
 *   retention at month t = 12, 24, 36    that of the accounts with MRR > 0 at t - 12, now / then
 *   retention at age a = 12, 24, 36      that of the accounts that landed in the run, at age a /
 *                                        in the month of landing; pooled over the cohorts that
 *                                        have come to age a so far
 *   marginal task of a customer          price p of the next task above its cap: the overage price
 *                                        where overage is billed; else what the next tier costs
 *                                        more, over what it allows more. Cost c: of a task now.
 *   margin of the marginal task          sum of seats (p - c) / sum of seats p
 *
 * Where tasks above a cap are neither billed nor lead to another tier (the top tier, a tier without
 * a cap, a next tier without one) there is no marginal task. */
#include "models/step.h"
#include "sim/block.h"
#include "sim/catalogue.h"

#include <string.h>

enum { P_MARGINAL };
enum { U_STATUS, U_LANDING, U_TIER, U_SEATS, U_MRR, U_COST, U_BASE };
enum { YEAR = 12, AGES = 3 };
enum {
  C_POINT_BASE,
  C_POINT_NOW,
  C_AGE_BASE,
  C_AGE_NOW = C_AGE_BASE + AGES,
  C_REVENUE = C_AGE_NOW + AGES,
  C_PROFIT,
  C_TIER_REVENUE
};
enum { AS_BILLED, UPGRADE };
enum { OVERAGE, HARD_STOP };

static const ndrsim_param_def params[] = {
    [P_MARGINAL] = {"margin.marginal_task", "1", NDRSIM_CHOICE, 0, 0, 0, 1, "as_billed|upgrade",
                    "What the task above the cap brings: overage where it is billed, else an "
                    "upgrade; or always an upgrade",
                    "S0"},
};

static const ndrsim_use uses[] = {
    [U_STATUS] = READ_I32("status"),
    [U_LANDING] = READ_I32("landing"),
    [U_TIER] = READ_I32("tier"),
    [U_SEATS] = READ_I32("seats"),
    [U_MRR] = READ_I64("mrr"),
    [U_COST] = READ_I64("account_cost"),
    [U_BASE] = OWN_I32("margin_base", -1, "month in which its last window of 12 months began"),
};

static int64_t product_or_most(int64_t a, int64_t b) {
  int64_t product;
  if (!__builtin_mul_overflow(a, b, &product)) return product;
  return (a < 0) == (b < 0) ? INT64_MAX : -INT64_MAX;
}

static void add(int64_t *counter, int64_t amount) {
  if (counter != NULL) *counter = sum_or_most(*counter, amount);
}

/* --- retention of gross profit ---------------------------------------------------------------- */

static void retention(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *landing = column_i32(ctx, U_LANDING);
  const int64_t *mrr = column_i64(ctx, U_MRR), *cost = column_i64(ctx, U_COST);
  int32_t *base = column_i32(ctx, U_BASE);
  bool book = ctx->block->plan->model->n_rows > 0, turn = ctx->month % YEAR == 0;
  int64_t *ahead = ndrsim_step_counters(ctx, ctx->month + YEAR);
  for (int i = 0; i < ctx->n; i++) {
    bool customer = alive(status[i]);
    int64_t profit = customer ? mrr[i] * 1000 - cost[i] : 0;
    int age = ctx->month - landing[i];
    /* a book's accounts landed before the run; its first month is 0, and nobody lands in it */
    if (customer && age >= 0 && (!book || landing[i] > 0))
      for (int k = 0; k < AGES; k++) {
        int64_t *then = ndrsim_step_counters(ctx, ctx->month + YEAR * (k + 1));
        if (age == 0 && then != NULL) add(&then[C_AGE_BASE + k], profit);
        if (age == YEAR * (k + 1)) add(&ctx->counter[C_AGE_NOW + k], profit);
      }
    if (!turn) continue;
    if (customer && base[i] == ctx->month - YEAR) add(&ctx->counter[C_POINT_NOW], profit);
    bool pays = customer && mrr[i] > 0;
    if (pays && ahead != NULL) add(&ahead[C_POINT_BASE], profit);
    base[i] = pays ? ctx->month : -1;
  }
}

/* --- the marginal task ------------------------------------------------------------------------ */

/* A parameter of another mechanism in this block's month. `path` may have '*' for a tier. */
static double value_of(const ndrsim_step_context *ctx, const char *path, int tier) {
  const ndrsim_model *model = ctx->block->plan->model;
  char full[160];
  if (ndrsim_catalogue_expand(path, model->tier[tier], full, sizeof full) != 0) return 0;
  int slot = ndrsim_model_slot(model, full);
  return slot < 0
             ? 0
             : ndrsim_values_get(ctx->values, slot, ndrsim_block_segment(ctx->block), ctx->month);
}

/* [cents/task]; 0 = there is no such task. */
static double marginal_price(const ndrsim_step_context *ctx, int tier) {
  bool billed = value_of(ctx, "capacity.over_cap", 0) == OVERAGE;
  double cap = value_of(ctx, "tiers.*.cap", tier), overage = value_of(ctx, "tiers.*.overage", tier);
  if (cap <= 0) return 0;
  if (ctx->s[P_MARGINAL] == AS_BILLED && billed && overage > 0) return overage * 100;
  if (tier + 1 >= ctx->n_tiers) return 0;
  double more = value_of(ctx, "tiers.*.cap", tier + 1) - cap;
  double dearer = value_of(ctx, "tiers.*.price", tier + 1) - value_of(ctx, "tiers.*.price", tier);
  return more > 0 && dearer > 0 ? dearer / more : 0;
}

/* In millionths of a cent per task and seat, whole. */
static void marginal(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *tier = column_i32(ctx, U_TIER),
                *seats = column_i32(ctx, U_SEATS);
  double fall = (double)ndrsim_log1((float)(1 - value_of(ctx, "cost.task_decline", 0)));
  double cost = value_of(ctx, "cost.task", 0) * 100 * ndrsim_exp_double(fall / YEAR * ctx->month);
  int64_t price[NDRSIM_MAX_TIERS], profit[NDRSIM_MAX_TIERS], sum[NDRSIM_MAX_TIERS] = {0};
  for (int k = 0; k < ctx->n_tiers; k++) {
    double p = marginal_price(ctx, k);
    price[k] = (int64_t)(p * 1e6 + 0.5);
    profit[k] = price[k] > 0 ? price[k] - (int64_t)(cost * 1e6 + 0.5) : 0;
  }
  for (int i = 0; i < ctx->n; i++)
    if (alive(status[i])) sum[tier[i]] += seats[i];
  for (int k = 0; k < ctx->n_tiers; k++) {
    int64_t revenue = product_or_most(sum[k], price[k]), left = product_or_most(sum[k], profit[k]);
    add(&ctx->counter[C_REVENUE], revenue);
    add(&ctx->counter[C_PROFIT], left);
    add(&ctx->counter[C_TIER_REVENUE + k], revenue);
    add(&ctx->counter[C_TIER_REVENUE + ctx->n_tiers + k], left);
  }
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_COSTS, retention},
                                    {NDRSIM_PHASE_COSTS, marginal}};

#define PROFIT "1e-3 cents/month"
#define TASKS "1e-6 cents*seats/task"
static const ndrsim_counter_def counters[] = {
    [C_POINT_BASE] = {"profit_point_base", PROFIT, "gross profit twelve months ago of its payers"},
    [C_POINT_NOW] = {"profit_point_now", PROFIT, "gross profit now of these accounts"},
    [C_AGE_BASE] = {"profit_age12_base", PROFIT, "gross profit at landing of those of age 12"},
    [C_AGE_BASE + 1] = {"profit_age24_base", PROFIT, "gross profit at landing of those of age 24"},
    [C_AGE_BASE + 2] = {"profit_age36_base", PROFIT, "gross profit at landing of those of age 36"},
    [C_AGE_NOW] = {"profit_age12_now", PROFIT, "gross profit now of those of age 12"},
    [C_AGE_NOW + 1] = {"profit_age24_now", PROFIT, "gross profit now of those of age 24"},
    [C_AGE_NOW + 2] = {"profit_age36_now", PROFIT, "gross profit now of those of age 36"},
    [C_REVENUE] = {"marginal_revenue", TASKS, "what one more task of each seat would bring"},
    [C_PROFIT] = {"marginal_profit", TASKS, "the same less what it would cost"},
    [C_TIER_REVENUE] = {"marginal_revenue_*", TASKS, "what one more task of each seat would bring"},
    [C_TIER_REVENUE + 1] = {"marginal_profit_*", TASKS, "the same less what it would cost"},
};

#define AGE_METRIC(age)                                                                            \
  {                                                                                                \
    "ndr_profit_age_" #age, "%", NDRSIM_FORMAT_PERCENT, "+profit_age" #age "_now",                 \
        "+profit_age" #age "_base", 1,                                                             \
        "Net retention of gross profit at age " #age                                               \
        ", of the cohorts that have come to this age so far",                                      \
        .source = "S0", .formula = "gross profit at age " #age " / gross profit at landing",       \
        .convention = "cohort_age: pooled over cohorts, months of this age so far"                 \
  }
static const ndrsim_metric_def metrics[] = {
    {"ndr_profit_point", "%", NDRSIM_FORMAT_PERCENT, "profit_point_now", "profit_point_base", 1,
     "Net retention of gross profit: of the accounts with MRR > 0 twelve months ago",
     .source = "S0", .formula = "their gross profit now / their gross profit then",
     .convention =
         "point: the twelve months that end with this calendar month, at 12, 24, 36, ..."},
    AGE_METRIC(12),
    AGE_METRIC(24),
    AGE_METRIC(36),
    {"marginal_task_margin", "%", NDRSIM_FORMAT_PERCENT, "marginal_profit", "marginal_revenue", 1,
     "Margin of the next task above the cap, over the seats that have one", .source = "S0"},
    {"marginal_task_margin_*", "%", NDRSIM_FORMAT_PERCENT, "marginal_profit_*",
     "marginal_revenue_*", 1, "Margin of the next task above the cap of the tier", .source = "S0"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(margin) = {
    .name = "margin",
    .doc = "retention of gross profit, marginal task",
    .optional = true,
    NDRSIM_PARAMS,
    NDRSIM_USES,
    NDRSIM_STEPS,
    NDRSIM_COUNTERS,
    NDRSIM_METRICS};
