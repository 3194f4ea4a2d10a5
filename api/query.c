/* Reading numbers: a query by names becomes a quantity by indices. */
#include <stdio.h>
#include <string.h>
#include "analysis/quantity.h"
#include "api/options.h"
#include "api/simulation.h"
#include "report/report.h"
#include "scenarios/suggest.h"
#include "sim/text.h"

_Static_assert((int)NDRSIM_AS_INVOICED == (int)NDRSIM_LENS_INVOICE &&
                   (int)NDRSIM_BY_CAUSE == (int)NDRSIM_LENS_CAUSE,
               "the lenses of the public header are those of the ledger");

static const int kind_of[] = {
    [NDRSIM_WHAT_METRIC] = NDRSIM_QUANTITY_METRIC,
    [NDRSIM_WHAT_NDR] = NDRSIM_QUANTITY_NDR,
    [NDRSIM_WHAT_GRR_FLOW] = NDRSIM_QUANTITY_GRR_FLOW,
    [NDRSIM_WHAT_GRR_ENDPOINT] = NDRSIM_QUANTITY_GRR_ENDPOINT,
    [NDRSIM_WHAT_FLOW] = NDRSIM_QUANTITY_FLOW,
    [NDRSIM_WHAT_ENDPOINT] = NDRSIM_QUANTITY_ENDPOINT,
    [NDRSIM_WHAT_COHORT_ACCOUNTS] = NDRSIM_QUANTITY_COHORT_LOGOS,
    [NDRSIM_WHAT_COHORT_MRR] = NDRSIM_QUANTITY_COHORT_MRR,
    [NDRSIM_WHAT_COHORT_NDR] = NDRSIM_QUANTITY_COHORT_NDR,
    [NDRSIM_WHAT_COHORT_GRR] = NDRSIM_QUANTITY_COHORT_GRR,
};
#define KINDS ((int)(sizeof kind_of / sizeof kind_of[0]))

#define MONTHS_OF_WINDOW 12

/* A query resolved; `metric` is what quantity.metric points to. */
typedef struct resolved {
  ndrsim_quantity quantity;
  ndrsim_metric metric;
} resolved;

static ndrsim_status unknown(const char *what, const char *word, const char *const *candidate,
                             int n, ndrsim_error *err) {
  char shown[96];
  ndrsim_text_escape(shown, sizeof shown, word, strlen(word));
  ndrsim_error_set(err, NDRSIM_INPUT, "there is no %s `%s`", what, shown);
  const char *near = ndrsim_suggest(word, candidate, n);
  if (near != NULL && err != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
  return NDRSIM_INPUT;
}

static ndrsim_status resolve_metric(const ndrsim_simulation *self, const char *name, resolved *out,
                                    ndrsim_error *err) {
  int index = ndrsim_metric_find(&self->model, name);
  if (index >= 0) {
    out->quantity.metric = &out->metric;
    if (ndrsim_metric_get(&self->model, index, &out->metric) == NDRSIM_OK) return NDRSIM_OK;
    return ndrsim_error_set(err, NDRSIM_INTERNAL, "metric %d has no definition", index);
  }
  /* the nearest name; one at a time, so that no list has to be made */
  ndrsim_metric best = {.name = ""};
  int least = 1000;
  for (int k = 0; k < ndrsim_metric_count(&self->model); k++) {
    ndrsim_metric one;
    if (ndrsim_metric_get(&self->model, k, &one) != NDRSIM_OK) continue;
    int distance = ndrsim_suggest_distance(name, one.name);
    if (distance < least) {
      least = distance;
      best = one;
    }
  }
  const char *candidate = best.name;
  return unknown("metric", name, &candidate, best.name[0] != '\0', err);
}

static ndrsim_status resolve_component(const ndrsim_query *query, resolved *out,
                                       ndrsim_error *err) {
  bool flow = query->what == NDRSIM_WHAT_FLOW;
  const char *name[(int)NDRSIM_FLOWS + (int)NDRSIM_ENDPOINTS]; /* more than either needs */
  int n = flow ? (int)NDRSIM_FLOWS : (int)NDRSIM_ENDPOINTS;
  for (int k = 0; k < n; k++) {
    name[k] = flow ? ndrsim_driver_name(k) : ndrsim_endpoint_name(k);
    if (strcmp(name[k], query->name) == 0) {
      out->quantity.component = k;
      return NDRSIM_OK;
    }
  }
  return unknown(flow ? "component of the flow bridge" : "component of the endpoint bridge",
                 query->name, name, n, err);
}

static ndrsim_status resolve_convention(const ndrsim_simulation *self, const char *name,
                                        bool bridge, resolved *out, ndrsim_error *err) {
  const char *known[NDRSIM_CONVENTIONS];
  int headline = bridge ? self->results.bridge : self->results.convention;
  out->quantity.convention = name != NULL ? ndrsim_convention_find(name) : headline;
  if (out->quantity.convention >= 0) return NDRSIM_OK;
  for (int k = 0; k < NDRSIM_CONVENTIONS; k++)
    known[k] = ndrsim_convention_name(k);
  return unknown("convention", name, known, NDRSIM_CONVENTIONS, err);
}

/* Windows that the record keeps apart: month 12 is anchor 0. */
static ndrsim_status resolve_anchor(int month, int *anchor, ndrsim_error *err) {
  *anchor = month / MONTHS_OF_WINDOW - 1;
  if (month % MONTHS_OF_WINDOW == 0 && *anchor >= 0 && *anchor < NDRSIM_ANCHORS) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_INPUT,
                          "month %d: the endpoint decomposition is kept for 12, 24 and 36", month);
}

static ndrsim_status check_ranges(const ndrsim_simulation *self, const ndrsim_query *query,
                                  ndrsim_error *err) {
  int cohorts = self->results.layout.cohorts;
  if (query->month < 0 || query->month > self->model.horizon)
    return ndrsim_error_set(err, NDRSIM_INPUT, "month %d: expected 0 .. %d, the horizon",
                            query->month, self->model.horizon);
  if (query->lens != NDRSIM_AS_INVOICED && query->lens != NDRSIM_BY_CAUSE)
    return ndrsim_error_set(err, NDRSIM_INPUT,
                            "lens %d: expected NDRSIM_AS_INVOICED or NDRSIM_BY_CAUSE", query->lens);
  bool cohort = query->what >= NDRSIM_WHAT_COHORT_ACCOUNTS;
  if (cohort && (query->cohort < 0 || query->cohort >= cohorts))
    return ndrsim_error_set(err, NDRSIM_INPUT, "cohort %d: expected 0 .. %d", query->cohort,
                            cohorts - 1);
  bool named = query->what == NDRSIM_WHAT_METRIC || query->what == NDRSIM_WHAT_FLOW ||
               query->what == NDRSIM_WHAT_ENDPOINT;
  if (named && query->name == NULL)
    return ndrsim_error_set(err, NDRSIM_INPUT, "the query needs a name");
  return NDRSIM_OK;
}

static ndrsim_status resolve(const ndrsim_simulation *self, const ndrsim_query *given,
                             resolved *out, ndrsim_error *err) {
  ndrsim_query query = NDRSIM_QUERY_INIT;
  memset(out, 0, sizeof *out);
  ndrsim_status status = ndrsim_options_take(&query, sizeof query, given, "ndrsim_query", err);
  if (status != NDRSIM_OK) return status;
  if (query.what < 0 || query.what >= KINDS)
    return ndrsim_error_set(err, NDRSIM_INPUT, "a query for %d: expected one of ndrsim_what",
                            query.what);
  status = check_ranges(self, &query, err);
  bool bridge = query.what == NDRSIM_WHAT_FLOW || query.what == NDRSIM_WHAT_ENDPOINT;
  if (status == NDRSIM_OK) status = resolve_convention(self, query.convention, bridge, out, err);
  if (status != NDRSIM_OK) return status;
  out->quantity.kind = (ndrsim_quantity_kind)kind_of[query.what];
  out->quantity.month = query.month;
  out->quantity.lens = (ndrsim_lens)query.lens;
  switch (query.what) {
  case NDRSIM_WHAT_METRIC:
    return resolve_metric(self, query.name, out, err);
  case NDRSIM_WHAT_GRR_ENDPOINT:
    if (ndrsim_convention_at(out->quantity.convention)->bridge != out->quantity.convention)
      return NDRSIM_OK; /* where it is not known, its reason says more */
    return resolve_anchor(query.month, &out->quantity.component, err);
  case NDRSIM_WHAT_ENDPOINT:
    status = resolve_anchor(query.month, &out->quantity.month, err);
    return status == NDRSIM_OK ? resolve_component(&query, out, err) : status;
  case NDRSIM_WHAT_FLOW:
    return resolve_component(&query, out, err);
  case NDRSIM_WHAT_NDR:
  case NDRSIM_WHAT_GRR_FLOW:
    return NDRSIM_OK;
  default:
    out->quantity.component = query.cohort;
    return NDRSIM_OK;
  }
}

ndrsim_status ndrsim_simulation_values(const ndrsim_simulation *self, const ndrsim_query *query,
                                       double *out, size_t n, ndrsim_error *err) {
  resolved at;
  if (n != (size_t)self->results.n)
    return ndrsim_error_set(err, NDRSIM_INPUT,
                            "%zu values were asked for, and there are %d replicates", n,
                            self->results.n);
  ndrsim_status status = resolve(self, query, &at, err);
  for (size_t k = 0; k < n && status == NDRSIM_OK; k++)
    out[k] = ndrsim_quantity_value(&self->results, &at.quantity, (int)k);
  return status;
}

ndrsim_status ndrsim_simulation_stats(const ndrsim_simulation *self, const ndrsim_query *query,
                                      ndrsim_stats *out, ndrsim_error *err) {
  resolved at;
  ndrsim_estimate e;
  ndrsim_status status = resolve(self, query, &at, err);
  if (status != NDRSIM_OK) return status;
  if (ndrsim_quantity_estimate(&self->results, &at.quantity, &e) != NDRSIM_OK)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for an estimate");
  const double *q = e.quantile, *se = e.quantile_se;
  ndrsim_stats own = {.struct_size = sizeof own,
                      .n = e.n,
                      .mean = e.mean,
                      .se = e.se,
                      .p5 = q[NDRSIM_P5],
                      .p10 = q[NDRSIM_P10],
                      .p50 = q[NDRSIM_P50],
                      .p90 = q[NDRSIM_P90],
                      .p95 = q[NDRSIM_P95],
                      .p5_se = se[NDRSIM_P5],
                      .p10_se = se[NDRSIM_P10],
                      .p50_se = se[NDRSIM_P50],
                      .p90_se = se[NDRSIM_P90],
                      .p95_se = se[NDRSIM_P95]};
  return ndrsim_options_give(&own, sizeof own, out, "ndrsim_stats", err);
}

const char *ndrsim_simulation_missing(const ndrsim_simulation *self, const ndrsim_query *query) {
  resolved at;
  if (resolve(self, query, &at, NULL) != NDRSIM_OK) return NULL;
  /* metrics: their windows differ from the headline's, so they are asked for by convention */
  if (at.quantity.kind == NDRSIM_QUANTITY_METRIC) return NULL;
  return ndrsim_quantity_missing(&self->results, &at.quantity);
}

const char *ndrsim_simulation_convention(const ndrsim_simulation *self) {
  return ndrsim_convention_name(self->results.convention);
}

int ndrsim_simulation_headline_month(const ndrsim_simulation *self) {
  return self->results.basis_month;
}

int ndrsim_simulation_cohort_count(const ndrsim_simulation *self) {
  return self->results.layout.cohorts;
}

ndrsim_status ndrsim_simulation_cohort(const ndrsim_simulation *self, int index,
                                       ndrsim_cohort_info *out, ndrsim_error *err) {
  const ndrsim_layout *layout = &self->results.layout;
  ndrsim_cohort_info own = NDRSIM_COHORT_INFO_INIT;
  if (index < 0 || index >= layout->cohorts)
    return ndrsim_error_set(err, NDRSIM_INPUT, "cohort %d: expected 0 .. %d", index,
                            layout->cohorts - 1);
  ndrsim_cohort_label(&self->results, index, own.label, sizeof own.label);
  own.first = ndrsim_cohort_first(layout, index);
  own.from_book = index < layout->book_cohorts;
  return ndrsim_options_give(&own, sizeof own, out, "ndrsim_cohort_info", err);
}
