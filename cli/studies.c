#include "cli/studies.h"

const ndrsim_study_kind *const ndrsim_study_list[] = {
    &ndrsim_study_compare,       &ndrsim_study_attribute,
    &ndrsim_study_initiatives,   &ndrsim_study_stress,
    &ndrsim_study_concentration, &ndrsim_study_sweep,
    &ndrsim_study_optimise,      &ndrsim_study_sensitivity,
    &ndrsim_study_evpi,          NULL,
};
