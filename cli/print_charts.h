/* The list of charts at the end of what a verb prints. */
#ifndef NDRSIM_CLI_PRINT_CHARTS_H
#define NDRSIM_CLI_PRINT_CHARTS_H

#include "plots/plot.h"

/* On standard output: those that were drawn, in which formats, and why others were not. */
void ndrsim_cli_print_charts(const ndrsim_chart_table *table, const ndrsim_plot_report *charts,
                             unsigned formats);

#endif
