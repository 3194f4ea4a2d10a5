#include "analysis/stress.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/concentration.h"

void ndrsim_stress_study_init(ndrsim_stress_study *self) {
  memset(self, 0, sizeof *self);
  ndrsim_study_init(&self->study);
}

void ndrsim_stress_study_free(ndrsim_stress_study *self) {
  for (int k = 0; k < self->n_own; k++) {
    ndrsim_model_free(&self->own[k]);
  }
  free(self->own);
  free(self->model);
  free(self->entry);
  free(self->value);
  free(self->change);
  ndrsim_study_free(&self->study);
  ndrsim_stress_study_init(self);
}

/* --- models ----------------------------------------------------------------------------------- */

static ndrsim_status model_of(const ndrsim_source *source, const ndrsim_stress_texts *texts,
                              ndrsim_model *out, ndrsim_error *err) {
  ndrsim_override *override = calloc((size_t)texts->n + 1, sizeof *override);
  if (override == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the changes");
  for (int k = 0; k < texts->n; k++) {
    override[k].text = texts->text[k];
  }
  ndrsim_status status = ndrsim_source_model(source, override, texts->n, out, err);
  free(override);
  return status;
}

ndrsim_status ndrsim_stress_model(const ndrsim_source *source, const ndrsim_model *base,
                                  const ndrsim_stress *stress, double severity, int late,
                                  ndrsim_model *out, ndrsim_error *err) {
  ndrsim_stress_texts texts;
  ndrsim_stress_texts_init(&texts, base);
  ndrsim_status status = ndrsim_stress_texts_add(&texts, stress, base, severity, late, err);
  if (status == NDRSIM_OK) status = model_of(source, &texts, out, err);
  ndrsim_stress_texts_free(&texts);
  return status;
}

ndrsim_status ndrsim_stress_settle_run(ndrsim_stress *stress, const ndrsim_model *base, int late,
                                       const ndrsim_run_options *options, ndrsim_error *err) {
  enum { REPLICATES = 8 };
  double top = ndrsim_stress_top(stress);
  int month = stress->from + late - 1;
  int64_t *amount = NULL, count = 0;
  ndrsim_run_options quiet = *options;
  if (!(top > 0)) return NDRSIM_OK;
  quiet.engine.progress = NULL;
  quiet.watch = NULL;
  if (month > base->horizon) month = base->horizon;
  int n = base->replicates < REPLICATES ? base->replicates : REPLICATES;
  ndrsim_status status = ndrsim_holdings_at(base, month, n, &quiet, &amount, &count, err);
  if (status == NDRSIM_OK) {
    int64_t rank = (int64_t)(top * (double)count);
    ndrsim_stress_settle(stress, count > 0 ? amount[rank > 0 ? rank - 1 : 0] : 1);
  }
  free(amount);
  return status;
}

static ndrsim_status together(ndrsim_stress_study *self, const ndrsim_source *source,
                              ndrsim_model *out, ndrsim_error *err) {
  const ndrsim_stress_request *request = &self->request;
  ndrsim_stress_texts texts;
  ndrsim_status status = NDRSIM_OK;
  ndrsim_stress_texts_init(&texts, self->base);
  for (int k = 0; k < request->n_chosen && status == NDRSIM_OK; k++) {
    const ndrsim_stress *stress = &request->list->stress[request->chosen[k]];
    if (!ndrsim_stress_applies(stress, self->base)) continue;
    status =
        ndrsim_stress_texts_add(&texts, stress, self->base, request->severity, request->late, err);
  }
  if (status == NDRSIM_OK) status = model_of(source, &texts, out, err);
  ndrsim_stress_texts_free(&texts);
  return status;
}

static ndrsim_status add_case(ndrsim_stress_study *self, const ndrsim_source *source,
                              const ndrsim_stress *stress, ndrsim_error *err) {
  const ndrsim_stress_request *request = &self->request;
  ndrsim_stress_case *entry = &self->entry[self->n++];
  *entry = (ndrsim_stress_case){.stress = stress, .run = -1};
  if (stress != NULL && !ndrsim_stress_applies(stress, self->base)) return NDRSIM_OK;
  ndrsim_model *model = &self->own[self->n_own];
  ndrsim_model_init(model);
  self->model[++self->n_own] = model;
  entry->run = self->n_own;
  if (stress == NULL) return together(self, source, model, err);
  return ndrsim_stress_model(source, self->base, stress, request->severity, request->late, model,
                             err);
}

ndrsim_status ndrsim_stress_outcomes(const char *text, const ndrsim_model *base,
                                     ndrsim_outcome out[NDRSIM_STRESS_OUTCOMES],
                                     ndrsim_error *err) {
  static const char *const name[] = {NULL, "ndr", "grr", "profit", "logo_churn"};
  ndrsim_status status = ndrsim_outcome_parse(text, base, 12, &out[NDRSIM_STRESS_OUTCOME], err);
  int month = out[NDRSIM_STRESS_OUTCOME].month;
  for (int k = NDRSIM_STRESS_NDR; k < NDRSIM_STRESS_OUTCOMES && status == NDRSIM_OK; k++) {
    char part[NDRSIM_OUTCOME_NAME];
    if (k >= NDRSIM_STRESS_PARTS)
      snprintf(part, sizeof part, "ndr.%s", ndrsim_driver_name(k - NDRSIM_STRESS_PARTS));
    status =
        ndrsim_outcome_parse(k < NDRSIM_STRESS_PARTS ? name[k] : part, base, month, &out[k], err);
  }
  return status;
}

ndrsim_status ndrsim_stress_study_prepare(ndrsim_stress_study *self, const ndrsim_source *source,
                                          const ndrsim_model *base,
                                          const ndrsim_stress_request *request, ndrsim_error *err) {
  ndrsim_stress_study_free(self);
  self->base = base;
  self->request = *request;
  ndrsim_status status = ndrsim_stress_outcomes(request->outcome, base, self->outcome, err);
  if (status != NDRSIM_OK) return status;
  size_t most = (size_t)request->n_chosen + 2;
  self->own = calloc(most, sizeof *self->own);
  self->model = calloc(most, sizeof *self->model);
  self->entry = calloc(most, sizeof *self->entry);
  if (self->own == NULL || self->model == NULL || self->entry == NULL)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %zu models", most);
  self->model[0] = base;
  for (int k = 0; k < request->n_chosen && status == NDRSIM_OK; k++) {
    status = add_case(self, source, &request->list->stress[request->chosen[k]], err);
  }
  if (status == NDRSIM_OK && request->together) status = add_case(self, source, NULL, err);
  return status;
}

/* --- runs ------------------------------------------------------------------------------------- */

static ndrsim_study_plan plan_of(const ndrsim_stress_study *self) {
  return (ndrsim_study_plan){.model = self->model,
                             .n_models = self->n_own + 1,
                             .outcome = self->outcome,
                             .n_outcomes = NDRSIM_STRESS_OUTCOMES,
                             .replicates = self->base->replicates};
}

ndrsim_status ndrsim_stress_study_cost(const ndrsim_stress_study *self,
                                       const ndrsim_run_options *options, ndrsim_cost *out,
                                       ndrsim_error *err) {
  ndrsim_study_plan plan = plan_of(self);
  return ndrsim_study_cost(&plan, options, out, err);
}

static bool is_inert(const ndrsim_study *study, int run) {
  for (int k = 0; k < study->n_outcomes; k++) {
    const double *a = ndrsim_study_values(study, run, k), *b = ndrsim_study_values(study, 0, k);
    for (int r = 0; r < study->n; r++) {
      if (a[r] != b[r] && !(isnan(a[r]) && isnan(b[r]))) return false;
    }
  }
  return true;
}

/* Worst first; all together before its parts, what was not run last. */
static int by_loss(const void *a, const void *b) {
  const ndrsim_stress_case *x = a, *y = b;
  if (x->stress == NULL || y->stress == NULL) return (x->stress != NULL) - (y->stress != NULL);
  if ((x->run < 0) != (y->run < 0)) return x->run < 0 ? 1 : -1;
  if (x->run >= 0 && x->loss.mean != y->loss.mean) return x->loss.mean < y->loss.mean ? 1 : -1;
  return x->run < 0 || x->run == y->run ? strcmp(x->stress->name, y->stress->name)
                                        : (x->run > y->run) - (x->run < y->run);
}

static ndrsim_status estimate(ndrsim_stress_study *self, ndrsim_error *err) {
  size_t n = ((size_t)self->n_own + 1) * NDRSIM_STRESS_OUTCOMES;
  self->value = calloc(n, sizeof *self->value);
  self->change = calloc(n, sizeof *self->change);
  bool good = self->value != NULL && self->change != NULL;
  for (size_t k = 0; k < n && good; k++) {
    int run = (int)(k / NDRSIM_STRESS_OUTCOMES), outcome = (int)(k % NDRSIM_STRESS_OUTCOMES);
    good = ndrsim_study_estimate(&self->study, run, outcome, &self->value[k]) == NDRSIM_OK &&
           ndrsim_study_difference(&self->study, run, 0, outcome, &self->change[k]) == NDRSIM_OK;
  }
  if (good) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the estimates");
}

static ndrsim_status rank(ndrsim_stress_study *self, ndrsim_error *err) {
  bool lower = self->outcome[NDRSIM_STRESS_OUTCOME].better == NDRSIM_BETTER_LOWER;
  for (int k = 0; k < self->n; k++) {
    ndrsim_stress_case *entry = &self->entry[k];
    if (entry->run < 0) continue;
    entry->inert = is_inert(&self->study, entry->run);
    ndrsim_status status =
        ndrsim_study_difference(&self->study, lower ? entry->run : 0, lower ? 0 : entry->run,
                                NDRSIM_STRESS_OUTCOME, &entry->loss);
    if (status != NDRSIM_OK) return ndrsim_error_set(err, status, "no memory for the estimates");
    if (!entry->loss.valid)
      return ndrsim_error_set(err, NDRSIM_INPUT, "%s has no value in this scenario",
                              self->outcome[NDRSIM_STRESS_OUTCOME].name);
  }
  qsort(self->entry, (size_t)self->n, sizeof *self->entry, by_loss);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_stress_study_run(ndrsim_stress_study *self, const ndrsim_run_options *options,
                                      ndrsim_error *err) {
  ndrsim_study_plan plan = plan_of(self);
  ndrsim_status status = ndrsim_study_run(&self->study, &plan, options, err);
  if ((status != NDRSIM_OK && status != NDRSIM_INTERRUPTED) || self->study.n == 0) return status;
  ndrsim_status ranked = rank(self, err);
  if (ranked == NDRSIM_OK) ranked = estimate(self, err);
  return ranked == NDRSIM_OK ? status : ranked;
}

/* --- what came out ---------------------------------------------------------------------------- */

const ndrsim_estimate *ndrsim_stress_value(const ndrsim_stress_study *self, int run, int outcome) {
  return &self->value[(size_t)run * NDRSIM_STRESS_OUTCOMES + (size_t)outcome];
}

const ndrsim_estimate *ndrsim_stress_difference(const ndrsim_stress_study *self, int run,
                                                int outcome) {
  return &self->change[(size_t)run * NDRSIM_STRESS_OUTCOMES + (size_t)outcome];
}

double ndrsim_stress_part(const ndrsim_stress_study *self, int run, int component) {
  return ndrsim_stress_value(self, run, NDRSIM_STRESS_PARTS + component)->mean;
}

int ndrsim_stress_worst_part(const ndrsim_stress_study *self, int run, double *points) {
  int worst = -1;
  *points = 0;
  for (int k = 0; k < NDRSIM_FLOWS; k++) {
    double lost = ndrsim_stress_part(self, 0, k) - ndrsim_stress_part(self, run, k);
    if (!(lost > *points)) continue;
    worst = k;
    *points = lost;
  }
  return worst;
}
