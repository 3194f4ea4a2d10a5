/* What differs between two scenarios, changes of the command line applied: path by path, in the
 * words of the file. Sources, notes and other annotations do not count; {"value": 3} is 3. */
#ifndef NDRSIM_SCENARIOS_DIFFERENCE_H
#define NDRSIM_SCENARIOS_DIFFERENCE_H

#include "scenarios/scenario.h"

typedef struct ndrsim_difference_side {
  const char *text; /* of the scenario */
  size_t size;
  const char *name; /* for messages */
  const ndrsim_override *override;
  int n_overrides;
} ndrsim_difference_side;

/* One difference: values as JSON on one line, cut with "..." when long; "" = not in that one. */
typedef void ndrsim_difference_fn(void *user, const char *path, const char *from, const char *to);

/* Calls `found` for each, in the order of the first scenario, what only the second has last. name,
 * title and description, replicates and seed do not count. Errors: INPUT, MEMORY. */
ndrsim_status ndrsim_scenario_difference(const ndrsim_difference_side *a,
                                         const ndrsim_difference_side *b,
                                         ndrsim_difference_fn *found, void *user,
                                         ndrsim_error *err);

#endif
