#include "analysis/optimise.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/text.h"

#define FIRST 10 /* evaluations, and as many more for each parameter */

void ndrsim_optimise_init(ndrsim_optimise *self) {
  memset(self, 0, sizeof *self);
  self->sign = 1;
  self->best = -1;
  ndrsim_study_init(&self->fresh);
}

void ndrsim_optimise_free(ndrsim_optimise *self) {
  for (int k = 0; k < self->n_vary; k++) {
    ndrsim_vary_free(&self->vary[k]);
  }
  for (int k = 0; k < self->n_evaluations; k++) {
    free(self->evaluation[k].value);
  }
  free(self->evaluation);
  free(self->now.value);
  free(self->point);
  ndrsim_study_free(&self->fresh);
  ndrsim_optimise_init(self);
}

int ndrsim_optimise_default(int n_vary) {
  return FIRST + FIRST * n_vary;
}

/* --- what is asked for ------------------------------------------------------------------------ */

ndrsim_status ndrsim_optimise_vary(ndrsim_optimise *self, const char *text, ndrsim_error *err) {
  if (self->n_vary == NDRSIM_VARY_MOST)
    return ndrsim_error_set(err, NDRSIM_USAGE, "--vary: at most %d parameters", NDRSIM_VARY_MOST);
  ndrsim_vary *vary = &self->vary[self->n_vary];
  ndrsim_status status = ndrsim_vary_parse(text, vary, err);
  if (status != NDRSIM_OK) return status;
  self->n_vary++;
  if (!vary->range || vary->step > 0)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "--vary %s: a search takes a range LOW:HIGH (`ndrsim sweep` takes "
                            "steps and lists)",
                            vary->path);
  for (int k = 0; k + 1 < self->n_vary; k++) {
    if (strcmp(self->vary[k].path, vary->path) == 0)
      return ndrsim_error_set(err, NDRSIM_USAGE, "--vary: %s is varied twice", vary->path);
  }
  return NDRSIM_OK;
}

const char *ndrsim_statistic_name(int statistic) {
  static const char *const name[] = {"mean", "p5", "p10", "p50", "p90", "p95"};
  return name[statistic + 1];
}

/* "ndr@24:p10" -> "ndr@24" and P10. */
static ndrsim_status read_statistic(const char *text, char *name, size_t size, int *statistic,
                                    ndrsim_error *err) {
  const char *colon = strrchr(text, ':');
  size_t length = colon != NULL ? (size_t)(colon - text) : strlen(text);
  *statistic = NDRSIM_STATISTIC_MEAN;
  if (length == 0 || length >= size)
    return ndrsim_error_set(err, NDRSIM_USAGE, "expected OUTCOME or OUTCOME:STATISTIC");
  snprintf(name, size, "%.*s", (int)length, text);
  if (colon == NULL) return NDRSIM_OK;
  for (int k = NDRSIM_STATISTIC_MEAN; k < NDRSIM_QUANTILES; k++) {
    if (strcmp(colon + 1, ndrsim_statistic_name(k)) != 0) continue;
    *statistic = k;
    return NDRSIM_OK;
  }
  char shown[48];
  ndrsim_text_escape(shown, sizeof shown, colon + 1, strlen(colon + 1));
  return ndrsim_error_set(err, NDRSIM_USAGE,
                          "there is no statistic `%s`: expected mean, p5, p10, p50, p90 or p95",
                          shown);
}

ndrsim_status ndrsim_optimise_subject(ndrsim_optimise *self, const char *text, ndrsim_error *err) {
  char shown[160], *end;
  ndrsim_text_escape(shown, sizeof shown, text, strlen(text));
  if (self->n_constraints == NDRSIM_OPTIMISE_CONSTRAINTS)
    return ndrsim_error_set(err, NDRSIM_USAGE, "--subject-to: at most %d constraints",
                            NDRSIM_OPTIMISE_CONSTRAINTS);
  ndrsim_constraint *out = &self->constraint[self->n_constraints];
  size_t name = strcspn(text, "<>= ");
  const char *at = text + name + strspn(text + name, " ");
  bool sign = (at[0] == '<' || at[0] == '>') && at[1] == '=';
  if (!sign || name == 0 || strlen(text) >= sizeof out->text)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "--subject-to %s: expected OUTCOME[:STATISTIC]>=VALUE or <=VALUE, such "
                            "as ndr@24:p10>=105",
                            shown);
  out->at_least = at[0] == '>';
  at += 2;
  at += strspn(at, " ");
  out->bound = strtod(at, &end);
  if (end == at || *end != '\0' || !isfinite(out->bound) || strchr("+-.0123456789", *at) == NULL)
    return ndrsim_error_set(err, NDRSIM_USAGE, "--subject-to %s: the bound is no number", shown);
  snprintf(out->text, sizeof out->text, "%.*s", (int)name, text); /* resolved by prepare */
  self->n_constraints++;
  return NDRSIM_OK;
}

/* --- outcomes --------------------------------------------------------------------------------- */

static ndrsim_status add_outcome(ndrsim_optimise *self, const char *name, int month, int *index,
                                 ndrsim_error *err) {
  ndrsim_outcome *out = &self->outcome[self->n_outcomes];
  ndrsim_status status = ndrsim_outcome_parse(name, self->base, month, out, err);
  if (status != NDRSIM_OK) return status;
  int k = 0;
  while (strcmp(self->outcome[k].name, out->name) != 0) {
    k++;
  }
  if (k == self->n_outcomes) self->n_outcomes++;
  if (index != NULL) *index = k;
  return NDRSIM_OK;
}

static ndrsim_status add_goal(ndrsim_optimise *self, const char *text, int month, ndrsim_goal *out,
                              ndrsim_error *err) {
  char name[NDRSIM_OUTCOME_NAME];
  ndrsim_status status = read_statistic(text, name, sizeof name, &out->statistic, err);
  return status == NDRSIM_OK ? add_outcome(self, name, month, &out->outcome, err) : status;
}

static ndrsim_status choose_outcomes(ndrsim_optimise *self, ndrsim_error *err) {
  static const char *const main[] = {"ndr", "grr", "margin", "logo_churn", "profit", "mrr"};
  bool asked = self->objective[0] != '\0';
  int month = ndrsim_objective_month(self->base);
  self->per_signup = !asked && ndrsim_objective_per_signup(self->base);
  ndrsim_status status = add_goal(self, asked ? self->objective : ndrsim_objective_name(self->base),
                                  month, &self->goal, err);
  if (status == NDRSIM_OK && self->outcome[0].month >= 1) month = self->outcome[0].month;
  for (int k = 0; k < self->n_constraints && status == NDRSIM_OK; k++) {
    ndrsim_constraint *constraint = &self->constraint[k];
    status = add_goal(self, constraint->text, month, &constraint->goal, err);
    if (status != NDRSIM_OK) break;
    bool mean = constraint->goal.statistic == NDRSIM_STATISTIC_MEAN;
    snprintf(constraint->text, sizeof constraint->text, "%s%s%s %s %.12g",
             self->outcome[constraint->goal.outcome].name, mean ? "" : ":",
             mean ? "" : ndrsim_statistic_name(constraint->goal.statistic),
             constraint->at_least ? ">=" : "<=", constraint->bound);
  }
  for (size_t k = 0; k < sizeof main / sizeof main[0] && status == NDRSIM_OK; k++) {
    status = add_outcome(self, main[k], month, NULL, err);
  }
  if (status == NDRSIM_OK && ndrsim_objective_per_signup(self->base))
    status = add_outcome(self, "gross_profit_per_signup", month, NULL, err);
  return status;
}

/* --- statistics ------------------------------------------------------------------------------- */

ndrsim_status ndrsim_statistic_of(const double *value, int n, int statistic, double *out,
                                  double *se) {
  ndrsim_estimate estimate;
  ndrsim_status status = ndrsim_estimate_values(value, n, &estimate);
  bool mean = statistic == NDRSIM_STATISTIC_MEAN;
  int quantile = mean ? 0 : statistic;
  *out = mean ? estimate.mean : estimate.quantile[quantile];
  if (se != NULL) *se = mean ? estimate.se : estimate.quantile_se[quantile];
  return status;
}

ndrsim_status ndrsim_optimise_fresh(const ndrsim_optimise *self, int model, ndrsim_goal goal,
                                    double *out, double *se) {
  return ndrsim_statistic_of(ndrsim_study_values(&self->fresh, model, goal.outcome), self->fresh.n,
                             goal.statistic, out, se);
}

ndrsim_status ndrsim_optimise_gain(const ndrsim_optimise *self, bool fresh, double *out,
                                   double *se) {
  const double *best = self->evaluation[self->best].value, *now = self->now.value;
  int n = self->replicates;
  if (fresh) {
    best = ndrsim_study_values(&self->fresh, NDRSIM_FRESH_BEST, self->goal.outcome);
    now = ndrsim_study_values(&self->fresh, NDRSIM_FRESH_NOW, self->goal.outcome);
  }
  if (self->goal.statistic != NDRSIM_STATISTIC_MEAN) {
    double a, b, a_se, b_se;
    ndrsim_status status = ndrsim_statistic_of(best, n, self->goal.statistic, &a, &a_se);
    if (status == NDRSIM_OK) status = ndrsim_statistic_of(now, n, self->goal.statistic, &b, &b_se);
    if (status != NDRSIM_OK) return status;
    *out = a - b;
    *se = sqrt(a_se * a_se + b_se * b_se);
    return NDRSIM_OK;
  }
  double *difference = malloc((size_t)n * sizeof *difference);
  if (difference == NULL) return NDRSIM_MEMORY;
  for (int r = 0; r < n; r++) {
    difference[r] = best[r] - now[r];
  }
  ndrsim_status status = ndrsim_statistic_of(difference, n, NDRSIM_STATISTIC_MEAN, out, se);
  free(difference);
  return status;
}

double ndrsim_constraint_size(const ndrsim_constraint *self) {
  return self->bound != 0 ? fabs(self->bound) : 1;
}

/* --- evaluations ------------------------------------------------------------------------------ */

bool ndrsim_search_better(const ndrsim_optimise *self, const ndrsim_evaluation *a,
                          const ndrsim_evaluation *b) {
  if (a->violation != b->violation) return a->violation < b->violation;
  return self->sign * a->objective > self->sign * b->objective;
}

static int forward(void *user, int64_t done, int64_t total) {
  const ndrsim_search *search = user;
  (void)total;
  const ndrsim_engine_options *outer = &search->options->engine;
  return outer->progress(outer->progress_user, search->done + done, search->total);
}

ndrsim_run_options ndrsim_search_options(ndrsim_search *search) {
  ndrsim_run_options inner = *search->options;
  inner.watch = NULL;
  inner.stop_early = false;
  if (inner.engine.progress != NULL) {
    inner.engine.progress = forward;
    inner.engine.progress_user = search;
  }
  return inner;
}

static ndrsim_status no_value(const ndrsim_optimise *self, int outcome, const char *const *text,
                              ndrsim_error *err) {
  char point[NDRSIM_VARY_POINT];
  ndrsim_vary_point(self->vary, text != NULL ? self->n_vary : 0, text, point);
  return ndrsim_error_set(err, NDRSIM_INPUT, "there is no value of %s %s%.200s",
                          self->outcome[outcome].name,
                          text != NULL ? "at " : "with the current setting", point);
}

/* Runs a model on the replicates of the search. `text` (NULL: the current setting) is for errors.
 */
static ndrsim_status evaluate(ndrsim_search *search, const ndrsim_model *model,
                              const char *const *text, ndrsim_evaluation *out) {
  ndrsim_optimise *self = search->self;
  ndrsim_run_options options = ndrsim_search_options(search);
  ndrsim_study study;
  ndrsim_study_plan plan = {.model = &model,
                            .n_models = 1,
                            .outcome = self->outcome,
                            .n_outcomes = self->n_outcomes,
                            .replicates = self->replicates};
  size_t n = (size_t)self->replicates;
  ndrsim_study_init(&study);
  ndrsim_status status = ndrsim_study_run(&study, &plan, &options, search->err);
  search->done += self->replicates;
  out->value = status == NDRSIM_OK ? malloc(n * sizeof *out->value) : NULL;
  if (out->value == NULL) {
    ndrsim_study_free(&study);
    return status != NDRSIM_OK
               ? status
               : ndrsim_error_set(search->err, NDRSIM_MEMORY, "no memory for a setting");
  }
  memcpy(out->value, ndrsim_study_values(&study, 0, self->goal.outcome), n * sizeof *out->value);
  ndrsim_status known =
      ndrsim_statistic_of(out->value, study.n, self->goal.statistic, &out->objective, NULL);
  if (known == NDRSIM_OK && !isfinite(out->objective))
    status = no_value(self, self->goal.outcome, text, search->err);
  out->violation = 0;
  for (int c = 0; c < self->n_constraints && known == NDRSIM_OK && status == NDRSIM_OK; c++) {
    const ndrsim_constraint *constraint = &self->constraint[c];
    double value;
    known = ndrsim_statistic_of(ndrsim_study_values(&study, 0, constraint->goal.outcome), study.n,
                                constraint->goal.statistic, &value, NULL);
    if (!isfinite(value)) status = no_value(self, constraint->goal.outcome, text, search->err);
    out->slack[c] = constraint->at_least ? value - constraint->bound : constraint->bound - value;
    out->violation += fmax(-out->slack[c], 0) / ndrsim_constraint_size(constraint);
  }
  ndrsim_study_free(&study);
  if (known != NDRSIM_OK) return ndrsim_error_set(search->err, known, "no memory for a setting");
  return status;
}

ndrsim_status ndrsim_optimise_model(const ndrsim_optimise *self, const double *x, ndrsim_model *out,
                                    char text[][NDRSIM_VARY_TEXT], const char **pointer,
                                    ndrsim_error *err) {
  for (int k = 0; k < self->n_vary; k++) {
    ndrsim_vary_number(&self->vary[k], x[k], text[k]);
    pointer[k] = text[k];
  }
  ndrsim_model_init(out);
  return ndrsim_vary_model(self->source, self->vary, self->n_vary, pointer, out, err);
}

int ndrsim_search_at(ndrsim_search *search, const double *u) {
  ndrsim_optimise *self = search->self;
  ndrsim_evaluation one = {.objective = NAN};
  char text[NDRSIM_VARY_MOST][NDRSIM_VARY_TEXT];
  const char *pointer[NDRSIM_VARY_MOST];
  if (search->status != NDRSIM_OK) return -1;
  for (int k = 0; k < self->n_vary; k++) {
    const ndrsim_vary *vary = &self->vary[k];
    one.x[k] = ndrsim_vary_round(vary, vary->low + u[k] * (vary->high - vary->low));
  }
  for (int e = 0; e < self->n_evaluations; e++) {
    if (memcmp(self->evaluation[e].x, one.x, (size_t)self->n_vary * sizeof *one.x) == 0) return e;
  }
  if (self->n_evaluations >= search->most) return -1;
  ndrsim_model *model = malloc(sizeof *model);
  if (model == NULL) {
    search->status = ndrsim_error_set(search->err, NDRSIM_MEMORY, "no memory for a model");
    return -1;
  }
  search->status = ndrsim_optimise_model(self, one.x, model, text, pointer, search->err);
  if (search->status == NDRSIM_OK) search->status = evaluate(search, model, pointer, &one);
  ndrsim_model_free(model);
  free(model);
  if (search->status != NDRSIM_OK) {
    free(one.value);
    return -1;
  }
  self->evaluation[self->n_evaluations] = one;
  return self->n_evaluations++;
}

/* --- running ---------------------------------------------------------------------------------- */

/* All parameters at their lower, or upper, bounds: what is wrong is then wrong before it runs. */
static ndrsim_status check_corner(const ndrsim_optimise *self, bool upper, ndrsim_error *err) {
  double x[NDRSIM_VARY_MOST];
  char text[NDRSIM_VARY_MOST][NDRSIM_VARY_TEXT];
  const char *pointer[NDRSIM_VARY_MOST];
  for (int k = 0; k < self->n_vary; k++) {
    x[k] = ndrsim_vary_round(&self->vary[k], upper ? self->vary[k].high : self->vary[k].low);
  }
  ndrsim_model *model = malloc(sizeof *model);
  if (model == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a model");
  ndrsim_status status = ndrsim_optimise_model(self, x, model, text, pointer, err);
  ndrsim_model_free(model);
  free(model);
  return status;
}

ndrsim_status ndrsim_optimise_prepare(ndrsim_optimise *self, const ndrsim_source *source,
                                      const ndrsim_model *base, const ndrsim_run_options *options,
                                      ndrsim_cost *cost, ndrsim_error *err) {
  self->source = source;
  self->base = base;
  self->replicates = base->replicates;
  if (self->n_vary == 0)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "nothing is varied: add --vary PATH=LOW:HIGH, such as --vary "
                            "tiers.pro.cap=600:2000");
  if (self->evaluations == 0) self->evaluations = ndrsim_optimise_default(self->n_vary);
  ndrsim_status status = NDRSIM_OK;
  for (int k = 0; k < self->n_vary && status == NDRSIM_OK; k++) {
    ndrsim_vary *vary = &self->vary[k];
    vary->fine = pow(10, floor(log10((vary->high - vary->low) / 1000)));
    status = ndrsim_vary_look(vary, source, base, err);
  }
  if (status == NDRSIM_OK) status = choose_outcomes(self, err);
  for (int corner = 0; corner < 2 && status == NDRSIM_OK; corner++) {
    status = check_corner(self, corner, err);
  }
  if (status != NDRSIM_OK) return status;
  ndrsim_study_plan plan = {.model = &base,
                            .n_models = 1,
                            .outcome = self->outcome,
                            .n_outcomes = self->n_outcomes,
                            .replicates = base->replicates};
  status = ndrsim_study_cost(&plan, options, cost, err);
  double fresh = 2.0 + 2.0 * NDRSIM_OPTIMISE_SIDE * self->n_vary;
  double models = 1 + self->evaluations + fresh;
  double more = 8.0 * base->replicates * (self->evaluations + fresh * self->n_outcomes);
  cost->bytes += more;
  cost->record_bytes += more;
  cost->seconds *= models;
  cost->runs *= models;
  cost->account_months *= models;
  return status == NDRSIM_OK ? ndrsim_cost_check(cost, options->engine.memory, err) : status;
}

/* The current setting is where the search starts; what has no number, or lies outside, starts in
 * the middle, or at the bound. */
static ndrsim_status evaluate_now(ndrsim_search *search) {
  ndrsim_optimise *self = search->self;
  bool inside = true;
  for (int k = 0; k < self->n_vary; k++) {
    const ndrsim_vary *vary = &self->vary[k];
    double now = vary->now;
    inside = inside && now >= vary->low && now <= vary->high;
    self->now.x[k] =
        isfinite(now) ? fmin(fmax(now, vary->low), vary->high) : (vary->low + vary->high) / 2;
  }
  ndrsim_status status = evaluate(search, self->base, NULL, &self->now);
  search->scale = fmax(fabs(self->now.objective), 1e-9);
  if (status != NDRSIM_OK || !inside) return status;
  ndrsim_evaluation first = self->now; /* it is a point of the search too, and known already */
  first.value = malloc((size_t)self->replicates * sizeof *first.value);
  if (first.value == NULL)
    return ndrsim_error_set(search->err, NDRSIM_MEMORY, "no memory for a setting");
  memcpy(first.value, self->now.value, (size_t)self->replicates * sizeof *first.value);
  self->evaluation[self->n_evaluations++] = first;
  return NDRSIM_OK;
}

ndrsim_status ndrsim_optimise_run(ndrsim_optimise *self, const ndrsim_run_options *options,
                                  ndrsim_error *err) {
  int64_t models = 3 + self->evaluations + 2 * NDRSIM_OPTIMISE_SIDE * self->n_vary;
  ndrsim_search search = {
      .self = self, .options = options, .total = models * self->replicates, .err = err};
  self->evaluation = calloc((size_t)self->evaluations + 1, sizeof *self->evaluation);
  if (self->evaluation == NULL)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the search");
  ndrsim_status status = evaluate_now(&search);
  if (status == NDRSIM_OK) status = ndrsim_search_run(&search);
  return status == NDRSIM_OK ? ndrsim_search_fresh(&search) : status;
}
