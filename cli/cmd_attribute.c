/* ndrsim attribute: what the growth of each engine causes of NDR, from runs in which it is off. */
#include <stddef.h>
#include <string.h>
#include "analysis/causal.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "report/run_document.h"

#define CHART "ndr-causal"

enum { OPTION_WINDOW = NDRSIM_STUDY_OWN };

static const ndrsim_option attribute_option[] = {
    NDRSIM_ROW_BOOK,
    NDRSIM_STUDY_ROW_OUTPUT("ndrsim-attribute"),
    {OPTION_WINDOW, 0, "window", "M", NDRSIM_OFFER_WORDS, "12 24 36",
     "months at which NDR is taken apart: 12, 24 or 36 (default: 12)",
     "For described customers, months from landing; engines that are off are frozen from the start "
     "of each account. For a book, the month at which the window of twelve months ends; engines "
     "that are off are frozen from the first of these months on, and all that came before is the "
     "same in all runs."},
    NDRSIM_STUDY_ROWS_RUN,
    NDRSIM_STUDY_ROWS_CHARTS(CHART),
    NDRSIM_STUDY_ROWS_PRINT("attribute.json"),
};

typedef struct attribute_state {
  ndrsim_causal causal;
  int window; /* [months] */
} attribute_state;

static void init(void *state) {
  attribute_state *self = state;
  ndrsim_causal_init(&self->causal);
  self->window = 12;
}

static void release(void *state) {
  ndrsim_causal_free(&((attribute_state *)state)->causal);
}

static ndrsim_status take(void *state, const char *option, const char *value, ndrsim_error *err) {
  static const char *const known[] = {"12", "24", "36"};
  attribute_state *self = state;
  (void)option; /* there is one */
  for (int k = 0; value != NULL && k < (int)(sizeof known / sizeof known[0]); k++) {
    if (strcmp(value, known[k]) != 0) continue;
    self->window = 12 * (k + 1);
    return NDRSIM_OK;
  }
  return ndrsim_error_set(err, NDRSIM_USAGE, "--window: expected 12, 24 or 36 [months]");
}

static ndrsim_status prepare(void *state, const ndrsim_study_work *work, ndrsim_cost *cost,
                             ndrsim_error *err) {
  (void)state;
  return ndrsim_causal_cost(&work->input->model[0], work->options, cost, err);
}

static ndrsim_status simulate(void *state, const ndrsim_study_work *work, ndrsim_error *err) {
  attribute_state *self = state;
  return ndrsim_causal_run(&self->causal, &work->input->model[0], self->window, work->options, err);
}

static int whole(const void *state) {
  return ((const attribute_state *)state)->causal.n;
}

static const ndrsim_results *results(const void *state) {
  return &((const attribute_state *)state)->causal.on;
}

static ndrsim_report of(const void *state, const ndrsim_report *report) {
  ndrsim_report own = *report;
  own.causal = &((const attribute_state *)state)->causal;
  return own;
}

static ndrsim_status text(const void *state, const ndrsim_report *report, bool color, FILE *out,
                          ndrsim_error *err) {
  ndrsim_report own = of(state, report);
  return ndrsim_report_attribute_text(&own, color, out, err);
}

static ndrsim_status json(const void *state, const ndrsim_report *report, FILE *out,
                          ndrsim_error *err) {
  ndrsim_report own = of(state, report);
  return ndrsim_report_attribute_json(&own, out, err);
}

static ndrsim_status csv(const void *state, const ndrsim_report *report, FILE *out,
                         ndrsim_error *err) {
  ndrsim_report own = of(state, report);
  return ndrsim_report_attribute_csv(&own, out, err);
}

static ndrsim_status hand(const void *state, const ndrsim_report *report, ndrsim_document *out,
                          ndrsim_error *err) {
  ndrsim_report own = of(state, report);
  return ndrsim_document_attribute(out, &own, err);
}

static const ndrsim_study_file file[] = {
    {"attribute.json", "everything above and more, for programs", json},
    {"attribute.csv", "the same figures with P5 to P95, one in a row", csv},
};

static const ndrsim_chart chart[] = {
    {CHART, "the split by causes beside both of the accounts", ndrsim_chart_ndr_causal},
};

const ndrsim_study_kind ndrsim_study_attribute = {
    .verb = "attribute",
    .directory = "ndrsim-attribute",
    .size = sizeof(attribute_state),
    .init = init,
    .free = release,
    .take = take,
    .prepare = prepare,
    .run = simulate,
    .whole = whole,
    .results = results,
    .hand = hand,
    .text = text,
    .file = file,
    .n_files = (int)(sizeof file / sizeof file[0]),
    .charts = {chart, (int)(sizeof chart / sizeof chart[0])},
    .drawn = offsetof(attribute_state, causal),
    .runs = "eight runs",
};

const ndrsim_verb ndrsim_verb_attribute = {
    .name = "attribute",
    .operands = "SCENARIO.json",
    .offer = NDRSIM_OFFER_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .summary = "say what growth of seats, of workflows and of capacity causes of NDR",
    .description =
        "Runs each simulated future eight times on the same random numbers, with every set of the "
        "three engines growing and the others frozen, and says what NDR would be without one, and "
        "what each causes (the Shapley value over the eight runs, with standard errors). Beside it "
        "stand the two accounting splits of the run in which all grow, which only divide the "
        "revenue that came.\n\n"
        "Frozen means no growth by any path, and no plays for it; losses go on, and so does what "
        "happens above a cap. Sales, CSM and everything else stay as the scenario has them.",
    .option = attribute_option,
    .n_options = (int)(sizeof attribute_option / sizeof attribute_option[0]),
    .examples =
        "ndrsim attribute scenarios/agent-product.json --replicates 100\n"
        "ndrsim attribute scenarios/agent-product.json --window 24 --replicates 50 -o two-years\n"
        "ndrsim attribute scenarios/agent-product.json --book accounts.csv --json",
    .run = ndrsim_study_verb_run,
};
