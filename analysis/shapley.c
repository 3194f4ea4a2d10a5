#include "analysis/shapley.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "sim/philox.h"
#include "sim/site.h"

enum { GROUPS = NDRSIM_CHAOS_FOLDS, SAMPLES = GROUPS + 1 }; /* without each group, and all */

void ndrsim_shapley_init(ndrsim_shapley *self) {
  memset(self, 0, sizeof *self);
}

void ndrsim_shapley_free(ndrsim_shapley *self) {
  free(self->effect);
  ndrsim_shapley_init(self);
}

typedef struct work {
  const ndrsim_chaos *chaos;
  int *order;             /* [parameters] */
  bool *known;            /* [parameters] */
  double *sum;            /* [samples][parameters] of what each adds, over the orders so far */
  double *twin;           /* [parameters] of an order and its reverse, in all replicates */
  double *mean, *squares; /* [parameters] of such pairs of orders */
  double all[SAMPLES];    /* V(all) */
} work;

/* The k-th order: odd ones are the even ones before them, backwards. */
static void set_order(work *self, uint64_t seed, int k) {
  int n = self->chaos->parameters;
  for (int i = 0; i < n; i++) {
    self->order[i] = i;
  }
  for (int i = n - 1; i > 0; i--) { /* Fisher and Yates */
    ndrsim_words w = ndrsim_philox(seed, ndrsim_hash_string("shapley"), (uint32_t)(k / 2), 0,
                                   NDRSIM_GROUP_PARAMETER, (unsigned)i);
    int j = (int)(((uint64_t)w.w[0] * (uint64_t)(i + 1)) >> 32);
    int swap = self->order[i];
    self->order[i] = self->order[j];
    self->order[j] = swap;
  }
  for (int i = 0; k % 2 != 0 && i < n / 2; i++) {
    int swap = self->order[i];
    self->order[i] = self->order[n - 1 - i];
    self->order[n - 1 - i] = swap;
  }
}

/* Var E[y | known] in each sample, into v[samples]. */
static ndrsim_status explained(const work *self, double *v, ndrsim_error *err) {
  ndrsim_chaos_fit fit;
  ndrsim_status status = ndrsim_chaos_fit_init(&fit, self->chaos, self->known, err);
  if (status != NDRSIM_OK) return status;
  for (int s = 0; s < SAMPLES; s++) {
    ndrsim_chaos_fit_run(&fit, self->chaos, s, 0);
    v[s] = ndrsim_chaos_fit_explained(&fit);
  }
  ndrsim_chaos_fit_free(&fit);
  return NDRSIM_OK;
}

static ndrsim_status walk(work *self, ndrsim_error *err) {
  int n = self->chaos->parameters;
  double before[SAMPLES] = {0}, now[SAMPLES];
  for (int i = 0; i < n; i++) {
    self->known[i] = false;
  }
  for (int i = 0; i < n; i++) {
    int p = self->order[i];
    self->known[p] = true;
    ndrsim_status status = explained(self, now, err);
    if (status != NDRSIM_OK) return status;
    for (int s = 0; s < SAMPLES; s++) {
      self->sum[s * n + p] += now[s] - before[s];
    }
    self->twin[p] += now[GROUPS] - before[GROUPS];
    memcpy(before, now, sizeof before);
  }
  memcpy(self->all, before, sizeof before);
  return NDRSIM_OK;
}

/* After the reverse of an order: the mean of both is one observation. */
static void close_pair(work *self, int pairs) {
  for (int p = 0; p < self->chaos->parameters; p++) {
    double value = 0.5 * self->twin[p], step = value - self->mean[p];
    self->mean[p] += step / pairs;
    self->squares[p] += step * (value - self->mean[p]);
    self->twin[p] = 0;
  }
}

static double jackknife(const double *value) {
  double mean = 0, squares = 0;
  for (int g = 0; g < GROUPS; g++) {
    mean += value[g] / GROUPS;
  }
  for (int g = 0; g < GROUPS; g++) {
    squares += (value[g] - mean) * (value[g] - mean);
  }
  return squares * (GROUPS - 1) / GROUPS;
}

static void tell(ndrsim_shapley *self, const work *from) {
  int n = from->chaos->parameters;
  double orders = NDRSIM_SHAPLEY_ORDERS, pairs = orders / 2, variance[SAMPLES], share[SAMPLES];
  self->known.variance = from->all[GROUPS];
  self->known.variance_se = sqrt(jackknife(from->all));
  self->known.share = self->total > 0 ? self->known.variance / self->total : (double)NAN;
  self->known.share_se = self->known.variance_se / self->total;
  for (int p = 0; p < n; p++) {
    for (int s = 0; s < SAMPLES; s++) {
      variance[s] = from->sum[s * n + p] / orders;
      share[s] = from->all[s] > 0 ? variance[s] / from->all[s] : (double)NAN;
    }
    double drawn = from->squares[p] / (pairs - 1) / pairs;
    double whole = from->all[GROUPS] * from->all[GROUPS];
    self->effect[p] = (ndrsim_shapley_effect){
        .variance = variance[GROUPS],
        .variance_se = sqrt(jackknife(variance) + drawn),
        .share = share[GROUPS],
        .share_se = sqrt(jackknife(share) + drawn / whole),
    };
  }
}

static ndrsim_status run(ndrsim_shapley *self, work *of, uint64_t seed, ndrsim_error *err) {
  size_t n = (size_t)self->parameters;
  of->order = calloc(n + 1, sizeof *of->order);
  of->known = calloc(n + 1, sizeof *of->known);
  of->sum = calloc((SAMPLES + 3) * n + 1, sizeof *of->sum);
  ndrsim_status status = NDRSIM_OK;
  if (of->order == NULL || of->known == NULL || of->sum == NULL) {
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the orders of parameters");
  } else {
    of->twin = of->sum + SAMPLES * n;
    of->mean = of->twin + n;
    of->squares = of->mean + n;
  }
  for (int k = 0; k < NDRSIM_SHAPLEY_ORDERS && status == NDRSIM_OK; k++) {
    set_order(of, seed, k);
    status = walk(of, err);
    if (status == NDRSIM_OK && k % 2 != 0) close_pair(of, k / 2 + 1);
  }
  if (status == NDRSIM_OK) tell(self, of);
  free(of->order);
  free(of->known);
  free(of->sum);
  return status;
}

ndrsim_status ndrsim_shapley_make(ndrsim_shapley *self, int n, int parameters, const double *x,
                                  const double *y, uint64_t seed, ndrsim_error *err) {
  ndrsim_shapley_free(self);
  self->parameters = parameters;
  self->effect = calloc((size_t)parameters + 1, sizeof *self->effect);
  if (self->effect == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for effects");
  double mean = 0, squares = 0;
  for (int r = 0; r < n; r++) {
    if (!isfinite(y[r])) return NDRSIM_OK;
    mean += y[r] / n;
  }
  for (int r = 0; r < n; r++) {
    squares += (y[r] - mean) * (y[r] - mean);
  }
  self->total = squares / (n - 1);
  ndrsim_chaos chaos;
  ndrsim_chaos_init(&chaos);
  ndrsim_status status = ndrsim_chaos_make(&chaos, n, parameters, x, 1, y, err);
  work of = {.chaos = &chaos};
  if (status == NDRSIM_OK) status = run(self, &of, seed, err);
  ndrsim_chaos_free(&chaos);
  self->valid = status == NDRSIM_OK;
  return status;
}
