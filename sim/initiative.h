/* Initiatives: timed interventions that change parameters or the price book.
 *
 *   x' = x + w (target - x),   or x (1 + w (factor - 1)), or x + w amount
 *   w(t) = adoption min((t - from) / ramp, 1) from month `from` on, 0 before, and 0 again when
 *   `months` of them have passed
 *
 * What cannot stand half-way (choices, switches, money, everything in the price book) changes at
 * once and in full in month `from`: a list has one price in a month. */
#ifndef NDRSIM_SIM_INITIATIVE_H
#define NDRSIM_SIM_INITIATIVE_H

#include <stdint.h>
#include "sim/param.h"

#define NDRSIM_MAX_INITIATIVES 32

typedef struct ndrsim_initiative {
  char name[NDRSIM_NAME];
  int from;          /* [months] >= 1: month 0 is the state at the start */
  int ramp;          /* [months] */
  int months;        /* [months] for which it acts; 0 = for good */
  double adoption;   /* 0..1: what is reached of the way to the target */
  int64_t cost;      /* [cents] once, in month `from` */
  int64_t per_month; /* [cents/month] from month `from` on */
  bool off;          /* left out of this run */
} ndrsim_initiative;

/* Whether a parameter changes at once, or follows ramp and adoption. */
bool ndrsim_initiative_at_once(const ndrsim_param_def *def);
/* The share of the way that is gone in this month. */
double ndrsim_initiative_weight(const ndrsim_initiative *self, bool at_once, int month);
/* What was spent on it until the end of this month [cents]. */
int64_t ndrsim_initiative_spent(const ndrsim_initiative *self, int month);

#endif
