#include "analysis/sweep.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/design.h"

void ndrsim_sweep_init(ndrsim_sweep *self) {
  memset(self, 0, sizeof *self);
  self->ndr = self->margin = self->churn = -1;
  ndrsim_study_init(&self->study);
  ndrsim_choice_init(&self->choice);
}

void ndrsim_sweep_free(ndrsim_sweep *self) {
  for (int k = 0; k < self->n_vary; k++) {
    ndrsim_vary_free(&self->vary[k]);
  }
  for (int k = 0; self->text != NULL && k < self->n_points * self->n_vary; k++) {
    free(self->text[k]);
  }
  for (int m = 0; self->own != NULL && m < self->n_points; m++) {
    ndrsim_model_free(&self->own[m]);
  }
  free(self->text);
  free(self->value);
  free(self->own);
  free(self->model);
  free(self->front);
  ndrsim_study_free(&self->study);
  ndrsim_choice_free(&self->choice);
  ndrsim_sweep_init(self);
}

ndrsim_status ndrsim_sweep_vary(ndrsim_sweep *self, const char *text, ndrsim_error *err) {
  if (self->n_vary == NDRSIM_VARY_MOST)
    return ndrsim_error_set(err, NDRSIM_USAGE, "--vary: at most %d parameters", NDRSIM_VARY_MOST);
  ndrsim_vary *vary = &self->vary[self->n_vary];
  ndrsim_status status = ndrsim_vary_parse(text, vary, err);
  if (status != NDRSIM_OK) return status;
  self->n_vary++;
  for (int k = 0; k + 1 < self->n_vary; k++) {
    if (strcmp(self->vary[k].path, vary->path) == 0)
      return ndrsim_error_set(err, NDRSIM_USAGE, "--vary: %s is varied twice", vary->path);
  }
  return NDRSIM_OK;
}

/* --- outcomes --------------------------------------------------------------------------------- */

/* Adds an outcome unless it is there; its place in *index. */
static ndrsim_status add_outcome(ndrsim_sweep *self, const char *name, const ndrsim_model *model,
                                 int month, int *index, ndrsim_error *err) {
  ndrsim_outcome *out = &self->outcome[self->n_outcomes];
  ndrsim_status status = ndrsim_outcome_parse(name, model, month, out, err);
  if (status != NDRSIM_OK) return status;
  int k = 0;
  while (strcmp(self->outcome[k].name, out->name) != 0) {
    k++;
  }
  if (k == self->n_outcomes) self->n_outcomes++;
  if (index != NULL) *index = k;
  return NDRSIM_OK;
}

static ndrsim_status choose_outcomes(ndrsim_sweep *self, const ndrsim_model *model,
                                     ndrsim_error *err) {
  int month = ndrsim_objective_month(model);
  bool asked = self->objective[0] != '\0';
  self->per_signup = !asked && ndrsim_objective_per_signup(model);
  ndrsim_status status = add_outcome(self, asked ? self->objective : ndrsim_objective_name(model),
                                     model, month, NULL, err);
  if (status == NDRSIM_OK && self->outcome[0].month >= 1) month = self->outcome[0].month;
  if (status == NDRSIM_OK) status = add_outcome(self, "ndr", model, month, &self->ndr, err);
  if (status == NDRSIM_OK) status = add_outcome(self, "grr", model, month, NULL, err);
  if (status == NDRSIM_OK) status = add_outcome(self, "margin", model, month, &self->margin, err);
  if (status == NDRSIM_OK)
    status = add_outcome(self, "logo_churn", model, month, &self->churn, err);
  if (status == NDRSIM_OK) status = add_outcome(self, "profit", model, month, NULL, err);
  if (status == NDRSIM_OK) status = add_outcome(self, "mrr", model, month, NULL, err);
  if (status == NDRSIM_OK && ndrsim_objective_per_signup(model))
    status = add_outcome(self, "gross_profit_per_signup", model, month, NULL, err);
  return status;
}

/* --- points ----------------------------------------------------------------------------------- */

static ndrsim_status check_kind(const ndrsim_sweep *self, ndrsim_error *err) {
  if (self->n_vary == 0)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "nothing is varied: add --vary PATH=LOW:HIGH:STEP, such as --vary "
                            "tiers.pro.cap=600:2000:200");
  for (int k = 0; k < self->n_vary; k++) {
    const ndrsim_vary *vary = &self->vary[k];
    if (self->hypercube == 0 && vary->count == 0)
      return ndrsim_error_set(err, NDRSIM_USAGE,
                              "--vary %s: a grid needs a step, LOW:HIGH:STEP; or ask for a number "
                              "of points with --lhs",
                              vary->path);
    if (self->hypercube > 0 && (!vary->range || vary->step > 0))
      return ndrsim_error_set(err, NDRSIM_USAGE,
                              "--vary %s: a Latin hypercube (--lhs) takes a range LOW:HIGH",
                              vary->path);
    double values = floor((vary->high - vary->low) / vary->grain) + 1;
    if (self->hypercube > 0 && vary->grain == 1 && values < self->hypercube)
      return ndrsim_error_set(err, NDRSIM_USAGE,
                              "--vary %s: a Latin hypercube of %d points needs as many values, and "
                              "there are %.0f",
                              vary->path, self->hypercube, values);
  }
  return NDRSIM_OK;
}

static double count_points(const ndrsim_sweep *self) {
  double points = 1;
  if (self->hypercube > 0) return self->hypercube;
  for (int k = 0; k < self->n_vary; k++) {
    points *= self->vary[k].count;
  }
  return points;
}

static char *copy_of(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  if (copy != NULL) memcpy(copy, text, size);
  return copy;
}

/* One point: from the design, or the combination that its number stands for. */
static bool make_point(ndrsim_sweep *self, int point, const double *design) {
  bool done = true;
  int rest = point;
  for (int k = self->n_vary - 1; k >= 0; k--) { /* the last parameter runs fastest */
    const ndrsim_vary *vary = &self->vary[k];
    size_t cell = (size_t)point * (size_t)self->n_vary + (size_t)k;
    if (self->hypercube > 0) {
      char number[NDRSIM_VARY_TEXT];
      ndrsim_vary_number(vary, design[cell], number);
      self->text[cell] = copy_of(number);
      self->value[cell] = design[cell];
    } else {
      self->text[cell] = copy_of(vary->text[rest % vary->n]);
      self->value[cell] = vary->value[rest % vary->n];
      rest /= vary->n;
    }
    done = done && self->text[cell] != NULL;
  }
  return done;
}

static ndrsim_status make_points(ndrsim_sweep *self, uint64_t seed, ndrsim_error *err) {
  size_t cells = (size_t)self->n_points * (size_t)self->n_vary;
  ndrsim_status status = NDRSIM_OK;
  self->text = calloc(cells, sizeof *self->text);
  self->value = calloc(cells, sizeof *self->value);
  double *design = calloc(cells, sizeof *design);
  bool ready = self->text != NULL && self->value != NULL && design != NULL;
  for (int k = 0; k < self->n_vary && self->hypercube == 0 && status == NDRSIM_OK; k++) {
    status = ndrsim_vary_fill(&self->vary[k], err);
  }
  if (ready && status == NDRSIM_OK && self->hypercube > 0)
    status = ndrsim_design_hypercube(self->vary, self->n_vary, self->n_points, seed, design, err);
  for (int p = 0; p < self->n_points && ready && status == NDRSIM_OK; p++) {
    ready = make_point(self, p, design);
  }
  free(design);
  if (status == NDRSIM_OK && !ready)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %d points", self->n_points);
  return status;
}

/* Whether a point is what the scenario has. */
static bool is_now(const ndrsim_sweep *self, int point) {
  for (int k = 0; k < self->n_vary; k++) {
    const ndrsim_vary *vary = &self->vary[k];
    size_t cell = (size_t)point * (size_t)self->n_vary + (size_t)k;
    if (self->value[cell] != vary->now && strcmp(self->text[cell], vary->now_text) != 0)
      return false;
  }
  return true;
}

static ndrsim_status make_models(ndrsim_sweep *self, const ndrsim_source *source,
                                 const ndrsim_model *base, ndrsim_error *err) {
  size_t n = (size_t)self->n_points;
  self->own = calloc(n, sizeof *self->own);
  self->model = calloc(n + 1, sizeof *self->model);
  if (self->own == NULL || self->model == NULL)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %d models", self->n_points);
  self->now = self->n_points;
  for (int p = 0; p < self->n_points; p++) {
    const char *const *text = (const char *const *)self->text + (size_t)p * (size_t)self->n_vary;
    ndrsim_model_init(&self->own[p]);
    ndrsim_status status =
        ndrsim_vary_model(source, self->vary, self->n_vary, text, &self->own[p], err);
    if (status != NDRSIM_OK) return status;
    self->model[p] = &self->own[p];
    if (self->now == self->n_points && is_now(self, p)) self->now = p;
  }
  self->n_models = self->n_points;
  if (self->now == self->n_points) self->model[self->n_models++] = base;
  return NDRSIM_OK;
}

/* --- cost ------------------------------------------------------------------------------------- */

static ndrsim_study_plan plan_of(const ndrsim_sweep *self, int replicates) {
  return (ndrsim_study_plan){.model = self->model,
                             .n_models = self->n_models,
                             .outcome = self->outcome,
                             .n_outcomes = self->n_outcomes,
                             .replicates = replicates};
}

/* What one more model holds, roughly: its parameters, and the rows of a book. */
static double model_bytes(const ndrsim_model *model) {
  return (double)sizeof *model + (double)model->n_slots * (sizeof *model->slot + 64.0) +
         (double)model->n_traits * sizeof *model->trait +
         (double)model->n_draws * sizeof *model->draw + (double)model->scenario_size +
         (double)model->n_rows * sizeof *model->row +
         (double)model->n_intakes * sizeof *model->intake;
}

/* Of the points before any of their models is made: each is taken to cost what the scenario does.
 */
static ndrsim_status estimate_cost(const ndrsim_sweep *self, double points,
                                   const ndrsim_model *base, const ndrsim_run_options *options,
                                   ndrsim_cost *out, ndrsim_error *err) {
  ndrsim_study_plan plan = plan_of(self, base->replicates);
  plan.model = &base;
  plan.n_models = 1;
  ndrsim_status status = ndrsim_study_cost(&plan, options, out, err);
  double models = points + 1;
  double more = points * (model_bytes(base) + 8.0 * self->n_outcomes * base->replicates);
  out->bytes += more;
  out->record_bytes += more;
  out->seconds *= models;
  out->runs *= models;
  out->account_months *= models;
  return status;
}

static ndrsim_status refuse(double points, const ndrsim_cost *cost, ndrsim_error *err) {
  char time[64];
  ndrsim_cost_text_seconds(cost->seconds, time, sizeof time);
  return ndrsim_error_set(
      err, NDRSIM_LIMIT,
      "%.0f points are more than %d: %.0f runs, which would take %s on %d core%s. Take larger "
      "steps, or --lhs N for N points that fill the ranges",
      points, NDRSIM_SWEEP_MOST, cost->runs, time, cost->threads, cost->threads == 1 ? "" : "s");
}

ndrsim_status ndrsim_sweep_prepare(ndrsim_sweep *self, const ndrsim_source *source,
                                   const ndrsim_model *base, const ndrsim_run_options *options,
                                   ndrsim_cost *cost, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  for (int k = 0; k < self->n_vary && status == NDRSIM_OK; k++) {
    status = ndrsim_vary_look(&self->vary[k], source, base, err);
  }
  if (status == NDRSIM_OK) status = check_kind(self, err);
  if (status == NDRSIM_OK) status = choose_outcomes(self, base, err);
  if (status != NDRSIM_OK) return status;
  double points = count_points(self);
  status = estimate_cost(self, points, base, options, cost, err);
  if (status == NDRSIM_OK && points > NDRSIM_SWEEP_MOST) return refuse(points, cost, err);
  if (status == NDRSIM_OK) status = ndrsim_cost_check(cost, options->engine.memory, err);
  if (status != NDRSIM_OK) return status;
  self->n_points = (int)points;
  status = make_points(self, base->seed, err);
  return status == NDRSIM_OK ? make_models(self, source, base, err) : status;
}

/* --- running ---------------------------------------------------------------------------------- */

static double mean_of(const ndrsim_study *study, int model, int outcome) {
  const double *value = ndrsim_study_values(study, model, outcome);
  double sum = 0;
  for (int r = 0; r < study->n; r++) {
    sum += value[r] / study->n;
  }
  return sum;
}

/* Whether `a` is at least as good as `b` in all three and better in one. */
static bool beats(const double a[3], const double b[3]) {
  bool better = false;
  for (int k = 0; k < 3; k++) {
    if (!(a[k] >= b[k])) return false;
    better = better || a[k] > b[k];
  }
  return better;
}

/* The settings that no other beats in NDR, gross margin and logo churn at once, by the means. */
static ndrsim_status find_front(ndrsim_sweep *self, ndrsim_error *err) {
  size_t n = (size_t)self->n_models;
  double(*mean)[3] = calloc(n, sizeof *mean);
  self->front = calloc(n, sizeof *self->front);
  if (mean == NULL || self->front == NULL) {
    free(mean);
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the front");
  }
  for (int m = 0; m < self->n_models; m++) {
    mean[m][0] = mean_of(&self->study, m, self->ndr);
    mean[m][1] = mean_of(&self->study, m, self->margin);
    mean[m][2] = -mean_of(&self->study, m, self->churn);
  }
  for (int m = 0; m < self->n_models; m++) {
    bool known = isfinite(mean[m][0]) && isfinite(mean[m][1]) && isfinite(mean[m][2]);
    bool beaten = false;
    for (int other = 0; other < self->n_models && known && !beaten; other++) {
      beaten = beats(mean[other], mean[m]);
    }
    self->front[m] = known && !beaten;
  }
  free(mean);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_sweep_run(ndrsim_sweep *self, const ndrsim_run_options *options,
                               ndrsim_error *err) {
  ndrsim_study_plan plan = plan_of(self, self->model[0]->replicates);
  ndrsim_status run = ndrsim_study_run(&self->study, &plan, options, err);
  if ((run != NDRSIM_OK && run != NDRSIM_INTERRUPTED) || self->study.n == 0) return run;
  ndrsim_status status = ndrsim_choice_make(&self->choice, &self->study, 0, 0, err);
  if (status == NDRSIM_OK) status = find_front(self, err);
  return status == NDRSIM_OK ? run : status;
}

/* --- reading ---------------------------------------------------------------------------------- */

const char *ndrsim_sweep_text(const ndrsim_sweep *self, int model, int k) {
  if (model >= self->n_points) return self->vary[k].now_text;
  return self->text[(size_t)model * (size_t)self->n_vary + (size_t)k];
}

double ndrsim_sweep_value(const ndrsim_sweep *self, int model, int k) {
  if (model >= self->n_points) return self->vary[k].now;
  return self->value[(size_t)model * (size_t)self->n_vary + (size_t)k];
}

bool ndrsim_sweep_span(const ndrsim_sweep *self, int k, double *low, double *high) {
  *low = INFINITY;
  *high = -INFINITY;
  for (int p = 0; p < self->n_points; p++) {
    double value = ndrsim_sweep_value(self, p, k);
    if (!isfinite(value)) return false;
    *low = fmin(*low, value);
    *high = fmax(*high, value);
  }
  return self->n_points > 0;
}

int ndrsim_sweep_edge(const ndrsim_sweep *self, int model, int k) {
  double low, high, value = ndrsim_sweep_value(self, model, k);
  int distinct = self->hypercube > 0 ? self->hypercube : self->vary[k].n;
  if (distinct < 3 || !ndrsim_sweep_span(self, k, &low, &high)) return 0;
  return value <= low ? -1 : value >= high ? 1 : 0;
}
