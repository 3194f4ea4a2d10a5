/* What an observer of the engine keeps of an account. Lanes have no order (decision 0002), so lists
 * of it are sorted and searched by id. */
#ifndef NDRSIM_ANALYSIS_ACCOUNT_MRR_H
#define NDRSIM_ANALYSIS_ACCOUNT_MRR_H

#include <stdint.h>

typedef struct ndrsim_account_mrr {
  uint64_t id;
  int64_t mrr; /* [cents] */
} ndrsim_account_mrr;

/* For qsort and bsearch. */
static inline int ndrsim_account_mrr_by_id(const void *a, const void *b) {
  const ndrsim_account_mrr *x = a, *y = b;
  return (x->id > y->id) - (x->id < y->id);
}

#endif
