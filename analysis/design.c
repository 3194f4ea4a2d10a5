#include "analysis/design.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "sim/philox.h"
#include "sim/site.h"

#define DESIGNS 20    /* tried */
#define COMPARED 1000 /* points beyond which the first design is taken: distances are n^2 */

typedef struct designs {
  const ndrsim_vary *vary;
  int n, points;
  uint64_t seed;
  gsl_rng *rng;
  int *order;   /* [points] */
  double *cube; /* [points][n] in [0, 1) */
} designs;

/* Design number `index`: for each parameter an order of the parts, and a place in each part. */
static void draw(designs *self, uint32_t index) {
  for (int k = 0; k < self->n; k++) {
    ndrsim_rng_seek(self->rng, self->seed, ndrsim_hash_string(self->vary[k].path), index, 0,
                    NDRSIM_GROUP_DESIGN);
    for (int p = 0; p < self->points; p++) {
      self->order[p] = p;
    }
    gsl_ran_shuffle(self->rng, self->order, (size_t)self->points, sizeof *self->order);
    for (int p = 0; p < self->points; p++) {
      double place = self->order[p] + gsl_rng_uniform(self->rng);
      self->cube[(size_t)p * (size_t)self->n + (size_t)k] = place / self->points;
    }
  }
}

/* The square of the distance of the two nearest points. */
static double nearest(const designs *self) {
  double least = INFINITY;
  for (int a = 0; a < self->points; a++) {
    for (int b = 0; b < a; b++) {
      double sum = 0;
      for (int k = 0; k < self->n; k++) {
        double d = self->cube[(size_t)a * (size_t)self->n + (size_t)k] -
                   self->cube[(size_t)b * (size_t)self->n + (size_t)k];
        sum += d * d;
      }
      least = fmin(least, sum);
    }
  }
  return least;
}

/* From [0, 1) into the range. Whole numbers and cents have equal shares of it. */
static double place(const ndrsim_vary *vary, double u) {
  if (vary->grain == 0) return ndrsim_vary_round(vary, vary->low + u * (vary->high - vary->low));
  double values = floor((vary->high - vary->low) / vary->grain + 1e-9) + 1;
  return ndrsim_vary_round(vary, vary->low + floor(u * values) * vary->grain);
}

ndrsim_status ndrsim_design_hypercube(const ndrsim_vary *vary, int n, int points, uint64_t seed,
                                      double *out, ndrsim_error *err) {
  size_t cells = (size_t)points * (size_t)n;
  designs work = {.vary = vary, .n = n, .points = points, .seed = seed};
  double best = -1;
  work.rng = ndrsim_rng_new();
  work.order = calloc((size_t)points, sizeof *work.order);
  work.cube = calloc(cells, sizeof *work.cube);
  bool ready = work.rng != NULL && work.order != NULL && work.cube != NULL;
  int tries = points > COMPARED || n < 2 ? 1 : DESIGNS;
  for (int k = 0; ready && k < tries; k++) {
    draw(&work, (uint32_t)k);
    double distance = tries > 1 ? nearest(&work) : 0;
    if (!(distance > best)) continue;
    best = distance;
    memcpy(out, work.cube, cells * sizeof *out);
  }
  for (size_t c = 0; ready && c < cells; c++) {
    out[c] = place(&vary[c % (size_t)n], out[c]);
  }
  ndrsim_rng_free(work.rng);
  free(work.order);
  free(work.cube);
  return ready ? NDRSIM_OK
               : ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %d points", points);
}
