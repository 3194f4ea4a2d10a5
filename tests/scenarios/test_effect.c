/* The table of parameters without effect says the truth: while what they need is off, changing them
 * changes no byte of any record; while it is on, it does. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "scenarios/effect.h"
#include "scenarios/scenario.h"
#include "sim/catalogue.h"
#include "sim/engine.h"

enum { RUNS = 2, MOST_SETS = 80 };

/* A scenario in which all of them are on. */
static const char *const lively[] = {
    "acquisition.initial=400",
    "acquisition.per_month=20",
    "acquisition.months=9",
    "horizon=25",
    "replicates=2",
    "billing.volume1_seats=2",
    "contraction.cut=0.1",
    "contraction.champion=0.1",
    "capacity.downgrade=0.5",
    "reactivation.hazard=0.3",
    "contract.annual_share=0",
    "churn.base=0.03",
    "churn.low_tasks=200",
    "capacity.over_cap=overage",
    "tiers.pro.overage=0.5",
    "demand.macro=0.5",
    "capacity.downgrade_below=1",
    "activation.hazard=0.9",
    "correlations=[]",
    "billing.volume2_seats=10",
    "billing.volume3_seats=60",
    "acquisition.reference_price=30",
    "acquisition.reference_cap=300",
    "playbook.mixed_tracks=true",
    "playbook.dimensions=3",
    ("ladder={\"n1\":{\"units\":9000,\"bill\":90,\"price\":0.01},"
     "\"n2\":{\"units\":20000,\"bill\":150,\"price\":0.006}}"),
    "usage.level=8000",
    "usage.growth=0.1",
    "usage.growth_half_life=4",
    "usage.noise_sd=0.4",
    "usage.macro=0.1",
    "usage.spike=0.1",
    "usage.commit_share=0.3",
    "usage.commit_later=0.2",
    "usage.commit_discount=0.1",
    "usage.dashboard=false",
    "usage.shock=0.5",
    "usage.alerts=true",
    "cost.unit=0.01",
    "usage.optimise=0.3",
    "usage.optimise_at=1.5",
    "billing.rollout=new",
    "discount.share=0.5",
    "discount.months=4",
    "discount.commit=0.1",
    "discount.commit_penetration=0.2",
    "outcome.share=0.6",
    "outcome.delivered=0.6",
    "free_plan.convert=0.1",
    "tiers.pro.price={\"schedule\":{\"0\":50,\"3\":60,\"9\":65}}",
    "features.explore=1.5",
    "features.controls=0.1",
    "features.gated=0.3",
    "features.lock_month=5",
    "add_ons.analytics.fee=10",
    "add_ons.analytics.per_unit=0.01",
    "add_ons.analytics.tier_units=5000",
    "add_ons.analytics.hazard=0.1",
    "licence.block=5",
    "discount.expansion=0.2",
    "billing.large_seats=1",
    "key_account.above=200",
    "key_account.loss=0.05",
    "prompt.pushy=true",
    "capacity.prompt=0.05",
    "licence.invites=hard_block",
};
#define N_LIVELY (int)(sizeof lively / sizeof *lively)

typedef struct trial {
  char text[MOST_SETS][128];
  ndrsim_override override[MOST_SETS];
  int n;
} trial;

static void add(trial *t, const char *path, const char *value) {
  assert_true(t->n < MOST_SETS);
  snprintf(t->text[t->n], sizeof t->text[0], "%s=%s", path, value);
  t->override[t->n].text = t->text[t->n];
  t->n++;
}

static void begin(trial *t) {
  t->n = 0;
  for (int i = 0; i < N_LIVELY; i++) {
    snprintf(t->text[t->n], sizeof t->text[0], "%s", lively[i]);
    t->override[t->n].text = t->text[t->n];
    t->n++;
  }
}

static int64_t *records(const trial *t, size_t *size) {
  static const ndrsim_replicate replicate[RUNS] = {{0, 0, 0}, {1, 1, 1}};
  ndrsim_engine_options options = {.threads = 1};
  ndrsim_model model;
  ndrsim_layout layout;
  ndrsim_error err;
  char line[1024];
  int complete;
  ndrsim_model_init(&model);
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, &err);
  if (ndrsim_scenario_load(&model, catalogue, NDRSIM_SOURCE_DIR "/scenarios/agent-product.json",
                           t->override, t->n, &err)) {
    ndrsim_error_format(&err, line, sizeof line);
    fail_msg("%s", line);
  }
  ndrsim_engine_layout(&model, &layout);
  *size = RUNS * layout.size * sizeof(int64_t);
  int64_t *out = malloc(*size);
  assert_non_null(out);
  assert_int_equal(ndrsim_engine_run(&model, &options, replicate, RUNS, out, &complete, &err),
                   NDRSIM_OK);
  ndrsim_model_free(&model);
  return out;
}

/* Whether two values of a parameter give different records. */
static bool differs(const trial *base, const char *path, const char *a, const char *b) {
  trial t = *base;
  size_t size_a, size_b;
  for (int i = 0; i < t.n; i++)
    t.override[i].text = t.text[i];
  add(&t, path, a);
  int64_t *first = records(&t, &size_a);
  t.n--;
  add(&t, path, b);
  int64_t *second = records(&t, &size_b);
  bool different = size_a != size_b || memcmp(first, second, size_a) != 0;
  free(first);
  free(second);
  return different;
}

/* Two values of a parameter that are worth telling apart. */
static void two_values(const char *path, const ndrsim_param_def *def, char a[32], char b[32]) {
  static const struct {
    const char *path, *a, *b;
  } own[] = {
      {"churn.low_tasks", "50", "400"},    {"acquisition.months", "2", "7"},
      {"workflow.explore", "0.05", "0.4"}, {"usage.optimise_price", "0.004", "0.02"},
      {"usage.commit_months", "3", "9"},   {"churn.hard_stop", "-1", "2"},
  };
  for (size_t k = 0; k < sizeof own / sizeof *own; k++)
    if (strcmp(own[k].path, path) == 0) {
      strcpy(a, own[k].a);
      strcpy(b, own[k].b);
      return;
    }
  double low = def->low, high = def->high < low + 4 ? def->high : low + 4;
  if (def->kind == NDRSIM_SWITCH || def->kind == NDRSIM_CHOICE) {
    size_t n = def->kind == NDRSIM_CHOICE ? strcspn(def->choices, "|") : 0;
    snprintf(a, 32, "%.*s", (int)n, n > 0 ? def->choices : "");
    const char *other = n > 0 ? def->choices + n + 1 : "";
    snprintf(b, 32, "%.*s", (int)strcspn(other, "|"), other);
    if (n == 0) {
      strcpy(a, "false");
      strcpy(b, "true");
    }
    return;
  }
  bool whole = def->kind == NDRSIM_COUNT;
  snprintf(a, 32, "%.3g", whole ? low : low + 0.2 * (high - low));
  snprintf(b, 32, "%.3g", whole ? high : low + 0.7 * (high - low));
}

static const ndrsim_param_def *find(const char *path) {
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, NULL);
  int row = ndrsim_catalogue_find(catalogue, path);
  if (row >= 0) return ndrsim_catalogue_param(catalogue, row, NULL);
  static const ndrsim_param_def months = {
      "acquisition.months", "months", NDRSIM_COUNT, 0, 0, 0, 600, NULL, "", ""};
  if (strcmp(path, "acquisition.months") == 0 || strcmp(path, "acquisition.per_month") == 0)
    return &months;
  fail_msg("no parameter `%s`", path);
  return NULL;
}

/* The member of a row's list that is tried. */
static const char *member_of(const ndrsim_param_def *def) {
  if (def->may & NDRSIM_PER_NODE) return "n1";
  return (def->may & NDRSIM_PER_ADD_ON) != 0 ? "analytics" : "pro";
}

static void switch_off(trial *t, const ndrsim_effect *effect) {
  for (int k = 0; k < 2 && effect->need[k] != NULL; k++) {
    const ndrsim_param_def *def = find(effect->need[k]);
    char value[32];
    snprintf(value, sizeof value, "%g", effect->off[k]);
    if (def->kind == NDRSIM_SWITCH) strcpy(value, effect->off[k] != 0 ? "true" : "false");
    if (def->kind == NDRSIM_CHOICE) {
      const char *at = def->choices;
      for (int skip = (int)effect->off[k]; skip > 0; skip--)
        at = strchr(at, '|') + 1;
      snprintf(value, sizeof value, "%.*s", (int)strcspn(at, "|"), at);
    }
    char path[64];
    assert_int_equal(ndrsim_catalogue_expand(effect->need[k], member_of(def), path, sizeof path),
                     0);
    add(t, path, value);
  }
}

static void check_row(const ndrsim_effect *effect, const char *declared, bool may_be_idle) {
  char path[64], a[32], b[32];
  trial t;
  const ndrsim_param_def *def = find(declared);
  assert_int_equal(ndrsim_catalogue_expand(declared, member_of(def), path, sizeof path), 0);
  two_values(path, def, a, b);
  begin(&t);
  if (strcmp(path, "churn.hard_stop") == 0) add(&t, "capacity.over_cap", "hard_stop");
  if (strncmp(path, "free_plan.", 10) == 0) {
    add(&t, "tiers.lite.price", "0");
    add(&t, "usage.mrr", "excluded"); /* who is billed for usage is a customer */
  }
  if (strcmp(path, "ladder.n1.price") == 0) add(&t, "usage.ladder", "graduated");
  bool lives = differs(&t, path, a, b);
  if (!lives && !may_be_idle) fail_msg("`%s` = %s or %s makes no difference at all", path, a, b);
  begin(&t);
  switch_off(&t, effect);
  if (differs(&t, path, a, b)) fail_msg("`%s` acts although %s", path, effect->says);
}

static void test_every_row(void **state) {
  (void)state;
  int n, rows = ndrsim_catalogue_param_count(ndrsim_catalogue_choose(NULL, NULL));
  const ndrsim_effect *effect = ndrsim_effects(&n);
  for (int k = 0; k < n; k++) {
    size_t length = strlen(effect[k].path);
    if (effect[k].path[length - 1] != '.') {
      check_row(&effect[k], effect[k].path, false);
      continue;
    }
    for (int row = 0, below = 0; row <= rows; row++) {
      const ndrsim_param_def *def =
          ndrsim_catalogue_param(ndrsim_catalogue_choose(NULL, NULL), row, NULL);
      if (def == NULL) {
        assert_true(below > 5);
        break;
      }
      if (strncmp(def->path, effect[k].path, length) != 0) continue;
      if (strcmp(def->path, effect[k].need[0]) == 0) continue;
      below++;
      check_row(&effect[k], def->path, true);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_row)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
