/* What studies found, as documents (report/document.h). Memory that runs out shows in
 * ndrsim_document_check; the plain locale must be entered. */
#ifndef NDRSIM_REPORT_STUDIES_H
#define NDRSIM_REPORT_STUDIES_H

#include "analysis/choice.h"
#include "analysis/compare.h"
#include "analysis/evpi.h"
#include "analysis/sensitivity.h"
#include "analysis/optimise.h"
#include "analysis/sweep.h"
#include "report/document.h"
#include "report/report.h"

/* One thing in which a scenario differs from the first. */
typedef struct ndrsim_comparison_change {
  int scenario;
  char path[192], from[104], to[104]; /* "" = not in that scenario */
} ndrsim_comparison_change;

typedef struct ndrsim_comparison {
  const ndrsim_compare *compare;
  const ndrsim_choice *choice; /* by `objective` */
  int objective;               /* an outcome of the comparison */
  const ndrsim_comparison_change *change;
  int n_changes;
} ndrsim_comparison;

void ndrsim_report_comparison(const ndrsim_comparison *self, const ndrsim_report *report,
                              ndrsim_document *out);

void ndrsim_report_evpi(const ndrsim_evpi *self, ndrsim_document *out);

void ndrsim_report_sensitivity(const ndrsim_sensitivity *self, ndrsim_document *out);
/* A parameter's value as it is read: "0.0653", "1,250"; returns out. */
const char *ndrsim_factor_text(double value, char out[32]);
/* Its first section: what to know, in sentences. (report/sensitivity_say.c) */
void ndrsim_sensitivity_say(const ndrsim_sensitivity *self, ndrsim_document *out);

/* Prices and caps to which those who might sign up do not answer in this model: a list is judged by
 * those who came, so whoever stays away because of it must be modelled. */
typedef struct ndrsim_signup_paths {
  bool price, cap; /* such a path is among those that were looked at */
} ndrsim_signup_paths;
void ndrsim_signup_path(ndrsim_signup_paths *self, const ndrsim_model *model, const char *path);
/* One sentence, when there are any. */
void ndrsim_section_mind_signups(ndrsim_section *section, const ndrsim_signup_paths *paths,
                                 const ndrsim_model *model);

/* Estimates for a document: without memory the document fails its check. Section and table may be
 * NULL, as everywhere. */
ndrsim_estimate ndrsim_section_estimate(ndrsim_section *section, const ndrsim_study *study,
                                        int model, int outcome);
ndrsim_estimate ndrsim_section_difference(ndrsim_section *section, const ndrsim_study *study,
                                          int model, int base, int outcome);

void ndrsim_report_sweep(const ndrsim_sweep *self, const ndrsim_report *report,
                         ndrsim_document *out);
void ndrsim_report_optimise(const ndrsim_optimise *self, const ndrsim_report *report,
                            ndrsim_document *out);

/* The form of an outcome's values, and of differences of them. */
ndrsim_form ndrsim_outcome_form(const ndrsim_outcome *outcome, bool difference);
/* The form of the size of a difference, or of a standard error: no sign. */
ndrsim_form ndrsim_outcome_amount_form(const ndrsim_outcome *outcome);
/* The label inside a sentence: "gross profit of 36 months", but "NDR at 24 months"; returns out. */
const char *ndrsim_outcome_said(const ndrsim_outcome *outcome, char out[160]);
/* The size of a difference, without a sign: "2.1 points", "12,345 USD". */
void ndrsim_outcome_amount(const ndrsim_outcome *outcome, double value, char *out, size_t size);
/* "1,234,567 USD", "108.3%"; with a sign "+2.1 points" (of per cents), "-12,345 USD". */
void ndrsim_outcome_text(const ndrsim_outcome *outcome, double value, bool difference, char *out,
                         size_t size);

#endif
