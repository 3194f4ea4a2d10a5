/* ndrsim compare: scenarios, or one scenario with alternatives, on the same random numbers. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/choice.h"
#include "analysis/compare.h"
#include "cli/alternative.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "report/studies.h"
#include "scenarios/difference.h"

enum { OPTION_WITH = NDRSIM_STUDY_OWN, OPTION_OBJECTIVE };

static const ndrsim_option compare_option[] = {
    NDRSIM_ROW_WITH(OPTION_WITH),
    {OPTION_OBJECTIVE, 0, "objective", "OUTCOME", NDRSIM_OFFER_METRIC, NULL,
     "what to choose by (default: profit of all months that are compared)",
     "ndr, grr, profit, revenue, margin, logo_churn, or a metric of `ndrsim explain`, each with "
     "@MONTH: ndr@24. Of the first two the convention is that of the headline."},
    NDRSIM_ROW_BOOK,
    NDRSIM_STUDY_ROW_OUTPUT("ndrsim-compare"),
    NDRSIM_STUDY_ROWS_RUN,
    NDRSIM_STUDY_ROWS_CHARTS("compare-fan compare-bridge"),
    NDRSIM_STUDY_ROWS_PRINT("compare.json"),
};

typedef struct compare_state {
  char *objective; /* NULL = the default */
  ndrsim_alternative with[NDRSIM_COMPARE_MOST];
  int n_with;
  ndrsim_model own[NDRSIM_COMPARE_MOST]; /* models that are not the input's own */
  int n_own;
  ndrsim_compare compare;
  ndrsim_choice choice;
  int at; /* outcome of the choice */
  ndrsim_comparison_change *change;
  int n_changes, changing; /* changing: of which scenario they are */
  bool no_memory;
} compare_state;

static void init(void *state) {
  compare_state *self = state;
  ndrsim_compare_init(&self->compare);
  ndrsim_choice_init(&self->choice);
}

static void release(void *state) {
  compare_state *self = state;
  for (int k = 0; k < self->n_with; k++) {
    ndrsim_alternative_free(&self->with[k]);
  }
  for (int k = 0; k < self->n_own; k++) {
    ndrsim_model_free(&self->own[k]);
  }
  ndrsim_compare_free(&self->compare);
  ndrsim_choice_free(&self->choice);
  free(self->objective);
  free(self->change);
}

/* --- options ---------------------------------------------------------------------------------- */

static ndrsim_status take_with(compare_state *self, const char *value, ndrsim_error *err) {
  if (self->n_with == NDRSIM_COMPARE_MOST - 1)
    return ndrsim_error_set(err, NDRSIM_USAGE, "--with: at most %d alternatives",
                            NDRSIM_COMPARE_MOST - 1);
  return ndrsim_alternative_parse(&self->with[self->n_with++], value, err);
}

static ndrsim_status take(void *state, const char *option, const char *value, ndrsim_error *err) {
  compare_state *self = state;
  if (value == NULL) return ndrsim_error_set(err, NDRSIM_USAGE, "--%s needs a value", option);
  if (strcmp(option, "with") == 0) return take_with(self, value, err);
  free(self->objective);
  self->objective = strdup(value);
  if (self->objective == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory");
  return NDRSIM_OK;
}

/* --- scenarios -------------------------------------------------------------------------------- */

static void found(void *user, const char *path, const char *from, const char *to) {
  compare_state *self = user;
  ndrsim_comparison_change *grown =
      realloc(self->change, ((size_t)self->n_changes + 1) * sizeof *grown);
  if (grown == NULL) {
    self->no_memory = true;
    return;
  }
  self->change = grown;
  ndrsim_comparison_change *one = &grown[self->n_changes++];
  one->scenario = self->changing;
  snprintf(one->path, sizeof one->path, "%s", path);
  snprintf(one->from, sizeof one->from, "%s", from);
  snprintf(one->to, sizeof one->to, "%s", to);
}

static ndrsim_difference_side side_of(const ndrsim_source *source, const ndrsim_override *override,
                                      int n) {
  return (ndrsim_difference_side){.text = source->scenario,
                                  .size = source->scenario_size,
                                  .name = source->scenario_name,
                                  .override = override,
                                  .n_overrides = n};
}

/* Adds a scenario, with the changes of its source and `n` more, and says how it differs. */
static ndrsim_status add(compare_state *self, const ndrsim_study_work *work, int source,
                         const ndrsim_override *more, int n, const ndrsim_model **out,
                         ndrsim_error *err) {
  const ndrsim_source *from = &work->input->source[source], *first = &work->input->source[0];
  ndrsim_model *model = &self->own[self->n_own++];
  ndrsim_status status = ndrsim_option_model(from, &work->input->model[0], more, n, model, err);
  *out = model;
  if (status != NDRSIM_OK) return status;
  int count = from->n_overrides + n;
  ndrsim_override *override = malloc(((size_t)count + 1) * sizeof *override);
  if (override == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the changes");
  for (int k = 0; k < count; k++) {
    override[k] = k < from->n_overrides ? from->override[k] : more[k - from->n_overrides];
  }
  ndrsim_difference_side a = side_of(first, first->override, first->n_overrides);
  ndrsim_difference_side b = side_of(from, override, count);
  status = ndrsim_scenario_difference(&a, &b, found, self, err);
  free(override);
  if (status == NDRSIM_OK && self->no_memory)
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the differences");
  return status;
}

static ndrsim_status choose_objective(compare_state *self, ndrsim_error *err) {
  ndrsim_compare *compare = &self->compare;
  int month = compare->months[compare->n_months - 1];
  ndrsim_outcome outcome;
  ndrsim_status status = ndrsim_outcome_parse(self->objective != NULL ? self->objective : "profit",
                                              compare->model[0], month, &outcome, err);
  if (status != NDRSIM_OK) return status;
  return ndrsim_compare_add(compare, &outcome, &self->at, err);
}

static ndrsim_status prepare(void *state, const ndrsim_study_work *work, ndrsim_cost *cost,
                             ndrsim_error *err) {
  compare_state *self = state;
  const ndrsim_study_input *input = work->input;
  const ndrsim_model *model[NDRSIM_COMPARE_MOST] = {&input->model[0]};
  int n = 1;
  ndrsim_status status = NDRSIM_OK;
  if (input->n + self->n_with < 2)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "there is nothing to compare with: give a second scenario, or an "
                            "alternative by --with PATH=VALUE");
  if (input->n + self->n_with > NDRSIM_COMPARE_MOST)
    return ndrsim_error_set(err, NDRSIM_USAGE, "at most %d scenarios can be compared",
                            NDRSIM_COMPARE_MOST);
  ndrsim_option_label(self->compare.label, 0, input->model[0].name, input->model[0].scenario_file);
  for (int k = 1; k < input->n && status == NDRSIM_OK; k++, n++) {
    self->changing = n;
    status = add(self, work, k, NULL, 0, &model[n], err);
    ndrsim_option_label(self->compare.label, n, input->model[k].name,
                        input->model[k].scenario_file);
  }
  for (int k = 0; k < self->n_with && status == NDRSIM_OK; k++, n++) {
    self->changing = n;
    status = add(self, work, 0, self->with[k].change, self->with[k].n, &model[n], err);
    ndrsim_alternative_label(self->compare.label, n, &self->with[k], k + 1);
  }
  if (status == NDRSIM_OK) status = ndrsim_compare_prepare(&self->compare, model, n, err);
  if (status == NDRSIM_OK) status = choose_objective(self, err);
  return status == NDRSIM_OK ? ndrsim_compare_cost(&self->compare, work->options, cost, err)
                             : status;
}

static ndrsim_status simulate(void *state, const ndrsim_study_work *work, ndrsim_error *err) {
  compare_state *self = state;
  ndrsim_status status = ndrsim_compare_run(&self->compare, work->options, err);
  if (status != NDRSIM_OK && status != NDRSIM_INTERRUPTED) return status;
  ndrsim_status chosen = ndrsim_choice_make(&self->choice, &self->compare.study, self->at, 0, err);
  return chosen == NDRSIM_OK ? status : chosen;
}

static int whole(const void *state) {
  return ((const compare_state *)state)->compare.study.n;
}

static void tell(const void *state, const ndrsim_report *report, ndrsim_document *out) {
  const compare_state *self = state;
  ndrsim_comparison comparison = {.compare = &self->compare,
                                  .choice = &self->choice,
                                  .objective = self->at,
                                  .change = self->change,
                                  .n_changes = self->n_changes};
  ndrsim_report_comparison(&comparison, report, out);
}

static const ndrsim_chart chart[] = {
    {"compare-fan", "MRR of each scenario with its band", ndrsim_chart_compare_fan},
    {"compare-bridge", "what NDR is made of, side by side", ndrsim_chart_compare_bridge},
};

const ndrsim_study_kind ndrsim_study_compare = {
    .verb = "compare",
    .directory = "ndrsim-compare",
    .least = 2,
    .size = sizeof(compare_state),
    .init = init,
    .free = release,
    .take = take,
    .prepare = prepare,
    .run = simulate,
    .whole = whole,
    .tell = tell,
    .charts = {chart, (int)(sizeof chart / sizeof chart[0])},
    .drawn = offsetof(compare_state, compare),
    .runs = "runs",
};

const ndrsim_verb ndrsim_verb_compare = {
    .name = "compare",
    .operands = "SCENARIO.json...",
    .offer = NDRSIM_OFFER_JSON,
    .operands_min = 1,
    .operands_max = 8,
    .summary = "compare scenarios on the same random numbers",
    .description =
        "Runs all scenarios, and the alternatives to the first that --with describes, on the same "
        "random numbers, and says which is best by gross profit (or --objective), how sure that "
        "is, "
        "and by how much each differs from the first: MRR, NDR, GRR, gross profit, churn and the "
        "bridge of NDR at 12, 24 and 36 months, with bands. All run with seed, horizon and "
        "replicates of the first.\n\n"
        "A difference is taken replicate by replicate: the luck of customers and the economy are "
        "the same on both sides, so that what remains is the scenarios' own.",
    .option = compare_option,
    .n_options = (int)(sizeof compare_option / sizeof compare_option[0]),
    .examples =
        "ndrsim compare scenarios/agent-product.json --replicates 50 --with tiers.pro.cap=800 "
        "--with tiers.pro.cap=1500\n"
        "ndrsim compare scenarios/usage-based.json scenarios/seat-usage.json --replicates 50 "
        "--objective ndr@24",
    .run = ndrsim_study_verb_run,
};
