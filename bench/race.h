/* The races: the engine against the scalar twin, and two threads against one. */
#ifndef NDRSIM_BENCH_RACE_H
#define NDRSIM_BENCH_RACE_H

#include "sim/engine.h"

enum { RACE_MOST_ROUNDS = 99 };

/* Times of interleaved rounds [s]. */
typedef struct race_times {
  double round[RACE_MOST_ROUNDS];
  int n;
} race_times;

typedef struct race_result {
  int64_t accounts, account_months; /* nominal accounts; live account-months of a replicate */
  int thread_replicates;            /* replicates of one round of the second race */
  race_times twin, engine;          /* CPU time of one replicate, one thread */
  race_times one, two;              /* wall time with one and two threads */
} race_result;

double race_median(const race_times *t);
double race_least(const race_times *t);

/* `rounds` of each; `progress` may be NULL and is called before every round. */
ndrsim_status race_run(const ndrsim_model *model, int rounds,
                       void (*progress)(int round, int rounds), race_result *result,
                       ndrsim_error *err);

#endif
