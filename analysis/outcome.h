/* Outcomes: one number of each replicate that a decision looks at, with a name that a user can
 * type: "ndr@24", "profit@36", "logo_churn@12", or any metric of `ndrsim explain` at a month. All
 * verbs that compare runs share them. */
#ifndef NDRSIM_ANALYSIS_OUTCOME_H
#define NDRSIM_ANALYSIS_OUTCOME_H

#include "analysis/quantity.h"

#define NDRSIM_OUTCOME_NAME 112

typedef enum ndrsim_outcome_kind {
  NDRSIM_OUTCOME_METRIC,
  NDRSIM_OUTCOME_NDR,        /* [%] in the convention of the headline */
  NDRSIM_OUTCOME_GRR,        /* [%] of the same window, each account at most at its base */
  NDRSIM_OUTCOME_PART,       /* [points] one component of the flow bridge by cause */
  NDRSIM_OUTCOME_SHARE,      /* [%] of one engine in what the three add by cause */
  NDRSIM_OUTCOME_PROFIT,     /* [currency] gross profit of months 1..month */
  NDRSIM_OUTCOME_REVENUE,    /* [currency] MRR of months 1..month */
  NDRSIM_OUTCOME_MARGIN,     /* [%] the first over the second */
  NDRSIM_OUTCOME_LOGO_CHURN, /* [%/month] mean over the twelve months that end in `month` */
} ndrsim_outcome_kind;

/* Which way is up. */
typedef enum ndrsim_better {
  NDRSIM_BETTER_LOWER = -1,
  NDRSIM_BETTER_UNKNOWN = 0, /* counts of things: nobody can say */
  NDRSIM_BETTER_HIGHER = 1
} ndrsim_better;

typedef struct ndrsim_outcome {
  char name[NDRSIM_OUTCOME_NAME]; /* canonical: "ndr@24"; also what the tables call it */
  char label[160];                /* "NDR at 24 months" */
  char unit[48];                  /* "%", "USD/month" */
  ndrsim_outcome_kind kind;
  ndrsim_better better;
  int month;
  int convention;             /* of NDR, GRR, PART and SHARE */
  int component;              /* of PART and SHARE */
  ndrsim_metric metric, base; /* of METRIC; what the others sum, and divide by */
  int decimals;               /* of printed values */
} ndrsim_outcome;

/* Reads "NAME", or "NAME@MONTH"; without a month it is `month`. The model says which metrics there
 * are, whose convention is the headline's, and how far the horizon reaches. Errors: USAGE, with the
 * nearest name. */
ndrsim_status ndrsim_outcome_parse(const char *text, const ndrsim_model *model, int month,
                                   ndrsim_outcome *out, ndrsim_error *err);
/* The same outcome in another model, whose metrics may stand elsewhere or be missing: all its
 * values are then NAN. The convention stays. */
void ndrsim_outcome_bind(const ndrsim_outcome *self, const ndrsim_model *model,
                         ndrsim_outcome *out);
/* Value in one replicate; NAN when there is none. */
double ndrsim_outcome_value(const ndrsim_outcome *self, const ndrsim_results *results,
                            int replicate);

/* Names without a metric behind them, for help and suggestions: k = 0, 1, ...; false after the
 * last. `doc` (may be NULL) gets one line about it. */
bool ndrsim_outcome_known(int k, char name[NDRSIM_OUTCOME_NAME], const char **doc);

#endif
