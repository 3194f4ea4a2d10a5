#include "analysis/study.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/layers.h"
#include "analysis/stage.h"

/* Replicates of a batch: enough to keep the cores busy. Long jobs take larger ones, because each
 * call of the engine prepares the accounts anew. */
#define BATCH_LEAST 16
#define BATCHES 32

void ndrsim_study_init(ndrsim_study *self) {
  memset(self, 0, sizeof *self);
}

void ndrsim_study_free(ndrsim_study *self) {
  free(self->value);
  ndrsim_study_init(self);
}

/* --- running ---------------------------------------------------------------------------------- */

typedef struct runs {
  ndrsim_study *out;
  const ndrsim_study_plan *plan;
  const ndrsim_run_options *options;
  ndrsim_results *results;     /* [n_models], each with the records of one batch */
  ndrsim_outcome *bound;       /* [n_models][n_outcomes] */
  ndrsim_replicate *replicate; /* [batch] */
  double *draws;               /* [batch][of the model with most], when the plan gives them */
  int64_t *records;            /* of one batch, of the model with the largest */
  int batch, wanted;           /* replicates */
} runs;

static int batch_of(int replicates) {
  int batch = (replicates + BATCHES - 1) / BATCHES;
  if (batch < BATCH_LEAST) batch = BATCH_LEAST;
  return batch < replicates ? batch : replicates;
}

static int wanted_of(const ndrsim_study_plan *plan, const ndrsim_run_options *options) {
  return options->stop_early ? options->stop_replicates : plan->replicates;
}

ndrsim_status ndrsim_study_cost(const ndrsim_study_plan *plan, const ndrsim_run_options *options,
                                ndrsim_cost *out, ndrsim_error *err) {
  int wanted = wanted_of(plan, options);
  double seconds = 0, number = 0, months = 0;
  memset(out, 0, sizeof *out);
  for (int m = 0; m < plan->n_models; m++) {
    ndrsim_cost one;
    ndrsim_status status =
        ndrsim_engine_cost(plan->model[m], &options->engine, batch_of(wanted), wanted, &one, err);
    if (status != NDRSIM_OK) return status;
    seconds += one.seconds;
    number += one.runs;
    months += one.account_months;
    if (one.bytes > out->bytes) *out = one;
  }
  double kept = (double)plan->n_models * plan->n_outcomes * plan->replicates * sizeof(double);
  out->bytes += kept;
  out->record_bytes += kept;
  out->seconds = seconds;
  out->runs = number;
  out->account_months = months;
  return NDRSIM_OK;
}

static ndrsim_status check(const ndrsim_study_plan *plan, const ndrsim_run_options *options,
                           ndrsim_error *err) {
  int64_t last = (int64_t)plan->first + plan->replicates;
  if (plan->n_models < 1 || plan->replicates < 1 || plan->first < 0 || last > NDRSIM_LAYER_FIRST)
    return ndrsim_error_set(err, NDRSIM_LIMIT, "replicates must be in 1 .. %u; found %d",
                            (unsigned)NDRSIM_LAYER_FIRST, plan->replicates);
  if (options->stop_early &&
      (options->stop_replicates < 1 || options->stop_replicates > plan->replicates))
    return ndrsim_error_set(err, NDRSIM_LIMIT, "a part holds 1 .. %d replicates; found %d",
                            plan->replicates, options->stop_replicates);
  for (int m = 1; m < plan->n_models; m++) {
    if (plan->model[m]->seed != plan->model[0]->seed)
      return ndrsim_error_set(err, NDRSIM_INTERNAL, "models with different seeds are not paired");
  }
  ndrsim_cost cost;
  ndrsim_status status = ndrsim_study_cost(plan, options, &cost, err);
  return status == NDRSIM_OK ? ndrsim_cost_check(&cost, options->engine.memory, err) : status;
}

static ndrsim_status prepare(runs *self, ndrsim_error *err) {
  const ndrsim_study_plan *plan = self->plan;
  size_t models = (size_t)plan->n_models, outcomes = (size_t)plan->n_outcomes, size = 0, most = 0;
  self->results = calloc(models, sizeof *self->results);
  self->bound = calloc(models * outcomes + 1, sizeof *self->bound);
  self->replicate = calloc((size_t)self->batch, sizeof *self->replicate);
  for (int m = 0; m < plan->n_models; m++) {
    size_t n = (size_t)plan->model[m]->n_draws;
    if (n > most) most = n;
  }
  self->draws = calloc((size_t)self->batch * most + 1, sizeof *self->draws);
  self->out->value =
      malloc((models * outcomes * (size_t)plan->replicates + 1) * sizeof *self->out->value);
  if (self->results == NULL || self->bound == NULL || self->replicate == NULL ||
      self->draws == NULL || self->out->value == NULL)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %d runs", plan->n_models);
  for (size_t m = 0; m < models; m++) {
    ndrsim_results *results = &self->results[m];
    ndrsim_results_init(results);
    results->model = plan->model[m];
    results->convention =
        results->model->n_rows > 0 ? NDRSIM_CONVENTION_POINT : NDRSIM_CONVENTION_AGE;
    results->bridge = ndrsim_convention_at(results->convention)->bridge;
    results->basis_month = ndrsim_convention_basis(results->convention);
    ndrsim_engine_layout(results->model, &results->layout);
    if (results->layout.size > size) size = results->layout.size;
    for (size_t k = 0; k < outcomes; k++) {
      ndrsim_outcome_bind(&plan->outcome[k], results->model, &self->bound[m * outcomes + k]);
    }
  }
  self->records = malloc(((size_t)self->batch * size + 1) * sizeof *self->records);
  if (self->records == NULL)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %d records", self->batch);
  return NDRSIM_OK;
}

static double *place(const ndrsim_study *self, int model, int outcome) {
  return self->value +
         ((size_t)model * (size_t)self->n_outcomes + (size_t)outcome) * (size_t)self->requested;
}

/* What is kept of the first `n` records of a batch. */
static void keep(runs *self, int model, int first, int n) {
  ndrsim_results *results = &self->results[model];
  const ndrsim_study_plan *plan = self->plan;
  results->n = n;
  for (int k = 0; k < plan->n_outcomes; k++) {
    double *value = place(self->out, model, k) + first;
    const ndrsim_outcome *bound = &self->bound[model * plan->n_outcomes + k];
    for (int r = 0; r < n; r++) {
      value[r] = ndrsim_outcome_value(bound, results, r);
    }
  }
  for (int r = 0; plan->seen != NULL && r < n; r++) {
    plan->seen(plan->user, model, first + r, results, r);
  }
}

static void watch(const runs *self, int n) {
  ndrsim_run_watch *seen = self->options->watch;
  const ndrsim_results *results = &self->results[0];
  for (int k = 0; seen != NULL && k < n; k++) {
    const int64_t *record = results->records + (size_t)k * results->layout.size;
    double ndr = 100 * ndrsim_record_ndr(&results->layout, record, results->convention,
                                         results->basis_month);
    double step = ndr - seen->mean;
    seen->n++;
    seen->mean += step / seen->n;
    seen->squares += step * (ndr - seen->mean);
  }
}

/* Addresses and draws of a model's runs in this batch. */
static ndrsim_status address(runs *self, int model, int first, int n, ndrsim_error *err) {
  const ndrsim_study_plan *plan = self->plan;
  size_t draws = (size_t)plan->model[model]->n_draws;
  ndrsim_status status = NDRSIM_OK;
  for (int k = 0; k < n && status == NDRSIM_OK; k++) {
    uint32_t index = (uint32_t)(plan->first + first + k);
    self->replicate[k] = (ndrsim_replicate){index, index, index};
    if (plan->given != NULL)
      status = plan->given(plan->user, model, first + k, &self->replicate[k],
                           self->draws + (size_t)k * draws, err);
  }
  return status;
}

/* The replicates first..first+n-1 of one model; *complete of them are whole. */
static ndrsim_status run_one(runs *self, int model, int first, int n, int *complete,
                             ndrsim_error *err) {
  ndrsim_results *results = &self->results[model];
  int64_t models = self->plan->n_models;
  memset(self->records, 0, (size_t)n * results->layout.size * sizeof *self->records);
  ndrsim_stage stage = {&self->options->engine, models * first + (int64_t)model * n, n,
                        models * self->wanted};
  ndrsim_engine_options engine = ndrsim_stage_options(&stage);
  ndrsim_status status = address(self, model, first, n, err);
  if (status != NDRSIM_OK) return status;
  if (self->plan->given != NULL) engine.draws = self->draws;
  status =
      ndrsim_engine_run(results->model, &engine, self->replicate, n, self->records, complete, err);
  if (status == NDRSIM_OK) *complete = n;
  if (status != NDRSIM_OK && status != NDRSIM_INTERRUPTED) return status;
  results->records = self->records;
  keep(self, model, first, *complete);
  if (model == 0) watch(self, *complete);
  results->records = NULL;
  return status;
}

static ndrsim_status run_batch(runs *self, int first, int n, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  int whole = n;
  for (int model = 0; model < self->plan->n_models && status == NDRSIM_OK; model++) {
    int complete = 0;
    status = run_one(self, model, first, n, &complete, err);
    if (status == NDRSIM_INTERRUPTED) whole = model + 1 == self->plan->n_models ? complete : 0;
  }
  if (status != NDRSIM_OK && status != NDRSIM_INTERRUPTED) return status;
  self->out->n = first + whole;
  return status;
}

ndrsim_status ndrsim_study_run(ndrsim_study *self, const ndrsim_study_plan *plan,
                               const ndrsim_run_options *options, ndrsim_error *err) {
  runs work = {.out = self, .plan = plan, .options = options};
  ndrsim_study_free(self);
  ndrsim_status status = check(plan, options, err);
  if (status != NDRSIM_OK) return status;
  self->n_models = plan->n_models;
  self->n_outcomes = plan->n_outcomes;
  self->outcome = plan->outcome;
  self->requested = plan->replicates;
  work.wanted = wanted_of(plan, options);
  work.batch = batch_of(work.wanted);
  if (options->watch != NULL) *options->watch = (ndrsim_run_watch){0};
  status = prepare(&work, err);
  for (int first = 0; first < work.wanted && status == NDRSIM_OK; first += work.batch) {
    int left = work.wanted - first;
    status = run_batch(&work, first, left < work.batch ? left : work.batch, err);
  }
  free(work.results);
  free(work.bound);
  free(work.replicate);
  free(work.draws);
  free(work.records);
  return status;
}

/* --- what came out ---------------------------------------------------------------------------- */

const double *ndrsim_study_values(const ndrsim_study *self, int model, int outcome) {
  return place(self, model, outcome);
}

static bool is_time(const ndrsim_study *self, int outcome) {
  const ndrsim_outcome *out = &self->outcome[outcome];
  return out->kind == NDRSIM_OUTCOME_METRIC && out->metric.kind == NDRSIM_METRIC_TIME;
}

ndrsim_status ndrsim_study_estimate(const ndrsim_study *self, int model, int outcome,
                                    ndrsim_estimate *out) {
  const double *value = ndrsim_study_values(self, model, outcome);
  return is_time(self, outcome) ? ndrsim_estimate_times(value, self->n, out)
                                : ndrsim_estimate_values(value, self->n, out);
}

ndrsim_status ndrsim_study_difference(const ndrsim_study *self, int model, int base, int outcome,
                                      ndrsim_estimate *out) {
  const double *a = ndrsim_study_values(self, model, outcome);
  const double *b = ndrsim_study_values(self, base, outcome);
  ndrsim_status empty = ndrsim_estimate_values(NULL, 0, out);
  if (self->n == 0) return empty;
  double *value = malloc((size_t)self->n * sizeof *value);
  if (value == NULL) return NDRSIM_MEMORY;
  for (int k = 0; k < self->n; k++) {
    value[k] = isfinite(a[k]) && isfinite(b[k]) ? a[k] - b[k] : NAN;
  }
  ndrsim_status status = ndrsim_estimate_values(value, self->n, out);
  free(value);
  return status;
}

static void compare_values(const double *a, const double *b, int n, ndrsim_pairing *out) {
  double higher = 0, equal = 0, mean_a = 0, mean_b = 0;
  for (int k = 0; k < n; k++) {
    higher += a[k] > b[k] ? 1 : a[k] == b[k] ? 0.5 : 0;
    equal += a[k] == b[k];
    mean_a += a[k] / n;
    mean_b += b[k] / n;
  }
  double aa = 0, bb = 0, ab = 0, dd = 0;
  for (int k = 0; k < n; k++) {
    double x = a[k] - mean_a, y = b[k] - mean_b;
    aa += x * x;
    bb += y * y;
    ab += x * y;
    dd += (x - y) * (x - y);
  }
  out->higher = higher / n;
  out->higher_se = sqrt(out->higher * (1 - out->higher) / n);
  out->equal = equal / n;
  if (aa > 0 && bb > 0) out->correlation = ab / sqrt(aa * bb);
  if (dd > 0)
    out->saved = (aa + bb) / dd;
  else if (aa + bb > 0)
    out->saved = INFINITY;
}

void ndrsim_study_pairing(const ndrsim_study *self, int model, int base, int outcome,
                          ndrsim_pairing *out) {
  const double *a = ndrsim_study_values(self, model, outcome);
  const double *b = ndrsim_study_values(self, base, outcome);
  *out = (ndrsim_pairing){NAN, NAN, NAN, NAN, NAN};
  for (int k = 0; k < self->n; k++) {
    if (!isfinite(a[k]) || !isfinite(b[k])) return;
  }
  if (self->n >= 2) compare_values(a, b, self->n, out);
}
