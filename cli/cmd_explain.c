/* ndrsim explain: what a printed word means and where it stands. */
#include "cli/cli.h"
#include "cli/verbs.h"
#include "report/explain.h"
#include "sim/engine.h"

enum { OPTION_JSON = NDRSIM_OPTION_OWN, OPTION_NAMES };

static const ndrsim_option explain_option[] = {
    {OPTION_NAMES, 0, "names", NULL, NDRSIM_OFFER_NOTHING, NULL,
     "print the names only, one in a line", NULL},
    {OPTION_JSON, 0, "json", NULL, NDRSIM_OFFER_NOTHING, NULL, "print JSON, for programs", NULL},
};

typedef struct choice {
  bool json, names;
} choice;

static ndrsim_status take(void *user, const ndrsim_option *option, const char *value,
                          ndrsim_error *err) {
  choice *self = user;
  (void)value;
  if (option->id == OPTION_JSON) self->json = true;
  if (option->id == OPTION_NAMES) self->names = true;
  if (self->json && self->names)
    return ndrsim_error_set(err, NDRSIM_USAGE, "one of --names and --json");
  return NDRSIM_OK;
}

static ndrsim_status work(const choice *self, const ndrsim_cli_line *line, ndrsim_error *err) {
  const char *name = line->n_operands > 0 ? line->operand[0] : NULL;
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, err);
  if (catalogue == NULL) return err->status;
  if (self->names && name != NULL)
    return ndrsim_error_set(err, NDRSIM_USAGE, "--names lists all names: NAME has no place");
  ndrsim_status status = NDRSIM_OK;
  if (self->names)
    ndrsim_report_explain_names(catalogue, stdout);
  else
    status = ndrsim_report_explain(catalogue, name, self->json, stdout, err);
  return status == NDRSIM_OK ? ndrsim_cli_flush(err) : status;
}

static int run(const ndrsim_verb *verb, int argc, char **argv) {
  choice self = {.json = false};
  ndrsim_cli_line line;
  ndrsim_error err;
  ndrsim_status status = ndrsim_verb_parse(verb, argc, argv, take, &self, &line, &err);
  if (status == NDRSIM_OK && !line.help) status = work(&self, &line, &err);
  return status == NDRSIM_OK ? 0 : ndrsim_cli_fail(&err);
}

const ndrsim_verb ndrsim_verb_explain = {
    .name = "explain",
    .operands = "[NAME]",
    .offer = NDRSIM_OFFER_METRIC,
    .operands_min = 0,
    .operands_max = 1,
    .summary = "say what a metric, a column or a term means, and where it is in the outputs",
    .description =
        "Says what a metric, a column of a CSV file, a key of summary.json or a term means: "
        "definition, formula, unit, what to mind when comparing, where it is in the outputs, and "
        "an example.\n\n"
        "Without NAME it lists what there is.",
    .option = explain_option,
    .n_options = (int)(sizeof explain_option / sizeof explain_option[0]),
    .examples = "ndrsim explain ndr\n"
                "ndrsim explain tier_share_pro",
    .run = run,
};
