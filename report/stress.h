/* What stresses found, as a document (report/document.h). Memory that runs out shows in
 * ndrsim_document_check; the plain locale must be entered. */
#ifndef NDRSIM_REPORT_STRESS_H
#define NDRSIM_REPORT_STRESS_H

#include "analysis/reverse.h"
#include "report/document.h"

void ndrsim_report_stress(const ndrsim_stress_study *self, ndrsim_document *out);
/* Of n searches in one scenario, with one outcome, threshold and quantile. */
void ndrsim_report_reverse(const ndrsim_reverse *self, int n, const ndrsim_model *base,
                           ndrsim_document *out);

/* "downturn", or "all together". */
const char *ndrsim_stress_case_name(const ndrsim_stress_case *self);

#endif
