#include "cli/templates.h"

#include <stdio.h>
#include <stdlib.h>
#include "api/share.h"

void ndrsim_cli_templates(char *out, size_t size) {
  const char *named = getenv("NDRSIM_PLOTS");
  if (named != NULL && named[0] != '\0') {
    snprintf(out, size, "%s", named);
    return;
  }
  ndrsim_share_directory("plots", out, size);
}
