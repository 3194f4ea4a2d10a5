/* Capacity: tiers with task caps; same user, same workflow, larger ceiling (S0).
 *
 * Meter (capacity_meter.c, after demand): the cap of the tier (per user, or per account when
 * pooled), the next one, tasks served, overage. Decide: trials begin, upgrades by prompt, at the
 * cap or closed by sales, downgrades after months of low use when the contract allows. */
#include "models/capacity.h"
#include "models/trace.h"

static const ndrsim_param_def params[] = {
    [P_OVER] = {"capacity.over_cap", "1", NDRSIM_CHOICE, 0, 0, 0, 1, "overage|hard_stop",
                "What happens above the cap: tasks go on (and are billed at the tier's overage "
                "price), or they stop",
                "S2"},
    [P_POOLED] = {"capacity.pooled", "1", NDRSIM_SWITCH, 0, 0, 0, 1, NULL,
                  "On: a cap is shared by the account's users; off: it is per user", "S0"},
    [P_PROMPT_SHARE] = {"capacity.prompt_share", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.8, 0, 1, NULL,
                        "Share of the cap at which the product prompts", "S0"},
    [P_PROMPT] = {"capacity.prompt", "1/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                  "Probability that a prompted account upgrades by itself", "assumption"},
    [P_AT_CAP] = {"capacity.at_cap", "1/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                  "Probability that an account at its cap upgrades by itself", "assumption"},
    [P_MACRO] = {"capacity.macro", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, -5, 5, NULL,
                 "Loading of log upgrade probability on the macro factor", "assumption"},
    [P_DOWN] = {"capacity.downgrade", "1/month", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                "Probability of a downgrade once use has been low long enough", "S3"},
    [P_DOWN_BELOW] = {"capacity.downgrade_below", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.7, 0, 1, NULL,
                      "Use is low below this share of the next lower tier's cap", "assumption"},
    [P_DOWN_MONTHS] = {"capacity.downgrade_months", "months", NDRSIM_COUNT, NDRSIM_MAY_ANY, 3, 1,
                       60, NULL, "Months of low use before a downgrade is considered",
                       "assumption"},
    [P_GROWTH] = {"capacity.growth", "1", NDRSIM_SWITCH, NDRSIM_MAY_SEGMENT | NDRSIM_MAY_MONTH, 1,
                  0, 1, NULL,
                  "Off: no trial and no upgrade, by whatever path; downgrades go on, and so does "
                  "what happens above the cap",
                  "S0"},
    [P_SCALARS + T_CAP] = {"tiers.*.cap", "tasks/(user*month)", NDRSIM_REAL,
                           NDRSIM_PER_TIER | NDRSIM_MAY_ANY, 0, 0, 1e7, NULL,
                           "Task cap of the tier; 0 = none", "S0"},
    [P_SCALARS + T_OVERAGE] = {"tiers.*.overage", "currency/task", NDRSIM_REAL,
                               NDRSIM_PER_TIER | NDRSIM_MAY_ANY, 0, 0, 1000, NULL,
                               "Price of a task above the cap", "S2"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_DUE] = READ_I32("due"),
    [U_WORKFLOWS] = READ_I32("workflows"),
    [U_USAGE] = READ_I32("usage"),
    [U_TASKS] = READ_I32("tasks"),
    [U_SEATS] = READ_I32("seats"),
    [U_WORD] = READ_I32("word_upgrade"),
    [U_DIRTY] = POST_I32("dirty"),
    [U_VERSION] = READ_I32("price_version"),
    [U_SINCE] = READ_I32("list_since"),
    [U_TIER] = OWN_I32("tier", 0, "index of the tier, 0 = lowest"),
    [U_PLAN] = OWN_I32(
        "plan", 0,
        "what is billed: tier, plus 256 in a trial month (no overage), 512 under overage terms"),
    [U_CAP] = OWN_I32("cap", 0, "cap per user in sixteenths of a task; 0 = none"),
    [U_NEXT] = SCRATCH_I32("cap_next", "the next tier's cap; 0 = none or no next tier"),
    [U_SERVED] = SCRATCH_I32("served", "tasks served per user, in sixteenths"),
    [U_OVER] = OWN_I32("over", 0, "tasks above the cap per user, in sixteenths"),
    [U_HARD] = OWN_I32("hard_stopped", 0, "1 = tasks were stopped at the cap this month"),
    [U_TRIAL] = OWN_I32("trial", -1, "month of the trial of the next tier"),
    [U_LOW] = OWN_I32("low_months", 0, "months of low use in a row"),
    [U_UPGRADE] =
        OWN_I32("upgrade_post", 0, "posting: bit 1 sales closed an upgrade, 2 a control is needed"),
    [U_TRIAL_POST] = OWN_I32("trial_post", 0, "posting: a trial begins next month"),
    [U_AT_W] = OWN_I32("tier_workflows", 0, "workflows at the last tier change"),
    [U_AT_SEATS] = OWN_I32("tier_seats", 0, "seats at the last tier change"),
    [U_AT_USAGE] = OWN_I32("tier_usage", 0, "usage at the last tier change"),
    [U_GROWTH_W] = OWN_F32("growth_workflow", 0, "log-growth of workflows up to the tier change"),
    [U_GROWTH_S] = OWN_F32("growth_seat", 0, "log-growth of seats, under a pooled cap"),
    [U_GROWTH_O] = OWN_F32("growth_other", 0, "log-growth of demand per workflow"),
    [U_BILLED] = MAYBE_READ_I32("billed_seats"),
    [U_WEIGHT] = MAYBE_READ_F32("prompt_weight"),
    [U_PROMPT_POST] = MAYBE_POST_I32("prompt_post"),
    [U_TERMS] = MAYBE_READ_I32("overage_terms"),
};

static float log_ratio(int32_t now, int32_t then) {
  return now > 0 && then > 0 ? ndrsim_log1((float)now / (float)then) : 0;
}

static void keep_origin(ndrsim_step_context *ctx, int lane) {
  column_i32(ctx, U_AT_W)[lane] = column_i32(ctx, U_WORKFLOWS)[lane];
  column_i32(ctx, U_AT_SEATS)[lane] = cap_seats(ctx)[lane];
  column_i32(ctx, U_AT_USAGE)[lane] = column_i32(ctx, U_USAGE)[lane];
}

static void change_tier(ndrsim_step_context *ctx, int lane, int tier) {
  column_f32(ctx, U_GROWTH_W)[lane] =
      log_ratio(column_i32(ctx, U_WORKFLOWS)[lane], column_i32(ctx, U_AT_W)[lane]);
  column_f32(ctx, U_GROWTH_S)[lane] =
      ctx->s[P_POOLED] == 0 ? 0
                            : log_ratio(cap_seats(ctx)[lane], column_i32(ctx, U_AT_SEATS)[lane]);
  column_f32(ctx, U_GROWTH_O)[lane] =
      log_ratio(column_i32(ctx, U_USAGE)[lane], column_i32(ctx, U_AT_USAGE)[lane]);
  ctx->counter[tier > column_i32(ctx, U_TIER)[lane] ? C_UP : C_DOWN]++;
  column_i32(ctx, U_TIER)[lane] = tier;
  /* a trial that ends in an upgrade is billed as the new tier at once */
  column_i32(ctx, U_PLAN)[lane] = tier + (column_i32(ctx, U_PLAN)[lane] & ~TIER_BITS);
  column_i32(ctx, U_LOW)[lane] = 0;
  column_i32(ctx, U_DIRTY)[lane] = 1;
  keep_origin(ctx, lane);
}

/* A plan that a control or a conversion moves is not pushed by tasks: in the cause lens too it
 * stays capacity. */
static void forget_growth(ndrsim_step_context *ctx, int lane) {
  column_f32(ctx, U_GROWTH_W)[lane] = 0;
  column_f32(ctx, U_GROWTH_S)[lane] = 0;
  column_f32(ctx, U_GROWTH_O)[lane] = 0;
}

/* `control`: those of `up` that a control or a conversion moves. */
static void change_lanes(ndrsim_step_context *ctx, int first, unsigned up, unsigned control,
                         unsigned down) {
  const int32_t *low = column_i32(ctx, U_ID_LOW), *high = column_i32(ctx, U_ID_HIGH);
  for (unsigned set = up | down; set; set &= set - 1) {
    int lane = first + __builtin_ctz(set), tier = column_i32(ctx, U_TIER)[lane];
    if (lane >= ctx->n) return;
    if (up >> (lane - first) & 1) {
      change_tier(ctx, lane, tier + 1);
      if (control >> (lane - first) & 1) forget_growth(ctx, lane);
      continue;
    }
    uint32_t word = lane_word(ctx, low, high, lane, NDRSIM_GROUP_DOWNGRADE, NDRSIM_WORD_DOWNGRADE);
    float p = ndrsim_step_lane(ctx, P_DOWN, lane);
    int falls = ndrsim_bernoulli1(word, p);
    if (traced(ctx, lane)) {
      ndrsim_trace_event(ctx, "downgrade", NDRSIM_SITE_DOWNGRADE, word, 0, p, falls != 0);
      trace_factor(ctx, "months_of_low_use", column_i32(ctx, U_LOW)[lane]);
    }
    if (falls) change_tier(ctx, lane, tier - 1);
  }
}

/* `own`: it upgrades by itself; `sold`: sales closed it; `control`: nothing but a control or a
 * conversion does. */
static void trace_upgrade(ndrsim_step_context *ctx, int i, vi may, vi at_cap, vi prompted, vf p,
                          vf macro, vi own, vi sold, vi control) {
  int k = traced_lane(ctx, i, may);
  if (k >= 0 && (at_cap[k] || prompted[k])) {
    vf scaled = p * macro;
    ndrsim_trace_event(ctx, "upgrade", NDRSIM_SITE_UPGRADE,
                       (uint32_t)column_i32(ctx, U_WORD)[i + k], 0, scaled[k], own[k] != 0);
    trace_factor(ctx, at_cap[k] ? "at_cap" : "prompt", (double)p[k]);
    trace_factor(ctx, "macro", (double)macro[k]);
  }
  if (traced_lane(ctx, i, sold) >= 0) ndrsim_trace_fact(ctx, "upgrade_sold", 1);
  k = traced_lane(ctx, i, control);
  if (k < 0) return;
  bool asks = column_i32(ctx, U_UPGRADE)[i + k] & NDRSIM_UPGRADE_CONTROLS;
  ndrsim_trace_fact(ctx, asks ? "upgrade_for_control" : "converted", 1);
}

/* Cap of the tier below, for downgrades; 0 for the lowest tier. */
NDRSIM_VECTOR vi lower_cap(const ndrsim_step_context *ctx, int i, vi seats) {
  vi cap, next;
  lane_caps(ctx, i, 1, seats, &cap, &next);
  return cap;
}

/* Probability of an upgrade at the prompt; more or fewer showings than usual count as hazard. */
NDRSIM_VECTOR vf prompt_lanes(const ndrsim_step_context *ctx, int i) {
  vf p = vf_param(ctx->p[P_PROMPT], i);
  if (column_f32(ctx, U_WEIGHT) == NULL) return p;
  vf hazard = vf_set(0) - vf_log(vf_set(1) - vf_min(p, vf_set(0.999999f)));
  return vf_expm1neg(hazard * vf_load(column_f32(ctx, U_WEIGHT) + i));
}

static void post_dismissals(ndrsim_step_context *ctx, int i, vi dismissed) {
  int32_t *post = column_i32(ctx, U_PROMPT_POST);
  if (post != NULL) vi_store(post + i, vi_load(post + i) | (dismissed & vi_set(1)));
}

static void decide(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST);
  int32_t *low_months = column_i32(ctx, U_LOW), *post = column_i32(ctx, U_UPGRADE),
          *trial = column_i32(ctx, U_TRIAL), *trial_post = column_i32(ctx, U_TRIAL_POST);
  vi grows = vi_set(ctx->s[P_GROWTH] != 0 ? -1 : 0);
  vi zero = vi_set(0), top = vi_set(ctx->n_tiers - 1);
  vf macro = vf_set(ndrsim_exp1((float)(ctx->s[P_MACRO] * ctx->macro)));
  vi least = vi_set((int32_t)ctx->s[P_DOWN_MONTHS]);
  bool falls = ctx->s[P_DOWN] > 0;
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi active = active_lanes(status, fst, i, ctx->month) & lanes_in_use(ctx, i);
    vi tier = vi_load(column_i32(ctx, U_TIER) + i), cap = vi_load(column_i32(ctx, U_CAP) + i);
    vi tasks = vi_load(column_i32(ctx, U_TASKS) + i);
    vi in_trial = vi_load(trial + i) == vi_set(ctx->month);
    vi higher = active & (tier < top) & grows;
    vi begins = (vi_load(trial_post + i) > zero) & higher;
    vi may = higher & (cap > zero) & ~in_trial;
    vi prompted = vf_of_vi(tasks) >= vf_param(ctx->p[P_PROMPT_SHARE], i) * vf_of_vi(cap);
    vi at_cap = tasks >= cap;
    vf p = vf_select(at_cap, vf_param(ctx->p[P_AT_CAP], i),
                     vf_select(prompted, prompt_lanes(ctx, i), vf_set(0)));
    vi up = may & v_bernoulli((vu)vi_load(column_i32(ctx, U_WORD) + i), p * macro);
    vi posted = vi_load(post + i);
    vi sold = higher & ((posted & vi_set(NDRSIM_UPGRADE_SOLD)) != zero);
    vi control = higher & ~(up | sold) & (posted != zero);
    trace_upgrade(ctx, i, may, at_cap, prompted, p, macro, up, sold, control);
    up |= sold | control;
    post_dismissals(ctx, i, may & prompted & ~up);
    vi_store(trial + i, vi_select(begins & ~up, vi_set(ctx->month + 1), vi_load(trial + i)));
    vi_store(post + i, zero);
    vi_store(trial_post + i, zero);
    vi down = zero;
    if (falls) {
      vi below = lower_cap(ctx, i, vi_load(cap_seats(ctx) + i));
      vi low = active & (below > zero) &
               (vf_of_vi(tasks) < vf_param(ctx->p[P_DOWN_BELOW], i) * vf_of_vi(below));
      vi months = (vi_load(low_months + i) + vi_set(1)) & low;
      vi_store(low_months + i, months);
      down = low & (months >= least) & (vi_load(column_i32(ctx, U_DUE) + i) != zero) & ~up;
    }
    if (vi_any(up | down)) change_lanes(ctx, i, vi_bits(up), vi_bits(control), vi_bits(down));
  }
}

static void count(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *tier = column_i32(ctx, U_TIER),
                *over = column_i32(ctx, U_OVER), *hard = column_i32(ctx, U_HARD),
                *trial = column_i32(ctx, U_TRIAL);
  int64_t overs = 0, stops = 0, trials = 0;
  for (int i = 0; i < ctx->n; i++) {
    overs += alive(status[i]) & (over[i] > 0);
    stops += alive(status[i]) & hard[i];
    trials += alive(status[i]) & (trial[i] == ctx->month);
  }
  ctx->counter[C_OVER] += overs;
  ctx->counter[C_HARD] += stops;
  ctx->counter[C_TRIALS] += trials;
  for (int k = 0; k < ctx->n_tiers; k++) {
    int64_t accounts = 0;
    for (int i = 0; i < ctx->n; i++)
      accounts += alive(status[i]) & (tier[i] == k);
    ctx->counter[C_ACCOUNTS + k] += accounts;
  }
}

static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  column_i32(ctx, U_TIER)[lane] = column_i32(ctx, U_PLAN)[lane] = row->tier;
  keep_origin(ctx, lane);
  int32_t cap = cap_of(ctx->s[tier_slot(ctx, T_CAP, row->tier)]);
  int32_t seats = cap_seats(ctx)[lane], tasks = column_i32(ctx, U_TASKS)[lane];
  if (ctx->s[P_POOLED] != 0 && cap > 0) cap = (int32_t)share_of_cap(cap, seats);
  bool above = cap > 0 && tasks > cap, hard = ctx->s[P_OVER] == HARD_STOP;
  column_i32(ctx, U_CAP)[lane] = cap;
  column_i32(ctx, U_SERVED)[lane] = above && hard ? cap : tasks;
  column_i32(ctx, U_OVER)[lane] = above && !hard ? tasks - cap : 0;
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_DEMAND, ndrsim_capacity_meter},
                                    {NDRSIM_PHASE_CAPACITY, decide},
                                    {NDRSIM_PHASE_COSTS, count}};

static const ndrsim_driver_source sources[] = {{NDRSIM_DRIVER_CAPACITY, "plan"}};

static const ndrsim_bill_term terms[] = {
    {"overage",
     1U << NDRSIM_DRIVER_SEAT | 1U << NDRSIM_DRIVER_WORKFLOW | 1U << NDRSIM_DRIVER_USAGE |
         1U << NDRSIM_DRIVER_CAPACITY | 1U << NDRSIM_DRIVER_PRICE,
     ndrsim_capacity_overage},
};

static const ndrsim_counter_def counters[] = {
    [C_OVER] = {"over_cap", "accounts", "accounts above their cap and not stopped"},
    [C_HARD] = {"hard_stopped", "accounts", "accounts stopped at their cap"},
    [C_TRIALS] = {"trials", "accounts", "accounts in a trial of the next tier"},
    [C_UP] = {"upgrades", "accounts/month", "tier upgrades this month"},
    [C_DOWN] = {"downgrades", "accounts/month", "tier downgrades this month"},
    [C_ACCOUNTS] = {"accounts_*", "accounts", "customers on the tier"},
};
static const ndrsim_metric_def metrics[] = {
    {"accounts_*", "accounts", NDRSIM_FORMAT_COUNT, "accounts_*", NULL, 1, "Customers on the tier",
     .source = "definition"},
    {"tier_share_*", "%", NDRSIM_FORMAT_PERCENT, "accounts_*", "customers", 1,
     "Share of customers on the tier", .source = "S0"},
    {"over_cap_share", "%", NDRSIM_FORMAT_PERCENT, "over_cap", "customers", 1,
     "Share of customers above their cap and billed overage", .source = "S2"},
    {"hard_stopped_share", "%", NDRSIM_FORMAT_PERCENT, "hard_stopped", "customers", 1,
     "Share of customers stopped at their cap this month", .source = "S2"},
    {"trials", "accounts", NDRSIM_FORMAT_COUNT, "trials", NULL, 1,
     "Accounts in a trial of the next tier", .source = "S2"},
    {"upgrades", "accounts/month", NDRSIM_FORMAT_COUNT, "upgrades", NULL, 1,
     "Tier upgrades this month", .source = "S0"},
    {"downgrades", "accounts/month", NDRSIM_FORMAT_COUNT, "downgrades", NULL, 1,
     "Tier downgrades this month", .source = "S3"},
    {"upgrade_rate", "%/month", NDRSIM_FORMAT_PERCENT, "upgrades", "customers", 1,
     "Tier upgrades this month per customer", .source = "S3"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(capacity) = {
    .name = "capacity",
    .doc = "tiers, caps, trials, upgrades, downgrades, overage",
    NDRSIM_PARAMS,
    NDRSIM_USES,
    NDRSIM_STEPS,
    NDRSIM_COUNTERS,
    NDRSIM_METRICS,
    .source = sources,
    .n_sources = 1,
    .term = terms,
    .n_terms = 1,
    .bills = ndrsim_capacity_bills,
    .cause = {"growth_workflow", "growth_seat", "growth_other"},
    .condition = condition};
