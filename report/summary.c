/* summary.json: what a program reads. Keys are stable; a number that does not exist is null with a
 * reason. Amounts are in currency units, NDR and GRR in %, bridges in points. */
#include <stdlib.h>
#include <string.h>
#include "analysis/layers.h"
#include "analysis/quantity.h"
#include "analysis/quarters.h"
#include "analysis/reading.h"
#include "report/book_columns.h"
#include "report/json_out.h"
#include "report/number.h"
#include "report/report.h"
#include "report/summary_part.h"

#define SUMMARY_VERSION 1
#define NO_VALUE "nothing to divide by in some replicates"

typedef struct summary {
  ndrsim_json_out json;
  const ndrsim_report *report;
  const ndrsim_results *results;
  ndrsim_status status; /* first failure */
} summary;

static void put_estimate(summary *self, cJSON *object, ndrsim_quantity quantity,
                         const char *reason) {
  ndrsim_estimate estimate;
  ndrsim_status status = ndrsim_quantity_estimate(self->results, &quantity, &estimate);
  if (self->status == NDRSIM_OK) self->status = status;
  ndrsim_json_out_estimate(&self->json, object, &estimate, reason);
}

/* The same of NDR or GRR: its reason is known. */
static void put_known(summary *self, cJSON *object, ndrsim_quantity quantity) {
  put_estimate(self, object, quantity, ndrsim_quantity_missing(self->results, &quantity));
}

void ndrsim_summary_scenario(ndrsim_json_out *json, const ndrsim_model *model) {
  cJSON *scenario = ndrsim_json_out_object(json, json->root, "scenario");
  ndrsim_json_out_text(json, scenario, "name", model->name);
  ndrsim_json_out_text(json, scenario, "title", model->title);
  ndrsim_json_out_text(json, scenario, "digest", model->scenario_digest);
  ndrsim_json_out_text(json, scenario, "currency", model->currency);
  ndrsim_json_out_text(json, scenario, "start_month", model->start_month);
  cJSON *tiers = ndrsim_json_out_array(json, scenario, "tiers");
  for (int k = 0; k < model->n_tiers; k++) {
    ndrsim_json_out_text(json, tiers, NULL, model->tier[k]);
  }
  cJSON *segments = ndrsim_json_out_array(json, scenario, "segments");
  for (int k = 0; k < model->n_segments; k++) {
    ndrsim_json_out_text(json, segments, NULL, model->segment[k]);
  }
}

/* What is there of what was asked for; null when all is. */
static void put_interrupted(ndrsim_json_out *json, const ndrsim_results *results, cJSON *run) {
  bool complete = results->n == results->requested &&
                  results->layer_samples == results->layer_samples_requested;
  ndrsim_json_out_bool(json, run, "complete", complete);
  if (complete) {
    ndrsim_json_out_null(json, run, "interrupted");
    return;
  }
  cJSON *object = ndrsim_json_out_object(json, run, "interrupted");
  ndrsim_json_out_integer(json, object, "replicates", results->n);
  ndrsim_json_out_integer(json, object, "replicates_requested", results->requested);
  ndrsim_json_out_integer(json, object, "layer_samples", results->layer_samples);
  ndrsim_json_out_integer(json, object, "layer_samples_requested",
                          results->layer_samples_requested);
}

void ndrsim_summary_run(ndrsim_json_out *json, const ndrsim_results *results) {
  char seed[NDRSIM_NUMBER_SIZE];
  snprintf(seed, sizeof seed, "%llu", (unsigned long long)results->model->seed);
  cJSON *run = ndrsim_json_out_object(json, json->root, "run");
  ndrsim_json_out_text(json, run, "seed", seed);
  ndrsim_json_out_integer(json, run, "horizon", results->model->horizon);
  ndrsim_json_out_integer(json, run, "replicates", results->n);
  ndrsim_json_out_integer(json, run, "replicates_requested", results->requested);
  put_interrupted(json, results, run);
}

static void put_population(summary *self) {
  const ndrsim_model *model = self->results->model;
  ndrsim_json_out *json = &self->json;
  long long described = 0;
  for (int k = 0; k < model->n_intakes; k++) {
    described += (long long)model->intake[k].number;
  }
  cJSON *population = ndrsim_json_out_object(json, json->root, "population");
  ndrsim_json_out_integer(json, population, "described_accounts", described);
  ndrsim_json_out_integer(json, population, "book_accounts", (long long)model->n_rows);
  if (model->n_rows == 0) {
    ndrsim_json_out_null(json, population, "book");
    return;
  }
  cJSON *book = ndrsim_json_out_object(json, population, "book");
  ndrsim_json_out_text(json, book, "digest", model->book_digest);
  cJSON *given = ndrsim_json_out_array(json, book, "given");
  cJSON *drawn = ndrsim_json_out_array(json, book, "drawn");
  for (int k = 0; k < NDRSIM_BOOK_COLUMNS; k++) {
    bool has = (model->book_has & ndrsim_book_column[k].bit) != 0;
    if (has || !ndrsim_book_column[k].plain)
      ndrsim_json_out_text(json, has ? given : drawn, NULL, ndrsim_book_column[k].name);
  }
}

static void put_mrr(summary *self) {
  ndrsim_json_out *json = &self->json;
  ndrsim_metric metric;
  int index = ndrsim_metric_find(self->results->model, "mrr");
  ndrsim_status status = ndrsim_metric_get(self->results->model, index, &metric);
  if (self->status == NDRSIM_OK) self->status = status;
  cJSON *mrr = ndrsim_json_out_object(json, json->root, "mrr");
  ndrsim_json_out_text(json, mrr, "unit", metric.unit);
  cJSON *months = ndrsim_json_out_array(json, mrr, "months");
  for (int month = 0; month <= 36; month += 12) {
    ndrsim_quantity quantity = {.kind = NDRSIM_QUANTITY_METRIC, .metric = &metric, .month = month};
    cJSON *one = ndrsim_json_out_object(json, months, NULL);
    ndrsim_json_out_integer(json, one, "month", month);
    put_estimate(self, one, quantity, "the horizon is shorter than this");
  }
}

static void put_retention(summary *self, cJSON *parent, int convention) {
  ndrsim_json_out *json = &self->json;
  cJSON *windows = ndrsim_json_out_array(json, parent, ndrsim_convention_name(convention));
  for (int anchor = 0; anchor < NDRSIM_ANCHORS; anchor++) {
    int month = 12 * (anchor + 1);
    ndrsim_quantity quantity = {
        .kind = NDRSIM_QUANTITY_NDR, .convention = convention, .month = month};
    cJSON *window = ndrsim_json_out_object(json, windows, NULL);
    bool by_age = ndrsim_convention_at(convention)->by_age;
    ndrsim_json_out_integer(json, window, by_age ? "age" : "month", month);
    put_known(self, ndrsim_json_out_object(json, window, "ndr"), quantity);
    quantity.kind = NDRSIM_QUANTITY_GRR_FLOW;
    put_known(self, ndrsim_json_out_object(json, window, "grr_flow"), quantity);
    quantity.kind = NDRSIM_QUANTITY_GRR_ENDPOINT;
    put_known(self, ndrsim_json_out_object(json, window, "grr_endpoint"), quantity);
  }
}

static void put_ndr(summary *self) {
  ndrsim_json_out *json = &self->json;
  cJSON *retention = ndrsim_json_out_object(json, json->root, "retention");
  ndrsim_json_out_text(json, retention, "unit", "%");
  ndrsim_json_out_text(json, retention, "headline",
                       ndrsim_convention_name(self->results->convention));
  ndrsim_json_out_integer(json, retention, "headline_month", self->results->basis_month);
  for (int convention = 0; convention < NDRSIM_CONVENTIONS; convention++)
    put_retention(self, retention, convention);
}

static void put_bridge(summary *self) {
  ndrsim_json_out *json = &self->json;
  const ndrsim_results *results = self->results;
  int month = results->basis_month, convention = results->bridge;
  const char *reason = ndrsim_results_missing(results, convention, month);
  cJSON *bridge = ndrsim_json_out_object(json, json->root, "bridge");
  ndrsim_json_out_text(json, bridge, "unit", "points");
  ndrsim_json_out_text(json, bridge, "convention", ndrsim_convention_name(convention));
  ndrsim_json_out_integer(json, bridge, "month", month);
  for (int endpoint = 0; endpoint < 2; endpoint++) {
    cJSON *split = ndrsim_json_out_object(json, bridge, endpoint ? "endpoint" : "flow");
    for (int lens = NDRSIM_LENSES - 1; lens >= 0; lens--) {
      cJSON *parts = ndrsim_json_out_object(json, split, ndrsim_lens_name(lens));
      int components = endpoint ? (int)NDRSIM_ENDPOINTS : (int)NDRSIM_FLOWS;
      for (int c = 0; c < components; c++) {
        ndrsim_quantity quantity = {.kind =
                                        endpoint ? NDRSIM_QUANTITY_ENDPOINT : NDRSIM_QUANTITY_FLOW,
                                    .convention = convention,
                                    .month = endpoint ? month / 12 - 1 : month,
                                    .lens = (ndrsim_lens)lens,
                                    .component = c};
        const char *name = endpoint ? ndrsim_endpoint_name(c) : ndrsim_driver_name(c);
        put_estimate(self, ndrsim_json_out_object(json, parts, name), quantity, reason);
      }
    }
  }
}

static void put_reading(summary *self) {
  ndrsim_json_out *json = &self->json;
  ndrsim_reading reading;
  ndrsim_status status = ndrsim_reading_make(self->results, &reading);
  if (self->status == NDRSIM_OK) self->status = status;
  if (!reading.valid) {
    ndrsim_json_out_null(json, json->root, "reading");
    return;
  }
  cJSON *object = ndrsim_json_out_object(json, json->root, "reading");
  ndrsim_json_out_text(json, object, "band", ndrsim_band_name(reading.band));
  if (reading.leader < 0) {
    ndrsim_json_out_null(json, object, "leader");
  } else {
    ndrsim_json_out_text(json, object, "leader",
                         ndrsim_driver_name((int)ndrsim_engine_driver(reading.leader)));
  }
  ndrsim_json_out_text(json, object, "risk", ndrsim_engine_risk(reading.leader));
  cJSON *engines = ndrsim_json_out_object(json, object, "engines");
  for (int engine = 0; engine < NDRSIM_ENGINES; engine++) {
    cJSON *one = ndrsim_json_out_object(json, engines,
                                        ndrsim_driver_name((int)ndrsim_engine_driver(engine)));
    ndrsim_json_out_number(json, one, "points", reading.points[engine]);
    ndrsim_json_out_number(json, one, "share", reading.share[engine]);
    ndrsim_json_out_number(json, one, "leads_in_share_of_replicates", reading.leads[engine]);
  }
  ndrsim_json_out_number(json, object, "other_drivers_points", reading.other);
}

static void put_variance(summary *self) {
  static const char *const name[3] = {"parameter", "macro", "idiosyncratic"};
  ndrsim_json_out *json = &self->json;
  const ndrsim_layers *layers = &self->results->layers;
  if (layers->samples == 0) {
    ndrsim_json_out_null(json, json->root, "variance");
    return;
  }
  cJSON *variance = ndrsim_json_out_object(json, json->root, "variance");
  ndrsim_json_out_text(json, variance, "unit", "NDR points squared");
  ndrsim_json_out_text(json, variance, "nesting",
                       "parameter; macro given parameters; idiosyncratic given both");
  ndrsim_json_out_integer(json, variance, "samples", layers->samples);
  for (int k = 0; k < 3; k++) {
    cJSON *layer = ndrsim_json_out_object(json, variance, name[k]);
    ndrsim_json_out_number(json, layer, "variance", layers->variance[k]);
    ndrsim_json_out_number(json, layer, "se", layers->se[k]);
  }
  cJSON *sum = ndrsim_json_out_object(json, variance, "sum");
  ndrsim_json_out_number(json, sum, "variance", layers->sum);
  ndrsim_json_out_number(json, sum, "se", layers->sum_se);
  cJSON *total = ndrsim_json_out_object(json, variance, "total");
  ndrsim_json_out_number(json, total, "variance", layers->total);
  ndrsim_json_out_number(json, total, "se", layers->total_se);
  ndrsim_json_out_bool(json, variance, "agrees_within_4_se", ndrsim_layers_agree(layers) != 0);
}

static void put_metrics(summary *self) {
  ndrsim_json_out *json = &self->json;
  const ndrsim_model *model = self->results->model;
  cJSON *metrics = ndrsim_json_out_object(json, json->root, "metrics");
  int count = ndrsim_metric_count(model);
  for (int index = 0; index < count; index++) {
    ndrsim_metric metric;
    ndrsim_status status = ndrsim_metric_get(model, index, &metric);
    if (self->status == NDRSIM_OK) self->status = status;
    if (status != NDRSIM_OK) return;
    cJSON *one = ndrsim_json_out_object(json, metrics, metric.name);
    ndrsim_json_out_text(json, one, "unit", metric.unit);
    cJSON *months = ndrsim_json_out_array(json, one, "months");
    for (int month = 0; month <= 36 && month < self->results->layout.months; month += 12) {
      ndrsim_quantity quantity = {
          .kind = NDRSIM_QUANTITY_METRIC, .metric = &metric, .month = month};
      cJSON *value = ndrsim_json_out_object(json, months, NULL);
      ndrsim_json_out_integer(json, value, "month", month);
      const char *reason = ndrsim_quantity_missing(self->results, &quantity);
      put_estimate(self, value, quantity, reason != NULL ? reason : NO_VALUE);
    }
  }
}

static void put_quarter(summary *self, cJSON *quarters, const ndrsim_quarter *quarter) {
  ndrsim_json_out *json = &self->json;
  const ndrsim_model *model = self->results->model;
  char label[32], unit[32];
  cJSON *one = ndrsim_json_out_object(json, quarters, NULL);
  ndrsim_quarter_label(model, quarter, label, sizeof label);
  ndrsim_json_out_text(json, one, "quarter", label);
  ndrsim_json_out_integer(json, one, "first_month", quarter->first);
  ndrsim_json_out_integer(json, one, "last_month", quarter->last);
  ndrsim_json_out_bool(json, one, "complete", quarter->complete);
  for (int k = 0; k < NDRSIM_QUARTER_VALUES; k++) {
    ndrsim_quarter_value value = (ndrsim_quarter_value)k;
    ndrsim_estimate estimate;
    ndrsim_status status = ndrsim_quarter_estimate(self->results, quarter, value, &estimate);
    if (self->status == NDRSIM_OK) self->status = status;
    cJSON *object = ndrsim_json_out_object(json, one, ndrsim_quarter_value_name(value));
    ndrsim_quarter_value_unit(model, value, unit, sizeof unit);
    ndrsim_json_out_text(json, object, "unit", unit);
    ndrsim_json_out_estimate(json, object, &estimate, "the twelve months before are not known");
  }
}

/* By quarter of the fiscal calendar, as in quarters.csv. */
static void put_quarters(summary *self) {
  const ndrsim_model *model = self->results->model;
  cJSON *quarters = ndrsim_json_out_array(&self->json, self->json.root, "quarters");
  for (int k = 0; k < ndrsim_quarter_count(model); k++) {
    ndrsim_quarter quarter;
    ndrsim_quarter_get(model, k, &quarter);
    put_quarter(self, quarters, &quarter);
  }
}

ndrsim_status ndrsim_report_summary(const ndrsim_report *self, FILE *out, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  summary work = {.report = self, .results = self->results, .status = NDRSIM_OK};
  ndrsim_json_out_init(&work.json);
  ndrsim_json_out_integer(&work.json, work.json.root, "summary_version", SUMMARY_VERSION);
  ndrsim_json_out_text(&work.json, work.json.root, "ndrsim_version", self->version);
  ndrsim_summary_scenario(&work.json, self->results->model);
  ndrsim_summary_run(&work.json, self->results);
  put_population(&work);
  put_mrr(&work);
  put_ndr(&work);
  put_bridge(&work);
  put_reading(&work);
  put_variance(&work);
  put_metrics(&work);
  put_quarters(&work);
  if (work.status == NDRSIM_OK) {
    status = ndrsim_json_out_write(&work.json, out, err);
  } else {
    status = ndrsim_error_set(err, work.status, "the summary could not be computed");
  }
  ndrsim_json_out_free(&work.json);
  ndrsim_plain_locale_leave(&locale);
  return status;
}
