/* The reading of a composition: which engine leads the growth of existing customers, how surely,
 * and the risk that comes with it. Source: S0 ("investors need to decompose"), MODEL section 6. */
#ifndef NDRSIM_ANALYSIS_READING_H
#define NDRSIM_ANALYSIS_READING_H

#include "analysis/results.h"

/* The engines, in this order in all arrays below. */
enum { NDRSIM_ENGINE_SEAT, NDRSIM_ENGINE_WORKFLOW, NDRSIM_ENGINE_CAPACITY, NDRSIM_ENGINES };

/* S4's bands of NDR. X(NAME, lower bound [%], name, what it says) */
#define NDRSIM_BAND_LIST(X)                                                                        \
  X(LEAKY, 0, "leaky", "existing customers shrink: growth must refill a leaking base")             \
  X(FLAT, 90, "flat", "expansion does not yet make up for what is lost")                           \
  X(HEALTHY, 100, "healthy", "the base grows by itself, slowly")                                   \
  X(EXCELLENT, 110, "excellent", "existing customers carry much of the growth")                    \
  X(ELITE, 130, "elite", "the base compounds faster than most companies win new customers")

typedef enum ndrsim_band {
#define NDRSIM_BAND_ENUM(name, low, text, meaning) NDRSIM_BAND_##name,
  NDRSIM_BAND_LIST(NDRSIM_BAND_ENUM)
#undef NDRSIM_BAND_ENUM
      NDRSIM_BANDS
} ndrsim_band;

ndrsim_band ndrsim_band_of(double ndr_percent);
const char *ndrsim_band_name(ndrsim_band band);
const char *ndrsim_band_meaning(ndrsim_band band);

typedef struct ndrsim_reading {
  int valid;                     /* 0: the headline window has no value */
  int convention, month;         /* the window that is read */
  double ndr;                    /* P50 [%] */
  ndrsim_band band;              /* of the P50 */
  double points[NDRSIM_ENGINES]; /* mean contribution in the cause lens [points] */
  double share[NDRSIM_ENGINES];  /* of the three, negative ones counted as 0 [0..1] */
  double leads[NDRSIM_ENGINES];  /* share of replicates in which this engine is the largest */
  double other;                  /* the other drivers together [points] */
  int beside;                    /* the one of them that adds most, -1 = none adds */
  double most;                   /* what it adds [points] */
  int leader;                    /* engine with the largest mean, -1 = none is positive */
} ndrsim_reading;

/* Reads the flow bridge of the headline window in the cause lens. Errors: MEMORY. */
ndrsim_status ndrsim_reading_make(const ndrsim_results *results, ndrsim_reading *out);

ndrsim_driver ndrsim_engine_driver(int engine);
/* What to check when this engine leads (-1 = none does). One sentence, S0. */
const char *ndrsim_engine_risk(int engine);

#endif
