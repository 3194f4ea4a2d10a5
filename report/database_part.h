/* What the files of the database share. Internal to report/. */
#ifndef NDRSIM_REPORT_DATABASE_PART_H
#define NDRSIM_REPORT_DATABASE_PART_H

#include <sqlite3.h>
#include "report/database.h"

struct ndrsim_database {
  sqlite3 *handle;
  char path[4096];
  bool began; /* a transaction that is to be ended */
};

/* The tables, as SQL. */
extern const char ndrsim_database_schema[];
/* The tables that take rows of a document's table of the same key, by the names of columns. */
bool ndrsim_database_takes(const char *table);

/* Opens a database of ndrsim; `create`: makes one where nothing stands. Errors: as the public ones.
 */
ndrsim_status ndrsim_database_open(ndrsim_database **self, const char *path, bool create,
                                   ndrsim_error *err);
/* The error of the last call, as one message. */
ndrsim_status ndrsim_database_fail(const ndrsim_database *self, int code, ndrsim_error *err);
ndrsim_status ndrsim_database_prepare(const ndrsim_database *self, const char *sql,
                                      sqlite3_stmt **out, ndrsim_error *err);
ndrsim_status ndrsim_database_run(const ndrsim_database *self, const char *sql, ndrsim_error *err);

#endif
