/* A second book-keeping, from the history of each account alone. */
#ifndef NDRSIM_TESTS_BOOKKEEPING_H
#define NDRSIM_TESTS_BOOKKEEPING_H

#include <stdbool.h>
#include "tests/helpers/lab.h"

/* Runs the lab's scenario in debug mode and fails where the engine's records differ from it by a
 * cent, or a bridge does not end in NDR. `returns`: accounts must have come back after churn. */
void bookkeeping_check(lab *l, const char *name, int replicates, bool returns);

#endif
