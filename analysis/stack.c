#include "analysis/stack.h"

#include <math.h>

#define CENTS 100.0

/* The column of a component in a row of movements: the cause lens has three of its own. */
static int column_of(int component, ndrsim_lens lens) {
  if (lens != NDRSIM_LENS_CAUSE) return component;
  switch (component) {
  case NDRSIM_DRIVER_SEAT:
    return NDRSIM_FLOW_CAUSE_SEAT;
  case NDRSIM_DRIVER_WORKFLOW:
    return NDRSIM_FLOW_CAUSE_WORKFLOW;
  case NDRSIM_DRIVER_CAPACITY:
    return NDRSIM_FLOW_CAUSE_CAPACITY;
  default:
    return component;
  }
}

/* Adds the movements of one month. */
static void add_month(const ndrsim_layout *l, const int64_t *record, int month, ndrsim_lens lens,
                      int64_t part[NDRSIM_STACK_PARTS]) {
  const int64_t *row = record + ndrsim_at_moved(l, month, 0);
  part[month == 0 ? NDRSIM_STACK_OPENING : NDRSIM_STACK_NEW] +=
      row[NDRSIM_MOVED_NEW] * NDRSIM_SIXTIETHS;
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    part[NDRSIM_STACK_FLOWS + c] += row[column_of(c, lens)];
  }
}

void ndrsim_stack_mean(const ndrsim_results *results, ndrsim_lens lens, double *out) {
  const ndrsim_layout *l = &results->layout;
  size_t n = (size_t)l->months * NDRSIM_STACK_PARTS;
  for (size_t k = 0; k < n; k++) {
    out[k] = results->n > 0 ? 0 : NAN;
  }
  for (int r = 0; r < results->n; r++) {
    const int64_t *record = results->records + (size_t)r * l->size;
    int64_t part[NDRSIM_STACK_PARTS] = {0};
    for (int t = 0; t < l->months; t++) {
      add_month(l, record, t, lens, part);
      for (int k = 0; k < NDRSIM_STACK_PARTS; k++) {
        out[t * NDRSIM_STACK_PARTS + k] += (double)part[k];
      }
    }
  }
  for (size_t k = 0; k < n; k++) {
    out[k] /= CENTS * NDRSIM_SIXTIETHS * results->n;
  }
}
