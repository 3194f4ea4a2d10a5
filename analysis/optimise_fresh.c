/* The second look: the optimum, the current setting and what is around the optimum, on replicates
 * that the search has not seen; and how flat the optimum is there. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/optimise.h"

/* The optimum, the current setting, and to each side of the optimum some points and the bound. */
static ndrsim_status choose_points(ndrsim_optimise *self, ndrsim_error *err) {
  static const double step[NDRSIM_OPTIMISE_SIDE] = {0.03, 0.1, 0.25, 1};
  size_t most = 2 + 2 * NDRSIM_OPTIMISE_SIDE * (size_t)self->n_vary;
  self->point = calloc(most, sizeof *self->point);
  if (self->point == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a profile");
  self->point[NDRSIM_FRESH_BEST].vary = self->point[NDRSIM_FRESH_NOW].vary = -1;
  self->n_points = 2;
  for (int k = 0; k < self->n_vary; k++) {
    const ndrsim_vary *vary = &self->vary[k];
    double range = vary->high - vary->low, best = ndrsim_optimise_best(self, k);
    for (int side = -1; side <= 1; side += 2) {
      double last = best;
      for (int s = 0; s < NDRSIM_OPTIMISE_SIDE; s++) {
        double x = ndrsim_vary_round(vary, best + side * step[s] * range);
        if (!(side * (x - last) > 0)) continue; /* whole numbers, and the bound */
        self->point[self->n_points++] = (ndrsim_profile_point){k, x};
        last = x;
      }
    }
  }
  return NDRSIM_OK;
}

static ndrsim_status run_fresh(ndrsim_search *search, ndrsim_model *own,
                               const ndrsim_model **model) {
  ndrsim_optimise *self = search->self;
  ndrsim_status status = NDRSIM_OK;
  for (int p = 0; p < self->n_points && status == NDRSIM_OK; p++) {
    double x[NDRSIM_VARY_MOST];
    char text[NDRSIM_VARY_MOST][NDRSIM_VARY_TEXT];
    const char *pointer[NDRSIM_VARY_MOST];
    memcpy(x, self->evaluation[self->best].x, sizeof x);
    if (self->point[p].vary >= 0) x[self->point[p].vary] = self->point[p].x;
    model[p] = &own[p];
    if (p == NDRSIM_FRESH_NOW)
      model[p] = self->base;
    else
      status = ndrsim_optimise_model(self, x, &own[p], text, pointer, search->err);
  }
  if (status != NDRSIM_OK) return status;
  ndrsim_run_options options = ndrsim_search_options(search);
  ndrsim_study_plan plan = {.model = model,
                            .n_models = self->n_points,
                            .outcome = self->outcome,
                            .n_outcomes = self->n_outcomes,
                            .replicates = self->replicates,
                            .first = self->replicates};
  search->total = search->done + (int64_t)self->n_points * self->replicates;
  return ndrsim_study_run(&self->fresh, &plan, &options, search->err);
}

ndrsim_status ndrsim_search_fresh(ndrsim_search *search) {
  ndrsim_optimise *self = search->self;
  ndrsim_status status = choose_points(self, search->err);
  if (status != NDRSIM_OK) return status;
  size_t n = (size_t)self->n_points;
  ndrsim_model *own = calloc(n, sizeof *own);
  const ndrsim_model **model = calloc(n, sizeof *model);
  status = own == NULL || model == NULL
               ? ndrsim_error_set(search->err, NDRSIM_MEMORY, "no memory for a profile")
               : run_fresh(search, own, model);
  for (size_t p = 0; own != NULL && p < n; p++) {
    ndrsim_model_free(&own[p]);
  }
  free(own);
  free(model);
  return status;
}

/* --- what was found --------------------------------------------------------------------------- */

double ndrsim_optimise_best(const ndrsim_optimise *self, int k) {
  return self->evaluation[self->best].x[k];
}

int ndrsim_optimise_edge(const ndrsim_optimise *self, int k) {
  const ndrsim_vary *vary = &self->vary[k];
  double near = fmax(0.005 * (vary->high - vary->low), 0.5 * vary->grain);
  double best = ndrsim_optimise_best(self, k);
  return best - vary->low <= near ? -1 : vary->high - best <= near ? 1 : 0;
}

ndrsim_status ndrsim_optimise_flat(const ndrsim_optimise *self, int k, double loss,
                                   ndrsim_flatness *out) {
  double top, best = ndrsim_optimise_best(self, k);
  ndrsim_status status = ndrsim_optimise_fresh(self, NDRSIM_FRESH_BEST, self->goal, &top, NULL);
  *out = (ndrsim_flatness){best, best, true, true};
  for (int side = -1; side <= 1 && status == NDRSIM_OK; side += 2) {
    double x = best, lost = 0, edge = best;
    bool left = false;
    for (int p = 0; p < self->n_points && !left && status == NDRSIM_OK; p++) {
      const ndrsim_profile_point *point = &self->point[p];
      if (point->vary != k || !(side * (point->x - best) > 0)) continue;
      double value;
      status = ndrsim_optimise_fresh(self, p, self->goal, &value, NULL);
      double here = self->sign * (top - value);
      left = here > loss;
      edge = left ? x + (point->x - x) * (loss - lost) / (here - lost) : point->x;
      x = point->x;
      lost = fmin(here, loss);
    }
    if (side < 0) {
      out->low = edge;
      out->low_bound = !left;
    } else {
      out->high = edge;
      out->high_bound = !left;
    }
  }
  return status;
}
