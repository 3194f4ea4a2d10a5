/* What the value of the `discount` driver holds, and how a contract became an annual one. */
#ifndef NDRSIM_MODELS_DISCOUNT_H
#define NDRSIM_MODELS_DISCOUNT_H

enum { NDRSIM_ANNUAL_FROM_START = 1, NDRSIM_ANNUAL_BY_COMMITMENT = 2 }; /* column "annual" */

enum {
  NDRSIM_DISCOUNT_BP = 0x3fff,        /* basis points */
  NDRSIM_DISCOUNT_COMMITTED = 0x10000 /* the contract is annual by the commitment */
};

#endif
