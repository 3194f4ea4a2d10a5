/* A document on a terminal, as JSON, and its tables as CSV. */
#ifndef NDRSIM_REPORT_DOCUMENT_OUT_H
#define NDRSIM_REPORT_DOCUMENT_OUT_H

#include <stdbool.h>
#include <stdio.h>
#include "report/document.h"
#include "report/report.h"

/* Sections with their sentences and tables, plain ASCII. Of a table that is wider than 96 columns
 * those go that say least (the mean where there is a median, P5, P95); of one that is longer than
 * forty rows the first stand there, and how many there are. Tables of long data are left out. The
 * plain locale must be entered. Errors: MEMORY. */
ndrsim_status ndrsim_document_text(const ndrsim_document *self, bool color, FILE *out,
                                   ndrsim_error *err);
/* Everything: "VERB_version", scenario, run, reading (sentences), tables by key, rows as objects.
 * Errors: MEMORY. */
ndrsim_status ndrsim_document_json(const ndrsim_document *self, const ndrsim_report *report,
                                   FILE *out, ndrsim_error *err);
/* One table; the heads are the keys. Errors: MEMORY. */
ndrsim_status ndrsim_table_csv(const ndrsim_table *self, FILE *out, ndrsim_error *err);

#endif
