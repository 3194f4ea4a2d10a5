/* Closed forms of features and add-ons, and the 2% bias each must reject. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include "tests/helpers/lab.h"

/* The same hazard at every age from month 1 on. */
static void flat_stages(lab *l) {
  lab_init(l);
  lab_set(l, "cross_sell.light=1");
  lab_set(l, "cross_sell.proactive=1");
  lab_set(l, "cross_sell.strategic=1");
}

/* Saturation: held by s (1 - (1 - h)^t). */
static void saturation(double hazard, double ceiling, int64_t accounts, lab_score *score) {
  const double h = 0.06, s = 0.55;
  lab l;
  flat_stages(&l);
  lab_set(&l, "add_ons.analytics.hazard=%.17g", h * hazard);
  lab_set(&l, "add_ons.analytics.ceiling=%.17g", s * ceiling);
  lab_go(&l, accounts);
  for (int t = 1; t <= 24; t += t < 4 ? 1 : 5)
    lab_mean(score, &l, "add_on_holders_analytics", t, (double)accounts, s * (1 - pow(1 - h, t)));
  lab_free(&l);
}

static void attach_hazard(double planted, int64_t accounts, lab_score *score) {
  saturation(planted, 1, accounts, score);
}

static void attach_ceiling(double planted, int64_t accounts, lab_score *score) {
  saturation(1, planted, accounts, score);
}

/* Nothing in month 0, light in 1-2, proactive in 3-5, strategic from 6 on. The second add-on of the
 * list has draws of its own. */
static void stages(double planted, int64_t accounts, lab_score *score) {
  const double h = 0.08, light = 0.4, proactive = 0.9, strategic = 1.3;
  double without = 1, both = 1;
  lab l;
  lab_init(&l);
  lab_set(&l, "cross_sell.light=%.17g", light * planted);
  lab_set(&l, "cross_sell.proactive=%.17g", proactive * planted);
  lab_set(&l, "cross_sell.strategic=%.17g", strategic * planted);
  lab_set(&l, "add_ons.analytics.hazard=%.17g", h);
  lab_set(&l, "add_ons.support.hazard=%.17g", h / 2);
  lab_go(&l, accounts);
  for (int t = 0; t <= 12; t++) {
    double f = t == 0 ? 0 : t < 3 ? light : t < 6 ? proactive : strategic;
    without *= 1 - h * f;
    both *= 1 - h / 2 * f;
    lab_mean(score, &l, "add_on_holders_analytics", t, (double)accounts, 1 - without);
    lab_mean(score, &l, "add_on_holders_support", t, (double)accounts, 1 - both);
    lab_mean(score, &l, "add_ons_held", t, (double)accounts, 2 - without - both);
  }
  lab_free(&l);
}

/* Monthly contracts: held' = held (1 - d) + (1 - held) h. */
static void monthly_drop(double planted, int64_t accounts, lab_score *score) {
  const double h = 0.2, d = 0.15;
  double held = 0;
  lab l;
  flat_stages(&l);
  lab_set(&l, "add_ons.analytics.hazard=%.17g", h);
  lab_set(&l, "add_ons.analytics.drop=%.17g", d * planted);
  lab_go(&l, accounts);
  for (int t = 1; t <= 24; t++) {
    held = held * (1 - d) + (1 - held) * h;
    if (t < 4 || t % 6 == 0)
      lab_mean(score, &l, "add_on_holders_analytics", t, (double)accounts, held);
  }
  lab_free(&l);
}

/* Annual contracts drop at their renewals alone, for the whole year: months 12 and 24. There the
 * hazard of the others is multiplied by `renewal`. */
static void annual_drop(double planted, int64_t accounts, lab_score *score) {
  const double h = 0.1, d = 0.04, renewal = 2.5;
  double held = 0;
  lab l;
  flat_stages(&l);
  lab_set(&l, "contract.annual_share=1");
  lab_set(&l, "cross_sell.renewal=%.17g", renewal);
  lab_set(&l, "add_ons.analytics.hazard=%.17g", h);
  lab_set(&l, "add_ons.analytics.drop=%.17g", d * planted);
  lab_go(&l, accounts);
  for (int t = 1; t <= 24; t++) {
    bool renews = t % 12 == 0;
    double drops = renews ? held * (1 - pow(1 - d, 12)) : 0;
    held = held - drops + (1 - held) * h * (renews ? renewal : 1);
    if (t >= 11 && (t + 1) % 12 < 3)
      lab_mean(score, &l, "add_on_holders_analytics", t, (double)accounts, held);
    if (renews) lab_mean(score, &l, "add_on_dropped_analytics", t, (double)accounts, drops);
  }
  lab_free(&l);
}

/* (1 - h)^6 do not hold the add-on at the landmark; 1 - (1 - h)^6 of them buy it in the six months
 * after. */
static void after_the_landmark(double planted, int64_t accounts, lab_score *score) {
  const double h = 0.05, still = pow(1 - h, 6);
  lab l;
  flat_stages(&l);
  lab_set(&l, "add_ons.analytics.hazard=%.17g", h * planted);
  lab_go(&l, accounts);
  lab_mean(score, &l, "landmark_others", 12, (double)accounts, still);
  lab_mean(score, &l, "landmark_others_bought", 12, (double)accounts, still * (1 - still));
  lab_free(&l);
}

/* Who had explored so much keeps the factor: 1 - (1 - f h)^6 of them buy, and with a factor of 1
 * that is also the risk of the others, so that the ratio is 1. */
static void groups_with(double factor, double planted, int64_t accounts, lab_score *score) {
  const double h = 0.04;
  lab l;
  flat_stages(&l);
  lab_set(&l, "features.explore=1.2");
  lab_set(&l, "cross_sell.explored=%.17g", factor * planted);
  lab_set(&l, "add_ons.analytics.hazard=%.17g", h);
  lab_go(&l, accounts);
  lab_hazard(score, &l, "landmark_explored_bought", "landmark_explored", 0, 12, 12,
             1 - pow(1 - factor * h, 6));
  if (factor <= 1)
    lab_hazard(score, &l, "landmark_others_bought", "landmark_others", 0, 12, 12,
               1 - pow(1 - h, 6));
  lab_free(&l);
}

static void explorers_buy(double planted, int64_t accounts, lab_score *score) {
  groups_with(2.5, planted, accounts, score);
}

static void groups_alike(double planted, int64_t accounts, lab_score *score) {
  (void)planted;
  groups_with(1, 1, accounts, score);
}

/* P(k of n features known after t months): each is known with probability 1 - exp(-r t / n). */
static double known_at_least(int least, int n, double p) {
  double sum = 0;
  for (int k = least; k <= n; k++)
    sum += exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)) * pow(p, k) * pow(1 - p, n - k);
  return sum;
}

/* Mean n (1 - exp(-r t / n)), and the share of accounts past 60% of five features: three. */
static void exploration(double planted, int64_t accounts, lab_score *score) {
  const int n = 5;
  const double r = 0.5;
  lab l;
  lab_init(&l);
  lab_set(&l, "features.count=%d", n);
  lab_set(&l, "features.explore=%.17g", r * planted);
  lab_set(&l, "add_ons.analytics.hazard=0");
  lab_go(&l, accounts);
  for (int t = 1; t <= 24; t += t < 4 ? 1 : 5) {
    double p = 1 - exp(-r * t / n);
    lab_mean(score, &l, "features_explored", t, (double)accounts, n * p);
    lab_mean(score, &l, "customers_explored", t, (double)accounts, known_at_least(3, n, p));
  }
  lab_free(&l);
}

/* Hazard times 3 from 60% of the features on: explorers buy in month t + 1 at that rate. All know
 * everything after the first month, so month 2 on has the factor (month 1 explores before it
 * sells). */
static void explored_factor(double planted, int64_t accounts, lab_score *score) {
  const double h = 0.05, factor = 3;
  lab l;
  flat_stages(&l);
  lab_set(&l, "features.explore=1000");
  lab_set(&l, "cross_sell.explored=%.17g", factor * planted);
  lab_set(&l, "add_ons.analytics.hazard=%.17g", h);
  lab_go(&l, accounts);
  for (int t = 1; t <= 12; t += 3)
    lab_mean(score, &l, "add_on_holders_analytics", t, (double)accounts,
             1 - pow(1 - factor * h, t));
  lab_free(&l);
}

/* Controls move the plan once: on the higher of two tiers is 1 - (1 - c)^t. */
static void controls(double planted, int64_t accounts, lab_score *score) {
  const double c = 0.07;
  lab l;
  lab_init(&l);
  lab_set(&l, "tiers.next={\"price\":25}");
  lab_set(&l, "features.controls=%.17g", c * planted);
  lab_go(&l, accounts);
  for (int t = 1; t <= 24; t += t < 4 ? 1 : 5) {
    lab_mean(score, &l, "accounts_next", t, (double)accounts, 1 - pow(1 - c, t));
    lab_mean(score, &l, "controls_needed", t, (double)accounts, c * pow(1 - c, t - 1));
  }
  lab_free(&l);
}

/* Gated core value takes a share of the activations. */
static void gates(double planted, int64_t accounts, lab_score *score) {
  const double h = 0.4, gated = 0.5, cost = 0.6, left = h * (1 - gated * cost);
  lab l;
  lab_init(&l);
  lab_set(&l, "activation.hazard=%.17g", h);
  lab_set(&l, "features.gated=%.17g", gated * planted);
  lab_set(&l, "features.gate_cost=%.17g", cost);
  lab_go(&l, accounts);
  for (int t = 0; t <= 12; t += 2)
    lab_mean(score, &l, "onboarding", t, (double)accounts, pow(1 - left, t + 1));
  lab_free(&l);
}

/* Who knows all features loses lock_trust in that month; a tenth of it heals in each month after.
 */
static void lock(double planted, int64_t accounts, lab_score *score) {
  const double cost = 0.4;
  lab l;
  lab_init(&l);
  lab_set(&l, "trust.recovery=0.1");
  lab_set(&l, "features.explore=1000");
  lab_set(&l, "features.lock_month=5");
  lab_set(&l, "features.lock_trust=%.17g", cost * planted);
  lab_go(&l, accounts);
  for (int t = 4; t <= 8; t++) {
    double value[LAB_REPLICATES];
    for (int k = 0; k < l.n; k++)
      value[k] = (double)lab_counter(&l, k, "trust", t) / (double)accounts / 1e6;
    lab_expect(score, "trust", value, l.n, t < 5 ? 1 : 1 - cost * pow(0.9, t - 5), 2e-3);
  }
  lab_free(&l);
}

static const lab_check checks[] = {
    {"attach hazard", attach_hazard, 2000, 8000},
    {"attach ceiling", attach_ceiling, 2000, 8000},
    {"stages of an account", stages, 2000, 8000},
    {"drops, monthly", monthly_drop, 2000, 8000},
    {"drops at renewal", annual_drop, 2000, 12000},
    {"after the landmark", after_the_landmark, 2000, 30000},
    {"explorers after it", explorers_buy, 2000, 20000},
    {"groups without a factor", groups_alike, 2000, 0},
    {"features explored", exploration, 2000, 4000},
    {"factor of exploration", explored_factor, 2000, 8000},
    {"controls", controls, 2000, 8000},
    {"gated core value", gates, 2000, 12000},
    {"features locked", lock, 200, 200},
};
LAB_CHECK_TESTS(checks)

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(closed_forms),
                                     cmocka_unit_test(planted_bias)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
