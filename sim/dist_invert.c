/* GSL's own inverse cdfs of beta and gamma return NaN or errors on shapes that are common here, so
 * those two are inverted by a Newton iteration on log P against log x, kept inside a bracket: P is
 * close to a power of x in the tail, so the iteration takes a handful of steps even at shape 0.05,
 * and the bracket makes it safe. Each tail is solved from its own end, because 1 - P has no digits
 * left there.
 */
#include "sim/dist_invert.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>

typedef struct tail {
  bool beta;  /* Beta(a, b), else Gamma(a, 1) */
  bool upper; /* Q, else P */
  double a, b;
} tail;

double ndrsim_beta_area(double x, double a, double b, bool upper) {
  double area = upper ? gsl_cdf_beta_Q(x, a, b) : gsl_cdf_beta_P(x, a, b);
  for (int k = 2; k < 32 && isnan(area); k++) { /* as near as it goes: the error is its square */
    double near = x * (1 - ldexp(GSL_DBL_EPSILON, k));
    double between = (x - near) * gsl_ran_beta_pdf(near, a, b);
    area = upper ? gsl_cdf_beta_Q(near, a, b) - between : gsl_cdf_beta_P(near, a, b) + between;
  }
  return area;
}

/* Log of a tail at exp(y) and its slope in y. */
static double log_tail(const tail *t, double y, double *slope) {
  double x = exp(y), area, density;
  if (t->beta) {
    area = ndrsim_beta_area(x, t->a, t->b, t->upper);
    density = gsl_ran_beta_pdf(x, t->a, t->b);
  } else {
    area = t->upper ? gsl_cdf_gamma_Q(x, t->a, 1) : gsl_cdf_gamma_P(x, t->a, 1);
    density = gsl_ran_gamma_pdf(x, t->a, 1);
  }
  *slope = (t->upper ? -x : x) * density / area;
  return log(area);
}

/* y with log_tail(y) = goal, between low and high, near *y if that is any good. The tail must be
 * monotone and pass the goal in between. */
static ndrsim_status solve_tail(const tail *t, double goal, double low, double high, double *y) {
  double guess = *y, slope;
  if (!(guess > low && guess < high)) guess = 0.5 * (low + high);
  for (int i = 0; i < 200; i++) {
    double gap = log_tail(t, guess, &slope) - goal;
    if (isnan(gap)) return NDRSIM_NUMERIC;
    if ((gap < 0) != t->upper)
      low = guess;
    else
      high = guess;
    double next = guess - gap / slope;
    /* the step squares the error: 1e-7 now is below one bit after it */
    bool small = fabs(next - guess) <= 1e-7;
    if (!(next >= low && next <= high)) {
      next = 0.5 * (low + high);
      small = high - low <= 1e-15 * (1 + fabs(high));
    }
    guess = next;
    if (small) {
      *y = guess;
      return NDRSIM_OK;
    }
  }
  return NDRSIM_NUMERIC;
}

#define SMALLEST_LOG (-690.0) /* exp of it is 2e-300: quantiles below it are 0 */

static double beta_guess(double a, double b, ndrsim_tails u) {
  double mean = a / (a + b), sd = sqrt(mean * (1 - mean) / (a + b + 1));
  double z = u.p <= 0.5 ? gsl_cdf_ugaussian_Pinv(u.p) : gsl_cdf_ugaussian_Qinv(u.q);
  double x = mean + z * sd;
  if (a > 1 && x > 0.1 * mean && x < 0.5) return log(x);
  return (log(u.p * a) + gsl_sf_lnbeta(a, b)) / a; /* the power law of the lower end */
}

/* Whether so much of a distribution lies below e^-690 that the quantile is 0 for our purposes. Only
 * at tiny shapes: P there is about e^(-690 a). */
static bool is_zero(const tail *t, double goal) {
  double slope;
  if (t->a > 0.1) return false;
  double at_end = log_tail(t, SMALLEST_LOG, &slope);
  return t->upper ? at_end <= goal : at_end >= goal;
}

ndrsim_status ndrsim_beta_quantile(double a, double b, ndrsim_tails u, ndrsim_hint *hint,
                                   double *x) {
  /* Solved from the end of [0, 1] that is nearer, or x (or 1 - x) would have no digits left. */
  bool mirrored = ndrsim_beta_area(0.5, a, b, false) < u.p;
  if (mirrored) {
    double swap = a;
    a = b, b = swap;
    u = (ndrsim_tails){u.q, u.p};
  }
  tail t = {true, u.p > 0.5, a, b};
  double goal = log(t.upper ? u.q : u.p);
  ndrsim_status status = NDRSIM_OK;
  if (!isfinite(hint->y) || hint->mirrored != mirrored) hint->y = beta_guess(a, b, u);
  if (is_zero(&t, goal))
    hint->y = -INFINITY;
  else
    status = solve_tail(&t, goal, SMALLEST_LOG, -M_LN2, &hint->y);
  hint->mirrored = mirrored;
  *x = mirrored ? 1 - exp(hint->y) : exp(hint->y);
  return status;
}

ndrsim_status ndrsim_gamma_quantile(double shape, ndrsim_tails u, ndrsim_hint *hint, double *x) {
  tail t = {false, u.p > 0.5, shape, 0};
  double goal = log(t.upper ? u.q : u.p);
  ndrsim_status status = NDRSIM_OK;
  if (!isfinite(hint->y)) {
    /* Wilson and Hilferty's cube root of a normal, or the power law of the lower tail */
    double z = t.upper ? gsl_cdf_ugaussian_Qinv(u.q) : gsl_cdf_ugaussian_Pinv(u.p);
    double root = 1 - 1 / (9 * shape) + z / (3 * sqrt(shape));
    hint->y =
        root > 0.2 ? log(shape) + 3 * log(root) : (log(u.p) + gsl_sf_lngamma(shape + 1)) / shape;
  }
  /* Both tails of a gamma are far below 1e-30 beyond the upper end of the bracket. */
  if (is_zero(&t, goal))
    hint->y = -INFINITY;
  else
    status = solve_tail(&t, goal, SMALLEST_LOG, log(shape + 40 * sqrt(shape) + 200), &hint->y);
  *x = exp(hint->y);
  return status;
}

void ndrsim_pert_shapes(const double *arg, double *a, double *b) {
  double width = arg[2] - arg[0];
  *a = 1 + 4 * (arg[1] - arg[0]) / width;
  *b = 1 + 4 * (arg[2] - arg[1]) / width;
}
