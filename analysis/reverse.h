/* Reverse stress: the smallest severity of a stress at which a quantile of an outcome falls below a
 * threshold. The quantile is a function of the severity alone, because every severity runs on the
 * same random numbers; its root is found by Brent's method (GSL). */
#ifndef NDRSIM_ANALYSIS_REVERSE_H
#define NDRSIM_ANALYSIS_REVERSE_H

#include "analysis/stress.h"

enum {
  NDRSIM_REVERSE_STEPS = 40, /* severities that are run, at most */
  NDRSIM_REVERSE_UNITS = 32  /* changed values that are told */
};
#define NDRSIM_REVERSE_MOST 10.0       /* severity at which the search gives up */
#define NDRSIM_REVERSE_TOLERANCE 0.002 /* of the severity */

typedef enum ndrsim_reverse_state {
  NDRSIM_REVERSE_FOUND,
  NDRSIM_REVERSE_ALREADY, /* it is below without any stress */
  NDRSIM_REVERSE_NEVER    /* not even at the highest severity */
} ndrsim_reverse_state;

typedef struct ndrsim_reverse_step {
  double severity;
  ndrsim_estimate value; /* of the outcome */
} ndrsim_reverse_step;

/* A value that the stress changes, in the parameter's own unit. */
typedef struct ndrsim_reverse_unit {
  char path[128], segment[NDRSIM_NAME]; /* segment "" = the same in all */
  const char *unit;
  double before, after; /* means of what is drawn */
  double sd;            /* of what we do not know of it; NAN: the scenario has no distribution */
  double distance;      /* (after - before) / sd */
  char words[96];       /* "x 0.42" */
} ndrsim_reverse_unit;

typedef struct ndrsim_reverse_request {
  const ndrsim_stress *stress;
  const char *outcome; /* "ndr@12" */
  double threshold;    /* in its unit */
  int quantile;        /* NDRSIM_P50, ... */
  int late;
} ndrsim_reverse_request;

typedef struct ndrsim_reverse {
  ndrsim_reverse_request request;
  ndrsim_outcome outcome[NDRSIM_STRESS_OUTCOMES];
  ndrsim_reverse_state state;
  double severity; /* FOUND: the smallest that was run and is below; NEVER: the highest */
  double inside;   /* FOUND: the largest that was run and is not below: the root lies between */
  double slope;    /* change of the quantile per unit of severity, around the root */
  double se;       /* of the severity, from that of the quantile; NAN where it is flat */
  int n_steps;
  ndrsim_reverse_step step[NDRSIM_REVERSE_STEPS]; /* by severity; the first is 0 */
  double part[2][NDRSIM_FLOWS];                   /* means without, and at `severity` [points] */
  double ndr[2];                                  /* means [%] */
  int n_units;
  ndrsim_reverse_unit unit[NDRSIM_REVERSE_UNITS];
} ndrsim_reverse;

/* Whether there is anything to search: USAGE when the stress cannot be scaled, or the scenario has
 * nothing of it. */
ndrsim_status ndrsim_reverse_check(const ndrsim_stress *stress, const ndrsim_model *base,
                                   ndrsim_error *err);
/* Errors: those of the check; USAGE when the outcome has no value; those of ndrsim_study_run.
 * `source` and `base` are only read. `before` and `total` are runs of the whole job, for progress:
 * this one takes at most ndrsim_reverse_runs. */
ndrsim_status ndrsim_reverse_run(ndrsim_reverse *self, const ndrsim_source *source,
                                 const ndrsim_model *base, const ndrsim_reverse_request *request,
                                 const ndrsim_run_options *options, int64_t before, int64_t total,
                                 ndrsim_error *err);
/* Runs that a search usually takes, for progress. */
int64_t ndrsim_reverse_runs(const ndrsim_model *base);

/* Whether the outcome gets worse when the parameter rises: by runs with half as much more and half
 * as much of it, three times the replicates. Errors: USAGE when neither makes it worse; those of
 * ndrsim_reverse_parameter and ndrsim_study_run. */
ndrsim_status ndrsim_reverse_direction(const ndrsim_source *source, const ndrsim_model *base,
                                       const char *path, const char *outcome, int quantile,
                                       const ndrsim_run_options *options, bool *up,
                                       ndrsim_error *err);
/* A stress that multiplies one parameter: up to ten times, or down to nothing. Errors: USAGE when
 * there is no such parameter here or it cannot be multiplied. */
ndrsim_status ndrsim_reverse_parameter(const ndrsim_model *base, const char *path, bool up,
                                       ndrsim_stress *out, ndrsim_error *err);

/* --- between reverse.c and reverse_units.c ---------------------------------------------------- */

/* A parameter's value in a month, in the JSON's `unit`, or its mean where it is drawn; and the
 * standard deviation of what we do not know of it. NAN = not known. */
void ndrsim_reverse_value(const ndrsim_model *model, int slot, int segment, int month, double unit,
                          double *value, double *sd);
/* Fills unit[] for the severity that was found. */
void ndrsim_reverse_tell(ndrsim_reverse *out, const ndrsim_model *model);

#endif
