/* MRR with its bands, and MRR by what brought it. */
#include <math.h>
#include <stdlib.h>
#include "analysis/quantity.h"
#include "analysis/stack.h"
#include "plots/chart.h"

static ndrsim_status no_memory(ndrsim_status status, ndrsim_error *err) {
  return status == NDRSIM_OK ? status
                             : ndrsim_error_set(err, status, "no memory for a chart of MRR");
}

/* MRR of the whole model, month by month. */
static ndrsim_status read_mrr(const ndrsim_results *results, int month, ndrsim_estimate *out) {
  ndrsim_metric metric;
  int index = ndrsim_metric_find(results->model, "mrr");
  ndrsim_status status =
      index < 0 ? NDRSIM_INTERNAL : ndrsim_metric_get(results->model, index, &metric);
  if (status != NDRSIM_OK) return status;
  ndrsim_quantity quantity = {.kind = NDRSIM_QUANTITY_METRIC, .metric = &metric, .month = month};
  return ndrsim_quantity_estimate(results, &quantity, out);
}

/* --- fan ------------------------------------------------------------------------------------- */

ndrsim_status ndrsim_chart_mrr_fan(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_results *results = work->results;
  int last = results->layout.months - 1;
  double low = INFINITY, high = 0;
  ndrsim_estimate estimate;
  for (int month = 0; month <= last; month++) {
    ndrsim_status status = read_mrr(results, month, &estimate);
    if (status != NDRSIM_OK) return no_memory(status, err);
    if (!estimate.valid) continue;
    low = fmin(low, estimate.quantile[NDRSIM_P5]);
    high = fmax(high, estimate.quantile[NDRSIM_P95]);
  }
  if (high <= 0) {
    snprintf(work->missing, sizeof work->missing, "no account pays in any month");
    return NDRSIM_OK;
  }
  ndrsim_chart_money money;
  ndrsim_chart_money_init(&money, results, high);
  char label[NDRSIM_CHART_LINE];
  snprintf(label, sizeof label, "MRR [%s]", money.unit);
  ndrsim_chart_frame(work, "Monthly recurring revenue (MRR)", "", "");
  ndrsim_gnuplot_text(work->plot, "y_label", label);
  ndrsim_chart_months(work, 0, last, 0.06 * last);
  ndrsim_chart_axis(work, "y", 0, 1.08 * high / money.divisor);
  ndrsim_gnuplot_number(work->plot, "hundred", NAN);
  ndrsim_gnuplot_begin(work->plot, "fan");
  for (int month = 0; month <= last; month++) {
    ndrsim_status status = read_mrr(results, month, &estimate);
    if (status != NDRSIM_OK) return no_memory(status, err);
    ndrsim_chart_fan_row(work, month, &estimate, money.divisor);
  }
  ndrsim_gnuplot_end(work->plot);
  fputs("$marks << END_OF_DATA\n", work->plot->script);
  for (int month = 12 * ((last + 119) / 120); month <= last && month > 0;
       month += 12 * ((last + 119) / 120)) {
    char text[64];
    ndrsim_status status = read_mrr(results, month, &estimate);
    if (status != NDRSIM_OK) return no_memory(status, err);
    ndrsim_chart_money_text(&money, estimate.quantile[NDRSIM_P50], text, sizeof text);
    fprintf(work->plot->script, "%d %.9g \"%s\"\n", month,
            estimate.quantile[NDRSIM_P50] / money.divisor, text);
  }
  ndrsim_gnuplot_end(work->plot);
  return NDRSIM_OK;
}

/* --- by engine ------------------------------------------------------------------------------- */

/* From the middle outwards: gains are stacked upwards in this order, losses downwards. */
static const int order[NDRSIM_STACK_PARTS] = {
    NDRSIM_STACK_OPENING,
    NDRSIM_STACK_NEW,
    NDRSIM_STACK_FLOWS + NDRSIM_DRIVER_SEAT,
    NDRSIM_STACK_FLOWS + NDRSIM_DRIVER_WORKFLOW,
    NDRSIM_STACK_FLOWS + NDRSIM_DRIVER_CAPACITY,
    NDRSIM_STACK_FLOWS + NDRSIM_DRIVER_USAGE,
    NDRSIM_STACK_FLOWS + NDRSIM_DRIVER_ADD_ON,
    NDRSIM_STACK_FLOWS + NDRSIM_DRIVER_OUTCOME,
    NDRSIM_STACK_FLOWS + NDRSIM_DRIVER_PRICE,
    NDRSIM_STACK_FLOWS + NDRSIM_DRIVER_DISCOUNT,
    NDRSIM_STACK_FLOWS + NDRSIM_FLOW_REACTIVATION,
    NDRSIM_STACK_FLOWS + NDRSIM_FLOW_CONTRACTION,
    NDRSIM_STACK_FLOWS + NDRSIM_FLOW_CHURN,
};

typedef struct stack_piles {
  double *mean;                            /* [months][NDRSIM_STACK_PARTS] */
  int months, n, part[NDRSIM_STACK_PARTS]; /* those that are not zero throughout */
  bool loss[NDRSIM_STACK_PARTS];           /* where a month without any is drawn */
  double low, high;                        /* extremes of the piles */
} stack_piles;

static void measure(stack_piles *self) {
  for (int k = 0; k < NDRSIM_STACK_PARTS; k++) {
    double most = 0;
    for (int t = 0; t < self->months; t++) {
      double value = self->mean[t * NDRSIM_STACK_PARTS + order[k]];
      if (fabs(value) > fabs(most)) most = value;
    }
    if (most == 0) continue;
    self->loss[self->n] = most < 0;
    self->part[self->n++] = order[k];
  }
  for (int t = 0; t < self->months; t++) {
    double up = 0, down = 0;
    for (int k = 0; k < self->n; k++) {
      double value = self->mean[t * NDRSIM_STACK_PARTS + self->part[k]];
      if (value > 0) up += value;
      if (value < 0) down += value;
    }
    self->low = fmin(self->low, down);
    self->high = fmax(self->high, up);
  }
}

/* month, then the lower and upper edge of each part. */
static void put_stack(ndrsim_chart_work *work, const stack_piles *self, double divisor) {
  ndrsim_gnuplot_begin(work->plot, "stack");
  for (int t = 0; t < self->months; t++) {
    double row[1 + 2 * NDRSIM_STACK_PARTS] = {t}, up = 0, down = 0;
    for (int k = 0; k < self->n; k++) {
      double value = self->mean[t * NDRSIM_STACK_PARTS + self->part[k]] / divisor;
      double *pile = value < 0 || (value == 0 && self->loss[k]) ? &down : &up;
      row[1 + 2 * k] = fmin(*pile, *pile + value);
      row[2 + 2 * k] = fmax(*pile, *pile + value);
      *pile += value;
    }
    ndrsim_gnuplot_row(work->plot, 1 + 2 * self->n, row);
  }
  ndrsim_gnuplot_end(work->plot);
}

static void put_parts(ndrsim_chart_work *work, const stack_piles *self) {
  ndrsim_gnuplot_array(work->plot, "part_color", self->n);
  ndrsim_gnuplot_array(work->plot, "part_label", self->n);
  ndrsim_gnuplot_number(work->plot, "parts", self->n);
  for (int k = 0; k < self->n; k++) {
    int part = self->part[k], flow = part - NDRSIM_STACK_FLOWS;
    const char *name = part == NDRSIM_STACK_OPENING ? "opening" : "new";
    const char *label = part == NDRSIM_STACK_OPENING ? "Opening MRR" : "New customers";
    char color[48];
    snprintf(color, sizeof color, "color_%s", flow >= 0 ? ndrsim_driver_name(flow) : name);
    ndrsim_gnuplot_item(work->plot, "part_color", k + 1, color);
    ndrsim_gnuplot_item(work->plot, "part_label", k + 1,
                        flow >= 0 ? ndrsim_driver_label(flow) : label);
  }
}

/* $total: month  mean  P10  P90 */
static ndrsim_status put_total(ndrsim_chart_work *work, int months, double divisor) {
  ndrsim_gnuplot_begin(work->plot, "total");
  for (int t = 0; t < months; t++) {
    ndrsim_estimate estimate;
    ndrsim_status status = read_mrr(work->results, t, &estimate);
    if (status != NDRSIM_OK) return status;
    double row[4] = {t, estimate.mean / divisor, estimate.quantile[NDRSIM_P10] / divisor,
                     estimate.quantile[NDRSIM_P90] / divisor};
    ndrsim_gnuplot_row(work->plot, 4, row);
  }
  ndrsim_gnuplot_end(work->plot);
  return NDRSIM_OK;
}

static ndrsim_status highest_band(const ndrsim_results *results, double *high) {
  for (int t = 0; t < results->layout.months; t++) {
    ndrsim_estimate estimate;
    ndrsim_status status = read_mrr(results, t, &estimate);
    if (status != NDRSIM_OK) return status;
    if (estimate.valid) *high = fmax(*high, estimate.quantile[NDRSIM_P90]);
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_chart_mrr_engines(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_results *results = work->results;
  stack_piles piles = {.months = results->layout.months};
  size_t cells = (size_t)piles.months * NDRSIM_STACK_PARTS;
  piles.mean = malloc(cells * sizeof *piles.mean);
  if (piles.mean == NULL) return no_memory(NDRSIM_MEMORY, err);
  ndrsim_stack_mean(results, NDRSIM_LENS_CAUSE, piles.mean);
  measure(&piles);
  ndrsim_status status = highest_band(results, &piles.high);
  if (status != NDRSIM_OK || piles.n == 0 || piles.months < 2) {
    snprintf(work->missing, sizeof work->missing, "no account pays in any month");
    free(piles.mean);
    return no_memory(status, err);
  }
  ndrsim_chart_money money;
  ndrsim_chart_money_init(&money, results, piles.high);
  char label[NDRSIM_CHART_LINE];
  snprintf(label, sizeof label, "MRR [%s], mean", money.unit);
  ndrsim_chart_frame(work, "What MRR is made of: growth above zero, losses below",
                     "running totals, by cause",
                     "MRR is everything above zero less everything below. Losses are not taken "
                     "back from the part that had brought them.");
  ndrsim_gnuplot_text(work->plot, "y_label", label);
  ndrsim_chart_months(work, 0, piles.months - 1, 0);
  double span = piles.high - piles.low;
  ndrsim_chart_axis(work, "y", (piles.low - (piles.low < 0 ? 0.04 * span : 0)) / money.divisor,
                    (piles.high + 0.04 * span) / money.divisor);
  put_parts(work, &piles);
  put_stack(work, &piles, money.divisor);
  status = put_total(work, piles.months, money.divisor);
  free(piles.mean);
  return no_memory(status, err);
}
