/* What is measured of accounts: milestones, plays after three months, classes of users, growth over
 * twelve months, and how revenue is spread. */
#include <string.h>

#include "sim/account.h"
#include "tests/twin/twin.h"

enum { JUDGED_AFTER = 3, YEAR = 12 };

/* --- milestones ------------------------------------------------------------------------------ */

static int milestone_of(const twin *t, const char *name) {
  for (int k = 0; k < t->plan.milestones.n; k++)
    if (strcmp(t->plan.milestones.def[k]->name, name) == 0) return k;
  return TWIN_MILESTONES - 1; /* not in this catalogue: written to, never read */
}

static void reach(const twin *t, twin_account *a, const char *name) {
  int32_t *month = &a->reached[milestone_of(t, name)];
  *month = twin_min(*month, t->month);
}

void twin_watch_begin(const twin *t, twin_account *a) {
  for (int k = 0; k < TWIN_MILESTONES; k++)
    a->reached[k] = NDRSIM_NEVER;
  a->left = NDRSIM_NEVER;
  a->tier_seen = a->tier;
  a->seats_first = a->seats;
  if (a->row && a->row->mrr > 0) a->reached[milestone_of(t, "activation")] = -1;
}

void twin_watch(const twin *t, twin_account *a) {
  if (a->fst == t->month) reach(t, a, "activation");
  if (a->tier > a->tier_seen) reach(t, a, "first_upgrade");
  if (a->seats * 5 >= a->seats_first * 6) reach(t, a, "seats_plus_20");
}

/* part[]: drivers, then seat, workflow and capacity by cause. */
void twin_watch_expansion(const twin *t, twin_account *a, const int64_t *part) {
  reach(t, a, "first_expansion");
  if (part[NDRSIM_ENDPOINT_CAUSE] > 0) reach(t, a, "first_seat");
  if (part[NDRSIM_ENDPOINT_CAUSE + 1] > 0) reach(t, a, "first_workflow");
  if (part[NDRSIM_ENDPOINT_CAUSE + 2] > 0) reach(t, a, "first_capacity");
  if (part[NDRSIM_DRIVER_USAGE] > 0) reach(t, a, "first_usage");
  if (part[NDRSIM_DRIVER_ADD_ON] > 0) reach(t, a, "first_add_on");
  if (part[NDRSIM_DRIVER_OUTCOME] > 0) reach(t, a, "first_outcome");
}

/* How an account's wait for each milestone ended, once its story is over. */
void twin_tabulate(twin *t, const twin_account *a) {
  for (int k = 0; k < t->plan.milestones.n; k++) {
    int since = a->landing, end = t->layout.months - 1, column = NDRSIM_INCIDENCE_CENSORED;
    bool book = since != NDRSIM_NEVER && a->cohort < t->layout.book_cohorts;
    if (t->plan.milestones.def[k]->clock == NDRSIM_CLOCK_START) {
      book = a->row != NULL;
      since = book ? 0 : a->start;
    }
    if (since == NDRSIM_NEVER || a->reached[k] < since) continue;
    if (a->left != NDRSIM_NEVER) end = a->left, column = NDRSIM_INCIDENCE_LEFT;
    if (a->reached[k] < a->left && a->reached[k] != NDRSIM_NEVER)
      end = a->reached[k], column = NDRSIM_INCIDENCE_REACHED;
    int group = t->segment + (book ? t->model->n_segments : 0);
    t->record[ndrsim_at_incidence(&t->layout, group, k, end - since) + (size_t)column]++;
  }
}

/* --- plays and contacts ---------------------------------------------------------------------- */

/* Counts in the month in which what began in `since` is judged, if that is within the horizon. */
static void judge(twin *t, int since, int counter) {
  int month = since + JUDGED_AFTER;
  if (month < t->layout.months)
    t->record[ndrsim_at_series(&t->layout, month, t->counter[counter])]++;
}

static void measure_play(twin *t, twin_account *a) {
  static const int started[] = {0, TWIN_COUNT_STARTED_WORKFLOW, TWIN_COUNT_STARTED_CAPACITY,
                                TWIN_COUNT_STARTED_SEAT};
  static const int judged[] = {0, TWIN_COUNT_JUDGED_WORKFLOW, TWIN_COUNT_JUDGED_CAPACITY,
                               TWIN_COUNT_JUDGED_SEAT};
  static const int confirmed[] = {0, TWIN_COUNT_CONFIRMED_WORKFLOW, TWIN_COUNT_CONFIRMED_CAPACITY,
                                  TWIN_COUNT_CONFIRMED_SEAT};
  if (a->play_contact == t->month) judge(t, t->month, TWIN_COUNT_CONTACTS_JUDGED);
  if (a->play != NDRSIM_PLAY_NONE && a->play_since == t->month) {
    t->count[t->counter[started[a->play]]]++;
    judge(t, t->month, judged[a->play]);
    judge(t, t->month, TWIN_COUNT_PLAYS_JUDGED);
    if (a->play == NDRSIM_PLAY_CAPACITY) a->trial_offer = t->month;
  }
  if (a->tier > a->tier_seen && t->month <= a->trial_offer + JUDGED_AFTER) {
    judge(t, a->trial_offer, TWIN_COUNT_TRIALS_TAKEN);
    a->trial_offer = -YEAR;
  }
  if (a->play_won == t->month) {
    int since = a->play_seen ? a->play_since : t->month;
    if (t->month <= since + JUDGED_AFTER) {
      judge(t, since, TWIN_COUNT_CONTACTS_CONVERTED);
      if (a->play_seen) judge(t, since, confirmed[a->play_seen]);
      if (a->play_seen) judge(t, since, TWIN_COUNT_PLAYS_CONFIRMED);
    }
  }
  a->play_seen = a->play;
  a->tier_seen = a->tier;
}

/* --- use ------------------------------------------------------------------------------------- */

static void measure_use(twin *t, const twin_account *a) {
  const twin_month *now = t->now;
  int64_t *c = t->count;
  const int *at = t->counter;
  int32_t medium = (int32_t)(now->d[TWIN_MEDIUM_TASKS] * NDRSIM_TASK + 0.5);
  int32_t heavy = (int32_t)(now->d[TWIN_HEAVY_TASKS] * NDRSIM_TASK + 0.5);
  int class = a->tasks < medium ? 0 : a->tasks < heavy ? 1 : 2;
  c[at[TWIN_COUNT_USERS_LIGHT + class]]++;
  if (a->play != NDRSIM_PLAY_NONE) c[at[TWIN_COUNT_PIPELINE_LIGHT + class]]++;
  for (int k = 0; k < 6; k++)
    if (a->signals >> k & 1) {
      c[at[TWIN_COUNT_SIGNAL_WORKFLOWS + k]]++;
      c[at[TWIN_COUNT_SIGNALS]]++;
    }
}

void twin_measure(twin *t, twin_account *a) {
  int64_t *c = t->count, tasks = (int64_t)a->served * a->seats;
  bool here = a->status == NDRSIM_ALIVE;
  measure_play(t, a);
  if (here) measure_use(t, a);
  if (t->month % YEAR != 0) return;
  if (here && a->seats_then > 0) {
    c[t->counter[TWIN_COUNT_SEATS_BASE]] += a->seats_then;
    c[t->counter[TWIN_COUNT_SEATS_GAINED]] += a->seats - a->seats_then;
    c[t->counter[TWIN_COUNT_TASKS_BASE]] += a->tasks_then;
    c[t->counter[TWIN_COUNT_TASKS_GAINED]] += tasks - a->tasks_then;
  }
  a->seats_then = here ? a->seats : 0;
  a->tasks_then = tasks;
}

/* --- how revenue is spread ------------------------------------------------------------------- */

static void spread(twin *t, int what, int k, int64_t cents) {
  int64_t *sums = t->spread + (size_t)(what * NDRSIM_SPREAD_MONTHS + k) * NDRSIM_SPREAD_SUMS;
  int low = 0, high = NDRSIM_SPREAD_BINS - 1;
  while (low < high) {
    int middle = (low + high + 1) / 2;
    if (ndrsim_spread_bin_low(middle) <= cents)
      low = middle;
    else
      high = middle - 1;
  }
  __int128 square = (__int128)cents * cents;
  sums[2 * low]++;
  sums[2 * low + 1] += cents;
  sums[2 * NDRSIM_SPREAD_BINS] += (int64_t)(square >> NDRSIM_SPREAD_SPLIT);
  sums[2 * NDRSIM_SPREAD_BINS + 1] += (int64_t)(square % ((__int128)1 << NDRSIM_SPREAD_SPLIT));
}

/* Before the account's windows are closed and opened. */
void twin_spread_revenue(twin *t, const twin_account *a) {
  int k = t->month / YEAR;
  if (t->month % YEAR != 0 || k >= NDRSIM_SPREAD_MONTHS || a->mrr <= 0) return;
  spread(t, NDRSIM_SPREAD_MRR, k, a->mrr);
  if (k > 0 && a->anchor > 0 && a->mrr > a->anchor)
    spread(t, NDRSIM_SPREAD_GROWTH, k, a->mrr - a->anchor);
}

void twin_spread_finish(twin *t) {
  const ndrsim_layout *l = &t->layout;
  for (int k = 0; k < NDRSIM_SPREAD_MONTHS && YEAR * k < l->months; k++)
    for (int what = 0; what < (k > 0 ? NDRSIM_SPREADS : 1); what++) {
      int64_t n =
          what == NDRSIM_SPREAD_MRR
              ? t->record[ndrsim_at_series(l, YEAR * k, NDRSIM_COUNT_LOGOS)]
              : t->record[ndrsim_at_anchor(l, NDRSIM_ANCHOR_POINT, k - 1, NDRSIM_ANCHOR_LOGOS)];
      ndrsim_spread_finish(t->spread +
                               (size_t)(what * NDRSIM_SPREAD_MONTHS + k) * NDRSIM_SPREAD_SUMS,
                           n, t->record + ndrsim_at_spread(l, what, k));
    }
}
