/* The six signals, and the playbook of a portfolio. */
#include <stdlib.h>

#include "tests/twin/twin.h"

enum { REACTIVE = 1, CONTACTED = 0, AT_SALES = 1, SUSTAINED = 2, ONBOARDED = 3, OFFERED = 4 };

static void count(twin *t, int counter) {
  t->count[t->counter[counter]]++;
}

/* 1 - (1 - habit) (1 - gain)^(W-1) */
static float return_rate(const twin *t, const twin_account *a) {
  float miss = 1 - twin_own(t, a, TWIN_RETURN_RATE);
  if (t->now->d[TWIN_HABIT_GAIN] == 0) return 1 - miss;
  float keep = 1 - t->now->f[TWIN_HABIT_GAIN], further = (float)twin_max(a->workflows - 1, 0);
  if (!(keep > 1e-6f)) keep = 1e-6f;
  return 1 - miss * twin_exp(&t->random, further * twin_log(&t->random, keep));
}

static int signs_of_churn(const twin *t, const twin_account *a) {
  int signs = 0;
  if ((float)a->tasks < (1 - t->now->f[TWIN_DECLINE]) * (float)a->tasks_before)
    signs |= NDRSIM_SIGN_DECLINE;
  if (a->hard_stopped && !a->hard_before) signs |= NDRSIM_SIGN_HARD_STOP;
  if (a->trust < t->now->f[TWIN_SIGNAL_TRUST]) signs |= NDRSIM_SIGN_TRUST;
  return signs;
}

void twin_signals(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  int s = 0;
  if (!twin_active(t, a)) {
    a->sustained = a->signals = a->signal_count = a->churn_signals = 0;
    return;
  }
  float used = (float)a->tasks, w = (float)a->workflows;
  a->sustained = w > now->f[TWIN_SIGNAL_WORKFLOWS] ? a->sustained + 1 : 0;
  if (a->sustained >= 2) s |= NDRSIM_SIGNAL_WORKFLOWS;
  if (a->cap > 0 && a->tasks > a->tasks_before && used >= now->f[TWIN_SIGNAL_CAP] * (float)a->cap)
    s |= NDRSIM_SIGNAL_CAP;
  if (twin_own(t, a, TWIN_COMPLETION_RATE) > now->f[TWIN_SIGNAL_COMPLETION])
    s |= NDRSIM_SIGNAL_COMPLETION;
  if (return_rate(t, a) > now->f[TWIN_SIGNAL_RETURN]) s |= NDRSIM_SIGNAL_RETURN;
  float top = twin_own(t, a, TWIN_TOP_SHARE), even = 1 / (float)twin_max(a->workflows, 1);
  float runs = used * (1.0f / NDRSIM_TASK) * (top > even ? top : even);
  if (runs > now->f[TWIN_SIGNAL_RUNS]) s |= NDRSIM_SIGNAL_RUNS;
  float asks = twin_own(t, a, TWIN_INQUIRY) * (1 - a->penetration);
  if (twin_bernoulli(&t->random, a->id, NDRSIM_SITE_INQUIRY, asks)) s |= NDRSIM_SIGNAL_INQUIRY;
  a->signals = s;
  a->signal_count = 0;
  for (; s; s &= s - 1)
    a->signal_count++;
  a->churn_signals = signs_of_churn(t, a);
  if (a->signal_count >= 4) count(t, TWIN_COUNT_FOUR_SIGNALS);
  if (a->churn_signals) count(t, TWIN_COUNT_AT_RISK);
}

/* --- plays ----------------------------------------------------------------------------------- */

static void lose_trust(twin *t, twin_account *a, int param) {
  a->trust_post -= (int32_t)(t->now->d[param] * 1000 + 0.5);
}

static void end_play(twin *t, twin_account *a, bool won) {
  count(t, won ? TWIN_COUNT_PLAYS_WON : TWIN_COUNT_PLAYS_LOST);
  if (won) a->play_won = t->month;
  a->play = NDRSIM_PLAY_NONE;
  a->play_stage = CONTACTED;
  a->play_cooldown = t->month + (int32_t)t->now->d[TWIN_COOLDOWN];
}

/* Workflows pitched like seats. */
static float dilution(const twin *t) {
  return t->now->d[TWIN_MIXED_TRACKS] != 0 ? t->now->f[TWIN_MIXED_FACTOR] : 1;
}

/* A workflow play: half of the users adopt, too few adopt, or it goes on. */
static void push(twin *t, twin_account *a) {
  float u = twin_uniform(&t->random, a->id, NDRSIM_SITE_PLAY_PUSH);
  if (u < t->now->f[TWIN_PUSH_ADOPTED] * dilution(t)) {
    a->workflow_post += (int32_t)t->now->d[TWIN_CANDIDATES];
    int32_t months = (int32_t)t->now->d[TWIN_SUSTAIN];
    if (months == 0) {
      end_play(t, a, true);
      return;
    }
    a->play_stage = SUSTAINED;
    a->play_mark = a->workflows + 1;
    a->play_until = t->month + 1 + months;
    return;
  }
  if (u > 1 - t->now->f[TWIN_PUSH_FAILED] ||
      t->month - a->play_since >= (int32_t)t->now->d[TWIN_PUSH_MONTHS])
    end_play(t, a, false);
}

/* A capacity play: was the next tier used in the trial month? */
static void judge_trial(twin *t, twin_account *a) {
  float least =
      a->cap_next > 0 ? t->now->f[TWIN_TRIAL_SHARE] * (float)a->cap_next : 1 * (float)a->cap;
  if (a->trial == t->month && (float)a->tasks > least)
    a->play_stage = AT_SALES;
  else
    end_play(t, a, false);
}

static void continue_play(twin *t, twin_account *a) {
  if (a->play_since == t->month || a->play_stage == AT_SALES) return;
  if (a->play_stage == SUSTAINED) {
    if (a->workflows < a->play_mark)
      end_play(t, a, false);
    else if (t->month >= a->play_until)
      end_play(t, a, true);
  } else if (a->play_stage == ONBOARDED)
    end_play(t, a, a->rollout_result > 0);
  else if (a->play_stage == OFFERED)
    end_play(t, a, a->overage_terms);
  else if (a->play == NDRSIM_PLAY_WORKFLOW)
    push(t, a);
  else if (a->play == NDRSIM_PLAY_CAPACITY)
    judge_trial(t, a);
  else
    a->play_stage = AT_SALES;
}

/* Whether a department is now onboarded: its seats come, and the play goes on. */
static bool roll_out(twin *t, twin_account *a) {
  int32_t headcount = a->seats;
  if (a->penetration > 0) headcount = (int32_t)((float)a->seats / a->penetration + 0.5f);
  int32_t people = (int32_t)(t->now->f[TWIN_ROLLOUT_SHARE] * (float)headcount + 0.5f);
  people = twin_min(twin_max(people, 1), headcount - a->seats);
  if (people <= 0) return false;
  if (twin_counts(t, TWIN_COUNT_DEPARTMENTS)) {
    a->rollout_post = people;
    return true;
  }
  float rate = -twin_log(&t->random, 1 - t->now->f[TWIN_ROLLOUT_FST]);
  a->seat_post += twin_binomial(&t->random, a->id, NDRSIM_SITE_PLAY_ROLLOUT, people, rate);
  return false;
}

static void negotiate(twin *t, twin_account *a) {
  bool capacity = a->play == NDRSIM_PLAY_CAPACITY;
  double friction = t->now->d[TWIN_FRICTION];
  if (t->now->d[TWIN_DIMENSIONS] >= 3 && friction != 0 &&
      twin_bernoulli(&t->random, a->id, NDRSIM_SITE_PLAY_FRICTION,
                     (float)(friction / (1 + friction))))
    return;
  float p = t->now->f[capacity ? TWIN_CLOSE_UPGRADE : TWIN_CLOSE_ROLLOUT];
  if (!capacity) p *= dilution(t);
  if (t->now->d[TWIN_EXPANSION] > 0) p *= t->now->f[TWIN_EXPANSION_LIFT];
  bool won = twin_bernoulli(&t->random, a->id, NDRSIM_SITE_PLAY_CLOSE, p);
  if (won && capacity) a->upgrade_post = 1;
  if (won && !capacity) a->licence_post = 1;
  if (won) a->discount_post = 1;
  if (won && !capacity && roll_out(t, a)) {
    a->play_stage = ONBOARDED;
    return;
  }
  if (!won && capacity && twin_counts(t, TWIN_COUNT_TERMS_AGREED) && !a->overage_terms) {
    a->terms_post = 1;
    a->play_stage = OFFERED;
    return;
  }
  end_play(t, a, won);
}

/* Whether the playbook has this play this month. */
static bool has_play(const twin *t, int play) {
  const twin_month *now = t->now;
  if (play == NDRSIM_PLAY_WORKFLOW) return now->d[TWIN_WORKFLOW_PLAYS] != 0;
  if (play == NDRSIM_PLAY_CAPACITY) return now->d[TWIN_CAPACITY_PLAYS] != 0;
  return now->d[TWIN_SEAT_PLAYS] != 0;
}

static bool review_in(const twin *t, const twin_account *a, int month) {
  int every = (int)t->now->d[TWIN_REVIEW];
  return every > 0 && month <= t->month && month > a->fst && (month - a->fst) % every == 0;
}

/* The renewal of an annual contract is near, or a business review is due (or waits since it was),
 * and somebody has no seat yet; or many use the product beyond the licence. */
static bool is_due_for_seats(const twin *t, const twin_account *a) {
  int32_t left = a->renewal - t->month;
  bool bundled = left > 0 && left <= (int32_t)t->now->d[TWIN_BUNDLE];
  bool reviewed = review_in(t, a, t->month) || review_in(t, a, a->play_queued);
  return (((bundled || reviewed) && a->penetration < 1) ||
          (a->licence_state & NDRSIM_LICENCE_BEYOND)) &&
         has_play(t, NDRSIM_PLAY_SEAT);
}

static int choose_play(const twin *t, const twin_account *a) {
  const twin_month *now = t->now;
  bool room = a->penetration < 1, asked = (a->signals & NDRSIM_SIGNAL_INQUIRY) != 0;
  bool large = now->d[TWIN_ARPA] > 0 && (double)a->mrr >= now->d[TWIN_ARPA];
  bool near = a->cap > 0 && a->tasks >= a->cap;
  if (now->d[TWIN_TIMING] != REACTIVE && (a->signals & NDRSIM_SIGNAL_CAP)) near = true;
  if (!has_play(t, NDRSIM_PLAY_SEAT)) room = false;
  if (!has_play(t, NDRSIM_PLAY_CAPACITY)) near = false;
  if (is_due_for_seats(t, a) || (room && now->d[TWIN_SEATS_FIRST] != 0)) return NDRSIM_PLAY_SEAT;
  if (a->licence_state & NDRSIM_LICENCE_USED) asked = true;
  if (near && a->tier < t->model->n_tiers - 1) return NDRSIM_PLAY_CAPACITY;
  if (room && (asked || large) && a->workflows >= 2) return NDRSIM_PLAY_SEAT;
  return has_play(t, NDRSIM_PLAY_WORKFLOW) ? NDRSIM_PLAY_WORKFLOW : NDRSIM_PLAY_NONE;
}

static void pitch_early(twin *t, twin_account *a) {
  count(t, TWIN_COUNT_PITCHES_EARLY);
  a->play_queued = NDRSIM_NEVER;
  a->play_cooldown = t->month + (int32_t)t->now->d[TWIN_COOLDOWN];
  lose_trust(t, a, TWIN_EARLY_TRUST);
  if (twin_bernoulli(&t->random, a->id, NDRSIM_SITE_PREMATURE, t->now->f[TWIN_EARLY_CLOSE])) {
    a->upgrade_post = 1;
    a->play_won = t->month;
  }
}

/* Waiting for the cap means calling on the day of the hard stop. */
static int heeded_signs(const twin *t, const twin_account *a) {
  if (t->now->d[TWIN_TIMING] != REACTIVE) return a->churn_signals;
  return a->churn_signals & ~NDRSIM_SIGN_HARD_STOP;
}

static void contact(twin *t, twin_account *a) {
  count(t, TWIN_COUNT_CONTACTS);
  a->play_contact = t->month;
  if (heeded_signs(t, a)) lose_trust(t, a, TWIN_AT_RISK_TRUST);
  if (!is_due_for_seats(t, a) && a->signal_count < 3 &&
      a->signal_count < (int32_t)t->now->d[TWIN_OUTREACH]) {
    pitch_early(t, a);
    return;
  }
  a->play = choose_play(t, a);
  a->play_stage = CONTACTED;
  a->play_since = t->month;
  a->play_queued = NDRSIM_NEVER;
  count(t, TWIN_COUNT_PLAYS_STARTED);
  if (a->play != NDRSIM_PLAY_CAPACITY) return;
  a->trial_post = 1;
  if (t->now->d[TWIN_TIMING] == REACTIVE) lose_trust(t, a, TWIN_CAP_DAY_TRUST);
}

/* --- the review ------------------------------------------------------------------------------ */

static int later(int32_t since_a, int32_t since_b, const twin_account *a, const twin_account *b) {
  if (since_a != since_b) return since_a < since_b ? -1 : 1;
  if (a->signal_count != b->signal_count) return a->signal_count > b->signal_count ? -1 : 1;
  return a->id < b->id ? -1 : a->id > b->id;
}

static int by_queue(const void *x, const void *y) {
  const twin_account *a = *(twin_account *const *)x, *b = *(twin_account *const *)y;
  return later(a->play_queued, b->play_queued, a, b);
}

static int by_play(const void *x, const void *y) {
  const twin_account *a = *(twin_account *const *)x, *b = *(twin_account *const *)y;
  return later(a->play_since, b->play_since, a, b);
}

/* Longest waiting first, as far as the portfolio's capacity goes. */
static void serve(twin *t, int n, int32_t capacity, int (*order)(const void *, const void *),
                  void (*each)(twin *, twin_account *)) {
  bool unlimited = t->now->d[TWIN_SELF_SERVE] != 0;
  if (n > 1) qsort(t->queue, (size_t)n, sizeof(twin_account *), order);
  for (int k = 0; k < n; k++)
    if (unlimited || k < capacity)
      each(t, t->queue[k]);
    else
      count(t, TWIN_COUNT_QUEUE);
}

static bool is_ready(const twin *t, const twin_account *a) {
  const twin_month *now = t->now;
  if (a->status != NDRSIM_ALIVE || a->play != NDRSIM_PLAY_NONE) return false;
  if (a->fst > t->month - (int32_t)now->d[TWIN_MIN_MONTHS] || a->play_cooldown > t->month)
    return false;
  if (heeded_signs(t, a) && now->d[TWIN_PITCH_AT_RISK] == 0) return false;
  if (is_due_for_seats(t, a) || a->signal_count >= (int32_t)now->d[TWIN_OUTREACH])
    return choose_play(t, a) != NDRSIM_PLAY_NONE;
  return now->d[TWIN_PITCH_EARLY] != 0 && a->signal_count < 3 && has_play(t, NDRSIM_PLAY_CAPACITY);
}

void twin_playbook(twin *t) {
  int n = 0;
  if (t->now->d[TWIN_PLAYBOOK_ON] == 0) return;
  for (int i = 0; i < t->n; i++) {
    twin_account *a = &t->account[i];
    if (is_ready(t, a)) {
      a->play_queued = twin_min(a->play_queued, t->month);
      t->queue[n++] = a;
      continue;
    }
    a->play_queued = NDRSIM_NEVER;
    if (a->status != NDRSIM_ALIVE || a->play == NDRSIM_PLAY_NONE) continue;
    if (has_play(t, a->play))
      continue_play(t, a);
    else
      end_play(t, a, false);
  }
  serve(t, n, (int32_t)t->now->d[TWIN_CSM], by_queue, contact);
  n = 0;
  for (int i = 0; i < t->n; i++) {
    twin_account *a = &t->account[i];
    if (a->status == NDRSIM_ALIVE && a->play != NDRSIM_PLAY_NONE && a->play_stage == AT_SALES)
      t->queue[n++] = a;
  }
  serve(t, n, (int32_t)t->now->d[TWIN_SALES], by_play, negotiate);
}
