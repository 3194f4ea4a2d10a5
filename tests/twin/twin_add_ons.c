/* Features explored and controls; add-ons bought and dropped. */
#include "tests/twin/twin.h"

enum { OTHERS = 1, EXPLORERS = 2, YEAR = 12, RISK_MONTHS = 6, CONTROL = 2 };

static bool has_features(const twin *t) {
  return twin_counts(t, TWIN_COUNT_FEATURES_EXPLORED);
}

static bool sells_add_ons(const twin *t) {
  return twin_counts(t, TWIN_COUNT_ADD_ONS_HELD);
}

/* --- features -------------------------------------------------------------------------------- */

/* A control that only the next plan has: capacity moves the plan in the same month. */
void twin_control(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  if (!has_features(t) || now->d[TWIN_CONTROLS] == 0 || !twin_active(t, a)) return;
  if (a->tier >= t->model->n_tiers - 1 || a->seats < (int32_t)now->d[TWIN_CONTROL_SEATS]) return;
  float p = now->f[TWIN_CONTROLS] * now->control_macro;
  if (!twin_bernoulli(&t->random, a->id, NDRSIM_SITE_FEATURE_CONTROL, p)) return;
  a->upgrade_post |= CONTROL;
  t->count[t->counter[TWIN_COUNT_CONTROLS_NEEDED]]++;
}

void twin_explore(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  if (!has_features(t)) return;
  int32_t all = (int32_t)now->d[TWIN_FEATURE_COUNT];
  if (twin_active(t, a)) {
    a->explored += twin_binomial(&t->random, a->id, NDRSIM_SITE_FEATURE_GAIN, all - a->explored,
                                 twin_own(t, a, TWIN_FEATURE_EXPLORE) / (float)all);
    a->explored_share = (float)a->explored / (float)all;
  }
  if (t->month == 0 || t->month != (int)now->d[TWIN_LOCK_MONTH]) return;
  if (a->status == NDRSIM_ALIVE && a->landing < t->month)
    a->trust_post -= (int32_t)(now->f[TWIN_LOCK_TRUST] * a->explored_share * 1000 + 0.5f);
}

void twin_row_features(twin *t, twin_account *a) {
  if (!has_features(t)) return;
  int32_t all = (int32_t)t->now->d[TWIN_FEATURE_COUNT];
  if (a->row->mrr > 0) {
    double u = gsl_rng_uniform_pos(twin_book_rng(&t->random, a->id, 28));
    float rate = twin_own(t, a, TWIN_FEATURE_EXPLORE) * (float)(-a->row->start) / (float)all;
    a->explored = ndrsim_binomial1((uint32_t)(u * 0x1p32), all, rate);
  }
  a->explored_share = (float)a->explored / (float)all;
}

/* --- add-ons --------------------------------------------------------------------------------- */

void twin_start_add_ons(twin *t, twin_account *a) {
  for (int k = 0; k < t->model->n_add_ons; k++)
    if (twin_bernoulli_at(&t->random, a->id, NDRSIM_SITE_ADD_ON_TYPE, (unsigned)k,
                          (float)t->now->add_on[TWIN_ADD_CEILING][k]))
      a->add_ons_open |= 1 << k;
}

/* 0 in the first month, then light, proactive, strategic. */
static float stage(const twin *t, const twin_account *a) {
  const twin_month *now = t->now;
  int age = t->month - a->start;
  if (!twin_active(t, a) || age <= 0) return 0;
  if (age < 3) return now->f[TWIN_LIGHT];
  if (age < 6) return now->f[TWIN_PROACTIVE];
  return (a->annual && a->due ? now->f[TWIN_CROSS_RENEWAL] : 1) * now->f[TWIN_STRATEGIC];
}

static bool has_explored(const twin *t, const twin_account *a) {
  return has_features(t) && a->explored_share >= t->now->f[TWIN_EXPLORED_SHARE];
}

static float drop_probability(const twin_month *now, const twin_account *a, int k) {
  double p = now->add_on[TWIN_ADD_DROP][k], stays = 1;
  if (!a->annual) return (float)p;
  for (int month = 0; month < YEAR; month++)
    stays *= 1 - p;
  return (float)(1 - stays);
}

void twin_trade(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  int32_t before = a->add_ons_held;
  a->add_ons_bought = 0;
  if (!sells_add_ons(t) || !twin_active(t, a) || a->landing >= t->month) return;
  float f = stage(t, a);
  f = f * (has_explored(t, a) ? now->f[TWIN_EXPLORED_FACTOR] : 1);
  f = f * now->cross_macro;
  for (int k = 0; k < t->model->n_add_ons; k++) {
    int32_t bit = 1 << k;
    if (before & bit) {
      if (!a->due || !twin_bernoulli_at(&t->random, a->id, NDRSIM_SITE_ADD_ON_DROP, (unsigned)k,
                                        drop_probability(now, a, k)))
        continue;
      a->add_ons_held &= ~bit;
      t->count[t->counter[TWIN_COUNT_ADD_ON_DROPPED] + k]++;
    } else if (a->add_ons_open & bit) {
      float p = (float)now->add_on[TWIN_ADD_HAZARD][k] * f;
      if (!twin_bernoulli_at(&t->random, a->id, NDRSIM_SITE_ADD_ON_BUY, (unsigned)k, p)) continue;
      a->add_ons_held |= bit;
      a->add_ons_bought |= bit;
      t->count[t->counter[TWIN_COUNT_ADD_ON_BOUGHT] + k]++;
      t->count[t->counter[TWIN_COUNT_ONE_TIME] + k] += (int64_t)now->add_on[TWIN_ADD_ONCE][k];
    }
  }
  if (a->add_ons_held != before) a->dirty = true;
}

/* --- what is counted ------------------------------------------------------------------------- */

static void count_at(twin *t, int month, int counter) {
  if (month < t->layout.months)
    t->record[ndrsim_at_series(&t->layout, month, t->counter[counter])]++;
}

/* Groups of those who could still buy at the landmark, judged six months later. */
static void follow(twin *t, twin_account *a) {
  int since = a->start + (int)t->now->d[TWIN_LANDMARK], judged = since + RISK_MONTHS;
  if (since == t->month) {
    if (a->add_ons_held == (1 << t->model->n_add_ons) - 1) return; /* has them all */
    if (a->landing == NDRSIM_NEVER) return;
    a->landmark_group = has_explored(t, a) ? EXPLORERS : OTHERS;
    count_at(t, judged,
             a->landmark_group == EXPLORERS ? TWIN_COUNT_LANDMARK_EXPLORED
                                            : TWIN_COUNT_LANDMARK_OTHERS);
  } else if (a->landmark_group && t->month <= judged && a->add_ons_bought) {
    count_at(t, judged,
             a->landmark_group == EXPLORERS ? TWIN_COUNT_LANDMARK_EXPLORED_BOUGHT
                                            : TWIN_COUNT_LANDMARK_OTHERS_BOUGHT);
    a->landmark_group = 0;
  }
}

/* A customer. */
void twin_count_add_ons(twin *t, twin_account *a) {
  int64_t *c = t->count;
  const int *at = t->counter;
  if (has_features(t)) {
    c[at[TWIN_COUNT_FEATURES_EXPLORED]] += a->explored;
    c[at[TWIN_COUNT_FEATURES_AVAILABLE]] += (int64_t)t->now->d[TWIN_FEATURE_COUNT];
  }
  if (!sells_add_ons(t)) return;
  bool products = false;
  for (int k = 0; k < t->model->n_add_ons; k++) {
    if (!(a->add_ons_held >> k & 1)) continue;
    int64_t cents = twin_add_on_cents(t, a, k);
    products = products || t->now->add_on[TWIN_ADD_PRODUCT][k] != 0;
    c[at[TWIN_COUNT_ADD_ONS_HELD]]++;
    c[at[TWIN_COUNT_ADD_ON_HOLDERS] + k]++;
    c[at[TWIN_COUNT_ADD_ON_MRR_OF] + k] += cents;
    c[at[TWIN_COUNT_ADD_ON_MRR]] += cents;
  }
  c[at[TWIN_COUNT_MULTI_PRODUCT]] += products;
  c[at[TWIN_COUNT_CUSTOMERS_EXPLORED]] += has_explored(t, a);
  follow(t, a);
}
