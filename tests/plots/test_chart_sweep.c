/* The charts of a sweep: their words against a golden file, values that would like to be executed,
 * and what has no chart. NDRSIM_GOLDEN_WRITE=1 renews the file. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/sweep.h"
#include "plots/chart.h"
#include "tests/plots/drawing.h"

enum { REPLICATES = 30 };

static const ndrsim_chart chart[] = {
    {"sweep-line", "", ndrsim_chart_sweep_line},
    {"sweep-heatmap", "", ndrsim_chart_sweep_heatmap},
};
static const ndrsim_chart_table table = {chart, 2};

typedef struct made_up {
  ndrsim_source source;
  ndrsim_model base;
  ndrsim_sweep sweep;
  ndrsim_results head;
} made_up;

static void must(ndrsim_status status, const ndrsim_error *err) {
  char text[1024];
  if (status == NDRSIM_OK) return;
  ndrsim_error_format(err, text, sizeof text);
  fail_msg("%s", text);
}

/* Values without a run: a hill over the points, and luck that all points share. */
static void make(made_up *self, const char *objective, int hypercube, const char *const *vary,
                 int n) {
  ndrsim_error err;
  ndrsim_run_options options = {.engine = {.threads = 1}};
  ndrsim_cost cost;
  static const ndrsim_override change[] = {{"horizon=24"}, {"replicates=30"}};
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, &err);
  ndrsim_source_init(&self->source);
  ndrsim_model_init(&self->base);
  ndrsim_sweep_init(&self->sweep);
  must(ndrsim_source_read(&self->source, catalogue,
                          NDRSIM_SOURCE_DIR "/scenarios/agent-product.json", NULL, change, 2, &err),
       &err);
  must(ndrsim_source_model(&self->source, NULL, 0, &self->base, &err), &err);
  snprintf(self->sweep.objective, sizeof self->sweep.objective, "%s", objective);
  self->sweep.hypercube = hypercube;
  for (int k = 0; k < n; k++) {
    must(ndrsim_sweep_vary(&self->sweep, vary[k], &err), &err);
  }
  must(ndrsim_sweep_prepare(&self->sweep, &self->source, &self->base, &options, &cost, &err), &err);
  ndrsim_study *study = &self->sweep.study;
  study->n_models = self->sweep.n_models;
  study->n_outcomes = self->sweep.n_outcomes;
  study->outcome = self->sweep.outcome;
  study->n = study->requested = REPLICATES;
  size_t values = (size_t)study->n_models * (size_t)study->n_outcomes * REPLICATES;
  study->value = malloc(values * sizeof *study->value);
  assert_non_null(study->value);
  for (size_t k = 0; k < values; k++) {
    int r = (int)(k % REPLICATES), m = (int)(k / REPLICATES / (size_t)study->n_outcomes);
    double luck = (double)(r * 7 % REPLICATES) / REPLICATES - 0.5, off = m - 2;
    double hill = 1 - 0.02 * off * off + 0.1 * luck + 0.01 * luck * off;
    study->value[k] = objective[0] == 'p' ? 2e7 * hill : 130 * hill;
  }
  must(ndrsim_choice_make(&self->sweep.choice, study, 0, 0, &err), &err);
  ndrsim_results_init(&self->head);
  self->head.model = &self->base;
  self->head.n = self->head.requested = REPLICATES;
}

static void unmake(made_up *self) {
  ndrsim_sweep_free(&self->sweep);
  ndrsim_model_free(&self->base);
  ndrsim_source_free(&self->source);
}

static void draw(drawing *self, const made_up *of, const char *name) {
  must(drawing_study(self, &table, &of->head, &of->sweep, name), &self->err);
}

static void words_of(drawing *self, const made_up *of, const char *title, FILE *out) {
  const ndrsim_plot_report *report = &self->report;
  draw(self, of, "a");
  for (int k = 0; k < table.n; k++) {
    char file[64];
    size_t size;
    if (report->outcome[k] != NDRSIM_PLOT_DRAWN) {
      fprintf(out, "== %s, %s: %s\n", title, chart[k].name, report->reason[k]);
      continue;
    }
    fprintf(out, "== %s, %s\n", title, chart[k].name);
    snprintf(file, sizeof file, "%s.svg", chart[k].name);
    char *svg = drawing_read(self, "a", file, &size);
    drawing_words(svg, out);
    free(svg);
  }
}

static void the_charts_say_what_they_should(void **state) {
  static const struct {
    const char *title, *objective;
    int hypercube, n;
    const char *vary[3];
  } row[] = {
      {"numbers", "profit", 0, 1, {"tiers.pro.cap=600:1200:100"}},
      {"off the grid", "ndr@24", 0, 1, {"tiers.pro.cap=700,900,1100"}},
      {"words", "profit", 0, 1, {"capacity.over_cap=overage,hard_stop"}},
      {"a distribution now", "ndr", 0, 1, {"churn.base=0.01:0.03:0.01"}},
      {"map",
       "profit",
       0,
       2,
       {"tiers.pro.cap=600:1200:200", "capacity.over_cap=overage,hard_stop"}},
      {"map, off it", "ndr", 0, 2, {"tiers.pro.cap=700,1100", "tiers.pro.price=40:60:10"}},
      {"hypercube", "profit", 5, 2, {"tiers.pro.cap=600:1200", "tiers.pro.price=40:60"}},
      {"three",
       "profit",
       4,
       3,
       {"tiers.pro.cap=600:1200", "tiers.pro.price=40:60", "tiers.lite.cap=100:300"}},
  };
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  self->options.charts = 3;
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
    made_up *of = calloc(1, sizeof *of);
    assert_non_null(of);
    make(of, row[k].objective, row[k].hypercube, row[k].vary, row[k].n);
    words_of(self, of, row[k].title, out);
    unmake(of);
    free(of);
  }
  fclose(out);
  drawing_golden("chart-sweep.txt", text);
  free(text);
}

/* Values are the user's. */
static void text_is_never_executed(void **state) {
  static const char *const hostile[] = {"a'; system('touch w'); b='", "`touch w`",
                                        "x\nsystem('touch w')\n", "@{system('touch w')}",
                                        "%s%n \"quoted\" $(touch w)"};
  static const char *const vary[] = {"capacity.over_cap=overage,hard_stop",
                                     "tiers.pro.cap=700,800"};
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  self->options.charts = 3;
  for (size_t k = 0; k < sizeof hostile / sizeof hostile[0]; k++) {
    for (int n = 1; n <= 2; n++) {
      made_up *of = calloc(1, sizeof *of);
      assert_non_null(of);
      make(of, "profit", 0, vary, n);
      free(of->sweep.vary[0].text[0]);
      of->sweep.vary[0].text[0] = strdup(hostile[k]);
      free(of->sweep.text[0]);
      of->sweep.text[0] = strdup(hostile[k]);
      snprintf(of->sweep.vary[0].path, sizeof of->sweep.vary[0].path, "%s", hostile[k]);
      draw(self, of, "a");
      assert_int_equal(self->report.outcome[n - 1], NDRSIM_PLOT_DRAWN);
      assert_int_equal(drawing_shell(self, "test ! -e w -a ! -e a/w"), 0);
      assert_int_equal(system("test ! -e w"), 0);
      unmake(of);
      free(of);
    }
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
