#include "sim/tally.h"

#include <stdlib.h>
#include <string.h>

#include "sim/account.h"

void ndrsim_layout_init(ndrsim_layout *self, int months, int counters, int cohorts,
                        int book_cohorts, int milestones, int groups) {
  size_t m = (size_t)months, at = 0;
  *self = (ndrsim_layout){.months = months,
                          .counters = counters,
                          .cohorts = cohorts,
                          .book_cohorts = book_cohorts,
                          .milestones = milestones,
                          .groups = groups};
  self->series = at;
  at += m * (size_t)counters;
  self->moved = at;
  at += m * NDRSIM_MOVED_COLUMNS;
  self->point = at;
  at += m * NDRSIM_FLOW_COLUMNS;
  self->age = at;
  at += m * NDRSIM_FLOW_COLUMNS;
  self->age_base = at;
  at += m;
  self->age_now = at;
  at += m;
  self->cohort = at;
  at += (size_t)cohorts * m * NDRSIM_COHORT_COLUMNS;
  self->anchor = at;
  at += 2 * (size_t)NDRSIM_ANCHORS * NDRSIM_ANCHOR_COLUMNS;
  self->returned = at;
  at += m * NDRSIM_RETURN_COLUMNS;
  self->revenue = at;
  at += m * NDRSIM_REVENUE_COLUMNS;
  self->incidence = at;
  at += (size_t)groups * (size_t)milestones * m * NDRSIM_INCIDENCE_COLUMNS;
  self->spread = at;
  at += (size_t)NDRSIM_SPREADS * NDRSIM_SPREAD_MONTHS * NDRSIM_SPREAD_COLUMNS;
  self->size = at;
}

/* Integers of each array, in the order of the struct. */
typedef struct parts {
  size_t series, moved, gap, survivor, base, returned, revenue, incidence, spread;
} parts;

static parts parts_of(const ndrsim_layout *layout) {
  size_t m = (size_t)layout->months;
  return (parts){.series = m * (size_t)layout->counters,
                 .moved = (size_t)layout->cohorts * m * NDRSIM_MOVED_COLUMNS,
                 .gap = m * NDRSIM_FLOW_COLUMNS,
                 .survivor = 2 * (size_t)NDRSIM_ANCHORS * NDRSIM_SURVIVOR_COLUMNS,
                 .base = 2 * (size_t)NDRSIM_ANCHORS,
                 .returned = 2 * (size_t)layout->cohorts * m,
                 .revenue = m * NDRSIM_REVENUE_COLUMNS,
                 .incidence = layout->spread - layout->incidence,
                 .spread = (size_t)NDRSIM_SPREADS * NDRSIM_SPREAD_MONTHS * NDRSIM_SPREAD_SUMS};
}

size_t ndrsim_tally_size(const ndrsim_layout *layout) {
  parts p = parts_of(layout);
  return p.series + p.moved + p.gap + p.survivor + p.base + p.returned + p.revenue + p.incidence +
         p.spread;
}

ndrsim_status ndrsim_tally_init(ndrsim_tally *self, const ndrsim_layout *layout,
                                ndrsim_error *err) {
  parts p = parts_of(layout);
  memset(self, 0, sizeof *self);
  self->layout = *layout;
  self->size = ndrsim_tally_size(layout);
  self->sum = calloc(self->size, sizeof *self->sum);
  if (!self->sum) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for a tally");
  self->series = self->sum;
  self->moved = self->series + p.series;
  self->gap = self->moved + p.moved;
  self->survivor = self->gap + p.gap;
  self->base = self->survivor + p.survivor;
  self->returned = self->base + p.base;
  self->revenue = self->returned + p.returned;
  self->incidence = self->revenue + p.revenue;
  self->spread = self->incidence + p.incidence;
  return NDRSIM_OK;
}

void ndrsim_tally_free(ndrsim_tally *self) {
  free(self->sum);
  memset(self, 0, sizeof *self);
}

void ndrsim_tally_clear(ndrsim_tally *self) {
  memset(self->sum, 0, self->size * sizeof *self->sum);
  self->volume = 0;
}

void ndrsim_tally_add(ndrsim_tally *self, const ndrsim_tally *other) {
  size_t series = (size_t)self->layout.months * (size_t)self->layout.counters;
  self->volume += other->volume;
  for (size_t i = 0; i < series; i++)
    if (__builtin_add_overflow(self->sum[i], other->sum[i], &self->sum[i]))
      self->sum[i] = other->sum[i] < 0 ? -INT64_MAX : INT64_MAX;
  if (self->volume > NDRSIM_VOLUME_MOST) return; /* money is past counting: the run ends */
  for (size_t i = series; i < self->size; i++)
    self->sum[i] += other->sum[i];
}

ndrsim_status ndrsim_tally_check(const ndrsim_tally *self, ndrsim_error *err) {
  const ndrsim_layout *l = &self->layout;
  if (self->volume > NDRSIM_VOLUME_MOST)
    return ndrsim_error_set(err, NDRSIM_LIMIT,
                            "the bills of one run, or of one account, outgrow what 64 bits add up "
                            "exactly: all movements together may be at most 40,000,000,000,000 "
                            "units of the currency, one bill a fortieth of that");
  for (int t = 0; t < l->months; t++)
    for (int c = 0; c < l->counters; c++) {
      int64_t x = self->series[(size_t)t * (size_t)l->counters + (size_t)c];
      if (x >= NDRSIM_COUNTER_MOST || x <= -NDRSIM_COUNTER_MOST)
        return ndrsim_error_set(err, NDRSIM_LIMIT,
                                "the tasks of all accounts, or what serving them costs, outgrow "
                                "64 bits in month %d",
                                t);
    }
  return NDRSIM_OK;
}

/* First month of a cohort: 0 for a book's, the landing month for the others. */
static int first_month(const ndrsim_layout *l, int cohort) {
  return cohort < l->book_cohorts ? 0 : cohort - l->book_cohorts;
}

/* Change of MRR in cents of a row of movements, new MRR left out. */
static int64_t flow_total(const int64_t *row) {
  int64_t sum = 0;
  for (int c = 0; c < NDRSIM_FLOWS; c++)
    sum += row[c];
  return sum / NDRSIM_SIXTIETHS; /* whole: the parts of each movement sum to whole cents */
}

/* Expansion in cents of a row of movements: whole, as above. */
static int64_t grown(const int64_t *row) {
  int64_t sum = 0;
  for (int d = 0; d < NDRSIM_DRIVERS; d++)
    sum += row[d];
  return sum / NDRSIM_SIXTIETHS;
}

static void finish_cohorts(const ndrsim_tally *self, int64_t *r) {
  const ndrsim_layout *l = &self->layout;
  for (int c = 0; c < l->cohorts; c++) {
    int64_t mrr = 0, logos = 0;
    for (int t = 0; t < l->months; t++) {
      const int64_t *row = ndrsim_tally_moved(self, c, t);
      mrr += row[NDRSIM_MOVED_NEW] + flow_total(row);
      logos += row[NDRSIM_MOVED_NEW_LOGOS] + row[NDRSIM_MOVED_RETURNED_LOGOS] -
               row[NDRSIM_MOVED_CHURNED_LOGOS];
      r[ndrsim_at_cohort(l, c, t, NDRSIM_COHORT_MRR)] = mrr;
      r[ndrsim_at_cohort(l, c, t, NDRSIM_COHORT_LOGOS)] = logos;
      r[ndrsim_at_cohort(l, c, t, NDRSIM_COHORT_LOST)] =
          (row[NDRSIM_FLOW_CONTRACTION] + row[NDRSIM_FLOW_CHURN]) / NDRSIM_SIXTIETHS;
      r[ndrsim_at_cohort(l, c, t, NDRSIM_COHORT_BASE)] = row[NDRSIM_MOVED_NEW];
      r[ndrsim_at_cohort(l, c, t, NDRSIM_COHORT_GROWN)] = grown(row);
      for (int k = 0; k < NDRSIM_MOVED_COLUMNS; k++)
        r[ndrsim_at_moved(l, t, k)] += row[k];
      r[ndrsim_at_series(l, t, NDRSIM_COUNT_MRR)] += mrr;
      r[ndrsim_at_series(l, t, NDRSIM_COUNT_LOGOS)] += logos;
    }
  }
}

/* Flows over (t-12, t] of accounts with MRR > 0 at t-12: cohorts that had landed by then, less the
 * flows of those of their accounts that were at zero at t-12. */
static void finish_point(const ndrsim_tally *self, int64_t *r) {
  const ndrsim_layout *l = &self->layout;
  for (int t = 12; t < l->months; t++) {
    int64_t *out = r + ndrsim_at_point(l, t, 0);
    for (int c = 0; c < l->cohorts; c++) {
      if (first_month(l, c) > t - 12) continue;
      for (int s = t - 11; s <= t; s++) {
        const int64_t *row = ndrsim_tally_moved(self, c, s);
        for (int k = 0; k < NDRSIM_FLOW_COLUMNS; k++)
          out[k] += row[k];
      }
    }
    for (int k = 0; k < NDRSIM_FLOW_COLUMNS; k++)
      out[k] -= self->gap[(size_t)t * NDRSIM_FLOW_COLUMNS + (size_t)k];
  }
}

static void finish_age(const ndrsim_tally *self, int64_t *r) {
  const ndrsim_layout *l = &self->layout;
  for (int a = 0; a < l->months; a++) {
    int64_t *out = r + ndrsim_at_age(l, a, 0), *back = r + ndrsim_at_returned(l, a, 0);
    int64_t base = 0, now = 0;
    for (int c = l->book_cohorts; c < l->cohorts; c++) {
      int landing = first_month(l, c);
      if (landing + a >= l->months) continue;
      int64_t landed = ndrsim_tally_moved(self, c, landing)[NDRSIM_MOVED_NEW];
      base += landed;
      now += landed;
      for (int s = landing + 1; s <= landing + a; s++) {
        const int64_t *row = ndrsim_tally_moved(self, c, s);
        for (int k = 0; k < NDRSIM_FLOW_COLUMNS; k++)
          out[k] += row[k];
        now += flow_total(row);
        const int64_t *returned = ndrsim_tally_returned(self, c, s);
        back[NDRSIM_RETURN_CHANGE] += returned[NDRSIM_RETURN_CHANGE];
        back[NDRSIM_RETURN_LOST] += returned[NDRSIM_RETURN_LOST];
      }
    }
    r[l->age_base + (size_t)a] = base;
    r[l->age_now + (size_t)a] = now;
  }
}

static void finish_anchor(const ndrsim_tally *self, int64_t *r, int convention, int k, int64_t base,
                          int64_t logos) {
  const ndrsim_layout *l = &self->layout;
  const int64_t *s =
      self->survivor + ((size_t)convention * NDRSIM_ANCHORS + (size_t)k) * NDRSIM_SURVIVOR_COLUMNS;
  int64_t *out = r + ndrsim_at_anchor(l, convention, k, 0);
  out[NDRSIM_ANCHOR_BASE] = base;
  out[NDRSIM_ANCHOR_NOW] = s[NDRSIM_SURVIVOR_NOW];
  out[NDRSIM_ANCHOR_KEPT] = s[NDRSIM_SURVIVOR_KEPT];
  out[NDRSIM_ANCHOR_CHURNED] = base - s[NDRSIM_SURVIVOR_BASE];
  out[NDRSIM_ANCHOR_LOGOS] = logos;
  out[NDRSIM_ANCHOR_LEFT] = logos - s[NDRSIM_SURVIVOR_LOGOS];
  for (int i = 0; i < NDRSIM_ENDPOINT_COLUMNS; i++)
    out[NDRSIM_ANCHOR_PARTS + i] = s[NDRSIM_SURVIVOR_PARTS + i];
}

static void finish_anchors(const ndrsim_tally *self, int64_t *r) {
  const ndrsim_layout *l = &self->layout;
  for (int k = 0; k < NDRSIM_ANCHORS; k++) {
    int a = 12 * (k + 1);
    if (a >= l->months) break;
    finish_anchor(self, r, NDRSIM_ANCHOR_POINT, k, self->base[2 * k], self->base[2 * k + 1]);
    int64_t logos = 0;
    for (int c = l->book_cohorts; c < l->cohorts; c++)
      if (first_month(l, c) + a < l->months)
        logos += ndrsim_tally_moved(self, c, first_month(l, c))[NDRSIM_MOVED_NEW_LOGOS];
    finish_anchor(self, r, NDRSIM_ANCHOR_AGE, k, r[l->age_base + (size_t)a], logos);
    r[ndrsim_at_returned(l, a, NDRSIM_RETURN_KEPT)] =
        self->survivor[(NDRSIM_ANCHOR_AGE * NDRSIM_ANCHORS + k) * NDRSIM_SURVIVOR_COLUMNS +
                       NDRSIM_SURVIVOR_LASTING];
  }
}

void ndrsim_tally_finish(const ndrsim_tally *self, int64_t *r) {
  const ndrsim_layout *l = &self->layout;
  memset(r, 0, l->size * sizeof *r);
  memcpy(r + l->series, self->series,
         (size_t)l->months * (size_t)l->counters * sizeof *self->series);
  finish_cohorts(self, r);
  finish_point(self, r);
  finish_age(self, r);
  finish_anchors(self, r);
  memcpy(r + l->revenue, self->revenue, (l->incidence - l->revenue) * sizeof *r);
  memcpy(r + l->incidence, self->incidence, (l->spread - l->incidence) * sizeof *r);
  for (int k = 0; k < NDRSIM_SPREAD_MONTHS && 12 * k < l->months; k++) {
    ndrsim_spread_finish(ndrsim_tally_spread(self, NDRSIM_SPREAD_MRR, k),
                         r[ndrsim_at_series(l, 12 * k, NDRSIM_COUNT_LOGOS)],
                         r + ndrsim_at_spread(l, NDRSIM_SPREAD_MRR, k));
    if (k > 0)
      ndrsim_spread_finish(ndrsim_tally_spread(self, NDRSIM_SPREAD_GROWTH, k),
                           self->base[2 * (k - 1) + 1],
                           r + ndrsim_at_spread(l, NDRSIM_SPREAD_GROWTH, k));
  }
}
