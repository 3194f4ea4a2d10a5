#include "sim/billing.h"
#include "sim/windows.h"

#include <stdio.h>
#include <string.h>

/* Everything a lane's bill needs while it is worked on. */
typedef struct lane_bill {
  ndrsim_block *block;
  ndrsim_tally *tally;
  int lane, month;
  int64_t before, now;
  unsigned moved; /* drivers whose values differ between the last bill and now */
  ndrsim_bill_state old, state;
  int64_t part[NDRSIM_ENDPOINT_COLUMNS]; /* drivers, then cause seat, workflow, capacity */
} lane_bill;

static ndrsim_step_context *term_context(ndrsim_block *block, int term, int lane) {
  ndrsim_step_context *ctx = &block->context[block->plan->term_mechanism[term]];
  ctx->lane = lane;
  return ctx;
}

static int64_t bill(ndrsim_block *block, int lane, const ndrsim_bill_state *state) {
  int64_t sum = 0;
  for (int k = 0; k < block->n_terms; k++) {
    int term = block->term[k];
    sum += block->plan->term[term].cents(term_context(block, term, lane), state);
  }
  return sum;
}

ndrsim_bill_state ndrsim_billing_state(const ndrsim_block *block, int lane) {
  const ndrsim_plan *plan = block->plan;
  ndrsim_bill_state state;
  memset(&state, 0, sizeof state);
  for (int k = 0; k < block->n_drivers; k++) {
    int d = block->driver[k];
    state.value[d] = ndrsim_block_i32(block, plan->driver_column[d])[lane];
  }
  for (int k = 0; k < NDRSIM_METERED && block->metered; k++)
    state.metered[k] = ndrsim_block_i32(block, plan->metered_column[k])[lane];
  return state;
}

/* The last bill's state and today's, and which drivers moved. One by one: reading back as a vector
 * what was just written as numbers would stall. */
static void load_states(lane_bill *b) {
  const ndrsim_block *block = b->block;
  memset(&b->old, 0, sizeof b->old);
  memset(&b->state, 0, sizeof b->state);
  b->moved = 0;
  for (int k = 0; k < block->n_drivers; k++) {
    int d = block->driver[k];
    int32_t then = ndrsim_block_i32(block, NDRSIM_COL_BILLED + d)[b->lane];
    int32_t now = ndrsim_block_i32(block, block->plan->driver_column[d])[b->lane];
    b->old.value[d] = then;
    b->state.value[d] = now;
    b->moved |= (unsigned)(then != now) << d;
  }
  for (int k = 0; k < NDRSIM_METERED && block->metered; k++) {
    int32_t then = ndrsim_block_i32(block, NDRSIM_COL_METERED + k)[b->lane];
    int32_t now = ndrsim_block_i32(block, block->plan->metered_column[k])[b->lane];
    b->old.metered[k] = then;
    b->state.metered[k] = now;
    b->moved |= (unsigned)(then != now) << NDRSIM_DRIVER_USAGE;
  }
}

static void keep_state(const lane_bill *b) {
  for (int k = 0; k < b->block->n_drivers; k++) {
    int d = b->block->driver[k];
    ndrsim_block_i32(b->block, NDRSIM_COL_BILLED + d)[b->lane] = b->state.value[d];
  }
  for (int k = 0; k < NDRSIM_METERED && b->block->metered; k++)
    ndrsim_block_i32(b->block, NDRSIM_COL_METERED + k)[b->lane] = b->state.metered[k];
}

int64_t ndrsim_billing_base(const ndrsim_step_context *ctx, const ndrsim_bill_state *state) {
  const ndrsim_plan *plan = ctx->block->plan;
  if (plan->base_term < 0) return 0;
  return plan->term[plan->base_term].cents(term_context(ctx->block, plan->base_term, ctx->lane),
                                           state);
}

int64_t ndrsim_billing_now(ndrsim_block *block, int lane) {
  if (ndrsim_block_i32(block, NDRSIM_COL_STATUS)[lane] != NDRSIM_ALIVE) return 0;
  ndrsim_bill_state state = ndrsim_billing_state(block, lane);
  return bill(block, lane, &state);
}

static int next_status(int status, int wish, bool landed) {
  if (wish & NDRSIM_WISH_QUIT) return landed ? NDRSIM_GONE : NDRSIM_DROPPED;
  if ((wish & NDRSIM_WISH_JOIN) && status == NDRSIM_PROSPECT) return NDRSIM_ALIVE;
  if ((wish & NDRSIM_WISH_RETURN) && status == NDRSIM_GONE) return NDRSIM_ALIVE;
  if ((wish & NDRSIM_WISH_DROP) && status == NDRSIM_GONE) return NDRSIM_DROPPED;
  return status;
}

/* The driver that moved, if it is the only one (most movements are so): it owns the whole movement,
 * and both bills are known. */
static int single_driver(const lane_bill *b) {
  return b->moved != 0 && (b->moved & (b->moved - 1)) == 0 ? __builtin_ctz(b->moved) : -1;
}

/* Invoice lens by Shapley, then the cause lens: the part of a tier change that growth of workflows
 * (or of seats under a pooled cap) pushed leaves capacity. */
static void attribute(lane_bill *b) {
  ndrsim_block *block = b->block;
  const ndrsim_plan *plan = block->plan;
  memset(b->part, 0, NDRSIM_DRIVERS * sizeof *b->part);
  int only = b->before > 0 ? single_driver(b) : -1;
  if (only >= 0)
    b->part[only] = NDRSIM_SIXTIETHS * (b->now - b->before);
  else
    for (int k = 0; k < block->n_terms; k++) {
      int term = block->term[k];
      ndrsim_bill_attribute(&plan->term[term], 1, term_context(block, term, b->lane), &b->old,
                            &b->state, b->part);
    }
  int64_t capacity = b->part[NDRSIM_DRIVER_CAPACITY], to_workflow = 0, to_seat = 0;
  if (capacity != 0 && plan->cause_column[0] >= 0) {
    const int *c = plan->cause_column;
    ndrsim_cause_split(capacity, (double)ndrsim_block_f32(block, c[0])[b->lane],
                       (double)ndrsim_block_f32(block, c[1])[b->lane],
                       (double)ndrsim_block_f32(block, c[2])[b->lane], &to_workflow, &to_seat);
  }
  b->part[NDRSIM_ENDPOINT_CAUSE + 0] = b->part[NDRSIM_DRIVER_SEAT] + to_seat;
  b->part[NDRSIM_ENDPOINT_CAUSE + 1] = b->part[NDRSIM_DRIVER_WORKFLOW] + to_workflow;
  b->part[NDRSIM_ENDPOINT_CAUSE + 2] = capacity - to_workflow - to_seat;
}

static void add_since(const lane_bill *b) {
  for (int k = 0; k < b->block->n_drivers; k++) {
    int d = b->block->driver[k];
    ndrsim_block_i64(b->block, NDRSIM_COL_SINCE + d)[b->lane] += b->part[d];
  }
  for (int k = NDRSIM_ENDPOINT_CAUSE; k < NDRSIM_ENDPOINT_COLUMNS; k++)
    ndrsim_block_i64(b->block, NDRSIM_COL_SINCE + k)[b->lane] += b->part[k];
}

/* What this movement adds to the volume of the tally. Capped, so that the volume itself fits. */
static void add_volume(const lane_bill *b, bool attributed) {
  int64_t most = 0, volume = b->now > b->before ? b->now - b->before : b->before - b->now;
  for (int k = 0; attributed && k < NDRSIM_DRIVERS; k++)
    most += (b->part[k] < 0 ? -b->part[k] : b->part[k]) / NDRSIM_SIXTIETHS + 1;
  if (most > volume) volume = most;
  if (b->now >= NDRSIM_CENTS_MOST) volume = NDRSIM_VOLUME_MOST + 1;
  b->tally->volume += volume;
}

/* Adds this movement to a row of flows. */
static void add_flow(const lane_bill *b, ndrsim_movement_kind kind, int64_t *row) {
  int64_t change = NDRSIM_SIXTIETHS * (b->now - b->before);
  switch (kind) {
  case NDRSIM_MOVE_EXPANSION:
    for (int k = 0; k < b->block->n_drivers; k++)
      row[b->block->driver[k]] += b->part[b->block->driver[k]];
    for (int k = 0; k < 3; k++)
      row[NDRSIM_FLOW_CAUSE_SEAT + k] += b->part[NDRSIM_ENDPOINT_CAUSE + k];
    break;
  case NDRSIM_MOVE_CONTRACTION:
    row[NDRSIM_FLOW_CONTRACTION] += change;
    break;
  case NDRSIM_MOVE_CHURN:
    row[NDRSIM_FLOW_CHURN] += change;
    break;
  case NDRSIM_MOVE_REACTIVATION:
    row[NDRSIM_FLOW_REACTIVATION] += change;
    break;
  default:
    break;
  }
}

/* A movement of an account that had been at zero before. */
static void add_return(const lane_bill *b, ndrsim_movement_kind kind) {
  int cohort = ndrsim_block_i32(b->block, NDRSIM_COL_COHORT)[b->lane];
  int64_t *row = ndrsim_tally_returned(b->tally, cohort, b->month);
  row[NDRSIM_RETURN_CHANGE] += b->now - b->before;
  if (kind == NDRSIM_MOVE_CONTRACTION || kind == NDRSIM_MOVE_CHURN)
    row[NDRSIM_RETURN_LOST] += b->now - b->before;
}

/* Accounts that have been at zero since they landed leave the base of the windows that began then.
 * Bit k of `paid` says whether MRR was positive at paid_month - k. */
static void correct_gaps(const lane_bill *b, ndrsim_movement_kind kind, int landing) {
  int32_t *paid = ndrsim_block_i32(b->block, NDRSIM_COL_PAID) + b->lane;
  int32_t *paid_month = ndrsim_block_i32(b->block, NDRSIM_COL_PAID_MONTH) + b->lane;
  if (*paid_month != NDRSIM_NEVER) add_return(b, kind);
  if (*paid_month == NDRSIM_NEVER) { /* no gap so far */
    if (b->now > 0) return;
    *paid = -1;
    *paid_month = b->month - 1;
  }
  uint32_t bits = (uint32_t)*paid;
  for (int t = *paid_month + 1; t <= b->month; t++)
    bits = bits << 1 | (t < b->month ? b->before > 0 : b->now > 0);
  *paid = (int32_t)bits;
  *paid_month = b->month;
  int months = b->tally->layout.months;
  for (int back = 1; back <= 12; back++) {
    int w = b->month - back;
    if (w < 0 || w < landing || w + 12 >= months || (bits >> back & 1)) continue;
    add_flow(b, kind, b->tally->gap + (size_t)(w + 12) * NDRSIM_FLOW_COLUMNS);
  }
}

/* Drivers with a part in an expansion, in the cause lens: a tier change may have a part of
 * workflows even where no bill depends on them. */
static unsigned expanding_drivers(const lane_bill *b) {
  unsigned engines =
      1U << NDRSIM_DRIVER_SEAT | 1U << NDRSIM_DRIVER_WORKFLOW | 1U << NDRSIM_DRIVER_CAPACITY;
  unsigned drivers = (unsigned)(b->part[NDRSIM_ENDPOINT_CAUSE] > 0) << NDRSIM_DRIVER_SEAT |
                     (unsigned)(b->part[NDRSIM_ENDPOINT_CAUSE + 1] > 0) << NDRSIM_DRIVER_WORKFLOW |
                     (unsigned)(b->part[NDRSIM_ENDPOINT_CAUSE + 2] > 0) << NDRSIM_DRIVER_CAPACITY;
  for (int k = 0; k < b->block->n_drivers; k++) {
    int d = b->block->driver[k];
    drivers |= (unsigned)(b->part[d] > 0) << d & ~engines;
  }
  return drivers;
}

/* The first expansion of all, and the first by each driver with a part in it (bit set `drivers`).
 */
static void expand(const lane_bill *b, unsigned drivers) {
  const ndrsim_milestones *m = &b->block->plan->milestones;
  uint32_t bits = 1;
  for (; drivers; drivers &= drivers - 1) {
    int bit = m->driver[__builtin_ctz(drivers)];
    if (bit >= 0) bits |= UINT32_C(1) << bit;
  }
  if (bits & ~(uint32_t)ndrsim_block_i32(b->block, NDRSIM_COL_REACHED)[b->lane])
    ndrsim_milestone_reach(b->block, b->tally, b->lane, bits);
}

static void land(lane_bill *b) {
  ndrsim_block *block = b->block;
  int cohort = b->tally->layout.book_cohorts + b->month;
  ndrsim_block_i32(block, NDRSIM_COL_LANDING)[b->lane] = b->month;
  ndrsim_block_i32(block, NDRSIM_COL_COHORT)[b->lane] = cohort;
  ndrsim_block_i64(block, NDRSIM_COL_BASE)[b->lane] = b->now;
  int64_t *row = ndrsim_tally_moved(b->tally, cohort, b->month);
  row[NDRSIM_MOVED_NEW] += b->now;
  row[NDRSIM_MOVED_NEW_LOGOS] += 1;
  add_volume(b, false);
}

/* A change of one driver other than capacity, of an account that was never at zero: no part leaves
 * the driver, and no window loses the account. Returns false where that is not so. */
static bool move_simply(const lane_bill *b, ndrsim_movement_kind kind, int64_t *row) {
  ndrsim_block *block = b->block;
  if (b->before <= 0 || b->now <= 0) return false;
  if (ndrsim_block_i32(block, NDRSIM_COL_PAID_MONTH)[b->lane] != NDRSIM_NEVER) return false;
  int d = single_driver(b);
  if (d < 0 || d == NDRSIM_DRIVER_CAPACITY) return false;
  int64_t change = NDRSIM_SIXTIETHS * (b->now - b->before);
  int cause = d == NDRSIM_DRIVER_SEAT ? 0 : d == NDRSIM_DRIVER_WORKFLOW ? 1 : -1;
  ndrsim_block_i64(block, NDRSIM_COL_SINCE + d)[b->lane] += change;
  if (cause >= 0)
    ndrsim_block_i64(block, NDRSIM_COL_SINCE + NDRSIM_ENDPOINT_CAUSE + cause)[b->lane] += change;
  if (kind == NDRSIM_MOVE_CONTRACTION) row[NDRSIM_FLOW_CONTRACTION] += change;
  if (kind != NDRSIM_MOVE_EXPANSION) return true;
  row[d] += change;
  if (cause >= 0) row[NDRSIM_FLOW_CAUSE_SEAT + cause] += change;
  expand(b, 1U << d);
  return true;
}

static void move(lane_bill *b, ndrsim_movement_kind kind) {
  ndrsim_block *block = b->block;
  int landing = ndrsim_block_i32(block, NDRSIM_COL_LANDING)[b->lane];
  int cohort = ndrsim_block_i32(block, NDRSIM_COL_COHORT)[b->lane];
  int64_t *row = ndrsim_tally_moved(b->tally, cohort, b->month);
  if (move_simply(b, kind, row)) {
    add_volume(b, false);
    return;
  }
  bool attributed = kind != NDRSIM_MOVE_CHURN && b->now > 0;
  if (attributed) {
    attribute(b);
    add_since(b);
  } else
    memset(b->part, 0, sizeof b->part); /* a loss of everything: rare, and no driver's */
  add_volume(b, attributed);
  if (kind == NDRSIM_MOVE_NONE) return;
  add_flow(b, kind, row);
  if (kind == NDRSIM_MOVE_EXPANSION) expand(b, expanding_drivers(b));
  row[NDRSIM_MOVED_CHURNED_LOGOS] += kind == NDRSIM_MOVE_CHURN;
  row[NDRSIM_MOVED_RETURNED_LOGOS] += kind == NDRSIM_MOVE_REACTIVATION;
  correct_gaps(b, kind, landing);
}

static void bill_lane(ndrsim_block *block, ndrsim_tally *tally, int lane, int wish) {
  int32_t *status = ndrsim_block_i32(block, NDRSIM_COL_STATUS) + lane;
  int64_t *mrr = ndrsim_block_i64(block, NDRSIM_COL_MRR) + lane;
  bool landed = ndrsim_block_i32(block, NDRSIM_COL_LANDING)[lane] != NDRSIM_NEVER;
  lane_bill b; /* set field by field: clearing all of it for every lane would show */
  b.block = block;
  b.tally = tally;
  b.lane = lane;
  b.month = block->month;
  b.before = *mrr;
  int was = *status;
  *status = next_status(was, wish, landed);
  load_states(&b);
  /* a bill is a pure function of its state: nothing moved, nothing changes */
  if (*status == was && b.before > 0 && b.moved == 0) return;
  b.now = *status == NDRSIM_ALIVE ? bill(block, lane, &b.state) : 0;
  ndrsim_movement_kind kind = ndrsim_movement_classify(b.before, b.now, landed);
  if (kind == NDRSIM_MOVE_NEW)
    land(&b);
  else if (landed)
    move(&b, kind);
  if (kind == NDRSIM_MOVE_CHURN || (!landed && *status == NDRSIM_DROPPED))
    ndrsim_milestone_leave(block, tally, lane);
  if (b.now > 0) keep_state(&b); /* a gone account keeps its last bill, for its return */
  *mrr = b.now;
  ndrsim_block_i64(block, NDRSIM_COL_REVENUE)[lane] -= (b.now - b.before) * (b.month - 1);
  if (landed && *status == NDRSIM_DROPPED) ndrsim_windows_drop(block, tally, lane);
}

/* A movement is split over what changed in its own month. Drivers that only metered terms depend on
 * may move without moving the bill (a workflow gained below the cap), so their values of this month
 * are kept for the next one even where no bill was made. Other drivers mark the lane as dirty. */
static void keep_column(ndrsim_block *block, int from, int to) {
  const int64_t *mrr = ndrsim_block_i64(block, NDRSIM_COL_MRR);
  const int32_t *now = ndrsim_block_i32(block, from);
  int32_t *billed = ndrsim_block_i32(block, to);
  for (int i = 0; i < block->n; i++)
    billed[i] = mrr[i] > 0 ? now[i] : billed[i];
}

static void keep_month(ndrsim_block *block) {
  const ndrsim_plan *plan = block->plan;
  if (block->n_terms < 2) return;
  for (int k = 0; k < block->n_drivers; k++)
    keep_column(block, plan->driver_column[block->driver[k]], NDRSIM_COL_BILLED + block->driver[k]);
  for (int k = 0; k < NDRSIM_METERED && block->metered; k++)
    keep_column(block, plan->metered_column[k], NDRSIM_COL_METERED + k);
}

void ndrsim_billing_month(ndrsim_block *block, ndrsim_tally *tally) {
  int32_t *dirty = ndrsim_block_i32(block, NDRSIM_COL_DIRTY);
  int32_t *post = ndrsim_block_i32(block, NDRSIM_COL_STATUS_POST);
  int32_t *reached = ndrsim_block_i32(block, NDRSIM_COL_REACHED_POST);
  for (int i = 0; i < block->n; i++) {
    if ((dirty[i] | post[i] | reached[i]) == 0) continue;
    int wish = post[i], marked = dirty[i] | wish;
    uint32_t bits = (uint32_t)reached[i];
    dirty[i] = post[i] = reached[i] = 0;
    if (marked) bill_lane(block, tally, i, wish);
    if (tally->volume > NDRSIM_VOLUME_MOST) return; /* the run ends: see ndrsim_tally_check */
    if (bits) ndrsim_milestone_reach(block, tally, i, bits);
  }
  keep_month(block);
  if (block->month >= 12) ndrsim_windows_age(block, tally);
  if (block->month % 12 == 0) ndrsim_windows_point(block, tally);
  ndrsim_windows_revenue(block, tally);
  if (block->month + 1 == tally->layout.months) ndrsim_milestone_close(block, tally);
}

/* What is paid must exceed the overage and the usage that the row's own tasks and units imply, or
 * where nothing else has a price equal it: else no price explains it. */
static ndrsim_status refuse_row(const ndrsim_model *model, const ndrsim_row *row, int seats,
                                int64_t list, int64_t metered, ndrsim_error *err) {
  ndrsim_error_set(err, NDRSIM_INPUT,
                   "with %d seats on tier `%s` the list bill is %lld cents, of which overage and "
                   "usage are %lld: the rest cannot explain %lld cents",
                   seats, model->tier[row->tier], (long long)list, (long long)metered,
                   (long long)row->mrr);
  if (err) {
    snprintf(err->file, sizeof err->file, "%s", model->book_file);
    snprintf(err->path, sizeof err->path, "mrr");
    err->line = row->line;
  }
  return NDRSIM_INPUT;
}

ndrsim_status ndrsim_billing_open(ndrsim_block *block, ndrsim_tally *tally, int lane,
                                  const ndrsim_row *row, ndrsim_error *err) {
  const ndrsim_plan *plan = block->plan;
  ndrsim_block_i32(block, NDRSIM_COL_DIRTY)[lane] = 0;
  ndrsim_block_i32(block, NDRSIM_COL_STATUS_POST)[lane] = 0;
  /* what a row's past has brought is no event of the run */
  int32_t *past = ndrsim_block_i32(block, NDRSIM_COL_REACHED_POST) + lane;
  ndrsim_block_i32(block, NDRSIM_COL_REACHED)[lane] = *past;
  *past = 0;
  if (row->mrr <= 0) return NDRSIM_OK; /* a prospect on trial: lands when it is first billed */
  lane_bill b = {.block = block, .tally = tally, .lane = lane, .now = row->mrr};
  ndrsim_block_i32(block, NDRSIM_COL_STATUS)[lane] = NDRSIM_ALIVE;
  b.state = ndrsim_billing_state(block, lane);
  int64_t list = bill(block, lane, &b.state);
  int64_t base =
      plan->base_term < 0
          ? 0
          : plan->term[plan->base_term].cents(term_context(block, plan->base_term, lane), &b.state);
  int64_t metered = list - base; /* billed at list price; the rest is the negotiated part */
  if (base > 0 ? row->mrr <= metered : metered <= 0 || row->mrr != metered)
    return refuse_row(plan->model, row, b.state.value[NDRSIM_DRIVER_SEAT], list, metered, err);
  ndrsim_block_i64(block, NDRSIM_COL_SCALE_NUM)[lane] = base > 0 ? row->mrr - metered : 1;
  ndrsim_block_i64(block, NDRSIM_COL_SCALE_DEN)[lane] = base > 0 ? base : 1;
  ndrsim_block_i32(block, NDRSIM_COL_LANDING)[lane] = 0;
  ndrsim_block_i32(block, NDRSIM_COL_COHORT)[lane] = row->cohort;
  ndrsim_block_i64(block, NDRSIM_COL_BASE)[lane] = row->mrr;
  ndrsim_block_i64(block, NDRSIM_COL_MRR)[lane] = row->mrr;
  ndrsim_block_i64(block, NDRSIM_COL_REVENUE)[lane] = row->mrr; /* of month 0 */
  keep_state(&b);
  int64_t *moved = ndrsim_tally_moved(tally, row->cohort, 0);
  moved[NDRSIM_MOVED_NEW] += row->mrr;
  tally->volume += row->mrr;
  moved[NDRSIM_MOVED_NEW_LOGOS] += 1;
  return NDRSIM_OK;
}

void ndrsim_billing_opened(ndrsim_block *block, ndrsim_tally *tally) {
  ndrsim_windows_point(block, tally);
  ndrsim_windows_revenue(block, tally);
}

int64_t ndrsim_billing_terms(const ndrsim_block *block, int lane, int64_t *cents) {
  const ndrsim_plan *plan = block->plan;
  int64_t sum = 0;
  memset(cents, 0, sizeof *cents * (size_t)plan->n_terms);
  if (ndrsim_block_i32(block, NDRSIM_COL_STATUS)[lane] != NDRSIM_ALIVE) return 0;
  ndrsim_bill_state state = ndrsim_billing_state(block, lane);
  for (int k = 0; k < block->n_terms; k++) {
    int term = block->term[k];
    ndrsim_step_context ctx = block->context[plan->term_mechanism[term]];
    ctx.lane = lane;
    cents[term] = plan->term[term].cents(&ctx, &state);
    sum += cents[term];
  }
  return sum;
}
