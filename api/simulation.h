/* The inside of a simulation. */
#ifndef NDRSIM_API_SIMULATION_H
#define NDRSIM_API_SIMULATION_H

#include "analysis/results.h"
#include "ndrsim/simulation.h"
#include "scenarios/scenario.h"

struct ndrsim_simulation {
  ndrsim_model model; /* results.model points here */
  ndrsim_results results;
  ndrsim_override *override; /* [n_changes] */
  char **change;             /* their texts */
  int n_changes;
  char *book;  /* its name, for the manifest; NULL = none */
  char *asked; /* the convention, for the manifest; NULL = the default */
};

#endif
