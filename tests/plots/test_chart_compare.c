/* The charts of a comparison: their words against a golden file, and labels that would like to be
 * executed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/compare.h"
#include "tests/helpers/lab.h"
#include "tests/plots/drawing.h"

enum { REPLICATES = 30 };

static const ndrsim_chart chart[] = {
    {"compare-fan", "", ndrsim_chart_compare_fan},
    {"compare-bridge", "", ndrsim_chart_compare_bridge},
};
static const ndrsim_chart_table table = {chart, 2};

typedef struct made_up {
  lab l;
  ndrsim_compare compare;
  ndrsim_results head;
} made_up;

/* Outcomes without a run: smooth in month, scenario and replicate. */
static double value_of(const ndrsim_outcome *outcome, int scenario, int replicate) {
  double luck = (double)(replicate * 7 % REPLICATES) / REPLICATES - 0.5;
  switch (outcome->kind) {
  case NDRSIM_OUTCOME_NDR:
    return 100 + outcome->month * (1 + 0.3 * scenario) + 20 * luck;
  case NDRSIM_OUTCOME_PART:
    return outcome->component < 3                    ? outcome->month * (0.5 + 0.1 * scenario)
           : outcome->component == NDRSIM_FLOW_CHURN ? -0.5 * outcome->month
                                                     : 0;
  default:
    return 150000 * pow(1.03 + 0.004 * scenario, outcome->month) * (1 + 0.2 * luck);
  }
}

static void make(made_up *self, int scenarios) {
  ndrsim_error err;
  const ndrsim_model *model[NDRSIM_COMPARE_MOST];
  lab_init(&self->l);
  lab_set(&self->l, "acquisition.initial=10");
  lab_set(&self->l, "replicates=%d", REPLICATES);
  lab_set(&self->l, "horizon=24");
  lab_build(&self->l, "agent-product.json");
  for (int s = 0; s < scenarios; s++) {
    model[s] = &self->l.model;
  }
  ndrsim_compare_init(&self->compare);
  assert_int_equal(ndrsim_compare_prepare(&self->compare, model, scenarios, &err), NDRSIM_OK);
  ndrsim_study *study = &self->compare.study;
  study->n_models = scenarios;
  study->n_outcomes = self->compare.n_outcomes;
  study->n = study->requested = REPLICATES;
  study->outcome = self->compare.outcome;
  size_t n = (size_t)scenarios * (size_t)study->n_outcomes * REPLICATES;
  study->value = malloc(n * sizeof *study->value);
  assert_non_null(study->value);
  for (size_t k = 0; k < n; k++) {
    int replicate = (int)(k % REPLICATES), at = (int)(k / REPLICATES);
    study->value[k] =
        value_of(&study->outcome[at % study->n_outcomes], at / study->n_outcomes, replicate);
  }
  for (int s = 0; s < scenarios; s++) {
    snprintf(self->compare.label[s], sizeof self->compare.label[s], "option %d", s);
  }
  ndrsim_results_init(&self->head);
  self->head.model = &self->l.model;
  self->head.n = self->head.requested = REPLICATES;
  self->head.convention = NDRSIM_CONVENTION_AGE;
}

static void unmake(made_up *self) {
  ndrsim_compare_free(&self->compare);
  lab_free(&self->l);
}

static void the_charts_say_what_they_should(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  static const int scenarios[] = {2, 3, 7};
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  self->options.charts = 3;
  for (size_t k = 0; k < sizeof scenarios / sizeof scenarios[0]; k++) {
    made_up run;
    make(&run, scenarios[k]);
    if (drawing_study(self, &table, &run.head, &run.compare, "a") != NDRSIM_OK)
      fail_msg("%s", self->err.message);
    for (int c = 0; c < table.n; c++) {
      char name[64];
      size_t length;
      snprintf(name, sizeof name, "%s.svg", chart[c].name);
      char *svg = drawing_read(self, "a", name, &length);
      fprintf(out, "== %s of %d\n", chart[c].name, scenarios[k]);
      drawing_words(svg, out);
      free(svg);
    }
    unmake(&run);
  }
  fclose(out);
  drawing_golden("chart-compare.txt", text);
  free(text);
}

static void labels_are_never_executed(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  static const char *const hostile[] = {"a'; system('touch w'); b='", "`touch w`",
                                        "x\nsystem('touch w')\n", "@{system('touch w')}"};
  made_up run;
  make(&run, 2);
  self->options.charts = 3;
  for (size_t k = 0; k < sizeof hostile / sizeof hostile[0]; k++) {
    snprintf(run.compare.label[1], sizeof run.compare.label[1], "%s", hostile[k]);
    assert_int_equal(drawing_study(self, &table, &run.head, &run.compare, "a"), NDRSIM_OK);
    assert_int_equal(drawing_shell(self, "test ! -e w -a ! -e a/w"), 0);
    assert_int_equal(system("test ! -e w"), 0);
  }
  unmake(&run);
}

int main(void) {
#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, drawing_setup, drawing_teardown)
  const struct CMUnitTest tests[] = {
      IN_ROOT(the_charts_say_what_they_should),
      IN_ROOT(labels_are_never_executed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
