/* Values of a month, and traits of an account. */
#include "tests/twin/twin_param.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <gsl/gsl_cdf.h>

#include "analysis/results.h"
#include "sim/catalogue.h"
#include "sim/qtable.h"
#include "tests/twin/twin.h"

static const char *const param_path[TWIN_PARAMS] = {
#define PATH(name, path) [TWIN_##name] = path,
    TWIN_PARAM_LIST(PATH)
#undef PATH
};
static const char *const add_on_path[TWIN_ADD_ROWS] = {
#define PATH(name, path) [TWIN_ADD_##name] = path,
    TWIN_ADD_ON_LIST(PATH)
#undef PATH
};
static const char *const counter_name[TWIN_COUNTERS] = {
#define NAME(name, text) [TWIN_COUNT_##name] = text,
    TWIN_COUNTER_LIST(NAME)
#undef NAME
};

/* "a.*.b" with the name of the first member of its list. */
static void expand(const ndrsim_model *model, const char *pattern, char *out, size_t size) {
  int list = strncmp(pattern, "add_ons.", 8) == 0  ? NDRSIM_LIST_ADD_ONS
             : strncmp(pattern, "ladder.", 7) == 0 ? NDRSIM_LIST_LADDER
             : strchr(pattern, '#') != NULL        ? NDRSIM_LIST_ADD_ONS
                                                   : NDRSIM_LIST_TIERS;
  (void)ndrsim_catalogue_expand(pattern, ndrsim_model_members(model, list)[0], out, size);
}

/* -1: of a mechanism that the scenario does not have. */
static ndrsim_status find_slot(const ndrsim_model *model, const char *pattern, int *slot,
                               ndrsim_error *err) {
  char path[160];
  expand(model, pattern, path, sizeof path);
  *slot = ndrsim_model_slot(model, path);
  if (*slot >= 0 || ndrsim_catalogue_find(ndrsim_catalogue_choose("portable", NULL), pattern) >= 0)
    return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_INTERNAL, "the twin knows `%s`, the model does not", path);
}

ndrsim_status twin_slots_find(twin *t, ndrsim_error *err) {
  const ndrsim_model *model = t->model;
  twin_slots *s = &t->slots;
  char name[160];
  for (int i = 0; i < TWIN_PARAMS; i++)
    if (find_slot(model, param_path[i], &s->slot[i], err))
      return err ? err->status : NDRSIM_INTERNAL;
  if (find_slot(model, "tiers.*.price", &s->price, err) ||
      find_slot(model, "tiers.*.flat", &s->flat, err) ||
      find_slot(model, "tiers.*.cap", &s->cap, err) ||
      find_slot(model, "tiers.*.overage", &s->overage, err) ||
      find_slot(model, "ladder.*.units", &s->node_units, err) ||
      find_slot(model, "ladder.*.bill", &s->node_bill, err) ||
      find_slot(model, "ladder.*.price", &s->node_price, err))
    return NDRSIM_INTERNAL;
  for (int i = 0; i < TWIN_ADD_ROWS; i++)
    if (find_slot(model, add_on_path[i], &s->add_on[i], err)) return NDRSIM_INTERNAL;
  for (int i = 0; i < TWIN_COUNTERS; i++) {
    expand(model, counter_name[i], name, sizeof name);
    t->counter[i] = ndrsim_counter_find(model, name);
    if (t->counter[i] < 0 && model->absent == 0)
      return ndrsim_error_set(err, NDRSIM_INTERNAL, "no counter `%s`", name);
  }
  for (int seg = 0; seg < model->n_segments; seg++)
    for (int i = 0; i < TWIN_PARAMS; i++) {
      s->trait_of[seg][i] = -1;
      if (s->slot[i] < 0) continue;
      int trait = model->slot[s->slot[i]].spec[seg].trait;
      if (trait < 0) continue;
      if (s->n_traits[seg] == TWIN_TRAITS)
        return ndrsim_error_set(err, NDRSIM_LIMIT, "more than %d traits", TWIN_TRAITS);
      s->trait[seg][s->n_traits[seg]] = trait;
      s->trait_of[seg][i] = s->n_traits[seg]++;
    }
  return NDRSIM_OK;
}

/* --- months ---------------------------------------------------------------------------------- */

static void derive(const twin *t, twin_month *m, int month) {
  const twin_random *r = &t->random;
  double factor = t->values.factor[month];
  float rho = m->f[TWIN_NOISE_RHO];
  m->log_fade = twin_log(r, m->f[TWIN_FADE]);
  m->noise_fresh = sqrtf(1 - rho * rho);
  m->demand_log = twin_log(r, m->f[TWIN_SEASON]) + (float)(m->d[TWIN_DEMAND_MACRO] * factor);
  m->novelty_fade = -1.0f / m->f[TWIN_NOVELTY_MONTHS];
  m->capacity_macro = twin_exp(r, (float)(m->d[TWIN_CAPACITY_MACRO] * factor));
  m->seat_macro = twin_exp(r, (float)(m->d[TWIN_SEAT_MACRO] * factor));
  m->contraction_macro = twin_exp(r, (float)(m->d[TWIN_CONTRACTION_MACRO] * factor));
  m->churn_macro = (float)(m->d[TWIN_CHURN_MACRO] * factor);
  m->control_macro = twin_exp(r, (float)(m->d[TWIN_CONTROL_MACRO] * factor));
  m->cross_macro = twin_exp(r, (float)(m->d[TWIN_CROSS_MACRO] * factor));
  if (twin_meters(t)) {
    m->usage_log = twin_log(r, m->f[TWIN_USAGE_SEASON]) + (float)(m->d[TWIN_USAGE_MACRO] * factor);
    m->usage_tilt = (float)(m->d[TWIN_USAGE_GROWTH_MACRO] * factor);
    m->usage_optimise_macro = twin_exp(r, (float)(m->d[TWIN_USAGE_OPTIMISE_MACRO] * factor));
  }
  double left =
      ndrsim_exp_double((double)ndrsim_log1((float)(1 - m->d[TWIN_COST_DECLINE])) / 12 * month);
  m->task_cost = (int64_t)(m->d[TWIN_COST_TASK] * left * 1e8 / 16 + 0.5);
  m->seat_cost = (int64_t)(m->d[TWIN_COST_SUPPORT] * 1e8 + 0.5);
  left = ndrsim_exp_double((double)ndrsim_log1((float)(1 - m->d[TWIN_COST_UNIT_DECLINE])) / 12 *
                           month);
  m->unit_cost = (int64_t)(m->d[TWIN_COST_UNIT] * left * 1e8 + 0.5);
}

static void set_list(const twin *t, twin_month *m, int seg, int month) {
  for (int k = 0; k < t->model->n_tiers; k++) {
    m->price[k] = ndrsim_values_get(&t->values, t->slots.price + k, seg, month);
    m->flat[k] = ndrsim_values_get(&t->values, t->slots.flat + k, seg, month);
    m->cap[k] = ndrsim_values_get(&t->values, t->slots.cap + k, seg, month);
    m->overage[k] = ndrsim_values_get(&t->values, t->slots.overage + k, seg, month);
    m->caps[k] = (int32_t)(m->cap[k] * NDRSIM_TASK + 0.5);
  }
  for (int row = 0; row < TWIN_ADD_ROWS; row++)
    for (int k = 0; k < t->model->n_add_ons; k++)
      m->add_on[row][k] = ndrsim_values_get(&t->values, t->slots.add_on[row] + k, seg, month);
  for (int k = 0; k < t->model->n_nodes && t->slots.node_units >= 0; k++) {
    m->node_units[k] = ndrsim_values_get(&t->values, t->slots.node_units + k, seg, month);
    m->node_bill[k] = ndrsim_values_get(&t->values, t->slots.node_bill + k, seg, month);
    m->node_price[k] = ndrsim_values_get(&t->values, t->slots.node_price + k, seg, month);
  }
  m->list_changed = false;
  if (month == 0) return;
  const twin_month *last = m - 1;
  for (int row = TWIN_ADD_FEE; row <= TWIN_ADD_TIER_PRICE; row++) /* the others are no prices */
    for (int k = 0; k < t->model->n_add_ons; k++)
      m->list_changed = m->list_changed || m->add_on[row][k] != last->add_on[row][k];
  for (int k = 0; k < t->model->n_tiers; k++)
    m->list_changed = m->list_changed || m->price[k] != last->price[k] ||
                      m->flat[k] != last->flat[k] || m->cap[k] != last->cap[k] ||
                      m->overage[k] != last->overage[k];
  for (int k = 0; k < t->model->n_nodes; k++)
    m->list_changed = m->list_changed || m->node_bill[k] != last->node_bill[k] ||
                      m->node_price[k] != last->node_price[k];
}

void twin_months_set(twin *t) {
  int months = t->model->horizon + 1;
  for (int seg = 0; seg < t->model->n_segments; seg++)
    for (int month = 0; month < months; month++) {
      twin_month *m = &t->months[seg * months + month];
      for (int i = 0; i < TWIN_PARAMS; i++) {
        m->d[i] =
            t->slots.slot[i] < 0 ? 0 : ndrsim_values_get(&t->values, t->slots.slot[i], seg, month);
        m->f[i] = (float)m->d[i];
      }
      for (int k = 0; k < t->slots.n_traits[seg]; k++)
        ndrsim_values_trait(&t->values, t->model->trait[t->slots.trait[seg][k]].slot, seg, month,
                            &m->trait_scale[k], &m->trait_shift[k]);
      set_list(t, m, seg, month);
      derive(t, m, month);
      t->now = m;
      m->churn_base = isnan(m->d[TWIN_CHURN_BASE]) ? 0 : twin_link(t, m->d[TWIN_CHURN_BASE]);
    }
}

/* --- traits ---------------------------------------------------------------------------------- */

/* Correlated traits: standard normals, mixed by the Cholesky factor, back to uniforms. */
static ndrsim_status copula(twin *t, const twin_account *a, double *u, ndrsim_error *err) {
  const ndrsim_model *model = t->model;
  int k = model->n_trait_correlated;
  double z[64] = {0};
  if (k > 64) return ndrsim_error_set(err, NDRSIM_LIMIT, "more than 64 correlated traits");
  for (int i = 0; i < t->slots.n_traits[t->segment]; i++) {
    const ndrsim_trait *trait = &model->trait[t->slots.trait[t->segment][i]];
    if (trait->correlated < 0) continue;
    if (t->random.mt) {
      z[trait->correlated] = gsl_ran_gaussian_ziggurat(t->random.mt, 1);
      continue;
    }
    z[trait->correlated] =
        (double)ndrsim_normal1(twin_trait_word(&t->random, a->id, model->slot[trait->slot].path));
  }
  for (int i = 0; i < k; i++) {
    double sum = 0;
    for (int j = 0; j <= i; j++)
      sum += model->trait_correlation[i * k + j] * z[j];
    u[i] = gsl_cdf_ugaussian_P(sum);
    u[i] = u[i] < 0x1p-33 ? 0x1p-33 : u[i] > 1 - 0x1p-33 ? 1 - 0x1p-33 : u[i];
  }
  return NDRSIM_OK;
}

static double inside(const ndrsim_dist *dist, double x, bool *ok) {
  *ok = x >= dist->low && x <= dist->high;
  return x;
}

/* One value by GSL's sampler of the distribution, redrawn until it is inside a truncation; *ok is
 * false for kinds without a sampler of GSL, and for truncations that leave too little. */
static double sample(gsl_rng *rng, const ndrsim_dist *dist, bool *ok) {
  const double *g = dist->arg;
  double x = 0;
  *ok = false;
  for (int tries = 0; tries < 100 && !*ok; tries++)
    switch (dist->kind) {
    case NDRSIM_DIST_NORMAL:
      x = inside(dist, g[0] + gsl_ran_gaussian_ziggurat(rng, g[1]), ok);
      break;
    case NDRSIM_DIST_LOGNORMAL:
      x = inside(dist, exp(g[0] + gsl_ran_gaussian_ziggurat(rng, g[1])), ok);
      break;
    case NDRSIM_DIST_BETA:
      x = inside(dist, gsl_ran_beta(rng, g[0], g[1]), ok);
      break;
    case NDRSIM_DIST_GAMMA:
      x = inside(dist, gsl_ran_gamma(rng, g[0], g[1]), ok);
      break;
    case NDRSIM_DIST_UNIFORM:
      x = inside(dist, gsl_ran_flat(rng, g[0], g[1]), ok);
      break;
    default:
      return 0;
    }
  return x;
}

static double draw_trait(twin *t, const twin_account *a, int index) {
  const ndrsim_trait *trait = &t->model->trait[index];
  if (t->random.mt) {
    bool ok;
    double x = sample(t->random.mt, &t->values.dist[index], &ok);
    if (ok) return x;
  }
  uint32_t word = twin_trait_word(&t->random, a->id, t->model->slot[trait->slot].path);
  return (double)ndrsim_qtable_read(&t->values.table[index], word);
}

ndrsim_status twin_traits(twin *t, twin_account *a, ndrsim_error *err) {
  const ndrsim_model *model = t->model;
  double u[64];
  if (model->n_trait_correlated > 0) {
    ndrsim_status st = copula(t, a, u, err);
    if (st) return st;
  }
  for (int i = 0; i < t->slots.n_traits[t->segment]; i++) {
    int index = t->slots.trait[t->segment][i];
    const ndrsim_trait *trait = &model->trait[index];
    double x = trait->correlated >= 0
                   ? ndrsim_qtable_at(&t->values.table[index], u[trait->correlated])
                   : draw_trait(t, a, index);
    a->trait[i] = (float)(x < trait->low ? trait->low : x > trait->high ? trait->high : x);
  }
  return NDRSIM_OK;
}
