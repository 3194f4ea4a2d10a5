/* "Did you mean": the nearest of a list of names. */
#ifndef NDRSIM_SCENARIOS_SUGGEST_H
#define NDRSIM_SCENARIOS_SUGGEST_H

#include <stddef.h>

/* The candidate with the smallest edit distance to `word` (insert, delete, replace, swap of
 * neighbours; case is ignored; the first of equals), or NULL when none is near: at most a third of
 * the word's length away. */
const char *ndrsim_suggest(const char *word, const char *const *candidate, int n);

/* The distance itself; words longer than 128 bytes are far from everything (returns 129). */
int ndrsim_suggest_distance(const char *a, const char *b);

/* "png, svg or pdf": whole names only, "..." for those that find no room. */
void ndrsim_suggest_list(const char *const *name, int n, char *out, size_t size);

#endif
