/* A small catalogue for the tests of the loader: each kind and each flag once. */
#ifndef NDRSIM_TESTS_SAMPLE_CATALOGUE_H
#define NDRSIM_TESTS_SAMPLE_CATALOGUE_H

#include "scenarios/scenario.h"
#include "sim/catalogue.h"

extern const ndrsim_catalogue sample_catalogue;

/* Parses text with the sample catalogue; `set` holds n_sets overrides. */
ndrsim_status sample_parse(ndrsim_model *model, const char *text, const char *const *set,
                           int n_sets, ndrsim_error *err);

/* A minimal scenario whose object ends with `more` ("" or ", \"churn\": ..."). */
char *sample_scenario(const char *more);

/* Fails the test unless the text is refused with this status and a one-line message that holds
 * every string of `says` (NULL-terminated). */
void sample_refuse(const char *text, size_t size, ndrsim_status status, const char *const *says);
#define SAMPLE_REFUSE(text, ...)                                                                   \
  sample_refuse(text, strlen(text), NDRSIM_INPUT, (const char *const[]){__VA_ARGS__, NULL})

/* The sample scenario with `more` at its end: loads or fails the test; must be refused. */
void sample_load(ndrsim_model *model, const char *more);
void sample_refuse_with(const char *more, const char *const *says);

#endif
