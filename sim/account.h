/* The account itself: the columns and counters that belong to no mechanism. */
#ifndef NDRSIM_SIM_ACCOUNT_H
#define NDRSIM_SIM_ACCOUNT_H

#include "sim/mechanism.h"

extern const ndrsim_mechanism ndrsim_account_mechanism;

/* Its columns, in the order of its uses (they are also the first columns of every plan). */
enum {
  NDRSIM_COL_ID_LOW,
  NDRSIM_COL_ID_HIGH,
  NDRSIM_COL_START,
  NDRSIM_COL_PORTFOLIO,
  NDRSIM_COL_STATUS,
  NDRSIM_COL_STATUS_POST,
  NDRSIM_COL_DIRTY,
  NDRSIM_COL_LANDING,
  NDRSIM_COL_COHORT,
  NDRSIM_COL_MRR,
  NDRSIM_COL_BASE,
  NDRSIM_COL_ANCHOR,
  NDRSIM_COL_SCALE_NUM,
  NDRSIM_COL_SCALE_DEN,
  NDRSIM_COL_PAID,
  NDRSIM_COL_PAID_MONTH,
  NDRSIM_COL_REACHED,
  NDRSIM_COL_REACHED_POST,
  NDRSIM_COL_BILLED, /* NDRSIM_DRIVERS columns: the state last billed */
  NDRSIM_COL_SINCE = NDRSIM_COL_BILLED + NDRSIM_DRIVERS,     /* DRIVERS + 3: parts since landing */
  NDRSIM_COL_MARK = NDRSIM_COL_SINCE + NDRSIM_DRIVERS + 3,   /* the same at the last anchor */
  NDRSIM_COL_METERED = NDRSIM_COL_MARK + NDRSIM_DRIVERS + 3, /* METERED: last billed */
  /* revenue of quarters and years: sim/windows.c */
  NDRSIM_COL_REVENUE = NDRSIM_COL_METERED + NDRSIM_METERED,
  NDRSIM_COL_REVENUE_MARK,
  NDRSIM_COL_QUARTER, /* 4 columns: quarter q in column q mod 4 */
  NDRSIM_COL_YEAR = NDRSIM_COL_QUARTER + 4,
  NDRSIM_COL_YEAR_OPEN,
  NDRSIM_ACCOUNT_COLUMNS
};

/* Its counters. */
enum { NDRSIM_COUNT_MRR, NDRSIM_COUNT_LOGOS, NDRSIM_ACCOUNT_COUNTERS };

#endif
