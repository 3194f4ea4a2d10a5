/* ndrsim stress: what a scenario loses when something goes wrong. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/stress.h"
#include "api/share.h"
#include "cli/cli.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "data/whole_file.h"
#include "report/stress.h"
#include "scenarios/suggest.h"
#include "sim/text.h"

#define LIBRARY "library.json"
#define FILE_MOST ((size_t)1 << 20)

enum {
  OPTION_STRESS = NDRSIM_STUDY_OWN,
  OPTION_TOGETHER,
  OPTION_OUTCOME,
  OPTION_SEVERITY,
  OPTION_DELAY
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
    {OPTION_DELAY, 0, "delay", "M", NDRSIM_OFFER_NOTHING, NULL,
     "months by which all begin later than described (default: 0)", NULL},
    NDRSIM_ROW_BOOK,
    NDRSIM_STUDY_ROW_OUTPUT("ndrsim-stress"),
    NDRSIM_STUDY_ROWS_RUN,
    NDRSIM_STUDY_ROWS_CHARTS("stress-rank stress-composition"),
    NDRSIM_STUDY_ROWS_PRINT("stress.json"),
};

typedef struct stress_state {
  char **given; /* after --stress: a name, or the text of a file */
  int n_given;
  bool together;
  char outcome[NDRSIM_OUTCOME_NAME];
  double severity;
  int delay;
  ndrsim_stress_list list;
  int chosen[NDRSIM_STRESS_MOST], n_chosen;
  ndrsim_stress_study study;
} stress_state;

static void init(void *state) {
  stress_state *self = state;
  ndrsim_stress_list_init(&self->list);
  ndrsim_stress_study_init(&self->study);
  snprintf(self->outcome, sizeof self->outcome, "ndr@12");
  self->severity = 1;
}

static void release(void *state) {
  stress_state *self = state;
  for (int k = 0; k < self->n_given; k++) {
    free(self->given[k]);
  }
  free(self->given);
  ndrsim_stress_study_free(&self->study);
  ndrsim_stress_list_free(&self->list);
}

/* --- options ---------------------------------------------------------------------------------- */

static bool is_file(const char *value) {
  size_t n = strlen(value);
  return strchr(value, '/') != NULL || strcmp(value, "-") == 0 ||
         (n > 5 && strcmp(value + n - 5, ".json") == 0);
}

static bool is_text(const char *value) {
  return value[strspn(value, " \t\r\n")] == '{';
}

/* A file is read at once, and its text kept in its place: `ndrsim verify` needs no file. */
static ndrsim_status take_stress(stress_state *self, const char *value, ndrsim_error *err) {
  char **grown = realloc(self->given, ((size_t)self->n_given + 1) * sizeof *grown);
  char *text = NULL;
  size_t size;
  if (grown == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for an option");
  self->given = grown;
  if (!is_text(value) && is_file(value)) {
    ndrsim_stress_list list;
    ndrsim_stress_list_init(&list);
    const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, err);
    if (catalogue == NULL) return err->status;
    ndrsim_status status = ndrsim_whole_file_read(value, FILE_MOST, &text, &size, err);
    if (status == NDRSIM_OK)
      status = ndrsim_stress_list_parse(&list, catalogue, text, size, value, err);
    ndrsim_stress_list_free(&list);
    if (status != NDRSIM_OK) {
      free(text);
      return status;
    }
  } else {
    text = strdup(value);
    if (text == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for an option");
  }
  self->given[self->n_given++] = text;
  return NDRSIM_OK;
}

static ndrsim_status take(void *state, const char *option, const char *value, ndrsim_error *err) {
  stress_state *self = state;
  if (strcmp(option, "together") == 0) {
    self->together = true;
    return NDRSIM_OK;
  }
  if (value == NULL) return ndrsim_error_set(err, NDRSIM_USAGE, "--%s needs a value", option);
  if (strcmp(option, "stress") == 0) return take_stress(self, value, err);
  if (strcmp(option, "delay") == 0)
    return ndrsim_input_int("--delay", value, 0, NDRSIM_MAX_HORIZON, &self->delay, err);
  if (strcmp(option, "severity") == 0) {
    char *end;
    self->severity = strtod(value, &end);
    if (end != value && *end == '\0' && self->severity > 0 && self->severity <= 100)
      return NDRSIM_OK;
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "--severity: expected a number above 0, at most 100");
  }
  if (strlen(value) >= sizeof self->outcome)
    return ndrsim_error_set(err, NDRSIM_USAGE, "--outcome: there is no outcome of so long a name");
  snprintf(self->outcome, sizeof self->outcome, "%s", value);
  return NDRSIM_OK;
}

/* What the manifest keeps of an option: of a file its text, which take() has just read. */
static const char *kept(const void *state, const char *option, const char *value) {
  const stress_state *self = state;
  return strcmp(option, "stress") == 0 ? self->given[self->n_given - 1] : value;
}

/* --- which stresses --------------------------------------------------------------------------- */

static ndrsim_status read_library(stress_state *self, const ndrsim_catalogue *catalogue,
                                  ndrsim_error *err) {
  char directory[4096], path[4608], *text = NULL;
  size_t size;
  ndrsim_share_directory("stresses", directory, sizeof directory);
  snprintf(path, sizeof path, "%s/" LIBRARY, directory);
  ndrsim_status status = ndrsim_whole_file_read(path, FILE_MOST, &text, &size, err);
  if (status == NDRSIM_OK)
    status = ndrsim_stress_list_parse(&self->list, catalogue, text, size, path, err);
  free(text);
  return status;
}

static ndrsim_status choose(stress_state *self, int index, ndrsim_error *err) {
  for (int k = 0; k < self->n_chosen; k++) {
    if (self->chosen[k] == index) return NDRSIM_OK;
  }
  if (self->n_chosen == NDRSIM_STRESS_MOST)
    return ndrsim_error_set(err, NDRSIM_USAGE, "more than %d stresses", NDRSIM_STRESS_MOST);
  self->chosen[self->n_chosen++] = index;
  return NDRSIM_OK;
}

/* "shocks", "anti-patterns" or the one of this name. */
static ndrsim_status choose_named(stress_state *self, const char *name, int shipped,
                                  ndrsim_error *err) {
  bool shocks = strcmp(name, "shocks") == 0, patterns = strcmp(name, "anti-patterns") == 0;
  const char *candidate[NDRSIM_STRESS_MOST + 2] = {"shocks", "anti-patterns"};
  char shown[96];
  int found = 0;
  for (int k = 0; k < shipped; k++) {
    const ndrsim_stress *stress = &self->list.stress[k];
    candidate[k + 2] = stress->name;
    bool wanted =
        shocks || patterns ? stress->anti_pattern == patterns : strcmp(stress->name, name) == 0;
    if (!wanted) continue;
    ndrsim_status status = choose(self, k, err);
    if (status != NDRSIM_OK) return status;
    found++;
  }
  if (found > 0) return NDRSIM_OK;
  ndrsim_text_escape(shown, sizeof shown, name, strlen(name));
  ndrsim_error_set(err, NDRSIM_USAGE, "--stress: no stress of the name `%s` ships", shown);
  size_t n = 0;
  for (int k = 0; k < shipped && n < sizeof err->expected; k++) {
    n += (size_t)snprintf(err->expected + n, sizeof err->expected - n, "%s%s", k > 0 ? ", " : "",
                          self->list.stress[k].name);
  }
  const char *near = ndrsim_suggest(name, candidate, shipped + 2);
  if (near != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
  return NDRSIM_USAGE;
}

static ndrsim_status gather(stress_state *self, ndrsim_error *err) {
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, err);
  if (catalogue == NULL) return err->status;
  ndrsim_status status = read_library(self, catalogue, err);
  int shipped = self->list.n;
  for (int k = 0; k < shipped && self->n_given == 0 && status == NDRSIM_OK; k++) {
    status = choose(self, k, err);
  }
  for (int k = 0; k < self->n_given && status == NDRSIM_OK; k++) {
    int before = self->list.n;
    if (!is_text(self->given[k])) {
      status = choose_named(self, self->given[k], shipped, err);
      continue;
    }
    status = ndrsim_stress_list_parse(&self->list, catalogue, self->given[k],
                                      strlen(self->given[k]), "--stress", err);
    for (int j = before; j < self->list.n && status == NDRSIM_OK; j++) {
      status = choose(self, j, err);
    }
  }
  return status;
}

/* --- the study -------------------------------------------------------------------------------- */

static ndrsim_status prepare(void *state, const ndrsim_study_work *work, ndrsim_cost *cost,
                             ndrsim_error *err) {
  stress_state *self = state;
  ndrsim_status status = gather(self, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_stress_request request = {.list = &self->list,
                                   .chosen = self->chosen,
                                   .n_chosen = self->n_chosen,
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
  return ndrsim_stress_study_run(&((stress_state *)state)->study, work->options, err);
}

static int whole(const void *state) {
  return ((const stress_state *)state)->study.study.n;
}

static void tell(const void *state, const ndrsim_report *report, ndrsim_document *out) {
  (void)report;
  ndrsim_report_stress(&((const stress_state *)state)->study, out);
}

static ndrsim_status draw_rank(ndrsim_chart_work *work, ndrsim_error *err) {
  ndrsim_chart_work own = *work;
  own.study = &((const stress_state *)work->study)->study;
  ndrsim_status status = ndrsim_chart_stress_rank(&own, err);
  memcpy(work->missing, own.missing, sizeof work->missing);
  return status;
}

static ndrsim_status draw_composition(ndrsim_chart_work *work, ndrsim_error *err) {
  ndrsim_chart_work own = *work;
  own.study = &((const stress_state *)work->study)->study;
  ndrsim_status status = ndrsim_chart_stress_composition(&own, err);
  memcpy(work->missing, own.missing, sizeof work->missing);
  return status;
}

static const ndrsim_chart chart[] = {
    {"stress-rank", "what each stress costs, and in which engine", draw_rank},
    {"stress-composition", "what NDR is made of, without and with the worst", draw_composition},
};

const ndrsim_study_kind ndrsim_study_stress = {
    .verb = "stress",
    .directory = "ndrsim-stress",
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
        "docs/scenario-format.md says how to write stresses of your own.",
    .option = stress_option,
    .n_options = (int)(sizeof stress_option / sizeof stress_option[0]),
    .examples = "ndrsim stress scenarios/agent-product.json --replicates 20 --horizon 13\n"
                "ndrsim stress scenarios/agent-product.json --replicates 20 --horizon 13 "
                "--stress workflow-stall --stress downturn --together",
    .run = ndrsim_study_verb_run,
};
