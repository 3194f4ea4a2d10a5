#include "analysis/reading.h"

#include <string.h>
#include "analysis/quantity.h"

static const double band_low[] = {
#define X(name, low, text, meaning) low,
    NDRSIM_BAND_LIST(X)
#undef X
};

ndrsim_band ndrsim_band_of(double ndr_percent) {
  int band = NDRSIM_BANDS - 1;
  while (band > 0 && ndr_percent < band_low[band]) {
    band--;
  }
  return (ndrsim_band)band;
}

const char *ndrsim_band_name(ndrsim_band band) {
  static const char *const name[] = {
#define X(id, low, text, meaning) text,
      NDRSIM_BAND_LIST(X)
#undef X
  };
  return name[band];
}

const char *ndrsim_band_meaning(ndrsim_band band) {
  static const char *const text[] = {
#define X(id, low, label, meaning) meaning,
      NDRSIM_BAND_LIST(X)
#undef X
  };
  return text[band];
}

ndrsim_driver ndrsim_engine_driver(int engine) {
  static const ndrsim_driver driver[NDRSIM_ENGINES] = {
      [NDRSIM_ENGINE_SEAT] = NDRSIM_DRIVER_SEAT,
      [NDRSIM_ENGINE_WORKFLOW] = NDRSIM_DRIVER_WORKFLOW,
      [NDRSIM_ENGINE_CAPACITY] = NDRSIM_DRIVER_CAPACITY,
  };
  return driver[engine];
}

const char *ndrsim_engine_risk(int engine) {
  switch (engine) {
  case NDRSIM_ENGINE_SEAT:
    return "the traditional pattern: it ends at the customers' headcount, and in an agent product "
           "it "
           "suggests that the product does not reach deep enough into the work";
  case NDRSIM_ENGINE_WORKFLOW:
    return "the healthiest form: the product goes deeper into the customers' operations; check "
           "that "
           "discovery does not rest on a few users";
  case NDRSIM_ENGINE_CAPACITY:
    return "customers upgrade because they hit the cap, and the gross margin of each task may "
           "fall; "
           "check the cost per task and who reached the cap without being asked before";
  default:
    return "none of the three adds revenue in this window: NDR is what other drivers add and "
           "retention leaves";
  }
}

ndrsim_status ndrsim_reading_make(const ndrsim_results *results, ndrsim_reading *out) {
  memset(out, 0, sizeof *out);
  out->convention = results->convention;
  out->month = results->basis_month;
  out->leader = out->beside = -1;
  ndrsim_estimate estimate;
  ndrsim_quantity quantity = {.kind = NDRSIM_QUANTITY_NDR,
                              .convention = out->convention,
                              .month = out->month,
                              .lens = NDRSIM_LENS_CAUSE};
  ndrsim_status status = ndrsim_quantity_estimate(results, &quantity, &estimate);
  if (status != NDRSIM_OK || !estimate.valid) return status;
  out->ndr = estimate.quantile[NDRSIM_P50];
  out->band = ndrsim_band_of(out->ndr);
  if (ndrsim_results_missing(results, results->bridge, out->month) != NULL) return NDRSIM_OK;

  double positive = 0;
  out->other = 0;
  for (int driver = 0; driver < NDRSIM_DRIVERS; driver++) {
    quantity.kind = NDRSIM_QUANTITY_FLOW;
    quantity.convention = results->bridge;
    quantity.component = driver;
    status = ndrsim_quantity_estimate(results, &quantity, &estimate);
    if (status != NDRSIM_OK) return status;
    bool is_engine = false;
    for (int engine = 0; engine < NDRSIM_ENGINES; engine++) {
      if ((int)ndrsim_engine_driver(engine) != driver) continue;
      is_engine = true;
      out->points[engine] = estimate.mean;
      if (estimate.mean > 0) positive += estimate.mean;
      quantity.kind = NDRSIM_QUANTITY_LEAD;
      ndrsim_estimate lead;
      status = ndrsim_quantity_estimate(results, &quantity, &lead);
      if (status != NDRSIM_OK) return status;
      out->leads[engine] = lead.mean;
    }
    if (is_engine) continue;
    out->other += estimate.mean;
    if (estimate.mean > out->most) {
      out->most = estimate.mean;
      out->beside = driver;
    }
  }
  for (int engine = 0; engine < NDRSIM_ENGINES; engine++) {
    double points = out->points[engine];
    out->share[engine] = points > 0 ? points / positive : 0;
    if (points > 0 && (out->leader < 0 || points > out->points[out->leader])) out->leader = engine;
  }
  out->valid = 1;
  return NDRSIM_OK;
}
