/* Reverse stress against what theory gives: constant churn, a price, a downturn's months; what is
 * never reached, what is there already, what cannot be searched; own units and standard deviations.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "analysis/reverse.h"
#include "tests/helpers/lab.h"

static const char plain[] =
    "{\"schema_version\":1,\"name\":\"plain\",\"seed\":\"7\",\"horizon\":13,\"replicates\":40,"
    "\"segments\":{\"all\":{\"share\":1}},\"acquisition\":{\"initial\":%d},"
    "\"tiers\":{\"one\":{\"price\":10}},\"macro\":{\"depth\":1.5},\"churn\":{\"base\":0.02%s}}";

typedef struct fixture {
  ndrsim_source source;
  ndrsim_model base;
  ndrsim_stress_list list;
  ndrsim_reverse reverse;
  ndrsim_error err;
} fixture;

/* `more`: further keys of churn; `changes`: of --set, NULL = none. */
static void set_up(fixture *self, const char *more, const char *stress,
                   const ndrsim_override *override, int n_overrides) {
  memset(self, 0, sizeof *self);
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, &self->err);
  assert_non_null(catalogue);
  ndrsim_source_init(&self->source);
  ndrsim_model_init(&self->base);
  ndrsim_stress_list_init(&self->list);
  int n = asprintf(&self->source.scenario, plain, (int)lab_accounts(3000), more);
  assert_true(n > 0);
  self->source.scenario_size = (size_t)n;
  self->source.catalogue = catalogue;
  self->source.override = override;
  self->source.n_overrides = n_overrides;
  snprintf(self->source.scenario_name, sizeof self->source.scenario_name, "plain.json");
  if (ndrsim_source_model(&self->source, NULL, 0, &self->base, &self->err) != NDRSIM_OK)
    fail_msg("%s: %s", self->err.path, self->err.message);
  if (stress != NULL && ndrsim_stress_list_parse(&self->list, catalogue, stress, strlen(stress),
                                                 "s.json", &self->err) != NDRSIM_OK)
    fail_msg("%s: %s", self->err.path, self->err.message);
}

static void tear_down(fixture *self) {
  ndrsim_stress_list_free(&self->list);
  ndrsim_model_free(&self->base);
  ndrsim_source_free(&self->source);
}

static ndrsim_status look(fixture *self, const ndrsim_stress *stress, const char *outcome,
                          double threshold, int quantile) {
  ndrsim_reverse_request request = {.stress = stress != NULL ? stress : &self->list.stress[0],
                                    .outcome = outcome,
                                    .threshold = threshold,
                                    .quantile = quantile};
  ndrsim_run_options options = {.engine = {.threads = 2}};
  return ndrsim_reverse_run(&self->reverse, &self->source, &self->base, &request, &options, 0, 1,
                            &self->err);
}

#define STRESS(more) "{\"schema_version\":1,\"name\":\"s\",\"title\":\"S\"," more "}"
static const char churn_doubles[] = STRESS("\"set\":{\"churn.base\":{\"times\":2}}");

/* Churn of 0.02 (1 + s) a month leaves (1 - 0.02 (1 + s))^12 of MRR: below X from
 * s = (1 - X^(1/12)) / 0.02 - 1 on. */
static double analytic(double threshold) {
  return (1 - pow(threshold / 100, 1.0 / 12)) / 0.02 - 1;
}

/* Its standard error in theory: that of the median of R binomial shares of N accounts, over the
 * slope. What the search reports is estimated from few replicates. */
static double error_of(const ndrsim_reverse *r, double threshold) {
  double share = threshold / 100, p = 0.02 * (1 + analytic(threshold));
  double sd = sqrt(share * (1 - share) / (double)lab_accounts(3000));
  double slope = 12 * 0.02 * pow(1 - p, 11);
  return fmax(r->se, sqrt(M_PI / 2) * sd / sqrt(40) / slope);
}

static void constant_churn(void **state) {
  (void)state;
  static const double threshold[] = {75, 70, 60, 40}; /* severities from 0.18 to 2.7 */
  fixture f;
  set_up(&f, "", churn_doubles, NULL, 0);
  for (size_t k = 0; k < sizeof threshold / sizeof threshold[0]; k++) {
    assert_int_equal(look(&f, NULL, "ndr@12", threshold[k], NDRSIM_P50), NDRSIM_OK);
    const ndrsim_reverse *r = &f.reverse;
    double expected = analytic(threshold[k]);
    assert_int_equal(r->state, NDRSIM_REVERSE_FOUND);
    print_message("below %g%%: severity %.4f in (%.4f, %.4f], se %.4f, theory %.4f\n", threshold[k],
                  r->severity, r->inside, r->severity, r->se, expected);
    assert_true(r->severity - r->inside > 0 &&
                r->severity - r->inside <= NDRSIM_REVERSE_TOLERANCE + 1e-12);
    assert_true((r->se > 0 && r->n_steps <= 20) || !lab_full_size());
    double allowed = NDRSIM_REVERSE_TOLERANCE + 4 * error_of(r, threshold[k]);
    if (lab_full_size() && !(fabs(r->severity - expected) <= allowed))
      fail_msg("%.4f is not %.4f", r->severity, expected);
    /* a search for another threshold would not do */
    double other = analytic(threshold[k] * 0.98);
    assert_true(fabs(r->severity - other) > allowed || !lab_full_size());
    assert_true(r->slope < 0 || !lab_full_size());
  }
  tear_down(&f);
}

/* Nothing is random: a price of 10 (1 - 0.4 s) from month 6 on, in whole cents. */
static void a_price(void **state) {
  (void)state;
  fixture f;
  static const ndrsim_override still[] = {{"churn.base=0"}, {"acquisition.initial=50"}};
  set_up(&f, "", STRESS("\"from\":6,\"set\":{\"tiers.*.price\":{\"times\":0.6}}"), still, 2);
  assert_int_equal(look(&f, NULL, "ndr@12", 85, NDRSIM_P50), NDRSIM_OK);
  assert_int_equal(f.reverse.state, NDRSIM_REVERSE_FOUND);
  /* below 85% is 8.49 or less: 10 - 4 s < 8.495 */
  assert_true(f.reverse.severity > 0.37625 - 1e-9 &&
              f.reverse.severity <= 0.37625 + NDRSIM_REVERSE_TOLERANCE);
  assert_true(f.reverse.inside <= 0.37625 + 1e-9);
  /* what it is made of, there */
  assert_true(fabs(f.reverse.ndr[0] - 100) < 1e-9 && f.reverse.ndr[1] < 85);
  assert_true(fabs(f.reverse.part[1][NDRSIM_FLOW_CONTRACTION] - (f.reverse.ndr[1] - 100)) < 1e-9);
  /* "in full" is 60%, and beyond full it goes on to nothing at 2.5 */
  assert_int_equal(look(&f, NULL, "ndr@12", 10, NDRSIM_P10), NDRSIM_OK);
  assert_int_equal(f.reverse.state, NDRSIM_REVERSE_FOUND);
  assert_true(fabs(f.reverse.severity - 2.25) < 0.01);
  tear_down(&f);
}

/* A downturn of m months: the hazard is multiplied by exp(0.5 x 1.5) in each of them. */
static void months_of_a_downturn(void **state) {
  (void)state;
  fixture f;
  static const ndrsim_override longer[] = {{"horizon=24"}};
  set_up(&f, ",\"macro\":-0.5", STRESS("\"regime\":\"downturn\",\"months\":12"), longer, 1);
  double hazard = -log(0.98), factor = exp(0.75);
  double threshold = 100 * exp(-hazard * (12 + 4.5 * (factor - 1))); /* between 4 and 5 months */
  assert_int_equal(look(&f, NULL, "ndr@12", threshold, NDRSIM_P50), NDRSIM_OK);
  assert_int_equal(f.reverse.state, NDRSIM_REVERSE_FOUND);
  assert_true(fabs(f.reverse.severity - 5.0 / 12) < 1e-9 || !lab_full_size());
  assert_true(fabs(f.reverse.inside - 4.0 / 12) < 1e-9);
  assert_int_equal(look(&f, NULL, "ndr@12", 20, NDRSIM_P50), NDRSIM_OK);
  assert_int_equal(f.reverse.state, NDRSIM_REVERSE_NEVER);
  assert_true(f.reverse.severity == 2); /* the whole run */
  tear_down(&f);
}

static void never_and_already(void **state) {
  (void)state;
  fixture f;
  set_up(&f, "", STRESS("\"set\":{\"churn.base\":0.04}"), NULL, 0);
  assert_int_equal(look(&f, NULL, "ndr@12", 50, NDRSIM_P50), NDRSIM_OK); /* in full: 61% */
  assert_int_equal(f.reverse.state, NDRSIM_REVERSE_NEVER);
  assert_true(f.reverse.severity == 1 && f.reverse.n_steps == 2 && isnan(f.reverse.se));
  assert_int_equal(look(&f, NULL, "ndr@12", 90, NDRSIM_P50), NDRSIM_OK);
  assert_int_equal(f.reverse.state, NDRSIM_REVERSE_ALREADY);
  assert_true(f.reverse.severity == 0 && f.reverse.n_steps == 1);
  /* an outcome that is bad when it is high */
  assert_int_equal(look(&f, NULL, "logo_churn@12", 3, NDRSIM_P50), NDRSIM_OK);
  assert_int_equal(f.reverse.state, NDRSIM_REVERSE_FOUND);
  assert_true(fabs(f.reverse.severity - 0.5) <= NDRSIM_REVERSE_TOLERANCE + 4 * f.reverse.se + 1e-9);
  assert_true(f.reverse.slope > 0);
  tear_down(&f);
}

static void what_cannot_be_searched(void **state) {
  (void)state;
  fixture f;
  set_up(&f, "", STRESS("\"set\":{\"seat.growth\":false}"), NULL, 0);
  assert_int_equal(look(&f, NULL, "ndr@12", 50, NDRSIM_P50), NDRSIM_USAGE);
  assert_non_null(strstr(f.err.message, "is there or it is not"));
  tear_down(&f);
  set_up(&f, "", STRESS("\"set\":{\"usage.growth\":{\"times\":0}}"), NULL, 0);
  assert_int_equal(look(&f, NULL, "ndr@12", 50, NDRSIM_P50), NDRSIM_USAGE);
  assert_non_null(strstr(f.err.message, "has nothing of"));
  tear_down(&f);
}

static void one_parameter(void **state) {
  (void)state;
  fixture f;
  ndrsim_stress stress;
  bool up = false;
  ndrsim_run_options options = {.engine = {.threads = 2}};
  set_up(&f, "", NULL, NULL, 0);
  assert_int_equal(ndrsim_reverse_direction(&f.source, &f.base, "churn.base", "ndr@12", NDRSIM_P50,
                                            &options, &up, &f.err),
                   NDRSIM_OK);
  assert_true(up);
  assert_int_equal(ndrsim_reverse_parameter(&f.base, "churn.base", up, &stress, &f.err), NDRSIM_OK);
  assert_int_equal(look(&f, &stress, "ndr@12", 70, NDRSIM_P50), NDRSIM_OK);
  assert_true(fabs(f.reverse.severity - analytic(70)) <=
              NDRSIM_REVERSE_TOLERANCE + 4 * error_of(&f.reverse, 70));
  assert_int_equal(f.reverse.n_units, 1);
  assert_true(fabs(f.reverse.unit[0].after - 0.02 * (1 + f.reverse.severity)) < 1e-12);
  assert_true(isnan(f.reverse.unit[0].sd) && isnan(f.reverse.unit[0].distance));
  assert_int_equal(ndrsim_reverse_direction(&f.source, &f.base, "tiers.one.price", "ndr@12",
                                            NDRSIM_P50, &options, &up, &f.err),
                   NDRSIM_OK);
  assert_false(up);
  assert_int_equal(ndrsim_reverse_direction(&f.source, &f.base, "seat.imitation", "ndr@12",
                                            NDRSIM_P50, &options, &up, &f.err),
                   NDRSIM_USAGE);
  assert_non_null(strstr(f.err.message, "neither up nor down"));
  assert_int_equal(ndrsim_reverse_parameter(&f.base, "churn.bsae", true, &stress, &f.err),
                   NDRSIM_USAGE);
  assert_string_equal(f.err.suggestion, "churn.base");
  assert_int_equal(ndrsim_reverse_parameter(&f.base, "seat.growth", true, &stress, &f.err),
                   NDRSIM_USAGE);
  /* one constant for the whole run: from 1.5 towards ten times as much, which is out of bounds */
  assert_int_equal(ndrsim_reverse_parameter(&f.base, "macro.depth", true, &stress, &f.err),
                   NDRSIM_OK);
  assert_true(stress.change[0].whole_run && stress.change[0].number == 10);
  tear_down(&f);
}

/* In standard deviations of layer 1: uniform on 0.01 .. 0.03, that is mean 0.02, sd 0.02/sqrt(12).
 */
static void in_standard_deviations(void **state) {
  (void)state;
  static const ndrsim_override unknown[] = {
      {"churn.base={\"dist\": \"uniform\", \"low\": 0.01, \"high\": 0.03}"}};
  static const ndrsim_override hyper[] = {
      {"churn.base={\"dist\": \"beta\", \"per\": \"account\", \"sd\": 0.01, \"mean\": {\"dist\": "
       "\"uniform\", \"low\": 0.01, \"high\": 0.03}}"}};
  const double sd = 0.02 / sqrt(12);
  for (int k = 0; k < 2; k++) {
    fixture f;
    set_up(&f, "", churn_doubles, k == 0 ? unknown : hyper, 1);
    assert_int_equal(look(&f, NULL, "ndr@12", 70, NDRSIM_P50), NDRSIM_OK);
    const ndrsim_reverse_unit *unit = &f.reverse.unit[0];
    assert_int_equal(f.reverse.n_units, 1);
    assert_true(fabs(unit->before - 0.02) < 1e-6 && fabs(unit->sd - sd) < 1e-4 * sd);
    assert_true(fabs(unit->distance - 0.02 * f.reverse.severity / sd) < 1e-3);
    tear_down(&f);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(constant_churn),          cmocka_unit_test(a_price),
      cmocka_unit_test(months_of_a_downturn),    cmocka_unit_test(never_and_already),
      cmocka_unit_test(what_cannot_be_searched), cmocka_unit_test(one_parameter),
      cmocka_unit_test(in_standard_deviations),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
