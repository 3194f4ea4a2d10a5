/* The same records whatever the threads, blocks and instruction set; stopping keeps whole records.
 *
 * Also what ThreadSanitizer and valgrind run, so the population is small. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "tests/helpers/lab.h"

enum { REPLICATES = 5, MONTHS = 14 };

static void build(lab *self, int accounts) {
  lab_init(self);
  lab_set(self, "acquisition.initial=%d", accounts);
  lab_set(self, "acquisition.per_month=7");
  lab_set(self, "horizon=%d", MONTHS);
  lab_build(self, "agent-product.json");
}

static size_t record_bytes(const lab *self) {
  return self->layout.size * sizeof *self->records;
}

/* Keeps the records of a plain run with one thread. */
static int64_t *reference(lab *self) {
  ndrsim_engine_options one = {.threads = 1};
  lab_run(self, &one, 0, REPLICATES);
  int64_t *kept = self->records;
  self->records = NULL;
  return kept;
}

static void threads_and_blocks(void **state) {
  (void)state;
  static const int threads[] = {2, 3, 7}, blocks[] = {1, 64, 4096};
  lab self;
  build(&self, 900);
  int64_t *expected = reference(&self);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      ndrsim_engine_options options = {.threads = threads[i], .block_size = blocks[j]};
      lab_run(&self, &options, 0, REPLICATES);
      assert_memory_equal(self.records, expected, REPLICATES * record_bytes(&self));
    }
  free(expected);
  lab_free(&self);
}

/* One replicate on many threads is cut into chunks of blocks, whose sums are merged. */
static void one_replicate_on_many_threads(void **state) {
  (void)state;
  lab self;
  build(&self, 900);
  int64_t *expected = reference(&self);
  for (int k = 0; k < REPLICATES; k++) {
    ndrsim_engine_options options = {.threads = 4, .block_size = 32};
    lab_run(&self, &options, (uint32_t)k, 1);
    assert_memory_equal(self.records, expected + (size_t)k * self.layout.size, record_bytes(&self));
  }
  /* and the comparison can fail: the next replicate is another one */
  assert_memory_not_equal(self.records, expected, record_bytes(&self));
  free(expected);
  lab_free(&self);
}

static void the_debug_engine_changes_nothing(void **state) {
  (void)state;
  lab self;
  build(&self, 300);
  int64_t *expected = reference(&self);
  ndrsim_engine_options options = {.threads = 2, .debug = true};
  lab_run(&self, &options, 0, REPLICATES);
  assert_memory_equal(self.records, expected, REPLICATES * record_bytes(&self));
  free(expected);
  lab_free(&self);
}

static void instruction_sets(void **state) {
  (void)state;
  static const char *const isa[] = {"portable", "avx2", "avx512"};
  const char *before = getenv("NDRSIM_ISA");
  char *kept = before != NULL ? strdup(before) : NULL;
  int64_t *expected = NULL;
  size_t bytes = 0;
  for (int i = 0; i < 3; i++) {
    if (ndrsim_catalogue_choose(isa[i], NULL) == NULL) {
      print_message("this processor has no %s\n", isa[i]);
      continue;
    }
    lab self;
    setenv("NDRSIM_ISA", isa[i], 1);
    build(&self, 900);
    assert_string_equal(self.model.catalogue->isa, isa[i]);
    int64_t *records = reference(&self);
    if (expected == NULL) {
      expected = records;
      bytes = REPLICATES * record_bytes(&self);
    } else {
      assert_memory_equal(records, expected, bytes);
      free(records);
    }
    lab_free(&self);
  }
  if (kept != NULL) {
    setenv("NDRSIM_ISA", kept, 1);
  } else {
    unsetenv("NDRSIM_ISA");
  }
  free(kept);
  free(expected);
}

typedef struct stopper {
  int64_t after, seen, last;
} stopper;

static int stop_after(void *user, int64_t done, int64_t total) {
  stopper *self = user;
  assert_true(done == self->last + 1 && done <= total); /* one thread at a time, none skipped */
  self->last = done;
  self->seen++;
  return self->seen >= self->after;
}

static void stopping_keeps_a_prefix_of_whole_records(void **state) {
  (void)state;
  lab self;
  build(&self, 900);
  int64_t *expected = reference(&self);
  int64_t *records = malloc(REPLICATES * record_bytes(&self));
  assert_non_null(records);
  for (int threads = 1; threads <= 3; threads++)
    for (int after = 1; after < REPLICATES; after++) {
      ndrsim_replicate at[REPLICATES];
      for (uint32_t k = 0; k < REPLICATES; k++)
        at[k] = (ndrsim_replicate){k, k, k};
      stopper stop = {.after = after};
      ndrsim_engine_options options = {
          .threads = threads, .progress = stop_after, .progress_user = &stop};
      ndrsim_error err = {0};
      int complete = -1;
      memset(records, 0x55, REPLICATES * record_bytes(&self));
      ndrsim_status status =
          ndrsim_engine_run(&self.model, &options, at, REPLICATES, records, &complete, &err);
      assert_int_equal(status, NDRSIM_INTERRUPTED);
      assert_int_equal(err.status, NDRSIM_INTERRUPTED);
      assert_in_range(complete, 0, REPLICATES - 1);
      if (threads == 1) assert_int_equal(complete, after);
      assert_memory_equal(records, expected, (size_t)complete * record_bytes(&self));
    }
  free(records);
  free(expected);
  lab_free(&self);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(threads_and_blocks),
      cmocka_unit_test(one_replicate_on_many_threads),
      cmocka_unit_test(the_debug_engine_changes_nothing),
      cmocka_unit_test(instruction_sets),
      cmocka_unit_test(stopping_keeps_a_prefix_of_whole_records),
  };
  return cmocka_run_group_tests_name("threads", tests, NULL, NULL);
}
