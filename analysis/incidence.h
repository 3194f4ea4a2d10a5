/* How long accounts wait for a milestone: cumulative incidence with churn as the competing risk.
 *
 * In one replicate, over the accounts of one or more groups, with d1 and d2 the accounts that
 * reached the milestone and that left at age a, and r those that still waited and were observed at
 * age a: F(a) = F(a-1) + S(a-1) d1/r,   S(a) = S(a-1) (1 - (d1 + d2)/r),   F(-1) = 0, S(-1) = 1 the
 * Aalen-Johansen estimator in discrete time. F(a) is the share of accounts that have reached the
 * milestone by the end of age a; 1 - F - S is the share that left before it. Accounts whose wait is
 * cut off by the horizon count in r up to their last age. The median is the first age with F >=
 * 1/2, of all accounts, not of those that got there; where F never comes to 1/2 it is "not
 * reached". */
#ifndef NDRSIM_ANALYSIS_INCIDENCE_H
#define NDRSIM_ANALYSIS_INCIDENCE_H

#include "analysis/results.h"

/* Which accounts: one group of the layout (segment, then segments of the book), or: */
enum {
  NDRSIM_ACCOUNTS_DESCRIBED = -1, /* all that started in the run */
  NDRSIM_ACCOUNTS_BOOK = -2,      /* all rows of the book: they wait from month 0 */
  NDRSIM_ACCOUNTS_HEADLINE = -3   /* the book's with a book, else the described */
};

/* F and, when not NULL, 1 - F - S at ages 0..months-1; NAN from the age on at which nobody is
 * observed any more although some still wait. Returns how many accounts ever waited. */
int64_t ndrsim_incidence_curve(const ndrsim_layout *layout, const int64_t *record, int milestone,
                               int group, double *reached, double *left);
/* F at one age; NAN as above, or when nobody ever waited. */
double ndrsim_incidence_share(const ndrsim_layout *layout, const int64_t *record, int milestone,
                              int group, int age);
/* The median: an age, or INFINITY; NAN when nobody ever waited. */
double ndrsim_incidence_median(const ndrsim_layout *layout, const int64_t *record, int milestone,
                               int group);

/* Estimates over replicates of 100 F at each age, and of the median. share[months] may be NULL.
 * Replicates in which nobody waits make everything invalid. Errors: MEMORY. */
ndrsim_status ndrsim_incidence_estimate(const ndrsim_results *results, int milestone, int group,
                                        ndrsim_estimate *share, ndrsim_estimate *median);

/* Name of a group: a segment's, or "all"; `origin` becomes "landing" or "book". */
const char *ndrsim_group_name(const ndrsim_results *results, int group, const char **origin);

#endif
