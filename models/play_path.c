/* The three paths of the playbook, from the beginning of a play to its end (S2).
 *
 *   capacity   trial of the next tier next month; above half of its cap, sales closes with p, or,
 * with `terms`, agrees on overage seat       a department roll-out, closed by sales; a share of its
 * users activates. With `rollout` the play is won when enough of them have in the first month
 * workflow   1-2 candidates are pushed: >= 50% adoption confirms, < 30% stops and cools down; it
 * may have to last before the play is won */
#include "models/playbook.h"

enum { FRICTION_FROM = 3 }; /* pricing dimensions */

uint32_t ndrsim_play_word(const ndrsim_step_context *ctx, int lane, int word) {
  return lane_word(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), lane,
                   NDRSIM_GROUP_PLAY_PUSH, word);
}

void ndrsim_play_lose_trust(ndrsim_step_context *ctx, int lane, int param) {
  int32_t thousandths = (int32_t)(ctx->s[param] * 1000 + 0.5);
  COL(U_TRUST_POST) -= thousandths;
  if (traced(ctx, lane)) ndrsim_trace_fact(ctx, "trust_lost", thousandths);
}

void ndrsim_play_end(ndrsim_step_context *ctx, int lane, bool won) {
  ctx->counter[won ? C_WON : C_LOST]++;
  if (won) COL(U_WON) = ctx->month;
  if (traced(ctx, lane)) ndrsim_trace_fact(ctx, won ? "play_won" : "play_lost", COL(U_PLAY));
  COL(U_PLAY) = NDRSIM_PLAY_NONE;
  COL(U_STAGE) = CONTACTED;
  COL(U_COOLDOWN) = ctx->month + (int32_t)ctx->s[P_COOLDOWN];
}

void ndrsim_play_begin(ndrsim_step_context *ctx, int lane, int play) {
  ctx->counter[C_STARTED]++;
  if (traced(ctx, lane)) {
    ndrsim_trace_fact(ctx, "play_begins", play);
    trace_factor(ctx, "months_queued", ctx->month - COL(U_QUEUED));
  }
  COL(U_PLAY) = play;
  COL(U_STAGE) = CONTACTED;
  COL(U_SINCE) = ctx->month;
  COL(U_QUEUED) = NDRSIM_NEVER;
  if (play == NDRSIM_PLAY_CAPACITY) COL(U_TRIAL_POST) = 1;
}

/* --- running plays -------------------------------------------------------------------------- */

static float dilution(const ndrsim_step_context *ctx) {
  return ctx->s[P_MIXED] != 0 ? (float)ctx->s[P_MIXED_FACTOR] : 1;
}

static void push_workflows(ndrsim_step_context *ctx, int lane) {
  uint32_t word = ndrsim_play_word(ctx, lane, NDRSIM_WORD_PLAY_PUSH);
  float u = ndrsim_uniform1(word), adopted = (float)ctx->s[P_ADOPTED] * dilution(ctx);
  float failed = 1 - (float)ctx->s[P_FAILED];
  if (traced(ctx, lane))
    ndrsim_trace_three(ctx, "push", NDRSIM_SITE_PLAY_PUSH, word, adopted, failed,
                       u < adopted ? 1 : -(u > failed));
  if (u < adopted) {
    COL(U_W_POST) += (int32_t)ctx->s[P_CANDIDATES];
    if (ctx->s[P_SUSTAIN] == 0) {
      ndrsim_play_end(ctx, lane, true);
      return;
    }
    COL(U_STAGE) = SUSTAINED;
    COL(U_MARK) = COL(U_WORKFLOWS) + 1;
    COL(U_UNTIL) = ctx->month + 1 + (int32_t)ctx->s[P_SUSTAIN];
  } else if (u > failed || ctx->month - COL(U_SINCE) >= (int32_t)ctx->s[P_PUSH_MONTHS])
    ndrsim_play_end(ctx, lane, false);
}

/* After the trial month: was the next tier really used? */
static void judge_trial(ndrsim_step_context *ctx, int lane) {
  int32_t next = COL(U_NEXT), floor = next > 0 ? next : COL(U_CAP);
  float share = next > 0 ? (float)ctx->s[P_TRIAL_SHARE] : 1;
  bool held = COL(U_TRIAL) == ctx->month;
  if (traced(ctx, lane)) {
    ndrsim_trace_fact(ctx, "trial_judged", held && (float)COL(U_TASKS) > share * (float)floor);
    trace_factor(ctx, "held", held);
    trace_factor(ctx, "tasks", COL(U_TASKS) / (double)NDRSIM_TASK);
    trace_factor(ctx, "needed", (double)(share * (float)floor) / NDRSIM_TASK);
  }
  if (held && (float)COL(U_TASKS) > share * (float)floor)
    COL(U_STAGE) = AT_SALES;
  else
    ndrsim_play_end(ctx, lane, false);
}

/* A workflow more per user, sustained (S2). */
static void judge_workflows(ndrsim_step_context *ctx, int lane) {
  bool lasts = COL(U_WORKFLOWS) >= COL(U_MARK);
  if (!lasts || ctx->month >= COL(U_UNTIL)) ndrsim_play_end(ctx, lane, lasts);
}

void ndrsim_play_continue(ndrsim_step_context *ctx, int lane) {
  if (COL(U_SINCE) == ctx->month || COL(U_STAGE) == AT_SALES) return;
  if (COL(U_STAGE) == SUSTAINED)
    judge_workflows(ctx, lane);
  else if (COL(U_STAGE) == ONBOARDED)
    ndrsim_play_end(ctx, lane, COL(U_ROLLOUT_RESULT) > 0);
  else if (COL(U_STAGE) == OFFERED)
    ndrsim_play_end(ctx, lane, COL(U_TERMS) != 0);
  else if (COL(U_PLAY) == NDRSIM_PLAY_WORKFLOW)
    push_workflows(ctx, lane);
  else if (COL(U_PLAY) == NDRSIM_PLAY_CAPACITY)
    judge_trial(ctx, lane);
  else
    COL(U_STAGE) = AT_SALES;
}

/* --- sales ---------------------------------------------------------------------------------- */

/* Whether a department is onboarded from now on; else its seats are there, or nobody is left. */
static bool roll_out(ndrsim_step_context *ctx, int lane) {
  float penetration = column_f32(ctx, U_PENETRATION)[lane];
  int32_t seats = COL(U_SEATS);
  int32_t headcount = penetration > 0 ? (int32_t)((float)seats / penetration + 0.5f) : seats;
  int32_t people = (int32_t)((float)ctx->s[P_ROLLOUT] * (float)headcount + 0.5f);
  if (people < 1) people = 1;
  if (people > headcount - seats) people = headcount - seats;
  if (people <= 0) return false;
  if (column_i32(ctx, U_ROLLOUT_POST) != NULL) {
    COL(U_ROLLOUT_POST) = people;
    return true;
  }
  float rate = -ndrsim_log1(1 - (float)ctx->s[P_ROLLOUT_FST]);
  uint32_t word = ndrsim_play_word(ctx, lane, NDRSIM_WORD_PLAY_ROLLOUT);
  int32_t seated = ndrsim_binomial1(word, people, rate);
  COL(U_SEAT_POST) += seated;
  if (traced(ctx, lane))
    ndrsim_trace_count(ctx, "roll_out", NDRSIM_SITE_PLAY_ROLLOUT, word, people, rate, seated);
  return false;
}

/* Three and more pricing dimensions: a negotiation goes on for another month with a probability
 * that makes the month from the contact to the close 1 + friction months on average (S1). */
static bool goes_on(ndrsim_step_context *ctx, int lane) {
  if (ctx->s[P_DIMENSIONS] < FRICTION_FROM || ctx->s[P_FRICTION] == 0) return false;
  float p = (float)(ctx->s[P_FRICTION] / (1 + ctx->s[P_FRICTION]));
  uint32_t word = lane_word(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), lane,
                            NDRSIM_GROUP_PLAY_FRICTION, NDRSIM_WORD_PLAY_FRICTION);
  bool on = ndrsim_bernoulli1(word, p);
  if (traced(ctx, lane))
    ndrsim_trace_event(ctx, "negotiation_goes_on", NDRSIM_SITE_PLAY_FRICTION, word, 0, p, on);
  return on;
}

void ndrsim_play_negotiate(ndrsim_step_context *ctx, int lane) {
  if (goes_on(ctx, lane)) return;
  bool capacity = COL(U_PLAY) == NDRSIM_PLAY_CAPACITY;
  float p = capacity ? (float)ctx->s[P_CLOSE] : (float)ctx->s[P_CLOSE_SEATS] * dilution(ctx);
  if (column_f32(ctx, U_CLOSE_LIFT) != NULL) p *= column_f32(ctx, U_CLOSE_LIFT)[lane];
  uint32_t word = ndrsim_play_word(ctx, lane, NDRSIM_WORD_PLAY_CLOSE);
  bool won = ndrsim_bernoulli1(word, p);
  if (traced(ctx, lane))
    ndrsim_trace_event(ctx, capacity ? "close_upgrade" : "close_rollout", NDRSIM_SITE_PLAY_CLOSE,
                       word, 0, p, won);
  if (won && capacity) COL(U_UPGRADE) = NDRSIM_UPGRADE_SOLD;
  if (won && !capacity && column_i32(ctx, U_LICENCE_POST) != NULL) COL(U_LICENCE_POST) = 1;
  if (won && column_i32(ctx, U_DISCOUNT_POST) != NULL) COL(U_DISCOUNT_POST) = 1;
  if (won && !capacity && roll_out(ctx, lane)) {
    COL(U_STAGE) = ONBOARDED;
    return;
  }
  if (!won && capacity && column_i32(ctx, U_TERMS_POST) != NULL && COL(U_TERMS) == 0) {
    COL(U_TERMS_POST) = 1;
    COL(U_STAGE) = OFFERED;
    return;
  }
  ndrsim_play_end(ctx, lane, won);
}
