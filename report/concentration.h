/* NDR by number of customers, and without the largest, as a document (report/document.h). */
#ifndef NDRSIM_REPORT_CONCENTRATION_H
#define NDRSIM_REPORT_CONCENTRATION_H

#include "analysis/concentration.h"
#include "report/document.h"

void ndrsim_report_concentration(const ndrsim_concentration *self, ndrsim_document *out);

#endif
