/* Around a replay: accounts are found by their names and named by their ids, the largest and those
 * that lost most are those of the run; and the check of draws in test_replay.c can fail. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/replay.h"
#include "sim/account.h"
#include "tests/helpers/history.h"
#include "tests/helpers/lab.h"

enum { REPLICATE = 2 };

/* 60 accounts at the start, 4 more in each of eight months, and enough losses to list. */
static void young(lab *l) {
  lab_init(l);
  lab_set(l, "acquisition.initial=60");
  lab_set(l, "acquisition.per_month=4");
  lab_set(l, "acquisition.months=8");
  lab_set(l, "horizon=26");
  lab_set(l, "contraction.cut=0.04");
  lab_set(l, "capacity.downgrade=0.6");
  lab_set(l, "capacity.downgrade_below=1");
  lab_build(l, "agent-product.json");
}

/* The checks can fail: a flipped word or outcome is found. */
static void forged_draws_are_found(void **state) {
  (void)state;
  ndrsim_trace_entry e = {.rule = NDRSIM_RULE_EVENT, .word = 1u << 31, .high = 0.25f, .outcome = 1};
  assert_false(ndrsim_trace_agrees(&e));
  e.high = 0.75f;
  assert_true(ndrsim_trace_agrees(&e));
  e.low = 0.6f;
  assert_false(ndrsim_trace_agrees(&e));
  e = (ndrsim_trace_entry){
      .rule = NDRSIM_RULE_COUNT, .word = 1u << 31, .trials = 10, .high = 0.1f, .outcome = 1};
  assert_true(ndrsim_trace_agrees(&e));
  e.outcome = 2;
  assert_false(ndrsim_trace_agrees(&e));
  e = (ndrsim_trace_entry){.rule = NDRSIM_RULE_NORMAL, .word = 12345, .high = 0.1f};
  assert_false(ndrsim_trace_agrees(&e));
  e = (ndrsim_trace_entry){
      .rule = NDRSIM_RULE_THREE, .word = 1u << 31, .low = 0.3f, .high = 0.4f, .outcome = -1};
  assert_true(ndrsim_trace_agrees(&e));
  e.outcome = 0;
  assert_false(ndrsim_trace_agrees(&e));
}

static void names(void **state) {
  (void)state;
  lab l;
  ndrsim_account_key key, again;
  ndrsim_error err = {0};
  char name[NDRSIM_ACCOUNT_NAME];
  young(&l);
  assert_int_equal(ndrsim_account_find(&l.model, "smb/0/1", &key, &err), NDRSIM_OK);
  assert_true(key.row < 0 && key.month == 0 && key.number == 1 && key.segment == 0);
  ndrsim_account_name(&key, &l.model, name);
  assert_string_equal(name, "smb/0/1");
  again = (ndrsim_account_key){.id = key.id};
  assert_int_equal(ndrsim_account_identify(&l.model, &again, 1, &err), NDRSIM_OK);
  assert_true(again.segment == key.segment && again.month == key.month &&
              again.number == key.number && again.row < 0);
  assert_int_equal(ndrsim_account_find(&l.model, "smb/2026-04/1", &key, &err), NDRSIM_OK);
  assert_int_equal(key.month, 3);
  static const struct {
    const char *name, *suggestion;
  } bad[] = {{"smb/0/0", "smb/0/39"},
             {"smb/0/40", "smb/0/39"},
             {"smd/0/1", "smb/0/1"},
             {"smb/0", "smb/0/1"},
             {"smb", "smb/0/1"},
             {"", "smb/0/1"},
             {"smb/30/1", "smb/0/1"},
             {"smb/-1/1", "smb/0/1"},
             {"smb/0/1/2", "smb/0/1"},
             {"smb/2025-12/1", "smb/0/1"},
             {"smb/0/99999999999999999999", "smb/0/1"},
             {"enterprise/x/1", "enterprise/0/1"},
             {"\x1b[31m/0/1", NULL}};
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
    memset(&err, 0, sizeof err);
    assert_int_equal(ndrsim_account_find(&l.model, bad[k].name, &key, &err), NDRSIM_INPUT);
    assert_true(err.expected[0] != '\0' && strchr(err.found, '\x1b') == NULL);
    if (bad[k].suggestion != NULL) assert_string_equal(err.suggestion, bad[k].suggestion);
  }
  lab_free(&l);
}

static int by_mrr(const void *a, const void *b) {
  const ndrsim_top_row *x = a, *y = b;
  if (x->mrr != y->mrr) return x->mrr > y->mrr ? -1 : 1;
  return x->key.id < y->key.id ? -1 : x->key.id > y->key.id;
}

static int by_loss(const void *a, const void *b) {
  const ndrsim_top_row *x = a, *y = b;
  int64_t p = x->before - x->mrr, q = y->before - y->mrr;
  if (p != q) return p > q ? -1 : 1;
  return x->key.id < y->key.id ? -1 : x->key.id > y->key.id;
}

static void lists(void **state) {
  (void)state;
  enum { MONTH = 13, TOP = 7 };
  lab l;
  history seen;
  ndrsim_error err = {0};
  ndrsim_top_row top[TOP], all[256];
  int n, total = 0;
  young(&l);
  history_init(&seen, &l.model, 92);
  ndrsim_observer observer = {history_see, &seen};
  ndrsim_engine_options watched = {.threads = 1, .observer = &observer};
  lab_run(&l, &watched, REPLICATE, 1);
  for (size_t place = 0; place < seen.capacity; place++)
    if (seen.id[place] != 0)
      all[total++] = (ndrsim_top_row){{.id = seen.id[place]},
                                      seen.month[place * (size_t)seen.months + MONTH].mrr,
                                      seen.month[place * (size_t)seen.months + MONTH - 1].mrr};
  for (int loss = 0; loss < 2; loss++) {
    qsort(all, (size_t)total, sizeof *all, loss ? by_loss : by_mrr);
    assert_int_equal(ndrsim_replay_top(&l.model, REPLICATE, MONTH,
                                       loss ? NDRSIM_TOP_LOSS : NDRSIM_TOP_MRR, TOP, top, &n, &err),
                     NDRSIM_OK);
    assert_true(n > 0 && n <= TOP);
    for (int k = 0; k < n; k++) {
      assert_true(top[k].key.id == all[k].key.id && top[k].mrr == all[k].mrr);
      assert_true(top[k].before == all[k].before && top[k].key.number >= 1);
    }
    if (n < TOP) assert_true(loss ? all[n].before <= all[n].mrr : all[n].mrr <= 0);
  }
  history_free(&seen);
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(forged_draws_are_found),
      cmocka_unit_test(names),
      cmocka_unit_test(lists),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
