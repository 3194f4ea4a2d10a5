/* The tables, version 1. docs/database.md says what each column means; a test compares. */
#include <string.h>
#include "report/database_part.h"

#define ESTIMATE "mean REAL, se REAL, p5 REAL, p10 REAL, p50 REAL, p90 REAL, p95 REAL"
#define OF_A_RUN "run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE"

const char ndrsim_database_schema[] =
    "CREATE TABLE runs(\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  added TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),\n"
    "  verb TEXT NOT NULL, version TEXT NOT NULL,\n"
    "  scenario TEXT NOT NULL, title TEXT NOT NULL, scenario_file TEXT NOT NULL,\n"
    "  scenario_digest TEXT NOT NULL, book_file TEXT, book_digest TEXT,\n"
    "  arguments TEXT NOT NULL, changes TEXT NOT NULL,\n"
    "  currency TEXT NOT NULL, start_month TEXT,\n"
    "  seed TEXT NOT NULL, horizon INTEGER NOT NULL,\n"
    "  replicates INTEGER NOT NULL, replicates_requested INTEGER NOT NULL,\n"
    "  convention TEXT NOT NULL, headline_month INTEGER NOT NULL) STRICT;\n"
    "CREATE TABLE parameters(" OF_A_RUN ",\n"
    "  path TEXT NOT NULL, number REAL, value TEXT NOT NULL, unit TEXT, given TEXT NOT NULL,\n"
    "  source TEXT, meaning TEXT, PRIMARY KEY(run, path)) STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE headline(" OF_A_RUN ",\n"
    "  figure TEXT NOT NULL, month INTEGER NOT NULL, unit TEXT, " ESTIMATE ",\n"
    "  band TEXT, PRIMARY KEY(run, figure, month)) STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE series(" OF_A_RUN ",\n"
    "  metric TEXT NOT NULL, unit TEXT, axis TEXT NOT NULL, month INTEGER NOT NULL, label TEXT,\n"
    "  " ESTIMATE ", PRIMARY KEY(run, metric, month)) STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE metrics(" OF_A_RUN ",\n"
    "  metric TEXT NOT NULL, unit TEXT, axis TEXT NOT NULL, month INTEGER, " ESTIMATE ",\n"
    "  definition TEXT, formula TEXT, source TEXT, basis TEXT) STRICT;\n"
    "CREATE INDEX metrics_by_name ON metrics(run, metric);\n"
    "CREATE TABLE bridges(" OF_A_RUN ",\n"
    "  convention TEXT NOT NULL, month INTEGER NOT NULL, decomposition TEXT NOT NULL,\n"
    "  lens TEXT NOT NULL, component TEXT NOT NULL, " ESTIMATE ",\n"
    "  PRIMARY KEY(run, convention, month, decomposition, lens, component))"
    " STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE cohorts(" OF_A_RUN ",\n"
    "  cohort TEXT NOT NULL, kind TEXT NOT NULL, age INTEGER NOT NULL, month INTEGER NOT NULL,\n"
    "  metric TEXT NOT NULL, unit TEXT, " ESTIMATE ",\n"
    "  PRIMARY KEY(run, kind, cohort, age, metric)) STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE cells(" OF_A_RUN ",\n"
    "  tab TEXT NOT NULL, line INTEGER NOT NULL, col TEXT NOT NULL, unit TEXT,\n"
    "  number REAL, text TEXT, PRIMARY KEY(run, tab, line, col)) STRICT, WITHOUT ROWID;\n";

bool ndrsim_database_takes(const char *table) {
  static const char *const name[] = {"parameters", "headline", "series",
                                     "metrics",    "bridges",  "cohorts"};
  for (size_t k = 0; k < sizeof name / sizeof name[0]; k++)
    if (strcmp(name[k], table) == 0) return true;
  return false;
}
