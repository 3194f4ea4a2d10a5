/* Stress: a scenario as it is, with each of some stresses, and with all of them together, on common
 * random numbers. What is lost by a stress is then its own doing, replicate by replicate. */
#ifndef NDRSIM_ANALYSIS_STRESS_H
#define NDRSIM_ANALYSIS_STRESS_H

#include "analysis/study.h"
#include "data/source.h"
#include "scenarios/stress.h"

/* The outcomes of a study; behind them the parts of NDR by cause. */
enum {
  NDRSIM_STRESS_OUTCOME, /* the one that is looked at */
  NDRSIM_STRESS_NDR,
  NDRSIM_STRESS_GRR,
  NDRSIM_STRESS_PROFIT,
  NDRSIM_STRESS_CHURN,
  NDRSIM_STRESS_PARTS,
  NDRSIM_STRESS_OUTCOMES = NDRSIM_STRESS_PARTS + NDRSIM_FLOWS
};

typedef struct ndrsim_stress_case {
  const ndrsim_stress *stress; /* NULL = all together */
  int run;                     /* its model in the study; -1 = the scenario has nothing of it */
  bool inert;                  /* no outcome of any replicate is another */
  ndrsim_estimate loss;        /* of the outcome, worse is more */
} ndrsim_stress_case;

/* What to do. */
typedef struct ndrsim_stress_request {
  const ndrsim_stress_list *list;
  const int *chosen; /* [n_chosen] of the list */
  int n_chosen;
  bool together;       /* also all of them at once */
  const char *outcome; /* "ndr@12" */
  double severity;     /* 1 = as they are described */
  int late;            /* months by which all begin later than described */
} ndrsim_stress_request;

typedef struct ndrsim_stress_study {
  const ndrsim_model *base;
  ndrsim_stress_request request; /* its texts and lists are borrowed */
  ndrsim_study study;            /* model 0 is the scenario as it is */
  ndrsim_outcome outcome[NDRSIM_STRESS_OUTCOMES];
  ndrsim_model *own; /* [n_own] the stressed models */
  int n_own;
  const ndrsim_model **model; /* [n_own + 1] */
  int n;                      /* cases */
  ndrsim_stress_case *entry;  /* [n], worst first after the run; those not run last */
  ndrsim_estimate *value;     /* [n_own + 1][NDRSIM_STRESS_OUTCOMES] after the run */
  ndrsim_estimate *change;    /* the same, less the scenario as it is, replicate by replicate */
} ndrsim_stress_study;

void ndrsim_stress_study_init(ndrsim_stress_study *self);
void ndrsim_stress_study_free(ndrsim_stress_study *self); /* safe after a failure and twice */
/* Makes the models. `source` and `base` outlive self. Errors: USAGE for the outcome; those of
 * ndrsim_source_model; MEMORY. */
ndrsim_status ndrsim_stress_study_prepare(ndrsim_stress_study *self, const ndrsim_source *source,
                                          const ndrsim_model *base,
                                          const ndrsim_stress_request *request, ndrsim_error *err);
ndrsim_status ndrsim_stress_study_cost(const ndrsim_stress_study *self,
                                       const ndrsim_run_options *options, ndrsim_cost *out,
                                       ndrsim_error *err);
/* Errors: those of ndrsim_study_run. */
ndrsim_status ndrsim_stress_study_run(ndrsim_stress_study *self, const ndrsim_run_options *options,
                                      ndrsim_error *err);

/* An outcome of a run, and what is different in it; run 0 is the scenario as it is. */
const ndrsim_estimate *ndrsim_stress_value(const ndrsim_stress_study *self, int run, int outcome);
const ndrsim_estimate *ndrsim_stress_difference(const ndrsim_stress_study *self, int run,
                                                int outcome);
/* Mean of a part of NDR [points]; run 0 is the scenario as it is. NAN: no bridge at this month. */
double ndrsim_stress_part(const ndrsim_stress_study *self, int run, int component);
/* The part that loses most, or -1; *points is what it loses. */
int ndrsim_stress_worst_part(const ndrsim_stress_study *self, int run, double *points);

/* Finds the amount of a stress that asks for the top of the customers, from the first replicates of
 * the scenario as it is; does nothing to others. Errors: those of ndrsim_study_run. */
ndrsim_status ndrsim_stress_settle_run(ndrsim_stress *stress, const ndrsim_model *base, int late,
                                       const ndrsim_run_options *options, ndrsim_error *err);

/* The outcomes above, of the month of the one that `text` names. Errors: USAGE. */
ndrsim_status ndrsim_stress_outcomes(const char *text, const ndrsim_model *base,
                                     ndrsim_outcome out[NDRSIM_STRESS_OUTCOMES], ndrsim_error *err);

/* A model of the scenario with one stress at a severity, into an initialised model. Errors: those
 * of ndrsim_source_model; MEMORY. */
ndrsim_status ndrsim_stress_model(const ndrsim_source *source, const ndrsim_model *base,
                                  const ndrsim_stress *stress, double severity, int late,
                                  ndrsim_model *out, ndrsim_error *err);

#endif
