/* What a scenario becomes: every form of value, shares, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "sim/philox.h"
#include "tests/scenarios/sample_catalogue.h"

#define REFUSE(more, ...) sample_refuse_with(more, (const char *const[]){__VA_ARGS__, NULL})

static const ndrsim_spec *spec(const ndrsim_model *model, const char *path, int segment) {
  int slot = ndrsim_model_slot(model, path);
  assert_true(slot >= 0);
  return &model->slot[slot].spec[segment];
}

static double constant(const ndrsim_model *model, const char *path, int segment) {
  const ndrsim_spec *s = spec(model, path, segment);
  assert_int_equal(s->n_knots, 1);
  assert_true(s->knot[0].month == 0 && s->knot[0].leaf.draw == -1 && s->trait == -1);
  return s->knot[0].leaf.value;
}

static void test_defaults_and_units(void **state) {
  (void)state;
  ndrsim_model m;
  sample_load(&m, "");
  assert_int_equal(m.n_slots, 4 + 3 + 2 * 2 + 1);
  assert_int_equal(m.n_segments, 2);
  assert_string_equal(m.segment[1], "mid");
  assert_string_equal(m.tier[1], "pro");
  assert_string_equal(m.title, "sample");
  assert_string_equal(m.currency, "USD");
  assert_string_equal(m.scenario_file, "sample.json");
  assert_true(m.seed == 1 && m.horizon == 36 && m.replicates == 400 && m.n_intakes == 0);
  for (int s = 0; s < 2; s++) {
    assert_true(constant(&m, "churn.base", s) == 0.02);
    assert_true(constant(&m, "churn.fee", s) == 550); /* cents */
    assert_true(constant(&m, "tiers.lite.price", s) == 2000);
    assert_true(constant(&m, "tiers.pro.price", s) == 4950);
    assert_true(constant(&m, "tiers.lite.cap", s) == 200);
    assert_true(constant(&m, "tiers.pro.cap", s) == 1000);
  }
  int slot = ndrsim_model_slot(&m, "tiers.pro.price");
  const ndrsim_lists lists = ndrsim_model_lists(&m);
  assert_true(m.slot[slot].tier == 1 &&
              slot == ndrsim_catalogue_row_slot(&sample_catalogue, m.slot[slot].def, &lists) + 1);
  assert_int_equal(ndrsim_model_slot(&m, "tiers.*.price"), -1);
  ndrsim_model_free(&m);
  assert_null(m.slot);
  ndrsim_model_free(&m); /* twice is safe */
}

/* Beyond what a run may ask for: refused with what it would need. */
static void limit(const char *more, const char *path, const char *says) {
  char *text = sample_scenario(more);
  sample_refuse(text, strlen(text), NDRSIM_LIMIT,
                (const char *const[]){path, "out of bounds, the run would need about ",
                                      " of memory and ", " core", says, NULL});
  free(text);
}

static void test_limits(void **state) {
  (void)state;
  limit(",\"horizon\":1e6", "horizon", "between 1 and 600 [months], found 1000000");
  limit(",\"replicates\":1e9", "replicates", "TB of memory");
  limit(",\"acquisition\":{\"initial\":1e12}", "acquisition.initial", "48 TB of memory");
  limit(",\"acquisition\":{\"per_month\":{\"schedule\":{\"0\":1,\"9\":{\"value\":1e15}}}}",
        "acquisition.per_month.schedule.9", "EB of memory");
  /* numbers beside it that are wrong themselves do not spoil the estimate */
  limit(",\"horizon\":1e300,\"replicates\":\"x\"", "horizon", "over a million years");
  char *text = sample_scenario(",\"acquisition\":{\"initial\":9e7,\"per_month\":1e6}");
  sample_refuse(text, strlen(text), NDRSIM_LIMIT,
                (const char *const[]){"acquisition: 126000000 accounts start",
                                      "of at most 100000000", "would need about ", NULL});
  free(text);
}

static void test_header(void **state) {
  (void)state;
  ndrsim_model m;
  sample_load(&m, ",\"title\":\"T \xc3\xa9\",\"description\":\"d\",\"currency\":\"EUR\","
                  "\"start_month\":\"2026-01\",\"horizon\":12,\"replicates\":7,"
                  "\"seed\":\"18446744073709551615\",\"note\":\"n\",\"$comment\":\"c\"");
  assert_string_equal(m.title, "T \xc3\xa9");
  assert_string_equal(m.currency, "EUR");
  assert_string_equal(m.start_month, "2026-01");
  assert_true(m.seed == UINT64_MAX && m.horizon == 12 && m.replicates == 7);
  ndrsim_model_free(&m);
  REFUSE(",\"seed\":\"18446744073709551616\"", "seed", "2^64 - 1");
  REFUSE(",\"seed\":-1", "seed", "found -1");
  REFUSE(",\"seed\":1.5", "seed", "found 1.5");
  REFUSE(",\"currency\":\"usd\"", "currency", "capital");
  REFUSE(",\"start_month\":\"2026-13\"", "start_month", "2026-13");
  REFUSE(",\"start_month\":\"26-1\"", "start_month");
  REFUSE(",\"title\":5", "title", "a string", "found 5");
  REFUSE(",\"title\":\"a\\nb\"", "title", "control character");
  REFUSE(",\"note\":5", "note", "a string");
  limit(",\"horizon\":601", "horizon", "between 1 and 600 [months], found 601");
  REFUSE(",\"horizon\":2.5", "horizon", "whole number");
  REFUSE(",\"horizon\":{\"dist\":\"uniform\",\"low\":1,\"high\":2}", "horizon",
         "one constant for the whole run", "a distribution");
  SAMPLE_REFUSE("[]", "one JSON object");
  SAMPLE_REFUSE("{}", "schema_version", "missing");
  SAMPLE_REFUSE("{\"schema_version\":2}", "too new");
  SAMPLE_REFUSE("{\"schema_version\":0}", "too old");
  SAMPLE_REFUSE("{\"schema_version\":\"1\"}", "the number 1");
  SAMPLE_REFUSE("{\"schema_version\":1}", "name", "missing");
  SAMPLE_REFUSE("{\"schema_version\":1,\"name\":\"a/b\"}", "name", "letters");
  SAMPLE_REFUSE("{\"schema_version\":1,\"name\":\"a\"}", "tiers", "missing");
  SAMPLE_REFUSE("{\"schema_version\":1,\"name\":\"a\",\"tiers\":{}}", "tiers", "empty");
  SAMPLE_REFUSE("{\"schema_version\":1,\"name\":\"a\",\"tiers\":{\"Lite\":{}}}", "tiers.Lite",
                "lower-case");
  SAMPLE_REFUSE("{\"schema_version\":1,\"name\":\"a\",\"tiers\":{\"default\":{}}}", "reserved");
  SAMPLE_REFUSE("{\"schema_version\":1,\"name\":\"a\",\"tiers\":{\"a\":{}}}", "tiers.a.price",
                "missing", "amount of money", "list price");
#define TIER(name) "\"" name "\":{\"price\":1},"
  SAMPLE_REFUSE("{\"schema_version\":1,\"name\":\"a\",\"tiers\":{" TIER("a") TIER("b") TIER("c")
                    TIER("d") TIER("e") TIER("f") TIER("g") TIER("h") "\"i\":{}}}",
                "tiers.i", "more than 8 tiers");
#undef TIER
}

static void test_plain_values(void **state) {
  (void)state;
  ndrsim_model m;
  sample_load(&m, ",\"churn\":{\"base\":{\"value\":0.05,\"source\":\"S2\",\"note\":\"n\"},"
                  "\"link\":\"cloglog\",\"annual\":false,\"fee\":0.29},\"demand\":{\"months\":4}");
  assert_true(constant(&m, "churn.base", 0) == 0.05);
  assert_true(constant(&m, "churn.link", 1) == 1);
  assert_true(constant(&m, "churn.annual", 1) == 0);
  assert_true(constant(&m, "churn.fee", 1) == 29);
  assert_true(constant(&m, "demand.months", 1) == 4);
  ndrsim_model_free(&m);
  REFUSE(",\"churn\":{\"base\":1.5}", "churn.base", "between 0 and 1 [1/month]", "found 1.5");
  REFUSE(",\"churn\":{\"base\":\"0.05\"}", "churn.base", "a number", "the string \"0.05\"");
  REFUSE(",\"churn\":{\"base\":null}", "churn.base", "found null");
  REFUSE(",\"churn\":{\"base\":[1]}", "churn.base", "an array");
  REFUSE(",\"churn\":{\"base\":{}}", "churn.base", "\"value\", \"dist\"");
  REFUSE(",\"churn\":{\"base\":{\"vaule\":1}}", "churn.base.vaule", "did you mean `value`");
  REFUSE(",\"churn\":{\"base\":{\"value\":1,\"valeu\":1}}", "churn.base.valeu");
  REFUSE(",\"churn\":{\"link\":\"loglog\"}", "churn.link", "logit|cloglog",
         "did you mean `cloglog`");
  REFUSE(",\"churn\":{\"annual\":1}", "churn.annual", "true or false", "found 1");
  REFUSE(",\"churn\":{\"fee\":0.005}", "churn.fee", "two decimals");
  REFUSE(",\"churn\":{\"fee\":-1}", "churn.fee", "at least 0");
  REFUSE(",\"demand\":{\"months\":2.5}", "demand.months", "whole number");
}

static void test_unknown_keys(void **state) {
  (void)state;
  REFUSE(",\"churn\":{\"bse\":1}", "sample.json:3:", "churn.bse", "did you mean `churn.base`");
  REFUSE(",\"chrun\":{\"base\":1}", "chrun", "did you mean `churn`");
  REFUSE(",\"base\":0.1", "did you mean `churn.base`");
  REFUSE(",\"churn.base\":0.1", "a key with a dot");
  REFUSE(",\"titel\":\"x\"", "did you mean `title`");
  REFUSE(",\"churn\":0.1", "churn", "an object with parameters", "found 0.1");
  REFUSE(",\"Churn\":{\"base\":0.1}", "did you mean `churn`");
  REFUSE(",\"qqqqqqqqqqqq\":1", "unknown key");
  REFUSE(",\"churn\":{\"base\":{\"dist\":\"beta\",\"mean\":0.1,\"sd\":0.01,\"maxx\":1}}",
         "churn.base.maxx", "did you mean `max`");
}

static void test_distributions(void **state) {
  (void)state;
  ndrsim_model m;
  sample_load(&m, ",\"churn\":{\"base\":{\"dist\":\"beta\",\"mean\":0.03,\"sd\":0.006,\"max\":0.5},"
                  "\"fee\":{\"dist\":\"triangular\",\"low\":1,\"mode\":2,\"high\":4}},"
                  "\"demand\":{\"level\":{\"dist\":\"lognormal\",\"median\":100,\"sigma\":0.5},"
                  "\"months\":{\"dist\":\"discrete\",\"values\":[6,3],\"weights\":[1,2]},"
                  "\"noise\":{\"dist\":\"exponential\",\"mean\":0.2}}");
  assert_true(m.n_draws == 5 && m.n_traits == 0);
  const ndrsim_spec *s = spec(&m, "churn.base", 0);
  const ndrsim_draw *d = &m.draw[s->knot[0].leaf.draw];
  assert_string_equal(d->path, "churn.base");
  assert_true(d->id == ndrsim_hash_string("churn.base"));
  assert_true(spec(&m, "churn.base", 1)->knot[0].leaf.draw == s->knot[0].leaf.draw);
  double k = 0.03 * 0.97 / 0.006 / 0.006 - 1;
  assert_true(fabs(d->dist.arg[0] / (0.03 * k) - 1) < 1e-9 && d->dist.high == 0.5);
  assert_true(d->low == 0 && d->high == 1 && d->correlated == -1 && isinf(d->dist.low));
  d = &m.draw[spec(&m, "churn.fee", 0)->knot[0].leaf.draw];
  assert_true(d->kind == NDRSIM_MONEY && d->dist.arg[2] == 4); /* the engine makes cents */
  d = &m.draw[spec(&m, "demand.level", 0)->knot[0].leaf.draw];
  assert_true(fabs(d->dist.arg[0] - log(100)) < 1e-8 && d->dist.arg[1] == 0.5);
  d = &m.draw[spec(&m, "demand.months", 0)->knot[0].leaf.draw];
  assert_true(d->dist.value[0] == 3 && d->dist.weight[0] == 2 && d->dist.value[1] == 6);
  ndrsim_model_free(&m);
  REFUSE(",\"churn\":{\"base\":{\"dist\":\"betta\"}}", "churn.base.dist", "did you mean `beta`");
  REFUSE(",\"churn\":{\"base\":{\"dist\":\"beta\",\"a\":1}}", "\"a\" and \"b\", or \"mean\"");
  REFUSE(",\"churn\":{\"base\":{\"dist\":\"beta\",\"a\":1,\"b\":9,\"mean\":0.1}}", "too many");
  REFUSE(",\"churn\":{\"base\":{\"dist\":\"beta\",\"mean\":0.5,\"sd\":0.6}}", "sqrt(mean");
  REFUSE(",\"churn\":{\"base\":{\"dist\":\"beta\",\"mean\":\"x\",\"sd\":0.6}}", "churn.base.mean",
         "a number");
  REFUSE(",\"churn\":{\"base\":{\"dist\":\"normal\",\"mean\":0.03,\"sd\":0.03}}", "out of bounds",
         "15.9%");
  REFUSE(",\"churn\":{\"base\":{\"dist\":\"uniform\",\"low\":0,\"high\":0.1,\"min\":0.2,"
         "\"max\":0.3}}",
         "1e-9");
  REFUSE(",\"demand\":{\"months\":{\"dist\":\"discrete\",\"values\":[1,1]}}", "given twice");
  REFUSE(",\"demand\":{\"months\":{\"dist\":\"discrete\",\"values\":[1,99]}}",
         "demand.months.values[1]", "between 0 and 24");
  REFUSE(",\"demand\":{\"months\":{\"dist\":\"discrete\",\"values\":[1,2],\"weights\":[1]}}",
         "array of 2 weights");
  REFUSE(",\"churn\":{\"annual\":{\"dist\":\"beta\",\"a\":1,\"b\":1}}", "discrete");
}

static void test_traits(void **state) {
  (void)state;
  ndrsim_model m;
  sample_load(&m,
              ",\"churn\":{\"base\":{\"by_segment\":{\"mid\":{\"dist\":\"beta\",\"a\":1,\"b\":30,"
              "\"per\":\"account\"},\"default\":0.04}}},"
              "\"demand\":{\"level\":{\"dist\":\"gamma\",\"mean\":{\"dist\":\"normal\",\"mean\":50,"
              "\"sd\":5,\"min\":10},\"sd\":{\"value\":20,\"source\":\"assumption\"},"
              "\"per\":\"account\"}}");
  assert_true(m.n_traits == 3 && m.n_draws == 1);
  assert_string_equal(m.draw[0].path, "demand.level.mean");
  assert_true(constant(&m, "churn.base", 0) == 0.04);
  const ndrsim_spec *s = spec(&m, "churn.base", 1);
  const ndrsim_trait *t = &m.trait[s->trait];
  assert_string_equal(t->path, "churn.base"); /* its address does not depend on the segment */
  assert_true(t->segment == 1 && t->slot == ndrsim_model_slot(&m, "churn.base"));
  assert_true(!t->random_args && t->arg[0].value == 1 && t->arg[1].value == 30 && t->low == 0 &&
              t->high == 1);
  for (int i = 0; i < 2; i++) {
    t = &m.trait[spec(&m, "demand.level", i)->trait];
    assert_true(t->segment == i && t->random_args && t->by_moments);
    assert_true(t->arg[0].draw == 0 && t->arg[1].draw == -1 && t->arg[1].value == 20);
    assert_true(fabs(t->dist.arg[0] - 6.25) < 1e-6); /* at the median of the mean: (50/20)^2 */
  }
  ndrsim_model_free(&m);
  REFUSE(",\"demand\":{\"noise\":{\"dist\":\"gamma\",\"mean\":1,\"sd\":1,\"per\":\"account\"}}",
         "demand.noise", "account to account");
  REFUSE(",\"demand\":{\"level\":{\"dist\":\"gamma\",\"mean\":1,\"sd\":1,\"per\":\"seat\"}}",
         "demand.level.per", "\"account\"");
  REFUSE(",\"demand\":{\"level\":{\"schedule\":{\"0\":{\"dist\":\"gamma\",\"mean\":1,\"sd\":1,"
         "\"per\":\"account\"}}}}",
         "demand.level.schedule.0", "cannot stand in a schedule");
  REFUSE(",\"demand\":{\"level\":{\"dist\":\"gamma\",\"mean\":{\"dist\":\"uniform\",\"low\":0,"
         "\"high\":1},\"sd\":1}}",
         "demand.level.mean", "only arguments of a value per account");
  REFUSE(",\"demand\":{\"level\":{\"dist\":\"gamma\",\"mean\":{\"dist\":\"normal\",\"mean\":5,"
         "\"sd\":2},\"sd\":1,\"per\":\"account\"}}",
         "demand.level", "extremes", "mean must be above 0");
  REFUSE(",\"churn\":{\"base\":{\"dist\":\"beta\",\"mean\":0.5,\"sd\":{\"dist\":\"uniform\","
         "\"low\":0.1,\"high\":0.6},\"per\":\"account\"}}",
         "churn.base", "extremes", "sqrt(mean * (1 - mean))"); /* only at the upper end */
}

static void test_schedules(void **state) {
  (void)state;
  ndrsim_model m;
  sample_load(&m, ",\"churn\":{\"base\":{\"by_segment\":{\"smb\":{\"schedule\":{\"12\":0.02,"
                  "\"0\":{\"dist\":\"uniform\",\"low\":0.01,\"high\":0.02},\"$comment\":\"c\"},"
                  "\"interpolate\":\"linear\"}}},\"fee\":{\"schedule\":{\"0\":1,\"24\":2.5}}}");
  const ndrsim_spec *s = spec(&m, "churn.base", 0);
  assert_true(s->n_knots == 2 && s->linear && s->knot[0].month == 0 && s->knot[1].month == 12);
  assert_true(s->knot[1].leaf.value == 0.02 && s->knot[0].leaf.draw == 0);
  assert_string_equal(m.draw[0].path, "churn.base.by_segment.smb.schedule.0");
  assert_true(constant(&m, "churn.base", 1) == 0.02); /* left out: the parameter's default */
  s = spec(&m, "churn.fee", 1);
  assert_true(s->n_knots == 2 && !s->linear && s->knot[1].leaf.value == 250);
  ndrsim_model_free(&m);
  /* a default that no segment takes draws nothing */
  sample_load(&m, ",\"churn\":{\"base\":{\"by_segment\":{\"smb\":0.1,\"mid\":0.2,\"default\":"
                  "{\"dist\":\"uniform\",\"low\":0,\"high\":1}}}}");
  assert_int_equal(m.n_draws, 0);
  ndrsim_model_free(&m);
  REFUSE(",\"churn\":{\"base\":{\"schedule\":{\"12\":0.1}}}", "churn.base.schedule", "month 0");
  REFUSE(",\"churn\":{\"base\":{\"schedule\":{\"0\":0.1,\"012\":0.1}}}", "churn.base.schedule.012",
         "month from 0 to 600");
  REFUSE(",\"churn\":{\"base\":{\"schedule\":{\"0\":0.1,\"601\":0.1}}}", "month from 0 to 600");
  REFUSE(",\"churn\":{\"base\":{\"schedule\":{\"0\":0.1,\"-1\":0.1}}}", "month from 0 to 600");
  REFUSE(",\"churn\":{\"base\":{\"schedule\":{\"0\":2}}}", "churn.base.schedule.0", "between 0");
  REFUSE(",\"churn\":{\"base\":{\"schedule\":5}}", "churn.base.schedule", "found 5");
  REFUSE(",\"churn\":{\"base\":{\"schedule\":{\"0\":1},\"interpolate\":\"cubic\"}}",
         "churn.base.interpolate", "\"step\" or \"linear\"");
  REFUSE(",\"churn\":{\"base\":{\"schedule\":{\"0\":{\"by_segment\":{}}}}}", "nesting");
  REFUSE(",\"churn\":{\"base\":{\"schedule\":{\"0\":1},\"dist\":\"beta\"}}", "nesting");
  REFUSE(",\"churn\":{\"annual\":{\"schedule\":{\"0\":true}}}",
         "cannot change from month to month");
  REFUSE(",\"demand\":{\"months\":{\"by_segment\":{\"smb\":1}}}", "same for all segments");
  REFUSE(",\"churn\":{\"base\":{\"by_segment\":{\"smv\":1}}}", "unknown segment",
         "did you mean `smb`");
  REFUSE(",\"churn\":{\"base\":{\"by_segment\":{\"smb\":1,\"default\":5}}}",
         "churn.base.by_segment.default", "found 5");
  REFUSE(",\"churn\":{\"base\":{\"by_segment\":{\"smb\":1,\"mid\":1,\"default\":5}}}",
         "churn.base.by_segment.default");
}

static void test_acquisition(void **state) {
  (void)state;
  ndrsim_model m;
  sample_load(&m, ",\"acquisition\":{\"initial\":1001,\"per_month\":3.3,\"months\":40},"
                  "\"horizon\":30");
  int64_t have[2] = {0}, all = 0;
  double exact = 1001;
  int at = 0;
  for (int month = 0; month <= 30; month++) {
    if (month > 0) exact += 3.3;
    for (; at < m.n_intakes && m.intake[at].month == month; at++) {
      assert_true(m.intake[at].number > 0);
      have[m.intake[at].segment] += m.intake[at].number;
      all += m.intake[at].number;
    }
    assert_true(all == (int64_t)floor(exact + 0.5)); /* fractions accumulate, nothing drifts */
    assert_true(fabs((double)have[0] - 0.7 * (double)all) <= 1);
  }
  assert_int_equal(at, m.n_intakes);
  ndrsim_model_free(&m);
  sample_load(&m, ",\"acquisition\":{\"per_month\":{\"schedule\":{\"0\":0,\"4\":8},\"interpolate\":"
                  "\"linear\"},\"months\":4}");
  all = 0;
  for (int i = 0; i < m.n_intakes; i++)
    all += m.intake[i].number;
  assert_int_equal(all, 2 + 4 + 6 + 8);
  ndrsim_model_free(&m);
  REFUSE(",\"acquisition\":{\"initial\":-5}", "acquisition.initial", "found -5");
  REFUSE(",\"acquisition\":{\"per_month\":{\"dist\":\"uniform\",\"low\":1,\"high\":2}}",
         "acquisition.per_month", "cannot be a distribution");
}

static void test_shares(void **state) {
  (void)state;
  static const char head[] =
      "{\"schema_version\":1,\"name\":\"a\",\"tiers\":{\"t\":{\"price\":1}},";
  char text[512];
  snprintf(text, sizeof text,
           "%s\"segments\":{\"a\":{\"share\":0.5},\"b\":{\"share\":0.4}},"
           "\"acquisition\":{\"initial\":10}}",
           head);
  SAMPLE_REFUSE(text, "segments", "sum to 1", "found 0.9");
  snprintf(text, sizeof text,
           "%s\"segments\":{\"a\":{\"share\":0.5},\"b\":{}},"
           "\"acquisition\":{\"initial\":10}}",
           head);
  SAMPLE_REFUSE(text, "segments.b.share", "missing");
  ndrsim_model m;
  snprintf(text, sizeof text, "%s\"segments\":{\"a\":{},\"b\":{}}}", head); /* nothing to share */
  assert_int_equal(sample_parse(&m, text, NULL, 0, NULL), NDRSIM_OK);
  ndrsim_model_free(&m);
  snprintf(text, sizeof text, "%s\"acquisition\":{\"initial\":10}}", head); /* one segment: all */
  assert_int_equal(sample_parse(&m, text, NULL, 0, NULL), NDRSIM_OK);
  assert_true(m.n_intakes == 1 && m.intake[0].number == 10);
  assert_string_equal(m.segment[0], "all");
  ndrsim_model_free(&m);
}

/* Adding a parameter's distribution must not move any other draw's address. */
static void test_addresses_are_stable(void **state) {
  (void)state;
  ndrsim_model a, b;
  sample_load(&a, ",\"churn\":{\"base\":{\"dist\":\"beta\",\"a\":2,\"b\":60}}");
  sample_load(&b, ",\"demand\":{\"noise\":{\"dist\":\"uniform\",\"low\":0,\"high\":1}},"
                  "\"churn\":{\"base\":{\"dist\":\"beta\",\"a\":2,\"b\":61}}");
  assert_true(a.draw[0].id == b.draw[1].id && a.draw[0].id != b.draw[0].id);
  ndrsim_model_free(&a);
  ndrsim_model_free(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_defaults_and_units),
      cmocka_unit_test(test_header),
      cmocka_unit_test(test_limits),
      cmocka_unit_test(test_plain_values),
      cmocka_unit_test(test_unknown_keys),
      cmocka_unit_test(test_distributions),
      cmocka_unit_test(test_traits),
      cmocka_unit_test(test_schedules),
      cmocka_unit_test(test_acquisition),
      cmocka_unit_test(test_shares),
      cmocka_unit_test(test_addresses_are_stable),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
