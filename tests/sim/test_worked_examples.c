/* The worked examples of docs/definitions.md: two accounts whose months are written down in a table
 * go through the real engine, and every number must be the one that a reader gets by hand.
 *
 * A mechanism of its own plays the table: seats, tier and workflows as they stand each month, and
 * whether the account pays. List prices: 10.00 a seat on tier 0, 25.00 on tier 1. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "analysis/incidence.h"
#include "sim/milestone.h"
#include "sim/population.h"
#include "sim/scalar.h"

enum { MONTHS = 25, ACCOUNTS = 2 };

/* From this month on the account is like this; the last row that has begun holds. */
typedef struct scene {
  int from, seats, tier, workflows;
} scene;

/* A: 10 seats; two more in month 3; up a tier in month 6, with workflows 1 -> 4 since landing;
 *    a seat less in month 9; from month 13 on as before.
 * B: 20 seats; gone in month 4; back in month 7 with 15; the same 15 after that; one more in 20. */
static const scene story[ACCOUNTS][5] = {
    {{0, 10, 0, 1}, {3, 12, 0, 2}, {6, 12, 1, 4}, {9, 11, 1, 4}, {MONTHS, 0, 0, 0}},
    {{0, 20, 0, 1}, {4, 0, 0, 1}, {7, 15, 0, 1}, {20, 16, 0, 1}, {MONTHS, 0, 0, 0}},
};

static const scene *now_of(int account, int month) {
  const scene *s = story[account];
  while (s[1].from <= month)
    s++;
  return s;
}

enum { U_ID_LOW, U_ID_HIGH, U_STATUS, U_WISH, U_DIRTY, U_SEATS, U_TIER, U_GW, U_GS, U_GO };

static const ndrsim_use uses[] = {
    [U_ID_LOW] = {"id_low", NDRSIM_I32, NDRSIM_READ, 0, NULL, false},
    [U_ID_HIGH] = {"id_high", NDRSIM_I32, NDRSIM_READ, 0, NULL, false},
    [U_STATUS] = {"status", NDRSIM_I32, NDRSIM_READ, 0, NULL, false},
    [U_WISH] = {"status_post", NDRSIM_I32, NDRSIM_POST, 0, NULL, false},
    [U_DIRTY] = {"dirty", NDRSIM_I32, NDRSIM_POST, 0, NULL, false},
    [U_SEATS] = {"seats", NDRSIM_I32, NDRSIM_OWN, 1, "seats", false},
    [U_TIER] = {"tier", NDRSIM_I32, NDRSIM_OWN, 0, "tier", false},
    [U_GW] = {"growth_workflow", NDRSIM_F32, NDRSIM_OWN, 0, "log-growth of workflows", false},
    [U_GS] = {"growth_seat", NDRSIM_F32, NDRSIM_OWN, 0, "none: caps are per user", false},
    [U_GO] = {"growth_other", NDRSIM_F32, NDRSIM_OWN, 0, "log-growth of demand per workflow",
              false},
};

/* Which account of the story a lane is: ids are those that the population gives. */
static int account_of(const ndrsim_step_context *ctx, const ndrsim_model *model, int lane) {
  uint64_t id = (uint64_t)(uint32_t)((int32_t *)ctx->column[U_ID_LOW])[lane] |
                (uint64_t)(uint32_t)((int32_t *)ctx->column[U_ID_HIGH])[lane] << 32;
  return id == ndrsim_population_id(model, 0, 0, 1);
}

static ndrsim_model the_model; /* the step has no other way to the ids */

static void play(ndrsim_step_context *ctx) {
  for (int i = 0; i < ctx->n; i++) {
    int who = account_of(ctx, &the_model, i);
    const scene *s = now_of(who, ctx->month);
    int32_t *tier = (int32_t *)ctx->column[U_TIER] + i, *status = ctx->column[U_STATUS],
            *wish = (int32_t *)ctx->column[U_WISH] + i;
    if (s->seats == 0) {
      if (status[i] == NDRSIM_ALIVE) *wish |= NDRSIM_WISH_QUIT;
      continue;
    }
    if (status[i] == NDRSIM_PROSPECT) *wish |= NDRSIM_WISH_JOIN;
    if (status[i] == NDRSIM_GONE) *wish |= NDRSIM_WISH_RETURN;
    if (s->tier != *tier) { /* demand per workflow did not grow: all growth is of workflows */
      ((float *)ctx->column[U_GW])[i] = ndrsim_log1((float)s->workflows / 1.0f);
      ((float *)ctx->column[U_GO])[i] = ndrsim_log1(2.0f);
    }
    *tier = s->tier;
    ((int32_t *)ctx->column[U_SEATS])[i] = s->seats;
    ((int32_t *)ctx->column[U_DIRTY])[i] = 1;
  }
}

static int64_t base_cents(const void *context, const ndrsim_bill_state *state) {
  (void)context;
  return (int64_t)state->value[NDRSIM_DRIVER_SEAT] *
         (state->value[NDRSIM_DRIVER_CAPACITY] ? 2500 : 1000);
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_SEATS, play}};
static const ndrsim_driver_source sources[] = {{NDRSIM_DRIVER_SEAT, "seats"},
                                               {NDRSIM_DRIVER_CAPACITY, "tier"}};
static const ndrsim_bill_term terms[] = {
    {"base", 1U << NDRSIM_DRIVER_SEAT | 1U << NDRSIM_DRIVER_CAPACITY, base_cents}};
static const ndrsim_mechanism player = {
    .name = "player",
    .doc = "plays a table",
    .use = uses,
    .n_uses = (int)(sizeof uses / sizeof *uses),
    .step = steps,
    .n_steps = 1,
    .source = sources,
    .n_sources = 2,
    .term = terms,
    .n_terms = 1,
    .cause = {"growth_workflow", "growth_seat", "growth_other"},
};
static const ndrsim_mechanism *const mechanisms[] = {&player};
static const ndrsim_catalogue catalogue = {
    .isa = "portable", .width = 4, .mechanism = mechanisms, .n_mechanisms = 1};

static ndrsim_layout layout;
static int64_t *record;

static int run_story(void **state) {
  (void)state;
  ndrsim_model_init(&the_model);
  the_model.catalogue = &catalogue;
  the_model.n_segments = the_model.n_tiers = 1;
  strcpy(the_model.segment[0], "all");
  strcpy(the_model.tier[0], "one");
  the_model.horizon = MONTHS - 1;
  the_model.replicates = 1;
  the_model.intake = calloc(1, sizeof *the_model.intake);
  if (!the_model.intake) return -1;
  the_model.intake[0] = (ndrsim_intake){0, 0, ACCOUNTS, ACCOUNTS};
  the_model.n_intakes = 1;
  ndrsim_engine_layout(&the_model, &layout);
  record = calloc(layout.size, sizeof *record);
  if (!record) return -1;
  ndrsim_engine_options options = {.threads = 1, .debug = true};
  ndrsim_replicate first = {0, 0, 0};
  ndrsim_error err;
  int complete;
  if (ndrsim_engine_run(&the_model, &options, &first, 1, record, &complete, &err) != NDRSIM_OK)
    fail_msg("%s", err.message);
  return complete == 1 ? 0 : -1;
}

static int end_story(void **state) {
  (void)state;
  free(record);
  ndrsim_model_free(&the_model);
  return 0;
}

static void is_near(double value, double expected) {
  if (!(fabs(value - expected) < 1e-9)) fail_msg("%.12g, by hand %.12g", value, expected);
}

static int64_t mrr_at(int month) {
  return record[ndrsim_at_series(&layout, month, 0)];
}

/* The table of months in docs/definitions.md, in cents. */
static void mrr_of_both(void **state) {
  (void)state;
  static const struct {
    int month;
    int64_t cents;
  } by_hand[] = {{0, 30000}, {2, 30000},  {3, 32000},  {4, 12000},  {6, 30000}, {7, 45000},
                 {9, 42500}, {12, 42500}, {19, 42500}, {20, 43500}, {24, 43500}};
  for (size_t k = 0; k < sizeof by_hand / sizeof *by_hand; k++)
    assert_int_equal(mrr_at(by_hand[k].month), by_hand[k].cents);
}

static void movements(void **state) {
  (void)state;
  const int64_t c = NDRSIM_SIXTIETHS;
  assert_int_equal(record[ndrsim_at_moved(&layout, 0, NDRSIM_MOVED_NEW)], 30000);
  assert_int_equal(record[ndrsim_at_moved(&layout, 0, NDRSIM_MOVED_NEW_LOGOS)], 2);
  assert_int_equal(record[ndrsim_at_moved(&layout, 3, NDRSIM_DRIVER_SEAT)], 2000 * c);
  assert_int_equal(record[ndrsim_at_moved(&layout, 4, NDRSIM_FLOW_CHURN)], -20000 * c);
  assert_int_equal(record[ndrsim_at_moved(&layout, 6, NDRSIM_DRIVER_CAPACITY)], 18000 * c);
  assert_int_equal(record[ndrsim_at_moved(&layout, 7, NDRSIM_FLOW_REACTIVATION)], 15000 * c);
  assert_int_equal(record[ndrsim_at_moved(&layout, 9, NDRSIM_FLOW_CONTRACTION)], -2500 * c);
  assert_int_equal(record[ndrsim_at_moved(&layout, 20, NDRSIM_DRIVER_SEAT)], 1000 * c);
}

/* Workflows grew from 1 to 4, demand per workflow from 1 to 2: ln 4 against ln 2, two thirds. */
static void the_tier_change_by_cause(void **state) {
  (void)state;
  const int64_t *row = record + ndrsim_at_moved(&layout, 6, 0);
  int64_t workflow = row[NDRSIM_FLOW_CAUSE_WORKFLOW], capacity = row[NDRSIM_FLOW_CAUSE_CAPACITY];
  assert_int_equal(workflow + capacity, 18000 * NDRSIM_SIXTIETHS);
  assert_true(llabs(workflow - 12000 * NDRSIM_SIXTIETHS) < NDRSIM_SIXTIETHS); /* 120.00 */
  assert_int_equal(row[NDRSIM_FLOW_CAUSE_SEAT], 0);
  assert_int_equal(row[NDRSIM_DRIVER_WORKFLOW], 0); /* the invoice knows no workflows */
}

static void retention_at_12_months(void **state) {
  (void)state;
  is_near(ndrsim_record_ndr(&layout, record, NDRSIM_ANCHOR_AGE, 12), 425.0 / 300);
  is_near(ndrsim_record_ndr(&layout, record, NDRSIM_ANCHOR_POINT, 12), 425.0 / 300);
  is_near(ndrsim_record_grr_flow(&layout, record, NDRSIM_ANCHOR_AGE, 12), 75.0 / 300);
  is_near(ndrsim_record_grr_endpoint(&layout, record, NDRSIM_ANCHOR_AGE, 0), 250.0 / 300);
}

/* The point window that begins when B is away has only A in its base. */
static void a_window_whose_base_is_one_account(void **state) {
  (void)state;
  is_near(ndrsim_record_ndr(&layout, record, NDRSIM_ANCHOR_POINT, 16), 275.0 / 120);
  is_near(ndrsim_record_grr_flow(&layout, record, NDRSIM_ANCHOR_POINT, 16), 95.0 / 120);
  is_near(ndrsim_record_ndr(&layout, record, NDRSIM_ANCHOR_AGE, 16), 425.0 / 300);
}

static void the_two_conventions_part(void **state) {
  (void)state;
  is_near(ndrsim_record_ndr(&layout, record, NDRSIM_ANCHOR_POINT, 24), 435.0 / 425);
  is_near(ndrsim_record_ndr(&layout, record, NDRSIM_ANCHOR_AGE, 24), 435.0 / 300);
  is_near(ndrsim_record_grr_endpoint(&layout, record, NDRSIM_ANCHOR_POINT, 1), 1.0);
  is_near(ndrsim_record_grr_endpoint(&layout, record, NDRSIM_ANCHOR_AGE, 1), 260.0 / 300);
  assert_true(isnan(ndrsim_record_ndr(&layout, record, NDRSIM_ANCHOR_POINT, 11)));
}

static void both_bridges(void **state) {
  (void)state;
  double flow[NDRSIM_FLOWS], end[NDRSIM_ENDPOINTS];
  assert_true(
      ndrsim_record_flow(&layout, record, NDRSIM_ANCHOR_AGE, 12, NDRSIM_LENS_INVOICE, flow));
  is_near(flow[NDRSIM_DRIVER_SEAT], 20.0 / 300);
  is_near(flow[NDRSIM_DRIVER_CAPACITY], 180.0 / 300);
  is_near(flow[NDRSIM_FLOW_CONTRACTION], -25.0 / 300);
  is_near(flow[NDRSIM_FLOW_CHURN], -200.0 / 300);
  is_near(flow[NDRSIM_FLOW_REACTIVATION], 150.0 / 300);
  /* A: +20 seats, +180 capacity, -25 seats. B: 15 seats instead of 20. Nobody is lost. */
  assert_true(
      ndrsim_record_endpoint(&layout, record, NDRSIM_ANCHOR_AGE, 0, NDRSIM_LENS_INVOICE, end));
  is_near(end[NDRSIM_DRIVER_SEAT], (20.0 - 25 - 50) / 300);
  is_near(end[NDRSIM_DRIVER_CAPACITY], 180.0 / 300);
  is_near(end[NDRSIM_ENDPOINT_CHURNED], 0);
  double sum = 1;
  for (int c = 0; c < NDRSIM_ENDPOINTS; c++)
    sum += end[c];
  is_near(sum, 425.0 / 300);
}

static double reached_by(int milestone, int age) {
  return ndrsim_incidence_share(&layout, record, milestone, 0, age);
}

static void times(void **state) {
  (void)state;
  ndrsim_milestones m;
  ndrsim_milestones_list(&m, &catalogue);
  assert_int_equal(m.n, 3);
  assert_string_equal(m.def[0]->name, "first_expansion");
  assert_string_equal(m.def[1]->name, "first_seat");
  assert_string_equal(m.def[2]->name, "first_capacity");
  assert_true(reached_by(0, 2) == 0 && reached_by(0, 3) == 0.5 && reached_by(0, 24) == 0.5);
  assert_true(reached_by(1, 2) == 0 && reached_by(1, 3) == 0.5);
  assert_true(reached_by(2, 5) == 0 && reached_by(2, 6) == 0.5 && reached_by(2, 24) == 0.5);
  assert_true(ndrsim_incidence_median(&layout, record, 0, 0) == 3);
  assert_true(ndrsim_incidence_median(&layout, record, 2, 0) == 6);
}

static void within(double value, double bound, double exact) {
  if (!(fabs(value - exact) <= bound + 1e-12))
    fail_msg("%.6f +- %.6f, by hand %.6f", value, bound, exact);
}

static void concentration(void **state) {
  (void)state;
  double bound, share = ndrsim_record_top_share(&layout, record, NDRSIM_SPREAD_MRR, 12, &bound);
  assert_true(bound < 0.007);
  within(share, bound, 0.2 * 275 / 425);
  share = ndrsim_record_top_share(&layout, record, NDRSIM_SPREAD_GROWTH, 12, &bound);
  within(share, bound, 0.2);
  within(ndrsim_record_effective(&layout, record, 12), 0,
         425.0 * 425 / (275.0 * 275 + 150.0 * 150));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(mrr_of_both),
      cmocka_unit_test(movements),
      cmocka_unit_test(the_tier_change_by_cause),
      cmocka_unit_test(retention_at_12_months),
      cmocka_unit_test(a_window_whose_base_is_one_account),
      cmocka_unit_test(the_two_conventions_part),
      cmocka_unit_test(both_bridges),
      cmocka_unit_test(times),
      cmocka_unit_test(concentration),
  };
  return cmocka_run_group_tests(tests, run_story, end_story);
}
