#include "analysis/compare.h"

#include <stdlib.h>
#include <string.h>

/* What is compared at each of the months, in this order. */
static const char *const main_outcome[] = {"ndr",    "grr",        "mrr",      "gross_profit",
                                           "profit", "logo_churn", "customers"};
enum { MAIN = sizeof main_outcome / sizeof main_outcome[0] };

void ndrsim_compare_init(ndrsim_compare *self) {
  memset(self, 0, sizeof *self);
  ndrsim_study_init(&self->study);
}

void ndrsim_compare_free(ndrsim_compare *self) {
  ndrsim_study_free(&self->study);
  free(self->outcome);
  ndrsim_compare_init(self);
}

int ndrsim_compare_main(const ndrsim_compare *self, int k, int m) {
  return m * self->main + k;
}

int ndrsim_compare_part(const ndrsim_compare *self, int component, int m) {
  return self->n_months * self->main + m * self->parts + component;
}

int ndrsim_compare_mrr(const ndrsim_compare *self, int month) {
  return self->n_months * (self->main + self->parts) + month;
}

static ndrsim_status add(ndrsim_compare *self, int index, const char *name, int month,
                         ndrsim_error *err) {
  return ndrsim_outcome_parse(name, self->model[0], month, &self->outcome[index], err);
}

static ndrsim_status add_outcomes(ndrsim_compare *self, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  for (int m = 0; m < self->n_months; m++) {
    for (int k = 0; k < MAIN && status == NDRSIM_OK; k++) {
      status = add(self, ndrsim_compare_main(self, k, m), main_outcome[k], self->months[m], err);
    }
    for (int k = 0; k < NDRSIM_FLOWS && status == NDRSIM_OK; k++) {
      char name[64];
      snprintf(name, sizeof name, "ndr.%s", ndrsim_driver_name(k));
      status = add(self, ndrsim_compare_part(self, k, m), name, self->months[m], err);
    }
  }
  for (int t = 0; t <= self->horizon && status == NDRSIM_OK; t++) {
    status = add(self, ndrsim_compare_mrr(self, t), "mrr", t, err);
  }
  return status;
}

ndrsim_status ndrsim_compare_prepare(ndrsim_compare *self, const ndrsim_model *const *model, int n,
                                     ndrsim_error *err) {
  if (n < 1 || n > NDRSIM_COMPARE_MOST)
    return ndrsim_error_set(err, NDRSIM_USAGE, "at most %d scenarios can be compared",
                            NDRSIM_COMPARE_MOST);
  self->n = n;
  self->horizon = model[0]->horizon;
  for (int k = 0; k < n; k++) {
    self->model[k] = model[k];
  }
  self->n_months = 0;
  for (int month = 12; month <= 36 && month <= self->horizon; month += 12) {
    self->months[self->n_months++] = month;
  }
  if (self->n_months == 0)
    return ndrsim_error_set(
        err, NDRSIM_USAGE,
        "scenarios are compared at 12, 24 and 36 months, and the horizon is %d: "
        "choose a longer --horizon",
        self->horizon);
  self->main = MAIN;
  self->parts = NDRSIM_FLOWS;
  self->n_outcomes = ndrsim_compare_mrr(self, self->horizon) + 1;
  self->outcome = calloc((size_t)self->n_outcomes, sizeof *self->outcome);
  if (self->outcome == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for outcomes");
  return add_outcomes(self, err);
}

ndrsim_status ndrsim_compare_add(ndrsim_compare *self, const ndrsim_outcome *outcome, int *index,
                                 ndrsim_error *err) {
  for (int k = 0; k < self->n_outcomes; k++) {
    if (strcmp(self->outcome[k].name, outcome->name) != 0) continue;
    *index = k;
    return NDRSIM_OK;
  }
  ndrsim_outcome *grown =
      realloc(self->outcome, ((size_t)self->n_outcomes + 1) * sizeof *self->outcome);
  if (grown == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for outcomes");
  self->outcome = grown;
  *index = self->n_outcomes++;
  self->outcome[*index] = *outcome;
  return NDRSIM_OK;
}

static ndrsim_study_plan plan_of(const ndrsim_compare *self) {
  return (ndrsim_study_plan){.model = self->model,
                             .n_models = self->n,
                             .outcome = self->outcome,
                             .n_outcomes = self->n_outcomes,
                             .replicates = self->model[0]->replicates};
}

ndrsim_status ndrsim_compare_cost(const ndrsim_compare *self, const ndrsim_run_options *options,
                                  ndrsim_cost *out, ndrsim_error *err) {
  ndrsim_study_plan plan = plan_of(self);
  return ndrsim_study_cost(&plan, options, out, err);
}

ndrsim_status ndrsim_compare_run(ndrsim_compare *self, const ndrsim_run_options *options,
                                 ndrsim_error *err) {
  ndrsim_study_plan plan = plan_of(self);
  return ndrsim_study_run(&self->study, &plan, options, err);
}
