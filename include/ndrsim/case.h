/* ndrsim: a case is what is to be simulated - a scenario, changes to it, perhaps a book of
 * accounts.
 *
 * A case only collects: files are read when they are named, and everything together is checked by
 * ndrsim_case_check or when it is simulated, because a change may be what makes a scenario whole.
 *
 * Threads: two threads may use two cases at once; one case only one thread at a time, except that
 * any number may simulate it while nobody changes it.
 * Ownership: texts are copied; nothing a caller passes has to outlive the call.
 */
#ifndef NDRSIM_CASE_H
#define NDRSIM_CASE_H

#include <stddef.h>
#include "ndrsim/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ndrsim_case ndrsim_case;

/* An empty case; free it with ndrsim_case_free. NULL: out of memory. */
NDRSIM_API ndrsim_case *ndrsim_case_new(void);
NDRSIM_API void ndrsim_case_free(ndrsim_case *self); /* NULL is fine */

/* The scenario, from a JSON file or from memory; replaces an earlier one. Where no file has the
 * name, and it has no '/', a scenario of that name that ships with ndrsim is taken:
 * "agent-product". `name` stands in messages and, without its directory, in manifest.json.
 * Errors: IO (the file cannot be read), LIMIT (more than 10 MB), MEMORY. */
NDRSIM_API ndrsim_status ndrsim_case_scenario_file(ndrsim_case *self, const char *file,
                                                   ndrsim_error *err);
NDRSIM_API ndrsim_status ndrsim_case_scenario_text(ndrsim_case *self, const char *text, size_t size,
                                                   const char *name, ndrsim_error *err);

/* A book of existing accounts (CSV, docs/book-format.md); replaces an earlier one; text NULL takes
 * it away. Errors as above; LIMIT above 8 GiB. */
NDRSIM_API ndrsim_status ndrsim_case_book_file(ndrsim_case *self, const char *file,
                                               ndrsim_error *err);
NDRSIM_API ndrsim_status ndrsim_case_book_text(ndrsim_case *self, const char *text, size_t size,
                                               const char *name, ndrsim_error *err);

/* A change to the scenario, "path=value": "tiers.pro.cap=1200", "replicates=500",
 * "seed=\"42\"", "churn.base={\"dist\":\"beta\",\"mean\":0.02,\"sd\":0.004}". The value is JSON; a
 * bare word is a string. Changes are applied in order, after the scenario is read; they stay when
 * the scenario is replaced. ndrsim_parameter_count lists the paths. Errors: MEMORY. */
NDRSIM_API ndrsim_status ndrsim_case_set(ndrsim_case *self, const char *change, ndrsim_error *err);
/* The same for a number, in the parameter's unit, whatever the locale. Errors: INPUT when the value
 * is not finite, MEMORY. */
NDRSIM_API ndrsim_status ndrsim_case_set_number(ndrsim_case *self, const char *path, double value,
                                                ndrsim_error *err);
/* Forgets all changes. */
NDRSIM_API void ndrsim_case_reset(ndrsim_case *self);

/* Reads everything as a simulation would, without running it. Errors: INPUT with file, line, path,
 * what was expected and found; LIMIT; MEMORY. */
NDRSIM_API ndrsim_status ndrsim_case_check(const ndrsim_case *self, ndrsim_error *err);

#ifdef __cplusplus
}
#endif
#endif
