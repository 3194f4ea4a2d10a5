#include "sim/account.h"

#include "sim/record.h"

#define I32(name, start, doc)                                                                      \
  { name, NDRSIM_I32, NDRSIM_OWN, start, doc, false }
#define I64(name, start, doc)                                                                      \
  { name, NDRSIM_I64, NDRSIM_OWN, start, doc, false }

static const ndrsim_use uses[] = {
    [NDRSIM_COL_ID_LOW] = I32("id_low", 0, "stable 64-bit id, low half"),
    [NDRSIM_COL_ID_HIGH] = I32("id_high", 0, "stable 64-bit id, high half"),
    [NDRSIM_COL_START] = I32("start", 0, "start month (0 or before for a row of a book)"),
    [NDRSIM_COL_PORTFOLIO] = I32("portfolio", 0, "portfolio within the segment"),
    [NDRSIM_COL_STATUS] = I32("status", NDRSIM_PROSPECT, "prospect, alive or gone"),
    [NDRSIM_COL_STATUS_POST] = I32("status_post", 0, "posting: wishes to join, quit, return"),
    [NDRSIM_COL_DIRTY] = I32("dirty", 0, "posting: the bill may have changed this month"),
    [NDRSIM_COL_LANDING] = I32("landing", NDRSIM_NEVER, "first billed month (0 in a book)"),
    [NDRSIM_COL_COHORT] = I32("cohort", -1, "row of the cohort table"),
    [NDRSIM_COL_MRR] = I64("mrr", 0, "MRR after this month's events [cents]"),
    [NDRSIM_COL_BASE] = I64("base", 0, "MRR at landing [cents]"),
    [NDRSIM_COL_ANCHOR] =
        I64("anchor", 0, "MRR at the start of the current 12-month window [cents]"),
    [NDRSIM_COL_SCALE_NUM] = I64("scale_num", 1, "book rows: MRR of the row [cents]"),
    [NDRSIM_COL_SCALE_DEN] = I64("scale_den", 1, "book rows: list bill of the row [cents]"),
    [NDRSIM_COL_PAID] =
        I32("paid", 0, "bit k: MRR > 0 at month paid_month - k (after a churn only)"),
    [NDRSIM_COL_PAID_MONTH] = I32("paid_month", NDRSIM_NEVER, "see paid; never = no gap so far"),
    [NDRSIM_COL_REACHED] = I32("reached", 0, "bit set of milestones reached; the top bit: left"),
    [NDRSIM_COL_REACHED_POST] = I32("reached_post", 0, "posting: milestones reached this month"),
    [NDRSIM_COL_BILLED + 0] = I32("billed_seat", 0, "value of the driver in the last bill"),
    [NDRSIM_COL_BILLED + 1] = I32("billed_workflow", 0, "value of the driver in the last bill"),
    [NDRSIM_COL_BILLED + 2] = I32("billed_capacity", 0, "value of the driver in the last bill"),
    [NDRSIM_COL_BILLED + 3] = I32("billed_usage", 0, "value of the driver in the last bill"),
    [NDRSIM_COL_BILLED + 4] = I32("billed_add_on", 0, "value of the driver in the last bill"),
    [NDRSIM_COL_BILLED + 5] = I32("billed_outcome", 0, "value of the driver in the last bill"),
    [NDRSIM_COL_BILLED + 6] = I32("billed_price", 0, "value of the driver in the last bill"),
    [NDRSIM_COL_BILLED + 7] = I32("billed_discount", 0, "value of the driver in the last bill"),
    [NDRSIM_COL_SINCE + 0] = I64("since_seat", 0, "part since landing [c/60]"),
    [NDRSIM_COL_SINCE + 1] = I64("since_workflow", 0, "part since landing [c/60]"),
    [NDRSIM_COL_SINCE + 2] = I64("since_capacity", 0, "part since landing [c/60]"),
    [NDRSIM_COL_SINCE + 3] = I64("since_usage", 0, "part since landing [c/60]"),
    [NDRSIM_COL_SINCE + 4] = I64("since_add_on", 0, "part since landing [c/60]"),
    [NDRSIM_COL_SINCE + 5] = I64("since_outcome", 0, "part since landing [c/60]"),
    [NDRSIM_COL_SINCE + 6] = I64("since_price", 0, "part since landing [c/60]"),
    [NDRSIM_COL_SINCE + 7] = I64("since_discount", 0, "part since landing [c/60]"),
    [NDRSIM_COL_SINCE + 8] = I64("since_cause_seat", 0, "part since landing [c/60]"),
    [NDRSIM_COL_SINCE + 9] = I64("since_cause_workflow", 0, "part since landing [c/60]"),
    [NDRSIM_COL_SINCE + 10] = I64("since_cause_capacity", 0, "part since landing [c/60]"),
    [NDRSIM_COL_MARK + 0] = I64("mark_seat", 0, "part since landing at the window's start [c/60]"),
    [NDRSIM_COL_MARK + 1] =
        I64("mark_workflow", 0, "part since landing at the window's start [c/60]"),
    [NDRSIM_COL_MARK + 2] =
        I64("mark_capacity", 0, "part since landing at the window's start [c/60]"),
    [NDRSIM_COL_MARK + 3] = I64("mark_usage", 0, "part since landing at the window's start [c/60]"),
    [NDRSIM_COL_MARK + 4] =
        I64("mark_add_on", 0, "part since landing at the window's start [c/60]"),
    [NDRSIM_COL_MARK + 5] =
        I64("mark_outcome", 0, "part since landing at the window's start [c/60]"),
    [NDRSIM_COL_MARK + 6] = I64("mark_price", 0, "part since landing at the window's start [c/60]"),
    [NDRSIM_COL_MARK + 7] =
        I64("mark_discount", 0, "part since landing at the window's start [c/60]"),
    [NDRSIM_COL_MARK + 8] =
        I64("mark_cause_seat", 0, "part since landing at the window's start [c/60]"),
    [NDRSIM_COL_MARK + 9] =
        I64("mark_cause_workflow", 0, "part since landing at the window's start [c/60]"),
    [NDRSIM_COL_MARK + 10] =
        I64("mark_cause_capacity", 0, "part since landing at the window's start [c/60]"),
    [NDRSIM_COL_METERED + 0] = I32("billed_metered_0", -1, "metered units in the last bill"),
    [NDRSIM_COL_METERED + 1] = I32("billed_metered_1", -1, "metered units in the last bill"),
    [NDRSIM_COL_METERED + 2] = I32("billed_metered_2", -1, "metered units in the last bill"),
    [NDRSIM_COL_METERED + 3] = I32("billed_metered_3", 0, "committed units in the last bill"),
    [NDRSIM_COL_REVENUE] = I64("revenue", 0, "revenue up to month t is this + t x mrr [cents]"),
    [NDRSIM_COL_REVENUE_MARK] = I64("revenue_mark", 0, "revenue up to the last quarter [cents]"),
    [NDRSIM_COL_QUARTER + 0] = I64("quarter_0", 0, "revenue of the last quarter 4k [cents]"),
    [NDRSIM_COL_QUARTER + 1] = I64("quarter_1", 0, "revenue of the last quarter 4k+1 [cents]"),
    [NDRSIM_COL_QUARTER + 2] = I64("quarter_2", 0, "revenue of the last quarter 4k+2 [cents]"),
    [NDRSIM_COL_QUARTER + 3] = I64("quarter_3", 0, "revenue of the last quarter 4k+3 [cents]"),
    [NDRSIM_COL_YEAR] =
        I64("year", 0, "revenue of the last year, if MRR > 0 in its first month [cents]"),
    [NDRSIM_COL_YEAR_OPEN] = I32("year_open", 0, "MRR was > 0 in the first month of this year"),
};

static const ndrsim_counter_def counters[] = {
    [NDRSIM_COUNT_MRR] = {"mrr", "cents/month", "monthly recurring revenue"},
    [NDRSIM_COUNT_LOGOS] = {"logos", "accounts", "accounts with MRR > 0"},
};

#define POINT "point: the twelve months that end with this calendar month"
#define AGE "cohort_age: months since landing, pooled over cohorts that are old enough"
#define MONTH "movements of this calendar month"
#define QUARTER                                                                                    \
  "quarter: the three months that end with this one; quarters are months 1-3, 4-6, ..."
#define QUARTER_YEAR "quarter_year: the four quarters that end with this month; years are 1-12, ..."
#define TRAILING_YEAR                                                                              \
  "trailing_year: the 24 months that end with this one; years are 1-12, 13-24, ..."
#define TRAILING_AVERAGE "trailing_average: the twelve windows of point that end with this month"
#define SURVIVORS "survivors: twelve months that end with this month, at 12, 24 and 36"
#define MONTHLY "monthly: this calendar month against the one before, as if a year went like it"
#define NDR(name, doc, id, formula_text, convention_text, from)                                    \
  {                                                                                                \
    name, "%", NDRSIM_FORMAT_PERCENT, NULL, NULL, 1, doc,                                          \
        .source = from, .kind = NDRSIM_METRIC_NDR, .argument = NDRSIM_CONVENTION_##id,             \
        .formula = formula_text, .convention = convention_text                                     \
  }
#define GRR(name, doc, form, id, formula_text, convention_text, from)                              \
  {                                                                                                \
    name, "%", NDRSIM_FORMAT_PERCENT, NULL, NULL, 1, doc,                                          \
        .source = from, .kind = NDRSIM_METRIC_GRR_##form, .argument = NDRSIM_CONVENTION_##id,      \
        .formula = formula_text, .convention = convention_text                                     \
  }
static const ndrsim_metric_def metrics[] = {
    {"mrr", "currency/month", NDRSIM_FORMAT_MONEY, "mrr", NULL, 1,
     "Monthly recurring revenue: the bills of the month, overage included", .source = "S3"},
    {"arr", "currency/year", NDRSIM_FORMAT_MONEY, "mrr", NULL, 12, "Annual run rate: 12 x MRR",
     .source = "S3"},
    {"logos", "accounts", NDRSIM_FORMAT_COUNT, "logos", NULL, 1, "Accounts with MRR > 0",
     .source = "definition"},
    {"arpa", "currency/(account*month)", NDRSIM_FORMAT_MONEY, "mrr", "logos", 1,
     "Average revenue per account: MRR / logos", .source = "S0"},
    {"ndr_point", "%", NDRSIM_FORMAT_PERCENT, NULL, NULL, 1,
     "Net dollar retention of the accounts with MRR > 0 twelve months ago", .source = "S3",
     .kind = NDRSIM_METRIC_NDR, .argument = NDRSIM_ANCHOR_POINT,
     .formula = "their MRR now / their MRR then", .convention = POINT},
    {"grr_flow_point", "%", NDRSIM_FORMAT_PERCENT, NULL, NULL, 1,
     "Gross retention of these accounts: all that was lost in the window stays lost",
     .source = "S3", .kind = NDRSIM_METRIC_GRR_FLOW, .argument = NDRSIM_ANCHOR_POINT,
     .formula = "(their MRR then - contraction - churn in the window) / their MRR then",
     .convention = POINT},
    {"grr_endpoint_point", "%", NDRSIM_FORMAT_PERCENT, NULL, NULL, 1,
     "Gross retention of these accounts: each counts at most with its MRR then", .source = "S3",
     .kind = NDRSIM_METRIC_GRR_ENDPOINT, .argument = NDRSIM_ANCHOR_POINT,
     .formula = "sum of min(MRR now, MRR then) / their MRR then",
     .convention = POINT ", at 12, 24 and 36"},
    {"ndr_age", "%", NDRSIM_FORMAT_PERCENT, NULL, NULL, 1,
     "Net dollar retention of the accounts that landed in the run", .source = "S3",
     .kind = NDRSIM_METRIC_NDR, .argument = NDRSIM_ANCHOR_AGE,
     .formula = "MRR at this age / MRR at landing", .convention = AGE},
    {"grr_flow_age", "%", NDRSIM_FORMAT_PERCENT, NULL, NULL, 1,
     "Gross retention since landing: all that was lost stays lost", .source = "S3",
     .kind = NDRSIM_METRIC_GRR_FLOW, .argument = NDRSIM_ANCHOR_AGE,
     .formula = "(MRR at landing - contraction - churn since) / MRR at landing", .convention = AGE},
    {"grr_endpoint_age", "%", NDRSIM_FORMAT_PERCENT, NULL, NULL, 1,
     "Gross retention since landing: each account counts at most with its MRR at landing",
     .source = "S3", .kind = NDRSIM_METRIC_GRR_ENDPOINT, .argument = NDRSIM_ANCHOR_AGE,
     .formula = "sum of min(MRR at this age, MRR at landing) / MRR at landing",
     .convention = AGE ", at 12, 24 and 36"},
    NDR("ndr_age_no_return",
        "Net dollar retention of the accounts that landed in the run; who was once at zero is gone",
        AGE_NO_RETURN, "MRR at this age of accounts never at zero / MRR at landing", AGE,
        "definition"),
    GRR("grr_flow_age_no_return", "The same without growth: losses up to the first churn", FLOW,
        AGE_NO_RETURN,
        "(MRR at landing - contraction - churn, to the first churn) / MRR at landing", AGE,
        "definition"),
    GRR("grr_endpoint_age_no_return",
        "The same without growth: accounts never at zero, each at most with its MRR at landing",
        ENDPOINT, AGE_NO_RETURN, "sum of min(MRR at this age, MRR at landing) / MRR at landing",
        AGE ", at 12, 24 and 36", "definition"),
    NDR("ndr_quarter", "Revenue of a quarter of the accounts with revenue a year before", QUARTER,
        "their revenue in the quarter / their revenue in the same quarter a year before", QUARTER,
        "Twilio's filings"),
    GRR("grr_endpoint_quarter", "The same, each account at most with its revenue a year before",
        ENDPOINT, QUARTER, "sum of min(revenue now, revenue then) / revenue then", QUARTER,
        "Twilio's filings"),
    NDR("ndr_quarter_year", "A year's four values of ndr_quarter, averaged", QUARTER_YEAR,
        "mean of ndr_quarter of the four quarters", QUARTER_YEAR, "Twilio's filings"),
    GRR("grr_endpoint_quarter_year", "A year's four values of grr_endpoint_quarter, averaged",
        ENDPOINT, QUARTER_YEAR, "mean of grr_endpoint_quarter of the four quarters", QUARTER_YEAR,
        "Twilio's filings"),
    NDR("ndr_trailing_year",
        "Revenue of a year of the accounts with MRR in the first month of the year before",
        TRAILING_YEAR, "their revenue in the second year / their revenue in the first",
        TRAILING_YEAR, "Snowflake's filings"),
    GRR("grr_endpoint_trailing_year", "The same, each account at most with its revenue of year one",
        ENDPOINT, TRAILING_YEAR, "sum of min(revenue now, revenue then) / revenue then",
        TRAILING_YEAR, "Snowflake's filings"),
    NDR("ndr_trailing_average", "The last twelve values of ndr_point, weighted by the MRR then",
        TRAILING_AVERAGE, "sum of MRR now / sum of MRR then, over twelve windows", TRAILING_AVERAGE,
        "Elastic's filings"),
    GRR("grr_flow_trailing_average",
        "The last twelve values of grr_flow_point, weighted by the MRR then", FLOW,
        TRAILING_AVERAGE, "sum of (MRR then - contraction - churn) / sum of MRR then",
        TRAILING_AVERAGE, "Elastic's filings"),
    NDR("ndr_survivors", "ndr_point without the accounts that are at zero now: what flatters",
        SURVIVORS, "MRR now / MRR then, of accounts with MRR > 0 at both ends", SURVIVORS,
        "Fastly's filings"),
    GRR("grr_endpoint_survivors", "The same, each account at most with its MRR then", ENDPOINT,
        SURVIVORS,
        "sum of min(MRR now, MRR then) / MRR then, of accounts with MRR > 0 at both ends",
        SURVIVORS, "Fastly's filings"),
    NDR("ndr_monthly", "Net dollar retention of one month, annualised", MONTHLY,
        "(MRR now of last month's customers / their MRR then)^12", MONTHLY, "S4"),
    GRR("grr_flow_monthly", "Gross retention of one month, annualised; both forms are the same",
        FLOW, MONTHLY, "((MRR last month - contraction - churn) / MRR last month)^12", MONTHLY,
        "S4"),
    {"moved_new", "currency/month", NDRSIM_FORMAT_MONEY, NULL, NULL, 1,
     "MRR of the accounts that landed this month", .source = "definition",
     .kind = NDRSIM_METRIC_MOVED, .argument = NDRSIM_MOVED_NEW, .formula = "sum of first bills",
     .convention = MONTH},
    {"moved_expansion", "currency/month", NDRSIM_FORMAT_MONEY, NULL, NULL, 1,
     "Expansion MRR: rises of accounts that had MRR before", .source = "S3",
     .kind = NDRSIM_METRIC_GROWN, .formula = "sum of max(MRR now - MRR last month, 0)",
     .convention = MONTH},
    {"moved_contraction", "currency/month", NDRSIM_FORMAT_MONEY, NULL, NULL, 1,
     "Falls of accounts that keep MRR", .source = "S3", .kind = NDRSIM_METRIC_MOVED,
     .argument = NDRSIM_FLOW_CONTRACTION, .formula = "sum of min(MRR now - MRR last month, 0)",
     .convention = MONTH},
    {"moved_churn", "currency/month", NDRSIM_FORMAT_MONEY, NULL, NULL, 1,
     "MRR of accounts that went to zero", .source = "S3", .kind = NDRSIM_METRIC_MOVED,
     .argument = NDRSIM_FLOW_CHURN, .formula = "- sum of their MRR last month",
     .convention = MONTH},
    {"moved_reactivation", "currency/month", NDRSIM_FORMAT_MONEY, NULL, NULL, 1,
     "MRR of accounts that came back from zero", .source = "definition",
     .kind = NDRSIM_METRIC_MOVED, .argument = NDRSIM_FLOW_REACTIVATION,
     .formula = "sum of their MRR now", .convention = MONTH},
    {"logos_new", "accounts/month", NDRSIM_FORMAT_COUNT, NULL, NULL, 1,
     "Accounts that landed this month", .source = "definition", .kind = NDRSIM_METRIC_MOVED,
     .argument = NDRSIM_MOVED_NEW_LOGOS, .formula = "first bills", .convention = MONTH},
    {"logos_churned", "accounts/month", NDRSIM_FORMAT_COUNT, NULL, NULL, 1,
     "Accounts that went to zero", .source = "definition", .kind = NDRSIM_METRIC_MOVED,
     .argument = NDRSIM_MOVED_CHURNED_LOGOS, .formula = "accounts with MRR last month and none now",
     .convention = MONTH},
    {"logos_returned", "accounts/month", NDRSIM_FORMAT_COUNT, NULL, NULL, 1,
     "Accounts that came back from zero", .source = "definition", .kind = NDRSIM_METRIC_MOVED,
     .argument = NDRSIM_MOVED_RETURNED_LOGOS,
     .formula = "accounts with MRR now, none last month, some before", .convention = MONTH},
    {"top_decile_mrr_share", "%", NDRSIM_FORMAT_PERCENT, NULL, NULL, 1,
     "Share of MRR that the tenth of accounts with the most MRR carry", .source = "assumption",
     .kind = NDRSIM_METRIC_TOP_SHARE, .argument = NDRSIM_SPREAD_MRR,
     .formula = "MRR of the largest 10% of accounts with MRR / MRR",
     .convention = "state at the end of months 0, 12, 24 and 36"},
    {"top_decile_growth_share", "%", NDRSIM_FORMAT_PERCENT, NULL, NULL, 1,
     "Share of twelve months' growth that the tenth of base accounts which grew most carry",
     .source = "assumption", .kind = NDRSIM_METRIC_TOP_SHARE, .argument = NDRSIM_SPREAD_GROWTH,
     .formula = "largest 10% of max(MRR now - MRR then, 0) / sum of max(MRR now - MRR then, 0)",
     .convention = POINT ", at 12, 24 and 36"},
    {"effective_accounts", "accounts", NDRSIM_FORMAT_COUNT, NULL, NULL, 1,
     "Equal accounts that would be as concentrated: 1 / the Herfindahl index of MRR",
     .source = "assumption", .kind = NDRSIM_METRIC_EFFECTIVE,
     .formula = "(sum of MRR)^2 / sum of squared MRR",
     .convention = "state at the end of months 0, 12, 24 and 36"},
};

/* Movements that are milestones: the first of all, then those with a part of one driver. */
static const ndrsim_milestone_def milestones[] = {
    {"first_expansion", NDRSIM_CLOCK_LANDING, NDRSIM_MILESTONE_ANY_DRIVER, "first expansion",
     "MRR rises for the first time since landing, whatever the driver", "S2"},
    {"first_seat", NDRSIM_CLOCK_LANDING, NDRSIM_DRIVER_SEAT, "first seats",
     "First expansion with a part caused by seats", "S1"},
    {"first_workflow", NDRSIM_CLOCK_LANDING, NDRSIM_DRIVER_WORKFLOW, "first workflows",
     "First expansion with a part caused by workflows", "S0"},
    {"first_capacity", NDRSIM_CLOCK_LANDING, NDRSIM_DRIVER_CAPACITY, "first capacity",
     "First expansion with a part caused by capacity: same workflows, more of each", "S0"},
    {"first_usage", NDRSIM_CLOCK_LANDING, NDRSIM_DRIVER_USAGE, "first usage",
     "First expansion with a part of billed usage", "S1"},
    {"first_add_on", NDRSIM_CLOCK_LANDING, NDRSIM_DRIVER_ADD_ON, "first add-on",
     "First expansion with a part of add-ons", "S1"},
    {"first_outcome", NDRSIM_CLOCK_LANDING, NDRSIM_DRIVER_OUTCOME, "first outcome",
     "First expansion with a part of outcomes", "S1"},
};

const ndrsim_mechanism ndrsim_account_mechanism = {
    .name = "account",
    .doc = "identity, status and money of an account",
    .use = uses,
    .counter = counters,
    .metric = metrics,
    .n_uses = NDRSIM_ACCOUNT_COLUMNS,
    .n_counters = NDRSIM_ACCOUNT_COUNTERS,
    .milestone = milestones,
    .n_metrics = (int)(sizeof metrics / sizeof *metrics),
    .n_milestones = (int)(sizeof milestones / sizeof *milestones),
};
