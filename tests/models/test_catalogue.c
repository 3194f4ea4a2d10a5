/* The parameter tables of the real catalogue are sound, and rows and slots line up. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "scenarios/structure.h"
#include "sim/catalogue.h"
#include "sim/engine.h"

static const ndrsim_catalogue *catalogue(void) {
  const ndrsim_catalogue *found = ndrsim_catalogue_choose("portable", NULL);
  assert_non_null(found);
  return found;
}

static void test_tables_are_sound(void **state) {
  (void)state;
  ndrsim_error err;
  if (ndrsim_catalogue_check(catalogue(), &err) != NDRSIM_OK) fail_msg("%s", err.message);
  assert_true(ndrsim_catalogue_param_count(catalogue()) > 20);
}

static void test_structural_numbers_do_not_clash(void **state) {
  (void)state;
  int n;
  const ndrsim_param_def *def = ndrsim_structure_params(&n);
  for (int i = 0; i < n; i++)
    assert_int_equal(ndrsim_catalogue_find(catalogue(), def[i].path), -1);
}

static void test_slots_follow_rows(void **state) {
  (void)state;
  const ndrsim_catalogue *c = catalogue();
  for (int k = 1; k <= NDRSIM_MAX_TIERS; k++) {
    const ndrsim_lists lists = {{k, NDRSIM_MAX_MEMBERS - k, k / 2}};
    int slot = 0, mechanism = -1, last = -1;
    for (int row = 0; row < ndrsim_catalogue_param_count(c); row++) {
      const ndrsim_param_def *def = ndrsim_catalogue_param(c, row, &mechanism);
      assert_int_equal(ndrsim_catalogue_find(c, def->path), row);
      assert_int_equal(ndrsim_catalogue_row_slot(c, row, &lists), slot);
      if (mechanism != last) {
        assert_int_equal(ndrsim_catalogue_first_slot(c, mechanism, &lists), slot);
        last = mechanism;
      }
      int list = ndrsim_list_of_row(def);
      slot += list >= 0 ? lists.n[list] : 1;
    }
    assert_int_equal(ndrsim_catalogue_slot_count(c, &lists), slot);
  }
  assert_null(ndrsim_catalogue_param(c, -1, NULL));
  assert_null(ndrsim_catalogue_param(c, ndrsim_catalogue_param_count(c), NULL));
}

/* The check finds what it is there for: one fault planted at a time. */
static void test_check_finds_faults(void **state) {
  (void)state;
  static const ndrsim_param_def good = {"a.b", "1", NDRSIM_REAL, NDRSIM_MAY_DRAW, 1,
                                        0,     2,   NULL,        "doc",           "assumption"};
  ndrsim_param_def row[2];
  ndrsim_mechanism one = {.name = "one", .param = row, .n_params = 2};
  const ndrsim_mechanism *list[] = {&one};
  ndrsim_catalogue c = {.mechanism = list, .n_mechanisms = 1};
  for (int fault = 0; fault <= 13; fault++) {
    row[0] = row[1] = good;
    row[1].path = "a.c";
    if (fault == 1) row[1].path = "a.b";
    if (fault == 2) row[1].path = "a.b.c";
    if (fault == 3) row[1].path = "A.c";
    if (fault == 4) row[1].path = "alone";
    if (fault == 5) row[1].value = 3;
    if (fault == 6) row[1].low = 5;
    if (fault == 7) row[1].kind = NDRSIM_CHOICE;
    if (fault == 8) row[1].kind = NDRSIM_COUNT, row[1].value = 0.5;
    if (fault == 9) row[1].may |= NDRSIM_PER_TIER;
    if (fault == 10) row[1].path = "tiers.*.c";
    if (fault == 11) row[1].doc = "";
    if (fault == 12) row[0].path = "tiers.*.c", row[0].may |= NDRSIM_PER_TIER;
    if (fault == 13) row[1].path = "tiers.*.c", row[1].may |= NDRSIM_PER_ADD_ON;
    ndrsim_error err;
    ndrsim_status status = ndrsim_catalogue_check(&c, &err);
    if (status != (fault ? NDRSIM_INTERNAL : NDRSIM_OK)) fail_msg("fault %d: %d", fault, status);
  }
}

/* A scenario without an optional mechanism is as if there were none: no slots, no columns, no
 * counters; with a key of it, it is all there. */
static void test_optional_mechanisms(void **state) {
  (void)state;
  const ndrsim_catalogue *whole = catalogue();
  ndrsim_catalogue *reduced;
  ndrsim_error err = {0};
  uint64_t absent = UINT64_C(1) << 0 | UINT64_C(1) << (whole->n_mechanisms - 1);
  assert_int_equal(ndrsim_catalogue_reduce(whole, absent, &reduced, &err), NDRSIM_OK);
  assert_int_equal(reduced->n_mechanisms, whole->n_mechanisms - 2);
  for (int m = 0; m < reduced->n_mechanisms; m++)
    assert_ptr_equal(reduced->mechanism[m], whole->mechanism[m + 1]);
  assert_int_equal(reduced->width, whole->width);
  free(reduced);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tables_are_sound),
      cmocka_unit_test(test_structural_numbers_do_not_clash),
      cmocka_unit_test(test_slots_follow_rows),
      cmocka_unit_test(test_check_finds_faults),
      cmocka_unit_test(test_optional_mechanisms),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
