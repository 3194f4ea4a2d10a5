#include "report/guard.h"

#include <string.h>

bool ndrsim_guard_needed(const char *text) {
  return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
}
