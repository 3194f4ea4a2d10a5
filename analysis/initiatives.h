/* What initiatives bring: the model run with all of them, without any, and without each, on common
 * random numbers, so that a replicate's difference is theirs alone. */
#ifndef NDRSIM_ANALYSIS_INITIATIVES_H
#define NDRSIM_ANALYSIS_INITIATIVES_H

#include "analysis/results.h"

#define NDRSIM_INITIATIVES_ALL (-1) /* in place of an initiative: with all against without any */

typedef enum ndrsim_gain_kind {
  NDRSIM_GAIN_MRR,        /* [currency/month] */
  NDRSIM_GAIN_PROFIT,     /* gross profit of the month [currency/month] */
  NDRSIM_GAIN_PROFIT_SUM, /* gross profit of months 1 to `month` [currency] */
  NDRSIM_GAIN_NDR_POINT,  /* [%], months 12, 24, 36 */
  NDRSIM_GAIN_NDR_AGE,    /* [%], ages 12, 24, 36 */
  NDRSIM_GAIN_NET,        /* gain of gross profit up to `month` less cost up to it [currency] */
  NDRSIM_GAIN_ROI,        /* [%] the same over that cost */
  NDRSIM_GAIN_PAYBACK,    /* first month by whose end the gain covers the cost so far [month] */
  NDRSIM_GAIN_S4          /* S4's arithmetic: see ndrsim_gain_estimate */
} ndrsim_gain_kind;

typedef enum ndrsim_gain_side {
  NDRSIM_SIDE_WITHOUT,
  NDRSIM_SIDE_WITH, /* the run with all initiatives */
  NDRSIM_SIDE_DIFFERENCE
} ndrsim_gain_side;

typedef struct ndrsim_initiative_study {
  const ndrsim_model *model;
  ndrsim_results with; /* the run with all of them */
  int n_variants;      /* with all, without any, without each */
  double *value;       /* [variant][replicate][months * 2 + 2 * anchors] */
} ndrsim_initiative_study;

void ndrsim_initiative_study_init(ndrsim_initiative_study *self);
void ndrsim_initiative_study_free(ndrsim_initiative_study *self);
/* What the runs would need. Errors: INTERNAL, MEMORY. */
ndrsim_status ndrsim_initiative_study_cost(const ndrsim_model *model,
                                           const ndrsim_run_options *options, ndrsim_cost *out,
                                           ndrsim_error *err);
/* Runs the model once more for each variant (layers are not split). Errors: INPUT when the model
 * has no initiatives; LIMIT, MEMORY, INTERRUPTED: pairs are whole or there are none. */
ndrsim_status ndrsim_initiative_study_run(ndrsim_initiative_study *self, const ndrsim_model *model,
                                          const ndrsim_run_options *options, ndrsim_error *err);

/* Estimate over replicates of what `initiative` (or all) brings on top of the others. NET, ROI and
 * PAYBACK are differences by nature, whatever the side; PAYBACK ignores `month`, is INFINITY where
 * it lies beyond the horizon, and invalid where nothing is spent. S4 is of the run with all (its
 * side WITH, or WITHOUT): 12 (MRR of existing customers now - theirs 12 months before) / cost so
 * far [%]: no counterfactual, revenue for profit. Errors: MEMORY. */
ndrsim_status ndrsim_gain_estimate(const ndrsim_initiative_study *self, int initiative,
                                   ndrsim_gain_kind kind, ndrsim_gain_side side, int month,
                                   ndrsim_estimate *out);
/* What was spent on one, or on all, until the end of a month [currency]. */
double ndrsim_gain_cost(const ndrsim_initiative_study *self, int initiative, int month);
/* Share of replicates in which the payback lies within the horizon [0..1]; NAN without a cost. */
double ndrsim_gain_paid_share(const ndrsim_initiative_study *self, int initiative);

#endif
