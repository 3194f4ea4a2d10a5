/* Results out: the files and the terminal summary of a run. Every number comes from the replicate
 * records through analysis/quantity.h. All writers are independent of the locale and give the same
 * bytes for the same records. Streams are not closed; a failed write shows in ferror. */
#ifndef NDRSIM_REPORT_REPORT_H
#define NDRSIM_REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>
#include "analysis/results.h"
#include "report/output.h"
#include "scenarios/scenario.h"

typedef struct ndrsim_report {
  const ndrsim_results *results;
  const ndrsim_override *override; /* as given on the command line, for the manifest */
  int n_overrides;
  int layer_samples;   /* asked for */
  const char *version; /* of ndrsim */
} ndrsim_report;

/* The summary for the terminal; `color` allows bold headings. */
ndrsim_status ndrsim_report_text(const ndrsim_report *self, bool color, FILE *out,
                                 ndrsim_error *err);
ndrsim_status ndrsim_report_summary(const ndrsim_report *self, FILE *out, ndrsim_error *err);
ndrsim_status ndrsim_report_manifest(const ndrsim_report *self, FILE *out, ndrsim_error *err);
ndrsim_status ndrsim_report_series(const ndrsim_report *self, FILE *out, ndrsim_error *err);
ndrsim_status ndrsim_report_bridge(const ndrsim_report *self, FILE *out, ndrsim_error *err);
ndrsim_status ndrsim_report_cohorts(const ndrsim_report *self, FILE *out, ndrsim_error *err);
ndrsim_status ndrsim_report_metrics(const ndrsim_report *self, FILE *out, ndrsim_error *err);

/* The files of a run: X(file name, writer) */
#define NDRSIM_REPORT_FILE_LIST(X)                                                                 \
  X("summary.json", ndrsim_report_summary)                                                         \
  X("series.csv", ndrsim_report_series)                                                            \
  X("bridge.csv", ndrsim_report_bridge)                                                            \
  X("cohorts.csv", ndrsim_report_cohorts)                                                          \
  X("metrics.csv", ndrsim_report_metrics)                                                          \
  X("manifest.json", ndrsim_report_manifest)

/* Writes all of them into an open output; the caller commits. */
ndrsim_status ndrsim_report_files(const ndrsim_report *self, ndrsim_output *output,
                                  ndrsim_error *err);

/* Calendar label of a month: "2026-03" when the scenario has a start month, else its number. */
void ndrsim_month_label(const ndrsim_model *model, int month, char *out, size_t size);
/* Label of a cohort: the book's own, or the landing month. */
void ndrsim_cohort_label(const ndrsim_results *results, int cohort, char *out, size_t size);

#endif
