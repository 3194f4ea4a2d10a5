/* What a study hands on: what it found, then inputs, definitions and provenance. */
#include "cli/study.h"
#include "report/number.h"
#include "report/run_document.h"

/* Charts that no section speaks of, in one of their own. */
static void add_charts(const ndrsim_study_job *self, ndrsim_document *document) {
  ndrsim_section *section = NULL;
  const ndrsim_chart_table *table = &self->kind->charts;
  for (int k = 0; k < table->n; k++) {
    const ndrsim_chart *chart = &table->chart[k];
    if (self->charts.outcome[k] != NDRSIM_PLOT_DRAWN) continue;
    if (ndrsim_document_figure(document, chart->name) != NULL) continue;
    if (section == NULL) section = ndrsim_document_section(document, "charts", "Charts");
    ndrsim_section_figure(section, chart->name, chart->what, "");
  }
}

static ndrsim_status fill(const ndrsim_study_job *self, ndrsim_document *document,
                          ndrsim_error *err) {
  const ndrsim_study_kind *kind = self->kind;
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  if (kind->tell != NULL)
    kind->tell(self->state, &self->report, document);
  else
    status = kind->hand(self->state, &self->report, document, err);
  const ndrsim_results *results = self->report.results;
  if (document->subtitle[0] == '\0')
    ndrsim_document_subtitle(document, "ndrsim %s: %d month%s, %d replicate%s, seed %llu",
                             kind->verb, results->model->horizon,
                             results->model->horizon == 1 ? "" : "s", results->n,
                             results->n == 1 ? "" : "s", (unsigned long long)results->model->seed);
  add_charts(self, document);
  ndrsim_document_study(document, &self->report);
  ndrsim_plain_locale_leave(&locale);
  return status == NDRSIM_OK ? ndrsim_document_check(document, err) : status;
}

ndrsim_status ndrsim_study_job_hand(const ndrsim_study_job *self, ndrsim_output *output,
                                    ndrsim_handout *handout, ndrsim_error *err) {
  const ndrsim_study_kind *kind = self->kind;
  const ndrsim_model *model = &self->input.model[0];
  ndrsim_document document;
  if (!ndrsim_handout_wanted(handout) || (kind->tell == NULL && kind->hand == NULL))
    return NDRSIM_OK;
  ndrsim_document_init(&document, kind->verb, model->title[0] != '\0' ? model->title : model->name);
  ndrsim_status status = fill(self, &document, err);
  if (status == NDRSIM_OK) status = ndrsim_handout_pictures(&document, output, err);
  if (status == NDRSIM_OK) status = ndrsim_handout_prepare(handout, &document, &self->report, err);
  ndrsim_document_free(&document);
  return status;
}
