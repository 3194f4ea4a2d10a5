/* Charts: drawn the same twice, skipped without gnuplot, never half-written, never executed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "plots/plot.h"
#include "tests/helpers/fake_results.h"

static char root[64];

static int make_root(void **state) {
  (void)state;
  snprintf(root, sizeof root, "/tmp/ndrsim-plot-XXXXXX");
  return mkdtemp(root) == NULL ? -1 : 0;
}

static int remove_root(void **state) {
  (void)state;
  char command[96];
  snprintf(command, sizeof command, "rm -rf %s", root);
  return system(command);
}

static int entries(const char *path) {
  DIR *directory = opendir(path);
  if (directory == NULL) return -1;
  int n = 0;
  for (struct dirent *e; (e = readdir(directory)) != NULL;) {
    if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) n++;
  }
  closedir(directory);
  return n;
}

/* Draws into root/name and commits; returns what the charts came to. */
static ndrsim_plot_outcome draw(const fake_run *run, const char *name, const char *program,
                                const char *templates, ndrsim_error *err) {
  char directory[160], source[1024];
  ndrsim_output output;
  ndrsim_plot_outcome outcome;
  snprintf(directory, sizeof directory, "%s/%s", root, name);
  snprintf(source, sizeof source, "%s/plots", NDRSIM_SOURCE_DIR);
  ndrsim_plot_options options = {
      .templates = templates != NULL ? templates : source, .program = program, .version = "1.2.3"};
  ndrsim_output_init(&output);
  assert_int_equal(ndrsim_output_open(&output, directory, err), NDRSIM_OK);
  ndrsim_status status = ndrsim_plot_charts(&run->results, &options, &output, &outcome, err);
  assert_int_equal(status != NDRSIM_OK, outcome == NDRSIM_PLOT_FAILED);
  ndrsim_error commit_error;
  assert_int_equal(ndrsim_output_commit(&output, &commit_error), NDRSIM_OK);
  ndrsim_output_free(&output);
  return outcome;
}

static int have_gnuplot(void) {
  return system("command -v gnuplot >/dev/null 2>&1") == 0;
}

static void assert_image(const char *name, const char *file, const char *start) {
  char path[224], head[16] = "";
  snprintf(path, sizeof path, "%s/%s/%s", root, name, file);
  FILE *image = fopen(path, "rb");
  if (image == NULL) fail_msg("no %s", path);
  size_t length = fread(head, 1, sizeof head - 1, image);
  fseek(image, 0, SEEK_END);
  long size = ftell(image);
  fclose(image);
  assert_true(length >= strlen(start) && memcmp(head, start, strlen(start)) == 0);
  assert_true(size > 5000);
}

static void charts_are_drawn_the_same_twice(void **state) {
  (void)state;
  if (!have_gnuplot()) skip();
  ndrsim_error err;
  for (int book = 0; book < 2; book++) {
    fake_run run;
    char command[192];
    assert_int_equal(fake_run_init(&run, 24, 12, book), 0);
    assert_int_equal(draw(&run, "a", NULL, NULL, &err), NDRSIM_PLOT_DRAWN);
    assert_int_equal(draw(&run, "b", NULL, NULL, &err), NDRSIM_PLOT_DRAWN);
    assert_image("a", "ndr-fan.png", "\x89PNG");
    assert_image("a", "ndr-bridge.png", "\x89PNG");
    assert_image("a", "ndr-fan.svg", "<?xml");
    assert_image("a", "ndr-bridge.svg", "<?xml");
    snprintf(command, sizeof command, "diff -r %s/a %s/b", root, root);
    assert_int_equal(system(command), 0);
    fake_run_free(&run);
  }
}

static void a_single_month_is_drawn(void **state) {
  (void)state;
  if (!have_gnuplot()) skip();
  fake_run run;
  ndrsim_error err;
  assert_int_equal(fake_run_init(&run, 12, 12, 1), 0); /* point NDR exists at month 12 alone */
  assert_int_equal(draw(&run, "a", NULL, NULL, &err), NDRSIM_PLOT_DRAWN);
  assert_image("a", "ndr-fan.png", "\x89PNG");
  fake_run_free(&run);
}

static void titles_are_not_executed(void **state) {
  (void)state;
  if (!have_gnuplot()) skip();
  fake_run run;
  ndrsim_error err;
  char witness[128];
  assert_int_equal(fake_run_init(&run, 12, 6, 0), 0);
  snprintf(witness, sizeof witness, "%s/witness", root);
  snprintf(run.model.title, sizeof run.model.title, "a'; system('touch %.48s'); b='` touch %.48s `",
           witness, witness);
  assert_int_equal(draw(&run, "a", NULL, NULL, &err), NDRSIM_PLOT_DRAWN);
  assert_true(access(witness, F_OK) != 0);
  snprintf(run.model.title, sizeof run.model.title, "line\nsystem('touch %.48s')", witness);
  assert_int_equal(draw(&run, "a", NULL, NULL, &err), NDRSIM_PLOT_DRAWN);
  assert_true(access(witness, F_OK) != 0);
  fake_run_free(&run);
}

static void without_gnuplot_nothing_is_left(void **state) {
  (void)state;
  fake_run run;
  ndrsim_error err;
  char command[192], directory[96];
  assert_int_equal(fake_run_init(&run, 12, 6, 0), 0);
  /* charts of an earlier run must not stay beside new results */
  snprintf(command, sizeof command, "mkdir %s/a && echo old > %s/a/ndr-fan.png", root, root);
  assert_int_equal(system(command), 0);
  assert_int_equal(draw(&run, "a", "no-such-program-here", NULL, &err), NDRSIM_PLOT_NO_PROGRAM);
  snprintf(directory, sizeof directory, "%s/a", root);
  assert_int_equal(entries(directory), 0);
  fake_run_free(&run);
}

static void a_failing_gnuplot_leaves_nothing(void **state) {
  (void)state;
  fake_run run;
  ndrsim_error err;
  char directory[96], command[512], fake[96];
  assert_int_equal(fake_run_init(&run, 12, 6, 0), 0);
  snprintf(directory, sizeof directory, "%s/a", root);
  assert_int_equal(draw(&run, "a", "false", NULL, &err), NDRSIM_PLOT_FAILED);
  assert_int_equal(err.status, NDRSIM_IO);
  assert_int_equal(entries(directory), 0);
  /* one that speaks before it fails is quoted */
  snprintf(fake, sizeof fake, "%s/fake", root);
  snprintf(command, sizeof command,
           "printf '#!/bin/sh\\necho line 3: unknown terminal >&2\\nexit 3\\n' > %s && chmod +x %s",
           fake, fake);
  assert_int_equal(system(command), 0);
  assert_int_equal(draw(&run, "a", fake, NULL, &err), NDRSIM_PLOT_FAILED);
  assert_non_null(strstr(err.message, "line 3: unknown terminal"));
  assert_int_equal(entries(directory), 0);
  /* and one that succeeds without drawing has failed too */
  assert_int_equal(draw(&run, "a", "true", NULL, &err), NDRSIM_PLOT_FAILED);
  assert_int_equal(entries(directory), 0);
  fake_run_free(&run);
}

static void missing_templates_are_named(void **state) {
  (void)state;
  fake_run run;
  ndrsim_error err;
  assert_int_equal(fake_run_init(&run, 12, 6, 0), 0);
  assert_int_equal(draw(&run, "a", NULL, "/no/such/templates", &err), NDRSIM_PLOT_FAILED);
  assert_non_null(strstr(err.message, "/no/such/templates/palette.gp"));
  fake_run_free(&run);
}

static void no_headline_no_charts(void **state) {
  (void)state;
  fake_run run;
  ndrsim_error err;
  char directory[96];
  assert_int_equal(fake_run_init(&run, 6, 6, 0), 0); /* a fan would be possible, a bridge not */
  assert_int_equal(draw(&run, "a", "false", NULL, &err), NDRSIM_PLOT_NO_DATA);
  snprintf(directory, sizeof directory, "%s/a", root);
  assert_int_equal(entries(directory), 0);
  fake_run_free(&run);
}

int main(void) {
#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)
  const struct CMUnitTest tests[] = {
      IN_ROOT(charts_are_drawn_the_same_twice),
      IN_ROOT(a_single_month_is_drawn),
      IN_ROOT(titles_are_not_executed),
      IN_ROOT(without_gnuplot_nothing_is_left),
      IN_ROOT(a_failing_gnuplot_leaves_nothing),
      IN_ROOT(missing_templates_are_named),
      IN_ROOT(no_headline_no_charts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
