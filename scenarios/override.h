/* --set path=value on a parsed document. */
#ifndef NDRSIM_SCENARIOS_OVERRIDE_H
#define NDRSIM_SCENARIOS_OVERRIDE_H

#include "scenarios/json_doc.h"

/* Applies the overrides in order; one that is wrong is left out (doc->errors). A path is the keys
 * joined by dots, [i] for an element of an array
 * ("correlations[0].rho"; one past the end appends). Missing objects on the way are made; whether a
 * key means anything is checked later, like the file's own keys. `override` must outlive `doc`. */
ndrsim_status ndrsim_override_apply(ndrsim_json *doc, const ndrsim_override *override, int n,
                                    ndrsim_error *err);

#endif
