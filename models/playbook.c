/* The playbook (S0, S2): who is contacted, which play runs, what sales closes.
 *
 * Once a month every portfolio is reviewed. Accounts with FST + 2 months, four or more signals and
 * no open sign of churn are contacted, longest waiting first, as far as the portfolio's CSM
 * capacity goes (self-serve segments need none); the rest waits in the queue. Plays:
 *
 *   capacity   trial of the next tier next month; above half of its cap, sales closes with p
 *   seat       a department roll-out, closed by sales; a share of its users activates
 *   workflow   1-2 candidates are pushed: >= 50% adoption confirms, < 30% stops and cools down
 *
 * Sales capacity is finite per portfolio too. Each anti-pattern is a switch whose cost shows. */
#include "models/step.h"
#include "models/play.h"
#include "models/trace.h"

enum {
  P_ON,
  P_MIN_MONTHS,
  P_OUTREACH,
  P_CSM,
  P_SALES,
  P_SELF_SERVE,
  P_CANDIDATES,
  P_ADOPTED,
  P_FAILED,
  P_PUSH_MONTHS,
  P_TRIAL_SHARE,
  P_CLOSE,
  P_CLOSE_SEATS,
  P_ROLLOUT,
  P_ROLLOUT_FST,
  P_ARPA,
  P_COOLDOWN,
  P_TIMING,
  P_CAP_DAY,
  P_EARLY,
  P_EARLY_CLOSE,
  P_EARLY_TRUST,
  P_AT_RISK,
  P_AT_RISK_TRUST,
  P_SEATS_FIRST,
  P_PORTFOLIO
};
enum {
  U_ID_LOW,
  U_ID_HIGH,
  U_STATUS,
  U_FST,
  U_PORTFOLIO,
  U_SIGNALS,
  U_COUNT,
  U_SIGNS,
  U_WORKFLOWS,
  U_TASKS,
  U_CAP,
  U_NEXT,
  U_TIER,
  U_TRIAL,
  U_SEATS,
  U_PENETRATION,
  U_MRR,
  U_PLAY,
  U_STAGE,
  U_SINCE,
  U_COOLDOWN,
  U_QUEUED,
  U_CONTACT,
  U_WON,
  U_LIST,
  U_W_POST,
  U_UPGRADE,
  U_TRIAL_POST,
  U_SEAT_POST,
  U_TRUST_POST
};
enum { C_CONTACTS, C_WAITING, C_PIPELINE, C_STARTED, C_WON, C_LOST, C_EARLY };
enum { PROACTIVE, REACTIVE };
enum { CONTACTED, AT_SALES }; /* column play_stage */

static const ndrsim_param_def params[] = {
    [P_ON] = {"playbook.on", "1", NDRSIM_SWITCH, NDRSIM_MAY_SEGMENT, 0, 0, 1, NULL,
              "Whether the playbook runs", "S2"},
    [P_MIN_MONTHS] = {"playbook.min_months", "months", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 2, 0, 60,
                      NULL, "Active months before any pitch (8 weeks)", "S2"},
    [P_OUTREACH] = {"playbook.outreach", "signals", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 4, 0, 6, NULL,
                    "Signals at which sales reaches out", "S0"},
    [P_CSM] = {"playbook.csm", "contacts/(portfolio*month)", NDRSIM_COUNT, NDRSIM_MAY_ANY, 8, 0,
               1e6, NULL, "Customers a portfolio's CSM can contact in a month", "assumption"},
    [P_SALES] = {"playbook.sales", "closes/(portfolio*month)", NDRSIM_COUNT, NDRSIM_MAY_ANY, 4, 0,
                 1e6, NULL, "Negotiations a portfolio's sales can hold in a month", "assumption"},
    [P_SELF_SERVE] = {"playbook.self_serve", "1", NDRSIM_SWITCH, NDRSIM_MAY_SEGMENT, 0, 0, 1, NULL,
                      "On: plays of the segment need neither CSM nor sales capacity", "S4"},
    [P_CANDIDATES] = {"playbook.candidates", "workflows", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 1, 1, 2,
                      NULL, "Candidate workflows pushed in a workflow play", "S2"},
    [P_ADOPTED] = {"playbook.push_adopted", "1/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.4, 0, 1, NULL,
                   "Probability that at least half of the users adopt a push", "assumption"},
    [P_FAILED] = {"playbook.push_failed", "1/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.3, 0, 1, NULL,
                  "Probability that fewer than 30% adopt it, which stops the play", "assumption"},
    [P_PUSH_MONTHS] = {"playbook.push_months", "months", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 3, 1, 24,
                       NULL, "Most months a workflow play runs", "S2"},
    [P_TRIAL_SHARE] = {"playbook.trial_share", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.5, 0, 1, NULL,
                       "Share of the next cap used in a trial that calls sales in", "S2"},
    [P_CLOSE] = {"playbook.close_upgrade", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.5, 0, 1, NULL,
                 "Probability that sales closes an upgrade after a used trial", "assumption"},
    [P_CLOSE_SEATS] = {"playbook.close_rollout", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.35, 0, 1, NULL,
                       "Probability that sales closes a department roll-out", "assumption"},
    [P_ROLLOUT] = {"playbook.rollout_share", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.1, 0, 1, NULL,
                   "Size of a department as a share of the headcount", "assumption"},
    [P_ROLLOUT_FST] = {"playbook.rollout_fst", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.7, 0, 0.999,
                       NULL, "Share of a new department that reaches its first success", "S2"},
    [P_ARPA] = {"playbook.arpa", "currency/(account*month)", NDRSIM_MONEY, NDRSIM_MAY_ANY, 0, 0,
                1e9, NULL, "MRR from which sales proposes a roll-out unasked; 0 = never", "S0"},
    [P_COOLDOWN] = {"playbook.cooldown", "months", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 3, 0, 60, NULL,
                    "Months without a new play after one ended", "assumption"},
    [P_TIMING] = {"playbook.timing", "1", NDRSIM_CHOICE, 0, 0, 0, 1, "proactive|reactive",
                  "Capacity plays begin at the 80% prompt, or only at the cap", "S0"},
    [P_CAP_DAY] = {"playbook.cap_day_trust", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.1, 0, 1, NULL,
                   "Trust lost when a customer is contacted at the cap", "S2"},
    [P_EARLY] = {"playbook.pitch_early", "1", NDRSIM_SWITCH, 0, 0, 0, 1, NULL,
                 "Anti-pattern: also pitch accounts with fewer than three signals", "S0"},
    [P_EARLY_CLOSE] = {"playbook.early_close", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.05, 0, 1, NULL,
                       "Probability that a premature pitch sells an upgrade", "assumption"},
    [P_EARLY_TRUST] = {"playbook.early_trust", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.2, 0, 1, NULL,
                       "Trust lost by a premature pitch", "assumption"},
    [P_AT_RISK] = {"playbook.pitch_at_risk", "1", NDRSIM_SWITCH, 0, 0, 0, 1, NULL,
                   "Anti-pattern: pitch while signs of churn are open", "S2"},
    [P_AT_RISK_TRUST] = {"playbook.at_risk_trust", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.3, 0, 1,
                         NULL, "Trust lost by a pitch to an account at risk", "assumption"},
    [P_SEATS_FIRST] = {"playbook.seats_first", "1", NDRSIM_SWITCH, 0, 0, 0, 1, NULL,
                       "Anti-pattern: pursue seats before workflows", "S0"},
    [P_PORTFOLIO] = {"playbook.portfolio_accounts", "accounts", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT,
                     60, 1, 1e6, NULL, "Accounts per portfolio (one CSM's)", "assumption"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_PORTFOLIO] = READ_I32("portfolio"),
    [U_SIGNALS] = READ_I32("signals"),
    [U_COUNT] = READ_I32("signal_count"),
    [U_SIGNS] = READ_I32("churn_signals"),
    [U_WORKFLOWS] = READ_I32("workflows"),
    [U_TASKS] = READ_I32("tasks"),
    [U_CAP] = READ_I32("cap"),
    [U_NEXT] = READ_I32("cap_next"),
    [U_TIER] = READ_I32("tier"),
    [U_TRIAL] = READ_I32("trial"),
    [U_SEATS] = READ_I32("seats"),
    [U_PENETRATION] = READ_F32("penetration"),
    [U_MRR] = READ_I64("mrr"),
    [U_PLAY] = OWN_I32("play", NDRSIM_PLAY_NONE, "which play runs"),
    [U_STAGE] = OWN_I32("play_stage", CONTACTED, "contacted, or waiting for sales"),
    [U_SINCE] = OWN_I32("play_since", 0, "month the play began"),
    [U_COOLDOWN] = OWN_I32("play_cooldown", 0, "no new play before this month"),
    [U_QUEUED] = OWN_I32("play_queued", NDRSIM_NEVER, "waits for a contact since this month"),
    [U_CONTACT] = OWN_I32("play_contact", -1, "month of the last contact"),
    [U_WON] =
        OWN_I32("play_won", -1, "month in which a play, or a premature pitch, last succeeded"),
    [U_LIST] = SCRATCH_I32("play_list", "scratch: lanes of a queue"),
    [U_W_POST] = POST_I32("workflow_post"),
    [U_UPGRADE] = POST_I32("upgrade_post"),
    [U_TRIAL_POST] = POST_I32("trial_post"),
    [U_SEAT_POST] = POST_I32("seat_post"),
    [U_TRUST_POST] = POST_I32("trust_post"),
};

#define COL(u) (column_i32(ctx, u)[lane])

static uint64_t lane_id(const ndrsim_step_context *ctx, int lane) {
  return (uint64_t)(uint32_t)COL(U_ID_LOW) | (uint64_t)(uint32_t)COL(U_ID_HIGH) << 32;
}

/* Order of a queue: by portfolio, then longest waiting, then most signals, then stable id. */
static bool comes_before(const ndrsim_step_context *ctx, int key, int a, int b) {
  const int32_t *portfolio = column_i32(ctx, U_PORTFOLIO), *since = column_i32(ctx, key),
                *n = column_i32(ctx, U_COUNT);
  if (portfolio[a] != portfolio[b]) return portfolio[a] < portfolio[b];
  if (since[a] != since[b]) return since[a] < since[b];
  if (n[a] != n[b]) return n[a] > n[b];
  return lane_id(ctx, a) < lane_id(ctx, b);
}

/* Shell sort: queues are short, and no comparison callback needs a context. */
static void sort_queue(const ndrsim_step_context *ctx, int key, int32_t *list, int n) {
  static const int gaps[] = {701, 301, 132, 57, 23, 10, 4, 1};
  for (int g = 0; g < NDRSIM_COUNT_OF(gaps); g++)
    for (int i = gaps[g]; i < n; i++) {
      int32_t x = list[i];
      int j = i;
      for (; j >= gaps[g] && comes_before(ctx, key, x, list[j - gaps[g]]); j -= gaps[g])
        list[j] = list[j - gaps[g]];
      list[j] = x;
    }
}

static uint32_t play_word(const ndrsim_step_context *ctx, int lane, int word) {
  return lane_word(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), lane,
                   NDRSIM_GROUP_PLAY_PUSH, word);
}

static void lose_trust(ndrsim_step_context *ctx, int lane, int param) {
  int32_t thousandths = (int32_t)(ctx->s[param] * 1000 + 0.5);
  COL(U_TRUST_POST) -= thousandths;
  if (traced(ctx, lane)) ndrsim_trace_fact(ctx, "trust_lost", thousandths);
}

static void end_play(ndrsim_step_context *ctx, int lane, bool won) {
  ctx->counter[won ? C_WON : C_LOST]++;
  if (won) COL(U_WON) = ctx->month;
  if (traced(ctx, lane)) ndrsim_trace_fact(ctx, won ? "play_won" : "play_lost", COL(U_PLAY));
  COL(U_PLAY) = NDRSIM_PLAY_NONE;
  COL(U_STAGE) = CONTACTED;
  COL(U_COOLDOWN) = ctx->month + (int32_t)ctx->s[P_COOLDOWN];
}

static void begin_play(ndrsim_step_context *ctx, int lane, int play) {
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

static void push_workflows(ndrsim_step_context *ctx, int lane) {
  uint32_t word = play_word(ctx, lane, NDRSIM_WORD_PLAY_PUSH);
  float u = ndrsim_uniform1(word), adopted = (float)ctx->s[P_ADOPTED];
  float failed = 1 - (float)ctx->s[P_FAILED];
  if (traced(ctx, lane))
    ndrsim_trace_three(ctx, "push", NDRSIM_SITE_PLAY_PUSH, word, adopted, failed,
                       u < adopted ? 1 : -(u > failed));
  if (u < adopted) {
    COL(U_W_POST) += (int32_t)ctx->s[P_CANDIDATES];
    end_play(ctx, lane, true);
  } else if (u > failed || ctx->month - COL(U_SINCE) >= (int32_t)ctx->s[P_PUSH_MONTHS])
    end_play(ctx, lane, false);
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
    end_play(ctx, lane, false);
}

static void continue_play(ndrsim_step_context *ctx, int lane) {
  if (COL(U_SINCE) == ctx->month || COL(U_STAGE) == AT_SALES) return;
  switch (COL(U_PLAY)) {
  case NDRSIM_PLAY_WORKFLOW:
    push_workflows(ctx, lane);
    break;
  case NDRSIM_PLAY_CAPACITY:
    judge_trial(ctx, lane);
    break;
  default:
    COL(U_STAGE) = AT_SALES;
  }
}

/* --- sales ---------------------------------------------------------------------------------- */

static void roll_out(ndrsim_step_context *ctx, int lane) {
  float penetration = column_f32(ctx, U_PENETRATION)[lane];
  int32_t seats = COL(U_SEATS);
  int32_t headcount = penetration > 0 ? (int32_t)((float)seats / penetration + 0.5f) : seats;
  int32_t people = (int32_t)((float)ctx->s[P_ROLLOUT] * (float)headcount + 0.5f);
  if (people < 1) people = 1;
  if (people > headcount - seats) people = headcount - seats;
  if (people <= 0) return;
  float rate = -ndrsim_log1(1 - (float)ctx->s[P_ROLLOUT_FST]);
  uint32_t word = play_word(ctx, lane, NDRSIM_WORD_PLAY_ROLLOUT);
  int32_t seated = ndrsim_binomial1(word, people, rate);
  COL(U_SEAT_POST) += seated;
  if (traced(ctx, lane))
    ndrsim_trace_count(ctx, "roll_out", NDRSIM_SITE_PLAY_ROLLOUT, word, people, rate, seated);
}

static void negotiate(ndrsim_step_context *ctx, int lane) {
  bool capacity = COL(U_PLAY) == NDRSIM_PLAY_CAPACITY;
  float p = (float)ctx->s[capacity ? P_CLOSE : P_CLOSE_SEATS];
  uint32_t word = play_word(ctx, lane, NDRSIM_WORD_PLAY_CLOSE);
  bool won = ndrsim_bernoulli1(word, p);
  if (traced(ctx, lane))
    ndrsim_trace_event(ctx, capacity ? "close_upgrade" : "close_rollout", NDRSIM_SITE_PLAY_CLOSE,
                       word, 0, p, won);
  if (won && capacity) COL(U_UPGRADE) = 1;
  if (won && !capacity) roll_out(ctx, lane);
  end_play(ctx, lane, won);
}

/* --- contacts ------------------------------------------------------------------------------- */

static int choose_play(const ndrsim_step_context *ctx, int lane) {
  int signals = COL(U_SIGNALS);
  bool room = column_f32(ctx, U_PENETRATION)[lane] < 1;
  bool asked = (signals & NDRSIM_SIGNAL_INQUIRY) != 0;
  bool large = ctx->s[P_ARPA] > 0 && (double)column_i64(ctx, U_MRR)[lane] >= ctx->s[P_ARPA];
  bool above = COL(U_CAP) > 0 && COL(U_TASKS) >= COL(U_CAP);
  /* proactive: at the prompt; whoever is at the cap already is past it */
  bool prompted = ctx->s[P_TIMING] == PROACTIVE && (signals & NDRSIM_SIGNAL_CAP) != 0;
  bool near = prompted || above;
  if (ctx->s[P_SEATS_FIRST] != 0 && room) return NDRSIM_PLAY_SEAT;
  if (near && COL(U_TIER) < ctx->n_tiers - 1) return NDRSIM_PLAY_CAPACITY;
  if (room && (asked || large) && COL(U_WORKFLOWS) >= 2) return NDRSIM_PLAY_SEAT;
  return NDRSIM_PLAY_WORKFLOW;
}

/* Who waits for the cap calls customers on the very day they are stopped; that this costs trust is
 * in cap_day_trust. */
static int ignored_sign(const ndrsim_step_context *ctx) {
  return ctx->s[P_TIMING] == REACTIVE ? NDRSIM_SIGN_HARD_STOP : 0;
}

static void contact(ndrsim_step_context *ctx, int lane) {
  ctx->counter[C_CONTACTS]++;
  COL(U_CONTACT) = ctx->month;
  if ((COL(U_SIGNS) & ~ignored_sign(ctx)) != 0) lose_trust(ctx, lane, P_AT_RISK_TRUST);
  if (COL(U_COUNT) < 3 && COL(U_COUNT) < (int32_t)ctx->s[P_OUTREACH]) {
    ctx->counter[C_EARLY]++;
    COL(U_QUEUED) = NDRSIM_NEVER;
    COL(U_COOLDOWN) = ctx->month + (int32_t)ctx->s[P_COOLDOWN];
    lose_trust(ctx, lane, P_EARLY_TRUST);
    uint32_t word = play_word(ctx, lane, NDRSIM_WORD_PREMATURE);
    float p = (float)ctx->s[P_EARLY_CLOSE];
    bool sold = ndrsim_bernoulli1(word, p);
    if (traced(ctx, lane))
      ndrsim_trace_event(ctx, "premature_pitch", NDRSIM_SITE_PREMATURE, word, 0, p, sold);
    if (sold) {
      COL(U_UPGRADE) = 1;
      COL(U_WON) = ctx->month;
    }
    return;
  }
  int play = choose_play(ctx, lane);
  if (play == NDRSIM_PLAY_CAPACITY && ctx->s[P_TIMING] == REACTIVE)
    lose_trust(ctx, lane, P_CAP_DAY);
  begin_play(ctx, lane, play);
}

/* --- the monthly review --------------------------------------------------------------------- */

typedef void serve_fn(ndrsim_step_context *ctx, int lane);

/* Serves a sorted queue as far as each portfolio's capacity goes; returns how many had to wait. */
static int serve(ndrsim_step_context *ctx, int key, int32_t *list, int n, int32_t capacity,
                 serve_fn *each) {
  int32_t left = capacity, portfolio = -1;
  int waiting = 0;
  bool free_of_charge = ctx->s[P_SELF_SERVE] != 0;
  sort_queue(ctx, key, list, n);
  for (int k = 0; k < n; k++) {
    int lane = list[k];
    if (COL(U_PORTFOLIO) != portfolio) {
      portfolio = COL(U_PORTFOLIO);
      left = capacity;
    }
    if (left <= 0 && !free_of_charge) {
      waiting++;
      if (traced(ctx, lane)) ndrsim_trace_fact(ctx, "waits", COL(U_STAGE) == AT_SALES);
      continue;
    }
    left--;
    each(ctx, lane);
  }
  return waiting;
}

static void review(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST);
  int32_t *list = column_i32(ctx, U_LIST), *play = column_i32(ctx, U_PLAY);
  /* the list holds those to contact from its front, those for sales from its end: no lane is both
   */
  int n = 0, sales = ctx->n, first = ctx->month - (int)ctx->s[P_MIN_MONTHS];
  if (ctx->s[P_ON] == 0) return;
  vi none = vi_set(NDRSIM_PLAY_NONE), early = vi_set(ctx->s[P_EARLY] != 0 ? -1 : 0);
  vi signs = vi_set(~ignored_sign(ctx));
  vi risky = vi_set(ctx->s[P_AT_RISK] != 0 ? -1 : 0), never = vi_set(NDRSIM_NEVER);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi here = (vi_load(status + i) == vi_set(NDRSIM_ALIVE)) & lanes_in_use(ctx, i);
    vi idle = vi_load(play + i) == none, shown = vi_load(column_i32(ctx, U_COUNT) + i);
    vi ready = here & idle & (vi_load(fst + i) <= vi_set(first)) &
               (vi_load(column_i32(ctx, U_COOLDOWN) + i) <= vi_set(ctx->month)) &
               (((vi_load(column_i32(ctx, U_SIGNS) + i) & signs) == vi_set(0)) | risky) &
               ((shown >= vi_set((int32_t)ctx->s[P_OUTREACH])) | (early & (shown < vi_set(3))));
    int32_t *queued = column_i32(ctx, U_QUEUED) + i;
    vi since = vi_min(vi_load(queued), vi_set(ctx->month));
    vi_store(queued, vi_select(ready, since, never)); /* no longer ready: out of the queue */
    for (unsigned set = vi_bits(~idle & here); set; set &= set - 1) {
      int lane = i + __builtin_ctz(set);
      continue_play(ctx, lane);
      if (COL(U_PLAY) != NDRSIM_PLAY_NONE && COL(U_STAGE) == AT_SALES) list[--sales] = lane;
    }
    for (unsigned set = vi_bits(ready); set; set &= set - 1)
      list[n++] = i + __builtin_ctz(set);
  }
  ctx->counter[C_WAITING] += serve(ctx, U_QUEUED, list, n, (int32_t)ctx->s[P_CSM], contact);
  ctx->counter[C_WAITING] +=
      serve(ctx, U_SINCE, list + sales, ctx->n - sales, (int32_t)ctx->s[P_SALES], negotiate);
}

static void count(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *play = column_i32(ctx, U_PLAY);
  int64_t pipeline = 0;
  for (int i = 0; i < ctx->n; i++)
    pipeline += alive(status[i]) & (play[i] != NDRSIM_PLAY_NONE);
  ctx->counter[C_PIPELINE] += pipeline;
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_PLAYBOOK, review}, {NDRSIM_PHASE_COSTS, count}};

static const ndrsim_counter_def counters[] = {
    [C_CONTACTS] = {"contacts", "accounts/month", "customers contacted by CSM or in product"},
    [C_WAITING] = {"queue", "accounts", "customers waiting for CSM or sales capacity"},
    [C_PIPELINE] = {"pipeline", "accounts", "customers in an expansion play"},
    [C_STARTED] = {"plays_started", "plays/month", "plays begun this month"},
    [C_WON] = {"plays_won", "plays/month", "plays that succeeded this month"},
    [C_LOST] = {"plays_lost", "plays/month", "plays that ended without success"},
    [C_EARLY] = {"pitches_early", "accounts/month", "premature pitches"},
};
static const ndrsim_metric_def metrics[] = {
    {"contacts", "accounts/month", NDRSIM_FORMAT_COUNT, "contacts", NULL, 1,
     "Customers contacted this month", .source = "S2"},
    {"queue", "accounts", NDRSIM_FORMAT_COUNT, "queue", NULL, 1,
     "Customers waiting for CSM or sales capacity", .source = "assumption"},
    {"pipeline_share", "%", NDRSIM_FORMAT_PERCENT, "pipeline", "customers", 1,
     "Share of customers in an expansion play", .source = "S2"},
    {"plays_started", "plays/month", NDRSIM_FORMAT_COUNT, "plays_started", NULL, 1,
     "Plays begun this month", .source = "S2"},
    {"plays_won", "plays/month", NDRSIM_FORMAT_COUNT, "plays_won", NULL, 1,
     "Plays that succeeded this month", .source = "S2"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(playbook) = {
    .name = "playbook",
    .doc = "contacts, plays, CSM and sales capacity",
    NDRSIM_PARAMS,
    NDRSIM_USES,
    NDRSIM_STEPS,
    NDRSIM_COUNTERS,
    NDRSIM_METRICS};
