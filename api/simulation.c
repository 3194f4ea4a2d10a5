/* Running a case, and what stands beside the numbers: names, labels, files. */
#include "api/simulation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/layers.h"
#include "api/case.h"
#include "api/options.h"
#include "report/number.h"
#include "report/report.h"

/* --- running --------------------------------------------------------------------------------- */

static ndrsim_simulation *simulation_new(void) {
  ndrsim_simulation *self = calloc(1, sizeof *self);
  if (self == NULL) return NULL;
  ndrsim_model_init(&self->model);
  ndrsim_results_init(&self->results);
  return self;
}

void ndrsim_simulation_free(ndrsim_simulation *self) {
  if (self == NULL) return;
  ndrsim_results_free(&self->results);
  ndrsim_model_free(&self->model);
  for (int k = 0; k < self->n_changes; k++)
    free(self->change[k]);
  free(self->change);
  free(self->override);
  free(self->book);
  free(self->asked);
  free(self);
}

/* The case may change or go away while the manifest still needs its changes and names. */
static ndrsim_status keep_changes(ndrsim_simulation *self, const ndrsim_case *input,
                                  ndrsim_error *err) {
  size_t n = (size_t)input->n_changes;
  self->override = calloc(n + 1, sizeof *self->override);
  self->change = calloc(n + 1, sizeof *self->change);
  for (size_t k = 0; k < n && self->override != NULL && self->change != NULL; k++) {
    self->change[k] = strdup(input->change[k]);
    if (self->change[k] == NULL) break;
    self->override[k].text = self->change[k];
    self->n_changes++;
  }
  if (input->book.name != NULL) self->book = strdup(input->book.name);
  if (self->override != NULL && self->change != NULL && self->n_changes == input->n_changes &&
      (self->book != NULL) == (input->book.name != NULL))
    return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the changes");
}

/* The engine counts in int64_t, the public callback in long long: the same bits, other types. */
static int forward(void *user, int64_t done, int64_t total) {
  const ndrsim_simulation_options *options = user;
  return options->progress(options->user, (long long)done, (long long)total);
}

static ndrsim_status run(ndrsim_simulation *self, const ndrsim_case *input,
                         ndrsim_simulation_options *options, ndrsim_error *err) {
  if (options->threads < 0)
    return ndrsim_error_set(err, NDRSIM_INPUT, "threads must not be negative; found %d",
                            options->threads);
  ndrsim_status status = keep_changes(self, input, err);
  if (status == NDRSIM_OK) status = ndrsim_case_load(input, self->override, &self->model, err);
  if (status != NDRSIM_OK) return status;
  int layers = options->layer_samples;
  if (layers == NDRSIM_LAYERS_AUTO) layers = ndrsim_layers_default(&self->model);
  ndrsim_run_options inner = {.convention = options->convention};
  inner.layer_samples = self->model.horizon < ndrsim_run_basis(&self->model, &inner) ? 0 : layers;
  if (options->convention != NULL) self->asked = strdup(options->convention);
  if (options->convention != NULL && self->asked == NULL)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a simulation");
  inner.engine.threads = options->threads;
  if (options->progress != NULL) {
    inner.engine.progress = forward;
    inner.engine.progress_user = options;
  }
  return ndrsim_results_run(&self->results, &self->model, &inner, err);
}

ndrsim_status ndrsim_simulation_run(const ndrsim_case *input,
                                    const ndrsim_simulation_options *options,
                                    ndrsim_simulation **out, ndrsim_error *err) {
  ndrsim_simulation_options own = NDRSIM_SIMULATION_OPTIONS_INIT;
  *out = NULL;
  ndrsim_status status =
      ndrsim_options_take(&own, sizeof own, options, "ndrsim_simulation_options", err);
  if (status != NDRSIM_OK) return status;
  ndrsim_plain_locale locale;
  status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_simulation *self = simulation_new();
  if (self == NULL) {
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a simulation");
  } else {
    status = run(self, input, &own, err);
  }
  if (status == NDRSIM_OK || (status == NDRSIM_INTERRUPTED && self->results.n > 0)) {
    *out = self;
  } else {
    ndrsim_simulation_free(self);
  }
  ndrsim_plain_locale_leave(&locale);
  return status;
}

/* --- what it holds --------------------------------------------------------------------------- */

int ndrsim_simulation_replicates(const ndrsim_simulation *self) {
  return self->results.n;
}

int ndrsim_simulation_requested(const ndrsim_simulation *self) {
  return self->results.requested;
}

int ndrsim_simulation_horizon(const ndrsim_simulation *self) {
  return self->model.horizon;
}

const char *ndrsim_simulation_name(const ndrsim_simulation *self) {
  return self->model.name;
}

const char *ndrsim_simulation_title(const ndrsim_simulation *self) {
  return self->model.title;
}

const char *ndrsim_simulation_currency(const ndrsim_simulation *self) {
  return self->model.currency;
}

void ndrsim_simulation_month_label(const ndrsim_simulation *self, int month, char *out,
                                   size_t size) {
  if (size > 0) ndrsim_month_label(&self->model, month, out, size);
}

int ndrsim_simulation_metric_count(const ndrsim_simulation *self) {
  return ndrsim_metric_count(&self->model);
}

ndrsim_status ndrsim_simulation_metric(const ndrsim_simulation *self, int index,
                                       ndrsim_metric_info *out, ndrsim_error *err) {
  ndrsim_metric_info own = NDRSIM_METRIC_INFO_INIT;
  ndrsim_metric metric;
  int n = ndrsim_metric_count(&self->model);
  if (index < 0 || index >= n)
    return ndrsim_error_set(err, NDRSIM_INPUT, "metric %d: expected 0 .. %d", index, n - 1);
  if (ndrsim_metric_get(&self->model, index, &metric) != NDRSIM_OK)
    return ndrsim_error_set(err, NDRSIM_INTERNAL, "metric %d has no definition", index);
  snprintf(own.name, sizeof own.name, "%s", metric.name);
  snprintf(own.unit, sizeof own.unit, "%s", metric.unit);
  snprintf(own.doc, sizeof own.doc, "%s", metric.doc);
  return ndrsim_options_give(&own, sizeof own, out, "ndrsim_metric_info", err);
}

ndrsim_status ndrsim_simulation_layers(const ndrsim_simulation *self, ndrsim_layer_shares *out,
                                       ndrsim_error *err) {
  const ndrsim_layers *l = &self->results.layers;
  ndrsim_layer_shares own = {sizeof own,     l->samples, l->variance[0], l->variance[1],
                             l->variance[2], l->se[0],   l->se[1],       l->se[2],
                             l->sum,         l->sum_se,  l->total,       l->total_se};
  return ndrsim_options_give(&own, sizeof own, out, "ndrsim_layer_shares", err);
}
