/* The month, account by account; and the run of a replicate, portfolio by portfolio. */
#include "tests/twin/twin.h"

#include <stdlib.h>
#include <string.h>

ndrsim_status twin_init(twin *self, const ndrsim_model *model, unsigned long mt_seed,
                        ndrsim_error *err) {
  memset(self, 0, sizeof *self);
  self->model = model;
  ndrsim_engine_layout(model, &self->layout);
  ndrsim_status st = ndrsim_plan_init(&self->plan, model, err);
  if (st) goto out;
  st = ndrsim_population_init(&self->population, &self->plan, 1, err);
  if (st) goto out;
  st = ndrsim_values_init(&self->values, &self->plan, err);
  if (st) goto out;
  st = twin_random_init(&self->random, model->seed, mt_seed, err);
  if (st) goto out;
  st = twin_slots_find(self, err);
  if (st) goto out;
  size_t months = (size_t)self->layout.months, most = (size_t)self->population.largest + 1;
  self->months = calloc((size_t)model->n_segments * months, sizeof *self->months);
  self->account = calloc(most, sizeof *self->account);
  self->queue = calloc(most, sizeof *self->queue);
  self->paid_in = calloc(most * months, sizeof *self->paid_in);
  self->flow =
      calloc((size_t)self->layout.cohorts * months * NDRSIM_MOVED_COLUMNS, sizeof *self->flow);
  self->spread =
      calloc((size_t)NDRSIM_SPREADS * NDRSIM_SPREAD_MONTHS * NDRSIM_SPREAD_SUMS, sizeof(int64_t));
  if (!self->months || !self->account || !self->queue || !self->flow || !self->spread ||
      !self->paid_in)
    st = ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for the twin");
out:
  if (st) twin_free(self);
  return st;
}

void twin_free(twin *self) {
  free(self->months);
  free(self->account);
  free(self->queue);
  free(self->paid_in);
  free(self->flow);
  free(self->spread);
  twin_random_free(&self->random);
  ndrsim_values_free(&self->values);
  ndrsim_population_free(&self->population);
  ndrsim_plan_free(&self->plan);
  memset(self, 0, sizeof *self);
}

static ndrsim_status enter(twin *t, const ndrsim_account *from, ndrsim_error *err) {
  twin_account *a = &t->account[t->n++];
  memset(a, 0, sizeof *a);
  a->paid_in = t->paid_in + (size_t)t->entered++ * (size_t)t->layout.months;
  memset(a->paid_in, 0, (size_t)t->layout.months * sizeof *a->paid_in);
  a->id = from->id;
  a->status = NDRSIM_PROSPECT;
  a->row = from->row >= 0 ? &t->model->row[from->row] : NULL;
  a->start = a->row ? a->row->start : from->start;
  a->due = 1;
  a->seats = a->billed_seats = 1;
  a->trust = 1;
  a->trial = a->return_month = a->cohort = a->play_won = a->play_contact = -1;
  a->trial_offer = -12;
  a->rollout_since = -2;
  a->renewal = a->fst = a->landing = a->play_queued = a->list_since = NDRSIM_NEVER;
  a->seat_limit = NDRSIM_NEVER;
  a->scale_num = a->scale_den = 1;
  a->margin_base = -1;
  a->is_metered = !a->row || a->row->mrr <= 0;
  a->metered[0] = a->metered[1] = a->metered[2] = -1;
  ndrsim_status st = twin_traits(t, a, err);
  if (st) return st;
  if (!a->row) {
    if (t->counter[TWIN_COUNT_SIGNUPS] >= 0) t->count[t->counter[TWIN_COUNT_SIGNUPS]]++;
    twin_begin(t, a);
    twin_watch_begin(t, a);
    return NDRSIM_OK;
  }
  twin_begin_row(t, a);
  twin_watch_begin(t, a);
  return twin_open(t, a, err);
}

/* What happens to an account before the portfolio is reviewed. */
static void use_product(twin *t, twin_account *a) {
  twin_contract(t, a);
  twin_roll_out(t, a);
  twin_activate(t, a);
  twin_onboard(t, a);
  twin_workflows(t, a);
  twin_demand(t, a);
  twin_meter(t, a);
  twin_signals(t, a);
}

/* And after it. */
static void decide(twin *t, twin_account *a) {
  twin_control(t, a);
  twin_convert(t, a);
  twin_terms(t, a);
  twin_capacity(t, a);
  twin_sign(t, a);
  twin_spread(t, a);
  twin_licence(t, a);
  twin_explore(t, a);
  twin_trade(t, a);
  twin_outcome(t, a);
  twin_usage_meter(t, a);
  twin_price(t, a);
  twin_discount(t, a);
  twin_review(t, a);
  twin_usage_react(t, a);
  twin_contraction(t, a);
  twin_punish(t, a);
  twin_cut(t, a);
  twin_licence_cut(t, a);
  twin_trust(t, a);
  twin_churn(t, a);
  twin_key_account(t, a);
  twin_reactivation(t, a);
  twin_watch(t, a);
  twin_bill(t, a);
}

/* Of an account whose story is over. */
static void tell(twin *t, const twin_account *a) {
  twin_tabulate(t, a);
  twin_revenue(t, a);
}

/* Who can never bill again leaves the portfolio. */
static void forget_dropped(twin *t) {
  int kept = 0;
  for (int i = 0; i < t->n; i++) {
    if (t->account[i].status == NDRSIM_DROPPED) {
      tell(t, &t->account[i]);
      continue;
    }
    if (kept < i) t->account[kept] = t->account[i];
    kept++;
  }
  t->n = kept;
}

static ndrsim_status run_month(twin *t, const ndrsim_account **waiting, const ndrsim_account *last,
                               ndrsim_error *err) {
  t->now = &t->months[t->segment * t->layout.months + t->month];
  t->random.month = (unsigned)t->month;
  t->count = t->record + ndrsim_at_series(&t->layout, t->month, 0);
  for (; *waiting < last && (*waiting)->start <= t->month; ++*waiting) {
    ndrsim_status st = enter(t, *waiting, err);
    if (st) return st;
  }
  if (t->month > 0 || t->model->n_rows == 0) { /* month 0 of a book is over */
    for (int i = 0; i < t->n; i++)
      use_product(t, &t->account[i]);
    twin_playbook(t);
    for (int i = 0; i < t->n; i++)
      decide(t, &t->account[i]);
  }
  for (int i = 0; i < t->n; i++) {
    twin_spread_revenue(t, &t->account[i]);
    t->account[i].paid_in[t->month] = t->account[i].mrr;
    twin_anchor(t, &t->account[i]);
    twin_measure(t, &t->account[i]);
    twin_usage_count(t, &t->account[i]);
    twin_count(t, &t->account[i]);
    twin_licence_count(t, &t->account[i]);
    if (t->observer) t->observer(t->observer_user, &t->account[i], t->month);
  }
  forget_dropped(t);
  return NDRSIM_OK;
}

static ndrsim_status run_portfolio(twin *t, ndrsim_extent extent, ndrsim_error *err) {
  const ndrsim_account *waiting = t->population.account + extent.from;
  const ndrsim_account *last = t->population.account + extent.to;
  t->segment = waiting->segment;
  t->trait_of = t->slots.trait_of[t->segment];
  t->n = t->entered = 0;
  for (t->month = 0; t->month < t->layout.months; t->month++) {
    ndrsim_status st = run_month(t, &waiting, last, err);
    if (st) return st;
  }
  for (int i = 0; i < t->n; i++)
    tell(t, &t->account[i]);
  return NDRSIM_OK;
}

ndrsim_status twin_run(twin *self, ndrsim_replicate replicate, int64_t *record, ndrsim_error *err) {
  ndrsim_status st = ndrsim_values_set(&self->values, replicate, NULL, err);
  if (st) return st;
  self->random.replicate = replicate.idiosyncratic;
  self->record = record;
  memset(record, 0, self->layout.size * sizeof *record);
  memset(self->flow, 0,
         (size_t)self->layout.cohorts * (size_t)self->layout.months * NDRSIM_MOVED_COLUMNS *
             sizeof *self->flow);
  memset(self->spread, 0,
         (size_t)NDRSIM_SPREADS * NDRSIM_SPREAD_MONTHS * NDRSIM_SPREAD_SUMS * sizeof(int64_t));
  twin_months_set(self);
  for (int b = 0; b < self->population.n_blocks && !st; b++)
    st = run_portfolio(self, self->population.block[b], err);
  if (!st) twin_finish(self);
  return st;
}
