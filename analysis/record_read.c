/* Readers of one replicate record: NDR, GRR and the two bridges, in the conventions point and
 * cohort_age; record_convention.c reads the others.
 *
 * Money is added as integers and divided once, so that the parts of a bridge add up to NDR as
 * exactly as doubles allow. Source: MODEL section 6 (docs/definitions.md).
 */
#include <math.h>
#include "analysis/record_window.h"

#define WINDOW NDRSIM_WINDOW /* months of the point convention */

/* The cohorts partition the accounts. */
int64_t ndrsim_record_mrr(const ndrsim_layout *l, const int64_t *record, int month) {
  int64_t sum = 0;
  for (int c = 0; c < l->cohorts; c++) {
    sum += record[ndrsim_at_cohort(l, c, month, NDRSIM_COHORT_MRR)];
  }
  return sum;
}

/* Base MRR [cents] and the row of flows of a window; 0 and NULL when history is missing. */
static int64_t window_base(const ndrsim_layout *l, const int64_t *record, int convention, int month,
                           const int64_t **flow) {
  *flow = NULL;
  if (month < 0 || month >= l->months) return 0;
  int64_t base;
  if (convention == NDRSIM_ANCHOR_POINT) {
    if (month < WINDOW) return 0;
    base = ndrsim_record_mrr(l, record, month - WINDOW);
    *flow = record + ndrsim_at_point(l, month, 0);
  } else if (convention == NDRSIM_ANCHOR_AGE) {
    base = record[l->age_base + (size_t)month];
    *flow = record + ndrsim_at_age(l, month, 0);
  } else {
    return 0;
  }
  return base > 0 ? base : 0;
}

static double share(int64_t sixtieths, int64_t base) {
  return (double)sixtieths / ((double)base * NDRSIM_SIXTIETHS);
}

static bool is_other(int convention) {
  return convention != NDRSIM_ANCHOR_POINT && convention != NDRSIM_ANCHOR_AGE;
}

double ndrsim_record_ndr(const ndrsim_layout *l, const int64_t *record, int convention, int month) {
  const int64_t *flow;
  if (is_other(convention))
    return ndrsim_record_other(l, record, convention, month, NDRSIM_MEASURE_NDR);
  int64_t base = window_base(l, record, convention, month, &flow);
  if (base == 0) return NAN;
  int64_t change = 0;
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    change += flow[c];
  }
  return (double)(base * NDRSIM_SIXTIETHS + change) / ((double)base * NDRSIM_SIXTIETHS);
}

int ndrsim_record_window(const ndrsim_layout *l, const int64_t *record, int convention, int month,
                         int64_t *then, int64_t *now) {
  const int64_t *flow;
  int64_t change = 0;
  *then = window_base(l, record, convention, month, &flow);
  *now = 0;
  if (*then == 0) return 0;
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    change += flow[c];
  }
  *now = *then + change / NDRSIM_SIXTIETHS; /* parts of whole cents: nothing is left over */
  return 1;
}

double ndrsim_record_grr_flow(const ndrsim_layout *l, const int64_t *record, int convention,
                              int month) {
  const int64_t *flow;
  if (is_other(convention))
    return ndrsim_record_other(l, record, convention, month, NDRSIM_MEASURE_GRR_FLOW);
  int64_t base = window_base(l, record, convention, month, &flow);
  if (base == 0) return NAN;
  int64_t lost = flow[NDRSIM_FLOW_CONTRACTION] + flow[NDRSIM_FLOW_CHURN];
  return (double)(base * NDRSIM_SIXTIETHS + lost) / ((double)base * NDRSIM_SIXTIETHS);
}

/* The row of an anchor window, or NULL when it is out of range or has no base. */
static const int64_t *anchor_row(const ndrsim_layout *l, const int64_t *record, int convention,
                                 int anchor) {
  if (anchor < 0 || anchor >= NDRSIM_ANCHORS || is_other(convention)) return NULL;
  if (WINDOW * (anchor + 1) >= l->months) return NULL;
  const int64_t *row = record + ndrsim_at_anchor(l, convention, anchor, 0);
  return row[NDRSIM_ANCHOR_BASE] > 0 ? row : NULL;
}

double ndrsim_record_grr_endpoint(const ndrsim_layout *l, const int64_t *record, int convention,
                                  int month) {
  if (is_other(convention))
    return ndrsim_record_other(l, record, convention, month, NDRSIM_MEASURE_GRR_ENDPOINT);
  if (!ndrsim_is_anchor(month)) return NAN;
  const int64_t *row = anchor_row(l, record, convention, month / WINDOW - 1);
  if (row == NULL) return NAN;
  return (double)row[NDRSIM_ANCHOR_KEPT] / (double)row[NDRSIM_ANCHOR_BASE];
}

/* Column of a driver in a row of parts; the cause lens has its own three, from `cause` on. */
static int lens_column(int driver, ndrsim_lens lens, int cause) {
  if (lens == NDRSIM_LENS_CAUSE) {
    switch (driver) {
    case NDRSIM_DRIVER_SEAT:
      return cause;
    case NDRSIM_DRIVER_WORKFLOW:
      return cause + 1;
    case NDRSIM_DRIVER_CAPACITY:
      return cause + 2;
    default:
      break;
    }
  }
  return driver;
}

static int fill_nan(double *out, int n) {
  for (int c = 0; c < n; c++) {
    out[c] = NAN;
  }
  return 0;
}

int ndrsim_record_flow(const ndrsim_layout *l, const int64_t *record, int convention, int month,
                       ndrsim_lens lens, double *out) {
  const int64_t *flow;
  int64_t base = window_base(l, record, convention, month, &flow);
  if (base == 0) return fill_nan(out, NDRSIM_FLOWS);
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    out[c] = share(flow[lens_column(c, lens, NDRSIM_FLOW_CAUSE_SEAT)], base);
  }
  return 1;
}

int ndrsim_record_endpoint(const ndrsim_layout *l, const int64_t *record, int convention,
                           int anchor, ndrsim_lens lens, double *out) {
  const int64_t *row = anchor_row(l, record, convention, anchor);
  if (row == NULL) return fill_nan(out, NDRSIM_ENDPOINTS);
  int64_t base = row[NDRSIM_ANCHOR_BASE];
  for (int c = 0; c < NDRSIM_DRIVERS; c++) {
    int column = NDRSIM_ANCHOR_PARTS + lens_column(c, lens, NDRSIM_ENDPOINT_CAUSE);
    out[c] = share(row[column], base);
  }
  out[NDRSIM_ENDPOINT_CHURNED] = -(double)row[NDRSIM_ANCHOR_CHURNED] / (double)base;
  return 1;
}

/* The row of a spread, or NULL when it was not taken at this month or nothing was spread. */
static const int64_t *spread_row(const ndrsim_layout *l, const int64_t *record, int spread,
                                 int month) {
  if (month < 0 || month >= l->months || month % WINDOW != 0) return NULL;
  if (month / WINDOW >= NDRSIM_SPREAD_MONTHS) return NULL;
  const int64_t *row = record + ndrsim_at_spread(l, spread, month / WINDOW);
  return row[NDRSIM_SPREAD_TOTAL] > 0 ? row : NULL;
}

double ndrsim_record_top_share(const ndrsim_layout *l, const int64_t *record, int spread, int month,
                               double *bound) {
  const int64_t *row = spread_row(l, record, spread, month);
  if (bound) *bound = NAN;
  if (row == NULL) return NAN;
  double total = 10.0 * (double)row[NDRSIM_SPREAD_TOTAL];
  double low = (double)row[NDRSIM_SPREAD_TOP_LOW] / total;
  double high = (double)row[NDRSIM_SPREAD_TOP_HIGH] / total;
  if (bound) *bound = 0.5 * (high - low);
  return 0.5 * (low + high);
}

double ndrsim_record_effective(const ndrsim_layout *l, const int64_t *record, int month) {
  const int64_t *row = spread_row(l, record, NDRSIM_SPREAD_MRR, month);
  if (row == NULL) return NAN;
  double total = (double)row[NDRSIM_SPREAD_TOTAL];
  double squares =
      (double)row[NDRSIM_SPREAD_SQUARES_HIGH] * 0x1p36 + (double)row[NDRSIM_SPREAD_SQUARES_LOW];
  return total * total / squares;
}

double ndrsim_record_moved(const ndrsim_layout *l, const int64_t *record, int month, int column,
                           double unit) {
  double value = (double)record[ndrsim_at_moved(l, month, column)];
  if (column < NDRSIM_MOVED_NEW) return value / (unit * NDRSIM_SIXTIETHS);
  return column == NDRSIM_MOVED_NEW ? value / unit : value;
}

double ndrsim_record_grown(const ndrsim_layout *l, const int64_t *record, int month, double unit) {
  int64_t sum = 0;
  for (int driver = 0; driver < NDRSIM_DRIVERS; driver++) {
    sum += record[ndrsim_at_moved(l, month, driver)];
  }
  return (double)sum / (unit * NDRSIM_SIXTIETHS);
}
