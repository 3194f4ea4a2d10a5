#include "report/points.h"

#include <math.h>
#include <string.h>
#include "ledger/driver.h"

#define PART_MAX 1e12 /* [points]: tenths of all parts together stay far inside 64 bits */

static bool is_engine(int component) {
  return component == NDRSIM_DRIVER_SEAT || component == NDRSIM_DRIVER_WORKFLOW ||
         component == NDRSIM_DRIVER_CAPACITY;
}

bool ndrsim_points_core(int component) {
  return is_engine(component) || component == NDRSIM_FLOW_CONTRACTION ||
         component == NDRSIM_FLOW_CHURN;
}

void ndrsim_points_round(const double *part, double *out) {
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    if (fabs(part[c]) <= PART_MAX) continue; /* not so: too large, or NAN */
    memcpy(out, part, NDRSIM_FLOWS * sizeof *out);
    return;
  }
  double total = 0;
  long long wanted, have = 0;
  int adjusted[NDRSIM_FLOWS] = {0};
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    total += part[c];
    out[c] = (double)llround(part[c] * 10);
    have += (long long)out[c];
  }
  wanted = llround(total * 10);
  while (have != wanted) {
    double step = wanted > have ? 1 : -1, best = -INFINITY;
    int pick = -1;
    for (int c = 0; c < NDRSIM_FLOWS; c++) {
      double gain = step * (part[c] * 10 - out[c]) + (is_engine(c) ? 10 : 0);
      if (part[c] != 0 && !adjusted[c] && gain > best) {
        best = gain;
        pick = c;
      }
    }
    if (pick < 0) break;
    adjusted[pick] = 1;
    out[pick] += step;
    have += (long long)step;
  }
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    out[c] /= 10;
  }
}
