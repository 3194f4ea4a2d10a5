/* What the files that make a run's document share. Internal to report/. */
#ifndef NDRSIM_REPORT_RUN_PART_H
#define NDRSIM_REPORT_RUN_PART_H

#include "analysis/quantity.h"
#include "report/run_document.h"

typedef struct ndrsim_run_work {
  ndrsim_document *document;
  const ndrsim_report *report;
  const ndrsim_results *results;
  ndrsim_status status; /* the first failure of an estimate */
} ndrsim_run_work;

ndrsim_estimate ndrsim_run_estimate(ndrsim_run_work *self, ndrsim_quantity quantity);
ndrsim_estimate ndrsim_run_metric(ndrsim_run_work *self, const ndrsim_metric *metric, int month);
/* A metric by its name, with its unit. */
bool ndrsim_run_find(ndrsim_run_work *self, const char *name, ndrsim_metric *out);

/* run_retention.c: NDR by month, its bridge, cohorts, conventions. */
void ndrsim_run_ndr(ndrsim_run_work *self);
void ndrsim_run_bridge(ndrsim_run_work *self);
void ndrsim_run_cohorts(ndrsim_run_work *self);
void ndrsim_run_conventions(ndrsim_run_work *self);
/* run_data.c: the long tables, with the rows of the CSV files of the same names. */
void ndrsim_run_data(ndrsim_run_work *self);

/* Adds the tables that share columns month, label and an estimate. */
#define NDRSIM_RUN_BAND_HELPERS(form)                                                              \
  {"from_p5", "below P5", "", form, NDRSIM_COLUMN_HELPER},                                         \
      {"p5_p10", "P5 to P10", "", form, NDRSIM_COLUMN_HELPER},                                     \
      {"p10_p50", "P10 to P50", "", form, NDRSIM_COLUMN_HELPER},                                   \
      {"p50_p90", "P50 to P90", "", form, NDRSIM_COLUMN_HELPER}, {                                 \
    "p90_p95", "P90 to P95", "", form, NDRSIM_COLUMN_HELPER                                        \
  }
/* The cells of these columns; P5 is the column `p5` of the row that is being written. */
void ndrsim_run_band(ndrsim_table *table, int p5, const ndrsim_estimate *estimate);
/* A fan of the table's bands. */
void ndrsim_run_fan(ndrsim_figure *figure, const ndrsim_table *table, const char *x_title,
                    const char *y_title);

#endif
