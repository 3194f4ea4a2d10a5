/* Acquisition: how many accounts start when the entry price and the entry cap are not those for
 * which the scenario plans (sim/acquisition.c does it, before the run), and what each start
 * ("signup") brings.
 *
 *   accounts = planned (price / reference_price)^-price_elasticity
 *                      (cap / reference_cap)^cap_elasticity
 *
 * of the first tier, in the month and segment of the start. A pricing page that sells more dearly
 * to fewer can so be compared with one that sells cheaply to many: per signup, not per customer. */
#include "models/step.h"

enum { P_PRICE, P_CAP, P_REFERENCE_PRICE, P_REFERENCE_CAP };
enum { C_SIGNUPS };

static const ndrsim_param_def params[] = {
    [P_PRICE] = {"acquisition.price_elasticity", "1", NDRSIM_REAL, 0, 0, 0, 5, NULL,
                 "Elasticity of accounts that start to the entry tier's price (1: 10% dearer, "
                 "9% fewer)",
                 "assumption"},
    [P_CAP] = {"acquisition.cap_elasticity", "1", NDRSIM_REAL, 0, 0, 0, 5, NULL,
               "Elasticity of accounts that start to the entry tier's cap", "assumption"},
    [P_REFERENCE_PRICE] = {"acquisition.reference_price", "currency/(seat*month)", NDRSIM_MONEY, 0,
                           0, 0, 1e6, NULL,
                           "Entry price for which acquisition is planned; 0 = price has no effect",
                           "setting"},
    [P_REFERENCE_CAP] = {"acquisition.reference_cap", "tasks/(user*month)", NDRSIM_REAL, 0, 0, 0,
                         1e9, NULL,
                         "Entry cap for which acquisition is planned; 0 = the cap has no effect",
                         "setting"},
};

static void start(ndrsim_step_context *ctx, int lane) {
  (void)lane;
  ctx->counter[C_SIGNUPS]++;
}

static const ndrsim_counter_def counters[] = {
    [C_SIGNUPS] = {"signups", "accounts/month", "described accounts that start this month"},
};
static const ndrsim_metric_def metrics[] = {
    {"signups", "accounts/month", NDRSIM_FORMAT_COUNT, "signups", NULL, 1,
     "Described accounts that start this month", .source = "definition"},
    {"mrr_per_signup", "currency/(account*month)", NDRSIM_FORMAT_MONEY, "mrr", "+signups", 1,
     "MRR over all accounts that have started so far, whether they stayed or not",
     .source = "definition"},
    {"gross_profit_per_signup", "currency/account", NDRSIM_FORMAT_MONEY, "+gross_profit",
     "+signups", 1e-3,
     "Gross profit of all months so far over all accounts that have started so far",
     .source = "definition"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(acquisition) = {
    .name = "acquisition",
    .doc = "accounts that start, by entry price and cap",
    .optional = true,
    NDRSIM_PARAMS,
    NDRSIM_COUNTERS,
    NDRSIM_METRICS,
    .start = start};
