/* The parameters of a scenario, listed for readers and programs. */
#ifndef NDRSIM_REPORT_PARAMETERS_H
#define NDRSIM_REPORT_PARAMETERS_H

#include <stdio.h>
#include "scenarios/param_list.h"

typedef enum ndrsim_parameters_format {
  NDRSIM_PARAMETERS_TEXT,     /* for a terminal, grouped by mechanism */
  NDRSIM_PARAMETERS_MARKDOWN, /* docs/parameters.md when nothing is left out */
  NDRSIM_PARAMETERS_JSON,
  NDRSIM_PARAMETERS_NAMES /* one path in a line */
} ndrsim_parameters_format;

typedef struct ndrsim_parameters_options {
  ndrsim_parameters_format format;
  const char *pattern;       /* part of a path, or when no path has it of a meaning; NULL = all */
  const char *mechanism;     /* NULL, or only its rows; as MARKDOWN its table alone */
  const ndrsim_model *model; /* NULL, or a loaded scenario: '*' becomes its tiers and segments */
} ndrsim_parameters_options;

/* Writes the list to `out` (not closed; a failed write shows in ferror). Errors: USAGE when nothing
 * matches the pattern, with the nearest path; MEMORY. */
ndrsim_status ndrsim_report_parameters(const ndrsim_catalogue *catalogue,
                                       const ndrsim_parameters_options *options, FILE *out,
                                       ndrsim_error *err);

#endif
