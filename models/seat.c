/* Seats: users of the account. Word of mouth inside the headcount (discrete Bass), saturating at a
 * share of it; roll-outs closed by the playbook; cuts decided by contraction.
 *
 *   room   = max(round(saturation * headcount) - seats, 0)
 *   arrivals ~ Binomial(room, 1 - exp(-(innovation + imitation * seats / (seats + room)) * f))
 *   f = (1 + depth * (W - 1)) * exp(macro * factor)
 * so that deeper use spreads faster (S0: workflow -> ... -> seat). The expected path obeys the
 * discrete recursion S' = S + room * (1 - exp(...)), whose small-step limit is the logistic. */
#include "models/step.h"
#include "models/trace.h"
#include "sim/trait.h"

enum {
  P_INITIAL,
  P_HEADCOUNT,
  P_SATURATION,
  P_INNOVATION,
  P_IMITATION,
  P_DEPTH,
  P_MACRO,
  P_GROWTH
};
enum {
  U_STATUS,
  U_FST,
  U_WORD,
  U_WORKFLOWS,
  U_DIRTY,
  U_SEATS,
  U_PENETRATION,
  U_POST,
  U_ROLLED,
  U_LIMIT,
  U_BLOCKED
};
enum { C_SEATS, C_HEADCOUNT, C_CUSTOMERS, C_ADDED, C_CUT };

static const ndrsim_param_def params[] = {
    [P_INITIAL] = {"seat.initial", "seats", NDRSIM_COUNT, NDRSIM_TRAIT, 1, 1, 1e6, NULL,
                   "Seats of a new account (at most its headcount)", "assumption"},
    [P_HEADCOUNT] = {"seat.headcount", "people", NDRSIM_COUNT, NDRSIM_TRAIT, 1, 1, 1e6, NULL,
                     "People at the customer who could ever hold a seat", "S0"},
    [P_SATURATION] = {"seat.saturation", "1", NDRSIM_REAL, NDRSIM_TRAIT, 0.75, 0, 1, NULL,
                      "Share of the headcount at which word of mouth stops", "S1"},
    [P_INNOVATION] = {"seat.innovation", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 10, NULL,
                      "Hazard that a person without a seat asks for one unprompted", "assumption"},
    [P_IMITATION] = {"seat.imitation", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 10, NULL,
                     "Added hazard when all reachable colleagues have a seat", "assumption"},
    [P_DEPTH] = {"seat.depth", "1/workflow", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 10, NULL,
                 "Relative increase of both hazards per workflow beyond the first", "assumption"},
    [P_MACRO] = {"seat.macro", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, -5, 5, NULL,
                 "Loading of the log hazard on the macro factor", "assumption"},
    [P_GROWTH] = {"seat.growth", "1", NDRSIM_SWITCH, NDRSIM_MAY_SEGMENT | NDRSIM_MAY_MONTH, 1, 0, 1,
                  NULL, "Off: no seat is added, by whatever path; cuts go on", "S0"},
};

static const ndrsim_use uses[] = {
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_WORD] = READ_I32("word_seat_gain"),
    [U_WORKFLOWS] = READ_I32("workflows"),
    [U_DIRTY] = POST_I32("dirty"),
    [U_SEATS] = OWN_I32("seats", 1, "seats held"),
    [U_PENETRATION] = OWN_F32("penetration", 0, "seats / headcount"),
    [U_POST] = OWN_I32("seat_post", 0, "posting: seats added by roll-outs, less seats cut"),
    [U_ROLLED] = OWN_I32("seats_rolled", 0, "seats that roll-outs added this month"),
    [U_LIMIT] = MAYBE_READ_I32("seat_limit"),
    [U_BLOCKED] = MAYBE_POST_I32("blocked_post"),
};

/* Seats after `gain` and what was posted; keeps them between 1 and the headcount. Returns how many
 * came beyond the gain. */
NDRSIM_VECTOR vi settle_lanes(ndrsim_step_context *ctx, int i, vi active, vi gain) {
  int32_t *seats = column_i32(ctx, U_SEATS) + i, *post = column_i32(ctx, U_POST) + i,
          *dirty = column_i32(ctx, U_DIRTY) + i;
  vi one = vi_set(1), zero = vi_set(0), old = vi_load(seats), posted = vi_load(post) & active;
  vi headcount = vi_max(vi_round(vf_param(ctx->p[P_HEADCOUNT], i)), one);
  if (ctx->s[P_GROWTH] == 0) posted = vi_min(posted, zero);
  vi now = vi_max(vi_min(old + gain + posted, vi_max(headcount, old)), one);
  int k = traced_lane(ctx, i, posted != zero);
  if (k >= 0)
    ndrsim_trace_fact(ctx, posted[k] > 0 ? "rolled_out" : "cut", now[k] - old[k] - gain[k]);
  vi_store(seats, now);
  vi_store(post, zero);
  vi_store(dirty, vi_load(dirty) | ((now != old) & one));
  vf_store(column_f32(ctx, U_PENETRATION) + i,
           vf_min(vf_of_vi(now) / vf_of_vi(headcount), vf_set(1)));
  ctx->counter[C_ADDED] += vi_sum64(vi_max(now - old, zero) & lanes_in_use(ctx, i));
  ctx->counter[C_CUT] += vi_sum64(vi_max(old - now, zero) & lanes_in_use(ctx, i));
  return now - old - gain;
}

/* Those of `gain` whom the licence lets in. */
NDRSIM_VECTOR vi admit_lanes(ndrsim_step_context *ctx, int i, vi gain) {
  if (column_i32(ctx, U_LIMIT) == NULL) return gain;
  int32_t *post = column_i32(ctx, U_BLOCKED) + i;
  vi room = vi_load(column_i32(ctx, U_LIMIT) + i) - vi_load(column_i32(ctx, U_SEATS) + i);
  vi admitted = vi_min(gain, vi_max(room, vi_set(0)));
  vi_store(post, vi_load(post) + (gain - admitted));
  int k = traced_lane(ctx, i, gain != admitted);
  if (k >= 0) ndrsim_trace_fact(ctx, "invites_blocked", admitted[k] - gain[k]);
  return admitted;
}

static void spread(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST);
  vi zero = vi_set(0), one = vi_set(1), on = vi_set(ctx->s[P_GROWTH] != 0 ? -1 : 0);
  vf macro = vf_set(ndrsim_exp1((float)(ctx->s[P_MACRO] * ctx->macro)));
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi active = active_lanes(status, fst, i, ctx->month);
    vi old = vi_load(column_i32(ctx, U_SEATS) + i);
    vi headcount = vi_max(vi_round(vf_param(ctx->p[P_HEADCOUNT], i)), one);
    vi most = vi_round(vf_param(ctx->p[P_SATURATION], i) * vf_of_vi(headcount));
    vi room = vi_max(most - old, zero);
    vf reached = vf_of_vi(old) / vf_of_vi(old + room);
    vf deeper = vf_of_vi(vi_max(vi_load(column_i32(ctx, U_WORKFLOWS) + i) - one, zero));
    vf f = (vf_set(1) + vf_param(ctx->p[P_DEPTH], i) * deeper) * macro;
    vf rate = (vf_param(ctx->p[P_INNOVATION], i) + vf_param(ctx->p[P_IMITATION], i) * reached) * f;
    vi gain = v_binomial((vu)vi_load(column_i32(ctx, U_WORD) + i), room & active & on, rate);
    int k = traced_lane(ctx, i, active & on);
    if (k >= 0) {
      ndrsim_trace_count(ctx, "word_of_mouth", NDRSIM_SITE_SEAT_GAIN,
                         (uint32_t)column_i32(ctx, U_WORD)[i + k], room[k], rate[k], gain[k]);
      trace_factor(ctx, "innovation", (double)vf_param(ctx->p[P_INNOVATION], i)[k]);
      trace_factor(ctx, "imitation", (double)vf_param(ctx->p[P_IMITATION], i)[k]);
      trace_factor(ctx, "reached", (double)reached[k]);
      trace_factor(ctx, "depth_and_macro", (double)f[k]);
    }
    gain = admit_lanes(ctx, i, gain);
    vi_store(column_i32(ctx, U_ROLLED) + i, vi_max(settle_lanes(ctx, i, active, gain), zero));
  }
}

/* Cuts decided this month take effect this month: an annual contract shrinks at its renewal, not
 * a month later. */
static void cut(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH)
    if (vi_any((vi_load(column_i32(ctx, U_POST) + i) != vi_set(0)) & lanes_in_use(ctx, i)))
      settle_lanes(ctx, i, active_lanes(status, fst, i, ctx->month), vi_set(0));
}

static void count(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *seats = column_i32(ctx, U_SEATS);
  int64_t customers = 0, held = 0, people = 0;
  for (int i = 0; i < ctx->n; i++) {
    customers += alive(status[i]) & 1;
    held += alive(status[i]) & seats[i];
    people += alive(status[i]) & (int32_t)(ndrsim_step_lane(ctx, P_HEADCOUNT, i) + 0.5f);
  }
  ctx->counter[C_CUSTOMERS] += customers;
  ctx->counter[C_SEATS] += held;
  ctx->counter[C_HEADCOUNT] += people;
}

static void set_seats(ndrsim_step_context *ctx, int lane, int32_t seats) {
  int32_t headcount = (int32_t)(ndrsim_step_lane(ctx, P_HEADCOUNT, lane) + 0.5f);
  if (headcount < 1) headcount = 1;
  column_i32(ctx, U_SEATS)[lane] = seats;
  float share = (float)seats / (float)headcount;
  column_f32(ctx, U_PENETRATION)[lane] = share < 1 ? share : 1;
}

static void start(ndrsim_step_context *ctx, int lane) {
  float initial = ndrsim_step_lane(ctx, P_INITIAL, lane) + 0.5f;
  float most = ndrsim_step_lane(ctx, P_HEADCOUNT, lane) + 0.5f;
  float least = initial < most ? initial : most;
  set_seats(ctx, lane, least > 1 ? (int32_t)least : 1);
}

static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  if (row->headcount >= 0)
    ndrsim_trait_set(ctx, P_HEADCOUNT, lane, row->headcount);
  else if (row->seats > 0)
    ndrsim_trait_at_least(ctx, P_HEADCOUNT, lane, row->seats);
  if (row->seats > 0)
    set_seats(ctx, lane, row->seats);
  else
    start(ctx, lane);
}

static const ndrsim_step steps[] = {
    {NDRSIM_PHASE_SEATS, spread}, {NDRSIM_PHASE_CHURN, cut}, {NDRSIM_PHASE_COSTS, count}};

static const ndrsim_driver_source sources[] = {{NDRSIM_DRIVER_SEAT, "seats"}};

static const ndrsim_counter_def counters[] = {
    [C_SEATS] = {"seats", "seats", "seats of customers"},
    [C_HEADCOUNT] = {"headcount", "people", "people at customers who could hold a seat"},
    [C_CUSTOMERS] = {"customers", "accounts", "accounts that are customers (alive)"},
    [C_ADDED] = {"seats_added", "seats/month", "seats added this month"},
    [C_CUT] = {"seats_cut", "seats/month", "seats cut this month"},
};
static const ndrsim_metric_def metrics[] = {
    {"customers", "accounts", NDRSIM_FORMAT_COUNT, "customers", NULL, 1,
     "Accounts that have joined and not left", .source = "definition"},
    {"seats", "seats", NDRSIM_FORMAT_COUNT, "seats", NULL, 1, "Seats of customers",
     .source = "definition"},
    {"seats_per_account", "seats/account", NDRSIM_FORMAT_RATIO, "seats", "customers", 1,
     "Average seats per customer", .source = "S3"},
    {"penetration", "%", NDRSIM_FORMAT_PERCENT, "seats", "headcount", 1,
     "Seats as a share of the customers' headcount", .source = "S0"},
    {"seats_added", "seats/month", NDRSIM_FORMAT_COUNT, "seats_added", NULL, 1,
     "Seats added this month", .source = "definition"},
    {"seats_cut", "seats/month", NDRSIM_FORMAT_COUNT, "seats_cut", NULL, 1, "Seats cut this month",
     .source = "S4"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(seat) = {.name = "seat",
                                                 .doc = "spread of seats inside the headcount",
                                                 NDRSIM_PARAMS,
                                                 NDRSIM_USES,
                                                 NDRSIM_STEPS,
                                                 NDRSIM_COUNTERS,
                                                 NDRSIM_METRICS,
                                                 .source = sources,
                                                 .n_sources = 1,
                                                 .start = start,
                                                 .condition = condition};
