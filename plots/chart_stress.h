/* What the charts of `ndrsim stress` draw: one of the two is there. */
#ifndef NDRSIM_PLOTS_CHART_STRESS_H
#define NDRSIM_PLOTS_CHART_STRESS_H

#include "analysis/reverse.h"
#include "analysis/stress.h"

typedef struct ndrsim_stress_charts {
  const ndrsim_stress_study *study; /* NULL: of a reverse stress */
  const ndrsim_reverse *reverse;    /* the first of n_reverse is drawn */
  int n_reverse;
} ndrsim_stress_charts;

#endif
