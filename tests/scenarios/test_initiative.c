/* Initiatives: what a scenario may say, what is refused with what words, and that a change is worth
 * exactly what the same change as a schedule is. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "scenarios/scenario.h"
#include "tests/helpers/lab.h"

/* --- what is refused -------------------------------------------------------------------------- */

static void refuse(const char *list, const char *const *says) {
  char *text = NULL, line[1600];
  ndrsim_model model;
  ndrsim_error err;
  assert_true(asprintf(&text,
                       "{\"schema_version\":1,\"name\":\"a\",\n\"initiatives\":%s,\n"
                       "\"segments\":{\"smb\":{\"share\":0.5},\"large\":{\"share\":0.5}},\n"
                       "\"tiers\":{\"lite\":{\"price\":20,\"cap\":200}}}",
                       list) > 0);
  ndrsim_model_init(&model);
  ndrsim_status status = ndrsim_scenario_parse(&model, ndrsim_catalogue_choose(NULL, &err), text,
                                               strlen(text), "i.json", NULL, 0, &err);
  if (says == NULL && status != NDRSIM_OK) {
    ndrsim_error_format(&err, line, sizeof line);
    fail_msg("%s: %s", list, line);
  }
  if (says != NULL) {
    if (status != NDRSIM_INPUT) fail_msg("not refused: %s", list);
    ndrsim_error_format(&err, line, sizeof line);
    for (int k = 0; says[k] != NULL; k++)
      if (strstr(line, says[k]) == NULL) fail_msg("no '%s' in: %s", says[k], line);
  }
  ndrsim_model_free(&model);
  free(text);
}
#define ACCEPT(list) refuse(list, NULL)
#define REFUSE(list, ...) refuse(list, (const char *const[]){__VA_ARGS__, NULL})
#define ONE(set) "[{\"name\":\"x\",\"from\":3,\"set\":{" set "}}]"

static void what_may_stand(void **state) {
  (void)state;
  ACCEPT("[]");
  ACCEPT(ONE("\"churn.base\":0.02"));
  ACCEPT(
      "[{\"name\":\"a.b-c_1\",\"from\":1,\"ramp\":600,\"adoption\":0,\"cost\":0.5,"
      "\"cost_per_month\":1000000,\"note\":\"n\",\"set\":{\"note\":\"n\",\"churn.base\":0.02}}]");
  ACCEPT(ONE("\"tiers.lite.price\":{\"value\":25.5,\"source\":\"s\"}"));
  ACCEPT(ONE("\"churn.base\":{\"times\":{\"dist\":\"uniform\",\"low\":0.5,\"high\":0.9}}"));
  ACCEPT(ONE("\"churn.base\":{\"by_segment\":{\"smb\":{\"times\":0.5},\"default\":0.01}}"));
  ACCEPT(ONE("\"churn.base\":{\"dist\":\"beta\",\"mean\":0.02,\"sd\":0.004}"));
  ACCEPT(ONE("\"churn.base\":{\"plus\":-0.01},\"tiers.lite.price\":{\"plus\":2.5}"));
  ACCEPT("[{\"name\":\"a\",\"from\":1,\"months\":6,\"set\":{\"churn.base\":0.02}}]");
}

static void what_is_refused(void **state) {
  (void)state;
  REFUSE("{}", "i.json:2:15: initiatives:", "an array of initiatives", "an object");
  REFUSE("[3]", "initiatives[0]", "an object with \"name\"");
  REFUSE("[{\"from\":1,\"set\":{\"churn.base\":0}}]", "initiatives[0].name", "missing");
  REFUSE("[{\"name\":\"a b\",\"from\":1,\"set\":{\"churn.base\":0}}]", "initiatives[0].name",
         "\"a b\"");
  REFUSE("[{\"name\":\"a\",\"from\":1,\"set\":{\"churn.base\":0}},"
         "{\"name\":\"a\",\"from\":1,\"set\":{\"churn.base\":0}}]",
         "initiatives[1].name", "two initiatives have this name");
  REFUSE("[{\"name\":\"a\",\"set\":{\"churn.base\":0}}]", "initiatives[0].from", "missing",
         "between 1 and 600");
  REFUSE("[{\"name\":\"a\",\"from\":0,\"set\":{\"churn.base\":0}}]", "initiatives[0].from",
         "out of bounds");
  REFUSE("[{\"name\":\"a\",\"form\":2,\"set\":{\"churn.base\":0}}]", "initiatives[0].form",
         "did you mean `from`");
  REFUSE("[{\"name\":\"a\",\"from\":1,\"adoption\":1.1,\"set\":{\"churn.base\":0}}]",
         "initiatives[0].adoption", "out of bounds");
  REFUSE("[{\"name\":\"a\",\"from\":1,\"cost\":-1,\"set\":{\"churn.base\":0}}]",
         "initiatives[0].cost", "out of bounds");
  REFUSE("[{\"name\":\"a\",\"from\":1}]", "initiatives[0].set", "missing");
  REFUSE("[{\"name\":\"a\",\"from\":1,\"set\":{}}]", "initiatives[0].set", "changes nothing");
  REFUSE(ONE("\"churn.bsae\":0.02"), "initiatives[0].set.churn.bsae", "no parameter of this name",
         "did you mean `churn.base`");
  REFUSE(ONE("\"tiers.pro.price\":3"), "initiatives[0].set.tiers.pro.price", "no parameter");
  REFUSE(ONE("\"churn.base\":2"), "initiatives[0].set.churn.base", "out of bounds");
  REFUSE(ONE("\"capacity.pooled\":true"), "one constant for the whole run");
  REFUSE(ONE("\"acquisition.per_month\":3"), "one constant for the whole run");
  REFUSE(ONE("\"churn.base\":{\"schedule\":{\"0\":1}}"), "cannot stand here");
  REFUSE(ONE("\"churn.base\":{\"dist\":\"beta\",\"a\":1,\"b\":30,\"per\":\"account\"}"),
         "cannot differ from account to account");
  REFUSE(ONE("\"churn.base\":{\"times\":-1}"), "times", "between 0 and 1000");
  REFUSE(ONE("\"churn.base\":{\"times\":1,\"valeu\":1}"), "unknown key");
  REFUSE(ONE("\"churn.base\":{\"times\":1,\"plus\":1}"), "unknown key");
  REFUSE(ONE("\"churn.base\":{\"plus\":\"x\"}"), "churn.base.plus", "a number between");
  REFUSE(ONE("\"tiers.lite.price\":{\"plus\":0.001}"), "at most two decimals");
  REFUSE(ONE("\"seat.growth\":{\"plus\":1}"), "a choice cannot be added to");
  REFUSE("[{\"name\":\"a\",\"from\":1,\"months\":1.5,\"set\":{\"churn.base\":0}}]",
         "initiatives[0].months", "whole number");
  REFUSE(ONE("\"churn.base\":{\"by_segment\":{\"smbx\":0.1}}"), "unknown segment",
         "did you mean `smb`");
  REFUSE(ONE("\"churn\":{\"base\":0.1}"), "no parameter of this name");
}

/* --- what a change is worth ------------------------------------------------------------------- */

static void build(lab *l, const char *a, const char *b, const char *list) {
  lab_init(l);
  lab_set(l, "acquisition.initial=200");
  lab_set(l, "acquisition.per_month=9");
  lab_set(l, "horizon=20");
  lab_set(l, "correlations=[]");
  if (a != NULL) lab_set(l, "%s", a);
  if (b != NULL) lab_set(l, "%s", b);
  if (list != NULL) lab_set(l, "initiatives=%s", list);
  lab_build(l, "agent-product.json");
  lab_run(l, NULL, 0, 3);
}

/* Both give the same records, byte for byte, and not those of a run without either. */
static void same(const char *a, const char *b, const char *list, const char *as_a, const char *as_b,
                 bool differs) {
  lab plain, made, planned;
  build(&plain, a, b, NULL);
  build(&made, a, b, list);
  build(&planned, as_a, as_b, NULL);
  size_t size = (size_t)made.n * made.layout.size * sizeof *made.records;
  assert_int_equal(made.layout.size, planned.layout.size);
  if (memcmp(made.records, planned.records, size) != 0) fail_msg("not as the schedule: %s", list);
  if ((memcmp(made.records, plain.records, size) != 0) != differs)
    fail_msg("%s effect: %s", differs ? "no" : "an", list);
  lab_free(&plain);
  lab_free(&made);
  lab_free(&planned);
}

static void as_a_schedule(void **state) {
  (void)state;
  same("capacity.at_cap=0.25", NULL, ONE("\"capacity.at_cap\":0.5"),
       "capacity.at_cap={\"schedule\":{\"0\":0.25,\"3\":0.5}}", NULL, true);
  /* a ramp is a straight line from month `from` to from + ramp */
  same(
      "capacity.at_cap=0.25", NULL,
      "[{\"name\":\"x\",\"from\":3,\"ramp\":4,\"set\":{\"capacity.at_cap\":0.5}}]",
      "capacity.at_cap={\"schedule\":{\"0\":0.25,\"3\":0.25,\"7\":0.5},\"interpolate\":\"linear\"}",
      NULL, true);
  /* adoption is the share of the way; a factor of 2 with half of it is one of 1.5 */
  same("capacity.at_cap=0.25", NULL,
       "[{\"name\":\"x\",\"from\":3,\"adoption\":0.5,\"set\":{\"capacity.at_cap\":{\"times\":2}}}]",
       "capacity.at_cap={\"schedule\":{\"0\":0.25,\"3\":0.375}}", NULL, true);
  /* an amount, for four months */
  same("capacity.at_cap=0.25", NULL,
       "[{\"name\":\"x\",\"from\":3,\"months\":4,\"set\":{\"capacity.at_cap\":{\"plus\":0.25}}}]",
       "capacity.at_cap={\"schedule\":{\"0\":0.25,\"3\":0.5,\"7\":0.25}}", NULL, true);
  /* on top of a schedule of its own */
  same("demand.season={\"schedule\":{\"0\":1,\"5\":1.5,\"9\":0.75}}", NULL,
       ONE("\"demand.season\":{\"times\":0.5}"),
       "demand.season={\"schedule\":{\"0\":1,\"3\":0.5,\"5\":0.75,\"9\":0.375}}", NULL, true);
}

/* A price list changes in one month and in full, whatever ramp and adoption say. */
static void prices_switch(void **state) {
  (void)state;
  same("tiers.pro.price=45", NULL,
       "[{\"name\":\"x\",\"from\":7,\"ramp\":5,\"adoption\":0.5,\"set\":{\"tiers.pro.price\":60,"
       "\"tiers.lite.price\":{\"times\":1.1}}}]",
       "tiers.pro.price={\"schedule\":{\"0\":45,\"7\":60}}",
       "tiers.lite.price={\"schedule\":{\"0\":20,\"7\":22}}", true);
  same("tiers.pro.cap=1000", NULL, ONE("\"tiers.pro.cap\":1500"),
       "tiers.pro.cap={\"schedule\":{\"0\":1000,\"3\":1500}}", NULL, true);
}

/* One on top of the other, in the order of the list; nothing before they begin or when nobody takes
 * part. */
static void one_after_the_other(void **state) {
  (void)state;
  same("capacity.at_cap=0.5", NULL,
       "[{\"name\":\"a\",\"from\":3,\"set\":{\"capacity.at_cap\":0.25}},"
       "{\"name\":\"b\",\"from\":6,\"set\":{\"capacity.at_cap\":{\"times\":0.5}}}]",
       "capacity.at_cap={\"schedule\":{\"0\":0.5,\"3\":0.25,\"6\":0.125}}", NULL, true);
  same("capacity.at_cap=0.5", NULL,
       "[{\"name\":\"a\",\"from\":3,\"adoption\":0,\"set\":{\"capacity.at_cap\":0.25,"
       "\"tiers.pro.price\":1}}]",
       "capacity.at_cap=0.5", NULL, false);
  same("capacity.at_cap=0.5", NULL,
       "[{\"name\":\"a\",\"from\":21,\"set\":{\"capacity.at_cap\":0.25}}]", "capacity.at_cap=0.5",
       NULL, false);
}

static void by_segment(void **state) {
  (void)state;
  same("capacity.at_cap=0.25", NULL,
       ONE("\"capacity.at_cap\":{\"by_segment\":{\"smb\":0.5,\"enterprise\":{\"times\":0.5}}}"),
       "capacity.at_cap={\"by_segment\":{\"smb\":{\"schedule\":{\"0\":0.25,\"3\":0.5}},"
       "\"enterprise\":{\"schedule\":{\"0\":0.25,\"3\":0.125}},\"default\":0.25}}",
       NULL, true);
}

/* A value per account that is the same for all is what a shared value is, and so are its changes:
 * of a hazard that is kept in another form (churn), and of one that is read each month. */
static void per_account(void **state) {
  static const char *const trait = "{\"dist\":\"discrete\",\"values\":[%g],\"per\":\"account\"}";
  (void)state;
  char base[128], cut[160], churn[160];
  snprintf(base, sizeof base, trait, 0.0625);
  snprintf(churn, sizeof churn, "churn.base=%s", base);
  snprintf(base, sizeof base, trait, 0.125);
  snprintf(cut, sizeof cut, "contraction.cut=%s", base);
  same(churn, cut,
       "[{\"name\":\"x\",\"from\":4,\"ramp\":2,\"set\":{\"churn.base\":{\"times\":0.5},"
       "\"contraction.cut\":0.25}}]",
       "churn.base={\"schedule\":{\"0\":0.0625,\"5\":0.046875,\"6\":0.03125}}",
       "contraction.cut={\"schedule\":{\"0\":0.125,\"5\":0.1875,\"6\":0.25}}", true);
}

/* --- draws ------------------------------------------------------------------------------------ */

/* A draw belongs to the name of its initiative: neither its place in the list nor other initiatives
 * move it. */
static double drawn(const char *list, const char *initiative) {
  char path[160];
  double value = NAN;
  lab l;
  build(&l, NULL, NULL, list);
  snprintf(path, sizeof path, "initiatives.%s.set.churn.low_usage", initiative);
  for (int k = 0; k < l.model.n_draws; k++)
    if (strcmp(l.model.draw[k].path, path) == 0) value = (double)l.model.draw[k].id;
  lab_free(&l);
  assert_true(isfinite(value));
  return value;
}

static void addresses(void **state) {
  (void)state;
#define DRAW(name)                                                                                 \
  "{\"name\":\"" name                                                                              \
  "\",\"from\":2,\"set\":{\"churn.low_usage\":{\"dist\":\"uniform\",\"low\":0,"                    \
  "\"high\":1}}}"
  double alone = drawn("[" DRAW("b") "]", "b");
  assert_true(drawn("[" DRAW("a") "," DRAW("b") "]", "b") == alone);
  assert_true(drawn("[" DRAW("a") "," DRAW("b") "]", "a") != alone);
}

/* --- the command line ------------------------------------------------------------------------- */

static void overrides(void **state) {
  (void)state;
  lab a, b;
  lab_init(&a);
  lab_set(&a, "initiatives=%s", ONE("\"churn.base\":0.02"));
  lab_set(&a, "initiatives[0].from=9");
  lab_set(&a, "initiatives[0].set.churn.base=0.03");
  lab_set(&a, "initiatives[0].set.tiers.pro.price={\"times\":2}");
  lab_build(&a, "agent-product.json");
  lab_init(&b);
  lab_set(&b, "initiatives=%s",
          "[{\"name\":\"x\",\"from\":9,\"set\":{\"churn.base\":0.03,"
          "\"tiers.pro.price\":{\"times\":2}}}]");
  lab_build(&b, "agent-product.json");
  for (int i = 0; i < a.model.n_slots; i++)
    for (int s = 0; s < a.model.n_segments; s++) {
      const ndrsim_spec *x = &a.model.slot[i].spec[s], *y = &b.model.slot[i].spec[s];
      assert_int_equal(x->n_changes, y->n_changes);
      for (int k = 0; k < x->n_changes; k++) {
        assert_true(x->change[k].leaf.value == y->change[k].leaf.value);
        assert_int_equal(x->change[k].times, y->change[k].times);
      }
    }
  assert_int_equal(a.model.initiative[0].from, 9);
  lab_free(&a);
  lab_free(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_may_stand),      cmocka_unit_test(what_is_refused),
      cmocka_unit_test(as_a_schedule),       cmocka_unit_test(prices_switch),
      cmocka_unit_test(one_after_the_other), cmocka_unit_test(by_segment),
      cmocka_unit_test(per_account),         cmocka_unit_test(addresses),
      cmocka_unit_test(overrides),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
