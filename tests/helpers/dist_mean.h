/* Means of distributions by their textbook formulas, which the program has no use for. */
#ifndef NDRSIM_TESTS_DIST_MEAN_H
#define NDRSIM_TESTS_DIST_MEAN_H

#include "sim/dist.h"

double dist_mean(const ndrsim_dist *dist); /* of the untruncated distribution */

#endif
