#include "tests/statistical/goodness.h"

#include <math.h>
#include <gsl/gsl_cdf.h>

static int64_t total(const goodness *g) {
  int64_t n = 0;
  for (int i = 0; i < g->n_cells; i++)
    n += g->count[i];
  return n;
}

double goodness_chi_square(const goodness *g) {
  double n = (double)total(g), sum = 0, expected = 0, seen = 0, left = n;
  int cells = 0;
  for (int i = 0; i < g->n_cells; i++) {
    if (!(g->probability[i] > 0) && g->count[i]) return 0; /* what cannot happen has happened */
    expected += n * g->probability[i];
    seen += (double)g->count[i];
    /* the last merged cell takes the rest, so that no thin cell remains at the end */
    if (expected < 20 || left - expected < 20) continue;
    sum += (seen - expected) * (seen - expected) / expected;
    left -= expected;
    cells++;
    expected = seen = 0;
  }
  if (expected > 0) {
    sum += (seen - expected) * (seen - expected) / expected;
    cells++;
  }
  return cells > 1 ? gsl_cdf_chisq_Q(sum, cells - 1) : 1.0;
}

double goodness_dkw(const goodness *g) {
  double n = (double)total(g), seen = 0, expected = 0, d = 0;
  for (int i = 0; i < g->n_cells; i++) {
    seen += (double)g->count[i] / n;
    expected += g->probability[i];
    d = fmax(d, fabs(seen - expected));
  }
  return fmin(1.0, 2.0 * exp(-2.0 * n * d * d));
}

double goodness_p(const goodness *g) {
  return fmin(goodness_chi_square(g), goodness_dkw(g));
}
