/* What must emerge from the agent scenario and is coded nowhere: workflows carry demand, capacity
 * and seats; users, tasks and tiers line up as in S0; NDR and its composition are S0's. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "sim/block.h"
#include "tests/helpers/lab.h"

enum { RUNS = 200, LITE = 0, PRO = 1, ULTRA = 2, TIERS = 3 };

/* Means over replicates, with standard errors. */
typedef struct figure {
  double mean, se;
} figure;

static figure figure_of(const double *x) {
  figure f = {0, 0};
  for (int k = 0; k < RUNS; k++)
    f.mean += x[k] / RUNS;
  for (int k = 0; k < RUNS; k++)
    f.se += (x[k] - f.mean) * (x[k] - f.mean);
  f.se = sqrt(f.se / (RUNS - 1) / RUNS);
  return f;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static void run_agent(lab *l, bool growth) {
  lab_init(l);
  lab_set(l, "acquisition.initial=%lld", (long long)lab_accounts(1000));
  lab_set(l, "acquisition.per_month=%lld", (long long)(lab_accounts(80000) / 1000));
  lab_set(l, "horizon=24");
  if (!growth) lab_set(l, "workflow.growth=false");
  lab_build(l, "agent-product.json");
  lab_run(l, NULL, 0, RUNS);
}

/* Percentage points of the 12-month bridge from landing. */
static void bridge_of(const lab *l, ndrsim_lens lens, int driver, double *out) {
  double flow[NDRSIM_FLOWS];
  for (int k = 0; k < RUNS; k++) {
    assert_true(
        ndrsim_record_flow(&l->layout, lab_record(l, k), NDRSIM_ANCHOR_AGE, 12, lens, flow));
    out[k] = 100 * flow[driver];
  }
}

static void ndr_of(const lab *l, double *out) {
  for (int k = 0; k < RUNS; k++)
    out[k] = 100 * ndrsim_record_ndr(&l->layout, lab_record(l, k), NDRSIM_ANCHOR_AGE, 12);
}

/* Without workflow growth, on common random numbers, capacity and seat revenue fall. */
static void the_loop_is_reinforcing(void **state) {
  (void)state;
  static const struct {
    ndrsim_lens lens;
    int driver;
    bool falls;
  } row[] = {{NDRSIM_LENS_INVOICE, NDRSIM_DRIVER_CAPACITY, true},
             {NDRSIM_LENS_INVOICE, NDRSIM_DRIVER_SEAT, true},
             {NDRSIM_LENS_CAUSE, NDRSIM_DRIVER_WORKFLOW, true},
             {NDRSIM_LENS_CAUSE, NDRSIM_DRIVER_CAPACITY, false},
             {NDRSIM_LENS_CAUSE, NDRSIM_DRIVER_SEAT, true}};
  double on[RUNS], off[RUNS], lost[RUNS];
  lab with, without;
  run_agent(&with, true);
  run_agent(&without, false);
  printf("  points of 12-month NDR from landing   growth   frozen     lost\n");
  for (size_t j = 0; j < sizeof row / sizeof *row; j++) {
    bridge_of(&with, row[j].lens, row[j].driver, on);
    bridge_of(&without, row[j].lens, row[j].driver, off);
    for (int k = 0; k < RUNS; k++)
      lost[k] = on[k] - off[k];
    figure f = figure_of(lost);
    printf("  %-8s lens, %-12s            %8.2f %8.2f %8.2f +- %.2f\n",
           ndrsim_lens_name((int)row[j].lens), ndrsim_driver_name(row[j].driver),
           figure_of(on).mean, figure_of(off).mean, f.mean, f.se);
    if (row[j].falls) assert_true(f.mean > 4 * f.se);
  }
  ndr_of(&with, on);
  ndr_of(&without, off);
  for (int k = 0; k < RUNS; k++)
    lost[k] = on[k] - off[k];
  figure f = figure_of(lost);
  printf("  NDR                                  %8.2f %8.2f %8.2f +- %.2f\n", figure_of(on).mean,
         figure_of(off).mean, f.mean, f.se);
  assert_true(f.mean > 4 * f.se);
  lab_free(&with);
  lab_free(&without);
}

/* S0: 130-180%, and workflows and capacity together outweigh seats in the cause lens. */
static void ndr_and_composition(void **state) {
  (void)state;
  double ndr[RUNS], workflow[RUNS], capacity[RUNS], seat[RUNS], lead[RUNS];
  lab l;
  run_agent(&l, true);
  ndr_of(&l, ndr);
  bridge_of(&l, NDRSIM_LENS_CAUSE, NDRSIM_DRIVER_WORKFLOW, workflow);
  bridge_of(&l, NDRSIM_LENS_CAUSE, NDRSIM_DRIVER_CAPACITY, capacity);
  bridge_of(&l, NDRSIM_LENS_CAUSE, NDRSIM_DRIVER_SEAT, seat);
  for (int k = 0; k < RUNS; k++)
    lead[k] = workflow[k] + capacity[k] - seat[k];
  qsort(ndr, RUNS, sizeof *ndr, by_value);
  double p50 = 0.5 * (ndr[RUNS / 2 - 1] + ndr[RUNS / 2]);
  figure f = figure_of(lead);
  printf(
      "  NDR P50 %.1f%%; workflow %+.1f, capacity %+.1f, seats %+.1f points: lead %.1f +- %.1f\n",
      p50, figure_of(workflow).mean, figure_of(capacity).mean, figure_of(seat).mean, f.mean, f.se);
  assert_true(p50 >= 130 && p50 <= 180);
  assert_true(f.mean > 4 * f.se);
  lab_free(&l);
}

/* Customers over months 12..36, by workflows per user and by tier. */
enum { MOST_W = 101 };
typedef struct tiers {
  int tier, workflows, tasks, served;
  double n[MOST_W][TIERS], wanted[MOST_W][TIERS], served_sum[MOST_W][TIERS];
} tiers;

static void see_tiers(void *user, const ndrsim_block *block, int month) {
  tiers *self = user;
  if (month < 12) return;
  for (int i = 0; i < block->n; i++) {
    if (ndrsim_block_i32(block, NDRSIM_COL_STATUS)[i] != NDRSIM_ALIVE) continue;
    int t = ndrsim_block_i32(block, self->tier)[i];
    int w = ndrsim_block_i32(block, self->workflows)[i];
    assert_in_range(w, 0, MOST_W - 1);
    self->n[w][t]++;
    self->wanted[w][t] += ndrsim_block_i32(block, self->tasks)[i] / 16.0;
    self->served_sum[w][t] += ndrsim_block_i32(block, self->served)[i] / 16.0;
  }
}

static void watch_tiers(tiers *seen) {
  ndrsim_plan plan;
  ndrsim_observer observer = {see_tiers, seen};
  ndrsim_engine_options options = {.threads = 1, .observer = &observer};
  lab l;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=%lld", (long long)lab_accounts(1000));
  lab_build(&l, "agent-product.json");
  assert_int_equal(ndrsim_plan_init(&plan, &l.model, NULL), NDRSIM_OK);
  seen->tier = ndrsim_plan_column(&plan, "tier");
  seen->workflows = ndrsim_plan_column(&plan, "workflows");
  seen->tasks = ndrsim_plan_column(&plan, "tasks");
  seen->served = ndrsim_plan_column(&plan, "served");
  ndrsim_plan_free(&plan);
  lab_run(&l, &options, 0, 40);
  lab_free(&l);
}

static const char *const tier_name[TIERS] = {"lite", "pro", "ultra"};

/* S0's page: W = 1 below 200 tasks a month on Lite, W = 3 at 200-1000 on Pro, W = 8 above 1500 on
 * Ultra. Tasks are those users want; the tier is the one where most of them are. */
static const struct {
  int w;
  double low, high;
  int tier;
} page[TIERS] = {{1, 0, 200, LITE}, {3, 200, 1000, PRO}, {8, 1500, INFINITY, ULTRA}};

static void workflows_tasks_and_tiers_line_up(void **state) {
  (void)state;
  static tiers seen;
  watch_tiers(&seen);
  int off = 0;
  for (int t = 0; t < TIERS; t++) {
    double n = 0, w = 0, wanted = 0, served = 0;
    for (int k = 0; k < MOST_W; k++) {
      n += seen.n[k][t];
      w += k * seen.n[k][t];
      wanted += seen.wanted[k][t];
      served += seen.served_sum[k][t];
    }
    printf("  on %-5s %8.0f account-months: W %.2f, tasks per user %.0f wanted, %.0f served\n",
           tier_name[t], n, w / n, wanted / n, served / n);
  }
  for (int j = 0; j < TIERS; j++) {
    const double *n = seen.n[page[j].w], *wanted = seen.wanted[page[j].w];
    double all = n[LITE] + n[PRO] + n[ULTRA];
    double tasks = (wanted[LITE] + wanted[PRO] + wanted[ULTRA]) / all;
    int most = n[LITE] > n[PRO] ? LITE : PRO;
    if (n[ULTRA] > n[most]) most = ULTRA;
    printf(
        "  W = %d %8.0f account-months: %5.0f tasks per user, %2.0f%% lite, %2.0f%% pro, %2.0f%% "
        "ultra\n",
        page[j].w, all, tasks, 100 * n[LITE] / all, 100 * n[PRO] / all, 100 * n[ULTRA] / all);
    off += !(tasks >= page[j].low && tasks <= page[j].high && most == page[j].tier);
  }
  if (off) fail_msg("%d rows are not those of S0", off);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_loop_is_reinforcing),
                                     cmocka_unit_test(ndr_and_composition),
                                     cmocka_unit_test(workflows_tasks_and_tiers_line_up)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
