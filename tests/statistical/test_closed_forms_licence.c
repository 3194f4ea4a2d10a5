/* Closed forms of licences: what is billed, when a licence grows, who is let in, what it does to
 * trust; and the 2% bias that the hazard must reject. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include "tests/helpers/lab.h"

/* A licence of ten seats of which nine are used: it grows by a block of ten once, with p a month.
 */
static void additions(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.1;
  lab l;
  lab_init(&l);
  lab_set(&l, "seat.initial=9");
  lab_set(&l, "seat.headcount=50");
  lab_set(&l, "licence.block=10");
  lab_set(&l, "licence.idle_trust=0");
  lab_set(&l, "licence.add=%.17g", p * planted);
  lab_go(&l, accounts);
  for (int t = 1; t <= 24; t += t < 4 ? 1 : 10)
    lab_mean(score, &l, "seats_billed", t, (double)accounts, 20 - 10 * pow(1 - p, t));
  lab_free(&l);
}

/* Eight of ten seats are used, and one more person may come, with g a month; nine are above 80%,
 * and then the licence grows with p a month, from that month on. At the landmark (month 6) those
 * who wait with eight are the others; of them the licence grows within six months when the person
 * comes in month k and one of 7 - k draws succeeds. Of those above it grows with 1 - (1 - p)^6. */
static void after_the_landmark(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.1, hazard = 0.05, g = 1 - exp(-hazard);
  double came = 0, grew = 0, above = 0;
  lab l;
  lab_init(&l);
  lab_set(&l, "seat.initial=8");
  lab_set(&l, "seat.headcount=9");
  lab_set(&l, "seat.saturation=1");
  lab_set(&l, "seat.innovation=%.17g", hazard);
  lab_set(&l, "licence.block=10");
  lab_set(&l, "licence.idle_trust=0");
  lab_set(&l, "licence.add=%.17g", p * planted);
  lab_go(&l, accounts);
  for (int k = 1; k <= 6; k++) {
    came = pow(1 - g, k - 1) * g;
    grew += came * (1 - pow(1 - p, 7 - k));
    above += came * pow(1 - p, 7 - k);
  }
  lab_mean(score, &l, "licence_landmark_full", 12, (double)accounts, above);
  lab_hazard(score, &l, "licence_landmark_full_grew", "licence_landmark_full", 0, 12, 12,
             1 - pow(1 - p, 6));
  /* whose licence has grown to twenty is among the others, and cannot grow again */
  lab_mean(score, &l, "licence_landmark_others", 12, (double)accounts, 1 - above);
  lab_mean(score, &l, "licence_landmark_others_grew", 12, (double)accounts, pow(1 - g, 6) * grew);
  lab_free(&l);
}

static const lab_check checks[] = {{"licence.add", additions, 4000, 8000},
                                   {"after the landmark", after_the_landmark, 4000, 60000}};
LAB_CHECK_TESTS(checks)

static void one(lab *l, int accounts) {
  lab_set(l, "acquisition.initial=%d", accounts);
  lab_build(l, NULL);
  lab_run(l, NULL, 0, 1);
}

/* A hundred seats, 60% of them active, at most half of those at once, four of them free. */
static void what_is_billed(void **state) {
  (void)state;
  static const struct {
    const char *seat;
    int free, block, billed;
  } at[] = {{"named", 0, 0, 100},     {"named", 4, 0, 96},      {"active", 0, 0, 60},
            {"active", 4, 0, 56},     {"concurrent", 0, 0, 30}, {"concurrent", 4, 0, 26},
            {"concurrent", 90, 0, 1}, {"active", 0, 25, 75},    {"concurrent", 4, 13, 26}};
  for (size_t k = 0; k < sizeof at / sizeof *at; k++) {
    lab l;
    lab_init(&l);
    lab_set(&l, "seat.initial=100");
    lab_set(&l, "seat.headcount=100");
    lab_set(&l, "licence.seat=%s", at[k].seat);
    lab_set(&l, "licence.active_share=0.6");
    lab_set(&l, "licence.peak_share=0.5");
    lab_set(&l, "licence.free_seats=%d", at[k].free);
    lab_set(&l, "licence.block=%d", at[k].block);
    lab_set(&l, "licence.add=0");
    one(&l, 10);
    for (int t = 0; t <= 24; t += 6) {
      assert_int_equal(lab_counter(&l, 0, "seats", t), 1000);
      assert_int_equal(lab_counter(&l, 0, "seats_billed", t), 10 * at[k].billed);
      assert_int_equal(lab_counter(&l, 0, "mrr", t), 10 * 1000 * at[k].billed);
    }
    lab_free(&l);
  }
}

static void spreading(lab *l) {
  lab_init(l);
  lab_set(l, "seat.initial=6");
  lab_set(l, "seat.headcount=100");
  lab_set(l, "seat.innovation=0.05");
  lab_set(l, "licence.block=10");
  lab_set(l, "licence.active_share=1");
}

/* Nobody buys: with a hard block seats stop at the licence, and colleagues are refused; without one
 * they go on, and nobody beyond the licence is billed. */
static void invitations(void **state) {
  (void)state;
  enum { ACCOUNTS = 200 };
  lab hard, soft;
  spreading(&hard);
  lab_set(&hard, "licence.add=0");
  lab_set(&hard, "licence.invites=hard_block");
  one(&hard, ACCOUNTS);
  spreading(&soft);
  lab_set(&soft, "licence.add=0");
  one(&soft, ACCOUNTS);
  assert_int_equal(lab_counter(&hard, 0, "seats", 24), 10 * ACCOUNTS);
  assert_int_equal(lab_counter(&hard, 0, "users_beyond", 24), 0);
  assert_true(lab_counter(&hard, 0, "invites_blocked", 24) > 3 * ACCOUNTS);
  assert_true(lab_counter(&hard, 0, "trust", 24) < 500000 * (int64_t)ACCOUNTS);
  assert_true(lab_counter(&soft, 0, "seats", 24) > 40 * ACCOUNTS);
  assert_int_equal(lab_counter(&soft, 0, "users_beyond", 24),
                   lab_counter(&soft, 0, "seats", 24) - 10 * ACCOUNTS);
  assert_int_equal(lab_counter(&soft, 0, "trust", 24), 1000000 * (int64_t)ACCOUNTS);
  for (int t = 0; t <= 24; t += 12) {
    assert_int_equal(lab_counter(&hard, 0, "mrr", t), lab_counter(&soft, 0, "mrr", t));
    assert_int_equal(lab_counter(&soft, 0, "mrr", t), 10 * 1000 * ACCOUNTS);
  }
  lab_free(&hard);
  lab_free(&soft);
}

/* Five users beyond the licence call a CSM although no signal shows; what sales closes covers them.
 */
static void users_beyond(void **state) {
  (void)state;
  enum { ACCOUNTS = 200 };
  lab l;
  int64_t contacts = 0, won = 0;
  spreading(&l);
  lab_set(&l, "licence.add=0");
  lab_set(&l, "signals.completion_rate=0.5");
  lab_set(&l, "signals.return_rate=0.1");
  lab_set(&l, "demand.level=10");
  lab_set(&l, "playbook.on=true");
  lab_set(&l, "playbook.self_serve=true");
  lab_set(&l, "playbook.close_rollout=1");
  lab_set(&l, "playbook.rollout_share=0");
  one(&l, ACCOUNTS);
  for (int t = 0; t <= 24; t++) {
    contacts += lab_counter(&l, 0, "contacts", t);
    assert_true(t < 24 || lab_counter(&l, 0, "users_beyond", t) < 20 * ACCOUNTS);
    assert_int_equal(lab_counter(&l, 0, "pitches_early", t), 0);
    assert_int_equal(lab_counter(&l, 0, "licences_added", t), lab_counter(&l, 0, "plays_won", t));
    won += lab_counter(&l, 0, "plays_won", t);
  }
  assert_true(contacts > ACCOUNTS && won > ACCOUNTS);
  lab_free(&l);
}

/* Two of ten named seats are hardly used: trust falls by idle_trust / 5 and heals by `recovery` of
 * what is lost, so it tends to 1 - d / r. Active seats are no reason for it. */
static void idle_seats(void **state) {
  (void)state;
  const double d = 0.1 * 0.2, r = 0.15;
  for (int active = 0; active < 2; active++) {
    lab l;
    lab_init(&l);
    lab_set(&l, "seat.initial=10");
    lab_set(&l, "seat.headcount=10");
    lab_set(&l, "licence.seat=%s", active ? "active" : "named");
    lab_set(&l, "licence.idle_trust=0.1");
    lab_set(&l, "trust.recovery=%g", r);
    one(&l, 1);
    for (int t = 1; t <= 24; t++) {
      double expected = active ? 1 : 1 - d / r * (1 - pow(1 - r, t));
      assert_true(fabs((double)lab_counter(&l, 0, "trust", t) / 1e6 - expected) < 3e-6);
    }
    lab_free(&l);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(closed_forms),   cmocka_unit_test(planted_bias),
      cmocka_unit_test(what_is_billed), cmocka_unit_test(invitations),
      cmocka_unit_test(users_beyond),   cmocka_unit_test(idle_seats)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
