/* A host program in small: a case of the default scenario with few accounts, run. */
#ifndef NDRSIM_TESTS_HOST_H
#define NDRSIM_TESTS_HOST_H

#include "ndrsim/ndrsim.h"

#define HOST_SCENARIO NDRSIM_SOURCE_DIR "/scenarios/agent-product.json"
#define HOST_BOOK NDRSIM_SOURCE_DIR "/scenarios/sample-book.csv"

/* A few hundred accounts, `replicates` futures, `horizon` months. All functions fail the running
 * test on an error. */
ndrsim_case *host_case(int replicates, int horizon);
ndrsim_simulation *host_run(const ndrsim_case *input, int threads);

/* A new directory below the system's for temporary files; free it with host_remove. */
char *host_directory(void);
void host_remove(char *directory);
/* Fails unless both directories hold the same files, byte for byte; returns how many. */
int host_same_files(const char *a, const char *b);

#endif
