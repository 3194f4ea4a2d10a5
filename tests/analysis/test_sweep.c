/* Sweeps: what is varied is read as it is typed, the points are those that were asked for, and what
 * a sweep finds is what the models, run by themselves, give. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "analysis/design.h"
#include "analysis/sweep.h"
#include "sim/machine.h"
#include "tests/helpers/lab.h"

enum { REPLICATES = 12 };

static void must(ndrsim_status status, const ndrsim_error *err) {
  char text[1024];
  if (status == NDRSIM_OK) return;
  ndrsim_error_format(err, text, sizeof text);
  fail_msg("%s", text);
}

static void near(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-9 * (1 + fabs(expected))))
    fail_msg("%.17g, not %.17g", found, expected);
}

/* --- reading ---------------------------------------------------------------------------------- */

static void values_are_read_as_typed(void **state) {
  static const struct {
    const char *text;
    double count;
    const char *first, *last;
  } good[] = {
      {"tiers.pro.cap=600:2000:100", 15, "600", "2000"},
      {"churn.base=0:1:0.1", 11, "0", "1"},
      {"churn.base=0.1:0.75:0.2", 4, "0.1", "0.7"},
      {"a.b=-1:1:1", 3, "-1", "1"},
      {"capacity.over_cap=overage,hard_stop", 2, "overage", "hard_stop"},
      {"churn.base={\"dist\":\"beta\",\"mean\":0.1,\"sd\":0.01},0.2", 2,
       "{\"dist\":\"beta\",\"mean\":0.1,\"sd\":0.01}", "0.2"},
      {"x=\"a,b\",\"c:d\"", 2, "\"a,b\"", "\"c:d\""},
  };
  static const char *const bad[] = {
      "tiers.pro.cap",   "=1,2",    "a=",        "a=1,,2",   "a=1,2,1",
      "a=1,1.0",         "a=5:1:1", "a=1:5:0",   "a=1:5:-1", "a=1:x:1",
      "a=1:2:3:4",       "a=1:nan", "a=1:1e999", "seed=1,2", "replicates=10,20",
      "horizon=12:24:12"};
  (void)state;
  ndrsim_vary vary;
  ndrsim_error err;
  for (size_t k = 0; k < sizeof good / sizeof good[0]; k++) {
    must(ndrsim_vary_parse(good[k].text, &vary, &err), &err);
    must(ndrsim_vary_fill(&vary, &err), &err);
    near(vary.count, good[k].count);
    assert_int_equal(vary.n, (int)good[k].count);
    assert_string_equal(vary.text[0], good[k].first);
    assert_string_equal(vary.text[vary.n - 1], good[k].last);
    ndrsim_vary_free(&vary);
  }
  for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
    if (ndrsim_vary_parse(bad[k], &vary, &err) != NDRSIM_USAGE) fail_msg("%s was read", bad[k]);
    if (strstr(err.message, "--vary") == NULL) fail_msg("%s: %s", bad[k], err.message);
  }
  must(ndrsim_vary_parse("a=1:9", &vary, &err), &err);
  assert_true(vary.range && vary.count == 0 && vary.n == 0);
  vary.grain = 1;
  near(ndrsim_vary_round(&vary, 3.5), 4);
  near(ndrsim_vary_round(&vary, 12), 9);
  vary.grain = 0.01;
  near(ndrsim_vary_round(&vary, 3.14159), 3.14);
  vary.grain = 0;
  near(ndrsim_vary_round(&vary, M_PI), 3.14159);
  ndrsim_vary_free(&vary);
}

/* --- a Latin hypercube ------------------------------------------------------------------------ */

/* Each part of each range holds exactly one point; another seed gives another design. */
static void each_part_holds_one_point(void **state) {
  enum { POINTS = 40, N = 3 };
  (void)state;
  ndrsim_vary vary[N];
  ndrsim_error err;
  static double out[2][POINTS * N];
  must(ndrsim_vary_parse("a=0:1", &vary[0], &err), &err);
  must(ndrsim_vary_parse("b=-5:15", &vary[1], &err), &err);
  must(ndrsim_vary_parse("c=1:40", &vary[2], &err), &err);
  vary[2].grain = 1;
  for (int seed = 0; seed < 2; seed++) {
    must(ndrsim_design_hypercube(vary, N, POINTS, 7 + (uint64_t)seed, out[seed], &err), &err);
    for (int k = 0; k < N; k++) {
      int seen[POINTS] = {0};
      for (int p = 0; p < POINTS; p++) {
        double u = (out[seed][p * N + k] - vary[k].low) / (vary[k].high - vary[k].low);
        int part = k == 2 ? (int)out[seed][p * N + k] - 1 : (int)floor(u * POINTS);
        assert_in_range(part, 0, POINTS - 1);
        seen[part]++;
      }
      for (int part = 0; part < POINTS; part++) {
        assert_int_equal(seen[part], 1);
      }
    }
  }
  assert_memory_not_equal(out[0], out[1], sizeof out[0]);
  static double again[POINTS * N];
  must(ndrsim_design_hypercube(vary, N, POINTS, 7, again, &err), &err);
  assert_memory_equal(out[0], again, sizeof again);
  for (int k = 0; k < N; k++) {
    ndrsim_vary_free(&vary[k]);
  }
}

/* --- sweeps ----------------------------------------------------------------------------------- */

typedef struct swept {
  ndrsim_source source;
  ndrsim_model base;
  ndrsim_sweep sweep;
  ndrsim_cost cost;
  char file[64];
} swept;

static void open_scenario(swept *self, const char *text) {
  ndrsim_error err;
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, &err);
  snprintf(self->file, sizeof self->file, "/tmp/ndrsim-sweep-XXXXXX");
  int descriptor = mkstemp(self->file);
  assert_true(descriptor >= 0);
  assert_int_equal(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
  close(descriptor);
  ndrsim_source_init(&self->source);
  ndrsim_model_init(&self->base);
  ndrsim_sweep_init(&self->sweep);
  must(ndrsim_source_read(&self->source, catalogue, self->file, NULL, NULL, 0, &err), &err);
  must(ndrsim_source_model(&self->source, NULL, 0, &self->base, &err), &err);
}

static ndrsim_status prepare(swept *self, const char *a, const char *b, ndrsim_error *err) {
  ndrsim_run_options options = {.engine = {.threads = 2}};
  ndrsim_status status = ndrsim_sweep_vary(&self->sweep, a, err);
  if (status == NDRSIM_OK && b != NULL) status = ndrsim_sweep_vary(&self->sweep, b, err);
  return status == NDRSIM_OK ? ndrsim_sweep_prepare(&self->sweep, &self->source, &self->base,
                                                    &options, &self->cost, err)
                             : status;
}

static void run(swept *self) {
  ndrsim_run_options options = {.engine = {.threads = 2}};
  ndrsim_error err;
  must(ndrsim_sweep_run(&self->sweep, &options, &err), &err);
}

static void close_scenario(swept *self) {
  ndrsim_sweep_free(&self->sweep);
  ndrsim_model_free(&self->base);
  ndrsim_source_free(&self->source);
  unlink(self->file);
}

/* 100 customers pay 10 a month for good, and nothing else happens. */
#define STILL                                                                                      \
  "{\"schema_version\":1,\"name\":\"still\",\"seed\":\"5\",\"horizon\":24,\"replicates\":12,"      \
  "\"acquisition\":{\"initial\":100,\"per_month\":0},\"tiers\":{\"only\":{\"price\":10}},"         \
  "\"activation\":{\"hazard\":1,\"lands\":\"at_start\"},\"churn\":{\"base\":0}}"

/* Revenue is price times customers times months, to the cent; where nothing is random every
 * difference is certain, and regret is the plain difference. */
static void by_hand(void **state) {
  (void)state;
  swept s;
  ndrsim_error err;
  open_scenario(&s, STILL);
  snprintf(s.sweep.objective, sizeof s.sweep.objective, "revenue@24");
  must(prepare(&s, "tiers.only.price=8:14:2", NULL, &err), &err);
  assert_int_equal(s.sweep.n_points, 4);
  assert_int_equal(s.sweep.n_models, 4); /* 10 is a point */
  assert_int_equal(s.sweep.now, 1);
  near(s.sweep.vary[0].now, 10);
  near(s.sweep.vary[0].grain, 0.01);
  run(&s);
  double month = s.sweep.choice.option[1].mean / 10 / 24; /* customers that pay */
  assert_true(month > 0);
  for (int p = 0; p < 4; p++) {
    double price = 8 + 2 * p;
    near(ndrsim_sweep_value(&s.sweep, p, 0), price);
    near(s.sweep.choice.option[p].mean, price * month * 24);
    near(s.sweep.choice.option[p].regret, (14 - price) * month * 24);
    near(s.sweep.choice.option[p].best, p == 3);
    assert_int_equal(ndrsim_sweep_edge(&s.sweep, p, 0), p == 0 ? -1 : p == 3 ? 1 : 0);
  }
  assert_int_equal(s.sweep.choice.best, 3);
  close_scenario(&s);
}

/* The last parameter runs fastest; a setting off the grid stands behind the points; each model is
 * the scenario with these changes. */
static void points_are_the_scenario_with_changes(void **state) {
  (void)state;
  swept s;
  ndrsim_error err;
  open_scenario(&s, STILL);
  must(prepare(&s, "tiers.only.price=8,12", "churn.base=0.01:0.03:0.01", &err), &err);
  assert_int_equal(s.sweep.n_points, 6);
  assert_int_equal(s.sweep.n_models, 7);
  assert_int_equal(s.sweep.now, 6);
  assert_string_equal(s.sweep.outcome[0].name, "profit@24");
  assert_string_equal(ndrsim_sweep_text(&s.sweep, 4, 0), "12");
  assert_string_equal(ndrsim_sweep_text(&s.sweep, 4, 1), "0.02");
  assert_string_equal(ndrsim_sweep_text(&s.sweep, 6, 0), "10");
  run(&s);
  for (int m = 0; m < 7; m++) {
    char change[2][64];
    ndrsim_override more[2] = {{change[0]}, {change[1]}};
    ndrsim_model model;
    ndrsim_results results;
    ndrsim_run_options options = {.engine = {.threads = 1}};
    snprintf(change[0], sizeof change[0], "tiers.only.price=%s", ndrsim_sweep_text(&s.sweep, m, 0));
    snprintf(change[1], sizeof change[1], "churn.base=%s", ndrsim_sweep_text(&s.sweep, m, 1));
    ndrsim_model_init(&model);
    ndrsim_results_init(&results);
    must(ndrsim_source_model(&s.source, more, 2, &model, &err), &err);
    must(ndrsim_results_run(&results, &model, &options, &err), &err);
    for (int k = 0; k < s.sweep.n_outcomes; k++) {
      for (int r = 0; r < REPLICATES; r++) {
        ndrsim_outcome bound;
        ndrsim_outcome_bind(&s.sweep.outcome[k], &model, &bound);
        near(ndrsim_study_values(&s.sweep.study, m, k)[r],
             ndrsim_outcome_value(&bound, &results, r));
      }
    }
    ndrsim_results_free(&results);
    ndrsim_model_free(&model);
  }
  /* without churn nothing beats the current setting in churn; among equals the price decides
   * nothing: NDR and margin are ratios of it */
  assert_true(s.sweep.front[6]);
  assert_false(s.sweep.front[0]);
  assert_int_equal(s.sweep.choice.best, 3); /* dearest, least churn of the grid */
  close_scenario(&s);
}

/* What the scenario says of a path, wherever it stands. */
static void the_current_value_is_found(void **state) {
  static const struct {
    const char *vary;
    double now, grain;
    const char *text;
  } row[] = {
      {"tiers.only.price=8,9", 12.5, 0.01, "12.5"},
      {"churn.base=0.1,0.2", NAN, 0, "as given"},
      {"churn.base.by_segment.default=0.1,0.2", 0.03, 0, "0.03"},
      {"capacity.over_cap=overage,hard_stop", NAN, 0, "hard_stop"},
      {"contraction.cut_size=0.1,0.2", NAN, 0, "as given"},
      {"seat.initial=2,3", 7, 1, "7"},
      {"initiatives[0].from=2,3", 6, 1, "6"},
      {"initiatives[0].set.churn.base.times=0.2,0.3", 0.5, 0, "0.5"},
      {"initiatives[1].from=2,3", NAN, 1, "as given"},
      {"acquisition.initial=50,60", 100, 1, "100"},
  };
  (void)state;
  for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
    swept s;
    ndrsim_error err;
    ndrsim_vary vary;
    open_scenario(&s, "{\"schema_version\":1,\"name\":\"n\",\"seed\":\"5\",\"horizon\":12,"
                      "\"replicates\":2,\"segments\":{\"smb\":{\"share\":1}},"
                      "\"acquisition\":{\"initial\":100,\"per_month\":0},"
                      "\"tiers\":{\"only\":{\"price\":{\"value\":12.5,\"source\":\"x\"}}},"
                      "\"capacity\":{\"over_cap\":\"hard_stop\"},\"seat\":{\"initial\":7},"
                      "\"contraction\":{\"cut_size\":{\"dist\":\"uniform\",\"low\":0.1,\"high\":"
                      "0.2}},\"churn\":{\"base\":{\"by_segment\":{\"default\":0.03}}},"
                      "\"initiatives\":[{\"name\":\"d\",\"from\":6,\"set\":{\"churn.base\":"
                      "{\"times\":0.5}}}]}");
    must(ndrsim_vary_parse(row[k].vary, &vary, &err), &err);
    must(ndrsim_vary_look(&vary, &s.source, &s.base, &err), &err);
    if (isnan(row[k].now) ? !isnan(vary.now) : !(fabs(vary.now - row[k].now) < 1e-12))
      fail_msg("%s: %g", row[k].vary, vary.now);
    near(vary.grain, row[k].grain);
    if (strcmp(vary.now_text, row[k].text) != 0) fail_msg("%s: %s", row[k].vary, vary.now_text);
    ndrsim_vary_free(&vary);
    close_scenario(&s);
  }
}

static void refusals(void **state) {
  static const struct {
    const char *a, *b;
    int hypercube;
    ndrsim_status status;
    const char *says;
  } row[] = {
      {"tiers.only.price=1:2", NULL, 0, NDRSIM_USAGE, "step"},
      {"tiers.only.price=1:2:1", NULL, 5, NDRSIM_USAGE, "Latin hypercube"},
      {"tiers.only.price=5,6", NULL, 5, NDRSIM_USAGE, "Latin hypercube"},
      {"acquisition.initial=100:103", NULL, 5, NDRSIM_USAGE, "as many values"},
      {"tiers.only.price=1:3:1", "tiers.only.price=4,5", 0, NDRSIM_USAGE, "twice"},
      {"tiers.only.price=1:101:0.01", "churn.base=0.1,0.2", 0, NDRSIM_LIMIT, "more than 10000"},
      {"churn.base=0:2:0.5", NULL, 0, NDRSIM_INPUT, "point churn.base = 1:"},
      {"churn.bose=0.1,0.2", NULL, 0, NDRSIM_INPUT, "churn.base"},
      {"tiers.only.price.x=0.1,0.2", NULL, 0, NDRSIM_INPUT, "--vary"},
  };
  (void)state;
  for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
    swept s;
    ndrsim_error err;
    char text[1024];
    open_scenario(&s, STILL);
    s.sweep.hypercube = row[k].hypercube;
    if (prepare(&s, row[k].a, row[k].b, &err) != row[k].status)
      fail_msg("%s: %s", row[k].a, err.message);
    ndrsim_error_format(&err, text, sizeof text);
    if (strstr(text, row[k].says) == NULL) fail_msg("%s: %s", row[k].a, text);
    close_scenario(&s);
  }
}

/* Where accounts follow the price, profit is compared per signup. */
static void per_signup(void **state) {
  (void)state;
  swept s;
  ndrsim_error err;
  open_scenario(&s, "{\"schema_version\":1,\"name\":\"e\",\"seed\":\"5\",\"horizon\":12,"
                    "\"replicates\":12,\"acquisition\":{\"initial\":100,\"per_month\":0,"
                    "\"price_elasticity\":0.8,\"reference_price\":10},"
                    "\"tiers\":{\"only\":{\"price\":10}}}");
  must(prepare(&s, "tiers.only.price=8,12", NULL, &err), &err);
  assert_true(s.sweep.per_signup);
  assert_string_equal(s.sweep.outcome[0].name, "gross_profit_per_signup@12");
  close_scenario(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_are_read_as_typed),
      cmocka_unit_test(each_part_holds_one_point),
      cmocka_unit_test(by_hand),
      cmocka_unit_test(points_are_the_scenario_with_changes),
      cmocka_unit_test(the_current_value_is_found),
      cmocka_unit_test(refusals),
      cmocka_unit_test(per_signup),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
