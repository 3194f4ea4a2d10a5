/* Bills, movements and counters of an account. */
#include <string.h>

#include "models/discount.h"
#include "tests/twin/twin.h"

enum { TRIAL = 256, AGREED = 512, HARD_STOP = 1, WHOLE = 10000, MILLION = 1000000 };

/* A bill's terms get this as their context. */
typedef struct bill_of {
  const twin *t;
  const twin_account *a;
} bill_of;

/* amount * num / den, to nearest, halves up; nothing is negative. */
static int64_t scaled(int64_t amount, int64_t num, int64_t den) {
  return (int64_t)(((__int128)amount * num + den / 2) / den);
}

static int64_t basis_points(double share) {
  return (int64_t)(share * WHOLE + 0.5);
}

static int64_t volume_discount(const twin_month *now, int64_t seats) {
  static const int steps[3][2] = {{TWIN_VOLUME1_SEATS, TWIN_VOLUME1_DISCOUNT},
                                  {TWIN_VOLUME2_SEATS, TWIN_VOLUME2_DISCOUNT},
                                  {TWIN_VOLUME3_SEATS, TWIN_VOLUME3_DISCOUNT}};
  int64_t off = 0;
  for (int k = 0; k < 3; k++) {
    double from = now->d[steps[k][0]];
    if (from > 0 && (double)seats >= from) off = basis_points(now->d[steps[k][1]]);
  }
  return off;
}

void twin_punish(twin *t, twin_account *a) {
  int32_t large = (int32_t)t->now->d[TWIN_LARGE_SEATS];
  if (large == 0 || a->status != NDRSIM_ALIVE || a->billed_seats < large) return;
  if (volume_discount(t->now, a->billed_seats) == 0)
    a->trust_post -= (int32_t)(t->now->d[TWIN_LARGE_TRUST] * 1000 + 0.5);
}

/* A flat fee, and seats at the list price of the tier, less discounts, at the terms of a book's
 * account. */
static int64_t seats_cents(const void *context, const ndrsim_bill_state *state) {
  const bill_of *b = context;
  const twin_month *now = b->t->now;
  int tier = state->value[NDRSIM_DRIVER_CAPACITY] % TRIAL;
  int64_t seats = state->value[NDRSIM_DRIVER_SEAT];
  const twin_month *prices = twin_list(b->t, state->value[NDRSIM_DRIVER_PRICE]);
  int64_t price = (int64_t)prices->price[tier], flat = (int64_t)prices->flat[tier];
  int64_t pays = WHOLE - volume_discount(now, seats);
  int32_t discount = state->value[NDRSIM_DRIVER_DISCOUNT];
  bool annual = b->a->annual == NDRSIM_ANNUAL_FROM_START || discount & NDRSIM_DISCOUNT_COMMITTED;
  int64_t pays_annual = WHOLE - (annual ? basis_points(now->d[TWIN_ANNUAL_DISCOUNT]) : 0);
  int64_t pays_own = WHOLE - (discount & NDRSIM_DISCOUNT_BP), whole = (int64_t)WHOLE * WHOLE;
  int64_t list = scaled(seats * price * pays + flat * WHOLE, pays_annual * pays_own, whole * WHOLE);
  return b->a->scale_num == b->a->scale_den ? list : scaled(list, b->a->scale_num, b->a->scale_den);
}

/* Tasks above the cap, of all users, at the tier's price; none in a trial. */
static int64_t overage_cents(const void *context, const ndrsim_bill_state *state) {
  const bill_of *b = context;
  const twin_month *list = twin_list(b->t, state->value[NDRSIM_DRIVER_PRICE]);
  int plan = state->value[NDRSIM_DRIVER_CAPACITY];
  if (plan & TRIAL || (b->t->now->d[TWIN_OVER_CAP] == HARD_STOP && !(plan & AGREED))) return 0;
  plan %= TRIAL;
  int64_t seats = state->value[NDRSIM_DRIVER_SEAT], cap = list->caps[plan];
  if (list->overage[plan] <= 0 || cap == 0 || seats <= 0) return 0;
  if (b->t->now->d[TWIN_POOLED] != 0) cap = cap / seats > 1 ? cap / seats : 1;
  int64_t tasks = (int64_t)state->value[NDRSIM_DRIVER_WORKFLOW] * state->value[NDRSIM_DRIVER_USAGE];
  if (tasks <= cap) return 0;
  int64_t price = (int64_t)(list->overage[plan] * 1e8 + 0.5); /* [1e-6 cents/task] */
  __int128 sum = (__int128)(tasks - cap) * seats * price;
  return (int64_t)((sum + 8 * MILLION) / (16 * MILLION));
}

/* Lines of the bill of one add-on: flat, by seats, and a share of the plan. */
static int64_t add_on_line(const bill_of *b, const ndrsim_bill_state *state, int row, int k) {
  const twin_month *list = twin_list(b->t, state->value[NDRSIM_DRIVER_PRICE]);
  double price = list->add_on[row][k];
  if (row == TWIN_ADD_UNIT) return twin_units_cents(b->t, state, k);
  if (row == TWIN_ADD_SHARE) return scaled(seats_cents(b, state), basis_points(price), WHOLE);
  return (int64_t)price * (row == TWIN_ADD_SEAT ? state->value[NDRSIM_DRIVER_SEAT] : 1);
}

static int64_t add_on_lines(const void *context, const ndrsim_bill_state *state, int row) {
  const bill_of *b = context;
  int64_t sum = 0;
  for (int k = 0; k < b->t->model->n_add_ons; k++)
    if (state->value[NDRSIM_DRIVER_ADD_ON] >> k & 1) sum += add_on_line(b, state, row, k);
  return sum;
}

static int64_t fees_cents(const void *context, const ndrsim_bill_state *state) {
  return add_on_lines(context, state, TWIN_ADD_FEE);
}
static int64_t by_seat_cents(const void *context, const ndrsim_bill_state *state) {
  return add_on_lines(context, state, TWIN_ADD_SEAT);
}
static int64_t shares_cents(const void *context, const ndrsim_bill_state *state) {
  return add_on_lines(context, state, TWIN_ADD_SHARE);
}

static int64_t units_cents(const void *context, const ndrsim_bill_state *state) {
  return add_on_lines(context, state, TWIN_ADD_UNIT);
}

/* A fee or a credit by outcome, on what is paid for the seats. */
static int64_t outcome_cents(const void *context, const ndrsim_bill_state *state) {
  int64_t fee = state->value[NDRSIM_DRIVER_OUTCOME];
  int64_t cents = scaled(seats_cents(context, state), fee < 0 ? -fee : fee, WHOLE);
  return fee < 0 ? -cents : cents;
}

static int64_t usage_cents(const void *context, const ndrsim_bill_state *state) {
  return twin_usage_cents(((const bill_of *)context)->t, state);
}

static const ndrsim_bill_term terms[] = {
    {"seats",
     1U << NDRSIM_DRIVER_SEAT | 1U << NDRSIM_DRIVER_CAPACITY | 1U << NDRSIM_DRIVER_PRICE |
         1U << NDRSIM_DRIVER_DISCOUNT,
     seats_cents},
    {"outcome",
     1U << NDRSIM_DRIVER_SEAT | 1U << NDRSIM_DRIVER_CAPACITY | 1U << NDRSIM_DRIVER_PRICE |
         1U << NDRSIM_DRIVER_DISCOUNT | 1U << NDRSIM_DRIVER_OUTCOME,
     outcome_cents},
    {"overage",
     1U << NDRSIM_DRIVER_SEAT | 1U << NDRSIM_DRIVER_WORKFLOW | 1U << NDRSIM_DRIVER_USAGE |
         1U << NDRSIM_DRIVER_CAPACITY | 1U << NDRSIM_DRIVER_PRICE,
     overage_cents},
    {"fees", 1U << NDRSIM_DRIVER_ADD_ON | 1U << NDRSIM_DRIVER_PRICE, fees_cents},
    {"by_seat", 1U << NDRSIM_DRIVER_ADD_ON | 1U << NDRSIM_DRIVER_SEAT | 1U << NDRSIM_DRIVER_PRICE,
     by_seat_cents},
    {"shares",
     1U << NDRSIM_DRIVER_ADD_ON | 1U << NDRSIM_DRIVER_SEAT | 1U << NDRSIM_DRIVER_CAPACITY |
         1U << NDRSIM_DRIVER_PRICE | 1U << NDRSIM_DRIVER_DISCOUNT,
     shares_cents},
    {"units", 1U << NDRSIM_DRIVER_ADD_ON | 1U << NDRSIM_DRIVER_USAGE | 1U << NDRSIM_DRIVER_PRICE,
     units_cents},
    {"usage", 1U << NDRSIM_DRIVER_USAGE | 1U << NDRSIM_DRIVER_PRICE, usage_cents},
};
enum { TERMS = sizeof terms / sizeof *terms };

static ndrsim_bill_state state_of(const twin_account *a) {
  ndrsim_bill_state s = {.value = {0}};
  s.value[NDRSIM_DRIVER_SEAT] = a->billed_seats;
  s.value[NDRSIM_DRIVER_WORKFLOW] = a->workflows;
  s.value[NDRSIM_DRIVER_CAPACITY] = a->plan;
  s.value[NDRSIM_DRIVER_USAGE] = a->usage;
  s.value[NDRSIM_DRIVER_ADD_ON] = a->add_ons_held;
  s.value[NDRSIM_DRIVER_OUTCOME] = a->outcome_fee;
  s.value[NDRSIM_DRIVER_PRICE] = a->price_version;
  s.value[NDRSIM_DRIVER_DISCOUNT] = a->discount;
  memcpy(s.metered, a->metered, sizeof s.metered);
  return s;
}

int64_t twin_add_on_cents(const twin *t, const twin_account *a, int k) {
  bill_of b = {t, a};
  ndrsim_bill_state state = state_of(a);
  return add_on_line(&b, &state, TWIN_ADD_FEE, k) + add_on_line(&b, &state, TWIN_ADD_SEAT, k) +
         add_on_line(&b, &state, TWIN_ADD_SHARE, k) + add_on_line(&b, &state, TWIN_ADD_UNIT, k);
}

/* --- one movement ---------------------------------------------------------------------------- */

/* Parts of a change in both lenses: drivers, then seat, workflow and capacity by cause. */
static void attribute(const twin *t, const twin_account *a, const ndrsim_bill_state *state,
                      int64_t *part) {
  bill_of b = {t, a};
  int64_t to_workflow = 0, to_seat = 0;
  memset(part, 0, TWIN_PARTS * sizeof *part);
  ndrsim_bill_attribute(terms, TERMS, &b, &a->billed, state, part);
  int64_t capacity = part[NDRSIM_DRIVER_CAPACITY];
  if (capacity != 0)
    ndrsim_cause_split(capacity, (double)a->growth_workflow, (double)a->growth_seat,
                       (double)a->growth_other, &to_workflow, &to_seat);
  part[NDRSIM_ENDPOINT_CAUSE + 0] = part[NDRSIM_DRIVER_SEAT] + to_seat;
  part[NDRSIM_ENDPOINT_CAUSE + 1] = part[NDRSIM_DRIVER_WORKFLOW] + to_workflow;
  part[NDRSIM_ENDPOINT_CAUSE + 2] = capacity - to_workflow - to_seat;
}

/* Adds a movement to its cohort, and to every window (b, b + 12] with the account in its base. */
static void post_movement(twin *t, const twin_account *a, const int64_t *flow) {
  int64_t *row = t->flow + ((size_t)a->cohort * (size_t)t->layout.months + (size_t)t->month) *
                               NDRSIM_MOVED_COLUMNS;
  for (int k = 0; k < NDRSIM_FLOW_COLUMNS; k++)
    row[k] += flow[k];
  for (int back = 1; back <= 12 && back <= t->month; back++) {
    int end = t->month - back + 12;
    if (end >= t->layout.months || !(a->paid >> (back - 1) & 1)) continue;
    for (int k = 0; k < NDRSIM_FLOW_COLUMNS; k++)
      t->record[ndrsim_at_point(&t->layout, end, k)] += flow[k];
  }
}

static void move(twin *t, twin_account *a, ndrsim_movement_kind kind, int64_t now,
                 const ndrsim_bill_state *state) {
  int64_t flow[NDRSIM_FLOW_COLUMNS] = {0}, part[TWIN_PARTS], change = 60 * (now - a->mrr);
  int64_t *row = t->flow + ((size_t)a->cohort * (size_t)t->layout.months + (size_t)t->month) *
                               NDRSIM_MOVED_COLUMNS;
  if (now > 0) {
    attribute(t, a, state, part);
    for (int k = 0; k < TWIN_PARTS; k++)
      a->since[k] += part[k];
  }
  if (kind == NDRSIM_MOVE_EXPANSION) {
    memcpy(flow, part, NDRSIM_DRIVERS * sizeof *flow);
    memcpy(flow + NDRSIM_FLOW_CAUSE_SEAT, part + NDRSIM_ENDPOINT_CAUSE, 3 * sizeof *flow);
    twin_watch_expansion(t, a, part);
  } else if (kind == NDRSIM_MOVE_CONTRACTION) {
    flow[NDRSIM_FLOW_CONTRACTION] = change;
  } else if (kind == NDRSIM_MOVE_CHURN) {
    flow[NDRSIM_FLOW_CHURN] = change;
    row[NDRSIM_MOVED_CHURNED_LOGOS]++;
  } else if (kind == NDRSIM_MOVE_REACTIVATION) {
    flow[NDRSIM_FLOW_REACTIVATION] = change;
    row[NDRSIM_MOVED_RETURNED_LOGOS]++;
  } else
    return;
  post_movement(t, a, flow);
}

static void land(twin *t, twin_account *a, int cohort, int64_t now) {
  a->landing = t->month;
  a->cohort = cohort;
  a->base = now;
  int64_t *row = t->flow + ((size_t)cohort * (size_t)t->layout.months + (size_t)t->month) *
                               NDRSIM_MOVED_COLUMNS;
  row[NDRSIM_MOVED_NEW] += now;
  row[NDRSIM_MOVED_NEW_LOGOS]++;
}

static int32_t next_status(const twin_account *a, bool landed) {
  if (a->wish & NDRSIM_WISH_QUIT) return landed ? NDRSIM_GONE : NDRSIM_DROPPED;
  if (a->status == NDRSIM_PROSPECT && a->wish & NDRSIM_WISH_JOIN) return NDRSIM_ALIVE;
  if (a->status == NDRSIM_GONE && a->wish & NDRSIM_WISH_RETURN) return NDRSIM_ALIVE;
  if (a->status == NDRSIM_GONE && a->wish & NDRSIM_WISH_DROP) return NDRSIM_DROPPED;
  return a->status;
}

/* A new bill is written when something that bills name has changed (seats, plan, overage, list,
 * status), and compared with the last one written. */
void twin_bill(twin *t, twin_account *a) {
  bool landed = a->landing != NDRSIM_NEVER;
  if (a->dirty || a->wish) {
    bill_of b = {t, a};
    a->status = next_status(a, landed);
    ndrsim_bill_state state = state_of(a);
    int64_t now = a->status == NDRSIM_ALIVE ? ndrsim_bill_total(terms, TERMS, &b, &state) : 0;
    ndrsim_movement_kind kind = ndrsim_movement_classify(a->mrr, now, landed);
    if (kind == NDRSIM_MOVE_NEW)
      land(t, a, t->layout.book_cohorts + t->month, now);
    else if (landed)
      move(t, a, kind, now, &state);
    bool gone = kind == NDRSIM_MOVE_CHURN || (!landed && a->status == NDRSIM_DROPPED);
    if (gone) a->left = twin_min(a->left, t->month);
    if (now > 0) a->billed = state;
    a->mrr = now;
    a->dirty = false;
    a->wish = 0;
  } else if (a->mrr > 0)
    a->billed = state_of(a); /* next month's change is split over next month's changes alone */
  a->paid = a->paid << 1 | (a->mrr > 0);
}

/* A row's account pays what its row says; later bills keep the proportion to the list. */
ndrsim_status twin_open(twin *t, twin_account *a, ndrsim_error *err) {
  a->dirty = false;
  a->wish = 0;
  if (a->row->mrr > 0) {
    bill_of b = {t, a};
    ndrsim_bill_state state = state_of(a);
    int64_t list = seats_cents(&b, &state),
            metered = overage_cents(&b, &state) + usage_cents(&b, &state);
    if (list > 0 ? a->row->mrr <= metered : a->row->mrr != metered)
      return ndrsim_error_set(err, NDRSIM_INPUT, "a row pays less than its overage and usage");
    a->status = NDRSIM_ALIVE;
    a->scale_num = list > 0 ? a->row->mrr - metered : 1;
    a->scale_den = list > 0 ? list : 1;
    a->mrr = a->row->mrr;
    a->billed = state;
    land(t, a, a->row->cohort, a->mrr);
  }
  a->paid = a->mrr > 0;
  return NDRSIM_OK;
}

/* --- counters -------------------------------------------------------------------------------- */

static void count_use(twin *t, const twin_account *a) {
  int64_t *c = t->count, seats = a->seats;
  const int *at = t->counter;
  c[at[TWIN_COUNT_CUSTOMERS]]++;
  c[at[TWIN_COUNT_SEATS]] += seats;
  c[at[TWIN_COUNT_HEADCOUNT]] += (int64_t)(twin_own(t, a, TWIN_HEADCOUNT) + 0.5f);
  c[at[TWIN_COUNT_WORKFLOWS]] += a->workflows;
  c[at[TWIN_COUNT_USER_WORKFLOWS]] += a->workflows * seats;
  c[at[TWIN_COUNT_TASKS]] += a->tasks * seats;
  c[at[TWIN_COUNT_ACCOUNTS] + a->tier]++;
  c[at[TWIN_COUNT_OVER]] += a->over > 0;
  c[at[TWIN_COUNT_HARD]] += a->hard_stopped;
  c[at[TWIN_COUNT_TRIALS]] += a->trial == t->month;
  c[at[TWIN_COUNT_PIPELINE]] += a->play != NDRSIM_PLAY_NONE;
  c[at[TWIN_COUNT_TRUST]] += (int64_t)(a->trust * 1e6f);
}

void twin_count(twin *t, twin_account *a) {
  int64_t *c = t->count;
  const int *at = t->counter;
  if (a->status <= NDRSIM_ALIVE && a->fst == NDRSIM_NEVER) c[at[TWIN_COUNT_ONBOARDING]]++;
  a->account_cost = 0;
  if (a->status != NDRSIM_ALIVE) {
    twin_margin(t, a, 0);
    return;
  }
  count_use(t, a);
  twin_count_add_ons(t, a);
  twin_count_terms(t, a);
  int64_t tasks = (int64_t)a->served * a->seats;
  /* millionths of a cent, rounded to thousandths */
  int64_t cost = (tasks * t->now->task_cost + a->seats * t->now->seat_cost +
                  a->units * t->now->unit_cost + 500) /
                 1000;
  int64_t profit = a->mrr * 1000 - cost;
  a->account_cost = cost;
  twin_margin(t, a, profit);
  c[at[TWIN_COUNT_MRR_TIER] + a->tier] += a->mrr;
  c[at[TWIN_COUNT_OLDER_LIST]] += a->mrr > 0 && a->list_since != NDRSIM_NEVER;
  c[at[TWIN_COUNT_SERVED]] += tasks;
  c[at[TWIN_COUNT_COST]] += cost;
  c[at[TWIN_COUNT_PROFIT]] += profit;
  c[at[TWIN_COUNT_PROFIT_TIER] + a->tier] += profit;
}
