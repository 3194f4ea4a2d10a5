/* ndrsim sweep: a scenario at many settings of its parameters, on the same random numbers. */
#include <string.h>
#include "analysis/sweep.h"
#include "cli/input.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "report/studies.h"

#define CHARTS "sweep-line sweep-heatmap"

enum { OPTION_VARY = NDRSIM_STUDY_OWN, OPTION_OBJECTIVE, OPTION_LHS };

static const ndrsim_option sweep_option[] = {
    {OPTION_VARY, 0, "vary", "PATH=...", NDRSIM_OFFER_PARAMETER, NULL,
     "a parameter and its values: LOW:HIGH:STEP, or VALUE,VALUE,...; repeatable",
     "All combinations are run. With --lhs a range is LOW:HIGH."},
    {OPTION_OBJECTIVE, 0, "objective", "OUTCOME", NDRSIM_OFFER_METRIC, NULL,
     "what decides, e.g. ndr@24 (default: gross profit of 24 months)",
     "ndr, grr, profit, revenue, margin, logo_churn, or a metric of `ndrsim explain`, at a month. "
     "The default is profit@24, of fewer months when the horizon is shorter, and "
     "gross_profit_per_signup where the number of customers follows the price."},
    {OPTION_LHS, 0, "lhs", "N", NDRSIM_OFFER_NOTHING, NULL,
     "instead of a grid, N points of a Latin hypercube that fill the ranges", NULL},
    NDRSIM_ROW_BOOK,
    NDRSIM_STUDY_ROW_OUTPUT("ndrsim-sweep"),
    NDRSIM_STUDY_ROWS_RUN,
    NDRSIM_STUDY_ROWS_CHARTS(CHARTS),
    NDRSIM_STUDY_ROWS_PRINT("sweep.json"),
};

static void init(void *state) {
  ndrsim_sweep_init(state);
}

static void release(void *state) {
  ndrsim_sweep_free(state);
}

static ndrsim_status take(void *state, const char *option, const char *value, ndrsim_error *err) {
  ndrsim_sweep *self = state;
  if (strcmp(option, "vary") == 0) return ndrsim_sweep_vary(self, value, err);
  if (strcmp(option, "lhs") == 0)
    return ndrsim_input_int("--lhs", value, 2, NDRSIM_SWEEP_MOST, &self->hypercube, err);
  if (strlen(value) >= sizeof self->objective)
    return ndrsim_error_set(err, NDRSIM_USAGE, "--objective: too long for an outcome");
  snprintf(self->objective, sizeof self->objective, "%s", value);
  return NDRSIM_OK;
}

static ndrsim_status prepare(void *state, const ndrsim_study_work *work, ndrsim_cost *cost,
                             ndrsim_error *err) {
  return ndrsim_sweep_prepare(state, &work->input->source[0], &work->input->model[0], work->options,
                              cost, err);
}

static ndrsim_status simulate(void *state, const ndrsim_study_work *work, ndrsim_error *err) {
  return ndrsim_sweep_run(state, work->options, err);
}

static int whole(const void *state) {
  return ((const ndrsim_sweep *)state)->study.n;
}

static void tell(const void *state, const ndrsim_report *report, ndrsim_document *out) {
  ndrsim_report_sweep(state, report, out);
}

static const ndrsim_chart chart[] = {
    {"sweep-line", "the objective over the values of one parameter", ndrsim_chart_sweep_line},
    {"sweep-heatmap", "the objective over two parameters", ndrsim_chart_sweep_heatmap},
};

const ndrsim_study_kind ndrsim_study_sweep = {
    .verb = "sweep",
    .directory = "ndrsim-sweep",
    .least = 2,
    .size = sizeof(ndrsim_sweep),
    .init = init,
    .free = release,
    .take = take,
    .prepare = prepare,
    .run = simulate,
    .whole = whole,
    .tell = tell,
    .charts = {chart, (int)(sizeof chart / sizeof chart[0])},
    .runs = "runs of the sweep",
};

const ndrsim_verb ndrsim_verb_sweep = {
    .name = "sweep",
    .operands = "SCENARIO.json",
    .offer = NDRSIM_OFFER_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .summary = "run a scenario at many settings and say which is best, and whether it is",
    .description =
        "Runs the scenario at every combination of the values of --vary, and as it is, all on the "
        "same random numbers, and says which setting is best by the objective, by how much against "
        "the current one, whether the replicates can tell, and whether the best lies at the edge "
        "of "
        "what was tried. For each point: the objective with its standard error and band, the "
        "paired "
        "difference from the current setting, the share of the simulated futures in which the "
        "point "
        "is the best, and expected regret; and NDR, GRR, gross margin, logo churn, profit and MRR, "
        "with the Pareto front of NDR, gross margin and churn.",
    .option = sweep_option,
    .n_options = (int)(sizeof sweep_option / sizeof sweep_option[0]),
    .examples =
        "ndrsim sweep scenarios/agent-product.json --vary tiers.pro.cap=600:1800:300 --replicates "
        "20\n"
        "ndrsim sweep scenarios/agent-product.json --vary tiers.pro.cap=800,1000,1500 --vary "
        "capacity.over_cap=overage,hard_stop --replicates 20\n"
        "ndrsim sweep scenarios/agent-product.json --vary tiers.pro.price=30:70 --vary "
        "tiers.pro.cap=600:2000 --lhs 12 --objective ndr@24 --replicates 20",
    .run = ndrsim_study_verb_run,
};
