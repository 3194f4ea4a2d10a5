#include "sim/draws.h"

#include <math.h>
#include <stdlib.h>
#include <gsl/gsl_cdf.h>
#include "sim/philox.h"
#include "sim/site.h"

/* Cents in a unit of currency. */
#define CENTS 100.0

double ndrsim_draws_uniform(const ndrsim_model *model, int draw, uint32_t parameter,
                            uint32_t word[2]) {
  ndrsim_words w =
      ndrsim_philox(model->seed, model->draw[draw].id, parameter, 0, NDRSIM_GROUP_PARAMETER, 0);
  if (word != NULL) word[0] = w.w[0], word[1] = w.w[1];
  return ndrsim_uniform53(w.w[0], w.w[1]);
}

static double in_engine_units(ndrsim_param_kind kind, double x) {
  if (kind == NDRSIM_MONEY) return floor(x * CENTS + 0.5);
  if (kind == NDRSIM_COUNT) return floor(x + 0.5);
  return x;
}

static double bounded(double x, double low, double high) {
  if (x < low) x = low;
  if (x > high) x = high;
  return x;
}

ndrsim_status ndrsim_draws_at(const ndrsim_model *model, int draw, double level, double *value,
                              ndrsim_error *err) {
  const ndrsim_draw *d = &model->draw[draw];
  double x;
  ndrsim_status st = ndrsim_dist_quantile(&d->dist, level, &x);
  if (st)
    return ndrsim_error_set(err, st, "the quantile of `%s` at %.17g cannot be computed", d->path,
                            level);
  *value = in_engine_units(d->kind, bounded(x, d->low, d->high));
  return NDRSIM_OK;
}

double ndrsim_draws_settle(const ndrsim_draw *draw, double value) {
  double unit = draw->kind == NDRSIM_MONEY ? CENTS : 1;
  value = bounded(value, draw->low * unit, draw->high * unit);
  return draw->kind == NDRSIM_REAL ? value : floor(value + 0.5);
}

/* The normals behind those draws that a copula couples, into z[n_correlated]. */
static ndrsim_status normals(const ndrsim_model *model, const double *u, double *z) {
  const ndrsim_dist normal = {
      .kind = NDRSIM_DIST_NORMAL, .arg = {0, 1}, .low = -INFINITY, .high = INFINITY};
  ndrsim_status st = NDRSIM_OK;
  for (int i = 0; i < model->n_draws && !st; i++)
    if (model->draw[i].correlated >= 0)
      st = ndrsim_dist_quantile(&normal, u[i], &z[model->draw[i].correlated]);
  return st;
}

static double coupled(const ndrsim_model *model, int row, const double *z) {
  double sum = 0;
  for (int j = 0; j <= row; j++)
    sum += model->correlation[row * model->n_correlated + j] * z[j];
  return bounded(gsl_cdf_ugaussian_P(sum), 1e-16, 1 - 1e-16);
}

ndrsim_status ndrsim_draws_make(const ndrsim_model *model, const double *u, double *level,
                                double *value, ndrsim_error *err) {
  double *z = calloc((size_t)model->n_correlated + 1, sizeof *z);
  if (!z) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
  ndrsim_status st = normals(model, u, z);
  if (st) ndrsim_error_set(err, st, "the normals of the correlations cannot be computed");
  for (int i = 0; i < model->n_draws && !st; i++) {
    int row = model->draw[i].correlated;
    double at = row >= 0 ? coupled(model, row, z) : u[i];
    if (level != NULL) level[i] = at;
    st = ndrsim_draws_at(model, i, at, &value[i], err);
  }
  free(z);
  return st;
}
