/* The JSON Schema of scenarios, so that editors complete and check them. */
#ifndef NDRSIM_REPORT_SCHEMA_H
#define NDRSIM_REPORT_SCHEMA_H

#include <stdio.h>
#include "sim/catalogue.h"

/* Writes the schema (draft-07) to `out` (not closed; a failed write shows in ferror). What it
 * cannot express is listed in docs/scenario-format.md. Errors: MEMORY, INTERNAL (a path of the
 * tables that does not fit). */
ndrsim_status ndrsim_report_schema(const ndrsim_catalogue *catalogue, FILE *out, ndrsim_error *err);

#endif
