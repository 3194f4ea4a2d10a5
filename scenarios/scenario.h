/* Scenario files: JSON in, a checked ndrsim_model out. */
#ifndef NDRSIM_SCENARIOS_SCENARIO_H
#define NDRSIM_SCENARIOS_SCENARIO_H

#include "sim/error_list.h"
#include "sim/model.h"

#define NDRSIM_SCHEMA_VERSION 1

/* A change from the command line: --set path=value (value is JSON, bare words are strings), and the
 * shorthands --horizon, --replicates, --seed become such changes too. */
typedef struct ndrsim_override {
  const char *text; /* "tiers.pro.cap=1200" */
} ndrsim_override;

/* Reads and checks a scenario ("-" = standard input), applies overrides, fills `model` (which must
 * be initialised; free it also after a failure). `catalogue` gives the parameter tables. */
ndrsim_status ndrsim_scenario_load(ndrsim_model *model, const ndrsim_catalogue *catalogue,
                                   const char *file, const ndrsim_override *override,
                                   int n_overrides, ndrsim_error *err);
/* The same from memory; `name` is used in messages. */
ndrsim_status ndrsim_scenario_parse(ndrsim_model *model, const ndrsim_catalogue *catalogue,
                                    const char *text, size_t size, const char *name,
                                    const ndrsim_override *override, int n_overrides,
                                    ndrsim_error *err);

/* What a check found in a scenario. The caller sets the lists up. */
typedef struct ndrsim_findings {
  ndrsim_error_list errors;   /* all that is wrong, in the order of the text; then --set */
  ndrsim_error_list warnings; /* what is allowed and probably not meant; most = 0: not looked for */
  bool names_known; /* segments, tiers and start_month are right, so a book can be checked */
  /* of a scenario without errors: parameters given and left at their defaults, distributions drawn
   * once per replicate and per account */
  int n_given, n_default, n_draws, n_traits;
} ndrsim_findings;

/* Like ndrsim_scenario_load and _parse, but goes on after a fault of the input: a value that is
 * wrong is taken as given, so that nothing else is called wrong because of it. A text that is no
 * JSON, or of another schema_version, has that one error. Returns the status of the first error of
 * the list (INPUT or LIMIT), which is also in err, or MEMORY, IO, NUMERIC, INTERNAL. The model is
 * only fit to run when the status is OK; when names_known it is fit for ndrsim_book_check. */
ndrsim_status ndrsim_scenario_check(ndrsim_model *model, const ndrsim_catalogue *catalogue,
                                    const char *file, const ndrsim_override *override,
                                    int n_overrides, ndrsim_findings *findings, ndrsim_error *err);
ndrsim_status ndrsim_scenario_check_text(ndrsim_model *model, const ndrsim_catalogue *catalogue,
                                         const char *text, size_t size, const char *name,
                                         const ndrsim_override *override, int n_overrides,
                                         ndrsim_findings *findings, ndrsim_error *err);

#endif
