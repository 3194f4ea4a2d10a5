/* The replicate record, from what the accounts did. MRR and logos of cohorts are sums over the
 * accounts at every month, not over movements, so that the two views check each other. */
#include <string.h>

#include "sim/account.h"
#include "tests/twin/twin.h"

static int64_t *anchor_of(twin *t, int convention, int k) {
  return t->record + ndrsim_at_anchor(&t->layout, convention, k, 0);
}

/* The base of a window: everyone with MRR when it begins. Who is not seen at its end has left. */
static void open_window(twin *t, int convention, int k, int64_t base) {
  int64_t *w = anchor_of(t, convention, k);
  if (base <= 0 || 12 * (k + 1) >= t->layout.months) return;
  w[NDRSIM_ANCHOR_BASE] += base;
  w[NDRSIM_ANCHOR_CHURNED] += base;
  w[NDRSIM_ANCHOR_LOGOS]++;
  w[NDRSIM_ANCHOR_LEFT]++;
}

/* The account at the end of a window that had it in its base; mark: parts when it began. */
static void close_window(twin *t, const twin_account *a, int convention, int k, int64_t base,
                         const int64_t *mark) {
  int64_t *w = anchor_of(t, convention, k);
  if (base <= 0 || a->mrr <= 0) return;
  w[NDRSIM_ANCHOR_CHURNED] -= base;
  w[NDRSIM_ANCHOR_LEFT]--;
  w[NDRSIM_ANCHOR_NOW] += a->mrr;
  w[NDRSIM_ANCHOR_KEPT] += a->mrr < base ? a->mrr : base;
  for (int i = 0; i < TWIN_PARTS; i++)
    w[NDRSIM_ANCHOR_PARTS + i] += a->since[i] - (mark ? mark[i] : 0);
}

void twin_anchor(twin *t, twin_account *a) {
  ndrsim_layout *l = &t->layout;
  if (a->landing == NDRSIM_NEVER) return;
  int64_t *row = t->record + ndrsim_at_cohort(l, a->cohort, t->month, 0);
  row[NDRSIM_COHORT_MRR] += a->mrr;
  row[NDRSIM_COHORT_LOGOS] += a->mrr > 0;
  int age = t->month - a->landing, k = t->month / 12;
  bool described = a->cohort >= l->book_cohorts;
  if (described) {
    t->record[l->age_now + (size_t)age] += a->mrr;
    for (int w = 0; age == 0 && w < NDRSIM_ANCHORS; w++)
      if (a->landing + 12 * (w + 1) < l->months) open_window(t, NDRSIM_ANCHOR_AGE, w, a->base);
    if (age > 0 && age % 12 == 0 && age / 12 <= NDRSIM_ANCHORS)
      close_window(t, a, NDRSIM_ANCHOR_AGE, age / 12 - 1, a->base, NULL);
  }
  if (t->month % 12 != 0) return;
  if (k > 0 && k <= NDRSIM_ANCHORS)
    close_window(t, a, NDRSIM_ANCHOR_POINT, k - 1, a->anchor, a->mark);
  if (k < NDRSIM_ANCHORS) {
    a->anchor = a->mrr;
    memcpy(a->mark, a->since, sizeof a->mark);
    open_window(t, NDRSIM_ANCHOR_POINT, k, a->mrr);
  }
}

/* Of an account that landed in the run: what it did after its first month at zero. */
static void tell_returns(twin *t, const twin_account *a) {
  const ndrsim_layout *l = &t->layout;
  int64_t change = 0, lost = 0;
  bool gone = false;
  for (int m = a->landing; m < l->months; m++) {
    int64_t now = a->paid_in[m], before = m > a->landing ? a->paid_in[m - 1] : now;
    int64_t *out = t->record + ndrsim_at_returned(l, m - a->landing, 0);
    if (gone) change += now - before;
    if (gone && now < before) lost += now - before;
    gone = gone || now == 0;
    out[NDRSIM_RETURN_CHANGE] += change;
    out[NDRSIM_RETURN_LOST] += lost;
    int age = m - a->landing;
    if (!gone && (age == 12 || age == 24 || age == 36))
      out[NDRSIM_RETURN_KEPT] += now < a->base ? now : a->base;
  }
}

/* Revenue of periods of `length` months that end with month 12 + length, ... */
static void tell_periods(twin *t, const twin_account *a, int length, int columns) {
  for (int end = 12 + length; end < t->layout.months; end += length) {
    int64_t now = 0, then = 0, *row = t->record + ndrsim_at_revenue(&t->layout, end, columns);
    for (int m = end - length + 1; m <= end; m++) {
      now += a->paid_in[m];
      then += a->paid_in[m - 12];
    }
    if (columns == NDRSIM_REVENUE_YEAR && a->paid_in[end - 23] == 0) continue;
    if (then == 0) continue;
    row[NDRSIM_REVENUE_BASE] += then;
    row[NDRSIM_REVENUE_NOW] += now;
    row[NDRSIM_REVENUE_KEPT] += now < then ? now : then;
  }
}

void twin_revenue(twin *t, const twin_account *a) {
  if (a->landing == NDRSIM_NEVER) return;
  if (a->cohort >= t->layout.book_cohorts) tell_returns(t, a);
  tell_periods(t, a, 3, NDRSIM_REVENUE_BASE);
  tell_periods(t, a, 12, NDRSIM_REVENUE_YEAR);
}

/* Rows of a cohort's movements into the tables of months and ages. */
static void finish_cohort(twin *t, int cohort) {
  const ndrsim_layout *l = &t->layout;
  int landing = cohort - l->book_cohorts;
  int64_t since[NDRSIM_FLOW_COLUMNS] = {0}, landed = 0;
  for (int m = 0; m < l->months; m++) {
    const int64_t *row =
        t->flow + ((size_t)cohort * (size_t)l->months + (size_t)m) * NDRSIM_MOVED_COLUMNS;
    int64_t *out = t->record + ndrsim_at_cohort(l, cohort, m, 0);
    out[NDRSIM_COHORT_LOST] = (row[NDRSIM_FLOW_CONTRACTION] + row[NDRSIM_FLOW_CHURN]) / 60;
    out[NDRSIM_COHORT_BASE] = row[NDRSIM_MOVED_NEW];
    for (int d = 0; d < NDRSIM_DRIVERS; d++)
      out[NDRSIM_COHORT_GROWN] += row[d];
    out[NDRSIM_COHORT_GROWN] /= 60;
    landed += row[NDRSIM_MOVED_NEW];
    t->record[ndrsim_at_series(l, m, NDRSIM_COUNT_MRR)] += out[NDRSIM_COHORT_MRR];
    t->record[ndrsim_at_series(l, m, NDRSIM_COUNT_LOGOS)] += out[NDRSIM_COHORT_LOGOS];
    for (int k = 0; k < NDRSIM_MOVED_COLUMNS; k++)
      t->record[ndrsim_at_moved(l, m, k)] += row[k];
    if (landing < 0 || m < landing) continue;
    for (int k = 0; k < NDRSIM_FLOW_COLUMNS; k++)
      t->record[ndrsim_at_age(l, m - landing, k)] += since[k] += row[k];
    t->record[l->age_base + (size_t)(m - landing)] += landed;
  }
}

void twin_finish(twin *t) {
  for (int c = 0; c < t->layout.cohorts; c++)
    finish_cohort(t, c);
  twin_spread_finish(t);
}
