/* Where the data files are that ship with ndrsim: chart templates and scenarios. */
#ifndef NDRSIM_API_SHARE_H
#define NDRSIM_API_SHARE_H

#include <stdbool.h>
#include <stddef.h>

/* Directory of one kind of data ("plots", "scenarios"). The first of these that exists: beside the
 * library or program that holds this code (an installation may be moved as a whole), the source
 * tree it was built from, the place it was configured to be installed in. False, and the last of
 * these, when none exists. */
bool ndrsim_share_directory(const char *kind, char *out, size_t size);

/* File of a scenario that ships under this name: "agent-product" or "agent-product.json". False
 * when the name has a '/' or there is no such file. */
bool ndrsim_share_scenario(const char *name, char *out, size_t size);

/* Names of the scenarios that ship, without ".json", sorted: at most `most` of them into name[].
 * Returns how many there are; the directory may hold none. */
#define NDRSIM_SHARE_NAME 64
int ndrsim_share_scenarios(char (*name)[NDRSIM_SHARE_NAME], int most);

#endif
