/* The verbs, in the order in which help and manual show them. A verb is its file and a row here. */
#include "cli/verbs.h"

static const ndrsim_verb *const verbs[] = {
    &ndrsim_verb_init,          &ndrsim_verb_advise,      &ndrsim_verb_run,
    &ndrsim_verb_attribute,     &ndrsim_verb_compare,     &ndrsim_verb_sweep,
    &ndrsim_verb_optimise,      &ndrsim_verb_initiatives, &ndrsim_verb_stress,
    &ndrsim_verb_concentration, &ndrsim_verb_sensitivity, &ndrsim_verb_evpi,
    &ndrsim_verb_validate,      &ndrsim_verb_params,      &ndrsim_verb_explain,
    &ndrsim_verb_schema,        &ndrsim_verb_replay,      &ndrsim_verb_verify,
    &ndrsim_verb_runs,
};

const ndrsim_verb *const *ndrsim_verbs(int *n) {
  *n = (int)(sizeof verbs / sizeof verbs[0]);
  return verbs;
}
