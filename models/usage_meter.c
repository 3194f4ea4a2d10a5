/* Units of a month, the months that MRR counts, and commitments: see usage.c. */
#include "models/usage.h"

#define LN2 0.693147181f

/* Growth of this month over the last one, of lanes that began before it. */
NDRSIM_VECTOR vf growth(const ndrsim_step_context *ctx, int i, vi age) {
  float half = (float)ctx->s[P_HALF_LIFE];
  vf fall = vf_set(half > 0 ? -LN2 / half : 0), lowest = vf_set((float)ctx->s[P_FLOOR]);
  vf years = vf_of_vi(vi_max(age - vi_set(1), vi_set(0)));
  vf g = lowest + (vf_param(ctx->p[P_GROWTH], i) - lowest) * vf_exp(years * fall);
  g = g + vf_set((float)(ctx->s[P_GROWTH_MACRO] * ctx->macro));
  return vf_max(g, vf_set(-0.9f));
}

/* The lanes' windows: means as window_mean(). */
NDRSIM_VECTOR vf mean_of(const vi *window) {
  vf sum = vf_set(0), months = vf_set(0);
  for (int k = 0; k < WINDOW; k++) {
    vi there = window[k] >= vi_set(0);
    sum = vf_select(there, sum + vf_of_vi(window[k]), sum);
    months = vf_select(there, months + vf_set(1), months);
  }
  return vf_select(months > vf_set(0), sum / vf_max(months, vf_set(1)), vf_set(0));
}

/* Two alerts: at a share of the usual bill plus what surprises, and at all of it. After each
 * customers hold back part of what comes next. */
NDRSIM_VECTOR vf held_back(ndrsim_step_context *ctx, int i, vi works, const vi *window, vf u) {
  if (ctx->s[P_ALERTS] == 0) return u;
  vf usual = mean_of(window), limit = usual * vf_set(1 + (float)ctx->s[P_SHOCK_AT]);
  vf first = limit * vf_set((float)ctx->s[P_ALERT_AT]);
  vi known = works & (usual > vf_set(0)) & lanes_in_use(ctx, i);
  vi warned = known & (u > first);
  if (ctx->s[P_EARLY] != 0) {
    vf less = (vf_min(u, limit) - first) * vf_set((float)ctx->s[P_EARLY]);
    u = vf_select(warned, u - less, u);
  }
  vi over = known & (u > limit);
  ctx->counter[C_WARNED] -= vi_sum64(warned);
  ctx->counter[C_ALERTED] -= vi_sum64(over);
  if (ctx->s[P_HOLD] == 0) return u;
  return vf_select(over, limit + (u - limit) * vf_set(1 - (float)ctx->s[P_HOLD]), u);
}

typedef struct month_units {
  vf noise, trend, unspiked; /* units before a spike */
  vi quiet, spike, units;
} month_units;

static void trace_units(ndrsim_step_context *ctx, int i, int k, const vwords *words,
                        const month_units *m, vf e) {
  int lane = i + k;
  ndrsim_trace_normal(ctx, "usage_noise", NDRSIM_SITE_USAGE_NOISE, words->w[0][k], e[k]);
  trace_factor(ctx, "level", (double)ndrsim_step_lane(ctx, P_LEVEL, lane));
  trace_factor(ctx, "log_trend", (double)m->trend[k]);
  trace_factor(ctx, "log_noise", (double)m->noise[k]);
  trace_factor(ctx, "units", m->units[k]);
  if (ctx->s[P_QUIET] != 0)
    ndrsim_trace_event(ctx, "usage_quiet", NDRSIM_SITE_USAGE_QUIET, words->w[2][k], 0,
                       ndrsim_step_lane(ctx, P_QUIET, lane), m->quiet[k] != 0);
  if (ctx->s[P_SPIKE] == 0 || !(m->unspiked[k] > 0)) return;
  ndrsim_trace_event(ctx, "usage_spike", NDRSIM_SITE_USAGE_SPIKE, words->w[1][k], 0,
                     ndrsim_step_lane(ctx, P_SPIKE, lane), m->spike[k] != 0);
  trace_factor(ctx, "forgiven", ctx->s[P_GRACE] != 0);
}

/* Units of lanes i.., and the columns of their path. */
NDRSIM_VECTOR month_units units_of(ndrsim_step_context *ctx, int i, vi works, const vi *window) {
  float rho = (float)ctx->s[P_RHO];
  float *noise = column_f32(ctx, U_NOISE) + i, *trend = column_f32(ctx, U_TREND) + i;
  vi since = vi_load(column_i32(ctx, U_FST) + i), month = vi_set(ctx->month);
  vwords words = lane_words(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), i,
                            NDRSIM_GROUP_USAGE_NOISE);
  month_units m;
  vf sd = vf_param(ctx->p[P_SD], i), x = vf_load(noise), e = vf_normal_quantile(words.w[0]);
  x = vf_select(since == month, sd * e, vf_set(rho) * x + sd * vf_sqrt(vf_set(1 - rho * rho)) * e);
  m.noise = vf_select(works, x, vf_set(0));
  vf step = vf_log(vf_set(1) + growth(ctx, i, month - since));
  m.trend = vf_load(trend);
  m.trend = vf_select(works & (since < month), vf_min(m.trend + step, vf_set(60)), m.trend);
  float shared = usage_shared_log(ctx);
  vf u = vf_param(ctx->p[P_LEVEL], i) *
         vf_exp(m.trend + m.noise - vf_set(0.5f) * sd * sd + vf_set(shared));
  vf most = vf_set(USAGE_MOST_UNITS);
  m.quiet = works & v_bernoulli(words.w[2], vf_param(ctx->p[P_QUIET], i));
  m.unspiked = vf_select(m.quiet, vf_set(0), vf_min(u, most));
  m.spike =
      works & (m.unspiked > vf_set(0)) & v_bernoulli(words.w[1], vf_param(ctx->p[P_SPIKE], i));
  u = vf_select(m.spike, vf_min(m.unspiked * vf_set((float)ctx->s[P_SPIKE_FACTOR]), most),
                m.unspiked);
  ctx->counter[C_SPIKES] -= vi_sum64(m.spike & lanes_in_use(ctx, i));
  if (ctx->s[P_GRACE] != 0) {
    vi extra = (vi_round(u) - vi_round(m.unspiked)) & m.spike & lanes_in_use(ctx, i);
    ctx->counter[C_FORGIVEN] += vi_sum64(extra);
    u = m.unspiked;
  }
  m.units = vi_round(held_back(ctx, i, works, window, u)) & works;
  vf_store(noise, m.noise);
  vf_store(trend, m.trend);
  int k = traced_lane(ctx, i, works);
  if (k >= 0) trace_units(ctx, i, k, &words, &m, e);
  return m;
}

/* Moves the window on by a month. A customer that pays for nothing but usage and has had none for
 * too long is lost; until then a quiet month enters the window only as long as a month with usage
 * is left in it, so that MRR does not fall to nothing and come back. Returns the lanes lost. */
NDRSIM_VECTOR vi move_window(const ndrsim_step_context *ctx, int i, vi works, vi units, bool fee,
                             vi *window) {
  vi zero = vi_set(0), none = vi_set(-1);
  int32_t *idle = column_i32(ctx, U_IDLE) + i;
  vi months = (vi_load(idle) + vi_set(1)) & works & (units == zero);
  vi silent = works & (units == zero) & (vi_load(column_i32(ctx, U_PURE) + i) != zero) &
              (vi_load(column_i32(ctx, U_COMMITTED) + i) == zero) & vi_set(fee ? 0 : -1);
  vi lost = silent & (months >= vi_set((int32_t)ctx->s[P_IDLE_MONTHS])) &
            (vi_load(column_i32(ctx, U_DUE) + i) != zero);
  bool one = ctx->s[P_MRR] == BILLED;
  vi empties = one ? silent : silent & (window[0] <= zero) & (window[1] <= zero);
  vi stays = empties & ~lost;
  vi_store(idle, months);
  vi older[WINDOW] = {units, one ? none : window[0], one ? none : window[1]};
  for (int k = 0; k < WINDOW; k++)
    window[k] = vi_select(works, vi_select(stays, window[k], older[k]), none);
  return lost;
}

/* Lanes whose commitment is signed or resized this month. */
static void commit(ndrsim_step_context *ctx, int first, unsigned set) {
  int32_t *committed = column_i32(ctx, U_COMMITTED);
  for (; set; set &= set - 1) {
    int lane = first + __builtin_ctz(set);
    bool begins = column_i32(ctx, U_FST)[lane] == ctx->month, signs = committed[lane] > 0;
    if (!signs) {
      float p = ndrsim_step_lane(ctx, begins ? P_COMMIT_SHARE : P_COMMIT_LATER, lane);
      uint32_t word = lane_word(ctx, column_i32(ctx, U_ID_LOW), column_i32(ctx, U_ID_HIGH), lane,
                                NDRSIM_GROUP_USAGE_COMMIT, NDRSIM_WORD_USAGE_COMMIT);
      signs = ndrsim_bernoulli1(word, p);
      if (traced(ctx, lane))
        ndrsim_trace_event(ctx, "usage_commit", NDRSIM_SITE_USAGE_COMMIT, word, 0, p, signs);
    }
    if (!signs) continue;
    int32_t window[WINDOW];
    for (int k = 0; k < WINDOW; k++)
      window[k] = column_i32(ctx, U_WINDOW + k)[lane];
    float units = window_mean(window) * (float)ctx->s[P_COMMIT_RATIO];
    int32_t agreed = (int32_t)((units < USAGE_MOST_UNITS ? units : USAGE_MOST_UNITS) + 0.5f);
    if (traced(ctx, lane)) ndrsim_trace_fact(ctx, "usage_committed", agreed);
    column_i32(ctx, U_DIRTY)[lane] |= agreed != committed[lane];
    committed[lane] = agreed;
  }
}

void ndrsim_usage_meter(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST);
  int32_t *wish = column_i32(ctx, U_WISH), *dirty = column_i32(ctx, U_DIRTY),
          *committed = column_i32(ctx, U_COMMITTED);
  vi month = vi_set(ctx->month), zero = vi_set(0);
  vi term = vi_set((int32_t)ctx->s[P_COMMIT_MONTHS]);
  bool commits = ctx->s[P_COMMIT_SHARE] != 0 || ctx->s[P_COMMIT_LATER] != 0;
  bool fee = ladder_cents(ctx, 0, ctx->month) > 0;
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi since = vi_load(fst + i);
    vi works = (since <= month) & (vi_load(status + i) <= vi_set(NDRSIM_ALIVE)) &
               (vi_load(column_i32(ctx, U_METERED) + i) != zero);
    vi window[WINDOW], changed = zero, billed = vi_set(fee ? -1 : 0);
    for (int k = 0; k < WINDOW; k++)
      window[k] = vi_load(column_i32(ctx, U_WINDOW + k) + i);
    month_units m = units_of(ctx, i, works, window);
    vi lost = move_window(ctx, i, works, m.units, fee, window) & lanes_in_use(ctx, i);
    vi_store(column_i32(ctx, U_UNITS) + i, m.units);
    for (int k = 0; k < WINDOW; k++) {
      int32_t *at = column_i32(ctx, U_WINDOW + k) + i;
      changed |= vi_load(at) != window[k];
      billed |= (vi_load(at) > zero) | (window[k] > zero);
      vi_store(at, window[k]);
    }
    vi agreed = vi_load(committed + i);
    changed &= billed; /* months without units cost nothing, however many of them count */
    changed |= ~works & (agreed != zero);
    vi_store(committed + i, agreed & works);
    vi_store(dirty + i, vi_load(dirty + i) | (changed & vi_set(1)));
    vi_store(wish + i, vi_load(wish + i) | (lost & vi_set(NDRSIM_WISH_QUIT)));
    ctx->counter[C_LOST] -= vi_sum64(lost);
    if (traced_lane(ctx, i, lost) >= 0) ndrsim_trace_fact(ctx, "usage_lost", 1);
    if (!commits) continue;
    vi age = vi_max(month - since, zero);
    unsigned signs = vi_bits(works & (age % term == zero) & lanes_in_use(ctx, i));
    if (signs) commit(ctx, i, signs);
  }
}
