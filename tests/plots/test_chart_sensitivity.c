/* The charts of a study of sensitivity: their words against a golden file, what is said when there
 * is nothing to draw, and names that would like to be executed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/sensitivity.h"
#include "tests/plots/drawing.h"

enum { REPLICATES = 10 };

static const ndrsim_chart chart[] = {
    {"sensitivity-tornado", "", ndrsim_chart_sensitivity_tornado},
    {"sensitivity-sobol", "", ndrsim_chart_sensitivity_sobol},
    {"sensitivity-two-way", "", ndrsim_chart_sensitivity_two_way},
};
enum { CHARTS = 3, ALL_CHARTS = 7 };
static const ndrsim_chart_table table = {chart, CHARTS};

typedef struct made_up {
  ndrsim_source source;
  ndrsim_model model;
  ndrsim_sensitivity sensitivity;
  ndrsim_results head;
} made_up;

/* Outcomes without a run: each parameter has a slope of its own, every second one downwards. */
static void fill(ndrsim_study *study, const ndrsim_sensitivity *of, double level) {
  study->n_models = of->n_variants;
  study->n_outcomes = 1;
  study->n = study->requested = REPLICATES;
  study->outcome = of->outcome;
  study->value = malloc((size_t)of->n_variants * REPLICATES * sizeof *study->value);
  assert_non_null(study->value);
  for (int v = 0; v < of->n_variants; v++) {
    const ndrsim_variant *variant = &of->variant[v];
    double slope = v > 0 ? level / 8 / (1 + variant->factor) * (variant->factor % 2 ? -1 : 1) : 0;
    for (int r = 0; r < REPLICATES; r++)
      study->value[v * REPLICATES + r] =
          level + (variant->move == NDRSIM_MOVE_HIGH ? slope : -slope) * (1 + 0.02 * r);
  }
}

/* Upwards in the first parameter, less in the second. */
static void fill_cells(ndrsim_study *study, const ndrsim_sensitivity *of, double level) {
  enum { CELLS = NDRSIM_TWO_WAY_LEVELS * NDRSIM_TWO_WAY_LEVELS };
  study->n_models = CELLS;
  study->n_outcomes = 1;
  study->n = study->requested = REPLICATES;
  study->outcome = of->outcome;
  study->value = malloc((size_t)CELLS * REPLICATES * sizeof *study->value);
  assert_non_null(study->value);
  for (int k = 0; k < CELLS * REPLICATES; k++) {
    int cell = k / REPLICATES;
    study->value[k] = level * (1 + 0.05 * (cell / 5) - 0.02 * (cell % 5));
  }
}

static void make(made_up *self, const char *outcome, double level) {
  static const ndrsim_override change[] = {{"replicates=32"}, {"acquisition.initial=10"}};
  ndrsim_error err = {0};
  char path[512];
  memset(self, 0, sizeof *self);
  ndrsim_source_init(&self->source);
  ndrsim_model_init(&self->model);
  ndrsim_sensitivity_init(&self->sensitivity);
  snprintf(path, sizeof path, "%s/scenarios/agent-product.json", NDRSIM_SOURCE_DIR);
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, &err);
  assert_int_equal(ndrsim_source_read(&self->source, catalogue, path, NULL, change, 2, &err), 0);
  assert_int_equal(ndrsim_source_model(&self->source, NULL, 0, &self->model, &err), 0);
  static const char *const of[] = {"workflow", "capacity", "churn", "tiers.pro.price", "seat"};
  ndrsim_sensitivity_ask ask = {.methods = NDRSIM_METHOD_TORNADO | NDRSIM_METHOD_SOBOL |
                                           NDRSIM_METHOD_TWO_WAY,
                                .pair = "workflow.explore,tiers.pro.price",
                                .of = of,
                                .n_of = 5,
                                .outcome = &outcome,
                                .n_outcomes = 1};
  assert_int_equal(
      ndrsim_sensitivity_prepare(&self->sensitivity, &self->source, &self->model, &ask, &err), 0);
  fill(&self->sensitivity.single, &self->sensitivity, level);
  fill_cells(&self->sensitivity.pair_study, &self->sensitivity, level);
  ndrsim_sobol *sobol = &self->sensitivity.sobol[0];
  size_t n = (size_t)self->sensitivity.n_drawn;
  sobol->first = calloc(n, sizeof *sobol->first);
  sobol->total = calloc(n, sizeof *sobol->total);
  assert_true(sobol->first != NULL && sobol->total != NULL);
  sobol->valid = sobol->complete = true;
  sobol->inputs = (int)n;
  sobol->points = 32;
  sobol->known = (ndrsim_sobol_index){0.4, 0.05, 0.3, 0.5};
  for (size_t i = 0; i < n; i++) {
    double share = 0.5 / (double)((i + 1) * (i + 1));
    sobol->first[i] = (ndrsim_sobol_index){share, 0.04, share - 0.1, share + 0.1};
    sobol->total[i] = (ndrsim_sobol_index){1.1 * share, 0.02, 1.1 * share - 0.05, share + 0.1};
  }
  ndrsim_results_init(&self->head);
  self->head.model = &self->model;
  self->head.n = self->head.requested = REPLICATES;
  self->head.convention = NDRSIM_CONVENTION_AGE;
}

static void unmake(made_up *self) {
  ndrsim_sensitivity_free(&self->sensitivity);
  ndrsim_model_free(&self->model);
  ndrsim_source_free(&self->source);
}

static void the_charts_say_what_they_should(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  static const char *const outcome[] = {"ndr@12", "profit@24", "mrr@12"};
  static const double level[] = {150, 8123456, 432100};
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  self->options.charts = ALL_CHARTS;
  for (int k = 0; k < 3; k++) {
    made_up run;
    make(&run, outcome[k], level[k]);
    if (drawing_study(self, &table, &run.head, &run.sensitivity, "a") != NDRSIM_OK)
      fail_msg("%s", self->err.message);
    for (int c = 0; c < table.n; c++) {
      char name[64];
      size_t length;
      snprintf(name, sizeof name, "%s.svg", chart[c].name);
      char *svg = drawing_read(self, "a", name, &length);
      fprintf(out, "== %s of %s\n", chart[c].name, outcome[k]);
      drawing_words(svg, out);
      free(svg);
    }
    unmake(&run);
  }
  fclose(out);
  drawing_golden("chart-sensitivity.txt", text);
  free(text);
}

static void nothing_to_draw_is_said(void **state) {
  drawing *self = *state;
  made_up run;
  make(&run, "ndr@12", 150);
  self->options.charts = ALL_CHARTS;
  run.sensitivity.sobol[0].valid = false;
  for (int k = 0; k < run.sensitivity.n_variants * REPLICATES; k++)
    run.sensitivity.single.value[k] = NAN;
  run.sensitivity.pair_study.value[0] = NAN;
  assert_int_equal(drawing_study(self, &table, &run.head, &run.sensitivity, "a"), NDRSIM_OK);
  for (int c = 0; c < CHARTS; c++) {
    assert_int_equal(self->report.outcome[c], NDRSIM_PLOT_NO_DATA);
    assert_true(strlen(self->report.reason[c]) > 10);
  }
  run.sensitivity.methods = NDRSIM_METHOD_ELASTICITY;
  assert_int_equal(drawing_study(self, &table, &run.head, &run.sensitivity, "a"), NDRSIM_OK);
  for (int c = 0; c < CHARTS; c++)
    assert_non_null(strstr(self->report.reason[c], "--method"));
  unmake(&run);
}

static void names_are_never_executed(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  static const char *const hostile[] = {"a'; system('touch w'); b='", "`touch w`",
                                        "x\nsystem('touch w')\n", "@{system('touch w')}"};
  made_up run;
  make(&run, "ndr@12", 150);
  self->options.charts = ALL_CHARTS;
  for (size_t k = 0; k < sizeof hostile / sizeof hostile[0]; k++) {
    for (int f = 0; f < run.sensitivity.n_factors; f++) {
      ndrsim_factor *factor = &run.sensitivity.factor[f];
      snprintf(factor->path, sizeof factor->path, "%s", hostile[k]);
      snprintf(factor->unit, sizeof factor->unit, "%s", hostile[k]);
    }
    assert_int_equal(drawing_study(self, &table, &run.head, &run.sensitivity, "a"), NDRSIM_OK);
    assert_int_equal(drawing_shell(self, "test ! -e w -a ! -e a/w"), 0);
    assert_int_equal(system("test ! -e w"), 0);
  }
  unmake(&run);
}

int main(void) {
#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, drawing_setup, drawing_teardown)
  const struct CMUnitTest tests[] = {
      IN_ROOT(the_charts_say_what_they_should),
      IN_ROOT(nothing_to_draw_is_said),
      IN_ROOT(names_are_never_executed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
