/* The charts of a search: their words against a golden file, and paths that would like to be
 * executed. NDRSIM_GOLDEN_WRITE=1 renews the file. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/optimise.h"
#include "plots/chart.h"
#include "tests/helpers/lab.h"
#include "tests/plots/drawing.h"

enum { REPLICATES = 30, EVALUATIONS = 16, POINTS = 32 };

static const ndrsim_chart chart[] = {
    {"optimise-profile", "", ndrsim_chart_optimise_profile},
    {"optimise-path", "", ndrsim_chart_optimise_path},
};
static const ndrsim_chart_table table = {chart, 2};

typedef struct made_up {
  lab l;
  ndrsim_optimise of;
  ndrsim_results head;
  ndrsim_profile_point point[POINTS];
} made_up;

/* A search that was never made: a hill in each parameter, luck that all settings share. */
static double hill(const ndrsim_optimise *of, const double *x) {
  double sum = 1;
  for (int k = 0; k < of->n_vary; k++) {
    double u = (x[k] - of->vary[k].low) / (of->vary[k].high - of->vary[k].low) - 0.4;
    sum -= 0.3 * u * u;
  }
  return 2e7 * sum;
}

static void make(made_up *self, int n, bool constrained) {
  static const char *const path[] = {"tiers.pro.cap=600:2000", "tiers.pro.price=30:60",
                                     "churn.base=0.01:0.05"};
  ndrsim_error err;
  lab_init(&self->l);
  lab_set(&self->l, "acquisition.initial=10");
  lab_set(&self->l, "replicates=%d", REPLICATES);
  lab_set(&self->l, "horizon=24");
  lab_build(&self->l, "agent-product.json");
  ndrsim_optimise *of = &self->of;
  ndrsim_optimise_init(of);
  for (int k = 0; k < n; k++) {
    assert_int_equal(ndrsim_optimise_vary(of, path[k], &err), NDRSIM_OK);
    of->vary[k].now = k == 0 ? 1000 : k == 1 ? 45 : NAN;
  }
  snprintf(of->vary[0].unit, sizeof of->vary[0].unit, "tasks/(user*month)");
  assert_int_equal(ndrsim_outcome_parse("profit@24", &self->l.model, 24, &of->outcome[0], &err),
                   NDRSIM_OK);
  of->n_outcomes = 1;
  of->n_constraints = constrained;
  of->goal = (ndrsim_goal){0, constrained ? NDRSIM_P10 : NDRSIM_STATISTIC_MEAN};
  of->base = &self->l.model;
  of->replicates = REPLICATES;
  of->evaluation = calloc(EVALUATIONS, sizeof *of->evaluation);
  assert_non_null(of->evaluation);
  of->n_evaluations = EVALUATIONS;
  of->global = EVALUATIONS / 2;
  of->feasible = of->converged = true;
  for (int e = 0; e < EVALUATIONS; e++) {
    ndrsim_evaluation *one = &of->evaluation[e];
    for (int k = 0; k < n; k++) {
      double u = e + 1 == EVALUATIONS ? 0.4 : fmod(0.13 + 0.37 * e + 0.2 * k, 1);
      one->x[k] = of->vary[k].low + u * (of->vary[k].high - of->vary[k].low);
    }
    one->objective = hill(of, one->x);
    one->violation = constrained && e % 5 == 1 ? 0.1 : 0;
  }
  of->now.objective = 0.96 * 2e7;
  of->best = EVALUATIONS - 1;
  of->point = self->point;
  of->point[0].vary = of->point[1].vary = -1;
  of->n_points = 2;
  for (int k = 0; k < n; k++) {
    for (int p = 0; p < 5; p++) {
      double x = of->vary[k].low + 0.25 * p * (of->vary[k].high - of->vary[k].low);
      of->point[of->n_points++] = (ndrsim_profile_point){k, x};
    }
  }
  of->fresh.n_models = of->n_points;
  of->fresh.n_outcomes = 1;
  of->fresh.outcome = of->outcome;
  of->fresh.n = of->fresh.requested = REPLICATES;
  of->fresh.value = calloc((size_t)of->n_points * REPLICATES, sizeof(double));
  assert_non_null(of->fresh.value);
  for (int p = 0; p < of->n_points; p++) {
    double x[NDRSIM_VARY_MOST];
    memcpy(x, of->evaluation[of->best].x, sizeof x);
    if (of->point[p].vary >= 0) x[of->point[p].vary] = of->point[p].x;
    double top = p == NDRSIM_FRESH_NOW ? of->now.objective : hill(of, x);
    for (int r = 0; r < REPLICATES; r++) {
      of->fresh.value[p * REPLICATES + r] = top * (1 + 0.02 * ((double)(r * 7 % 30) / 30 - 0.5));
    }
  }
  ndrsim_results_init(&self->head);
  self->head.model = &self->l.model;
  self->head.n = self->head.requested = REPLICATES;
}

static void unmake(made_up *self) {
  self->of.point = NULL; /* part of self */
  ndrsim_optimise_free(&self->of);
  lab_free(&self->l);
}

static void draw(drawing *self, const made_up *of) {
  if (drawing_study(self, &table, &of->head, &of->of, "a") != NDRSIM_OK)
    fail_msg("%s", self->err.message);
  assert_int_equal(self->report.drawn, 2);
}

static void the_charts_say_what_they_should(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  self->options.charts = 3;
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  for (int n = 1; n <= 3; n++) {
    made_up *of = calloc(1, sizeof *of);
    assert_non_null(of);
    make(of, n, n > 1);
    draw(self, of);
    for (int k = 0; k < table.n; k++) {
      char file[64];
      size_t length;
      fprintf(out, "== %d, %s\n", n, chart[k].name);
      snprintf(file, sizeof file, "%s.svg", chart[k].name);
      char *svg = drawing_read(self, "a", file, &length);
      drawing_words(svg, out);
      free(svg);
    }
    unmake(of);
    free(of);
  }
  fclose(out);
  drawing_golden("chart-optimise.txt", text);
  free(text);
}

static void text_is_never_executed(void **state) {
  static const char *const hostile[] = {"a'; system('touch w'); b='", "`touch w`",
                                        "x\nsystem('touch w')\n", "@{system('touch w')}",
                                        "%s%n \"quoted\" $(touch w)"};
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  self->options.charts = 3;
  for (size_t k = 0; k < sizeof hostile / sizeof hostile[0]; k++) {
    made_up *of = calloc(1, sizeof *of);
    assert_non_null(of);
    make(of, 2, false);
    snprintf(of->of.vary[0].path, sizeof of->of.vary[0].path, "%s", hostile[k]);
    snprintf(of->of.vary[0].unit, sizeof of->of.vary[0].unit, "%s", hostile[k]);
    draw(self, of);
    assert_int_equal(drawing_shell(self, "test ! -e w -a ! -e a/w"), 0);
    assert_int_equal(system("test ! -e w"), 0);
    unmake(of);
    free(of);
  }
}

int main(void) {
#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, drawing_setup, drawing_teardown)
  const struct CMUnitTest tests[] = {
      IN_ROOT(the_charts_say_what_they_should),
      IN_ROOT(text_is_never_executed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
