/* ndrsim schema: the JSON Schema of scenarios. */
#include <string.h>
#include "cli/cli.h"
#include "cli/verbs.h"
#include "report/schema.h"
#include "sim/engine.h"

static ndrsim_status take(void *user, const ndrsim_option *option, const char *value,
                          ndrsim_error *err) {
  (void)user;
  (void)value;
  return ndrsim_error_set(err, NDRSIM_INTERNAL, "option --%s is nobody's", option->name);
}

static int run(const ndrsim_verb *verb, int argc, char **argv) {
  ndrsim_cli_line line;
  ndrsim_error err;
  ndrsim_status status = ndrsim_verb_parse(verb, argc, argv, take, NULL, &line, &err);
  if (status == NDRSIM_OK && line.help) return 0;
  if (status == NDRSIM_OK) {
    const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, &err);
    status = catalogue == NULL ? err.status : ndrsim_report_schema(catalogue, stdout, &err);
  }
  if (status == NDRSIM_OK) status = ndrsim_cli_flush(&err);
  return status == NDRSIM_OK ? 0 : ndrsim_cli_fail(&err);
}

const ndrsim_verb ndrsim_verb_schema = {
    .name = "schema",
    .operands = "",
    .offer = NDRSIM_OFFER_NOTHING,
    .summary = "print the JSON Schema of scenarios, with which editors complete and check them",
    .description =
        "Prints the JSON Schema (draft-07) of scenario files, written from the tables that the "
        "program itself reads. An editor that knows JSON Schema then completes keys, shows their "
        "meaning, and marks what is out of bounds.\n\n"
        "Name the file at the top of a scenario: \"$schema\": \"ndrsim.schema.json\". What a "
        "schema cannot express (sums of shares, order of bounds) is checked by ndrsim alone.",
    .examples = "ndrsim schema",
    .run = run,
};
