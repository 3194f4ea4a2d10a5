/* A simulation: what is read agrees with the summary and with itself; interruption keeps a prefix;
 * structs of another size are understood. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cjson/cJSON.h>
#include <cmocka.h>
#include "tests/api/host.h"

enum { REPLICATES = 24, HORIZON = 26 };

static ndrsim_simulation *described; /* made once: reading does not change it */

static int setup(void **state) {
  (void)state;
  ndrsim_case *input = host_case(REPLICATES, HORIZON);
  described = host_run(input, 0);
  ndrsim_case_free(input); /* it is not needed any more */
  return 0;
}

static int teardown(void **state) {
  (void)state;
  ndrsim_simulation_free(described);
  ndrsim_simulation_free(NULL);
  return 0;
}

static ndrsim_stats stats(const ndrsim_simulation *self, const ndrsim_query *query) {
  ndrsim_stats out = NDRSIM_STATS_INIT;
  ndrsim_error err = {0};
  if (ndrsim_simulation_stats(self, query, &out, &err) != NDRSIM_OK) {
    char line[1600];
    ndrsim_error_format(&err, line, sizeof line);
    fail_msg("%s", line);
  }
  return out;
}

static void assert_close(double a, double b, double within) {
  if (!(fabs(a - b) <= within)) fail_msg("%.17g and %.17g", a, b);
}

static void what_it_holds(void **state) {
  (void)state;
  char label[32];
  assert_int_equal(ndrsim_simulation_replicates(described), REPLICATES);
  assert_int_equal(ndrsim_simulation_requested(described), REPLICATES);
  assert_int_equal(ndrsim_simulation_horizon(described), HORIZON);
  assert_string_equal(ndrsim_simulation_name(described), "agent-product");
  assert_string_equal(ndrsim_simulation_currency(described), "USD");
  assert_true(strlen(ndrsim_simulation_title(described)) > 0);
  assert_string_equal(ndrsim_simulation_convention(described), "cohort_age");
  assert_int_equal(ndrsim_simulation_headline_month(described), 12);
  ndrsim_simulation_month_label(described, 12, label, sizeof label);
  assert_string_equal(label, "2027-01");
  int cohorts = ndrsim_simulation_cohort_count(described);
  assert_int_equal(cohorts, HORIZON + 1);
  ndrsim_cohort_info cohort = NDRSIM_COHORT_INFO_INIT;
  assert_int_equal(ndrsim_simulation_cohort(described, 3, &cohort, NULL), NDRSIM_OK);
  assert_string_equal(cohort.label, "2026-04");
  assert_int_equal(cohort.first, 3);
  assert_int_equal(cohort.from_book, 0);
  assert_int_equal(ndrsim_simulation_cohort(described, cohorts, &cohort, NULL), NDRSIM_INPUT);
}

static void a_bridge_adds_up_to_ndr(void **state) {
  (void)state;
  double ndr[REPLICATES], part[REPLICATES], sum[2][REPLICATES] = {{0}};
  ndrsim_query query = NDRSIM_QUERY_INIT;
  assert_int_equal(ndrsim_simulation_values(described, &query, ndr, REPLICATES, NULL), NDRSIM_OK);
  query.what = NDRSIM_WHAT_FLOW;
  for (query.lens = NDRSIM_AS_INVOICED; query.lens <= NDRSIM_BY_CAUSE; query.lens++)
    for (int c = 0; c < ndrsim_flow_component_count(); c++) {
      query.name = ndrsim_flow_component(c);
      assert_int_equal(ndrsim_simulation_values(described, &query, part, REPLICATES, NULL),
                       NDRSIM_OK);
      for (int k = 0; k < REPLICATES; k++)
        sum[query.lens][k] += part[k];
    }
  for (int k = 0; k < REPLICATES; k++) {
    assert_close(100 + sum[0][k], ndr[k], 1e-9);
    assert_close(100 + sum[1][k], ndr[k], 1e-9);
  }
}

static void the_endpoint_bridge_too(void **state) {
  (void)state;
  double part[REPLICATES], sum[REPLICATES] = {0}, ndr[REPLICATES];
  ndrsim_query query = NDRSIM_QUERY_INIT;
  query.month = 24;
  assert_int_equal(ndrsim_simulation_values(described, &query, ndr, REPLICATES, NULL), NDRSIM_OK);
  query.what = NDRSIM_WHAT_ENDPOINT;
  for (int c = 0; c < ndrsim_endpoint_component_count(); c++) {
    query.name = ndrsim_endpoint_component(c);
    assert_int_equal(ndrsim_simulation_values(described, &query, part, REPLICATES, NULL),
                     NDRSIM_OK);
    for (int k = 0; k < REPLICATES; k++)
      sum[k] += part[k];
  }
  for (int k = 0; k < REPLICATES; k++)
    assert_close(100 + sum[k], ndr[k], 1e-9);
  query.month = 13; /* only kept for 12, 24 and 36 */
  assert_int_equal(ndrsim_simulation_values(described, &query, part, REPLICATES, NULL),
                   NDRSIM_INPUT);
}

static void values_and_their_stats(void **state) {
  (void)state;
  double value[REPLICATES], mean = 0;
  ndrsim_query query = NDRSIM_QUERY_INIT;
  query.what = NDRSIM_WHAT_METRIC;
  query.name = "mrr";
  query.month = HORIZON;
  assert_int_equal(ndrsim_simulation_values(described, &query, value, REPLICATES, NULL), NDRSIM_OK);
  for (int k = 0; k < REPLICATES; k++) {
    assert_true(value[k] > 0);
    mean += value[k] / REPLICATES;
  }
  ndrsim_stats out = stats(described, &query);
  assert_int_equal(out.n, REPLICATES);
  assert_close(out.mean, mean, 1e-6 * mean);
  assert_true(out.se > 0 && out.p50_se > 0);
  assert_true(out.p5 < out.p10 && out.p10 < out.p50 && out.p50 < out.p90 && out.p90 < out.p95);
}

static void every_metric_can_be_read(void **state) {
  (void)state;
  int n = ndrsim_simulation_metric_count(described);
  assert_true(n > 20);
  for (int k = 0; k < n; k++) {
    ndrsim_metric_info info = NDRSIM_METRIC_INFO_INIT;
    assert_int_equal(ndrsim_simulation_metric(described, k, &info, NULL), NDRSIM_OK);
    assert_true(info.name[0] != '\0' && info.unit[0] != '\0' && info.doc[0] != '\0');
    ndrsim_query query = NDRSIM_QUERY_INIT;
    query.what = NDRSIM_WHAT_METRIC;
    query.name = info.name;
    stats(described, &query);
  }
  ndrsim_metric_info info = NDRSIM_METRIC_INFO_INIT;
  assert_int_equal(ndrsim_simulation_metric(described, n, &info, NULL), NDRSIM_INPUT);
}

/* Cohorts partition the accounts: their MRR is the total. */
static void cohorts_add_up(void **state) {
  (void)state;
  double total[REPLICATES], part[REPLICATES], sum[REPLICATES] = {0};
  ndrsim_query query = NDRSIM_QUERY_INIT;
  query.what = NDRSIM_WHAT_METRIC;
  query.name = "mrr";
  query.month = 9;
  assert_int_equal(ndrsim_simulation_values(described, &query, total, REPLICATES, NULL), NDRSIM_OK);
  query.what = NDRSIM_WHAT_COHORT_MRR;
  for (query.cohort = 0; query.cohort <= 9; query.cohort++) {
    assert_int_equal(ndrsim_simulation_values(described, &query, part, REPLICATES, NULL),
                     NDRSIM_OK);
    for (int k = 0; k < REPLICATES; k++)
      sum[k] += part[k];
  }
  for (int k = 0; k < REPLICATES; k++)
    assert_close(sum[k], total[k], 1e-6);
  query.cohort = 10; /* lands later */
  assert_int_equal(ndrsim_simulation_values(described, &query, part, REPLICATES, NULL), NDRSIM_OK);
  assert_true(isnan(part[0]));
  static const int more[] = {NDRSIM_WHAT_COHORT_ACCOUNTS, NDRSIM_WHAT_COHORT_NDR,
                             NDRSIM_WHAT_COHORT_GRR};
  query.cohort = 0;
  for (int k = 0; k < 3; k++) {
    query.what = more[k];
    assert_true(stats(described, &query).mean > 0);
  }
}

static void the_summary_says_the_same(void **state) {
  (void)state;
  char *text = NULL;
  size_t size = 0;
  assert_int_equal(ndrsim_simulation_summary(described, &text, &size, NULL), NDRSIM_OK);
  assert_int_equal(strlen(text), size);
  cJSON *root = cJSON_Parse(text);
  assert_non_null(root);
  const cJSON *run = cJSON_GetObjectItem(root, "run");
  const cJSON *replicates = cJSON_GetObjectItem(run != NULL ? run : root, "replicates");
  assert_non_null(replicates);
  assert_int_equal(replicates->valueint, REPLICATES);
  cJSON_Delete(root);
  ndrsim_text_free(text);
  ndrsim_text_free(NULL);
}

static void expect_refused(const ndrsim_query *query, const char *words, const char *suggestion) {
  double value[REPLICATES];
  ndrsim_error err = {0};
  ndrsim_stats out = NDRSIM_STATS_INIT;
  assert_int_equal(ndrsim_simulation_values(described, query, value, REPLICATES, &err),
                   NDRSIM_INPUT);
  if (strstr(err.message, words) == NULL) fail_msg("`%s` in `%s`", words, err.message);
  assert_string_equal(err.suggestion, suggestion);
  assert_int_equal(ndrsim_simulation_stats(described, query, &out, NULL), NDRSIM_INPUT);
  assert_null(ndrsim_simulation_missing(described, query));
}

static void queries_that_ask_for_nothing(void **state) {
  (void)state;
  ndrsim_query query = NDRSIM_QUERY_INIT;
  query.what = NDRSIM_WHAT_METRIC;
  query.name = "mmr";
  expect_refused(&query, "no metric `mmr`", "mrr");
  query.name = NULL;
  expect_refused(&query, "needs a name", "");
  query.what = NDRSIM_WHAT_FLOW;
  query.name = "workflw";
  expect_refused(&query, "no component", "workflow");
  query.name = "seat";
  query.lens = 2;
  expect_refused(&query, "lens 2", "");
  query.lens = 0;
  query.month = HORIZON + 1;
  expect_refused(&query, "the horizon", "");
  query.month = 12;
  query.convention = "points";
  expect_refused(&query, "no convention", "point");
  query.what = 99;
  expect_refused(&query, "expected one of", "");
  query.what = NDRSIM_WHAT_COHORT_MRR;
  query.cohort = -1;
  query.convention = NULL;
  expect_refused(&query, "cohort -1", "");
  double value[REPLICATES];
  ndrsim_query good = NDRSIM_QUERY_INIT;
  assert_int_equal(ndrsim_simulation_values(described, &good, value, REPLICATES - 1, NULL),
                   NDRSIM_INPUT);
}

static void missing_history_is_said(void **state) {
  (void)state;
  ndrsim_query query = NDRSIM_QUERY_INIT;
  assert_null(ndrsim_simulation_missing(described, &query));
  query.convention = "point";
  query.month = 6;
  assert_non_null(strstr(ndrsim_simulation_missing(described, &query), "12 months"));
  assert_true(isnan(stats(described, &query).p50));
}

static void every_convention_can_be_read(void **state) {
  (void)state;
  ndrsim_query query = NDRSIM_QUERY_INIT;
  assert_int_equal(ndrsim_convention_count(), 9);
  assert_null(ndrsim_convention(9));
  assert_null(ndrsim_convention(-1));
  for (int k = 0; k < ndrsim_convention_count(); k++) {
    query.convention = ndrsim_convention(k);
    query.month = 24;
    assert_null(ndrsim_simulation_missing(described, &query));
    assert_true(stats(described, &query).p50 > 0);
    query.month = 0; /* at landing MRR is what it was */
    int by_age = strncmp(query.convention, "cohort_age", 10) == 0;
    assert_int_equal(ndrsim_simulation_missing(described, &query) == NULL, by_age);
  }
  query.what = NDRSIM_WHAT_GRR_ENDPOINT; /* in these not only at 12, 24 and 36 */
  query.convention = "quarter";
  query.month = 15;
  assert_true(stats(described, &query).p50 <= 100);
  query.what = NDRSIM_WHAT_FLOW;
  query.name = "seat";
  assert_non_null(strstr(ndrsim_simulation_missing(described, &query), "no bridge of its own"));
  assert_true(isnan(stats(described, &query).p50));
}

static void the_headline_can_be_chosen(void **state) {
  (void)state;
  ndrsim_case *input = host_case(4, 25);
  ndrsim_simulation *self = NULL;
  ndrsim_simulation_options options = NDRSIM_SIMULATION_OPTIONS_INIT;
  ndrsim_error err = {0};
  options.convention = "quater";
  assert_int_equal(ndrsim_simulation_run(input, &options, &self, &err), NDRSIM_INPUT);
  assert_null(self);
  assert_string_equal(err.suggestion, "quarter");
  options.convention = "quarter";
  assert_int_equal(ndrsim_simulation_run(input, &options, &self, &err), NDRSIM_OK);
  assert_string_equal(ndrsim_simulation_convention(self), "quarter");
  assert_int_equal(ndrsim_simulation_headline_month(self), 24);
  ndrsim_query query = NDRSIM_QUERY_INIT, same = NDRSIM_QUERY_INIT;
  query.month = same.month = 24;
  same.convention = "quarter";
  assert_true(stats(self, &query).mean == stats(self, &same).mean);
  query.what = same.what = NDRSIM_WHAT_FLOW; /* that of point goes with it */
  query.name = same.name = "seat";
  same.convention = "point";
  assert_true(stats(self, &query).mean == stats(self, &same).mean);
  ndrsim_simulation_free(self);
  ndrsim_case_free(input);
}

static void structs_of_another_size(void **state) {
  (void)state;
  struct {
    ndrsim_query query;
    long later;
  } newer = {NDRSIM_QUERY_INIT, 0};
  ndrsim_stats out = NDRSIM_STATS_INIT;
  newer.query.struct_size = sizeof newer;
  assert_int_equal(ndrsim_simulation_stats(described, &newer.query, &out, NULL), NDRSIM_OK);
  newer.later = 1;
  ndrsim_error err = {0};
  assert_int_equal(ndrsim_simulation_stats(described, &newer.query, &out, &err), NDRSIM_INPUT);
  assert_non_null(strstr(err.message, "does not know"));
  /* an older program: it has never heard of what stands behind `month` */
  ndrsim_query older = NDRSIM_QUERY_INIT;
  older.struct_size = offsetof(ndrsim_query, lens);
  older.lens = 77;
  assert_int_equal(ndrsim_simulation_stats(described, &older, &out, NULL), NDRSIM_OK);
  ndrsim_query none = {0};
  assert_int_equal(ndrsim_simulation_stats(described, &none, &out, &err), NDRSIM_INPUT);
  assert_non_null(strstr(err.message, "INIT"));
  ndrsim_stats narrow = NDRSIM_STATS_INIT;
  narrow.struct_size = offsetof(ndrsim_stats, p5);
  narrow.p5 = -1;
  ndrsim_query query = NDRSIM_QUERY_INIT;
  assert_int_equal(ndrsim_simulation_stats(described, &query, &narrow, NULL), NDRSIM_OK);
  assert_true(narrow.mean > 0 && narrow.p5 == -1);
}

static int stop(void *user, long long done, long long total) {
  int *left = user;
  assert_true(done >= 1 && done <= total);
  return --*left <= 0;
}

static void interruption_keeps_a_prefix(void **state) {
  (void)state;
  double whole[REPLICATES], part[REPLICATES];
  ndrsim_case *input = host_case(REPLICATES, HORIZON);
  ndrsim_query query = NDRSIM_QUERY_INIT;
  assert_int_equal(ndrsim_simulation_values(described, &query, whole, REPLICATES, NULL), NDRSIM_OK);
  ndrsim_simulation_options options = NDRSIM_SIMULATION_OPTIONS_INIT;
  int left = 9;
  options.progress = stop;
  options.user = &left;
  options.threads = 1;
  ndrsim_simulation *self = NULL;
  assert_int_equal(ndrsim_simulation_run(input, &options, &self, NULL), NDRSIM_INTERRUPTED);
  assert_non_null(self);
  int n = ndrsim_simulation_replicates(self);
  assert_in_range(n, 1, REPLICATES - 1);
  assert_int_equal(ndrsim_simulation_requested(self), REPLICATES);
  assert_int_equal(ndrsim_simulation_values(self, &query, part, (size_t)n, NULL), NDRSIM_OK);
  for (int k = 0; k < n; k++)
    assert_true(part[k] == whole[k]);
  ndrsim_simulation_free(self);
  ndrsim_case_free(input);
}

static void errors_leave_nothing(void **state) {
  (void)state;
  ndrsim_case *input = host_case(2, 3);
  ndrsim_simulation *self = described;
  ndrsim_error err = {0};
  ndrsim_simulation_options options = NDRSIM_SIMULATION_OPTIONS_INIT;
  options.threads = -1;
  assert_int_equal(ndrsim_simulation_run(input, &options, &self, &err), NDRSIM_INPUT);
  assert_null(self);
  assert_int_equal(ndrsim_case_set(input, "replicates=0", NULL), NDRSIM_OK);
  assert_int_equal(ndrsim_simulation_run(input, NULL, &self, &err), NDRSIM_INPUT);
  assert_null(self);
  assert_int_equal(ndrsim_simulation_run(input, NULL, &self, NULL), NDRSIM_INPUT);
  ndrsim_case_free(input);
}

static void layers_are_optional(void **state) {
  (void)state;
  ndrsim_layer_shares shares = NDRSIM_LAYER_SHARES_INIT;
  assert_int_equal(ndrsim_simulation_layers(described, &shares, NULL), NDRSIM_OK);
  assert_int_equal(shares.samples, 0); /* 24 replicates are too few */
  ndrsim_case *input = host_case(8, 13);
  ndrsim_simulation_options options = NDRSIM_SIMULATION_OPTIONS_INIT;
  options.layer_samples = 6;
  ndrsim_simulation *self = NULL;
  assert_int_equal(ndrsim_simulation_run(input, &options, &self, NULL), NDRSIM_OK);
  assert_int_equal(ndrsim_simulation_layers(self, &shares, NULL), NDRSIM_OK);
  assert_int_equal(shares.samples, 6);
  assert_close(shares.sum, shares.parameters + shares.economy + shares.luck, 1e-9);
  assert_true(shares.luck > 0 && shares.total > 0);
  ndrsim_simulation_free(self);
  ndrsim_case_free(input);
}

static void a_book_is_read_by_point(void **state) {
  (void)state;
  ndrsim_case *input = host_case(4, 13);
  assert_int_equal(ndrsim_case_book_file(input, HOST_BOOK, NULL), NDRSIM_OK);
  ndrsim_simulation *self = host_run(input, 1);
  assert_string_equal(ndrsim_simulation_convention(self), "point");
  ndrsim_cohort_info cohort = NDRSIM_COHORT_INFO_INIT;
  assert_int_equal(ndrsim_simulation_cohort(self, 0, &cohort, NULL), NDRSIM_OK);
  assert_int_equal(cohort.from_book, 1);
  ndrsim_query query = NDRSIM_QUERY_INIT;
  assert_true(stats(self, &query).p50 > 0);
  query.what = NDRSIM_WHAT_GRR_ENDPOINT;
  ndrsim_stats endpoint = stats(self, &query);
  query.what = NDRSIM_WHAT_GRR_FLOW;
  ndrsim_stats flow = stats(self, &query);
  assert_true(endpoint.mean > 0 && endpoint.mean <= 100 && flow.mean <= 100);
  ndrsim_simulation_free(self);
  ndrsim_case_free(input);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_it_holds),
      cmocka_unit_test(a_bridge_adds_up_to_ndr),
      cmocka_unit_test(the_endpoint_bridge_too),
      cmocka_unit_test(values_and_their_stats),
      cmocka_unit_test(every_metric_can_be_read),
      cmocka_unit_test(cohorts_add_up),
      cmocka_unit_test(the_summary_says_the_same),
      cmocka_unit_test(queries_that_ask_for_nothing),
      cmocka_unit_test(missing_history_is_said),
      cmocka_unit_test(every_convention_can_be_read),
      cmocka_unit_test(the_headline_can_be_chosen),
      cmocka_unit_test(structs_of_another_size),
      cmocka_unit_test(interruption_keeps_a_prefix),
      cmocka_unit_test(errors_leave_nothing),
      cmocka_unit_test(layers_are_optional),
      cmocka_unit_test(a_book_is_read_by_point),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
