/* Conventions of NDR: which accounts are the base, and what of theirs is compared with what.
 * docs/definitions.md works each by hand. */
#ifndef NDRSIM_LEDGER_CONVENTION_H
#define NDRSIM_LEDGER_CONVENTION_H

#include <stdbool.h>

typedef enum ndrsim_convention_id {
  NDRSIM_CONVENTION_POINT, /* these two have bridges, and rows of flows in the record */
  NDRSIM_CONVENTION_AGE,
  NDRSIM_CONVENTION_AGE_NO_RETURN,
  NDRSIM_CONVENTION_QUARTER,
  NDRSIM_CONVENTION_QUARTER_YEAR,
  NDRSIM_CONVENTION_TRAILING_YEAR,
  NDRSIM_CONVENTION_TRAILING_AVERAGE,
  NDRSIM_CONVENTION_SURVIVORS,
  NDRSIM_CONVENTION_MONTHLY,
  NDRSIM_CONVENTIONS
} ndrsim_convention_id;

typedef struct ndrsim_convention_def {
  const char *name;  /* "point": in files, and for --convention */
  const char *words; /* over a table: what is divided by what */
  const char *ratio; /* the same on an axis */
  bool by_age;       /* months are ages, else calendar months of the run */
  int first, every;  /* months that can have a value: first, first + every, ... */
  int last;          /* the last of them; 0 = the horizon */
  int bridge;        /* POINT or AGE: whose bridge is shown with it */
  /* why there is no value: before `first`; in other months; where nobody is in the base */
  const char *early, *between, *nobody;
  /* why GRR has no such form; NULL = it has */
  const char *no_flow, *no_endpoint;
} ndrsim_convention_def;

/* 0 <= convention < NDRSIM_CONVENTIONS */
const ndrsim_convention_def *ndrsim_convention_at(int convention);
const char *ndrsim_convention_name(int convention);
/* -1 when there is none of this name. */
int ndrsim_convention_find(const char *name);
/* Whether a month (or age) can have a value at all. */
bool ndrsim_convention_has(int convention, int month);
/* The first of the months 12, 24, 36 that can have one: the headline's. */
int ndrsim_convention_basis(int convention);

#endif
