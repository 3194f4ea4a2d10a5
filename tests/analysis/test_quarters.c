/* Quarters: the calendar by hand, and sums that are those of the months, to the cent. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "analysis/quarters.h"
#include "data/book.h"
#include "tests/helpers/lab.h"

/* --- the calendar ----------------------------------------------------------------------------- */

static void expect(const char *start_month, int year_start, int horizon,
                   const char *const *labels) {
  ndrsim_model model = {.horizon = horizon, .fiscal_year_start = year_start};
  snprintf(model.start_month, sizeof model.start_month, "%s", start_month);
  int n = ndrsim_quarter_count(&model), month = 0;
  for (int k = 0; k < n; k++) {
    ndrsim_quarter quarter;
    char label[40];
    ndrsim_quarter_get(&model, k, &quarter);
    ndrsim_quarter_label(&model, &quarter, label, sizeof label);
    if (!quarter.complete) strcat(label, "*");
    if (labels[k] == NULL) fail_msg("one more: %s", label);
    assert_string_equal(label, labels[k]);
    /* every month belongs to one quarter, in order */
    assert_int_equal(quarter.first, month);
    assert_int_equal(quarter.complete, quarter.last - quarter.first == 2);
    month = quarter.last + 1;
  }
  assert_null(labels[n]);
  assert_int_equal(month, horizon + 1);
}
#define EXPECT(start, year, horizon, ...)                                                          \
  expect(start, year, horizon, (const char *const[]){__VA_ARGS__, NULL})

static void calendar(void **state) {
  (void)state;
  EXPECT("2026-01", 0, 11, "FY2026-Q1", "FY2026-Q2", "FY2026-Q3", "FY2026-Q4");
  EXPECT("2026-01", 1, 12, "FY2026-Q1", "FY2026-Q2", "FY2026-Q3", "FY2026-Q4", "FY2027-Q1*");
  EXPECT("2026-02", 1, 2, "FY2026-Q1*", "FY2026-Q2*");
  EXPECT("2026-12", 1, 3, "FY2026-Q4*", "FY2027-Q1");
  /* a year from April to March has the number of the March */
  EXPECT("2026-03", 4, 3, "FY2026-Q4*", "FY2027-Q1");
  EXPECT("2026-04", 4, 1, "FY2027-Q1*");
  EXPECT("2026-01", 2, 3, "FY2026-Q4*", "FY2027-Q1");
  EXPECT("2025-12", 12, 5, "FY2026-Q1", "FY2026-Q2");
  EXPECT("2026-11", 10, 4, "FY2027-Q1*", "FY2027-Q2");
  /* no calendar: month 0 begins year 1 */
  EXPECT("", 0, 13, "Y1-Q1", "Y1-Q2", "Y1-Q3", "Y1-Q4", "Y2-Q1*");
  EXPECT("", 7, 2, "Y1-Q1");
}

/* --- sums ------------------------------------------------------------------------------------- */

static int64_t cents(const ndrsim_results *results, const ndrsim_quarter *quarter,
                     ndrsim_quarter_value value, int replicate) {
  return ndrsim_quarter_cents(results, quarter, value, replicate);
}

/* Opening MRR plus movements is closing MRR; revenue is the months'; no month is lost. */
static void check_sums(const lab *l) {
  ndrsim_results results;
  ndrsim_results_init(&results);
  results.model = &l->model;
  results.layout = l->layout;
  results.records = l->records;
  results.n = l->n;
  int moved = 0, n = ndrsim_quarter_count(&l->model);
  for (int r = 0; r < l->n; r++) {
    int64_t before = l->model.n_rows > 0 ? lab_counter(l, r, "mrr", 0) : 0, revenue = 0, months = 0;
    for (int k = 0; k < n; k++) {
      ndrsim_quarter q;
      ndrsim_quarter_get(&l->model, k, &q);
      int64_t after = before;
      for (int v = NDRSIM_QUARTER_NEW; v <= NDRSIM_QUARTER_REACTIVATION; v++) {
        int64_t part = cents(&results, &q, (ndrsim_quarter_value)v, r);
        moved |= (part != 0) << v;
        after += part;
      }
      assert_int_equal(after, cents(&results, &q, NDRSIM_QUARTER_MRR, r));
      assert_int_equal(12 * after, cents(&results, &q, NDRSIM_QUARTER_ARR, r));
      assert_int_equal(after, lab_counter(l, r, "mrr", q.last));
      int64_t sum = 0;
      for (int t = q.first; t <= q.last; t++)
        sum += lab_counter(l, r, "mrr", t);
      assert_int_equal(sum, cents(&results, &q, NDRSIM_QUARTER_REVENUE, r));
      revenue += sum;
      before = after;
    }
    for (int t = 0; t <= l->model.horizon; t++)
      months += lab_counter(l, r, "mrr", t);
    assert_int_equal(revenue, months);
  }
  /* all five kinds of movements were seen */
  assert_int_equal(moved >> NDRSIM_QUARTER_NEW, 31);
  results.records = NULL; /* the lab's */
  ndrsim_results_free(&results);
}

static void build(lab *l, const char *fiscal) {
  lab_init(l);
  lab_set(l, "acquisition.initial=300");
  lab_set(l, "acquisition.per_month=10");
  lab_set(l, "reactivation.hazard=0.2");
  lab_set(l, "horizon=25");
  lab_set(l, "fiscal_year_start=%s", fiscal);
  lab_build(l, "agent-product.json");
}

static void described(void **state) {
  (void)state;
  for (int fiscal = 1; fiscal <= 3; fiscal++) {
    char text[8];
    lab l;
    snprintf(text, sizeof text, "%d", fiscal);
    build(&l, text);
    lab_run(&l, NULL, 0, 4);
    check_sums(&l);
    lab_free(&l);
  }
}

/* A book's month 0 is its opening: what moved in it is not known, so the quarter is marked and what
 * it opens with is not new. */
static void book(void **state) {
  (void)state;
  ndrsim_error err = {0};
  ndrsim_quarter first;
  lab l;
  build(&l, "1");
  if (ndrsim_book_read(&l.model, NDRSIM_SOURCE_DIR "/scenarios/sample-book.csv", &err))
    fail_msg("%s", err.message);
  ndrsim_engine_layout(&l.model, &l.layout);
  lab_run(&l, NULL, 0, 3);
  check_sums(&l);
  ndrsim_quarter_get(&l.model, 0, &first);
  assert_int_equal(first.first, 0);
  assert_int_equal(first.last, 2);
  assert_false(first.complete);
  lab_free(&l);
}

/* NDR at a quarter's end is that of the point convention, and missing where that is. */
static void ndr(void **state) {
  (void)state;
  ndrsim_results results;
  lab l;
  build(&l, "1");
  lab_run(&l, NULL, 0, 4);
  ndrsim_results_init(&results);
  results.model = &l.model;
  results.layout = l.layout;
  results.records = l.records;
  results.n = l.n;
  for (int k = 0; k < ndrsim_quarter_count(&l.model); k++) {
    ndrsim_quarter q;
    ndrsim_estimate estimate;
    double sum = 0;
    ndrsim_quarter_get(&l.model, k, &q);
    assert_int_equal(ndrsim_quarter_estimate(&results, &q, NDRSIM_QUARTER_NDR, &estimate),
                     NDRSIM_OK);
    assert_int_equal(estimate.valid, q.last >= 12);
    for (int r = 0; r < l.n; r++)
      sum += 100 * ndrsim_record_ndr(&l.layout, lab_record(&l, r), NDRSIM_ANCHOR_POINT, q.last);
    if (estimate.valid) assert_true(fabs(sum / l.n - estimate.mean) < 1e-9);
  }
  results.records = NULL;
  ndrsim_results_free(&results);
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(calendar),
      cmocka_unit_test(described),
      cmocka_unit_test(book),
      cmocka_unit_test(ndr),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
