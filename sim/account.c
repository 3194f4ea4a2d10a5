#include "sim/account.h"

#define I32(name, start, doc)                                                                      \
  { name, NDRSIM_I32, NDRSIM_OWN, start, doc }
#define I64(name, start, doc)                                                                      \
  { name, NDRSIM_I64, NDRSIM_OWN, start, doc }

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
};

static const ndrsim_counter_def counters[] = {
    [NDRSIM_COUNT_MRR] = {"mrr", "cents/month", "monthly recurring revenue"},
    [NDRSIM_COUNT_LOGOS] = {"logos", "accounts", "accounts with MRR > 0"},
};

static const ndrsim_metric_def metrics[] = {
    {"mrr", "currency/month", NDRSIM_FORMAT_MONEY, "mrr", NULL, 1,
     "Monthly recurring revenue: the bills of the month, overage included"},
    {"arr", "currency/year", NDRSIM_FORMAT_MONEY, "mrr", NULL, 12, "Annual run rate: 12 x MRR"},
    {"logos", "accounts", NDRSIM_FORMAT_COUNT, "logos", NULL, 1, "Accounts with MRR > 0"},
    {"arpa", "currency/(account*month)", NDRSIM_FORMAT_MONEY, "mrr", "logos", 1,
     "Average revenue per account: MRR / logos"},
};

const ndrsim_mechanism ndrsim_account_mechanism = {
    .name = "account",
    .doc = "identity, status and money of an account",
    .use = uses,
    .counter = counters,
    .metric = metrics,
    .n_uses = NDRSIM_ACCOUNT_COLUMNS,
    .n_counters = NDRSIM_ACCOUNT_COUNTERS,
    .n_metrics = 4,
};
