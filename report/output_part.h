/* What output.c and output_commit.c share. Internal to report/. */
#ifndef NDRSIM_REPORT_OUTPUT_PART_H
#define NDRSIM_REPORT_OUTPUT_PART_H

#include "report/output.h"

/* "cannot <what> `path`: <errno>". */
ndrsim_status ndrsim_output_io_error(ndrsim_error *err, const char *what, const char *path);
ndrsim_status ndrsim_output_no_memory(ndrsim_error *err);

#define NDRSIM_OUTPUT_HIDDEN 112
/* Name of a temporary file: ".ndrsim-HOST-PROCESS-index-kind.tmp". */
void ndrsim_output_hidden(int index, const char *kind, char out[NDRSIM_OUTPUT_HIDDEN]);

#endif
