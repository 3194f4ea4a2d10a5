/* Who is contacted this month, with which play, and who has to wait (S0, S2). */
#include "models/playbook.h"

/* --- queues --------------------------------------------------------------------------------- */

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

int ndrsim_play_serve(ndrsim_step_context *ctx, int key, int32_t *list, int n, int32_t capacity,
                      ndrsim_play_fn *each) {
  int32_t left = capacity, portfolio = -1;
  int waiting = 0;
  bool free_of_charge = ctx->s[P_SELF_SERVE] != 0;
  /* where nobody has to wait, it does not matter who comes first */
  if (!free_of_charge && n > capacity) sort_queue(ctx, key, list, n);
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

/* --- contacts ------------------------------------------------------------------------------- */

static int licence_state(const ndrsim_step_context *ctx, int lane) {
  return column_i32(ctx, U_LICENCE) != NULL ? COL(U_LICENCE) : 0;
}

static bool falls_on_review(const ndrsim_step_context *ctx, int lane, int month) {
  int every = (int)ctx->s[P_REVIEW], age = month - COL(U_FST);
  return age > 0 && age % every == 0;
}

/* A business review is due, or was in the month since when it waits for somebody to hold it. */
static bool is_reviewed(const ndrsim_step_context *ctx, int lane) {
  if (ctx->s[P_REVIEW] == 0) return false;
  return falls_on_review(ctx, lane, ctx->month) ||
         (COL(U_QUEUED) < ctx->month && falls_on_review(ctx, lane, COL(U_QUEUED)));
}

/* Seats are offered whatever the signals: with the renewal, at a business review, or because more
 * people use the product than have a licence. */
static bool is_due_for_seats(const ndrsim_step_context *ctx, int lane) {
  int32_t left = COL(U_RENEWAL) - ctx->month;
  bool bundled = left > 0 && left <= (int32_t)ctx->s[P_BUNDLE];
  bool offered = (bundled || is_reviewed(ctx, lane)) && column_f32(ctx, U_PENETRATION)[lane] < 1;
  bool beyond = (licence_state(ctx, lane) & NDRSIM_LICENCE_BEYOND) != 0;
  return (offered || beyond) && ndrsim_play_is_on(ctx, NDRSIM_PLAY_SEAT);
}

/* The first play that fits and that the playbook has; NONE when there is none. */
static int choose_play(const ndrsim_step_context *ctx, int lane) {
  int signals = COL(U_SIGNALS);
  bool room = column_f32(ctx, U_PENETRATION)[lane] < 1;
  bool asked = (signals & NDRSIM_SIGNAL_INQUIRY) != 0 ||
               (licence_state(ctx, lane) & NDRSIM_LICENCE_USED) != 0;
  bool large = ctx->s[P_ARPA] > 0 && (double)column_i64(ctx, U_MRR)[lane] >= ctx->s[P_ARPA];
  bool above = COL(U_CAP) > 0 && COL(U_TASKS) >= COL(U_CAP);
  /* proactive: at the prompt; whoever is at the cap already is past it */
  bool prompted = ctx->s[P_TIMING] == PROACTIVE && (signals & NDRSIM_SIGNAL_CAP) != 0;
  bool near = (prompted || above) && ndrsim_play_is_on(ctx, NDRSIM_PLAY_CAPACITY);
  if (!ndrsim_play_is_on(ctx, NDRSIM_PLAY_SEAT)) room = false;
  if ((room && ctx->s[P_SEATS_FIRST] != 0) || is_due_for_seats(ctx, lane)) return NDRSIM_PLAY_SEAT;
  if (near && COL(U_TIER) < ctx->n_tiers - 1) return NDRSIM_PLAY_CAPACITY;
  if (room && (asked || large) && COL(U_WORKFLOWS) >= 2) return NDRSIM_PLAY_SEAT;
  return ndrsim_play_is_on(ctx, NDRSIM_PLAY_WORKFLOW) ? NDRSIM_PLAY_WORKFLOW : NDRSIM_PLAY_NONE;
}

/* A contact to it is a premature pitch. */
static bool is_early(const ndrsim_step_context *ctx, int lane) {
  return COL(U_COUNT) < 3 && COL(U_COUNT) < (int32_t)ctx->s[P_OUTREACH] &&
         !is_due_for_seats(ctx, lane);
}

bool ndrsim_play_none_fits(const ndrsim_step_context *ctx, int lane) {
  return !ndrsim_play_is_on(ctx, NDRSIM_PLAY_WORKFLOW) && !is_early(ctx, lane) &&
         choose_play(ctx, lane) == NDRSIM_PLAY_NONE;
}

/* Who waits for the cap calls customers on the very day they are stopped; that this costs trust is
 * in cap_day_trust. */
int ndrsim_play_ignored_sign(const ndrsim_step_context *ctx) {
  return ctx->s[P_TIMING] == REACTIVE ? NDRSIM_SIGN_HARD_STOP : 0;
}

void ndrsim_play_contact(ndrsim_step_context *ctx, int lane) {
  ctx->counter[C_CONTACTS]++;
  COL(U_CONTACT) = ctx->month;
  if ((COL(U_SIGNS) & ~ndrsim_play_ignored_sign(ctx)) != 0)
    ndrsim_play_lose_trust(ctx, lane, P_AT_RISK_TRUST);
  if (is_early(ctx, lane)) {
    ctx->counter[C_EARLY]++;
    COL(U_QUEUED) = NDRSIM_NEVER;
    COL(U_COOLDOWN) = ctx->month + (int32_t)ctx->s[P_COOLDOWN];
    ndrsim_play_lose_trust(ctx, lane, P_EARLY_TRUST);
    uint32_t word = ndrsim_play_word(ctx, lane, NDRSIM_WORD_PREMATURE);
    float p = (float)ctx->s[P_EARLY_CLOSE];
    bool sold = ndrsim_bernoulli1(word, p);
    if (traced(ctx, lane))
      ndrsim_trace_event(ctx, "premature_pitch", NDRSIM_SITE_PREMATURE, word, 0, p, sold);
    if (sold) {
      COL(U_UPGRADE) = NDRSIM_UPGRADE_SOLD;
      COL(U_WON) = ctx->month;
    }
    return;
  }
  int play = choose_play(ctx, lane);
  if (play == NDRSIM_PLAY_CAPACITY && ctx->s[P_TIMING] == REACTIVE)
    ndrsim_play_lose_trust(ctx, lane, P_CAP_DAY);
  ndrsim_play_begin(ctx, lane, play);
}
