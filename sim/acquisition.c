#include "sim/acquisition.h"

#include <math.h>

#include "sim/catalogue.h"
#include "sim/values.h"

#define MOST_ACCOUNTS 1e8 /* described accounts of one run */
#define MOST_RATIO 100.0  /* a free tier, or one without a cap, is this far from the reference */
#define GOLDEN 0.6180339887498949

static const ndrsim_acquisition_paths *paths_of(const ndrsim_model *model) {
  return model->catalogue == NULL ? NULL : model->catalogue->acquisition;
}

/* A parameter of the mechanism, which is a constant; 0 when the scenario has none. */
static double constant(const ndrsim_model *model, const char *path) {
  int slot = ndrsim_model_slot(model, path);
  return slot < 0 ? 0 : model->slot[slot].spec[0].knot[0].leaf.value;
}

/* Slot of a row of the tiers, of the first one. */
static int entry_slot(const ndrsim_model *model, const char *row) {
  char path[160];
  if (ndrsim_catalogue_expand(row, model->tier[0], path, sizeof path) != 0) return -1;
  return ndrsim_model_slot(model, path);
}

static double kept(double ratio) {
  return ratio < 1 / MOST_RATIO ? 1 / MOST_RATIO : ratio > MOST_RATIO ? MOST_RATIO : ratio;
}

double ndrsim_acquisition_factor(const ndrsim_model *model, int segment, int month) {
  const ndrsim_acquisition_paths *paths = paths_of(model);
  double factor = 1;
  if (paths == NULL) return factor;
  double price = constant(model, paths->reference_price),
         cap = constant(model, paths->reference_cap);
  if (price > 0) {
    double now = ndrsim_slot_value(model, NULL, entry_slot(model, paths->price), segment, month);
    factor *= pow(kept(now / price), -constant(model, paths->price_elasticity));
  }
  if (cap > 0) {
    double now = ndrsim_slot_value(model, NULL, entry_slot(model, paths->cap), segment, month);
    factor *= pow(kept(now > 0 ? now / cap : MOST_RATIO), constant(model, paths->cap_elasticity));
  }
  return factor;
}

ndrsim_status ndrsim_acquisition_apply(ndrsim_model *model, ndrsim_error *err) {
  double all = 0;
  for (int i = 0; i < model->n_intakes; i++) {
    ndrsim_intake *in = &model->intake[i];
    double offset = GOLDEN * (in->month + 1) + 0.5 * in->segment;
    double number =
        floor((double)in->planned * ndrsim_acquisition_factor(model, in->segment, in->month) +
              (offset - floor(offset)));
    all += number;
    if (all > MOST_ACCOUNTS)
      return ndrsim_error_set(err, NDRSIM_LIMIT,
                              "more than %.0f accounts start in one run, at this entry price and "
                              "cap",
                              MOST_ACCOUNTS);
    in->number = (int64_t)number;
  }
  return NDRSIM_OK;
}

static bool is_drawn(const ndrsim_model *model, int slot) {
  for (int s = 0; slot >= 0 && s < model->n_segments; s++) {
    const ndrsim_spec *spec = &model->slot[slot].spec[s];
    for (int k = 0; k < spec->n_knots; k++)
      if (spec->trait >= 0 || spec->knot[k].leaf.draw >= 0) return true;
    for (int k = 0; k < spec->n_changes; k++)
      if (spec->change[k].leaf.draw >= 0) return true;
  }
  return false;
}

const char *ndrsim_acquisition_drawn(const ndrsim_model *model) {
  const ndrsim_acquisition_paths *paths = paths_of(model);
  if (paths == NULL) return NULL;
  const char *const reference[] = {paths->reference_price, paths->reference_cap};
  const char *const row[] = {paths->price, paths->cap};
  for (int k = 0; k < 2; k++) {
    int slot = entry_slot(model, row[k]);
    if (constant(model, reference[k]) > 0 && is_drawn(model, slot)) return model->slot[slot].path;
  }
  return NULL;
}
