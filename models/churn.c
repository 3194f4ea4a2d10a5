/* Churn: the discrete hazard of cancellation.
 *
 *   eta = link(base) + low_usage [tasks < low_tasks] + hard_stop [stopped last month]
 *         + distrust (1 - trust) + macro * factor - dependency * d + posted
 *   d   = 1 - exp(-(W - 1) * dependency_workflows - penetration * dependency_teams)
 *   p   = 1 - (1 - link^-1(eta))^k,  k = 1, or `annual_exposure` at an annual contract's renewal
 *
 * The link is logit, or cloglog (then covariates scale the cumulative hazard). `base` drawn from
 * a beta per account gives the shifted beta-geometric (sBG) when nothing else acts. Dependency
 * lowers churn: teams and workflows that rely on the product hold it in place (S3). What other
 * mechanisms post (a price increase, ...) acts once, as soon as the contract may end. */
#include "models/step.h"
#include "models/trace.h"
#include "sim/trait.h"

#include <gsl/gsl_randist.h>

enum {
  P_LINK,
  P_BASE,
  P_LOW_USAGE,
  P_LOW_TASKS,
  P_HARD_STOP,
  P_DISTRUST,
  P_MACRO,
  P_DEPENDENCY,
  P_DEP_WORKFLOWS,
  P_DEP_TEAMS,
  P_EXPOSURE
};
enum {
  U_STATUS,
  U_FST,
  U_DUE,
  U_ANNUAL,
  U_WORD,
  U_WORKFLOWS,
  U_TASKS,
  U_HARD,
  U_TRUST,
  U_PENETRATION,
  U_WISH,
  U_ETA,
  U_HARD_BEFORE,
  U_POST
};
enum { C_CANCELLED };
enum { CLOGLOG, LOGIT };

static const ndrsim_param_def params[] = {
    [P_LINK] = {"churn.link", "1", NDRSIM_CHOICE, 0, 0, 0, 1, "cloglog|logit",
                "Link of the hazard: cloglog scales the cumulative hazard, logit the odds",
                "assumption"},
    [P_BASE] = {"churn.base", "1/month", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 0.999, NULL,
                "Probability of cancelling in a month when nothing else acts", "S4"},
    [P_LOW_USAGE] = {"churn.low_usage", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, -10, 10, NULL,
                     "Added to the linked hazard when use is low", "assumption"},
    [P_LOW_TASKS] = {"churn.low_tasks", "tasks/(user*month)", NDRSIM_REAL, NDRSIM_MAY_ANY, 20, 0,
                     1e6, NULL, "Use is low below this many tasks per user", "assumption"},
    [P_HARD_STOP] = {"churn.hard_stop", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, -10, 10, NULL,
                     "Added in the month after tasks were stopped at the cap", "S2"},
    [P_DISTRUST] = {"churn.distrust", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, -10, 10, NULL,
                    "Added per unit of lost trust", "S0"},
    [P_MACRO] = {"churn.macro", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, -5, 5, NULL,
                 "Loading on the macro factor (negative: more churn in bad times)", "assumption"},
    [P_DEPENDENCY] = {"churn.dependency", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 10, NULL,
                      "Most that dependency takes off the linked hazard", "S3"},
    [P_DEP_WORKFLOWS] = {"churn.dependency_workflows", "1/workflow", NDRSIM_REAL, NDRSIM_MAY_ANY,
                         0.3, 0, 10, NULL, "Dependency built by each workflow beyond the first",
                         "assumption"},
    [P_DEP_TEAMS] = {"churn.dependency_teams", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 1, 0, 100, NULL,
                     "Dependency built by penetration (teams that rely on it)", "assumption"},
    [P_EXPOSURE] = {"churn.annual_exposure", "months", NDRSIM_REAL, NDRSIM_MAY_ANY, 12, 0, 24, NULL,
                    "Months of hazard that an annual contract faces at its renewal", "assumption"},
};

static const ndrsim_use uses[] = {
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_DUE] = READ_I32("due"),
    [U_ANNUAL] = READ_I32("annual"),
    [U_WORD] = READ_I32("word_churn"),
    [U_WORKFLOWS] = READ_I32("workflows"),
    [U_TASKS] = READ_I32("tasks"),
    [U_HARD] = READ_I32("hard_stopped"),
    [U_TRUST] = READ_F32("trust"),
    [U_PENETRATION] = READ_F32("penetration"),
    [U_WISH] = POST_I32("status_post"),
    [U_ETA] = OWN_F32("churn_eta", 0, "link(base) of the account, when base is a trait"),
    [U_HARD_BEFORE] = OWN_I32("hard_before", 0, "tasks were stopped last month"),
    [U_POST] = OWN_I32("churn_post", 0, "posting: log hazard to add once, in thousandths"),
};

/* -log(1 - p) without cancellation for small p: the float log of 1 - p would lose digits. */
static double cumulative_hazard(double p) {
  if (p > 0.1) return -(double)ndrsim_log1((float)(1 - p));
  double sum = 0, power = p;
  for (int k = 1; k <= 10; k++, power *= p)
    sum += power / k;
  return sum;
}

static float link_of(const ndrsim_step_context *ctx, double p) {
  if (p <= 0) return -80;
  if (ctx->s[P_LINK] == LOGIT) return ndrsim_log1((float)(p / (1 - p)));
  return ndrsim_log1((float)cumulative_hazard(p));
}

static void keep_base(ndrsim_step_context *ctx, int lane) {
  column_f32(ctx, U_ETA)[lane] = link_of(ctx, (double)ndrsim_step_lane(ctx, P_BASE, lane));
}

static vf dependency(const ndrsim_step_context *ctx, int i) {
  vf w = vf_of_vi(vi_max(vi_load(column_i32(ctx, U_WORKFLOWS) + i) - vi_set(1), vi_set(0)));
  vf x = w * vf_param(ctx->p[P_DEP_WORKFLOWS], i) +
         vf_load(column_f32(ctx, U_PENETRATION) + i) * vf_param(ctx->p[P_DEP_TEAMS], i);
  return vf_expm1neg(x);
}

/* part[7]: what moved the linked hazard of lane k of its vector, and the months it faced. */
static void trace_cancel(ndrsim_step_context *ctx, int lane, float p, bool quits, const vf *part,
                         int k) {
  static const char *const name[] = {"low_usage", "hard_stop",  "distrust",
                                     "macro",     "dependency", "months"};
  ndrsim_trace_event(ctx, "cancel", NDRSIM_SITE_CHURN, (uint32_t)column_i32(ctx, U_WORD)[lane], 0,
                     p, quits);
  trace_factor(ctx, "base", (double)ndrsim_step_lane(ctx, P_BASE, lane));
  for (int j = 0; j < NDRSIM_COUNT_OF(name); j++)
    trace_factor(ctx, name[j], (double)part[j][k]);
  float posted = part[NDRSIM_COUNT_OF(name)][k];
  if (posted != 0) trace_factor(ctx, "posted", (double)posted);
}

/* Whether anybody posted, so that months without do not pay for it. */
static bool any_posted(const ndrsim_step_context *ctx) {
  vi any = vi_set(0);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH)
    any |= vi_load(column_i32(ctx, U_POST) + i);
  return vi_any(any != vi_set(0));
}

/* What acts on those that may leave now; a customer that may not keeps it in mind. */
NDRSIM_VECTOR vf drain(const ndrsim_step_context *ctx, int i, vi asked) {
  int32_t *post = column_i32(ctx, U_POST) + i;
  vi held = vi_load(post);
  vi customer = vi_load(column_i32(ctx, U_STATUS) + i) == vi_set(NDRSIM_ALIVE);
  vi_store(post, held & customer & ~asked);
  return vf_of_vi(held & asked) * vf_set(0.001f);
}

static void cancel(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST),
                *due = column_i32(ctx, U_DUE), *annual = column_i32(ctx, U_ANNUAL);
  int32_t *wish = column_i32(ctx, U_WISH), *stopped = column_i32(ctx, U_HARD_BEFORE);
  bool trait = isnan(ctx->s[P_BASE]), logit = ctx->s[P_LINK] == LOGIT;
  bool depends = ctx->s[P_DEPENDENCY] != 0, posted = any_posted(ctx);
  if (ndrsim_step_trait_moved(ctx, P_BASE))
    for (int i = 0; i < ctx->n; i++)
      keep_base(ctx, i);
  vf base = vf_set(trait ? 0 : link_of(ctx, ctx->s[P_BASE]));
  vf macro = vf_set((float)(ctx->s[P_MACRO] * ctx->macro));
  vi zero = vi_set(0);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi active = active_lanes(status, fst, i, ctx->month);
    vf eta = (trait ? vf_load(column_f32(ctx, U_ETA) + i) : base) + macro;
    vf tasks = vf_of_vi(vi_load(column_i32(ctx, U_TASKS) + i)) * vf_set(0.0625f);
    vi low = tasks < vf_param(ctx->p[P_LOW_TASKS], i);
    vf idle = vf_select(low, vf_param(ctx->p[P_LOW_USAGE], i), vf_set(0));
    vf stop = vf_select(vi_load(stopped + i) != zero, vf_param(ctx->p[P_HARD_STOP], i), vf_set(0));
    vf distrust =
        vf_param(ctx->p[P_DISTRUST], i) * (vf_set(1) - vf_load(column_f32(ctx, U_TRUST) + i));
    vi asked = active & (vi_load(due + i) != zero);
    vf held = vf_set(0), post = vf_set(0);
    eta = eta + idle;
    eta = eta + stop;
    eta = eta + distrust;
    if (depends) {
      held = vf_param(ctx->p[P_DEPENDENCY], i) * dependency(ctx, i);
      eta = eta - held;
    }
    if (posted) {
      post = drain(ctx, i, asked);
      eta = eta + post;
    }
    vf hazard = logit ? vf_softplus(eta) : vf_exp(vf_min(eta, vf_set(20)));
    vf k = vf_select(vi_load(annual + i) != zero, vf_param(ctx->p[P_EXPOSURE], i), vf_set(1));
    vf p = vf_expm1neg(hazard * k);
    vi quits = asked & v_bernoulli((vu)vi_load(column_i32(ctx, U_WORD) + i), p);
    int at = traced_lane(ctx, i, asked);
    if (at >= 0) {
      const vf part[] = {idle, stop, distrust, macro, vf_set(0) - held, k, post};
      trace_cancel(ctx, i + at, p[at], quits[at] != 0, part, at);
    }
    vi_store(wish + i, vi_load(wish + i) | (quits & vi_set(NDRSIM_WISH_QUIT)));
    vi_store(stopped + i, vi_load(column_i32(ctx, U_HARD) + i));
    ctx->counter[C_CANCELLED] -= vi_sum64(quits & lanes_in_use(ctx, i));
  }
}

static void start(ndrsim_step_context *ctx, int lane) {
  keep_base(ctx, lane);
}

/* Gives the account the churn at level u of the prior, and returns the monthly hazard of it. */
static double hazard_at(ndrsim_step_context *ctx, int lane, const ndrsim_dist *prior, double u) {
  double x;
  if (ndrsim_dist_quantile(prior, u, &x)) return NAN;
  ndrsim_trait_set(ctx, P_BASE, lane, x);
  return cumulative_hazard((double)ndrsim_step_lane(ctx, P_BASE, lane));
}

/* The prior's share of those who stayed for some months: the density of its level u is
 * w(u) = exp(-months hazard(u)), which falls in u. Rejection under a staircase with steps at 1/2,
 * 1/4, ...: each step is at most twice as large as what it takes from w one step below, so a few
 * tries suffice however rare survival is. Weights are relative to that at LOWEST, which is the
 * most. */
static void draw_stayer(ndrsim_step_context *ctx, int lane, const ndrsim_dist *prior, double months,
                        gsl_rng *rng) {
  enum { STEPS = 40 };
  const double LOWEST = 0x1p-40;
  double weight[STEPS], above = 0, edge = 1, least = hazard_at(ctx, lane, prior, LOWEST);
  int n = 0;
  /* until what lies below weighs no more than what lies above */
  while (n < STEPS && edge > above) {
    edge /= 2;
    weight[n] = edge * ndrsim_exp_double(-months * (hazard_at(ctx, lane, prior, edge) - least));
    above += weight[n++];
  }
  for (;;) {
    double at = gsl_rng_uniform_pos(rng) * (above + edge), low = 0, width = edge, height = 1;
    for (int k = 0; k < n; k++) {
      if (at < weight[k]) {
        low = width = ldexp(1, -k - 1);
        height = weight[k] / width;
        break;
      }
      at -= weight[k];
    }
    double hazard = hazard_at(ctx, lane, prior, low + width * gsl_rng_uniform_pos(rng));
    double keep = ndrsim_exp_double(-months * (hazard - least));
    if (!(gsl_rng_uniform_pos(rng) * height >= keep)) return; /* also when a quantile failed */
  }
}

/* Survivors are less prone than newcomers: Beta(a, b) becomes Beta(a, b + months survived). Other
 * distributions are thinned by (1 - p)^months: the account keeps the churn that it was created
 * with, and its correlations, if that lets it survive. */
static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  const ndrsim_dist *prior = ndrsim_trait_dist(ctx, P_BASE);
  double months = row->mrr > 0 ? -row->start : 0; /* a prospect had nothing to cancel */
  if (prior && prior->kind == NDRSIM_DIST_BETA && isinf(prior->low) && isinf(prior->high)) {
    gsl_rng *rng = ndrsim_trait_rng(ctx, lane, 3);
    ndrsim_trait_set(ctx, P_BASE, lane, gsl_ran_beta(rng, prior->arg[0], prior->arg[1] + months));
  } else if (prior) {
    gsl_rng *rng = ndrsim_trait_rng(ctx, lane, 3);
    double hazard = cumulative_hazard((double)ndrsim_step_lane(ctx, P_BASE, lane));
    if (gsl_rng_uniform_pos(rng) >= ndrsim_exp_double(-months * hazard))
      draw_stayer(ctx, lane, prior, months, rng);
  }
  start(ctx, lane);
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_CHURN, cancel}};

static const ndrsim_counter_def counters[] = {
    [C_CANCELLED] = {"cancelled", "accounts/month", "customers that cancelled this month"},
};
static const ndrsim_metric_def metrics[] = {
    {"cancelled", "accounts/month", NDRSIM_FORMAT_COUNT, "cancelled", NULL, 1,
     "Customers that cancelled this month", .source = "definition"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(churn) = {.name = "churn",
                                                  .doc = "cancellation",
                                                  NDRSIM_PARAMS,
                                                  NDRSIM_USES,
                                                  NDRSIM_STEPS,
                                                  NDRSIM_COUNTERS,
                                                  NDRSIM_METRICS,
                                                  .start = start,
                                                  .condition = condition};
