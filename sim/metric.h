/* Counters, metrics and milestones, declared once.
 *
 * A counter is an exact integer sum over accounts at the end of a month, written by one mechanism.
 * A metric is what people read: a counter, a ratio of two, or another reading of the replicate
 * record. A milestone is what happens to an account at most once (sim/milestone.h); its metrics
 * follow from its row. Every writer reads these tables.
 */
#ifndef NDRSIM_SIM_METRIC_H
#define NDRSIM_SIM_METRIC_H

typedef struct ndrsim_counter_def {
  const char *name; /* "seats"; a mark of a list (sim/param.h) makes one instance for each member:
                       '*' per tier ("accounts_*"), '#' per add-on */
  const char *unit;
  const char *doc;
} ndrsim_counter_def;

typedef enum ndrsim_format {
  NDRSIM_FORMAT_COUNT,
  NDRSIM_FORMAT_MONEY,   /* cents in the counter, currency units in files */
  NDRSIM_FORMAT_PERCENT, /* 100 * ratio */
  NDRSIM_FORMAT_RATIO
} ndrsim_format;

/* What a metric reads. */
typedef enum ndrsim_metric_kind {
  NDRSIM_METRIC_COUNTER, /* numerator, denominator, scale */
  NDRSIM_METRIC_MOVED,   /* argument: column of the month's movements, in cents/60 or in units */
  NDRSIM_METRIC_GROWN,   /* the month's expansion */
  NDRSIM_METRIC_NDR,     /* argument: the convention, of ledger/convention.h */
  NDRSIM_METRIC_GRR_FLOW,
  NDRSIM_METRIC_GRR_ENDPOINT,
  NDRSIM_METRIC_TOP_SHARE, /* argument: NDRSIM_SPREAD_MRR or _GROWTH */
  NDRSIM_METRIC_EFFECTIVE, /* effective number of accounts */
  NDRSIM_METRIC_INCIDENCE, /* argument: a milestone; the share that has reached it by an age */
  NDRSIM_METRIC_TIME,      /* argument: a milestone; the age by which half have reached it */
  NDRSIM_METRIC_QUOTIENT,  /* numerator and denominator name metrics that are ratios of counters */
  NDRSIM_METRIC_ABSENT     /* not applicable to this program as it is: the doc says why */
} ndrsim_metric_kind;

typedef struct ndrsim_metric_def {
  const char *name; /* "penetration"; marks of lists as above */
  const char *unit; /* "%", "currency/month", "workflows/user" */
  ndrsim_format format;
  const char *numerator;   /* counter; prefix "+": sum since month 0 */
  const char *denominator; /* counter or NULL; prefix as above */
  double scale;            /* value = scale * numerator / denominator (before the format) */
  const char *doc;         /* definition, one line */
  const char *source;      /* "S2"; "definition" when it is bookkeeping; "assumption" */
  ndrsim_metric_kind kind;
  int argument;
  const char *formula;    /* NULL = follows from the counters */
  const char *convention; /* what a month of it stands for; NULL = follows from the counters */
} ndrsim_metric_def;

/* When an account begins to wait for a milestone. */
typedef enum ndrsim_clock { NDRSIM_CLOCK_START, NDRSIM_CLOCK_LANDING } ndrsim_clock;

enum { NDRSIM_MILESTONE_POSTED = -2, NDRSIM_MILESTONE_ANY_DRIVER = -1 };

typedef struct ndrsim_milestone_def {
  const char *name; /* "first_seat" */
  ndrsim_clock clock;
  int driver;        /* of the expansion that is meant; or POSTED by a mechanism, or ANY_DRIVER */
  const char *label; /* in tables: "first seats" */
  const char *doc;   /* one line */
  const char *source;
} ndrsim_milestone_def;

#endif
