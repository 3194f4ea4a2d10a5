#include "analysis/choice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CERTAIN 2 /* standard errors */

void ndrsim_choice_init(ndrsim_choice *self) {
  memset(self, 0, sizeof *self);
  self->best = self->second = -1;
}

void ndrsim_choice_free(ndrsim_choice *self) {
  free(self->option);
  ndrsim_choice_init(self);
}

bool ndrsim_choice_certain(double difference, double se) {
  return difference != 0 && fabs(difference) > CERTAIN * se;
}

static bool has_values(const double *value, int n) {
  for (int k = 0; k < n; k++) {
    if (!isfinite(value[k])) return false;
  }
  return n > 0;
}

static double mean_of(const double *value, int n) {
  double mean = 0;
  for (int k = 0; k < n; k++) {
    mean += value[k] / n;
  }
  return mean;
}

/* Mean and standard error of a - b. */
static void paired(const double *a, const double *b, int n, double *mean, double *se) {
  double sum = 0, squares = 0;
  for (int k = 0; k < n; k++) {
    sum += (a[k] - b[k]) / n;
  }
  for (int k = 0; k < n; k++) {
    double d = a[k] - b[k] - sum;
    squares += d * d;
  }
  *mean = sum;
  *se = n > 1 ? sqrt(squares / (n - 1) / n) : NAN;
}

/* Shares of being the best, and regrets. One pass over the replicates adds up, the end divides. */
static void count_best(ndrsim_choice *self, const ndrsim_study *study, int outcome) {
  int n = study->n;
  for (int r = 0; r < n; r++) {
    double top = -INFINITY;
    int ties = 0;
    for (int m = 0; m < self->n; m++) {
      if (isnan(self->option[m].mean)) continue;
      double value = self->sign * ndrsim_study_values(study, m, outcome)[r];
      if (value == top) ties++;
      if (value > top) {
        top = value;
        ties = 1;
      }
    }
    for (int m = 0; m < self->n; m++) {
      ndrsim_choice_option *option = &self->option[m];
      if (isnan(option->mean)) continue;
      double short_of = top - self->sign * ndrsim_study_values(study, m, outcome)[r];
      option->regret += short_of;
      option->regret_se += short_of * short_of;
      if (short_of == 0) option->best += 1.0 / ties;
    }
  }
  for (int m = 0; m < self->n; m++) {
    ndrsim_choice_option *option = &self->option[m];
    if (isnan(option->mean)) continue;
    option->best /= n;
    option->regret /= n;
    double squares = option->regret_se - n * option->regret * option->regret;
    option->regret_se = n > 1 ? sqrt(fmax(squares, 0) / (n - 1) / n) : NAN;
    option->best_se = sqrt(fmax(option->best * (1 - option->best), 0) / n);
  }
}

static void rank(ndrsim_choice *self) {
  for (int m = 0; m < self->n; m++) {
    double value = self->sign * self->option[m].mean;
    if (isnan(value)) continue;
    if (self->best < 0 || value > self->sign * self->option[self->best].mean) {
      self->second = self->best;
      self->best = m;
    } else if (self->second < 0 || value > self->sign * self->option[self->second].mean) {
      self->second = m;
    }
  }
}

ndrsim_status ndrsim_choice_make(ndrsim_choice *self, const ndrsim_study *study, int outcome,
                                 double sign, ndrsim_error *err) {
  ndrsim_choice_free(self);
  self->n = study->n_models;
  self->sign = sign;
  if (sign == 0) self->sign = study->outcome[outcome].better < 0 ? -1 : 1;
  self->option = calloc((size_t)self->n, sizeof *self->option);
  if (self->option == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a choice");
  for (int m = 0; m < self->n; m++) {
    const double *value = ndrsim_study_values(study, m, outcome);
    ndrsim_choice_option *option = &self->option[m];
    if (has_values(value, study->n))
      option->mean = mean_of(value, study->n);
    else
      *option = (ndrsim_choice_option){NAN, NAN, NAN, NAN, NAN, NAN, NAN};
  }
  rank(self);
  count_best(self, study, outcome);
  for (int m = 0; m < self->n && self->best >= 0; m++) {
    ndrsim_choice_option *option = &self->option[m];
    if (isnan(option->mean)) continue;
    paired(ndrsim_study_values(study, m, outcome), ndrsim_study_values(study, self->best, outcome),
           study->n, &option->lead, &option->lead_se);
  }
  if (self->second >= 0) {
    self->lead = -self->option[self->second].lead;
    self->lead_se = self->option[self->second].lead_se;
  }
  return NDRSIM_OK;
}
