/* Metered usage to the cent: ladder bills, growth that normalises, commitments, and what MRR
 * counts. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include "tests/helpers/usage_lab.h"

/* --- to the cent ------------------------------------------------------------------------------ */

static void check_bill(const char *kind, const double *price, double units, double beyond,
                       int64_t cents) {
  enum { ACCOUNTS = 7 };
  lab l;
  lab_init(&l);
  lab_set(&l, S4, price[0], price[1], price[2], price[3]);
  lab_set(&l, "usage.ladder=%s", kind);
  lab_set(&l, "usage.level=%.17g", units);
  lab_set(&l, "usage.beyond=%.17g", beyond);
  lab_set(&l, "horizon=2");
  usage_lab_run(&l, ACCOUNTS, 1);
  for (int t = 0; t <= 2; t++) {
    assert_int_equal(lab_counter(&l, 0, "usage_units", t), ACCOUNTS * (int64_t)units);
    if (lab_counter(&l, 0, "mrr", t) != ACCOUNTS * cents)
      fail_msg("%s: %.0f units cost %lld cents and not %lld", kind, units,
               (long long)lab_counter(&l, 0, "mrr", t) / ACCOUNTS, (long long)cents);
    assert_int_equal(lab_counter(&l, 0, "usage_revenue", t), ACCOUNTS * cents);
  }
  lab_free(&l);
}

/* S4: 10,000 events 100, 50,000 events 350, 200,000 events 900, 500,000 events 1,800. */
static void ladder_bills_to_the_cent(void **state) {
  (void)state;
  const double bands[] = {100.0 / 10000, 250.0 / 40000, 550.0 / 150000, 900.0 / 300000};
  const double volume[] = {0.01, 0.007, 0.0045, 0.0036};
  static const struct {
    double units;
    int64_t on_nodes, by_volume;
  } at[] = {{0, 0, 0},
            {1, 1, 1},
            {5000, 5000, 5000},
            {9999, 9999, 9999},
            {10000, 10000, 10000},
            {10001, 10001, 7001},
            {30000, 22500, 21000},
            {50000, 35000, 35000},
            {50003, 35001, 22501},
            {125000, 62500, 56250},
            {200000, 90000, 90000},
            {350000, 135000, 126000},
            {500000, 180000, 180000},
            {750000, 255000, 270000}};
  for (size_t k = 0; k < sizeof at / sizeof *at; k++) {
    check_bill("nodes", bands, at[k].units, 0, at[k].on_nodes);
    check_bill("graduated", bands, at[k].units, 0, at[k].on_nodes);
    check_bill("volume", volume, at[k].units, 0, at[k].by_volume);
  }
  check_bill("nodes", bands, 750000, 0.002, 180000 + 50000);
}

/* S4's customer: 10,000 events in its first month, 50,000 in the third, 200,000 in the sixth,
 * 500,000 in the twelfth. Its bill is then 18 times the first one, all of it usage. */
static void the_customer_of_s4(void **state) {
  (void)state;
  static const int month[] = {0, 2, 5, 11};
  static const int64_t cents[] = {10000, 35000, 90000, 180000};
  lab l;
  lab_init(&l);
  lab_set(&l, S4, 0.0, 0.0, 0.0, 0.0);
  lab_set(&l, "usage.level=10000");
  lab_set(&l, "usage.season={\"schedule\":{\"0\":1,\"2\":5,\"5\":20,\"11\":50}}");
  usage_lab_run(&l, 1, 1);
  for (int k = 0; k < 4; k++)
    assert_int_equal(lab_counter(&l, 0, "mrr", month[k]), cents[k]);
  double out[NDRSIM_FLOWS];
  assert_true(ndrsim_record_ndr(&l.layout, lab_record(&l, 0), NDRSIM_ANCHOR_AGE, 11) == 18.0);
  assert_true(ndrsim_record_flow(&l.layout, lab_record(&l, 0), NDRSIM_ANCHOR_AGE, 11,
                                 NDRSIM_LENS_INVOICE, out));
  assert_true(out[NDRSIM_DRIVER_USAGE] == 17.0);
  lab_free(&l);
}

/* A commitment of 1,200 units at 20% off costs 57.60, whatever is used; units above it cost the
 * ladder's price. After a year it is 1.2 times the mean of the last three months. */
static void commitments_to_the_cent(void **state) {
  (void)state;
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=1000");
  lab_set(&l, "usage.season={\"schedule\":{\"0\":1,\"3\":1.5,\"10\":0.5,\"12\":2,\"13\":1}}");
  lab_set(&l, "usage.commit_share=1");
  lab_set(&l, "usage.commit_ratio=1.2");
  lab_set(&l, "usage.commit_discount=0.2");
  lab_set(&l, "usage.mrr=excluded");
  usage_lab_run(&l, 3, 1);
  for (int t = 0; t <= 24; t++) {
    int64_t units = t < 3 ? 1000 : t < 10 ? 1500 : t < 12 ? 500 : t == 12 ? 2000 : 1000;
    int64_t agreed = t < 12 || t == 24 ? 1200 : 1200 * (500 + 500 + 2000) / 3000;
    int64_t bill = 48 * agreed / 10 + (units > agreed ? 6 * (units - agreed) : 0);
    assert_int_equal(lab_counter(&l, 0, "usage_units", t), 3 * units);
    assert_int_equal(lab_counter(&l, 0, "usage_commitment", t), 3 * 48 * agreed / 10);
    assert_int_equal(lab_counter(&l, 0, "usage_revenue", t), 3 * bill);
    assert_int_equal(lab_counter(&l, 0, "mrr", t), 0);
  }
  lab_free(&l);
}

/* (1 + g_1) ... (1 + g_a) times the level, g_a on its way to the floor; in a downturn growth is
 * lower by its loading. Units are whole and floats have 24 bits. */
static void growth_normalises(void **state) {
  (void)state;
  const double level = 1e6, growth = 0.3, least = 0.01, half = 4, tilt = 0.05, depth = 2;
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=%.17g", level);
  lab_set(&l, "usage.growth=%.17g", growth);
  lab_set(&l, "usage.growth_floor=%.17g", least);
  lab_set(&l, "usage.growth_half_life=%.17g", half);
  lab_set(&l, "usage.growth_macro=%.17g", tilt);
  lab_set(&l, "macro.forced=[{\"from\":9,\"to\":14,\"regime\":\"downturn\"}]");
  lab_set(&l, "macro.depth=%.17g", depth);
  usage_lab_run(&l, 2, 1);
  double units = level;
  for (int t = 0; t <= 24; t++) {
    double g = least + (growth - least) * exp2(-(t - 1) / half);
    if (t > 0) units *= 1 + g - (t >= 9 && t <= 14 ? tilt * depth : 0);
    double is = (double)lab_counter(&l, 0, "usage_units", t) / 2;
    if (fabs(is / units - 1) > 2e-5) fail_msg("month %d: %.0f units, not %.0f", t, is, units);
  }
  lab_free(&l);
}

/* --- what MRR counts -------------------------------------------------------------------------- */

static void build_convention(lab *l, const char *mrr) {
  lab_init(l);
  lab_set(l, SIX_CENTS);
  lab_set(l, "usage.level=500");
  lab_set(l, "usage.growth=0.05");
  lab_set(l, "usage.noise_sd=0.6");
  lab_set(l, "usage.mrr=%s", mrr);
  lab_set(l, "tiers.plan.price=10");
  usage_lab_run(l, lab_accounts(2000), 3);
}

/* MRR of month t is the mean of three months' bills, to the cent; outside MRR usage is revenue all
 * the same; whatever moves is usage. */
static void three_months_are_counted(void **state) {
  (void)state;
  lab three, one, none;
  build_convention(&three, "trailing_3");
  build_convention(&one, "billed");
  build_convention(&none, "excluded");
  for (int k = 0; k < 3; k++)
    for (int t = 0; t <= 24; t++) {
      int64_t base = 1000 * lab_counter(&one, k, "customers", t), sum = 0;
      int months = t < 2 ? t + 1 : 3;
      for (int s = t; s > t - months; s--)
        sum += lab_counter(&one, k, "usage_revenue", s);
      assert_int_equal(sum % months, 0);
      assert_int_equal(lab_counter(&three, k, "mrr", t), base + sum / months);
      assert_int_equal(lab_counter(&three, k, "usage_mrr", t), sum / months);
      assert_int_equal(lab_counter(&one, k, "mrr", t),
                       base + lab_counter(&one, k, "usage_revenue", t));
      assert_int_equal(lab_counter(&none, k, "mrr", t), base);
      assert_int_equal(lab_counter(&none, k, "usage_revenue", t),
                       lab_counter(&one, k, "usage_revenue", t));
      for (int c = 0; c < NDRSIM_DRIVERS; c++)
        if (c != NDRSIM_DRIVER_USAGE)
          assert_int_equal(lab_record(&three, k)[ndrsim_at_moved(&three.layout, t, c)], 0);
    }
  lab_free(&three);
  lab_free(&one);
  lab_free(&none);
}

/* A quiet month is no churn and no reactivation, under either convention. */
static void quiet_months_are_no_churn(void **state) {
  (void)state;
  static const char *const mrr[] = {"trailing_3", "billed"};
  for (int k = 0; k < 2; k++) {
    lab l;
    int64_t accounts = lab_accounts(2000), quiet = 0;
    lab_init(&l);
    lab_set(&l, SIX_CENTS);
    lab_set(&l, "usage.level=5000");
    lab_set(&l, "usage.noise_sd=0.3");
    lab_set(&l, "usage.quiet={\"schedule\":{\"0\":0,\"1\":0.4}}");
    lab_set(&l, "usage.idle_months=60");
    lab_set(&l, "usage.mrr=%s", mrr[k]);
    usage_lab_run(&l, accounts, 2);
    for (int t = 0; t <= 24; t++) {
      const int64_t *moved = lab_record(&l, 1) + ndrsim_at_moved(&l.layout, t, 0);
      assert_int_equal(lab_counter(&l, 1, "logos", t), accounts);
      assert_int_equal(moved[NDRSIM_FLOW_CHURN], 0);
      assert_int_equal(moved[NDRSIM_FLOW_REACTIVATION], 0);
      quiet += lab_counter(&l, 1, "usage_quiet", t);
    }
    assert_true(quiet > 8 * accounts && quiet < 11 * accounts);
    lab_free(&l);
  }
}

/* Growth of 20% a month in the first months marks an account, growth of 14% does not; their NDR
 * after twelve months is what their growth makes it. */
static void growth_marks_accounts(void **state) {
  (void)state;
  for (int fast = 0; fast < 2; fast++) {
    double growth = fast ? 0.2 : 0.14;
    int64_t accounts = 20;
    lab l;
    lab_init(&l);
    lab_set(&l, SIX_CENTS);
    lab_set(&l, "usage.level=1000");
    lab_set(&l, "usage.growth=%.17g", growth);
    usage_lab_run(&l, accounts, 1);
    for (int t = 0; t <= 24; t++) {
      assert_int_equal(lab_counter(&l, 0, "usage_judged", t), t == 3 ? accounts : 0);
      assert_int_equal(lab_counter(&l, 0, "usage_fast", t), t == 3 && fast ? accounts : 0);
    }
    int64_t base = lab_counter(&l, 0, fast ? "usage_fast_base" : "usage_slow_base", 12);
    int64_t now = lab_counter(&l, 0, fast ? "usage_fast_now" : "usage_slow_now", 12);
    assert_int_equal(base, accounts * 6000);
    assert_int_equal(now, lab_counter(&l, 0, "mrr", 12));
    assert_true(fabs((double)now / (double)base / pow(1 + growth, 12) - 1) < 1e-3);
    lab_free(&l);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ladder_bills_to_the_cent), cmocka_unit_test(the_customer_of_s4),
      cmocka_unit_test(commitments_to_the_cent),  cmocka_unit_test(growth_normalises),
      cmocka_unit_test(three_months_are_counted), cmocka_unit_test(quiet_months_are_no_churn),
      cmocka_unit_test(growth_marks_accounts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
