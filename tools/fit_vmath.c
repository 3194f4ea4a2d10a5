/* Fits the polynomial coefficients of sim/vmath.h and prints them with their errors.
 *
 * Weighted least squares on Chebyshev nodes, reweighted by the size of the error (Lawson's
 * iteration), which tends to the minimax polynomial. Build and run:
 *   cc -std=gnu11 -O2 tools/fit_vmath.c -lgsl -lgslcblas -lm -o fit_vmath && ./fit_vmath
 */
#include <math.h>
#include <stdio.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_multifit.h>

enum { POINTS = 600, ROUNDS = 60, MAX_TERMS = 12 };

/* The function to fit and the weight that turns its error into the error that matters. */
typedef struct target {
  const char *name;
  double low, high;
  int terms;
  double (*value)(double x);
  double (*weight)(double x);
} target;

static double exp_value(double r) {
  if (fabs(r) < 1e-3) return 0.5 + r * (1.0 / 6 + r * (1.0 / 24 + r / 120));
  return (expm1(r) - r) / (r * r);
}
static double exp_weight(double r) {
  return r * r / exp(r);
}

static double log_value(double f) {
  if (fabs(f) < 1e-2) /* the quotient below would cancel */
    return 1.0 / 3 - f * (0.25 - f * (0.2 - f * (1.0 / 6 - f * (1.0 / 7 - f * (0.125 - f / 9)))));
  return (log1p(f) - f + 0.5 * f * f) / (f * f * f);
}
static double log_weight(double f) {
  return f * f;
}

/* Normal quantile over 1 - 2u as a function of w = -log(4u(1-u)): the form of Giles, "Approximating
 * the erfinv function", GPU Computing Gems Jade Edition (2011), for erfinv. */
static double normal_of_w(double w) {
  if (w < 1e-8) return sqrt(2.0 * M_PI) / 2.0;
  double x = sqrt(-expm1(-w)); /* 1 - 2u */
  double u = 0.5 * exp(-w) / (1.0 + x);
  return gsl_cdf_ugaussian_Qinv(u) / x;
}
static double body_value(double t) {
  return normal_of_w(t + 2.5);
}
static double body_weight(double t) {
  return sqrt(-expm1(-(t + 2.5))) + 0.05;
}
static double tail_value(double t) {
  return normal_of_w((t + 3.0) * (t + 3.0));
}
static double tail_weight(double t) {
  return 1.0 / (t + 3.0);
}

static int fit(const target *f) {
  int status = GSL_ENOMEM;
  size_t terms = (size_t)f->terms;
  double c[MAX_TERMS], worst = 0;
  gsl_matrix *x = gsl_matrix_alloc(POINTS, terms), *cov = gsl_matrix_alloc(terms, terms);
  gsl_vector *y = gsl_vector_alloc(POINTS), *w = gsl_vector_alloc(POINTS);
  gsl_vector *coef = gsl_vector_alloc(terms);
  gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(POINTS, terms);
  if (!x || !cov || !y || !w || !coef || !work) goto out;
  for (size_t i = 0; i < POINTS; i++) {
    double t = cos(M_PI * ((double)i + 0.5) / POINTS);
    double at = 0.5 * (f->low + f->high) + 0.5 * (f->high - f->low) * t, g = f->weight(at);
    for (size_t k = 0; k < terms; k++)
      gsl_matrix_set(x, i, k, g * gsl_pow_int(at, (int)k));
    gsl_vector_set(y, i, g * f->value(at));
    gsl_vector_set(w, i, 1.0);
  }
  for (int round = 0; round < ROUNDS; round++) {
    double chisq, sum = 0;
    if ((status = gsl_multifit_wlinear(x, w, y, coef, cov, &chisq, work))) goto out;
    worst = 0;
    for (size_t i = 0; i < POINTS; i++) {
      gsl_vector_view row = gsl_matrix_row(x, i);
      double model, sd;
      if ((status = gsl_multifit_linear_est(&row.vector, coef, cov, &model, &sd))) goto out;
      double error = fabs(model - gsl_vector_get(y, i));
      worst = fmax(worst, error);
      gsl_vector_set(w, i, gsl_vector_get(w, i) * (error + 1e-14));
      sum += gsl_vector_get(w, i);
    }
    gsl_vector_scale(w, POINTS / sum);
  }
  for (size_t k = 0; k < terms; k++)
    c[k] = gsl_vector_get(coef, k);
  printf("%s on [%.6g, %.6g]: weighted error %.2e; lowest power first\n ", f->name, f->low, f->high,
         worst);
  for (size_t k = 0; k < terms; k++)
    printf(" %.9gf,", (double)(float)c[k]);
  printf("\n");
out:
  gsl_multifit_linear_free(work);
  gsl_vector_free(coef);
  gsl_vector_free(w);
  gsl_vector_free(y);
  gsl_matrix_free(cov);
  gsl_matrix_free(x);
  return status;
}

int main(void) {
  static const target targets[] = {
      {"exp: (e^r-1-r)/r^2", -0.3475, 0.3475, 5, exp_value, exp_weight},
      {"log: (log(1+f)-f+f^2/2)/f^3", -0.2930, 0.4143, 9, log_value, log_weight},
      {"normal, body: z/(1-2u) in w-2.5", -2.5, 2.5, 9, body_value, body_weight},
      {"normal, tail: z/(1-2u) in sqrt(w)-3", -0.765, 1.65, 9, tail_value, tail_weight},
  };
  gsl_set_error_handler_off();
  for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
    int status = fit(&targets[i]);
    if (status) {
      fprintf(stderr, "fit_vmath: %s: %s\n", targets[i].name, gsl_strerror(status));
      return 1;
    }
  }
  return 0;
}
