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
/* SCRATCH: owned, and written every month before it is read, so that nothing moves it when lanes
 * are dropped. */
typedef enum ndrsim_mode { NDRSIM_OWN, NDRSIM_READ, NDRSIM_POST, NDRSIM_SCRATCH } ndrsim_mode;

typedef struct ndrsim_use {
  const char *column; /* "seats" */
  ndrsim_type type;
  ndrsim_mode mode;
  double start;    /* OWN: value of a newly started account */
  const char *doc; /* OWN: what it is and its unit */
  bool maybe;      /* its owner may be absent from a scenario: the column is NULL then */
} ndrsim_use;

/* Status of a lane (column "status", owned by the account itself, sim/account.c). PROSPECT:
 * started, not yet paying (onboarding); GONE: churned or gave up, may return. Mechanisms post a
 * wish to "status_post"; it takes effect when the month is billed, and a departure beats an
 * arrival. */
enum { NDRSIM_PROSPECT = 0, NDRSIM_ALIVE = 1, NDRSIM_GONE = 2, NDRSIM_DROPPED = 3 };
enum {
  NDRSIM_WISH_JOIN = 1,   /* becomes a paying customer */
  NDRSIM_WISH_QUIT = 2,   /* cancels, or gives up before it ever paid */
  NDRSIM_WISH_RETURN = 4, /* a gone account comes back */
  NDRSIM_WISH_DROP = 8    /* a gone account will never come back: its lane may be reused */
};

#define NDRSIM_MAX_MECHANISMS 48

/* A month that never comes: the value of "not yet" in columns that hold a month. */
#define NDRSIM_NEVER (1 << 30)

typedef struct ndrsim_mechanism ndrsim_mechanism;
typedef struct ndrsim_block ndrsim_block;
typedef struct ndrsim_values ndrsim_values;
typedef struct ndrsim_trace ndrsim_trace;

/* A parameter as a vector step reads it: value of lane i is base[i & mask]. */
typedef struct ndrsim_load {
  const float *base;
  uint32_t mask; /* 0 = the same for all lanes (base has 16 equal values), ~0 = a column */
} ndrsim_load;

typedef struct ndrsim_step_context {
  ndrsim_block *block;
  const ndrsim_mechanism *mechanism;
  int month, horizon;   /* 0 <= month <= horizon */
  int n;                /* lanes in use */
  const ndrsim_load *p; /* this mechanism's parameters in table order; rows of lists stand last
                           in a table and take one entry for each member */
  const double *s;      /* the same in double at this month for this segment; NAN for traits */
  void **column;        /* this mechanism's columns, in the order of its uses[] */
  int64_t *counter;     /* this mechanism's counters of this month, in table order */
  int stride;           /* from a month's counters to the next month's */
  int milestone;        /* bit of this mechanism's first milestone in "reached" */
  double macro;         /* factor of this month, regime effect included [standard deviations] */
  int regime;           /* 0 normal, 1 downturn */
  int n_tiers;          /* lists.n[NDRSIM_LIST_TIERS] */
  ndrsim_lists lists;   /* members of each list of the scenario */
  int lane;             /* bill terms only: the account */
  uint64_t seed;
  uint32_t replicate;          /* idiosyncratic index */
  const ndrsim_values *values; /* for ndrsim_step_value */
  int first_slot;
  ndrsim_trace *trace; /* NULL but in a replay: only kernels compiled for one look at it */
} ndrsim_step_context;

/* A parameter of this mechanism at another month, in double. `slot` is the offset in p[] and s[].
 */
int ndrsim_block_segment(const ndrsim_block *block);
double ndrsim_step_value(const ndrsim_step_context *ctx, int slot, int month);

/* True in months in which initiatives changed what a trait is worth: what a mechanism keeps of it
 * must be made anew for the accounts that started before. */
bool ndrsim_step_trait_moved(const ndrsim_step_context *ctx, int slot);

/* Value of a parameter for one lane, trait or not. */
static inline float ndrsim_step_lane(const ndrsim_step_context *ctx, int slot, int lane) {
  return ctx->p[slot].base[(uint32_t)lane & ctx->p[slot].mask];
}

/* This mechanism's counters of this or a later month; NULL beyond the horizon. What can only be
 * judged later is counted where it is judged, so that ratios never compare unlike months. */
static inline int64_t *ndrsim_step_counters(const ndrsim_step_context *ctx, int month) {
  if (month > ctx->horizon) return NULL;
  return ctx->counter + (ptrdiff_t)(month - ctx->month) * ctx->stride;
}

typedef void ndrsim_step_fn(ndrsim_step_context *ctx);

typedef struct ndrsim_step {
  ndrsim_phase phase;
  ndrsim_step_fn *run;
} ndrsim_step;

/* Which column holds the value of a driver in bill states. */
typedef struct ndrsim_driver_source {
  ndrsim_driver driver;
  const char *column; /* an I32 column of this mechanism; that of a later, optional one counts */
} ndrsim_driver_source;

typedef struct ndrsim_path_context {
  const ndrsim_model *model;
  const double *s; /* this mechanism's parameters at month 0, first segment */
  uint64_t seed;
  uint32_t replicate; /* macro index */
  int horizon;
  ndrsim_trace *trace; /* as above */
} ndrsim_path_context;

struct ndrsim_mechanism {
  const char *name, *doc;
  /* Part of a scenario only where the scenario has a key of the mechanism's parameters ("add_ons"
   * for "add_ons.*.fee"); else it is as if it did not exist: no columns, steps, counters, metrics.
   */
  bool optional;
  const ndrsim_param_def *param;
  const ndrsim_use *use;
  const ndrsim_step *step;
  const ndrsim_driver_source *source;
  const ndrsim_bill_term *term;
  const ndrsim_counter_def *counter;
  const ndrsim_metric_def *metric;
  const ndrsim_milestone_def *milestone;
  int n_params, n_uses, n_steps, n_sources, n_terms, n_counters, n_metrics, n_milestones;
  /* The mechanism whose columns say how much of a tier change was pushed by workflows, by seats and
   * by the rest since the last one (F32 log-growths), for the cause lens; else NULLs. */
  const char *cause[3];
  /* The mechanism whose columns hold what a bill state names `metered`; else NULLs. */
  const char *metered[NDRSIM_METERED];
  /* Whether its bill terms can be anything but zero in this block, in any month; NULL = they can.
   * Asked once per block: drivers that only idle terms depend on are then not followed. */
  bool (*bills)(const ndrsim_step_context *ctx);
  /* The same for one of its terms, where they differ. */
  bool (*bills_term)(const ndrsim_step_context *ctx, int term);
  /* The shared path of a replicate (macro): fills factor[] and regime[] for months 0..horizon. */
  void (*path)(const ndrsim_path_context *ctx, double *factor, int *regime);
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
  const char *portfolio_size; /* COUNT parameter: accounts per portfolio, by segment */
  const struct ndrsim_acquisition_paths *acquisition; /* sim/acquisition.h; NULL = none */
};

#endif
