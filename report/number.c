#include "report/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

ndrsim_status ndrsim_plain_locale_enter(ndrsim_plain_locale *self, ndrsim_error *err) {
  self->before = (locale_t)0;
  self->plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  if (self->plain == (locale_t)0) {
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a locale");
  }
  self->before = uselocale(self->plain);
  return NDRSIM_OK;
}

void ndrsim_plain_locale_leave(ndrsim_plain_locale *self) {
  if (self->plain == (locale_t)0) return;
  uselocale(self->before);
  freelocale(self->plain);
  self->plain = (locale_t)0;
}

void ndrsim_number_shortest(double value, char out[NDRSIM_NUMBER_SIZE]) {
  out[0] = '\0';
  if (!isfinite(value)) return;
  if (value == 0) value = 0; /* no "-0" */
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(out, NDRSIM_NUMBER_SIZE, "%.*g", digits, value);
    if (strtod(out, NULL) == value) return;
  }
}

void ndrsim_number_grouped(double value, int decimals, char *out, size_t size) {
  if (!isfinite(value) || fabs(value) >= 1e18) {
    snprintf(out, size, "-");
    return;
  }
  /* digits by integers: no decimal point of a locale can come in */
  long long unit = 1;
  for (int k = 0; k < decimals; k++) {
    unit *= 10;
  }
  double whole_part = floor(fabs(value));
  long long fraction = llround((fabs(value) - whole_part) * (double)unit);
  long long whole = (long long)whole_part;
  if (fraction == unit) {
    whole++;
    fraction = 0;
  }
  char digits[32], text[64];
  int n = snprintf(digits, sizeof digits, "%lld", whole), used = 0;
  if (value < 0 && (whole > 0 || fraction > 0)) text[used++] = '-';
  for (int k = 0; k < n; k++) {
    text[used++] = digits[k];
    if (k + 1 < n && (n - 1 - k) % 3 == 0) text[used++] = ',';
  }
  text[used] = '\0';
  if (decimals > 0) {
    snprintf(out, size, "%s.%0*lld", text, decimals, fraction);
  } else {
    snprintf(out, size, "%s", text);
  }
}
