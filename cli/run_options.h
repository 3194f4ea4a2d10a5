/* The command line of `ndrsim run`. */
#ifndef NDRSIM_CLI_RUN_OPTIONS_H
#define NDRSIM_CLI_RUN_OPTIONS_H

#include <stdbool.h>
#include "scenarios/scenario.h"

typedef struct ndrsim_cli_run {
  const char *scenario, *book; /* book NULL: none */
  const char *directory;
  int threads;       /* 0 = all cores */
  int block_size;    /* 0 = default; from NDRSIM_BLOCK */
  int layer_samples; /* -1 = chosen from the replicates */
  bool json, quiet, help;
  ndrsim_override *override; /* --set and the shorthands, in the order given */
  char **text;               /* storage of their texts */
  int n_overrides;
} ndrsim_cli_run;

void ndrsim_cli_run_free(ndrsim_cli_run *self);
/* Errors: USAGE with one message, MEMORY. Free also after a failure. */
ndrsim_status ndrsim_cli_run_parse(ndrsim_cli_run *self, int argc, char **argv, ndrsim_error *err);
void ndrsim_cli_run_usage(FILE *out);

#endif
