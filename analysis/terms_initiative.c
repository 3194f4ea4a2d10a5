/* Words of `ndrsim initiatives`. */
#include "analysis/glossary.h"

static const ndrsim_term term[] = {
    {"initiative", "initiatives initiatives_version all", "",
     "A timed intervention: parameters or prices that change from a month on, at a cost; in the "
     "outputs its name, or all.",
     "x' = x + w (target - x)",
     "What one adds to the others: with all, less all but this one. Parts need not add up to all.",
     "initiatives.csv: column initiative\ninitiatives.json: initiatives",
     "initiative = dashboard."},
    {"from", "ramp adoption", "months",
     "First month of an initiative; months over which it grows; share of the way to its target "
     "that it reaches.",
     "w(t) = adoption min((t - from) / ramp, 1)", "", "initiatives.json: initiatives[].from",
     "from 6, ramp 3, adoption 0.8: a quarter of the way in month 7, 0.8 of it from month 9 on."},
    {"side", "without with difference", "",
     "Of a pair of runs on the same random numbers: without the initiative, with all of them, and "
     "the difference in each replicate.",
     "difference = with - without",
     "The standard error of the difference is its own: it is far smaller than those of the two.",
     "initiatives.csv: column side\ninitiatives.json: all.METRIC.months[].difference",
     "difference, mean = 1,200 (se 60)."},
    {"gross_profit_sum", "", "currency", "Gross profit of months 1 to this one.",
     "sum of gross_profit", "",
     "initiatives.csv: metric gross_profit_sum\n"
     "initiatives.json: all.gross_profit_sum",
     "difference, month 24, mean = 90,000: so much more was earned by then."},
    {"cost", "cost_per_month cost_to_horizon", "currency",
     "What was spent on an initiative until the end of the month: once, and every month.",
     "cost + cost_per_month (t - from + 1)", "Given, not estimated: it has no error.",
     "initiatives.csv: metric cost\ninitiatives.json: all.cost_to_horizon",
     "month 24, mean = 39,000."},
    {"net_gain", "", "currency", "Gross profit gained until this month, less cost until then.",
     "difference of gross_profit_sum - cost", "Not discounted.",
     "initiatives.csv: metric net_gain\ninitiatives.json: all.net_gain", "month 24, p50 = 51,000."},
    {"roi", "", "%", "Return on investment: the net gain over the cost.", "net_gain / cost",
     "Not discounted. Without a cost there is none.",
     "initiatives.csv: metric roi\ninitiatives.json: all.roi",
     "130: every unit spent came back, and 1.30 on top."},
    {"payback", "", "month",
     "The first month by whose end the gross profit gained covers what was spent so far.", "",
     "A month of the run, not months since the start of the initiative. Empty where it lies beyond "
     "the horizon.",
     "initiatives.csv: metric payback\ninitiatives.json: all.payback", "p50 = 14."},
    {"share_within_horizon", "", "1",
     "In how many of the replicates the payback lies within the horizon.", "", "",
     "initiatives.json: all.payback.share_within_horizon", "0.94."},
    {"s4_return", "", "%",
     "Return as S4 reckons it: twelve times the growth of what existing customers pay, over the "
     "cost.",
     "12 (MRR now - MRR 12 months before) of existing customers / cost",
     "It takes revenue for profit and compares with the year before instead of with what would "
     "have happened anyway: a base that grows by itself has such a return too.",
     "initiatives.json: s4_return", "408: S4's 4x."},
};

const ndrsim_term *ndrsim_terms_initiative(int *n) {
  *n = (int)(sizeof term / sizeof term[0]);
  return term;
}
