#include "sim/plan.h"

#include <stdlib.h>
#include <string.h>

#include "sim/account.h"

int ndrsim_mechanism_counters(const ndrsim_mechanism *mechanism, const ndrsim_lists *lists) {
  int n = 0;
  for (int i = 0; i < mechanism->n_counters; i++) {
    int list = ndrsim_list_of_name(mechanism->counter[i].name);
    n += list >= 0 ? lists->n[list] : 1;
  }
  return n;
}

int ndrsim_mechanism_slots(const ndrsim_mechanism *mechanism, const ndrsim_lists *lists) {
  int n = 0;
  for (int i = 0; i < mechanism->n_params; i++) {
    int list = ndrsim_list_of_row(&mechanism->param[i]);
    n += list >= 0 ? lists->n[list] : 1;
  }
  return n;
}

int ndrsim_plan_column(const ndrsim_plan *self, const char *name) {
  for (int i = 0; i < self->n_columns; i++)
    if (strcmp(self->column[i].name, name) == 0) return i;
  return -1;
}

static ndrsim_status add_columns(ndrsim_plan *self, int m, ndrsim_error *err) {
  const ndrsim_mechanism *mech = self->mechanism[m];
  for (int u = 0; u < mech->n_uses; u++) {
    const ndrsim_use *use = &mech->use[u];
    if (use->mode != NDRSIM_OWN && use->mode != NDRSIM_SCRATCH) continue;
    if (ndrsim_plan_column(self, use->column) >= 0)
      return ndrsim_error_set(err, NDRSIM_INTERNAL, "column `%s` has two owners (%s is one)",
                              use->column, mech->name);
    if (self->n_columns == NDRSIM_MAX_COLUMNS)
      return ndrsim_error_set(err, NDRSIM_INTERNAL, "more than %d columns", NDRSIM_MAX_COLUMNS);
    self->column[self->n_columns++] =
        (ndrsim_column_plan){use->column, use->type, m, use->start, use->mode == NDRSIM_SCRATCH};
  }
  return NDRSIM_OK;
}

/* A column may be posted to only when it is an integer: sums of floats depend on their order. */
static ndrsim_status bind_uses(ndrsim_plan *self, int m, ndrsim_error *err) {
  const ndrsim_mechanism *mech = self->mechanism[m];
  for (int u = 0; u < mech->n_uses; u++) {
    const ndrsim_use *use = &mech->use[u];
    int c = ndrsim_plan_column(self, use->column);
    self->use[m][u] = c;
    if (c < 0 && use->maybe) continue;
    if (c < 0)
      return ndrsim_error_set(err, NDRSIM_INTERNAL, "%s uses column `%s`, which nobody owns",
                              mech->name, use->column);
    if (self->column[c].type != use->type || (use->mode == NDRSIM_POST && use->type != NDRSIM_I32))
      return ndrsim_error_set(err, NDRSIM_INTERNAL, "%s uses column `%s` with the wrong type",
                              mech->name, use->column);
  }
  return NDRSIM_OK;
}

static ndrsim_status bind_bill(ndrsim_plan *self, int m, ndrsim_error *err) {
  const ndrsim_mechanism *mech = self->mechanism[m];
  for (int i = 0; i < mech->n_sources; i++) {
    int c = ndrsim_plan_column(self, mech->source[i].column);
    if (c < 0 || self->column[c].type != NDRSIM_I32 ||
        (self->driver_column[mech->source[i].driver] >= 0 && !mech->optional))
      return ndrsim_error_set(err, NDRSIM_INTERNAL, "%s: bad source of driver `%s`", mech->name,
                              ndrsim_driver_name((int)mech->source[i].driver));
    self->driver_column[mech->source[i].driver] = c;
  }
  if (ndrsim_bill_check(mech->term, mech->n_terms) >= 0)
    return ndrsim_error_set(err, NDRSIM_INTERNAL, "%s: a bill term is malformed", mech->name);
  for (int i = 0; i < mech->n_terms; i++) {
    if (self->n_terms == NDRSIM_MAX_TERMS)
      return ndrsim_error_set(err, NDRSIM_INTERNAL, "more than %d bill terms", NDRSIM_MAX_TERMS);
    if (strcmp(mech->term[i].name, "base") == 0) self->base_term = self->n_terms;
    self->term_mechanism[self->n_terms] = m;
    self->term[self->n_terms++] = mech->term[i];
  }
  for (int k = 0; k < 3; k++)
    if (mech->cause[k]) self->cause_column[k] = ndrsim_plan_column(self, mech->cause[k]);
  for (int k = 0; k < NDRSIM_METERED; k++)
    if (mech->metered[k]) self->metered_column[k] = ndrsim_plan_column(self, mech->metered[k]);
  return NDRSIM_OK;
}

static ndrsim_status order_steps(ndrsim_plan *self, ndrsim_error *err) {
  for (int phase = 0; phase < NDRSIM_PHASES; phase++) {
    self->first_step[phase] = self->n_steps;
    for (int m = 0; m < self->n_mechanisms; m++)
      for (int i = 0; i < self->mechanism[m]->n_steps; i++) {
        if ((int)self->mechanism[m]->step[i].phase != phase) continue;
        if (self->n_steps == NDRSIM_MAX_STEPS)
          return ndrsim_error_set(err, NDRSIM_INTERNAL, "more than %d steps", NDRSIM_MAX_STEPS);
        self->step[self->n_steps++] = (ndrsim_step_plan){m, self->mechanism[m]->step[i].run};
      }
  }
  self->first_step[NDRSIM_PHASES] = self->n_steps;
  return NDRSIM_OK;
}

static void count_traits(ndrsim_plan *self) {
  const ndrsim_model *model = self->model;
  for (int t = 0; t < model->n_traits; t++)
    self->traits[model->trait[t].segment]++;
  for (int s = 0; s < model->n_segments; s++)
    if (self->traits[s] > self->max_traits) self->max_traits = self->traits[s];
  bool changed = false;
  for (int t = 0; t < model->n_traits; t++)
    changed = changed || ndrsim_trait_spec(model, t)->n_changes > 0;
  self->trait_columns = (changed ? 2 : 1) * self->max_traits;
}

ndrsim_status ndrsim_plan_init(ndrsim_plan *self, const ndrsim_model *model, ndrsim_error *err) {
  const ndrsim_catalogue *cat = model->catalogue;
  memset(self, 0, sizeof *self);
  self->model = model;
  if (cat->n_mechanisms + 1 > NDRSIM_MAX_MECHANISMS)
    return ndrsim_error_set(err, NDRSIM_INTERNAL, "more than %d mechanisms", NDRSIM_MAX_MECHANISMS);
  self->mechanism[self->n_mechanisms++] = &ndrsim_account_mechanism;
  for (int m = 0; m < cat->n_mechanisms; m++)
    self->mechanism[self->n_mechanisms++] = cat->mechanism[m];
  ndrsim_milestones_list(&self->milestones, cat);
  self->base_term = -1;
  for (int d = 0; d < NDRSIM_DRIVERS; d++)
    self->driver_column[d] = -1;
  for (int k = 0; k < 3; k++)
    self->cause_column[k] = -1;
  for (int k = 0; k < NDRSIM_METERED; k++)
    self->metered_column[k] = -1;

  const ndrsim_lists lists = ndrsim_model_lists(model);
  int uses = 0, slots = 0;
  for (int m = 0; m < self->n_mechanisms; m++) {
    self->first_slot[m] = slots;
    self->first_counter[m] = self->n_counters;
    slots += ndrsim_mechanism_slots(self->mechanism[m], &lists);
    self->n_counters += ndrsim_mechanism_counters(self->mechanism[m], &lists);
    uses += self->mechanism[m]->n_uses;
  }
  if (slots != model->n_slots)
    return ndrsim_error_set(err, NDRSIM_INTERNAL, "the model has %d slots, its catalogue %d",
                            model->n_slots, slots);
  self->use_storage = malloc(sizeof *self->use_storage * (size_t)(uses + 1));
  if (!self->use_storage) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
  for (int m = 0, at = 0; m < self->n_mechanisms; at += self->mechanism[m++]->n_uses)
    self->use[m] = self->use_storage + at;

  ndrsim_status st = NDRSIM_OK;
  for (int m = 0; m < self->n_mechanisms && !st; m++)
    st = add_columns(self, m, err);
  for (int m = 0; m < self->n_mechanisms && !st; m++)
    st = bind_uses(self, m, err);
  for (int m = 0; m < self->n_mechanisms && !st; m++)
    st = bind_bill(self, m, err);
  if (!st) st = order_steps(self, err);
  if (st) goto out;
  for (int d = 0; d < NDRSIM_DRIVERS; d++)
    if (self->driver_column[d] >= 0) self->driver[self->n_drivers++] = d;
  self->portfolio_slot = cat->portfolio_size ? ndrsim_model_slot(model, cat->portfolio_size) : -1;
  count_traits(self);
out:
  if (st) ndrsim_plan_free(self);
  return st;
}

void ndrsim_plan_free(ndrsim_plan *self) {
  free(self->use_storage);
  self->use_storage = NULL;
}
