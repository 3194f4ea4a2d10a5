/* Revenue, retention and bridges. docs/definitions.md works them by hand. */
#include "analysis/glossary.h"

#define SERIES(name) "series.csv: rows with metric = " name
#define SERIES_AXES(point, age)                                                                    \
  "series.csv: rows with metric = " point " (axis month) and " age " (axis age)"
#define RETENTION(what)                                                                            \
  "summary.json: retention.point[]." what ", retention.cohort_age[]." what " at 12, 24, 36 months"
#define RETENTION_OF(name) "summary.json: retention." name "[] at 12, 24, 36 months"
#define BRIDGE(component)                                                                          \
  "bridge.csv: rows with component = " component "\n"                                              \
  "summary.json: bridge.flow, bridge.endpoint, in the lenses cause and invoice, ." component
#define FLOW_ONLY(component)                                                                       \
  "bridge.csv: rows with component = " component ", decomposition = flow\n"                        \
  "summary.json: bridge.flow.cause." component ", bridge.flow.invoice." component

static const ndrsim_term term[] = {
    /* metrics to which a word is to be added */
    {"mrr", "", "", "", "",
     "A trial and an account in onboarding bill 0. Overage of the month counts.",
     "summary.json: mrr.months[]",
     "month 12, p50 = 118,400: in half of the simulated futures the bills of month 12 come to at "
     "most 118,400."},
    {"arr", "", "", "", "", "A run rate, not revenue: 12 times the MRR of one month.", "",
     "MRR of 10,000 is ARR of 120,000."},
    {"logos", "", "", "", "",
     "Accounts with a bill above zero; `customers` counts those that have "
     "joined and not left.",
     "cohorts.csv: rows with metric = logos, by cohort",
     "cohort 2026-01, age 12, mean = 41: of that "
     "month's landings 41 pay a year later."},
    /* movements */
    {"movement", "moved", "currency/month",
     "The change of an account's MRR from one month to the next: exactly one of new, expansion, "
     "contraction, churn and reactivation, by the sign of the account's whole change. All "
     "movements "
     "of a month sum to the change of MRR, to the cent.",
     "MRR(t) - MRR(t-1)", "", "series.csv: rows whose metric begins with moved_",
     "An account that adds seats and drops a tier contracts if its bill falls."},
    {"moved_new", "new", "", "", "", "A book's opening MRR stands here in month 0.", "",
     "month 6, mean = 3,200: new customers bring 3,200 of MRR in month 6."},
    {"moved_expansion", "expansion", "", "", "",
     "Net per account and month: a cut seat and a bought tier in one month are one movement. In "
     "cohorts.csv, as expansion, the same of one cohort.",
     "cohorts.csv: rows with metric = expansion, by cohort",
     "month 6, mean = 5,100: customers of month 5 pay 5,100 more."},
    {"moved_contraction", "", "", "", "", "", "",
     "month 6, mean = -900: customers that stayed pay 900 less."},
    {"moved_churn", "", "", "", "", "", "",
     "month 6, mean = -2,000: accounts worth 2,000 a month left."},
    {"moved_reactivation", "", "", "", "", "", "",
     "month 6, mean = 150: returning accounts bring 150."},
    {"logos_new", "", "", "", "", "", "", "month 6, mean = 38."},
    {"logos_churned", "", "", "", "",
     "`cancelled` counts cancellations, also of accounts that never paid.", "",
     "month 6, mean = 12."},
    {"logos_returned", "", "", "", "", "", "", "month 6, mean = 1.5."},
    {"expansion_since_start", "", "currency/month",
     "Expansion of a cohort, summed over all months since its first.",
     "sum of expansion over the months since landing (of a book's cohort: since month 0)", "",
     "cohorts.csv: rows with metric = expansion_since_start",
     "cohort 2026-01, age 12, mean = 9,000: rises of its accounts add up to 9,000 in a year."},
    {"landing", "landed", "", "The first month with a bill.", "",
     "In a described cohort the month of the first successful task, or the start month when "
     "activation.lands is at_start. A book's landings were not observed.",
     "cohorts.csv: rows with kind = landing",
     "kind = landing, cohort 2026-03: landed in March 2026."},
    /* retention */
    {"ndr", "nrr retention", "%",
     "Net dollar retention: revenue of the base accounts now over their revenue then. Accounts won "
     "since do not count.",
     "100 x MRR now of the base accounts / their MRR then",
     "The headline is ndr_point at month 12 for a book and ndr_age at 12 months otherwise, or what "
     "--convention asks for; compare a company's disclosure only with the convention that it "
     "states. In cohorts.csv: of one cohort since its landing (of a book's: since month 0).",
     "series.csv: rows with metric = ndr (the headline convention)\n"
     "cohorts.csv: rows with metric = ndr, by cohort\n" RETENTION("ndr"),
     "p10 = 131, p50 = 145, p90 = 162: half of the simulated futures end at 145% or less, one in "
     "ten "
     "at 131% or less."},
    {"ndr_point", "point", "", "", "",
     "The base moves along with t. Missing before month 12. The headline of a book.",
     "bridge.csv: rows with convention = point\nsummary.json: retention.point[].ndr",
     "month 24, p50 = 108: customers of month 12 pay 8% more in month 24, lost ones included."},
    {"ndr_age", "cohort_age", "", "", "",
     "The base never moves, so it accumulates over years. Returned accounts count. The headline of "
     "described accounts.",
     "bridge.csv: rows with convention = cohort_age\nsummary.json: retention.cohort_age[].ndr",
     "age 24, p50 = 172: two years after landing cohorts pay 1.72 times their first bill."},
    {"ndr_age_no_return", "cohort_age_no_return", "", "", "",
     "The losses stay lost: what cohort_age has more than this came back from zero.",
     RETENTION_OF("cohort_age_no_return"),
     "age 12, p50 = 168, and 169 in cohort_age: returns carry one point."},
    {"grr_flow_age_no_return", "", "", "", "", "", RETENTION_OF("cohort_age_no_return"),
     "age 12, p50 = 74."},
    {"grr_endpoint_age_no_return", "", "", "", "", "", RETENTION_OF("cohort_age_no_return"),
     "age 12, p50 = 85."},
    {"ndr_quarter", "", "", "", "",
     "Of revenue, the sum of three months' MRR, so an account that left in the quarter still "
     "counts with the months before. Known from month 15, at the ends of quarters. Twilio's "
     "convention; these quarters are months 1-3, 4-6, ... of the run, not fiscal ones.",
     RETENTION_OF("quarter"),
     "month 24, p50 = 154: accounts with revenue in months 10-12 bring 1.54 times as much in "
     "months 22-24."},
    {"grr_endpoint_quarter", "", "", "", "", "", RETENTION_OF("quarter"), "month 24, p50 = 89."},
    {"ndr_quarter_year", "quarter_year", "", "", "",
     "How Twilio states a year: the plain mean of four quarters, not weighted by revenue. Known "
     "from month 24, at the ends of years.",
     RETENTION_OF("quarter_year"), "month 24, p50 = 163: the mean of 180, 164, 155 and 153."},
    {"grr_endpoint_quarter_year", "", "", "", "", "", RETENTION_OF("quarter_year"),
     "month 24, p50 = 88."},
    {"ndr_trailing_year", "trailing_year", "", "", "",
     "Growth inside the first year raises what is divided by, so it is lower than `point` while "
     "accounts grow, and slower to fall. Known from month 24, at the ends of years. Snowflake's "
     "convention.",
     RETENTION_OF("trailing_year"),
     "month 24, p50 = 149: customers of month 1 brought 1.49 times as much in months 13-24 as in "
     "1-12."},
    {"grr_endpoint_trailing_year", "", "", "", "", "", RETENTION_OF("trailing_year"),
     "month 24, p50 = 90."},
    {"ndr_trailing_average", "trailing_average", "", "", "",
     "Smooth, and about half a year behind `point`. Known from month 23. Elastic's convention.",
     RETENTION_OF("trailing_average"),
     "month 24, p50 = 152 while point is at 148: point was higher in the months before."},
    {"grr_flow_trailing_average", "", "", "", "", "", RETENTION_OF("trailing_average"),
     "month 24, p50 = 81."},
    {"ndr_survivors", "survivors", "", "", "",
     "Lost customers are in neither number, so it cannot fall below what the rest does: the "
     "flattering disclosure. Fastly stated 126% so for the second quarter of 2021, and 93% with "
     "lost customers counted.",
     RETENTION_OF("survivors"),
     "month 12, p50 = 196 while point is at 165: 31 points are customers left out."},
    {"grr_endpoint_survivors", "", "", "", "", "", RETENTION_OF("survivors"),
     "month 12, p50 = 99.6: next to nothing, because who left is not counted."},
    {"ndr_monthly", "monthly", "", "", "",
     "One month to the power of 12: season and renewal months are multiplied too. Returned "
     "accounts are not in the base. 95% in a month is 54% in a year.",
     RETENTION_OF("monthly"), "month 20, p50 = 132: MRR of last month's customers rose by 2.35%."},
    {"grr_flow_monthly", "", "", "", "", "", RETENTION_OF("monthly"), "month 12, p50 = 62."},
    {"grr", "", "%", "Gross retention: NDR without growth, never above 100%.", "",
     "Two forms: grr_flow and grr_endpoint. The terminal prints the endpoint form.",
     RETENTION("grr_flow") "\n" RETENTION("grr_endpoint"),
     "endpoint 84%: 16% of the starting MRR is gone, whatever was won elsewhere."},
    {"grr_flow", "", "%",
     "GRR in the flow form: the base less every contraction and churn of base accounts in the "
     "window. "
     "What was lost stays lost, also when it comes back.",
     "100 x (MRR then - contraction - churn) / MRR then",
     "Also counts the loss of revenue that was won inside the window, so it may be far below "
     "grr_endpoint.",
     SERIES_AXES("grr_flow_point",
                 "grr_flow_age") "\n"
                                 "cohorts.csv: rows with metric = grr_flow\n" RETENTION("grr_flow"),
     "age 12, p50 = 70: contraction and churn of the first year add up to 30% of the landing MRR."},
    {"grr_endpoint", "", "%",
     "GRR in the endpoint form: each base account counts with the smaller of its MRR now and then.",
     "100 x sum min(MRR now, MRR then) / sum MRR then", "Known at 12, 24 and 36 months.",
     RETENTION("grr_endpoint"), "84: what the base lost and did not win back is 16%."},
    /* bridges */
    {"bridge", "decomposition", "points",
     "The way from 100% to NDR, split over drivers and losses, over base accounts only. Both "
     "decompositions, flow and endpoint, end at NDR exactly.",
     "100 + sum of components = NDR",
     "Bars are means over replicates, so they end at the mean NDR.",
     "bridge.csv: one row for each convention, month, decomposition, lens and component\n"
     "summary.json: bridge",
     "seat +14, workflow +40, capacity +22, contraction -20, churn -9: NDR is 147%."},
    {"flow", "", "points",
     "The decomposition that adds up the movements of the window: expansions by driver, "
     "contraction "
     "net per account and month, churn and reactivation whole.",
     "", "Shows how much moved and what was lost on the way. Known at every month.",
     "bridge.csv: rows with decomposition = flow\nsummary.json: bridge.flow",
     "churn -9 points: accounts that left took 9% of the base's MRR, as it stood when they left."},
    {"endpoint", "", "points",
     "The decomposition that compares the two ends of the window: survivors by driver, "
     "contractions "
     "included; lost accounts with minus their MRR then.",
     "", "What happened in between cancels out. Known at 12, 24 and 36 months.",
     "bridge.csv: rows with decomposition = endpoint\nsummary.json: bridge.endpoint",
     "churned -8 points: accounts with 8% of the base's MRR are gone at the end."},
    {"lens", "", "",
     "How a change of a bill is given to drivers: as invoiced, or by cause. Other components are "
     "equal "
     "in both.",
     "", "", "bridge.csv: column lens\nsummary.json: bridge.flow, bridge.endpoint",
     "capacity +62 as invoiced, +22 by cause: most upgrades were bought because workflows filled "
     "the "
     "cap."},
    {"invoice", "as_invoiced", "",
     "The lens that splits each change over the drivers that changed on the "
     "bill, by their Shapley value.",
     "", "A tier change is capacity. Parts add to the movement to the cent.",
     "bridge.csv: rows with lens = invoice", "see lens."},
    {"cause", "by_cause", "",
     "The lens that gives the revenue of a tier change to what filled the cap: more workflows, "
     "more "
     "seats (only when the cap is shared), or more of the same work (capacity).",
     "in proportion to the log-growth of each since the last tier change", "The reading uses it.",
     "bridge.csv: rows with lens = cause", "see lens."},
    {"seat", "", "points", "What more or fewer seats do to the base's revenue.", "",
     "In `flow` of months in which the account expands.", BRIDGE("seat"),
     "+14 points: added seats raise NDR by 14."},
    {"workflow", "", "points", "What more or fewer workflows per user do to the base's revenue.",
     "",
     "As invoiced it is 0 unless bills depend on workflows directly; by cause it is the part of "
     "tier "
     "changes that workflows pushed.",
     BRIDGE("workflow"), "+40 points by cause: the product went deeper into the same users' work."},
    {"capacity", "", "points", "What tier changes do to the base's revenue.", "",
     "By cause only what is left for more of the same work.", BRIDGE("capacity"),
     "+22 points: upgrades for more of the same tasks."},
    {"usage", "", "points", "What metered or overage tasks do to the base's revenue.", "",
     "It rises and falls with use, so contraction of usage is common.", BRIDGE("usage"),
     "+71 points, beside contraction of -75: billing follows use both ways."},
    {"add_on", "", "points", "What add-ons do to the base's revenue.", "", "", BRIDGE("add_on"),
     "0 in a scenario without add-ons."},
    {"outcome", "", "points", "What outcome fees do to the base's revenue.", "", "",
     BRIDGE("outcome"), "0 in a scenario without outcome fees."},
    {"price", "", "points", "What changes of list prices do to the base's revenue.", "", "",
     BRIDGE("price"), "+3 points: a price rise that reached a part of the base."},
    {"discount", "", "points", "What given or ended discounts do to the base's revenue.", "", "",
     BRIDGE("discount"), "-1 point: accounts that grew reached a volume discount."},
    {"contraction", "", "points",
     "Falls of the bills of base accounts that stay, net per account and "
     "month.",
     "", "", FLOW_ONLY("contraction"), "-20 points."},
    {"churn", "", "points", "What base accounts that left took with them.", "",
     "In `endpoint` the loss is called churned.", FLOW_ONLY("churn"), "-9 points."},
    {"reactivation", "", "points", "What base accounts that came back brought.", "", "",
     FLOW_ONLY("reactivation"), "+0.4 points."},
    {"churned", "", "points",
     "Base accounts that are at zero at the end, with minus their MRR then.", "", "",
     "bridge.csv: rows with component = churned, decomposition = endpoint\n"
     "summary.json: bridge.endpoint.cause.churned, bridge.endpoint.invoice.churned",
     "-8 points."},
};

const ndrsim_term *ndrsim_terms_money(int *n) {
  *n = (int)(sizeof term / sizeof term[0]);
  return term;
}
