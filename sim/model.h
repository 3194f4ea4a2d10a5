/* The model: everything the engine needs to run, resolved and checked. The loader fills it
 * (scenarios/), the book reader adds rows (data/), the engine only reads it.
 */
#ifndef NDRSIM_SIM_MODEL_H
#define NDRSIM_SIM_MODEL_H

#include <stddef.h>
#include "sim/initiative.h"
#include "sim/param.h"

typedef struct ndrsim_catalogue ndrsim_catalogue;

/* A run of accounts acquired in one month in one segment (described customers). */
typedef struct ndrsim_intake {
  int segment;
  int month;       /* start month, 0..horizon */
  int64_t number;  /* accounts */
  int64_t planned; /* accounts, as the scenario plans it (sim/acquisition.h) */
} ndrsim_intake;

/* One row of a real book: an account as it stands in month 0. Missing values are negative (NAN for
 * reals) and are drawn conditional on the rest of the row. */
typedef struct ndrsim_row {
  uint64_t id;       /* hash of the user's account_id */
  int64_t mrr;       /* [cents/month] >= 0 in month 0; required */
  int32_t start;     /* start month relative to month 0: <= 0; required */
  int32_t seats;     /* [seats], -1 = missing */
  int32_t workflows; /* [workflows/user], -1 = missing */
  int32_t headcount; /* [people], -1 = missing */
  int32_t renewal;   /* months until the next renewal, 1..12; 0 = monthly; -1 = missing */
  int32_t units;     /* [units/month] metered last month; -1 = missing: the row is not metered */
  float tasks;       /* [tasks/(seat*month)] observed last month; NAN = missing */
  float completion;  /* task completion rate, 0..1; NAN = missing */
  float returning;   /* 7-day return rate, 0..1; NAN = missing */
  int16_t segment;   /* required */
  int16_t tier;      /* required */
  int16_t cohort;    /* index into model->book_cohort */
  int32_t line;      /* of the file, for messages; 0 = unknown */
} ndrsim_row;

/* Which optional columns the book has; the output says which were drawn. */
enum {
  NDRSIM_BOOK_SEATS = 1,
  NDRSIM_BOOK_WORKFLOWS = 2,
  NDRSIM_BOOK_TASKS = 4,
  NDRSIM_BOOK_HEADCOUNT = 8,
  NDRSIM_BOOK_RENEWAL = 16,
  NDRSIM_BOOK_COMPLETION = 32,
  NDRSIM_BOOK_RETURN = 64,
  NDRSIM_BOOK_UNITS = 128
};

#define NDRSIM_MAX_BOOK_COHORTS 64

typedef struct ndrsim_slot {
  char path[128];                        /* "tiers.pro.cap" */
  int def;                               /* row in catalogue->param */
  int tier;                              /* or other member of the row's list; -1 without a '*' */
  ndrsim_spec spec[NDRSIM_MAX_SEGMENTS]; /* one for each segment */
} ndrsim_slot;

/* What a scenario and the command line said of a value, or its default: for reports. */
typedef struct ndrsim_setting {
  const ndrsim_param_def *def; /* NULL: initiatives, correlations, macro.forced */
  char path[128];              /* "tiers.pro.cap" */
  bool given;                  /* in the scenario or on the command line; else the default */
  bool changed;                /* by the command line, or a part of it */
  double number;               /* in the JSON's unit; NAN = see text */
  char *text;                  /* a word, or the JSON of a distribution, schedule, ...; else NULL */
  char *source;                /* where it comes from; "" = nobody said */
} ndrsim_setting;

/* A window in which the macro regime is forced. */
typedef struct ndrsim_forced_regime {
  int from, to; /* months, inclusive */
  int regime;   /* 0 normal, 1 downturn */
} ndrsim_forced_regime;
#define NDRSIM_MAX_FORCED 16

typedef struct ndrsim_model {
  const ndrsim_catalogue *catalogue; /* of the mechanisms that this scenario has */
  uint64_t absent;           /* bit m: mechanism m of the whole catalogue is not in this scenario */
  ndrsim_catalogue *reduced; /* owns `catalogue` when something is absent, else NULL */
  char name[NDRSIM_NAME];    /* "agent-product" */
  char title[160];           /* shown on charts */
  char currency[8];          /* "USD" */
  char start_month[8];       /* "2026-01": calendar month of month 0, or "" */
  int fiscal_year_start;     /* 1..12: calendar month; 0 = not said: January */

  int n_tiers, n_segments;
  char tier[NDRSIM_MAX_TIERS][NDRSIM_NAME];
  int n_add_ons, n_nodes; /* of the price ladder */
  char add_on[NDRSIM_MAX_MEMBERS][NDRSIM_NAME], node[NDRSIM_MAX_MEMBERS][NDRSIM_NAME];
  char segment[NDRSIM_MAX_SEGMENTS][NDRSIM_NAME];

  int n_slots, n_settings, n_draws, n_traits;
  ndrsim_slot *slot;       /* catalogue->first_slot order: see sim/catalogue.h */
  ndrsim_setting *setting; /* structural ones first, then in the order of the slots */
  ndrsim_draw *draw;
  ndrsim_trait *trait;
  /* lower Cholesky factors of the Gaussian copulas, row-major, NULL when nothing correlates */
  int n_correlated, n_trait_correlated;
  double *correlation, *trait_correlation;

  int n_forced;
  ndrsim_forced_regime forced[NDRSIM_MAX_FORCED];

  int n_initiatives;
  ndrsim_initiative initiative[NDRSIM_MAX_INITIATIVES];

  int n_intakes;
  ndrsim_intake *intake;
  int64_t n_rows; /* 0 without a book */
  ndrsim_row *row;
  unsigned book_has;
  int n_book_cohorts;
  char book_cohort[NDRSIM_MAX_BOOK_COHORTS][16]; /* "2022-03", "2021", "before 2019" */

  int horizon; /* months 1..horizon are simulated (month 0 too for described accounts) */
  int replicates;
  uint64_t seed;

  char scenario_digest[65], book_digest[65]; /* sha-256, hex; "" when absent */
  char scenario_file[256], book_file[256];   /* base names only, for the manifest */
  char *scenario_text;                       /* the bytes of the scenario as they were read */
  size_t scenario_size;
} ndrsim_model;

#define NDRSIM_MAX_HORIZON 600

void ndrsim_model_init(ndrsim_model *self); /* all zero; free is safe after it */
void ndrsim_model_free(ndrsim_model *self);
/* The specification that holds trait t. */
static inline const ndrsim_spec *ndrsim_trait_spec(const ndrsim_model *self, int t) {
  return &self->slot[self->trait[t].slot].spec[self->trait[t].segment];
}
/* Slot of a path ("churn.base", "tiers.pro.cap"), or -1. */
int ndrsim_model_slot(const ndrsim_model *self, const char *path);
/* How many members the lists have, and the names of one. */
ndrsim_lists ndrsim_model_lists(const ndrsim_model *self);
const char (*ndrsim_model_members(const ndrsim_model *self, int list))[NDRSIM_NAME];

#endif
