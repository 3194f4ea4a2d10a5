/* Warnings: each is given where it belongs, with its place, and not where it does not. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "data/book.h"
#include "scenarios/scenario.h"
#include "sim/engine.h"

static ndrsim_model model;
static ndrsim_findings found;
static ndrsim_listed_error errors[4], warnings[NDRSIM_ERRORS_KEPT];

static int discard(void **state) {
  (void)state;
  ndrsim_model_free(&model);
  return 0;
}

/* A scenario about which nothing is to be said, with `more` behind it. */
static void check(const char *more, const char *set) {
  char *text = NULL, line[1024];
  ndrsim_override override = {set};
  ndrsim_error err;
  assert_true(asprintf(&text,
                       "{\"schema_version\":1,\"name\":\"a\",\"acquisition\":{\"initial\":10},\n"
                       "\"tiers\":{\"lite\":{\"price\":20,\"cap\":200},"
                       "\"pro\":{\"price\":45,\"cap\":1000}}%s}",
                       more) > 0);
  memset(&found, 0, sizeof found);
  ndrsim_error_list_init(&found.errors, errors, 4);
  ndrsim_error_list_init(&found.warnings, warnings, NDRSIM_ERRORS_KEPT);
  ndrsim_model_free(&model);
  if (ndrsim_scenario_check_text(&model, ndrsim_catalogue_choose(NULL, &err), text, strlen(text),
                                 "w.json", &override, set != NULL, &found, &err)) {
    ndrsim_error_format(&err, line, sizeof line);
    fail_msg("%s", line);
  }
  free(text);
}

/* Exactly these warnings beside the one that nobody cancels, in this order. */
static void expect(const char *more, const char *set, const char *const *says) {
  char line[1024];
  int n = 0;
  check(more, set);
  for (int k = 0; k < found.warnings.n; k++) {
    ndrsim_error_format(&warnings[k].error, line, sizeof line);
    if (strstr(line, "no account ever cancels") != NULL) continue;
    if (says[n] == NULL) fail_msg("one more warning: %s", line);
    if (strstr(line, says[n]) == NULL) fail_msg("no '%s' in: %s", says[n], line);
    n++;
  }
  if (says[n] != NULL) fail_msg("no warning '%s'", says[n]);
}
#define EXPECT(more, ...) expect(more, NULL, (const char *const[]){__VA_ARGS__})
#define CHURN ",\"churn\":{\"base\":0.02}"

static void nothing_to_say(void **state) {
  (void)state;
  EXPECT(CHURN, NULL);
  assert_int_equal(found.warnings.found, 0);
  EXPECT(",\"churn\":{\"base\":{\"by_segment\":{\"all\":0},\"note\":\"n\"}}", NULL);
  assert_int_equal(found.warnings.found, 1); /* it is 0 where it is given, too */
  EXPECT("", NULL);
  assert_int_equal(found.warnings.found, 1);
  assert_string_equal(warnings[0].error.path, "churn.base");
  assert_int_equal(warnings[0].error.line, 1);
}

static void no_effect(void **state) {
  (void)state;
  EXPECT(CHURN ",\n\"playbook\":{\"csm\":5,\"on\":false},\"demand\":{\"novelty_months\":4}",
         "w.json:3:19: playbook.csm: has no effect while playbook.on is off",
         "w.json:3:60: demand.novelty_months: has no effect while demand.novelty is 0", NULL);
  EXPECT(",\"playbook\":{\"csm\":5,\"on\":true}", NULL);
  EXPECT(",\"demand\":{\"novelty_months\":4,\"novelty\":{\"schedule\":{\"0\":0,\"6\":1}}}", NULL);
  EXPECT(",\"demand\":{\"novelty_months\":4,\"novelty\":{\"dist\":\"uniform\",\"low\":0,"
         "\"high\":1}}",
         NULL);
  /* a zero claims nothing */
  EXPECT(",\"contraction\":{\"macro\":0},\"churn\":{\"dependency_teams\":0}", NULL);
  expect(",\"capacity\":{\"over_cap\":\"hard_stop\"}", "tiers.pro.overage=0.5",
         (const char *const[]){"--set: tiers.pro.overage: `tiers.pro.overage=0.5`: has no effect "
                               "while capacity.over_cap is hard_stop",
                               NULL});
}

/* The economy may move without a standard deviation: downturns, a forced one, one to begin with. */
static void economy(void **state) {
  (void)state;
  EXPECT(",\"demand\":{\"macro\":0.5}", "demand.macro: has no effect while macro.sd and", NULL);
  EXPECT(",\"demand\":{\"macro\":0.5},\"macro\":{\"sd\":1}", NULL);
  EXPECT(",\"demand\":{\"macro\":0.5},\"macro\":{\"down\":0.1}", NULL);
  EXPECT(",\"demand\":{\"macro\":0.5},\"macro\":{\"initial\":\"downturn\"}", NULL);
  EXPECT(",\"demand\":{\"macro\":0.5},\"macro\":{\"forced\":[{\"from\":1,\"to\":2,\"regime\":"
         "\"downturn\"}]}",
         NULL);
}

static void sources(void **state) {
  (void)state;
#define S "\"source\":\"x\""
  EXPECT(",\"signals\":{\"runs\":9}", NULL); /* nobody has one: nobody needs one */
  EXPECT(",\"churn\":{\"base\":0.02,\"low_usage\":1,\"distrust\":1," S "},"
         "\"contraction\":{\"cut\":{\"value\":0.01," S "},\"cut_size\":0.5},\"signals\":{"
         "\"inquiry\":{\"dist\":\"uniform\",\"low\":0,\"high\":0.1," S "},\"runs\":9},"
         "\"trust\":{\"recovery\":0.2," S "},\"demand\":{\"level\":5," S "}",
         "tiers.lite.price: has no", "tiers.lite.cap: has no", "tiers.pro.price: has no",
         "tiers.pro.cap: has no", "contraction.cut_size: has no \"source\", as 7 of the 13",
         "signals.runs", NULL);
}

static void losses(void **state) {
  (void)state;
  EXPECT(",\"churn\":{\"base\":0.25}", "churn.base: 0.25 a month is 96.8% a year", NULL);
  EXPECT(",\"churn\":{\"base\":{\"by_segment\":{\"all\":{\"dist\":\"uniform\",\"low\":0.2,"
         "\"high\":0.4}}}},\"contraction\":{\"cut\":{\"schedule\":{\"0\":0.1,\"5\":0.5}}}",
         "churn.base: 0.3 a month", "contraction.cut: 0.5 a month", NULL);
  EXPECT(",\"churn\":{\"base\":0.2},\"activation\":{\"hazard\":0.9}", NULL);
}

static void prices_and_caps(void **state) {
  (void)state;
  expect("", "tiers.lite.price=0.2",
         (const char *const[]){"tiers.lite.price: `tiers.lite.price=0.2`: 0.20 USD a seat", NULL});
  expect("", "tiers.lite.price=45",
         (const char *const[]){"w.json:2:55: tiers.pro.price: costs no more than the tier", NULL});
  expect("", "tiers.lite.cap=0",
         (const char *const[]){"tiers.pro.cap: allows no more than the tier below", NULL});
  expect("", "tiers.pro.cap=0", (const char *const[]){NULL});    /* no cap is the largest */
  expect("", "tiers.lite.price=0", (const char *const[]){NULL}); /* free to paid */
  expect(",\"segments\":{\"s\":{\"share\":0.5},\"t\":{\"share\":0.5}}",
         "tiers.pro.price={\"by_segment\":{\"t\":10,\"s\":50}}",
         (const char *const[]){"tiers.pro.price", NULL});
  expect("", "tiers={\"a\":{},\"b\":{}}",
         (const char *const[]){"tiers: `tiers={\"a\":{},\"b\":{}}`: every price is 0", NULL});
}

static void time_to_come(void **state) {
  (void)state;
  EXPECT(",\"horizon\":6", "w.json:2:81: horizon: NDR needs 12 months", NULL);
  EXPECT(",\"horizon\":12,\"demand\":{\"season\":{\"schedule\":{\"0\":1,\"13\":2,\"20\":3}}},"
         "\"macro\":{\"sd\":1,\"forced\":[{\"from\":12,\"to\":13,\"regime\":\"normal\"},"
         "{\"from\":14,\"to\":15,\"regime\":\"normal\"}]}",
         "demand.season: what is scheduled from month 13 on", "macro.forced[1]: the window", NULL);
  EXPECT(",\"horizon\":12,\"demand\":{\"season\":{\"schedule\":{\"0\":1,\"20\":3},"
         "\"interpolate\":\"linear\"}}",
         NULL);
}

static void book(const char *text, const char *const *says) {
  ndrsim_error err;
  ndrsim_error_list list;
  char line[1024];
  int n = 0;
  ndrsim_error_list_init(&list, warnings, NDRSIM_ERRORS_KEPT);
  if (text != NULL)
    assert_int_equal(ndrsim_book_parse(&model, text, strlen(text), "b.csv", &err), NDRSIM_OK);
  assert_int_equal(ndrsim_book_warn(&model, "w.json", "b.csv", &list, &err), NDRSIM_OK);
  for (; n < list.n && says[n] != NULL; n++) {
    ndrsim_error_format(&warnings[n].error, line, sizeof line);
    if (strstr(line, says[n]) == NULL) fail_msg("no '%s' in: %s", says[n], line);
  }
  assert_true(n == list.n && says[n] == NULL);
}
#define BOOK(text, ...) book(text, (const char *const[]){__VA_ARGS__})
#define ROWS(mrr)                                                                                  \
  "account_id,start_month,mrr,tier,seats\na,0," mrr ",lite,5\nb,0," mrr ",lite,5\nc,0," mrr        \
  ",lite,5\nd,0," mrr ",lite,5\n"

static void who_is_simulated(void **state) {
  (void)state;
  check(CHURN, NULL);
  BOOK(NULL, NULL);
  BOOK(ROWS("100"), "b.csv: the 4 accounts of the book and 10 described ones", NULL);
  check(CHURN, "acquisition.initial=0");
  BOOK(NULL, "w.json: acquisition: nobody is simulated", NULL);
  BOOK(ROWS("10000"), NULL); /* four rows say nothing about the units */
  check(CHURN, "acquisition.initial=0");
  BOOK(ROWS("10000") "e,0,100,lite,5\n", "b.csv: mrr: a typical account pays 100 times", NULL);
  check(CHURN, "acquisition.initial=0");
  BOOK(ROWS("1") "e,0,100,lite,5\n", "b.csv: mrr: a typical account pays 0.01 times", NULL);
  check(CHURN, "acquisition.initial=0");
  BOOK(ROWS("60") "e,0,100,lite,5\n", NULL); /* a discount */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(nothing_to_say, discard),
      cmocka_unit_test_teardown(no_effect, discard),
      cmocka_unit_test_teardown(economy, discard),
      cmocka_unit_test_teardown(sources, discard),
      cmocka_unit_test_teardown(losses, discard),
      cmocka_unit_test_teardown(prices_and_caps, discard),
      cmocka_unit_test_teardown(time_to_come, discard),
      cmocka_unit_test_teardown(who_is_simulated, discard),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
