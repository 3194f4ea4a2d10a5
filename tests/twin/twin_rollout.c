/* A department from its signature to its review. */
#include "tests/twin/twin.h"

static void add(twin *t, int counter, int32_t n) {
  t->count[t->counter[counter]] += n;
}

static void conclude(twin_account *a) {
  if (a->rollout_result <= 0) a->rollout_idle += a->rollout_people - a->rollout_active;
  a->rollout_people = a->rollout_active = 0;
}

/* Successes of a month among those who wait: 30 days, less those before anybody can succeed. */
static int32_t successes(twin *t, const twin_account *a, bool first) {
  double days = first ? 30 - t->now->d[TWIN_ROLLOUT_DAYS] : 30;
  float rate = -twin_log(&t->random, 1 - t->now->f[TWIN_ROLLOUT_COVERAGE]) * (float)(days / 25);
  return twin_binomial(&t->random, a->id,
                       first ? NDRSIM_SITE_ROLLOUT_FIRST : NDRSIM_SITE_ROLLOUT_LATER,
                       a->rollout_people - a->rollout_active, rate);
}

void twin_onboard(twin *t, twin_account *a) {
  bool first = a->rollout_since == t->month - 1;
  if (!twin_counts(t, TWIN_COUNT_DEPARTMENTS) || (a->rollout_people == 0 && !first)) return;
  if (a->status != NDRSIM_ALIVE) {
    a->rollout_people = a->rollout_active = a->rollout_idle = 0;
    return;
  }
  if (first) a->rollout_people = twin_min(a->rollout_people, a->seats_rolled);
  a->rollout_active += successes(t, a, first);
  if (!first) return;
  bool complete = a->rollout_people > 0 &&
                  a->rollout_active >= t->now->d[TWIN_ROLLOUT_TARGET] * a->rollout_people;
  a->rollout_result = complete ? 1 : -1;
  add(t, TWIN_COUNT_DEPARTMENT_PEOPLE, a->rollout_people);
  add(t, TWIN_COUNT_DEPARTMENT_ACTIVE, a->rollout_active);
  add(t, TWIN_COUNT_DEPARTMENTS, 1);
  add(t, TWIN_COUNT_DEPARTMENTS_COMPLETE, complete);
}

/* Everybody gets a seat. */
void twin_sign(twin *t, twin_account *a) {
  if (a->rollout_post == 0) return;
  if (a->rollout_people > 0) conclude(a);
  a->rollout_people = a->rollout_post;
  a->seat_post += a->rollout_post;
  a->rollout_since = t->month;
  a->rollout_post = a->rollout_active = a->rollout_result = 0;
}

void twin_review(twin *t, twin_account *a) {
  if (a->status != NDRSIM_ALIVE) return;
  if (a->rollout_people > 0 &&
      t->month - a->rollout_since >= (int32_t)t->now->d[TWIN_ROLLOUT_REVIEW])
    conclude(a);
  if (a->rollout_idle == 0 || !a->due) return;
  a->seat_post -= a->rollout_idle;
  add(t, TWIN_COUNT_SEATS_RETURNED, a->rollout_idle);
  a->rollout_idle = 0;
}
