/* The numbers of an initiative, for the loader and the schema. */
#ifndef NDRSIM_SCENARIOS_INITIATIVE_H
#define NDRSIM_SCENARIOS_INITIATIVE_H

#include "sim/model.h"

enum {
  NDRSIM_INITIATIVE_FROM,
  NDRSIM_INITIATIVE_RAMP,
  NDRSIM_INITIATIVE_ADOPTION,
  NDRSIM_INITIATIVE_COST,
  NDRSIM_INITIATIVE_PER_MONTH,
  NDRSIM_INITIATIVE_MONTHS,
  NDRSIM_INITIATIVE_NUMBERS
};

/* Rows as those of parameters; a default of NAN: must be given. */
const ndrsim_param_def *ndrsim_initiative_numbers(void);
/* What {"times": ...} may be. */
const ndrsim_param_def *ndrsim_initiative_factor(void);
/* What {"plus": ...} may be, but for its unit: that of the parameter. */
const ndrsim_param_def *ndrsim_initiative_amount(void);

#endif
