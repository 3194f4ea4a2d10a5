/* What the printed words mean: every column of the CSV files, every key of summary.json and the
 * terms of docs/definitions.md. Metrics are not declared here a second time: their tables are read,
 * and a row here of the same name only adds to them. */
#ifndef NDRSIM_ANALYSIS_GLOSSARY_H
#define NDRSIM_ANALYSIS_GLOSSARY_H

#include <stdbool.h>
#include "sim/mechanism.h"

typedef struct ndrsim_term {
  const char *name;
  const char *also;       /* other names for it in the outputs, separated by blanks; "" = none */
  const char *unit;       /* "" = it has none */
  const char *definition; /* "" for a metric: its table has it; so with unit and formula */
  const char *formula;    /* "" = none */
  const char *convention; /* what to mind when comparing; "" = nothing */
  const char *where;      /* places in the outputs, one in a line; "" for a metric */
  const char *reading;    /* an example in words */
} ndrsim_term;

/* The parts of the table, one file each. *n rows. */
const ndrsim_term *ndrsim_terms_money(int *n);    /* revenue, retention, bridges */
const ndrsim_term *ndrsim_terms_estimate(int *n); /* estimates, layers, reading */
const ndrsim_term *ndrsim_terms_causal(int *n);   /* the causal decomposition */
const ndrsim_term *ndrsim_terms_file(int *n);     /* columns and keys of the files */
const ndrsim_term *ndrsim_terms_initiative(int *n);
const ndrsim_term *ndrsim_terms_stress(int *n); /* stresses, concentration */

/* All terms, then all metrics that no term is named after: what `ndrsim explain` lists. */
typedef struct ndrsim_explanation {
  const char *name;                /* as declared: "mrr_*" for a metric of each tier */
  const ndrsim_term *term;         /* NULL: a metric that needs no more than its table */
  const ndrsim_metric_def *metric; /* NULL: not a metric */
  const ndrsim_mechanism *owner;   /* of the metric */
} ndrsim_explanation;

int ndrsim_glossary_count(const ndrsim_catalogue *catalogue);
/* index in [0, count); *out is zeroed when it is not. */
void ndrsim_glossary_get(const ndrsim_catalogue *catalogue, int index, ndrsim_explanation *out);
/* By name, other name, or the name of a metric of one tier ("mrr_pro"); case is ignored. */
bool ndrsim_glossary_find(const ndrsim_catalogue *catalogue, const char *name,
                          ndrsim_explanation *out);

/* A counter of the metric's numerator or denominator, as declared; NULL when there is none. */
const ndrsim_counter_def *ndrsim_glossary_counter(const ndrsim_catalogue *catalogue,
                                                  const char *name);

#endif
