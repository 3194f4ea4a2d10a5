/* What the two files of a comparison's document share. Internal to report/. */
#ifndef NDRSIM_REPORT_COMPARISON_PART_H
#define NDRSIM_REPORT_COMPARISON_PART_H

#include "report/studies.h"

/* Differences, bridges and values: the sections after the choice. */
void ndrsim_comparison_tables(const ndrsim_comparison *self, ndrsim_document *out);

#endif
