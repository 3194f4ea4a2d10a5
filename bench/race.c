#include "bench/race.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/results.h"
#include "tests/twin/twin.h"

enum { THREAD_REPLICATES = 4, MT_SEED = 4357 };

static double clock_now(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

double race_median(const race_times *t) {
  race_times sorted = *t;
  qsort(sorted.round, (size_t)sorted.n, sizeof(double), by_value);
  return 0.5 * (sorted.round[(sorted.n - 1) / 2] + sorted.round[sorted.n / 2]);
}

double race_least(const race_times *t) {
  double least = t->round[0];
  for (int i = 1; i < t->n; i++)
    if (t->round[i] < least) least = t->round[i];
  return least;
}

/* Customers, and accounts that still try, summed over the months of a record. */
static int64_t live_months(const ndrsim_model *model, const ndrsim_layout *layout,
                           const int64_t *record) {
  int customers = ndrsim_counter_find(model, "customers");
  int onboarding = ndrsim_counter_find(model, "onboarding");
  int lands = ndrsim_model_slot(model, "activation.lands");
  bool apart = lands >= 0 && model->slot[lands].spec[0].knot[0].leaf.value == 0;
  int64_t sum = 0;
  for (int t = 0; t < layout->months; t++) {
    sum += record[ndrsim_at_series(layout, t, customers)];
    if (apart) sum += record[ndrsim_at_series(layout, t, onboarding)];
  }
  return sum;
}

static ndrsim_status run_engine(const ndrsim_model *model, int threads, int n, int64_t *records,
                                clockid_t clock, race_times *times, ndrsim_error *err) {
  ndrsim_engine_options options = {.threads = threads};
  ndrsim_replicate replicate[THREAD_REPLICATES];
  int complete;
  for (int k = 0; k < n; k++) {
    uint32_t i = (uint32_t)k;
    replicate[k] = (ndrsim_replicate){i, i, i};
  }
  double start = clock_now(clock);
  ndrsim_status st = ndrsim_engine_run(model, &options, replicate, n, records, &complete, err);
  times->round[times->n++] = clock_now(clock) - start;
  return st;
}

/* Set-up is timed on both sides: it is part of what a user waits for. */
static ndrsim_status run_twin(const ndrsim_model *model, int round, int64_t *record,
                              race_times *times, ndrsim_error *err) {
  twin t;
  double start = clock_now(CLOCK_PROCESS_CPUTIME_ID);
  ndrsim_status st = twin_init(&t, model, MT_SEED + (unsigned long)round, err);
  if (st) return st;
  st = twin_run(&t, (ndrsim_replicate){0, 0, 0}, record, err);
  twin_free(&t);
  times->round[times->n++] = clock_now(CLOCK_PROCESS_CPUTIME_ID) - start;
  return st;
}

ndrsim_status race_run(const ndrsim_model *model, int rounds,
                       void (*progress)(int round, int rounds), race_result *result,
                       ndrsim_error *err) {
  ndrsim_layout layout;
  ndrsim_status st = NDRSIM_OK;
  memset(result, 0, sizeof *result);
  result->thread_replicates = THREAD_REPLICATES;
  for (int i = 0; i < model->n_intakes; i++)
    result->accounts += model->intake[i].number;
  ndrsim_engine_layout(model, &layout);
  int64_t *records = calloc(THREAD_REPLICATES * layout.size, sizeof *records);
  if (!records) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for records");
  const clockid_t cpu = CLOCK_PROCESS_CPUTIME_ID, wall = CLOCK_MONOTONIC;
  for (int k = 0; k < rounds && !st; k++) {
    if (progress) progress(k, rounds);
    st = run_twin(model, k, records, &result->twin, err);
    if (!st) st = run_engine(model, 1, 1, records, cpu, &result->engine, err);
    if (!st && k == 0) result->account_months = live_months(model, &layout, records);
    if (!st) st = run_engine(model, 1, THREAD_REPLICATES, records, wall, &result->one, err);
    if (!st) st = run_engine(model, 2, THREAD_REPLICATES, records, wall, &result->two, err);
  }
  free(records);
  return st;
}
