/* Where the chart templates are. */
#ifndef NDRSIM_CLI_TEMPLATES_H
#define NDRSIM_CLI_TEMPLATES_H

#include <stddef.h>

/* The directory named by NDRSIM_PLOTS; else ../share/ndrsim/plots beside the program's directory;
 * else the source tree the program was built from. The first that exists is written to `out`; a
 * directory named by NDRSIM_PLOTS is taken as it is, so that a wrong one is reported. */
void ndrsim_cli_templates(char *out, size_t size);

#endif
