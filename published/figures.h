/* Published figures, and how each is measured in a scenario that ships. A table to read: adding a
 * figure is a row in figures.c. */
#ifndef NDRSIM_PUBLISHED_FIGURES_H
#define NDRSIM_PUBLISHED_FIGURES_H

typedef enum figure_kind {
  FIGURE_NDR,    /* `level` quantile over replicates of NDR at `month` from landing [%] */
  FIGURE_PEAK,   /* the largest P50, over months, of NDR over the last twelve months [%] */
  FIGURE_LAST,   /* the P50 of that NDR in the last month [%] */
  FIGURE_SHARE,  /* share of workflows and capacity in the expansion to 12 months, by cause [%] */
  FIGURE_MEDIAN, /* P50 over replicates of the median time to milestone `name`, `segment` */
  FIGURE_METRIC, /* P50 of metric `name` at `month` */
  FIGURE_WIDEST  /* P90 less P10 of NDR at 12 months, over the widest of the other scenarios */
} figure_kind;

typedef struct figure {
  const char *scenario; /* scenarios/NAME.json */
  const char *set;      /* changes as of --set, separated by ';'; NULL = none */
  int horizon;          /* months; 0 = the scenario's */
  const char *label;
  figure_kind kind;
  const char *name, *segment; /* see the kinds */
  double level;               /* FIGURE_NDR: 0.5, 0.75 */
  int month;
  double low, high; /* the published range; around a single number ours: docs/benchmarks.md */
  const char *source;
  /* Why the figure is known to lie outside the range; NULL = it must lie inside. A row with a cause
   * that does lie inside fails too: the cause is then out of date. */
  const char *miss;
} figure;

extern const figure figures[];
extern const int n_figures;

#endif
