/* ndrsim optimise: the best setting of some parameters, and whether it is better than the current.
 */
#include <string.h>
#include "analysis/optimise.h"
#include "cli/input.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "report/studies.h"

#define CHARTS "optimise-profile optimise-path"

enum {
  OPTION_VARY = NDRSIM_STUDY_OWN,
  OPTION_MAXIMISE,
  OPTION_MINIMISE,
  OPTION_SUBJECT,
  OPTION_EVALUATIONS
};

static const ndrsim_option optimise_option[] = {
    {OPTION_VARY, 0, "vary", "PATH=LOW:HIGH", NDRSIM_OFFER_PARAMETER, NULL,
     "a parameter and the bounds between which it may lie; repeatable", NULL},
    {OPTION_MAXIMISE, 0, "maximise", "OUTCOME", NDRSIM_OFFER_METRIC, NULL,
     "what should be most, e.g. ndr@24:p10 (default: mean gross profit of 24 months)",
     "ndr, grr, profit, revenue, margin, logo_churn, or a metric of `ndrsim explain`, at a month; "
     "then, if it is not the mean that counts, :p5, :p10, :p50, :p90 or :p95. The default is "
     "profit@24, of fewer months when the horizon is shorter, and gross_profit_per_signup where "
     "the "
     "number of customers follows the price."},
    {OPTION_MINIMISE, 0, "minimise", "OUTCOME", NDRSIM_OFFER_METRIC, NULL, "what should be least",
     NULL},
    {OPTION_SUBJECT, 0, "subject-to", "CONSTRAINT", NDRSIM_OFFER_NOTHING, NULL,
     "what must hold, e.g. 'ndr@24:p10>=105'; repeatable",
     "OUTCOME, or OUTCOME:STATISTIC as above, then >= or <= and a number in the unit of the "
     "outcome."},
    {OPTION_EVALUATIONS, 0, "evaluations", "N", NDRSIM_OFFER_NOTHING, NULL,
     "settings that the search may try (default: 10, and 10 more for each parameter)", NULL},
    NDRSIM_ROW_BOOK,
    NDRSIM_STUDY_ROW_OUTPUT("ndrsim-optimise"),
    NDRSIM_STUDY_ROWS_RUN,
    NDRSIM_STUDY_ROWS_CHARTS(CHARTS),
    NDRSIM_STUDY_ROWS_PRINT("optimise.json"),
};

static void init(void *state) {
  ndrsim_optimise_init(state);
}

static void release(void *state) {
  ndrsim_optimise_free(state);
}

static ndrsim_status take(void *state, const char *option, const char *value, ndrsim_error *err) {
  ndrsim_optimise *self = state;
  if (strcmp(option, "vary") == 0) return ndrsim_optimise_vary(self, value, err);
  if (strcmp(option, "subject-to") == 0) return ndrsim_optimise_subject(self, value, err);
  if (strcmp(option, "evaluations") == 0)
    return ndrsim_input_int("--evaluations", value, 4, NDRSIM_OPTIMISE_EVALUATIONS,
                            &self->evaluations, err);
  if (self->objective[0] != '\0')
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "--%s: there can be one objective; others may be constraints "
                            "(--subject-to)",
                            option);
  if (strlen(value) >= sizeof self->objective || value[0] == '\0')
    return ndrsim_error_set(err, NDRSIM_USAGE, "--%s: expected an outcome", option);
  snprintf(self->objective, sizeof self->objective, "%s", value);
  self->sign = strcmp(option, "minimise") == 0 ? -1 : 1;
  return NDRSIM_OK;
}

static ndrsim_status prepare(void *state, const ndrsim_study_work *work, ndrsim_cost *cost,
                             ndrsim_error *err) {
  return ndrsim_optimise_prepare(state, &work->input->source[0], &work->input->model[0],
                                 work->options, cost, err);
}

static ndrsim_status simulate(void *state, const ndrsim_study_work *work, ndrsim_error *err) {
  return ndrsim_optimise_run(state, work->options, err);
}

static void tell(const void *state, const ndrsim_report *report, ndrsim_document *out) {
  ndrsim_report_optimise(state, report, out);
}

static const ndrsim_chart chart[] = {
    {"optimise-profile", "the objective around the optimum", ndrsim_chart_optimise_profile},
    {"optimise-path", "the way of the search", ndrsim_chart_optimise_path},
};

const ndrsim_study_kind ndrsim_study_optimise = {
    .verb = "optimise",
    .directory = "ndrsim-optimise",
    .least = 2,
    .size = sizeof(ndrsim_optimise),
    .init = init,
    .free = release,
    .take = take,
    .prepare = prepare,
    .run = simulate,
    .tell = tell,
    .charts = {chart, (int)(sizeof chart / sizeof chart[0])},
    .runs = "runs of the search",
};

const ndrsim_verb ndrsim_verb_optimise = {
    .name = "optimise",
    .operands = "SCENARIO.json",
    .offer = NDRSIM_OFFER_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .summary = "search the best setting of parameters, under constraints",
    .description =
        "Searches the setting of the parameters of --vary at which an outcome is most or least, "
        "under constraints on other outcomes, all on the same random numbers (NLopt: DIRECT-L over "
        "the whole range, then BOBYQA, or COBYLA where there are constraints). Whole numbers and "
        "money are rounded. The optimum, the current setting and profiles around the optimum then "
        "run on as many fresh replicates, which the search has not seen: what it chose by chance "
        "does not flatter it there.\n\n"
        "Says what the optimum is and how flat, whether it can be told from the current setting at "
        "all, whether the constraints hold on the fresh replicates, and whether a bound or a "
        "constraint, and not the market, chose it.",
    .option = optimise_option,
    .n_options = (int)(sizeof optimise_option / sizeof optimise_option[0]),
    .examples =
        "ndrsim optimise scenarios/agent-product.json --vary tiers.pro.cap=600:2000 --replicates "
        "20 "
        "--evaluations 8\n"
        "ndrsim optimise scenarios/agent-product.json --vary tiers.pro.cap=600:2000 --subject-to "
        "'ndr@24:p10>=105' --subject-to 'logo_churn@24<=2' --replicates 20 --evaluations 8",
    .run = ndrsim_study_verb_run,
};
