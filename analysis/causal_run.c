/* The eight runs of the causal decomposition, in batches of replicates: whatever interrupts them,
 * the replicates before it are whole in all eight. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/causal.h"
#include "analysis/layers.h"
#include "analysis/quantity.h"
#include "analysis/stage.h"

/* Replicates of a batch: enough to keep the cores busy. Long jobs take larger ones, because each
 * call of the engine prepares the accounts anew. */
#define BATCH_LEAST 16
#define BATCHES 32

/* What freezes an engine, and what switches its plays off: false, or 0. The last is of an optional
 * mechanism. */
static const char *const switch_path[NDRSIM_ENGINES][3] = {
    [NDRSIM_ENGINE_SEAT] = {"seat.growth", "playbook.seat_plays", "licence.add"},
    [NDRSIM_ENGINE_WORKFLOW] = {"workflow.growth", "playbook.workflow_plays"},
    [NDRSIM_ENGINE_CAPACITY] = {"capacity.growth", "playbook.capacity_plays"},
};
#define SWITCHES ((int)(sizeof switch_path[0] / sizeof switch_path[0][0]))
#define OPTIONAL 2 /* place of a switch that a scenario may lack */

void ndrsim_causal_init(ndrsim_causal *self) {
  memset(self, 0, sizeof *self);
  ndrsim_results_init(&self->on);
}

void ndrsim_causal_free(ndrsim_causal *self) {
  ndrsim_results_free(&self->on);
  free(self->then);
  free(self->now);
  ndrsim_causal_init(self);
}

int ndrsim_causal_frozen_from(int convention, int month) {
  return convention == NDRSIM_ANCHOR_POINT ? month - 12 + 1 : 0;
}

/* --- the model of a run ----------------------------------------------------------------------- */

void ndrsim_causal_variant_free(ndrsim_causal_variant *self) {
  free(self->slot);
  free(self->knot);
  memset(self, 0, sizeof *self);
}

/* The switch as the scenario has it before month `from`, off from then on. Returns the knots that
 * it takes; `knot` NULL: only counts. */
static int freeze(ndrsim_slot *slot, int segments, int from, ndrsim_knot *knot) {
  int n = 0;
  for (int s = 0; s < segments; s++) {
    ndrsim_spec *spec = &slot->spec[s];
    int kept = 0;
    while (kept < spec->n_knots && spec->knot[kept].month < from) {
      kept++;
    }
    if (knot != NULL) {
      if (kept > 0) memcpy(knot + n, spec->knot, (size_t)kept * sizeof *knot);
      knot[n + kept] = (ndrsim_knot){.month = from, .leaf = {.value = 0, .draw = -1}};
      spec->knot = knot + n;
      spec->n_knots = kept + 1;
    }
    n += kept + 1;
  }
  return n;
}

ndrsim_status ndrsim_causal_variant_init(ndrsim_causal_variant *self, const ndrsim_model *model,
                                         int set, int from, ndrsim_error *err) {
  memset(self, 0, sizeof *self);
  self->model = *model;
  self->slot = calloc((size_t)model->n_slots + 1, sizeof *self->slot);
  if (self->slot == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a model");
  if (model->n_slots > 0)
    memcpy(self->slot, model->slot, (size_t)model->n_slots * sizeof *self->slot);
  self->model.slot = self->slot;
  for (int pass = 0; pass < 2; pass++) { /* 0: counts */
    int n = 0;
    for (int k = 0; k < NDRSIM_ENGINES * SWITCHES; k++) {
      const char *path = switch_path[k / SWITCHES][k % SWITCHES];
      int slot = path != NULL ? ndrsim_model_slot(model, path) : -1;
      if (slot < 0 && k % SWITCHES == OPTIONAL) continue;
      if (slot < 0) {
        ndrsim_causal_variant_free(self);
        return ndrsim_error_set(err, NDRSIM_INTERNAL, "there is no parameter `%s`", path);
      }
      if (set >> (k / SWITCHES) & 1) continue;
      n += freeze(&self->slot[slot], model->n_segments, from, pass == 0 ? NULL : self->knot + n);
    }
    if (pass == 1) break;
    self->knot = malloc((size_t)(n + 1) * sizeof *self->knot);
    if (self->knot != NULL) continue;
    ndrsim_causal_variant_free(self);
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a model");
  }
  return NDRSIM_OK;
}

/* --- the runs --------------------------------------------------------------------------------- */

typedef struct runs {
  ndrsim_causal *out;
  const ndrsim_run_options *options;
  ndrsim_causal_variant variant[NDRSIM_CAUSAL_RUNS];
  ndrsim_replicate *replicate; /* [batch] */
  int64_t *scratch;            /* records of a batch of a run in which an engine is off */
  int batch, wanted;           /* replicates */
} runs;

static int batch_of(int replicates) {
  int batch = (replicates + BATCHES - 1) / BATCHES;
  if (batch < BATCH_LEAST) batch = BATCH_LEAST;
  return batch < replicates ? batch : replicates;
}

static int wanted(const ndrsim_model *model, const ndrsim_run_options *options) {
  return options->stop_early ? options->stop_replicates : model->replicates;
}

ndrsim_status ndrsim_causal_cost(const ndrsim_model *model, const ndrsim_run_options *options,
                                 ndrsim_cost *out, ndrsim_error *err) {
  int n = wanted(model, options);
  double kept = (double)n + batch_of(n);
  return ndrsim_engine_cost(model, &options->engine, kept, (double)NDRSIM_CAUSAL_RUNS * n, out,
                            err);
}

static ndrsim_status check(const ndrsim_model *model, int month, const ndrsim_run_options *options,
                           ndrsim_error *err) {
  if (model->replicates < 1 || (uint32_t)model->replicates > NDRSIM_LAYER_FIRST) {
    return ndrsim_error_set(err, NDRSIM_LIMIT, "replicates must be in 1 .. %u; found %d",
                            (unsigned)NDRSIM_LAYER_FIRST, model->replicates);
  }
  if (options->stop_early &&
      (options->stop_replicates < 1 || options->stop_replicates > model->replicates)) {
    return ndrsim_error_set(err, NDRSIM_LIMIT, "a part holds 1 .. %d replicates; found %d",
                            model->replicates, options->stop_replicates);
  }
  if (month < 12 || month > 36 || month % 12 != 0) {
    return ndrsim_error_set(err, NDRSIM_USAGE, "a window ends at 12, 24 or 36 months; found %d",
                            month);
  }
  if (month > model->horizon) {
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "the window ends at %d months, and the horizon is %d: choose a longer "
                            "--horizon or a shorter --window",
                            month, model->horizon);
  }
  ndrsim_cost cost;
  ndrsim_status status = ndrsim_causal_cost(model, options, &cost, err);
  return status == NDRSIM_OK ? ndrsim_cost_check(&cost, options->engine.memory, err) : status;
}

static ndrsim_status prepare(runs *self, const ndrsim_model *model, ndrsim_error *err) {
  ndrsim_causal *out = self->out;
  size_t n = (size_t)self->wanted, batch = (size_t)self->batch, size = out->on.layout.size;
  out->on.records = calloc(n * size, sizeof *out->on.records);
  out->then = calloc(n * NDRSIM_CAUSAL_RUNS, sizeof *out->then);
  out->now = calloc(n * NDRSIM_CAUSAL_RUNS, sizeof *out->now);
  self->replicate = calloc(batch, sizeof *self->replicate);
  self->scratch = calloc(batch * size, sizeof *self->scratch);
  if (out->on.records == NULL || out->then == NULL || out->now == NULL || self->replicate == NULL ||
      self->scratch == NULL) {
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the records of %zu replicates", n);
  }
  ndrsim_status status = NDRSIM_OK;
  for (int set = 0; set < NDRSIM_CAUSAL_RUNS && status == NDRSIM_OK; set++) {
    status = ndrsim_causal_variant_init(&self->variant[set], model, set, out->frozen_from, err);
  }
  return status;
}

/* The replicates first..first+n-1 of one run; *complete of them are whole. */
static ndrsim_status run_one(runs *self, int set, int place, int first, int n, int *complete,
                             ndrsim_error *err) {
  ndrsim_causal *out = self->out;
  const ndrsim_layout *layout = &out->on.layout;
  int64_t *records = self->scratch;
  if (set == NDRSIM_CAUSAL_ALL)
    records = out->on.records + (size_t)first * layout->size;
  else
    memset(records, 0, (size_t)n * layout->size * sizeof *records);
  ndrsim_stage stage = {&self->options->engine, (int64_t)NDRSIM_CAUSAL_RUNS * first + place * n, n,
                        (int64_t)NDRSIM_CAUSAL_RUNS * self->wanted};
  ndrsim_engine_options engine = ndrsim_stage_options(&stage);
  ndrsim_status status = ndrsim_engine_run(&self->variant[set].model, &engine, self->replicate, n,
                                           records, complete, err);
  if (status == NDRSIM_OK) *complete = n;
  if (status != NDRSIM_OK && status != NDRSIM_INTERRUPTED) return status;
  for (int k = 0; k < *complete; k++) {
    size_t at = (size_t)(first + k) * NDRSIM_CAUSAL_RUNS + (size_t)set;
    ndrsim_record_window(layout, records + (size_t)k * layout->size, out->on.convention,
                         out->on.basis_month, &out->then[at], &out->now[at]);
  }
  return status;
}

static void watch(runs *self, int first, int n) {
  ndrsim_run_watch *seen = self->options->watch;
  for (int k = first; seen != NULL && k < first + n; k++) {
    const int64_t *record = self->out->on.records + (size_t)k * self->out->on.layout.size;
    double ndr = 100 * ndrsim_record_ndr(&self->out->on.layout, record, self->out->on.convention,
                                         self->out->on.basis_month);
    double step = ndr - seen->mean;
    seen->n++;
    seen->mean += step / seen->n;
    seen->squares += step * (ndr - seen->mean);
  }
}

static ndrsim_status run_batch(runs *self, int first, int n, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  int whole = n;
  for (int k = 0; k < n; k++) {
    uint32_t index = (uint32_t)(first + k);
    self->replicate[k] = (ndrsim_replicate){index, index, index};
  }
  for (int place = 0; place < NDRSIM_CAUSAL_RUNS && status == NDRSIM_OK; place++) {
    int complete = 0;
    status = run_one(self, NDRSIM_CAUSAL_ALL - place, place, first, n, &complete, err);
    if (status == NDRSIM_INTERRUPTED) whole = place + 1 == NDRSIM_CAUSAL_RUNS ? complete : 0;
  }
  if (status != NDRSIM_OK && status != NDRSIM_INTERRUPTED) return status;
  self->out->n = self->out->on.n = first + whole;
  watch(self, first, whole);
  return status;
}

/* What the outputs state about the base, and whether there is one. */
static ndrsim_status judge(ndrsim_causal *self, ndrsim_error *err) {
  self->same_base = true;
  for (int k = 0; k < self->n; k++) {
    const int64_t *base = self->then + (size_t)k * NDRSIM_CAUSAL_RUNS;
    for (int set = 0; set < NDRSIM_CAUSAL_ALL; set++) {
      self->same_base = self->same_base && base[set] == base[NDRSIM_CAUSAL_ALL];
    }
  }
  const char *missing =
      ndrsim_results_missing(&self->on, self->on.convention, self->on.basis_month);
  if (self->n == 0 || missing == NULL) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_INPUT, "there is no NDR at %d months to attribute: %s",
                          self->on.basis_month, missing);
}

ndrsim_status ndrsim_causal_run(ndrsim_causal *self, const ndrsim_model *model, int month,
                                const ndrsim_run_options *options, ndrsim_error *err) {
  runs work = {.out = self, .options = options};
  ndrsim_causal_free(self);
  ndrsim_status status = check(model, month, options, err);
  if (status != NDRSIM_OK) return status;
  self->on.model = model;
  self->on.requested = model->replicates;
  self->on.convention = model->n_rows > 0 ? NDRSIM_ANCHOR_POINT : NDRSIM_ANCHOR_AGE;
  self->on.bridge = self->on.convention;
  self->on.basis_month = month;
  self->frozen_from = ndrsim_causal_frozen_from(self->on.convention, month);
  ndrsim_engine_layout(model, &self->on.layout);
  work.wanted = wanted(model, options);
  work.batch = batch_of(work.wanted);
  if (options->watch != NULL) *options->watch = (ndrsim_run_watch){0};
  status = prepare(&work, model, err);
  for (int first = 0; first < work.wanted && status == NDRSIM_OK; first += work.batch) {
    int left = work.wanted - first;
    status = run_batch(&work, first, left < work.batch ? left : work.batch, err);
  }
  if (status == NDRSIM_OK || status == NDRSIM_INTERRUPTED) {
    ndrsim_status judged = judge(self, err);
    if (judged != NDRSIM_OK) status = judged;
  }
  for (int set = 0; set < NDRSIM_CAUSAL_RUNS; set++) {
    ndrsim_causal_variant_free(&work.variant[set]);
  }
  free(work.replicate);
  free(work.scratch);
  return status;
}
