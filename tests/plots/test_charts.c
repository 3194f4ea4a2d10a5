/* What the charts say: the text of each SVG (titles, labels, series, ticks) against a golden file;
 * runs of any shape; text that would like to be executed. To renew the golden files after a wanted
 * change, run this program with NDRSIM_GOLDEN_WRITE=1 and read the difference. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/quantity.h"
#include "analysis/survival.h"
#include "tests/plots/drawing.h"

static char *words_of_all(const drawing *self) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  for (int k = 0; k < NDRSIM_CHARTS; k++) {
    char file[80];
    size_t length;
    const char *reason = self->report.reason[k];
    fprintf(out, "== %s%s%s\n", ndrsim_chart_name(k), reason[0] != '\0' ? ": " : "", reason);
    if (self->report.outcome[k] != NDRSIM_PLOT_DRAWN) continue;
    snprintf(file, sizeof file, "%s.svg", ndrsim_chart_name(k));
    char *svg = drawing_read(self, "a", file, &length);
    drawing_words(svg, out);
    free(svg);
  }
  fclose(out);
  return text;
}

static void compare(const drawing *self, const char *name) {
  char *text = words_of_all(self);
  drawing_golden(name, text);
  free(text);
}

/* Each cohort of the made-up run loses customers like an sBG, and a few more at its first renewal.
 */
static void lose_customers(fake_run *run) {
  const ndrsim_layout *l = &run->results.layout;
  for (int r = 0; r < run->results.n; r++) {
    int64_t *record = run->results.records + (size_t)r * l->size;
    for (int c = 0; c < l->cohorts; c++) {
      int first = ndrsim_cohort_first(l, c);
      if (record[ndrsim_at_cohort(l, c, first, NDRSIM_COHORT_LOGOS)] == 0) continue;
      for (int t = first; t < l->months; t++) {
        double kept = ndrsim_sbg_survival(0.8, 30, t - first) - (t - first >= 12 ? 0.03 : 0);
        record[ndrsim_at_cohort(l, c, t, NDRSIM_COHORT_LOGOS)] = llround((1000 + 20 * r) * kept);
      }
    }
  }
}

static void charts_say_what_they_should(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  for (int book = 0; book < 2; book++) {
    fake_run run;
    assert_int_equal(fake_run_init(&run, book ? 24 : 36, 40, book), 0);
    run.results.layers = (ndrsim_layers){100, {12, 3, 1}, {1.2, 0.4, 0.1}, 17, 2, 16, 1.4};
    if (book) run.results.requested = 1000;
    if (!book) lose_customers(&run);
    assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_OK);
    compare(self, book ? "charts-book.txt" : "charts-described.txt");
    fake_run_free(&run);
  }
}

/* --- any shape ------------------------------------------------------------------------------- */

static int index_of(const char *name) {
  for (int k = 0; k < NDRSIM_CHARTS; k++) {
    if (strcmp(ndrsim_chart_name(k), name) == 0) return k;
  }
  fail_msg("no chart %s", name);
  return -1;
}

static void assert_missing(const drawing *self, const char *name, const char *why) {
  int k = index_of(name);
  if (self->report.outcome[k] != NDRSIM_PLOT_NO_DATA) fail_msg("%s has data", name);
  if (strstr(self->report.reason[k], why) == NULL) fail_msg("%s: %s", name, self->report.reason[k]);
}

static void runs_of_any_shape_are_drawn(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  static const int shape[][3] = {/* horizon, replicates, book */
                                 {1, 1, 0},   {1, 2, 1},   {2, 3, 0},  {11, 10, 0}, {12, 1, 1},
                                 {12, 30, 1}, {13, 10, 0}, {36, 1, 0}, {60, 3, 1},  {120, 2, 0}};
  for (size_t k = 0; k < sizeof shape / sizeof shape[0]; k++) {
    fake_run run;
    assert_int_equal(fake_run_init(&run, shape[k][0], shape[k][1], shape[k][2]), 0);
    if (drawing_draw(self, &run, "a") != NDRSIM_OK) {
      fail_msg("%d months, %d replicates: %s", shape[k][0], shape[k][1], self->err.message);
    }
    assert_int_equal(self->report.drawn + self->report.no_data, NDRSIM_CHARTS);
    assert_missing(self, "ndr-variance", "not split");
    if (shape[k][0] < 12) assert_missing(self, "ndr-bridge", "horizon is shorter");
    if (shape[k][1] < 20 && shape[k][0] >= 12) {
      assert_missing(self, "ndr-distribution", "fewer than 20");
    }
    assert_int_equal(self->report.outcome[index_of("mrr-fan")], NDRSIM_PLOT_DRAWN);
    fake_run_free(&run);
  }
}

/* One replicate far above all others does not push them into a corner, and is not hidden either. */
static void a_replicate_far_out_is_said(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  enum { REPLICATES = 240, FAR = 100 };
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  self->options.charts = 1U << index_of("ndr-distribution");
  fake_run run;
  assert_int_equal(fake_run_init(&run, 12, REPLICATES, 0), 0);
  for (int far = 0; far < 2; far++) {
    const ndrsim_layout *l = &run.results.layout;
    int64_t *record = run.results.records + FAR * l->size;
    if (far) record[ndrsim_at_age(l, 12, 0)] += NDRSIM_SIXTIETHS * 8 * record[l->age_base + 12];
    assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_OK);
    assert_int_equal(
        drawing_shell(self, far ? "grep -q 'Not drawn: 1 of 240 values, above [0-9]*%' a/*.svg"
                                : "! grep -q 'Not drawn' a/*.svg"),
        0);
  }
  fake_run_free(&run);
}

/* An engine that moves nothing has no panel; with one engine left there is nothing to compare. */
static void engines_that_move_nothing_are_left_out(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  enum { REPLICATES = 30 };
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  self->options.charts = 1U << index_of("ndr-joint");
  fake_run run;
  assert_int_equal(fake_run_init(&run, 12, REPLICATES, 0), 0);
  for (int engines = 3; engines >= 1; engines--) {
    const ndrsim_layout *l = &run.results.layout;
    for (size_t k = 0; k < REPLICATES && engines < 3; k++) {
      int64_t *record = run.results.records + k * l->size;
      record[ndrsim_at_age(l, 12, NDRSIM_FLOW_CAUSE_SEAT + engines)] = 0;
    }
    assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_OK);
    if (engines == 1) {
      assert_missing(self, "ndr-joint", "fewer than two");
    } else {
      assert_int_equal(drawing_shell(self, engines == 3
                                               ? "test $(grep -c correlation a/*.svg) = 3"
                                               : "test $(grep -c correlation a/*.svg) = 1"),
                       0);
    }
  }
  fake_run_free(&run);
}

/* Whatever the headline: charts of NDR show it where it is known, bridges the one that goes with
 * it. */
static void every_headline_is_drawn(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  for (int k = 0; k < NDRSIM_CONVENTIONS; k++) {
    fake_run run;
    assert_int_equal(fake_run_init(&run, 25, 30, 0), 0);
    run.results.convention = k;
    run.results.bridge = ndrsim_convention_at(k)->bridge;
    run.results.basis_month = ndrsim_convention_basis(k);
    if (drawing_draw(self, &run, "a") != NDRSIM_OK)
      fail_msg("%s: %s", ndrsim_convention_name(k), self->err.message);
    assert_int_equal(self->report.drawn, NDRSIM_CHARTS - 1); /* no layers */
    size_t size;
    char *svg = drawing_read(self, "a", "ndr-fan.svg", &size);
    assert_non_null(strstr(svg, ndrsim_convention_name(k)));
    free(svg);
    fake_run_free(&run);
  }
}

static void a_run_in_which_nobody_pays_has_no_charts(void **state) {
  drawing *self = *state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 24, 30, 0), 0);
  memset(run.results.records, 0, 30 * run.results.layout.size * sizeof(int64_t));
  self->options.program = "false"; /* is never called */
  assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_OK);
  assert_int_equal(self->report.no_data, NDRSIM_CHARTS);
  fake_run_free(&run);
}

/* --- hostile text ---------------------------------------------------------------------------- */

static void put_name(char *out, size_t size, const char *text) {
  snprintf(out, size, "%s", text);
}

/* Every text of the model that reaches a chart, in turn all of these. */
static void text_is_never_executed(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  static const char *const hostile[] = {
      "a'; system('touch w'); b='",
      "`touch w`",
      "$(touch w)",
      "\"; system(\"touch w\"); \"",
      "x\nsystem('touch w')\n",
      "@{system('touch w')}",
      "'\n!touch w\n'",
      "END_OF_DATA\nsystem('touch w')",
      "{/Symbol a}_{b}^{c} \\ %s %d %n",
      "<b>&amp;</b><script>",
      "\x1b]0;t\x07\xff\xfe",
      "\xe2\x80\xae right to left \xf0\x9f\x98\x80",
  };
  fake_run run;
  assert_int_equal(fake_run_init(&run, 24, 30, 1), 0);
  run.results.layers = (ndrsim_layers){100, {12, 3, 1}, {1.2, 0.4, 0.1}, 17, 2, 16, 1.4};
  ndrsim_model *m = &run.model;
  for (size_t k = 0; k < sizeof hostile / sizeof hostile[0]; k++) {
    put_name(m->name, sizeof m->name, hostile[k]);
    put_name(m->title, sizeof m->title, hostile[k]);
    put_name(m->currency, sizeof m->currency, hostile[k]);
    put_name(m->start_month, sizeof m->start_month, hostile[k]);
    put_name(m->book_file, sizeof m->book_file, hostile[k]);
    put_name(m->scenario_file, sizeof m->scenario_file, hostile[k]);
    put_name(m->tier[0], sizeof m->tier[0], hostile[k]);
    put_name(m->tier[1], sizeof m->tier[1], hostile[k]);
    put_name(m->segment[0], sizeof m->segment[0], hostile[k]);
    put_name(m->book_cohort[0], sizeof m->book_cohort[0], hostile[k]);
    self->options.version = hostile[k];
    if (drawing_draw(self, &run, "a") != NDRSIM_OK) {
      fail_msg("text %zu: %s", k, self->err.message);
    }
    assert_int_equal(self->report.drawn, NDRSIM_CHARTS);
    /* wherever it would have been made */
    assert_int_equal(drawing_shell(self, "test ! -e w -a ! -e a/w"), 0);
    assert_int_equal(system("test ! -e w"), 0);
    /* still well-formed: no control character, no tag that is not gnuplot's */
    assert_int_equal(
        drawing_shell(
            self,
            "! LC_ALL=C grep -l \"$(printf '[\\001-\\010\\013-\\037]')\" a/*.svg | grep -q ."),
        0);
    assert_int_equal(drawing_shell(self, "! grep -l '<script\\|<b>' a/*.svg | grep -q ."), 0);
  }
  fake_run_free(&run);
}

int main(void) {
#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, drawing_setup, drawing_teardown)
  const struct CMUnitTest tests[] = {
      IN_ROOT(charts_say_what_they_should), IN_ROOT(runs_of_any_shape_are_drawn),
      IN_ROOT(a_replicate_far_out_is_said), IN_ROOT(engines_that_move_nothing_are_left_out),
      IN_ROOT(every_headline_is_drawn),     IN_ROOT(a_run_in_which_nobody_pays_has_no_charts),
      IN_ROOT(text_is_never_executed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
