/* Closed forms of departments under review, of sales cycles with many pricing dimensions, and of
 * the plays' criteria of completion; and the 2% bias that each must reject. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include "tests/helpers/lab.h"

enum { PEOPLE = 10, TARGET = 7 };

/* Everybody shows three signals and is contacted again and again, by a playbook without limits. */
static void busy_playbook(lab *l) {
  lab_init(l);
  lab_set(l, "signals.completion_rate=0.95");
  lab_set(l, "signals.return_rate=0.7");
  lab_set(l, "demand.level=300");
  lab_set(l, "playbook.on=true");
  lab_set(l, "playbook.self_serve=true");
  lab_set(l, "playbook.outreach=3");
  lab_set(l, "playbook.min_months=0");
  lab_set(l, "playbook.cooldown=0");
}

/* Every play is a roll-out to ten people, closed in the month after the contact. */
static void departments(lab *l, double close) {
  busy_playbook(l);
  lab_set(l, "playbook.seats_first=true");
  lab_set(l, "playbook.close_rollout=%.17g", close);
  lab_set(l, "playbook.rollout_share=0.0001");
  lab_set(l, "seat.headcount=100000");
}

static void reviewed(lab *l, double coverage, double days) {
  departments(l, 1);
  lab_set(l, "rollout.coverage=%.17g", coverage);
  lab_set(l, "rollout.onboarding_days=%g", days);
}

/* Probability of a first success in a month of `days` days in which one is possible, of which 25
 * bring `coverage`. */
static double success(double coverage, double days) {
  return 1 - pow(1 - coverage, days / 25);
}

static void coverage_of(double planted, int64_t accounts, double days, lab_score *score) {
  const double c = 0.6;
  lab l;
  reviewed(&l, c * planted, days);
  lab_go(&l, accounts);
  lab_hazard(score, &l, "department_active", "department_people", 0, 3, 24, success(c, 30 - days));
  lab_free(&l);
}

static void compressed(double planted, int64_t accounts, lab_score *score) {
  coverage_of(planted, accounts, 5, score);
}

static void not_compressed(double planted, int64_t accounts, lab_score *score) {
  coverage_of(planted, accounts, 10, score);
}

/* At least 7 of 10 within 30 days; and what a department that falls short gives back. */
static void completion(double planted, int64_t accounts, lab_score *score) {
  const double c = 0.7;
  lab l;
  reviewed(&l, c * planted, 5);
  lab_go(&l, accounts);
  lab_hazard(score, &l, "departments_complete", "departments", 0, 3, 24,
             gsl_cdf_binomial_Q(TARGET - 1, c, PEOPLE));
  for (int k = 0; k < l.n; k++) /* a play is won exactly when the department is complete */
    for (int t = 0; t <= 24; t++)
      assert_int_equal(lab_counter(&l, k, "plays_won", t),
                       lab_counter(&l, k, "departments_complete", t));
  lab_free(&l);
}

static void returned(double planted, int64_t accounts, lab_score *score) {
  const double c = 0.6;
  double idle = 0;
  lab l;
  reviewed(&l, c * planted, 5);
  lab_go(&l, accounts);
  for (unsigned k = 0; k < TARGET; k++)
    idle += gsl_ran_binomial_pdf(k, c, PEOPLE) * (PEOPLE - k) * (1 - success(c, 30));
  lab_hazard(score, &l, "seats_returned", "departments", 1, 4, 24, idle);
  lab_free(&l);
}

/* Whoever is in a play at the end of a month negotiates in the next; a third dimension makes the
 * month 1.18 months on average. Planted: that length is 2% off. */
static void friction(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.25, longer = 1.18;
  lab l;
  departments(&l, p);
  lab_set(&l, "playbook.dimensions=3");
  lab_set(&l, "playbook.friction=%.17g", longer * planted - 1);
  lab_go(&l, accounts);
  lab_hazard(score, &l, "plays_won", "pipeline", 1, 2, 24, p / longer);
  lab_free(&l);
}

static void mixed_roll_outs(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.4, factor = 0.6;
  lab l;
  departments(&l, p);
  lab_set(&l, "playbook.mixed_tracks=true");
  lab_set(&l, "playbook.mixed_factor=%.17g", factor * planted);
  lab_go(&l, accounts);
  lab_hazard(score, &l, "plays_won", "pipeline", 1, 2, 24, p * factor);
  lab_free(&l);
}

static void mixed_pushes(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.4, factor = 0.6;
  lab l;
  busy_playbook(&l);
  lab_set(&l, "playbook.push_adopted=%g", p);
  lab_set(&l, "playbook.mixed_tracks=true");
  lab_set(&l, "playbook.mixed_factor=%.17g", factor * planted);
  lab_go(&l, accounts);
  lab_hazard(score, &l, "plays_won", "pipeline", 1, 2, 24, p * factor);
  lab_free(&l);
}

/* One push, adopted by all: contacted in month 1, adopted in 2, in use in 3, and won in 4 if it was
 * not dropped in that whole month. */
static void sustained(double planted, int64_t accounts, lab_score *score) {
  const double loss = 1;
  lab l;
  busy_playbook(&l);
  lab_set(&l, "playbook.cooldown=60");
  lab_set(&l, "playbook.push_adopted=1");
  lab_set(&l, "playbook.push_failed=0");
  lab_set(&l, "playbook.sustain_months=1");
  lab_set(&l, "workflow.loss=%.17g", loss * planted);
  lab_go(&l, accounts);
  lab_hazard(score, &l, "plays_won", "plays_started", 3, 4, 4, exp(-loss));
  lab_free(&l);
}

/* Above Lite's cap of 200, stopped there, and never sold an upgrade after the trial. */
static void declining(lab *l, double accept) {
  busy_playbook(l);
  lab_set(l, "capacity.over_cap=hard_stop");
  lab_set(l, "playbook.timing=reactive");
  lab_set(l, "playbook.cap_day_trust=0");
  lab_set(l, "playbook.close_upgrade=0");
  lab_set(l, "terms.accept=%.17g", accept);
  lab_set(l, "tiers={\"lite\":{\"price\":20,\"cap\":200,\"overage\":0.1},"
             "\"pro\":{\"price\":50,\"cap\":400}}");
}

static void terms(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.3;
  lab l;
  declining(&l, p * planted);
  lab_go(&l, accounts);
  lab_hazard(score, &l, "terms_agreed", "terms_offered", 0, 2, 12, p);
  lab_free(&l);
}

/* A discount of a fifth with the roll-out: sales closes 1.2 times as often, and 8.00 is paid for a
 * seat, the old ones included. */
static void discounted(lab *l, double close, double factor) {
  departments(l, close);
  lab_set(l, "playbook.cooldown=60");
  lab_set(l, "playbook.rollout_fst=0.999");
  lab_set(l, "discount.expansion=0.2");
  lab_set(l, "discount.expansion_lift=%.17g", factor);
}

static void lift(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.3, factor = 1.2;
  lab l;
  discounted(&l, p, factor * planted);
  lab_go(&l, accounts);
  lab_hazard(score, &l, "plays_won", "plays_started", 1, 2, 2, p * factor);
  lab_free(&l);
}

static const lab_check checks[] = {
    {"coverage after 5 days", compressed, 1000, 100},
    {"coverage after 10 days", not_compressed, 1000, 100},
    {"departments at the target", completion, 1000, 200},
    {"seats given back", returned, 1000, 200},
    {"playbook.friction", friction, 4000, 500},
    {"playbook.mixed_factor, roll-outs", mixed_roll_outs, 4000, 500},
    {"playbook.mixed_factor, pushes", mixed_pushes, 4000, 500},
    {"playbook.sustain_months", sustained, 5000, 2000},
    {"terms.accept", terms, 5000, 2500},
    {"discount.expansion_lift", lift, 5000, 2500},
};
LAB_CHECK_TESTS(checks)

/* Whoever agrees is not stopped any more, and pays for 100 tasks above the cap: 20.00 + 10.00. The
 * play is won in the month after. */
static void overage_terms(void **state) {
  (void)state;
  enum { ACCOUNTS = 200 };
  lab l;
  declining(&l, 1);
  lab_set(&l, "playbook.cooldown=60"); /* a later trial would not bill overage */
  lab_set(&l, "acquisition.initial=%d", ACCOUNTS);
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 1);
  assert_int_equal(lab_counter(&l, 0, "hard_stopped", 1), ACCOUNTS);
  assert_int_equal(lab_counter(&l, 0, "terms_agreed", 2), ACCOUNTS);
  for (int t = 0; t <= 24; t++) {
    assert_int_equal(lab_counter(&l, 0, "mrr", t), (t < 3 ? 2000 : 3000) * ACCOUNTS);
    assert_int_equal(lab_counter(&l, 0, "plays_won", t), t == 3 ? ACCOUNTS : 0);
    if (t < 3) continue;
    assert_int_equal(lab_counter(&l, 0, "hard_stopped", t), 0);
    assert_int_equal(lab_counter(&l, 0, "tasks_served", t), 300 * 16 * ACCOUNTS);
  }
  lab_free(&l);
}

static void discounts_for_expansions(void **state) {
  (void)state;
  enum { ACCOUNTS = 200 };
  lab l;
  discounted(&l, 1, 1);
  lab_set(&l, "acquisition.initial=%d", ACCOUNTS);
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 1);
  for (int t = 0; t <= 24; t++)
    assert_int_equal(lab_counter(&l, 0, "mrr", t),
                     (t < 2 ? 1000 : 800) * lab_counter(&l, 0, "seats", t));
  assert_true(lab_counter(&l, 0, "seats", 24) > 10 * ACCOUNTS);
  lab_free(&l);
}

/* A team of 20 expects a discount and gets none until 30: trust falls by d and heals by r. */
static void large_teams(void **state) {
  (void)state;
  const double d = 0.05, r = 0.15;
  static const struct { int seats, from; } at[] = {{20, 30}, {20, 20}, {19, 30}, {20, 0}};
  for (size_t k = 0; k < sizeof at / sizeof *at; k++) {
    bool punished = at[k].seats >= 20 && (at[k].from == 0 || at[k].from > at[k].seats);
    lab l;
    lab_init(&l);
    lab_set(&l, "seat.initial=%d", at[k].seats);
    lab_set(&l, "seat.headcount=50");
    lab_set(&l, "billing.large_seats=20");
    lab_set(&l, "billing.large_trust=%g", d);
    lab_set(&l, "billing.volume1_seats=%d", at[k].from);
    lab_set(&l, "billing.volume1_discount=0.1");
    lab_set(&l, "trust.recovery=%g", r);
    lab_set(&l, "acquisition.initial=1");
    lab_build(&l, NULL);
    lab_run(&l, NULL, 0, 1);
    for (int t = 1; t <= 24; t++) {
      double expected = punished ? 1 - d / r * (1 - pow(1 - r, t)) : 1;
      double trust = (double)lab_counter(&l, 0, "trust", t) / 1e6;
      if (!(fabs(trust - expected) < 3e-6))
        fail_msg("%zu, month %d: %g, %g", k, t, trust, expected);
    }
    lab_free(&l);
  }
}

/* Two pricing dimensions cost nothing, and a play that is not won is lost a month later. */
static void two_dimensions(void **state) {
  (void)state;
  lab a, b;
  for (int k = 0; k < 2; k++) {
    lab *l = k == 0 ? &a : &b;
    departments(l, 0.25);
    lab_set(l, "playbook.dimensions=%d", k + 1);
    lab_set(l, "acquisition.initial=200");
    lab_build(l, NULL);
    lab_run(l, NULL, 0, 2);
  }
  assert_memory_equal(a.records, b.records, 2 * a.layout.size * sizeof *a.records);
  lab_free(&a);
  lab_free(&b);
}

/* Nobody shows a signal: the only contacts are those with the renewals of months 12 and 24, two
 * months ahead. */
static void renewal_bundle(void **state) {
  (void)state;
  enum { ACCOUNTS = 300 };
  lab l;
  lab_init(&l);
  lab_set(&l, "signals.completion_rate=0.5");
  lab_set(&l, "signals.return_rate=0.1");
  lab_set(&l, "demand.level=10");
  lab_set(&l, "seat.headcount=1000");
  lab_set(&l, "playbook.on=true");
  lab_set(&l, "playbook.self_serve=true");
  lab_set(&l, "playbook.bundle_months=2");
  lab_set(&l, "playbook.close_rollout=0");
  lab_set(&l, "contract.annual_share=1");
  lab_set(&l, "acquisition.initial=%d", ACCOUNTS);
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 2);
  for (int k = 0; k < 2; k++)
    for (int t = 0; t <= 24; t++) {
      assert_int_equal(lab_counter(&l, k, "contacts", t), t == 10 || t == 22 ? ACCOUNTS : 0);
      assert_int_equal(lab_counter(&l, k, "plays_started_seat", t),
                       t == 10 || t == 22 ? ACCOUNTS : 0);
    }
  lab_free(&l);
}

/* Business reviews: those who have no play and have cooled down are contacted every half year,
 * as far as CSM capacity goes; who has to wait is reviewed in the months after. */
static void business_reviews(void **state) {
  (void)state;
  enum { ACCOUNTS = 300, A_MONTH = 120 };
  for (int short_of = 0; short_of < 2; short_of++) {
    lab l;
    lab_init(&l);
    lab_set(&l, "signals.completion_rate=0.5");
    lab_set(&l, "signals.return_rate=0.1");
    lab_set(&l, "demand.level=10");
    lab_set(&l, "seat.headcount=1000");
    lab_set(&l, "playbook.on=true");
    lab_set(&l, "playbook.self_serve=%s", short_of ? "false" : "true");
    lab_set(&l, "playbook.portfolio_accounts=%d", ACCOUNTS);
    lab_set(&l, "playbook.csm=%d", A_MONTH);
    lab_set(&l, "playbook.sales=%d", ACCOUNTS);
    lab_set(&l, "playbook.review_months=6");
    lab_set(&l, "playbook.close_rollout=0");
    lab_set(&l, "acquisition.initial=%d", ACCOUNTS);
    lab_build(&l, NULL);
    lab_run(&l, NULL, 0, 1);
    for (int t = 0; t <= 24; t++) {
      int since = t % 6, held = t < 6 ? 0 : since == 0 ? ACCOUNTS : 0;
      if (short_of) held = t < 6 || since > 2 ? 0 : since == 2 ? ACCOUNTS - 2 * A_MONTH : A_MONTH;
      assert_int_equal(lab_counter(&l, 0, "contacts", t), held);
      assert_int_equal(lab_counter(&l, 0, "plays_started_seat", t), held);
      assert_int_equal(lab_counter(&l, 0, "pitches_early", t), 0);
    }
    lab_free(&l);
  }
}

/* An annual contract gives idle seats back at its renewal, not before. */
static void annual_returns(void **state) {
  (void)state;
  lab l;
  reviewed(&l, 0.3, 5);
  lab_set(&l, "playbook.cooldown=60");
  lab_set(&l, "contract.annual_share=1");
  lab_set(&l, "acquisition.initial=300");
  lab_build(&l, NULL);
  lab_run(&l, NULL, 0, 2);
  for (int k = 0; k < 2; k++)
    for (int t = 0; t <= 24; t++) {
      int64_t back = lab_counter(&l, k, "seats_returned", t);
      assert_true(t == 12 ? back > 1000 : back == 0);
      assert_int_equal(lab_counter(&l, k, "seats_cut", t), back);
    }
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(closed_forms),
                                     cmocka_unit_test(planted_bias),
                                     cmocka_unit_test(overage_terms),
                                     cmocka_unit_test(large_teams),
                                     cmocka_unit_test(discounts_for_expansions),
                                     cmocka_unit_test(two_dimensions),
                                     cmocka_unit_test(renewal_bundle),
                                     cmocka_unit_test(business_reviews),
                                     cmocka_unit_test(annual_returns)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
