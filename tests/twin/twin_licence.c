/* Which of the seats held are billed. */
#include "tests/twin/twin.h"

enum { NAMED = 0, ACTIVE = 1, HARD_BLOCK = 1, OTHERS = 1, FULL = 2, RISK_MONTHS = 6 };

bool twin_has_licence(const twin *t) {
  return twin_counts(t, TWIN_COUNT_SEATS_BILLED);
}

static float share(const twin *t, const twin_account *a) {
  double what = t->now->d[TWIN_LICENCE_SEAT];
  if (what == NAMED) return 1;
  float active = twin_own(t, a, TWIN_ACTIVE_SHARE);
  return what == ACTIVE ? active : active * t->now->f[TWIN_PEAK_SHARE];
}

static int32_t use_of(const twin *t, const twin_account *a, int32_t seats) {
  int32_t needed = (int32_t)((float)seats * share(t, a) + 0.5f);
  return twin_max(needed - (int32_t)t->now->d[TWIN_FREE_SEATS], 1);
}

static int32_t whole_blocks(const twin *t, int32_t use) {
  int32_t block = (int32_t)t->now->d[TWIN_BLOCK];
  return block == 0 ? use : (use + block - 1) / block * block;
}

/* Most seats that the licence covers, found by trying downwards. */
static int32_t limit_of(const twin *t, const twin_account *a) {
  float covered = (float)(a->billed_seats + (int32_t)t->now->d[TWIN_FREE_SEATS]) + 0.5f;
  int32_t seats = (int32_t)(covered / share(t, a));
  while (use_of(t, a, seats) > a->billed_seats)
    seats--;
  return seats;
}

static void hold(const twin *t, twin_account *a, int32_t licensed) {
  bool ahead = t->now->d[TWIN_BLOCK] > 0;
  int32_t use = use_of(t, a, a->seats);
  if (a->billed_seats != licensed) a->dirty = true;
  a->billed_seats = licensed;
  a->licence_state = 0;
  if (ahead && use > t->now->d[TWIN_LICENCE_TRIGGER] * licensed)
    a->licence_state |= NDRSIM_LICENCE_USED;
  if (ahead && use - licensed >= (int32_t)t->now->d[TWIN_LICENCE_BEYOND])
    a->licence_state |= NDRSIM_LICENCE_BEYOND;
  a->seat_limit = NDRSIM_NEVER;
  if (ahead && t->now->d[TWIN_INVITES] == HARD_BLOCK) a->seat_limit = limit_of(t, a);
  a->licence_seats = a->seats;
}

void twin_licence_start(const twin *t, twin_account *a) {
  hold(t, a, whole_blocks(t, use_of(t, a, a->seats)));
}

static int32_t thousandths(double x) {
  return (int32_t)(x * 1000 + 0.5);
}

/* Refused colleagues, and seats that are paid for and hardly used. */
static void annoy(twin *t, twin_account *a) {
  t->count[t->counter[TWIN_COUNT_INVITES_BLOCKED]] += a->blocked_post;
  if (a->blocked_post > 0) a->trust_post -= thousandths(t->now->d[TWIN_BLOCKED_TRUST]);
  a->blocked_post = 0;
  if (t->now->d[TWIN_LICENCE_SEAT] != NAMED) return;
  int32_t idle = a->seats - (int32_t)((float)a->seats * twin_own(t, a, TWIN_ACTIVE_SHARE) + 0.5f);
  a->trust_post -= thousandths(t->now->d[TWIN_IDLE_TRUST] * idle / a->seats);
}

void twin_licence(twin *t, twin_account *a) {
  a->licence_grown = false;
  if (!twin_has_licence(t) || !twin_active(t, a)) return;
  int32_t block = (int32_t)t->now->d[TWIN_BLOCK], use = use_of(t, a, a->seats);
  int32_t before = a->billed_seats, most = whole_blocks(t, use), licensed = before;
  annoy(t, a);
  if (block == 0)
    licensed = use;
  else if (a->licence_post)
    licensed = twin_max(most, before);
  else if (use > t->now->d[TWIN_LICENCE_TRIGGER] * before &&
           twin_bernoulli(&t->random, a->id, NDRSIM_SITE_LICENCE_ADD, t->now->f[TWIN_LICENCE_ADD]))
    licensed = most > before ? most : before + block;
  a->licence_post = 0;
  a->licence_grown = block > 0 && licensed > before;
  if (a->licence_grown) t->count[t->counter[TWIN_COUNT_LICENCES_ADDED]]++;
  hold(t, a, licensed);
}

void twin_licence_cut(twin *t, twin_account *a) {
  if (!twin_has_licence(t) || a->seats >= a->licence_seats) return;
  hold(t, a, twin_min(whole_blocks(t, use_of(t, a, a->seats)), a->billed_seats));
}

static void count_at(twin *t, int month, int counter) {
  if (month < t->layout.months)
    t->record[ndrsim_at_series(&t->layout, month, t->counter[counter])]++;
}

/* Groups by utilisation at the landmark; whose licence has grown six months later. */
static void follow(twin *t, twin_account *a, int32_t use) {
  int since = a->start + (int)t->now->d[TWIN_LICENCE_LANDMARK], judged = since + RISK_MONTHS;
  if (t->month == since && t->now->d[TWIN_BLOCK] > 0 && a->landing != NDRSIM_NEVER) {
    a->licence_group = use > t->now->d[TWIN_LANDMARK_USE] * a->billed_seats ? FULL : OTHERS;
    count_at(t, judged,
             a->licence_group == FULL ? TWIN_COUNT_LICENCE_FULL : TWIN_COUNT_LICENCE_OTHERS);
  } else if (a->licence_group && t->month <= judged && a->licence_grown) {
    count_at(t, judged,
             a->licence_group == FULL ? TWIN_COUNT_LICENCE_FULL_GREW
                                      : TWIN_COUNT_LICENCE_OTHERS_GREW);
    a->licence_group = 0;
  }
}

void twin_licence_count(twin *t, twin_account *a) {
  if (!twin_has_licence(t) || a->status != NDRSIM_ALIVE) return;
  int32_t use = use_of(t, a, a->seats), billed = a->billed_seats;
  t->count[t->counter[TWIN_COUNT_SEATS_BILLED]] += billed;
  t->count[t->counter[TWIN_COUNT_SEATS_USED]] += twin_min(use, billed);
  t->count[t->counter[TWIN_COUNT_USERS_BEYOND]] += twin_max(use - billed, 0);
  follow(t, a, use);
}
