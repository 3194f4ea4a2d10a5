/* What is varied: one parameter of a scenario and the values that it takes, as a user types it:
 *
 *   tiers.pro.cap=600:2000:100     from 600 to 2000 in steps of 100
 *   tiers.pro.cap=600:2000         anywhere between
 *   capacity.over_cap=overage,hard_stop
 *
 * Each value becomes a change like that of --set, so whatever --set can say can be varied. */
#ifndef NDRSIM_ANALYSIS_VARY_H
#define NDRSIM_ANALYSIS_VARY_H

#include "data/source.h"

#define NDRSIM_VARY_MOST 8    /* parameters at once */
#define NDRSIM_VARY_PATH 160  /* bytes of a path */
#define NDRSIM_VARY_TEXT 192  /* of a value */
#define NDRSIM_VARY_POINT 640 /* of all settings of a point in words */

typedef struct ndrsim_vary {
  char path[NDRSIM_VARY_PATH];
  bool range;             /* LOW:HIGH or LOW:HIGH:STEP; else a list */
  double low, high, step; /* of a range; step 0 = none was given */
  double count;           /* values of the list, or of the range with its step; else 0 */
  int n;                  /* values there are texts of */
  char **text;            /* [n] "1200", "overage" */
  double *value;          /* [n] as numbers; NAN for what is none */
  /* what the scenario says, by ndrsim_vary_look: */
  double grain; /* 1: a whole number, 0.01: money, 0: any number */
  double fine;  /* any number is rounded to it; 0 = six digits. Set by the caller */
  double now;   /* the value in the scenario; NAN when it is not one number */
  char now_text[NDRSIM_VARY_TEXT]; /* the same in words: "1000", "overage", "as given" */
  char unit[48];                   /* "tasks/(seat*month)"; "" = unknown */
} ndrsim_vary;

void ndrsim_vary_init(ndrsim_vary *self);
void ndrsim_vary_free(ndrsim_vary *self); /* safe after a failed parse and twice */

/* Reads "PATH=...". The seed, replicates and horizon cannot be varied: points would not be paired,
 * or not be comparable. Errors: USAGE, MEMORY. */
ndrsim_status ndrsim_vary_parse(const char *text, ndrsim_vary *out, ndrsim_error *err);
/* Looks up in the scenario and the tables what is varied. `model` is that of the source without
 * further changes. Errors: INPUT when the path leads nowhere, MEMORY. */
ndrsim_status ndrsim_vary_look(ndrsim_vary *self, const ndrsim_source *source,
                               const ndrsim_model *model, ndrsim_error *err);
/* Makes the texts of a range with a step: count <= 1e6. Errors: MEMORY. */
ndrsim_status ndrsim_vary_fill(ndrsim_vary *self, ndrsim_error *err);
/* The nearest value that the parameter can have inside the range, and its text. */
double ndrsim_vary_round(const ndrsim_vary *self, double value);
void ndrsim_vary_number(const ndrsim_vary *self, double value, char out[NDRSIM_VARY_TEXT]);

/* A model of the source with vary[k].path = text[k] for all k, into an initialised model; the
 * caller frees it, also after a failure. An error names the point. Errors: those of
 * ndrsim_source_model. */
ndrsim_status ndrsim_vary_model(const ndrsim_source *source, const ndrsim_vary *vary, int n,
                                const char *const *text, ndrsim_model *out, ndrsim_error *err);
/* "tiers.pro.cap = 1200, tiers.pro.price = 45" */
void ndrsim_vary_point(const ndrsim_vary *vary, int n, const char *const *text,
                       char out[NDRSIM_VARY_POINT]);

/* --- what is compared unless the user says otherwise ------------------------------------------ */

/* Whether the number of accounts that start follows the entry price, or the entry cap. */
bool ndrsim_acquisition_follows(const ndrsim_model *model, bool cap);
/* Either: profit is then judged per signup (docs/mechanisms/acquisition.md). */
bool ndrsim_objective_per_signup(const ndrsim_model *model);
/* The month of figures when none is asked for: 24, 12 when the horizon is shorter, or its end. */
int ndrsim_objective_month(const ndrsim_model *model);
/* "profit", or "gross_profit_per_signup" */
const char *ndrsim_objective_name(const ndrsim_model *model);

#endif
