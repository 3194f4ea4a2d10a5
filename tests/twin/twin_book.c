/* How an account begins: described, or as a row of a book that says some of its state. */
#include <math.h>
#include <gsl/gsl_cdf.h>

#include "sim/qtable.h"
#include "tests/twin/twin.h"

enum { AT_START = 1, HARD_STOP = 1 };

/* --- traits given a row ---------------------------------------------------------------------- */

static const ndrsim_trait *trait_of(const twin *t, int param) {
  int k = t->trait_of[param];
  return k < 0 ? NULL : &t->model->trait[t->slots.trait[t->segment][k]];
}

static void set_trait(twin *t, twin_account *a, int param, double x) {
  const ndrsim_trait *trait = trait_of(t, param);
  if (!trait) return;
  x = x < trait->low ? trait->low : x > trait->high ? trait->high : x;
  a->trait[t->trait_of[param]] = (float)x;
}

/* Redraws a trait from its distribution above `low`. */
static void at_least(twin *t, twin_account *a, int param, double low) {
  const ndrsim_trait *trait = trait_of(t, param);
  if (!trait) return;
  const ndrsim_qtable *table = &t->values.table[trait - t->model->trait];
  const char *path = t->model->slot[trait->slot].path;
  double u = ((double)twin_trait_word(&t->random, a->id, path) + 0.5) * 0x1p-32;
  double below = ndrsim_qtable_invert(table, low), v = below + (1 - below) * u;
  double x = v < 1 ? ndrsim_qtable_at(table, v) : low;
  set_trait(t, a, param, x < low ? low : x);
}

static const ndrsim_dist *prior_of(const twin *t, int param) {
  const ndrsim_trait *trait = trait_of(t, param);
  return trait ? &t->values.dist[trait - t->model->trait] : NULL;
}

static double row_level(twin *t, const twin_account *a, unsigned index) {
  return gsl_rng_uniform_pos(twin_book_rng(&t->random, a->id, index));
}

static uint32_t row_word(twin *t, const twin_account *a, unsigned index) {
  return (uint32_t)(row_level(t, a, index) * 0x1p32);
}

/* --- described accounts ---------------------------------------------------------------------- */

static void draw_term(twin *t, twin_account *a) {
  a->annual =
      twin_bernoulli(&t->random, a->id, NDRSIM_SITE_CONTRACT_TERM, t->now->f[TWIN_ANNUAL_SHARE]);
}

static void hold_seats(twin *t, twin_account *a, int32_t seats) {
  int32_t people = twin_max((int32_t)(twin_own(t, a, TWIN_HEADCOUNT) + 0.5f), 1);
  float share = (float)seats / (float)people;
  a->seats = seats;
  a->penetration = share < 1 ? share : 1;
  a->billed_seats = seats;
  if (twin_has_licence(t)) twin_licence_start(t, a);
}

void twin_start_seats(twin *t, twin_account *a) {
  float seats = twin_own(t, a, TWIN_SEAT_INITIAL) + 0.5f;
  float people = twin_own(t, a, TWIN_HEADCOUNT) + 0.5f;
  if (people < seats) seats = people;
  hold_seats(t, a, seats > 1 ? (int32_t)seats : 1);
}

static void draw_churn(twin *t, twin_account *a) {
  a->churn_eta = twin_link(t, (double)twin_own(t, a, TWIN_CHURN_BASE));
}

void twin_begin(twin *t, twin_account *a) {
  draw_term(t, a);
  if (t->now->d[TWIN_LANDS] == AT_START) a->wish |= NDRSIM_WISH_JOIN;
  twin_start_seats(t, a);
  draw_churn(t, a);
  twin_start_add_ons(t, a);
  a->price_version = t->month;
  twin_start_terms(t, a);
}

/* --- rows ------------------------------------------------------------------------------------ */

static void row_contract(twin *t, twin_account *a) {
  const ndrsim_row *row = a->row;
  if (row->renewal < 0)
    draw_term(t, a);
  else
    a->annual = row->renewal > 0;
  if (a->annual) a->renewal = row->renewal > 0 ? row->renewal : 12 - (-row->start) % 12;
}

static void row_seats(twin *t, twin_account *a) {
  const ndrsim_row *row = a->row;
  if (row->headcount >= 0)
    set_trait(t, a, TWIN_HEADCOUNT, row->headcount);
  else if (row->seats > 0)
    at_least(t, a, TWIN_HEADCOUNT, row->seats);
  if (row->seats > 0)
    hold_seats(t, a, row->seats);
  else
    twin_start_seats(t, a);
}

/* Without the column: what discovery since the start would have found. */
static void row_workflows(twin *t, twin_account *a) {
  const ndrsim_row *row = a->row;
  a->workflows = 0;
  if (row->workflows >= 0) {
    a->workflows = row->mrr > 0 ? twin_max(row->workflows, 1) : row->workflows;
    at_least(t, a, TWIN_CEILING, a->workflows);
  } else if (row->mrr > 0) {
    float ceiling = twin_own(t, a, TWIN_CEILING) + 0.5f;
    int32_t most = ceiling > 1 ? (int32_t)ceiling : 1;
    float rate = twin_own(t, a, TWIN_EXPLORE);
    if (t->now->d[TWIN_DISCOVERY_ONLY] == 0) rate = rate * t->now->f[TWIN_RECOMMENDATION];
    rate = rate * (float)(-row->start) / (float)most;
    a->workflows = 1 + ndrsim_binomial1(row_word(t, a, 1), most - 1, rate);
  }
}

/* Log of what lifts or lowers the use of month 0 besides level and noise. */
static float known_log(twin *t, twin_account *a) {
  float age = a->row->mrr > 0 ? (float)-a->row->start : 0;
  float surge = twin_own(t, a, TWIN_NOVELTY) * ndrsim_exp1(age * t->now->novelty_fade);
  return t->now->demand_log + ndrsim_log1(1 + surge);
}

/* A standard normal in [low, high], whose middle is not above 0. */
static double between(double low, double high, double u) {
  double from = gsl_cdf_ugaussian_P(low), p = from + u * (gsl_cdf_ugaussian_P(high) - from);
  return p > 0 ? fmin(fmax(ndrsim_dist_round(gsl_cdf_ugaussian_Pinv(p)), low), high) : high;
}

/* Observed log-usage less what is known is level plus noise: with a lognormal level both are
 * normal, and so is the posterior of each. */
static void split_level(twin *t, twin_account *a, float usage) {
  const ndrsim_dist *prior = prior_of(t, TWIN_LEVEL);
  float sd = twin_own(t, a, TWIN_NOISE_SD), y = ndrsim_log1(usage) - known_log(t, a);
  if (!prior) {
    float level = twin_own(t, a, TWIN_LEVEL);
    a->log_noise = level > 0 ? y - ndrsim_log1(level) + 0.5f * sd * sd : 0;
  } else if (prior->kind != NDRSIM_DIST_LOGNORMAL) {
    set_trait(t, a, TWIN_LEVEL, (double)ndrsim_exp1(y));
    a->log_noise = 0.5f * sd * sd;
  } else {
    float s = (float)prior->arg[1], mu = (float)prior->arg[0], d = 0;
    float r = y - mu + 0.5f * sd * sd, total = s * s + sd * sd;
    if (total > 0) d = r * s * s / total;
    float spread = total > 0 ? sqrtf(s * s * sd * sd / total) : 0;
    double end[2] = {log(fmax(prior->low, 0)), log(prior->high)}, u = row_level(t, a, 2);
    for (int k = 0; k < 2; k++)
      end[k] = (end[k] - (double)mu - (double)d) / (double)spread;
    if (isinf(prior->low) && isinf(prior->high))
      d += spread * ndrsim_normal1((uint32_t)(u * 0x1p32));
    else if (spread > 0)
      d += spread * (float)(end[0] + end[1] > 0 ? -between(-end[1], -end[0], 1 - u)
                                                : between(end[0], end[1], u));
    set_trait(t, a, TWIN_LEVEL, fmin(fmax((double)ndrsim_exp1(mu + d), prior->low), prior->high));
    a->log_noise = r - d;
  }
}

static void row_demand(twin *t, twin_account *a) {
  const ndrsim_row *row = a->row;
  if (a->workflows < 1) return;
  float usage = 0;
  if (row->tasks > 0) {
    usage = row->tasks / (float)a->workflows;
    split_level(t, a, usage);
  } else {
    float sd = twin_own(t, a, TWIN_NOISE_SD), x = sd * ndrsim_normal1(row_word(t, a, 2));
    a->log_noise = x;
    if (isnan(row->tasks))
      usage = twin_own(t, a, TWIN_LEVEL) * ndrsim_exp1(x - 0.5f * sd * sd + known_log(t, a));
  }
  if (usage > NDRSIM_MOST_TASKS) usage = NDRSIM_MOST_TASKS;
  a->usage = (int32_t)(usage * NDRSIM_TASK + 0.5f);
  a->tasks = a->tasks_before = a->usage * a->workflows;
}

static void row_capacity(twin *t, twin_account *a) {
  bool stops = t->now->d[TWIN_OVER_CAP] == HARD_STOP;
  a->tier = a->plan = a->row->tier;
  twin_keep_origin(a);
  a->cap = twin_tier_cap(t, a, a->tier);
  int32_t excess = a->cap > 0 && a->tasks > a->cap ? a->tasks - a->cap : 0;
  a->served = stops ? a->tasks - excess : a->tasks;
  a->over = stops ? 0 : excess;
}

static void row_signals(twin *t, twin_account *a) {
  if (a->row->completion >= 0) set_trait(t, a, TWIN_COMPLETION_RATE, (double)a->row->completion);
  if (a->row->returning >= 0) set_trait(t, a, TWIN_RETURN_RATE, (double)a->row->returning);
  if ((float)a->workflows > t->now->f[TWIN_SIGNAL_WORKFLOWS]) a->sustained = 1;
}

/* -log(1 - p) as the engine has it. */
static double monthly_hazard(double p) {
  double hazard = p > 0.1 ? -(double)ndrsim_log1((float)(1 - p)) : 0, power = p;
  for (int k = 1; p <= 0.1 && k <= 10; k++, power *= p)
    hazard += power / k;
  return hazard;
}

/* How many times as likely as the least prone somebody at level u of the prior is to have stayed.
 */
static double staying(twin *t, twin_account *a, const ndrsim_dist *prior, double months, double u) {
  double hazard[2], at[2] = {0x1p-40, u};
  for (int k = 0; k < 2; k++) {
    double x = 0;
    ndrsim_dist_quantile(prior, at[k], &x);
    set_trait(t, a, TWIN_CHURN_BASE, x);
    hazard[k] = monthly_hazard((double)twin_own(t, a, TWIN_CHURN_BASE));
  }
  return ndrsim_exp_double(-months * (hazard[1] - hazard[0]));
}

/* Levels by halves: (1/2, 1], (1/4, 1/2], ..., and one last cell down to 0. Each cell is taken as
 * often as its lowest level would be; who is drawn stays in proportion. */
static void redraw_churn(twin *t, twin_account *a, const ndrsim_dist *prior, double months,
                         gsl_rng *rng) {
  double bound[41], sum = 0;
  int cells = 0;
  while (cells < 40 && ldexp(1, -cells) > sum) {
    double bottom = ldexp(1, -++cells);
    bound[cells - 1] = bottom * staying(t, a, prior, months, bottom);
    sum += bound[cells - 1];
  }
  bound[cells] = ldexp(1, -cells);
  double all = sum + bound[cells], u, chance;
  do {
    double pick = gsl_rng_uniform_pos(rng) * all;
    int cell = 0;
    while (cell < cells && pick >= bound[cell])
      pick -= bound[cell++];
    double size = ldexp(1, cell < cells ? -cell - 1 : -cell);
    u = size * gsl_rng_uniform_pos(rng) + (cell < cells ? size : 0);
    chance = gsl_rng_uniform_pos(rng) * (bound[cell] / size);
  } while (chance >= staying(t, a, prior, months, u));
}

/* Who has survived is less prone: Beta(a, b) becomes Beta(a, b + months); other distributions are
 * thinned by the probability of having survived. */
static void row_churn(twin *t, twin_account *a) {
  const ndrsim_dist *prior = prior_of(t, TWIN_CHURN_BASE);
  double months = a->row->mrr > 0 ? -a->row->start : 0;
  if (prior && prior->kind == NDRSIM_DIST_BETA && isinf(prior->low) && isinf(prior->high)) {
    set_trait(t, a, TWIN_CHURN_BASE,
              twin_beta(&t->random, a->id, 3, prior->arg[0], prior->arg[1] + months));
  } else if (prior) {
    gsl_rng *rng = twin_book_rng(&t->random, a->id, 3);
    double hazard = monthly_hazard((double)twin_own(t, a, TWIN_CHURN_BASE));
    if (gsl_rng_uniform_pos(rng) >= ndrsim_exp_double(-months * hazard))
      redraw_churn(t, a, prior, months, rng);
  }
  draw_churn(t, a);
}

void twin_begin_row(twin *t, twin_account *a) {
  row_contract(t, a);
  a->fst = a->row->mrr > 0 ? a->row->start : NDRSIM_NEVER;
  row_seats(t, a);
  row_workflows(t, a);
  row_demand(t, a);
  row_capacity(t, a);
  row_signals(t, a);
  twin_row_features(t, a);
  twin_start_add_ons(t, a);
  twin_row_usage(t, a);
  row_churn(t, a);
  a->price_version = t->month;
  twin_start_terms(t, a);
}
