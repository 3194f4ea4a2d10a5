#include "cli/study.h"

#include <stdlib.h>
#include <string.h>
#include "cli/studies.h"
#include "report/document_out.h"
#include "report/number.h"

const ndrsim_study_kind *ndrsim_study_find(const char *verb) {
  for (int k = 0; ndrsim_study_list[k] != NULL; k++) {
    if (strcmp(ndrsim_study_list[k]->verb, verb) == 0) return ndrsim_study_list[k];
  }
  return NULL;
}

ndrsim_status ndrsim_study_job_init(ndrsim_study_job *self, const ndrsim_study_kind *kind,
                                    ndrsim_error *err) {
  memset(self, 0, sizeof *self);
  self->kind = kind;
  ndrsim_results_init(&self->head);
  if (kind == NULL) return NDRSIM_OK;
  self->state = calloc(1, kind->size);
  if (self->state == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
  if (kind->init != NULL) kind->init(self->state);
  return NDRSIM_OK;
}

void ndrsim_study_job_free(ndrsim_study_job *self) {
  ndrsim_document_free(&self->document);
  if (self->state != NULL && self->kind->free != NULL) self->kind->free(self->state);
  free(self->state);
  for (int k = 0; k < self->n_arguments; k++) {
    free(self->argument[k]);
  }
  free(self->argument);
  for (int k = 0; k < self->input.n; k++) {
    ndrsim_model_free(&self->input.model[k]);
    ndrsim_source_free(&self->input.source[k]);
  }
  memset(self, 0, sizeof *self);
}

/* --- options ---------------------------------------------------------------------------------- */

static ndrsim_status keep(ndrsim_study_job *self, const char *option, const char *value,
                          ndrsim_error *err) {
  size_t size = strlen(option) + (value != NULL ? strlen(value) + 1 : 0) + 1;
  char **grown = realloc(self->argument, ((size_t)self->n_arguments + 1) * sizeof *grown);
  if (grown != NULL) self->argument = grown;
  char *text = malloc(size);
  if (grown == NULL || text == NULL) {
    free(text);
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the options");
  }
  snprintf(text, size, "%s%s%s", option, value != NULL ? "=" : "", value != NULL ? value : "");
  self->argument[self->n_arguments++] = text;
  return NDRSIM_OK;
}

ndrsim_status ndrsim_study_job_take(ndrsim_study_job *self, const char *option, const char *value,
                                    ndrsim_error *err) {
  if (self->kind->take == NULL)
    return ndrsim_error_set(err, NDRSIM_INTERNAL, "option --%s is nobody's", option);
  ndrsim_status status = self->kind->take(self->state, option, value, err);
  if (status == NDRSIM_OK && self->kind->kept != NULL)
    value = self->kind->kept(self->state, option, value);
  return status == NDRSIM_OK ? keep(self, option, value, err) : status;
}

ndrsim_status ndrsim_study_job_argument(ndrsim_study_job *self, const char *text,
                                        ndrsim_error *err) {
  char option[32];
  size_t length = strcspn(text, "=");
  if (length >= sizeof option || self->kind->take == NULL)
    return ndrsim_error_set(err, NDRSIM_INPUT, "the manifest has an argument that `%s` never had",
                            self->kind->verb);
  snprintf(option, sizeof option, "%.*s", (int)length, text);
  return ndrsim_study_job_take(self, option, text[length] == '=' ? text + length + 1 : NULL, err);
}

/* --- the steps -------------------------------------------------------------------------------- */

ndrsim_status ndrsim_study_job_add(ndrsim_study_job *self, const char *scenario, const char *book,
                                   const ndrsim_override *override, int n, ndrsim_error *err) {
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, err);
  int k = self->input.n;
  if (catalogue == NULL) return err->status;
  if (k == NDRSIM_MANIFEST_SCENARIOS)
    return ndrsim_error_set(err, NDRSIM_USAGE, "more than %d scenarios", NDRSIM_MANIFEST_SCENARIOS);
  ndrsim_source_init(&self->input.source[k]);
  ndrsim_model_init(&self->input.model[k]);
  self->input.n++;
  ndrsim_status status =
      ndrsim_source_read(&self->input.source[k], catalogue, scenario, book, override, n, err);
  if (status == NDRSIM_OK)
    status = ndrsim_source_model(&self->input.source[k], NULL, 0, &self->input.model[k], err);
  self->scenario[k] = &self->input.model[k];
  return status;
}

static void make_report(ndrsim_study_job *self) {
  const ndrsim_study_kind *kind = self->kind;
  const ndrsim_model *model = &self->input.model[0];
  self->head.model = model;
  self->head.requested = model->replicates;
  self->head.n = kind->whole != NULL ? kind->whole(self->state) : model->replicates;
  self->head.convention = model->n_rows > 0 ? NDRSIM_CONVENTION_POINT : NDRSIM_CONVENTION_AGE;
  self->head.bridge = self->head.convention;
  self->head.basis_month = ndrsim_convention_basis(self->head.convention);
  self->verb = (ndrsim_report_verb){.name = kind->verb,
                                    .argument = (const char *const *)self->argument,
                                    .n_arguments = self->n_arguments,
                                    .scenario = self->scenario,
                                    .n_scenarios = self->input.n};
  self->report.results = kind->results != NULL ? kind->results(self->state) : &self->head;
  self->report.verb = &self->verb;
  self->report.version = NDRSIM_VERSION;
}

static ndrsim_status tell(ndrsim_study_job *self, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  if (self->kind->tell == NULL) return NDRSIM_OK;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_document_init(&self->document, self->kind->verb, self->input.model[0].title);
  self->kind->tell(self->state, &self->report, &self->document);
  ndrsim_plain_locale_leave(&locale);
  return ndrsim_document_check(&self->document, err);
}

ndrsim_status ndrsim_study_job_run(ndrsim_study_job *self, const ndrsim_run_options *options,
                                   ndrsim_error *err) {
  ndrsim_study_work work = {&self->input, options};
  ndrsim_status status = self->kind->run(self->state, &work, err);
  bool in_part = status == NDRSIM_INTERRUPTED && self->kind->whole != NULL;
  if (status != NDRSIM_OK && !in_part) return status;
  make_report(self);
  if (self->report.results->n == 0) return status;
  ndrsim_status told = tell(self, err);
  return told == NDRSIM_OK ? status : told;
}

ndrsim_status ndrsim_study_job_again(ndrsim_study_job *self, const ndrsim_run_options *options,
                                     ndrsim_error *err) {
  ndrsim_study_work work = {&self->input, options};
  ndrsim_cost cost;
  ndrsim_status status = NDRSIM_OK;
  if (self->kind->prepare != NULL) status = self->kind->prepare(self->state, &work, &cost, err);
  return status == NDRSIM_OK ? ndrsim_study_job_run(self, options, err) : status;
}

/* --- files ------------------------------------------------------------------------------------ */

ndrsim_status ndrsim_study_job_text(const ndrsim_study_job *self, bool color, FILE *out,
                                    ndrsim_error *err) {
  if (self->kind->tell == NULL)
    return self->kind->text(self->state, &self->report, color, out, err);
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_report_head(&self->report, color, out);
  status = ndrsim_document_text(&self->document, color, out, err);
  ndrsim_plain_locale_leave(&locale);
  return status;
}

ndrsim_status ndrsim_study_job_json(const ndrsim_study_job *self, FILE *out, ndrsim_error *err) {
  if (self->kind->tell == NULL)
    return self->kind->file[0].write(self->state, &self->report, out, err);
  return ndrsim_document_json(&self->document, &self->report, out, err);
}

/* The tables that have files of their own: all but those that show what another holds. */
static const ndrsim_table *table_at(const ndrsim_document *document, int index) {
  for (int s = 0; s < document->n_sections; s++) {
    const ndrsim_section *section = document->section[s];
    for (int t = 0; t < section->n_tables; t++) {
      if ((section->table[t]->flags & NDRSIM_TABLE_VIEW) == 0 && index-- == 0)
        return section->table[t];
    }
  }
  return NULL;
}

bool ndrsim_study_job_file(const ndrsim_study_job *self, int index, char name[64],
                           const char **what) {
  const ndrsim_study_kind *kind = self->kind;
  if (kind->tell == NULL) {
    if (index >= kind->n_files) return false;
    snprintf(name, 64, "%s", kind->file[index].name);
    *what = kind->file[index].what;
    return true;
  }
  if (index == 0) {
    snprintf(name, 64, "%s.json", kind->verb);
    *what = "everything above and more, for programs";
    return true;
  }
  const ndrsim_table *table = table_at(&self->document, index - 1);
  if (table == NULL) return false;
  snprintf(name, 64, "%.50s.csv", table->key);
  *what = table->title;
  return true;
}

static ndrsim_status write_file(const ndrsim_study_job *self, int index, FILE *out,
                                ndrsim_error *err) {
  const ndrsim_study_kind *kind = self->kind;
  if (index == 0) return ndrsim_study_job_json(self, out, err);
  if (kind->tell != NULL) return ndrsim_table_csv(table_at(&self->document, index - 1), out, err);
  return kind->file[index].write(self->state, &self->report, out, err);
}

ndrsim_status ndrsim_study_job_files(ndrsim_study_job *self, ndrsim_output *output,
                                     ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  char name[64];
  const char *what;
  for (int k = 0; status == NDRSIM_OK && ndrsim_study_job_file(self, k, name, &what); k++) {
    FILE *stream = NULL;
    status = ndrsim_output_create(output, name, &stream, err);
    if (status == NDRSIM_OK) status = write_file(self, k, stream, err);
    /* now, before charts take the room: they may be done without, the data may not */
    if (status == NDRSIM_OK) status = ndrsim_output_flush(output, output->n - 1, err);
  }
  if (status == NDRSIM_OK) status = ndrsim_report_files(&self->report, output, err);
  return status == NDRSIM_OK ? ndrsim_report_remove_stale(output, err) : status;
}

ndrsim_status ndrsim_study_job_charts(ndrsim_study_job *self, const ndrsim_plot_options *options,
                                      ndrsim_output *output, ndrsim_error *err) {
  const void *drawn = (const char *)self->state + self->kind->drawn;
  return ndrsim_plot_table(&self->kind->charts, self->report.results, drawn, options, output,
                           &self->charts, err);
}
