/* Opening a database of ours, and adding a run to it. */
#include "report/database.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "report/database_part.h"
#include "report/number.h"
#include "report/text_stream.h"

#define SQLITE_LEAST 3039000 /* STRICT tables, FULL OUTER JOIN */
#define PATIENCE 30000       /* [ms] to wait for another program that writes */

/* --- opening ---------------------------------------------------------------------------------- */

ndrsim_status ndrsim_database_fail(const ndrsim_database *self, int code, ndrsim_error *err) {
  switch (code & 0xFF) {
  case SQLITE_NOMEM:
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the database `%.300s`", self->path);
  case SQLITE_NOTADB:
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "`%.300s` is no SQLite database: choose another file", self->path);
  case SQLITE_BUSY:
    return ndrsim_error_set(err, NDRSIM_IO, "another program keeps the database `%.300s` locked",
                            self->path);
  default:
    return ndrsim_error_set(err, NDRSIM_IO, "the database `%.300s`: %.200s", self->path,
                            self->handle != NULL ? sqlite3_errmsg(self->handle)
                                                 : sqlite3_errstr(code));
  }
}

ndrsim_status ndrsim_database_prepare(const ndrsim_database *self, const char *sql,
                                      sqlite3_stmt **out, ndrsim_error *err) {
  int code = sqlite3_prepare_v2(self->handle, sql, -1, out, NULL);
  return code == SQLITE_OK ? NDRSIM_OK : ndrsim_database_fail(self, code, err);
}

ndrsim_status ndrsim_database_run(const ndrsim_database *self, const char *sql, ndrsim_error *err) {
  int code = sqlite3_exec(self->handle, sql, NULL, NULL, NULL);
  return code == SQLITE_OK ? NDRSIM_OK : ndrsim_database_fail(self, code, err);
}

/* The whole number that a statement yields. */
static ndrsim_status one_number(const ndrsim_database *self, const char *sql, int64_t *out,
                                ndrsim_error *err) {
  sqlite3_stmt *statement = NULL;
  ndrsim_status status = ndrsim_database_prepare(self, sql, &statement, err);
  if (status != NDRSIM_OK) return status;
  int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) *out = sqlite3_column_int64(statement, 0);
  if (code != SQLITE_ROW) status = ndrsim_database_fail(self, code, err);
  sqlite3_finalize(statement);
  return status;
}

/* Ours, empty (so it can become ours), or somebody else's. */
static ndrsim_status recognise(const ndrsim_database *self, bool *empty, ndrsim_error *err) {
  int64_t id = 0, version = 0, tables = 0;
  ndrsim_status status = one_number(self, "PRAGMA application_id", &id, err);
  if (status == NDRSIM_OK) status = one_number(self, "PRAGMA user_version", &version, err);
  if (status == NDRSIM_OK)
    status = one_number(self, "SELECT count(*) FROM sqlite_schema", &tables, err);
  if (status != NDRSIM_OK) return status;
  *empty = id == 0 && version == 0 && tables == 0;
  if (*empty) return NDRSIM_OK;
  if (id != NDRSIM_DATABASE_ID)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "`%.300s` is a database of another program: choose another file",
                            self->path);
  if (version != NDRSIM_DATABASE_VERSION)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "`%.300s` has tables of version %lld, this program knows version %d: "
                            "choose another file",
                            self->path, (long long)version, NDRSIM_DATABASE_VERSION);
  return NDRSIM_OK;
}

static ndrsim_status open_handle(ndrsim_database **self, const char *path, int flags,
                                 ndrsim_error *err) {
  *self = calloc(1, sizeof **self);
  if (*self == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a database");
  if (strlen(path) >= sizeof(*self)->path)
    return ndrsim_error_set(err, NDRSIM_USAGE, "the name of the database is too long");
  snprintf((*self)->path, sizeof(*self)->path, "%s", path);
  if (sqlite3_libversion_number() < SQLITE_LEAST)
    return ndrsim_error_set(err, NDRSIM_USAGE, "databases need SQLite 3.39, this is %s",
                            sqlite3_libversion());
  int code = sqlite3_open_v2(path, &(*self)->handle, flags, NULL);
  if (code != SQLITE_OK) return ndrsim_database_fail(*self, code, err);
  sqlite3_busy_timeout((*self)->handle, PATIENCE);
  /* names of columns in double quotes are no texts, and triggers of a foreign file do not run */
  sqlite3_db_config((*self)->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config((*self)->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_database_open(ndrsim_database **self, const char *path, bool create,
                                   ndrsim_error *err) {
  int flags = create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  bool empty = false;
  ndrsim_status status = open_handle(self, path, flags, err);
  if (status == NDRSIM_OK) status = recognise(*self, &empty, err);
  if (status != NDRSIM_OK) return status;
  if (!create && empty)
    return ndrsim_error_set(err, NDRSIM_USAGE, "`%.300s` holds no runs: it is empty", path);
  if (!create) return NDRSIM_OK;
  status = ndrsim_database_run(*self, "PRAGMA journal_mode=WAL", err);
  if (status == NDRSIM_OK)
    status = ndrsim_database_run(*self, "PRAGMA foreign_keys=ON; BEGIN IMMEDIATE", err);
  if (status != NDRSIM_OK) return status;
  (*self)->began = true;
  status = recognise(*self, &empty, err); /* another program may have been quicker */
  if (status == NDRSIM_OK && empty) {
    char mark[96];
    snprintf(mark, sizeof mark, "PRAGMA application_id=%d; PRAGMA user_version=%d",
             NDRSIM_DATABASE_ID, NDRSIM_DATABASE_VERSION);
    status = ndrsim_database_run(*self, ndrsim_database_schema, err);
    if (status == NDRSIM_OK) status = ndrsim_database_run(*self, mark, err);
  }
  return status;
}

ndrsim_status ndrsim_database_check(const char *path, ndrsim_error *err) {
  struct stat info;
  if (path[0] == '\0') return ndrsim_error_set(err, NDRSIM_USAGE, "the database has no name");
  if (stat(path, &info) != 0) return NDRSIM_OK; /* its directory is checked by the caller */
  if (!S_ISREG(info.st_mode))
    return ndrsim_error_set(err, NDRSIM_USAGE, "`%.300s` is no file: choose another name", path);
  if (access(path, W_OK) != 0)
    return ndrsim_error_set(err, NDRSIM_IO, "cannot write `%.300s`: %s", path, strerror(errno));
  ndrsim_database *self = NULL;
  bool empty;
  ndrsim_status status = open_handle(&self, path, SQLITE_OPEN_READONLY, err);
  if (status == NDRSIM_OK) status = recognise(self, &empty, err);
  ndrsim_database_free(self);
  return status;
}

ndrsim_status ndrsim_database_commit(ndrsim_database *self, ndrsim_error *err) {
  ndrsim_status status = ndrsim_database_run(self, "COMMIT", err);
  if (status == NDRSIM_OK) self->began = false;
  return status;
}

void ndrsim_database_free(ndrsim_database *self) {
  if (self == NULL) return;
  if (self->began) sqlite3_exec(self->handle, "ROLLBACK", NULL, NULL, NULL);
  sqlite3_close_v2(self->handle);
  free(self);
}

/* --- adding ----------------------------------------------------------------------------------- */

/* "one\nanother": texts that hold no line feed themselves (a path and JSON). */
static ndrsim_status lines_of(const ndrsim_report *report, bool changes, char **out,
                              ndrsim_error *err) {
  ndrsim_text_stream stream;
  size_t size;
  int n = changes ? report->n_overrides : 0;
  if (!changes && report->verb != NULL) n = report->verb->n_arguments;
  ndrsim_status status = ndrsim_text_stream_init(&stream, err);
  if (status != NDRSIM_OK) return status;
  for (int k = 0; k < n; k++)
    fprintf(stream.stream, "%s%s", k > 0 ? "\n" : "",
            changes ? report->override[k].text : report->verb->argument[k]);
  return ndrsim_text_stream_finish(&stream, out, &size, err);
}

static int bind_text(sqlite3_stmt *statement, int k, const char *text) {
  if (text == NULL || text[0] == '\0') return sqlite3_bind_null(statement, k);
  return sqlite3_bind_text(statement, k, text, -1, SQLITE_TRANSIENT);
}

static int bind_must(sqlite3_stmt *statement, int k, const char *text) {
  return sqlite3_bind_text(statement, k, text, -1, SQLITE_TRANSIENT);
}

static int bind_run(sqlite3_stmt *to, const ndrsim_document *document, const ndrsim_report *report,
                    const char *arguments, const char *changes) {
  const ndrsim_results *results = report->results;
  const ndrsim_model *model = results->model;
  char seed[32];
  snprintf(seed, sizeof seed, "%llu", (unsigned long long)model->seed);
  int code = bind_must(to, 1, document->verb);
  code |= bind_must(to, 2, report->version);
  code |= bind_must(to, 3, model->name);
  code |= bind_must(to, 4, document->title);
  code |= bind_must(to, 5, model->scenario_file);
  code |= bind_must(to, 6, model->scenario_digest);
  code |= bind_text(to, 7, model->n_rows > 0 ? model->book_file : NULL);
  code |= bind_text(to, 8, model->n_rows > 0 ? model->book_digest : NULL);
  code |= bind_must(to, 9, arguments);
  code |= bind_must(to, 10, changes);
  code |= bind_must(to, 11, model->currency);
  code |= bind_text(to, 12, model->start_month);
  code |= bind_must(to, 13, seed);
  code |= sqlite3_bind_int(to, 14, model->horizon);
  code |= sqlite3_bind_int(to, 15, results->n);
  code |= sqlite3_bind_int(to, 16, results->requested);
  code |= bind_must(to, 17, ndrsim_convention_name(results->convention));
  code |= sqlite3_bind_int(to, 18, results->basis_month);
  return code;
}

static ndrsim_status add_run(const ndrsim_database *self, const ndrsim_document *document,
                             const ndrsim_report *report, int64_t *run, ndrsim_error *err) {
  sqlite3_stmt *statement = NULL;
  char *arguments = NULL, *changes = NULL;
  ndrsim_status status = lines_of(report, false, &arguments, err);
  if (status == NDRSIM_OK) status = lines_of(report, true, &changes, err);
  if (status == NDRSIM_OK)
    status = ndrsim_database_prepare(
        self,
        "INSERT INTO runs(verb, version, scenario, title, scenario_file, scenario_digest, "
        "book_file, book_digest, arguments, changes, currency, start_month, seed, horizon, "
        "replicates, "
        "replicates_requested, convention, headline_month) "
        "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        &statement, err);
  if (status == NDRSIM_OK) {
    int code = bind_run(statement, document, report, arguments, changes);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    if (code == SQLITE_DONE)
      *run = sqlite3_last_insert_rowid(self->handle);
    else
      status = ndrsim_database_fail(self, code, err);
  }
  sqlite3_finalize(statement);
  free(arguments);
  free(changes);
  return status;
}

/* Whether a table of the database has a column. */
static bool has_column(const ndrsim_database *self, const char *table, const char *column) {
  return sqlite3_table_column_metadata(self->handle, NULL, table, column, NULL, NULL, NULL, NULL,
                                       NULL) == SQLITE_OK;
}

/* "INSERT INTO series(run,metric,...) VALUES(?,?,...)"; place[c] is the parameter of column c, 0 =
 * the database has none. A parameter's value is kept as a text too, next to its number. */
static ndrsim_status make_insert(const ndrsim_database *self, const ndrsim_table *table, int *place,
                                 bool twice, char **out, ndrsim_error *err) {
  ndrsim_text_stream stream;
  size_t size;
  int n = 1;
  ndrsim_status status = ndrsim_text_stream_init(&stream, err);
  if (status != NDRSIM_OK) return status;
  fprintf(stream.stream, "INSERT INTO %s(run", table->key);
  for (int c = 0; c < table->n_columns; c++) {
    place[c] = has_column(self, table->key, table->column[c].key) ? ++n : 0;
    if (place[c] > 0) fprintf(stream.stream, ",%s", table->column[c].key);
  }
  if (twice) {
    fputs(",number", stream.stream);
    n++;
  }
  fputs(") VALUES(?", stream.stream);
  for (int k = 1; k < n; k++)
    fputs(",?", stream.stream);
  fputc(')', stream.stream);
  return ndrsim_text_stream_finish(&stream, out, &size, err);
}

static int bind_cell(sqlite3_stmt *to, int k, const ndrsim_cell *cell, bool as_text) {
  if (cell->text != NULL) return bind_must(to, k, cell->text);
  if (!isfinite(cell->number)) return sqlite3_bind_null(to, k);
  if (as_text) {
    char shown[NDRSIM_NUMBER_SIZE];
    ndrsim_number_shortest(cell->number, shown);
    return bind_must(to, k, shown);
  }
  if (cell->form == NDRSIM_FORM_PLAIN) return sqlite3_bind_int64(to, k, (int64_t)cell->number);
  return sqlite3_bind_double(to, k, cell->number);
}

static int insert_row(sqlite3_stmt *to, const ndrsim_table *table, const int *place, int row,
                      int64_t run, int value) {
  int last = 1, code = sqlite3_bind_int64(to, 1, run);
  for (int c = 0; c < table->n_columns; c++) {
    if (place[c] == 0) continue;
    code |= bind_cell(to, place[c], ndrsim_table_cell(table, row, c), c == value);
    last = place[c];
  }
  if (value >= 0) {
    const ndrsim_cell *cell = ndrsim_table_cell(table, row, value);
    code |=
        cell->text == NULL ? bind_cell(to, last + 1, cell, false) : sqlite3_bind_null(to, last + 1);
  }
  if (code == SQLITE_OK) code = sqlite3_step(to);
  if (code == SQLITE_DONE) code = sqlite3_reset(to);
  return code;
}

/* A table of the database's own. */
static ndrsim_status add_table(const ndrsim_database *self, const ndrsim_table *table, int64_t run,
                               ndrsim_error *err) {
  sqlite3_stmt *statement = NULL;
  char *sql = NULL;
  int *place = calloc((size_t)table->n_columns, sizeof *place);
  int value = strcmp(table->key, "parameters") == 0 ? ndrsim_table_column(table, "value") : -1;
  if (place == NULL)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the database `%.300s`", self->path);
  ndrsim_status status = make_insert(self, table, place, value >= 0, &sql, err);
  if (status == NDRSIM_OK) status = ndrsim_database_prepare(self, sql, &statement, err);
  int code = SQLITE_OK, rows = ndrsim_table_rows(table);
  for (int r = 0; r < rows && status == NDRSIM_OK && code == SQLITE_OK; r++)
    code = insert_row(statement, table, place, r, run, value);
  if (status == NDRSIM_OK && code != SQLITE_OK) status = ndrsim_database_fail(self, code, err);
  sqlite3_finalize(statement);
  free(sql);
  free(place);
  return status;
}

/* Any other table, cell by cell. */
static ndrsim_status add_cells(const ndrsim_database *self, const ndrsim_table *table, int64_t run,
                               ndrsim_error *err) {
  sqlite3_stmt *to = NULL;
  ndrsim_status status = ndrsim_database_prepare(
      self, "INSERT INTO cells(run, tab, line, col, unit, number, text) VALUES(?,?,?,?,?,?,?)", &to,
      err);
  int code = SQLITE_OK;
  for (int k = 0; k < table->n_cells && status == NDRSIM_OK && code == SQLITE_OK; k++) {
    const ndrsim_column *column = &table->column[k % table->n_columns];
    const ndrsim_cell *cell = &table->cell[k];
    if (cell->text == NULL && !isfinite(cell->number)) continue;
    code = sqlite3_bind_int64(to, 1, run);
    code |= bind_must(to, 2, table->key);
    code |= sqlite3_bind_int(to, 3, k / table->n_columns);
    code |= bind_must(to, 4, column->key);
    code |= bind_text(to, 5, column->unit);
    code |=
        cell->text == NULL ? sqlite3_bind_double(to, 6, cell->number) : sqlite3_bind_null(to, 6);
    code |= bind_text(to, 7, cell->text);
    if (code == SQLITE_OK) code = sqlite3_step(to);
    if (code == SQLITE_DONE) code = sqlite3_reset(to);
  }
  if (status == NDRSIM_OK && code != SQLITE_OK) status = ndrsim_database_fail(self, code, err);
  sqlite3_finalize(to);
  return status;
}

ndrsim_status ndrsim_database_add(ndrsim_database **self, const char *path,
                                  const ndrsim_document *document, const ndrsim_report *report,
                                  int64_t *run, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  *self = NULL;
  ndrsim_status status = ndrsim_document_check(document, err);
  if (status == NDRSIM_OK) status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  status = ndrsim_database_open(self, path, true, err);
  if (status == NDRSIM_OK) status = add_run(*self, document, report, run, err);
  for (int s = 0; s < document->n_sections && status == NDRSIM_OK; s++)
    for (int t = 0; t < document->section[s]->n_tables && status == NDRSIM_OK; t++) {
      const ndrsim_table *table = document->section[s]->table[t];
      if (ndrsim_database_takes(table->key))
        status = add_table(*self, table, *run, err);
      else if ((table->flags & NDRSIM_TABLE_VIEW) == 0)
        status = add_cells(*self, table, *run, err);
    }
  ndrsim_plain_locale_leave(&locale);
  return status;
}
