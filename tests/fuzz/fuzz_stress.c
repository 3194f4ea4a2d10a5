/* JSON of stresses: read, and what can be read is put into the shipped scenario, more and less
 * severe. Whatever a stress says, it becomes changes that load, or that are refused with a reason.
 */
#include <math.h>
#include <string.h>
#include "scenarios/stress.h"
#include "tests/fuzz/fuzz.h"

static ndrsim_model plain; /* the shipped scenario */

static void apply(const char *scenario, size_t size, const ndrsim_stress *stress, double severity) {
  ndrsim_override override[16 * NDRSIM_STRESS_CHANGES];
  ndrsim_stress_texts texts;
  ndrsim_model model;
  ndrsim_error err = {0};
  ndrsim_stress_texts_init(&texts, &plain);
  ndrsim_status status = ndrsim_stress_texts_add(&texts, stress, &plain, severity, 1, &err);
  fuzz_check_error(status, &err, fuzz_bad_input);
  int n = texts.n < (int)(sizeof override / sizeof override[0]) ? texts.n : 0;
  for (int k = 0; k < n; k++) {
    override[k].text = texts.text[k];
  }
  ndrsim_model_init(&model);
  if (status == NDRSIM_OK && n > 0) {
    status = ndrsim_scenario_parse(&model, fuzz_catalogue(), scenario, size,
                                   "scenarios/agent-product.json", override, n, &err);
    fuzz_check_error(status, &err, fuzz_bad_input);
  }
  ndrsim_model_free(&model);
  ndrsim_stress_texts_free(&texts);
}

static void one(const char *scenario, size_t size, const ndrsim_stress *given) {
  char words[200];
  ndrsim_stress stress = *given;
  ndrsim_stress_words(&stress, &plain, 0.5, words, sizeof words);
  fuzz_promise(strlen(words) < sizeof words, "words without an end");
  double top = ndrsim_stress_top(&stress), most = ndrsim_stress_most(&stress, &plain);
  fuzz_promise(top >= 0 && top <= 1, "the top %g of the customers", top);
  fuzz_promise(most >= 1 || isinf(most), "severity ends at %g", most);
  ndrsim_stress_settle(&stress, 12345);
  if (!ndrsim_stress_applies(&stress, &plain)) return;
  apply(scenario, size, &stress, 0.3);
  apply(scenario, size, &stress, 1);
  apply(scenario, size, &stress, 7);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static char *scenario;
  static size_t scenario_size;
  ndrsim_stress_list list;
  ndrsim_error err = {0};
  if (scenario == NULL) {
    scenario = fuzz_file("scenarios/agent-product.json", &scenario_size);
    ndrsim_model_init(&plain);
    ndrsim_status loaded = ndrsim_scenario_parse(&plain, fuzz_catalogue(), scenario, scenario_size,
                                                 "scenarios/agent-product.json", NULL, 0, &err);
    fuzz_promise(loaded == NDRSIM_OK, "the shipped scenario does not load");
  }
  ndrsim_stress_list_init(&list);
  ndrsim_status status = ndrsim_stress_list_parse(&list, fuzz_catalogue(), (const char *)data, size,
                                                  "fuzz.json", &err);
  fuzz_check_error(status, &err, fuzz_bad_input);
  for (int k = 0; k < list.n && k < 4; k++) {
    one(scenario, scenario_size, &list.stress[k]);
  }
  ndrsim_stress_list_free(&list);
  return 0;
}
