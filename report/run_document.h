/* The results of a run as a document, and the sections that every verb's document ends with. */
#ifndef NDRSIM_REPORT_RUN_DOCUMENT_H
#define NDRSIM_REPORT_RUN_DOCUMENT_H

#include "report/document.h"
#include "report/report.h"

/* Fills an initialised document with all sections of a run. Pictures are the caller's to add.
 * Errors: MEMORY, INTERNAL. */
ndrsim_status ndrsim_document_run(ndrsim_document *self, const ndrsim_report *report,
                                  ndrsim_error *err);

/* The same of `ndrsim attribute` (report->causal) and `ndrsim initiatives` (report->study), without
 * the sections below. The plain locale must be entered. Errors: MEMORY. */
ndrsim_status ndrsim_document_attribute(ndrsim_document *self, const ndrsim_report *report,
                                        ndrsim_error *err);
ndrsim_status ndrsim_document_initiatives(ndrsim_document *self, const ndrsim_report *report,
                                          ndrsim_error *err);

/* Every parameter of a scenario: what it was, whether that was given, where it comes from. The
 * table's key is "parameters". */
void ndrsim_document_inputs(ndrsim_document *self, const ndrsim_model *model);
/* All of these for a study: the inputs of each of its scenarios. The plain locale must be entered.
 */
void ndrsim_document_study(ndrsim_document *self, const ndrsim_report *report);
/* What the words mean: the glossary of `ndrsim explain`. */
void ndrsim_document_definitions(ndrsim_document *self, const ndrsim_catalogue *catalogue);
/* What was run and how to do it again. `provenance` holds a key and a value in each row. */
void ndrsim_document_provenance(ndrsim_document *self, const ndrsim_report *report);

#endif
