#include "analysis/initiatives.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "sim/acquisition.h"

#define CENTS 100.0
#define PERCENT 100.0

enum { WITH_ALL, WITHOUT_ANY, WITHOUT_FIRST };

void ndrsim_initiative_study_init(ndrsim_initiative_study *self) {
  memset(self, 0, sizeof *self);
  ndrsim_results_init(&self->with);
}

void ndrsim_initiative_study_free(ndrsim_initiative_study *self) {
  free(self->value);
  ndrsim_results_free(&self->with);
  ndrsim_initiative_study_init(self);
}

/* --- running ---------------------------------------------------------------------------------- */

static size_t row_size(const ndrsim_model *model) {
  return 2 * ((size_t)model->horizon + 1) + 2 * (size_t)NDRSIM_ANCHORS;
}

static double *row_of(const ndrsim_initiative_study *self, int variant, int replicate) {
  size_t n = (size_t)self->model->replicates;
  return self->value + ((size_t)variant * n + (size_t)replicate) * row_size(self->model);
}

/* MRR of all months, gross profit of all months, NDR at the anchors: point, then by age. */
static ndrsim_status keep_values(ndrsim_initiative_study *self, int variant,
                                 const ndrsim_results *results, ndrsim_error *err) {
  const ndrsim_layout *l = &results->layout;
  ndrsim_metric metric[2];
  ndrsim_status status =
      ndrsim_metric_get(results->model, ndrsim_metric_find(results->model, "mrr"), &metric[0]);
  if (status == NDRSIM_OK)
    status = ndrsim_metric_get(results->model, ndrsim_metric_find(results->model, "gross_profit"),
                               &metric[1]);
  if (status != NDRSIM_OK)
    return ndrsim_error_set(err, status, "MRR or gross profit is not measured");
  for (int k = 0; k < results->n; k++) {
    double *row = row_of(self, variant, k);
    const int64_t *record = results->records + (size_t)k * l->size;
    for (int m = 0; m < 2; m++)
      for (int t = 0; t < l->months; t++)
        *row++ = ndrsim_metric_value(results, &metric[m], k, t);
    for (int convention = NDRSIM_ANCHOR_POINT; convention <= NDRSIM_ANCHOR_AGE; convention++)
      for (int a = 0; a < NDRSIM_ANCHORS; a++)
        *row++ = 12 * (a + 1) < l->months
                     ? PERCENT * ndrsim_record_ndr(l, record, convention, 12 * (a + 1))
                     : NAN;
  }
  return NDRSIM_OK;
}

/* Leaves initiatives out, and with them what they do to acquisition. The copy shares everything
 * else with the model. */
static ndrsim_status choose(const ndrsim_model *model, int variant, ndrsim_model *out,
                            ndrsim_error *err) {
  *out = *model;
  for (int k = 0; k < out->n_initiatives; k++)
    out->initiative[k].off = variant == WITHOUT_ANY || variant == WITHOUT_FIRST + k;
  size_t n = (size_t)model->n_intakes;
  out->intake = malloc((n + 1) * sizeof *out->intake);
  if (out->intake == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for intakes");
  if (n > 0) memcpy(out->intake, model->intake, n * sizeof *out->intake);
  return ndrsim_acquisition_apply(out, err);
}

typedef struct study_progress {
  const ndrsim_engine_options *outer;
  int variant, variants;
} study_progress;

static int forward(void *user, int64_t done, int64_t total) {
  const study_progress *self = user;
  return self->outer->progress(self->outer->progress_user, self->variant * total + done,
                               self->variants * total);
}

static ndrsim_status run_variant(ndrsim_initiative_study *self, int variant,
                                 const ndrsim_run_options *options, ndrsim_error *err) {
  ndrsim_run_options inner = *options;
  study_progress progress = {&options->engine, variant, self->n_variants};
  inner.layer_samples = 0;
  inner.watch = NULL;
  if (options->engine.progress != NULL) {
    inner.engine.progress = forward;
    inner.engine.progress_user = &progress;
  }
  if (variant == WITH_ALL) {
    ndrsim_status status = ndrsim_results_run(&self->with, self->model, &inner, err);
    return status == NDRSIM_OK ? keep_values(self, variant, &self->with, err) : status;
  }
  ndrsim_results results;
  ndrsim_model *model = malloc(sizeof *model);
  if (model == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a model");
  ndrsim_results_init(&results);
  ndrsim_status status = choose(self->model, variant, model, err);
  if (status == NDRSIM_OK) status = ndrsim_results_run(&results, model, &inner, err);
  if (status == NDRSIM_OK) status = keep_values(self, variant, &results, err);
  ndrsim_results_free(&results);
  free(model->intake);
  free(model);
  return status;
}

/* Without the only one is without any. */
static int variants_of(const ndrsim_model *model) {
  return model->n_initiatives <= 1 ? 2 : WITHOUT_FIRST + model->n_initiatives;
}

/* Two runs' records are held at a time, and the values that are kept of all of them. */
ndrsim_status ndrsim_initiative_study_cost(const ndrsim_model *model,
                                           const ndrsim_run_options *options, ndrsim_cost *out,
                                           ndrsim_error *err) {
  double variants = variants_of(model);
  ndrsim_run_options plain = *options;
  plain.layer_samples = 0;
  ndrsim_status status = ndrsim_results_cost(model, &plain, out, err);
  if (status != NDRSIM_OK) return status;
  out->bytes += out->record_bytes + 8.0 * variants * model->replicates * (double)row_size(model);
  out->seconds *= variants;
  out->runs *= variants;
  return NDRSIM_OK;
}

ndrsim_status ndrsim_initiative_study_run(ndrsim_initiative_study *self, const ndrsim_model *model,
                                          const ndrsim_run_options *options, ndrsim_error *err) {
  self->model = model;
  if (model->n_initiatives == 0)
    return ndrsim_error_set(err, NDRSIM_INPUT, "the scenario `%s` has no initiatives", model->name);
  self->n_variants = variants_of(model);
  ndrsim_cost cost;
  ndrsim_status status = ndrsim_initiative_study_cost(model, options, &cost, err);
  if (status == NDRSIM_OK) status = ndrsim_cost_check(&cost, options->engine.memory, err);
  if (status != NDRSIM_OK) return status;
  self->value = calloc((size_t)self->n_variants * (size_t)model->replicates * row_size(model),
                       sizeof *self->value);
  if (self->value == NULL)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %d runs", self->n_variants);
  for (int v = 0; v < self->n_variants && status == NDRSIM_OK; v++)
    status = run_variant(self, v, options, err);
  return status;
}

/* --- what they bring -------------------------------------------------------------------------- */

static int without(const ndrsim_initiative_study *self, int initiative) {
  bool all = initiative < 0 || self->n_variants == WITHOUT_FIRST;
  return all ? WITHOUT_ANY : WITHOUT_FIRST + initiative;
}

double ndrsim_gain_cost(const ndrsim_initiative_study *self, int initiative, int month) {
  int64_t cents = 0;
  for (int k = 0; k < self->model->n_initiatives; k++)
    if (initiative < 0 || k == initiative)
      cents += ndrsim_initiative_spent(&self->model->initiative[k], month);
  return (double)cents / CENTS;
}

static double profit_sum(const ndrsim_initiative_study *self, int variant, int replicate,
                         int month) {
  const double *profit = row_of(self, variant, replicate) + self->model->horizon + 1;
  double sum = 0;
  for (int t = 1; t <= month; t++)
    sum += profit[t];
  return sum;
}

static double one_side(const ndrsim_initiative_study *self, ndrsim_gain_kind kind, int variant,
                       int replicate, int month) {
  const double *row = row_of(self, variant, replicate);
  int months = self->model->horizon + 1, anchor = month / 12 - 1;
  bool anchored = month % 12 == 0 && anchor >= 0 && anchor < NDRSIM_ANCHORS;
  switch (kind) {
  case NDRSIM_GAIN_MRR:
    return row[month];
  case NDRSIM_GAIN_PROFIT:
    return row[months + month];
  case NDRSIM_GAIN_PROFIT_SUM:
    return profit_sum(self, variant, replicate, month);
  case NDRSIM_GAIN_NDR_POINT:
    return anchored ? row[2 * months + anchor] : NAN;
  case NDRSIM_GAIN_NDR_AGE:
    return anchored ? row[2 * months + NDRSIM_ANCHORS + anchor] : NAN;
  case NDRSIM_GAIN_S4: {
    double cost = ndrsim_gain_cost(self, NDRSIM_INITIATIVES_ALL, month);
    if (!anchored || !(cost > 0)) return NAN;
    double growth = row[month - 12] * (row[2 * months + anchor] / PERCENT - 1);
    return PERCENT * 12 * growth / cost;
  }
  case NDRSIM_GAIN_NET:
  case NDRSIM_GAIN_ROI:
  case NDRSIM_GAIN_PAYBACK:
    break;
  }
  return NAN;
}

static double payback(const ndrsim_initiative_study *self, int initiative, int replicate) {
  int months = self->model->horizon + 1, other = without(self, initiative);
  const double *with = row_of(self, WITH_ALL, replicate) + months;
  const double *less = row_of(self, other, replicate) + months;
  double gain = 0;
  if (!(ndrsim_gain_cost(self, initiative, months - 1) > 0)) return NAN;
  for (int t = 1; t < months; t++) {
    double cost = ndrsim_gain_cost(self, initiative, t);
    gain += with[t] - less[t];
    if (cost > 0 && gain >= cost) return t;
  }
  return INFINITY;
}

static double value_of(const ndrsim_initiative_study *self, int initiative, ndrsim_gain_kind kind,
                       ndrsim_gain_side side, int month, int replicate) {
  int other = without(self, initiative);
  double cost = ndrsim_gain_cost(self, initiative, month);
  if (kind == NDRSIM_GAIN_PAYBACK) return payback(self, initiative, replicate);
  if (kind == NDRSIM_GAIN_NET || kind == NDRSIM_GAIN_ROI) {
    double gain =
        profit_sum(self, WITH_ALL, replicate, month) - profit_sum(self, other, replicate, month);
    if (kind == NDRSIM_GAIN_NET) return gain - cost;
    return cost > 0 ? PERCENT * (gain - cost) / cost : NAN;
  }
  double with = one_side(self, kind, WITH_ALL, replicate, month);
  double less = one_side(self, kind, other, replicate, month);
  return side == NDRSIM_SIDE_WITH ? with : side == NDRSIM_SIDE_WITHOUT ? less : with - less;
}

ndrsim_status ndrsim_gain_estimate(const ndrsim_initiative_study *self, int initiative,
                                   ndrsim_gain_kind kind, ndrsim_gain_side side, int month,
                                   ndrsim_estimate *out) {
  int n = self->model->replicates;
  ndrsim_status empty = ndrsim_estimate_values(NULL, 0, out); /* also what a failure leaves */
  if (month > self->model->horizon) return empty;
  double *value = malloc((size_t)n * sizeof *value);
  if (value == NULL) return NDRSIM_MEMORY;
  for (int k = 0; k < n; k++)
    value[k] = value_of(self, initiative, kind, side, month, k);
  ndrsim_status status = kind == NDRSIM_GAIN_PAYBACK ? ndrsim_estimate_times(value, n, out)
                                                     : ndrsim_estimate_values(value, n, out);
  free(value);
  return status;
}

double ndrsim_gain_paid_share(const ndrsim_initiative_study *self, int initiative) {
  int n = self->model->replicates, paid = 0;
  for (int k = 0; k < n; k++) {
    double month = payback(self, initiative, k);
    if (isnan(month)) return NAN;
    paid += isfinite(month);
  }
  return (double)paid / n;
}
