/* What came out of a study of sensitivity. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/sensitivity.h"

void ndrsim_sensitivity_rank(const double *key, int n, int *order) {
  for (int k = 0; k < n; k++) {
    int at = k;
    for (; at > 0 && (key[order[at - 1]] < key[k] || isnan(key[order[at - 1]])); at--) {
      if (isnan(key[k])) break;
      order[at] = order[at - 1];
    }
    order[at] = k;
  }
}

static double size_of(const ndrsim_tornado_bar *bar) {
  return bar->swing.valid ? fabs(bar->swing.mean) : -1;
}

static int by_size(const void *a, const void *b) {
  const ndrsim_tornado_bar *x = a, *y = b;
  double p = size_of(x), q = size_of(y);
  if (p != q) return p < q ? 1 : -1;
  return x->factor - y->factor;
}

ndrsim_status ndrsim_sensitivity_tornado(const ndrsim_sensitivity *self, int outcome,
                                         ndrsim_tornado_bar *bar) {
  ndrsim_status status = NDRSIM_OK;
  for (int f = 0; f < self->n_factors && status == NDRSIM_OK; f++) {
    const int *variant = self->factor[f].variant;
    int low = variant[NDRSIM_MOVE_LOW], high = variant[NDRSIM_MOVE_HIGH];
    bar[f].factor = f;
    status = ndrsim_study_estimate(&self->single, low, outcome, &bar[f].low);
    if (status == NDRSIM_OK)
      status = ndrsim_study_estimate(&self->single, high, outcome, &bar[f].high);
    if (status == NDRSIM_OK)
      status = ndrsim_study_difference(&self->single, high, low, outcome, &bar[f].swing);
  }
  if (status == NDRSIM_OK) qsort(bar, (size_t)self->n_factors, sizeof *bar, by_size);
  return status;
}

const ndrsim_outcome *ndrsim_sensitivity_elastic(const ndrsim_sensitivity *self, int k) {
  return &self->outcome[self->n_outcomes + k];
}

/* What an elasticity is made of in one replicate. */
typedef struct elastic {
  const double *base, *less, *more, *step;
  double fixed; /* step of a fixed value; NAN: see `step` */
} elastic;

static bool parts_of(const elastic *of, int r, double *base, double *change, double *step) {
  *base = of->base[r];
  *change = of->more[r] - of->less[r];
  *step = isnan(of->fixed) ? of->step[r] : of->fixed;
  return isfinite(*base) && isfinite(*change) && isfinite(*step);
}

/* Mean change over mean value, over mean step; its error by linearisation. */
static ndrsim_elasticity ratio(const elastic *of, int n) {
  double base, change, step, y = 0, d = 0, s = 0, squares = 0;
  int used = 0;
  for (int r = 0; r < n; r++) {
    if (!parts_of(of, r, &base, &change, &step)) continue;
    y += base, d += change, s += step, used++;
  }
  if (used < 2 || y == 0 || s == 0) return (ndrsim_elasticity){NAN, NAN};
  y /= used, d /= used, s /= used;
  double value = d / (y * s);
  for (int r = 0; r < n; r++) {
    if (!parts_of(of, r, &base, &change, &step)) continue;
    double moved = (change - d) / (y * s) - value * (base - y) / y - value * (step - s) / s;
    squares += moved * moved;
  }
  return (ndrsim_elasticity){value, sqrt(squares / (used - 1) / used)};
}

ndrsim_elasticity ndrsim_sensitivity_elasticity(const ndrsim_sensitivity *self, int factor,
                                                int outcome) {
  const ndrsim_factor *of = &self->factor[factor];
  int last = NDRSIM_TWO_WAY_LEVELS - 1;
  elastic parts = {
      .base = ndrsim_study_values(&self->single, 0, outcome),
      .less = ndrsim_study_values(&self->single, of->variant[NDRSIM_MOVE_LESS], outcome),
      .more = ndrsim_study_values(&self->single, of->variant[NDRSIM_MOVE_MORE], outcome),
      .step = of->step,
      .fixed = of->draw < 0 ? (of->level[last] - of->level[0]) / of->level[last / 2] : (double)NAN,
  };
  return ratio(&parts, self->single.n);
}

static int cell_at(int first, int second) {
  return first * NDRSIM_TWO_WAY_LEVELS + second;
}

ndrsim_status ndrsim_sensitivity_cell(const ndrsim_sensitivity *self, int outcome, int first,
                                      int second, ndrsim_estimate *out) {
  return ndrsim_study_estimate(&self->pair_study, cell_at(first, second), outcome, out);
}

ndrsim_status ndrsim_sensitivity_interplay(const ndrsim_sensitivity *self, int outcome,
                                           ndrsim_estimate *out) {
  const ndrsim_study *study = &self->pair_study;
  int last = NDRSIM_TWO_WAY_LEVELS - 1;
  const double *both = ndrsim_study_values(study, cell_at(last, last), outcome);
  const double *one = ndrsim_study_values(study, cell_at(last, 0), outcome);
  const double *other = ndrsim_study_values(study, cell_at(0, last), outcome);
  const double *none = ndrsim_study_values(study, cell_at(0, 0), outcome);
  double *value = malloc((size_t)study->n * sizeof *value + 1);
  if (value == NULL) return NDRSIM_MEMORY;
  for (int r = 0; r < study->n; r++) {
    value[r] = both[r] - one[r] - other[r] + none[r];
  }
  ndrsim_status status = ndrsim_estimate_values(value, study->n, out);
  free(value);
  return status;
}
