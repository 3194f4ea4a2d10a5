#include "analysis/advice.h"

#include <stddef.h>
#include <string.h>

static const ndrsim_expansion_info expansions[NDRSIM_EXPANSIONS] = {
    [NDRSIM_EXPANSION_SEAT] = {"seat", "Seat expansion", "seat-expansion", 105, 120, 125, false,
                               "desks: 65-80% of the people who could use it already do",
                               "named users, roles and permissions, and a contract that says what "
                               "a seat is (named, active, concurrent)",
                               "all; in small companies one click, in enterprises at the yearly "
                               "review",
                               "smb 8-12, mid-market 10-14, enterprise 12-18 months",
                               "above 80% of the seats in use: 3.2 times as likely to add seats "
                               "within six months"},
    [NDRSIM_EXPANSION_ADD_ON] = {"add_on", "Add-on modules", "add-on-modules", 108, 125, 130, false,
                                 "attach rates: everybody who wants a module has it",
                                 "clear boundaries between capabilities, provisioning of its own, "
                                 "feature flags",
                                 "best in the mid-market; small companies resist a second "
                                 "procurement decision",
                                 "smb 18, mid-market 12-15, enterprise 9-12 months",
                                 "60% or more of the core features explored: 2.8 times as likely "
                                 "to buy"},
    [NDRSIM_EXPANSION_USAGE] = {"usage", "Usage-based", "usage-based", 110, 155, 150, true,
                                "growth of consumption; it also falls faster than seats",
                                "metering, dashboards that customers see (without them churn is 2 "
                                "to 3 times as high), forecasts of spending",
                                "mid-market; enterprises prefer fixed budgets",
                                "no event: from the first excess; in NDR after 6-9 months",
                                "usage grows by more than 15% a month in months 2 to 4"},
    [NDRSIM_EXPANSION_OUTCOME] = {"outcome", "Outcome-based", "outcome-based", 112, 140, 145, true,
                                  "what can be measured and attributed",
                                  "measurement of results, contracts that share gain and risk, "
                                  "quarterly reviews",
                                  "enterprise only",
                                  "12 months: at the renewal, after the measurement period",
                                  "an expansion, when it comes, is 25-40% of the contract"},
};

static const ndrsim_advice rows[] = {
    {"coordination", "Coordination and access across a team", "more people use it",
     NDRSIM_EXPANSION_SEAT, NDRSIM_EXPANSION_ADD_ON, "outcome-based", "seat-add-on",
     "collaboration-tool"},
    {"volume", "Processing volume or throughput", "they use it more intensively",
     NDRSIM_EXPANSION_USAGE, NDRSIM_EXPANSION_SEAT, "outcome-based", "seat-usage",
     "developer-platform"},
    {"workflow", "Workflow depth and automation", "they unlock deeper capabilities",
     NDRSIM_EXPANSION_ADD_ON, NDRSIM_EXPANSION_SEAT, "usage-based", "seat-add-on",
     "vertical-software"},
    {"outcomes", "Measurable business outcomes", "they achieve better outcomes",
     NDRSIM_EXPANSION_OUTCOME, NDRSIM_EXPANSION_ADD_ON, "seats only", NULL, "ai-product"},
    {"data", "Data storage and retrieval", "they keep and query more", NDRSIM_EXPANSION_USAGE,
     NDRSIM_EXPANSION_ADD_ON, "seats only", "usage-add-on", "developer-platform"},
    {"platform", "Multi-department platform", "more departments rely on it",
     NDRSIM_EXPANSION_ADD_ON, NDRSIM_EXPANSION_SEAT, "usage only", "seat-add-on",
     "collaboration-tool"},
};

const ndrsim_expansion_info *ndrsim_expansion_describe(ndrsim_expansion expansion) {
  return (unsigned)expansion < NDRSIM_EXPANSIONS ? &expansions[expansion] : NULL;
}

const ndrsim_advice *ndrsim_advice_rows(int *n) {
  *n = (int)(sizeof rows / sizeof *rows);
  return rows;
}

const ndrsim_advice *ndrsim_advice_find(const char *name) {
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
    if (strcmp(rows[k].name, name) == 0) return &rows[k];
  return NULL;
}
