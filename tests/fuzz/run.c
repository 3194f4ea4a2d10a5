/* From a loaded model to everything that is written about its run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cjson/cJSON.h>
#include "data/csv.h"
#include "report/report.h"
#include "report/text_stream.h"
#include "sim/text.h"
#include "tests/fuzz/fuzz.h"

/* Small enough for many runs a second, long enough for a 12-month window and what comes after it;
 * the counts matter less than that every month of every mechanism is passed. */
enum { MONTHS = 14, LANDINGS = 3, ACCOUNTS = 20, ROWS = 12, REPLICATES = 2 };

/* Results that a valid scenario may still be denied: arguments of a distribution that are drawn
 * themselves can fall where there is no such distribution. */
static const ndrsim_status run_errors[] = {NDRSIM_INPUT, NDRSIM_LIMIT, NDRSIM_OK};

static void cut(ndrsim_model *model) {
  int kept = 0;
  int64_t accounts = 0;
  if (model->horizon > MONTHS) model->horizon = MONTHS;
  if (model->replicates > REPLICATES) model->replicates = REPLICATES;
  if (model->n_rows > ROWS) model->n_rows = ROWS;
  for (int k = 0; k < model->n_intakes; k++) {
    ndrsim_intake intake = model->intake[k];
    fuzz_promise(intake.number >= 0 && intake.month >= 0, "an intake of %lld accounts in month %d",
                 (long long)intake.number, intake.month);
    if (intake.month > model->horizon || accounts >= ACCOUNTS) continue;
    if (intake.number > LANDINGS) intake.number = LANDINGS;
    accounts += intake.number;
    model->intake[kept++] = intake;
  }
  model->n_intakes = kept;
}

/* --- what was written --------------------------------------------------------------------------
 */

typedef struct shape {
  int cells;
  long rows;
  const char *name;
} shape;

static ndrsim_status take_row(void *user, const ndrsim_csv_row *row, ndrsim_error *err) {
  (void)err;
  shape *self = user;
  if (self->rows++ == 0) self->cells = row->n;
  fuzz_promise(row->n == self->cells, "%s line %ld has %d cells, its header %d", self->name,
               row->line, row->n, self->cells);
  return NDRSIM_OK;
}

static void check_csv(const char *name, const char *text, size_t size) {
  ndrsim_csv csv;
  ndrsim_error err = {0};
  shape seen = {0, 0, name};
  ndrsim_status status = ndrsim_csv_init(&csv, name, take_row, &seen, &err);
  if (status == NDRSIM_OK) status = ndrsim_csv_feed(&csv, text, size);
  if (status == NDRSIM_OK) status = ndrsim_csv_finish(&csv);
  ndrsim_csv_free(&csv);
  fuzz_promise(status == NDRSIM_OK && seen.cells > 0, "%s cannot be read: line %ld: found %s", name,
               err.line, err.found);
}

static void check_json(const char *name, const char *text, size_t size) {
  cJSON *tree = cJSON_ParseWithLength(text, size);
  fuzz_promise(cJSON_IsObject(tree), "%s is no JSON object", name);
  cJSON_Delete(tree);
}

/* What goes to a terminal holds no control characters but line feeds. */
static void check_text(const char *name, const char *text, size_t size) {
  for (size_t i = 0; i < size;) {
    size_t width = ndrsim_text_utf8(text + i, size - i);
    fuzz_promise(width > 0 && ((unsigned char)text[i] >= 0x20 || text[i] == '\n') &&
                     text[i] != 0x7f,
                 "byte %02x at %zu of the %s", (unsigned)(unsigned char)text[i], i, name);
    i += width;
  }
}

/* A manifest that was written can be read, and says the same. */
static void check_manifest(const ndrsim_report *report) {
  const ndrsim_model *model = report->results->model;
  ndrsim_manifest_file file = {.name = NDRSIM_SCENARIO_NAME, .size = model->scenario_size};
  ndrsim_text_stream out;
  ndrsim_manifest *read = calloc(1, sizeof *read);
  ndrsim_error err = {0};
  char *text = NULL;
  size_t size = 0;
  fuzz_promise(read != NULL, "no memory for a manifest");
  ndrsim_digest_hex(model->scenario_text, model->scenario_size, file.sha256);
  ndrsim_status status = ndrsim_text_stream_init(&out, &err);
  if (status == NDRSIM_OK) status = ndrsim_report_manifest(report, &file, 1, out.stream, &err);
  if (status == NDRSIM_OK) status = ndrsim_text_stream_finish(&out, &text, &size, &err);
  ndrsim_text_stream_free(&out);
  if (status == NDRSIM_OK) status = ndrsim_manifest_parse(text, size, "manifest", read, &err);
  fuzz_promise(status == NDRSIM_OK, "the manifest: %s %s %s", ndrsim_status_name(status), err.path,
               err.message);
  fuzz_promise(read->seed == model->seed && read->horizon == model->horizon &&
                   strcmp(read->scenario_name, model->name) == 0 &&
                   read->n_overrides == report->n_overrides,
               "the manifest tells another run");
  for (int k = 0; k < read->n_overrides; k++)
    fuzz_promise(strcmp(read->override[k], report->override[k].text) == 0, "change %d: `%s`", k,
                 read->override[k]);
  ndrsim_manifest_free(read);
  free(read);
  free(text);
}

void fuzz_manifest(const ndrsim_model *model, const ndrsim_override *override, int n_overrides) {
  ndrsim_results results;
  ndrsim_results_init(&results);
  results.model = model;
  results.n = results.requested = 1;
  ndrsim_report report = {
      .results = &results, .override = override, .n_overrides = n_overrides, .version = "1.2.3"};
  check_manifest(&report);
}

static ndrsim_status write_text(const ndrsim_report *self, FILE *out, ndrsim_error *err) {
  return ndrsim_report_text(self, false, out, err);
}

static void check_reports(const ndrsim_report *report) {
  static const struct {
    const char *name;
    ndrsim_status (*write)(const ndrsim_report *self, FILE *out, ndrsim_error *err);
  } file[] = {
#define X(text, writer) {text, writer},
      NDRSIM_REPORT_FILE_LIST(X)
#undef X
          {"terminal text", write_text}};
  for (size_t k = 0; k < sizeof file / sizeof *file; k++) {
    char *text = NULL;
    size_t size = 0;
    ndrsim_error err = {0};
    ndrsim_text_stream out;
    ndrsim_status status = ndrsim_text_stream_init(&out, &err);
    if (status == NDRSIM_OK) status = file[k].write(report, out.stream, &err);
    if (status == NDRSIM_OK) status = ndrsim_text_stream_finish(&out, &text, &size, &err);
    ndrsim_text_stream_free(&out);
    fuzz_promise(status == NDRSIM_OK && size > 0, "%s: %s %s", file[k].name,
                 ndrsim_status_name(status), err.message);
    const char *end = strrchr(file[k].name, '.');
    if (end != NULL && strcmp(end, ".csv") == 0) check_csv(file[k].name, text, size);
    if (end != NULL && strcmp(end, ".json") == 0) check_json(file[k].name, text, size);
    if (end == NULL) check_text(file[k].name, text, size);
    free(text);
  }
}

/* --- the run -----------------------------------------------------------------------------------
 */

/* Blocks are for speed: their size must not show. */
static void check_blocks(const ndrsim_results *results) {
  ndrsim_run_options options = {.engine = {.threads = 1, .block_size = 512}};
  ndrsim_results again;
  ndrsim_error err = {0};
  ndrsim_results_init(&again);
  ndrsim_status status = ndrsim_results_run(&again, results->model, &options, &err);
  fuzz_promise(status == NDRSIM_OK, "the second run fails: %s", err.message);
  for (size_t i = 0; i < results->layout.size * (size_t)results->n; i++)
    fuzz_promise(again.records[i] == results->records[i],
                 "word %zu of the records depends on the block size: %lld, %lld", i,
                 (long long)results->records[i], (long long)again.records[i]);
  ndrsim_results_free(&again);
}

void fuzz_run(ndrsim_model *model, const ndrsim_override *override, int n_overrides) {
  ndrsim_run_options options = {.engine = {.threads = 1, .block_size = 4, .debug = true}};
  ndrsim_results results;
  ndrsim_error err = {0};
  cut(model);
  ndrsim_results_init(&results);
  ndrsim_status status = ndrsim_results_run(&results, model, &options, &err);
  fuzz_check_error(status, &err, run_errors);
  if (status == NDRSIM_OK) {
    ndrsim_report report = {
        .results = &results, .override = override, .n_overrides = n_overrides, .version = "fuzz"};
    check_reports(&report);
    check_manifest(&report);
    check_blocks(&results);
  }
  ndrsim_results_free(&results);
}
