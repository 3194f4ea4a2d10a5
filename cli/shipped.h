/* Scenarios that ship with the program, by name: `ndrsim run agent-product`. */
#ifndef NDRSIM_CLI_SHIPPED_H
#define NDRSIM_CLI_SHIPPED_H

#include <stdbool.h>
#include <stddef.h>
#include "ndrsim/error.h"

/* The file of a scenario that ships under this name; false when there is a file of that name here
 * (it comes first), or none ships. */
bool ndrsim_cli_shipped(const char *name, char *out, size_t size);

/* After a scenario could not be opened: says which names ship, and the nearest. */
void ndrsim_cli_shipped_hint(const char *name, ndrsim_error *err);

#endif
