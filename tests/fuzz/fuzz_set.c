/* --set expressions, one in a line, applied to the shipped scenario. */
#include <stdlib.h>
#include <string.h>
#include "tests/fuzz/fuzz.h"

enum { SETTINGS = 12 };

/* A path that a setting names finds its slot or none, whatever it looks like. */
static void look_up(const ndrsim_model *model, const char *setting) {
  char path[256];
  size_t n = strcspn(setting, "=");
  if (n >= sizeof path) return;
  memcpy(path, setting, n);
  path[n] = '\0';
  int slot = ndrsim_model_slot(model, path);
  fuzz_promise(slot < model->n_slots, "slot %d of %d", slot, model->n_slots);
  fuzz_promise(slot < 0 || strcmp(model->slot[slot].path, path) == 0, "slot %d is not `%s`", slot,
               path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static char *scenario;
  static size_t scenario_size;
  if (scenario == NULL) scenario = fuzz_file("scenarios/agent-product.json", &scenario_size);
  char *text = malloc(size + 1), *rest = text, *line;
  if (text == NULL) return 0;
  if (size > 0) memcpy(text, data, size);
  text[size] = '\0';
  ndrsim_override override[SETTINGS];
  int n = 0;
  while (n < SETTINGS && (line = strsep(&rest, "\n")) != NULL)
    override[n++].text = line;

  ndrsim_model model;
  ndrsim_error err = {0};
  ndrsim_model_init(&model);
  ndrsim_status status = ndrsim_scenario_parse(&model, fuzz_catalogue(), scenario, scenario_size,
                                               "scenarios/agent-product.json", override, n, &err);
  fuzz_check_error(status, &err, fuzz_bad_input);
  for (int k = 0; k < n && status == NDRSIM_OK; k++)
    look_up(&model, override[k].text);
  if (status == NDRSIM_OK) fuzz_manifest(&model, override, n);
  ndrsim_model_free(&model);
  free(text);
  return 0;
}
