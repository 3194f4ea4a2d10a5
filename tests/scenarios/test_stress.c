/* Stresses: what a file may say, what is refused with what words, what a stress at a severity comes
 * to, and that what ships can be run on every scenario that ships. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "scenarios/stress.h"
#include "sim/catalogue.h"
#include "sim/values.h"
#include "tests/helpers/lab.h"

static const ndrsim_catalogue *catalogue(void) {
  ndrsim_error err;
  const ndrsim_catalogue *out = ndrsim_catalogue_choose(NULL, &err);
  assert_non_null(out);
  return out;
}

static ndrsim_status parse(ndrsim_stress_list *list, const char *text, ndrsim_error *err) {
  return ndrsim_stress_list_parse(list, catalogue(), text, strlen(text), "s.json", err);
}

/* --- what is refused -------------------------------------------------------------------------- */

static void refuse(const char *text, const char *const *says) {
  ndrsim_stress_list list;
  ndrsim_error err;
  char line[1600];
  ndrsim_stress_list_init(&list);
  ndrsim_status status = parse(&list, text, &err);
  ndrsim_error_format(&err, line, sizeof line);
  if (says == NULL && status != NDRSIM_OK) fail_msg("%s: %s", text, line);
  if (says != NULL && status != NDRSIM_INPUT) fail_msg("not refused: %s", text);
  for (int k = 0; says != NULL && says[k] != NULL; k++)
    if (strstr(line, says[k]) == NULL) fail_msg("no '%s' in: %s", says[k], line);
  ndrsim_stress_list_free(&list);
  ndrsim_stress_list_free(&list); /* twice is safe */
}
#define ACCEPT(text) refuse(text, NULL)
#define REFUSE(text, ...) refuse(text, (const char *const[]){__VA_ARGS__, NULL})
#define ONE(more) "{\"schema_version\":1,\"name\":\"a\",\"title\":\"A\"," more "}"
#define LIST(more) "{\"schema_version\":1,\"stresses\":[\n" more "]}"
#define SET(more) ONE("\"set\":{" more "}")

static void what_may_stand(void **state) {
  (void)state;
  ACCEPT(SET("\"churn.base\":0.02"));
  ACCEPT(SET("\"churn.base\":{\"times\":2},\"note\":\"n\",\"tiers.*.price\":{\"plus\":-1.5}"));
  ACCEPT(SET("\"tiers.pro.price\":12.5"));
  ACCEPT(ONE("\"group\":\"anti_pattern\",\"whole_run\":{\"playbook.pitch_early\":true},"
             "\"what\":\"w\",\"source\":\"s\",\"$comment\":\"c\""));
  ACCEPT(ONE("\"regime\":\"downturn\",\"from\":3,\"months\":9"));
  ACCEPT(LIST("{\"name\":\"a\",\"title\":\"A\",\"set\":{\"churn.base\":0}},"
              "{\"name\":\"b\",\"title\":\"A\",\"set\":{\"churn.base\":0}}"));
  ACCEPT(LIST(""));
  ACCEPT(
      ONE("\"set\":{\"key_account.loss\":1},\"whole_run\":{\"key_account.above\":{\"top\":0.1}}"));
}

static void what_is_refused(void **state) {
  (void)state;
  REFUSE("[]", "s.json:1:1", "an object with \"stresses\"");
  REFUSE("{\"stresses\":[]}", "schema_version", "missing");
  REFUSE("{\"schema_version\":2,\"stresses\":[]}", "s.json:1:19: schema_version", "found 2");
  REFUSE("{\"schema_version\":1,\"stresses\":3}", "an array of stresses");
  REFUSE("{\"schema_version\":1,\"stresses\":[],\"name\":\"a\"}", "name", "unknown key");
  REFUSE(LIST("3"), "stresses[0]", "an object");
  REFUSE(LIST("{\"title\":\"A\",\"set\":{\"churn.base\":0}}"), "stresses[0].name", "missing");
  REFUSE(LIST("{\"name\":\"a\",\"title\":\"A\\u202E\",\"set\":{\"churn.base\":0}}"),
         "stresses[0].title", "one line of printable text");
  REFUSE(LIST("{\"name\":\"A b\",\"title\":\"A\",\"set\":{\"churn.base\":0}}"),
         "s.json:2:9: stresses[0].name", "lower-case letters");
  REFUSE(LIST("{\"name\":\"a\",\"title\":\"A\",\"set\":{\"churn.base\":0}},"
              "{\"name\":\"a\",\"title\":\"A\",\"set\":{\"churn.base\":0}}"),
         "stresses[1].name", "already");
  REFUSE("{\"schema_version\":1,\"name\":\"a\",\"set\":{\"churn.base\":0}}", "title", "missing");
  REFUSE(ONE("\"set\":{\"churn.base\":0},\"form\":2"), "form", "did you mean `from`");
  REFUSE(ONE("\"set\":{\"churn.base\":0},\"from\":0"), "from", "between 1 and 600");
  REFUSE(ONE("\"set\":{\"churn.base\":0},\"ramp\":1.5"), "ramp", "whole number of months");
  REFUSE(ONE("\"regime\":\"downturm\""), "regime", "did you mean `downturn`");
  REFUSE(ONE("\"set\":{\"churn.base\":0},\"group\":\"shocks\""), "did you mean `shock`");
  REFUSE(ONE("\"set\":{}"), "changes nothing");
  REFUSE(ONE("\"set\":3"), "set", "an object such as");
  REFUSE(SET("\"churn.bsae\":0.02"), "set.churn.bsae", "no parameter of this name",
         "did you mean `churn.base`");
  REFUSE(SET("\"churn.base\":2"), "set.churn.base", "out of bounds", "found 2");
  REFUSE(SET("\"churn.base\":\"x\""), "a number between 0 and 0.999");
  REFUSE(SET("\"churn.base\":{\"times\":-1}"), "churn.base.times", "between 0 and 1000");
  REFUSE(SET("\"churn.base\":{\"time\":2}"), "set.churn.base", "{\"times\": factor}");
  REFUSE(SET("\"churn.base\":{\"times\":2,\"plus\":1}"), "set.churn.base");
  REFUSE(SET("\"seat.growth\":{\"times\":2}"), "a choice cannot be multiplied");
  REFUSE(SET("\"seat.growth\":{\"plus\":2}"), "a choice cannot be added to");
  REFUSE(SET("\"capacity.over_cap\":\"hard_stop\""), "whole_run");
  REFUSE(ONE("\"whole_run\":{\"capacity.over_cap\":\"hard_stpo\"}"), "did you mean `hard_stop`");
  REFUSE(ONE("\"whole_run\":{\"churn.base\":{\"times\":2}}"), "expected a value");
  REFUSE(ONE("\"whole_run\":{\"key_account.above\":{\"times\":2}}"), "{\"top\": share");
  REFUSE(ONE("\"whole_run\":{\"key_account.above\":{\"top\":2}}"), "between 0.001 and 1");
  REFUSE(ONE("\"whole_run\":{\"key_account.above\":{\"top\":0.1,\"x\":2}}"), "unknown key");
}

static void paths_match(void **state) {
  (void)state;
  assert_true(ndrsim_stress_matches("tiers.*.price", "tiers.pro.price"));
  assert_true(ndrsim_stress_matches("tiers.pro.price", "tiers.*.price"));
  assert_true(ndrsim_stress_matches("churn.base", "churn.base"));
  assert_false(ndrsim_stress_matches("churn.base", "churn.bas"));
  assert_false(ndrsim_stress_matches("churn.bas", "churn.base"));
  assert_false(ndrsim_stress_matches("churn", "churn.base"));
  assert_false(ndrsim_stress_matches("tiers.*.price", "tiers.pro.cap"));
}

/* --- what it comes to ------------------------------------------------------------------------- */

/* The lab's plain scenario with these settings and then those of a stress. */
static void build(lab *l, const char *setting, const char *text, double severity, int late) {
  ndrsim_stress_list list;
  ndrsim_stress_texts texts;
  ndrsim_error err;
  lab plain;
  lab_init(&plain);
  if (setting != NULL) lab_set(&plain, "%s", setting);
  lab_build(&plain, NULL);
  ndrsim_stress_list_init(&list);
  assert_int_equal(parse(&list, text, &err), NDRSIM_OK);
  ndrsim_stress_texts_init(&texts, &plain.model);
  assert_int_equal(
      ndrsim_stress_texts_add(&texts, &list.stress[0], &plain.model, severity, late, &err),
      NDRSIM_OK);
  lab_init(l);
  if (setting != NULL) lab_set(l, "%s", setting);
  for (int k = 0; k < texts.n; k++)
    lab_set(l, "%s", texts.text[k]);
  lab_build(l, NULL);
  ndrsim_stress_texts_free(&texts);
  ndrsim_stress_list_free(&list);
  lab_free(&plain);
}

static double value(const lab *l, const char *path, int month) {
  int slot = ndrsim_model_slot(&l->model, path);
  assert_true(slot >= 0);
  return ndrsim_slot_value(&l->model, NULL, slot, 0, month);
}

static void near(double a, double b) {
  if (!(fabs(a - b) <= 1e-12 * (1 + fabs(b)))) fail_msg("%.17g is not %.17g", a, b);
}

static void severity_scales(void **state) {
  (void)state;
  lab l;
  static const char times[] = SET("\"churn.base\":{\"times\":3}");
  build(&l, "churn.base=0.02", times, 1, 0);
  near(value(&l, "churn.base", 0), 0.02);
  near(value(&l, "churn.base", 1), 0.06);
  near(value(&l, "churn.base", 24), 0.06);
  lab_free(&l);
  build(&l, "churn.base=0.02", times, 0.5, 4);
  near(value(&l, "churn.base", 4), 0.02);
  near(value(&l, "churn.base", 5), 0.04);
  lab_free(&l);
  build(&l, "churn.base=0.02", times, 0, 0); /* not at all */
  assert_int_equal(l.model.n_initiatives, 0);
  lab_free(&l);
  build(&l, "churn.base=0.02", SET("\"churn.base\":{\"times\":0.25}"), 2, 0); /* not below 0 */
  near(value(&l, "churn.base", 1), 0);
  lab_free(&l);
  build(&l, "churn.base=0.02", SET("\"churn.base\":{\"plus\":0.01}"), 2, 0);
  near(value(&l, "churn.base", 1), 0.04);
  lab_free(&l);
  build(&l, "churn.base=0.02", SET("\"churn.base\":0.06"), 0.25, 0); /* a quarter of the way */
  near(value(&l, "churn.base", 1), 0.03);
  lab_free(&l);
  build(&l, NULL, SET("\"tiers.*.price\":{\"times\":0.8}"), 0.5, 0); /* cents */
  near(value(&l, "tiers.only.price", 0), 1000);
  near(value(&l, "tiers.only.price", 1), 900);
  lab_free(&l);
  build(&l, NULL, SET("\"tiers.*.price\":{\"plus\":-2.5}"), 1, 0);
  near(value(&l, "tiers.only.price", 1), 750);
  lab_free(&l);
}

static void months_end_and_ramps_rise(void **state) {
  (void)state;
  lab l;
  build(&l, "churn.base=0.02",
        ONE("\"from\":3,\"months\":4,\"set\":{\"churn.base\":{\"times\":2}}"), 1, 0);
  near(value(&l, "churn.base", 2), 0.02);
  near(value(&l, "churn.base", 3), 0.04);
  near(value(&l, "churn.base", 6), 0.04);
  near(value(&l, "churn.base", 7), 0.02);
  lab_free(&l);
  build(&l, "churn.base=0.02",
        ONE("\"from\":3,\"ramp\":4,\"set\":{\"churn.base\":{\"plus\":0.04}}"), 1, 0);
  near(value(&l, "churn.base", 3), 0.02);
  near(value(&l, "churn.base", 5), 0.04);
  near(value(&l, "churn.base", 7), 0.06);
  lab_free(&l);
}

static void whole_runs(void **state) {
  (void)state;
  lab l;
  static const char memory[] = ONE("\"whole_run\":{\"acquisition.price_elasticity\":2,"
                                   "\"capacity.over_cap\":\"hard_stop\"}");
  build(&l, "acquisition.price_elasticity=1", memory, 0.25, 0);
  near(value(&l, "acquisition.price_elasticity", 0), 1.25);
  near(value(&l, "capacity.over_cap", 0), 1);
  lab_free(&l);
  build(&l, "acquisition.price_elasticity=1", memory, 1, 0);
  near(value(&l, "acquisition.price_elasticity", 9), 2);
  lab_free(&l);
  static const char downturn[] = ONE("\"regime\":\"downturn\",\"from\":3,\"months\":10");
  build(&l, NULL, downturn, 0.5, 2);
  assert_int_equal(l.model.n_forced, 1);
  assert_int_equal(l.model.forced[0].from, 5);
  assert_int_equal(l.model.forced[0].to, 9);
  assert_int_equal(l.model.forced[0].regime, 1);
  lab_free(&l);
}

/* A stress that asks for the top of the customers brings its mechanism along. */
static void the_top_of_the_customers(void **state) {
  (void)state;
  static const char text[] = ONE("\"from\":5,\"months\":1,\"set\":{\"key_account.loss\":1},"
                                 "\"whole_run\":{\"key_account.above\":{\"top\":0.1}}");
  ndrsim_stress_list list;
  ndrsim_stress_texts texts;
  ndrsim_error err;
  char words[200];
  lab plain, l;
  lab_init(&plain);
  lab_build(&plain, NULL);
  assert_int_equal(ndrsim_model_slot(&plain.model, "key_account.loss"), -1);
  ndrsim_stress_list_init(&list);
  assert_int_equal(parse(&list, text, &err), NDRSIM_OK);
  ndrsim_stress *stress = &list.stress[0];
  near(ndrsim_stress_top(stress), 0.1);
  assert_true(ndrsim_stress_applies(stress, &plain.model) &&
              ndrsim_stress_scales(stress, &plain.model));
  ndrsim_stress_settle(stress, 123456);
  near(ndrsim_stress_top(stress), 0);
  ndrsim_stress_words(stress, &plain.model, 0.5, words, sizeof words);
  assert_string_equal(words, "key_account.loss 50% of the way to 1, key_account.above = 1234.56");
  ndrsim_stress_texts_init(&texts, &plain.model);
  assert_int_equal(ndrsim_stress_texts_add(&texts, stress, &plain.model, 0.5, 0, &err), NDRSIM_OK);
  lab_init(&l);
  for (int k = 0; k < texts.n; k++)
    lab_set(&l, "%s", texts.text[k]);
  lab_build(&l, NULL);
  near(value(&l, "key_account.above", 0), 123456);
  near(value(&l, "key_account.loss", 4), 0);
  near(value(&l, "key_account.loss", 5), 0.5);
  near(value(&l, "key_account.loss", 6), 0);
  lab_free(&l);
  lab_free(&plain);
  ndrsim_stress_texts_free(&texts);
  ndrsim_stress_list_free(&list);
}

static void how_far_it_goes(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool scales;
    double most;
  } row[] = {
      {SET("\"churn.base\":{\"times\":3}"), true, INFINITY},
      {SET("\"churn.base\":{\"times\":0.75}"), true, 4},
      {SET("\"churn.base\":{\"times\":0.75},\"seat.imitation\":{\"times\":0}"), true, 4},
      {SET("\"churn.base\":0.5"), true, 1},
      {SET("\"seat.growth\":false"), false, 1},
      {SET("\"tiers.*.price\":5"), false, 1},
      {ONE("\"whole_run\":{\"capacity.over_cap\":\"hard_stop\"}"), false, 1},
      {ONE("\"whole_run\":{\"playbook.cooldown\":9}"), true, 1},
      {ONE("\"regime\":\"downturn\",\"months\":6"), true, 4}, /* of 24 months */
  };
  lab plain;
  lab_init(&plain);
  lab_build(&plain, NULL);
  for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
    ndrsim_stress_list list;
    ndrsim_error err;
    ndrsim_stress_list_init(&list);
    assert_int_equal(parse(&list, row[k].text, &err), NDRSIM_OK);
    if (ndrsim_stress_scales(&list.stress[0], &plain.model) != row[k].scales ||
        ndrsim_stress_most(&list.stress[0], &plain.model) != row[k].most)
      fail_msg("%s: %g", row[k].text, ndrsim_stress_most(&list.stress[0], &plain.model));
    ndrsim_stress_list_free(&list);
  }
  lab_free(&plain);
}

static void in_words(void **state) {
  (void)state;
  ndrsim_stress_list list;
  ndrsim_error err;
  char words[300];
  lab plain;
  lab_init(&plain);
  lab_build(&plain, NULL);
  ndrsim_stress_list_init(&list);
  assert_int_equal(parse(&list,
                         ONE("\"regime\":\"downturn\",\"months\":2,\"set\":{"
                             "\"churn.base\":{\"times\":3},\"usage.growth\":{\"times\":0},"
                             "\"churn.hard_stop\":{\"plus\":0.5},\"seat.growth\":false,"
                             "\"demand.level\":7}"),
                         &err),
                   NDRSIM_OK);
  ndrsim_stress_words(&list.stress[0], &plain.model, 0.5, words, sizeof words);
  assert_string_equal(words, "a downturn of 1 month, churn.base x 2, churn.hard_stop +0.25, "
                             "seat.growth = false, demand.level 50% of the way to 7");
  ndrsim_stress_list_free(&list);
  lab_free(&plain);
}

/* --- what ships ------------------------------------------------------------------------------- */

static char *read_library(void) {
  char path[1024];
  static char text[1 << 16];
  snprintf(path, sizeof path, "%s/stresses/library.json", NDRSIM_SOURCE_DIR);
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  return text;
}

/* Fails the test when the scenario does not load with `more` and the texts. */
static void load(const char *scenario, const char *const *more, const ndrsim_stress_texts *texts) {
  ndrsim_override override[NDRSIM_STRESS_CHANGES + 8];
  ndrsim_model model;
  ndrsim_error err;
  char path[1024], line[1600];
  int n = 0;
  for (int k = 0; more != NULL && k < 4; k++)
    override[n++].text = more[k];
  for (int k = 0; k < texts->n; k++)
    override[n++].text = texts->text[k];
  snprintf(path, sizeof path, "%s/scenarios/%s", NDRSIM_SOURCE_DIR, scenario);
  ndrsim_model_init(&model);
  if (ndrsim_scenario_load(&model, catalogue(), path, override, n, &err) != NDRSIM_OK) {
    ndrsim_error_format(&err, line, sizeof line);
    fail_msg("%s", line);
  }
  ndrsim_model_free(&model);
}

/* Every stress says what happens and where it comes from; each is run somewhere. */
static void the_library(void **state) {
  (void)state;
  static const char *const scenario[] = {"agent-product.json", "seat-add-on.json",
                                         "usage-based.json", "project-management.json"};
  static const char *const more[] = {"licence.block=5", "prompt.memory_days=7",
                                     "discount.expansion=0", "features.lock_month=0"};
  ndrsim_stress_list list;
  ndrsim_error err;
  bool ran[NDRSIM_STRESS_MOST] = {false};
  ndrsim_stress_list_init(&list);
  if (parse(&list, read_library(), &err) != NDRSIM_OK) fail_msg("%s", err.message);
  assert_true(list.n >= 20);
  assert_true(ndrsim_stress_list_find(&list, "downturn") >= 0);
  assert_int_equal(ndrsim_stress_list_find(&list, "upturn"), -1);
  for (size_t s = 0; s < sizeof scenario / sizeof scenario[0]; s++) {
    lab plain;
    lab_init(&plain);
    for (size_t k = 0; k < sizeof more / sizeof more[0] && s == 0; k++)
      lab_set(&plain, "%s", more[k]);
    lab_build(&plain, scenario[s]);
    for (int k = 0; k < list.n; k++) {
      const ndrsim_stress *stress = &list.stress[k];
      assert_true(stress->what[0] != '\0' && stress->source[0] != '\0');
      if (!ndrsim_stress_applies(stress, &plain.model)) continue;
      ran[k] = true;
      ndrsim_stress settled = *stress;
      ndrsim_stress_settle(&settled, 50000);
      for (int half = 1; half < 5; half += half) {
        ndrsim_stress_texts texts;
        ndrsim_stress_texts_init(&texts, &plain.model);
        assert_int_equal(
            ndrsim_stress_texts_add(&texts, &settled, &plain.model, half * 0.5, 0, &err),
            NDRSIM_OK);
        assert_true(texts.n > 0);
        load(scenario[s], s == 0 ? more : NULL, &texts);
        ndrsim_stress_texts_free(&texts);
      }
    }
    lab_free(&plain);
  }
  for (int k = 0; k < list.n; k++)
    if (!ran[k]) fail_msg("%s is run on no scenario", list.stress[k].name);
  ndrsim_stress_list_free(&list);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_may_stand),
      cmocka_unit_test(what_is_refused),
      cmocka_unit_test(paths_match),
      cmocka_unit_test(severity_scales),
      cmocka_unit_test(whole_runs),
      cmocka_unit_test(months_end_and_ramps_rise),
      cmocka_unit_test(how_far_it_goes),
      cmocka_unit_test(in_words),
      cmocka_unit_test(the_top_of_the_customers),
      cmocka_unit_test(the_library),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
