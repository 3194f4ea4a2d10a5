#include "tests/helpers/published.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_cdf.h>
#include "sim/engine.h"

enum { INPUTS = 8, P_NOISE = INPUTS, PARAMS };
enum { C_ISHIGAMI, C_G, C_LINEAR, C_POWER, COUNTERS };

#define X(k)                                                                                       \
  { "published.x" #k, "1", NDRSIM_REAL, NDRSIM_MAY_DRAW, 1, -100, 100, NULL, "Input", "assumption" }
static const ndrsim_param_def params[PARAMS] = {
    X(1),
    X(2),
    X(3),
    X(4),
    X(5),
    X(6),
    X(7),
    X(8),
    {"published.noise", "1", NDRSIM_REAL, NDRSIM_MAY_DRAW, 0, 0, 100, NULL, "Luck", "assumption"}};

#define UNIT 1e-9
static const ndrsim_counter_def counters[COUNTERS] = {
    {"ishigami_sum", "1", "of accounts"},
    {"g_sum", "1", "of accounts"},
    {"linear_sum", "1", "of accounts"},
    {"power_sum", "1", "of accounts"},
};
#define METRIC(metric)                                                                             \
  {                                                                                                \
    .name = #metric, .unit = "1", .format = NDRSIM_FORMAT_RATIO, .numerator = #metric "_sum",      \
    .scale = UNIT, .doc = "A function", .source = "definition"                                     \
  }
static const ndrsim_metric_def metrics[COUNTERS] = {METRIC(ishigami), METRIC(g), METRIC(linear),
                                                    METRIC(power)};

static double ishigami(const double *x) {
  return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

static double g(const double *x) {
  static const double a[INPUTS] = {0, 1, 4.5, 9, 99, 99, 99, 99};
  double product = 1;
  for (int i = 0; i < INPUTS; i++)
    product *= (fabs(4 * x[i] - 2) + a[i]) / (1 + a[i]);
  return product;
}

static double linear(const double *x) {
  double sum = 0;
  for (int i = 0; i < INPUTS; i++)
    sum += (i + 1) * x[i];
  return sum;
}

static void tell(ndrsim_step_context *ctx) {
  ndrsim_words w = ndrsim_philox(ctx->seed, 99, ctx->replicate, 0, 0, 0);
  double luck = ctx->s[P_NOISE] * gsl_cdf_ugaussian_Pinv(ndrsim_uniform53(w.w[0], w.w[1]));
  const double *x = ctx->s;
  double value[COUNTERS] = {ishigami(x), g(x), linear(x), x[0] * x[0] / x[1]};
  for (int k = 0; k < COUNTERS; k++)
    ctx->counter[k] += ctx->n * (int64_t)llrint((value[k] + luck) / UNIT);
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_COSTS, tell}};
static const ndrsim_mechanism published = {
    .name = "published",
    .doc = "functions whose sensitivities are known",
    .param = params,
    .n_params = PARAMS,
    .step = steps,
    .n_steps = 1,
    .counter = counters,
    .n_counters = COUNTERS,
    .metric = metrics,
    .n_metrics = COUNTERS,
};

static ndrsim_catalogue whole;
static const ndrsim_mechanism *list[NDRSIM_MAX_MECHANISMS];

const ndrsim_catalogue *published_catalogue(void) {
  ndrsim_error err;
  const ndrsim_catalogue *program = ndrsim_catalogue_choose(NULL, &err);
  if (program == NULL || program->n_mechanisms == NDRSIM_MAX_MECHANISMS) return NULL;
  memcpy(list, program->mechanism, (size_t)program->n_mechanisms * sizeof *list);
  whole = *program;
  list[whole.n_mechanisms++] = &published;
  whole.mechanism = list;
  return &whole;
}

void published_source(ndrsim_source *source, ndrsim_model *model, int replicates,
                      const char *more) {
  ndrsim_error err = {0};
  char text[1024];
  ndrsim_source_init(source);
  ndrsim_model_init(model);
  source->catalogue = published_catalogue();
  assert_non_null(source->catalogue);
  int n = asprintf(&source->scenario,
                   "{\"schema_version\": 1, \"name\": \"published\", \"horizon\": 1, "
                   "\"replicates\": %d, \"seed\": \"5\", \"tiers\": {\"only\": {\"price\": 10}}, "
                   "\"acquisition\": {\"initial\": 1}%s}",
                   replicates, more);
  assert_true(n > 0);
  source->scenario_size = (size_t)n;
  snprintf(source->scenario_name, sizeof source->scenario_name, "published.json");
  if (ndrsim_source_model(source, NULL, 0, model, &err) == NDRSIM_OK) return;
  ndrsim_error_format(&err, text, sizeof text);
  fail_msg("%s", text);
}
