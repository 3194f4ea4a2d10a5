/* ndrsim sensitivity: what an outcome hangs on. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/sensitivity.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "report/studies.h"
#include "sim/text.h"

#define NAMED_MOST 64 /* parameters named on the command line */

enum { OPTION_OUTCOME = NDRSIM_STUDY_OWN, OPTION_METHOD, OPTION_OF, OPTION_PAIR };

static const ndrsim_option sensitivity_option[] = {
    {OPTION_METHOD, 0, "method", "LIST", NDRSIM_OFFER_WORDS,
     "tornado elasticity sobol shapley two-way all",
     "tornado, elasticity, sobol, shapley, two-way, between commas; or all (default: tornado)",
     "tornado moves one parameter at a time to its P10 and P90; elasticity by 5% to both sides; "
     "sobol splits the variance; shapley does so from the runs as they are drawn, "
     "and divides evenly what correlated parameters share; two-way moves two parameters over a "
     "grid of five levels each."},
    {OPTION_OUTCOME, 0, "outcome", "OUTCOME", NDRSIM_OFFER_METRIC, NULL,
     "what is looked at; repeatable (default: ndr@12)",
     "ndr, grr, profit, revenue, margin, logo_churn, or a metric of `ndrsim explain`, each with "
     "@MONTH: profit@24. Charts show the first."},
    {OPTION_OF, 0, "of", "PATH", NDRSIM_OFFER_PARAMETER, NULL,
     "only these parameters; repeatable (default: all that are drawn once per replicate)",
     "PATH stands for all that is drawn at it or below. A parameter that is a plain number here is "
     "moved by 10% to both sides."},
    {OPTION_PAIR, 0, "pair", "PATH,PATH", NDRSIM_OFFER_NOTHING, NULL,
     "parameters of the two-way table (default: the two with the largest swings)", NULL},
    NDRSIM_ROW_BOOK,
    NDRSIM_STUDY_ROW_OUTPUT("ndrsim-sensitivity"),
    NDRSIM_STUDY_ROWS_RUN,
    NDRSIM_STUDY_ROWS_CHARTS("sensitivity-tornado sensitivity-sobol sensitivity-two-way"),
    NDRSIM_STUDY_ROWS_PRINT("sensitivity.json"),
};

typedef struct sensitivity_state {
  char *of[NAMED_MOST], *outcome[NDRSIM_SENSITIVITY_OUTCOMES], *pair;
  int n_of, n_outcomes;
  unsigned methods;
  ndrsim_sensitivity sensitivity;
} sensitivity_state;

static void init(void *state) {
  ndrsim_sensitivity_init(&((sensitivity_state *)state)->sensitivity);
}

static void release(void *state) {
  sensitivity_state *self = state;
  for (int k = 0; k < self->n_of; k++) {
    free(self->of[k]);
  }
  for (int k = 0; k < self->n_outcomes; k++) {
    free(self->outcome[k]);
  }
  free(self->pair);
  ndrsim_sensitivity_free(&self->sensitivity);
}

/* --- options ---------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  unsigned bit;
} method[] = {
    {"tornado", NDRSIM_METHOD_TORNADO}, {"elasticity", NDRSIM_METHOD_ELASTICITY},
    {"sobol", NDRSIM_METHOD_SOBOL},     {"shapley", NDRSIM_METHOD_SHAPLEY},
    {"two-way", NDRSIM_METHOD_TWO_WAY}, {"all", NDRSIM_METHOD_ALL},
};
enum { METHODS = sizeof method / sizeof method[0] };

static ndrsim_status take_methods(sensitivity_state *self, const char *value, ndrsim_error *err) {
  const char *at = value;
  for (;;) {
    size_t length = strcspn(at, ",");
    int found = -1;
    for (int k = 0; k < METHODS; k++) {
      if (strlen(method[k].name) == length && strncmp(method[k].name, at, length) == 0) found = k;
    }
    if (found < 0) {
      char shown[64];
      ndrsim_text_escape(shown, sizeof shown, at, length);
      return ndrsim_error_set(err, NDRSIM_USAGE,
                              "--method: found `%s`, expected tornado, elasticity, sobol, "
                              "shapley, two-way or all",
                              shown);
    }
    self->methods |= method[found].bit;
    if (at[length] == '\0') return NDRSIM_OK;
    at += length + 1;
  }
}

static ndrsim_status keep(char **list, int *n, int most, const char *option, const char *value,
                          ndrsim_error *err) {
  if (*n == most) return ndrsim_error_set(err, NDRSIM_USAGE, "--%s: at most %d", option, most);
  list[*n] = strdup(value);
  if (list[*n] == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the options");
  ++*n;
  return NDRSIM_OK;
}

static ndrsim_status take(void *state, const char *option, const char *value, ndrsim_error *err) {
  sensitivity_state *self = state;
  if (value == NULL) return ndrsim_error_set(err, NDRSIM_USAGE, "--%s needs a value", option);
  if (strcmp(option, "method") == 0) return take_methods(self, value, err);
  if (strcmp(option, "of") == 0) return keep(self->of, &self->n_of, NAMED_MOST, option, value, err);
  if (strcmp(option, "outcome") == 0)
    return keep(self->outcome, &self->n_outcomes, NDRSIM_SENSITIVITY_OUTCOMES, option, value, err);
  free(self->pair);
  self->pair = strdup(value);
  return self->pair != NULL ? NDRSIM_OK
                            : ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the options");
}

/* --- the study -------------------------------------------------------------------------------- */

static ndrsim_status prepare(void *state, const ndrsim_study_work *work, ndrsim_cost *cost,
                             ndrsim_error *err) {
  sensitivity_state *self = state;
  ndrsim_sensitivity_ask ask = {
      .methods = self->methods != 0 ? self->methods : NDRSIM_METHOD_TORNADO,
      .of = (const char *const *)self->of,
      .n_of = self->n_of,
      .outcome = (const char *const *)self->outcome,
      .n_outcomes = self->n_outcomes,
      .pair = self->pair,
  };
  if (self->pair != NULL) ask.methods |= NDRSIM_METHOD_TWO_WAY;
  ndrsim_status status = ndrsim_sensitivity_prepare(&self->sensitivity, &work->input->source[0],
                                                    &work->input->model[0], &ask, err);
  return status == NDRSIM_OK ? ndrsim_sensitivity_cost(&self->sensitivity, work->options, cost, err)
                             : status;
}

static ndrsim_status simulate(void *state, const ndrsim_study_work *work, ndrsim_error *err) {
  return ndrsim_sensitivity_run(&((sensitivity_state *)state)->sensitivity, work->options, err);
}

static void tell(const void *state, const ndrsim_report *report, ndrsim_document *out) {
  (void)report;
  ndrsim_report_sensitivity(&((const sensitivity_state *)state)->sensitivity, out);
}

static const ndrsim_chart chart[] = {
    {"sensitivity-tornado", "the outcome at P10 and P90 of each parameter",
     ndrsim_chart_sensitivity_tornado},
    {"sensitivity-sobol", "shares of variance, alone and in all", ndrsim_chart_sensitivity_sobol},
    {"sensitivity-two-way", "the outcome over two parameters", ndrsim_chart_sensitivity_two_way},
};

const ndrsim_study_kind ndrsim_study_sensitivity = {
    .verb = "sensitivity",
    .directory = "ndrsim-sensitivity",
    .size = sizeof(sensitivity_state),
    .init = init,
    .free = release,
    .take = take,
    .prepare = prepare,
    .run = simulate,
    .tell = tell,
    .charts = {chart, (int)(sizeof chart / sizeof chart[0])},
    .drawn = offsetof(sensitivity_state, sensitivity),
    .runs = "runs",
};

const ndrsim_verb ndrsim_verb_sensitivity = {
    .name = "sensitivity",
    .operands = "SCENARIO.json",
    .offer = NDRSIM_OFFER_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .summary = "say which parameters an outcome hangs on",
    .description =
        "Moves the parameters that a scenario draws once per replicate, and those that are named, "
        "and says by how much NDR, or --outcome, follows: one at a time (tornado), per cent for "
        "per "
        "cent (elasticity), as shares of its variance with confidence intervals (Sobol indices, "
        "Shapley effects), "
        "and two together (two-way). All runs of a replicate have the same random numbers but for "
        "what is moved, so that differences are the parameter's own.\n\n"
        "Sobol indices split the variance of the mean over luck and the economy: what of it could "
        "be "
        "known if parameters were. They use the largest power of two, times 16, of points that "
        "--replicates allows, and at each three runs for every parameter and four more.",
    .option = sensitivity_option,
    .n_options = (int)(sizeof sensitivity_option / sizeof sensitivity_option[0]),
    .examples =
        "ndrsim sensitivity scenarios/agent-product.json --replicates 20\n"
        "ndrsim sensitivity scenarios/usage-based.json --replicates 32 --horizon 13 --method sobol "
        "--outcome profit@12",
    .run = ndrsim_study_verb_run,
};
