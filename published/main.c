/* ndrsim_published: the scenario library against published figures, as a table.
 *
 * Exit status 0 when every figure is inside its range, or lies outside for a cause that its row
 * records; 1 otherwise. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

#include "analysis/incidence.h"
#include "published/figures.h"
#include "scenarios/scenario.h"

enum { MOST_CHANGES = 8, REPLICATES = 300, MOST_SCENARIOS = 64 };

/* P10, P50, P90 of what is measured, and the quantile that the range is about. */
typedef struct reading {
  double p10, p50, p90, judged;
} reading;

/* The run that is in memory: rows that share it stand next to each other. */
typedef struct bench {
  const figure *of; /* NULL = none */
  ndrsim_model model;
  ndrsim_results results;
  double *value; /* [replicates] */
  int replicates;
  struct {
    const char *scenario;
    double width;
  } seen[MOST_SCENARIOS];
  int n_seen;
} bench;

static int same_text(const char *a, const char *b) {
  return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static int same_run(const figure *a, const figure *b) {
  return a != NULL && strcmp(a->scenario, b->scenario) == 0 && same_text(a->set, b->set) &&
         a->horizon == b->horizon;
}

static void forget(bench *self) {
  ndrsim_results_free(&self->results);
  ndrsim_model_free(&self->model);
  free(self->value);
  self->value = NULL;
  self->of = NULL;
}

/* "a=1;b=2" as overrides that point into `text`. */
static int split(char *text, ndrsim_override *change) {
  int n = 0;
  for (char *at = strtok(text, ";"); at != NULL && n < MOST_CHANGES; at = strtok(NULL, ";"))
    change[n++].text = at;
  return n;
}

static ndrsim_status load(bench *self, const figure *row, ndrsim_error *err) {
  char file[512], changes[512], horizon[32], replicates[32];
  ndrsim_override change[MOST_CHANGES + 2];
  const char *root = getenv("NDRSIM_SOURCE_DIR");
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, err);
  if (catalogue == NULL) return err->status;
  snprintf(file, sizeof file, "%s/scenarios/%s.json", root ? root : NDRSIM_SOURCE_DIR,
           row->scenario);
  snprintf(changes, sizeof changes, "%s", row->set != NULL ? row->set : "");
  int n = split(changes, change);
  snprintf(replicates, sizeof replicates, "replicates=%d", self->replicates);
  change[n++].text = replicates;
  snprintf(horizon, sizeof horizon, "horizon=%d", row->horizon);
  if (row->horizon > 0) change[n++].text = horizon;
  return ndrsim_scenario_load(&self->model, catalogue, file, change, n, err);
}

static ndrsim_status simulate(bench *self, const figure *row, ndrsim_error *err) {
  if (same_run(self->of, row)) return NDRSIM_OK;
  forget(self);
  ndrsim_model_init(&self->model);
  ndrsim_results_init(&self->results);
  ndrsim_run_options options = {.layer_samples = 0};
  ndrsim_status status = load(self, row, err);
  if (status == NDRSIM_OK) status = ndrsim_results_run(&self->results, &self->model, &options, err);
  if (status == NDRSIM_OK) {
    self->value = calloc((size_t)self->results.n, sizeof *self->value);
    if (self->value == NULL) status = ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
  }
  if (status == NDRSIM_OK) self->of = row;
  return status;
}

static const int64_t *record(const bench *self, int replicate) {
  return self->results.records + (size_t)replicate * self->results.layout.size;
}

/* Sorts the values; NAN when some replicate has none. */
static reading summarise(bench *self, double level) {
  int n = self->results.n;
  for (int k = 0; k < n; k++)
    if (isnan(self->value[k])) return (reading){NAN, NAN, NAN, NAN};
  gsl_sort(self->value, 1, (size_t)n);
  return (reading){gsl_stats_quantile_from_sorted_data(self->value, 1, (size_t)n, 0.1),
                   gsl_stats_quantile_from_sorted_data(self->value, 1, (size_t)n, 0.5),
                   gsl_stats_quantile_from_sorted_data(self->value, 1, (size_t)n, 0.9),
                   gsl_stats_quantile_from_sorted_data(self->value, 1, (size_t)n, level)};
}

static reading ndr(bench *self, int convention, int month, double level) {
  for (int k = 0; k < self->results.n; k++)
    self->value[k] =
        100 * ndrsim_record_ndr(&self->results.layout, record(self, k), convention, month);
  return summarise(self, level);
}

static reading share(bench *self, int month) {
  for (int k = 0; k < self->results.n; k++) {
    double part[NDRSIM_FLOWS];
    ndrsim_record_flow(&self->results.layout, record(self, k), NDRSIM_ANCHOR_AGE, month,
                       NDRSIM_LENS_CAUSE, part);
    double deep = part[NDRSIM_DRIVER_WORKFLOW] + part[NDRSIM_DRIVER_CAPACITY];
    self->value[k] = 100 * deep / (deep + part[NDRSIM_DRIVER_SEAT]);
  }
  return summarise(self, 0.5);
}

static int milestone_of(const bench *self, const char *name) {
  ndrsim_metric metric;
  char text[96];
  snprintf(text, sizeof text, "time_to_%s", name);
  int index = ndrsim_metric_find(&self->model, text);
  if (index < 0 || ndrsim_metric_get(&self->model, index, &metric) != NDRSIM_OK) return -1;
  return metric.argument;
}

static reading median(bench *self, const char *name, const char *segment) {
  int milestone = milestone_of(self, name), group = NDRSIM_ACCOUNTS_DESCRIBED;
  for (int s = 0; segment != NULL && s < self->model.n_segments; s++)
    if (strcmp(self->model.segment[s], segment) == 0) group = s;
  for (int k = 0; k < self->results.n; k++)
    self->value[k] = milestone < 0 ? NAN
                                   : ndrsim_incidence_median(&self->results.layout, record(self, k),
                                                             milestone, group);
  return summarise(self, 0.5);
}

static reading metric(bench *self, const char *name, int month) {
  ndrsim_metric what;
  int index = ndrsim_metric_find(&self->model, name);
  bool found = index >= 0 && ndrsim_metric_get(&self->model, index, &what) == NDRSIM_OK;
  for (int k = 0; k < self->results.n; k++)
    self->value[k] = found ? ndrsim_metric_value(&self->results, &what, k, month) : NAN;
  return summarise(self, 0.5);
}

static reading peak(bench *self) {
  reading most = {NAN, NAN, NAN, NAN};
  for (int month = 12; month <= self->model.horizon; month++) {
    reading now = ndr(self, NDRSIM_ANCHOR_POINT, month, 0.5);
    if (isnan(most.p50) || now.p50 > most.p50) most = now;
  }
  return most;
}

/* Over the widest of the other types of S1 whose rows stand above. */
static reading widest(bench *self, const figure *row) {
  reading own = ndr(self, NDRSIM_ANCHOR_AGE, 12, 0.5);
  double others = 0;
  for (int k = 0; k < self->n_seen; k++)
    if (strcmp(self->seen[k].scenario, row->scenario) != 0)
      others = fmax(others, self->seen[k].width);
  return (reading){NAN, (own.p90 - own.p10) / others, NAN, (own.p90 - own.p10) / others};
}

static reading measure(bench *self, const figure *row) {
  reading r = {NAN, NAN, NAN, NAN};
  switch (row->kind) {
  case FIGURE_NDR:
    r = ndr(self, NDRSIM_ANCHOR_AGE, row->month, row->level);
    if (row->month == 12 && row->set == NULL && strcmp(row->source, "S1") == 0 &&
        self->n_seen < MOST_SCENARIOS) {
      self->seen[self->n_seen].scenario = row->scenario;
      self->seen[self->n_seen++].width = r.p90 - r.p10;
    }
    break;
  case FIGURE_PEAK:
    r = peak(self);
    break;
  case FIGURE_LAST:
    r = ndr(self, NDRSIM_ANCHOR_POINT, self->model.horizon, 0.5);
    break;
  case FIGURE_SHARE:
    r = share(self, row->month);
    break;
  case FIGURE_MEDIAN:
    r = median(self, row->name, row->segment);
    break;
  case FIGURE_METRIC:
    r = metric(self, row->name, row->month);
    break;
  case FIGURE_WIDEST:
    r = widest(self, row);
    break;
  }
  return r;
}

static void print_number(double x) {
  if (isnan(x))
    printf("%9s", "-");
  else if (isinf(x))
    printf("%9s", "never");
  else
    printf("%9.1f", x);
}

/* Returns whether the row passes. */
static bool judge(const figure *row, reading r) {
  bool inside = r.judged >= row->low && r.judged <= row->high;
  printf("%-38s", row->label);
  print_number(r.p10);
  print_number(r.p50);
  print_number(r.p90);
  if (row->kind == FIGURE_NDR && row->level != 0.5)
    printf("  P%.0f %.1f", 100 * row->level, r.judged);
  printf("   %g-%g  %-14s %s\n", row->low, row->high, row->source,
         inside      ? row->miss ? "IN, though recorded as a miss" : "in"
         : row->miss ? "miss"
                     : "OUT");
  if (!inside && row->miss != NULL) printf("    miss: %s\n", row->miss);
  fflush(stdout);
  return inside == (row->miss == NULL);
}

int main(int argc, char **argv) {
  bench self = {.of = NULL, .replicates = REPLICATES};
  ndrsim_error err = {.status = NDRSIM_OK};
  int failed = 0, shown = 0;
  const char *only = NULL;
  gsl_set_error_handler_off();
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--replicates") == 0 && i + 1 < argc && atoi(argv[i + 1]) > 1)
      self.replicates = atoi(argv[++i]);
    else if (argv[i][0] != '-' && only == NULL)
      only = argv[i];
    else {
      fprintf(stderr, "usage: ndrsim_published [--replicates N] [SCENARIO]\n");
      return 2;
    }
  }
  ndrsim_model_init(&self.model);
  ndrsim_results_init(&self.results);
  printf("%-38s%9s%9s%9s   published\n", "", "P10", "P50", "P90");
  for (int k = 0; k < n_figures; k++) {
    if (only != NULL && strcmp(only, figures[k].scenario) != 0) continue;
    if (simulate(&self, &figures[k], &err) != NDRSIM_OK) {
      char text[1024];
      ndrsim_error_format(&err, text, sizeof text);
      fprintf(stderr, "ndrsim_published: %s: %s\n", figures[k].scenario, text);
      forget(&self);
      return 1;
    }
    failed += !judge(&figures[k], measure(&self, &figures[k]));
    shown++;
  }
  forget(&self);
  printf("%d replicates each; passed: inside, or outside for a recorded cause\n", self.replicates);
  printf("%d passed, %d failed\n", shown - failed, failed);
  return failed > 0 || shown == 0;
}
