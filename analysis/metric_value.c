/* The value of a metric in one replicate record. */
#include <math.h>
#include "analysis/incidence.h"
#include "analysis/results.h"

#define CENT 1.0
#define CENTS 100.0
#define PERCENT 100.0

static int64_t counter_sum(const ndrsim_layout *l, const int64_t *record, int counter, int from,
                           int to) {
  int64_t sum = 0;
  for (int t = from; t <= to; t++)
    sum += record[ndrsim_at_series(l, t, counter)];
  return sum;
}

static double ratio_value(const ndrsim_layout *l, const int64_t *record,
                          const ndrsim_metric *metric, int month) {
  double value = metric->scale * (double)counter_sum(l, record, metric->numerator,
                                                     metric->cumulative ? 0 : month, month);
  if (metric->denominator < 0) return value;
  int64_t denominator = counter_sum(l, record, metric->denominator,
                                    metric->cumulative_denominator ? 0 : month, month);
  return denominator == 0 ? NAN : value / (double)denominator;
}

/* How many times the ratio above is the one below. */
static double quotient_value(const ndrsim_layout *l, const int64_t *record,
                             const ndrsim_metric *metric, int month) {
  ndrsim_metric below = *metric;
  below.numerator = metric->over[0];
  below.denominator = metric->over[1];
  below.cumulative = metric->cumulative_over[0];
  below.cumulative_denominator = metric->cumulative_over[1];
  double value = ratio_value(l, record, &below, month);
  return value > 0 ? ratio_value(l, record, metric, month) / value : NAN;
}

static double raw_value(const ndrsim_layout *l, const int64_t *record, const ndrsim_metric *metric,
                        int month) {
  int argument = metric->argument;
  switch (metric->kind) {
  case NDRSIM_METRIC_COUNTER:
    return ratio_value(l, record, metric, month);
  case NDRSIM_METRIC_QUOTIENT:
    return quotient_value(l, record, metric, month);
  case NDRSIM_METRIC_MOVED:
    return ndrsim_record_moved(l, record, month, argument, CENT);
  case NDRSIM_METRIC_GROWN:
    return ndrsim_record_grown(l, record, month, CENT);
  case NDRSIM_METRIC_NDR:
    return ndrsim_record_ndr(l, record, argument, month);
  case NDRSIM_METRIC_GRR_FLOW:
    return ndrsim_record_grr_flow(l, record, argument, month);
  case NDRSIM_METRIC_GRR_ENDPOINT:
    return ndrsim_record_grr_endpoint(l, record, argument, month);
  case NDRSIM_METRIC_TOP_SHARE:
    return ndrsim_record_top_share(l, record, argument, month, NULL);
  case NDRSIM_METRIC_EFFECTIVE:
    return ndrsim_record_effective(l, record, month);
  case NDRSIM_METRIC_INCIDENCE:
    return ndrsim_incidence_share(l, record, argument, NDRSIM_ACCOUNTS_HEADLINE, month);
  case NDRSIM_METRIC_TIME: /* the same at all months */
    return ndrsim_incidence_median(l, record, argument, NDRSIM_ACCOUNTS_HEADLINE);
  case NDRSIM_METRIC_ABSENT:
    break;
  }
  return NAN;
}

double ndrsim_metric_value(const ndrsim_results *self, const ndrsim_metric *metric, int replicate,
                           int month) {
  const ndrsim_layout *l = &self->layout;
  if (month < 0 || month >= l->months || replicate < 0 || replicate >= self->n) return NAN;
  double value = raw_value(l, self->records + (size_t)replicate * l->size, metric, month);
  switch (metric->format) {
  case NDRSIM_FORMAT_MONEY:
    return value / CENTS;
  case NDRSIM_FORMAT_PERCENT:
    return value * PERCENT;
  case NDRSIM_FORMAT_COUNT:
  case NDRSIM_FORMAT_RATIO:
    break;
  }
  return value;
}
