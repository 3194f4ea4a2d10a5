/* Results out: the files and the terminal summary of a run. Every number comes from the replicate
 * records through analysis/quantity.h. All writers are independent of the locale and give the same
 * bytes for the same records. Streams are not closed; a failed write shows in ferror. */
#ifndef NDRSIM_REPORT_REPORT_H
#define NDRSIM_REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>
#include "analysis/causal.h"
#include "analysis/initiatives.h"
#include "report/manifest.h"
#include "report/output.h"
#include "report/reads.h"
#include "scenarios/scenario.h"

/* What a study records about itself beside what every run does. */
typedef struct ndrsim_report_verb {
  const char *name;            /* "compare" */
  const char *const *argument; /* as in the manifest */
  int n_arguments;
  const ndrsim_model *const *scenario; /* of its operands, [n_scenarios]; the first is results' */
  int n_scenarios;
} ndrsim_report_verb;

typedef struct ndrsim_report {
  const ndrsim_results *results;   /* of a study: what its heading needs; it may have no records */
  const ndrsim_report_verb *verb;  /* NULL = `ndrsim run` */
  const ndrsim_causal *causal;     /* of `ndrsim attribute`, results are its `on`; else NULL */
  const ndrsim_override *override; /* as given on the command line, for the manifest */
  int n_overrides;
  const char *version;                  /* of ndrsim */
  const char *book_path;                /* the book as it was given; NULL = none, or from memory */
  const char *charts, *chart_formats;   /* as asked for; NULL = no charts were asked for */
  const char *convention;               /* of the headline, as asked for; NULL = the default */
  const ndrsim_initiative_study *study; /* NULL; else what is reported is what initiatives bring,
                                           and the results are those of its run with all */
} ndrsim_report;

/* What was run, the first lines of every summary; the plain locale must be entered. */
void ndrsim_report_head(const ndrsim_report *self, bool color, FILE *out);
/* The summary for the terminal; `color` allows bold headings. */
ndrsim_status ndrsim_report_text(const ndrsim_report *self, bool color, FILE *out,
                                 ndrsim_error *err);
ndrsim_status ndrsim_report_summary(const ndrsim_report *self, FILE *out, ndrsim_error *err);
/* file[n_files]: the files of the run but the manifest, sorted by name. */
ndrsim_status ndrsim_report_manifest(const ndrsim_report *self, const ndrsim_manifest_file *file,
                                     int n_files, FILE *out, ndrsim_error *err);
ndrsim_status ndrsim_report_series(const ndrsim_report *self, FILE *out, ndrsim_error *err);
ndrsim_status ndrsim_report_bridge(const ndrsim_report *self, FILE *out, ndrsim_error *err);
ndrsim_status ndrsim_report_cohorts(const ndrsim_report *self, FILE *out, ndrsim_error *err);
ndrsim_status ndrsim_report_metrics(const ndrsim_report *self, FILE *out, ndrsim_error *err);
ndrsim_status ndrsim_report_incidence(const ndrsim_report *self, FILE *out, ndrsim_error *err);
ndrsim_status ndrsim_report_quarters(const ndrsim_report *self, FILE *out, ndrsim_error *err);

/* The causal decomposition beside the accounting ones: summary, attribute.json, attribute.csv. */
ndrsim_status ndrsim_report_attribute_text(const ndrsim_report *self, bool color, FILE *out,
                                           ndrsim_error *err);
ndrsim_status ndrsim_report_attribute_json(const ndrsim_report *self, FILE *out, ndrsim_error *err);
ndrsim_status ndrsim_report_attribute_csv(const ndrsim_report *self, FILE *out, ndrsim_error *err);

/* The results among the files of `ndrsim run`: X(file name, writer). Those of a study are in the
 * table of its verb (cli/study.h). */
#define NDRSIM_REPORT_FILE_LIST(X)                                                                 \
  X("summary.json", ndrsim_report_summary)                                                         \
  X("series.csv", ndrsim_report_series)                                                            \
  X("bridge.csv", ndrsim_report_bridge)                                                            \
  X("cohorts.csv", ndrsim_report_cohorts)                                                          \
  X("metrics.csv", ndrsim_report_metrics)                                                          \
  X("incidence.csv", ndrsim_report_incidence)                                                      \
  X("quarters.csv", ndrsim_report_quarters)

/* What initiatives bring: for the terminal, and files in place of those above. */
ndrsim_status ndrsim_report_initiatives_text(const ndrsim_report *self, bool color, FILE *out,
                                             ndrsim_error *err);
ndrsim_status ndrsim_report_initiatives_json(const ndrsim_report *self, FILE *out,
                                             ndrsim_error *err);
ndrsim_status ndrsim_report_initiatives_csv(const ndrsim_report *self, FILE *out,
                                            ndrsim_error *err);

/* To write a run: check, before anything is simulated; open an output; files; charts, if any;
 * seal; commit.
 *
 * check refuses a directory whose scenario.json (scenario-2.json, ...) is a user's own: the copies
 * of the `n` scenarios would replace them. Errors: USAGE, MEMORY. */
ndrsim_status ndrsim_report_check(const char *directory, const ndrsim_model *const *scenario, int n,
                                  ndrsim_error *err);
/* Refuses a directory that holds the files of another verb than the one that asks ("run"): files of
 * both would stand there, and one manifest. Errors: USAGE, MEMORY. */
ndrsim_status ndrsim_report_check_verb(const char *directory, const char *verb, ndrsim_error *err);
/* Refuses a directory in which the files of `ndrsim run` would replace one of those that are read;
 * others may stand there. Errors: USAGE. */
ndrsim_status ndrsim_report_spare(const ndrsim_reads *reads, const char *directory,
                                  ndrsim_error *err);
/* Writes the results of a run, and copies of the scenarios, into an open output. Those of a study
 * are there by then. */
ndrsim_status ndrsim_report_files(const ndrsim_report *self, ndrsim_output *output,
                                  ndrsim_error *err);
/* What an earlier study left in the directory of this output, by its manifest, and this one does
 * not write, will be removed; charts are the business of plots/. */
ndrsim_status ndrsim_report_remove_stale(ndrsim_output *output, ndrsim_error *err);
/* Writes the manifest, which lists whatever the output holds by then. */
ndrsim_status ndrsim_report_seal(const ndrsim_report *self, ndrsim_output *output,
                                 ndrsim_error *err);

/* Calendar label of a month: "2026-03" when the scenario has a start month, else its number. */
void ndrsim_month_label(const ndrsim_model *model, int month, char *out, size_t size);
/* Label of a cohort: the book's own, or the landing month. */
void ndrsim_cohort_label(const ndrsim_results *results, int cohort, char *out, size_t size);
/* A month in which nobody was acquired is not a cohort. */
bool ndrsim_cohort_exists(const ndrsim_results *results, int cohort);

#endif
