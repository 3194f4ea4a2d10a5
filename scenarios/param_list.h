/* All parameters of a scenario as one list: the structural ones, then those of every mechanism in
 * catalogue order. Listings, the JSON Schema and completions read it. */
#ifndef NDRSIM_SCENARIOS_PARAM_LIST_H
#define NDRSIM_SCENARIOS_PARAM_LIST_H

#include "sim/catalogue.h"

typedef struct ndrsim_param_entry {
  const ndrsim_param_def *def;
  const char *group; /* the mechanism's name; "settings" for the structural ones */
  const char *about; /* one line about the group */
} ndrsim_param_entry;

int ndrsim_param_list_count(const ndrsim_catalogue *catalogue);
/* index in [0, count); *out is zeroed when it is not. */
void ndrsim_param_list_get(const ndrsim_catalogue *catalogue, int index, ndrsim_param_entry *out);

/* "real", "count", "money", "switch", "choice" */
const char *ndrsim_param_kind_name(ndrsim_param_kind kind);

/* The k-th word of "overage|hard_stop": its start, and its length in *length; NULL past the end. */
const char *ndrsim_param_choice(const char *choices, int k, int *length);

/* X(flag, short name, what may stand in place of a plain value) in the order of nesting */
#define NDRSIM_PARAM_MAY_LIST(X)                                                                   \
  X(NDRSIM_MAY_DRAW, "draw", "a distribution, drawn once per replicate")                           \
  X(NDRSIM_MAY_SEGMENT, "segment", "by_segment")                                                   \
  X(NDRSIM_MAY_MONTH, "month", "a schedule")                                                       \
  X(NDRSIM_MAY_ACCOUNT, "account", "a distribution with \"per\": \"account\"")

#endif
