/* Free plans, promotions, commitments and outcome contracts: what an account pays besides the list.
 */
#include "models/discount.h"
#include "tests/twin/twin.h"

enum { AT_RENEWAL = 1, WHOLE = 10000, MOST_FEE = 100000000, YEAR = 12 };

static void add(twin *t, int counter, int64_t n) {
  if (twin_counts(t, counter)) t->count[t->counter[counter]] += n;
}

void twin_start_terms(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  a->committed = NDRSIM_NEVER;
  if (now->d[TWIN_OUTCOME_SHARE] > 0)
    a->outcome_contract =
        twin_bernoulli(&t->random, a->id, NDRSIM_SITE_OUTCOME_CONTRACT, now->f[TWIN_OUTCOME_SHARE]);
  if (a->row || now->d[TWIN_PROMO_SHARE] == 0) return;
  if (twin_bernoulli(&t->random, a->id, NDRSIM_SITE_PROMOTION, now->f[TWIN_PROMO_SHARE]))
    a->promotion = (int32_t)((double)twin_own(t, a, TWIN_PROMO_SIZE) * WHOLE + 0.5);
  a->discount = a->promotion;
}

/* --- the free plan --------------------------------------------------------------------------- */

void twin_convert(twin *t, twin_account *a) {
  if (!twin_active(t, a) || a->landing != NDRSIM_NEVER) return;
  add(t, TWIN_COUNT_FREE_BEFORE, 1);
  if (!twin_counts(t, TWIN_COUNT_FREE_BEFORE)) return;
  float months = (float)(t->month - 1 - a->fst);
  float fade = twin_exp(&t->random, months * twin_log(&t->random, t->now->f[TWIN_CONVERT_FADE]));
  if (twin_bernoulli(&t->random, a->id, NDRSIM_SITE_CONVERSION,
                     twin_own(t, a, TWIN_CONVERT) * fade))
    a->upgrade_post |= NDRSIM_UPGRADE_CONVERTS;
}

/* --- discounts ------------------------------------------------------------------------------- */

static void settle(twin *t, twin_account *a) {
  int32_t off = twin_max(a->promotion, a->granted), was = a->discount;
  if (a->committed != NDRSIM_NEVER) {
    int32_t size = (int32_t)(t->now->d[TWIN_COMMIT_SIZE] * WHOLE + 0.5);
    off = twin_max(off, size) | NDRSIM_DISCOUNT_COMMITTED;
  }
  a->discount = off;
  if (off != was) a->dirty = true;
}

static void end_promotion(twin *t, twin_account *a) {
  int32_t before = a->discount & NDRSIM_DISCOUNT_BP;
  a->promotion = 0;
  settle(t, a);
  if (a->status != NDRSIM_ALIVE) return;
  int32_t after = a->discount & NDRSIM_DISCOUNT_BP;
  float rise = twin_log(&t->random, (float)(WHOLE - after) / (float)(WHOLE - before));
  a->churn_post += (int32_t)(t->now->f[TWIN_PROMO_ELASTICITY] * rise * 1000 + 0.5f);
  add(t, TWIN_COUNT_PROMOTIONS_ENDED, 1);
}

void twin_discount(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  bool waits = now->d[TWIN_PROMO_EXPIRES] == AT_RENEWAL;
  if (a->promotion > 0 && a->landing != NDRSIM_NEVER &&
      t->month - a->landing >= (int)now->d[TWIN_PROMO_MONTHS] && (a->due || !waits))
    end_promotion(t, a);
  if (a->discount_post) {
    a->granted = twin_max(a->granted, (int32_t)(now->d[TWIN_EXPANSION] * WHOLE + 0.5));
    settle(t, a);
  }
  a->discount_post = 0;
  if (now->d[TWIN_COMMIT] == 0 || a->committed != NDRSIM_NEVER || !twin_active(t, a)) return;
  if (a->penetration < now->f[TWIN_COMMIT_PENETRATION]) return;
  if (!twin_bernoulli(&t->random, a->id, NDRSIM_SITE_COMMIT, now->f[TWIN_COMMIT])) return;
  a->committed = t->month;
  settle(t, a);
  add(t, TWIN_COUNT_COMMITMENTS_SIGNED, 1);
}

/* --- outcomes -------------------------------------------------------------------------------- */

static bool is_measured(const twin *t, const twin_account *a) {
  if (!a->outcome_contract || !twin_active(t, a) || a->landing == NDRSIM_NEVER) return false;
  if (a->annual) return a->due;
  int32_t from = a->start < 0 ? a->start : a->landing;
  return t->month > from && (t->month - from) % YEAR == 0;
}

/* What the measurement adds to the contract, as a share of it. */
static float measured(twin *t, const twin_account *a) {
  const twin_month *now = t->now;
  float p = twin_own(t, a, TWIN_OUTCOME_DELIVERED);
  float more = now->f[TWIN_OUTCOME_DEPTH] * (float)(a->workflows - 1);
  if (more > 0 && p < 1) p = twin_expm1neg(&t->random, -twin_log(&t->random, 1 - p) * (1 + more));
  bool delivered;
  float u = twin_uniform(&t->random, a->id, NDRSIM_SITE_OUTCOME);
  if (t->random.mt)
    delivered = u < p;
  else
    delivered = twin_bernoulli(&t->random, a->id, NDRSIM_SITE_OUTCOME, p);
  add(t, TWIN_COUNT_OUTCOMES_MEASURED, 1);
  add(t, TWIN_COUNT_OUTCOMES_DELIVERED, delivered);
  if (!delivered) return -now->f[TWIN_OUTCOME_CREDIT];
  u = u / p;
  return now->f[TWIN_OUTCOME_LOW] +
         (now->f[TWIN_OUTCOME_HIGH] - now->f[TWIN_OUTCOME_LOW]) * (u < 1 ? u : 1);
}

void twin_outcome(twin *t, twin_account *a) {
  int32_t was = a->outcome_fee;
  if (!is_measured(t, a)) return;
  float kept = was > 0 ? t->now->f[TWIN_OUTCOME_CARRY] * (float)was : 0;
  float fee = kept + (WHOLE + kept) * measured(t, a);
  if (fee > MOST_FEE)
    a->outcome_fee = MOST_FEE;
  else
    a->outcome_fee = fee < 0 ? -twin_round(-fee) : twin_round(fee);
  if (a->outcome_fee != was) a->dirty = true;
}

void twin_count_terms(twin *t, const twin_account *a) {
  bool unbilled = a->landing == NDRSIM_NEVER;
  add(t, TWIN_COUNT_FREE_ACCOUNTS, a->fst <= t->month && unbilled);
  add(t, TWIN_COUNT_CONVERSIONS, a->fst < t->month && a->landing == t->month);
  add(t, TWIN_COUNT_PROMOTIONS, a->promotion > 0);
  add(t, TWIN_COUNT_COMMITMENTS, a->committed != NDRSIM_NEVER);
  add(t, TWIN_COUNT_OUTCOME_CONTRACTS, a->outcome_contract);
  add(t, TWIN_COUNT_OUTCOME_FEES, a->outcome_fee > 0);
}
