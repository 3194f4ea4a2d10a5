#include "scenarios/suggest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define LONGEST 128

static int smallest(int a, int b, int c) {
  int m = a < b ? a : b;
  return m < c ? m : c;
}

static int lower(char c) {
  return tolower((unsigned char)c);
}

/* Optimal string alignment (Damerau-Levenshtein without editing a swapped pair again), three rows.
 */
int ndrsim_suggest_distance(const char *a, const char *b) {
  size_t na = strlen(a), nb = strlen(b);
  if (na > LONGEST || nb > LONGEST) return LONGEST + 1;
  int row[3][LONGEST + 1];
  int *before = row[0], *last = row[1], *now = row[2];
  for (size_t j = 0; j <= nb; j++)
    last[j] = (int)j;
  for (size_t i = 1; i <= na; i++) {
    now[0] = (int)i;
    for (size_t j = 1; j <= nb; j++) {
      int replace = lower(a[i - 1]) != lower(b[j - 1]);
      now[j] = smallest(last[j] + 1, now[j - 1] + 1, last[j - 1] + replace);
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1]) && before[j - 2] + 1 < now[j])
        now[j] = before[j - 2] + 1;
    }
    int *recycled = before;
    before = last;
    last = now;
    now = recycled;
  }
  return last[nb];
}

const char *ndrsim_suggest(const char *word, const char *const *candidate, int n) {
  const char *best = NULL;
  int length = (int)strnlen(word, LONGEST + 1);
  int limit = length / 3 > 0 ? length / 3 : 1;
  for (int i = 0; i < n; i++) {
    int d = ndrsim_suggest_distance(word, candidate[i]);
    /* one letter of a one-letter word is the whole word */
    if (d > limit || d >= length) continue;
    limit = d - 1;
    best = candidate[i];
    if (d == 0) break;
  }
  return best;
}

void ndrsim_suggest_list(const char *const *name, int n, char *out, size_t size) {
  static const char more[] = ", ...";
  size_t used = 0;
  out[0] = '\0';
  for (int i = 0; i < n; i++) {
    const char *before = i == 0 ? "" : i + 1 < n ? ", " : " or ";
    size_t room = i + 1 < n ? sizeof more : 1, need = strlen(before) + strlen(name[i]);
    if (used + need + room > size) {
      if (used + sizeof more <= size) snprintf(out + used, size - used, "%s", more);
      return;
    }
    used += (size_t)snprintf(out + used, size - used, "%s%s", before, name[i]);
  }
}
