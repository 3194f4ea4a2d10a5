#include "analysis/chaos.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_cdf.h>

enum { DEGREES = 3, PAIRED = 16, TERMS_MOST = 40, REPLICATES_A_TERM = 8 };

#define INDEPENDENT 1e-8 /* of a column's own size that is left beside those chosen */

void ndrsim_chaos_init(ndrsim_chaos *self) {
  memset(self, 0, sizeof *self);
}

void ndrsim_chaos_free(ndrsim_chaos *self) {
  free(self->first);
  free(self->second);
  free(self->column);
  free(self->gram);
  ndrsim_chaos_init(self);
}

/* --- terms ------------------------------------------------------------------------------------ */

typedef struct ranked {
  double value;
  int at;
} ranked;

static int by_value(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  if (x->value != y->value) return x->value < y->value ? -1 : 1;
  return x->at - y->at;
}

/* Normal scores of x[n]: quantiles at the middle of each rank; equal values share one. */
static void scores(const double *x, int n, ranked *room, double *out) {
  for (int r = 0; r < n; r++) {
    room[r] = (ranked){x[r], r};
  }
  qsort(room, (size_t)n, sizeof *room, by_value);
  for (int from = 0, to; from < n; from = to) {
    for (to = from; to < n && room[to].value == room[from].value;)
      to++;
    double z = gsl_cdf_ugaussian_Pinv(0.5 * (from + to) / n);
    for (int k = from; k < to; k++) {
      out[room[k].at] = z;
    }
  }
}

static double *column_at(const ndrsim_chaos *self, int column) {
  return self->column + (size_t)column * (size_t)self->n;
}

static int target_column(const ndrsim_chaos *self, int target) {
  return 1 + self->terms + target;
}

static int columns_of(const ndrsim_chaos *self) {
  return target_column(self, self->targets);
}

/* Powers of parameter p are the terms DEGREES p, ...: in columns one further, because of the 1. */
static int power_column(int parameter, int degree) {
  return 1 + DEGREES * parameter + degree - 1;
}

static void fill_powers(ndrsim_chaos *self, int parameter) {
  const double *z = column_at(self, power_column(parameter, 1));
  double *square = column_at(self, power_column(parameter, 2));
  double *cube = column_at(self, power_column(parameter, 3));
  for (int r = 0; r < self->n; r++) {
    square[r] = (z[r] * z[r] - 1) / M_SQRT2;
    cube[r] = (z[r] * z[r] * z[r] - 3 * z[r]) / sqrt(6);
  }
  for (int d = 0; d < DEGREES; d++) {
    self->first[DEGREES * parameter + d] = parameter;
    self->second[DEGREES * parameter + d] = -1;
  }
}

/* How much a parameter's score goes with what is to be explained. */
static double linear_size(const ndrsim_chaos *self, int parameter) {
  const double *z = column_at(self, power_column(parameter, 1));
  double most = 0;
  for (int t = 0; t < self->targets; t++) {
    const double *d = column_at(self, target_column(self, t));
    double sum = 0, mean = 0;
    for (int r = 0; r < self->n; r++) {
      mean += d[r] / self->n;
    }
    for (int r = 0; r < self->n; r++) {
      sum += z[r] * (d[r] - mean);
    }
    most = fmax(most, fabs(sum));
  }
  return most;
}

/* The parameters of which pairs are formed: those with the largest effects. */
static int choose_paired(const ndrsim_chaos *self, int chosen[PAIRED]) {
  int n = self->parameters < PAIRED ? self->parameters : PAIRED;
  double size[PAIRED];
  int filled = 0;
  for (int p = 0; p < self->parameters; p++) {
    double own = linear_size(self, p);
    int at = filled;
    while (at > 0 && size[at - 1] < own)
      at--;
    if (at == n) continue;
    int last = filled < n ? filled++ : n - 1;
    for (int k = last; k > at; k--) {
      size[k] = size[k - 1];
      chosen[k] = chosen[k - 1];
    }
    size[at] = own;
    chosen[at] = p;
  }
  return n;
}

static void fill_pairs(ndrsim_chaos *self) {
  int chosen[PAIRED], n = choose_paired(self, chosen), term = DEGREES * self->parameters;
  for (int a = 0; a < n; a++) {
    for (int b = a + 1; b < n; b++, term++) {
      const double *x = column_at(self, power_column(chosen[a], 1));
      const double *y = column_at(self, power_column(chosen[b], 1));
      double *out = column_at(self, 1 + term);
      for (int r = 0; r < self->n; r++) {
        out[r] = x[r] * y[r];
      }
      self->first[term] = chosen[a];
      self->second[term] = chosen[b];
    }
  }
}

/* Sums of products of all columns, over the replicates of each fold, and over all. */
static void fill_gram(ndrsim_chaos *self) {
  size_t columns = (size_t)columns_of(self), size = columns * columns;
  double *all = self->gram + NDRSIM_CHAOS_FOLDS * size;
  for (size_t a = 0; a < columns; a++) {
    for (size_t b = a; b < columns; b++) {
      const double *x = column_at(self, (int)a), *y = column_at(self, (int)b);
      double sum[NDRSIM_CHAOS_FOLDS] = {0};
      for (int r = 0; r < self->n; r++) {
        sum[r % NDRSIM_CHAOS_FOLDS] += x[r] * y[r];
      }
      for (size_t f = 0; f < NDRSIM_CHAOS_FOLDS; f++) {
        self->gram[f * size + a * columns + b] = self->gram[f * size + b * columns + a] = sum[f];
        all[a * columns + b] += sum[f];
      }
      all[b * columns + a] = all[a * columns + b];
    }
  }
}

ndrsim_status ndrsim_chaos_make(ndrsim_chaos *self, int n, int parameters, const double *x,
                                int targets, const double *y, ndrsim_error *err) {
  int paired = parameters < PAIRED ? parameters : PAIRED;
  ndrsim_chaos_free(self);
  self->n = n;
  self->parameters = parameters;
  self->targets = targets;
  self->terms = DEGREES * parameters + paired * (paired - 1) / 2;
  size_t columns = (size_t)columns_of(self), rows = (size_t)n, terms = (size_t)self->terms;
  ranked *room = malloc(rows * sizeof *room);
  self->first = malloc((terms + 1) * sizeof *self->first);
  self->second = malloc((terms + 1) * sizeof *self->second);
  self->column = calloc(columns * rows, sizeof *self->column);
  self->gram = calloc((NDRSIM_CHAOS_FOLDS + 1) * columns * columns, sizeof *self->gram);
  if (room == NULL || self->first == NULL || self->second == NULL || self->column == NULL ||
      self->gram == NULL) {
    free(room);
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a regression on %d parameters",
                            parameters);
  }
  for (int r = 0; r < n; r++) {
    self->column[r] = 1;
  }
  for (int t = 0; t < targets; t++) {
    memcpy(column_at(self, target_column(self, t)), y + (size_t)t * rows, rows * sizeof *y);
  }
  for (int p = 0; p < parameters; p++) {
    scores(x + (size_t)p * rows, n, room, column_at(self, power_column(p, 1)));
    fill_powers(self, p);
  }
  fill_pairs(self);
  fill_gram(self);
  free(room);
  return NDRSIM_OK;
}

double ndrsim_chaos_mean(const ndrsim_chaos *self, int fold, int target) {
  size_t columns = (size_t)columns_of(self), block = columns * columns;
  size_t at = (size_t)target_column(self, target);
  const double *all = self->gram + NDRSIM_CHAOS_FOLDS * block;
  const double *less = fold < NDRSIM_CHAOS_FOLDS ? self->gram + (size_t)fold * block : NULL;
  double sum = all[at], n = all[0];
  if (less != NULL) {
    sum -= less[at];
    n -= less[0];
  }
  return sum / n;
}

/* --- regression ------------------------------------------------------------------------------- */

/* Gauss and Jordan's elimination of one column; those that were swept hold the regression. */
static void sweep(double *m, int size, int k) {
  double pivot = m[k * size + k];
  for (int j = 0; j < size; j++) {
    m[k * size + j] /= pivot;
  }
  for (int i = 0; i < size; i++) {
    double factor = m[i * size + k];
    if (i == k || factor == 0) continue;
    for (int j = 0; j < size; j++) {
      m[i * size + j] -= factor * m[k * size + j];
    }
    m[i * size + k] = -factor / pivot;
  }
  m[k * size + k] = 1 / pivot;
}

static bool is_chosen(const ndrsim_chaos_fit *self, int j) {
  return self->coefficient[j] != 0;
}

/* The candidate that takes most from the rest; 0 = none is worth its term. */
static int next_term(const ndrsim_chaos_fit *self) {
  int size = self->size, y = size - 1, best = 0;
  double rest = self->matrix[y * size + y], most = 0;
  for (int j = 1; j < y; j++) {
    double left = self->matrix[j * size + j], with = self->matrix[j * size + y];
    if (is_chosen(self, j) || !(left > INDEPENDENT * self->own[j])) continue;
    if (with * with / left <= most) continue;
    most = with * with / left;
    best = j;
  }
  if (best == 0 || !(most > 0)) return 0;
  if (most >= rest) return best; /* all of it: rounding */
  return self->n * -log1p(-most / rest) > log(self->n) ? best : 0;
}

static void choose(ndrsim_chaos_fit *self) {
  int size = self->size, y = size - 1;
  int most = self->n / REPLICATES_A_TERM < TERMS_MOST ? self->n / REPLICATES_A_TERM : TERMS_MOST;
  memset(self->coefficient, 0, (size_t)y * sizeof *self->coefficient);
  self->chosen = 0;
  for (int j = 0; j < y; j++) { /* before the mean goes: of a constant column only rounding stays */
    self->own[j] = self->matrix[j * size + j];
  }
  sweep(self->matrix, size, 0);
  self->own[y] = self->matrix[y * size + y];
  double least = 1e-12 * self->own[y]; /* nothing is left to explain */
  while (self->chosen < most && self->matrix[y * size + y] > least) {
    int j = next_term(self);
    if (j == 0) break;
    sweep(self->matrix, size, j);
    self->coefficient[j] = 1;
    self->chosen++;
  }
  for (int j = 0; j < y; j++) {
    if (j == 0 || is_chosen(self, j)) self->coefficient[j] = self->matrix[j * size + y];
  }
}

/* The sums of a sample: those of all, less those of a fold (NDRSIM_CHAOS_FOLDS: less nothing). */
static void load(ndrsim_chaos_fit *self, const ndrsim_chaos *chaos, int fold, int target) {
  size_t columns = (size_t)columns_of(chaos), block = columns * columns;
  const double *all = chaos->gram + NDRSIM_CHAOS_FOLDS * block;
  const double *less = fold < NDRSIM_CHAOS_FOLDS ? chaos->gram + (size_t)fold * block : NULL;
  int size = self->size;
  for (int i = 0; i < size; i++) {
    for (int j = 0; j < size; j++) {
      size_t a = (size_t)(i == 0          ? 0
                          : i == size - 1 ? target_column(chaos, target)
                                          : self->column[i - 1]);
      size_t b = (size_t)(j == 0          ? 0
                          : j == size - 1 ? target_column(chaos, target)
                                          : self->column[j - 1]);
      double sum = all[a * columns + b];
      self->matrix[i * size + j] = less != NULL ? sum - less[a * columns + b] : sum;
    }
  }
  self->n = (int)lround(self->matrix[0]);
}

ndrsim_status ndrsim_chaos_fit_init(ndrsim_chaos_fit *self, const ndrsim_chaos *chaos,
                                    const bool *known, ndrsim_error *err) {
  memset(self, 0, sizeof *self);
  self->column = malloc(((size_t)chaos->terms + 1) * sizeof *self->column);
  int n = 0;
  for (int t = 0; self->column != NULL && t < chaos->terms; t++) {
    bool pair = chaos->second[t] >= 0;
    if (known[chaos->first[t]] && (!pair || known[chaos->second[t]])) self->column[n++] = 1 + t;
  }
  self->size = n + 2;
  size_t size = (size_t)self->size;
  self->matrix = calloc(size * size + 2 * size, sizeof *self->matrix);
  if (self->column == NULL || self->matrix == NULL) {
    ndrsim_chaos_fit_free(self);
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a regression");
  }
  self->own = self->matrix + size * size;
  self->coefficient = self->own + size;
  return NDRSIM_OK;
}

void ndrsim_chaos_fit_free(ndrsim_chaos_fit *self) {
  free(self->column);
  free(self->matrix);
  memset(self, 0, sizeof *self);
}

void ndrsim_chaos_fit_run(ndrsim_chaos_fit *self, const ndrsim_chaos *chaos, int fold, int target) {
  load(self, chaos, fold, target);
  choose(self);
}

double ndrsim_chaos_fit_at(const ndrsim_chaos_fit *self, const ndrsim_chaos *chaos, int r) {
  double sum = self->coefficient[0];
  for (int j = 1; j < self->size - 1; j++) {
    if (is_chosen(self, j)) sum += self->coefficient[j] * column_at(chaos, self->column[j - 1])[r];
  }
  return sum;
}

double ndrsim_chaos_fit_explained(const ndrsim_chaos_fit *self) {
  int y = self->size - 1;
  if (self->chosen == 0) return 0;
  double left = self->matrix[y * self->size + y] / (self->n - 1 - self->chosen);
  return self->own[y] / (self->n - 1) - left;
}
