/* Names of months and cohorts. */
#include <stdio.h>
#include <stdlib.h>
#include "analysis/quantity.h"
#include "report/report.h"

void ndrsim_month_label(const ndrsim_model *model, int month, char *out, size_t size) {
  int year = 0, first = 0;
  if (sscanf(model->start_month, "%4d-%2d", &year, &first) != 2 || first < 1 || first > 12) {
    snprintf(out, size, "%d", month);
    return;
  }
  int count = year * 12 + first - 1 + month;
  snprintf(out, size, "%04d-%02d", count / 12, count % 12 + 1);
}

void ndrsim_cohort_label(const ndrsim_results *results, int cohort, char *out, size_t size) {
  const ndrsim_layout *l = &results->layout;
  if (cohort < l->book_cohorts) {
    snprintf(out, size, "%s", results->model->book_cohort[cohort]);
  } else {
    ndrsim_month_label(results->model, ndrsim_cohort_first(l, cohort), out, size);
  }
}

bool ndrsim_cohort_exists(const ndrsim_results *results, int cohort) {
  const ndrsim_layout *l = &results->layout;
  int first = ndrsim_cohort_first(l, cohort);
  for (int k = 0; k < results->n; k++) {
    const int64_t *record = results->records + (size_t)k * l->size;
    if (record[ndrsim_at_cohort(l, cohort, first, NDRSIM_COHORT_BASE)] != 0) return true;
  }
  return false;
}
