/* Closed forms of the signals, the playbook and the macro layer, and the 2% bias each hazard of the
 * playbook must reject. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include "sim/values.h"
#include "tests/helpers/lab.h"

/* Three signals always show: completion, return, runs. */
static void three_signals(lab *l) {
  lab_init(l);
  lab_set(l, "signals.completion_rate=0.95");
  lab_set(l, "signals.return_rate=0.7");
  lab_set(l, "demand.level=300");
}

/* A playbook without limits that contacts everybody with three signals, again and again. */
static void busy_playbook(lab *l) {
  three_signals(l);
  lab_set(l, "playbook.on=true");
  lab_set(l, "playbook.self_serve=true");
  lab_set(l, "playbook.outreach=3");
  lab_set(l, "playbook.min_months=0");
  lab_set(l, "playbook.cooldown=0");
}

/* The fourth signal is the inquiry: hazard * (1 - penetration). */
static void inquiry(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.05;
  lab l;
  three_signals(&l);
  lab_set(&l, "seat.headcount=10");
  lab_set(&l, "signals.inquiry=%.17g", p * planted);
  lab_go(&l, accounts);
  lab_hazard(score, &l, "four_signals", "customers", 0, 1, 24, p * 0.9);
  lab_free(&l);
}

/* Above Lite's cap the play is a trial of Pro, which is well used; sales closes with p. */
static void close_upgrade(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.3;
  lab l;
  busy_playbook(&l);
  lab_set(&l, "playbook.timing=reactive");
  lab_set(&l, "playbook.cap_day_trust=0");
  lab_set(&l, "playbook.close_upgrade=%.17g", p * planted);
  lab_set(&l, "tiers={\"lite\":{\"price\":20,\"cap\":200},\"pro\":{\"price\":50,\"cap\":400}}");
  lab_go(&l, accounts);
  lab_hazard(score, &l, "upgrades", "trials", 0, 2, 12, p);
  lab_free(&l);
}

/* Seats first: every play is a department roll-out of ten people, closed with p in the month after
 * the contact; each of the ten has a first success with probability 0.7. */
static void close_rollout(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.25;
  lab l;
  busy_playbook(&l);
  lab_set(&l, "playbook.seats_first=true");
  lab_set(&l, "playbook.close_rollout=%.17g", p * planted);
  lab_set(&l, "playbook.rollout_share=0.0001");
  lab_set(&l, "playbook.rollout_fst=0.7");
  lab_set(&l, "seat.headcount=100000");
  lab_go(&l, accounts);
  lab_hazard(score, &l, "plays_won", "pipeline", 1, 2, 24, p);
  lab_hazard(score, &l, "seats_added", "plays_won", 0, 2, 24, 10 * 0.7);
  lab_free(&l);
}

/* Workflow plays: a push is adopted with p, fails with q, and stops after three months. Whoever is
 * in a play at the end of a month is pushed in the next one. */
static void push_adopted(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.3;
  lab l;
  busy_playbook(&l);
  lab_set(&l, "playbook.push_adopted=%.17g", p * planted);
  lab_set(&l, "playbook.push_failed=0.2");
  lab_go(&l, accounts);
  lab_hazard(score, &l, "plays_won", "pipeline", 1, 2, 24, p);
  lab_free(&l);
}

static void push_failed(double planted, int64_t accounts, lab_score *score) {
  const double q = 0.2;
  lab l;
  busy_playbook(&l);
  lab_set(&l, "playbook.push_adopted=0.3");
  lab_set(&l, "playbook.push_failed=%.17g", q * planted);
  lab_set(&l, "playbook.push_months=24");
  lab_go(&l, accounts);
  lab_hazard(score, &l, "plays_lost", "pipeline", 1, 2, 24, q);
  lab_free(&l);
}

/* Anti-pattern: everybody without signals is pitched once (cool-down of five years). */
static void early_close(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.2;
  lab l;
  lab_init(&l);
  lab_set(&l, "signals.completion_rate=0.5");
  lab_set(&l, "signals.return_rate=0.1");
  lab_set(&l, "demand.level=10");
  lab_set(&l, "playbook.on=true");
  lab_set(&l, "playbook.self_serve=true");
  lab_set(&l, "playbook.pitch_early=true");
  lab_set(&l, "playbook.cooldown=60");
  lab_set(&l, "playbook.early_close=%.17g", p * planted);
  lab_set(&l, "tiers={\"lite\":{\"price\":20,\"cap\":200},\"pro\":{\"price\":50,\"cap\":400}}");
  lab_set(&l, "horizon=6");
  lab_go(&l, accounts);
  for (int k = 0; k < l.n; k++)
    assert_int_equal(lab_counter(&l, k, "pitches_early", 2), accounts);
  lab_hazard(score, &l, "upgrades", "pitches_early", 0, 2, 6, p);
  lab_free(&l);
}

static const lab_check checks[] = {
    {"signals.inquiry", inquiry, 10000, 2000},
    {"playbook.close_upgrade", close_upgrade, 10000, 3500},
    {"playbook.close_rollout", close_rollout, 10000, 1000},
    {"playbook.push_adopted", push_adopted, 10000, 1000},
    {"playbook.push_failed", push_failed, 10000, 1500},
    {"playbook.early_close", early_close, 10000, 8000},
};
LAB_CHECK_TESTS(checks)

/* A portfolio's CSM contacts at most so many customers a month, and the rest waits. */
static void csm_capacity(void **state) {
  (void)state;
  enum { ACCOUNTS = 600, PORTFOLIO = 60, CSM = 3 };
  lab l;
  busy_playbook(&l);
  lab_set(&l, "playbook.self_serve=false");
  lab_set(&l, "playbook.csm=%d", CSM);
  lab_set(&l, "playbook.portfolio_accounts=%d", PORTFOLIO);
  lab_set(&l, "playbook.push_adopted=0");
  lab_set(&l, "playbook.push_failed=1");
  lab_set(&l, "acquisition.initial=%d", ACCOUNTS);
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 4);
  for (int k = 0; k < 4; k++)
    for (int t = 1; t <= 24; t++) {
      int64_t contacts = lab_counter(&l, k, "contacts", t), wait = lab_counter(&l, k, "queue", t);
      assert_int_equal(contacts, CSM * (ACCOUNTS / PORTFOLIO)); /* all are busy: 60 want 3 */
      assert_true(wait > 0 && contacts + wait <= ACCOUNTS);
    }
  lab_free(&l);
}

/* Layer 2 by itself: paths of the macro factor and the regime over many replicates. */
enum { PATHS = 40000, BATCH = PATHS / LAB_REPLICATES, HORIZON = 36 };

/* Averages of f(path) over batches of paths, against an expectation. */
static void expect_paths(lab_score *score, const char *what, const double *value, double expected) {
  double batch[LAB_REPLICATES] = {0};
  for (int k = 0; k < BATCH * LAB_REPLICATES; k++)
    batch[k / BATCH] += value[k] / BATCH;
  lab_expect(score, what, batch, LAB_REPLICATES, expected, 0);
}

static void draw_paths(lab *l, double (*factor)[HORIZON + 1], int (*regime)[HORIZON + 1]) {
  ndrsim_plan plan;
  ndrsim_values values;
  lab_build(l, NULL);
  assert_int_equal(ndrsim_plan_init(&plan, &l->model, NULL), NDRSIM_OK);
  assert_int_equal(ndrsim_values_init(&values, &plan, NULL), NDRSIM_OK);
  for (uint32_t k = 0; k < PATHS; k++) {
    assert_int_equal(ndrsim_values_set(&values, (ndrsim_replicate){7, k, 7}, NULL, NULL),
                     NDRSIM_OK);
    for (int t = 0; t <= HORIZON; t++) {
      factor[k][t] = values.factor[t];
      regime[k][t] = values.regime[t];
    }
  }
  ndrsim_values_free(&values);
  ndrsim_plan_free(&plan);
}

static double factor[PATHS][HORIZON + 1], value[PATHS];
static int regime[PATHS][HORIZON + 1];

/* AR(1): mean 0, variance sd^2 in every month, covariance sd^2 rho^k. */
static void macro_factor(void **state) {
  (void)state;
  const double sd = 1.3, rho = 0.85;
  lab_score score = {0};
  lab l;
  lab_init(&l);
  lab_set(&l, "horizon=%d", HORIZON);
  lab_set(&l, "macro.sd=%g", sd);
  lab_set(&l, "macro.rho=%g", rho);
  draw_paths(&l, factor, regime);
  lab_free(&l);
  static const int lag[] = {0, 1, 3, 12};
  for (int from = 0; from <= 24; from += 12) {
    for (int k = 0; k < PATHS; k++)
      value[k] = factor[k][from];
    expect_paths(&score, "mean of the factor", value, 0);
    for (int j = 0; j < 4; j++) {
      for (int k = 0; k < PATHS; k++)
        value[k] = factor[k][from] * factor[k][from + lag[j]];
      expect_paths(&score, "autocovariance", value, sd * sd * pow(rho, lag[j]));
    }
  }
  for (int k = 0; k < PATHS; k++)
    value[k] = pow(factor[k][HORIZON] / sd, 4);
  expect_paths(&score, "fourth moment", value, 3);
  printf("  worst of %d: z = %+.2f (%s)\n", score.n, score.z, score.what);
  assert_true(fabs(score.z) <= 4);
}

/* Two-state chain: P(down at t) = pi + (down at 0 - pi) (1 - d - u)^t, pi = d / (d + u). */
static void regime_occupancy(void **state) {
  (void)state;
  const double down = 0.04, up = 0.15, pi = down / (down + up), depth = 2, sd = 0.5;
  static const int at[] = {1, 2, 6, 12, 24, 36};
  for (int initial = 0; initial < 2; initial++) {
    lab_score score = {0};
    lab l;
    lab_init(&l);
    lab_set(&l, "horizon=%d", HORIZON);
    lab_set(&l, "macro.sd=%g", sd);
    lab_set(&l, "macro.down=%g", down);
    lab_set(&l, "macro.up=%g", up);
    lab_set(&l, "macro.depth=%g", depth);
    lab_set(&l, "macro.initial=%s", initial ? "downturn" : "normal");
    draw_paths(&l, factor, regime);
    lab_free(&l);
    for (size_t j = 0; j < sizeof at / sizeof *at; j++) {
      double p = pi + (initial - pi) * pow(1 - down - up, at[j]);
      for (int k = 0; k < PATHS; k++)
        value[k] = regime[k][at[j]];
      expect_paths(&score, "share in a downturn", value, p);
      for (int k = 0; k < PATHS; k++)
        value[k] = factor[k][at[j]];
      expect_paths(&score, "mean of the factor", value, -depth * p);
      for (int k = 0; k < PATHS; k++) /* the chain does not move with the AR(1) part */
        value[k] = (regime[k][at[j]] - p) * (factor[k][at[j]] + depth * regime[k][at[j]]);
      expect_paths(&score, "covariance of regime and factor", value, 0);
    }
    for (int k = 0; k < PATHS; k++)
      assert_int_equal(regime[k][0], initial);
    printf("  from %s, worst of %d: z = %+.2f (%s)\n", initial ? "downturn" : "normal", score.n,
           score.z, score.what);
    assert_true(fabs(score.z) <= 4);
  }
}

/* A forced window holds the regime in all paths, and the chain goes on underneath. */
static void forced_window(void **state) {
  (void)state;
  lab l;
  lab_init(&l);
  lab_set(&l, "horizon=%d", HORIZON);
  lab_set(&l, "macro.forced=[{\"from\":6,\"to\":17,\"regime\":\"downturn\"}]");
  draw_paths(&l, factor, regime);
  lab_free(&l);
  for (int k = 0; k < PATHS; k++)
    for (int t = 0; t <= HORIZON; t++) {
      int down = t >= 6 && t <= 17;
      assert_int_equal(regime[k][t], down);
      assert_true(factor[k][t] == -1.0 * down);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(closed_forms),     cmocka_unit_test(planted_bias),
      cmocka_unit_test(csm_capacity),     cmocka_unit_test(macro_factor),
      cmocka_unit_test(regime_occupancy), cmocka_unit_test(forced_window)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
