/* NDR in every convention, side by side. */
#include <math.h>
#include "analysis/quantity.h"
#include "plots/chart.h"

enum { WINDOW = 12 };

typedef struct side {
  int month;
  ndrsim_estimate row[NDRSIM_CONVENTIONS];
  double low, high; /* of P5 to P95 of all rows; 100% is inside */
} side;

static ndrsim_status read_side(const ndrsim_results *results, int month, side *out, bool *known) {
  *out = (side){.month = month, .low = 100, .high = 100};
  *known = false;
  for (int k = 0; k < NDRSIM_CONVENTIONS; k++) {
    ndrsim_quantity quantity = {.kind = NDRSIM_QUANTITY_NDR, .convention = k, .month = month};
    ndrsim_status status = ndrsim_quantity_estimate(results, &quantity, &out->row[k]);
    if (status != NDRSIM_OK) return status;
    if (!out->row[k].valid) continue;
    out->low = fmin(out->low, out->row[k].quantile[NDRSIM_P5]);
    out->high = fmax(out->high, out->row[k].quantile[NDRSIM_P95]);
    *known = true;
  }
  return NDRSIM_OK;
}

static void put_rows(ndrsim_chart_work *work, const side *list, int n) {
  ndrsim_gnuplot_begin(work->plot, "rows");
  for (int p = 0; p < n; p++) {
    for (int k = 0; k < NDRSIM_CONVENTIONS; k++) {
      const ndrsim_estimate *e = &list[p].row[k];
      fprintf(work->plot->script, "%d", k + 1);
      for (int q = 0; q < NDRSIM_QUANTILES; q++) {
        if (e->valid)
          fprintf(work->plot->script, " %.9g", e->quantile[q]);
        else
          fputs(" NaN", work->plot->script);
      }
      if (e->valid)
        fprintf(work->plot->script, " \"%.1f%%\" \"\"\n", e->quantile[NDRSIM_P50]);
      else
        fputs(" \"\" \"not known\"\n", work->plot->script);
    }
    fputs("\n\n", work->plot->script);
  }
  ndrsim_gnuplot_end(work->plot);
}

static void put_panels(ndrsim_chart_work *work, const side *list, int n) {
  FILE *script = work->plot->script;
  ndrsim_gnuplot_number(work->plot, "panels", n);
  ndrsim_gnuplot_array(work->plot, "panel_label", n);
  ndrsim_gnuplot_array(work->plot, "panel_low", n);
  ndrsim_gnuplot_array(work->plot, "panel_high", n);
  for (int p = 0; p < n; p++) {
    char text[32];
    double span = fmax(list[p].high - list[p].low, 1);
    snprintf(text, sizeof text, "%d months", list[p].month);
    ndrsim_gnuplot_item(work->plot, "panel_label", p + 1, text);
    fprintf(script, "panel_low[%d] = %.9g\n", p + 1, list[p].low - 0.05 * span);
    /* room for the P50 beside the widest row */
    fprintf(script, "panel_high[%d] = %.9g\n", p + 1, list[p].high + (n > 2 ? 0.30 : 0.20) * span);
  }
  ndrsim_gnuplot_number(work->plot, "rows", NDRSIM_CONVENTIONS);
  ndrsim_gnuplot_number(work->plot, "headline", work->results->convention + 1);
  ndrsim_gnuplot_array(work->plot, "row_label", NDRSIM_CONVENTIONS);
  for (int k = 0; k < NDRSIM_CONVENTIONS; k++) {
    ndrsim_gnuplot_item(work->plot, "row_label", k + 1, ndrsim_convention_name(k));
  }
}

ndrsim_status ndrsim_chart_ndr_conventions(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_results *results = work->results;
  side list[NDRSIM_ANCHORS];
  int n = 0;
  for (int anchor = 0; anchor < NDRSIM_ANCHORS; anchor++) {
    bool known;
    ndrsim_status status = read_side(results, WINDOW * (anchor + 1), &list[n], &known);
    if (status != NDRSIM_OK) {
      return ndrsim_error_set(err, status, "no memory for a chart of NDR");
    }
    n += known;
  }
  if (n == 0) {
    const char *reason = ndrsim_results_missing(results, NDRSIM_CONVENTION_POINT, WINDOW);
    snprintf(work->missing, sizeof work->missing, "%s", reason != NULL ? reason : "no NDR");
    return NDRSIM_OK;
  }
  char headline[64];
  snprintf(headline, sizeof headline, "dark: the headline, %s",
           ndrsim_convention_name(results->convention));
  ndrsim_chart_frame(work, "NDR by convention, on the same paths", headline,
                     "Mark: P50, bar: P10 to P90, line: P5 to P95. cohort_age is at that age, the "
                     "others end in that month of the run.");
  ndrsim_gnuplot_text(work->plot, "x_label", "NDR [%]");
  put_panels(work, list, n);
  put_rows(work, list, n);
  return NDRSIM_OK;
}
