#include "ledger/convention.h"

#include <string.h>

#define REVENUE_HAS_NO_FLOW                                                                        \
  "sums of revenue are compared: contraction and churn of single months are not in them"
#define NOBODY_THEN "no account had MRR at the start of the window in some replicates"
#define NO_COHORT "no cohort that landed in the run is old enough in some replicates"
#define BEFORE_LANDING "ages count from the landing"
#define NO_REVENUE "no account had revenue in the period before in some replicates"

static const ndrsim_convention_def list[NDRSIM_CONVENTIONS] = {
    [NDRSIM_CONVENTION_POINT] =
        {.name = "point",
         .words = "MRR now of the customers of 12 months before / their MRR then",
         .ratio = "MRR / MRR 12 months before",
         .first = 12,
         .every = 1,
         .bridge = NDRSIM_CONVENTION_POINT,
         .early = "the window needs 12 months of history before this month",
         .nobody = NOBODY_THEN},
    [NDRSIM_CONVENTION_AGE] = {.name = "cohort_age",
                               .words = "MRR of cohorts at this age / their MRR when they landed",
                               .ratio = "MRR / MRR at landing",
                               .by_age = true,
                               .first = 0,
                               .every = 1,
                               .bridge = NDRSIM_CONVENTION_AGE,
                               .early = BEFORE_LANDING,
                               .nobody = NO_COHORT},
    [NDRSIM_CONVENTION_AGE_NO_RETURN] =
        {.name = "cohort_age_no_return",
         .words = "MRR of cohorts at this age, returns left out / their MRR at landing",
         .ratio = "MRR without returns / MRR at landing",
         .by_age = true,
         .first = 0,
         .every = 1,
         .bridge = NDRSIM_CONVENTION_AGE,
         .early = BEFORE_LANDING,
         .nobody = NO_COHORT},
    [NDRSIM_CONVENTION_QUARTER] =
        {.name = "quarter",
         .words = "revenue of the quarter / of the same accounts a year before",
         .ratio = "revenue of the quarter / a year before",
         .first = 15,
         .every = 3,
         .bridge = NDRSIM_CONVENTION_POINT,
         .early = "a quarter and the same quarter a year before need 15 months of the run",
         .between = "quarters end in months 15, 18, 21, ...",
         .nobody = NO_REVENUE,
         .no_flow = REVENUE_HAS_NO_FLOW},
    [NDRSIM_CONVENTION_QUARTER_YEAR] =
        {.name = "quarter_year",
         .words = "mean of the year's four quarters, each over the one a year before",
         .ratio = "mean of four quarters / a year before",
         .first = 24,
         .every = 12,
         .bridge = NDRSIM_CONVENTION_POINT,
         .early = "four quarters and the same four a year before need 24 months of the run",
         .between = "years end in months 24, 36, 48, ...",
         .nobody = NO_REVENUE,
         .no_flow = REVENUE_HAS_NO_FLOW},
    [NDRSIM_CONVENTION_TRAILING_YEAR] =
        {.name = "trailing_year",
         .words = "revenue of 12 months / of the 12 before, accounts of their first month",
         .ratio = "revenue of a year / of the year before",
         .first = 24,
         .every = 12,
         .bridge = NDRSIM_CONVENTION_POINT,
         .early = "a year and the year before need 24 months of the run",
         .between = "years end in months 24, 36, 48, ...",
         .nobody = "no account had MRR in the first of the 24 months in some replicates",
         .no_flow = REVENUE_HAS_NO_FLOW},
    [NDRSIM_CONVENTION_TRAILING_AVERAGE] =
        {.name = "trailing_average",
         .words = "mean of the last 12 values of point, weighted by the MRR then",
         .ratio = "weighted mean of 12 values of point",
         .first = 23,
         .every = 1,
         .bridge = NDRSIM_CONVENTION_POINT,
         .early = "twelve windows of 12 months need 23 months of the run",
         .nobody = NOBODY_THEN,
         .no_endpoint = "min(now, then) is kept for windows that end at 12, 24 and 36 months, and "
                        "the mean needs twelve"},
    [NDRSIM_CONVENTION_SURVIVORS] =
        {.name = "survivors",
         .words = "MRR now of the customers still there / their MRR 12 months before",
         .ratio = "MRR of who stayed / 12 months before",
         .first = 12,
         .every = 12,
         .last = 36,
         .bridge = NDRSIM_CONVENTION_POINT,
         .early = "the window needs 12 months of history before this month",
         .between = "who is still there is kept for windows that end at 12, 24 and 36 months",
         .nobody = "no customer of the start of the window is left in some replicates",
         .no_flow = "the losses on the way of those who stayed are not kept apart from those of "
                    "customers that left"},
    [NDRSIM_CONVENTION_MONTHLY] =
        {.name = "monthly",
         .words = "MRR now of last month's customers / their MRR then, to the power of 12",
         .ratio = "(MRR / MRR one month before)^12",
         .first = 1,
         .every = 1,
         .bridge = NDRSIM_CONVENTION_POINT,
         .early = "the window needs a month before this one",
         .nobody = "no account had MRR in the month before in some replicates"},
};

const ndrsim_convention_def *ndrsim_convention_at(int convention) {
  return &list[convention];
}

const char *ndrsim_convention_name(int convention) {
  return list[convention].name;
}

int ndrsim_convention_find(const char *name) {
  for (int k = 0; k < NDRSIM_CONVENTIONS; k++)
    if (strcmp(list[k].name, name) == 0) return k;
  return -1;
}

bool ndrsim_convention_has(int convention, int month) {
  const ndrsim_convention_def *def = &list[convention];
  return month >= def->first && (month - def->first) % def->every == 0 &&
         (def->last == 0 || month <= def->last);
}

int ndrsim_convention_basis(int convention) {
  return list[convention].first <= 12 ? 12 : 24;
}
