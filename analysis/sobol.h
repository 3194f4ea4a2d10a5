/* Sobol indices: which inputs of a function the variance of its mean comes from.
 *
 * The function has `inputs` independent uniforms u, and luck of its own. With m(u) its mean over
 * luck, V = Var m:
 *   first_i = Var E[m | u_i] / V            what is known of V once u_i is known
 *   total_i = E Var[m | all but u_i] / V    what is left once all others are known
 *
 * Pick-freeze. At each point two independent rows A and B are taken; AB_i is A with its i-th column
 * from B, BA_i is B with its i-th column from A. Runs have one of two lucks of the point, a and b:
 *   V        mean over A and B of (f(., a) - c) (f(., b) - c), c the mean of all
 *   first_i  mean of (f(A, a) - f(AB_i, a)) (f(BA_i, b) - f(B, b)) / 2
 *   total_i  mean of (f(A, a) - f(AB_i, a)) (f(A, b) - f(AB_i, b)) / 2
 * Products are always of two lucks, so luck does not enter the variance that is split, and
 * differences are of one, so that it cancels. Without luck the last is the estimator of Jansen
 * (Comput. Phys. Commun. 117, 1999; Saltelli et al., ibid. 181, 2010, table 2 f), and the second
 * that of Azzini, Mara and Rosati (Environ. Model. Softw. 144, 2021), after Owen ("Better
 * estimation of small Sobol' sensitivity indices", 2013): small indices have small errors.
 *
 * Points are those of a Sobol sequence, shifted digit by digit, in `shifts` independent copies.
 * Indices are ratios of means over all copies; errors are jackknife errors over the copies, and
 * intervals are those of Student's t (Owen, "Randomized QMC confidence intervals", 2023). */
#ifndef NDRSIM_ANALYSIS_SOBOL_H
#define NDRSIM_ANALYSIS_SOBOL_H

#include <stdbool.h>
#include <stdint.h>
#include "ndrsim/error.h"

enum { NDRSIM_SOBOL_SHIFTS = 16, NDRSIM_SOBOL_LUCKS = 2, NDRSIM_SOBOL_LEAST = 2 };

typedef struct ndrsim_sobol_design {
  int inputs;
  int points; /* in all copies: 16 times a power of two */
  double *u;  /* [points][2 * inputs]: row of A, row of B */
} ndrsim_sobol_design;

/* Points of the largest design of at most `most` points; 0 = fewer than 32. */
int ndrsim_sobol_points(int most);
/* `points` as told by ndrsim_sobol_points. Same seed, same points; that of one input does not
 * depend on luck. Errors: MEMORY. */
ndrsim_status ndrsim_sobol_design_init(ndrsim_sobol_design *self, int inputs, int points,
                                       uint64_t seed, ndrsim_error *err);
void ndrsim_sobol_design_free(ndrsim_sobol_design *self); /* safe after a failure and twice */

/* Runs at each point: with luck a A, B, AB_1 .. AB_inputs; with luck b these, then BA_1 .. */
int ndrsim_sobol_runs(const ndrsim_sobol_design *self); /* 3 inputs + 4 */
int ndrsim_sobol_luck(const ndrsim_sobol_design *self, int run);
/* The inputs of a run, into u[inputs]. */
void ndrsim_sobol_uniforms(const ndrsim_sobol_design *self, int run, int point, double *u);

typedef struct ndrsim_sobol_index {
  double value, se, low, high; /* an index, or a share; 95% interval */
} ndrsim_sobol_index;

typedef struct ndrsim_sobol {
  bool complete; /* the function had a value everywhere; else nothing below is known */
  bool valid;    /* and its mean varies beyond doubt, or there is nothing to take shares of */
  int inputs, points;
  double mean, mean_se;
  ndrsim_sobol_index variance;       /* V */
  ndrsim_sobol_index luck;           /* mean variance by luck at given inputs */
  ndrsim_sobol_index known;          /* V / (V + luck) */
  ndrsim_sobol_index additive;       /* sum of first-order indices */
  ndrsim_sobol_index *first, *total; /* [inputs] */
} ndrsim_sobol;

void ndrsim_sobol_init(ndrsim_sobol *self);
void ndrsim_sobol_free(ndrsim_sobol *self); /* safe after a failure and twice */
/* value[run][point]. Errors: MEMORY. */
ndrsim_status ndrsim_sobol_estimate(ndrsim_sobol *self, const ndrsim_sobol_design *design,
                                    const double *const *value, ndrsim_error *err);

/* A function of inputs, luck (0, 1) and point, run as the design says. Errors: MEMORY. */
typedef double ndrsim_sobol_function(void *user, const double *u, int luck, int point);
ndrsim_status ndrsim_sobol_of(ndrsim_sobol *self, const ndrsim_sobol_design *design,
                              ndrsim_sobol_function *function, void *user, ndrsim_error *err);

#endif
