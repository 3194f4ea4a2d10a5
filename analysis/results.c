/* Running a model: the main replicates into records, then the pick-freeze samples of the layers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/layers.h"
#include "analysis/results.h"
#include "analysis/stage.h"
#include "ledger/convention.h"
#include "scenarios/suggest.h"
#include "sim/text.h"

/* Records of one call of the engine for layer samples: enough runs to keep the cores busy, few
 * enough that a book with a long horizon does not double the memory of the run. */
#define LAYER_BATCH 16

#define POINTS 100.0

void ndrsim_results_init(ndrsim_results *self) {
  memset(self, 0, sizeof *self);
  for (int k = 0; k < 3; k++) {
    self->layers.variance[k] = self->layers.se[k] = NAN;
  }
  self->layers.total = self->layers.total_se = NAN;
  self->layers.sum = self->layers.sum_se = NAN;
}

void ndrsim_results_free(ndrsim_results *self) {
  free(self->records);
  ndrsim_results_init(self);
}

double ndrsim_run_watch_se(const ndrsim_run_watch *self) {
  if (self->n < 2) return NAN;
  return sqrt(self->squares / (self->n - 1) / self->n);
}

/* The convention asked for; -1 when there is none of this name. */
static int convention_of(const ndrsim_model *model, const ndrsim_run_options *options) {
  if (options->convention != NULL) return ndrsim_convention_find(options->convention);
  return model->n_rows > 0 ? NDRSIM_CONVENTION_POINT : NDRSIM_CONVENTION_AGE;
}

int ndrsim_run_basis(const ndrsim_model *model, const ndrsim_run_options *options) {
  int convention = convention_of(model, options);
  return convention < 0 ? 0 : ndrsim_convention_basis(convention);
}

static ndrsim_status choose_headline(ndrsim_results *self, const ndrsim_model *model,
                                     const ndrsim_run_options *options, ndrsim_error *err) {
  int convention = convention_of(model, options);
  if (convention >= 0) {
    self->convention = convention;
    self->bridge = ndrsim_convention_at(convention)->bridge;
    self->basis_month = ndrsim_convention_basis(convention);
    return NDRSIM_OK;
  }
  const char *known[NDRSIM_CONVENTIONS];
  char shown[96];
  for (int k = 0; k < NDRSIM_CONVENTIONS; k++)
    known[k] = ndrsim_convention_name(k);
  ndrsim_text_escape(shown, sizeof shown, options->convention, strlen(options->convention));
  ndrsim_error_set(err, NDRSIM_INPUT, "there is no convention `%s`", shown);
  const char *near = ndrsim_suggest(options->convention, known, NDRSIM_CONVENTIONS);
  if (err == NULL) return NDRSIM_INPUT;
  ndrsim_suggest_list(known, NDRSIM_CONVENTIONS, err->expected, sizeof err->expected);
  if (near != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
  return NDRSIM_INPUT;
}

/* Headline NDR of a record, in points. */
static double headline(const ndrsim_results *self, const int64_t *record) {
  return POINTS * ndrsim_record_ndr(&self->layout, record, self->convention, self->basis_month);
}

typedef struct watcher {
  const ndrsim_results *results;
  ndrsim_run_watch *watch;
} watcher;

/* Running mean and squares (Welford): for eyes only, results are computed from the records. */
static void watch_record(void *user, int k, const int64_t *record) {
  (void)k;
  const watcher *self = user;
  double value = headline(self->results, record);
  ndrsim_run_watch *watch = self->watch;
  watch->n++;
  double step = value - watch->mean;
  watch->mean += step / watch->n;
  watch->squares += step * (value - watch->mean);
}

/* Allocates records of n replicates of this layout. */
static ndrsim_status allocate(const ndrsim_layout *layout, int n, int64_t **records,
                              ndrsim_error *err) {
  *records = calloc((size_t)n * layout->size, sizeof **records);
  if (*records == NULL) {
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the records of %d replicates", n);
  }
  return NDRSIM_OK;
}

static ndrsim_status run_main(ndrsim_results *self, const ndrsim_run_options *options,
                              int64_t total_runs, ndrsim_error *err) {
  int n = options->stop_early ? options->stop_replicates : self->requested;
  ndrsim_replicate *replicate = NULL;
  ndrsim_status status = allocate(&self->layout, n, &self->records, err);
  if (status != NDRSIM_OK) goto out;
  replicate = calloc((size_t)n, sizeof *replicate);
  if (replicate == NULL) {
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %d replicates", n);
    goto out;
  }
  for (int k = 0; k < n; k++) {
    uint32_t index = (uint32_t)k;
    replicate[k] = (ndrsim_replicate){index, index, index};
  }
  ndrsim_stage stage = {&options->engine, 0, n, total_runs};
  ndrsim_engine_options engine = ndrsim_stage_options(&stage);
  watcher watching = {self, options->watch};
  if (options->watch != NULL) {
    *options->watch = (ndrsim_run_watch){0};
    engine.finished = watch_record;
    engine.finished_user = &watching;
  }
  int complete = 0;
  status = ndrsim_engine_run(self->model, &engine, replicate, n, self->records, &complete, err);
  if (status == NDRSIM_OK) self->n = n;
  if (status == NDRSIM_INTERRUPTED) self->n = complete;
out:
  free(replicate);
  return status;
}

static int layer_samples(const ndrsim_run_options *options) {
  return options->stop_early ? options->stop_layers : options->layer_samples;
}

/* Runs the layer samples in batches; y[samples][4] is filled up to the returned *whole samples. */
static ndrsim_status run_layers(const ndrsim_results *self, const ndrsim_run_options *options,
                                int64_t total_runs, double *y, int *whole, ndrsim_error *err) {
  int samples = layer_samples(options);
  ndrsim_replicate replicate[LAYER_BATCH * NDRSIM_LAYER_RUNS];
  int64_t *records = NULL;
  *whole = 0;
  int most = samples < LAYER_BATCH ? samples : LAYER_BATCH;
  if (most == 0) return NDRSIM_OK;
  ndrsim_status status = allocate(&self->layout, most * NDRSIM_LAYER_RUNS, &records, err);
  while (status == NDRSIM_OK && *whole < samples) {
    int first = *whole, batch = samples - first < most ? samples - first : most;
    int runs = batch * NDRSIM_LAYER_RUNS, complete = 0;
    for (int s = 0; s < batch; s++) {
      ndrsim_layers_address(first + s, replicate + s * NDRSIM_LAYER_RUNS);
    }
    ndrsim_stage stage = {&options->engine, self->n + (int64_t)first * NDRSIM_LAYER_RUNS, runs,
                          total_runs};
    ndrsim_engine_options engine = ndrsim_stage_options(&stage);
    memset(records, 0, (size_t)runs * self->layout.size * sizeof *records);
    status = ndrsim_engine_run(self->model, &engine, replicate, runs, records, &complete, err);
    if (status == NDRSIM_OK) complete = runs;
    if (status != NDRSIM_OK && status != NDRSIM_INTERRUPTED) break;
    int done = complete / NDRSIM_LAYER_RUNS;
    for (int k = 0; k < done * NDRSIM_LAYER_RUNS; k++) {
      y[first * NDRSIM_LAYER_RUNS + k] = headline(self, records + (size_t)k * self->layout.size);
    }
    *whole += done;
  }
  free(records);
  return status;
}

static ndrsim_status estimate_layers(ndrsim_results *self, const ndrsim_run_options *options,
                                     int64_t total_runs, ndrsim_error *err) {
  int samples = layer_samples(options);
  double *main_y = malloc((size_t)self->n * sizeof *main_y);
  double *y = calloc((size_t)samples * NDRSIM_LAYER_RUNS + 1, sizeof *y);
  ndrsim_status status = NDRSIM_OK;
  if (main_y == NULL || y == NULL) {
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %d layer samples", samples);
    goto out;
  }
  if (options->watch != NULL) options->watch->layers = true;
  status = run_layers(self, options, total_runs, y, &self->layer_samples, err);
  if (status != NDRSIM_OK && status != NDRSIM_INTERRUPTED) goto out;
  for (int k = 0; k < self->n; k++) {
    main_y[k] = headline(self, self->records + (size_t)k * self->layout.size);
  }
  ndrsim_layers_estimate(y, self->layer_samples, &self->layers);
  ndrsim_layers_total(main_y, self->n, &self->layers);
out:
  free(y);
  free(main_y);
  return status;
}

ndrsim_status ndrsim_results_cost(const ndrsim_model *model, const ndrsim_run_options *options,
                                  ndrsim_cost *out, ndrsim_error *err) {
  double kept = model->replicates;
  double runs = kept;
  if (options->layer_samples > 0 && model->horizon >= ndrsim_run_basis(model, options)) {
    kept += NDRSIM_LAYER_RUNS *
            (options->layer_samples < LAYER_BATCH ? options->layer_samples : LAYER_BATCH);
    runs += (double)NDRSIM_LAYER_RUNS * options->layer_samples;
  }
  return ndrsim_engine_cost(model, &options->engine, kept, runs, out, err);
}

ndrsim_status ndrsim_results_run(ndrsim_results *self, const ndrsim_model *model,
                                 const ndrsim_run_options *options, ndrsim_error *err) {
  ndrsim_results_free(self);
  if (model->replicates < 1 || (uint32_t)model->replicates > NDRSIM_LAYER_FIRST) {
    return ndrsim_error_set(err, NDRSIM_LIMIT, "replicates must be in 1 .. %u; found %d",
                            (unsigned)NDRSIM_LAYER_FIRST, model->replicates);
  }
  if (options->layer_samples < 0 || options->layer_samples > NDRSIM_LAYER_SAMPLES_MAX) {
    return ndrsim_error_set(err, NDRSIM_LIMIT, "layer samples must be in 0 .. %d; found %d",
                            NDRSIM_LAYER_SAMPLES_MAX, options->layer_samples);
  }
  if (options->stop_early &&
      (options->stop_replicates < 1 || options->stop_replicates > model->replicates ||
       options->stop_layers < 0 || options->stop_layers > options->layer_samples)) {
    return ndrsim_error_set(err, NDRSIM_LIMIT,
                            "a part of a run holds 1 .. %d replicates and 0 .. %d layer samples; "
                            "found %d and %d",
                            model->replicates, options->layer_samples, options->stop_replicates,
                            options->stop_layers);
  }
  ndrsim_status status = choose_headline(self, model, options, err);
  if (status != NDRSIM_OK) return status;
  self->model = model;
  self->requested = model->replicates;
  ndrsim_engine_layout(model, &self->layout);

  /* with a horizon that ends before it there is no headline whose variance could be split */
  int layers = options->layer_samples > 0 && model->horizon >= self->basis_month;
  int64_t total = options->stop_early ? options->stop_replicates : self->requested;
  if (layers) {
    self->layer_samples_requested = options->layer_samples;
    total += (int64_t)layer_samples(options) * NDRSIM_LAYER_RUNS;
  }
  ndrsim_cost cost;
  status = ndrsim_results_cost(model, options, &cost, err);
  if (status == NDRSIM_OK) status = ndrsim_cost_check(&cost, options->engine.memory, err);
  if (status != NDRSIM_OK) return status;
  status = run_main(self, options, total, err);
  if (status == NDRSIM_OK && layers) status = estimate_layers(self, options, total, err);
  return status;
}
