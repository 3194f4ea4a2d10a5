/* Which stresses the user of `ndrsim stress` means: names that ship, groups of them, files. */
#ifndef NDRSIM_CLI_STRESS_PICK_H
#define NDRSIM_CLI_STRESS_PICK_H

#include "scenarios/stress.h"
#include "sim/engine.h"

typedef struct ndrsim_stress_pick {
  char **given; /* after --stress: a name, or the text of a file */
  int n_given;
  ndrsim_stress_list list; /* those that ship, then those of files */
  int chosen[NDRSIM_STRESS_MOST], n_chosen;
} ndrsim_stress_pick;

void ndrsim_stress_pick_init(ndrsim_stress_pick *self);
void ndrsim_stress_pick_free(ndrsim_stress_pick *self);
/* What stands after --stress. A file is read at once, and its text kept in its place: `ndrsim
 * verify` needs no file. Errors: IO, LIMIT, INPUT, MEMORY. */
ndrsim_status ndrsim_stress_pick_take(ndrsim_stress_pick *self, const char *value,
                                      ndrsim_error *err);
/* Reads what ships, and chooses: what was given, or all that ship. Errors: those above; USAGE for a
 * name that does not ship, with the nearest. */
ndrsim_status ndrsim_stress_pick_gather(ndrsim_stress_pick *self, ndrsim_error *err);

#endif
