/* Every allocation of a load fails once, and then from there on: NDRSIM_MEMORY, no crash, no leak.
 *
 * The program brings its own malloc over glibc's. Sanitizers bring theirs: under them the scenario
 * is loaded once as it is, and the sanitizer does the looking. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "tests/scenarios/sample_catalogue.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

static long allocations, fail_from = -1, fail_to = -1, live;

#ifndef SANITIZED
extern void *__libc_malloc(size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void __libc_free(void *old);
/* visible to the shared libraries, whatever the build says about visibility */
#define EXPORTED __attribute__((visibility("default")))
EXPORTED void *malloc(size_t size);
EXPORTED void *calloc(size_t n, size_t size);
EXPORTED void *realloc(void *old, size_t size);
EXPORTED void free(void *old);

static int fails(void) {
  long number = allocations++;
  int failing = number >= fail_from && number < fail_to;
  if (failing) errno = ENOMEM;
  return failing;
}

void *malloc(size_t size) {
  if (fails()) return NULL;
  void *made = __libc_malloc(size);
  live += made != NULL;
  return made;
}

void *calloc(size_t n, size_t size) {
  if (fails()) return NULL;
  void *made = __libc_calloc(n, size);
  live += made != NULL;
  return made;
}

void *realloc(void *old, size_t size) {
  if (fails()) return NULL;
  void *made = __libc_realloc(old, size);
  live += old == NULL && made != NULL;
  return made;
}

void free(void *old) {
  live -= old != NULL;
  __libc_free(old);
}
#endif

static const char more[] =
    ",\"churn\":{\"base\":{\"by_segment\":{\"smb\":{\"schedule\":{\"0\":{\"dist\":\"beta\","
    "\"mean\":0.03,\"sd\":0.006},\"12\":0.1}},\"default\":{\"dist\":\"uniform\",\"low\":0,"
    "\"high\":0.1,\"per\":\"account\"}}},\"link\":\"cloglog\"},"
    "\"demand\":{\"noise\":{\"dist\":\"uniform\",\"low\":0,\"high\":1},"
    "\"level\":{\"dist\":\"gamma\",\"mean\":{\"dist\":\"normal\",\"mean\":50,\"sd\":5,\"min\":10},"
    "\"sd\":20,\"per\":\"account\"}},"
    "\"macro\":{\"forced\":[{\"from\":1,\"to\":2,\"regime\":\"normal\"}]},"
    "\"acquisition\":{\"initial\":10,\"per_month\":1.5},"
    "\"correlations\":[{\"between\":[\"demand.noise\",\"demand.level.mean\"],\"rho\":0.5}]";
static const char *const sets[] = {"tiers.lite.cap=300", "title=some words",
                                   "churn.fee={\"schedule\":{\"0\":1,\"6\":2}}"};

static void load_failing(const char *scenario, long from, long to, ndrsim_status expect) {
  ndrsim_model model;
  ndrsim_error err;
  long before = live;
  allocations = 0;
  fail_from = from;
  fail_to = to;
  ndrsim_status status = sample_parse(&model, scenario, sets, 3, &err);
  fail_from = fail_to = -1;
  long made = allocations;
  ndrsim_model_free(&model);
  if (status != expect)
    fail_msg("allocation %ld of %ld: %s", from, made, ndrsim_status_name(status));
  if (live != before) fail_msg("allocation %ld: %ld blocks leak", from, live - before);
}

static void test_every_allocation_fails(void **state) {
  (void)state;
  char *scenario = sample_scenario(more);
  load_failing(scenario, -1, -1, NDRSIM_OK);
#ifndef SANITIZED
  load_failing(scenario, -1, -1, NDRSIM_OK); /* libraries may keep what they made the first time */
  long n = allocations;
  assert_true(n > 100);
  for (long i = 0; i < n; i++) {
    load_failing(scenario, i, i + 1, NDRSIM_MEMORY);
    load_failing(scenario, i, 1L << 40, NDRSIM_MEMORY);
  }
#endif
  free(scenario);
}

/* A message needs no memory of its own to be right: a suggestion may be lost, the error not. */
static void test_errors_without_memory(void **state) {
  (void)state;
  char *scenario = sample_scenario(",\"churn\":{\"bse\":1}");
  ndrsim_model model;
  ndrsim_error err;
  allocations = 0;
  assert_int_equal(sample_parse(&model, scenario, NULL, 0, &err), NDRSIM_INPUT);
  ndrsim_model_free(&model);
#ifndef SANITIZED
  long n = allocations;
  for (long i = 0; i < n; i++) {
    long before = live;
    allocations = 0;
    fail_from = i;
    fail_to = 1L << 40;
    ndrsim_status status = sample_parse(&model, scenario, NULL, 0, &err);
    fail_from = fail_to = -1;
    ndrsim_model_free(&model);
    assert_true(status == NDRSIM_MEMORY || status == NDRSIM_INPUT);
    assert_int_equal(err.status, status);
    assert_int_equal(live, before);
  }
#endif
  free(scenario);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_allocation_fails),
      cmocka_unit_test(test_errors_without_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
