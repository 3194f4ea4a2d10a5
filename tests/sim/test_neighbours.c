/* Who else is simulated does not matter: seeds differ, the order of a book does not, accounts of
 * one segment never touch another, and without limits on sales an account walks its path alone.
 *
 * (Threads, blocks and instruction sets: test_threads.c.) */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "data/book.h"
#include "sim/block.h"
#include "tests/helpers/lab.h"

enum { REPLICATES = 3 };

/* Hash of everything an account is in a month, over all its columns, summed over some accounts: the
 * sum forgets their order. Portfolios and the scratch list of the playbook are not of the account;
 * dropped lanes stay in the panel as long as it suits their block. */
typedef struct paths {
  int segment, portfolio, list; /* whose; columns to leave out */
  const uint64_t *id;           /* sorted ids to include, NULL = all of the segment */
  size_t n_ids;
  uint64_t sum[REPLICATES];
  int64_t lanes;
} paths;

static int by_id(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

static void see_paths(void *user, const ndrsim_block *block, int month) {
  paths *self = user;
  const ndrsim_plan *plan = block->plan;
  if (block->segment != self->segment) return;
  for (int i = 0; i < block->n; i++) {
    uint64_t id = ndrsim_block_id(block, i), sum = (uint64_t)month;
    if (ndrsim_block_i32(block, NDRSIM_COL_STATUS)[i] == NDRSIM_DROPPED) continue;
    if (self->id != NULL && !bsearch(&id, self->id, self->n_ids, sizeof id, by_id)) continue;
    for (int c = 0; c < plan->n_columns; c++) {
      size_t size = plan->column[c].type == NDRSIM_I64 ? 8 : 4;
      if (c == self->portfolio || c == self->list) continue;
      sum = ndrsim_hash_combine(
          sum, ndrsim_hash((const char *)block->column[c] + size * (size_t)i, size));
    }
    self->sum[block->values->replicate.idiosyncratic] += sum;
    self->lanes++;
  }
}

static void watch(lab *l, paths *seen, int block_size) {
  ndrsim_plan plan;
  ndrsim_observer observer = {see_paths, seen};
  ndrsim_engine_options options = {.threads = 1, .block_size = block_size, .observer = &observer};
  assert_int_equal(ndrsim_plan_init(&plan, &l->model, NULL), NDRSIM_OK);
  seen->portfolio = ndrsim_plan_column(&plan, "portfolio");
  seen->list = ndrsim_plan_column(&plan, "play_list");
  ndrsim_plan_free(&plan);
  assert_true(seen->portfolio >= 0 && seen->list >= 0);
  lab_run(l, &options, 0, REPLICATES);
  assert_true(seen->lanes > 0);
}

static void agent(lab *l, int accounts) {
  lab_init(l);
  lab_set(l, "acquisition.initial=%d", accounts);
  lab_set(l, "acquisition.per_month=0");
}

static void seeds_differ(void **state) {
  (void)state;
  lab a, b;
  agent(&a, 300);
  agent(&b, 300);
  lab_set(&a, "seed=\"18446744073709551614\"");
  lab_set(&b, "seed=\"18446744073709551615\"");
  lab_build(&a, "agent-product.json");
  lab_build(&b, "agent-product.json");
  lab_run(&a, NULL, 0, REPLICATES);
  lab_run(&b, NULL, 0, REPLICATES);
  assert_int_equal(a.layout.size, b.layout.size);
  for (int k = 0; k < REPLICATES; k++)
    assert_memory_not_equal(lab_record(&a, k), lab_record(&b, k),
                            a.layout.size * sizeof *a.records);
  lab_free(&a);
  lab_free(&b);
}

static void build_book(lab *l, bool reversed) {
  ndrsim_error err = {0};
  agent(l, 50);
  lab_build(l, "agent-product.json");
  if (ndrsim_book_read(&l->model, NDRSIM_SOURCE_DIR "/scenarios/sample-book.csv", &err))
    fail_msg("%s", err.message);
  ndrsim_row *row = l->model.row;
  for (int64_t i = 0, j = l->model.n_rows - 1; reversed && i < j; i++, j--) {
    ndrsim_row kept = row[i];
    row[i] = row[j];
    row[j] = kept;
  }
  ndrsim_engine_layout(&l->model, &l->layout);
  lab_run(l, NULL, 0, REPLICATES);
}

static void order_of_a_book(void **state) {
  (void)state;
  lab a, b;
  build_book(&a, false);
  build_book(&b, true);
  assert_true(a.model.n_rows > 2 && a.model.row[0].id != b.model.row[0].id);
  assert_memory_equal(a.records, b.records, REPLICATES * a.layout.size * sizeof *a.records);
  lab_free(&a);
  lab_free(&b);
}

/* 500 accounts in the first segment with 250 others, then with 1500 others. */
static void other_segments(void **state) {
  (void)state;
  paths few = {.segment = 0}, many = {.segment = 0};
  lab a, b;
  agent(&a, 1000);
  lab_set(&a, "segments.smb.share=0.5");
  lab_set(&a, "segments.mid_market.share=0.25");
  lab_set(&a, "segments.enterprise.share=0.25");
  agent(&b, 2000);
  lab_set(&b, "segments.smb.share=0.25");
  lab_set(&b, "segments.mid_market.share=0.5");
  lab_set(&b, "segments.enterprise.share=0.25");
  lab_build(&a, "agent-product.json");
  lab_build(&b, "agent-product.json");
  assert_int_equal(a.model.intake[0].number, 500);
  assert_int_equal(b.model.intake[0].number, 500);
  watch(&a, &few, 0);
  watch(&b, &many, 128);
  for (int k = 0; k < REPLICATES; k++)
    assert_true(few.sum[k] == many.sum[k]);
  assert_true(few.lanes == many.lanes && few.sum[0] != few.sum[1]);
  lab_free(&a);
  lab_free(&b);
}

/* With self-serve plays nobody queues: 300 accounts alone and among 1200 of their own segment. */
static void alone_without_limits(void **state) {
  (void)state;
  enum { FEW = 300, MANY = 1200 };
  uint64_t id[FEW];
  paths alone = {.segment = 0}, among = {.segment = 0, .id = id, .n_ids = FEW};
  paths queueing = among;
  for (int limited = 0; limited < 2; limited++)
    for (int k = 0; k < 2; k++) {
      lab l;
      paths *seen = k == 0 ? &alone : limited ? &queueing : &among;
      if (limited && k == 0) continue;
      agent(&l, k == 0 ? FEW : MANY);
      lab_set(&l, "segments={\"smb\":{}}");
      for (int s = 0; s < 5; s++) { /* one segment: what differs by segment takes its smb value */
        static const char *const plain[] = {"playbook.portfolio_accounts=400",
                                            "contract.annual_share=0.2", "seat.imitation=0.018",
                                            "contraction.cut=0.012", "churn.base=0.02"};
        lab_set(&l, "%s", plain[s]);
      }
      lab_set(&l, "playbook.self_serve=%s", limited ? "false" : "true");
      lab_set(&l, "playbook.csm=%d", limited ? 1 : 40);
      lab_set(&l, "playbook.sales=20");
      lab_set(&l, "playbook.rollout_share=0.15");
      lab_set(&l, "playbook.arpa=500");
      lab_set(&l, "seat.initial=4");
      lab_set(&l, "seat.headcount=40");
      lab_set(&l, "correlations=[]");
      lab_build(&l, "agent-product.json");
      for (int i = 0; i < FEW; i++)
        id[i] = ndrsim_population_id(&l.model, 0, 0, i);
      qsort(id, FEW, sizeof *id, by_id);
      watch(&l, seen, 64);
      lab_free(&l);
    }
  for (int k = 0; k < REPLICATES; k++)
    assert_true(alone.sum[k] == among.sum[k]);
  assert_true(alone.lanes == among.lanes);
  /* and the comparison can fail: with one contact a month for 400 accounts they do meet */
  assert_true(alone.sum[0] != queueing.sum[0]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(seeds_differ), cmocka_unit_test(order_of_a_book),
      cmocka_unit_test(other_segments), cmocka_unit_test(alone_without_limits)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
