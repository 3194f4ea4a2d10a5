/* A shock in the units of what it changes, and in standard deviations of what we do not know. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "analysis/reverse.h"
#include "sim/catalogue.h"

enum { POINTS = 400 };

/* Mean and standard deviation of a truncated distribution. */
static bool moments(const ndrsim_dist *dist, double *mean_out, double *sd) {
  double sum = 0, squares = 0;
  for (int k = 0; k < POINTS; k++) {
    double x;
    if (ndrsim_dist_quantile(dist, (k + 0.5) / POINTS, &x) != NDRSIM_OK) return false;
    sum += x;
    squares += x * x;
  }
  *mean_out = sum / POINTS;
  *sd = sqrt(fmax(squares / POINTS - *mean_out * *mean_out, 0));
  return true;
}

/* A leaf in the JSON's unit, and the spread of what we do not know of it. */
static void leaf(const ndrsim_model *model, const ndrsim_leaf *leaf, double unit, double *value,
                 double *sd) {
  *sd = NAN;
  *value = leaf->value / unit;
  if (leaf->draw >= 0 && !moments(&model->draw[leaf->draw].dist, value, sd)) *value = NAN;
}

void ndrsim_reverse_value(const ndrsim_model *model, int slot, int segment, int month, double unit,
                          double *value, double *sd) {
  const ndrsim_spec *spec = &model->slot[slot].spec[segment];
  if (spec->trait < 0) {
    int k = spec->n_knots - 1;
    while (k > 0 && spec->knot[k].month > month) {
      k--;
    }
    leaf(model, &spec->knot[k].leaf, unit, value, sd);
    return;
  }
  const ndrsim_trait *trait = &model->trait[spec->trait];
  double between;
  *sd = NAN;
  if (trait->by_moments && trait->random_args)
    leaf(model, &trait->arg[0], 1, value, sd);
  else if (trait->random_args || !moments(&trait->dist, value, &between))
    *value = NAN;
}

static double changed(const ndrsim_stress_change *change, double value, double severity) {
  double x = change->how == NDRSIM_STRESS_PLUS ? value + change->number * severity
             : change->how == NDRSIM_STRESS_TIMES
                 ? value * fmax(0, 1 + (change->number - 1) * severity)
                 : value + (change->number - value) * fmin(severity, 1);
  return fmin(fmax(x, change->def->low), change->def->high);
}

static bool same(const ndrsim_reverse_unit *a, const ndrsim_reverse_unit *b) {
  return (a->before == b->before || (isnan(a->before) && isnan(b->before))) &&
         (a->sd == b->sd || (isnan(a->sd) && isnan(b->sd)));
}

/* One slot: a line for each segment, or one if all are the same. */
static void add_units(ndrsim_reverse *out, const ndrsim_model *model,
                      const ndrsim_stress_change *change, int slot) {
  ndrsim_reverse_unit own[NDRSIM_MAX_SEGMENTS];
  double unit = change->def->kind == NDRSIM_MONEY ? 100 : 1;
  int n = model->n_segments;
  for (int s = 0; s < n; s++) {
    ndrsim_reverse_unit *one = &own[s];
    memset(one, 0, sizeof *one);
    snprintf(one->path, sizeof one->path, "%s", model->slot[slot].path);
    snprintf(one->segment, sizeof one->segment, "%s", model->segment[s]);
    one->unit = change->def->unit;
    ndrsim_reverse_value(model, slot, s, out->request.stress->from + out->request.late, unit,
                         &one->before, &one->sd);
    one->after = changed(change, one->before, out->severity);
    one->distance = one->sd > 0 ? (one->after - one->before) / one->sd : NAN;
    ndrsim_stress_change_words(change, out->severity, one->words, sizeof one->words);
  }
  bool all = true;
  for (int s = 1; s < n; s++) {
    all = all && same(&own[s], &own[0]);
  }
  if (all) own[0].segment[0] = '\0';
  for (int s = 0; s < (all ? 1 : n) && out->n_units < NDRSIM_REVERSE_UNITS; s++) {
    out->unit[out->n_units++] = own[s];
  }
}

void ndrsim_reverse_tell(ndrsim_reverse *out, const ndrsim_model *model) {
  const ndrsim_stress *stress = out->request.stress;
  for (int k = 0; k < stress->n_changes; k++) {
    const ndrsim_stress_change *change = &stress->change[k];
    if (change->def->kind == NDRSIM_SWITCH || change->def->kind == NDRSIM_CHOICE) continue;
    for (int slot = 0; slot < model->n_slots; slot++) {
      if (ndrsim_stress_matches(change->path, model->slot[slot].path))
        add_units(out, model, change, slot);
    }
  }
}
