/* The table of studies; each is declared in the file of its verb. */
#ifndef NDRSIM_CLI_STUDIES_H
#define NDRSIM_CLI_STUDIES_H

#include "cli/study.h"

extern const ndrsim_study_kind ndrsim_study_compare;
extern const ndrsim_study_kind ndrsim_study_attribute;
extern const ndrsim_study_kind ndrsim_study_evpi;
extern const ndrsim_study_kind ndrsim_study_initiatives;
extern const ndrsim_study_kind ndrsim_study_stress;
extern const ndrsim_study_kind ndrsim_study_concentration;
extern const ndrsim_study_kind ndrsim_study_sweep;
extern const ndrsim_study_kind ndrsim_study_sensitivity;
extern const ndrsim_study_kind ndrsim_study_optimise;

extern const ndrsim_study_kind *const ndrsim_study_list[]; /* NULL after the last */

#endif
