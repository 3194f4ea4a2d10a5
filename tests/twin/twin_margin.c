/* Retention of gross profit, and the margin of the marginal task. */
#include <math.h>

#include "tests/twin/twin.h"

enum { YEAR = 12, AGES = 3, OVERAGE = 0, UPGRADE = 1 };

static void count_at(twin *t, int month, int counter, int64_t amount) {
  if (month < t->layout.months) t->record[ndrsim_at_series(&t->layout, month, counter)] += amount;
}

/* [cents/task] that the next task of an account above its cap brings; 0 = there is none. */
static double next_task(const twin *t, const twin_account *a) {
  const twin_month *now = t->now;
  int slot = ndrsim_model_slot(t->model, "margin.marginal_task"), k = a->tier;
  bool upgrade = ndrsim_values_get(&t->values, slot, t->segment, t->month) == UPGRADE;
  if (now->cap[k] <= 0) return 0;
  if (!upgrade && now->d[TWIN_OVER_CAP] == OVERAGE && now->overage[k] > 0)
    return now->overage[k] * 100;
  if (k + 1 == t->model->n_tiers) return 0;
  double more = now->cap[k + 1] - now->cap[k], dearer = now->price[k + 1] - now->price[k];
  return more > 0 && dearer > 0 ? dearer / more : 0;
}

static void marginal(twin *t, const twin_account *a) {
  double fall = (double)ndrsim_log1((float)(1 - t->now->d[TWIN_COST_DECLINE]));
  double cost = t->now->d[TWIN_COST_TASK] * 100 * ndrsim_exp_double(fall / YEAR * t->month);
  int64_t price = (int64_t)(next_task(t, a) * 1e6 + 0.5);
  if (price == 0) return;
  int64_t left = price - (int64_t)(cost * 1e6 + 0.5);
  t->count[t->counter[TWIN_COUNT_MARGINAL_REVENUE]] += a->seats * price;
  t->count[t->counter[TWIN_COUNT_MARGINAL_PROFIT]] += a->seats * left;
  t->count[t->counter[TWIN_COUNT_MARGINAL_REVENUE_TIER] + a->tier] += a->seats * price;
  t->count[t->counter[TWIN_COUNT_MARGINAL_PROFIT_TIER] + a->tier] += a->seats * left;
}

void twin_margin(twin *t, twin_account *a, int64_t profit) {
  const int *at = t->counter;
  if (at[TWIN_COUNT_PROFIT_POINT_BASE] < 0) return; /* the scenario does not measure it */
  bool customer = a->status == NDRSIM_ALIVE;
  int age = t->month - a->landing;
  if (customer) marginal(t, a);
  for (int k = 0; k < AGES && customer && !a->row; k++) {
    if (age == 0)
      count_at(t, t->month + YEAR * (k + 1), at[TWIN_COUNT_PROFIT_AGE_BASE] + k, profit);
    if (age == YEAR * (k + 1)) t->count[at[TWIN_COUNT_PROFIT_AGE_NOW] + k] += profit;
  }
  if (t->month % YEAR != 0) return;
  if (customer && a->margin_base == t->month - YEAR)
    t->count[at[TWIN_COUNT_PROFIT_POINT_NOW]] += profit;
  bool pays = customer && a->mrr > 0;
  if (pays) count_at(t, t->month + YEAR, at[TWIN_COUNT_PROFIT_POINT_BASE], profit);
  a->margin_base = pays ? t->month : -1;
}
