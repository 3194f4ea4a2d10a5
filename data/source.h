/* A source of models: one scenario and one book, kept as text, from which any number of models that
 * differ by changes are made. Whatever a user could type as --set can be a change. */
#ifndef NDRSIM_DATA_SOURCE_H
#define NDRSIM_DATA_SOURCE_H

#include "scenarios/scenario.h"

typedef struct ndrsim_source {
  const ndrsim_catalogue *catalogue;
  char *scenario, *book; /* texts; book NULL = none */
  size_t scenario_size, book_size;
  char scenario_name[256], book_name[256]; /* as they were given, for messages */
  const ndrsim_override *override;         /* changes to all models of the source; borrowed */
  int n_overrides;
} ndrsim_source;

void ndrsim_source_init(ndrsim_source *self);
void ndrsim_source_free(ndrsim_source *self); /* safe after a failure and twice */

/* Reads both files ("-" = standard input; book NULL = none) without looking at what they say.
 * `override` must outlive the source. Errors: IO, LIMIT, MEMORY. */
ndrsim_status ndrsim_source_read(ndrsim_source *self, const ndrsim_catalogue *catalogue,
                                 const char *scenario, const char *book,
                                 const ndrsim_override *override, int n_overrides,
                                 ndrsim_error *err);
/* A model with the source's changes and then `n` more, into an initialised model; the caller frees
 * it, also after a failure. Errors: those of ndrsim_scenario_parse and ndrsim_book_parse. */
ndrsim_status ndrsim_source_model(const ndrsim_source *self, const ndrsim_override *more, int n,
                                  ndrsim_model *out, ndrsim_error *err);

#endif
