/* The structural numbers of a scenario: how long, how often, how many accounts. They are declared
 * in a parameter table like any mechanism's, so messages, --set and documentation treat them alike.
 */
#ifndef NDRSIM_SCENARIOS_STRUCTURE_H
#define NDRSIM_SCENARIOS_STRUCTURE_H

#include <stdbool.h>
#include "sim/model.h"

enum {
  NDRSIM_STRUCTURE_HORIZON,
  NDRSIM_STRUCTURE_REPLICATES,
  NDRSIM_STRUCTURE_INITIAL,
  NDRSIM_STRUCTURE_PER_MONTH,
  NDRSIM_STRUCTURE_MONTHS,
  NDRSIM_STRUCTURE_SHARE, /* last: '*' stands for a segment's name, one slot for each */
  NDRSIM_STRUCTURE_ROWS
};

/* The table; *n rows. */
const ndrsim_param_def *ndrsim_structure_params(int *n);

/* Whether a row is one of this table. */
bool ndrsim_structure_has(const ndrsim_param_def *def);

#endif
