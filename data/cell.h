/* Numbers as they stand in cells: plain decimals, the same under every locale. */
#ifndef NDRSIM_DATA_CELL_H
#define NDRSIM_DATA_CELL_H

#include <stdbool.h>
#include <stdint.h>

/* Each returns false, and leaves *out alone, unless the whole text is such a number. */

/* [+-]digits within low..high. */
bool ndrsim_cell_whole(const char *text, int64_t low, int64_t high, int64_t *out);

typedef enum ndrsim_cell_problem {
  NDRSIM_CELL_FINE,
  NDRSIM_CELL_NOT_A_NUMBER,
  NDRSIM_CELL_TOO_FINE, /* more decimals than cents hold */
  NDRSIM_CELL_TOO_LARGE
} ndrsim_cell_problem;
/* A money amount in currency units with at most two decimals (further zeros are harmless), in
 * cents; |amount| <= high cents. Exact: no floating point. */
ndrsim_cell_problem ndrsim_cell_money(const char *text, int64_t high, int64_t *cents);

/* A real number in low..high, decimals and exponent allowed; 15 significant digits are read, more
 * are cut. Never NaN or infinite. */
bool ndrsim_cell_real(const char *text, double low, double high, double *out);

#endif
