/* What is handed on besides the directory of a run: a workbook, a page, a row of a database. Each
 * is prepared first, next to its place and under a temporary name, and put there when everything
 * else has worked; a file that stood there is kept until then. */
#ifndef NDRSIM_REPORT_HANDOUT_H
#define NDRSIM_REPORT_HANDOUT_H

#include "report/database.h"
#include "report/document.h"
#include "report/output.h"
#include "report/reads.h"

typedef struct ndrsim_handout {
  const char *xlsx, *html, *database; /* paths as given; NULL = not asked for */
  ndrsim_output book, page, place;    /* place: the directory of the database, which has no file */
  ndrsim_database *run;
  int64_t run_number; /* in the database */
} ndrsim_handout;

void ndrsim_handout_init(ndrsim_handout *self);
void ndrsim_handout_free(ndrsim_handout *self); /* removes what was not placed; safe twice */
bool ndrsim_handout_wanted(const ndrsim_handout *self);

/* Fails when a file could not be written where it is wanted, before hours are spent on results, or
 * would replace one of `reads` (NULL = none) or a file of another kind; creates nothing. Errors:
 * USAGE, IO, MEMORY. */
ndrsim_status ndrsim_handout_check(const ndrsim_handout *self, const ndrsim_reads *reads,
                                   ndrsim_error *err);
/* Writes everything that was asked for, not yet in its place. Errors: as the writers'. */
ndrsim_status ndrsim_handout_prepare(ndrsim_handout *self, const ndrsim_document *document,
                                     const ndrsim_report *report, ndrsim_error *err);
/* Puts it there. Errors: IO, MEMORY. */
ndrsim_status ndrsim_handout_place(ndrsim_handout *self, ndrsim_error *err);

/* Gives the figures of a document their pictures: KEY.svg among the files of an output that are not
 * committed yet, when they were drawn. Errors: IO, MEMORY. */
ndrsim_status ndrsim_handout_pictures(ndrsim_document *document, ndrsim_output *output,
                                      ndrsim_error *err);

#endif
