/* Common random numbers: a change of one tier's cap leaves every other event's random words where
 * they were, so that the difference between two price pages is far less noisy than two runs. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/block.h"
#include "tests/helpers/lab.h"

/* --- words ----------------------------------------------------------------------------------- */

/* The eight words of an account in a month, as the stream mechanism drew them. */
enum { WORDS = 8 };
static const char *const word_column[WORDS] = {
    "word_workflow_gain", "word_workflow_loss", "word_demand_noise", "word_seat_gain",
    "word_churn",         "word_upgrade",       "word_contraction",  "word_inquiry"};

typedef struct entry {
  uint64_t key; /* account and month; 0 = free */
  int32_t word[WORDS];
} entry;

enum { ENTRIES = 1 << 16 };

typedef struct words {
  int column[WORDS], tier_column;
  entry *entry; /* of the first run */
  bool second;  /* compare instead of keeping */
  int64_t kept, same, different;
  uint64_t tiers; /* hash of who was on which tier: that the change did something */
} words;

static entry *entry_of(words *self, uint64_t key) {
  size_t i = (size_t)key & (ENTRIES - 1);
  while (self->entry[i].key != 0 && self->entry[i].key != key)
    i = (i + 1) & (ENTRIES - 1);
  return &self->entry[i];
}

static void see_words(void *user, const ndrsim_block *block, int month) {
  words *self = user;
  for (int i = 0; month > 0 && i < block->n; i++) {
    uint64_t key = ndrsim_hash_combine(ndrsim_block_id(block, i), (uint64_t)month);
    entry *e = entry_of(self, key);
    int32_t now[WORDS];
    for (int w = 0; w < WORDS; w++)
      now[w] = ndrsim_block_i32(block, self->column[w])[i];
    int tier = ndrsim_block_i32(block, self->tier_column)[i];
    self->tiers += ndrsim_hash_combine(key, (uint64_t)tier);
    if (!self->second) {
      assert_true(e->key == 0 && ++self->kept < ENTRIES / 2);
      e->key = key;
      memcpy(e->word, now, sizeof now);
    } else if (e->key == key) { /* accounts that left in the other run have no words there */
      if (memcmp(e->word, now, sizeof now) == 0)
        self->same++;
      else
        self->different++;
    }
  }
}

static void run_words(words *seen, double cap, bool grow) {
  ndrsim_plan plan;
  ndrsim_observer observer = {see_words, seen};
  ndrsim_engine_options options = {.threads = 1, .observer = &observer};
  lab l;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=600");
  lab_set(&l, "acquisition.per_month=0");
  lab_set(&l, "horizon=24");
  lab_set(&l, "tiers.pro.cap=%g", cap);
  if (!grow) lab_set(&l, "workflow.growth=false");
  lab_build(&l, "agent-product.json");
  assert_int_equal(ndrsim_plan_init(&plan, &l.model, NULL), NDRSIM_OK);
  for (int w = 0; w < WORDS; w++) {
    seen->column[w] = ndrsim_plan_column(&plan, word_column[w]);
    assert_true(seen->column[w] >= 0);
  }
  seen->tier_column = ndrsim_plan_column(&plan, "tier");
  ndrsim_plan_free(&plan);
  lab_run(&l, &options, 0, 1);
  lab_free(&l);
}

static void words_stay_where_they_were(void **state) {
  (void)state;
  static const struct {
    double cap;
    bool grow;
  } change[] = {{1200, true}, {500, true}, {1000, false}};
  words seen = {.entry = calloc(ENTRIES, sizeof(entry))};
  assert_non_null(seen.entry);
  run_words(&seen, 1000, true);
  uint64_t tiers = seen.tiers;
  seen.second = true;
  for (size_t k = 0; k < sizeof change / sizeof *change; k++) {
    seen.same = seen.different = 0;
    seen.tiers = 0;
    run_words(&seen, change[k].cap, change[k].grow);
    printf("  pro.cap 1000 -> %g%s: %lld account-months, %lld with other words\n", change[k].cap,
           change[k].grow ? "" : " without workflow growth", (long long)seen.same,
           (long long)seen.different);
    assert_int_equal(seen.different, 0);
    assert_true(seen.same > seen.kept / 2);
    assert_true(seen.tiers != tiers); /* other things did change */
  }
  free(seen.entry);
}

/* The words are those of the address, computed one by one. */
static void see_addresses(void *user, const ndrsim_block *block, int month) {
  words *self = user;
  uint32_t k = block->values->replicate.idiosyncratic;
  for (int i = 0; month > 0 && i < block->n; i++)
    for (int group = 0; group < 2; group++) {
      ndrsim_words w = ndrsim_philox(block->plan->model->seed, ndrsim_block_id(block, i), k,
                                     (unsigned)month, (unsigned)(16 + group), 0);
      for (int j = 0; j < 4; j++) {
        int32_t drawn = ndrsim_block_i32(block, self->column[4 * group + j])[i];
        if ((uint32_t)drawn == w.w[j])
          self->same++;
        else
          self->different++;
      }
    }
}

static void words_are_addressed(void **state) {
  (void)state;
  words seen = {.entry = calloc(ENTRIES, sizeof(entry))};
  assert_non_null(seen.entry);
  run_words(&seen, 1000, true); /* for the columns */
  ndrsim_observer observer = {see_addresses, &seen};
  ndrsim_engine_options options = {.threads = 1, .observer = &observer};
  lab l;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=300");
  lab_set(&l, "horizon=12");
  lab_build(&l, "agent-product.json");
  lab_run(&l, &options, 40, 2);
  lab_free(&l);
  free(seen.entry);
  assert_true(seen.same > 10000);
  assert_int_equal(seen.different, 0);
}

/* --- variance -------------------------------------------------------------------------------- */

enum { RUNS = 300 };

/* 12-month NDR from landing of RUNS replicates, in points. */
static void ndr_of(double cap, uint32_t first, double *out) {
  lab l;
  lab_init(&l);
  lab_set(&l, "horizon=12");
  lab_set(&l, "acquisition.initial=%lld", (long long)lab_accounts(1000));
  lab_set(&l, "acquisition.per_month=0");
  lab_set(&l, "tiers.pro.cap=%g", cap);
  /* everybody lands in month 0, so that all are observed at age 12 */
  lab_set(&l, "activation.lands=at_start");
  lab_build(&l, "agent-product.json");
  lab_run(&l, NULL, first, RUNS);
  for (int k = 0; k < RUNS; k++) {
    out[k] = 100 * ndrsim_record_ndr(&l.layout, lab_record(&l, k), NDRSIM_ANCHOR_AGE, 12);
    assert_true(isfinite(out[k]));
  }
  lab_free(&l);
}

static double mean_of(const double *x) {
  double sum = 0;
  for (int k = 0; k < RUNS; k++)
    sum += x[k] / RUNS;
  return sum;
}

static double variance_of(const double *x) {
  double mean = mean_of(x), sum = 0;
  for (int k = 0; k < RUNS; k++)
    sum += (x[k] - mean) * (x[k] - mean);
  return sum / (RUNS - 1);
}

static void paired_difference(void **state) {
  (void)state;
  double before[RUNS], after[RUNS], other[RUNS], paired[RUNS], unpaired[RUNS];
  ndr_of(1000, 0, before);
  ndr_of(1200, 0, after);
  ndr_of(1200, 100000, other); /* other indices in all three layers */
  for (int k = 0; k < RUNS; k++) {
    paired[k] = after[k] - before[k];
    unpaired[k] = other[k] - before[k];
  }
  double p = variance_of(paired), u = variance_of(unpaired);
  double gap = mean_of(paired) - mean_of(unpaired);
  printf("  pro.cap 1000 -> 1200: NDR at 12 months %.2f -> %.2f\n"
         "  paired difference %+.3f +- %.3f points, unpaired %+.3f +- %.3f: variance %.0f times "
         "smaller\n",
         mean_of(before), mean_of(after), mean_of(paired), sqrt(p / RUNS), mean_of(unpaired),
         sqrt(u / RUNS), u / p);
  assert_true(p > 0);
  assert_true(u / p >= 10);
  assert_true(fabs(gap) <= 4 * sqrt((p + u) / RUNS)); /* both measure the same thing */
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(words_stay_where_they_were),
                                     cmocka_unit_test(words_are_addressed),
                                     cmocka_unit_test(paired_difference)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
