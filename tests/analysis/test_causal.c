/* The arithmetic of the causal decomposition, on numbers without an engine behind them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "tests/helpers/fake_causal.h"

enum { TRIALS = 2000 };

static int64_t draw(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (int64_t)(*state >> 20) - (INT64_C(1) << 43);
}

static void draw_values(uint64_t *state, int64_t v[NDRSIM_CAUSAL_RUNS]) {
  for (int set = 0; set < NDRSIM_CAUSAL_RUNS; set++)
    v[set] = draw(state);
}

/* The definition: the mean over the six orders in which three players can come in. */
static void by_orders(const int64_t *v, int64_t sixfold[3]) {
  static const int order[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
  memset(sixfold, 0, 3 * sizeof *sixfold);
  for (int k = 0; k < 6; k++)
    for (int at = 0, set = 0; at < 3; at++) {
      int with = set | 1 << order[k][at];
      sixfold[order[k][at]] += v[with] - v[set];
      set = with;
    }
}

static void shapley_is_the_mean_over_orders(void **state) {
  (void)state;
  uint64_t seed = 1;
  int64_t v[NDRSIM_CAUSAL_RUNS], found[3], expected[3];
  for (int trial = 0; trial < TRIALS; trial++) {
    draw_values(&seed, v);
    ndrsim_causal_shapley(v, found);
    by_orders(v, expected);
    assert_memory_equal(found, expected, sizeof found);
    assert_true(found[0] + found[1] + found[2] == 6 * (v[7] - v[0]));
  }
}

/* The seven dividends of sets with a member add up to all less none; a set's value is the sum over
 * its parts; each dividend is shared equally by its members. */
static void dividends_add_up(void **state) {
  (void)state;
  uint64_t seed = 2;
  int64_t v[NDRSIM_CAUSAL_RUNS], dividend[NDRSIM_CAUSAL_RUNS], sixfold[3];
  for (int trial = 0; trial < TRIALS; trial++) {
    draw_values(&seed, v);
    ndrsim_causal_dividends(v, dividend);
    ndrsim_causal_shapley(v, sixfold);
    int64_t shared[3] = {0, 0, 0}, seven = 0;
    for (int set = 0; set < NDRSIM_CAUSAL_RUNS; set++) {
      int64_t sum = 0;
      for (int part = 0; part < NDRSIM_CAUSAL_RUNS; part++)
        if ((part & set) == part) sum += dividend[part];
      assert_true(sum == v[set]);
      if (set != 0) seven += dividend[set];
      for (int e = 0; e < 3; e++)
        if (set >> e & 1) shared[e] += 6 / __builtin_popcount((unsigned)set) * dividend[set];
    }
    assert_true(seven == v[7] - v[0]);
    assert_memory_equal(shared, sixfold, sizeof shared);
  }
}

static int swapped(int set, int a, int b) {
  int bit_a = set >> a & 1, bit_b = set >> b & 1;
  return (set & ~(1 << a | 1 << b)) | bit_a << b | bit_b << a;
}

static void equal_engines_get_the_same_and_idle_ones_nothing(void **state) {
  (void)state;
  uint64_t seed = 3;
  int64_t v[NDRSIM_CAUSAL_RUNS], w[NDRSIM_CAUSAL_RUNS], a[3], b[3];
  for (int trial = 0; trial < TRIALS; trial++) {
    int first = trial % 3, second = (trial + 1) % 3, third = (trial + 2) % 3;
    draw_values(&seed, v);
    for (int set = 0; set < NDRSIM_CAUSAL_RUNS; set++) /* names exchanged */
      w[swapped(set, first, second)] = v[set];
    ndrsim_causal_shapley(v, a);
    ndrsim_causal_shapley(w, b);
    assert_true(a[first] == b[second] && a[second] == b[first] && a[third] == b[third]);
    for (int set = 0; set < NDRSIM_CAUSAL_RUNS; set++) /* `third` changes nothing */
      w[set] = v[set & ~(1 << third)];
    ndrsim_causal_shapley(w, b);
    assert_true(b[third] == 0);
    assert_true(b[first] + b[second] == 6 * (w[7] - w[0]));
  }
}

/* The example of docs/definitions.md, in cents: seats and capacity each double what is there. */
static void the_worked_example(void **state) {
  (void)state;
  const int64_t v[NDRSIM_CAUSAL_RUNS] = {8000, 16000, 8000, 16000, 16000, 32000, 16000, 32000};
  int64_t sixfold[3], dividend[NDRSIM_CAUSAL_RUNS];
  ndrsim_causal_shapley(v, sixfold);
  ndrsim_causal_dividends(v, dividend);
  assert_true(sixfold[0] == 6 * 12000 && sixfold[1] == 0 && sixfold[2] == 6 * 12000);
  assert_true(dividend[1] == 8000 && dividend[4] == 8000 && dividend[5] == 8000);
  assert_true(dividend[2] == 0 && dividend[3] == 0 && dividend[6] == 0 && dividend[7] == 0);
}

/* --- a whole attribution ---------------------------------------------------------------------- */

static double value(const ndrsim_causal *self, int split, int component, int k) {
  return ndrsim_causal_value(self, split, component, k);
}

static void parts_add_up_in_every_replicate(void **state) {
  (void)state;
  for (int book = 0; book < 2; book++) {
    fake_run run;
    ndrsim_causal causal;
    assert_int_equal(fake_run_init(&run, 36, 25, book), 0);
    assert_int_equal(fake_causal_init(&causal, &run, book ? 24 : 36), 0);
    for (int k = 0; k < causal.n; k++) {
      double all = value(&causal, NDRSIM_CAUSAL_NDR, NDRSIM_CAUSAL_ALL, k);
      for (int split = NDRSIM_CAUSAL_SHAPLEY; split <= NDRSIM_CAUSAL_INVOICE; split++) {
        double sum = 100;
        for (int c = 0; c < ndrsim_causal_components(split); c++)
          sum += value(&causal, split, c, k);
        if (fabs(sum - all) > 1e-9 * all) fail_msg("split %d: %.15g for %.15g", split, sum, all);
      }
      double together = value(&causal, NDRSIM_CAUSAL_NDR, 0, k);
      for (int c = 0; c < 3; c++)
        together += value(&causal, NDRSIM_CAUSAL_ALONE, c, k);
      for (int c = 0; c < 4; c++)
        together += value(&causal, NDRSIM_CAUSAL_TOGETHER, c, k);
      assert_true(fabs(together - all) < 1e-9 * all);
      /* without seats: workflows and capacity, the run before the last */
      double without = value(&causal, NDRSIM_CAUSAL_NDR, 6, k);
      assert_true(fabs(all + value(&causal, NDRSIM_CAUSAL_STOPPED, 0, k) - without) < 1e-9 * all);
    }
    assert_true(isnan(value(&causal, NDRSIM_CAUSAL_NDR, 0, causal.n)));
    assert_true(isnan(value(&causal, NDRSIM_CAUSAL_NDR, 0, -1)));
    ndrsim_causal_free(&causal);
    fake_run_free(&run);
  }
}

static void estimates_are_paired(void **state) {
  (void)state;
  fake_run run;
  ndrsim_causal causal;
  ndrsim_estimate seat, capacity, lead;
  assert_int_equal(fake_run_init(&run, 12, 40, 0), 0);
  assert_int_equal(fake_causal_init(&causal, &run, 12), 0);
  assert_int_equal(ndrsim_causal_estimate(&causal, NDRSIM_CAUSAL_SHAPLEY, 0, &seat), NDRSIM_OK);
  assert_int_equal(ndrsim_causal_estimate(&causal, NDRSIM_CAUSAL_SHAPLEY, 2, &capacity), NDRSIM_OK);
  assert_int_equal(ndrsim_causal_lead(&causal, 2, 0, &lead), NDRSIM_OK);
  assert_true(seat.valid && capacity.valid && lead.valid && seat.se > 0);
  assert_true(fabs(lead.mean - (capacity.mean - seat.mean)) < 1e-9);
  /* both follow the growth of the replicate, so their difference varies less than if they did not
   */
  assert_true(lead.se < sqrt(seat.se * seat.se + capacity.se * capacity.se));
  causal.then[7] = 0; /* a replicate without a base */
  assert_int_equal(ndrsim_causal_estimate(&causal, NDRSIM_CAUSAL_SHAPLEY, 0, &seat), NDRSIM_OK);
  assert_false(seat.valid);
  causal.n = 0;
  assert_int_equal(ndrsim_causal_estimate(&causal, NDRSIM_CAUSAL_SHAPLEY, 0, &seat), NDRSIM_OK);
  assert_false(seat.valid);
  ndrsim_causal_free(&causal);
  fake_run_free(&run);
}

static void names_say_which_set(void **state) {
  (void)state;
  static const struct {
    int split, component;
    const char *name;
  } row[] = {
      {NDRSIM_CAUSAL_SHAPLEY, 0, "seat"},
      {NDRSIM_CAUSAL_SHAPLEY, 1, "workflow"},
      {NDRSIM_CAUSAL_INVOICE, 2, "capacity"},
      {NDRSIM_CAUSAL_CAUSE, NDRSIM_CAUSAL_REST, "rest"},
      {NDRSIM_CAUSAL_ALONE, 2, "capacity"},
      {NDRSIM_CAUSAL_TOGETHER, 0, "seat+workflow"},
      {NDRSIM_CAUSAL_TOGETHER, 1, "seat+capacity"},
      {NDRSIM_CAUSAL_TOGETHER, 2, "workflow+capacity"},
      {NDRSIM_CAUSAL_TOGETHER, 3, "seat+workflow+capacity"},
      {NDRSIM_CAUSAL_NDR, 0, "none"},
      {NDRSIM_CAUSAL_NDR, 3, "capacity"},
      {NDRSIM_CAUSAL_NDR, 7, "seat+workflow+capacity"},
  };
  char name[64];
  for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
    ndrsim_causal_component_name(row[k].split, row[k].component, name, sizeof name);
    assert_string_equal(name, row[k].name);
  }
  ndrsim_causal_component_name(NDRSIM_CAUSAL_NDR, 7, name, 8);
  assert_int_equal(strlen(name), 7); /* cut, not beyond its end */
  assert_int_equal(ndrsim_causal_frozen_from(NDRSIM_ANCHOR_AGE, 36), 0);
  assert_int_equal(ndrsim_causal_frozen_from(NDRSIM_ANCHOR_POINT, 12), 1);
  assert_int_equal(ndrsim_causal_frozen_from(NDRSIM_ANCHOR_POINT, 36), 25);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shapley_is_the_mean_over_orders),
      cmocka_unit_test(dividends_add_up),
      cmocka_unit_test(equal_engines_get_the_same_and_idle_ones_nothing),
      cmocka_unit_test(the_worked_example),
      cmocka_unit_test(parts_add_up_in_every_replicate),
      cmocka_unit_test(estimates_are_paired),
      cmocka_unit_test(names_say_which_set),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
