/* The charts: one row in a table (of `ndrsim run`: plots/charts.c), one template NAME.gp, one
 * function that fills it. What the templates get is described in plots/README.md. */
#ifndef NDRSIM_PLOTS_CHART_H
#define NDRSIM_PLOTS_CHART_H

#include "analysis/results.h"
#include "plots/gnuplot.h"
#include "plots/plot.h"

#define NDRSIM_CHART_LINE 256

typedef struct ndrsim_chart_work {
  const ndrsim_results *results; /* of a study: may have no records */
  const void *study;             /* what the chart of a study draws; else NULL */
  const char *version;           /* of ndrsim */
  ndrsim_gnuplot *plot;
  char missing[160]; /* out: why there is nothing to draw; "" = there is */
} ndrsim_chart_work;

struct ndrsim_chart {
  const char *name; /* "ndr-fan": of the files, of the template, and for --charts */
  const char *what; /* one line for lists of files */
  /* Writes variables and datablocks, or says in work->missing why there is nothing. Errors: MEMORY,
   * NUMERIC, INTERNAL. */
  ndrsim_status (*fill)(ndrsim_chart_work *work, ndrsim_error *err);
};

/* chart_title, chart_subtitle (scenario, replicates, `detail`), chart_remark, chart_note. */
void ndrsim_chart_frame(ndrsim_chart_work *work, const char *title, const char *detail,
                        const char *remark);
/* "convention cohort_age" */
void ndrsim_chart_convention(int convention, char *out, size_t size);

/* y_low, y_high, y_step, y_format around [low, high]; "x" likewise. Returns the step. */
double ndrsim_chart_axis(ndrsim_chart_work *work, const char *axis, double low, double high);

/* A calendar axis for months first..last: x_label, x_low, x_high (with `room` months to the right),
 * and $ticks: month "label". Months of the year when the scenario has a start month. */
void ndrsim_chart_months(ndrsim_chart_work *work, int first, int last, double room);

/* Money on an axis: amounts are divided by `divisor` and shown with `decimals` on labels. */
typedef struct ndrsim_chart_money {
  double divisor;
  int decimals;
  char unit[64];      /* "thousand USD/month" */
  const char *letter; /* "k" */
} ndrsim_chart_money;

void ndrsim_chart_money_init(ndrsim_chart_money *self, const ndrsim_results *results,
                             double highest);
/* What values of `unit` up to `highest` are divided by, and the unit they have then: "million USD";
 * 1 and the unit itself when it is no money. */
double ndrsim_chart_scale(const ndrsim_chart_work *work, const char *unit, double highest,
                          char out[96]);
/* "1,250k" */
void ndrsim_chart_money_text(const ndrsim_chart_money *self, double amount, char *out, size_t size);

/* month p5 p10 p50 p90 p95, all values divided by `divisor`. */
void ndrsim_chart_fan_row(ndrsim_chart_work *work, double x, const ndrsim_estimate *estimate,
                          double divisor);

ndrsim_status ndrsim_chart_mrr_fan(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_mrr_engines(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_ndr_fan(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_ndr_conventions(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_ndr_bridge(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_ndr_lenses(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_ndr_distribution(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_ndr_joint(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_ndr_variance(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_cohort_heatmap(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_tier_mix(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_logo_survival(ndrsim_chart_work *work, ndrsim_error *err);
/* Of studies: work->study is theirs. */
ndrsim_status ndrsim_chart_compare_fan(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_compare_bridge(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_sweep_line(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_sweep_heatmap(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_evpi(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_optimise_profile(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_optimise_path(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_ndr_causal(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_stress_rank(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_stress_composition(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_sensitivity_tornado(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_sensitivity_sobol(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_sensitivity_two_way(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_stress_reverse(ndrsim_chart_work *work, ndrsim_error *err);
ndrsim_status ndrsim_chart_concentration(ndrsim_chart_work *work, ndrsim_error *err);

#endif
