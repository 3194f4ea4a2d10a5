/* Each verb's table, defined in its cmd_*.c. */
#ifndef NDRSIM_CLI_VERBS_H
#define NDRSIM_CLI_VERBS_H

#include "cli/verb.h"

extern const ndrsim_verb ndrsim_verb_advise;
extern const ndrsim_verb ndrsim_verb_attribute;
extern const ndrsim_verb ndrsim_verb_concentration;
extern const ndrsim_verb ndrsim_verb_evpi;
extern const ndrsim_verb ndrsim_verb_explain;
extern const ndrsim_verb ndrsim_verb_init;
extern const ndrsim_verb ndrsim_verb_compare;
extern const ndrsim_verb ndrsim_verb_initiatives;
extern const ndrsim_verb ndrsim_verb_sweep;
extern const ndrsim_verb ndrsim_verb_optimise;
extern const ndrsim_verb ndrsim_verb_params;
extern const ndrsim_verb ndrsim_verb_replay;
extern const ndrsim_verb ndrsim_verb_run;
extern const ndrsim_verb ndrsim_verb_runs;
extern const ndrsim_verb ndrsim_verb_schema;
extern const ndrsim_verb ndrsim_verb_stress;
extern const ndrsim_verb ndrsim_verb_sensitivity;
extern const ndrsim_verb ndrsim_verb_validate;
extern const ndrsim_verb ndrsim_verb_verify;

#endif
