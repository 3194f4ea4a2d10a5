/* Initiatives against closed forms, within 4 standard errors; the same checks must reject an effect
 * that is 2% off. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include "tests/helpers/lab.h"

enum { FROM = 4, RAMP = 6, HORIZON = 24 };
static const double base = 0.03, factor = 2, adoption = 0.75;

/* The hazard of month t: base, then base (1 + w (factor - 1)) with w growing on a straight line. */
static double hazard(double t) {
  double w = t < FROM ? 0 : t - FROM >= RAMP ? 1 : (t - FROM) / RAMP;
  return base * (1 + adoption * w * (factor - 1));
}

static void expect(const lab *l, int64_t accounts, lab_score *score) {
  double left = 1;
  for (int t = 1; t <= HORIZON; t++) {
    left *= 1 - hazard(t);
    lab_mean(score, l, "logos", t, (double)accounts, left);
  }
  lab_hazard(score, l, "cancelled", "customers", 1, FROM + RAMP, HORIZON, hazard(HORIZON));
}

static void churn(double planted, int64_t accounts, lab_score *score, const char *value) {
  lab l;
  lab_init(&l);
  lab_set(&l, "horizon=%d", HORIZON);
  lab_set(&l, "churn.base=%s", value);
  lab_set(&l,
          "initiatives=[{\"name\":\"x\",\"from\":%d,\"ramp\":%d,\"adoption\":%.17g,"
          "\"set\":{\"churn.base\":{\"times\":%.17g}}}]",
          FROM, RAMP, adoption, factor * planted);
  lab_go(&l, accounts);
  expect(&l, accounts, score);
  lab_free(&l);
}

static void churn_shared(double planted, int64_t accounts, lab_score *score) {
  churn(planted, accounts, score, "0.03");
}

static void churn_per_account(double planted, int64_t accounts, lab_score *score) {
  churn(planted, accounts, score, "{\"dist\":\"discrete\",\"values\":[0.03],\"per\":\"account\"}");
}

/* Towards a value: cuts at a probability that is drawn per account from two. */
static void cuts(double planted, int64_t accounts, lab_score *score) {
  lab l;
  lab_init(&l);
  lab_set(&l, "horizon=%d", HORIZON);
  lab_set(&l, "seat.initial=1000000");
  lab_set(&l, "seat.headcount=1000000");
  lab_set(&l, "contraction.cut_size=0.000001");
  lab_set(&l, "contraction.cut={\"dist\":\"discrete\",\"values\":[0.02,0.06],\"per\":\"account\"}");
  lab_set(&l,
          "initiatives=[{\"name\":\"x\",\"from\":%d,\"adoption\":0.5,\"set\":{"
          "\"contraction.cut\":%.17g}}]",
          FROM, 0.1 * planted);
  lab_go(&l, accounts);
  /* half-way from 0.02 or 0.06 to 0.1: 0.06 or 0.08 */
  lab_hazard(score, &l, "seat_cuts", "customers", 1, 1, FROM - 1, 0.04);
  lab_hazard(score, &l, "seat_cuts", "customers", 1, FROM, HORIZON, 0.07);
  lab_free(&l);
}

static const lab_check checks[] = {
    {"churn, a factor", churn_shared, 10000, 10000},
    {"churn per account, a factor", churn_per_account, 10000, 10000},
    {"cuts per account, towards a value", cuts, 10000, 10000},
};

LAB_CHECK_TESTS(checks)

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(closed_forms),
      cmocka_unit_test(planted_bias),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
