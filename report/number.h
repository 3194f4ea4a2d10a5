/* Numbers as text, the same bytes under every locale. */
#ifndef NDRSIM_REPORT_NUMBER_H
#define NDRSIM_REPORT_NUMBER_H

#include <locale.h>
#include <stddef.h>
#include "ndrsim/error.h"

#define NDRSIM_NUMBER_SIZE 32

/* While entered, this thread formats and parses numbers as in the C locale, whatever the program
 * has set for itself; other threads are untouched. Enter and leave in pairs. */
typedef struct ndrsim_plain_locale {
  locale_t plain, before;
} ndrsim_plain_locale;

ndrsim_status ndrsim_plain_locale_enter(ndrsim_plain_locale *self, ndrsim_error *err);
void ndrsim_plain_locale_leave(ndrsim_plain_locale *self);

/* The shortest decimal that reads back as the same double; valid JSON. Not finite: "". Must be
 * called with the plain locale entered. */
void ndrsim_number_shortest(double value, char out[NDRSIM_NUMBER_SIZE]);

/* "1,234,567.8" with `decimals` in 0..6; not finite, or beyond 1e18: "-". */
void ndrsim_number_grouped(double value, int decimals, char *out, size_t size);

#endif
