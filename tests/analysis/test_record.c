/* Readers of records, metrics and the reading, on a made-up run that obeys every identity. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "analysis/quantity.h"
#include "analysis/reading.h"
#include "ledger/convention.h"
#include "sim/account.h"
#include "tests/helpers/fake_results.h"

static void assert_near(double value, double expected, double tolerance) {
  if (!(fabs(value - expected) <= tolerance)) {
    fail_msg("%.17g is not within %g of %.17g", value, tolerance, expected);
  }
}

static const int64_t *record_of(const fake_run *run, int k) {
  return run->results.records + (size_t)k * run->results.layout.size;
}

/* Every window of every replicate: 1 + the parts of each bridge = NDR = now / base. */
static void check_windows(const fake_run *run, int convention) {
  const ndrsim_layout *l = &run->results.layout;
  int windows = 0;
  for (int k = 0; k < run->results.n; k++) {
    const int64_t *r = record_of(run, k);
    for (int month = 0; month < l->months; month++) {
      double ndr = ndrsim_record_ndr(l, r, convention, month), part[NDRSIM_FLOWS];
      for (int lens = 0; lens < NDRSIM_LENSES; lens++) {
        int ok = ndrsim_record_flow(l, r, convention, month, (ndrsim_lens)lens, part);
        assert_int_equal(ok, !isnan(ndr));
        if (!ok) continue;
        double sum = 1;
        for (int c = 0; c < NDRSIM_FLOWS; c++) {
          sum += part[c];
        }
        assert_near(sum, ndr, 1e-12);
        double grr = ndrsim_record_grr_flow(l, r, convention, month);
        assert_near(grr, 1 + part[NDRSIM_FLOW_CONTRACTION] + part[NDRSIM_FLOW_CHURN], 1e-12);
        windows++;
      }
      if (convention == NDRSIM_ANCHOR_AGE && !isnan(ndr)) {
        size_t at = (size_t)month;
        assert_near(ndr, (double)r[l->age_now + at] / (double)r[l->age_base + at], 1e-14);
      }
    }
    for (int a = 0; a < NDRSIM_ANCHORS; a++) {
      const int64_t *row = r + ndrsim_at_anchor(l, convention, a, 0);
      double part[NDRSIM_ENDPOINTS], ndr = ndrsim_record_ndr(l, r, convention, 12 * (a + 1));
      for (int lens = 0; lens < NDRSIM_LENSES; lens++) {
        if (!ndrsim_record_endpoint(l, r, convention, a, (ndrsim_lens)lens, part)) continue;
        double sum = 1;
        for (int c = 0; c < NDRSIM_ENDPOINTS; c++) {
          sum += part[c];
        }
        assert_near(sum, ndr, 1e-12);
        assert_near(ndr, (double)row[NDRSIM_ANCHOR_NOW] / (double)row[NDRSIM_ANCHOR_BASE], 1e-14);
        assert_true(ndrsim_record_grr_endpoint(l, r, convention, 12 * (a + 1)) <= 1);
        windows++;
      }
    }
  }
  assert_true(windows > 100); /* or nothing was checked */
}

static void bridges_add_up_to_ndr(void **state) {
  (void)state;
  for (int book = 0; book < 2; book++) {
    fake_run run;
    assert_int_equal(fake_run_init(&run, 37, 20, book), 0);
    check_windows(&run, NDRSIM_ANCHOR_POINT);
    check_windows(&run, NDRSIM_ANCHOR_AGE);
    fake_run_free(&run);
  }
}

/* On records that obey every identity each convention is what its definition says of the others. */
static void conventions_agree_where_they_must(void **state) {
  (void)state;
  for (int book = 0; book < 2; book++) {
    fake_run run;
    assert_int_equal(fake_run_init(&run, 37, 20, book), 0);
    const ndrsim_layout *l = &run.results.layout;
    for (int k = 0; k < run.results.n; k++) {
      const int64_t *r = record_of(&run, k);
      for (int year = 24; year <= 36; year += 12) {
        double sum = 0, weights = 0, mean = 0;
        for (int q = year - 9; q <= year; q += 3)
          sum += ndrsim_record_ndr(l, r, NDRSIM_CONVENTION_QUARTER, q);
        assert_near(ndrsim_record_ndr(l, r, NDRSIM_CONVENTION_QUARTER_YEAR, year), sum / 4, 1e-14);
        for (int t = year - 11; t <= year; t++) {
          double weight = (double)r[ndrsim_at_series(l, t - 12, NDRSIM_COUNT_MRR)];
          mean += weight * ndrsim_record_ndr(l, r, NDRSIM_CONVENTION_POINT, t);
          weights += weight;
        }
        assert_near(ndrsim_record_ndr(l, r, NDRSIM_CONVENTION_TRAILING_AVERAGE, year),
                    mean / weights, 1e-12);
        /* nobody leaves: whoever survives is everybody, and nobody returns */
        assert_near(ndrsim_record_ndr(l, r, NDRSIM_CONVENTION_SURVIVORS, year),
                    ndrsim_record_ndr(l, r, NDRSIM_CONVENTION_POINT, year), 1e-14);
        assert_near(ndrsim_record_ndr(l, r, NDRSIM_CONVENTION_AGE_NO_RETURN, year - 12),
                    ndrsim_record_ndr(l, r, NDRSIM_CONVENTION_AGE, year - 12), 1e-14);
        assert_near(ndrsim_record_grr_endpoint(l, r, NDRSIM_CONVENTION_AGE_NO_RETURN, 12),
                    ndrsim_record_grr_endpoint(l, r, NDRSIM_CONVENTION_AGE, 12), 1e-14);
      }
      /* nobody lands after month 5, so total MRR is that of the month before, moved */
      double now = (double)r[ndrsim_at_series(l, 20, NDRSIM_COUNT_MRR)];
      double then = (double)r[ndrsim_at_series(l, 19, NDRSIM_COUNT_MRR)];
      assert_near(ndrsim_record_ndr(l, r, NDRSIM_CONVENTION_MONTHLY, 20), pow(now / then, 12),
                  1e-9);
    }
    for (int c = 0; c < NDRSIM_CONVENTIONS; c++) {
      ndrsim_quantity quantity = {.kind = NDRSIM_QUANTITY_NDR, .convention = c, .month = 36};
      bool known = !isnan(ndrsim_quantity_value(&run.results, &quantity, 0));
      assert_int_equal(known, ndrsim_results_missing(&run.results, c, 36) == NULL);
      for (int month = -1; month <= 38; month++)
        for (int kind = NDRSIM_QUANTITY_NDR; kind <= NDRSIM_QUANTITY_GRR_ENDPOINT; kind++) {
          /* a value or a reason, never both and never neither */
          quantity.kind = (ndrsim_quantity_kind)kind;
          quantity.month = month;
          const char *reason = ndrsim_quantity_missing(&run.results, &quantity);
          if (isnan(ndrsim_quantity_value(&run.results, &quantity, 0)) != (reason != NULL))
            fail_msg("%s, month %d, kind %d: %s", ndrsim_convention_name(c), month, kind,
                     reason != NULL ? reason : "no reason");
        }
    }
    fake_run_free(&run);
  }
}

static void the_lenses_differ_only_in_the_engines(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 24, 3, 0), 0);
  double invoice[NDRSIM_FLOWS], cause[NDRSIM_FLOWS];
  const ndrsim_layout *l = &run.results.layout;
  assert_true(ndrsim_record_flow(l, record_of(&run, 0), NDRSIM_ANCHOR_AGE, 12, NDRSIM_LENS_INVOICE,
                                 invoice));
  assert_true(
      ndrsim_record_flow(l, record_of(&run, 0), NDRSIM_ANCHOR_AGE, 12, NDRSIM_LENS_CAUSE, cause));
  assert_true(cause[NDRSIM_DRIVER_WORKFLOW] > invoice[NDRSIM_DRIVER_WORKFLOW]);
  assert_true(cause[NDRSIM_DRIVER_CAPACITY] < invoice[NDRSIM_DRIVER_CAPACITY]);
  for (int c = NDRSIM_DRIVER_USAGE; c < NDRSIM_FLOWS; c++) {
    assert_near(cause[c], invoice[c], 0);
  }
  fake_run_free(&run);
}

static void missing_history_is_not_a_number(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 18, 3, 0), 0);
  const ndrsim_layout *l = &run.results.layout;
  const int64_t *r = record_of(&run, 0);
  for (int month = 0; month < 12; month++) {
    assert_true(isnan(ndrsim_record_ndr(l, r, NDRSIM_ANCHOR_POINT, month)));
  }
  assert_true(!isnan(ndrsim_record_ndr(l, r, NDRSIM_ANCHOR_POINT, 12)));
  assert_true(isnan(ndrsim_record_ndr(l, r, NDRSIM_ANCHOR_POINT, 19)));
  assert_true(isnan(ndrsim_record_ndr(l, r, NDRSIM_ANCHOR_AGE, -1)));
  assert_true(isnan(ndrsim_record_grr_endpoint(l, r, NDRSIM_ANCHOR_AGE, 24)));
  assert_non_null(ndrsim_results_missing(&run.results, NDRSIM_ANCHOR_POINT, 11));
  assert_non_null(ndrsim_results_missing(&run.results, NDRSIM_ANCHOR_AGE, 24));
  assert_null(ndrsim_results_missing(&run.results, NDRSIM_ANCHOR_AGE, 12));
  fake_run_free(&run);
}

static void metrics_read_their_counters(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 18, 3, 0), 0);
  const ndrsim_model *model = &run.model;
  const ndrsim_layout *l = &run.results.layout;
  ndrsim_metric metric;
  int count = ndrsim_metric_count(model);
  /* one is starred: two tiers; and two metrics of its one milestone */
  assert_int_equal(count, ndrsim_account_mechanism.n_metrics + 5 + 2);
  for (int index = 0; index < count; index++) {
    assert_int_equal(ndrsim_metric_get(model, index, &metric), NDRSIM_OK);
    assert_int_equal(ndrsim_metric_find(model, metric.name), index);
  }
  assert_int_equal(ndrsim_metric_get(model, count, &metric), NDRSIM_INTERNAL);
  assert_int_equal(ndrsim_metric_get(model, -1, &metric), NDRSIM_INTERNAL);
  assert_int_equal(ndrsim_metric_find(model, "no_such"), -1);
  assert_int_equal(ndrsim_counter_find(model, "mrr"), NDRSIM_COUNT_MRR);
  assert_int_equal(ndrsim_counter_find(model, "accounts_pro"), 4);

  const int64_t *r = record_of(&run, 2);
  double seats = 0;
  ndrsim_metric_get(model, ndrsim_metric_find(model, "seats_ever"), &metric);
  for (int t = 0; t <= 7; t++) {
    seats += (double)r[ndrsim_at_series(l, t, 2)];
  }
  assert_near(ndrsim_metric_value(&run.results, &metric, 2, 7), seats, 0);
  ndrsim_metric_get(model, ndrsim_metric_find(model, "mrr"), &metric);
  assert_string_equal(metric.unit, "USD/month");
  assert_near(ndrsim_metric_value(&run.results, &metric, 2, 7),
              (double)r[ndrsim_at_series(l, 7, 0)] / 100, 1e-9);
  ndrsim_metric_get(model, ndrsim_metric_find(model, "tier_share_pro"), &metric);
  assert_near(ndrsim_metric_value(&run.results, &metric, 2, 1), 50, 1e-12);
  assert_true(isnan(ndrsim_metric_value(&run.results, &metric, 2, 19)));
  assert_true(isnan(ndrsim_metric_value(&run.results, &metric, 3, 1)));
  fake_run_free(&run);
}

/* The program's own tables: every metric finds its counters, and no two share a name. */
static void the_shipped_metrics_resolve(void **state) {
  (void)state;
  ndrsim_error err;
  ndrsim_model model;
  ndrsim_model_init(&model);
  model.catalogue = ndrsim_catalogue_choose("portable", &err);
  assert_non_null(model.catalogue);
  model.n_tiers = 3;
  strcpy(model.tier[0], "lite");
  strcpy(model.tier[1], "pro");
  strcpy(model.tier[2], "ultra");
  int count = ndrsim_metric_count(&model);
  assert_true(count > 10);
  for (int index = 0; index < count; index++) {
    ndrsim_metric metric;
    if (ndrsim_metric_get(&model, index, &metric) != NDRSIM_OK) {
      fail_msg("metric %d (%s) names a counter that does not exist", index, metric.name);
    }
    assert_int_equal(ndrsim_metric_find(&model, metric.name), index);
    assert_true(metric.doc[0] != '\0' && metric.unit[0] != '\0' && metric.scale != 0);
    assert_true(metric.formula[0] != '\0' && metric.convention[0] != '\0');
    assert_true(metric.source != NULL && metric.source[0] != '\0');
  }
  ndrsim_model_free(&model);
}

static void cohorts_start_at_their_landing(void **state) {
  (void)state;
  fake_run run;
  assert_int_equal(fake_run_init(&run, 15, 4, 1), 0);
  const ndrsim_layout *l = &run.results.layout;
  assert_int_equal(ndrsim_cohort_first(l, 1), 0);
  assert_int_equal(ndrsim_cohort_first(l, 2), 0);
  assert_int_equal(ndrsim_cohort_first(l, 5), 3);
  ndrsim_quantity quantity = {.kind = NDRSIM_QUANTITY_COHORT_NDR, .component = 5, .month = 3};
  assert_near(ndrsim_quantity_value(&run.results, &quantity, 0), 100, 0);
  quantity.month = 2;
  assert_true(isnan(ndrsim_quantity_value(&run.results, &quantity, 0)));
  quantity.month = 9;
  double ndr = ndrsim_quantity_value(&run.results, &quantity, 0);
  quantity.kind = NDRSIM_QUANTITY_COHORT_GRR;
  double grr = ndrsim_quantity_value(&run.results, &quantity, 0);
  assert_true(grr < 100 && grr < ndr);
  fake_run_free(&run);
}

static void bands_are_closed_below(void **state) {
  (void)state;
  assert_int_equal(ndrsim_band_of(89.999), NDRSIM_BAND_LEAKY);
  assert_int_equal(ndrsim_band_of(90), NDRSIM_BAND_FLAT);
  assert_int_equal(ndrsim_band_of(100), NDRSIM_BAND_HEALTHY);
  assert_int_equal(ndrsim_band_of(110), NDRSIM_BAND_EXCELLENT);
  assert_int_equal(ndrsim_band_of(130), NDRSIM_BAND_ELITE);
  assert_int_equal(ndrsim_band_of(-5), NDRSIM_BAND_LEAKY);
}

static void the_reading_names_the_largest_engine(void **state) {
  (void)state;
  fake_run run;
  ndrsim_reading reading;
  assert_int_equal(fake_run_init(&run, 24, 30, 0), 0);
  assert_int_equal(ndrsim_reading_make(&run.results, &reading), NDRSIM_OK);
  assert_true(reading.valid);
  assert_int_equal(reading.leader, NDRSIM_ENGINE_CAPACITY);
  assert_near(reading.share[0] + reading.share[1] + reading.share[2], 1, 1e-12);
  assert_near(reading.leads[0] + reading.leads[1] + reading.leads[2], 1, 1e-12);
  assert_near(reading.other, 0, 1e-9); /* the made-up run has no other driver */

  /* without any growth there is no leader */
  const ndrsim_layout *l = &run.results.layout;
  for (int k = 0; k < run.results.n; k++) {
    int64_t *row = run.results.records + (size_t)k * l->size + ndrsim_at_age(l, 12, 0);
    for (int c = 0; c < NDRSIM_FLOW_COLUMNS; c++) {
      if (c < NDRSIM_DRIVERS || c >= NDRSIM_FLOWS) row[c] = 0;
    }
  }
  assert_int_equal(ndrsim_reading_make(&run.results, &reading), NDRSIM_OK);
  assert_int_equal(reading.leader, -1);
  assert_int_equal(reading.band, NDRSIM_BAND_LEAKY);
  fake_run_free(&run);

  assert_int_equal(fake_run_init(&run, 6, 3, 0), 0); /* too short for a headline */
  assert_int_equal(ndrsim_reading_make(&run.results, &reading), NDRSIM_OK);
  assert_false(reading.valid);
  fake_run_free(&run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bridges_add_up_to_ndr),
      cmocka_unit_test(conventions_agree_where_they_must),
      cmocka_unit_test(the_lenses_differ_only_in_the_engines),
      cmocka_unit_test(missing_history_is_not_a_number),
      cmocka_unit_test(metrics_read_their_counters),
      cmocka_unit_test(the_shipped_metrics_resolve),
      cmocka_unit_test(cohorts_start_at_their_landing),
      cmocka_unit_test(bands_are_closed_below),
      cmocka_unit_test(the_reading_names_the_largest_engine),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
