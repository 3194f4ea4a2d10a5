/* Points of NDR as they are printed: with one decimal, adding up. */
#ifndef NDRSIM_REPORT_POINTS_H
#define NDRSIM_REPORT_POINTS_H

#include <stdbool.h>

/* The components that every bridge shows, even at zero: the engines, contraction and churn. */
bool ndrsim_points_core(int component);

/* Rounds the parts of a flow bridge, part[NDRSIM_FLOWS] in points, to tenths so that they add up to
 * their rounded total, as a reader will check. The rounding error goes to the parts nearest to the
 * next tenth; to the three engines first, because the other parts are the same in both lenses and
 * should look the same. Parts that have no tenths to speak of (beyond 1e12 points) or are not
 * finite stay as they are, all of them. */
void ndrsim_points_round(const double *part, double *out);

#endif
