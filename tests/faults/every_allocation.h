/* The harness of the allocation tests: a small scenario with a book, and a stage of work that is
 * done once for each of its allocations, with that one failing, and with all after it failing too.
 *
 * To be included by one file of a test program, as faulty_malloc.h. */
#ifndef NDRSIM_TESTS_EVERY_ALLOCATION_H
#define NDRSIM_TESTS_EVERY_ALLOCATION_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>
#include "data/book.h"
#include "report/report.h"
#include "scenarios/scenario.h"
#include "sim/digest.h"
#include "tests/faults/faulty_malloc.h"

static const char scenario[] =
    "{\"schema_version\":1,\"name\":\"faults\",\"title\":\"a \\u00e9\",\"start_month\":\"2026-01\","
    "\"horizon\":13,\"replicates\":3,\"segments\":{\"smb\":{\"share\":0.5},\"large\":{\"share\":"
    "0.5}},\"tiers\":{\"lite\":{\"price\":20,\"cap\":200,\"overage\":0.1},\"pro\":{\"price\":45}},"
    "\"acquisition\":{\"initial\":6,\"per_month\":{\"schedule\":{\"0\":0.5,\"6\":1}}},"
    "\"workflow\":{\"explore\":{\"dist\":\"uniform\",\"low\":0.2,\"high\":0.6}},"
    "\"demand\":{\"level\":{\"dist\":\"exponential\",\"mean\":150,\"per\":\"account\"}},"
    "\"capacity\":{\"at_cap\":{\"dist\":\"triangular\",\"low\":0.1,\"mode\":0.2,\"high\":0.4}},"
    "\"seat\":{\"headcount\":{\"dist\":\"uniform\",\"low\":5,\"high\":50,\"per\":\"account\"},"
    "\"innovation\":0.02,\"imitation\":0.1},\"playbook\":{\"on\":true},"
    "\"churn\":{\"base\":{\"by_segment\":{\"smb\":{\"dist\":\"uniform\",\"low\":0,\"high\":"
    "{\"dist\":\"uniform\",\"low\":0.1,\"high\":0.2},\"per\":\"account\"},\"default\":0.02}}},"
    "\"initiatives\":[{\"name\":\"x\",\"from\":3,\"set\":{\"churn.base\":{\"times\":"
    "{\"dist\":\"uniform\",\"low\":0.5,\"high\":0.9}},\"tiers.lite.price\":{\"by_segment\":"
    "{\"smb\":21}}}}],\"margin\":{\"marginal_task\":\"upgrade\"},"
    "\"macro\":{\"sd\":1,\"forced\":[{\"from\":2,\"to\":4,\"regime\":\"downturn\"}]},"
    "\"correlations\":[{\"between\":[\"workflow.explore\",\"capacity.at_cap\"],\"rho\":0.4},"
    "{\"between\":[\"demand.level\",\"seat.headcount\"],\"rho\":0.4}]}";
static const ndrsim_override change[] = {
    {"tiers.lite.cap=300"}, {"title=words"}, {"cost.task={\"schedule\":{\"0\":0.01,\"6\":0.02}}"}};
enum { CHANGES = 3 };
static const char book[] = "account_id,start_month,mrr,segment,tier,seats,tasks\n"
                           "b-1,2025-02,100.00,smb,lite,5,120\nb-2,2024-11,900,large,pro,20,\n"
                           "\"b, 3\",-3,45,smb,pro,1,10\n";

static const ndrsim_catalogue *catalogue;
static ndrsim_model model;     /* scenario and book */
static ndrsim_results results; /* of the model */
static char root[64];

/* --- one stage, many times -------------------------------------------------------------------- */

/* Does something and undoes it; `digest` gets what came out, when all went well. */
typedef ndrsim_status stage(ndrsim_digest *digest, ndrsim_error *err);

typedef struct outcome {
  ndrsim_status status;
  ndrsim_error err;
  char digest[NDRSIM_DIGEST_SIZE];
  long count, injected, leaked;
} outcome;

static void go(stage *run, long from, long to, outcome *out) {
  ndrsim_digest digest;
  memset(out, 0, sizeof *out);
  ndrsim_digest_init(&digest);
  long live = faults.live;
  faults.count = faults.injected = 0;
  faults.from = from;
  faults.to = to;
  out->status = run(&digest, &out->err);
  faults.from = faults.to = LONG_MAX;
  out->count = faults.count;
  out->injected = faults.injected;
#ifndef FAULTS_UNCOUNTED
  out->leaked = faults.live - live;
#else
  (void)live;
#endif
  ndrsim_digest_final(&digest, out->digest);
}

/* A short message that says what is the matter: memory, or for what the C library opens and writes
 * the system's words for it. */
static bool says_memory(const outcome *o) {
  char line[1024];
  ndrsim_error_format(&o->err, line, sizeof line);
  if (o->err.status != o->status || line[0] == '\0' || strchr(line, '\n') != NULL) return false;
  return o->status == NDRSIM_MEMORY ||
         (o->status == NDRSIM_IO && strstr(line, strerror(ENOMEM)) != NULL);
}

static void judge(const outcome *o, const outcome *whole, const char *name, long n, bool for_ever) {
  char line[1024];
  ndrsim_error_format(&o->err, line, sizeof line);
  if (o->leaked != 0)
    fail_msg("%s, allocation %ld%s: %ld blocks leak", name, n, for_ever ? " and all later" : "",
             o->leaked);
  if (o->status == NDRSIM_OK ? strcmp(o->digest, whole->digest) != 0 : !says_memory(o))
    fail_msg("%s, allocation %ld%s: %s, %s", name, n, for_ever ? " and all later" : "",
             ndrsim_status_name(o->status), o->status == NDRSIM_OK ? "other results" : line);
}

/* Fails the 0th, 1st, ... allocation of a stage, as far as it has some; every `stride`-th. */
static void every_allocation(const char *name, stage *run, long stride) {
  outcome whole, o;
  long clean = 0, errors = 0, n = 0;
  go(run, LONG_MAX, LONG_MAX, &whole);
  go(run, LONG_MAX, LONG_MAX, &whole); /* libraries may keep what they made the first time */
  if (whole.status != NDRSIM_OK) judge(&whole, &whole, name, -1, false);
  assert_int_equal(whole.leaked, 0);
#ifndef FAULTS_IMPOSSIBLE
  assert_true(whole.count > 0);
#endif
  const char *only = getenv("NDRSIM_TEST_ALLOCATION"); /* for a debugger */
  long first = only != NULL ? strtol(only, NULL, 10) : 0;
  for (long k = first; k < (only != NULL ? first + 1 : whole.count); k += stride, n++) {
    for (int for_ever = 0; for_ever < 2; for_ever++) {
      go(run, k, for_ever ? LONG_MAX : k + 1, &o);
      if (o.injected == 0) continue; /* threads: fewer this time */
      judge(&o, &whole, name, k, for_ever);
      clean += o.status == NDRSIM_OK;
      errors += o.status != NDRSIM_OK;
    }
  }
  print_message("%-12s %5ld of %5ld allocations failed, twice each: %ld errors, %ld lived with\n",
                name, n, whole.count, errors, clean);
#ifndef FAULTS_IMPOSSIBLE
  assert_true(errors > 0);
#endif
}

/* A few hundred of many, unless all are asked for; never a multiple of a loop's own step. */
static long sampled(long many) {
  const char *all = getenv("NDRSIM_TEST_ALL");
  return all != NULL && strcmp(all, "1") == 0 ? 1 : many;
}

/* --- files ------------------------------------------------------------------------------------ */

/* Takes up the files of a directory, in no order, and removes it. With a directory left behind by a
 * stage that failed, it is found by the caller. */
static void take_up(const char *directory, ndrsim_digest *digest) {
  struct dirent **entry;
  char path[512], piece[4096];
  int n = scandir(directory, &entry, NULL, alphasort);
  for (int k = 0; k < n; k++) {
    snprintf(path, sizeof path, "%s/%s", directory, entry[k]->d_name);
    FILE *file = entry[k]->d_name[0] == '.' ? NULL : fopen(path, "rb");
    if (file != NULL) {
      ndrsim_digest_update(digest, entry[k]->d_name, strlen(entry[k]->d_name));
      for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        ndrsim_digest_update(digest, piece, got);
      fclose(file);
      unlink(path);
    }
    free(entry[k]);
  }
  if (n >= 0) free(entry);
  rmdir(directory);
}

/* After an error nothing may be left; after a success everything is there. */
__attribute__((unused)) static ndrsim_status settle(ndrsim_status status, const char *directory,
                                                    ndrsim_digest *digest, ndrsim_error *err) {
  long from = faults.from, to = faults.to;
  faults.from = faults.to = LONG_MAX; /* the looking around is no stage's */
  if (status == NDRSIM_OK) take_up(directory, digest);
  if (access(directory, F_OK) == 0)
    status = ndrsim_error_set(err, NDRSIM_INTERNAL, "%s is left behind", directory);
  faults.from = from;
  faults.to = to;
  return status;
}

static ndrsim_report report(void) {
  return (ndrsim_report){
      .results = &results, .override = change, .n_overrides = CHANGES, .version = "1"};
}

/* --- tests ------------------------------------------------------------------------------------ */

#define TEST(name, stage, stride)                                                                  \
  static void test_##name(void **state) {                                                          \
    (void)state;                                                                                   \
    every_allocation(#name, stage, stride);                                                        \
  }

static int prepare(void **state) {
  (void)state;
  ndrsim_error err = {0};
  ndrsim_run_options options = {.engine = {.threads = 1}};
  snprintf(root, sizeof root, "/tmp/ndrsim-faults-XXXXXX");
  if (mkdtemp(root) == NULL) return -1;
  catalogue = ndrsim_catalogue_choose(NULL, &err);
  ndrsim_model_init(&model);
  ndrsim_results_init(&results);
  return catalogue == NULL ||
                 ndrsim_scenario_parse(&model, catalogue, scenario, sizeof scenario - 1,
                                       "faults.json", change, CHANGES, &err) != NDRSIM_OK ||
                 ndrsim_book_parse(&model, book, sizeof book - 1, "faults.csv", &err) !=
                     NDRSIM_OK ||
                 ndrsim_results_run(&results, &model, &options, &err) != NDRSIM_OK
             ? -1
             : 0;
}

static int clear_up(void **state) {
  (void)state;
  ndrsim_results_free(&results);
  ndrsim_model_free(&model);
  return rmdir(root); /* fails when something was left behind */
}

#endif
