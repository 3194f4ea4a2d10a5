/* The engine equals the twin to the last cent: every column of every account in every month, and
 * every number of the record, on every instruction set and for any block size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/book.h"
#include "scenarios/scenario.h"
#include "tests/twin/twin_compare.h"

enum { MOST_CHANGES = 48 };

/* A scenario: the shipped one with changes, and perhaps a book. */
typedef struct variant {
  const char *name, *book;
  const char *change[MOST_CHANGES];
} variant;

/* Enough accounts for every branch, few enough for every column to be kept. */
#define SMALL "acquisition.initial=260", "acquisition.per_month=12"
#define OVERAGE                                                                                    \
  "capacity.over_cap=overage", "tiers.lite.overage=0.07", "tiers.pro.overage=0.031",               \
      "tiers.ultra.overage=0.0125"
#define RICH                                                                                       \
  "reactivation.hazard=0.4", "contraction.cut=0.05", "contraction.champion=0.06",                  \
      "churn.base={\"dist\":\"beta\",\"mean\":0.05,\"sd\":0.04,\"per\":\"account\"}"

#define LISTS                                                                                      \
  "tiers.pro.price={\"schedule\":{\"0\":50,\"14\":57.5,\"20\":54,\"21\":61}}",                     \
      "tiers.lite.price={\"schedule\":{\"0\":20,\"5\":23,\"30\":24}}",                             \
      "tiers.lite.cap={\"schedule\":{\"0\":200,\"9\":170}}",                                       \
      "tiers.pro.cap={\"schedule\":{\"0\":1000,\"25\":900}}", "billing.elasticity=2.5"
#define ADD_ONS                                                                                    \
  "add_ons.analytics.fee=29", "add_ons.analytics.hazard=0.05", "add_ons.analytics.ceiling=0.6",    \
      "add_ons.analytics.drop=0.03", "add_ons.analytics.product=true",                             \
      "add_ons.support.share_of_plan=0.175", "add_ons.support.hazard=0.08",                        \
      "add_ons.support.drop=0.02", "add_ons.sso.per_seat=1.37", "add_ons.sso.hazard=0.03",         \
      "add_ons.sso.one_time=250", "cross_sell.macro=0.4", "cross_sell.renewal=3"
#define FEATURES                                                                                   \
  "features.count=8", "features.explore=0.9", "features.controls=0.03",                            \
      "features.control_seats=3", "features.gated=0.5", "features.gate_cost=0.6",                  \
      "features.macro=-0.2"

#define TERMS                                                                                      \
  "contract.annual_share=0.4", "billing.annual_discount=0.11", "discount.share=0.5",               \
      "discount.size={\"dist\":\"uniform\",\"low\":0.1,\"high\":0.6,\"per\":\"account\"}",         \
      "discount.months=7", "discount.elasticity=1.5", "discount.commit=0.1",                       \
      "discount.commit_penetration=0.2", "outcome.share=0.6", "outcome.delivered=0.5",             \
      "outcome.depth=0.3"
#define LADDER                                                                                     \
  "ladder={\"n1\":{\"units\":10000,\"bill\":100,\"price\":0.01},"                                  \
  "\"n2\":{\"units\":50000,\"bill\":{\"schedule\":{\"0\":350,\"9\":400}},\"price\":0.007},"        \
  "\"n3\":{\"units\":200000,\"bill\":900,\"price\":{\"schedule\":{\"0\":0.004,\"13\":0.0035}}}}"
#define USAGE                                                                                      \
  LADDER, "usage.level={\"dist\":\"lognormal\",\"mean\":9000,\"sd\":9000,\"per\":\"account\"}",    \
      "usage.growth={\"dist\":\"normal\",\"mean\":0.15,\"sd\":0.1,\"per\":\"account\"}",           \
      "usage.growth_half_life=5", "usage.growth_floor=-0.01", "usage.growth_macro=0.02",           \
      "usage.noise_sd=0.4", "usage.macro=0.2", "usage.quiet=0.15", "usage.spike=0.05"

static const variant variants[] = {
    {"as shipped", NULL, {SMALL}},
    {"overage", NULL, {SMALL, OVERAGE, RICH}},
    {"pooled caps, hard stop",
     NULL,
     {SMALL, RICH, "capacity.pooled=true", "tiers.lite.cap=3000", "tiers.pro.cap=15000",
      "tiers.ultra.cap=70000"}},
    {"pooled caps, overage",
     NULL,
     {SMALL, OVERAGE, RICH, "capacity.pooled=true", "tiers.lite.cap=3000", "tiers.pro.cap=15000",
      "tiers.ultra.cap=0"}},
    {"landing at the start", NULL, {SMALL, RICH, "activation.lands=at_start", OVERAGE}},
    {"annual contracts",
     NULL,
     {SMALL, OVERAGE, RICH, "contract.annual_share=0.7", "billing.annual_discount=0.17",
      "churn.annual_exposure=9.5", "capacity.downgrade=0.6", "capacity.downgrade_below=1"}},
    {"high reactivation", NULL, {SMALL, "churn.base=0.15", "reactivation.hazard=1.5"}},
    {"list prices move",
     NULL,
     {SMALL, OVERAGE, "tiers.pro.price={\"schedule\":{\"0\":50,\"14\":57.5,\"20\":54}}",
      "tiers.lite.overage={\"schedule\":{\"0\":0.05,\"9\":0.09}}",
      "tiers.pro.cap={\"schedule\":{\"0\":1000,\"25\":1200}}",
      "demand.season={\"schedule\":{\"0\":1,\"10\":1.3,\"12\":0.9}}"}},
    {"list prices at renewal",
     NULL,
     {SMALL, OVERAGE, LISTS, "billing.rollout=at_renewal", "contract.annual_share=0.5",
      "churn.base=0.03"}},
    {"list prices for new customers",
     NULL,
     {SMALL, RICH, LISTS, "billing.rollout=new", "contract.annual_share=0.5",
      "billing.grandfather_months=7", "capacity.downgrade=0.5", "capacity.downgrade_below=1"}},
    {"initiatives",
     NULL,
     {SMALL, OVERAGE, RICH, "tiers.pro.price={\"schedule\":{\"0\":50,\"14\":57.5}}",
      "initiatives=[{\"name\":\"a\",\"from\":4,\"ramp\":5,\"adoption\":0.7,\"set\":{"
      "\"churn.base\":{\"times\":0.5},\"workflow.ceiling\":{\"times\":1.5},"
      "\"demand.level\":{\"by_segment\":{\"smb\":200}},\"seat.headcount\":{\"times\":1.2},"
      "\"capacity.at_cap\":0.4}},{\"name\":\"b\",\"from\":9,\"set\":{"
      "\"tiers.pro.price\":{\"times\":1.1},\"tiers.lite.cap\":250,\"churn.base\":0.02,"
      "\"playbook.push_adopted\":{\"dist\":\"uniform\",\"low\":0.3,\"high\":0.8}}}]"}},
    {"fewer start at a higher price, margins",
     NULL,
     {SMALL, RICH, OVERAGE, "tiers.lite.overage=0", "margin.marginal_task=as_billed",
      "tiers.lite.price={\"schedule\":{\"0\":20,\"9\":30}}", "acquisition.reference_price=20",
      "acquisition.price_elasticity=0.7", "acquisition.reference_cap=150",
      "acquisition.cap_elasticity=0.4"}},
    {"initiatives and margins on a book",
     "scenarios/sample-book.csv",
     {SMALL, RICH, "margin.marginal_task=upgrade",
      "initiatives=[{\"name\":\"a\",\"from\":1,\"ramp\":2,\"set\":{\"churn.base\":{\"times\":2},"
      "\"demand.level\":{\"times\":1.3},\"tiers.lite.price\":25}}]"}},
    {"a free plan",
     NULL,
     {SMALL, RICH, ADD_ONS, "tiers.lite.price=0", "free_plan.fade=0.93", "reactivation.hazard=1",
      "free_plan.convert={\"dist\":\"uniform\",\"low\":0.02,\"high\":0.2,\"per\":\"account\"}"}},
    {"a free plan, controls, promotions",
     NULL,
     {SMALL, FEATURES, OVERAGE, TERMS, "tiers.lite.price=0", "free_plan.convert=0.1",
      "activation.lands=at_start"}},
    {"promotions, commitments, outcomes", NULL, {SMALL, OVERAGE, RICH, LISTS, ADD_ONS, TERMS}},
    {"promotions until the renewal",
     NULL,
     {SMALL, TERMS, "discount.expires=at_renewal", "discount.size=0.95",
      "billing.rollout=at_renewal", "outcome.carry=0.7", "outcome.credit=0.95",
      "capacity.pooled=true", "tiers.lite.cap=3000", "reactivation.hazard=1"}},
    {"a book, promotions, commitments, outcomes",
     "scenarios/sample-book.csv",
     {SMALL, RICH, TERMS, ADD_ONS, "outcome.delivered=1"}},
    {"metered usage",
     NULL,
     {SMALL, RICH, USAGE, "usage.shock=0.6", "cost.unit=0.003", "cost.unit_decline=0.2"}},
    {"usage alone, in bands",
     NULL,
     {SMALL, RICH, USAGE, "tiers.lite.price=0", "tiers.pro.price=0", "tiers.ultra.price=0",
      "usage.ladder=graduated", "usage.mrr=billed", "usage.idle_months=2", "usage.grace=true",
      "usage.optimise=0.3", "usage.optimise_at=1.5", "usage.alerts=true", "usage.alert_hold=0.5",
      "usage.alert_early=0.4", "usage.alert_at=0.7", "usage.shock=1", "contract.annual_share=0.3"}},
    {"usage alone, three months",
     NULL,
     {SMALL, RICH, USAGE, "tiers.lite.price=0", "tiers.pro.price=0", "tiers.ultra.price=0",
      "usage.quiet=0.5", "usage.beyond=0.001", "usage.dashboard=false", "usage.commit_share=0.2"}},
    {"usage with commitments and overage",
     NULL,
     {SMALL, OVERAGE, RICH, USAGE, "usage.ladder=volume", "usage.commit_share=0.5",
      "usage.commit_later=0.3", "usage.commit_months=6", "usage.commit_discount=0.15",
      "usage.optimise=0.2", "usage.optimise_price=0.005", "usage.season=1.1"}},
    {"usage outside MRR", NULL, {SMALL, RICH, USAGE, "usage.mrr=excluded", "usage.shock=0.4"}},
    {"usage long after landing",
     NULL,
     {SMALL, USAGE, "activation.lands=at_start", "activation.hazard=0.15", "activation.fade=1",
      "activation.give_up=0.01"}},
    {"usage and a book", "scenarios/sample-book.csv", {SMALL, USAGE}},
    {"a book, truncated level, long stays under a prior that is no beta",
     "scenarios/sample-book.csv",
     {SMALL,
      "demand.level={\"dist\":\"lognormal\",\"median\":50,\"sigma\":0.5,\"min\":40,\"max\":60,"
      "\"per\":\"account\"}",
      "churn.base={\"dist\":\"uniform\",\"low\":0.2,\"high\":0.6,\"per\":\"account\"}"}},
    {"a book with metered units",
     "tests/twin/metered-book.csv",
     {SMALL, RICH, USAGE, "usage.commit_later=0.4", "usage.optimise=0.1", "cost.unit=0.002"}},
    {"a book with metered units outside MRR",
     "tests/twin/metered-book.csv",
     {"acquisition.initial=0", "acquisition.per_month=0", RICH, USAGE, "usage.mrr=excluded"}},
    {"logit link", NULL, {SMALL, RICH, "churn.link=logit"}},
    {"anti-patterns",
     NULL,
     {SMALL, OVERAGE, RICH, "playbook.pitch_early=true", "playbook.pitch_at_risk=true",
      "playbook.seats_first=true", "playbook.early_close=0.5"}},
    {"reactive timing", NULL, {SMALL, RICH, "playbook.timing=reactive"}},
    {"downturn",
     NULL,
     {SMALL, RICH, "macro.initial=downturn", "macro.sd=0.7", "churn.macro=-0.8", "seat.macro=0.6",
      "capacity.macro=0.5", "contraction.macro=-0.9", "demand.macro=0.3"}},
    {"scarce capacity",
     NULL,
     {SMALL, "playbook.self_serve=false", "playbook.csm=1", "playbook.sales=1",
      "playbook.outreach=3", "playbook.portfolio_accounts=30", "playbook.candidates=2"}},
    {"departments, bundles, friction",
     NULL,
     {SMALL, RICH, "playbook.self_serve=false", "rollout.review=2", "rollout.coverage=0.6",
      "rollout.onboarding_days=8", "playbook.bundle_months=2", "playbook.review_months=3",
      "playbook.dimensions=3", "playbook.sustain_months=1", "playbook.mixed_tracks=true",
      "contract.annual_share=0.4", "playbook.outreach=3", "playbook.arpa=100",
      "workflow.loss=0.1"}},
    {"departments under review for long, growth off later",
     NULL,
     {SMALL, "rollout.review=9", "rollout.target=1", "playbook.cooldown=0", "playbook.outreach=2",
      "playbook.seats_first=true", "playbook.close_rollout=0.9", "playbook.self_serve=true",
      "contract.annual_share=0.8"}},
    {"licences in blocks, invitations blocked",
     NULL,
     {SMALL, RICH, OVERAGE, "licence.block=5", "licence.invites=hard_block",
      "licence.seat=concurrent",
      "licence.active_share={\"dist\":\"beta\",\"mean\":0.7,\"sd\":0.1,\"per\":\"account\"}",
      "licence.free_seats=2", "playbook.outreach=3", "seat.imitation=0.1", "churn.base=0.02"}},
    {"licences: active users, pooled caps, departments",
     NULL,
     {SMALL, RICH, OVERAGE, "capacity.pooled=true", "tiers.lite.cap=3000", "tiers.pro.cap=15000",
      "licence.seat=active", "licence.block=3", "licence.landmark=3", "licence.landmark_use=0.6",
      "licence.add=0.1", "licence.beyond=2", "rollout.review=2", "playbook.self_serve=false",
      "seat.imitation=0.1"}},
    {"flat fees, then a price for each seat",
     NULL,
     {SMALL, RICH, "tiers.lite.flat={\"schedule\":{\"0\":99.5,\"7\":0}}",
      "tiers.lite.price={\"schedule\":{\"0\":0,\"7\":20}}", "tiers.pro.flat=31.17",
      "billing.rollout=at_renewal", "billing.elasticity=2", "billing.volume1_seats=5",
      "billing.volume1_discount=0.07", "billing.annual_discount=0.1", "discount.share=0.5",
      "discount.size=0.15", "contract.annual_share=0.4"}},
    {"discounts for expansions",
     NULL,
     {SMALL, RICH, "discount.share=0.3", "discount.expansion=0.25", "discount.commit=0.1",
      "playbook.outreach=3", "playbook.close_upgrade=0.8"}},
    {"key accounts that leave",
     NULL,
     {SMALL, RICH, "key_account.above=200",
      "key_account.loss={\"schedule\":{\"0\":0.02,\"5\":0.6,\"6\":0.03}}",
      "contract.annual_share=0.4"}},
    {"key accounts of a book",
     "scenarios/sample-book.csv",
     {SMALL, "key_account.above={\"by_segment\":{\"smb\":300,\"default\":900}}",
      "key_account.loss=0.1"}},
    {"overage terms, large teams",
     NULL,
     {SMALL, RICH, "terms.accept=0.6", "tiers.lite.overage=0.07", "tiers.pro.overage=0.031",
      "playbook.outreach=3", "playbook.close_upgrade=0.2", "billing.large_seats=20",
      "billing.volume1_seats=100", "capacity.downgrade=0.6"}},
    {"prompts at every visit, discovery alone",
     NULL,
     {SMALL, RICH, "prompt.memory_days=0.5", "prompt.pushy=true", "capacity.prompt=0.1",
      "workflow.discovery_only=true"}},
    {"licences: named seats, no blocks, a book",
     "scenarios/sample-book.csv",
     {SMALL, RICH, "licence.idle_trust=0.2", "licence.free_seats=1"}},
    {"growth off",
     NULL,
     {SMALL, RICH, "workflow.growth=false", "seat.growth=false", "capacity.growth=false",
      "workflow.loss=0.08", "capacity.downgrade=0.5", "capacity.downgrade_below=1"}},
    {"growth off from a month on, plays too",
     NULL,
     {SMALL, OVERAGE, RICH, "playbook.pitch_early=true", "capacity.downgrade=0.3",
      "workflow.growth={\"schedule\":{\"0\":true,\"9\":false}}",
      "playbook.workflow_plays={\"schedule\":{\"0\":true,\"9\":false}}",
      "capacity.growth={\"schedule\":{\"0\":true,\"13\":false}}",
      "playbook.capacity_plays={\"schedule\":{\"0\":true,\"13\":false}}",
      "seat.growth={\"schedule\":{\"0\":true,\"20\":false,\"26\":true}}",
      "playbook.seat_plays={\"schedule\":{\"0\":true,\"20\":false,\"26\":true}}"}},
    {"no workflow plays, no early pitches",
     NULL,
     {SMALL, RICH, "playbook.pitch_early=true", "playbook.workflow_plays=false",
      "playbook.capacity_plays={\"by_segment\":{\"smb\":false,\"default\":true}}"}},
    {"large seats",
     NULL,
     {SMALL, "correlations=[]", "seat.innovation=0.05", "seat.imitation=0.4", "seat.initial=40",
      "workflow.ceiling=90", "workflow.explore=6", "workflow.loss=0.3", "demand.noise_sd=1.1"}},
    {"playbook off, no habit gain", NULL, {SMALL, "playbook.on=false", "signals.habit_gain=0"}},
    {"features and add-ons", NULL, {SMALL, RICH, ADD_ONS, FEATURES, "features.lock_month=9"}},
    {"add-ons without features, list moves",
     NULL,
     {SMALL, OVERAGE, RICH, ADD_ONS, "contract.annual_share=0.6", "billing.annual_discount=0.1",
      "billing.volume1_seats=3", "billing.volume1_discount=0.125",
      "add_ons.support.fee={\"schedule\":{\"0\":9.9,\"8\":12.35}}",
      "add_ons.support.share_of_plan={\"schedule\":{\"0\":0.1,\"15\":0.2}}",
      "add_ons.sso.hazard={\"schedule\":{\"0\":0,\"4\":0.1}}"}},
    {"add-ons, lists for new customers",
     NULL,
     {SMALL, RICH, LISTS, ADD_ONS, "billing.rollout=new", "billing.grandfather_months=7",
      "contract.annual_share=0.3",
      "add_ons.support.share_of_plan={\"schedule\":{\"0\":0.1,\"11\":0.2}}",
      "add_ons.sso.hazard={\"schedule\":{\"0\":0,\"4\":0.1}}"}},
    {"add-ons by metered units, a list that moves",
     NULL,
     {SMALL, RICH, USAGE, ADD_ONS, "usage.commit_share=0.3", "contract.annual_share=0.3",
      "add_ons.sso.included=2000", "add_ons.sso.tier_units=9000", "add_ons.sso.tier_price=0.00371",
      "add_ons.sso.per_unit={\"schedule\":{\"0\":0.0113,\"9\":0.0131}}",
      "add_ons.analytics.included=20000", "add_ons.analytics.tier_units=5000",
      "add_ons.analytics.tier_price=0.001", "billing.rollout=at_renewal"}},
    {"features alone",
     NULL,
     {SMALL, FEATURES, "features.controls={\"by_segment\":{\"default\":0.02,\"enterprise\":0.4}}",
      "features.explore={\"dist\":\"gamma\",\"mean\":1,\"sd\":0.7,\"per\":\"account\"}"}},
    {"a book with features and add-ons", "scenarios/sample-book.csv", {SMALL, ADD_ONS, FEATURES}},
    {"a book", "scenarios/sample-book.csv", {SMALL}},
    {"a book alone, overage",
     "scenarios/sample-book.csv",
     {"acquisition.initial=0", "acquisition.per_month=0", RICH, "capacity.over_cap=overage",
      "tiers.lite.overage=0.0001", "tiers.pro.overage=0.0001", "tiers.ultra.overage=0.0001"}},
    {"a book, other traits",
     "scenarios/sample-book.csv",
     {SMALL, "churn.base={\"dist\":\"uniform\",\"low\":0.005,\"high\":0.2,\"per\":\"account\"}",
      "demand.level={\"dist\":\"gamma\",\"mean\":170,\"sd\":60,\"per\":\"account\"}",
      "correlations=[]", "capacity.pooled=true", "tiers.lite.cap=3000"}},
    {"a book in season and in bad times",
     "scenarios/sample-book.csv",
     {SMALL, "demand.season={\"schedule\":{\"0\":1.8,\"1\":1}}", "demand.macro=0.4", "macro.sd=0.8",
      "macro.initial=downturn", "demand.novelty=0.7", "activation.fade=0.6"}},
    {"a book without traits",
     "scenarios/sample-book.csv",
     {SMALL, "churn.base=0.02", "demand.level=165", "correlations=[]", "workflow.ceiling=12"}},
};
enum { VARIANTS = sizeof variants / sizeof *variants };

static const char *const isas[] = {"portable", "avx2", "avx512"};

static const char *in_source(const char *file, char *path, size_t size) {
  const char *root = getenv("NDRSIM_SOURCE_DIR");
  snprintf(path, size, "%s/%s", root ? root : NDRSIM_SOURCE_DIR, file);
  return path;
}

static void must(ndrsim_status st, const ndrsim_error *err, const char *what) {
  char text[1024];
  if (!st) return;
  ndrsim_error_format(err, text, sizeof text);
  fail_msg("%s: %s", what, text);
}

/* Loads a variant; returns 0 when this machine has not the instruction set. */
static int load(ndrsim_model *model, const variant *v, const char *isa) {
  ndrsim_error err = {0};
  ndrsim_override override[MOST_CHANGES];
  char path[512];
  int n = 0;
  ndrsim_model_init(model);
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(isa, &err);
  if (!catalogue) return 0;
  while (n < MOST_CHANGES && v->change[n])
    override[n] = (ndrsim_override){v->change[n]}, n++;
  ndrsim_status st = ndrsim_scenario_load(
      model, catalogue, in_source("scenarios/agent-product.json", path, 512), override, n, &err);
  if (!st && v->book) st = ndrsim_book_read(model, in_source(v->book, path, 512), &err);
  must(st, &err, v->name);
  return 1;
}

static void compare(const ndrsim_model *model, const char *name, uint32_t replicate, int block) {
  ndrsim_error err = {0};
  twin_difference d;
  ndrsim_replicate r = {replicate, replicate + 1, replicate + 2};
  must(twin_compare(model, r, block, &d, &err), &err, name);
  assert_true(d.compared > 1000);
  if (d.found)
    fail_msg("%s, replicate %u, block %d, %s: account %016llx, month %d, column %s: engine %.9g, "
             "twin %.9g",
             name, (unsigned)replicate, block, model->catalogue->isa, (unsigned long long)d.account,
             d.month, d.column, d.engine, d.twin);
  if (d.record[0])
    fail_msg("%s, replicate %u, block %d, %s: accounts are equal, records differ at %s", name,
             (unsigned)replicate, block, model->catalogue->isa, d.record);
}

static void test_every_variant(void **state) {
  (void)state;
  for (int v = 0; v < VARIANTS; v++) {
    ndrsim_model model;
    assert_true(load(&model, &variants[v], NULL));
    compare(&model, variants[v].name, (uint32_t)v, 512);
    ndrsim_model_free(&model);
  }
}

static void test_instruction_sets_and_blocks(void **state) {
  (void)state;
  static const int blocks[] = {64, 512, 4096};
  static const int some[] = {1, 3, 5, 9, 10, 13, 15, 18};
  int tried = 0;
  for (size_t i = 0; i < sizeof isas / sizeof *isas; i++)
    for (size_t k = 0; k < sizeof some / sizeof *some; k++) {
      ndrsim_model model;
      if (load(&model, &variants[some[k]], isas[i])) {
        compare(&model, variants[some[k]].name, 7, blocks[k % 3]);
        tried++;
      }
      ndrsim_model_free(&model);
    }
  assert_true(tried >= 5); /* portable is everywhere */
}

static void test_shipped_scenario_in_full(void **state) {
  (void)state;
  static const variant shipped = {"as shipped, all accounts", NULL, {NULL}};
  static const int blocks[] = {64, 512, 4096};
  for (int b = 0; b < 3; b++) {
    ndrsim_model model;
    ndrsim_error err = {0};
    int first;
    assert_true(load(&model, &shipped, NULL));
    must(twin_compare_records(&model, 2 + b, blocks[b], 1 + b, &first, &err), &err, shipped.name);
    if (first >= 0) fail_msg("replicate %d differs with blocks of %d", first, blocks[b]);
    ndrsim_model_free(&model);
  }
}

static void test_one_segment(void **state) {
  (void)state;
  static const char *const text =
      "{\"schema_version\":1,\"name\":\"one\",\"horizon\":40,\"replicates\":1,\"seed\":\"5\","
      "\"acquisition\":{\"initial\":300,\"per_month\":5},"
      "\"tiers\":{\"a\":{\"price\":10,\"cap\":100,\"overage\":0.03},\"b\":{\"price\":33.33}},"
      "\"activation\":{\"hazard\":0.5},\"workflow\":{\"explore\":0.4,\"loss\":0.02},"
      "\"demand\":{\"level\":60,\"noise_sd\":0.5},\"capacity\":{\"at_cap\":0.1},"
      "\"seat\":{\"headcount\":30,\"imitation\":0.2,\"initial\":2},\"churn\":{\"base\":0.03},"
      "\"contraction\":{\"cut\":0.02},\"reactivation\":{\"hazard\":0.1},"
      "\"contract\":{\"annual_share\":0.3}}";
  ndrsim_error err = {0};
  ndrsim_model model;
  ndrsim_model_init(&model);
  must(ndrsim_scenario_parse(&model, ndrsim_catalogue_choose(NULL, &err), text, strlen(text),
                             "one segment", NULL, 0, &err),
       &err, "one segment");
  assert_int_equal(model.n_segments, 1);
  for (uint32_t r = 0; r < 3; r++)
    compare(&model, "one segment", r, 64);
  ndrsim_model_free(&model);
}

/* The comparison itself must see a small difference of one parameter. */
static void test_a_small_fault_is_found(void **state) {
  (void)state;
  ndrsim_error err = {0};
  ndrsim_model model, other;
  ndrsim_layout layout;
  int complete;
  variant faulty = variants[0];
  faulty.change[2] = "churn.distrust=1.6";
  assert_true(load(&model, &variants[0], NULL) && load(&other, &faulty, NULL));
  ndrsim_engine_layout(&model, &layout);
  int64_t *records = calloc(2 * layout.size, sizeof *records);
  assert_non_null(records);
  ndrsim_engine_options options = {.threads = 1};
  ndrsim_replicate r[1] = {{1, 1, 1}};
  twin t;
  must(ndrsim_engine_run(&model, &options, r, 1, records, &complete, &err), &err, "engine");
  must(twin_init(&t, &other, 0, &err), &err, "twin");
  must(twin_run(&t, r[0], records + layout.size, &err), &err, "twin");
  int same = memcmp(records, records + layout.size, layout.size * sizeof *records) == 0;
  free(records);
  twin_free(&t);
  ndrsim_model_free(&model);
  ndrsim_model_free(&other);
  assert_false(same);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_variant),
      cmocka_unit_test(test_instruction_sets_and_blocks),
      cmocka_unit_test(test_shipped_scenario_in_full),
      cmocka_unit_test(test_one_segment),
      cmocka_unit_test(test_a_small_fault_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
