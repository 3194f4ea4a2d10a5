/* Roll-outs: what happens to a department between the signature and its review (S2). Optional:
 * where a scenario has no `rollout`, the playbook gives seats to those who have a first success, at
 * once.
 *
 *   signed in month c   every person of the department gets a seat
 *   month c + 1         active  = Binomial(people, 1 - (1 - coverage)^((30 - days) / 25))
 *                       the roll-out is complete if active >= target people
 *   later months        active += Binomial(people - active, 1 - (1 - coverage)^(30 / 25))
 *   month c + review    a roll-out that is not complete gives back the seats of those who are not
 *                       active, as soon as the contract allows
 *
 * `coverage` is what 30 days bring of which 5 pass before anybody can succeed: the onboarding that
 * S2 compresses from 10 days to 5. */
#include "models/step.h"
#include "models/trace.h"

enum { P_REVIEW, P_TARGET, P_COVERAGE, P_DAYS };
enum {
  U_ID_LOW,
  U_ID_HIGH,
  U_STATUS,
  U_DUE,
  U_ROLLED,
  U_SEAT_POST,
  U_POST,
  U_PEOPLE,
  U_ACTIVE,
  U_SINCE,
  U_RESULT,
  U_IDLE
};
enum { C_PEOPLE, C_ACTIVE, C_JUDGED, C_COMPLETE, C_RETURNED };
enum { MONTH_DAYS = 30, COMPRESSED_DAYS = 5 };

static const ndrsim_param_def params[] = {
    [P_REVIEW] = {"rollout.review", "months", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 2, 1, 24, NULL,
                  "Months after which a department is reviewed (60 days): one that fell short of "
                  "the target gives its idle seats back",
                  "S2"},
    [P_TARGET] = {"rollout.target", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.7, 0, 1, NULL,
                  "Share of the department with a first success in the first month that completes "
                  "the roll-out",
                  "S2"},
    [P_COVERAGE] = {"rollout.coverage", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.7, 0, 0.999, NULL,
                    "Probability that a person has a first success within 30 days, onboarded in 5",
                    "assumption"},
    [P_DAYS] = {"rollout.onboarding_days", "days", NDRSIM_REAL, NDRSIM_MAY_ANY, 5, 0, 30, NULL,
                "Days before which nobody can have a first success: 5 compressed, 10 as for a new "
                "customer",
                "S2"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_STATUS] = READ_I32("status"),
    [U_DUE] = READ_I32("due"),
    [U_ROLLED] = READ_I32("seats_rolled"),
    [U_SEAT_POST] = POST_I32("seat_post"),
    [U_POST] = OWN_I32("rollout_post", 0, "posting: people of a department that signed"),
    [U_PEOPLE] = OWN_I32("rollout_people", 0, "people of the department, until its review"),
    [U_ACTIVE] = OWN_I32("rollout_active", 0, "those of them with a first success"),
    [U_SINCE] = OWN_I32("rollout_since", -2, "month in which it signed"),
    [U_RESULT] = OWN_I32("rollout_result", 0, "1 = complete, -1 = fell short, 0 = not known"),
    [U_IDLE] = OWN_I32("rollout_idle", 0, "seats to give back when the contract allows"),
};

#define COL(u) (column_i32(ctx, u)[lane])

/* Hazard of a first success, per person, in the first month or a later one. */
static float success_rate(const ndrsim_step_context *ctx, bool first) {
  double days = first ? MONTH_DAYS - ctx->s[P_DAYS] : MONTH_DAYS;
  float full = -ndrsim_log1(1 - (float)ctx->s[P_COVERAGE]);
  return full * (float)(days / (MONTH_DAYS - COMPRESSED_DAYS));
}

static void forget(ndrsim_step_context *ctx, int lane) {
  COL(U_PEOPLE) = COL(U_ACTIVE) = COL(U_IDLE) = 0;
}

/* At the review, or when the next department signs before it. */
static void conclude(ndrsim_step_context *ctx, int lane) {
  int32_t idle = COL(U_RESULT) > 0 ? 0 : COL(U_PEOPLE) - COL(U_ACTIVE);
  if (traced(ctx, lane)) {
    ndrsim_trace_fact(ctx, "department_reviewed", idle);
    trace_factor(ctx, "people", COL(U_PEOPLE));
    trace_factor(ctx, "active", COL(U_ACTIVE));
  }
  COL(U_IDLE) += idle;
  COL(U_PEOPLE) = COL(U_ACTIVE) = 0;
}

static void judge(ndrsim_step_context *ctx, int lane) {
  double needed = ctx->s[P_TARGET] * COL(U_PEOPLE);
  bool complete = COL(U_PEOPLE) > 0 && COL(U_ACTIVE) >= needed;
  COL(U_RESULT) = complete ? 1 : -1;
  ctx->counter[C_PEOPLE] += COL(U_PEOPLE);
  ctx->counter[C_ACTIVE] += COL(U_ACTIVE);
  ctx->counter[C_JUDGED]++;
  ctx->counter[C_COMPLETE] += complete;
}

/* A month of onboarding. */
static void onboard_lane(ndrsim_step_context *ctx, int lane) {
  bool first = COL(U_SINCE) == ctx->month - 1;
  if (COL(U_STATUS) != NDRSIM_ALIVE) { /* a customer that left has nothing to review */
    forget(ctx, lane);
    return;
  }
  /* seats that were really added: at most those there was room for */
  if (first && COL(U_ROLLED) < COL(U_PEOPLE)) COL(U_PEOPLE) = COL(U_ROLLED);
  int32_t waiting = COL(U_PEOPLE) - COL(U_ACTIVE);
  float rate = success_rate(ctx, first);
  int word_at = first ? NDRSIM_WORD_ROLLOUT_FIRST : NDRSIM_WORD_ROLLOUT_LATER;
  uint32_t word = lane_word(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), lane,
                            NDRSIM_GROUP_ROLLOUT_FIRST, word_at);
  int32_t active = ndrsim_binomial1(word, waiting, rate);
  if (traced(ctx, lane))
    ndrsim_trace_count(ctx, "department_activates",
                       first ? NDRSIM_SITE_ROLLOUT_FIRST : NDRSIM_SITE_ROLLOUT_LATER, word, waiting,
                       rate, active);
  COL(U_ACTIVE) += active;
  if (first) judge(ctx, lane);
}

static void onboard(ndrsim_step_context *ctx) {
  const int32_t *people = column_i32(ctx, U_PEOPLE), *since = column_i32(ctx, U_SINCE);
  for (int lane = 0; lane < ctx->n; lane++)
    if (people[lane] > 0 || since[lane] == ctx->month - 1) onboard_lane(ctx, lane);
}

/* Before the owner of seats drains what is posted to it. */
static void sign(ndrsim_step_context *ctx) {
  int32_t *post = column_i32(ctx, U_POST);
  for (int lane = 0; lane < ctx->n; lane++) {
    if (post[lane] == 0) continue;
    if (COL(U_PEOPLE) > 0) conclude(ctx, lane);
    COL(U_PEOPLE) = post[lane];
    COL(U_ACTIVE) = COL(U_RESULT) = 0;
    COL(U_SINCE) = ctx->month;
    COL(U_SEAT_POST) += post[lane];
    post[lane] = 0;
  }
}

static void review(ndrsim_step_context *ctx) {
  const int32_t *people = column_i32(ctx, U_PEOPLE), *idle = column_i32(ctx, U_IDLE);
  int32_t after = (int32_t)ctx->s[P_REVIEW];
  for (int lane = 0; lane < ctx->n; lane++) {
    if ((people[lane] | idle[lane]) == 0 || COL(U_STATUS) != NDRSIM_ALIVE) continue;
    if (people[lane] > 0 && ctx->month - COL(U_SINCE) >= after) conclude(ctx, lane);
    if (idle[lane] == 0 || COL(U_DUE) == 0) continue;
    COL(U_SEAT_POST) -= idle[lane];
    ctx->counter[C_RETURNED] += idle[lane];
    COL(U_IDLE) = 0;
  }
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_ACTIVATION, onboard},
                                    {NDRSIM_PHASE_SEATS, sign},
                                    {NDRSIM_PHASE_CONTRACTION, review}};

static const ndrsim_counter_def counters[] = {
    [C_PEOPLE] = {"department_people", "people/month", "people of departments judged this month"},
    [C_ACTIVE] = {"department_active", "people/month", "those of them with a first success"},
    [C_JUDGED] = {"departments", "departments/month", "departments judged this month"},
    [C_COMPLETE] = {"departments_complete", "departments/month", "those at the target or above"},
    [C_RETURNED] = {"seats_returned", "seats/month", "seats given back after a review"},
};
static const ndrsim_metric_def metrics[] = {
    {"department_coverage", "%", NDRSIM_FORMAT_PERCENT, "+department_active", "+department_people",
     1, "People of new departments with a first success within the first month", .source = "S2"},
    {"departments_complete", "%", NDRSIM_FORMAT_PERCENT, "+departments_complete", "+departments", 1,
     "Roll-outs whose coverage reached the target within the first month", .source = "S2"},
    {"seats_returned", "seats/month", NDRSIM_FORMAT_COUNT, "seats_returned", NULL, 1,
     "Seats given back this month after the review of a department", .source = "S2"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(rollout) = {.name = "rollout",
                                                    .doc = "new departments: onboarding, review",
                                                    .optional = true,
                                                    NDRSIM_PARAMS,
                                                    NDRSIM_USES,
                                                    NDRSIM_STEPS,
                                                    NDRSIM_COUNTERS,
                                                    NDRSIM_METRICS};
