#include "cli/shipped.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "api/share.h"
#include "scenarios/suggest.h"

#define MOST 64 /* names to suggest from */

bool ndrsim_cli_shipped(const char *name, char *out, size_t size) {
  if (strcmp(name, "-") == 0 || access(name, F_OK) == 0 || errno != ENOENT) return false;
  return ndrsim_share_scenario(name, out, size);
}

void ndrsim_cli_shipped_hint(const char *name, ndrsim_error *err) {
  char shipped[MOST][NDRSIM_SHARE_NAME], word[NDRSIM_SHARE_NAME];
  const char *candidate[MOST];
  if (access(name, F_OK) == 0 || strchr(name, '/') != NULL) return;
  int n = ndrsim_share_scenarios(shipped, MOST);
  if (n > MOST) n = MOST;
  size_t used =
      (size_t)snprintf(err->expected, sizeof err->expected, "a file, or a name that ships");
  for (int k = 0; k < n; k++)
    candidate[k] = shipped[k];
  for (int k = 0; k < n; k++) {
    size_t room = sizeof err->expected - used;
    int more = snprintf(err->expected + used, room, "%s%s", k > 0 ? ", " : ": ", shipped[k]);
    if (more < 0 || (size_t)more + strlen(", ...") >= room) { /* whole names only */
      snprintf(err->expected + used, room, ", ...");
      break;
    }
    used += (size_t)more;
  }
  snprintf(word, sizeof word, "%.60s", name);
  char *dot = strrchr(word, '.');
  if (dot != NULL && strcmp(dot, ".json") == 0) *dot = '\0';
  const char *near = ndrsim_suggest(word, candidate, n);
  if (near != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
}
