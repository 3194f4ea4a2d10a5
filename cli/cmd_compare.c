/* ndrsim compare: scenarios, or one scenario with alternatives, on the same random numbers. */
#include <stdlib.h>
#include <string.h>
#include "analysis/choice.h"
#include "analysis/compare.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "report/studies.h"
#include "scenarios/difference.h"
#include "sim/text.h"

#define CHANGES_MOST 16  /* of one alternative */
#define LABEL_LONGEST 40 /* a longer change is no name */

enum { OPTION_WITH = NDRSIM_STUDY_OWN, OPTION_OBJECTIVE };

static const ndrsim_option compare_option[] = {
    {OPTION_WITH, 0, "with", "PATH=VALUE", NDRSIM_OFFER_PARAMETER, NULL,
     "an alternative: the first scenario with this change; repeatable",
     "Several changes of one alternative stand between semicolons, and a name may stand before "
     "them: --with 'generous: tiers.pro.cap=1500; tiers.pro.price=40'."},
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

typedef struct alternative {
  char *name;                           /* as it was given before a colon; "" = none */
  char *piece;                          /* what was given, cut into changes */
  ndrsim_override change[CHANGES_MOST]; /* point into it */
  int n;
} alternative;

typedef struct compare_state {
  char *objective; /* NULL = the default */
  alternative with[NDRSIM_COMPARE_MOST];
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
    free(self->with[k].name);
    free(self->with[k].piece);
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

/* Cuts at semicolons that stand outside of quotes and brackets: a value is JSON. */
static ndrsim_status cut(alternative *self, ndrsim_error *err) {
  char *at = self->piece;
  int depth = 0;
  bool quoted = false;
  for (char *start = at;; at++) {
    bool end = *at == '\0';
    if (quoted && *at == '\\' && at[1] != '\0') {
      at++;
      continue;
    }
    if (*at == '"') quoted = !quoted;
    if (!quoted && strchr("[{", *at) != NULL && !end) depth++;
    if (!quoted && strchr("]}", *at) != NULL && !end) depth--;
    if (!end && (*at != ';' || quoted || depth > 0)) continue;
    *at = '\0';
    start += strspn(start, " ");
    if (self->n == CHANGES_MOST)
      return ndrsim_error_set(err, NDRSIM_USAGE, "--with: more than %d changes", CHANGES_MOST);
    if (*start != '\0') self->change[self->n++].text = start;
    if (end) break;
    start = at + 1;
  }
  if (self->n > 0) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_USAGE, "--with: expected PATH=VALUE, found nothing");
}

static ndrsim_status take_with(compare_state *self, const char *value, ndrsim_error *err) {
  if (self->n_with == NDRSIM_COMPARE_MOST - 1)
    return ndrsim_error_set(err, NDRSIM_USAGE, "--with: at most %d alternatives",
                            NDRSIM_COMPARE_MOST - 1);
  alternative *one = &self->with[self->n_with++];
  size_t name = strcspn(value, ":="); /* a path has no colon */
  bool named = value[name] == ':';
  one->name = strndup(value, named ? name : 0);
  one->piece = strdup(named ? value + name + 1 : value);
  if (one->name == NULL || one->piece == NULL)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for an alternative");
  return cut(one, err);
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

/* What makes another scenario a partner of the first: seed, horizon and replicates. */
typedef struct partner_text {
  char seed[48], horizon[32], replicates[32];
  ndrsim_override change[3];
} partner_text;

static void make_partner(const ndrsim_model *first, partner_text *out) {
  snprintf(out->seed, sizeof out->seed, "seed=\"%llu\"", (unsigned long long)first->seed);
  snprintf(out->horizon, sizeof out->horizon, "horizon=%d", first->horizon);
  snprintf(out->replicates, sizeof out->replicates, "replicates=%d", first->replicates);
  out->change[0].text = out->seed;
  out->change[1].text = out->horizon;
  out->change[2].text = out->replicates;
}

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
  partner_text partner;
  ndrsim_override all[CHANGES_MOST + 3];
  make_partner(&work->input->model[0], &partner);
  for (int k = 0; k < n + 3; k++) {
    all[k] = k < n ? more[k] : partner.change[k - n];
  }
  ndrsim_model *model = &self->own[self->n_own];
  ndrsim_model_init(model);
  self->n_own++;
  ndrsim_status status = ndrsim_source_model(from, all, n + 3, model, err);
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

/* Names tell scenarios apart; where they do not, their files do. */
static void put_label(compare_state *self, int scenario, const char *name, const char *file) {
  char *label = self->compare.label[scenario];
  size_t size = sizeof self->compare.label[scenario];
  ndrsim_text_escape(label, size, name, strlen(name));
  for (int k = 0; k < scenario; k++) {
    if (strcmp(self->compare.label[k], label) != 0) continue;
    char shown[96];
    ndrsim_text_escape(shown, sizeof shown, file, strlen(file));
    snprintf(label, size, "%.60s (%d: %.80s)", name, scenario + 1, shown);
    return;
  }
}

/* An alternative is called by its name, or by its change; several changes make a bad name. */
static void label_alternative(compare_state *self, int scenario, const alternative *with) {
  char number[32];
  snprintf(number, sizeof number, "alternative %d", (int)(with - self->with) + 1);
  const char *only = with->n == 1 ? with->change[0].text : number;
  if (strlen(only) > LABEL_LONGEST) only = number;
  put_label(self, scenario, with->name[0] != '\0' ? with->name : only, number);
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
  put_label(self, 0, input->model[0].name, input->model[0].scenario_file);
  for (int k = 1; k < input->n && status == NDRSIM_OK; k++, n++) {
    self->changing = n;
    status = add(self, work, k, NULL, 0, &model[n], err);
    put_label(self, n, input->model[k].name, input->model[k].scenario_file);
  }
  for (int k = 0; k < self->n_with && status == NDRSIM_OK; k++, n++) {
    self->changing = n;
    status = add(self, work, 0, self->with[k].change, self->with[k].n, &model[n], err);
    label_alternative(self, n, &self->with[k]);
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

static ndrsim_status draw_fan(ndrsim_chart_work *work, ndrsim_error *err) {
  ndrsim_chart_work own = *work;
  own.study = &((const compare_state *)work->study)->compare;
  return ndrsim_chart_compare_fan(&own, err);
}

static ndrsim_status draw_bridge(ndrsim_chart_work *work, ndrsim_error *err) {
  ndrsim_chart_work own = *work;
  own.study = &((const compare_state *)work->study)->compare;
  return ndrsim_chart_compare_bridge(&own, err);
}

static const ndrsim_chart chart[] = {
    {"compare-fan", "MRR of each scenario with its band", draw_fan},
    {"compare-bridge", "what NDR is made of, side by side", draw_bridge},
};

const ndrsim_study_kind ndrsim_study_compare = {
    .verb = "compare",
    .directory = "ndrsim-compare",
    .size = sizeof(compare_state),
    .init = init,
    .free = release,
    .take = take,
    .prepare = prepare,
    .run = simulate,
    .whole = whole,
    .tell = tell,
    .charts = {chart, (int)(sizeof chart / sizeof chart[0])},
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
