/* Cells of a CSV file (RFC 4180, rows end with a newline). */
#ifndef NDRSIM_REPORT_CSV_H
#define NDRSIM_REPORT_CSV_H

#include <stdio.h>
#include "analysis/results.h"

typedef struct ndrsim_csv {
  FILE *stream;
  int cells; /* written in this row */
} ndrsim_csv;

/* Text: quoted when it holds a comma, quote or line break. A leading = + - @ (or tab, return) gets
 * a ' in front, since spreadsheets would run it as a formula: names come from users. */
void ndrsim_csv_text(ndrsim_csv *self, const char *text);
/* Shortest round-trip number; not finite: an empty cell. The plain locale must be entered. */
void ndrsim_csv_number(ndrsim_csv *self, double value);
void ndrsim_csv_integer(ndrsim_csv *self, long long value);
/* mean, se, p5, p10, p50, p90, p95 */
void ndrsim_csv_estimate(ndrsim_csv *self, const ndrsim_estimate *estimate);
void ndrsim_csv_estimate_header(ndrsim_csv *self);
void ndrsim_csv_end(ndrsim_csv *self);

#endif
