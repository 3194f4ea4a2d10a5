/* manifest.json as it is written: enough to do a run again, and nothing that differs between two
 * equal runs (no times, threads, absolute paths or processor). And the list of files of a run. */
#include <stdlib.h>
#include <string.h>
#include "report/json_out.h"
#include "report/manifest.h"
#include "report/number.h"
#include "report/report.h"

#define MANIFEST_ROOM 65536 /* [bytes] more than a manifest takes, unless its changes are many */

static void put_scenario(ndrsim_json_out *json, const ndrsim_model *model) {
  char digest[NDRSIM_DIGEST_SIZE];
  ndrsim_digest_hex(model->scenario_text, model->scenario_size, digest);
  cJSON *object = ndrsim_json_out_object(json, json->root, "scenario");
  ndrsim_json_out_text(json, object, "name", model->name);
  ndrsim_json_out_text(json, object, "file", model->scenario_file);
  ndrsim_json_out_text(json, object, "sha256", digest);
}

/* A book is customer data: it is not copied, so the manifest says where it was. An absolute path
 * tells more about the machine than about the run. */
static void put_book(ndrsim_json_out *json, const ndrsim_model *model, const char *path) {
  if (model->n_rows == 0) {
    ndrsim_json_out_null(json, json->root, "book");
    return;
  }
  cJSON *object = ndrsim_json_out_object(json, json->root, "book");
  ndrsim_json_out_text(json, object, "file", model->book_file);
  bool relative = path != NULL && path[0] != '/' && path[0] != '\0' && strcmp(path, "-") != 0 &&
                  strlen(path) < NDRSIM_MANIFEST_TEXT;
  if (relative) {
    ndrsim_json_out_text(json, object, "path", path);
  } else {
    ndrsim_json_out_null(json, object, "path");
  }
  ndrsim_json_out_text(json, object, "sha256", model->book_digest);
}

static void put_size(ndrsim_json_out *json, const ndrsim_report *self) {
  const ndrsim_results *results = self->results;
  cJSON *root = json->root;
  char seed[NDRSIM_NUMBER_SIZE];
  snprintf(seed, sizeof seed, "%llu", (unsigned long long)results->model->seed);
  ndrsim_json_out_text(json, root, "seed", seed);
  ndrsim_json_out_integer(json, root, "horizon", results->model->horizon);
  ndrsim_json_out_integer(json, root, "replicates", results->n);
  ndrsim_json_out_integer(json, root, "replicates_requested", results->requested);
  ndrsim_json_out_integer(json, root, "layer_samples", results->layer_samples);
  ndrsim_json_out_integer(json, root, "layer_samples_requested", results->layer_samples_requested);
}

static void put_charts(ndrsim_json_out *json, const ndrsim_report *self) {
  if (self->charts == NULL || self->chart_formats == NULL) {
    ndrsim_json_out_null(json, json->root, "charts");
    return;
  }
  cJSON *charts = ndrsim_json_out_object(json, json->root, "charts");
  ndrsim_json_out_text(json, charts, "list", self->charts);
  ndrsim_json_out_text(json, charts, "formats", self->chart_formats);
}

ndrsim_status ndrsim_report_manifest(const ndrsim_report *self, const ndrsim_manifest_file *file,
                                     int n_files, FILE *out, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_json_out json;
  ndrsim_json_out_init(&json);
  ndrsim_json_out_integer(&json, json.root, "manifest_version", NDRSIM_MANIFEST_VERSION);
  ndrsim_json_out_text(&json, json.root, "program", "ndrsim");
  ndrsim_json_out_text(&json, json.root, "version", self->version);
  ndrsim_json_out_integer(&json, json.root, "schema_version", NDRSIM_SCHEMA_VERSION);
  if (self->study != NULL)
    ndrsim_json_out_text(&json, json.root, "verb", NDRSIM_MANIFEST_INITIATIVES);
  if (self->causal != NULL) {
    ndrsim_json_out_text(&json, json.root, "verb", NDRSIM_MANIFEST_ATTRIBUTE);
    ndrsim_json_out_integer(&json, json.root, "window", self->results->basis_month);
  }
  put_scenario(&json, self->results->model);
  put_book(&json, self->results->model, self->book_path);
  cJSON *overrides = ndrsim_json_out_array(&json, json.root, "overrides");
  for (int k = 0; k < self->n_overrides; k++) {
    ndrsim_json_out_text(&json, overrides, NULL, self->override[k].text);
  }
  put_size(&json, self);
  if (self->convention != NULL)
    ndrsim_json_out_text(&json, json.root, "convention", self->convention);
  put_charts(&json, self);
  cJSON *files = ndrsim_json_out_array(&json, json.root, "files");
  for (int k = 0; k < n_files; k++) {
    cJSON *one = ndrsim_json_out_object(&json, files, NULL);
    ndrsim_json_out_text(&json, one, "name", file[k].name);
    ndrsim_json_out_integer(&json, one, "size", (long long)file[k].size);
    ndrsim_json_out_text(&json, one, "sha256", file[k].sha256);
  }
  status = ndrsim_json_out_write(&json, out, err);
  ndrsim_json_out_free(&json);
  ndrsim_plain_locale_leave(&locale);
  return status;
}

/* The scenario as it was read, byte for byte. */
static ndrsim_status write_scenario(const ndrsim_report *self, FILE *out, ndrsim_error *err) {
  (void)err; /* a failed write shows when the file is finished */
  const ndrsim_model *model = self->results->model;
  fwrite(model->scenario_text, 1, model->scenario_size, out);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_report_files(const ndrsim_report *self, ndrsim_output *output,
                                  ndrsim_error *err) {
  static const struct {
    const char *name;
    ndrsim_status (*write)(const ndrsim_report *self, FILE *out, ndrsim_error *err);
    bool run, study, causal; /* what it is one of the files of */
  } file[] = {
#define X(text, writer) {text, writer, true, false, false},
      NDRSIM_REPORT_FILE_LIST(X)
#undef X
#define X(text, writer) {text, writer, false, true, false},
          NDRSIM_REPORT_INITIATIVES_LIST(X)
#undef X
#define X(text, writer) {text, writer, false, false, true},
              NDRSIM_REPORT_ATTRIBUTE_LIST(X)
#undef X
                  {NDRSIM_SCENARIO_NAME, write_scenario, true, true, true},
  };
  ndrsim_status status = NDRSIM_OK;
  for (size_t k = 0; k < sizeof file / sizeof file[0] && status == NDRSIM_OK; k++) {
    FILE *stream = NULL;
    bool wanted = self->study != NULL    ? file[k].study
                  : self->causal != NULL ? file[k].causal
                                         : file[k].run;
    if (!wanted) continue;
    status = ndrsim_output_create(output, file[k].name, &stream, err);
    if (status == NDRSIM_OK) status = file[k].write(self, stream, err);
    /* now, before charts take the room: they may be done without, the data may not */
    if (status == NDRSIM_OK) status = ndrsim_output_flush(output, output->n - 1, err);
  }
  if (status == NDRSIM_OK) status = ndrsim_output_hold(output, MANIFEST_ROOM, err);
  return status;
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const ndrsim_manifest_file *)a)->name, ((const ndrsim_manifest_file *)b)->name);
}

ndrsim_status ndrsim_report_seal(const ndrsim_report *self, ndrsim_output *output,
                                 ndrsim_error *err) {
  ndrsim_manifest_file *file = calloc(NDRSIM_OUTPUT_FILES, sizeof *file);
  if (file == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the manifest");
  FILE *stream = NULL;
  int n = 0;
  ndrsim_status status = NDRSIM_OK;
  for (int k = 0; k < output->n && status == NDRSIM_OK; k++) {
    bool counts;
    status = ndrsim_output_digest(output, k, &counts, &file[n].size, file[n].sha256, err);
    if (status != NDRSIM_OK || !counts) continue;
    snprintf(file[n].name, sizeof file[n].name, "%s", output->file[k].name);
    n++;
  }
  qsort(file, (size_t)n, sizeof *file, by_name);
  if (status == NDRSIM_OK) status = ndrsim_output_seal(output, NDRSIM_MANIFEST_NAME, &stream, err);
  ndrsim_output_let_go(output);
  if (status == NDRSIM_OK) status = ndrsim_report_manifest(self, file, n, stream, err);
  free(file);
  return status;
}

ndrsim_status ndrsim_report_check(const char *directory, const ndrsim_model *model,
                                  ndrsim_error *err) {
  char path[4096], found[NDRSIM_DIGEST_SIZE], ours[NDRSIM_DIGEST_SIZE];
  uint64_t size;
  int length = snprintf(path, sizeof path, "%s/%s", directory, NDRSIM_SCENARIO_NAME);
  if (length < 0 || (size_t)length >= sizeof path) {
    return ndrsim_error_set(err, NDRSIM_USAGE, "the name of the output directory is too long");
  }
  if (ndrsim_digest_file(path, &size, found) != 0) return NDRSIM_OK; /* nothing to lose there */
  ndrsim_digest_hex(model->scenario_text, model->scenario_size, ours);
  if (strcmp(found, ours) == 0) return NDRSIM_OK;
  char manifest_path[sizeof path];
  ndrsim_manifest *manifest = calloc(1, sizeof *manifest);
  if (manifest == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a manifest");
  ndrsim_error unreadable;
  snprintf(manifest_path, sizeof manifest_path, "%s/%s", directory, NDRSIM_MANIFEST_NAME);
  bool of_a_run = false;
  if (ndrsim_manifest_read(manifest_path, manifest, &unreadable) == NDRSIM_OK) {
    const ndrsim_manifest_file *entry = ndrsim_manifest_find(manifest, NDRSIM_SCENARIO_NAME);
    of_a_run = entry != NULL && strcmp(entry->sha256, found) == 0;
  }
  ndrsim_manifest_free(manifest);
  free(manifest);
  if (of_a_run) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_USAGE,
                          "`%s` is not the copy that a run left there, and a run would replace it: "
                          "move it, or choose another directory",
                          path);
}

static const char *verb_of(const ndrsim_manifest *manifest) {
  if (manifest->initiatives) return NDRSIM_MANIFEST_INITIATIVES;
  return manifest->attribute_window > 0 ? NDRSIM_MANIFEST_ATTRIBUTE : "run";
}

ndrsim_status ndrsim_report_check_verb(const char *directory, const char *verb, ndrsim_error *err) {
  char path[4096];
  const char *other = verb;
  ndrsim_manifest *manifest = calloc(1, sizeof *manifest);
  if (manifest == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a manifest");
  ndrsim_error unreadable;
  snprintf(path, sizeof path, "%.4000s/%s", directory, NDRSIM_MANIFEST_NAME);
  if (ndrsim_manifest_read(path, manifest, &unreadable) == NDRSIM_OK) other = verb_of(manifest);
  ndrsim_manifest_free(manifest);
  free(manifest);
  if (strcmp(verb, other) == 0) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_USAGE,
                          "`%.300s` holds the files of `ndrsim %s`: choose another directory",
                          directory, other);
}
