/* Which way of expanding fits a product: the decision matrix of S1 ("SaaS Expansion Type: Add-On vs
 * Seat vs Usage vs Outcome"), by what the product's core value is. A table of words; nothing is
 * simulated here, but each type names the scenario that simulates it. */
#ifndef NDRSIM_ANALYSIS_ADVICE_H
#define NDRSIM_ANALYSIS_ADVICE_H

#include <stdbool.h>

typedef enum ndrsim_expansion {
  NDRSIM_EXPANSION_SEAT,
  NDRSIM_EXPANSION_ADD_ON,
  NDRSIM_EXPANSION_USAGE,
  NDRSIM_EXPANSION_OUTCOME,
  NDRSIM_EXPANSIONS
} ndrsim_expansion;

/* One way of expanding, with what S1 publishes about it. */
typedef struct ndrsim_expansion_info {
  const char *name, *label;   /* "add_on", "Add-on modules" */
  const char *scenario;       /* that ships and simulates it: "add-on-modules" */
  double ndr_low, ndr_high;   /* [%] typical 12-month NDR */
  double ceiling;             /* [%] */
  bool open_ended;            /* published as that or more */
  const char *ceiling_driver; /* what limits it */
  const char *needs;          /* what the product must have first */
  const char *segments;       /* where it works and where not */
  const char *velocity;       /* months from close to the first expansion */
  const char *signal;         /* what to watch for */
} ndrsim_expansion_info;

/* One row of the matrix. */
typedef struct ndrsim_advice {
  const char *name;   /* "volume": what is typed */
  const char *value;  /* "Processing volume or throughput" */
  const char *answer; /* to "what increases when the customer gets more value?" */
  ndrsim_expansion best, second;
  const char *avoid;
  const char *combined; /* the scenario in which the two are combined; NULL = none ships */
  const char *product;  /* that of a whole product of this kind (S3's families); NULL = none */
} ndrsim_advice;

const ndrsim_expansion_info *ndrsim_expansion_describe(ndrsim_expansion expansion);

/* The matrix; *n rows. */
const ndrsim_advice *ndrsim_advice_rows(int *n);
/* The row of this name, or NULL. */
const ndrsim_advice *ndrsim_advice_find(const char *name);

#endif
