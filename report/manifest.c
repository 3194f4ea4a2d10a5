/* manifest.json as it is written: enough to do a run again, and nothing that differs between two
 * equal runs (no times, threads, absolute paths or processor). And the list of files of a run. */
#include <stdlib.h>
#include <string.h>
#include "report/json_out.h"
#include "report/manifest.h"
#include "report/number.h"
#include "report/report.h"
#include "scenarios/json_scan.h"

#define MANIFEST_ROOM 65536 /* [bytes] more than a manifest takes, unless its changes are many */

static void put_scenario(ndrsim_json_out *json, cJSON *object, const ndrsim_model *model) {
  char digest[NDRSIM_DIGEST_SIZE];
  ndrsim_digest_hex(model->scenario_text, model->scenario_size, digest);
  ndrsim_json_out_text(json, object, "name", model->name);
  ndrsim_json_out_text(json, object, "file", model->scenario_file);
  ndrsim_json_out_text(json, object, "sha256", digest);
}

/* What verb it was, if not `run`, with the options of its own. */
static void put_verb(ndrsim_json_out *json, const ndrsim_report_verb *verb) {
  if (verb == NULL) return;
  ndrsim_json_out_text(json, json->root, "verb", verb->name);
  cJSON *arguments = ndrsim_json_out_array(json, json->root, "arguments");
  for (int k = 0; k < verb->n_arguments; k++) {
    ndrsim_json_out_text(json, arguments, NULL, verb->argument[k]);
  }
}

static void put_scenarios(ndrsim_json_out *json, const ndrsim_report *self) {
  put_scenario(json, ndrsim_json_out_object(json, json->root, "scenario"), self->results->model);
  if (self->verb == NULL || self->verb->n_scenarios < 2) return;
  cJSON *others = ndrsim_json_out_array(json, json->root, "scenarios");
  for (int k = 1; k < self->verb->n_scenarios; k++) {
    put_scenario(json, ndrsim_json_out_object(json, others, NULL), self->verb->scenario[k]);
  }
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
  put_verb(&json, self->verb);
  put_scenarios(&json, self);
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

typedef ndrsim_status writer(const ndrsim_report *self, FILE *out, ndrsim_error *err);

static ndrsim_status write_file(const ndrsim_report *self, ndrsim_output *output, const char *name,
                                writer *write, ndrsim_error *err) {
  FILE *stream = NULL;
  ndrsim_status status = ndrsim_output_create(output, name, &stream, err);
  if (status == NDRSIM_OK) status = write(self, stream, err);
  /* now, before charts take the room: they may be done without, the data may not */
  return status == NDRSIM_OK ? ndrsim_output_flush(output, output->n - 1, err) : status;
}

static ndrsim_status write_results(const ndrsim_report *self, ndrsim_output *output,
                                   ndrsim_error *err) {
  static const struct {
    const char *name;
    writer *write;
  } file[] = {
#define X(text, function) {text, function},
      NDRSIM_REPORT_FILE_LIST(X)
#undef X
  };
  ndrsim_status status = NDRSIM_OK;
  for (size_t k = 0; k < sizeof file / sizeof file[0] && status == NDRSIM_OK; k++) {
    status = write_file(self, output, file[k].name, file[k].write, err);
  }
  return status;
}

/* A scenario as it was read, byte for byte. */
static ndrsim_status write_scenario(const ndrsim_model *model, int index, ndrsim_output *output,
                                    ndrsim_error *err) {
  char name[32];
  FILE *stream = NULL;
  ndrsim_manifest_copy_name(index, name, sizeof name);
  ndrsim_status status = ndrsim_output_create(output, name, &stream, err);
  if (status != NDRSIM_OK) return status;
  fwrite(model->scenario_text, 1, model->scenario_size, stream);
  return ndrsim_output_flush(output, output->n - 1, err);
}

ndrsim_status ndrsim_report_files(const ndrsim_report *self, ndrsim_output *output,
                                  ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  if (self->verb == NULL) status = write_results(self, output, err);
  if (status == NDRSIM_OK) status = write_scenario(self->results->model, 0, output, err);
  for (int k = 1; self->verb != NULL && k < self->verb->n_scenarios && status == NDRSIM_OK; k++) {
    status = write_scenario(self->verb->scenario[k], k, output, err);
  }
  if (status == NDRSIM_OK) status = ndrsim_output_hold(output, MANIFEST_ROOM, err);
  return status;
}

static bool is_written(const ndrsim_output *output, const char *name) {
  for (int k = 0; k < output->n; k++) {
    if (output->file[k].name != NULL && strcmp(output->file[k].name, name) == 0) return true;
  }
  return false;
}

ndrsim_status ndrsim_report_remove_stale(ndrsim_output *output, ndrsim_error *err) {
  char path[4096];
  ndrsim_error unreadable;
  ndrsim_manifest *manifest = calloc(1, sizeof *manifest);
  if (manifest == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a manifest");
  ndrsim_status status = NDRSIM_OK;
  snprintf(path, sizeof path, "%.4000s/%s", output->directory, NDRSIM_MANIFEST_NAME);
  if (ndrsim_manifest_read(path, manifest, &unreadable) == NDRSIM_OK) {
    for (int k = 0; k < manifest->n_files && status == NDRSIM_OK; k++) {
      const char *name = manifest->file[k].name;
      if (!ndrsim_manifest_is_chart(name) && !is_written(output, name))
        status = ndrsim_output_remove(output, name, err);
    }
  }
  ndrsim_manifest_free(manifest);
  free(manifest);
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

/* Whether the file `name` with this digest is what the manifest beside it says a run left there. */
static ndrsim_status of_a_run(const char *directory, const char *name, const char *digest,
                              bool *out, ndrsim_error *err) {
  char path[4096];
  ndrsim_error unreadable;
  ndrsim_manifest *manifest = calloc(1, sizeof *manifest);
  if (manifest == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a manifest");
  snprintf(path, sizeof path, "%.4000s/%s", directory, NDRSIM_MANIFEST_NAME);
  *out = false;
  if (ndrsim_manifest_read(path, manifest, &unreadable) == NDRSIM_OK) {
    const ndrsim_manifest_file *entry = ndrsim_manifest_find(manifest, name);
    *out = entry != NULL && strcmp(entry->sha256, digest) == 0;
  }
  ndrsim_manifest_free(manifest);
  free(manifest);
  return NDRSIM_OK;
}

static ndrsim_status check_copy(const char *directory, int index, const ndrsim_model *model,
                                ndrsim_error *err) {
  char path[4096], name[32], found[NDRSIM_DIGEST_SIZE], ours[NDRSIM_DIGEST_SIZE];
  uint64_t size;
  ndrsim_manifest_copy_name(index, name, sizeof name);
  int length = snprintf(path, sizeof path, "%s/%s", directory, name);
  if (length < 0 || (size_t)length >= sizeof path) {
    return ndrsim_error_set(err, NDRSIM_USAGE, "the name of the output directory is too long");
  }
  if (ndrsim_digest_file(path, NDRSIM_JSON_FILE_BYTES, &size, found) != 0)
    return NDRSIM_OK; /* nothing to lose there */
  ndrsim_digest_hex(model->scenario_text, model->scenario_size, ours);
  if (strcmp(found, ours) == 0) return NDRSIM_OK;
  bool left = false;
  ndrsim_status status = of_a_run(directory, name, found, &left, err);
  if (status != NDRSIM_OK || left) return status;
  return ndrsim_error_set(err, NDRSIM_USAGE,
                          "`%s` is not the copy that a run left there, and a run would replace it: "
                          "move it, or choose another directory",
                          path);
}

ndrsim_status ndrsim_report_check(const char *directory, const ndrsim_model *const *scenario, int n,
                                  ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  for (int k = 0; k < n && status == NDRSIM_OK; k++) {
    status = check_copy(directory, k, scenario[k], err);
  }
  return status;
}

ndrsim_status ndrsim_report_check_verb(const char *directory, const char *verb, ndrsim_error *err) {
  char path[4096];
  const char *other = verb;
  ndrsim_manifest *manifest = calloc(1, sizeof *manifest);
  if (manifest == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a manifest");
  ndrsim_error unreadable;
  snprintf(path, sizeof path, "%.4000s/%s", directory, NDRSIM_MANIFEST_NAME);
  char found[sizeof manifest->verb] = "run";
  if (ndrsim_manifest_read(path, manifest, &unreadable) == NDRSIM_OK) {
    if (manifest->verb[0] != '\0') snprintf(found, sizeof found, "%s", manifest->verb);
    other = found;
  }
  ndrsim_manifest_free(manifest);
  free(manifest);
  if (strcmp(verb, other) == 0) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_USAGE,
                          "`%.300s` holds the files of `ndrsim %s`: choose another directory",
                          directory, other);
}
