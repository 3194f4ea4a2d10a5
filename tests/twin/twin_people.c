/* The people at a customer: contracts, seats, cuts, trust, cancelling and coming back. */
#include "models/discount.h"
#include "tests/twin/twin.h"

enum { LOGIT = 1 };

/* Annual contracts are open only in the month of their renewal. */
void twin_contract(twin *t, twin_account *a) {
  if (a->committed == t->month - 1) {
    if (!a->annual) a->annual = NDRSIM_ANNUAL_BY_COMMITMENT;
    a->renewal = a->committed + 12;
  }
  if (!a->annual) {
    a->due = 1;
    return;
  }
  if (a->renewal == NDRSIM_NEVER && a->landing < t->month) a->renewal = a->landing + 12;
  a->due = a->renewal == t->month;
  if (a->due) a->renewal += 12;
}

static int32_t headcount(const twin *t, const twin_account *a) {
  return twin_max(twin_round(twin_own(t, a, TWIN_HEADCOUNT)), 1);
}

/* Seats after `gain` and what was posted, between one and the headcount; returns how many came
 * beyond the gain. */
static int32_t settle(twin *t, twin_account *a, int32_t gain, int32_t people) {
  int32_t posted = twin_active(t, a) ? a->seat_post : 0, old = a->seats;
  a->seat_post = 0;
  if (t->now->d[TWIN_SEAT_GROWTH] == 0) posted = twin_min(posted, 0);
  a->seats = twin_max(twin_min(old + gain + posted, twin_max(people, old)), 1);
  float share = (float)a->seats / (float)people;
  a->penetration = share < 1 ? share : 1;
  if (!twin_has_licence(t)) a->billed_seats = a->seats;
  if (a->seats == old) return -gain;
  a->dirty = true;
  if (a->seats > old)
    t->count[t->counter[TWIN_COUNT_SEATS_ADDED]] += a->seats - old;
  else
    t->count[t->counter[TWIN_COUNT_SEATS_CUT]] += old - a->seats;
  return a->seats - old - gain;
}

/* Word of mouth: discrete Bass up to a share of the headcount. */
void twin_spread(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  int32_t people = headcount(t, a), gain = 0;
  if (twin_active(t, a) && now->d[TWIN_SEAT_GROWTH] != 0) {
    int32_t most = twin_round(twin_own(t, a, TWIN_SATURATION) * (float)people);
    int32_t room = twin_max(most - a->seats, 0);
    float reached = (float)a->seats / (float)(a->seats + room);
    float deeper = (float)twin_max(a->workflows - 1, 0);
    float f = (1 + now->f[TWIN_DEPTH] * deeper) * now->seat_macro;
    float rate = (twin_own(t, a, TWIN_INNOVATION) + twin_own(t, a, TWIN_IMITATION) * reached) * f;
    gain = twin_binomial(&t->random, a->id, NDRSIM_SITE_SEAT_GAIN, room, rate);
    int32_t admitted = twin_min(gain, twin_max(a->seat_limit - a->seats, 0));
    a->blocked_post += gain - admitted;
    gain = admitted;
  }
  a->seats_rolled = twin_max(settle(t, a, gain, people), 0);
}

/* One word decides between a cut and the loss of the champion. */
void twin_contraction(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  if (!twin_active(t, a) || (now->d[TWIN_CUT] == 0 && now->d[TWIN_CHAMPION] == 0)) return;
  float h = 0;
  if (a->due) {
    float rate = 0 - twin_log(&t->random, 1 - twin_own(t, a, TWIN_CUT));
    float x = rate * (a->annual ? 12.0f : 1.0f) * now->contraction_macro;
    h = twin_expm1neg(&t->random, x > 0 ? x : 0);
  }
  int what =
      twin_compete(&t->random, a->id, NDRSIM_SITE_CONTRACTION, h, twin_own(t, a, TWIN_CHAMPION));
  if (what == 1) {
    a->seat_post -= twin_max(twin_round(twin_own(t, a, TWIN_CUT_SIZE) * (float)a->seats), 1);
    t->count[t->counter[TWIN_COUNT_SEAT_CUTS]]++;
  } else if (what == 2) {
    a->trust_post -= (int32_t)(now->d[TWIN_CHAMPION_TRUST] * 1000 + 0.5);
    t->count[t->counter[TWIN_COUNT_CHAMPIONS]]++;
  }
}

void twin_cut(twin *t, twin_account *a) {
  if (a->seat_post != 0) settle(t, a, 0, headcount(t, a));
}

void twin_trust(twin *t, twin_account *a) {
  float x = a->trust;
  x = x + t->now->f[TWIN_TRUST_RECOVERY] * (1 - x) + (float)a->trust_post * 0.001f;
  a->trust_post = 0;
  a->trust = x < 0 ? 0 : x > 1 ? 1 : x;
}

/* --- cancelling ------------------------------------------------------------------------------ */

/* -log(1 - p), by the series where 1 - p would lose digits. */
static double cumulative(double p) {
  if (p > 0.1) return -(double)ndrsim_log1((float)(1 - p));
  double sum = 0, power = p;
  for (int k = 1; k <= 10; k++) {
    sum += power / k;
    power *= p;
  }
  return sum;
}

float twin_link(const twin *t, double p) {
  if (p <= 0) return -80;
  return ndrsim_log1((float)(t->now->d[TWIN_LINK] == LOGIT ? p / (1 - p) : cumulative(p)));
}

static float dependency(const twin *t, const twin_account *a) {
  float x = (float)twin_max(a->workflows - 1, 0) * t->now->f[TWIN_DEP_WORKFLOWS] +
            a->penetration * t->now->f[TWIN_DEP_TEAMS];
  return twin_expm1neg(&t->random, x);
}

void twin_churn(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  int32_t stopped = a->hard_before;
  a->hard_before = a->hard_stopped;
  if (a->status != NDRSIM_ALIVE) a->churn_post = 0;
  if (t->trait_of[TWIN_CHURN_BASE] >= 0)
    a->churn_eta = twin_link(t, (double)twin_own(t, a, TWIN_CHURN_BASE));
  if (!twin_active(t, a) || !a->due) return;
  float eta =
      (t->trait_of[TWIN_CHURN_BASE] >= 0 ? a->churn_eta : now->churn_base) + now->churn_macro;
  if ((float)a->tasks * 0.0625f < now->f[TWIN_LOW_TASKS]) eta = eta + now->f[TWIN_LOW_USAGE];
  if (stopped) eta = eta + now->f[TWIN_HARD_STOP];
  eta = eta + now->f[TWIN_DISTRUST] * (1 - a->trust);
  if (now->d[TWIN_DEPENDENCY] != 0) eta = eta - now->f[TWIN_DEPENDENCY] * dependency(t, a);
  eta = eta + (float)a->churn_post * 0.001f;
  a->churn_post = 0;
  float hazard = now->d[TWIN_LINK] == LOGIT ? twin_softplus(&t->random, eta)
                                            : twin_exp(&t->random, eta < 20 ? eta : 20);
  float k = a->annual ? now->f[TWIN_EXPOSURE] : 1;
  float p = twin_expm1neg(&t->random, hazard * k);
  if (!twin_bernoulli(&t->random, a->id, NDRSIM_SITE_CHURN, p)) return;
  a->wish |= NDRSIM_WISH_QUIT;
  t->count[t->counter[TWIN_COUNT_CANCELLED]]++;
}

/* Months until the return: the cumulative hazard passes an exponential. Never, when that is not
 * before the horizon. */
static int32_t months_away(twin *t, const twin_account *a) {
  float u = twin_uniform(&t->random, a->id, NDRSIM_SITE_RETURN_TIME);
  float target = -twin_log(&t->random, u), sum = 0;
  float hazard = twin_own(t, a, TWIN_RETURN_HAZARD), decay = t->now->f[TWIN_RETURN_DECAY];
  for (int k = 1; t->month + k - 1 <= t->model->horizon; k++) {
    sum += hazard;
    if (sum > target) return k;
    hazard *= decay;
  }
  return NDRSIM_NEVER;
}

void twin_reactivation(twin *t, twin_account *a) {
  if (a->status != NDRSIM_GONE) return;
  if (a->return_month < 0) {
    int32_t k = months_away(t, a);
    a->return_month = k == NDRSIM_NEVER ? k : t->month + k - 1;
    if (k == NDRSIM_NEVER) a->wish |= NDRSIM_WISH_DROP;
  }
  if (a->return_month != t->month) return;
  a->wish |= NDRSIM_WISH_RETURN;
  a->return_month = -1;
  t->count[t->counter[TWIN_COUNT_RETURNED]]++;
}
