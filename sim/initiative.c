#include "sim/initiative.h"

bool ndrsim_initiative_at_once(const ndrsim_param_def *def) {
  bool price = ndrsim_list_of_row(def) >= 0 && (def->may & NDRSIM_NO_PRICE) == 0;
  return price || def->kind == NDRSIM_MONEY || def->kind == NDRSIM_SWITCH ||
         def->kind == NDRSIM_CHOICE;
}

double ndrsim_initiative_weight(const ndrsim_initiative *self, bool at_once, int month) {
  if (self->off || month < self->from || !(self->adoption > 0)) return 0;
  if (self->months > 0 && month >= self->from + self->months) return 0;
  if (at_once) return 1;
  if (month - self->from >= self->ramp) return self->adoption;
  return self->adoption * (month - self->from) / self->ramp;
}

int64_t ndrsim_initiative_spent(const ndrsim_initiative *self, int month) {
  if (self->off || month < self->from) return 0;
  int paid = month - self->from + 1;
  if (self->months > 0 && paid > self->months) paid = self->months;
  return self->cost + self->per_month * paid;
}
