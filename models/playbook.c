/* The playbook (S0, S2): who is contacted, which play runs, what sales closes.
 *
 * Once a month every portfolio is reviewed. Accounts with FST + 2 months, four or more signals and
 * no open sign of churn are contacted (play_contact.c), longest waiting first, as far as the
 * portfolio's CSM capacity goes (self-serve segments need none); the rest waits in the queue. What
 * a play then does is in play_path.c. Sales capacity is finite per portfolio too. Each anti-pattern
 * is a switch whose cost shows. */
#include "models/playbook.h"

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
    [P_MIXED] = {"playbook.mixed_tracks", "1", NDRSIM_SWITCH, 0, 0, 0, 1, NULL,
                 "Anti-pattern: workflows are pitched like seats, which dilutes both", "S2"},
    [P_MIXED_FACTOR] = {"playbook.mixed_factor", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.7, 0, 1, NULL,
                        "Factor of that on the adoption of pushes and the closing of roll-outs",
                        "assumption"},
    [P_SUSTAIN] =
        {"playbook.sustain_months", "months", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 0, 0, 24, NULL,
         "Months for which a pushed workflow must stay before the play counts as won (S2: "
         "1); 0 = adoption is enough",
         "S2"},
    [P_BUNDLE] =
        {"playbook.bundle_months", "months", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 0, 0, 11, NULL,
         "Months before the renewal of an annual contract from which a roll-out is offered "
         "with it, whatever the signals (S4: 2); 0 = never",
         "S4"},
    [P_REVIEW] = {"playbook.review_months", "months", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 0, 0, 36,
                  NULL,
                  "Months between business reviews that suggest more seats, whatever the signals "
                  "(S4: quarterly); 0 = none",
                  "S4"},
    [P_DIMENSIONS] = {"playbook.dimensions", "dimensions", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 1, 1,
                      20, NULL,
                      "What the price depends on: seats, caps, usage, add-ons, ... From three on, "
                      "sales cycles are longer",
                      "S1"},
    [P_FRICTION] = {"playbook.friction", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.18, 0, 10, NULL,
                    "Share by which three or more dimensions lengthen a sales cycle", "S1"},
    [P_PORTFOLIO] = {"playbook.portfolio_accounts", "accounts", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT,
                     60, 1, 1e6, NULL, "Accounts per portfolio (one CSM's)", "assumption"},
    [P_WORKFLOW_PLAYS] = {"playbook.workflow_plays", "1", NDRSIM_SWITCH,
                          NDRSIM_MAY_SEGMENT | NDRSIM_MAY_MONTH, 1, 0, 1, NULL,
                          "Off: no workflow plays; those that run end", "S0"},
    [P_CAPACITY_PLAYS] = {"playbook.capacity_plays", "1", NDRSIM_SWITCH,
                          NDRSIM_MAY_SEGMENT | NDRSIM_MAY_MONTH, 1, 0, 1, NULL,
                          "Off: no capacity plays and no premature pitches; those that run end",
                          "S0"},
    [P_SEAT_PLAYS] = {"playbook.seat_plays", "1", NDRSIM_SWITCH,
                      NDRSIM_MAY_SEGMENT | NDRSIM_MAY_MONTH, 1, 0, 1, NULL,
                      "Off: no seat plays; those that run end", "S0"},
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
    [U_RENEWAL] = READ_I32("renewal"),
    [U_MARK] = OWN_I32("play_mark", 0, "workflows that an adopted push must lead to"),
    [U_UNTIL] = OWN_I32("play_until", 0, "month to whose end they must last"),
    [U_ROLLOUT_POST] = MAYBE_POST_I32("rollout_post"),
    [U_ROLLOUT_RESULT] = MAYBE_READ_I32("rollout_result"),
    [U_LICENCE] = MAYBE_READ_I32("licence_state"),
    [U_LICENCE_POST] = MAYBE_POST_I32("licence_post"),
    [U_TERMS] = MAYBE_READ_I32("overage_terms"),
    [U_TERMS_POST] = MAYBE_POST_I32("terms_post"),
    [U_CLOSE_LIFT] = MAYBE_READ_F32("close_lift"),
    [U_DISCOUNT_POST] = MAYBE_POST_I32("discount_post"),
};

/* Those whose business review is due this month, or was in the month since when they wait. */
NDRSIM_VECTOR vi reviewed_lanes(const ndrsim_step_context *ctx, int i) {
  if (ctx->s[P_REVIEW] == 0) return vi_set(0);
  vi fst = vi_load(column_i32(ctx, U_FST) + i), queued = vi_load(column_i32(ctx, U_QUEUED) + i);
  vi every = vi_set((int32_t)ctx->s[P_REVIEW]), month = vi_set(ctx->month), zero = vi_set(0);
  vi now = ((month - fst) % every == zero) & (fst < month);
  return now | ((queued < month) & (fst < queued) & ((queued - fst) % every == zero));
}

/* Those to whom seats are to be offered whatever the signals: with the renewal, at a business
 * review, or because more people use the product than have a licence. */
NDRSIM_VECTOR vi seat_lanes(const ndrsim_step_context *ctx, int i) {
  vi left = vi_load(column_i32(ctx, U_RENEWAL) + i) - vi_set(ctx->month);
  vi room = vf_load(column_f32(ctx, U_PENETRATION) + i) < vf_set(1);
  if (!ndrsim_play_is_on(ctx, NDRSIM_PLAY_SEAT)) return vi_set(0);
  vi calls = (left > vi_set(0)) & (left <= vi_set((int32_t)ctx->s[P_BUNDLE]));
  calls = (calls | reviewed_lanes(ctx, i)) & room;
  const int32_t *licence = column_i32(ctx, U_LICENCE);
  if (licence != NULL) calls |= (vi_load(licence + i) & vi_set(NDRSIM_LICENCE_BEYOND)) != vi_set(0);
  return calls;
}

static void review(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST);
  int32_t *list = column_i32(ctx, U_LIST), *play = column_i32(ctx, U_PLAY);
  /* the list holds those to contact from its front, those for sales from its end: no lane is both
   */
  int n = 0, sales = ctx->n, first = ctx->month - (int)ctx->s[P_MIN_MONTHS];
  if (ctx->s[P_ON] == 0) return;
  bool pitches = ctx->s[P_EARLY] != 0 && ndrsim_play_is_on(ctx, NDRSIM_PLAY_CAPACITY);
  vi none = vi_set(NDRSIM_PLAY_NONE), early = vi_set(pitches ? -1 : 0);
  vi signs = vi_set(~ndrsim_play_ignored_sign(ctx));
  vi risky = vi_set(ctx->s[P_AT_RISK] != 0 ? -1 : 0), never = vi_set(NDRSIM_NEVER);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi here = (vi_load(status + i) == vi_set(NDRSIM_ALIVE)) & lanes_in_use(ctx, i);
    vi idle = vi_load(play + i) == none, shown = vi_load(column_i32(ctx, U_COUNT) + i);
    vi ready = here & idle & (vi_load(fst + i) <= vi_set(first)) &
               (vi_load(column_i32(ctx, U_COOLDOWN) + i) <= vi_set(ctx->month)) &
               (((vi_load(column_i32(ctx, U_SIGNS) + i) & signs) == vi_set(0)) | risky) &
               ((shown >= vi_set((int32_t)ctx->s[P_OUTREACH])) | (early & (shown < vi_set(3))) |
                seat_lanes(ctx, i));
    int32_t *queued = column_i32(ctx, U_QUEUED) + i;
    vi since = vi_min(vi_load(queued), vi_set(ctx->month));
    vi_store(queued, vi_select(ready, since, never)); /* no longer ready: out of the queue */
    for (unsigned set = vi_bits(~idle & here); set; set &= set - 1) {
      int lane = i + __builtin_ctz(set);
      if (ndrsim_play_is_on(ctx, COL(U_PLAY)))
        ndrsim_play_continue(ctx, lane);
      else
        ndrsim_play_end(ctx, lane, false);
      if (COL(U_PLAY) != NDRSIM_PLAY_NONE && COL(U_STAGE) == AT_SALES) list[--sales] = lane;
    }
    for (unsigned set = vi_bits(ready); set; set &= set - 1) {
      int lane = i + __builtin_ctz(set);
      if (ndrsim_play_none_fits(ctx, lane))
        COL(U_QUEUED) = NDRSIM_NEVER;
      else
        list[n++] = lane;
    }
  }
  ctx->counter[C_WAITING] +=
      ndrsim_play_serve(ctx, U_QUEUED, list, n, (int32_t)ctx->s[P_CSM], ndrsim_play_contact);
  ctx->counter[C_WAITING] += ndrsim_play_serve(ctx, U_SINCE, list + sales, ctx->n - sales,
                                               (int32_t)ctx->s[P_SALES], ndrsim_play_negotiate);
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
