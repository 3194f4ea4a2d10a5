/* A trace: what decided one account's path, written down while it is simulated (decision 0006).
 *
 * The engine runs the account's portfolio under a catalogue whose kernels were compiled with the
 * recorder in them (ndrsim_catalogue_traced); it writes the numbers that the kernels compared, so
 * nothing is computed a second time. Kernels of ordinary runs hold no trace of it.
 */
#ifndef NDRSIM_SIM_TRACE_H
#define NDRSIM_SIM_TRACE_H

#include "sim/mechanism.h"

/* How a word decided. X(NAME, name, the rule) */
#define NDRSIM_RULE_LIST(X)                                                                        \
  X(EVENT, "event", "happens when low <= u < high; u = (word >> 1) / 2^31")                        \
  X(COUNT, "count", "binomial: `trials` of probability 1 - exp(-rate) each, from the upper tail")  \
  X(NORMAL, "normal", "a standard normal: the value is in `high`")                                 \
  X(THREE, "three_way", "u < low: 1; u > high: -1; else 0; u = ((word >> 9) + 1/2) / 2^23")        \
  X(WAIT, "wait", "months until a hazard `high`, fading by `low`, has added up to -ln u")          \
  X(FACT, "fact", "no draw: something that was decided otherwise")

typedef enum ndrsim_rule {
#define NDRSIM_RULE_ENUM(name, text, doc) NDRSIM_RULE_##name,
  NDRSIM_RULE_LIST(NDRSIM_RULE_ENUM)
#undef NDRSIM_RULE_ENUM
      NDRSIM_RULES
} ndrsim_rule;

typedef struct ndrsim_trace_entry {
  int month;
  const char *mechanism; /* "churn" */
  const char *name;      /* "cancel": static text */
  ndrsim_rule rule;
  ndrsim_site site; /* NDRSIM_SITES for facts */
  unsigned index;   /* of the draw at its site: which member of a list; else 0 */
  uint32_t word;
  float low, high;         /* see the rule; COUNT: high is the rate */
  int32_t trials, outcome; /* EVENT: 1 or 0; WAIT: months, NDRSIM_NEVER; FACT: its amount */
  int first_factor, n_factors;
} ndrsim_trace_entry;

/* A number that went into an entry's probability. */
typedef struct ndrsim_trace_factor {
  const char *name; /* static text */
  double value;
} ndrsim_trace_factor;

/* A layer-1 draw of the replicate, in the order of model->draw. */
typedef struct ndrsim_trace_parameter {
  uint32_t word[2];
  double u;     /* quantile in (0,1), after the copula */
  double value; /* engine unit */
} ndrsim_trace_parameter;

/* A trait of the account, in the order of the block's traits. */
typedef struct ndrsim_trace_trait {
  int trait; /* index into model->trait */
  uint32_t word;
  double u;         /* quantile of the prior, after the copula */
  float prior;      /* the value there */
  float value;      /* in the end */
  int given;        /* 0: the prior's; 1: replaced or redrawn given the row of the book */
  double at_least;  /* lower bound that the row set, NAN = none */
  ndrsim_dist dist; /* the prior under this replicate's parameters */
} ndrsim_trace_trait;

typedef struct ndrsim_trace {
  int segment; /* whose: set by the caller */
  uint64_t id;
  int lane;         /* its lane this month, -1 = not in the panel */
  bool in_question; /* bill terms: write down the factors of the bill that is computed now */
  bool failed;      /* memory ran out: the trace has holes */
  int n_entries, n_factors, n_parameters, n_traits;
  int entry_room, factor_room;
  ndrsim_trace_entry *entry;
  ndrsim_trace_factor *factor;
  ndrsim_trace_parameter *parameter; /* [model->n_draws] */
  ndrsim_trace_trait *trait;         /* [n_traits] */
} ndrsim_trace;

/* Room for the parameters and traits of a model. Errors: MEMORY. */
ndrsim_status ndrsim_trace_init(ndrsim_trace *self, const ndrsim_model *model, int segment,
                                uint64_t id, ndrsim_error *err);
void ndrsim_trace_free(ndrsim_trace *self); /* safe after a failed init and twice */
/* Finds the account's lane for this month. */
void ndrsim_trace_find(ndrsim_trace *self, const ndrsim_block *block);

/* The recorder: each call appends an entry for the traced account; factors join the last one. */
void ndrsim_trace_event(const ndrsim_step_context *ctx, const char *name, ndrsim_site site,
                        uint32_t word, float low, float high, bool happened);
/* The same of one member of a list. */
void ndrsim_trace_event_at(const ndrsim_step_context *ctx, const char *name, ndrsim_site site,
                           unsigned index, uint32_t word, float p, bool happened);
void ndrsim_trace_count(const ndrsim_step_context *ctx, const char *name, ndrsim_site site,
                        uint32_t word, int32_t trials, float rate, int32_t outcome);
void ndrsim_trace_normal(const ndrsim_step_context *ctx, const char *name, ndrsim_site site,
                         uint32_t word, float value);
void ndrsim_trace_three(const ndrsim_step_context *ctx, const char *name, ndrsim_site site,
                        uint32_t word, float low, float high, int outcome);
void ndrsim_trace_wait(const ndrsim_step_context *ctx, const char *name, ndrsim_site site,
                       uint32_t word, float hazard, float fade, int32_t months);
void ndrsim_trace_fact(const ndrsim_step_context *ctx, const char *name, int32_t amount);
void ndrsim_trace_factor_add(ndrsim_trace *self, const char *name, double value);
/* Any entry, from code without a step's context (the path of the replicate). */
void ndrsim_trace_add(ndrsim_trace *self, const ndrsim_trace_entry *entry);

/* A trait of `lane` was replaced given its row (at_least NAN) or redrawn above a bound. */
void ndrsim_trace_given(ndrsim_block *block, int column, int lane, double at_least);

/* Whether an entry's word decides as the entry says: for tests and for whoever must be sure. */
bool ndrsim_trace_agrees(const ndrsim_trace_entry *entry);
/* The word's uniform as its rule reads it, in (0,1); NAN for facts. */
double ndrsim_trace_uniform(const ndrsim_trace_entry *entry);

#endif
