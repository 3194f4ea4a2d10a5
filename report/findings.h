/* What a check of a scenario and a book found, for programs. */
#ifndef NDRSIM_REPORT_FINDINGS_H
#define NDRSIM_REPORT_FINDINGS_H

#include <stdio.h>
#include "scenarios/scenario.h"
#include "sim/cost.h"

typedef struct ndrsim_check_report {
  const ndrsim_model *model;             /* NULL when it is not fit to run */
  const ndrsim_findings *findings;       /* of the scenario */
  const ndrsim_error_list *book;         /* errors of the book; NULL without one */
  const char *scenario_file, *book_file; /* as named by the user; book_file NULL: none */
  const ndrsim_cost *cost;               /* of a run; NULL with model */
  bool strict;                           /* warnings count as errors */
} ndrsim_check_report;

/* Whether nothing was found that counts. */
bool ndrsim_check_passed(const ndrsim_check_report *self);
/* Writes it as JSON. Errors: MEMORY. */
ndrsim_status ndrsim_report_findings(const ndrsim_check_report *self, FILE *out, ndrsim_error *err);

#endif
