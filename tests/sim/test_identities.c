/* Money identities, to the cent: for every account, month and replicate of several scenarios, a
 * second book-keeping from each account's own history (tests/helpers/bookkeeping.c) must agree with
 * the engine's records.
 *
 *   movements sum to the change of MRR; driver parts sum to it in both lenses;
 *   the flow bridge at every month and the endpoint bridge at 12, 24, 36 sum to NDR in both
 *   conventions; totals equal sums over accounts, including those that leave and return;
 *   revenue of quarters and years is the sum of the accounts' months.
 *
 * The engine runs in debug mode, so ownership of columns and marks of changed bills are checked. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "data/book.h"
#include "tests/helpers/bookkeeping.h"
#include "tests/helpers/lab.h"

/* The agent scenario with fewer accounts. */
static void agent(lab *l) {
  lab_init(l);
  lab_set(l, "acquisition.initial=%lld", (long long)lab_accounts(600));
  lab_set(l, "acquisition.per_month=20");
  lab_set(l, "reactivation.hazard=0.1");
}

static void agent_product(void **state) {
  (void)state;
  lab l;
  agent(&l);
  lab_build(&l, "agent-product.json");
  bookkeeping_check(&l, "agent product", 3, true);
  lab_free(&l);
}

static void overage(void **state) {
  (void)state;
  lab l;
  agent(&l);
  lab_set(&l, "capacity.over_cap=overage");
  lab_set(&l, "tiers.lite.overage=0.071");
  lab_set(&l, "tiers.pro.overage=0.043");
  lab_set(&l, "tiers.ultra.overage=0.02");
  lab_build(&l, "agent-product.json");
  bookkeeping_check(&l, "overage", 3, true);
  lab_free(&l);
}

static void pooled(void **state) {
  (void)state;
  lab l;
  agent(&l);
  lab_set(&l, "capacity.over_cap=overage");
  lab_set(&l, "capacity.pooled=true");
  lab_set(&l, "tiers.lite.overage=0.071");
  lab_set(&l, "tiers.lite.cap=1500");
  lab_set(&l, "tiers.pro.cap=9000");
  lab_set(&l, "tiers.ultra.cap=40000");
  lab_build(&l, "agent-product.json");
  bookkeeping_check(&l, "pooled", 3, true);
  lab_free(&l);
}

/* Caps, overage and list prices that move while accounts come and go. */
static void moving_prices(void **state) {
  (void)state;
  lab l;
  agent(&l);
  lab_set(&l, "capacity.over_cap=overage");
  lab_set(&l, "tiers.lite.overage={\"schedule\":{\"0\":0.05,\"9\":0.03}}");
  lab_set(&l, "tiers.lite.price={\"schedule\":{\"0\":20,\"7\":23.37,\"19\":21}}");
  lab_set(&l, "tiers.lite.flat={\"schedule\":{\"0\":9,\"7\":0,\"21\":3.33}}");
  lab_set(&l, "tiers.pro.cap={\"schedule\":{\"0\":1000,\"15\":800}}");
  lab_set(&l, "tiers.pro.overage=0.04");
  lab_build(&l, "agent-product.json");
  bookkeeping_check(&l, "moving prices", 3, true);
  lab_free(&l);
}

/* New lists reach customers at their renewal, or after a while. */
static void roll_outs(void **state) {
  (void)state;
  static const char *const rollout[] = {"at_renewal", "new"};
  for (int k = 0; k < 2; k++) {
    lab l;
    agent(&l);
    lab_set(&l, "billing.rollout=%s", rollout[k]);
    lab_set(&l, "billing.grandfather_months=4");
    lab_set(&l, "billing.elasticity=2");
    lab_set(&l, "contract.annual_share=0.5");
    lab_set(&l, "billing.annual_discount=0.17");
    lab_set(&l, "capacity.over_cap=overage");
    lab_set(&l, "tiers.lite.overage={\"schedule\":{\"0\":0.05,\"9\":0.03}}");
    lab_set(&l, "tiers.lite.price={\"schedule\":{\"0\":20,\"7\":23.37,\"19\":21}}");
    lab_set(&l, "tiers.lite.flat={\"schedule\":{\"0\":9,\"7\":0,\"21\":3.33}}");
    lab_set(&l, "tiers.pro.cap={\"schedule\":{\"0\":1000,\"15\":800}}");
    lab_build(&l, "agent-product.json");
    bookkeeping_check(&l, rollout[k], 2, true);
    lab_free(&l);
  }
}

/* Initiatives on hazards, traits and the price book, on top of each other. */
static void initiatives(void **state) {
  (void)state;
  lab l;
  agent(&l);
  lab_set(&l, "capacity.over_cap=overage");
  lab_set(&l, "tiers.lite.overage=0.05");
  lab_set(&l, "tiers.pro.overage=0.04");
  lab_set(&l, "initiatives=[{\"name\":\"a\",\"from\":5,\"ramp\":3,\"set\":{"
              "\"churn.base\":{\"times\":1.5},\"tiers.pro.price\":57.31,"
              "\"tiers.lite.overage\":0.03}},{\"name\":\"b\",\"from\":11,\"set\":{"
              "\"tiers.pro.price\":{\"times\":0.93},\"demand.level\":{\"times\":0.8}}}]");
  lab_build(&l, "agent-product.json");
  bookkeeping_check(&l, "initiatives", 2, true);
  lab_free(&l);
}

/* Promotions that end, commitments, outcomes, all while prices, seats and tiers move. */
static void all_terms(lab *l) {
  lab_set(l, "key_account.above=150");
  lab_set(l, "key_account.loss=0.02");
  lab_set(l, "contract.annual_share=0.4");
  lab_set(l, "billing.annual_discount=0.1");
  lab_set(l, "billing.rollout=at_renewal");
  lab_set(l, "billing.volume1_seats=15");
  lab_set(l, "billing.volume1_discount=0.07");
  lab_set(l, "capacity.over_cap=overage");
  lab_set(l, "tiers.lite.overage=0.071");
  lab_set(l, "tiers.lite.price={\"schedule\":{\"0\":20,\"7\":23.37,\"19\":21}}");
  lab_set(l, "discount.share=0.5");
  lab_set(l, "discount.size={\"dist\":\"uniform\",\"low\":0.1,\"high\":0.5,\"per\":\"account\"}");
  lab_set(l, "discount.months=7");
  lab_set(l, "discount.expires=at_renewal");
  lab_set(l, "discount.elasticity=2");
  lab_set(l, "discount.commit=0.15");
  lab_set(l, "discount.commit_penetration=0.3");
  lab_set(l, "outcome.share=0.6");
  lab_set(l, "outcome.delivered=0.6");
  lab_set(l, "outcome.credit=0.5");
  lab_set(l, "outcome.carry=0.5");
}

static void terms(void **state) {
  (void)state;
  lab l;
  agent(&l);
  all_terms(&l);
  lab_build(&l, "agent-product.json");
  bookkeeping_check(&l, "all terms", 3, true);
  lab_free(&l);
  agent(&l);
  all_terms(&l);
  lab_set(&l, "tiers.lite.price=0");
  lab_set(&l, "free_plan.convert=0.1");
  lab_build(&l, "agent-product.json");
  bookkeeping_check(&l, "free plan", 2, true);
  lab_free(&l);
}

/* Metered usage beside seats and overage, with everything that customers do about it. */
static void metered(lab *l, const char *ladder, const char *mrr) {
  agent(l);
  lab_set(
      l,
      "ladder={\"a\":{\"units\":5000,\"bill\":70,\"price\":0.014},"
      "\"b\":{\"units\":40000,\"bill\":{\"schedule\":{\"0\":300,\"14\":333}},\"price\":0.0071}}");
  lab_set(l, "add_ons.storage={\"per_unit\":0.0131,\"included\":1000,\"tier_units\":5000,"
             "\"tier_price\":0.0071,\"hazard\":0.1,\"drop\":0.05}");
  lab_set(l, "usage.level={\"dist\":\"lognormal\",\"mean\":4000,\"sd\":5000,\"per\":\"account\"}");
  lab_set(l, "usage.growth=0.1");
  lab_set(l, "usage.growth_half_life=6");
  lab_set(l, "usage.noise_sd=0.5");
  lab_set(l, "usage.quiet=0.2");
  lab_set(l, "usage.spike=0.05");
  lab_set(l, "usage.commit_share=0.2");
  lab_set(l, "usage.commit_discount=0.15");
  lab_set(l, "usage.shock=0.5");
  lab_set(l, "usage.optimise=0.1");
  lab_set(l, "usage.ladder=%s", ladder);
  lab_set(l, "usage.mrr=%s", mrr);
}

static void metered_usage(void **state) {
  (void)state;
  static const char *const kind[][2] = {
      {"nodes", "trailing_3"}, {"graduated", "billed"}, {"volume", "trailing_3"}};
  for (int k = 0; k < 3; k++) {
    lab l;
    metered(&l, kind[k][0], kind[k][1]);
    lab_set(&l, "capacity.over_cap=overage");
    lab_set(&l, "tiers.lite.overage=0.071");
    lab_set(&l, "tiers.lite.price={\"schedule\":{\"0\":20,\"7\":23.37,\"19\":21}}");
    lab_set(&l, "tiers.lite.flat={\"schedule\":{\"0\":9,\"7\":0,\"21\":3.33}}");
    lab_set(&l, "billing.rollout=at_renewal");
    lab_set(&l, "contract.annual_share=0.4");
    lab_build(&l, "agent-product.json");
    bookkeeping_check(&l, kind[k][0], 2, true);
    lab_free(&l);
  }
}

static void usage_alone(void **state) {
  (void)state;
  static const char *const mrr[] = {"trailing_3", "billed"};
  for (int k = 0; k < 2; k++) {
    lab l;
    metered(&l, "nodes", mrr[k]);
    lab_set(&l, "tiers.lite.price=0");
    lab_set(&l, "tiers.pro.price=0");
    lab_set(&l, "tiers.ultra.price=0");
    lab_set(&l, "usage.idle_months=2");
    lab_build(&l, "agent-product.json");
    bookkeeping_check(&l, "usage alone", 2, true);
    lab_free(&l);
  }
}

static void book(void **state) {
  (void)state;
  ndrsim_error err = {0};
  lab l;
  agent(&l);
  lab_set(&l, "acquisition.initial=100");
  all_terms(&l);
  lab_set(&l, "capacity.over_cap=hard_stop");
  lab_build(&l, "agent-product.json");
  if (ndrsim_book_read(&l.model, NDRSIM_SOURCE_DIR "/scenarios/sample-book.csv", &err)) {
    char text[512];
    ndrsim_error_format(&err, text, sizeof text);
    fail_msg("%s", text);
  }
  ndrsim_engine_layout(&l.model, &l.layout);
  bookkeeping_check(&l, "book", 5, true);
  lab_free(&l);
}

/* Add-ons of every kind of price on a list that moves, controls that move plans, drops. */
static void sell_add_ons(lab *l) {
  agent(l);
  lab_set(l, "contract.annual_share=0.4");
  lab_set(l, "billing.annual_discount=0.17");
  lab_set(l, "features.explore=1.2");
  lab_set(l, "features.controls=0.03");
  lab_set(l, "features.lock_month=14");
  lab_set(l, "add_ons.analytics.fee={\"schedule\":{\"0\":29,\"10\":33.33}}");
  lab_set(l, "add_ons.analytics.hazard=0.08");
  lab_set(l, "add_ons.analytics.drop=0.05");
  lab_set(l, "add_ons.support.share_of_plan=0.175");
  lab_set(l, "add_ons.support.hazard=0.05");
  lab_set(l, "add_ons.support.drop=0.02");
  lab_set(l, "add_ons.sso.per_seat=1.37");
  lab_set(l, "add_ons.sso.hazard=0.04");
  lab_set(l, "add_ons.sso.one_time=99");
}

static void add_ons(void **state) {
  (void)state;
  lab l;
  sell_add_ons(&l);
  lab_set(&l, "capacity.over_cap=overage");
  lab_set(&l, "tiers.lite.overage=0.071");
  lab_build(&l, "agent-product.json");
  bookkeeping_check(&l, "add-ons", 3, true);
  lab_free(&l);
}

static void book_with_add_ons(void **state) {
  (void)state;
  ndrsim_error err = {0};
  lab l;
  sell_add_ons(&l);
  lab_set(&l, "acquisition.initial=100");
  lab_build(&l, "agent-product.json");
  assert_int_equal(ndrsim_book_read(&l.model, NDRSIM_SOURCE_DIR "/scenarios/sample-book.csv", &err),
                   NDRSIM_OK);
  ndrsim_engine_layout(&l.model, &l.layout);
  bookkeeping_check(&l, "book with add-ons", 5, true);
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(agent_product), cmocka_unit_test(overage),
      cmocka_unit_test(pooled),        cmocka_unit_test(moving_prices),
      cmocka_unit_test(roll_outs),     cmocka_unit_test(initiatives),
      cmocka_unit_test(terms),         cmocka_unit_test(metered_usage),
      cmocka_unit_test(usage_alone),   cmocka_unit_test(book),
      cmocka_unit_test(add_ons),       cmocka_unit_test(book_with_add_ons)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
