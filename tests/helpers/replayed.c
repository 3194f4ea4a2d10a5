#include "tests/helpers/replayed.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/replay.h"
#include "models/play.h"
#include "sim/account.h"
#include "tests/helpers/history.h"

enum { NAMES = 96, REPLICATE = 2 };

/* What all replays of a scenario add up to. */
typedef struct sums {
  lab *l;
  history seen;
  int64_t *record; /* rebuilt: MRR, logos, moved, MRR of cohorts */
  int64_t accounts;
} sums;

static replayed_tally tallies[NAMES];
static int64_t sites[NDRSIM_SITES + 1];

const replayed_tally *replayed_entries(const char *name) {
  for (int i = 0; i < NAMES && tallies[i].name != NULL; i++)
    if (strcmp(tallies[i].name, name) == 0) return &tallies[i];
  return NULL;
}

int64_t replayed_at_site(int site) {
  return sites[site];
}

static void count_entry(const ndrsim_trace_entry *e) {
  sites[e->site]++;
  for (int k = 0; k < NAMES; k++) {
    if (tallies[k].name != NULL && strcmp(tallies[k].name, e->name) != 0) continue;
    tallies[k].name = e->name;
    tallies[k].seen++;
    tallies[k].happened += e->outcome != 0;
    return;
  }
  fail_msg("more than %d kinds of entries", NAMES);
}

/* --- draws and decisions ---------------------------------------------------------------------- */

static void check_entry(const ndrsim_replay *r, const ndrsim_trace_entry *e, uint64_t id,
                        uint32_t replicate) {
  const ndrsim_site_info *site = ndrsim_site_describe(e->site);
  count_entry(e);
  if (!ndrsim_trace_agrees(e))
    fail_msg("month %d, %s: word %u does not decide as recorded", e->month, e->name, e->word);
  if (site == NULL) return;
  ndrsim_words w =
      ndrsim_philox(r->model.seed, id, replicate, (unsigned)e->month, site->group, e->index);
  if (w.w[site->word] != e->word)
    fail_msg("month %d, %s: the word is not the one at site %s", e->month, e->name, site->name);
}

static int64_t at(const ndrsim_replay *r, const char *column, int month) {
  return ndrsim_replay_whole(r, column, month);
}

/* Sum of the outcomes of all entries of a name in a month; *n (may be NULL) of them. */
static int64_t outcomes(const ndrsim_replay *r, const char *name, int month, int *n) {
  const ndrsim_replay_month *m = &r->month[month];
  int64_t sum = 0;
  int found = 0;
  for (int k = m->first_entry; k < m->first_entry + m->n_entries; k++) {
    if (strcmp(r->trace.entry[k].name, name) != 0) continue;
    sum += r->trace.entry[k].outcome;
    found++;
  }
  if (n != NULL) *n = found;
  return sum;
}

static int64_t outcome(const ndrsim_replay *r, const char *name, int month) {
  return outcomes(r, name, month, NULL);
}

static void must_equal(int month, const char *what, int64_t value, int64_t expected) {
  if (value != expected)
    fail_msg("month %d, %s: %lld, the decisions say %lld", month, what, (long long)value,
             (long long)expected);
}

/* Moves of the state from month t-1 to t are what the entries of month t say. */
static void check_growth(const ndrsim_replay *r, int t) {
  bool begins = at(r, "fst", t) == t;
  if (!begins)
    must_equal(t, "workflows", at(r, "workflows", t) - at(r, "workflows", t - 1),
               outcome(r, "discover", t) - outcome(r, "drop", t) + outcome(r, "pushed", t));
  must_equal(t, "seats", at(r, "seats", t) - at(r, "seats", t - 1),
             outcome(r, "word_of_mouth", t) + outcome(r, "rolled_out", t) + outcome(r, "cut", t) +
                 outcome(r, "invites_blocked", t));
  int64_t up = outcome(r, "upgrade", t) != 0 || outcome(r, "upgrade_sold", t) != 0 ||
               outcome(r, "upgrade_for_control", t) != 0 || outcome(r, "converted", t) != 0;
  must_equal(t, "tier", at(r, "tier", t) - at(r, "tier", t - 1), up - outcome(r, "downgrade", t));
  must_equal(t, "inquiry", (at(r, "signals", t) & NDRSIM_SIGNAL_INQUIRY) != 0,
             outcome(r, "inquiry", t));
  must_equal(t, "signals", at(r, "signal_count", t), outcome(r, "signals", t));
  const ndrsim_trace_entry *use = ndrsim_replay_entry(r, "demand_noise", t);
  double tasks = use != NULL ? ndrsim_replay_factor(r, use, "tasks_per_workflow") : 0;
  assert_true(fabs((double)at(r, "usage", t) / NDRSIM_TASK - fmin(tasks, 1e6)) <= 0.0314);
}

/* What optional mechanisms add to the state, in a scenario that has them. */
static void check_add_ons(const ndrsim_replay *r, int t) {
  if (ndrsim_plan_column(&r->plan, "explored") >= 0)
    must_equal(t, "features explored", at(r, "explored", t) - at(r, "explored", t - 1),
               outcome(r, "explore", t));
  if (ndrsim_plan_column(&r->plan, "add_ons_held") >= 0)
    must_equal(t, "add-ons held",
               __builtin_popcount((unsigned)at(r, "add_ons_held", t)) -
                   __builtin_popcount((unsigned)at(r, "add_ons_held", t - 1)),
               outcome(r, "buy_add_on", t) - outcome(r, "drop_add_on", t));
}

/* Metered units and commitments are those of the entries; a quiet month has none. */
static void check_usage(const ndrsim_replay *r, int t) {
  const ndrsim_trace_entry *use = ndrsim_replay_entry(r, "usage_noise", t);
  double units = use != NULL ? ndrsim_replay_factor(r, use, "units") : 0;
  must_equal(t, "units", at(r, "units", t), (int64_t)units);
  if (outcome(r, "usage_quiet", t) != 0) must_equal(t, "quiet units", at(r, "units", t), 0);
  int64_t committed = at(r, "usage_committed", t), signed_now = outcome(r, "usage_committed", t);
  if (signed_now != 0)
    must_equal(t, "the commitment", committed, signed_now);
  else if (use != NULL)
    must_equal(t, "an unchanged commitment", committed, at(r, "usage_committed", t - 1));
}

static void check_life(const ndrsim_replay *r, int t) {
  const ndrsim_replay_month *m = &r->month[t], *last = &r->month[t - 1];
  int asked;
  must_equal(t, "activation", at(r, "fst", t) == t, outcome(r, "activate", t));
  bool quits = outcome(r, "cancel", t) != 0 || outcome(r, "give_up", t) != 0 ||
               outcome(r, "key_account_leaves", t) != 0 || outcome(r, "usage_lost", t) != 0;
  if (last->status == NDRSIM_ALIVE) must_equal(t, "leaving", m->status != NDRSIM_ALIVE, quits);
  /* whoever could cancel was asked, and nobody else */
  bool due = at(r, "due", t) != 0;
  bool active = last->present && last->status == NDRSIM_ALIVE && at(r, "fst", t) < t;
  outcomes(r, "cancel", t, &asked);
  must_equal(t, "questions about cancelling", asked, active && due);
  outcomes(r, "word_of_mouth", t, &asked);
  must_equal(t, "questions about seats", asked, active);
  /* a return happens when its draw said so */
  if (last->status == NDRSIM_GONE && m->status == NDRSIM_ALIVE) {
    int drawn = t, n;
    int64_t months = outcomes(r, "return", drawn, &n);
    while (n == 0 && drawn > 0)
      months = outcomes(r, "return", --drawn, &n);
    must_equal(t, "the return", t, drawn + months - 1);
  }
  if (outcome(r, "cut_seats", t) != 0 && at(r, "seats", t - 1) > 1 && m->present)
    assert_true(outcome(r, "cut", t) < 0 || at(r, "seats", t) >= 1);
}

static void check_plays(const ndrsim_replay *r, int t) {
  int ended, begun;
  int64_t play = at(r, "play", t), before = at(r, "play", t - 1);
  int64_t started = outcomes(r, "play_begins", t, &begun);
  outcomes(r, "play_won", t, &ended);
  int lost;
  outcomes(r, "play_lost", t, &lost);
  assert_true(begun + ended + lost <= 1);
  if (begun) must_equal(t, "the play", play, started);
  if (ended + lost) must_equal(t, "the end of a play", play, NDRSIM_PLAY_NONE);
  if (!begun && !(ended + lost)) must_equal(t, "an unchanged play", play, before);
  if (outcome(r, "close_upgrade", t)) assert_true(outcome(r, "upgrade_sold", t) != 0);
}

static void check_path(const ndrsim_replay *r) {
  uint64_t macro = ndrsim_hash_string("macro");
  for (int t = 0; t < r->months; t++) {
    const ndrsim_replay_month *m = &r->month[t];
    for (int k = m->first_entry; k < m->first_entry + m->n_entries; k++)
      check_entry(r, &r->trace.entry[k], r->key.id, r->replicate.idiosyncratic);
    for (int k = m->macro; k < m->macro + m->n_macro; k++)
      check_entry(r, &r->trace.entry[k], macro, r->replicate.macro);
    assert_int_equal(m->n_macro, t > 0 ? 2 : 1);
    if (t == 0 || !m->present || !r->month[t - 1].present) continue;
    check_growth(r, t);
    check_add_ons(r, t);
    check_usage(r, t);
    check_life(r, t);
    check_plays(r, t);
  }
}

/* --- money ------------------------------------------------------------------------------------ */

static void add_moved(sums *s, const ndrsim_replay_month *m, int t) {
  int64_t *row = s->record + ndrsim_at_moved(&s->l->layout, t, 0);
  int64_t change = NDRSIM_SIXTIETHS * (m->mrr - m->before);
  switch (m->moved) {
  case NDRSIM_MOVE_NEW:
    row[NDRSIM_MOVED_NEW] += m->mrr;
    row[NDRSIM_MOVED_NEW_LOGOS]++;
    break;
  case NDRSIM_MOVE_EXPANSION:
    for (int d = 0; d < NDRSIM_DRIVERS; d++)
      row[d] += m->part[d];
    for (int k = 0; k < 3; k++)
      row[NDRSIM_FLOW_CAUSE_SEAT + k] += m->part[NDRSIM_ENDPOINT_CAUSE + k];
    break;
  case NDRSIM_MOVE_CONTRACTION:
    row[NDRSIM_FLOW_CONTRACTION] += change;
    break;
  case NDRSIM_MOVE_CHURN:
    row[NDRSIM_FLOW_CHURN] += change;
    row[NDRSIM_MOVED_CHURNED_LOGOS]++;
    break;
  case NDRSIM_MOVE_REACTIVATION:
    row[NDRSIM_FLOW_REACTIVATION] += change;
    row[NDRSIM_MOVED_RETURNED_LOGOS]++;
    break;
  default:
    break;
  }
}

static void add_replay(sums *s, const ndrsim_replay *r) {
  const history_month *h = history_find(&s->seen, r->key.id);
  const ndrsim_layout *l = &s->l->layout;
  int cohort = -1;
  assert_non_null(h);
  for (int t = 0; t < r->months; t++) {
    const ndrsim_replay_month *m = &r->month[t];
    assert_true(m->mrr == h[t].mrr);
    for (int k = 0; k < NDRSIM_ENDPOINT_COLUMNS && t > 0 && m->mrr > 0; k++)
      assert_true(m->part[k] == h[t].since[k] - h[t - 1].since[k]);
    s->record[ndrsim_at_series(l, t, NDRSIM_COUNT_MRR)] += m->mrr;
    s->record[ndrsim_at_series(l, t, NDRSIM_COUNT_LOGOS)] += m->mrr > 0;
    add_moved(s, m, t);
    if (m->moved == NDRSIM_MOVE_NEW) cohort = (int)at(r, "cohort", t);
    if (cohort >= 0) s->record[ndrsim_at_cohort(l, cohort, t, NDRSIM_COHORT_MRR)] += m->mrr;
  }
  s->accounts++;
}

/* Decisions of all accounts against counters of the run. */
static const struct {
  const char *entry, *counter;
  int sign; /* of outcomes that count; 0 = every entry */
} counted[] = {{"activate", "activated", 1},
               {"cancel", "cancelled", 1},
               {"upgrade", NULL, 0},
               {"downgrade", "downgrades", 1},
               {"play_begins", "plays_started", 0},
               {"play_won", "plays_won", 0},
               {"play_lost", "plays_lost", 0},
               {"cut_seats", "seat_cuts", 1},
               {"champion_leaves", "champions_lost", 1},
               {"waits", "queue", 0},
               {"control", "controls_needed", 1},
               {"explore", NULL, 1},
               {"buy_add_on", NULL, 1},
               {"drop_add_on", NULL, 1},
               {"premature_pitch", "pitches_early", 0},
               {"usage_spike", "usage_spikes", 1},
               {"usage_optimise", "usage_optimised", 1},
               {"usage_lost", "usage_lost", 1}};

static void add_counters(const ndrsim_replay *r, int64_t (*sum)[64]) {
  for (size_t c = 0; c < sizeof counted / sizeof *counted; c++)
    for (int t = 0; t < r->months; t++) {
      int n;
      int64_t total = outcomes(r, counted[c].entry, t, &n);
      sum[c][t] += counted[c].sign == 0 ? n : total;
    }
}

/* --- scenarios -------------------------------------------------------------------------------- */

static void check_traits(const ndrsim_replay *r) {
  for (int k = 0; k < r->trace.n_traits; k++) {
    const ndrsim_trace_trait *t = &r->trace.trait[k];
    double x;
    assert_true(t->u > 0 && t->u < 1);
    assert_int_equal(ndrsim_dist_quantile(&t->dist, t->u, &x), NDRSIM_OK);
    double low = r->model.trait[t->trait].low, high = r->model.trait[t->trait].high;
    x = x < low ? low : x > high ? high : x;
    /* the table is a cubic between quantiles: about 1e-4 of probability (decision 0001) */
    if (fabs(x - (double)t->prior) > 0.01 * fabs(x) + 1e-4)
      fail_msg("trait %d: the quantile %.6f is %.6g, drawn was %.6g", k, t->u, x, (double)t->prior);
    if (!t->given) assert_memory_equal(&t->value, &t->prior, sizeof t->value);
    if (!isnan(t->at_least)) assert_true((double)t->value >= t->at_least - 1e-6);
  }
}

static void replay_all(sums *s, int64_t (*sum)[64], int *given) {
  const ndrsim_model *model = &s->l->model;
  for (size_t place = 0; place < s->seen.capacity; place++) {
    ndrsim_account_key key = {.id = s->seen.id[place]};
    ndrsim_replay r;
    ndrsim_error err = {0};
    if (key.id == 0) continue;
    assert_int_equal(ndrsim_account_identify(model, &key, 1, &err), NDRSIM_OK);
    ndrsim_status st = ndrsim_replay_run(&r, model, &key, REPLICATE, &err);
    if (st) fail_msg("%s", err.message);
    check_path(&r);
    check_traits(&r);
    add_replay(s, &r);
    add_counters(&r, sum);
    for (int k = 0; k < r.trace.n_traits; k++)
      *given += r.trace.trait[k].given;
    ndrsim_replay_free(&r);
  }
}

static void compare(const sums *s, int64_t (*sum)[64]) {
  const ndrsim_layout *l = &s->l->layout;
  const int64_t *record = lab_record(s->l, 0);
  for (int t = 0; t < l->months; t++) {
    for (int c = 0; c < NDRSIM_MOVED_NEW + 4; c++)
      must_equal(t, "a column of movements", record[ndrsim_at_moved(l, t, c)],
                 s->record[ndrsim_at_moved(l, t, c)]);
    for (int c = NDRSIM_COUNT_MRR; c <= NDRSIM_COUNT_LOGOS; c++)
      must_equal(t, "MRR or logos", record[ndrsim_at_series(l, t, c)],
                 s->record[ndrsim_at_series(l, t, c)]);
    for (int c = 0; c < l->cohorts; c++)
      must_equal(t, "MRR of a cohort", record[ndrsim_at_cohort(l, c, t, NDRSIM_COHORT_MRR)],
                 s->record[ndrsim_at_cohort(l, c, t, NDRSIM_COHORT_MRR)]);
    for (size_t c = 0; c < sizeof counted / sizeof *counted; c++)
      if (counted[c].counter != NULL && ndrsim_counter_find(&s->l->model, counted[c].counter) >= 0)
        must_equal(t, counted[c].counter, lab_counter(s->l, 0, counted[c].counter, t), sum[c][t]);
  }
}

int replayed_check(lab *l, int64_t accounts) {
  static int64_t sum[sizeof counted / sizeof *counted][64];
  sums s = {.l = l};
  int given = 0;
  memset(sum, 0, sizeof sum);
  assert_true(l->layout.months <= 64);
  history_init(&s.seen, &l->model, accounts);
  ndrsim_observer observer = {history_see, &s.seen};
  ndrsim_engine_options watched = {.threads = 1, .block_size = 11, .observer = &observer};
  ndrsim_engine_options spread = {.threads = 2, .block_size = 29};
  lab_run(l, &watched, REPLICATE, 1);
  lab_run(l, &spread, REPLICATE, 1);
  s.record = calloc(l->layout.size, sizeof *s.record);
  assert_non_null(s.record);
  replay_all(&s, sum, &given);
  assert_int_equal(s.accounts, accounts);
  compare(&s, sum);
  free(s.record);
  history_free(&s.seen);
  return given;
}
