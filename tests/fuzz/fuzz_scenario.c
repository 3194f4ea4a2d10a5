/* Scenario JSON: load, and what loads is run and reported. */
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ndrsim_model model;
  ndrsim_error err = {0};
  ndrsim_model_init(&model);
  ndrsim_status status = ndrsim_scenario_parse(&model, fuzz_catalogue(), (const char *)data, size,
                                               "fuzz.json", NULL, 0, &err);
  fuzz_check_error(status, &err, fuzz_bad_input);
  if (status == NDRSIM_OK) fuzz_run(&model, NULL, 0);
  ndrsim_model_free(&model);
  return 0;
}
