/* Parameters, declared once.
 *
 * Each mechanism has a table of ndrsim_param_def. Loader, messages, --set, distributions,
 * schedules and documentation all read that table; the engine reads values through slots.
 *
 *   def  -> one row of a table ("tiers.*.cap")
 *   slot -> one instance of a row: rows whose path has a '*' have one slot for each member of the
 *           list in which they stand (tiers, add-ons, ...)
 *   value of a slot = f(replicate, segment, month), or one number per account
 */
#ifndef NDRSIM_SIM_PARAM_H
#define NDRSIM_SIM_PARAM_H

#include <stdbool.h>
#include <stdint.h>
#include "sim/dist.h"

#define NDRSIM_MAX_TIERS 8
#define NDRSIM_MAX_MEMBERS 8 /* of any list */
#define NDRSIM_MAX_SEGMENTS 8
#define NDRSIM_NAME 64

typedef enum ndrsim_param_kind {
  NDRSIM_REAL,
  NDRSIM_COUNT,  /* a whole number; drawn values are rounded to the nearest */
  NDRSIM_MONEY,  /* JSON has currency units (20.00); the engine gets whole cents */
  NDRSIM_SWITCH, /* JSON true/false; the engine gets 1/0 */
  NDRSIM_CHOICE  /* JSON string, one of `choices`; the engine gets its index */
} ndrsim_param_kind;

/* What a scenario may put in place of a plain value. Without any flag the parameter is one
 * constant for the whole run. */
enum {
  NDRSIM_MAY_DRAW = 1,    /* a distribution, drawn once per replicate (layer 1) */
  NDRSIM_MAY_SEGMENT = 2, /* {"by_segment": {...}} */
  NDRSIM_MAY_MONTH = 4,   /* {"schedule": {...}} */
  NDRSIM_MAY_ACCOUNT = 8, /* a distribution with "per": "account" (layer 3, drawn at the start) */
  NDRSIM_PER_TIER = 16,   /* the path holds '*' which stands for a tier's name */
  NDRSIM_PER_ADD_ON = 32, /* ... for an add-on's */
  NDRSIM_PER_NODE = 64,   /* ... for a node's of the price ladder */
  NDRSIM_NO_PRICE = 128,  /* stands in a list, but a change of it is no new price list */
  NDRSIM_MAY_ANY = NDRSIM_MAY_DRAW | NDRSIM_MAY_SEGMENT | NDRSIM_MAY_MONTH,
  NDRSIM_TRAIT = NDRSIM_MAY_ANY | NDRSIM_MAY_ACCOUNT
};

typedef struct ndrsim_param_def {
  const char *path; /* "churn.base", "tiers.*.cap" */
  const char *unit; /* "1/month", "tasks/(seat*month)", "currency/(seat*month)", "1" */
  ndrsim_param_kind kind;
  unsigned may;        /* flags above */
  double value;        /* default, in the JSON's unit; NAN = must be given */
  double low, high;    /* inclusive bounds, in the JSON's unit; INFINITY = none */
  const char *choices; /* CHOICE only: "overage|hard_stop" */
  const char *doc;     /* one line */
  const char *source;  /* "S0", "S2", "assumption", ... */
} ndrsim_param_def;

/* The lists of a scenario: objects whose members have names of the scenario's choice.
 * X(NAME, key, flag of a row, mark in the names of counters and metrics, about) */
#define NDRSIM_LIST_LIST(X)                                                                        \
  X(TIERS, "tiers", NDRSIM_PER_TIER, '*', "The tiers of the price page, from low to high")         \
  X(ADD_ONS, "add_ons", NDRSIM_PER_ADD_ON, '#', "The add-ons that are sold beside the plan")       \
  X(LADDER, "ladder", NDRSIM_PER_NODE, '\0', "The nodes of the price ladder of usage, upwards")

typedef enum ndrsim_list {
#define NDRSIM_LIST_ENUM(name, key, flag, mark, about) NDRSIM_LIST_##name,
  NDRSIM_LIST_LIST(NDRSIM_LIST_ENUM)
#undef NDRSIM_LIST_ENUM
      NDRSIM_LISTS
} ndrsim_list;

typedef struct ndrsim_lists {
  int n[NDRSIM_LISTS]; /* members */
} ndrsim_lists;

typedef struct ndrsim_list_info {
  const char *key, *about;
  unsigned flag;
  char mark;
} ndrsim_list_info;
const ndrsim_list_info *ndrsim_list_describe(int list);
/* The list of a row by its flags, of a counter or metric by its name; -1 = it stands alone. */
int ndrsim_list_of_row(const ndrsim_param_def *def);
int ndrsim_list_of_name(const char *name);

/* A leaf of a specification: a number, or the value of a draw of this replicate. */
typedef struct ndrsim_leaf {
  double value; /* engine unit; used when draw < 0 */
  int draw;     /* index into model->draw, or -1 */
} ndrsim_leaf;

typedef struct ndrsim_knot {
  int month; /* value holds from this month on (step), or is reached at it (linear) */
  ndrsim_leaf leaf;
} ndrsim_knot;

/* What an initiative (sim/initiative.h) does to a value. */
typedef struct ndrsim_change {
  int initiative;   /* index into model->initiative */
  bool times;       /* the leaf is a factor of the value; else the value that is aimed at */
  bool plus;        /* the leaf is added to the value */
  ndrsim_leaf leaf; /* engine unit */
} ndrsim_change;

/* The specification of one slot in one segment. */
typedef struct ndrsim_spec {
  int n_knots; /* >= 1; one knot at month 0 = constant in time */
  ndrsim_knot *knot;
  bool linear; /* interpolate between knots */
  int trait;   /* index into model->trait when drawn per account, else -1 */
  int n_changes;
  ndrsim_change *change; /* one after the other, in the order of the initiatives */
} ndrsim_spec;

/* One layer-1 random number per replicate. */
typedef struct ndrsim_draw {
  char path[192]; /* full JSON path of the distribution object: its stable address */
  uint64_t id;    /* hash of path: the Philox "account" of this draw */
  ndrsim_dist dist;
  ndrsim_param_kind kind; /* for rounding and the conversion of money */
  double low, high;       /* bounds of the parameter, JSON unit: a draw is clamped to them */
  int correlated;         /* row of model->correlation, or -1 */
} ndrsim_draw;

/* One per-account distribution (a trait). Arguments may themselves be layer-1 draws. */
typedef struct ndrsim_trait {
  char path[192];
  int slot, segment; /* which column it fills */
  ndrsim_dist dist;
  ndrsim_leaf arg[NDRSIM_DIST_ARGS]; /* canonical or (mean, sd), see by_moments */
  bool by_moments;                   /* arg[0], arg[1] are mean and sd */
  bool random_args;                  /* some arg is a draw: the table is rebuilt per replicate */
  double low, high;                  /* bounds of the parameter */
  int correlated;                    /* row of model->trait_correlation, or -1 */
} ndrsim_trait;

#endif
