/* The sets of arguments that each kind of distribution takes in a scenario. Reader and JSON Schema
 * both go by this table. */
#ifndef NDRSIM_SCENARIOS_DIST_FORM_H
#define NDRSIM_SCENARIOS_DIST_FORM_H

#include "sim/dist.h"

typedef enum ndrsim_dist_form_how {
  NDRSIM_FORM_CANONICAL,
  NDRSIM_FORM_MOMENTS, /* mean and standard deviation */
  NDRSIM_FORM_MEDIAN   /* median and sigma of the logarithm */
} ndrsim_dist_form_how;

#define NDRSIM_FORM_ARGS 3

typedef struct ndrsim_dist_form {
  ndrsim_dist_kind kind;
  ndrsim_dist_form_how how;
  const char *arg[NDRSIM_FORM_ARGS]; /* NULL past the last */
} ndrsim_dist_form;

/* The table, the canonical form of each kind first; *n rows. Of the arguments only "weights" may be
 * left out. */
const ndrsim_dist_form *ndrsim_dist_forms(int *n);

#endif
