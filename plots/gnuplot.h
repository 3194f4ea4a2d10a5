/* Running gnuplot on scripts: no shell, no start-up files, no locale. */
#ifndef NDRSIM_PLOTS_GNUPLOT_H
#define NDRSIM_PLOTS_GNUPLOT_H

#include <stdbool.h>
#include <stdio.h>
#include "plots/process.h"
#include "report/output.h"

/* X(NAME, extension, terminal): what a chart can be drawn as. 1200 x 675 fits a slide; the PDF has
 * the same proportions at 96 pixels to the inch. */
#define NDRSIM_PLOT_FORMAT_LIST(X)                                                                 \
  X(PNG, "png", "pngcairo size 1200,675")                                                          \
  X(SVG, "svg", "svg size 1200,675 name 'ndrsim'")                                                 \
  X(PDF, "pdf", "pdfcairo size 12.5in,7.03125in")

typedef enum ndrsim_plot_format {
#define NDRSIM_PLOT_FORMAT_ENUM(name, extension, terminal) NDRSIM_PLOT_##name,
  NDRSIM_PLOT_FORMAT_LIST(NDRSIM_PLOT_FORMAT_ENUM)
#undef NDRSIM_PLOT_FORMAT_ENUM
      NDRSIM_PLOT_FORMATS
} ndrsim_plot_format;

const char *ndrsim_plot_format_name(int format); /* "png" */

#define NDRSIM_PLOT_FILE_SIZE 64
#define NDRSIM_PLOT_FOREIGN 32 /* texts of a chart with characters that no font has */
/* What a script has gnuplot say in its last line: that it came so far. */
#define NDRSIM_GNUPLOT_DONE "ndrsim: the script is done"

/* A script in the making; its data stand in it as datablocks. */
typedef struct ndrsim_gnuplot {
  ndrsim_output *output;
  const char *name; /* of the chart: "ndr-fan" */
  const char *path; /* of the script */
  FILE *script;
  unsigned formats;                                      /* bit set: what it draws */
  const char *image[NDRSIM_PLOT_FORMATS];                /* temporary files, NULL = none */
  char file[NDRSIM_PLOT_FORMATS][NDRSIM_PLOT_FILE_SIZE]; /* their final names */
  struct {
    char variable[40];
    int k;                        /* of an array; 0 = a plain variable */
  } foreign[NDRSIM_PLOT_FOREIGN]; /* texts that have a second form, for formats that need fonts */
  int n_foreign;
  const char *messages; /* what gnuplot says */
  ndrsim_process process;
  double started; /* [s] of the monotonic clock */
  bool found;     /* there is a gnuplot */
} ndrsim_gnuplot;

ndrsim_status ndrsim_gnuplot_init(ndrsim_gnuplot *self, ndrsim_output *output, const char *name,
                                  ndrsim_error *err);
/* variable = 'text': single quotes, because gnuplot executes `...` inside double ones. */
void ndrsim_gnuplot_text(ndrsim_gnuplot *self, const char *variable, const char *text);
/* array variable[n], to be filled by _item(k = 1..n). n >= 1. */
void ndrsim_gnuplot_array(ndrsim_gnuplot *self, const char *variable, int n);
void ndrsim_gnuplot_item(ndrsim_gnuplot *self, const char *variable, int k, const char *text);
void ndrsim_gnuplot_number(ndrsim_gnuplot *self, const char *variable, double value);
/* A datablock $name: begin, rows of numbers (NAN = missing), end. */
void ndrsim_gnuplot_begin(ndrsim_gnuplot *self, const char *name);
void ndrsim_gnuplot_row(ndrsim_gnuplot *self, int n, const double *value);
void ndrsim_gnuplot_end(ndrsim_gnuplot *self);

/* Ends the script: for each format palette.gp, frame.gp and NAME.gp of the directory `templates`,
 * into NAME.png and so on of the output. Errors: IO, MEMORY. */
ndrsim_status ndrsim_gnuplot_prepare(ndrsim_gnuplot *self, const char *templates, unsigned formats,
                                     ndrsim_error *err);
/* The same for the text terminal: palette.gp, frame.gp and preview.gp, `width` columns and `height`
 * rows, into a scratch file image[0]. */
ndrsim_status ndrsim_gnuplot_prepare_text(ndrsim_gnuplot *self, const char *templates, int width,
                                          int height, ndrsim_error *err);

typedef struct ndrsim_gnuplot_options {
  const char *program;        /* NULL = "gnuplot", found through PATH */
  double seconds;             /* that one script may take; 0 = 60 */
  bool (*cancel)(void *user); /* true ends all; NULL = never */
  void *cancel_user;
} ndrsim_gnuplot_options;

/* Runs n prepared scripts, several at a time; status[k] and err[k] tell what became of each. A
 * script that fails leaves the others alone; one that hangs, or a cancel(), ends all that are not
 * done yet. Files of a script that failed are dropped from the output. Where there is no gnuplot
 * status is OK, found is false and the files are dropped too. */
void ndrsim_gnuplot_run(ndrsim_gnuplot *script, int n, const ndrsim_gnuplot_options *options,
                        ndrsim_status *status, ndrsim_error *err);

#endif
