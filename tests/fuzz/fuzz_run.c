/* The engine under every legal scenario: the bytes of the input choose parameters of the tables and
 * legal values for them, so that nearly every input is run and reported. */
#include <stdlib.h>
#include <string.h>
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/grow.h"

enum { PARAMETERS = 60 };

static const char base[] =
    "{\"schema_version\":1,\"name\":\"grown\",\"horizon\":14,\"replicates\":2,"
    "\"segments\":{\"smb\":{\"share\":0.75},\"enterprise\":{\"share\":0.25}},"
    "\"tiers\":{\"lite\":{\"price\":20,\"cap\":200,\"overage\":0.1},\"pro\":{\"price\":45,\"cap\":"
    "1000}},\"acquisition\":{\"initial\":12,\"per_month\":0.5},"
    "\"workflow\":{\"explore\":0.5},\"demand\":{\"level\":150,\"noise_sd\":0.2},"
    "\"capacity\":{\"at_cap\":0.3,\"downgrade\":0.3},"
    "\"seat\":{\"initial\":3,\"headcount\":100,\"innovation\":0.01,\"imitation\":0.1},"
    "\"signals\":{\"inquiry\":0.2},\"playbook\":{\"on\":true,\"arpa\":100},"
    "\"contraction\":{\"cut\":0.05,\"champion\":0.05},\"churn\":{\"base\":0.05},"
    "\"reactivation\":{\"hazard\":0.2},\"macro\":{\"sd\":1,\"down\":0.1}}";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_choice choice = {.data = data, .left = size};
  cJSON *scenario = cJSON_Parse(base);
  fuzz_promise(data != NULL && scenario != NULL, "no scenario to begin with");
  for (int k = 0; k < PARAMETERS && choice.left > 0; k++) {
    if (fuzz_pick(&choice, 8) == 0)
      fuzz_grow_correlation(&choice, scenario);
    else
      fuzz_grow_parameter(&choice, scenario);
  }
  char *text = cJSON_PrintUnformatted(scenario);
  cJSON_Delete(scenario);
  fuzz_promise(text != NULL, "no memory for a scenario");

  ndrsim_model model;
  ndrsim_error err = {0};
  ndrsim_model_init(&model);
  ndrsim_status status = ndrsim_scenario_parse(&model, fuzz_catalogue(), text, strlen(text),
                                               "grown.json", NULL, 0, &err);
  fuzz_check_error(status, &err, fuzz_bad_input);
  if (status == NDRSIM_OK) fuzz_run(&model, NULL, 0);
  ndrsim_model_free(&model);
  free(text);
  return 0;
}
