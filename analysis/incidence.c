#include "analysis/incidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "sim/milestone.h"

#define PERCENT 100.0

/* Groups of a layout: without a book all are described. */
static void range(const ndrsim_layout *l, int group, int *first, int *end) {
  int described = l->book_cohorts > 0 ? l->groups / 2 : l->groups;
  if (group == NDRSIM_ACCOUNTS_HEADLINE)
    group = l->book_cohorts > 0 ? NDRSIM_ACCOUNTS_BOOK : NDRSIM_ACCOUNTS_DESCRIBED;
  *first = group == NDRSIM_ACCOUNTS_DESCRIBED ? 0
           : group == NDRSIM_ACCOUNTS_BOOK    ? described
                                              : group;
  *end = group == NDRSIM_ACCOUNTS_DESCRIBED ? described
         : group == NDRSIM_ACCOUNTS_BOOK    ? l->groups
                                            : group + 1;
}

static int64_t count_at(const ndrsim_layout *l, const int64_t *record, int milestone, int group,
                        int age, int column) {
  int first, end;
  int64_t sum = 0;
  range(l, group, &first, &end);
  for (int g = first; g < end; g++)
    sum += record[ndrsim_at_incidence(l, g, milestone, age) + (size_t)column];
  return sum;
}

int64_t ndrsim_incidence_curve(const ndrsim_layout *l, const int64_t *record, int milestone,
                               int group, double *reached, double *left) {
  int64_t all = 0;
  for (int age = 0; age < l->months; age++)
    for (int c = 0; c < NDRSIM_INCIDENCE_COLUMNS; c++)
      all += count_at(l, record, milestone, group, age, c);
  int64_t risk = all, waits = all; /* waits: nobody, once all have reached it or left */
  double f = 0, g = 0, s = 1;
  for (int age = 0; age < l->months; age++) {
    int64_t d1 = count_at(l, record, milestone, group, age, NDRSIM_INCIDENCE_REACHED);
    int64_t d2 = count_at(l, record, milestone, group, age, NDRSIM_INCIDENCE_LEFT);
    if (risk > 0) {
      f += s * (double)d1 / (double)risk;
      g += s * (double)d2 / (double)risk;
      waits = risk - d1 - d2;
      s *= (double)waits / (double)risk;
      risk = waits - count_at(l, record, milestone, group, age, NDRSIM_INCIDENCE_CENSORED);
    } else if (waits > 0) { /* some still waited when the last observation ended */
      f = g = NAN;
    }
    reached[age] = f;
    if (left) left[age] = g;
  }
  return all;
}

static double median_of(const double *reached, int months, int64_t accounts) {
  if (accounts == 0) return NAN;
  for (int age = 0; age < months; age++)
    if (reached[age] >= 0.5) return (double)age;
  return INFINITY;
}

/* No horizon is longer, so a record is read without memory that might not be there. */
#define MONTHS_MAX (NDRSIM_MAX_HORIZON + 1)

double ndrsim_incidence_share(const ndrsim_layout *layout, const int64_t *record, int milestone,
                              int group, int age) {
  double reached[MONTHS_MAX];
  int64_t n = ndrsim_incidence_curve(layout, record, milestone, group, reached, NULL);
  return n > 0 ? reached[age] : NAN;
}

double ndrsim_incidence_median(const ndrsim_layout *layout, const int64_t *record, int milestone,
                               int group) {
  double reached[MONTHS_MAX];
  int64_t n = ndrsim_incidence_curve(layout, record, milestone, group, reached, NULL);
  return median_of(reached, layout->months, n);
}

ndrsim_status ndrsim_incidence_estimate(const ndrsim_results *results, int milestone, int group,
                                        ndrsim_estimate *share, ndrsim_estimate *median) {
  const ndrsim_layout *l = &results->layout;
  size_t n = (size_t)results->n, months = (size_t)l->months;
  ndrsim_status status = NDRSIM_OK;
  double *curve = malloc(months * sizeof *curve), *time = malloc((n + 1) * sizeof *time);
  double *value = malloc((n * months + 1) * sizeof *value); /* [age][replicate] */
  if (curve == NULL || time == NULL || value == NULL) {
    status = NDRSIM_MEMORY;
    goto out;
  }
  for (size_t k = 0; k < n; k++) {
    int64_t all =
        ndrsim_incidence_curve(l, results->records + k * l->size, milestone, group, curve, NULL);
    time[k] = median_of(curve, l->months, all);
    for (size_t age = 0; age < months; age++)
      value[age * n + k] = all > 0 ? PERCENT * curve[age] : NAN;
  }
  status = ndrsim_estimate_times(time, results->n, median);
  for (size_t age = 0; share != NULL && age < months && status == NDRSIM_OK; age++)
    status = ndrsim_estimate_values(value + age * n, results->n, &share[age]);
out:
  free(curve);
  free(time);
  free(value);
  return status;
}

const char *ndrsim_group_name(const ndrsim_results *results, int group, const char **origin) {
  const ndrsim_model *model = results->model;
  int first, end;
  range(&results->layout, group, &first, &end);
  *origin = model->n_rows > 0 && first >= model->n_segments ? "book" : "landing";
  if (group < 0) return "all";
  /* a scenario without segments has one, without a name */
  const char *name = model->segment[first % model->n_segments];
  return name[0] != '\0' ? name : "all";
}
