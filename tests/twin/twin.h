/* The twin: the month of the engine once more, plain and scalar.
 *
 * One struct for each account, one account at a time (the playbook: one portfolio at a time),
 * written from the equations in the comments of models/. It shares with the engine the model, the
 * values of layers 1 and 2, the one-value mathematics, the generator, the dealing of portfolios and
 * the ledger; no vector code and no step of a mechanism. With addressed randomness it must equal
 * the engine to the last cent; with mt19937 and gsl_ran_* it must equal it in distribution, and is
 * what the benchmark races.
 */
#ifndef NDRSIM_TWIN_H
#define NDRSIM_TWIN_H

#include "models/play.h"
#include "sim/engine.h"
#include "sim/concentration.h"
#include "sim/population.h"
#include "sim/values.h"
#include "tests/twin/twin_param.h"
#include "tests/twin/twin_random.h"

enum {
  TWIN_TRAITS = 32,
  TWIN_PARTS = NDRSIM_ENDPOINT_COLUMNS,
  TWIN_MILESTONES = NDRSIM_MAX_MILESTONES + 1
};

/* What a seat count, a workflow count, ... was when something was last decided on it. */
typedef struct twin_origin {
  int32_t workflows, seats, usage;
} twin_origin;

typedef struct twin_account {
  uint64_t id;
  const ndrsim_row *row; /* of the book, or NULL */
  int32_t start;         /* month it enters */
  int32_t status, wish;  /* NDRSIM_PROSPECT.., NDRSIM_WISH_* */
  bool dirty;            /* something that a bill names has changed */
  float trait[TWIN_TRAITS];

  /* contract */
  int32_t annual, renewal, due;
  /* use */
  int32_t fst, workflows, workflow_post, usage, tasks, tasks_before;
  float log_noise;
  /* capacity */
  int32_t tier, plan, cap, cap_next, served, over, hard_stopped, trial, low_months;
  int32_t upgrade_post, trial_post;
  twin_origin tier_origin;
  float growth_workflow, growth_seat, growth_other;
  /* signals and plays */
  int32_t sustained, signals, signal_count, churn_signals;
  int32_t play, play_stage, play_since, play_cooldown, play_queued, play_mark, play_until;
  int32_t terms_post, overage_terms;
  int32_t rollout_post, rollout_people, rollout_active, rollout_since, rollout_result, rollout_idle;
  /* people */
  int32_t billed_seats, licence_post, blocked_post, seat_limit, licence_state, licence_seats;
  int32_t licence_group;
  bool licence_grown; /* this month */
  int32_t seats, seat_post, seats_rolled, trust_post, hard_before, return_month;
  float penetration, trust, churn_eta;
  /* features and add-ons */
  int32_t explored, add_ons_held, add_ons_open, add_ons_bought, landmark_group;
  float explored_share;
  /* money */
  int32_t landing, cohort, price_version, list_since, churn_post;
  int32_t discount_post, granted;
  int32_t promotion, discount, committed, outcome_contract, outcome_fee;
  /* metered usage: the months that MRR counts, then what is committed */
  int32_t is_metered, units, metered[NDRSIM_METERED], usage_idle, usage_pure, units_first;
  int32_t usage_mark;
  float usage_trend, usage_noise;
  int64_t usage_bill, usage_bill_first;
  uint32_t paid; /* bit k: MRR > 0 k months ago, up to twelve */
  int64_t mrr, base, anchor, scale_num, scale_den;
  ndrsim_bill_state billed;
  int64_t since[TWIN_PARTS], mark[TWIN_PARTS];
  int64_t *paid_in; /* [months] MRR of every month */
  /* what is measured */
  int32_t reached[TWIN_MILESTONES], left; /* months, or NDRSIM_NEVER */
  int32_t tier_seen, seats_first, play_seen, trial_offer, play_won, play_contact, seats_then;
  int64_t tasks_then;
  int64_t account_cost; /* [1e-3 cents] */
  int32_t margin_base;
} twin_account;

typedef struct twin twin;

/* Called for every account that has started, after the month's bills. */
typedef void twin_observer(void *user, const twin_account *account, int month);

struct twin {
  const ndrsim_model *model;
  ndrsim_plan plan;
  ndrsim_population population; /* a block is one portfolio */
  ndrsim_values values;
  ndrsim_layout layout;
  twin_random random;
  twin_slots slots;
  twin_month *months; /* [n_segments][horizon + 1]: what accounts of a segment share */
  twin_account *account;
  twin_account **queue; /* [largest portfolio] */
  int64_t *paid_in;     /* [largest portfolio][months] */
  int entered;          /* accounts of the portfolio so far */
  int counter[TWIN_COUNTERS];
  int64_t *flow;   /* [cohorts][months][NDRSIM_MOVED_COLUMNS] */
  int64_t *spread; /* [NDRSIM_SPREADS][NDRSIM_SPREAD_MONTHS][NDRSIM_SPREAD_SUMS] */
  twin_observer *observer;
  void *observer_user;

  /* the portfolio and the month at hand */
  int segment, month, n;
  const twin_month *now;
  const int *trait_of; /* [TWIN_PARAMS] index into account->trait, -1 = shared */
  int64_t *count;      /* the month's counters */
  int64_t *record;
};

/* mt_seed 0: addressed randomness; else mt19937 from this seed. */
ndrsim_status twin_init(twin *self, const ndrsim_model *model, unsigned long mt_seed,
                        ndrsim_error *err);
void twin_free(twin *self);
/* Runs one replicate and fills record[layout.size]. */
ndrsim_status twin_run(twin *self, ndrsim_replicate replicate, int64_t *record, ndrsim_error *err);

/* --- the month, in order (each for one account unless it says otherwise) --------------------- */
void twin_contract(twin *t, twin_account *a);
void twin_roll_out(twin *t, twin_account *a);
void twin_activate(twin *t, twin_account *a);
void twin_onboard(twin *t, twin_account *a); /* the department that signed last */
void twin_workflows(twin *t, twin_account *a);
void twin_demand(twin *t, twin_account *a);
void twin_meter(twin *t, twin_account *a);
void twin_signals(twin *t, twin_account *a);
void twin_playbook(twin *t); /* the portfolio */
void twin_terms(twin *t, twin_account *a);
void twin_key_account(twin *t, twin_account *a);
void twin_capacity(twin *t, twin_account *a);
void twin_sign(twin *t, twin_account *a);
void twin_spread(twin *t, twin_account *a);
void twin_licence(twin *t, twin_account *a);
void twin_price(twin *t, twin_account *a);
void twin_convert(twin *t, twin_account *a); /* from the free plan */
void twin_outcome(twin *t, twin_account *a);
void twin_discount(twin *t, twin_account *a);
void twin_review(twin *t, twin_account *a);
void twin_control(twin *t, twin_account *a);
void twin_explore(twin *t, twin_account *a);
void twin_trade(twin *t, twin_account *a);
void twin_usage_meter(twin *t, twin_account *a);
void twin_usage_react(twin *t, twin_account *a);
void twin_contraction(twin *t, twin_account *a);
void twin_punish(twin *t, twin_account *a); /* a large team without a volume discount */
void twin_cut(twin *t, twin_account *a);
void twin_licence_cut(twin *t, twin_account *a);
void twin_trust(twin *t, twin_account *a);
void twin_churn(twin *t, twin_account *a);
void twin_reactivation(twin *t, twin_account *a);
void twin_bill(twin *t, twin_account *a);
void twin_count(twin *t, twin_account *a);
void twin_count_add_ons(twin *t, twin_account *a);
int64_t twin_add_on_cents(const twin *t, const twin_account *a, int k); /* of its bill */
void twin_licence_count(twin *t, twin_account *a);
void twin_count_terms(twin *t, const twin_account *a);
void twin_usage_count(twin *t, twin_account *a);
bool twin_meters(const twin *t); /* whether the scenario has metered usage */
int64_t twin_usage_cents(const twin *t, const ndrsim_bill_state *state);
/* Of an add-on with a price of units. */
int64_t twin_units_cents(const twin *t, const ndrsim_bill_state *state, int add_on);

/* --- starting accounts ----------------------------------------------------------------------- */
ndrsim_status twin_traits(twin *t, twin_account *a, ndrsim_error *err);
void twin_begin(twin *t, twin_account *a);     /* a described account */
void twin_begin_row(twin *t, twin_account *a); /* a row of a book, in month 0 */
void twin_start_seats(twin *t, twin_account *a);
void twin_start_add_ons(twin *t, twin_account *a);
void twin_row_features(twin *t, twin_account *a);
void twin_row_usage(twin *t, twin_account *a);
bool twin_has_licence(const twin *t); /* else every seat held is billed */
void twin_licence_start(const twin *t, twin_account *a);
float twin_link(const twin *t, double p);        /* of the churn hazard */
float twin_link(const twin *t, double p);        /* of the churn hazard */
void twin_start_terms(twin *t, twin_account *a); /* promotion, outcome contract */
int32_t twin_tier_cap(const twin *t, const twin_account *a, int tier);
void twin_keep_origin(twin_account *a);
ndrsim_status twin_open(twin *t, twin_account *a, ndrsim_error *err); /* its first bill */

/* --- measuring ------------------------------------------------------------------------------- */
void twin_watch_begin(const twin *t, twin_account *a);
void twin_watch(const twin *t, twin_account *a); /* before its bill */
void twin_watch_expansion(const twin *t, twin_account *a, const int64_t *part);
void twin_tabulate(twin *t, const twin_account *a); /* when its story is over */
void twin_measure(twin *t, twin_account *a);
void twin_spread_revenue(twin *t, const twin_account *a);
void twin_spread_finish(twin *t);

void twin_margin(twin *t, twin_account *a, int64_t profit);

/* --- the record ------------------------------------------------------------------------------ */
void twin_anchor(twin *t, twin_account *a);
void twin_revenue(twin *t, const twin_account *a); /* when its story is over */
void twin_finish(twin *t);

/* The price list of a month. */
static inline const twin_month *twin_list(const twin *t, int version) {
  return &t->months[t->segment * t->layout.months + version];
}

/* What initiatives make of a trait this month. */
static inline float twin_acting(const twin *t, float drawn, int k) {
  const ndrsim_trait *trait = &t->model->trait[t->slots.trait[t->segment][k]];
  double x = t->now->trait_scale[k] * (double)drawn + t->now->trait_shift[k];
  return (float)(x < trait->low ? trait->low : x > trait->high ? trait->high : x);
}

/* Value of a parameter for an account, drawn for it or shared. */
static inline float twin_own(const twin *t, const twin_account *a, int param) {
  int k = t->trait_of[param];
  return k < 0 ? t->now->f[param] : twin_acting(t, a->trait[k], k);
}

/* A customer that reached its first successful task before this month. */
static inline bool twin_active(const twin *t, const twin_account *a) {
  return a->status == NDRSIM_ALIVE && a->fst < t->month;
}

/* Whether the scenario has the mechanism of a counter. */
static inline bool twin_counts(const twin *t, int counter) {
  return t->counter[counter] >= 0;
}

/* To nearest, halves up; x >= 0. */
static inline int32_t twin_round(float x) {
  int32_t whole = (int32_t)x;
  return whole + (x - (float)whole >= 0.5f);
}
static inline int32_t twin_max(int32_t a, int32_t b) {
  return a > b ? a : b;
}
static inline int32_t twin_min(int32_t a, int32_t b) {
  return a < b ? a : b;
}

#endif
