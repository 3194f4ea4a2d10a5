/* Closed forms of metered usage: ladder bills to the cent, growth that normalises, the bill of
 * log-normal units, what MRR counts, commitments and what customers do about their bill; and the 2%
 * bias that each hazard must reject. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <gsl/gsl_cdf.h>
#include "tests/helpers/lab.h"

/* Nobody pays for anything but usage. */
static const char usage_only[] =
    "{\"schema_version\":1,\"name\":\"lab\",\"seed\":\"20260421\",\"horizon\":24,"
    "\"tiers\":{\"plan\":{\"price\":0}},\"usage\":{\"mrr\":\"billed\"}}";

/* S4's four points, also as bands that make the same bills. */
#define S4                                                                                         \
  "ladder={\"a\":{\"units\":10000,\"bill\":100,\"price\":%.17g},"                                  \
  "\"b\":{\"units\":50000,\"bill\":350,\"price\":%.17g},"                                          \
  "\"c\":{\"units\":200000,\"bill\":900,\"price\":%.17g},"                                         \
  "\"d\":{\"units\":500000,\"bill\":1800,\"price\":%.17g}}"
/* A unit at six cents: shared out over two or three months it stays whole cents. */
#define SIX_CENTS "ladder={\"a\":{\"units\":1000000,\"bill\":60000}}"

static void go(lab *l, int64_t accounts, int replicates) {
  lab_set(l, "acquisition.initial=%lld", (long long)accounts);
  lab_build(l, usage_only);
  lab_run(l, NULL, 0, replicates);
}

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
  go(&l, ACCOUNTS, 1);
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
  go(&l, 1, 1);
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
  go(&l, 3, 1);
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
  go(&l, 2, 1);
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
  go(l, lab_accounts(2000), 3);
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
    go(&l, accounts, 2);
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
    go(&l, accounts, 1);
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

/* --- in the mean ------------------------------------------------------------------------------ */

/* E min(X, K) of a log-normal X with mean m and log-sd s. */
static double limited(double m, double s, double cap) {
  double d = (log(m / cap) - s * s / 2) / s;
  return m - (m * gsl_cdf_ugaussian_P(d + s) - cap * gsl_cdf_ugaussian_P(d));
}

/* Two nodes are three slopes: s1 E min(X, K1) + s2 (E min(X, K2) - E min(X, K1)) + s3 (m - ...),
 * the last as the second. */
static void lognormal_bill(double planted, int64_t accounts, lab_score *score) {
  const double m = 30000, s = 0.7, k1 = 10000, k2 = 50000, b1 = 10000, b2 = 35000;
  double one = limited(m, s, k1), both = limited(m, s, k2);
  double slope = (b2 - b1) / (k2 - k1), beyond = 0.2;
  double expected = b1 / k1 * one + slope * (both - one) + beyond * (m - both);
  lab l;
  lab_init(&l);
  lab_set(&l, "ladder={\"a\":{\"units\":10000,\"bill\":100},\"b\":{\"units\":50000,\"bill\":350}}");
  lab_set(&l, "usage.level=%.17g", m * planted);
  lab_set(&l, "usage.noise_sd=%.17g", s);
  lab_set(&l, "usage.beyond=0.002");
  go(&l, accounts, LAB_REPLICATES);
  for (int t = 0; t <= 24; t += 4)
    lab_mean(score, &l, "mrr", t, (double)accounts, expected);
  lab_free(&l);
}

/* Without units for one month such an account is lost. */
static void idle(double planted, int64_t accounts, lab_score *score) {
  const double q = 0.04;
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=500");
  lab_set(&l, "usage.quiet={\"schedule\":{\"0\":0,\"1\":%.17g}}", q * planted);
  lab_set(&l, "usage.idle_months=1");
  go(&l, accounts, LAB_REPLICATES);
  lab_hazard(score, &l, "usage_lost", "customers", 1, 1, 24, q);
  lab_free(&l);
}

static void spikes(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.06;
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=500");
  lab_set(&l, "usage.spike=%.17g", p * planted);
  lab_set(&l, "usage.spike_factor=4");
  go(&l, accounts, LAB_REPLICATES);
  lab_hazard(score, &l, "usage_spikes", "customers", 0, 1, 24, p);
  for (int k = 0; k < l.n; k++) /* billed, without grace */
    assert_int_equal(lab_counter(&l, k, "mrr", 5),
                     3000 * (accounts + 3 * lab_counter(&l, k, "usage_spikes", 5)));
  lab_free(&l);
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=500");
  lab_set(&l, "usage.spike=%.17g", p);
  lab_set(&l, "usage.grace=true");
  lab_set(&l, "usage.spike_factor=4");
  go(&l, 50, 2);
  for (int t = 0; t <= 24; t++) {
    assert_int_equal(lab_counter(&l, 0, "mrr", t), 50 * 3000);
    assert_int_equal(lab_counter(&l, 0, "usage_forgiven", t),
                     1500 * lab_counter(&l, 0, "usage_spikes", t));
  }
  lab_free(&l);
}

/* Every unit is too dear: each month cuts at the hazard, times exp(loading * factor) in a forced
 * downturn. Each cut takes its share of the units that are left. */
static void optimising(double planted, int64_t accounts, lab_score *score) {
  const double p = 0.05, cut = 0.2, level = 1e6;
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=%.17g", level);
  lab_set(&l, "usage.optimise=%.17g", p * planted);
  lab_set(&l, "usage.optimise_price=0.01");
  lab_set(&l, "usage.optimise_cut=%.17g", cut);
  lab_set(&l, "usage.optimise_macro=-0.5");
  lab_set(&l, "macro.forced=[{\"from\":9,\"to\":24,\"regime\":\"downturn\"}]");
  lab_set(&l, "macro.depth=2");
  go(&l, accounts, LAB_REPLICATES);
  lab_hazard(score, &l, "usage_optimised", "customers", 1, 1, 8, p);
  lab_hazard(score, &l, "usage_optimised", "customers", 1, 9, 24, p * exp(1));
  for (int t = 2; t <= 8; t += 3)
    lab_mean(score, &l, "usage_units", t, (double)accounts * level, pow(1 - p * cut, t - 1));
  lab_free(&l);
}

/* Without a dashboard the hazard is 2.5 times as large (posted in thousandths of its log); a bill
 * that doubles adds the shock in its month, and an alert takes half of that away. */
static void unrest(double planted, int64_t accounts, lab_score *score, bool alerts) {
  const double p = 0.02, blind = exp(0.916), shock = exp(alerts ? 0.35 : 0.7);
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=500");
  lab_set(&l, "usage.season={\"schedule\":{\"0\":1,\"6\":2}}");
  lab_set(&l, "usage.dashboard=false");
  lab_set(&l, "usage.shock=0.7");
  lab_set(&l, "usage.alerts=%s", alerts ? "true" : "false");
  lab_set(&l, "churn.base=%.17g", p * planted);
  go(&l, accounts, LAB_REPLICATES);
  lab_hazard(score, &l, "cancelled", "customers", 1, 1, 5, 1 - pow(1 - p, blind));
  lab_hazard(score, &l, "cancelled", "customers", 1, 6, 6, 1 - pow(1 - p, blind * shock));
  lab_hazard(score, &l, "cancelled", "customers", 1, 7, 24, 1 - pow(1 - p, blind));
  for (int k = 0; k < l.n; k++)
    assert_int_equal(lab_counter(&l, k, "usage_shocks", 6), lab_counter(&l, k, "customers", 5));
  lab_free(&l);
}

static void surprises(double planted, int64_t accounts, lab_score *score) {
  unrest(planted, accounts, score, false);
}

static void alerts(double planted, int64_t accounts, lab_score *score) {
  unrest(planted, accounts, score, true);
}

/* The usual is last month's 1,000, what surprises 1,500 and the first alert comes at 1,200: of
 * 1,300 half of the hundred above that is done without. Two months later 1,300 are usual, and of
 * 3,000 half of the 390 between 1,560 and 1,950, then 40% of the 855 that are still above. */
static void two_alerts(void **state) {
  (void)state;
  enum { ACCOUNTS = 7 };
  static const struct {
    int month, units, early, full;
  } at[] = {{5, 1000, 0, 0}, {6, 1250, 1, 0}, {7, 1300, 0, 0}, {8, 2463, 1, 1}};
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=1000");
  lab_set(&l, "usage.season={\"schedule\":{\"0\":1,\"6\":1.3,\"8\":3}}");
  lab_set(&l, "usage.alerts=true");
  lab_set(&l, "usage.alert_early=0.5");
  lab_set(&l, "usage.alert_hold=0.4");
  go(&l, ACCOUNTS, 1);
  for (size_t k = 0; k < sizeof at / sizeof *at; k++) {
    assert_int_equal(lab_counter(&l, 0, "usage_units", at[k].month), ACCOUNTS * at[k].units);
    assert_int_equal(lab_counter(&l, 0, "usage_alerts_early", at[k].month), ACCOUNTS * at[k].early);
    assert_int_equal(lab_counter(&l, 0, "usage_alerts_full", at[k].month), ACCOUNTS * at[k].full);
  }
  lab_free(&l);
}

/* A thousand units at five cents, and 19% less after a year, beside two a seat. */
static void units_cost(void **state) {
  (void)state;
  const double thousandth = 1e5; /* of a cent, to one of the currency */
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=1000");
  lab_set(&l, "cost.unit=0.05");
  lab_set(&l, "cost.unit_decline=0.19");
  lab_set(&l, "cost.support=2");
  go(&l, 1, 1);
  for (int t = 0; t <= 24; t++) {
    double expected = (50 * pow(0.81, t / 12.0) + 2) * thousandth;
    double cost = (double)lab_counter(&l, 0, "cost_to_serve", t);
    assert_true(fabs(cost - expected) < 2e-6 * expected);
    assert_true(lab_counter(&l, 0, "gross_profit", t) ==
                1000 * lab_counter(&l, 0, "mrr", t) - lab_counter(&l, 0, "cost_to_serve", t));
  }
  lab_free(&l);
}

static void metered_row(int64_t k, ndrsim_row *row) {
  row->start = -30;
  row->mrr = 35000;
  row->units = k % 2 == 0 ? 50000 : -1;
  if (row->units < 0) row->mrr = 0; /* a prospect, whatever its units */
}

/* A row's units are those of month 0, and grow from there at the rate of its age: 2% a month long
 * after the 10% of the first has faded to nothing. */
static void units_of_a_book(void **state) {
  (void)state;
  enum { ROWS = 10 };
  lab l;
  lab_init(&l);
  lab_set(&l, S4, 0.0, 0.0, 0.0, 0.0);
  lab_set(&l, "usage.level=700");
  lab_set(&l, "usage.growth=0.1");
  lab_set(&l, "usage.growth_floor=0.02");
  lab_set(&l, "usage.growth_half_life=1");
  lab_set(&l, "usage.noise_sd=0.4");
  lab_set(&l, "usage.noise_rho=0.999");
  lab_set(&l, "usage.season={\"schedule\":{\"0\":2,\"1\":1}}");
  lab_set(&l, "activation.hazard=0");
  lab_set(&l, "acquisition.initial=0");
  lab_build(&l, usage_only);
  lab_book(&l, 2 * ROWS, 1, metered_row);
  lab_run(&l, NULL, 0, 400);
  double sum = 0, square = 0;
  for (int k = 0; k < l.n; k++) {
    assert_int_equal(lab_counter(&l, k, "mrr", 0), 35000 * ROWS);
    double mean = (double)lab_counter(&l, k, "usage_units", 12) / ROWS;
    sum += mean;
    square += mean * mean;
  }
  double mean = sum / l.n, sd = sqrt(square / l.n - mean * mean);
  /* half of 50,000, the season being over; noise starts at its mean and moves by little */
  double expected = 25000 * pow(1.02, 12);
  double x = 0.08 * (pow(0.999, 12)), v = 0.16 * (1 - pow(0.999, 24));
  expected *= exp(x + v / 2 - 0.08);
  assert_true(fabs(mean - expected) < 4 * sd / sqrt(l.n));
  assert_true(sd / sqrt(l.n) < 0.01 * expected);
  lab_free(&l);
}

/* Signed in the first month by a share, and every half year by a share of the others. */
static void committing(double planted, int64_t accounts, lab_score *score) {
  const double share = 0.3, later = 0.2;
  lab l;
  lab_init(&l);
  lab_set(&l, SIX_CENTS);
  lab_set(&l, "usage.level=500");
  lab_set(&l, "usage.commit_share=%.17g", share * planted);
  lab_set(&l, "usage.commit_later=%.17g", later * planted);
  lab_set(&l, "usage.commit_months=6");
  go(&l, accounts, LAB_REPLICATES);
  for (int t = 0; t <= 24; t += 5)
    lab_mean(score, &l, "usage_committed", t, (double)accounts,
             1 - (1 - share) * pow(1 - later, t / 6));
  lab_free(&l);
}

static const lab_check checks[] = {
    {"bill of log-normal units", lognormal_bill, 10000, 10000},
    {"lost after a quiet month", idle, 4000, 6000},
    {"bursts", spikes, 3000, 5000},
    {"usage is optimised", optimising, 4000, 5000},
    {"surprises and no dashboard", surprises, 4000, 8000},
    {"alerts", alerts, 4000, 8000},
    {"commitments", committing, 4000, 6000},
};
enum { CHECKS = sizeof checks / sizeof *checks };

static void closed_forms(void **state) {
  (void)state;
  lab_checks_agree(checks, CHECKS);
}

static void planted_bias(void **state) {
  (void)state;
  lab_checks_reject(checks, CHECKS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ladder_bills_to_the_cent),
      cmocka_unit_test(the_customer_of_s4),
      cmocka_unit_test(commitments_to_the_cent),
      cmocka_unit_test(growth_normalises),
      cmocka_unit_test(three_months_are_counted),
      cmocka_unit_test(quiet_months_are_no_churn),
      cmocka_unit_test(growth_marks_accounts),
      cmocka_unit_test(two_alerts),
      cmocka_unit_test(units_cost),
      cmocka_unit_test(units_of_a_book),
      cmocka_unit_test(closed_forms),
      cmocka_unit_test(planted_bias),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
