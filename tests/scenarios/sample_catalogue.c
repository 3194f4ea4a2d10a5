#include "tests/scenarios/sample_catalogue.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const ndrsim_param_def churn[] = {
    {"churn.base", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0.02, 0, 1, NULL, "hazard", "assumption"},
    {"churn.link", "1", NDRSIM_CHOICE, 0, 0, 0, 1, "logit|cloglog", "link", "assumption"},
    {"churn.annual", "1", NDRSIM_SWITCH, NDRSIM_MAY_SEGMENT | NDRSIM_MAY_DRAW, 1, 0, 1, NULL,
     "renewals only", "assumption"},
    {"churn.fee", "currency", NDRSIM_MONEY, NDRSIM_MAY_ANY, 5.5, 0, INFINITY, NULL, "fee",
     "assumption"},
};
static const ndrsim_param_def demand[] = {
    {"demand.level", "tasks", NDRSIM_REAL, NDRSIM_TRAIT, 100, 0, INFINITY, NULL, "level",
     "assumption"},
    {"demand.noise", "1", NDRSIM_REAL, NDRSIM_MAY_DRAW, 0, 0, 5, NULL, "noise", "assumption"},
    {"demand.months", "months", NDRSIM_COUNT, NDRSIM_MAY_MONTH | NDRSIM_MAY_DRAW, 3, 0, 24, NULL,
     "months", "assumption"},
    {"tiers.*.price", "currency/(seat*month)", NDRSIM_MONEY, NDRSIM_MAY_ANY | NDRSIM_PER_TIER, NAN,
     0, INFINITY, NULL, "list price", "scenario"},
    {"tiers.*.cap", "tasks/(seat*month)", NDRSIM_REAL, NDRSIM_MAY_ANY | NDRSIM_PER_TIER, 1000, 0,
     INFINITY, NULL, "cap", "scenario"},
};
static const ndrsim_param_def macro[] = {
    {"macro.rho", "1", NDRSIM_REAL, NDRSIM_MAY_DRAW, 0.9, 0, 0.999, NULL, "rho", "assumption"},
};
static const ndrsim_mechanism churn_mechanism = {.name = "churn", .param = churn, .n_params = 4};
static const ndrsim_mechanism demand_mechanism = {.name = "demand", .param = demand, .n_params = 5};
static const ndrsim_mechanism macro_mechanism = {.name = "macro", .param = macro, .n_params = 1};
static const ndrsim_mechanism *const mechanism[] = {&churn_mechanism, &demand_mechanism,
                                                    &macro_mechanism};
const ndrsim_catalogue sample_catalogue = {
    .isa = "portable", .width = 4, .mechanism = mechanism, .n_mechanisms = 3};

ndrsim_status sample_parse(ndrsim_model *model, const char *text, const char *const *set,
                           int n_sets, ndrsim_error *err) {
  ndrsim_override override[16];
  assert_true(n_sets <= 16);
  for (int i = 0; i < n_sets; i++)
    override[i].text = set[i];
  ndrsim_model_init(model);
  return ndrsim_scenario_parse(model, &sample_catalogue, text, strlen(text), "dir/sample.json",
                               override, n_sets, err);
}

char *sample_scenario(const char *more) {
  char *text = NULL;
  int n = asprintf(&text,
                   "{\"schema_version\": 1, \"name\": \"sample\",\n"
                   " \"segments\": {\"smb\": {\"share\": 0.7}, \"mid\": {\"share\": 0.3}},\n"
                   " \"tiers\": {\"lite\": {\"price\": 20, \"cap\": 200}, \"pro\": {\"price\": "
                   "49.5}}%s}",
                   more);
  assert_true(n > 0);
  return text;
}

void sample_refuse(const char *text, size_t size, ndrsim_status status, const char *const *says) {
  ndrsim_model model;
  ndrsim_error err;
  char line[2048];
  ndrsim_model_init(&model);
  ndrsim_status have = ndrsim_scenario_parse(&model, &sample_catalogue, text, size,
                                             "dir/sample.json", NULL, 0, &err);
  ndrsim_model_free(&model);
  ndrsim_error_format(&err, line, sizeof line);
  if (have != status || err.status != status)
    fail_msg("status %s, not %s: %s", ndrsim_status_name(have), ndrsim_status_name(status),
             have == NDRSIM_OK ? "" : line);
  for (const char *p = line; *p != '\0'; p++)
    if ((unsigned char)*p < 0x20) fail_msg("not one line: %s", line);
  for (; *says != NULL; says++)
    if (strstr(line, *says) == NULL) fail_msg("no '%s' in: %s", *says, line);
}

void sample_load(ndrsim_model *model, const char *more) {
  ndrsim_error err;
  char line[1024], *text = sample_scenario(more);
  if (sample_parse(model, text, NULL, 0, &err) != NDRSIM_OK) {
    ndrsim_error_format(&err, line, sizeof line);
    fail_msg("%s: %s", more, line);
  }
  free(text);
}

void sample_refuse_with(const char *more, const char *const *says) {
  char *text = sample_scenario(more);
  sample_refuse(text, strlen(text), NDRSIM_INPUT, says);
  free(text);
}
