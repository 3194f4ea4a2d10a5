/* Points that fill a box. */
#ifndef NDRSIM_ANALYSIS_DESIGN_H
#define NDRSIM_ANALYSIS_DESIGN_H

#include "analysis/vary.h"

/* A Latin hypercube of `points` points in the ranges of vary[n], out[points][n]: each range is cut
 * into `points` parts, and each part holds one point (McKay, Beckman, Conover 1979). Of several
 * such designs the one is taken whose two nearest points are furthest apart (Morris, Mitchell
 * 1995). The draws are a function of the seed and of the parameters' paths. Errors: MEMORY. */
ndrsim_status ndrsim_design_hypercube(const ndrsim_vary *vary, int n, int points, uint64_t seed,
                                      double *out, ndrsim_error *err);

#endif
