/* From bytes to a checked model. */
#include "scenarios/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/loader.h"
#include "scenarios/override.h"
#include "sim/digest.h"
#include "sim/whole_file.h"

static void loader_free(ndrsim_loader *self) {
  for (int i = 0; self->structure != NULL && i < self->n_structure; i++)
    for (int s = 0; s < NDRSIM_MAX_SEGMENTS; s++)
      free(self->structure[i].spec[s].knot);
  free(self->structure);
  free(self->target);
  ndrsim_json_free(&self->json);
}

/* What the scenario was: its bytes, then each change of the command line. */
static void digest(ndrsim_model *model, const char *text, size_t size,
                   const ndrsim_override *override, int n_overrides) {
  ndrsim_digest sum;
  ndrsim_digest_init(&sum);
  ndrsim_digest_update(&sum, text, size);
  for (int i = 0; i < n_overrides; i++) {
    ndrsim_digest_update(&sum, "\n--set ", 7);
    ndrsim_digest_update(&sum, override[i].text, strlen(override[i].text));
  }
  ndrsim_digest_final(&sum, model->scenario_digest);
}

/* A run keeps its scenario, so that it can be done again after the file was changed or moved. */
static ndrsim_status keep(ndrsim_model *model, const char *text, size_t size, ndrsim_error *err) {
  free(model->scenario_text);
  model->scenario_size = size;
  model->scenario_text = malloc(size + 1); /* never nothing */
  if (model->scenario_text == NULL) {
    return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for the text of the scenario");
  }
  if (size > 0) memcpy(model->scenario_text, text, size);
  return NDRSIM_OK;
}

/* Ids are hashes; two draws with one id would be the same random number. */
static ndrsim_status refuse_collisions(ndrsim_loader *self) {
  const ndrsim_model *model = self->model;
  for (int i = 0; i < model->n_draws; i++)
    for (int j = 0; j < i; j++)
      if (model->draw[i].id == model->draw[j].id)
        return ndrsim_error_set(self->err, NDRSIM_INPUT,
                                "`%s` and `%s` have the same hash: rename a segment or tier",
                                model->draw[j].path, model->draw[i].path);
  return NDRSIM_OK;
}

/* The parts in an order in which each finds what it needs. Faults are listed in the order of the
 * text all the same. */
static ndrsim_status fill(ndrsim_loader *self) {
  static ndrsim_status (*const part[])(ndrsim_loader *) = {
      ndrsim_loader_names,  ndrsim_loader_presence,    ndrsim_loader_targets,   ndrsim_loader_walk,
      ndrsim_loader_forced, ndrsim_loader_initiatives, ndrsim_loader_structure, refuse_collisions,
      ndrsim_loader_ladder, ndrsim_loader_correlations};
  ndrsim_status status = ndrsim_loader_header(self);
  for (size_t k = 0; k < sizeof part / sizeof *part && status == NDRSIM_OK; k++)
    status = ndrsim_loader_carry_on(self, part[k](self));
  return status;
}

static void count_values(const ndrsim_loader *self, ndrsim_findings *out) {
  out->n_draws = self->model->n_draws;
  out->n_traits = self->model->n_traits;
  for (int i = 0; i < self->n_targets; i++)
    if (self->target[i].given)
      out->n_given++;
    else
      out->n_default++;
}

ndrsim_status ndrsim_scenario_check_text(ndrsim_model *model, const ndrsim_catalogue *catalogue,
                                         const char *text, size_t size, const char *name,
                                         const ndrsim_override *override, int n_overrides,
                                         ndrsim_findings *findings, ndrsim_error *err) {
  ndrsim_error own = {.status = NDRSIM_OK};
  ndrsim_error_list *errors = &findings->errors;
  ndrsim_loader loader = {.model = model, .err = err != NULL ? err : &own};
  ndrsim_json_init(&loader.json);
  loader.json.errors = errors;
  model->catalogue = loader.whole = catalogue;
  *loader.err = own;
  ndrsim_status status = ndrsim_json_parse(&loader.json, text, size, name, loader.err);
  if (status == NDRSIM_OK)
    status = ndrsim_override_apply(&loader.json, override, n_overrides, loader.err);
  if (status == NDRSIM_OK) status = fill(&loader);
  if (status == NDRSIM_INPUT || status == NDRSIM_LIMIT) {
    /* what ended the reading: a text that is no JSON, or another format */
    if (loader.err->status != NDRSIM_OK)
      ndrsim_error_list_add(errors, loader.json.order, loader.err);
    status = NDRSIM_OK;
  }
  findings->names_known = status == NDRSIM_OK && loader.n_targets > 0 && model->n_tiers > 0 &&
                          !loader.doubtful_segments && !loader.doubtful_tiers &&
                          !ndrsim_json_at_fault(&loader.json, "start_month");
  if (status == NDRSIM_OK && errors->n > 0) {
    *loader.err = errors->item[0].error;
    status = loader.err->status;
  }
  if (status == NDRSIM_OK) {
    const char *slash = strrchr(name, '/');
    snprintf(model->scenario_file, sizeof model->scenario_file, "%s",
             slash != NULL ? slash + 1 : name);
    digest(model, text, size, override, n_overrides);
    count_values(&loader, findings);
    loader.warnings = &findings->warnings;
    if (findings->warnings.most > 0) ndrsim_loader_warn(&loader);
    status = keep(model, text, size, loader.err);
    if (status == NDRSIM_OK) status = ndrsim_loader_settings(&loader);
  }
  loader_free(&loader);
  return status;
}

ndrsim_status ndrsim_scenario_parse(ndrsim_model *model, const ndrsim_catalogue *catalogue,
                                    const char *text, size_t size, const char *name,
                                    const ndrsim_override *override, int n_overrides,
                                    ndrsim_error *err) {
  ndrsim_listed_error first;
  ndrsim_findings findings = {.n_given = 0};
  ndrsim_error_list_init(&findings.errors, &first, 1);
  return ndrsim_scenario_check_text(model, catalogue, text, size, name, override, n_overrides,
                                    &findings, err);
}

ndrsim_status ndrsim_scenario_check(ndrsim_model *model, const ndrsim_catalogue *catalogue,
                                    const char *file, const ndrsim_override *override,
                                    int n_overrides, ndrsim_findings *findings, ndrsim_error *err) {
  char *text = NULL;
  size_t size = 0;
  ndrsim_status status = ndrsim_whole_file_read(file, NDRSIM_JSON_FILE_BYTES, &text, &size, err);
  if (status == NDRSIM_OK)
    status = ndrsim_scenario_check_text(model, catalogue, text, size, file, override, n_overrides,
                                        findings, err);
  free(text);
  return status;
}

ndrsim_status ndrsim_scenario_load(ndrsim_model *model, const ndrsim_catalogue *catalogue,
                                   const char *file, const ndrsim_override *override,
                                   int n_overrides, ndrsim_error *err) {
  ndrsim_listed_error first;
  ndrsim_findings findings = {.n_given = 0};
  ndrsim_error_list_init(&findings.errors, &first, 1);
  return ndrsim_scenario_check(model, catalogue, file, override, n_overrides, &findings, err);
}
