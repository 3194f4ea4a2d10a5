/* The conventions of NDR side by side, as a part of the summary for the terminal. */
#ifndef NDRSIM_REPORT_PANEL_H
#define NDRSIM_REPORT_PANEL_H

#include <stdbool.h>
#include <stdio.h>
#include "analysis/results.h"

/* NDR and GRR at 12, 24 and 36 months in all conventions, and why some are not known. Nothing when
 * the horizon is below 12 months. Errors: MEMORY. */
ndrsim_status ndrsim_report_panel(const ndrsim_results *results, bool color, FILE *out);

#endif
