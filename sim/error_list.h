/* Several errors of one input, in the order of the text. */
#ifndef NDRSIM_SIM_ERROR_LIST_H
#define NDRSIM_SIM_ERROR_LIST_H

#include <stdbool.h>
#include <stdint.h>
#include "ndrsim/error.h"

#define NDRSIM_ERRORS_KEPT 100  /* what a reader of messages can use */
#define NDRSIM_ERRORS_MOST 1000 /* after so many a reader of input gives up */

typedef struct ndrsim_listed_error {
  uint64_t order; /* where it stands in the input: the list is sorted by it */
  ndrsim_error error;
} ndrsim_listed_error;

typedef struct ndrsim_error_list {
  ndrsim_listed_error *item; /* [most] borrowed */
  int n, most;
  int64_t found; /* all that were added, kept or not */
} ndrsim_error_list;

/* An empty list in the caller's storage: item[most], most >= 1. Nothing to free. */
void ndrsim_error_list_init(ndrsim_error_list *self, ndrsim_listed_error *item, int most);
/* Adds a copy behind those of the same order. A full list keeps the first `most` of the input. */
void ndrsim_error_list_add(ndrsim_error_list *self, uint64_t order, const ndrsim_error *error);
/* Whether enough was found for a reader to give up. */
bool ndrsim_error_list_full(const ndrsim_error_list *self);

/* ndrsim_error_format with a label behind the place: "file:3:14: warning: churn.base: ...". */
void ndrsim_error_format_as(const ndrsim_error *err, const char *label, char *buffer,
                            unsigned long size);

#endif
