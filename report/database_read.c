/* What is in a database: its runs, and in what two of them differ. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/database_part.h"
#include "report/json_out.h"
#include "report/number.h"
#include "sim/text.h"

typedef struct reading {
  ndrsim_database *database;
  ndrsim_json_out json; /* where the JSON is asked for */
  bool as_json;
  FILE *out;
} reading;

static ndrsim_status start(reading *self, const char *path, bool json, FILE *out,
                           ndrsim_plain_locale *locale, ndrsim_error *err) {
  *self = (reading){.as_json = json, .out = out};
  ndrsim_status status = ndrsim_plain_locale_enter(locale, err);
  if (status != NDRSIM_OK) return status;
  status = ndrsim_database_open(&self->database, path, false, err);
  if (json) ndrsim_json_out_init(&self->json);
  return status;
}

static ndrsim_status end(reading *self, ndrsim_status status, ndrsim_plain_locale *locale,
                         ndrsim_error *err) {
  if (self->as_json && status == NDRSIM_OK)
    status = ndrsim_json_out_write(&self->json, self->out, err);
  if (self->as_json) ndrsim_json_out_free(&self->json);
  ndrsim_database_free(self->database);
  ndrsim_plain_locale_leave(locale);
  return status;
}

static const char *text_at(sqlite3_stmt *row, int column) {
  const unsigned char *text = sqlite3_column_text(row, column);
  return text != NULL ? (const char *)text : "";
}

static double number_at(sqlite3_stmt *row, int column) {
  return sqlite3_column_type(row, column) == SQLITE_NULL ? NAN : sqlite3_column_double(row, column);
}

/* A text for a terminal: names and titles come from users. */
static const char *plain(const char *text, char *out, size_t size) {
  ndrsim_text_escape(out, size, text, strlen(text));
  return out;
}

/* --- list ------------------------------------------------------------------------------------- */

static const char list_sql[] =
    "SELECT id, added, verb, scenario, replace(trim(arguments || char(10) || changes, char(10)), "
    "char(10), ' '), replicates, "
    "(SELECT p50 FROM headline h WHERE h.run = r.id AND figure = 'mrr' AND month = 12), "
    "(SELECT p50 FROM headline h WHERE h.run = r.id AND figure = 'ndr' "
    "AND month = r.headline_month), headline_month, convention, currency, seed, version "
    "FROM runs r ORDER BY id";

static void list_json(reading *self, cJSON *list, sqlite3_stmt *row) {
  ndrsim_json_out *json = &self->json;
  cJSON *one = ndrsim_json_out_object(json, list, NULL);
  ndrsim_json_out_integer(json, one, "run", sqlite3_column_int64(row, 0));
  ndrsim_json_out_text(json, one, "added", text_at(row, 1));
  ndrsim_json_out_text(json, one, "verb", text_at(row, 2));
  ndrsim_json_out_text(json, one, "scenario", text_at(row, 3));
  ndrsim_json_out_text(json, one, "changes", text_at(row, 4));
  ndrsim_json_out_integer(json, one, "replicates", sqlite3_column_int64(row, 5));
  ndrsim_json_out_text(json, one, "seed", text_at(row, 11));
  ndrsim_json_out_text(json, one, "version", text_at(row, 12));
  ndrsim_json_out_number(json, one, "mrr_12_p50", number_at(row, 6));
  ndrsim_json_out_number(json, one, "ndr_p50", number_at(row, 7));
  ndrsim_json_out_integer(json, one, "ndr_month", sqlite3_column_int64(row, 8));
  ndrsim_json_out_text(json, one, "convention", text_at(row, 9));
}

static void list_text(const reading *self, sqlite3_stmt *row) {
  char mrr[32], ndr[32], name[64], changes[64];
  ndrsim_number_grouped(number_at(row, 6), 0, mrr, sizeof mrr);
  ndrsim_number_grouped(number_at(row, 7), 1, ndr, sizeof ndr);
  fprintf(self->out, "%5lld  %-20s  %-11s %-20s %6lld %14s %8s  %s\n",
          (long long)sqlite3_column_int64(row, 0), text_at(row, 1), text_at(row, 2),
          plain(text_at(row, 3), name, sizeof name), (long long)sqlite3_column_int64(row, 5), mrr,
          ndr, plain(text_at(row, 4), changes, sizeof changes));
}

static ndrsim_status list_rows(reading *self, ndrsim_error *err) {
  sqlite3_stmt *row = NULL;
  ndrsim_status status = ndrsim_database_prepare(self->database, list_sql, &row, err);
  if (status != NDRSIM_OK) return status;
  cJSON *list = self->as_json ? ndrsim_json_out_array(&self->json, self->json.root, "runs") : NULL;
  if (!self->as_json)
    fprintf(self->out, "%5s  %-20s  %-11s %-20s %6s %14s %8s  %s\n", "run", "added", "verb",
            "scenario", "repl.", "MRR at 12, P50", "NDR, P50", "options and changes");
  int code;
  while ((code = sqlite3_step(row)) == SQLITE_ROW) {
    if (self->as_json)
      list_json(self, list, row);
    else
      list_text(self, row);
  }
  if (code != SQLITE_DONE) status = ndrsim_database_fail(self->database, code, err);
  sqlite3_finalize(row);
  return status;
}

ndrsim_status ndrsim_database_list(const char *path, bool json, FILE *out, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  reading self;
  ndrsim_status status = start(&self, path, json, out, &locale, err);
  if (status == NDRSIM_OK) status = list_rows(&self, err);
  return end(&self, status, &locale, err);
}

/* --- diff ------------------------------------------------------------------------------------- */

/* NULL stands for what only one of the runs has. */
static const char parameters_sql[] = "SELECT path, a.value, b.value, coalesce(b.unit, a.unit) FROM "
                                     "(SELECT * FROM parameters WHERE run = ?1) a FULL OUTER JOIN "
                                     "(SELECT * FROM parameters WHERE run = ?2) b USING(path) "
                                     "WHERE a.value IS NOT b.value ORDER BY path";

static const char figures_sql[] =
    "SELECT figure, month, coalesce(b.unit, a.unit), a.p10, a.p50, a.p90, b.p10, b.p50, b.p90, "
    "a.mean, b.mean FROM (SELECT * FROM headline WHERE run = ?1) a FULL OUTER JOIN "
    "(SELECT * FROM headline WHERE run = ?2) b USING(figure, month) ORDER BY "
    "CASE figure WHEN 'mrr' THEN 0 WHEN 'ndr' THEN 1 WHEN 'grr_endpoint' THEN 2 ELSE 3 END, month";

static const char facts_sql[] =
    "SELECT k.name, CASE k.name WHEN 'scenario' THEN a.scenario WHEN 'book' THEN a.book_digest "
    "WHEN 'seed' THEN a.seed WHEN 'replicates' THEN CAST(a.replicates AS TEXT) WHEN 'convention' "
    "THEN a.convention WHEN 'currency' THEN a.currency ELSE a.version END AS x, "
    "CASE k.name WHEN 'scenario' THEN b.scenario WHEN 'book' THEN b.book_digest WHEN 'seed' THEN "
    "b.seed WHEN 'replicates' THEN CAST(b.replicates AS TEXT) WHEN 'convention' THEN b.convention "
    "WHEN 'currency' THEN b.currency ELSE b.version END AS y FROM runs a, runs b, "
    "(SELECT 'scenario' AS name, 0 AS n UNION SELECT 'book', 1 UNION SELECT 'seed', 2 UNION "
    "SELECT 'replicates', 3 UNION SELECT 'convention', 4 UNION SELECT 'currency', 5 UNION SELECT "
    "'version', 6) k WHERE a.id = ?1 AND b.id = ?2 AND x IS NOT y ORDER BY k.n";

static ndrsim_status is_there(const reading *self, int64_t run, ndrsim_error *err) {
  sqlite3_stmt *row = NULL;
  ndrsim_status status =
      ndrsim_database_prepare(self->database, "SELECT 1 FROM runs WHERE id = ?1", &row, err);
  if (status != NDRSIM_OK) return status;
  sqlite3_bind_int64(row, 1, run);
  int code = sqlite3_step(row);
  if (code == SQLITE_DONE)
    status = ndrsim_error_set(err, NDRSIM_INPUT, "`%.300s` has no run %lld", self->database->path,
                              (long long)run);
  else if (code != SQLITE_ROW)
    status = ndrsim_database_fail(self->database, code, err);
  sqlite3_finalize(row);
  return status;
}

typedef void put_row(reading *self, cJSON *list, sqlite3_stmt *row);

/* Calls put for each row of a statement about two runs. */
static ndrsim_status each(reading *self, const char *sql, int64_t a, int64_t b, const char *key,
                          put_row *put, int *n, ndrsim_error *err) {
  sqlite3_stmt *row = NULL;
  ndrsim_status status = ndrsim_database_prepare(self->database, sql, &row, err);
  if (status != NDRSIM_OK) return status;
  sqlite3_bind_int64(row, 1, a);
  sqlite3_bind_int64(row, 2, b);
  cJSON *list = self->as_json ? ndrsim_json_out_array(&self->json, self->json.root, key) : NULL;
  int code;
  while ((code = sqlite3_step(row)) == SQLITE_ROW) {
    put(self, list, row);
    (*n)++;
  }
  if (code != SQLITE_DONE) status = ndrsim_database_fail(self->database, code, err);
  sqlite3_finalize(row);
  return status;
}

static void put_text_or_null(ndrsim_json_out *json, cJSON *object, const char *key,
                             sqlite3_stmt *row, int column) {
  if (sqlite3_column_type(row, column) == SQLITE_NULL)
    ndrsim_json_out_null(json, object, key);
  else
    ndrsim_json_out_text(json, object, key, text_at(row, column));
}

/* name: a -> b */
static void put_change(reading *self, cJSON *list, sqlite3_stmt *row) {
  if (self->as_json) {
    cJSON *one = ndrsim_json_out_object(&self->json, list, NULL);
    ndrsim_json_out_text(&self->json, one, "name", text_at(row, 0));
    put_text_or_null(&self->json, one, "a", row, 1);
    put_text_or_null(&self->json, one, "b", row, 2);
    return;
  }
  char a[400], b[400], name[160];
  bool no_a = sqlite3_column_type(row, 1) == SQLITE_NULL,
       no_b = sqlite3_column_type(row, 2) == SQLITE_NULL;
  fprintf(self->out, "  %s  %s -> %s\n", plain(text_at(row, 0), name, sizeof name),
          no_a ? "(none)" : plain(text_at(row, 1), a, sizeof a),
          no_b ? "(none)" : plain(text_at(row, 2), b, sizeof b));
}

static void figure_json(reading *self, cJSON *list, sqlite3_stmt *row) {
  static const char *const name[] = {"p10", "p50", "p90"};
  ndrsim_json_out *json = &self->json;
  cJSON *one = ndrsim_json_out_object(json, list, NULL);
  ndrsim_json_out_text(json, one, "figure", text_at(row, 0));
  ndrsim_json_out_integer(json, one, "month", sqlite3_column_int64(row, 1));
  ndrsim_json_out_text(json, one, "unit", text_at(row, 2));
  for (int run = 0; run < 2; run++) {
    cJSON *object = ndrsim_json_out_object(json, one, run == 0 ? "a" : "b");
    for (int q = 0; q < 3; q++)
      ndrsim_json_out_number(json, object, name[q], number_at(row, 3 + 3 * run + q));
    ndrsim_json_out_number(json, object, "mean", number_at(row, 9 + run));
  }
  ndrsim_json_out_number(json, one, "p50_difference", number_at(row, 7) - number_at(row, 4));
  ndrsim_json_out_number(json, one, "mean_difference", number_at(row, 10) - number_at(row, 9));
}

static void put_figure(reading *self, cJSON *list, sqlite3_stmt *row) {
  if (self->as_json) {
    figure_json(self, list, row);
    return;
  }
  char label[64], a[32], b[32], number[32], difference[40];
  int decimals = strcmp(text_at(row, 2), "%") == 0 ? 1 : 0;
  double less = number_at(row, 7) - number_at(row, 4);
  ndrsim_number_grouped(number_at(row, 4), decimals, a, sizeof a);
  ndrsim_number_grouped(number_at(row, 7), decimals, b, sizeof b);
  ndrsim_number_grouped(less, decimals, number, sizeof number);
  snprintf(difference, sizeof difference, "%s%s", less > 0 ? "+" : "", number);
  snprintf(label, sizeof label, "%.20s at %lld", text_at(row, 0),
           (long long)sqlite3_column_int64(row, 1));
  fprintf(self->out, "  %-20s %14s %14s %14s  %s\n", label, a, b, difference,
          decimals == 1 ? "%, points" : text_at(row, 2));
}

static ndrsim_status diff_rows(reading *self, int64_t a, int64_t b, ndrsim_error *err) {
  int facts = 0, parameters = 0, figures = 0;
  if (self->as_json) {
    ndrsim_json_out_integer(&self->json, self->json.root, "a", a);
    ndrsim_json_out_integer(&self->json, self->json.root, "b", b);
  } else {
    fprintf(self->out, "Run %lld -> run %lld\n", (long long)a, (long long)b);
  }
  ndrsim_status status = each(self, facts_sql, a, b, "facts", put_change, &facts, err);
  if (!self->as_json) fputs("\nParameters that differ\n", self->out);
  if (status == NDRSIM_OK)
    status = each(self, parameters_sql, a, b, "parameters", put_change, &parameters, err);
  if (!self->as_json && parameters == 0) fputs("  none\n", self->out);
  if (!self->as_json) fprintf(self->out, "\n  %-20s %14s %14s %14s\n", "P50", "A", "B", "B less A");
  if (status == NDRSIM_OK)
    status = each(self, figures_sql, a, b, "headline", put_figure, &figures, err);
  return status;
}

ndrsim_status ndrsim_database_diff(const char *path, int64_t a, int64_t b, bool json, FILE *out,
                                   ndrsim_error *err) {
  ndrsim_plain_locale locale;
  reading self;
  ndrsim_status status = start(&self, path, json, out, &locale, err);
  if (status == NDRSIM_OK) status = is_there(&self, a, err);
  if (status == NDRSIM_OK) status = is_there(&self, b, err);
  if (status == NDRSIM_OK) status = diff_rows(&self, a, b, err);
  return end(&self, status, &locale, err);
}
