/* Metered usage: units per account and month, billed by a price ladder.
 *
 *   g_a    = floor + (growth - floor) 2^(-(a - 1) / half_life) + growth_macro * factor
 *   trend  = (1 + g_1) (1 + g_2) ... (1 + g_a), a = months since the first; cut by optimising
 *   units  = level * season * trend * exp(x - sd^2/2 + macro * factor)
 *   x'     = rho x + sd sqrt(1 - rho^2) e
 *
 * A month is quiet (no units) with probability `quiet`, or a spike (units times spike_factor) with
 * `spike`; with `grace` a spike is not billed. Units are whole, at most 2e9: who counts more counts
 * in thousands.
 *
 *   bill   = ladder(units), or with a commitment of C units
 *            (1 - commit_discount) ladder(C) + (ladder(units) - ladder(C))+
 *   usage in MRR = mean over the last three months of what their units cost at the list and the
 *            commitment of today (trailing_3), or the month's bill (billed), or 0 (excluded)
 *
 * so the term is a pure function of the numbers `metered` of the bill state, of the price version
 * and of nothing else. Optional: part of scenarios that have `usage` or `ladder`. */
#include "models/usage.h"

static const ndrsim_param_def params[] = {
    [P_LEVEL] = {"usage.level", "units/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 2e9, NULL,
                 "Metered units of an account in its first month of use, on average", "S4"},
    [P_GROWTH] = {"usage.growth", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, -0.5, 3, NULL,
                  "Growth of units in the first months (over 0.15: a high-NDR account)", "S1"},
    [P_FLOOR] = {"usage.growth_floor", "1/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, -0.5, 1, NULL,
                 "Growth that is left when it has normalised", "S3"},
    [P_HALF_LIFE] = {"usage.growth_half_life", "months", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 240,
                     NULL,
                     "Months in which growth comes half of the way to its floor; 0 = it stays",
                     "assumption"},
    [P_GROWTH_MACRO] = {"usage.growth_macro", "1/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, -1, 1,
                        NULL, "Added to growth for each unit of the macro factor", "S1"},
    [P_SD] = {"usage.noise_sd", "1", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 3, NULL,
              "Standard deviation of the monthly log-noise of units", "assumption"},
    [P_RHO] = {"usage.noise_rho", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.5, 0, 0.999, NULL,
               "Autocorrelation of that noise", "assumption"},
    [P_MACRO] = {"usage.macro", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, -5, 5, NULL,
                 "Loading of log-units on the macro factor", "S1"},
    [P_SEASON] = {"usage.season", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 1, 0.01, 100, NULL,
                  "Seasonal factor of units, usually a schedule over months", "assumption"},
    [P_QUIET] = {"usage.quiet", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 1, NULL,
                 "Probability of a month without any units", "assumption"},
    [P_SPIKE] = {"usage.spike", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 1, NULL,
                 "Probability of a temporary burst of units", "S4"},
    [P_SPIKE_FACTOR] = {"usage.spike_factor", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 3, 1, 1000, NULL,
                        "Units of a burst as a multiple of the month's units", "assumption"},
    [P_GRACE] = {"usage.grace", "1", NDRSIM_SWITCH, NDRSIM_MAY_SEGMENT, 0, 0, 1, NULL,
                 "On: a burst is not billed (grace period for spikes)", "S4"},
    [P_LADDER] = {"usage.ladder", "1", NDRSIM_CHOICE, 0, 0, 0, 2, "nodes|graduated|volume",
                  "How the ladder prices units: straight lines between cumulative (units, bill) "
                  "nodes; each band at its price; all units at the price of the band reached",
                  "S4"},
    [P_BEYOND] = {"usage.beyond", "currency/unit", NDRSIM_REAL, NDRSIM_MAY_SEGMENT, 0, 0, 1000,
                  NULL, "Price of a unit beyond the last node; 0 = as between the last two nodes",
                  "assumption"},
    [P_MRR] = {"usage.mrr", "1", NDRSIM_CHOICE, 0, 0, 0, 2, "trailing_3|billed|excluded",
               "What MRR counts of usage: the mean of three months, the month's bill, nothing",
               "definition"},
    [P_IDLE_MONTHS] = {"usage.idle_months", "months", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 3, 1, 60,
                       NULL,
                       "Months without units after which an account that pays for nothing else "
                       "counts as churned",
                       "assumption"},
    [P_COMMIT_SHARE] = {"usage.commit_share", "1", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 1, NULL,
                        "Share of accounts that commit to units in their first month of use", "S4"},
    [P_COMMIT_LATER] = {"usage.commit_later", "1", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 1, NULL,
                        "Probability that an account without a commitment signs one whenever one "
                        "would be renewed",
                        "assumption"},
    [P_COMMIT_RATIO] = {"usage.commit_ratio", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.8, 0, 10, NULL,
                        "Committed units as a share of the recent months' mean, at each signing",
                        "assumption"},
    [P_COMMIT_MONTHS] = {"usage.commit_months", "months", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 12, 1,
                         60, NULL, "Months until a commitment is renewed and resized",
                         "assumption"},
    [P_COMMIT_DISCOUNT] = {"usage.commit_discount", "1", NDRSIM_REAL,
                           NDRSIM_MAY_SEGMENT | NDRSIM_MAY_DRAW, 0, 0, 1, NULL,
                           "Discount on what is committed; units above it cost the ladder's price",
                           "S4"},
    [P_DASHBOARD] = {"usage.dashboard", "1", NDRSIM_SWITCH, NDRSIM_MAY_SEGMENT, 1, 0, 1, NULL,
                     "Customers see their usage; off: they churn more", "S1"},
    [P_BLIND] = {"usage.blind_churn", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 2.5, 1, 10, NULL,
                 "Factor on the hazard of churn of customers with usage and without a dashboard",
                 "S1"},
    [P_SHOCK] = {"usage.shock", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 10, NULL,
                 "Added to the linked hazard of churn by a bill that surprises", "S1"},
    [P_SHOCK_AT] = {"usage.shock_at", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.5, 0, 100, NULL,
                    "Rise of the usage bill over last month's that surprises", "assumption"},
    [P_ALERTS] = {"usage.alerts", "1", NDRSIM_SWITCH, NDRSIM_MAY_SEGMENT, 0, 0, 1, NULL,
                  "Spending alerts warn of a bill that is about to surprise", "S4"},
    [P_RELIEF] = {"usage.alert_relief", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.5, 0, 1, NULL,
                  "Share of the shock that an alert takes away", "assumption"},
    [P_HOLD] = {"usage.alert_hold", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                "Share of the units above the usual plus usage.shock_at that an alert makes "
                "customers do without",
                "assumption"},
    [P_ALERT_AT] = {"usage.alert_at", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.8, 0, 1, NULL,
                    "Share of the usual plus usage.shock_at at which the first of the two alerts "
                    "comes; the second comes at all of it",
                    "S4"},
    [P_EARLY] = {"usage.alert_early", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                 "Share of the units between the two that the first alert makes customers do "
                 "without",
                 "assumption"},
    [P_OPTIMISE] = {"usage.optimise", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 1, NULL,
                    "Probability that an account cuts its usage once the price has outgrown the "
                    "value",
                    "S1"},
    [P_OPTIMISE_AT] = {"usage.optimise_at", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 3, 1, 1e6, NULL,
                       "It has when the bill exceeds this multiple of the first one", "assumption"},
    [P_OPTIMISE_PRICE] = {"usage.optimise_price", "currency/unit", NDRSIM_REAL, NDRSIM_MAY_ANY, 0,
                          0, 1000, NULL, "Or when a unit costs more than this; 0 = never",
                          "assumption"},
    [P_OPTIMISE_CUT] = {"usage.optimise_cut", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.3, 0, 0.99, NULL,
                        "Share of its units that such an account does without from then on",
                        "assumption"},
    [P_OPTIMISE_MACRO] = {"usage.optimise_macro", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, -5, 5, NULL,
                          "Loading of the log of that probability on the macro factor (negative: "
                          "in bad times)",
                          "S1"},
    [P_FAST] = {"usage.fast_growth", "1/month", NDRSIM_REAL, NDRSIM_MAY_SEGMENT, 0.15, 0, 10, NULL,
                "Growth in months 2-4 of usage above which an account is marked as fast", "S1"},
    [P_SCALARS + T_UNITS] = {"ladder.*.units", "units/month", NDRSIM_COUNT, NDRSIM_PER_NODE, NAN, 0,
                             2e9, NULL, "Units at the node; the upper end of its band", "S4"},
    [P_SCALARS + T_BILL] = {"ladder.*.bill", "currency/month", NDRSIM_MONEY,
                            NDRSIM_PER_NODE | NDRSIM_MAY_ANY, 0, 0, 1e9, NULL,
                            "Bill at the node, for the ladder of nodes", "S4"},
    [P_SCALARS + T_PRICE] = {"ladder.*.price", "currency/unit", NDRSIM_REAL,
                             NDRSIM_PER_NODE | NDRSIM_MAY_ANY, 0, 0, 1000, NULL,
                             "Price of a unit in the band that ends at the node", "S4"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_DUE] = READ_I32("due"),
    [U_LANDING] = READ_I32("landing"),
    [U_MRR] = READ_I64("mrr"),
    [U_BASE] = READ_I64("base"),
    [U_VERSION] = READ_I32("price_version"),
    [U_WISH] = POST_I32("status_post"),
    [U_DIRTY] = POST_I32("dirty"),
    [U_CHURN_POST] = POST_I32("churn_post"),
    [U_METERED] = OWN_I32("usage_metered", 1, "1 = the account's usage is metered"),
    [U_TREND] = OWN_F32("usage_trend", 0, "log of the growth of units since the first month"),
    [U_NOISE] = OWN_F32("usage_noise", 0, "log-noise of units"),
    [U_UNITS] = OWN_I32("units", 0, "metered units that are billed this month"),
    [U_WINDOW + 0] = OWN_I32("usage_month_0", -1, "units of the latest month that MRR counts"),
    [U_WINDOW + 1] = OWN_I32("usage_month_1", -1, "units of the month before; -1 = none"),
    [U_WINDOW + 2] = OWN_I32("usage_month_2", -1, "units of the month before that; -1 = none"),
    [U_COMMITTED] = OWN_I32("usage_committed", 0, "committed units per month; 0 = none"),
    [U_IDLE] = OWN_I32("usage_idle", 0, "months without units in a row"),
    [U_PURE] = OWN_I32("usage_pure", 0, "1 = all of the MRR is usage"),
    [U_BILL] = OWN_I64("usage_bill", 0, "usage bill of the month [cents]"),
    [U_BILL_FIRST] = OWN_I64("usage_bill_first", 0, "first usage bill that was not 0 [cents]"),
    [U_UNITS_FIRST] = OWN_I32("usage_units_first", 0, "units of the first month"),
    [U_MARK] = OWN_I32("usage_mark", UNKNOWN, "growth in months 2-4: 0 unknown, 1 slow, 2 fast"),
};

static int64_t term_cents(const void *context, const ndrsim_bill_state *state) {
  const ndrsim_step_context *ctx = context;
  const int32_t *window = state->metered;
  int32_t committed = state->metered[WINDOW];
  int version = state->value[NDRSIM_DRIVER_PRICE];
  if (questioned(ctx)) {
    ndrsim_trace_fact(ctx, "usage", 0);
    trace_factor(ctx, "units_0", window[0]);
    trace_factor(ctx, "units_1", window[1]);
    trace_factor(ctx, "units_2", window[2]);
    trace_factor(ctx, "committed", committed);
  }
  return window_cents(ctx, window, committed, version);
}

static bool bills(const ndrsim_step_context *ctx) {
  return ctx->s[P_MRR] != EXCLUDED;
}

/* A row without units is not metered: its price is not that of units. With them they are month 0's,
 * as high as the account's level and trend make them, and noise begins at its mean. */
static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  float level = ndrsim_step_lane(ctx, P_LEVEL, lane), sd = ndrsim_step_lane(ctx, P_SD, lane);
  if (row->mrr <= 0) return; /* metered from its first success on */
  column_i32(ctx, U_METERED)[lane] = row->units >= 0 && level > 0;
  if (row->units < 0 || !(level > 0)) return;
  column_i32(ctx, U_UNITS)[lane] = column_i32(ctx, U_WINDOW)[lane] = row->units;
  column_i32(ctx, U_IDLE)[lane] = row->units == 0;
  column_f32(ctx, U_NOISE)[lane] = 0.5f * sd * sd;
  if (row->units > 0)
    column_f32(ctx, U_TREND)[lane] =
        ndrsim_log1((float)row->units) - ndrsim_log1(level) - usage_shared_log(ctx);
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_USAGE, ndrsim_usage_meter},
                                    {NDRSIM_PHASE_CONTRACTION, ndrsim_usage_react},
                                    {NDRSIM_PHASE_COSTS, ndrsim_usage_count}};

static const ndrsim_bill_term terms[] = {
    {"usage", 1U << NDRSIM_DRIVER_USAGE | 1U << NDRSIM_DRIVER_PRICE, term_cents},
};

static const ndrsim_counter_def counters[] = {
    [C_UNITS] = {"usage_units", "units/month", "units billed to customers"},
    [C_FORGIVEN] = {"usage_forgiven", "units/month", "units of bursts that were not billed"},
    [C_REVENUE] = {"usage_revenue", "cents/month", "usage bills of the month"},
    [C_USAGE_MRR] = {"usage_mrr", "cents/month", "what MRR counts of usage"},
    [C_USING] = {"usage_accounts", "accounts", "customers with units"},
    [C_QUIET] = {"usage_quiet", "accounts", "metered customers without units"},
    [C_LOST] = {"usage_lost", "accounts/month", "accounts lost after months without units"},
    [C_SPIKES] = {"usage_spikes", "accounts/month", "accounts with a burst of units"},
    [C_COMMITTED] = {"usage_committed", "accounts", "customers with a commitment"},
    [C_COMMITMENT] = {"usage_commitment", "cents/month", "what they have committed to pay"},
    [C_SHOCKS] = {"usage_shocks", "accounts/month", "customers whose usage bill surprised"},
    [C_WARNED] = {"usage_alerts_early", "accounts/month", "customers with the first alert"},
    [C_ALERTED] = {"usage_alerts_full", "accounts/month", "customers with the second alert"},
    [C_OPTIMISED] = {"usage_optimised", "accounts/month", "customers that cut their usage"},
    [C_JUDGED] = {"usage_judged", "accounts/month", "customers in their fourth month of usage"},
    [C_FAST] = {"usage_fast", "accounts/month", "of those, with fast growth in months 2-4"},
    [C_FAST_BASE] = {"usage_fast_base", "cents/month",
                     "MRR at landing, twelve months ago, of accounts marked as fast"},
    [C_FAST_NOW] = {"usage_fast_now", "cents/month", "their MRR now"},
    [C_SLOW_BASE] = {"usage_slow_base", "cents/month",
                     "MRR at landing, twelve months ago, of the other accounts judged"},
    [C_SLOW_NOW] = {"usage_slow_now", "cents/month", "their MRR now"},
};

#define FROM_FOURTH "accounts judged in their fourth month of usage, twelve months after landing"
static const ndrsim_metric_def metrics[] = {
    {"usage_units", "units/month", NDRSIM_FORMAT_COUNT, "usage_units", NULL, 1,
     "Metered units billed to customers", .source = "S4"},
    {"usage_revenue", "currency/month", NDRSIM_FORMAT_MONEY, "usage_revenue", NULL, 1,
     "Usage bills of the month, whatever MRR counts of them", .source = "definition"},
    {"usage_mrr", "currency/month", NDRSIM_FORMAT_MONEY, "usage_mrr", NULL, 1,
     "What MRR counts of usage, by usage.mrr", .source = "definition"},
    {"usage_mrr_share", "%", NDRSIM_FORMAT_PERCENT, "usage_mrr", "mrr", 1,
     "Share of MRR that is usage", .source = "definition"},
    {"units_per_account", "units/(account*month)", NDRSIM_FORMAT_RATIO, "usage_units",
     "usage_accounts", 1, "Metered units of a customer that uses", .source = "S4"},
    {"usage_quiet_share", "%", NDRSIM_FORMAT_PERCENT, "usage_quiet", "customers", 1,
     "Customers without units this month", .source = "assumption"},
    {"usage_lost", "accounts/month", NDRSIM_FORMAT_COUNT, "usage_lost", NULL, 1,
     "Accounts that count as churned after usage.idle_months without units",
     .source = "definition"},
    {"usage_spikes", "accounts/month", NDRSIM_FORMAT_COUNT, "usage_spikes", NULL, 1,
     "Accounts with a temporary burst of units", .source = "S4"},
    {"usage_forgiven", "units/month", NDRSIM_FORMAT_COUNT, "usage_forgiven", NULL, 1,
     "Units of bursts that the grace period left unbilled", .source = "S4"},
    {"usage_committed_share", "%", NDRSIM_FORMAT_PERCENT, "usage_committed", "customers", 1,
     "Customers with a commitment", .source = "S4"},
    {"commitment_coverage", "%", NDRSIM_FORMAT_PERCENT, "usage_commitment", "usage_revenue", 1,
     "Share of usage revenue that is committed", .source = "S4"},
    {"usage_shock_rate", "%/month", NDRSIM_FORMAT_PERCENT, "usage_shocks", "usage_accounts", 1,
     "Customers whose usage bill rose by more than usage.shock_at over last month's",
     .source = "S1"},
    {"usage_alerts_early", "accounts/month", NDRSIM_FORMAT_COUNT, "usage_alerts_early", NULL, 1,
     "Customers warned that their usage has reached usage.alert_at of a surprising bill",
     .source = "S4"},
    {"usage_alerts_full", "accounts/month", NDRSIM_FORMAT_COUNT, "usage_alerts_full", NULL, 1,
     "Customers warned that their bill is about to surprise", .source = "S4"},
    {"usage_optimised", "accounts/month", NDRSIM_FORMAT_COUNT, "usage_optimised", NULL, 1,
     "Customers that cut their usage because of its price", .source = "S1"},
    {"usage_fast_share", "%", NDRSIM_FORMAT_PERCENT, "+usage_fast", "+usage_judged", 1,
     "Accounts whose units grew by more than usage.fast_growth a month in months 2-4 of usage",
     .source = "S1", .convention = "accounts judged in their fourth month of usage"},
    {"usage_ndr_fast", "%", NDRSIM_FORMAT_PERCENT, "+usage_fast_now", "+usage_fast_base", 1,
     "12-month NDR from landing of the accounts marked as fast", .source = "S1",
     .convention = FROM_FOURTH},
    {"usage_ndr_slow", "%", NDRSIM_FORMAT_PERCENT, "+usage_slow_now", "+usage_slow_base", 1,
     "12-month NDR from landing of the other accounts", .source = "S1", .convention = FROM_FOURTH},
};

const ndrsim_mechanism NDRSIM_MECHANISM(usage) = {
    .name = "usage",
    .doc = "metered units, price ladder, commitments",
    .optional = true,
    NDRSIM_PARAMS,
    NDRSIM_USES,
    NDRSIM_STEPS,
    NDRSIM_COUNTERS,
    NDRSIM_METRICS,
    .term = terms,
    .n_terms = 1,
    .metered = {"usage_month_0", "usage_month_1", "usage_month_2", "usage_committed"},
    .bills = bills,
    .condition = condition};
