/* The price ladder of metered usage: its nodes rise, in units and in bills. */
#include "scenarios/loader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const ndrsim_target *target_of(const ndrsim_loader *self, const char *row, int node) {
  char path[sizeof self->target->slot->path];
  snprintf(path, sizeof path, "ladder.%s.%s", self->model->node[node], row);
  for (int i = 0; i < self->n_targets; i++)
    if (strcmp(self->target[i].slot->path, path) == 0) return &self->target[i];
  return NULL;
}

/* The value of a month in the engine's unit; NAN when it is drawn. */
static double known_value(const ndrsim_spec *spec, int month) {
  int k = spec->n_knots - 1;
  if (k < 0) return NAN;
  while (k > 0 && spec->knot[k].month > month)
    k--;
  const ndrsim_knot *at = &spec->knot[k], *next = k + 1 < spec->n_knots ? at + 1 : NULL;
  if (at->leaf.draw >= 0) return NAN;
  if (!spec->linear || next == NULL || month <= at->month) return at->leaf.value;
  if (next->leaf.draw >= 0) return NAN;
  double share = (double)(month - at->month) / (double)(next->month - at->month);
  return at->leaf.value + (next->leaf.value - at->leaf.value) * share;
}

/* Whether the row of a node lies below that of the node before it, somewhere, sometime. */
static bool falls(const ndrsim_loader *self, const ndrsim_target *low, const ndrsim_target *high,
                  bool equal_too) {
  for (int s = 0; s < self->model->n_segments; s++)
    for (int month = 0; month <= self->model->horizon; month++) {
      double a = known_value(&low->slot->spec[s], month);
      double b = known_value(&high->slot->spec[s], month);
      if (b < a || (equal_too && b == a)) return true;
    }
  return false;
}

static ndrsim_status check_row(ndrsim_loader *self, const char *row, bool equal_too) {
  for (int k = 1; k < self->model->n_nodes; k++) {
    const ndrsim_target *low = target_of(self, row, k - 1), *high = target_of(self, row, k);
    if (low == NULL || high == NULL || low->faulty || high->faulty) continue;
    if (!falls(self, low, high, equal_too)) continue;
    const cJSON *item = high->item != NULL ? high->item : self->json.root;
    return NDRSIM_LOADER_FAIL(self, item, false, high->slot->path,
                              "is %s that of node `%s`: nodes stand from low to high",
                              equal_too ? "not above" : "below", self->model->node[k - 1]);
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_loader_ladder(ndrsim_loader *self) {
  const ndrsim_model *model = self->model;
  int kind = ndrsim_model_slot(model, "usage.ladder");
  if (kind < 0) return NDRSIM_OK; /* nothing is metered */
  if (model->n_nodes == 0) {
    const cJSON *usage = cJSON_GetObjectItemCaseSensitive(self->json.root, "usage");
    NDRSIM_LOADER_FAIL(self, usage != NULL ? usage : self->json.root, false, "ladder", "missing");
    snprintf(self->err->expected, sizeof self->err->expected,
             "\"ladder\": {\"n1\": {\"units\": ..., \"bill\": ...}, ...}: what metered units cost");
    return NDRSIM_INPUT;
  }
  ndrsim_status status = ndrsim_loader_carry_on(self, check_row(self, "units", true));
  bool on_nodes = known_value(&model->slot[kind].spec[0], 0) == 0;
  if (status == NDRSIM_OK && on_nodes)
    status = ndrsim_loader_carry_on(self, check_row(self, "bill", false));
  return status;
}
