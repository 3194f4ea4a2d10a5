/* Drawing: the same bytes twice, nothing left of a gnuplot that is missing, fails, dies or hangs.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "tests/plots/drawing.h"

#define LAYERS                                                                                     \
  (ndrsim_layers) {                                                                                \
    100, {12, 3, 1}, {1.2, 0.4, 0.1}, 17, 2, 16, 1.4                                               \
  }

static void assert_start(const drawing *self, const char *file, const char *start) {
  size_t size;
  char *text = drawing_read(self, "a", file, &size);
  if (size < 5000 || memcmp(text, start, strlen(start)) != 0) fail_msg("%s is no chart", file);
  free(text);
}

static void charts_are_drawn_the_same_twice(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  self->options.formats = (1U << NDRSIM_PLOT_FORMATS) - 1;
  for (int book = 0; book < 2; book++) {
    static const char *const start[NDRSIM_PLOT_FORMATS] = {"\x89PNG", "<?xml", "%PDF"};
    fake_run run;
    assert_int_equal(fake_run_init(&run, 36, 30, book), 0);
    run.results.layers = LAYERS;
    assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_OK);
    assert_int_equal(self->report.drawn, NDRSIM_CHARTS);
    if (book == 0) sleep(1); /* so that a time of day inside a file would differ */
    assert_int_equal(drawing_draw(self, &run, "b"), NDRSIM_OK);
    for (int k = 0; k < NDRSIM_CHARTS; k++) {
      for (int f = 0; f < NDRSIM_PLOT_FORMATS; f++) {
        char file[80];
        snprintf(file, sizeof file, "%s.%s", ndrsim_chart_name(k), ndrsim_plot_format_name(f));
        assert_start(self, file, start[f]);
      }
    }
    assert_int_equal(drawing_entries(self, "a"), NDRSIM_CHARTS * NDRSIM_PLOT_FORMATS);
    assert_int_equal(drawing_shell(self, "diff -r a b"), 0);
    fake_run_free(&run);
  }
}

static void only_what_is_asked_for_is_drawn_and_left(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  fake_run run;
  assert_int_equal(fake_run_init(&run, 12, 30, 0), 0);
  assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_OK);
  assert_int_equal(drawing_shell(self, "touch a/notes.txt a/ndr-fan.txt"), 0);
  assert_int_equal(ndrsim_charts_parse("tier-mix,mrr-fan", &self->options.charts, NULL), NDRSIM_OK);
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_OK);
  assert_int_equal(self->report.drawn, 2);
  /* the others of the earlier run are gone, a file that is no chart of ours is not */
  assert_int_equal(drawing_shell(self, "test \"$(ls a | tr '\\n' ' ')\" = "
                                       "'mrr-fan.svg ndr-fan.txt notes.txt tier-mix.svg '"),
                   0);
  self->options.charts = 0;
  assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_OK);
  assert_int_equal(drawing_entries(self, "a"), 2);
  fake_run_free(&run);
}

static void names_are_parsed_and_suggested(void **state) {
  (void)state;
  unsigned bits = 0;
  ndrsim_error err;
  assert_int_equal(ndrsim_charts_parse("all", &bits, &err), NDRSIM_OK);
  assert_int_equal(bits, NDRSIM_CHARTS_ALL);
  assert_int_equal(ndrsim_charts_parse("none", &bits, &err), NDRSIM_OK);
  assert_int_equal(bits, 0);
  assert_int_equal(ndrsim_charts_parse("ndr-fan,all", &bits, &err), NDRSIM_OK);
  assert_int_equal(bits, NDRSIM_CHARTS_ALL);
  assert_int_equal(ndrsim_charts_parse("ndr-fan,ndr-brigde", &bits, &err), NDRSIM_USAGE);
  assert_string_equal(err.suggestion, "ndr-bridge");
  static const char *const bad[] = {"",   ",", "ndr-fan,", "ndr-fan ,tier-mix", "none,ndr-fan",
                                    "x\n"};
  for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
    assert_int_equal(ndrsim_charts_parse(bad[k], &bits, &err), NDRSIM_USAGE);
    assert_null(strchr(err.message, '\n'));
  }
  assert_int_equal(ndrsim_plot_formats_parse("pdf,svg", &bits, &err), NDRSIM_OK);
  assert_int_equal(bits, 1U << NDRSIM_PLOT_PDF | 1U << NDRSIM_PLOT_SVG);
  assert_int_equal(ndrsim_plot_formats_parse("pgn", &bits, &err), NDRSIM_USAGE);
  assert_string_equal(err.suggestion, "png");
  assert_string_equal(err.expected, "png, svg or pdf");
  assert_int_equal(ndrsim_charts_parse("foo", &bits, &err), NDRSIM_USAGE);
  assert_non_null(strstr(err.expected, "all, none, mrr-fan, "));
  for (int k = 0; k < NDRSIM_CHARTS; k++)
    assert_non_null(strstr(err.expected, ndrsim_chart_name(k)));
}

static void without_gnuplot_nothing_is_left(void **state) {
  drawing *self = *state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 12, 6, 0), 0);
  /* charts of an earlier run must not stay beside new results */
  assert_int_equal(drawing_shell(self, "mkdir a && echo old > a/ndr-fan.png"), 0);
  self->options.program = "no-such-program-here";
  assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_OK);
  assert_true(self->report.no_program > 0);
  assert_int_equal(self->report.drawn, 0);
  assert_int_equal(drawing_entries(self, "a"), 0);
  fake_run_free(&run);
}

/* A shell script root/fake that plays gnuplot; the real one is "$gnuplot" in it. */
static void play(drawing *self, const char *body) {
  static char path[96];
  char command[1000];
  snprintf(path, sizeof path, "%s/fake", self->root);
  snprintf(
      command, sizeof command,
      "printf '#!/bin/sh\\n%%s\\n' 'gnuplot=$(command -v gnuplot)' '%s' > fake && chmod +x fake",
      body);
  assert_int_equal(drawing_shell(self, command), 0);
  self->options.program = path;
}

static void a_failing_gnuplot_leaves_nothing(void **state) {
  drawing *self = *state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 12, 6, 0), 0);
  self->options.program = "false";
  assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_IO);
  assert_non_null(strstr(self->err.message, "status 1"));
  assert_int_equal(drawing_entries(self, "a"), 0);
  /* one that speaks before it fails is quoted */
  play(self, "echo line 3: unknown terminal >&2; exit 3");
  assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_IO);
  assert_non_null(strstr(self->err.message, "line 3: unknown terminal"));
  assert_int_equal(drawing_entries(self, "a"), 0);
  /* one that succeeds without drawing has failed too */
  self->options.program = "true";
  assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_IO);
  assert_int_equal(drawing_entries(self, "a"), 0);
  /* and one that draws half a chart and is killed */
  play(self, "for f in $(grep \"^set output\" \"$2\" | cut -d \"\\047\" -f 2); do echo x > $f; "
             "done; kill -9 $$");
  assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_IO);
  assert_non_null(strstr(self->err.message, "signal 9"));
  assert_int_equal(drawing_entries(self, "a"), 0);
  fake_run_free(&run);
}

static void one_failure_leaves_the_other_charts(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  fake_run run;
  assert_int_equal(fake_run_init(&run, 12, 30, 0), 0);
  play(self, "if grep -q /tier-mix.gp \"$2\"; then kill -9 $$; fi; exec \"$gnuplot\" \"$@\"");
  assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_IO);
  assert_non_null(strstr(self->err.message, "tier-mix"));
  assert_int_equal(self->report.failed, 1);
  assert_true(self->report.drawn >= 8);
  assert_int_equal(drawing_entries(self, "a"), 2 * self->report.drawn);
  fake_run_free(&run);
}

/* A host may ignore SIGCHLD, or wait for every child: how gnuplot ended is not known then. */
static void without_an_exit_status_the_script_is_judged(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  fake_run run;
  assert_int_equal(fake_run_init(&run, 12, 30, 0), 0);
  /* an error after the image, which looks whole */
  play(self, "if grep -q /tier-mix.gp \"$2\"; then sed -i \"s/^unset output/plot nonsense(/\" "
             "\"$2\"; fi; exec \"$gnuplot\" \"$@\"");
  void (*before)(int) = signal(SIGCHLD, SIG_IGN);
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  ndrsim_status one_fails = drawing_draw(self, &run, "a");
  ndrsim_plot_report report = self->report;
  self->options.program = NULL;
  ndrsim_status all_draw = drawing_draw(self, &run, "b");
  signal(SIGCHLD, before); /* or system() cannot tell how the shell ended */
  assert_int_equal(one_fails, NDRSIM_IO);
  assert_non_null(strstr(self->err.message, "tier-mix"));
  assert_int_equal(report.failed, 1);
  assert_int_equal(drawing_entries(self, "a"), report.drawn);
  assert_int_equal(all_draw, NDRSIM_OK);
  assert_int_equal(self->report.drawn, report.drawn + 1);
  fake_run_free(&run);
}

static void a_hanging_gnuplot_is_ended(void **state) {
  drawing *self = *state;
  fake_run run;
  struct timespec before, after;
  assert_int_equal(fake_run_init(&run, 12, 6, 0), 0);
  play(self, "echo $$ >> ../pids; sleep 600");
  self->options.seconds = 0.3;
  clock_gettime(CLOCK_MONOTONIC, &before);
  assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_IO);
  clock_gettime(CLOCK_MONOTONIC, &after);
  assert_non_null(strstr(self->err.message, "took more than 0.3 seconds"));
  assert_true(after.tv_sec - before.tv_sec < 20);
  assert_int_equal(drawing_entries(self, "a"), 0);
  fake_run_free(&run);
}

static bool at_once(void *user) {
  (void)user;
  return true;
}

static void a_cancelled_drawing_ends(void **state) {
  drawing *self = *state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 12, 6, 0), 0);
  play(self, "sleep 600");
  self->options.cancel = at_once;
  assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_INTERRUPTED);
  assert_int_equal(drawing_entries(self, "a"), 0);
  fake_run_free(&run);
}

static void missing_templates_are_named(void **state) {
  drawing *self = *state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 12, 6, 0), 0);
  self->options.templates = "/no/such/templates";
  assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_IO);
  assert_non_null(strstr(self->err.message, "/no/such/templates/palette.gp"));
  assert_int_equal(drawing_entries(self, "a"), 0);
  fake_run_free(&run);
}

static void a_broken_template_is_named_and_costs_one_chart(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  fake_run run;
  char templates[96];
  assert_int_equal(fake_run_init(&run, 12, 30, 0), 0);
  snprintf(templates, sizeof templates, "%s/it's mine", self->root);
  assert_int_equal(drawing_shell(self, "cp -r " NDRSIM_SOURCE_DIR "/plots \"it's mine\" && "
                                       "echo 'plot nonsense(' >> \"it's mine/ndr-fan.gp\""),
                   0);
  self->options.templates = templates;
  assert_int_equal(drawing_draw(self, &run, "a"), NDRSIM_IO);
  assert_non_null(strstr(self->err.message, "ndr-fan"));
  assert_int_equal(self->report.failed, 1);
  assert_true(self->report.drawn >= 8);
  fake_run_free(&run);
}

static void the_preview_fits_the_width(void **state) {
  drawing *self = *state;
  if (!drawing_have_gnuplot()) skip();
  fake_run run;
  assert_int_equal(fake_run_init(&run, 36, 30, 0), 0);
  static const int width[][2] = {{80, 80}, {20, 40}, {40, 40}, {1000, 160}}; /* asked, shown */
  for (size_t k = 0; k < sizeof width / sizeof width[0]; k++) {
    char *text = NULL, directory[96];
    ndrsim_output output;
    snprintf(directory, sizeof directory, "%s/p", self->root);
    ndrsim_output_init(&output);
    assert_int_equal(ndrsim_output_open(&output, directory, &self->err), NDRSIM_OK);
    assert_int_equal(
        ndrsim_plot_preview(&run.results, &self->options, width[k][0], &output, &text, &self->err),
        NDRSIM_OK);
    ndrsim_output_free(&output);
    assert_non_null(text);
    assert_null(strchr(text, '\f'));
    int widest = 0, lines = 0;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"), lines++) {
      int n = (int)strlen(line);
      widest = n > widest ? n : widest;
    }
    assert_true(lines > 30);
    assert_true(widest <= width[k][1] && widest >= width[k][1] / 2);
    free(text);
  }
  fake_run_free(&run);
}

int main(void) {
#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, drawing_setup, drawing_teardown)
  const struct CMUnitTest tests[] = {
      IN_ROOT(charts_are_drawn_the_same_twice),
      IN_ROOT(only_what_is_asked_for_is_drawn_and_left),
      cmocka_unit_test(names_are_parsed_and_suggested),
      IN_ROOT(without_gnuplot_nothing_is_left),
      IN_ROOT(a_failing_gnuplot_leaves_nothing),
      IN_ROOT(one_failure_leaves_the_other_charts),
      IN_ROOT(without_an_exit_status_the_script_is_judged),
      IN_ROOT(a_hanging_gnuplot_is_ended),
      IN_ROOT(a_cancelled_drawing_ends),
      IN_ROOT(missing_templates_are_named),
      IN_ROOT(a_broken_template_is_named_and_costs_one_chart),
      IN_ROOT(the_preview_fits_the_width),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
