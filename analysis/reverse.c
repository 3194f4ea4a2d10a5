#include "analysis/reverse.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include "analysis/stage.h"
#include "scenarios/suggest.h"
#include "sim/catalogue.h"

#define HALVINGS 12 /* severities that are kept for what Brent's method leaves */

#define USUAL_STEPS 12

typedef struct search {
  ndrsim_reverse *out;
  const ndrsim_source *source;
  const ndrsim_model *base;
  const ndrsim_run_options *options;
  int64_t before, total; /* runs of the job */
  double sign;           /* 1: bad is low */
  ndrsim_status status;
  ndrsim_error *err;
} search;

int64_t ndrsim_reverse_runs(const ndrsim_model *base) {
  return (int64_t)base->replicates * USUAL_STEPS;
}

/* --- one severity ----------------------------------------------------------------------------- */

static double mean(const ndrsim_study *study, int outcome) {
  const double *value = ndrsim_study_values(study, 0, outcome);
  double sum = 0;
  for (int r = 0; r < study->n; r++) {
    sum += value[r];
  }
  return sum / study->n;
}

static void keep_parts(ndrsim_reverse *out, const ndrsim_study *study, int side) {
  out->ndr[side] = mean(study, NDRSIM_STRESS_NDR);
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    out->part[side][c] = mean(study, NDRSIM_STRESS_PARTS + c);
  }
}

static ndrsim_status run_model(search *self, const ndrsim_model *model, ndrsim_study *study) {
  ndrsim_study_plan plan = {.model = &model,
                            .n_models = 1,
                            .outcome = self->out->outcome,
                            .n_outcomes = NDRSIM_STRESS_OUTCOMES,
                            .replicates = self->base->replicates};
  int64_t done = self->before + (int64_t)self->out->n_steps * self->base->replicates;
  int64_t total = self->total > done ? self->total : done + self->base->replicates;
  ndrsim_stage stage = {&self->options->engine, done, self->base->replicates, total};
  ndrsim_run_options options = *self->options;
  options.engine = ndrsim_stage_options(&stage);
  return ndrsim_study_run(study, &plan, &options, self->err);
}

/* Runs a severity, puts it in its place among the steps and gives the quantile less the threshold,
 * negative when it is below. NAN after a failure. */
static double run_severity(search *self, double severity) {
  ndrsim_reverse *out = self->out;
  ndrsim_study study;
  ndrsim_model model;
  if (self->status != NDRSIM_OK) return NAN;
  for (int k = 0; k < out->n_steps; k++) {
    if (out->step[k].severity == severity)
      return self->sign *
             (out->step[k].value.quantile[out->request.quantile] - out->request.threshold);
  }
  ndrsim_study_init(&study);
  ndrsim_model_init(&model);
  ndrsim_reverse_step step = {.severity = severity};
  if (out->n_steps == NDRSIM_REVERSE_STEPS)
    self->status = ndrsim_error_set(self->err, NDRSIM_INTERNAL, "the search does not end");
  if (self->status == NDRSIM_OK)
    self->status = ndrsim_stress_model(self->source, self->base, out->request.stress, severity,
                                       out->request.late, &model, self->err);
  if (self->status == NDRSIM_OK) self->status = run_model(self, &model, &study);
  if (self->status == NDRSIM_OK &&
      ndrsim_study_estimate(&study, 0, NDRSIM_STRESS_OUTCOME, &step.value) != NDRSIM_OK)
    self->status = ndrsim_error_set(self->err, NDRSIM_MEMORY, "no memory for an estimate");
  if (self->status == NDRSIM_OK && !step.value.valid)
    self->status = ndrsim_error_set(self->err, NDRSIM_USAGE, "%s has no value in this scenario",
                                    out->outcome[NDRSIM_STRESS_OUTCOME].name);
  double gap = NAN;
  if (self->status == NDRSIM_OK) {
    gap = self->sign * (step.value.quantile[out->request.quantile] - out->request.threshold);
    int at = out->n_steps++;
    for (; at > 0 && out->step[at - 1].severity > severity; at--) {
      out->step[at] = out->step[at - 1];
    }
    out->step[at] = step;
    if (severity == 0) keep_parts(out, &study, 0);
    bool best = gap < 0 && (out->state != NDRSIM_REVERSE_FOUND || severity < out->severity);
    if (best || out->state == NDRSIM_REVERSE_NEVER) {
      keep_parts(out, &study, 1);
      out->severity = severity;
    }
    if (best) out->state = severity > 0 ? NDRSIM_REVERSE_FOUND : NDRSIM_REVERSE_ALREADY;
  }
  ndrsim_study_free(&study);
  ndrsim_model_free(&model);
  return gap;
}

/* --- the root --------------------------------------------------------------------------------- */

static double target(double severity, void *params) {
  double gap = run_severity(params, severity);
  if (isnan(gap)) return 0;      /* after a failure: ends the search */
  return gap == 0 ? 1e-12 : gap; /* at the threshold is not below it */
}

/* A whole number of months, for stresses that can only be scaled so. */
static bool by_months(const ndrsim_stress *stress, const ndrsim_model *model) {
  if (!stress->downturn) return false;
  ndrsim_stress rest = *stress;
  rest.downturn = false;
  return !ndrsim_stress_scales(&rest, model);
}

/* Halves the months between one that is not below and one that is. */
static void halve_months(search *self, double low, double high) {
  int months = self->out->request.stress->months;
  int a = (int)floor(low * months + 0.5), b = (int)floor(high * months + 0.5);
  while (b - a > 1 && self->status == NDRSIM_OK) {
    int middle = a + (b - a) / 2;
    double gap = run_severity(self, (double)middle / months);
    if (gap < 0)
      b = middle;
    else
      a = middle;
  }
}

/* The quantile of few accounts goes in steps, on which Brent's method gains little: what is left of
 * the bracket is halved. */
static void halve(search *self) {
  const ndrsim_reverse *out = self->out;
  while (self->status == NDRSIM_OK && out->state == NDRSIM_REVERSE_FOUND &&
         out->n_steps < NDRSIM_REVERSE_STEPS) {
    int at = 0; /* the first severity from which on it is below is out->severity */
    while (out->step[at].severity < out->severity) {
      at++;
    }
    double inside = out->step[at - 1].severity;
    if (out->severity - inside <= NDRSIM_REVERSE_TOLERANCE) return;
    run_severity(self, 0.5 * (inside + out->severity));
  }
}

static void brent(search *self, double low, double high) {
  gsl_function function = {target, self};
  gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
  if (solver == NULL) {
    self->status = ndrsim_error_set(self->err, NDRSIM_MEMORY, "no memory for the root finder");
    return;
  }
  gsl_root_fsolver_set(solver, &function, low, high);
  while (self->status == NDRSIM_OK) {
    /* where it closes in from one side only, the side that is not met is brought near by hand */
    double a = gsl_root_fsolver_x_lower(solver), b = gsl_root_fsolver_x_upper(solver);
    if (b - a <= NDRSIM_REVERSE_TOLERANCE) break;
    if (self->out->n_steps >= NDRSIM_REVERSE_STEPS - HALVINGS) break;
    if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS) break;
    double c = gsl_root_fsolver_x_lower(solver), d = gsl_root_fsolver_x_upper(solver);
    if (d - c <= 0.5 * (b - a)) continue;
    double near = gsl_root_fsolver_root(solver), half = 0.5 * NDRSIM_REVERSE_TOLERANCE;
    double left = near - half > c ? near - half : c, right = near + half < d ? near + half : d;
    double f = run_severity(self, left), g = run_severity(self, right);
    if (self->status != NDRSIM_OK) break;
    if (f >= 0 && g < 0) break; /* both sides of the root, within the tolerance */
    if (f < 0)
      gsl_root_fsolver_set(solver, &function, c, left);
    else
      gsl_root_fsolver_set(solver, &function, right, d);
  }
  gsl_root_fsolver_free(solver);
  halve(self);
}

/* Widens until the quantile is below; then closes in. */
static void look(search *self) {
  ndrsim_reverse *out = self->out;
  double most = ndrsim_stress_most(out->request.stress, self->base), low = 0;
  if (most > NDRSIM_REVERSE_MOST) most = NDRSIM_REVERSE_MOST;
  out->state = NDRSIM_REVERSE_NEVER;
  if (run_severity(self, 0) < 0 || self->status != NDRSIM_OK) return;
  for (double high = most < 1 ? most : 1;; high = 2 * high < most ? 2 * high : most) {
    double gap = run_severity(self, high);
    if (self->status != NDRSIM_OK) return;
    if (gap < 0) {
      if (by_months(out->request.stress, self->base))
        halve_months(self, low, high);
      else
        brent(self, low, high);
      return;
    }
    low = high;
    if (high >= most) return;
  }
}

/* The largest severity below the found one, the slope there, and what the quantile's own error is
 * worth in severity. */
static void close_up(ndrsim_reverse *out) {
  int q = out->request.quantile, at = 0;
  out->inside = out->slope = out->se = NAN;
  if (out->state != NDRSIM_REVERSE_FOUND) return;
  while (at < out->n_steps && out->step[at].severity < out->severity) {
    at++;
  }
  out->inside = out->step[at - 1].severity;
  int a = at - 1, b = at; /* a wider stretch than the tolerance, so that it is no step of luck */
  double wide = 0.1 * out->severity;
  while (a > 0 && out->severity - out->step[a].severity < wide) {
    a--;
  }
  while (b + 1 < out->n_steps && out->step[b].severity - out->severity < wide) {
    b++;
  }
  out->slope = (out->step[b].value.quantile[q] - out->step[a].value.quantile[q]) /
               (out->step[b].severity - out->step[a].severity);
  double se = out->step[at].value.quantile_se[q];
  if (out->slope != 0 && isfinite(se)) out->se = fabs(se / out->slope);
}

/* --- all of it -------------------------------------------------------------------------------- */

ndrsim_status ndrsim_reverse_check(const ndrsim_stress *stress, const ndrsim_model *base,
                                   ndrsim_error *err) {
  if (!ndrsim_stress_applies(stress, base))
    return ndrsim_error_set(err, NDRSIM_USAGE, "--reverse: this scenario has nothing of `%s`",
                            stress->name);
  if (!ndrsim_stress_scales(stress, base))
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "--reverse: `%s` is there or it is not: there is no smaller one to "
                            "look for",
                            stress->name);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_reverse_run(ndrsim_reverse *self, const ndrsim_source *source,
                                 const ndrsim_model *base, const ndrsim_reverse_request *request,
                                 const ndrsim_run_options *options, int64_t before, int64_t total,
                                 ndrsim_error *err) {
  memset(self, 0, sizeof *self);
  self->request = *request;
  ndrsim_status status = ndrsim_reverse_check(request->stress, base, err);
  if (status == NDRSIM_OK)
    status = ndrsim_stress_outcomes(request->outcome, base, self->outcome, err);
  if (status != NDRSIM_OK) return status;
  bool lower = self->outcome[NDRSIM_STRESS_OUTCOME].better == NDRSIM_BETTER_LOWER;
  search looking = {.out = self,
                    .source = source,
                    .base = base,
                    .options = options,
                    .before = before,
                    .total = total,
                    .sign = lower ? -1 : 1,
                    .err = err};
  look(&looking);
  if (looking.status != NDRSIM_OK) return looking.status;
  close_up(self);
  ndrsim_reverse_tell(self, base);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_reverse_parameter(const ndrsim_model *base, const char *path, bool up,
                                       ndrsim_stress *out, ndrsim_error *err) {
  int slot = ndrsim_model_slot(base, path);
  memset(out, 0, sizeof *out);
  if (slot < 0) {
    ndrsim_error_set(err, NDRSIM_USAGE,
                     "--reverse-parameter: this scenario has no parameter `%.100s`", path);
    const char **candidate = calloc((size_t)base->n_slots + 1, sizeof *candidate);
    for (int k = 0; k < base->n_slots && candidate != NULL; k++) {
      candidate[k] = base->slot[k].path;
    }
    const char *near = candidate != NULL ? ndrsim_suggest(path, candidate, base->n_slots) : NULL;
    if (near != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
    free(candidate);
    return NDRSIM_USAGE;
  }
  const ndrsim_param_def *def = ndrsim_catalogue_param(base->catalogue, base->slot[slot].def, NULL);
  if (def->kind == NDRSIM_SWITCH || def->kind == NDRSIM_CHOICE)
    return ndrsim_error_set(err, NDRSIM_USAGE, "--reverse-parameter: `%s` is no number", path);
  snprintf(out->name, sizeof out->name, "%.50s-%s", path, up ? "up" : "down");
  snprintf(out->title, sizeof out->title, "%.70s %s", path, up ? "rises" : "falls");
  out->from = 1;
  out->n_changes = 1;
  ndrsim_stress_change *change = &out->change[0];
  *change = (ndrsim_stress_change){.def = def, .how = NDRSIM_STRESS_TIMES, .number = up ? 2 : 0};
  snprintf(change->path, sizeof change->path, "%.127s", path);
  if ((def->may & NDRSIM_MAY_MONTH) != 0) return NDRSIM_OK;
  /* for the whole run: towards ten times its value, or its lowest */
  double value = NAN, sd;
  ndrsim_reverse_value(base, slot, 0, 0, def->kind == NDRSIM_MONEY ? 100 : 1, &value, &sd);
  change->how = NDRSIM_STRESS_TO;
  change->whole_run = true;
  change->number = up ? fmin(NDRSIM_REVERSE_MOST * value, def->high) : fmax(0, def->low);
  snprintf(change->text, sizeof change->text, "%.17g", change->number);
  if (ndrsim_stress_scales(out, base)) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_USAGE,
                          "--reverse-parameter: `%s` must be one constant for the whole run, and "
                          "is not one plain number here",
                          path);
}

ndrsim_status ndrsim_reverse_direction(const ndrsim_source *source, const ndrsim_model *base,
                                       const char *path, const char *outcome, int quantile,
                                       const ndrsim_run_options *options, bool *up,
                                       ndrsim_error *err) {
  enum { PLAIN, UP, DOWN, MODELS };
  ndrsim_stress stress;
  ndrsim_model own[MODELS];
  const ndrsim_model *model[MODELS] = {base, &own[UP], &own[DOWN]};
  ndrsim_outcome look;
  ndrsim_study study;
  ndrsim_estimate value[MODELS];
  ndrsim_status status = ndrsim_outcome_parse(outcome, base, 12, &look, err);
  ndrsim_study_init(&study);
  for (int k = UP; k < MODELS; k++) {
    ndrsim_model_init(&own[k]);
    if (status == NDRSIM_OK) status = ndrsim_reverse_parameter(base, path, k == UP, &stress, err);
    if (status == NDRSIM_OK)
      status = ndrsim_stress_model(source, base, &stress, 0.5, 0, &own[k], err);
  }
  ndrsim_study_plan plan = {.model = model,
                            .n_models = MODELS,
                            .outcome = &look,
                            .n_outcomes = 1,
                            .replicates = base->replicates};
  if (status == NDRSIM_OK) status = ndrsim_study_run(&study, &plan, options, err);
  for (int k = 0; k < MODELS && status == NDRSIM_OK; k++) {
    status = ndrsim_study_estimate(&study, k, 0, &value[k]);
  }
  if (status == NDRSIM_OK) {
    double sign = look.better == NDRSIM_BETTER_LOWER ? -1 : 1;
    double rise = sign * (value[UP].quantile[quantile] - value[PLAIN].quantile[quantile]);
    double fall = sign * (value[DOWN].quantile[quantile] - value[PLAIN].quantile[quantile]);
    *up = rise <= fall;
    if (!(rise < 0 || fall < 0))
      status = ndrsim_error_set(err, NDRSIM_USAGE,
                                "--reverse-parameter: %s does not get worse when `%s` is "
                                "multiplied, neither up nor down",
                                look.name, path);
  }
  ndrsim_study_free(&study);
  for (int k = UP; k < MODELS; k++) {
    ndrsim_model_free(&own[k]);
  }
  return status;
}
