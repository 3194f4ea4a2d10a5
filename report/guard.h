/* Texts that a spreadsheet would take for a formula. */
#ifndef NDRSIM_REPORT_GUARD_H
#define NDRSIM_REPORT_GUARD_H

#include <stdbool.h>

/* Whether a cell with this text needs a ' in front: it begins with = + - @, tab or return. Names
 * and titles come from users. */
bool ndrsim_guard_needed(const char *text);

#endif
