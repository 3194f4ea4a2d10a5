/* Drawing charts of a made-up run into a directory of the test. */
#ifndef NDRSIM_TESTS_PLOTS_DRAWING_H
#define NDRSIM_TESTS_PLOTS_DRAWING_H

#include "plots/chart.h"
#include "tests/helpers/fake_results.h"

typedef struct drawing {
  char root[64];               /* of the test, removed at its end */
  ndrsim_plot_options options; /* all charts, PNG and SVG, the templates of the source tree */
  ndrsim_plot_report report;   /* of the last draw */
  ndrsim_error err;
} drawing;

/* cmocka's set-up and tear-down: *state becomes a drawing. */
int drawing_setup(void **state);
int drawing_teardown(void **state);

int drawing_have_gnuplot(void);
/* Draws into root/name and commits. */
ndrsim_status drawing_draw(drawing *self, const fake_run *run, const char *name);
/* The same with the charts of a study; the caller may ask for SVG alone in self->options. */
ndrsim_status drawing_study(drawing *self, const ndrsim_chart_table *table,
                            const ndrsim_results *results, const void *study, const char *name);
/* Compares with tests/golden/FILE; NDRSIM_GOLDEN_WRITE=1 renews that. */
void drawing_golden(const char *file, const char *text);
/* Files in root/name, hidden ones too. */
int drawing_entries(const drawing *self, const char *name);
/* Whole content of root/name/file, to be freed; fails the test when it is not there. */
char *drawing_read(const drawing *self, const char *name, const char *file, size_t *size);
/* The words of an SVG, a line for each <text>. */
void drawing_words(const char *svg, FILE *out);
/* A shell command, with root as the current directory; its exit status. */
int drawing_shell(const drawing *self, const char *command);

#endif
