/* The database: totals equal summary.json, runs are added whole or not at all, foreign files are
 * left alone, and docs/database.md names every column. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cjson/cJSON.h>
#include "sim/whole_file.h"
#include "report/database_part.h"
#include "report/run_document.h"
#include "tests/helpers/fake_results.h"

static char root[64], path[128];
static fake_run fake;

static int prepare(void **state) {
  (void)state;
  snprintf(root, sizeof root, "/tmp/ndrsim-db-XXXXXX");
  if (mkdtemp(root) == NULL) return -1;
  snprintf(path, sizeof path, "%s/runs.sqlite", root);
  return fake_run_init(&fake, 25, 6, 0);
}

static int clear_up(void **state) {
  (void)state;
  char command[160];
  fake_run_free(&fake);
  snprintf(command, sizeof command, "rm -rf '%s'", root);
  return system(command);
}

static ndrsim_report report(void) {
  static const ndrsim_override change[] = {{"tiers.pro.cap=1200"}, {"seed=7"}};
  return (ndrsim_report){
      .results = &fake.results, .version = "1.2.3", .override = change, .n_overrides = 2};
}

/* Adds the run; `keep` = for good. */
static int64_t add(bool keep) {
  ndrsim_report self = report();
  ndrsim_document document;
  ndrsim_database *database;
  ndrsim_error err = {.status = NDRSIM_OK};
  int64_t run = 0;
  ndrsim_document_init(&document, "run", "title");
  assert_int_equal(ndrsim_document_run(&document, &self, &err), NDRSIM_OK);
  ndrsim_status status = ndrsim_database_add(&database, path, &document, &self, &run, &err);
  if (status == NDRSIM_OK && keep) status = ndrsim_database_commit(database, &err);
  if (status != NDRSIM_OK) fail_msg("%s", err.message);
  ndrsim_database_free(database);
  ndrsim_document_free(&document);
  return run;
}

static sqlite3 *reader(void) {
  sqlite3 *handle;
  assert_int_equal(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  return handle;
}

static double number(sqlite3 *handle, const char *format, ...) {
  char sql[512];
  va_list args;
  sqlite3_stmt *row;
  va_start(args, format);
  vsnprintf(sql, sizeof sql, format, args);
  va_end(args);
  if (sqlite3_prepare_v2(handle, sql, -1, &row, NULL) != SQLITE_OK)
    fail_msg("%s: %s", sql, sqlite3_errmsg(handle));
  double value = NAN;
  if (sqlite3_step(row) == SQLITE_ROW && sqlite3_column_type(row, 0) != SQLITE_NULL)
    value = sqlite3_column_double(row, 0);
  sqlite3_finalize(row);
  return value;
}

static cJSON *summary(void) {
  char *text = NULL;
  size_t size = 0;
  ndrsim_error err;
  ndrsim_report self = report();
  FILE *out = open_memstream(&text, &size);
  assert_int_equal(ndrsim_report_summary(&self, out, &err), NDRSIM_OK);
  fclose(out);
  cJSON *json = cJSON_Parse(text);
  assert_non_null(json);
  free(text);
  return json;
}

static double member(const cJSON *object, const char *key) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
  return cJSON_IsNumber(item) ? item->valuedouble : NAN;
}

static bool equal(double a, double b) {
  return a == b || (isnan(a) && isnan(b));
}

static const char *const quantile[] = {"p5", "p10", "p50", "p90", "p95"};

static void figures_equal_the_summary(void **state) {
  (void)state;
  int64_t run = add(true);
  sqlite3 *handle = reader();
  cJSON *json = summary();
  const cJSON *metrics = cJSON_GetObjectItemCaseSensitive(json, "metrics"), *metric, *month;
  int compared = 0;
  cJSON_ArrayForEach(metric, metrics) {
    const cJSON *months = cJSON_GetObjectItemCaseSensitive(metric, "months");
    cJSON_ArrayForEach(month, months) {
      int at = (int)member(month, "month");
      for (int q = 0; q < 5; q++) {
        double found = number(handle,
                              "SELECT %s FROM metrics WHERE run = %lld AND metric = '%s' AND "
                              "(month = %d OR axis = 'run')",
                              quantile[q], (long long)run, metric->string, at),
               wanted = member(month, quantile[q]);
        if (!equal(found, wanted)) fail_msg("%s at %d: %g, %g", metric->string, at, found, wanted);
        compared += isfinite(wanted);
      }
    }
  }
  assert_true(compared > 200);
  const cJSON *bridge = cJSON_GetObjectItemCaseSensitive(json, "bridge"),
              *flow = cJSON_GetObjectItemCaseSensitive(
                  cJSON_GetObjectItemCaseSensitive(bridge, "flow"), "cause"),
              *part;
  double sum = 0;
  cJSON_ArrayForEach(part, flow) {
    sum += member(part, "mean");
  }
  assert_true(fabs(number(handle,
                          "SELECT sum(mean) FROM bridges WHERE run = %lld AND lens = 'cause' AND "
                          "decomposition = 'flow' AND month = 12 AND convention = 'cohort_age'",
                          (long long)run) -
                   sum) < 1e-9);
  /* the months of one metric, summed in SQL, against the records themselves */
  double total = 0;
  ndrsim_metric mrr;
  assert_int_equal(ndrsim_metric_get(&fake.model, ndrsim_metric_find(&fake.model, "mrr"), &mrr),
                   NDRSIM_OK);
  for (int at = 0; at < fake.results.layout.months; at++)
    for (int k = 0; k < fake.results.n; k++)
      total += ndrsim_metric_value(&fake.results, &mrr, k, at) / fake.results.n;
  double stored = number(handle, "SELECT sum(mean) FROM series WHERE run = %lld AND metric = 'mrr'",
                         (long long)run);
  assert_true(fabs(stored - total) < 1e-9 * total);
  cJSON_Delete(json);
  sqlite3_close(handle);
}

static void runs_are_added_beside_each_other(void **state) {
  (void)state;
  sqlite3 *handle = reader();
  double before = number(handle, "SELECT count(*) FROM runs");
  sqlite3_close(handle);
  int64_t first = add(true);
  add(false); /* forgotten */
  int64_t second = add(true);
  assert_int_equal(second, first + 1);
  handle = reader();
  assert_true(number(handle, "SELECT count(*) FROM runs") == before + 2);
  static const char *const table[] = {"headline", "series", "metrics", "bridges", "cohorts"};
  for (size_t k = 0; k < sizeof table / sizeof table[0]; k++) {
    double a =
        number(handle, "SELECT count(*) FROM %s WHERE run = %lld", table[k], (long long)first);
    assert_true(a > 0 && a == number(handle, "SELECT count(*) FROM %s WHERE run = %lld", table[k],
                                     (long long)second));
    assert_true(number(handle, "SELECT count(*) FROM %s WHERE run NOT IN (SELECT id FROM runs)",
                       table[k]) == 0);
  }
  assert_true(number(handle,
                     "SELECT changes = 'tiers.pro.cap=1200' || char(10) || 'seed=7' FROM "
                     "runs WHERE id = %lld",
                     (long long)first) == 1);
  sqlite3_stmt *mode;
  assert_int_equal(sqlite3_prepare_v2(handle, "PRAGMA journal_mode", -1, &mode, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_step(mode), SQLITE_ROW);
  assert_string_equal((const char *)sqlite3_column_text(mode, 0), "wal");
  sqlite3_finalize(mode);
  sqlite3_close(handle);
}

static void foreign_files_are_refused(void **state) {
  (void)state;
  char other[128];
  sqlite3 *handle;
  ndrsim_error err;
  snprintf(other, sizeof other, "%s/other.sqlite", root);
  assert_int_equal(ndrsim_database_check(other, &err), NDRSIM_OK); /* nothing stands there */
  assert_int_not_equal(access(other, F_OK), 0);
  assert_int_equal(sqlite3_open(other, &handle), SQLITE_OK);
  assert_int_equal(sqlite3_exec(handle, "CREATE TABLE t(a)", NULL, NULL, NULL), SQLITE_OK);
  assert_int_equal(ndrsim_database_check(other, &err), NDRSIM_USAGE);
  assert_non_null(strstr(err.message, "another program"));
  /* ours, of a later version */
  assert_int_equal(sqlite3_exec(handle, "PRAGMA application_id=1313100371; PRAGMA user_version=9",
                                NULL, NULL, NULL),
                   SQLITE_OK);
  sqlite3_close(handle);
  assert_int_equal(NDRSIM_DATABASE_ID, 1313100371);
  assert_int_equal(ndrsim_database_check(other, &err), NDRSIM_USAGE);
  assert_non_null(strstr(err.message, "version 9"));
  FILE *text = fopen(other, "w");
  assert_non_null(text);
  fputs("a text that is long enough not to be taken for an empty database\n", text);
  fclose(text);
  assert_int_equal(ndrsim_database_check(other, &err), NDRSIM_USAGE);
  assert_non_null(strstr(err.message, "no SQLite database"));
  assert_int_equal(ndrsim_database_check(root, &err), NDRSIM_USAGE);
}

/* docs/database.md has a heading for every table, and under it a row for every column. */
static void the_page_names_every_column(void **state) {
  (void)state;
  char *docs = NULL;
  size_t size;
  ndrsim_error err;
  sqlite3_stmt *row;
  sqlite3 *handle = reader();
  assert_int_equal(
      ndrsim_whole_file_read(NDRSIM_SOURCE_DIR "/docs/database.md", 1 << 20, &docs, &size, &err),
      NDRSIM_OK);
  assert_int_equal(sqlite3_prepare_v2(handle,
                                      "SELECT m.name, c.name FROM sqlite_schema m, "
                                      "pragma_table_info(m.name) c WHERE m.type = 'table' AND "
                                      "m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid",
                                      -1, &row, NULL),
                   SQLITE_OK);
  int columns = 0;
  while (sqlite3_step(row) == SQLITE_ROW) {
    const char *table = (const char *)sqlite3_column_text(row, 0),
               *column = (const char *)sqlite3_column_text(row, 1);
    char heading[64], name[64];
    snprintf(heading, sizeof heading, "\n### %s\n", table);
    snprintf(name, sizeof name, "`%s`", column);
    const char *start = strstr(docs, heading);
    if (start == NULL) fail_msg("docs/database.md has no table %s", table);
    const char *end = strstr(start + strlen(heading), "\n#");
    const char *found = strstr(start, name);
    if (found == NULL || (end != NULL && found > end))
      fail_msg("%s.%s is not there", table, column);
    columns++;
  }
  assert_true(columns > 70);
  sqlite3_finalize(row);
  sqlite3_close(handle);
  free(docs);
}

/* Texts of a user are values, never SQL. */
static void texts_are_bound(void **state) {
  (void)state;
  snprintf(fake.model.title, sizeof fake.model.title, "x'); DROP TABLE runs; --");
  snprintf(fake.model.scenario_file, sizeof fake.model.scenario_file, "'\"; --.json");
  add(true);
  sqlite3 *handle = reader();
  assert_true(number(handle, "SELECT count(*) FROM runs WHERE scenario_file = '''\"; --.json'") ==
              1);
  sqlite3_close(handle);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(figures_equal_the_summary),
      cmocka_unit_test(runs_are_added_beside_each_other),
      cmocka_unit_test(foreign_files_are_refused),
      cmocka_unit_test(the_page_names_every_column),
      cmocka_unit_test(texts_are_bound),
  };
  return cmocka_run_group_tests(tests, prepare, clear_up);
}
