/* The chart of an attribution: its words against a golden file, the same bytes twice, nothing left
 * of an earlier one, text that would like to be executed. NDRSIM_GOLDEN_WRITE=1 renews the file. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "plots/chart.h"
#include "tests/helpers/fake_causal.h"
#include "tests/plots/drawing.h"

#define CHART "ndr-causal"

static ndrsim_plot_outcome draw(drawing *self, const ndrsim_causal *causal, const char *name) {
  char directory[160];
  ndrsim_output output;
  static const ndrsim_chart chart[] = {{CHART, "", ndrsim_chart_ndr_causal}};
  static const ndrsim_chart_table table = {chart, 1};
  ndrsim_plot_report report;
  snprintf(directory, sizeof directory, "%s/%s", self->root, name);
  ndrsim_output_init(&output);
  assert_int_equal(ndrsim_output_open(&output, directory, &self->err), NDRSIM_OK);
  ndrsim_status status =
      ndrsim_plot_table(&table, &causal->on, causal, &self->options, &output, &report, &self->err);
  ndrsim_plot_outcome outcome = report.outcome[0];
  assert_int_equal(status != NDRSIM_OK, outcome == NDRSIM_PLOT_FAILED);
  ndrsim_error ignored;
  assert_int_equal(ndrsim_output_commit(&output, &ignored), NDRSIM_OK);
  ndrsim_output_free(&output);
  return outcome;
}

static void words_of(drawing *self, const ndrsim_causal *causal, const char *title, FILE *out) {
  size_t size;
  fprintf(out, "== %s\n", title);
  if (draw(self, causal, "a") != NDRSIM_PLOT_DRAWN) fail_msg("%s", self->err.message);
  char *svg = drawing_read(self, "a", CHART ".svg", &size);
  drawing_words(svg, out);
  free(svg);
}

static void the_chart_says_what_it_should(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  for (int book = 0; book < 2; book++) {
    fake_run run;
    ndrsim_causal causal;
    assert_int_equal(fake_run_init(&run, 36, 40, book), 0);
    assert_int_equal(fake_causal_init(&causal, &run, book ? 24 : 12), 0);
    words_of(self, &causal, book ? "book" : "described", out);
    ndrsim_causal_free(&causal);
    fake_run_free(&run);
  }
  fclose(out);
  drawing_golden("chart-causal.txt", text);
  free(text);
}

static void only_what_is_asked_for_is_drawn_and_left(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  fake_run run;
  ndrsim_causal causal;
  assert_int_equal(fake_run_init(&run, 12, 1, 0), 0); /* one replicate: no standard errors */
  assert_int_equal(fake_causal_init(&causal, &run, 12), 0);
  self->options.formats = (1U << NDRSIM_PLOT_FORMATS) - 1;
  assert_int_equal(draw(self, &causal, "a"), NDRSIM_PLOT_DRAWN);
  assert_int_equal(draw(self, &causal, "b"), NDRSIM_PLOT_DRAWN);
  assert_int_equal(drawing_entries(self, "a"), NDRSIM_PLOT_FORMATS);
  assert_int_equal(drawing_shell(self, "diff -r a b"), 0);
  self->options.formats = 1U << NDRSIM_PLOT_PNG;
  assert_int_equal(draw(self, &causal, "a"), NDRSIM_PLOT_DRAWN);
  assert_int_equal(drawing_entries(self, "a"), 1);
  self->options.charts = 0;
  assert_int_equal(draw(self, &causal, "a"), NDRSIM_PLOT_NOT_ASKED);
  assert_int_equal(drawing_entries(self, "a"), 0);
  self->options.charts = 1;
  self->options.program = "no-such-gnuplot";
  assert_int_equal(draw(self, &causal, "b"), NDRSIM_PLOT_NO_PROGRAM);
  assert_int_equal(drawing_entries(self, "b"), 0);
  self->options.program = "false";
  assert_int_equal(draw(self, &causal, "b"), NDRSIM_PLOT_FAILED);
  assert_int_equal(drawing_entries(self, "b"), 0);
  self->options.program = NULL;
  self->options.templates = "/nowhere";
  assert_int_equal(draw(self, &causal, "b"), NDRSIM_PLOT_FAILED);
  assert_int_equal(self->err.status, NDRSIM_IO);
  ndrsim_causal_free(&causal);
  fake_run_free(&run);
}

static void text_is_never_executed(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  static const char *const hostile[] = {"a'; system('touch w'); b='", "`touch w`",
                                        "x\nsystem('touch w')\n", "@{system('touch w')}"};
  fake_run run;
  ndrsim_causal causal;
  assert_int_equal(fake_run_init(&run, 12, 5, 0), 0);
  assert_int_equal(fake_causal_init(&causal, &run, 12), 0);
  for (size_t k = 0; k < sizeof hostile / sizeof hostile[0]; k++) {
    snprintf(run.model.name, sizeof run.model.name, "%s", hostile[k]);
    snprintf(run.model.title, sizeof run.model.title, "%s", hostile[k]);
    self->options.version = hostile[k];
    assert_int_equal(draw(self, &causal, "a"), NDRSIM_PLOT_DRAWN);
    assert_int_equal(drawing_shell(self, "test ! -e w -a ! -e a/w"), 0);
    assert_int_equal(system("test ! -e w"), 0);
  }
  ndrsim_causal_free(&causal);
  fake_run_free(&run);
}

int main(void) {
#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, drawing_setup, drawing_teardown)
  const struct CMUnitTest tests[] = {
      IN_ROOT(the_chart_says_what_it_should),
      IN_ROOT(only_what_is_asked_for_is_drawn_and_left),
      IN_ROOT(text_is_never_executed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
