#include "analysis/evpi.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/sensitivity.h"
#include "scenarios/suggest.h"
#include "sim/draws.h"
#include "sim/text.h"

void ndrsim_evpi_init(ndrsim_evpi *self) {
  memset(self, 0, sizeof *self);
  ndrsim_study_init(&self->study);
  ndrsim_choice_init(&self->choice);
}

void ndrsim_evpi_free(ndrsim_evpi *self) {
  ndrsim_study_free(&self->study);
  ndrsim_choice_free(&self->choice);
  free(self->parameter);
  free(self->order);
  ndrsim_evpi_init(self);
}

/* --- what is asked ---------------------------------------------------------------------------- */

static int find(const ndrsim_evpi *self, const char *path) {
  for (int p = 0; p < self->n_parameters; p++) {
    if (strcmp(self->parameter[p].path, path) == 0) return p;
  }
  return -1;
}

static ndrsim_status find_parameters(ndrsim_evpi *self, ndrsim_error *err) {
  size_t most = 0;
  for (int o = 0; o < self->n_options; o++) {
    most += (size_t)self->model[o]->n_draws;
  }
  self->parameter = calloc(most + 1, sizeof *self->parameter);
  self->order = calloc(most + 1, sizeof *self->order);
  if (self->parameter == NULL || self->order == NULL)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %zu parameters", most);
  for (int o = 0; o < self->n_options; o++) {
    for (int d = 0; d < self->model[o]->n_draws; d++) {
      const char *path = self->model[o]->draw[d].path;
      if (find(self, path) >= 0) continue;
      ndrsim_evpi_parameter *out = &self->parameter[self->n_parameters++];
      snprintf(out->path, sizeof out->path, "%s", path);
    }
  }
  if (self->n_parameters > 0) return NDRSIM_OK;
  return ndrsim_error_set(
      err, NDRSIM_USAGE,
      "no option draws a parameter, so all is known but luck: give what you are "
      "not sure of a distribution (docs/scenario-format.md)");
}

/* Whether parameter p is at `path` or below it. */
static bool is_at(const ndrsim_evpi *self, int p, const char *path, size_t length) {
  const char *own = self->parameter[p].path;
  return strncmp(own, path, length) == 0 && (own[length] == '\0' || own[length] == '.');
}

static ndrsim_status unknown(const ndrsim_evpi *self, const char *path, size_t length,
                             ndrsim_error *err) {
  char shown[192], asked[192];
  const char **known = calloc((size_t)self->n_parameters, sizeof *known);
  if (known == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the paths");
  for (int p = 0; p < self->n_parameters; p++) {
    known[p] = self->parameter[p].path;
  }
  snprintf(asked, sizeof asked, "%.*s", (int)length, path);
  ndrsim_text_escape(shown, sizeof shown, asked, strlen(asked));
  ndrsim_error_set(err, NDRSIM_USAGE,
                   "--measure: `%s` is not drawn once per replicate in any option", shown);
  const char *near = ndrsim_suggest(asked, known, self->n_parameters);
  if (near != NULL && err != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
  free(known);
  return NDRSIM_USAGE;
}

/* The members of "PATH,PATH" into known[n_parameters]. */
static ndrsim_status read_set(const ndrsim_evpi *self, const char *text, bool *known,
                              ndrsim_error *err) {
  memset(known, 0, (size_t)self->n_parameters * sizeof *known);
  for (const char *at = text;; at++) {
    size_t length = strcspn(at, ",");
    bool any = false;
    for (int p = 0; p < self->n_parameters; p++) {
      if (!is_at(self, p, at, length)) continue;
      known[p] = any = true;
    }
    if (!any) return unknown(self, at, length, err);
    at += length;
    if (*at == '\0') return NDRSIM_OK;
  }
}

static ndrsim_status check_sets(ndrsim_evpi *self, const char *const *set, int n,
                                ndrsim_error *err) {
  bool *known = calloc((size_t)self->n_parameters + 1, sizeof *known);
  ndrsim_status status = NDRSIM_OK;
  if (known == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a set");
  for (int k = 0; k < n && status == NDRSIM_OK; k++) {
    if (strlen(set[k]) >= sizeof self->set[k].text)
      status = ndrsim_error_set(err, NDRSIM_USAGE, "--measure: more than %zu characters",
                                sizeof self->set[k].text - 1);
    else
      status = read_set(self, set[k], known, err);
    snprintf(self->set[k].text, sizeof self->set[k].text, "%s", set[k]);
  }
  self->n_sets = n;
  free(known);
  return status;
}

ndrsim_status ndrsim_evpi_prepare(ndrsim_evpi *self, const char *objective, const char *const *set,
                                  int n_sets, ndrsim_error *err) {
  enum { TWO_YEARS = 24 };
  const ndrsim_model *model = self->model[0];
  int month = model->horizon < TWO_YEARS ? model->horizon : TWO_YEARS;
  if (model->replicates < NDRSIM_VOI_LEAST)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "what knowing is worth needs at least %d replicates; found %d",
                            NDRSIM_VOI_LEAST, model->replicates);
  ndrsim_status status = ndrsim_outcome_parse(objective != NULL ? objective : "profit", model,
                                              month, &self->outcome, err);
  self->sign = self->outcome.better == NDRSIM_BETTER_LOWER ? -1 : 1;
  if (status == NDRSIM_OK) status = find_parameters(self, err);
  return status == NDRSIM_OK ? check_sets(self, set, n_sets, err) : status;
}

static ndrsim_study_plan plan_of(const ndrsim_evpi *self) {
  return (ndrsim_study_plan){.model = self->model,
                             .n_models = self->n_options,
                             .outcome = &self->outcome,
                             .n_outcomes = 1,
                             .replicates = self->model[0]->replicates};
}

ndrsim_status ndrsim_evpi_cost(const ndrsim_evpi *self, const ndrsim_run_options *options,
                               ndrsim_cost *out, ndrsim_error *err) {
  ndrsim_study_plan plan = plan_of(self);
  return ndrsim_study_cost(&plan, options, out, err);
}

/* --- the sample ------------------------------------------------------------------------------- */

typedef struct sample {
  double *x;  /* [varying][n] */
  double *y;  /* [options][n], the more the better */
  int *place; /* [n_parameters] among those that vary; -1 */
  int varying;
} sample;

/* All values of one option's draws, into row[draw][n]. */
static ndrsim_status draw_all(const ndrsim_model *model, int n, double *row, double *u, double *v,
                              ndrsim_error *err) {
  for (int r = 0; r < n; r++) {
    for (int d = 0; d < model->n_draws; d++) {
      u[d] = ndrsim_draws_uniform(model, d, (uint32_t)r, NULL);
    }
    ndrsim_status status = ndrsim_draws_make(model, u, NULL, v, err);
    if (status != NDRSIM_OK) return status;
    for (int d = 0; d < model->n_draws; d++) {
      row[(size_t)d * (size_t)n + (size_t)r] = v[d];
    }
  }
  return NDRSIM_OK;
}

static bool varies(const double *value, int n) {
  for (int r = 1; r < n; r++) {
    if (value[r] != value[0]) return true;
  }
  return false;
}

/* Parameters that are first drawn by this option; options before it had the others. */
static void add_option(ndrsim_evpi *self, int option, const double *row, sample *out) {
  const ndrsim_model *model = self->model[option];
  size_t n = (size_t)self->study.n;
  for (int d = 0; d < model->n_draws; d++) {
    int p = find(self, model->draw[d].path);
    const double *value = row + (size_t)d * n;
    if (self->parameter[p].varies || !varies(value, self->study.n)) continue;
    self->parameter[p].varies = true;
    out->place[p] = out->varying;
    memcpy(out->x + (size_t)out->varying * n, value, n * sizeof *value);
    out->varying++;
  }
}

static ndrsim_status take_sample(ndrsim_evpi *self, sample *out, ndrsim_error *err) {
  size_t n = (size_t)self->study.n, most = (size_t)self->n_parameters;
  double *row = malloc((most * n + 1) * sizeof *row), *u = calloc(2 * (most + 1), sizeof *u);
  ndrsim_status status = NDRSIM_OK;
  if (row == NULL || u == NULL)
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the sample of parameters");
  for (int o = 0; o < self->n_options && status == NDRSIM_OK; o++) {
    status = draw_all(self->model[o], self->study.n, row, u, u + most, err);
    if (status == NDRSIM_OK) add_option(self, o, row, out);
    const double *value = ndrsim_study_values(&self->study, o, 0);
    for (size_t r = 0; r < n && status == NDRSIM_OK; r++) {
      out->y[(size_t)o * n + r] = self->sign * value[r];
      if (!isfinite(value[r]))
        status = ndrsim_error_set(err, NDRSIM_USAGE, "%s has no value in replicate %zu of %s",
                                  self->outcome.name, r, self->label[o]);
    }
  }
  free(row);
  free(u);
  return status;
}

/* --- worth ------------------------------------------------------------------------------------ */

typedef struct work {
  ndrsim_evpi *self;
  const sample *sample;
  ndrsim_voi voi;
  bool *asked, *known;   /* [n_parameters], [varying] */
  double *gain, *before; /* [n] */
} work;

/* Of the parameters in asked[], gains into gain[]. */
static ndrsim_status worth_of(work *of, double *gain, ndrsim_worth *out, ndrsim_error *err) {
  for (int p = 0; p < of->self->n_parameters; p++) {
    int place = of->sample->place[p];
    if (place >= 0) of->known[place] = of->asked[p];
  }
  return ndrsim_voi_of(&of->voi, of->known, gain, out, err);
}

static void ask(work *of, bool all) {
  for (int p = 0; p < of->self->n_parameters; p++) {
    of->asked[p] = all;
  }
}

static ndrsim_status each(work *of, ndrsim_error *err) {
  ndrsim_evpi *self = of->self;
  double *key = calloc((size_t)self->n_parameters, sizeof *key);
  ndrsim_status status = NDRSIM_OK;
  if (key == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for an order");
  for (int p = 0; p < self->n_parameters && status == NDRSIM_OK; p++) {
    ask(of, false);
    of->asked[p] = true;
    status = worth_of(of, NULL, &self->parameter[p].worth, err);
    if (!self->parameter[p].varies) self->parameter[p].worth = (ndrsim_worth){0, 0, 0, 0};
    key[p] = self->parameter[p].varies ? self->parameter[p].worth.value : (double)NAN;
  }
  ndrsim_sensitivity_rank(key, self->n_parameters, self->order);
  free(key);
  return status;
}

/* What a set adds to the one whose gains are in before[]; gain[] takes its place. */
static void add(work *of, ndrsim_evpi_set *out) {
  int n = of->self->study.n;
  for (int r = 0; r < n; r++) {
    of->before[r] = of->gain[r] - of->before[r];
  }
  ndrsim_voi_mean(of->before, n, &out->added, &out->added_se);
  memcpy(of->before, of->gain, (size_t)n * sizeof *of->gain);
}

static ndrsim_status together(work *of, ndrsim_error *err) {
  ndrsim_evpi *self = of->self;
  ndrsim_status status = NDRSIM_OK;
  ask(of, false);
  memset(of->before, 0, (size_t)self->study.n * sizeof *of->before);
  self->n_together = 0;
  for (int k = 0; k < self->n_parameters && self->n_together < NDRSIM_EVPI_TOGETHER; k++) {
    const ndrsim_evpi_parameter *parameter = &self->parameter[self->order[k]];
    bool nothing = parameter->worth.terms == 0 && parameter->worth.value == 0;
    if (!parameter->varies || (nothing && k > 0)) continue;
    ndrsim_evpi_set *out = &self->together[self->n_together++];
    snprintf(out->text, sizeof out->text, "%s", parameter->path);
    of->asked[self->order[k]] = true;
    status = worth_of(of, of->gain, &out->worth, err);
    if (status != NDRSIM_OK) return status;
    add(of, out);
  }
  return status;
}

static ndrsim_status sets(work *of, ndrsim_error *err) {
  ndrsim_evpi *self = of->self;
  ndrsim_status status = NDRSIM_OK;
  for (int k = 0; k < self->n_sets && status == NDRSIM_OK; k++) {
    status = read_set(self, self->set[k].text, of->asked, err);
    if (status == NDRSIM_OK) status = worth_of(of, NULL, &self->set[k].worth, err);
  }
  if (status != NDRSIM_OK) return status;
  ask(of, true);
  return worth_of(of, NULL, &self->all, err);
}

static ndrsim_status tell(ndrsim_evpi *self, const sample *from, ndrsim_error *err) {
  size_t n = (size_t)self->study.n, most = (size_t)self->n_parameters + 1;
  work of = {.self = self, .sample = from};
  ndrsim_voi_init(&of.voi);
  of.asked = calloc(most, sizeof *of.asked);
  of.known = calloc(most, sizeof *of.known);
  of.gain = calloc(n, sizeof *of.gain);
  of.before = calloc(n, sizeof *of.before);
  ndrsim_status status = NDRSIM_OK;
  if (of.asked == NULL || of.known == NULL || of.gain == NULL || of.before == NULL)
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for what knowing is worth");
  if (status == NDRSIM_OK)
    status = ndrsim_voi_make(&of.voi, self->study.n, from->varying, from->x, self->n_options,
                             from->y, err);
  if (status == NDRSIM_OK) status = each(&of, err);
  if (status == NDRSIM_OK) status = together(&of, err);
  if (status == NDRSIM_OK) status = sets(&of, err);
  if (status == NDRSIM_OK) {
    ndrsim_voi_foresight(&of.voi, of.gain);
    ndrsim_voi_mean(of.gain, self->study.n, &self->foresight, &self->foresight_se);
  }
  ndrsim_voi_free(&of.voi);
  free(of.asked);
  free(of.known);
  free(of.gain);
  free(of.before);
  return status;
}

ndrsim_status ndrsim_evpi_run(ndrsim_evpi *self, const ndrsim_run_options *options,
                              ndrsim_error *err) {
  ndrsim_study_plan plan = plan_of(self);
  ndrsim_status ran = ndrsim_study_run(&self->study, &plan, options, err);
  if (ran != NDRSIM_OK && ran != NDRSIM_INTERRUPTED) return ran;
  if (self->study.n < NDRSIM_VOI_LEAST) self->study.n = 0; /* too few to tell anything */
  if (self->study.n == 0) return ran;
  size_t n = (size_t)self->study.n, parameters = (size_t)self->n_parameters;
  sample from = {.x = malloc((parameters * n + 1) * sizeof *from.x),
                 .y = malloc((size_t)self->n_options * n * sizeof *from.y),
                 .place = malloc((parameters + 1) * sizeof *from.place)};
  ndrsim_status status = ndrsim_choice_make(&self->choice, &self->study, 0, self->sign, err);
  if (from.x == NULL || from.y == NULL || from.place == NULL)
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the sample");
  for (int p = 0; p < self->n_parameters && from.place != NULL; p++) {
    self->parameter[p].varies = false;
    from.place[p] = -1;
  }
  if (status == NDRSIM_OK) status = take_sample(self, &from, err);
  if (status == NDRSIM_OK) status = tell(self, &from, err);
  free(from.x);
  free(from.y);
  free(from.place);
  return status == NDRSIM_OK ? ran : status;
}
