/* Runs in an SQLite database, side by side: docs/database.md describes the tables. A run is added
 * in one transaction, or not at all; runs that are there are never changed. Several programs may
 * write to one database at the same time (write-ahead log, they wait for each other). */
#ifndef NDRSIM_REPORT_DATABASE_H
#define NDRSIM_REPORT_DATABASE_H

#include <stdint.h>
#include <stdio.h>
#include "report/document.h"
#include "report/report.h"

#define NDRSIM_DATABASE_ID 0x4E445253 /* PRAGMA application_id: "NDRS" */
#define NDRSIM_DATABASE_VERSION 1     /* PRAGMA user_version: of the tables */

typedef struct ndrsim_database ndrsim_database;

/* Whether a run could be added to `path`: it is a database of ndrsim, or nothing stands there and
 * could. Creates nothing. Errors: USAGE for a file of another kind, IO, MEMORY. */
ndrsim_status ndrsim_database_check(const char *path, ndrsim_error *err);

/* Opens or creates the database and adds the tables of a document as a run, not yet for good. *run
 * is its number. Free *self also after a failure. Errors: as above. */
ndrsim_status ndrsim_database_add(ndrsim_database **self, const char *path,
                                  const ndrsim_document *document, const ndrsim_report *report,
                                  int64_t *run, ndrsim_error *err);
/* For good. Errors: IO. */
ndrsim_status ndrsim_database_commit(ndrsim_database *self, ndrsim_error *err);
/* What was not committed is forgotten. NULL is allowed. */
void ndrsim_database_free(ndrsim_database *self);

/* What is in a database, as text for a terminal or JSON. Errors: USAGE, IO, MEMORY; INPUT for a run
 * that is not there. */
ndrsim_status ndrsim_database_list(const char *path, bool json, FILE *out, ndrsim_error *err);
/* In which parameters and headline figures two runs differ. */
ndrsim_status ndrsim_database_diff(const char *path, int64_t a, int64_t b, bool json, FILE *out,
                                   ndrsim_error *err);

#endif
