#include "data/cell.h"

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool ndrsim_cell_whole(const char *text, int64_t low, int64_t high, int64_t *out) {
  bool minus = *text == '-';
  int64_t value = 0;
  if (*text == '-' || *text == '+') text++;
  if (!is_digit(*text)) return false;
  for (; is_digit(*text); text++) {
    int digit = minus ? '0' - *text : *text - '0';
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, digit, &value))
      return false;
  }
  if (*text != '\0' || value < low || value > high) return false;
  *out = value;
  return true;
}

ndrsim_cell_problem ndrsim_cell_money(const char *text, int64_t high, int64_t *cents) {
  bool minus = *text == '-', large = false, fine = true;
  int64_t value = 0;
  int digits = 0, decimals = -1; /* decimals: -1 before the point */
  if (*text == '-' || *text == '+') text++;
  for (; is_digit(*text) || (*text == '.' && decimals < 0); text++) {
    if (*text == '.') {
      decimals = 0;
      continue;
    }
    digits++;
    if (decimals >= 2) {
      fine = fine && *text == '0';
      continue;
    }
    large = large || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, *text - '0', &value);
    if (decimals >= 0) decimals++;
  }
  if (*text != '\0' || digits == 0) return NDRSIM_CELL_NOT_A_NUMBER;
  if (!fine) return NDRSIM_CELL_TOO_FINE;
  for (int i = decimals < 0 ? 0 : decimals; i < 2; i++)
    large = large || __builtin_mul_overflow(value, 10, &value);
  if (large || value > high) return NDRSIM_CELL_TOO_LARGE;
  *cents = minus ? -value : value;
  return NDRSIM_CELL_FINE;
}

/* Decimal exponent after 'e' or 'E'; false when it is not one. Far exponents are held at the ends
 * of a range that no accepted number reaches. */
static bool read_exponent(const char *text, int *exponent) {
  int64_t e;
  if (*text == '\0') return true;
  if (*text != 'e' && *text != 'E') return false;
  if (!ndrsim_cell_whole(text + 1, -9999, 9999, &e)) return false;
  *exponent += (int)e;
  return true;
}

bool ndrsim_cell_real(const char *text, double low, double high, double *out) {
  bool minus = *text == '-';
  int64_t digits = 0;
  int significant = 0, exponent = 0, seen = 0;
  bool point = false;
  if (*text == '-' || *text == '+') text++;
  for (; is_digit(*text) || (*text == '.' && !point); text++) {
    if (*text == '.') {
      point = true;
      continue;
    }
    seen = 1;
    if (significant < 15) {
      digits = digits * 10 + (*text - '0');
      significant += digits > 0;
      exponent -= point;
    } else {
      exponent += !point;
    }
  }
  if (!seen || !read_exponent(text, &exponent)) return false;
  double value = (double)digits;
  /* 15 digits and one power of ten up to 1e22 are exact, so the common cases are rounded once. */
  for (; exponent > 0 && value <= high; exponent--)
    value *= 10;
  if (exponent < 0) {
    double power = 1;
    for (; exponent < 0 && value > 0 && power < 1e300; exponent++)
      power *= 10;
    value /= power;
  }
  if (minus) value = -value;
  if (!(value >= low && value <= high)) return false;
  *out = value;
  return true;
}
