/* Running gnuplot on a script: no shell, no start-up files, no locale. */
#ifndef NDRSIM_PLOTS_GNUPLOT_H
#define NDRSIM_PLOTS_GNUPLOT_H

#include <stdbool.h>
#include <stdio.h>
#include "report/output.h"

/* A script in the making; its data stand in it as datablocks. */
typedef struct ndrsim_gnuplot {
  ndrsim_output *output;
  const char *path; /* of the script */
  FILE *script;
  const char *name;           /* of the chart: "ndr-fan" */
  bool (*cancel)(void *user); /* asked while gnuplot draws; NULL = never ended early */
  void *cancel_user;
} ndrsim_gnuplot;

ndrsim_status ndrsim_gnuplot_init(ndrsim_gnuplot *self, ndrsim_output *output, const char *name,
                                  ndrsim_error *err);
/* variable = 'text': single quotes, because gnuplot executes `...` inside double ones. */
void ndrsim_gnuplot_text(ndrsim_gnuplot *self, const char *variable, const char *text);
void ndrsim_gnuplot_number(ndrsim_gnuplot *self, const char *variable, double value);
/* Ends the script and runs it: templates/palette.gp, then templates/<templ> on a PNG and on an SVG
 * terminal, into NAME.png and NAME.svg of the output. *found = false when there is no gnuplot (not
 * an error). After a failure neither file is left. */
ndrsim_status ndrsim_gnuplot_run(ndrsim_gnuplot *self, const char *program, const char *templates,
                                 const char *templ, bool *found, ndrsim_error *err);

#endif
