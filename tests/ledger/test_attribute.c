/* The Shapley split against its definition: the average over all orders of the drivers. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "ledger/movement.h"

static uint64_t next(uint64_t *s) {
  uint64_t z = (*s += 0x9e3779b97f4a7c15U);
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
  z = (z ^ z >> 27) * 0x94d049bb133111ebU;
  return z ^ z >> 31;
}

/* A term that depends on its drivers in no regular way: cents are a hash of their values. */
struct noise {
  uint64_t salt;
  int64_t range; /* cents in [-range, range] */
};

static int64_t hashed(const struct noise *c, const ndrsim_bill_state *state, unsigned drivers) {
  uint64_t h = c->salt ^ drivers;
  for (unsigned d = 0; d < NDRSIM_DRIVERS; d++)
    if (drivers >> d & 1) {
      h ^= (uint64_t)(uint32_t)state->value[d] + ((uint64_t)d << 40);
      h = next(&h);
      for (int k = 0; d == NDRSIM_DRIVER_USAGE && k < NDRSIM_METERED; k++) {
        h ^= (uint64_t)(uint32_t)state->metered[k] + ((uint64_t)k << 50);
        h = next(&h);
      }
    }
  return (int64_t)(h % (2 * (uint64_t)c->range + 1)) - c->range;
}

#define HASHED(name, set)                                                                          \
  static int64_t name(const void *c, const ndrsim_bill_state *s) {                                 \
    return hashed(c, s, set);                                                                      \
  }
HASHED(term_a, 0x3fU)
HASHED(term_b, 0xfcU)
HASHED(term_c, 0x07U)
HASHED(term_d, 0x80U)
HASHED(term_all, 0xffU)
static const ndrsim_bill_term terms[] = {
    {"a", 0x3fU, term_a}, {"b", 0xfcU, term_b}, {"c", 0x07U, term_c}, {"d", 0x80U, term_d}};
enum { TERMS = 4 };

/* Adds k! times the Shapley value: the sum of marginal contributions over all orders of order[]. */
static void all_orders(const ndrsim_bill_term *t, const void *c, const ndrsim_bill_state *after,
                       int *order, int k, int fixed, ndrsim_bill_state state, int64_t *sum,
                       int64_t leaves) {
  if (fixed == k) return;
  for (int i = fixed; i < k; i++) {
    int d = order[i];
    order[i] = order[fixed];
    order[fixed] = d;
    ndrsim_bill_state with = state;
    with.value[d] = after->value[d];
    if (d == NDRSIM_DRIVER_USAGE) memcpy(with.metered, after->metered, sizeof with.metered);
    sum[d] += (t->cents(c, &with) - t->cents(c, &state)) * (leaves / (k - fixed));
    all_orders(t, c, after, order, k, fixed + 1, with, sum, leaves / (k - fixed));
    order[fixed] = order[i];
    order[i] = d;
  }
}

static void oracle(const ndrsim_bill_term *t, int n, const void *c, const ndrsim_bill_state *before,
                   const ndrsim_bill_state *after, int64_t *part) {
  memset(part, 0, NDRSIM_DRIVERS * sizeof *part);
  for (int i = 0; i < n; i++) {
    int64_t sum[NDRSIM_DRIVERS] = {0}, factorial = 1;
    int order[NDRSIM_DRIVERS], k = 0;
    /* all drivers of the term are players, moved or not: dummies must come out as zero */
    for (int d = 0; d < NDRSIM_DRIVERS; d++)
      if (t[i].drivers >> d & 1) order[k++] = d;
    for (int j = 2; j <= k; j++)
      factorial *= j;
    all_orders(&t[i], c, after, order, k, 0, *before, sum, factorial);
    for (int d = 0; d < NDRSIM_DRIVERS; d++) {
      assert_true(60 * sum[d] % factorial == 0);
      part[d] += 60 * sum[d] / factorial;
    }
  }
}

static void random_states(uint64_t *seed, int moved, ndrsim_bill_state *before,
                          ndrsim_bill_state *after) {
  for (int d = 0; d < NDRSIM_DRIVERS; d++)
    before->value[d] = after->value[d] = (int32_t)next(seed);
  for (int k = 0; k < NDRSIM_METERED; k++)
    before->metered[k] = after->metered[k] = (int32_t)next(seed);
  while (moved > 0) {
    unsigned d = (unsigned)(next(seed) % NDRSIM_DRIVERS);
    if (ndrsim_bill_moved(before, after, (int)d)) continue;
    uint64_t how = next(seed) % 3; /* usage: its value, what is metered, or both */
    if (d == NDRSIM_DRIVER_USAGE && how < 2) {
      after->metered[next(seed) % NDRSIM_METERED] ^= 1 + (int32_t)(next(seed) % 1000);
      moved -= how == 0;
      if (how == 0) continue;
    }
    after->value[d] = (int32_t)((uint32_t)before->value[d] + 1U + (uint32_t)(next(seed) % 1000));
    moved--;
  }
}

static int64_t sum_of(const int64_t *part) {
  int64_t sum = 0;
  for (int d = 0; d < NDRSIM_DRIVERS; d++)
    sum += part[d];
  return sum;
}

static void equals_the_average_over_all_orders(void **unused) {
  (void)unused;
  uint64_t seed = 1;
  for (int round = 0; round < 400; round++) {
    struct noise c = {next(&seed), 1000000};
    ndrsim_bill_state before, after;
    int64_t part[NDRSIM_DRIVERS] = {0}, want[NDRSIM_DRIVERS];
    random_states(&seed, round % 9, &before, &after);
    ndrsim_bill_attribute(terms, TERMS, &c, &before, &after, part);
    oracle(terms, TERMS, &c, &before, &after, want);
    for (int d = 0; d < NDRSIM_DRIVERS; d++)
      assert_int_equal(part[d], want[d]);
  }
}

static void parts_sum_to_sixty_times_the_change(void **unused) {
  (void)unused;
  uint64_t seed = 2;
  for (int round = 0; round < 90000; round++) {
    struct noise c = {next(&seed), INT64_MAX / 4 / 60 / TERMS / 2};
    ndrsim_bill_state before, after;
    int64_t part[NDRSIM_DRIVERS] = {0};
    random_states(&seed, round % 9, &before, &after);
    ndrsim_bill_attribute(terms, TERMS, &c, &before, &after, part);
    int64_t change =
        ndrsim_bill_total(terms, TERMS, &c, &after) - ndrsim_bill_total(terms, TERMS, &c, &before);
    assert_int_equal(sum_of(part), 60 * change);
    for (int d = 0; d < NDRSIM_DRIVERS; d++)
      if (!ndrsim_bill_moved(&before, &after, d)) assert_int_equal(part[d], 0);
  }
}

static void parts_are_added_to_what_is_there(void **unused) {
  (void)unused;
  uint64_t seed = 3;
  struct noise c = {7, 1000};
  ndrsim_bill_state before, after;
  random_states(&seed, 4, &before, &after);
  int64_t once[NDRSIM_DRIVERS] = {0}, twice[NDRSIM_DRIVERS] = {0};
  ndrsim_bill_attribute(terms, TERMS, &c, &before, &after, once);
  ndrsim_bill_attribute(terms, TERMS, &c, &before, &after, twice);
  ndrsim_bill_attribute(terms, TERMS, &c, &before, &after, twice);
  for (int d = 0; d < NDRSIM_DRIVERS; d++)
    assert_int_equal(twice[d], 2 * once[d]);
}

/* seats x price of the tier: the two-driver case worked by hand */
static int64_t seat_term(const void *c, const ndrsim_bill_state *s) {
  const int32_t *price = c;
  return (int64_t)s->value[NDRSIM_DRIVER_SEAT] * price[s->value[NDRSIM_DRIVER_CAPACITY]];
}

static void seats_and_tier_by_hand(void **unused) {
  (void)unused;
  const int32_t price[] = {2000, 6000};
  const ndrsim_bill_term t = {"seat", 1U << NDRSIM_DRIVER_SEAT | 1U << NDRSIM_DRIVER_CAPACITY,
                              seat_term};
  ndrsim_bill_state before = {.value = {0}}, after = {.value = {0}};
  before.value[NDRSIM_DRIVER_SEAT] = 10;
  after.value[NDRSIM_DRIVER_SEAT] = 13;
  after.value[NDRSIM_DRIVER_CAPACITY] = 1;
  int64_t part[NDRSIM_DRIVERS] = {0};
  ndrsim_bill_attribute(&t, 1, price, &before, &after, part);
  /* 3 seats at the mean of both prices; the step of 40.00 at the mean of 10 and 13 seats */
  assert_int_equal(part[NDRSIM_DRIVER_SEAT], 60 * 3 * 4000);
  assert_int_equal(part[NDRSIM_DRIVER_CAPACITY], 60 * 46000);
}

/* A product of all six values: by symmetry equal moves earn equal parts. */
static int64_t product(const void *c, const ndrsim_bill_state *s) {
  int64_t p = *(const int64_t *)c;
  for (int d = 0; d < 6; d++)
    p *= s->value[d];
  return p;
}

static void equal_moves_earn_equal_parts(void **unused) {
  (void)unused;
  const ndrsim_bill_term t = {"product", 0x3fU, product};
  int64_t scale = 7;
  for (int k = 1; k <= 6; k++) {
    ndrsim_bill_state before = {.value = {1, 1, 1, 1, 1, 1, 1, 1}}, after = before;
    int64_t part[NDRSIM_DRIVERS] = {0};
    for (int d = 0; d < k; d++)
      after.value[d] = 3;
    ndrsim_bill_attribute(&t, 1, &scale, &before, &after, part);
    int64_t power = 1;
    for (int d = 0; d < k; d++)
      power *= 3;
    for (int d = 0; d < k; d++)
      assert_int_equal(part[d] * k, 60 * 7 * (power - 1));
  }
}

static void large_bills_do_not_overflow(void **unused) {
  (void)unused;
  const ndrsim_bill_term t = {"product", 0x3fU, product};
  for (int k = 1; k <= 6; k++) {
    int64_t power = (int64_t)1 << k, scale = INT64_MAX / 120 / power;
    ndrsim_bill_state before = {.value = {1, 1, 1, 1, 1, 1, 1, 1}}, after = before;
    int64_t part[NDRSIM_DRIVERS] = {0};
    for (int d = 0; d < k; d++)
      after.value[d] = 2;
    ndrsim_bill_attribute(&t, 1, &scale, &before, &after, part);
    assert_true(sum_of(part) == 60 * (scale * power - scale));
  }
}

/* More moved drivers than the weights serve: still exact in sum, nothing outside its array. */
static void too_many_drivers_keep_the_sum(void **unused) {
  (void)unused;
  const ndrsim_bill_term t = {"all", 0xffU, term_all};
  uint64_t seed = 5;
  for (int moved = 7; moved <= 8; moved++) {
    struct noise c = {next(&seed), 1000000};
    ndrsim_bill_state before, after;
    int64_t part[NDRSIM_DRIVERS] = {0};
    random_states(&seed, moved, &before, &after);
    ndrsim_bill_attribute(&t, 1, &c, &before, &after, part);
    assert_int_equal(sum_of(part), 60 * (term_all(&c, &after) - term_all(&c, &before)));
  }
}

static void malformed_terms_are_found(void **unused) {
  (void)unused;
  assert_int_equal(ndrsim_bill_check(terms, TERMS), -1);
  ndrsim_bill_term bad[] = {{"a", 0x3fU, term_a}, {"all", 0xffU, term_all}};
  assert_int_equal(ndrsim_bill_check(bad, 2), 1);
  bad[1] = (ndrsim_bill_term){"unknown driver", 1U << NDRSIM_DRIVERS, term_all};
  assert_int_equal(ndrsim_bill_check(bad, 2), 1);
  bad[0].cents = NULL;
  assert_int_equal(ndrsim_bill_check(bad, 2), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(equals_the_average_over_all_orders),
      cmocka_unit_test(parts_sum_to_sixty_times_the_change),
      cmocka_unit_test(parts_are_added_to_what_is_there),
      cmocka_unit_test(seats_and_tier_by_hand),
      cmocka_unit_test(equal_moves_earn_equal_parts),
      cmocka_unit_test(large_bills_do_not_overflow),
      cmocka_unit_test(too_many_drivers_keep_the_sum),
      cmocka_unit_test(malformed_terms_are_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
