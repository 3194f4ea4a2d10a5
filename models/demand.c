/* Demand: latent tasks per user and month.
 *
 *   usage_t = level * season_t * exp(x_t - sd^2/2 + macro * factor_t)
 *             * (1 + novelty e^{-(t - FST)/novelty_months})
 *             [* (1 + trial_uplift) in a trial of the next tier]
 *   x_t     = rho x_{t-1} + sd sqrt(1 - rho^2) e_t    (stationary from the first month on)
 *   tasks_t = workflows * usage_t
 *
 * The mean of exp(x - sd^2/2) is 1. Tasks are whole sixteenths. */
#include <gsl/gsl_cdf.h>
#include "models/step.h"
#include "models/play.h"
#include "models/trace.h"
#include "sim/trait.h"

enum { P_LEVEL, P_SD, P_RHO, P_MACRO, P_NOVELTY, P_NOVELTY_MONTHS, P_SEASON, P_UPLIFT };
enum {
  U_STATUS,
  U_FST,
  U_NOISE_WORD,
  U_WORKFLOWS,
  U_TRIAL,
  U_SEATS,
  U_NOISE,
  U_USAGE,
  U_TASKS,
  U_BEFORE
};
enum { C_TASKS };

static const ndrsim_param_def params[] = {
    [P_LEVEL] = {"demand.level", "tasks/(user*workflow*month)", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0,
                 1e6, NULL, "Tasks a user hands over per workflow in an average month", "S0"},
    [P_SD] = {"demand.noise_sd", "1", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 3, NULL,
              "Standard deviation of the monthly log-noise of an account", "assumption"},
    [P_RHO] = {"demand.noise_rho", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.5, 0, 0.999, NULL,
               "Autocorrelation of that noise", "assumption"},
    [P_MACRO] = {"demand.macro", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, -5, 5, NULL,
                 "Loading of log-demand on the macro factor", "assumption"},
    [P_NOVELTY] = {"demand.novelty", "1", NDRSIM_REAL, NDRSIM_TRAIT, 0, 0, 10, NULL,
                   "Surge at activation that normalises, as a share of the level", "S3"},
    [P_NOVELTY_MONTHS] = {"demand.novelty_months", "months", NDRSIM_REAL, NDRSIM_MAY_ANY, 3, 0.1,
                          120, NULL, "Months over which the surge falls by a factor e",
                          "assumption"},
    [P_SEASON] = {"demand.season", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 1, 0.01, 100, NULL,
                  "Seasonal factor, usually a schedule over months", "assumption"},
    [P_UPLIFT] = {"demand.trial_uplift", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, 0, 10, NULL,
                  "Demand that a trial of the next tier releases, as a share", "assumption"},
};

static const ndrsim_use uses[] = {
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_NOISE_WORD] = READ_I32("word_demand_noise"),
    [U_WORKFLOWS] = READ_I32("workflows"),
    [U_TRIAL] = READ_I32("trial"),
    [U_SEATS] = READ_I32("seats"),
    [U_NOISE] = OWN_F32("log_noise", 0, "x_t"),
    [U_USAGE] = OWN_I32("usage", 0, "tasks per user and workflow, in sixteenths"),
    [U_TASKS] = OWN_I32("tasks", 0, "latent tasks per user, in sixteenths"),
    [U_BEFORE] = OWN_I32("tasks_before", 0, "the same last month"),
};

/* Log of what all lanes share this month. */
static float shared_log(const ndrsim_step_context *ctx) {
  return ndrsim_log1((float)ctx->s[P_SEASON]) + (float)(ctx->s[P_MACRO] * ctx->macro);
}

static void demand(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *fst = column_i32(ctx, U_FST);
  float *noise = column_f32(ctx, U_NOISE);
  int32_t *usage = column_i32(ctx, U_USAGE), *tasks = column_i32(ctx, U_TASKS),
          *before = column_i32(ctx, U_BEFORE);
  float rho = (float)ctx->s[P_RHO];
  vf fresh = vf_sqrt(vf_set(1 - rho * rho)), shared = vf_set(shared_log(ctx));
  vf fade = vf_set(-1.0f / (float)ctx->s[P_NOVELTY_MONTHS]);
  bool surges = ctx->s[P_NOVELTY] != 0; /* a trait is NAN here, which is not 0 */
  vi month = vi_set(ctx->month);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi since = vi_load(fst + i);
    vi works = (since <= month) & (vi_load(status + i) <= vi_set(NDRSIM_ALIVE));
    vf sd = vf_param(ctx->p[P_SD], i), x = vf_load(noise + i);
    vf e = vf_normal_quantile((vu)vi_load(column_i32(ctx, U_NOISE_WORD) + i));
    x = vf_select(since == month, sd * e, vf_set(rho) * x + sd * fresh * e);
    x = vf_select(works, x, vf_set(0));
    vf level = vf_param(ctx->p[P_LEVEL], i);
    vf u = level * vf_exp(x - vf_set(0.5f) * sd * sd + shared);
    if (surges)
      u = u * (vf_set(1) + vf_param(ctx->p[P_NOVELTY], i) *
                               vf_exp(vf_of_vi(vi_max(month - since, vi_set(0))) * fade));
    u = vf_select(vi_load(column_i32(ctx, U_TRIAL) + i) == month,
                  u * (vf_set(1) + vf_param(ctx->p[P_UPLIFT], i)), u);
    vi use = vi_round(vf_min(u, vf_set(NDRSIM_MOST_TASKS)) * vf_set(NDRSIM_TASK)) & works;
    int k = traced_lane(ctx, i, works);
    if (k >= 0) {
      ndrsim_trace_normal(ctx, "demand_noise", NDRSIM_SITE_DEMAND_NOISE,
                          (uint32_t)column_i32(ctx, U_NOISE_WORD)[i + k], e[k]);
      trace_factor(ctx, "level", (double)level[k]);
      trace_factor(ctx, "log_noise", (double)x[k]);
      trace_factor(ctx, "season_and_macro_log", (double)shared[k]);
      trace_factor(ctx, "tasks_per_workflow", (double)u[k]);
    }
    vf_store(noise + i, x);
    vi_store(usage + i, use);
    vi_store(before + i, vi_load(tasks + i));
    vi_store(tasks + i, use * vi_load(column_i32(ctx, U_WORKFLOWS) + i));
  }
}

static void count(ndrsim_step_context *ctx) {
  const int32_t *status = column_i32(ctx, U_STATUS), *tasks = column_i32(ctx, U_TASKS),
                *seats = column_i32(ctx, U_SEATS);
  int64_t latent = 0;
  for (int i = 0; i < ctx->n; i++)
    latent = sum_or_most(latent, (int64_t)(alive(status[i]) & tasks[i]) * seats[i]);
  ctx->counter[C_TASKS] = sum_or_most(ctx->counter[C_TASKS], latent);
}

/* A standard normal value between `low` and `high`, which may be infinite, at its level u. Taken
 * from the tail in which the interval lies, where its probabilities have digits. */
static double normal_between(double low, double high, double u) {
  if (low + high > 0) return -normal_between(-high, -low, 1 - u);
  double below = gsl_cdf_ugaussian_P(low), above = gsl_cdf_ugaussian_P(high);
  double p = below + u * (above - below);
  if (!(p > 0)) return high; /* so far out that all of it is at the nearer end */
  double z = ndrsim_dist_round(gsl_cdf_ugaussian_Pinv(p));
  return z < low ? low : z > high ? high : z;
}

/* What a row's tasks say of the account's level: observed log-usage, less what is known (season,
 * economy, surge), is level plus noise, both normal when the level is lognormal, so the posterior
 * is normal too: cut off where the prior is. */
static void split_level(ndrsim_step_context *ctx, int lane, float usage, float known) {
  const ndrsim_dist *prior = ndrsim_trait_dist(ctx, P_LEVEL);
  float sd = ndrsim_step_lane(ctx, P_SD, lane), y = ndrsim_log1(usage) - known;
  float *noise = column_f32(ctx, U_NOISE) + lane;
  if (prior && prior->kind == NDRSIM_DIST_LOGNORMAL) {
    float s = (float)prior->arg[1], mu = (float)prior->arg[0];
    float r = y - mu + 0.5f * sd * sd, total = s * s + sd * sd;
    gsl_rng *rng = ndrsim_trait_rng(ctx, lane, 2);
    double u = gsl_rng_uniform_pos(rng);
    float spread = total > 0 ? vf_sqrt(vf_set(s * s * sd * sd / total))[0] : 0;
    float d = total > 0 ? r * s * s / total : 0;
    if (isinf(prior->low) && isinf(prior->high)) {
      d += spread * ndrsim_normal1((uint32_t)(u * 0x1p32));
    } else if (spread > 0) {
      double low = prior->low > 0 ? log(prior->low) - (double)mu : -INFINITY;
      double high = log(prior->high) - (double)mu;
      d += spread * (float)normal_between((low - (double)d) / (double)spread,
                                          (high - (double)d) / (double)spread, u);
    }
    double level = (double)ndrsim_exp1(mu + d);
    ndrsim_trait_set(ctx, P_LEVEL, lane, fmin(fmax(level, prior->low), prior->high));
    *noise = r - d;
  } else if (prior) {
    ndrsim_trait_set(ctx, P_LEVEL, lane, (double)ndrsim_exp1(y));
    *noise = 0.5f * sd * sd;
  } else {
    float level = ndrsim_step_lane(ctx, P_LEVEL, lane);
    *noise = level > 0 ? y - ndrsim_log1(level) + 0.5f * sd * sd : 0;
  }
}

/* Log of the factors of month 0 that are not the account's level or noise. */
static float known_log(const ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  float age = (float)(row->mrr > 0 ? -row->start : 0);
  float surge = ndrsim_exp1(age * (-1.0f / (float)ctx->s[P_NOVELTY_MONTHS]));
  return shared_log(ctx) + ndrsim_log1(1 + ndrsim_step_lane(ctx, P_NOVELTY, lane) * surge);
}

static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  int32_t w = column_i32(ctx, U_WORKFLOWS)[lane];
  if (w < 1) return;
  float usage, known = known_log(ctx, lane, row);
  if (row->tasks > 0) {
    usage = row->tasks / (float)w;
    split_level(ctx, lane, usage, known);
  } else {
    float sd = ndrsim_step_lane(ctx, P_SD, lane);
    gsl_rng *rng = ndrsim_trait_rng(ctx, lane, 2);
    float x = sd * ndrsim_normal1((uint32_t)(gsl_rng_uniform_pos(rng) * 0x1p32));
    column_f32(ctx, U_NOISE)[lane] = x;
    usage = row->tasks == 0
                ? 0
                : ndrsim_step_lane(ctx, P_LEVEL, lane) * ndrsim_exp1(x - 0.5f * sd * sd + known);
  }
  if (usage > NDRSIM_MOST_TASKS) usage = NDRSIM_MOST_TASKS;
  int32_t use = (int32_t)(usage * NDRSIM_TASK + 0.5f);
  column_i32(ctx, U_USAGE)[lane] = use;
  column_i32(ctx, U_TASKS)[lane] = column_i32(ctx, U_BEFORE)[lane] = use * w;
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_DEMAND, demand}, {NDRSIM_PHASE_COSTS, count}};

static const ndrsim_driver_source sources[] = {{NDRSIM_DRIVER_USAGE, "usage"}};

static const ndrsim_counter_def counters[] = {
    [C_TASKS] = {"tasks_latent", "tasks/16/month", "tasks users would hand over without caps"},
};
static const ndrsim_metric_def metrics[] = {
    {"tasks_per_user", "tasks/(user*month)", NDRSIM_FORMAT_RATIO, "tasks_latent", "seats", 1.0 / 16,
     "Latent tasks per user, averaged over users", .source = "S0"},
};

const ndrsim_mechanism NDRSIM_MECHANISM(demand) = {.name = "demand",
                                                   .doc = "latent tasks per user",
                                                   NDRSIM_PARAMS,
                                                   NDRSIM_USES,
                                                   NDRSIM_STEPS,
                                                   NDRSIM_COUNTERS,
                                                   NDRSIM_METRICS,
                                                   .source = sources,
                                                   .n_sources = 1,
                                                   .condition = condition};
