/* Prices of metered units: amounts are exact up to the one rounding to cents. */
#ifndef NDRSIM_MODELS_UNIT_PRICE_H
#define NDRSIM_MODELS_UNIT_PRICE_H

#include <stdint.h>
#include "sim/plan.h"

#define USAGE_PRICE_SCALE 1e11 /* prices of a unit in thousand-millionths of a cent */

static inline int64_t at_most(__int128 cents) {
  return cents < NDRSIM_CENTS_MOST ? (int64_t)cents : NDRSIM_CENTS_MOST;
}

/* Units at a price each. */
static inline __int128 at_price(int64_t units, double price) {
  int64_t each = (int64_t)(price * USAGE_PRICE_SCALE + 0.5);
  return (__int128)units * each;
}

static inline int64_t to_cents(__int128 amount) {
  const int64_t cent = (int64_t)(USAGE_PRICE_SCALE / 100);
  return at_most((amount + cent / 2) / cent);
}

#endif
