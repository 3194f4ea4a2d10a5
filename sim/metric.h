/* Counters and metrics, declared once.
 *
 * A counter is an exact integer sum over accounts at the end of a month, written by one mechanism.
 * A metric is what people read: a counter, or a ratio of two. Every writer reads this table.
 */
#ifndef NDRSIM_SIM_METRIC_H
#define NDRSIM_SIM_METRIC_H

typedef struct ndrsim_counter_def {
  const char *name; /* "seats"; names ending in '*' have one instance per tier: "accounts_*" */
  const char *unit;
  const char *doc;
} ndrsim_counter_def;

typedef enum ndrsim_format {
  NDRSIM_FORMAT_COUNT,
  NDRSIM_FORMAT_MONEY,   /* cents in the counter, currency units in files */
  NDRSIM_FORMAT_PERCENT, /* 100 * ratio */
  NDRSIM_FORMAT_RATIO
} ndrsim_format;

typedef struct ndrsim_metric_def {
  const char *name; /* "penetration"; with '*' one per tier */
  const char *unit; /* "%", "currency/month", "workflows/user" */
  ndrsim_format format;
  const char *numerator;   /* counter; prefix "+": sum since month 0 */
  const char *denominator; /* counter or NULL; prefix as above */
  double scale;            /* value = scale * numerator / denominator (before the format) */
  const char *doc;         /* definition, one line */
} ndrsim_metric_def;

#endif
