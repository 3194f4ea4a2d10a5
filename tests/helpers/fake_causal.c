#include "tests/helpers/fake_causal.h"

#include <stdlib.h>

/* Thousandths of the growth of the whole run that each set keeps, below none = 0: engines that help
 * each other. Bits: seat, workflow, capacity. */
static const int64_t kept[NDRSIM_CAUSAL_RUNS] = {0, 170, -10, 190, 350, 560, 720, 1000};

int fake_causal_init(ndrsim_causal *self, fake_run *run, int month) {
  ndrsim_causal_init(self);
  self->on = run->results;
  run->results.records = NULL;
  self->on.basis_month = month;
  self->frozen_from = ndrsim_causal_frozen_from(self->on.convention, month);
  self->n = self->on.n;
  self->same_base = true;
  size_t cells = (size_t)self->n * NDRSIM_CAUSAL_RUNS;
  self->then = calloc(cells, sizeof *self->then);
  self->now = calloc(cells, sizeof *self->now);
  if (self->then == NULL || self->now == NULL) return -1;
  for (int k = 0; k < self->n; k++) {
    const int64_t *record = self->on.records + (size_t)k * self->on.layout.size;
    int64_t then, now;
    ndrsim_record_window(&self->on.layout, record, self->on.convention, month, &then, &now);
    int64_t none = then * 8 / 10 + 7 * k;
    for (int set = 0; set < NDRSIM_CAUSAL_RUNS; set++) {
      size_t at = (size_t)k * NDRSIM_CAUSAL_RUNS + (size_t)set;
      self->then[at] = then;
      self->now[at] = none + (now - none) * kept[set] / 1000;
    }
  }
  return 0;
}
