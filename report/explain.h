/* The glossary, for readers and programs. */
#ifndef NDRSIM_REPORT_EXPLAIN_H
#define NDRSIM_REPORT_EXPLAIN_H

#include <stdio.h>
#include "analysis/glossary.h"

/* What a name means; name NULL: one line for each that there is. `json` as JSON. Streams are not
 * closed; a failed write shows in ferror. Errors: USAGE when there is no such name, with the
 * nearest; MEMORY. */
ndrsim_status ndrsim_report_explain(const ndrsim_catalogue *catalogue, const char *name, bool json,
                                    FILE *out, ndrsim_error *err);
/* The names, one in a line. */
void ndrsim_report_explain_names(const ndrsim_catalogue *catalogue, FILE *out);

#endif
