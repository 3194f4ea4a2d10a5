#include "published/figures.h"

#include <math.h>
#include <stddef.h>

#define NDR12(scenario, label, low, high, source, miss)                                            \
  { scenario, NULL, 0, label, FIGURE_NDR, NULL, NULL, 0.5, 12, low, high, source, miss }
#define MONTHS(scenario, milestone, segment, label, low, high, miss)                               \
  { scenario, NULL, 0, label, FIGURE_MEDIAN, milestone, segment, 0.5, 0, low, high, "S1", miss }

const figure figures[] = {
    NDR12("agent-product", "agent product, early", 130, 180, "S0", NULL),
    {"agent-product", NULL, 0, "  of which workflows and capacity", FIGURE_SHARE, NULL, NULL, 0.5,
     12, 50, 100, "S0", NULL},
    NDR12("agent-seats-only", "agent product, seats only", 0, 125, "S0, S1", NULL),
    NDR12("seat-expansion", "seat expansion", 105, 120, "S1", NULL),
    {"seat-expansion", NULL, 120, "  highest in any year of ten", FIGURE_PEAK, NULL, NULL, 0.5, 0,
     105, 125, "S1 (ceiling)", NULL},
    MONTHS("seat-expansion", "seats_plus_20", "smb", "  20% more seats, smb", 8, 12, NULL),
    MONTHS("seat-expansion", "seats_plus_20", "mid_market", "  20% more seats, mid-market", 10, 14,
           NULL),
    MONTHS("seat-expansion", "seats_plus_20", "enterprise", "  20% more seats, enterprise", 12, 18,
           NULL),
    {"seat-expansion",
     "licence.block={\"by_segment\": {\"smb\": 5, \"mid_market\": 10, \"enterprise\": 50}}", 0,
     "  risk ratio, 80% of seats in use", FIGURE_METRIC, "seat_risk_ratio", NULL, 0.5, 24, 2.7, 3.7,
     "S1 (3.2)",
     "above the line the customer is asked every month and adds a block with 0.3 (licence.add, an "
     "assumption), so 87 of 100 do within six months; of those below it 16, who must fill their "
     "block first. Of S1's companies only the ratio is published"},
    NDR12("add-on-modules", "add-on modules", 108, 125, "S1", NULL),
    {"add-on-modules", NULL, 84, "  highest in any year of seven", FIGURE_PEAK, NULL, NULL, 0.5, 0,
     100, 130, "S1 (ceiling)", NULL},
    MONTHS("add-on-modules", "first_add_on", "smb", "  first add-on, smb", 17, 19, NULL),
    MONTHS("add-on-modules", "first_add_on", "mid_market", "  first add-on, mid-market", 10, 15,
           NULL),
    MONTHS("add-on-modules", "first_add_on", "enterprise", "  first add-on, enterprise", 9, 12,
           NULL),
    {"add-on-modules", NULL, 0, "  risk ratio, 60% of features explored", FIGURE_METRIC,
     "add_on_risk_ratio", NULL, 0.5, 24, 2.3, 3.3, "S1 (2.8)",
     "a ratio of shares over six months is less than the hazards' ratio, 5 here: accounts below "
     "the "
     "line cross it within the six months, and explored ones that want a module often have it by "
     "the landmark already"},
    NDR12("usage-based", "usage-based", 110, 155, "S1", NULL),
    {"usage-hypergrowth", "acquisition.per_month=0", 0, "usage in hypergrowth", FIGURE_NDR, NULL,
     NULL, 0.5, 12, 150, 170, "S1 (160)", NULL},
    {"usage-hypergrowth",
     "acquisition.per_month=0;macro.forced=[{\"from\": 1, \"to\": 12, \"regime\": \"downturn\"}]",
     0, "  in a downturn of twelve months", FIGURE_NDR, NULL, NULL, 0.5, 12, 98, 112, "S1 (105)",
     NULL},
    NDR12("outcome-based", "outcome-based, enterprise", 112, 140, "S1", NULL),
    {"usage-based", NULL, 0, "  usage: its band over the widest other", FIGURE_WIDEST, NULL, NULL,
     0.5, 12, 1, 100, "S1 (widest)", NULL},
    NDR12(
        "seat-add-on", "seats and add-ons", 108, 122, "S1",
        "each part is at its full strength on healthy accounts, and they add up: +15 points by "
        "seats, "
        "+18 by modules, and modules are priced as a share of a plan that grows; S1's hybrid is a "
        "profile of companies as they are, whose seats alone bring 107%"),
    NDR12("seat-usage", "seats and usage", 115, 135, "S1", NULL),
    NDR12(
        "usage-add-on", "usage and add-ons", 118, 138, "S1",
        "within its error of the range: half of the first bill is a licence that grows by modules "
        "alone, which dilutes the growth of usage"),
    NDR12("collaboration-tool", "horizontal collaboration", 108, 122, "S1 (seat, add-on)",
          "its parts add up, each at full strength on healthy accounts: seats alone 116%, +10 "
          "points by licences bought ahead in whole blocks, +6 by plans that controls move, +7 by "
          "one module; S1's profile is of companies as they are, whose seats alone bring 107%"),
    NDR12("developer-platform", "developer platform", 115, 135, "S1 (seat, usage)", NULL),
    NDR12("ai-product", "AI product", 115, 135, "S1 (seat, usage)", NULL),
    {"population-seat", NULL, 0, "companies that sell seats, median", FIGURE_NDR, NULL, NULL, 0.5,
     12, 104, 110, "S1 (107)", NULL},
    {"population-seat", NULL, 0, "  top quartile", FIGURE_NDR, NULL, NULL, 0.75, 12, 118, 126,
     "S1 (122)",
     "the spread between companies is an assumption (a factor of e in how fast seats spread) and "
     "was "
     "not fitted to the quartile"},
    {"population-usage", NULL, 0, "companies that bill usage, median", FIGURE_NDR, NULL, NULL, 0.5,
     12, 114, 122, "S1 (118)", NULL},
    {"population-usage", NULL, 0, "  top quartile", FIGURE_NDR, NULL, NULL, 0.75, 12, 132, 144,
     "S1 (138)", NULL},
    {"project-management", "initiatives=[]", 0, "project management, before", FIGURE_METRIC,
     "ndr_point", NULL, 0.5, 12, 94, 96, "S4 (95)", NULL},
    {"project-management", NULL, 0, "  the year after six initiatives", FIGURE_METRIC, "ndr_point",
     NULL, 0.5, 24, 106.5, 110.5, "S4 (108.5)", NULL},
};

const int n_figures = (int)(sizeof figures / sizeof *figures);
