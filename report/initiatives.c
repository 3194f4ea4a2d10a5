/* What initiatives bring: initiatives.csv and initiatives.json. */
#include <math.h>
#include <stdlib.h>
#include "analysis/quantity.h"
#include "report/csv.h"
#include "report/initiatives_part.h"
#include "report/json_out.h"
#include "report/number.h"
#include "report/report.h"

#define INITIATIVES_VERSION 1

const ndrsim_gain_row ndrsim_gain_rows[NDRSIM_GAIN_ROWS] = {
    {"mrr", "currency/month", NDRSIM_GAIN_MRR, true, false},
    {"gross_profit", "currency/month", NDRSIM_GAIN_PROFIT, true, false},
    {"gross_profit_sum", "currency", NDRSIM_GAIN_PROFIT_SUM, true, false},
    {"ndr_point", "%", NDRSIM_GAIN_NDR_POINT, true, true},
    {"ndr_age", "%", NDRSIM_GAIN_NDR_AGE, true, true},
    {"net_gain", "currency", NDRSIM_GAIN_NET, false, false},
    {"roi", "%", NDRSIM_GAIN_ROI, false, false},
};
enum { ROWS = NDRSIM_GAIN_ROWS };

const char *const ndrsim_gain_side_name[] = {"without", "with", "difference"};

/* "USD/month" */
void ndrsim_gain_unit(const ndrsim_model *model, const char *unit, char out[48]) {
  bool money = unit[0] == 'c';
  snprintf(out, 48, "%s%s", money ? model->currency : "", money ? unit + 8 : unit);
}

const char *ndrsim_gain_name(const ndrsim_initiative_study *study, int initiative) {
  return initiative < 0 ? "all" : study->model->initiative[initiative].name;
}

static ndrsim_status no_memory(ndrsim_status status, ndrsim_error *err) {
  if (status == NDRSIM_OK) return NDRSIM_OK;
  return ndrsim_error_set(err, status, "no memory for an estimate");
}

/* --- initiatives.csv -------------------------------------------------------------------------- */

static void csv_row(ndrsim_csv *csv, const ndrsim_initiative_study *study, int initiative,
                    int month, const char *name, const char *unit, const char *side,
                    const ndrsim_estimate *estimate) {
  char text[48];
  ndrsim_gain_unit(study->model, unit, text);
  ndrsim_csv_text(csv, ndrsim_gain_name(study, initiative));
  if (month < 0)
    ndrsim_csv_text(csv, "");
  else
    ndrsim_csv_integer(csv, month);
  ndrsim_csv_text(csv, name);
  ndrsim_csv_text(csv, text);
  ndrsim_csv_text(csv, side);
  ndrsim_csv_estimate(csv, estimate);
  ndrsim_csv_end(csv);
}

static ndrsim_status csv_kind(ndrsim_csv *csv, const ndrsim_initiative_study *study, int initiative,
                              int k) {
  for (int month = ndrsim_gain_rows[k].anchors ? 12 : 0; month <= study->model->horizon;
       month += ndrsim_gain_rows[k].anchors ? 12 : 1)
    for (int side = ndrsim_gain_rows[k].sides ? NDRSIM_SIDE_WITHOUT : NDRSIM_SIDE_DIFFERENCE;
         side <= NDRSIM_SIDE_DIFFERENCE; side++) {
      ndrsim_estimate estimate;
      ndrsim_status status = ndrsim_gain_estimate(study, initiative, ndrsim_gain_rows[k].kind,
                                                  (ndrsim_gain_side)side, month, &estimate);
      if (status != NDRSIM_OK) return status;
      if (estimate.valid)
        csv_row(csv, study, initiative, month, ndrsim_gain_rows[k].name, ndrsim_gain_rows[k].unit,
                ndrsim_gain_side_name[side], &estimate);
    }
  return NDRSIM_OK;
}

static ndrsim_status csv_initiative(ndrsim_csv *csv, const ndrsim_initiative_study *study,
                                    int initiative) {
  ndrsim_status status = NDRSIM_OK;
  ndrsim_estimate estimate;
  for (int k = 0; k < ROWS && status == NDRSIM_OK; k++)
    status = csv_kind(csv, study, initiative, k);
  for (int month = 1; month <= study->model->horizon && status == NDRSIM_OK; month++) {
    double cost = ndrsim_gain_cost(study, initiative, month);
    status = ndrsim_estimate_values(&cost, 1, &estimate); /* known, not estimated: no error */
    if (status == NDRSIM_OK)
      csv_row(csv, study, initiative, month, "cost", "currency", "difference", &estimate);
  }
  if (status == NDRSIM_OK)
    status = ndrsim_gain_estimate(study, initiative, NDRSIM_GAIN_PAYBACK, NDRSIM_SIDE_DIFFERENCE, 0,
                                  &estimate);
  if (status == NDRSIM_OK && estimate.valid)
    csv_row(csv, study, initiative, -1, "payback", "month", "difference", &estimate);
  return status;
}

ndrsim_status ndrsim_report_initiatives_csv(const ndrsim_report *self, FILE *out,
                                            ndrsim_error *err) {
  static const char *const name[] = {"initiative", "month", "metric", "unit", "side"};
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_csv csv = {.stream = out};
  for (size_t k = 0; k < sizeof name / sizeof name[0]; k++)
    ndrsim_csv_text(&csv, name[k]);
  ndrsim_csv_estimate_header(&csv);
  ndrsim_csv_end(&csv);
  for (int k = NDRSIM_INITIATIVES_ALL; k < self->study->model->n_initiatives && !status; k++)
    status = csv_initiative(&csv, self->study, k);
  ndrsim_plain_locale_leave(&locale);
  return no_memory(status, err);
}

/* --- initiatives.json ------------------------------------------------------------------------- */

typedef struct writer {
  ndrsim_json_out json;
  const ndrsim_initiative_study *study;
  ndrsim_status status; /* first failure */
} writer;

static void put_estimate(writer *self, cJSON *object, int initiative, ndrsim_gain_kind kind,
                         ndrsim_gain_side side, int month, const char *reason) {
  ndrsim_estimate estimate;
  ndrsim_status status =
      ndrsim_gain_estimate(self->study, initiative, kind, side, month, &estimate);
  if (self->status == NDRSIM_OK) self->status = status;
  ndrsim_json_out_estimate(&self->json, object, &estimate, reason);
}

/* The anchors, and the horizon. */
static void put_months(writer *self, cJSON *into, int initiative, int k) {
  ndrsim_json_out *json = &self->json;
  int horizon = self->study->model->horizon;
  for (int month = 12; month <= horizon || month < horizon + 12; month += 12) {
    int at = month > 36 || month > horizon ? horizon : month;
    if (ndrsim_gain_rows[k].anchors && at != month) break;
    cJSON *one = ndrsim_json_out_object(json, into, NULL);
    ndrsim_json_out_integer(json, one, "month", at);
    for (int side = NDRSIM_SIDE_WITHOUT; side <= NDRSIM_SIDE_DIFFERENCE; side++) {
      if (!ndrsim_gain_rows[k].sides && side != NDRSIM_SIDE_DIFFERENCE) continue;
      cJSON *value = ndrsim_json_out_object(json, one, ndrsim_gain_side_name[side]);
      put_estimate(self, value, initiative, ndrsim_gain_rows[k].kind, (ndrsim_gain_side)side, at,
                   ndrsim_gain_rows[k].kind == NDRSIM_GAIN_ROI
                       ? "nothing was spent"
                       : "no base revenue in some replicates");
    }
    if (at == horizon) break;
  }
}

static void put_gains(writer *self, cJSON *into, int initiative) {
  ndrsim_json_out *json = &self->json;
  const ndrsim_model *model = self->study->model;
  ndrsim_json_out_number(json, into, "cost_to_horizon",
                         ndrsim_gain_cost(self->study, initiative, model->horizon));
  for (int k = 0; k < ROWS; k++) {
    char unit[48];
    cJSON *metric = ndrsim_json_out_object(json, into, ndrsim_gain_rows[k].name);
    ndrsim_gain_unit(model, ndrsim_gain_rows[k].unit, unit);
    ndrsim_json_out_text(json, metric, "unit", unit);
    put_months(self, ndrsim_json_out_array(json, metric, "months"), initiative, k);
  }
  cJSON *payback = ndrsim_json_out_object(json, into, "payback");
  ndrsim_json_out_text(json, payback, "unit", "month");
  ndrsim_json_out_number(json, payback, "share_within_horizon",
                         ndrsim_gain_paid_share(self->study, initiative));
  put_estimate(self, payback, initiative, NDRSIM_GAIN_PAYBACK, NDRSIM_SIDE_DIFFERENCE, 0,
               "nothing was spent");
}

static void put_initiative(writer *self, cJSON *list, int k) {
  ndrsim_json_out *json = &self->json;
  const ndrsim_initiative *i = &self->study->model->initiative[k];
  cJSON *one = ndrsim_json_out_object(json, list, NULL);
  ndrsim_json_out_text(json, one, "name", i->name);
  ndrsim_json_out_integer(json, one, "from", i->from);
  ndrsim_json_out_integer(json, one, "ramp", i->ramp);
  ndrsim_json_out_number(json, one, "adoption", i->adoption);
  ndrsim_json_out_number(json, one, "cost", (double)i->cost / 100);
  ndrsim_json_out_number(json, one, "cost_per_month", (double)i->per_month / 100);
  put_gains(self, one, k);
}

/* S4's return: annualised growth of what existing customers pay, over the cost. */
static void put_s4(writer *self, cJSON *root) {
  ndrsim_json_out *json = &self->json;
  cJSON *s4 = ndrsim_json_out_object(json, root, "s4_return");
  ndrsim_json_out_text(json, s4, "unit", "%");
  cJSON *months = ndrsim_json_out_array(json, s4, "months");
  for (int month = 12; month <= 36 && month <= self->study->model->horizon; month += 12) {
    cJSON *one = ndrsim_json_out_object(json, months, NULL);
    ndrsim_json_out_integer(json, one, "month", month);
    put_estimate(self, one, NDRSIM_INITIATIVES_ALL, NDRSIM_GAIN_S4, NDRSIM_SIDE_WITH, month,
                 "nothing was spent, or there is no base revenue");
  }
}

ndrsim_status ndrsim_report_initiatives_json(const ndrsim_report *self, FILE *out,
                                             ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  writer work = {.study = self->study, .status = NDRSIM_OK};
  const ndrsim_model *model = self->study->model;
  ndrsim_json_out *json = &work.json;
  char seed[NDRSIM_NUMBER_SIZE];
  ndrsim_json_out_init(json);
  ndrsim_json_out_integer(json, json->root, "initiatives_version", INITIATIVES_VERSION);
  ndrsim_json_out_text(json, json->root, "ndrsim_version", self->version);
  ndrsim_json_out_text(json, json->root, "scenario", model->name);
  ndrsim_json_out_text(json, json->root, "digest", model->scenario_digest);
  ndrsim_json_out_text(json, json->root, "currency", model->currency);
  snprintf(seed, sizeof seed, "%llu", (unsigned long long)model->seed);
  ndrsim_json_out_text(json, json->root, "seed", seed);
  ndrsim_json_out_integer(json, json->root, "horizon", model->horizon);
  ndrsim_json_out_integer(json, json->root, "replicates", model->replicates);
  ndrsim_json_out_text(json, json->root, "headline",
                       ndrsim_convention_name(self->results->convention));
  put_gains(&work, ndrsim_json_out_object(json, json->root, "all"), NDRSIM_INITIATIVES_ALL);
  cJSON *list = ndrsim_json_out_array(json, json->root, "initiatives");
  for (int k = 0; k < model->n_initiatives; k++)
    put_initiative(&work, list, k);
  put_s4(&work, json->root);
  status = work.status == NDRSIM_OK ? ndrsim_json_out_write(json, out, err)
                                    : no_memory(work.status, err);
  ndrsim_json_out_free(json);
  ndrsim_plain_locale_leave(&locale);
  return status;
}
