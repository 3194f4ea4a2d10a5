/* The chart of what knowing is worth: its words against a golden file, what is said when there is
 * nothing to draw, and names that would like to be executed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/evpi.h"
#include "tests/helpers/lab.h"
#include "tests/plots/drawing.h"

static const ndrsim_chart chart[] = {{"evpi", "", ndrsim_chart_evpi}};
static const ndrsim_chart_table table = {chart, 1};

typedef struct made_up {
  lab l;
  ndrsim_evpi evpi;
  ndrsim_results head;
} made_up;

static void make(made_up *self, const char *objective, double worth) {
  ndrsim_error err;
  memset(self, 0, sizeof *self);
  lab_init(&self->l);
  lab_set(&self->l, "replicates=60");
  lab_build(&self->l, "agent-product.json");
  ndrsim_evpi_init(&self->evpi);
  self->evpi.n_options = 2;
  self->evpi.model[0] = self->evpi.model[1] = &self->l.model;
  snprintf(self->evpi.label[0], sizeof self->evpi.label[0], "as it is");
  snprintf(self->evpi.label[1], sizeof self->evpi.label[1], "cap 800");
  assert_int_equal(ndrsim_evpi_prepare(&self->evpi, objective, NULL, 0, &err), NDRSIM_OK);
  for (int p = 0; p < self->evpi.n_parameters; p++) {
    self->evpi.order[p] = p;
    self->evpi.parameter[p].varies = p != 5;
    self->evpi.parameter[p].worth = (ndrsim_worth){worth / (1 + p * p), worth / 8, worth, 1};
  }
  self->evpi.all = (ndrsim_worth){1.2 * worth, worth / 8, worth, 9};
  self->evpi.foresight = 2 * worth;
  self->evpi.choice.best = 1;
  ndrsim_results_init(&self->head);
  self->head.model = &self->l.model;
  self->head.n = self->head.requested = 60;
  self->head.convention = NDRSIM_CONVENTION_AGE;
}

static void unmake(made_up *self) {
  ndrsim_evpi_free(&self->evpi);
  lab_free(&self->l);
}

static void the_chart_says_what_it_should(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  static const char *const objective[] = {NULL, "ndr@12", "mrr@24"};
  static const double worth[] = {123456, 1.5, 4321};
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  self->options.charts = 1;
  for (int k = 0; k < 3; k++) {
    made_up run;
    size_t length;
    make(&run, objective[k], worth[k]);
    if (k == 2) run.evpi.parameter[0].worth.se = worth[k]; /* nothing is certain */
    if (drawing_study(self, &table, &run.head, &run.evpi, "a") != NDRSIM_OK)
      fail_msg("%s", self->err.message);
    char *svg = drawing_read(self, "a", "evpi.svg", &length);
    fprintf(out, "== by %s\n", run.evpi.outcome.name);
    drawing_words(svg, out);
    free(svg);
    unmake(&run);
  }
  fclose(out);
  drawing_golden("chart-evpi.txt", text);
  free(text);
}

static void nothing_to_draw_is_said(void **state) {
  drawing *self = *state;
  made_up run;
  make(&run, NULL, 1);
  self->options.charts = 1;
  run.evpi.foresight = 0;
  assert_int_equal(drawing_study(self, &table, &run.head, &run.evpi, "a"), NDRSIM_OK);
  assert_int_equal(self->report.outcome[0], NDRSIM_PLOT_NO_DATA);
  assert_non_null(strstr(self->report.reason[0], "every simulated future"));
  unmake(&run);
}

static void names_are_never_executed(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  static const char *const hostile[] = {"a'; system('touch w'); b='", "`touch w`",
                                        "x\nsystem('touch w')\n", "@{system('touch w')}"};
  made_up run;
  make(&run, NULL, 1000);
  self->options.charts = 1;
  for (size_t k = 0; k < sizeof hostile / sizeof hostile[0]; k++) {
    for (int p = 0; p < run.evpi.n_parameters; p++)
      snprintf(run.evpi.parameter[p].path, sizeof run.evpi.parameter[p].path, "%s", hostile[k]);
    for (int o = 0; o < 2; o++)
      snprintf(run.evpi.label[o], sizeof run.evpi.label[o], "%s", hostile[k]);
    assert_int_equal(drawing_study(self, &table, &run.head, &run.evpi, "a"), NDRSIM_OK);
    assert_int_equal(drawing_shell(self, "test ! -e w -a ! -e a/w"), 0);
    assert_int_equal(system("test ! -e w"), 0);
  }
  unmake(&run);
}

int main(void) {
#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, drawing_setup, drawing_teardown)
  const struct CMUnitTest tests[] = {
      IN_ROOT(the_chart_says_what_it_should),
      IN_ROOT(nothing_to_draw_is_said),
      IN_ROOT(names_are_never_executed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
