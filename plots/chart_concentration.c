/* NDR against the number of customers: how the band narrows, and to what. */
#include <math.h>
#include "analysis/concentration.h"
#include "plots/chart.h"
#include "report/number.h"

ndrsim_status ndrsim_chart_concentration(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_concentration *self = work->study;
  const ndrsim_portfolio_size *all = &self->size[self->n_sizes - 1];
  ndrsim_estimate accounts = self->top[NDRSIM_TOP_ACCOUNTS], rest = self->top[NDRSIM_TOP_REST];
  char title[NDRSIM_CHART_LINE], detail[NDRSIM_CHART_LINE], number[NDRSIM_NUMBER_SIZE];
  (void)err;
  if (self->n_sizes < 2) {
    snprintf(work->missing, sizeof work->missing, "no size is below the number of customers");
    return NDRSIM_OK;
  }
  double low = 100, high = 100, last = accounts.mean;
  ndrsim_gnuplot_begin(work->plot, "band"); /* customers  P5  P10  P50  P90  P95 */
  for (int s = 0; s < self->n_sizes; s++) {
    const ndrsim_portfolio_size *size = &self->size[s];
    double row[NDRSIM_QUANTILES + 1] = {size->accounts > 0 ? (double)size->accounts : last};
    for (int q = 0; q < NDRSIM_QUANTILES; q++) {
      row[q + 1] = size->ndr.quantile[q];
    }
    ndrsim_gnuplot_row(work->plot, NDRSIM_QUANTILES + 1, row);
    low = fmin(low, row[1]);
    high = fmax(high, row[NDRSIM_QUANTILES]);
  }
  ndrsim_gnuplot_end(work->plot);
  ndrsim_gnuplot_begin(work->plot, "ticks"); /* customers  "label" */
  for (int s = 0; s < self->n_sizes; s++) {
    bool whole = self->size[s].accounts == 0;
    double n = whole ? last : (double)self->size[s].accounts;
    if (!whole && n > 0.72 * last) continue; /* its label would lie under that of all */
    ndrsim_number_grouped(n, 0, number, sizeof number);
    fprintf(work->plot->script, whole ? "%.6f \"all (%s)\"\n" : "%.6f \"%s\"\n", n, number);
  }
  ndrsim_gnuplot_end(work->plot);
  double span = high - low;
  ndrsim_gnuplot_number(work->plot, "x_low", (double)self->size[0].accounts);
  ndrsim_gnuplot_number(work->plot, "x_high", last);
  ndrsim_gnuplot_number(work->plot, "rest", rest.valid ? rest.quantile[NDRSIM_P50] : NAN);
  ndrsim_gnuplot_number(work->plot, "has_rest", rest.valid);
  ndrsim_gnuplot_number(work->plot, "floor_low", all->ndr.quantile[NDRSIM_P10]);
  ndrsim_gnuplot_number(work->plot, "floor_high", all->ndr.quantile[NDRSIM_P90]);
  ndrsim_chart_axis(work, "y", low - 0.04 * span, high + 0.04 * span);
  ndrsim_gnuplot_text(work->plot, "x_label", "Customers (log scale)");
  snprintf(detail, sizeof detail, "NDR at %d months [%%]", self->month);
  ndrsim_gnuplot_text(work->plot, "y_label", detail);
  ndrsim_number_grouped((double)self->size[0].accounts, 0, number, sizeof number);
  snprintf(title, sizeof title,
           "With %s customers NDR is between %.0f%% and %.0f%%, with all between %.0f%% and %.0f%%",
           number, self->size[0].ndr.quantile[NDRSIM_P10], self->size[0].ndr.quantile[NDRSIM_P90],
           all->ndr.quantile[NDRSIM_P10], all->ndr.quantile[NDRSIM_P90]);
  ndrsim_chart_convention(self->model->n_rows > 0 ? NDRSIM_CONVENTION_POINT : NDRSIM_CONVENTION_AGE,
                          detail, sizeof detail);
  ndrsim_chart_frame(work, title, detail,
                     "Portfolios drawn at random from the customers of each simulated future. "
                     "Dotted: P10 and P90 of all, which more customers do not narrow.");
  return NDRSIM_OK;
}
