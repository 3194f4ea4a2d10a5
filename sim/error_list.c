#include "sim/error_list.h"

void ndrsim_error_list_init(ndrsim_error_list *self, ndrsim_listed_error *item, int most) {
  *self = (ndrsim_error_list){.item = item, .most = most};
}

void ndrsim_error_list_add(ndrsim_error_list *self, uint64_t order, const ndrsim_error *error) {
  self->found++;
  int at = self->n;
  while (at > 0 && self->item[at - 1].order > order)
    at--;
  if (at == self->most) return;
  if (self->n < self->most) self->n++;
  for (int k = self->n - 1; k > at; k--)
    self->item[k] = self->item[k - 1];
  self->item[at] = (ndrsim_listed_error){order, *error};
}

bool ndrsim_error_list_full(const ndrsim_error_list *self) {
  return self->found >= NDRSIM_ERRORS_MOST;
}
