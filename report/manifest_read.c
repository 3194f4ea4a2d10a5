/* manifest.json as it is read: strictly, because what it says is done again without asking. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "ledger/convention.h"
#include "report/json_in.h"
#include "report/manifest.h"
#include "sim/whole_file.h"

#define LAYER_SAMPLES_MAX 1000000000.0

typedef struct reader {
  ndrsim_json_in in;
  ndrsim_manifest *manifest;
} reader;

static ndrsim_status copy_digest(reader *self, const cJSON *object, const char *base,
                                 char out[NDRSIM_DIGEST_SIZE]) {
  char path[NDRSIM_JSON_PATH];
  const cJSON *item = ndrsim_json_in_member(&self->in, object, base, "sha256");
  if (item == NULL) return NDRSIM_INPUT;
  ndrsim_json_in_join(path, base, "sha256");
  if (!cJSON_IsString(item) || strlen(item->valuestring) != NDRSIM_DIGEST_SIZE - 1 ||
      strspn(item->valuestring, "0123456789abcdef") != NDRSIM_DIGEST_SIZE - 1) {
    return ndrsim_json_in_expected(&self->in, item, path, "64 hexadecimal digits in lower case");
  }
  memcpy(out, item->valuestring, NDRSIM_DIGEST_SIZE);
  return NDRSIM_OK;
}

static ndrsim_status get_int(reader *self, const cJSON *object, const char *key, int low, int high,
                             int *out) {
  double value;
  ndrsim_status status = ndrsim_json_in_whole(&self->in, object, "", key, low, high, &value);
  if (status == NDRSIM_OK) *out = (int)value;
  return status;
}

/* A copy on the heap. */
static ndrsim_status keep_text(reader *self, const char *text, char **out) {
  *out = strdup(text);
  if (*out != NULL) return NDRSIM_OK;
  return ndrsim_error_set(self->in.err, NDRSIM_MEMORY, "no memory for a manifest");
}

#define ONLY(self, object, base, ...)                                                              \
  ndrsim_json_in_only(&(self)->in, object, base, (const char *const[]){__VA_ARGS__},               \
                      (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)))

/* First of all, because the rest means what its version says. */
static ndrsim_status read_version(reader *self) {
  const cJSON *root = self->in.json.root;
  if (!cJSON_IsObject(root)) return ndrsim_json_in_expected(&self->in, root, "", "an object");
  const cJSON *version = cJSON_GetObjectItemCaseSensitive(root, "manifest_version");
  if (version == NULL) {
    return ndrsim_json_fail(&self->in.json, root, false, "", NDRSIM_INPUT, self->in.err,
                            "not a manifest that can be verified: the key `manifest_version` is "
                            "missing (runs before version 1 had none)");
  }
  double number;
  ndrsim_status status =
      ndrsim_json_in_whole(&self->in, root, "", "manifest_version", 1, 1e6, &number);
  if (status != NDRSIM_OK || number == NDRSIM_MANIFEST_VERSION) return status;
  return ndrsim_json_fail(
      &self->in.json, version, false, "manifest_version", NDRSIM_INPUT, self->in.err,
      "the manifest is too %s: it has version %.0f, this program reads %d",
      number > NDRSIM_MANIFEST_VERSION ? "new" : "old", number, NDRSIM_MANIFEST_VERSION);
}

static ndrsim_status read_program(reader *self) {
  ndrsim_manifest *m = self->manifest;
  const cJSON *root = self->in.json.root;
  const char *program;
  ndrsim_status status =
      ndrsim_json_in_text(&self->in, root, "", "program", NDRSIM_MANIFEST_TEXT, &program);
  if (status == NDRSIM_OK && strcmp(program, "ndrsim") != 0) {
    status = ndrsim_json_in_expected(
        &self->in, ndrsim_json_in_member(&self->in, root, "", "program"), "program", "\"ndrsim\"");
  }
  if (status == NDRSIM_OK) {
    status = ndrsim_json_in_copy(&self->in, root, "", "version", m->version, sizeof m->version);
  }
  if (status == NDRSIM_OK) {
    status = get_int(self, root, "schema_version", 1, 1000000, &m->schema_version);
  }
  return status;
}

static ndrsim_status read_scenario(reader *self) {
  ndrsim_manifest *m = self->manifest;
  const cJSON *object;
  ndrsim_status status = ndrsim_json_in_object(&self->in, "scenario", false, &object);
  if (status == NDRSIM_OK) status = ONLY(self, object, "scenario", "name", "file", "sha256");
  if (status == NDRSIM_OK) {
    status = ndrsim_json_in_copy(&self->in, object, "scenario", "name", m->scenario_name,
                                 sizeof m->scenario_name);
  }
  if (status == NDRSIM_OK) {
    status = ndrsim_json_in_copy(&self->in, object, "scenario", "file", m->scenario_file,
                                 sizeof m->scenario_file);
  }
  if (status == NDRSIM_OK) status = copy_digest(self, object, "scenario", m->scenario_sha256);
  return status;
}

static ndrsim_status read_book(reader *self) {
  ndrsim_manifest *m = self->manifest;
  const cJSON *object;
  ndrsim_status status = ndrsim_json_in_object(&self->in, "book", true, &object);
  if (status != NDRSIM_OK || object == NULL) return status;
  m->book = true;
  status = ONLY(self, object, "book", "file", "path", "sha256");
  if (status == NDRSIM_OK) {
    status =
        ndrsim_json_in_copy(&self->in, object, "book", "file", m->book_file, sizeof m->book_file);
  }
  if (status == NDRSIM_OK) status = copy_digest(self, object, "book", m->book_sha256);
  if (status != NDRSIM_OK) return status;
  const cJSON *path = ndrsim_json_in_member(&self->in, object, "book", "path");
  if (path == NULL) return NDRSIM_INPUT;
  if (cJSON_IsNull(path)) return NDRSIM_OK;
  if (!cJSON_IsString(path) || path->valuestring[0] == '\0' || path->valuestring[0] == '/' ||
      strlen(path->valuestring) >= NDRSIM_MANIFEST_TEXT) {
    return ndrsim_json_in_expected(&self->in, path, "book.path", "a relative path or null");
  }
  return keep_text(self, path->valuestring, &m->book_path);
}

/* An array of texts. */
static ndrsim_status read_texts(reader *self, const char *key, const char *what, char ***text,
                                int *n_texts) {
  const cJSON *list = ndrsim_json_in_member(&self->in, self->in.json.root, "", key), *item;
  if (list == NULL) return NDRSIM_INPUT;
  if (!cJSON_IsArray(list))
    return ndrsim_json_in_expected(&self->in, list, key, "an array of texts");
  int n = cJSON_GetArraySize(list);
  *text = calloc((size_t)n + 1, sizeof **text);
  if (*text == NULL)
    return ndrsim_error_set(self->in.err, NDRSIM_MEMORY, "no memory for %d texts", n);
  cJSON_ArrayForEach(item, list) {
    char path[NDRSIM_JSON_PATH];
    snprintf(path, sizeof path, "%s[%d]", key, *n_texts);
    if (!cJSON_IsString(item)) return ndrsim_json_in_expected(&self->in, item, path, what);
    ndrsim_status status = keep_text(self, item->valuestring, &(*text)[*n_texts]);
    if (status != NDRSIM_OK) return status;
    (*n_texts)++;
  }
  return NDRSIM_OK;
}

static ndrsim_status read_overrides(reader *self) {
  ndrsim_manifest *m = self->manifest;
  return read_texts(self, "overrides", "a text like \"path=value\"", &m->override, &m->n_overrides);
}

static ndrsim_status read_other(reader *self, const cJSON *item) {
  ndrsim_manifest *m = self->manifest;
  ndrsim_manifest_scenario *other = &m->other[m->n_others];
  char path[NDRSIM_JSON_PATH];
  snprintf(path, sizeof path, "scenarios[%d]", m->n_others);
  if (!cJSON_IsObject(item)) return ndrsim_json_in_expected(&self->in, item, path, "an object");
  ndrsim_status status = ONLY(self, item, path, "name", "file", "sha256");
  if (status == NDRSIM_OK)
    status = ndrsim_json_in_copy(&self->in, item, path, "name", other->name, sizeof other->name);
  if (status == NDRSIM_OK)
    status = ndrsim_json_in_copy(&self->in, item, path, "file", other->file, sizeof other->file);
  if (status == NDRSIM_OK) status = copy_digest(self, item, path, other->sha256);
  if (status == NDRSIM_OK) m->n_others++;
  return status;
}

/* The scenarios of a study beyond the first. */
static ndrsim_status read_others(reader *self) {
  const cJSON *root = self->in.json.root, *item;
  const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "scenarios");
  if (list == NULL) return NDRSIM_OK;
  if (!cJSON_IsArray(list) || cJSON_GetArraySize(list) > NDRSIM_MANIFEST_SCENARIOS - 1) {
    char what[64];
    snprintf(what, sizeof what, "an array of at most %d scenarios", NDRSIM_MANIFEST_SCENARIOS - 1);
    return ndrsim_json_in_expected(&self->in, list, "scenarios", what);
  }
  cJSON_ArrayForEach(item, list) {
    ndrsim_status status = read_other(self, item);
    if (status != NDRSIM_OK) return status;
  }
  return NDRSIM_OK;
}

/* A run has no `verb`; only a study has `arguments`, and more than one scenario. */
static ndrsim_status read_verb(reader *self) {
  static const char *const own[] = {"arguments", "scenarios"};
  const cJSON *root = self->in.json.root, *verb = cJSON_GetObjectItemCaseSensitive(root, "verb");
  ndrsim_manifest *m = self->manifest;
  for (size_t k = 0; verb == NULL && k < sizeof own / sizeof own[0]; k++) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(root, own[k]);
    if (item == NULL) continue;
    return ndrsim_json_in_expected(&self->in, item, own[k], "no such key without a `verb`");
  }
  if (verb == NULL) return NDRSIM_OK;
  ndrsim_status status = ndrsim_json_in_copy(&self->in, root, "", "verb", m->verb, sizeof m->verb);
  if (status == NDRSIM_OK &&
      (m->verb[0] == '\0' || strspn(m->verb, "abcdefghijklmnopqrstuvwxyz") != strlen(m->verb)))
    status = ndrsim_json_in_expected(&self->in, verb, "verb", "the name of a verb");
  if (status == NDRSIM_OK)
    status =
        read_texts(self, "arguments", "a text like \"window=24\"", &m->argument, &m->n_arguments);
  return status == NDRSIM_OK ? read_others(self) : status;
}

static ndrsim_status read_seed(reader *self) {
  const char *text;
  ndrsim_status status =
      ndrsim_json_in_text(&self->in, self->in.json.root, "", "seed", NDRSIM_MANIFEST_TEXT, &text);
  if (status != NDRSIM_OK) return status;
  char *end;
  errno = 0;
  unsigned long long value = strtoull(text, &end, 10);
  bool canonical = text[0] != '\0' && strspn(text, "0123456789") == strlen(text) &&
                   (text[0] != '0' || text[1] == '\0');
  if (!canonical || errno != 0) {
    return ndrsim_json_in_expected(&self->in,
                                   ndrsim_json_in_member(&self->in, self->in.json.root, "", "seed"),
                                   "seed", "a whole number below 2^64 as a text");
  }
  self->manifest->seed = value;
  return NDRSIM_OK;
}

static ndrsim_status read_numbers(reader *self) {
  ndrsim_manifest *m = self->manifest;
  const cJSON *root = self->in.json.root;
  ndrsim_status status = read_seed(self);
  if (status == NDRSIM_OK) {
    status = get_int(self, root, "horizon", 1, NDRSIM_MAX_HORIZON, &m->horizon);
  }
  if (status == NDRSIM_OK) {
    status = get_int(self, root, "replicates_requested", 1, 1 << 30, &m->replicates_requested);
  }
  if (status == NDRSIM_OK) { /* at least one: else there would have been no files */
    status = get_int(self, root, "replicates", 1, m->replicates_requested, &m->replicates);
  }
  if (status == NDRSIM_OK) {
    status = get_int(self, root, "layer_samples_requested", 0, (int)LAYER_SAMPLES_MAX,
                     &m->layer_samples_requested);
  }
  if (status == NDRSIM_OK) {
    status = get_int(self, root, "layer_samples", 0, m->layer_samples_requested, &m->layer_samples);
  }
  return status;
}

static ndrsim_status read_convention(reader *self) {
  const cJSON *root = self->in.json.root;
  const char *name;
  if (cJSON_GetObjectItemCaseSensitive(root, "convention") == NULL) return NDRSIM_OK;
  ndrsim_status status =
      ndrsim_json_in_text(&self->in, root, "", "convention", NDRSIM_MANIFEST_TEXT, &name);
  if (status == NDRSIM_OK && ndrsim_convention_find(name) < 0) {
    status =
        ndrsim_json_in_expected(&self->in, ndrsim_json_in_member(&self->in, root, "", "convention"),
                                "convention", "a convention of NDR");
  }
  return status == NDRSIM_OK ? keep_text(self, name, &self->manifest->convention) : status;
}

static ndrsim_status read_charts(reader *self) {
  const cJSON *object;
  const char *list, *formats;
  ndrsim_status status = ndrsim_json_in_object(&self->in, "charts", true, &object);
  if (status != NDRSIM_OK || object == NULL) return status;
  status = ONLY(self, object, "charts", "list", "formats");
  if (status == NDRSIM_OK) {
    status = ndrsim_json_in_text(&self->in, object, "charts", "list", NDRSIM_MANIFEST_TEXT, &list);
  }
  if (status == NDRSIM_OK) {
    status =
        ndrsim_json_in_text(&self->in, object, "charts", "formats", NDRSIM_MANIFEST_TEXT, &formats);
  }
  if (status == NDRSIM_OK) status = keep_text(self, list, &self->manifest->charts);
  if (status == NDRSIM_OK) status = keep_text(self, formats, &self->manifest->chart_formats);
  return status;
}

/* A plain name: whatever it says must not lead out of the directory, nor to a hidden file. */
static bool plain_name(const char *name) {
  return name[0] != '.' && name[0] != '-' && name[0] != '\0' &&
         strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
             strlen(name) &&
         strcmp(name, NDRSIM_MANIFEST_NAME) != 0;
}

static ndrsim_status read_file(reader *self, const cJSON *item, int index) {
  ndrsim_manifest *m = self->manifest;
  ndrsim_manifest_file *file = &m->file[index];
  char path[NDRSIM_JSON_PATH], full[NDRSIM_JSON_PATH];
  double size;
  snprintf(path, sizeof path, "files[%d]", index);
  if (!cJSON_IsObject(item)) return ndrsim_json_in_expected(&self->in, item, path, "an object");
  ndrsim_status status = ONLY(self, item, path, "name", "size", "sha256");
  if (status == NDRSIM_OK) {
    status = ndrsim_json_in_copy(&self->in, item, path, "name", file->name, sizeof file->name);
  }
  if (status == NDRSIM_OK) {
    status = ndrsim_json_in_whole(&self->in, item, path, "size", 0, 9007199254740992.0, &size);
  }
  if (status == NDRSIM_OK) status = copy_digest(self, item, path, file->sha256);
  if (status != NDRSIM_OK) return status;
  file->size = (uint64_t)size;
  ndrsim_json_in_join(full, path, "name");
  if (!plain_name(file->name)) {
    return ndrsim_json_in_expected(&self->in, ndrsim_json_in_member(&self->in, item, path, "name"),
                                   full, "the plain name of a file");
  }
  if (index > 0 && strcmp(m->file[index - 1].name, file->name) >= 0) {
    return ndrsim_json_in_expected(&self->in, ndrsim_json_in_member(&self->in, item, path, "name"),
                                   full, "names in alphabetical order, each once");
  }
  return NDRSIM_OK;
}

static ndrsim_status read_files(reader *self) {
  ndrsim_manifest *m = self->manifest;
  const cJSON *list = ndrsim_json_in_member(&self->in, self->in.json.root, "", "files"), *item;
  if (list == NULL) return NDRSIM_INPUT;
  if (!cJSON_IsArray(list) || cJSON_GetArraySize(list) > NDRSIM_OUTPUT_FILES) {
    char what[64];
    snprintf(what, sizeof what, "an array of at most %d files", NDRSIM_OUTPUT_FILES);
    return ndrsim_json_in_expected(&self->in, list, "files", what);
  }
  cJSON_ArrayForEach(item, list) {
    ndrsim_status status = read_file(self, item, m->n_files);
    if (status != NDRSIM_OK) return status;
    m->n_files++;
  }
  const ndrsim_manifest_file *scenario = ndrsim_manifest_find(m, NDRSIM_SCENARIO_NAME);
  if (scenario == NULL || strcmp(scenario->sha256, m->scenario_sha256) != 0) {
    return ndrsim_json_fail(&self->in.json, list, false, "files", NDRSIM_INPUT, self->in.err,
                            "`%s` is not among the files with the digest of the scenario",
                            NDRSIM_SCENARIO_NAME);
  }
  for (int k = 0; k < m->n_others; k++) {
    char name[32];
    ndrsim_manifest_copy_name(k + 1, name, sizeof name);
    scenario = ndrsim_manifest_find(m, name);
    if (scenario != NULL && strcmp(scenario->sha256, m->other[k].sha256) == 0) continue;
    return ndrsim_json_fail(&self->in.json, list, false, "files", NDRSIM_INPUT, self->in.err,
                            "`%s` is not among the files with the digest of its scenario", name);
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_manifest_parse(const char *text, size_t size, const char *name,
                                    ndrsim_manifest *self, ndrsim_error *err) {
  reader read = {.in.err = err, .manifest = self};
  ndrsim_manifest_init(self);
  ndrsim_json_init(&read.in.json);
  ndrsim_status status = ndrsim_json_parse(&read.in.json, text, size, name, err);
  if (status == NDRSIM_OK) status = read_version(&read);
  if (status == NDRSIM_OK) {
    status = ONLY(&read, read.in.json.root, "", "manifest_version", "program", "version",
                  "schema_version", "verb", "arguments", "scenario", "scenarios", "book",
                  "overrides", "seed", "horizon", "replicates", "replicates_requested",
                  "layer_samples", "layer_samples_requested", "convention", "charts", "files");
  }
  if (status == NDRSIM_OK) status = read_program(&read);
  if (status == NDRSIM_OK) status = read_verb(&read);
  if (status == NDRSIM_OK) status = read_scenario(&read);
  if (status == NDRSIM_OK) status = read_book(&read);
  if (status == NDRSIM_OK) status = read_overrides(&read);
  if (status == NDRSIM_OK) status = read_numbers(&read);
  if (status == NDRSIM_OK) status = read_convention(&read);
  if (status == NDRSIM_OK) status = read_charts(&read);
  if (status == NDRSIM_OK) status = read_files(&read);
  ndrsim_json_free(&read.in.json);
  return status;
}

/* Like fopen, but a pipe in the directory is empty instead of waiting for who writes to it. */
static FILE *open_now(const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  FILE *stream = file >= 0 ? fdopen(file, "rb") : NULL;
  if (stream == NULL && file >= 0) close(file);
  return stream;
}

ndrsim_status ndrsim_manifest_read(const char *path, ndrsim_manifest *self, ndrsim_error *err) {
  char *text = NULL;
  size_t size = 0;
  ndrsim_manifest_init(self);
  ndrsim_status status =
      ndrsim_whole_file_take(open_now(path), path, NDRSIM_JSON_BYTES, &text, &size, err);
  if (status == NDRSIM_OK) status = ndrsim_manifest_parse(text, size, path, self, err);
  free(text);
  return status;
}
