/* ndrsim: a simulation is a case that was run: the replicates, and what can be read from them.
 *
 * Threads: any number of threads may read one simulation. Several simulations may run at once; each
 * uses its own threads, and its results do not depend on what runs beside it.
 * Ownership: strings that are returned live as long as the simulation; arrays are the caller's.
 */
#ifndef NDRSIM_SIMULATION_H
#define NDRSIM_SIMULATION_H

#include "ndrsim/case.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ndrsim_simulation ndrsim_simulation;

/* --- running --------------------------------------------------------------------------------- */

/* Called from one thread at a time, though not always the same one; `done` grows to `total` (no
 * unit). Non-zero asks the run to stop. It must not call ndrsim on the same simulation. */
typedef int ndrsim_progress_fn(void *user, long long done, long long total);

enum { NDRSIM_LAYERS_AUTO = -1 };

/* Start from the INIT macro: later versions add fields at the end, and it fills them. */
typedef struct ndrsim_simulation_options {
  size_t struct_size;
  int threads;       /* cores; 0 = all. Never changes a result */
  int layer_samples; /* for the split of variance, 4 runs each; 0 = none; NDRSIM_LAYERS_AUTO = a
                        quarter of the replicates, if that is 25 or more */
  ndrsim_progress_fn *progress; /* NULL = none */
  void *user;                   /* handed to it */
  const char *convention;       /* of the headline; NULL = "point" for a book, else "cohort_age" */
} ndrsim_simulation_options;

#define NDRSIM_SIMULATION_OPTIONS_INIT                                                             \
  { sizeof(ndrsim_simulation_options), 0, NDRSIM_LAYERS_AUTO, NULL, NULL, NULL }

/* Checks and runs a case; options NULL = the defaults. On success *out is a new simulation (free it
 * with ndrsim_simulation_free); it does not need the case any more.
 *
 * When the callback asks to stop, the status is INTERRUPTED and *out holds the replicates
 * 0..n-1 that are whole - a prefix, because those that happened to be ready would be biased - or is
 * NULL when there is none. After any other error *out is NULL.
 * Errors: as ndrsim_case_check; NUMERIC, MEMORY, LIMIT, INTERRUPTED, INTERNAL. */
NDRSIM_API ndrsim_status ndrsim_simulation_run(const ndrsim_case *input,
                                               const ndrsim_simulation_options *options,
                                               ndrsim_simulation **out, ndrsim_error *err);
NDRSIM_API void ndrsim_simulation_free(ndrsim_simulation *self); /* NULL is fine */

/* --- what it holds --------------------------------------------------------------------------- */

/* Replicates that are whole, and that were asked for. They differ after an interruption. */
NDRSIM_API int ndrsim_simulation_replicates(const ndrsim_simulation *self);
NDRSIM_API int ndrsim_simulation_requested(const ndrsim_simulation *self);
/* Months 1..horizon were simulated; month 0 is the opening state. */
NDRSIM_API int ndrsim_simulation_horizon(const ndrsim_simulation *self);
NDRSIM_API const char *ndrsim_simulation_name(const ndrsim_simulation *self);
NDRSIM_API const char *ndrsim_simulation_title(const ndrsim_simulation *self);
NDRSIM_API const char *ndrsim_simulation_currency(const ndrsim_simulation *self); /* "USD" */
/* "2026-03" when the scenario has a start month, else the number; cut to `size` bytes. */
NDRSIM_API void ndrsim_simulation_month_label(const ndrsim_simulation *self, int month, char *out,
                                              size_t size);

/* The convention and month of the headline NDR: as asked for, else "point" for a book and
 * "cohort_age" without; 12, or 24 in conventions that compare two years. */
NDRSIM_API const char *ndrsim_simulation_convention(const ndrsim_simulation *self);
NDRSIM_API int ndrsim_simulation_headline_month(const ndrsim_simulation *self);

typedef struct ndrsim_metric_info {
  size_t struct_size;
  char name[96], unit[48], doc[256];
} ndrsim_metric_info;
#define NDRSIM_METRIC_INFO_INIT                                                                    \
  { sizeof(ndrsim_metric_info), "", "", "" }

/* The metrics of this scenario (some exist once for each tier). Errors: INPUT (index). */
NDRSIM_API int ndrsim_simulation_metric_count(const ndrsim_simulation *self);
NDRSIM_API ndrsim_status ndrsim_simulation_metric(const ndrsim_simulation *self, int index,
                                                  ndrsim_metric_info *out, ndrsim_error *err);

typedef struct ndrsim_cohort_info {
  size_t struct_size;
  char label[32]; /* "2026-03", or a book's own: "2022", "before 2019" */
  int first;      /* month in which it begins: 0 for a book's, else the landing month */
  int from_book;  /* 1 = accounts of the book */
} ndrsim_cohort_info;
#define NDRSIM_COHORT_INFO_INIT                                                                    \
  { sizeof(ndrsim_cohort_info), "", 0, 0 }

NDRSIM_API int ndrsim_simulation_cohort_count(const ndrsim_simulation *self);
NDRSIM_API ndrsim_status ndrsim_simulation_cohort(const ndrsim_simulation *self, int index,
                                                  ndrsim_cohort_info *out, ndrsim_error *err);

/* --- reading numbers ------------------------------------------------------------------------- */

/* What a query asks for; which of its fields matter stands in brackets. Numbers are fixed. */
typedef enum ndrsim_what {
  NDRSIM_WHAT_METRIC = 0,          /* [name, month] in the metric's unit */
  NDRSIM_WHAT_NDR = 1,             /* [convention, month] [%] */
  NDRSIM_WHAT_GRR_FLOW = 2,        /* [convention, month] [%] base less contraction and churn */
  NDRSIM_WHAT_GRR_ENDPOINT = 3,    /* [convention, month] [%] sum of min(now, then); in point and
                                      cohort_age month 12, 24 or 36 */
  NDRSIM_WHAT_FLOW = 4,            /* [name, convention, month, lens] [points of starting MRR] */
  NDRSIM_WHAT_ENDPOINT = 5,        /* the same, month 12, 24 or 36 */
  NDRSIM_WHAT_COHORT_ACCOUNTS = 6, /* [cohort, month] [accounts] with MRR > 0 */
  NDRSIM_WHAT_COHORT_MRR = 7,      /* [cohort, month] [currency/month] */
  NDRSIM_WHAT_COHORT_NDR = 8,      /* [cohort, month] [% of its first month] */
  NDRSIM_WHAT_COHORT_GRR = 9       /* [cohort, month] [%] flow: less all contraction and churn */
} ndrsim_what;

/* How a bridge attributes a tier change: as it stands on the invoice (capacity), or to what filled
 * the cap (docs/definitions.md). */
enum { NDRSIM_AS_INVOICED = 0, NDRSIM_BY_CAUSE = 1 };

typedef struct ndrsim_query {
  size_t struct_size;
  int what;               /* ndrsim_what */
  const char *name;       /* of a metric, or of a component: ndrsim_component_name */
  const char *convention; /* ndrsim_convention: "point", ...; NULL = the headline's, for bridges the
                             one of point and cohort_age that goes with it */
  int month;              /* calendar month 0..horizon; in conventions by age the age in months */
  int lens;               /* NDRSIM_AS_INVOICED or NDRSIM_BY_CAUSE */
  int cohort;             /* 0..cohort_count-1 */
} ndrsim_query;
#define NDRSIM_QUERY_INIT                                                                          \
  { sizeof(ndrsim_query), NDRSIM_WHAT_NDR, NULL, NULL, 12, NDRSIM_AS_INVOICED, 0 }

/* An estimate over the replicates; NAN where there is none. */
typedef struct ndrsim_stats {
  size_t struct_size;
  int n;                                        /* replicates */
  double mean, se;                              /* and its Monte Carlo standard error */
  double p5, p10, p50, p90, p95;                /* sample quantiles */
  double p5_se, p10_se, p50_se, p90_se, p95_se; /* their standard errors */
} ndrsim_stats;
#define NDRSIM_STATS_INIT                                                                          \
  { sizeof(ndrsim_stats), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* Writes one value for each replicate: out[n], n = ndrsim_simulation_replicates. NAN where history
 * is missing. Replicate k of two simulations with the same seed shares its random draws, so the
 * difference of two such arrays is a paired comparison. Errors: INPUT when the query names what
 * does not exist, or n is another. */
NDRSIM_API ndrsim_status ndrsim_simulation_values(const ndrsim_simulation *self,
                                                  const ndrsim_query *query, double *out, size_t n,
                                                  ndrsim_error *err);
/* Estimates over the replicates. Errors: INPUT as above, MEMORY. */
NDRSIM_API ndrsim_status ndrsim_simulation_stats(const ndrsim_simulation *self,
                                                 const ndrsim_query *query, ndrsim_stats *out,
                                                 ndrsim_error *err);
/* Why NDR, GRR or a bridge has no value for this query, as one line of text; NULL when it has one,
 * or when the query asks for something else. */
NDRSIM_API const char *ndrsim_simulation_missing(const ndrsim_simulation *self,
                                                 const ndrsim_query *query);

/* Shares of the variance of the headline NDR by layer of uncertainty. */
typedef struct ndrsim_layer_shares {
  size_t struct_size;
  int samples;                      /* 0 = not estimated: the rest is NAN */
  double parameters, economy, luck; /* variances [points^2] */
  double parameters_se, economy_se, luck_se;
  double sum, sum_se;     /* of the three */
  double total, total_se; /* over the replicates: estimated apart */
} ndrsim_layer_shares;
#define NDRSIM_LAYER_SHARES_INIT                                                                   \
  { sizeof(ndrsim_layer_shares), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

NDRSIM_API ndrsim_status ndrsim_simulation_layers(const ndrsim_simulation *self,
                                                  ndrsim_layer_shares *out, ndrsim_error *err);

/* --- files ----------------------------------------------------------------------------------- */

/* summary.json as a text, `*size` bytes and a zero after them; free it with ndrsim_text_free.
 * Errors: MEMORY. */
NDRSIM_API ndrsim_status ndrsim_simulation_summary(const ndrsim_simulation *self, char **text,
                                                   size_t *size, ndrsim_error *err);
NDRSIM_API void ndrsim_text_free(char *text); /* NULL is fine */

typedef struct ndrsim_write_options {
  size_t struct_size;
  int charts;                /* 1 = draw charts (with gnuplot, in a process of its own) */
  const char *templates;     /* directory of chart templates; NULL = those that ship with ndrsim */
  const char *chart_list;    /* which: names between commas, "ndr-fan,tier-mix", as in `ndrsim run
                                --charts`; "all", "none"; NULL = all */
  const char *chart_formats; /* "png", "svg", "pdf" between commas; NULL = "png,svg" */
} ndrsim_write_options;
#define NDRSIM_WRITE_OPTIONS_INIT                                                                  \
  { sizeof(ndrsim_write_options), 0, NULL, NULL, NULL }

/* What became of the charts. */
typedef enum ndrsim_charts {
  NDRSIM_CHARTS_NONE = 0, /* not asked for */
  NDRSIM_CHARTS_DRAWN = 1,
  NDRSIM_CHARTS_NO_GNUPLOT = 2, /* gnuplot is not installed */
  NDRSIM_CHARTS_NO_DATA = 3,    /* the headline NDR has no value */
  NDRSIM_CHARTS_FAILED = 4      /* see the error */
} ndrsim_charts;

/* Writes the files of `ndrsim run` into a directory, which is made where it is absent; options NULL
 * = no charts. The same bytes as the program writes. Files appear under their names only when all
 * are whole; charts of an earlier run in the directory that are not drawn again are removed. A
 * failing gnuplot costs the charts, not the data: the data are in place, *charts is FAILED and the
 * status is the failure's. `charts` may be NULL. An unknown chart or format is INPUT, with the
 * nearest name as suggestion, and nothing is written. A directory whose scenario.json no run left
 * there, or which holds the files of another verb, is refused (USAGE). Errors: IO, MEMORY, INPUT,
 * USAGE. */
NDRSIM_API ndrsim_status ndrsim_simulation_write(const ndrsim_simulation *self,
                                                 const char *directory,
                                                 const ndrsim_write_options *options,
                                                 ndrsim_charts *charts, ndrsim_error *err);

#ifdef __cplusplus
}
#endif
#endif
