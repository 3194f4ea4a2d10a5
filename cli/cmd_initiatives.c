/* ndrsim initiatives: what initiatives bring, from runs with and without them. */
#include "analysis/initiatives.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "report/run_document.h"

static const ndrsim_option initiatives_option[] = {
    NDRSIM_ROW_BOOK,
    NDRSIM_STUDY_ROW_OUTPUT("ndrsim-initiatives"),
    NDRSIM_STUDY_ROWS_RUN,
    NDRSIM_STUDY_ROWS_PRINT("initiatives.json"),
};

static void init(void *state) {
  ndrsim_initiative_study_init(state);
}

static void release(void *state) {
  ndrsim_initiative_study_free(state);
}

static ndrsim_status prepare(void *state, const ndrsim_study_work *work, ndrsim_cost *cost,
                             ndrsim_error *err) {
  (void)state;
  return ndrsim_initiative_study_cost(&work->input->model[0], work->options, cost, err);
}

static ndrsim_status simulate(void *state, const ndrsim_study_work *work, ndrsim_error *err) {
  return ndrsim_initiative_study_run(state, &work->input->model[0], work->options, err);
}

static const ndrsim_results *results(const void *state) {
  return &((const ndrsim_initiative_study *)state)->with;
}

static ndrsim_report of(const void *state, const ndrsim_report *report) {
  ndrsim_report own = *report;
  own.study = state;
  return own;
}

static ndrsim_status text(const void *state, const ndrsim_report *report, bool color, FILE *out,
                          ndrsim_error *err) {
  ndrsim_report own = of(state, report);
  return ndrsim_report_initiatives_text(&own, color, out, err);
}

static ndrsim_status json(const void *state, const ndrsim_report *report, FILE *out,
                          ndrsim_error *err) {
  ndrsim_report own = of(state, report);
  return ndrsim_report_initiatives_json(&own, out, err);
}

static ndrsim_status csv(const void *state, const ndrsim_report *report, FILE *out,
                         ndrsim_error *err) {
  ndrsim_report own = of(state, report);
  return ndrsim_report_initiatives_csv(&own, out, err);
}

static ndrsim_status hand(const void *state, const ndrsim_report *report, ndrsim_document *out,
                          ndrsim_error *err) {
  ndrsim_report own = of(state, report);
  return ndrsim_document_initiatives(out, &own, err);
}

static const ndrsim_study_file file[] = {
    {"initiatives.json", "everything above and more, for programs", json},
    {"initiatives.csv", "every month, with P5 to P95", csv},
};

const ndrsim_study_kind ndrsim_study_initiatives = {
    .verb = "initiatives",
    .directory = "ndrsim-initiatives",
    .size = sizeof(ndrsim_initiative_study),
    .init = init,
    .free = release,
    .prepare = prepare,
    .run = simulate,
    .results = results,
    .hand = hand,
    .text = text,
    .file = file,
    .n_files = (int)(sizeof file / sizeof file[0]),
    .runs = "runs",
};

const ndrsim_verb ndrsim_verb_initiatives = {
    .name = "initiatives",
    .operands = "SCENARIO.json",
    .offer = NDRSIM_OFFER_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .summary = "what the initiatives of a scenario bring and cost",
    .description =
        "Runs the scenario with all its initiatives, without any, and without each, on the same "
        "random numbers, and prints the paired differences of MRR, gross profit and net dollar "
        "retention with their standard errors, the gross profit that was gained against what was "
        "spent, return on investment and payback. docs/scenario-format.md describes the list "
        "\"initiatives\".",
    .option = initiatives_option,
    .n_options = (int)(sizeof initiatives_option / sizeof initiatives_option[0]),
    .examples =
        "ndrsim initiatives scenarios/agent-product.json --replicates 20 "
        "--set 'initiatives=[{\"name\": \"dashboard\", \"from\": 6, \"ramp\": 3, \"cost\": 20000, "
        "\"set\": {\"churn.base\": {\"times\": 0.8}}}]'",
    .run = ndrsim_study_verb_run,
};
