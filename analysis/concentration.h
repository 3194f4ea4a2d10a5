/* Concentration: what NDR would be with fewer customers, and without the largest. Every account of
 * a window's base is looked at by itself: what it paid when the window began, and what it pays now.
 *
 * A portfolio of n customers is drawn from a simulated future at random, without repetition; its
 * NDR is that of a company with these customers and everything else the same. */
#ifndef NDRSIM_ANALYSIS_CONCENTRATION_H
#define NDRSIM_ANALYSIS_CONCENTRATION_H

#include "analysis/study.h"

enum {
  NDRSIM_PORTFOLIO_SIZES = 24,
  NDRSIM_PORTFOLIO_DRAWS = 16 /* disjoint portfolios of a size in one future, at most */
};

/* One account of the base. */
typedef struct ndrsim_holding {
  uint64_t id;
  int64_t then, now; /* MRR when the window began (> 0), and when it ends [cents] */
} ndrsim_holding;

/* All accounts of the base of one replicate, in the order of their ids. */
typedef struct ndrsim_holdings {
  int64_t n;
  ndrsim_holding *account;
} ndrsim_holdings;

/* Runs n <= 64 replicates from `first` on and fills holdings[n] (free each account). The window is
 * that of the headline: cohort_age, or point with a book; it ends at `month`. Errors: those of
 * ndrsim_study_run. */
ndrsim_status ndrsim_holdings_run(const ndrsim_model *model, int month, int first, int n,
                                  const ndrsim_run_options *options, ndrsim_holdings *out,
                                  ndrsim_error *err);

/* MRR of the customers of a month in the first n <= 64 replicates [cents], largest first (free it).
 * Errors: those of ndrsim_study_run. */
ndrsim_status ndrsim_holdings_at(const ndrsim_model *model, int month, int n,
                                 const ndrsim_run_options *options, int64_t **amount,
                                 int64_t *count, ndrsim_error *err);

/* NDR of some accounts [%]; NAN of none. */
double ndrsim_holdings_ndr(const ndrsim_holding *account, int64_t n);

/* What is known of a replicate. */
typedef enum ndrsim_top_figure {
  NDRSIM_TOP_NDR,        /* of all [%] */
  NDRSIM_TOP_REST,       /* of all but the largest tenth, by MRR when the window began [%] */
  NDRSIM_TOP_ALONE,      /* of the largest tenth [%] */
  NDRSIM_TOP_GONE,       /* of all, if the largest tenth had left by now [%] */
  NDRSIM_TOP_SHARE_THEN, /* the largest tenth's share of MRR when the window began [%] */
  NDRSIM_TOP_SHARE_NOW,  /* and of the MRR that the base has now [%] */
  NDRSIM_TOP_ACCOUNTS,   /* accounts of the base */
  NDRSIM_TOP_FIGURES
} ndrsim_top_figure;

typedef struct ndrsim_portfolio_size {
  int64_t accounts; /* 0 = all of the base */
  int64_t drawn;    /* portfolios, over all replicates */
  double *value;    /* [drawn] NDR [%] */
  ndrsim_estimate ndr;
} ndrsim_portfolio_size;

typedef struct ndrsim_concentration {
  const ndrsim_model *model;
  int month;
  int n, requested; /* replicates that are whole */
  double *figure;   /* [NDRSIM_TOP_FIGURES][requested] */
  int n_sizes;
  ndrsim_portfolio_size size[NDRSIM_PORTFOLIO_SIZES]; /* upwards; the last is all */
  ndrsim_estimate top[NDRSIM_TOP_FIGURES];            /* over replicates */
  ndrsim_estimate change[NDRSIM_TOP_FIGURES];         /* of each less NDR, replicate by replicate */
} ndrsim_concentration;

void ndrsim_concentration_init(ndrsim_concentration *self);
void ndrsim_concentration_free(ndrsim_concentration *self); /* safe after a failure and twice */
ndrsim_status ndrsim_concentration_cost(const ndrsim_model *model,
                                        const ndrsim_run_options *options, ndrsim_cost *out,
                                        ndrsim_error *err);
/* sizes[n_sizes] upwards; NULL = 10, 20, 50, 100, ... Sizes beyond the accounts of a replicate are
 * left out there. After INTERRUPTED n replicates are whole. Errors: USAGE when the base is empty or
 * the horizon too short; those of ndrsim_study_run. */
ndrsim_status ndrsim_concentration_run(ndrsim_concentration *self, const ndrsim_model *model,
                                       int month, const int64_t *sizes, int n_sizes,
                                       const ndrsim_run_options *options, ndrsim_error *err);

#endif
