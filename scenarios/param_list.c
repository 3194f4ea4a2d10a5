#include "scenarios/param_list.h"

#include <string.h>
#include "scenarios/structure.h"

int ndrsim_param_list_count(const ndrsim_catalogue *catalogue) {
  int structural;
  ndrsim_structure_params(&structural);
  return structural + ndrsim_catalogue_param_count(catalogue);
}

void ndrsim_param_list_get(const ndrsim_catalogue *catalogue, int index, ndrsim_param_entry *out) {
  int structural, mechanism = 0;
  const ndrsim_param_def *def = ndrsim_structure_params(&structural);
  memset(out, 0, sizeof *out);
  if (index < 0) return;
  if (index < structural) {
    *out = (ndrsim_param_entry){&def[index], "settings", "the size of the run and who arrives"};
    return;
  }
  def = ndrsim_catalogue_param(catalogue, index - structural, &mechanism);
  if (def == NULL) return;
  const ndrsim_mechanism *owner = catalogue->mechanism[mechanism];
  *out = (ndrsim_param_entry){def, owner->name, owner->doc};
}

const char *ndrsim_param_kind_name(ndrsim_param_kind kind) {
  switch (kind) {
  case NDRSIM_REAL:
    return "real";
  case NDRSIM_COUNT:
    return "count";
  case NDRSIM_MONEY:
    return "money";
  case NDRSIM_SWITCH:
    return "switch";
  case NDRSIM_CHOICE:
    return "choice";
  }
  return "";
}

const char *ndrsim_param_choice(const char *choices, int k, int *length) {
  for (; choices != NULL && *choices != '\0'; k--) {
    *length = (int)strcspn(choices, "|");
    if (k == 0) return choices;
    choices += *length;
    if (*choices == '|') choices++;
  }
  return NULL;
}
