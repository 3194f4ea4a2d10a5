/* Measure: what is counted of accounts and their plays. It changes nothing that happens to them.
 *
 *   milestones   the first successful task; the first upgrade; 20% more seats than at the start
 *   plays        begun in month s: judged in month s + 3, and confirmed when won by then. Plays
 * whose three months end beyond the horizon are never judged, so no ratio is censored offers of
 * trials, likewise: taken when the account moved up a tier by then, by any path contacts likewise:
 * converted when a play was won, or a premature pitch sold, by then users        light, medium,
 * heavy by tasks per user; who of them is in a play growth       seats and tasks now and twelve
 * months ago of accounts that were customers at both ends of the window, in months 12, 24, 36, ...
 */
#include "models/step.h"
#include "models/play.h"

enum { P_MEDIUM, P_HEAVY };
enum {
  U_STATUS,
  U_FST,
  U_TIER,
  U_SEATS,
  U_TASKS,
  U_SERVED,
  U_SIGNALS,
  U_PLAY,
  U_PLAY_SINCE,
  U_WON,
  U_CONTACT,
  U_REACHED,
  U_REACHED_POST,
  U_TIER_SEEN,
  U_SEATS_FIRST,
  U_PLAY_SEEN,
  U_OFFER,
  U_SEATS_THEN,
  U_TASKS_THEN
};
enum { JUDGED_AFTER = 3, YEAR = 12, CLASSES = 3, SIGNALS = 6 };
enum {
  C_STARTED, /* of NDRSIM_PLAY_WORKFLOW, _CAPACITY, _SEAT */
  C_JUDGED = C_STARTED + 3,
  C_CONFIRMED = C_JUDGED + 3,
  C_ALL_JUDGED = C_CONFIRMED + 3,
  C_ALL_CONFIRMED,
  C_OFFERS_TAKEN,
  C_CONTACTS_JUDGED,
  C_CONTACTS_CONVERTED,
  C_CLASS, /* light, medium, heavy */
  C_CLASS_PIPELINE = C_CLASS + CLASSES,
  C_SIGNAL = C_CLASS_PIPELINE + CLASSES, /* the six, in the order of their bits */
  C_SIGNALS = C_SIGNAL + SIGNALS,        /* together */
  C_SEATS_BASE,
  C_SEATS_GAINED,
  C_TASKS_BASE,
  C_TASKS_GAINED
};
enum { M_ACTIVATION, M_UPGRADE, M_SEATS };

static const ndrsim_param_def params[] = {
    [P_MEDIUM] = {"measure.medium_tasks", "tasks/(user*month)", NDRSIM_REAL, NDRSIM_MAY_SEGMENT,
                  200, 0, 1e7, NULL,
                  "Users are medium, not light, from this many tasks on (for reports only)", "S0"},
    [P_HEAVY] = {"measure.heavy_tasks", "tasks/(user*month)", NDRSIM_REAL, NDRSIM_MAY_SEGMENT, 1000,
                 0, 1e7, NULL, "Users are heavy from this many tasks on (for reports only)", "S0"},
};

static const ndrsim_use uses[] = {
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_TIER] = READ_I32("tier"),
    [U_SEATS] = READ_I32("seats"),
    [U_TASKS] = READ_I32("tasks"),
    [U_SERVED] = READ_I32("served"),
    [U_SIGNALS] = READ_I32("signals"),
    [U_PLAY] = READ_I32("play"),
    [U_PLAY_SINCE] = READ_I32("play_since"),
    [U_WON] = READ_I32("play_won"),
    [U_CONTACT] = READ_I32("play_contact"),
    [U_REACHED] = READ_I32("reached"),
    [U_REACHED_POST] = POST_I32("reached_post"),
    [U_TIER_SEEN] = OWN_I32("tier_seen", 0, "tier at the end of last month"),
    [U_SEATS_FIRST] = OWN_I32("seats_first", 0, "seats at the start"),
    [U_PLAY_SEEN] =
        OWN_I32("play_seen", NDRSIM_PLAY_NONE, "play that ran at the end of last month"),
    [U_OFFER] = OWN_I32("trial_offer", -YEAR, "month in which the last trial was offered"),
    [U_SEATS_THEN] = OWN_I32("seats_then", 0, "seats when the window of 12 months began, 0 = none"),
    [U_TASKS_THEN] = OWN_I64("tasks_then", 0, "tasks served then, of all users [tasks/16]"),
};

/* What this month brought is posted before the bills, so that a departure in it comes first. */
static void watch(ndrsim_step_context *ctx) {
  const int32_t *fst = column_i32(ctx, U_FST), *tier = column_i32(ctx, U_TIER),
                *seen = column_i32(ctx, U_TIER_SEEN), *seats = column_i32(ctx, U_SEATS),
                *first = column_i32(ctx, U_SEATS_FIRST), *reached = column_i32(ctx, U_REACHED);
  int32_t *post = column_i32(ctx, U_REACHED_POST);
  vi activation = vi_set(1 << (ctx->milestone + M_ACTIVATION));
  vi upgrade = vi_set(1 << (ctx->milestone + M_UPGRADE));
  vi more = vi_set(1 << (ctx->milestone + M_SEATS));
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi bits = (activation & (vi_load(fst + i) == vi_set(ctx->month))) |
              (upgrade & (vi_load(tier + i) > vi_load(seen + i))) |
              (more & (vi_load(seats + i) * vi_set(5) >= vi_load(first + i) * vi_set(6)));
    vi done = vi_load(reached + i); /* negative: the account has left */
    bits &= ~done & (done >= vi_set(0));
    if (vi_any(bits != vi_set(0))) vi_store(post + i, vi_load(post + i) | bits);
  }
}

static void add(int64_t *counter, int index) {
  if (counter) counter[index]++;
}

/* A lane whose play began or was won this month, or that was contacted or moved up. */
static void count_lane(ndrsim_step_context *ctx, int lane) {
  int month = ctx->month, since = column_i32(ctx, U_PLAY_SINCE)[lane];
  int play = column_i32(ctx, U_PLAY)[lane], seen = column_i32(ctx, U_PLAY_SEEN)[lane];
  int32_t *offer = column_i32(ctx, U_OFFER) + lane;
  int64_t *later = ndrsim_step_counters(ctx, month + JUDGED_AFTER);
  if (column_i32(ctx, U_CONTACT)[lane] == month) add(later, C_CONTACTS_JUDGED);
  if (play != NDRSIM_PLAY_NONE && since == month) {
    ctx->counter[C_STARTED + play - 1]++;
    add(later, C_JUDGED + play - 1);
    add(later, C_ALL_JUDGED);
    if (play == NDRSIM_PLAY_CAPACITY) *offer = month;
  }
  if (column_i32(ctx, U_TIER)[lane] > column_i32(ctx, U_TIER_SEEN)[lane] &&
      month - *offer <= JUDGED_AFTER) {
    add(ndrsim_step_counters(ctx, *offer + JUDGED_AFTER), C_OFFERS_TAKEN);
    *offer = -YEAR;
  }
  if (column_i32(ctx, U_WON)[lane] != month) return;
  if (seen == NDRSIM_PLAY_NONE) { /* a premature pitch */
    add(later, C_CONTACTS_CONVERTED);
    return;
  }
  if (month - since > JUDGED_AFTER) return;
  later = ndrsim_step_counters(ctx, since + JUDGED_AFTER);
  add(later, C_CONFIRMED + seen - 1);
  add(later, C_ALL_CONFIRMED);
  add(later, C_CONTACTS_CONVERTED);
}

static void count_plays(ndrsim_step_context *ctx) {
  const int32_t *tier = column_i32(ctx, U_TIER), *play = column_i32(ctx, U_PLAY);
  int32_t *tier_seen = column_i32(ctx, U_TIER_SEEN), *play_seen = column_i32(ctx, U_PLAY_SEEN);
  vi month = vi_set(ctx->month);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi now = vi_load(play + i), level = vi_load(tier + i);
    vi event = ((now != vi_set(NDRSIM_PLAY_NONE)) &
                (vi_load(column_i32(ctx, U_PLAY_SINCE) + i) == month)) |
               (vi_load(column_i32(ctx, U_CONTACT) + i) == month) |
               (vi_load(column_i32(ctx, U_WON) + i) == month) | (level > vi_load(tier_seen + i));
    for (unsigned set = vi_bits(event & lanes_in_use(ctx, i)); set; set &= set - 1)
      count_lane(ctx, i + __builtin_ctz(set));
    vi_store(play_seen + i, now);
    vi_store(tier_seen + i, level);
  }
}

static void count_use(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *tasks = column_i32(ctx, U_TASKS),
                *play = column_i32(ctx, U_PLAY), *signals = column_i32(ctx, U_SIGNALS);
  vi medium = vi_set((int32_t)(ctx->s[P_MEDIUM] * NDRSIM_TASK + 0.5));
  vi heavy = vi_set((int32_t)(ctx->s[P_HEAVY] * NDRSIM_TASK + 0.5));
  /* from class k on: customers, and those in a play */
  int64_t from[CLASSES + 1] = {0}, busy[CLASSES + 1] = {0}, shown[SIGNALS] = {0};
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi here = (vi_load(status + i) == vi_set(NDRSIM_ALIVE)) & lanes_in_use(ctx, i);
    vi used = vi_load(tasks + i), runs = vi_load(play + i) != vi_set(NDRSIM_PLAY_NONE);
    vi s = vi_load(signals + i) & here;
    unsigned all = vi_bits(here), some = vi_bits(here & (used >= medium)),
             many = vi_bits(here & (used >= heavy)), plays = vi_bits(runs);
    from[0] += __builtin_popcount(all);
    from[1] += __builtin_popcount(some);
    from[2] += __builtin_popcount(some & many);
    busy[0] += __builtin_popcount(all & plays);
    busy[1] += __builtin_popcount(some & plays);
    busy[2] += __builtin_popcount(some & many & plays);
    for (int k = 0; k < SIGNALS; k++)
      shown[k] += __builtin_popcount(vi_bits((s & vi_set(1 << k)) != vi_set(0)));
  }
  for (int k = 0; k < CLASSES; k++) {
    ctx->counter[C_CLASS + k] += from[k] - from[k + 1];
    ctx->counter[C_CLASS_PIPELINE + k] += busy[k] - busy[k + 1];
  }
  for (int k = 0; k < SIGNALS; k++) {
    ctx->counter[C_SIGNAL + k] += shown[k];
    ctx->counter[C_SIGNALS] += shown[k];
  }
}

/* Twelve months of the accounts that were customers at both ends, and the start of the next. */
static void count_growth(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *seats = column_i32(ctx, U_SEATS),
                *served = column_i32(ctx, U_SERVED);
  int32_t *seats_then = column_i32(ctx, U_SEATS_THEN);
  int64_t *tasks_then = column_i64(ctx, U_TASKS_THEN);
  if (ctx->month % YEAR != 0) return;
  for (int i = 0; i < ctx->n; i++) {
    bool here = status[i] == NDRSIM_ALIVE;
    int64_t tasks = (int64_t)served[i] * seats[i];
    if (here && seats_then[i] > 0) {
      ctx->counter[C_SEATS_BASE] += seats_then[i];
      ctx->counter[C_SEATS_GAINED] += seats[i] - seats_then[i];
      ctx->counter[C_TASKS_BASE] = sum_or_most(ctx->counter[C_TASKS_BASE], tasks_then[i]);
      ctx->counter[C_TASKS_GAINED] =
          sum_or_most(ctx->counter[C_TASKS_GAINED], tasks - tasks_then[i]);
    }
    seats_then[i] = here ? seats[i] : 0;
    tasks_then[i] = tasks;
  }
}

static void start(ndrsim_step_context *ctx, int lane) {
  column_i32(ctx, U_SEATS_FIRST)[lane] = column_i32(ctx, U_SEATS)[lane];
}

static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  start(ctx, lane);
  column_i32(ctx, U_TIER_SEEN)[lane] = column_i32(ctx, U_TIER)[lane];
  if (row->mrr > 0) column_i32(ctx, U_REACHED_POST)[lane] |= 1 << (ctx->milestone + M_ACTIVATION);
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_BILLING, watch},
                                    {NDRSIM_PHASE_COSTS, count_plays},
                                    {NDRSIM_PHASE_COSTS, count_use},
                                    {NDRSIM_PHASE_COSTS, count_growth}};

static const ndrsim_milestone_def milestones[] = {
    [M_ACTIVATION] = {"activation", NDRSIM_CLOCK_START, NDRSIM_MILESTONE_POSTED, "activation",
                      "First successful task", "S2"},
    [M_UPGRADE] = {"first_upgrade", NDRSIM_CLOCK_LANDING, NDRSIM_MILESTONE_POSTED, "first upgrade",
                   "First move up a tier", "S0"},
    [M_SEATS] = {"seats_plus_20", NDRSIM_CLOCK_LANDING, NDRSIM_MILESTONE_POSTED, "20% more seats",
                 "Seats reach 120% of those at the start", "S1"},
};

static const ndrsim_counter_def counters[] = {
    [C_STARTED] = {"plays_started_workflow", "plays/month", "workflow plays begun this month"},
    [C_STARTED + 1] = {"plays_started_capacity", "plays/month", "capacity plays begun this month"},
    [C_STARTED + 2] = {"plays_started_seat", "plays/month", "seat plays begun this month"},
    [C_JUDGED] = {"plays_judged_workflow", "plays/month", "workflow plays begun three months ago"},
    [C_JUDGED + 1] = {"plays_judged_capacity", "plays/month",
                      "capacity plays begun three months ago"},
    [C_JUDGED + 2] = {"plays_judged_seat", "plays/month", "seat plays begun three months ago"},
    [C_CONFIRMED] = {"plays_confirmed_workflow", "plays/month", "of those, won by now"},
    [C_CONFIRMED + 1] = {"plays_confirmed_capacity", "plays/month", "of those, won by now"},
    [C_CONFIRMED + 2] = {"plays_confirmed_seat", "plays/month", "of those, won by now"},
    [C_ALL_JUDGED] = {"plays_judged", "plays/month", "plays begun three months ago"},
    [C_ALL_CONFIRMED] = {"plays_confirmed", "plays/month", "of those, won by now"},
    [C_OFFERS_TAKEN] =
        {"trials_taken", "accounts/month",
         "capacity plays begun three months ago whose account has moved up a tier by now"},
    [C_CONTACTS_JUDGED] = {"contacts_judged", "accounts/month", "contacts made three months ago"},
    [C_CONTACTS_CONVERTED] = {"contacts_converted", "accounts/month",
                              "of those, with a play won or a premature pitch sold by now"},
    [C_CLASS] = {"users_light", "accounts", "customers with light users"},
    [C_CLASS + 1] = {"users_medium", "accounts", "customers with medium users"},
    [C_CLASS + 2] = {"users_heavy", "accounts", "customers with heavy users"},
    [C_CLASS_PIPELINE] = {"pipeline_light", "accounts", "of those, in an expansion play"},
    [C_CLASS_PIPELINE + 1] = {"pipeline_medium", "accounts", "of those, in an expansion play"},
    [C_CLASS_PIPELINE + 2] = {"pipeline_heavy", "accounts", "of those, in an expansion play"},
    [C_SIGNAL] = {"signal_workflows", "accounts", "customers that show the signal: workflows"},
    [C_SIGNAL + 1] = {"signal_cap", "accounts", "customers that show the signal: cap"},
    [C_SIGNAL + 2] = {"signal_completion", "accounts",
                      "customers that show the signal: completion"},
    [C_SIGNAL + 3] = {"signal_return", "accounts", "customers that show the signal: return"},
    [C_SIGNAL + 4] = {"signal_runs", "accounts", "customers that show the signal: runs"},
    [C_SIGNAL + 5] = {"signal_inquiry", "accounts", "customers that show the signal: inquiry"},
    [C_SIGNALS] = {"signals", "signals", "signals shown by customers"},
    [C_SEATS_BASE] = {"seats_base", "seats",
                      "seats twelve months ago of accounts that were customers then and are now"},
    [C_SEATS_GAINED] = {"seats_gained", "seats", "seats they have gained since"},
    [C_TASKS_BASE] = {"tasks_base", "tasks/16/month", "tasks served to them then"},
    [C_TASKS_GAINED] = {"tasks_gained", "tasks/16/month", "what that has risen by since"},
};

#define QUARTER "plays and contacts since month 0 whose three months are over"
#define YEAR_ENDS "the twelve months that end here: months 12, 24, 36, ..."
static const ndrsim_metric_def metrics[] = {
    {"play_success", "%", NDRSIM_FORMAT_PERCENT, "+plays_confirmed", "+plays_judged", 1,
     "Plays won within three months, as a share of all plays begun that long ago", .source = "S2",
     .convention = QUARTER},
    {"play_success_workflow", "%", NDRSIM_FORMAT_PERCENT, "+plays_confirmed_workflow",
     "+plays_judged_workflow", 1, "The same for workflow plays: half of the users adopt the push",
     .source = "S2", .convention = QUARTER},
    {"play_success_capacity", "%", NDRSIM_FORMAT_PERCENT, "+plays_confirmed_capacity",
     "+plays_judged_capacity", 1,
     "The same for capacity plays: sales closes the upgrade after a used trial", .source = "S2",
     .convention = QUARTER},
    {"play_success_seat", "%", NDRSIM_FORMAT_PERCENT, "+plays_confirmed_seat", "+plays_judged_seat",
     1, "The same for seat plays: sales closes the roll-out", .source = "S2",
     .convention = QUARTER},
    {"plays_started_workflow", "plays/month", NDRSIM_FORMAT_COUNT, "plays_started_workflow", NULL,
     1, "Workflow plays begun this month", .source = "S2"},
    {"plays_started_capacity", "plays/month", NDRSIM_FORMAT_COUNT, "plays_started_capacity", NULL,
     1, "Capacity plays begun this month", .source = "S2"},
    {"plays_started_seat", "plays/month", NDRSIM_FORMAT_COUNT, "plays_started_seat", NULL, 1,
     "Seat plays begun this month", .source = "S2"},
    {"upgrade_conversion", "%", NDRSIM_FORMAT_PERCENT, "+trials_taken", "+plays_judged_capacity", 1,
     "Accounts that were offered a trial and moved up a tier within three months, by any path",
     .source = "S3", .convention = QUARTER},
    {"contact_conversion", "%", NDRSIM_FORMAT_PERCENT, "+contacts_converted", "+contacts_judged", 1,
     "Contacts followed by a won play, or a sold premature pitch, within three months",
     .source = "S2", .convention = QUARTER},
    {"users_light_share", "%", NDRSIM_FORMAT_PERCENT, "users_light", "customers", 1,
     "Customers whose users hand over few tasks: below measure.medium_tasks each", .source = "S2"},
    {"users_medium_share", "%", NDRSIM_FORMAT_PERCENT, "users_medium", "customers", 1,
     "Customers whose users hand over from measure.medium_tasks to measure.heavy_tasks each",
     .source = "S2"},
    {"users_heavy_share", "%", NDRSIM_FORMAT_PERCENT, "users_heavy", "customers", 1,
     "Customers whose users hand over measure.heavy_tasks or more each", .source = "S2"},
    {"pipeline_share_light", "%", NDRSIM_FORMAT_PERCENT, "pipeline_light", "users_light", 1,
     "Share of customers with light users that are in an expansion play", .source = "S2"},
    {"pipeline_share_medium", "%", NDRSIM_FORMAT_PERCENT, "pipeline_medium", "users_medium", 1,
     "Share of customers with medium users that are in an expansion play", .source = "S2"},
    {"pipeline_share_heavy", "%", NDRSIM_FORMAT_PERCENT, "pipeline_heavy", "users_heavy", 1,
     "Share of customers with heavy users that are in an expansion play", .source = "S2"},
    {"signals_per_customer", "signals/account", NDRSIM_FORMAT_RATIO, "signals", "customers", 1,
     "Average number of the six signals that a customer shows", .source = "S2"},
    {"signal_workflows", "%", NDRSIM_FORMAT_PERCENT, "signal_workflows", "customers", 1,
     "Share of customers that show the signal: workflows per user above the threshold for a month",
     .source = "S2"},
    {"signal_cap", "%", NDRSIM_FORMAT_PERCENT, "signal_cap", "customers", 1,
     "Share of customers that show the signal: tasks near the cap and rising", .source = "S2"},
    {"signal_completion", "%", NDRSIM_FORMAT_PERCENT, "signal_completion", "customers", 1,
     "Share of customers that show the signal: completion rate above the threshold",
     .source = "S2"},
    {"signal_return", "%", NDRSIM_FORMAT_PERCENT, "signal_return", "customers", 1,
     "Share of customers that show the signal: 7-day return rate above the threshold",
     .source = "S2"},
    {"signal_runs", "%", NDRSIM_FORMAT_PERCENT, "signal_runs", "customers", 1,
     "Share of customers that show the signal: many runs of one workflow", .source = "S2"},
    {"signal_inquiry", "%", NDRSIM_FORMAT_PERCENT, "signal_inquiry", "customers", 1,
     "Share of customers that show the signal: another team asks", .source = "S2"},
    {"seat_growth", "%", NDRSIM_FORMAT_PERCENT, "seats_gained", "seats_base", 1,
     "Growth of seats in twelve months, of accounts that were customers at both ends",
     .source = "S3", .convention = YEAR_ENDS},
    {"usage_growth", "%", NDRSIM_FORMAT_PERCENT, "tasks_gained", "tasks_base", 1,
     "Growth of tasks served in twelve months, of accounts that were customers at both ends",
     .source = "S3", .convention = YEAR_ENDS},
    {"multi_product_adoption", "%", NDRSIM_FORMAT_PERCENT, NULL, NULL, 1,
     "Customers that hold more than one product: not applicable, the model has one product",
     .source = "S3", .kind = NDRSIM_METRIC_ABSENT,
     .formula = "customers with two or more products / customers", .convention = "not applicable"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(measure) = {
    .name = "measure",
    .doc = "milestones, plays judged after three months, classes of users, growth of accounts",
    NDRSIM_PARAMS,
    NDRSIM_USES,
    NDRSIM_STEPS,
    NDRSIM_COUNTERS,
    NDRSIM_METRICS,
    .milestone = milestones,
    .n_milestones = NDRSIM_COUNT_OF(milestones),
    .start = start,
    .condition = condition};
