#include "cli/templates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void ndrsim_cli_templates(char *out, size_t size) {
  const char *named = getenv("NDRSIM_PLOTS");
  if (named != NULL && named[0] != '\0') {
    snprintf(out, size, "%s", named);
    return;
  }
  char program[4096];
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length > 0) {
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    if (slash != NULL) *slash = '\0';
    int written = snprintf(out, size, "%s/../share/ndrsim/plots", program);
    if (written > 0 && (size_t)written < size && access(out, R_OK | X_OK) == 0) return;
  }
  snprintf(out, size, "%s/plots", NDRSIM_SOURCE_DIR);
}
