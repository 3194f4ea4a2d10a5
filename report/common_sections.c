/* The sections that every document ends with: inputs, definitions, where it comes from. */
#include <math.h>
#include <string.h>
#include "analysis/glossary.h"
#include "report/run_document.h"

/* --- inputs ----------------------------------------------------------------------------------- */

/* "currency/month" of a table reads "USD/month" of a scenario. */
static void unit_of(const ndrsim_model *model, const char *unit, char *out, size_t size) {
  static const char word[] = "currency";
  const char *at = strstr(unit, word);
  if (at == NULL || model->currency[0] == '\0')
    snprintf(out, size, "%s", strcmp(unit, "1") == 0 ? "" : unit);
  else
    snprintf(out, size, "%.*s%s%s", (int)(at - unit), unit, model->currency, at + sizeof word - 1);
}

static const char *given_by(const ndrsim_setting *setting) {
  if (setting->changed) return "command line";
  return setting->given ? "scenario" : "default";
}

/* Of the n-th scenario, from 1: those after the first have the number in their names. */
static void put_inputs(ndrsim_document *self, const ndrsim_model *model, int scenario) {
  static const ndrsim_column column[] = {
      {"path", "Parameter", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"value", "Value as used", "", NDRSIM_FORM_REAL, 0},
      {"unit", "Unit", "", NDRSIM_FORM_TEXT, 0},
      {"given", "Given by", "", NDRSIM_FORM_TEXT, 0},
      {"source", "Source", "", NDRSIM_FORM_TEXT, 0},
      {"meaning", "Meaning", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_WIDE},
  };
  int given = 0;
  for (int k = 0; k < model->n_settings; k++)
    given += model->setting[k].given;
  char key[32] = "inputs", name[32] = "Inputs", table_key[32] = "parameters";
  if (scenario > 1) {
    snprintf(key, sizeof key, "inputs_%d", scenario);
    snprintf(name, sizeof name, "Inputs %d", scenario);
    snprintf(table_key, sizeof table_key, "parameters_%d", scenario);
  }
  ndrsim_section *section = ndrsim_document_section(self, key, name);
  ndrsim_section_say(section,
                     "Every parameter of the scenario %s as the run used it: %d given, %d left at "
                     "their defaults. A distribution, a schedule or a value by segment stands in "
                     "the form of the scenario file.",
                     model->name, given, model->n_settings - given);
  ndrsim_table *table = ndrsim_section_table(section, table_key, "Parameters", column,
                                             (int)(sizeof column / sizeof column[0]));
  for (int k = 0; k < model->n_settings; k++) {
    const ndrsim_setting *setting = &model->setting[k];
    char unit[64] = "";
    if (setting->def != NULL) unit_of(model, setting->def->unit, unit, sizeof unit);
    ndrsim_table_text(table, setting->path);
    if (setting->text != NULL)
      ndrsim_table_text(table, setting->text);
    else
      ndrsim_table_number(table, setting->number);
    ndrsim_table_text(table, unit);
    ndrsim_table_text(table, given_by(setting));
    ndrsim_table_text(table, setting->source);
    ndrsim_table_text(table, setting->def != NULL ? setting->def->doc : "");
  }
}

void ndrsim_document_inputs(ndrsim_document *self, const ndrsim_model *model) {
  put_inputs(self, model, 1);
}

void ndrsim_document_study(ndrsim_document *self, const ndrsim_report *report) {
  const ndrsim_report_verb *verb = report->verb;
  put_inputs(self, report->results->model, 1);
  for (int k = 1; verb != NULL && k < verb->n_scenarios; k++)
    put_inputs(self, verb->scenario[k], k + 1);
  ndrsim_document_definitions(self, report->results->model->catalogue);
  ndrsim_document_provenance(self, report);
}

/* --- definitions ------------------------------------------------------------------------------ */

void ndrsim_document_definitions(ndrsim_document *self, const ndrsim_catalogue *catalogue) {
  static const ndrsim_column column[] = {
      {"term", "Term", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"unit", "Unit", "", NDRSIM_FORM_TEXT, 0},
      {"definition", "Definition", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_WIDE},
      {"formula", "Formula", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_WIDE},
      {"mind", "Mind", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_WIDE},
  };
  ndrsim_section *section = ndrsim_document_section(self, "definitions", "Definitions");
  ndrsim_table *table = ndrsim_section_table(section, "definitions", "What the words mean", column,
                                             (int)(sizeof column / sizeof column[0]));
  if (table == NULL) return;
  table->flags |= NDRSIM_TABLE_VIEW;
  int count = ndrsim_glossary_count(catalogue);
  for (int k = 0; k < count; k++) {
    ndrsim_explanation what;
    ndrsim_glossary_get(catalogue, k, &what);
    const ndrsim_term *term = what.term;
    if (term == NULL) continue; /* the table of metrics defines those */
    const ndrsim_metric_def *metric = what.metric;
    bool from_metric = term->definition[0] == '\0' && metric != NULL;
    const char *formula = term->formula;
    if (formula[0] == '\0' && metric != NULL && metric->formula != NULL) formula = metric->formula;
    ndrsim_table_text(table, what.name);
    ndrsim_table_text(table, metric != NULL ? metric->unit : term->unit);
    ndrsim_table_text(table, from_metric ? metric->doc : term->definition);
    ndrsim_table_text(table, formula);
    ndrsim_table_text(table, term->convention);
  }
  ndrsim_table_note(table, "ndrsim explain TERM prints more: where it stands in the outputs, and "
                           "an example.");
}

/* --- provenance ------------------------------------------------------------------------------- */

static void fact(ndrsim_table *table, const char *name, const char *value) {
  if (value == NULL || value[0] == '\0') return;
  ndrsim_table_text(table, name);
  ndrsim_table_text(table, value);
}

static void count(ndrsim_table *table, const char *name, unsigned long long value) {
  char text[32];
  snprintf(text, sizeof text, "%llu", value); /* as text: a seed has more digits than a number */
  fact(table, name, text);
}

static void scenario_facts(ndrsim_table *table, const ndrsim_model *model) {
  char digest[NDRSIM_DIGEST_SIZE];
  ndrsim_digest_hex(model->scenario_text, model->scenario_size, digest);
  fact(table, "scenario", model->name);
  fact(table, "scenario file", model->scenario_file);
  fact(table, "SHA-256 of the scenario file", digest);
  fact(table, "SHA-256 of the scenario with its changes", model->scenario_digest);
}

void ndrsim_document_provenance(ndrsim_document *self, const ndrsim_report *report) {
  static const ndrsim_column column[] = {
      {"fact", "Fact", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"value", "Value", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_WIDE},
  };
  const ndrsim_results *results = report->results;
  const ndrsim_model *model = results->model;
  ndrsim_section *section = ndrsim_document_section(self, "provenance", "Provenance");
  ndrsim_section_say(section, "The same program, scenario, book, changes and seed give the same "
                              "numbers, on any number of cores.");
  ndrsim_table *table = ndrsim_section_table(section, "provenance", "What was run", column, 2);
  if (table != NULL) table->flags |= NDRSIM_TABLE_VIEW;
  fact(table, "program", "ndrsim");
  fact(table, "version", report->version);
  fact(table, "verb", self->verb);
  const ndrsim_report_verb *verb = report->verb;
  for (int k = 0; verb != NULL && k < verb->n_arguments; k++)
    fact(table, "option of the verb", verb->argument[k]);
  scenario_facts(table, model);
  for (int k = 1; verb != NULL && k < verb->n_scenarios; k++)
    scenario_facts(table, verb->scenario[k]);
  if (model->n_rows > 0) {
    fact(table, "book", model->book_file);
    fact(table, "SHA-256 of the book", model->book_digest);
    count(table, "accounts of the book", (unsigned long long)model->n_rows);
  }
  for (int k = 0; k < report->n_overrides; k++) {
    char name[48];
    snprintf(name, sizeof name, "change %d of the command line", k + 1);
    fact(table, name, report->override[k].text);
  }
  count(table, "seed", (unsigned long long)model->seed);
  count(table, "months", (unsigned long long)model->horizon);
  count(table, "replicates", (unsigned long long)results->n);
  if (results->n != results->requested)
    count(table, "replicates asked for", (unsigned long long)results->requested);
  if (results->layer_samples > 0)
    count(table, "samples of the split of variance", (unsigned long long)results->layer_samples);
  fact(table, "convention of the headline", ndrsim_convention_name(results->convention));
}
