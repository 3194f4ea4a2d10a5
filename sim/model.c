#include "sim/model.h"

#include <stdlib.h>
#include <string.h>

static const ndrsim_list_info lists[] = {
#define NDRSIM_LIST_INFO(name, key, flag, mark, about) {key, about, flag, mark},
    NDRSIM_LIST_LIST(NDRSIM_LIST_INFO)
#undef NDRSIM_LIST_INFO
};

const ndrsim_list_info *ndrsim_list_describe(int list) {
  return &lists[list];
}

int ndrsim_list_of_row(const ndrsim_param_def *def) {
  for (int k = 0; k < NDRSIM_LISTS; k++)
    if (def->may & lists[k].flag) return k;
  return -1;
}

int ndrsim_list_of_name(const char *name) {
  for (int k = 0; k < NDRSIM_LISTS; k++)
    if (lists[k].mark != '\0' && strchr(name, lists[k].mark) != NULL) return k;
  return -1;
}

void ndrsim_model_init(ndrsim_model *self) {
  memset(self, 0, sizeof *self);
}

void ndrsim_model_free(ndrsim_model *self) {
  if (self == NULL) return;
  for (int i = 0; self->slot != NULL && i < self->n_slots; i++)
    for (int s = 0; s < NDRSIM_MAX_SEGMENTS; s++) {
      free(self->slot[i].spec[s].knot);
      free(self->slot[i].spec[s].change);
    }
  free(self->slot);
  free(self->draw);
  free(self->trait);
  free(self->correlation);
  free(self->trait_correlation);
  free(self->intake);
  free(self->row);
  for (int i = 0; i < self->n_settings; i++) {
    free(self->setting[i].text);
    free(self->setting[i].source);
  }
  free(self->setting);
  free(self->scenario_text);
  free(self->reduced);
  ndrsim_model_init(self);
}

int ndrsim_model_slot(const ndrsim_model *self, const char *path) {
  for (int i = 0; i < self->n_slots; i++)
    if (strcmp(self->slot[i].path, path) == 0) return i;
  return -1;
}

ndrsim_lists ndrsim_model_lists(const ndrsim_model *self) {
  return (ndrsim_lists){{[NDRSIM_LIST_TIERS] = self->n_tiers,
                         [NDRSIM_LIST_ADD_ONS] = self->n_add_ons,
                         [NDRSIM_LIST_LADDER] = self->n_nodes}};
}

const char (*ndrsim_model_members(const ndrsim_model *self, int list))[NDRSIM_NAME] {
  switch ((ndrsim_list)list) {
  case NDRSIM_LIST_ADD_ONS:
    return self->add_on;
  case NDRSIM_LIST_LADDER:
    return self->node;
  case NDRSIM_LIST_TIERS:
  case NDRSIM_LISTS:
    break;
  }
  return self->tier;
}
