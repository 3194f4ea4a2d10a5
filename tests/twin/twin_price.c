/* Who is billed by which price list. */
#include "tests/twin/twin.h"

enum { ALL, AT_RENEWAL, NEW };

static bool is_customer(const twin_account *a) {
  return a->status == NDRSIM_ALIVE && a->landing != NDRSIM_NEVER;
}

/* A customer whose seat gets dearer remembers it until the contract may end. */
static void give_list(twin *t, twin_account *a, int month) {
  const twin_month *kept = twin_list(t, a->price_version), *list = twin_list(t, month);
  double old = kept->price[a->tier], now = list->price[a->tier];
  if (kept->flat[a->tier] + list->flat[a->tier] > 0) { /* what all seats cost with the fee */
    int32_t seats = twin_has_licence(t) ? a->billed_seats : a->seats;
    old = kept->flat[a->tier] + old * seats;
    now = list->flat[a->tier] + now * seats;
  }
  if (is_customer(a) && now > old && old > 0) {
    float log_rise = twin_log(&t->random, (float)now / (float)old);
    a->churn_post += (int32_t)(t->now->f[TWIN_PRICE_ELASTICITY] * log_rise * 1000 + 0.5f);
    t->count[t->counter[TWIN_COUNT_PRICE_RISES]]++;
  }
  a->price_version = month;
  a->list_since = NDRSIM_NEVER;
  a->dirty = true;
}

/* The roll-outs that wait for a renewal, or for ever. */
void twin_roll_out(twin *t, twin_account *a) {
  int rollout = (int)t->now->d[TWIN_ROLLOUT], most = (int)t->now->d[TWIN_GRANDFATHER];
  if (rollout == ALL || t->month == 0) return;
  if (!is_customer(a)) {
    if (t->now->list_changed || a->list_since != NDRSIM_NEVER) give_list(t, a, t->month);
    return;
  }
  if (t->now->list_changed && a->list_since == NDRSIM_NEVER) a->list_since = t->month;
  if (a->list_since == NDRSIM_NEVER || !a->due) return;
  int kept = t->month - a->list_since;
  if (rollout == NEW) {
    if (most > 0 && kept >= most) give_list(t, a, t->month);
  } else if (a->annual) {
    give_list(t, a, t->month);
  } else if (kept > 0) {
    give_list(t, a, t->month - 1);
    if (t->now->list_changed) a->list_since = t->month;
  }
}

/* A list that holds for everybody at once. */
void twin_price(twin *t, twin_account *a) {
  if (t->now->d[TWIN_ROLLOUT] == ALL && t->now->list_changed) give_list(t, a, t->month);
}
