/* How an account uses the product: activation, workflows, demand, caps and tiers. */
#include "tests/twin/twin.h"

enum { AT_START = 1, HARD_STOP = 1, TRIAL = 256, TERMS = 512 };

/* P(first successful task at age a) = hazard fade^a; who fails may give up. */
void twin_activate(twin *t, twin_account *a) {
  if (a->status > NDRSIM_ALIVE || a->fst != NDRSIM_NEVER) return;
  float age = (float)(t->month - a->start);
  float p = twin_own(t, a, TWIN_HAZARD) * twin_exp(&t->random, age * t->now->log_fade);
  p = p * (float)(1 - t->now->d[TWIN_GATED] * t->now->d[TWIN_GATE_COST]);
  if (twin_bernoulli(&t->random, a->id, NDRSIM_SITE_ACTIVATION, p)) {
    a->fst = t->month;
    if (a->status == NDRSIM_PROSPECT) a->wish |= NDRSIM_WISH_JOIN;
    t->count[t->counter[TWIN_COUNT_ACTIVATED]]++;
    return;
  }
  if (twin_bernoulli(&t->random, a->id, NDRSIM_SITE_ONBOARDING_CHURN, twin_own(t, a, TWIN_GIVE_UP)))
    a->wish |= NDRSIM_WISH_QUIT;
}

/* Discoveries among the workflows not yet used, losses among those beyond the first. */
void twin_workflows(twin *t, twin_account *a) {
  bool alone = t->now->d[TWIN_DISCOVERY_ONLY] != 0;
  int32_t posted = alone ? 0 : a->workflow_post;
  a->workflow_post = 0;
  if (a->fst == t->month) {
    a->workflows = twin_max(a->workflows, 1);
    return;
  }
  if (!twin_active(t, a)) return;
  int32_t ceiling = twin_max(twin_round(twin_own(t, a, TWIN_CEILING)), 1);
  float rate = twin_own(t, a, TWIN_EXPLORE);
  if (!alone) rate = rate * t->now->f[TWIN_RECOMMENDATION];
  if (!alone && a->play == NDRSIM_PLAY_WORKFLOW) rate = rate * t->now->f[TWIN_EDUCATION];
  int32_t room = t->now->d[TWIN_WORKFLOW_GROWTH] != 0 ? twin_max(ceiling - a->workflows, 0) : 0;
  int32_t gain =
      twin_binomial(&t->random, a->id, NDRSIM_SITE_WORKFLOW_GAIN, room, rate / (float)ceiling);
  int32_t loss = twin_binomial(&t->random, a->id, NDRSIM_SITE_WORKFLOW_LOSS, a->workflows - 1,
                               twin_own(t, a, TWIN_LOSS));
  a->workflows += gain - loss + twin_min(posted, room - gain);
}

/* Tasks a user hands over: workflows * level * lognormal AR(1) noise * what all share. */
void twin_demand(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  a->tasks_before = a->tasks;
  if (a->fst > t->month || a->status > NDRSIM_ALIVE) {
    a->log_noise = 0;
    a->usage = a->tasks = 0;
    return;
  }
  float sd = twin_own(t, a, TWIN_NOISE_SD);
  float e = twin_normal(&t->random, a->id, NDRSIM_SITE_DEMAND_NOISE), x = a->log_noise;
  x = a->fst == t->month ? sd * e : now->f[TWIN_NOISE_RHO] * x + sd * now->noise_fresh * e;
  float u = twin_own(t, a, TWIN_LEVEL) * twin_exp(&t->random, x - 0.5f * sd * sd + now->demand_log);
  if (now->d[TWIN_NOVELTY] != 0) {
    float age = (float)(t->month - a->fst);
    u = u * (1 + twin_own(t, a, TWIN_NOVELTY) * twin_exp(&t->random, age * now->novelty_fade));
  }
  if (a->trial == t->month) u = u * (1 + now->f[TWIN_TRIAL_UPLIFT]);
  a->log_noise = x;
  a->usage = twin_round((u < NDRSIM_MOST_TASKS ? u : NDRSIM_MOST_TASKS) * NDRSIM_TASK);
  a->tasks = a->usage * a->workflows;
}

/* Cap per user of a tier [tasks/16]; 0 = none or no such tier. */
int32_t twin_tier_cap(const twin *t, const twin_account *a, int tier) {
  if (tier < 0 || tier >= t->model->n_tiers) return 0;
  bool older = a->list_since != NDRSIM_NEVER;
  int32_t cap = (older ? twin_list(t, a->price_version) : t->now)->caps[tier];
  if (t->now->d[TWIN_POOLED] == 0 || cap == 0) return cap;
  return twin_max(cap / twin_max(a->billed_seats, 1), 1);
}

void twin_keep_origin(twin_account *a) {
  a->tier_origin = (twin_origin){a->workflows, a->billed_seats, a->usage};
}

/* Tasks against the cap: what is served, what is billed as overage, what is stopped. */
void twin_meter(twin *t, twin_account *a) {
  bool begins = a->fst == t->month, trial = a->trial == t->month;
  bool stops = t->now->d[TWIN_OVER_CAP] == HARD_STOP && !a->overage_terms;
  int32_t was_over = a->over, was_plan = a->plan, was_cap = a->cap, excess = 0;
  a->cap = twin_tier_cap(t, a, a->tier);
  a->cap_next = twin_tier_cap(t, a, a->tier + 1);
  if ((a->status == NDRSIM_ALIVE || begins) && !trial && a->cap > 0 && a->tasks > a->cap)
    excess = a->tasks - a->cap;
  a->served = stops ? a->tasks - excess : a->tasks;
  a->over = stops ? 0 : excess;
  a->hard_stopped = stops && excess > 0;
  a->plan = a->tier + (trial ? TRIAL : 0) + (a->overage_terms ? TERMS : 0);
  if (a->over || was_over || a->plan != was_plan || (!stops && a->cap != was_cap))
    a->dirty = true; /* what the last bill held, or this one may hold */
  if (begins) twin_keep_origin(a);
}

static float log_growth(const twin *t, int32_t now, int32_t then) {
  return now > 0 && then > 0 ? twin_log(&t->random, (float)now / (float)then) : 0;
}

static void change_tier(twin *t, twin_account *a, int step) {
  const twin_origin *o = &a->tier_origin;
  a->growth_workflow = log_growth(t, a->workflows, o->workflows);
  a->growth_seat = t->now->d[TWIN_POOLED] == 0 ? 0 : log_growth(t, a->billed_seats, o->seats);
  a->growth_other = log_growth(t, a->usage, o->usage);
  a->tier += step;
  a->plan += step; /* a month that began as a trial stays one */
  a->low_months = 0;
  a->dirty = true;
  twin_keep_origin(a);
  t->count[t->counter[step > 0 ? TWIN_COUNT_UPGRADES : TWIN_COUNT_DOWNGRADES]]++;
}

/* Whether use has been low long enough, and the contract lets the account go down a tier. */
static bool considers_downgrade(twin *t, twin_account *a) {
  if (!(t->now->d[TWIN_DOWNGRADE] > 0)) return false;
  int32_t below = twin_tier_cap(t, a, a->tier - 1);
  bool low = twin_active(t, a) && below > 0 &&
             (float)a->tasks < t->now->f[TWIN_DOWNGRADE_BELOW] * (float)below;
  a->low_months = low ? a->low_months + 1 : 0;
  return low && a->low_months >= (int32_t)t->now->d[TWIN_DOWNGRADE_MONTHS] && a->due;
}

/* What follows a declined upgrade. */
void twin_terms(twin *t, twin_account *a) {
  bool declined = a->terms_post != 0;
  a->terms_post = 0;
  if (!declined || a->status != NDRSIM_ALIVE || a->cap == 0 || a->tasks <= a->cap) return;
  a->overage_terms =
      twin_bernoulli(&t->random, a->id, NDRSIM_SITE_TERMS, t->now->f[TWIN_TERMS_ACCEPT]);
  t->count[t->counter[TWIN_COUNT_TERMS_OFFERED]]++;
  t->count[t->counter[TWIN_COUNT_TERMS_AGREED]] += a->overage_terms;
}

/* The largest may leave on top of churn. */
void twin_key_account(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  if (!twin_counts(t, TWIN_COUNT_KEY_ACCOUNTS) || !(now->d[TWIN_KEY_ABOVE] > 0)) return;
  if (a->status != NDRSIM_ALIVE || (double)a->mrr < now->d[TWIN_KEY_ABOVE]) return;
  t->count[t->counter[TWIN_COUNT_KEY_ACCOUNTS]]++;
  if (!twin_bernoulli(&t->random, a->id, NDRSIM_SITE_KEY_ACCOUNT, now->f[TWIN_KEY_LOSS])) return;
  a->wish |= NDRSIM_WISH_QUIT;
  t->count[t->counter[TWIN_COUNT_KEY_LOST]]++;
}

static bool has_prompts(const twin *t) {
  return twin_counts(t, TWIN_COUNT_PROMPTS_DISMISSED);
}

static double showings(const twin *t) {
  double visits = t->now->d[TWIN_PROMPT_VISITS], days = t->now->d[TWIN_PROMPT_MEMORY];
  return days * visits > 30 ? 30 / days : visits;
}

/* Probability of an upgrade at the prompts of a month; without `prompt` as stated. */
static float prompt(const twin *t) {
  float p = t->now->f[TWIN_PROMPT];
  if (!has_prompts(t)) return p;
  float hazard = 0 - twin_log(&t->random, 1 - (p < 0.999999f ? p : 0.999999f));
  return twin_expm1neg(&t->random, hazard * (float)(showings(t) * 7 / 30));
}

static void dismiss(twin *t, twin_account *a) {
  if (!has_prompts(t)) return;
  double each = t->now->d[TWIN_PROMPT_TRUST];
  if (t->now->d[TWIN_PROMPT_PUSHY] != 0) each *= t->now->d[TWIN_PUSHY_FACTOR];
  a->trust_post -= (int32_t)(showings(t) * each * 1000 + 0.5);
  t->count[t->counter[TWIN_COUNT_PROMPTS_DISMISSED]]++;
  t->count[t->counter[TWIN_COUNT_PROMPTS_SHOWN]] += (int64_t)(showings(t) * 1000 + 0.5);
}

/* Upgrades: alone at the prompt or at the cap, or closed by sales; trials begin; downgrades. */
void twin_capacity(twin *t, twin_account *a) {
  const twin_month *now = t->now;
  bool sold = (a->upgrade_post & NDRSIM_UPGRADE_SOLD) != 0, tries = a->trial_post > 0, up = false;
  bool control = a->upgrade_post != 0 && !sold;
  a->upgrade_post = a->trial_post = 0;
  if (now->d[TWIN_CAPACITY_GROWTH] != 0 && twin_active(t, a) && a->tier < t->model->n_tiers - 1) {
    float used = (float)a->tasks, p = 0;
    if (a->tasks >= a->cap)
      p = now->f[TWIN_AT_CAP];
    else if (used >= now->f[TWIN_PROMPT_SHARE] * (float)a->cap)
      p = prompt(t);
    if (a->cap > 0 && a->trial != t->month && p > 0)
      up = twin_bernoulli(&t->random, a->id, NDRSIM_SITE_UPGRADE, p * now->capacity_macro);
    control = control && !up;
    up = up || sold || control;
    if (!up && a->cap > 0 && a->trial != t->month &&
        used >= now->f[TWIN_PROMPT_SHARE] * (float)a->cap)
      dismiss(t, a);
    if (tries && !up) a->trial = t->month + 1;
  }
  bool down = considers_downgrade(t, a) && !up;
  if (up) {
    change_tier(t, a, 1);
    if (control) a->growth_workflow = a->growth_seat = a->growth_other = 0;
  } else if (down &&
             twin_bernoulli(&t->random, a->id, NDRSIM_SITE_DOWNGRADE, now->f[TWIN_DOWNGRADE]))
    change_tier(t, a, -1);
}
