/* ndrsim params: the parameters of a scenario, from the tables that the program itself reads. */
#include <string.h>
#include "cli/cli.h"
#include "cli/shipped.h"
#include "cli/verbs.h"
#include "report/parameters.h"
#include "scenarios/scenario.h"
#include "sim/engine.h"

enum { OPTION_MARKDOWN = NDRSIM_OPTION_OWN, OPTION_JSON, OPTION_NAMES, OPTION_FOR };

static const ndrsim_option params_option[] = {
    {OPTION_NAMES, 0, "names", NULL, NDRSIM_OFFER_NOTHING, NULL,
     "print the paths only, one in a line", NULL},
    {OPTION_JSON, 0, "json", NULL, NDRSIM_OFFER_NOTHING, NULL, "print JSON, for programs", NULL},
    {OPTION_MARKDOWN, 0, "markdown", NULL, NDRSIM_OFFER_NOTHING, NULL,
     "print the page docs/parameters.md", NULL},
    {OPTION_FOR, 0, "for", "SCENARIO.json", NDRSIM_OFFER_JSON, NULL,
     "print this scenario's tiers and segments in place of *", NULL},
};

typedef struct choice {
  ndrsim_parameters_options options;
  const char *scenario;
  bool chosen; /* a format was named */
} choice;

static ndrsim_status choose(choice *self, ndrsim_parameters_format format, ndrsim_error *err) {
  if (self->chosen && self->options.format != format)
    return ndrsim_error_set(err, NDRSIM_USAGE, "one of --names, --json and --markdown");
  self->options.format = format;
  self->chosen = true;
  return NDRSIM_OK;
}

static ndrsim_status take(void *user, const ndrsim_option *option, const char *value,
                          ndrsim_error *err) {
  choice *self = user;
  switch (option->id) {
  case OPTION_NAMES:
    return choose(self, NDRSIM_PARAMETERS_NAMES, err);
  case OPTION_JSON:
    return choose(self, NDRSIM_PARAMETERS_JSON, err);
  case OPTION_MARKDOWN:
    return choose(self, NDRSIM_PARAMETERS_MARKDOWN, err);
  default:
    self->scenario = value;
    return NDRSIM_OK;
  }
}

static ndrsim_status work(const choice *self, ndrsim_error *err) {
  ndrsim_parameters_options options = self->options;
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, err);
  if (catalogue == NULL) return err->status;
  ndrsim_model model;
  ndrsim_model_init(&model);
  ndrsim_status status = NDRSIM_OK;
  if (self->scenario != NULL) {
    char shipped[4096];
    bool ships = ndrsim_cli_shipped(self->scenario, shipped, sizeof shipped);
    status =
        ndrsim_scenario_load(&model, catalogue, ships ? shipped : self->scenario, NULL, 0, err);
    options.model = &model;
  }
  if (status == NDRSIM_OK) status = ndrsim_report_parameters(catalogue, &options, stdout, err);
  if (status == NDRSIM_OK) status = ndrsim_cli_flush(err);
  ndrsim_model_free(&model);
  return status;
}

static int run(const ndrsim_verb *verb, int argc, char **argv) {
  choice self = {.scenario = NULL};
  ndrsim_cli_line line;
  ndrsim_error err;
  ndrsim_status status = ndrsim_verb_parse(verb, argc, argv, take, &self, &line, &err);
  if (status == NDRSIM_OK && line.help) return 0;
  if (status == NDRSIM_OK) {
    if (line.n_operands > 0) self.options.pattern = line.operand[0];
    status = work(&self, &err);
  }
  return status == NDRSIM_OK ? 0 : ndrsim_cli_fail(&err);
}

const ndrsim_verb ndrsim_verb_params = {
    .name = "params",
    .operands = "[PATTERN]",
    .offer = NDRSIM_OFFER_NOTHING,
    .operands_min = 0,
    .operands_max = 1,
    .summary = "list the parameters of a scenario: units, defaults, bounds, meaning, source",
    .description =
        "Lists every parameter that a scenario may set, with its unit, default, bounds, "
        "meaning and source, grouped by mechanism.\n\n"
        "PATTERN keeps the paths that have it; when there is none, the parameters whose meaning "
        "has it. Case does not count.",
    .option = params_option,
    .n_options = (int)(sizeof params_option / sizeof params_option[0]),
    .examples = "ndrsim params churn\n"
                "ndrsim params --names --for scenarios/agent-product.json tiers",
    .run = run,
};
