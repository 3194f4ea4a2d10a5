/* Results of a run: the records of all replicates, and estimates computed from them. */
#ifndef NDRSIM_ANALYSIS_RESULTS_H
#define NDRSIM_ANALYSIS_RESULTS_H

#include <stdbool.h>
#include "sim/cost.h"

#define NDRSIM_QUANTILES 5 /* P5 P10 P50 P90 P95, see ndrsim_quantile_level */
extern const double ndrsim_quantile_level[NDRSIM_QUANTILES];
enum { NDRSIM_P5, NDRSIM_P10, NDRSIM_P50, NDRSIM_P90, NDRSIM_P95 };

/* An estimate over replicates. valid = 0: history missing or no replicates; numbers are NAN. */
typedef struct ndrsim_estimate {
  int valid, n;
  double mean, se;                      /* Monte Carlo standard error of the mean */
  double quantile[NDRSIM_QUANTILES];    /* exact sample quantiles (type 7) */
  double quantile_se[NDRSIM_QUANTILES]; /* from order statistics (binomial, +-1 sd) */
} ndrsim_estimate;

/* Shares of the variance of the headline 12-month NDR, by pick-freeze (docs/model.md). Nesting:
 * parameter, then macro given parameters, then idiosyncratic given both. */
typedef struct ndrsim_layers {
  int samples;               /* 0 = not estimated */
  double variance[3], se[3]; /* parameter, macro, idiosyncratic [NDR points squared] */
  double total, total_se;    /* sample variance over the main replicates, and its SE */
  double sum, sum_se;        /* of the three */
} ndrsim_layers;

typedef struct ndrsim_results {
  const ndrsim_model *model;
  ndrsim_layout layout;
  int n;                                      /* replicates that are whole */
  int requested;                              /* replicates asked for */
  int layer_samples, layer_samples_requested; /* the same of the pick-freeze samples */
  int64_t *records;                           /* [n][layout.size] */
  int convention;  /* headline: as asked for, else point (a book) or cohort_age */
  int bridge;      /* the convention whose bridge goes with it: point or cohort_age */
  int basis_month; /* month, or age, of the headline: 12, or 24 where a year is not enough */
  ndrsim_layers layers;
} ndrsim_results;

/* What a progress callback may read while a run goes on: it is changed under the same lock. */
typedef struct ndrsim_run_watch {
  bool layers;          /* the replicates are done, the samples of the layers are running */
  int n;                /* replicates that are whole by now, in no order */
  double mean, squares; /* headline NDR over them [%], and its sum of squares about the mean */
} ndrsim_run_watch;

typedef struct ndrsim_run_options {
  ndrsim_engine_options engine;
  int layer_samples;      /* pick-freeze samples (4 runs each); 0 = none */
  const char *convention; /* of the headline; NULL = point for a book, else cohort_age */
  /* To do again what an interrupted run had: stop after these, although more are asked for. */
  bool stop_early;
  int stop_replicates, stop_layers;
  ndrsim_run_watch *watch; /* NULL = nobody looks */
} ndrsim_run_options;

/* Standard error of the watched mean [points]; NAN below two replicates. */
double ndrsim_run_watch_se(const ndrsim_run_watch *self);

/* The month of the headline that these options ask for. A shorter run has no layers to split. */
int ndrsim_run_basis(const ndrsim_model *model, const ndrsim_run_options *options);

void ndrsim_results_init(ndrsim_results *self);
void ndrsim_results_free(ndrsim_results *self);
/* What ndrsim_results_run would need. Errors: INTERNAL, MEMORY. */
ndrsim_status ndrsim_results_cost(const ndrsim_model *model, const ndrsim_run_options *options,
                                  ndrsim_cost *out, ndrsim_error *err);
/* Errors: INPUT for a convention that does not exist, with the nearest name. Refuses with LIMIT,
 * before anything is allocated, what needs more memory than engine.memory. After INTERRUPTED the
 * results hold n replicates and layer_samples samples, both from the first on without a gap; n = 0
 * is nothing to report. */
ndrsim_status ndrsim_results_run(ndrsim_results *self, const ndrsim_model *model,
                                 const ndrsim_run_options *options, ndrsim_error *err);

/* Sorts a copy of value[n] and estimates; NANs (or n = 0) make the estimate invalid, which is not
 * an error. One replicate has no standard error: se and quantile_se are then NAN. Errors: MEMORY.
 */
ndrsim_status ndrsim_estimate_values(const double *value, int n, ndrsim_estimate *out);

/* The same for times, where INFINITY means "not reached within the horizon": quantiles are INFINITY
 * where they are not reached; the mean and its error are then NAN. Errors: MEMORY. */
ndrsim_status ndrsim_estimate_times(const double *value, int n, ndrsim_estimate *out);

/* --- readers of one record (all return NAN when history is missing) ------------------------- */
/* NDR and GRR as ratios (1.0 = 100%), in any convention of ledger/convention.h. `month` is the
 * calendar month t (of point the window is (t-12, t]), or for conventions by age the age a, with
 * the window (0, a]. The endpoint form of GRR in point and cohort_age is known at 12, 24, 36. */
double ndrsim_record_ndr(const ndrsim_layout *l, const int64_t *record, int convention, int month);
double ndrsim_record_grr_flow(const ndrsim_layout *l, const int64_t *record, int convention,
                              int month);
double ndrsim_record_grr_endpoint(const ndrsim_layout *l, const int64_t *record, int convention,
                                  int month);
/* The same window in money: MRR of the base customers then and now [cents]; 0 and both 0 when
 * history is missing, and in the conventions without bridges. */
int ndrsim_record_window(const ndrsim_layout *l, const int64_t *record, int convention, int month,
                         int64_t *then, int64_t *now);
/* Bridges exist in point and cohort_age; all NAN in the other conventions. Flow bridge, as ratios
 * to the base: out[NDRSIM_FLOWS]; 1 + sum(out) = NDR. */
int ndrsim_record_flow(const ndrsim_layout *l, const int64_t *record, int convention, int month,
                       ndrsim_lens lens, double *out);
/* Endpoint bridge at an anchor: out[NDRSIM_ENDPOINTS]. */
int ndrsim_record_endpoint(const ndrsim_layout *l, const int64_t *record, int convention,
                           int anchor, ndrsim_lens lens, double *out);

/* Column NDRSIM_MOVED_... of the movements of a month, and the sum of its drivers: money in units
 * of `unit` cents (1: cents, 100: currency), or accounts. */
double ndrsim_record_moved(const ndrsim_layout *l, const int64_t *record, int month, int column,
                           double unit);
double ndrsim_record_grown(const ndrsim_layout *l, const int64_t *record, int month, double unit);

/* Share that the top tenth of the accounts hold of an amount (NDRSIM_SPREAD_MRR, _GROWTH) at month
 * 0, 12, 24 or 36, as a ratio. The record knows it within +- *bound (NULL = not asked). */
double ndrsim_record_top_share(const ndrsim_layout *l, const int64_t *record, int spread, int month,
                               double *bound);
/* Equal accounts that would be as concentrated: 1 / the Herfindahl index of MRR. Same months. */
double ndrsim_record_effective(const ndrsim_layout *l, const int64_t *record, int month);

/* --- metrics: the tables of all mechanisms, concatenated, tiers expanded; then two for each
 * milestone, incidence_NAME [%] by age and time_to_NAME [months], the median
 * -------------------------------- */
/* What a value's `month` is. */
typedef enum ndrsim_axis {
  NDRSIM_AXIS_MONTH, /* calendar month of the run */
  NDRSIM_AXIS_AGE,   /* months since landing, or since the milestone's clock */
  NDRSIM_AXIS_NONE   /* one value per run, whatever the month */
} ndrsim_axis;

typedef struct ndrsim_metric {
  char name[96], unit[48], doc[256];
  char formula[256], convention[128]; /* what a month of it stands for */
  const char *source;                 /* "S2", "definition", "assumption" */
  ndrsim_metric_kind kind;
  int argument; /* see ndrsim_metric_kind; of milestones: their index in the layout */
  ndrsim_axis axis;
  ndrsim_format format;
  int numerator, denominator;             /* counters of the layout; -1 = none */
  int cumulative, cumulative_denominator; /* sums since month 0 */
  int over[2], cumulative_over[2];        /* of a quotient: the counters of the metric below */
  double scale;
} ndrsim_metric;

/* Whether a row of what the program lacks is in the way of one with its name, which it does not. */
bool ndrsim_metric_gives_way(const ndrsim_catalogue *catalogue, const ndrsim_metric_def *row);
int ndrsim_metric_count(const ndrsim_model *model);
ndrsim_status ndrsim_metric_get(const ndrsim_model *model, int index, ndrsim_metric *out);
int ndrsim_metric_find(const ndrsim_model *model, const char *name); /* -1 if none */
/* NAN when the metric has no value at `month` (history missing, nothing below the line, a month at
 * which it is not taken); INFINITY for a time that is not reached within the horizon. */
double ndrsim_metric_value(const ndrsim_results *self, const ndrsim_metric *metric, int replicate,
                           int month);
/* Index of a counter ("mrr", "logos", "accounts_pro") in layout.series, or -1. */
int ndrsim_counter_find(const ndrsim_model *model, const char *name);

#endif
