/* Scenario JSON: load, and what loads is run and reported. What does not is listed by `validate`.
 */
#include "tests/fuzz/fuzz.h"

enum { LISTED = 16 };

/* The check goes on after a fault, but finds one exactly when loading does. */
static void check_all(const uint8_t *data, size_t size, ndrsim_status loaded) {
  static ndrsim_listed_error item[2][LISTED];
  ndrsim_findings findings = {.n_given = 0};
  ndrsim_model model;
  ndrsim_error err = {0};
  ndrsim_error_list_init(&findings.errors, item[0], LISTED);
  ndrsim_error_list_init(&findings.warnings, item[1], LISTED);
  ndrsim_model_init(&model);
  ndrsim_status status = ndrsim_scenario_check_text(&model, fuzz_catalogue(), (const char *)data,
                                                    size, "fuzz.json", NULL, 0, &findings, &err);
  fuzz_check_error(status, &err, fuzz_bad_input);
  fuzz_check_errors(status, &findings.errors);
  fuzz_promise((status == NDRSIM_OK) == (loaded == NDRSIM_OK), "loading says %s, the check %s",
               ndrsim_status_name(loaded), ndrsim_status_name(status));
  ndrsim_model_free(&model);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ndrsim_model model;
  ndrsim_error err = {0};
  ndrsim_model_init(&model);
  ndrsim_status status = ndrsim_scenario_parse(&model, fuzz_catalogue(), (const char *)data, size,
                                               "fuzz.json", NULL, 0, &err);
  fuzz_check_error(status, &err, fuzz_bad_input);
  check_all(data, size, status);
  if (status == NDRSIM_OK) fuzz_run(&model, NULL, 0);
  ndrsim_model_free(&model);
  return 0;
}
