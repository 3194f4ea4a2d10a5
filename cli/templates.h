/* Where the chart templates are. */
#ifndef NDRSIM_CLI_TEMPLATES_H
#define NDRSIM_CLI_TEMPLATES_H

#include <stddef.h>

/* The directory named by NDRSIM_PLOTS, taken as it is so that a wrong one is reported; else the
 * templates that ship (api/share.h). */
void ndrsim_cli_templates(char *out, size_t size);

#endif
