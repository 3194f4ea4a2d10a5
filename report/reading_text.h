/* The reading of a composition in sentences, for the terminal and whatever is handed on. */
#ifndef NDRSIM_REPORT_READING_TEXT_H
#define NDRSIM_REPORT_READING_TEXT_H

#include "analysis/reading.h"

/* Calls say(user, sentence) for each, in order; nothing for a reading that is not valid. */
void ndrsim_reading_say(const ndrsim_reading *reading,
                        void (*say)(void *user, const char *sentence), void *user);

#endif
