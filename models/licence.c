/* Licences: what of the seats held is billed (S4). Optional: without it every seat held is.
 *
 *   needed  = seats                                named
 *             round(active_share seats)            active
 *             round(peak_share active_share seats) concurrent: the most at once
 *   use     = max(needed - free_seats, 1)
 *   billed  = use, or with blocks the licence: whole blocks, bought ahead
 *
 * A licence that is used beyond `trigger`, or by more people than it has seats, grows by the blocks
 * that are missing, at least one: with probability `add` by the customer itself, and always with a
 * seat play that sales closes. Until then the people beyond it are not billed, or, with
 * `hard_block`, they are not let in. A cut of seats takes away the blocks that are no longer used.
 *
 * Counted besides, as an analyst would (S1): customers by utilisation at a landmark, and whose
 * licence has grown six months later. */
#include "models/step.h"
#include "models/play.h"
#include "models/trace.h"

enum {
  P_SEAT,
  P_ACTIVE,
  P_PEAK,
  P_FREE,
  P_BLOCK,
  P_TRIGGER,
  P_ADD,
  P_BEYOND,
  P_INVITES,
  P_BLOCKED_TRUST,
  P_IDLE_TRUST,
  P_LANDMARK,
  P_LANDMARK_USE
};
enum {
  U_ID_LOW,
  U_ID_HIGH,
  U_START,
  U_STATUS,
  U_FST,
  U_LANDING,
  U_SEATS,
  U_DIRTY,
  U_TRUST_POST,
  U_POST,
  U_BLOCKED_POST,
  U_BILLED,
  U_LIMIT,
  U_STATE,
  U_SEEN,
  U_GROWN,
  U_GROUP
};
enum {
  C_BILLED,
  C_USED,
  C_BEYOND,
  C_BLOCKED,
  C_ADDED,
  C_JUDGED_OTHERS,
  C_JUDGED_FULL,
  C_GREW_OTHERS,
  C_GREW_FULL
};
enum { NAMED, ACTIVE, CONCURRENT };
enum { SOFT, HARD_BLOCK };
enum { NOWHERE, OTHERS, FULL }; /* column licence_group */
enum { RISK_MONTHS = 6 };

static const ndrsim_param_def params[] = {
    [P_SEAT] =
        {"licence.seat", "1", NDRSIM_CHOICE, 0, 0, 0, 2, "named|active|concurrent",
         "Whose seats are billed: everybody's who has one, those of active users, or as many "
         "as are in use at once",
         "S4"},
    [P_ACTIVE] = {"licence.active_share", "1", NDRSIM_REAL, NDRSIM_TRAIT, 0.8, 0.01, 1, NULL,
                  "Share of an account's seats whose users are active; the others are hardly used",
                  "assumption"},
    [P_PEAK] = {"licence.peak_share", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.5, 0.01, 1, NULL,
                "Most of the active users at once, as a share of them", "assumption"},
    [P_FREE] = {"licence.free_seats", "seats", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 0, 0, 1e6, NULL,
                "Seats of an account that are free of charge; one is billed at least", "S4"},
    [P_BLOCK] = {"licence.block", "seats", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 0, 0, 1e6, NULL,
                 "Licences are bought ahead in blocks of so many; 0 = what is used is billed",
                 "assumption"},
    [P_TRIGGER] =
        {"licence.trigger", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.8, 0, 1, NULL,
         "Share of the licence in use above which the customer is asked to add seats, and "
         "a seat play fits",
         "S1"},
    [P_ADD] =
        {"licence.add", "1/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.3, 0, 1, NULL,
         "Probability that such a customer adds seats by itself (one click); 0 = anti-pattern: "
         "only with a call to sales",
         "assumption"},
    [P_BEYOND] = {"licence.beyond", "users", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 5, 1, 1e6, NULL,
                  "Users beyond the licence at which a CSM calls, whatever the signals", "S4"},
    [P_INVITES] = {"licence.invites", "1", NDRSIM_CHOICE, 0, 0, 0, 1, "soft|hard_block",
                   "Invitations beyond the licence: let in and not billed yet, or refused "
                   "(anti-pattern)",
                   "S4"},
    [P_BLOCKED_TRUST] = {"licence.blocked_trust", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.1, 0, 1, NULL,
                         "Trust lost in a month in which invitations were refused", "assumption"},
    [P_IDLE_TRUST] = {"licence.idle_trust", "1/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.05, 0, 1,
                      NULL, "Trust lost in a month, per share of named seats that are hardly used",
                      "assumption"},
    [P_LANDMARK] =
        {"licence.landmark", "months", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 6, 0, 600, NULL,
         "Age at which accounts are put into two groups by utilisation, to compare whose "
         "licence grows in the six months after (for reports only)",
         "assumption"},
    [P_LANDMARK_USE] =
        {"licence.landmark_use", "1", NDRSIM_REAL, NDRSIM_MAY_SEGMENT, 0.8, 0, 1, NULL,
         "Share of the licence in use above which the first group is (for reports only)", "S1"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_START] = READ_I32("start"),
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_LANDING] = READ_I32("landing"),
    [U_SEATS] = READ_I32("seats"),
    [U_DIRTY] = POST_I32("dirty"),
    [U_TRUST_POST] = POST_I32("trust_post"),
    [U_POST] = OWN_I32("licence_post", 0, "posting: a contract that covers all use was signed"),
    [U_BLOCKED_POST] = OWN_I32("blocked_post", 0, "posting: invitations that were refused"),
    [U_BILLED] = OWN_I32("billed_seats", 0, "seats of the licence: those that are billed"),
    [U_LIMIT] = OWN_I32("seat_limit", NDRSIM_NEVER, "most seats that invitations may lead to"),
    [U_STATE] = OWN_I32("licence_state", 0, "bit set: used beyond the trigger; users beyond it"),
    [U_SEEN] = OWN_I32("licence_seats", 0, "seats held when the licence was last settled"),
    [U_GROWN] = SCRATCH_I32("licence_grown", "1: the licence grew this month"),
    [U_GROUP] = OWN_I32("licence_group", NOWHERE,
                        "group at the landmark, until the licence grows: 1 others, 2 above"),
};

#define COL(u) (column_i32(ctx, u)[lane])

static int32_t block_of(const ndrsim_step_context *ctx) {
  return (int32_t)ctx->s[P_BLOCK];
}

/* Seats that are in use in the sense of the licence, per seat held. */
static float share_of(const ndrsim_step_context *ctx, int lane) {
  if (ctx->s[P_SEAT] == NAMED) return 1;
  float active = ndrsim_step_lane(ctx, P_ACTIVE, lane);
  return ctx->s[P_SEAT] == ACTIVE ? active : active * (float)ctx->s[P_PEAK];
}

static int32_t use_of(const ndrsim_step_context *ctx, int lane, int32_t seats) {
  int32_t use = (int32_t)((float)seats * share_of(ctx, lane) + 0.5f) - (int32_t)ctx->s[P_FREE];
  return use > 1 ? use : 1;
}

/* Most seats whose use the licence covers. */
static int32_t limit_of(const ndrsim_step_context *ctx, int lane) {
  float covered = (float)(COL(U_BILLED) + (int32_t)ctx->s[P_FREE]) + 0.5f;
  int32_t seats = (int32_t)(covered / share_of(ctx, lane));
  while (use_of(ctx, lane, seats) > COL(U_BILLED))
    seats--;
  return seats;
}

static int32_t whole_blocks(const ndrsim_step_context *ctx, int32_t use) {
  int32_t block = block_of(ctx);
  return block == 0 ? use : (use + block - 1) / block * block;
}

/* The licence from now on, and what follows from it. */
static void conclude(ndrsim_step_context *ctx, int lane, int32_t licensed) {
  int32_t use = use_of(ctx, lane, COL(U_SEATS));
  COL(U_DIRTY) |= COL(U_BILLED) != licensed;
  COL(U_BILLED) = licensed;
  bool ahead = block_of(ctx) > 0;
  bool used = ahead && use > ctx->s[P_TRIGGER] * licensed;
  bool beyond = ahead && use - licensed >= (int32_t)ctx->s[P_BEYOND];
  COL(U_STATE) = (used ? NDRSIM_LICENCE_USED : 0) | (beyond ? NDRSIM_LICENCE_BEYOND : 0);
  COL(U_LIMIT) = ahead && ctx->s[P_INVITES] == HARD_BLOCK ? limit_of(ctx, lane) : NDRSIM_NEVER;
  COL(U_SEEN) = COL(U_SEATS);
}

/* Whether a customer whose licence is nearly used up adds to it by itself. */
static bool adds(ndrsim_step_context *ctx, int lane, int32_t use) {
  if (!(use > ctx->s[P_TRIGGER] * COL(U_BILLED))) return false;
  float p = (float)ctx->s[P_ADD];
  uint32_t word = lane_word(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), lane,
                            NDRSIM_GROUP_LICENCE_ADD, NDRSIM_WORD_LICENCE_ADD);
  bool added = ndrsim_bernoulli1(word, p);
  if (traced(ctx, lane)) {
    ndrsim_trace_event(ctx, "adds_licences", NDRSIM_SITE_LICENCE_ADD, word, 0, p, added);
    trace_factor(ctx, "use", use);
    trace_factor(ctx, "licensed", COL(U_BILLED));
  }
  return added;
}

static void lose_trust(ndrsim_step_context *ctx, int lane, double share) {
  int32_t thousandths = (int32_t)(share * 1000 + 0.5);
  if (thousandths == 0) return;
  COL(U_TRUST_POST) -= thousandths;
  if (traced(ctx, lane)) ndrsim_trace_fact(ctx, "trust_lost", thousandths);
}

/* Refused colleagues, and seats that are paid for and not used. */
static void annoy(ndrsim_step_context *ctx, int lane) {
  int32_t seats = COL(U_SEATS), refused = COL(U_BLOCKED_POST);
  COL(U_BLOCKED_POST) = 0;
  ctx->counter[C_BLOCKED] += refused;
  if (refused > 0) lose_trust(ctx, lane, ctx->s[P_BLOCKED_TRUST]);
  if (ctx->s[P_SEAT] != NAMED || ctx->s[P_IDLE_TRUST] == 0) return;
  int32_t active = (int32_t)((float)seats * ndrsim_step_lane(ctx, P_ACTIVE, lane) + 0.5f);
  lose_trust(ctx, lane, ctx->s[P_IDLE_TRUST] * (seats - active) / seats);
}

static void settle_lane(ndrsim_step_context *ctx, int lane) {
  int32_t use = use_of(ctx, lane, COL(U_SEATS)), most = whole_blocks(ctx, use);
  int32_t before = COL(U_BILLED), licensed = before, block = block_of(ctx);
  annoy(ctx, lane);
  if (block == 0)
    licensed = use;
  else if (COL(U_POST) != 0)
    licensed = most > before ? most : before;
  else if (adds(ctx, lane, use))
    licensed = most > before ? most : before + block;
  COL(U_POST) = 0;
  COL(U_GROWN) = block > 0 && licensed > before;
  ctx->counter[C_ADDED] += COL(U_GROWN);
  conclude(ctx, lane, licensed);
}

/* After the owner of seats has drained what was posted. */
static void settle(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST);
  for (int lane = 0; lane < ctx->n; lane++) {
    COL(U_GROWN) = 0;
    if (status[lane] == NDRSIM_ALIVE && fst[lane] < ctx->month) settle_lane(ctx, lane);
  }
}

static void cut(ndrsim_step_context *ctx) {
  const int32_t *seats = column_i32(ctx, U_SEATS), *seen = column_i32(ctx, U_SEEN);
  for (int lane = 0; lane < ctx->n; lane++) {
    if (seats[lane] >= seen[lane]) continue;
    int32_t most = whole_blocks(ctx, use_of(ctx, lane, seats[lane]));
    conclude(ctx, lane, most < COL(U_BILLED) ? most : COL(U_BILLED));
  }
}

/* Groups of customers with a licence of blocks are formed at the landmark and judged six months
 * later; the first growth counts there. */
static void follow(ndrsim_step_context *ctx, int lane, int32_t use) {
  int since = COL(U_START) + (int)ctx->s[P_LANDMARK];
  int64_t *later = ndrsim_step_counters(ctx, since + RISK_MONTHS);
  if (since == ctx->month) {
    if (block_of(ctx) == 0 || COL(U_LANDING) == NDRSIM_NEVER) return;
    bool full = use > ctx->s[P_LANDMARK_USE] * COL(U_BILLED);
    COL(U_GROUP) = full ? FULL : OTHERS;
    if (later) later[full ? C_JUDGED_FULL : C_JUDGED_OTHERS]++;
    return;
  }
  if (COL(U_GROUP) == NOWHERE || ctx->month > since + RISK_MONTHS || COL(U_GROWN) == 0) return;
  if (later) later[COL(U_GROUP) == FULL ? C_GREW_FULL : C_GREW_OTHERS]++;
  COL(U_GROUP) = NOWHERE;
}

static void count(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS);
  for (int lane = 0; lane < ctx->n; lane++) {
    if (status[lane] != NDRSIM_ALIVE) continue;
    int32_t use = use_of(ctx, lane, COL(U_SEATS)), licensed = COL(U_BILLED);
    ctx->counter[C_BILLED] += licensed;
    ctx->counter[C_USED] += use < licensed ? use : licensed;
    ctx->counter[C_BEYOND] += use > licensed ? use - licensed : 0;
    follow(ctx, lane, use);
  }
}

static void start(ndrsim_step_context *ctx, int lane) {
  conclude(ctx, lane, whole_blocks(ctx, use_of(ctx, lane, COL(U_SEATS))));
}

static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  (void)row;
  start(ctx, lane);
}

static const ndrsim_step steps[] = {
    {NDRSIM_PHASE_SEATS, settle}, {NDRSIM_PHASE_CHURN, cut}, {NDRSIM_PHASE_COSTS, count}};

static const ndrsim_driver_source sources[] = {{NDRSIM_DRIVER_SEAT, "billed_seats"}};

static const ndrsim_counter_def counters[] = {
    [C_BILLED] = {"seats_billed", "seats", "seats that are billed"},
    [C_USED] = {"seats_used", "seats", "those of them in use, in the sense of the licence"},
    [C_BEYOND] = {"users_beyond", "users", "users beyond the licence"},
    [C_BLOCKED] = {"invites_blocked", "people/month", "invitations refused this month"},
    [C_ADDED] = {"licences_added", "accounts/month", "accounts whose licence grew this month"},
    [C_JUDGED_OTHERS] = {"licence_landmark_others", "accounts/month",
                         "customers whose utilisation was at most licence.landmark_use at the "
                         "landmark, six months ago"},
    [C_JUDGED_FULL] = {"licence_landmark_full", "accounts/month",
                       "customers whose utilisation was above it at the landmark, six months ago"},
    [C_GREW_OTHERS] = {"licence_landmark_others_grew", "accounts/month",
                       "of those at most there, with a licence that has grown since"},
    [C_GREW_FULL] = {"licence_landmark_full_grew", "accounts/month",
                     "of those above, with a licence that has grown since"},
};

#define JUDGED "landmarks since month 0 whose six months are over"

static const ndrsim_metric_def metrics[] = {
    {"seats_billed", "seats", NDRSIM_FORMAT_COUNT, "seats_billed", NULL, 1, "Seats that are billed",
     .source = "S4"},
    {"seat_utilisation", "%", NDRSIM_FORMAT_PERCENT, "seats_used", "seats_billed", 1,
     "Billed seats in use, in the sense of the licence", .source = "S1"},
    {"users_beyond", "users", NDRSIM_FORMAT_COUNT, "users_beyond", NULL, 1,
     "Users beyond the licence", .source = "S4"},
    {"invites_blocked", "people/month", NDRSIM_FORMAT_COUNT, "invites_blocked", NULL, 1,
     "Invitations refused this month because the licence was full", .source = "S4"},
    {"licences_added", "accounts/month", NDRSIM_FORMAT_COUNT, "licences_added", NULL, 1,
     "Accounts whose licence grew this month", .source = "S4"},
    {"seat_additions_full", "%", NDRSIM_FORMAT_PERCENT, "+licence_landmark_full_grew",
     "+licence_landmark_full", 1,
     "Of customers that used more than licence.landmark_use of their licence at the landmark: it "
     "grew within six months",
     .source = "S1", .convention = JUDGED},
    {"seat_additions_others", "%", NDRSIM_FORMAT_PERCENT, "+licence_landmark_others_grew",
     "+licence_landmark_others", 1, "The same for customers that used less", .source = "S1",
     .convention = JUDGED},
    {"seat_risk_ratio", "1", NDRSIM_FORMAT_RATIO, "seat_additions_full", "seat_additions_others", 1,
     "How much more often those who used so much add seats: the ratio of both", .source = "S1",
     .kind = NDRSIM_METRIC_QUOTIENT, .formula = "seat_additions_full / seat_additions_others",
     .convention = JUDGED},
};

const ndrsim_mechanism NDRSIM_MECHANISM(licence) = {.name = "licence",
                                                    .doc = "which of the seats held are billed",
                                                    .optional = true,
                                                    NDRSIM_PARAMS,
                                                    NDRSIM_USES,
                                                    NDRSIM_STEPS,
                                                    NDRSIM_COUNTERS,
                                                    NDRSIM_METRICS,
                                                    .source = sources,
                                                    .n_sources = 1,
                                                    .start = start,
                                                    .condition = condition};
