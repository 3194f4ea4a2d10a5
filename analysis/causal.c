/* The arithmetic of the causal decomposition: eight values of a replicate into its parts. */
#include "analysis/causal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PERCENT 100.0

static int size_of(int set) {
  return __builtin_popcount((unsigned)set);
}

void ndrsim_causal_shapley(const int64_t v[NDRSIM_CAUSAL_RUNS], int64_t sixfold[NDRSIM_ENGINES]) {
  static const int weight[NDRSIM_ENGINES] = {2, 1, 2}; /* 3! |S|! (2 - |S|)! / 3! for |S| = 0 1 2 */
  for (int e = 0; e < NDRSIM_ENGINES; e++) {
    sixfold[e] = 0;
    for (int set = 0; set < NDRSIM_CAUSAL_RUNS; set++) {
      if (set >> e & 1) continue;
      sixfold[e] += weight[size_of(set)] * (v[set | 1 << e] - v[set]);
    }
  }
}

void ndrsim_causal_dividends(const int64_t v[NDRSIM_CAUSAL_RUNS], int64_t out[NDRSIM_CAUSAL_RUNS]) {
  for (int set = 0; set < NDRSIM_CAUSAL_RUNS; set++) {
    out[set] = 0;
    for (int part = 0; part <= set; part++) {
      if ((part & set) != part) continue;
      out[set] += size_of(set ^ part) % 2 == 0 ? v[part] : -v[part];
    }
  }
}

/* --- names ------------------------------------------------------------------------------------ */

static const struct {
  const char *name, *unit;
  int components;
} split_row[NDRSIM_CAUSAL_SPLITS] = {
    [NDRSIM_CAUSAL_SHAPLEY] = {"shapley", "points", NDRSIM_ENGINES + 1},
    [NDRSIM_CAUSAL_CAUSE] = {"cause", "points", NDRSIM_ENGINES + 1},
    [NDRSIM_CAUSAL_INVOICE] = {"invoice", "points", NDRSIM_ENGINES + 1},
    [NDRSIM_CAUSAL_ALONE] = {"alone", "points", NDRSIM_ENGINES},
    [NDRSIM_CAUSAL_STOPPED] = {"stopped", "points", NDRSIM_ENGINES},
    [NDRSIM_CAUSAL_TOGETHER] = {"together", "points", 4},
    [NDRSIM_CAUSAL_NDR] = {"ndr", "%", NDRSIM_CAUSAL_RUNS},
};

const char *ndrsim_causal_split_name(int split) {
  return split_row[split].name;
}

const char *ndrsim_causal_split_unit(int split) {
  return split_row[split].unit;
}

int ndrsim_causal_components(int split) {
  return split_row[split].components;
}

int ndrsim_causal_set(int split, int component) {
  /* small sets first: none, each engine, pairs, all */
  static const int in_order[NDRSIM_CAUSAL_RUNS] = {0, 1, 2, 4, 3, 5, 6, 7};
  if (split == NDRSIM_CAUSAL_NDR) return in_order[component];
  if (split == NDRSIM_CAUSAL_TOGETHER) return in_order[1 + NDRSIM_ENGINES + component];
  return component == NDRSIM_CAUSAL_REST ? 0 : 1 << component;
}

void ndrsim_causal_component_name(int split, int component, char *out, size_t size) {
  int set = ndrsim_causal_set(split, component);
  snprintf(out, size, "%s", split == NDRSIM_CAUSAL_NDR ? "none" : "rest");
  for (int e = 0, length = 0; e < NDRSIM_ENGINES && (size_t)length < size; e++) {
    if (!(set >> e & 1)) continue;
    length += snprintf(out + length, size - (size_t)length, "%s%s", length > 0 ? "+" : "",
                       ndrsim_driver_name((int)ndrsim_engine_driver(e)));
  }
}

void ndrsim_causal_window_text(const ndrsim_causal *self, char *out, size_t size) {
  bool point = self->on.convention == NDRSIM_ANCHOR_POINT;
  snprintf(out, size, point ? "in the 12 months to month %d" : "at %d months",
           self->on.basis_month);
}

bool ndrsim_causal_stops(const ndrsim_model *model) {
  int slot = ndrsim_model_slot(model, "capacity.over_cap");
  return slot >= 0 && model->slot[slot].spec[0].knot[0].leaf.value != 0;
}

/* --- values ----------------------------------------------------------------------------------- */

/* Part of an engine, or of all that is none, in the accounting split [points]. */
static double accounting(const ndrsim_causal *self, ndrsim_lens lens, int component,
                         int replicate) {
  const ndrsim_results *on = &self->on;
  const int64_t *record = on->records + (size_t)replicate * on->layout.size;
  double part[NDRSIM_FLOWS], rest = 0;
  ndrsim_record_flow(&on->layout, record, on->convention, on->basis_month, lens, part);
  if (component != NDRSIM_CAUSAL_REST) return PERCENT * part[ndrsim_engine_driver(component)];
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    bool engine = false;
    for (int e = 0; e < NDRSIM_ENGINES; e++) {
      engine = engine || (int)ndrsim_engine_driver(e) == c;
    }
    if (!engine) rest += part[c];
  }
  return PERCENT * rest;
}

/* Cents over the base of the run with all engines. */
static double share(double cents, int64_t base) {
  return base > 0 ? PERCENT * (cents / (double)base) : NAN;
}

double ndrsim_causal_value(const ndrsim_causal *self, int split, int component, int replicate) {
  if (replicate < 0 || replicate >= self->n) return NAN;
  const int64_t *v = self->now + (size_t)replicate * NDRSIM_CAUSAL_RUNS;
  int64_t base = self->then[(size_t)replicate * NDRSIM_CAUSAL_RUNS + NDRSIM_CAUSAL_ALL];
  int64_t sixfold[NDRSIM_ENGINES], dividend[NDRSIM_CAUSAL_RUNS];
  int set = ndrsim_causal_set(split, component);
  switch ((ndrsim_causal_split)split) {
  case NDRSIM_CAUSAL_SHAPLEY:
    if (component == NDRSIM_CAUSAL_REST) return share((double)(v[0] - base), base);
    ndrsim_causal_shapley(v, sixfold);
    return share((double)sixfold[component] / 6, base);
  case NDRSIM_CAUSAL_CAUSE:
    return accounting(self, NDRSIM_LENS_CAUSE, component, replicate);
  case NDRSIM_CAUSAL_INVOICE:
    return accounting(self, NDRSIM_LENS_INVOICE, component, replicate);
  case NDRSIM_CAUSAL_ALONE:
    return share((double)(v[set] - v[0]), base);
  case NDRSIM_CAUSAL_STOPPED:
    return share((double)(v[NDRSIM_CAUSAL_ALL ^ set] - v[NDRSIM_CAUSAL_ALL]), base);
  case NDRSIM_CAUSAL_TOGETHER:
    ndrsim_causal_dividends(v, dividend);
    return share((double)dividend[set], base);
  case NDRSIM_CAUSAL_NDR:
    return share((double)v[set], base);
  case NDRSIM_CAUSAL_SPLITS:
    break;
  }
  return NAN;
}

ndrsim_status ndrsim_causal_estimate(const ndrsim_causal *self, int split, int component,
                                     ndrsim_estimate *out) {
  ndrsim_status empty = ndrsim_estimate_values(NULL, 0, out); /* also what a failure leaves */
  if (self->n == 0) return empty;
  double *value = malloc((size_t)self->n * sizeof *value);
  if (value == NULL) return NDRSIM_MEMORY;
  for (int k = 0; k < self->n; k++) {
    value[k] = ndrsim_causal_value(self, split, component, k);
  }
  ndrsim_status status = ndrsim_estimate_values(value, self->n, out);
  free(value);
  return status;
}

ndrsim_status ndrsim_causal_lead(const ndrsim_causal *self, int a, int b, ndrsim_estimate *out) {
  ndrsim_status empty = ndrsim_estimate_values(NULL, 0, out);
  if (self->n == 0) return empty;
  double *value = malloc((size_t)self->n * sizeof *value);
  if (value == NULL) return NDRSIM_MEMORY;
  for (int k = 0; k < self->n; k++) {
    value[k] = ndrsim_causal_value(self, NDRSIM_CAUSAL_SHAPLEY, a, k) -
               ndrsim_causal_value(self, NDRSIM_CAUSAL_SHAPLEY, b, k);
  }
  ndrsim_status status = ndrsim_estimate_values(value, self->n, out);
  free(value);
  return status;
}
