/* What the writers of initiatives share. Internal to report/. */
#ifndef NDRSIM_REPORT_INITIATIVES_PART_H
#define NDRSIM_REPORT_INITIATIVES_PART_H

#include <stdbool.h>
#include "analysis/initiatives.h"

/* Kinds in the order of the files; name and unit ("currency": the scenario's). */
typedef struct ndrsim_gain_row {
  const char *name, *unit;
  ndrsim_gain_kind kind;
  bool sides;   /* has a value with and one without them */
  bool anchors; /* at 12, 24 and 36 months only */
} ndrsim_gain_row;
enum { NDRSIM_GAIN_ROWS = 7 };
extern const ndrsim_gain_row ndrsim_gain_rows[NDRSIM_GAIN_ROWS];
extern const char *const ndrsim_gain_side_name[]; /* of ndrsim_gain_side */

/* "USD/month" */
void ndrsim_gain_unit(const ndrsim_model *model, const char *unit, char out[48]);
/* "all", or its own */
const char *ndrsim_gain_name(const ndrsim_initiative_study *study, int initiative);

#endif
