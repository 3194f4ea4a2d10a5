/* Options for what is handed on besides the directory, the same for every verb that has results. */
#ifndef NDRSIM_CLI_HANDOUT_H
#define NDRSIM_CLI_HANDOUT_H

#include "cli/verb.h"
#include "plots/plot.h"
#include "report/handout.h"

/* Ids of the rows below: between those of cli/input.h and a verb's own. */
enum { NDRSIM_HANDOUT_XLSX = 50, NDRSIM_HANDOUT_HTML, NDRSIM_HANDOUT_DB, NDRSIM_HANDOUT_END };

/* clang-format off */
#define NDRSIM_ROWS_HANDOUT                                                                        \
  {NDRSIM_HANDOUT_XLSX, 0, "xlsx", "FILE.xlsx", NDRSIM_OFFER_FILE, "xlsx",                        \
   "also a workbook to carry on with",                                                             \
   "Its sheets hold the results with number formats, formulas and native charts, every parameter, "\
   "definitions and provenance. A file of this name is replaced."},                                \
  {NDRSIM_HANDOUT_HTML, 0, "html", "FILE.html", NDRSIM_OFFER_FILE, "html",                        \
   "also one page with charts and tables that needs no other file",                                \
   "It works offline, runs no script and prints well. Its charts are those that are drawn as SVG. "\
   "A file of this name is replaced."},                                                            \
  {NDRSIM_HANDOUT_DB, 0, "db", "FILE.sqlite", NDRSIM_OFFER_FILE, "sqlite",                          \
   "also add the results to a database of runs",                                                   \
   "It is made if need be; runs that are there stay. `ndrsim runs` lists and compares them."}
/* clang-format on */

/* Whether the option is one of the rows above; takes it then. */
bool ndrsim_handout_take(ndrsim_handout *self, const ndrsim_option *option, const char *value);
/* What the command line as a whole must be for it: charts of a page are drawn as SVG. Also
 * ndrsim_handout_check. Errors: USAGE, IO, MEMORY. */
ndrsim_status ndrsim_handout_ready(const ndrsim_handout *self, const ndrsim_reads *reads,
                                   unsigned charts, unsigned formats, ndrsim_error *err);
/* Says on standard output where it is. */
void ndrsim_handout_print(const ndrsim_handout *self);

#endif
