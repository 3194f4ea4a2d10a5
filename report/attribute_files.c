/* attribute.csv and attribute.json: the causal decomposition, the accounting ones and the runs that
 * they rest on, one figure in a row. */
#include "analysis/quantity.h"
#include "report/csv.h"
#include "report/json_out.h"
#include "report/number.h"
#include "report/report.h"
#include "report/summary_part.h"

#define ATTRIBUTE_VERSION 1
#define NAME 64

static ndrsim_status failed(ndrsim_status status, ndrsim_error *err) {
  if (status == NDRSIM_OK) return status;
  return ndrsim_error_set(err, status, "no memory for an estimate");
}

static ndrsim_status csv_rows(ndrsim_csv *csv, const ndrsim_causal *causal, int split) {
  for (int component = 0; component < ndrsim_causal_components(split); component++) {
    ndrsim_estimate estimate;
    char name[NAME];
    ndrsim_status status = ndrsim_causal_estimate(causal, split, component, &estimate);
    if (status != NDRSIM_OK) return status;
    ndrsim_causal_component_name(split, component, name, sizeof name);
    ndrsim_csv_text(csv, ndrsim_convention_name(causal->on.convention));
    ndrsim_csv_integer(csv, causal->on.basis_month);
    ndrsim_csv_text(csv, ndrsim_causal_split_name(split));
    ndrsim_csv_text(csv, name);
    ndrsim_csv_text(csv, ndrsim_causal_split_unit(split));
    ndrsim_csv_estimate(csv, &estimate);
    ndrsim_csv_end(csv);
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_report_attribute_csv(const ndrsim_report *self, FILE *out, ndrsim_error *err) {
  static const char *const column[] = {"convention", "month", "split", "component", "unit"};
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_csv csv = {.stream = out};
  for (size_t k = 0; k < sizeof column / sizeof column[0]; k++) {
    ndrsim_csv_text(&csv, column[k]);
  }
  ndrsim_csv_estimate_header(&csv);
  ndrsim_csv_end(&csv);
  for (int split = 0; split < NDRSIM_CAUSAL_SPLITS && status == NDRSIM_OK; split++) {
    status = csv_rows(&csv, self->causal, split);
  }
  ndrsim_plain_locale_leave(&locale);
  return failed(status, err);
}

static void put_window(ndrsim_json_out *json, const ndrsim_causal *causal) {
  cJSON *window = ndrsim_json_out_object(json, json->root, "window");
  ndrsim_json_out_text(json, window, "convention", ndrsim_convention_name(causal->on.convention));
  ndrsim_json_out_integer(json, window, "month", causal->on.basis_month);
  ndrsim_json_out_integer(json, window, "frozen_from", causal->frozen_from);
  ndrsim_json_out_bool(json, window, "same_base", causal->same_base);
  ndrsim_json_out_text(json, window, "over_cap",
                       ndrsim_causal_stops(causal->on.model) ? "hard_stop" : "overage");
}

static ndrsim_status put_split(ndrsim_json_out *json, cJSON *splits, const ndrsim_causal *causal,
                               int split) {
  cJSON *object = ndrsim_json_out_object(json, splits, ndrsim_causal_split_name(split));
  ndrsim_json_out_text(json, object, "unit", ndrsim_causal_split_unit(split));
  cJSON *parts = ndrsim_json_out_array(json, object, "parts");
  for (int component = 0; component < ndrsim_causal_components(split); component++) {
    ndrsim_estimate estimate;
    char name[NAME];
    ndrsim_status status = ndrsim_causal_estimate(causal, split, component, &estimate);
    if (status != NDRSIM_OK) return status;
    ndrsim_causal_component_name(split, component, name, sizeof name);
    cJSON *part = ndrsim_json_out_object(json, parts, NULL);
    ndrsim_json_out_text(json, part, "component", name);
    ndrsim_json_out_estimate(json, part, &estimate, "nothing to divide by in some replicates");
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_report_attribute_json(const ndrsim_report *self, FILE *out,
                                           ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_json_out json;
  ndrsim_json_out_init(&json);
  ndrsim_json_out_integer(&json, json.root, "attribute_version", ATTRIBUTE_VERSION);
  ndrsim_json_out_text(&json, json.root, "ndrsim_version", self->version);
  ndrsim_summary_scenario(&json, self->results->model);
  ndrsim_summary_run(&json, self->results);
  put_window(&json, self->causal);
  cJSON *splits = ndrsim_json_out_object(&json, json.root, "splits");
  for (int split = 0; split < NDRSIM_CAUSAL_SPLITS && status == NDRSIM_OK; split++) {
    status = put_split(&json, splits, self->causal, split);
  }
  status = failed(status, err);
  if (status == NDRSIM_OK) status = ndrsim_json_out_write(&json, out, err);
  ndrsim_json_out_free(&json);
  ndrsim_plain_locale_leave(&locale);
  return status;
}
