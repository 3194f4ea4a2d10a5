/* Documents for programs: JSON, and CSV of each table. */
#include <math.h>
#include <string.h>
#include "report/csv.h"
#include "report/document_out.h"
#include "report/json_out.h"
#include "report/number.h"
#include "report/summary_part.h"

#define DOCUMENT_VERSION 1

static void put_rows(ndrsim_json_out *json, cJSON *parent, const ndrsim_table *table) {
  cJSON *object = ndrsim_json_out_object(json, parent, table->key);
  ndrsim_json_out_text(json, object, "title", table->title);
  cJSON *units = ndrsim_json_out_object(json, object, "units");
  for (int c = 0; c < table->n_columns; c++) {
    const ndrsim_column *column = &table->column[c];
    if (column->unit[0] != '\0') ndrsim_json_out_text(json, units, column->key, column->unit);
  }
  cJSON *rows = ndrsim_json_out_array(json, object, "rows");
  for (int r = 0; r < ndrsim_table_rows(table); r++) {
    cJSON *row = ndrsim_json_out_object(json, rows, NULL);
    for (int c = 0; c < table->n_columns; c++) {
      const ndrsim_cell *cell = ndrsim_table_cell(table, r, c);
      const char *key = table->column[c].key;
      if (cell->text != NULL)
        ndrsim_json_out_text(json, row, key, cell->text);
      else if (isnan(cell->number))
        ndrsim_json_out_null(json, row, key);
      else
        ndrsim_json_out_number(json, row, key, cell->number);
    }
  }
}

static void put_document(ndrsim_json_out *json, const ndrsim_document *self) {
  cJSON *reading = ndrsim_json_out_array(json, json->root, "reading");
  for (int s = 0; s < self->n_sections; s++) {
    for (int k = 0; k < self->section[s]->n_say; k++) {
      ndrsim_json_out_text(json, reading, NULL, self->section[s]->say[k]);
    }
  }
  cJSON *tables = ndrsim_json_out_object(json, json->root, "tables");
  for (int s = 0; s < self->n_sections; s++) {
    for (int t = 0; t < self->section[s]->n_tables; t++) {
      const ndrsim_table *table = self->section[s]->table[t];
      if ((table->flags & NDRSIM_TABLE_VIEW) == 0) put_rows(json, tables, table);
    }
  }
}

ndrsim_status ndrsim_document_json(const ndrsim_document *self, const ndrsim_report *report,
                                   FILE *out, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  char key[64];
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_json_out json;
  ndrsim_json_out_init(&json);
  snprintf(key, sizeof key, "%s_version", self->verb);
  ndrsim_json_out_integer(&json, json.root, key, DOCUMENT_VERSION);
  ndrsim_json_out_text(&json, json.root, "ndrsim_version", report->version);
  ndrsim_summary_scenario(&json, report->results->model);
  ndrsim_summary_run(&json, report->results);
  put_document(&json, self);
  status = ndrsim_document_check(self, err);
  if (status == NDRSIM_OK) status = ndrsim_json_out_write(&json, out, err);
  ndrsim_json_out_free(&json);
  ndrsim_plain_locale_leave(&locale);
  return status;
}

ndrsim_status ndrsim_table_csv(const ndrsim_table *self, FILE *out, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_csv csv = {.stream = out};
  for (int c = 0; c < self->n_columns; c++) {
    ndrsim_csv_text(&csv, self->column[c].key);
  }
  ndrsim_csv_end(&csv);
  for (int k = 0; k < self->n_cells; k++) {
    const ndrsim_cell *cell = &self->cell[k];
    if (cell->text != NULL)
      ndrsim_csv_text(&csv, cell->text);
    else
      ndrsim_csv_number(&csv, cell->number);
    if ((k + 1) % self->n_columns == 0) ndrsim_csv_end(&csv);
  }
  ndrsim_plain_locale_leave(&locale);
  return NDRSIM_OK;
}
