/* The three layers of uncertainty, split by pick-freeze.
 *
 * Each sample has four runs that share some layers and redraw the others:
 *   A = (p, m, i)   B = (p, m, i')   C = (p, m', i'')   D = (p, m', i''')
 * With Y the headline 12-month NDR in points, unbiased over samples:
 *   V_P    = Cov((A+B)/2, (C+D)/2)                          only the parameters are shared
 *   V_M|P  = E[(A-C)(B-D) + (A-D)(B-C)] / 4                 the macro path moved, twice
 *   V_I|PM = E[(A-B)^2 + (C-D)^2] / 4                       only the accounts' luck moved
 * None is a residual of the total, so their sum can disagree with it and is checked.
 * Source: the pick-freeze estimators of variance-based sensitivity analysis (Sobol 1993).
 */
#ifndef NDRSIM_ANALYSIS_LAYERS_H
#define NDRSIM_ANALYSIS_LAYERS_H

#include "analysis/results.h"

#define NDRSIM_LAYER_RUNS 4                    /* runs in a sample: A, B, C, D */
#define NDRSIM_LAYER_FIRST (UINT32_C(1) << 30) /* first index: main replicates stay below it */
#define NDRSIM_LAYER_SAMPLES_MAX (1 << 26)     /* four indices each still fit in 32 bits */

/* Addresses of the four runs of a sample, disjoint from those of the main replicates. */
void ndrsim_layers_address(int sample, ndrsim_replicate out[NDRSIM_LAYER_RUNS]);

/* Samples to take when nobody says how many: a quarter of the replicates; 0 when that is too few to
 * tell anything, or when the horizon has no headline whose variance could be split. */
int ndrsim_layers_default(const ndrsim_model *model);

/* Estimates variance[], se[], sum and sum_se from y[samples][4] (points); total is left alone.
 * samples < 3 or a NAN among y leaves out->samples = 0: there is nothing to tell. */
void ndrsim_layers_estimate(const double *y, int samples, ndrsim_layers *out);

/* Why a run has no split of variance; NULL = it has. */
const char *ndrsim_layers_missing(const ndrsim_results *results);

/* Sample variance of y[n] and its jackknife standard error, into total and total_se. */
void ndrsim_layers_total(const double *y, int n, ndrsim_layers *out);

/* 1 when the sum of the layers is within 4 standard errors of the total. */
int ndrsim_layers_agree(const ndrsim_layers *self);

#endif
