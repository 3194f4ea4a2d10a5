/* ndrsim evpi: what knowing parameters before a choice is worth. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/evpi.h"
#include "cli/alternative.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "report/studies.h"

enum { OPTION_WITH = NDRSIM_STUDY_OWN, OPTION_OBJECTIVE, OPTION_MEASURE };

static const ndrsim_option evpi_option[] = {
    NDRSIM_ROW_WITH(OPTION_WITH),
    {OPTION_OBJECTIVE, 0, "objective", "OUTCOME", NDRSIM_OFFER_METRIC, NULL,
     "what to choose by (default: profit@24)",
     "profit, revenue, ndr, grr, margin, logo_churn, or a metric of `ndrsim explain`, each with "
     "@MONTH. Values are in its unit: choose by profit for a worth in money."},
    {OPTION_MEASURE, 0, "measure", "PATH,...", NDRSIM_OFFER_PARAMETER, NULL,
     "parameters that would be measured together; repeatable",
     "PATH stands for all that is drawn at it or below. Every single parameter, those worth most "
     "together, and all of them are told in any case."},
    NDRSIM_ROW_BOOK,
    NDRSIM_STUDY_ROW_OUTPUT("ndrsim-evpi"),
    NDRSIM_STUDY_ROWS_RUN,
    NDRSIM_STUDY_ROWS_CHARTS("evpi"),
    NDRSIM_STUDY_ROWS_PRINT("evpi.json"),
};

typedef struct evpi_state {
  char *objective; /* NULL = the default */
  char *measure[NDRSIM_EVPI_SETS];
  int n_measure;
  ndrsim_alternative with[NDRSIM_EVPI_OPTIONS];
  int n_with;
  ndrsim_model own[NDRSIM_EVPI_OPTIONS];
  int n_own;
  ndrsim_evpi evpi;
} evpi_state;

static void init(void *state) {
  ndrsim_evpi_init(&((evpi_state *)state)->evpi);
}

static void release(void *state) {
  evpi_state *self = state;
  for (int k = 0; k < self->n_with; k++) {
    ndrsim_alternative_free(&self->with[k]);
  }
  for (int k = 0; k < self->n_own; k++) {
    ndrsim_model_free(&self->own[k]);
  }
  for (int k = 0; k < self->n_measure; k++) {
    free(self->measure[k]);
  }
  free(self->objective);
  ndrsim_evpi_free(&self->evpi);
}

static ndrsim_status keep(char **out, const char *value, ndrsim_error *err) {
  free(*out);
  *out = strdup(value);
  return *out != NULL ? NDRSIM_OK
                      : ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the options");
}

static ndrsim_status take(void *state, const char *option, const char *value, ndrsim_error *err) {
  evpi_state *self = state;
  if (value == NULL) return ndrsim_error_set(err, NDRSIM_USAGE, "--%s needs a value", option);
  if (strcmp(option, "objective") == 0) return keep(&self->objective, value, err);
  if (strcmp(option, "measure") == 0) {
    if (self->n_measure == NDRSIM_EVPI_SETS)
      return ndrsim_error_set(err, NDRSIM_USAGE, "--measure: at most %d", NDRSIM_EVPI_SETS);
    return keep(&self->measure[self->n_measure++], value, err);
  }
  if (self->n_with == NDRSIM_EVPI_OPTIONS - 1)
    return ndrsim_error_set(err, NDRSIM_USAGE, "--with: at most %d alternatives",
                            NDRSIM_EVPI_OPTIONS - 1);
  return ndrsim_alternative_parse(&self->with[self->n_with++], value, err);
}

static ndrsim_status add(evpi_state *self, const ndrsim_study_input *input, int source,
                         const ndrsim_override *more, int n, ndrsim_error *err) {
  ndrsim_model *model = &self->own[self->n_own++];
  self->evpi.model[self->evpi.n_options++] = model;
  return ndrsim_option_model(&input->source[source], &input->model[0], more, n, model, err);
}

static ndrsim_status prepare(void *state, const ndrsim_study_work *work, ndrsim_cost *cost,
                             ndrsim_error *err) {
  evpi_state *self = state;
  ndrsim_evpi *evpi = &self->evpi;
  const ndrsim_study_input *input = work->input;
  ndrsim_status status = NDRSIM_OK;
  if (input->n + self->n_with < 2)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "there is nothing to choose between: give a second scenario, or an "
                            "alternative by --with PATH=VALUE");
  if (input->n + self->n_with > NDRSIM_EVPI_OPTIONS)
    return ndrsim_error_set(err, NDRSIM_USAGE, "at most %d options", NDRSIM_EVPI_OPTIONS);
  evpi->model[evpi->n_options++] = &input->model[0];
  ndrsim_option_label(evpi->label, 0, input->model[0].name, input->model[0].scenario_file);
  for (int k = 1; k < input->n && status == NDRSIM_OK; k++) {
    const ndrsim_model *given = &input->model[k];
    ndrsim_option_label(evpi->label, evpi->n_options, given->name, given->scenario_file);
    status = add(self, input, k, NULL, 0, err);
  }
  for (int k = 0; k < self->n_with && status == NDRSIM_OK; k++) {
    ndrsim_alternative_label(evpi->label, evpi->n_options, &self->with[k], k + 1);
    status = add(self, input, 0, self->with[k].change, self->with[k].n, err);
  }
  if (status == NDRSIM_OK)
    status = ndrsim_evpi_prepare(evpi, self->objective, (const char *const *)self->measure,
                                 self->n_measure, err);
  return status == NDRSIM_OK ? ndrsim_evpi_cost(evpi, work->options, cost, err) : status;
}

static ndrsim_status simulate(void *state, const ndrsim_study_work *work, ndrsim_error *err) {
  return ndrsim_evpi_run(&((evpi_state *)state)->evpi, work->options, err);
}

static int whole(const void *state) {
  return ((const evpi_state *)state)->evpi.study.n;
}

static void tell(const void *state, const ndrsim_report *report, ndrsim_document *out) {
  (void)report;
  ndrsim_report_evpi(&((const evpi_state *)state)->evpi, out);
}

static const ndrsim_chart chart[] = {
    {"evpi", "what knowing each parameter is worth", ndrsim_chart_evpi},
};

const ndrsim_study_kind ndrsim_study_evpi = {
    .verb = "evpi",
    .directory = "ndrsim-evpi",
    .size = sizeof(evpi_state),
    .init = init,
    .free = release,
    .take = take,
    .prepare = prepare,
    .run = simulate,
    .whole = whole,
    .tell = tell,
    .charts = {chart, (int)(sizeof chart / sizeof chart[0])},
    .drawn = offsetof(evpi_state, evpi),
    .runs = "runs",
};

const ndrsim_verb ndrsim_verb_evpi = {
    .name = "evpi",
    .operands = "SCENARIO.json...",
    .offer = NDRSIM_OFFER_JSON,
    .operands_min = 1,
    .operands_max = 8,
    .summary = "say what to measure before a choice, and what that is worth",
    .description = "Runs all options, scenarios and the alternatives to the first that --with "
                   "describes, on the "
                   "same random numbers, and says what it would be worth to know a parameter, "
                   "several, or all, "
                   "before choosing: the expected value of (partial) perfect information, EVPI and "
                   "EVPPI, in the "
                   "unit of --objective. No measurement of a parameter can be worth more.\n\n"
                   "Luck and the economy are not among what can be known: what options bring is "
                   "regressed on the "
                   "parameters, and a rule made from nine tenths of the replicates is judged by "
                   "what it earns in "
                   "the last, against always taking what is best on average. Values are not "
                   "clamped: one that is "
                   "negative is 0 within its error.",
    .option = evpi_option,
    .n_options = (int)(sizeof evpi_option / sizeof evpi_option[0]),
    .examples =
        "ndrsim evpi scenarios/agent-product.json --replicates 100 --with tiers.pro.cap=1200 "
        "--objective ndr@24\n"
        "ndrsim evpi scenarios/usage-based.json scenarios/seat-usage.json --replicates 100",
    .run = ndrsim_study_verb_run,
};
