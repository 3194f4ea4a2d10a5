#include "report/findings.h"

#include "report/json_out.h"

bool ndrsim_check_passed(const ndrsim_check_report *self) {
  if (self->findings->errors.found > 0) return false;
  if (self->book != NULL && self->book->found > 0) return false;
  return !self->strict || self->findings->warnings.found == 0;
}

static void write_text(ndrsim_json_out *out, cJSON *object, const char *key, const char *text) {
  if (text[0] != '\0')
    ndrsim_json_out_text(out, object, key, text);
  else
    ndrsim_json_out_null(out, object, key);
}

static void write_place(ndrsim_json_out *out, cJSON *object, const char *key, long place) {
  if (place > 0)
    ndrsim_json_out_integer(out, object, key, place);
  else
    ndrsim_json_out_null(out, object, key);
}

static void write_list(ndrsim_json_out *out, cJSON *array, const ndrsim_error_list *list) {
  for (int k = 0; k < list->n; k++) {
    const ndrsim_error *e = &list->item[k].error;
    cJSON *object = ndrsim_json_out_object(out, array, NULL);
    write_text(out, object, "file", e->file);
    write_place(out, object, "line", e->line);
    write_place(out, object, "column", e->column);
    write_text(out, object, "path", e->path);
    write_text(out, object, "message", e->message);
    write_text(out, object, "expected", e->expected);
    write_text(out, object, "found", e->found);
    write_text(out, object, "suggestion", e->suggestion);
  }
}

static void write_model(ndrsim_json_out *out, cJSON *object, const ndrsim_check_report *self) {
  const ndrsim_model *m = self->model;
  int64_t described = 0;
  for (int i = 0; i < m->n_intakes; i++)
    described += m->intake[i].number;
  ndrsim_json_out_text(out, object, "name", m->name);
  cJSON *tiers = ndrsim_json_out_array(out, object, "tiers");
  for (int t = 0; t < m->n_tiers; t++)
    ndrsim_json_out_text(out, tiers, NULL, m->tier[t]);
  cJSON *segments = ndrsim_json_out_array(out, object, "segments");
  for (int s = 0; s < m->n_segments; s++)
    ndrsim_json_out_text(out, segments, NULL, m->segment[s]);
  ndrsim_json_out_integer(out, object, "described_accounts", described);
  ndrsim_json_out_integer(out, object, "book_accounts", m->n_rows);
  ndrsim_json_out_integer(out, object, "horizon", m->horizon);
  ndrsim_json_out_integer(out, object, "replicates", m->replicates);
  ndrsim_json_out_integer(out, object, "parameters_given", self->findings->n_given);
  ndrsim_json_out_integer(out, object, "parameters_default", self->findings->n_default);
  ndrsim_json_out_integer(out, object, "distributions_per_replicate", self->findings->n_draws);
  ndrsim_json_out_integer(out, object, "distributions_per_account", self->findings->n_traits);
}

static void write_cost(ndrsim_json_out *out, cJSON *object, const ndrsim_cost *cost) {
  ndrsim_json_out_number(out, object, "runs", cost->runs);
  ndrsim_json_out_number(out, object, "account_months", cost->account_months);
  ndrsim_json_out_number(out, object, "memory_bytes", cost->bytes);
  ndrsim_json_out_number(out, object, "seconds", cost->seconds);
  ndrsim_json_out_integer(out, object, "cores", cost->threads);
}

ndrsim_status ndrsim_report_findings(const ndrsim_check_report *self, FILE *out,
                                     ndrsim_error *err) {
  ndrsim_json_out json;
  int64_t errors = self->findings->errors.found + (self->book != NULL ? self->book->found : 0);
  ndrsim_json_out_init(&json);
  ndrsim_json_out_text(&json, json.root, "scenario", self->scenario_file);
  write_text(&json, json.root, "book", self->book_file != NULL ? self->book_file : "");
  ndrsim_json_out_bool(&json, json.root, "valid", ndrsim_check_passed(self));
  ndrsim_json_out_integer(&json, json.root, "error_count", errors);
  cJSON *list = ndrsim_json_out_array(&json, json.root, "errors");
  write_list(&json, list, &self->findings->errors);
  if (self->book != NULL) write_list(&json, list, self->book);
  ndrsim_json_out_integer(&json, json.root, "warning_count", self->findings->warnings.found);
  write_list(&json, ndrsim_json_out_array(&json, json.root, "warnings"), &self->findings->warnings);
  if (self->model != NULL)
    write_model(&json, ndrsim_json_out_object(&json, json.root, "model"), self);
  else
    ndrsim_json_out_null(&json, json.root, "model");
  if (self->cost != NULL)
    write_cost(&json, ndrsim_json_out_object(&json, json.root, "estimate"), self->cost);
  else
    ndrsim_json_out_null(&json, json.root, "estimate");
  ndrsim_status status = ndrsim_json_out_write(&json, out, err);
  ndrsim_json_out_free(&json);
  return status;
}
