/* Metered usage: units of a month, what they cost, and what customers do about it. */
#include "tests/twin/twin.h"

enum { NODES, GRADUATED, VOLUME };
enum { TRAILING_3, BILLED, EXCLUDED };
enum { SLOW = 1, FAST = 2, WHOLE = 10000 };
#define MOST 2e9f

bool twin_meters(const twin *t) {
  return t->slots.slot[TWIN_USAGE_LEVEL] >= 0;
}

/* --- money ----------------------------------------------------------------------------------- */

static int64_t capped(__int128 cents) {
  return cents < NDRSIM_CENTS_MOST ? (int64_t)cents : NDRSIM_CENTS_MOST;
}

/* Units at a price each; prices have eleven decimals. */
static __int128 at_price(int64_t units, double price) {
  int64_t each = (int64_t)(price * 1e11 + 0.5);
  return (__int128)units * each;
}

static int64_t cents_of(__int128 amount) {
  return capped((amount + 500000000) / 1000000000);
}

static int64_t on_nodes(const twin *t, const twin_month *list, int64_t units) {
  int n = t->model->n_nodes;
  int64_t x[NDRSIM_MAX_MEMBERS + 1] = {0}, y[NDRSIM_MAX_MEMBERS + 1] = {0};
  for (int k = 0; k < n; k++) {
    x[k + 1] = (int64_t)list->node_units[k];
    y[k + 1] = (int64_t)list->node_bill[k];
    if (y[k + 1] < y[k]) y[k + 1] = y[k];
    if (units == x[k + 1]) return y[k + 1];
    if (units < x[k + 1])
      return capped(y[k] +
                    (((__int128)(units - x[k])) * (y[k + 1] - y[k]) + (x[k + 1] - x[k]) / 2) /
                        (x[k + 1] - x[k]));
  }
  double price = t->now->d[TWIN_USAGE_BEYOND];
  if (price > 0) return capped((__int128)y[n] + cents_of(at_price(units - x[n], price)));
  if (n == 0 || x[n] == x[n - 1]) return y[n];
  __int128 rise = (__int128)(units - x[n]) * (y[n] - y[n - 1]);
  return capped((__int128)y[n] + (rise + (x[n] - x[n - 1]) / 2) / (x[n] - x[n - 1]));
}

static int64_t in_bands(const twin *t, const twin_month *list, int64_t units, bool volume) {
  int n = t->model->n_nodes, band = 0;
  while (band + 1 < n && units > (int64_t)list->node_units[band])
    band++;
  if (n == 0) return 0;
  if (volume) return cents_of(at_price(units, list->node_price[band]));
  __int128 sum = 0;
  for (int k = 0; k <= band; k++) {
    int64_t from = k > 0 ? (int64_t)list->node_units[k - 1] : 0;
    int64_t to = k < band ? (int64_t)list->node_units[k] : units;
    sum += at_price(to - from, list->node_price[k]);
  }
  return cents_of(sum);
}

static int64_t list_cents(const twin *t, int64_t units, int version) {
  const twin_month *list = twin_list(t, version);
  int kind = (int)t->now->d[TWIN_USAGE_LADDER];
  return kind == NODES ? on_nodes(t, list, units) : in_bands(t, list, units, kind == VOLUME);
}

static int64_t agreed_cents(const twin *t, int64_t list) {
  int64_t off = (int64_t)(t->now->d[TWIN_USAGE_COMMIT_DISCOUNT] * WHOLE + 0.5);
  return capped(((__int128)list * (WHOLE - off) + WHOLE / 2) / WHOLE);
}

static int64_t month_cents(const twin *t, int64_t units, int64_t committed, int version) {
  int64_t all = list_cents(t, units, version);
  if (committed == 0) return all;
  int64_t agreed = list_cents(t, committed, version), more = all > agreed ? all - agreed : 0;
  return capped((__int128)agreed_cents(t, agreed) + more);
}

/* The mean over the months that MRR counts. */
int64_t twin_usage_cents(const twin *t, const ndrsim_bill_state *state) {
  int64_t sum = 0, n = 0;
  if (!twin_meters(t) || t->now->d[TWIN_USAGE_MRR] == EXCLUDED) return 0;
  for (int k = 0; k < 3; k++)
    if (state->metered[k] >= 0) {
      sum +=
          month_cents(t, state->metered[k], state->metered[3], state->value[NDRSIM_DRIVER_PRICE]);
      n++;
    }
  return n == 0 ? 0 : (sum + n / 2) / n;
}

static int64_t larger(int64_t a, int64_t b) {
  return a > b ? a : b;
}

int64_t twin_units_cents(const twin *t, const ndrsim_bill_state *state, int add_on) {
  if (!twin_meters(t) || t->now->d[TWIN_USAGE_MRR] == EXCLUDED) return 0;
  const twin_month *list = twin_list(t, state->value[NDRSIM_DRIVER_PRICE]);
  int64_t included = (int64_t)list->add_on[TWIN_ADD_INCLUDED][add_on], sum = 0, n = 0;
  int64_t tier = (int64_t)list->add_on[TWIN_ADD_TIER_UNITS][add_on];
  for (int k = 0; k < 3; k++) {
    int64_t units = state->metered[k], dear = 0;
    if (units < 0) continue;
    if (tier > 0) dear = larger(units - larger(tier, included), 0);
    int64_t rest = tier > 0 && units > tier ? tier : units;
    sum += cents_of(at_price(larger(rest - included, 0), list->add_on[TWIN_ADD_UNIT][add_on]) +
                    at_price(dear, list->add_on[TWIN_ADD_TIER_PRICE][add_on]));
    n++;
  }
  return n == 0 ? 0 : (sum + n / 2) / n;
}

/* --- units ----------------------------------------------------------------------------------- */

static float usual(const twin_account *a) {
  float sum = 0, n = 0;
  for (int k = 0; k < 3; k++)
    if (a->metered[k] >= 0) {
      sum += (float)a->metered[k];
      n += 1;
    }
  return n > 0 ? sum / n : 0;
}

static bool meters(const twin *t, const twin_account *a) {
  return a->fst <= t->month && a->status <= NDRSIM_ALIVE && a->is_metered;
}

/* A row's units are those of month 0; without them it is not metered. */
void twin_row_usage(twin *t, twin_account *a) {
  if (!twin_meters(t) || a->row->mrr <= 0) return;
  float level = twin_own(t, a, TWIN_USAGE_LEVEL), sd = twin_own(t, a, TWIN_USAGE_SD);
  a->is_metered = a->row->units >= 0 && level > 0;
  if (!a->is_metered) return;
  a->units = a->metered[0] = a->row->units;
  a->usage_idle = a->units == 0;
  a->usage_noise = 0.5f * sd * sd;
  if (a->units > 0)
    a->usage_trend =
        twin_log(&t->random, (float)a->units) - twin_log(&t->random, level) - t->now->usage_log;
}

static void grow(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  float half = now->f[TWIN_USAGE_HALF_LIFE], lowest = now->f[TWIN_USAGE_FLOOR];
  float fall = half > 0 ? -0.693147181f / half : 0;
  float g = lowest + (twin_own(t, a, TWIN_USAGE_GROWTH) - lowest) *
                         twin_exp(&t->random, (float)(t->month - a->fst - 1) * fall);
  g = g + now->usage_tilt;
  float trend = a->usage_trend + twin_log(&t->random, 1 + (g > -0.9f ? g : -0.9f));
  a->usage_trend = trend < 60 ? trend : 60;
}

static float least(float a, float b) {
  return a < b ? a : b;
}

/* Units of a month before they are whole. */
static float use(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  float sd = twin_own(t, a, TWIN_USAGE_SD), rho = now->f[TWIN_USAGE_RHO];
  float e = twin_normal(&t->random, a->id, NDRSIM_SITE_USAGE_NOISE), x = a->usage_noise;
  a->usage_noise = x = a->fst == t->month ? sd * e : rho * x + sd * sqrtf(1 - rho * rho) * e;
  if (a->fst < t->month) grow(t, a);
  float u = twin_own(t, a, TWIN_USAGE_LEVEL) *
            twin_exp(&t->random, a->usage_trend + x - 0.5f * sd * sd + now->usage_log);
  u = least(u, MOST);
  if (twin_bernoulli(&t->random, a->id, NDRSIM_SITE_USAGE_QUIET, twin_own(t, a, TWIN_USAGE_QUIET)))
    return 0;
  if (u > 0 && twin_bernoulli(&t->random, a->id, NDRSIM_SITE_USAGE_SPIKE,
                              twin_own(t, a, TWIN_USAGE_SPIKE))) {
    float burst = least(u * now->f[TWIN_USAGE_SPIKE_FACTOR], MOST);
    t->count[t->counter[TWIN_COUNT_USAGE_SPIKES]]++;
    if (now->d[TWIN_USAGE_GRACE] == 0)
      u = burst;
    else
      t->count[t->counter[TWIN_COUNT_USAGE_FORGIVEN]] += twin_round(burst) - twin_round(u);
  }
  return u;
}

static float after_alerts(twin *t, const twin_account *a, float u) {
  const twin_month *now = t->now;
  float mean = usual(a), limit = mean * (1 + now->f[TWIN_USAGE_SHOCK_AT]);
  float first = limit * now->f[TWIN_USAGE_ALERT_AT];
  if (now->d[TWIN_USAGE_ALERTS] == 0 || mean <= 0 || u <= first) return u;
  t->count[t->counter[TWIN_COUNT_USAGE_ALERTS_EARLY]]++;
  if (now->d[TWIN_USAGE_ALERT_EARLY] != 0)
    u = u - (least(u, limit) - first) * now->f[TWIN_USAGE_ALERT_EARLY];
  if (u <= limit) return u;
  t->count[t->counter[TWIN_COUNT_USAGE_ALERTS_FULL]]++;
  if (now->d[TWIN_USAGE_ALERT_HOLD] == 0) return u;
  return limit + (u - limit) * (1 - now->f[TWIN_USAGE_ALERT_HOLD]);
}

/* A quiet month does not end an account that pays for usage alone; too many do. */
static void move_window(twin *t, twin_account *a) {
  bool one = t->now->d[TWIN_USAGE_MRR] == BILLED;
  a->usage_idle = a->units == 0 ? a->usage_idle + 1 : 0;
  bool silent =
      a->units == 0 && a->usage_pure && a->metered[3] == 0 && list_cents(t, 0, t->month) == 0;
  bool lost = silent && a->usage_idle >= (int32_t)t->now->d[TWIN_USAGE_IDLE_MONTHS] && a->due;
  if (lost) {
    a->wish |= NDRSIM_WISH_QUIT;
    t->count[t->counter[TWIN_COUNT_USAGE_LOST]]++;
  } else if (silent && (one || (a->metered[0] <= 0 && a->metered[1] <= 0)))
    return;
  a->metered[2] = one ? -1 : a->metered[1];
  a->metered[1] = one ? -1 : a->metered[0];
  a->metered[0] = a->units;
}

static void commit(twin *t, twin_account *a) {
  int age = t->month - a->fst;
  if (age % (int)t->now->d[TWIN_USAGE_COMMIT_MONTHS] != 0) return;
  if (t->now->d[TWIN_USAGE_COMMIT_SHARE] == 0 && t->now->d[TWIN_USAGE_COMMIT_LATER] == 0) return;
  if (a->metered[3] == 0 &&
      !twin_bernoulli(&t->random, a->id, NDRSIM_SITE_USAGE_COMMIT,
                      twin_own(t, a, age == 0 ? TWIN_USAGE_COMMIT_SHARE : TWIN_USAGE_COMMIT_LATER)))
    return;
  a->metered[3] = (int32_t)(least(usual(a) * t->now->f[TWIN_USAGE_COMMIT_RATIO], MOST) + 0.5f);
}

void twin_usage_meter(twin *t, twin_account *a) {
  if (!twin_meters(t)) return;
  int32_t before[4] = {a->metered[0], a->metered[1], a->metered[2], a->metered[3]};
  if (meters(t, a)) {
    a->units = twin_round(after_alerts(t, a, use(t, a)));
    move_window(t, a);
    commit(t, a);
  } else {
    a->usage_noise = 0;
    a->units = a->usage_idle = a->metered[3] = 0;
    a->metered[0] = a->metered[1] = a->metered[2] = -1;
  }
  bool billed = list_cents(t, 0, t->month) > 0; /* else months without units cost nothing */
  for (int k = 0; k < 3; k++)
    billed = billed || before[k] > 0 || a->metered[k] > 0;
  for (int k = 0; k < 4; k++)
    if (before[k] != a->metered[k] && (billed || k == 3)) a->dirty = true;
}

/* --- customers and their bill ---------------------------------------------------------------- */

static int64_t this_bill(const twin *t, const twin_account *a) {
  return month_cents(t, a->units, a->metered[3], a->price_version);
}

void twin_usage_react(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  if (!twin_meters(t) || !twin_active(t, a) || !a->is_metered) return;
  double bill = (double)this_bill(t, a), last = (double)a->usage_bill;
  if (now->d[TWIN_USAGE_DASHBOARD] == 0 && a->units > 0 && a->due)
    a->churn_post += (int32_t)((double)twin_log(&t->random, now->f[TWIN_USAGE_BLIND]) * 1000 + 0.5);
  if (last > 0 && bill > (1 + now->d[TWIN_USAGE_SHOCK_AT]) * last) {
    double left = now->d[TWIN_USAGE_ALERTS] != 0 ? 1 - now->d[TWIN_USAGE_ALERT_RELIEF] : 1;
    a->churn_post += (int32_t)(now->d[TWIN_USAGE_SHOCK] * left * 1000 + 0.5);
    t->count[t->counter[TWIN_COUNT_USAGE_SHOCKS]]++;
  }
  if (now->d[TWIN_USAGE_OPTIMISE] == 0) return;
  double first = (double)a->usage_bill_first;
  double dear = now->d[TWIN_USAGE_OPTIMISE_PRICE] * 100 * (double)a->units;
  if (!(first > 0 && bill > now->d[TWIN_USAGE_OPTIMISE_AT] * first) && !(dear > 0 && bill > dear))
    return;
  if (!twin_bernoulli(&t->random, a->id, NDRSIM_SITE_USAGE_OPTIMISE,
                      twin_own(t, a, TWIN_USAGE_OPTIMISE) * now->usage_optimise_macro))
    return;
  a->usage_trend += twin_log(&t->random, 1 - now->f[TWIN_USAGE_OPTIMISE_CUT]);
  t->count[t->counter[TWIN_COUNT_USAGE_OPTIMISED]]++;
}

static void judge(twin *t, twin_account *a) {
  int age = t->month - a->fst;
  if (age == 0) a->units_first = a->units;
  if (age != 3 || a->units_first <= 0) return;
  double times = 1 + t->now->d[TWIN_USAGE_FAST_GROWTH];
  bool fast = a->units > times * times * times * a->units_first;
  a->usage_mark = fast ? FAST : SLOW;
  t->count[t->counter[TWIN_COUNT_USAGE_JUDGED]]++;
  t->count[t->counter[TWIN_COUNT_USAGE_FAST]] += fast;
  if (a->landing == NDRSIM_NEVER || a->landing + 12 > t->model->horizon) return;
  if (a->landing + 12 < t->month) return;
  int column = t->counter[fast ? TWIN_COUNT_USAGE_FAST_BASE : TWIN_COUNT_USAGE_SLOW_BASE];
  t->record[ndrsim_at_series(&t->layout, a->landing + 12, column)] += a->base;
}

void twin_usage_count(twin *t, twin_account *a) {
  int64_t *c = t->count;
  const int *at = t->counter;
  if (!twin_meters(t)) return;
  a->usage_pure = 0;
  a->usage_bill = 0;
  if (a->status != NDRSIM_ALIVE) return;
  ndrsim_bill_state state = {.value = {0}};
  state.value[NDRSIM_DRIVER_PRICE] = a->price_version;
  for (int k = 0; k < 4; k++)
    state.metered[k] = a->metered[k];
  int64_t counted = twin_usage_cents(t, &state);
  if (a->metered[0] >= 0) a->usage_bill = this_bill(t, a);
  if (a->usage_bill_first == 0) a->usage_bill_first = a->usage_bill;
  a->usage_pure = a->mrr > 0 && a->mrr == counted;
  c[at[TWIN_COUNT_USAGE_UNITS]] += a->units;
  c[at[TWIN_COUNT_USAGE_REVENUE]] += a->usage_bill;
  c[at[TWIN_COUNT_USAGE_MRR]] += counted;
  c[at[TWIN_COUNT_USAGE_ACCOUNTS]] += a->units > 0;
  c[at[TWIN_COUNT_USAGE_QUIET]] += a->metered[0] >= 0 && a->units == 0;
  if (a->metered[3] > 0) {
    c[at[TWIN_COUNT_USAGE_COMMITTED]]++;
    c[at[TWIN_COUNT_USAGE_COMMITMENT]] +=
        agreed_cents(t, list_cents(t, a->metered[3], a->price_version));
  }
  if (a->is_metered) judge(t, a);
  if (a->usage_mark != 0 && t->month == a->landing + 12)
    c[at[a->usage_mark == FAST ? TWIN_COUNT_USAGE_FAST_NOW : TWIN_COUNT_USAGE_SLOW_NOW]] += a->mrr;
}
