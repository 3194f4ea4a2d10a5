/* Contraction: seats are cut (when the contract allows), the champion leaves (trust suffers).
 * Both compete for one word: u < h_cut cuts, h_cut <= u < h_cut + h_champion loses the champion.
 *   h_cut = 1 - (1 - cut)^k: k = months the contract has been closed (1, or 12 at a renewal) */
#include "models/step.h"
#include "models/trace.h"

enum { P_CUT, P_CUT_SIZE, P_MACRO, P_CHAMPION, P_CHAMPION_TRUST };
enum { U_STATUS, U_FST, U_DUE, U_ANNUAL, U_WORD, U_SEATS, U_SEAT_POST, U_TRUST_POST };
enum { C_CUTS, C_CHAMPIONS };

static const ndrsim_param_def params[] = {
    [P_CUT] = {"contraction.cut", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 0.99, NULL,
               "Probability that an account cuts seats (annual contracts: at renewal, for the "
               "whole year)",
               "S4"},
    [P_CUT_SIZE] = {"contraction.cut_size", "1", NDRSIM_REAL, NDRSIM_TRAIT, 0.2, 0, 1, NULL,
                    "Share of the seats that a cut removes, at least one", "assumption"},
    [P_MACRO] = {"contraction.macro", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, -5, 5, NULL,
                 "Loading of the log hazard of cuts on the macro factor (negative: cuts in bad "
                 "times)",
                 "assumption"},
    [P_CHAMPION] = {"contraction.champion", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 0.99, NULL,
                    "Probability that the champion leaves", "S3"},
    [P_CHAMPION_TRUST] = {"contraction.champion_trust", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.3, 0, 1,
                          NULL, "Trust lost when the champion leaves", "assumption"},
};

static const ndrsim_use uses[] = {
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_DUE] = READ_I32("due"),
    [U_ANNUAL] = READ_I32("annual"),
    [U_WORD] = READ_I32("word_contraction"),
    [U_SEATS] = READ_I32("seats"),
    [U_SEAT_POST] = POST_I32("seat_post"),
    [U_TRUST_POST] = POST_I32("trust_post"),
};

static void contract(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST),
                *annual = column_i32(ctx, U_ANNUAL), *due = column_i32(ctx, U_DUE),
                *seats = column_i32(ctx, U_SEATS);
  int32_t *seat_post = column_i32(ctx, U_SEAT_POST), *trust_post = column_i32(ctx, U_TRUST_POST);
  if (ctx->s[P_CUT] == 0 && ctx->s[P_CHAMPION] == 0) return;
  vi zero = vi_set(0), one = vi_set(1);
  vf macro = vf_set(ndrsim_exp1((float)(ctx->s[P_MACRO] * ctx->macro)));
  bool trait = isnan(ctx->s[P_CUT]); /* else the hazards are those of all lanes */
  vf shared = vf_set(0) - vf_log(vf_set(1) - vf_param(ctx->p[P_CUT], 0));
  vf month = vf_expm1neg(vf_max(shared * macro, vf_set(0)));
  vf year = vf_expm1neg(vf_max(shared * vf_set(12) * macro, vf_set(0)));
  int32_t damage = (int32_t)(ctx->s[P_CHAMPION_TRUST] * 1000 + 0.5);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi active = active_lanes(status, fst, i, ctx->month) & lanes_in_use(ctx, i);
    vi yearly = vi_load(annual + i) != zero;
    vf h = vf_select(yearly, year, month);
    if (trait) {
      vf rate = vf_set(0) - vf_log(vf_set(1) - vf_param(ctx->p[P_CUT], i));
      h = vf_expm1neg(vf_max(rate * vf_select(yearly, vf_set(12), vf_set(1)) * macro, vf_set(0)));
    }
    vu word = (vu)vi_load(column_i32(ctx, U_WORD) + i);
    h = vf_select(vi_load(due + i) != zero, h, vf_set(0));
    vi cuts = active & v_bernoulli(word, h);
    vf either = h + vf_param(ctx->p[P_CHAMPION], i);
    vi leaves = active & ~cuts & v_bernoulli(word, either);
    int k = traced_lane(ctx, i, active);
    if (k >= 0) {
      ndrsim_trace_event(ctx, "cut_seats", NDRSIM_SITE_CONTRACTION, word[k], 0, h[k], cuts[k] != 0);
      trace_factor(ctx, "allowed", vi_load(due + i)[k]);
      trace_factor(ctx, "months", yearly[k] ? 12 : 1);
      trace_factor(ctx, "macro", (double)macro[k]);
      ndrsim_trace_event(ctx, "champion_leaves", NDRSIM_SITE_CONTRACTION, word[k], h[k], either[k],
                         leaves[k] != 0);
    }
    if (!vi_any(cuts | leaves)) continue;
    vi held = vi_load(seats + i);
    vi size = vi_max(vi_round(vf_param(ctx->p[P_CUT_SIZE], i) * vf_of_vi(held)), one);
    vi_store(seat_post + i, vi_load(seat_post + i) - (size & cuts));
    vi_store(trust_post + i, vi_load(trust_post + i) - (vi_set(damage) & leaves));
    ctx->counter[C_CUTS] -= vi_sum64(cuts);
    ctx->counter[C_CHAMPIONS] -= vi_sum64(leaves);
  }
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_CONTRACTION, contract}};

static const ndrsim_counter_def counters[] = {
    [C_CUTS] = {"seat_cuts", "accounts/month", "accounts that decided to cut seats"},
    [C_CHAMPIONS] = {"champions_lost", "accounts/month", "accounts whose champion left"},
};
static const ndrsim_metric_def metrics[] = {
    {"seat_cuts", "accounts/month", NDRSIM_FORMAT_COUNT, "seat_cuts", NULL, 1,
     "Customers that cut seats this month", .source = "S4"},
    {"champions_lost", "accounts/month", NDRSIM_FORMAT_COUNT, "champions_lost", NULL, 1,
     "Customers whose champion left this month", .source = "S3"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(contraction) = {.name = "contraction",
                                                        .doc = "seat cuts and lost champions",
                                                        NDRSIM_PARAMS,
                                                        NDRSIM_USES,
                                                        NDRSIM_STEPS,
                                                        NDRSIM_COUNTERS,
                                                        NDRSIM_METRICS};
