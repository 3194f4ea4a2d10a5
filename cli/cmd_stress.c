/* ndrsim stress: what a scenario loses when something goes wrong. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/reverse.h"
#include "cli/stress_pick.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "plots/chart_stress.h"
#include "report/stress.h"
#include "scenarios/suggest.h"
#include "sim/text.h"

enum {
  OPTION_STRESS = NDRSIM_STUDY_OWN,
  OPTION_TOGETHER,
  OPTION_OUTCOME,
  OPTION_SEVERITY,
  OPTION_DELAY,
  OPTION_REVERSE,
  OPTION_REVERSE_PARAMETER,
  OPTION_BELOW,
  OPTION_OF
};

static const ndrsim_option stress_option[] = {
    {OPTION_STRESS, 0, "stress", "NAME|FILE.json", NDRSIM_OFFER_JSON, NULL,
     "which stress; repeatable (default: all that ship)",
     "A name of stresses/library.json, shocks or anti-patterns for those of one kind, or a file "
     "with stresses of your own: docs/scenario-format.md describes it."},
    {OPTION_TOGETHER, 0, "together", NULL, NDRSIM_OFFER_NOTHING, NULL, "also all of them at once",
     NULL},
    {OPTION_OUTCOME, 0, "outcome", "OUTCOME", NDRSIM_OFFER_METRIC, NULL,
     "what is looked at (default: ndr@12)",
     "ndr, grr, profit, revenue, margin, logo_churn, or a metric of `ndrsim explain`, each with "
     "@MONTH."},
    {OPTION_SEVERITY, 0, "severity", "S", NDRSIM_OFFER_NOTHING, NULL,
     "how severe: 1 is as described, 0.5 half as much (default: 1)",
     "A factor x becomes 1 + (x - 1) S, an amount x becomes x S; what cannot stand half-way "
     "(switches, choices, set prices) changes in full."},
    {OPTION_REVERSE, 0, "reverse", "NAME", NDRSIM_OFFER_NOTHING, NULL,
     "instead: how severe must this stress be until NDR is below --below; repeatable",
     "A name that ships, or one of the files of --stress."},
    {OPTION_REVERSE_PARAMETER, 0, "reverse-parameter", "PATH", NDRSIM_OFFER_PARAMETER, NULL,
     "the same of a single parameter, multiplied; repeatable",
     "Up to ten times its value, or down to nothing, whichever makes things worse."},
    {OPTION_BELOW, 0, "below", "X", NDRSIM_OFFER_NOTHING, NULL,
     "the threshold of --reverse, in the unit of the outcome (default: 100)",
     "Of an outcome that is bad when it is high, such as logo_churn: above."},
    {OPTION_OF, 0, "of", "P", NDRSIM_OFFER_WORDS, "p5 p10 p50 p90 p95",
     "the quantile that is looked at: p5, p10, p50, p90 or p95 (default: p50)", NULL},
    {OPTION_DELAY, 0, "delay", "M", NDRSIM_OFFER_NOTHING, NULL,
     "months by which all begin later than described (default: 0)", NULL},
    NDRSIM_ROW_BOOK,
    NDRSIM_STUDY_ROW_OUTPUT("ndrsim-stress"),
    NDRSIM_STUDY_ROWS_RUN,
    NDRSIM_STUDY_ROWS_CHARTS("stress-rank stress-composition stress-reverse"),
    NDRSIM_STUDY_ROWS_PRINT("stress.json"),
};

typedef struct stress_state {
  ndrsim_stress_pick pick;
  bool together;
  char outcome[NDRSIM_OUTCOME_NAME];
  double severity;
  int delay;
  ndrsim_stress_study study;
  /* --reverse */
  char **reverse; /* a name, or "=" and the path of a parameter */
  int n_reverse;
  double below;
  int quantile;
  ndrsim_stress *own; /* [n_reverse] */
  ndrsim_reverse *found;
  const ndrsim_model *base;
  int n_found;
} stress_state;

static void init(void *state) {
  stress_state *self = state;
  ndrsim_stress_pick_init(&self->pick);
  ndrsim_stress_study_init(&self->study);
  snprintf(self->outcome, sizeof self->outcome, "ndr@12");
  self->severity = 1;
  self->below = 100;
  self->quantile = NDRSIM_P50;
}

static void release(void *state) {
  stress_state *self = state;
  for (int k = 0; k < self->n_reverse; k++) {
    free(self->reverse[k]);
  }
  free(self->reverse);
  free(self->own);
  free(self->found);
  ndrsim_stress_study_free(&self->study);
  ndrsim_stress_pick_free(&self->pick);
}

/* --- options ---------------------------------------------------------------------------------- */

static ndrsim_status take_reverse(stress_state *self, const char *mark, const char *value,
                                  ndrsim_error *err) {
  char **grown = realloc(self->reverse, ((size_t)self->n_reverse + 1) * sizeof *grown);
  if (grown != NULL) self->reverse = grown;
  size_t size = strlen(mark) + strlen(value) + 1;
  char *text = grown != NULL ? malloc(size) : NULL;
  if (text == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for an option");
  snprintf(text, size, "%s%s", mark, value);
  self->reverse[self->n_reverse++] = text;
  return NDRSIM_OK;
}

static ndrsim_status take_number(const char *option, const char *value, double low, double high,
                                 const char *expected, double *out, ndrsim_error *err) {
  char *end;
  *out = strtod(value, &end);
  if (end != value && *end == '\0' && *out >= low && *out <= high) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_USAGE, "--%s: expected %s", option, expected);
}

static ndrsim_status take_of(stress_state *self, const char *value, ndrsim_error *err) {
  static const char *const known[] = {"p5", "p10", "p50", "p90", "p95"};
  for (int k = 0; k < NDRSIM_QUANTILES; k++) {
    if (strcmp(value, known[k]) != 0) continue;
    self->quantile = k;
    return NDRSIM_OK;
  }
  return ndrsim_error_set(err, NDRSIM_USAGE, "--of: expected p5, p10, p50, p90 or p95");
}

static ndrsim_status take(void *state, const char *option, const char *value, ndrsim_error *err) {
  stress_state *self = state;
  if (strcmp(option, "together") == 0) {
    self->together = true;
    return NDRSIM_OK;
  }
  if (value == NULL) return ndrsim_error_set(err, NDRSIM_USAGE, "--%s needs a value", option);
  if (strcmp(option, "stress") == 0) return ndrsim_stress_pick_take(&self->pick, value, err);
  if (strcmp(option, "delay") == 0)
    return ndrsim_input_int("--delay", value, 0, NDRSIM_MAX_HORIZON, &self->delay, err);
  if (strcmp(option, "severity") == 0)
    return take_number(option, value, 1e-6, 100, "a number above 0, at most 100", &self->severity,
                       err);
  if (strcmp(option, "below") == 0)
    return take_number(option, value, -1e15, 1e15, "a number", &self->below, err);
  if (strcmp(option, "of") == 0) return take_of(self, value, err);
  if (strcmp(option, "reverse") == 0) return take_reverse(self, "", value, err);
  if (strcmp(option, "reverse-parameter") == 0) return take_reverse(self, "=", value, err);
  if (strlen(value) >= sizeof self->outcome)
    return ndrsim_error_set(err, NDRSIM_USAGE, "--outcome: there is no outcome of so long a name");
  snprintf(self->outcome, sizeof self->outcome, "%s", value);
  return NDRSIM_OK;
}

/* What the manifest keeps of an option: of a file its text, which take() has just read. */
static const char *kept(const void *state, const char *option, const char *value) {
  const stress_state *self = state;
  return strcmp(option, "stress") == 0 ? self->pick.given[self->pick.n_given - 1] : value;
}

/* --- reverse ---------------------------------------------------------------------------------- */

/* The stress that is to be searched, into self->own[k]; of a parameter once it is known whether it
 * hurts when it rises. */
static ndrsim_status name_reverse(stress_state *self, int k, ndrsim_error *err) {
  const char *name = self->reverse[k];
  char shown[96];
  if (name[0] == '=')
    return ndrsim_reverse_parameter(self->base, name + 1, true, &self->own[k], err);
  int index = ndrsim_stress_list_find(&self->pick.list, name);
  if (index >= 0) {
    self->own[k] = self->pick.list.stress[index];
    return NDRSIM_OK;
  }
  const char *candidate[NDRSIM_STRESS_MOST];
  for (int j = 0; j < self->pick.list.n; j++) {
    candidate[j] = self->pick.list.stress[j].name;
  }
  ndrsim_text_escape(shown, sizeof shown, name, strlen(name));
  ndrsim_error_set(err, NDRSIM_USAGE, "--reverse: no stress of the name `%s`", shown);
  const char *near = ndrsim_suggest(name, candidate, self->pick.list.n);
  if (near != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
  return NDRSIM_USAGE;
}

static ndrsim_status prepare_reverse(stress_state *self, const ndrsim_study_work *work,
                                     ndrsim_cost *cost, ndrsim_error *err) {
  ndrsim_outcome outcome;
  self->base = &work->input->model[0];
  self->own = calloc((size_t)self->n_reverse, sizeof *self->own);
  self->found = calloc((size_t)self->n_reverse, sizeof *self->found);
  if (self->own == NULL || self->found == NULL)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %d searches", self->n_reverse);
  ndrsim_status status = ndrsim_outcome_parse(self->outcome, self->base, 12, &outcome, err);
  for (int k = 0; k < self->n_reverse && status == NDRSIM_OK; k++) {
    status = name_reverse(self, k, err);
    if (status == NDRSIM_OK)
      status = ndrsim_stress_settle_run(&self->own[k], self->base, self->delay, work->options, err);
    if (status == NDRSIM_OK) status = ndrsim_reverse_check(&self->own[k], self->base, err);
  }
  if (status != NDRSIM_OK) return status;
  ndrsim_study_plan plan = {.model = &self->base,
                            .n_models = 1,
                            .outcome = &outcome,
                            .n_outcomes = 1,
                            .replicates = self->base->replicates};
  status = ndrsim_study_cost(&plan, work->options, cost, err);
  double searches =
      (double)self->n_reverse * (double)ndrsim_reverse_runs(self->base) / self->base->replicates;
  cost->seconds *= searches;
  cost->runs *= searches;
  return status;
}

static ndrsim_status run_reverse(stress_state *self, const ndrsim_study_work *work,
                                 ndrsim_error *err) {
  const ndrsim_source *source = &work->input->source[0];
  int64_t each = ndrsim_reverse_runs(self->base), total = each * self->n_reverse;
  ndrsim_status status = NDRSIM_OK;
  for (int k = 0; k < self->n_reverse && status == NDRSIM_OK; k++) {
    bool up = true;
    if (self->reverse[k][0] == '=')
      status = ndrsim_reverse_direction(source, self->base, self->reverse[k] + 1, self->outcome,
                                        self->quantile, work->options, &up, err);
    if (status == NDRSIM_OK && !up)
      status =
          ndrsim_reverse_parameter(self->base, self->reverse[k] + 1, false, &self->own[k], err);
    ndrsim_reverse_request request = {.stress = &self->own[k],
                                      .outcome = self->outcome,
                                      .threshold = self->below,
                                      .quantile = self->quantile,
                                      .late = self->delay};
    if (status == NDRSIM_OK)
      status = ndrsim_reverse_run(&self->found[k], source, self->base, &request, work->options,
                                  each * k, total, err);
    if (status == NDRSIM_OK) self->n_found++;
  }
  return status;
}

/* --- the study -------------------------------------------------------------------------------- */

static ndrsim_status prepare(void *state, const ndrsim_study_work *work, ndrsim_cost *cost,
                             ndrsim_error *err) {
  stress_state *self = state;
  ndrsim_status status = ndrsim_stress_pick_gather(&self->pick, err);
  if (status != NDRSIM_OK) return status;
  if (self->n_reverse > 0) return prepare_reverse(self, work, cost, err);
  for (int k = 0; k < self->pick.n_chosen && status == NDRSIM_OK; k++) {
    status = ndrsim_stress_settle_run(&self->pick.list.stress[self->pick.chosen[k]],
                                      &work->input->model[0], self->delay, work->options, err);
  }
  if (status != NDRSIM_OK) return status;
  ndrsim_stress_request request = {.list = &self->pick.list,
                                   .chosen = self->pick.chosen,
                                   .n_chosen = self->pick.n_chosen,
                                   .together = self->together,
                                   .outcome = self->outcome,
                                   .severity = self->severity,
                                   .late = self->delay};
  status = ndrsim_stress_study_prepare(&self->study, &work->input->source[0],
                                       &work->input->model[0], &request, err);
  return status == NDRSIM_OK ? ndrsim_stress_study_cost(&self->study, work->options, cost, err)
                             : status;
}

static ndrsim_status simulate(void *state, const ndrsim_study_work *work, ndrsim_error *err) {
  stress_state *self = state;
  if (self->n_reverse > 0) return run_reverse(self, work, err);
  return ndrsim_stress_study_run(&self->study, work->options, err);
}

static int whole(const void *state) {
  const stress_state *self = state;
  if (self->n_reverse == 0) return self->study.study.n;
  return self->n_found == self->n_reverse ? self->base->replicates
                                          : 0; /* a search is whole or not */
}

static void tell(const void *state, const ndrsim_report *report, ndrsim_document *out) {
  const stress_state *self = state;
  (void)report;
  if (self->n_reverse > 0)
    ndrsim_report_reverse(self->found, self->n_found, self->base, out);
  else
    ndrsim_report_stress(&self->study, out);
}

static ndrsim_status draw(ndrsim_chart_work *work, bool reverse,
                          ndrsim_status (*fill)(ndrsim_chart_work *work, ndrsim_error *err),
                          ndrsim_error *err) {
  const stress_state *self = work->study;
  if (reverse != (self->n_reverse > 0)) {
    snprintf(work->missing, sizeof work->missing, "%s",
             reverse ? "it is of --reverse" : "--reverse has a chart of its own");
    return NDRSIM_OK;
  }
  ndrsim_stress_charts charts = {&self->study, self->found, self->n_found};
  ndrsim_chart_work own = *work;
  own.study = reverse ? (const void *)&charts : &self->study;
  ndrsim_status status = fill(&own, err);
  memcpy(work->missing, own.missing, sizeof work->missing);
  return status;
}

static ndrsim_status draw_rank(ndrsim_chart_work *work, ndrsim_error *err) {
  return draw(work, false, ndrsim_chart_stress_rank, err);
}

static ndrsim_status draw_composition(ndrsim_chart_work *work, ndrsim_error *err) {
  return draw(work, false, ndrsim_chart_stress_composition, err);
}

static ndrsim_status draw_reverse(ndrsim_chart_work *work, ndrsim_error *err) {
  return draw(work, true, ndrsim_chart_stress_reverse, err);
}

static const ndrsim_chart chart[] = {
    {"stress-rank", "what each stress costs, and in which engine", draw_rank},
    {"stress-composition", "what NDR is made of, without and with the worst", draw_composition},
    {"stress-reverse", "the outcome by severity, and the threshold", draw_reverse},
};

const ndrsim_study_kind ndrsim_study_stress = {
    .verb = "stress",
    .directory = "ndrsim-stress",
    .least = 2,
    .size = sizeof(stress_state),
    .init = init,
    .free = release,
    .take = take,
    .kept = kept,
    .prepare = prepare,
    .run = simulate,
    .whole = whole,
    .tell = tell,
    .charts = {chart, (int)(sizeof chart / sizeof chart[0])},
    .runs = "runs",
};

const ndrsim_verb ndrsim_verb_stress = {
    .name = "stress",
    .operands = "SCENARIO.json",
    .offer = NDRSIM_OFFER_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .summary = "say what is left of NDR when something goes wrong",
    .description =
        "Runs the scenario as it is and with each of a library of stresses (a downturn, workflow "
        "growth stops, customers freeze seats, a price war, the anti-patterns, ...), on the same "
        "random numbers, and says which hurts most, what NDR is left, and which engine it takes it "
        "from. A stress of which the scenario has nothing is named and left out.\n\n"
        "With --reverse it asks the other way round: the smallest severity of a stress that takes "
        "the P50 (or --of another quantile) of NDR below a threshold, in the stress's own units "
        "and in standard deviations of what the scenario does not know. \"Not even in full\" is an "
        "answer.\n\n"
        "docs/scenario-format.md says how to write stresses of your own.",
    .option = stress_option,
    .n_options = (int)(sizeof stress_option / sizeof stress_option[0]),
    .examples = "ndrsim stress scenarios/agent-product.json --replicates 20 --horizon 13 "
                "--reverse workflow-stall --below 150\n"
                "ndrsim stress scenarios/agent-product.json --replicates 20 --horizon 13\n"
                "ndrsim stress scenarios/agent-product.json --replicates 20 --horizon 13 "
                "--stress workflow-stall --stress downturn --together",
    .run = ndrsim_study_verb_run,
};
