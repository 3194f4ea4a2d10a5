/* The inside of a case. */
#ifndef NDRSIM_API_CASE_H
#define NDRSIM_API_CASE_H

#include "ndrsim/case.h"
#include "scenarios/scenario.h"

/* A file in memory; text NULL = none. */
typedef struct ndrsim_case_text {
  char *text, *name;
  size_t size;
} ndrsim_case_text;

struct ndrsim_case {
  ndrsim_case_text scenario, book;
  char **change;
  int n_changes, capacity;
};

/* Reads a case into an initialised model, with these overrides (text of the case's changes). Free
 * the model also after a failure. */
ndrsim_status ndrsim_case_load(const ndrsim_case *self, const ndrsim_override *override,
                               ndrsim_model *model, ndrsim_error *err);

#endif
