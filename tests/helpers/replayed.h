/* Replays of all accounts of a run, held against the run. */
#ifndef NDRSIM_TESTS_REPLAYED_H
#define NDRSIM_TESTS_REPLAYED_H

#include <stdint.h>
#include "tests/helpers/lab.h"

/* Runs everybody, replays everybody, fails where they differ: see analysis/test_replay.c. Returns
 * how many traits a book gave. */
int replayed_check(lab *l, int64_t accounts);

/* How often a kind of entry was seen, and how often with a non-zero outcome, over all checks. */
typedef struct replayed_tally {
  const char *name;
  int64_t seen, happened;
} replayed_tally;

/* NULL = never. */
const replayed_tally *replayed_entries(const char *name);
/* Entries at a site, over all checks. */
int64_t replayed_at_site(int site);

#endif
