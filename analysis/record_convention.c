/* NDR and GRR of one record in the conventions that companies disclose (docs/definitions.md). All
 * are read from the same sums; each is divided once. */
#include <math.h>
#include "analysis/record_window.h"

/* Money [cents]; base 0 = nobody is in it. */
typedef struct window_sums {
  int64_t base, now, lost, kept; /* lost <= 0: contraction and churn; kept: sum of min(now, then) */
} window_sums;

static double divide(const window_sums *w, ndrsim_measure measure) {
  int64_t above = measure == NDRSIM_MEASURE_NDR        ? w->now
                  : measure == NDRSIM_MEASURE_GRR_FLOW ? w->base + w->lost
                                                       : w->kept;
  return w->base > 0 ? (double)above / (double)w->base : NAN;
}

static int64_t lost_of(const int64_t *flow) {
  return (flow[NDRSIM_FLOW_CONTRACTION] + flow[NDRSIM_FLOW_CHURN]) / NDRSIM_SIXTIETHS;
}

/* Cohorts by age; who was once at zero counts as gone from then on. */
static window_sums no_return(const ndrsim_layout *l, const int64_t *record, int age) {
  const int64_t *back = record + ndrsim_at_returned(l, age, 0);
  return (window_sums){
      .base = record[l->age_base + (size_t)age],
      .now = record[l->age_now + (size_t)age] - back[NDRSIM_RETURN_CHANGE],
      .lost = lost_of(record + ndrsim_at_age(l, age, 0)) - back[NDRSIM_RETURN_LOST],
      .kept = back[NDRSIM_RETURN_KEPT],
  };
}

/* Revenue of a period against the one a year before. column: NDRSIM_REVENUE_BASE or _YEAR. */
static window_sums revenue(const ndrsim_layout *l, const int64_t *record, int month, int column) {
  const int64_t *row = record + ndrsim_at_revenue(l, month, column);
  return (window_sums){.base = row[NDRSIM_REVENUE_BASE],
                       .now = row[NDRSIM_REVENUE_NOW],
                       .kept = row[NDRSIM_REVENUE_KEPT]};
}

static double mean_of_quarters(const ndrsim_layout *l, const int64_t *record, int month,
                               ndrsim_measure measure) {
  double sum = 0;
  for (int quarter = 3; quarter >= 0; quarter--) {
    window_sums w = revenue(l, record, month - 3 * quarter, NDRSIM_REVENUE_BASE);
    sum += divide(&w, measure);
  }
  return sum / 4;
}

/* The weights are the bases, so the weighted mean is the sum of what is there over theirs. */
static window_sums last_twelve(const ndrsim_layout *l, const int64_t *record, int month) {
  window_sums sum = {0};
  for (int t = month - NDRSIM_WINDOW + 1; t <= month; t++) {
    const int64_t *flow = record + ndrsim_at_point(l, t, 0);
    int64_t base = ndrsim_record_mrr(l, record, t - NDRSIM_WINDOW), change = 0;
    for (int c = 0; c < NDRSIM_FLOWS; c++)
      change += flow[c];
    sum.base += base;
    sum.now += base + change / NDRSIM_SIXTIETHS;
    sum.lost += lost_of(flow);
  }
  return sum;
}

static window_sums survivors(const ndrsim_layout *l, const int64_t *record, int month) {
  const int64_t *row =
      record + ndrsim_at_anchor(l, NDRSIM_ANCHOR_POINT, month / NDRSIM_WINDOW - 1, 0);
  return (window_sums){.base = row[NDRSIM_ANCHOR_BASE] - row[NDRSIM_ANCHOR_CHURNED],
                       .now = row[NDRSIM_ANCHOR_NOW],
                       .kept = row[NDRSIM_ANCHOR_KEPT]};
}

/* One month: who was at zero before, and returned, is not in the base. An account either grows or
 * shrinks in a month, so both forms of GRR are the same. */
static window_sums one_month(const ndrsim_layout *l, const int64_t *record, int month) {
  const int64_t *flow = record + ndrsim_at_moved(l, month, 0);
  int64_t base = ndrsim_record_mrr(l, record, month - 1), grown = 0;
  for (int d = 0; d < NDRSIM_DRIVERS; d++)
    grown += flow[d];
  int64_t lost = lost_of(flow);
  return (window_sums){.base = base,
                       .now = base + grown / NDRSIM_SIXTIETHS + lost,
                       .lost = lost,
                       .kept = base + lost};
}

/* x^12 by products: libm's pow may differ between processors in the last bit. */
static double twelfth_power(double x) {
  double x2 = x * x, x4 = x2 * x2;
  return x4 * x4 * x4;
}

double ndrsim_record_other(const ndrsim_layout *l, const int64_t *record, int convention, int month,
                           ndrsim_measure measure) {
  const ndrsim_convention_def *def = ndrsim_convention_at(convention);
  window_sums w;
  if (month < 0 || month >= l->months || !ndrsim_convention_has(convention, month)) return NAN;
  if (measure == NDRSIM_MEASURE_GRR_FLOW && def->no_flow != NULL) return NAN;
  if (measure == NDRSIM_MEASURE_GRR_ENDPOINT && def->no_endpoint != NULL) return NAN;
  switch (convention) {
  case NDRSIM_CONVENTION_AGE_NO_RETURN:
    if (measure == NDRSIM_MEASURE_GRR_ENDPOINT && !ndrsim_is_anchor(month)) return NAN;
    w = no_return(l, record, month);
    break;
  case NDRSIM_CONVENTION_QUARTER:
    w = revenue(l, record, month, NDRSIM_REVENUE_BASE);
    break;
  case NDRSIM_CONVENTION_QUARTER_YEAR:
    return mean_of_quarters(l, record, month, measure);
  case NDRSIM_CONVENTION_TRAILING_YEAR:
    w = revenue(l, record, month, NDRSIM_REVENUE_YEAR);
    break;
  case NDRSIM_CONVENTION_TRAILING_AVERAGE:
    w = last_twelve(l, record, month);
    break;
  case NDRSIM_CONVENTION_SURVIVORS:
    w = survivors(l, record, month);
    break;
  case NDRSIM_CONVENTION_MONTHLY:
    w = one_month(l, record, month);
    return twelfth_power(divide(&w, measure));
  default:
    return NAN;
  }
  return divide(&w, measure);
}
