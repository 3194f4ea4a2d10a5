/* Cost to serve: tasks and metered units at falling costs, support per seat. Integers per account,
 * in thousandths of a cent, so that sums do not depend on blocks; what an account costs is reckoned
 * in millionths.
 *
 *   cost_t = served tasks * task * (1 - task_decline)^(t/12)
 *          + units * unit * (1 - unit_decline)^(t/12) + seats * support */
#include "models/step.h"

enum { P_TASK, P_DECLINE, P_SUPPORT, P_UNIT, P_UNIT_DECLINE };
enum { U_STATUS, U_TIER, U_SEATS, U_SERVED, U_MRR, U_UNITS, U_COST };
enum { C_SERVED, C_COST, C_PROFIT, C_TIER_PROFIT };
enum { THOUSAND = 1000 };
#define MOST (INT64_MAX / 2) /* the cost of an account that is beyond counting */

static const ndrsim_param_def params[] = {
    [P_TASK] = {"cost.task", "currency/task", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1000, NULL,
                "Cost of serving one task in month 0", "assumption"},
    [P_DECLINE] = {"cost.task_decline", "1/year", NDRSIM_REAL, NDRSIM_MAY_DRAW, 0, 0, 0.99, NULL,
                   "Share by which that cost falls in a year", "assumption"},
    [P_SUPPORT] = {"cost.support", "currency/(seat*month)", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1e6,
                   NULL, "Support and success per seat", "assumption"},
    [P_UNIT] = {"cost.unit", "currency/unit", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1000, NULL,
                "Cost of one metered unit in month 0", "assumption"},
    [P_UNIT_DECLINE] = {"cost.unit_decline", "1/year", NDRSIM_REAL, NDRSIM_MAY_DRAW, 0, 0, 0.99,
                        NULL, "Share by which that cost falls in a year", "assumption"},
};

static const ndrsim_use uses[] = {
    [U_STATUS] = READ_I32("status"),
    [U_TIER] = READ_I32("tier"),
    [U_SEATS] = READ_I32("seats"),
    [U_SERVED] = READ_I32("served"),
    [U_MRR] = READ_I64("mrr"),
    [U_UNITS] = MAYBE_READ_I32("units"),
    [U_COST] =
        SCRATCH_I64("account_cost", "what the account cost to serve this month [1e-3 cents]"),
};

static void add(ndrsim_step_context *ctx, int counter, int64_t amount) {
  ctx->counter[counter] = sum_or_most(ctx->counter[counter], amount);
}

/* Adds number * price; false when that is beyond counting. */
static bool spend(int64_t *sum, int64_t number, int64_t price) {
  int64_t product;
  return !__builtin_mul_overflow(number, price, &product) &&
         !__builtin_add_overflow(*sum, product, sum);
}

/* Of a month: [1e-6 cents] for a sixteenth of a task, a seat, a unit. */
typedef struct month_prices {
  int64_t sixteenth, seat, unit;
} month_prices;

/* What is left of a cost that falls by `decline` a year. */
static double left_of(const ndrsim_step_context *ctx, double decline) {
  return ndrsim_exp_double((double)ndrsim_log1((float)(1 - decline)) / 12 * ctx->month);
}

static month_prices prices_of(const ndrsim_step_context *ctx) {
  const double *s = ctx->s;
  return (month_prices){.sixteenth =
                            (int64_t)(s[P_TASK] * left_of(ctx, s[P_DECLINE]) * 1e8 / 16 + 0.5),
                        .seat = (int64_t)(s[P_SUPPORT] * 1e8 + 0.5),
                        .unit = (int64_t)(s[P_UNIT] * left_of(ctx, s[P_UNIT_DECLINE]) * 1e8 + 0.5)};
}

/* [1e-3 cents], rounded half up. */
static int64_t paid_for(const month_prices *price, int64_t tasks, int64_t seats, int64_t units) {
  int64_t sum = THOUSAND / 2;
  if (!spend(&sum, tasks, price->sixteenth) || !spend(&sum, seats, price->seat) ||
      !spend(&sum, units, price->unit))
    return MOST;
  return sum / THOUSAND;
}

/* What the accounts of a block use, need and pay. */
typedef struct account_use {
  const int32_t *status, *tier, *seats, *served, *units; /* units: NULL where nobody meters any */
  const int64_t *mrr;
} account_use;

/* What they come to. */
typedef struct block_cost {
  int64_t tasks, spent, profit, by_tier[NDRSIM_MAX_TIERS];
} block_cost;

/* Whether no sum over the block can leave 64 bits. The bits of all amounts together are at least as
 * large as the largest of them, and cheap to have. */
static bool is_countable(const account_use *use, int n, const month_prices *price) {
  int32_t seats = 0, served = 0, units = 0;
  int64_t mrr = 0, total = 0, used;
  for (int i = 0; i < n; i++) {
    seats |= use->seats[i];
    served |= use->served[i];
    mrr |= use->mrr[i];
  }
  for (int i = 0; i < n && use->units != NULL; i++)
    units |= use->units[i];
  if ((seats | served | units) < 0 || mrr < 0) return false;
  used = (int64_t)served * seats;
  return spend(&total, used, price->sixteenth + 1) && spend(&total, seats, price->seat) &&
         spend(&total, units, price->unit) && spend(&total, mrr, THOUSAND) &&
         total < INT64_MAX / (n + 1) - THOUSAND;
}

/* The step where is_countable() holds. */
static void cost_plainly(const account_use *use, int n, const month_prices *price,
                         int64_t *account_cost, block_cost *sum) {
  for (int i = 0; i < n; i++) {
    bool customer = use->status[i] == NDRSIM_ALIVE;
    int64_t seats = use->seats[i], used = use->served[i] * seats;
    int64_t units = use->units != NULL ? use->units[i] : 0;
    uint64_t millionths =
        (uint64_t)(used * price->sixteenth + seats * price->seat + units * price->unit);
    int64_t paid = customer ? (int64_t)((millionths + THOUSAND / 2) / THOUSAND) : 0;
    int64_t left_over = customer ? use->mrr[i] * THOUSAND - paid : 0;
    account_cost[i] = paid;
    sum->tasks += customer ? used : 0;
    sum->spent += paid;
    sum->by_tier[use->tier[i]] += left_over;
  }
  for (int k = 0; k < NDRSIM_MAX_TIERS; k++)
    sum->profit += sum->by_tier[k];
}

static void cost_carefully(const account_use *use, int n, const month_prices *price,
                           int64_t *account_cost, block_cost *sum) {
  for (int i = 0; i < n; i++) {
    account_cost[i] = 0;
    if (use->status[i] != NDRSIM_ALIVE) continue;
    int64_t used = (int64_t)use->served[i] * use->seats[i];
    int64_t paid = paid_for(price, used, use->seats[i], use->units != NULL ? use->units[i] : 0);
    account_cost[i] = paid;
    int64_t left_over = use->mrr[i] * THOUSAND - paid, *tier = &sum->by_tier[use->tier[i]];
    sum->tasks = sum_or_most(sum->tasks, used);
    sum->spent = sum_or_most(sum->spent, paid);
    sum->profit = sum_or_most(sum->profit, left_over);
    *tier = sum_or_most(*tier, left_over);
  }
}

static void cost(ndrsim_step_context *ctx) {
  const account_use use = {.status = column_i32(ctx, U_STATUS),
                           .tier = column_i32(ctx, U_TIER),
                           .seats = column_i32(ctx, U_SEATS),
                           .served = column_i32(ctx, U_SERVED),
                           .units = column_i32(ctx, U_UNITS),
                           .mrr = column_i64(ctx, U_MRR)};
  const month_prices price = prices_of(ctx);
  block_cost sum = {0};
  if (is_countable(&use, ctx->n, &price))
    cost_plainly(&use, ctx->n, &price, column_i64(ctx, U_COST), &sum);
  else
    cost_carefully(&use, ctx->n, &price, column_i64(ctx, U_COST), &sum);
  add(ctx, C_SERVED, sum.tasks);
  add(ctx, C_COST, sum.spent);
  add(ctx, C_PROFIT, sum.profit);
  for (int k = 0; k < ctx->n_tiers; k++)
    add(ctx, C_TIER_PROFIT + k, sum.by_tier[k]);
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_COSTS, cost}};

static const ndrsim_counter_def counters[] = {
    [C_SERVED] = {"tasks_served", "tasks/16/month", "tasks served to customers"},
    [C_COST] = {"cost_to_serve", "1e-3 cents/month", "cost of tasks, units and support"},
    [C_PROFIT] = {"gross_profit", "1e-3 cents/month", "MRR less cost to serve"},
    [C_TIER_PROFIT] = {"gross_profit_*", "1e-3 cents/month", "MRR less cost to serve on the tier"},
};
static const ndrsim_metric_def metrics[] = {
    {"tasks_served", "tasks/month", NDRSIM_FORMAT_COUNT, "tasks_served", NULL, 1.0 / 16,
     "Tasks served to customers this month", .source = "definition"},
    {"cost_to_serve", "currency/month", NDRSIM_FORMAT_MONEY, "cost_to_serve", NULL, 1e-3,
     "Cost of tasks, metered units and support this month", .source = "S0"},
    {"gross_profit", "currency/month", NDRSIM_FORMAT_MONEY, "gross_profit", NULL, 1e-3,
     "MRR less cost to serve", .source = "definition"},
    {"gross_margin", "%", NDRSIM_FORMAT_PERCENT, "gross_profit", "mrr", 1e-3,
     "Gross profit as a share of MRR", .source = "S0"},
    {"gross_margin_*", "%", NDRSIM_FORMAT_PERCENT, "gross_profit_*", "mrr_*", 1e-3,
     "Gross profit as a share of MRR, customers on the tier", .source = "S0"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(cost) = {.name = "cost",
                                                 .doc = "cost to serve, gross margin",
                                                 NDRSIM_PARAMS,
                                                 NDRSIM_USES,
                                                 NDRSIM_STEPS,
                                                 NDRSIM_COUNTERS,
                                                 NDRSIM_METRICS};
