/* Two simulations in two threads of a host give the same bytes as one after the other; also what
 * ThreadSanitizer runs. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "tests/api/host.h"

enum { REPLICATES = 6, HORIZON = 14, RUNS = 4 };

/* Nothing of cmocka in here: it is not made for threads. Failures are counted. */
typedef struct job {
  ndrsim_case *input;
  int threads;
  char *text; /* summary.json */
  size_t size;
  int failed;
  long long calls;
} job;

static int count(void *user, long long done, long long total) {
  job *self = user;
  self->calls += done >= 1 && done <= total;
  return 0;
}

static void *work(void *user) {
  job *self = user;
  ndrsim_simulation *simulation = NULL;
  ndrsim_simulation_options options = NDRSIM_SIMULATION_OPTIONS_INIT;
  options.threads = self->threads;
  options.layer_samples = 4;
  options.progress = count;
  options.user = self;
  self->failed = ndrsim_case_set(self->input, "churn.base=0.02", NULL) != NDRSIM_OK;
  if (ndrsim_simulation_run(self->input, &options, &simulation, NULL) != NDRSIM_OK ||
      ndrsim_simulation_summary(simulation, &self->text, &self->size, NULL) != NDRSIM_OK)
    self->failed = 1;
  ndrsim_simulation_free(simulation);
  return NULL;
}

static void prepare(job *self, int k) {
  *self = (job){.input = host_case(REPLICATES, HORIZON), .threads = 1 + k % 3};
  if (k % 2 == 1) assert_int_equal(ndrsim_case_book_file(self->input, HOST_BOOK, NULL), NDRSIM_OK);
}

static void side_by_side(void **state) {
  (void)state;
  job alone[RUNS], beside[RUNS];
  pthread_t thread[RUNS];
  for (int k = 0; k < RUNS; k++) {
    prepare(&alone[k], k);
    prepare(&beside[k], k);
    work(&alone[k]);
  }
  for (int k = 0; k < RUNS; k++)
    assert_int_equal(pthread_create(&thread[k], NULL, work, &beside[k]), 0);
  for (int k = 0; k < RUNS; k++)
    assert_int_equal(pthread_join(thread[k], NULL), 0);
  for (int k = 0; k < RUNS; k++) {
    assert_false(alone[k].failed || beside[k].failed);
    assert_true(alone[k].calls > 0 && beside[k].calls > 0);
    assert_int_equal(alone[k].size, beside[k].size);
    assert_memory_equal(alone[k].text, beside[k].text, alone[k].size);
    /* and the comparison can fail: a book gives other numbers */
    assert_string_not_equal(alone[k].text, beside[(k + 1) % RUNS].text);
  }
  for (int k = 0; k < RUNS; k++) {
    ndrsim_text_free(alone[k].text);
    ndrsim_text_free(beside[k].text);
    ndrsim_case_free(alone[k].input);
    ndrsim_case_free(beside[k].input);
  }
}

typedef struct reader {
  const ndrsim_simulation *simulation;
  double value[REPLICATES];
  int failed;
} reader;

static void *read_all(void *user) {
  reader *self = user;
  ndrsim_query query = NDRSIM_QUERY_INIT;
  ndrsim_stats stats = NDRSIM_STATS_INIT;
  for (query.month = 0; query.month <= HORIZON; query.month++)
    if (ndrsim_simulation_stats(self->simulation, &query, &stats, NULL) != NDRSIM_OK)
      self->failed = 1;
  query.month = 12;
  if (ndrsim_simulation_values(self->simulation, &query, self->value, REPLICATES, NULL) !=
      NDRSIM_OK)
    self->failed = 1;
  return NULL;
}

static void two_readers_of_one(void **state) {
  (void)state;
  ndrsim_case *input = host_case(REPLICATES, HORIZON);
  ndrsim_simulation *simulation = host_run(input, 2);
  reader one[2] = {{.simulation = simulation}, {.simulation = simulation}};
  pthread_t thread[2];
  for (int k = 0; k < 2; k++)
    assert_int_equal(pthread_create(&thread[k], NULL, read_all, &one[k]), 0);
  for (int k = 0; k < 2; k++)
    assert_int_equal(pthread_join(thread[k], NULL), 0);
  assert_false(one[0].failed || one[1].failed);
  assert_memory_equal(one[0].value, one[1].value, sizeof one[0].value);
  ndrsim_simulation_free(simulation);
  ndrsim_case_free(input);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(side_by_side),
      cmocka_unit_test(two_readers_of_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
