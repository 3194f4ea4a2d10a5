/* Searches: optima that are known on paper, constraints that bind, bounds, what fresh replicates
 * are, and how flat a made-up profile is. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "analysis/optimise.h"

static void must(ndrsim_status status, const ndrsim_error *err) {
  char text[1024];
  if (status == NDRSIM_OK) return;
  ndrsim_error_format(err, text, sizeof text);
  fail_msg("%s", text);
}

static void near(double found, double expected, double within) {
  if (!(fabs(found - expected) <= within)) fail_msg("%.12g, not %.12g", found, expected);
}

typedef struct searched {
  ndrsim_source source;
  ndrsim_model base;
  ndrsim_optimise search;
  ndrsim_cost cost;
  char file[64];
} searched;

/* Accounts pay `price` a month from month 0 on, cost 10 in support, and start in numbers that
 * follow the price with elasticity 3, 100,000 at 15; nobody leaves, nothing else happens. */
#define MARKET                                                                                     \
  "{\"schema_version\":1,\"name\":\"market\",\"seed\":\"5\",\"horizon\":12,\"replicates\":4,"      \
  "\"acquisition\":{\"initial\":20000,\"per_month\":0,\"price_elasticity\":3,"                     \
  "\"reference_price\":15},\"tiers\":{\"only\":{\"price\":12}},\"cost\":{\"support\":10},"         \
  "\"activation\":{\"hazard\":1,\"lands\":\"at_start\"},\"churn\":{\"base\":0}}"

static void open_search(searched *self, const char *scenario) {
  ndrsim_error err;
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, &err);
  snprintf(self->file, sizeof self->file, "/tmp/ndrsim-optimise-XXXXXX");
  int descriptor = mkstemp(self->file);
  assert_true(descriptor >= 0);
  assert_int_equal(write(descriptor, scenario, strlen(scenario)), (ssize_t)strlen(scenario));
  close(descriptor);
  ndrsim_source_init(&self->source);
  ndrsim_model_init(&self->base);
  ndrsim_optimise_init(&self->search);
  must(ndrsim_source_read(&self->source, catalogue, self->file, NULL, NULL, 0, &err), &err);
  must(ndrsim_source_model(&self->source, NULL, 0, &self->base, &err), &err);
}

static void close_search(searched *self) {
  ndrsim_optimise_free(&self->search);
  ndrsim_model_free(&self->base);
  ndrsim_source_free(&self->source);
  unlink(self->file);
}

static ndrsim_status run(searched *self, ndrsim_error *err) {
  ndrsim_run_options options = {.engine = {.threads = 2}};
  ndrsim_status status = ndrsim_optimise_prepare(&self->search, &self->source, &self->base,
                                                 &options, &self->cost, err);
  return status == NDRSIM_OK ? ndrsim_optimise_run(&self->search, &options, err) : status;
}

static void ask(searched *self, const char *vary, const char *objective, const char *subject) {
  ndrsim_error err;
  must(ndrsim_optimise_vary(&self->search, vary, &err), &err);
  snprintf(self->search.objective, sizeof self->search.objective, "%s", objective);
  if (subject != NULL) must(ndrsim_optimise_subject(&self->search, subject, &err), &err);
}

/* Profit is proportional to p^-3 (p - 10): most at p = 3 / (3 - 1) x 10 = 15. */
static void the_optimum_on_paper(void **state) {
  (void)state;
  searched s;
  ndrsim_error err;
  open_search(&s, MARKET);
  ask(&s, "tiers.only.price=11:40", "profit@12", NULL);
  must(run(&s, &err), &err);
  near(ndrsim_optimise_best(&s.search, 0), 15, 0.15);
  assert_int_equal(ndrsim_optimise_edge(&s.search, 0), 0);
  assert_true(s.search.feasible);
  assert_true(s.search.n_evaluations <= ndrsim_optimise_default(1));
  double best, now, gain, se;
  must(ndrsim_optimise_fresh(&s.search, NDRSIM_FRESH_BEST, s.search.goal, &best, &se), &err);
  must(ndrsim_optimise_fresh(&s.search, NDRSIM_FRESH_NOW, s.search.goal, &now, &se), &err);
  must(ndrsim_optimise_gain(&s.search, true, &gain, &se), &err);
  near(gain, best - now, 1e-6);
  /* now 12: p^-3 (p - 10) is 2 / 1728 there and 5 / 3375 at 15, up to the rounding of accounts */
  near(now / best, (2. / 1728) / (5. / 3375), 2e-3);
  /* prices are cents */
  for (int e = 0; e < s.search.n_evaluations; e++) {
    double cents = 100 * s.search.evaluation[e].x[0];
    near(cents, round(cents), 1e-9);
  }
  close_search(&s);
}

/* At most as much MRR as 16,000 accounts' worth of what 20,000 bring at 15: MRR is p^-2 in p. */
static void a_constraint_that_binds(void **state) {
  (void)state;
  searched s;
  ndrsim_error err;
  open_search(&s, MARKET);
  /* 20000 x 15^3 p^-2 <= 240000 from p = sqrt(20000 x 3375 / 240000) = 16.77 on */
  ask(&s, "tiers.only.price=11:40", "profit@12", "mrr@12 <= 240000");
  s.search.evaluations = 40;
  must(run(&s, &err), &err);
  assert_string_equal(s.search.constraint[0].text, "mrr@12 <= 240000");
  assert_true(s.search.feasible);
  near(ndrsim_optimise_best(&s.search, 0), sqrt(20000. * 3375 / 240000), 0.3);
  assert_true(ndrsim_optimise_best(&s.search, 0) > sqrt(20000. * 3375 / 240000) - 0.02);
  close_search(&s);
}

static void bounds_and_signs(void **state) {
  (void)state;
  searched s;
  ndrsim_error err;
  /* fewest customers: the dearest; per signup, which is the default here, too */
  open_search(&s, MARKET);
  ask(&s, "tiers.only.price=11:40", "customers@12", NULL);
  s.search.sign = -1;
  must(run(&s, &err), &err);
  assert_int_equal(ndrsim_optimise_edge(&s.search, 0), 1);
  close_search(&s);
  open_search(&s, MARKET);
  ask(&s, "tiers.only.price=11:40", "", NULL);
  must(run(&s, &err), &err);
  assert_true(s.search.per_signup);
  assert_string_equal(s.search.outcome[0].name, "gross_profit_per_signup@12");
  assert_int_equal(ndrsim_optimise_edge(&s.search, 0), 1);
  close_search(&s);
  /* what no setting can meet: the nearest */
  open_search(&s, MARKET);
  ask(&s, "tiers.only.price=11:40", "profit@12", "mrr@12<=10000");
  must(run(&s, &err), &err);
  assert_false(s.search.feasible);
  assert_int_equal(ndrsim_optimise_edge(&s.search, 0), 1);
  close_search(&s);
  /* whole numbers stay whole */
  open_search(&s, MARKET);
  ask(&s, "acquisition.initial=100:107", "mrr@12", NULL);
  must(run(&s, &err), &err);
  near(ndrsim_optimise_best(&s.search, 0), 107, 0);
  assert_true(s.search.n_evaluations <= 9);
  close_search(&s);
}

/* The fresh replicates are those behind the searched ones. */
static void fresh_is_fresh(void **state) {
  (void)state;
  searched s;
  ndrsim_error err;
  open_search(&s, "{\"schema_version\":1,\"name\":\"luck\",\"seed\":\"5\",\"horizon\":12,"
                  "\"replicates\":6,\"acquisition\":{\"initial\":50,\"per_month\":0},"
                  "\"tiers\":{\"only\":{\"price\":10}},\"churn\":{\"base\":0.05}}");
  ask(&s, "churn.base=0.04:0.09", "profit", NULL);
  s.search.evaluations = 5;
  must(run(&s, &err), &err);
  ndrsim_study study;
  const ndrsim_model *model = &s.base;
  ndrsim_run_options options = {.engine = {.threads = 1}};
  ndrsim_study_plan plan = {.model = &model,
                            .n_models = 1,
                            .outcome = s.search.outcome,
                            .n_outcomes = s.search.n_outcomes,
                            .replicates = 12};
  ndrsim_study_init(&study);
  must(ndrsim_study_run(&study, &plan, &options, &err), &err);
  const double *all = ndrsim_study_values(&study, 0, 0);
  assert_memory_equal(s.search.now.value, all, 6 * sizeof *all);
  assert_memory_equal(ndrsim_study_values(&s.search.fresh, NDRSIM_FRESH_NOW, 0), all + 6,
                      6 * sizeof *all);
  assert_memory_not_equal(all, all + 6, 6 * sizeof *all);
  assert_true(s.search.n_evaluations <= 5);
  ndrsim_study_free(&study);
  close_search(&s);
}

/* A tent: the objective falls by 2 for each unit to the left, by 1 to the right. */
static void flatness_of_a_tent(void **state) {
  (void)state;
  ndrsim_optimise of;
  static double value[6];
  ndrsim_profile_point point[] = {{-1, 0}, {-1, 0}, {0, 8}, {0, 0}, {0, 12}, {0, 20}};
  ndrsim_evaluation best = {.x = {10}};
  ndrsim_flatness flat;
  ndrsim_optimise_init(&of);
  of.n_vary = 1;
  of.vary[0].range = true;
  of.vary[0].high = 20;
  of.goal = (ndrsim_goal){0, NDRSIM_STATISTIC_MEAN};
  of.evaluation = &best;
  of.best = 0;
  of.point = point;
  of.n_points = 6;
  of.fresh = (ndrsim_study){.n_models = 6,
                            .n_outcomes = 1,
                            .n = 1,
                            .requested = 1,
                            .outcome = of.outcome,
                            .value = value};
  for (int p = 0; p < 6; p++) {
    double x = p < 2 ? 10 : point[p].x;
    value[p] = 100 - (x < 10 ? 2 * (10 - x) : x - 10);
  }
  assert_int_equal(ndrsim_optimise_flat(&of, 0, 1, &flat), NDRSIM_OK);
  near(flat.low, 9.5, 1e-12);
  near(flat.high, 11, 1e-12);
  assert_int_equal(ndrsim_optimise_flat(&of, 0, 6, &flat), NDRSIM_OK);
  near(flat.low, 7, 1e-12);
  near(flat.high, 16, 1e-12);
  assert_false(flat.low_bound || flat.high_bound);
  assert_int_equal(ndrsim_optimise_flat(&of, 0, 15, &flat), NDRSIM_OK);
  near(flat.low, 2.5, 1e-12);
  near(flat.high, 20, 1e-12);
  assert_true(flat.high_bound && !flat.low_bound);
  of.sign = -1; /* a pit is no tent: everything around is better */
  assert_int_equal(ndrsim_optimise_flat(&of, 0, 1, &flat), NDRSIM_OK);
  near(flat.low, 0, 1e-12);
  near(flat.high, 20, 1e-12);
}

static void refusals(void **state) {
  static const char *const vary[] = {"tiers.only.price=11:40:1", "tiers.only.price=11,12",
                                     "tiers.only.price"};
  static const char *const subject[] = {"mrr", "mrr>5",      "mrr>=", "mrr>=x",
                                        ">=5", "mrr>=1e999", "mrr==5"};
  static const struct {
    const char *vary, *objective, *subject;
    const char *says;
  } row[] = {
      {"tiers.only.price=11:40", "profitt", NULL, "no outcome"},
      {"tiers.only.price=11:40", "profit:p7", NULL, "no statistic"},
      {"tiers.only.price=11:40", "profit", "mrr@99>=5", "the horizon"},
      {"churn.base=0.5:2", "profit", NULL, "point churn.base"},
      {"churn.bass=0.5:0.6", "profit", NULL, "churn.base"},
  };
  (void)state;
  ndrsim_error err;
  searched s;
  for (size_t k = 0; k < sizeof vary / sizeof vary[0]; k++) {
    ndrsim_optimise of;
    ndrsim_optimise_init(&of);
    if (ndrsim_optimise_vary(&of, vary[k], &err) != NDRSIM_USAGE) fail_msg("%s", vary[k]);
    ndrsim_optimise_free(&of);
  }
  for (size_t k = 0; k < sizeof subject / sizeof subject[0]; k++) {
    ndrsim_optimise of;
    ndrsim_optimise_init(&of);
    if (ndrsim_optimise_subject(&of, subject[k], &err) != NDRSIM_USAGE) fail_msg("%s", subject[k]);
    ndrsim_optimise_free(&of);
  }
  for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
    char text[1024];
    open_search(&s, MARKET);
    ask(&s, row[k].vary, row[k].objective, row[k].subject);
    ndrsim_status status = run(&s, &err);
    ndrsim_error_format(&err, text, sizeof text);
    if (ndrsim_status_exit_code(status) != 2 || strstr(text, row[k].says) == NULL)
      fail_msg("%s %s: %s", row[k].vary, row[k].objective, text);
    close_search(&s);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_optimum_on_paper), cmocka_unit_test(a_constraint_that_binds),
      cmocka_unit_test(bounds_and_signs),     cmocka_unit_test(fresh_is_fresh),
      cmocka_unit_test(flatness_of_a_tent),   cmocka_unit_test(refusals),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
