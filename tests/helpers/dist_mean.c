#include "tests/helpers/dist_mean.h"

#include <math.h>

double dist_mean(const ndrsim_dist *dist) {
  const double *a = dist->arg;
  double sum = 0, weight = 0;
  switch (dist->kind) {
  case NDRSIM_DIST_NORMAL:
  case NDRSIM_DIST_EXPONENTIAL:
    return a[0];
  case NDRSIM_DIST_LOGNORMAL:
    return exp(a[0] + 0.5 * a[1] * a[1]);
  case NDRSIM_DIST_BETA:
    return a[0] / (a[0] + a[1]);
  case NDRSIM_DIST_GAMMA:
    return a[0] * a[1];
  case NDRSIM_DIST_UNIFORM:
    return 0.5 * (a[0] + a[1]);
  case NDRSIM_DIST_TRIANGULAR:
    return (a[0] + a[1] + a[2]) / 3;
  case NDRSIM_DIST_PERT:
    return (a[0] + 4 * a[1] + a[2]) / 6;
  case NDRSIM_DIST_DISCRETE:
    for (int i = 0; i < dist->n_values; i++) {
      sum += dist->weight[i] * dist->value[i];
      weight += dist->weight[i];
    }
    return sum / weight;
  case NDRSIM_DIST_KINDS:
    break;
  }
  return NAN;
}
