/* ndrsim concentration: NDR with fewer customers, and without the largest. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "cli/studies.h"
#include "cli/verbs.h"
#include "report/concentration.h"

enum { OPTION_SIZES = NDRSIM_STUDY_OWN, OPTION_WINDOW };

static const ndrsim_option concentration_option[] = {
    {OPTION_SIZES, 0, "sizes", "LIST", NDRSIM_OFFER_NOTHING, NULL,
     "numbers of customers, between commas (default: 10,20,50,100,...)", NULL},
    {OPTION_WINDOW, 0, "window", "M", NDRSIM_OFFER_WORDS, "12 24 36",
     "months at which NDR is taken: 12, 24 or 36 (default: 12)",
     "For described customers, months from landing; for a book, the month at which the window of "
     "twelve months ends."},
    NDRSIM_ROW_BOOK,
    NDRSIM_STUDY_ROW_OUTPUT("ndrsim-concentration"),
    NDRSIM_STUDY_ROWS_RUN,
    NDRSIM_STUDY_ROWS_CHARTS("concentration"),
    NDRSIM_STUDY_ROWS_PRINT("concentration.json"),
};

typedef struct concentration_state {
  int64_t size[NDRSIM_PORTFOLIO_SIZES];
  int n_sizes; /* 0 = the default ones */
  int window;
  ndrsim_concentration found;
} concentration_state;

static void init(void *state) {
  concentration_state *self = state;
  self->window = 12;
  ndrsim_concentration_init(&self->found);
}

static void release(void *state) {
  ndrsim_concentration_free(&((concentration_state *)state)->found);
}

static ndrsim_status take_sizes(concentration_state *self, const char *value, ndrsim_error *err) {
  self->n_sizes = 0;
  for (const char *at = value;; at++) {
    char *end;
    long long n = *at >= '0' && *at <= '9' ? strtoll(at, &end, 10) : 0;
    bool rises = self->n_sizes == 0 || n > self->size[self->n_sizes - 1];
    if (n < 1 || n > 1000000000 || !rises || (*end != ',' && *end != '\0') ||
        self->n_sizes + 1 >= NDRSIM_PORTFOLIO_SIZES)
      return ndrsim_error_set(err, NDRSIM_USAGE,
                              "--sizes: expected whole numbers that rise, such as 10,50,200; at "
                              "most %d",
                              NDRSIM_PORTFOLIO_SIZES - 1);
    self->size[self->n_sizes++] = n;
    at = end;
    if (*at == '\0') return NDRSIM_OK;
  }
}

static ndrsim_status take(void *state, const char *option, const char *value, ndrsim_error *err) {
  concentration_state *self = state;
  if (value == NULL) return ndrsim_error_set(err, NDRSIM_USAGE, "--%s needs a value", option);
  if (strcmp(option, "sizes") == 0) return take_sizes(self, value, err);
  for (self->window = 12; self->window <= 36; self->window += 12) {
    char known[16];
    snprintf(known, sizeof known, "%d", self->window);
    if (strcmp(value, known) == 0) return NDRSIM_OK;
  }
  return ndrsim_error_set(err, NDRSIM_USAGE, "--window: expected 12, 24 or 36 [months]");
}

static ndrsim_status prepare(void *state, const ndrsim_study_work *work, ndrsim_cost *cost,
                             ndrsim_error *err) {
  const concentration_state *self = state;
  const ndrsim_model *model = &work->input->model[0];
  if (self->window > model->horizon)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "the window ends at %d months, and the horizon is %d", self->window,
                            model->horizon);
  return ndrsim_concentration_cost(model, work->options, cost, err);
}

static ndrsim_status simulate(void *state, const ndrsim_study_work *work, ndrsim_error *err) {
  concentration_state *self = state;
  return ndrsim_concentration_run(&self->found, &work->input->model[0], self->window,
                                  self->n_sizes > 0 ? self->size : NULL, self->n_sizes,
                                  work->options, err);
}

static int whole(const void *state) {
  return ((const concentration_state *)state)->found.n;
}

static void tell(const void *state, const ndrsim_report *report, ndrsim_document *out) {
  (void)report;
  ndrsim_report_concentration(&((const concentration_state *)state)->found, out);
}

static const ndrsim_chart chart[] = {
    {"concentration", "NDR by number of customers, with its bands", ndrsim_chart_concentration},
};

const ndrsim_study_kind ndrsim_study_concentration = {
    .verb = "concentration",
    .directory = "ndrsim-concentration",
    .least = 2,
    .size = sizeof(concentration_state),
    .init = init,
    .free = release,
    .take = take,
    .prepare = prepare,
    .run = simulate,
    .whole = whole,
    .tell = tell,
    .charts = {chart, (int)(sizeof chart / sizeof chart[0])},
    .drawn = offsetof(concentration_state, found),
    .runs = "runs",
};

const ndrsim_verb ndrsim_verb_concentration = {
    .name = "concentration",
    .operands = "SCENARIO.json",
    .offer = NDRSIM_OFFER_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .summary = "say how sure NDR is with fewer customers, and what it is without the largest",
    .description =
        "Draws portfolios of 10, 20, 50, 100, ... customers at random from the base of each "
        "simulated future, and says how wide the band of NDR is with so few; and what NDR is "
        "without the tenth of customers that pay most when the window begins.\n\n"
        "More customers average out the luck of single accounts. What nobody knows about all of "
        "them, and the economy, stay: a band does not narrow to nothing.",
    .option = concentration_option,
    .n_options = (int)(sizeof concentration_option / sizeof concentration_option[0]),
    .examples = "ndrsim concentration scenarios/agent-product.json --replicates 40 --horizon 13",
    .run = ndrsim_study_verb_run,
};
