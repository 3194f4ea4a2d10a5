#include "sim/model.h"

#include <stdlib.h>
#include <string.h>

void ndrsim_model_init(ndrsim_model *self) {
  memset(self, 0, sizeof *self);
}

void ndrsim_model_free(ndrsim_model *self) {
  if (self == NULL) return;
  for (int i = 0; self->slot != NULL && i < self->n_slots; i++)
    for (int s = 0; s < NDRSIM_MAX_SEGMENTS; s++)
      free(self->slot[i].spec[s].knot);
  free(self->slot);
  free(self->draw);
  free(self->trait);
  free(self->correlation);
  free(self->trait_correlation);
  free(self->intake);
  free(self->row);
  free(self->scenario_text);
  ndrsim_model_init(self);
}

int ndrsim_model_slot(const ndrsim_model *self, const char *path) {
  for (int i = 0; i < self->n_slots; i++)
    if (strcmp(self->slot[i].path, path) == 0) return i;
  return -1;
}
