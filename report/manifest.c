/* manifest.json: enough to reproduce a run, and nothing that differs between two equal runs (no
 * times, threads, paths or processor). And the list of files of a run. */
#include "report/json_out.h"
#include "report/number.h"
#include "report/report.h"

static void put_input(ndrsim_json_out *json, const char *key, const char *file,
                      const char *digest) {
  if (digest[0] == '\0') {
    ndrsim_json_out_null(json, json->root, key);
    return;
  }
  cJSON *object = ndrsim_json_out_object(json, json->root, key);
  ndrsim_json_out_text(json, object, "file", file);
  ndrsim_json_out_text(json, object, "sha256", digest);
}

ndrsim_status ndrsim_report_manifest(const ndrsim_report *self, FILE *out, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  const ndrsim_model *model = self->results->model;
  char seed[NDRSIM_NUMBER_SIZE];
  snprintf(seed, sizeof seed, "%llu", (unsigned long long)model->seed);
  ndrsim_json_out json;
  ndrsim_json_out_init(&json);
  ndrsim_json_out_text(&json, json.root, "program", "ndrsim");
  ndrsim_json_out_text(&json, json.root, "version", self->version);
  ndrsim_json_out_integer(&json, json.root, "schema_version", NDRSIM_SCHEMA_VERSION);
  ndrsim_json_out_text(&json, json.root, "scenario_name", model->name);
  put_input(&json, "scenario", model->scenario_file, model->scenario_digest);
  put_input(&json, "book", model->book_file, model->book_digest);
  cJSON *overrides = ndrsim_json_out_array(&json, json.root, "overrides");
  for (int k = 0; k < self->n_overrides; k++) {
    ndrsim_json_out_text(&json, overrides, NULL, self->override[k].text);
  }
  ndrsim_json_out_text(&json, json.root, "seed", seed);
  ndrsim_json_out_integer(&json, json.root, "horizon", model->horizon);
  ndrsim_json_out_integer(&json, json.root, "replicates", self->results->n);
  ndrsim_json_out_integer(&json, json.root, "replicates_requested", self->results->requested);
  ndrsim_json_out_integer(&json, json.root, "layer_samples", self->layer_samples);
  status = ndrsim_json_out_write(&json, out, err);
  ndrsim_json_out_free(&json);
  ndrsim_plain_locale_leave(&locale);
  return status;
}

ndrsim_status ndrsim_report_files(const ndrsim_report *self, ndrsim_output *output,
                                  ndrsim_error *err) {
  static const struct {
    const char *name;
    ndrsim_status (*write)(const ndrsim_report *self, FILE *out, ndrsim_error *err);
  } file[] = {
#define X(text, writer) {text, writer},
      NDRSIM_REPORT_FILE_LIST(X)
#undef X
  };
  ndrsim_status status = NDRSIM_OK;
  for (size_t k = 0; k < sizeof file / sizeof file[0] && status == NDRSIM_OK; k++) {
    FILE *stream = NULL;
    status = ndrsim_output_create(output, file[k].name, &stream, err);
    if (status == NDRSIM_OK) status = file[k].write(self, stream, err);
  }
  return status;
}
