/* The plan: how the columns, parameters, bill terms and counters of a catalogue are laid out for a
 * model. Built once per run, read-only afterwards. */
#ifndef NDRSIM_SIM_PLAN_H
#define NDRSIM_SIM_PLAN_H

#include "sim/milestone.h"

#define NDRSIM_MAX_COLUMNS 256
#define NDRSIM_MAX_TERMS 16
#define NDRSIM_MAX_STEPS 96

typedef struct ndrsim_column_plan {
  const char *name;
  ndrsim_type type;
  int owner; /* mechanism index */
  double start;
  bool scratch;
} ndrsim_column_plan;

typedef struct ndrsim_step_plan {
  int mechanism;
  ndrsim_step_fn *run;
} ndrsim_step_plan;

typedef struct ndrsim_plan {
  const ndrsim_model *model;
  const ndrsim_mechanism *mechanism[NDRSIM_MAX_MECHANISMS]; /* 0 is the account itself */
  int n_mechanisms;
  int first_slot[NDRSIM_MAX_MECHANISMS];
  int first_counter[NDRSIM_MAX_MECHANISMS];
  int n_counters;
  ndrsim_milestones milestones;

  ndrsim_column_plan column[NDRSIM_MAX_COLUMNS];
  int n_columns;
  int *use[NDRSIM_MAX_MECHANISMS]; /* use -> column; -1: its owner is absent */
  int *use_storage;

  ndrsim_step_plan step[NDRSIM_MAX_STEPS]; /* in the order of the month */
  int n_steps;
  int first_step[NDRSIM_PHASES + 1];

  /* bill: terms, who owns them, and where each driver's value stands (-1 = driver unused) */
  ndrsim_bill_term term[NDRSIM_MAX_TERMS];
  int term_mechanism[NDRSIM_MAX_TERMS];
  int n_terms;
  int base_term; /* the one named "base": scaled to what a book's account really pays; -1 */
  int driver_column[NDRSIM_DRIVERS];
  int driver[NDRSIM_DRIVERS], n_drivers; /* those that have a column */
  int metered_column[NDRSIM_METERED];    /* -1 = nobody meters */
  int cause_column[3];                   /* -1 = none */
  int portfolio_slot;                    /* -1 = none */

  int traits[NDRSIM_MAX_SEGMENTS]; /* number of traits of a segment */
  int max_traits;                  /* trait columns of a block */
  int trait_columns;               /* these, and a second one each when initiatives change traits */
} ndrsim_plan;

/* The catalogue must be consistent (every used column has exactly one owner, names and types
 * agree); otherwise NDRSIM_INTERNAL says what is wrong. */
ndrsim_status ndrsim_plan_init(ndrsim_plan *self, const ndrsim_model *model, ndrsim_error *err);
void ndrsim_plan_free(ndrsim_plan *self);
int ndrsim_plan_column(const ndrsim_plan *self, const char *name); /* -1 if none */

/* Counters of a mechanism, names with marks expanded over their lists. */
int ndrsim_mechanism_counters(const ndrsim_mechanism *mechanism, const ndrsim_lists *lists);
/* Slots of a mechanism (rows of lists take one for each member). */
int ndrsim_mechanism_slots(const ndrsim_mechanism *mechanism, const ndrsim_lists *lists);

#endif
