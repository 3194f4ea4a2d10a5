/* A mechanism: a list of (phase, step) with its parameters, columns, bill terms and metrics.
 *
 * Steps work on a block: accounts of one segment, whole portfolios, stored column by column. A step
 * loops over lanes 0..n in steps of the vector width; lanes in n..padded are harmless scratch.
 *
 * Ownership: every column is OWNed by one mechanism, which alone writes it. Others READ it, or POST
 * to a posting column (integer, drained by its owner). The debug engine checks this.
 */
#ifndef NDRSIM_SIM_MECHANISM_H
#define NDRSIM_SIM_MECHANISM_H

#include <stdbool.h>
#include <stdint.h>
#include "ledger/movement.h"
#include "sim/metric.h"
#include "sim/model.h"
#include "sim/philox.h"
#include "sim/site.h"

/* The month, in order. X(NAME, what happens) */
#define NDRSIM_PHASE_LIST(X)                                                                       \
  X(CONTRACT, "renewals fall due")                                                                 \
  X(ACTIVATION, "first successful task; giving up in onboarding")                                  \
  X(WORKFLOWS, "workflows are discovered and lost")                                                \
  X(DEMAND, "latent and served tasks")                                                             \
  X(SIGNALS, "the six signals")                                                                    \
  X(PLAYBOOK, "plays, per portfolio")                                                              \
  X(CAPACITY, "trials, upgrades, downgrades")                                                      \
  X(SEATS, "word of mouth, roll-outs, cuts")                                                       \
  X(FEATURES, "plan upgrades driven by controls")                                                  \
  X(ADD_ONS, "attach and drop")                                                                    \
  X(USAGE, "metered units")                                                                        \
  X(OUTCOME, "measured results at renewal")                                                        \
  X(PRICE, "list changes and expiring discounts")                                                  \
  X(CONTRACTION, "cuts are decided (the owners of the columns drain them)")                        \
  X(CHURN, "cancellation")                                                                         \
  X(REACTIVATION, "churned accounts return")                                                       \
  X(BILLING, "bills, movements, attribution")                                                      \
  X(COSTS, "cost to serve and counters")

typedef enum ndrsim_phase {
#define NDRSIM_PHASE_ENUM(name, doc) NDRSIM_PHASE_##name,
  NDRSIM_PHASE_LIST(NDRSIM_PHASE_ENUM)
#undef NDRSIM_PHASE_ENUM
      NDRSIM_PHASES
} ndrsim_phase;

typedef enum ndrsim_type { NDRSIM_I32, NDRSIM_F32, NDRSIM_I64 } ndrsim_type;
typedef enum ndrsim_mode { NDRSIM_OWN, NDRSIM_READ, NDRSIM_POST } ndrsim_mode;

typedef struct ndrsim_use {
  const char *column; /* "seats" */
  ndrsim_type type;
  ndrsim_mode mode;
  double start;    /* OWN: value of a newly started account */
  const char *doc; /* OWN: what it is and its unit */
} ndrsim_use;

/* Status of a lane (column "status", owned by churn). */
enum { NDRSIM_PROSPECT = 0, NDRSIM_ALIVE = 1, NDRSIM_GONE = 2 };
/* PROSPECT: started, not yet paying (onboarding); GONE: churned, may return. */

typedef struct ndrsim_mechanism ndrsim_mechanism;
typedef struct ndrsim_block ndrsim_block;

/* A parameter as a vector step reads it: value of lane i is base[i & mask]. */
typedef struct ndrsim_load {
  const float *base;
  uint32_t mask; /* 0 = the same for all lanes (base has 16 equal values), ~0 = a column */
} ndrsim_load;

typedef struct ndrsim_step_context {
  ndrsim_block *block;
  const ndrsim_mechanism *mechanism;
  int month;              /* 0..horizon */
  int n;                  /* lanes in use */
  const ndrsim_load *p;   /* this mechanism's parameters in table order; tiered rows take
                             n_tiers entries */
  const double *s;        /* the same in double at this month for this segment; NAN for traits */
  void **column;          /* this mechanism's columns, in the order of its uses[] */
  int64_t *counter;       /* this mechanism's counters of this month, in table order */
  double macro;           /* factor of this month, regime effect included [standard deviations] */
  int regime;             /* 0 normal, 1 downturn */
  int n_tiers;
} ndrsim_step_context;

typedef void ndrsim_step_fn(ndrsim_step_context *ctx);

typedef struct ndrsim_step {
  ndrsim_phase phase;
  ndrsim_step_fn *run;
} ndrsim_step;

/* Which column holds the value of a driver in bill states. */
typedef struct ndrsim_driver_source {
  ndrsim_driver driver;
  const char *column; /* an I32 column of this mechanism */
} ndrsim_driver_source;

struct ndrsim_mechanism {
  const char *name, *doc;
  const ndrsim_param_def *param;
  const ndrsim_use *use;
  const ndrsim_step *step;
  const ndrsim_driver_source *source;
  const ndrsim_bill_term *term;
  const ndrsim_counter_def *counter;
  const ndrsim_metric_def *metric;
  int n_params, n_uses, n_steps, n_sources, n_terms, n_counters, n_metrics;
  /* A newly started described account: sets own columns of `lane` beyond their start values. */
  void (*start)(ndrsim_step_context *ctx, int lane);
  /* An account of a book in month 0: sets own columns and conditions own traits on the row. */
  void (*condition)(ndrsim_step_context *ctx, int lane, const ndrsim_row *row);
};

/* One mechanism table per instruction set, chosen at start. */
struct ndrsim_catalogue {
  const char *isa; /* "avx512", "avx2", "portable" */
  int width;       /* 32-bit lanes per vector */
  const ndrsim_mechanism *const *mechanism;
  int n_mechanisms;
};

/* All mechanisms as declared, whatever the instruction set: for parameter and metric tables.
 * (models/catalogue.c; the engine asks ndrsim_catalogue_choose.) */

#endif
