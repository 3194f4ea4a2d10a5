/* The engine against the addressed twin: every column of every account in every month. */
#ifndef NDRSIM_TWIN_COMPARE_H
#define NDRSIM_TWIN_COMPARE_H

#include "tests/twin/twin.h"

typedef struct twin_difference {
  bool found;
  uint64_t account;
  int month;
  const char *column;
  double engine, twin;
  int64_t compared; /* account-months */
  char record[160]; /* where the records first differ, "" when they do not */
} twin_difference;

/* Runs one replicate on both (the engine on one thread, with its checks on) and finds the first
 * difference by month, then by account, and in the record. A difference is not an error. */
ndrsim_status twin_compare(const ndrsim_model *model, ndrsim_replicate replicate, int block_size,
                           twin_difference *difference, ndrsim_error *err);

/* Writes where two records first differ ("moved, month 7, column 9: 120 and 60"), or "". */
void twin_record_difference(const ndrsim_layout *layout, const int64_t *a, const int64_t *b,
                            char *text, size_t size);

/* The same without looking at accounts: n replicates, records only. *first is the first replicate
 * whose records differ, or -1. */
ndrsim_status twin_compare_records(const ndrsim_model *model, int n, int block_size, int threads,
                                   int *first, ndrsim_error *err);

#endif
