#include "cli/study.h"

#include <stdlib.h>
#include <string.h>
#include "cli/studies.h"

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

ndrsim_status ndrsim_study_job_run(ndrsim_study_job *self, const ndrsim_run_options *options,
                                   ndrsim_error *err) {
  ndrsim_study_work work = {&self->input, options};
  ndrsim_status status = self->kind->run(self->state, &work, err);
  if (status == NDRSIM_OK || status == NDRSIM_INTERRUPTED) make_report(self);
  return status;
}

ndrsim_status ndrsim_study_job_again(ndrsim_study_job *self, const ndrsim_run_options *options,
                                     ndrsim_error *err) {
  ndrsim_study_work work = {&self->input, options};
  ndrsim_cost cost;
  ndrsim_status status = NDRSIM_OK;
  if (self->kind->prepare != NULL) status = self->kind->prepare(self->state, &work, &cost, err);
  return status == NDRSIM_OK ? ndrsim_study_job_run(self, options, err) : status;
}

ndrsim_status ndrsim_study_job_files(ndrsim_study_job *self, ndrsim_output *output,
                                     ndrsim_error *err) {
  const ndrsim_study_kind *kind = self->kind;
  ndrsim_status status = NDRSIM_OK;
  for (int k = 0; k < kind->n_files && status == NDRSIM_OK; k++) {
    FILE *stream = NULL;
    status = ndrsim_output_create(output, kind->file[k].name, &stream, err);
    if (status == NDRSIM_OK) status = kind->file[k].write(self->state, &self->report, stream, err);
    /* now, before charts take the room: they may be done without, the data may not */
    if (status == NDRSIM_OK) status = ndrsim_output_flush(output, output->n - 1, err);
  }
  if (status == NDRSIM_OK) status = ndrsim_report_files(&self->report, output, err);
  for (int k = self->input.n; k < NDRSIM_MANIFEST_SCENARIOS && status == NDRSIM_OK; k++) {
    char name[32];
    ndrsim_manifest_copy_name(k, name, sizeof name);
    status = ndrsim_output_remove(output, name, err); /* an earlier study had more */
  }
  return status;
}

ndrsim_status ndrsim_study_job_charts(ndrsim_study_job *self, const ndrsim_plot_options *options,
                                      ndrsim_output *output, ndrsim_error *err) {
  return ndrsim_plot_table(&self->kind->charts, self->report.results, self->state, options, output,
                           &self->charts, err);
}
