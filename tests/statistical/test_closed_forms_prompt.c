/* Closed forms of prompts in the product: how often they sell, and what they cost in trust. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include "tests/helpers/lab.h"

/* Everybody uses 90% of the cap, every month. */
static void near_the_cap(lab *l) {
  lab_init(l);
  lab_set(l, "demand.level=180");
  lab_set(l, "tiers={\"lite\":{\"price\":20,\"cap\":200},\"pro\":{\"price\":50,\"cap\":1000}}");
}

/* `showings` of which a month with seven days of memory has 30 / 7. */
static void sells(double planted, int64_t accounts, double days, double showings,
                  lab_score *score) {
  const double p = 0.1;
  lab l;
  near_the_cap(&l);
  lab_set(&l, "capacity.prompt=%.17g", p * planted);
  lab_set(&l, "prompt.memory_days=%g", days);
  lab_set(&l, "prompt.visits=20");
  lab_go(&l, accounts);
  lab_hazard(score, &l, "upgrades", "accounts_lite", 1, 1, 24, 1 - pow(1 - p, showings * 7 / 30));
  lab_free(&l);
}

static void seven_days(double planted, int64_t accounts, lab_score *score) {
  sells(planted, accounts, 7, 30.0 / 7, score);
}

static void three_days(double planted, int64_t accounts, lab_score *score) {
  sells(planted, accounts, 3, 10, score);
}

static void every_visit(double planted, int64_t accounts, lab_score *score) {
  sells(planted, accounts, 0, 20, score);
}

static const lab_check checks[] = {
    {"prompts, 7 days of memory", seven_days, 2000, 1500},
    {"prompts, 3 days of memory", three_days, 2000, 1500},
    {"prompts at every visit", every_visit, 2000, 1500},
};
LAB_CHECK_TESTS(checks)

/* Nobody upgrades: trust falls by d every month and heals by r of what is lost. */
static void annoyance(void **state) {
  (void)state;
  static const struct {
    double days, d;
    const char *pushy;
  } at[] = {{7.5, 4 * 0.002, "false"},
            {0, 20 * 0.002, "false"},
            {7.5, 4 * 0.002 * 5, "true"},
            {30, 0.002, "false"}};
  const double r = 0.15;
  for (size_t k = 0; k < sizeof at / sizeof *at; k++) {
    lab l;
    near_the_cap(&l);
    lab_set(&l, "prompt.memory_days=%g", at[k].days);
    lab_set(&l, "prompt.visits=20");
    lab_set(&l, "prompt.pushy=%s", at[k].pushy);
    lab_set(&l, "trust.recovery=%g", r);
    lab_set(&l, "acquisition.initial=1");
    lab_build(&l, NULL);
    lab_run(&l, NULL, 0, 1);
    for (int t = 1; t <= 24; t++) {
      double expected = 1 - at[k].d / r * (1 - pow(1 - r, t));
      assert_true(fabs((double)lab_counter(&l, 0, "trust", t) / 1e6 - expected) < 3e-6);
      assert_int_equal(lab_counter(&l, 0, "prompts_dismissed", t), 1);
    }
    lab_free(&l);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(closed_forms), cmocka_unit_test(planted_bias),
                                     cmocka_unit_test(annoyance)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
