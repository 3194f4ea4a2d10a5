/* Scenario files: JSON in, a checked ndrsim_model out. */
#ifndef NDRSIM_SCENARIOS_SCENARIO_H
#define NDRSIM_SCENARIOS_SCENARIO_H

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

#endif
