/* A replay is the run: every account of small scenarios with everything on is replayed and
 *
 *   its MRR, bill and parts in both lenses equal what the full run did, month by month, to the
 * c/60; the sum over accounts is the record of the run, on any number of threads and block size;
 *   each draw stands at its address, decides as the trace says, and what it decided is what
 * happened to the account's state; the decisions of all accounts add up to the run's counters. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include "analysis/replay.h"
#include "data/book.h"
#include "tests/helpers/lab.h"
#include "tests/helpers/replayed.h"

static void busy(lab *l) {
  lab_init(l);
  lab_set(l, "acquisition.initial=60");
  lab_set(l, "acquisition.per_month=4");
  lab_set(l, "acquisition.months=8");
  lab_set(l, "horizon=26");
  lab_set(l, "reactivation.hazard=0.15");
  lab_set(l, "contraction.cut=0.04");
  lab_set(l, "contraction.champion=0.03");
  lab_set(l, "macro.down=0.2");
  lab_set(l, "workflow.loss=0.05");
  lab_set(l, "signals.inquiry=0.2");
  lab_set(l, "capacity.downgrade=0.6");
  lab_set(l, "capacity.downgrade_below=1");
  lab_set(l, "demand.noise_sd=0.5");
  lab_set(l, "playbook.portfolio_accounts=15");
  lab_set(l, "playbook.self_serve=false");
  lab_set(l, "playbook.csm=2");
  lab_set(l, "playbook.sales=1");
  lab_set(l, "playbook.outreach=3");
  lab_set(l, "playbook.arpa=300");
}

/* Features, controls and add-ons beside all that. */
static void with_add_ons(lab *l) {
  lab_set(l, "features.explore=0.8");
  lab_set(l, "features.controls=0.04");
  lab_set(l, "features.gated=0.1");
  lab_set(l, "features.lock_month=12");
  lab_set(l, "add_ons.analytics.fee=29");
  lab_set(l, "add_ons.analytics.hazard=0.07");
  lab_set(l, "add_ons.analytics.drop=0.04");
  lab_set(l, "add_ons.analytics.ceiling=0.6");
  lab_set(l, "add_ons.support.share_of_plan=0.15");
  lab_set(l, "add_ons.support.per_seat=0.49");
  lab_set(l, "add_ons.support.per_unit=0.011");
  lab_set(l, "add_ons.support.hazard=0.05");
}

static void hard_stop(void **state) {
  (void)state;
  lab l;
  busy(&l);
  lab_set(&l, "terms.accept=0.5");
  lab_set(&l, "key_account.above=900");
  lab_set(&l, "key_account.loss=0.05");
  lab_set(&l, "discount.expansion=0.15");
  lab_set(&l, "tiers.lite.overage=0.05");
  lab_set(&l, "billing.large_seats=30");
  lab_set(&l, "billing.volume1_seats=60");
  lab_build(&l, "agent-product.json");
  replayed_check(&l, 92);
  lab_free(&l);
}

static void overage_and_anti_patterns(void **state) {
  (void)state;
  lab l;
  busy(&l);
  lab_set(&l, "capacity.over_cap=overage");
  lab_set(&l, "tiers.lite.overage={\"schedule\":{\"0\":0.05,\"9\":0.03}}");
  lab_set(&l, "tiers.pro.overage=0.043");
  lab_set(&l, "tiers.lite.price={\"schedule\":{\"0\":20,\"7\":23.37,\"19\":21}}");
  lab_set(&l, "tiers.pro.flat=7.31");
  lab_set(&l, "billing.rollout=at_renewal");
  lab_set(&l, "billing.elasticity=3");
  lab_set(&l, "discount.share=0.5");
  lab_set(&l, "discount.months=5");
  lab_set(&l, "discount.commit=0.2");
  lab_set(&l, "discount.commit_penetration=0.2");
  lab_set(&l, "outcome.share=0.6");
  lab_set(&l, "outcome.delivered=0.6");
  lab_set(&l, "capacity.pooled=true");
  lab_set(&l, "tiers.lite.cap=1500");
  lab_set(&l, "tiers.pro.cap=9000");
  lab_set(&l, "tiers.ultra.cap=40000");
  lab_set(&l, "playbook.pitch_early=true");
  lab_set(&l, "playbook.pitch_at_risk=true");
  lab_set(&l, "playbook.timing=reactive");
  lab_set(&l, "playbook.early_close=0.3");
  lab_set(&l, "playbook.dimensions=4");
  lab_set(&l, "playbook.sustain_months=1");
  lab_set(&l, "playbook.mixed_tracks=true");
  lab_set(&l, "rollout.coverage=0.5");
  lab_set(&l, "licence.block=4");
  lab_set(&l, "prompt.memory_days=2");
  lab_set(&l, "licence.invites=hard_block");
  lab_set(&l, "licence.seat=active");
  lab_set(&l,
          "ladder={\"a\":{\"units\":1000,\"price\":0.02},\"b\":{\"units\":9000,\"price\":0.01}}");
  lab_set(&l,
          "usage={\"level\":3000,\"noise_sd\":0.3,\"ladder\":\"graduated\",\"mrr\":\"billed\"}");
  lab_set(&l, "activation.lands=at_start");
  with_add_ons(&l);
  lab_build(&l, "agent-product.json");
  replayed_check(&l, 92);
  lab_free(&l);
}

static void free_plan(void **state) {
  (void)state;
  lab l;
  busy(&l);
  lab_set(&l, "tiers.lite.price=0");
  lab_set(&l, "free_plan.convert=0.15");
  lab_set(&l, "free_plan.fade=0.9");
  lab_build(&l, "agent-product.json");
  replayed_check(&l, 92);
  lab_free(&l);
}

/* Nobody pays for anything but usage, so that silence is a loss. */
static void usage_alone(void **state) {
  (void)state;
  lab l;
  busy(&l);
  lab_set(&l, "ladder={\"a\":{\"units\":1000,\"bill\":20},\"b\":{\"units\":9000,\"bill\":90}}");
  lab_set(&l, "tiers.lite.price=0");
  lab_set(&l, "tiers.pro.price=0");
  lab_set(&l, "tiers.ultra.price=0");
  lab_set(&l, "usage.level=1500");
  lab_set(&l, "usage.growth=0.1");
  lab_set(&l, "usage.noise_sd=0.4");
  lab_set(&l, "usage.quiet=0.25");
  lab_set(&l, "usage.spike=0.1");
  lab_set(&l, "usage.idle_months=2");
  lab_set(&l, "usage.commit_share=0.3");
  lab_set(&l, "usage.commit_later=0.2");
  lab_set(&l, "usage.commit_months=5");
  lab_set(&l, "usage.shock=0.4");
  lab_set(&l, "usage.dashboard=false");
  lab_set(&l, "usage.optimise=0.2");
  lab_set(&l, "usage.optimise_at=1.5");
  lab_build(&l, "agent-product.json");
  replayed_check(&l, 92);
  lab_free(&l);
}

static void book(void **state) {
  (void)state;
  lab l;
  char file[512];
  ndrsim_error err = {0};
  busy(&l);
  lab_set(&l, "acquisition.initial=10");
  with_add_ons(&l);
  lab_build(&l, "agent-product.json");
  snprintf(file, sizeof file, "%s/scenarios/sample-book.csv", NDRSIM_SOURCE_DIR);
  assert_int_equal(ndrsim_book_read(&l.model, file, &err), NDRSIM_OK);
  ndrsim_engine_layout(&l.model, &l.layout);
  int given = replayed_check(&l, 48 + 42);
  assert_true(given > 48); /* headcounts, rates and proneness that rows decide */
  lab_free(&l);
}

/* After the tests above: nothing that a replay can say was left unseen, and none of it is always or
 * never so. */
static void everything_was_seen(void **state) {
  (void)state;
  static const char *const both[] = {"activate",
                                     "give_up",
                                     "annual_contract",
                                     "discover",
                                     "drop",
                                     "inquiry",
                                     "upgrade",
                                     "downgrade",
                                     "cut_seats",
                                     "word_of_mouth",
                                     "champion_leaves",
                                     "cancel",
                                     "push",
                                     "close_upgrade",
                                     "close_rollout",
                                     "trial_judged",
                                     "negotiation_goes_on",
                                     "adds_licences",
                                     "agrees_to_overage",
                                     "key_account_leaves",
                                     "premature_pitch",
                                     "usage_quiet",
                                     "usage_spike",
                                     "usage_optimise",
                                     "usage_commit",
                                     "waits",
                                     "explore",
                                     "control",
                                     "would_take",
                                     "buy_add_on",
                                     "drop_add_on",
                                     "regime_switches",
                                     "convert",
                                     "promotion",
                                     "commit",
                                     "outcome_contract",
                                     "outcome"};
  static const char *const facts[] = {"pushed",
                                      "upgrade_sold",
                                      "rolled_out",
                                      "cut",
                                      "return",
                                      "play_begins",
                                      "play_won",
                                      "play_lost",
                                      "department_activates",
                                      "department_reviewed",
                                      "invites_blocked",
                                      "roll_out",
                                      "trust_lost",
                                      "signals",
                                      "demand_noise",
                                      "base",
                                      "overage",
                                      "usage",
                                      "usage_noise",
                                      "usage_committed",
                                      "usage_shock",
                                      "usage_lost",
                                      "shock",
                                      "new_price",
                                      "upgrade_for_control",
                                      "features_locked",
                                      "promotion_ends",
                                      "converted",
                                      "outcome_fee"};
  for (size_t k = 0; k < sizeof both / sizeof *both + sizeof facts / sizeof *facts; k++) {
    bool twosided = k < sizeof both / sizeof *both;
    const char *name = twosided ? both[k] : facts[k - sizeof both / sizeof *both];
    const replayed_tally *found = replayed_entries(name);
    if (found == NULL) fail_msg("no account had an entry `%s`", name);
    printf("  %-16s %7lld seen, %6lld not zero\n", name, (long long)found->seen,
           (long long)found->happened);
    if (twosided && (found->happened == 0 || found->happened == found->seen))
      fail_msg("`%s` was seen only one way", name);
  }
}

/* Every draw of the model is recorded. Parameters, traits and what completes a row are not entries;
 * one site is reserved, one belongs to no run. */
static void every_site_was_seen(void **state) {
  (void)state;
  for (int site = 0; site < NDRSIM_SITES; site++) {
    bool elsewhere = site == NDRSIM_SITE_PARAMETER || site == NDRSIM_SITE_TRAIT ||
                     site == NDRSIM_SITE_BOOK || site == NDRSIM_SITE_SEATS_INITIAL ||
                     site == NDRSIM_SITE_DESIGN;
    if (replayed_at_site(site) == 0 && !elsewhere)
      fail_msg("no entry at site %s: record the draw (models/trace.h)",
               ndrsim_site_describe((ndrsim_site)site)->name);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(hard_stop),
      cmocka_unit_test(overage_and_anti_patterns),
      cmocka_unit_test(free_plan),
      cmocka_unit_test(usage_alone),
      cmocka_unit_test(book),
      cmocka_unit_test(everything_was_seen),
      cmocka_unit_test(every_site_was_seen),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
