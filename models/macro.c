/* Layer 2: one macro path per replicate, shared by all accounts.
 *
 *   x_t = rho x_{t-1} + sqrt(1 - rho^2) e_t,  x_0 ~ N(0,1)         AR(1), unit stationary variance
 *   regime: a two-state Markov chain, normal <-> downturn, from a stated initial state
 *   factor_t = sd x_t - depth [regime_t = downturn]
 * Mechanisms load the factor: a positive one means good times. */
#include "models/step.h"
#include "models/trace.h"

enum { P_SD, P_RHO, P_DOWN, P_UP, P_DEPTH, P_INITIAL };

static const ndrsim_param_def params[] = {
    [P_SD] = {"macro.sd", "1", NDRSIM_REAL, NDRSIM_MAY_DRAW, 0, 0, 10, NULL,
              "Stationary standard deviation of the macro factor; 0 switches it off", "assumption"},
    [P_RHO] = {"macro.rho", "1", NDRSIM_REAL, NDRSIM_MAY_DRAW, 0.9, 0, 0.999, NULL,
               "Autocorrelation of the macro factor from month to month", "assumption"},
    [P_DOWN] = {"macro.down", "1/month", NDRSIM_REAL, NDRSIM_MAY_DRAW, 0, 0, 1, NULL,
                "Probability per month that a downturn begins", "assumption"},
    [P_UP] = {"macro.up", "1/month", NDRSIM_REAL, NDRSIM_MAY_DRAW, 0.1, 0, 1, NULL,
              "Probability per month that a downturn ends", "assumption"},
    [P_DEPTH] = {"macro.depth", "1", NDRSIM_REAL, NDRSIM_MAY_DRAW, 1, 0, 10, NULL,
                 "How far a downturn lowers the factor", "assumption"},
    [P_INITIAL] = {"macro.initial", "1", NDRSIM_CHOICE, 0, 0, 0, 1, "normal|downturn",
                   "Regime in month 0", "assumption"},
};

static int forced_regime(const ndrsim_model *model, int month) {
  for (int k = 0; k < model->n_forced; k++)
    if (month >= model->forced[k].from && month <= model->forced[k].to)
      return model->forced[k].regime;
  return -1;
}

static void trace_month(const ndrsim_path_context *ctx, int t, const ndrsim_words *w, float e,
                        float p, bool switches) {
  if (!NDRSIM_IS_TRACED || ctx->trace == NULL) return;
  ndrsim_trace_entry entry = {.month = t,
                              .mechanism = "macro",
                              .name = "shock",
                              .rule = NDRSIM_RULE_NORMAL,
                              .site = NDRSIM_SITE_MACRO_FACTOR,
                              .word = w->w[NDRSIM_WORD_MACRO_FACTOR],
                              .high = e};
  ndrsim_trace_add(ctx->trace, &entry);
  if (t == 0) return;
  entry.name = "regime_switches";
  entry.rule = NDRSIM_RULE_EVENT;
  entry.site = NDRSIM_SITE_MACRO_REGIME;
  entry.word = w->w[NDRSIM_WORD_MACRO_REGIME];
  entry.high = p;
  entry.trials = 1;
  entry.outcome = switches;
  ndrsim_trace_add(ctx->trace, &entry);
}

static void path(const ndrsim_path_context *ctx, double *factor, int *regime) {
  float rho = (float)ctx->s[P_RHO], x = 0;
  float fresh = vf_sqrt(vf_set(1 - rho * rho))[0];
  int state = (int)ctx->s[P_INITIAL];
  uint64_t id = ndrsim_hash_string("macro");
  for (int t = 0; t <= ctx->horizon; t++) {
    ndrsim_words w =
        ndrsim_philox(ctx->seed, id, ctx->replicate, (unsigned)t, NDRSIM_GROUP_MACRO_FACTOR, 0);
    float e = ndrsim_normal1(w.w[NDRSIM_WORD_MACRO_FACTOR]);
    x = t == 0 ? e : rho * x + fresh * e;
    float p = (float)ctx->s[state ? P_UP : P_DOWN];
    bool switches = t > 0 && ndrsim_bernoulli1(w.w[NDRSIM_WORD_MACRO_REGIME], p);
    trace_month(ctx, t, &w, e, p, switches);
    if (switches) state = !state;
    int now = forced_regime(ctx->model, t);
    regime[t] = now >= 0 ? now : state; /* the chain itself goes on under a forced window */
    factor[t] = ctx->s[P_SD] * (double)x - ctx->s[P_DEPTH] * regime[t];
  }
}

const ndrsim_mechanism NDRSIM_MECHANISM(macro) = {
    .name = "macro", .doc = "the macro factor and its regimes", NDRSIM_PARAMS, .path = path};
