/* Movements: every kind, names, and the identity that they sum to the change. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "ledger/movement.h"

static void every_kind(void **unused) {
  (void)unused;
  static const struct {
    int64_t before, now;
    bool billed;
    ndrsim_movement_kind kind;
  } c[] = {
      {0, 0, false, NDRSIM_MOVE_NONE},
      {0, 0, true, NDRSIM_MOVE_NONE},
      {500, 500, true, NDRSIM_MOVE_NONE},
      {0, 1, false, NDRSIM_MOVE_NEW},
      {0, 1, true, NDRSIM_MOVE_REACTIVATION},
      {1, 2, true, NDRSIM_MOVE_EXPANSION},
      {2, 1, true, NDRSIM_MOVE_CONTRACTION},
      {1, 0, true, NDRSIM_MOVE_CHURN},
      {INT64_MAX, 0, true, NDRSIM_MOVE_CHURN},
      {0, INT64_MAX, false, NDRSIM_MOVE_NEW},
      {INT64_MAX - 1, INT64_MAX, true, NDRSIM_MOVE_EXPANSION},
      /* credits in real histories */
      {100, -50, true, NDRSIM_MOVE_CHURN},
      {-50, 100, true, NDRSIM_MOVE_REACTIVATION},
      {-50, 100, false, NDRSIM_MOVE_NEW},
      {-50, -20, true, NDRSIM_MOVE_EXPANSION},
      {-50, 0, true, NDRSIM_MOVE_EXPANSION},
      {0, -20, true, NDRSIM_MOVE_CONTRACTION},
  };
  for (size_t i = 0; i < sizeof c / sizeof *c; i++)
    assert_int_equal(ndrsim_movement_classify(c[i].before, c[i].now, c[i].billed), c[i].kind);
}

/* A change belongs to exactly one kind, and only an unchanged MRR to none: this is what makes the
 * movements of a month sum to the change of MRR. */
static void only_no_change_is_no_movement(void **unused) {
  (void)unused;
  for (int64_t before = -3; before <= 3; before++)
    for (int64_t now = -3; now <= 3; now++)
      for (int billed = 0; billed <= 1; billed++) {
        ndrsim_movement_kind k = ndrsim_movement_classify(before, now, billed);
        assert_int_equal(k == NDRSIM_MOVE_NONE, before == now);
        bool gain =
            k == NDRSIM_MOVE_NEW || k == NDRSIM_MOVE_EXPANSION || k == NDRSIM_MOVE_REACTIVATION;
        assert_int_equal(gain, now > before);
      }
}

static void names(void **unused) {
  (void)unused;
  assert_string_equal(ndrsim_movement_name(NDRSIM_MOVE_NONE), "none");
  assert_string_equal(ndrsim_movement_name(NDRSIM_MOVE_NEW), "new");
  assert_string_equal(ndrsim_movement_name(NDRSIM_MOVE_EXPANSION), "expansion");
  assert_string_equal(ndrsim_movement_name(NDRSIM_MOVE_CONTRACTION), "contraction");
  assert_string_equal(ndrsim_movement_name(NDRSIM_MOVE_CHURN), "churn");
  assert_string_equal(ndrsim_movement_name(NDRSIM_MOVE_REACTIVATION), "reactivation");
  assert_string_equal(ndrsim_movement_name((ndrsim_movement_kind)99), "unknown");
  assert_string_equal(ndrsim_driver_name(NDRSIM_DRIVER_SEAT), "seat");
  assert_string_equal(ndrsim_driver_name(NDRSIM_DRIVER_DISCOUNT), "discount");
  assert_string_equal(ndrsim_driver_name(NDRSIM_FLOW_CONTRACTION), "contraction");
  assert_string_equal(ndrsim_driver_name(NDRSIM_FLOW_CHURN), "churn");
  assert_string_equal(ndrsim_driver_name(NDRSIM_FLOW_REACTIVATION), "reactivation");
  assert_string_equal(ndrsim_driver_label(NDRSIM_DRIVER_ADD_ON), "Add-ons");
  assert_string_equal(ndrsim_driver_label(NDRSIM_FLOW_CHURN), "Churn");
  assert_string_equal(ndrsim_endpoint_name(NDRSIM_DRIVER_PRICE), "price");
  assert_string_equal(ndrsim_endpoint_name(NDRSIM_ENDPOINT_CHURNED), "churned");
  assert_string_equal(ndrsim_lens_name(NDRSIM_LENS_INVOICE), "invoice");
  assert_string_equal(ndrsim_lens_name(NDRSIM_LENS_CAUSE), "cause");
  for (int bad = -1; bad <= NDRSIM_FLOWS; bad += NDRSIM_FLOWS + 1) {
    assert_string_equal(ndrsim_driver_name(bad), "unknown");
    assert_string_equal(ndrsim_driver_label(bad), "unknown");
    assert_string_equal(ndrsim_endpoint_name(bad), "unknown");
    assert_string_equal(ndrsim_lens_name(bad), "unknown");
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_kind),
      cmocka_unit_test(only_no_change_is_no_movement),
      cmocka_unit_test(names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
